"""What officers do with suspicions (오용 의심) and how a prompt's content may be read (열람). S14, S17.

INVARIANT: a suspicion is about a pseudonym; nobody is named by it, and no sanction follows from it by itself. Content:
there is no stored prompt. Whoever asks all the same needs a reason and a second person of another role, and every
attempt is a fact in the journal, the refused ones too (안전성 확보조치 기준 제8조).
What does not live here: finding them (`misuse.py`).
"""

from dataclasses import dataclass, replace

from gwanmun.control.inbox import tell
from gwanmun.control.misuse import Suspicion
from gwanmun.control.office import By, Office, declined, need_reason, note, refused, unknown
from gwanmun.control.offices import deciders, holds, must_hold, person_of
from gwanmun.control.request_index import RequestsWithin
from gwanmun.domain.ids import AgencyId, PersonId, Pseudonym, RequestId
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Agency, Person
from gwanmun.domain.records import ContentReading, FindingState, MisuseFinding
from gwanmun.errors import BadCommand, OutsideReach
from gwanmun.ports.books import Reading

REVIEWERS = (Role.SECURITY, Role.PRIVACY, Role.AUDIT)
READERS = (Role.SECURITY, Role.PRIVACY, Role.AUDIT, Role.RECORDS)
_MOST_FINDINGS = 10_000


@dataclass(frozen=True, slots=True)
class RecordFindings:
    """Take suspicions into the books. Those that are there already stay as officers left them."""

    findings: tuple[Suspicion, ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    added: int
    known: int


@dataclass(frozen=True, slots=True)
class DecideFinding:
    id: str
    confirm: bool


@dataclass(frozen=True, slots=True)
class ShowFinding:
    id: str


@dataclass(frozen=True, slots=True)
class ListFindings:
    agency: AgencyId | None = None
    everything: bool = False


@dataclass(frozen=True, slots=True)
class AskContent:
    """Ask to read what one request said. The reason is the act's own."""

    request: RequestId


@dataclass(frozen=True, slots=True)
class AgreeContent:
    """Another person, of another role, agrees."""

    id: str


@dataclass(frozen=True, slots=True)
class ReadContent:
    id: str


@dataclass(frozen=True, slots=True)
class ListReadings:
    pass


def record_findings(office: Office, by: By, order: RecordFindings) -> TakenIn:
    if len(order.findings) > _MOST_FINDINGS:
        raise refused(
            f"한 번에 {_MOST_FINDINGS}건까지입니다",
            f"at most {_MOST_FINDINGS} at once",
            "기간을 나누십시오",
            "scan a shorter time",
        )
    with office.books.transact() as page:
        fresh = [one for one in order.findings if page.find(MisuseFinding, one.id) is None]
        page.put(*(_kept(one, by.at_us) for one in fresh))
        for agency in dict.fromkeys(one.agency for one in fresh):
            if page.every(Agency, id=agency):
                who = deciders(page, Role.SECURITY, AgencyId(agency), None, by.day, frozenset())
                for one in (one for one in fresh if one.agency == agency):
                    tell(page, by, "misuse_finding", one.id, (row.person for row in who))
        note(page, by, "record_findings", added=[one.id for one in fresh], known=len(order.findings) - len(fresh))
    return TakenIn(len(fresh), len(order.findings) - len(fresh))


def decide_finding(office: Office, by: By, order: DecideFinding) -> MisuseFinding:
    need_reason(by)
    with office.books.transact() as page:
        found = page.find(MisuseFinding, order.id)
        if found is None:
            raise unknown("오용 의심 사례", "finding", order.id)
        person, _ = must_hold(page, by, REVIEWERS, found.agency)
        if found.state is not FindingState.OPEN:
            raise declined(
                f"이미 결정되었습니다 ({found.state})",
                f"it is decided already ({found.state})",
                "misuse list --all",
                "misuse list --all",
            )
        made = replace(
            found, state=FindingState.CONFIRMED if order.confirm else FindingState.DISMISSED, decided_by=person.id,
            decided_us=by.at_us, decision_note=by.reason,
        )  # fmt: skip
        page.put(made)
        note(page, by, "decide_finding", found.agency, id=found.id, state=made.state)
    return made


def show_finding(office: Office, by: By, order: ShowFinding) -> MisuseFinding:
    """One case. What does not lie within the reach is refused, as what is not there: and on record (`access.py`)."""
    _ = by
    with office.books.look() as page:
        found = page.find(MisuseFinding, order.id)
    if found is None:
        raise OutsideReach(
            what_ko="없거나 다른 기관의 오용 의심 사례", what_en="a case that is not there, or another agency's"
        )
    return found


def list_findings(office: Office, by: By, order: ListFindings) -> tuple[MisuseFinding, ...]:
    _ = by
    equal = {} if order.agency is None else {"agency": order.agency}
    with office.books.look() as page:
        rows = page.every(MisuseFinding, **equal)
    return tuple(row for row in rows if order.everything or row.state is FindingState.OPEN)


# ---------------------------------------------------------------- reading what a prompt said


def ask_content(office: Office, by: By, order: AskContent) -> ContentReading:
    with office.books.look() as page:
        held = _reader(page, by)
    if held is None:
        raise _noted(office, by, "role", request=order.request)
    if len(by.reason) < 5:
        raise _noted(office, by, "reason", request=order.request)
    made = ContentReading(f"read-{by.act_id}", order.request, held.person, held.role, by.reason, by.at_us)
    with office.books.transact() as page:
        page.put(made)
        others = [
            row.person
            for role in READERS
            if role is not held.role
            for row in deciders(page, role, held.agency, None, by.day, frozenset({held.person}))
        ]
        tell(page, by, "content_reading", made.id, others)
        note(page, by, "ask_content", held.agency, request=order.request, id=made.id, role=held.role)
    return made


def agree_content(office: Office, by: By, order: AgreeContent) -> ContentReading:
    with office.books.look() as page:
        asked, held = _asked(page, order.id), _reader(page, by)
    if held is None:
        raise _noted(office, by, "role", id=order.id)
    if held.person == asked.asked_by or held.role is asked.asked_role:
        raise _noted(office, by, "two", id=order.id)
    made = replace(asked, agreed_by=held.person, agreed_role=held.role, agreed_us=by.at_us)
    whose = _whose(office, asked.request)
    with office.books.transact() as page:
        page.put(made)
        tell(
            page, by, "content_read", asked.request, whose
        )  # whoever is read is told, with the reason on their own page
        note(page, by, "agree_content", held.agency, id=made.id, request=made.request, role=held.role)
    return made


def read_content(office: Office, by: By, order: ReadContent) -> None:
    """Always raises, and always leaves a fact: nothing is stored that could be read, and who tried is on record."""
    with office.books.look() as page:
        asked = page.find(ContentReading, order.id)
    if asked is None:
        raise _noted(office, by, "reason", id=order.id)
    if asked.asked_by != by.officer:
        raise _noted(office, by, "role", id=order.id)
    if asked.agreed_by is None:
        raise _noted(office, by, "two", id=order.id)
    raise _noted(office, by, "nothing", id=order.id, request=asked.request)


def list_readings(office: Office, by: By, order: ListReadings) -> tuple[ContentReading, ...]:
    _ = by, order
    with office.books.look() as page:
        return page.every(ContentReading)


_WHY_NOT = {
    "role": ("질의 내용을 열람할 역할이 없습니다", "you hold no role that may read content",
             "정보보호·개인정보·감사·기록 담당자에게 요청하십시오", "ask the security, privacy, audit or records officer"),
    "reason": ("사유가 기록되지 않은 열람은 할 수 없습니다", "content is not read without a recorded reason",
               "gwanmun misuse ask 요청번호 --reason 사유", "gwanmun misuse ask REQUEST --reason WHY"),
    "two": ("서로 다른 역할의 두 사람이 필요합니다", "two people of two different roles are needed",
            "다른 역할의 담당자가 gwanmun misuse agree 로 동의해야 합니다", "an officer of another role agrees: gwanmun misuse agree"),
    "nothing": ("이 관문은 질의 내용을 보관하지 않습니다. 열람 시도는 기록되었습니다", "this gate keeps no prompt; that you asked is recorded",
                "요청한 사람에게 직접 확인하십시오. 판정 근거는 gwanmun journal show 로 볼 수 있습니다",
                "ask the person; gwanmun journal show gives the grounds of the decision"),
}  # fmt: skip


def _noted(office: Office, by: By, why: str, *, request: str = "", id: str = "") -> BadCommand:  # noqa: A002 - the fact's own word
    """Write down that it was refused, in a transaction of its own, and give the refusal to be raised."""
    with office.books.transact() as page:
        note(page, by, "content_refused", why=why, request=request, id=id)
    return refused(*_WHY_NOT[why])


def _reader(page: Reading, by: By) -> Appointment | None:
    try:
        person = person_of(page, by)
    except BadCommand:
        return None
    return holds(page, person.id, READERS, person.agency, by.day)


def _asked(page: Reading, id_: str) -> ContentReading:
    asked = page.find(ContentReading, id_)
    if asked is None:
        raise unknown("열람 요청", "request to read", id_)
    return asked


def _whose(office: Office, request: RequestId) -> tuple[PersonId, ...]:
    """Who made a request: found among the people of its agency by their pseudonyms; nobody when it is not known."""
    index = office.requests.all if isinstance(office.requests, RequestsWithin) else office.requests
    if index is None or office.pseudonym is None:
        return ()
    try:
        with index.reading() as store:
            row = store.find(request)
    except BadCommand:  # no request was gathered yet: there is nobody to tell
        row = None
    if row is None:
        return ()
    with office.books.look() as page:
        people = page.every(Person, agency=row.agency)
    return tuple(one.id for one in people if office.pseudonym(one.id) == row.person)


def _kept(one: Suspicion, at_us: int) -> MisuseFinding:
    return MisuseFinding(
        one.id, one.detector, Pseudonym(one.person), AgencyId(one.agency), one.from_us, one.to_us, one.count, one.rule,
        one.evidence, at_us,
    )  # fmt: skip
