"""The face for programs (`/api/v1`): one request in, one act carried out, one answer out.

1. Path and method name an act. 2. The access key names an officer, and how fast they may ask. 3. Path, query and body
become the act's arguments. 4. The desk carries it out within the officer's appointments (`control/access.py`).
5. The answer is JSON, a problem is RFC 9457. Every act of the tables is served; there is no list of them here.

What does not live here: sockets and their limits (`adapters/http_server.py`), what an act does, who may do it.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote_to_bytes

import msgspec

from gwanmun.api.arguments import arguments
from gwanmun.api.csv_sheet import as_csv, is_table, wants_csv
from gwanmun.api.openapi import document
from gwanmun.api.pace import Pace
from gwanmun.api.paging import Paging, pages_here, sheet, split
from gwanmun.api.problems import NO_STORE, Header, language_of, problem
from gwanmun.api.routes import PREFIX, Operation, Router, operations
from gwanmun.control.access import Caller, Errand
from gwanmun.control.reading import Reader, decide_line
from gwanmun.control.roles import NAMES_KO
from gwanmun.errors import BadRequest, GwanmunError
from gwanmun.ports.exchange import Exchange
from gwanmun.wire.json_text import read_object

JSON: Header = (b"content-type", b"application/json")
CSV: Header = (b"content-type", b"text/csv; charset=utf-8; header=present")
LINES: Header = (b"content-type", b"application/x-ndjson")
_ONCE = re.compile(r"[\x21-\x7e]{1,128}")
_ETAG = re.compile(r'"([0-9a-f]{32})"|\*')
_LONGEST_REASON = 4096
_MOST_LINES = 10_000

#: (act, arguments, reason, errand) → the act's plain answer.
Perform = Callable[[str, dict[str, Any], str, Errand], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Ports:
    """What the face stands on. `reader` decides documents by the packs in force."""

    perform: Perform
    recognise: Callable[[str | None], Caller]
    reader: Callable[[], Reader]
    monotonic: Callable[[], float]


class API:
    """`handle` never raises but for cancellation and what the server itself words by `refuse`."""

    def __init__(self, ports: Ports, *, per_minute: int = 600, burst: int = 100) -> None:
        self._ports = ports
        self._router = Router(operations())
        self._pace = Pace(per_minute, burst, ports.monotonic)
        #: Whoever shows wrong keys from one address is slowed down, too.
        self._strangers = Pace(60, 20, ports.monotonic)
        self._document: bytes = b""

    async def handle(self, exchange: Exchange) -> None:
        language = language_of(exchange.request.headers.get("accept-language", ""))
        try:
            answer = await self._answer(exchange)
        except GwanmunError as error:
            answer = problem(error, language)
        exchange.respond(*answer)

    def refuse(self, error: GwanmunError, path: str) -> tuple[int, list[Header], bytes]:  # noqa: ARG002
        """Word a fault that the server found before there was a request."""
        return problem(error)

    async def _answer(self, exchange: Exchange) -> tuple[int, list[Header], bytes]:
        request = exchange.request
        method = "GET" if request.method == "HEAD" else request.method
        match request.path:
            case "/healthz":
                return 200, [JSON, NO_STORE], b'{"status":"ok"}'
            case "/api/v1/openapi.json":
                _only(method, "GET")
                return 200, [JSON], self._openapi()
            case "/api/v1/me":
                _only(method, "GET")
                return 200, [JSON, NO_STORE], msgspec.json.encode(_me(self._caller(exchange)))
            case "/api/v1/decide":
                _only(method, "POST")
                self._caller(exchange)
                return self._decide(request.headers.get("content-type", ""), request.body)
            case path:
                if not path.startswith(f"{PREFIX}/"):
                    raise BadRequest("no_such_route")
        one, within = self._router.find(method, request.path)
        caller = self._caller(exchange)
        query, paging = (request.query, Paging()) if not pages_here(one) else split(request.query)
        given = arguments(one, within, query, _body(one, request.headers, request.body))
        errand = _errand(one, caller, request.headers)
        done = await self._ports.perform(one.name, given, _reason(request.headers), errand)
        return _answered(one, done, request.headers, paging)

    def _openapi(self) -> bytes:
        if not self._document:
            self._document = msgspec.json.encode(document())
        return self._document

    def _caller(self, exchange: Exchange) -> Caller:
        """Who asks, at a pace they may ask at. Raises `Unidentified` or `TooFast`."""
        request = exchange.request
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            caller = self._ports.recognise(token.strip() if scheme.lower() == "bearer" else None)
        except GwanmunError:
            self._strangers.take(request.peer)
            raise
        self._pace.take(caller.key)
        return caller

    def _decide(self, content_type: str, body: bytes) -> tuple[int, list[Header], bytes]:
        """As `gwanmun policy decide --json`: one document, or a line for each (application/x-ndjson)."""
        reader = self._ports.reader()
        if content_type.partition(";")[0].strip().lower() != "application/x-ndjson":
            _json_only(content_type)
            return 200, [JSON, NO_STORE], msgspec.json.encode(reader.decide({"id": None, **read_object(body)}))
        lines = [(number, line) for number, line in enumerate(body.split(b"\n"), 1) if line.strip()]
        if len(lines) > _MOST_LINES:
            raise BadRequest("too_many", limit=_MOST_LINES)
        answers = [decide_line(reader, line, number, _worded)[0] for number, line in lines]
        return 200, [LINES, NO_STORE], b"".join(msgspec.json.encode(answer) + b"\n" for answer in answers)


def _worded(error: GwanmunError) -> object:
    found: object = msgspec.json.decode(problem(error)[2])
    return found


def _answered(one: Operation, done: object, headers: dict[str, str], paging: Paging) -> tuple[int, list[Header], bytes]:
    if one.reads and isinstance(done, dict) and done.keys() == {"item", "etag"}:
        tag = f'"{done["etag"]}"'
        sent = [JSON, (b"etag", tag.encode()), (b"cache-control", b"private, no-cache")]
        if tag in {part.strip() for part in headers.get("if-none-match", "").split(",")}:
            return 304, sent, b""
        return 200, sent, msgspec.json.encode(done["item"])
    if one.reads and is_table(done) and wants_csv(headers.get("accept", "")):
        return 200, [CSV, NO_STORE], as_csv(cast("dict[str, Any]", done))
    if done is None:
        return 204, [NO_STORE], b""
    if one.reads and isinstance(done, list | tuple):
        done = sheet(done, paging)
    return 201 if one.creates else 200, [JSON, NO_STORE], msgspec.json.encode(done)


def _errand(one: Operation, caller: Caller, headers: dict[str, str]) -> Errand:
    if one.reads:
        return Errand(caller)
    once = headers.get("idempotency-key")
    if once is not None and not _ONCE.fullmatch(once):
        raise BadRequest("bad_header", "Idempotency-Key")
    seen = headers.get("if-match")
    if seen is not None:
        match = _ETAG.fullmatch(seen.strip())
        if match is None:
            raise BadRequest("bad_header", "If-Match")
        seen = match[1] or "*"
    absent = headers.get("if-none-match")
    if absent is not None and absent.strip() != "*":
        raise BadRequest("bad_header", "If-None-Match")
    return Errand(caller, once or "", seen, absent is not None)


def _reason(headers: dict[str, str]) -> str:
    """`Gwanmun-Reason`, percent-encoded UTF-8: headers carry no Korean otherwise."""
    text = headers.get("gwanmun-reason", "")
    if len(text) > _LONGEST_REASON:
        raise BadRequest("bad_header", "Gwanmun-Reason")
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeError:
        raise BadRequest("bad_header", "Gwanmun-Reason") from None


def _body(one: Operation, headers: dict[str, str], body: bytes) -> bytes:
    if body and not one.in_query:
        _json_only(headers.get("content-type", ""))
    return body


def _json_only(content_type: str) -> None:
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise BadRequest("unsupported_media", "Content-Type")


def _only(method: str, allowed: str) -> None:
    if method != allowed:
        raise BadRequest("bad_method", allowed=allowed)


def _me(caller: Caller) -> dict[str, object]:
    rows = [
        {
            "role": one.role.value,
            "role_ko": NAMES_KO[one.role],
            "agency": one.agency,
            "department": one.department,
            "valid_to": one.valid_to,
            "acting_for": one.acting_for,
        }
        for one in caller.appointments
    ]
    return {"person": caller.person, "agency": caller.agency, "key": caller.key, "appointments": rows}
