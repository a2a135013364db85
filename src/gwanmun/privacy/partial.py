"""Masking in part (일부 가림): what may still be seen of a value, by kind.

As the forms of 개인정보 보호위원회 and the card industry do it: a resident number keeps its birth and its seventh digit, a
telephone its exchange and last four digits, a name its first and last syllable, a card its first six and last four. What
is left never identifies by itself, and never comes back. What does not live here: which kinds are masked so (policy).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gwanmun.domain.findings import Kind

HIDDEN: Final = "*"
#: How many letters or digits stay at the beginning and at the end. Any other kind keeps two at the beginning.
_SHOWN: Final[Mapping[Kind, tuple[int, int]]] = MappingProxyType(
    {
        Kind.RRN: (7, 0),
        Kind.FRN: (7, 0),
        Kind.PHONE: (3, 4),
        Kind.CARD: (6, 4),
        Kind.ACCOUNT: (3, 0),
        Kind.BRN: (5, 0),
        Kind.CRN: (6, 0),
        Kind.DRIVER: (4, 0),
        Kind.PASSPORT: (3, 0),
        Kind.BIRTHDATE: (4, 0),
        Kind.PLATE: (0, 4),
        Kind.MRN: (0, 2),
    }
)
_AREAS: Final = ("시", "군", "구", "도")


def partial(kind: Kind, value: str) -> str:
    """The value with most of its letters and digits hidden. Nothing of at most two characters is shown."""
    if kind is Kind.NAME:
        return _name(value)
    if kind is Kind.EMAIL and "@" in value:
        local, _, domain = value.partition("@")
        return _kept(local, 2 if len(local) > 3 else 1, 0) + "@" + domain
    if kind is Kind.ADDRESS:
        return _address(value)
    first, last = _SHOWN.get(kind, (2, 0))
    return _kept(value, first, last)


def _kept(value: str, first: int, last: int) -> str:
    places = [n for n, c in enumerate(value) if c.isalnum()]
    if len(places) <= first + last:
        first, last = min(1, len(places) // 2), 0
    shown = {*places[:first], *(places[-last:] if last else ())}
    return "".join(HIDDEN if c.isalnum() and n not in shown else c for n, c in enumerate(value))


def _name(value: str) -> str:
    if len(value) <= 2:
        return value[:1] + HIDDEN
    return value[0] + HIDDEN * (len(value) - 2) + value[-1]


def _address(value: str) -> str:
    """Down to 시·군·구; a street and a number say where somebody lives."""
    words = value.split(" ")
    kept = 0
    while (
        kept < min(3, len(words) - 1)
        and (words[kept].endswith(_AREAS) or not kept)
        and not any(map(str.isdigit, words[kept]))
    ):
        kept += 1
    return " ".join((*words[:kept], HIDDEN * 3))
