"""Contacts that are public (공개 연락처): lines and mail addresses of offices are nobody's personal data.

What lives here: dropping findings of telephones and mail addresses that an officer listed, however they are written.
What does not: the list (an act of the desk), lines that their own words make public (`detectors/phone.py`).
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.normal import normalise

_mail = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}")
_number = re.compile(r"[0-9][0-9 ()+.-]{1,20}\*?|\+[0-9 ().-]{2,20}\*?")
_LEAST: Final = 3
#: Fewer digits than these would make a whole city's private lines public.
_LEAST_BEGINNING: Final = 6


def key_of(value: str) -> str | None:
    """How a contact is looked up: a number's digits (with `*` behind a beginning), an address in lower case; or None."""
    bare = value.strip().lower()
    if _mail.fullmatch(bare):
        return bare
    if not _number.fullmatch(bare):
        return None
    digits = _digits(bare)
    if bare.endswith("*"):
        return f"{digits}*" if len(digits) >= _LEAST_BEGINNING else None
    return digits if len(digits) >= _LEAST else None


def _digits(value: str) -> str:
    digits = "".join(c for c in value if "0" <= c <= "9")
    if value.lstrip("( ").startswith(("+82", "0082", "82")):
        digits = "0" + digits.removeprefix("00").removeprefix("82").removeprefix("0")
    return digits


class Contacts:
    """The public contacts of a world."""

    __slots__ = ("_beginnings", "_whole")

    def __init__(self, values: Iterable[str]) -> None:
        keys = {key for value in values if (key := key_of(value)) is not None}
        self._whole = frozenset(key for key in keys if not key.endswith("*"))
        self._beginnings = tuple(sorted(key[:-1] for key in keys if key.endswith("*")))

    def __bool__(self) -> bool:
        return bool(self._whole or self._beginnings)

    def without(self, texts: Sequence[str], rows: Sequence[tuple[Finding, ...]]) -> tuple[tuple[Finding, ...], ...]:
        """The findings of each text but those of public contacts."""
        return tuple(
            tuple(f for f in row if not self._public(f, text)) if row else row
            for text, row in zip(texts, rows, strict=True)
        )

    def _public(self, f: Finding, text: str) -> bool:
        if f.kind is Kind.EMAIL:
            return normalise(text[f.start : f.end])[0].lower() in self._whole
        if f.kind is not Kind.PHONE:
            return False
        digits = _digits(normalise(text[f.start : f.end])[0])
        return digits in self._whole or digits.startswith(self._beginnings)
