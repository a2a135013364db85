"""A report (보고서) as values: what it says, before anybody prints it. Pictures never come without their table.

What lives here: the shape, and its digest. What does not: what reports say (`control/reports.py`), how they are printed
(`adapters/reports/`). A cell is a whole number or words; a figure that is not known is words that say why, never an empty
cell and never a zero.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Cell = int | str


class Form(StrEnum):
    """What a report is printed as."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"  # one file a table, in a ZIP when there are several
    JSON = "json"


class ReportKind(StrEnum):
    ASSEMBLY = "assembly"  # 국회 자료요구 답변
    ACCESS = "access-review"  # 접속기록 점검
    EVIDENCE = "evidence"  # 감사 증거
    TRANSPARENCY = "transparency"  # 투명성 보고서
    CONTROLS = "controls"  # 통제 대응표
    REGISTER = "register"  # 인공지능 등록부


@dataclass(frozen=True, slots=True)
class Table:
    """`id` names its sheet or file. Numbers are right-aligned and grouped when printed."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row has a cell for each column")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as SVG with its alternative text. Its table stands right after it."""

    title: str
    alt: str
    svg: str
    table: Table


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the outline: level 1 is □, 2 ○, 3 -."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """Ⅰ, Ⅱ, …"""

    title: str
    lines: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One report. The same evidence and orders give the same document: no time of making stands in it."""

    kind: ReportKind
    language: str
    title: str
    office: str  # who issues it
    as_of: date
    first: str  # the months or days it covers, both included
    last: str
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
    attachments: tuple[str, ...] = ()
    simulated: bool = False

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(
            one for part in self.sections for one in (*part.tables, *(picture.table for picture in part.pictures))
        )
