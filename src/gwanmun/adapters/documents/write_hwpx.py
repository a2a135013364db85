"""HWPX from text and tables (KS X 6101): what a masked HWP 5 becomes.

What lives here: a plain A4 layout of headings, paragraphs and ruled tables. What does not: the XML itself (`hwpx_parts`), a draft's
report form (`report_hwpx`), editing an HWPX that exists (`write`).
"""

from collections.abc import Iterator

from gwanmun.adapters.documents import hwpx_parts as hwpx
from gwanmun.adapters.documents.markdown import Paragraph, Table, blocks

_SIZES = ((1000, False), (1300, True), (1600, True))


def write_hwpx(text: str) -> bytes:
    """A document of this Markdown."""
    header = hwpx.header(
        [hwpx.border(1, "NONE"), hwpx.border(2, "SOLID")],
        [hwpx.letters(number, height, bold=bold) for number, (height, bold) in enumerate(_SIZES)],
        [hwpx.shape(number, where) for number, where in enumerate(("JUSTIFY", "CENTER", "LEFT"))],
    )
    numbers = iter(range(1, 10**9))
    parts = (
        _table(block, numbers) if isinstance(block, Table) else _paragraph(block, numbers)
        for block in blocks(text.rstrip("\n"))
    )
    return hwpx.package(header, hwpx.section(parts), preview=text)


def _paragraph(block: Paragraph, numbers: Iterator[int]) -> str:
    letters = 0 if not block.level else 2 if block.level == 1 else 1
    return hwpx.paragraph(hwpx.run(block.text, letters), numbers, shape_=1 if block.level == 1 else 0)


def _table(block: Table, numbers: Iterator[int]) -> str:
    rows = [[hwpx.paragraph(hwpx.run(cell, 0), numbers, shape_=2) for cell in row] for row in block.rows]
    return hwpx.table(rows, numbers, shape_=2, fills=(2, 2))
