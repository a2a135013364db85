"""S26: Seoul's 1,785 completions of 2025 load and are reported; levels come from courses and tests."""

from importlib.resources import files

from e2e.desk_line import DeskLine


def shipped(name: str) -> str:
    return files("gwanmun").joinpath("data", "training", name).read_text(encoding="utf-8")


def test_the_reported_completions_load_and_show(desk_line: DeskLine) -> None:
    file = desk_line.file("counts.csv", shipped("2025_counts.csv"))
    desk_line.done("training", "import", "training_counts", file)
    (seoul,) = desk_line.done("training", "report", "--year", "2025", "--agency", "kr-seoul")
    assert seoul["completed"] == 1785
    assert "reported" in seoul["source"]
    _, text = desk_line.run("training", "report", "--year", "2025", json_=False)
    assert "1,785" in text


def test_levels_come_from_what_each_person_completed(desk_line: DeskLine) -> None:
    head = "과정,과정명,영문명,수준,시간(분),유효일수,필수,수강처\n"
    courses = "s26-basic,기본,Basic,basic,60,365,아니오,나라배움터\ns26-deep,심화,Advanced,advanced,600,365,아니오,인재개발원\n"
    desk_line.done("training", "import", "courses", desk_line.file("courses.csv", head + courses))
    rows = "이용자,과정,이수일,점수,출처\np-1001,s26-basic,2026-03-02,80,lms\np-1001,s26-deep,2026-05-02,92,lms\np-1002,s26-basic,2026-03-02,75,lms\n"
    desk_line.done("training", "import", "completions", desk_line.file("done.csv", rows))
    (row,) = desk_line.done("training", "report", "--year", "2026", "--agency", "kr-chungnam")
    assert (row["completed"], dict(row["levels"])) == (2, {"basic": 2, "advanced": 1})
