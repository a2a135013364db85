"""Tasks are labelled in the request path when the caller named none (S43); one answer in twenty asks for minutes (S12)."""

import pytest

from house import House


def who(house):
    """What the record says of the last request."""
    return next(f.opening["who"] for f in reversed(house.journal.facts) if "who" in f.opening)


async def test_a_prompt_without_a_task_gets_a_label_of_ours():
    house = House()
    await house.ask("민원인에게 보낼 답변을 정중하게 작성해 주십시오.")
    assert (who(house)["task"], who(house)["task_source"]) == ("민원 답변", "label")


async def test_a_task_that_the_caller_named_stays():
    house = House()
    await house.ask("영어로 번역해 주세요", headers={"gwanmun-task": "회의록"})
    assert (who(house)["task"], who(house)["task_source"]) == ("회의록", "caller")


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages"])
async def test_the_last_message_of_the_person_decides_not_what_was_said_before(path):
    house = House()
    body = {"model": "gpt-x", "max_tokens": 10, "messages": [
        {"role": "user", "content": "회의록을 정리해 주세요"}, {"role": "assistant", "content": "네"},
        {"role": "user", "content": [{"type": "text", "text": "이제 이 글을"}, {"type": "text", "text": "영어로 번역해 주세요"}]},
    ]}  # fmt: skip
    headers = {"anthropic-version": "2023-06-01"} if path == "/v1/messages" else None
    await house.gate.handle(house.caller(body, path=path, headers=headers))
    assert who(house)["task"] == "번역"


async def test_a_refused_prompt_is_labelled_too_and_a_label_opens_nothing():
    house = House()
    assert (await house.ask("파이썬 코드를 짜 주세요", model="deepseek-chat")).status == 403
    assert who(house)["task"] == "코드"


async def test_one_answer_in_twenty_asks_how_many_minutes_it_saved():
    house = House()
    asked = [b"gwanmun-ask" in (await house.ask(max_tokens=1)).headers for _ in range(40)]
    assert sum(asked) == 2
