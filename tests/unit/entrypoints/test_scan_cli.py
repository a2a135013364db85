"""`gwanmun scan` and `gwanmun mask` as an officer meets them: files, standard input, JSON lines, exit codes."""

import json

import pytest
from typer.testing import CliRunner

from gwanmun.entrypoints.cli import app
from gwanmun.errors import BadCommand, BadDocument

TEXT = "민원인 김영희님\n연락처 010-2345-6789\n"


def run(*words, given=None):
    return CliRunner().invoke(app, words, input=given)


def test_a_person_sees_the_line_the_value_and_its_kind():
    done = run("scan", given=TEXT)
    assert done.exit_code == 1
    assert "-:2: 연락처 «010-2345-6789»  [전화 97%]" in done.stdout
    assert done.stdout.splitlines()[-1] == "-: 이름 1, 전화 1"


def test_a_text_with_nothing_in_it_ends_with_zero():
    done = run("scan", "-", given="오늘은 맑음")
    assert (done.exit_code, done.stdout) == (0, "-: 찾은 것 없음\n")


def test_files_are_read_in_the_encodings_of_korean_offices(tmp_path):
    (tmp_path / "a.txt").write_bytes(TEXT.encode("cp949"))
    (tmp_path / "b.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    done = run("scan", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [[s["label"] for s in row["spans"]] for row in rows] == [["NAME", "PHONE"]] * 2


def test_json_lines_come_out_one_for_one():
    lines = [{"id": "가", "text": TEXT}, {"id": 2, "text": "없음"}]
    done = run("scan", "-", "--jsonl", given="\n".join(json.dumps(line) for line in lines))
    assert done.exit_code == 0
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {
            "id": "가",
            "spans": [{"start": 4, "end": 7, "label": "NAME"}, {"start": 13, "end": 26, "label": "PHONE"}],
        },
        {"id": 2, "spans": []},
    ]


@pytest.mark.parametrize("line", ["[]", "{", '{"id": 1}', '{"text": "a"}', '{"id": 1, "text": 2}', "[" * 5000])
def test_a_bad_line_is_named_and_never_passed_over(line):
    done = run("scan", "-", "--jsonl", given='{"id": 1, "text": ""}\n' + line)
    assert isinstance(done.exception, BadCommand)
    assert "-:2" in str(done.exception.__dict__)


def test_what_is_no_text_is_never_nothing_found():
    done = run("scan", given=b"\x00\xff\xfe\x80")
    assert isinstance(done.exception, BadCommand | BadDocument)
    assert "찾은 것 없음" not in done.stdout


def test_a_missing_file_is_bad_input(tmp_path):
    assert isinstance(run("scan", str(tmp_path / "none")).exception, BadCommand)


@pytest.mark.parametrize(
    ("style", "out"),
    [("token", "⟨이름1⟩님"), ("word", "⟨이름⟩님"), ("partial", "김*희님")],
)
def test_a_text_is_masked_in_the_style_asked_for(style, out):
    done = run("mask", "-", "--style", style, given=TEXT)
    assert done.exit_code == 0
    assert done.stdout.startswith(f"민원인 {out}\n")
    assert "010-2345-6789" not in done.stdout


def test_no_text_steers_the_terminal():
    done = run("scan", given="연락처\x1b[2J 010-2345-6789\x07")
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout
