"""The promises of port `drafts`, in its own order, on the writers that keep them."""

import io
import zipfile
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.adapters.documents.reader import read
from gwanmun.adapters.documents.reports import ReportWriter
from gwanmun.domain.drafts import Draft, DraftFormat, Grid, Line, Rank, Run

WRITER = ReportWriter()


def words(text):
    return (Run(text),)


DRAFT = Draft(
    title="도로 보수 <계획> & 예산",
    label="이 문서는 생성형 인공지능(kr-a:b)의 도움을 받아 작성한 초안입니다.",
    day=date(2026, 11, 22),
    department="도로관리과",
    summary=(words("요약 한 줄"),),
    blocks=(
        Line(Rank.CHAPTER, words("배경")),
        Line(Rank.SECTION, words("남궁솔(010-2345-6789)이 신고함")),
        Line(Rank.POINT, (Run("굵은 ", bold=True), Run("글"))),
        Line(Rank.DETAIL, words("세부 <hp:t> ]]> &amp; \"인용\" 'a'")),
        Line(Rank.NOTE, words("참고")),
        Line(Rank.PLAIN, words("문단\t뒤")),
        Line(Rank.POINT, words("첫째"), number=1),
        Grid(((words("구간"), words("기간")), (words("중앙로 | 12"), words("11.24.")))),
        Line(Rank.CHAPTER, words("계획")),
    ),
    sources=(words("지침 2025"), words("둘째 근거")),
    attachments=(words("사진 1부."), words("예산 1부.")),
    service="kr-a:b",
)


@pytest.mark.parametrize("format_", DraftFormat)
class TestWriting:
    def test_the_same_draft_gives_the_same_bytes(self, format_):  # promise 1
        assert WRITER.write(DRAFT, format_) == WRITER.write(DRAFT, format_)

    def test_every_word_comes_back_in_its_place(self, format_):  # promise 2
        body = read(WRITER.write(DRAFT, format_), f"a.{format_.value}").body
        assert body.split("\n") == [
            "| 도로 보수 <계획> & 예산 |", "|---|", "",
            "2026. 11. 22.(일), 도로관리과",
            "※ 이 문서는 생성형 인공지능(kr-a:b)의 도움을 받아 작성한 초안입니다.",
            "| ◇ 요약 한 줄 |", "|---|", "",
            "# Ⅰ. 배경",
            "## □ 남궁솔(010-2345-6789)이 신고함",
            "○ 굵은 글",
            "- 세부 <hp:t> ]]> &amp; \"인용\" 'a'",
            "※ 참고",
            "문단\t뒤",
            "1) 첫째",
            "| 구간 | 기간 |", "|---|---|", "| 중앙로 \\| 12 | 11.24. |", "",
            "# Ⅱ. 계획",
            "출처: 지침 2025",
            "      둘째 근거",
            "붙임  1. 사진 1부.",
            "      2. 예산 1부.  끝.",
            "",
        ]  # fmt: skip

    def test_a_draft_of_title_and_label_alone_ends_as_it_must(self, format_):
        body = read(WRITER.write(Draft("제목", "표시"), format_), f"a.{format_.value}").body
        assert body.rstrip("\n").endswith("  끝.")
        one = Draft("제목", "표시", attachments=(words("사진 1부."),))
        assert "붙임  사진 1부.  끝." in read(WRITER.write(one, format_), f"a.{format_.value}").body
        grid = Draft("제목", "표시", blocks=(Grid(((words("칸"),),)),))
        assert read(WRITER.write(grid, format_), f"a.{format_.value}").body.rstrip("\n").endswith("  끝.")

    def test_the_label_stands_in_the_properties_for_machines(self, format_):  # promise 3
        rest = read(WRITER.write(DRAFT, format_), f"a.{format_.value}").rest
        assert DRAFT.label in rest
        assert "compositeWithTrainedAlgorithmicMedia" in rest

    def test_there_is_nothing_but_text(self, format_):  # promise 4
        content = WRITER.write(DRAFT, format_)
        document = read(content, f"a.{format_.value}")
        assert (document.pictures, document.dropped) == ((), ())
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            assert opened.testzip() is None
            for name in opened.namelist():
                if name.endswith((".xml", ".rels", ".hpf")):
                    assert b"External" not in opened.read(name)
                    ET.fromstring(opened.read(name))  # noqa: S314 - our own


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40), st.sampled_from(DraftFormat))
def test_no_text_breaks_a_document_or_is_taken_for_markup(text, format_):
    draft = Draft(text or "제목", "표시 글", blocks=(Line(Rank.PLAIN, words(text)), Grid(((words(text),),))))
    body = read(WRITER.write(draft, format_), f"a.{format_.value}").body
    letters = "".join(c for c in text if c.isalnum())
    assert "".join(c for c in body if c.isalnum()).count(letters) >= 2


class TestTheLibrariesOwnValidators:
    """python-hwpx (Apache-2.0) holds HWPX to Hancom's schema, python-docx (MIT) opens DOCX. Neither is a dependency."""

    def test_hwpx(self, tmp_path):
        validator = pytest.importorskip("hwpx.tools.package_validator", reason="python-hwpx is not installed")
        schema = pytest.importorskip("hwpx.tools.validator")
        (tmp_path / "a.hwpx").write_bytes(WRITER.write(DRAFT, DraftFormat.HWPX))
        assert not [one for one in validator.validate_package(tmp_path / "a.hwpx").issues if one.is_error]
        assert schema.validate_document(tmp_path / "a.hwpx").ok

    def test_docx(self, tmp_path):
        docx = pytest.importorskip("docx", reason="python-docx is not installed")
        (tmp_path / "a.docx").write_bytes(WRITER.write(DRAFT, DraftFormat.DOCX))
        opened = docx.Document(tmp_path / "a.docx")
        assert len(opened.tables) == 3
        assert [p.text for p in opened.paragraphs if p.style.name == "Heading 1"] == ["Ⅰ. 배경", "Ⅱ. 계획"]
