"""The promises of port `books`, numbered as in `ports/books.py`, on every adapter of it."""

# ruff: noqa: PT012 - a transaction is a block, and its failing is what is tested

import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import get_args, get_origin, get_type_hints

import pytest
from msgspec.structs import replace as changed
from sqlalchemy import CheckConstraint

from gwanmun.adapters.sql.books import open_books
from gwanmun.adapters.sql.rows import SHELVES
from gwanmun.domain.allowances import Allowance, Level, Period
from gwanmun.domain.approvals import (
    ApprovalRequest,
    Channel,
    ChannelKind,
    Delivery,
    DeliveryState,
    Notice,
    Reach,
    Stage,
)
from gwanmun.domain.catalogue import Deployment, Dialect, Model, Record, Service
from gwanmun.domain.devices import Device, DeviceApp, DeviceCheck, Ownership, Seat, Tier
from gwanmun.domain.facts import Fact, FactKind, Receipt
from gwanmun.domain.findings import AnswerCare, Kind, Masking, Style
from gwanmun.domain.grades import Grade
from gwanmun.domain.money import Price, Rate
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Agency, Department, DeviceClass, Key, OrganisationType, Person, TrustedProxy, Zone
from gwanmun.domain.records import (
    Advisory,
    AdvisoryAction,
    AdvisoryReceipt,
    ContentReading,
    DecisionRecord,
    EthicsAnswer,
    EthicsState,
    FindingState,
    MisuseFinding,
    Principle,
    UseCase,
    UseState,
)
from gwanmun.domain.snapshot import Approval, InquiryState, Route, Rules, Suspension
from gwanmun.domain.training import Completion, Course, CourseLevel, Target, TrainingCount
from gwanmun.errors import Conflict, Unavailable
from gwanmun.ports.books import GivenAnswer, LiftedOrder, ModelPrice, PackVersion, Publication
from postgres import server

DAY = date(2026, 11, 22)

#: One value of every kind the books hold.
EVERYTHING = [
    Agency(
        "kr-seoul", "서울특별시", "Seoul", OrganisationType.METROPOLITAN_GOVERNMENT, "KR", None, DAY, None, "AI담당관"
    ),
    Department("kr-seoul/ai", "kr-seoul", "AI과", "AI"),
    Person("p-1", "kr-seoul", "kr-seoul/ai", DAY, None),
    Zone("10.0.0.0/8", DeviceClass.INTERNAL_PC, "업무망"),
    TrustedProxy("edge", "10.1.0.0/16", "00ff"),
    Service("s", "서비스", "service", "v", "KR", "f", "api", Deployment.IN_HOUSE, ("KR", "US"), "출처", "2026-11"),
    Record("kr-seoul", "s", True, "negotiated", "O", True, "unknown", ("보안성 검토",)),
    Model("m", "s", "up", ("a", "b"), (), 4096, None),
    ModelPrice("m", Price(DAY, None, "KRW", 1, 2**50, "출처")),
    Rate(DAY, 1_450_250, "출처"),
    Route("s", Dialect.ANTHROPIC, "https://x.example/v1"),
    Allowance(Level.PERSON, "*", Period.MONTH, 2**60),
    PackVersion("kr-x", 3, "text: 가", True, "officer", 1, "c", "a", 2),
    Approval("a-1", "kr-seoul", None, "s", "granted", False, 2**52),
    InquiryState("deepseek", "overdue"),
    LiftedOrder("kr-y", DAY, "officer"),
    Rules(
        "*", ("t",), AnswerCare.MASK, Grade.S, ("work", "personal"), (Masking(Kind.PHONE, Style.PARTIAL),), (Kind.NAME,)
    ),
    Key("k", "h", "p-1", ("kr-seoul/ai",), (DeviceClass.INTERNET_PC, DeviceClass.PERSONAL), ("work",), 1, 2, None, "j"),
    Suspension("s", "*", 1, "이유", "why"),
    Publication("snapshot", 1, "d", "c", 0, 1),
    Appointment("o-1", "p-1", "kr-seoul", None, Role.SECURITY, DAY, None, "p-2"),
    GivenAnswer("k", "once", "d", 1, "{}"),
    ApprovalRequest(
        "r-1",
        "p-1",
        "kr-seoul",
        "kr-seoul/ai",
        Reach.DEPARTMENT,
        "s",
        ("deepseek",),
        Grade.S,
        "번역",
        "사유",
        True,
        DAY,
        Role.SECURITY,
        ("N2SF-4",),
        1,
        Stage.ENDORSED,
        "p-2",
        "p-3",
        2,
        "가",
        None,
        None,
        "",
        None,
    ),
    Notice("n-1", "p-1", 1, "approval_requested", "r-1", None),
    Channel("mail", ChannelKind.SMTP, "relay:25", "a@x.example", "{person}@x.example", "", True),
    Delivery("n-1", "mail", DeliveryState.WAITING, 1, 2, "timed_out"),
    Course("basic", "기본", "basic", CourseLevel.BASIC, 60, 365, True, "나라배움터", None, ""),
    Completion("p-1", "basic", DAY, 90, "lms"),
    Target("kr-gyeonggi", 2026, 5000, "출처"),
    TrainingCount("kr-seoul", 2025, "all", DAY, 1785, "출처"),
    Device("d-1", "kr-seoul", None, "p-1", DeviceClass.INTERNAL_PC, Ownership.GOVERNMENT, "업무망", Tier.HIGH, None),
    DeviceCheck("d-1", DAY),
    DeviceApp("d-1", "deepseek-app", DAY, None),
    Seat("p-1", "s", DAY, None),
    DecisionRecord("dr-1", "kr-seoul", "kr-seoul/ai", "제목", "p-1", "p-2", "s", "m", "1", "d", "d", "고침", None, 1),
    UseCase("u-1", "kr-seoul", "제목", "목적", "s", "편익", "위험", "p-1", 1, UseState.APPROVED, "p-2", 2, "", None),
    EthicsAnswer("u-1", Principle.PRIVACY, EthicsState.MET, "", "p-1", 1),
    Advisory("v-1", "제목", "본문", ("kr-seoul",), Role.SECURITY, DAY, "p-1", 1, None, None),
    AdvisoryReceipt("v-1", "p-1", "kr-seoul", 1, None),
    AdvisoryAction("va-1", "v-1", "kr-seoul", "조치", "p-1", 1),
    MisuseFinding("f-1", "shared_account", "0" * 32, "kr-seoul", 1, 2, 3, "규칙", ("r",), 4, FindingState.OPEN),
    ContentReading("c-1", "r", "p-1", Role.AUDIT, "사유", 1, "p-2", Role.PRIVACY, 2),
]
FACT = Fact(FactKind.ACT, 1, agency="kr-seoul", opening={"act": "x", "n": [1, "가", None, True]})
PERSON = Person("p-9", "kr-seoul", "kr-seoul/ai", None, None)


def made_up(kind, *, full, tied=False):
    """A value of a kind by the types of its fields and what its table checks; `full` fills what may be missing."""
    checks = [str(one.sqltext) for one in SHELVES[kind].table.constraints if isinstance(one, CheckConstraint)]
    said = {}
    for field in fields(kind):
        hint = get_type_hints(kind)[field.name]
        several = any(re.search(rf"\b{field.name}\b", check) and not _alone(check, field.name) for check in checks)
        arms = [arm for arm in get_args(hint) if arm is not NoneType] if NoneType in get_args(hint) else [hint]
        if NoneType in get_args(hint) and not (tied if several else full):
            said[field.name] = None
            continue
        allowed = [
            re.findall(r"'([^']*)'", check) for check in checks if _alone(check, field.name) and " IN (" in check
        ]
        said[field.name] = _made_up(arms[0], allowed[0][0] if allowed and allowed[0] else "가-1", full=full)
    return kind(**said)


def _alone(check, name):
    return re.match(rf'"?{name}"? (IN|>|>=) ', check) is not None


def _made_up(hint, text, *, full):
    hint = getattr(hint, "__supertype__", hint)
    if get_origin(hint) is tuple:
        inner = [arm for arm in get_args(hint) if arm is not Ellipsis]
        return tuple(_made_up(arm, text, full=full) for arm in inner) if full else ()
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return hint(
            **{
                f.name: None if NoneType in get_args(hints[f.name]) else _made_up(hints[f.name], text, full=full)
                for f in fields(hint)
            }
        )
    if issubclass(hint, Enum):
        return next((one for one in hint if one.value == text), next(iter(hint)))
    return {bool: True, int: 2**40, float: 0.5, date: DAY, str: text}[hint]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """Empty books, migrated once: copying a file is quicker than migrating."""
    path = tmp_path_factory.mktemp("books") / "books.sqlite"
    open_books(path).close()
    return path


@pytest.fixture(scope="module")
def postgres():
    """A server, and a migrated database to make others from. Skipped, and said so, where there is none."""
    with server() as running:
        url = running.create()
        open_books(url).close()
        running.migrated = running.name_of(url)
        yield running


@pytest.fixture(params=["memory", "file", "postgresql"])
def books(request, tmp_path, migrated):
    if request.param == "postgresql":
        running = request.getfixturevalue("postgres")
        where = running.create(running.migrated)
    else:
        where = None if request.param == "memory" else Path(shutil.copy(migrated, tmp_path))
    opened = open_books(where)
    yield opened
    opened.close()


@pytest.fixture(params=["file", "postgresql"])
def shared(request, tmp_path, migrated):
    """Where books stand that several open at once."""
    if request.param == "postgresql":
        running = request.getfixturevalue("postgres")
        return running.create(running.migrated)
    return Path(shutil.copy(migrated, tmp_path))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "books.sqlite"


def test_every_kind_of_value_comes_back_as_it_was_put(books):
    with books.transact() as page:
        page.put(*EVERYTHING)
    with books.look() as page:
        assert [found for value in EVERYTHING for found in page.every(type(value))] == EVERYTHING


@pytest.mark.parametrize("kind", sorted(set(SHELVES) - {type(v) for v in EVERYTHING}, key=lambda k: k.__name__))
@pytest.mark.parametrize("full", [True, False])
def test_every_other_kind_comes_back_too(kind, full, books):
    value = made_up(kind, full=full)
    try:
        with books.transact() as page:
            page.put(value)
    except Unavailable:  # its table ties several fields together: then the ones that may be missing are there
        value = made_up(kind, full=full, tied=True)
        with books.transact() as page:
            page.put(value)
    with books.look() as page:
        assert page.every(kind) == (value,)
        assert page.find(kind, *page.key(value)) == value


class TestPromise1AllOrNothing:
    def test_an_exception_undoes_puts_drops_and_facts(self, books):
        with books.transact() as page:
            page.put(PERSON)
        with pytest.raises(ZeroDivisionError), books.transact() as page:
            page.put(replace(PERSON, id="p-10"))
            page.drop(Person, "p-9")
            page.note(FACT)
            raise ZeroDivisionError
        with books.look() as page:
            assert page.every(Person) == (PERSON,)
        assert books.unsent(10) == ()

    def test_a_value_outside_its_closed_set_is_not_kept(self, books):
        with pytest.raises(Unavailable), books.transact() as page:
            page.put(PERSON)
            page.put(InquiryState("deepseek", "maybe"))
        with books.look() as page:
            assert page.every(Person) == ()

    def test_a_regime_never_has_two_active_versions(self, books):
        with books.transact() as page:
            page.put(PackVersion("kr-x", 1, "t", True, "o", 1))
        with pytest.raises(Unavailable), books.transact() as page:
            page.put(PackVersion("kr-x", 2, "t", True, "o", 1))


def test_promise_2_what_was_committed_survives_the_death_of_the_process(shared):
    child = (
        "import os, sys\nfrom pathlib import Path\n"
        "from gwanmun.adapters.sql.books import open_books\nfrom gwanmun.domain.people import Person\n"
        "books = open_books(sys.argv[1] if '://' in sys.argv[1] else Path(sys.argv[1]))\n"
        "with books.transact() as page: page.put(Person('kept', 'a', 'd', None, None))\n"
        "with books.transact() as page:\n"
        "    page.put(Person('lost', 'a', 'd', None, None)); os.kill(os.getpid(), 9)\n"
    )
    ended = subprocess.run([sys.executable, "-c", child, str(shared)], check=False)
    assert ended.returncode == -9
    books = open_books(shared)
    with books.look() as page:
        assert [p.id for p in page.every(Person)] == ["kept"]
    books.close()


class TestPromise3OneWriter:
    def test_a_second_writer_is_told_of_the_conflict(self, shared):
        first, second = open_books(shared), open_books(shared, busy_milliseconds=50)
        with first.transact(), pytest.raises(Conflict), second.transact():
            pass
        first.close()
        second.close()

    def test_what_was_read_cannot_change_before_the_end(self, shared):
        books = [open_books(shared), open_books(shared)]
        with books[0].transact() as page:
            page.put(Rate(DAY, 1, "s"))

        def add_one(mine):
            for _ in range(20):
                with mine.transact() as page:
                    rate = page.find(Rate, DAY)
                    page.put(replace(rate, milliwon_per_usd=rate.milliwon_per_usd + 1))

        threads = [threading.Thread(target=add_one, args=(b,)) for b in books]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with books[0].look() as page:
            assert page.find(Rate, DAY).milliwon_per_usd == 41
        for b in books:
            b.close()


class TestPromise4Looking:
    def test_a_look_sees_one_state(self, shared):
        books = open_books(shared)
        with books.look() as looking:
            assert looking.every(Person) == ()
            with books.transact() as page:
                page.put(PERSON)
            assert looking.every(Person) == ()
        with books.look() as looking:
            assert looking.every(Person) == (PERSON,)
        books.close()

    def test_a_look_changes_nothing(self, books):
        with pytest.raises(Unavailable), books.look() as page:
            page.put(PERSON)
        with books.transact() as page:  # and the next transaction can write again
            page.put(PERSON)


class TestPromise5Keys:
    def test_put_replaces_by_key_and_every_is_in_order(self, books):
        with books.transact() as page:
            page.put(replace(PERSON, id="p-2"), replace(PERSON, id="p-1"), Rate(DAY, 1, "s"))
            page.put(replace(PERSON, id="p-2", training_until=DAY))
        with books.look() as page:
            assert [(p.id, p.training_until) for p in page.every(Person)] == [("p-1", None), ("p-2", DAY)]

    def test_find_and_equal_choose(self, books):
        with books.transact() as page:
            page.put(PERSON, replace(PERSON, id="p-2", agency="kr-busan"))
        with books.look() as page:
            assert page.find(Person, "p-2").agency == "kr-busan"
            assert page.find(Person, "p-3") is None
            assert [p.id for p in page.every(Person, agency="kr-busan")] == ["p-2"]
            assert len(page.every(Person, training_until=None)) == 2

    def test_some_gives_page_after_page_in_the_order_of_the_keys(self, books):
        names = ["a", "B", "가", "z", "ㄱ", "_", "Z", "é", "0"]
        rows = [replace(PERSON, id=name, agency="kr-seoul" if at % 2 else "kr-busan") for at, name in enumerate(names)]
        keyed = [Allowance(level, name, period, 1) for level in Level for name in names for period in Period]
        with books.transact() as page:
            page.put(*rows, *keyed)
        with books.look() as page:
            for kind, equal in ((Person, {}), (Person, {"agency": "kr-seoul"}), (Allowance, {})):
                found, after = [], ()
                while part := page.some(kind, after=after, limit=2, **equal):
                    found += part
                    after = page.key(part[-1])
                assert tuple(found) == page.every(kind, **equal)
            assert [row.id for row in page.every(Person)] == sorted(names)
            assert {row.agency for row in page.some(Person, limit=9, among={"agency": ["kr-busan"]})} == {"kr-busan"}
            assert page.some(Person, limit=9, among={"agency": []}) == ()

    def test_drop_of_nothing_is_no_error(self, books):
        with books.transact() as page:
            page.drop(Person, "nobody")


class TestPromise6Outbox:
    def test_facts_come_in_order_until_each_is_sent_once(self, books):
        with books.transact() as page:
            page.note(FACT)
            page.note(changed(FACT, at_us=2))
        with books.transact() as page:
            page.note(changed(FACT, at_us=3))
        waiting = books.unsent(10)
        assert [n.fact.at_us for n in waiting] == [1, 2, 3]
        assert waiting[0].fact == FACT
        assert len(books.unsent(2)) == 2
        books.sent(waiting[0].number, Receipt("desk", 7))
        assert [n.fact.at_us for n in books.unsent(10)] == [2, 3]
        with pytest.raises(Conflict):
            books.sent(waiting[0].number, Receipt("desk", 8))


class TestPromise7Unusable:
    def test_a_server_that_is_not_there(self, tmp_path):
        with pytest.raises(Unavailable):
            open_books(f"postgresql://x@/x?host={tmp_path}")

    def test_a_database_in_another_order_than_that_of_code_points(self, postgres):
        postgres.run('CREATE COLLATION IF NOT EXISTS c_is_there FROM "C"')
        postgres.run("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
        with pytest.raises(Conflict):
            open_books(postgres.url("latin"))

    def test_a_text_that_the_database_cannot_hold_changes_nothing(self, books):
        with suppress(Unavailable), books.transact() as page:
            page.put(PERSON, replace(PERSON, id="a\0b"))
        with books.look() as page:
            assert len(page.every(Person)) in {0, 2}

    def test_a_file_that_is_no_database(self, path):
        path.write_bytes(b"not a database, whatever it says" * 200)
        with pytest.raises(Unavailable):
            open_books(path)

    def test_a_directory_that_is_not_there(self, tmp_path):
        with pytest.raises(Unavailable):
            open_books(tmp_path / "missing" / "books.sqlite")

    def test_books_of_a_newer_version_stay_untouched(self, path):
        open_books(path).close()
        connection = sqlite3.connect(path)
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
        connection.close()
        with pytest.raises(Conflict):
            open_books(path)

    def test_the_file_is_for_its_owner_alone(self, path):
        open_books(path).close()
        assert path.stat().st_mode & 0o077 == 0
