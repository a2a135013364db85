"""Courses (교육 과정), completions (이수), targets (목표) and reported counts, as values. Law: 공공AI법 (AI training of all
staff). What does not live here: the acts (`control/training.py`), the pledge (`people.Person.pledged_on`).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gwanmun.domain.ids import AgencyId, PersonId


class CourseLevel(StrEnum):
    BASIC = "basic"  # 기본
    INTERMEDIATE = "intermediate"  # 활용
    ADVANCED = "advanced"  # 심화

    @property
    def rank(self) -> int:
        return _RANK[self]


_RANK = {CourseLevel.BASIC: 1, CourseLevel.INTERMEDIATE: 2, CourseLevel.ADVANCED: 3}


@dataclass(frozen=True, slots=True)
class Course:
    """A course. `required`: without it nobody is admitted. A short lesson counts its minutes towards another course, and
    `topic` (a refusal's code) says after which near miss it is offered.
    """

    id: str
    name_ko: str
    name_en: str
    level: CourseLevel
    minutes: int
    valid_days: int
    required: bool
    where: str  # where it is taken: a link or a place
    counts_towards: str | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    person: PersonId
    course: str
    completed_on: date
    score: int | None = None  # 0-100
    source: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """How many an agency means to train in a year."""

    agency: AgencyId
    year: int
    planned: int
    source: str


@dataclass(frozen=True, slots=True)
class TrainingCount:
    """A number that an agency reported, where no records of persons are kept here. `level` may be `all`."""

    agency: AgencyId
    year: int
    level: str
    as_of: date
    completed: int
    source: str
