"""CSV in and out: every encoding that offices write, every error with its row, all rows or none."""

import pytest

from gwanmun.control.sheets import MOST_ERRORS, decode, encode
from gwanmun.control.sheets_people import SHEETS
from gwanmun.domain.people import Person
from gwanmun.errors import BadCommand

HEAD = "이용자,기관,부서,교육만료일,서약일\n"
GOOD = HEAD + "s-1,kr-seoul,kr-seoul/ai,2027-01-01,\ns-2,kr-seoul,kr-seoul/ai,2027. 3. 1.,2026/11/1\n"


def take(desk, text, table="people", **more):
    return desk.do("import_table", table=table, text=text, **more)


def errors(desk, text, table="people"):
    return take(desk, text, table, dry_run=True)["errors"]


@pytest.mark.parametrize("data", [GOOD.encode(), b"\xef\xbb\xbf" + GOOD.encode(), GOOD.encode("cp949")])
def test_every_way_that_offices_save_it_is_read(desk, data):
    assert take(desk, decode(data))["added"] == 2
    assert {p.id for p in desk.every(Person)} >= {"s-1", "s-2"}


def test_a_preview_changes_nothing_and_a_second_import_neither(desk):
    assert take(desk, GOOD, dry_run=True)["added"] == 2
    assert not [p for p in desk.every(Person) if p.id.startswith("s-")]
    take(desk, GOOD)
    before = len(desk.facts())
    again = take(desk, GOOD)
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 2)
    assert len(desk.facts()) == before


def test_errors_name_row_and_column_and_nothing_is_half_imported(desk):
    text = (
        HEAD
        + "s-1,kr-seoul,kr-seoul/ai,,\n홍길동,kr-seoul,kr-seoul/ai,,\ns-3,kr-seoul,kr-none/x,,\ns-4,kr-seoul,kr-seoul/ai,내년,\n"
    )
    found = errors(desk, text)
    assert [e["row"] for e in found] == [3, 4, 5]
    assert found[2]["column"] == "교육만료일(training_until)"
    assert "홍길동" not in str(found)
    with pytest.raises(BadCommand) as caught:
        take(desk, text)
    assert "3행" in caught.value.message("ko")
    assert len(desk.every(Person)) == 2
    assert desk.facts() == []


@pytest.mark.parametrize(
    ("text", "row"),
    [("", 0), ("\n", 1), ("이용자,기관\nx,y\n", 1), (HEAD + "a,b,c,d,e,f\n", 2), ('이용자,"기관\n', 1), (HEAD + 's-1,"x\n', 2),
     ("이용자,이용자,기관,부서\n", 1), ("이용자,기관,부서,담당자이름\n", 1), (HEAD + "s-1,kr-seoul,kr-seoul/ai,,\ns-1,kr-seoul,kr-seoul/ai,,\n", 3),
     (HEAD + "s-1,kr-seoul,kr-seoul/ai,2026-02-30,\n", 2), (HEAD + "s-1\x00,kr-seoul,kr-seoul/ai,,\n", 2),
     (HEAD + f"{'x' * 5000},kr-seoul,kr-seoul/ai,,\n", 2), (HEAD + f"{'x' * 200_000},a,b,,\n", 2)],
)  # fmt: skip
def test_bad_files_are_errors_and_never_tracebacks(desk, text, row):
    found = errors(desk, text)
    assert found
    assert found[0]["row"] == row
    assert all(e["ko"] and e["en"] and e["next_ko"] and e["next_en"] for e in found)


def test_a_misspelt_value_is_answered_with_the_nearest(desk):
    text = "자산번호,기관,부서,사용자,구분,소유,망,민감도\nd-1,kr-seoul,,,internet_pcs,government,인터넷망,standard\n"
    (found,) = errors(desk, text, "devices")
    assert "internet_pc" in found["next_ko"]


def test_there_is_an_end_to_the_list_of_errors(desk):
    found = take(desk, HEAD + "홍길동,a,b,,\n" * 500, dry_run=True)
    assert len(found["errors"]) == MOST_ERRORS
    assert found["more_errors"] == 400


def test_neither_utf8_nor_cp949_is_said(desk):
    with pytest.raises(BadCommand):
        decode(b"\xff\xff\x00\x81")


def test_circles_and_overlapping_dates_are_errors_of_the_whole_file(desk):
    head = "id,name_ko,name_en,type,jurisdiction,parent,valid_from,valid_to,contact_ko\n"
    circle = head + "kr-a,가,A,agency,KR,kr-b,2026-01-01,,x\nkr-b,나,B,agency,KR,kr-a,2026-01-01,,x\n"
    overlap = head + "kr-a,가,A,agency,KR,,2026-01-01,,x\nkr-a,나,A,agency,KR,,2026-05-01,,x\n"
    for text in (circle, overlap):
        (found,) = errors(desk, text, "agencies")
        assert found["row"] == 0
        assert "kr-" in found["en"]


def test_what_goes_out_comes_back_the_same(desk):
    take(desk, GOOD)
    take(
        desk,
        "device_class,id,agency,department,holder,ownership,zone,tier\ninternal_pc,d-1,kr-seoul,kr-seoul/ai,s-1,government,=업무망,high\n",
        "devices",
    )
    for table in SHEETS:
        out = desk.do("export_table", table=table)
        again = take(desk, decode(encode(out["text"])), table)
        assert (again["added"], again["changed"]) == (0, 0), table


def test_a_cell_that_a_spreadsheet_would_run_is_written_as_text(desk):
    take(
        desk,
        "device_class,id,agency,department,holder,ownership,zone,tier\ninternal_pc,d-1,kr-seoul,,,government,=cmd|x,high\n",
        "devices",
    )
    assert "'=cmd|x" in desk.do("export_table", table="devices")["text"]


def test_completions_by_csv_move_the_date_at_the_gate(desk):
    take(
        desk,
        "과정,과정명,영문명,수준,시간(분),유효일수,필수,수강처\nbasic,기본,Basic,basic,60,365,예,나라배움터\n",
        "courses",
    )
    take(desk, "이용자,과정,이수일,점수,출처\np-1,basic,2026-11-01,90,lms\n", "completions")
    assert next(p for p in desk.every(Person) if p.id == "p-1").training_until.isoformat() == "2027-11-01"
