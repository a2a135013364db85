"""The score floor (점수 하한): detection may get better, never worse. The corpora stand in tests/data."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools"))

import corpora  # noqa: E402 - a tool, not a package
import score_corpus  # noqa: E402

#: corpus and which half of it → micro F1 overlap, exact, macro, disguised: at least; leaking documents, hard negatives alarmed: at most
FLOORS = {
    ("dev_corpus/dev.jsonl", ""): (0.995, 0.995, 0.995, 0.99, 0.01, 0.005),
    ("corpus2/corpus2.jsonl", ""): (0.993, 0.989, 0.996, 0.99, 0.05, 0.015),
    ("corpus3/corpus3.jsonl", ""): (0.993, 0.991, 0.994, 0.99, 0.04, 0.015),
    ("corpus4/corpus4.jsonl", ""): (0.98, 0.972, 0.99, 0.985, 0.16, 0.012),
    ("corpus6/corpus6.jsonl", ""): (0.991, 0.987, 0.99, 0.98, 0.06, 0.005),
    ("corpus7/corpus7.jsonl", ""): (0.875, 0.85, 0.865, 0.0, 0.675, 0.08),
    ("corpus11/corpus11.jsonl", ""): (0.974, 0.962, 0.988, 0.96, 0.13, 0.04),
    ("corpus12/corpus12.jsonl", ""): (0.965, 0.953, 0.99, 0.0, 0.125, 0.01),
    ("corpus13/corpus13.jsonl", ""): (0.938, 0.92, 0.935, 0.92, 0.225, 0.025),
    ("corpus15/corpus15.jsonl", ""): (0.974, 0.966, 0.985, 0.955, 0.092, 0.005),
    ("corpus16/corpus16.jsonl", ""): (0.89, 0.83, 0.92, 0.9, 0.31, 0.055),
    ("corpus17/corpus17.jsonl", ""): (0.99, 0.985, 0.99, 0.0, 0.03, 0.015),
    ("corpus18/corpus18.jsonl", ""): (0.983, 0.97, 0.99, 0.97, 0.06, 0.03),
    ("corpus19/corpus19.jsonl", ""): (0.918, 0.895, 0.945, 0.78, 0.32, 0.012),
    ("corpus20/corpus20.jsonl", ""): (0.987, 0.968, 0.99, 0.965, 0.13, 0.01),
    ("corpus21/corpus21.jsonl", ""): (0.985, 0.978, 0.99, 0.965, 0.07, 0.02),
    ("corpus22/corpus22.jsonl", ""): (0.977, 0.965, 0.99, 0.97, 0.155, 0.035),
    ("corpus24/corpus24.jsonl", ""): (0.988, 0.977, 0.99, 0.94, 0.07, 0.035),
    # Never read: what these rules reach on other documents.
    ("corpus8/corpus8.jsonl", "B"): (0.965, 0.957, 0.988, 0.975, 0.21, 0.038),
    ("corpus9/corpus9.jsonl", "B"): (0.974, 0.969, 0.99, 0.95, 0.28, 0.0),
    ("corpus10/corpus10.jsonl", ""): (0.968, 0.961, 0.969, 0.919, 0.17, 0.02),
    ("corpus14/corpus14.jsonl", ""): (0.971, 0.961, 0.971, 0.92, 0.085, 0.075),
    ("corpus23/corpus23.jsonl", ""): (0.978, 0.967, 0.981, 0.895, 0.115, 0.052),
}


@pytest.mark.parametrize(("corpus", "half"), FLOORS)
def test_detection_does_not_fall_below_its_floor(corpus, half):
    path = ROOT / "tests" / "data" / corpus
    if not path.exists():
        pytest.skip("this corpus is not in this tree")
    documents = [d for d in corpora.read(path) if not half or corpora.half(d["section"], d["doctype"]) == half]
    made = score_corpus.score_ours(documents)
    overlap, exact, macro, disguised, leaking, alarmed = FLOORS[corpus, half]
    assert made["micro_overlap"][2] >= overlap
    assert made["micro_exact"][2] >= exact
    assert made["macro_f1_overlap"] >= macro
    assert made["disguised_f1"] >= disguised
    assert made["documents_leaking"] <= leaking
    assert made["hard_negatives_alarmed"] <= alarmed
