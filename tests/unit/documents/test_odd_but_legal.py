"""Files of odd but legal structure: a value, or a mark, that a reader of the document sees, is found however the file keeps it."""

import base64
import json
import sys
import zlib
from pathlib import Path

import pytest

from gwanmun.adapters.documents.reader import read
from gwanmun.adapters.documents.write import masked
from gwanmun.domain.findings import Kind
from gwanmun.errors import BadDocument
from gwanmun.privacy.documents import edits_of, examine_document, left_over, places_of

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "data/documents"))
import hwp5
import packages
import pdfs

PHONE, BACK = "010-4567-1234", "4321-7654-010"
RRN = "701212-1593025"
RLO, PDF = "\u202e", "\u202c"


def values(content, name):
    return {"".join(filter(str.isalnum, value)) for value in examine_document(read(content, name)).values()}


def bare(value):
    return "".join(filter(str.isalnum, value))


def marks(content, name):
    examined = examine_document(read(content, name))
    return [f for row in examined.findings for f in row if f.kind is Kind.MARKING]


def copy_of(content, name):
    before = examine_document(read(content, name))
    copy, format_ = masked(content, name, edits_of(before))
    after = examine_document(read(copy, name if format_ in ("text", "html") else f"copy.{format_}"))
    assert not left_over(before, after)
    return copy, after.document


# ---------------------------------------------------------------- marks on every page

HEAD = "행정안전부 대외비"


def hung(inner, tag="header"):
    return f"<hp:p><hp:run><hp:ctrl><hp:{tag}><hp:subList>{inner}</hp:subList></hp:{tag}></hp:ctrl></hp:run></hp:p>"


def hp(words):
    return f"<hp:p><hp:run><hp:t>{words}</hp:t></hp:run></hp:p>"


def hp_table(*rows):
    cells = (
        "".join(
            f'<hp:tc><hp:subList>{hp(words)}</hp:subList><hp:cellAddr colAddr="{column}" rowAddr="{row}"/></hp:tc>'
            for column, words in enumerate(line)
        )
        for row, line in enumerate(rows)
    )
    return f"<hp:p><hp:run><hp:tbl>{''.join(f'<hp:tr>{row}</hp:tr>' for row in cells)}</hp:tbl></hp:run></hp:p>"


HP_BOX = (
    f"<hp:p><hp:run><hp:rect><hp:drawText><hp:subList>{hp(HEAD)}</hp:subList></hp:drawText></hp:rect></hp:run></hp:p>"
)
W_P = f"<w:p><w:r><w:t>{HEAD}</w:t></w:r></w:p>"
W_TABLE = f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>기관</w:t></w:r></w:p></w:tc><w:tc>{W_P}</w:tc></w:tr></w:tbl>"
W_BOX = f"<w:p><w:r><w:pict><w:txbxContent>{W_P}</w:txbxContent></w:pict></w:r></w:p>"


def word_head(inner):
    return packages.docx({}, {"word/header1.xml": f"<w:hdr {packages.W}>{inner}</w:hdr>"})


def slide_shape(kind, words=HEAD):
    place = f'<p:nvPr><p:ph type="{kind}"/></p:nvPr>' if kind else ""
    return f"<p:sp><p:nvSpPr>{place}</p:nvSpPr><p:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>"


def slides(part, tag, *shapes):
    return packages.pptx(
        {}, {part: f"<p:{tag} {packages.P}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:{tag}>"}
    )


SLIDE = "ppt/slides/slide2.xml"
MASTER = "ppt/slideMasters/slideMaster1.xml"
RUNNING = {
    "a table in a head.hwpx": packages.hwpx({"raw": hung(hp_table(("기관", "대외비")))}),
    "a box in a head.hwpx": packages.hwpx({"raw": hung(HP_BOX)}),
    "a foot.hwpx": packages.hwpx({"raw": hung(hp_table(("쪽", HEAD)), "footer")}),
    "a box on a master page.hwpx": packages.hwpx({}, {"Contents/masterpage0.xml": f"<masterPage {packages.H}><hp:subList>{HP_BOX}</hp:subList></masterPage>"}),
    "a long head.hwpx": packages.hwpx({"header": f"{'기관 안내 ' * 60} {HEAD}"}),
    "a mark of two words.hwpx": packages.hwpx({"header": "행정안전부 Ⅲ급 비밀 사본"}),
    "a table in a head.docx": word_head(W_TABLE),
    "a box in a head.docx": word_head(W_BOX),
    "a foot of a slide.pptx": slides(SLIDE, "sld", slide_shape("ftr")),
    "a head of notes.pptx": slides("ppt/notesSlides/notesSlide1.xml", "notes", slide_shape("hdr")),
    "a foot of a master.pptx": slides(MASTER, "sldMaster", slide_shape("title", "제목 편집"), slide_shape("ftr")),
    "a stamp on a master.pptx": slides(MASTER, "sldMaster", slide_shape("")),
    "a foot of a layout.pptx": slides("ppt/slideLayouts/slideLayout1.xml", "sldLayout", slide_shape("ftr")),
    "a head of a sheet.xlsx": packages.xlsx({"raw": '<headerFooter><oddHeader>&amp;L&amp;"맑은 고딕,굵게"&amp;12대외비&amp;R&amp;P</oddHeader></headerFooter>'}),
    "a foot of a first page.xlsx": packages.xlsx({"raw": f"<headerFooter><firstFooter>&amp;C{HEAD}</firstFooter></headerFooter>"}),
    "a table in a head.hwp": hwp5.hwp(hwp5.paragraph("기안 문서", controls=[(16, b"head")], after=hwp5.record(hwp5.CTRL, 1, b"head"[::-1] + b"\x00" * 8) + hwp5.record(hwp5.LIST, 2, b"\x01" + b"\x00" * 33) + hwp5.paragraph("", 2, controls=[(11, b"tbl ")], after=hwp5.table([["기관", HEAD]], 3), last=True))),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNNING)
def test_a_mark_in_a_running_head_or_foot_counts_wherever_in_it_it_stands(name):
    assert marks(RUNNING[name], name.replace(" ", "-"))


def test_what_is_found_in_a_table_of_a_head_is_on_record_as_of_the_head():
    examined = examine_document(read(RUNNING["a table in a head.hwpx"], "a.hwpx"))
    assert places_of(examined.document.body, examined.findings[0])["header"] == {"MARKING": 1}


def test_what_a_master_asks_for_is_no_text_of_the_slides():
    assert "제목 편집" not in read(RUNNING["a foot of a master.pptx"], "a.pptx").body


def page(*lines):
    at = (
        b"1 0 0 1 50 %d Tm <%s> Tj" % (780 - 20 * n, line.encode("utf-16-be").hex().encode())
        for n, line in enumerate(lines)
    )
    return pdfs.whole([b"BT /F 12 Tf " + b" ".join(at) + b" ET"])


def test_a_mark_at_a_pages_head_or_foot_counts_for_a_pdf():
    assert marks(page(HEAD, "업무 보고", "본문이다"), "a.pdf")
    assert marks(page("업무 보고", "본문이다", HEAD), "a.pdf")
    assert not marks(page("대외비 관리지침 개정", "본문이다", "끝"), "a.pdf")
    assert not marks(page("업무 보고", HEAD + " 지침을 살폈다", "끝"), "a.pdf")


# ---------------------------------------------------------------- values in pieces


FORMS = {
    "the dash in a cell of its own": (("주민등록번호", "701212", "-", "1593025"), RRN),
    "a firm's number in three cells": (("사업자등록번호", "159", "36", "05607"), "1593605607"),
    "a mobile number with cells for its dashes": (("휴대전화", "010", "-", "4567", "-", "1234"), PHONE),
}


@pytest.mark.parametrize("how", FORMS)
def test_a_number_that_a_form_cuts_into_cells_is_found_and_masked(how):
    row, value = FORMS[how]
    content = packages.hwpx({"raw": hp_table(row)})
    assert bare(value) in values(content, "a.hwpx")
    _copy, document = copy_of(content, "a.hwpx")
    assert row[1] not in document.body
    assert row[-1] not in document.body


@pytest.mark.parametrize(
    "row", [("연도", "2024", "-", "2026"), ("지급액", "159", "36", "05607"), ("호수", "101", "-", "1203")]
)
def test_figures_in_cells_are_no_numbers_of_people(row):
    assert values(packages.hwpx({"raw": hp_table(row)}), "a.hwpx") == set()


def test_tabs_between_the_groups_of_a_mobile_number_are_dashes():
    tabbed = '<hp:p><hp:run><hp:t>연락처 010<hp:tab width="4"/>4567<hp:tab width="4"/>1234</hp:t></hp:run></hp:p>'
    assert bare(PHONE) in values(packages.hwpx({"raw": tabbed}), "a.hwpx")
    assert bare(PHONE) in values("성명\t휴대전화\n김서연\t010\t4567\t1234\n".encode(), "a.tsv")


def symbols(first):
    return "".join(f'<w:sym w:font="Symbol" w:char="{first + ord(c):04X}"/>' for c in PHONE)


@pytest.mark.parametrize("first", [0, 0xF000])
def test_letters_that_a_word_processor_keeps_as_symbols_are_read_and_masked(first):
    content = packages.docx({"raw": f"<w:p><w:r><w:t>연락처 </w:t>{symbols(first)}<w:t> 끝</w:t></w:r></w:p>"})
    assert f"연락처 {PHONE} 끝" in read(content, "a.docx").body
    copy, document = copy_of(content, "a.docx")
    assert "⟨전화1⟩ 끝" in document.body
    assert b"w:sym" not in packages.members(copy)["word/document.xml"]


BACKWARDS = {
    "a.txt": f"연락처 {RLO}{BACK}{PDF} 입니다".encode(),
    "a.hwpx": packages.hwpx({"body": f"연락처 {RLO}{BACK}{PDF} 입니다"}),
    "a.docx": packages.docx({"raw": f'<w:p><w:r><w:t>연락처 </w:t></w:r><w:bdo w:val="rtl"><w:r><w:t>{BACK}</w:t></w:r></w:bdo></w:p>'}),
    "a.html": f'<html><body><p>연락처 <bdo dir="rtl">{BACK}</bdo></p></body></html>'.encode(),
    "b.html": f'<html><body><p>연락처 <b style="unicode-bidi: bidi-override; direction: rtl">{BACK}</b></p></body></html>'.encode(),
    "a.pdf": page("업무 보고", f"연락처 {RLO}{BACK}{PDF} 입니다"),
}  # fmt: skip


@pytest.mark.parametrize("name", BACKWARDS)
def test_what_is_kept_backwards_is_read_as_it_is_seen(name):
    document = read(BACKWARDS[name], name)
    assert PHONE in document.body
    assert BACK not in document.body
    assert bare(PHONE) in values(BACKWARDS[name], name)
    _copy, document = copy_of(BACKWARDS[name], name)
    assert BACK not in document.body
    assert PHONE not in document.body


def test_a_field_of_a_page_does_not_run_into_the_text_before_it():
    content = f'<html><body><b>담당 9999</b><input value="{RRN}"></body></html>'.encode()
    assert bare(RRN) in values(content, "a.html")


FOLDED = "BEGIN:VCALENDAR\r\nDESCRIPTION:주민등록번호 701212-15\r\n 93025\r\nEND:VCALENDAR\r\n"


def test_lines_that_a_calendar_folds_are_read_as_one():
    assert bare(RRN) in values(FOLDED.encode(), "a.ics")
    copy, _ = copy_of(FOLDED.encode(), "a.ics")
    assert "93025" not in copy.decode()


def test_letters_that_a_text_spells_by_their_numbers_are_read_and_masked():
    content = json.dumps({"성명": "김서연", "연락처": PHONE}).replace("010", r"\u0030\u0031\u0030").encode()
    document = read(content, "a.json")
    assert PHONE in document.body
    assert "김서연" in document.body
    copy, _ = copy_of(content, "a.json")
    told = json.loads(copy)
    assert told == {"성명": "⟨이름1⟩", "연락처": "⟨전화1⟩"}


# ---------------------------------------------------------------- sheets

FORMULAS = {
    "two texts": (f'<f>"010-"&amp;"4567-1234"</f><v>{PHONE}</v>', PHONE),
    "other cells": (f'<f>LEFT(C9,3)&amp;"-4567-1234"</f><v>{PHONE}</v>', PHONE),
    "for a row of cells": (f'<f t="shared" ref="A9:A10" si="0">LEFT(C9,3)&amp;"-4567-1234"</f><v>{PHONE}</v>', PHONE),
    "as the cell above": (f'<f t="shared" si="0"/><v>{PHONE}</v>', PHONE),
}


@pytest.mark.parametrize("how", FORMULAS)
def test_a_formula_does_not_make_a_masked_value_anew(how):
    cell, _value = FORMULAS[how]
    inner = f'<row r="9"><c r="A9" t="str">{cell}</c></row>'
    content = packages.xlsx({"inline": "안내"})
    parts = packages.members(content)
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"</sheetData>", inner.encode() + b"</sheetData>"
    )
    copy, _ = copy_of(packages.zipped(parts), "a.xlsx")
    sheet = packages.members(copy)["xl/worksheets/sheet1.xml"].decode()
    assert "4567" not in sheet
    assert "LEFT" not in sheet
    assert 'si="0"/>' not in sheet
    assert sheet.count("⟨전화1⟩") == (1 if 'si="0"/>' in cell else 2)


def test_a_sum_that_makes_a_number_does_not_stay():
    inner = '<row r="9"><c r="A9" t="inlineStr"><is><t>주민등록번호</t></is></c><c r="B9" s="1"><f>701212*10000000+1593025</f><v>7012121593025</v></c></row>'
    parts = packages.members(packages.xlsx({"inline": "안내"}))
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"</sheetData>", inner.encode() + b"</sheetData>"
    )
    copy, _ = copy_of(packages.zipped(parts), "a.xlsx")
    assert b"1593025" not in packages.members(copy)["xl/worksheets/sheet1.xml"]


def test_a_value_across_the_codes_of_a_page_header_is_found_and_masked():
    content = packages.xlsx(
        {"raw": "<headerFooter><oddHeader>&amp;C연락처 010-&amp;B4567-1234 &amp;&amp; 끝</oddHeader></headerFooter>"}
    )
    assert f"[머리글] 연락처 {PHONE} & 끝" in read(content, "a.xlsx").body
    copy, _ = copy_of(content, "a.xlsx")
    assert b"4567" not in packages.members(copy)["xl/worksheets/sheet1.xml"]


def test_a_reading_that_stands_over_each_letter_is_one_word():
    strings = '<si><t>金瑞姸</t><rPh sb="0" eb="1"><t>담당 김</t></rPh><rPh sb="1" eb="3"><t>서연 주무관</t></rPh></si>'
    content = packages.xlsx({"inline": "안내"}, {"xl/sharedStrings.xml": f"<sst {packages.S}>{strings}</sst>"})
    assert "김서연" in values(content, "a.xlsx")


# ---------------------------------------------------------------- beside the text


def test_figures_of_custom_parts_are_no_sizes():
    data = '<people><person acct="11012345678" birth="701212"/></people>'
    rest = read(packages.docx({}, {"customXml/item1.xml": data}), "a.docx").rest
    assert "11012345678" in rest
    assert "701212" in rest


def test_who_changed_a_document_is_somebody():
    head = f'<hh:head {packages.H}><hh:trackChangeAuthors><hh:trackChangeAuthor id="1" name="김서연"/></hh:trackChangeAuthors></hh:head>'
    assert "김서연" in values(packages.hwpx({}, {"Contents/header.xml": head}), "a.hwpx")


# ---------------------------------------------------------------- mail


def mail(kind, body, encoding):
    return (
        'From: a@example.go.kr\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n'
        f"hello\r\n--b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n--b--\r\n"
    ).encode()


FORWARDED = (
    f"From: c@example.go.kr\r\nSubject: y\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n연락처 {PHONE}\r\n".encode()
)


def test_a_message_that_another_holds_in_base64_is_read():
    content = mail("message/rfc822", base64.encodebytes(FORWARDED).decode(), "base64")
    assert bare(PHONE) in values(content, "a.eml")
    assert base64.b64encode(FORWARDED)[:20].decode() not in "\n".join(read(content, "a.eml").texts)


@pytest.mark.parametrize(
    ("kind", "body", "encoding"),
    [
        ("message/rfc822", FORWARDED.decode(), "quoted-printable"),
        ("message/rfc822", "!!!!", "base64"),
        ("message/rfc822", "begin 644 a", "x-uuencode"),
        ('multipart/mixed; boundary="c"', "--c\r\n\r\nhello\r\n--c--", "base64"),
        ("text/plain", "안내\r\nbegin 644 a.txt\r\n-,#$P+30U-C<M,3(S-```\r\n`\r\nend", "8bit"),
    ],
)  # fmt: skip
def test_what_a_message_packs_otherwise_is_refused(kind, body, encoding):
    with pytest.raises(BadDocument) as refused:
        read(mail(kind, body, encoding), "a.eml")
    assert refused.value.problem in ("unread_part", "damaged")


# ---------------------------------------------------------------- PDF


def spec(which, name=b"(a.txt)"):
    return b"<< /Type /Filespec /F %s /EF << %s >> >>" % (name, which)


def stream(text):
    return pdfs.stream(text.encode() if isinstance(text, str) else text)


def widget(extra):
    return b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (f) /Rect [50 50 200 70] %s >>" % extra


STAMP = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F 3 0 R >> >>"
KEPT = {
    "an attachment for one system": (spec(b"/Unix @1"), [stream(f"연락처 {PHONE}")]),
    "two attachments under one name": (spec(b"/F @2 /UF @1"), [stream("안내"), stream(f"연락처 {PHONE}")]),
    "a file beside an attachment": (b"<< /Type /Filespec /F (a.txt) /EF << /F @1 >> /RF << /F [(b.txt) @2] >> >>", [stream("안내"), stream(f"연락처 {PHONE}")]),
    "an attachment that nothing names": (b"[@1]", [pdfs.stream(f"연락처 {PHONE}".encode(), b"/Type /EmbeddedFile")]),
    "a field's value in a stream": (widget(b"/V @1"), [stream(f"연락처 {PHONE}".encode("utf-16"))]),
    "a field's dressed value": (widget(b"/V (x) /RV @1"), [stream(f"<p>연락처 {PHONE}</p>")]),
    "a comment's dressed words": (b"<< /Type /Annot /Subtype /Text /Contents (x) /RC @1 >>", [stream(f"<p>연락처 {PHONE}</p>")]),
    "a button's state": (widget(b"/AS /%s" % PHONE.encode()), []),
    "a place's name": (b"<< /%s [0 /Fit] >>" % PHONE.encode(), []),
    "a program's own data": (b"<< /PieceInfo << /App << /Private << /Data @1 >> >> >> >>", [stream(f"연락처 {PHONE}")]),
    "metadata in UTF-16": (b"[@1]", [pdfs.stream(f"<x>연락처 {PHONE}</x>".encode("utf-16"), b"/Type /Metadata")]),
}  # fmt: skip


@pytest.mark.parametrize("how", KEPT)
def test_what_a_pdf_keeps_beside_its_pages_is_read(how):
    content = pdfs.whole([pdfs.shown("보고서 본문")], beside=KEPT[how])
    assert bare(PHONE) in values(content, "a.pdf")


def test_what_a_page_says_for_a_picture_is_read():
    said = b"/Figure << /Alt %s >> BDC EMC " % pdfs.string(f"연락처 {PHONE}")
    assert bare(PHONE) in values(pdfs.whole([said + pdfs.shown("보고서 본문")]), "a.pdf")


def test_a_hidden_stamp_is_read():
    stamp = pdfs.stream(pdfs.shown(f"연락처 {PHONE}"), STAMP)
    note = b"<< /Type /Annot /Subtype /Stamp /F 2 /Rect [0 0 600 800] /AP << /N @1 >> >>"
    content = pdfs.whole([pdfs.shown("보고서 본문")], beside=(note, [stamp]), annotated=True)
    assert bare(PHONE) in values(content, "a.pdf")


def test_a_program_s_own_pictures_are_named_as_unread():
    content = pdfs.whole(
        [pdfs.shown("보고서 본문")],
        beside=(b"<< /PieceInfo << /App << /Private @1 >> >> >>", [stream(zlib.compress(bytes(range(256))))]),
    )
    assert read(content, "a.pdf").dropped


def test_what_a_sheet_or_a_shape_is_called_is_somebody_only_where_it_is_a_name():
    content = packages.xlsx({"sheet_name": "자료", "defined_name": "x"})
    assert values(content, "a.xlsx") == set()
    assert b'name="\xec\x9e\x90\xeb\xa3\x8c"' in packages.members(copy_of(content, "a.xlsx")[0])["xl/workbook.xml"]
    for name in ("김서연", "독고솔"):
        assert name in values(packages.xlsx({"sheet_name": name}), "a.xlsx")


@pytest.mark.parametrize("tag", ["definedName", "formula1"])
def test_a_value_that_a_formula_puts_together_is_found_and_masked(tag):
    content = packages.xlsx({"inline": "안내"})
    parts = packages.members(content)
    joined = f'<{tag} name="x">"010-4567-" &amp; "1234"</{tag}>'.encode()
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</workbook>", joined + b"</workbook>")
    content = packages.zipped(parts)
    assert bare(PHONE) in values(content, "a.xlsx")
    copy, _ = copy_of(content, "a.xlsx")
    assert f'>"⟨전화1⟩"</{tag}>' in packages.members(copy)["xl/workbook.xml"].decode()
