"""Restoring: killed at any step, the place is empty or whole, and the next run does it; keys in one sealed file."""

import asyncio
import os
import signal
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gwanmun.adapters import backup, sealed_keys
from gwanmun.adapters.backup import Moment, back_up, restore
from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.adapters.files.sealer import Sealer
from gwanmun.adapters.files.store import open_journal
from gwanmun.adapters.files.succession import is_a_desks, present_origin, successor
from gwanmun.adapters.places import making
from gwanmun.adapters.sealed_keys import Keys, open_keys, place_keys, seal_keys
from gwanmun.adapters.sql.books import open_books
from gwanmun.domain.offices import Appointment, Role
from gwanmun.errors import BadCommand, Conflict
from journal_kit import KEY, ORIGIN, PROJECTING, fact

PASSPHRASE = "열두 글자보다 긴 암호문입니다"
SIGNING = KEY.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def nothing(_path) -> dict:
    return {}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An installation of 300 sealed and 10 unsealed records, its backup and its sealed keys."""
    place = tmp_path_factory.mktemp("made")
    data, keys = place / "data", place / "keys"
    journal = data / "journal" / "gate-1"

    async def fill(first: int, last: int) -> None:
        store = open_journal(journal, keys, ORIGIN)
        for number in range(first, last):
            store.append_later(fact(number))
        await store.close()

    asyncio.run(fill(0, 300))
    sealer = Sealer(journal, data / "worker" / "signed", KEY, PROJECTING)
    sealer.seal()
    sealer.close()
    asyncio.run(fill(300, 310))
    (data / "worker" / "checkpoint.key").write_bytes(SIGNING)
    books = open_books(data / "books.sqlite")
    with books.transact() as page:
        page.put(Appointment("a-1", "p-1", "*", None, Role.ADMINISTRATOR, date(2026, 1, 1), None))
    back_up(books, data, place / "backup", Moment(1, "test"), nothing)
    books.close()
    seal_keys(keys, data, place / "backup.keys", PASSPHRASE)
    return place


def dying(real, when: str):
    """Killed before or after this step: no handler runs, nothing is cleaned."""

    def wrapped(*given, **named):
        if when == "after":
            real(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return wrapped


def restore_and_die(made: Path, there: Path, step: str, when: str) -> None:
    where, _, name = step.rpartition(".")
    owner = {"backup": backup, "keys": sealed_keys, "path": Path}[where]
    keys = open_keys(made / "backup.keys", PASSPHRASE)
    if where == "keys":
        setattr(owner, name, dying(getattr(owner, name), when))
    place_keys(keys, there / "keys")
    setattr(owner, name, dying(getattr(owner, name), when))
    restore(made / "backup", there / "data", nothing, keys, lambda _: None)


STEPS = [
    "keys.write", "keys.flush_below", "keys.flush_directory", "backup._copy_all", "backup._prove_all",
    "backup._go_on_signing", "backup.flush_below", "path.rename", "backup.flush_directory",
]  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("when", ["before", pytest.param("after", marks=pytest.mark.long)])
def test_killed_at_any_step_nothing_is_half_there_and_the_next_run_does_it(made, tmp_path, step, when):
    there = tmp_path / "there"
    child = os.fork()
    if child == 0:
        try:
            restore_and_die(made, there, step, when)
        finally:
            os._exit(1)  # not killed: the step was not met
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    data = there / "data"
    keys = open_keys(made / "backup.keys", PASSPHRASE)
    if data.exists():  # the rename was the commit
        assert (step, when) in {("path.rename", "after"), ("backup.flush_directory", "after")} or step.endswith(
            "directory"
        )
    else:
        place_keys(keys, there / "keys")
        restore(made / "backup", data, nothing, keys, lambda _: None)
    assert verify_journal(data / "journal" / "gate-1", there / "keys").size == 300
    assert (data / "worker" / "checkpoint.key").read_bytes() == SIGNING
    assert not [path for path in there.iterdir() if path.name.endswith(".making")]


def test_the_sealer_goes_on_where_the_backup_stood(made, tmp_path):
    data = tmp_path / "data"
    restore(made / "backup", data, nothing, Keys({}, SIGNING), lambda _: None)
    sealer = Sealer(data / "journal" / "gate-1", data / "worker" / "signed", KEY, PROJECTING)
    assert sealer.seal() == 10
    sealer.close()
    assert (
        verify_journal(data / "journal" / "gate-1", vkey=verify_journal(made / "data" / "journal" / "gate-1").vkey).size
        == 310
    )


def test_two_restores_into_one_place_exclude_each_other(tmp_path):
    with making(tmp_path / "data"), pytest.raises(Conflict), making(tmp_path / "data"):
        pass
    with making(tmp_path / "data"):
        pass


def test_a_sealed_file_holds_no_key_in_the_clear_and_takes_the_passphrase_alone(made):
    sealed = (made / "backup.keys").read_bytes()
    assert SIGNING not in sealed
    assert (made / "keys" / "kek").read_bytes() not in sealed
    with pytest.raises(BadCommand):
        open_keys(made / "backup.keys", PASSPHRASE + "!")
    assert SIGNING.hex() not in repr(open_keys(made / "backup.keys", PASSPHRASE))


@pytest.mark.parametrize("spoilt", [b"", b"gwanmun-keys-1\n", b"gwanmun-keys-1\n" + bytes(64), b"x" * 200])
def test_what_is_no_sealed_file_is_refused(tmp_path, spoilt):
    (tmp_path / "keys").write_bytes(spoilt)
    with pytest.raises(BadCommand):
        open_keys(tmp_path / "keys", PASSPHRASE)


def test_other_keys_are_never_written_over(made, tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "kek").write_bytes(bytes(32))
    with pytest.raises(BadCommand):
        place_keys(open_keys(made / "backup.keys", PASSPHRASE), tmp_path / "keys")
    assert (tmp_path / "keys" / "kek").read_bytes() == bytes(32)


@pytest.mark.parametrize(
    ("one", "next_one"), [("gate-1", "gate-2"), ("a/gate-9", "a/gate-10"), ("desk", "desk-2"), ("x/desk-2", "x/desk-3")]
)
def test_a_journal_that_ended_is_followed_by_the_next_number(tmp_path, one, next_one):
    assert successor(one) == next_one
    assert present_origin(tmp_path, one) == one
    (tmp_path / "archive" / one.split("/")[-1]).mkdir(parents=True)
    assert present_origin(tmp_path, one) == next_one


def test_the_desks_journals_are_told_from_the_gates():
    assert [is_a_desks(Path(name)) for name in ("desk", "desk-2", "gate-2", "desk-x", "desktop")] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("signing", [None, bytes(32), b"short"])
def test_keys_that_did_not_sign_are_refused(made, tmp_path, signing):
    with pytest.raises(BadCommand):
        restore(made / "backup", tmp_path / "data", nothing, Keys({}, signing), lambda _: None)
    assert not list(tmp_path.iterdir())


def test_a_restore_without_the_signing_key_ends_its_journals(made, tmp_path):
    data = tmp_path / "data"
    restore(made / "backup", data, nothing, None, lambda _: None)
    assert not list((data / "journal").iterdir())
    assert not (data / backup.CHECKPOINT_KEY).exists()
    said = verify_journal(made / "data" / "journal" / "gate-1")
    assert verify_journal(data / "archive" / "gate-1", made / "keys", vkey=said.vkey).root == said.root
    if os.geteuid() != 0:
        with pytest.raises(OSError, match="denied"):
            (data / "archive" / "gate-1" / "checkpoint").write_bytes(b"")
