"""Reports as PDF/UA-1 (ISO 14289-1), by Typst, in the style of Korean government reports.

What lives here: handing a document to the template and choosing the fonts. What does not: the template
(`data/reports/report.typ`), the words. Values go in as one JSON text through `sys.inputs`, so that none is ever markup; the
root is the template's own folder, no package and no font of the machine is looked for, so that the same document is the
same bytes.
"""

import json
import re
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import import_module
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from gwanmun.domain.reports import Cell, Document, Picture, Table
from gwanmun.errors import BadCommand

#: Where an open Hangul font may be, best first (docs/adr): files of the family, as Debian installs them.
_FONTS: tuple[tuple[str, str, str], ...] = (
    ("Pretendard GOV", "/usr/share/fonts/opentype/pretendard-gov", "PretendardGOV-Regular.otf"),
    ("NanumGothic", "/usr/share/fonts/truetype/nanum", "NanumGothic.ttf"),
    ("Noto Sans CJK KR", "/usr/share/fonts/opentype/noto", "NotoSansCJK-Regular.ttc"),
)
SIMULATED = {"ko": "시험용 자료 (실제 이용이 아님)", "en": "SIMULATED DATA, not real use"}
_MOST_ROWS = 2_000
_MOST_MISSING = 32
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_WIDE = re.compile(r' width="(\d{1,4})"')
_LETTERS = re.compile(r'the text `"(.+?)"` could not be displayed')


def as_pdf(document: Document) -> bytes:
    """Raises `BadCommand` when Typst or a font is missing, or when a table is longer than a PDF is good for."""
    if sum(len(table.rows) for table in document.tables) > _MOST_ROWS:
        raise BadCommand(
            problem_ko=f"PDF로 내기에는 표가 깁니다 ({_MOST_ROWS:,}행까지)",
            problem_en=f"the tables are too long for a PDF (at most {_MOST_ROWS:,} rows)",
            next_ko="XLSX나 CSV로 내십시오", next_en="use XLSX or CSV",
        )  # fmt: skip
    with as_file(files("gwanmun").joinpath("data/reports/report.typ")) as template:
        return _compiled(template, _plain(document, fonts()[0]), document.as_of)


def _compiled(template: Path, plain: dict[str, Any], day: date) -> bytes:
    """PDF/UA forbids a letter that no font has: such a letter is shown as 〓 (the printers' mark of a missing type)."""
    typst = _typst()
    text = json.dumps(plain, ensure_ascii=False)
    for _ in range(_MOST_MISSING):
        try:
            made: bytes = typst.compile(
                template,
                root=template.parent,
                font_paths=[str(one) for one in fonts()[1]],
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"document": text},
                pdf_standards=["ua-1"],
                timestamp=datetime.combine(day, time(), UTC),
            )
        except typst.TypstError as problem:
            missing = _LETTERS.search(str(problem))
            if missing is None:
                raise BadCommand(
                    problem_ko="보고서를 PDF로 만들 수 없습니다", problem_en="the report cannot be made into a PDF",
                    next_ko="XLSX나 CSV로 내십시오", next_en="use XLSX or CSV",
                ) from problem  # fmt: skip
            letters = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), missing[1])
            text = text.translate({ord(letter): "〓" for letter in letters if not letter.isascii()})
        else:
            return made
    raise _missing(
        "이 보고서의 글자가 있는 글꼴", "a font with the letters of this report", "apt-get install fonts-noto-cjk"
    )


@cache
def _typst() -> Any:
    """Tens of megabytes: loaded when the first report is printed, and not before."""
    try:
        return import_module("typst")
    except ImportError as problem:
        raise _missing(
            "PDF를 만드는 꾸러미(typst)", "the library that makes PDF (typst)", "pip install 'gwanmun[reports]'"
        ) from problem


@cache
def fonts() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The families that are there, best first, and the folders they are in."""
    found = [(family, folder) for family, folder, name in _FONTS if (Path(folder) / name).is_file()]
    if not found:
        raise _missing("한글 글꼴", "a font with Hangul", "apt-get install fonts-nanum")
    return tuple(family for family, _ in found), tuple(folder for _, folder in found)


def _missing(ko: str, en: str, step: str) -> BadCommand:
    return BadCommand(
        problem_ko=f"설치되어 있지 않습니다: {ko}", problem_en=f"{en} is not installed", next_ko=step, next_en=step
    )


def _plain(document: Document, families: tuple[str, ...]) -> dict[str, Any]:
    day = document.as_of
    ko = document.language == "ko"
    return {
        "language": document.language, "title": document.title, "office": document.office, "fonts": families,
        "year": day.year, "month": day.month, "day": day.day, "summary": document.summary,
        "date_words": f"{day.year}. {day.month}. {day.day}." if ko else day.isoformat(),
        "simulated": document.simulated, "simulated_words": SIMULATED[document.language],
        "attachments": document.attachments,
        "sections": [
            {
                "title": f"{_ROMAN[at]}. {part.title}",
                "lines": [{"level": one.level, "text": one.text} for one in part.lines],
                "tables": [_table(one) for one in part.tables],
                "pictures": [_picture(one, families[0]) for one in part.pictures],
            }
            for at, part in enumerate(document.sections)
        ],
    }  # fmt: skip


def _picture(picture: Picture, family: str) -> dict[str, Any]:
    """As wide on paper as it is beside a full one: letters stay the same size."""
    wide = _WIDE.search(picture.svg)
    return {
        "title": picture.title, "alt": picture.alt, "percent": min(100, int(wide[1]) * 100 // 720) if wide else 100,
        "svg": picture.svg.replace("<svg ", f'<svg font-family="{family}" ', 1), "table": _table(picture.table),
    }  # fmt: skip


def _table(table: Table) -> dict[str, Any]:
    numeric = [any(isinstance(row[at], int) for row in table.rows) for at in range(len(table.columns))]
    widths = [
        min(40, max(6, *(_size(cell) for cell in (column, *(row[at] for row in table.rows[:100])))))
        for at, column in enumerate(table.columns)
    ]
    return {
        "title": table.title, "columns": table.columns, "note": table.note, "numeric": numeric, "widths": widths,
        "rows": [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in table.rows],
    }  # fmt: skip


def _size(cell: Cell) -> int:
    text = f"{cell:,}" if isinstance(cell, int) else cell
    return sum(2 if ord(char) > 0x1100 else 1 for char in text)


_ROMAN = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "Ⅶ", "Ⅷ", "Ⅸ", "Ⅹ", "Ⅺ", "Ⅻ")
