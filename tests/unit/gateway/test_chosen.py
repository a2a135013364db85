"""What a person decided of single places: honoured under the console's grant alone, and never beyond what the agency admits."""

import json
from dataclasses import replace

import pytest

from gwanmun.domain.credentials import Grant, choices_digest, write_grant
from gwanmun.domain.findings import Kind
from gwanmun.domain.ids import DepartmentId, PersonId
from gwanmun.domain.people import DeviceClass, Evidence
from gwanmun.errors import BadRequest
from gwanmun.gateway.chosen import MOST_CHOICES, read_choices, write_choices
from gwanmun.privacy.texts import Choice
from house import NOW_US, PEPPER, House, snapshot

TEXT = "민원인 홍판서, 연락처 010-1234-5678, 별명 큰바위"
NAME, NICK = TEXT.index("홍판서"), TEXT.index("큰바위")


def house(*may_keep):
    return House(snapshot=snapshot(rules=(replace(snapshot().rules[0], may_keep=may_keep),)))


def token(choices="", **changes):
    grant = Grant(
        PersonId("p1"), DepartmentId("kr-seoul/ai"), "work", DeviceClass.INTERNET_PC, Evidence.ZONE,
        NOW_US + 30_000_000, "n", choices_digest(choices),
    )  # fmt: skip
    return write_grant(PEPPER, replace(grant, **changes))


async def ask(made, header, *, signed=None, text=TEXT):
    said = {"authorization": f"Bearer {token(header if signed is None else signed)}"}
    if header:
        said["gwanmun-choices"] = header
    return await made.ask(text, headers=said)


def left(made):
    return json.dumps(made.vendor.sent[0][2], ensure_ascii=False)


async def test_what_the_agency_admits_is_kept_and_what_was_missed_is_masked():
    made = house(Kind.NAME)
    got = await ask(made, f"0.{NAME}.{NAME + 3}.-,0.{NICK}.{NICK + 3}.NAME")
    assert "홍판서" in left(made)
    assert "큰바위" not in left(made)
    assert "010-1234-5678" not in left(made)
    assert "큰바위" in got.json["choices"][0]["message"]["content"]
    opening = made.journal.facts[0].opening
    assert opening["chosen"] == {"kept": {"NAME": 1}, "masked by hand": {"NAME": 1}}
    assert opening["input"]["data.personal_info"] is True
    assert opening["findings"] == {"NAME": 2, "PHONE": 1}
    made.check()


async def test_personal_data_that_is_kept_stays_personal_data_for_the_judge():
    made = house(Kind.NAME)
    await ask(made, "0.4.7.-", text="민원인 홍판서")
    opening = made.journal.facts[0].opening
    assert opening["input"]["data.personal_info"] is True
    assert "홍판서" in left(made)


@pytest.mark.parametrize(
    "header",
    [
        "0.20.33.-",  # a phone, which this agency does not let people keep
        f"0.{NAME}.{NAME + 1}.-",  # a part of a name
        f"0.{NICK}.{NICK + 3}.-",  # nothing was found there
    ],
)
async def test_what_cannot_be_kept_as_it_was_shown_refuses_the_request(header):
    made = house(Kind.NAME)
    got = await ask(made, header)
    assert (got.status, got.error["problem"]) == (400, "cannot_keep")
    assert made.vendor.sent == []
    made.check()


@pytest.mark.parametrize(
    "header", ["0.4.7.-,x", "0.4.7.SECRET", "0.4.7.MARKING", "0.90.99.NAME", "7.1.2.NAME", "0.7.4.NAME"]
)
async def test_what_is_no_choice_is_refused(header):
    made = house(Kind.NAME)
    got = await ask(made, header)
    assert (got.status, got.error["problem"]) == (400, "bad_value")
    assert made.vendor.sent == []


async def test_choices_of_a_caller_or_other_than_the_grants_are_refused():
    made = house(Kind.NAME)
    header = f"0.{NAME}.{NAME + 3}.-"
    own = await made.ask(TEXT, headers={"gwanmun-choices": header})
    other = await ask(made, header, signed="")
    gone = await ask(made, "", signed=header)
    assert [(got.status, got.error["problem"]) for got in (own, other, gone)] == [(400, "bad_value")] * 3
    assert made.vendor.sent == []


async def test_what_was_masked_by_hand_is_masked_in_house_too():
    made = house()
    header = f"0.{NICK}.{NICK + 3}.NAME"
    await made.ask(TEXT, model="home", headers={"authorization": f"Bearer {token(header)}", "gwanmun-choices": header})
    assert "큰바위" not in left(made)


def test_a_header_says_what_was_chosen_and_no_more_than_a_bound():
    rows = {2: (Choice(1, 4, mask=True, kind=Kind.PHONE), Choice(5, 6, mask=False, kind=Kind.NAME))}
    assert read_choices(write_choices(rows)) == rows
    with pytest.raises(BadRequest):
        read_choices(",".join(["0.1.2.NAME"] * (MOST_CHOICES + 1)))
