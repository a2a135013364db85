"""The command line: `gwanmun …`.

Every command: `--json` for machines, `--lang ko|en`; exit codes and the words of what did not work: `faults.py`. An error
says what is wrong and what to type next; a traceback is never shown. Heavy modules are imported inside the commands, so
that `--help` stays quick. What does not live here: acts (`control/`), processes (`serve.py`, `desk.py`, `gate.py`).
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from gwanmun import __version__
from gwanmun.domain.people import Attested, DeviceClass
from gwanmun.entrypoints import desk_commands_people, extract_cli, scan_cli
from gwanmun.entrypoints.allowances_cli import allowances_app
from gwanmun.entrypoints.asking import Told, ask, ask_all
from gwanmun.entrypoints.backup_cli import api_app, backup, bootstrap, restore
from gwanmun.entrypoints.changes_cli import add_to
from gwanmun.entrypoints.enforce_cli import enforce_app
from gwanmun.entrypoints.faults import CANNOT, DONE, NO, as_typed, command_typed, tell, tell_usage
from gwanmun.entrypoints.fingerprints_cli import fingerprints_app
from gwanmun.entrypoints.given_files import text_of
from gwanmun.entrypoints.ledger_cli import collect_app, ledger_app
from gwanmun.entrypoints.options import JSON, Config, Lang, Language
from gwanmun.entrypoints.policy_cli import can, policy_app
from gwanmun.entrypoints.report_cli import report_app
from gwanmun.entrypoints.usage_cli import simulate, usage_app
from gwanmun.errors import BadCommand, GwanmunError, NothingHere

_LONGEST_IMPORT = 8 * 1024 * 1024

Officer = Annotated[
    str, typer.Option("--officer", help="담당자 id · the acting officer's id (default: os:⟨login⟩)", show_default=False)
]
Reason = Annotated[str, typer.Option("--reason", help="사유 · the reason, kept in the journal", show_default=False)]

app = typer.Typer(
    name="gwanmun",
    help="관문: 정부가 생성형 AI를 쓰는 관문 · the gate through which a government uses generative AI.",
    epilog="종료 코드 · exit codes: 0 완료 done, 1 거절·아님 refused or no, 2 잘못된 입력 bad input, "
    "3 지금 할 수 없음 cannot be done here now, 4 증거 불일치 evidence does not add up",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
keys_app = typer.Typer(help="이용 키 · keys: create, list, rotate, revoke", no_args_is_help=True, rich_markup_mode=None)
journal_app = typer.Typer(
    help="감사기록 · the journal: verify, show, forget", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(keys_app, name="keys")
app.add_typer(journal_app, name="journal")
app.add_typer(policy_app, name="policy")
app.add_typer(usage_app, name="usage")
app.add_typer(allowances_app, name="allowances")
app.add_typer(ledger_app, name="ledger")
app.add_typer(collect_app, name="collect")
app.add_typer(enforce_app, name="enforce")
app.add_typer(report_app, name="report")
app.add_typer(fingerprints_app, name="fingerprints")
desk_commands_people.add_to(app)
add_to(app)
scan_cli.add_to(app)
extract_cli.add_to(app)
app.command("can")(can)
app.command("backup")(backup)
app.command("restore")(restore)
app.add_typer(api_app, name="api")
keys_app.command("bootstrap")(bootstrap)
app.command("simulate")(simulate)


class Stop(Exception):
    """End with this code; everything has been said."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(str(code))


# ---------------------------------------------------------------- commands


@app.command()
def version(*, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """판 번호 · the version."""
    _ = lang
    print(json.dumps({"version": __version__}) if as_json else f"gwanmun {__version__}")


@app.command()
def init(
    directory: Annotated[Path, typer.Option("--dir", help="설정을 둘 폴더 · folder for the settings")] = Path(),
    *,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="있는 설정 파일을 덮어씀 · replace the file")] = False,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """설정 파일과 폴더를 만듦 · write a commented settings file and make its directories (0700)."""
    from importlib.resources import files

    from gwanmun.adapters.system import private_directory
    from gwanmun.settings import DEFAULT_FILE, load_settings

    file = directory / DEFAULT_FILE
    if file.exists() and not overwrite:
        raise BadCommand(
            str(file),
            problem_ko="설정 파일이 이미 있어 바꾸지 않았습니다",
            problem_en="the settings file is there already and was left alone",
            next_ko="덮어쓰려면: gwanmun init --overwrite",
            next_en="to replace it: gwanmun init --overwrite",
        )
    directory.mkdir(parents=True, exist_ok=True)
    text = files("gwanmun").joinpath("data", "gwanmun.example.toml").read_text(encoding="utf-8")
    beside = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)
    beside.replace(file)
    settings = load_settings(file)
    made = (settings.gate.data_dir, settings.gate.keys_dir)
    for path in made:
        private_directory(path)
    if as_json:
        print(json.dumps({"settings": str(file), "data_dir": str(made[0]), "keys_dir": str(made[1])}))
        return
    ko = lang is Language.KO
    print(f"{'설정 파일' if ko else 'settings'}: {file}")
    print(f"{'자료 폴더' if ko else 'data'}: {made[0]}")
    print(f"{'비밀 폴더 (자료와 다른 백업에)' if ko else 'secrets (never in the same backup)'}: {made[1]}")
    print(f"{'다음' if ko else 'next'}: gwanmun serve --config {file}")


@app.command()
def serve(*, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """관문을 엶 · run gate, desk and worker."""
    _ = as_json, lang
    from gwanmun.entrypoints.serve import run
    from gwanmun.settings import load_settings, settings_file

    path = settings_file(config)
    load_settings(path)  # what is wrong with it is said here, in words
    raise Stop(run(path))


@app.command()
def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="보이고 끝냄 · show it and end")] = False,
    story: Annotated[
        str | None,
        typer.Option("--story", help="block-2025 | enforce-2025 | spending-2024 | year-2026", show_default=False),
    ] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="관문 포트 · the gate's port")] = 8080,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """시연: 민원 하나가 관문을 지나는 모습 · one real prompt through the gate, with a scripted vendor."""
    _ = as_json
    raise Stop(_part("demo").run(once=once, story=story, lang=lang.value, port=port))


@app.command()
def doctor(*, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """설치 점검 · check this installation."""
    from gwanmun.settings import settings_file

    raise Stop(_part("doctor").run(settings_file(config), as_json=as_json, lang=lang.value))


@journal_app.command("verify")
def journal_verify(
    path: Annotated[Path, typer.Argument(help="감사기록 폴더 · the journal's directory")],
    *,
    public_key: Annotated[
        Path | None, typer.Option("--public-key", help="봉인 공개키 · the checkpoint's public key", show_default=False)
    ] = None,
    earlier: Annotated[
        Path | None,
        typer.Option("--earlier", help="전에 보관한 봉인 · a checkpoint kept from before", show_default=False),
    ] = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """감사기록을 그 자체만으로 검증 · prove a journal from its bytes alone."""
    command = _part("journal_commands").verify
    raise Stop(command(path, public_key=public_key, earlier=earlier, as_json=as_json, lang=lang.value))


@journal_app.command("show")
def journal_show(
    request: Annotated[str, typer.Argument(help="요청 번호 · the request's number")],
    *,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """요청 하나를 말로 설명 · explain one request in words."""
    from gwanmun.settings import settings_file

    raise Stop(_part("journal_commands").show(request, config=settings_file(config), as_json=as_json, lang=lang.value))


@journal_app.command("retain")
def journal_retain(
    *,
    years: Annotated[
        int, typer.Option("--years", min=1, max=10, help="보존기간(년) · years kept; the law: 1, or 2")
    ] = 2,
    export: Annotated[
        Path | None, typer.Option("--export", help="내보낼 파일 · where the copy goes", show_default=False)
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="내보낸 뒤 파기 · forget what was exported")] = False,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: Annotated[bool, typer.Option("--json", help="JSON으로 출력 · print JSON")] = False,
    lang: Lang = Language.KO,
) -> None:
    """보존기간이 지난 열람부: 목록, 내보내기, 파기 · what is past its time: list it, export it, forget it."""
    from gwanmun.entrypoints.retention import retain

    words = {"officer": officer, "reason": reason, "lang": lang.value}
    raise Stop(retain(years=years, export=export, forget=forget, config=config, as_json=as_json, **words))


@journal_app.command("forget")
def journal_forget(
    request: Annotated[
        str | None, typer.Option("--request", help="요청 번호 · the request's number", show_default=False)
    ] = None,
    *,
    agency: Annotated[str | None, typer.Option("--agency", help="기관 · agency", show_default=False)] = None,
    day: Annotated[
        str | None, typer.Option("--day", help="그 기관의 그날 기록 전부 · all of that day", show_default=False)
    ] = None,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    lang: Lang = Language.KO,
) -> None:
    """내용 파기 (증명은 남음) · forget what records say; their proofs stay."""
    raise Stop(
        _part("journal_commands").forget(
            request, agency=agency, day=day, config=config, officer=officer, reason=reason, lang=lang.value
        )
    )


def _known(name: str, option: str, choices: Iterable[str], ko: str, en: str) -> None:
    named = [str(one) for one in choices if one is not DeviceClass.UNKNOWN]
    if name not in named:
        raise BadCommand(
            option,
            problem_ko=f"없는 {ko}입니다: {name[:32]}",
            problem_en=f"no such {en}: {name[:32]}",
            next_ko=f"다음 중에서 고르십시오: {', '.join(named)}",
            next_en=f"choose one of: {', '.join(named)}",
        )


@keys_app.command("create")
def keys_create(
    person: Annotated[str, typer.Option("--person", "-p", help="이용자 번호 · the person's number (never a name)")],
    *,
    department: Annotated[list[str] | None, typer.Option("--department", "-d", help="부서 · department")] = None,
    device: Annotated[
        list[str] | None, typer.Option("--device", help="단말 구분 · device class: internet_pc, military_work, …")
    ] = None,
    purpose: Annotated[list[str] | None, typer.Option("--purpose", help="목적 · purpose (work)")] = None,
    attest: Annotated[
        list[str] | None,
        typer.Option(
            "--attest", help="발급자가 확인한 사실 · what you have checked: mfa, no_plugins, standard_device, …"
        ),
    ] = None,
    days: Annotated[int, typer.Option("--days", help="유효 일수 · days it is valid")] = 365,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """키 발급 (한 번만 보임) · issue a key; it is shown once."""
    for one in device or ():
        _known(one, "--device", DeviceClass, "단말 구분", "class of device")
    for one in attest or ():
        _known(one, "--attest", Attested, "확인 항목", "fact to attest")
    args = {
        "person": person, "departments": department or [], "device_classes": device or [],
        "purposes": purpose or [], "days": days, "attested": attest or [],
    }  # fmt: skip
    issued = ask("issue_key", args, officer, reason, config)
    _show(issued, as_json, lambda: _issued(issued, lang))


@keys_app.command("list")
def keys_list(
    *,
    person: Annotated[str | None, typer.Option("--person", "-p", help="이용자 · person", show_default=False)] = None,
    agency: Annotated[str | None, typer.Option("--agency", help="기관 · agency", show_default=False)] = None,
    everything: Annotated[bool, typer.Option("--all", help="만료·폐기된 키도 · ended ones too")] = False,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """키 목록 (키 자체는 볼 수 없음) · list keys; the keys themselves cannot be seen."""
    listed = ask("list_keys", {"person": person, "agency": agency, "everything": everything}, "", "", config)
    _show(listed, as_json, lambda: _listed(listed, lang))


@keys_app.command("rotate")
def keys_rotate(
    key: Annotated[str, typer.Argument(help="키 id (8자) · the key's id")],
    *,
    overlap_hours: Annotated[
        int, typer.Option("--overlap-hours", help="이전 키를 함께 쓰는 시간 · how long the old one still works")
    ] = 168,
    days: Annotated[int, typer.Option("--days", help="유효 일수 · days it is valid")] = 365,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """키 교체 · a new key; the old one works until the overlap ends."""
    args = {"id": key, "overlap_hours": overlap_hours, "days": days}
    issued = ask("rotate_key", args, officer, reason, config)
    _show(issued, as_json, lambda: _issued(issued, lang))


@keys_app.command("revoke")
def keys_revoke(
    key: Annotated[str, typer.Argument(help="키 id (8자) · the key's id")],
    *,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """키 폐기 (1초 안에 효력) · revoke a key, in force within a second."""
    ended = ask("revoke_key", {"id": key}, officer, reason, config)
    ko = lang is Language.KO
    _show(ended, as_json, lambda: print(f"{ended['id']} {'폐기되었습니다' if ko else 'is revoked'}"))


@app.command("act")
def act(
    name: Annotated[str, typer.Argument(help="행위 이름 · the act's name")] = "",
    arguments: Annotated[str, typer.Argument(help="JSON 또는 - (표준 입력) · JSON, or - for standard input")] = "{}",
    *,
    listing: Annotated[bool, typer.Option("--list", help="행위 목록 · list the acts and their arguments")] = False,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """데스크의 행위를 실행 · carry out an act of the desk (see --list)."""
    _ = lang
    if listing or not name:
        _list_acts(as_json=as_json)
        return
    done = ask(name, _arguments(arguments), officer, reason, config)
    print(json.dumps(done, ensure_ascii=False, indent=None if as_json else 2))


@app.command("import")
def import_shipped(
    what: Annotated[str, typer.Argument(help="agencies | catalogue | packs")],
    file: Annotated[Path | None, typer.Argument(help="파일 (없으면 내장 자료) · a file, else what ships")] = None,
    *,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """기관·서비스 목록·정책 자료 들이기 · take in agencies, the catalogue or policy packs."""
    counts = ask_all(_imports(what, file), officer, reason, config)
    ko = lang is Language.KO
    rows = sum(one["count"] if isinstance(one, dict) and "count" in one else 1 for one in counts)
    asked = [fact for one in counts if isinstance(one, dict) for fact in one.get("asked", ())]
    told = [f"{what}: {rows} {'건 처리' if ko else 'taken in'}"]
    if asked:
        told.append("  다른 담당자의 확정이 필요한 사실 (gwanmun catalogue fact):" if ko else
                    "  facts that another officer has to confirm (gwanmun catalogue fact):")  # fmt: skip
        told += [f"    {fact}" for fact in asked]
    _show(counts, as_json, lambda: print("\n".join(told)))


def _part(name: str) -> Any:
    """A part of the command line that lives in a file of its own. A smaller installation may lack it."""
    try:
        return import_module(f"gwanmun.entrypoints.{name}")
    except ModuleNotFoundError as error:
        raise NothingHere(
            problem_ko=f"이 설치에 없는 기능입니다: {error.name}",
            problem_en=f"this installation lacks a part: {error.name}",
            next_ko="pip install 'gwanmun[demo]'",
            next_en="pip install 'gwanmun[demo]'",
        ) from error


# ---------------------------------------------------------------- asking the desk


def _arguments(text: str) -> dict[str, Any]:
    if text == "-":
        text = sys.stdin.read(64 * 1024 * 1024)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadCommand(
            problem_ko="인자가 JSON 객체가 아닙니다",
            problem_en="the arguments are not a JSON object",
            next_ko="받는 항목 보기: gwanmun act --list",
            next_en="to see what it takes: gwanmun act --list",
        )
    return found


def _imports(what: str, file: Path | None) -> list[tuple[str, dict[str, Any]]]:
    import msgspec

    from gwanmun.control import shipped
    from gwanmun.control.agencies import read_agencies
    from gwanmun.control.catalogue import read_catalogue
    from gwanmun.policy.reader import read_pack

    text = None if file is None else text_of(file, _LONGEST_IMPORT)
    if what == "agencies":
        tree = shipped.agencies() if text is None else read_agencies(text, str(file))
        rows = {"agencies": tree.rows, "collections": tree.collections}
        return [("import_agencies", msgspec.to_builtins(rows))]
    if what == "catalogue":
        found = shipped.catalogue() if text is None else read_catalogue(text, str(file))
        rows = {"services": found.services, "models": found.models}
        return [("import_catalogue", msgspec.to_builtins(rows))]
    if what == "packs":
        texts = [pack.text for pack in shipped.pack_texts()] if text is None else [text]
        if text is not None:
            read_pack(text, str(file))  # what is wrong with it is said with the file's own name
        return [("write_pack", {"text": one}) for one in texts]
    raise BadCommand(
        problem_ko=f"들일 수 없는 것입니다: {what[:32]}",
        problem_en=f"that cannot be taken in: {what[:32]}",
        next_ko="agencies | catalogue | packs 중 하나를 쓰십시오",
        next_en="use agencies, catalogue or packs",
    )


# ---------------------------------------------------------------- showing


def _show(value: object, as_json: bool, in_words: Callable[[], None]) -> None:
    if as_json:
        print(json.dumps(value, ensure_ascii=False))
    else:
        in_words()


def _issued(issued: dict[str, Any], lang: Language) -> None:
    ko = lang is Language.KO
    print(issued["plaintext"])
    print(
        "이 키는 지금 한 번만 보입니다. 다시 볼 수 없습니다." if ko else "This key is shown once, now.", file=sys.stderr
    )
    print(f"{'만료' if ko else 'expires'}: {_instant(issued['expires_us'])}", file=sys.stderr)
    if issued["old_expires_us"] is not None:
        until = _instant(issued["old_expires_us"])
        old = issued["replaces"]
        print(f"이전 키 {old}: {until}까지" if ko else f"the old key {old} works until {until}", file=sys.stderr)
    if issued["remark"] is not None:
        print(issued["remark"][lang.value], file=sys.stderr)


def _listed(keys: list[dict[str, Any]], lang: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    ko = lang is Language.KO
    heads = ("키", "이용자", "상태", "부서", "단말", "목적", "만료") if ko else (
        "key", "person", "state", "departments", "devices", "purposes", "expires",
    )  # fmt: skip
    table = Table(*heads, box=None)
    for key in keys:
        table.add_row(
            key["id"], key["person"], key["state"], "\n".join(key["departments"]),
            "\n".join([*key["device_classes"], *key["attested"]]) or "-", "\n".join(key["purposes"]), _instant(key["expires_us"]),
        )  # fmt: skip
    if keys:
        Console(width=None if sys.stdout.isatty() else 160).print(table)
    else:
        print("키가 없습니다" if ko else "no keys")


def _list_acts(*, as_json: bool) -> None:
    from dataclasses import fields

    from gwanmun.control.acts import ACTS

    rows = {name: [field.name for field in fields(act.order)] for name, act in ACTS.items()}
    if as_json:
        print(json.dumps(rows))
        return
    for name, taken in rows.items():
        print(f"{name:<18} {', '.join(taken)}")


def _instant(at_us: int) -> str:
    seoul = timezone(timedelta(hours=9))
    return datetime.fromtimestamp(at_us / 1_000_000, UTC).astimezone(seoul).strftime("%Y-%m-%d %H:%M KST")


# ---------------------------------------------------------------- the edge


def run(argv: Sequence[str]) -> int:
    """Run a command line; returns the exit code."""
    try:
        code = _run(argv)
        if type(sys.stdout).__name__ == "PacifyFlushWrapper":  # how typer answers a reader who left: with exit code 1
            return DONE
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has read enough
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code


def _run(argv: Sequence[str]) -> int:
    """The one place that catches everything."""
    as_json = "--json" in argv
    argv = _in_the_locales_language(argv)
    lang = _wanted(argv)
    try:
        result = app(args=list(argv), prog_name="gwanmun", standalone_mode=False)
    except Stop as stop:
        return stop.code
    except Told as told:
        return tell(told.words, as_json=as_json, lang=lang, typed=as_typed(app, argv))
    except GwanmunError as error:
        return tell(error, as_json=as_json, lang=lang, typed=as_typed(app, argv))
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else CANNOT
    except typer.Abort:
        return NO
    except BrokenPipeError:
        raise
    except Exception as error:
        if callable(getattr(error, "format_message", None)):  # click's own family, wherever typer keeps it
            return tell_usage(error, as_json=as_json)
        # What is shown is the kind of fault and nothing of its text: that might hold anything.
        return tell(GwanmunError(type(error).__name__), as_json=as_json, lang=lang)
    return result if isinstance(result, int) else DONE


def _wanted(argv: Sequence[str]) -> str:
    for at, word in enumerate(argv):
        if word == "--lang=en" or (word == "--lang" and list(argv[at + 1 : at + 2]) == ["en"]):
            return "en"
    return "ko" if _states_language(argv) else _locale()


def _states_language(argv: Sequence[str]) -> bool:
    return any(word == "--lang" or word.startswith("--lang=") for word in argv)


def _in_the_locales_language(argv: Sequence[str]) -> Sequence[str]:
    """Where the command line says nothing of it, an English locale asks for English; every other for Korean."""
    if _states_language(argv) or "--help" in argv or _locale() == "ko":
        return argv
    command, at = command_typed(app, argv)
    if not any(one.name == "lang" for one in command.params):
        return argv
    return [*argv[: at + 1], "--lang", "en", *argv[at + 1 :]]


def _locale() -> str:
    found: str = import_module("gwanmun.settings").language_of_locale()
    return found


def main() -> None:
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
