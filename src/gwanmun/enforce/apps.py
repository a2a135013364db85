"""Applications that a class may not install, as CSV for mobile-device management. What does not live here: removing what
is installed already (the device inventory counts that).
"""

from collections.abc import Sequence

from gwanmun.enforce.artefacts import Artefact
from gwanmun.enforce.grammar import app_id
from gwanmun.enforce.plan import Action, Mode, Plan, Population

FOLDER = "apps"
HEADER = "platform,app_id,action,reason_code,service,policy"


def compile_apps(plan: Plan, people: Sequence[Population], now_us: int) -> tuple[Artefact, ...]:
    """`<audience>.csv` for each audience: exceptions of addresses are not an application's."""
    by_id = {one.id: one for one in plan.destinations}
    found = []
    for one in people:
        if one.id != one.audience.id:
            continue
        leaves = {
            leave.destination
            for leave in plan.leaves
            if leave.audience == one.id and not leave.addresses and leave.until_us > now_us
        }
        rows: dict[tuple[str, str], str] = {}
        for verdict in one.audience.verdicts if one.mode is Mode.BLOCK else ():
            if verdict.install is Action.BLOCK and verdict.destination not in leaves:
                for app in by_id[verdict.destination].apps:
                    row = (app.platform, app_id(app.id))
                    text = f"{row[0]},{row[1]},block,{verdict.install_code},{verdict.destination},{plan.stamp}"
                    rows[row] = min(rows.get(row, text), text)
        lines = [HEADER, *(rows[row] for row in sorted(rows))]
        found.append(Artefact(f"{FOLDER}/{one.id}.csv", "\n".join(lines) + "\n", len(rows) or None, one.group))
    return tuple(found)
