"""What `gwanmun policies|catalogue|inquiries|orders|emergency|reviews` do: one act each, shown in Korean or English.

What does not live here: the options (`changes_cli.py`), the acts (`control/`).
"""

import csv
import io
import json
import os
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.bootstrap import journal_path
from gwanmun.control.office import SEOUL
from gwanmun.control.stories import table
from gwanmun.entrypoints import given_files
from gwanmun.entrypoints.asking import ask, ask_all
from gwanmun.errors import BadCommand
from gwanmun.settings import load_settings, settings_file

Row = Mapping[str, Any]
_LONGEST_CELL = 40
_LONGEST_PACK = 4 * 1024 * 1024

#: A list's columns: field, Korean head, English head.
COLUMNS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "list_packs": (
        ("regime", "기준", "regime"), ("version", "판", "version"), ("state", "상태", "state"),
        ("written_by", "작성", "written by"), ("confirmed_by", "확인", "confirmed by"),
        ("activated_by", "시행", "activated by"), ("starts_us", "시행 예약", "scheduled for"),
    ),
    "list_delegations": (
        ("id", "위임", "delegation"), ("regime", "상위 기준", "regime"), ("rule", "규칙", "rule"),
        ("agency", "기관", "agency"), ("loosest", "한계", "bound"), ("valid_from", "부터", "from"),
        ("valid_to", "까지", "to"), ("officer", "담당자", "officer"),
    ),
    "list_reviews": (
        ("due_on", "기한", "due"), ("state", "상태", "state"), ("kind", "구분", "kind"), ("id", "대상", "subject"),
        ("owner", "책임", "owner"), ("words", "내용", "what"),
    ),
    "list_orders": (
        ("day", "날짜", "day"), ("issuer", "기관", "issuer"), ("kind", "종류", "kind"), ("subject", "대상", "subject"),
        ("state", "상태", "state"), ("until", "종료", "until"), ("ours", "구속력", "binds here"), ("id", "번호", "id"),
    ),
    "list_push": (
        ("position", "순서", "position"), ("tier", "민감도", "tier"), ("agency", "기관", "agency"),
        ("device_class", "단말", "devices of class"), ("devices", "대수", "devices"), ("regime", "기준", "regime"),
        ("order", "명령", "order"), ("kind", "종류", "kind"), ("since", "부터", "since"),
    ),
    "list_emergencies": (
        ("id", "번호", "id"), ("agency", "기관", "agency"), ("service", "서비스", "service"),
        ("person", "이용자", "person"), ("state", "상태", "state"), ("until_us", "만료", "until"),
        ("opened_by", "연 담당자", "opened by"), ("reviewed_by", "검토", "reviewed by"), ("reason", "사유", "reason"),
    ),
    "list_services": (
        ("agency", "기관", "agency"), ("service", "서비스", "service"), ("stage_word", "상태", "stage"),
        ("since_us", "부터", "since"), ("steps", "변경", "steps"), ("open_items", "남은 점검 항목", "open items"),
    ),
    "list_catalogue": (
        ("service", "서비스", "service"), ("name", "이름", "name"), ("vendor", "공급자", "vendor"),
        ("stage_word", "상태", "stage"), ("open_items", "남은 항목", "open items"), ("as_of", "기준일", "as of"),
    ),
    "list_vendors": (
        ("id", "공급자", "vendor"), ("name", "이름", "name"), ("country", "국가", "country"), ("kind", "구분", "kind"),
        ("resells", "재판매", "resells"), ("domestic_agent", "국내대리인", "domestic agent"),
    ),
    "list_inquiries": (
        ("id", "질의서", "inquiry"), ("vendor", "공급자", "vendor"), ("asker", "보낸 곳", "asked by"),
        ("sent_on", "보낸 날", "sent"), ("due_on", "회신 기한", "due"), ("status_word", "상태", "status"),
        ("ground_word", "제한 근거", "ground"), ("progress", "회신", "answers"), ("remind_on", "다음 독촉", "next reminder"),
    ),
}  # fmt: skip

#: What an empty list leaves its reader to do.
_WHAT_NEXT = {
    "list_services": (
        "다음: gwanmun catalogue list --all --agency ⟨기관⟩ 에서 골라 gwanmun catalogue propose ⟨서비스⟩ --agency ⟨기관⟩",
        "next: gwanmun catalogue list --all --agency ⟨agency⟩, then gwanmun catalogue propose ⟨service⟩ --agency ⟨agency⟩",
    ),
    "list_packs": (
        "다음: gwanmun import packs (내장 정책) 또는 gwanmun import packs ⟨파일⟩",
        "next: gwanmun import packs (those that ship), or gwanmun import packs ⟨file⟩",
    ),
    "list_inquiries": (
        "다음: gwanmun inquiries open ⟨번호⟩ --vendor ⟨공급자⟩ --asker ⟨기관⟩",
        "next: gwanmun inquiries open ⟨id⟩ --vendor ⟨vendor⟩ --asker ⟨agency⟩",
    ),
}

_WORDS = {
    "in_force": ("시행 중", "in force"), "waiting": ("시행 예약", "scheduled"), "written": ("작성됨", "written"),
    "overdue": ("기한 경과", "overdue"), "due": ("오늘", "today"), "soon": ("예정", "coming"),
    "running": ("이용 중", "running"), "ended": ("종료", "ended"), "observed": ("참고", "seen"), "lifted": ("해제", "lifted"),
    "replaced": ("대체", "replaced"), "precaution": ("사전 예방", "precaution"), "non_response": ("미회신", "non-response"),
    "insufficient_answer": ("회신 불충분", "insufficient answer"), "": ("", ""),
    "sufficient": ("충분", "sufficient"), "insufficient": ("불충분", "insufficient"),
    "open": ("남음", "open"), "done": ("완료", "done"), "waived": ("해당 없음", "waived"),
    "order": ("명령", "order"), "emergency": ("긴급 이용", "emergency"), "inquiry": ("질의서", "inquiry"),
    "reminder": ("독촉", "reminder"), "reassessment": ("재평가", "re-evaluation"), "model": ("모델", "model"),
    "fact": ("사실", "fact"), "asked_fact": ("확정 대기 사실", "fact to confirm"),
    "block": ("차단 명령", "block"), "restriction": ("이용 제한", "restriction"), "pause": ("잠정 중단", "pause"),
    "corrective_recommendation": ("시정권고", "corrective recommendation"), "advisory": ("유의 안내", "advisory"),
    "transfer_stop": ("국외 이전 중지", "transfer stop"), "lift": ("해제", "lift"), "fine": ("과징금", "fine"),
    "recommendation": ("권고", "recommendation"), "processing_limited": ("처리 제한", "processing limited"),
    "inquiry_announced": ("질의 예고", "inquiry announced"), "ban_public_sector": ("공공부문 금지", "public-sector ban"),
    "ban_work_use": ("업무 이용 금지", "ban of work use"),
    "ban_all_government_devices": ("정부 단말 전체 금지", "ban on all government devices"),
    "block_until_verified": ("확인될 때까지 차단", "block until verified"),
    "technical_findings": ("기술 점검 결과", "technical findings"),
    "domestic_agent_named": ("국내대리인 지정", "domestic agent named"),
    "new_downloads_paused": ("새 내려받기 중단", "new downloads paused"),
    "downloads_resumed": ("내려받기 재개", "downloads resumed"),
    "high": ("높음", "high"), "medium": ("보통", "medium"), "low": ("낮음", "low"),
    "allow": ("허용", "allow"), "allow_with_masking": ("마스킹 후 허용", "allow with masking"),
    "require_approval": ("승인 필요", "approval"), "route_in_house": ("내부 모델", "in-house"), "deny": ("차단", "deny"),
}  # fmt: skip


def carry_out(
    act: str, args: dict[str, Any], officer: str, reason: str, config: Path | None, *, as_json: bool, lang: str
) -> int:
    """One act, and what it answered."""
    answer = ask(act, {key: value for key, value in args.items() if value is not None}, officer, reason, config)
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    elif act in COLUMNS:
        _list(act, answer, lang)
    elif act == "show_vendor":
        print("\n".join(vendor_lines(answer, lang)))
    elif act == "show_service":
        print("\n".join(service_lines(answer, lang)))
    elif act == "put_fact":
        print("\n".join(fact_lines(answer, lang)))
    elif act == "reevaluate":
        print("\n".join(reevaluation_lines(answer, lang)))
    else:
        _done(answer, lang)
    return 0


def check_items(
    items: Sequence[str], args: Row, officer: str, reason: str, config: Path | None, *, as_json: bool, lang: str
) -> int:
    """Answer several items of a checklist with one evidence; `item=value` where an item has a result."""
    given = [one.partition("=") for one in items]
    acts = [("check_item", {**args, "item": item, "value": value}) for item, _, value in given]
    answer = ask_all(acts, officer, reason, config)[-1]
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _done(answer, lang)
        left = ", ".join(answer["open_items"]) or ("없음" if lang == "ko" else "none")
        print(f"  {'남은 항목' if lang == 'ko' else 'open'}: {left}")
    return 0


def needed(value: str | None, option: str, beside: str) -> str:
    """An option that another one cannot do without."""
    if value:
        return value
    raise BadCommand(
        option,
        problem_ko=f"{beside}에는 {option} 옵션이 함께 필요합니다",
        problem_en=f"{beside} needs {option} beside it",
        next_ko=f"예: {option} kr-seoul",
        next_en=f"such as {option} kr-seoul",
    )


def instant(text: str | None) -> int | None:
    """`2026-12-01 09:00` in Seoul, or with an offset, as µs UTC."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadCommand(
            problem_ko="시각의 형식이 올바르지 않습니다",
            problem_en="that is no time",
            next_ko="예: 2026-12-01T09:00 (서울 시각)",
            next_en="such as 2026-12-01T09:00 (Seoul time)",
        ) from None
    aware = found if found.tzinfo is not None else found.replace(tzinfo=SEOUL)
    return int(aware.timestamp()) * 1_000_000


def pairs(given: Sequence[str]) -> dict[str, str]:
    """`name=value` options as a mapping."""
    found = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise BadCommand(
                problem_ko="이름=값 형식이 아닙니다",
                problem_en="that is not name=value",
                next_ko="예: --set storage_countries=KR",
                next_en="such as --set storage_countries=KR",
            )
        found[name.strip()] = value.strip()
    return found


def text_of(file: Path | None) -> str | None:
    """A pack's text. Bounded: a larger file is no pack."""
    if file is None:
        return None
    return given_files.text_of(file, _LONGEST_PACK)


# ---------------------------------------------------------------- in words


def _list(act: str, rows: Sequence[Row], lang: str) -> None:
    if not rows:
        print("없음" if lang == "ko" else "none")
        if act in _WHAT_NEXT:
            print(_WHAT_NEXT[act][0 if lang == "ko" else 1])
        return
    columns = COLUMNS[act]
    shown = [tuple(column[1 if lang == "ko" else 2] for column in columns)]
    for row in rows:
        flat = {**row, **row.get("emergency", {}), "state": row.get("state", "")}
        shown.append(tuple(_cell(name, _derived(flat, lang), lang) for name, _, _ in columns))
    print("\n".join(table(shown)))


def _derived(row: Row, lang: str) -> Row:
    """Fields that a table shows and an answer does not have as such."""
    ko = lang == "ko"
    state = row.get("state", "")
    if "sha256" in row:
        state = "in_force" if row["active"] else "waiting" if row["starts_us"] else "written"
    return {
        **row,
        "state": state,
        "words": row.get("ko" if ko else "en", ""),
        "name": row.get("name_ko" if ko else "name_en", ""),
        "stage_word": row.get("stage_ko" if ko else "stage", ""),
        "status_word": row.get("status_ko" if ko else "status", ""),
        "ground_word": _ground_words(row.get("grounds", ()), lang),
        "progress": f"{row['answered']}/{row['questions']}" if "answered" in row else "",
    }


def _cell(name: str, row: Row, lang: str) -> str:
    value = row.get(name)
    if value is None:
        return "-"
    if name.endswith("_us"):
        return _time(value)
    if isinstance(value, bool):
        return ("예" if value else "아니요") if lang == "ko" else ("yes" if value else "no")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "-"
    if name == "issuer":
        return _short(str(value))
    return word(str(value), lang) if name in {"state", "kind", "loosest"} else str(value)


def _ground_words(grounds: Sequence[str], lang: str) -> str:
    return ", ".join(word(one, lang) for one in grounds)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"


def word(value: str, lang: str) -> str:
    found = _WORDS.get(value)
    return value if found is None else found[0 if lang == "ko" else 1]


def fact_lines(answer: Row, lang: str) -> list[str]:
    """What a fact was, what it is now and who says so; what is looked at again; or that another officer is needed."""
    ko = lang == "ko"
    fact = answer["row"]["fact"]
    waits = answer["state"] == "asked"
    before = "-" if answer["before"] is None else answer["before"]
    lines = [_ASKED[0 if ko else 1] if waits else "완료" if ko else "done"]
    lines += [f"  {fact['service']} {fact['name']}: {before} → {fact['value']}"
              + ("" if waits or answer["changed"] else " (바뀐 것 없음)" if ko else " (nothing changed)")]  # fmt: skip
    lines.append(f"  {'출처' if ko else 'source'}: {fact['source']} · {'기준일' if ko else 'as of'} {fact['as_of']}"
                 f" · {'확실한 정도' if ko else 'confidence'} {word(fact['confidence'], lang)}")  # fmt: skip
    if answer["looser_ko"]:
        lines.append(f"  {'완화되는 판정' if ko else 'looser'}: {answer['looser_ko' if ko else 'looser_en']}")
    if answer["asked_by"] and not waits:
        lines.append(f"  {'요청한 담당자' if ko else 'asked by'}: {answer['asked_by']}")
    if not waits:
        lines += _looked_again(answer["looked_again"], lang)
    return lines


def _looked_again(rows: Sequence[Row], lang: str) -> list[str]:
    ko = lang == "ko"
    lines = [f"  {'다시 검토할 승인' if ko else 'past approvals to look at again'}: {len(rows)}"]
    lines += [f"    {one['agency']} {one['what']}: {one['before']} → {one['after']}" for one in rows]
    return lines


_ASKED = (
    "요청함: 다른 담당자가 2주 안에 같은 명령을 실행하면 이루어집니다",
    "asked: it is done when another officer gives the same command within two weeks",
)


def _done(answer: object, lang: str) -> None:
    waits = isinstance(answer, dict) and answer.get("state") == "asked"
    ko, en = _ASKED if waits else ("완료", "done")
    print(ko if lang == "ko" else en)
    if isinstance(answer, dict):
        for name, value in answer.items():
            if isinstance(value, str | int) and value != "":
                print(f"  {name}: {_time(value) if name.endswith('_us') and isinstance(value, int) else value}")


def _time(at_us: int) -> str:
    return datetime.fromtimestamp(at_us / 1_000_000, UTC).astimezone(SEOUL).strftime("%Y-%m-%d %H:%M")


def vendor_lines(page: Row, lang: str) -> list[str]:
    """A vendor's inquiries with every question, and what other authorities asked and ordered beside them."""
    ko = lang == "ko"
    vendor = page["vendor"]
    status = page["status_ko"] if ko else page["status"]
    ground = _ground_words(page["grounds"], lang)
    lines = [
        f"{vendor['name_ko'] if ko else vendor['name_en']} ({vendor['id']}) · {'질의 상태' if ko else 'inquiries'}: {status}"
        + (f" · {'제한 근거' if ko else 'ground'}: {ground}" if ground else "")
    ]
    lines.append(f"{'서비스' if ko else 'services'}: {', '.join(page['services']) or '-'}")
    for one in page["inquiries"]:
        row = one["row"]
        state = row["status_ko"] if ko else row["status"]
        lines += ["", f"[{row['id']}] {row['asker']} · {row['sent_on']} → {row['due_on']} · {state}"]
        shown = [("질문", "회신", "판단") if ko else ("question", "answered", "judged")]
        for question in one["questions"]:
            reply = question["reply"]
            judged = "-" if reply is None else _judged(reply["judgement"], lang)
            shown.append((question["ko" if ko else "en"], "-" if reply is None else reply["received_on"], judged))
        lines += [f"  {line}" for line in table(shown)]
        lines += [f"  {letter['on']} {letter['kind']}: {letter['words']}" for letter in one["letters"]]
    lines += ["", "다른 기관의 질의와 명령" if ko else "what other authorities asked and ordered"]
    rows = [("날짜", "기관", "종류", "대상") if ko else ("day", "issuer", "kind", "subject")]
    rows += [(one["day"], _short(one["issuer"]), word(one["kind"], lang), one["subject"])
             for one in page["others"]]  # fmt: skip
    return lines + [f"  {line}" for line in table(rows)]


def _judged(judgement: str, lang: str) -> str:
    if judgement == "waiting":
        return "판단 전" if lang == "ko" else "not yet"
    return word(judgement, lang)


def service_lines(page: Row, lang: str) -> list[str]:
    """A service's sheet: facts with their age, models, standings with open items."""
    ko = lang == "ko"
    service = page["service"]
    lines = [f"{service['name_ko'] if ko else service['name_en']} ({service['id']}) · {service['vendor']}", ""]
    facts = [("사실", "값", "기준일", "나이(일)", "확실성", "출처") if ko else
             ("fact", "value", "as of", "age (days)", "confidence", "source")]  # fmt: skip
    for one in page["facts"]:
        fact = one["fact"]
        age = f"{one['age_days']}{' ▲오래됨' if one['stale'] and ko else ' ▲stale' if one['stale'] else ''}"
        facts.append((fact["name"], fact["value"], fact["as_of"], age, fact["confidence"], fact["source"]))
    lines += [*table(facts), ""]
    models = [("모델", "공급자 이름", "형태", "상태") if ko else ("model", "upstream", "form", "state")]
    for one in page["models"]:
        held = ("승인 대기" if ko else "waits for approval") if one["held"] else ("사용 가능" if ko else "usable")
        models.append((one["name"], one["upstream_name"], one["form"], held))
    lines += [*table(models), ""]
    for one in page["standings"]:
        items = ", ".join(one["open_items"]) or ("없음" if ko else "none")
        lines.append(
            f"{one['agency']}: {one['stage_ko'] if ko else one['stage']} · {'남은 항목' if ko else 'open'}: {items}"
        )
    for one in page["steps"]:
        lines.append(f"  {one['number']}. {_time(one['at_us'])} {one['before'] or '-'} → {one['after']} · "
                     f"{one['officer']} · {one['reason']}")  # fmt: skip
    return lines


def reevaluation_lines(answer: Row, lang: str) -> list[str]:
    """The table before and after; what changes is marked."""
    ko = lang == "ko"
    rows = [("", "기관", "서비스", "대상", "사례", "이전", "이후", "규칙") if ko else
            ("", "agency", "service", "subject", "case", "before", "after", "rule")]  # fmt: skip
    for row in answer["rows"]:
        for case, before, after in zip(answer["cases"], row["before"], row["after"], strict=True):
            changed = before != after
            rows.append(
                ("*" if changed else "", row["agency"], row["service"], row["what"], case, word(before, lang),
                 word(after, lang), ", ".join(row["rules"]) if changed else "")
            )  # fmt: skip
    total = f"{answer['changed']}/{len(answer['rows'])}"
    return [*table(rows), f"달라지는 승인: {total}" if ko else f"approvals that change: {total}"]


# ---------------------------------------------------------------- leaving


def export(service: str, out: Path, officer: str, reason: str, config: Path | None, *, as_json: bool, lang: str) -> int:
    """Everything about a service as JSON and CSV in a folder of its own, with digests."""
    answer = ask("export_service", {"service": service}, officer, reason, config)
    uses, complete = _uses(service, config)
    answer["uses"] = {"by_day": uses, "complete": complete}
    files = {"service.json": json.dumps(answer, ensure_ascii=False, indent=1).encode() + b"\n"}
    page = answer["page"]
    sheets: dict[str, list[dict[str, Any]]] = {
        "facts.csv": [{**one["fact"], "age_days": one["age_days"], "stale": one["stale"]} for one in page["facts"]],
        "models.csv": [{k: v for k, v in one.items() if k != "prices"} for one in page["models"]],
        "prices.csv": [{"model": one["name"], **price} for one in page["models"] for price in one["prices"]],
        "uses.csv": [{"day": day, "requests": count} for day, count in sorted(uses.items())],
        **{f"{name}.csv": page[name] for name in ("records", "approvals", "standings", "steps", "checks", "exits")},
        "inquiries.csv": answer["questions"], "replies.csv": answer["replies"], "letters.csv": answer["letters"],
        "orders.csv": answer["orders"],
    }  # fmt: skip
    files |= {name: _csv(rows) for name, rows in sheets.items()}
    files["SHA256SUMS"] = "".join(
        f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())
    ).encode()
    try:
        out.mkdir(mode=0o700, parents=True)
        for name, data in files.items():
            with os.fdopen(os.open(out / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
    except OSError as error:
        raise BadCommand(
            str(out),
            problem_ko="폴더를 만들 수 없거나 이미 있습니다",
            problem_en="the folder cannot be made, or is there already",
            next_ko="--out 에 새 폴더를 지정하십시오",
            next_en="name a new folder with --out",
        ) from error
    told = {"folder": str(out), "files": sorted(files), "uses": sum(uses.values()), "complete": complete}
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"{out}: {len(files)}{'개 파일' if lang == 'ko' else ' files'} · {'이용' if lang == 'ko' else 'uses'} {told['uses']}"
              f"{'' if complete else ' (일부 기록 없음)' if lang == 'ko' else ' (some records are gone)'}")  # fmt: skip
    return 0


class _Used(msgspec.Struct):
    """Of an opening, which service it went to."""

    service: dict[str, Any] = {}


def _uses(service: str, config: Path | None) -> tuple[dict[str, int], bool]:
    """How often the gate sent something there, day by day; whether every record could be read."""
    settings = load_settings(settings_file(config))
    path = journal_path(settings)
    found: dict[str, int] = {}
    if not path.exists():
        return found, True
    journal = OpenedJournal(path, settings.gate.keys_dir)
    decoder = msgspec.json.Decoder(_Used)
    for leaf, opening in journal.records(0, lambda leaf: leaf.kind == "admitted", decoder):
        if opening is not None and opening.service.get("id") == service:
            day = _time(leaf.at)[:10]
            found[day] = found.get(day, 0) + 1
    return found, not journal.forgotten


_FORMULA = re.compile(r"^[=+\-@\t\r]")


def _csv(rows: Sequence[Row]) -> bytes:
    """Rows with their heads; a cell that a spreadsheet would run is quoted out of harm."""
    file = io.StringIO()
    heads = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(heads)
    for row in rows:
        cells = [row.get(name) for name in heads]
        texts = [
            "" if one is None else one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in cells
        ]
        writer.writerow([f"'{text}" if isinstance(cell, str) and _FORMULA.match(text) else text
                         for cell, text in zip(cells, texts, strict=True)])  # fmt: skip
    return b"\xef\xbb\xbf" + file.getvalue().encode()
