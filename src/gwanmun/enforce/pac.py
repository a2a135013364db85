"""Proxy auto-configuration, a file for each population. What does not live here: serving it, naming it to browsers.

A PAC is routing, not a block: what is refused goes to the proxy that shows the page, and an application that ignores the
PAC is the firewall's (`nftables.py`). The script walks up the name label by label, so `notdeepseek.com` is not
`deepseek.com`. ECMAScript 3, because some readers of PACs know no more.
"""

import json
from collections.abc import Sequence

from gwanmun.enforce.artefacts import Artefact, head
from gwanmun.enforce.plan import Action, Mode, Plan, Population

FOLDER = "pac"
_SCRIPT = """var RULES = {rules};
function FindProxyForURL(url, host) {{
  var name = host.toLowerCase(), found, at;
  if (name.charAt(name.length - 1) == ".") name = name.substring(0, name.length - 1);
  found = RULES["=" + name];
  while (found === undefined) {{
    found = RULES["." + name];
    at = name.indexOf(".");
    if (found === undefined && at < 0) found = 0;
    name = name.substring(at + 1);
  }}
  return found ? "{refused}" : "{other}";
}}
"""


def compile_pac(plan: Plan, people: Sequence[Population], now_us: int) -> tuple[Artefact, ...]:
    """`<population>.pac`. Without a proxy that shows the page, refused names go to one that nobody answers at."""
    blocked = f"PROXY {plan.doors.block_proxy or '127.0.0.1:9'}"
    other = f"PROXY {plan.doors.default_proxy}" if plan.doors.default_proxy else "DIRECT"
    found = []
    for one in people:
        rules = rules_of(one)
        text = head(plan, now_us, "//") + _SCRIPT.format(
            rules=json.dumps(rules, separators=(",", ":"), sort_keys=True), refused=blocked, other=other
        )
        entries = sum(rules.values()) if one.blocks and one.mode is Mode.BLOCK else None
        found.append(Artefact(f"{FOLDER}/{one.id}.pac", text, entries, one.group))
    return tuple(found)


def rules_of(one: Population) -> dict[str, int]:
    """`=name` is the name itself, `.name` it and all below it; 1 is refused."""
    rules: dict[str, int] = {}
    for edge in one.table.edges() if one.mode is Mode.BLOCK else ():
        at = edge.at is not None and edge.at.action is Action.BLOCK
        below = edge.below is not None and edge.below.action is Action.BLOCK
        rules[("." if at == below else "=") + edge.host] = int(at)
    return rules
