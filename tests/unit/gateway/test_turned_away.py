"""Strangers cannot fill the journal, and whatever is refused is either a record or in a count."""

import asyncio
import json
from dataclasses import replace

import pytest

from gwanmun.errors import BadRequest, Overloaded
from gwanmun.gateway.turned_away import ADDRESSES, ALL_BURST, NAMED, OWN_BURST, TurnedAway
from house import KEY, NOW_US, House, key

SECOND = 1_000_000


@pytest.fixture
def house() -> House:
    house = House()
    house.desk = house.gate.desk = replace(house.desk, slow_seconds=0)
    return house


async def knock(house, times=1, peer="198.51.100.7", path="/v1/chat/completions", **more):
    got = []
    for _ in range(times):
        method = "POST" if path.startswith("/v1/chat") else "GET"
        caller = house.caller({}, path=path, method=method, peer=peer, **{"key": None, **more})
        await house.gate.handle(caller)
        got.append(caller)
    return got


def counts(house):
    return [f for f in house.journal.facts if f.kind == "turned_away"]


async def test_a_stranger_has_a_few_records_then_is_counted_and_always_told_401(house):
    got = await knock(house, 1000)
    assert {one.status for one in got} == {401}
    assert house.kinds() == ["refused"] * int(OWN_BURST)
    assert [b"gwanmun-request" in one.headers for one in got] == [True] * 20 + [False] * 980
    house.clock.us += SECOND
    house.gate.write_counts()
    (count,) = counts(house)
    assert (count.opening["why"], count.opening["count"]) == ("strangers", 980)
    assert (count.opening["first_us"], count.opening["last_us"]) == (NOW_US, NOW_US)
    assert count.opening["problems"] == {"missing": 980}
    assert sum(count.opening["peers"].values()) == 980


async def test_no_address_stands_in_clear_in_any_fact(house):
    await knock(house, 30, peer="198.51.100.7")
    await knock(house, 30, peer="2001:db8:1:2:3:4:5:6")
    house.gate.write_counts(last=True)
    told = json.dumps([f.opening for f in house.journal.facts])
    # The house's pseudonyms hold what they were made of; a real keyring's are an HMAC.
    told = told.replace("pseudonym-of-peer:198.51.100.7", "").replace("pseudonym-of-peer:2001:0db8:0001:0002::/64", "")
    assert "198.51" not in told
    assert "db8" not in told


async def test_the_count_is_written_once_a_second_and_not_before(house):
    await knock(house, 100)
    house.gate.write_counts()
    assert counts(house) == []
    house.clock.us += SECOND
    house.gate.write_counts()
    house.gate.write_counts()
    assert len(counts(house)) == 1


async def test_each_second_brings_one_more_record(house):
    await knock(house, 100)
    for _ in range(5):
        house.clock.us += SECOND
        await knock(house, 10)
    assert house.kinds().count("refused") == OWN_BURST + 5


async def test_many_addresses_share_a_budget_too(house):
    for n in range(100):
        await knock(house, 30, peer=f"198.51.100.{n}")
    assert house.kinds().count("refused") == ALL_BURST
    house.gate.write_counts(last=True)
    (count,) = counts(house)
    assert len(count.opening["peers"]) == NAMED
    assert sum(count.opening["peers"].values()) + count.opening["other_peers"] == count.opening["count"]
    assert count.opening["count"] == 3000 - ALL_BURST


async def test_the_addresses_of_one_ipv6_subscriber_are_one(house):
    for n in range(100):
        await knock(house, peer=f"2001:db8:1:2::{n:x}")
    assert house.kinds().count("refused") == OWN_BURST


async def test_budgets_are_kept_for_so_many_addresses_only():
    away = TurnedAway()
    for n in range(3 * ADDRESSES):
        away.has_record(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}", 0.0)
    assert len(away._own) <= ADDRESSES


async def test_a_known_person_is_not_counted_among_strangers_from_the_same_address(house):
    await knock(house, 100, peer="127.0.0.1")
    got = await house.ask(headers={"gwanmun-purpose": "personal"})
    assert got.error["code"] == "not_admitted"
    assert got.headers[b"gwanmun-request"].decode() == house.journal.facts[-1].request
    assert (await house.ask()).status == 200


async def test_a_shut_journal_is_told_to_strangers_over_the_budget_as_well(house):
    await knock(house, 30)
    house.journal.shut = True
    (got,) = await knock(house)
    assert got.status == 503
    assert b"gwanmun-request" not in got.headers


async def test_a_count_that_could_not_be_written_is_kept(house):
    await knock(house, 30)
    house.journal.shut = True
    with pytest.raises(Exception, match="store"):
        house.gate.write_counts(last=True)
    house.journal.shut = False
    house.gate.write_counts(last=True)
    assert counts(house)[0].opening["count"] == 10


async def test_a_stranger_over_the_budget_waits_and_others_do_not(house):
    house.desk = house.gate.desk = replace(house.desk, slow_seconds=30)
    await knock(house, int(OWN_BURST))
    waiting = asyncio.ensure_future(knock(house))
    assert (await house.ask()).status == 200
    (large,) = await knock(house, raw=b"x" * 70_000)  # never held in memory for the sake of slowness
    assert large.status == 401
    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


# ---------------------------------------------------------------- what is not a prompt


@pytest.mark.parametrize("path", ["/v1/models", "/v1/models/gpt-x", "/gwanmun/usage"])
@pytest.mark.parametrize(
    ("change", "problem"), [({"expires_us": NOW_US}, "expired"), ({"revoked_us": NOW_US}, "revoked"), (None, "missing")]
)
async def test_a_question_without_a_good_key_is_noted_and_answers_with_the_number(path, change, problem):
    house = House(keys=(key(**(change or {})),))
    (got,) = await knock(house, path=path, key=None if change is None else KEY)
    (fact,) = house.journal.facts
    assert got.status == 401
    assert got.headers[b"gwanmun-request"].decode() == fact.request
    assert (fact.kind, fact.opening["code"], fact.opening["problem"]) == ("refused", "unidentified", problem)
    assert fact.opening["asked"] == path.removesuffix("/gpt-x")


@pytest.mark.parametrize("path", ["/v1/models", "/gwanmun/usage"])
async def test_a_question_that_the_key_does_not_admit_is_noted_with_the_person(house, path):
    await knock(house, path=path, key=KEY, headers={"gwanmun-department": "kr-seoul/tax"})
    (fact,) = house.journal.facts
    assert fact.opening["code"] == "not_admitted"


async def test_a_model_that_is_not_ones_own_is_noted_without_its_name(house):
    (got,) = await knock(house, path="/v1/models/hong-gildong", key=KEY)
    assert got.status == 404
    (fact,) = house.journal.facts
    assert (fact.opening["code"], fact.person) == ("unknown_model", "pseudonym-of-p1")
    assert "hong" not in repr(fact)


async def test_questions_have_the_same_budget_as_prompts(house):
    await knock(house, 15)
    await knock(house, 15, path="/v1/models")
    assert house.kinds() == ["refused"] * 20


async def test_questions_that_are_answered_are_no_refusals(house):
    for path in ("/v1/models", "/gwanmun/usage", "/v1/models/gpt-x"):
        (got,) = await knock(house, path=path, key=KEY)
        assert got.status == 200
    assert house.journal.facts == []


async def test_what_the_edge_refuses_is_counted_a_minute_at_a_time(house):
    for error in (BadRequest("body_too_large"), BadRequest("body_too_large"), Overloaded()):
        house.gate.refuse(error, "/v1/chat/completions")
    for method, path in (("PUT", "/v1/chat/completions"), ("POST", "/v1/models"), ("GET", "/nowhere/850312-1234567")):
        await house.gate.handle(house.caller(method=method, path=path))
    house.gate.stopping = True
    got = await house.ask()
    assert got.error["code"] == "stopping"
    assert house.journal.facts == []
    house.clock.us += 59 * SECOND
    house.gate.write_counts()
    assert house.journal.facts == []
    house.clock.us += SECOND
    house.gate.write_counts()
    (count,) = house.journal.facts
    assert (count.opening["why"], count.opening["count"]) == ("edge", 7)
    assert count.opening["problems"] == {
        "body_too_large": 2, "overloaded": 1, "bad_method": 2, "unknown_path": 1, "stopping": 1,
    }  # fmt: skip
    assert "850312" not in repr(count)
