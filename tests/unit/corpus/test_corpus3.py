"""The third and later corpora are what their templates make, and what they label is what stands there."""

import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "tests" / "data"
# How much each corpus holds at least: of a label, documents by section, graded snippets, names of two letters, of four,
# in Latin and in Chinese letters, texts that are disguised.
LEAST = {
    3: {"label": 40, "sections": (400, 80, 120), "snippets": 200, "names": (40, 20, 20, 20), "disguised": 120},
    4: {"label": 25, "sections": (360, 75, 90), "snippets": 150, "names": (40, 20, 20, 10), "disguised": 60},
    5: {"label": 4, "sections": (450, 15, 300), "snippets": 0, "names": (40, 10, 10, 5), "disguised": 12},
    6: {"label": 20, "sections": (300, 40, 90), "snippets": 0, "names": (15, 10, 10, 3), "disguised": 35},
}
# What a value of each label looks like when nobody disguised it.
SHAPES = {
    "RRN": r"\d{6}[-– ]*\d{7}",
    "FRN": r"\d{6}[-– ]*[5-8]\d{6}",
    "DRIVER": r"(\d\d|\w\w )-?\d\d-\d{6}-\d\d",
    "PASSPORT": r"[MSROD](\d{8}|\d{3}[A-Z]\d{4})",
    "PHONE": r"(\+82 )?0?[\d). -]{8,14}",
    "EMAIL": r"[\w.]+@[\w.]+",
    "IP": r"\d+\.\d+\.\d+\.\d+|[0-9a-f]+:[0-9a-f:]+",
    "MAC": r"([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}",
    "GPS": r"N?3\d\.\d{6}\D{1,3}12\d\.\d{6}",
    "ACCOUNT": r"[\d -]{10,20}",
    "CARD": r"[\d -]{15,19}",
    "BRN": r"\d{3}-?\d\d-?\d{5}",
    "CRN": r"\d{6}-?\d{7}",
    "PLATE": r"(\w\w )?\d{2,3}[가-힣] ?\d{4}",
    "ADDRESS": r"\w+ .*\d.*",
    "NAME": r"[가-힣]{1,6}( [가-힣]{1,6})*|[\u4e00-\u9fff]{3}|([가-힣]|[A-Za-z-]+)( [A-Za-z-]+)+",
    "BIRTHDATE": r"\d{2,4}(\.|-|년).*\d[.일]?|\d{6}|\d\d/\d\d/\d{4}",
    "HEALTH_INS": r"(\d-)?\d{10}",
    "MILITARY_NO": r"\d\d-\d{5,8}",
    "MRN": r"(\d\d-)?\d{6,8}",
    "PCCC": r"[Pp]\d{12}",
    "PASSWORD": r"\S{4,}",
    "SECRET": r"(AKIA|gh[pos]_|sk-|xoxb-|AIza|eyJ|-----BEGIN)[\s\S]+",
    "MARKING": r"\S.*\S",
}


def rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module", params=sorted(LEAST))
def number(request):
    return request.param


@pytest.fixture(scope="module")
def least(number):
    return LEAST[number]


@pytest.fixture(scope="module")
def corpus(number):
    return rows(DATA / f"corpus{number}" / f"corpus{number}.jsonl")


@pytest.fixture(scope="module")
def snippets(number):
    path = DATA / f"corpus{number}" / "grades.jsonl"
    return rows(path) if path.exists() else []


def generate(number, *options):
    tool = [sys.executable, ROOT / "tools" / "corpus3.py", "--corpus", str(number), *options]
    return subprocess.run(tool, timeout=60, check=False).returncode


def values(corpus, label, section="realistic"):
    return [
        d["text"][s["start"] : s["end"]]
        for d in corpus
        if d["section"] == section
        for s in d["spans"]
        if s["label"] == label
    ]


def test_the_files_are_what_the_generator_makes(number):
    assert generate(number, "--check") == 0


def test_another_salt_gives_other_values_in_the_same_texts(tmp_path, number, corpus):
    out = tmp_path / "other.jsonl"
    assert generate(number, "--out", out, "--salt", "x") == 0
    other = rows(out)
    assert set(values(other, "RRN")).isdisjoint(values(corpus, "RRN"))
    assert {d["doctype"] for d in other} == {d["doctype"] for d in corpus}


def test_every_label_and_section_is_well_covered(corpus, least):
    labels = Counter(s["label"] for d in corpus for s in d["spans"])
    sections = Counter(d["section"] for d in corpus)
    assert labels.keys() == SHAPES.keys()
    assert min(labels.values()) >= least["label"]
    realistic, adversarial, negative = least["sections"]
    assert sections["realistic"] >= realistic
    assert sections["adversarial"] >= adversarial
    assert sections["hard_negative"] >= negative
    assert len({d["text"] for d in corpus}) == len({d["id"] for d in corpus}) == len(corpus)


def test_look_alikes_hold_nothing_and_every_other_text_something(corpus):
    assert all(bool(d["spans"]) == (d["section"] != "hard_negative") for d in corpus)


def test_spans_hold_a_value_and_nothing_around_it(corpus):
    for d in corpus:
        ends = 0
        for s in sorted([*d["spans"], *d["ignore"]], key=lambda s: s["start"]):
            value = d["text"][s["start"] : s["end"]]
            assert value == value.strip() != ""
            assert s["start"] >= ends
            ends = s["end"]


@pytest.mark.parametrize("label", sorted(SHAPES))
def test_a_value_nobody_disguised_has_the_shape_of_its_label(corpus, label):
    strange = [v for v in values(corpus, label) if not re.fullmatch(SHAPES[label], v)]
    # Dictated values stand in transcripts of calls, which are ordinary documents.
    assert [v for v in strange if not re.fullmatch(r"[공일이삼사오육칠팔구 ]+|.+ 골뱅이 .+", v)] == []


def test_no_slot_is_left_open(corpus):
    assert [d["id"] for d in corpus if re.search(r"\{[!~]|\{[A-Z_]{3,}\d?[}.=]", d["text"])] == []


def test_check_digits_hold_where_the_law_has_one(corpus):
    for value in values(corpus, "CARD"):
        twice = [int(c) * (1 + n % 2) for n, c in enumerate(reversed(re.sub(r"\D", "", value)))]
        assert sum(n - 9 if n > 9 else n for n in twice) % 10 == 0
    for value in values(corpus, "BRN"):
        d = [int(c) for c in re.sub(r"\D", "", value)]
        total = sum(a * w for a, w in zip(d, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=False)) + d[8] * 5 // 10
        assert (total + d[9]) % 10 == 0
    for value in values(corpus, "CRN"):
        d = [int(c) for c in re.sub(r"\D", "", value)]
        assert (sum(a * (1 + n % 2) for n, a in enumerate(d[:12])) + d[12]) % 10 == 0


def test_most_resident_numbers_hold_and_some_are_mistyped(corpus):
    def holds(value):
        d = [int(c) for c in re.sub(r"\D", "", value)]
        return (11 - sum(a * w for a, w in zip(d, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=False)) % 11) % 10 == d[
            12
        ]

    held = Counter(holds(v) for v in values(corpus, "RRN") if re.search(r"\d", v))
    assert held[True] > 4 * held[False] > 0


def test_names_are_of_every_length_and_origin(corpus, least):
    short, long, latin, chinese = least["names"]
    names = values(corpus, "NAME")
    lengths = Counter(len(n) for n in names if re.fullmatch("[가-힣]+", n))
    assert lengths[2] >= short
    assert lengths[4] >= long
    assert sum(1 for n in names if re.fullmatch("[A-Za-z -]+", n)) >= latin
    assert sum(1 for n in names if re.fullmatch("[\u4e00-\u9fff]+", n)) >= chinese


def test_disguised_texts_do_not_show_plain_numbers_only(corpus, least):
    def plain(d):
        return all(
            re.fullmatch(SHAPES[s["label"]], d["text"][s["start"] : s["end"]])
            and all(unicodedata.category(c) != "Cf" for c in d["text"][s["start"] : s["end"]])
            for s in d["spans"]
        )

    disguised = [d for d in corpus if d["section"] == "adversarial"]
    # Names set apart and marks keep the shape of their label.
    assert sum(1 for d in disguised if not plain(d)) >= least["disguised"]


def test_snippets_give_a_grade_a_class_that_fits_it_and_a_reason(snippets, least):
    classes = {"C": {"1", "2", "3", "4", "mark"}, "S": {"5", "6", "7", "8", "mark"}, "O": {"0", "mark"}}
    assert all(s["class"] in classes[s["grade"]] and s["reason"] and s["text"] for s in snippets)
    assert len({s["text"] for s in snippets}) == len({s["id"] for s in snippets}) == len(snippets) >= least["snippets"]
    assert min(Counter(s["grade"] for s in snippets).values(), default=0) >= 0.3 * least["snippets"]


def test_the_readme_states_the_counts_of_the_files(number, corpus, snippets):
    readme = (DATA / f"corpus{number}" / "README.md").read_text(encoding="utf-8")
    for label, count in Counter(s["label"] for d in corpus for s in d["spans"]).items():
        assert f"{label} {count}" in readme
    for section, count in Counter(d["section"] for d in corpus).items():
        assert f"`{section}` | {count} |" in readme
    for grade, count in Counter(s["grade"] for s in snippets).items():
        assert f"{grade} {count}" in readme
    assert f"{len(corpus)} documents" in readme
    assert f"{len(snippets)} snippets" in readme or not snippets
