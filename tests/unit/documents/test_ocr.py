"""Letters in scans: asked for only where there is nothing else, marked as a guess, refused where nobody can read them."""

import asyncio
import sys
from pathlib import Path

import pytest

from gwanmun.adapters.documents import ocr
from gwanmun.adapters.documents.ocr import RecognisingDocuments, tesseract
from gwanmun.adapters.documents.reader import draft_of
from gwanmun.entrypoints import cli, document_commands
from gwanmun.errors import BadDocument, Overloaded

DATA = Path(__file__).resolve().parents[2] / "data/documents"
sys.path.insert(0, str(DATA))
import make  # noqa: E402 - found beside its data
import packages  # noqa: E402
import pdfs  # noqa: E402
import scans  # noqa: E402

SCAN = pdfs.pdf({"image": "x"})
SAID = "성명: 남궁솔\n연락처: 010-2345-6789"


class TestWhatIsAskedFor:
    @pytest.mark.parametrize(
        ("content", "name", "places"),
        [
            (SCAN, "a.pdf", ["page 1"]),
            (pdfs.pdf({"page": "first page", "image": "x"}), "a.pdf", ["page 2"]),
            (pdfs.pdf({"numbered": "- 3 -"}), "a.pdf", ["page 1"]),
            (make.PNG, "a.png", ["picture"]),
            (packages.zipped({"a.png": make.PNG, "b.txt": b"text"}), "a.zip", ["a.png"]),
            (packages.docx({"empty": "x"}, {"word/media/image1.png": make.PNG}), "a.docx", ["word/media/image1.png"]),
            (packages.docx({"body": "글"}, {"word/media/image1.png": make.PNG}), "a.docx", []),
            (pdfs.pdf({"page": "text"}), "a.pdf", []),
        ],
    )
    def test_is_what_shows_nothing_but_a_picture(self, content, name, places):
        draft, document = draft_of(content, name, seen={})
        assert [place for place, _ in draft.wanted] == places
        assert all(image.startswith(b"\x89PNG") for _, image in draft.wanted)
        if not places:
            assert document.recognised == ()

    def test_what_was_recognised_is_shown_as_a_guess(self):
        draft, document = draft_of(pdfs.pdf({"page": "first page", "image": "x"}), "a.pdf", seen={"page 2": SAID})
        assert draft.wanted == []
        assert document.recognised == ("page 2",)
        assert f"[글자 인식]\n{SAID}" in document.body
        assert any("대조 필요" in note for note in document.notes)

    def test_a_page_on_which_nothing_was_recognised_refuses_the_file(self):
        with pytest.raises(BadDocument) as refused:
            draft_of(SCAN, "a.pdf", seen={"page 1": " . "})
        assert refused.value.problem == "image_only"

    def test_too_many_scans_are_refused(self):
        with pytest.raises(BadDocument) as refused:
            draft_of(packages.zipped({f"{n}.png": make.PNG for n in range(50)}), "a.zip", seen={})
        assert refused.value.problem == "too_many"

    @pytest.mark.parametrize("name", ["a.docx", "a.txt", "a.7z"])
    def test_a_picture_that_is_called_something_else_lies(self, name):
        with pytest.raises(BadDocument) as refused:
            draft_of(make.PNG, name, seen={})
        assert refused.value.problem == "lying_type"


def program(tmp_path, script):
    made = tmp_path / "recognise"
    made.write_text(f"#!/bin/sh\n{script}\n")
    made.chmod(0o700)
    return str(made)


class TestTheRecogniser:
    async def test_reads_each_page_without_network_or_files_to_write(self, tmp_path):
        script = f"[ $1 = --version ] && echo tesseract 5.3.0 && exit; cat >/dev/null; (echo x > {tmp_path}/leak) 2>/dev/null; printf '{SAID}'"
        documents = RecognisingDocuments(children=1, program=program(tmp_path, script))
        try:
            document = await documents.read(SCAN, "a.pdf", warm=False, scans=True)
            with pytest.raises(BadDocument) as refused:
                await documents.read(SCAN, "a.pdf", warm=False)
        finally:
            await documents.close()
        assert refused.value.problem == "image_only"  # nobody asked for a guess
        assert document.reader.endswith(" tesseract 5.3.0")
        assert document.recognised == ("page 1",)
        assert "남궁솔" in document.body
        assert not (tmp_path / "leak").exists() or not (tmp_path / "leak").read_text()

    @pytest.mark.parametrize(("script", "problem"), [("exit 1", "image_only"), ("exec sleep 60", "over_limits")])
    async def test_that_fails_or_hangs_refuses_the_file(self, tmp_path, script, problem):
        documents = RecognisingDocuments(program=program(tmp_path, script), page_seconds=2 if "sleep" in script else 60)
        with pytest.raises(BadDocument) as refused:
            await documents._letters(make.PNG, "page 1")
        assert refused.value.problem == problem

    async def test_that_says_without_end_is_stopped(self, tmp_path):
        documents = RecognisingDocuments(program=program(tmp_path, "exec yes"))
        with pytest.raises(BadDocument) as refused:
            await documents._letters(make.PNG * 1000, "page 1")
        assert refused.value.problem == "image_only"

    async def test_where_there_is_none_scans_are_refused_as_ever(self, monkeypatch):
        monkeypatch.setattr(ocr, "tesseract", lambda: "")
        documents = RecognisingDocuments(children=1)
        try:
            with pytest.raises(BadDocument) as refused:
                await documents.read(SCAN, "a.pdf", warm=False, scans=True)
        finally:
            await documents.close()
        assert refused.value.problem == "image_only"

    async def test_pictures_of_several_files_take_turns_one_at_a_time(self, tmp_path):
        documents = RecognisingDocuments(program=program(tmp_path, "exit 1"))
        began, busy = [], False

        async def letters(image, place):
            nonlocal busy
            assert not busy
            busy = True
            began.append(image)
            await asyncio.sleep(0)
            busy = False
            return place

        documents._letters = letters
        files = [documents._recognised([("a", who), ("b", who)], None) for who in (b"one", b"two")]
        assert await asyncio.gather(*files) == [{"a": "a", "b": "b"}] * 2
        assert began == [b"one", b"two", b"one", b"two"]

    async def test_learns_nothing_of_the_environment_and_reads_no_file_that_is_not_installed(
        self, tmp_path, monkeypatch
    ):
        monkeypatch.setenv("PROVIDER_KEY", "sk-secret")
        (tmp_path / "kept").write_text("kept")
        documents = RecognisingDocuments(
            program=program(tmp_path, f'cat >/dev/null; echo "seen: $PROVIDER_KEY $(cat {tmp_path}/kept 2>/dev/null)"')
        )
        assert (await documents._letters(make.PNG, "page 1")).strip() == "seen:"

    async def test_nobody_waits_without_limit_for_others_scans(self, tmp_path):
        documents = RecognisingDocuments(program=program(tmp_path, "exec sleep 60"), wait_seconds=0.2)
        first = asyncio.ensure_future(documents._recognised([("a", make.PNG)], None))
        await asyncio.sleep(0.05)
        with pytest.raises(Overloaded):
            await documents._recognised([("a", make.PNG)], None)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)

    def test_asking_for_it_where_there_is_none_says_what_to_install(self, monkeypatch, tmp_path, capsys):
        monkeypatch.setattr(document_commands, "tesseract", lambda: "")
        (tmp_path / "a.png").write_bytes(make.PNG)
        assert cli.run(["extract", str(tmp_path / "a.png"), "--ocr"]) == 2
        assert "tesseract-ocr-kor" in capsys.readouterr().err


@pytest.mark.long
@pytest.mark.skipif(
    not tesseract(), reason="tesseract is not installed: apt-get install tesseract-ocr tesseract-ocr-kor"
)
async def test_the_real_tesseract_reads_a_korean_scan():
    heard = []
    documents = RecognisingDocuments(children=1)
    try:
        for content, name in ((scans.png(SAID), "a.png"), (scans.pdf((SAID, SAID)), "a.pdf")):
            document = await documents.read(
                content, name, warm=False, scans=True, tell=lambda done, of: heard.append((done, of))
            )
            assert document.body.count("남궁솔") == document.body.count("010-2345-6789") == len(document.recognised)
    finally:
        await documents.close()
    assert heard == [(1, 1), (1, 2), (2, 2), (1, 2), (2, 2)]  # the picture; the pages as they are read, then recognised
