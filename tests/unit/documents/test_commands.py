"""`gwanmun extract`, `scan FILE`, `mask FILE -o OUT` as a user meets them.

What the child promises is held in tests/contracts/test_documents.py; here it reads the development files, and the rest is read
in this process, which takes a tenth of the time.
"""

import json
import os
import sys
import zipfile
from pathlib import Path

import pytest

from gwanmun.adapters.documents.reader import read
from gwanmun.adapters.documents.write import masked
from gwanmun.entrypoints import cli, document_commands

DATA = Path(__file__).resolve().parents[2] / "data/documents"
sys.path.insert(0, str(DATA))
import make  # noqa: E402 - found beside its data
import packages  # noqa: E402

DEV = DATA / "dev"
EXPECTED = json.loads((DEV / "expected.json").read_text())


class Inline:
    def __init__(self, **_):
        pass

    async def read(self, content, name, *, tell=None, **_):
        if tell:
            tell(1, 500)
            tell(500, 500)
        return read(content, name)

    async def masked(self, content, name, edits, pictures="refuse"):
        return masked(content, name, edits, pictures)

    async def close(self):
        pass


@pytest.fixture(autouse=True)
def _quick(request, monkeypatch):
    if "TestTheDevelopmentFiles::test_extract" not in request.node.nodeid:
        monkeypatch.setattr(document_commands, "ChildDocuments", Inline)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def _run(*argv):
        code = cli.run([str(word) for word in argv])
        out = capsys.readouterr()
        assert "Traceback" not in out.out + out.err
        return code, out.out, out.err

    return _run


@pytest.mark.parametrize("name", EXPECTED)
class TestTheDevelopmentFiles:
    def test_extract_gives_every_planted_value(self, run, name):
        code, out, _ = run("extract", DEV / name)
        assert code == 0
        assert [row["text"] for row in EXPECTED[name]["must_find"] if row["text"] not in out] == []

    def test_every_value_is_found_with_its_kind(self, run, name):
        code, out, _ = run("extract", DEV / name, "--json")
        told = json.loads(out)
        assert code == 0
        assert {row["label"] for row in EXPECTED[name]["must_find"]} <= set(told["kinds"])

    def test_a_masked_copy_holds_none_of_them(self, run, tmp_path, name):
        out = tmp_path / f"copy{Path(name).suffix}"
        code, _, err = run("mask", DEV / name, "-o", out)
        assert code == 0, err
        texts = "\n".join(read(out.read_bytes(), out.name).texts)
        masked = [row["text"] for row in EXPECTED[name]["must_find"] if row["label"] != "MARKING"]
        assert masked
        assert [value for value in masked if value in texts] == []
        assert oct(out.stat().st_mode & 0o777) == "0o600"


class TestExtract:
    def test_tables_are_markdown_tables(self, run):
        _, out, _ = run("extract", DEV / "minwon.hwpx")
        assert "| 성명 | 휴대전화 | 주소 |\n|---|---|---|\n| 김서연 | 010-3573-6819 |" in out

    def test_what_stands_beside_the_text_comes_only_when_asked(self, run):
        assert "synthetic-fixture-author" not in run("extract", DEV / "minwon.hwpx")[1]
        assert "synthetic-fixture-author" in run("extract", DEV / "minwon.hwpx", "--all")[1]

    def test_a_mark_in_the_running_head_grades_the_whole_document(self, run):
        assert json.loads(run("extract", DEV / "minwon.hwpx", "--json")[1])["grade"] == "C"
        assert json.loads(run("extract", DEV / "contract.docx", "--json")[1])["grade"] == "O"

    def test_a_mark_in_its_name_grades_it_too(self, run, tmp_path):
        (tmp_path / "대외비_예산.docx").write_bytes(packages.docx({"body": "도로 보수 요청을 확인함"}))
        assert json.loads(run("extract", "대외비_예산.docx", "--json")[1])["grade"] != "O"

    def test_unread_pictures_and_hidden_sheets_are_told(self, run, tmp_path):
        (tmp_path / "a.xlsx").write_bytes(packages.xlsx({"hidden_sheet": "숨은 값"}, {"xl/media/image1.png": make.PNG}))
        code, out, err = run("extract", "a.xlsx")
        assert code == 0
        assert "[숨은 시트] 둘째" in out
        assert "숨은 시트" in err
        assert "그림" in err

    @pytest.mark.parametrize(
        "name", ["encrypted.zip", "cut.hwpx", "scan.pdf", "macro.docx", "lying.pdf", "distribution.hwp", "bomb.zip"]
    )
    def test_a_refusal_says_what_and_what_next_in_both_languages(self, run, tmp_path, name):
        (tmp_path / name).write_bytes(make.CASES[name].content)
        code, out, err = run("extract", name)
        assert (code, out) == (2, "")
        assert "오류:" in err
        assert "다음:" in err
        code, out, _ = run("extract", name, "--json", "--lang", "en")
        told = json.loads(out)["error"]
        assert code == 2
        assert told["code"] == "bad_document"
        assert told["en"]
        assert told["remedy_ko"]

    def test_a_sparse_file_of_two_gigabytes_is_refused_unread(self, run, tmp_path):
        with (tmp_path / "a.docx").open("wb") as file:
            file.truncate(2 << 30)
        code, _, err = run("extract", "a.docx")
        assert code == 2
        assert "너무 큽니다" in err

    def test_a_missing_file_and_a_folder_are_bad_input(self, run, tmp_path):
        assert run("extract", "nothing.docx")[0] == 2
        assert run("extract", tmp_path)[0] == 2

    def test_on_a_terminal_it_says_how_far_it_is_and_elsewhere_nothing(self, run, monkeypatch):
        assert "500/500" not in run("extract", DEV / "report.pdf")[2]
        monkeypatch.setattr("sys.stderr.isatty", lambda: True)
        _, out, err = run("extract", DEV / "report.pdf")
        assert "500/500" in err
        assert err.endswith("\r\033[K")  # and nothing of it stays
        assert "500/500" not in out


class TestScan:
    def test_a_document_is_searched_in_all_its_places(self, run, tmp_path):
        (tmp_path / "a.docx").write_bytes(make.CASES["docx-comment.docx"].content)
        code, out, _ = run("scan", "a.docx")
        assert code == 1
        assert make.CASES["docx-comment.docx"].find[0] in out

    def test_a_mark_in_a_running_head_is_found_and_lines_are_those_of_extract(self, run):
        told = json.loads(run("scan", DEV / "minwon.hwpx", "--json")[1])["spans"]
        whole = run("extract", DEV / "minwon.hwpx", "--all")[1]
        for row in EXPECTED["minwon.hwpx"]["must_find"]:
            assert any(whole[f["start"] : f["end"]] == row["text"] and f["label"] == row["label"] for f in told)

    def test_a_document_that_cannot_be_read_is_never_clear(self, run, tmp_path):
        (tmp_path / "a.docx").write_bytes(make.CASES["cut.docx"].content)
        assert run("scan", "a.docx")[0] == 2

    def test_a_document_without_findings_is_clear(self, run, tmp_path):
        (tmp_path / "a.docx").write_bytes(packages.docx({"body": "도로 보수 요청을 확인함"}))
        assert run("scan", "a.docx")[0] == 0


class TestMask:
    def test_without_a_file_to_write_the_masked_text_is_printed_as_a_model_would_receive_it(self, run):
        code, out, _ = run("mask", DEV / "minwon.hwpx")
        assert code == 0
        assert "| 성명 | 휴대전화 | 주소 |" in out
        assert "김서연" not in out
        assert "synthetic-fixture-author" not in out

    def test_the_same_value_gets_the_same_token_everywhere(self, run, tmp_path):
        words = "연락처 010-2222-3333 확인"
        (tmp_path / "a.hwpx").write_bytes(packages.hwpx({"body": words, "memo": words, "footer": words}))
        assert run("mask", "a.hwpx", "-o", "b.hwpx")[0] == 0
        body = read((tmp_path / "b.hwpx").read_bytes(), "b.hwpx").body
        assert body.count("⟨전화1⟩") == 3

    def test_only_the_parts_with_values_differ(self, run, tmp_path):
        (tmp_path / "a.docx").write_bytes(packages.docx({"footnote": "연락처 010-2222-3333 확인", "core": "보고"}))
        assert run("mask", "a.docx", "-o", "b.docx")[0] == 0
        with zipfile.ZipFile("a.docx") as before, zipfile.ZipFile("b.docx") as after:
            assert before.namelist() == after.namelist()
            differ = [name for name in before.namelist() if before.read(name) != after.read(name)]
        assert differ == ["word/footnotes.xml"]

    def test_a_value_split_over_runs_is_masked_and_its_format_stays(self, run, tmp_path):
        (tmp_path / "a.docx").write_bytes(packages.docx({"split": "연락처 010-2222-3333 확인"}))
        assert run("mask", "a.docx", "-o", "b.docx")[0] == 0
        with zipfile.ZipFile("b.docx") as copy:
            part = copy.read("word/document.xml").decode()
        assert "<w:b/>" in part
        assert "⟨전화1⟩" in part
        assert "3333" not in part

    def test_a_masked_number_becomes_a_text_cell(self, run, tmp_path):
        (tmp_path / "a.xlsx").write_bytes(packages.xlsx({"number": "8001011234567"}))
        assert run("mask", "a.xlsx", "-o", "b.xlsx")[0] == 0
        with zipfile.ZipFile("b.xlsx") as copy:
            part = copy.read("xl/worksheets/sheet1.xml").decode()
        assert '<c t="str" r="B2" s="1"><v>⟨주민번호1⟩</v></c>' in part

    def test_hwp_becomes_hwpx_and_must_be_called_so(self, run, tmp_path):
        (tmp_path / "a.hwp").write_bytes(make.CASES["hwp-table.hwp"].content)
        assert run("mask", "a.hwp", "-o", "b.hwp")[0] == 2
        assert not (tmp_path / "b.hwp").exists()
        assert run("mask", "a.hwp", "-o", "b.hwpx")[0] == 0
        assert "| 전화 | 연락처 ⟨전화1⟩ 확인 |" in read((tmp_path / "b.hwpx").read_bytes(), "b.hwpx").body

    def test_pictures_stop_a_copy_until_somebody_says_what_to_do(self, run, tmp_path):
        (tmp_path / "a.docx").write_bytes(
            packages.docx(
                {"body": "연락처 010-2222-3333"},
                {"word/media/image1.png": make.PNG, "docProps/thumbnail.png": make.PNG},
            )
        )
        code, _, err = run("mask", "a.docx", "-o", "b.docx")
        assert code == 2
        assert "--pictures blank" in err
        for rule, kept in (("keep", True), ("blank", False)):
            assert run("mask", "a.docx", "-o", "b.docx", "--pictures", rule)[0] == 0
            with zipfile.ZipFile("b.docx") as copy:
                assert (copy.read("word/media/image1.png") == make.PNG) is kept
                assert copy.read("docProps/thumbnail.png") != make.PNG

    def test_the_original_is_never_overwritten(self, run, tmp_path):
        content = make.CASES["docx-body.docx"].content
        (tmp_path / "a.docx").write_bytes(content)
        os.link(tmp_path / "a.docx", tmp_path / "same.docx")
        assert run("mask", "a.docx", "-o", "same.docx")[0] == 2
        assert (tmp_path / "a.docx").read_bytes() == content

    def test_a_masked_page_is_the_same_page_but_for_its_values(self, run, tmp_path):
        page = (
            "<!doctype html>\n<html>\n<head><title>민원</title></head>\n<body class=a>\n<!-- 담당 010-2222-3333 -->\n"
            "<p title=010-2222-3333>가 &amp; 나\n  {}</p>\n<!-- 남는 말 -->\n</body>\n</html>\n"
        )
        (tmp_path / "a.htm").write_text(page.format("010-2222-3333"))
        assert run("mask", "a.htm", "-o", "b.htm")[0] == 0
        expected = page.replace("<!-- 담당 010-2222-3333 -->", "").replace("title=010-2222-3333", 'title="⟨전화1⟩"')
        assert (tmp_path / "b.htm").read_text() == expected.replace("\n  {}", " ⟨전화1⟩")

    def test_a_page_without_values_is_copied_letter_by_letter(self, run, tmp_path):
        (tmp_path / "a.html").write_bytes("<p a=1 b>가  나&nbsp;<br/></p >\r\n<!-- b --><ul><li>다</ul>".encode())
        assert run("mask", "a.html", "-o", "b.html")[0] == 0
        assert (tmp_path / "b.html").read_bytes() == (tmp_path / "a.html").read_bytes()

    def test_letters_packed_into_an_address_stop_the_copy_of_a_page(self, run, tmp_path):
        (tmp_path / "a.html").write_text("<p>가</p><a href='data:text/plain;base64,MDEwLTIyMjItMzMzMw=='>나</a>")
        assert run("mask", "a.html", "-o", "b.html")[0] == 2

    def test_a_masked_archive_has_its_members_masked_and_their_names(self, run, tmp_path):
        members = {
            "남궁솔 010-2222-3333.txt": "전화 010-2222-3333".encode("cp949"),
            "나.docx": packages.docx({"footnote": "010-2222-3333"}),
        }
        (tmp_path / "a.zip").write_bytes(packages.zipped(members))
        assert run("mask", "a.zip", "-o", "b.zip")[0] == 0
        with zipfile.ZipFile(tmp_path / "b.zip") as copy:
            first, second = copy.namelist()
            assert "010" not in first
            assert first.endswith(".txt")
            assert copy.read(first).decode("cp949") == "전화 〈전화1〉"
        assert second == "나.docx"

    @pytest.mark.parametrize("name", ["eml-body.eml", "zip-pdf.zip"])
    def test_formats_without_a_writer_are_refused_with_a_way_out(self, run, tmp_path, name):
        (tmp_path / name).write_bytes(make.CASES[name].content)
        code, _, err = run("mask", name, "-o", f"copy{Path(name).suffix}")
        assert code == 2
        assert "사본" in err or "저장할 수 없습니다" in err
        assert "다음:" in err


ODD_TEXTS = {
    "utf16.csv": "성명,연락처\n김서연,010-4567-1234\n".encode("utf-16"),
    "without-mark.txt": "성명 김서연, 연락처 010-4567-1234".encode("utf-16-le"),
    "backwards.txt": "연락처 \u202e4321-7654-010\u202c 입니다".encode(),
    "folded.ics": "BEGIN:VCALENDAR\r\nDESCRIPTION:연락처 010-45\r\n 67-1234\r\nEND:VCALENDAR\r\n".encode(),
    "spelt.json": b'{"tel": "\\u0030\\u0031\\u0030-4567-1234"}',
}


@pytest.mark.parametrize("name", ODD_TEXTS)
def test_a_text_is_scanned_as_it_is_masked(run, tmp_path, name):
    (tmp_path / name).write_bytes(ODD_TEXTS[name])
    code, out, _ = run("scan", name)
    assert (code, "전화 1" in out) == (1, True), out
    out_name = f"copy.{name.rpartition('.')[2]}"
    assert run("mask", name, "-o", out_name)[0] == 0
    assert run("scan", out_name)[0] == 0


def test_lines_of_json_keep_their_places(run, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": 1, "text": "\\u0030\\u0031\\u0030-4567-1234"}\n')
    _code, out, _ = run("scan", "--jsonl", "a.jsonl")
    assert json.loads(out)["spans"][0]["end"] == len("010-4567-1234")
