"""Sheets on disk: encodings, merged cells, formulas, serial dates, and files made to do harm."""

import tracemalloc
import zipfile
from io import BytesIO

import pytest

from gwanmun.adapters import tables
from gwanmun.adapters.tables import open_table
from gwanmun.budget.sheet import read_charges
from gwanmun.errors import BadCommand

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CSV = '승인일자,가맹점명,승인번호,이용금액\n2026-03-02,오픈에이아이,1,"29,000"\n2026-03-05,네이버클라우드,2,△5\n'


def book(rows, merges=(), *, workbook="", extra=None, head=""):
    """The smallest XLSX: rows of (text | number | ("=", cached))."""
    cells, texts = [], []
    for number, row in enumerate(rows, 1):
        parts = []
        for at, value in enumerate(row):
            ref = f"{chr(65 + at)}{number}"
            if isinstance(value, tuple):
                parts.append(f'<c r="{ref}"><f>SUM(A1)</f><v>{value[1]}</v></c>')
            elif isinstance(value, str):
                texts.append(value)
                parts.append(f'<c r="{ref}" t="s"><v>{len(texts) - 1}</v></c>')
            elif value is not None:
                parts.append(f'<c r="{ref}"><v>{value}</v></c>')
        cells.append(f'<row r="{number}">{"".join(parts)}</row>')
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    files = {
        "xl/workbook.xml": f'<workbook {NS} xmlns:r="{REL}">{workbook}<sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="t" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"<sst {NS}>{''.join(f'<si><t>{t}</t><rPh><t>guide</t></rPh></si>' for t in texts)}</sst>",
        "xl/worksheets/sheet1.xml": f"{head}<worksheet {NS}><sheetData>{''.join(cells)}</sheetData><mergeCells>{merged}</mergeCells></worksheet>",
        **(extra or {}),
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return out.getvalue()


def of(path, data, name="f.xlsx"):
    file = path / name
    file.write_bytes(data)
    return open_table(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_korean_csv_in_every_encoding_gives_the_same_rows(tmp_path, encoding):
    found = read_charges(of(tmp_path, CSV.replace("△", "-").encode(encoding), "f.csv").rows)
    assert found.fault_count == 0
    assert [(one.vendor, one.micro_won) for one in found.rows] == [
        ("오픈에이아이", 29_000_000_000),
        ("네이버클라우드", -5_000_000),
    ]


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters_are_recognised(tmp_path, delimiter):
    text = CSV.replace('"29,000"', "29000").replace(",", delimiter)
    assert len(read_charges(of(tmp_path, text.encode(), "f.csv").rows).rows) == 2


@pytest.mark.parametrize("data", [b"\x80\x81\xff\xfe\x00", b"a,b\0c\n", b'a,"b\n', b"a," * 300 + b"\n"])
def test_what_is_no_csv_is_refused(tmp_path, data):
    with pytest.raises(BadCommand):
        list(of(tmp_path, data, "f.csv").rows)


def test_a_workbook_gives_texts_numbers_serial_days_formulas_and_merged_cells(tmp_path):
    table = of(
        tmp_path,
        book(
            [
                ["카드 명세"],
                ["일자", "거래처", "금액"],
                [46083, "오픈에이아이", 29000.0],
                [None, None, 5],
                [46084, "네이버", ("=", 7)],
            ],
            ["A1:C1", "A3:A4", "B3:B4"],
        ),
    )
    found = read_charges(table.rows, from_1904=table.from_1904)
    assert [(one.row, one.column) for one in found.faults] == [(5, "금액")]
    assert [(one.day.isoformat(), one.vendor, one.micro_won) for one in found.rows] == [
        ("2026-03-02", "오픈에이아이", 29_000_000_000), ("2026-03-02", "오픈에이아이", 5_000_000),
    ]  # fmt: skip


def test_a_merged_amount_is_an_error_on_each_of_its_rows(tmp_path):
    rows = [["일자", "거래처", "금액"], [46083, "a", 100], [46083, "b", None]]
    found = read_charges(of(tmp_path, book(rows, ["C2:C3"])).rows)
    assert [one.row for one in found.faults if one.column == "금액"] == [2, 3]


def test_days_of_1904_are_told(tmp_path):
    assert of(tmp_path, book([["a"]], workbook='<workbookPr date1904="1"/>')).from_1904


def test_rows_that_were_left_out_keep_their_numbers(tmp_path):
    data = book(
        [["x"]],
        extra={
            "xl/worksheets/sheet1.xml": f'<worksheet {NS}><sheetData><row r="7"><c r="C7" t="inlineStr"><is><t>글</t></is></c></row></sheetData></worksheet>'
        },
    )
    assert [(row.number, row.cells) for row in of(tmp_path, data).rows] == [(7, ["", "", "글"])]


DTD = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "data",
    [
        book([["x"]], head=DTD),
        book([["x"]])[:-30],
        b"PK\x03\x04 and nothing else",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old or encrypted one",
        book([["x"]], extra={"xl/worksheets/sheet1.xml": "<worksheet"}),
        book([["x"]], extra={"xl/_rels/workbook.xml.rels": "<Relationships/>"}),
        book([["x"]], extra={"xl/worksheets/sheet1.xml": f'<worksheet {NS}><sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData></worksheet>'}),
        book([["x"]], extra={"xl/worksheets/sheet1.xml": f'<worksheet {NS}><sheetData><row r="1"><c r="ZZ1"><v>1</v></c></row></sheetData></worksheet>'}),
        book([["x"]], ["A1:ZZ1048576"]),
    ],
)  # fmt: skip
def test_a_damaged_or_hostile_workbook_is_refused_in_words(tmp_path, data):
    with pytest.raises(BadCommand) as told:
        list(of(tmp_path, data).rows)
    assert told.value.message("ko")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    data = book([["x"]], extra={"xl/media/zeros": "0" * 30_000_000})
    assert len(data) < 100_000
    with pytest.raises(BadCommand, match="unpacks to too much"):
        of(tmp_path, data)


def test_a_file_that_is_too_large_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MOST_BYTES", 10)
    with pytest.raises(BadCommand, match="larger"):
        of(tmp_path, b"a,b,c,d,e,f\n", "f.csv")
    with pytest.raises(BadCommand):
        open_table(tmp_path / "missing.csv")


def test_a_hundred_thousand_rows_tell_their_progress(tmp_path):
    text = "일자,거래처,승인번호,금액\n" + "".join(f'2026-03-02,가맹점 {n},{n},"{n:,}"\n' for n in range(100_000))
    file = tmp_path / "f.csv"
    file.write_text(text, encoding="cp949")
    told = []
    found = read_charges(open_table(file, told.append).rows)
    assert (found.fault_count, len(found.rows), len(told)) == (0, 100_000, 10)


def test_a_csv_of_too_many_rows_is_refused_before_one_is_understood_and_in_little_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 2_000)
    text = "일자,거래처,승인번호,금액\n" + "".join(f'2026-03-02,가맹점 {n},{n},"{n:,}"\n' for n in range(300_000))
    file = tmp_path / "f.csv"
    file.write_bytes(text.encode("cp949"))
    told: list[int] = []
    tracemalloc.start()
    with pytest.raises(BadCommand, match="more than 2,000 rows"):
        open_table(file, told.append)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000 < file.stat().st_size
    assert told == []


def test_rows_are_counted_as_a_csv_has_them_not_by_its_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    cell = '"' + "줄\n" * 10 + '"'
    assert len(list(of(tmp_path, f"a,b\n{cell},1\n{cell},2\n".encode(), "f.csv").rows)) == 3
    with pytest.raises(BadCommand, match="more than 3 rows"):
        of(tmp_path, f"a,b\n{cell},1\n{cell},2\n{cell},3\n".encode(), "f.csv")


def test_a_workbook_of_too_many_rows_is_refused_before_one_is_given(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert len(list(of(tmp_path, book([["x"]] * 3)).rows)) == 3
    with pytest.raises(BadCommand, match="more than 3 rows"):
        next(of(tmp_path, book([["x"]] * 4)).rows)


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    opened = of(tmp_path, CSV.encode(), "f.csv")
    (tmp_path / "f.csv").write_text(CSV + "2026-03-06,x,3,1\n", encoding="utf-8")
    with pytest.raises(BadCommand, match="changed"):
        list(opened.rows)
