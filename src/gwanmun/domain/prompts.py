"""A prompt as the gate sees it, whatever the vendor's dialect: passages to examine, limits to price, and a document
that only `wire/` can read and write.

INVARIANT: the bytes that leave are written from the passages; no byte of the caller's body is ever forwarded.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.documents import Upload


class Role(StrEnum):
    """Who is speaking in a passage. FILE: nobody, it stands in a document. STRUCTURE: schema texts, tool names, metadata
    and other free strings and keys.
    """

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"
    FILE = "file"
    STRUCTURE = "structure"


class Context(Struct, frozen=True):
    """Where a passage stands in a larger text that gives it away: a record's key and neighbours, a message's parts.

    Passages of one `sheet` are also examined together, in their order, each behind its `lead` (a record as JSON would
    be written; with no lead, whatever may join two parts). `label` is what introduces a value from farther off (the key
    of a list, the header of a column). What is `fixed` introduces others and is itself examined alone.
    """

    sheet: int
    lead: str = ""
    label: str = ""
    fixed: bool = False


class Passage(Struct, frozen=True):
    """One string (or key) to examine. `pointer` (RFC 6901) names the place in errors and records.

    `maskable` is False where a changed text would break the request (a tool's name, a schema's key): a finding there
    refuses the request instead. `context` is None for a text that stands alone.
    """

    text: str
    role: Role
    pointer: str
    maskable: bool = True
    context: Context | None = None


class Limits(Struct, frozen=True):
    """What bounds the cost. `output_tokens` is the largest of every synonym the caller sent, or None when none was.

    `choices` is how many answers are asked for (`n`). `prompt_overhead` is an upper bound on tokens that the vendor
    adds around the texts (roles, separators, tool preambles).
    """

    output_tokens: int | None
    choices: int
    prompt_overhead: int


class Document(Protocol):
    """The parsed tree, private to `wire/`."""

    def write(self, texts: Sequence[str], *, model: str, output_tokens: int, stream: bool) -> bytes:
        """Serialise the request with `texts` in place of the passages (same order, same number).

        `output_tokens` is written as the enforced limit in the dialect's own field.
        """
        ...


class Prompt(Struct, frozen=True):
    dialect: Dialect
    model: str  # as the caller wrote it
    stream: bool
    wants_usage: bool  # the caller asked for usage in the stream
    passages: tuple[Passage, ...]
    limits: Limits
    tools: tuple[str, ...]  # names of the tools offered
    document: Document
    admitted_fields: frozenset[str] = frozenset()  # what it was read with beyond the dialect's own list
    json_answer: bool = False  # the caller asked for an answer that is JSON text: what is restored must be escaped
    files: tuple[Upload, ...] = ()  # not read yet: what they hold is in no passage, and would not be sent


class Usage(Struct, frozen=True):
    """Tokens as the vendor reported them."""

    input_tokens: int
    output_tokens: int
