"""The demonstration's books: made up, complete, the same for the same seed, and each key shows what it says."""

from datetime import date

import pytest

from clockwork import NOW_US
from gwanmun.control.demo_tree import DEEPSEEK, IN_HOUSE, OUTSIDE, PROVINCE, demo_books, seed_demo
from gwanmun.control.directory import governments_on
from gwanmun.control.publish import Terms, compile_delta, compile_snapshot
from gwanmun.domain.credentials import key_hash
from gwanmun.domain.people import DeviceClass

from .conftest import DAY, PEPPER

BOOKS = demo_books(DAY, seed=b"seed", pepper=PEPPER)


def test_the_same_seed_gives_the_same_books_and_another_gives_other_keys():
    assert demo_books(DAY, seed=b"seed", pepper=PEPPER) == BOOKS
    other = demo_books(DAY, seed=b"other", pepper=PEPPER)
    assert {k.plaintext for k in other.keys}.isdisjoint(k.plaintext for k in BOOKS.keys)


def test_every_key_opens_with_its_hash_and_names_are_distinct():
    assert all(key_hash(PEPPER, one.plaintext) == one.key.hash for one in BOOKS.keys)
    assert len({one.name for one in BOOKS.keys}) == len({one.key.id for one in BOOKS.keys}) == len(BOOKS.keys)


def test_the_seventeen_governments_are_there_on_the_dates_of_the_story():
    for day in (date(2025, 1, 31), date(2025, 4, 28), DAY):
        snapshot = BOOKS.snapshot(DAY, NOW_US, clock_date=day)
        assert len(governments_on(snapshot.agencies, day)) == 17
        assert len({a.id for a in snapshot.agencies}) == len(snapshot.agencies)
        assert snapshot.demo


def test_every_reference_leads_somewhere():
    departments = {d.id: d.agency for d in BOOKS.departments}
    agencies = {a.id for a in BOOKS.agencies}
    services = {s.id for s in BOOKS.services}
    people = {p.id: p for p in BOOKS.people}
    assert set(departments.values()) <= agencies
    assert all(departments[p.department] == p.agency for p in BOOKS.people)
    assert all(departments[d] == people[k.key.person].agency for k in BOOKS.keys for d in k.key.departments)
    assert {r.service for r in BOOKS.records} | {r.service for r in BOOKS.routes} <= services
    assert {m.service for m in BOOKS.models} <= services


def test_only_the_sandbox_is_connected():
    outside = {r.service: r.base_url for r in BOOKS.routes if not r.base_url.startswith("http://127.0.0.1")}
    assert set(outside) == {DEEPSEEK}


def test_what_is_made_up_says_so():
    assert {s.source for s in BOOKS.services} == {p.source for m in BOOKS.models for p in m.prices} == {"demo"}


def test_seeding_books_and_publishing_them_gives_the_same_snapshot(desk):
    from gwanmun.adapters.sql.books import open_books
    from gwanmun.control.office import Office

    books = open_books(None)
    seed_demo(Office(books, desk.clock, PEPPER, desk.office.check_pack), desk.by(), BOOKS)
    with books.look() as page:
        compiled = compile_snapshot(page, Terms(demo=True), NOW_US)
        delta = compile_delta(page, NOW_US)
    books.close()
    wanted = BOOKS.snapshot(DAY, 0, serial=0)
    for name in ("agencies", "departments", "people", "services", "records", "routes", "models", "allowances", "packs"):
        assert sorted(map(repr, getattr(compiled, name))) == sorted(map(repr, getattr(wanted, name))), name
    assert {k.id for k in delta.keys} == {one.key.id for one in BOOKS.keys}


@pytest.fixture(scope="module")
def world():
    from gwanmun.gateway.world import World

    return World(BOOKS.snapshot(DAY, NOW_US), "digest")


@pytest.mark.parametrize(
    ("key", "model", "changes", "expected"),
    [
        ("officer", "gwanmun-sandbox", {"personal_info": True}, "allow_with_masking"),
        ("officer", "gwanmun-sandbox", {}, "allow"),
        ("officer", "gwanmun-sandbox", {"grade": "S"}, "route_in_house"),
        ("officer", "gwanmun-sandbox-in-house", {"grade": "S"}, "allow"),
        ("officer", "gwanmun-sandbox", {"grade": "C"}, "deny"),
        ("officer", "deepseek-chat", {}, "deny"),
        ("officer", "deepseek-reasoner", {}, "deny"),
        ("officer", "smart-assistant", {}, "deny"),
        ("officer", "deepseek/deepseek-r1", {}, "require_approval"),
        ("officer", "deepseek-r1-in-house", {}, "allow"),
        ("no_pledge", "gwanmun-sandbox", {}, "require_approval"),
        ("military", "deepseek-chat", {}, "deny"),
        ("military", "gwanmun-sandbox", {}, "require_approval"),
        ("foreign_affairs", "gwanmun-sandbox", {}, "deny"),
        ("trade", "deepseek-chat", {}, "deny"),
    ],
)
def test_each_key_meets_what_the_demonstration_says(world, key, model, changes, expected):
    from gwanmun.domain.catalogue import Dialect
    from gwanmun.domain.grades import Grade
    from gwanmun.policy.attributes import attributes

    kept = BOOKS.key(key).key
    person = next(p for p in BOOKS.people if p.id == kept.person)
    target = world.target(person.agency, model, Dialect.OPENAI)
    decision = world.judge.judge(
        attributes(
            day=DAY,
            agency=world.agencies[person.agency],
            device=kept.device_classes[0],
            target=target,
            grade=Grade(changes.get("grade", "O")),
            personal_info=changes.get("personal_info", False),
            training_complete=person.training_until is not None and person.training_until >= DAY,
            pledge_signed=person.pledged_on is not None,
            in_house_available=True,
        )
    )
    assert decision.outcome.word == expected


def test_the_in_house_route_takes_the_same_dialect(world):
    from gwanmun.domain.catalogue import Dialect

    for dialect in Dialect:
        assert world.in_house(PROVINCE, dialect), dialect
    assert {OUTSIDE, IN_HOUSE} <= {s.id for s in BOOKS.services}
    assert DeviceClass.MILITARY_WORK in BOOKS.key("military").key.device_classes
