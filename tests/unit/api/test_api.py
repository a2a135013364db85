"""The face for programs: conditions, retries, pages, problems, pace."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gwanmun.api.pace import Pace
from gwanmun.api.paging import Paging, sheet
from gwanmun.api.routes import Operation, Router, operations, plural
from gwanmun.control.act import Act, Touches
from gwanmun.control.acts import ACTS
from gwanmun.control.policies import ActivatePack
from gwanmun.domain.allowances import Allowance, Level, Period
from gwanmun.domain.catalogue import Service
from gwanmun.domain.facts import FactKind
from gwanmun.domain.money import Rate
from gwanmun.domain.offices import Role
from gwanmun.domain.people import Department, Key, Person
from gwanmun.errors import BadRequest, TooFast
from gwanmun.ports.books import GivenAnswer

LIMIT = {"level": "government", "subject": "kr-seoul", "period": "day", "limit_won": 5}
ALLOWANCE = "/allowances/government/kr-seoul/day"


def once(key):
    return {"idempotency-key": key}


class TestRetries:
    async def test_a_retry_gets_the_same_answer_and_does_nothing_again(self, place):
        first = await place.ask("seoul", "PUT", "/allowances", LIMIT, headers=once("r-1"))
        place.put(Allowance(Level.GOVERNMENT, "kr-seoul", Period.DAY, 9))  # somebody changed it meanwhile
        again = await place.ask("seoul", "PUT", "/allowances", LIMIT, headers=once("r-1"))
        assert (again.status, again.body) == (first.status, first.body) == (200, first.body)
        assert place.every(Allowance)[0].limit == 9

    async def test_a_secret_is_shown_to_the_retry_and_kept_nowhere(self, place):
        first = await place.ask("root", "POST", "/keys", {"person": "p-kr-seoul"}, headers=once("k-1"))
        again = await place.ask("root", "POST", "/keys", {"person": "p-kr-seoul"}, headers=once("k-1"))
        assert first.status == again.status == 201
        assert first.json["plaintext"] == again.json["plaintext"]
        assert len(place.every(Key, person="p-kr-seoul")) == 1
        assert [row.answer for row in place.every(GivenAnswer)] == [None]
        place.desk._secrets.clear()  # a desk that was started again
        gone = await place.ask("root", "POST", "/keys", {"person": "p-kr-seoul"}, headers=once("k-1"))
        assert (gone.status, gone.json["code"]) == (409, "answer_gone")

    async def test_the_same_key_over_another_request_is_refused(self, place):
        await place.ask("seoul", "PUT", "/allowances", LIMIT, headers=once("r-2"))
        told = await place.ask("seoul", "PUT", "/allowances", {**LIMIT, "limit_won": 6}, headers=once("r-2"))
        assert (told.status, told.json["code"]) == (409, "idempotency_key_reused")

    async def test_keys_of_two_callers_are_two_keys(self, place):
        place.appoint("budget", (Role.BUDGET, "kr-seoul"))
        await place.ask("seoul", "PUT", "/allowances", LIMIT, headers=once("r-3"))
        assert (
            await place.ask("budget", "PUT", "/allowances", {**LIMIT, "limit_won": 6}, headers=once("r-3"))
        ).status == 200

    async def test_what_was_refused_may_be_tried_again_under_the_same_key(self, place):
        bad = {**LIMIT, "subject": "kr-nowhere"}
        assert (await place.ask("root", "PUT", "/allowances", bad, headers=once("r-4"))).status == 403
        assert place.every(GivenAnswer) == ()

    async def test_a_retry_after_a_crash_between_act_and_answer_does_nothing_again(self, place, monkeypatch):
        monkeypatch.setattr("gwanmun.control.access._remember", lambda *_: None)
        await place.ask("seoul", "PUT", "/allowances", LIMIT, headers=once("r-5"))
        told = await place.ask("seoul", "PUT", "/allowances", LIMIT, headers=once("r-5"))
        assert told.json["code"] == "answer_gone"

    async def test_an_answer_with_a_secret_is_not_kept_though_its_act_does_not_say_so(self, place, monkeypatch):
        monkeypatch.setitem(ACTS, "issue_key", replace(ACTS["issue_key"], secret=False))
        await place.ask("root", "POST", "/keys", {"person": "p-kr-seoul"}, headers=once("k-2"))
        assert [row.answer for row in place.every(GivenAnswer)] == [None]


class TestConditions:
    async def test_what_was_seen_must_still_stand(self, place):
        await place.ask("seoul", "PUT", "/allowances", LIMIT)
        seen = (await place.ask("seoul", "GET", ALLOWANCE)).etag
        changed = await place.ask("seoul", "PUT", "/allowances", {**LIMIT, "limit_won": 7}, headers={"if-match": seen})
        assert changed.status == 200
        late = await place.ask("seoul", "PUT", "/allowances", {**LIMIT, "limit_won": 8}, headers={"if-match": seen})
        assert (late.status, late.json["code"]) == (412, "stale")
        assert place.every(Allowance)[0].limit == 7_000_000
        gone = await place.ask("seoul", "DELETE", ALLOWANCE, headers={"if-match": seen})
        assert gone.status == 412
        assert place.every(Allowance)

    async def test_if_none_match_creates_and_never_replaces(self, place):
        new = {"if-none-match": "*"}
        assert (await place.ask("seoul", "PUT", "/allowances", LIMIT, headers=new)).status == 200
        assert (await place.ask("seoul", "PUT", "/allowances", {**LIMIT, "limit_won": 6}, headers=new)).status == 412

    async def test_a_reader_that_has_it_is_told_so(self, place):
        first = await place.ask("root", "GET", "/departments/kr-seoul%2Fai")
        again = await place.ask("root", "GET", "/departments/kr-seoul%2Fai", headers={"if-none-match": first.etag})
        assert (first.status, again.status, again.body) == (200, 304, b"")

    @pytest.mark.parametrize(
        "headers",
        [
            {"if-match": "x"},
            {"if-none-match": '"a"'},
            {"idempotency-key": "a b"},
            {"idempotency-key": ""},
            {"gwanmun-reason": "%ff"},
        ],
    )
    async def test_conditions_that_cannot_be_read_are_refused(self, place, headers):
        told = await place.ask("seoul", "PUT", "/allowances", LIMIT, headers=headers)
        assert (told.status, told.json["problem"]) == (400, "bad_header")
        assert place.every(Allowance) == ()


class TestPages:
    async def test_pages_hold_everything_once_and_in_order(self, place):
        place.put(*(Person(f"q-{n:04d}", "kr-seoul", "kr-seoul/ai", None, None) for n in range(25)))
        found, query = [], "limit=7"
        while True:
            page = (await place.ask("seoul", "GET", "/people", query=query)).json
            found += [row["id"] for row in page["items"]]
            if page["next"] is None:
                break
            query = f"limit=7&after={page['next']}"
        assert found == sorted(row.id for row in place.every(Person, agency="kr-seoul"))

    async def test_a_list_is_narrowed_by_its_fields(self, place):
        page = (await place.ask("root", "GET", "/departments", query="agency=kr-busan")).json
        assert {row["id"] for row in page["items"]} == {row.id for row in place.every(Department, agency="kr-busan")}

    @pytest.mark.parametrize(
        "query",
        [
            "limit=0",
            "limit=1001",
            "limit=x",
            "after=%00",
            "after=!!!",
            "after=W10",
            "after=WzFd",
            "after=WyJhIiwiYiJd",
            "limit=1&limit=2",
            "nope=1",
            "agency=%ff",
            "a",
        ],
    )
    async def test_pages_that_are_none_are_refused(self, place, query):
        told = await place.ask("root", "GET", "/people", query=query)
        assert told.status == 400, told.body
        assert told.headers[b"content-type"] == b"application/problem+json"

    async def test_secrets_are_in_no_list(self, place):
        made = await place.ask("root", "PUT", "/proxies", {"name": "edge", "cidr": "10.0.0.0/8"})
        for path in ("/proxies", "/proxies/edge", "/keys"):
            body = (await place.ask("root", "GET", path)).body.decode()
            assert made.json["secret"] not in body
            assert not any(key.hash in body for key in place.every(Key))

    def test_a_list_that_an_act_makes_up_is_cut_into_pages(self):
        items = [{"n": n} for n in range(5)]
        first = sheet(items, Paging(None, 2))
        second = sheet(items, Paging(first["next"], 3))
        assert first["items"] + second["items"] == items
        assert second["next"] is None
        with pytest.raises(BadRequest):
            sheet(items[3:], Paging(first["next"], 2))


class TestProblems:
    @pytest.mark.parametrize(
        ("method", "path", "raw", "status", "problem"),
        [
            ("GET", "/nothing", None, 404, "no_such_route"),
            ("PATCH", "/people", None, 405, "bad_method"),
            ("GET", "/people/%ff", None, 400, "not_utf8"),
            ("PUT", "/rates", b"{", 400, "broken_json"),
            ("PUT", "/rates", b"[]", 400, "not_an_object"),
            ("PUT", "/rates", b'{"rate":1,"rate":2}', 400, "duplicate_key"),
            ("PUT", "/rates", b'{"a":"\\u0000"}', 400, "bad_value"),
            ("PUT", "/rates", b'{"a":9223372036854775808}', 400, "bad_number"),
            ("PUT", "/rates", b"[" * 5000, 400, None),
            ("GET", "/people", b"{}", 400, "bad_value"),
            ("GET", "/appointments/none", None, 404, "no_such_thing"),
        ],
    )
    async def test_bad_input_is_named_and_never_a_fault_of_ours(self, place, method, path, raw, status, problem):
        told = await place.ask("root", method, path, raw=raw)
        assert told.status == status, told.body
        if problem:
            assert told.json["problem"] == problem
        assert {"type", "title", "status", "detail", "ko", "en", "remedy_ko", "remedy_en"} <= set(told.json)

    async def test_a_misspelt_argument_is_named_with_what_was_meant(self, place):
        told = await place.ask("root", "PUT", "/allowances", {**LIMIT, "limit_wan": 3})
        assert "limit_won" in told.json["detail"]

    async def test_the_language_is_the_caller_s(self, place):
        ko = await place.ask("nobody", "PUT", "/allowances", LIMIT)
        en = await place.ask("nobody", "PUT", "/allowances", LIMIT, headers={"accept-language": "en-GB,ko;q=0.5"})
        assert ko.json["title"] == ko.json["ko"]
        assert en.json["title"] == en.json["en"]

    async def test_a_body_of_another_kind_is_refused(self, place):
        told = await place.ask("root", "PUT", "/allowances", LIMIT, headers={"content-type": "text/plain"})
        assert told.status == 415

    async def test_the_reason_reaches_the_journal_in_korean(self, place):
        await place.ask(
            "root", "POST", "/services/svc/suspend", {"reason_ko": "점검", "reason_en": "check"}, reason="긴급 점검 %"
        )
        from sqlalchemy import text

        with place.desk.office.books._engine.connect() as connection:
            facts = connection.execute(text("SELECT fact FROM outbox ORDER BY number")).scalars().all()
        assert any('"reason":"긴급 점검 %"' in fact and '"suspend_service"' in fact for fact in facts)
        assert FactKind.ACT in facts[0]


class TestPace:
    def test_a_caller_may_burst_and_then_keeps_to_the_pace(self):
        now = [0.0]
        pace = Pace(60, 3, lambda: now[0])
        assert [pace.take("a") for _ in range(3)] == [2, 1, 0]
        with pytest.raises(TooFast) as refusal:
            pace.take("a")
        assert refusal.value.params["seconds"] >= 1
        pace.take("b")
        now[0] = 1.0
        pace.take("a")

    def test_memory_is_bounded_whoever_asks(self):
        pace = Pace(60, 3, lambda: 0.0)
        for who in range(20_000):
            pace.take(str(who))
        assert len(pace._left) <= 10_000

    async def test_too_many_requests_say_when_to_come_back(self, place):
        from gwanmun.api.app import API

        place.api = API(place.api._ports, per_minute=60, burst=2)
        told = [await place.ask("root", "GET", "/me") for _ in range(3)]
        assert [one.status for one in told] == [200, 200, 429]
        assert int(told[2].headers[b"retry-after"]) >= 1

    async def test_guessing_keys_is_slowed_down(self, place):
        told = [(await place.ask("gm_00000000_x", "GET", "/me")).status for _ in range(25)]
        assert told[0] == 401
        assert told[-1] == 429


class TestRoutes:
    def test_every_act_has_one_place_of_its_own(self):
        found = operations()
        assert {one.name for one in found} == {name for name, act in ACTS.items() if not act.local}
        router = Router(found)
        for one in found:
            path = one.path
            for name in one.within:
                path = path.replace(f"{{{name}}}", "x")
            assert router.find(one.method, path)[0].name == one.name

    def test_two_acts_that_would_meet_are_told_apart(self):
        act = Act(ActivatePack, lambda *_: None, Touches.NOTHING)
        found = operations({"revoke_pack": act, "revoke_packs": act})
        assert [one.path for one in found] == ["/api/v1/packs/{regime}/revoke", "/api/v1/acts/revoke_packs"]

    @pytest.mark.parametrize(
        ("one", "many"),
        [
            ("agency", "agencies"),
            ("person", "people"),
            ("key", "keys"),
            ("box", "boxes"),
            ("rules", "rules"),
            ("lifted_order", "lifted_orders"),
            ("case", "cases"),
            ("departments", "departments"),
        ],
    )
    def test_plurals(self, one, many):
        assert plural(one) == many
        assert plural(many) == many

    def test_an_operation_reads_only_by_get(self):
        assert all((one.method == "GET") == one.reads for one in operations())
        assert isinstance(operations()[0], Operation)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["kr-seoul", "svc", "*", "2026-01-02", "\x00", "'; DROP TABLE people--", "\u202e", "x" * 5000]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_no_argument_of_any_act_is_a_fault_of_ours(place, data):
    one = data.draw(st.sampled_from(operations()))
    from dataclasses import fields

    body = {row.name: data.draw(ANY) for row in fields(one.act.order)}
    place.api._pace = Pace(60_000, 1000, place.desk.office.surroundings.monotonic)
    before = place.every(Rate), place.every(Service)
    path = one.path.removeprefix("/api/v1")
    for name in one.within:
        path = path.replace(f"{{{name}}}", "x")
        body.pop(name)
    if one.in_query:
        told = await place.ask("auditor", one.method, path)
    else:
        import json

        told = await place.ask("root", one.method, path, raw=json.dumps(body).encode())
    assert told.status < 500, (one.name, body, told.body)
    assert before[1][:1] == place.every(Service)[:1] or told.status < 300
    assert date.min
