"""Advisories (보안 유의 안내): a warning to agencies, a receipt for each person, reminders to the silent, actions (S61).

What does not live here: orders that decide at the gate (policies), carrying notices (`inbox.py`).
"""

from dataclasses import dataclass, replace
from datetime import date

from gwanmun.control.directory import known_agency
from gwanmun.control.inbox import tell
from gwanmun.control.office import DAY_US, By, Office, declined, need_reason, note, refused, sound_id, unknown
from gwanmun.control.offices import line_above, must_hold, offices_of, person_of
from gwanmun.control.texts import sound_text
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.offices import Role
from gwanmun.domain.people import Person
from gwanmun.domain.records import Advisory, AdvisoryAction, AdvisoryReceipt
from gwanmun.ports.books import Reading

ISSUERS = (Role.AUTHORITY, Role.SECURITY, Role.PRIVACY, Role.AI_POLICY)


@dataclass(frozen=True, slots=True)
class IssueAdvisory:
    """To everybody at these agencies and below, or to those there who hold `role`."""

    id: str
    title: str
    text: str
    agencies: tuple[AgencyId, ...]
    due: date
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class ReadAdvisory:
    """The acting person reads it: the receipt (수신 확인)."""

    id: str


@dataclass(frozen=True, slots=True)
class RemindAdvisory:
    """Tell those who have not read it, at most once a day."""

    id: str


@dataclass(frozen=True, slots=True)
class RecordAdvisoryAction:
    advisory: str
    what: str


@dataclass(frozen=True, slots=True)
class WithdrawAdvisory:
    id: str


@dataclass(frozen=True, slots=True)
class ListAdvisories:
    id: str = ""


@dataclass(frozen=True, slots=True)
class Reminded:
    count: int


@dataclass(frozen=True, slots=True)
class ReceiptsOf:
    """One agency's receipts."""

    agency: AgencyId
    sent: int
    read: int
    actions: int


@dataclass(frozen=True, slots=True)
class ShownAdvisory:
    """`percent_tenths`: 1000 is everybody."""

    advisory: Advisory
    state: str  # open | overdue | complete | withdrawn
    sent: int
    read: int
    percent_tenths: int
    silent: tuple[str, ...]  # persons who have not read it, the first of them
    agencies: tuple[ReceiptsOf, ...]
    actions: tuple[AdvisoryAction, ...]


def issue_advisory(office: Office, by: By, order: IssueAdvisory) -> ShownAdvisory:
    sound_id(order.id, "id")
    sound_text(order.title, "title", most=200)
    sound_text(order.text, "text", most=10_000)
    if order.due < by.day or not order.agencies:
        raise refused(
            "기한과 대상 기관이 필요합니다",
            "a day that is not over and agencies are required",
            "due, agencies",
            "due, agencies",
        )
    with office.books.transact() as page:
        for agency in order.agencies:
            known_agency(page, agency, star=True)
        person, _ = must_hold(page, by, ISSUERS, order.agencies[0])
        for agency in order.agencies[1:]:
            must_hold(page, by, ISSUERS, agency)
        if page.find(Advisory, order.id) is not None:
            raise refused("이미 있는 번호입니다", "that id is taken", "다른 id를 쓰십시오", "use another id", "id")
        made = Advisory(
            order.id, order.title.strip(), order.text.strip(), tuple(dict.fromkeys(order.agencies)), order.role, order.due,
            person.id, by.at_us,
        )  # fmt: skip
        receipts = _audience(page, made, by.day)
        if not receipts:
            raise refused(
                "받을 사람이 없습니다",
                "nobody would receive it",
                "대상 기관과 역할을 확인하십시오",
                "check agencies and role",
                "agencies",
            )
        page.put(made, *receipts)
        tell(page, by, "advisory", made.id, (row.person for row in receipts))
        note(page, by, "issue_advisory", None, advisory=made, receipts=len(receipts))
        return _shown(page, made, by.day)


def read_advisory(office: Office, by: By, order: ReadAdvisory) -> Advisory:
    with office.books.transact() as page:
        found = _found(page, order.id)
        person = person_of(page, by)
        receipt = page.find(AdvisoryReceipt, found.id, person.id)
        if receipt is not None and receipt.read_us is None:  # the first reading stands
            page.put(replace(receipt, read_us=by.at_us))
            note(page, by, "read_advisory", person.agency, advisory=found.id)
    return found


def remind_advisory(office: Office, by: By, order: RemindAdvisory) -> Reminded:
    with office.books.transact() as page:
        found = _found(page, order.id)
        must_hold(page, by, ISSUERS, found.agencies[0])
        if found.withdrawn_us is not None:
            raise declined("철회된 안내입니다", "it was withdrawn", "새로 보내십시오", "issue a new one")
        if found.reminded_us is not None and by.at_us - found.reminded_us < DAY_US:
            raise declined(
                "독촉은 하루에 한 번입니다",
                "reminders go once a day at most",
                "내일 다시 하십시오",
                "try again tomorrow",
            )
        silent = [row.person for row in page.every(AdvisoryReceipt, advisory=found.id, read_us=None)]
        page.put(replace(found, reminded_us=by.at_us))
        tell(page, by, "advisory_reminder", found.id, silent)
        note(page, by, "remind_advisory", None, advisory=found.id, count=len(silent))
    return Reminded(len(silent))


def record_advisory_action(office: Office, by: By, order: RecordAdvisoryAction) -> AdvisoryAction:
    sound_text(order.what, "what", least=2, most=1000)
    with office.books.transact() as page:
        found = _found(page, order.advisory)
        person = person_of(page, by)
        made = AdvisoryAction(f"{by.act_id}", found.id, person.agency, order.what.strip(), person.id, by.at_us)
        page.put(made)
        note(page, by, "record_advisory_action", person.agency, advisory=found.id, action=made.id)
    return made


def withdraw_advisory(office: Office, by: By, order: WithdrawAdvisory) -> Advisory:
    need_reason(by)
    with office.books.transact() as page:
        found = _found(page, order.id)
        must_hold(page, by, ISSUERS, found.agencies[0])
        gone = replace(found, withdrawn_us=found.withdrawn_us or by.at_us)
        page.put(gone)
        note(page, by, "withdraw_advisory", None, advisory=found.id)
    return gone


def list_advisories(office: Office, by: By, order: ListAdvisories) -> tuple[ShownAdvisory, ...]:
    with office.books.look() as page:
        rows = page.every(Advisory) if not order.id else (_found(page, order.id),)
        return tuple(_shown(page, row, by.day) for row in rows)


def _audience(page: Reading, made: Advisory, day: date) -> list[AdvisoryReceipt]:
    lines: dict[AgencyId, tuple[AgencyId, ...]] = {}
    found = []
    for person in page.every(Person):
        if person.agency not in lines:
            lines[person.agency] = line_above(page, person.agency, day)
        if "*" not in made.agencies and not set(lines[person.agency]) & set(made.agencies):
            continue
        if made.role is None or any(held.role is made.role for held in offices_of(page, person.id, day)):
            found.append(AdvisoryReceipt(made.id, person.id, person.agency, made.issued_us))
    return found


def _shown(page: Reading, found: Advisory, day: date) -> ShownAdvisory:
    receipts = page.every(AdvisoryReceipt, advisory=found.id)
    actions = page.every(AdvisoryAction, advisory=found.id)
    silent = tuple(row.person for row in receipts if row.read_us is None)
    read = len(receipts) - len(silent)
    if found.withdrawn_us is not None:
        state = "withdrawn"
    elif not silent:
        state = "complete"
    else:
        state = "overdue" if day > found.due else "open"
    agencies = tuple(
        ReceiptsOf(
            agency,
            sum(row.agency == agency for row in receipts),
            sum(row.agency == agency and row.read_us is not None for row in receipts),
            sum(row.agency == agency for row in actions),
        )
        for agency in sorted({row.agency for row in receipts})
    )
    return ShownAdvisory(
        found,
        state,
        len(receipts),
        read,
        read * 1000 // len(receipts) if receipts else 0,
        silent[:100],
        agencies,
        actions,
    )


def _found(page: Reading, id_: str) -> Advisory:
    found = page.find(Advisory, id_)
    if found is None:
        raise unknown("안내", "advisory", id_)
    return found
