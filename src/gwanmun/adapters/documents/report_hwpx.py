"""A draft as HWPX (KS X 6101): the report form in Hancom's own paragraphs and tables.

What lives here: sizes, indents and styles of the form's parts. What does not: the form (`report`), the XML (`hwpx_parts`).
"""

from collections.abc import Iterator

from gwanmun.adapters.documents import hwpx_parts as hwpx
from gwanmun.adapters.documents.report import Part, Row, pieces, properties
from gwanmun.domain.drafts import Draft, Grid, Words

_NONE, _LINE, _BAND, _SHADE, _BOX = 1, 2, 3, 4, 5
_CELL = "CELL"
#: Part → size (1/100 pt), bold, alignment, left and hanging indent, space before (1/7200 inch), outline style.
_FORM: dict[Part | str, tuple[int, bool, str, int, int, int, int]] = {
    Part.TITLE: (2000, True, "CENTER", 0, 0, 0, 0),
    Part.DATED: (1200, False, "RIGHT", 0, 0, 600, 0),
    Part.LABEL: (900, False, "RIGHT", 0, 0, 0, 0),
    Part.SUMMARY: (1400, False, "JUSTIFY", 0, 1800, 300, 0),
    Part.CHAPTER: (1600, True, "LEFT", 0, 2400, 1600, 1),
    Part.SECTION: (1500, True, "JUSTIFY", 0, 2100, 1000, 2),
    Part.POINT: (1400, False, "JUSTIFY", 1000, 2000, 600, 0),
    Part.DETAIL: (1400, False, "JUSTIFY", 2600, 1400, 400, 0),
    Part.NOTE: (1200, False, "JUSTIFY", 3000, 1700, 200, 0),
    Part.PLAIN: (1400, False, "JUSTIFY", 0, 0, 400, 0),
    Part.SOURCE: (1100, False, "LEFT", 0, 3300, 400, 0),
    Part.ATTACHED: (1400, False, "LEFT", 0, 4200, 600, 0),
    _CELL: (1200, False, "LEFT", 0, 0, 0, 0),
}
_NUMBERS = {part: number for number, part in enumerate(_FORM)}
_GREY = "#595959"


def write_hwpx_report(draft: Draft) -> bytes:
    """The file."""
    numbers = iter(range(1, 10**9))
    section = hwpx.section(_piece(piece, numbers) for piece in pieces(draft))
    return hwpx.package(_header(), section, preview=draft.title, title=draft.title, metas=properties(draft))


def _header() -> str:
    borders = [
        hwpx.border(_NONE, "NONE"), hwpx.border(_LINE, "SOLID"), hwpx.border(_BAND, "SOLID", width="0.4 mm", fill="#DCE6F2"),
        hwpx.border(_SHADE, "SOLID", fill="#EDEDED"), hwpx.border(_BOX, "SOLID", width="0.3 mm"),
    ]  # fmt: skip
    letters = [
        hwpx.letters(
            number * 2 + bold, size, bold=heavy or bool(bold), colour=_GREY if part is Part.LABEL else "#000000"
        )
        for number, (part, (size, heavy, *_)) in enumerate(_FORM.items())
        for bold in (0, 1)
    ]
    shapes = [
        hwpx.shape(number, where, left=left, hanging=hanging, before=before)
        for number, (_, _, where, left, hanging, before, _) in enumerate(_FORM.values())
    ]
    return hwpx.header(borders, letters, shapes, outline=2)


def _piece(piece: Row | tuple[Row, ...] | Grid, numbers: Iterator[int]) -> str:
    if isinstance(piece, Row):
        return _row(piece.part, piece.words, numbers)
    if isinstance(piece, Grid):
        rows = [[_row(_CELL, words, numbers, bold=row == 0) for words in line] for row, line in enumerate(piece.rows)]
        return hwpx.table(rows, numbers, shape_=_NUMBERS[_CELL], fills=(_SHADE, _LINE))
    title = piece[0].part is Part.TITLE
    inner = "".join(_row(row.part, row.words, numbers) for row in piece)
    fill = _BAND if title else _BOX
    return hwpx.table(
        [[inner]], numbers, shape_=_NUMBERS[_CELL], fills=(fill, fill), row_height=4200 if title else 2400
    )


def _row(part: Part | str, words: Words, numbers: Iterator[int], *, bold: bool = False) -> str:
    number = _NUMBERS[part]
    runs = "".join(hwpx.run(run.text, number * 2 + (run.bold or bold)) for run in words)
    return hwpx.paragraph(runs or hwpx.run("", number * 2), numbers, shape_=number, style=_FORM[part][6])
