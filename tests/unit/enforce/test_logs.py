"""Lines of real engines read back, and what no line can do."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enforce_plans import NOW, WORK, plan
from gwanmun.enforce.attempts import MOST_ASIDE, Counting, attempts, coverage, discovered
from gwanmun.enforce.logs import KINDS, LONGEST_LINE, Sighting, bind_reader, read_squid, read_unbound, reader_of
from gwanmun.enforce.plan import populations

SQUID = "1738800000.238 10.77.10.2 - TCP_DENIED/200 CONNECT chat.deepseek.com:443 sni=chat.deepseek.com bump=bump err=403:ERR_AI_MND-1 policy=r7-ab\n"
PASSED = (
    "1738800001.298 10.77.10.2 - NONE_NONE/200 CONNECT chatgpt.com:443 sni=chatgpt.com bump=splice err=- policy=r7-ab\n"
)
OWN = "1738800001.298 10.77.10.2 - TCP_DENIED/403 CONNECT chat.deepseek.com:25 sni=- bump=- err=ERR_ACCESS_DENIED policy=r7-ab\n"
GONE = "1738800000.156 127.0.0.1 - NONE_NONE/000 - -:- sni=- bump=- err=ERR_CLIENT_GONE policy=r7-ab\n"
BIND = (
    "2025-02-06T09:00:00.816 client @0x7ff53959a098 10.77.10.2#32856 (cloak.example.net): view kr-mnd.military_work: "
    "rpz QNAME NXDOMAIN rewrite cloak.example.net/A/IN via chat.deepseek.com.kr-mnd-military-work.gwanmun.rpz\n"
)
UNBOUND = "[1738800000] unbound[9178:0] info: rpz: applied [gwanmun/kr-mnd.military_work/r7-ab] *.deepseek.com. rpz-nxdomain 10.77.10.2@41111 chat.deepseek.com. A IN\n"
ZEEK = "#separator \\x09\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tserver_name\n1738800000.1\tC1\t10.77.10.2\t50000\tnew-gpt.example.ai\n"
SURICATA = '{"timestamp":"2025-02-06T09:00:00.123456+0900","event_type":"tls","src_ip":"10.77.10.2","tls":{"sni":"chatgpt.com"}}\n'


def counted(lines, kind, interesting=lambda _host: False):
    counting = Counting(plan(), populations(plan(), NOW), interesting)
    counting.feed(lines, reader_of(kind))
    return counting.tally


def test_each_engines_line_says_who_asked_for_what_and_whether_it_was_stopped():
    assert read_squid(SQUID) == Sighting(1738800000, "10.77.10.2", "chat.deepseek.com", True, "r7-ab")
    assert read_squid(PASSED) == Sighting(1738800001, "10.77.10.2", "chatgpt.com", False, "r7-ab")
    assert not read_squid(OWN).stopped, "the agency's own rule, not ours"
    assert read_squid(GONE) is None
    assert bind_reader()(BIND) == Sighting(1738800000, "10.77.10.2", "chat.deepseek.com", True, "")
    assert bind_reader()(BIND.replace(".816", ".816Z")).at == 1738800000 + 9 * 3600
    assert bind_reader()("2025-02-06T09:00:00 zone x loaded\n") is None
    assert read_unbound(UNBOUND) == Sighting(1738800000, "10.77.10.2", "chat.deepseek.com", True, "r7-ab")
    zeek = reader_of("zeek")
    assert [zeek(line) for line in ZEEK.splitlines()][2].host == "new-gpt.example.ai"
    assert reader_of("suricata")(SURICATA).at == 1738800000
    assert reader_of("suricata")(SURICATA.replace("+0900", "-0330")).at == 1738800000 + 12 * 3600 + 1800


def test_a_final_dot_or_a_user_before_the_name_hides_no_attempt():
    plain = SQUID.replace("sni=chat.deepseek.com", "sni=-")
    for line in (
        SQUID.replace("sni=chat.deepseek.com", "sni=Chat.DeepSeek.com."),
        plain.replace(".com:443", ".com.:443"), plain.replace("CONNECT chat", "CONNECT someone@chat"),
        plain.replace("CONNECT", "GET").replace(".com:443", ".com.:80"),
    ):  # fmt: skip
        assert read_squid(line).host == "chat.deepseek.com", line
    assert read_squid(PASSED.replace("chatgpt.com", "errors.example.ai")).host == "errors.example.ai"
    assert read_squid(plain.replace("chat.deepseek.com:443", "error:invalid-request")) is None
    own = plain.replace("CONNECT", "GET").replace("chat.deepseek.com:443", "r7-ab-1738800000.gwanmun.invalid:80")
    assert read_squid(own) is None, "the apply agent's own question fills no hour"


def test_a_visit_is_one_attempt_of_one_device_in_five_minutes():
    lines = [
        SQUID,
        SQUID.replace("0000.238", "0010.238"),
        SQUID.replace("0000.238", "0300.238"),
        SQUID.replace("10.77.10.2", "10.77.10.3"),
    ]
    row = attempts(counted(lines, "squid"))[0]
    assert (row.service, row.attempts, row.devices, row.raw, row.policies) == ("deepseek", 3, 2, 4, ("r7-ab",))


def test_the_apply_agents_own_questions_are_nobodys_attempts():
    watched = plan(audiences=(replace(WORK, probe="10.77.10.2"),))
    counting = Counting(watched, populations(watched, NOW), lambda _host: False)
    counting.feed([SQUID, SQUID.replace("10.77.10.2", "10.77.10.3")], read_squid)
    assert [(row.attempts, row.devices) for row in attempts(counting.tally)] == [(1, 1)]


def test_what_nobody_listed_is_found_and_the_rest_is_forgotten():
    tally = counted(ZEEK.splitlines(), "zeek", lambda host: host.endswith(".ai"))
    assert [(row.host, row.devices) for row in discovered(tally)] == [("new-gpt.example.ai", 1)]


@pytest.mark.parametrize(
    "host", ["\x1b[31mnew-gpt.ai", "new-gpt\x07.ai", "ｎew-gpt.ai", "new gpt.ai", "<b>gpt.ai", "a" * 300 + ".ai"]
)
def test_a_name_that_no_host_can_have_is_malformed_and_never_shown_to_anybody(host):
    """Whoever is refused writes into these logs: a server name is the client's own words, a terminal's commands too."""
    event = {"timestamp": "2025-02-06T09:00:00.1+0900", "src_ip": "10.77.10.2", "tls": {"sni": host}}
    tally = counted([json.dumps(event)], "suricata", lambda _host: True)
    assert (tally.malformed, discovered(tally), tally.hours) == (1, (), {})


def test_an_hour_without_a_line_is_a_gap():
    lines = [SQUID, SQUID.replace("1738800000", str(1738800000 + 2 * 3600))]
    rows = {row.audience: row for row in coverage(counted(lines, "squid"), plan(), 1738800000, 1738800000 + 3 * 3600)}
    work = rows["kr-mnd.military_work"]
    assert (work.hours, work.covered, work.devices, work.complete) == (3, 2, 1, False)
    assert work.gaps == ((1738803600, 1738807200),)
    assert rows["kr-mnd.internet_pc"].covered == 0


def test_malformed_lines_are_counted_and_kept_aside():
    tally = counted(
        [SQUID, "garbage\n", SQUID[:40], "x" * 100_000, SQUID.replace("10.77.10.2", "not-an-address")], "squid"
    )
    assert (tally.lines, tally.malformed) == (5, 4)
    assert tally.aside[0] == "garbage\n"


def test_a_line_that_is_too_long_is_counted_and_its_beginning_kept_on_a_line_of_its_own():
    tally = counted(["x" * (LONGEST_LINE + 1), "y" * LONGEST_LINE + "\n", SQUID], "squid")
    assert (tally.lines, tally.malformed, tally.sightings) == (3, 2, 1)
    assert "".join(tally.aside) == "x" * LONGEST_LINE + "\n" + "y" * LONGEST_LINE + "\n"


def test_what_is_kept_aside_is_bounded_and_what_is_counted_is_not():
    tally = counted(["x" * 20_000] * (MOST_ASIDE + 50), "squid")
    assert (tally.malformed, len(tally.aside)) == (MOST_ASIDE + 50, MOST_ASIDE)
    assert max(map(len, tally.aside)) == LONGEST_LINE + 1


GOOD = (SQUID, BIND, UNBOUND, SURICATA, *ZEEK.splitlines())


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.lists(st.one_of(st.text(max_size=200), st.sampled_from(GOOD)), max_size=6),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_no_line_ever_ends_the_reading(kind, lines, cut, skip):
    tally = counted([*lines, *(line[skip : len(line) - cut] for line in GOOD)], kind)
    assert tally.lines == len(lines) + len(GOOD)
