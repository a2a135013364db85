"""A draft to be filed (기안 초안): an answer's content in the parts that a Korean office report has.

What lives here: values. What does not: reading Markdown into them (`control/drafts.py`), writing HWPX or DOCX
(`adapters/documents/`). The parts follow the report form of Korean offices: title, date and department, a summary box (◇),
an outline of Ⅰ, □, ○ and -, tables, 붙임 and 끝. (행정업무의 운영 및 혁신에 관한 규정 시행규칙 제2조, 제4조).
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class DraftFormat(StrEnum):
    HWPX = "hwpx"
    DOCX = "docx"


class Rank(IntEnum):
    """A line's place in the outline, and the mark before it."""

    CHAPTER = 0  # Ⅰ, Ⅱ, …
    SECTION = 1  # □
    POINT = 2  # ○
    DETAIL = 3  # -
    NOTE = 4  # *
    PLAIN = 5  # a paragraph without a mark


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one weight."""

    text: str
    bold: bool = False


Words = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """`number`: 1, 2, … where the answer counted; the mark is then the number."""

    rank: Rank
    words: Words
    number: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; its first row is its head. All rows are equally long."""

    rows: tuple[tuple[Words, ...], ...]


Block = Line | Grid


@dataclass(frozen=True, slots=True)
class Draft:
    """`label`: what says that an AI took part (인공지능기본법 제31조); a draft without it cannot be made. `service`: which one."""

    title: str
    label: str
    day: date | None = None
    department: str = ""
    summary: tuple[Words, ...] = ()
    blocks: tuple[Block, ...] = ()
    sources: tuple[Words, ...] = ()
    attachments: tuple[Words, ...] = ()
    service: str = ""


def plain(words: Words) -> str:
    return "".join(run.text for run in words)
