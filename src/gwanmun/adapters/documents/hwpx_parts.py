"""The parts that every HWPX of ours has (KS X 6101, OWPML): the package, the page, letters, paragraphs, tables.

What lives here: XML of one element each, and the package around them. What does not: which text stands where (`write_hwpx`, a
masked copy; `report_hwpx`, a draft). Nothing of the moment goes in: the same text gives the same bytes.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>'
_HWPML = "http://www.hancom.co.kr/hwpml"
#: Hancom's own program wants all of them declared, used or not.
SPACES = " ".join(
    f'xmlns:{short}="{space}"'
    for short, space in {
        "ha": f"{_HWPML}/2011/app", "hp": f"{_HWPML}/2011/paragraph", "hp10": f"{_HWPML}/2016/paragraph",
        "hs": f"{_HWPML}/2011/section", "hc": f"{_HWPML}/2011/core", "hh": f"{_HWPML}/2011/head",
        "hhs": f"{_HWPML}/2011/history", "hm": f"{_HWPML}/2011/master-page", "hpf": "http://www.hancom.co.kr/schema/2011/hpf",
        "dc": "http://purl.org/dc/elements/1.1/", "opf": "http://www.idpf.org/2007/opf/",
        "ooxmlchart": f"{_HWPML}/2016/ooxmlchart", "hwpunitchar": f"{_HWPML}/2016/HwpUnitChar",
        "epub": "http://www.idpf.org/2007/ops", "config": "urn:oasis:names:tc:opendocument:xmlns:config:1.0",
    }.items()
)  # fmt: skip
WIDTH = 42520  # the text's width in 1/7200 inch: A4 less its margins
_LANGUAGES = ("HANGUL", "LATIN", "HANJA", "JAPANESE", "OTHER", "SYMBOL", "USER")
_ROW = 1700
_PREVIEW = 1000
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_DATE = (1980, 1, 1, 0, 0, 0)

_VERSION = (
    f'{HEAD}<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" tagetApplication="WORDPROCESSOR" '
    'major="5" minor="1" micro="0" buildNumber="1" os="1" xmlVersion="1.4" application="Gwanmun" appVersion="1"/>'
)
_CONTAINER = (
    f'{HEAD}<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container" '
    'xmlns:hpf="http://www.hancom.co.kr/schema/2011/hpf"><ocf:rootfiles><ocf:rootfile full-path="Contents/content.hpf" '
    'media-type="application/hwpml-package+xml"/></ocf:rootfiles></ocf:container>'
)
_MANIFEST = f'{HEAD}<odf:manifest xmlns:odf="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
_SETTINGS = (
    f'{HEAD}<ha:HWPApplicationSetting xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app">'
    '<ha:CaretPosition listIDRef="0" paraIDRef="0" pos="0"/></ha:HWPApplicationSetting>'
)


def package(
    header_: str, section_: str, *, preview: str, title: str = "", metas: Mapping[str, str] | None = None
) -> bytes:
    """The file. `preview`: its first words, which Hancom's program for macOS asks for. `metas`: properties by name."""
    sink = BytesIO()
    with zipfile.ZipFile(sink, "w") as out:
        for name, content in (
            ("mimetype", "application/hwp+zip"),
            ("version.xml", _VERSION),
            ("Contents/header.xml", header_),
            ("Contents/section0.xml", section_),
            ("Preview/PrvText.txt", _CONTROLS.sub("", preview)[:_PREVIEW]),
            ("settings.xml", _SETTINGS),
            ("META-INF/container.xml", _CONTAINER),
            ("META-INF/manifest.xml", _MANIFEST),
            ("Contents/content.hpf", _content(title, metas or {})),
        ):
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            out.writestr(info, content)
    return sink.getvalue()


def _content(title: str, metas: Mapping[str, str]) -> str:
    said = "".join(
        f'<opf:meta name="{escaped(name)}" content="text">{escaped(value)}</opf:meta>' for name, value in metas.items()
    )
    named = f"<opf:title>{escaped(title)}</opf:title>" if title else "<opf:title/>"
    return (
        f'{HEAD}<opf:package {SPACES} version="" unique-identifier="" id=""><opf:metadata>{named}'
        f"<opf:language>ko</opf:language>{said}</opf:metadata><opf:manifest>"
        '<opf:item id="header" href="Contents/header.xml" media-type="application/xml"/>'
        '<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/>'
        '<opf:item id="settings" href="settings.xml" media-type="application/xml"/></opf:manifest>'
        '<opf:spine><opf:itemref idref="header" linear="yes"/><opf:itemref idref="section0" linear="yes"/></opf:spine></opf:package>'
    )


def header(borders: Sequence[str], letters_: Sequence[str], shapes: Sequence[str], outline: int = 0) -> str:
    """The tables that paragraphs refer to by number. `outline`: so many outline styles (개요) follow 바탕글."""
    fonts = "".join(
        f'<hh:fontface lang="{language}" fontCnt="1"><hh:font id="0" face="함초롬바탕" type="TTF" isEmbedded="0"/></hh:fontface>'
        for language in _LANGUAGES
    )
    styles = "".join(
        f'<hh:style id="{n}" type="PARA" name="{f"개요 {n}" if n else "바탕글"}" engName="{f"Outline {n}" if n else "Normal"}" '
        f'paraPrIDRef="0" charPrIDRef="0" nextStyleIDRef="{n}" langID="1042" lockForm="0"/>'
        for n in range(outline + 1)
    )
    return (
        f'{HEAD}<hh:head {SPACES} version="1.4" secCnt="1"><hh:beginNum page="1" footnote="1" endnote="1" pic="1" tbl="1" '
        f'equation="1"/><hh:refList><hh:fontfaces itemCnt="7">{fonts}</hh:fontfaces>'
        f'<hh:borderFills itemCnt="{len(borders)}">{"".join(borders)}</hh:borderFills>'
        f'<hh:charProperties itemCnt="{len(letters_)}">{"".join(letters_)}</hh:charProperties><hh:tabProperties itemCnt="1">'
        '<hh:tabPr id="0" autoTabLeft="0" autoTabRight="0"/></hh:tabProperties>'
        f'<hh:paraProperties itemCnt="{len(shapes)}">{"".join(shapes)}</hh:paraProperties>'
        f'<hh:styles itemCnt="{outline + 1}">{styles}</hh:styles></hh:refList><hh:compatibleDocument targetProgram="HWP201X">'
        '<hh:layoutCompatibility/></hh:compatibleDocument><hh:docOption><hh:linkinfo path="" pageInherit="0" '
        'footnoteInherit="0"/></hh:docOption><hh:trackchageConfig flags="56"/></hh:head>'
    )


def border(number: int, kind: str, *, width: str = "0.12 mm", fill: str = "") -> str:
    sides = "".join(
        f'<hh:{side}Border type="{kind}" width="{width}" color="#000000"/>'
        for side in ("left", "right", "top", "bottom")
    )
    brush = (
        f'<hc:fillBrush><hc:winBrush faceColor="{fill}" hatchColor="#000000" alpha="0"/></hc:fillBrush>' if fill else ""
    )
    return (
        f'<hh:borderFill id="{number}" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">'
        '<hh:slash type="NONE" Crooked="0" isCounter="0"/><hh:backSlash type="NONE" Crooked="0" isCounter="0"/>'
        f'{sides}<hh:diagonal type="NONE" width="0.1 mm" color="#000000"/>{brush}</hh:borderFill>'
    )


def letters(number: int, height: int, *, bold: bool, colour: str = "#000000") -> str:
    """`height` in hundredths of a point."""

    def each(value: int) -> str:
        return " ".join(f'{language.lower()}="{value}"' for language in _LANGUAGES)

    return (
        f'<hh:charPr id="{number}" height="{height}" textColor="{colour}" shadeColor="none" useFontSpace="0" useKerning="0" '
        f'symMark="NONE" borderFillIDRef="1"><hh:fontRef {each(0)}/><hh:ratio {each(100)}/><hh:spacing {each(0)}/>'
        f"<hh:relSz {each(100)}/><hh:offset {each(0)}/>{'<hh:bold/>' if bold else ''}</hh:charPr>"
    )


def shape(number: int, where: str, *, left: int = 0, hanging: int = 0, before: int = 0) -> str:
    """How a paragraph stands: `hanging` is how far its first line begins to the left of the others."""
    first = _margin(-hanging, left + hanging, before)
    older = _margin(-hanging * 2, (left + hanging) * 2, before * 2)  # before 2016 the unit was half as large
    return (
        f'<hh:paraPr id="{number}" tabPrIDRef="0" condense="0" fontLineHeight="0" snapToGrid="1" suppressLineNumbers="0" '
        f'checked="0" textDir="LTR"><hh:align horizontal="{where}" vertical="BASELINE"/><hh:heading type="NONE" idRef="0" '
        'level="0"/><hh:breakSetting breakLatinWord="KEEP_WORD" breakNonLatinWord="KEEP_WORD" widowOrphan="0" keepWithNext="0" '
        'keepLines="0" pageBreakBefore="0" lineWrap="BREAK"/><hh:autoSpacing eAsianEng="0" eAsianNum="0"/><hp:switch>'
        f'<hp:case hp:required-namespace="{_HWPML}/2016/HwpUnitChar">{first}</hp:case><hp:default>{older}</hp:default></hp:switch>'
        '<hh:border borderFillIDRef="1" offsetLeft="0" offsetRight="0" offsetTop="0" offsetBottom="0" connect="0" '
        'ignoreMargin="0"/></hh:paraPr>'
    )


def _margin(intent: int, left: int, before: int) -> str:
    sides = {"intent": intent, "left": left, "right": 0, "prev": before, "next": 0}
    inner = "".join(f'<hc:{side} value="{value}" unit="HWPUNIT"/>' for side, value in sides.items())
    return f'<hh:margin>{inner}</hh:margin><hh:lineSpacing type="PERCENT" value="160" unit="HWPUNIT"/>'


def section(parts: Iterable[str]) -> str:
    return "".join((f"{HEAD}<hs:sec {SPACES}>", _FIRST, *parts, "</hs:sec>"))


#: The paragraph that carries the page's form: A4 upright, margins 30/15 mm as 공문서 has them.
_FIRST = (
    '<hp:p id="0" paraPrIDRef="0" styleIDRef="0" pageBreak="0" columnBreak="0" merged="0"><hp:run charPrIDRef="0">'
    '<hp:secPr id="" textDirection="HORIZONTAL" spaceColumns="1134" tabStop="8000" outlineShapeIDRef="0" memoShapeIDRef="0" '
    'textVerticalWidthHead="0" masterPageCnt="0"><hp:grid lineGrid="0" charGrid="0" wonggojiFormat="0"/>'
    '<hp:startNum pageStartsOn="BOTH" page="0" pic="0" tbl="0" equation="0"/>'
    '<hp:visibility hideFirstHeader="0" hideFirstFooter="0" hideFirstMasterPage="0" border="SHOW_ALL" fill="SHOW_ALL" '
    'hideFirstPageNum="0" hideFirstEmptyLine="0" showLineNumber="0"/>'
    '<hp:pagePr landscape="WIDELY" width="59528" height="84186" gutterType="LEFT_ONLY"><hp:margin header="4252" '
    'footer="4252" gutter="0" left="8504" right="8504" top="5668" bottom="4252"/></hp:pagePr></hp:secPr><hp:ctrl>'
    '<hp:colPr id="" type="NEWSPAPER" layout="LEFT" colCount="1" sameSz="1" sameGap="0"/></hp:ctrl></hp:run></hp:p>'
)


def escaped(text: str) -> str:
    text = _CONTROLS.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def run(text: str, letters_: int) -> str:
    return f'<hp:run charPrIDRef="{letters_}"><hp:t>{escaped(text).replace(chr(9), "<hp:tab/>")}</hp:t></hp:run>'


def paragraph(runs: str, numbers: Iterator[int], *, shape_: int = 0, style: int = 0) -> str:
    return (
        f'<hp:p id="{next(numbers)}" paraPrIDRef="{shape_}" styleIDRef="{style}" pageBreak="0" columnBreak="0" '
        f'merged="0">{runs}</hp:p>'
    )


def table(
    rows: Sequence[Sequence[str]], numbers: Iterator[int], *, shape_: int, fills: Sequence[int], row_height: int = _ROW
) -> str:
    """Cells are paragraphs already. `fills`: the borders of the first row and of the others."""
    columns = len(rows[0])
    width = WIDTH // columns
    first, others = fills
    cells = "".join(
        "<hp:tr>"
        + "".join(
            _cell(cell, row, column, width, first if row == 0 else others, row_height)
            for column, cell in enumerate(line)
        )
        + "</hp:tr>"
        for row, line in enumerate(rows)
    )
    return (
        f'<hp:p id="{next(numbers)}" paraPrIDRef="{shape_}" styleIDRef="0" pageBreak="0" columnBreak="0" merged="0">'
        f'<hp:run charPrIDRef="0"><hp:tbl id="{next(numbers)}" zOrder="0" numberingType="TABLE" textWrap="TOP_AND_BOTTOM" '
        f'textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" pageBreak="CELL" repeatHeader="1" rowCnt="{len(rows)}" '
        f'colCnt="{columns}" cellSpacing="0" borderFillIDRef="{others}" noAdjust="0"><hp:sz width="{WIDTH}" '
        f'widthRelTo="ABSOLUTE" height="{row_height * len(rows)}" heightRelTo="ABSOLUTE" protect="0"/>'
        '<hp:pos treatAsChar="1" affectLSpacing="0" '
        'flowWithText="1" allowOverlap="0" holdAnchorAndSO="0" vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" '
        'horzAlign="LEFT" vertOffset="0" horzOffset="0"/><hp:outMargin left="0" right="0" top="0" bottom="0"/>'
        f'<hp:inMargin left="510" right="510" top="141" bottom="141"/>{cells}</hp:tbl></hp:run></hp:p>'
    )


def _cell(paragraphs: str, row: int, column: int, width: int, fill: int, height: int) -> str:
    return (
        f'<hp:tc name="" header="{int(row == 0)}" hasMargin="0" protect="0" editable="0" dirty="0" borderFillIDRef="{fill}">'
        '<hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="CENTER" linkListIDRef="0" '
        'linkListNextIDRef="0" textWidth="0" textHeight="0" hasTextRef="0" hasNumRef="0">'
        f'{paragraphs}</hp:subList><hp:cellAddr colAddr="{column}" rowAddr="{row}"/><hp:cellSpan colSpan="1" rowSpan="1"/>'
        f'<hp:cellSz width="{width}" height="{height}"/><hp:cellMargin left="510" right="510" top="141" bottom="141"/></hp:tc>'
    )
