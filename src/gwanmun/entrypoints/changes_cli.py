"""`gwanmun policies|catalogue|inquiries|orders|emergency|reviews …`: their options. What does not live here: what they do
(`desk_commands_changes.py`, which is imported only when a command runs, so that `--help` stays quick).
"""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from gwanmun.entrypoints.options import JSON, Config, Lang, Language

Officer = Annotated[str, typer.Option("--officer", help="담당자 id · the acting officer's id", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", help="사유 · the reason, kept in the journal", show_default=False)]
Expected = Annotated[
    int | None,
    typer.Option(
        "--expected", help="확인한 시행 판 (0: 없음) · the version in force as you saw it", show_default=False
    ),
]
Regime = Annotated[str, typer.Argument(help="기준 id · regime id")]
Version = Annotated[int, typer.Argument(help="판 · version")]
Agency = Annotated[str, typer.Option("--agency", help="기관 id · agency")]
Service = Annotated[str, typer.Argument(help="서비스 id · service")]
Inquiry = Annotated[str, typer.Argument(help="질의서 번호 · the inquiry's id")]
Question = Annotated[
    str, typer.Argument(help="controller, items, purpose, storage, sharing, training, transfer, deletion")
]
Day = Annotated[str | None, typer.Option("--on", help="날짜 (없으면 오늘) · YYYY-MM-DD", show_default=False)]


def _group(text: str) -> typer.Typer:
    return typer.Typer(help=text, no_args_is_help=True, rich_markup_mode=None)


policies = _group(
    "정책 시행: 두 사람, 예약, 되돌리기, 위임 · policies in force: two people, schedule, return, delegate"
)
catalogue = _group("서비스 목록: 도입·운영·종료, 사실, 재평가 · the catalogue: onboarding, facts, re-evaluation, exit")
inquiries = _group("공급자 질의서 · inquiries to vendors")
orders = _group("감독기관의 명령 · orders of authorities")
emergency = _group("긴급 이용 (최대 72시간, 사후 검토) · emergency use: 72 hours at most, reviewed afterwards")
reviews = _group("검토 목록 · what is due for review")


def add_to(app: typer.Typer) -> None:
    """Put the groups under their names."""
    for name, group in (
        ("policies", policies),
        ("catalogue", catalogue),
        ("inquiries", inquiries),
        ("orders", orders),
        ("emergency", emergency),
        ("reviews", reviews),
    ):
        app.add_typer(group, name=name)


def _commands() -> Any:
    return import_module("gwanmun.entrypoints.desk_commands_changes")


def _act(
    name: str, args: dict[str, Any], officer: str, reason: str, config: Path | None, *, as_json: bool, lang: Language
) -> None:
    raise typer.Exit(_commands().carry_out(name, args, officer, reason, config, as_json=as_json, lang=lang.value))


# ---------------------------------------------------------------- policies


@policies.command("list")
def policies_list(
    regime: Annotated[str | None, typer.Argument(help="기준 id · regime id", show_default=False)] = None,
    *, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """판마다 누가 쓰고 확인하고 시행했는지 · versions: who wrote, confirmed and activated them."""
    _act("list_packs", {"regime": regime}, "", "", config, as_json=as_json, lang=lang)


@policies.command("confirm")
def policies_confirm(
    regime: Regime, version: Version,
    *, config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """출처와 해석을 책임지고 확인 (작성자는 안 됨) · take responsibility for a version; not its author."""
    _act("confirm_pack", {"regime": regime, "version": version}, officer, reason, config, as_json=as_json, lang=lang)


@policies.command("activate")
def policies_activate(
    regime: Regime, version: Version,
    *,
    at: Annotated[str | None, typer.Option("--at", help="시행 시각 (서울) · when, Seoul time: 2026-12-01T09:00", show_default=False)] = None,
    expected: Expected = None,
    preemptive: Annotated[bool, typer.Option("--preemptive", help="선제 조치 · a precaution: needs owner and review date")] = False,
    owner: Annotated[str, typer.Option("--owner", help="책임 부서 · who answers for it", show_default=False)] = "",
    review_on: Annotated[str | None, typer.Option("--review-on", help="재검토일 · review date YYYY-MM-DD", show_default=False)] = None,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """시행 (작성자는 안 됨), 예약 가능 · put a version in force, now or later; not its author."""
    args = {"regime": regime, "version": version, "starts_us": _commands().instant(at), "expected": expected,
            "preemptive": preemptive, "owner": owner, "review_on": review_on}  # fmt: skip
    _act("activate_pack", args, officer, reason, config, as_json=as_json, lang=lang)


@policies.command("cancel")
def policies_cancel(
    regime: Regime,
    *, config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """시행 예약 취소 · cancel what is scheduled."""
    _act("cancel_scheduled", {"regime": regime}, officer, reason, config, as_json=as_json, lang=lang)


@policies.command("return")
def policies_return(
    regime: Regime, version: Version,
    *, expected: Expected = None,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """시행했던 판으로 한 번에 되돌림 (작성자는 안 됨) · back to a version that was in force; not by its author."""
    args = {"regime": regime, "version": version, "expected": expected}
    _act("return_pack", args, officer, reason, config, as_json=as_json, lang=lang)


@policies.command("deactivate")
def policies_deactivate(
    regime: Regime,
    *, expected: Expected = None,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """시행 중지 · take it out of force: one officer asks, another gives the same command."""
    _act(
        "deactivate_pack", {"regime": regime, "expected": expected}, officer, reason, config, as_json=as_json, lang=lang
    )


@policies.command("mandate")
def policies_mandate(
    regime: Regime,
    *,
    owner: Annotated[str, typer.Option("--owner", help="책임 부서 · who answers for it")],
    agency: Annotated[str, typer.Option("--agency", help="기관 id, 전체는 * · agency, or * for all")] = "*",
    above: Annotated[str | None, typer.Option("--above", help="상위 기준 · the regime that bounds it", show_default=False)] = None,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """누구의 기준인지 · whose regime it is."""
    args = {"regime": regime, "owner": owner, "agency": agency, "above": above}
    _act("put_mandate", args, officer, reason, config, as_json=as_json, lang=lang)


@policies.command("delegate")
def policies_delegate(
    regime: Regime, rule: Annotated[str, typer.Argument(help="규칙 id · rule")], agency: Annotated[str, typer.Argument(help="기관 id · agency")],
    *,
    loosest: Annotated[str, typer.Option("--to", help="허용 한계 · allow_with_masking, require_approval, …")],
    id_: Annotated[str, typer.Option("--id", help="위임 번호 · the delegation's id")],
    until: Annotated[str | None, typer.Option("--until", help="끝나는 날 · first day without it", show_default=False)] = None,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """규칙 하나를 기관에 한계까지 위임 · let an agency loosen one rule, so far and no further."""
    args = {"id": id_, "regime": regime, "rule": rule, "agency": agency, "loosest": loosest, "valid_to": until}
    _act("delegate_rule", args, officer, reason, config, as_json=as_json, lang=lang)


@policies.command("undelegate")
def policies_undelegate(
    id_: Annotated[str, typer.Argument(help="위임 번호 · the delegation's id")],
    *, on: Day = None,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """위임 종료 · take a delegation back."""
    _act("end_delegation", {"id": id_, "on": on}, officer, reason, config, as_json=as_json, lang=lang)


@policies.command("delegations")
def policies_delegations(*, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """위임 목록 · what is delegated to whom."""
    _act("list_delegations", {}, "", "", config, as_json=as_json, lang=lang)


@reviews.command("due")
def reviews_due(
    *, days: Annotated[int, typer.Option("--days", help="앞으로 며칠 · how far ahead")] = 30,
    config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """재검토·사후 검토·독촉·재평가 · precautions, emergencies, reminders, re-evaluations, models, stale facts."""
    _act("list_reviews", {"within_days": days}, "", "", config, as_json=as_json, lang=lang)


# ---------------------------------------------------------------- catalogue


@catalogue.command("list")
def catalogue_list(
    *, agency: Annotated[str | None, typer.Option("--agency", help="기관 id · agency", show_default=False)] = None,
    everything: Annotated[bool, typer.Option("--all", help="제안되지 않은 서비스도 (--agency 필요) · also what nobody proposed; needs --agency")] = False,
    config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """기관별 도입 상태와 남은 점검 항목 · where services stand, with their open items."""
    if everything:
        args = {"agency": _commands().needed(agency, "--agency", "--all")}
        _act("list_catalogue", args, "", "", config, as_json=as_json, lang=lang)
    _act("list_services", {"agency": agency}, "", "", config, as_json=as_json, lang=lang)


@catalogue.command("show")
def catalogue_show(service: Service, *, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """사실(출처·기준일·오래됨)·모델·이력 · its sheet: facts with source and age, models, history."""
    _act("show_service", {"service": service}, "", "", config, as_json=as_json, lang=lang)


@catalogue.command("propose")
def catalogue_propose(
    service: Service, *, agency: Agency,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """도입 제안 · put a service forward; nobody calls it before its checklist is complete."""
    _act("propose_service", {"agency": agency, "service": service}, officer, reason, config, as_json=as_json, lang=lang)


@catalogue.command("check")
def catalogue_check(
    service: Service,
    items: Annotated[list[str], typer.Argument(help="점검 항목, 결과가 있으면 =값 · items: security_review, contract=negotiated, …")],
    *, agency: Agency,
    evidence: Annotated[str, typer.Option("--evidence", help="증빙 · what shows it, for all of them")] = "",
    state: Annotated[str, typer.Option("--state", help="done, open, waived")] = "done",
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """점검 항목 처리 · answer items of the checklist, one after the other."""
    args = {"agency": agency, "service": service, "state": state, "evidence": evidence}
    raise typer.Exit(_commands().check_items(items, args, officer, reason, config, as_json=as_json, lang=lang.value))


@catalogue.command("move")
def catalogue_move(
    service: Service,
    to: Annotated[str, typer.Argument(help="reviewed, approved, restricted, suspended, withdrawn")],
    *, agency: Agency,
    reason_en: Annotated[str, typer.Option("--reason-en", help="영어 사유 · the reason in English, shown to those stopped")] = "",
    steps: Annotated[int | None, typer.Option("--steps", help="본 때의 변경 수 (list의 steps) · how many changes you had seen", show_default=False)] = None,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """다음 단계로 · one step on or back: 검토, 승인, 제한, 중단, 종료."""
    args = {"agency": agency, "service": service, "to": to, "reason_en": reason_en, "steps": steps}
    _act("move_service", args, officer, reason, config, as_json=as_json, lang=lang)


@catalogue.command("approve-model")
def catalogue_approve_model(
    model: Annotated[str, typer.Argument(help="모델 · the model's name")],
    *, config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """새로 나오거나 바뀐 모델 승인 · release a model that was held back."""
    _act("approve_model", {"model": model}, officer, reason, config, as_json=as_json, lang=lang)


@catalogue.command("fact")
def catalogue_fact(
    service: Service, name: Annotated[str, typer.Argument(help="사실 · fact: storage_countries, …")],
    value: Annotated[str, typer.Argument(help="값 · value")],
    *,
    source: Annotated[str, typer.Option("--source", help="출처 · who says so")],
    as_of: Annotated[str, typer.Option("--as-of", help="기준일 · YYYY-MM-DD")],
    confidence: Annotated[str, typer.Option("--confidence", help="high, medium, low")],
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """사실 기록 (바뀌면 승인 재평가) · write a fact; a change looks again at past approvals."""
    args = {
        "service": service,
        "name": name,
        "value": value,
        "source": source,
        "as_of": as_of,
        "confidence": confidence,
    }
    _act("put_fact", args, officer, reason, config, as_json=as_json, lang=lang)


@catalogue.command("reevaluate")
def catalogue_reevaluate(
    *,
    service: Annotated[str | None, typer.Option("--service", help="서비스 id, 없으면 전부 · all when left out", show_default=False)] = None,
    changes: Annotated[list[str] | None, typer.Option("--set", help="이름=값 · name=value: storage_countries=KR", show_default=False)] = None,
    pack: Annotated[Path | None, typer.Option("--pack", help="더해 볼 정책 파일 · a pack to add", show_default=False)] = None,
    config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """승인을 다시 평가: 이전과 이후 (바꾸지 않음) · past approvals before and after; changes nothing."""
    found = _commands()
    args = {"service": service, "changes": found.pairs(changes or []), "pack": found.text_of(pack)}
    _act("reevaluate", args, "", "", config, as_json=as_json, lang=lang)


@catalogue.command("vendors")
def catalogue_vendors(*, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """공급자와 재판매처 · vendors and resellers."""
    _act("list_vendors", {}, "", "", config, as_json=as_json, lang=lang)


@catalogue.command("exit")
def catalogue_exit(
    service: Service, *, agency: Agency,
    evidence: Annotated[str, typer.Option("--evidence", help="증빙 · what shows it")],
    returned: Annotated[bool, typer.Option("--returned/--not-returned", help="자료 반환 · the data came back")] = False,
    deleted: Annotated[bool, typer.Option("--deleted/--not-deleted", help="파기 확인 · it was deleted")] = False,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """종료 기록 · record how a withdrawn service was left."""
    args = {
        "agency": agency,
        "service": service,
        "data_returned": returned,
        "data_deleted": deleted,
        "evidence": evidence,
    }
    _act("record_exit", args, officer, reason, config, as_json=as_json, lang=lang)


@catalogue.command("exit-export")
def catalogue_exit_export(
    service: Service,
    *, out: Annotated[Path, typer.Option("--out", "-o", help="새 폴더 · a new folder")],
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """서비스에 관한 모든 것을 JSON·CSV로 반출 · everything about a service, with digests."""
    raise typer.Exit(_commands().export(service, out, officer, reason, config, as_json=as_json, lang=lang.value))


# ---------------------------------------------------------------- inquiries


@inquiries.command("list")
def inquiries_list(*, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """질의서와 상태, 다음 독촉일 · inquiries, how they stand, the next reminder."""
    _act("list_inquiries", {}, "", "", config, as_json=as_json, lang=lang)


@inquiries.command("show")
def inquiries_show(
    vendor: Annotated[str, typer.Argument(help="공급자나 질의서 번호 · a vendor, or an inquiry's id")],
    *, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """질문별 회신과 판단, 다른 기관의 질의·명령 · every question, and what other authorities did."""
    _act("show_vendor", {"vendor": vendor}, "", "", config, as_json=as_json, lang=lang)


@inquiries.command("open")
def inquiries_open(
    inquiry: Inquiry,
    *,
    vendor: Annotated[str, typer.Option("--vendor", help="공급자 · vendor")],
    asker: Annotated[str, typer.Option("--asker", help="보내는 기관 · who asks")],
    sent_on: Annotated[str | None, typer.Option("--sent-on", help="보낸 날 · YYYY-MM-DD", show_default=False)] = None,
    due_on: Annotated[str | None, typer.Option("--due-on", help="회신 기한 (없으면 14일) · else 14 days", show_default=False)] = None,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """표준 질문 8개를 보냄 · the eight standard questions."""
    args = {"id": inquiry, "vendor": vendor, "asker": asker, "sent_on": sent_on, "due_on": due_on}
    _act("open_inquiry", args, officer, reason, config, as_json=as_json, lang=lang)


@inquiries.command("reply")
def inquiries_reply(
    inquiry: Inquiry, question: Question,
    *, words: Annotated[str, typer.Option("--words", help="회신 요지 · what it says")], on: Day = None,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """회신 접수 · file an answer."""
    args = {"inquiry": inquiry, "question": question, "words": words, "received_on": on}
    _act("file_reply", args, officer, reason, config, as_json=as_json, lang=lang)


@inquiries.command("judge")
def inquiries_judge(
    inquiry: Inquiry, question: Question,
    judgement: Annotated[str, typer.Argument(help="sufficient | insufficient")],
    *, config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """회신 판단 · judge an answer."""
    args = {"inquiry": inquiry, "question": question, "judgement": judgement}
    _act("judge_reply", args, officer, reason, config, as_json=as_json, lang=lang)


@inquiries.command("refuse")
def inquiries_refuse(
    inquiry: Inquiry,
    *, on: Day = None,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """공급자가 회신을 거부함 · the vendor refused to answer."""
    _act("refuse_inquiry", {"inquiry": inquiry, "on": on}, officer, reason, config, as_json=as_json, lang=lang)


@inquiries.command("extend")
def inquiries_extend(
    inquiry: Inquiry, due_on: Annotated[str, typer.Argument(help="새 기한 · YYYY-MM-DD")],
    *, config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """기한 연장 · more time."""
    _act("extend_inquiry", {"inquiry": inquiry, "due_on": due_on}, officer, reason, config, as_json=as_json, lang=lang)


@inquiries.command("letter")
def inquiries_letter(
    inquiry: Inquiry,
    kind: Annotated[str, typer.Argument(help="reminder, agent_named, cooperation_promised, correspondence, finding")],
    *, words: Annotated[str, typer.Option("--words", help="내용 · what it says")], on: Day = None,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """독촉·대리인 지정·협조 약속 등 기록 · a reminder, an agent named, a promise."""
    args = {"inquiry": inquiry, "kind": kind, "words": words, "on": on}
    _act("note_letter", args, officer, reason, config, as_json=as_json, lang=lang)


@inquiries.command("withdraw")
def inquiries_withdraw(
    inquiry: Inquiry,
    *, config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """질의 철회 · take an inquiry back."""
    _act("withdraw_inquiry", {"inquiry": inquiry}, officer, reason, config, as_json=as_json, lang=lang)


# ---------------------------------------------------------------- orders, emergencies


@orders.command("list")
def orders_list(
    subject: Annotated[str, typer.Argument(help="대상 · a word of the subject")] = "",
    *, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """우리에게 내려진 명령과 다른 기관의 조치 · what binds here, and what others did."""
    _act("list_orders", {"subject": subject}, "", "", config, as_json=as_json, lang=lang)


@orders.command("push")
def orders_push(
    agency: Annotated[str | None, typer.Option("--agency", help="기관 id · agency", show_default=False)] = None,
    *, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """단말에 적용하는 순서: 가장 민감한 시스템부터 · in which order orders reach devices, the most sensitive first."""
    _act("list_push", {"agency": agency}, "", "", config, as_json=as_json, lang=lang)


@orders.command("issue")
def orders_issue(
    id_: Annotated[str, typer.Argument(help="명령 번호 · id")],
    *,
    authority: Annotated[str, typer.Option("--authority", help="감독기관 · kr-pipc, …")],
    kind: Annotated[str, typer.Option("--kind", help="block, restriction, pause, corrective_recommendation, transfer_stop, inquiry, advisory")],
    subject: Annotated[str, typer.Option("--subject", help="대상 · subject")],
    title_ko: Annotated[str, typer.Option("--title", help="제목 · title")],
    title_en: Annotated[str, typer.Option("--title-en", help="영어 제목 · title in English")],
    source: Annotated[str, typer.Option("--source", help="출처 · source")],
    regime: Annotated[str | None, typer.Option("--regime", help="이 명령을 집행하는 기준 · the pack that carries it out", show_default=False)] = None,
    valid_from: Annotated[str | None, typer.Option("--from", help="시행일 · first day", show_default=False)] = None,
    valid_to: Annotated[str | None, typer.Option("--until", help="끝나는 날 · first day without it", show_default=False)] = None,
    review_on: Annotated[str | None, typer.Option("--review-on", help="재검토일 · review date", show_default=False)] = None,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """명령을 냄 (감독기관의 담당자만) · issue an order; the authority's officers alone."""
    args = {"id": id_, "authority": authority, "kind": kind, "subject": subject, "title_ko": title_ko, "title_en": title_en,
            "source": source, "regime": regime, "valid_from": valid_from, "valid_to": valid_to, "review_on": review_on}  # fmt: skip
    _act("issue_order", args, officer, reason, config, as_json=as_json, lang=lang)


@orders.command("end")
def orders_end(
    id_: Annotated[str, typer.Argument(help="명령 번호 · id")],
    *, on: Day = None,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """명령 해제 (낸 기관만) · lift an order; its authority alone."""
    _act("end_order", {"id": id_, "on": on}, officer, reason, config, as_json=as_json, lang=lang)


@emergency.command("open")
def emergency_open(
    *,
    agency: Agency,
    service: Annotated[str, typer.Option("--service", help="서비스 id · service")],
    person: Annotated[str, typer.Option("--person", "-p", help="이용자 번호 · the person's number")],
    hours: Annotated[int, typer.Option("--hours", help="시간 (최대 72) · hours, at most 72")] = 24,
    family: Annotated[list[str] | None, typer.Option("--family", help="모델 계열 · model family (deepseek)")] = None,
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """긴급 이용을 엶 · open an emergency; it ends by itself."""
    args = {"agency": agency, "service": service, "person": person, "hours": hours, "families": family or []}
    _act("open_emergency", args, officer, reason, config, as_json=as_json, lang=lang)


@emergency.command("review")
def emergency_review(
    id_: Annotated[str, typer.Argument(help="긴급 이용 번호 · id")],
    verdict: Annotated[str, typer.Argument(help="justified | not_justified")],
    *, finding: Annotated[str, typer.Option("--finding", help="검토 의견 · what was found")],
    config: Config = None, officer: Officer = "", reason: Reason = "", as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """사후 검토 (연 담당자는 안 됨) · review it; not the officer who opened it."""
    args = {"id": id_, "verdict": verdict, "finding": finding}
    _act("review_emergency", args, officer, reason, config, as_json=as_json, lang=lang)


@emergency.command("list")
def emergency_list(
    *, waiting: Annotated[bool, typer.Option("--waiting", help="검토 대기만 · only those nobody reviewed")] = False,
    config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """긴급 이용 목록 · emergencies."""
    _act("list_emergencies", {"waiting": waiting}, "", "", config, as_json=as_json, lang=lang)
