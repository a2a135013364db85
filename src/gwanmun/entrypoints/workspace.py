"""The workspace's port (업무 도우미의 뒤): previews by the gate's own stages, sends through the gate with a grant.

A preview runs identify → read → admit → examine → judge → clear over what stands published, exactly as the gate does, and
stops there: nothing is reserved, noted or sent, and the `Cleared` is looked at and dropped. A prompt is sent by the gate
alone: this process has no way out. What is typed is held in memory for one request and written nowhere.
What does not live here: pages (`console/`), HTTP to the gate (`adapters/gate_client.py`).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn, cast

import msgspec

from gwanmun.adapters.examiner import ChildExaminer
from gwanmun.adapters.gate_client import GateClient
from gwanmun.adapters.publication import PublicationFiles
from gwanmun.console.ports import Asked, Balance, Choice, Piece, Preview, Receipt, Refused, Span, Who
from gwanmun.domain.catalogue import Deployment, Dialect
from gwanmun.domain.credentials import GRANT_SECONDS, Grant, write_grant
from gwanmun.domain.findings import Finding
from gwanmun.domain.ids import PersonId, Pseudonym
from gwanmun.domain.money import MICRO
from gwanmun.domain.people import Attested, DeviceClass, Evidence
from gwanmun.errors import BrokeProtocol, GwanmunError, OverAllowance, Refusal, Unavailable, Unidentified
from gwanmun.gateway.admit import admit
from gwanmun.gateway.clear import clear
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.examine import examine
from gwanmun.gateway.identify import identify
from gwanmun.gateway.judge import judge
from gwanmun.gateway.metrics import Metrics
from gwanmun.gateway.passes import Arrival, Cleared, Examined, Progress
from gwanmun.gateway.read import read
from gwanmun.gateway.replies import details
from gwanmun.gateway.world import NAMED_ONLY, KeyRing, World, parse_address, seoul_day
from gwanmun.ports.exchange import Request
from gwanmun.ports.surroundings import Surroundings
from gwanmun.privacy.kinds import KINDS, masked
from gwanmun.privacy.mask import CLOSE, OPEN
from gwanmun.wire.sse import SSEReader

Report = Callable[[str, Mapping[str, object]], None]
CHAT, MESSAGES, MODELS, USAGE = "/v1/chat/completions", "/v1/messages", "/v1/models", "/gwanmun/usage"
_PATHS = {CHAT: Dialect.OPENAI, MESSAGES: Dialect.ANTHROPIC}
_LOOK_SECONDS = 1.0
#: What the console itself has seen of a way to sign in: a local account's password is never enough without its code.
_SEEN: Mapping[str, tuple[Attested, ...]] = {"password": (Attested.MFA,)}


class _Nowhere:
    """Stands where a preview may not reach: journal, accounts, the way out."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError(f"a preview does not {name}")


class _Question:
    """An exchange that nobody waits behind: what `identify` and `read` look at, and nothing to answer."""

    gone = False

    def __init__(self, request: Request) -> None:
        self.request = request


@dataclass(frozen=True, slots=True)
class Network:
    """How the console tells a person's class of device: by the zone of their address, else by its own place."""

    device_class: DeviceClass


class GateWorkspace:
    """Port `workspace`. Made once for a desk; the world is compiled when it is first asked for, and when it changed."""

    def __init__(
        self,
        published: Path,
        gate: GateClient,
        surroundings: Surroundings,
        pepper: bytes,
        pseudonym: Callable[[PersonId], Pseudonym],
        network: Network,
        report: Report,
    ) -> None:
        self._files = PublicationFiles(published, self._alarm)
        self._gate = gate
        self._clock = surroundings
        self._pepper = pepper
        self._network = network
        self._report = report
        self._world: World | None = None
        self._keys: KeyRing | None = None
        self._looked = -_LOOK_SECONDS
        self._turn = asyncio.Lock()
        self._examiner = ChildExaminer(children=1)
        nowhere = _Nowhere()
        self._desk = Desk(
            surroundings, cast("Any", nowhere), cast("Any", nowhere), self._examiner, cast("Any", nowhere),
            self._present, self._ring, self._fresh_until, pseudonym, pepper, Metrics(), report,
        )  # fmt: skip

    async def close(self) -> None:
        await self._examiner.close()

    # ------------------------------------------------------------ what stands published

    async def _look(self) -> World:
        """The world as the gate sees it, at most a second old."""
        async with self._turn:
            if self._clock.monotonic() - self._looked >= _LOOK_SECONDS or self._world is None:
                if self._world is None:
                    await self._files.open()
                else:
                    await self._files.look()
                self._looked = self._clock.monotonic()
                if self._keys is None or self._keys.serial != self._files.delta.serial:
                    self._keys = await asyncio.to_thread(KeyRing, self._files.delta)
                if self._world is None or self._world.digest != self._files.digest:
                    self._world = await asyncio.to_thread(World, self._files.snapshot, self._files.digest)
            return self._world

    def _present(self) -> World:
        if self._world is None:
            raise Unavailable(store="policy snapshot")
        return self._world

    def _ring(self) -> KeyRing:
        if self._keys is None:
            raise Unavailable(store="published keys")
        return self._keys

    def _fresh_until(self) -> int:
        snapshot = self._files.snapshot
        return snapshot.published_us + snapshot.max_age_seconds * MICRO

    def _alarm(self, error: GwanmunError) -> None:
        self._report("workspace_publication", {"code": error.code, "en": error.message("en")})

    # ------------------------------------------------------------ grants

    def _grant(self, who: Who, world: World) -> str:
        """A minute for this person, from the department that the books name, on the device that the network tells."""
        person = world.people.get(who.person)
        if person is None:
            raise Unidentified("unknown")
        address = parse_address(who.peer)
        zone = world.zone_of(address) if address is not None else None
        device = zone or self._network.device_class
        known = Evidence.NONE if device is DeviceClass.UNKNOWN else Evidence.ZONE
        purposes = world.rules_of(person.agency).purposes
        grant = Grant(
            person.id,
            person.department,
            "work" if "work" in purposes or not purposes else purposes[0],
            device,
            known,
            self._clock.now_us() + GRANT_SECONDS * MICRO,
            self._clock.entropy(9).hex(),
        )
        return write_grant(self._pepper, replace(grant, attested=_SEEN.get(who.how, ())))

    # ------------------------------------------------------------ the port

    async def choices(self, who: Who) -> tuple[Choice, ...]:
        """The models that the gate says this person may use now, in the words of the catalogue; others that are listed
        follow, so that a refusal can be met with its reason.
        """
        world = await self._look()
        token = self._grant(who, world)
        allowed: list[str] = []
        for dialect_headers in ((), (("anthropic-version", "2023-06-01"),)):
            body = await self._ask("GET", MODELS, token, headers=dialect_headers)
            allowed += [row["id"] for row in body.get("data", ())]
        names = [model.name for model in world.snapshot.models]
        found = (self._choice(world, name, allowed=name in allowed) for name in names)
        # Those that may be used first, and of them outside services (masked) before the agency's own; a family that an
        # approval must name is nobody's first choice.
        return tuple(sorted((one for one in found if one is not None), key=lambda one: _rank(world, one)))

    def _choice(self, world: World, name: str, *, allowed: bool) -> Choice | None:
        model = world.models.get(name)
        service = world.services.get(model.service) if model else None
        if service is None:
            return None
        return Choice(
            name, service.name_ko, service.name_en, service.vendor, service.vendor_country,
            service.deployment is Deployment.IN_HOUSE, allowed,
        )  # fmt: skip

    async def balances(self, who: Who) -> tuple[Balance, ...]:
        world = await self._look()
        body = await self._ask("GET", USAGE, self._grant(who, world))
        return tuple(_balance(row) for row in body["balances"])

    async def preview(self, asked: Asked) -> Preview:
        world = await self._look()
        path, body = _body(world, asked)
        headers = _headers(asked, self._grant(asked.who, world))
        request = Request("POST", path, "", {**dict(headers), "content-type": "application/json"}, body, "127.0.0.1")
        now = self._clock.now_us()
        arrival = Arrival(
            self._clock.new_request_id(), now, seoul_day(now), cast("Any", _Question(request)), _PATHS[path], world
        )
        progress = Progress(arrival)
        try:
            identified = progress.identified = identify(arrival, self._desk)
            admitted = progress.admitted = admit(identified, read(identified), self._desk)
            progress.examined = await examine(admitted, self._desk)
            cleared = clear(judge(progress.examined, self._desk, progress))
        except Refusal as refusal:
            return _refused_preview(progress.examined, asked.text, refusal)
        return _preview(cleared, asked.text, progress)

    async def send(self, asked: Asked) -> AsyncIterator[Piece]:
        """The answer, piece by piece. A refusal or a fault is the last piece, in words; it never raises for one."""
        world = await self._look()
        path, body = _body(world, asked, stream=True)
        token = self._grant(asked.who, world)
        headers = tuple((name, value) for name, value in _headers(asked, "") if name != "authorization")
        try:
            async with self._gate.ask("POST", path, token, body, headers) as answer:
                if answer.status != 200:
                    yield Piece(end=True, refused=_refusal_of(await answer.whole()))
                    return
                async for piece in _pieces(answer.pieces, answer.headers):
                    yield piece
        except GwanmunError as fault:
            yield Piece(end=True, refused=worded(fault))

    async def _ask(
        self, method: str, path: str, token: str, headers: tuple[tuple[str, str], ...] = ()
    ) -> dict[str, Any]:
        async with self._gate.ask(method, path, token, headers=headers) as answer:
            body = await answer.whole()
            if answer.status != 200:
                return {"data": (), "balances": ()} if answer.status in {401, 403, 404, 429} else _broken()
        found: dict[str, Any] = msgspec.json.decode(body)
        return found


def _rank(world: World, choice: Choice) -> tuple[bool, bool, bool]:
    model = world.models[choice.model]
    named_only = {model.family, world.services[model.service].family} & NAMED_ONLY
    return not choice.allowed, bool(named_only), choice.in_house


def _broken() -> NoReturn:
    raise Unavailable(store="gate")


def _balance(row: Mapping[str, Any]) -> Balance:
    limit, used, held = row["limit_micro_won"], int(row["used_micro_won"]), int(row["held_micro_won"])
    left = None if limit is None else max(0, int(limit) - used - held) // MICRO
    return Balance(str(row["level"]), str(row["period"]), used // MICRO, left)


def _headers(asked: Asked, token: str) -> tuple[tuple[str, str], ...]:
    return (
        ("authorization", f"Bearer {token}"),
        ("gwanmun-task", asked.task),
        ("anthropic-version", "2023-06-01"),
    )


def _body(world: World, asked: Asked, *, stream: bool = False) -> tuple[str, bytes]:
    """The request in the dialect in which the asked model is reached; the instruction stands before the text."""
    model = world.models.get(asked.model)
    routes = [dialect for dialect in Dialect if model and (model.service, dialect) in world.routes]
    path = MESSAGES if routes == [Dialect.ANTHROPIC] else CHAT
    messages: list[dict[str, str]] = [{"role": "user", "content": asked.text}]
    body: dict[str, object] = {"model": asked.model, "messages": messages, "stream": stream}
    # The instruction stands apart, so that the person's text is a passage of its own: what is shown is what leaves.
    if path == MESSAGES:
        body["max_tokens"] = 2048
        if asked.instruction:
            body["system"] = asked.instruction
    else:
        if asked.instruction:
            messages.insert(0, {"role": "system", "content": asked.instruction})
        if stream:
            body["stream_options"] = {"include_usage": True}
    return path, msgspec.json.encode(body)


# ---------------------------------------------------------------- previews as values


def _preview(cleared: Cleared, text: str, progress: Progress) -> Preview:
    examined = cleared.judged.examined
    target = examined.admitted.target
    service = target.service
    before, row = _written(examined, text)
    spans = _spans(before, row, cleared.texts[_at(examined, text)], text)
    return Preview(
        spans,
        _counts(row),
        str(examined.grade),
        tuple(f"{ground.grade} {ground.why}" for ground in examined.grounds),
        cleared.judged.decision.outcome.word,
        service.name_ko,
        service.name_en,
        service.vendor,
        service.vendor_country,
        service.deployment is Deployment.IN_HOUSE,
        progress.first is not None,
        cleared.worst.input_tokens,
        cleared.worst.output_tokens,
        -(-cleared.worst.micro_won // MICRO),
    )


def _refused_preview(examined: Examined | None, text: str, refusal: Refusal) -> Preview:
    """Nothing would leave; what was found is shown all the same, because it may be the reason."""
    if examined is None:
        return Preview((Span(text, ""),), {}, refused=worded(refusal))
    before, row = _written(examined, text)
    offset = len(before) - len(text)
    spans, at = [], 0
    for one in row:
        start, end = max(0, one.start - offset), one.end - offset
        if end <= at:
            continue
        spans.append(Span(text[at:start], ""))
        info = KINDS[one.kind]
        spans.append(Span(text[max(start, at) : end], "", one.kind.value, info.word, info.en))
        at = end
    spans.append(Span(text[at:], ""))
    return Preview(tuple(spans), _counts(row), str(examined.grade), refused=worded(refusal))


def _at(examined: Examined, text: str) -> int:
    """Where the person's text stands among the passages."""
    passages = examined.admitted.prompt.passages
    return next(at for at in range(len(passages) - 1, -1, -1) if passages[at].text == text)


def _written(examined: Examined, text: str) -> tuple[str, tuple[Finding, ...]]:
    at = _at(examined, text)
    before = examined.admitted.prompt.passages[at].text
    row = tuple(one for one in examined.findings[at] if masked(one.kind) and one.end > len(before) - len(text))
    return before, row


def _counts(row: Sequence[Finding]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for one in row:
        counts[KINDS[one.kind].word] = counts.get(KINDS[one.kind].word, 0) + 1
    return counts


def _spans(before: str, row: Sequence[Finding], after: str, text: str) -> tuple[Span, ...]:
    """The text and what leaves, side by side: walked together from one finding to the next.

    What stands between two findings leaves as it was but for look-alikes of our tokens; a piece that cannot be matched is
    shown whole on both sides, so that the preview never shows less than leaves.
    """
    offset = len(before) - len(text)
    spans: list[Span] = []
    at, out = offset, _same_start(before, after, offset)
    for one in row:
        start = max(one.start, at)
        plain = before[at:start]
        if after[out : out + len(plain)] != plain:
            break
        spans.append(Span(plain, plain))
        out += len(plain)
        gap = before[one.end : one.end + 24]
        end = _end_of_token(after, out, gap, last=one.end >= len(before))
        if end is None:
            break
        info = KINDS[one.kind]
        spans.append(
            Span(before[start : one.end], after[out:end], one.kind.value, info.word, info.en, back=after[out] == OPEN)
        )
        at, out = one.end, end
    spans.append(Span(before[at:], after[out:]))
    return tuple(span for span in spans if span.before or span.after)


def _same_start(before: str, after: str, offset: int) -> int:
    """How far into what leaves our instruction goes: nothing in it is ever masked."""
    return offset if after[:offset] == before[:offset] else 0


def _end_of_token(after: str, out: int, gap: str, *, last: bool) -> int | None:
    if after[out : out + 1] == OPEN:
        close = after.find(CLOSE, out)
        return None if close < 0 else close + 1
    if last or not gap:
        return len(after)
    end = after.find(gap, out)
    return None if end < 0 else end


# ---------------------------------------------------------------- refusals and answers


def worded(error: GwanmunError) -> Refused:
    """A refusal as values, from the error itself: as the gate words it for programs."""
    found = details(error)
    return _of_words(
        {
            "code": error.code,
            "message_ko": error.message("ko"),
            "message_en": error.message("en"),
            "remedy_ko": error.remedy("ko"),
            "remedy_en": error.remedy("en"),
            **found,
        },
        balances=isinstance(error, OverAllowance),
    )


def _refusal_of(body: bytes) -> Refused:
    try:
        tree = msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.MsgspecError:
        return worded(BrokeProtocol("gate"))
    error = tree.get("error")
    told = (error.get("gwanmun") if isinstance(error, dict) else None) or tree.get("gwanmun")
    if not isinstance(told, dict):
        return worded(BrokeProtocol("gate"))
    return _of_words(told, balances="allowance" in told)


def _of_words(told: Mapping[str, Any], *, balances: bool) -> Refused:
    def text(name: str) -> str:
        value = told.get(name)
        return value if isinstance(value, str) else ""

    filing = told.get("approval_request")
    lesson = told.get("lesson")
    return Refused(
        text("code"), text("message_ko"), text("message_en"), text("remedy_ko"), text("remedy_en"), text("rule"),
        text("source"), text("effective_from"), tuple(told.get("alternatives") or ()), text("contact_ko"),
        text("request_id"), filing.get("body") if isinstance(filing, dict) else None,
        lesson if isinstance(lesson, dict) else None, balances,
    )  # fmt: skip


async def _pieces(body: AsyncIterator[bytes], headers: Mapping[str, str]) -> AsyncIterator[Piece]:
    """Texts of either dialect as they come, then the end with its receipt."""
    reader, tokens = SSEReader(), 0
    receipt = Receipt(
        headers.get("gwanmun-request", ""), headers.get("gwanmun-decision", ""), headers.get("gwanmun-service", ""),
        headers.get("gwanmun-grade", ""), _whole(headers.get("gwanmun-masked", "")), 0,
        headers.get("gwanmun-allowance", ""),
    )  # fmt: skip
    async for chunk in body:
        for event in reader.feed(chunk):
            if not event.data.startswith(b"{"):
                continue
            tree = msgspec.json.decode(event.data)
            if "error" in tree:
                refused = _refusal_of(event.data)
                yield Piece(end=True, receipt=receipt, refused=refused)
                return
            text = _text_of(tree)
            if text:
                yield Piece(text)
            tokens = _tokens_of(tree) or tokens
    yield Piece(
        end=True,
        receipt=Receipt(
            receipt.request, receipt.decision, receipt.service, receipt.grade, receipt.masked, tokens, receipt.near
        ),
    )


def _text_of(tree: Mapping[str, Any]) -> str:
    choices = tree.get("choices") or ()
    if choices:
        return choices[0].get("delta", {}).get("content") or ""
    delta = tree.get("delta")
    return delta.get("text", "") if isinstance(delta, dict) else ""


def _tokens_of(tree: Mapping[str, Any]) -> int:
    usage = tree.get("usage")
    if not isinstance(usage, dict):
        return 0
    if isinstance(usage.get("total_tokens"), int):
        return int(usage["total_tokens"])
    return sum(
        value for name, value in usage.items() if name in {"input_tokens", "output_tokens"} and isinstance(value, int)
    )


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


__all__ = ["GateWorkspace", "Network", "worded"]
