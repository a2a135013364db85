"""The six decisions (판정), their rank, and what caused them. Highest rank wins; obligations unite."""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from gwanmun.domain.ids import RegimeId, RuleId


class Outcome(IntEnum):
    """Order is restrictiveness: the effective decision over several regimes is the highest."""

    NOT_APPLICABLE = 0  # 해당 없음: a regime is silent; never a final answer
    ALLOW = 1  # 허용
    ALLOW_WITH_MASKING = 2  # 마스킹 후 허용
    REQUIRE_APPROVAL = 3  # 승인 필요
    ROUTE_IN_HOUSE = 4  # 내부 모델로 전환
    DENY = 5  # 차단

    @property
    def word(self) -> str:
        """The name in data and journals: `allow_with_masking`."""
        return self.name.lower()

    @property
    def ko(self) -> str:
        return _KO[self]


_KO = {
    Outcome.NOT_APPLICABLE: "해당 없음",
    Outcome.ALLOW: "허용",
    Outcome.ALLOW_WITH_MASKING: "마스킹 후 허용",
    Outcome.REQUIRE_APPROVAL: "승인 필요",
    Outcome.ROUTE_IN_HOUSE: "내부 모델로 전환",
    Outcome.DENY: "차단",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that held, in one active regime: its decision and its words."""

    regime: RegimeId
    rule: RuleId
    outcome: Outcome  # after an approval was taken into account
    reason_ko: str
    reason_en: str
    title_ko: str  # the regime's name
    title_en: str
    source: str  # first source named
    effective_from: date
    basis: str  # news | official | derived
    obligations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The effective decision. `causes` are the hits of the winning rank (never empty); `hits` all that held."""

    outcome: Outcome
    causes: tuple[Hit, ...]
    hits: tuple[Hit, ...]
    obligations: tuple[str, ...] = field(default=())

    @property
    def masks(self) -> bool:
        """Whether personal data must be masked before sending (also kept as an obligation after an approval)."""
        return self.outcome is Outcome.ALLOW_WITH_MASKING or "mask_personal_info" in self.obligations
