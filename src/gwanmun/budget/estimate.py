"""The worst case of a request, before it is sent.

Why each bound holds:
- input: a byte-level tokenizer never makes more tokens than the text has UTF-8 bytes, and the bytes we send include
  every text; what the vendor adds around texts is `Limits.prompt_overhead` (proved in `wire/`).
- output: the limit is enforced by us in the dialect's own field, so the vendor cannot generate more per answer;
  reasoning tokens are inside that limit in both dialects; `choices` answers are asked for at most.
"""

from dataclasses import dataclass

from gwanmun.domain.money import MicroWon, Tariff, cost
from gwanmun.domain.prompts import Limits


@dataclass(frozen=True, slots=True)
class WorstCase:
    """`output_tokens` is the limit to enforce in the request; `micro_won` the most that it can cost."""

    input_tokens: int
    output_tokens: int
    choices: int
    micro_won: MicroWon


def worst_case(tariff: Tariff, body_bytes: int, limits: Limits, most_output_tokens: int) -> WorstCase:
    """Bound the cost of sending `body_bytes` with these limits to a model that can generate `most_output_tokens`."""
    output = most_output_tokens
    if limits.output_tokens is not None:
        output = min(limits.output_tokens, most_output_tokens)
    inputs = body_bytes + limits.prompt_overhead
    return WorstCase(inputs, output, limits.choices, cost(tariff, inputs, output * limits.choices))
