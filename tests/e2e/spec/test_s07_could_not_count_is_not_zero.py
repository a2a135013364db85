"""S7: "could not count", "not reported" and zero are three things in CSV and JSON as on screens."""

import csv
import io

from gwanmun.entrypoints.cli import run


def test_the_csv_says_why_there_is_no_number(capsys) -> None:
    assert run(["collect", "2024", "--csv"]) == 0
    rows = {row["government"]: row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert len(rows) == 17
    assert (rows["kr-gyeonggi"]["users"], rows["kr-gyeonggi"]["users_state"]) == ("", "could_not_count")
    assert (rows["kr-busan"]["users"], rows["kr-busan"]["users_state"]) == ("", "not_reported")
    assert (rows["kr-seoul"]["users"], rows["kr-seoul"]["users_state"]) == ("440", "reported")
