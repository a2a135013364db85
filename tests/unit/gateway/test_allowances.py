"""Allowances and rate limits as a caller meets them: marks in headers, refusals with their wait, own use always shown."""

from dataclasses import replace

import pytest

from gwanmun.domain.allowances import Allowance, Level, Measure, Period, RateLimit, Window
from house import HOME, OUT, House, snapshot


def house(*allowances, rates=(), **changes):
    return House(snapshot=snapshot(allowances=allowances, rate_limits=rates, **changes))


async def worst():
    """What one small request holds."""
    one = House()
    await one.ask(max_tokens=10)
    return next(fact.held for fact in one.journal.facts if fact.kind.value == "admitted")


@pytest.mark.parametrize(
    ("level", "subject"),
    [
        (Level.SERVICE, f"kr-seoul:{OUT}"), (Level.SERVICE, f"*:{OUT}"), (Level.SERVICE, "*"),
        (Level.PURPOSE, "kr-seoul:work"), (Level.PURPOSE, "*:work"),
    ],
)  # fmt: skip
async def test_an_allowance_of_a_service_or_purpose_stops_it(level, subject):
    shut = house(Allowance(level, subject, Period.MONTH, await worst() - 1))
    got = await shut.ask(max_tokens=10)
    assert got.status == 429
    assert got.error["allowance"] == {"level": level, "period": "month", "limit_micro_won": await worst() - 1}
    assert shut.vendor.sent == []
    shut.check()


async def test_an_allowance_of_another_service_purpose_or_agency_stops_nothing():
    others = (
        Allowance(Level.SERVICE, f"kr-seoul:{HOME}", Period.DAY, 0), Allowance(Level.SERVICE, f"kr-mnd:{OUT}", Period.DAY, 0),
        Allowance(Level.PURPOSE, "kr-seoul:personal", Period.DAY, 0),
    )  # fmt: skip
    assert (await house(*others).ask()).status == 200


async def test_an_agencys_own_row_replaces_what_stands_over_everybody():
    rows = (
        Allowance(Level.SERVICE, "*", Period.DAY, 0),
        Allowance(Level.SERVICE, f"kr-seoul:{OUT}", Period.DAY, 10**12),
    )
    assert (await house(*rows).ask()).status == 200


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_soft_allowance_lets_pass_and_says_so_in_header_metrics_and_record(streamed):
    soft = house(Allowance(Level.DEPARTMENT, "*", Period.MONTH, 1, stops=False))
    got = await soft.ask(stream=streamed)
    assert got.status == 200
    assert got.headers[b"gwanmun-allowance"] == b"department/month 100%"
    assert soft.metrics.counts["allowance_mark", "department/month/100"] == 1
    assert soft.journal.facts[0].opening["allowance_marks"] == ["department/month/100"]
    await soft.ask()
    assert soft.metrics.counts["allowance_mark", "department/month/100"] == 1
    soft.check()


async def test_far_from_a_limit_nothing_is_said():
    got = await House().ask()
    assert b"gwanmun-allowance" not in got.headers


async def test_in_house_without_a_price_is_answered_also_over_the_limit():
    shut = house(Allowance(Level.PERSON, "*", Period.DAY, 0))
    assert (await shut.ask(model="gpt-x")).status == 429
    assert (await shut.ask(model="home")).status == 200
    shut.check()


async def test_over_the_limit_one_sees_ones_own_use_and_where_to_ask_for_more():
    shut = house(Allowance(Level.PERSON, "*", Period.DAY, 0))
    got = await shut.ask()
    assert got.error["allowance_request"]["act"] == "ask_allowance"
    own = shut.caller(path=got.error["own_use"]["path"], method=got.error["own_use"]["method"])
    await shut.gate.handle(own)
    assert own.status == 200


async def test_over_a_rate_limit_the_dialects_own_429_says_how_long_to_wait():
    fast = house(rates=(RateLimit(Level.PERSON, "*", Measure.REQUESTS, Window.MINUTE, 2),))
    assert [(await fast.ask()).status for _ in range(3)] == [200, 200, 429]
    for path, kind in (("/v1/chat/completions", "code"), ("/v1/messages", "type")):
        body = {"model": "gpt-x", "max_tokens": 10, "messages": [{"role": "user", "content": "네"}]}
        got = fast.caller(body, path=path, headers={"anthropic-version": "2023-06-01"} if kind == "type" else None)
        await fast.gate.handle(got)
        assert (got.status, got.headers[b"retry-after"]) == (429, b"60")
        assert got.error["rate_limit"]["level"] == "person"
        assert kind in got.json["error"]
    assert len(fast.vendor.sent) == 2
    fast.clock.us += 60_000_000
    assert (await fast.ask()).status == 200
    fast.check()


async def test_tokens_a_minute_are_counted_as_they_were_used_not_as_they_were_feared():
    fast = house(rates=(RateLimit(Level.GOVERNMENT, "*", Measure.TOKENS, Window.MINUTE, 1_500),))
    assert [(await fast.ask(max_tokens=900)).status for _ in range(5)] == [200] * 5  # 15 tokens each, 900 feared
    fast.check()


async def test_a_refused_prompt_is_not_counted():
    fast = house(rates=(RateLimit(Level.PERSON, "*", Measure.REQUESTS, Window.DAY, 1),))
    assert (await fast.ask(model="deepseek-chat")).status == 403
    assert (await fast.ask()).status == 200


async def test_the_first_fact_says_service_and_purpose_for_the_accounts():
    one = House()
    await one.ask()
    assert [(f.service, f.purpose) for f in one.journal.facts] == [(OUT, "work"), ("", "")]
    assert one.accounts.balance("s", f"kr-seoul:{OUT}", "2026").used > 0
    assert replace(one.accounts.balance("u", "kr-seoul:work", "2026")) == one.accounts.balance("g", "kr-seoul", "2026")
