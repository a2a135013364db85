"""`gwanmun backup`, `restore`, `keys bootstrap` and `api openapi`: their options. What they do (`backup_commands.py`) is
imported only when one of them runs, so that `--help` stays quick.
"""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from gwanmun.entrypoints.options import JSON, Config, Lang, Language

Officer = Annotated[str, typer.Option("--officer", help="담당자 id · the acting officer's id", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", help="사유 · the reason, kept in the journal", show_default=False)]
Keys = Annotated[
    Path | None,
    typer.Option(
        "--keys", help="키를 따로 담는 암호화 파일 · sealed file of the keys (FOLDER.keys)", show_default=False
    ),
]
Passphrase = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="암호문이 든 파일(0600) · file with the passphrase", show_default=False),
]

WithoutKeys = Annotated[bool, typer.Option("--without-keys", help="키 없이 · leave the keys out on purpose")]

api_app = typer.Typer(help="행정 API · the API", no_args_is_help=True, rich_markup_mode=None)


@api_app.command("openapi")
def openapi(*, as_json: JSON = True, lang: Lang = Language.KO) -> None:
    """OpenAPI 3.1 문서 · print the API's description."""
    _ = as_json, lang
    _commands().openapi()


def backup(
    directory: Annotated[Path, typer.Argument(help="새로 만들 백업 폴더 · a folder to be made")],
    *,
    keys: Keys = None,
    passphrase_file: Passphrase = None,
    without_keys: WithoutKeys = False,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """백업: 장부와 감사기록을 함께 (관문은 계속 서비스) · back up books and journals while the gate serves."""
    _commands().back_up(
        directory, keys=keys, without_keys=without_keys, passphrase_file=passphrase_file, config=config, officer=officer,
        reason=reason, as_json=as_json, lang=lang,
    )  # fmt: skip


def restore(
    directory: Annotated[Path, typer.Argument(help="gwanmun backup 이 만든 폴더 · a folder that backup made")],
    *,
    keys: Keys = None,
    passphrase_file: Passphrase = None,
    without_keys: WithoutKeys = False,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """복구: 빈 곳에, 모두 검증한 뒤 · restore into an empty place, everything proved first."""
    _commands().restore(
        directory, keys=keys, without_keys=without_keys, passphrase_file=passphrase_file, config=config, officer=officer,
        reason=reason, as_json=as_json, lang=lang,
    )  # fmt: skip


def bootstrap(
    person: Annotated[str, typer.Option("--person", "-p", help="이용자 번호 · the person's number (never a name)")],
    agency: Annotated[str, typer.Option("--agency", help="기관 · agency")],
    department: Annotated[str, typer.Option("--department", "-d", help="부서 · department")],
    *,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "최초 관리자 등록 · the first administrator",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """최초 관리자와 데스크 키 (한 번만 보임) · the first administrator and their key to the desk, shown once."""
    order = {"person": person, "agency": agency, "department": department}
    _commands().bootstrap(order, config=config, officer=officer, reason=reason, as_json=as_json, lang=lang)


def _commands() -> Any:
    return import_module("gwanmun.entrypoints.backup_commands")
