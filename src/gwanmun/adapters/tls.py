"""TLS contexts (전송 암호화) for both edges of the gate, and what a client certificate says.

What lives here: how a server's and a client's `ssl.SSLContext` are made, so that nobody makes one with less, and the
subject of a verified client certificate as plain text. What does not: sockets, and what a subject entitles to (the gate).

Obeys RFC 9325 (TLS 1.2 or newer, no renegotiation, no compression) and RFC 9110 §4.3.4 (the host's name is verified).
"""

import ssl
from collections.abc import Iterable
from typing import Final

from gwanmun.errors import BadSettings

#: Names of subject fields in ssl's words → in those of RFC 4514 and of the device classes.
_FIELDS: Final = {
    "commonName": "CN",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "countryName": "C",
    "serialNumber": "serialNumber",
}
_ONCE: Final = frozenset({"CN", "C", "serialNumber"})


class AmbiguousSubject(Exception):
    """A certificate whose subject names one thing twice: nobody can say whom it belongs to."""


def server_context(certificate_file: str, key_file: str, client_ca_file: str | None = None) -> ssl.SSLContext:
    """A context for the gate's own port. With `client_ca_file`, callers may show a certificate of that CA.

    A certificate of another CA ends the handshake; whether showing none is enough is for the gate to say, because a
    device's class falls back to weaker evidence. Raises `BadSettings`.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _harden(context)
    _load_certificate(context, certificate_file, key_file)
    if client_ca_file is not None:
        context.verify_mode = ssl.CERT_OPTIONAL
        _load_authorities(context, client_ca_file)
    return context


def client_context(ca_file: str | None = None) -> ssl.SSLContext:
    """A context for a vendor: certificate and host name verified, against `ca_file` alone or the system's trust.

    Raises `BadSettings`.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # verifies the chain and the name by default
    _harden(context)
    if ca_file is None:
        context.load_default_certs()
    else:
        _load_authorities(context, ca_file)
    return context


def subject(peer_certificate: object) -> dict[str, str] | None:
    """The subject of a verified certificate as `ssl` reports it; None when none was shown.

    Several O or OU fields are joined by `/` in their order. Raises `AmbiguousSubject` for two CN, C or serialNumber.
    """
    if not isinstance(peer_certificate, dict) or not peer_certificate:
        return None
    found: dict[str, str] = {}
    for name, value in _pairs(peer_certificate.get("subject", ())):
        field = _FIELDS.get(name)
        if field is None:
            continue
        if field in found and field in _ONCE:
            raise AmbiguousSubject(field)
        found[field] = f"{found[field]}/{value}" if field in found else value
    return found


def _pairs(subject_names: Iterable[Iterable[tuple[str, str]]]) -> Iterable[tuple[str, str]]:
    return (pair for relative_name in subject_names for pair in relative_name)


def _harden(context: ssl.SSLContext) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])


def _load_certificate(context: ssl.SSLContext, certificate_file: str, key_file: str) -> None:
    try:
        # A key with a passphrase must fail here: OpenSSL would otherwise ask for it on the terminal and wait.
        context.load_cert_chain(certificate_file, key_file, password=lambda: b"")
    except (OSError, ValueError) as error:
        raise _unusable(certificate_file, "인증서 또는 개인키", "the certificate or its key") from error


def _load_authorities(context: ssl.SSLContext, ca_file: str) -> None:
    try:
        context.load_verify_locations(cafile=ca_file)
    except (OSError, ValueError) as error:
        raise _unusable(ca_file, "인증기관(CA) 파일", "the file of authorities (CA)") from error


def _unusable(where: str, what_ko: str, what_en: str) -> BadSettings:
    return BadSettings(where, problem_ko=f"읽을 수 없습니다: {what_ko}", problem_en=f"{what_en} cannot be read")
