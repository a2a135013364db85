"""Which pages there are to be looked at (화면 목록): every route that answers GET, who sees it, and where it is found.

For each office the shapes of its pages. Where a shape has parameters, the value says where one is: an address of that
shape, or a page on which a link to one stands (to itself, or to another step of the same thing). What lives here: the list
and finding an address. What does not: what must hold there (`test_every_page.py`).
"""

import re
import time
from urllib.parse import urlsplit

from console_kit import World
from gwanmun.console.app import modules
from gwanmun.console.house import House

PAGES = {
    "citizen": {
        "/": "", "/sign-in": "", "/public": "", "/public/case": "", "/public/objection": "", "/public/register": "",
        "/public/register/{entry}": "/public/register", "/regions": "", "/regions/{government}": "/regions",
    },
    "official": {
        "/workspace": "", "/workspace/history": "", "/workspace/history/{id}": "/workspace/history", "/safe-copy": "", "/workspace/code": "",
        "/workspace/receipt/{request}": "/my/receipts", "/my": "", "/my/more": "", "/my/pledge": "", "/my/receipts": "",
        "/my/lesson": "/my/lesson?course=pii-10", "/approvals": "", "/approvals/new": "", "/request": "/request?code=LOC-5&policy=r2-0123456789ab&host=chatgpt.com",
    },
    "approver": {
        "/inbox": "", "/approvals/{id:path}": "/approvals/demo-apr-1", "/approvals/{id:path}/end": "/approvals/demo-apr-3/end",
        "/orders/emergencies": "", "/orders/emergencies/new": "",
    },
    "security": {
        "/desk": "", "/desk/requests": "", "/desk/requests/{number}": "/desk/requests", "/desk/misuse": "",
        "/desk/misuse/{id}": "/desk/misuse", "/orders": "", "/orders/suspensions": "", "/orders/suspensions/new": "",
        "/orders/suspensions/resume": "/orders/suspensions/resume?service=sandbox-outside",
        "/orders/emergencies/{id:path}/review": "/orders/emergencies",
        "/catalogue/{service}/suspend": "/catalogue/sandbox-outside/suspend",
        "/catalogue/{service}/resume": "/catalogue/sandbox-outside/resume", "/devices": "", "/devices/report": "",
        "/devices/new": "", "/devices/import": "", "/devices/{device}/check": "/devices", "/devices/{device}/remove": "/devices",
        "/devices/{device}/retire": "/devices", "/keys": "", "/keys/{key}/revoke": "/keys", "/accounts": "",
        "/enforcement": "", "/enforcement/attempts": "", "/enforcement/discovered": "", "/enforcement/exceptions": "",
        "/enforcement/simulate": "", "/enforcement/clock/{id:path}": "/enforcement/clock/mois-2026-7",
    },
    "privacy": {
        "/inquiries": "", "/inquiries/new": "", "/inquiries/{inquiry}": "/inquiries/demo-2026-1",
        "/inquiries/{inquiry}/reply": "/inquiries/demo-2026-1/reply?question=items",
        "/inquiries/{inquiry}/judge": "/inquiries/demo-2026-1/judge?question=storage",
        **{f"/inquiries/{{inquiry}}/{step}": "/inquiries" for step in ("letter", "extend", "refused", "withdraw")},
        "/objections": "",
        **{f"/objections/{{id}}{step}": "/objections" for step in ("", "/assign", "/extend", "/decide")},
    },
    "ai-policy": {
        "/policies": "", "/policies/new": "",
        **{f"/policies/{{regime}}{step}": "/policies/kr-local-government" + step
           for step in ("", "/replay", "/confirm", "/activate", "/return", "/cancel", "/off", "/review")},
        "/orders/delegations": "", "/orders/delegations/new": "", "/orders/delegations/{id:path}/end": "/orders/delegations",
        "/catalogue": "", "/catalogue/{service}": "/catalogue/deepseek-on-other-cloud",
        "/catalogue/{service}/check": "/catalogue/deepseek-on-other-cloud/check?item=exit_terms",
        "/catalogue/{service}/move": "/catalogue/deepseek-on-other-cloud/move?to=reviewed",
        **{f"/catalogue/{{service}}/{step}": f"/catalogue/sandbox-outside/{step}"
           for step in ("propose", "fact", "model", "review", "exit")},
        "/vendors": "", "/vendors/new": "", "/vendors/{vendor}": "/vendors/gwanmun-demo-cloud",
        "/vendors/{vendor}/edit": "/vendors/gwanmun-demo-cloud/edit",
        "/people": "", "/people/import": "", "/people/{person}": "/people/p-1001", "/people/{person}/leave": "/people/p-1002/leave",
        "/keys/issue": "", "/keys/{key}/rotate": "/keys", "/training": "", "/training/completions": "", "/training/import": "",
        "/training/course": "/training/course?id=ai-basic", "/training/complete": "", "/training/target": "", "/training/remove": "",
        "/accounts/new": "", "/accounts/of/{person}": "/accounts", "/accounts/groups": "", "/accounts/groups/put": "",
        "/accounts/groups/{id}/remove": "/accounts/groups",
    },
    "budget": {
        "/money": "", "/money/allowance": "", "/money/allowance/remove": "", "/money/asked/{id}": "/money/asked/demo-asked-1",
        "/money/asked/{id}/refuse": "/money/asked/demo-asked-1/refuse", "/money/offer": "", "/money/take/{id}": "/money/take/demo",
        "/money/withdraw/{id}": "/money/withdraw/demo", "/money/ledger": "", "/money/subscription": "", "/money/subscription/end": "",
        "/money/seats/offer": "", "/money/seats/{id}/take": "/money/ledger", "/money/seats/{id}/withdraw": "/money/ledger",
        "/money/import": "", "/money/plan": "", "/money/staff": "", "/money/settle": "", "/money/prices": "",
        "/money/rounds/{round}/submit": "/money/rounds/demo-2026/submit", "/money/rounds/{round}/refuse": "/money/rounds/demo-2026/refuse",
    },
    "audit": {
        "/desk/journal": "", "/desk/use": "", "/reports": "", "/reports/evidence": "", "/reports/map": "", "/my/account": "",
        "/my/account/second-factor": "",
    },
    "assembly": {
        "/reports/{kind}": "/reports/assembly", "/money/rounds": "", "/money/rounds/new": "",
        "/money/rounds/{round}": "/money/rounds/demo-2026",
        **{f"/money/rounds/{{round}}/{step}": f"/money/rounds/demo-2026/{step}?agency=kr-busan" for step in ("validate", "sign", "return")},
        "/money/rounds/{round}/publish": "/money/rounds/demo-2026/publish",
    },
    "speaker": {
        "/orders/new": "", "/orders/{id:path}/end": "/orders/mois-2026-7/end",
        "/policies/{regime}/lift": "/policies/kr-mois-advisory/lift",
    },
    "keeper": {"/money/prices/new": "", "/money/prices/rate": ""},
}  # fmt: skip
#: The same shapes filled otherwise: what a page shows when it has more to say, nothing, or a fault.
OTHERWISE = {
    "citizen": ("/nowhere", "/workspace", "/regions?measure=won_per_user"),
    "official": ("/desk", "/approvals?show=all"),
    "security": ("/desk/requests?q=nothing-like-it&service=nothing", "/enforcement/simulate?agency=kr-chungnam&device=internet_pc&host=chat.deepseek.com"),
    "privacy": ("/reports/access-review?make=1", "/reports/transparency?make=1"),
    "ai-policy": ("/catalogue?q=nothing-like-it", "/policies/kr-local-government?version=2", "/policies/new?regime=kr-local-government"),
    "budget": ("/money/settle?first=2026-13&last=x", "/money/prices/new"),
    "assembly": ("/reports/assembly?make=1&collection=kr-2024",),
}  # fmt: skip
NO_PAGES = {
    "/view": "sets a cookie and goes back",
    "/resume": "gives back what was typed before signing in",
    "/sign-in/back": "where a provider leads back to",
    "/healthz": "for machines",
    "/desk/requests/{number}/proof.json": "a file",
    "/desk/journal/seals.txt": "a file",
    "/policies/{regime}/text": "a file",
    "/catalogue/{service}/export": "a file",
    "/public/figures/{figure}": "a file, or a place on /public",
    "/reports/made/{id}/{name}": "a file",
    "/public/statements/{digest}": "stands when an absence was signed over a stretch without gaps, which a site of a minute"
    " has not: tests/unit/console/test_public.py renders it",
}


def routes():
    """Every route that answers GET: its shape, and how to tell that an address is its own; in the order they are tried."""
    world = World()
    house = House(world.ports(), world.terms)
    return {
        route.path: route.path_regex
        for module in modules()
        for route in module.routes(house)
        if "GET" in (route.methods or ())
    }


def address(person, shape, where, seconds=90):
    """An address of that shape; what is read of the journal shows after a moment."""
    shapes = routes()
    if not where:
        return shape
    if _shape(shapes, where) == shape:
        return where
    thing, step = re.compile(re.escape(shape[: shape.index("{")]) + "[^/?#]+"), shape.partition("}")[2]
    deadline = time.monotonic() + seconds
    while True:
        person.open(where)
        links = person.page.evaluate(
            "[...document.querySelectorAll('main a[href]')].map((one) => one.getAttribute('href'))"
        )
        heads = (found[0] for one in links if (found := thing.match(one)) and found[0] not in shapes)
        for one in (*links, *(head + step for head in heads)):
            if _shape(shapes, one) == shape:
                return one
        assert time.monotonic() < deadline, f"no link to {shape} on {where}: {links}"
        time.sleep(1)


def _shape(shapes, target):
    path = urlsplit(target).path
    return next((name for name, form in shapes.items() if form.match(path)), None)
