"""S30: secure AI of government's own. A grade-S prompt is answered in-house behind the same interface; nothing leaves."""

import json

import openai
import pytest

from e2e.site import CHAT, MESSAGES, Site, unique

MARKED = (
    "[비공개(제5호)] 2027년 조직개편 내부 검토안입니다. 세 줄로 요약해 주세요.",
    "부분공개(제5호, 제6호)\n2027년도 예산 조정안 초안입니다. 표로 정리해 주세요.",
    "공개구분: 비공개(5호)\n민원인 남궁솔(010-2345-6789) 관련 감사 의견을 다듬어 주세요.",
)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", [CHAT, MESSAGES])
@pytest.mark.parametrize("text", MARKED)
def test_a_marked_text_is_answered_by_our_own_model(running: Site, text: str, path: str, stream: bool) -> None:
    mark = unique()
    with running.watching("outside") as outside, running.watching("in-house") as inside:
        got = running.ask(f"{text} {mark}", path=path, stream=stream)
    assert got.status == 200
    assert got.headers["gwanmun-grade"] == "S"
    assert got.headers["gwanmun-routed"] == "in-house"
    assert got.headers["gwanmun-service"].startswith("sandbox-in-house")
    assert "시험용 응답" in got.text
    assert outside == []
    assert len(inside) == 1
    assert mark in inside[0]


def test_the_official_client_need_not_change_anything(running: Site) -> None:
    with (
        running.watching() as outside,
        openai.OpenAI(base_url=f"{running.base}/v1", api_key=running.key(), max_retries=0) as client,
    ):
        answer = client.chat.completions.create(
            model="gwanmun-sandbox", messages=[{"role": "user", "content": MARKED[0]}]
        )
    assert answer.model == "gwanmun-sandbox"  # as asked for: a tool that checks the name goes on working
    assert outside == []


def test_a_caller_can_raise_the_grade_of_an_open_text_and_never_lower_it(running: Site) -> None:
    with running.watching() as outside:
        raised = running.ask("회의실 예약 방법을 알려 주세요.", headers={"gwanmun-grade": "S"})
        kept = running.ask(MARKED[0], headers={"gwanmun-grade": "O"})
    assert (raised.headers["gwanmun-routed"], kept.headers["gwanmun-routed"]) == ("in-house", "in-house")
    assert outside == []


def test_what_is_secret_goes_nowhere_at_all(running: Site) -> None:
    with running.watching("outside") as outside, running.watching("in-house") as inside:
        got = [
            running.ask("Ⅱ급비밀\n작전 계획을 요약해 주세요."),
            running.ask("대외비\n2027년도 예산 조정안입니다.", path=MESSAGES),
            running.ask("공개구분: 비공개(1,5호)\n요약해 주세요.", stream=True),
            running.ask("요약해 주세요.", headers={"gwanmun-grade": "C"}),
        ]
    assert [one.status for one in got] == [403] * 4
    assert (outside, inside) == ([], [])


def test_the_record_says_from_where_to_where_and_why(running: Site) -> None:
    request = running.ask(MARKED[1]).headers["gwanmun-request"]
    records = [opening for leaf, opening in running.records() if leaf.request == request]
    told = json.dumps(records[0], ensure_ascii=False)
    assert "sandbox-in-house" in told
    assert '"sandbox-outside"' in told
    assert "예산" not in told


def test_personal_data_that_masking_removes_does_not_make_a_text_sensitive(running: Site) -> None:
    with running.watching() as outside:
        got = running.ask("민원인 남궁솔(010-2345-6789)께 드릴 안내문을 써 주세요.")
    assert got.headers["gwanmun-grade"] == "O"
    assert len(outside) == 1
