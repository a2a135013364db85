"""`gwanmun demo --story enforce-2025` on real engines, as whoever reads the README starts it."""

import subprocess
import sys
from pathlib import Path

import pytest

from e2e.enforce import real
from gwanmun.sandbox.engines import missing
from gwanmun.sandbox.networks import available
from gwanmun.sandbox.stage import NEEDED

pytestmark = [
    pytest.mark.tools,
    pytest.mark.long,
]  # every run of `make test` lives through the same days in test_s22_on_real_engines.py


def namespaces():
    return {one.name for one in Path("/run/netns").glob("gw*")}


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_days_of_february_are_lived_through_and_nothing_is_left_behind(tmp_path, lang):
    real.need(*NEEDED)
    if missing(*NEEDED) or not available():
        pytest.skip("NOT RUN: no network namespaces here")
    before = namespaces()
    command = [sys.executable, "-m", "gwanmun.entrypoints.cli", "demo", "--story", "enforce-2025", "--lang", lang]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("✓") == 13
    assert "SIMULATED" not in done.stdout
    assert "모의" not in done.stdout
    for words in ("MND-1", "LOC-1", "MND-4", "GWE-0", "12"):
        assert words in done.stdout
    assert namespaces() <= before
    assert not list(tmp_path.iterdir())
