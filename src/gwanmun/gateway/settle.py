"""Stage 10: real usage settles the hold, once (정산), and the last fact is written.

The caller's last byte does not wait for the last fact; a crash between leaves `unknown`, settled at the worst case.

What is booked when the vendor's final usage is not there (the caller hung up, the line broke, the vendor named none):
- of a stream: the input bound, and an output of one token for each byte of text that came back, plus what may have been
  made unseen in its silences (reasoning is not always shown), at `UNSEEN_TOKENS_PER_SECOND`; at least any interim count;
- of an answer that was to come whole: the worst case, for nobody saw how much of it was made.
It is never less than what was delivered and never more than the hold.
"""

from gwanmun.domain.facts import Ending
from gwanmun.domain.money import cost
from gwanmun.errors import StoreFault
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.note import end
from gwanmun.gateway.passes import Cleared, Progress

#: Tokens that a vendor may have made since our last read and before the cut (0.25 s).
IN_FLIGHT_TOKENS = 100
#: A pause between two texts that is longer may hide work; what is made in a shorter one is among `IN_FLIGHT_TOKENS`.
SILENCE_SECONDS = 0.25
#: What a model may make without showing it: several times what hosted reasoning models reach today.
UNSEEN_TOKENS_PER_SECOND = 400


def _used(progress: Progress, cleared: Cleared, desk: Desk) -> tuple[int, dict[str, object]]:
    """Micro-won and how they were arrived at."""
    usage, worst = progress.usage, cleared.worst
    if usage is not None and progress.usage_final:
        reported = cost(cleared.tariff, usage.input_tokens, usage.output_tokens)
        return reported, {"input": usage.input_tokens, "output": usage.output_tokens, "by": "reported"}
    most = worst.output_tokens * worst.choices
    if not progress.streams and not progress.usage_final:
        return worst.micro_won, {"input": worst.input_tokens, "output": most, "by": "worst case"}
    silence = desk.surroundings.monotonic() - progress.heard_at
    seconds = progress.silent_seconds + (silence if silence > SILENCE_SECONDS else 0.0)
    output = min(most, progress.received_bytes + IN_FLIGHT_TOKENS + int(seconds * UNSEEN_TOKENS_PER_SECOND))
    counted = cost(cleared.tariff, worst.input_tokens, output)
    if usage is not None:
        counted = max(counted, cost(cleared.tariff, usage.input_tokens, usage.output_tokens))
    return counted, {"input": worst.input_tokens, "output": output, "by": "counted"}


def _tokens(details: dict[str, object], spent: int) -> int | None:
    """What rate limits count in the end. None: nobody knows, so the worst case stands."""
    usage = details.get("usage")
    if isinstance(usage, dict):
        return int(usage["input"]) + int(usage["output"])
    return 0 if spent == 0 else None


def settle(
    progress: Progress, desk: Desk, ending: Ending, spent: int | None, opening: dict[str, object] | None = None
) -> int:
    """End the request. `spent` in micro-won; None: by reported usage, else counted. Returns what was booked."""
    if progress.ended:
        return 0
    progress.ended = True
    cleared = progress.cleared
    if cleared is None:
        raise AssertionError("only a cleared request is settled")
    details: dict[str, object] = dict(opening or {})
    if spent is None:
        spent, details["usage"] = _used(progress, cleared, desk)
    booked = desk.accounts.settle(progress.arrival.id, spent, _tokens(details, spent))
    within, beyond = booked or (min(spent, cleared.worst.micro_won), max(0, spent - cleared.worst.micro_won))
    if beyond:
        desk.metrics.count("overbilled", "micro_won", beyond)
        desk.report("ALARM", {"code": "overbilled", "request": progress.arrival.id, "micro_won": beyond})
        details["overbilled"] = beyond
    desk.metrics.count("ended", ending.value)
    desk.metrics.count("spent", "micro_won", spent)
    try:
        desk.journal.append_later(end(progress, desk.surroundings.now_us(), ending, within, beyond, details))
    except StoreFault:
        # The journal shut after the first fact: the request stays open there, and becomes `unknown` at the next start,
        # settled at the worst case. The caller still gets the answer that was paid for.
        desk.metrics.count("ended", "not_noted")
    return spent
