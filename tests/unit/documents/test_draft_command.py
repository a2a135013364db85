"""`gwanmun draft` as a user meets it: an answer in, a report out, its values put back."""

import json
from pathlib import Path

import pytest

from gwanmun.adapters.documents.reader import read
from gwanmun.entrypoints import cli, draft_commands

ANSWER = "# 처리 계획\n\n- 민원인 ⟨이름1⟩(⟨전화1⟩)에게 통보\n"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(draft_commands, "read", lambda content, file: read(content, Path(file).name))


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(ANSWER)
    (tmp_path / "o.csv").write_text("성명,연락처\n남궁솔,010-2345-6789\n")

    def _run(*argv):
        code = cli.run([str(word) for word in argv])
        out = capsys.readouterr()
        assert "Traceback" not in out.out + out.err
        return code, out.out, out.err

    return _run


@pytest.mark.parametrize("ending", ["hwpx", "docx"])
def test_values_come_back_from_the_original_that_was_masked(run, ending):
    code, _, err = run("draft", "a.md", "-o", f"b.{ending}", "--original", "o.csv", "--department", "도로과")
    assert (code, err) == (0, f"b.{ending}: 처리 계획\n")
    body = read(Path(f"b.{ending}").read_bytes(), f"b.{ending}").body
    assert "□ 민원인 남궁솔(010-2345-6789)에게 통보" in body
    assert "도로과" in body
    assert "생성형 인공지능" in body
    assert oct(Path(f"b.{ending}").stat().st_mode & 0o777) == "0o600"


def test_what_was_not_put_back_is_told(run):
    code, _, err = run("draft", "a.md", "-o", "b.docx", "--lang", "en")
    assert code == 0
    assert "not put back" in err
    assert "⟨이름1⟩, ⟨전화1⟩" in err
    assert json.loads(run("draft", "a.md", "-o", "b.docx", "--json")[1])["left"] == ["⟨이름1⟩", "⟨전화1⟩"]


def test_the_date_is_the_one_that_is_given(run):
    run("draft", "a.md", "-o", "b.hwpx", "--date", "2026-11-22")
    first = Path("b.hwpx").read_bytes()
    assert "2026. 11. 22.(일)" in read(first, "b.hwpx").body
    run("draft", "a.md", "-o", "c.hwpx", "--date", "2026-11-22")
    assert Path("c.hwpx").read_bytes() == first


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("a.md", "-o", "b.pdf"), "HWPX나 DOCX"),
        (("a.md", "-o", "b.docx", "--date", "어제"), "날짜가 아닙니다"),
        (("nothing.md", "-o", "b.docx"), "읽을 수 없습니다"),
        (("o.csv", "-o", "b.docx"), "제목이 없습니다"),
    ],
)
def test_bad_input_says_what_to_do_and_writes_nothing(run, tmp_path, argv, says):
    before = sorted(tmp_path.iterdir())
    code, out, err = run("draft", *argv)
    assert (code, out) == (2, "")
    assert says in err
    assert "다음:" in err
    assert sorted(tmp_path.iterdir()) == before


def test_a_document_that_reads_otherwise_than_the_draft_is_not_written(run, monkeypatch):
    monkeypatch.setattr(draft_commands, "write_draft", lambda *_: Path("o.csv").read_bytes())
    monkeypatch.setattr(draft_commands, "read", lambda content, file: read(content, "a.txt"))
    code, _, err = run("draft", "a.md", "-o", "b.docx")
    assert code == 2
    assert "초안과 다릅니다" in err
    assert not Path("b.docx").exists()
