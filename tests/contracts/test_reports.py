"""Port `reports`: a document to bytes. Numbers are those of the promises."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from hashlib import sha256

import msgspec
import pypdf
import pytest

from fonts import need_a_font_with_hangul
from gwanmun.adapters.reports import pdf
from gwanmun.adapters.reports.printer import ReportPrinter
from gwanmun.charts.picture import bars
from gwanmun.charts.values import Caption, Point
from gwanmun.control.reports import digest_of_document
from gwanmun.domain.reports import Document, Form, Line, Picture, ReportKind, Section, Table
from gwanmun.errors import BadCommand

HOSTILE = '=1+1 #read("/x") *b* $x$ @cite <a> 2026. 11. - 1 -'
CHART = bars(Caption("c", "사용액", "기관", "원"), (Point("서울", 5, "5"), Point("경기", None, "집계 불가")))
DOCUMENT = Document(
    ReportKind.ASSEMBLY, "ko", f"제목 {HOSTILE}", "관문 데스크", date(2026, 11, 22), "2026-01", "2026-10", (HOSTILE,),
    (
        Section("현황", (Line(1, HOSTILE), Line(2, "둘째"), Line(3, "셋째")),
                (Table("rows", "표", ("이름", "원"), ((HOSTILE, 1234567), ("=cmd|' /C calc'!A0", "집계 불가"), ("서울", 0))),),
                (Picture(CHART.title, CHART.description, CHART.svg, Table("c", CHART.title, CHART.columns, CHART.rows)),)),
    ),
    ("첨부 1부.",),
)  # fmt: skip


@pytest.fixture(params=[ReportPrinter])
def printer(request):
    return request.param()


@pytest.fixture
def font():
    need_a_font_with_hangul()


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.usefixtures("font")
def test_1_the_same_document_gives_the_same_bytes(printer, form):
    first = printer.print(DOCUMENT, form)
    printer.print(replace(DOCUMENT, title="다른 문서"), form)
    assert printer.print(DOCUMENT, form) == first


@pytest.mark.usefixtures("font")
def test_2_no_text_is_markup_or_a_formula(printer):
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printer.print(DOCUMENT, Form.PDF).content)).pages
    )
    assert '#read("/x") *b* $x$ @cite <a> 2026. 11. - 1 -' in re.sub(r"\s+", " ", text)
    book = zipfile.ZipFile(io.BytesIO(printer.print(DOCUMENT, Form.XLSX).content))
    assert not [name for name in book.namelist() if b"<f>" in book.read(name) or b"hyperlink" in book.read(name)]
    bundle = zipfile.ZipFile(io.BytesIO(printer.print(DOCUMENT, Form.CSV).content))
    rows = list(csv.reader(io.StringIO(bundle.read("rows.csv").decode("utf-8-sig"))))
    assert [row[0][:2] for row in rows[1:3]] == ["'=", "'="]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "\n@x"])
def test_2_whatever_a_spreadsheet_could_run_is_quoted(printer, cell):
    document = replace(DOCUMENT, sections=(Section("s", (), (Table("t", "t", ("a",), ((cell,),)),)),))
    content = printer.print(document, Form.CSV).content
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1][0].startswith("'")


def test_3_numbers_stay_numbers_and_words_stay_words(printer):
    made = zipfile.ZipFile(io.BytesIO(printer.print(DOCUMENT, Form.XLSX).content))
    sheet = made.read("xl/worksheets/sheet2.xml").decode()
    assert "<v>1234567</v>" in sheet
    assert "집계 불가" in made.read("xl/sharedStrings.xml").decode()
    rows = zipfile.ZipFile(io.BytesIO(printer.print(DOCUMENT, Form.CSV).content)).read("rows.csv")
    assert rows.startswith(b"\xef\xbb\xbf")
    assert [row[1] for row in csv.reader(io.StringIO(rows.decode("utf-8-sig")))] == ["원", "1234567", "집계 불가", "0"]


def test_3_json_is_the_document_and_its_digest_is_the_one_signed(printer):
    content = printer.print(DOCUMENT, Form.JSON).content
    assert msgspec.convert(json.loads(content), Document) == DOCUMENT
    assert sha256(content).hexdigest() == digest_of_document(DOCUMENT)


@pytest.mark.usefixtures("font")
def test_4_a_pdf_is_tagged_and_its_pictures_have_words(printer):
    content = printer.print(DOCUMENT, Form.PDF).content
    reader = pypdf.PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("ko")
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()
    alts = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, dict):
            alts.append(node.get("/Alt"))
            kids = node.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                walk(kid)

    walk(root["/StructTreeRoot"])
    assert any(alt and "사용액" in alt for alt in alts)


@pytest.mark.usefixtures("font")
def test_4_a_letter_that_no_font_has_is_shown_as_missing_and_stops_nothing(printer):
    document = replace(DOCUMENT, summary=("희귀 글자 \U0001f600 \U000f1234 끝",))
    text = pypdf.PdfReader(io.BytesIO(printer.print(document, Form.PDF).content)).pages[0].extract_text()
    assert "희귀 글자" in text


def test_5_what_is_missing_is_named_with_what_to_install(printer, monkeypatch):
    pdf.fonts.cache_clear()
    monkeypatch.setattr(pdf, "_FONTS", ())
    with pytest.raises(BadCommand) as told:
        printer.print(DOCUMENT, Form.PDF)
    assert "apt-get install" in told.value.remedy("ko")
    pdf.fonts.cache_clear()


def test_5_a_table_too_long_for_paper_is_sent_to_the_spreadsheet(printer):
    long = replace(
        DOCUMENT, sections=(Section("s", (), (Table("t", "t", ("a",), tuple((at,) for at in range(2001))),)),)
    )
    with pytest.raises(BadCommand, match="too long"):
        printer.print(long, Form.PDF)
    assert printer.print(long, Form.XLSX).content
