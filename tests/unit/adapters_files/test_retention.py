"""What is past its time is found, copied out whole before it goes, and forgotten day by day with a fact before each."""

import asyncio
import hashlib
import json
from datetime import date

import pytest

from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.adapters.files.keys import forget_day
from gwanmun.adapters.files.retention import Expired, copy_out, expired
from gwanmun.domain.people import Agency, OrganisationType
from gwanmun.entrypoints import usage_days
from gwanmun.entrypoints.cli import run
from gwanmun.entrypoints.desk import opened
from gwanmun.entrypoints.retention import cut_day
from gwanmun.errors import Conflict
from gwanmun.settings import load_settings
from journal_kit import NOON, ORIGIN, Place, fact

DAY_US = 86_400_000_000
OLD, NEXT = "2025-11-22", "2025-11-23"


@pytest.fixture
def place(tmp_path):
    """Two agencies on one day, one on the next."""
    place = Place(tmp_path)

    async def write():
        store = place.open()
        for number, (agency, later) in enumerate(
            (("kr-seoul", 0), ("kr-busan", 0), ("kr-seoul", 0), ("kr-seoul", DAY_US))
        ):
            store.append_later(fact(number, at_us=NOON + later, agency=agency))
        await store.flush()
        await store.close()

    asyncio.run(write())
    place.seal()
    return place


def test_only_days_before_the_cut_are_past_their_time(place):
    both = (Expired(OLD, "kr-busan"), Expired(OLD, "kr-seoul"))
    assert expired(place.keys, ORIGIN, date(2025, 11, 22)) == ()
    assert expired(place.keys, ORIGIN, date(2025, 11, 23)) == both
    assert expired(place.keys, ORIGIN, date(2025, 11, 24)) == (*both, Expired(NEXT, "kr-seoul"))
    assert expired(place.keys, "another/gate-9", date(2030, 1, 1)) == ()


def test_the_copy_holds_just_those_records_with_what_they_said(place, tmp_path):
    out = tmp_path / "copy.jsonl"
    done = copy_out(place.path, place.keys, [Expired(OLD, "kr-seoul")], out)
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(line["leaf"]["index"], line["opening"]["number"]) for line in lines] == [(0, 0), (2, 2)]
    assert (done.records, done.sha256) == (2, hashlib.sha256(out.read_bytes()).hexdigest())
    assert out.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Conflict):
        copy_out(place.path, place.keys, [Expired(OLD, "kr-seoul")], out)  # a copy is never written over
    forget_day(place.keys, ORIGIN, OLD, "kr-seoul", "2026-11-22")
    assert expired(place.keys, ORIGIN, date(2025, 11, 23)) == (Expired(OLD, "kr-busan"),)
    assert verify_journal(place.path, place.keys).forgotten_count == 2


@pytest.mark.parametrize(
    ("today", "years", "cut"),
    [(date(2028, 2, 29), 1, date(2027, 2, 28)), (date(2028, 2, 29), 4, date(2024, 2, 29)), (date(2026, 11, 22), 2, date(2024, 11, 22))],
)  # fmt: skip
def test_years_are_those_of_the_calendar(today, years, cut):
    assert cut_day(today, years) == cut


def test_the_command_exports_first_and_says_in_the_desks_journal_what_it_forgets(tmp_path, capsys):
    (tmp_path / "gwanmun.toml").write_text(
        '[gate]\ndata_dir = "data"\nkeys_dir = "keys"\n[journal]\norigin = "gwanmun.test/gate-1"\n[desk]\nlisten = "off"\n'
    )
    settings = load_settings(tmp_path / "gwanmun.toml")

    async def open_desk():
        async with opened(settings, lambda *_: None) as desk:
            with desk.office.books.transact() as page:
                page.put(
                    Agency("kr-seoul", "서울", "Seoul", OrganisationType.METROPOLITAN_GOVERNMENT, "KR", None, date(2020, 1, 1), None, "AI")
                )  # fmt: skip

    asyncio.run(open_desk())
    place = Place(tmp_path / "data" / "journal" / "made")
    place.path, place.keys = settings.gate.data_dir / "journal" / "gate-1", settings.gate.keys_dir

    async def write():
        store = place.open()
        store.append_later(fact(0, at_us=NOON - 1200 * DAY_US))
        store.append_later(fact(2))
        await store.flush()
        await store.close()

    asyncio.run(write())
    place.seal()
    config = ["--config", str(tmp_path / "gwanmun.toml"), "--json"]
    assert run(["journal", "retain", "--forget", *config]) == 2
    assert run(["usage", "days", *config]) == 0
    capsys.readouterr()
    out = tmp_path / "out.jsonl"
    words = ["journal", "retain", "--years", "2", "--export", str(out), "--forget", "--officer", "records-1"]
    assert run([*words, *config]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (len(told["due"]), told["exported"], told["keys_forgotten"]) == (1, 1, 1)
    assert len(out.read_text().splitlines()) == 1
    assert run(["usage", "days", *config]) == 0
    assert json.loads(capsys.readouterr().out)["forgotten"] == 0  # the sealed days followed at once
    assert run(["journal", "retain", *config]) == 0
    assert json.loads(capsys.readouterr().out)["due"] == []


def test_sealed_days_that_cannot_follow_a_forgetting_are_named_with_the_exact_command(tmp_path, capsys, monkeypatch):
    def busy(*_):
        raise Conflict(store="usage days")

    assert run(["init", "--dir", str(tmp_path)]) == 0
    config = tmp_path / "gwanmun.toml"
    (usage_days.Site.of(config, None).places()[0] / usage_days.FOLDER).mkdir(parents=True)
    monkeypatch.setattr(usage_days, "seal_days", busy)
    capsys.readouterr()
    assert usage_days.blank_forgotten(config, "ko") == 0
    assert f"gwanmun usage days --config {config}" in capsys.readouterr().err
