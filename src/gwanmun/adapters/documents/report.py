"""The report form of Korean offices (보고서 양식), the same for every format: which line stands where, with which mark.

What lives here: the order of the parts, marks (Ⅰ, □, ○, -), 붙임 and 끝. (행정업무의 운영 및 혁신에 관한 규정 시행규칙 제4조). What
does not: how a format says them (`report_hwpx`, `report_docx`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from gwanmun.domain.drafts import Draft, Grid, Line, Rank, Run, Words

_MARKS = {Rank.SECTION: "□ ", Rank.POINT: "○ ", Rank.DETAIL: "- ", Rank.NOTE: "※ ", Rank.PLAIN: ""}
_DAYS = "월화수목금토일"
_END = Run("  끝.")


class Part(Enum):
    """What a line is to the page."""

    TITLE = auto()  # in a band over the whole width
    DATED = auto()  # right
    LABEL = auto()  # the AI label: small, right
    SUMMARY = auto()  # in the box
    CHAPTER = auto()
    SECTION = auto()
    POINT = auto()
    DETAIL = auto()
    NOTE = auto()
    PLAIN = auto()
    SOURCE = auto()
    ATTACHED = auto()


_PARTS = {
    Rank.CHAPTER: Part.CHAPTER, Rank.SECTION: Part.SECTION, Rank.POINT: Part.POINT, Rank.DETAIL: Part.DETAIL,
    Rank.NOTE: Part.NOTE, Rank.PLAIN: Part.PLAIN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    part: Part
    words: Words


#: A band or box is a tuple of its rows, so that it becomes one table of one cell.
Piece = Row | tuple[Row, ...] | Grid


def pieces(draft: Draft) -> Iterator[Piece]:
    """The draft from top to bottom; the last piece of text ends with 끝."""
    yield (Row(Part.TITLE, (Run(draft.title, bold=True),)),)
    dated = ", ".join(part for part in (day_of(draft.day) if draft.day else "", draft.department) if part)
    if dated:
        yield Row(Part.DATED, (Run(dated),))
    yield Row(Part.LABEL, (Run(f"※ {draft.label}"),))
    if draft.summary:
        yield tuple(Row(Part.SUMMARY, (Run("◇ "), *words)) for words in draft.summary)
    tail = [*_sources(draft), *_attached(draft)]
    rows = [*_body(draft), *tail]
    last = rows.pop() if rows else None
    yield from rows
    if isinstance(last, Row):
        yield Row(last.part, (*last.words, _END))
    else:
        if last is not None:
            yield last
        yield Row(Part.PLAIN, (_END,))


def _body(draft: Draft) -> Iterator[Piece]:
    chapter = 0
    for block in draft.blocks:
        if isinstance(block, Grid):
            yield block
            continue
        chapter += block.rank is Rank.CHAPTER
        yield Row(_PARTS[block.rank], (Run(_mark(block, chapter)), *block.words))


def _mark(line: Line, chapter: int) -> str:
    if line.rank is Rank.CHAPTER:
        return f"{roman(chapter)}. "
    if line.number:
        return f"{line.number}) "
    return _MARKS[line.rank]


def _sources(draft: Draft) -> Iterator[Row]:
    for number, words in enumerate(draft.sources):
        yield Row(Part.SOURCE, (Run("출처: " if not number else "      "), *words))


def _attached(draft: Draft) -> Iterator[Row]:
    many = len(draft.attachments) > 1
    for number, words in enumerate(draft.attachments, start=1):
        count = f"{number}. " if many else ""
        yield Row(Part.ATTACHED, (Run(("붙임  " if number == 1 else "      ") + count), *words))


def day_of(day: date) -> str:
    return f"{day.year}. {day.month}. {day.day}.({_DAYS[day.weekday()]})"


def roman(number: int) -> str:
    """Ⅰ, Ⅱ, … as one letter each where Unicode has one."""
    tens, ones = divmod(number, 10)
    return "Ⅹ" * tens + (chr(0x215F + ones) if ones else "")


def properties(draft: Draft) -> dict[str, str]:
    """What machines read: that an AI took part, and which (IPTC digital source type, as C2PA has it)."""
    said = {
        "AIGenerated": "true",
        "AILabel": draft.label,
        "DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
    }
    return said | ({"AIService": draft.service} if draft.service else {})
