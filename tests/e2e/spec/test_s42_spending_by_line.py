"""S42: spending splits into licence, usage, training and security; a paper is taken in whole or not at all."""

import json

import pytest

from gwanmun.entrypoints.cli import run

GOOD = '승인일자,가맹점명,승인번호,금액,예산과목\n2026-03-02,OPENAI *CHATGPT,1,"398,750",이용권\n2026-03-05,한국교육,2,"1,000,000",교육\n'


@pytest.fixture
def config(tmp_path, capsys):
    assert run(["init", "--dir", str(tmp_path)]) == 0
    file = str(tmp_path / "gwanmun.toml")
    for what in ("agencies", "catalogue"):
        assert run(["import", what, "--config", file, "--officer", "os:setup"]) == 0
    capsys.readouterr()
    return file


def take(config, tmp_path, text, capsys):
    path = tmp_path / "card.csv"
    path.write_bytes(text.encode("cp949"))
    code = run(["ledger", "import", str(path), "--agency", "kr-seoul", "--config", config, "--json"])
    return code, json.loads(capsys.readouterr().out)


def lines(config, capsys):
    assert run(["ledger", "lines", "--agency", "kr-seoul", "--year", "2026", "--config", config, "--json"]) == 0
    return {row["line"]: row["charged"] for row in json.loads(capsys.readouterr().out)}


def test_a_card_statement_splits_by_line_and_importing_it_again_changes_nothing(config, tmp_path, capsys) -> None:
    code, wrong = take(config, tmp_path, GOOD + "2026-03-06,가맹점,3,삼만원,이용권\n", capsys)
    assert (code, wrong["taken"], [(row["row"], row["column"]) for row in wrong["rows"]]) == (2, 0, [(4, "금액")])
    assert set(lines(config, capsys).values()) == {0}
    for taken in (2, 0):
        code, done = take(config, tmp_path, GOOD, capsys)
        assert (code, done["taken"]) == (0, taken)
    assert lines(config, capsys) == {
        "licence": 398_750_000_000, "usage": 0, "training": 1_000_000_000_000, "security": 0,
    }  # fmt: skip


SERVICES = "승인일자,가맹점명,승인번호,금액,서비스\n2026-03-02,가,1,1000,chatgpt\n2026-03-02,나,2,2000,없는-서비스\n2026-03-03,다,3,3000,또-없음\n"


@pytest.mark.parametrize("more", [(), ("--check",)])
def test_every_row_with_an_unknown_service_is_named_also_when_only_checking(config, tmp_path, capsys, more) -> None:
    path = tmp_path / "card.csv"
    path.write_text(SERVICES, encoding="utf-8")
    assert run(["ledger", "import", str(path), "--agency", "kr-seoul", "--config", config, *more]) == 2
    assert "rows/3, rows/4" in capsys.readouterr().err
    assert set(lines(config, capsys).values()) == {0}


def test_checking_tells_what_would_be_taken_and_takes_nothing(config, tmp_path, capsys) -> None:
    path = tmp_path / "card.csv"
    path.write_text(GOOD, encoding="utf-8")
    command = ["ledger", "import", str(path), "--agency", "kr-seoul", "--config", config]
    assert run([*command, "--check"]) == 0
    assert "들일 수 있고" in capsys.readouterr().out
    assert set(lines(config, capsys).values()) == {0}
    assert run(command) == 0
    capsys.readouterr()
    assert run([*command, "--check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "taken": 0, "there_already": 2, "micro_won": 0, "rows": 2, "left_out": 0,
    }  # fmt: skip
