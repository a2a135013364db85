"""What the gate knows of classified texts (비밀 문건의 지문): keyed hashes only, from which no text can be read back.

What lives here: the registered row. What does not: how hashes are made and looked for (`privacy/fingerprints.py`), who
registers (`control/fingerprints.py`). 보안업무규정: classified files themselves never enter this system's books.
"""

from dataclasses import dataclass
from enum import StrEnum

from gwanmun.domain.ids import AgencyId


class Sort(StrEnum):
    DOCUMENT = "document"  # passages of a text, found again in part
    CANARY = "canary"  # one string that stands in no other text


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A registered text. `hashes`: sorted 64-bit keyed hashes, big-endian, base64. `label` is not the text's title."""

    id: str
    agency: AgencyId
    sort: Sort
    label: str
    hashes: str
    officer: str
    at_us: int


@dataclass(frozen=True, slots=True)
class FingerprintKey:
    """The installation's key of all fingerprints, hex; made with the first one."""

    id: str
    key: str
