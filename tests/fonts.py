"""A font with Hangul, for tests that print: installed when this is root on a machine with apt; else the test is skipped, aloud."""

import os
import shutil
import subprocess

import pytest

from gwanmun.adapters.reports import pdf
from gwanmun.errors import BadCommand


def need_a_font_with_hangul():
    if _there():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "fonts-nanum"]
        done = subprocess.run(command, check=False, capture_output=True, timeout=200, env=environment)
        if done.returncode:  # no list of packages yet, or an old one
            subprocess.run(["apt-get", "update", "-qq"], check=False, capture_output=True, timeout=90, env=environment)
            subprocess.run(command, check=False, capture_output=True, timeout=200, env=environment)
    if not _there():
        pytest.skip("NOT RUN: a font with Hangul is missing (apt-get install fonts-nanum)")


def _there():
    try:
        pdf.fonts()
    except BadCommand:
        return False
    return True
