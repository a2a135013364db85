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
    """A file below the target's folder. `entries`: how many rules it holds; None where it holds none by its nature."""

    path: str
    text: str
    entries: int | None = None

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


def part_of(artefact: Artefact) -> Part:
    return Part(artefact.path, artefact.digest, len(artefact.text.encode()), artefact.entries)


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
    """Raises `UnsafeChange` for an artefact that became empty, or lost more than 30 % of its rules, or went away.

    An empty one is refused whoever confirms: an engine that loads it lets everything pass.
    """
    new = {part.path: part for part in after}
    for path, part in sorted(new.items()):
        if part.entries == 0:
            raise UnsafeChange(path, what=f"비어 있음 · empty: {path}")
    if confirmed_by:
        return
    for old in before:
        now = new.get(old.path)
        if not old.entries:
            continue
        if now is None:
            raise UnsafeChange(old.path, what=f"사라짐 · gone: {old.path}")
        if now.entries is not None and now.entries < old.entries * (1 - MOST_LOST):
            raise UnsafeChange(old.path, what=f"{old.entries} → {now.entries}: {old.path}")
