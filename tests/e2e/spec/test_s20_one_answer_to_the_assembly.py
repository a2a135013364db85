"""S20: the answer to the National Assembly by one command: the same request twice gives byte-equal tables and the same
digest, a signature that a stranger verifies offline, and three things that stay three.
"""

import csv
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from e2e.reported_site import month_ago
from gwanmun.entrypoints.cli import run


@pytest.fixture
def config(reported):
    return reported


def report(config, kind, out, *more):
    return run(["report", kind, "--out", str(out), "--config", str(config), *more])


def rows(path):
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_the_same_request_twice_is_byte_equal(config, tmp_path, capsys):
    for name in ("a", "b"):
        assert report(config, "assembly", tmp_path / name, "--from", month_ago(), "--to", month_ago()) == 0
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("a", "b"))
    assert one == two
    assert {
        "assembly.json",
        "assembly.pdf",
        "assembly.xlsx",
        "assembly-governments.csv",
        "signature.txt",
        "absence.txt",
    } <= one.keys()
    assert len({line for line in capsys.readouterr().out.splitlines() if "SHA-256" in line}) == 1


def test_a_row_for_each_government_and_what_is_not_known_is_no_zero(config, tmp_path, capsys):
    assert report(config, "assembly", tmp_path / "a", "--from", month_ago(), "--to", month_ago(), "--form", "csv") == 0
    found = {row[0]: row for row in rows(tmp_path / "a" / "assembly-governments.csv")}
    assert len(found) >= 1 + 17
    assert found["서울특별시"][1:6] == ["1", "openai-api", "보도 없음", "42", "6"]
    assert found["제주특별자치도"][1:7] == [
        "보도 없음",
        "-",
        "보도 없음",
        "보도 없음",
        "보도 없음",
        "관문에 연결되지 않음",
    ]
    told = capsys.readouterr().out
    assert "집행액 보도 없음, 이용자 6명 (1곳 합계)" in told
    assert "DeepSeek 이용 0건" in told


def test_a_collection_keeps_could_not_count_apart(config, tmp_path):
    assert report(config, "assembly", tmp_path / "a", "--collection", "kr-2024", "--form", "csv") == 0
    found = {row[0]: row for row in rows(tmp_path / "a" / "assembly-governments.csv")}
    assert len(found) == 1 + 17
    assert found["경기도"][5] == "집계 불가"
    assert found["제주특별자치도"][3] == "68710000"
    totals = {row[0]: row for row in rows(tmp_path / "a" / "assembly-totals.csv")}
    assert totals["이용자 합계(제출된 그대로)"][1] == "3687"
    assert "경기도" in totals["이용자(명)"][3]


def test_a_stranger_verifies_it_and_sees_the_slightest_change(config, tmp_path, capsys):
    out = tmp_path / "a"
    assert report(config, "assembly", out, "--from", month_ago(), "--to", month_ago(), "--form", "json", "--json") == 0
    key = json.loads(capsys.readouterr().out)["key"]
    assert run(["report", "verify", str(out), "--key", key]) == 0
    other = key.rpartition("+")[0].rpartition("+")[0]
    assert run(["report", "verify", str(out), "--key", f"{other}+00000000+{key.rpartition('+')[2]}"]) != 0
    file = out / "assembly.json"
    file.write_bytes(file.read_bytes().replace("서울".encode(), "부산".encode(), 1))
    assert run(["report", "verify", str(out), "--key", key]) == 4


def test_an_evidence_pack_proves_itself_without_the_installation(config, tmp_path, capsys):
    out = tmp_path / "pack"
    first = (datetime.now(UTC) - timedelta(days=75)).date().isoformat()
    days = ["--from", first, "--to", datetime.now(UTC).date().isoformat()]
    assert report(config, "evidence", out, *days, "--reason", "정기 감사", "--zip", "--json") == 0
    key = json.loads(capsys.readouterr().out)["key"]
    alone = [sys.executable, "-I", str(out / "verify.py"), str(out), "--key", key]
    assert subprocess.run(alone, check=False, capture_output=True, text=True, cwd=tmp_path).returncode == 0
    assert run(["report", "verify", str(out), "--key", key]) == 0
    assert "13" in capsys.readouterr().out
    assert len(rows(next((out / "journal").glob("gate*")) / "records.csv")) == 1 + 13
    entry = next((out / "journal").glob("gate*/tile/entries/000*/13"))
    entry.write_bytes(entry.read_bytes().replace(b"kr-seoul", b"kr-busan", 1))
    assert run(["report", "verify", str(out), "--key", key]) == 4
    assert subprocess.run(alone, check=False, capture_output=True, text=True, cwd=tmp_path).returncode != 0
    assert (tmp_path / "pack.zip").is_file()


def test_a_months_accesses_are_laid_out_for_review(config, tmp_path):
    assert report(config, "access-review", tmp_path / "a", "--month", month_ago(), "--form", "csv") == 0
    sample = rows(tmp_path / "a" / "access-review-sample.csv")
    assert len(sample) == 1 + 6
    assert all(row[7] == "있음" for row in sample[1:])
    days = rows(tmp_path / "a" / "access-review-days.csv")
    assert sum(int(row[1]) for row in days[1:] if row[1].isdigit()) == 6


def test_bad_input_is_answered_with_what_to_do(config, tmp_path, capsys):
    for arguments in (["--from", "2026-13", "--to", "2026-14"], []):
        assert report(config, "assembly", tmp_path / "a", *arguments) == 2
    assert report(config, "assembly", tmp_path / "a", "--collection", "none") == 2
    assert report(config, "access-review", tmp_path / "a", "--month", "x") == 2
    assert "Traceback" not in capsys.readouterr().err
