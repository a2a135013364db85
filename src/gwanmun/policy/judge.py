"""Deciding: packs and one complete set of attributes → the effective `Decision`. What does not live here: what a rule
means (`language.py`), words for people (`explain.py`), which packs an agency has activated (the desk).

Packs are compiled once: each condition becomes a place in a row of values and a set that the value must lie in, so
that judging walks tuples and never interprets the language.

The order of judging (the `evaluation` text of the regime collection):
1. A regime is active where jurisdiction and date fall in it (first day included, last day excluded) and its whole
   scope holds.
2. In an active regime the first rule that holds decides, otherwise the regime's default; NOT_APPLICABLE is silence.
3. An approval changes only rules that say so: granted → what they say, rejected → deny, expired = none.
4. Over all regimes the highest rank wins, and obligations unite. Masking that a lower regime asked for stays.
5. Where every regime is silent the organisation's default answers: an approval is required.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from operator import itemgetter
from typing import NamedTuple

from gwanmun.domain.decisions import Decision, Hit, Outcome
from gwanmun.domain.ids import RegimeId, RuleId
from gwanmun.errors import BadPolicy
from gwanmun.policy.language import (
    ATTRIBUTES,
    DEVICE_CLASSES,
    MASK,
    MAY_BE_UNSEEN,
    NOT_LOOKED_AT,
    AnyOf,
    Attribute,
    Condition,
    Equals,
    Pack,
    Rule,
    Sort,
    Test,
    Value,
    holds,
)

MEMO_ENTRIES = 4096

DEFAULT_REGIME = RegimeId("gwanmun-default")
DEFAULT_RULE = RuleId("GWD-1")

_ALWAYS = ("jurisdiction", "date", "device.class", "device.ownership", "approval.state")
_FLAGS = frozenset({True, False})
_SILENT = -1
_DAY = timedelta(days=1)
_UNKNOWN = "unknown"  # a device without evidence


class _Lying:
    """The values of an open attribute for which a test holds, as something `in` understands."""

    __slots__ = ("_attribute", "_test")

    def __init__(self, test: Test, attribute: Attribute) -> None:
        self._test = test
        self._attribute = attribute

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str | date) and holds(self._test, value, self._attribute)


_Range = frozenset[Value] | _Lying
_Check = tuple[int, _Range]


class _Row(NamedTuple):
    """A compiled rule: its checks and, for each state of an approval, the number of its hit (silent: `_SILENT`)."""

    checks: tuple[_Check, ...]
    hits: Mapping[Value, int]


class _Regime(NamedTuple):
    first: date
    last: date
    scope: tuple[_Check, ...]
    rows: tuple[_Row, ...]


class _Active:
    """The regimes that are active together, and what was decided of the few attributes that their rules look at."""

    __slots__ = ("found", "pick", "regimes")

    def __init__(self, regimes: tuple[tuple[_Row, ...], ...], approval: int) -> None:
        self.regimes = regimes
        seen = {at for rows in regimes for row in rows for at, _ in row.checks}
        self.pick = itemgetter(approval, approval, *sorted(seen))  # two at least, so that it gives a tuple
        self.found: dict[tuple[Value, ...], Decision] = {}


_Place = tuple[int, tuple[Value, ...]]


class Judge:
    """Judges by a fixed set of packs. Pure: the same packs and attributes give an equal decision, in any order of
    packs, on any day. `lifted` names regimes whose order was lifted; it counts only where a pack asks `order.state`.

    `default_after_approval` is what a granted approval makes of the default where every regime is silent; None (as
    the regime collection has it) means that no approval changes it.
    """

    def __init__(
        self,
        packs: Iterable[Pack],
        *,
        lifted: Iterable[RegimeId] = (),
        default_after_approval: Outcome | None = None,
    ) -> None:
        # INVARIANT: decisions do not depend on the order in which packs are given.
        ordered = sorted(packs, key=lambda pack: pack.id)
        names = sorted({*_ALWAYS, *(name for pack in ordered for name in _named(pack))})
        if len({pack.id for pack in ordered}) != len(ordered):
            raise BadPolicy(
                "",
                problem_ko="같은 정책 묶음이 두 번 있습니다",
                problem_en="the same pack stands twice",
                suggestion="-",
            )
        self._names = tuple(names)
        self._pick = itemgetter(*names)
        self._allowed = tuple((at, _vocabulary(name), name) for at, name in enumerate(names))
        self._jurisdiction = names.index("jurisdiction")
        self._date = names.index("date")
        self._class = names.index("device.class")
        self._ownership = names.index("device.ownership")
        self._approval = names.index("approval.state")
        closed = frozenset(lifted)
        self._table: list[Hit] = []
        self._default: dict[Value, int] = {
            state: self._number(hit) for state, hit in _default_hits(default_after_approval).items()
        }
        self._regimes: dict[Value, list[_Regime]] = {}
        for pack in ordered:
            compiled = self._compile(pack, lifted=pack.id in closed)
            if compiled is not None:
                self._regimes.setdefault(pack.jurisdiction, []).append(compiled)
        # Bounded memos: of whole rows, of the hits that held (few combinations of rules ever meet), of what was found in
        # its vocabulary, and of places: which regimes are active depends on the few attributes that scopes look at and on
        # the span that the day lies in.
        self._memo: dict[tuple[Value, ...], Decision] = {}
        self._combined: dict[tuple[int, ...], Decision] = {}
        regimes = [one for several in self._regimes.values() for one in several]
        scoped = {self._jurisdiction, *(at for one in regimes for at, _ in one.scope)}
        rest = {*range(len(names))} - scoped - {self._date}
        self._scoped = itemgetter(self._jurisdiction, *sorted(scoped))  # two at least, so that it gives a tuple
        self._rest = itemgetter(self._jurisdiction, *sorted({*rest, self._jurisdiction}))
        starts = {day for one in regimes for day in (one.first, one.last + _DAY if one.last < date.max else one.first)}
        self._starts = sorted(starts)  # the days on which a regime begins, or is over
        self._places: dict[_Place, _Active] = {}
        self._alike: dict[tuple[int, ...], _Active] = {}  # by the identities of the regimes' rows
        self._sound: set[tuple[Value, ...]] = set()

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes that these packs look at, sorted."""
        return self._names

    def judge(self, attributes: Mapping[str, Value]) -> Decision:
        """The effective decision. `attributes` holds every name of the language (`policy/attributes.py` builds it).

        Raises `BadPolicy` for a missing attribute or a value outside its vocabulary: nothing is decided by guess.
        """
        row = self._row(attributes)
        found = self._memo.get(row)
        if found is not None:
            return found
        active = self._check(row)
        decision = self._strictest(row) if row[self._class] == _UNKNOWN else self._effective(row, active)
        # INVARIANT: a denial names its rule, its source and since when; so does every other decision.
        if len(self._memo) >= MEMO_ENTRIES:
            self._memo.clear()
        self._memo[row] = decision
        return decision

    def hits(self, attributes: Mapping[str, Value]) -> tuple[Hit, ...]:
        """The rules that held, regime by regime; empty where every regime is silent (해당 없음)."""
        row = self._row(attributes)
        return tuple(self._table[number] for number in self._hits(row, self._check(row)))

    def _compile(self, pack: Pack, *, lifted: bool) -> _Regime | None:
        """A pack as checks on a row; None when its scope can never hold (its order was lifted)."""
        scope = _checks(pack.scope, self._names, lifted=lifted)
        if scope is None:
            return None
        rows = []
        for rule in pack.rules:
            checks = _checks(rule.when, self._names, lifted=lifted)
            if checks is not None:
                hits = _rule_hits(pack, rule)
                rows.append(_Row(checks, {state: self._number(hit) for state, hit in hits.items()}))
        rows.append(_Row((), dict.fromkeys(_APPROVALS, self._number(_silent_default(pack)))))
        last = pack.effective_to - _DAY if pack.effective_to else date.max
        return _Regime(pack.effective_from, last, scope, tuple(rows))

    def _number(self, hit: Hit | None) -> int:
        if hit is None:
            return _SILENT
        self._table.append(hit)
        return len(self._table) - 1

    def _row(self, attributes: Mapping[str, Value]) -> tuple[Value, ...]:
        try:
            row: tuple[Value, ...] = self._pick(attributes)
        except KeyError as missing:
            raise BadPolicy(
                str(missing.args[0]),
                about="case",
                problem_ko="판정에 필요한 속성이 없습니다",
                problem_en="an attribute that the rules look at is missing",
                suggestion="policy/attributes.py",
            ) from None
        return row

    def _check(self, row: tuple[Value, ...]) -> _Active:
        """The regimes active for a row whose values all lie in their vocabularies. Raises `BadPolicy`."""
        # INVARIANT: a value outside its attribute's vocabulary is never judged: `not` and defaults would let it pass.
        rest: tuple[Value, ...] = self._rest(row)
        day = row[self._date]
        if rest in self._sound and type(day) is date:
            active = self._places.get((bisect_right(self._starts, day), self._scoped(row)))
            if active is not None:
                return active  # everything was looked at before
        for at, allowed, name in self._allowed:
            value = row[at]
            if (allowed is None and not isinstance(value, str)) or (allowed is not None and value not in allowed):
                raise _outside(name)
        if len(self._sound) >= MEMO_ENTRIES:
            self._sound.clear()
        self._sound.add(rest)
        return self._active(row)

    def _active(self, row: tuple[Value, ...]) -> _Active:
        """1. Active: first day included, last day excluded, and the whole scope holds."""
        day = row[self._date]
        if not isinstance(day, date):  # pragma: no cover - its vocabulary is days
            raise _outside("date")
        place = bisect_right(self._starts, day), self._scoped(row)
        active = self._places.get(place)
        if active is None:
            regimes = tuple(
                one.rows
                for one in self._regimes.get(row[self._jurisdiction], ())
                if one.first <= day <= one.last and all(row[at] in allowed for at, allowed in one.scope)
            )
            if len(self._places) >= MEMO_ENTRIES:
                self._places.clear()
                self._alike.clear()
            active = self._places[place] = self._alike.setdefault(
                tuple(map(id, regimes)), _Active(regimes, self._approval)
            )
        return active

    def _hits(self, row: tuple[Value, ...], active: _Active) -> tuple[int, ...]:
        approval = row[self._approval]
        found: list[int] = []
        for rows in active.regimes:
            # 2. First rule that holds (the default is a last row without checks).
            for checks, outcomes in rows:
                for at, allowed in checks:
                    if row[at] not in allowed:
                        break
                else:
                    # 3. What an approval makes of it was worked out when the pack was compiled.
                    number = outcomes[approval]
                    if number != _SILENT:
                        found.append(number)
                    break
        return tuple(found)

    def _effective(self, row: tuple[Value, ...], active: _Active) -> Decision:
        seen: tuple[Value, ...] = active.pick(row)
        decision = active.found.get(seen)
        if decision is None:
            # 5. Where every regime is silent, the organisation's default answers.
            decision = self._decided(self._hits(row, active) or (self._default[row[self._approval]],))
            if len(active.found) >= MEMO_ENTRIES:
                active.found.clear()
            active.found[seen] = decision
        return decision

    def _decided(self, numbers: tuple[int, ...]) -> Decision:
        found = self._combined.get(numbers)
        if found is None:
            found = _combine(tuple(self._table[number] for number in numbers))
            if len(self._combined) >= MEMO_ENTRIES:
                self._combined.clear()
            self._combined[numbers] = found
        return found

    def _strictest(self, row: tuple[Value, ...]) -> Decision:
        """A device without evidence: the strictest answer over all concrete classes, with the obligations of all."""
        variants: list[Decision] = []
        for name in DEVICE_CLASSES:
            one = list(row)
            one[self._class] = name
            one[self._ownership] = "personal" if name == "personal" else "government"
            variants.append(self._effective(tuple(one), self._active(tuple(one))))
        worst = max(variants, key=lambda decision: decision.outcome)
        # INVARIANT: a device without evidence is never better off than any device with evidence.
        return Decision(worst.outcome, worst.causes, worst.hits, _united((one.hits for one in variants), worst.outcome))


def _outside(name: str) -> BadPolicy:
    return BadPolicy(
        name,
        about="case",
        problem_ko="속성의 값이 어휘에 없습니다",
        problem_en="an attribute's value is not in its vocabulary",
        suggestion=", ".join(ATTRIBUTES[name].choices) or "true, false, YYYY-MM-DD",
    )


def _named(pack: Pack) -> Iterable[str]:
    yield from (condition.attribute for condition in pack.scope)
    for rule in pack.rules:
        yield from (condition.attribute for condition in rule.when)


def _vocabulary(name: str) -> _Range | None:
    """What values an attribute may have at all; None for an open word."""
    attribute = ATTRIBUTES[name]
    if name == "device.class":
        return frozenset({*attribute.choices, _UNKNOWN})
    if name in MAY_BE_UNSEEN:  # INVARIANT: no range holds this word, so that no test holds of it
        return frozenset({*(_FLAGS if attribute.sort is Sort.FLAG else attribute.choices), NOT_LOOKED_AT})
    match attribute.sort:
        case Sort.CHOICE | Sort.LEVEL:
            return frozenset(attribute.choices)
        case Sort.FLAG:
            return _FLAGS
        case Sort.DAY:
            return _Days()
        case Sort.WORD | Sort.WORDS:
            return None


class _Days(_Lying):
    """Any day at all."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(Equals(date.min), ATTRIBUTES["date"])

    def __contains__(self, value: object) -> bool:
        return type(value) is date  # a datetime is none: it would not compare


_APPROVALS = ATTRIBUTES["approval.state"].choices


def _checks(conditions: tuple[Condition, ...], names: tuple[str, ...], *, lifted: bool) -> tuple[_Check, ...] | None:
    """Conditions as checks; None when one of them can never hold."""
    checks: list[_Check] = []
    for condition in conditions:
        attribute = ATTRIBUTES[condition.attribute]
        if lifted and attribute.name == "order.state":
            # The desk's word that this regime's order was lifted stands over the attribute.
            if not holds(condition.test, "lifted", attribute):
                return None
            continue
        checks.append((names.index(attribute.name), _range(condition.test, attribute)))
    return tuple(checks)


def _range(test: Test, attribute: Attribute) -> _Range:
    closed: tuple[Value, ...] = (True, False) if attribute.sort is Sort.FLAG else attribute.choices
    if closed:
        return frozenset(value for value in closed if holds(test, value, attribute))
    match test:
        case Equals(value):
            return frozenset({value})
        case AnyOf(values):
            return frozenset(values)
        case _:
            return _Lying(test, attribute)


def _rule_hits(pack: Pack, rule: Rule) -> dict[str, Hit | None]:
    hits: dict[str, Hit | None] = {}
    for state in _APPROVALS:
        outcome = rule.decision
        if rule.after_approval is not None:
            outcome = {"granted": rule.after_approval, "rejected": Outcome.DENY}.get(state, outcome)
        silent = outcome is Outcome.NOT_APPLICABLE
        hits[state] = (
            None
            if silent
            else Hit(
                regime=pack.id,
                rule=rule.id,
                outcome=outcome,
                reason_ko=rule.reason_ko,
                reason_en=rule.reason_en,
                title_ko=pack.title_ko,
                title_en=pack.title_en,
                source=pack.sources[0].name,
                effective_from=pack.effective_from,
                basis=rule.basis,
                obligations=rule.obligations,
            )
        )
    return hits


def _silent_default(pack: Pack) -> Hit | None:
    """A regime's own default as a hit; None where the regime is silent."""
    if pack.default is Outcome.NOT_APPLICABLE:
        return None
    return Hit(
        regime=pack.id,
        rule=RuleId(f"{pack.id}-default"),
        outcome=pack.default,
        reason_ko="이 기준에 따로 정한 규칙이 없어 기본 판정을 따릅니다.",
        reason_en="No rule of this regime applies, so its default does.",
        title_ko=pack.title_ko,
        title_en=pack.title_en,
        source=pack.sources[0].name,
        effective_from=pack.effective_from,
        basis="official",
        obligations=("log",),
    )


def _default_hits(after_approval: Outcome | None) -> dict[str, Hit]:
    """The organisation's default where every regime is silent, for each state of an approval."""
    hits = {}
    for state in _APPROVALS:
        outcome = Outcome.REQUIRE_APPROVAL
        if after_approval is not None:
            outcome = {"granted": after_approval, "rejected": Outcome.DENY}.get(state, outcome)
        hits[state] = Hit(
            regime=DEFAULT_REGIME,
            rule=DEFAULT_RULE,
            outcome=outcome,
            reason_ko="적용되는 기준이 없는 서비스는 승인을 받은 뒤 이용합니다.",
            reason_en="No regime covers this service here, so it needs an approval.",
            title_ko="관문 기본 판정",
            title_en="Gwanmun default",
            source="Gwanmun docs/policy-language.md, nothing_active",
            effective_from=date(2025, 2, 5),
            basis="derived",
            obligations=("log",),
        )
    return hits


def _combine(hits: tuple[Hit, ...]) -> Decision:
    # 4. Highest rank wins.
    outcome = max(hit.outcome for hit in hits)
    return Decision(outcome, tuple(hit for hit in hits if hit.outcome is outcome), hits, _united((hits,), outcome))


def _united(groups: Iterable[tuple[Hit, ...]], outcome: Outcome) -> tuple[str, ...]:
    """All obligations, each once, in the order met; masking kept where a lower regime asked for it."""
    united: dict[str, None] = {}
    masked = False
    for hits in groups:
        for hit in hits:
            united.update(dict.fromkeys(hit.obligations))
            masked = masked or hit.outcome is Outcome.ALLOW_WITH_MASKING
    if masked and outcome > Outcome.ALLOW_WITH_MASKING:
        united[MASK] = None
    return tuple(united)
