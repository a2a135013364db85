"""Stage 5: fulfil the decision's conditions (통과): mask what must be masked, bound the cost, write the bytes.

LAW 1: this file alone makes a `Cleared`. What it writes is our own serialisation of the examined passages; the
original text stays behind in the `Judged`.
"""

from gwanmun.budget.estimate import WorstCase, worst_case
from gwanmun.domain.money import FREE, MicroWon
from gwanmun.errors import BadRequest
from gwanmun.gateway.chosen import by_hand
from gwanmun.gateway.judge import routed
from gwanmun.gateway.passes import Cleared, Judged
from gwanmun.privacy.mask import Masked, escape_only, mask, refuse

_MOST_OUTPUT = 1 << 20


def clear(judged: Judged) -> Cleared:
    """Raises `KindRefused`, `BadRequest("cannot_mask")` for a finding where no change is possible, `NoPrice`, `UnknownModel`."""
    routed(judged)
    admitted = judged.examined.admitted
    prompt, target = admitted.prompt, admitted.target
    arrival = admitted.identified.arrival
    done = _masked(judged)
    tariff = arrival.world.tariff(target, arrival.day)
    most = target.model.max_output_tokens
    if most <= 0 or most > _MOST_OUTPUT:
        raise BadRequest("cannot_bound", "model", what="max_output_tokens")
    # The limit is part of the bytes, so its worst case is taken from the bytes with the widest limit.
    limits = prompt.limits
    enforced = most if limits.output_tokens is None else min(limits.output_tokens, most)
    body = prompt.document.write(
        done.texts, model=target.model.upstream_name, output_tokens=enforced, stream=prompt.stream
    )
    worst = worst_case(tariff, len(body), limits, most)
    return Cleared(judged, done.texts, done.table, body, worst, tariff, done.counts)


def clear_copy(judged: Judged) -> Cleared:
    """As `clear`, for a text that a person carries to a web service by hand (안전 복사): there is no request to write, and
    what the seat costs is in its subscription. Raises what `clear` raises for what must not leave.
    """
    done = _masked(judged)
    return Cleared(judged, done.texts, done.table, b"", WorstCase(0, 0, 1, MicroWon(0)), FREE, done.counts)


def _masked(judged: Judged) -> Masked:
    """The texts as they may leave."""
    examined = judged.examined
    admitted = examined.admitted
    prompt = admitted.prompt
    styles = admitted.identified.arrival.world.styles_of(admitted.identified.rules)
    if judged.decision.masks and examined.personal:
        return mask(prompt.passages, examined.findings, styles)
    # What the agency refuses is refused wherever it would go, in-house too.
    refuse(prompt.passages, examined.findings, styles)
    # Nothing is masked but what a person masked by hand; look-alikes of our tokens are escaped all the same.
    hand = by_hand(examined.findings) if examined.chosen else ()
    return mask(prompt.passages, hand, styles) if any(hand) else escape_only(prompt.passages)
