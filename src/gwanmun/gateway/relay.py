"""Stage 9: the answer comes back (복원): whole or event by event, restored, and never a cut wire.

Nothing is sent to the caller before the answer has proved to be one of the dialect: until the first event a fault is an
error with a status; after it, an event of the same dialect and the end of the stream. A token may be cut anywhere in a
stream, so every channel has a restorer of its own, which holds back no more than the longest open token.

Values are restored in texts, and in the arguments of tools that policy names; never in annotations.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

from gwanmun.budget.labels import asks_minutes
from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.facts import Ending
from gwanmun.domain.findings import AnswerCare
from gwanmun.domain.findings import Kind as Personal
from gwanmun.domain.money import won
from gwanmun.errors import (
    AnswerHeld,
    BrokeProtocol,
    GwanmunError,
    UpstreamBusy,
    UpstreamFault,
    UpstreamLocked,
    UpstreamRefused,
)
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.note import forms_of
from gwanmun.gateway.passes import Noted, Progress
from gwanmun.gateway.replies import JSON, NO_STORE, Header, broken_stream
from gwanmun.gateway.settle import SILENCE_SECONDS, settle
from gwanmun.gateway.unpack import recognised
from gwanmun.ports.exchange import CallerGone
from gwanmun.ports.upstream import UpstreamAnswer
from gwanmun.privacy.find import find, kinds_of
from gwanmun.privacy.kinds import masked
from gwanmun.privacy.stream import Restorer
from gwanmun.privacy.watch import AnswerWatch, held
from gwanmun.wire import anthropic, openai
from gwanmun.wire.answers import Answer, Channel, Kind, StreamReader, Text
from gwanmun.wire.sse import Event, SSEReader

#: How long a vendor may take to end its framing after it said that the answer is complete.
DRAIN_SECONDS = 1.0

_NONE: set[Channel] = set()  # of a stream's event that closes nothing: never added to
EVENT_STREAM: Header = (b"content-type", b"text/event-stream; charset=utf-8")

#: Statuses after which the vendor may have worked on, and bill: somebody between us stopped waiting, not the vendor.
_MAYBE_WORK = frozenset({408, 499, 504, 520, 522, 524})

_WHOLE: dict[Dialect, Callable[[bytes], Answer]] = {
    Dialect.OPENAI: openai.read_answer,
    Dialect.ANTHROPIC: anthropic.read_answer,
}
_STREAM: dict[Dialect, Callable[[str, bool], StreamReader]] = {
    Dialect.OPENAI: lambda model, usage: openai.OpenAIStream(model, wants_usage=usage),
    Dialect.ANTHROPIC: lambda model, _: anthropic.AnthropicStream(model),
}


async def relay(answer: UpstreamAnswer, noted: Noted, progress: Progress, desk: Desk) -> None:
    """Carry the answer to the caller and settle. Raises `UpstreamFault` only while nothing has been sent."""
    try:
        if answer.status != 200:
            fault = fault_of(answer)
            if isinstance(fault, UpstreamLocked):
                service = noted.cleared.judged.examined.admitted.target.service.id
                desk.report("ALARM", {"code": fault.code, "service": service, "status": answer.status})
            raise fault
        if progress.streams:
            await _events(answer, noted, progress, desk)
        else:
            await _whole(answer, noted, progress, desk)
    finally:
        await answer.aclose()


def fault_of(answer: UpstreamAnswer) -> UpstreamFault:
    """A vendor's status as an error of ours. Its body is not read: it may hold the prompt, and proves nothing."""
    status = answer.status
    if status == 429:
        return UpstreamBusy("", did_work=False, status=status, retry_after=answer.retry_after or 30)
    if status in (401, 402, 403):
        return UpstreamLocked("", did_work=False, status=status)
    if status in (400, 404, 405, 409, 411, 413, 414, 415, 422):
        return UpstreamRefused("", did_work=False, status=status)
    return UpstreamFault("", did_work=status in _MAYBE_WORK or not 300 <= status < 600, status=status)


class Restorers:
    """One restorer per channel of an answer, made when the channel first speaks; and what is examined of it, before.

    `feed` and `finish` raise `AnswerHeld` when policy holds back what an answer brings by itself.
    """

    __slots__ = ("_by_channel", "_called", "_care", "_counts", "_json_answer", "_noted", "_tools", "_watches", "needed")

    def __init__(self, noted: Noted) -> None:
        self._noted = noted
        self._by_channel: dict[Channel, Restorer | None] = {}
        self._watches: dict[Channel, AnswerWatch] = {}
        self._counts: dict[Personal, int] = {}  # of channels that have ended, and of tools' names
        self._called: set[str] = set()  # tools whose names were examined
        admitted = noted.cleared.judged.examined.admitted
        self._tools = admitted.identified.rules.restore_tools
        self._json_answer = admitted.prompt.json_answer
        self._care = admitted.identified.rules.examine_answers
        self.needed = bool(noted.cleared.table) or self._care is not AnswerCare.OFF  # anything to restore or to examine

    def feed(self, text: Text) -> str:
        channel = text.channel
        try:
            restorer = self._by_channel[channel]
        except KeyError:
            restorer = self._by_channel[channel] = self._make(text)
            if self._care is not AnswerCare.OFF:
                self._watches[channel] = AnswerWatch(self._care, json_text=self._depth(text) > 0)
                if text.tool:
                    self.called((text.tool,))
        watch = self._watches.get(channel)
        # Examined as it came, before anything is restored: a token is no finding.
        passed = text.text if watch is None else watch.feed(text.text)
        return passed if restorer is None else restorer.feed(passed)

    def finish(self, channel: Channel) -> str:
        """What is still held back for a channel that ends."""
        restorer, watch = self._by_channel.pop(channel, None), self._watches.pop(channel, None)
        rest = ""
        if watch is not None:
            try:
                rest = watch.finish()
            finally:
                self._count(watch.counts)
        return rest if restorer is None else restorer.feed(rest) + restorer.finish()

    def drop(self) -> None:
        """Forget what is held back: nothing more of this answer leaves."""
        for watch in self._watches.values():
            self._count(watch.counts)
        self._watches.clear()
        self._by_channel.clear()

    def seen(self) -> dict[str, object]:
        """What the answer brought by itself, counted by kind, when policy asks for answers to be examined."""
        for channel in tuple(self._watches):
            self.finish(channel)
        return (
            {} if self._care is AnswerCare.OFF else {"answer_findings": {k.value: n for k, n in self._counts.items()}}
        )

    def _count(self, counts: Mapping[Personal, int]) -> None:
        for kind, n in counts.items():
            self._counts[kind] = self._counts.get(kind, 0) + n

    def called(self, tools: tuple[str, ...]) -> None:
        """A tool's name cannot be masked: another tool would be called. What stands in one is held back."""
        for tool in tools:
            if self._care is AnswerCare.OFF or tool in self._called:
                continue
            self._called.add(tool)
            found = kinds_of(f for f in find(tool.replace("_", " ")) if masked(f.kind))
            self._count(found)
            if found and self._care in (AnswerCare.MASK, AnswerCare.HOLD):
                raise held(found)

    def _depth(self, text: Text) -> int:
        return 1 if text.channel.kind is Kind.CONTENT and self._json_answer else text.depth

    def _make(self, text: Text) -> Restorer | None:
        table = self._noted.cleared.table
        kind = text.channel.kind
        if not table or kind is Kind.NOTE or (kind is Kind.ARGUMENTS and text.tool not in self._tools):
            return None
        return Restorer(table, json_depth=self._depth(text))


async def _whole(answer: UpstreamAnswer, noted: Noted, progress: Progress, desk: Desk) -> None:
    body = await answer.read(desk.answer_limit_bytes)
    progress.received_bytes = len(body)
    if answer.content_type not in {"application/json", ""}:
        raise BrokeProtocol("content-type")
    parsed = _WHOLE[progress.arrival.dialect](body)
    progress.usage, progress.usage_final = parsed.usage, True
    restorers = Restorers(noted)
    if restorers.needed:
        try:
            for text in parsed.texts:
                whole = restorers.feed(text) + restorers.finish(text.channel)
                if whole != text.text:
                    text.replace(whole)
        except AnswerHeld as fault:
            restorers.drop()
            settle(progress, desk, Ending.ERROR, None, {"fault": fault.code, **restorers.seen()})
            raise
    spent = settle(progress, desk, Ending.OK, None, restorers.seen())
    headers = [JSON, *_headers(progress), (b"gwanmun-cost-won", won(spent).encode())]
    progress.arrival.exchange.respond(200, headers, parsed.write(progress.asked_model))


async def _events(answer: UpstreamAnswer, noted: Noted, progress: Progress, desk: Desk) -> None:
    if answer.content_type != "text/event-stream":
        raise BrokeProtocol("content-type")
    arrival = progress.arrival
    exchange = arrival.exchange
    events = _Events(noted, progress, desk.surroundings.monotonic)
    try:
        await answer.pour(events.take)
        if not events.reader.finished:
            await events.close()
    except CallerGone:
        raise
    except Exception as fault:
        if not events.started:
            if not isinstance(fault, AnswerHeld):
                raise
            if not events.ready:
                events.restorers.drop()
                settle(progress, desk, Ending.ERROR, None, {"fault": fault.code, **events.restorers.seen()})
                raise
            events.start()
        error = fault if isinstance(fault, GwanmunError) else GwanmunError()
        if error is not fault:
            desk.report("bug", {"request": arrival.id, "kind": type(fault).__name__})
        last = b"".join(events.ready) if isinstance(error, AnswerHeld) else events.held()
        events.restorers.drop()
        settle(progress, desk, Ending.ERROR, None, {"fault": error.code, **events.restorers.seen()})
        desk.metrics.count("failed", error.code)
        await exchange.write(last + broken_stream(error, arrival.dialect, arrival.id))
        exchange.finish()
        return
    settle(progress, desk, Ending.OK, None, events.restorers.seen())
    exchange.finish()
    await _drain(answer.chunks())


class _Events:
    """A streamed answer on its way: a vendor's bytes in, the caller's events out, in the breath in which they came."""

    __slots__ = ("_clock", "_exchange", "_progress", "_sse", "reader", "ready", "restorers", "started")

    def __init__(self, noted: Noted, progress: Progress, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.reader = _STREAM[progress.arrival.dialect](progress.asked_model, progress.wants_usage)
        self.restorers = Restorers(noted)
        self.started = False
        self.ready: list[bytes] = []  # what stood before an event that is held back
        self._sse = SSEReader()
        self._progress = progress
        self._exchange = progress.arrival.exchange

    def take(self, chunk: bytes) -> bool | Awaitable[None]:
        """Bytes of the vendor; see `ports.upstream.Take`."""
        waiting = self._pass_on(self._sse.feed(chunk))
        if self.reader.finished:
            return False  # whoever takes the last event slowly keeps nobody waiting
        return True if waiting is None else waiting

    async def close(self) -> None:
        """The body is over: a vendor that forgets the last blank line is forgiven, one that says no end is not."""
        waiting = self._pass_on(self._sse.close())
        if waiting is not None:
            await waiting
        if not self.reader.finished:
            raise BrokeProtocol("stream")

    def start(self) -> None:
        self._exchange.start(200, [EVENT_STREAM, *_headers(self._progress)])
        self.started = True

    def held(self) -> bytes:
        """What the restorers still hold back, as events."""
        reader, restorers = self.reader, self.restorers
        with contextlib.suppress(AnswerHeld):  # the stream ends in an error already
            return b"".join(reader.delta(c, text) for c in reader.open_channels() if (text := restorers.finish(c)))
        return b""

    def _pass_on(self, events: list[Event]) -> Awaitable[None] | None:
        reader, progress = self.reader, self._progress
        ready: list[bytes] = []
        self.ready = ready
        heard = 0
        for event in events:
            heard += _event(reader, self.restorers, event.name, event.data, ready)
        if heard:
            now = self._clock()
            if now - progress.heard_at > SILENCE_SECONDS:
                progress.silent_seconds += now - progress.heard_at
            progress.heard_at = now
            progress.received_bytes += heard
        progress.usage, progress.usage_final = reader.usage, reader.finished
        if not ready:
            return None
        if not self.started:
            self.start()
        return self._exchange.put(ready[0] if len(ready) == 1 else b"".join(ready))


async def _drain(chunks: AsyncIterator[bytes]) -> None:
    """Read the vendor's last bytes (the end of its framing), so that the connection can carry the next request.

    The caller has everything already; a vendor that says more, or nothing, loses its connection.
    """
    with contextlib.suppress(TimeoutError, UpstreamFault):
        async with asyncio.timeout(DRAIN_SECONDS):
            async for chunk in chunks:
                if chunk.strip():
                    return


def _event(reader: StreamReader, restorers: Restorers, name: bytes, data: bytes, ready: list[bytes]) -> int:
    """Restore one event; what is held back for a channel that ends goes with its last text, or just before it.

    Returns how many bytes of text the vendor said in it.
    """
    event = reader.read(name, data)
    heard = 0
    for text in event.texts:
        heard += len(text.text.encode())
    if event.skip:
        return heard
    if not restorers.needed:
        if not event.hollow:
            ready.append(reader.write(event))
        return heard
    if event.named:
        restorers.called(event.named)
    closing = set(event.closes) if event.closes else _NONE
    for text in event.texts:
        whole = restorers.feed(text)
        if closing and text.channel in closing:
            closing.discard(text.channel)
            whole += restorers.finish(text.channel)
        if whole != text.text:
            text.replace(whole)
    for channel in event.closes:
        if channel in closing:
            held = restorers.finish(channel)
            if held:
                ready.append(reader.delta(channel, held))
    if not event.hollow:
        ready.append(reader.write(event))
    return heard


def _headers(progress: Progress) -> list[Header]:
    """What a tool may show beside the answer: the request's number, the decision, where it went, what was masked."""
    headers: list[Header] = [NO_STORE, (b"gwanmun-request", progress.arrival.id.encode())]
    if progress.considered:
        headers += forms_of(progress.considered).headers
    if progress.admitted and progress.admitted.rerouted_from:
        headers.append((b"gwanmun-routed", b"in-house"))
    if progress.examined:
        counts = progress.examined.counts
        masked = sum(counts.values()) if counts and progress.decision and progress.decision.masks else 0
        headers.append((b"gwanmun-masked", b"%d" % masked))
    if guesses := recognised(progress.admitted):
        headers.append((b"gwanmun-recognised", b"%d" % guesses))
    if asks_minutes(progress.arrival.id):
        headers.append((b"gwanmun-ask", b"minutes-saved"))
    if progress.near:
        headers.append((b"gwanmun-allowance", progress.near.encode()))
    return headers
