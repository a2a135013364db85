"""Who stands behind a regime, and for how long (권한·명령·위임·긴급 이용): authorities and their orders, mandates,
delegations, scheduled activations, emergencies. Values and what holds on a day; acts are in `control/`.

An order of an authority (개인정보 보호법 제64조, 국가정보원법 제4조, 전자정부법 제56조) binds agencies: only that authority
amends, lifts or replaces it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gwanmun.domain.decisions import Outcome
from gwanmun.domain.ids import AgencyId, PersonId, RegimeId, RuleId, ServiceId

EVERY_AGENCY = AgencyId("*")


@dataclass(frozen=True, slots=True)
class Authority:
    """A body with orders of its own (감독기관). Whoever holds the role `authority` there speaks for it, and `officers` do:
    those who were named before anybody could be appointed.
    """

    id: AgencyId
    name_ko: str
    name_en: str
    officers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mandate:
    """Whose regime it is. `authority`: only its officers may touch it. `above`: the regime that bounds it.

    `preemptive`: a precaution taken before the facts are known; it needs an owner and a review date (S52).
    """

    regime: RegimeId
    agency: AgencyId  # EVERY_AGENCY, or the agency that decides for itself
    owner: str  # the office that answers for it
    officer: str
    authority: AgencyId | None = None
    above: RegimeId | None = None
    preemptive: bool = False
    review_on: date | None = None
    reviewed_on: date | None = None
    reminded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A version that comes into force at an instant (시행 예약). One for a regime at a time."""

    regime: RegimeId
    version: int
    starts_us: int
    expected: int  # the version that was in force when it was scheduled; 0: none
    officer: str
    asked_us: int
    reason: str


@dataclass(frozen=True, slots=True)
class AskedEnd:
    """One officer asks to take a regime's rules out of force or to lift its order; another one carries it out (두 사람).

    One for a regime and an act at a time. It holds for `version` alone, the one that was in force (0: none).
    """

    regime: RegimeId
    act: str  # deactivate_pack or lift_order
    version: int
    on: date | None  # from when the order is to be lifted
    officer: str
    asked_us: int
    reason: str


@dataclass(frozen=True, slots=True)
class PackChange:
    """One step in a regime's history (이력): who did what to which version, when and why. `before`: in force until then
    (0: none). The fact of it is in the journal; this row is what a page of the regime shows.
    """

    id: str  # of the act
    regime: RegimeId
    version: int
    act: str
    officer: str
    at_us: int
    reason: str
    before: int = 0


@dataclass(frozen=True, slots=True)
class Delegation:
    """A parent lets an agency loosen one of its rules, as far as `loosest` and no further (위임).

    `rule_digest` names the rule as it read when it was delegated: a rule that changed is delegated no longer.
    """

    id: str
    regime: RegimeId
    rule: RuleId
    agency: AgencyId
    loosest: str  # the loosest outcome allowed, as its word
    rule_digest: str
    valid_from: date
    valid_to: date | None
    officer: str
    reason: str

    @property
    def bound(self) -> Outcome:
        return Outcome[self.loosest.upper()]

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class OrderKind(StrEnum):
    """What an authority may order or say."""

    BLOCK = "block"  # 차단 명령
    RESTRICTION = "restriction"  # 이용 제한
    PAUSE = "pause"  # 잠정 중단
    CORRECTION = "corrective_recommendation"  # 시정권고
    TRANSFER_STOP = "transfer_stop"  # 국외 이전 중지 명령 (개인정보 보호법 제28조의9)
    INQUIRY = "inquiry"  # 질의
    ADVISORY = "advisory"  # 유의 안내


class OrderState(StrEnum):
    IN_FORCE = "in_force"
    LIFTED = "lifted"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Order:
    """An authority's order (명령). `regime` is the pack that carries it out, where one does."""

    id: str
    authority: AgencyId
    kind: OrderKind
    subject: str
    title_ko: str
    title_en: str
    regime: RegimeId | None
    valid_from: date
    valid_to: date | None
    source: str
    officer: str
    state: OrderState = OrderState.IN_FORCE
    ended_on: date | None = None
    replaced_by: str | None = None

    def state_on(self, day: date) -> OrderState:
        """An order whose last day has passed is lifted by the clock alone."""
        if self.state is OrderState.IN_FORCE and self.valid_to is not None and self.valid_to <= day:
            return OrderState.LIFTED
        return self.state


@dataclass(frozen=True, slots=True)
class Merger:
    """Agencies that become part of another on a day that has not come (통합 예정). Gone once the clock carried it out."""

    into: AgencyId
    on: date
    sources: tuple[AgencyId, ...]
    officer: str
    reason: str


class Verdict(StrEnum):
    """What a reviewer found of an emergency."""

    JUSTIFIED = "justified"  # 정당
    NOT_JUSTIFIED = "not_justified"  # 부당


@dataclass(frozen=True, slots=True)
class Emergency:
    """Use that could not wait (긴급 이용): at most 72 hours, ended by the clock, on a reviewer's list until reviewed.

    Its `id` is that of the approval that it opened.
    """

    id: str
    agency: AgencyId
    service: ServiceId
    person: PersonId
    opened_by: str
    opened_us: int
    until_us: int
    reason: str
    reviewed_by: str | None = None
    reviewed_us: int | None = None
    verdict: Verdict | None = None
    finding: str = ""
