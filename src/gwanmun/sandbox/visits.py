"""What a device does (단말의 접속), from an address of its own: a DNS question, a visit through the proxy, one that stays open,
one straight to an address. For demonstrations and tests of blocking; written by hand, so that nothing is cached on the way.
"""

import socket
import ssl
import struct
from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import NameOID

NOERROR, NXDOMAIN = 0, 3
A, HTTPS = 1, 65
SECONDS = 10.0


def ask(at: tuple[str, int], source: str, name: str, kind: int = A, seconds: float = 3.0) -> tuple[int, int]:
    """What a resolver answers: the code, and how many records. Raises `OSError` when it is silent."""
    labels = b"".join(bytes((len(one),)) + one.encode() for one in name.split(".")) + b"\0"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(seconds)
        line.bind((source, 0))
        line.sendto(struct.pack("!6H", 7, 0x0100, 1, 0, 0, 0) + labels + struct.pack("!2H", kind, 1), at)
        data = line.recv(4096)
    return data[3] & 15, struct.unpack_from("!H", data, 6)[0]


@dataclass(frozen=True, slots=True)
class Visit:
    """What came back. `status`: 0 where nothing came. `issuer`: whose certificate was shown; empty where no tunnel was opened."""

    status: int
    text: str
    issuer: str


def browse(at: tuple[str, int], source: str, host: str) -> Visit:
    """A visit through the proxy, as a browser makes it, to a path that nobody may write down."""
    with socket.create_connection(at, SECONDS, (source, 0)) as line:
        head = _connect(line, host)
        if not head.startswith(b"HTTP/1.1 200"):
            return Visit(int(head.split()[1]) if head else 0, head.decode(errors="replace"), "")
        with _anyone().wrap_socket(line, server_hostname=host) as inner:
            shown = x509.load_der_x509_certificate(inner.getpeercert(binary_form=True) or b"")
            inner.sendall(f"GET /c/very-private HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            data = b""
            while more := inner.recv(65536):
                data += more
    issuer = str(shown.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
    return Visit(int(data.split()[1]) if data else 0, data.decode(errors="replace"), issuer)


class Stay:
    """A tunnel through the proxy that is kept open, with TLS to the site inside. `site`: an address instead of the name."""

    def __init__(self, at: tuple[str, int], source: str, host: str, site: str = "") -> None:
        line = socket.create_connection(at, SECONDS, (source, 0))
        try:
            head = _connect(line, site or host)
            if not head.startswith(b"HTTP/1.1 200"):
                raise ConnectionRefusedError(head.split(b"\r\n", 1)[0].decode(errors="replace"))
            self._inner = _anyone().wrap_socket(line, server_hostname=host)
        except OSError:
            line.close()
            raise

    def lives(self) -> bool:
        """Whether the site still answers in it. Asked once: it is over afterwards."""
        with self._inner:
            try:
                self._inner.sendall(b"GET / HTTP/1.1\r\n\r\n")
                return b"real" in self._inner.recv(999)
            except OSError:
                return False


def straight(source: str, address: str, host: str = "", port: int = 443) -> str:
    """What comes of a connection to an address, without name and without proxy: `refused`, the fault, or the answer."""
    try:
        line = socket.create_connection((address, port), SECONDS / 2, (source, 0))
    except (ConnectionRefusedError, ConnectionResetError):
        return "refused"
    except OSError as error:
        return type(error).__name__
    with line, _anyone().wrap_socket(line, server_hostname=host or None) as inner:
        inner.sendall(b"GET / HTTP/1.1\r\n\r\n")
        return inner.recv(999).decode(errors="replace").rpartition("\r\n")[2]


def _connect(line: socket.socket, host: str) -> bytes:
    line.settimeout(SECONDS)
    line.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode())
    return line.recv(8192)


def _anyone() -> ssl.SSLContext:
    """Whoever signed: whose certificate is shown is what one wants to see."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
