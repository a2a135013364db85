"""Proof of absence: signed when every request was watched and none was of the service; withheld for any gap."""

import asyncio
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import structs

from gwanmun.adapters.absence_reader import reviewed_by_day, watch
from gwanmun.adapters.files.evidence import forget_opening
from gwanmun.budget.absence import absence, start_us, statement
from gwanmun.domain.facts import Fact, FactKind
from gwanmun.errors import IntegrityFault
from gwanmun.journal.checkpoint import Vkey
from gwanmun.journal.faults import BadCheckpoint
from gwanmun.journal.statement import read_statement, sign_statement
from house import NOW_US, TODAY, House
from journal_kit import Place

DAY_US = 86_400_000_000
LATER = NOW_US + 3 * DAY_US
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "gwanmun.test/statements"


@pytest.fixture(scope="module")
def facts():
    async def ask():
        house = House()
        await house.ask("안녕하세요")
        await house.ask("안녕하세요", model="deepseek-chat")
        await house.ask("한 번 더")
        return house.journal.facts

    started = Fact(FactKind.STARTED, NOW_US - 40 * DAY_US, opening={"gate": "gate-1"})
    stopped = Fact(FactKind.STOPPED, NOW_US - 5 * DAY_US, opening={"gate": "gate-1"})
    again = Fact(FactKind.STARTED, NOW_US - 4 * DAY_US, opening={"gate": "gate-1"})
    asked = [structs.replace(fact, person=fact.person and "ab" * 16) for fact in asyncio.run(ask())]
    return [started, stopped, again, *asked]


@pytest.fixture
def place(tmp_path, facts):
    return written(tmp_path, facts)


def written(folder, facts):
    place = Place(folder)

    async def write():
        store = place.open()
        for fact in facts:
            store.append_later(fact)
        await store.flush()
        await store.close()

    asyncio.run(write())
    place.seal()
    return place


def ask(place, service="deepseek", first=date(2026, 11, 1), last=TODAY, now=LATER, missing=()):
    found = watch(place.path, place.keys, service, start_us(first), start_us(last) + DAY_US)
    return absence(service, first, last, (found,), missing, now)


def test_no_use_and_full_coverage_is_stated_with_its_coverage_and_refused_attempts(place):
    found = ask(place)
    assert found.holds
    text = statement(found, LATER)
    assert "service deepseek" in text
    assert "uses 0\nrefused-attempts 1\nrequests-watched 3\n" in text
    assert f"root {found.watched[0].root}" in text
    assert "in-order" in text  # the time in which the gate was closed
    assert "not covered" in text


def test_a_use_withholds(place):
    found = ask(place, service="openai")
    assert (found.holds, found.uses) == (False, 2)
    with pytest.raises(ValueError, match="withheld"):
        statement(found, LATER)


@pytest.mark.parametrize("how", [{"first": date(2026, 1, 1)}, {"now": NOW_US}, {"missing": ("gate-2",)}])
def test_a_gap_in_coverage_withholds(place, how):
    found = ask(place, **how)
    assert not found.holds
    assert len(found.gaps) == 1


def test_a_forgotten_opening_withholds(place, facts):
    forget_opening(place.path, next(at for at, fact in enumerate(facts) if fact.kind is FactKind.ADMITTED))
    found = ask(place)
    assert not found.holds
    assert "1" in found.gaps[0].en


def test_records_that_are_not_sealed_withhold(place, facts):
    async def more():
        store = place.open()
        await store.append(structs.replace(facts[-1], request="00000000-0000-7000-8000-000000009999"))
        await store.close()

    asyncio.run(more())
    assert not ask(place).holds


def test_without_a_journal_nothing_is_stated():
    assert not absence("deepseek", TODAY, TODAY, (), (), LATER).holds


def test_a_journal_that_does_not_prove_states_nothing(place):
    bundle = next(path for path in (place.path / "tile" / "entries").rglob("*") if path.is_file())
    data = bytearray(bundle.read_bytes())
    data[40] ^= 1
    bundle.write_bytes(data)
    with pytest.raises(IntegrityFault):
        ask(place)


def test_the_signature_proves_the_text_and_no_other(place):
    text = statement(ask(place), LATER)
    note = sign_statement(text, NAME, KEY)
    vkey = Vkey(NAME, KEY.public_key().public_bytes_raw())
    assert read_statement(note, vkey) == text
    other = Vkey(NAME, Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw())
    for wrong, key in (
        (note.replace(b"uses 0", b"uses 1"), vkey), (note, other), (note + b"x", vkey), (note[:-10], vkey),
        (b"\xff" + note, vkey), (note, Vkey("gwanmun.test/other", vkey.public)),
    ):  # fmt: skip
        with pytest.raises(BadCheckpoint):
            read_statement(wrong, key)


@pytest.mark.parametrize("text", ["no end of line", "two\n\nparts\n", "carriage\r\n"])
def test_a_text_that_two_readers_could_read_differently_is_not_signed(text):
    with pytest.raises(ValueError, match="statement"):
        sign_statement(text, NAME, KEY)


def test_services_count_as_reviewed_by_their_approval_and_by_records_of_old(tmp_path):
    def act(at, **opening):
        return Fact(FactKind.ACT, NOW_US + at, f"01930000-0000-7000-8000-{at:012d}", opening=opening)

    record = {"service": "old", "security_reviewed": True}
    place = written(
        tmp_path,
        [
            act(1, act="move_service", service="new", before="proposed", after="reviewed", reason="put_record"),
            act(2, act="move_service", service="new", before="reviewed", after="approved"),
            act(3, act="move_service", service="new", before="restricted", after="approved"),
            act(4, act="put_record", record=record, before={**record, "security_reviewed": False}),
            act(5, act="put_record", record=record, before=record),
            act(6, act="activate_pack", before=[1], reason="move_service"),
        ],
    )
    assert reviewed_by_day(place.path, place.keys) == [(NOW_US + 2, "new"), (NOW_US + 4, "old")]
