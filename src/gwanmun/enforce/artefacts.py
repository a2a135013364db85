"""Artefacts (배포 파일): what a compiler writes, and when a change is too big to apply unattended. What does not live
here: the texts (one compiler a file), putting them in place (`adapters/enforcement`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from gwanmun.enforce.plan import Plan
from gwanmun.errors import UnsafeChange

#: Smaller by more than this, and a person must say so.
MOST_LOST = 0.30


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file below the target's folder. `entries`: how many rules it holds; None where it holds none by its nature.
    `group`: whose rules they are, so that a loss shows however they are spread over files; empty: nobody would miss them.
    """

    path: str
    text: str
    entries: int | None = None
    group: str = ""

    @property
    def digest(self) -> str:
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Part:
    """An artefact as a manifest names it."""

    path: str
    sha256: str
    size: int
    entries: int | None
    group: str = ""


def part_of(artefact: Artefact) -> Part:
    return Part(artefact.path, artefact.digest, len(artefact.text.encode()), artefact.entries, artefact.group)


def head(plan: Plan, now_us: int, mark: str) -> str:
    """The stamp at the top of a file: which policy it is, and that nobody edits it."""
    return "\n".join(
        (
            f"{mark} Gwanmun (관문) enforcement: policy {plan.stamp}, day {plan.day}, serial {plan.serial(now_us)}",
            f"{mark} Compiled from the published policy. Do not edit: the next change replaces it.",
            "",
        )
    )


def check_change(before: Iterable[Part], after: Iterable[Part], *, confirmed_by: str = "") -> None:
    """Raises `UnsafeChange` for an artefact that is empty, and for a group that lost more than 30 % of its rules.

    An empty one is refused whoever confirms: an engine that loads it lets everything pass. What is only an exception's
    has no group: when it ends, what it lifted stands again.
    """
    new = tuple(after)
    for part in new:
        if part.entries == 0:
            raise UnsafeChange(part.path, what=f"비어 있음 · empty: {part.path}")
    if confirmed_by:
        return
    now = _rules(new)
    for group, rules in sorted(_rules(before).items()):
        left = now.get(group, 0)
        if group and left < rules * (1 - MOST_LOST):
            raise UnsafeChange(group, what=f"{rules} → {left}: {group}")


def _rules(parts: Iterable[Part]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts:
        found[part.group] = found.get(part.group, 0) + (part.entries or 0)
    return found
