"""Shared accounts whose database is killed, stopped or cut off: refused in bounded time, nothing lost, nothing twice."""

import asyncio
import contextlib
import os
import signal
import subprocess
from pathlib import Path

import pytest

from gwanmun.adapters.sql import accounts_postgres
from gwanmun.adapters.sql.accounts_postgres import open_accounts
from gwanmun.domain.allowances import Balance, Hold
from gwanmun.errors import Unavailable
from postgres import Server, server

HOLD = Hold("kr-seoul", "kr-seoul/ai", "person-a", "2026-11-22", 100, "openai-api", "work", 10, 1_795_305_630_000_000)
YEAR = ("g", "kr-seoul", "2026")


@pytest.fixture(scope="module")
def running():
    with server() as one:
        yield one


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(accounts_postgres, "CALL_SECONDS", 0.5)
    monkeypatch.setattr(accounts_postgres, "PROBE_SECONDS", 0.05)


@pytest.fixture
async def accounts(running):
    one = await open_accounts(running.create(), "gate-1")
    yield one
    await one.close()


async def stored(url):
    """What another gate sees."""
    other = await open_accounts(url, "gate-2")
    found = other.balance(*YEAR)
    await other.close()
    return found


def family(pid: int) -> list[int]:
    """The server and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


async def refused_until_back(accounts, bring_back) -> None:
    with pytest.raises(Unavailable):
        await accounts.hold("refused", HOLD, [])
    with pytest.raises(Unavailable):
        accounts.check()  # the circuit is open: whoever comes now waits for nothing
    with pytest.raises(Unavailable):
        await accounts.hold("refused at once", HOLD, [])
    await bring_back()
    async with asyncio.timeout(30):
        await accounts.drain()
    accounts.check()


async def test_killed_between_reserve_and_settle(running, accounts):
    url = accounts_url(accounts)
    await accounts.hold("a", HOLD, [])
    await accounts.hold("b", HOLD, [])
    victim = running.process()
    for one in family(victim):
        os.kill(one, signal.SIGKILL)
    assert accounts.settle("a", 40) == (40, 0)
    assert accounts.balance(*YEAR) == Balance(40, 100)

    async def restart():
        for _ in range(40):  # the kernel takes its time with what the killed ones held
            with contextlib.suppress(subprocess.CalledProcessError):
                await asyncio.to_thread(running.control, "start")
                return
            await asyncio.sleep(0.1)
        raise AssertionError((running.socket / "log").read_text()[-2000:])

    await refused_until_back(accounts, restart)
    assert await stored(url) == Balance(40, 100)
    accounts.settle("b", 100)
    await accounts.drain()
    assert await stored(url) == Balance(140, 0)


async def stopped(running, accounts, seconds):
    url = accounts_url(accounts)
    await accounts.hold("a", HOLD, [])
    everybody = family(running.process())
    for one in everybody:
        os.kill(one, signal.SIGSTOP)
    try:
        accounts.settle("a", 40)

        async def go_on():
            await asyncio.sleep(seconds)
            for one in everybody:
                os.kill(one, signal.SIGCONT)

        await refused_until_back(accounts, go_on)
    finally:
        for one in everybody:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGCONT)
    await accounts.drain()
    assert await stored(url) == Balance(40, 0)


async def test_stopped_for_a_moment(running, accounts):
    await stopped(running, accounts, 0.5)


@pytest.mark.long
async def test_stopped_for_thirty_seconds(running, accounts):
    await stopped(running, accounts, 30)


class Proxy:
    """Between gate and server, on a socket of its own: passes on, keeps back, or cuts."""

    def __init__(self, running: Server, folder: Path) -> None:
        self.behind = str(running.socket / f".s.PGSQL.{running.port}")
        self.folder = folder
        self.open = asyncio.Event()
        self.open.set()
        self.writers: list[asyncio.StreamWriter] = []
        self.tasks: set[asyncio.Task] = set()

    async def start(self) -> None:
        self.server = await asyncio.start_unix_server(self._serve, str(self.folder / ".s.PGSQL.5433"))

    async def _serve(self, reader, writer) -> None:
        there, back = await asyncio.open_unix_connection(self.behind)
        self.writers += [writer, back]
        await asyncio.gather(self._pour(reader, back, waits=True), self._pour(there, writer, waits=False))

    async def _pour(self, reader, writer, *, waits) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if waits:
                    await self.open.wait()
                writer.write(data)
                await writer.drain()
        writer.close()

    def cut(self) -> None:
        for one in self.writers:
            one.transport.abort()

    async def stop(self) -> None:
        self.open.set()
        self.cut()
        self.server.close()
        await self.server.wait_closed()
        await asyncio.sleep(0)


@pytest.fixture
async def proxied(running, tmp_path):
    proxy = Proxy(running, tmp_path)
    await proxy.start()
    url = running.create()
    one = await open_accounts(url.replace(str(running.socket), str(tmp_path)), "gate-1")
    yield proxy, one, url
    await one.close()
    await proxy.stop()


async def test_cut_while_it_settles(proxied):
    proxy, accounts, url = proxied
    await accounts.hold("a", HOLD, [])
    proxy.cut()
    accounts.settle("a", 40)
    async with asyncio.timeout(30):
        await accounts.drain()
    assert await stored(url) == Balance(40, 0)


async def test_a_hold_that_was_kept_back_on_the_way_is_never_charged(proxied):
    proxy, accounts, url = proxied
    await accounts.hold("a", HOLD, [])
    proxy.open.clear()

    async def let_through():
        proxy.open.set()

    await refused_until_back(accounts, let_through)
    accounts.settle("a", 40)
    await accounts.drain()
    assert await stored(url) == Balance(40, 0)


def accounts_url(accounts) -> str:
    words = dict(part.split("=", 1) for part in accounts._conninfo.split(" ") if "=" in part)
    return f"postgresql://gwanmun@/{words['dbname']}?host={words['host']}&port={words['port']}"
