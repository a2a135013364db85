"""Port `drafts`: write a draft as a file that Korean offices open.

Promises (contract tests: `tests/contracts/test_drafts.py`):
1. `write` is a function of its arguments: the same draft gives the same bytes; nothing of the moment or the machine is in them.
2. Every word of the draft stands in the file, and the reader of that format gives it back; no word is taken for markup.
3. The label that an AI took part stands where a person sees it, and in the file's properties where a machine reads it.
4. There are no macros, no pictures, nothing drawn from outside.
"""

from typing import Protocol

from gwanmun.domain.drafts import Draft, DraftFormat


class DraftWriter(Protocol):
    def write(self, draft: Draft, format_: DraftFormat) -> bytes: ...
