"""The desk as a process: acts take effect in what gates read; it locks, delivers what was left, and ends with its pipe."""

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest

from gwanmun.adapters.desk_socket import Request, call_desk
from gwanmun.adapters.publication import PublicationFiles
from gwanmun.adapters.sql.books import open_books
from gwanmun.control import acts, publish
from gwanmun.entrypoints.desk import Desk, main, opened
from gwanmun.errors import BadCommand, Conflict, GwanmunError, IntegrityFault, Unavailable
from gwanmun.settings import Upstream, load_settings, plain_settings


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """Empty books, migrated once: copying a file is quicker than migrating."""
    path = tmp_path_factory.mktemp("books") / "books.sqlite"
    open_books(path).close()
    return path


@pytest.fixture
def settings(tmp_path, migrated):
    (tmp_path / "data").mkdir(mode=0o700)
    shutil.copy(migrated, tmp_path / "data")
    return plain_settings(tmp_path / "data")


def quiet(_event, _fields):
    pass


async def do(desk, act, **args):
    return await desk.perform(Request(act, args, "officer-1", "시험"))


async def people(desk):
    await do(desk, "put_agency", agency={
        "id": "kr-x", "name_ko": "가", "name_en": "x", "type": "agency", "jurisdiction": "KR", "parent": None,
        "valid_from": "2020-01-01", "valid_to": None, "contact_ko": "담당",
    })  # fmt: skip
    await do(desk, "put_departments", departments=[{"id": "kr-x/d", "agency": "kr-x", "name_ko": "가", "name_en": "d"}])
    await do(desk, "put_people", people=[
        {"id": "p-1", "agency": "kr-x", "department": "kr-x/d", "training_until": None, "pledged_on": None}
    ])  # fmt: skip


async def gate(settings):
    reader = PublicationFiles(settings.gate.data_dir / "published", lambda error: pytest.fail(str(error)))
    await reader.open()
    return reader


async def test_an_act_is_in_force_when_it_is_answered(settings):
    async with opened(settings, quiet) as desk:
        await people(desk)
        key = await do(desk, "issue_key", person="p-1")
        reader = await gate(settings)
        assert [k.id for k in reader.delta.keys] == [key["id"]]
        assert [p.id for p in reader.snapshot.people] == ["p-1"]
        await do(desk, "revoke_key", id=key["id"])
        assert await reader.look() == (False, True)
        assert reader.delta.keys[0].revoked_us is not None


async def test_a_second_desk_is_refused(settings):
    async with opened(settings, quiet):
        with pytest.raises(Conflict):
            async with opened(settings, quiet):
                pass


async def test_acts_that_wait_together_share_one_publication_and_each_gets_its_own_answer(settings):
    async with opened(settings, quiet) as desk:
        await people(desk)
        before = desk._out.publisher.serials()[1]
        asked = [do(desk, "issue_key", person="p-1") for _ in range(10)] + [do(desk, "issue_key", person="nobody")]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert len({a["id"] for a in answers[:10]}) == 10
        assert isinstance(answers[10], BadCommand)
        assert desk._out.publisher.serials()[1] - before <= 2


async def test_nobody_is_told_done_while_the_journal_is_broken(settings, monkeypatch):
    async with opened(settings, quiet) as desk:
        await people(desk)

        async def broken(_fact):
            raise Unavailable(store="journal")

        with monkeypatch.context() as patched:
            patched.setattr(desk._out.journal, "append", broken)
            with pytest.raises(Unavailable):
                await do(desk, "put_zone", cidr="10.0.0.0/8", device_class="internal_pc")
        assert desk.failed.is_set()
        assert (await gate(settings)).snapshot.zones == ()
    async with opened(settings, quiet):  # the desk that comes next finishes it
        assert [z.cidr for z in (await gate(settings)).snapshot.zones] == ["10.0.0.0/8"]


class Fault(Exception):
    """A fault of the program, whose text holds what nobody may read."""


def broken_act(monkeypatch, name, before=lambda *_: None):
    def carry_out(*given):
        before(*given)
        raise Fault("850312-1234567")

    monkeypatch.setitem(acts.ACTS, name, replace(acts.ACTS[name], carry_out=carry_out))


async def test_a_fault_in_one_act_stops_no_other_and_no_revocation(settings, monkeypatch):
    told = []
    async with opened(settings, lambda event, fields: told.append((event, fields))) as desk:
        await people(desk)
        key = await do(desk, "issue_key", person="p-1")
        broken_act(monkeypatch, "put_inquiry")
        reader = await gate(settings)
        inquiry = {"vendor": "deepseek", "status": "open"}
        answers = await asyncio.wait_for(
            asyncio.gather(
                do(desk, "put_inquiry", inquiry=inquiry),
                do(desk, "revoke_key", id=key["id"]),
                do(desk, "put_inquiry", inquiry=inquiry),
                do(desk, "list_keys"),
                return_exceptions=True,
            ),
            5,
        )
        assert [getattr(one, "code", "done") for one in answers] == ["internal", "done", "internal", "done"]
        assert (await reader.look())[1]
        assert reader.delta.keys[0].revoked_us is not None
    failed = [fields for event, fields in told if event == "act_failed"]
    assert [(one["act"], one["type"]) for one in failed] == [("put_inquiry", "Fault")] * 2
    assert failed[0]["place"].startswith("test_desk.py:")
    assert "850312" not in str(told)


async def test_what_a_faulty_act_had_changed_is_published_all_the_same(settings, monkeypatch):
    real = acts.ACTS["put_zone"].carry_out
    broken_act(monkeypatch, "put_zone", real)
    async with opened(settings, quiet) as desk:
        with pytest.raises(GwanmunError):
            await do(desk, "put_zone", cidr="10.0.0.0/8", device_class="internal_pc")
        assert [z.cidr for z in (await gate(settings)).snapshot.zones] == ["10.0.0.0/8"]


async def test_when_publishing_fails_every_caller_hears_and_the_desk_ends(settings, monkeypatch):
    async with opened(settings, quiet) as desk:
        monkeypatch.setattr(desk._out.publisher, "publish_snapshot", lambda _: 1 / 0)
        asked = [do(desk, "put_zone", cidr=f"10.{n}.0.0/16", device_class="internal_pc") for n in range(3)]
        answers = await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), 5)
        assert [type(one) for one in answers] == [GwanmunError] * 3
        assert desk.failed.is_set()
        assert isinstance(desk.fault, ZeroDivisionError)


async def test_work_that_is_cancelled_leaves_nobody_waiting(settings, monkeypatch):
    async with opened(settings, quiet) as desk:

        async def stuck(_touches):
            await asyncio.Event().wait()

        monkeypatch.setattr(desk, "settle", stuck)
        async with desk._lock:
            asked = [asyncio.create_task(do(desk, "list_keys")) for _ in range(3)]
            await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        asked[0].cancel()
        answers = await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), 5)
        assert [type(one) for one in answers] == [asyncio.CancelledError, Unavailable, Unavailable]


async def test_an_address_that_cannot_be_taken_is_told_to_the_importer_alone(settings):
    service = {"id": "svc", "name_ko": "가", "name_en": "a", "vendor": "v", "vendor_country": "KR", "family": "f",
               "form": "api", "deployment": "vendor_hosted", "storage_countries": [], "source": "s", "as_of": "x"}  # fmt: skip
    connected = {"svc": Upstream("svc", "http://10.0.0.1/v1", "openai")}
    async with opened(replace(settings, upstreams=connected), quiet) as desk:
        await people(desk)
        key = await do(desk, "issue_key", person="p-1")
        reader = await gate(settings)
        answers = await asyncio.gather(
            do(desk, "import_catalogue", services=[service]),
            do(desk, "revoke_key", id=key["id"]),
            return_exceptions=True,
        )
        assert isinstance(answers[0], BadCommand)
        assert answers[1]["state"] == "revoked"
        assert [await reader.look(), await reader.look()] == [(False, True), (True, False)]
        assert [one.id for one in reader.snapshot.services] == ["svc"]


async def test_the_operators_addresses_become_routes_of_listed_services(settings):
    told = []
    url = "https://x.example/v1"
    async with opened(settings, quiet) as desk:
        service = {"id": "svc", "name_ko": "가", "name_en": "a", "vendor": "v", "vendor_country": "KR", "family": "f",
                   "form": "api", "deployment": "vendor_hosted", "storage_countries": [], "source": "s", "as_of": "x"}  # fmt: skip
        await do(desk, "import_catalogue", services=[service])
    connected = {name: Upstream(name, url, "openai") for name in ("svc", "nobody-listed")}
    async with opened(replace(settings, upstreams=connected), lambda event, fields: told.append((event, fields))):
        assert [(r.service, r.base_url) for r in (await gate(settings)).snapshot.routes] == [("svc", url)]
    assert ("not_on_the_catalogue", {"service": "nobody-listed"}) in told


async def test_it_vouches_before_the_snapshot_grows_old(settings, monkeypatch):
    monkeypatch.setattr("gwanmun.entrypoints.desk._TICK_SECONDS", 0.01)
    async with opened(settings, quiet, publish.Terms(max_age_seconds=60)) as desk:
        reader = await gate(settings)
        first = reader.snapshot.published_us
        desk._published_us -= 61_000_000
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(desk.watch(), 0.5)
        assert await reader.look() == (True, False)
        assert reader.snapshot.published_us > first


async def test_secrets_lie_outside_the_data_and_are_private(settings):
    async with opened(settings, quiet):
        pepper = settings.gate.keys_dir / "pepper"
        assert pepper.stat().st_mode & 0o077 == 0
        assert settings.gate.data_dir not in pepper.parents
        assert (settings.gate.data_dir / "books.sqlite").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("fault", "code"),
    [(IntegrityFault("x", problem="p"), 4), (Unavailable(store="x"), 3), (KeyError("850312-1234567"), 3)],
)
def test_what_ends_the_watching_ends_the_process_with_its_code_and_without_its_text(
    settings, monkeypatch, capsys, fault, code
):
    async def watch(_desk):
        raise fault

    file = settings.gate.data_dir.parent / "gwanmun.toml"
    file.write_text('[gate]\ndata_dir = "data"\nkeys_dir = "data-keys"\n')
    monkeypatch.setattr(Desk, "watch", watch)
    monkeypatch.setattr(sys, "argv", ["desk", "--config", str(file)])
    assert main() == code
    said = capsys.readouterr().err
    assert "850312" not in said
    assert "Traceback" not in said


class TestProcess:
    @pytest.fixture
    def start(self, tmp_path):
        started = []

        def _start(*more):
            (tmp_path / "gwanmun.toml").write_text("")
            command = [
                sys.executable,
                "-m",
                "gwanmun.entrypoints.desk",
                "--config",
                str(tmp_path / "gwanmun.toml"),
                *more,
            ]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            started.append(process)
            for line in process.stderr:
                if json.loads(line)["event"] == "serving":
                    return process
            return pytest.fail("the desk did not start")

        yield _start
        for process in started:
            process.kill()
            process.wait()
            process.stdin.close()
            process.stderr.close()

    def ask(self, tmp_path, act, **args):
        return call_desk(tmp_path / "gwanmun-data" / "desk.sock", Request(act, args, "officer-1", "시험"), 20)

    async def reopen(self, tmp_path):
        async with opened(load_settings(tmp_path / "gwanmun.toml"), quiet):
            pass

    def test_it_serves_its_socket_and_ends_with_its_pipe(self, start, tmp_path):
        process = start("--supervised")
        assert self.ask(tmp_path, "put_zone", cidr="10.0.0.0/8", device_class="internal_pc") == {"ok": None}
        assert self.ask(tmp_path, "nonsense")["error"]["code"] == "bad_command"
        process.stdin.close()
        assert process.wait(20) == 0
        assert self.ask(tmp_path, "list_keys") is None

    def test_a_killed_desk_loses_nothing_it_acknowledged(self, start, tmp_path):
        process = start()
        for n in range(3):
            assert "ok" in self.ask(tmp_path, "put_zone", cidr=f"10.{n}.0.0/16", device_class="internal_pc")
        process.send_signal(signal.SIGKILL)
        process.wait()
        asyncio.run(self.reopen(tmp_path))
        connection = sqlite3.connect(tmp_path / "gwanmun-data" / "books.sqlite")
        assert connection.execute("SELECT count(*) FROM zones").fetchone() == (3,)
        assert connection.execute("SELECT count(*) FROM outbox WHERE origin IS NULL").fetchone() == (0,)
        connection.close()
        assert os.path.exists(tmp_path / "gwanmun-data" / "published" / "current")
