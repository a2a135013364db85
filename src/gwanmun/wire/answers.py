"""What an answer is, whatever the vendor's dialect: texts in their places, and the events of a streamed one.

What lives here: the values that `gateway/relay.py` works with. What does not: reading and writing them (`openai.py`,
`anthropic.py`), restoring and examining the texts (`privacy/`).

A **channel** is one running text of an answer: the content of choice 0, the arguments of its second tool call. In a
stream each channel needs a restorer of its own, because a token may be cut between two of its deltas.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from gwanmun.domain.prompts import Usage


class Kind(StrEnum):
    """What a text of an answer is for. ARGUMENTS are what a tool will be called with."""

    CONTENT = "content"
    REASONING = "reasoning"
    REFUSAL = "refusal"
    ARGUMENTS = "arguments"
    NOTE = "note"  # annotations and citations: titles, quotations, addresses


class Channel(NamedTuple):
    """`choice`: which answer (OpenAI) or which content block (Anthropic); `part`: which tool call in it."""

    kind: Kind
    choice: int
    part: int = 0


@dataclass(slots=True)
class Text:
    """One text of an answer and its place in the tree.

    `depth` counts the JSON strings around it beyond the one that every text stands in: 1 for a fragment of arguments
    that are themselves JSON text, so that what is put in must be escaped once as JSON; 0 for plain text.
    `tool` names the tool whose arguments these are.
    """

    channel: Channel
    text: str
    tool: str
    depth: int
    holder: Any
    key: Any

    def replace(self, text: str) -> None:
        self.text = text
        self.holder[self.key] = text


class Answer(Protocol):
    """A whole answer. `usage` is None when the vendor stated none that makes sense."""

    texts: Sequence[Text]
    usage: Usage | None

    def write(self, model: str) -> bytes:
        """Our serialisation, with the texts as they are now and the model's name as the caller wrote it."""
        ...


@dataclass(slots=True)
class StreamEvent:
    """One event of a streamed answer.

    1. `closes` are the channels whose text ends with this event. What a restorer still holds back for one of them
       belongs at the end of this event's text of that channel, or, when there is none, into `StreamReader.delta(…)`
       before this event.
    2. `skip` says that the caller is not to see it (usage that was not asked for).
    3. `last` says that nothing may follow.
    """

    texts: list[Text]
    closes: tuple[Channel, ...] = ()
    skip: bool = False
    last: bool = False
    bare: bool = False  # carries texts and nothing else: when all are empty it need not be sent
    named: tuple[str, ...] = ()  # tools that this event begins to call
    tree: Any = None
    name: bytes = b""
    raw: bytes = field(default=b"")  # sent as it stands: our own constants only

    @property
    def hollow(self) -> bool:
        """Nothing is left in it that a caller would miss."""
        if not self.bare:
            return False
        for text in self.texts:  # noqa: SIM110 - runs for every event, where a generator costs more than the loop
            if text.text:
                return False
        return True


class StreamReader(Protocol):
    """One streamed answer of a dialect, event by event. Made afresh for each answer."""

    finished: bool  # the vendor said that the answer is complete

    @property
    def usage(self) -> Usage | None:
        """Tokens as far as the vendor has stated them."""
        ...

    def read(self, name: bytes, data: bytes) -> StreamEvent:
        """Raises `BrokeProtocol` for what is not this dialect, `UpstreamFault` for the vendor's own error event."""
        ...

    def write(self, event: StreamEvent) -> bytes:
        """The event as the caller gets it, with the texts as they are now."""
        ...

    def delta(self, channel: Channel, text: str) -> bytes:
        """An event that carries `text` alone."""
        ...

    def open_channels(self) -> tuple[Channel, ...]:
        """Channels that have begun and not closed: to be flushed when a stream ends without saying so."""
        ...
