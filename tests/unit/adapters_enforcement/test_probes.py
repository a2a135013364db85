"""A question as a device of a class asks it: whose refusal an answer is, and whose it is not."""

import contextlib
import socket
import struct
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.adapters.enforcement.probes import Door, ask_dns, holds, of_our_zone, without_recursion, zones_of
from gwanmun.enforce.plan import Action

NXDOMAIN, NOERROR = 0x8183, 0x8180
OURS, ROOT, OWN = "kr-mnd-military-work.gwanmun.rpz", "", "agency.example.go.kr"


def name(text):
    return b"".join(bytes((len(one),)) + one.encode() for one in text.split(".") if one) + b"\0"


def soa(zone):
    rest = name("localhost") + name("hostmaster.localhost") + struct.pack("!5I", 1792, 60, 30, 86400, 30)
    return (zone if isinstance(zone, bytes) else name(zone)) + struct.pack("!2HIH", 6, 1, 30, len(rest)) + rest


def answer(question, flags, authority=(), additional=()):
    counts = struct.pack("!4H", 1, 0, len(authority), len(additional))
    return question[:2] + struct.pack("!H", flags) + counts + question[12:] + b"".join((*authority, *additional))


def asked(say, ours=of_our_zone):
    """What the probe makes of an answer; `say` makes it of the question."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(20)

        def serve():
            question, peer = line.recvfrom(4096)
            line.sendto(say(question), peer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            return ask_dns(Door("127.0.0.1", line.getsockname()[1]), "127.0.0.1", "chat.deepseek.com", 20, ours)
        finally:
            thread.join(20)


def test_a_refusal_of_our_zone_is_a_block_wherever_its_evidence_stands():
    for sections in (
        {"additional": [soa(OURS)]},
        {"authority": [soa(OURS)]},
        {"authority": [soa(ROOT)], "additional": [soa(OURS)]},
    ):
        assert asked(lambda question, sections=sections: answer(question, NXDOMAIN, **sections)) is Action.BLOCK


def test_a_name_that_nobody_here_knows_is_not_blocked_by_us():
    """A closed network: NXDOMAIN to every outside name, by the root, by the agency's own zone, or without a word."""
    for sections in (
        {},
        {"authority": [soa(ROOT)]},
        {"authority": [soa(OWN)]},
        {"additional": [soa("gwanmun.rpz.example")]},
    ):
        assert asked(lambda question, sections=sections: answer(question, NXDOMAIN, **sections)) is Action.PASS


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (0x8503, Action.BLOCK),
        (0x8103, Action.BLOCK),
        (0x8183, Action.PASS),
        (0x8583, Action.PASS),
        (0x8100, Action.PASS),
    ],
)
def test_unbounds_refusal_is_an_nxdomain_without_recursion(flags, told):
    assert asked(lambda question: answer(question, flags), without_recursion) is told


def test_our_zone_in_an_answer_that_is_given_blocks_nothing():
    assert asked(lambda question: answer(question, NOERROR, additional=[soa(OURS)])) is Action.PASS


def test_names_are_read_through_pointers_which_lead_backwards_only():
    question = b"GW" + struct.pack("!5H", 0x0100, 1, 0, 0, 0) + name("x." + OURS) + struct.pack("!2H", 1, 1)
    assert zones_of(answer(question, NXDOMAIN, [soa(struct.pack("!H", 0xC000 | 14))])) == [OURS]
    own_place = 12 + len(name("x." + OURS)) + 4
    for pointer in (own_place, own_place + 40):
        with pytest.raises(OSError, match="not a DNS answer"):
            zones_of(answer(question, NXDOMAIN, [soa(struct.pack("!H", 0xC000 | pointer))]))


@given(st.binary(min_size=12, max_size=200))
def test_whatever_comes_is_read_to_its_end_or_refused(data):
    with contextlib.suppress(OSError):
        assert isinstance(zones_of(data), list)


def test_a_cut_answer_is_no_answer():
    with pytest.raises(OSError, match="not a DNS answer"):
        asked(lambda question: answer(question, NXDOMAIN, additional=[soa(OURS)])[:-60])


HELD = "r7-a742490b26fb-1738800000.gwanmun.invalid"
MOVED = "HTTP/1.1 307 Temporary Redirect\r\nServer: squid\r\nX-Squid-Error: 307:http://{0}/ 0\r\nLocation: http://{0}/\r\n\r\n"


@pytest.mark.parametrize(
    ("said", "held"),
    [
        (MOVED.format(HELD), True),
        (MOVED.format(HELD.replace("1738800000", "1738799999")), False),
        (MOVED.format(HELD).replace("307 Temp", "200 Temp"), False),
        (f"HTTP/1.1 503 Service Unavailable\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\n\r\n{HELD}", False),
        ("HTTP/1.1 400 Bad Request\r\n\r\n", False),
        ("", False),
    ],
    ids=["this one", "the one before", "passed", "nobody knows it", "another program", "nothing"],
)
def test_a_proxy_says_which_of_our_files_it_goes_by(said, held):
    with socket.create_server(("127.0.0.1", 0)) as line:

        def serve():
            peer, _ = line.accept()
            with peer:
                assert f"GET http://{HELD}/ HTTP/1.1".encode() in peer.recv(4096)
                peer.sendall(said.encode())

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            assert holds(Door("127.0.0.1", line.getsockname()[1]), HELD, 20) is held
        finally:
            thread.join(20)


def test_a_proxy_that_is_away_holds_nothing():
    with socket.create_server(("127.0.0.1", 0)) as line:
        door = Door("127.0.0.1", line.getsockname()[1])
    assert not holds(door, HELD, 20)
