"""What a chart is made of and what comes out: points with their words, and a picture that never comes without its table.

What lives here: the values. What does not: drawing (`picture.py`), where regions lie (`regions.py`), how a page or a PDF
shows them. KWCAG 2.2 §5.1.1 (alternative text), §5.4.1 (never colour alone): every chart has a title, a description and
the same figures as rows of text.

# INVARIANT: a figure that is not known is a Point without an amount, with words that say why; it is never drawn as zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """One figure: its name, its amount (None: not known), its words as people read them, and where its rows are."""

    name: str
    amount: int | None
    words: str
    href: str = ""

    def __post_init__(self) -> None:
        if self.amount is not None and self.amount < 0:
            raise ValueError("a chart draws amounts from zero up")
        if self.href and not self.href.startswith(("/", "#", "?")):
            raise ValueError("a chart links to its own site only")


@dataclass(frozen=True, slots=True)
class Series:
    """A line, or a layer of stacked bars: its name and a point for each category, in the same order."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Caption:
    """What a chart is called. `key` makes its ids and is unique on its page; `named` heads the column of names, `unit`
    the figures.
    """

    key: str
    title: str
    named: str
    unit: str
    language: str = "ko"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture (SVG text, no style, no script, no outside reference), its words, and the same figures as a table."""

    title: str
    description: str
    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def of_figures(pairs: Sequence[tuple[str, int | None]], missing: str) -> tuple[Point, ...]:
    """Points of plain numbers, in groups of three; `missing` is what is said where there is none."""
    return tuple(Point(name, amount, missing if amount is None else f"{amount:,}") for name, amount in pairs)
