"""What `gwanmun backup`, `restore`, `keys bootstrap` and `api openapi` do. The options: `backup_cli.py`; the copying and
proving: `adapters/backup.py`; the acts: `control/`.
"""

import json
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from gwanmun.adapters.backup import read_manifest
from gwanmun.adapters.backup import restore as restored
from gwanmun.adapters.sealed_keys import open_keys, place_keys, seal_keys
from gwanmun.adapters.sql.books import SQLBooks, open_books
from gwanmun.adapters.system import System
from gwanmun.api.openapi import document
from gwanmun.bootstrap import gate_origin
from gwanmun.control.office import Office, note, signed_by
from gwanmun.control.policies import check_text
from gwanmun.entrypoints.asking import ask, login
from gwanmun.entrypoints.desk import accounts_in, desk_origin
from gwanmun.errors import BadCommand
from gwanmun.settings import Settings, load_settings, settings_file


def openapi() -> None:
    """The API's description, on standard output."""
    print(json.dumps(document(), ensure_ascii=False, indent=1))


def back_up(
    directory: Path, *, keys: Path | None, without_keys: bool, passphrase_file: Path | None, config: Path | None,
    officer: str, reason: str, as_json: bool, lang: str,
) -> None:  # fmt: skip
    """Books and journals through the desk; keys, unless they are left out on purpose, from here into a file apart."""
    into = Path.cwd() / directory
    passphrase = _passphrase(keys, passphrase_file, without_keys=without_keys)
    sealed = None if without_keys else Path.cwd() / keys if keys is not None else into.with_name(f"{into.name}.keys")
    if sealed is not None and (sealed.exists() or sealed.resolve().is_relative_to(into.resolve())):
        raise _wrong(
            "키 파일이 이미 있거나 백업 폴더 안입니다", "the key file is there already, or inside the backup",
            "--keys 로 다른 자리를 주십시오", "name another place with --keys",
        )  # fmt: skip
    done: dict[str, Any] = ask("backup", {"directory": str(into), "keys": sealed is not None}, officer, reason, config)
    if sealed is not None:
        gate = load_settings(settings_file(config)).gate
        done["keys"] = {"file": str(sealed), "sha256": seal_keys(gate.keys_dir, gate.data_dir, sealed, passphrase)}
    ko = lang != "en"
    if as_json:
        print(json.dumps(done, ensure_ascii=False))
        return
    print(f"{'백업' if ko else 'backup'}: {into} ({done['files']} {'개 파일' if ko else 'files'})")
    print(f"{'목록 지문' if ko else 'manifest'}: {done['manifest']}")
    if sealed is not None:
        print(f"{'키 (다른 곳에 보관하십시오)' if ko else 'keys (keep them elsewhere)'}: {sealed}")
    else:
        print(
            "키는 담지 않았습니다: 이 백업만으로는 감사기록을 이어 쓸 수 없고 보관만 됩니다"
            if ko
            else "without keys: from this alone journals are kept as an archive, never gone on with"
        )


def restore(
    directory: Path, *, keys: Path | None, without_keys: bool, passphrase_file: Path | None, config: Path | None,
    officer: str, reason: str, as_json: bool, lang: str,
) -> None:  # fmt: skip
    """Into an empty place, by this process alone. Killed at any step, the next run does the rest or begins anew."""
    settings = load_settings(settings_file(config))
    folder = Path.cwd() / directory
    passphrase = _passphrase(keys, passphrase_file, without_keys=without_keys)
    held = None
    if not without_keys:
        held = open_keys(Path.cwd() / keys if keys is not None else folder.with_name(f"{folder.name}.keys"), passphrase)

    def books(file: Path) -> None:
        keys_came = "left out" if held is None else "sealed"
        tell = partial(
            _note_restore,
            officer=officer or login(),
            reason=reason,
            manifest=read_manifest(folder).digest,
            keys=keys_came,
        )
        with closing(open_books(file)) as copy:
            tell(copy)
        if settings.desk.books:
            _into_postgresql(settings, file, tell)

    occupied = settings.gate.data_dir.exists() and any(settings.gate.data_dir.iterdir())
    if held is not None and not occupied:  # an occupied place is refused: nothing is put anywhere before that
        # Keys first: data that nobody can open would look whole. A crash now leaves them, and the next run takes them so.
        place_keys(held, settings.gate.keys_dir)
    manifest = restored(folder, settings.gate.data_dir, accounts_in, held, books)
    ended = {} if held is not None else manifest.journals
    rows = {
        name: {"origin": one.origin, "records": one.size + one.tail, "root": one.root, "signed_by": one.vkey}
        for name, one in manifest.journals.items()
    }
    if as_json:
        told = {"manifest": manifest.digest, "files": len(manifest.files), "journals": rows, "archived": sorted(ended)}
        print(json.dumps({**told, "gate": gate_origin(settings), "desk": desk_origin(settings)}))
        return
    ko = lang != "en"
    print(f"{'복구' if ko else 'restored'}: {settings.gate.data_dir}")
    for name, row in rows.items():
        print(f"  {name}: {row['records']} {'건, 검증됨' if ko else 'records, proved'}")
    if held is not None:
        print(
            "봉인 키가 같으므로 감사기록을 그대로 이어 씁니다."
            if ko
            else "The signing key is the same: the journals go on, and the auditor's public key verifies them."
        )
        return
    origins = f"{gate_origin(settings)}, {desk_origin(settings)}"
    print(
        f"봉인 키가 없어 이전 감사기록은 archive/ 에 읽기 전용으로 두었습니다. 새 감사기록: {origins}\n"
        "  한도 사용액은 0부터 다시 셉니다: 예산담당관이 남은 한도를 정하십시오. 이용자 키는 다시 발급하십시오."
        if ko
        else f"Without the signing key the journals stand in archive/, read-only. New journals: {origins}\n"
        "  Spending is counted from nothing: the budget officer sets what is left. Keys of people are issued anew."
    )


def _note_restore(books: SQLBooks, *, officer: str, reason: str, manifest: str, keys: str) -> None:
    """The fact waits in the restored books' outbox: it stands there when the installation does, and not before."""
    by = signed_by(Office(books, System(), b"", check_text), officer, reason)
    with books.transact() as page:
        note(page, by, "restore", manifest=manifest, keys=keys)


def _into_postgresql(settings: Settings, file: Path, tell: Callable[[SQLBooks], None]) -> None:
    password = settings.desk.books_password
    books = open_books(settings.desk.books, password=None if password is None else password.reveal(), alone=True)
    with closing(books):
        if not books.take_from(file):  # they are there already; what waits for the journal did not come along
            tell(books)
    # At this point the database holds the books; a crash now is found out by the next run, which takes them as they are.
    file.unlink()


def bootstrap(
    order: dict[str, str], *, config: Path | None, officer: str, reason: str, as_json: bool, lang: str
) -> None:
    """The first administrator and their key."""
    issued: dict[str, Any] = ask("bootstrap_officer", order, officer, reason, config)
    if as_json:
        print(json.dumps(issued, ensure_ascii=False))
        return
    print(issued["plaintext"])
    ko = lang != "en"
    said = (
        "이 키는 지금 한 번만 보입니다. 90일 안에 교체하십시오."
        if ko
        else "This key is shown once. Rotate it within 90 days."
    )
    print(said, file=sys.stderr)


def _passphrase(keys: Path | None, file: Path | None, *, without_keys: bool) -> str:
    if without_keys == (file is not None) or (without_keys and keys is not None):
        raise _wrong(
            "키를 담을지 정해야 합니다", "say whether the keys come along",
            "--passphrase-file 파일(0600) 또는 --without-keys", "--passphrase-file FILE (0600), or --without-keys",
        )  # fmt: skip
    if file is None:
        return ""
    try:
        with file.open("rb") as opened:
            return opened.read(4096).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(
            "암호문 파일을 읽을 수 없습니다",
            "the passphrase file cannot be read",
            "--passphrase-file",
            "--passphrase-file",
        ) from error


def _wrong(ko: str, en: str, next_ko: str, next_en: str) -> BadCommand:
    return BadCommand(problem_ko=ko, problem_en=en, next_ko=next_ko, next_en=next_en)
