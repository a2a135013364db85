"""Registers (기록·등록부): decisions that AI took part in (S25), uses with benefit and risk (S18), ethics (S35).

Law: 공공기록물 관리에 관한 법률; 공공부문 AI 윤리원칙 (행정안전부, 2025-11-03, 안). What does not live here: advisories
(`advisories.py`), the public page, impact assessments.
"""

import re
from dataclasses import dataclass, replace

from gwanmun.control.directory import known_agency
from gwanmun.control.office import By, Office, declined, need_reason, note, refused, sound_id, unknown
from gwanmun.control.offices import must_hold, person_of
from gwanmun.control.texts import sound_text
from gwanmun.domain.catalogue import Service
from gwanmun.domain.ids import AgencyId, Digest, PersonId, RequestId, ServiceId
from gwanmun.domain.offices import Role
from gwanmun.domain.people import Person
from gwanmun.domain.records import DecisionRecord, EthicsAnswer, EthicsState, Principle, UseCase, UseState
from gwanmun.ports.books import Reading

DECIDE_USES = (Role.AI_POLICY, Role.PRIVACY, Role.SECURITY)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class RecordDecision:
    """The acting person records it. `human_changes`: what a person changed in what the model wrote; "none" is an answer,
    nothing is not.
    """

    id: str
    title: str
    responsible: PersonId
    service: ServiceId
    model: str
    model_version: str
    input_digest: Digest
    output_digest: Digest
    human_changes: str
    request: RequestId | None = None


@dataclass(frozen=True, slots=True)
class ListDecisions:
    agency: AgencyId | None = None
    request: RequestId | None = None


@dataclass(frozen=True, slots=True)
class PutUseCase:
    """Write a use down, or change one that is not decided yet."""

    id: str
    title: str
    purpose: str
    service: ServiceId
    benefit: str = ""
    risk: str = ""


@dataclass(frozen=True, slots=True)
class DecideUseCase:
    id: str
    approve: bool


@dataclass(frozen=True, slots=True)
class RetireUseCase:
    id: str


@dataclass(frozen=True, slots=True)
class Answer:
    principle: Principle
    state: EthicsState
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnswerEthics:
    use_case: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class ListPublicly:
    """Put an approved use on the public list. Every principle must be answered."""

    id: str


@dataclass(frozen=True, slots=True)
class ListUseCases:
    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class ShownUseCase:
    use_case: UseCase
    answers: tuple[EthicsAnswer, ...]
    unanswered: tuple[Principle, ...]


def record_decision(office: Office, by: By, order: RecordDecision) -> DecisionRecord:
    sound_id(order.id, "id")
    for text, where, most in (
        (order.title, "title", 200), (order.model, "model", 200), (order.model_version, "model_version", 200),
        (order.human_changes, "human_changes", 2000),
    ):  # fmt: skip
        sound_text(text, where, most=most)
    for digest, where in ((order.input_digest, "input_digest"), (order.output_digest, "output_digest")):
        if not _SHA256.fullmatch(digest):
            raise refused("SHA-256 값이 아닙니다", "that is no SHA-256 digest", "16진수 64자", "64 hex digits", where)
    with office.books.transact() as page:
        person = person_of(page, by)
        responsible = page.find(Person, order.responsible)
        if responsible is None or responsible.agency != person.agency:
            raise unknown("기관의 책임자", "responsible person of that agency", order.responsible)
        _known_service(page, order.service)
        if page.find(DecisionRecord, order.id) is not None:
            # INVARIANT: a record is never changed; a correction is a record of its own.
            raise refused(
                "이미 있는 기록입니다",
                "that record exists",
                "다른 번호로 정정 기록을 남기십시오",
                "record a correction",
                "id",
            )
        made = DecisionRecord(
            order.id, person.agency, person.department, order.title.strip(), person.id, order.responsible, order.service,
            order.model, order.model_version, order.input_digest, order.output_digest, order.human_changes.strip(),
            order.request, by.at_us,
        )  # fmt: skip
        page.put(made)
        note(page, by, "record_decision", made.agency, record=made)
    return made


def list_decisions(office: Office, by: By, order: ListDecisions) -> tuple[DecisionRecord, ...]:
    _ = by
    equal = {k: v for k, v in (("agency", order.agency), ("request", order.request)) if v is not None}
    with office.books.look() as page:
        return page.every(DecisionRecord, **equal)


def put_use_case(office: Office, by: By, order: PutUseCase) -> UseCase:
    sound_id(order.id, "id")
    sound_text(order.title, "title", most=200)
    sound_text(order.purpose, "purpose", most=1000)
    for text, where in ((order.benefit, "benefit"), (order.risk, "risk")):
        if text.strip():
            sound_text(text, where, most=2000)
    with office.books.transact() as page:
        person = person_of(page, by)
        _known_service(page, order.service)
        before = page.find(UseCase, order.id)
        if before is not None and (before.state is not UseState.DRAFT or before.agency != person.agency):
            raise declined(
                f"바꿀 수 없는 활용사례입니다 ({before.state})", f"that use can no longer be changed ({before.state})",
                "새 번호로 적으십시오", "write a new one", "id",
            )  # fmt: skip
        made = UseCase(
            order.id, person.agency, order.title.strip(), order.purpose.strip(), order.service, order.benefit.strip(),
            order.risk.strip(), person.id, by.at_us,
        )  # fmt: skip
        page.put(made)
        note(page, by, "put_use_case", made.agency, use_case=made)
    return made


def decide_use_case(office: Office, by: By, order: DecideUseCase) -> UseCase:
    """Approve or reject. Approving needs both sides written down (S18); nobody decides on their own."""
    need_reason(by)
    with office.books.transact() as page:
        before = _found(page, order.id)
        person, _ = must_hold(page, by, DECIDE_USES, before.agency)
        if before.state is not UseState.DRAFT:
            raise declined(
                f"이미 결정되었습니다 ({before.state})",
                f"it is decided already ({before.state})",
                "records uses",
                "records uses",
            )
        if person.id == before.written_by:
            raise declined(
                "작성자는 결정할 수 없습니다",
                "whoever wrote it cannot decide it",
                "다른 담당자가 결정하십시오",
                "another officer decides",
            )
        missing = [
            ko_en
            for text, ko_en in ((before.benefit, ("편익", "benefit")), (before.risk, ("위험", "risk")))
            if not text
        ]
        if order.approve and missing:
            raise declined(
                f"승인하려면 {', '.join(ko for ko, _ in missing)} 항목이 필요합니다",
                f"it cannot be approved without: {', '.join(en for _, en in missing)}",
                "put_use_case로 양쪽을 모두 적으십시오", "write both sides with put_use_case", order.id,
            )  # fmt: skip
        made = replace(
            before, state=UseState.APPROVED if order.approve else UseState.REJECTED, decided_by=person.id,
            decided_us=by.at_us, decision_reason=by.reason,
        )  # fmt: skip
        page.put(made)
        note(page, by, "decide_use_case", made.agency, id=made.id, state=made.state)
    return made


def retire_use_case(office: Office, by: By, order: RetireUseCase) -> UseCase:
    """It is no longer done; it leaves the public list."""
    need_reason(by)
    with office.books.transact() as page:
        before = _found(page, order.id)
        must_hold(page, by, DECIDE_USES, before.agency)
        made = replace(before, state=UseState.RETIRED, listed_us=None)
        page.put(made)
        note(page, by, "retire_use_case", made.agency, id=made.id)
    return made


def answer_ethics(office: Office, by: By, order: AnswerEthics) -> ShownUseCase:
    """Answer principles of the self-check. "Not met" and "not applicable" say what is done, or why."""
    with office.books.transact() as page:
        use_case = _found(page, order.use_case)
        person = person_of(page, by)
        if person.agency != use_case.agency:
            raise unknown("기관의 활용사례", "use case of your agency", order.use_case)
        for answer in order.answers:
            if answer.note or answer.state is not EthicsState.MET:
                sound_text(answer.note, f"answers.{answer.principle}", least=5, most=1000)
        page.put(
            *(
                EthicsAnswer(use_case.id, one.principle, one.state, one.note.strip(), person.id, by.at_us)
                for one in order.answers
            )
        )
        note(page, by, "answer_ethics", use_case.agency, use_case=use_case.id, answers=order.answers)
        return _shown(page, use_case)


def list_publicly(office: Office, by: By, order: ListPublicly) -> UseCase:
    """Raises `BadCommand` naming each principle that nobody answered (S35)."""
    with office.books.transact() as page:
        before = _found(page, order.id)
        must_hold(page, by, DECIDE_USES, before.agency)
        if before.state is not UseState.APPROVED:
            raise declined(
                "승인된 활용사례만 공개합니다",
                "only an approved use is listed",
                "먼저 승인을 받으십시오",
                "have it approved first",
            )
        open_ = _shown(page, before).unanswered
        if open_:
            raise declined(
                f"윤리 자가점검에 답하지 않은 원칙이 있습니다: {', '.join(one.ko for one in open_)}",
                f"principles of the ethics check are not answered: {', '.join(one.value for one in open_)}",
                "gwanmun records ethics 로 답하십시오", "answer them: gwanmun records ethics", order.id,
            )  # fmt: skip
        made = replace(before, listed_us=by.at_us)
        page.put(made)
        note(page, by, "list_publicly", made.agency, id=made.id)
    return made


def list_use_cases(office: Office, by: By, order: ListUseCases) -> tuple[ShownUseCase, ...]:
    _ = by
    with office.books.look() as page:
        rows = page.every(UseCase) if order.agency is None else page.every(UseCase, agency=order.agency)
        return tuple(_shown(page, row) for row in rows)


def check_use_case(page: Reading, row: UseCase) -> None:
    """For imports: a draft of a known agency, on a known service."""
    sound_id(row.id, "id")
    known_agency(page, row.agency)
    _known_service(page, row.service)


def _found(page: Reading, id_: str) -> UseCase:
    found = page.find(UseCase, id_)
    if found is None:
        raise unknown("활용사례", "use case", id_)
    return found


def _shown(page: Reading, use_case: UseCase) -> ShownUseCase:
    answers = page.every(EthicsAnswer, use_case=use_case.id)
    given = {answer.principle for answer in answers}
    return ShownUseCase(use_case, answers, tuple(one for one in Principle if one not in given))


def _known_service(page: Reading, id_: ServiceId) -> None:
    if page.find(Service, id_) is None:
        raise unknown("서비스", "service", id_)
