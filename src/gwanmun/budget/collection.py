"""A collection (자료 수집): questions put to governments, their answers, and what the answers come to.

What lives here: values, findings computed from them, and the rules of a collection round (request, submit, validate,
sign off by two, publish). What does not: reading sheets (`control/collections.py`), the books. An answer is a figure,
or "could not count" with its reason, or a refusal; whoever has not answered stays visible as not reported, and a late
answer as late. Nothing is estimated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gwanmun.budget.figures import COULD_NOT_COUNT, NOT_REPORTED, Figure, Rank, State, Sum, each, ranks, reported, total

SPEND, USERS, SERVICES = "krw", "users", "services"


@dataclass(frozen=True, slots=True)
class Period:
    """Months, both included. A collection may carry two readings of its period: both are kept."""

    first: str
    last: str
    source: str


@dataclass(frozen=True, slots=True)
class Collection:
    """What was asked and answered. `figures[question][government]`; `totals` as they were reported, never computed."""

    id: str
    source: str
    governments: tuple[str, ...]
    figures: Mapping[str, Mapping[str, Figure]]
    reported_ranks: Mapping[str, Mapping[str, int]]
    totals: Mapping[str, int]
    periods: tuple[Period, ...]

    def of(self, question: str) -> dict[str, Figure]:
        """Every government's figure, the silent ones included."""
        given = self.figures.get(question, {})
        return {name: given.get(name, NOT_REPORTED) for name in self.governments}

    def sum(self, question: str) -> Sum:
        return total(self.of(question))

    def ranks(self, question: str) -> dict[str, Rank]:
        return ranks(self.of(question), self.reported_ranks.get(question), self.totals.get(question))

    def each(self, question: str, among: str) -> dict[str, Figure]:
        """`question` for each of `among`, government by government."""
        over, under = self.of(question), self.of(among)
        return {name: each(over[name], under[name]) for name in self.governments}

    def remaining(self, question: str) -> int | None:
        """What the reported total leaves for those whose figure was not reported; None without a reported total."""
        whole = self.totals.get(question)
        return None if whole is None else whole - self.sum(question).amount

    @property
    def period_conflict(self) -> bool:
        return len({(one.first, one.last) for one in self.periods}) > 1


def below(figures: Mapping[str, Figure], least: int) -> tuple[str, ...]:
    """Who reported less than `least`: for won per user, less than one seat costs for one month."""
    return tuple(name for name, one in figures.items() if one.amount is not None and one.amount < least)


@dataclass(frozen=True, slots=True)
class Dollars:
    """A dollar view of won: the rate it names, and beside it what was reported, when that was."""

    won: int
    milliwon_per_usd: int
    rate_day: date | None
    rate_source: str
    usd: int  # recomputed, rounded down
    usd_reported: int | None = None

    @property
    def mismatch(self) -> bool:
        """More than one in a hundred apart: another rate was used."""
        return self.usd_reported is not None and abs(self.usd_reported - self.usd) * 100 > self.usd

    @property
    def implied_won_per_usd(self) -> int | None:
        """The rate that the reported dollars imply."""
        return self.won // self.usd_reported if self.usd_reported else None


def dollars(won: int, milliwon_per_usd: int, day: date | None, source: str, told: int | None = None) -> Dollars:
    """Dollars are a view at one named rate; won is what is kept."""
    if milliwon_per_usd <= 0:
        raise ValueError("a rate is positive")
    return Dollars(won, milliwon_per_usd, day, source, won * 1000 // milliwon_per_usd, told)


# ---------------------------------------------------------------- rounds


class Stage(StrEnum):
    """Where a government's submission stands. The order is the way it goes; refusing is an end of its own."""

    REQUESTED = "requested"
    SUBMITTED = "submitted"
    VALIDATED = "validated"
    SIGNED = "signed"  # by two persons
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Round:
    """A collection round: who asks whom for what, until when. `published_by` closes it."""

    id: str
    title_ko: str
    title_en: str
    first_month: str
    last_month: str
    due: date
    questions: tuple[str, ...]
    governments: tuple[str, ...]
    requested_by: str
    requested_us: int
    source: str
    published_by: str | None = None
    published_us: int | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A government's part in a round."""

    round: str
    agency: str
    stage: Stage
    note: str  # why it was refused, or what the government adds
    late: bool
    submitted_by: str | None = None
    submitted_us: int | None = None
    validated_by: str | None = None
    signed_by: str | None = None  # the first of two
    countersigned_by: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `amount` only when the state is reported, `reason` always when it could not be counted."""

    round: str
    agency: str
    question: str
    state: State
    amount: int | None
    reason: str

    @property
    def figure(self) -> Figure:
        return Figure(self.state, self.amount)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one answer, in words."""

    question: str
    ko: str
    en: str


_MOST = 10**15


def faults(questions: tuple[str, ...], answers: tuple[Answer, ...]) -> tuple[Fault, ...]:
    """What keeps a submission from being taken: unknown or repeated questions, missing answers, empty reasons."""
    found: list[Fault] = []
    seen: set[str] = set()
    for one in answers:
        name = one.question
        if name not in questions:
            found.append(Fault(name[:64], "이 수집에서 묻지 않은 항목입니다", "this round does not ask that"))
        elif name in seen:
            found.append(Fault(name, "같은 항목에 두 번 답했습니다", "that was answered twice"))
        elif one.state is State.REPORTED and (one.amount is None or not 0 <= one.amount <= _MOST):
            found.append(Fault(name, "0 이상의 정수가 필요합니다", "a whole number from 0 on is needed"))
        elif one.state is not State.REPORTED and one.amount is not None:
            found.append(Fault(name, "값과 '집계 불가'를 함께 적을 수 없습니다", "a number and a state contradict"))
        elif one.state is State.COULD_NOT_COUNT and not one.reason.strip():
            found.append(Fault(name, "집계 불가 사유를 적으십시오", "say why it could not be counted"))
        elif one.state is State.NOT_REPORTED:
            found.append(Fault(name, "값이나 '집계 불가'로 답하십시오", "answer a number or could_not_count"))
        seen.add(name)
    found += [Fault(name, "답하지 않은 항목입니다", "this was not answered") for name in questions if name not in seen]
    return tuple(found)


def doubts(answers: Mapping[str, Figure], seat_month_won: int, months: int) -> tuple[Fault, ...]:
    """What an examiner of a submission should ask about. None of these refuses it."""
    spend, users = answers.get(SPEND, NOT_REPORTED), answers.get(USERS, NOT_REPORTED)
    found: list[Fault] = []
    a_head = each(spend, users).amount
    if a_head is not None and a_head < seat_month_won:
        found.append(
            Fault(
                SPEND,
                f"1인당 {a_head:,}원은 한 달 이용료({seat_month_won:,}원)보다 적음: 공용·무료·개인 계정 여부 확인",
                f"{a_head:,} won per user is below one seat for one month ({seat_month_won:,}): shared, free or "
                "personal accounts?",
            )
        )
    if a_head is not None and a_head > 20 * seat_month_won * months:
        found.append(
            Fault(SPEND, f"1인당 {a_head:,}원: 단위(원·천원)를 확인", f"{a_head:,} won per user: check the unit")
        )
    if spend.amount and users.amount == 0:
        found.append(Fault(USERS, "집행액이 있는데 이용자가 0명", "money was spent, yet there are no users"))
    return tuple(found)


def collected(round_: Round, answers: tuple[Answer, ...], signed: frozenset[str]) -> Collection:
    """A round as a collection. Only what was signed off by two counts; all others are not reported."""
    figures: dict[str, dict[str, Figure]] = {question: {} for question in round_.questions}
    for one in answers:
        if one.agency in signed and one.question in figures:
            figures[one.question][one.agency] = one.figure
    return Collection(
        round_.id, round_.source, round_.governments, figures, {}, {},
        (Period(round_.first_month, round_.last_month, round_.source),),
    )  # fmt: skip


def figure(state: State, amount: int | None) -> Figure:
    """A figure from its two columns."""
    if state is State.REPORTED and amount is not None:
        return reported(amount)
    return COULD_NOT_COUNT if state is State.COULD_NOT_COUNT else NOT_REPORTED
