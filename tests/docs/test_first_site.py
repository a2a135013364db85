"""The commands of docs/first-site.md work as they stand, from an empty directory to a first masked prompt."""

import contextlib
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

from e2e.site import free_port

PAGE = Path(__file__).resolve().parents[2] / "docs" / "first-site.md"
GWANMUN = [sys.executable, "-m", "gwanmun.entrypoints.cli"]


def commands():
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
    today = datetime.now(UTC).astimezone().astimezone(tz=None)
    seoul = (today.astimezone(UTC) + timedelta(hours=9)).date().isoformat()
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("gwanmun ")]
    return [shlex.split(line.replace("TODAY", seoul))[1:] for line in lines]


def post(port, key):
    body = {
        "model": "gpt-4o-mini",
        "messages": [{"role": "user", "content": "민원인 남궁솔(010-2345-6789)께 드릴 답변"}],
    }
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/chat/completions",
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read())["choices"][0]["message"]["content"]


def test_the_first_site_opens_as_the_page_says(tmp_path):
    gate, sandbox = free_port(), free_port()
    environment = {**os.environ, "GWANMUN_CONFIG": str(tmp_path / "site" / "gwanmun.toml")}

    def run(*arguments):
        return subprocess.run(
            [*GWANMUN, *arguments],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert run("init", "--dir", "site").returncode == 0
    config = tmp_path / "site" / "gwanmun.toml"
    text = config.read_text().replace('listen = "127.0.0.1:8080"', f'listen = "127.0.0.1:{gate}"')
    config.write_text(
        text
        + f'\n[upstreams.openai-api]\nbase_url = "http://127.0.0.1:{sandbox}/v1"\ndialect = "openai"\nallow_private = ["127.0.0.0/8"]\n'
    )
    with (tmp_path / "log").open("wb") as log:
        children = [
            subprocess.Popen(
                command,
                env=environment,
                cwd=tmp_path,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            for command in ([sys.executable, "-m", "gwanmun.sandbox", "--port", str(sandbox)], [*GWANMUN, "serve"])
        ]
    try:
        said = ""
        for command in commands():
            done = run(*command)
            assert done.returncode == 0, (command, done.stdout, done.stderr, (tmp_path / "log").read_text()[-2000:])
            said = done.stdout
        key = re.search(r"gm_[A-Za-z0-9_-]+", said)[0]
        deadline = time.monotonic() + 15
        while True:
            with contextlib.suppress(OSError):
                answer = post(gate, key)
                break
            assert time.monotonic() < deadline, (tmp_path / "log").read_text()[-2000:]
            time.sleep(0.2)
        assert "남궁솔" in answer
        with urllib.request.urlopen(f"http://127.0.0.1:{sandbox}/sandbox/received", timeout=10) as got:
            left = got.read().decode()
        assert "남궁솔" not in left
        assert "2345" not in left
        doctor = run("doctor", "--json")
        assert doctor.returncode == 0, doctor.stdout
        assert run("journal", "verify", str(tmp_path / "site" / "gwanmun-data" / "journal")).returncode == 0
    finally:
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGTERM)
        for child in children:
            child.wait(40)
