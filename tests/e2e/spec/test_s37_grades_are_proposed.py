"""S37: confidential information without safeguards. What a text speaks of is graded before it leaves; a question is not held."""

import json
from pathlib import Path

import pytest

from e2e.site import Site, unique

SNIPPETS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data" / "grades" / "free.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("number", "12345678")
def test_a_matter_of_each_class_of_the_law_does_not_leave(running: Site, number: str) -> None:
    text = next(s["text"] for s in SNIPPETS if s["class"] == number)
    with running.watching("outside") as outside:
        got = running.ask(f"{text} {unique()}")
    assert outside == []
    if number in "1234":
        assert got.status == 403
    else:
        assert (got.status, got.headers["gwanmun-grade"], got.headers["gwanmun-routed"]) == (200, "S", "in-house")


def test_public_work_goes_on(running: Site) -> None:
    public = [s["text"] for s in SNIPPETS if s["grade"] == "O"][:8]
    grades = [running.ask(text).headers["gwanmun-grade"] for text in public]
    assert grades == ["O"] * len(public)


def test_the_record_names_the_grounds_and_no_word_of_the_text(running: Site) -> None:
    mark = unique()
    running.ask(f"아래 참고인 진술을 요약해 줘 {mark}")
    opening = running.records()[-1][1]
    assert "C content 4" in json.dumps([o for _, o in running.records()], ensure_ascii=False, default=str)
    assert mark not in str(opening)
