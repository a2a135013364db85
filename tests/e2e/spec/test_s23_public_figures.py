"""S23: what anybody may read, in Korean and English, from live data, without any personal data."""

import json
import re

import pytest

from gwanmun.control.counter import PUBLIC, carry_out_publicly
from gwanmun.entrypoints.cli import run
from gwanmun.errors import Unidentified


@pytest.fixture(scope="module")
def asked(reported):
    def ask(name, capsys, **args):
        assert run(["act", name, json.dumps(args), "--config", str(reported), "--officer", "citizen", "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


def test_every_figure_says_what_it_means_where_it_is_from_and_as_of_when(asked, capsys):
    told = asked("public_figures", capsys)
    assert {"services", "governments", "months", "tasks", "decisions"} == {one["id"] for one in told["figures"]}
    for one in told["figures"]:
        for field in ("title", "definition", "source", "method", "columns"):
            assert one[f"{field}_ko"]
            assert one[f"{field}_en"]
        assert one["as_of"] == told["as_of"]
        assert len(one["columns_ko"]) == len(one["columns_en"])
        assert all(len(row) == len(one["columns_ko"]) for row in one["rows"])


def test_it_is_made_of_what_passed_the_gate(asked, capsys):
    figures = {one["id"]: one for one in asked("public_figures", capsys)["figures"]}
    assert {row[0]["ko"]: row[1]["amount"] for row in figures["tasks"]["rows"]} == {"요약": 6}
    assert {row[0]["en"]: row[1]["amount"] for row in figures["decisions"]["rows"]} == {"allowed with masking": 6}
    months = [[cell["state"] for cell in row[1:]] for row in figures["months"]["rows"]]
    assert len(months) == 12
    assert months[0] == ["not_reported"] * 4
    assert figures["months"]["rows"][-1][1]["amount"] == 6


def test_nobody_can_be_found_in_it(asked, capsys):
    text = json.dumps(asked("public_figures", capsys), ensure_ascii=False)
    assert not re.search(r"[0-9a-f]{32}|kr-seoul/ai|01930000-", text)


def test_only_what_is_meant_for_anybody_is_open_without_signing_in():
    assert sorted(PUBLIC) == [
        "ask_case", "ask_objection", "file_objection", "public_figures", "read_register", "show_regions",
    ]  # fmt: skip
    for name in ("list_objections", "list_people", "assembly_report", "nonsense"):
        with pytest.raises(Unidentified):
            carry_out_publicly(None, name, {}, "203.0.113.7")


def test_a_statement_is_public_only_when_this_installation_signed_it(reported, capsys):
    order = json.dumps({"note": "gwanmun absence statement v1 / x\nservice deepseek\n\n— x AAAA\n"})
    assert run(["act", "publish_statement", order, "--config", str(reported), "--json"]) == 2
    assert "서명" in capsys.readouterr().out
