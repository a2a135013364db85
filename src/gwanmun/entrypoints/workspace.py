"""The workspace's port (업무 도우미의 뒤): previews by the gate's own stages, sends through the gate with a grant.

A preview runs identify → read → admit → examine → judge → clear over what stands published, exactly as the gate does, and
stops there: nothing is reserved, noted or sent, and the `Cleared` is looked at and dropped. A prompt is sent by the gate
alone: this process has no way out. What is typed is held in memory for one request and written nowhere.
What does not live here: pages (`console/`), HTTP to the gate (`adapters/gate_client.py`).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn, cast

import msgspec

from gwanmun.adapters.examiner import ChildExaminer
from gwanmun.adapters.gate_client import GateClient
from gwanmun.adapters.publication import PublicationFiles
from gwanmun.console.ports import Asked, Balance, Choice, Piece, Preview, Refused, Who
from gwanmun.console.work import Attached, Copied, KindChoice, Overruled, Past, Restored
from gwanmun.domain.catalogue import Deployment, Dialect
from gwanmun.domain.credentials import GRANT_SECONDS, Grant, choices_digest, write_grant
from gwanmun.domain.ids import PersonId, Pseudonym, ServiceId
from gwanmun.domain.money import MICRO
from gwanmun.domain.people import Attested, DeviceClass, Evidence
from gwanmun.entrypoints.workspace_choices import overruled, places
from gwanmun.entrypoints.workspace_copies import Copies, CopyAnswer
from gwanmun.entrypoints.workspace_diary import Diary
from gwanmun.entrypoints.workspace_files import Shelf
from gwanmun.entrypoints.workspace_views import (
    own_passage,
    pieces_of,
    preview_of,
    refusal_of,
    refused_preview,
    shown_passages,
    worded,
)
from gwanmun.errors import (
    BadRequest,
    GwanmunError,
    Refusal,
    Unavailable,
    Unidentified,
    UnknownModel,
)
from gwanmun.gateway.admit import admit, admit_target
from gwanmun.gateway.clear import clear
from gwanmun.gateway.copy import COPY, copied
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.examine import examine
from gwanmun.gateway.identify import identify
from gwanmun.gateway.judge import judge
from gwanmun.gateway.metrics import Metrics
from gwanmun.gateway.passes import Arrival, Cleared, Examined, Progress
from gwanmun.gateway.read import read
from gwanmun.gateway.unpack import unpack
from gwanmun.gateway.world import KeyRing, World, parse_address, seoul_day
from gwanmun.policy.recognise import NAMED_ONLY
from gwanmun.ports.documents import Documents
from gwanmun.ports.exchange import Request
from gwanmun.ports.surroundings import Surroundings
from gwanmun.privacy.kinds import KINDS, Nature

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
        documents: Documents,
        diary: Diary,
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
        self._shelf = Shelf(surroundings, documents)
        self._copies = Copies(surroundings.monotonic)
        self._diary = diary
        nowhere = _Nowhere()
        self._desk = Desk(
            surroundings,
            cast("Any", nowhere),
            cast("Any", nowhere),
            self._examiner,
            cast("Any", nowhere),
            self._present,
            self._ring,
            self._fresh_until,
            pseudonym,
            pepper,
            Metrics(),
            report,
            documents=self._shelf,
        )

    async def close(self) -> None:
        await self._examiner.close()
        await self._shelf.close()

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

    def _grant(self, who: Who, world: World, choices: str = "") -> str:
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
            choices_digest(choices),
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
            name,
            service.name_ko,
            service.name_en,
            service.vendor,
            service.vendor_country,
            service.deployment is Deployment.IN_HOUSE,
            allowed,
            (service.id, Dialect.OPENAI) not in world.routes and (service.id, Dialect.ANTHROPIC) in world.routes,
        )

    async def balances(self, who: Who) -> tuple[Balance, ...]:
        world = await self._look()
        body = await self._ask("GET", USAGE, self._grant(who, world))
        return tuple(balance_of(row) for row in body["balances"])

    async def preview(self, asked: Asked) -> Preview:
        world = await self._look()
        progress, _ = await self._examined(asked, world)
        try:
            cleared = await self._cleared(asked, progress)
        except Refusal as refusal:
            return refused_preview(progress, asked, refusal, self._shelf)
        return preview_of(cleared, asked, progress, self._shelf)

    async def _examined(self, asked: Asked, world: World) -> tuple[Progress, str]:
        """A first look, without choices: what it finds says which places the person's choices are about."""
        if not (asked.keep or asked.hide):
            return self._arrived(asked, world, ""), ""
        progress = self._arrived(asked, world, "")
        try:
            await self._to_examined(progress, seat=asked.seat)
        except Refusal:
            return progress, ""
        if progress.examined is None:
            raise AssertionError("what was examined is kept")
        header = places(progress.examined, asked)
        return self._arrived(asked, world, header), header

    def _arrived(self, asked: Asked, world: World, choices: str) -> Progress:
        path, body = _body(world, asked, self._shelf)
        headers = {**_headers(asked, choices), "authorization": f"Bearer {self._grant(asked.who, world, choices)}"}
        request = Request("POST", path, "", {**headers, "content-type": "application/json"}, body, "127.0.0.1")
        now = self._clock.now_us()
        dialect = _PATHS.get(path, Dialect.OPENAI)
        return Progress(
            Arrival(self._clock.new_request_id(), now, seoul_day(now), cast("Any", _Question(request)), dialect, world)
        )

    async def _to_examined(self, progress: Progress, *, seat: bool) -> Examined:
        identified = progress.identified = identify(progress.arrival, self._desk)
        prompt = read(identified)
        if seat:
            target = progress.arrival.world.seat(identified.agency.id, ServiceId(prompt.model))
            if target is None:
                raise UnknownModel("model")
            admitted = progress.admitted = admit_target(identified, prompt, target, self._desk)
        else:
            admitted = progress.admitted = admit(identified, prompt, self._desk)
        if prompt.files:
            admitted = progress.admitted = await unpack(admitted, self._desk, progress)
        examined = progress.examined = await examine(admitted, self._desk)
        return examined

    async def _cleared(self, asked: Asked, progress: Progress) -> Cleared:
        if asked.seat:
            return await copied(progress.arrival, progress, self._desk)
        return clear(judge(await self._to_examined(progress, seat=False), self._desk, progress))

    async def send(self, asked: Asked) -> AsyncIterator[Piece]:
        """The answer, piece by piece. A refusal or a fault is the last piece, in words; it never raises for one."""
        try:
            world = await self._look()
            progress, choices = await self._examined(asked, world)
            left, told = await self._leaving(asked, progress)
            path, body = _body(world, asked, self._shelf, stream=True, whole=True)
            token = self._grant(asked.who, world, choices)
            headers = tuple(_headers(asked, choices).items())
            async with self._gate.ask("POST", path, token, body, headers) as answer:
                if answer.status != 200:
                    yield Piece(end=True, refused=refusal_of(await answer.whole()))
                    return
                async for piece in pieces_of(answer.pieces, answer.headers):
                    yield (
                        replace(piece, receipt=replace(piece.receipt, left=left, overruled=told))
                        if piece.end
                        else piece
                    )
        except GwanmunError as fault:
            yield Piece(end=True, refused=worded(fault))

    async def _leaving(self, asked: Asked, progress: Progress) -> tuple[str, tuple[Overruled, ...]]:
        """The person's text as the gate will send it, for the receipt; "" when the gate will refuse it."""
        try:
            cleared = await self._cleared(asked, progress)
        except Refusal:
            return "", ()
        return cleared.texts[own_passage(cleared.judged.examined)], overruled(cleared.judged.examined)

    # ------------------------------------------------------------ files, copies, what is kept

    async def kinds(self) -> tuple[KindChoice, ...]:
        return tuple(
            KindChoice(kind.value, info.word, info.en) for kind, info in KINDS.items() if info.nature is Nature.PERSONAL
        )

    async def attach(self, who: Who, name: str, content: bytes) -> Attached:
        return await self._shelf.put(who.person, name, content)

    def reading(self, who: Who) -> tuple[int, int] | None:
        return self._shelf.reading(who.person)

    def attached(self, who: Who, ids: tuple[str, ...]) -> tuple[Attached, ...]:
        return tuple(one.told for id_ in ids if (one := self._shelf.find(who.person, id_)) is not None)

    async def seats(self, who: Who) -> tuple[Choice, ...]:
        world = await self._look()
        person = world.people.get(who.person)
        if person is None:
            return ()
        found = []
        for service in world.snapshot.services:
            target = world.seat(person.agency, service.id)
            if target is not None:
                found.append(
                    Choice(
                        str(service.id),
                        service.name_ko,
                        service.name_en,
                        service.vendor,
                        service.vendor_country,
                        in_house=False,
                        allowed=target.record.on_catalogue,
                    )
                )
        return tuple(sorted(found, key=lambda one: not one.allowed))

    async def copy(self, asked: Asked) -> Copied | Refused:
        """The gate masks, judges and records; this process makes the same table of the same text, and holds it."""
        world = await self._look()
        asked = replace(asked, seat=True)
        progress, choices = await self._examined(asked, world)
        cleared: Cleared | None = None
        with contextlib.suppress(Refusal):  # the gate says so itself, and puts it on record
            cleared = await self._cleared(asked, progress)
        _, body = _body(world, asked, self._shelf, whole=True)
        headers = tuple(_headers(asked, choices).items())
        async with self._gate.ask("POST", COPY, self._grant(asked.who, world, choices), body, headers) as answer:
            given = await answer.whole()
            if answer.status != 200:
                return refusal_of(given)
        told = msgspec.json.decode(given, type=CopyAnswer)
        if cleared is None or tuple(told.texts) != cleared.texts:
            # Two worlds: what the gate recorded is not what we could restore.
            raise Unavailable(store="policy snapshot")
        text = "\n\n".join(told.texts[at] for at in shown_passages(cleared.judged.examined))
        self._copies.put(asked.who.person, told.request, cleared.table)
        return Copied(
            told.request,
            text,
            told.decision,
            told.service,
            told.grade,
            told.masked,
            told.near,
            overruled(cleared.judged.examined),
        )

    def restore(self, who: Who, id_: str, text: str) -> Restored | None:
        return self._copies.restore(who.person, id_, text)

    async def history_days(self, who: Who) -> int:
        world = await self._look()
        person = world.people.get(who.person)
        return world.rules_of(person.agency).history_days if person else 0

    async def keep_past(self, who: Who, past: Past) -> None:
        days = await self.history_days(who)
        if days:
            await asyncio.to_thread(self._diary.put, who.person, past, self._clock.now_us(), days)

    async def pasts(self, who: Who) -> tuple[Past, ...]:
        return await asyncio.to_thread(self._diary.every, who.person, self._clock.now_us())

    async def past(self, who: Who, id_: str) -> Past | None:
        return await asyncio.to_thread(self._diary.find, who.person, id_, self._clock.now_us())

    async def forget(self, who: Who, id_: str) -> bool:
        return await asyncio.to_thread(self._diary.forget, who.person, id_)

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


def balance_of(row: Mapping[str, Any]) -> Balance:
    """A balance as the gate tells it, in whole won for people."""
    limit, used, held = row["limit_micro_won"], int(row["used_micro_won"]), int(row["held_micro_won"])
    left = None if limit is None else max(0, int(limit) - used - held) // MICRO
    # What is used is rounded up and what is left down, so that together they are the limit.
    return Balance(str(row["level"]), str(row["period"]), -(-used // MICRO), left)


def _headers(asked: Asked, choices: str) -> dict[str, str]:
    found = {"gwanmun-task": asked.task, "anthropic-version": "2023-06-01"}
    return {**found, "gwanmun-choices": choices} if choices else found


def _body(world: World, asked: Asked, shelf: Shelf, *, stream: bool = False, whole: bool = False) -> tuple[str, bytes]:
    """The request in the dialect in which the asked model is reached; the instruction stands before the text. `whole`:
    with the files' own bytes; else with what stands for them while they are only looked at.
    """
    model = world.models.get(asked.model)
    routes = [dialect for dialect in Dialect if model and (model.service, dialect) in world.routes]
    path = COPY if asked.seat else MESSAGES if routes == [Dialect.ANTHROPIC] else CHAT

    def part(id_: str) -> dict[str, object]:
        held = shelf.find(asked.who.person, id_)
        if held is None:
            raise BadRequest("bad_value", "file", allowed="다시 올린 파일 · the file, uploaded again")
        return held.part(whole=whole, messages=path == MESSAGES)

    def said(text: str, files: Sequence[str]) -> object:
        return [*map(part, files), {"type": "text", "text": text}] if files else text

    messages: list[dict[str, object]] = []
    for turn in asked.turns:
        messages.append({"role": "user", "content": said(turn.text, turn.files)})
        messages.append({"role": "assistant", "content": turn.answer})
    messages.append({"role": "user", "content": said(asked.text, asked.files)})
    body: dict[str, object] = {"model": asked.model, "messages": messages, "stream": stream}
    # The instruction stands apart, so that the person's text is a passage of its own: what is shown is what leaves.
    if path == MESSAGES:
        body["max_tokens"] = 2048
        if asked.instruction:
            body["system"] = asked.instruction
    else:
        if asked.instruction and not asked.seat:
            messages.insert(0, {"role": "system", "content": asked.instruction})
        if stream:
            body["stream_options"] = {"include_usage": True}
    return path, msgspec.json.encode(body)


__all__ = ["GateWorkspace", "Network", "worded"]
