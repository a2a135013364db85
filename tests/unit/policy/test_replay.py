"""Replaying records: what each request would notice, whose they are, what they cost, and records nobody can judge."""

from datetime import date

import pytest

from gwanmun.control import shipped
from gwanmun.domain.decisions import Outcome
from gwanmun.policy import replay as replaying
from gwanmun.policy.judge import Judge
from gwanmun.policy.replay import Effect, Recorded, Spent, count, effect, replay, together
from gwanmun.policy.vectors import case

DEFAULTS = shipped.defaults()
PACKS = shipped.packs()
JUDGE = Judge(PACKS)


def record(number: int, service: str = "chatgpt_catalogued", person: str = "p", was: str | None = None, **differences):
    named = {key.replace("__", "."): value for key, value in differences.items()}
    attributes = case(
        DEFAULTS,
        service,
        {"organisation.id": "kr-seoul", "organisation.type": "metropolitan_government", **named}.items(),
    )
    outcome = was or JUDGE.judge(attributes).outcome.word
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in attributes.items()}
    return Recorded(f"r-{number}", person, outcome, plain)


def test_the_packs_in_force_change_nothing() -> None:
    records = [record(number, service) for number, service in enumerate(DEFAULTS.profiles)]
    found = replay(records, JUDGE)
    assert found.effects[Effect.UNCHANGED].requests == found.requests == len(records)
    assert found.affected_people == 0
    assert found.moves == ()


def test_requests_people_and_won_are_counted_for_each_effect() -> None:
    without = Judge([pack for pack in PACKS if pack.id != "kr-local-government"])
    records = [
        record(1, "deepseek_hosted", "a", was="allow"),
        record(2, "deepseek_hosted", "a", was="allow"),
        record(3, "deepseek_hosted", "b", was="allow"),
        record(4, person="b", was="allow"),
        record(5, person="c", was="allow", data__personal_info=True),
        record(6, person="c", was="allow", data__classification="S"),
        record(7, person="d", was="deny"),
        Spent("r-1", 700),
        Spent("r-3", 30),
        Spent("r-4", 10_000),
        Spent("nobody", 5),
    ]
    found = replay(records, JUDGE)
    counts = {name: (one.requests, one.people, one.micro_won) for name, one in found.effects.items() if one.requests}
    assert counts == {
        Effect.STOPPED: (3, 2, 730),
        Effect.UNCHANGED: (1, 0, 0),
        Effect.MASKED: (1, 1, 0),
        Effect.REROUTED: (1, 1, 0),
        Effect.ALLOWED: (1, 1, 0),
    }
    assert (found.requests, found.people, found.affected_people) == (7, 4, 4)
    assert found.moves[0].rule == "kr-local-government/LOC-1"
    assert found.moves[0].requests == 3
    assert sum(move.requests for move in found.moves) == 6
    assert replay(records, without).effects[Effect.STOPPED].requests == 0


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        (Outcome.ALLOW, Outcome.ALLOW, Effect.UNCHANGED),
        (Outcome.ALLOW, Outcome.DENY, Effect.STOPPED),
        (Outcome.ROUTE_IN_HOUSE, Outcome.DENY, Effect.STOPPED),
        (Outcome.ALLOW, Outcome.ALLOW_WITH_MASKING, Effect.MASKED),
        (Outcome.ALLOW_WITH_MASKING, Outcome.REQUIRE_APPROVAL, Effect.APPROVAL),
        (Outcome.REQUIRE_APPROVAL, Outcome.ROUTE_IN_HOUSE, Effect.REROUTED),
        (Outcome.DENY, Outcome.ALLOW, Effect.ALLOWED),
        (Outcome.REQUIRE_APPROVAL, Outcome.ALLOW_WITH_MASKING, Effect.ALLOWED),
        (Outcome.DENY, Outcome.REQUIRE_APPROVAL, Effect.EASED),
        (Outcome.ALLOW_WITH_MASKING, Outcome.ALLOW, Effect.EASED),
    ],
)
def test_what_a_request_would_notice(before, after, name) -> None:
    assert effect(before, after) is name


@pytest.mark.parametrize(
    "spoilt",
    [
        {"data.classification": "X"},
        {"date": "yesterday"},
        {"login.mfa": "true"},
        {"login.mfa": None},
        {"service.family": ["deepseek"]},
        {"service.family": {}},
        {"jurisdiction": 7},
    ],
)
def test_a_record_that_cannot_be_judged_is_counted_apart_and_never_guessed(spoilt) -> None:
    good = record(1)
    bad = Recorded("r-2", "p", "allow", {**good.input, **spoilt})
    missing = Recorded("r-3", "p", "allow", {})
    unknown = Recorded("r-4", "p", "perhaps", good.input)
    found = replay([good, bad, missing, unknown], JUDGE)
    assert (found.requests, found.unreadable) == (1, 3)


def test_a_device_without_evidence_is_replayed_as_it_was_judged() -> None:
    one = record(1, device__class="unknown")
    assert replay([one], JUDGE).effects[Effect.UNCHANGED].requests == 1


def test_what_nobody_looked_at_is_replayed_as_it_was_judged() -> None:
    one = record(1, login__mfa="unknown", login__plugins="unknown", device__sensitivity="unknown")
    assert replay([one], JUDGE).effects[Effect.UNCHANGED].requests == 1


def test_equal_inputs_are_judged_once_and_the_memo_is_bounded(monkeypatch) -> None:
    assert replay([record(number) for number in range(20)], JUDGE).distinct == 1
    monkeypatch.setattr(replaying, "MEMO_ENTRIES", 2)
    many = [record(number, organisation__id=f"kr-{number % 5}") for number in range(20)]
    assert replay(many, JUDGE).effects[Effect.UNCHANGED].requests == 20


def test_a_journal_counted_in_stretches_gives_the_same_numbers_wherever_it_is_cut() -> None:
    without = Judge([pack for pack in PACKS if pack.id != "kr-local-government"])
    records = [
        record(1, "deepseek_hosted", "a"),
        record(2, person="a"),
        Spent("r-2", 5),
        record(3, "deepseek_hosted", "b", was="allow"),
        record(4, person="b", data__personal_info=True, was="allow"),
        Spent("r-1", 100),
        record(5, "deepseek_hosted", "a", was="perhaps"),
        record(6, "deepseek_hosted", "a")._replace(ends=False),
        Spent("r-4", 10),
        Spent("r-3", 1),
        Spent("r-4", 1000),
    ]
    whole = replay(records, without)
    assert whole.effects[Effect.ALLOWED].micro_won == 100
    assert whole.effects[Effect.MASKED].micro_won == 10
    for first in range(len(records) + 1):
        for second in range(first, len(records) + 1):
            stretches = records[:first], records[first:second], records[second:]
            assert together([count(stretch, without) for stretch in stretches]) == whole, (first, second)
