"""The public figures (공개 현황, S23): which AI, for what, with which data, at what cost, what was stopped, for anybody.

What lives here: the figures, each with its definition, day, source and method, and small counts held back; signed
statements that an officer put there. What does not: the page, the register (`register.py`), objections
(`objections.py`), which counts are too small (`suppression.py`).

A cell says in its state why it has no number: not reported, could not count, held back. None of them is zero.

# INVARIANT: no person, no pseudonym, no department and no request stands in any figure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from gwanmun.budget.labels import Task
from gwanmun.budget.ledger import Charge, months
from gwanmun.budget.rollup import MONTH, REFUSED, REQUESTS, SPENT
from gwanmun.control import shipped
from gwanmun.control.act import Aside
from gwanmun.control.collections import GOVERNMENTS
from gwanmun.control.countries import called
from gwanmun.control.directory import valid_on
from gwanmun.control.office import By, Office, need_reason, note, refused
from gwanmun.control.register import Entry, entries
from gwanmun.control.suppression import LEAST, hold_back
from gwanmun.control.use import Use, rolled_up
from gwanmun.domain.catalogue import Deployment, Record, Service
from gwanmun.domain.money import MICRO
from gwanmun.domain.people import Agency, Person
from gwanmun.domain.redress import PublicStatement
from gwanmun.errors import BadCommand
from gwanmun.ports.books import Reading
from gwanmun.ports.usage import UsageReading

_MOST_NOTE = 65_536
_SERVICES_SHOWN = 200


class State(StrEnum):
    """What a cell says. Zero is a reported figure."""

    REPORTED = "reported"
    NOT_REPORTED = "not_reported"
    COULD_NOT_COUNT = "could_not_count"
    HELD_BACK = "held_back"


_WORDS = {
    State.NOT_REPORTED: ("자료 없음", "no data"),
    State.COULD_NOT_COUNT: ("집계 불가", "could not count"),
    State.HELD_BACK: (f"{LEAST}명 미만 등 비공개", "held back (small count)"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a number, or words in both languages."""

    state: State
    amount: int | None
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """A table that anybody may read and download. `columns` are headed in both languages; the first names the rows."""

    id: str
    title_ko: str
    title_en: str
    definition_ko: str
    definition_en: str
    source_ko: str
    source_en: str
    method_ko: str
    method_en: str
    as_of: date
    first: str  # the months it covers, both included
    last: str
    columns_ko: tuple[str, ...]
    columns_en: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """An agency that has people here."""

    id: str
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class PublicFigures:
    as_of: date
    first: str
    last: str
    figures: tuple[PublicFigure, ...]
    register: tuple[Entry, ...]
    statements: tuple[PublicStatement, ...]
    simulated: bool  # 시험용 자료: not real use
    notes_ko: tuple[str, ...]
    notes_en: tuple[str, ...]
    agencies: tuple[Named, ...] = ()  # whom a citizen can ask about a case


@dataclass(frozen=True, slots=True)
class ReadPublicFigures:
    """The twelve whole months before the month of `as_of` (today in Seoul when left out)."""

    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class PublishStatement:
    """Put a statement of this installation's own key on the public page: `note` is the whole signed text."""

    note: str


@dataclass(frozen=True, slots=True)
class WithdrawStatement:
    digest: str


# ---------------------------------------------------------------- statements


def publish_statement(office: Office, by: By, order: PublishStatement) -> PublicStatement:
    """Raises `BadCommand` for a text that this installation did not sign, or that says something else."""
    text, gap, _ = order.note.partition("\n\n")
    if len(order.note) > _MOST_NOTE or not gap or not text.startswith("gwanmun absence statement v1"):
        raise _not_ours()
    # Ed25519 is deterministic: whoever holds the key makes the same note of the same text, and nobody else does.
    again, vkey = rolled_up(office.use).signed(text + "\n")
    if again != order.note:
        raise _not_ours()
    said = dict(line.partition(" ")[::2] for line in text.splitlines())
    try:
        first, last, _zone = said["period"].split(" ")
        made = PublicStatement(
            sha256(order.note.encode()).hexdigest(), said["service"], date.fromisoformat(first), date.fromisoformat(last),
            order.note, vkey, by.officer, by.at_us,
        )  # fmt: skip
    except (KeyError, ValueError):
        raise _not_ours() from None
    with office.books.transact() as page:
        page.put(made)
        note(page, by, "publish_statement", digest=made.digest, service=made.service, first=made.first, last=made.last)
    return made


def withdraw_statement(office: Office, by: By, order: WithdrawStatement) -> None:
    need_reason(by)
    with office.books.transact() as page:
        if page.find(PublicStatement, order.digest) is None:
            raise refused(
                "공개된 확인서가 아닙니다",
                "no such statement is public",
                "digest를 확인하십시오",
                "check the digest",
                "digest",
            )
        page.drop(PublicStatement, order.digest)
        note(page, by, "withdraw_statement", digest=order.digest)


def _not_ours() -> BadCommand:
    return refused(
        "이 설치의 키로 서명한 확인서가 아닙니다", "that is no statement signed by this installation's key",
        "gwanmun usage absence … --out 파일 로 만든 파일을 그대로 올리십시오",
        "give the file that gwanmun usage absence … --out wrote, unchanged", "note",
    )  # fmt: skip


# ---------------------------------------------------------------- figures


def public_figures(office: Office, by: By, order: ReadPublicFigures) -> Aside[PublicFigures]:
    """Read the books now, and the rolled-up use aside."""
    as_of = min(order.as_of or by.day, by.day)
    first, last = span(as_of)
    with office.books.look() as page:
        known = Known.read(page, as_of)
        told = (entries(page, as_of), page.every(PublicStatement))
    use = office.use
    return Aside(lambda: figures_of(use, known, as_of, first, last, told[0], told[1]))


def span(as_of: date) -> tuple[str, str]:
    """The twelve whole months before the month of a day."""
    last = as_of.replace(day=1) - timedelta(days=1)
    return f"{as_of.replace(year=as_of.year - 1, day=1):%Y-%m}", f"{last:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Known:
    """What the figures need of the books."""

    agencies: tuple[Agency, ...]
    services: tuple[Service, ...]
    listed: Mapping[str, int]  # service → agencies that have it on their list
    peopled: frozenset[str]  # agencies with registered people: only they can be counted
    charged: Mapping[str, Mapping[str, int]]  # agency → month → micro-won

    @classmethod
    def read(cls, page: Reading, day: date, more: tuple[Agency, ...] = ()) -> "Known":
        """`more`: agencies that are to be in it even where the books do not know them."""
        listed: dict[str, int] = {}
        for one in page.every(Record):
            listed[one.service] = listed.get(one.service, 0) + one.on_catalogue
        charged: dict[str, dict[str, int]] = {}
        for charge in page.every(Charge):
            row = charged.setdefault(charge.agency, {})
            month = f"{charge.day:%Y-%m}"
            row[month] = row.get(month, 0) + charge.micro_won
        agencies = tuple(one for one in page.every(Agency) if valid_on(one, day))
        there = {one.id for one in agencies}
        return cls(
            (*agencies, *(one for one in more if one.id not in there)),
            page.every(Service), listed, frozenset(str(one.agency) for one in page.every(Person)), charged,
        )  # fmt: skip

    def top(self, agency: str) -> str:
        parents = {str(one.id): one.parent for one in self.agencies}
        at, steps = agency, 0
        while (parent := parents.get(at)) is not None and steps < 16:
            at, steps = str(parent), steps + 1
        return at

    def governments(self) -> tuple[Agency, ...]:
        """Governments of the tree in their official order (행정구역 순), then any other at the top that has people here."""
        tops = {self.top(one) for one in self.peopled}
        order = {one.id: at for at, one in enumerate(shipped.agencies().rows)}
        found = (one for one in self.agencies if one.type in GOVERNMENTS or str(one.id) in tops)
        return tuple(sorted(found, key=lambda one: (order.get(one.id, len(order)), one.id)))


def figures_of(
    use: Use | None,
    known: Known,
    as_of: date,
    first: str,
    last: str,
    register: tuple[Entry, ...],
    statements: tuple[PublicStatement, ...],
) -> PublicFigures:
    """Everything, from values and one reading of the rollup."""
    made = (_by_government, _by_month, _by_task, _stopped)
    try:
        with rolled_up(use).reading() as store:
            simulated = store.simulated
            counted = tuple(make(store, known, as_of, first, last) for make in made)
    except BadCommand:  # nothing was rolled up yet: no figure is shown, and none is zero
        simulated, counted = False, ()
    return PublicFigures(
        as_of, first, last, (_services(known, as_of, first, last), *counted), register, statements, simulated,
        (
            "관문을 지난 이용만 셉니다. 관문 밖의 이용은 여기에 없습니다.",
            f"{LEAST}보다 작은 수와, 그 수를 빼서 알아낼 수 있는 수는 공개하지 않습니다. 0은 0으로 적습니다.",
            "'자료 없음'은 0이 아닙니다.",
        ),
        (
            "Only what passed the gate is counted; use beside the gate is not in here.",
            f"Counts below {LEAST}, and those by which one could be worked out, are held back. Zero is shown as zero.",
            "'Not reported' is not zero.",
        ),
        tuple(
            Named(str(one.id), one.name_ko, one.name_en)
            for one in sorted(known.agencies, key=lambda one: one.name_ko)
            if str(one.id) in known.peopled
        ),
    )  # fmt: skip


def _services(known: Known, as_of: date, first: str, last: str) -> PublicFigure:
    rows = [one for one in known.services if known.listed.get(one.id)][:_SERVICES_SHOWN]
    return PublicFigure(
        "services", "어떤 인공지능을 쓰나", "Which AI is used",
        "기관이 이용 목록에 올린 생성형 AI 서비스와 공급자, 자료가 저장되는 나라",
        "The generative AI services that agencies have on their lists, their vendors, and where data is stored",
        "관문의 서비스 목록", "the gate's catalogue of services",
        "목록에 올린 기관 수를 셉니다. 공급자 정보는 서비스마다 출처와 기준일이 있습니다.",
        "Counts the agencies that list it. Facts about vendors carry their own source and date.",
        as_of, first, last,
        ("서비스", "공급자", "공급자 국가", "운영 형태", "저장 국가", "올린 기관 수"),
        ("Service", "Vendor", "Vendor's country", "Run by", "Stored in", "Agencies"),
        tuple(
            (
                _said(one.name_ko, one.name_en), _said(one.vendor), _said(*called(one.vendor_country)), _deployed(one),
                _countries(one.storage_countries), _count(known.listed[one.id]),
            )
            for one in rows
        ),
    )  # fmt: skip


def _by_government(store: UsageReading, known: Known, as_of: date, first: str, last: str) -> PublicFigure:
    """People, requests and won by government. A government whose people are held back shows none of its figures."""
    people: dict[str, int] = {}
    for names, count in store.people(("agency",), first, last):
        people[known.top(names[0])] = people.get(known.top(names[0]), 0) + count
    sums: dict[str, list[int]] = {}
    for total_of in store.totals("department", ("agency",), MONTH, first, last):
        row = sums.setdefault(known.top(total_of.by[0]), [0] * len(total_of.measures))
        for at, amount in enumerate(total_of.measures):
            row[at] += amount
    tops = {known.top(one) for one in known.peopled} | people.keys()
    governments = known.governments()
    counted = {str(one.id): people.get(str(one.id), 0) for one in governments if str(one.id) in tops}
    back = hold_back(counted)
    charged = {name: _charged(known, name, first, last) for name in (str(one.id) for one in governments)}
    rows: list[tuple[Cell, ...]] = []
    for one in governments:
        name = str(one.id)
        cells: tuple[Cell, ...]
        if name not in tops:
            cells = (_none(State.NOT_REPORTED),) * 3
        elif name in back.names:
            cells = (_none(State.HELD_BACK),) * 3
        else:
            row = sums.get(name, [0] * 8)
            cells = (_count(counted[name]), _count(row[REQUESTS]), _won(row[SPENT]))
        bill = charged[name]
        rows.append(
            (_said(one.name_ko, one.name_en), *cells, _none(State.NOT_REPORTED) if bill is None else _won(bill))
        )
    seen = [sums[name] for name in counted if name in sums]
    total: tuple[Cell, ...] = (
        (_none(State.HELD_BACK),) * 3
        if back.total
        else (
            _count(sum(counted.values())), _count(sum(row[REQUESTS] for row in seen)), _won(sum(row[SPENT] for row in seen)),
        )
    )  # fmt: skip
    bills = [bill for bill in charged.values() if bill is not None]
    return PublicFigure(
        "governments", "어디서 얼마나 쓰나", "Where and how much",
        "시·도와 기관별로 관문을 거쳐 생성형 AI를 쓴 사람 수, 요청 수, 비용",
        "By government: people who used generative AI through the gate, requests, and cost",
        "관문의 감사기록에서 만든 집계, 기관이 등록한 청구서", "sums made from the gate's journal; charges that agencies entered",
        "같은 사람은 기간 안에 한 번만 셉니다. 이용자가 비공개인 기관은 요청과 사용액도 비공개입니다. 청구액은 구독 등 기관이 낸 돈입니다.",
        "A person counts once in the period. Where people are held back, so are requests and cost. Charges are what an agency "
        "paid, such as subscriptions.",
        as_of, first, last,
        ("기관", "이용자(명)", "요청(건)", "관문 사용액(원)", "청구액(원)"),
        ("Government", "People", "Requests", "Used at the gate (won)", "Charged (won)"),
        tuple(rows),
        (_said("합계", "Total"), *total, _won(sum(bills)) if bills else _none(State.NOT_REPORTED)),
    )  # fmt: skip


def _by_month(store: UsageReading, known: Known, as_of: date, first: str, last: str) -> PublicFigure:
    _ = known
    watched = [f"{_month_of(mark.first_us)}" for mark in store.watermarks() if mark.first_us]
    since = min(watched, default="9999-12")
    people = {names[0]: count for names, count in store.people(("period",), first, last)}
    sums = {one.by[0]: one.measures for one in store.totals("department", ("period",), MONTH, first, last)}
    # Sums of the whole period stand in other tables: so that no month is what is left of them, at least two are held back.
    back = hold_back(people)

    def cells(month: str) -> tuple[Cell, ...]:
        if month < since and month not in sums:
            return (_none(State.NOT_REPORTED),) * 4
        if month in back.names:
            return (_none(State.HELD_BACK),) * 4
        row = sums.get(month, (0,) * 8)
        return _count(people.get(month, 0)), _count(row[REQUESTS]), _count(row[REFUSED]), _won(row[SPENT])

    rows = tuple((_said(month), *cells(month)) for month in months(first, last))
    return PublicFigure(
        "months", "달마다 어떻게 달라지나", "How it changes by month",
        "달마다 관문을 쓴 사람 수, 보낸 요청, 보내지 않고 막은 요청, 비용",
        "By month: people, requests sent, requests stopped before anything was sent, and cost",
        "관문의 감사기록에서 만든 집계", "sums made from the gate's journal",
        "관문이 열리기 전의 달은 '자료 없음'입니다. 이 표에는 합계를 두지 않습니다(같은 사람이 여러 달에 있습니다).",
        "Months before the gate opened have 'no data'. There is no total here: the same person stands in several months.",
        as_of, first, last,
        ("월", "이용자(명)", "보낸 요청(건)", "막은 요청(건)", "사용액(원)"),
        ("Month", "People", "Sent", "Stopped", "Cost (won)"),
        rows,
    )  # fmt: skip


def _by_task(store: UsageReading, known: Known, as_of: date, first: str, last: str) -> PublicFigure:
    _ = known
    return _counted(
        store, ("task",), lambda measures: measures[REQUESTS], _TASKS, as_of, first, last,
        (
            "tasks", "무엇에 쓰나", "What it is used for",
            "업무별로 보낸 요청 수", "Requests sent, by task",
            "관문의 감사기록에서 만든 집계", "sums made from the gate's journal",
            "업무는 관문이 글의 형식으로 자동 분류합니다. 글의 내용은 저장하지 않습니다.",
            "The gate labels the task by the form of the text; it keeps no text.",
            "업무", "요청(건)", "Task", "Requests",
        ),
    )  # fmt: skip


def _stopped(store: UsageReading, known: Known, as_of: date, first: str, last: str) -> PublicFigure:
    _ = known
    return _counted(
        store, ("decision",), lambda measures: measures[REQUESTS] + measures[REFUSED], _DECISIONS, as_of, first, last,
        (
            "decisions", "무엇을 막고 가렸나", "What was stopped and masked",
            "규칙에 따른 판정별 요청 수: 그대로 보냄, 개인정보를 가리고 보냄, 내부 모델로 돌림, 승인 필요, 차단",
            "Requests by what the rules decided: sent, sent with personal data masked, answered in-house, needs approval, denied",
            "관문의 감사기록에서 만든 집계", "sums made from the gate's journal",
            "판정 전에 거절된 요청(열쇠 없음, 한도 초과 등)은 '판정 없음'에 듭니다.",
            "Requests refused before a decision (no key, over the allowance) stand under 'no decision'.",
            "판정", "요청(건)", "Decision", "Requests",
        ),
    )  # fmt: skip


_DECISIONS = {
    "allow": ("그대로 보냄", "allowed"),
    "allow_with_masking": ("개인정보를 가리고 보냄", "allowed with masking"),
    "route_in_house": ("내부 모델로 돌림", "answered in-house"),
    "require_approval": ("승인 필요", "needs approval"),
    "deny": ("차단", "denied"),
    "not_applicable": ("해당 없음", "not applicable"),
    "-": ("판정 없음", "no decision"),
    "": ("판정 없음", "no decision"),
}
_TASKS = {
    Task.RESEARCH.value: ("자료조사", "research"),
    Task.DRAFT.value: ("보고서 초안", "drafting reports"),
    Task.REPLY.value: ("민원 답변", "answering complaints"),
    Task.TRANSLATION.value: ("번역", "translation"),
    Task.MINUTES.value: ("회의록", "minutes"),
    Task.SUMMARY.value: ("요약", "summaries"),
    Task.EDITING.value: ("문서 교정", "editing"),
    Task.ANALYSIS.value: ("데이터 분석", "data analysis"),
    Task.CODE.value: ("코드", "code"),
    Task.PUBLICITY.value: ("홍보", "publicity"),
    Task.IDEAS.value: ("아이디어", "ideas"),
    Task.OTHER.value: ("기타", "other"),
    "-": ("분류되지 않음", "not labelled"),
    "": ("분류되지 않음", "not labelled"),
}


def _counted(
    store: UsageReading,
    by: Sequence[str],
    amount: Callable[[Sequence[int]], int],
    words: Mapping[str, tuple[str, str]],
    as_of: date,
    first: str,
    last: str,
    about: tuple[str, str, str, str, str, str, str, str, str, str, str, str, str],
) -> PublicFigure:
    """A table of counts with its total; small ones, and one more by which they could be worked out, held back."""
    sums: dict[tuple[str, str], int] = {}
    for one in store.totals("task", tuple(by), MONTH, first, last):
        name = words.get(one.by[0], (one.by[0], one.by[0]))
        sums[name] = sums.get(name, 0) + amount(one.measures)
    back = hold_back({ko: count for (ko, _), count in sums.items()})
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    rows = tuple(
        (_said(ko, en), _none(State.HELD_BACK) if ko in back.names else _count(count)) for (ko, en), count in ordered
    )
    total = _none(State.HELD_BACK) if back.total else _count(sum(sums.values()))
    return PublicFigure(
        *about[:9], as_of, first, last, about[9:11], about[11:13], rows, (_said("합계", "Total"), total)
    )


# ---------------------------------------------------------------- cells


def _said(ko: str, en: str = "") -> Cell:
    return Cell(State.REPORTED, None, ko, en or ko)


def _count(amount: int) -> Cell:
    return Cell(State.REPORTED, amount, f"{amount:,}", f"{amount:,}")


def _won(micro: int) -> Cell:
    """Whole won, rounded half up: a public figure needs no part of a won."""
    return _count((micro + MICRO // 2) // MICRO)


def _none(state: State) -> Cell:
    return Cell(state, None, *_WORDS[state])


def _countries(codes: Sequence[str]) -> Cell:
    if not codes:
        return Cell(State.NOT_REPORTED, None, "밝혀지지 않음", "not disclosed")
    named = [called(code) for code in codes]
    return _said(", ".join(ko for ko, _ in named), ", ".join(en for _, en in named))


def _deployed(one: Service) -> Cell:
    ko, en = {
        Deployment.VENDOR_HOSTED: ("공급자", "its vendor"),
        Deployment.THIRD_PARTY_HOSTED: ("다른 회사", "another company"),
        Deployment.IN_HOUSE: ("기관 안", "inside the agency"),
    }[one.deployment]
    return _said(ko, en)


def _charged(known: Known, government: str, first: str, last: str) -> int | None:
    """What a government's agencies were charged; None where nobody entered any charge."""
    found = [rows for agency, rows in known.charged.items() if known.top(agency) == government]
    if not found:
        return None
    return sum(amount for rows in found for month, amount in rows.items() if first <= month <= last)


def _month_of(at_us: int) -> str:
    return f"{date.fromordinal(719163 + (at_us // 1_000_000 + 9 * 3600) // 86_400):%Y-%m}"
