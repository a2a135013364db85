"""Between identify and admit: the body becomes a `Prompt`, once we know that somebody stands behind it.

An unidentified caller's body is never parsed: reading costs, and a stranger pays nothing.
"""

from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.prompts import Prompt
from gwanmun.errors import BadRequest
from gwanmun.gateway.passes import Identified
from gwanmun.wire.anthropic import read_request as read_anthropic
from gwanmun.wire.openai import read_request as read_openai

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
    return _READERS[arrival.dialect](request.body)
