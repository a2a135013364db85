"""What an agency chooses for each kind, and for answers: masked so, refused so, restored so, recorded so."""

import json
from dataclasses import replace

import pytest

from gwanmun.domain.findings import AnswerCare, Kind, Masking, PublicContact, Style
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.snapshot import Rules
from gwanmun.gateway.world import World
from house import Answer, House, completion, snapshot, stream

TEXT = "민원인 홍판서, 연락처 010-1234-5678, 주민등록번호 850312-1234567"


def house(script=None, *, care=AnswerCare.OFF, contacts=(), **styles):
    masking = tuple(Masking(Kind[kind], style) for kind, style in styles.items())
    rules = (replace(snapshot().rules[0], masking=masking, examine_answers=care),)
    return House(snapshot=snapshot(rules=rules, public_contacts=contacts), script=script)


def left(made):
    return json.dumps(made.vendor.sent[0][2], ensure_ascii=False)


def said(got, *, streamed):
    return got.streamed_text() if streamed else got.json["choices"][0]["message"]["content"]


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(
    ("style", "outside", "back"),
    [
        (Style.TOKEN, "⟨전화1⟩", "010-1234-5678"),
        (Style.ONE_WAY, "⟨전화1⟩", "⟨전화1⟩"),
        (Style.WORD, "⟨전화⟩", "⟨전화⟩"),
        (Style.PARTIAL, "010-****-5678", "010-****-5678"),
    ],
)
async def test_a_kind_leaves_and_comes_back_as_the_agency_chose(style, outside, back, streamed):
    made = house(PHONE=style)
    got = await made.ask(TEXT, stream=streamed)
    assert outside in left(made)
    assert "1234-5678" not in left(made)
    assert back in said(got, streamed=streamed)
    assert "850312-1234567" in said(got, streamed=streamed)  # the others are as before
    made.check()


async def test_how_many_were_masked_in_which_way_is_in_the_record():
    made = house(PHONE=Style.PARTIAL)
    await made.ask(TEXT)
    assert made.journal.facts[0].opening["masked"] == {"partial": 1, "token": 2}


async def test_a_refused_kind_is_named_and_nothing_leaves():
    made = house(RRN=Style.REFUSE)
    got = await made.ask(TEXT)
    assert (got.status, got.error["code"]) == (403, "kind_refused")
    assert "주민번호" in json.dumps(got.json, ensure_ascii=False)
    assert "850312" not in json.dumps(got.json, ensure_ascii=False)
    assert made.vendor.sent == []
    assert made.journal.facts[-1].opening["code"] == "kind_refused"
    assert (await made.ask("민원인 홍판서")).status == 200


def test_a_child_tightens_what_its_parent_chose_and_never_loosens_it():
    seoul = AgencyId("kr-seoul")
    above = Rules(AgencyId("*"))
    base = snapshot()
    parent = base.agencies[0]
    child = replace(parent, id=AgencyId("kr-seoul-jongno"), parent=seoul)
    rules = (
        above,
        Rules(seoul, masking=(Masking(Kind.PHONE, Style.WORD), Masking(Kind.NAME, Style.PARTIAL)), may_keep=(Kind.NAME,)),
        Rules(child.id, masking=(Masking(Kind.PHONE, Style.PARTIAL), Masking(Kind.RRN, Style.REFUSE)), may_keep=(Kind.NAME, Kind.IP)),
    )  # fmt: skip
    world = World(replace(base, agencies=(*base.agencies, child), rules=rules), "d" * 64)
    found = world.rules_of(child.id)
    styles = world.styles_of(found)
    assert (styles[Kind.PHONE], styles[Kind.RRN], styles[Kind.NAME]) == (Style.WORD, Style.REFUSE, Style.TOKEN)
    assert found.may_keep == (Kind.NAME,)
    assert world.styles_of(world.rules_of(seoul))[Kind.NAME] is Style.PARTIAL


def test_a_secret_is_never_masked_so_that_it_shows():
    world = World(snapshot(), "d" * 64)
    rules = Rules(AgencyId("*"), masking=(Masking(Kind.PASSWORD, Style.TOKEN), Masking(Kind.MARKING, Style.WORD)))
    styles = world.styles_of(rules)
    assert (styles[Kind.PASSWORD], styles[Kind.MARKING]) == (Style.WORD, Style.KEEP)


async def test_a_public_contact_is_no_personal_data():
    contacts = (PublicContact("kr-seoul", "02-2133-*"), PublicContact("*", "Minwon@seoul.go.kr"))
    made = house(contacts=contacts)
    await made.ask("연락처 02-2133-5678, minwon@seoul.go.kr, 본인 연락처 010-1234-5678")
    assert "02-2133-5678, minwon@seoul.go.kr" in left(made)
    assert made.journal.facts[0].opening["findings"] == {"PHONE": 1}


async def test_another_agencys_public_contact_is_not_ours():
    made = house(contacts=(PublicContact("kr-busan", "010-1234-5678"),))
    await made.ask("연락처 010-1234-5678")
    assert "⟨전화1⟩" in left(made)


# ---------------------------------------------------------------- answers

BROUGHT = "접수되었습니다. " * 30 + "담당자 휴대전화는 010-9876-5432입니다. " + "감사합니다. " * 30


def brings(text):
    def script(tree):
        if tree.get("stream"):
            return Answer(content_type="text/event-stream", chunks=stream(text))
        return Answer(chunks=[completion(text)])

    return script


@pytest.mark.parametrize("streamed", [False, True])
async def test_what_an_answer_brings_is_masked_when_policy_says_so(streamed):
    made = house(brings(BROUGHT), care=AnswerCare.MASK)
    got = await made.ask("안내해 주세요.", stream=streamed)
    assert said(got, streamed=streamed) == BROUGHT.replace("010-9876-5432", "⟨전화⟩")
    assert made.journal.facts[-1].opening["answer_findings"] == {"PHONE": 1}
    made.check()


async def test_an_answer_that_brings_personal_data_is_held_back_whole():
    made = house(brings(BROUGHT), care=AnswerCare.HOLD)
    got = await made.ask("안내해 주세요.")
    assert (got.status, got.error["code"]) == (403, "answer_held")
    assert "9876" not in json.dumps(got.json)
    last = made.journal.facts[-1]
    assert (last.opening["fault"], last.opening["answer_findings"]) == ("answer_held", {"PHONE": 1})
    assert last.spent > 0  # the vendor did the work
    made.check()


async def test_a_stream_that_brings_personal_data_stops_before_it():
    made = house(brings(BROUGHT), care=AnswerCare.HOLD)
    got = await made.ask("안내해 주세요.", stream=True)
    seen = bytes(got.body).decode()
    assert "9876" not in seen
    assert "answer_held" in seen
    assert got.finished
    assert made.journal.facts[-1].opening["answer_findings"] == {"PHONE": 1}
    made.check()


async def test_tokens_are_restored_in_an_answer_that_is_masked():
    made = house(brings("⟨이름1⟩님께 010-9876-5432 로 알려 드립니다."), care=AnswerCare.MASK)
    got = await made.ask("민원인 홍판서님께 쓸 답변", stream=True)
    assert got.streamed_text() == "홍판서님께 ⟨전화⟩ 로 알려 드립니다."


@pytest.mark.parametrize("care", [AnswerCare.MASK, AnswerCare.HOLD])
async def test_a_tool_whose_name_holds_personal_data_is_not_called(care):
    call = {"id": "c1", "type": "function", "function": {"name": "call_010-9876-5432", "arguments": "{}"}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    tree = {
        "id": "x", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 3, "total_tokens": 6},
    }  # fmt: skip
    made = house(lambda _: Answer(chunks=[json.dumps(tree).encode()]), care=care)
    got = await made.ask("불러 주세요.")
    assert got.error["code"] == "answer_held"
    assert "9876" not in json.dumps(got.json)
