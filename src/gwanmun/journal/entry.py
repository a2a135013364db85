"""Leaves (잎): a fact with its index and commitment as canonical bytes, and strictly back (docs/journal-format.md §3).

The bytes are RFC 8785 JSON: `Leaf` lists its fields in sorted order and leaves out what says nothing, so that printing
the struct is already canonical; reading prints again and compares.
"""

import re

import msgspec

from gwanmun.domain.facts import Ending, Fact, FactKind
from gwanmun.domain.ids import AgencyId, DepartmentId, Pseudonym, RequestId
from gwanmun.journal.faults import AlteredRecord

MAX_LEAF = 65_535
VERSION = 1

_HEX64 = re.compile(r"[0-9a-f]{64}")
_HEX32 = re.compile(r"[0-9a-f]{32}")
_HEX16 = re.compile(r"[0-9a-f]{16}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MAX_INT = 2**63 - 1


class Leaf(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A leaf's fields, sorted by name."""

    agency: str = ""
    at: int
    commit: str
    department: str = ""
    ending: str = ""
    held: int = 0
    index: int
    key: str
    kind: str
    overbilled: int = 0
    period: str = ""
    person: str = ""
    purpose: str = ""
    request: str = ""
    service: str = ""
    spent: int = 0
    v: int

    def fact(self) -> Fact:
        """The fact again, without its opening."""
        return Fact(
            kind=FactKind(self.kind),
            at_us=self.at,
            request=RequestId(self.request) if self.request else None,
            agency=AgencyId(self.agency) if self.agency else None,
            department=DepartmentId(self.department) if self.department else None,
            person=Pseudonym(self.person) if self.person else None,
            period=self.period,
            held=self.held,
            spent=self.spent,
            overbilled=self.overbilled,
            ending=Ending(self.ending) if self.ending else None,
            service=self.service,
            purpose=self.purpose,
        )


#: What accounts need of a leaf: kind, request, agency, department, person, period, held, spent, overbilled, ending,
#: service, purpose.
LeafRow = tuple[str, str, str, str, str, str, int, int, int, str, str, str]

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Leaf).decode
_KINDS = frozenset(kind.value for kind in FactKind)
_ENDINGS = frozenset(ending.value for ending in Ending)


def encode_leaf(fact: Fact, index: int, commit: str, key: str) -> bytes:
    """Print a leaf. `ValueError` for a fact that has no lawful leaf (negative money, a leaf that is too long)."""
    if fact.held < 0 or fact.spent < 0 or fact.overbilled < 0 or fact.at_us < 0:
        raise ValueError("a leaf holds no negative number")
    try:
        leaf = _encode(
            Leaf(
                agency=fact.agency or "",
                at=fact.at_us,
                commit=commit,
                department=fact.department or "",
                ending=fact.ending or "",
                held=fact.held,
                index=index,
                key=key,
                kind=fact.kind,
                overbilled=fact.overbilled,
                period=fact.period,
                person=fact.person or "",
                purpose=fact.purpose,
                request=fact.request or "",
                service=fact.service,
                spent=fact.spent,
                v=VERSION,
            )
        )
    except UnicodeEncodeError as problem:
        raise ValueError("a leaf holds well-formed text only") from problem
    if len(leaf) > MAX_LEAF:
        raise ValueError("the leaf is too long")
    return leaf


def decode_leaf(data: bytes, index: int) -> Leaf:
    """Read the leaf of record `index` strictly, or raise `AlteredRecord`: canonical bytes, known fields, its place."""
    leaf = quick_leaf(data, index)
    if _encode(leaf) != data:
        raise AlteredRecord(index, "leaf is not canonical (잎 형식 오류)")
    if (
        leaf.v != VERSION
        or leaf.kind not in _KINDS
        or not (0 <= leaf.at <= _MAX_INT)
        or not (0 <= leaf.held <= _MAX_INT and 0 <= leaf.spent <= _MAX_INT and 0 <= leaf.overbilled <= _MAX_INT)
        or (leaf.ending and (leaf.ending not in _ENDINGS or leaf.kind != "ended"))
        or not _HEX64.fullmatch(leaf.commit)
        or not _HEX16.fullmatch(leaf.key)
        or (leaf.person and not _HEX32.fullmatch(leaf.person))
        or (leaf.period and not _DAY.fullmatch(leaf.period))
    ):
        raise AlteredRecord(index, "a leaf's field is not lawful (잎 항목 오류)")
    return leaf


def quick_leaf(data: bytes, index: int) -> Leaf:
    """Read a leaf whose bytes are already known to be right (a checksum or a hash said so); checks only its place."""
    try:
        leaf = _decode(data)
    except msgspec.MsgspecError as problem:
        raise AlteredRecord(index, "leaf cannot be read (잎 해독 실패)") from problem
    if leaf.index != index:
        raise AlteredRecord(index, "leaf stands at another's place (순서 불일치)")
    return leaf


def row(leaf: Leaf) -> LeafRow:
    """What accounts need of a leaf."""
    return (
        leaf.kind,
        leaf.request,
        leaf.agency,
        leaf.department,
        leaf.person,
        leaf.period,
        leaf.held,
        leaf.spent,
        leaf.overbilled,
        leaf.ending,
        leaf.service,
        leaf.purpose,
    )
