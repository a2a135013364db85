"""The gate's process as it is put together: how it takes up what the desk publishes."""

import asyncio
import threading
from dataclasses import replace
from types import SimpleNamespace

import house
from gwanmun import bootstrap
from gwanmun.adapters.publication import PublishedFiles
from gwanmun.bootstrap import GateProcess
from gwanmun.domain.snapshot import Delta
from gwanmun.settings import plain_settings


class Journal:
    def append_later(self, _fact):
        pass


async def test_keys_are_indexed_beside_the_loop_and_again_when_that_was_cut_short(tmp_path, monkeypatch):
    settings = plain_settings(tmp_path / "data")
    (tmp_path / "data").mkdir(mode=0o700)
    publisher = PublishedFiles(tmp_path / "data" / "published")
    publisher.publish_snapshot(replace(house.snapshot(), serial=1))
    publisher.publish_delta(Delta(1, 1, (house.key(),), ()))
    process = GateProcess(settings, lambda _event, _fields: None)
    process.journal = Journal()
    process.reconciler = SimpleNamespace(reconcile=lambda _bills, _now: None)
    threads = []

    def ring(delta):
        threads.append(threading.current_thread())
        if len(threads) == 2:
            raise MemoryError
        return real(delta)

    real = bootstrap.KeyRing
    monkeypatch.setattr(bootstrap, "KeyRing", ring)
    await process.adopt()
    assert process.present.keys.size == 1
    publisher.publish_delta(Delta(2, 2, (), ()))
    try:
        await process.adopt()
    except MemoryError:
        await process.adopt()
    assert (process.present.keys.serial, process.present.keys.size) == (2, 0)
    assert threading.main_thread() not in threads
    assert len(threads) == 3


async def test_one_address_may_take_its_share_of_the_connections_and_no_more(tmp_path):
    (tmp_path / "data").mkdir(mode=0o700)
    plain = plain_settings(tmp_path / "data")
    limits = replace(plain.gate.limits, connections=100, connections_per_peer=2)
    settings = replace(plain, gate=replace(plain.gate, port=0, limits=limits))
    async with GateProcess(settings, lambda _event, _fields: None).started() as server:
        callers = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(3)]
        assert (await callers[2][0].readline()).startswith(b"HTTP/1.1 503 ")
        callers[0][1].write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await callers[0][0].readline()).startswith(b"HTTP/1.1 200 ")
        for _, writer in callers:
            writer.close()


class Clocks:
    def __init__(self):
        self.wall_us, self.since_start = house.NOW_US, 100.0

    def now_us(self):
        return self.wall_us

    def monotonic(self):
        return self.since_start


async def test_a_desk_whose_clock_was_once_ahead_vouches_for_no_longer_than_any(tmp_path):
    day_us = 86_400 * 10**6
    settings = plain_settings(tmp_path / "data")
    (tmp_path / "data").mkdir(mode=0o700)
    publisher = PublishedFiles(tmp_path / "data" / "published")
    publisher.publish_snapshot(replace(house.snapshot(), serial=1, published_us=house.NOW_US))
    publisher.publish_delta(Delta(1, 1, (house.key(),), ()))
    process = GateProcess(settings, lambda _event, _fields: None)
    process.journal, process.system = Journal(), Clocks()
    process.reconciler = SimpleNamespace(reconcile=lambda _bills, _now: None)
    await process.adopt()
    age_us = process.reader.snapshot.max_age_seconds * 10**6
    publisher.vouch(house.NOW_US + 30 * day_us)
    await process.adopt()
    assert process.fresh_until_us() == house.NOW_US + age_us, "from a month ahead: no better than from now"
    process.system.wall_us += 30 * day_us
    publisher.vouch(process.system.wall_us)
    await process.adopt()
    process.system.wall_us -= 30 * day_us  # everybody's clock was ahead, and is set right; the desk is gone
    process.system.since_start += age_us / 10**6 + 1
    await process.adopt()
    assert process.fresh_until_us() == 0
    publisher.vouch(process.system.wall_us)  # it is back
    await process.adopt()
    assert process.fresh_until_us() == process.system.wall_us + age_us
