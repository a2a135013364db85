"""The tables that come and go as CSV: agencies, departments, people, appointments, seats, training, devices, uses.

What lives here: Korean heads, and the check of one row against the books. What does not: reading CSV (`sheets.py`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gwanmun.control.devices import check_device_values
from gwanmun.control.directory import check_tree
from gwanmun.control.office import By, Office, declined, refused, sound_asset, sound_id, sound_person, unknown
from gwanmun.control.offices import check_appointment, check_speakers
from gwanmun.control.registers import check_use_case
from gwanmun.control.sheets import Check, Exported, ExportTable, Imported, ImportTable, Sheet, take_in, write_out
from gwanmun.control.texts import sound_text
from gwanmun.control.training import check_completion_values, check_count, check_course, check_target, extend
from gwanmun.domain.catalogue import Service
from gwanmun.domain.devices import Device, DeviceApp, DeviceCheck, Seat
from gwanmun.domain.offices import Appointment
from gwanmun.domain.people import Agency, Department, Person
from gwanmun.domain.records import UseCase, UseState
from gwanmun.domain.training import Completion, Course, Target, TrainingCount
from gwanmun.ports.books import Reading, Writing


def import_table(office: Office, by: By, order: ImportTable) -> Imported:
    """Take a table in: all of it or nothing. The same file twice changes nothing the second time."""
    return take_in(office, by, _sheet(order.table), order)


def export_table(office: Office, by: By, order: ExportTable) -> Exported:
    _ = by
    with office.books.look() as page:
        return write_out(page, _sheet(order.table))


def _sheet(name: str) -> Sheet:
    sheet = SHEETS.get(name)
    if sheet is None:
        raise refused(
            f"없는 표입니다: {name[:40]}",
            f"there is no such table: {name[:40]}",
            ", ".join(SHEETS),
            ", ".join(SHEETS),
            "table",
        )
    return sheet


# ---------------------------------------------------------------- one row at a time


def _agency(page: Reading, by: By) -> Check:
    _ = page, by
    return lambda row: sound_id(row.id, "id")


def _agencies(page: Reading, values: Sequence[Agency]) -> None:
    changed = {(row.id, row.valid_from) for row in values}
    check_tree((*(row for row in page.every(Agency) if (row.id, row.valid_from) not in changed), *values))


def _department(page: Reading, by: By) -> Check:
    _ = by
    known = {row.id for row in page.every(Agency)}

    def check(row: Department) -> None:
        sound_id(row.id, "id")
        sound_text(row.name_ko, "name_ko", most=120, lines=False)
        if row.agency not in known:
            raise unknown("기관", "agency", row.agency)

    return check


def _person(page: Reading, by: By) -> Check:
    _ = by
    places = {row.id: row.agency for row in page.every(Department)}

    def check(row: Person) -> None:
        sound_person(row.id, "id")
        if places.get(row.department) != row.agency:
            raise unknown("기관의 부서", "department of that agency", row.department)

    return check


def _appointment(page: Reading, by: By) -> Check:
    def check(row: Appointment) -> None:
        sound_id(row.id, "id")
        if row.person == by.officer:
            raise declined(
                "자기 자신을 임명할 수 없습니다",
                "nobody appoints themselves",
                "다른 담당자가 올리십시오",
                "another officer must",
                "person",
            )
        check_appointment(page, row)
        check_speakers(page, row, by)

    return check


def _seat(page: Reading, by: By) -> Check:
    _ = by
    people, services = {row.id for row in page.every(Person)}, {row.id for row in page.every(Service)}

    def check(row: Seat) -> None:
        if row.person not in people:
            raise unknown("이용자", "person", row.person)
        if row.service not in services:
            raise unknown("서비스", "service", row.service)
        _in_order(row.since, row.until, "until")

    return check


def _course(page: Reading, by: By) -> Check:
    _ = by
    return lambda row: check_course(row, page)


def _completion(page: Reading, by: By) -> Check:
    people, courses = {row.id for row in page.every(Person)}, {row.id for row in page.every(Course)}

    def check(row: Completion) -> None:
        if row.person not in people:
            raise unknown("이용자", "person", row.person)
        if row.course not in courses:
            raise unknown("교육 과정", "course", row.course)
        check_completion_values(row, by.day)

    return check


def _extended(page: Writing, by: By, values: Sequence[Completion]) -> None:
    _ = by
    extend(page, values)


def _target(page: Reading, by: By) -> Check:
    _ = by
    return lambda row: check_target(page, row)


def _count(page: Reading, by: By) -> Check:
    _ = by
    return lambda row: check_count(page, row)


def _device(page: Reading, by: By) -> Check:
    _ = by
    agencies = {row.id for row in page.every(Agency)}
    places = {row.id: row.agency for row in page.every(Department)}
    people = {row.id for row in page.every(Person)}

    def check(row: Device) -> None:
        sound_asset(row.id, "id")
        if row.agency not in agencies:
            raise unknown("기관", "agency", row.agency)
        if row.department is not None and places.get(row.department) != row.agency:
            raise unknown("기관의 부서", "department of that agency", row.department)
        if row.holder is not None and row.holder not in people:
            raise unknown("이용자", "person", row.holder)
        check_device_values(row)

    return check


def _device_check(page: Reading, by: By) -> Check:
    devices = {row.id for row in page.every(Device)}

    def check(row: DeviceCheck) -> None:
        if row.device not in devices:
            raise unknown("단말", "device", row.device)
        _not_ahead(row.checked_on, by, "checked_on")

    return check


def _device_app(page: Reading, by: By) -> Check:
    devices = {row.id for row in page.every(Device)}

    def check(row: DeviceApp) -> None:
        if row.device not in devices:
            raise unknown("단말", "device", row.device)
        sound_id(row.app, "app")
        _not_ahead(row.found_on, by, "found_on")
        _in_order(row.found_on, row.removed_on, "removed_on")

    return check


def _use_case(page: Reading, by: By) -> Check:
    def check(row: UseCase) -> None:
        check_use_case(page, row)
        before = page.find(UseCase, row.id)
        if before is not None and before.state is not UseState.DRAFT:
            raise declined(
                "이미 결정된 활용사례입니다",
                "that use is decided already",
                "새 번호로 적으십시오",
                "write a new one",
                "id",
            )
        if row.written_by != by.officer and page.find(Person, row.written_by) is None:
            raise unknown("작성자", "author", row.written_by)

    return check


def _in_order(first: Any, last: Any, where: str) -> None:
    if last is not None and last < first:
        raise refused(
            "끝나는 날이 시작하는 날보다 빠릅니다",
            "it ends before it begins",
            "날짜를 고치십시오",
            "correct the days",
            where,
        )


def _not_ahead(day: Any, by: By, where: str) -> None:
    if day > by.day:
        raise refused("미래의 날짜입니다", "that day is in the future", "날짜를 고치십시오", "correct the day", where)


# ---------------------------------------------------------------- the tables

SHEETS: Mapping[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        Sheet("agencies", "기관", Agency, {
            "id": "기관", "name_ko": "기관명", "name_en": "영문명", "type": "유형", "jurisdiction": "관할", "parent": "상위기관",
            "valid_from": "시작일", "valid_to": "종료일", "contact_ko": "문의처",
        }, _agency, _agencies),
        Sheet("departments", "부서", Department, {
            "id": "부서", "agency": "기관", "name_ko": "부서명", "name_en": "영문명",
        }, _department),
        Sheet("people", "이용자", Person, {
            "id": "이용자", "agency": "기관", "department": "부서", "training_until": "교육만료일", "pledged_on": "서약일",
        }, _person),
        Sheet("appointments", "임명", Appointment, {
            "id": "번호", "person": "이용자", "agency": "기관", "department": "부서", "role": "역할", "valid_from": "시작일",
            "valid_to": "종료일", "acting_for": "대결",
        }, _appointment),
        Sheet("seats", "좌석", Seat, {
            "person": "이용자", "service": "서비스", "since": "시작일", "until": "종료일",
        }, _seat),
        Sheet("courses", "교육 과정", Course, {
            "id": "과정", "name_ko": "과정명", "name_en": "영문명", "level": "수준", "minutes": "시간(분)", "valid_days": "유효일수",
            "required": "필수", "where": "수강처", "counts_towards": "인정과정", "topic": "주제",
        }, _course),
        Sheet("completions", "이수", Completion, {
            "person": "이용자", "course": "과정", "completed_on": "이수일", "score": "점수", "source": "출처",
        }, _completion, after=_extended),
        Sheet("targets", "교육 목표", Target, {
            "agency": "기관", "year": "연도", "planned": "계획", "source": "출처",
        }, _target),
        Sheet("training_counts", "교육 실적 보고", TrainingCount, {
            "agency": "기관", "year": "연도", "level": "수준", "as_of": "기준일", "completed": "이수자", "source": "출처",
        }, _count),
        Sheet("devices", "단말", Device, {
            "id": "자산번호", "agency": "기관", "department": "부서", "holder": "사용자", "device_class": "구분",
            "ownership": "소유", "zone": "망", "tier": "민감도", "retired_on": "폐기일",
        }, _device),
        Sheet("device_checks", "단말 점검", DeviceCheck, {"device": "자산번호", "checked_on": "점검일"}, _device_check),
        Sheet("device_apps", "단말의 AI 앱", DeviceApp, {
            "device": "자산번호", "app": "앱", "found_on": "발견일", "removed_on": "삭제일",
        }, _device_app),
        Sheet("use_cases", "활용사례", UseCase, {
            "id": "번호", "agency": "기관", "title": "제목", "purpose": "목적", "service": "서비스", "benefit": "편익",
            "risk": "위험", "written_by": "작성자", "written_us": "작성시각",
        }, _use_case),
    )
}  # fmt: skip
