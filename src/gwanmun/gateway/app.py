"""The gate's face (관문): one HTTP request in, one answer out. Routes, and the two doors for what is not a prompt.

No framework: `handle` is called by the HTTP edge with an `Exchange`. `refuse` words what the edge itself finds wrong
(malformed framing, floods), so that a caller meets one dialect whoever answers.
"""

import asyncio
from collections.abc import Sequence

import orjson

from gwanmun.domain.allowances import CODES, LEVELS, PERIODS, Level, Period, subject
from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.grades import Grade
from gwanmun.domain.money import MICRO, won, won_left
from gwanmun.domain.prompts import Limits, Prompt
from gwanmun.errors import BadRequest, GwanmunError, Refusal, Stopping, UnknownModel
from gwanmun.gateway.admit import admit_target
from gwanmun.gateway.copy import COPY, copy_out
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.identify import identify
from gwanmun.gateway.judge import decide
from gwanmun.gateway.passes import Admitted, Arrival, Examined, Identified, Progress
from gwanmun.gateway.pipeline import answer, refuse
from gwanmun.gateway.replies import JSON, NO_STORE, Header, refusal
from gwanmun.gateway.world import parse_address, seoul_day
from gwanmun.ports.exchange import Exchange
from gwanmun.wire.bodies import ModelCard, model_body, models_body

PROMPTS = {"/v1/chat/completions": Dialect.OPENAI, "/v1/messages": Dialect.ANTHROPIC}
MODELS, USAGE = "/v1/models", "/gwanmun/usage"
TEXT: Header = (b"content-type", b"text/plain; version=0.0.4; charset=utf-8")


class _NoDocument:
    """What a question about a model carries instead of a prompt: it can never be written, so never be sent."""

    def write(self, texts: Sequence[str], *, model: str, output_tokens: int, stream: bool) -> bytes:  # noqa: ARG002
        raise AssertionError("a question is not a prompt")


_NO_PROMPT = Prompt(Dialect.OPENAI, "", False, False, (), Limits(None, 1, 0), (), _NoDocument())  # noqa: FBT003


class Gate:
    """Holds the Desk and whether the gate is stopping. `handle` never raises but for cancellation."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.stopping = False

    async def handle(self, exchange: Exchange) -> None:
        request = exchange.request
        dialect = Dialect.OPENAI if request.path == COPY else PROMPTS.get(request.path)
        if dialect is not None:
            if request.method != "POST":
                exchange.respond(*self.refuse(BadRequest("bad_method", request.path, allowed="POST"), request.path))
                return
            if self.stopping:
                exchange.respond(*self.refuse(Stopping(), request.path))
                return
            metrics = self.desk.metrics
            metrics.inflight += 1
            metrics.count("requests", dialect.value)
            metrics.bytes_in += len(request.body)
            task = asyncio.current_task()
            if task is not None:
                exchange.on_gone(task.cancel)  # the caller left: everything ends now, the upstream first
            try:
                await answer(exchange, dialect, self.desk, copy_out if request.path == COPY else None)
            except asyncio.CancelledError:
                if not exchange.gone:
                    raise  # the server is stopping, and its grace is over
            finally:
                metrics.inflight -= 1
            return
        try:
            if _asks(request.path) and request.method in {"GET", "HEAD"}:
                await self._ask(exchange)
            else:
                exchange.respond(*self._other(exchange))
        except BadRequest as error:
            exchange.respond(*self.refuse(error, request.path))
        except GwanmunError as error:
            self.desk.metrics.count("refused", error.code)
            exchange.respond(*refusal(error, _dialect_of(exchange), None))

    def refuse(self, error: GwanmunError, path: str) -> tuple[int, list[Header], bytes]:
        """Word a fault that was found before there was a request. It has no record of its own: it is counted."""
        problem = error.problem if isinstance(error, BadRequest) else error.code
        self.desk.metrics.count("malformed", problem)
        self.desk.turned_away.malformed(problem, self.desk.surroundings.now_us())
        return refusal(error, PROMPTS.get(path, Dialect.OPENAI), None)

    def write_counts(self, *, last: bool = False) -> None:
        """Put the counts of who was turned away into the journal, when they are due. Raises `Unavailable`."""
        desk = self.desk
        desk.turned_away.write(desk.journal.append_later, desk.surroundings.now_us(), desk.pseudonym, last=last)

    # ------------------------------------------------------------ what is not a prompt

    def _other(self, exchange: Exchange) -> tuple[int, list[Header], bytes]:
        request = exchange.request
        path = request.path
        here = path in {"/healthz", "/readyz"} or (path == "/metrics" and self._may_measure(request.peer))
        known = here or bool(_asks(path))
        if not known:
            raise BadRequest("unknown_path", request.path if len(request.path) <= 80 else "")
        if request.method not in {"GET", "HEAD"}:
            # The names of models are the caller's words: the place is the path without them.
            raise BadRequest("bad_method", _asks(request.path) or request.path, allowed="GET")
        match request.path:
            case "/healthz":
                return 200, [JSON, NO_STORE], b'{"status":"ok"}'
            case "/readyz":
                return self._ready()
            case _:
                world = self.desk.world()
                gauges = {"snapshot_serial": world.serial, "keys": self.desk.keys().size}
                return 200, [TEXT, NO_STORE], self.desk.metrics.render(gauges)

    def _may_measure(self, peer: str) -> bool:
        """Sums of spending and refusals are no secret of a person's, and no stranger's business either."""
        address = parse_address(peer)
        return address is not None and any(address in network for network in self.desk.metrics_from)

    def _ready(self) -> tuple[int, list[Header], bytes]:
        """Shut when the journal or the accounts are, or when there is nothing to decide from. Raises what is wrong."""
        if self.stopping:
            raise Stopping
        self.desk.journal.check()
        self.desk.accounts.check()
        return 200, [JSON, NO_STORE], orjson.dumps({"status": "ready", "snapshot": self.desk.world().serial})

    async def _ask(self, exchange: Exchange) -> None:
        """What somebody asks about themselves. A refusal is noted, as that of a prompt is."""
        now, asked = self.desk.surroundings.now_us(), _asks(exchange.request.path)
        number = self.desk.surroundings.new_request_id()
        arrival = Arrival(number, now, seoul_day(now), exchange, _dialect_of(exchange), self.desk.world())
        progress = Progress(arrival, extra={"asked": asked})
        try:
            who = progress.identified = identify(arrival, self.desk)
            exchange.respond(*(self._usage(who) if asked == USAGE else self._models(who, exchange)))
        except GwanmunError as error:
            await refuse(error, progress, self.desk)

    def _models(self, who: Identified, exchange: Exchange) -> tuple[int, list[Header], bytes]:
        """Only what this person may use now, for open data without personal information."""
        world, dialect = who.arrival.world, who.arrival.dialect
        rows = [
            ModelCard(model.name, model.name, str(model.service), world.snapshot.published_us // MICRO)
            for model in world.snapshot.models
            if (model.service, dialect) in world.routes and self._may_use(who, model.name)
        ]
        wanted = exchange.request.path.removeprefix("/v1/models").removeprefix("/")
        if wanted:
            for row in rows:
                if row.id == wanted:
                    return 200, [JSON, NO_STORE], model_body(dialect, row)
            raise UnknownModel("/v1/models/…")
        return 200, [JSON, NO_STORE], models_body(dialect, rows)

    def _may_use(self, who: Identified, name: str) -> bool:
        world = who.arrival.world
        target = world.target(who.agency.id, name, who.arrival.dialect)
        if target is None:
            return False
        try:
            admitted: Admitted = admit_target(who, _NO_PROMPT, target, self.desk)
        except Refusal:
            return False
        examined = Examined(admitted, (), {}, personal=False, grade=Grade.O)
        return decide(examined).outcome in {Outcome.ALLOW, Outcome.ALLOW_WITH_MASKING}

    def _usage(self, who: Identified) -> tuple[int, list[Header], bytes]:
        """What a person may always see, also over the limit: their own use and the balances that stand over it."""
        day = who.arrival.day.isoformat()
        periods = (day, day[:7], day[:4])
        subjects = (who.agency.id, who.department.id, who.pseudonym)
        limits = {
            (limit.level, limit.period): limit.micro_won
            for limit in who.arrival.world.bounds_over(who.agency.id, who.department.id, who.person.id)[0]
        }
        rows = [
            {"level": level.value, **self._balance(level, whose, period, at, limits.get((i, j)))}
            for i, (level, whose) in enumerate(zip(LEVELS, subjects, strict=False))
            for j, (period, at) in enumerate(zip(PERIODS, periods, strict=True))
        ]
        body = {
            "agency": who.agency.id,
            "department": who.department.id,
            "balances": rows,
            "by_service": self._shared(
                who, Level.SERVICE, sorted({str(service) for service, _ in who.arrival.world.routes})
            ),
            "by_purpose": self._shared(who, Level.PURPOSE, sorted(who.key.purposes or ("work",))),
            "ask_for_more": {"act": "ask_allowance", "method": "POST", "path": "/api/v1/allowances/ask"},
        }
        return 200, [JSON, NO_STORE], orjson.dumps(body)

    def _shared(self, who: Identified, level: Level, names: list[str]) -> list[dict[str, object]]:
        """The agency's balances of each service or purpose: those that were used, or that a limit stands over."""
        day = who.arrival.day.isoformat()
        bounds = who.arrival.world.bounds_over
        rows: list[dict[str, object]] = []
        for name in names:
            service, purpose = (name, "") if level is Level.SERVICE else ("", name)
            found = bounds(who.agency.id, who.department.id, who.person.id, service, purpose)[0]
            limits = {one.period: one.micro_won for one in found if LEVELS[one.level] is level}
            for j, (period, at) in enumerate(zip(PERIODS, (day, day[:7], day[:4]), strict=True)):
                row = self._balance(level, subject(who.agency.id, name), period, at, limits.get(j))
                if row["limit_micro_won"] is not None or row["used_micro_won"] or row["held_micro_won"]:
                    rows.append({level.value: name, **row})
        return rows

    def _balance(self, level: Level, whose: str, period: Period, at: str, limit: int | None) -> dict[str, object]:
        balance = self.desk.accounts.balance(CODES[LEVELS.index(level)], whose, at)
        return {
            "period": period.value,
            "at": at,
            "used_won": won(balance.used),
            "used_micro_won": balance.used,
            "held_micro_won": balance.held,
            "limit_micro_won": limit,
            "left_won": None if limit is None else won_left(max(0, limit - balance.used - balance.held)),
        }


def _asks(path: str) -> str:
    """Which question of a known person this is; "" of none."""
    if path == USAGE:
        return USAGE
    return MODELS if path == MODELS or path.startswith(f"{MODELS}/") else ""


def _dialect_of(exchange: Exchange) -> Dialect:
    return Dialect.ANTHROPIC if "anthropic-version" in exchange.request.headers else Dialect.OPENAI
