"""S27: 5,000 planned and 3,120 done is 62.4 %, with a forecast for the year's end."""

from importlib.resources import files

from e2e.desk_line import DeskLine


def test_gyeonggis_target_is_shown_against_what_was_done(desk_line: DeskLine) -> None:
    for table, name in (("targets", "2025_targets.csv"), ("training_counts", "2025_counts.csv")):
        text = files("gwanmun").joinpath("data", "training", name).read_text(encoding="utf-8")
        desk_line.done("training", "import", table, desk_line.file(name, text))
    (row,) = desk_line.done("training", "report", "--year", "2025", "--agency", "kr-gyeonggi")
    assert (row["planned"], row["completed"], row["percent_tenths"]) == (5000, 3120, 624)
    assert row["forecast"] == 3120 * 365 // 243
    assert row["forecast_percent_tenths"] == 937
    _, text = desk_line.run("training", "report", "--year", "2025", "--agency", "kr-gyeonggi", json_=False)
    assert "62.4 %" in text
