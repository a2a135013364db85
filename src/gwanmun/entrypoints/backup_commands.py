"""What `gwanmun backup`, `restore`, `keys bootstrap` and `api openapi` do. The options: `backup_cli.py`; the copying and
proving: `adapters/backup.py`; the acts: `control/`.
"""

import json
import sys
from pathlib import Path
from typing import Any

from gwanmun.adapters.backup import restore as restored
from gwanmun.adapters.backup import seal_keys, unseal_keys
from gwanmun.adapters.sql.books import open_books
from gwanmun.api.openapi import document
from gwanmun.entrypoints.asking import ask
from gwanmun.entrypoints.desk import accounts_in
from gwanmun.errors import BadCommand
from gwanmun.settings import load_settings, settings_file


def openapi() -> None:
    """The API's description, on standard output."""
    print(json.dumps(document(), ensure_ascii=False, indent=1))


def back_up(
    directory: Path, *, keys: Path | None, passphrase_file: Path | None, config: Path | None, officer: str, reason: str,
    as_json: bool, lang: str,
) -> None:  # fmt: skip
    """Books and journals through the desk; keys, when asked for, from here."""
    into = Path.cwd() / directory
    passphrase = _passphrase(keys, passphrase_file)
    if keys is not None and (Path.cwd() / keys).resolve().is_relative_to(into.resolve()):
        raise _wrong("키는 백업 폴더 밖에 두어야 합니다", "the keys belong outside the backup", "--keys", "--keys")
    done: dict[str, Any] = ask("backup", {"directory": str(into)}, officer, reason, config)
    if keys is not None:
        settings = load_settings(settings_file(config))
        done["keys"] = {"file": str(keys), "sha256": seal_keys(settings.gate.keys_dir, Path.cwd() / keys, passphrase)}
    ko = lang != "en"
    if as_json:
        print(json.dumps(done, ensure_ascii=False))
        return
    print(f"{'백업' if ko else 'backup'}: {into} ({done['files']} {'개 파일' if ko else 'files'})")
    print(f"{'목록 지문' if ko else 'manifest'}: {done['manifest']}")
    if keys is None:
        print(
            "키는 담지 않았습니다. 따로 보관하려면 --keys" if ko else "keys are not in it; to seal them apart: --keys"
        )


def restore(
    directory: Path, *, keys: Path | None, passphrase_file: Path | None, config: Path | None, as_json: bool, lang: str
) -> None:
    """Into an empty place, by this process alone."""
    settings = load_settings(settings_file(config))
    passphrase = _passphrase(keys, passphrase_file)

    def into_postgresql(file: Path) -> None:
        password = settings.desk.books_password
        books = open_books(settings.desk.books, password=None if password is None else password.reveal())
        try:
            books.take_from(file)
        finally:
            books.close()
        file.unlink()

    if keys is not None:
        # Keys first: data that nobody can open would look whole.
        unseal_keys(Path.cwd() / keys, settings.gate.keys_dir, passphrase)
    manifest = restored(
        Path.cwd() / directory, settings.gate.data_dir, accounts_in, into_postgresql if settings.desk.books else None
    )
    rows = {
        name: {"origin": one.origin, "records": one.size + one.tail, "root": one.root, "signed_by": one.vkey}
        for name, one in manifest.journals.items()
    }
    if as_json:
        print(json.dumps({"manifest": manifest.digest, "files": len(manifest.files), "journals": rows}))
        return
    ko = lang != "en"
    print(f"{'복구' if ko else 'restored'}: {settings.gate.data_dir}")
    for name, row in rows.items():
        print(f"  {name}: {row['records']} {'건, 검증됨' if ko else 'records, proved'}")
    print(
        "봉인 키는 새로 만들었습니다. 새 checkpoint.vkey를 감사담당관에게 알리십시오."
        if ko
        else "Checkpoints are signed by a new key: tell the auditor the new checkpoint.vkey."
    )


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


def _passphrase(keys: Path | None, file: Path | None) -> str:
    if (keys is None) != (file is None):
        raise _wrong(
            "--keys와 --passphrase-file은 함께 씁니다", "--keys and --passphrase-file belong together",
            "암호문 파일(0600)을 만드십시오", "make a file (0600) with a passphrase",
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
