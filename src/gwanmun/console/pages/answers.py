"""What becomes of an answer (답변 뒤의 일): a document with the AI label and sources, and its receipt with the proof.

The answer is that of this session's conversation, held by the server: no form carries it back, so what is exported is what
was answered. What does not live here: sending (`workspace.py`), the form of a document (`control/drafts.py`).
"""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console.house import Ask, House, Item
from gwanmun.console.pages.requests import won_of
from gwanmun.console.pages.workspace import STAFF, secret, talks
from gwanmun.control.access import Errand
from gwanmun.errors import BadCommand, BadRequest

ITEMS: Sequence[Item] = ()
_TYPES: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "hwpx": "application/hwp+zip",
    "md": "text/markdown; charset=utf-8",
}


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/workspace/export", export, "POST", roles=STAFF),
        house.route("/workspace/receipt/{request}", receipt, roles=STAFF),
    )


async def export(ask: Ask) -> Response:
    """An answer as a file. The record says that one was made, in which form and how long, and no word of it."""
    form = ask.form
    if form.get("form", "") not in _TYPES:
        raise BadRequest("bad_value", "form", allowed=", ".join(_TYPES))
    talk = talks(ask).find(secret(ask), form.get("talk", ""))
    at = int(form["at"]) if form.get("at", "").isdecimal() and len(form["at"]) < 4 else -1
    if talk is None or not 0 <= at < len(talk.turns):
        raise BadRequest("bad_value", "talk", allowed=ask.say("이 로그인에서 받은 답변"))
    title = " ".join(form.get("title", "").split()) or ask.say("{task} 초안", task=talk.task)
    made = cast("Mapping[str, Any]", await ask.house.ports.perform(
        "make_draft",
        {
            "answer": talk.turns[at].answer, "form": form["form"], "title": title, "service": talk.receipts[at].service,
            "sources": [one for one in form.get("sources", "").splitlines() if one.strip()],
            "request": talk.receipts[at].request,
        },
        "",
        # Carried out each time: an answer is kept nowhere, so none is remembered for a second click.
        Errand(ask.caller),
    ))  # fmt: skip
    name = f"{title[:60]}.{form['form']}"
    content = made["content"]
    return Response(
        content if isinstance(content, bytes) else b64decode(content),
        media_type=_TYPES[form["form"]],
        headers={
            "content-disposition": f"attachment; filename=\"draft.{form['form']}\"; filename*=UTF-8''{quote(name)}",
            "cache-control": "no-store",
        },
    )


async def receipt(ask: Ask) -> Response:
    """What left, its grade, what it cost and what proves it: one's own request, to be read and printed."""
    request = str(ask.request.path_params["request"])[:64]
    held = talks(ask).receipt(secret(ask), request)
    shown, late = None, None
    try:
        shown = await ask.perform("show_receipt", request=request, language=ask.language)
    except BadCommand as error:
        if held is None:
            raise
        late = error
    won = won_of(ask, cast("Mapping[str, Any]", shown)["row"]["spent"]) if shown else ""
    return ask.page("receipt.html", request=request, held=held, shown=shown, late=late, won=won)
