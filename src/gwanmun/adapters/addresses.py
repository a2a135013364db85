"""Which network addresses the gate may connect to (접속 허용 주소): a pure rule, asked at every connect.

What lives here: `permitted`, which raises unless an address may be used, and `NotPermitted`. What does not: resolving
names and connecting (`http_upstream`), which must connect to the very address that was checked: a name that is resolved
twice can answer twice (DNS rebinding, CWE-918).

Three classes of addresses, by the IANA special-purpose registries (RFC 6890):
1. never, whatever a route lists: unspecified, multicast, broadcast, link-local and reserved ones, and the metadata
   services of clouds, which hand out credentials to whoever can reach them;
2. only when the route lists the network: everything else that is not globally reachable (loopback, private, shared,
   unique-local, documentation, …) and prefixes that hide an IPv4 address (6to4, Teredo);
3. otherwise: globally reachable ones.
An IPv6 address that embeds an IPv4 address is judged as that IPv4 address (RFC 4291 §2.5.5, RFC 6052).
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

#: Metadata services of clouds: link-local, except where a vendor chose otherwise.
METADATA: Final[frozenset[Address]] = frozenset(
    {
        IPv4Address("169.254.169.254"),  # AWS, Azure, Google, Naver, NHN, KT and most others
        IPv4Address("169.254.170.2"),  # AWS container credentials
        IPv4Address("100.100.100.200"),  # Alibaba
        IPv4Address("192.0.0.192"),  # Oracle
        IPv4Address("168.63.129.16"),  # Azure's wire server: a public address that only the host answers
        IPv6Address("fd00:ec2::254"),  # AWS
        IPv6Address("fd20:ce::254"),  # Google
    }
)

_NAT64: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_HIDING: Final = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))  # 6to4, Teredo
_BROADCAST: Final = IPv4Address("255.255.255.255")


class NotPermitted(Exception):
    """The address may not be connected to. `why` is safe to show: a class of addresses, not an address."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def permitted(address: str, allowed_private: Sequence[Network] = ()) -> None:
    """Return when `address` may be connected to; raise `NotPermitted` otherwise, also for text that is no address."""
    if "%" in address:
        raise NotPermitted("link-local")  # a zone index belongs to link-local addresses only (RFC 4007 §11)
    try:
        parsed = _unwrapped(ip_address(address))
    except ValueError:
        raise NotPermitted("not an address") from None
    why = _never(parsed)
    if why is not None:
        raise NotPermitted(why)
    if _within(parsed, allowed_private):
        return
    if parsed.is_loopback:
        raise NotPermitted("loopback")
    if isinstance(parsed, IPv6Address) and (parsed.is_site_local or any(parsed in network for network in _HIDING)):
        raise NotPermitted("private")
    if not parsed.is_global:
        raise NotPermitted("private")


def listed(address: str, allowed_private: Sequence[Network]) -> bool:
    """Whether one of the networks holds the address."""
    try:
        return _within(_unwrapped(ip_address(address)), allowed_private)
    except ValueError:
        return False


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def _never(address: Address) -> str | None:
    if address in METADATA:
        return "metadata"
    if address.is_unspecified or (isinstance(address, IPv4Address) and address in IPv4Network("0.0.0.0/8")):
        return "unspecified"
    if address.is_link_local:
        return "link-local"
    if address.is_multicast or address == _BROADCAST:
        return "multicast"
    # ::1 counts as reserved to the library, because IETF reserved ::/8; it is loopback first.
    if address.is_reserved and not address.is_loopback:
        return "reserved"
    return None


def _unwrapped(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if any(address in network for network in _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in IPv6Network("::/96") and int(address) > 1:  # IPv4-compatible, long deprecated
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
