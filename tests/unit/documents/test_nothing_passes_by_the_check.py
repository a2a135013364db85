"""Files that somebody made so that a check looks past something in them: another spelling, another encoding, another name."""

import io
import struct
import sys
import zipfile
from pathlib import Path

import pytest

from gwanmun.adapters.documents.box_font import FONT
from gwanmun.adapters.documents.reader import draft_of, read
from gwanmun.adapters.documents.write import masked
from gwanmun.errors import BadDocument
from gwanmun.privacy.documents import edits_of, examine_document, left_over

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "data/documents"))
import packages
import pdfs

PHONE = "010-4567-1234"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def problem(content, name):
    with pytest.raises(BadDocument) as refused:
        read(content, name)
    return refused.value.problem


def relations(row):
    return f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" {row}/></Relationships>'


def word(rels, part="word/_rels/document.xml.rels"):
    return packages.docx({}, {part: rels})


IMAGE = f'Type="{KIND}image" Target="http://elsewhere.example/a.png"'
EXTERNAL = {
    "an entity in the mode": word(relations(f'{IMAGE} TargetMode="&#69;xternal"')),
    "UTF-16": word(relations(f'{IMAGE} TargetMode="External"').replace("?>", ' encoding="UTF-16"?>').encode("utf-16")),
    "capitals in the ending": word(relations(f'{IMAGE} TargetMode="External"'), "word/_rels/document.xml.RELS"),
    "another case": word(relations(f'{IMAGE} TargetMode="external"')),
    "a link's type in another attribute": word(relations(f'{IMAGE} TargetMode="External" a="relationships/hyperlink&quot;"')),
    "a link's type in the name": word(relations(f"{IMAGE} TargetMode=\"External\" a='relationships/hyperlink\"'")),
    "the attribute twice": word(relations(f'{IMAGE} TargetMode="External" x:TargetMode="Internal" xmlns:x="x"')),
    "no mode": word(relations(IMAGE)),
    "a share": word(relations(f'Type="{KIND}image" Target="\\\\10.0.0.1\\a.png"')),
    "a template on a share": word(relations(f'Type="{KIND}attachedTemplate" Target="file://10.0.0.1/a.dotm" TargetMode="External"')),
}  # fmt: skip


@pytest.mark.parametrize("how", EXTERNAL)
def test_content_from_outside_is_refused_however_it_is_spelt(how):
    assert problem(EXTERNAL[how], "a.docx") == "external"


@pytest.mark.parametrize(
    "row",
    [
        f'Type="{KIND}hyperlink" Target="https://www.example.go.kr/" TargetMode="External"',
        f'Type="{KIND}attachedTemplate" Target="file:///C:\\Normal.dotm" TargetMode="External"',
        f'Type="{KIND}image" Target="media/image1.png" TargetMode="Internal"',
        f'Type="{KIND}image" Target="/word/media/image1.png"',
    ],
)
def test_links_that_a_person_clicks_and_parts_of_the_package_are_read(row):
    assert "업무" in read(word(relations(row)), "a.docx").body


@pytest.mark.parametrize("part", ["word/media/image1.svg", "word/drawings/v1.vml"])
def test_a_script_in_a_drawing_is_refused_in_every_encoding(part):
    for script in ("<script>a()</script>", "<x:script>a()</x:script>"):
        svg = f'<?xml version="1.0" encoding="UTF-16"?><svg xmlns:x="http://www.w3.org/2000/svg">{script}</svg>'
        assert problem(packages.docx({}, {part: svg.encode("utf-16")}), "a.docx") == "script"


def test_a_drawing_that_runs_something_when_it_is_shown_is_refused():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="a()"/>'
    assert problem(packages.docx({}, {"word/media/image1.svg": svg}), "a.docx") == "script"


@pytest.mark.parametrize("spelt", ["macro&#69;nabled", "vba&#80;roject"])
def test_a_type_of_a_macro_is_one_however_it_is_spelt(spelt):
    content = packages.members(packages.docx({}))
    types = content["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/a.bin" ContentType="application/{spelt}"/></Types>'.encode()
    )
    assert problem(packages.zipped({**content, "[Content_Types].xml": types}), "a.docx") == "macro"  # fmt: skip


@pytest.mark.parametrize(
    "target", [" java\nscript:a()", "java&#9;script:a()", "&#1;javascript:a()", "VB\r\nScript:a", "data:\ttext/html,a"]
)
def test_an_address_that_runs_is_one_with_blanks_in_it_too(target):
    assert problem(f'<html><body><p>안내</p><a href="{target}">열기</a></body></html>'.encode(), "a.html") == "script"


@pytest.mark.parametrize("target", ["data:text/plain,a", "da&#116;a:text/plain,a", "d&#10;ata:text/plain,a"])
def test_letters_packed_into_an_address_stop_the_copy_however_it_is_spelt(target):
    page = f'<html><body><p>안내</p><a href="{target}">열기</a></body></html>'.encode()
    with pytest.raises(BadDocument) as refused:
        masked(page, "a.html", [])
    assert refused.value.problem == "cannot_write"


GUID = "{00014A78-CABC-4EF0-12AC-5CD89AEFDE00}"
FONTS = {
    "a.docx": {
        "word/fontTable.xml": f'<w:fonts {packages.W}><w:font w:name="Bon"><w:embedRegular r:id="rId9" w:fontKey="{GUID}"/></w:font></w:fonts>',
        "word/_rels/fontTable.xml.rels": relations(f'Type="{KIND}font" Target="fonts/font1.odttf"').replace('"r1"', '"rId9"'),
    },
    "a.pptx": {
        "ppt/presentation.xml": f'<p:presentation {packages.P}><p:embeddedFontLst><p:embeddedFont><p:font typeface="Bon"/><p:regular r:id="r1"/></p:embeddedFont></p:embeddedFontLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(f'Type="{KIND}font" Target="fonts/font1.fntdata"'),
    },
    "a.hwpx": {
        "Contents/content.hpf": f'<opf:package {packages.H}><opf:item id="font1" href="BinData/font1.ttf" isEmbeded="1"/></opf:package>',
        "Contents/header.xml": f'<hh:head {packages.H}><hh:font face="Bon" type="TTF" isEmbedded="1" binaryItemIDRef="font1"/></hh:head>',
    },
}  # fmt: skip
PLACE = {"a.docx": "word/fonts/font1.odttf", "a.pptx": "ppt/fonts/font1.fntdata", "a.hwpx": "BinData/font1.ttf"}
BUILD = {"a.docx": packages.docx, "a.pptx": packages.pptx, "a.hwpx": packages.hwpx}


def hidden(font):
    """As word processors hide the first letters of a font (ECMA-376 part 4 §2.8.1)."""
    key = bytes.fromhex(GUID.strip("{}").replace("-", ""))[::-1]
    return bytes(a ^ b for a, b in zip(font[:32], key + key, strict=True)) + font[32:]


def dressed(font):
    """An Embedded OpenType file around a font, as presentations have."""
    size = 82 + len(font)
    return struct.pack("<IIII10sBBIHH", size, len(font), 0x20001, 4, bytes(10), 1, 0, 400, 0, 0x504C) + bytes(46) + font


REAL = {"a.docx": hidden(FONT), "a.pptx": dressed(FONT), "a.hwpx": FONT}


@pytest.mark.parametrize("name", FONTS)
@pytest.mark.parametrize(
    "content", [f"전화 {PHONE} ".encode() * 40, b"\x00\x01\x00\x00" + f"전화 {PHONE}".encode() * 40]
)
def test_a_text_that_is_called_a_font_is_refused(name, content):
    assert problem(BUILD[name]({}, {**FONTS[name], PLACE[name]: content}), name) == "lying_type"


@pytest.mark.parametrize("name", FONTS)
def test_a_font_is_let_in_and_does_not_go_into_the_copy(name):
    content = BUILD[name]({}, {**FONTS[name], PLACE[name]: REAL[name]})
    assert PLACE[name] in read(content, name).dropped
    copy, _ = masked(content, name, [])
    parts = packages.members(copy)
    assert PLACE[name] not in parts
    left = b"".join(parts.values())
    assert b"font1" not in left
    assert b"rId9" not in left
    assert b"Bon" in left
    assert read(copy, name).body == read(content, name).body


def test_pictures_and_fonts_of_a_document_within_a_document_do_not_stay_either():
    inner = packages.docx({}, {**FONTS["a.docx"], PLACE["a.docx"]: REAL["a.docx"]})
    copy, _ = masked(packages.pptx({}, {"ppt/embeddings/b.docx": inner}), "a.pptx", [])
    assert PLACE["a.docx"] not in packages.members(packages.members(copy)["ppt/embeddings/b.docx"])
    inner = packages.docx({}, {"word/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(30)})
    with pytest.raises(BadDocument) as refused:
        masked(packages.pptx({}, {"ppt/embeddings/b.docx": inner}), "a.pptx", [])
    assert refused.value.problem == "pictures"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp949"])
def test_a_part_in_another_encoding_is_masked(encoding):
    said = {"utf-16-le": "UTF-16", "cp949": "EUC-KR"}.get(encoding, "UTF-16")
    text = f'<?xml version="1.0" encoding="{said}"?><w:document {packages.W}><w:body><w:p><w:r><w:t>전화 {PHONE}</w:t></w:r></w:p></w:body></w:document>'
    content = packages.docx({}, {"word/document.xml": text.encode(encoding)})
    before = examine_document(read(content, "a.docx"))
    assert PHONE in before.values()
    copy, _ = masked(content, "a.docx", edits_of(before))
    after = examine_document(read(copy, "a.docx"))
    assert "전화 " in after.document.body
    assert not left_over(before, after)


ARCHIVE = packages.zipped({"a.txt": "안내"})


@pytest.mark.parametrize(
    "after", [f"전화 {PHONE}".encode(), b"\x00" * 9 + b"1", ARCHIVE[:40]], ids=["letters", "a digit", "another member"]
)
@pytest.mark.parametrize(("name", "content"), [("a.zip", ARCHIVE), ("a.docx", packages.docx({}))], ids=["zip", "docx"])
def test_bytes_behind_the_end_of_a_package_are_not_passed_over(name, content, after):
    assert problem(content + after, name) == "damaged"


@pytest.mark.parametrize("after", [b"", b"\x00" * 512, b"\r\n", b" "])
def test_blanks_behind_the_end_of_a_package_are_nothing(after):
    assert "안내" in read(ARCHIVE + after, "a.zip").body


def test_a_remark_beside_the_members_is_no_byte_behind_the_end():
    sink = io.BytesIO(ARCHIVE)
    with zipfile.ZipFile(sink, "a") as opened:
        opened.comment = "비고".encode()
    assert "비고" in read(sink.getvalue(), "a.zip").rest
    assert problem(sink.getvalue()[:-1], "a.zip") == "damaged"


STAMP = "출력자 김가람 행정지원과 2026-01-05 14:02:31 외부 유출 금지"


def test_a_scan_with_a_line_of_its_printer_over_it_is_a_scan():
    assert problem(pdfs.pdf({"stamped": STAMP}), "a.pdf") == "image_only"


def test_a_scan_with_a_line_over_it_is_recognised_where_somebody_asked():
    draft, document = draft_of(pdfs.pdf({"stamped": STAMP}), "a.pdf", seen={"page 1": "주문 내용"})
    assert document.recognised == ("page 1",)
    assert "주문 내용" in document.body
    assert STAMP in document.body.replace("\n", "")
    assert not draft.wanted


@pytest.mark.parametrize("places", [{"stamped": "본문이다 " * 40}, {"numbered": STAMP}])
def test_text_over_a_picture_that_is_no_scan_is_read(places):
    assert next(iter(places.values()))[:4] in read(pdfs.pdf(places), "a.pdf").body


ENCODED = "https://a.example.go.kr/?" + "".join(f"%{byte:02X}" for byte in f"연락처={PHONE}".encode())
TWICE = ENCODED.replace("%", "%25")
OLDER = "https://a.example.go.kr/?" + "".join(f"%{byte:02x}" for byte in f"연락처={PHONE}".encode("cp949"))
LINKS = {
    "a.docx": lambda link: word(relations(f'Type="{KIND}hyperlink" Target="{link}" TargetMode="External"')),
    "b.docx": lambda link: packages.docx({"raw": f'<w:p><w:r><w:instrText>HYPERLINK "{link}"</w:instrText></w:r></w:p>'}),
    "a.html": lambda link: f'<html><body><a href="{link}">열기</a></body></html>'.encode(),
}  # fmt: skip


@pytest.mark.parametrize("link", [ENCODED, TWICE, OLDER], ids=["once", "twice", "CP949"])
@pytest.mark.parametrize("name", LINKS)
def test_a_value_that_an_address_spells_in_bytes_is_found_and_masked(name, link):
    content = LINKS[name](link)
    before = examine_document(read(content, name))
    assert PHONE in before.values()
    assert PHONE not in before.document.body
    copy, _ = masked(content, name, edits_of(before))
    after = examine_document(read(copy, name))
    assert not left_over(before, after)
    assert link not in "\n".join(after.document.texts)


def test_an_address_of_a_pdf_that_is_spelt_in_bytes_is_found():
    assert PHONE in examine_document(read(pdfs.pdf({"link": ENCODED}), "a.pdf")).values()


def test_a_share_of_something_is_no_address_in_bytes():
    assert read("달성률 50%20 %EA 100%".encode(), "a.txt").rest == ""
