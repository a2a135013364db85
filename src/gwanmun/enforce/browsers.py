"""Chrome and Edge by managed policy: JSON for Linux, .reg for Windows. What does not live here: how devices get them.

The browser's page is its own: no reason, no link, no log. It is a second door beside DNS and proxy, never the only one,
and comes before them: with `doors.browser_lists` off it leaves the refusing, and the page, to the proxy of the PAC.
A filter `name` matches the name and all below it, `.name` only itself; the longest host wins, and of equals the allowing
one (chromium, components/policy/core/browser/url_blocklist_manager.cc). Beyond 1,000 entries the browser ignores the rest
silently, so more is refused here.
"""

import json
from collections.abc import Mapping, Sequence

from gwanmun.enforce.artefacts import Artefact
from gwanmun.enforce.grammar import refused
from gwanmun.enforce.plan import Action, Mode, Plan, Population

FOLDER = "browsers"
MOST_ENTRIES = 1000
_KEYS = {"chrome": r"Software\Policies\Google\Chrome", "edge": r"Software\Policies\Microsoft\Edge"}

Setting = str | int | bool | Sequence[str] | Mapping[str, str | bool]


def compile_browsers(plan: Plan, people: Sequence[Population], now_us: int) -> tuple[Artefact, ...]:
    """Four files for each population."""
    _ = now_us
    found: list[Artefact] = []
    for one in people:
        settings = settings_of(plan, one)
        listed = one.blocks and one.mode is Mode.BLOCK and plan.doors.browser_lists
        entries = len(_listed(settings, "URLBlocklist")) if listed else None
        text = json.dumps(settings, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        for product, key in _KEYS.items():
            found.append(Artefact(f"{FOLDER}/{one.id}.{product}.json", text, entries, one.group))
            found.append(Artefact(f"{FOLDER}/{one.id}.{product}.reg", _registry(key, settings), entries, one.group))
    return tuple(found)


def settings_of(plan: Plan, one: Population) -> dict[str, Setting]:
    """The policies of one population."""
    blocked: list[str] = []
    allowed: list[str] = []
    for edge in one.table.edges() if one.mode is Mode.BLOCK and plan.doors.browser_lists else ():
        refuses = edge.at is not None and edge.at.action is Action.BLOCK
        below = edge.below is not None and edge.below.action is Action.BLOCK
        entry = edge.host if refuses == below else f".{edge.host}"
        above = edge.above is not None and edge.above.action is Action.BLOCK
        if refuses:
            blocked.append(entry)
        elif above:
            allowed.append(entry)
    if len(blocked) > MOST_ENTRIES or len(allowed) > MOST_ENTRIES:
        raise refused(
            one.id, "브라우저 정책에는 이름을 1,000개까지만 둘 수 있습니다", "a browser heeds no more than 1,000 entries",
            "이 대상을 빼고 DNS·프록시로 막으십시오", "leave this target out and block by DNS and proxy",
        )  # fmt: skip
    settings: dict[str, Setting] = {
        "DnsOverHttpsMode": "off",
        "EncryptedClientHelloEnabled": False,
        "QuicAllowed": False,
        "URLAllowlist": allowed,
        "URLBlocklist": blocked,
    }
    if plan.doors.pac_link and one.blocks:
        settings["ProxySettings"] = {
            "ProxyMode": "pac_script",
            "ProxyPacMandatory": True,
            "ProxyPacUrl": f"{plan.doors.pac_link}/{one.id}.pac",
        }
    return settings


def _listed(settings: Mapping[str, Setting], name: str) -> Sequence[str]:
    value = settings[name]
    return [str(one) for one in value] if isinstance(value, Sequence) and not isinstance(value, str) else []


def _registry(key: str, settings: Mapping[str, Setting]) -> str:
    """Lists are keys of their own with values 1, 2, …; an old list is taken away first, or its tail would stay."""
    root = rf"HKEY_LOCAL_MACHINE\{key}"
    lines = ["Windows Registry Editor Version 5.00", "", f"[{root}]"]
    for name, value in sorted(settings.items()):
        if isinstance(value, bool | int):
            lines.append(f'"{name}"=dword:{int(value):08x}')
        elif isinstance(value, str):
            lines.append(f'"{name}"="{value}"')
        elif isinstance(value, Mapping):
            text = json.dumps(value, sort_keys=True, separators=(",", ":")).replace("\\", "\\\\").replace('"', '\\"')
            lines.append(f'"{name}"="{text}"')
    for name in ("URLAllowlist", "URLBlocklist"):
        lines += ["", rf"[-{root}\{name}]", "", rf"[{root}\{name}]"]
        lines += [f'"{at}"="{entry}"' for at, entry in enumerate(_listed(settings, name), 1)]
    return "\r\n".join([*lines, ""])
