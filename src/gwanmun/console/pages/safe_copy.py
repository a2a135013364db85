"""Safe copy (안전 복사) for web services that officials already have seats of: mask, carry over by hand, restore the answer.

1. The text is judged and recorded by the gate as a use of the web service that was chosen; what comes back is masked.
2. The person copies it into that service, and pastes the answer here. 3. The values stand in it again; nothing of it is kept.
What does not live here: judging and recording (the gate), restoring (port `workspace`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console.house import Ask, House, Item
from gwanmun.console.markdown import html_of
from gwanmun.console.pages.workspace import STAFF, asked_of, previewed, secret, suggest, talks, who
from gwanmun.console.ports import Asked, Receipt, Refused
from gwanmun.console.texts import t
from gwanmun.console.work import Copied, Turn
from gwanmun.errors import BadRequest, GwanmunError

ITEMS: Sequence[Item] = (Item("/safe-copy", t("안전 복사"), STAFF, order=11, group="work"),)
TASK = "안전 복사"
_LONGEST = 400_000


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/safe-copy", page, roles=STAFF),
        house.route("/safe-copy/preview", preview, "POST", roles=STAFF),
        house.route("/safe-copy/make", make, "POST", roles=STAFF),
        house.route("/safe-copy/restore", restore, "POST", roles=STAFF),
    )


async def page(ask: Ask) -> Response:
    kept = ask.session.take("/safe-copy") if ask.session else {}
    return await _page(ask, kept)


async def _page(ask: Ask, typed: Mapping[str, str], status: int = 200, **more: object) -> Response:
    workspace = ask.house.ports.workspace
    values = {
        "seats": await workspace.seats(who(ask)), "kinds": await workspace.kinds(), "model": typed.get("model", ""),
        "text": typed.get("text", ""), "answer": typed.get("answer", ""), "preview": None, "copied": None, "refused": None,
        "restored": None, "drawn": None, "gone": False, "talk": None, "wrong": "", "files": (), "sure": (), "at": 0,
    }  # fmt: skip
    return ask.page("safe_copy.html", status, **{**values, **more})


def _asked(ask: Ask) -> Asked:
    return asked_of(ask, TASK, "", seat=True)


async def preview(ask: Ask) -> Response:
    found, _, wrong = await previewed(ask, lambda: _asked(ask))
    if ask.part:
        return ask.page("parts/preview.html", preview=found)
    talk = talks(ask).find(secret(ask), ask.form.get("talk", ""))
    return await _page(ask, ask.form, preview=found, wrong=wrong, talk=talk)


async def make(ask: Ask) -> Response:
    """Mask and record. From here on the person may carry it over."""
    asked = _asked(ask)
    if not asked.text.strip():
        raise BadRequest("missing_field", "text")
    found = await ask.house.ports.workspace.preview(asked)
    answer = await ask.house.ports.workspace.copy(asked)
    copied = answer if isinstance(answer, Copied) else None
    refused = answer if isinstance(answer, Refused) else None
    talk = talks(ask).find(secret(ask), ask.form.get("talk", ""))
    if copied is not None:
        await suggest(ask, copied.overruled)
        if talk is None:
            talk = talks(ask).begin(secret(ask), TASK, asked.model, ask.house.ports.now_us())
        del talk.turns[len(asked.turns) :], talk.receipts[len(asked.turns) :]
        talk.turns.append(Turn(asked.text, "", asked.files))
        talk.receipts.append(
            Receipt(copied.id, copied.decision, copied.service, copied.grade, copied.masked, left=copied.text)
        )
    values: dict[str, Any] = {
        "copied": copied,
        "refused": refused,
        "talk": talk,
        "restored": None,
        "drawn": None,
        "gone": False,
        "answer": "",
    }
    if ask.part:
        return ask.page("parts/copied.html", **{**values, "at": 0})
    return await _page(ask, ask.form, preview=None if refused else found, **values)


async def restore(ask: Ask) -> Response:
    """Put the values back into what the web service answered."""
    answer = ask.form.get("answer", "")
    if len(answer) > _LONGEST:
        raise BadRequest("body_too_large", "answer", limit=_LONGEST)
    number = ask.form.get("copy", "")[:64]
    restored = ask.house.ports.workspace.restore(who(ask), number, answer)
    talk = talks(ask).find(secret(ask), ask.form.get("talk", ""))
    held = talks(ask).receipt(secret(ask), number)
    at = 0
    if talk is not None and restored is not None and talk.turns:
        at = len(talk.turns) - 1
        talk.turns[at] = Turn(talk.turns[at].text, restored.text, talk.turns[at].files)
        try:
            await ask.house.ports.workspace.keep_past(who(ask), talk.past)
        except GwanmunError as error:
            ask.house.ports.report("conversation_not_kept", {"code": error.code})
    drawn = Markup(html_of(restored.text)) if restored else None  # noqa: S704 - cleaned by an allow list
    copied = None if held is None else Copied(number, held.left, "", "", "", held.masked)
    values: dict[str, Any] = {
        "restored": restored,
        "drawn": drawn,
        "gone": restored is None,
        "talk": talk,
        "at": at,
        "answer": answer,
    }
    if ask.part:
        return ask.page("parts/restored.html", **values)
    return await _page(ask, ask.form, copied=copied, **values)
