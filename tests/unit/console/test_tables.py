"""Tables by the address, and their downloads: what a spreadsheet would compute is text, every page of the filter is in."""

import asyncio
import csv
import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from starlette.requests import Request

from console_kit import AUDITOR, World, appointed
from gwanmun.console.house import House
from gwanmun.console.spreadsheet import workbook
from gwanmun.console.tables import PAGE_ROWS, Column, arrange, csv_of, download, harmless
from gwanmun.domain.offices import Role

ROWS = [
    {"name": f"이름{at:03}", "won": at * 7 % 100 if at % 10 else None, "state": ("a", "b")[at % 2]} for at in range(120)
]
COLUMNS = (
    Column("name", "이름", lambda row: row["name"]),
    Column("won", "금액", lambda row: row["won"], "won"),
    Column("state", "상태", lambda row: row["state"], options=(("a", "가"), ("b", "나"))),
    Column("fixed", "고정", lambda row: "x", sorts=False),
)


@pytest.fixture(scope="module")
def house():
    world = World()
    return world, House(world.ports(), world.terms)


def asking(house, query):
    made = house[1]
    ask = made.ask(
        Request({"type": "http", "method": "GET", "path": "/x", "query_string": query.encode(), "headers": []})
    )
    ask.who = appointed(AUDITOR, Role.AUDIT)
    return ask


def names(view):
    return [row[0].words for row in view.rows]


def test_pages_hold_so_many_and_the_address_says_which(house):
    views = [arrange(asking(house, f"page={at}"), COLUMNS, ROWS) for at in (1, 2, 3)]
    assert [len(view.rows) for view in views] == [PAGE_ROWS, PAGE_ROWS, 20]
    assert [name for view in views for name in names(view)] == [row["name"] for row in ROWS]


@pytest.mark.parametrize("page", ["0", "-1", "99", "abc", "", "１", "1" * 50, "%00", "1e3"])
def test_a_page_that_is_none_is_the_nearest_or_the_first(house, page):
    assert arrange(asking(house, f"page={page}"), COLUMNS, ROWS).page in {1, 3}


def test_what_is_not_known_comes_last_whichever_way(house):
    for sort in ("won", "-won"):
        view = arrange(asking(house, f"sort={sort}"), COLUMNS, ROWS)
        known = [row["won"] for row in view.found if row["won"] is not None]
        assert known == sorted(known, reverse=sort.startswith("-"))
        assert [row["won"] for row in view.found[-12:]] == [None] * 12


@pytest.mark.parametrize(
    "query", ["sort=nothing", "sort=fixed", "sort=--won", "state=c", "state=", "q=", "state=a'--", "sort=__class__"]
)
def test_what_is_not_understood_counts_for_nothing(house, query):
    view = arrange(asking(house, query), COLUMNS, ROWS)
    assert (view.total, view.narrowed) == (120, False)
    assert names(view)[0] == "이름000"


def test_a_filter_narrows_and_says_of_how_many(house):
    view = arrange(asking(house, "state=b&q=이름00"), COLUMNS, ROWS)
    assert names(view) == ["이름001", "이름003", "이름005", "이름007", "이름009"]
    assert (view.total, view.total_all, view.narrowed) == (5, 120, True)


def test_a_search_of_any_length_and_kind_is_only_a_search(house):
    assert arrange(asking(house, "q=" + "(" * 5000), COLUMNS, ROWS).total == 0
    assert arrange(asking(house, "q=.*"), COLUMNS, ROWS).total == 0


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_a_download_holds_every_page_of_this_filter_and_is_on_record(house, form):
    world = house[0]
    world.performed.clear()
    ask = asking(house, f"state=a&format={form}&page=2")
    got = asyncio.run(download(ask, arrange(ask, COLUMNS, ROWS), "rows"))
    ((act, args, *_),) = world.performed
    assert (act, args["rows"], args["form"]) == ("note_export", 60, form)
    assert "state=a" in args["filter"]
    assert got.headers["content-disposition"].startswith("attachment")
    if form == "csv":
        assert got.body.count(b"\r\n") == 61
    if form == "json":
        assert got.body.count(b'"name"') == 60


@pytest.mark.parametrize("form", ["", "exe", "CSV", "../csv"])
def test_no_other_file_is_made(house, form):
    ask = asking(house, f"format={form}")
    assert asyncio.run(download(ask, arrange(ask, COLUMNS, ROWS), "rows")) is None


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/c calc'!A1", "\n=1+1", "＝1+1", "＋1", "－1", "＠x"],
)
def test_what_a_spreadsheet_would_compute_is_text_in_csv(cell):
    assert str(harmless(cell)).startswith("'")
    (_, (read,)) = csv.reader(io.StringIO(csv_of(["x"], [[cell]]).decode("utf-8-sig"), newline=""))
    assert read == f"'{cell}"


@pytest.mark.parametrize("cell", ["가", "1", "a=b", "", 'say "x"', "2026-11-22"])
def test_other_texts_stay_as_they_are(cell):
    assert harmless(cell) == cell


def test_numbers_are_numbers_even_below_zero_and_nothing_is_empty():
    assert csv_of(["a", "b"], [[-5, None]]).decode("utf-8-sig").split("\r\n")[1] == "-5,"


def sheet(*args):
    with zipfile.ZipFile(io.BytesIO(workbook(*args))) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name) for name in archive.namelist()}
    for part in parts.values():
        ET.fromstring(part)  # noqa: S314 - our own writing
    return parts["xl/worksheets/sheet1.xml"].decode(), parts["xl/workbook.xml"].decode()


def test_in_xlsx_no_text_is_ever_a_formula():
    cells = ["=1+1", "@x", "<f>1</f>", "&lt;", "\x00\x0b\ufffe", "가 나", " 앞뒤 ", "a" * 40_000]
    text, _ = sheet("제목", ["머리"], [[cell] for cell in cells])
    assert "<f>" not in text
    assert "=1+1" in text
    assert text.count('t="inlineStr"') == len(cells) + 1
    assert "a" * 32_767 in text
    assert "a" * 32_768 not in text


def test_in_xlsx_whole_numbers_are_numbers_and_too_large_ones_stay_exact():
    text, _ = sheet("x", ["n"], [[-5], [10**14], [10**15], [None]])
    assert "<v>-5</v>" in text
    assert f"<v>{10**14}</v>" in text
    assert f"<v>{10**15}</v>" not in text
    assert str(10**15) in text


@pytest.mark.parametrize("title", ["", "a/b\\c:d*e?f[g]", "가" * 100, '<x>&"', "'"])
def test_any_title_makes_a_sheet_that_opens(title):
    _, book = sheet(title, ["x"], [["y"]])
    name = re.search(r'<sheet name="([^"]*)"', book)[1]
    assert not set("[]:*?/\\") & set(name)
    assert name


def test_the_same_rows_give_the_same_bytes():
    assert workbook("x", ["a"], [["b", 1]]) == workbook("x", ["a"], [["b", 1]])
