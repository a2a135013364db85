"""Detectors find what was seeded and leave ordinary work alone; these numbers fail when either gets worse."""

from collections import Counter
from dataclasses import replace

import pytest

from gwanmun.control.misuse import DETECTORS, HOUR_US, MINUTE_US, Event, Limits, detect, tally
from gwanmun.domain.prompts import Passage, Role
from gwanmun.privacy.signals import MOST_CHARACTERS, signals
from misuse_cases import INJECT, LOOKS_ODD, ODD, START_US, WORK, cases

SEED = 20261122


@pytest.fixture(scope="module")
def judged():
    found = []
    for case in cases(SEED, misuse=80, ordinary=1500):
        found.append((case, {one.detector for one in detect(case.events)}))
    return found


@pytest.mark.parametrize("kind", DETECTORS)
def test_nine_of_ten_seeded_cases_of_each_kind_are_found(judged, kind):
    mine = [kind in found for case, found in judged if case.kind == kind]
    assert len(mine) >= 75
    assert sum(mine) / len(mine) >= 0.9


def test_at_most_one_ordinary_week_in_a_thousand_raises_an_alarm(judged):
    ordinary = [found for case, found in judged if not case.kind]
    assert len(ordinary) >= 1500
    alarms = Counter(kind for found in ordinary for kind in found)
    assert sum(bool(found) for found in ordinary) * 1000 <= len(ordinary), alarms


def test_one_kind_is_seldom_taken_for_another(judged):
    cases_, wrong = 0, 0
    for case, found in judged:
        if case.kind:
            cases_ += 1
            wrong += bool(found - {case.kind})
    assert cases_ >= 300
    assert wrong / cases_ <= 0.05


def event(at_us, **changes):
    return replace(Event(at_us, f"r{at_us}", "p", "kr-seoul", client="c", device="internet_pc"), **changes)


class TestEachRule:
    def test_bulk_is_by_requests_or_bytes_or_people_within_an_hour(self):
        many = [event(START_US + n * MINUTE_US // 5) for n in range(240)]
        assert [one.detector for one in detect(many)] == ["bulk_extraction"]
        assert detect(many[:-1]) == ()
        assert detect([event(START_US + n * MINUTE_US) for n in range(240)]) == ()  # the same over four hours
        assert detect([event(START_US, sent_bytes=16 * 1024 * 1024)])[0].detector == "bulk_extraction"
        assert detect([event(START_US, findings=400)])[0].rule.startswith("1h: 400 findings")

    def test_injection_takes_two_requests_or_two_signals_in_one(self):
        assert detect([event(START_US, injection=1)]) == ()
        assert detect([event(START_US, injection=2)])[0].count == 1
        assert detect([event(START_US, injection=1), event(START_US + 23 * HOUR_US, injection=1)])[0].count == 2
        assert detect([event(START_US, injection=1), event(START_US + 25 * HOUR_US, injection=1)]) == ()

    def test_a_little_beside_much_work_is_nobodys_business(self):
        odd = [event(START_US + n * MINUTE_US, non_work=1) for n in range(3)]
        assert [one.detector for one in detect(odd)] == ["non_work"]
        work = [event(START_US - HOUR_US + n, request=f"w{n}") for n in range(10)]
        assert detect(work + odd) == ()

    def test_a_tool_beside_a_person_on_one_device_is_not_sharing(self):
        turns = [event(START_US + n * MINUTE_US, client=f"c{n % 4}") for n in range(40)]
        assert detect(turns) == ()
        moved = [replace(one, device=("internet_pc", "internal_pc")[at % 2]) for at, one in enumerate(turns)]
        assert [one.detector for one in detect(moved)] == ["shared_account"]

    def test_nobody_works_twenty_hours_of_a_day(self):
        midnight = START_US - 9 * HOUR_US
        assert [one.detector for one in detect([event(midnight + n * HOUR_US) for n in range(20)])] == [
            "shared_account"
        ]
        assert detect([event(midnight + n * HOUR_US) for n in range(19)]) == ()


def test_the_order_and_the_company_of_events_change_nothing():
    many = [event(START_US + n * MINUTE_US // 5) for n in range(300)]
    other = [event(START_US + n, person="q", request=f"q{n}") for n in range(5)]
    assert detect(many) == detect(list(reversed(many))) == detect(many + other)


def test_scanning_twice_finds_the_same_under_the_same_id():
    many = [event(START_US + n * MINUTE_US // 5) for n in range(300)]
    (first,), (again,) = detect(many), detect([*many, event(START_US + 2 * HOUR_US)])
    assert first.id == again.id
    assert len(first.evidence) == 20
    assert tally([first])["bulk_extraction"] == 1


def test_tightened_limits_find_more():
    few = [event(START_US + n * MINUTE_US) for n in range(20)]
    assert detect(few) == ()
    assert detect(few, Limits(bulk_requests=20))


def test_a_very_busy_key_is_scanned_in_bounded_work():
    day = [event(START_US - 9 * HOUR_US + n * 2_000_000, request=f"r{n}") for n in range(40_000)]
    assert {one.detector for one in detect(day)} == {"bulk_extraction", "shared_account"}


class TestSignals:
    def count(self, text, role=Role.USER):
        return signals([Passage(text, role, "/x")])

    @pytest.mark.parametrize("text", [*INJECT[:-2]])
    def test_what_talks_a_model_out_of_its_rules_is_counted(self, text):
        assert self.count(text).get("injection", 0) >= 1

    @pytest.mark.parametrize("text", ODD[:-2])
    def test_what_is_not_work_is_counted(self, text):
        assert self.count(text).get("non_work", 0) >= 1

    @pytest.mark.parametrize("text", [*LOOKS_ODD, *(line.format(p="가로등") for line in WORK)])
    def test_work_that_shares_its_words_is_not(self, text):
        assert self.count(text) == {}

    def test_only_the_persons_own_words_count_and_not_too_many_of_them(self):
        for role in (Role.SYSTEM, Role.ASSISTANT, Role.TOOL, Role.STRUCTURE):
            assert self.count(INJECT[0], role) == {}
        assert self.count(INJECT[0] + "가" * MOST_CHARACTERS) == {}
        assert self.count("가" * MOST_CHARACTERS + INJECT[0]) != {}
