"""`gwanmun policies|catalogue|inquiries|orders|emergency|reviews`: one act each, in Korean, English and JSON, never a traceback."""

import json
import shutil

import pytest

from gwanmun.control import shipped
from gwanmun.control.acts import ACTS
from gwanmun.control.acts_changes import CHANGES
from gwanmun.entrypoints import cli
from gwanmun.entrypoints.desk_commands_changes import COLUMNS, _csv, instant, pairs
from gwanmun.errors import BadCommand


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """An installation with what ships, made once and copied."""
    place = tmp_path_factory.mktemp("changes")
    config = ("--config", str(place / "gwanmun.toml"), "--officer", "kim", "--reason", "개통")
    assert cli.run(["init", "--dir", str(place)]) == 0
    for what in ("agencies", "catalogue", "packs"):
        assert cli.run(["import", what, *config]) == 0
    return place


@pytest.fixture
def run(installed, tmp_path, monkeypatch, capsys):
    shutil.copytree(installed, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GWANMUN_CONFIG", raising=False)

    def _run(*argv):
        code = cli.run(argv)
        out = capsys.readouterr()
        assert "Traceback" not in out.out + out.err
        return code, out.out, out.err

    return _run


def by(officer):
    return ("--officer", officer, "--reason", "시험")


def test_two_people_and_a_schedule(run):
    assert run("policies", "activate", "kr-n2sf", "1", *by("lee"))[0] == 1
    assert run("policies", "confirm", "kr-n2sf", "1", *by("park"))[0] == 0
    assert run("policies", "activate", "kr-n2sf", "1", *by("kim"))[0] == 1
    code, out, _ = run("policies", "activate", "kr-n2sf", "1", "--at", "2027-01-01T09:00", *by("lee"), "--json")
    assert (code, json.loads(out)["active"]) == (0, False)
    code, out, _ = run("policies", "list", "kr-n2sf")
    assert "시행 예약" in out
    assert "2027-01-01 09:00" in out
    assert "scheduled" in run("policies", "list", "kr-n2sf", "--lang", "en")[1]
    assert run("policies", "cancel", "kr-n2sf", *by("lee"))[0] == 0
    assert run("policies", "activate", "kr-n2sf", "1", "--expected", "3", *by("lee"))[0] == 1
    assert run("policies", "activate", "kr-n2sf", "1", "--expected", "0", *by("lee"))[0] == 0
    assert "시행 중" in run("policies", "list", "kr-n2sf")[1]


def test_an_import_says_how_many_rows_it_took_in(run):
    assert (
        run("import", "catalogue", *by("kim"), "--lang", "en")[1].strip()
        == f"catalogue: {len(shipped.catalogue().services)} taken in"
    )


def test_two_people_take_it_out_of_force_and_the_first_is_told_to_wait(run):
    run("policies", "confirm", "kr-n2sf", "1", *by("park"))
    run("policies", "activate", "kr-n2sf", "1", *by("lee"))
    run("act", "put_authority", json.dumps({"authority": {"id": "kr-nis", "name_ko": "국가정보원", "name_en": "NIS",
        "officers": ["nis-1", "nis-2"]}}), *by("admin"))  # fmt: skip
    code, out, _ = run("policies", "deactivate", "kr-n2sf", *by("nis-1"))
    assert (code, "다른 담당자가" in out, "완료" in out) == (0, True, False)
    assert run("policies", "deactivate", "kr-n2sf", *by("nis-1"))[0] == 1
    assert "시행 중" in run("policies", "list", "kr-n2sf")[1]
    assert "완료" in run("policies", "deactivate", "kr-n2sf", *by("nis-2"))[1]
    assert "시행 중" not in run("policies", "list", "kr-n2sf")[1]


def test_a_precaution_is_refused_naming_the_field(run):
    run("policies", "confirm", "kr-motie-temporary", "1", *by("park"))
    code, _, err = run("policies", "activate", "kr-motie-temporary", "1", *by("lee"))
    assert code == 2
    assert "--review-on" in err


def test_a_vendor_is_asked_by_the_word_people_use_and_shown_beside_others(run):
    assert run("inquiries", "open", "q-1", "--vendor", "deepseek", "--asker", "kr-pipc", *by("cpo"))[0] == 0
    assert run("inquiries", "reply", "q-1", "controller", "--words", "회사", *by("cpo"))[0] == 0
    assert run("inquiries", "judge", "q-1", "controller", "insufficient", *by("cpo"))[0] == 0
    code, out, _ = run("inquiries", "show", "deepseek")
    assert code == 0
    for word in ("회신 불충분", "deepseek-api", "Garante (IT)", "CNIL (FR)", "어떤 개인정보를 수집합니까?"):
        assert word in out
    assert "answered_insufficient" in run("inquiries", "list", "--lang", "en")[1]
    assert run("inquiries", "show", "openai")[0] == 0
    assert run("inquiries", "show", "nobody")[0] == 2


def test_onboarding_shows_what_is_open_and_leaving_takes_all_along(run, tmp_path):
    here = ("openai-api", "--agency", "kr-seoul")
    assert run("catalogue", "propose", *here, *by("kim"))[0] == 0
    assert (
        run(
            "catalogue",
            "check",
            "openai-api",
            "security_review",
            "--agency",
            "kr-seoul",
            "--evidence",
            "문서",
            *by("kim"),
        )[0]
        == 0
    )
    out = run("catalogue", "list")[1]
    assert "제안" in out
    assert "계약·이용약관 검토" in out
    assert "('" not in out
    assert run("catalogue", "move", "openai-api", "approved", "--agency", "kr-seoul", *by("lee"))[0] == 1
    assert "US" in run("catalogue", "show", "openai-api")[1]
    assert run("catalogue", "fact", "openai-api", "storage_countries", "KR", "--source", "공급자", "--as-of", "2026-01-01",
               "--confidence", "high", *by("kim"))[0] == 0  # fmt: skip
    assert "KR" in run("catalogue", "show", "openai-api")[1]
    assert (
        "달라지는 승인" in run("catalogue", "reevaluate", "--service", "openai-api", "--set", "storage_countries=US")[1]
    )
    assert run("catalogue", "reevaluate", "--set", "nonsense")[0] == 2
    out = tmp_path / "taken"
    assert run("catalogue", "exit-export", "openai-api", "--out", str(out), *by("kim"))[0] == 0
    assert json.loads((out / "service.json").read_text())["page"]["service"]["id"] == "openai-api"
    assert run("catalogue", "exit-export", "openai-api", "--out", str(out), *by("kim"))[0] == 2


def test_lists_that_are_empty_say_so(run):
    for words in (("emergency", "list"), ("policies", "delegations"), ("reviews", "due")):
        assert run(*words)[:2] == (0, "없음\n")
    assert run("inquiries", "list")[1].startswith("없음\n다음: gwanmun inquiries open")
    assert "Garante (IT)" in run("orders", "list", "deepseek")[1]


@pytest.mark.long
@pytest.mark.parametrize(
    "words",
    [
        ("orders", "issue", "o-1", "--authority", "kr-pipc", "--kind", "block", "--subject", "x", "--title", "가",
         "--title-en", "a", "--source", "s"),
        ("orders", "end", "o-1"), ("emergency", "open", "--agency", "kr-seoul", "--service", "openai-api", "-p", "p-1"),
        ("emergency", "review", "x", "justified", "--finding", "가"), ("emergency", "review", "x", "maybe", "--finding", "가"),
        ("policies", "return", "kr-n2sf", "1"), ("policies", "activate", "kr-n2sf", "1", "--at", "tomorrow"),
        ("policies", "delegate", "kr-n2sf", "X", "kr-seoul", "--to", "allow", "--id", "d"), ("policies", "undelegate", "d"),
        ("catalogue", "approve-model", "m"), ("inquiries", "extend", "q", "2027-01-01"), ("inquiries", "refuse", "q"),
        ("inquiries", "letter", "q", "reminder", "--words", "가"), ("inquiries", "withdraw", "q"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_both_languages_with_a_way_out(run, words):
    code, _, err = run(*words, *by("kim"))
    assert code == (1 if words[:3] in {("policies", "return", "kr-n2sf"), ("policies", "delegate", "kr-n2sf")} else 2)
    assert "다음:" in err
    assert "next:" in run(*words, *by("kim"), "--lang", "en")[2]


def test_every_list_has_columns_and_every_act_of_the_table_is_known():
    assert set(COLUMNS) <= set(ACTS)
    assert set(CHANGES) <= set(ACTS)


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless():
    data = _csv([{"a": "=cmd()", "b": -1}, {"a": "+1", "b": None}]).decode("utf-8-sig")
    assert data == "a,b\n'=cmd(),-1\n'+1,\n"


def test_times_are_seouls_and_nonsense_is_refused():
    assert instant("2026-12-01T09:00") == instant("2026-12-01T00:00+00:00")
    assert instant(None) is None
    with pytest.raises(BadCommand):
        instant("soon")
    with pytest.raises(BadCommand):
        pairs(["=x"])
