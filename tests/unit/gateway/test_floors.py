"""What holds whatever packs are active: found by an adversarial reading of the gate, kept by these scenarios."""

import asyncio
import json
from dataclasses import replace

import orjson
import pytest

from gwanmun.domain.findings import AnswerCare
from gwanmun.domain.grades import Grade
from gwanmun.domain.ids import AgencyId, DepartmentId, Digest, ServiceId
from gwanmun.domain.people import OrganisationType, Zone
from gwanmun.domain.snapshot import Approval, Rules, Suspension
from gwanmun.errors import TimedOut
from gwanmun.gateway.settle import IN_FLIGHT_TOKENS
from gwanmun.gateway.world import World
from house import HOME, NOW_US, OUT, Answer, House, key, snapshot

SECRET_TEXT = "Ⅱ급비밀\n작전 계획: 내일 06시 이동"
CLOSED_TEXT = "비공개(제5호)\n인사 검토안"


def granted(service=OUT, **more):
    return Approval("a1", AgencyId("kr-seoul"), None, service, "granted", True, NOW_US + 10**12, **more)


def typed(kind, **changes):
    base = snapshot()
    return replace(base, agencies=(replace(base.agencies[0], type=kind), *base.agencies[1:]), **changes)


# ---------------------------------------------------------------- grades


@pytest.mark.parametrize("kind", OrganisationType)
@pytest.mark.parametrize("packs", [True, False])
async def test_grade_c_never_leaves_whatever_the_organisation_the_packs_and_the_approvals(kind, packs):
    house = House(snapshot=typed(kind, approvals=(granted(),), **({} if packs else {"packs": ()})))
    got = await house.ask(SECRET_TEXT)
    assert got.status == 403
    assert house.vendor.sent == []


@pytest.mark.parametrize("kind", OrganisationType)
async def test_grade_s_never_reaches_an_outside_service_without_an_s_accreditation(kind):
    house = House(snapshot=typed(kind, approvals=(granted(), granted(HOME)), packs=()))
    await house.ask(CLOSED_TEXT)
    assert OUT not in [s[0] for s in house.vendor.sent]


async def test_an_approval_of_the_default_serves_open_data_only():
    records = tuple(replace(r, accredited_level="S") if r.service == OUT else r for r in snapshot().records)
    house = House(snapshot=typed(OrganisationType.AGENCY, approvals=(granted(),), packs=(), records=records))
    assert (await house.ask("공개 자료 요약")).status == 200
    await house.ask(CLOSED_TEXT)
    assert [s[0] for s in house.vendor.sent] == [OUT]


async def test_grade_c_in_house_needs_a_c_accreditation():
    house = House(snapshot=snapshot(packs=(), approvals=(granted(HOME),)))
    assert (await house.ask(SECRET_TEXT, model="home")).status == 403
    records = tuple(replace(r, accredited_level="C") if r.service == HOME else r for r in snapshot().records)
    n2sf = tuple(p for p in snapshot().packs if p.regime == "kr-n2sf")
    house = House(snapshot=snapshot(packs=n2sf, records=records))
    assert (await house.ask(SECRET_TEXT, model="home")).status == 200


async def test_a_floor_says_its_ground_and_is_recorded():
    house = House(snapshot=snapshot(packs=(), approvals=(granted(),)))
    got = await house.ask(SECRET_TEXT)
    assert got.error["rule"].startswith("FLR-")
    assert got.error["source"]
    assert house.journal.facts[-1].opening["decision"]["rules"][0].startswith("gwanmun-floor/")


# ---------------------------------------------------------------- approvals and families


async def test_an_approval_of_an_aggregator_does_not_lift_deepseek_on_it_unless_it_names_the_family():
    cloud = ServiceId("cloud")
    assert (await House(snapshot=snapshot(approvals=(granted(cloud),))).ask(model="ds-r1")).error[
        "code"
    ] == "approval_required"
    named = granted(cloud, families=("deepseek",))
    assert (await House(snapshot=snapshot(approvals=(named,))).ask(model="ds-r1")).status == 200


# ---------------------------------------------------------------- parents


def family(**changes):
    """Seoul and a district below it, which has no records, rules or suspensions of its own."""
    base = snapshot()
    child = replace(base.agencies[0], id=AgencyId("kr-seoul-gu"), parent=AgencyId("kr-seoul"))
    department = replace(base.departments[0], id=DepartmentId("gu/it"), agency=child.id)
    person = replace(base.people[0], agency=child.id, department=department.id)
    return replace(
        base, agencies=(*base.agencies, child), departments=(*base.departments, department), people=(person,), **changes
    )


def gu_key():
    return (key(departments=(DepartmentId("gu/it"),)),)


async def test_a_parents_suspension_reaches_the_child_that_uses_its_record():
    stopped = (Suspension(OUT, AgencyId("kr-seoul"), NOW_US, "중지", "stopped"),)
    house = House(snapshot=family(), keys=gu_key(), suspensions=stopped)
    assert (await house.ask()).error["code"] == "not_admitted"


async def test_a_parents_rules_reach_the_child_and_the_strictest_holds():
    rules = (
        Rules(AgencyId("*"), restore_tools=("a", "b")),
        Rules(AgencyId("kr-seoul"), restore_tools=("a",), default_grade=Grade.S, examine_answers=AnswerCare.FLAG),
        Rules(AgencyId("kr-seoul-gu"), restore_tools=("a", "b"), default_grade=Grade.O),
    )
    world = World(family(rules=rules), Digest("d" * 64))
    found = world.rules_of(AgencyId("kr-seoul-gu"))
    assert found.default_grade is Grade.S
    assert found.examine_answers is AnswerCare.FLAG
    assert found.restore_tools == ("a",)


# ---------------------------------------------------------------- money


async def test_an_anthropic_hang_up_is_not_settled_by_an_interim_count():
    def event(kind, **more):
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **more}, ensure_ascii=False)}\n\n".encode()

    start = {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "model": "x",
        "content": [],
        "usage": {"input_tokens": 10, "output_tokens": 1},
    }
    chunks = [
        event("message_start", message=start),
        event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
    ]
    chunks += [event("content_block_delta", index=0, delta={"type": "text_delta", "text": "가나다 " * 20})] * 300
    house = House(script=lambda _: Answer(content_type="text/event-stream", chunks=chunks))
    body = {"model": "gpt-x", "max_tokens": 1000, "stream": True, "messages": [{"role": "user", "content": "x"}]}
    caller = house.caller(body, path="/v1/messages")
    caller.leave_after = 30_000
    await asyncio.gather(asyncio.get_running_loop().create_task(house.gate.handle(caller)), return_exceptions=True)
    admitted, ended = house.journal.facts[-2:]
    assert ended.spent == admitted.held  # more was delivered than the limit in tokens: the bound is the hold
    assert ended.opening["usage"]["by"] != "reported"
    house.check()


async def test_an_unstreamed_request_whose_answer_never_came_costs_its_worst_case():
    waiting = asyncio.Event()

    def script(_):
        async def wait():
            await waiting.wait()

        return wait()

    house = House(script=script)
    caller = house.caller({"model": "gpt-x", "max_tokens": 1000, "messages": [{"role": "user", "content": "x"}]})
    task = asyncio.get_running_loop().create_task(house.gate.handle(caller))
    for _ in range(20):
        await asyncio.sleep(0)
    caller.leave()
    await asyncio.gather(task, return_exceptions=True)
    admitted, ended = house.journal.facts
    assert ended.spent == admitted.held


@pytest.mark.parametrize(
    "fault", [TimedOut("", phase="first_byte"), Answer(status=504), Answer(status=524), Answer(status=408)]
)
async def test_a_fault_after_which_work_may_have_been_done_costs_the_worst_case(fault):
    house = House(script=lambda _: fault)
    await house.ask(max_tokens=100)
    admitted, ended = house.journal.facts
    assert ended.spent == admitted.held


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 413, 422, 429, 500, 502, 503, 529])
async def test_a_refusal_by_the_vendor_costs_nothing(status):
    house = House(script=lambda _: Answer(status=status))
    await house.ask(max_tokens=100)
    assert house.journal.facts[-1].spent == 0


@pytest.mark.parametrize(
    ("status", "code"), [(413, "upstream_refused"), (401, "upstream_locked"), (504, "upstream_fault")]
)
async def test_what_would_be_paid_or_refused_again_is_not_repeated_by_the_client(status, code):
    got = await House(script=lambda _: Answer(status=status)).ask(max_tokens=100)
    assert (got.status, got.error["code"]) == (502, code)
    assert got.headers[b"x-should-retry"] == b"false"


async def test_a_vendor_that_does_not_take_our_key_is_alarmed():
    house = House(script=lambda _: Answer(status=401))
    await house.ask()
    assert any(event == "ALARM" and fields["code"] == "upstream_locked" for event, fields in house.reports)


async def test_a_caller_who_hangs_up_pays_for_the_text_that_came_and_not_for_its_framing():
    """Five short pieces: no more than their bytes, what may be in flight, and the input's bound."""
    events = [
        b"data: " + orjson.dumps({"id": "x" * 200, "choices": [{"index": 0, "delta": {"content": "가나다"}}]}) + b"\n\n"
    ] * 50
    house = House(script=lambda _: Answer(content_type="text/event-stream", chunks=events))
    caller = house.caller(
        {"model": "gpt-x", "max_tokens": 100_000, "stream": True, "messages": [{"role": "user", "content": "x"}]}
    )
    caller.leave_after = 1000
    await asyncio.gather(house.gate.handle(caller), return_exceptions=True)
    details = house.journal.facts[-1].opening["usage"]
    assert details["by"] == "counted"
    assert 9 <= details["output"] <= 50 * 9 + IN_FLIGHT_TOKENS


# ---------------------------------------------------------------- what is written down


@pytest.mark.parametrize("task", ["민원인 홍길동 850312-1234567", "010-1234-5678", "x" * 65, "a\tb"])
async def test_a_task_that_holds_a_value_or_is_malformed_is_refused_and_not_recorded(task):
    house = House()
    got = await house.ask(headers={"gwanmun-task": task})
    assert got.error["problem"] == "bad_value"
    assert task not in repr(house.journal.facts)


async def test_an_ordinary_task_and_client_are_recorded():
    house = House()
    await house.ask(headers={"gwanmun-task": "민원 답변", "user-agent": "OpenAI/Python 3.54.0"})
    assert "민원 답변" in repr(house.journal.facts[0].opening["who"])
    assert "OpenAI/Python" in repr(house.journal.facts[0].opening["who"])


async def test_neither_a_client_s_name_nor_an_unlisted_model_carries_a_value_into_the_journal():
    house = House()
    await house.ask(headers={"user-agent": "850312-1234567"})
    await house.ask(model="hong.gildong@korea.kr/850312-1234567")
    assert "850312" not in repr([f.opening for f in house.journal.facts])
    assert "hong" not in repr([f.opening for f in house.journal.facts])


# ---------------------------------------------------------------- routes and zones


async def test_a_route_whose_address_the_settings_do_not_confirm_is_no_route():
    base = snapshot()
    connected = frozenset((r.service, r.dialect, r.base_url) for r in base.routes if r.service != HOME)
    moved = connected | {
        (r.service, r.dialect, "https://api.deepseek.com/v1") for r in base.routes if r.service == HOME
    }
    world = World(base, Digest("d" * 64), moved)
    assert (HOME, base.routes[0].dialect) not in world.routes
    assert (OUT, base.routes[0].dialect) in world.routes


async def test_a_signed_header_with_letters_that_are_no_ascii_is_refused_and_no_bug():
    house = House()
    got = await house.ask(headers={"gwanmun-proxy-device": "internet_pc;1795305600;가나다"})
    assert got.status in {200, 403}
    assert not house.reports


async def test_a_certificate_that_names_an_unknown_class_is_not_weaker_evidence():
    house = House(snapshot=snapshot(zones=(Zone("127.0.0.0/8", key().device_classes[0]),)))
    caller = house.caller({"model": "gpt-x", "messages": [{"role": "user", "content": "안녕"}]})
    caller.request.certificate = {"CN": "pc-1", "OU": "no-such-class"}
    await house.gate.handle(caller)
    assert house.journal.facts[0].opening.get("input", {}).get("device.class", "unknown") == "unknown"
