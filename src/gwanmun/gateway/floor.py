"""The floor (바닥): what holds whatever packs an agency activated and whatever was approved. C never leaves.

| grade | outside | in-house |
|---|---|---|
| C 기밀 | denied | only on a service accredited for C |
| S 민감 | in-house instead, unless the service is accredited for S or C and a rule (not the default) let it go | accredited for S or C |
| O 공개 | as the policy says | as the policy says |

N2SF 1.0 (국가 망 보안체계, 30 Sep 2025): C is 정보공개법 제9조 제1항 제1–4호, S is 제5–8호. A floor only ever raises a
decision's rank (`highest wins`), so adding one never opens anything.

What passes the gate with an agency's key is the agency's own use, whoever owns the device (ADR 0011).
"""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from gwanmun.domain.catalogue import Deployment, Target
from gwanmun.domain.decisions import Decision, Hit, Outcome
from gwanmun.domain.grades import Grade
from gwanmun.domain.ids import RegimeId, RuleId
from gwanmun.policy.language import Value

REGIME = RegimeId("gwanmun-floor")
_DEFAULT = RegimeId("gwanmun-default")


def _hit(rule: str, outcome: Outcome, ko: str, en: str) -> Hit:
    return Hit(
        REGIME,
        RuleId(rule),
        outcome,
        ko,
        en,
        "관문 기본 원칙",
        "the gate's floor",
        "국가 망 보안체계(N2SF) 1.0; 공공기관의 정보공개에 관한 법률 제9조제1항",
        date(2025, 9, 30),
        "official",
        ("log", "notify_security_officer"),
    )


C_OUTSIDE = _hit(
    "FLR-1", Outcome.DENY,
    "기밀(C) 등급 정보는 외부로 나갈 수 없습니다.",
    "Information of grade C never leaves.",
)  # fmt: skip
C_IN_HOUSE = _hit(
    "FLR-2", Outcome.DENY,
    "기밀(C) 등급은 C 등급으로 승인된 내부 서비스에서만 처리합니다.",
    "Grade C is handled only by an in-house service accredited for C.",
)  # fmt: skip
S_OUTSIDE = _hit(
    "FLR-3", Outcome.ROUTE_IN_HOUSE,
    "민감(S) 등급 정보는 S 등급으로 승인되지 않은 외부 서비스에 보낼 수 없습니다.",
    "Grade S does not go to an outside service that is not accredited for S.",
)  # fmt: skip
S_IN_HOUSE = _hit(
    "FLR-4", Outcome.DENY,
    "민감(S) 등급은 S 등급 이상으로 승인된 내부 서비스에서 처리합니다.",
    "Grade S is handled by an in-house service accredited for S or higher.",
)  # fmt: skip


class Judging(Protocol):
    """The packs' judge."""

    def judge(self, attributes: Mapping[str, Value]) -> Decision:
        """Raises `BadPolicy` for an input that it cannot judge."""


#: What a personal device is judged as besides: the agency's own device that orders name first.
_OWN = {"device.class": "internet_pc", "device.ownership": "government"}


def as_the_agencys_own(judge: Judging, asked: Mapping[str, Value]) -> Decision:
    """The packs' decision; for a personal device the stricter of its own and that of the agency's internet PC."""
    decision = judge.judge(asked)
    if asked["device.class"] != "personal":
        return decision
    own = judge.judge({**asked, **_OWN})
    if own.outcome <= decision.outcome:
        return decision
    united = tuple(dict.fromkeys((*own.obligations, *decision.obligations)))
    return Decision(own.outcome, own.causes, (*own.hits, *decision.hits), united)


def raise_to_floor(decision: Decision, target: Target, grade: Grade) -> Decision:
    """The decision, or the floor's where that ranks higher."""
    in_house = target.service.deployment is Deployment.IN_HOUSE
    return raised(decision, in_house=in_house, level=target.record.accredited_level, grade=grade)


def raised(decision: Decision, *, in_house: bool, level: str, grade: Grade) -> Decision:
    """The same from the three facts that the floor looks at, as a record has them."""
    hit = _floor(decision, in_house=in_house, level=level, grade=grade)
    if hit is None or hit.outcome <= decision.outcome:
        return decision
    return Decision(hit.outcome, (hit,), (*decision.hits, hit), (*decision.obligations, *hit.obligations))


def _floor(decision: Decision, *, in_house: bool, level: str, grade: Grade) -> Hit | None:
    if grade is Grade.C:
        if not in_house:
            return C_OUTSIDE
        return None if level == "C" else C_IN_HOUSE
    if grade is Grade.S:
        if in_house:
            return None if level in {"S", "C"} else S_IN_HOUSE
        by_default = all(hit.regime == _DEFAULT for hit in decision.causes)
        return S_OUTSIDE if by_default or level not in {"S", "C"} else None
    return None
