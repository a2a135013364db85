"""The machine's clock, ids, locks and secrets."""

import os
import uuid
from datetime import UTC, datetime

import pytest

from gwanmun.adapters.system import System, hold_lock, private_directory, secret_file
from gwanmun.errors import Conflict, Unavailable


class TestIds:
    def test_each_is_a_uuid_of_version_7_of_now(self):
        system = System()
        before = system.now_us() // 1000
        parsed = uuid.UUID(system.new_request_id())
        assert parsed.variant == uuid.RFC_4122
        assert parsed.version == 7
        assert before <= parsed.int >> 80 <= system.now_us() // 1000
        assert datetime.fromtimestamp((parsed.int >> 80) / 1000, UTC).year >= 2024

    def test_they_are_distinct_and_sort_by_time(self):
        system = System()
        ids = [system.new_request_id() for _ in range(5000)]
        assert len(set(ids)) == 5000
        assert [i[:17] for i in ids] == sorted(i[:17] for i in ids)

    def test_a_fork_never_repeats_its_parents(self):
        system = System()
        system.new_request_id()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writing, "".join(system.new_request_id()[19:] for _ in range(20)).encode())
            os._exit(0)
        os.waitpid(child, 0)
        theirs = os.read(reading, 4096).decode()
        os.close(reading)
        os.close(writing)
        mine = [system.new_request_id()[19:] for _ in range(20)]
        assert not {theirs[at : at + 17] for at in range(0, len(theirs), 17)} & set(mine)


class TestLock:
    def test_a_second_holder_is_refused_until_the_first_lets_go(self, tmp_path):
        held = hold_lock(tmp_path / "lock", "desk")
        with pytest.raises(Conflict):
            hold_lock(tmp_path / "lock", "desk")
        os.close(held)
        os.close(hold_lock(tmp_path / "lock", "desk"))

    def test_a_place_that_cannot_hold_one(self, tmp_path):
        with pytest.raises(Unavailable):
            hold_lock(tmp_path / "none" / "lock", "desk")


class TestSecretFile:
    def test_it_is_made_once_for_the_owner_alone(self, tmp_path):
        path = tmp_path / "pepper"
        secret = secret_file(path, 32)
        assert len(secret) == 32
        assert path.stat().st_mode & 0o777 == 0o600
        assert secret_file(path, 32) == secret
        assert [p.name for p in tmp_path.iterdir()] == ["pepper"]

    def test_a_secret_in_doubt_is_not_used(self, tmp_path):
        path = tmp_path / "pepper"
        secret_file(path, 32)
        with pytest.raises(Unavailable):
            secret_file(path, 16)
        with pytest.raises(Unavailable):
            secret_file(path, 33)
        path.chmod(0o640)
        with pytest.raises(Unavailable):
            secret_file(path, 32)

    def test_who_comes_second_takes_the_firsts(self, tmp_path, monkeypatch):
        path = tmp_path / "pepper"
        first = secret_file(path, 32)
        real = os.open
        tries = iter([True])

        def not_yet(name, *rest, **named):
            if name == path and next(tries, False):
                raise FileNotFoundError
            return real(name, *rest, **named)

        monkeypatch.setattr("os.open", not_yet)
        assert secret_file(path, 32) == first


def test_a_private_directory_is_private(tmp_path):
    private_directory(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o750)
    (tmp_path / "file").touch()
    for path in ("open", "file"):
        with pytest.raises(Unavailable):
            private_directory(tmp_path / path)
