"""Training (교육): courses, completions, levels, targets; lessons that count; the pledge (보안서약). S26, S27, S28.

A completed required course moves `Person.training_until`, which the gate reads; a short lesson after a near miss counts its
minutes towards the course. What does not live here: refusing whoever lacks it (`gateway/admit.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from gwanmun.control.directory import known_agency
from gwanmun.control.inbox import deliver_to
from gwanmun.control.office import By, Office, note, refused, sound_id, unknown
from gwanmun.control.offices import line_above, person_of
from gwanmun.control.texts import sound_text
from gwanmun.domain.ids import AgencyId, PersonId
from gwanmun.domain.people import Agency, Person
from gwanmun.domain.training import Completion, Course, CourseLevel, Target, TrainingCount
from gwanmun.ports.books import Reading, Writing

ALL_LEVELS = "all"
_LONGEST_VALID_DAYS = 3660


@dataclass(frozen=True, slots=True)
class PutCourse:
    course: Course


@dataclass(frozen=True, slots=True)
class RemoveCourse:
    id: str


@dataclass(frozen=True, slots=True)
class RecordCompletion:
    person: PersonId
    course: str
    completed_on: date | None = None  # today in Seoul when left out
    score: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class TakeLesson:
    """The acting person takes a short lesson now. `course` or the refusal's code (`topic`) says which."""

    course: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class SignPledge:
    """The acting person signs the security pledge now. `text_version` names what was shown."""

    text_version: str


@dataclass(frozen=True, slots=True)
class PutTarget:
    target: Target


@dataclass(frozen=True, slots=True)
class PutTrainingCount:
    """A figure that an agency reported. It never stands for records of persons that are kept here."""

    count: TrainingCount


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """`year`: that of `as_of`, else the present one."""

    year: int | None = None
    agency: AgencyId | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands after an act: until when they are admitted, and what still counts towards the course."""

    person: PersonId
    training_until: date | None
    pledged_on: date | None
    minutes: int  # of lessons since the last completion
    minutes_needed: int
    completed: str | None = None


@dataclass(frozen=True, slots=True)
class AgencyTraining:
    """One agency in one year. `percent_tenths`: 624 is 62.4 %. A forecast is simple: as many a day as until now."""

    agency: AgencyId
    year: int
    as_of: date
    planned: int | None
    completed: int
    percent_tenths: int | None
    forecast: int
    forecast_percent_tenths: int | None
    levels: tuple[tuple[str, int], ...]
    source: str  # records | the reported figure's source


def put_course(office: Office, by: By, order: PutCourse) -> Course:
    with office.books.transact() as page:
        check_course(order.course, page)
        page.put(order.course)
        note(page, by, "put_course", course=order.course)
    return order.course


def remove_course(office: Office, by: By, order: RemoveCourse) -> None:
    """Take a course off the list; completions stay."""
    with office.books.transact() as page:
        if page.find(Course, order.id) is None:
            raise unknown("교육 과정", "course", order.id)
        page.drop(Course, order.id)
        note(page, by, "remove_course", id=order.id)


def record_completion(office: Office, by: By, order: RecordCompletion) -> Standing:
    row = Completion(order.person, order.course, order.completed_on or by.day, order.score, order.source)
    with office.books.transact() as page:
        check_completion(page, row, by.day)
        page.put(row)
        extend(page, (row,))
        found = standing(page, row.person)
        note(
            page,
            by,
            "record_completion",
            _agency(page, row.person),
            completion=row,
            training_until=found.training_until,
        )
    return found


def take_lesson(office: Office, by: By, order: TakeLesson) -> Standing:
    """Count a short lesson. When the minutes of lessons reach the course's, the course is completed with them."""
    with office.books.transact() as page:
        person = person_of(page, by)
        lesson = _lesson(page, order)
        row = Completion(person.id, lesson.id, by.day, None, "lesson")
        page.put(row)
        extend(page, (row,))
        made = _completed_by_lessons(page, person.id, lesson, by.day)
        found = replace(standing(page, person.id), completed=made)
        note(page, by, "take_lesson", person.agency, lesson=lesson.id, completed=made)
    return found


def sign_pledge(office: Office, by: By, order: SignPledge) -> Standing:
    sound_text(order.text_version, "text_version", most=64, lines=False)
    with office.books.transact() as page:
        person = person_of(page, by)
        page.put(replace(person, pledged_on=by.day))
        note(page, by, "sign_pledge", person.agency, person=person.id, text_version=order.text_version)
        return standing(page, person.id)


def put_target(office: Office, by: By, order: PutTarget) -> Target:
    with office.books.transact() as page:
        check_target(page, order.target)
        page.put(order.target)
        note(page, by, "put_target", order.target.agency, target=order.target)
    return order.target


def put_training_count(office: Office, by: By, order: PutTrainingCount) -> TrainingCount:
    with office.books.transact() as page:
        check_count(page, order.count)
        page.put(order.count)
        note(page, by, "put_training_count", order.count.agency, count=order.count)
    return order.count


def training_report(office: Office, by: By, order: TrainingReport) -> tuple[AgencyTraining, ...]:
    """Targets, completions, levels and a forecast, for each agency that has any of them in the year."""
    year = order.year or (order.as_of or by.day).year
    last = date(year, 12, 31)
    with office.books.look() as page:
        counts = page.every(TrainingCount, year=year)
        targets = {row.agency: row for row in page.every(Target, year=year)}
        records = _records(page, year)
    agencies = sorted({row.agency for row in counts} | set(targets) | set(records))
    rows = []
    for agency in agencies:
        if order.agency in {None, agency}:
            reported = [row for row in counts if row.agency == agency]
            as_of = order.as_of or (max(row.as_of for row in reported) if reported else min(by.day, last))
            rows.append(_row(agency, year, as_of, targets.get(agency), reported, records.get(agency, {})))
    return tuple(rows)


# ---------------------------------------------------------------- rules


def extend(page: Writing, rows: Iterable[Completion]) -> None:
    """What completions of required courses mean at the gate: admitted until the earliest of them lapses."""
    required = [course for course in page.every(Course) if course.required]
    for person_id in dict.fromkeys(row.person for row in rows):
        person = page.find(Person, person_id)
        if person is None or not required:
            continue
        done = page.every(Completion, person=person_id)
        ends = [_valid_until(course, done) for course in required]
        until = None if any(end is None for end in ends) else min(end for end in ends if end is not None)
        # A date of record that came from elsewhere (an import) is never shortened by what is learnt here.
        if until is not None and (person.training_until is None or until > person.training_until):
            page.put(replace(person, training_until=until))


def standing(page: Reading, person_id: PersonId) -> Standing:
    person = page.find(Person, person_id)
    if person is None:
        raise unknown("이용자", "person", person_id)
    required = next((course for course in page.every(Course) if course.required), None)
    minutes = 0 if required is None else _lesson_minutes(page, person_id, required)
    return Standing(person_id, person.training_until, person.pledged_on, minutes, required.minutes if required else 0)


def level_of(courses: Sequence[Course], done: Sequence[Completion], day: date) -> CourseLevel | None:
    """A person's level: the highest of what they completed and has not lapsed. A lesson by itself gives none."""
    by_id = {course.id: course for course in courses if course.counts_towards is None}
    held = [
        by_id[row.course].level
        for row in done
        if row.course in by_id and row.completed_on + timedelta(days=by_id[row.course].valid_days) >= day
    ]
    return max(held, key=lambda level: level.rank, default=None)


def check_course(course: Course, page: Reading) -> None:
    sound_id(course.id, "course.id")
    for text, where in ((course.name_ko, "name_ko"), (course.name_en, "name_en")):
        sound_text(text, where, most=120, lines=False)
    if not (1 <= course.minutes <= 6000 and 1 <= course.valid_days <= _LONGEST_VALID_DAYS):
        raise refused(
            "시간이나 유효 일수가 올바르지 않습니다", "minutes or days of validity are not acceptable",
            f"1–6000분, 1–{_LONGEST_VALID_DAYS}일", f"1–6000 minutes, 1–{_LONGEST_VALID_DAYS} days", "course",
        )  # fmt: skip
    if len(course.where) > 500 or not course.where.isprintable() or (course.required and not course.where.strip()):
        raise refused(
            "어디서 듣는지 적어야 합니다", "say where the course is taken", "where에 주소나 장소를 적으십시오",
            "give a link or a place", "course.where",
        )  # fmt: skip
    if course.counts_towards is not None:
        other = page.find(Course, course.counts_towards)
        if other is None or other.counts_towards is not None or course.required:
            raise unknown("본 과정", "course that it could count towards", course.counts_towards)


def check_completion(page: Reading, row: Completion, today: date) -> None:
    if page.find(Person, row.person) is None:
        raise unknown("이용자", "person", row.person)
    if page.find(Course, row.course) is None:
        raise unknown("교육 과정", "course", row.course)
    check_completion_values(row, today)


def check_completion_values(row: Completion, today: date) -> None:
    if row.completed_on > today:
        raise refused(
            "이수일이 미래입니다", "it is completed in the future", "completed_on을 고치십시오", "correct completed_on",
            "completed_on",
        )  # fmt: skip
    if row.score is not None and not 0 <= row.score <= 100:
        raise refused("점수는 0–100입니다", "a score is 0–100", "score를 고치십시오", "correct score", "score")


def check_target(page: Reading, row: Target) -> None:
    known_agency(page, row.agency)
    if not (2000 <= row.year <= 2100 and 0 <= row.planned <= 10_000_000) or not row.source.strip():
        raise refused(
            "목표의 값이 올바르지 않습니다",
            "a value of the target is not valid",
            "연도·계획·출처",
            "year, planned, source",
        )


def check_count(page: Reading, row: TrainingCount) -> None:
    known_agency(page, row.agency)
    levels = {ALL_LEVELS, *(level.value for level in CourseLevel)}
    sound = 2000 <= row.year <= 2100 and 0 <= row.completed <= 10_000_000 and row.level in levels
    if not sound or row.as_of.year < row.year or not row.source.strip():
        raise refused(
            "보고 수치의 값이 올바르지 않습니다", "a value of the reported figure is not valid",
            f"수준: {', '.join(sorted(levels))}; 출처 필요", f"level: {', '.join(sorted(levels))}; a source is required",
        )  # fmt: skip


def lesson_for(page: Reading, code: str) -> Course | None:
    """The short lesson that is offered after a near miss of this kind."""
    return next((row for row in page.every(Course, topic=code) if row.counts_towards is not None), None)


def offer_lesson(page: Writing, by: By, person: PersonId, code: str) -> str | None:
    """Put the lesson for this near miss into the person's inbox, once a day at most."""
    lesson = lesson_for(page, code)
    if lesson is None or page.find(Completion, person, lesson.id, by.day) is not None:
        return None
    mark = sha256(f"{person}\0{lesson.id}\0{by.day}".encode()).hexdigest()[:24]
    return lesson.id if deliver_to(page, by, f"lesson-{mark}", "lesson", lesson.id, person) else None


def _lesson(page: Reading, order: TakeLesson) -> Course:
    found = page.find(Course, order.course) if order.course else lesson_for(page, order.topic)
    if found is None or found.counts_towards is None:
        raise unknown("짧은 교육", "short lesson", order.course or order.topic)
    return found


def _completed_by_lessons(page: Writing, person: PersonId, lesson: Course, day: date) -> str | None:
    course = None if lesson.counts_towards is None else page.find(Course, lesson.counts_towards)
    if course is None or _lesson_minutes(page, person, course) < course.minutes:
        return None
    row = Completion(person, course.id, day, None, "lessons")
    page.put(row)
    extend(page, (row,))
    return course.id


def _lesson_minutes(page: Reading, person: PersonId, course: Course) -> int:
    """Minutes of lessons towards a course since it was last completed, within one period of its validity."""
    done = page.every(Completion, person=person)
    last = max((row.completed_on for row in done if row.course == course.id), default=None)
    newest = max((row.completed_on for row in done), default=None)
    minutes = {row.id: row.minutes for row in page.every(Course, counts_towards=course.id)}
    oldest = date.min if newest is None else newest - timedelta(days=min(course.valid_days, newest.toordinal() - 1))
    return sum(
        minutes[row.course]
        for row in done
        if row.course in minutes and row.completed_on >= oldest and (last is None or row.completed_on > last)
    )


def _valid_until(course: Course, done: Iterable[Completion]) -> date | None:
    last = max((row.completed_on for row in done if row.course == course.id), default=None)
    return None if last is None else last + timedelta(days=course.valid_days)


def _agency(page: Reading, person: PersonId) -> AgencyId | None:
    found = page.find(Person, person)
    return None if found is None else found.agency


def _records(page: Reading, year: int) -> dict[AgencyId, dict[str, int]]:
    """People by agency who completed a course of a level in the year, and in all; each counted once."""
    courses = {row.id: row for row in page.every(Course) if row.counts_towards is None}
    agencies = {row.id: row.agency for row in page.every(Person)}
    people: dict[AgencyId, dict[str, set[str]]] = {}
    known = {row.id for row in page.every(Agency)}
    for row in page.every(Completion):
        if row.completed_on.year != year or row.course not in courses or row.person not in agencies:
            continue
        own = agencies[row.person]
        for agency in line_above(page, own, row.completed_on) if own in known else (own,):
            levels = people.setdefault(agency, {})
            levels.setdefault(ALL_LEVELS, set()).add(row.person)
            levels.setdefault(courses[row.course].level.value, set()).add(row.person)
    return {agency: {level: len(who) for level, who in levels.items()} for agency, levels in people.items()}


def _row(
    agency: AgencyId,
    year: int,
    as_of: date,
    target: Target | None,
    reported: Sequence[TrainingCount],
    records: dict[str, int],
) -> AgencyTraining:
    newest: dict[str, TrainingCount] = {}
    for row in sorted(reported, key=lambda one: one.as_of):
        if row.as_of <= as_of:
            newest[row.level] = row
    if newest:
        levels = {level: row.completed for level, row in newest.items()}
        done = levels.pop(ALL_LEVELS, 0) or sum(levels.values())
        source = next(iter(newest.values())).source
    else:
        levels = dict(records)
        done = levels.pop(ALL_LEVELS, 0)
        source = "records"
    planned = target.planned if target else None
    whole = (date(year, 12, 31) - date(year, 1, 1)).days + 1
    passed = min(whole, max(1, (as_of - date(year, 1, 1)).days + 1))
    forecast = done * whole // passed
    return AgencyTraining(
        agency, year, as_of, planned, done, _tenths(done, planned), forecast, _tenths(forecast, planned),
        tuple(sorted(levels.items())), source,
    )  # fmt: skip


def _tenths(part: int, whole: int | None) -> int | None:
    """Tenths of a per cent, rounded half up, in whole numbers."""
    return None if not whole else (part * 2000 + whole) // (2 * whole)
