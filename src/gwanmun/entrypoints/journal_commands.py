"""`gwanmun journal verify | show | forget`: evidence in words, and its forgetting (감사기록 검증, 설명, 파기)."""

import json
from datetime import date, timedelta
from pathlib import Path

from gwanmun.adapters.files.evidence import find_record, find_records, forget_opening, verify_journal
from gwanmun.adapters.files.keys import forget_day
from gwanmun.adapters.system import System
from gwanmun.bootstrap import gate_origin, journal_path
from gwanmun.control.record_words import explain
from gwanmun.entrypoints.asking import ask
from gwanmun.entrypoints.usage_days import blank_forgotten
from gwanmun.errors import BadCommand, GwanmunError
from gwanmun.gateway.world import seoul_day
from gwanmun.journal.audit import Report
from gwanmun.journal.record import Record
from gwanmun.settings import load_settings, settings_file


def verify(
    path: Path,
    *,
    public_key: Path | None = None,
    earlier: Path | None = None,
    as_json: bool = False,
    lang: str = "ko",
) -> int:
    """Print what was proved; 0 when something was, and nothing is wrong. A directory of journals: each of them."""
    vkey = _key_line(public_key) if public_key else None
    note = _kept(earlier) if earlier else None
    paths = [path] if (path / "journal.json").exists() else sorted(p.parent for p in path.glob("**/journal.json"))
    if not paths:
        raise BadCommand(
            str(path),
            problem_ko="감사기록 폴더가 아닙니다",
            problem_en="this is no journal",
            next_ko="gwanmun journal verify <data_dir>/journal/gate-1",
            next_en="gwanmun journal verify <data_dir>/journal/gate-1",
        )
    code = 0
    for one in paths:
        try:
            report = verify_journal(one, vkey=vkey, earlier=note)
        except GwanmunError as error:
            code = 1
            words = {
                "journal": str(one),
                "ok": False,
                "code": error.code,
                "ko": error.message("ko"),
                "en": error.message("en"),
            }
            print(
                json.dumps(words, ensure_ascii=False)
                if as_json
                else f"✗ {one}: {error.message(lang)}\n  {error.remedy(lang)}"
            )
        else:
            code = code if report.sealed else 1
            verdict = {"ok": True} if report.sealed else {"ok": False, "code": "not_sealed"}
            print(
                json.dumps({"journal": str(one), **verdict, **_fields(report)})
                if as_json
                else in_words(one, report, lang)
            )
    return code


def _kept(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadCommand(
            str(file),
            problem_ko="보관한 봉인 파일을 읽을 수 없습니다",
            problem_en="the kept checkpoint cannot be read",
            next_ko="감사기록 폴더의 checkpoint 를 미리 받아 둔 사본을 주십시오.",
            next_en="Give the copy of the journal's checkpoint that you kept.",
        ) from error


def _key_line(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise BadCommand(
            str(file),
            problem_ko="공개키 파일을 읽을 수 없습니다",
            problem_en="the public key's file cannot be read",
            next_ko="감사기록 폴더의 checkpoint.vkey 를 미리 받아 둔 사본을 주십시오.",
            next_en="Give the copy of the journal's checkpoint.vkey that you kept.",
        ) from error


def _fields(report: Report) -> dict[str, object]:
    return {
        "origin": report.origin,
        "public_key": report.vkey,
        "size": report.size,
        "root": report.root.hex(),
        "proved": report.proved,
        "forgotten": report.forgotten_count,
        "not_yet_sealed": report.not_yet_sealed,
        "openings_proved": report.openings_proved,
    }


def in_words(path: Path, report: Report, lang: str) -> str:
    if not report.sealed:
        return _not_sealed(path, report, lang)
    if lang == "ko":
        return (
            f"✓ {path}: 기록 {report.proved:,}건이 봉인과 일치합니다. 아직 봉인 전 {report.not_yet_sealed:,}건, "
            f"파기된 내용 {report.forgotten_count:,}건, 열어 보지 않은 내용 {report.openings_not_opened:,}건. 뿌리 해시 {report.root.hex()[:16]}…, 공개키 {report.vkey or '없음'}"
        )
    return (
        f"✓ {path}: {report.proved:,} records agree with the signed checkpoint; {report.not_yet_sealed:,} not yet sealed, "
        f"{report.forgotten_count:,} openings forgotten, {report.openings_not_opened:,} not opened. Root {report.root.hex()[:16]}…, key {report.vkey or 'none yet'}"
    )


def _not_sealed(path: Path, report: Report, lang: str) -> str:
    if lang == "ko":
        return (
            f"✗ {path}: 봉인 없음: 증명된 것이 없습니다. 봉인 전 {report.not_yet_sealed:,}건은 형식만 확인했으며, 봉인이 없으면 지우거나 바꿔도 드러나지 않습니다.\n"
            "  봉인 작업자(gwanmun serve)가 도는지 확인하십시오. 전에 봉인된 적이 있다면 아무것도 지우지 말고 감사담당관에게 알리십시오."
        )
    return (
        f"✗ {path}: Not sealed: nothing is proved. {report.not_yet_sealed:,} unsealed records have the right form; without a seal, deleting or changing them would not show.\n"
        "  Check that the worker (gwanmun serve) runs. If this journal was ever sealed, delete nothing and tell the auditor."
    )


def show(request: str, *, config: Path, as_json: bool = False, lang: str = "ko") -> int:
    """Explain one request: who (by pseudonym), what was asked, why it was decided so, what it cost, what proves it.

    A bare number is that of one record: counts of who was turned away belong to no request.
    """
    settings = load_settings(config)
    path, keys_dir = journal_path(settings), settings.gate.keys_dir
    number = request.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 16:
        one = find_record(path, int(number), keys_dir)
        records = [one] if one else []
    else:
        records = find_records(path, request, keys_dir)
    if not records:
        raise _no_record(request)
    if as_json:
        print(json.dumps([_record(r) for r in records], ensure_ascii=False, indent=1))
    else:
        print("\n".join(explain(records, lang)))
    return 0


def _no_record(request: str) -> BadCommand:
    return BadCommand(
        request[:40],
        problem_ko="그 번호의 기록이 없습니다",
        problem_en="no record has that number",
        next_ko="응답의 gwanmun-request 헤더에 있는 번호를 쓰십시오.",
        next_en="Use the number in the answer's gwanmun-request header.",
    )


def _record(record: Record) -> dict[str, object]:
    leaf = record.leaf
    return {
        "index": record.index,
        "kind": leaf.kind,
        "request": leaf.request,
        "agency": leaf.agency,
        "department": leaf.department,
        "person": leaf.person,
        "period": leaf.period,
        "held_micro_won": leaf.held,
        "spent_micro_won": leaf.spent,
        "overbilled_micro_won": leaf.overbilled,
        "ending": leaf.ending,
        "sealed": record.sealed,
        "opening_state": record.state.value,
        "opening": record.opening,
    }


def forget(
    request: str | None,
    *,
    agency: str | None,
    day: str | None,
    config: Path | None,
    officer: str,
    reason: str,
    lang: str = "ko",
) -> int:
    """Forget the openings of one request, or of an agency's day that is over; a fact of the desk's says so first.

    Raises `BadCommand`, or `Conflict` for today and yesterday, whose keys are in use.
    """
    settings = load_settings(settings_file(config))
    path, keys_dir, origin = journal_path(settings), settings.gate.keys_dir, gate_origin(settings)
    if request is not None and agency is None and day is None:
        numbers = [record.index for record in find_records(path, request, keys_dir)]
        if not numbers:
            raise _no_record(request)
        ask("note_forgetting", {"origin": origin, "records": numbers}, officer, reason, config)
        for number in numbers:
            forget_opening(path, number)
        count = len(numbers)
    else:
        today = seoul_day(System().now_us())
        if request is not None or agency is None or day is None or not _over(day, today):
            raise BadCommand(
                "--request, --agency, --day",
                problem_ko="요청 번호 하나, 또는 기관과 그저께까지의 날짜를 주십시오",
                problem_en="give a request's number, or an agency and a day before yesterday",
                next_ko="gwanmun journal forget --agency kr-seoul --day 2026-01-31 --reason '보존기간 만료'",
                next_en="gwanmun journal forget --agency kr-seoul --day 2026-01-31 --reason 'retention ended'",
            )
        ask("note_forgetting", {"origin": origin, "agency": agency, "day": day}, officer, reason, config)
        count = forget_day(keys_dir, origin, day, agency, today.isoformat())
    blank_forgotten(config, lang)
    print(
        f"파기했습니다: {'열쇠' if day else '기록'} {count}개. 잎과 증명은 남아 있고, verify 가 파기된 것으로 셉니다."
        if lang == "ko"
        else f"forgotten: {count} {'keys' if day else 'records'}. Leaves and proofs stay; verify counts them as forgotten."
    )
    return 0


def _over(day: str, today: date) -> bool:
    try:
        return date.fromisoformat(day) <= today - timedelta(days=2)
    except ValueError:
        return False


__all__ = ["explain", "forget", "in_words", "show", "verify"]
