"""Real engines on loopback for tests: BIND, Squid, Unbound, a pretend internet. Classes are told apart by 127/8 sources.

Where an engine is missing it is installed when this is root on a machine with apt; else the test is skipped, aloud.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from gwanmun.sandbox.engines import PACKAGES
from gwanmun.sandbox.visits import browse


def need(*programs):
    """Have these programs, or skip and say which are missing."""
    missing = [one for one in programs if shutil.which(one) is None]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = sorted({PACKAGES[one] for one in missing})
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        subprocess.run(command, check=False, capture_output=True, timeout=300, env=environment)
        missing = [one for one in programs if shutil.which(one) is None]
    if missing:
        pytest.skip(f"NOT RUN: {', '.join(missing)} missing (apt-get install {' '.join(PACKAGES[o] for o in missing)})")


def need_root():
    if os.geteuid() != 0:
        pytest.skip("NOT RUN: needs root (ports below 1024, users of the engines)")


def folder():
    """A folder that an engine's own user may read."""
    path = Path(tempfile.mkdtemp(prefix="gwanmun-enforce-"))
    path.chmod(0o755)
    return path


#: Several runs may share a machine, and every site wants port 443: each run has addresses of its own.
_NET = f"127.{100 + os.getpid() % 100}.{os.getpid() // 100 % 250}"
DEEPSEEK_AT, OTHERS_AT = f"{_NET}.1", f"{_NET}.2"
SITES = {
    "chat.deepseek.com": DEEPSEEK_AT,
    "deepseek.com": DEEPSEEK_AT,
    "chatgpt.com": OTHERS_AT,
    "notdeepseek.com": OTHERS_AT,
}
RESOLVED = {
    **SITES,
    **dict.fromkeys(("openai.com", "dns.google", "use-application-dns.net"), OTHERS_AT),
    "api.deepseek.com": DEEPSEEK_AT,
}
CNAMES = {"cloak.example.net": "chat.deepseek.com"}
ADDRESSES = {**SITES, "hidden.example.net": "8.8.8.8", "dns.google": "8.8.8.8"}


def visited(at, source, host):
    """(status, body, issuer of the certificate that came) through the proxy, as a browser would."""
    found = browse(at, source, host)
    return found.status, found.text, found.issuer
