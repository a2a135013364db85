"""Port `documents`: read a file into its texts, and write a masked copy of it, in a child process that can do nothing else.

Promises (contract tests: `tests/contracts/test_documents.py`):
1. `read` gives every text of the file or raises `BadDocument`: never a part of it, never "no text" for a file that has some.
2. The child has no network, opens no file, starts no program, and cannot outgrow its time and memory; it reads one file.
3. A child that dies, hangs past its limit or answers nonsense raises `BadDocument("over_limits")`; no other request notices.
4. The caller's loop never waits on a parser.
5. `masked` is the same document with the edits made; what it was read from is never changed.
6. Nobody waits without limit for others' files (`Overloaded`), and one person's files are read one after another.
7. What a recogniser guessed in pictures is in a text only where `scans` asked for it, and `recognised` says where.
8. `tell` is called in the caller's loop, page by page (of a scan a second time, as its pages are recognised), and never after
   `read` ended.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from gwanmun.domain.documents import Edit, ReadDocument

#: How far a reading came: so many pages of so many.
Tell = Callable[[int, int], None]


class Documents(Protocol):
    async def read(
        self, content: bytes, name: str, *, person: str = "", scans: bool = False, tell: Tell | None = None
    ) -> ReadDocument:
        """`name`: only its ending counts. `person`: whose file it is; "" for nobody's. `scans`: a recogniser's guess may
        stand for a picture, where there is a recogniser; else what is only a picture is refused (`image_only`).
        """
        ...

    async def masked(self, content: bytes, name: str, edits: Sequence[Edit], pictures: str) -> tuple[bytes, str]:
        """The copy and its format. `pictures`: refuse, blank (replace them by empty ones), keep."""
        ...

    async def close(self) -> None: ...
