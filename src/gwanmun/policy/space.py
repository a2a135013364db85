"""The finite space of inputs (입력 공간): what the packs in question can tell apart, and nothing more. What does not live
here: asking anything of it (`prove.py`, `difference.py`, `lint.py`), deciding one input (`judge.py`).

1. Only attributes that a pack or the question names are axes; all others stay at their default.
2. An axis has one class for each set of values that no rule distinguishes: a closed word's values, "other" for an open
   word, the intervals between the bounds for a date. Each class has one representative, the default where it fits.
3. `device.ownership` follows `device.class`, as everywhere in the house: it is no axis of its own.
4. A device without evidence is left out: the judge answers it with the strictest answer of all classes, so that its
   decision is always one that another input of the space has.

Over these classes a set of packs is a decision diagram, and every answer is exact. Where a diagram would grow past its
bound, the space is enumerated, or sampled beyond `ENUMERATED` inputs; the answer then says so (`Method`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from gwanmun.domain.decisions import Outcome
from gwanmun.policy.diagram import Diagrams
from gwanmun.policy.language import (
    ATTRIBUTES,
    MASK,
    AnyOf,
    AtLeast,
    Attribute,
    Below,
    Condition,
    Contains,
    Equals,
    Not,
    Pack,
    Sort,
    Test,
    Value,
    holds,
)

ENUMERATED = 1_000_000  # inputs visited one by one, at most
SAMPLED = 100_000
SEED = 20250205

_MAX_FRAGMENTS = 6  # fragments of `contains` whose combinations are all told apart
_DEVICE, _OWNERSHIP = "device.class", "device.ownership"
_OTHERS = ("other", "zz", "q0", "y9", "w8", "x7")  # words for "none of those named"
_OTHER_COUNTRIES = ("ZZ", "XX", "QQ")

SILENT = int(Outcome.NOT_APPLICABLE)

#: What a test says, as data: a word, a list of them, or {operator: …}, as the language writes it.
Shape = str | list[str] | dict[str, str] | dict[str, list[str]] | list[dict[str, str]]


class Method(StrEnum):
    """How an answer was found."""

    EXACT = "exact"  # for every input
    ENUMERATED = "enumerated"  # for every input, one by one
    SAMPLED = "sampled"  # for `SAMPLED` inputs drawn with `SEED`


@dataclass(frozen=True, slots=True)
class Axis:
    """One attribute and its classes."""

    attribute: Attribute
    values: tuple[Value, ...]  # a representative of each class
    members: tuple[tuple[Value, ...], ...]  # the values named in each class; () is "other"
    bounds: tuple[date, ...] = ()  # of a date: class n lies between bound n-1 and bound n
    complete: bool = True  # False: more fragments than are told apart in every combination

    @property
    def name(self) -> str:
        return self.attribute.name


class Space:
    """The classes of a set of packs, around `base`: the complete input that differences are counted from.

    Not for several threads at once: its diagrams grow as they are asked.
    """

    def __init__(self, packs: Iterable[Pack], base: Mapping[str, Value], also: Iterable[Condition] = ()) -> None:
        self.base = dict(base)
        tests = _tests(packs, also)
        self.axes = tuple(
            axis
            for name in ATTRIBUTES
            if name != _OWNERSHIP and (name in tests or (name == _DEVICE and _OWNERSHIP in tests))
            for axis in (_axis(ATTRIBUTES[name], tests, self.base),)
        )
        self._at = {axis.name: number for number, axis in enumerate(self.axes)}
        self.home = tuple(_home(axis, self.base) for axis in self.axes)
        self.diagrams = Diagrams([len(axis.values) for axis in self.axes])

    @property
    def size(self) -> int:
        """How many inputs it has."""
        return self.diagrams.total

    @property
    def method(self) -> Method:
        """What an answer from its diagrams is: exact, unless an axis does not tell all apart."""
        return Method.EXACT if all(axis.complete for axis in self.axes) else Method.SAMPLED

    def input(self, cell: Sequence[int]) -> dict[str, Value]:
        """The complete input that represents one combination of classes."""
        attributes = dict(self.base)
        for axis, number in zip(self.axes, cell, strict=True):
            attributes[axis.name] = axis.values[number]
            if axis.name == _DEVICE:
                attributes[_OWNERSHIP] = _ownership(axis.values[number])
        return attributes

    def differences(self, cell: Sequence[int]) -> tuple[tuple[str, Value], ...]:
        """Where an input departs from `base`."""
        return tuple((name, value) for name, value in self.input(cell).items() if self.base.get(name) != value)

    def masks(self, conditions: Iterable[Condition]) -> dict[int, int]:
        """The classes for which all conditions hold, for each axis that they name."""
        found: dict[int, int] = {}
        for condition in conditions:
            name = _DEVICE if condition.attribute == _OWNERSHIP else condition.attribute
            number = self._at[name]
            axis = self.axes[number]
            bits = 0
            for at, value in enumerate(axis.values):
                seen = _ownership(value) if condition.attribute == _OWNERSHIP else value
                if holds(condition.test, seen, ATTRIBUTES[condition.attribute]):
                    bits |= 1 << at
            found[number] = found.get(number, -1) & bits
        return found

    def cells(self, seed: int = SEED) -> tuple[Method, Iterator[tuple[int, ...]]]:
        """Every combination of classes, or a sample where there are more than `ENUMERATED`."""
        widths = [len(axis.values) for axis in self.axes]
        if self.size <= ENUMERATED:
            return Method.ENUMERATED, (_cell(number, widths) for number in range(self.size))
        return Method.SAMPLED, (_cell(number % self.size, widths) for number in _numbers(seed, SAMPLED, self.size))

    # ------------------------------------------------------------ packs as diagrams

    def fired(self, pack: Pack) -> int:
        """Which rule decides: its number, `len(rules)` for the pack's default, -1 where the pack is not active."""
        trees = self.diagrams
        whole = trees.leaf(len(pack.rules))
        for number in range(len(pack.rules) - 1, -1, -1):
            where = trees.box(self.masks(pack.rules[number].when), number, -1)
            whole = trees.apply(lambda rule, rest: rest if rule == -1 else rule, where, whole)
        active = trees.box(self.masks(_activity(pack)), 1, 0)
        return trees.apply(lambda inside, rule: rule if inside else -1, active, whole)

    def alone(self, pack: Pack, fired: int | None = None) -> int:
        """What the pack answers by itself: a decision's rank, `SILENT` where it is silent."""
        trees = self.diagrams
        lifts = any(rule.after_approval is not None for rule in pack.rules)
        approval = self._approval() if lifts else trees.leaf(0)
        answers = _answers(pack)
        return trees.apply(
            lambda rule, state: SILENT if rule < 0 else answers[rule][state],
            self.fired(pack) if fired is None else fired,
            approval,
        )

    def united(self, packs: Iterable[Pack]) -> int:
        """The strictest answer of all packs; `SILENT` where every one is."""
        whole = self.diagrams.leaf(SILENT)
        for pack in packs:
            whole = self.diagrams.apply(max, whole, self.alone(pack))
        return whole

    def together(self, packs: Iterable[Pack], default_after_approval: Outcome | None = None) -> int:
        """What all packs answer together, as `Judge` does: where every one is silent, an approval is required."""
        trees = self.diagrams
        whole = self.united(packs)
        usual = int(Outcome.REQUIRE_APPROVAL)
        if default_after_approval is None or "approval.state" not in self._at:
            return trees.map(lambda rank: rank or usual, whole)
        silence = (usual, int(default_after_approval), int(Outcome.DENY))
        return trees.apply(lambda rank, state: rank or silence[state], whole, self._approval())

    def carried(self, packs: Iterable[Pack], obligation: str, together: int) -> int:
        """1 where the answer of all packs carries an obligation, as `Judge` unites them; `together` is that answer.

        What leaves is masked where the answer says so, and where a milder regime does.
        """
        trees = self.diagrams
        masking = int(Outcome.ALLOW_WITH_MASKING)
        silent = trees.leaf(1)
        whole = trees.map(lambda rank: rank == masking, together) if obligation == MASK else trees.leaf(0)
        for pack in packs:
            fired = self.fired(pack)
            answer = self.alone(pack, fired)
            asks = [*(obligation in rule.obligations for rule in pack.rules), obligation == "log"]
            mine = trees.apply(_asked_by(asks), fired, answer)
            if obligation == MASK:
                mine = trees.apply(lambda has, rank: int(has or rank == masking), mine, answer)
            silent = trees.apply(lambda so_far, rank: int(so_far and rank == SILENT), silent, answer)
            whole = trees.apply(max, whole, mine)
        # Where every regime is silent, the default answers, and it is logged.
        return trees.apply(max, whole, silent) if obligation == "log" else whole

    def _approval(self) -> int:
        """0 without an approval, 1 with a granted one, 2 with a rejected one."""
        states = self._at["approval.state"]
        granted, rejected = (self._mask("approval.state", state) for state in ("granted", "rejected"))
        trees = self.diagrams
        return trees.apply(max, trees.box({states: granted}, 1, 0), trees.box({states: rejected}, 2, 0))

    def _mask(self, name: str, value: Value) -> int:
        return self.masks((Condition(name, Equals(value)),))[self._at[name]]

    # ------------------------------------------------------------ in words

    def shape(self, masks: Iterable[tuple[int, int]]) -> dict[str, Shape]:
        """A box as conditions of the language, as data."""
        found: dict[str, Shape] = {}
        for variable, bits in masks:
            axis = self.axes[variable]
            if axis.name == _DEVICE:
                owners = {_ownership(value) for at, value in enumerate(axis.values) if bits >> at & 1}
                rest = {_ownership(value) for at, value in enumerate(axis.values) if not bits >> at & 1}
                if not owners & rest:  # all that somebody owns: said as the rules say it
                    found[_OWNERSHIP] = owners.pop()
                    continue
            found[axis.name] = _shape(axis, bits)
        return found


def lifted(pack: Pack) -> Pack | None:
    """The pack while its order is lifted (해제), as `Judge` reads `lifted`; None when its scope can then never hold."""
    scope = _lifted(pack.scope)
    if scope is None:
        return None
    rules = tuple(replace(rule, when=when) for rule in pack.rules if (when := _lifted(rule.when)) is not None)
    return replace(pack, scope=scope, rules=rules)


def _lifted(conditions: tuple[Condition, ...]) -> tuple[Condition, ...] | None:
    state = ATTRIBUTES["order.state"]
    if not all(holds(one.test, "lifted", state) for one in conditions if one.attribute == state.name):
        return None
    return tuple(one for one in conditions if one.attribute != state.name)


def readable(shape: Mapping[str, Shape]) -> str:
    """Conditions on one line: `data.classification: [C, S] · date: from 2025-02-05`."""
    return " · ".join(f"{name}: {_text(test)}" for name, test in shape.items()) or "*"


def _text(test: Shape) -> str:
    if isinstance(test, str):
        return test
    if isinstance(test, dict):
        return "{" + ", ".join(f"{key}: {_text(value)}" for key, value in test.items()) + "}"
    return "[" + ", ".join(_text(one) for one in test) + "]"


def word_of(value: Value) -> str:
    """A value as the language writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else value


def _asked_by(asks: Sequence[bool]) -> Callable[[int, int], int]:
    """1 where a rule decides that asks for it, and the pack is not silent there."""
    return lambda rule, rank: int(rank != SILENT and asks[rule])


# ---------------------------------------------------------------- classes


def _activity(pack: Pack) -> tuple[Condition, ...]:
    """When a pack is active, all in conditions: jurisdiction, first day included, last day excluded, scope."""
    until = (Condition("date", Below(pack.effective_to)),) if pack.effective_to else ()
    return (
        Condition("jurisdiction", Equals(pack.jurisdiction)),
        Condition("date", AtLeast(pack.effective_from)),
        *until,
        *pack.scope,
    )


def _answers(pack: Pack) -> list[tuple[int, int, int]]:
    """For each rule, and the default last: the answer without an approval, with a granted one, with a rejected one."""
    rows = []
    for rule in pack.rules:
        usual = int(rule.decision)
        lifted = rule.after_approval
        rows.append((usual, usual, usual) if lifted is None else (usual, int(lifted), int(Outcome.DENY)))
    return [*rows, (int(pack.default),) * 3]


def _tests(packs: Iterable[Pack], also: Iterable[Condition]) -> dict[str, list[Test]]:
    found: dict[str, list[Test]] = {}
    conditions = list(also)
    for pack in packs:
        conditions += _activity(pack)
        conditions += (condition for rule in pack.rules for condition in rule.when)
        if any(rule.after_approval is not None for rule in pack.rules):
            conditions += (Condition("approval.state", Equals(state)) for state in ("granted", "rejected"))
    for condition in conditions:
        tests = found.setdefault(condition.attribute, [])
        if condition.test not in tests:
            tests.append(condition.test)
    return found


def _axis(attribute: Attribute, tests: Mapping[str, list[Test]], base: Mapping[str, Value]) -> Axis:
    own = tests.get(attribute.name, [])
    usual = base.get(attribute.name)
    complete = True
    match attribute.sort:
        case Sort.DAY:
            return _days(attribute, own, usual)
        case Sort.WORD | Sort.WORDS:
            named, fragments = _atoms(own)
            found = list(dict.fromkeys((*named, *_words(attribute, fragments, usual))))
            open_words = frozenset(found) - frozenset(named)
            complete = len(fragments) <= _MAX_FRAGMENTS
        case Sort.FLAG:
            found, open_words = [True, False], frozenset[Value]()
        case _:
            found, open_words = list(attribute.choices), frozenset[Value]()
    classes: dict[tuple[bool, ...], list[Value]] = {}
    for value in found:
        told = tuple(holds(test, value, attribute) for test in own)
        if attribute.name == _DEVICE:
            ownership = ATTRIBUTES[_OWNERSHIP]
            told += tuple(holds(test, _ownership(value), ownership) for test in tests.get(_OWNERSHIP, []))
        classes.setdefault(told, []).append(value)
    values = tuple(usual if usual in members else members[0] for members in classes.values())
    members = tuple(
        () if all(one in open_words for one in group) else tuple(one for one in group if one not in open_words)
        for group in classes.values()
    )
    return Axis(attribute, values, members, complete=complete)


def _days(attribute: Attribute, tests: Sequence[Test], usual: Value | None) -> Axis:
    bounds = sorted({bound for test in tests for bound in _bounds(test)} - {date.min})
    values: list[Value] = []
    for at in range(len(bounds) + 1):
        first = bounds[at - 1] if at else date.min
        last = bounds[at] - timedelta(days=1) if at < len(bounds) else date.max
        if isinstance(usual, date) and first <= usual <= last:
            values.append(usual)
        else:
            values.append(first if at else last)
    return Axis(attribute, tuple(values), ((),) * len(values), tuple(bounds))


def _bounds(test: Test) -> Iterator[date]:
    match test:
        case Equals(value):
            yield from _whole_day(value)
        case AnyOf(several):
            for value in several:
                yield from _whole_day(value)
        case AtLeast(value) | Below(value) if isinstance(value, date):
            yield value
        case Not(inner):
            yield from _bounds(inner)
        case _:  # pragma: no cover - no other test fits a day
            return


def _whole_day(value: Value) -> Iterator[date]:
    if isinstance(value, date):
        yield value
        if value < date.max:
            yield value + timedelta(days=1)


def _atoms(tests: Sequence[Test]) -> tuple[list[Value], list[str]]:
    """The words that tests name, and the fragments that they look for."""
    named: dict[Value, None] = {}
    fragments: dict[str, None] = {}
    for test in tests:
        inner = test.test if isinstance(test, Not) else test
        match inner:
            case Equals(value):
                named[value] = None
            case AnyOf(several):
                named.update(dict.fromkeys(several))
            case Contains(text):
                fragments[text.casefold()] = None
            case _:
                continue
    return list(named), list(fragments)


def _words(attribute: Attribute, fragments: list[str], usual: Value | None) -> list[Value]:
    """Words beside those named: the default, one with none of the fragments, some for each combination of them."""
    found: list[Value] = [] if usual is None else [usual]
    others = _OTHER_COUNTRIES if attribute.name in {"jurisdiction", "service.vendor_country"} else _OTHERS
    other = next((word for word in others if not any(one in word.casefold() for one in fragments)), others[0])
    found.append(other)
    few = fragments[:_MAX_FRAGMENTS]
    for bits in range(1, 1 << len(few)):
        parts = [one for at, one in enumerate(few) if bits >> at & 1]
        # The shortest such word may be one that is named as a whole: a longer one is not. Joined in several ways,
        # because two fragments side by side may make a third.
        if attribute.sort is Sort.WORDS:
            found += ("+".join(sorted(parts)), "+".join(sorted((*parts, other))))
        else:
            for joint in ("-", ".", ""):
                found += (joint.join(parts), joint.join((*reversed(parts), other)), joint.join((other, *parts)))
    found += fragments[_MAX_FRAGMENTS:]
    return found


def _home(axis: Axis, base: Mapping[str, Value]) -> int:
    usual = base.get(axis.name)
    return axis.values.index(usual) if usual in axis.values else 0


def _ownership(device: Value) -> str:
    return "personal" if device == "personal" else "government"


# ---------------------------------------------------------------- visiting


def _cell(number: int, widths: Sequence[int]) -> tuple[int, ...]:
    cell = []
    for width in widths:
        number, at = divmod(number, width)
        cell.append(at)
    return tuple(cell)


def _numbers(seed: int, count: int, below: int) -> Iterator[int]:
    """Numbers spread evenly over the space, always the same for a seed (SplitMix64; no secret depends on it)."""
    state = seed & 0xFFFFFFFFFFFFFFFF
    parts = below.bit_length() // 64 + 2
    for _ in range(count):
        number = 0
        for _ in range(parts):
            state = (state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
            mixed = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
            mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
            number = number << 64 | (mixed ^ mixed >> 31)
        yield number % below


# ---------------------------------------------------------------- classes in words


def _shape(axis: Axis, bits: int) -> Shape:
    numbers = [at for at in range(len(axis.values)) if bits >> at & 1]
    if axis.attribute.sort is Sort.DAY:
        return _spans(axis, numbers)
    inside = sorted(word_of(value) for at in numbers for value in axis.members[at])
    others = [at for at in numbers if not axis.members[at]]
    outside = sorted(
        word_of(value) for at in range(len(axis.values)) if not bits >> at & 1 for value in axis.members[at]
    )
    if not others:
        if axis.attribute.choices and len(inside) > len(outside) + 1:
            return {"not": outside[0]} if len(outside) == 1 else {"not": outside}
        return inside[0] if len(inside) == 1 else inside
    if len(others) < sum(1 for group in axis.members if not group):
        # Words told apart by what they contain: an example stands for each kind.
        return [*inside, *(f"(like {word_of(axis.values[at])})" for at in others)]
    return {"not": outside[0]} if len(outside) == 1 else {"not": outside}


def _spans(axis: Axis, numbers: Sequence[int]) -> Shape:
    spans: list[dict[str, str]] = []
    before: int | None = None
    for at in numbers:
        if before is not None and at == before + 1:
            spans[-1].pop("lt", None)
        else:
            spans.append({"gte": axis.bounds[at - 1].isoformat()} if at else {})
        if at < len(axis.bounds):
            spans[-1]["lt"] = axis.bounds[at].isoformat()
        before = at
    return spans[0] if len(spans) == 1 else spans
