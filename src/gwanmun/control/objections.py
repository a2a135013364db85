"""A citizen's questions and objections (이의신청), and weighing rights beforehand (영향평가) (S36).

"Was AI used in my case?" is answered to whoever shows the case's number and the code on the agency's notice, from the
decision record, in words made for them: no person, no request, no digest, nothing that an officer wrote for officers.
An objection gets a number, a day by which it is answered, a reviewer who had no part in the decision, and an outcome.

Law: 행정기본법 제36조 (14 days, extended once by at most 10), 개인정보 보호법 제37조의2, 인공지능기본법 제31조·제35조. What does
not live here: the public page (`public_page.py`), who may carry out an act without signing in (`counter.py`).

# INVARIANT: a wrong number and a wrong code get the same answer, and are counted: guessing ends after a few tries.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hmac import compare_digest

from gwanmun.control.directory import known_agency, valid_on
from gwanmun.control.inbox import tell
from gwanmun.control.office import SECOND_US, By, Office, declined, need_reason, note, refused, seoul_day, unknown
from gwanmun.control.offices import deciders, holds, must_hold, person_of
from gwanmun.control.registers import DECIDE_USES
from gwanmun.control.roles import NAMES_KO
from gwanmun.control.texts import sound_text
from gwanmun.domain.catalogue import Service
from gwanmun.domain.credentials import key_hash
from gwanmun.domain.ids import AgencyId, PersonId
from gwanmun.domain.offices import Role
from gwanmun.domain.people import Agency, Department, Person
from gwanmun.domain.records import DecisionRecord, UseCase
from gwanmun.domain.redress import Assessment, Case, Ground, Objection, Outcome, Risk, Tries
from gwanmun.errors import TooFast
from gwanmun.ports.books import Reading, Writing

ANSWER_DAYS, LONGER_DAYS = 14, 10
#: Wrong tries within an hour: on one case by anybody, and by one asker on any case.
MOST_ON_A_CASE, MOST_BY_ASKER = 10, 20
HANDLERS = (Role.PRIVACY, Role.AI_POLICY)
REVIEWERS = (Role.APPROVER, Role.PRIVACY, Role.AI_POLICY, Role.SECURITY, Role.RECORDS)

CITIZEN = "citizen"  # who acts when nobody signed in
_HOUR_US = 3600 * SECOND_US
_CASE = re.compile(r"[0-9A-Za-z가-힣][0-9A-Za-z가-힣._/-]{0,63}")
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: nothing that is read as something else
_SWEEP = 200


# ---------------------------------------------------------------- what is asked and answered


@dataclass(frozen=True, slots=True)
class LinkCase:
    """Join a case of one's own agency to the record of its decision; none given says that no AI took part."""

    number: str
    decision: str | None = None


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """`secret` is the code for the notice to the citizen; it is shown once."""

    agency: AgencyId
    number: str
    ai_used: bool
    secret: str


@dataclass(frozen=True, slots=True)
class AskCase:
    """Was AI used in my case? `asker` is whatever a face can say about where the question comes from; it is never kept."""

    agency: AgencyId
    number: str
    code: str
    asker: str = ""


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """The answer to a citizen."""

    agency_ko: str
    agency_en: str
    number: str
    ai_used: bool
    ko: str
    en: str
    service_ko: str = ""
    service_en: str = ""
    model: str = ""
    recorded_on: date | None = None
    department_ko: str = ""
    changed_by_a_person: bool | None = None
    contact_ko: str = ""
    open_objection: str = ""


@dataclass(frozen=True, slots=True)
class FileObjection:
    agency: AgencyId
    number: str
    code: str
    ground: Ground
    words: str = ""
    asker: str = ""


@dataclass(frozen=True, slots=True)
class AskObjection:
    """How my objection stands. `id` is its number, `code` that of the case."""

    agency: AgencyId
    id: str
    code: str
    asker: str = ""


@dataclass(frozen=True, slots=True)
class ObjectionAnswer:
    """What a citizen is told: which office looks at it, never which person."""

    id: str
    filed_on: date
    due: date
    extended: bool
    extended_because: str
    stage: str  # filed | reviewing | decided
    ko: str
    en: str
    reviewer_ko: str = ""
    reviewer_en: str = ""
    outcome: Outcome | None = None
    answer: str = ""
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class ListObjections:
    agency: AgencyId | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class ShownObjection:
    objection: Objection
    decision: str | None
    late: bool


@dataclass(frozen=True, slots=True)
class AssignObjection:
    id: str
    reviewer: PersonId


@dataclass(frozen=True, slots=True)
class ExtendObjection:
    """Take more days, once; the reason is told to the citizen."""

    id: str
    days: int = LONGER_DAYS


@dataclass(frozen=True, slots=True)
class DecideObjection:
    """`answer` is what the citizen reads."""

    id: str
    outcome: Outcome
    answer: str


@dataclass(frozen=True, slots=True)
class PutAssessment:
    """A new version of a use's impact assessment."""

    use_case: str
    affected: str
    harms: str
    safeguards: str
    human: str
    risk: Risk
    review_on: date


@dataclass(frozen=True, slots=True)
class ApproveAssessment:
    use_case: str
    version: int


@dataclass(frozen=True, slots=True)
class ListAssessments:
    agency: AgencyId | None = None


# ---------------------------------------------------------------- cases


def link_case(office: Office, by: By, order: LinkCase) -> LinkedCase:
    """Give the code that goes onto the notice. Linking again replaces it, and says why."""
    _check_number(order.number)
    code = _code(office.surroundings.entropy(5))
    with office.books.transact() as page:
        person = person_of(page, by)
        if order.decision is not None:
            record = page.find(DecisionRecord, order.decision)
            if record is None or record.agency != person.agency:
                raise unknown("기관의 결정 기록", "decision record of your agency", order.decision)
        before = page.find(Case, person.agency, order.number)
        if before is not None:
            need_reason(by)
        made = Case(
            person.agency,
            order.number,
            order.decision,
            _hash(office, person.agency, order.number, code),
            person.id,
            by.at_us,
        )
        page.put(made)
        note(page, by, "link_case", made.agency, number=made.number, decision=made.decision, again=before is not None)
    return LinkedCase(made.agency, made.number, made.decision is not None, f"{code[:4]}-{code[4:]}")


def ask_case(office: Office, by: By, order: AskCase) -> CaseAnswer:
    """Answer from the record. Raises the same `BadCommand` for whatever does not fit, and `TooFast` for guessing."""
    case = _confirmed(office, by, order.agency, order.number, order.code, order.asker)
    with office.books.look() as page:
        agency = next((one for one in page.every(Agency, id=case.agency) if valid_on(one, by.day)), None)
        record = None if case.decision is None else page.find(DecisionRecord, case.decision)
        service = None if record is None else page.find(Service, record.service)
        department = None if record is None else page.find(Department, record.department)
        waiting = next(
            (
                one.id
                for one in page.every(Objection, agency=case.agency, case_number=case.number)
                if one.outcome is None
            ),
            "",
        )
    names = (agency.name_ko, agency.name_en, agency.contact_ko) if agency else (case.agency, case.agency, "")
    if record is None:
        return CaseAnswer(
            names[0], names[1], case.number, ai_used=False, contact_ko=names[2], open_objection=waiting,
            ko="이 사건의 결정에는 생성형 인공지능을 쓰지 않았다고 기록되어 있습니다.",
            en="The record says that no generative AI took part in deciding this case.",
        )  # fmt: skip
    changed = record.human_changes.strip().casefold() not in {"none", "없음"}
    on = seoul_day(record.recorded_us)
    told = (service.name_ko, service.name_en) if service else (record.service, record.service)
    did_ko, did_en = (
        ("담당 공무원이 검토하고 고쳤습니다", "an official reviewed and changed it")
        if changed
        else ("담당 공무원이 검토했고 고치지 않았습니다", "an official reviewed it and changed nothing")
    )
    return CaseAnswer(
        names[0], names[1], case.number, ai_used=True, service_ko=told[0], service_en=told[1], model=record.model,
        recorded_on=on, department_ko=department.name_ko if department else "", changed_by_a_person=changed,
        contact_ko=names[2], open_objection=waiting,
        ko=f"이 사건의 결정에 생성형 인공지능({told[0]})이 쓰였습니다. 결과는 {did_ko}. 결정의 책임은 기관에 있으며, "
        "이의신청을 하면 이 결정에 관여하지 않은 사람이 다시 검토합니다.",
        en=f"Generative AI ({told[1]}) took part in deciding this case; {did_en}. The agency answers for the decision. If "
        "you object, a person who had no part in it looks at it again.",
    )  # fmt: skip


# ---------------------------------------------------------------- objections


def file_objection(office: Office, by: By, order: FileObjection) -> ObjectionAnswer:
    """Take an objection. Nothing personal is asked for or kept; the number and the case's code find it again."""
    if order.words.strip() or order.ground is Ground.OTHER:
        sound_text(order.words, "words", least=5, most=1000)
    case = _confirmed(office, by, order.agency, order.number, order.code, order.asker)
    day = seoul_day(by.at_us)
    with office.books.transact() as page:
        waiting = [
            one for one in page.every(Objection, agency=case.agency, case_number=case.number) if one.outcome is None
        ]
        if waiting:
            raise declined(
                f"이미 접수된 이의신청이 있습니다: {waiting[0].id}", f"an objection is open already: {waiting[0].id}",
                "접수번호로 진행 상황을 확인하십시오", "look it up by its number",
            )  # fmt: skip
        made = Objection(
            f"{day:%Y%m%d}-{_code(office.surroundings.entropy(5))}", case.agency, case.number, order.ground,
            order.words.strip(), by.at_us, day + timedelta(days=ANSWER_DAYS),
        )  # fmt: skip
        page.put(made)
        tell(page, by, "objection_filed", made.id, _handlers(page, made.agency, day))
        note(page, by, "file_objection", made.agency, id=made.id, ground=made.ground, due=made.due)
        return _told(page, made, by.day)


def ask_objection(office: Office, by: By, order: AskObjection) -> ObjectionAnswer:
    with office.books.look() as page:
        found = page.find(Objection, order.id)
    number = found.case_number if found is not None and found.agency == order.agency else order.id[:64] or "-"
    _confirmed(office, by, order.agency, number, order.code, order.asker)
    if found is None:  # a case may be called what somebody took for an objection's number
        raise _unconfirmed()
    with office.books.look() as page:
        return _told(page, found, by.day)


def list_objections(office: Office, by: By, order: ListObjections) -> tuple[ShownObjection, ...]:
    with office.books.look() as page:
        rows = page.every(Objection) if order.agency is None else page.every(Objection, agency=order.agency)
        cases = {(one.agency, one.number): one.decision for one in page.every(Case)}
    return tuple(
        ShownObjection(row, cases.get((row.agency, row.case_number)), row.outcome is None and row.due < by.day)
        for row in sorted(rows, key=lambda row: (row.outcome is not None, row.due, row.id))
        if not order.open or row.outcome is None
    )


def assign_objection(office: Office, by: By, order: AssignObjection) -> Objection:
    """Name the person who looks at it again: of the same agency, in an office, without a part in the decision."""
    with office.books.transact() as page:
        before = _open(page, order.id)
        must_hold(page, by, HANDLERS, before.agency)
        person = page.find(Person, order.reviewer)
        if (
            person is None
            or person.agency != before.agency
            or holds(page, person.id, REVIEWERS, before.agency, by.day) is None
        ):
            raise declined(
                "그 사람은 이 기관에서 이의신청을 검토할 직무에 있지 않습니다",
                "that person holds no office there that reviews objections",
                "부서장·개인정보 보호책임자 등을 지정하십시오", "name a head or a privacy officer", "reviewer",
            )  # fmt: skip
        case = page.find(Case, before.agency, before.case_number)
        record = page.find(DecisionRecord, case.decision) if case is not None and case.decision else None
        took_part = {case.linked_by} if case is not None else set()
        took_part |= {record.person, record.responsible} if record is not None else set()
        if person.id in took_part:
            raise declined(
                "결정에 관여한 사람은 다시 검토할 수 없습니다", "whoever took part in the decision cannot review it",
                "관여하지 않은 사람을 지정하십시오", "name somebody who had no part in it", "reviewer",
            )  # fmt: skip
        made = replace(before, reviewer=person.id, assigned_us=by.at_us)
        page.put(made)
        tell(page, by, "objection_assigned", made.id, (person.id,))
        note(page, by, "assign_objection", made.agency, id=made.id, reviewer=made.reviewer)
    return made


def extend_objection(office: Office, by: By, order: ExtendObjection) -> Objection:
    """행정기본법 제36조 제2항: once, by at most ten days, and the citizen is told why."""
    need_reason(by)
    sound_text(by.reason, "reason", least=5, most=500, lines=False)
    if not 1 <= order.days <= LONGER_DAYS:
        raise refused(f"1–{LONGER_DAYS}일", f"1 to {LONGER_DAYS} days", "days를 고치십시오", "correct days", "days")
    with office.books.transact() as page:
        before = _open(page, order.id)
        must_hold(page, by, HANDLERS, before.agency)
        if before.extended or before.due < by.day:
            raise declined(
                "이미 연장했거나 기한이 지났습니다", "it was extended already, or is past its day",
                "바로 결정하십시오", "decide it now", order.id,
            )  # fmt: skip
        made = replace(before, due=before.due + timedelta(days=order.days), extended=True, extended_because=by.reason)
        page.put(made)
        note(page, by, "extend_objection", made.agency, id=made.id, due=made.due)
    return made


def decide_objection(office: Office, by: By, order: DecideObjection) -> Objection:
    """Only its reviewer decides, in words that the citizen reads."""
    sound_text(order.answer, "answer", least=10, most=2000)
    with office.books.transact() as page:
        before = _open(page, order.id)
        person = person_of(page, by)
        if before.reviewer != person.id:
            raise declined(
                "이 이의신청의 검토자만 결정할 수 있습니다", "only the reviewer of this objection decides it",
                "assign_objection 으로 검토자를 지정하십시오", "name the reviewer with assign_objection", order.id,
            )  # fmt: skip
        made = replace(before, outcome=order.outcome, answer=order.answer.strip(), decided_us=by.at_us)
        page.put(made)
        tell(page, by, "objection_decided", made.id, _handlers(page, made.agency, by.day))
        note(page, by, "decide_objection", made.agency, id=made.id, outcome=made.outcome, late=made.due < by.day)
    return made


# ---------------------------------------------------------------- impact assessments


def put_assessment(office: Office, by: By, order: PutAssessment) -> Assessment:
    for text, where in (
        (order.affected, "affected"),
        (order.harms, "harms"),
        (order.safeguards, "safeguards"),
        (order.human, "human"),
    ):
        sound_text(text, where, least=5, most=2000)
    if order.review_on <= by.day or order.review_on > by.day + timedelta(days=366 * 2):
        raise refused(
            "다시 볼 날은 앞으로 2년 안이어야 합니다", "the review day lies within the next two years",
            "review_on을 고치십시오", "correct review_on", "review_on",
        )  # fmt: skip
    with office.books.transact() as page:
        use = page.find(UseCase, order.use_case)
        person = person_of(page, by)
        if use is None or use.agency != person.agency:
            raise unknown("기관의 활용사례", "use case of your agency", order.use_case)
        version = len(page.every(Assessment, use_case=use.id)) + 1
        made = Assessment(
            use.id, version, use.agency, order.affected.strip(), order.harms.strip(), order.safeguards.strip(),
            order.human.strip(), order.risk, order.review_on, person.id, by.at_us,
        )  # fmt: skip
        page.put(made)
        note(page, by, "put_assessment", made.agency, use_case=made.use_case, version=version, risk=made.risk)
    return made


def approve_assessment(office: Office, by: By, order: ApproveAssessment) -> Assessment:
    need_reason(by)
    with office.books.transact() as page:
        before = page.find(Assessment, order.use_case, order.version)
        if before is None or before.approved_us is not None:
            raise unknown("승인을 기다리는 영향평가", "assessment that waits for approval", order.use_case)
        person, _ = must_hold(page, by, DECIDE_USES, before.agency)
        if person.id == before.written_by:
            raise declined(
                "작성자는 승인할 수 없습니다", "whoever wrote it cannot approve it",
                "다른 담당자가 승인하십시오", "another officer approves",
            )  # fmt: skip
        made = replace(before, approved_by=person.id, approved_us=by.at_us)
        page.put(made)
        note(page, by, "approve_assessment", made.agency, use_case=made.use_case, version=made.version)
    return made


def list_assessments(office: Office, by: By, order: ListAssessments) -> tuple[Assessment, ...]:
    _ = by
    with office.books.look() as page:
        return page.every(Assessment) if order.agency is None else page.every(Assessment, agency=order.agency)


def assessed(page: Reading, use_case: str) -> Assessment | None:
    """The newest assessment of a use that another person approved."""
    found = [one for one in page.every(Assessment, use_case=use_case) if one.approved_us is not None]
    return found[-1] if found else None


# ---------------------------------------------------------------- who may know


def _confirmed(office: Office, by: By, agency: AgencyId, number: str, code: str, asker: str) -> Case:
    """The case, when number and code fit. Counts what does not, and refuses whoever guesses."""
    with office.books.look() as page:
        known_agency(page, agency)
    who = asker if by.officer == CITIZEN else by.officer
    buckets = (
        (_bucket(office, "case", f"{agency}\0{number}"), MOST_ON_A_CASE),
        (_bucket(office, "asker", who[:200]), MOST_BY_ASKER),
    )
    hour = by.at_us // _HOUR_US
    wait = (hour + 1) * _HOUR_US - by.at_us
    with office.books.look() as page:
        for bucket, most in buckets:
            tried = page.find(Tries, bucket, hour)
            if tried is not None and tried.wrong >= most:
                raise TooFast(seconds=-(-wait // SECOND_US))
        case = page.find(Case, agency, number)
    shown = hash_of_code(office, agency, number[:64], code)
    # The hash is made and compared whether there is such a case or not: both take the same time.
    if compare_digest(shown, case.code_hash if case is not None else "0" * 64) and case is not None:
        return case
    _count(office, by, agency, buckets, hour)
    raise _unconfirmed()


def _count(office: Office, by: By, agency: AgencyId, buckets: tuple[tuple[str, int], ...], hour: int) -> None:
    with office.books.transact() as page:
        for bucket, most in buckets:
            before = page.find(Tries, bucket, hour)
            made = Tries(bucket, hour, (before.wrong if before else 0) + 1)
            page.put(made)
            if made.wrong == most:
                note(page, by, "case_guessing", agency, wrong=made.wrong)
        for old in page.some(Tries, after=(buckets[-1][0], hour), limit=_SWEEP):
            if old.hour < hour - 1:
                page.drop(Tries, old.bucket, old.hour)


def _unconfirmed() -> Exception:
    return refused(
        "사건번호와 확인번호로 확인되지 않습니다", "the case number and the code do not match anything",
        "안내문에 적힌 사건번호와 확인번호를 다시 확인하거나 담당 기관에 문의하십시오",
        "check both numbers on the notice you were sent, or ask the agency", "code",
    )  # fmt: skip


def _code(entropy: bytes) -> str:
    """Forty bits as eight letters."""
    number = int.from_bytes(entropy[:5], "big")
    return "".join(_LETTERS[(number >> (5 * at)) & 31] for at in range(8))


def hash_of_code(office: Office, agency: str, number: str, code: str) -> str:
    """Of a code as somebody types it: small letters, dashes, O for 0, I and L for 1."""
    plain = code.strip().upper().replace("-", "").translate(str.maketrans("OIL", "011"))[:16]
    return _hash(office, agency, number, plain)


def _hash(office: Office, agency: str, number: str, code: str) -> str:
    return key_hash(office.pepper, f"case\0{agency}\0{number}\0{code}")


def _bucket(office: Office, kind: str, name: str) -> str:
    return key_hash(office.pepper, f"tries\0{kind}\0{name}")[:32]


def _check_number(number: str) -> None:
    if not _CASE.fullmatch(number):
        raise refused(
            "사건번호는 글자·숫자·._/- 64자 이하입니다", "a case number has letters, digits, . _ / - (at most 64)",
            "number를 고치십시오", "correct number", "number",
        )  # fmt: skip
    sound_text(number, "number", most=64, lines=False)


def _open(page: Writing, id_: str) -> Objection:
    found = page.find(Objection, id_)
    if found is None or found.outcome is not None:
        raise unknown("열린 이의신청", "open objection", id_)
    return found


def _handlers(page: Reading, agency: AgencyId, day: date) -> tuple[PersonId, ...]:
    people: list[PersonId] = []
    for role in HANDLERS:
        people += (row.person for row in deciders(page, role, agency, None, day, frozenset()))
    return tuple(dict.fromkeys(people))


def _told(page: Reading, row: Objection, day: date) -> ObjectionAnswer:
    stage = "decided" if row.outcome is not None else "reviewing" if row.reviewer is not None else "filed"
    office = None if row.reviewer is None else holds(page, row.reviewer, REVIEWERS, row.agency, day)
    ko, en = {
        "filed": ("접수되었고 검토자를 정하고 있습니다", "filed; a reviewer is being named"),
        "reviewing": (
            "이 결정에 관여하지 않은 사람이 검토하고 있습니다",
            "a person who had no part in the decision is reviewing it",
        ),
        "decided": (row.outcome.ko, row.outcome.en) if row.outcome else ("", ""),
    }[stage]
    return ObjectionAnswer(
        row.id, seoul_day(row.filed_us), row.due, row.extended, row.extended_because, stage, ko, en,
        NAMES_KO[office.role] if office else ("담당관" if row.reviewer else ""),
        office.role.value if office else ("officer" if row.reviewer else ""),
        row.outcome, row.answer, None if row.decided_us is None else seoul_day(row.decided_us),
    )  # fmt: skip
