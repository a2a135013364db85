"""Replaying recorded decisions under other packs (재현): how many requests of how many people would have been stopped,
sent for approval, masked, moved in-house or newly allowed, and what they cost. What does not live here: where the
records come from (`adapters/files`), what is predicted for inputs that nobody sent (`difference.py`).

Only what the journal holds is used: the complete decision input, the person's pseudonym, what was decided and what it
cost. Prompt text is in no record and is not needed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from gwanmun.domain.decisions import Decision, Outcome
from gwanmun.errors import BadPolicy
from gwanmun.policy.language import ATTRIBUTES, MAY_BE_UNSEEN, NOT_LOOKED_AT, Sort, Value

MEMO_ENTRIES = 65_536
#: Beyond so many different inputs they are no longer told apart from each other in the count of them.
MOST_ROWS = 1_000_000


class Effect(StrEnum):
    """What the other packs would have made of a request."""

    UNCHANGED = "unchanged"
    STOPPED = "stopped"  # now denied
    APPROVAL = "approval"  # now needs an approval
    REROUTED = "rerouted"  # now moved in-house
    MASKED = "masked"  # now masked before it leaves
    ALLOWED = "allowed"  # was stopped, held or moved; now it may leave
    EASED = "eased"  # less strict than before, and still not free to leave, or no longer masked


class Judging(Protocol):
    """Whoever decides anew: the packs' `Judge`, or a gate's, whose floor comes after them."""

    @property
    def attributes(self) -> tuple[str, ...]:
        """What it looks at."""

    def judge(self, attributes: Mapping[str, Value]) -> Decision:
        """Raises `BadPolicy` for an input that it cannot judge."""


class Recorded(NamedTuple):
    """A recorded decision: its complete input as the journal has it (dates as text), and what was decided then."""

    request: str
    person: str
    outcome: str
    input: Mapping[str, object]
    token: bytes = b""  # equal tokens promise equal inputs: what was judged once is then found without looking
    ends: bool = True  # a refusal costs nothing and has no end of its own


class Spent(NamedTuple):
    """The cost of a request that ended, in micro-won."""

    request: str
    micro_won: int


@dataclass(slots=True)
class Count:
    """Requests with one effect, whose they are and what they cost."""

    requests: int = 0
    people: int = 0
    micro_won: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """Requests that one rule of the other packs would decide otherwise."""

    before: Outcome
    after: Outcome
    rule: str  # regime/rule that leads the new decision
    reason_ko: str
    reason_en: str
    requests: int


@dataclass(frozen=True, slots=True)
class Replay:
    """What came out. `unreadable` records had an input that these packs cannot judge; they are in no other number."""

    requests: int
    people: int
    affected_people: int
    effects: Mapping[Effect, Count]
    moves: tuple[Move, ...]
    unreadable: int
    distinct: int  # different inputs judged


def effect(before: Outcome, after: Outcome) -> Effect:
    """What a request would notice."""
    if after is before:
        return Effect.UNCHANGED
    if after > before:
        return {
            Outcome.DENY: Effect.STOPPED,
            Outcome.ROUTE_IN_HOUSE: Effect.REROUTED,
            Outcome.REQUIRE_APPROVAL: Effect.APPROVAL,
        }.get(after, Effect.MASKED)
    leaves = after in {Outcome.ALLOW, Outcome.ALLOW_WITH_MASKING}
    return Effect.ALLOWED if leaves and before > Outcome.ALLOW_WITH_MASKING else Effect.EASED


@dataclass(frozen=True, slots=True)
class Part:
    """What came out of one stretch of a journal. Stretches are counted apart and put together by `together`."""

    requests: int
    unreadable: int
    people: frozenset[str]
    by_effect: Mapping[Effect, frozenset[str]]
    counts: Mapping[Effect, Count]
    moves: Mapping[tuple[Outcome, Outcome, str], Move]
    rows: frozenset[tuple[object, ...]]  # the different inputs judged
    awaiting: Mapping[str, Effect]  # requests whose cost is told in a later stretch
    foreign: Mapping[str, int]  # costs of requests of an earlier one, in micro-won


def replay(records: Iterable[Recorded | Spent], judge: Judging) -> Replay:
    """Judge every recorded input again. One pass; equal inputs are judged once.

    The cost of a request may come after it, as in a journal. Never raises for a record, however it looks.
    """
    return together([count(records, judge)])


def count(records: Iterable[Recorded | Spent], judge: Judging) -> Part:
    """The same for one stretch of a journal, oldest first."""
    run = _Run(judge)
    for record in records:
        if type(record) is Recorded:
            run.judge(record)
        elif type(record) is Spent:
            run.spend(record)
    return run.part()


def together(parts: Sequence[Part]) -> Replay:
    """The stretches of one journal, in its order, as one replay of all of it."""
    counts = {one: Count() for one in Effect}
    moves: dict[tuple[Outcome, Outcome, str], int] = {}
    worded: dict[tuple[Outcome, Outcome, str], Move] = {}
    awaiting: dict[str, Effect] = {}
    for part in parts:
        for request, micro_won in part.foreign.items():
            found = awaiting.pop(request, None)
            if found is not None:
                counts[found].micro_won += micro_won
        awaiting.update(part.awaiting)
        for effect_of, one in part.counts.items():
            counts[effect_of].requests += one.requests
            counts[effect_of].micro_won += one.micro_won
        for key, move in part.moves.items():
            worded.setdefault(key, move)
            moves[key] = moves.get(key, 0) + move.requests
    people = frozenset[str]().union(*(part.people for part in parts))
    by_effect = {one: frozenset[str]().union(*(part.by_effect[one] for part in parts)) for one in Effect}
    affected = frozenset[str]().union(*by_effect.values())
    for effect_of, several in by_effect.items():
        counts[effect_of].people = len(several)
    counts[Effect.UNCHANGED].people = len(people - affected)
    return Replay(
        sum(part.requests for part in parts),
        len(people),
        len(affected),
        counts,
        tuple(
            replace(worded[key], requests=requests)
            for key, requests in sorted(moves.items(), key=lambda item: (-item[1], item[0]))
        ),
        sum(part.unreadable for part in parts),
        len(frozenset[tuple[object, ...]]().union(*(part.rows for part in parts))),
    )


class _Run:
    def __init__(self, judge: Judging) -> None:
        self._judge = judge
        self._names = judge.attributes
        self._pick = _picker(self._names)
        self._memo: dict[tuple[object, ...], object] = {}
        self._tokens: dict[bytes, object] = {}
        self._rows: set[tuple[object, ...]] = set()
        self._requests = self._unreadable = 0
        self._people: set[str] = set()
        self._by_effect: dict[Effect, set[str]] = {one: set() for one in Effect}
        self._counts: dict[Effect, Count] = {one: Count() for one in Effect}
        self._open: dict[str, Effect] = {}  # of requests that have not ended yet
        self._foreign: dict[str, int] = {}
        self._moves: dict[tuple[Outcome, Outcome, str], Move] = {}
        self._tally: dict[tuple[Outcome, Outcome, str], int] = {}

    def judge(self, record: Recorded) -> None:
        decision = self._tokens.get(record.token, _UNSEEN) if record.token else _UNSEEN
        if decision is _UNSEEN:
            decision = self._look(record)
        before = _OUTCOMES.get(record.outcome)
        if before is None or type(decision) is not Decision:
            self._unreadable += 1
            return
        self._requests += 1
        self._people.add(record.person)
        after = decision.outcome
        found = Effect.UNCHANGED if after is before else effect(before, after)
        if record.ends:
            self._open[record.request] = found
        self._counts[found].requests += 1
        if found is Effect.UNCHANGED:
            return
        self._by_effect[found].add(record.person)
        cause = decision.causes[0]
        key = (before, after, f"{cause.regime}/{cause.rule}")
        self._tally[key] = self._tally.get(key, 0) + 1
        if key not in self._moves:
            self._moves[key] = Move(before, after, key[2], cause.reason_ko, cause.reason_en, 0)

    def _look(self, record: Recorded) -> object:
        row = self._pick(record.input)
        decision = self._memo.get(row, _UNSEEN) if row is not None else None
        if row is not None and decision is _UNSEEN:
            decision = self._decide(row)
        if record.token:
            if len(self._tokens) >= MEMO_ENTRIES:
                self._tokens.clear()
            self._tokens[record.token] = decision
        return decision

    def spend(self, record: Spent) -> None:
        found = self._open.pop(record.request, None)  # a request ends once
        if found is None:
            self._foreign.setdefault(record.request, record.micro_won)
        elif found is not Effect.UNCHANGED:
            self._counts[found].micro_won += record.micro_won

    def part(self) -> Part:
        return Part(
            self._requests,
            self._unreadable,
            frozenset(self._people),
            {found: frozenset(people) for found, people in self._by_effect.items()},
            self._counts,
            {key: replace(move, requests=self._tally[key]) for key, move in self._moves.items()},
            frozenset(self._rows),
            {request: found for request, found in self._open.items() if found is not Effect.UNCHANGED},
            self._foreign,
        )

    def _decide(self, row: tuple[object, ...]) -> Decision | None:
        if len(self._rows) < MOST_ROWS:
            self._rows.add(row)
        decision: Decision | None
        try:
            decision = self._judge.judge(
                {name: _value(name, value) for name, value in zip(self._names, row, strict=True)}
            )
        except BadPolicy:
            decision = None
        if len(self._memo) >= MEMO_ENTRIES:
            self._memo.clear()
        self._memo[row] = decision
        return decision


_OUTCOMES: Mapping[str, Outcome] = {outcome.word: outcome for outcome in Outcome}
_UNSEEN = object()


def _picker(names: tuple[str, ...]) -> Callable[[Mapping[str, object]], tuple[object, ...] | None]:
    """The values that the judge looks at, as a key; None where one is missing or is nothing that can be compared."""

    def pick(record: Mapping[str, object]) -> tuple[object, ...] | None:
        try:
            row = tuple([record[name] for name in names])
            hash(row)
        except (KeyError, TypeError):
            return None
        return row

    return pick


def _value(name: str, value: object) -> Value:
    """A recorded value, of the kind that its attribute takes; the judge checks it against the vocabulary."""
    sort = ATTRIBUTES[name].sort
    if value == NOT_LOOKED_AT and name in MAY_BE_UNSEEN:
        return NOT_LOOKED_AT
    if isinstance(value, bool if sort is Sort.FLAG else str):
        try:
            return date.fromisoformat(value) if isinstance(value, str) and sort is Sort.DAY else value
        except ValueError:
            pass
    raise BadPolicy(
        name, about="case", problem_ko="기록된 값의 종류가 다릅니다", problem_en="a recorded value of another kind"
    )
