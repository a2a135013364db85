"""A draft as DOCX (ECMA-376): the report form for offices that write with Word.

What lives here: the package, styles and paragraphs of the form's parts. What does not: the form (`report`). The same draft gives the same
bytes: the only date in it is the draft's own.
"""

import re
import zipfile
from io import BytesIO

from gwanmun.adapters.documents.report import Part, Row, pieces, properties
from gwanmun.domain.drafts import Draft, Grid, Words

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument"
_FONT = "맑은 고딕"
_WIDTH = 9638  # twips: A4 less margins of 20 mm
_DATE = (1980, 1, 1, 0, 0, 0)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_CELL = "Cell"
#: Part → style, size (half points), bold, alignment, left and hanging indent, space before (twips), outline level (-1 none).
_FORM: dict[Part | str, tuple[str, int, bool, str, int, int, int, int]] = {
    Part.TITLE: ("Title", 40, True, "center", 0, 0, 120, -1),
    Part.DATED: ("Dated", 24, False, "right", 0, 0, 120, -1),
    Part.LABEL: ("AILabel", 18, False, "right", 0, 0, 0, -1),
    Part.SUMMARY: ("Summary", 28, False, "both", 360, 360, 60, -1),
    Part.CHAPTER: ("Heading1", 32, True, "left", 480, 480, 320, 0),
    Part.SECTION: ("Heading2", 30, True, "both", 420, 420, 200, 1),
    Part.POINT: ("Point", 28, False, "both", 600, 400, 120, -1),
    Part.DETAIL: ("Detail", 28, False, "both", 800, 280, 80, -1),
    Part.NOTE: ("Remark", 24, False, "both", 940, 340, 40, -1),
    Part.PLAIN: ("Plain", 28, False, "both", 0, 0, 80, -1),
    Part.SOURCE: ("Source", 22, False, "left", 660, 660, 80, -1),
    Part.ATTACHED: ("Attached", 28, False, "left", 840, 840, 120, -1),
    _CELL: (_CELL, 24, False, "left", 0, 0, 0, -1),
}
_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_P}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.wordprocessingml.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPES}.wordprocessingml.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    f'<Override PartName="/docProps/custom.xml" ContentType="{_TYPES}.custom-properties+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_P}/relationships">'
    f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_P}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{_R}/custom-properties" Target="docProps/custom.xml"/></Relationships>'
)
_DOCUMENT_RELATIONS = f'{_HEAD}<Relationships xmlns="{_P}/relationships"><Relationship Id="rId1" Type="{_R}/styles" Target="styles.xml"/></Relationships>'


def write_docx_report(draft: Draft) -> bytes:
    """The file."""
    sink = BytesIO()
    with zipfile.ZipFile(sink, "w") as out:
        for name, content in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", _document(draft)),
            ("word/_rels/document.xml.rels", _DOCUMENT_RELATIONS),
            ("word/styles.xml", _styles()),
            ("docProps/core.xml", _core(draft)),
            ("docProps/custom.xml", _custom(draft)),
        ):
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, content)
    return sink.getvalue()


def _document(draft: Draft) -> str:
    parts = "".join(_piece(piece) for piece in pieces(draft))
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" '
        'w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    return f"{_HEAD}<w:document {_W}><w:body>{parts}{page}</w:body></w:document>"


def _piece(piece: Row | tuple[Row, ...] | Grid) -> str:
    if isinstance(piece, Row):
        return _row(piece.part, piece.words)
    if isinstance(piece, Grid):
        rows = [[_row(_CELL, words, bold=row == 0) for words in line] for row, line in enumerate(piece.rows)]
        return _table(rows, head="EDEDED", border=4)
    inner = "".join(_row(row.part, row.words) for row in piece)
    return _table([[inner]], head="DCE6F2" if piece[0].part is Part.TITLE else "", border=12)


def _table(rows: list[list[str]], *, head: str, border: int) -> str:
    columns = len(rows[0])
    width = _WIDTH // columns
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{border}" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = f'<w:gridCol w:w="{width}"/>' * columns
    lines = "".join(
        f"<w:tr>{_HEADER if row == 0 and len(rows) > 1 else ''}{''.join(_cell(cell, width, head if row == 0 else '') for cell in line)}</w:tr>"
        for row, line in enumerate(rows)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>" + _row(_CELL, ())  # two tables in a row would become one
    )


_HEADER = "<w:trPr><w:tblHeader/></w:trPr>"


def _cell(paragraphs: str, width: int, fill: str) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'


def _row(part: Part | str, words: Words, *, bold: bool = False) -> str:
    runs = "".join(
        f"<w:r>{'<w:rPr><w:b/></w:rPr>' if run.bold or bold else ''}{_text(run.text)}</w:r>" for run in words
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{_FORM[part][0]}"/></w:pPr>{runs}</w:p>'


def _text(text: str) -> str:
    return "<w:tab/>".join(f'<w:t xml:space="preserve">{_escaped(piece)}</w:t>' for piece in text.split("\t"))


def _styles() -> str:
    rows = "".join(
        f'<w:style w:type="paragraph" w:customStyle="{int(not name.startswith(("Title", "Heading")))}" w:styleId="{name}">'
        f'<w:name w:val="{_NAMES.get(name, name)}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:before="{before}" w:after="0" '
        f'w:line="340" w:lineRule="auto"/><w:ind w:left="{left}" w:hanging="{hanging}"/><w:jc w:val="{where}"/>'
        + (f'<w:outlineLvl w:val="{level}"/>' if level >= 0 else "")
        + f'</w:pPr><w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        for name, size, bold, where, left, hanging, before, level in _FORM.values()
    )
    fonts = f'<w:rFonts w:ascii="{_FONT}" w:hAnsi="{_FONT}" w:eastAsia="{_FONT}" w:cs="{_FONT}"/>'
    return (
        f'{_HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:lang w:val="en-US" w:eastAsia="ko-KR"/></w:rPr>'
        '</w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f"</w:style>{rows}</w:styles>"
    )


#: Word knows its own styles by these names.
_NAMES = {"Title": "Title", "Heading1": "heading 1", "Heading2": "heading 2"}


def _core(draft: Draft) -> str:
    made = (
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{draft.day.isoformat()}T00:00:00Z</dcterms:created>'
        if draft.day
        else ""
    )
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_P}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_escaped(draft.title)}</dc:title>{made}</cp:coreProperties>"
    )


def _custom(draft: Draft) -> str:
    rows = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}" name="{name}"><vt:lpwstr>{_escaped(value)}</vt:lpwstr></property>'
        for pid, (name, value) in enumerate(properties(draft).items(), start=2)
    )
    return (
        f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        f'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{rows}</Properties>'
    )


def _escaped(text: str) -> str:
    text = _CONTROLS.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")
