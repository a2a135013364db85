"""The control map (통제 대응표, S40): which evidence of this installation speaks for which control of which regime.

What lives here: reading the map, looking at the live installation, and what follows: satisfied, not satisfied, not
measured. What does not: the map itself (`data/reports/controls.yaml`, every control with its source), certifying: nobody is
certified by this, and it says so. One piece of evidence may speak for controls of many regimes; both directions are shown.

# INVARIANT: what nobody looked at is not measured; it is never satisfied.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import msgspec
import yaml

from gwanmun.budget.rollup import MONTH, REFUSED, REQUESTS
from gwanmun.control import shipped
from gwanmun.control.act import Aside
from gwanmun.control.objections import assessed
from gwanmun.control.office import By, Office, refused
from gwanmun.control.reports import Report, signed
from gwanmun.control.reviews import DueState, due_on
from gwanmun.control.use import Use, rolled_up
from gwanmun.domain.allowances import Allowance
from gwanmun.domain.catalogue import Record
from gwanmun.domain.devices import DeviceCheck
from gwanmun.domain.offices import Appointment
from gwanmun.domain.people import Person
from gwanmun.domain.records import ContentReading, DecisionRecord, EthicsAnswer, Principle, UseCase, UseState
from gwanmun.domain.redress import AccessReview, Case, Objection
from gwanmun.domain.reports import Document, Line, ReportKind, Section, Table
from gwanmun.domain.vendors import Inquiry
from gwanmun.errors import BadCommand, GwanmunError, IntegrityFault
from gwanmun.ports.books import PackVersion, Reading
from gwanmun.ports.seen import Seen


class Status(StrEnum):
    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    NOT_MEASURED = "not_measured"

    @property
    def ko(self) -> str:
        return {"satisfied": "충족", "unsatisfied": "미충족", "not_measured": "측정 안 됨"}[self.value]

    @property
    def en(self) -> str:
        return self.value.replace("_", " ")


class Basis(StrEnum):
    OFFICIAL = "official"
    DERIVED = "derived"  # our reading; a person of the agency confirms it


@dataclass(frozen=True, slots=True)
class Regime:
    id: str
    name_ko: str
    name_en: str
    source: str


@dataclass(frozen=True, slots=True)
class Evidence:
    id: str
    ko: str
    en: str
    where: str


@dataclass(frozen=True, slots=True)
class Control:
    regime: str
    item: str
    ko: str
    en: str
    evidence: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Map:
    schema_version: int
    as_of: date
    regimes: tuple[Regime, ...]
    evidence: tuple[Evidence, ...]
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class ControlsReport:
    language: str = "ko"
    regime: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was seen of one piece of evidence."""

    status: Status
    ko: str
    en: str


@cache
def control_map() -> Map:
    """The map that ships: our own file, held by a test."""
    return msgspec.convert(yaml.safe_load(shipped.text("reports", "controls.yaml")), Map)


def status_of(control: Control, found: Mapping[str, Found]) -> Status:
    """Not satisfied beats not measured; all must be satisfied."""
    seen = [found[one].status for one in control.evidence]
    if Status.UNSATISFIED in seen:
        return Status.UNSATISFIED
    return Status.NOT_MEASURED if Status.NOT_MEASURED in seen else Status.SATISFIED


def controls_report(office: Office, by: By, order: ControlsReport) -> Aside[Report]:
    if order.language not in {"ko", "en"}:
        raise refused("언어는 ko 또는 en입니다", "the language is ko or en", "language", "language", "language")
    regimes = {one.id for one in control_map().regimes}
    if order.regime and order.regime not in regimes:
        known = ", ".join(sorted(regimes))
        raise refused("그런 기준이 없습니다", "there is no such regime", known, known, "regime")
    as_of = min(order.as_of or by.day, by.day)
    with office.books.look() as page:
        found = {id_: look(page, as_of) for id_, look in _BOOKS.items()}
    use, seen = office.use, office.seen

    def work() -> Report:
        return signed(_document(order, as_of, {**found, **_journals(seen), **_usage(use, as_of)}), use)

    return Aside(work)


def _document(order: ControlsReport, as_of: date, found: Mapping[str, Found]) -> Document:
    ko = order.language == "ko"
    sheet = control_map()
    regimes = {one.id: one for one in sheet.regimes}
    wanted = [one for one in sheet.controls if order.regime in {"", one.regime}]
    states = {(one.regime, one.item): status_of(one, found) for one in wanted}
    counts = {status: sum(one is status for one in states.values()) for status in Status}
    by_evidence: dict[str, list[str]] = {}
    for one in wanted:
        for id_ in one.evidence:
            by_evidence.setdefault(id_, []).append(f"{_called(regimes[one.regime], ko=ko)} {one.item}")
    controls = Table(
        "controls", "통제 대응표" if ko else "Controls",
        ("기준", "항목", "내용", "상태", "증거", "근거 구분") if ko else ("Regime", "Item", "What", "Status", "Evidence", "Basis"),
        tuple(
            (
                _called(regimes[one.regime], ko=ko), one.item, one.ko if ko else one.en,
                states[one.regime, one.item].ko if ko else states[one.regime, one.item].en,
                ", ".join(_evidence(sheet, id_, ko=ko) for id_ in one.evidence),
                ("공식" if one.basis is Basis.OFFICIAL else "우리 해석") if ko else one.basis.value,
            )
            for one in wanted
        ),
        "'측정 안 됨'은 충족이 아닙니다." if ko else "'Not measured' is not satisfied.",
    )  # fmt: skip
    evidence = Table(
        "evidence", "증거와 그것이 뒷받침하는 통제" if ko else "Evidence, and the controls it speaks for",
        ("증거", "상태", "본 것", "어디에", "뒷받침하는 통제") if ko else ("Evidence", "Status", "Seen", "Where", "Speaks for"),
        tuple(
            (
                one.ko if ko else one.en, found[one.id].status.ko if ko else found[one.id].status.en,
                found[one.id].ko if ko else found[one.id].en, one.where, "; ".join(by_evidence[one.id]),
            )
            for one in sheet.evidence
            if one.id in by_evidence
        ),
    )  # fmt: skip
    sources = tuple(Line(1, f"{_called(one, ko=ko)}: {one.source}") for one in sheet.regimes)
    return Document(
        ReportKind.CONTROLS, order.language, "통제 대응표" if ko else "Map of controls",
        "관문 데스크" if ko else "Gwanmun desk", as_of, as_of.isoformat(), as_of.isoformat(),
        (
            (
                f"충족 {counts[Status.SATISFIED]}, 미충족 {counts[Status.UNSATISFIED]}, 측정 안 됨 {counts[Status.NOT_MEASURED]} (모두 {len(wanted)}개)"
                if ko
                else f"{counts[Status.SATISFIED]} satisfied, {counts[Status.UNSATISFIED]} not, {counts[Status.NOT_MEASURED]} not measured, of {len(wanted)}"
            ),
            (
                "이 표는 인증이 아닙니다. 이 설치에서 본 증거만큼만 말하며, '우리 해석'은 기관이 확인해야 합니다."
                if ko
                else "This is no certification. It says as much as the evidence seen here; what is derived, the agency confirms."
            ),
        ),
        (
            Section("통제" if ko else "Controls", (), (controls,)),
            Section("증거" if ko else "Evidence", (), (evidence,)),
            Section("출처" if ko else "Sources", sources),
        ),
    )  # fmt: skip


def _called(regime: Regime, *, ko: bool) -> str:
    return regime.name_ko if ko else regime.name_en


def _evidence(sheet: Map, id_: str, *, ko: bool) -> str:
    return next((one.ko if ko else one.en) for one in sheet.evidence if one.id == id_)


# ---------------------------------------------------------------- looking


def _all(done: int, whole: int, ko: str, en: str) -> Found:
    """All of some: none there is not measured."""
    if whole == 0:
        return Found(Status.NOT_MEASURED, f"{ko}: 대상 없음", f"{en}: none there")
    status = Status.SATISFIED if done == whole else Status.UNSATISFIED
    return Found(status, f"{ko} {done:,}/{whole:,}", f"{en}: {done:,} of {whole:,}")


def _review(page: Reading, day: date) -> Found:
    month = f"{day.replace(day=1) - timedelta(days=1):%Y-%m}"
    agencies = {one.agency for one in page.every(Person)}
    done = {one.agency for one in page.every(AccessReview, month=month)} & agencies
    return _all(len(done), len(agencies), f"{month} 점검한 기관", f"agencies that reviewed {month}")


def _rights(page: Reading, day: date) -> Found:
    live = [
        one
        for one in page.every(Appointment)
        if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)
    ]
    known = {one.id for one in page.every(Person)}
    return _all(
        sum(one.person in known for one in live), len(live), "등록된 사람의 임명", "appointments of registered people"
    )


def _two_people(page: Reading, day: date) -> Found:
    _ = day
    active = page.every(PackVersion, active=True)
    two = sum(one.activated_by is not None and one.activated_by != one.written_by for one in active)
    return _all(two, len(active), "두 사람이 켠 정책", "policies that two people turned on")


def _grades(page: Reading, day: date) -> Found:
    _ = day
    active = {str(one.regime) for one in page.every(PackVersion, active=True)}
    holding = sorted(
        active & {"kr-n2sf", "kr-local-government", "kr-nis-genai-rules", "gwanmun-baseline", "kr-mois-advisory"}
    )
    if not active:
        return Found(Status.NOT_MEASURED, "켜진 정책 없음", "no policy is active")
    if not holding:
        return Found(Status.UNSATISFIED, "등급을 따지는 정책이 켜져 있지 않음", "no active policy judges by grade")
    return Found(
        Status.SATISFIED, f"등급을 따지는 정책: {', '.join(holding)}", f"policies by grade: {', '.join(holding)}"
    )


def _services(page: Reading, day: date) -> Found:
    _ = day
    listed = [one for one in page.every(Record) if one.on_catalogue]
    sound = sum(one.security_reviewed and not one.open_items for one in listed)
    return _all(sound, len(listed), "보안성 검토를 마친 목록", "listed services that were reviewed")


def _training(page: Reading, day: date) -> Found:
    people = page.every(Person)
    done = sum(one.training_until is not None and one.training_until >= day for one in people)
    return _all(done, len(people), "교육이 유효한 사람", "people with valid training")


def _pledges(page: Reading, day: date) -> Found:
    people = page.every(Person)
    done = sum(one.pledged_on is not None and one.pledged_on <= day for one in people)
    return _all(done, len(people), "서약한 사람", "people who signed the pledge")


def _reading(page: Reading, day: date) -> Found:
    _ = day
    rows = page.every(ContentReading)
    two = sum(
        one.agreed_by is None or (one.agreed_by != one.asked_by and one.agreed_role != one.asked_role) for one in rows
    )
    return _all(two, len(rows), "두 직무의 동의를 지킨 열람 요청", "requests to read that kept to two roles")


def _decisions(page: Reading, day: date) -> Found:
    _ = day
    count = len(page.every(DecisionRecord))
    if not count:
        return Found(Status.NOT_MEASURED, "결정 기록 없음", "no decision records")
    return Found(Status.SATISFIED, f"결정 기록 {count:,}건", f"{count:,} decision records")


def _approved(page: Reading) -> tuple[UseCase, ...]:
    return page.every(UseCase, state=UseState.APPROVED)


def _register(page: Reading, day: date) -> Found:
    _ = day
    uses = _approved(page)
    return _all(sum(one.listed_us is not None for one in uses), len(uses), "공개된 활용사례", "uses on the public list")


def _ethics(page: Reading, day: date) -> Found:
    _ = day
    uses = _approved(page)
    done = sum({row.principle for row in page.every(EthicsAnswer, use_case=one.id)} == set(Principle) for one in uses)
    return _all(done, len(uses), "여섯 원칙에 답한 활용사례", "uses that answered six principles")


def _assessments(page: Reading, day: date) -> Found:
    uses = _approved(page)
    newest = [assessed(page, one.id) for one in uses]
    done = sum(one is not None and one.review_on >= day for one in newest)
    return _all(done, len(uses), "영향평가가 유효한 활용사례", "uses with a valid assessment")


def _objections(page: Reading, day: date) -> Found:
    rows = page.every(Objection)
    if not rows and not page.every(Case):
        return Found(Status.NOT_MEASURED, "연결된 사건 없음", "no case was linked")
    late = sum(one.outcome is None and one.due < day for one in rows)
    status = Status.UNSATISFIED if late else Status.SATISFIED
    return Found(
        status, f"이의신청 {len(rows):,}건, 기한 넘김 {late:,}건", f"{len(rows):,} objections, {late:,} past their day"
    )


def _inquiries(page: Reading, day: date) -> Found:
    asked = page.every(Inquiry)
    if not asked:
        return Found(Status.NOT_MEASURED, "보낸 질의서 없음", "no inquiry was sent")
    late = [one for one in due_on(page, day) if one.kind == "inquiry" and one.state is DueState.OVERDUE]
    return Found(
        Status.UNSATISFIED if late else Status.SATISFIED,
        f"질의서 {len(asked):,}건, 기한 넘김 {len(late):,}건", f"{len(asked):,} inquiries, {len(late):,} overdue",
    )  # fmt: skip


def _benefit(page: Reading, day: date) -> Found:
    _ = day
    uses = _approved(page)
    return _all(
        sum(bool(one.benefit and one.risk) for one in uses),
        len(uses),
        "편익·위험이 있는 활용사례",
        "uses with both sides",
    )


def _spending(page: Reading, day: date) -> Found:
    _ = day
    count = len(page.every(Allowance))
    if not count:
        return Found(Status.UNSATISFIED, "정해진 한도 없음", "no allowance is set")
    return Found(Status.SATISFIED, f"한도 {count:,}개", f"{count:,} allowances")


def _devices(page: Reading, day: date) -> Found:
    rows = page.every(DeviceCheck)
    if not rows:
        return Found(Status.NOT_MEASURED, "점검한 단말 없음", "no device was checked")
    recent = sum(one.checked_on >= day - timedelta(days=92) for one in rows)
    status = Status.SATISFIED if recent else Status.UNSATISFIED
    return Found(status, f"최근 석 달 점검 {recent:,}건", f"{recent:,} checks in three months")


def _never(page: Reading, day: date) -> Found:
    _ = page, day
    return Found(Status.NOT_MEASURED, "이 설치가 스스로 재지 않음", "this installation does not measure it itself")


_BOOKS: Mapping[str, Callable[[Reading, date], Found]] = {
    "access_review": _review,
    "access_rights": _rights,
    "two_people": _two_people,
    "grades": _grades,
    "reviewed_services": _services,
    "training": _training,
    "pledges": _pledges,
    "reading_two": _reading,
    "decision_records": _decisions,
    "register": _register,
    "ethics_check": _ethics,
    "assessments": _assessments,
    "objections": _objections,
    "inquiries": _inquiries,
    "benefit_risk": _benefit,
    "spending": _spending,
    "devices": _devices,
    "label": _never,
    "mfa": _never,
    "breach": _never,
}


def _journals(seen: Seen | None) -> dict[str, Found]:
    """Sealed journals. One that does not prove is not satisfied: whoever looks is told, whatever else stands."""
    if seen is None:
        return {"access_records": Found(Status.NOT_MEASURED, "기록을 볼 수 없음", "no journal can be looked at")}
    try:
        seals = seen.seals()
    except IntegrityFault:
        return {"access_records": Found(Status.UNSATISFIED, "봉인의 서명이 맞지 않음", "a seal is not rightly signed")}
    if not seals:
        return {"access_records": Found(Status.NOT_MEASURED, "봉인된 기록 없음", "nothing is sealed yet")}
    size = sum(one.size for one in seals)
    return {
        "access_records": Found(
            Status.SATISFIED,
            f"서명이 맞는 봉인 {len(seals)}개, 기록 {size:,}건",
            f"{len(seals)} seals rightly signed, {size:,} records",
        )
    }


def _usage(use: Use | None, day: date) -> dict[str, Found]:
    """Masking as the gate did it in the year before."""
    try:
        with rolled_up(use).reading() as store:
            rows = store.totals("service", ("decision",), MONTH, f"{day.year - 1}-{day:%m}", f"{day:%Y-%m}")
    except (BadCommand, GwanmunError):
        return {"masking": Found(Status.NOT_MEASURED, "이용 집계 없음", "no use was rolled up")}
    masked = sum(one.measures[REQUESTS] for one in rows if one.by[0] == "allow_with_masking")
    whole = sum(one.measures[REQUESTS] + one.measures[REFUSED] for one in rows)
    if not masked:
        return {
            "masking": Found(
                Status.NOT_MEASURED, f"요청 {whole:,}건 중 가린 것 없음", f"none of {whole:,} requests was masked"
            )
        }
    return {
        "masking": Found(
            Status.SATISFIED,
            f"요청 {whole:,}건 중 {masked:,}건을 가리고 보냄",
            f"{masked:,} of {whole:,} requests were masked",
        )
    }
