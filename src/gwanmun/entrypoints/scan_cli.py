"""`gwanmun scan` and `gwanmun mask`: what the gate would find in a text, and what would leave, without a gate.

Nothing is sent, kept or logged. Exit codes of `scan`: 0 nothing personal found, 1 something found, 2 bad input (a file that
is missing, no text, or over the limit). `mask`: 0 done, 2 bad input. With --jsonl both are 0 unless a line is bad.
Documents (HWP, HWPX, PDF, Office, mail, ZIP) are read whole in a child process, or refused (exit 2). What does not live here: what
is found (`privacy/`), how documents are read (`document_commands.py`).
"""

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gwanmun.entrypoints.options import JSON, Lang, Language
from gwanmun.errors import BadCommand

if TYPE_CHECKING:
    from gwanmun.domain.findings import Finding

CLEAR, FOUND = 0, 1
_LIMIT_BYTES = 64 << 20
_MANY = 20


class MaskStyle(StrEnum):
    TOKEN = "token"  # noqa: S105 - a label
    WORD = "word"
    PARTIAL = "partial"


Files = Annotated[list[str] | None, typer.Argument(help="텍스트 파일, -는 표준 입력 · text files; - is standard input")]
JSONLines = Annotated[
    bool, typer.Option("--jsonl", help='{"id","text"} 줄을 읽고 {"id","spans"} 줄을 씀 · read and write JSON lines')
]


class PictureRule(StrEnum):
    REFUSE = "refuse"
    BLANK = "blank"
    KEEP = "keep"


Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="가린 문서를 쓸 파일 · the masked copy of one document", show_default=False),
]
Pictures = Annotated[
    PictureRule, typer.Option("--pictures", help="문서 안 그림 · pictures within: refuse, blank or keep")
]
OCR = Annotated[bool, typer.Option("--ocr", help="그림의 글자 인식 (불확실) · recognise letters in scans: a guess")]
Styles = Annotated[MaskStyle, typer.Option("--style", help="가림 방식 · token, word or partial")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("scan")(scan)
    app.command("mask")(mask)


def scan(
    files: Files = None,
    *,
    as_json: JSON = False,
    jsonl: JSONLines = False,
    ocr: OCR = False,
    lang: Lang = Language.KO,
) -> None:
    """개인정보·비밀·표시를 찾음 · find personal data, secrets and marks. 종료 코드 · exit: 0 없음 none, 1 있음 found, 2 입력 오류."""
    from gwanmun.privacy import scan as scanned

    found = 0
    for name, text, known in _texts(files, ocr=ocr, lines=jsonl):
        if jsonl:
            for number, line in enumerate(text.split("\n"), 1):
                if line.strip():
                    key, body = _row(name, number, line)
                    spans = [{"start": f.start, "end": f.end, "label": f.kind.value} for f in scanned(body)]
                    _say(json.dumps({"id": key, "spans": spans}, ensure_ascii=False))
            continue
        row = scanned(text) if known is None else known
        found += len(row)
        if as_json:
            _say(json.dumps({"file": name, "spans": [_span(f) for f in row]}, ensure_ascii=False))
        else:
            _show(name, text, row, ko=lang is Language.KO)
    raise typer.Exit(FOUND if found else CLEAR)


def mask(
    files: Files = None,
    *,
    style: Styles = MaskStyle.TOKEN,
    output: Output = None,
    pictures: Pictures = PictureRule.REFUSE,
    lang: Lang = Language.KO,
) -> None:
    """가린 글을 표준 출력으로, 또는 가린 문서를 파일로 · write the masked text, or with -o a masked copy of a document."""
    from gwanmun.privacy import KINDS, Nature, Style, mask_text

    wanted = Style(style.value)
    styles = {kind: wanted for kind, info in KINDS.items() if info.nature is Nature.PERSONAL}
    if output is not None:
        if not files or len(files) != 1 or files[0] == "-":
            raise _bad(
                "-o", "파일 하나를 지정하세요", "takes one file", "gwanmun mask FILE -o OUT", "gwanmun mask FILE -o OUT"
            )
        commands = import_module("gwanmun.entrypoints.document_commands")
        raise typer.Exit(commands.mask_file(files[0], output, styles=styles, pictures=pictures.value, lang=lang.value))
    for _, text, _ in _texts(files, everything=False):
        sys.stdout.write(mask_text(text, styles).text)


def _texts(
    files: list[str] | None, *, ocr: bool = False, everything: bool = True, lines: bool = False
) -> Iterator[tuple[str, str, "tuple[Finding, ...] | None"]]:
    """Name, text, and of a document what was found: its places count, too."""
    names = files or ["-"]
    shown = len(names) > _MANY and sys.stderr.isatty()
    for number, name in enumerate(names, 1):
        if shown:
            sys.stderr.write(f"\r{number}/{len(names)} ")
            sys.stderr.flush()
        yield name, *_read(name, ocr=ocr, everything=everything, lines=lines)
    if shown:
        sys.stderr.write("\r\033[K")


def _read(name: str, *, ocr: bool, everything: bool, lines: bool) -> tuple[str, "tuple[Finding, ...] | None"]:
    try:
        if name == "-":
            data = sys.stdin.buffer.read(_LIMIT_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(_LIMIT_BYTES + 1)
    except OSError as fault:
        raise _bad(
            name, "읽을 수 없습니다", "cannot be read", "파일 이름과 권한을 확인하세요", "check its name and mode"
        ) from fault
    if len(data) > _LIMIT_BYTES:
        raise _bad(name, "64 MB보다 큽니다", "is over 64 MB", "나누어 검사하세요", "split it")
    commands = import_module("gwanmun.entrypoints.document_commands")
    if commands.is_document(data, name) or (not lines and commands.is_odd_text(data)):
        text, found = commands.searched(data, name, ocr=ocr, everything=everything)
        return text, found
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        pass
    try:
        # What Korean Windows programs write when they do not write UTF-8.
        return data.decode("cp949"), None
    except UnicodeDecodeError as fault:
        # Never "nothing found" for what could not be read.
        raise _bad(
            name, "글이 아닙니다 (UTF-8도 CP949도 아님)", "is no text (neither UTF-8 nor CP949)",
            "문서는 글로 내보낸 뒤 검사하세요", "export a document as text first",
        ) from fault  # fmt: skip


def _row(name: str, number: int, line: str) -> tuple[object, str]:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        row = None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
        raise _bad(
            f"{name}:{number}", "JSON 줄이 아닙니다", "is no JSON line of this shape",
            '{"id": …, "text": "…"} 한 줄씩 쓰세요', 'write one {"id": …, "text": "…"} a line',
        )  # fmt: skip
    return row["id"], row["text"]


def _bad(where: str, ko: str, en: str, next_ko: str, next_en: str) -> BadCommand:
    return BadCommand(where, problem_ko=ko, problem_en=en, next_ko=next_ko, next_en=next_en)


def _span(f: "Finding") -> dict[str, object]:
    return {"start": f.start, "end": f.end, "label": f.kind.value, "certainty": f.certainty, "why": f.why}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _plain(text: str) -> str:
    """Nothing in a text that is shown may steer the terminal."""
    return "".join(c if c.isprintable() else "·" for c in text)


def _show(name: str, text: str, row: tuple["Finding", ...], *, ko: bool) -> None:
    """The lines that hold a finding, the value in colour, its kind behind it; then a count by kind."""
    from gwanmun.privacy import KINDS, Nature
    from gwanmun.privacy.find import kinds_of

    colour = sys.stdout.isatty()
    tones = {Nature.PERSONAL: "\033[1;33m", Nature.SECRET: "\033[1;31m", Nature.MARKING: "\033[1;35m"}
    number, at = 1, 0
    for f in row:
        number += text.count("\n", at, f.start)
        at = f.start
        before = text[max(text.rfind("\n", 0, f.start) + 1, f.start - 24) : f.start]
        after = text[f.end : f.end + 16].split("\n", 1)[0]
        info = KINDS[f.kind]
        before, value, after = _plain(before), _plain(text[f.start : f.end].replace("\n", "⏎")), _plain(after)
        value = f"{tones[info.nature]}{value}\033[0m" if colour else f"«{value}»"
        _say(f"{name}:{number}: {before}{value}{after}  [{info.word if ko else info.en} {f.certainty}%]")
    counts = ", ".join(f"{KINDS[k].word if ko else KINDS[k].en} {n}" for k, n in kinds_of(row).items())
    _say(f"{name}: {counts or ('찾은 것 없음' if ko else 'nothing found')}")
