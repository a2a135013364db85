"""Names to verdicts, clients to classes, and what no plan may hold."""

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from enforce_plans import BLOCKED, DEEPSEEK, DOORS, HOUR, LEAVE, LOC, MND, NOW, WORK, audience, plan
from gwanmun.control import enforcement
from gwanmun.enforce.artefacts import Part, check_change, part_of
from gwanmun.enforce.browsers import compile_browsers, settings_of
from gwanmun.enforce.grammar import LONGEST_HOST, NO_SUFFIXES, host_name
from gwanmun.enforce.nftables import compile_nftables
from gwanmun.enforce.plan import (
    Action,
    Destination,
    Doors,
    Leave,
    Mode,
    Name,
    Reason,
    Sort,
    Verdict,
    checked,
    population_of,
    populations,
    simulate,
)
from gwanmun.enforce.rpz import zone_name
from gwanmun.enforce.targets import compile_plan
from gwanmun.errors import BadCommand, UnsafeChange


def verdict(made, client, host, now_us=NOW):
    return simulate(made, population_of(populations(checked(made), now_us), client), host)


def test_the_simulator_names_the_rule():
    answer = verdict(plan(), "10.77.10.2", "chat.deepseek.com")
    assert (answer.action, answer.reason.code, answer.destination.id) == (Action.BLOCK, "MND-1", "deepseek")
    assert verdict(plan(), "10.77.20.2", "chat.deepseek.com").action is Action.PASS
    assert verdict(plan(), "10.77.10.2", "notdeepseek.com").reason is None


def test_an_exception_is_one_services_one_addresses_and_ends():
    made = plan(leaves=(LEAVE,))
    answer = verdict(made, "10.77.10.7", "chat.deepseek.com")
    assert (answer.action, answer.leave.id) == (Action.PASS, "ap-1")
    assert verdict(made, "10.77.10.7", "dns.google").action is Action.BLOCK
    assert verdict(made, "10.77.10.8", "chat.deepseek.com").action is Action.BLOCK
    assert verdict(made, "10.77.10.7", "chat.deepseek.com", NOW + 8 * HOUR).action is Action.BLOCK
    assert made.next_change_us(NOW) == NOW + 8 * HOUR


def test_where_allow_and_block_overlap_the_specific_one_wins_and_a_tie_is_blocked():
    shared = Destination(
        "shared", Sort.SERVICE, "가", "A", (Name("suite.example.com", True), Name("x.example.org", False))
    )
    other = Destination(
        "other", Sort.SERVICE, "나", "B", (Name("ai.suite.example.com", True), Name("x.example.org", False))
    )
    verdicts = (
        Verdict("shared", Action.PASS, "LOC-7", Action.PASS, "LOC-7"), Verdict("other", Action.BLOCK, "MND-1", Action.PASS, "LOC-7"),
    )  # fmt: skip
    made = plan(destinations=(other, shared), audiences=(audience("kr.x", ["10.0.0.0/8"], verdicts),))
    assert verdict(made, "10.0.0.1", "suite.example.com").action is Action.PASS
    assert verdict(made, "10.0.0.1", "deep.ai.suite.example.com").action is Action.BLOCK
    assert verdict(made, "10.0.0.1", "x.example.org").action is Action.BLOCK


def test_whoever_lies_inside_comes_first_and_one_network_in_two_classes_is_refused():
    inner = audience("kr.inner", ["10.77.10.128/25"])
    ids = [one.id for one in populations(plan(audiences=(WORK, inner)), NOW)]
    assert ids.index("kr.inner") < ids.index(WORK.id)
    with pytest.raises(BadCommand):
        populations(plan(audiences=(WORK, audience("kr.same", ["10.77.10.0/24"]))), NOW)
    crossed = (audience("kr.a", ["10.0.0.0/8", "11.1.0.0/16"]), audience("kr.b", ["11.0.0.0/8", "10.1.0.0/16"]))
    with pytest.raises(BadCommand):
        populations(plan(audiences=crossed), NOW)


BROKEN = {
    "a host that is a directive": lambda p: replace(p, destinations=(replace(DEEPSEEK, names=(Name('x"; zone', True),)), *p.destinations[:1], p.destinations[2])),
    "a network that is none": lambda p: replace(p, audiences=(replace(WORK, subnets=("10.0.0.0/8; any",)),)),
    "a reason nobody knows": lambda p: replace(p, reasons=()),
    "an audience with a quote": lambda p: replace(p, audiences=(replace(WORK, id='x" {'),)),
    "a folder outside": lambda p: replace(p, doors=replace(p.doors, folder='/etc"; include "/x')),
    "an own address blocked": lambda p: replace(p, destinations=(*p.destinations[:2], replace(p.destinations[2], addresses=("10.0.0.1/32",)))),
    "two of one name": lambda p: replace(p, audiences=(WORK, WORK)),
    "an exception that blocks": lambda p: replace(p, leaves=(replace(LEAVE, action=Action.BLOCK),)),
    "an exception for nobody": lambda p: replace(p, leaves=(replace(LEAVE, audience="nobody"),)),
    "a format to come": lambda p: replace(p, format=2),
    "a revision beyond reason": lambda p: replace(p, revision=2**53),
    "an instant beyond a serial": lambda p: replace(p, made_us=2**32 * 1_000_000),
    "a policy that is no digest": lambda p: replace(p, policy="x y"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_no_plan_may_hold(what):
    with pytest.raises(BadCommand):
        checked(BROKEN[what](plan()), NO_SUFFIXES)


def test_a_name_of_mixed_scripts_is_blocked_and_never_passed():
    lookalike = Destination("fake", Sort.SERVICE, "가짜", "fake", (Name("xn--dpseek-2of.com", True),))
    name = host_name("dееpseek.com")
    lookalike = replace(lookalike, names=(Name(name, True),))
    blocked = Verdict("fake", Action.BLOCK, "MND-1", Action.PASS, "LOC-7")
    made = plan(destinations=(lookalike,), audiences=(audience("kr.x", ["10.0.0.0/8"], (blocked,)),))
    assert verdict(made, "10.0.0.1", name).action is Action.BLOCK
    with pytest.raises(BadCommand):
        checked(
            replace(made, audiences=(replace(made.audiences[0], verdicts=(replace(blocked, action=Action.PASS),)),))
        )


def test_a_lookalike_blocks_nobodys_plan_where_a_device_is_out_of_scope():
    lookalike = Destination("fake", Sort.SERVICE, "가짜", "fake", (Name("xn--depseek-7gg.com", True),))
    theirs = Reason("GWE-0", "not_applicable", "개인", "Personal.", "", "", "", "")
    blocked = Verdict("fake", Action.BLOCK, "MND-1", Action.PASS, "LOC-7")
    passed = Verdict("fake", Action.PASS, "GWE-0", Action.PASS, "GWE-0")
    who = (audience("kr.x", ["10.0.0.0/8"], (blocked,)), audience("kr.y", ["192.168.0.0/16"], (passed,)))
    made = plan(destinations=(lookalike,), reasons=(LOC, MND, theirs), audiences=who)
    assert checked(made).destinations == (lookalike,)


def test_a_device_with_two_exceptions_has_both_and_each_ends_for_itself():
    """A department's, and inside it a person's: the narrower network must not cost what the wider one gave."""
    room = replace(LEAVE, id="ap-1", addresses=("10.77.10.0/29",))
    mine = Leave("ap-2", WORK.id, ("10.77.10.7",), "doh", NOW + HOUR, Action.PASS, "LOC-7")
    made = plan(leaves=(room, mine))
    assert verdict(made, "10.77.10.6", "dns.google").action is Action.BLOCK
    for host in ("chat.deepseek.com", "dns.google"):
        assert verdict(made, "10.77.10.7", host).action is Action.PASS, host
    later = populations(made, NOW + HOUR)
    assert simulate(made, population_of(later, "10.77.10.7"), "dns.google").action is Action.BLOCK
    assert simulate(made, population_of(later, "10.77.10.7"), "chat.deepseek.com").action is Action.PASS


def test_addresses_of_an_exception_that_lie_in_each_other_are_one_network_to_every_engine():
    leave = replace(LEAVE, addresses=("10.77.10.7", "10.77.10.0/29", "10.77.10.7/32"))
    (apart,) = [one for one in populations(plan(leaves=(leave,)), NOW) if one.until_us]
    assert apart.subnets == ("10.77.10.0/29",), "nftables refuses elements that lie in each other"


def test_exceptions_that_lie_in_each_other_thrice_still_make_a_plan():
    wide = replace(LEAVE, id="ap-1", addresses=("10.77.10.0/28", "10.77.10.7"))
    between = replace(LEAVE, id="ap-2", addresses=("10.77.10.0/29",), until_us=NOW + HOUR)
    made = plan(leaves=(wide, between))
    for client in ("10.77.10.7", "10.77.10.6", "10.77.10.9"):
        assert verdict(made, client, "chat.deepseek.com").action is Action.PASS


def test_a_zone_has_room_for_the_longest_name_whatever_its_class_is_called():
    longest = host_name(".".join(("a" * 60, "b" * 60, "c" * 60, "d" * 13, "com")))
    assert len(longest) == LONGEST_HOST
    names = {zone_name(populations(plan(audiences=(audience(name, ["10.0.0.0/8"]),)), NOW)[0])
             for name in ("k" * 64, "k" * 63 + "x", "kr-mnd.military_work")}  # fmt: skip
    assert len(names) == 3
    for name in names:
        assert len(f"*.{longest}.{name}") <= 253, "RFC 1035 §2.3.4"
        assert max(map(len, name.split("."))) <= 63


def test_a_change_that_empties_or_shrinks_waits_for_a_person_and_an_empty_one_for_nobody():
    before = [Part("a", "", 1, 6, "work"), Part("b", "", 1, 4, "work")]
    check_change(before, [Part("a", "", 1, 7, "work")])
    with pytest.raises(UnsafeChange):
        check_change(before, [Part("a", "", 1, 6, "work")])
    check_change(before, [Part("a", "", 1, 6, "work")], confirmed_by="ciso")
    with pytest.raises(UnsafeChange):
        check_change(before, [Part("a", "", 1, 0, "work")], confirmed_by="ciso")
    check_change([Part("x", "", 1, 5)], [])  # an exception that ended is nobody's loss


@pytest.mark.parametrize("target", ["bind", "unbound", "squid", "nft", "pac"])
def test_a_class_that_would_only_be_observed_from_now_on_waits_for_a_person(target):
    """Its zone has as many names as before, and nobody is refused any of them."""
    watched = plan(audiences=(replace(WORK, mode=Mode.OBSERVE), *plan().audiences[1:]))
    before, after = ([part_of(one) for one in compile_plan(made, NOW, (target,))[target]] for made in (plan(), watched))
    with pytest.raises(UnsafeChange):
        check_change(before, after)
    check_change(before, after, confirmed_by="p-1")
    check_change(after, before)
    many = plan(
        leaves=tuple(
            replace(LEAVE, id=f"ap-{at}", addresses=(f"10.77.10.{at}",), until_us=NOW + at) for at in range(1, 30)
        )
    )
    check_change(*([part_of(one) for one in compile_plan(many, at, (target,))[target]] for at in (NOW, NOW + HOUR)))


@pytest.mark.parametrize("target", ["bind", "unbound", "squid", "nft", "pac", "browsers", "apps"])
def test_a_network_may_begin_with_observing_everybody(target):
    watched = plan(audiences=tuple(replace(one, mode=Mode.OBSERVE) for one in plan().audiences))
    parts = [part_of(one) for one in compile_plan(watched, NOW, (target,))[target]]
    check_change((), parts)
    check_change(parts, [part_of(one) for one in compile_plan(plan(), NOW, (target,))[target]])


def test_an_observed_class_has_lists_and_stops_nothing():
    watched = replace(WORK, mode=Mode.OBSERVE)
    answer = verdict(plan(audiences=(watched,)), "10.77.10.2", "chat.deepseek.com")
    assert (answer.action, answer.would) == (Action.PASS, Action.BLOCK)


def test_a_browser_that_would_ignore_the_rest_is_refused_the_whole():
    names = tuple(Name(f"h{at}.example.net", True) for at in range(1001))
    many = replace(DEEPSEEK, names=names)
    made = plan(
        destinations=(plan().destinations[0], many, plan().destinations[2]),
        audiences=(replace(WORK, verdicts=BLOCKED),),
    )
    with pytest.raises(BadCommand, match="1,000"):
        compile_plan(made, NOW, ("browsers",))
    assert compile_plan(made, NOW, ("bind",))


def test_the_browsers_lists_may_be_left_to_the_proxys_page():
    made = plan(doors=replace(DOORS, browser_lists=False))
    settings = settings_of(made, next(one for one in populations(made, NOW) if one.blocks))
    assert (settings["URLBlocklist"], settings["URLAllowlist"]) == ([], [])
    assert settings["ProxySettings"]["ProxyPacMandatory"], "the PAC is then what leads refused names to the page"
    assert all(one.entries is None for one in compile_browsers(made, populations(made, NOW), NOW)), (
        "none, by its nature"
    )


def test_who_is_refused_anything_may_be_held_to_the_proxy():
    for proxy_only in (False, True):
        made = plan(doors=replace(DOORS, proxy_only=proxy_only))
        people = populations(made, NOW)
        text = compile_nftables(made, people, NOW)[0].text
        chains = {f"p{at}": text.split(f"chain p{at} {{", 1)[1].split("}\n", 1)[0] for at in range(1, len(people) + 1)}
        held = {one.id for at, one in enumerate(people, 1) if "GWANMUN-DIRECT" in chains[f"p{at}"]}
        assert held == ({one.id for one in people if one.blocks} if proxy_only else set())


@pytest.mark.parametrize(
    "given",
    [{"resolver": "fd77::53"}, {"resolver": "10.0.0.0/8"}, {"resolver6": "10.0.0.53"}, {"resolver6": "fd77::/64"}],
)
def test_a_resolver_is_one_address_of_its_own_version(given):
    with pytest.raises(BadCommand):
        checked(plan(doors=replace(DOORS, **given)))


def nft(**given):
    made = checked(plan(doors=replace(DOORS, **{"resolver": "", **given})))
    return compile_nftables(made, populations(made, NOW), NOW)[0].text


def test_stray_questions_are_led_back_in_both_versions_and_refused_where_there_is_nowhere_to_lead():
    both = nft(resolver="10.77.10.1", resolver6="fd77:10::53")
    assert "ip saddr @g2_4 ip daddr != 10.77.10.1 udp dport 53 counter dnat ip to 10.77.10.1" in both
    assert "ip6 saddr @g2_6 ip6 daddr != fd77:10::53 tcp dport 53 counter dnat ip6 to fd77:10::53" in both
    four = nft(resolver="10.77.10.1")
    assert "dnat ip6" not in four
    assert (
        'ip6 daddr != fc00::/7 meta l4proto { tcp, udp } th dport 53 counter log prefix "GWANMUN-DNS g2 " reject'
        in four
    )
    assert "dport 53 " not in nft()


def test_where_the_web_is_reached_by_the_proxy_alone_it_takes_names_alone():
    made = plan(doors=replace(DOORS, proxy_only=True))
    (conf, *rest) = compile_plan(made, NOW, ("squid",))["squid"]
    refusing = [line for line in conf.text.splitlines() if line.endswith("gwanmun_nameless") and "http_access" in line]
    assert refusing == [f"http_access deny {who} !gwanmun_inside gwanmun_nameless" for who in ("g2", "g3_only")]
    page = next(one.text for one in rest if one.path.endswith("ERR_AI_NAMELESS"))
    assert "사이트의 이름으로 접속하십시오" in page
    pattern = re.search(r"dstdom_regex -n -i (\S+) (\S+)\n", conf.text)
    for host in ("203.0.113.11", "3405803787", "0xCB00710B", "203.0.113.11.", "2001:db8::1", "127.1"):
        assert any(re.search(one, host, re.IGNORECASE) for one in pattern.groups()), host
    for host in ("chatgpt.com", "3m.com", "1password.com", "intranet", "x.0a.kr", "deepseek.com."):
        assert not any(re.search(one, host, re.IGNORECASE) for one in pattern.groups()), host


def test_a_stamp_is_of_what_is_said_in_whatever_order_and_not_of_when():
    made = checked(plan(leaves=(LEAVE,)))
    same = (
        replace(plan(leaves=(LEAVE,)), made_us=NOW + 1, expires_us=NOW + HOUR, notes=("x",), published_us=5),
        replace(plan(leaves=(LEAVE,)), audiences=made.audiences[::-1], destinations=made.destinations[::-1]),
        replace(made, content="0" * 64, floor=7),
        checked(made),
    )
    assert {checked(one).stamp for one in same} == {made.stamp}
    others = (
        plan(), plan(leaves=(LEAVE,), day="2025-02-07"), plan(leaves=(LEAVE,), policy="cd" * 32),
        plan(leaves=(LEAVE,), doors=replace(DOORS, proxy_only=True)),
        plan(leaves=(LEAVE,), audiences=(replace(WORK, mode=Mode.OBSERVE),)),
        plan(leaves=(replace(LEAVE, until_us=LEAVE.until_us + 1),)),
    )  # fmt: skip
    assert len({checked(one).stamp for one in (*others, made)}) == len(others) + 1


def test_a_serial_is_the_second_from_which_on_zones_say_it_and_rises_with_what_they_say():
    made = checked(plan(leaves=(LEAVE,)))
    assert made.serial(NOW + HOUR) == NOW // 1_000_000
    assert made.serial(LEAVE.until_us) == LEAVE.until_us // 1_000_000
    later = checked(plan(made_us=NOW + 1_000_000))
    assert later.serial(NOW + HOUR) == made.serial(NOW) + 1
    assert replace(later, floor=2**31).serial(NOW) == 2**31


def test_every_door_that_a_site_may_state_is_used_by_somebody():
    source = Path(enforcement.__file__).parents[1]
    files = [one for one in source.rglob("*.py") if one.name not in {"plan.py", "files.py"}]
    text = "\n".join(one.read_text(encoding="utf-8") for one in files)
    assert [one.name for one in fields(Doors) if f"doors.{one.name}" not in text] == []
