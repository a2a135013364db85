"""What Squid says is under way, and what of it a plan refuses. The report is of a real Squid 5.7, shortened."""

import contextlib
import os
import shutil
import socket
import subprocess
import threading
from dataclasses import replace

import pytest

from enforce_plans import EXEMPT, HOUR, LEAVE, NOW, UNMAPPED, WORK, plan
from gwanmun.adapters.enforcement.agent import refused_now
from gwanmun.adapters.enforcement.probes import Door
from gwanmun.adapters.enforcement.under_way import END_COMMAND, UnderWay, end_filters, read_under_way, under_way
from gwanmun.enforce.plan import Action, Mode, Verdict, populations
from gwanmun.errors import EngineFault

REPORT = """Connection: 0x561907be1dd8
\tFD 12, read 52, wrote 0
\tFD desc: Reading next request
\tremote: 10.77.10.2:51537
\tlocal: 10.77.10.1:3128
\tnrequests: 1
uri Chat.DeepSeek.com:443
logType TCP_TUNNEL
Connection: 0x561907be1dd9
\tremote: [fd77:10::2]:40333
uri 198.51.100.7:443
logType TCP_TUNNEL
Connection: 0x561907be1dda
\tremote: 10.77.10.3:40334
uri https://claude.ai/c/very-private?of=somebody
logType TCP_MISS
Connection: 0x561907be1ddb
\tremote: 127.0.0.1:45356
uri http://proxy.example.go.kr:35919/squid-internal-mgr/active_requests
"""


def test_a_report_is_read_and_no_path_of_it_kept():
    assert read_under_way(REPORT) == [
        UnderWay("10.77.10.2", 51537, "chat.deepseek.com", tunnel=True),
        UnderWay("fd77:10::2", 40333, "198.51.100.7", tunnel=True),
        UnderWay("10.77.10.3", 40334, "claude.ai", tunnel=False),
        UnderWay("127.0.0.1", 45356, "proxy.example.go.kr", tunnel=False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "", "uri chat.deepseek.com:443", "\tremote: 10.77.10.2:1\n", "\tremote: 10.77.10.2:99999\nuri a.kr:443",
        "\tremote: 1.2.3.4 or 1:1\nuri a.kr:443", "\tremote: 10.1.1.1:1\nConnection: 0x1\nuri a.kr:443",
        "\tremote: 10.1.1.1:1\nuri error:transaction-end-before-headers", "\tremote: 10.1.1.1:1\nuri ",
        "\tremote: [fe80::1%x]:1\nuri a.kr:443",
    ],
)  # fmt: skip
def test_what_is_no_report_of_a_request_is_none(text):
    assert read_under_way(text) == []


def test_the_kernel_is_told_addresses_and_ports_and_nothing_else():
    (text,) = end_filters([*read_under_way(REPORT)[:2], *read_under_way(REPORT)[:1]])
    assert text == "( dst 10.77.10.2 and dport = :51537 )\nor ( dst [fd77:10::2] and dport = :40333 )\n"
    many = [UnderWay(f"10.0.{n // 250}.{n % 250}", 1 + n, "a.kr", tunnel=True) for n in range(1000)]
    texts = end_filters(many)
    assert sum(one.count("dst") for one in texts) == 1000
    assert max(len(line) for one in texts for line in one.splitlines()) < 1000, "`ss` reads no longer line"
    assert end_filters([]) == [], "without a filter `ss -K` would end every connection of the machine"


@pytest.mark.tools
def test_the_kernel_understands_a_filter_of_very_many_and_ends_what_it_names_alone():
    if os.geteuid() != 0 or shutil.which("ss") is None:
        pytest.skip("NOT RUN: needs root and ss (apt-get install iproute2)")
    with socket.create_server(("127.0.0.1", 0)) as server:
        ours = [socket.create_connection(server.getsockname()) for _ in range(2)]
        theirs = [server.accept()[0] for _ in ours]
        ended, kept = (one.getsockname()[1] for one in ours)
        assert ended != kept
        many = [UnderWay(f"2001:db8:{n:x}:ffff:ffff:ffff:ffff:ffff", 65_535, "a.kr", tunnel=True) for n in range(399)]
        for text in end_filters([*many, UnderWay("127.0.0.1", ended, "a.kr", tunnel=True)]):
            done = subprocess.run(END_COMMAND, input=text, capture_output=True, text=True, timeout=20, check=False)
            assert (done.returncode, done.stderr) == (0, "")
        for one in theirs:
            one.settimeout(5)
        with pytest.raises(OSError, match=r"abort|reset"):
            theirs[0].recv(1)
        ours[1].sendall(b"x")
        assert theirs[1].recv(1) == b"x"
        for one in (*ours, *theirs):
            one.close()


def refused(client, host, *, tunnel=True, now_us=NOW, **given):
    return refused_now(populations(plan(**given), now_us), UnderWay(client, 1, host, tunnel))


def test_what_the_plan_refuses_now_is_refused_under_way():
    assert refused("10.77.10.2", "chat.deepseek.com")
    assert refused("10.77.10.2", "chat.deepseek.com", tunnel=False)
    assert refused("192.0.2.9", "chat.deepseek.com"), "in no class's network: the strictest"
    assert not refused("10.77.10.2", "chatgpt.com")
    assert not refused("10.77.10.2", "notdeepseek.com")
    assert not refused("10.77.20.2", "chat.deepseek.com")


def test_an_exception_holds_for_what_is_open_until_it_ends():
    assert not refused("10.77.10.7", "chat.deepseek.com", leaves=(LEAVE,))
    assert refused("10.77.10.7", "chat.deepseek.com", leaves=(LEAVE,), now_us=NOW + 8 * HOUR)


def test_a_tunnel_without_a_name_is_opened_again_where_anything_is_refused():
    for host in ("198.51.100.7", "2001:db8::7"):
        assert refused("10.77.10.2", host)
        assert not refused("10.77.10.2", host, tunnel=False)
        assert not refused("10.77.20.2", host)


def test_what_is_only_observed_goes_on():
    watched = replace(WORK, mode=Mode.OBSERVE)
    for host in ("chat.deepseek.com", "198.51.100.7"):
        assert not refused("10.77.10.2", host, audiences=(watched, EXEMPT, UNMAPPED))


def test_a_tunnel_into_what_is_now_inspected_ends_and_what_is_looked_into_goes_on():
    verdicts = (Verdict("chatgpt", Action.INSPECT, "LOC-7", Action.PASS, "LOC-7"), *WORK.verdicts[1:])
    looked = replace(WORK, verdicts=verdicts)
    given = {"audiences": (looked, EXEMPT, UNMAPPED)}
    assert refused("10.77.10.2", "chatgpt.com", **given)
    assert not refused("10.77.10.2", "chatgpt.com", tunnel=False, **given)


@contextlib.contextmanager
def a_proxy(answer):
    """Answers one question with what `answer` makes of the asker's port."""
    with socket.create_server(("127.0.0.1", 0)) as line:

        def serve():
            peer, (_, port) = line.accept()
            with peer:
                peer.recv(4096)
                with contextlib.suppress(OSError):
                    peer.sendall(answer(port))

        server = threading.Thread(target=serve)
        server.start()
        yield Door("127.0.0.1", line.getsockname()[1])
        server.join(20)


def whole(port):
    own = REPORT.replace("127.0.0.1:45356", f"127.0.0.1:{port}")
    return f"HTTP/1.1 200 OK\r\n\r\n{own}".encode()


def workers(_):
    """As several workers tell it: in parts, without the question itself."""
    first, rest = REPORT.split("Connection: 0x561907be1dd9")
    rest = rest.split("Connection: 0x561907be1ddb")[0]
    parts = f"by kid1 {{\n{first}}} by kid1\n\nby kid2 {{\nConnection: 0x561907be1dd9{rest}}} by kid2\n\n"
    return f"HTTP/1.1 200 OK\r\n\r\n{parts}".encode()


def test_the_workers_of_one_squid_are_read_together():
    with a_proxy(workers) as door:
        assert [one.client for one in under_way(door, 10)] == ["10.77.10.2", "fd77:10::2", "10.77.10.3"]
    with a_proxy(lambda _: b"HTTP/1.1 200 OK\r\n\r\nby kid1 {\n} by kid1\n\nby kid2 {\n} by kid2\n\n") as door:
        assert under_way(door, 10) == []


def test_what_squid_has_open_is_all_but_the_question_itself():
    with a_proxy(whole) as door:
        assert [one.client for one in under_way(door, 10)] == ["10.77.10.2", "fd77:10::2", "10.77.10.3"]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (lambda port: b"HTTP/1.1 403 Forbidden\r\n\r\n", "HTTP/1.1 403 Forbidden"),
        (lambda port: b"", "active_requests: "),
        (lambda port: b"HTTP/1.1 200 OK\r\n\r\n", "not understood"),
        (lambda port: whole(port).replace(b"\tremote: ", b"\tpeer: "), "not understood"),
        (lambda port: whole(1), "not understood"),
        (lambda port: whole(port).replace(b"\tremote: 10.77.10.3", b"\tremote: ten"), "not understood"),
        (lambda port: workers(port).replace(b"} by kid2", b""), "not understood"),
        (lambda port: workers(port).replace(b"\tremote: ", b"\tpeer: "), "not understood"),
    ],
    ids=[
        "refused",
        "closed",
        "empty",
        "another format",
        "somebody else's",
        "a strange client",
        "a part cut off",
        "parts in another format",
    ],
)
def test_a_report_that_is_not_understood_is_a_fault_and_never_nothing(answer, problem):
    with a_proxy(answer) as door, pytest.raises(EngineFault, match=problem):
        under_way(door, 10)


def test_a_proxy_that_is_away_is_a_fault():
    with socket.create_server(("127.0.0.1", 0)) as line:
        door = Door("127.0.0.1", line.getsockname()[1])
    with pytest.raises(EngineFault, match="ConnectionRefused"):
        under_way(door, 10)
