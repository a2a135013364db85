"""Stage 10: real usage settles the hold, once (정산), and the last fact is written.

The caller's last byte does not wait for the last fact; a crash between leaves `unknown`, settled at the worst case.
What is billed when the vendor named no usage is counted from what passed: the input bound, and one token for each byte
that came back plus what may have been on its way when the line was cut. It is never less than what was delivered and
never more than the hold.
"""

from gwanmun.domain.facts import Ending
from gwanmun.domain.money import cost
from gwanmun.errors import StoreFault
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.note import end
from gwanmun.gateway.passes import Progress

#: Tokens that a vendor may have made between our last read and the cut (0.25 s at 400 tokens a second).
IN_FLIGHT_TOKENS = 100


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
    usage = progress.usage
    if spent is None:
        if usage is not None:
            spent = cost(cleared.tariff, usage.input_tokens, usage.output_tokens)
            details["usage"] = {"input": usage.input_tokens, "output": usage.output_tokens, "by": "reported"}
        else:
            output = min(
                progress.received_bytes + IN_FLIGHT_TOKENS, cleared.worst.output_tokens * cleared.worst.choices
            )
            spent = cost(cleared.tariff, cleared.worst.input_tokens, output)
            details["usage"] = {"input": cleared.worst.input_tokens, "output": output, "by": "counted"}
    booked = desk.accounts.settle(progress.arrival.id, spent)
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
