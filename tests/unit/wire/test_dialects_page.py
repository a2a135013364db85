"""The page of dialects says what the lists say, and every trick of the sandbox."""

import subprocess
import sys
from pathlib import Path

from gwanmun.sandbox.answers import TRICKS

ROOT = Path(__file__).resolve().parents[3]


def test_the_tables_of_fields_are_fresh():
    done = subprocess.run([sys.executable, "tools/dialects_page.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0, "run: python tools/dialects_page.py"


def test_every_trick_of_the_sandbox_is_documented():
    page = (ROOT / "docs" / "dialects.md").read_text()
    for trick, words in TRICKS.items():
        assert f"| `{trick}` | {words} |" in page
