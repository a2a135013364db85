"""One record as it was found: its leaf, whether it stands under the seal, and its opening where it can still be read.

What lives here: the value. What does not: finding and proving it (`adapters/files/evidence.py`), its words
(`control/record_words.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gwanmun.journal.entry import Leaf


class OpeningState(StrEnum):
    PROVED = "proved"  # decrypted, and it matches the commitment in the leaf
    FORGOTTEN = "forgotten"  # its key or its bytes were deleted
    NOT_OPENED = "not_opened"  # no keys were given


@dataclass(frozen=True, slots=True)
class Record:
    """`sealed`: its inclusion under the signed checkpoint was proved (else it is in the tail)."""

    index: int
    leaf: Leaf
    sealed: bool
    opening: Mapping[str, object] | None
    state: OpeningState
