"""The journal proved, in words (감사기록 검증): one button, how far it is, what it came to, and what to keep for oneself.

The proving goes on beside everything else; the page asks how far it is, by itself with script and by a link without. What
does not live here: the proof (`journal/audit.py`), evidence packs (`reports`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console.house import Ask, House, Item
from gwanmun.console.texts import t
from gwanmun.control.requests import PROVERS

ITEMS: Sequence[Item] = (Item("/desk/journal", t("감사기록"), PROVERS, order=24),)


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/desk/journal", page, roles=PROVERS),
        house.route("/desk/journal/verify", verify, "POST", roles=PROVERS),
        house.route("/desk/journal/seals.txt", seals, roles=PROVERS),
    )


async def page(ask: Ask) -> Response:
    found: Any = await ask.perform("show_verification")
    values = {"seals": found["seals"], **_state(found["verification"])}
    return ask.page("parts/proving.html" if ask.part else "journal.html", **values)


def _state(last: Mapping[str, Any] | None) -> dict[str, object]:
    """Where the proving stands: `wrong` are journals that do not add up, or could not be looked at."""
    journals = last["journals"] if last else []
    whole = last["whole"] if last else 0
    return {
        "last": last,
        "under_way": bool(last and last["ended_us"] is None),
        "percent": min(100, last["done"] * 100 // whole) if last and whole else 0,
        "wrong": [one for one in journals if one["code"]],
        "right": [one for one in journals if not one["code"]],
        "proved": sum(one["proved"] for one in journals),
        "unsealed": sum(one["not_yet_sealed"] for one in journals),
        "gone": sum(one["forgotten"] for one in journals),
    }


async def verify(ask: Ask) -> Response:
    await ask.perform("verify_journals")
    return ask.go("/desk/journal")


async def seals(ask: Ask) -> Response:
    """Signed checkpoints and their keys as they stand now. Who keeps a copy elsewhere can show later that nothing was cut."""
    found: Any = await ask.perform("show_verification")
    await ask.perform("note_export", table="seals", filter="", rows=len(found["seals"]), form="txt")
    text = "\n".join(f"{one['note']}# vkey {one['vkey']}\n" for one in found["seals"])
    headers = {"content-disposition": "attachment; filename=seals.txt"}
    return Response(text, headers=headers, media_type="text/plain; charset=utf-8")
