"""Real engines on loopback for tests: BIND, Squid, Unbound, a pretend internet. Classes are told apart by 127/8 sources.

Where an engine is missing it is installed when this is root on a machine with apt; else the test is skipped, aloud.
"""

import datetime as dt
import os
import shutil
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PACKAGES = {
    "named": "bind9", "rndc": "bind9", "squid": "squid-openssl", "unbound": "unbound", "nft": "nftables",
    "chromium": "chromium", "ip": "iproute2",
}  # fmt: skip
CERTGEN = "/usr/lib/squid/security_file_certgen"


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


def free_port(kind=socket.SOCK_DGRAM):
    for _ in range(50):
        with socket.socket(socket.AF_INET, kind) as one, socket.socket(socket.AF_INET, socket.SOCK_STREAM) as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port")


def until(true, seconds, what, more=str):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"{what} not within {seconds} s {more()}"
        time.sleep(0.02)


# ---------------------------------------------------------------- the pretend internet

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


class Names:
    """An authority for everything: A, CNAME and HTTPS records, over UDP."""

    def __init__(self, at=("127.0.0.1", 0), addresses=None, cnames=None):
        self.line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.line.bind(at)
        self.port = self.line.getsockname()[1]
        self.addresses = ADDRESSES if addresses is None else addresses
        self.cnames = CNAMES if cnames is None else cnames
        self.asked = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                data, peer = self.line.recvfrom(4096)
                self.line.sendto(self._answer(data), peer)
            except OSError:
                return

    def _answer(self, data):
        at, labels = 12, []
        while data[at]:
            labels.append(data[at + 1 : at + 1 + data[at]].decode().lower())
            at += 1 + data[at]
        name, kind = ".".join(labels), struct.unpack_from("!H", data, at + 1)[0]
        self.asked.append(name)
        question = data[12 : at + 5]
        records = []
        owner = b"\xc0\x0c"
        if name in self.cnames:
            target = b"".join(bytes((len(x),)) + x.encode() for x in self.cnames[name].split(".")) + b"\0"
            records.append(owner + struct.pack("!2HIH", 5, 1, 60, len(target)) + target)
        elif kind == 1:
            address = self.addresses.get(name, "198.51.100.7")
            records.append(owner + struct.pack("!2HIH", 1, 1, 60, 4) + socket.inet_aton(address))
        elif kind == 65:
            body = struct.pack("!H", 1) + b"\0"
            records.append(owner + struct.pack("!2HIH", 65, 1, 60, len(body)) + body)
        head = data[:2] + struct.pack("!5H", 0x8580, 1, len(records), 0, 0)
        return head + question + b"".join(records)

    def close(self):
        self.line.close()


def certificate(name, issuer=None, issuer_key=None, *, ca=False, hosts=None):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )  # fmt: skip
    if not ca:
        built = built.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(n) for n in hosts or SITES]), critical=False
        )
    return built.sign(issuer_key or key, hashes.SHA256()), key


def pem(cert, key):
    return cert.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


class Web:
    """The sites of the pretend internet on 127.44.0.x:443, with a certificate of their own."""

    def __init__(self, where, sites=None):
        sites = SITES if sites is None else sites
        self.root, root_key = certificate("pretend internet", ca=True)
        cert, key = certificate("a site", self.root, root_key, hosts=tuple(sites))
        self.pem = where / "web.pem"
        self.pem.write_bytes(pem(cert, key))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.pem)
        self.seen = []  # first line and host of each request, as only the site itself reads them
        self.lines = []
        for address in sorted(set(sites.values())):
            line = socket.create_server((address, 443))
            self.lines.append(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line):
        while True:
            try:
                peer, _ = line.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(peer,), daemon=True).start()

    def _one(self, peer):
        try:
            with self.context.wrap_socket(peer, server_side=True) as inner:
                self.seen.append(inner.recv(4096).decode(errors="replace"))
                inner.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\nConnection: close\r\n\r\nreal"
                )
        except OSError:
            peer.close()

    def close(self):
        for line in self.lines:
            line.close()


# ---------------------------------------------------------------- engines


class Program:
    def __init__(self, *command, cwd, log):
        with open(log, "ab") as opened:
            self.popen = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=opened, stderr=opened)

    def end(self):
        self.popen.terminate()
        try:
            self.popen.wait(8)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()


class RealBind:
    def __init__(self, where, root, internet, listens="127.0.0.1", port=None, asks="127.0.0.1"):
        self.where, self.listens = where, "127.0.0.1" if listens == "any" else listens
        self.port, self.control = port or free_port(), free_port()
        self.conf, self.key, self.log = where / "named.conf", where / "rndc.key", where / "rpz.log"
        self.key.write_text(
            'key "k" { algorithm hmac-sha256; secret "Z3dhbm11bi10ZXN0LWtleS0wMTIzNDU2Nzg5YWJjZGU="; };\n'
        )
        self.conf.write_text(f"""include "{self.key}";
controls {{ inet 127.0.0.1 port {self.control} allow {{ 127.0.0.1; }} keys {{ "k"; }}; }};
options {{ directory "{where}"; listen-on port {self.port} {{ {listens}; }}; listen-on-v6 {{ none; }};
  pid-file "{where}/named.pid"; session-keyfile "{where}/session.key"; managed-keys-directory "{where}";
  forwarders {{ {asks} port {internet}; }}; forward only; dnssec-validation no; allow-query {{ any; }};
  allow-recursion {{ any; }}; recursion yes; empty-zones-enable no; }};
logging {{ channel rpzc {{ file "{self.log}" versions 3 size 10m; print-time iso8601; }}; category rpz {{ rpzc; }}; }};
include "{root}/current/bind/views.conf";
""")
        self.program = None

    def start(self):
        log = self.where / "named.log"
        self.program = Program("named", "-f", "-c", str(self.conf), "-n", "1", cwd=self.where, log=log)
        until(self.answers, 20, "named", lambda: log.read_text()[-2000:])

    def answers(self):
        try:
            return ask(self.port, self.listens, "up.example", at=self.listens) is not None
        except OSError:
            return False

    def end(self):
        if self.program:
            self.program.end()


def ask(port, source, name, kind=1, seconds=3.0, at="127.0.0.1"):
    """(rcode, answers) as a class asks."""
    labels = b"".join(bytes((len(x),)) + x.encode() for x in name.split(".")) + b"\0"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(seconds)
        line.bind((source, 0))
        line.sendto(struct.pack("!6H", 7, 0x0100, 1, 0, 0, 0) + labels + struct.pack("!2H", kind, 1), (at, port))
        data = line.recv(4096)
    return data[3] & 15, struct.unpack_from("!H", data, 6)[0]


NXDOMAIN, NOERROR = 3, 0


class RealSquid:
    def __init__(self, where, root, listens="127.0.0.1", port=None, resolved=None, trusts=None):
        self.where, self.listens_at, self.port = (
            where,
            "127.0.0.1" if listens == "[::]" else listens,
            port or free_port(),
        )
        self.ca = where / "ca.pem"
        self.root, key = certificate("Agency CA", ca=True)
        self.ca.write_bytes(pem(self.root, key))
        self.log = where / "access.log"
        resolved = RESOLVED if resolved is None else resolved
        (where / "hosts").write_text("".join(f"{address} {name}\n" for name, address in resolved.items()))
        outside = ""
        if trusts is not None:  # the roots by which opened connections check the sites behind them
            (where / "roots.pem").write_bytes(trusts.public_bytes(serialization.Encoding.PEM))
            outside = f"tls_outgoing_options cafile={where}/roots.pem"
        subprocess.run([CERTGEN, "-c", "-s", str(where / "ssl_db"), "-M", "4MB"], check=True, capture_output=True)
        self.conf = where / "squid.conf"
        self.conf.write_text(f"""http_port {listens}:{self.port} ssl-bump cert={self.ca} generate-host-certificates=on
sslcrtd_program {CERTGEN} -s {where}/ssl_db -M 4MB
sslcrtd_children 2
pid_filename {where}/squid.pid
cache_log {where}/cache.log
coredump_dir {where}
cache deny all
hosts_file {where}/hosts
dns_nameservers 127.0.0.1
visible_hostname proxy.example.go.kr
shutdown_lifetime 1 seconds
{outside}
include {root}/current/squid/ai.conf
access_log stdio:{self.log} gwanmun
http_access allow all
""")
        shutil.chown(where, "proxy")
        for path in where.rglob("*"):
            shutil.chown(path, "proxy")
        self.program = None

    def start(self):
        log = self.where / "squid.log"
        self.program = Program("squid", "-N", "-f", str(self.conf), cwd=self.where, log=log)
        until(self.listens, 20, "squid", lambda: log.read_text()[-1500:])

    def listens(self):
        with socket.socket() as line:
            return line.connect_ex((self.listens_at, self.port)) == 0

    def end(self):
        if self.program:
            self.program.end()


def browse(port, source, host, at="127.0.0.1"):
    """(status, body, issuer of the certificate that came) through the proxy, as a browser would."""
    line = socket.create_connection((at, port), 10, (source, 0))
    line.settimeout(10)
    line.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode())
    head = line.recv(8192)
    if not head.startswith(b"HTTP/1.1 200"):
        line.close()
        return int(head.split()[1]), head.decode(errors="replace"), None
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with context.wrap_socket(line, server_hostname=host) as inner:
        cert = x509.load_der_x509_certificate(inner.getpeercert(binary_form=True))
        inner.sendall(f"GET /c/very-private HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        data = b""
        while more := inner.recv(65536):
            data += more
    issuer = cert.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    return int(data.split()[1]), data.decode(errors="replace"), issuer


class Tunnel:
    """A tunnel through the proxy that somebody keeps open, with TLS to the site inside."""

    def __init__(self, port, source, host, at="127.0.0.1", site=""):
        line = socket.create_connection((at, port), 10, (source, 0))
        line.settimeout(10)
        line.sendall(f"CONNECT {site or host}:443 HTTP/1.1\r\nHost: {site or host}:443\r\n\r\n".encode())
        assert line.recv(8192).startswith(b"HTTP/1.1 200")
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.inner = context.wrap_socket(line, server_hostname=host)

    def lives(self):
        """Whether the site still answers in it; it is over afterwards."""
        with self.inner:
            try:
                self.inner.sendall(b"GET / HTTP/1.1\r\n\r\n")
                return b"real" in self.inner.recv(999)
            except OSError:
                return False
