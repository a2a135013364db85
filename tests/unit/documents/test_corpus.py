"""Every format × every place where text can hide × every fault: what is planted is read, what is broken is refused."""

import sys
from pathlib import Path

import pytest

from gwanmun.adapters.documents.reader import read
from gwanmun.adapters.documents.write import masked
from gwanmun.errors import BadDocument
from gwanmun.privacy.documents import edits_of, examine_document, left_over

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "data/documents"))
import make

READABLE = {name: case for name, case in make.CASES.items() if not case.problem}
FAULTY = {name: case for name, case in make.CASES.items() if case.problem}
MASKABLE = {name: case for name, case in READABLE.items() if case.masks}


def test_the_corpus_is_as_large_as_it_must_be():
    assert len(make.CASES) >= 60
    assert len(READABLE) >= 120
    assert {case.problem for case in FAULTY.values()} >= {
        "encrypted", "distribution", "damaged", "image_only", "no_text", "unknown_type", "lying_type", "wrong_encoding",
        "macro", "script", "unread_part", "external", "entities", "too_deep", "too_many", "ratio", "bad_name",
    }  # fmt: skip


@pytest.mark.parametrize("name", READABLE)
def test_what_hides_in_it_is_read(name):
    texts = "\n".join(read(READABLE[name].content, name).texts)
    assert [value for value in READABLE[name].find if value not in texts] == []


@pytest.mark.parametrize("name", READABLE)
def test_what_hides_in_it_is_found(name):
    examined = examine_document(read(READABLE[name].content, name))
    assert set(READABLE[name].find) <= {value.removeprefix("tel:") for value in examined.values()}


@pytest.mark.parametrize("name", FAULTY)
def test_it_is_refused_with_its_reason(name):
    with pytest.raises(BadDocument) as refused:
        read(FAULTY[name].content, name)
    assert refused.value.problem == FAULTY[name].problem


@pytest.mark.parametrize("name", MASKABLE)
def test_its_masked_copy_is_whole_and_holds_no_value(name):
    content = MASKABLE[name].content
    before = examine_document(read(content, name))
    copy, format_ = masked(content, name, edits_of(before))
    after = examine_document(read(copy, name if format_ == "text" else f"copy.{format_}"))
    assert not left_over(before, after)
    for value in MASKABLE[name].find:
        assert value not in "\n".join(after.document.texts)


@pytest.mark.parametrize("name", [n for n in MASKABLE if n.endswith((".docx", ".xlsx", ".pptx", ".hwpx"))])
def test_a_copy_without_edits_has_the_same_parts(name):
    content = MASKABLE[name].content
    copy, _ = masked(content, name, [])
    assert read(copy, name) == read(content, name)
