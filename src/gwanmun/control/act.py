"""What an act is: its arguments, its function, what it touches, and who may do it.

What lives here: the row of a table of acts. What does not: the tables (`acts.py` and its neighbours), the acts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gwanmun.control.office import By, Office
from gwanmun.domain.offices import Role


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
