"""What an act is: its arguments, its function, what it touches, and who may do it.

What lives here: the row of a table of acts, an answer that takes its time. What does not: the tables (`acts.py` and its neighbours), the acts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

import msgspec

from gwanmun.control.office import By, Office
from gwanmun.domain.offices import Role

T = TypeVar("T")


class Touches(StrEnum):
    """What an act changes, and so what is published after it."""

    NOTHING = "nothing"
    SNAPSHOT = "snapshot"
    DELTA = "delta"  # keys and suspensions: in force within a second
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Act:
    """`order` is the dataclass of its arguments; `carry_out(office, by, order)` does it and returns a value.

    `roles` may do it over the network; nobody named means the administrator alone, who also holds the local command.
    """

    order: type[Any]
    carry_out: Callable[[Office, By, Any], object]
    touches: Touches
    roles: tuple[Role, ...] = ()
    secret: bool = False  # its answer holds a secret that is shown once and kept nowhere
    local: bool = False  # only from the machine itself, never over the network
    path: str = ""  # of a read: its own place below /api/v1, where its name would not say it well


@dataclass(frozen=True, slots=True)
class Aside(Generic[T]):
    """An answer that takes its time: whoever carries out acts works it out beside them, in a thread.

    INVARIANT: `work` touches no books, so that a revocation never waits for a question about use.
    """

    work: Callable[[], T]

    def plain(self) -> object:
        found: object = msgspec.to_builtins(self.work())
        return found


def plain(answer: object) -> object:
    """An act's answer as plain data; one that takes its time stays what it is."""
    return answer if isinstance(answer, Aside) else msgspec.to_builtins(answer)
