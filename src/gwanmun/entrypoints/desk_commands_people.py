"""`gwanmun approvals | inbox | people | devices | training | records | advisories | misuse`: one act each.

What lives here: options and what is printed. What does not: acts (`control/`), reading the journal for a scan or for the
uses of an approval (`misuse_scan.py`).
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from gwanmun.entrypoints.asking import ask
from gwanmun.entrypoints.options import JSON, Config, Lang, Language
from gwanmun.entrypoints.state_words import counted
from gwanmun.entrypoints.state_words import state as state_words
from gwanmun.errors import BadCommand

Officer = Annotated[
    str, typer.Option("--officer", help="본인의 이용자 번호 · your own person's number", show_default=False)
]
Reason = Annotated[str, typer.Option("--reason", help="사유 · the reason, kept in the journal", show_default=False)]
All = Annotated[bool, typer.Option("--all", help="끝난 것도 · those that are over, too")]
Agency = Annotated[str | None, typer.Option("--agency", help="기관 id · the agency", show_default=False)]
Id = Annotated[str, typer.Argument(help="번호 · its id")]
Given = Annotated[str, typer.Argument(help="JSON 객체 · a JSON object")]
Since = Annotated[str, typer.Option("--since", help="30d, 12h, 2026-01-01")]
Table = Annotated[str, typer.Argument(help="표 이름 · the table: people, devices, completions, …")]

Words = tuple[str, str]  # Korean, English


def _app(ko: str, en: str) -> typer.Typer:
    return typer.Typer(help=f"{ko} · {en}", no_args_is_help=True, rich_markup_mode=None)


approvals_app = _app("승인", "approvals: request, list, approve, reject, withdraw, end, uses")
inbox_app = typer.Typer(help="알림함 · your notices", invoke_without_command=True, rich_markup_mode=None)
people_app = _app("이용자·임명", "people: import, export, appoint, leave, merge, rename")
devices_app = _app("단말", "devices: list, report, check, removed, import, export")
training_app = _app("교육", "training: report, lesson, pledge, complete, import, export")
records_app = _app("기록", "records: decisions, uses, ethics")
advisories_app = _app("보안 유의 안내", "advisories: issue, list, read, remind, act")
misuse_app = _app("오용", "misuse: scan, list, decide; reading content")


def add_to(app: typer.Typer) -> None:
    """Hang every group under the command line."""
    for name, group in (
        ("approvals", approvals_app),
        ("inbox", inbox_app),
        ("people", people_app),
        ("devices", devices_app),
        ("training", training_app),
        ("records", records_app),
        ("advisories", advisories_app),
        ("misuse", misuse_app),
    ):
        app.add_typer(group, name=name)


# ---------------------------------------------------------------- approvals


@approvals_app.command("request")
def approvals_request(
    service: Annotated[str, typer.Option("--service", help="서비스 id · the service")],
    why: Annotated[str, typer.Option("--why", help="사유서 · the justification, without anybody's personal data")],
    *,
    until: Annotated[str, typer.Option("--until", help="마지막 날 · last day (YYYY-MM-DD), or 7d")] = "7d",
    department: Annotated[bool, typer.Option("--department", help="부서 전체 · for the whole department")] = False,
    grade: Annotated[str, typer.Option("--grade", help="정보 등급 · O, S")] = "O",
    task: Annotated[str, typer.Option("--task", help="업무 이름 · the task's label")] = "",
    family: Annotated[list[str] | None, typer.Option("--family", help="모델 계열 · model family (deepseek)")] = None,
    device: Annotated[str, typer.Option("--device", help="단말 구분 · class of device")] = "internet_pc",
    config: Config = None,
    officer: Officer = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """승인 요청 · ask for an exception; whoever decides is told."""
    args = {
        "service": service, "justification": why, "until": _day(until), "grade": grade, "task": task,
        "reach": "department" if department else "person", "families": family or [], "device_class": device,
    }  # fmt: skip
    _show_one(ask("request_approval", args, officer, "", config), as_json, lang, _request_row, REQUESTS)


@approvals_app.command("list")
def approvals_list(
    *,
    mine: Annotated[bool, typer.Option("--mine", help="내가 결재할 것만 · those I may decide")] = False,
    everything: All = False,
    agency: Agency = None,
    config: Config = None,
    officer: Officer = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """승인 목록 · requests and approvals."""
    found = ask("list_approvals", {"mine": mine, "everything": everything, "agency": agency}, officer, "", config)
    _show(found, as_json, lang, _request_row, REQUESTS)


def _decision(act: str) -> Callable[..., None]:
    def run(
        id_: Id, *, config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False,
        lang: Lang = Language.KO,
    ) -> None:  # fmt: skip
        _show_one(ask(act, {"id": id_}, officer, reason, config), as_json, lang, _request_row, REQUESTS)

    return run


approvals_app.command("approve", help="승인 · agree")(_decision("approve_request"))
approvals_app.command("reject", help="반려(사유 필수) · refuse, with a reason")(_decision("reject_request"))
approvals_app.command("withdraw", help="철회 · take one's own request back")(_decision("withdraw_request"))


@approvals_app.command("end")
def approvals_end(
    id_: Id, *, config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """조기 종료(사유 필수) · end an approval before its day."""
    ended = ask("end_approval", {"id": id_}, officer, reason, config)
    _say(ended, as_json, lang, (f"{ended['id']} 종료되었습니다", f"{ended['id']} is ended"))


@approvals_app.command("uses")
def approvals_uses(
    id_: Id, *, since: Since = "365d", config: Config = None, as_json: JSON = False, lang: Lang = Language.KO
) -> None:
    """이 승인으로 이루어진 이용 · what was done under an approval, from the gate's journal."""
    from gwanmun.entrypoints.misuse_scan import uses_under
    from gwanmun.settings import settings_file

    found = uses_under(id_, since=since, config=settings_file(config))
    if as_json:
        _print(found)
        return
    print(
        f"{id_}: 이용 {found['uses']}건, {found['people']}명, {found['days']}일"
        if lang is Language.KO
        else f"{id_}: {counted(found['uses'], 'use')} by {counted(found['people'], 'person', 'people')} on {counted(found['days'], 'day')}"
    )
    heads = (
        ("시각", "time"),
        ("요청", "request"),
        ("서비스", "service"),
        ("모델", "model"),
        ("업무", "task"),
        ("등급", "grade"),
    )
    _table(
        lang, heads,
        [(_instant(r["at_us"]), r["request"], r["service"], r["model"], r["task"] or "-", r["grade"]) for r in found["rows"]],
    )  # fmt: skip


# ---------------------------------------------------------------- the inbox


@inbox_app.callback()
def inbox(
    context: typer.Context, *, everything: All = False, config: Config = None, officer: Officer = "",
    as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """알림 보기 · show your notices."""
    if context.invoked_subcommand is None:
        found = ask("read_inbox", {"everything": everything}, officer, "", config)
        _show(
            found, as_json, lang,
            lambda row, words: (_instant(row["at_us"]), row[words], "-" if row["read_us"] is None else _instant(row["read_us"])),
            (("시각", "time"), ("알림", "notice"), ("읽음", "read")),
        )  # fmt: skip


@inbox_app.command("read")
def inbox_read(
    ids: Annotated[list[str] | None, typer.Argument(help="없으면 모두 · all when left out")] = None,
    *,
    config: Config = None,
    officer: Officer = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """읽음으로 표시 · mark as read."""
    done = ask("mark_read", {"ids": ids or []}, officer, "", config)
    _say(done, as_json, lang, (f"{done['count']}건 읽음", f"{done['count']} marked as read"))


@inbox_app.command("channels")
def inbox_channels(
    *,
    state: Annotated[str | None, typer.Option("--state", help="waiting | sent | failed", show_default=False)] = None,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """메일·웹훅 전달 상태 · deliveries by relay and webhook (set up: gwanmun act put_channel)."""
    found = ask("list_deliveries", {"state": state}, "", "", config)
    _show(
        found, as_json, lang, lambda row, words: (row["notice"], row["channel"], state_words(row["state"], words), str(row["attempts"]), row["fault"] or "-"),
        (("알림", "notice"), ("경로", "channel"), ("상태", "state"), ("시도", "attempts"), ("오류", "fault")),
    )  # fmt: skip


# ---------------------------------------------------------------- people


@people_app.command("appoint")
def people_appoint(
    id_: Id,
    person: Annotated[str, typer.Option("--person", "-p", help="이용자 번호 · the person's number")],
    role: Annotated[str, typer.Option("--role", help="approver, security, privacy, ai_policy, audit, …")],
    agency: Annotated[str, typer.Option("--agency", help="기관 id · the agency")],
    *,
    department: Annotated[
        str | None, typer.Option("--department", "-d", help="부서 · department", show_default=False)
    ] = None,
    acting_for: Annotated[
        str | None, typer.Option("--acting-for", help="대결 · in whose place", show_default=False)
    ] = None,
    begins: Annotated[str | None, typer.Option("--from", help="시작일 · first day", show_default=False)] = None,
    ends: Annotated[str | None, typer.Option("--to", help="마지막 날 · last day", show_default=False)] = None,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """임명·대결 · give a role, or let somebody act for its holder."""
    args = {
        "id": id_, "person": person, "role": role, "agency": agency, "department": department, "acting_for": acting_for,
        "valid_from": begins, "valid_to": ends,
    }  # fmt: skip
    _show_one(ask("appoint", args, officer, reason, config), as_json, lang, _office_row, OFFICES)


@people_app.command("offices")
def people_offices(
    *, agency: Agency = None, everything: All = False, config: Config = None, as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """임명 목록 · who holds which role."""
    found = ask("list_appointments", {"agency": agency, "everything": everything}, "", "", config)
    _show(found, as_json, lang, _office_row, OFFICES)


@people_app.command("leave")
def people_leave(
    person: Annotated[str, typer.Argument(help="이용자 번호 · the person's number")], *, config: Config = None,
    officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """퇴직·전출: 키·좌석·승인·임명이 함께 끝남 · keys, seats, approvals and offices end with the person."""
    left = ask("remove_person", {"id": person}, officer, reason, config)
    ko = f"{person}: 키 {left['count']}, 좌석 {len(left['seats'])}, 승인 {len(left['approvals'])}, 요청 {len(left['requests'])}, 임명 {len(left['appointments'])} 종료; 새 사용자가 필요한 단말 {len(left['devices'])}"
    en = f"{person}: ended {left['count']} keys, {len(left['seats'])} seats, {len(left['approvals'])} approvals, {len(left['requests'])} requests, {len(left['appointments'])} offices; {len(left['devices'])} devices need a holder"
    _say(left, as_json, lang, (ko, en))


@people_app.command("merge")
def people_merge(
    sources: Annotated[list[str], typer.Argument(help="통합될 기관 · agencies that end")],
    *,
    into: Annotated[str, typer.Option("--into", help="통합 기관 · the agency they become part of")],
    on: Annotated[str, typer.Option("--on", help="통합일 · the day")],
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """기관 통합 · merge agencies from a day on."""
    done = ask("merge_agencies", {"sources": sources, "into": into, "on": on}, officer, reason, config)
    ahead, named = done["ahead"], ", ".join(done["regimes_naming"])
    words = (
        f"기관 {done['agencies']}: {done['on']}에 부서와 이용자를 옮깁니다" if ahead
        else f"기관 {done['agencies']}, 부서 {done['departments']}, 이용자 {done['people']} 이동",
        f"{done['agencies']} agencies: departments and people move on {done['on']}" if ahead
        else f"{done['agencies']} agencies, {done['departments']} departments, {done['people']} people",
    )  # fmt: skip
    if named:
        words = (
            f"{words[0]}\n주의: 통합되는 기관을 가리키는 기준은 그날부터 그 이용자들에게 적용되지 않습니다: {named}",
            f"{words[1]}\nmind: regimes that name these agencies stop applying to their people that day: {named}",
        )
    _say(done, as_json, lang, words)


@people_app.command("rename")
def people_rename(
    agency: Annotated[str, typer.Argument(help="기관 id · the agency")],
    *,
    name_ko: Annotated[str, typer.Option("--ko", help="새 이름 · the new name in Korean")],
    name_en: Annotated[str, typer.Option("--en", help="the new name in English")],
    on: Annotated[str, typer.Option("--on", help="시행일 · the day")],
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """기관 개칭 · a new name from a day on."""
    rows = ask(
        "rename_agency", {"id": agency, "name_ko": name_ko, "name_en": name_en, "on": on}, officer, reason, config
    )
    _say(rows, as_json, lang, (f"{agency}: {on}부터 {name_ko}", f"{agency}: {name_en} from {on}"))


# ---------------------------------------------------------------- tables as CSV


def import_csv(
    table: Table,
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8, CP949)")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="미리 보기 · show what would happen")] = False,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """CSV 들이기: 오류가 하나라도 있으면 아무것도 들이지 않음 · take a CSV in, all of it or nothing."""
    from gwanmun.control.sheets import MOST_BYTES, decode

    text = decode(_bytes_of(file, MOST_BYTES + 1))
    done = ask("import_table", {"table": table, "text": text, "dry_run": True}, officer, reason, config)
    if not done["errors"] and not dry_run:
        done = ask("import_table", {"table": table, "text": text}, officer, reason, config)
    if as_json:
        _print(done)
    else:
        _imported(done, lang)
    if done["errors"]:
        raise typer.Exit(1)


def export_csv(
    table: Table,
    *,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="파일 · a file", show_default=False)] = None,
    cp949: Annotated[bool, typer.Option("--cp949", help="CP949로 · in CP949")] = False,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """CSV 내보내기 · write a table as CSV."""
    from gwanmun.control.sheets import encode

    found = ask("export_table", {"table": table}, "", "", config)
    if as_json:
        _print(found)
        return
    data = encode(found["text"], cp949=cp949)
    if out is None:
        sys.stdout.buffer.write(data)
        return
    out.write_bytes(data)
    _say(found, False, lang, (f"{found['rows']}행: {out}", f"{counted(found['rows'], 'row')}: {out}"))


for _group in (people_app, devices_app, training_app, records_app):
    _group.command("import")(import_csv)
    _group.command("export")(export_csv)


def _imported(done: Mapping[str, Any], lang: Language) -> None:
    ko = lang is Language.KO
    if done["errors"]:
        heads = (("행", "row"), ("열", "column"), ("오류", "problem"), ("다음", "next"))
        words = ("ko", "next_ko") if ko else ("en", "next_en")
        _table(lang, heads, [(str(e["row"]), e["column"] or "-", e[words[0]], e[words[1]]) for e in done["errors"]])
        more = f" (+{done['more_errors']})" if done["more_errors"] else ""
        print(
            f"오류 {len(done['errors'])}건{more}: 아무것도 들이지 않았습니다"
            if ko
            else f"{counted(len(done['errors']), 'error')}{more}: nothing was taken in"
        )
        return
    what = (
        ("들였습니다" if done["applied"] else "들이게 됩니다")
        if ko
        else ("taken in" if done["applied"] else "would be taken in")
    )
    print(
        f"{done['rows']}행 {what}: 새로 {done['added']}, 변경 {done['changed']}, 그대로 {done['unchanged']}" if ko
        else f"{counted(done['rows'], 'row')} {what}: {done['added']} new, {done['changed']} changed, {done['unchanged']} unchanged"
    )  # fmt: skip


# ---------------------------------------------------------------- devices


@devices_app.command("list")
def devices_list(
    *, agency: Agency = None, everything: All = False, config: Config = None, as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """단말 현황 · the inventory."""
    found = ask("list_devices", {"agency": agency, "everything": everything}, "", "", config)
    _show(
        found, as_json, lang,
        lambda d, _: (d["id"], d["agency"], d["device_class"], d["ownership"], d["zone"], d["tier"], d["holder"] or "-"),
        (("자산번호", "id"), ("기관", "agency"), ("구분", "class"), ("소유", "owner"), ("망", "zone"), ("민감도", "tier"), ("사용자", "holder")),
    )  # fmt: skip


@devices_app.command("report")
def devices_report(
    *,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", help="점검 기준일 (없으면 모두) · checks since YYYY-MM-DD, else all", show_default=False
        ),
    ] = None,
    app: Annotated[str, typer.Option("--app", help="앱 · the application (its id begins so)")] = "",
    agency: Agency = None,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """점검·발견·삭제·미도달 · checked, found, removed, not reached."""
    found = ask("device_report", {"since": since, "app": app, "agency": agency}, "", "", config)
    _show(
        found, as_json, lang,
        lambda r, _: (r["agency"], r["tier"], str(r["devices"]), str(r["checked"]), str(r["found"]), str(r["removed"]),
                      str(r["remaining"]), str(r["not_reached"])),
        (("기관", "agency"), ("민감도", "tier"), ("단말", "devices"), ("점검", "checked"), ("발견", "found"), ("삭제", "removed"),
         ("잔존", "remaining"), ("미도달", "not reached")),
    )  # fmt: skip


@devices_app.command("check")
def devices_check(
    device: Id,
    *,
    found: Annotated[list[str] | None, typer.Option("--found", help="발견한 앱 · applications found")] = None,
    on: Annotated[str | None, typer.Option("--on", help="점검일 · the day", show_default=False)] = None,
    config: Config = None,
    officer: Officer = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """단말 점검 기록 · record a look at a device."""
    apps = ask("check_device_apps", {"id": device, "found": found or [], "on": on}, officer, "", config)
    left = [row["app"] for row in apps if row["removed_on"] is None]
    _say(
        apps,
        as_json,
        lang,
        (
            f"{device}: 남은 AI 앱 {', '.join(left) or '없음'}",
            f"{device}: AI applications left: {', '.join(left) or 'none'}",
        ),
    )


@devices_app.command("removed")
def devices_removed(
    device: Id, app: Annotated[str, typer.Argument(help="앱 · the application")], *,
    on: Annotated[str | None, typer.Option("--on", help="삭제일 · the day", show_default=False)] = None,
    config: Config = None, officer: Officer = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """삭제 조치 기록 · record that an application was removed."""
    done = ask("remove_app", {"device": device, "app": app, "on": on}, officer, "", config)
    _say(done, as_json, lang, (f"{device}: {app} 삭제", f"{device}: {app} removed"))


# ---------------------------------------------------------------- training


@training_app.command("report")
def training_report(
    *,
    year: Annotated[
        int | None, typer.Option("--year", help="연도 (없으면 올해) · the year, else this one", show_default=False)
    ] = None,
    agency: Agency = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="기준일 · as of a day", show_default=False)] = None,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """목표 대비 이수 · targets, completions, levels, forecast."""
    found = ask("training_report", {"year": year, "agency": agency, "as_of": as_of}, "", "", config)
    _show(
        found, as_json, lang,
        lambda r, words: (r["agency"], "-" if r["planned"] is None else f"{r['planned']:,}", f"{r['completed']:,}",
                      _percent(r["percent_tenths"]), f"{r['forecast']:,} ({_percent(r['forecast_percent_tenths'])})",
                      ", ".join(f"{state_words(level, words)} {count:,}" for level, count in r["levels"]) or "-", r["as_of"], state_words(r["source"], words)),
        (("기관", "agency"), ("계획", "planned"), ("이수", "completed"), ("달성", "done"), ("연말 예측", "forecast"),
         ("수준", "levels"), ("기준일", "as of"), ("출처", "source")),
    )  # fmt: skip


@training_app.command("lesson")
def training_lesson(
    course: Annotated[str, typer.Argument(help="짧은 교육 id · the lesson's id")] = "",
    *,
    topic: Annotated[str, typer.Option("--topic", help="거절 코드 · the refusal's code")] = "",
    config: Config = None,
    officer: Officer = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """2분 교육 이수 · take a two-minute lesson; it counts."""
    done = ask("take_lesson", {"course": course, "topic": topic}, officer, "", config)
    _stands(done, as_json, lang)


@training_app.command("pledge")
def training_pledge(
    version: Annotated[str, typer.Argument(help="서약서 판 · which text was shown")],
    *, config: Config = None, officer: Officer = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """보안서약 · sign the security pledge."""
    _stands(ask("sign_pledge", {"text_version": version}, officer, "", config), as_json, lang)


@training_app.command("complete")
def training_complete(
    person: Annotated[str, typer.Argument(help="이용자 번호 · the person's number")],
    course: Annotated[str, typer.Argument(help="과정 id · the course")],
    *,
    on: Annotated[str | None, typer.Option("--on", help="이수일 · the day", show_default=False)] = None,
    score: Annotated[int | None, typer.Option("--score", help="점수 · score", show_default=False)] = None,
    config: Config = None,
    officer: Officer = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """이수 등록 · record a completion."""
    args = {"person": person, "course": course, "completed_on": on, "score": score}
    _stands(ask("record_completion", args, officer, "", config), as_json, lang)


def _stands(done: Mapping[str, Any], as_json: bool, lang: Language) -> None:
    until = f"{done['training_until']}까지" if done["training_until"] else "미이수"
    ko = f"{done['person']}: 교육 {until}, 서약 {done['pledged_on'] or '없음'}, 짧은 교육 {done['minutes']}/{done['minutes_needed']}분"
    en = f"{done['person']}: trained until {done['training_until'] or '-'}, pledged {done['pledged_on'] or '-'}, lessons {done['minutes']} of {done['minutes_needed']} minutes"
    _say(done, as_json, lang, (ko, en))


# ---------------------------------------------------------------- records, advisories


@records_app.command("decision")
def records_decision(
    given: Given, *, config: Config = None, officer: Officer = "", as_json: JSON = False, lang: Lang = Language.KO
) -> None:
    """AI가 참여한 결정 기록 · record a decision that AI took part in (fields: gwanmun act --list)."""
    made = ask("record_decision", _object(given), officer, "", config)
    _say(made, as_json, lang, (f"{made['id']} 기록되었습니다", f"{made['id']} is recorded"))


@records_app.command("decisions")
def records_decisions(
    *, agency: Agency = None, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO
) -> None:
    """결정 기록 목록 · decision records."""
    found = ask("list_decisions", {"agency": agency}, "", "", config)
    _show(
        found, as_json, lang,
        lambda r, _: (r["id"], r["title"], r["person"], r["responsible"], f"{r['model']} {r['model_version']}", r["human_changes"][:40]),
        (("번호", "id"), ("제목", "title"), ("작성", "by"), ("책임", "responsible"), ("모델", "model"), ("사람이 고친 것", "changed by a human")),
    )  # fmt: skip


@records_app.command("use")
def records_use(
    given: Given, *, config: Config = None, officer: Officer = "", as_json: JSON = False, lang: Lang = Language.KO
) -> None:
    """활용사례 작성 · write a use down: id, title, purpose, service, benefit, risk."""
    made = ask("put_use_case", _object(given), officer, "", config)
    _say(made, as_json, lang, (f"{made['id']} 작성되었습니다", f"{made['id']} is written"))


@records_app.command("uses")
def records_uses(
    *, agency: Agency = None, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO
) -> None:
    """활용사례 목록 · the register of uses."""
    found = ask("list_use_cases", {"agency": agency}, "", "", config)
    _show(
        found, as_json, lang,
        lambda r, words: (r["use_case"]["id"], r["use_case"]["title"], state_words(r["use_case"]["state"], words), f"{6 - len(r['unanswered'])}/6",
                      "-" if r["use_case"]["listed_us"] is None else _instant(r["use_case"]["listed_us"])),
        (("번호", "id"), ("제목", "title"), ("상태", "state"), ("윤리 점검", "ethics"), ("공개", "public since")),
    )  # fmt: skip


@records_app.command("decide")
def records_decide(
    id_: Id, *, reject: Annotated[bool, typer.Option("--reject", help="반려 · reject")] = False, config: Config = None,
    officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """활용사례 결정(사유 필수) · approve or reject a use."""
    made = ask("decide_use_case", {"id": id_, "approve": not reject}, officer, reason, config)
    _say(
        made,
        as_json,
        lang,
        (f"{id_}: {state_words(made['state'], 'ko')}", f"{id_}: {state_words(made['state'], 'en')}"),
    )


@records_app.command("ethics")
def records_ethics(
    id_: Id, given: Annotated[str, typer.Argument(help='{"privacy":"met","safety":["not_met","조치 …"]}')], *,
    config: Config = None, officer: Officer = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """윤리 자가점검 답하기 · answer principles of the ethics check."""
    answers = []
    for principle, answer in _object(given).items():
        parts = [answer] if isinstance(answer, str) else list(answer) if isinstance(answer, list) else []
        answers.append({"principle": principle, "state": (parts or [""])[0], "note": (parts[1:] or [""])[0]})
    made = ask("answer_ethics", {"use_case": id_, "answers": answers}, officer, "", config)
    left = ", ".join(made["unanswered"]) or "-"
    _say(made, as_json, lang, (f"{id_}: 남은 원칙 {left}", f"{id_}: unanswered {left}"))


@records_app.command("publish")
def records_publish(
    id_: Id, *, config: Config = None, officer: Officer = "", as_json: JSON = False, lang: Lang = Language.KO
) -> None:
    """공개 목록에 올리기 · put an approved use on the public list."""
    made = ask("list_publicly", {"id": id_}, officer, "", config)
    _say(made, as_json, lang, (f"{id_} 공개되었습니다", f"{id_} is public"))


@advisories_app.command("issue")
def advisories_issue(
    given: Given, *, config: Config = None, officer: Officer = "", as_json: JSON = False, lang: Lang = Language.KO
) -> None:
    """안내 보내기 · issue: id, title, text, agencies, due, role."""
    _show_one(ask("issue_advisory", _object(given), officer, "", config), as_json, lang, _advisory_row, ADVISORIES)


@advisories_app.command("list")
def advisories_list(
    id_: Annotated[str, typer.Argument(help="번호 · its id")] = "", *, config: Config = None, as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """수신 현황 · receipts."""
    _show(ask("list_advisories", {"id": id_}, "", "", config), as_json, lang, _advisory_row, ADVISORIES)


@advisories_app.command("read")
def advisories_read(
    id_: Id, *, config: Config = None, officer: Officer = "", as_json: JSON = False, lang: Lang = Language.KO
) -> None:
    """안내 읽기(수신 확인) · read one; that is the receipt."""
    found = ask("read_advisory", {"id": id_}, officer, "", config)
    _say(found, as_json, lang, (f"{found['title']}\n\n{found['text']}",) * 2)


@advisories_app.command("remind")
def advisories_remind(
    id_: Id, *, config: Config = None, officer: Officer = "", as_json: JSON = False, lang: Lang = Language.KO
) -> None:
    """미확인자 독촉 · remind those who have not read it."""
    done = ask("remind_advisory", {"id": id_}, officer, "", config)
    _say(done, as_json, lang, (f"{done['count']}명에게 알림", f"{counted(done['count'], 'person', 'people')} told"))


@advisories_app.command("act")
def advisories_act(
    id_: Id, what: Annotated[str, typer.Argument(help="조치 내용 · what was done")], *, config: Config = None,
    officer: Officer = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """조치 기록 · record what was done."""
    done = ask("record_advisory_action", {"advisory": id_, "what": what}, officer, "", config)
    _say(done, as_json, lang, (f"{id_}: 조치 기록됨", f"{id_}: recorded"))


# ---------------------------------------------------------------- misuse


@misuse_app.command("scan")
def misuse_scan(
    *,
    since: Since = "30d",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="기록하지 않음 · record nothing")] = False,
    config: Config = None,
    officer: Officer = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """감사기록에서 오용 의심 찾기 · run the detectors on the gate's journal."""
    import msgspec

    from gwanmun.entrypoints.misuse_scan import scan
    from gwanmun.settings import settings_file

    read, found, forgotten = scan(since=since, config=settings_file(config))
    rows = msgspec.to_builtins(found)
    taken = {"added": 0, "known": 0} if dry_run else ask("record_findings", {"findings": rows}, officer, "", config)
    if as_json:
        _print({"events": read, "forgotten": forgotten, "findings": rows, **taken})
        return
    _table(lang, FINDINGS, [_finding_row(row) for row in rows])
    print(
        f"기록 {read}건 검사, 의심 {len(rows)}건 (새로 {taken['added']})" if lang is Language.KO
        else f"{counted(read, 'record')} looked at, {counted(len(rows), 'suspicion')} ({taken['added']} new)"
    )  # fmt: skip


@misuse_app.command("list")
def misuse_list(
    *, agency: Agency = None, everything: All = False, config: Config = None, officer: Officer = "",
    as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """의심 사례 목록 · findings."""
    found = ask("list_findings", {"agency": agency, "everything": everything}, officer, "", config)
    _show(found, as_json, lang, lambda row, _: _finding_row(row), FINDINGS)


@misuse_app.command("decide")
def misuse_decide(
    id_: Id, *, dismiss: Annotated[bool, typer.Option("--dismiss", help="오탐 · not misuse")] = False, config: Config = None,
    officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """의심 사례 판단(사유 필수) · confirm or dismiss a finding."""
    made = ask("decide_finding", {"id": id_, "confirm": not dismiss}, officer, reason, config)
    _say(
        made,
        as_json,
        lang,
        (f"{id_}: {state_words(made['state'], 'ko')}", f"{id_}: {state_words(made['state'], 'en')}"),
    )


def _content(act: str, argument: str) -> Callable[..., None]:
    def run(
        what: Annotated[str, typer.Argument(help="요청·열람 번호 · the request's or reading's id")], *,
        config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
    ) -> None:  # fmt: skip
        done = ask(act, {argument: what}, officer, reason, config)
        _say(done, as_json, lang, (f"{done['id']}", f"{done['id']}"))

    return run


misuse_app.command("ask", help="질의 내용 열람 요청(사유 필수) · ask to read content")(
    _content("ask_content", "request")
)
misuse_app.command("agree", help="열람 동의(다른 역할) · agree, in another role")(_content("agree_content", "id"))
misuse_app.command("read", help="열람 시도(기록됨) · try to read it; on record")(_content("read_content", "id"))


# ---------------------------------------------------------------- showing

REQUESTS: Sequence[Words] = (
    ("번호", "id"), ("상태", "state"), ("요청자", "by"), ("범위", "reach"), ("서비스", "service"), ("등급", "grade"),
    ("만료일", "last day"), ("결재", "waits for"),
)  # fmt: skip
OFFICES: Sequence[Words] = (
    ("번호", "id"), ("이용자", "person"), ("역할", "role"), ("기관", "agency"), ("부서", "department"), ("기간", "days"), ("대결", "acting for"),
)  # fmt: skip
ADVISORIES: Sequence[Words] = (
    ("번호", "id"), ("제목", "title"), ("상태", "state"), ("수신", "sent"), ("확인", "read"), ("비율", "share"), ("기한", "due"), ("조치", "actions"),
)  # fmt: skip
FINDINGS: Sequence[Words] = (
    ("번호", "id"), ("유형", "kind"), ("기관", "agency"), ("가명", "pseudonym"), ("시각", "from"), ("근거", "rule"),
)  # fmt: skip
_DETECTORS = {
    "non_work": "업무 외 이용", "bulk_extraction": "대량 추출", "prompt_injection": "프롬프트 주입", "shared_account": "계정 공유",
}  # fmt: skip


def _request_row(row: Mapping[str, Any], words: str) -> tuple[str, ...]:
    asked = row["request"]
    reach = asked["person"] if asked["reach"] == "person" else asked["department"]
    return (
        asked["id"], state_words(row["state"], words), asked["person"], reach, asked["service"], asked["grade"], asked["until"],
        ", ".join(row["waits_for"]) or "-",
    )  # fmt: skip


def _office_row(row: Mapping[str, Any], words: str) -> tuple[str, ...]:
    _ = words
    return (
        row["id"], row["person"], row["role"], row["agency"], row["department"] or "-",
        f"{row['valid_from']} – {row['valid_to'] or ''}", row["acting_for"] or "-",
    )  # fmt: skip


def _advisory_row(row: Mapping[str, Any], words: str) -> tuple[str, ...]:
    it = row["advisory"]
    return (
        it["id"], it["title"], state_words(row["state"], words), str(row["sent"]), str(row["read"]), _percent(row["percent_tenths"]), it["due"],
        str(len(row["actions"])),
    )  # fmt: skip


def _finding_row(row: Mapping[str, Any]) -> tuple[str, ...]:
    kind = _DETECTORS.get(row["detector"], row["detector"])
    return row["id"], kind, row["agency"], row["person"][:8], _instant(row["from_us"]), row["rule"]


def _show(
    rows: Sequence[Mapping[str, Any]], as_json: bool, lang: Language,
    cells: Callable[[Mapping[str, Any], str], tuple[str, ...]], heads: Sequence[Words],
) -> None:  # fmt: skip
    if as_json:
        _print(rows)
    else:
        _table(lang, heads, [cells(row, lang.value) for row in rows])


def _show_one(
    row: Mapping[str, Any], as_json: bool, lang: Language, cells: Callable[[Mapping[str, Any], str], tuple[str, ...]],
    heads: Sequence[Words],
) -> None:  # fmt: skip
    if as_json:
        _print(row)
    else:
        _table(lang, heads, [cells(row, lang.value)])


def _table(lang: Language, heads: Sequence[Words], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    if not rows:
        print("없습니다" if lang is Language.KO else "none")
        return
    grid = Grid(*(ko if lang is Language.KO else en for ko, en in heads), box=None)
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))  # as it stands: what somebody wrote is never markup
    Console(width=None if sys.stdout.isatty() else 200).print(grid)


def _say(value: object, as_json: bool, lang: Language, words: tuple[str, ...]) -> None:
    if as_json:
        _print(value)
    else:
        print(words[0] if lang is Language.KO else words[1])


def _print(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _instant(at_us: int) -> str:
    from gwanmun.entrypoints.misuse_scan import seoul_time

    return seoul_time(at_us)


def _percent(tenths: int | None) -> str:
    return "-" if tenths is None else f"{tenths // 10}.{tenths % 10} %"


def _day(text: str) -> str:
    if text.endswith("d") and text[:-1].isdecimal() and len(text) <= 5:
        from gwanmun.adapters.system import System
        from gwanmun.control.office import seoul_day

        return (seoul_day(System().now_us()) + timedelta(days=int(text[:-1]) - 1)).isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadCommand(
            "--until", problem_ko="날짜(YYYY-MM-DD)나 기간(7d)이 아닙니다", problem_en="neither a day (YYYY-MM-DD) nor a span (7d)",
            next_ko="예: --until 7d", next_en="such as --until 7d",
        ) from None  # fmt: skip


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(sys.stdin.read(1 << 20) if text == "-" else text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadCommand(
            problem_ko="인자가 JSON 객체가 아닙니다", problem_en="the argument is not a JSON object",
            next_ko='예: \'{"id": "…"}\'', next_en='such as \'{"id": "…"}\'',
        )  # fmt: skip
    return found


def _bytes_of(file: Path, most: int) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(most)
    except OSError as error:
        raise BadCommand(
            str(file), problem_ko="파일을 읽을 수 없습니다", problem_en="the file cannot be read",
            next_ko="경로와 권한을 확인하십시오", next_en="check its path and permissions",
        ) from error  # fmt: skip
