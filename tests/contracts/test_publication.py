"""The promises of port `publication`, numbered as in `ports/publication.py`, on the adapter of files."""

import asyncio
import hashlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from gwanmun.adapters.publication import PublicationFiles, PublishedFiles, content_digest
from gwanmun.domain.people import DeviceClass, Key, Person
from gwanmun.domain.snapshot import Delta, Snapshot, Suspension
from gwanmun.errors import IntegrityFault, Unavailable

PEOPLE = tuple(Person(f"p-{n:04}", "kr-seoul", "kr-seoul/ai", None, None) for n in range(450))
KEYS = tuple(
    Key(f"{n:08}", f"{n:064x}", f"p-{n:04}", ("kr-seoul/ai",), (DeviceClass.INTERNET_PC,), ("work",), 1, 2, None)
    for n in range(450)
)


def snapshot(serial, **changes):
    empty = Snapshot(1, serial, 0, 1000 + serial, 86_400, *[()] * 10, 35, *[()] * 6)
    return replace(empty, people=PEOPLE, **changes)


def delta(serial, keys=KEYS, suspensions=()):
    return Delta(serial, 1000 + serial, keys, suspensions)


class Reader(PublicationFiles):
    def __init__(self, directory):
        self.alarms = []
        super().__init__(directory, self.alarms.append)

    def now(self):
        """Look until nothing is new: (snapshot changed, delta changed)."""

        async def looks():
            taken = (False, False)
            while any(new := await self.look()):
                taken = (taken[0] or new[0], taken[1] or new[1])
            return taken

        return asyncio.run(looks())


@pytest.fixture
def place(tmp_path):
    return tmp_path / "published"


@pytest.fixture
def publisher(place):
    made = PublishedFiles(place)
    made.publish_snapshot(snapshot(1))
    made.publish_delta(delta(1))
    return made


@pytest.fixture
def reader(publisher, place):
    made = Reader(place)
    asyncio.run(made.open())
    return made


def pointer(place):
    return json.loads((place / "current").read_text())


def file_of(place, kind):
    return place / pointer(place)[kind]["file"]


class TestPromise1WholeOrNotAtAll:
    @pytest.mark.parametrize("call", ["write", "fsync", "rename"])
    def test_a_failure_half_way_leaves_the_last_one_in_force(self, publisher, reader, place, monkeypatch, call):
        def fail(*_args, **_named):
            raise OSError(28, "no space")

        with monkeypatch.context() as patched:
            if call == "rename":
                patched.setattr("pathlib.Path.rename", fail)
            elif call == "fsync":
                patched.setattr("os.fsync", fail)
            else:
                patched.setattr("os.fdopen", fail)
            with pytest.raises(Unavailable):
                publisher.publish_snapshot(snapshot(2))
        fresh = Reader(place)
        asyncio.run(fresh.open())
        assert fresh.snapshot.serial == 1
        publisher.publish_snapshot(snapshot(2))
        assert reader.now() == (True, False)
        assert reader.snapshot.serial == 2

    def test_killing_the_publisher_at_any_moment_leaves_a_sound_publication(self, place):
        child = (
            "import sys; from pathlib import Path; from dataclasses import replace\n"
            "from gwanmun.adapters.publication import PublishedFiles\nfrom gwanmun.domain.snapshot import *\n"
            "p = PublishedFiles(Path(sys.argv[1])); s = Snapshot(1, 0, 0, 1, 60, *[()] * 10, 35, *[()] * 6)\n"
            "n = max(p.serials())\n"
            "while True:\n"
            "    n += 1; p.publish_delta(Delta(n, n, (), ())); p.publish_snapshot(replace(s, serial=n)); print(n, flush=True)\n"
        )
        last = 0
        for lines in (1, 3, 7):
            process = subprocess.Popen([sys.executable, "-c", child, str(place)], stdout=subprocess.PIPE)
            for _ in range(lines):
                acknowledged = int(process.stdout.readline())
            process.kill()
            process.wait()
            process.stdout.close()
            fresh = Reader(place)
            asyncio.run(fresh.open())
            assert fresh.snapshot.serial >= acknowledged > last
            assert fresh.alarms == []
            last = acknowledged


class TestPromise2Proved:
    def test_readers_get_what_was_published(self, reader):
        assert reader.snapshot == snapshot(1)
        assert reader.delta == delta(1)

    def test_the_digest_is_that_of_the_file(self, reader, place):
        assert reader.digest == hashlib.sha256(file_of(place, "snapshot").read_bytes()).hexdigest()

    @pytest.mark.parametrize("kind", ["snapshot", "delta"])
    @pytest.mark.parametrize("at", [0, 50, -2])
    def test_one_changed_byte_is_never_taken(self, publisher, reader, place, kind, at):
        publisher.publish_snapshot(snapshot(2))
        publisher.publish_delta(delta(2))
        path = file_of(place, kind)
        data = bytearray(path.read_bytes())
        data[at] ^= 1
        path.write_bytes(data)
        taken = reader.now()
        assert taken == (kind != "snapshot", kind != "delta")
        assert (reader.snapshot.serial, reader.delta.serial) == (2 if taken[0] else 1, 2 if taken[1] else 1)
        assert [type(alarm) for alarm in reader.alarms] == [IntegrityFault]

    def test_rows_that_are_missing_are_noticed_even_under_a_right_digest(self, place):
        publisher = PublishedFiles(place)
        publisher.publish_delta(delta(1))
        named = pointer(place)
        path = file_of(place, "delta")
        cut = b"\n".join(path.read_bytes().split(b"\n")[:2]) + b"\n"
        path.write_bytes(cut)
        named["delta"]["digest"] = hashlib.sha256(cut).hexdigest()
        (place / "current").write_text(json.dumps(named))
        reader = Reader(place)
        assert reader.now() == (False, False)
        assert isinstance(reader.alarms[0], IntegrityFault)

    def test_what_is_said_has_one_digest_whenever_it_is_said(self):
        assert content_digest(snapshot(1)) == content_digest(replace(snapshot(9), desk_index=7, published_us=8))
        assert content_digest(snapshot(1)) != content_digest(snapshot(1, demo=True))
        assert content_digest(delta(1)) != content_digest(delta(1, KEYS[1:]))


class TestPromise3SerialsRise:
    def test_an_older_serial_is_never_taken(self, publisher, reader, place):
        old = (place / "current").read_bytes()
        publisher.publish_snapshot(snapshot(2))
        publisher.publish_delta(delta(2, ()))
        reader.now()
        (place / "current").write_bytes(old)
        assert reader.now() == (False, False)
        assert (reader.snapshot.serial, reader.delta.keys) == (2, ())
        assert [type(alarm) for alarm in reader.alarms] == [IntegrityFault, IntegrityFault]

    def test_two_snapshots_of_one_serial_are_an_alarm(self, publisher, reader):
        publisher.publish_snapshot(snapshot(1, demo=True))
        assert reader.now() == (False, False)
        assert not reader.snapshot.demo
        assert isinstance(reader.alarms[0], IntegrityFault)


class TestPromise4TheLastGoodOneStays:
    def test_nothing_published_is_unavailable_until_something_is(self, place):
        publisher = PublishedFiles(place)
        reader = Reader(place)
        for _ in range(2):
            with pytest.raises(Unavailable):
                asyncio.run(reader.open())
        assert len(reader.alarms) == 1
        publisher.publish_snapshot(snapshot(1))
        with pytest.raises(Unavailable):
            asyncio.run(reader.open())  # keys are still missing
        publisher.publish_delta(delta(1))
        asyncio.run(reader.open())
        assert reader.delta.serial == 1

    @pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff" * 9000, b'{"format":2,"vouched_us":1}', b'{"x":1}'])
    def test_a_broken_pointer_changes_nothing_and_alarms_once(self, reader, place, text):
        (place / "current").write_bytes(text)
        assert [reader.now(), reader.now()] == [(False, False)] * 2
        assert len(reader.alarms) == 1
        assert reader.snapshot == snapshot(1)

    def test_a_pointer_out_of_its_directory_is_not_followed(self, reader, place):
        named = pointer(place)
        named["snapshot"] |= {"serial": 2, "file": "../snapshot-2-x.jsonl"}
        (place / "current").write_text(json.dumps(named))
        assert reader.now() == (False, False)
        assert isinstance(reader.alarms[0], IntegrityFault)

    def test_a_missing_file_is_told_and_the_next_publication_is_taken(self, publisher, reader, place):
        publisher.publish_snapshot(snapshot(2))
        file_of(place, "snapshot").unlink()
        assert reader.now() == (False, False)
        assert isinstance(reader.alarms[0], Unavailable)
        publisher.publish_snapshot(snapshot(3))
        assert reader.now() == (True, False)
        assert len(reader.alarms) == 1


class TestPromise5Looking:
    @pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[:-9], lambda data: b"\xff" * len(data)])
    async def test_new_keys_are_taken_beside_a_corrupt_snapshot(self, place, damage):
        publisher = PublishedFiles(place)
        publisher.publish_snapshot(snapshot(1))
        publisher.publish_delta(delta(1))
        reader = Reader(place)
        await reader.open()
        publisher.publish_snapshot(snapshot(2))
        file_of(place, "snapshot").write_bytes(damage(file_of(place, "snapshot").read_bytes()))
        publisher.publish_delta(delta(2, ()))
        assert await reader.look() == (False, True)
        assert reader.delta.keys == ()
        assert reader.alarms == []  # the snapshot was not even looked at
        assert await reader.look() == (False, False)
        assert [type(alarm) for alarm in reader.alarms] == [IntegrityFault]
        assert reader.snapshot.serial == 1

    async def test_keys_that_are_published_while_a_snapshot_is_decoded_do_not_wait_for_it(self, place, monkeypatch):
        publisher = PublishedFiles(place)
        publisher.publish_snapshot(snapshot(1))
        publisher.publish_delta(delta(1))
        reader = Reader(place)
        await reader.open()
        decoding, go_on = threading.Event(), threading.Event()
        real = PublicationFiles._newer_snapshot

        def slow(self, pointer):
            decoding.set()
            assert go_on.wait(20)
            return real(self, pointer)

        monkeypatch.setattr(PublicationFiles, "_newer_snapshot", slow)
        publisher.publish_snapshot(snapshot(2))
        looking = asyncio.create_task(reader.look())
        assert await asyncio.to_thread(decoding.wait, 20)
        for serial in (2, 3):
            publisher.publish_delta(delta(serial, KEYS[serial:]))
            assert await asyncio.wait_for(looking, 20) == (False, True)
            assert reader.delta.serial == serial
            looking = asyncio.create_task(reader.look())
        publisher.publish_snapshot(snapshot(3))
        go_on.set()
        assert await looking == (True, False)
        assert reader.snapshot.serial == 2
        assert await reader.look() == (True, False)
        assert reader.snapshot.serial == 3
        assert await reader.look() == (False, False)
        assert reader.alarms == []

    async def test_a_look_that_was_cancelled_is_made_again(self, place, monkeypatch):
        publisher = PublishedFiles(place)
        publisher.publish_snapshot(snapshot(1))
        publisher.publish_delta(delta(1))
        reader = Reader(place)
        await reader.open()
        publisher.publish_snapshot(snapshot(2))
        looking = asyncio.create_task(reader.look())
        for _ in range(3):
            await asyncio.sleep(0)
        looking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await looking
        assert await reader.look() == (True, False)
        assert reader.snapshot.serial == 2

    def test_looking_at_nothing_new_reads_no_file(self, reader, monkeypatch):
        monkeypatch.setattr("gwanmun.adapters.publication._read_pointer", lambda _: 1 / 0)
        assert reader.now() == (False, False)

    def test_only_what_changed_is_decoded(self, publisher, reader, monkeypatch):
        publisher.publish_delta(delta(2, (*KEYS[:-1], replace(KEYS[-1], revoked_us=5))))
        held, keys = reader.snapshot, reader.delta.keys
        assert reader.now() == (False, True)
        assert reader.snapshot is held
        assert all(new is old for new, old in zip(reader.delta.keys[:-1], keys, strict=False))
        assert reader.delta.keys[-1].revoked_us == 5

    def test_rows_come_and_go_rightly_whatever_was_held(self, publisher, reader):
        for serial, rows in enumerate(([], KEYS[::2], KEYS, KEYS[1:200], KEYS[100:], tuple(reversed(KEYS))), 2):
            publisher.publish_delta(delta(serial, tuple(rows), (Suspension("s", "*", 1, "가", "a"),)))
            reader.now()
            assert reader.delta.keys == tuple(rows)


def test_promise_6_vouching_renews_without_a_new_publication(publisher, reader, place):
    held = file_of(place, "snapshot")
    publisher.vouch(999_999)
    assert reader.now() == (True, False)
    assert reader.snapshot == replace(snapshot(1), published_us=999_999)
    assert file_of(place, "snapshot") == held
    publisher.vouch(5)  # the clock was ahead
    reader.now()
    assert reader.snapshot.published_us == 5


class TestPromise7Private:
    def test_nobody_else_can_read_anything(self, publisher, place):
        assert place.stat().st_mode & 0o077 == 0
        assert all(path.stat().st_mode & 0o077 == 0 for path in place.iterdir())

    def test_a_file_that_others_can_read_is_not_taken(self, publisher, reader, place):
        publisher.publish_snapshot(snapshot(2))
        os.chmod(file_of(place, "snapshot"), 0o644)
        assert reader.now() == (False, False)

    def test_a_directory_that_others_may_enter_is_not_written_to(self, tmp_path):
        tmp_path.chmod(0o755)
        with pytest.raises(Unavailable):
            PublishedFiles(tmp_path)


def test_old_files_are_tidied_and_the_newest_stay(publisher, place):
    for serial in range(2, 30):
        publisher.publish_snapshot(snapshot(serial))
        publisher.publish_delta(delta(serial))
    names = [path.name for path in place.iterdir()]
    assert sum(name.startswith("snapshot") for name in names) <= 9
    assert sum(name.startswith("delta") for name in names) <= 3
    reader = Reader(place)
    asyncio.run(reader.open())
    assert (reader.snapshot.serial, reader.delta.serial) == (29, 29)


def test_a_publisher_goes_on_where_the_last_one_stood(publisher, place):
    assert PublishedFiles(place).serials() == (1, 1)
