"""The page of errors says what the code says."""

import subprocess
import sys
from pathlib import Path

import pytest

from gwanmun import errors

ROOT = Path(__file__).resolve().parents[2]


def test_the_errors_page_is_fresh():
    assert subprocess.run([sys.executable, "tools/errors_page.py", "--check"], cwd=ROOT, check=False).returncode == 0


def classes():
    return [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.GwanmunError)]


def test_codes_are_unique_where_a_class_names_its_own():
    codes = [c.code for c in classes() if "code" in c.__dict__]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("cls", classes(), ids=lambda c: c.__name__)
def test_every_error_says_what_and_what_next_in_both_languages(cls):
    for text in (cls.ko, cls.remedy_ko):
        assert text
        assert any("가" <= ch <= "힣" or ch == "{" for ch in text)
    assert cls.en
    assert cls.remedy_en


@pytest.mark.parametrize("problem", errors.BadRequest.PROBLEMS)
def test_every_problem_words_itself_even_without_parameters(problem):
    error = errors.BadRequest(problem, "/x")
    assert "(/x)" in error.message("ko")
    assert error.remedy("ko")
    assert error.remedy("en")
    assert 400 <= error.http_status < 500
