"""Money as integers. One micro-won is 10⁻⁶ won; nothing here is ever a float.

A price per million tokens in won equals micro-won per token, so `cost = tokens * micro-won per token` is exact.
Dollar prices become won through a named, dated rate; rounding is always up, so that a bound stays a bound.
"""

from dataclasses import dataclass
from datetime import date
from typing import NewType

MicroWon = NewType("MicroWon", int)

MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Rate:
    """Won for one US dollar on a day. `milliwon_per_usd`: 1,450.25 won → 1_450_250."""

    day: date
    milliwon_per_usd: int
    source: str


@dataclass(frozen=True, slots=True)
class Price:
    """A model's list price, valid from `valid_from` up to but not including `valid_to`.

    `input_micro`, `output_micro`: micro-units of `currency` per 1,000,000 tokens (2.5 USD → 2_500_000).
    """

    valid_from: date
    valid_to: date | None
    currency: str  # USD | KRW
    input_micro: int
    output_micro: int
    source: str

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Tariff:
    """What one token costs today, in micro-won × 10⁻³ (nano-won), with the rows that say so."""

    input_nanowon: int
    output_nanowon: int
    price: Price | None  # None: an in-house service without a price per token
    rate: Rate | None


FREE = Tariff(0, 0, None, None)


def tariff(price: Price, rate: Rate | None) -> Tariff:
    """Turn a dated price (and, for dollars, a dated rate) into nano-won per token, rounding up.

    micro-currency per 10⁶ tokens × milliwon per unit: 10⁻⁶ × 10⁻³ ÷ 10⁶ = 10⁻¹⁵ won, so ÷ 10⁶ gives nano-won.
    """
    milliwon = 1000 if price.currency == "KRW" else (rate.milliwon_per_usd if rate else 0)
    if milliwon <= 0:
        raise ValueError("a dollar price needs a rate")
    return Tariff(-(-price.input_micro * milliwon // MICRO), -(-price.output_micro * milliwon // MICRO), price, rate)


def cost(tariff_: Tariff, input_tokens: int, output_tokens: int) -> MicroWon:
    """Micro-won for so many tokens, rounded up."""
    nano = input_tokens * tariff_.input_nanowon + output_tokens * tariff_.output_nanowon
    return MicroWon(-(-nano // 1000))


def won(amount: int) -> str:
    """Micro-won as won for people: thousands separated, up to two decimals kept when it is under ten won."""
    if abs(amount) < 10 * MICRO and amount % MICRO:
        return f"{amount / MICRO:,.2f}"
    return f"{-(-amount // MICRO):,}"


def won_left(amount: int) -> str:
    """The same for what is left: rounded down, so that nobody is promised what is not there."""
    if 0 <= amount < 10 * MICRO and amount % MICRO:
        whole, hundredths = divmod(amount // 10_000, 100)
        return f"{whole}.{hundredths:02}"
    return f"{amount // MICRO:,}"
