"""Small counts are held back (소수 비공개), so that no published table tells about one or two people (S23).

A figure of a group smaller than five is not shown; neither is another one by which it could be worked out from the total.
Rule: held-back groups are at least two, and together hold at least five; zero is a figure and is shown, for it is about
nobody. When that cannot be had, the total goes too. What does not live here: which figures are published
(`public_page.py`).

# INVARIANT: total minus everything shown is never the count of fewer than five people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Which groups are not shown, and whether their total may be."""

    names: frozenset[str]
    total: bool  # the total is held back, too


def hold_back(counts: Mapping[str, int], least: int = LEAST) -> HeldBack:
    """Decide by counts of people (or of acts, where nobody counted people)."""
    hidden = {name for name, count in counts.items() if 0 < count < least}
    if not hidden:
        return HeldBack(frozenset(), total=False)
    left = sorted((count, name) for name, count in counts.items() if count >= least)
    while left and (len(hidden) < 2 or sum(counts[name] for name in hidden) < least):
        hidden.add(left.pop(0)[1])
    enough = len(hidden) >= 2 and sum(counts[name] for name in hidden) >= least
    return HeldBack(frozenset(hidden), total=not enough)


def derivable(shown: Sequence[int], total: int, least: int = LEAST) -> bool:
    """Whether somebody could work out a small count from what is shown: for tests, and before publishing."""
    return 0 < total - sum(shown) < least
