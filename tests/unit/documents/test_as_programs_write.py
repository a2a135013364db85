"""Files as word processors, sheets and browsers really write them: a value in pieces, spelt otherwise, or drawn by a format."""

import sys
from pathlib import Path

import pytest

from gwanmun.adapters.documents.reader import read
from gwanmun.adapters.documents.write import masked
from gwanmun.errors import BadDocument
from gwanmun.privacy.documents import edits_of, examine_document, left_over

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "data/documents"))
import packages
import pdfs

PHONE = "010-4567-1234"
SPACED = "010 4567 1234"
DRAWN = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
TWO_RUNS = f"<a:p><a:r><a:t>{PHONE[:6]}</a:t></a:r><a:r><a:rPr b='1'/><a:t>{PHONE[6:]}</a:t></a:r></a:p>"


def word(body):
    return packages.docx(
        {}, {"word/document.xml": f"{packages.HEAD}<w:document {packages.W}><w:body>{body}</w:body></w:document>"}
    )


def sheet(cell, format_):
    style = f'<numFmts count="1"><numFmt numFmtId="170" formatCode="{format_}"/></numFmts>'
    return packages.xlsx(
        {},
        {
            "xl/styles.xml": f'{packages.HEAD}<styleSheet {packages.S}>{style}<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>',
            "xl/worksheets/sheet1.xml": f'{packages.HEAD}<worksheet {packages.S}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>연락처</t></is></c></row><row r="2">{cell}</row></sheetData></worksheet>',
        },
    )


def held(content, name, value):
    """It is read and found, and the copy no longer holds it."""
    before = examine_document(read(content, name))
    assert value in "\n".join(before.document.texts)
    assert value in before.values()
    copy, _ = masked(content, name, edits_of(before))
    after = examine_document(read(copy, name))
    assert not left_over(before, after)
    return after.document


WORDS = {
    "alternative text with spaces": f'<w:p><w:r><w:t>그림</w:t><w:drawing><wp:inline><wp:docPr id="1" name="그림" descr="{SPACED}"/></wp:inline></w:drawing></w:r></w:p>',
    "tooltip with spaces": f'<w:p><w:hyperlink w:tooltip="{SPACED}"><w:r><w:t>전화</w:t></w:r></w:hyperlink></w:p>',
}


@pytest.mark.parametrize("where", WORDS)
def test_a_number_with_spaces_in_words_of_people_is_no_figure_of_the_layout(where):
    held(word(WORDS[where]), "a.docx", SPACED)


def test_a_field_code_in_pieces_is_read_as_one():
    code = f'<w:instrText> HYPERLINK "tel:{PHONE[:6]}</w:instrText></w:r><w:r><w:instrText>{PHONE[6:]}" </w:instrText>'
    held(word(f"<w:p><w:r>{code}</w:r><w:r><w:t>전화</w:t></w:r></w:p>"), "a.docx", PHONE)


def test_a_hyphen_that_does_not_break_the_line_is_a_hyphen():
    body = "<w:noBreakHyphen/>".join(f"<w:t>{part}</w:t>" for part in PHONE.split("-"))
    document = held(word(f"<w:p><w:r><w:t>전화 </w:t>{body}</w:r></w:p>"), "a.docx", PHONE)
    assert "전화1" in document.body
    spelt = PHONE.replace("-", "<hp:hyphen/>")
    raw = f"<hp:p><hp:run><hp:t>전화 {spelt}</hp:t></hp:run></hp:p>"
    held(packages.hwpx({"raw": raw}), "a.hwpx", PHONE)


PARTS = {
    "a.docx": (packages.docx, {"word/diagrams/data1.xml": f"<d {DRAWN}>{TWO_RUNS}</d>"}),
    "a.pptx": (packages.pptx, {"ppt/slideMasters/slideMaster1.xml": f"<p:sldMaster {packages.P}>{TWO_RUNS}</p:sldMaster>"}),
    "a.xlsx": (
        packages.xlsx,
        {"xl/comments1.xml": f"<comments {packages.S}><comment ref='A1'><text><r><t>{PHONE[:6]}</t></r><r><t>{PHONE[6:]}</t></r></text></comment></comments>"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_runs_are_one_line_also_where_no_layout_shows_them(name):
    build, more = PARTS[name]
    held(build({}, more), name, PHONE)


def test_two_paragraphs_that_no_layout_shows_are_two_lines():
    twice = TWO_RUNS + TWO_RUNS.replace("1234", "9876")
    content = packages.docx({}, {"word/diagrams/data1.xml": f"<d {DRAWN}>{twice}</d>"})
    assert {PHONE, "010-4567-9876"} <= set(examine_document(read(content, "a.docx")).values())


@pytest.mark.parametrize(
    ("value", "format_", "shown"),
    [
        ("1045671234", "[&lt;=99999999]####\\-####;\\(0##\\)\\ ####\\-####", "(010) 4567-1234"),
        ("45671234", "&quot;010-&quot;0000\\-0000", PHONE),
        ("45671234", "&quot;010&quot;\\-0000\\-0000", PHONE),
        ("7012121593025", "000000&quot;-&quot;0000000", "701212-1593025"),
        ("1045671234", "000&quot;.&quot;0000&quot;.&quot;0000", "010.4567.1234"),
        ("1045671234", "00000000000", "01045671234"),
        ("1045671234", "000-0000-0000;-0", PHONE),
        ("-5", "0_);[Red]\\(0\\)", None),
        ("1234.5", "#,##0.0&quot;원&quot;", None),
        ("12", "General", None),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(value, format_, shown):
    content = sheet(f'<c r="A2" s="1"><v>{value}</v></c>', format_)
    assert f"| {shown or value} |" in read(content, "a.xlsx").body
    if shown:
        held(content, "a.xlsx", next(v for v in examine_document(read(content, "a.xlsx")).values() if v in shown))


def test_what_a_format_writes_around_a_text_is_read_with_it():
    content = sheet('<c r="A2" s="1" t="inlineStr"><is><t>4567-1234</t></is></c>', "&quot;010-&quot;@")
    held(content, "a.xlsx", PHONE)


def test_names_of_themes_and_styles_name_nobody_in_other_texts():
    theme = f'<a:theme {DRAWN} name="Office Theme"/>'
    app = "<Properties><TitlesOfParts><lpstr>Office Theme</lpstr></TitlesOfParts></Properties>"
    content = packages.pptx({"slide": PHONE}, {"ppt/theme/theme1.xml": theme, "docProps/app.xml": app})
    held(content, "a.pptx", PHONE)
    assert "Office Theme" not in examine_document(read(content, "a.pptx")).values()


def page(body):
    return f"<!doctype html><html><body>{body}</body></html>".encode()


@pytest.mark.parametrize("tag", ["noscript", "template", "text", "xmp", "button", "desc", "output", "optgroup"])
def test_numbers_of_neighbours_on_a_page_do_not_run_together(tag):
    content = page(f"<svg><{tag}>{PHONE}</{tag}><{tag}>010-4567-9876</{tag}></svg>")
    held(content, "a.html", PHONE)


def test_a_comment_for_one_browser_is_a_comment():
    content = page(f"<p>안내</p><!--[if lt IE 9]><p>{PHONE}</p><![endif]-->")
    held(content, "a.html", PHONE)


def test_a_page_that_breaks_off_within_a_marked_section_is_refused_with_a_comment_behind_it_too():
    with pytest.raises(BadDocument) as refused:
        read(page("<p>안내</p><![if x <!-- 끝 -->")[: -len("</body></html>")], "a.html")
    assert refused.value.problem == "damaged"


@pytest.mark.parametrize("where", ["pattern", "soft_mask"])
def test_letters_that_are_drawn_as_a_colour_refuse_a_pdf(where):
    with pytest.raises(BadDocument) as refused:
        read(pdfs.pdf({where: PHONE}), "a.pdf")
    assert refused.value.problem == "unread_part"


def test_a_scan_in_strips_is_a_scan():
    with pytest.raises(BadDocument) as refused:
        read(pdfs.pdf({"strips": "- 1 -"}), "a.pdf")
    assert refused.value.problem == "image_only"


def without(content, *names):
    return packages.zipped({name: part for name, part in packages.members(content).items() if name not in names})


@pytest.mark.parametrize(
    ("name", "build", "part"),
    [
        ("a.docx", packages.docx, "word/document.xml"),
        ("a.xlsx", packages.xlsx, "xl/worksheets/sheet2.xml"),
        ("a.pptx", packages.pptx, "ppt/slides/slide1.xml"),
    ],
)
def test_a_package_without_a_part_that_it_announces_is_refused(name, build, part):
    hidden = {"hidden_sheet": PHONE} if name == "a.xlsx" else {}
    footer = {"word/footer1.xml": f"{packages.HEAD}<w:ftr {packages.W}><w:p><w:r><w:t>바닥글</w:t></w:r></w:p></w:ftr>"}
    with pytest.raises(BadDocument) as refused:
        read(without(build(hidden, footer if name == "a.docx" else None), part), name)
    assert refused.value.problem == "damaged"


@pytest.mark.parametrize("text", ["MZ세대 소통 계획", "BMW 520d 등록 안내"])
def test_a_text_that_begins_like_a_program_or_a_picture_is_a_text(text):
    assert text in read(text.encode(), "a.txt").body


def test_a_member_that_is_called_a_picture_and_is_none_refuses_the_file():
    with pytest.raises(BadDocument) as refused:
        read(packages.docx({"body": "보고"}, {"word/media/image1.png": f"전화 {PHONE}"}), "a.docx")
    assert refused.value.problem == "lying_type"


@pytest.mark.parametrize(
    "content", [b"Tel 010-4567-1234\x00\x00", "\ufeff안녕하십니까".encode("utf-16-le") * 9 + b"010-4567-1234 "]
)
def test_plain_letters_that_are_read_two_by_two_are_refused(content):
    with pytest.raises(BadDocument) as refused:
        read(content, "a.txt")
    assert refused.value.problem == "wrong_encoding"


def test_an_element_with_more_attributes_than_anything_has_is_refused():
    many = " ".join(f'a{n}="1"' for n in range(5000))
    with pytest.raises(BadDocument) as refused:
        read(word(f"<w:p {many}/>"), "a.docx")
    assert refused.value.problem == "too_many"


def test_a_format_longer_than_a_sheet_may_have_is_refused():
    with pytest.raises(BadDocument) as refused:
        read(sheet('<c r="A2" s="1"><v>1</v></c>', "0-" * 5000), "a.xlsx")
    assert refused.value.problem == "damaged"
