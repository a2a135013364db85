"""A safe copy (안전 복사): a text for a web service that officials already have seats of, masked and handed back to its author.

The gate sends nothing here: the person carries the masked text over by hand, so it is identified, admitted, examined,
judged and noted exactly as a prompt would be, for the web service named, before they get it. It counts as a use of the
seat, at no cost per token. What does not live here: restoring the answer (whoever asked holds the same table, made by the
same function of the same text).
"""

import orjson

from gwanmun.domain.decisions import Outcome
from gwanmun.domain.facts import Ending
from gwanmun.domain.ids import ServiceId
from gwanmun.errors import OnlyInHouse, UnknownModel
from gwanmun.gateway.admit import admit_target
from gwanmun.gateway.clear import clear_copy
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.examine import examine
from gwanmun.gateway.identify import identify
from gwanmun.gateway.judge import consider, judge, refused
from gwanmun.gateway.note import forms_of, note
from gwanmun.gateway.passes import Arrival, Cleared, Noted, Progress
from gwanmun.gateway.read import LARGE_BYTES, read, read_large
from gwanmun.gateway.replies import JSON, NO_STORE
from gwanmun.gateway.reserve import reserve
from gwanmun.gateway.settle import settle
from gwanmun.gateway.unpack import unpack

COPY = "/gwanmun/copy"


async def copy_out(arrival: Arrival, progress: Progress, desk: Desk) -> None:
    """One safe copy, from the caller's text to the masked one."""
    progress.extra["copied"] = True
    cleared = await copied(arrival, progress, desk)
    noted = await note(await reserve(cleared, desk, progress), desk, progress)
    settle(progress, desk, Ending.OK, 0)
    arrival.exchange.respond(200, [JSON, NO_STORE], _told(noted, progress))


async def copied(arrival: Arrival, progress: Progress, desk: Desk) -> Cleared:
    """What may be copied, before anything is noted. Raises every refusal that a prompt can meet."""
    identified = progress.identified = identify(arrival, desk)
    large = len(arrival.exchange.request.body) > LARGE_BYTES
    prompt = await read_large(identified, desk.files) if large else read(identified)
    target = arrival.world.seat(identified.agency.id, ServiceId(prompt.model))
    if target is None:
        raise UnknownModel("model")
    admitted = progress.admitted = admit_target(identified, prompt, target, desk)
    if prompt.files:
        admitted = progress.admitted = await unpack(admitted, desk, progress)
    examined = progress.examined = await examine(admitted, desk)
    considered = progress.considered = consider(examined)
    if considered.decision.outcome is Outcome.ROUTE_IN_HOUSE:
        raise refused(OnlyInHouse, examined, considered.decision)
    return clear_copy(judge(examined, desk, progress))


def _told(noted: Noted, progress: Progress) -> bytes:
    cleared = noted.cleared
    headers = {name.decode().removeprefix("gwanmun-"): value.decode() for name, value in _forms(progress)}
    masked = sum(cleared.masked.values())
    return orjson.dumps(
        {"request": progress.arrival.id, "near": progress.near, "masked": masked, "texts": cleared.texts, **headers}
    )


def _forms(progress: Progress) -> tuple[tuple[bytes, bytes], ...]:
    """Decision, service and grade, as an answer's headers say them."""
    if progress.considered is None:
        raise AssertionError("a copy is judged first")
    return forms_of(progress.considered).headers
