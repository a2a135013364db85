"""S32: foreign handling of data. A fact sheet with source, date and confidence; every fact shows its age, old ones are marked."""

from datetime import date

from bureau import DEEPSEEK, Bureau
from gwanmun.entrypoints.desk_commands_changes import service_lines


def test_every_fact_shows_source_and_age_and_old_ones_turn_amber(tmp_path):
    bureau = Bureau(tmp_path, date(2025, 2, 10))
    bureau.seed_country(DEEPSEEK)
    bureau.do("put_fact", service="deepseek", name="trains_on_input", value="yes", source="국가정보원 기술검증, 2025-02-09",
              as_of="2025-02-09", confidence="medium")  # fmt: skip

    def rows():
        return {one["fact"]["name"]: one for one in bureau.do("show_service", service="deepseek")["facts"]}

    assert all(one["fact"]["source"] and one["age_days"] >= 0 for one in rows().values())
    assert (rows()["trains_on_input"]["age_days"], rows()["trains_on_input"]["stale"]) == (1, False)
    bureau.go(date(2025, 8, 8))
    assert not rows()["trains_on_input"]["stale"]
    bureau.go(date(2025, 8, 9))
    assert rows()["trains_on_input"]["stale"]
    line = next(
        one for one in service_lines(bureau.do("show_service", service="deepseek"), "ko") if "trains_on_input" in one
    )
    assert "▲오래됨" in line
    assert "국가정보원" in line
    bureau.close()
