"""An apply agent that is killed in the middle of a change (`kill -9`), on real engines: blocked meanwhile, and one whole state
after the next look. Every point at which it may happen: `tests/unit/adapters_enforcement/test_agent.py`.
"""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from e2e.enforce.conftest import EXEMPT, KEYS, A, bundle, local_plan
from gwanmun.sandbox.visits import NOERROR, NXDOMAIN

pytestmark = [pytest.mark.tools, pytest.mark.long]

_APPLY = """
import sys
from pathlib import Path
from gwanmun.adapters.enforcement.agent import Agent
from gwanmun.adapters.enforcement.bundle import public_key
from gwanmun.adapters.enforcement.engines import Bind, Squid
from gwanmun.adapters.enforcement.probes import Door
from gwanmun.control.destinations import suffixes
root, data, now_us, bind, key, control, bind_port, squid, squid_port, *keys = sys.argv[1:]
engines = [Bind(Path(bind), Path(key), Door("127.0.0.1", int(control)), Door("127.0.0.1", int(bind_port))),
           Squid(Path(squid), Door("127.0.0.1", int(squid_port)))]
trusted = {str(at): public_key(one) for at, one in enumerate(keys)}
agent = Agent(Path(root), engines, {"ciso": trusted["0"], "caio": trusted["1"]}, 2, suffixes(), lambda: int(now_us))
print("begins", flush=True)
agent.apply(Path(data).read_bytes(), urgent=True)
"""


@pytest.mark.parametrize("seconds", [0.1, 0.4, 0.8, 1.4])
def test_killed_in_the_middle_of_a_change_everything_stays_blocked_and_the_next_look_finishes_it(stand, seconds):
    revision = stand.agent.folder.read().revision + 1
    if revision == 1:
        stand.apply(local_plan(revision=2), urgent=True)
        revision = 3
    data = stand.where / "next.bundle"
    data.write_bytes(bundle(stand.doors(local_plan(revision=revision))))
    words = [
        stand.root, data, stand.now_us, stand.bind.conf, stand.bind.key, stand.bind.control, stand.bind.at[1], stand.squid.conf,
        stand.squid.at[1], *(KEYS[one].public_key().public_bytes_raw().hex() for one in ("ciso", "caio")),
    ]  # fmt: skip
    agent = subprocess.Popen([sys.executable, "-c", _APPLY, *map(str, words)], stdout=subprocess.PIPE, text=True)
    try:
        assert agent.stdout.readline() == "begins\n"
        time.sleep(seconds)
    finally:
        os.kill(agent.pid, signal.SIGKILL)
        agent.communicate(timeout=20)
    assert stand.dns(A, "chat.deepseek.com")[0] == NXDOMAIN
    stand.agent = stand.fresh_agent()
    stand.agent.tick(urgent=True)
    assert stand.dns(A, "chat.deepseek.com")[0] == NXDOMAIN
    assert stand.dns(EXEMPT, "chat.deepseek.com")[0] == NOERROR
    assert stand.web_as(A, "chat.deepseek.com")[0] == 403
    told = json.loads((stand.root / "standing.json").read_text())
    assert told["moving"] == []
    assert {one["revision"] for one in told["targets"].values()} == {told["revision"]}
