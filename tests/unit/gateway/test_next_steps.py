"""What a refusal tells the person to do next is something that helps: their own models first, the pledge, the list."""

import asyncio
import contextlib
from dataclasses import replace

import pytest

from gwanmun.control.shipped import pack_texts
from gwanmun.domain.catalogue import Deployment, Dialect, Record
from gwanmun.domain.ids import ServiceId
from gwanmun.domain.money import won_left
from gwanmun.domain.people import DeviceClass
from gwanmun.domain.snapshot import Pack
from house import OUT, House, key, model, service, snapshot

WEIGHTS = ServiceId("weights")


def with_weights(**changes):
    """A house that runs DeepSeek's weights itself, listed before its own model."""
    base = snapshot()
    return replace(
        base,
        services=(service(WEIGHTS, "deepseek", Deployment.IN_HOUSE), *base.services),
        models=(model("deepseek-r1-in-house", WEIGHTS, price=False), *base.models),
        records=(*base.records, *(Record(a.id, WEIGHTS, True, "in_house", "S", True, "false") for a in base.agencies)),
        routes=(replace(base.routes[2], service=WEIGHTS), *base.routes),
        **changes,
    )


async def test_the_agencys_own_model_is_recommended_first_and_deepseek_never():
    got = await House(snapshot=with_weights()).ask(model="deepseek-chat")
    assert got.error["alternatives"][0] == "home"
    assert "대신 home" in got.error["remedy_ko"]
    assert not [one for one in got.error["alternatives"] if "deepseek" in one]


async def test_where_deepseeks_weights_are_all_there_is_nothing_is_recommended():
    base = with_weights()
    only = replace(base, models=tuple(m for m in base.models if m.name in {"deepseek-r1-in-house", "deepseek-chat"}))
    error = (await House(snapshot=only).ask(model="deepseek-chat")).error
    assert error["alternatives"] == []
    assert "deepseek-r1-in-house" not in error["remedy_ko"]


async def test_a_missing_pledge_leads_to_the_pledge_and_not_to_an_approval():
    people = (replace(snapshot().people[0], pledged_on=None),)
    error = (await House(snapshot=snapshot(people=people)).ask()).error
    assert (error["code"], error["rule"]) == ("approval_required", "LOC-4")
    assert "서약서에 서명" in error["remedy_ko"]
    assert "승인 요청" not in error["remedy_ko"]
    assert "POST" not in error["remedy_en"]


async def test_a_pledge_that_would_not_be_enough_is_not_the_next_step():
    people = (replace(snapshot().people[0], pledged_on=None),)
    error = (await House(snapshot=snapshot(people=people)).ask(model="ds-r1")).error
    assert error["code"] == "approval_required"
    assert "서명하면 승인 없이" not in error["remedy_ko"]
    assert error["approval_request"]["body"]["service"] == "cloud"


async def test_an_unlisted_model_leads_to_the_list_and_files_nothing():
    error = (await House().ask(model="gpt-9-turbo")).error
    assert error["code"] == "approval_required"
    assert "등재를 요청" in error["remedy_ko"]
    assert "approval_request" not in error
    assert error["message_ko"].count("승인") < 3


async def test_a_grade_is_named_as_the_reason_where_it_is_one():
    error = (await House().ask(headers={"gwanmun-grade": "C"})).error
    assert error["code"] == "denied"
    assert "이 등급의 정보는" in error["remedy_ko"]
    assert "이 서비스는 승인으로도" not in error["remedy_ko"]
    banned = (await House().ask(model="deepseek-chat", headers={"gwanmun-grade": "C"})).error
    assert "이 등급의 정보는" not in banned["remedy_ko"]


async def test_a_model_of_the_other_dialect_is_told_with_its_path_and_one_of_this_path():
    base = snapshot()
    routes = tuple(one for one in base.routes if (one.service, one.dialect) != (OUT, Dialect.OPENAI))
    house = House(snapshot=replace(base, routes=routes))
    got = await house.ask(model="gpt-x")
    assert (got.status, got.error["code"]) == (404, "wrong_dialect")
    assert "/v1/messages" in got.error["remedy_ko"]
    assert "home" in got.error["remedy_ko"]
    assert house.vendor.sent == []
    none = replace(base, routes=tuple(one for one in base.routes if one.service != OUT))
    assert (await House(snapshot=none).ask(model="gpt-x")).error["code"] == "unknown_model"


async def test_what_is_allowed_is_told_in_one_language_each():
    error = (await House().ask(headers={"gwanmun-task": "850312-1234567"})).error
    assert "업무 이름" in error["remedy_ko"]
    assert "task" not in error["remedy_ko"]
    assert "task" in error["remedy_en"]
    assert not any("가" <= one <= "힣" for one in error["remedy_en"])
    remote = (await House().ask(tools=[{"type": "mcp", "server_url": "https://x.example"}])).error
    assert "원격 도구" in remote["message_ko"]
    assert "remote tool" in remote["message_en"]


@pytest.mark.parametrize(("micro", "told"), [(1_999_999, "1.99"), (12_999_999, "12"), (0, "0"), (3_000_000, "3")])
def test_what_is_left_is_rounded_down(micro, told):
    assert won_left(micro) == told


async def test_whoever_is_cut_off_while_it_is_held_leaves_no_phantom_hold(monkeypatch):
    house = House()
    granted = house.desk.accounts.hold

    async def cut_off(*args):
        await granted(*args)
        raise asyncio.CancelledError

    monkeypatch.setattr(type(house.desk.accounts), "hold", lambda _self, *args: cut_off(*args))
    with contextlib.suppress(asyncio.CancelledError):
        await house.ask()
    assert house.accounts.holds == {}


# ---------------------------------------------------------------- a personal device with an agency's key (ADR 0011)


def on_a_personal_device(**changes):
    return House(snapshot=snapshot(**changes), keys=(key(device_classes=(DeviceClass.PERSONAL,)),))


EVERY_PACK = tuple(Pack(p.regime, p.text, "test") for p in pack_texts())


@pytest.mark.parametrize("packs", [snapshot().packs, EVERY_PACK], ids=["few", "all"])
async def test_a_personal_device_is_no_way_round_the_agencys_own_block(packs):
    house = on_a_personal_device(packs=packs)
    error = (await house.ask(model="deepseek-chat")).error
    assert (error["code"], error["rule"]) == ("denied", "LOC-1")
    assert house.vendor.sent == []
    assert house.journal.facts[0].opening["input"]["device.class"] == "personal"


async def test_a_personal_device_is_allowed_what_the_agencys_own_is():
    house = on_a_personal_device(packs=EVERY_PACK)
    assert (await house.ask()).status == 200
    assert [sent[0] for sent in house.vendor.sent] == [OUT]
    assert house.journal.facts[0].opening["input"]["device.ownership"] == "personal"


async def test_a_lifted_order_is_lifted_for_a_personal_device_too():
    lifted = tuple(one for one in EVERY_PACK if one.regime != "kr-local-government")
    error = (await on_a_personal_device(packs=lifted).ask(model="deepseek-chat")).error
    assert error["code"] == "approval_required"
