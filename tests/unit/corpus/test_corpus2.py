"""The second corpus is what its generator makes, and the scorer counts as its sign says."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "tests" / "data" / "corpus2"
sys.path.insert(0, str(ROOT / "tools"))

import corpora  # noqa: E402 - a tool, not a package
import score_corpus  # noqa: E402 - a tool, not a package


@pytest.fixture(scope="module")
def corpus():
    return corpora.read(FOLDER / "corpus2.jsonl")


def document(text="", spans=(), ignore=(), section="realistic"):
    return {"id": "a", "section": section, "doctype": "", "text": text, "spans": list(spans), "ignore": list(ignore)}


def span(start, end, label="NAME"):
    return {"start": start, "end": end, "label": label}


def test_the_file_is_what_the_generator_makes():
    made = subprocess.run([sys.executable, FOLDER / "make.py", "--check"], timeout=60, check=False)
    assert made.returncode == 0


def test_every_label_and_section_is_well_covered(corpus):
    labels = Counter(s["label"] for d in corpus for s in d["spans"])
    sections = Counter(d["section"] for d in corpus)
    assert len(labels) == 24
    assert min(labels.values()) >= 40
    assert sections["adversarial"] >= 150
    assert sections["hard_negative"] >= 150
    assert len({d["text"] for d in corpus}) == len(corpus) >= 600


def test_spans_hold_a_value_and_nothing_around_it(corpus):
    for d in corpus:
        ends = 0
        for s in sorted([*d["spans"], *d["ignore"]], key=lambda s: s["start"]):
            value = d["text"][s["start"] : s["end"]]
            assert value == value.strip() != ""
            assert s["start"] >= ends
            ends = s["end"]


def test_the_readme_states_the_counts_of_the_file(corpus):
    labels = Counter(s["label"] for d in corpus for s in d["spans"])
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for label, number in labels.items():
        assert f"{label} {number}" in readme
    assert f"{len(corpus)} documents" in readme


def test_half_of_the_longer_span_is_enough_for_overlap_but_not_for_exact():
    result = score_corpus.score([document("가나다라", [span(0, 4)])], {"a": [span(0, 2)]})
    assert result["micro_overlap"] == [1.0, 1.0, 1.0]
    assert result["micro_exact"] == [0.0, 0.0, 0.0]
    less = score_corpus.score([document("가나다라마", [span(0, 5)])], {"a": [span(0, 2)]})
    assert less["micro_overlap"][2] == 0.0


def test_a_value_found_under_another_label_is_wrong_but_does_not_leak():
    result = score_corpus.score([document("가나다", [span(0, 3)])], {"a": [span(0, 3, "ADDRESS")]})
    assert result["micro_overlap"] == [0.0, 0.0, 0.0]
    assert result["documents_leaking"] == 0.0


def test_a_tenth_left_uncovered_leaks():
    result = score_corpus.score([document("0123456789", [span(0, 10)])], {"a": [span(0, 8)]})
    assert result["documents_leaking"] == 1.0
    assert result["micro_overlap"] == [1.0, 1.0, 1.0]


def test_what_lies_in_an_ignored_span_neither_counts_nor_alarms():
    quiet = document("홍길동", ignore=[span(0, 3)], section="hard_negative")
    assert score_corpus.score([quiet], {"a": [span(0, 3)]})["hard_negatives_alarmed"] == 0.0
    loud = document("홍길동", section="hard_negative")
    assert score_corpus.score([loud], {"a": [span(0, 3)]})["hard_negatives_alarmed"] == 1.0


def test_our_detectors_are_asked_by_the_label_names_of_the_corpus():
    found = score_corpus.predict("연락처 010-2345-6789")
    assert json.dumps(found) == json.dumps([span(4, 17, "PHONE")])
