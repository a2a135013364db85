"""The whole request, top to bottom (요청의 여정). Each step takes only what the step before it made.

arrive → identify → read → admit → unpack (files) → examine → judge → clear → reserve → note → send → relay → settle.

Refusals leave by one door (`refuse`): noted first, then worded. Once the first byte of an answer is out, a fault is an
event of the same dialect and the end of the stream (relay.py). Whatever happens, an admitted request ends exactly once
(settle.py), also when the caller hangs up: the handler is cancelled, and ends the request on its way out.
"""

import asyncio
import traceback
from collections.abc import Awaitable, Callable

from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.facts import Ending
from gwanmun.errors import GwanmunError, UpstreamFault
from gwanmun.gateway.admit import admit
from gwanmun.gateway.clear import clear
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.examine import examine
from gwanmun.gateway.identify import identify
from gwanmun.gateway.judge import judge
from gwanmun.gateway.note import note, note_refusal
from gwanmun.gateway.passes import Arrival, Noted, Progress
from gwanmun.gateway.read import LARGE_BYTES, read, read_large
from gwanmun.gateway.relay import relay
from gwanmun.gateway.replies import refusal
from gwanmun.gateway.reserve import reserve
from gwanmun.gateway.send import send
from gwanmun.gateway.settle import settle
from gwanmun.gateway.turned_away import SLOW_BODY_BYTES
from gwanmun.gateway.unpack import unpack
from gwanmun.gateway.world import seoul_day
from gwanmun.ports.exchange import CallerGone, Exchange

Work = Callable[[Arrival, Progress, Desk], Awaitable[None]]


async def answer(exchange: Exchange, dialect: Dialect, desk: Desk, work: Work | None = None) -> None:
    """One prompt, from the caller's bytes to the last byte of the answer. `work`: what is done instead of sending it."""
    clock = desk.surroundings
    at_us = clock.now_us()
    arrival = Arrival(clock.new_request_id(), at_us, seoul_day(at_us), exchange, dialect, desk.world())
    progress = Progress(arrival)
    started = clock.monotonic()
    try:
        if work is not None:
            await work(arrival, progress, desk)
            return
        noted = await _prepare(arrival, progress, desk)
        desk.metrics.added((clock.monotonic() - started) * 1000)
        progress.sent, progress.heard_at = True, clock.monotonic()
        await relay(await send(noted, desk), noted, progress, desk)
    except GwanmunError as error:
        await refuse(error, progress, desk)
    except (asyncio.CancelledError, CallerGone) as gone:
        # The caller left (or the gate is being stopped): nothing is awaited here, so nothing can interrupt this.
        _abandon(progress, desk)
        if isinstance(gone, asyncio.CancelledError):
            raise
    except Exception as bug:  # noqa: BLE001 - the edge: a bug of ours shuts this request, in words, and leaks nothing
        desk.report("bug", {"request": arrival.id, "kind": type(bug).__name__, "at": _place(bug)})
        await refuse(GwanmunError(), progress, desk)


async def _prepare(arrival: Arrival, progress: Progress, desk: Desk) -> Noted:
    """Everything before a byte leaves. The order is the law; the types hold it."""
    identified = progress.identified = identify(arrival, desk)
    large = len(arrival.exchange.request.body) > LARGE_BYTES
    prompt = await read_large(identified, desk.files) if large else read(identified)
    admitted = progress.admitted = admit(identified, prompt, desk)
    if prompt.files:
        admitted = progress.admitted = await unpack(admitted, desk, progress)
    examined = progress.examined = await examine(admitted, desk)
    judged = judge(examined, desk, progress)
    return await note(await reserve(clear(judged), desk, progress), desk, progress)


def _place(bug: BaseException) -> str:
    """File and line of where it happened: never the message, which may quote a prompt."""
    frames = traceback.extract_tb(bug.__traceback__)
    return f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""


async def refuse(error: GwanmunError, progress: Progress, desk: Desk) -> None:
    """Note it, then word it. The answer carries the request's number where a record has it."""
    arrival, request = progress.arrival, progress.arrival.exchange.request
    recorded = True
    desk.metrics.count("refused" if progress.noted is None else "failed", error.code)
    if progress.noted is not None:
        did_work = not isinstance(error, UpstreamFault) or error.did_work
        settle(progress, desk, Ending.ERROR, None if did_work else 0, {"fault": error.code})
    else:
        if progress.held:
            desk.accounts.void(arrival.id)
        try:
            recorded = await note_refusal(progress, error, desk) is not None
            if not recorded and len(request.body) <= SLOW_BODY_BYTES:
                await asyncio.sleep(desk.slow_seconds)
        except GwanmunError as shut:
            # LAW 2: what cannot be written is not told either; the caller learns that the gate is shut.
            error, recorded = shut, False
    if not arrival.exchange.gone:
        number = arrival.id if recorded else None
        arrival.exchange.respond(*refusal(error, arrival.dialect, number, _lesson(arrival, error)))


def _lesson(arrival: Arrival, error: GwanmunError) -> dict[str, object]:
    """The two-minute lesson that this refusal is an occasion for, where the agency offers one (S28)."""
    lesson = arrival.world.lesson(error.code)
    if lesson is None:
        return {}
    told = {
        "id": lesson.id,
        "ko": lesson.name_ko,
        "en": lesson.name_en,
        "minutes": lesson.minutes,
        "where": lesson.where,
    }
    return {"lesson": told}


def _abandon(progress: Progress, desk: Desk) -> None:
    if progress.noted is not None or progress.noting:
        settle(progress, desk, Ending.ERROR, None if progress.sent else 0, {"fault": "caller_gone"})
    elif progress.held:
        desk.accounts.void(progress.arrival.id)
    desk.metrics.count("failed", "caller_gone")
