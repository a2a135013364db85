"""Small random packs over a few attributes, and every input that can tell them apart: for brute force in tests."""

from datetime import date, timedelta
from itertools import product

from hypothesis import strategies as st

from gwanmun.control import shipped
from gwanmun.domain.decisions import Outcome
from gwanmun.policy.language import (
    ATTRIBUTES,
    AnyOf,
    AtLeast,
    Below,
    Condition,
    Contains,
    Equals,
    Not,
    Pack,
    Rule,
    Source,
)
from gwanmun.policy.vectors import complete

DEFAULTS = shipped.defaults()
BASE = complete({**DEFAULTS.inputs, **DEFAULTS.profiles["chatgpt_catalogued"]}, ())
DAY = date(2025, 2, 5)

#: Every value of these attributes that a test below can tell from another, and one that none names.
WORLD = {
    "jurisdiction": ("KR", "AU"),
    "date": (*(DAY + timedelta(days=day) for day in range(-2, 4)), BASE["date"]),
    "device.class": ("internet_pc", "military_work", "personal"),
    "data.classification": ("O", "S", "C"),
    "approval.state": ("none", "granted", "rejected"),
    "service.family": ("deepseek", "deepseek-two", "two-x", "x", "openai"),
    "service.storage_countries": ("unknown", "KR", "KR+US", "US"),
    "login.mfa": (True, False),
}

TESTS = {
    "date": st.sampled_from([AtLeast(DAY), Below(DAY + timedelta(days=1)), Equals(DAY), Not(Equals(DAY + timedelta(days=2)))]),
    "device.class": st.sampled_from([Equals("personal"), AnyOf(("internet_pc", "personal")), Not(Equals("military_work"))]),
    "device.ownership": st.sampled_from([Equals("government"), Equals("personal")]),
    "data.classification": st.sampled_from([Equals("S"), AtLeast("S"), Below("C"), Not(AnyOf(("O", "C")))]),
    "service.family": st.sampled_from([Equals("deepseek"), Contains("TWO"), Not(Contains("deep")), AnyOf(("x", "deepseek"))]),
    "service.storage_countries": st.sampled_from([Equals("KR"), Contains("us"), Not(Contains("KR"))]),
    "login.mfa": st.sampled_from([Equals(True), Not(Equals(True))]),
}  # fmt: skip

OBLIGATIONS = ((), ("log",), ("log", "notify_security_officer"), ("mask_personal_info",))
CONDITIONS = st.dictionaries(st.sampled_from(sorted(TESTS)), st.none(), max_size=3).flatmap(
    lambda names: st.tuples(*(TESTS[name].map(lambda test, name=name: Condition(name, test)) for name in names))
)


@st.composite
def rules(draw, number: int) -> Rule:
    decision = draw(st.sampled_from([one for one in Outcome if one is not Outcome.NOT_APPLICABLE]))
    lifts = decision > Outcome.ALLOW and draw(st.booleans())
    after = (
        draw(st.sampled_from([one for one in Outcome if Outcome.NOT_APPLICABLE < one < decision])) if lifts else None
    )
    duties = draw(st.sampled_from(OBLIGATIONS))
    return Rule(f"R-{number}", draw(CONDITIONS), decision, after, "news", duties, "Reason.", "사유.", number + 1)


@st.composite
def packs(draw, pack_id: str = "p") -> Pack:
    ends = draw(st.sampled_from([None, DAY + timedelta(days=3)]))
    return Pack(
        id=pack_id,
        title_en="T",
        title_ko="시험",
        jurisdiction="KR",
        effective_from=draw(st.sampled_from([DAY - timedelta(days=1), DAY])),
        effective_to=ends,
        as_of=None,
        facts=(),
        sources=(Source("S 2025"),),
        parameters=(),
        scope=draw(CONDITIONS),
        rules=tuple(draw(rules(number)) for number in range(draw(st.integers(1, 4)))),
        default=draw(st.sampled_from([Outcome.NOT_APPLICABLE, Outcome.REQUIRE_APPROVAL])),
        vectors=(),
        confirm_before_enforcing=False,
    )


def every_input(named: frozenset[str]):
    """Every input over the attributes named: a superset of what any of these packs distinguishes."""
    names = [name for name in WORLD if name in named or (name == "device.class" and "device.ownership" in named)]
    for values in product(*(WORLD[name] for name in names)):
        attributes = {**BASE, **dict(zip(names, values, strict=True))}
        attributes["device.ownership"] = "personal" if attributes["device.class"] == "personal" else "government"
        yield attributes


def named(*several: Pack) -> frozenset[str]:
    """The attributes that packs look at."""
    found = {"jurisdiction", "date", "approval.state"}
    for pack in several:
        found |= {one.attribute for one in pack.scope}
        found |= {one.attribute for rule in pack.rules for one in rule.when}
    return frozenset(found)


def matches(shape: dict, attributes) -> bool:
    """Whether an input lies in a condition as `Space.shape` shows it. Written apart from the language."""
    return all(_fits(test, attributes[name]) for name, test in shape.items())


def _fits(test, value) -> bool:
    word = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else str(value)
    if isinstance(test, str):
        return test == word
    if isinstance(test, list):
        return any(_fits(one, value) for one in test)
    if "not" in test:
        return not _fits(test["not"], value)
    return test.get("gte", "") <= word and ("lt" not in test or word < test["lt"])


__all__ = ["ATTRIBUTES", "BASE", "CONDITIONS", "DAY", "DEFAULTS", "WORLD", "every_input", "matches", "named", "packs"]
