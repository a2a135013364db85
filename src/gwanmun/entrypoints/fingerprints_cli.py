"""`gwanmun fingerprints …`: register, list and remove fingerprints of classified texts and planted strings.

What lives here: options, and what is printed. What does not: the acts (`control/fingerprints.py`), hashing
(`privacy/fingerprints.py`), reading documents (`document_commands.py`, imported when one is registered). The file's text is
handed to the desk over its socket, and kept nowhere.
"""

import json
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from gwanmun.entrypoints.asking import ask
from gwanmun.entrypoints.options import JSON, Config, Lang, Language
from gwanmun.errors import BadCommand

Officer = Annotated[str, typer.Option("--officer", help="담당자 id · the acting officer's id", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", help="사유 · the reason, kept in the journal", show_default=False)]

fingerprints_app = typer.Typer(
    help="비밀 문건의 지문과 카나리: 걸리면 C · fingerprints of classified texts and planted strings: a hit is C",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@fingerprints_app.command("add")
def add(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="문서(HWP, HWPX, PDF, DOCX, …) 또는 UTF-8 글, -는 표준 입력 · a document or a UTF-8 text, - for standard input",
            show_default=False,
        ),
    ] = None,
    *,
    named: Annotated[
        Path | None, typer.Option("--file", help="문서 파일 · the same, as an option", show_default=False)
    ] = None,
    label: Annotated[str, typer.Option("--label", help="목록에 보일 이름표 (비밀 내용 금지) · how lists name it")],
    canary: Annotated[
        bool,
        typer.Option("--canary", help="파일 대신 카나리 문자열을 만들어 등록 · make and register a planted string"),
    ] = False,
    value: Annotated[
        str, typer.Option("--value", help="카나리로 쓸 문자열 · the string to plant", show_default=False)
    ] = "",
    agency: Annotated[str, typer.Option("--agency", help="기관, *는 모두 · agency, * for all")] = "*",
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """지문 또는 카나리를 등록 · register a fingerprint or a planted string."""
    if canary or value:
        made = ask("add_canary", {"agency": agency, "label": label, "value": value}, officer, reason, config)
    else:
        text = _read(file or named)
        made = ask("add_fingerprint", {"agency": agency, "label": label, "text": text}, officer, reason, config)
    if as_json:
        _print_json(made)
    elif lang is Language.KO:
        print(f"등록했습니다: {made['id']} ({made['label']}, 조각 {made['shingles']}개)")
        if made["canary"]:
            print(f"카나리 문자열: {made['canary']}\n다시 보여 드리지 않습니다. 지킬 문서 안에 그대로 심으십시오.")
    else:
        print(f"registered: {made['id']} ({made['label']}, {made['shingles']} shingles)")
        if made["canary"]:
            print(f"planted string: {made['canary']}\nIt is not shown again. Put it into the texts to be guarded.")


@fingerprints_app.command("list")
def list_(*, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """등록된 지문 목록 · list what is registered."""
    rows = ask("list_fingerprints", {}, "", "", config)
    if as_json:
        _print_json(rows)
        return
    if not rows:
        print("등록된 지문이 없습니다." if lang is Language.KO else "nothing is registered.")
    for row in rows:
        day = datetime.fromtimestamp(row["at_us"] / 1_000_000, UTC).date()
        print(
            f"{row['id']}  {row['sort']:8}  {row['shingles']:>6}  {row['agency']:16}  {day}  {row['officer']}  {row['label']}"
        )


@fingerprints_app.command("remove")
def remove(
    id_: Annotated[str, typer.Argument(metavar="ID", help="지문 id · the fingerprint's id")],
    *,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """지문을 지움 · remove one."""
    ask("remove_fingerprint", {"id": id_}, officer, reason, config)
    if as_json:
        _print_json({"removed": id_})
    else:
        print(f"지웠습니다: {id_}" if lang is Language.KO else f"removed: {id_}")


def _read(file: Path | None) -> str:
    """What a reader of the file sees. What stands beside it (properties, names of parts) is like that of other files."""
    commands = import_module("gwanmun.entrypoints.document_commands")
    try:
        if file is None or str(file) == "-":
            data = sys.stdin.buffer.read()
        else:
            data = commands.load(str(file))
            if commands.is_document(data, file.name):
                return str(commands.read(data, file.name).body)
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadCommand(
            "FILE",
            problem_ko="파일을 문서나 UTF-8 글로 읽을 수 없습니다",
            problem_en="the file cannot be read as a document or as UTF-8 text",
            next_ko="글을 UTF-8 텍스트로 저장해 다시 등록하십시오",
            next_en="save the text as UTF-8 and register it again",
        ) from error


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))
