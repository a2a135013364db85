"""Scenarios: what comes in and what must go out, stage by stage, without sockets."""

import asyncio
import json
from dataclasses import replace
from datetime import date

import pytest

from gwanmun.domain.allowances import Allowance, Level, Period
from gwanmun.domain.findings import AnswerCare
from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId, ServiceId
from gwanmun.domain.people import Attested, DeviceClass, Zone
from gwanmun.domain.snapshot import Approval, HeldDevices, Suspension
from gwanmun.errors import BrokeProtocol, TimedOut, Unavailable, Unreachable
from house import CHINA, HOME, KEY, NOW_US, OUT, Answer, House, completion, key, last_user, snapshot, stream

COMPLAINT = (
    "민원인 홍판서(주민등록번호 850312-1234567, 연락처 010-1234-5678)의 환급 계좌는 국민은행 123456-01-234567입니다."
)


# ---------------------------------------------------------------- the main job


@pytest.mark.parametrize("streamed", [False, True])
async def test_what_leaves_is_masked_and_what_comes_back_is_restored(streamed):
    house = House()
    got = await house.ask(COMPLAINT, stream=streamed)
    left = json.dumps(house.vendor.sent[0][2], ensure_ascii=False)
    for value in ("850312", "1234567", "010-1234-5678", "123456-01"):
        assert value not in left
    assert "⟨주민번호1⟩" in left
    text = got.streamed_text() if streamed else got.json["choices"][0]["message"]["content"]
    assert text == COMPLAINT
    assert got.finished
    assert got.headers[b"gwanmun-decision"] == b"allow_with_masking"
    house.check()


async def test_no_fact_holds_a_value_or_the_prompt():
    house = House()
    await house.ask(COMPLAINT)
    recorded = json.dumps([repr(f) for f in house.journal.facts], ensure_ascii=False)
    for value in ("850312", "010-1234", "123456-01", "환급"):
        assert value not in recorded
    assert house.journal.facts[0].opening["findings"]["RRN"] == 1


async def test_the_first_fact_is_written_before_anything_leaves_and_the_last_one_after():
    house = House()
    seen = []
    house.vendor.script = lambda _: (seen.append(house.kinds()), Answer(chunks=[completion("네")]))[1]
    await house.ask()
    assert seen == [["admitted"]]
    assert house.kinds() == ["admitted", "ended"]


async def test_a_shut_journal_shuts_the_gate_and_leaves_no_phantom_hold():
    house = House()
    house.journal.shut = True
    got = await house.ask()
    assert got.status == 503
    assert house.vendor.sent == []
    assert house.accounts.holds == {}
    house.journal.shut = False
    assert (await house.ask()).status == 200


async def test_the_answer_names_the_model_that_the_caller_asked_for():
    got = await House().ask(model="gpt")
    assert got.json["model"] == "gpt"


async def test_usage_is_asked_upstream_always_and_told_only_when_wanted():
    house = House()
    plain = await house.ask(stream=True)
    asked = await house.ask(stream=True, stream_options={"include_usage": True})
    assert all(sent[2]["stream_options"]["include_usage"] for sent in house.vendor.sent)
    assert b"usage" not in plain.body
    assert b'"usage":{"prompt_tokens":10' in asked.body
    assert plain.events()[-1] == asked.events()[-1] == "[DONE]"
    house.check()


# ---------------------------------------------------------------- identify


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "unidentified"),
        ({"authorization": "Basic abc"}, "unidentified"),
        ({"authorization": "Bearer sk-proj-123"}, "unidentified"),
        ({"authorization": "Bearer gm_" + "x" * 500}, "unidentified"),
        ({"authorization": "Bearer gm_nosuchke_" + "s" * 43}, "unidentified"),
        ({"authorization": f"Bearer {KEY}", "x-api-key": "gm_other"}, "unidentified"),
        ({"authorization": f"Bearer {KEY}", "gwanmun-department": "kr-seoul/tax"}, "not_admitted"),
        ({"authorization": f"Bearer {KEY}", "gwanmun-purpose": "personal"}, "not_admitted"),
        ({"authorization": f"Bearer {KEY}", "gwanmun-device-class": "personal"}, "not_admitted"),
        ({"authorization": f"Bearer {KEY}", "gwanmun-grade": "X"}, "bad_request"),
    ],
)
async def test_who_cannot_be_identified_is_refused_noted_and_nothing_is_parsed_or_sent(headers, code):
    house = House()
    got = house.caller(raw=b"\xff not json", headers=headers, key=None)
    await house.gate.handle(got)
    assert got.error["code"] == code
    assert house.vendor.sent == []
    assert house.kinds() == ["refused"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expires_us": NOW_US}, "만료"),
        ({"revoked_us": NOW_US}, "폐기"),
        ({"person": PersonId("nobody")}, "등록되지 않은"),
    ],
)
async def test_an_expired_revoked_or_orphaned_key_is_refused_in_words(change, words):
    got = await House(keys=(key(**change),)).ask()
    assert got.status == 401
    assert words in got.error["message_ko"]


async def test_an_anthropic_style_key_header_identifies_as_well():
    house = House()
    body = {"model": "gpt-x", "messages": [{"role": "user", "content": "안녕"}]}
    got = house.caller(body, headers={"x-api-key": KEY}, key=None)
    await house.gate.handle(got)
    assert got.status == 200


async def test_the_record_asserts_no_check_that_nobody_made():
    house = House()
    await house.ask()
    asked = house.journal.facts[0].opening["input"]
    assert {asked[name] for name in ("login.mfa", "login.plugins", "device.sensitivity")} == {"unknown"}


async def test_what_the_keys_issuer_attested_is_what_the_rules_judge_by():
    """NIS-4: an account without multi-factor login needs an approval first."""
    checked = House(keys=(key(attested=(Attested.MFA, Attested.NO_PLUGINS, Attested.SENSITIVE_DEVICE)),))
    assert (await checked.ask()).status == 200
    asked = checked.journal.facts[0].opening["input"]
    assert (asked["login.mfa"], asked["login.plugins"], asked["device.sensitivity"]) == (True, False, "high")
    weak = await House(keys=(key(attested=(Attested.NO_MFA,)),)).ask()
    assert (weak.status, weak.error["rule"].split("/")[-1]) == (403, "NIS-4")


@pytest.mark.parametrize(
    ("issued", "listed", "asked"),
    [
        ((), True, "high"),
        ((), False, "standard"),
        ((), None, "unknown"),
        ((Attested.STANDARD_DEVICE,), True, "high"),
        ((Attested.STANDARD_DEVICE,), None, "standard"),
        ((Attested.SENSITIVE_DEVICE,), False, "high"),
    ],
)
async def test_the_stricter_of_key_and_inventory_says_how_sensitive_a_device_is(issued, listed, asked):
    person, device_class = key().person, key().device_classes[0]
    held = () if listed is None else (HeldDevices(person, device_class, listed),)
    house = House(snapshot=snapshot(held_devices=held), keys=(key(attested=issued),))
    await house.ask()
    assert house.journal.facts[0].opening["input"]["device.sensitivity"] == asked


async def test_a_zone_is_stronger_evidence_than_the_key_and_the_record_says_so():
    house = House(
        snapshot=snapshot(
            zones=(Zone("127.0.0.0/8", DeviceClass.INTERNAL_PC), Zone("127.0.0.1/32", DeviceClass.INTERNET_PC))
        )
    )
    await house.ask()
    assert house.journal.facts[0].opening["who"]["device_evidence"] == "zone"
    assert house.journal.facts[0].opening["input"]["device.class"] == "internet_pc"


async def test_a_zone_whose_class_the_key_does_not_list_refuses():
    house = House(snapshot=snapshot(zones=(Zone("127.0.0.0/8", DeviceClass.PERSONAL),)))
    assert (await house.ask()).error["code"] == "not_admitted"


async def test_an_unknown_device_is_judged_as_the_strictest_class():
    house = House(
        keys=(
            key(
                device_classes=(DeviceClass.MILITARY_WORK, DeviceClass.PERSONAL),
                person=PersonId("p2"),
                departments=(DepartmentId("kr-mnd/it"),),
            ),
        )
    )
    got = await house.ask()
    assert got.error["code"] == "approval_required"  # as a military work device, though it may be a personal one
    assert house.journal.facts[0].opening["input"]["device.class"] == "unknown"


async def test_the_grade_header_raises_and_never_lowers():
    house = House()
    await house.ask("공개 자료 요약", headers={"gwanmun-grade": "S"})
    assert house.vendor.sent[0][0] == HOME
    marked = await house.ask("[대외비] 인사 발령 계획", headers={"gwanmun-grade": "O"})
    assert OUT not in [s[0] for s in house.vendor.sent]
    assert marked.finished


# ---------------------------------------------------------------- admit


async def test_a_lapsed_training_refuses_before_anything_is_examined():
    people = (replace(snapshot().people[0], training_until=date(2026, 11, 21)),)
    house = House(snapshot=snapshot(people=people))
    house.examiner.fault = AssertionError("examined")
    got = await house.ask()
    assert got.error["code"] == "training_required"
    assert "교육" in got.error["message_ko"]


async def test_an_open_checklist_item_refuses_by_its_name():
    records = tuple(
        replace(r, open_items=("개인정보 처리위탁 계약",)) if r.service == OUT else r for r in snapshot().records
    )
    got = await House(snapshot=snapshot(records=records)).ask()
    assert "개인정보 처리위탁 계약" in got.error["message_ko"]


async def test_a_suspended_service_is_refused_at_once_with_the_reason():
    house = House(suspensions=(Suspension(OUT, AgencyId("*"), NOW_US, "개인정보위 처분", "PIPC order"),))
    got = await house.ask()
    assert got.error["code"] == "not_admitted"
    assert "개인정보위 처분" in got.error["message_ko"]


async def test_a_snapshot_that_nobody_vouched_for_shuts_outside_services_and_not_the_in_house_one():
    house = House()
    house.fresh_until_us = NOW_US - 1
    assert (await house.ask()).status == 503
    assert (await house.ask(model="home")).status == 200


# ---------------------------------------------------------------- judge


@pytest.mark.parametrize(
    "model", ["deepseek-chat", "deepseek-r1", "DeepSeek-V4", "ds-r1", "someone/deepseek-r1-distill-qwen-32b"]
)
async def test_deepseek_by_host_model_field_or_alias_never_leaves_without_a_decision(model):
    house = House()
    got = await house.ask(model=model)
    assert got.status == 403
    assert got.error["code"] in {"denied", "approval_required"}
    assert house.vendor.sent == []
    assert house.kinds() == ["refused"]


async def test_a_denial_carries_rule_source_date_alternative_and_next_step():
    got = await House().ask(model="deepseek-chat")
    error = got.error
    assert error["code"] == "denied"
    assert error["rule"] == "LOC-1"
    assert error["effective_from"] == "2025-02-06"
    assert error["source"]
    assert "gpt-x" in error["alternatives"]
    assert "정보보호담당관" in error["remedy_ko"]
    assert "중국" not in got.body.decode()


async def test_deepseek_on_another_host_is_never_better_than_an_approval_and_an_approval_lifts_it():
    house = House()
    assert (await house.ask(model="ds-r1")).error["code"] == "approval_required"
    granted = Approval(
        "a1", AgencyId("kr-seoul"), None, ServiceId("cloud"), "granted", False, NOW_US + 1, ("deepseek",)
    )
    house = House(snapshot=snapshot(approvals=(granted,)))
    assert (await house.ask(model="ds-r1")).status == 200
    lapsed = replace(granted, until_us=NOW_US)
    assert (await House(snapshot=snapshot(approvals=(lapsed,))).ask(model="ds-r1")).error["code"] == "approval_required"


async def test_an_approval_never_lifts_a_block():
    granted = Approval("a1", AgencyId("kr-seoul"), None, CHINA, "granted", True, NOW_US + 10**9)
    assert (await House(snapshot=snapshot(approvals=(granted,))).ask(model="deepseek-chat")).error["code"] == "denied"


async def test_grade_s_goes_in_house_without_the_caller_changing_anything():
    house = House()
    got = await house.ask("비공개(제5호) 내부 검토 자료입니다. 요약해 주세요.")
    assert got.status == 200
    assert [s[0] for s in house.vendor.sent] == [HOME]
    assert house.vendor.sent[0][2]["model"] == "home"
    assert got.json["model"] == "gpt-x"
    assert got.headers[b"gwanmun-routed"] == b"in-house"
    assert house.journal.facts[0].opening["routed_from"] == OUT
    first, sent = house.journal.facts[0].opening["first_input"], house.journal.facts[0].opening["input"]
    assert (first["service.id"], sent["service.id"]) == (OUT, HOME)
    house.check()


async def test_without_an_in_house_route_grade_s_is_refused_with_the_reason():
    base = snapshot()
    house = House(snapshot=snapshot(routes=tuple(r for r in base.routes if r.service != HOME)))
    got = await house.ask("비공개(제5호) 내부 검토 자료입니다.")
    assert got.error["code"] == "no_in_house_route"
    assert house.vendor.sent == []


@pytest.mark.parametrize("model", ["gpt-x", "home"])
async def test_grade_c_never_leaves_and_does_not_go_in_house_either(model):
    house = House()
    got = await house.ask("Ⅱ급비밀\n작전 계획 요약", model=model)
    assert got.error["code"] in {"denied", "no_in_house_route"}
    assert house.vendor.sent == []


async def test_masked_personal_data_does_not_raise_the_grade():
    house = House()
    await house.ask(COMPLAINT)
    assert house.journal.facts[0].opening["input"]["data.classification"] == "O"
    assert house.vendor.sent[0][0] == OUT


# ---------------------------------------------------------------- clear, reserve, settle


async def test_the_output_limit_is_enforced_in_the_request():
    house = House()
    await house.ask()
    await house.ask(max_tokens=10)
    await house.ask(max_completion_tokens=99_999)
    limits = [s[2].get("max_tokens") or s[2].get("max_completion_tokens") for s in house.vendor.sent]
    assert limits == [1000, 10, 1000]


async def test_the_worst_case_is_held_and_real_usage_settles_it():
    house = House()
    await house.ask(max_tokens=10)
    admitted, ended = house.journal.facts
    assert admitted.held > ended.spent == 10 * 1 + 5 * 2  # micro-won: 1 and 2 a token
    house.check()


async def test_a_model_without_a_price_is_refused_before_anything_is_held():
    house = House()
    got = await house.ask(model="unpriced")
    assert got.error["code"] == "no_price"
    assert house.vendor.sent == []


@pytest.mark.parametrize(
    ("level", "subject"), [(Level.PERSON, "p1"), (Level.DEPARTMENT, "kr-seoul/ai"), (Level.GOVERNMENT, "kr-seoul")]
)
async def test_over_any_level_the_request_is_refused_naming_it(level, subject):
    house = House(snapshot=snapshot(allowances=(Allowance(level, subject, Period.MONTH, 100),)))
    got = await house.ask()
    assert got.status == 429
    assert got.error["code"] == "over_allowance"
    assert level.value in got.error["message_en"]
    assert got.headers[b"x-should-retry"] == b"false"
    assert house.vendor.sent == []
    house.check()


async def test_64_racing_clients_never_get_one_request_too_many():
    probe = House()
    await probe.ask(max_tokens=10)
    worst = probe.journal.facts[0].held

    def slow(_):
        async def wait():
            await asyncio.sleep(0)
            return Answer(chunks=[completion("네", usage=None)])

        return wait()

    # The vendor reports no usage and the answers are as large as can be: every request costs what it may cost.
    house = House(
        snapshot=snapshot(allowances=(Allowance(Level.GOVERNMENT, "kr-seoul", Period.YEAR, worst * 50),)), script=slow
    )
    await asyncio.gather(*(house.ask(max_tokens=10) for _ in range(64)))
    assert len(house.vendor.sent) == 50
    house.check()


async def test_what_a_vendor_bills_beyond_its_bound_is_booked_as_overbilled():
    house = House(script=lambda _: Answer(chunks=[completion("네", usage=(10**6, 10**6))]))
    await house.ask(max_tokens=10)
    ended = house.journal.facts[1]
    assert ended.overbilled > 0
    assert ended.spent == house.journal.facts[0].held
    assert house.metrics.counts["overbilled", "micro_won"] == ended.overbilled
    house.check()


# ---------------------------------------------------------------- faults of the vendor


@pytest.mark.parametrize(
    ("fault", "status", "spent"),
    [
        (Unreachable("", problem="refused"), 502, 0),
        (TimedOut("", phase="first_byte"), 504, None),
        (Answer(status=500, chunks=[b"secret prompt text"]), 502, None),
        (Answer(status=429, retry_after=7), 429, 0),
        (Answer(status=400, chunks=[b"secret prompt text"]), 502, 0),
        (Answer(status=302), 502, None),
        (Answer(chunks=[b"<html>"], content_type="text/html"), 502, None),
        (Answer(chunks=[b"{}"]), 502, None),
        (Answer(chunks=[b'{"type":"message","content":[]}']), 502, None),
        (Answer(chunks=[BrokeProtocol("")]), 502, None),
    ],
)
async def test_a_fault_of_the_vendor_is_an_error_of_the_dialect_and_ends_the_request_once(fault, status, spent):
    house = House(script=lambda _: fault)
    got = await house.ask(max_tokens=10)
    assert got.status == status
    assert "secret" not in got.body.decode() + repr(house.journal.facts)
    ended = house.journal.facts[-1]
    assert ended.ending.value == "error"
    if spent is not None:
        assert ended.spent == spent
    house.check()


async def test_an_upstream_429_says_when_to_come_back():
    got = await House(script=lambda _: Answer(status=429, retry_after=7)).ask()
    assert got.headers[b"retry-after"] == b"7"


@pytest.mark.parametrize("fault", [BrokeProtocol(""), TimedOut("", phase="idle"), RuntimeError("a bug")])
async def test_a_stream_that_breaks_ends_with_an_event_and_never_a_cut_wire(fault):
    chunks = stream("안녕하십니까 반갑습니다")[:4]
    house = House(script=lambda _: Answer(content_type="text/event-stream", chunks=[*chunks, fault]))
    got = await house.ask(stream=True)
    assert got.status == 200
    assert got.finished
    assert json.loads(got.events()[-1])["error"]["code"]
    assert "[DONE]" not in got.events()
    house.check()


async def test_a_stream_that_ends_without_saying_so_is_a_fault_and_what_was_held_back_is_flushed():
    held_back = stream("담당 ⟨이", done=False)[:-2]
    house = House(script=lambda _: Answer(content_type="text/event-stream", chunks=held_back))
    got = await house.ask("민원인 홍판서 님의 민원", stream=True)
    assert got.finished
    assert "error" in json.loads(got.events()[-1])
    house.check()


async def test_a_fault_before_the_first_event_is_still_an_error_with_a_status():
    house = House(script=lambda _: Answer(content_type="text/event-stream", chunks=[b"data: {not json}\n\n"]))
    got = await house.ask(stream=True)
    assert got.status == 502
    house.check()


async def test_the_examiner_s_silence_is_never_nothing_found():
    house = House()
    house.examiner.fault = Unavailable(store="examiner")
    got = await house.ask()
    assert got.status == 503
    assert house.vendor.sent == []


async def test_a_bug_of_ours_leaks_nothing_and_leaves_no_hold():
    house = House()
    house.examiner.fault = KeyError("850312-1234567")
    got = await house.ask()
    assert got.status == 500
    assert "850312" not in got.body.decode() + repr(house.reports) + repr(house.journal.facts)
    assert house.reports[0][0] == "bug"
    house.check()


# ---------------------------------------------------------------- the caller leaves


async def test_a_caller_who_leaves_in_a_stream_has_the_upstream_cut_and_the_request_settled():
    house = House()
    caller = house.caller(
        {"model": "gpt-x", "messages": [{"role": "user", "content": "긴 답변 " * 50}], "stream": True}
    )
    caller.leave_after = 300
    await asyncio.gather(asyncio.get_running_loop().create_task(house.gate.handle(caller)), return_exceptions=True)
    assert house.vendor.answers[0].closed
    assert house.journal.facts[-1].opening["fault"] == "caller_gone"
    assert house.journal.facts[-1].spent > 0
    house.check()


@pytest.mark.parametrize("turns", range(12))
async def test_a_caller_may_leave_at_any_moment(turns):
    house = House()
    waiting = asyncio.Event()

    def script(_):
        async def wait():
            await waiting.wait()
            return Answer(chunks=[completion("네")])

        return wait()

    house.vendor.script = script
    caller = house.caller({"model": "gpt-x", "messages": [{"role": "user", "content": "안녕"}]})
    task = asyncio.get_running_loop().create_task(house.gate.handle(caller))
    for _ in range(turns):
        await asyncio.sleep(0)
    if not task.done():
        caller.leave()
    await asyncio.gather(task, return_exceptions=True)
    house.check()
    assert caller.status is None or caller.finished


# ---------------------------------------------------------------- what is not a prompt


async def test_models_lists_only_what_this_person_may_use():
    house = House()
    got = house.caller(path="/v1/models", method="GET")
    await house.gate.handle(got)
    assert {m["id"] for m in got.json["data"]} == {"gpt-x", "home", "unpriced"}


async def test_one_model_is_found_by_name_and_a_forbidden_one_is_not():
    house = House()
    for name, status in (("gpt-x", 200), ("deepseek-chat", 404)):
        got = house.caller(path=f"/v1/models/{name}", method="GET")
        await house.gate.handle(got)
        assert got.status == status


async def test_usage_shows_a_person_their_own_balances():
    house = House()
    await house.ask(max_tokens=10)
    got = house.caller(path="/gwanmun/usage", method="GET")
    await house.gate.handle(got)
    year = next(b for b in got.json["balances"] if (b["level"], b["period"]) == ("government", "year"))
    assert year["used_micro_won"] == 20
    assert year["limit_micro_won"] == 10**12
    services = {(row["service"], row["period"]): row["used_micro_won"] for row in got.json["by_service"]}
    assert services == dict.fromkeys(
        ((name, period) for name, _ in services for period in ("day", "month", "year")), 20
    )
    assert {row["purpose"]: row["used_micro_won"] for row in got.json["by_purpose"]} == {"work": 20}
    assert got.json["ask_for_more"]["act"] == "ask_allowance"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/metrics", 200),
        ("POST", "/readyz", 405),
        ("GET", "/v1/chat/completions", 405),
        ("GET", "/nothing", 404),
        ("POST", "/v1/responses", 404),
        ("GET", "/v1/models", 200),
    ],
)
async def test_routes(method, path, status):
    house = House()
    got = house.caller(path=path, method=method)
    await house.gate.handle(got)
    assert got.status == status


async def test_ready_is_shut_when_the_journal_is_and_healthy_all_the_same():
    house = House()
    house.journal.shut = True
    for path, status in (("/readyz", 503), ("/healthz", 200)):
        got = house.caller(path=path, method="GET")
        await house.gate.handle(got)
        assert got.status == status


async def test_a_stopping_gate_takes_nothing_new():
    house = House()
    house.gate.stopping = True
    assert (await house.ask()).error["code"] == "stopping"


async def test_metrics_count_without_names():
    house = House()
    await house.ask(COMPLAINT)
    await house.ask(model="deepseek-chat")
    got = house.caller(path="/metrics", method="GET")
    await house.gate.handle(got)
    text = got.body.decode()
    assert 'gwanmun_ended_total{label="ok"} 1' in text
    assert 'gwanmun_refused_total{label="denied"} 1' in text
    assert "p1" not in text


@pytest.mark.parametrize("peer", ["10.0.0.7", "::1", "unix"])
async def test_metrics_do_not_exist_for_who_is_not_listed(peer):
    house = House()
    got = house.caller(path="/metrics", method="GET", peer=peer)
    await house.gate.handle(got)
    assert (got.status, "gwanmun_" in got.body.decode()) == (404, False)


# ---------------------------------------------------------------- tools


def tool_answer(tool):
    def script(tree):
        arguments = json.dumps({"to": last(tree), "note": '"따옴표"'}, ensure_ascii=False)
        call = {"id": "c1", "type": "function", "function": {"name": tool, "arguments": arguments}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
        body = {
            "id": "x",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}],
        }
        return Answer(chunks=[json.dumps(body, ensure_ascii=False).encode()])

    def last(tree):
        return tree["messages"][-1]["content"]

    return script


TOOLS = [
    {
        "type": "function",
        "function": {"name": n, "parameters": {"type": "object", "properties": {"to": {"type": "string"}}}},
    }
    for n in ("send_letter", "search_web")
]


@pytest.mark.parametrize(("tool", "restored"), [("send_letter", True), ("search_web", False)])
async def test_values_are_restored_in_the_arguments_of_named_tools_only(tool, restored):
    house = House(script=tool_answer(tool))
    got = await house.ask("신청인 연락처 010-1234-5678", tools=TOOLS)
    arguments = json.loads(got.json["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"])
    assert ("010-1234-5678" in arguments["to"]) is restored
    assert arguments["note"] == '"따옴표"'
    house.check()


async def test_a_json_answer_stays_json_when_values_hold_quotes_and_line_breaks():
    def script(tree):
        tokens = last_user(tree).split("연락처 ")[1]
        return Answer(chunks=[completion(json.dumps({"주소": tokens}, ensure_ascii=False))])

    house = House(script=script)
    got = await house.ask("신청인 연락처 010-1234-\n5678", response_format={"type": "json_object"})
    assert "010-1234" not in json.dumps(house.vendor.sent[0][2])
    assert json.loads(got.json["choices"][0]["message"]["content"])["주소"].replace("\n", "") == "010-1234-5678"


async def test_a_field_that_the_service_s_record_admits_is_examined_and_sent_and_another_is_refused():
    records = tuple(replace(r, admitted_fields=("/top_k",)) if r.service == OUT else r for r in snapshot().records)
    house = House(snapshot=snapshot(records=records))
    assert (await house.ask(top_k=5)).status == 200
    assert house.vendor.sent[0][2]["top_k"] == 5
    assert (await house.ask(top_k="신청인 010-1234-5678")).status == 200
    assert "1234-5678" not in json.dumps(house.vendor.sent[1][2])
    assert (await house.ask(min_p=0.1)).error["problem"] == "unknown_field"
    assert (await House().ask(top_k=5)).error["problem"] == "unknown_field"


async def test_an_admitted_field_does_not_travel_to_an_in_house_service_that_does_not_admit_it():
    records = tuple(replace(r, admitted_fields=("/top_k",)) if r.service == OUT else r for r in snapshot().records)
    house = House(snapshot=snapshot(records=records))
    got = await house.ask("비공개(제5호) 검토 자료", top_k=5)
    assert got.error["code"] == "no_in_house_route"
    assert house.vendor.sent == []


async def test_a_stale_price_is_no_price():
    house = House(snapshot=snapshot(price_max_age_days=100))
    got = await house.ask()
    assert got.error["code"] == "no_price"
    assert house.vendor.sent == []


async def test_a_stale_rate_is_no_rate_for_a_dollar_price():
    dollar = replace(snapshot().models[0].prices[0], currency="USD")
    models = (replace(snapshot().models[0], prices=(dollar,)),)
    assert (await House(snapshot=snapshot(models=models)).ask()).status == 200
    old = (replace(snapshot().rates[0], day=date(2026, 10, 1)),)
    assert (await House(snapshot=snapshot(models=models, rates=old)).ask()).error["code"] == "no_price"
    future = (replace(snapshot().rates[0], day=date(2026, 11, 23)),)
    assert (await House(snapshot=snapshot(models=models, rates=future)).ask()).error["code"] == "no_price"


@pytest.mark.parametrize("streamed", [False, True])
async def test_answers_are_examined_when_policy_asks_and_tokens_are_no_findings(streamed):
    text = "⟨전화1⟩ 외에 010-9876-5432 로도 연락하십시오."
    rules = (replace(snapshot().rules[0], examine_answers=AnswerCare.FLAG),)

    def script(tree):
        return (
            Answer(content_type="text/event-stream", chunks=stream(text))
            if tree.get("stream")
            else Answer(chunks=[completion(text)])
        )

    house = House(snapshot=snapshot(rules=rules), script=script)
    await house.ask("신청인 연락처 010-1234-5678", stream=streamed)
    assert house.journal.facts[-1].opening["answer_findings"] == {"PHONE": 1}
    assert "9876" not in repr(house.journal.facts)
    house.check()


async def test_an_overbilling_vendor_raises_the_alarm():
    house = House(script=lambda _: Answer(chunks=[completion("네", usage=(10**6, 10**6))]))
    await house.ask(max_tokens=10)
    assert house.reports[0][0] == "ALARM"
    assert house.reports[0][1]["code"] == "overbilled"
