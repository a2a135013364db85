"""Unbound 1.17 and later: an instance for each population. What does not live here: the zone's text (`rpz.py`).

One resolver for several classes would leak in 1.17 (the cache answers a cloaked name to whoever asks second:
NLnetLabs/unbound #954) and would ignore tags in 1.20.0 (#1079, #1095). So there are no tags here; a version that cannot
hold even one class apart from the others is refused.
"""

from collections.abc import Sequence

from gwanmun.enforce.artefacts import Artefact, head
from gwanmun.enforce.grammar import refused
from gwanmun.enforce.plan import EVERYWHERE, Mode, Plan, Population
from gwanmun.enforce.rpz import zone_file, zone_name

FOLDER = "unbound"
_OLDEST = (1, 14)  # RPZ with CNAME and address triggers (respip) as used here


def compile_unbound(plan: Plan, people: Sequence[Population], now_us: int) -> tuple[Artefact, ...]:
    """A configuration to include and a zone for each population that is refused anything."""
    _check_version(plan.doors.unbound_version)
    found: list[Artefact] = []
    for one in people:
        if one.subnets and one.blocks:
            found += (
                Artefact(f"{FOLDER}/{one.id}.conf", _conf(plan, one, now_us)),
                zone_file(plan, one, now_us, FOLDER),
            )
    return tuple(found)


def _conf(plan: Plan, one: Population, now_us: int) -> str:
    allowed = one.subnets if one.subnets != EVERYWHERE else ()
    access = [f"    access-control: {net} refuse" for net in EVERYWHERE] if allowed else []
    access += [f"    access-control: {net} allow" for net in allowed or EVERYWHERE]
    lines = [
        "server:",
        '    module-config: "respip validator iterator"',  # without respip the start fails
        *access,
        "rpz:",
        f"    name: {zone_name(one)}",
        f'    zonefile: "{plan.doors.folder}/{FOLDER}/{one.id}.rpz"',
        "    rpz-log: yes",
        f'    rpz-log-name: "gwanmun/{one.id}/{plan.stamp}"',  # the policy's version stands in every line of the log
        "    rpz-signal-nxdomain-ra: yes",
    ]
    if one.mode is Mode.OBSERVE:
        lines.append("    rpz-action-override: disabled")
    return head(plan, now_us, "#") + "\n".join(lines) + "\n"


def _check_version(text: str) -> None:
    if not text:
        return
    try:
        version = tuple(int(part) for part in text.split("."))
    except ValueError:
        version = ()
    if version < _OLDEST or version[:3] == (1, 20, 0):
        raise refused(
            "doors.unbound_version", "이 판의 Unbound로는 차단을 보장할 수 없습니다",
            "that version of Unbound cannot be relied on",
            "1.17 이상(1.20.0 제외)이나 BIND를 쓰십시오", "use 1.17 or later except 1.20.0, or BIND",
        )  # fmt: skip
