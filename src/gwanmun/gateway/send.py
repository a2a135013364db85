"""Stage 8: the prompt leaves (전송). LAW 1: its only parameter that carries a prompt is a `Noted`."""

from gwanmun.domain.catalogue import Dialect
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.passes import Noted
from gwanmun.ports.upstream import UpstreamAnswer

PATHS = {Dialect.OPENAI: "/chat/completions", Dialect.ANTHROPIC: "/messages"}


async def send(noted: Noted, desk: Desk) -> UpstreamAnswer:
    """POST our own bytes to the service. Raises `UpstreamFault`; a fault that did no work says so."""
    admitted = noted.cleared.judged.examined.admitted
    target = admitted.target
    return await desk.upstream.send(
        target.service.id, PATHS[target.dialect], noted.cleared.body, stream=admitted.prompt.stream
    )
