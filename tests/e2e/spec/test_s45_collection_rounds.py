"""S45: request, submit, validate, sign off, publish; a government may say "could not count" with its reason."""

import json
from datetime import timedelta

import pytest

from gwanmun.adapters.system import System
from gwanmun.control.office import seoul_day
from gwanmun.entrypoints.cli import run


@pytest.fixture
def config(tmp_path, capsys):
    assert run(["init", "--dir", str(tmp_path)]) == 0
    file = str(tmp_path / "gwanmun.toml")
    assert run(["import", "agencies", "--config", file, "--officer", "os:setup"]) == 0
    capsys.readouterr()
    return file


def act(config, name, officer, **args):
    return run(["act", name, json.dumps(args), "--config", config, "--officer", officer, "--reason", "시험", "--json"])


def test_a_round_goes_its_way_and_the_totals_carry_who_could_not_count(config, tmp_path, capsys) -> None:
    due = (seoul_day(System().now_us()) + timedelta(days=20)).isoformat()
    asked = {"id": "r1", "title_ko": "이용 현황", "title_en": "Use", "first_month": "2026-01", "last_month": "2026-10",
             "due": due, "source": "자료요구", "governments": ["kr-gyeonggi", "kr-seoul", "kr-jeju"]}  # fmt: skip
    assert act(config, "open_round", "assembly-1", **asked) == 0
    for agency, users in (("kr-gyeonggi", "집계 불가,부서별 개별 결제"), ("kr-seoul", "440,")):
        sheet = tmp_path / f"{agency}.csv"
        sheet.write_text(f'항목,값,사유\nkrw,"1,000,000",\nusers,{users}\nservices,3,\n', encoding="utf-8")
        assert (
            run(["collect", "submit", "r1", str(sheet), "--agency", agency, "--config", config, "--officer", "g-1"])
            == 0
        )
        for step, officer in (("validate_submission", "a-1"), ("sign_submission", "a-2"), ("sign_submission", "a-3")):
            assert act(config, step, officer, round="r1", agency=agency) == 0
    assert act(config, "refuse_round", "jeju-1", round="r1", agency="kr-jeju") == 0
    assert act(config, "publish_round", "assembly-2", round="r1") == 0
    capsys.readouterr()
    assert run(["collect", "show", "r1", "--config", config, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["findings"]["users"]["could_not_count"] == ["kr-gyeonggi"]
    assert (found["findings"]["users"]["amount"], found["findings"]["users_complete"]) == (440, False)
    assert {one["agency"]: one["stage"] for one in found["submissions"]} == {
        "kr-gyeonggi": "signed", "kr-seoul": "signed", "kr-jeju": "refused",
    }  # fmt: skip
    assert run(["collect", "show", "r1", "--config", config]) == 0
    assert "집계 불가 (부서별 개별 결제)" in capsys.readouterr().out
