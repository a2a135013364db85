"""The inbox (알림함): what waits for me first, one tap each; then what I was told.

What waits is asked anew each time (`control/waiting.py`); a notice tells once and is marked as read. What does not live
here: the pages that they lead to.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console import forms
from gwanmun.console.house import Ask, House, Item
from gwanmun.console.texts import t

ITEMS: Sequence[Item] = (Item("/inbox", t("알림함"), order=12, group="work"),)

Row = Mapping[str, Any]

#: What waits: its word, and where one decides it.
WAITS: Mapping[str, tuple[str, str]] = {
    "approval": (t("승인 요청 결재"), "/approvals/{id}"),
    "emergency": (t("긴급 이용 사후 검토"), "/orders/emergencies/{id}/review"),
    "pack": (t("정책 시행 결정"), "/policies/{id}?version={version}"),
    "precaution": (t("선제 조치 재검토"), "/policies/{id}"),
}
#: Where a notice leads, by the beginning of its kind. A page that the reader has no place in the navigation for is none.
WAYS: Sequence[tuple[str, str]] = (
    ("approval_", "/approvals/{id}"),
    ("due_emergency", "/orders/emergencies"),
    ("due_precaution", "/policies/{id}"),
    ("due_order", "/orders"),
    ("due_inquiry", "/inquiries/{id}"),
    ("due_reminder", "/inquiries/{id}"),
    ("due_reassessment", "/catalogue"),
    ("due_model", "/catalogue"),
    ("due_fact", "/catalogue"),
    ("allowance_asked", "/money"),
    ("allowance_offered", "/money"),
    ("allowance_mark", "/money"),
    ("allowance_", "/my"),
    ("lesson", "/my"),
    ("misuse_finding", "/desk/misuse/{id}"),
    ("objection_", "/objections"),
    ("due_objection", "/objections"),
    ("content_reading", "/desk/requests"),
    ("content_read", "/my"),
)


def routes(house: House) -> Sequence[BaseRoute]:
    return (house.route("/inbox", page), house.route("/inbox/read", read, "POST"))


async def page(ask: Ask) -> Response:
    old = ask.query.get("old") == "1"
    waiting = cast("Sequence[Row]", await ask.perform("list_waiting"))
    told = cast("Sequence[Row]", await ask.perform("read_inbox", everything=old))
    return ask.page(
        "inbox.html",
        waiting=[(one, WAITS[one["kind"]][0], WAITS[one["kind"]][1].format_map(dict(one))) for one in waiting],
        told=[(one, way_of(ask, one)) for one in told],
        old=old,
    )


def way_of(ask: Ask, one: Row) -> str:
    """Where this notice leads; "" where the reader has no page for it."""
    path = next((way for begin, way in WAYS if one["kind"].startswith(begin)), "")
    open_to = [
        item.path
        for item in ask.house.items
        if (path == item.path or path.startswith(item.path + "/"))
        and (not item.roles or ask.roles.intersection(item.roles))
    ]
    return path.format(id=quote(one["subject"], safe="")) if open_to else ""


async def read(ask: Ask) -> Response:
    """Mark one as read, or all of them."""
    id_ = ask.form.get("id", "")
    await ask.perform("mark_read", **({"ids": [id_]} if id_ else {}))
    return ask.go(forms.done("/inbox", "read"))
