"""`gwanmun journal verify PATH` and `gwanmun journal show ID`: evidence in words (감사기록 검증과 설명)."""

import json
from pathlib import Path

from gwanmun.adapters.files.evidence import OpeningState, Record, find_records, verify_journal
from gwanmun.bootstrap import journal_path
from gwanmun.domain.money import won
from gwanmun.errors import BadCommand, GwanmunError
from gwanmun.journal.audit import Report
from gwanmun.settings import load_settings


def verify(path: Path, *, public_key: Path | None = None, as_json: bool = False, lang: str = "ko") -> int:
    """Print what was proved; 0 when all of it was. A directory of journals: each of them."""
    vkey = public_key.read_text().strip() if public_key else None
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
            report = verify_journal(one, vkey=vkey)
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
            print(
                json.dumps({"journal": str(one), "ok": True, **_fields(report)})
                if as_json
                else in_words(one, report, lang)
            )
    return code


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
    if lang == "ko":
        return (
            f"✓ {path}: 기록 {report.proved:,}건이 봉인과 일치합니다. 아직 봉인 전 {report.not_yet_sealed:,}건, "
            f"파기된 내용 {report.forgotten_count:,}건, 열어 보지 않은 내용 {report.openings_not_opened:,}건. 뿌리 해시 {report.root.hex()[:16]}…, 공개키 {report.vkey or '없음'}"
        )
    return (
        f"✓ {path}: {report.proved:,} records agree with the signed checkpoint; {report.not_yet_sealed:,} not yet sealed, "
        f"{report.forgotten_count:,} openings forgotten, {report.openings_not_opened:,} not opened. Root {report.root.hex()[:16]}…, key {report.vkey or 'none yet'}"
    )


def show(request: str, *, config: Path, as_json: bool = False, lang: str = "ko") -> int:
    """Explain one request: who (by pseudonym), what was asked, why it was decided so, what it cost, what proves it."""
    settings = load_settings(config)
    records = find_records(journal_path(settings), request, settings.gate.keys_dir)
    if not records:
        raise BadCommand(
            request[:40],
            problem_ko="그 번호의 기록이 없습니다",
            problem_en="no record has that number",
            next_ko="응답의 gwanmun-request 헤더에 있는 번호를 쓰십시오.",
            next_en="Use the number in the answer's gwanmun-request header.",
        )
    if as_json:
        print(json.dumps([_record(r) for r in records], ensure_ascii=False, indent=1))
    else:
        print("\n".join(explain(records, lang)))
    return 0


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


_KIND = {
    "admitted": ("보냄", "sent"),
    "ended": ("끝남", "ended"),
    "refused": ("거절", "refused"),
}
_ENDING = {
    "ok": ("정상", "in order"),
    "error": ("오류", "with an error"),
    "unknown": ("확인 불가(최대 비용으로 정산)", "unknown (settled at the worst case)"),
}


def explain(records: list[Record], lang: str) -> list[str]:
    """One request in sentences, from its records."""
    ko = lang == "ko"
    lines: list[str] = []
    for record in records:
        leaf = record.leaf
        opening = record.opening or {}
        proof = ("봉인됨" if ko else "sealed") if record.sealed else ("봉인 대기" if ko else "not yet sealed")
        kind = _KIND.get(leaf.kind, (leaf.kind, leaf.kind))[0 if ko else 1]
        head = f"#{record.index} {kind} · {leaf.agency or '-'} {leaf.department or ''} {leaf.person or ''} · {leaf.period} · {proof}"
        lines.append(head)
        if record.state is not OpeningState.PROVED:
            lines.append(
                "  내용은 파기되었거나 열쇠가 없습니다." if ko else "  The opening was forgotten, or no key is at hand."
            )
            continue
        lines += [f"  {line}" for line in _opening(opening, ko=ko)]
        if leaf.kind == "admitted":
            lines.append(f"  {'예약' if ko else 'held'}: {won(leaf.held)}{'원' if ko else ' won'}")
        if leaf.kind == "ended":
            ending = _ENDING.get(leaf.ending or "", ("", ""))[0 if ko else 1]
            more = f" (+{won(leaf.overbilled)} {'초과 청구' if ko else 'overbilled'})" if leaf.overbilled else ""
            lines.append(f"  {'정산' if ko else 'settled'}: {won(leaf.spent)}{'원' if ko else ' won'}{more} · {ending}")
    return lines


def _opening(opening: dict[str, object], *, ko: bool) -> list[str]:
    lines: list[str] = []
    service, decision, findings = opening.get("service"), opening.get("decision"), opening.get("findings")
    if isinstance(service, dict):
        lines.append(f"{'서비스' if ko else 'service'}: {service.get('id')} · {service.get('model')}")
    if isinstance(findings, dict) and findings:
        found = ", ".join(f"{k} {v}" for k, v in findings.items())
        lines.append(f"{'탐지' if ko else 'found'}: {found}")
    if isinstance(decision, dict):
        rules = ", ".join(map(str, decision.get("rules", [])))
        lines.append(f"{'판정' if ko else 'decision'}: {decision.get('outcome')} · {rules}")
        lines.append(f"{'사유' if ko else 'reason'}: {decision.get('reason_ko' if ko else 'reason_en')}")
        lines.append(f"{'근거' if ko else 'source'}: {decision.get('source')}")
    for name, word in (("code", "오류 코드" if ko else "code"), ("fault", "장애" if ko else "fault")):
        if opening.get(name):
            lines.append(f"{word}: {opening[name]}")
    usage = opening.get("usage")
    if isinstance(usage, dict):
        by = usage.get("by")
        lines.append(
            f"{'사용량' if ko else 'usage'}: {usage.get('input', '-')} → {usage.get('output', '-')} tokens ({by})"
        )
    return lines
