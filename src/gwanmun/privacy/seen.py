"""What was found in texts seen before (다시 온 글): a chat sends its whole history again with every message.

Memory holds no text: a keyed hash of a text, by owner, and what was made of it. By owner, so that nobody learns from the
time it takes whether somebody else sent the same text. What does not live here: what is found (`find`), which matters a
text speaks of (`grade`), what asks for misuse (`signals`).
"""

from collections.abc import Callable, Sized
from hashlib import blake2b
from typing import Final, Generic, TypeVar

T = TypeVar("T", bound=Sized)

#: Texts of one memory, and parts of all their results together (some 8 MB); a full one starts again empty.
MOST_TEXTS: Final = 8_192
_MOST_PARTS: Final = 65_536
_MOST_OWNERS: Final = 4_096
_DIGEST_BYTES: Final = 24


class Seen(Generic[T]):
    """`look`, remembered. `key`: 32 secret bytes of this process."""

    __slots__ = ("_kept", "_key", "_look", "_owners", "_parts", "_texts")

    def __init__(self, look: Callable[[str], T], key: bytes, texts: int = MOST_TEXTS) -> None:
        self._look = look
        self._key = key
        self._texts = texts
        self._kept: dict[bytes, T] = {}
        self._parts = 0
        self._owners: dict[str, bytes] = {}

    def __call__(self, text: str, owner: str = "") -> T:
        data = text.encode("utf-8", "surrogatepass")
        digest = blake2b(data, digest_size=_DIGEST_BYTES, key=self._owners.get(owner) or self._own(owner)).digest()
        known = self._kept.get(digest)
        if known is None:
            known = self._look(text)
            if len(self._kept) >= self._texts or self._parts > _MOST_PARTS:
                self._kept.clear()
                self._parts = 0
            self._parts += len(known)
            self._kept[digest] = known
        return known

    def _own(self, owner: str) -> bytes:
        if len(self._owners) >= _MOST_OWNERS:
            self._owners.clear()
        made = self._owners[owner] = blake2b(owner.encode(), digest_size=32, key=self._key).digest()
        return made
