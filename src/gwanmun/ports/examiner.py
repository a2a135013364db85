"""Port `examiner`: examine passages, inline or in a child process.

Promises (contract tests: `tests/contracts/test_examiner.py`):
1. The result is that of `privacy.find` on the same passages, whichever process did the work.
2. Long texts, and many, never hold up the gate's loop.
3. A child that dies or answers nonsense raises `Unavailable`: never "nothing found".
4. What is longer than can be examined, or takes longer than its size allows, raises `TooLong`.
5. Nobody waits without limit for others' texts (`Overloaded`), and neither one person nor the very long texts of several
   take all there is: a text of ordinary length always finds its turn.
"""

from collections.abc import Sequence
from typing import Protocol

from gwanmun.domain.findings import Finding
from gwanmun.domain.prompts import Context


class Examiner(Protocol):
    async def examine(
        self, texts: Sequence[str], contexts: Sequence[Context | None] = (), *, person: str = ""
    ) -> tuple[tuple[Finding, ...], ...]:
        """Findings of each text, in the order of the texts. `contexts`: none, or one for each text. `person`: whose."""
        ...
