"""TLS contexts cannot be made weaker by accident, and a subject is read or refused, never guessed."""

import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from certificates import Authority
from gwanmun.adapters.tls import AmbiguousSubject, client_context, server_context, subject
from gwanmun.errors import BadSettings


def test_a_client_verifies_chain_and_name_and_speaks_nothing_old(tmp_path: Path) -> None:
    for context in (client_context(), client_context(Authority(tmp_path).file)):
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_a_private_authority_is_trusted_alone(tmp_path: Path) -> None:
    assert len(client_context(Authority(tmp_path).file).get_ca_certs()) == 1


def test_a_server_asks_for_client_certificates_only_with_an_authority(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    identity = authority.issue("gate")
    assert server_context(*identity).verify_mode is ssl.CERT_NONE
    assert server_context(*identity, authority.file).verify_mode is ssl.CERT_OPTIONAL


def test_files_that_cannot_be_used_are_bad_settings(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    certificate, key = authority.issue("gate")
    _, other_key = authority.issue("other")
    noise = tmp_path / "noise.pem"
    noise.write_text("noise")
    for files in (("/nonexistent", key), (certificate, other_key), (str(noise), key)):
        with pytest.raises(BadSettings):
            server_context(*files)
    with pytest.raises(BadSettings):
        server_context(certificate, key, str(noise))
    with pytest.raises(BadSettings):
        client_context(str(noise))


def test_a_key_with_a_passphrase_fails_instead_of_asking_on_the_terminal(tmp_path: Path) -> None:
    certificate, key_file = Authority(tmp_path).issue("gate")
    Path(key_file).write_bytes(
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"passphrase"),
        )
    )
    with pytest.raises(BadSettings):
        server_context(certificate, key_file)


def test_a_subject_is_read_field_by_field() -> None:
    names = ((("countryName", "KR"),), (("organizationName", "Government of Korea"),))
    units = ((("organizationalUnitName", "people"),), (("organizationalUnitName", "행정안전부"),))
    mail = ((("emailAddress", "a@example.org"),),)
    found = subject({"subject": (*names, *units, *mail, (("commonName", "PC-1"),))})
    assert found == {"C": "KR", "O": "Government of Korea", "OU": "people/행정안전부", "CN": "PC-1"}


@pytest.mark.parametrize("field", ["commonName", "serialNumber", "countryName"])
def test_a_subject_that_names_one_thing_twice_is_refused(field: str) -> None:
    with pytest.raises(AmbiguousSubject):
        subject({"subject": (((field, "a"),), ((field, "b"),))})


@pytest.mark.parametrize("nothing", [None, {}, ""])
def test_no_certificate_is_no_subject(nothing: object) -> None:
    assert subject(nothing) is None
