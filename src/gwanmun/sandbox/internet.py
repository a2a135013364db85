"""A pretended internet (가상 인터넷): an authority for every name, and sites over TLS with certificates of their own, for
demonstrations and tests of blocking. Nothing here reaches a real one. What does not live here: who is blocked.
"""

import contextlib
import datetime as dt
import socket
import ssl
import struct
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gwanmun.adapters.system import System

#: TEST-NET-2 (RFC 5737): where a name leads that nobody listed.
ELSEWHERE = "198.51.100.7"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\nConnection: close\r\n\r\nreal"
_A, _CNAME, _HTTPS = 1, 5, 65
_OWNER = b"\xc0\x0c"  # the name that was asked (RFC 1035 §4.1.4)


class Names:
    """An authority for everything: A, CNAME and HTTPS records, over UDP, until `close`. `closed`: as in a network without
    a way out, no name is known.
    """

    def __init__(
        self, at: tuple[str, int] = ("127.0.0.1", 0), addresses: Mapping[str, str] | None = None,
        cnames: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.line.bind(at)
        self.port: int = self.line.getsockname()[1]
        self.addresses = addresses or {}
        self.cnames = cnames or {}
        self.closed = False
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                data, peer = self.line.recvfrom(4096)
                self.line.sendto(self._answer(data), peer)
            except OSError:
                return

    def _answer(self, data: bytes) -> bytes:
        at, labels = 12, []
        while data[at]:
            labels.append(data[at + 1 : at + 1 + data[at]].decode("ascii", "replace").lower())
            at += 1 + data[at]
        name, kind = ".".join(labels), struct.unpack_from("!H", data, at + 1)[0]
        records = []
        if self.closed:
            return data[:2] + struct.pack("!5H", 0x8583, 1, 0, 0, 0) + data[12 : at + 5]
        if name in self.cnames:
            target = b"".join(bytes((len(one),)) + one.encode() for one in self.cnames[name].split(".")) + b"\0"
            records.append(_OWNER + struct.pack("!2HIH", _CNAME, 1, 60, len(target)) + target)
        elif kind == _A:
            address = socket.inet_aton(self.addresses.get(name, ELSEWHERE))
            records.append(_OWNER + struct.pack("!2HIH", _A, 1, 60, 4) + address)
        elif kind == _HTTPS:
            records.append(_OWNER + struct.pack("!2HIH", _HTTPS, 1, 60, 3) + struct.pack("!H", 1) + b"\0")
        head = data[:2] + struct.pack("!5H", 0x8580, 1, len(records), 0, 0)
        return head + data[12 : at + 5] + b"".join(records)

    def close(self) -> None:
        self.line.close()


@dataclass(frozen=True, slots=True)
class Certified:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def pem(self) -> bytes:
        """Certificate and key in one file, as servers and Squid take them."""
        return self.certificate.public_bytes(serialization.Encoding.PEM) + self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


def certify(name: str, issuer: Certified | None = None, hosts: Sequence[str] = ()) -> Certified:
    """A certificate for these hosts by an issuer; without one a root of its own. For a month."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.fromtimestamp(System().now_us() / 1_000_000, dt.UTC)
    built = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )  # fmt: skip
    if hosts:
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
        built = built.add_extension(names, critical=False)
    return Certified(built.sign(issuer.key if issuer else key, hashes.SHA256()), key)


class Web:
    """Sites at their addresses, port 443, until `close`. Each answers one request of a connection with `real`."""

    def __init__(self, where: Path, sites: Mapping[str, str]) -> None:
        root = certify("pretend internet")
        self.root = root.certificate
        pem = where / "web.pem"
        pem.write_bytes(certify("a site", root, tuple(sites)).pem())
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(pem)
        self.seen: list[str] = []  # each request, as only the site itself reads it
        self._lines: list[socket.socket] = []
        for address in sorted(set(sites.values())):
            line = socket.create_server((address, 443))
            self._lines.append(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        while True:
            try:
                peer, _ = line.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(peer,), daemon=True).start()

    def _one(self, peer: socket.socket) -> None:
        try:
            with self._context.wrap_socket(peer, server_side=True) as inner:
                self.seen.append(inner.recv(4096).decode(errors="replace"))
                inner.sendall(ANSWER)
        except OSError:
            peer.close()

    def close(self) -> None:
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)  # while somebody waits in `accept`, closing alone leaves it listening
            line.close()
