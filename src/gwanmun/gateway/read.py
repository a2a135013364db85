"""Between identify and admit: the body becomes a `Prompt`, once we know that somebody stands behind it.

An unidentified caller's body is never parsed: reading costs, and a stranger pays nothing.
"""

import asyncio

import orjson
from msgspec.structs import replace

from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.prompts import Prompt
from gwanmun.errors import BadRequest
from gwanmun.gateway.desk import FileLimits
from gwanmun.gateway.passes import Identified
from gwanmun.wire.anthropic import read_request as read_anthropic
from gwanmun.wire.openai import read_request as read_openai

#: Longer bodies are parsed in a thread, so that they hold up nobody else.
LARGE_BYTES = 256 * 1024

_READERS = {Dialect.OPENAI: read_openai, Dialect.ANTHROPIC: read_anthropic}


def read(identified: Identified) -> Prompt:
    """Raises `BadRequest` naming the place; nothing of the body is in the error."""
    arrival = identified.arrival
    request = arrival.exchange.request
    headers = request.headers
    encoding = headers.get("content-encoding", "identity").lower()
    if encoding not in {"", "identity"}:
        raise BadRequest("unsupported_encoding", "Content-Encoding")
    media = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if media != "application/json":
        raise BadRequest("unsupported_media", "Content-Type")
    reader = _READERS[arrival.dialect]
    try:
        return reader(request.body)
    except BadRequest as error:
        # Only a request that would be refused pays for the look at what the service's record admits.
        admitted = _admitted(identified) if error.problem == "unknown_field" else frozenset()
        if not admitted:
            raise
    return replace(reader(request.body, admitted), admitted_fields=admitted)


async def read_large(identified: Identified, limits: FileLimits) -> Prompt:
    """As `read`, for a body of more than `LARGE_BYTES`. What is not a file's own bytes has a limit of its own."""
    prompt = await asyncio.to_thread(read, identified)
    beside = len(identified.arrival.exchange.request.body) - sum(len(one.data) for one in prompt.files if not one.plain)
    if beside > limits.text_bytes:
        raise BadRequest("body_too_large", limit=limits.text_bytes)
    return prompt


def _admitted(identified: Identified) -> frozenset[str]:
    """The further fields that the agency's record of the asked service admits."""
    arrival = identified.arrival
    named = orjson.loads(arrival.exchange.request.body).get("model")
    if not isinstance(named, str):
        return frozenset()
    target = arrival.world.target(identified.agency.id, named, arrival.dialect)
    return frozenset(target.record.admitted_fields) if target else frozenset()
