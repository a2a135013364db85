"""What changes between two packs, or two sets of them (차이): for which inputs, from which decision to which, merged into
conditions that a person can read, and counted. What does not live here: the space (`space.py`), real traffic
(`replay.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from gwanmun.domain.decisions import Outcome
from gwanmun.policy.diagram import Box, TooLarge
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import Pack, Value
from gwanmun.policy.space import SEED, Method, Shape, Space

#: Conditions shown. Every changed input is counted, shown or not.
SHOWN = 200

_BOXES = 6_000  # taken from a diagram before merging
_RANKS = len(Outcome)
_SAME = -1


@dataclass(frozen=True, slots=True)
class Change:
    """A set of inputs for which the decision goes from `before` to `after`. NOT_APPLICABLE: silent."""

    before: Outcome
    after: Outcome
    when: Mapping[str, Shape]
    inputs: int
    example: tuple[tuple[str, Value], ...]  # differences of one such input from the base


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes. The conditions in `changes` do not overlap; `unshown` inputs are in none of them.

    With method `sampled`, `inputs` is the space's size, `checked` how many were looked at, and every change is one
    input that was found to differ.
    """

    method: Method
    inputs: int
    checked: int
    changed: int
    stricter: int
    looser: int
    changes: tuple[Change, ...]
    unshown: int
    seed: int = SEED


def difference(
    before: Sequence[Pack], after: Sequence[Pack], base: Mapping[str, Value], *, effective: bool = False
) -> Difference:
    """Which inputs are decided otherwise by `after` than by `before`.

    Each side answers by its packs alone and may be silent; `effective` asks for what an organisation would do, where
    silence asks for an approval.
    """
    space = Space((*before, *after), base)
    try:
        return _exactly(before, after, space, effective=effective)
    except TooLarge:
        return _by_visiting(before, after, space, effective=effective)


def _exactly(before: Sequence[Pack], after: Sequence[Pack], space: Space, *, effective: bool) -> Difference:
    trees = space.diagrams
    answer = space.together if effective else space.united
    changed = trees.apply(lambda one, two: _SAME if one == two else one * _RANKS + two, answer(before), answer(after))
    counts = {pair: number for pair, number in trees.count(changed).items() if pair != _SAME}
    boxes = trees.merged(tuple(islice(trees.boxes(changed, frozenset({_SAME})), _BOXES)))
    shown = _largest(boxes)
    return Difference(
        space.method,
        space.size,
        space.size,
        sum(counts.values()),
        sum(number for pair, number in counts.items() if pair % _RANKS > pair // _RANKS),
        sum(number for pair, number in counts.items() if pair % _RANKS < pair // _RANKS),
        tuple(_change(space, box) for box in shown),
        sum(counts.values()) - sum(box.count for box in shown),
    )


def _largest(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """At most `SHOWN`, the largest first, and at least one of each kind of change."""
    first: dict[int, Box] = {}
    for box in boxes:
        first.setdefault(box.value, box)
    kept = set(first.values())
    for box in sorted(boxes, key=lambda one: -one.count):
        if len(kept) >= SHOWN:
            break
        kept.add(box)
    return tuple(sorted(kept, key=lambda one: (-one.count, one.value, one.masks)))


def _change(space: Space, box: Box) -> Change:
    bits = dict(box.masks)
    cell = []
    for at, home in enumerate(space.home):
        mask = bits.get(at, -1)
        cell.append(home if mask >> home & 1 else (mask & -mask).bit_length() - 1)
    return Change(
        Outcome(box.value // _RANKS),
        Outcome(box.value % _RANKS),
        space.shape(box.masks),
        box.count,
        space.differences(cell),
    )


def _by_visiting(before: Sequence[Pack], after: Sequence[Pack], space: Space, *, effective: bool) -> Difference:
    one, two = Judge(before), Judge(after)
    method, cells = space.cells()
    checked = 0
    found: dict[tuple[int, ...], tuple[Outcome, Outcome]] = {}
    for cell in cells:
        checked += 1
        attributes = space.input(cell)
        pair = (_answer(one, attributes, effective=effective), _answer(two, attributes, effective=effective))
        if pair[0] is not pair[1]:
            found[cell] = pair
    changes = [
        Change(was, now, space.shape(tuple((at, 1 << number) for at, number in enumerate(cell))), 1, space.differences(cell))
        for cell, (was, now) in islice(found.items(), SHOWN)
    ]  # fmt: skip
    return Difference(
        method,
        space.size,
        checked,
        len(found),
        sum(now > was for was, now in found.values()),
        sum(now < was for was, now in found.values()),
        tuple(changes),
        len(found) - len(changes),
    )


def _answer(judge: Judge, attributes: Mapping[str, Value], *, effective: bool) -> Outcome:
    if effective:
        return judge.judge(attributes).outcome
    return max((hit.outcome for hit in judge.hits(attributes)), default=Outcome.NOT_APPLICABLE)
