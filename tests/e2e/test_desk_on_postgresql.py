"""A desk's own process whose books are on PostgreSQL: acts, one desk a database, backup and restore into another one."""

import contextlib
import json
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from e2e.site import until
from gwanmun.adapters.desk_socket import Request, call_desk
from gwanmun.adapters.sql.books import open_books
from gwanmun.domain.people import Agency, OrganisationType
from gwanmun.errors import Conflict, Unavailable
from postgres import server

DEPARTMENTS = {"departments": [{"id": "kr-seoul/ai", "agency": "kr-seoul", "name_ko": "가", "name_en": "a"}]}
AGENCY = {
    "agency": {
        "id": "kr-seoul", "name_ko": "서울", "name_en": "Seoul", "type": "metropolitan_government", "jurisdiction": "KR",
        "parent": None, "valid_from": "2024-01-01", "valid_to": None, "contact_ko": "AI",
    }
}  # fmt: skip


@pytest.fixture(scope="module")
def postgres():
    with server() as found:
        yield found


def place(folder: Path, url: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "gwanmun.toml"
    config.write_text(
        f'[gate]\ndata_dir = "data"\nkeys_dir = "keys"\n[journal]\norigin = "test/gate-1"\n'
        f'[desk]\nlisten = "off"\nbooks = "{url}"\n'
    )
    return config


@contextlib.contextmanager
def desk(config: Path):
    """The desk's process; gives its socket, when it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gwanmun.entrypoints.desk", "--config", str(config)], cwd=config.parent,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    socket = config.parent / "data" / "desk.sock"
    try:
        until(lambda: socket.exists() or process.poll() is not None, 60, "the desk")
        assert process.poll() is None, process.stderr.read()
        yield socket
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def act(socket: Path, name: str, **args):
    answer = call_desk(socket, Request(name, args, "officer", "시험"))
    assert answer is not None
    assert "error" not in answer, answer
    return answer["ok"]


def gwanmun(config: Path, *words: str, code: int = 0) -> dict:
    command = [sys.executable, "-m", "gwanmun.entrypoints.cli", *words, "--config", str(config), "--json"]
    done = subprocess.run(command, cwd=config.parent, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == code, (done.stdout, done.stderr)
    return json.loads(done.stdout) if done.stdout else {}


def agencies(url: str) -> list[str]:
    books = open_books(url)
    try:
        with books.look() as page:
            return [row.id for row in page.every(Agency)]
    finally:
        books.close()


@pytest.mark.long
def test_a_desk_on_postgresql_acts_excludes_another_and_is_backed_up_and_restored(postgres, tmp_path):
    url, other = postgres.create(), postgres.create()
    here = place(tmp_path / "here", url)
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("열두 글자보다 긴 암호문입니다")
    with desk(here) as socket:
        act(socket, "put_agency", **AGENCY)
        act(socket, "put_departments", **DEPARTMENTS)
        assert agencies(url) == ["kr-seoul"]
        # Another installation's desk on the same database: it ends with 3, and says whose turn it is.
        there = place(tmp_path / "there", url)
        second = subprocess.run(
            [sys.executable, "-m", "gwanmun.entrypoints.desk", "--config", str(there)], cwd=there.parent,
            capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert second.returncode == 3
        assert "another desk" in second.stderr
        told = gwanmun(here, "backup", str(tmp_path / "backup"), "--passphrase-file", str(passphrase))
        assert (tmp_path / "backup.keys").exists()
    restored = place(tmp_path / "restored", other)
    found = gwanmun(restored, "restore", str(tmp_path / "backup"), "--passphrase-file", str(passphrase))
    assert found["manifest"] == told["manifest"]
    assert agencies(other) == ["kr-seoul"]
    assert not (restored.parent / "data" / "books.sqlite").exists()
    # The restored desk goes on writing: the next outbox number is free, and the restore's fact is delivered.
    with desk(restored) as socket:
        act(
            socket,
            "put_departments",
            departments=[{"id": "kr-seoul/tax", "agency": "kr-seoul", "name_ko": "나", "name_en": "b"}],
        )
    books = open_books(other)
    assert books.unsent(10) == ()
    books.close()
    # Into a database that holds something else, nothing is restored.
    full = place(tmp_path / "full", other)
    gwanmun(full, "restore", str(tmp_path / "backup"), "--without-keys", code=3)
    assert not (full.parent / "data").exists()


def test_a_restore_that_was_killed_after_it_filled_the_database_is_run_again(postgres, tmp_path):
    books = open_books(tmp_path / "books.sqlite")
    start = date(2024, 1, 1)
    several = tuple(
        Agency(f"kr-{number}", "가", "a", OrganisationType.METROPOLITAN_GOVERNMENT, "KR", None, start, None, "AI") for number in range(5)
    )  # fmt: skip
    with books.transact() as page:
        page.put(*several)
    books.close()
    target = open_books(postgres.create(), alone=True)
    assert target.take_from(tmp_path / "books.sqlite")
    assert not target.take_from(tmp_path / "books.sqlite")
    with target.look() as page:
        assert len(page.every(Agency)) == len(several)
    with target.transact() as page:
        page.drop(Agency, "kr-0", start)
    with pytest.raises(Conflict):
        target.take_from(tmp_path / "books.sqlite")
    target.close()


def test_one_desk_a_database_until_it_is_closed(postgres):
    url = postgres.create()
    first = open_books(url, alone=True)
    with pytest.raises(Conflict):
        open_books(url, alone=True)
    open_books(url).close()  # reading is nobody's alone
    elsewhere = open_books(postgres.create(), alone=True)
    elsewhere.close()
    first.close()
    open_books(url, alone=True).close()


def test_a_desk_that_lost_its_lock_writes_nothing_more(postgres):
    url = postgres.create()
    first = open_books(url, alone=True)
    postgres.run("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    with pytest.raises(Unavailable), first.transact():
        raise AssertionError("it was let in")
    second = open_books(url, alone=True)
    second.close()
    first.close()
