"""Test vectors (시험 사례): does a pack decide as its own vectors say? A pack with a failing vector cannot be
activated (S19). What does not live here: reading (`reader.py`), activating (the desk).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gwanmun.domain.decisions import Outcome
from gwanmun.errors import BadPolicy
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import ATTRIBUTES, Pack, Value, Vector
from gwanmun.policy.reader import Defaults


@dataclass(frozen=True, slots=True)
class Failure:
    """A vector that came out otherwise."""

    vector: str
    expected: Outcome
    got: Outcome
    missing: tuple[str, ...] = ()  # obligations expected and not met


def case(defaults: Defaults, profile: str, differences: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    """A complete set of attributes: the defaults, a named service profile, then the differences.

    Raises `BadPolicy` for an unknown profile or attribute.
    """
    facts = defaults.profiles.get(profile)
    if facts is None:
        raise BadPolicy(
            "service",
            about="case",
            problem_ko="알 수 없는 서비스 표본입니다",
            problem_en="an unknown service profile",
            suggestion=", ".join(defaults.profiles),
        )
    return complete({**defaults.inputs, **facts}, differences)


def complete(base: Mapping[str, Value], differences: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    """`base` with the differences in it. Raises `BadPolicy` for an attribute that the language does not have."""
    attributes = {"service.storage_countries": "unknown", **base}
    for name, value in differences:
        if name not in ATTRIBUTES:
            raise BadPolicy(
                name,
                about="case",
                problem_ko="알 수 없는 속성입니다",
                problem_en="an unknown attribute",
                suggestion="docs/policy-language.md",
            )
        attributes[name] = value
    return attributes


def check_pack(pack: Pack, defaults: Defaults) -> tuple[Failure, ...]:
    """The pack's vectors that fail, judged by this pack alone (NOT_APPLICABLE: the regime is silent)."""
    judge = Judge((pack,))
    failures = (_alone(judge, vector, defaults) for vector in pack.vectors)
    return tuple(failure for failure in failures if failure is not None)


def check_combined(judge: Judge, defaults: Defaults) -> tuple[Failure, ...]:
    """The combined vectors that fail under all packs of `judge`."""
    failures = []
    for vector in defaults.combined:
        decision = judge.judge(case(defaults, vector.service, vector.differences))
        missing = tuple(duty for duty in vector.must_include if duty not in decision.obligations)
        if decision.outcome is not vector.expect or missing:
            failures.append(Failure(vector.id, vector.expect, decision.outcome, missing))
    return tuple(failures)


def _alone(judge: Judge, vector: Vector, defaults: Defaults) -> Failure | None:
    hits = judge.hits(case(defaults, vector.service, vector.differences))
    got = max((hit.outcome for hit in hits), default=Outcome.NOT_APPLICABLE)
    duties = {duty for hit in hits for duty in hit.obligations}
    missing = tuple(duty for duty in vector.must_include if duty not in duties)
    return None if got is vector.expect and not missing else Failure(vector.id, vector.expect, got, missing)
