"""Port `requests`, by its promises: rows of a real gate's facts, from a real and sealed journal, by watermark."""

import asyncio
from datetime import date

import pytest
from msgspec import structs

from gwanmun.adapters import requests_store
from gwanmun.adapters.files.evidence import forget_opening
from gwanmun.adapters.files.keys import forget_day
from gwanmun.adapters.journal_pass import pass_over
from gwanmun.adapters.requests_reader import ListOfJournal, forget_gone
from gwanmun.adapters.requests_store import look_requests, open_requests
from gwanmun.adapters.usage_reader import UseOfJournal
from gwanmun.adapters.usage_store import open_usage
from gwanmun.errors import Conflict, Unavailable
from gwanmun.ports.requests import ENDED, REFUSED, SENT, UNSAID, Closed, Opened, Query, Within
from gwanmun.ports.usage import Watermark
from house import House
from journal_kit import ORIGIN, Place


def list_up(path, keys, store, **limits):
    return pass_over(path, keys, (ListOfJournal(path, store),), **limits)


@pytest.fixture(scope="module")
def facts():
    async def ask():
        house = House()
        await house.ask("안녕하세요")
        await house.ask("연락처 010-1234-5678 로 회신 바랍니다.")
        await house.ask("비공개(제5호) 내부 검토 자료입니다. 요약해 주세요.")
        await house.ask("안녕하세요", model="deepseek-chat")
        await house.ask("안녕하세요", key="gm_nobody")
        return house.journal.facts

    return asyncio.run(ask())


def write(place, facts):
    async def run():
        store = place.open()
        for fact in facts:
            store.append_later(fact)
        await store.flush()
        await store.close()

    asyncio.run(run())
    place.seal()


@pytest.fixture
def place(tmp_path, facts):
    place = Place(tmp_path)
    write(place, facts)
    return place


def made(number, at_us, **changed):
    one = Opened(f"r{number}", number, at_us, "a1", "a1/d", "p", "s", "m", "allow", "O", "요약", "internet_pc", "NAME",
                 1, refused=False, readable=True)  # fmt: skip
    return structs.replace(one, **changed)


def mark(upto, journal="gate-1"):
    return Watermark(journal, "o", upto, 1, 1, 0)


# ---------------------------------------------------------------- from a journal


def test_a_row_says_what_its_records_say(place, facts):
    store = open_requests(None)
    assert list_up(place.path, place.keys, store) == len(facts)
    assert len(store.rows(Query())) == 5
    rows = {row.decision + ("" if row.state != REFUSED else "!"): row for row in store.rows(Query())}
    masked = rows["allow_with_masking"]
    assert (masked.kinds, masked.found, masked.state, masked.grade) == ("PHONE", 1, ENDED, "O")
    assert masked.spent == next(f.spent for f in facts if f.kind.value == "ended" and str(f.request) == masked.request)
    assert masked.ended is not None
    assert masked.ended > masked.number
    assert rows["deny!"].state == REFUSED
    stranger = next(row for key, row in rows.items() if row.agency == UNSAID)
    assert stranger.state == REFUSED
    assert {row.at_us for row in store.rows(Query())} == {
        f.at_us for f in facts if f.kind.value in {"admitted", "refused"}
    }


def test_read_in_parts_and_again_the_rows_are_the_same(place, facts):
    whole, parts = open_requests(None), open_requests(None)
    list_up(place.path, place.keys, whole)
    while list_up(place.path, place.keys, parts, batch=1, most=1):
        pass
    assert parts.rows(Query()) == whole.rows(Query())
    assert list_up(place.path, place.keys, whole) == 0


def test_one_pass_feeds_two_stores_each_beyond_its_own_mark(place, facts, tmp_path_factory):
    rows, sums = open_requests(None), open_usage(None)
    list_up(place.path, place.keys, rows)
    write(place, [structs.replace(fact, request="1" + str(fact.request)[1:]) for fact in facts])

    def both(rows, sums):
        return pass_over(place.path, place.keys, (ListOfJournal(place.path, rows), UseOfJournal(place.path, sums)))

    assert both(rows, sums) == 2 * len(facts)
    fresh_rows, fresh_sums = open_requests(None), open_usage(None)
    both(fresh_rows, fresh_sums)
    assert rows.rows(Query()) == fresh_rows.rows(Query())
    assert len(rows.rows(Query())) > len(facts) / 2
    assert rows.watermarks() == fresh_rows.watermarks()
    assert sums.watermarks() == fresh_sums.watermarks()
    assert sums.totals("service", ("service",), "m", "2000-01", "2099-12") == fresh_sums.totals(
        "service", ("service",), "m", "2000-01", "2099-12"
    )


def test_what_was_settled_anew_says_so(place, facts):
    ended = next(f for f in facts if f.kind.value == "ended")
    store = open_requests(None)
    list_up(place.path, place.keys, store)
    write(place, [structs.replace(ended, kind=type(ended.kind)("reconciled"), held=ended.spent, spent=77, ending=None)])
    list_up(place.path, place.keys, store)
    assert store.find(str(ended.request)).spent == 77


def test_a_forgotten_opening_leaves_what_the_leaf_says(place, facts):
    store = open_requests(None)
    list_up(place.path, place.keys, store)
    row = next(one for one in store.rows(Query()) if one.kinds == "PHONE")
    forget_opening(place.path, row.number)
    assert forget_gone([place.path], place.keys, store) == 1
    gone = store.find(row.request)
    assert (gone.grade, gone.decision, gone.task, gone.kinds, gone.found) == (UNSAID, UNSAID, UNSAID, "", 0)
    assert (gone.agency, gone.person, gone.spent, gone.readable) == (row.agency, row.person, row.spent, False)
    assert forget_gone([place.path], place.keys, store) == 0


def test_a_day_whose_key_is_gone_is_blank(place, facts):
    store = open_requests(None)
    list_up(place.path, place.keys, store)
    (day, agency) = next(one for one in store.days(place.path.name) if one[1])
    before = [row for row in store.rows(Query()) if row.agency == agency]
    forget_day(place.keys, ORIGIN, day, agency, date(9999, 1, 1).isoformat())
    assert forget_gone([place.path], place.keys, store) == len(before)
    assert {row.grade for row in store.rows(Query(agency=agency))} == {UNSAID}
    assert (day, agency) not in store.days(place.path.name)


# ---------------------------------------------------------------- 1. added once, whole


def test_a_batch_that_does_not_begin_at_the_watermark_adds_nothing():
    store = open_requests(None)
    store.add(0, mark(2), [made(0, 10)], [])
    with pytest.raises(Conflict):
        store.add(0, mark(4), [made(1, 20)], [])
    assert [row.number for row in store.rows(Query())] == [0]


def test_a_batch_that_fails_leaves_the_store_as_it_was(monkeypatch):
    store = open_requests(None)
    store.add(0, mark(1), [made(0, 10)], [])
    with pytest.raises(Unavailable):
        store.add(1, mark(2), [made(1, 20, found=None)], [])  # no such row can be kept
    assert store.watermark("gate-1").next_index == 1
    store.add(1, mark(2), [made(1, 20)], [])
    assert [row.number for row in store.rows(Query())] == [1, 0]


def test_an_end_finds_its_beginning_in_this_batch_or_an_earlier_one():
    store = open_requests(None)
    store.add(0, mark(3), [made(0, 10), made(1, 20)], [Closed("r1", 2, ENDED, 5)])
    assert [row.state for row in store.rows(Query())] == [ENDED, SENT]
    store.add(3, mark(4), [], [Closed("r0", 3, ENDED, 7)])
    assert [(row.state, row.spent, row.ended) for row in store.rows(Query())] == [(ENDED, 5, 2), (ENDED, 7, 3)]


def test_two_journals_may_write_in_one_microsecond():
    store = open_requests(None)
    for number in range(3):
        rows = [made(at, 10, request=f"{number}.{at}") for at in range(3)]
        store.add(0, mark(3, f"gate-{number}"), rows, [])
    assert len({row.id for row in store.rows(Query())}) == 9


# ---------------------------------------------------------------- 2. pages


@pytest.mark.parametrize("sort", ["at", "spent", "found"])
@pytest.mark.parametrize("down", [True, False])
def test_pages_show_every_row_once_whatever_is_added_meanwhile(sort, down):
    store = open_requests(None)
    rows = [made(at, 1_000 + at, found=at % 3) for at in range(20)]
    store.add(0, mark(40), rows, [Closed(f"r{at}", 20 + at, ENDED, at % 4) for at in range(15)])
    seen, after, upto = [], None, 40
    while page := store.rows(Query(sort=sort, down=down, after=after, limit=7)):
        seen += [row.request for row in page]
        last = page[-1]
        value = {"at": last.id, "found": last.found, "spent": -1 if last.spent is None else last.spent}[sort]
        after = (value, last.id)
        if down and sort == "at":
            store.add(upto, mark(upto + 1), [made(upto, 5_000 + upto)], [])
            upto += 1
    assert sorted(seen) == sorted(f"r{at}" for at in range(20))


@pytest.mark.parametrize("sort", ["spent", "found"])
@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize(
    "narrowed", [{}, {"what": "sent"}, {"what": "refused"}, {"agency": "a2"}, {"last": "1970-01-01"}]
)
@pytest.mark.parametrize("within", [None, Within(("a1",), ())])
def test_the_order_is_the_same_by_whatever_way_it_is_found(sort, down, narrowed, within):
    store = open_requests(None)
    day = 24 * 3_600_000_000
    rows = [
        made(at, at * day // 30, found=at * 7 % 5, agency=f"a{1 + at % 2}", refused=at % 6 == 0) for at in range(60)
    ]
    store.add(0, mark(99), rows, [Closed(f"r{at}", 60 + at, ENDED, at * 5 % 7) for at in range(40) if at % 6])
    value = {"spent": lambda row: -1 if row.spent is None else row.spent, "found": lambda row: row.found}[sort]
    wanted = [
        row for row in store.rows(Query(limit=99))
        if narrowed.get("what") != "sent" or row.state != REFUSED
        if narrowed.get("what") != "refused" or row.state == REFUSED
        if narrowed.get("agency") in {None, row.agency}
        if "last" not in narrowed or row.at_us < 15 * day // 24
        if within is None or row.agency == "a1"
    ]  # fmt: skip
    wanted.sort(key=lambda row: (value(row), row.id), reverse=down)
    assert store.rows(Query(sort=sort, down=down, limit=99, **narrowed), within) == tuple(wanted)


def test_the_dearest_of_everybodys_are_found_without_reading_every_row(tmp_path):
    store = open_requests(tmp_path / "requests.sqlite")
    store.add(0, mark(20_000), [made(at, 1_000 + at, found=at % 3) for at in range(20_000)], [])
    for sort in ("spent", "found"):
        steps = 0

        def counted():
            nonlocal steps
            steps += 1

        store._connection.set_progress_handler(counted, 1_000)
        assert len(store.rows(Query(sort=sort, limit=50))) == 50
        store._connection.set_progress_handler(None, 0)
        assert steps < 20, "20,000 rows take 300,000 steps of the machine"


# ---------------------------------------------------------------- 3. and 4. what is asked, and the reach


def test_each_condition_narrows_and_counts_alike():
    store = open_requests(None)
    noon = 1_790_000_000_000_000  # 2026-09-21 in Seoul
    rows = [
        made(0, noon),
        made(1, noon + 86_400_000_000, agency="a2", department="a2/d", person="q", kinds="NAME,PHONE", grade="S"),
        made(2, noon + 1, refused=True, decision="deny", kinds=UNSAID, found=0, task="번역"),
        made(3, noon + 2, service="s9"),
    ]
    store.add(0, mark(4), rows, [Closed("r3", 4, 2, 9)])
    for query, found in (
        (Query(), {0, 1, 2, 3}),
        (Query(first="2026-09-22"), {1}),
        (Query(first="2026-09-21", last="2026-09-21"), {0, 2, 3}),
        (Query(what="sent"), {0, 1, 3}), (Query(what="refused"), {2}), (Query(what="failed"), {3}),
        (Query(agency="a2"), {1}), (Query(department="a2/d"), {1}), (Query(person="q"), {1}), (Query(service="s9"), {3}),
        (Query(decision="deny"), {2}), (Query(grade="S"), {1}), (Query(kind="PHONE"), {1}), (Query(kind="NAME"), {0, 1, 3}),
        (Query(task="번역"), {2}), (Query(kind="AM"), set()), (Query(agency="nobody"), set()),
        (Query(agency="' OR 1=1 --"), set()),
    ):  # fmt: skip
        assert {row.number for row in store.rows(query)} == found, query
        assert store.tally(query).count == len(found), query
    assert store.tally(Query()).spent == 9
    assert store.words()["kinds"] == ("NAME", "PHONE")


def test_nothing_beyond_a_reach_is_shown_or_counted():
    store = open_requests(None)
    store.add(0, mark(2), [made(0, 10), made(1, 20, agency="a2", department="a2/d")], [])
    for within, found in (
        (Within(("a2",), ()), [1]), (Within((), ("a1/d",)), [0]), (Within(("a1", "a2"), ()), [1, 0]), (Within((), ()), []),
        (Within(("nobody",), ()), []),
    ):  # fmt: skip
        assert [row.number for row in store.rows(Query(), within)] == found
        assert store.tally(Query(), within).count == len(found)
    assert store.rows(Query(agency="a1"), Within(("a2",), ())) == ()


# ---------------------------------------------------------------- 5. faults


def test_a_store_that_is_not_there_or_no_store_is_unavailable(tmp_path):
    with pytest.raises(Unavailable):
        look_requests(tmp_path / "requests.sqlite")
    (tmp_path / "requests.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(Unavailable):
        look_requests(tmp_path / "requests.sqlite")


def test_rows_of_an_older_format_are_made_anew_and_of_a_newer_one_left_alone(tmp_path, place, monkeypatch):
    path = tmp_path / "requests.sqlite"
    store = open_requests(path)
    done = list_up(place.path, place.keys, store)
    store.close()
    monkeypatch.setattr(requests_store._FILE, "version", requests_store.FORMAT + 1)
    with pytest.raises(Unavailable):
        look_requests(path)
    again = open_requests(path)
    assert again.rows(Query()) == ()
    assert list_up(place.path, place.keys, again) == done
    again.close()
    monkeypatch.setattr(requests_store._FILE, "version", requests_store.FORMAT)
    with pytest.raises(Conflict):
        open_requests(path)
