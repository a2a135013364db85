"""Figures of a collection and what may be said about them: three states, sums with what they leave out, ranks that are
proven, ratios, disparity. Pure, on whole numbers alone.

"Not reported", "could not count" and zero are three different things, in types as on screens: a sum never reads the
first two as zero, a rank is given only where it was reported or where the rest proves it, and a ratio whose
denominator is not at hand is not reported either.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What is known of a figure. Zero is a reported figure."""

    REPORTED = "reported"
    NOT_REPORTED = "not_reported"  # in no source at hand
    COULD_NOT_COUNT = "could_not_count"  # the government said so


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, or why there is none. `amount` is None unless it was reported."""

    state: State
    amount: int | None = None

    def __post_init__(self) -> None:
        if (self.state is State.REPORTED) is (self.amount is None):
            raise ValueError("a figure has an amount exactly when it was reported")


NOT_REPORTED = Figure(State.NOT_REPORTED)
COULD_NOT_COUNT = Figure(State.COULD_NOT_COUNT)

#: The words of the three states; a reported figure shows its digits, zero among them.
WORDS = {
    State.NOT_REPORTED: {"ko": "보도 없음", "en": "not reported"},
    State.COULD_NOT_COUNT: {"ko": "집계 불가", "en": "could not count"},
}


def reported(amount: int) -> Figure:
    return Figure(State.REPORTED, amount)


def shown(figure: Figure, language: str = "ko") -> str:
    """For people: digits in groups of three, or the state's words."""
    return f"{figure.amount:,}" if figure.amount is not None else WORDS[figure.state][language]


@dataclass(frozen=True, slots=True)
class Sum:
    """What the reported figures come to, and who is not in it. `complete` only when nobody is missing."""

    amount: int
    counted: int
    not_reported: tuple[str, ...]
    could_not_count: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not self.not_reported and not self.could_not_count


def total(figures: Mapping[str, Figure]) -> Sum:
    """Add what was reported, and name what was not."""
    amounts = [one.amount for one in figures.values() if one.amount is not None]
    return Sum(sum(amounts), len(amounts), _who(figures, State.NOT_REPORTED), _who(figures, State.COULD_NOT_COUNT))


def _who(figures: Mapping[str, Figure], state: State) -> tuple[str, ...]:
    return tuple(name for name, one in figures.items() if one.state is state)


# ---------------------------------------------------------------- ranks


class Basis(StrEnum):
    """Why a rank may be shown."""

    REPORTED = "reported"
    PROVEN = "proven"  # by the figures, the rest of the total, or the reported ranks around


@dataclass(frozen=True, slots=True)
class Rank:
    """A place from the top. `excluding` could not count, so that the rank is among the others."""

    place: int
    basis: Basis
    excluding: tuple[str, ...] = ()


def ranks(
    figures: Mapping[str, Figure], reported_ranks: Mapping[str, int] | None = None, whole: int | None = None
) -> dict[str, Rank]:
    """The ranks that may be shown.

    `whole` is the total that was reported over all who counted. What it leaves for those whose figure was not reported
    bounds how many of them can stand above a figure: with a rest of 685, nobody unreported stands above 1,274. Where
    the n-th of the known figures was itself reported as n-th, nobody unreported stands above it, so that those above
    it are in their true order.
    """
    said = dict(reported_ranks or {})
    known = sorted(((one.amount, name) for name, one in figures.items() if one.amount is not None), reverse=True)
    rest = None if whole is None else whole - sum(amount for amount, _ in known)
    hidden = len(_who(figures, State.NOT_REPORTED))
    unable = _who(figures, State.COULD_NOT_COUNT)
    settled = max((at for at, (_, name) in enumerate(known, 1) if said.get(name) == at), default=0)
    found = {name: Rank(place, Basis.REPORTED) for name, place in said.items()}
    for at, (amount, name) in enumerate(known, 1):
        if name in found:
            continue
        place = 1 + sum(other > amount for other, _ in known)
        above = _most_above(amount, rest, hidden)
        if above == 0:
            found[name] = Rank(place, Basis.PROVEN, unable)
        elif at < settled:
            found[name] = Rank(place, Basis.PROVEN)
    return found


def _most_above(amount: int, rest: int | None, hidden: int) -> int:
    """How many of the unreported can be larger than `amount`, at most."""
    if hidden == 0:
        return 0
    if rest is None or rest < 0:
        return hidden
    return min(hidden, rest // (amount + 1))


# ---------------------------------------------------------------- ratios


def each(amount: Figure, among: Figure) -> Figure:
    """`amount` for each of `among`, rounded half up. Not reported without both; nothing is divided by zero."""
    for one in (amount, among):
        if one.state is State.COULD_NOT_COUNT:
            return COULD_NOT_COUNT
    if amount.amount is None or not among.amount:
        return NOT_REPORTED
    return reported(_half_up(amount.amount, among.amount))


def per_thousand(users: Figure, staff: Figure) -> Figure:
    """Users for each 1,000 of staff, in thousandths (so that 12.345 stays whole)."""
    if users.amount is None:
        return users
    if not staff.amount:
        return NOT_REPORTED
    return reported(_half_up(users.amount * 1_000_000, staff.amount))


def _half_up(amount: int, among: int) -> int:
    return (2 * amount + among) // (2 * among)


@dataclass(frozen=True, slots=True)
class Disparity:
    """How uneven figures are, over those that are known. `known` of `all`: nothing is said of the others.

    `gini` is in thousandths (0 all equal, 1000 one has everything); `ratio` is highest to lowest in hundredths.
    """

    known: int
    all: int
    gini: int | None
    ratio: int | None
    highest: str | None
    lowest: str | None


def disparity(figures: Mapping[str, Figure]) -> Disparity:
    known = sorted((one.amount, name) for name, one in figures.items() if one.amount is not None)
    if not known:
        return Disparity(0, len(figures), None, None, None, None)
    amounts = [amount for amount, _ in known]
    least = amounts[0]
    return Disparity(
        len(known),
        len(figures),
        gini(amounts),
        _half_up(amounts[-1] * 100, least) if least > 0 else None,
        known[-1][1],
        known[0][1],
    )


def gini(amounts: Iterable[int]) -> int | None:
    """The Gini coefficient in thousandths; None when there is nothing to share out. Negative amounts are refused."""
    ordered = sorted(amounts)
    if any(one < 0 for one in ordered):
        raise ValueError("a share is not negative")
    whole, count = sum(ordered), len(ordered)
    if whole == 0 or count == 0:
        return None
    weighted = sum(at * one for at, one in enumerate(ordered, 1))
    return _half_up(1000 * (2 * weighted - (count + 1) * whole), count * whole)


def trend(amounts: Sequence[int]) -> int | None:
    """The least-squares slope per step, rounded; None for fewer than two points."""
    count = len(amounts)
    if count < 2:
        return None
    top = sum((2 * at - (count - 1)) * one for at, one in enumerate(amounts))
    bottom = sum((2 * at - (count - 1)) ** 2 for at in range(count))
    return _half_up(2 * top, bottom)
