"""Decision diagrams (판정도): a function of a few finite variables as a small shared graph, so that "for every input"
can be answered without visiting every input. What does not live here: what the variables and the results mean
(`space.py`).

Reduced ordered multi-valued diagrams (Bryant 1986; Srinivasan et al. 1990). A node tests one variable and has one
child for each of its classes; equal nodes exist once, and a node whose children are all the same does not exist. So two
equal functions are one number, and counting, searching and comparing cost as much as the graph is large, never as
much as the space is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

#: The graph never grows past this: a pack made to blow it up is answered by sampling instead (`space.py`).
MAX_NODES = 300_000
#: … and no set of diagrams takes more steps than this to make: a few seconds.
MAX_STEPS = 1_500_000


class TooLarge(Exception):
    """The graph, or the work to make it, passed its bound. The caller falls back to sampling, and says so."""


@dataclass(frozen=True, slots=True)
class Box:
    """A set of inputs: for each variable a bit for each class that it may take (absent: any class)."""

    masks: tuple[tuple[int, int], ...]  # (variable, bits), by variable
    value: int
    count: int  # how many combinations of classes lie in it


class Diagrams:
    """All diagrams over one set of variables. `widths` says how many classes each variable has.

    A diagram is a number; results are numbers too. Not for several threads at once.
    """

    def __init__(self, widths: Sequence[int]) -> None:
        self._widths = tuple(widths)
        self._depth = len(self._widths)
        self._level: list[int] = []
        self._children: list[tuple[int, ...]] = []
        self._result: list[int] = []
        self._leaves: dict[int, int] = {}
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._steps = 0

    def __len__(self) -> int:
        return len(self._level)

    @property
    def total(self) -> int:
        """How many combinations of classes there are."""
        product = 1
        for width in self._widths:
            product *= width
        return product

    def leaf(self, value: int) -> int:
        """The diagram that gives `value` everywhere."""
        found = self._leaves.get(value)
        if found is None:
            found = self._leaves[value] = self._add(self._depth, (), value)
        return found

    def box(self, masks: Mapping[int, int], inside: int, outside: int) -> int:
        """`inside` where every variable lies in its mask, otherwise `outside` (both results)."""
        node, other = self.leaf(inside), self.leaf(outside)
        for variable in sorted(masks, reverse=True):
            bits = masks[variable]
            node = self._node(
                variable, tuple(node if bits >> at & 1 else other for at in range(self._widths[variable]))
            )
        return node

    def apply(self, join: Callable[[int, int], int], one: int, other: int) -> int:
        """The diagram of `join(one, other)`, result by result."""
        memo: dict[tuple[int, int], int] = {}
        level, children, result = self._level, self._children, self._result

        def walk(a: int, b: int) -> int:
            key = (a, b)
            found = memo.get(key)
            if found is None:
                self._steps += 1
                if self._steps > MAX_STEPS:
                    raise TooLarge
                at, bt = level[a], level[b]
                if at == bt == self._depth:
                    found = self.leaf(join(result[a], result[b]))
                elif at == bt:
                    found = self._node(at, tuple(map(walk, children[a], children[b])))
                elif at < bt:
                    found = self._node(at, tuple(walk(child, b) for child in children[a]))
                else:
                    found = self._node(bt, tuple(walk(a, child) for child in children[b]))
                memo[key] = found
            return found

        return walk(one, other)

    def map(self, change: Callable[[int], int], node: int) -> int:
        """The diagram with each result changed."""
        return self.apply(lambda value, _: change(value), node, self.leaf(0))

    def value(self, node: int, cell: Sequence[int]) -> int:
        """The result for one combination of classes."""
        while self._level[node] < self._depth:
            node = self._children[node][cell[self._level[node]]]
        return self._result[node]

    def results(self, node: int) -> frozenset[int]:
        """Every result that some input has."""
        return frozenset(self._result[one] for one in self._below(node) if self._level[one] == self._depth)

    def support(self, node: int) -> frozenset[int]:
        """The variables that the result depends on."""
        return frozenset(self._level[one] for one in self._below(node) if self._level[one] < self._depth)

    def count(self, node: int) -> dict[int, int]:
        """How many combinations of classes have each result."""
        memo: dict[int, dict[int, int]] = {}

        def walk(one: int, level: int) -> dict[int, int]:
            """Counted over the variables from `level` on."""
            own = memo.get(one)
            if own is None:
                if self._level[one] == self._depth:
                    own = {self._result[one]: 1}
                else:
                    own = {}
                    for child in self._children[one]:
                        for value, number in walk(child, self._level[one] + 1).items():
                            own[value] = own.get(value, 0) + number
                memo[one] = own
            skipped = self._product(level, self._level[one])
            return {value: number * skipped for value, number in own.items()}

        return walk(node, 0)

    def nearest(self, node: int, wanted: int, home: Sequence[int]) -> tuple[int, ...] | None:
        """The combination with result `wanted` that differs from `home` in the fewest variables; None without any.

        Of several, always the same one.
        """
        memo: dict[int, int | None] = {}

        def walk(one: int) -> int | None:
            if one in memo:
                return memo[one]
            least: int | None
            if self._level[one] == self._depth:
                least = 0 if self._result[one] == wanted else None
            else:
                stay = home[self._level[one]]
                least = None
                for at, child in enumerate(self._children[one]):
                    steps = walk(child)
                    if steps is not None and (least is None or steps + (at != stay) < least):
                        least = steps + (at != stay)
            memo[one] = least
            return least

        left = walk(node)
        if left is None:
            return None
        cell = list(home)
        while self._level[node] < self._depth:
            variable = self._level[node]
            children = self._children[node]
            order = sorted(range(len(children)), key=lambda at: (at != home[variable], at))
            for at in order:
                steps = walk(children[at])
                if steps is not None and steps + (at != home[variable]) == left:
                    cell[variable], node, left = at, children[at], steps
                    break
        return tuple(cell)

    def boxes(self, node: int, leave_out: frozenset[int] = frozenset()) -> Iterator[Box]:
        """Disjoint boxes that make up the whole space, but for results in `leave_out`. There may be very many."""
        dead: set[int] = set()
        for one in self._below(node):  # children before their parents
            if self._level[one] == self._depth:
                idle = self._result[one] in leave_out
            else:
                idle = all(child in dead for child in self._children[one])
            if idle:
                dead.add(one)

        def walk(one: int, masks: tuple[tuple[int, int], ...]) -> Iterator[Box]:
            if one in dead:
                return
            if self._level[one] == self._depth:
                yield Box(masks, self._result[one], self._size(masks))
                return
            ways: dict[int, int] = {}
            for at, child in enumerate(self._children[one]):
                ways[child] = ways.get(child, 0) | 1 << at
            for child, bits in ways.items():
                yield from walk(child, (*masks, (self._level[one], bits)))

        yield from walk(node, ())

    def merged(self, boxes: Sequence[Box]) -> tuple[Box, ...]:
        """The same set in fewer boxes: those that agree in all variables but one become one. Still disjoint."""
        named = sorted({variable for box in boxes for variable, _ in box.masks})
        full = {variable: (1 << self._widths[variable]) - 1 for variable in named}
        rows = {(*(dict(box.masks).get(variable, full[variable]) for variable in named), box.value) for box in boxes}
        changed = True
        while changed:
            changed = False
            for at in range(len(named)):
                groups: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
                for row in rows:
                    rest = (row[:at], row[at + 1 :])
                    groups[rest] = groups.get(rest, 0) | row[at]
                if len(groups) < len(rows):
                    changed = True
                    rows = {(*before, bits, *after) for (before, after), bits in groups.items()}
        found = []
        for row in rows:
            masks = tuple(
                (variable, bits) for variable, bits in zip(named, row, strict=False) if bits != full[variable]
            )
            found.append(Box(masks, row[-1], self._size(masks)))
        return tuple(sorted(found, key=lambda one: (one.value, -one.count, one.masks)))

    def _below(self, node: int) -> list[int]:
        seen = {node}
        waiting = [node]
        while waiting:
            for child in self._children[waiting.pop()]:
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
        return sorted(seen)

    def _size(self, masks: tuple[tuple[int, int], ...]) -> int:
        size = self.total
        for variable, bits in masks:
            size = size // self._widths[variable] * bits.bit_count()
        return size

    def _product(self, start: int, end: int) -> int:
        product = 1
        for width in self._widths[start:end]:
            product *= width
        return product

    def _node(self, variable: int, children: tuple[int, ...]) -> int:
        first = children[0]
        if children.count(first) == len(children):
            return first
        key = (variable, children)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._add(variable, children, 0)
        return found

    def _add(self, level: int, children: tuple[int, ...], value: int) -> int:
        if len(self._level) >= MAX_NODES:
            raise TooLarge
        self._level.append(level)
        self._children.append(children)
        self._result.append(value)
        return len(self._level) - 1
