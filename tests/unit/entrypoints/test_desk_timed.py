"""The desk's own clock: what was scheduled is published when it is due, also when the desk was away at that moment."""

import asyncio
import shutil
import time

import pytest

from gwanmun.adapters.desk_socket import Request
from gwanmun.adapters.publication import PublicationFiles
from gwanmun.adapters.sql.books import open_books
from gwanmun.control import shipped
from gwanmun.entrypoints.desk import opened
from gwanmun.settings import plain_settings

TEXT = next(one.text for one in shipped.pack_texts() if one.regime == "kr-n2sf")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
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


async def schedule(desk, seconds):
    async def do(officer, act, **args):
        return await desk.perform(Request(act, args, officer, "시험"))

    await do("writer", "write_pack", text=TEXT)
    await do("owner", "confirm_pack", regime="kr-n2sf", version=1)
    await do(
        "chief", "activate_pack", regime="kr-n2sf", version=1, starts_us=time.time_ns() // 1000 + int(seconds * 1e6)
    )


async def published(settings):
    reader = PublicationFiles(settings.gate.data_dir / "published", lambda error: pytest.fail(str(error)))
    await reader.open()
    return [pack.regime for pack in reader.snapshot.packs]


async def test_a_watching_desk_activates_and_publishes_it_by_itself(settings):
    async with opened(settings, quiet) as desk:
        watching = asyncio.get_running_loop().create_task(desk.watch())
        try:
            await schedule(desk, 0.7)  # after the watch began: an act wakes it
            assert await published(settings) == []
            async with asyncio.timeout(20):
                while await published(settings) == []:
                    await asyncio.sleep(0.05)
        finally:
            watching.cancel()
        assert await published(settings) == ["kr-n2sf"]


async def test_a_watch_that_is_ended_together_with_an_act_has_ended(settings):
    async with opened(settings, quiet) as desk:
        watching = asyncio.get_running_loop().create_task(desk.watch())
        await asyncio.sleep(0.05)
        desk._acted.set()
        await asyncio.sleep(0)  # the event has woken whoever waits for it, the watch itself not yet
        watching.cancel()
        done, _ = await asyncio.wait({watching}, timeout=5)
        assert done, "lost its cancellation: the desk would not end"


async def test_a_desk_that_was_away_does_it_when_it_opens(settings):
    async with opened(settings, quiet) as desk:
        await schedule(desk, 0.2)
    assert await published(settings) == []
    await asyncio.sleep(0.25)
    async with opened(settings, quiet):
        assert await published(settings) == ["kr-n2sf"]
