"""S17: what a prompt said is read by nobody without a role, a second person and a recorded reason; refusals are on record."""

import msgspec

from e2e.desk_line import DeskLine
from gwanmun.adapters.files.openings import OpenedJournal

REQUEST = "01980000-0000-7000-8000-000000000001"


def facts(desk_line: DeskLine) -> list[dict]:
    """What the desk's own journal holds about reading content."""
    site = desk_line.site
    opened = OpenedJournal(site.data / "journal" / "desk", site.keys_dir)
    records = opened.records(0, lambda leaf: leaf.kind == "act", msgspec.json.Decoder(dict))
    return [opening for _, opening in records if opening and opening["act"] in {"content_refused", "ask_content"}]


def test_without_a_reason_it_is_refused_and_recorded(desk_line: DeskLine) -> None:
    before = len(facts(desk_line))
    told = desk_line.refused("misuse", "ask", REQUEST, officer="p-1007")
    assert "사유" in told["ko"]
    after = facts(desk_line)
    assert len(after) == before + 1
    assert (after[-1]["act"], after[-1]["why"], after[-1]["officer"]) == ("content_refused", "reason", "p-1007")


def test_without_a_role_it_is_refused_whatever_the_reason(desk_line: DeskLine) -> None:
    assert (
        "역할" in desk_line.refused("misuse", "ask", REQUEST, officer="p-1001", reason="감사 2026-12 표본 점검")["ko"]
    )
    assert facts(desk_line)[-1]["why"] == "role"


def test_one_person_is_not_enough_and_two_still_find_nothing_stored(desk_line: DeskLine) -> None:
    asked = desk_line.done("misuse", "ask", REQUEST, officer="p-1007", reason="유출 의심 신고 2026-12 확인")
    assert "두 사람" in desk_line.refused("misuse", "read", asked["id"], officer="p-1007")["ko"]
    assert "두 사람" in desk_line.refused("misuse", "agree", asked["id"], officer="p-1007")["ko"]
    desk_line.done("misuse", "agree", asked["id"], officer="p-1008")
    told = desk_line.refused("misuse", "read", asked["id"], officer="p-1007")
    assert "보관하지 않습니다" in told["ko"]
    assert facts(desk_line)[-1]["why"] == "nothing"
