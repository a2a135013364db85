"""S3: conflicting sources for the period stand side by side, marked as a conflict."""

from gwanmun.control.stories import spending_2024, spending_lines


def test_both_readings_are_shown_with_a_conflict_mark() -> None:
    line = next(line for line in spending_lines(spending_2024()) if line.startswith("충돌 · 기간"))
    assert "2023-01~2024-01" in line
    assert "2024-01~2025-01" in line
