"""The third corpus is what its templates make, and what it labels is what stands there."""

import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "tests" / "data" / "corpus3"
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
    "NAME": r"[가-힣]{1,6}( [가-힣]{1,6})*|[\u4e00-\u9fff]{3}|[A-Za-z-]+( [A-Za-z-]+)+",
    "BIRTHDATE": r"\d{2,4}(\.|-|년).*\d[.일]?|\d{6}",
    "HEALTH_INS": r"(\d-)?\d{10}",
    "MILITARY_NO": r"\d\d-\d{5,8}",
    "MRN": r"(\d\d-)?\d{6,8}",
    "PCCC": r"P\d{12}",
    "PASSWORD": r"\S{4,}",
    "SECRET": r"(AKIA|gh[pos]_|sk-|xoxb-|AIza|eyJ|-----BEGIN)[\s\S]+",
    "MARKING": r"\S.*\S",
}


def rows(name):
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def corpus():
    return rows("corpus3.jsonl")


@pytest.fixture(scope="module")
def snippets():
    return rows("grades.jsonl")


def values(corpus, label, section="realistic"):
    return [
        d["text"][s["start"] : s["end"]]
        for d in corpus
        if d["section"] == section
        for s in d["spans"]
        if s["label"] == label
    ]


def test_the_files_are_what_the_generator_makes():
    made = subprocess.run([sys.executable, ROOT / "tools" / "corpus3.py", "--check"], timeout=60, check=False)
    assert made.returncode == 0


def test_another_salt_gives_other_values_in_the_same_texts(tmp_path, corpus):
    out = tmp_path / "other.jsonl"
    subprocess.run([sys.executable, ROOT / "tools" / "corpus3.py", "--out", out, "--salt", "x"], timeout=60, check=True)
    other = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert set(values(other, "RRN")).isdisjoint(values(corpus, "RRN"))
    assert {d["doctype"] for d in other} == {d["doctype"] for d in corpus}


def test_every_label_and_section_is_well_covered(corpus):
    labels = Counter(s["label"] for d in corpus for s in d["spans"])
    sections = Counter(d["section"] for d in corpus)
    assert labels.keys() == SHAPES.keys()
    assert min(labels.values()) >= 40
    assert sections["realistic"] >= 400
    assert sections["adversarial"] >= 80
    assert sections["hard_negative"] >= 120
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
    # Dictated numbers stand in transcripts of calls, which are ordinary documents.
    assert [v for v in strange if not re.fullmatch(r"[공일이삼사오육칠팔구 ]+", v)] == []


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


def test_names_are_of_every_length_and_origin(corpus):
    names = values(corpus, "NAME")
    lengths = Counter(len(n) for n in names if re.fullmatch("[가-힣]+", n))
    assert lengths[2] >= 40
    assert lengths[4] >= 20
    assert sum(1 for n in names if re.fullmatch("[A-Za-z -]+", n)) >= 20
    assert sum(1 for n in names if re.fullmatch("[\u4e00-\u9fff]+", n)) >= 20


def test_disguised_texts_do_not_show_plain_numbers_only(corpus):
    def plain(d):
        return all(
            re.fullmatch(SHAPES[s["label"]], d["text"][s["start"] : s["end"]])
            and all(unicodedata.category(c) != "Cf" for c in d["text"][s["start"] : s["end"]])
            for s in d["spans"]
        )

    disguised = [d for d in corpus if d["section"] == "adversarial"]
    assert sum(1 for d in disguised if not plain(d)) >= 120  # set-apart names and marks keep the shape of their label


def test_snippets_give_a_grade_a_class_that_fits_it_and_a_reason(snippets):
    classes = {"C": {"1", "2", "3", "4", "mark"}, "S": {"5", "6", "7", "8", "mark"}, "O": {"0", "mark"}}
    assert all(s["class"] in classes[s["grade"]] and s["reason"] and s["text"] for s in snippets)
    assert len({s["text"] for s in snippets}) == len({s["id"] for s in snippets}) == len(snippets) >= 200
    assert min(Counter(s["grade"] for s in snippets).values()) >= 60


def test_the_readme_states_the_counts_of_the_files(corpus, snippets):
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for label, number in Counter(s["label"] for d in corpus for s in d["spans"]).items():
        assert f"{label} {number}" in readme
    for section, number in Counter(d["section"] for d in corpus).items():
        assert f"`{section}` | {number} |" in readme
    for grade, number in Counter(s["grade"] for s in snippets).items():
        assert f"{grade} {number}" in readme
    assert f"{len(corpus)} documents" in readme
    assert f"{len(snippets)} snippets" in readme
