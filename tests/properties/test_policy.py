"""Properties of judging, against an evaluator written apart from it: from the `evaluation` text of the collection, on
the YAML as PyYAML reads it, without any code of `gwanmun.policy`.
"""

import datetime as dt
from dataclasses import replace

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.control import shipped
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.ids import RegimeId, RuleId
from gwanmun.errors import BadPolicy
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import ATTRIBUTES, Condition, Equals, Rule, Sort
from gwanmun.policy.reader import read_defaults, read_pack

PACKS = shipped.packs()
JUDGE = Judge(PACKS)
DEFAULTS = shipped.defaults()

# ---------------------------------------------------------------- the other evaluator

RANK = {
    "not_applicable": 0,
    "allow": 1,
    "allow_with_masking": 2,
    "require_approval": 3,
    "route_in_house": 4,
    "deny": 5,
}
RAW = [yaml.safe_load(one.text) for one in shipped.pack_texts()]


def plain(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def condition_holds(wanted, value) -> bool:
    if isinstance(wanted, list):
        return any(plain(one) == value for one in wanted)
    if isinstance(wanted, dict):
        ((operator, inner),) = wanted.items()
        assert operator == "not", "the shipped packs use no other operator"
        return not condition_holds(inner, value)
    return plain(wanted) == value


def naive(attributes, regimes=RAW):
    """(decision, obligations, rules) by the text of `evaluation`."""
    facts = {name: plain(value) for name, value in attributes.items()}
    day = facts["date"]
    best, duties, rules, asked_masking = "not_applicable", set(), set(), False
    for regime in regimes:
        active = (
            regime["jurisdiction"] == facts["jurisdiction"]
            and plain(regime["effective_from"]) <= day
            and ("effective_to" not in regime or day < plain(regime["effective_to"]))
            and all(condition_holds(wanted, facts[name]) for name, wanted in regime["scope"].items())
        )
        if not active:
            continue
        for rule in regime["rules"]:
            if all(condition_holds(wanted, facts[name]) for name, wanted in rule["when"].items()):
                decision = rule["decision"]
                if "after_approval" in rule:
                    state = facts["approval.state"]
                    decision = {"granted": rule["after_approval"], "rejected": "deny"}.get(state, decision)
                duties |= set(rule["obligations"])
                rules.add(rule["id"])
                asked_masking = asked_masking or decision == "allow_with_masking"
                best = max(best, decision, key=RANK.__getitem__)
                break
    if best == "not_applicable":
        return "require_approval", {"log"}, set()
    if asked_masking and RANK[best] > RANK["allow_with_masking"]:
        duties.add("mask_personal_info")
    return best, duties, rules


# ---------------------------------------------------------------- random inputs

DAYS = st.one_of(
    st.sampled_from(
        sorted(
            {pack.effective_from for pack in PACKS}
            | {pack.effective_from - dt.timedelta(days=1) for pack in PACKS}
            | {dt.date(2025, 4, 27), dt.date(2025, 4, 28), dt.date(2026, 3, 2)}
        )
    ),
    st.dates(dt.date(2022, 1, 1), dt.date(2030, 1, 1)),
)
WORDS = {
    "jurisdiction": ["KR", "KR", "KR", "KR", "AU", "JP", "IT", "FR", "TW", "NO"],
    "organisation.id": [
        "kr-generic",
        "kr-mnd",
        "kr-army",
        "kr-mofa",
        "kr-motie",
        "kr-seoul",
        "kakao",
        "sk-hynix",
        "naver",
    ],
    "service.id": ["deepseek", "chatgpt"],
    "service.family": ["deepseek", "deepseek", "openai", "in-house", "unknown"],
    "service.vendor_country": ["US", "KR", "CN", "NO"],
    "service.storage_countries": ["KR", "CN+US", "unknown"],
}


def strategy(name: str):
    attribute = ATTRIBUTES[name]
    if name in WORDS:
        return st.sampled_from(WORDS[name])
    match attribute.sort:
        case Sort.FLAG:
            return st.booleans()
        case Sort.DAY:
            return DAYS
        case _:
            return st.sampled_from(attribute.choices)


SITUATIONS = st.fixed_dictionaries({name: strategy(name) for name in ATTRIBUTES})


def test_it_is_the_seventeen_regimes_and_the_baseline_that_are_compared() -> None:
    assert sorted(one["id"] for one in RAW) == sorted(str(pack.id) for pack in PACKS)
    assert len(RAW) == 17 + 1


@settings(max_examples=300, deadline=None)
@given(SITUATIONS)
def test_the_judge_agrees_with_an_evaluator_written_apart_from_it(attributes) -> None:
    decision = JUDGE.judge(attributes)
    outcome, duties, rules = naive(attributes)
    assert decision.outcome.word == outcome
    assert set(decision.obligations) == duties
    assert {str(hit.rule) for hit in decision.hits if hit.regime != "gwanmun-default"} == rules


ALONE = {str(pack.id): Judge((pack,)) for pack in PACKS}


@settings(max_examples=100, deadline=None)
@given(SITUATIONS, st.sampled_from(RAW))
def test_each_pack_alone_agrees_with_it(attributes, regime) -> None:
    scoped = {**attributes, "jurisdiction": regime["jurisdiction"]}  # or most of them would say nothing
    decision = ALONE[regime["id"]].judge(scoped)
    outcome, duties, rules = naive(scoped, [regime])
    assert decision.outcome.word == outcome
    assert set(decision.obligations) == duties
    assert {str(hit.rule) for hit in decision.hits if hit.regime != "gwanmun-default"} == rules


@settings(max_examples=60, deadline=None)
@given(SITUATIONS, st.randoms(use_true_random=False))
def test_the_order_of_packs_does_not_matter_and_judging_is_deterministic(attributes, random) -> None:
    shuffled = list(PACKS)
    random.shuffle(shuffled)
    assert (
        Judge(shuffled).judge(attributes) == JUDGE.judge(attributes) == JUDGE.judge(dict(reversed(attributes.items())))
    )


@settings(max_examples=80, deadline=None)
@given(SITUATIONS, st.sampled_from(sorted(ATTRIBUTES)), st.sampled_from(PACKS), st.data())
def test_adding_a_forbid_never_opens(attributes, name, pack, data) -> None:
    """A deny rule put first in a pack, or a pack of its own, never makes any answer less strict."""
    value = data.draw(strategy(name))
    forbid = Rule(
        RuleId("X-1"), (Condition(name, Equals(value)),), Outcome.DENY, None, "news", ("log",), "No.", "금지.", 1
    )
    inside = replace(pack, rules=(forbid, *pack.rules))
    others = [one for one in PACKS if one.id != pack.id]
    alone = replace(pack, id=RegimeId("x-forbid"), rules=(forbid,), scope=())
    before = JUDGE.judge(attributes).outcome
    assert Judge([*others, inside]).judge(attributes).outcome >= before
    assert Judge([*PACKS, alone]).judge(attributes).outcome >= before


@settings(max_examples=80, deadline=None)
@given(SITUATIONS)
def test_an_unknown_device_is_never_better_off_than_a_known_one(attributes) -> None:
    unknown = JUDGE.judge({**attributes, "device.class": "unknown"})
    ownership = "personal" if attributes["device.class"] == "personal" else "government"
    known = JUDGE.judge({**attributes, "device.ownership": ownership})
    assert unknown.outcome >= known.outcome
    assert set(unknown.obligations) >= set(known.obligations)


@settings(max_examples=80, deadline=None)
@given(SITUATIONS)
def test_a_decision_always_has_a_cause_and_a_denial_its_rule_source_and_date(attributes) -> None:
    decision = JUDGE.judge(attributes)
    assert decision.outcome is not Outcome.NOT_APPLICABLE
    assert decision.causes
    for hit in decision.causes:
        assert hit.outcome is decision.outcome
        assert hit.rule
        assert hit.source
        assert hit.effective_from <= attributes["date"] or hit.regime == "gwanmun-default"


@settings(max_examples=80, deadline=None)
@given(SITUATIONS)
def test_a_rejected_approval_is_never_better_than_none(attributes) -> None:
    none = JUDGE.judge({**attributes, "approval.state": "none"}).outcome
    assert JUDGE.judge({**attributes, "approval.state": "rejected"}).outcome >= none
    assert JUDGE.judge({**attributes, "approval.state": "expired"}).outcome is none


def refusal(read, text: str) -> BadPolicy | None:
    """The refusal of a text, or None when it reads. Any other exception fails the test."""
    try:
        read(text, "f")
    except BadPolicy as error:
        return error
    return None


YAMLISH = st.text(alphabet=st.sampled_from("{}[]:,-&*!|>'\"#%@`\n \tabcid01가\ud800\x00\x85"), max_size=80)


@settings(max_examples=300, deadline=None)
@given(st.one_of(YAMLISH, st.text(max_size=60)))
def test_any_text_at_all_is_a_pack_or_a_clear_refusal(text: str) -> None:
    for read in (read_pack, read_defaults):
        error = refusal(read, text)
        assert error is None or error.where.startswith("f:")
        assert error is None or error.message("ko").isprintable()


SOURCE = shipped.text("regimes", "kr-n2sf.yaml")


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(SOURCE) - 1), st.integers(0, 6), YAMLISH)
def test_a_shipped_pack_with_a_piece_torn_out_is_a_pack_or_a_clear_refusal(at: int, length: int, put: str) -> None:
    error = refusal(read_pack, SOURCE[:at] + put[:4] + SOURCE[at + length :])
    assert error is None or error.where.startswith("f:")
