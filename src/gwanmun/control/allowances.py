"""Allowances that move (한도 조정): asking for more, giving a part to another agency with two signatures, rate limits, and
which allowances no key can reach.

What lives here: the acts. What does not: setting an allowance outright (`budgets.py`), holding and settling (`budget/`).

An offer takes its part off the giver's own allowance at once, in the act that offers it; taking it adds that part to the
taker's, withdrawing it gives it back. So each side signs for its own rows only, and no won is in two allowances.
"""

from dataclasses import dataclass, replace
from datetime import date

from gwanmun.control.budgets import check_subject
from gwanmun.control.directory import known_agency
from gwanmun.control.inbox import tell
from gwanmun.control.office import By, Office, declined, need_reason, note, refused, unknown
from gwanmun.control.offices import deciders, person_of
from gwanmun.domain.allowances import (
    MARKS,
    Allowance,
    AllowanceOffer,
    AllowanceTaking,
    AskedAllowance,
    AskState,
    Level,
    Measure,
    Period,
    RateLimit,
    Window,
    subject,
)
from gwanmun.domain.approvals import Notice
from gwanmun.domain.ids import AgencyId, PersonId, RequestId
from gwanmun.domain.money import MICRO
from gwanmun.domain.offices import Role
from gwanmun.domain.people import Key, Person
from gwanmun.domain.snapshot import Route
from gwanmun.ports.books import Reading, Writing

_MOST_WON = 10**12
_MOST_RATE = 10**12
_MOST_OPEN = 5
_MOST_MARKS = 10_000


@dataclass(frozen=True, slots=True)
class AskAllowance:
    """Ask for more over oneself: `level` person, department or government, of the acting person."""

    level: Level
    period: Period
    more_won: int


@dataclass(frozen=True, slots=True)
class GrantAllowance:
    """`more_won` None: as much as was asked for."""

    id: str
    more_won: int | None = None


@dataclass(frozen=True, slots=True)
class RefuseAllowance:
    id: str


@dataclass(frozen=True, slots=True)
class OfferAllowance:
    agency: AgencyId
    period: Period
    won: int
    until: date
    taker: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class TakeAllowance:
    offer: str
    agency: AgencyId


@dataclass(frozen=True, slots=True)
class WithdrawAllowance:
    offer: str


@dataclass(frozen=True, slots=True)
class SetRateLimit:
    """At most so many requests or tokens in a clock minute or a day in Seoul; `subject` as of an allowance."""

    level: Level
    subject: str
    measure: Measure
    per: Window
    most: int


@dataclass(frozen=True, slots=True)
class RemoveRateLimit:
    level: Level
    subject: str
    measure: Measure
    per: Window


@dataclass(frozen=True, slots=True)
class ListAllowanceReach:
    pass


@dataclass(frozen=True, slots=True)
class MarkReached:
    """A mark of an allowance that a gate recorded: level, whose, period, at which (2026-11), share in hundred."""

    agency: AgencyId
    level: Level
    subject: str
    period: Period
    at: str
    percent: int


@dataclass(frozen=True, slots=True)
class RecordAllowanceMarks:
    marks: tuple[MarkReached, ...]


@dataclass(frozen=True, slots=True)
class MarksTold:
    """`unheard`: nobody is appointed budget officer there, so nobody was told."""

    told: int
    known: int
    unheard: int


@dataclass(frozen=True, slots=True)
class Reached:
    """An allowance and how many keys that work today can spend under it. 0: no key can reach this allowance."""

    level: Level
    subject: str
    period: Period
    limit_micro_won: int
    stops: bool
    keys: int
    ko: str
    en: str


# ---------------------------------------------------------------- asking for more


def ask_allowance(office: Office, by: By, order: AskAllowance) -> AskedAllowance:
    """Over a limit a person asks for more; the budget officers are told. The reason stays in the fact."""
    need_reason(by)
    _check_won(order.more_won)
    with office.books.transact() as page:
        person = person_of(page, by)
        own = {Level.GOVERNMENT: person.agency, Level.DEPARTMENT: person.department, Level.PERSON: person.id}
        if order.level not in own:
            raise refused(
                "개인·부서·기관 한도만 요청할 수 있습니다", "ask for person, department or government",
                "서비스·목적 한도는 예산담당관이 정합니다", "the budget officer sets those of services and purposes", "level",
            )  # fmt: skip
        if len(page.every(AskedAllowance, person=person.id, state=AskState.OPEN)) >= _MOST_OPEN:
            raise declined(
                f"결정을 기다리는 요청이 이미 {_MOST_OPEN}건입니다", f"{_MOST_OPEN} requests of yours wait already",
                "결정을 기다리십시오", "wait for them to be decided",
            )  # fmt: skip
        asked = AskedAllowance(
            str(by.act_id), person.agency, person.id, order.level, own[order.level], order.period,
            order.more_won * MICRO, by.at_us,
        )  # fmt: skip
        page.put(asked)
        tell(page, by, "allowance_asked", asked.id, _budget_officers(page, by, person.agency))
        note(page, by, "ask_allowance", person.agency, asked=asked)
    return asked


def grant_allowance(office: Office, by: By, order: GrantAllowance) -> Allowance:
    """Raise the limit that was asked about. A limit that stood over everybody becomes one of the asker's own."""
    with office.books.transact() as page:
        asked = _open_ask(page, by, order.id)
        more = asked.micro_won if order.more_won is None else order.more_won * MICRO
        _check_won(more // MICRO)
        raised = _raise(page, asked.level, asked.subject, asked.period, more)
        page.put(replace(asked, state=AskState.GRANTED, granted=more, decided_by=by.officer, decided_us=by.at_us))
        tell(page, by, "allowance_granted", asked.id, (asked.person,))
        note(page, by, "grant_allowance", asked.agency, id=asked.id, more=more, limit=raised.limit)
    return raised


def refuse_allowance(office: Office, by: By, order: RefuseAllowance) -> AskedAllowance:
    need_reason(by)
    with office.books.transact() as page:
        asked = _open_ask(page, by, order.id)
        gone = replace(asked, state=AskState.REFUSED, decided_by=by.officer, decided_us=by.at_us)
        page.put(gone)
        tell(page, by, "allowance_refused", asked.id, (asked.person,))
        note(page, by, "refuse_allowance", asked.agency, id=asked.id)
    return gone


def _open_ask(page: Writing, by: By, id_: str) -> AskedAllowance:
    asked = page.find(AskedAllowance, id_)
    if asked is None:
        raise unknown("한도 요청", "request for allowance", id_)
    if asked.state is not AskState.OPEN:
        raise declined(
            "이미 결정된 요청입니다", "it was decided already", "목록을 확인하십시오", "look at the list", "id"
        )
    if asked.person == by.officer:
        raise declined(
            "요청한 사람이 스스로 결정할 수 없습니다", "whoever asked cannot decide it",
            "다른 예산담당관이 결정합니다", "another budget officer decides", "id",
        )  # fmt: skip
    return asked


# ---------------------------------------------------------------- giving a part away, with two signatures


def offer_allowance(office: Office, by: By, order: OfferAllowance) -> AllowanceOffer:
    """The first signature: the part comes off the giver's own allowance now, so that it cannot be spent twice."""
    _check_won(order.won)
    if order.until < by.day:
        raise refused("이미 지난 날입니다", "that day has passed", "until을 고치십시오", "correct until", "until")
    if order.taker == order.agency:
        raise refused("같은 기관입니다", "that is the same agency", "받을 기관을 고치십시오", "name another", "taker")
    with office.books.transact() as page:
        known_agency(page, order.agency)
        if order.taker is not None:
            known_agency(page, order.taker)
        own = page.find(Allowance, Level.GOVERNMENT, order.agency, order.period)
        amount = order.won * MICRO
        if own is None or own.limit < amount:
            raise declined(
                "나눌 만큼의 기관 한도가 없습니다", "the agency has no allowance of its own that large",
                "기관 한도를 먼저 정하십시오: gwanmun act set_allowance", "set its allowance first: gwanmun act set_allowance",
                "won",
            )  # fmt: skip
        offer = AllowanceOffer(
            str(by.act_id), order.agency, order.period, amount, order.until, by.officer, by.at_us, order.taker
        )
        page.put(replace(own, limit=own.limit - amount), offer)
        if order.taker is not None:
            tell(page, by, "allowance_offered", offer.id, _budget_officers(page, by, order.taker))
        note(page, by, "offer_allowance", order.agency, offer=offer, limit=own.limit - amount)
    return offer


def take_allowance(office: Office, by: By, order: TakeAllowance) -> Allowance:
    """The second signature, by another person: the taker's allowance rises by the offer."""
    with office.books.transact() as page:
        offer = _standing(page, order.offer)
        known_agency(page, order.agency)
        if offer.agency == order.agency or offer.taker not in {None, order.agency}:
            raise declined(
                "이 기관에 제공된 한도가 아닙니다", "it was not offered to that agency",
                "받을 기관을 확인하십시오", "check the agency", "agency",
            )  # fmt: skip
        if by.officer == offer.offered_by:
            raise declined(
                "제공한 사람이 받을 수 없습니다", "whoever offered cannot accept",
                "받는 기관의 담당자가 서명하십시오", "an officer of the other agency signs",
            )  # fmt: skip
        if by.day > offer.until:
            raise declined(
                "기한이 지난 제공입니다", "the offer has lapsed", "다시 제공받으십시오", "have it offered anew"
            )
        raised = _raise(page, Level.GOVERNMENT, order.agency, offer.period, offer.micro_won)
        page.put(AllowanceTaking(offer.id, order.agency, by.officer, by.at_us))
        note(page, by, "take_allowance", order.agency, offer=offer.id, giver=offer.agency, limit=raised.limit)
    return raised


def withdraw_allowance(office: Office, by: By, order: WithdrawAllowance) -> Allowance:
    """What nobody took goes back to the giver."""
    with office.books.transact() as page:
        offer = _standing(page, order.offer)
        page.put(replace(offer, withdrawn_us=by.at_us))
        raised = _raise(page, Level.GOVERNMENT, offer.agency, offer.period, offer.micro_won)
        note(page, by, "withdraw_allowance", offer.agency, offer=offer.id, limit=raised.limit)
    return raised


def _standing(page: Writing, id_: str) -> AllowanceOffer:
    offer = page.find(AllowanceOffer, id_)
    if offer is None:
        raise unknown("한도 제공", "offer of an allowance", id_)
    if offer.withdrawn_us is not None or page.find(AllowanceTaking, id_) is not None:
        raise declined("이미 끝난 제공입니다", "that offer is over", "목록을 확인하십시오", "look at the list", "offer")
    return offer


def _raise(page: Writing, level: Level, whose: str, period: Period, more: int) -> Allowance:
    """Raise the named row, or make one from what stood over everybody."""
    stands = page.find(Allowance, level, whose, period) or page.find(Allowance, level, "*", period)
    if stands is None:
        raise refused(
            "정해진 한도가 없어 더할 수 없습니다", "there is no limit to raise",
            "한도를 먼저 정하십시오: gwanmun act set_allowance", "set one first: gwanmun act set_allowance", "period",
        )  # fmt: skip
    raised = replace(stands, subject=whose, limit=stands.limit + more)
    _check_won(raised.limit // MICRO)
    page.put(raised)
    return raised


# ---------------------------------------------------------------- rate limits


def set_rate_limit(office: Office, by: By, order: SetRateLimit) -> RateLimit:
    if not 0 <= order.most <= _MOST_RATE:
        raise refused("값이 범위를 벗어났습니다", "out of range", "0–10¹²", "0 to 10¹²", "most")
    made = RateLimit(order.level, order.subject, order.measure, order.per, order.most)
    with office.books.transact() as page:
        check_subject(page, order.level, order.subject)
        before = page.find(RateLimit, order.level, order.subject, order.measure, order.per)
        page.put(made)
        note(page, by, "set_rate_limit", limit=made, before=None if before is None else before.most)
    return made


def remove_rate_limit(office: Office, by: By, order: RemoveRateLimit) -> None:
    key = (order.level, order.subject, order.measure, order.per)
    with office.books.transact() as page:
        before = page.find(RateLimit, *key)
        if before is None:
            raise unknown("속도 제한", "rate limit", "/".join(key))
        page.drop(RateLimit, *key)
        note(page, by, "remove_rate_limit", limit=before)


# ---------------------------------------------------------------- who can spend under what


def list_allowance_reach(office: Office, by: By, _order: ListAllowanceReach) -> tuple[Reached, ...]:
    """Every allowance with the number of keys that can spend under it: one that no key can reach limits nothing."""
    with office.books.look() as page:
        rows = page.every(Allowance)
        reached = _reached(page, by.at_us, rows)
    return tuple(
        Reached(
            row.level, row.subject, row.period, row.limit, row.stops, count,
            f"키 {count:,}개가 이 한도 안에서 씁니다" if count else "이 한도에 닿는 키가 없습니다",
            f"{count:,} keys spend under it" if count else "no key can reach this allowance",
        )
        for row, count in zip(rows, reached, strict=True)
    )  # fmt: skip


def _reached(page: Reading, now_us: int, rows: tuple[Allowance, ...]) -> list[int]:
    people = {person.id: person for person in page.every(Person)}
    services = sorted({str(route.service) for route in page.every(Route)})
    named = {(row.level, row.period): set[str]() for row in rows}
    for row in rows:
        named[row.level, row.period].add(row.subject)
    counts: dict[tuple[Level, Period, str], int] = {}
    for key in page.every(Key):
        person = people.get(key.person)
        if person is not None and key.revoked_us is None and key.expires_us > now_us:
            for level, candidates in _candidates(key, person, services):
                for period in Period:
                    there = named.get((level, period), set())
                    winners = {
                        next(one for one in reversed(line) if one in there)
                        for line in candidates
                        if there.intersection(line)
                    }
                    for winner in winners:
                        counts[level, period, winner] = counts.get((level, period, winner), 0) + 1
    return [counts.get((row.level, row.period, row.subject), 0) for row in rows]


def _candidates(key: Key, person: Person, services: list[str]) -> list[tuple[Level, list[tuple[str, ...]]]]:
    """Level → for each way a key can ask, the subjects that could stand over it, the strongest last."""
    departments = key.departments or (person.department,)
    agency = str(person.agency)
    return [
        (Level.GOVERNMENT, [("*", agency)]),
        (Level.DEPARTMENT, [("*", str(one)) for one in departments]),
        (Level.PERSON, [("*", str(person.id))]),
        (Level.SERVICE, [("*", subject("*", one), subject(agency, one)) for one in services]),
        (Level.PURPOSE, [("*", subject("*", one), subject(agency, one)) for one in key.purposes or ("work",)]),
    ]


def record_allowance_marks(office: Office, by: By, order: RecordAllowanceMarks) -> MarksTold:
    """Tell the budget officers of marks that gates recorded, each once. A person's own marks stand in their answers'
    header and go to nobody else.
    """
    if len(order.marks) > _MOST_MARKS:
        raise refused("한 번에 너무 많습니다", "too many at once", "기간을 나누십시오", "scan a shorter time", "marks")
    wanted = [one for one in dict.fromkeys(order.marks) if one.level is not Level.PERSON and one.percent in MARKS]
    told = unheard = 0
    with office.books.transact() as page:
        known = {row.subject for row in page.every(Notice, kind="allowance_mark")}
        for one in wanted:
            what = f"{one.subject} {one.level}/{one.period} {one.at} {one.percent}%"
            if what in known:
                continue
            known_agency(page, one.agency)
            who = _budget_officers(page, by, one.agency)
            if not who:
                unheard += 1
                continue
            tell(page, replace(by, act_id=RequestId(f"{by.act_id}-{told}")), "allowance_mark", what, who)
            told += 1
        note(page, by, "record_allowance_marks", told=told, unheard=unheard, marks=len(order.marks))
    return MarksTold(told, len(wanted) - told - unheard, unheard)


# ---------------------------------------------------------------- small things


def _budget_officers(page: Reading, by: By, agency: AgencyId) -> tuple[PersonId, ...]:
    found = deciders(page, Role.BUDGET, agency, None, by.day, frozenset())
    return tuple(row.person for row in found)


def _check_won(won: int) -> None:
    if not 0 < won <= _MOST_WON:
        raise refused("금액이 범위를 벗어났습니다", "the amount is out of range", "1–1조 원", "1 to 10¹² won", "won")
