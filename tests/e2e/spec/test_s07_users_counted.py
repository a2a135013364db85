"""S7: 3,687 users, never shown as a complete total: one government could not count."""

from gwanmun.control.stories import State, spending_2024, spending_lines


def test_the_users_are_shown_without_the_government_that_could_not_count() -> None:
    story = spending_2024()
    assert story.total_users == 3687
    gyeonggi = next(row for row in story.rows if row.id == "kr-gyeonggi")
    assert gyeonggi.users.state is State.COULD_NOT_COUNT
    line = next(line for line in spending_lines(story) if "3,687" in line)
    assert "경기도 집계 불가로 제외" in line
