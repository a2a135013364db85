"""Engines of one's own (시험용 엔진): a BIND and a Squid that belong to a demonstration or test, configured as an agency
configures its own: with the one line that includes what the apply agent wrote. What does not live here: what that is.
"""

import base64
import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from gwanmun.errors import EngineFault
from gwanmun.sandbox.internet import certify
from gwanmun.sandbox.visits import ask

PACKAGES: Mapping[str, str] = {
    "named": "bind9", "rndc": "bind9", "squid": "squid-openssl", "unbound": "unbound", "nft": "nftables",
    "chromium": "chromium", "ip": "iproute2", "ss": "iproute2",
    "sudo": "sudo", "useradd": "passwd", "setpriv": "util-linux", "nsenter": "util-linux",
}  # fmt: skip
CERTGEN = "/usr/lib/squid/security_file_certgen"
START_SECONDS = 20.0
_STOP_SECONDS = 8.0


def missing(*programs: str) -> tuple[str, ...]:
    """Those that are not installed; a Squid that cannot make certificates is none."""
    found = [one for one in programs if shutil.which(one) is None]
    if "squid" in programs and "squid" not in found and not Path(CERTGEN).exists():
        found.append("squid")
    return tuple(found)


def free_port() -> int:
    """A port that is free for UDP and TCP. Raises `OSError` when none was found."""
    for _ in range(50):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
            with contextlib.suppress(OSError):
                two.bind(("127.0.0.1", port))
                return port
    raise OSError("no free port")


def until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Raises `EngineFault` when something did not become true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise EngineFault(store=what, problem=f"not within {seconds:.0f} s")
        time.sleep(0.02)


class Program:
    """A process with its log; `end` asks it to end, and then does not ask."""

    def __init__(self, *command: str, cwd: Path, log: Path) -> None:
        with log.open("ab") as opened:
            self.popen = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=opened, stderr=opened)  # noqa: S603 - fixed words

    def end(self) -> None:
        self.popen.terminate()
        try:
            self.popen.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()


def start_all(*engines: "OwnBind | OwnSquid") -> None:
    """Side by side: each takes a second or two until it answers."""
    for one in engines:
        one.begin()
    for one in engines:
        one.ready()


class OwnBind:
    """`root`: the apply agent's. `internet`: the port of whoever answers for everything outside, at `asks`."""

    def __init__(
        self, where: Path, root: Path, internet: int, *, listens: str = "127.0.0.1", port: int = 0, asks: str = "127.0.0.1"
    ) -> None:  # fmt: skip
        where.mkdir(exist_ok=True)
        self.where, self.at = where, ("127.0.0.1" if listens == "any" else listens, port or free_port())
        self.control = free_port()
        self.conf, self.key, self.log = where / "named.conf", where / "rndc.key", where / "rpz.log"
        secret = base64.b64encode(os.urandom(32)).decode()
        self.key.write_text(f'key "k" {{ algorithm hmac-sha256; secret "{secret}"; }};\n', encoding="ascii")
        self.conf.write_text(
            f"""include "{self.key}";
controls {{ inet 127.0.0.1 port {self.control} allow {{ 127.0.0.1; }} keys {{ "k"; }}; }};
options {{ directory "{where}"; listen-on port {self.at[1]} {{ {listens}; }}; listen-on-v6 {{ none; }};
  pid-file "{where}/named.pid"; session-keyfile "{where}/session.key"; managed-keys-directory "{where}";
  forwarders {{ {asks} port {internet}; }}; forward only; dnssec-validation no; allow-query {{ any; }};
  allow-recursion {{ any; }}; recursion yes; empty-zones-enable no; }};
logging {{ channel rpzc {{ file "{self.log}" versions 3 size 10m; print-time iso8601; }}; category rpz {{ rpzc; }}; }};
include "{root}/current/bind/views.conf";
""",
            encoding="ascii",
        )
        self.program: Program | None = None

    def start(self) -> None:
        self.begin()
        self.ready()

    def begin(self) -> None:
        log = self.where / "named.log"
        self.program = Program("named", "-f", "-c", str(self.conf), "-n", "1", cwd=self.where, log=log)

    def ready(self) -> None:
        until(self._answers, START_SECONDS, "named")

    def _answers(self) -> bool:
        try:
            return ask(self.at, self.at[0], "up.example") is not None
        except OSError:
            return False

    def end(self) -> None:
        if self.program:
            self.program.end()


class OwnSquid:
    """With a root of its own by which it opens refused names. `trusts`: whose signature it takes from sites outside."""

    def __init__(
        self, where: Path, root: Path, resolved: Mapping[str, str], *, listens: str = "127.0.0.1", port: int = 0,
        trusts: x509.Certificate | None = None,
    ) -> None:  # fmt: skip
        where.mkdir(exist_ok=True)
        self.where, self.at = where, ("127.0.0.1" if listens == "[::]" else listens, port or free_port())
        agency = certify("Agency CA")
        self.ca, self.root = where / "ca.pem", agency.certificate
        self.ca.write_bytes(agency.pem())
        self.log = where / "access.log"
        hosts = "".join(f"{address} {name}\n" for name, address in resolved.items())
        (where / "hosts").write_text(hosts, encoding="ascii")
        outside = ""
        if trusts is not None:
            (where / "roots.pem").write_bytes(trusts.public_bytes(serialization.Encoding.PEM))
            outside = f"tls_outgoing_options cafile={where}/roots.pem"
        command = (CERTGEN, "-c", "-s", str(where / "ssl_db"), "-M", "4MB")
        subprocess.run(command, check=True, capture_output=True, timeout=START_SECONDS)  # noqa: S603 - fixed words
        self.conf = where / "squid.conf"
        self.conf.write_text(
            f"""http_port {listens}:{self.at[1]} ssl-bump cert={self.ca} generate-host-certificates=on
sslcrtd_program {CERTGEN} -s {where}/ssl_db -M 4MB
sslcrtd_children 2
pid_filename {where}/squid.pid
cache_log {where}/cache.log
coredump_dir {where}
cache deny all
hosts_file {where}/hosts
dns_nameservers 127.0.0.1
visible_hostname proxy.example.go.kr
shutdown_lifetime 0 seconds
{outside}
include {root}/current/squid/ai.conf
access_log stdio:{self.log} gwanmun
http_access allow all
""",
            encoding="ascii",
        )
        for path in (where, *where.rglob("*")):
            shutil.chown(path, "proxy")
        self.program: Program | None = None

    def start(self) -> None:
        self.begin()
        self.ready()

    def begin(self) -> None:
        log = self.where / "squid.log"
        self.program = Program("squid", "-N", "-f", str(self.conf), cwd=self.where, log=log)

    def ready(self) -> None:
        until(self._listens, START_SECONDS, "squid")

    def _listens(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(self.at) == 0

    def end(self) -> None:
        if self.program:
            self.program.end()
