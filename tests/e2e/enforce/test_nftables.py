"""The same plan in a real kernel: three namespaces, a class, an exempt one, and the world outside."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from e2e.enforce import real
from e2e.enforce.conftest import TRUSTED, bundle
from enforce_plans import EXEMPT, HOUR, NOW, UNMAPPED, plan
from enforce_plans import WORK as MILITARY
from gwanmun.adapters.enforcement.agent import Agent
from gwanmun.adapters.enforcement.engines import Nftables
from gwanmun.control.destinations import suffixes
from gwanmun.enforce.plan import Action, Leave, Mode
from gwanmun.errors import EngineFault

pytestmark = pytest.mark.tools
GATE, CLIENT, WORLD = (f"gwe{os.getpid() % 10000}{one}" for one in "gcw")
WORK, FREE = "10.77.10.2", "10.77.20.2"

_CONNECT = """
import socket, sys
kind = socket.SOCK_DGRAM if sys.argv[4] == "udp" else socket.SOCK_STREAM
line = socket.socket(socket.AF_INET, kind); line.settimeout(15); line.bind((sys.argv[1], 0))
try:
    line.connect((sys.argv[2], int(sys.argv[3])))
    if sys.argv[4] == "udp":
        line.send(b"x"); print(line.recv(99).decode())
    else:
        print("open")
except ConnectionRefusedError: print("refused")
except ConnectionResetError: print("refused")
except TimeoutError: print("silent")
except OSError as error: print(error.errno)
"""
#: Keeps three conversations, and says of each whether it still goes on: TCP with a resolver over HTTPS, plain DNS with
#: another, and TCP of somebody who is refused nothing.
_TALK = """
import socket, sys
def opened(kind, source, port):
    line = socket.socket(socket.AF_INET, kind); line.settimeout(15); line.bind((source, 0)); line.connect(port); return line
lines = [opened(socket.SOCK_STREAM, sys.argv[1], ("8.8.8.8", 443)), opened(socket.SOCK_DGRAM, sys.argv[1], ("198.51.100.1", 53)),
         opened(socket.SOCK_STREAM, sys.argv[2], ("8.8.8.8", 443))]
def goes_on(line):
    try:
        line.send(b"x")
        return "open" if line.recv(99) else "over"
    except OSError:
        return "refused"
for _ in sys.stdin:
    print(*map(goes_on, lines), flush=True)
"""
_SERVE = """
import socket, threading, time
kept = []
def serve(line, address):
    while True:
        _, peer = line.recvfrom(99); line.sendto(address.encode(), peer)
def talk(line):
    while data := line.recv(99):
        line.sendall(data)
def listen(line):
    while True:
        threading.Thread(target=talk, args=(line.accept()[0],), daemon=True).start()
for address in ("8.8.8.8", "198.51.100.1", "10.77.30.53"):
    kept += [socket.create_server((address, port)) for port in (443, 853)]
    for line in kept[-2:]:
        threading.Thread(target=listen, args=(line,), daemon=True).start()
    for port in (53, 443):
        line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); line.bind((address, port))
        threading.Thread(target=serve, args=(line, address), daemon=True).start()
print("up", flush=True)
time.sleep(600)
"""


def run(*words, check=True):
    return subprocess.run(words, check=check, capture_output=True, text=True)


@pytest.fixture(scope="module")
def net():
    real.need_root()
    real.need("nft")
    if run("ip", "netns", "add", GATE, check=False).returncode:
        pytest.skip("NOT RUN: no network namespaces here")
    where = real.folder()
    world = None
    try:
        for name in (CLIENT, WORLD):
            run("ip", "netns", "add", name)
        for name, side, address in ((CLIENT, "a", "10.77.0.1/16"), (WORLD, "b", "203.0.113.1/24")):
            run(
                "ip",
                "link",
                "add",
                f"v{side}{os.getpid() % 10000}",
                "netns",
                GATE,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                name,
            )
            run("ip", "-n", GATE, "addr", "add", address, "dev", f"v{side}{os.getpid() % 10000}")
            run("ip", "-n", GATE, "link", "set", f"v{side}{os.getpid() % 10000}", "up")
            run("ip", "-n", name, "link", "set", "lo", "up")
            run("ip", "-n", name, "link", "set", "eth0", "up")
        for address in (WORK, FREE):
            run("ip", "-n", CLIENT, "addr", "add", f"{address}/16", "dev", "eth0")
        run("ip", "-n", WORLD, "addr", "add", "203.0.113.2/24", "dev", "eth0")
        for address in ("8.8.8.8", "198.51.100.1", "10.77.30.53"):
            run("ip", "-n", WORLD, "addr", "add", f"{address}/32", "dev", "lo")
        run("ip", "-n", CLIENT, "route", "add", "default", "via", "10.77.0.1")
        run("ip", "-n", WORLD, "route", "add", "10.77.0.0/16", "via", "203.0.113.1")
        for route in ("8.8.8.8", "198.51.100.1", "10.77.30.53"):
            run("ip", "-n", GATE, "route", "add", route, "via", "203.0.113.2")
        run("ip", "-n", CLIENT, "route", "add", "10.77.30.53", "via", "10.77.0.1")
        run("ip", "netns", "exec", GATE, "sysctl", "-qw", "net.ipv4.ip_forward=1")
        world = subprocess.Popen(["ip", "netns", "exec", WORLD, sys.executable, "-c", _SERVE], stdout=subprocess.PIPE)
        assert world.stdout.readline() == b"up\n"
        assert reach(WORK, "8.8.8.8", 443) == "open", "before any rule"
        yield where
    finally:
        if world:
            world.kill()
            world.wait()
            world.stdout.close()
        for name in (GATE, CLIENT, WORLD):
            with contextlib.suppress(Exception):
                run("ip", "netns", "del", name)
        shutil.rmtree(where, ignore_errors=True)


def reach(source, to, port, kind="tcp"):
    return run(
        "ip", "netns", "exec", CLIENT, sys.executable, "-c", _CONNECT, source, to, str(port), kind
    ).stdout.strip()


INSIDE = ("ip", "netns", "exec", GATE)


def nft(*words):
    return run(*INSIDE, "nft", *words).stdout


def agent_of(where, kind=Nftables, now_us=lambda: NOW):
    return Agent(where, [kind(where / "current/nft/gwanmun.nft", INSIDE, now_us)], TRUSTED, 2, suffixes(), now_us)


def applied(where, agent=None, confirmed_by="", **given):
    agent = agent or agent_of(where)
    doors = plan().doors.__class__(resolver="10.77.30.53")
    agent.apply(
        bundle(plan(revision=agent.state.revision + 1, doors=doors, expires_us=NOW + 10**15, **given)),
        confirmed_by=confirmed_by,
    )
    return agent


def test_resolvers_http3_and_dot_are_refused_at_once_and_the_rest_passes(net):
    applied(net)
    assert reach(WORK, "8.8.8.8", 443) == "refused"
    assert reach(WORK, "198.51.100.1", 443) == "open"
    assert reach(WORK, "198.51.100.1", 443, "udp") == "refused", "HTTP/3 falls back to TCP"
    assert reach(WORK, "198.51.100.1", 853) == "refused"
    assert reach(FREE, "8.8.8.8", 443) == "open"
    assert reach(FREE, "198.51.100.1", 443, "udp") == "198.51.100.1"


def test_a_resolver_written_into_a_device_is_led_back_to_ours(net):
    applied(net)
    assert reach(WORK, "198.51.100.1", 53, "udp") == "10.77.30.53", "answered by ours, from where it was asked"
    assert reach(FREE, "198.51.100.1", 53, "udp") == "198.51.100.1"


def test_what_was_open_before_ends_when_it_becomes_refused(net):
    """Also a conversation with another resolver, which a change cannot lead back any more."""
    leave = Leave("ap-1", "kr-mnd.military_work", (WORK,), "doh", NOW + 10**12, Action.PASS, "GWE-1")
    applied(net, confirmed_by="p-1", audiences=(replace(MILITARY, mode=Mode.OBSERVE), EXEMPT, UNMAPPED))
    words = ["ip", "netns", "exec", CLIENT, sys.executable, "-c", _TALK, WORK, FREE]
    talk = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def told():
        talk.stdin.write("\n")
        talk.stdin.flush()
        return talk.stdout.readline().split()

    try:
        assert told() == ["open", "open", "open"]
        applied(net, leaves=(leave,))
        assert told() == ["open", "refused", "open"], "only the plain question to another resolver is refused"
        applied(net)
        assert told() == ["refused", "refused", "open"]
    finally:
        talk.kill()
        talk.communicate(timeout=10)


def test_an_exception_ends_by_itself_with_nothing_of_ours_running(net):
    leave = Leave("ap-1", "kr-mnd.military_work", (WORK,), "doh", NOW + 5_000_000, Action.PASS, "GWE-1")
    applied(net, leaves=(leave,))
    assert reach(WORK, "8.8.8.8", 443) == "open"
    deadline = time.monotonic() + 30
    while reach(WORK, "8.8.8.8", 443) != "refused":
        assert time.monotonic() < deadline, "the kernel ends it"
        time.sleep(0.3)


def test_a_broken_file_is_refused_whole_and_the_old_table_stands(net):
    applied(net)
    file = net / "broken.nft"
    file.write_text(
        "table inet gwanmun_ai\ndelete table inet gwanmun_ai\ntable inet gwanmun_ai { chain x { nonsense } }\n"
    )
    assert run("ip", "netns", "exec", GATE, "nft", "-f", str(file), check=False).returncode != 0
    assert reach(WORK, "8.8.8.8", 443) == "refused"


def alarms(where):
    file = where / "alarms.jsonl"
    return [json.loads(line)["code"] for line in file.read_text().splitlines()] if file.exists() else []


@pytest.mark.parametrize(
    "words",
    [
        ("flush", "ruleset"),  # also what a restart of the machine leaves
        ("insert", "rule", "inet", "gwanmun_ai", "forward_ai", "accept"),
        ("flush", "chain", "inet", "gwanmun_ai", "p2"),
        ("flush", "set", "inet", "gwanmun_ai", "d2_4"),
        ("add", "table", "inet", "gwanmun_ai", "{ flags dormant; }"),
    ],
    ids=["flushed", "opened", "emptied", "unlisted", "asleep"],
)
def test_what_falls_out_of_the_kernel_is_noticed_told_and_loaded_again(net, monkeypatch, words):
    monkeypatch.setattr("gwanmun.adapters.enforcement.engines.LOOK_SECONDS", 0.0)
    agent = applied(net)
    assert agent.tick() is None, "nothing is missing"
    before = len(alarms(net))
    nft(*words)
    assert reach(WORK, "8.8.8.8", 443) == "open", "this is what it is about"
    assert agent.tick().targets == ("nft",)
    assert reach(WORK, "8.8.8.8", 443) == "refused"
    assert alarms(net)[before:] == ["engine_forgot"]
    assert agent.tick() is None


def test_what_stands_is_compared_and_not_only_that_something_stands(net):
    class Elsewhere(Nftables):
        def load(self):
            kept = self.file.read_text()
            self.file.write_text(kept.replace(" reject with tcp reset", " accept"))
            super().load()
            self.file.write_text(kept)

    applied(net)
    with pytest.raises(EngineFault, match="something else"):
        applied(net, agent_of(net, Elsewhere))
    assert "gwanmun_ai_twin" not in nft("list", "tables")


def test_an_exception_that_is_loaded_again_ends_when_it_should_and_one_that_is_over_is_not_loaded(net, monkeypatch):
    monkeypatch.setattr("gwanmun.adapters.enforcement.engines.LOOK_SECONDS", 0.0)
    clock = [NOW]
    leave = Leave("ap-1", "kr-mnd.military_work", (WORK,), "doh", NOW + HOUR, Action.PASS, "GWE-1")
    agent = applied(net, agent_of(net, now_us=lambda: clock[0]), leaves=(leave,))
    for late, left in ((0, 3600), (HOUR - 600_000_000, 600)):
        clock[0] = NOW + late
        nft("flush", "ruleset")
        agent.tick()
        assert f"timeout {left // 60}m" in nft("list", "set", "inet", "gwanmun_ai", "g2_4").replace("1h", "60m")
    text = (net / "current/nft/gwanmun.nft").read_text()
    nft("-f", str(net / "current/nft/gwanmun.nft"))  # as a machine does when it starts
    assert "until" in text
    assert "elements" not in nft("list", "set", "inet", "gwanmun_ai", "g2_4")
    assert reach(WORK, "8.8.8.8", 443) == "refused"
