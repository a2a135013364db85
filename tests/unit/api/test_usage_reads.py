"""`/api/v1/usage/…`: every question about use over the network, held to the reach of whoever asks."""

import asyncio
import csv
import io

import pytest

from gwanmun.adapters.usage_store import FILE, open_usage
from gwanmun.api.csv_sheet import as_csv, wants_csv
from gwanmun.control.act import Aside
from gwanmun.domain.offices import Role
from gwanmun.entrypoints.simulation import fill
from gwanmun.errors import GwanmunError

from .conftest import BUSAN, SEOUL


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    path = tmp_path_factory.mktemp("use") / FILE
    store = open_usage(path)  # as a gate's: nothing here is marked
    fill(store, 60, 240, 3)
    everything = store.totals("department", ("agency",), "m", "2025-01", "2025-12")
    store.close()
    return path, {row.by[0]: row.measures for row in everything}


@pytest.fixture
async def used(place, counted):
    (place.desk.office.use.file).write_bytes(counted[0].read_bytes())
    place.appoint("p-authority", (Role.AUTHORITY, "*"))
    place.appoint("p-seoul", (Role.BUDGET, SEOUL))
    place.appoint("p-team", (Role.BUDGET, SEOUL, f"{SEOUL}/ai"))
    place.appoint("p-audit", (Role.AUDIT, "*"))
    place.appoint("p-official", (Role.OFFICIAL, SEOUL))
    return place


QUESTIONS = (
    ("/usage", ""), ("/usage", "by=government"), ("/usage", "by=task"), ("/usage", "by=device"), ("/usage", "by=decision"),
    ("/usage", "by=model&first=2025-02&last=2025-05"), ("/usage", f"by=department&agency={SEOUL}"),
    ("/usage", "by=month&service=openai-api"), ("/usage/users", ""), ("/usage/users", "by=service"), ("/usage/latency", ""),
    ("/usage/mix", ""), ("/usage/disparity", ""), ("/usage/controls", ""), ("/usage/forecast", "budget_won=1000000"),
    ("/usage/seats", "service=openai-api&seat_won=29000"), ("/usage/benefit", ""), ("/collections/2024", ""),
)  # fmt: skip


@pytest.mark.parametrize(("path", "query"), QUESTIONS)
async def test_every_question_is_answered_as_json_and_as_csv(used, path, query):
    got = await used.ask("p-authority", "GET", path, query=query)
    assert got.status == 200, got.body
    rows = got.json["rows"]
    assert rows
    assert all(list(row) == got.json["columns"] for row in rows)
    sheet = await used.ask("p-authority", "GET", path, query=query, headers={"accept": "text/csv"})
    assert sheet.headers[b"content-type"].startswith(b"text/csv")
    lines = list(csv.reader(io.StringIO(sheet.body.decode())))
    assert lines[0] == got.json["columns"]
    assert len(lines) == len(rows) + 1


async def test_by_agency_comes_to_the_rollups_own_sums(used, counted):
    got = await used.ask("p-authority", "GET", "/usage", query="by=agency")
    assert {row["agency"]: row["requests"] for row in got.json["rows"]} == {
        name: row[0] for name, row in counted[1].items()
    }


async def test_the_overview_has_its_twelve_tables(used):
    got = await used.ask("p-authority", "GET", "/usage/overview")
    assert len(got.json["tables"]) == 12
    assert got.json["data"] == ""


async def test_an_officer_sees_the_use_of_their_own_reach_alone(used, counted):
    for query in ("by=agency", "by=government"):
        got = await used.ask("p-seoul", "GET", "/usage", query=query)
        assert [(row[query[3:]], row["requests"]) for row in got.json["rows"]] == [(SEOUL, counted[1][SEOUL][0])]
    got = await used.ask("p-seoul", "GET", "/usage/users", query="by=agency")
    assert [row["agency"] for row in got.json["rows"]] == [SEOUL]
    assert [row["government"] for row in (await used.ask("p-seoul", "GET", "/usage/disparity")).json["rows"]] == [SEOUL]
    tables = (await used.ask("p-seoul", "GET", "/usage/overview")).json["tables"]
    assert len(tables) == 11  # durations are kept for the whole installation
    assert {row["agency"] for row in tables["services"]["rows"] if "agency" in row} <= {SEOUL}
    assert (await used.ask("p-seoul", "GET", "/usage", query=f"by=task&agency={BUSAN}")).status == 403
    assert (await used.ask("p-seoul", "GET", "/usage/latency")).status == 403
    assert (await used.ask("p-seoul", "GET", "/usage/recount")).status == 403


async def test_a_departments_officer_sees_that_department(used):
    got = await used.ask("p-team", "GET", "/usage", query="by=department")
    assert {row["department"] for row in got.json["rows"]} <= {f"{SEOUL}/ai"}
    assert (await used.ask("p-team", "GET", "/usage", query="by=service")).status == 403


async def test_people_are_pseudonyms_for_money_and_audit_alone(used):
    assert (await used.ask("p-authority", "GET", "/usage/people")).status == 403
    assert (await used.ask("p-official", "GET", "/usage")).status == 403
    rows = (await used.ask("p-audit", "GET", "/usage/people")).json["rows"]
    assert len(rows) > 20
    assert all(len(row["person"]) == 32 for row in rows)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/usage", "by=person"), ("/usage", "first=2025-13"), ("/usage", "first=2025-1"), ("/usage", "by=task&service=x"),
        ("/usage/users", "by=service&by=department"), ("/usage/forecast", "ahead=0"), ("/usage/seats", "service=x"),
        ("/usage/absence", "service=x&first=2025-05-02&last=2025-05-01"), ("/usage", "nonsense=1"),
    ],
)  # fmt: skip
async def test_a_question_that_cannot_be_answered_says_why(used, path, query):
    got = await used.ask("p-authority", "GET", path, query=query)
    assert 400 <= got.status < 500, got.body
    assert got.json["ko"]


async def test_absence_is_withheld_without_a_journal_to_prove_it(used):
    got = await used.ask(
        "p-authority", "GET", "/usage/absence", query="service=deepseek-api&first=2025-01-01&last=2025-01-31"
    )
    assert got.json["withheld"]
    assert got.json["gaps"]
    assert not got.json["statement"]


async def test_nothing_rolled_up_yet_is_said_so(place):
    place.appoint("p-authority", (Role.AUTHORITY, "*"))
    got = await place.ask("p-authority", "GET", "/usage")
    assert got.status == 400
    assert "refresh" in got.json["remedy_en"] + got.json["en"]


async def test_acts_go_on_while_a_question_is_worked_out(used, monkeypatch):
    began, end = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(self):
        loop.call_soon_threadsafe(began.set)
        asyncio.run_coroutine_threadsafe(end.wait(), loop).result(20)
        return {"columns": [], "rows": []}

    monkeypatch.setattr(Aside, "plain", slow)
    asking = asyncio.create_task(used.ask("p-authority", "GET", "/usage"))
    await asyncio.wait_for(began.wait(), 20)
    assert (await asyncio.wait_for(used.ask("p-audit", "GET", "/keys"), 20)).status == 200
    assert not asking.done()
    end.set()
    assert (await asyncio.wait_for(asking, 20)).status == 200


async def test_what_breaks_beside_the_acts_is_an_error_and_no_trace(used, monkeypatch):
    def broken(self):
        raise RuntimeError("secret words")

    monkeypatch.setattr(Aside, "plain", broken)
    got = await used.ask("p-authority", "GET", "/usage")
    assert got.status == GwanmunError().status
    assert b"secret words" not in got.body


def test_simulated_data_say_so_and_formulas_stay_text():
    table = {"columns": ["a", "n"], "rows": [{"a": "=1+1", "n": -3}, {"a": "-", "n": None}], "data": "시험용 자료"}
    assert as_csv(table).decode().splitlines() == ["a,n,data", "'=1+1,-3,시험용 자료", "-,,시험용 자료"]
    assert wants_csv("text/csv;q=1, */*")
    assert not wants_csv("text/html, text/csv")
