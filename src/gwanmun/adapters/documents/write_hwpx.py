"""HWPX from text and tables (KS X 6101): what a masked HWP 5 becomes, and what an answer is filed as.

What lives here: one plain report style, A4, with headings and ruled tables. What does not: editing an HWPX that exists (`write`).
Nothing of the moment goes in: the same text gives the same bytes.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from gwanmun.adapters.documents.markdown import Paragraph, Table, blocks

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>'
_SPACES = (
    'xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app" xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" '
    'xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" xmlns:hc="http://www.hancom.co.kr/hwpml/2011/core" '
    'xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head" xmlns:hpf="http://www.hancom.co.kr/schema/2011/hpf" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf/"'
)
_LANGUAGES = ("HANGUL", "LATIN", "HANJA", "JAPANESE", "OTHER", "SYMBOL", "USER")
_WIDTH = 42520  # the text's width in 1/7200 inch: A4 less its margins
_ROW = 1700
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_DATE = (1980, 1, 1, 0, 0, 0)

_VERSION = (
    f'{_HEAD}<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" tagetApplication="WORDPROCESSOR" '
    'major="5" minor="1" micro="0" buildNumber="1" os="1" xmlVersion="1.4" application="Gwanmun" appVersion="1"/>'
)
_CONTAINER = (
    f'{_HEAD}<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container" '
    'xmlns:hpf="http://www.hancom.co.kr/schema/2011/hpf"><ocf:rootfiles><ocf:rootfile full-path="Contents/content.hpf" '
    'media-type="application/hwpml-package+xml"/></ocf:rootfiles></ocf:container>'
)
_MANIFEST = f'{_HEAD}<odf:manifest xmlns:odf="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
_SETTINGS = (
    f'{_HEAD}<ha:HWPApplicationSetting xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app">'
    '<ha:CaretPosition listIDRef="0" paraIDRef="0" pos="0"/></ha:HWPApplicationSetting>'
)
_CONTENT = (
    f'{_HEAD}<opf:package {_SPACES} version="" unique-identifier="" id=""><opf:metadata><opf:title/>'
    "<opf:language>ko</opf:language></opf:metadata><opf:manifest>"
    '<opf:item id="header" href="Contents/header.xml" media-type="application/xml"/>'
    '<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/>'
    '<opf:item id="settings" href="settings.xml" media-type="application/xml"/></opf:manifest>'
    '<opf:spine><opf:itemref idref="header" linear="yes"/><opf:itemref idref="section0" linear="yes"/></opf:spine></opf:package>'
)


def write_hwpx(text: str) -> bytes:
    """A document of this Markdown."""
    sink = BytesIO()
    with zipfile.ZipFile(sink, "w") as out:
        for name, content in (
            ("mimetype", "application/hwp+zip"),
            ("version.xml", _VERSION),
            ("Contents/header.xml", _header()),
            ("Contents/section0.xml", _section(text)),
            ("settings.xml", _SETTINGS),
            ("META-INF/container.xml", _CONTAINER),
            ("META-INF/manifest.xml", _MANIFEST),
            ("Contents/content.hpf", _CONTENT),
        ):
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            out.writestr(info, content)
    return sink.getvalue()


def _header() -> str:
    fonts = "".join(
        f'<hh:fontface lang="{language}" fontCnt="1"><hh:font id="0" face="함초롬바탕" type="TTF" isEmbedded="0"/></hh:fontface>'
        for language in _LANGUAGES
    )
    borders = "".join(_border(number, kind) for number, kind in ((1, "NONE"), (2, "SOLID")))
    letters = "".join(
        _letters(number, height, bold=bold)
        for number, (height, bold) in enumerate(((1000, False), (1300, True), (1600, True)))
    )
    paragraphs = "".join(_alignment(number, where) for number, where in enumerate(("JUSTIFY", "CENTER", "LEFT")))
    return (
        f'{_HEAD}<hh:head {_SPACES} version="1.4" secCnt="1"><hh:beginNum page="1" footnote="1" endnote="1" pic="1" tbl="1" '
        f'equation="1"/><hh:refList><hh:fontfaces itemCnt="7">{fonts}</hh:fontfaces><hh:borderFills itemCnt="2">{borders}'
        f'</hh:borderFills><hh:charProperties itemCnt="3">{letters}</hh:charProperties><hh:tabProperties itemCnt="1">'
        '<hh:tabPr id="0" autoTabLeft="0" autoTabRight="0"/></hh:tabProperties>'
        f'<hh:paraProperties itemCnt="3">{paragraphs}</hh:paraProperties><hh:styles itemCnt="1"><hh:style id="0" type="PARA" '
        'name="바탕글" engName="Normal" paraPrIDRef="0" charPrIDRef="0" nextStyleIDRef="0" langID="1042" lockForm="0"/>'
        "</hh:styles></hh:refList></hh:head>"
    )


def _border(number: int, kind: str) -> str:
    sides = "".join(
        f'<hh:{side}Border type="{kind}" width="0.12 mm" color="#000000"/>'
        for side in ("left", "right", "top", "bottom")
    )
    return (
        f'<hh:borderFill id="{number}" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">'
        '<hh:slash type="NONE" Crooked="0" isCounter="0"/><hh:backSlash type="NONE" Crooked="0" isCounter="0"/>'
        f'{sides}<hh:diagonal type="NONE" width="0.1 mm" color="#000000"/></hh:borderFill>'
    )


def _letters(number: int, height: int, *, bold: bool) -> str:
    def each(value: int) -> str:
        return " ".join(f'{language.lower()}="{value}"' for language in _LANGUAGES)

    return (
        f'<hh:charPr id="{number}" height="{height}" textColor="#000000" shadeColor="none" useFontSpace="0" useKerning="0" '
        f'symMark="NONE" borderFillIDRef="1"><hh:fontRef {each(0)}/><hh:ratio {each(100)}/><hh:spacing {each(0)}/>'
        f"<hh:relSz {each(100)}/><hh:offset {each(0)}/>{'<hh:bold/>' if bold else ''}</hh:charPr>"
    )


def _alignment(number: int, where: str) -> str:
    margin = "".join(f'<hc:{side} value="0" unit="HWPUNIT"/>' for side in ("intent", "left", "right", "prev", "next"))
    return (
        f'<hh:paraPr id="{number}" tabPrIDRef="0" condense="0" fontLineHeight="0" snapToGrid="1" suppressLineNumbers="0" '
        f'checked="0"><hh:align horizontal="{where}" vertical="BASELINE"/><hh:heading type="NONE" idRef="0" level="0"/>'
        '<hh:breakSetting breakLatinWord="KEEP_WORD" breakNonLatinWord="KEEP_WORD" widowOrphan="0" keepWithNext="0" '
        f'keepLines="0" pageBreakBefore="0" lineWrap="BREAK"/><hh:margin>{margin}</hh:margin>'
        '<hh:lineSpacing type="PERCENT" value="160" unit="HWPUNIT"/></hh:paraPr>'
    )


def _section(text: str) -> str:
    numbers = iter(range(1, 10**9))
    parts = [f"{_HEAD}<hs:sec {_SPACES}>", _first()]
    for block in blocks(text.rstrip("\n")):
        if isinstance(block, Table):
            parts.append(_table(block, numbers))
        else:
            parts.append(_paragraph(block, numbers))
    parts.append("</hs:sec>")
    return "".join(parts)


def _first() -> str:
    """The paragraph that carries the page's form: A4 upright, margins 30/15 mm as 공문서 has them."""
    return (
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


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _run(text: str, letters: int) -> str:
    shown = _escaped(_CONTROLS.sub("", text)).replace("\t", "<hp:tab/>")
    return f'<hp:run charPrIDRef="{letters}"><hp:t>{shown}</hp:t></hp:run>'


def _paragraph(block: Paragraph, numbers: Iterator[int]) -> str:
    letters = 0 if not block.level else 2 if block.level == 1 else 1
    return (
        f'<hp:p id="{next(numbers)}" paraPrIDRef="{1 if block.level == 1 else 0}" styleIDRef="0" pageBreak="0" columnBreak="0" '
        f'merged="0">{_run(block.text, letters)}</hp:p>'
    )


def _table(block: Table, numbers: Iterator[int]) -> str:
    columns = len(block.rows[0])
    width = _WIDTH // columns
    rows = "".join(
        f"<hp:tr>{''.join(_cell(cell, row, column, width, numbers) for column, cell in enumerate(cells))}</hp:tr>"
        for row, cells in enumerate(block.rows)
    )
    return (
        f'<hp:p id="{next(numbers)}" paraPrIDRef="2" styleIDRef="0" pageBreak="0" columnBreak="0" merged="0">'
        f'<hp:run charPrIDRef="0"><hp:tbl id="{next(numbers)}" zOrder="0" numberingType="TABLE" textWrap="TOP_AND_BOTTOM" '
        f'textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" pageBreak="CELL" repeatHeader="1" rowCnt="{len(block.rows)}" '
        f'colCnt="{columns}" cellSpacing="0" borderFillIDRef="2" noAdjust="0"><hp:sz width="{_WIDTH}" widthRelTo="ABSOLUTE" '
        f'height="{_ROW * len(block.rows)}" heightRelTo="ABSOLUTE" protect="0"/><hp:pos treatAsChar="1" affectLSpacing="0" '
        'flowWithText="1" allowOverlap="0" holdAnchorAndSO="0" vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" '
        'horzAlign="LEFT" vertOffset="0" horzOffset="0"/><hp:outMargin left="0" right="0" top="0" bottom="0"/>'
        f'<hp:inMargin left="510" right="510" top="141" bottom="141"/>{rows}</hp:tbl></hp:run></hp:p>'
    )


def _cell(text: str, row: int, column: int, width: int, numbers: Iterator[int]) -> str:
    return (
        f'<hp:tc name="" header="{int(row == 0)}" hasMargin="0" protect="0" editable="0" dirty="0" borderFillIDRef="2">'
        '<hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="CENTER" linkListIDRef="0" '
        'linkListNextIDRef="0" textWidth="0" textHeight="0" hasTextRef="0" hasNumRef="0">'
        f'<hp:p id="{next(numbers)}" paraPrIDRef="2" styleIDRef="0" pageBreak="0" columnBreak="0" merged="0">{_run(text, 0)}</hp:p>'
        f'</hp:subList><hp:cellAddr colAddr="{column}" rowAddr="{row}"/><hp:cellSpan colSpan="1" rowSpan="1"/>'
        f'<hp:cellSz width="{width}" height="{_ROW}"/><hp:cellMargin left="510" right="510" top="141" bottom="141"/></hp:tc>'
    )
