"""Port `books`: the desk's control data, in one place, with the facts about every change beside it.

Values are those of `domain` (`Agency`, `Department`, `Person`, `Zone`, `TrustedProxy`, `Service`, `Record`, `Model`,
`Route`, `Rate`, `Allowance`, `Approval`, `InquiryState`, `Rules`, `Key`, `Suspension`) and the four of this file.

Promises, in the order of the contract tests (`tests/contracts/test_books.py`):
1. What a `transact` block puts, drops and notes becomes true at its end, all of it or none; any exception undoes it.
2. `transact` returns only when the commit is on stable storage.
3. One writer: nothing that a `transact` block read can be changed by anybody else before its end. When the lock cannot
   be had in time it raises `Conflict`.
4. `look` sees one consistent state and can change nothing.
5. `put` replaces the value with the same key; `every` and `some` return values in the order of their keys (texts by
   code point); `some` costs the same however far its page lies from the first.
6. `unsent` returns noted facts in the order in which they were noted, gaps or not; `sent` marks one, once.
7. A store that cannot be used raises `Unavailable`; one written by a newer version raises `Conflict`, untouched.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from gwanmun.domain.facts import Fact, Receipt
from gwanmun.domain.ids import Digest, RegimeId
from gwanmun.domain.money import Price

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """A model's price row (단가). A model's own `prices` are empty in the books: they are compiled from these."""

    model: str
    price: Price


@dataclass(frozen=True, slots=True)
class PackVersion:
    """A version of a policy pack. At most one version of a regime is active."""

    regime: RegimeId
    version: int
    text: str
    active: bool
    written_by: str  # officer
    written_us: int
    confirmed_by: str | None = None
    activated_by: str | None = None
    activated_us: int | None = None


@dataclass(frozen=True, slots=True)
class LiftedOrder:
    """A temporary order that its authority lifted (해제)."""

    regime: RegimeId
    lifted_on: date
    officer: str


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published: `kind` is snapshot or delta. `content` is the digest without serial, index and time."""

    kind: str
    serial: int
    digest: Digest
    content: Digest
    desk_index: int
    published_us: int


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What was answered to a caller under an idempotency key. `answer` is None while it is not known, or when it held a
    secret that is kept nowhere. `digest` names what was asked.
    """

    caller: str  # the id of the access key
    key: str
    digest: Digest
    at_us: int
    answer: str | None = None  # JSON


@dataclass(frozen=True, slots=True)
class Noted:
    """A fact in the outbox that the desk's journal has not taken yet."""

    number: int
    fact: Fact


class Reading(Protocol):
    """One consistent state of the books."""

    def every(self, kind: type[V], /, **equal: object) -> tuple[V, ...]:
        """Every value of this kind whose fields equal those given, in the order of the keys."""
        ...

    def find(self, kind: type[V], /, *key: object) -> V | None:
        """The value with this key."""
        ...

    def some(
        self,
        kind: type[V],
        /,
        *,
        after: Sequence[object] = (),
        limit: int,
        among: Mapping[str, Sequence[object]] | None = None,
        **equal: object,
    ) -> tuple[V, ...]:
        """At most `limit` values in the order of the keys, from the first key beyond `after`; `among` names fields and
        the values that they may have.
        """
        ...

    def key(self, value: object, /) -> tuple[object, ...]:
        """The key that this value stands under."""
        ...


class Writing(Reading, Protocol):
    """A transaction: what it reads cannot change under it, what it writes holds together."""

    def put(self, *values: object) -> None:
        """Insert, or replace by key."""
        ...

    def drop(self, kind: type[object], /, *key: object) -> None:
        """Remove the value with this key; nothing happens when there is none."""
        ...

    def note(self, fact: Fact) -> None:
        """Put a fact into the outbox, for the desk's journal."""
        ...


class Books(Protocol):
    def look(self) -> AbstractContextManager[Reading]: ...

    def transact(self) -> AbstractContextManager[Writing]: ...

    def unsent(self, limit: int) -> tuple[Noted, ...]: ...

    def sent(self, number: int, receipt: Receipt) -> None: ...

    def close(self) -> None: ...
