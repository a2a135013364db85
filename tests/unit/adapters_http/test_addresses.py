"""Which addresses may be connected to: three classes, and no disguise changes the class."""

from ipaddress import ip_network

import pytest

from gwanmun.adapters.addresses import METADATA, NotPermitted, listed, permitted

EVERYTHING = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "210.89.160.88", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_global_addresses_need_no_listing(address: str) -> None:
    permitted(address)


@pytest.mark.parametrize(
    "address",
    [
        *sorted(map(str, METADATA)),
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "169.254.1.1",
        "fe80::1",
        "fe80::1%eth0",
        "8.8.8.8%1",
        "0.0.0.0",  # noqa: S104
        "0.1.2.3",
        "::",
        "::ffff:0.0.0.0",
        "224.0.0.1",
        "ff02::1",
        "240.0.0.1",
        "255.255.255.255",
        "",
        "localhost",
        "127.1",
        "0x7f000001",
        "2130706433",
        "127.0.0.01",
        "1.2.3.4\n",
    ],
)
def test_some_addresses_are_refused_whatever_is_listed(address: str) -> None:
    with pytest.raises(NotPermitted):
        permitted(address, EVERYTHING)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("127.0.0.1", "127.0.0.0/8"),
        ("10.1.2.3", "10.0.0.0/8"),
        ("172.16.0.1", "172.16.0.0/12"),
        ("192.168.0.1", "192.168.0.0/24"),
        ("100.64.0.1", "100.64.0.0/10"),
        ("198.18.0.1", "198.18.0.0/15"),
        ("::1", "::1/128"),
        ("fc00::1", "fc00::/7"),
        ("fec0::1", "fec0::/10"),
        ("2001:db8::1", "2001:db8::/32"),
        ("2002:7f00:1::", "2002::/16"),
        ("2001:0:1::1", "2001::/32"),
        ("::ffff:127.0.0.1", "127.0.0.0/8"),
        ("::127.0.0.1", "127.0.0.0/8"),
        ("64:ff9b::10.1.2.3", "10.0.0.0/8"),
    ],
)
def test_private_addresses_need_their_own_network_listed(address: str, network: str) -> None:
    with pytest.raises(NotPermitted):
        permitted(address)
    with pytest.raises(NotPermitted):
        permitted(address, (ip_network("192.168.77.0/24"), ip_network("fd77::/16")))
    permitted(address, (ip_network(network),))
    assert listed(address, (ip_network(network),))
    assert not listed(address, ())


def test_what_is_no_address_is_not_listed() -> None:
    assert not listed("localhost", EVERYTHING)
