"""S2: won as whole numbers; dollars derived at a stated rate; the reported dollars kept as reported."""

from gwanmun.control.stories import spending_2024, spending_lines


def test_the_total_is_whole_won_and_the_dollars_name_their_rate() -> None:
    story = spending_2024()
    assert story.total_won == 391_686_165
    assert story.usd_as_reported == 276_000
    assert story.usd_at_rate == story.total_won // story.won_per_usd
    for language in ("ko", "en"):
        text = "\n".join(spending_lines(story, language))
        assert "391,686,165" in text
        assert "1,450" in text
        assert "276,000" in text
