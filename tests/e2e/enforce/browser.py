"""A real Chromium for tests (진짜 브라우저): headless, in a device's network, under managed policy, driven over its debugging pipe.

No driver is needed: the DevTools protocol is JSON between NUL bytes on two pipes.
"""

import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

_START = """
mount --bind "$1" /etc/chromium && mount --bind "$2" /etc/resolv.conf || exit 1
exec 3<&"$3" 4>&"$4"
shift 4
exec "$@"
"""
WAIT_SECONDS = 40


class Chromium:
    """One browser. `settings` are its managed policies; whoever is in `trusted` may sign sites for it."""

    def __init__(self, settings, trusted, resolver):
        self.home = Path(tempfile.mkdtemp(prefix="gwanmun-chromium-"))
        managed = self.home / "etc" / "policies" / "managed"
        managed.mkdir(parents=True)
        roots = [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in trusted]
        (managed / "gwanmun.json").write_text(json.dumps({**settings, "CACertificates": roots}))
        (self.home / "resolv.conf").write_text(f"nameserver {resolver}\noptions timeout:2 attempts:2\n")
        Path("/etc/chromium").mkdir(exist_ok=True)
        down, self._write = os.pipe()
        self._read, up = os.pipe()
        command = [
            "unshare", "-m", "bash", "-c", _START, "bash", str(self.home / "etc"), str(self.home / "resolv.conf"),
            str(down), str(up),
            "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--lang=ko", "--window-size=860,760",
            f"--user-data-dir={self.home / 'profile'}", "--remote-debugging-pipe", "about:blank",
        ]  # fmt: skip

        self._process = subprocess.Popen(
            command, pass_fds=(down, up), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, env={**os.environ, "HOME": str(self.home)},
        )  # fmt: skip
        os.close(down)
        os.close(up)
        self._buffer = b""
        self._number = 0
        self._events = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._call("Page.enable")

    def open(self, address):
        """(what went wrong, the page's text)."""
        self._events.clear()
        told = self._call("Page.navigate", url=address)
        deadline = time.monotonic() + WAIT_SECONDS
        while not told.get("errorText") and "Page.loadEventFired" not in self._events:
            self._take(deadline)
        text = self.value("document.documentElement.innerText")
        return told.get("errorText", ""), text

    def value(self, script):
        return self._call("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def picture(self, path):
        data = self._call("Page.captureScreenshot", format="png")["data"]
        Path(path).write_bytes(base64.b64decode(data))

    def close(self):
        with contextlib.suppress(OSError):
            os.write(self._write, json.dumps({"id": 0, "method": "Browser.close"}).encode() + b"\0")
        try:
            self._process.wait(8)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, 9)
            self._process.wait()
        os.close(self._write)
        os.close(self._read)
        shutil.rmtree(self.home, ignore_errors=True)

    # ------------------------------------------------------------ the wire

    def _call(self, method, **params):
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if getattr(self, "_session", None):
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            got = self._take(deadline)
            if got.get("id") == self._number:
                assert "error" not in got, got
                return got["result"]

    def _take(self, deadline):
        while b"\0" not in self._buffer:
            left = deadline - time.monotonic()
            assert left > 0, "Chromium says nothing"
            if select.select([self._read], [], [], left)[0]:
                more = os.read(self._read, 1 << 16)
                assert more, "Chromium is gone"
                self._buffer += more
        line, _, self._buffer = self._buffer.partition(b"\0")
        got = json.loads(line)
        if "method" in got:
            self._events.append(got["method"])
        return got
