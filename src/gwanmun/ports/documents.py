"""Port `documents`: read a file into its texts, and write a masked copy of it, in a child process that can do nothing else.

Promises (contract tests: `tests/contracts/test_documents.py`):
1. `read` gives every text of the file or raises `BadDocument`: never a part of it, never "no text" for a file that has some.
2. The child has no network, opens no file, starts no program, and cannot outgrow its time and memory; it reads one file.
3. A child that dies, hangs past its limit or answers nonsense raises `BadDocument("over_limits")`; no other request notices.
4. The caller's loop never waits on a parser.
5. `masked` is the same document with the edits made; what it was read from is never changed.
6. Nobody waits without limit for others' files (`Overloaded`), and one person's files are read one after another.
"""

from collections.abc import Sequence
from typing import Protocol

from gwanmun.domain.documents import Edit, ReadDocument


class Documents(Protocol):
    async def read(self, content: bytes, name: str, *, person: str = "") -> ReadDocument:
        """`name`: only its ending counts. `person`: whose file it is; "" for nobody's."""
        ...

    async def masked(self, content: bytes, name: str, edits: Sequence[Edit], pictures: str) -> tuple[bytes, str]:
        """The copy and its format. `pictures`: refuse, blank (replace them by empty ones), keep."""
        ...

    async def close(self) -> None: ...
