"""From order to coverage (명령에서 시행까지): how many minutes passed until each class of each agency was held, with proof.

1. The clock begins when the order was issued here, or at midnight of its first day, whichever is later.
2. Which classes it must reach: the inventory's groups to which its regime applies, the most sensitive first (`pushing.py`).
3. A class is covered when an apply agent recorded that a plan made from what was published after the order, judged for a
   day on which it holds, stands in an engine and not only in observation, and that it was asked for as that class: what
   was loaded and not asked for is told apart, and no clock stops. The agent's signed line is the proof.
4. What the inventory says of devices (checked, found, removed, not reached) is told beside it, never mixed with it.

What does not live here: the agent (`adapters/enforcement`), lines (`enforce/effects.py`). Standard: PSPF Direction 001-2025.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from gwanmun.control.devices import DeviceReport, Reached, device_report
from gwanmun.control.office import SEOUL, By, Office, need_reason, note, refused, sound_id, unknown
from gwanmun.control.pushing import PushRow, push_on
from gwanmun.domain.devices import Tier
from gwanmun.domain.enforcement import NAMING, Effect, Enforcer, Hold, OrderInstant
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.orders import Order
from gwanmun.domain.people import DeviceClass
from gwanmun.enforce.effects import Chain, effects_of
from gwanmun.ports.books import Reading

_MINUTE_US = 60_000_000
MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class PutEnforcer:
    """Believe an apply agent from now on. `key`: what `gwanmun enforce agent-key` printed there."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class RemoveEnforcer:
    """Believe nothing more of an agent. What was filed stays."""

    name: str


@dataclass(frozen=True, slots=True)
class ListEnforcers:
    """Every agent that is believed."""


@dataclass(frozen=True, slots=True)
class FileEffects:
    """An agent's `effective.jsonl`, as it is; lines that were filed before are passed over."""

    enforcer: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filed:
    enforcer: str
    new: int
    sequence: int


@dataclass(frozen=True, slots=True)
class ShowClock:
    """`app` narrows the inventory's statement to applications whose id begins so."""

    order: str
    app: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """The agent's record: which line of which agent, for which engine, asked how often."""

    enforcer: str
    sequence: int
    digest: str
    target: str
    stamp: str
    probes: int


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One class of one agency. `state`: as of its best record (`Hold`: effective, loaded, observed), or waiting."""

    position: int
    agency: AgencyId
    device: DeviceClass
    tier: Tier
    devices: int
    state: str
    effective_us: int | None
    minutes: float | None
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class Clock:
    """The whole of an order. `all_minutes`: until the last class was held; None while one is not."""

    order: str
    regime: str
    subject: str
    began_us: int
    classes: int
    effective: int
    devices: int
    devices_held: int
    all_minutes: float | None
    rows: tuple[ClockRow, ...]
    inventory: tuple[Reached, ...]
    ko: str
    en: str


def put_enforcer(office: Office, by: By, order: PutEnforcer) -> Enforcer:
    need_reason(by)
    sound_id(order.name, "name")
    if not re.fullmatch(r"[0-9a-f]{64}", order.key):
        raise refused(
            "적용기의 공개 키가 아닙니다 (16진수 64자)", "that is not an agent's public key (64 hex digits)",
            "그 장비에서 확인하십시오: gwanmun enforce agent-key --agent agent.toml",
            "ask the machine: gwanmun enforce agent-key --agent agent.toml", "key",
        )  # fmt: skip
    with office.books.transact() as page:
        before = page.find(Enforcer, order.name)
        if before is not None and before.key != order.key:
            raise refused(
                "다른 키로 등록된 적용기입니다", "an agent of that name is known by another key",
                "장비를 바꾸었으면 새 이름으로 등록하십시오", "register a new machine under a new name", "name",
            )  # fmt: skip
        made = before or Enforcer(order.name, order.key, by.officer)
        page.put(made)
        note(page, by, "put_enforcer", enforcer=made)
    return made


def remove_enforcer(office: Office, by: By, order: RemoveEnforcer) -> None:
    need_reason(by)
    with office.books.transact() as page:
        if page.find(Enforcer, order.name) is None:
            raise unknown("적용기", "agent", order.name)
        page.drop(Enforcer, order.name)
        note(page, by, "remove_enforcer", name=order.name)


def list_enforcers(office: Office, by: By, order: ListEnforcers) -> tuple[Enforcer, ...]:
    _ = by, order
    with office.books.look() as page:
        return page.every(Enforcer)


def file_effects(office: Office, by: By, order: FileEffects) -> Filed:
    """File what an agent recorded. Every line is proved; nothing of a file that does not prove is taken."""
    if len(order.lines) > MOST_LINES:
        raise refused(
            f"한 번에 {MOST_LINES:,}줄까지입니다", f"at most {MOST_LINES:,} lines at once", "나누어 제출하십시오",
            "file it in parts", "lines",
        )  # fmt: skip
    with office.books.transact() as page:
        known = page.find(Enforcer, order.enforcer)
        if known is None:
            raise unknown("적용기", "agent", order.enforcer)
        new = tuple(effects_of(order.lines, known.name, known.key, Chain(known.sequence, known.digest)))
        if not new:
            return Filed(known.name, 0, known.sequence)
        page.put(*new, replace(known, sequence=new[-1].sequence, digest=new[-1].digest))
        note(page, by, "file_effects", enforcer=known.name, records=len(new), digest=new[-1].digest)
    return Filed(known.name, len(new), new[-1].sequence)


def show_clock(office: Office, by: By, order: ShowClock) -> Clock:
    """Minutes from an order to each class that it must reach, and what the inventory says of the devices."""
    with office.books.look() as page:
        found = page.find(Order, order.order)
        if found is None:
            raise unknown("명령", "order", order.order)
        if found.regime is None:
            raise refused(
                "단말이 따를 정책이 없는 명령입니다", "that order names no regime for devices to obey",
                "정책이 있는 명령을 고르십시오: gwanmun act list_orders", "choose an order with a regime: gwanmun act list_orders",
                "order",
            )  # fmt: skip
        began = began_us(page, found)
        rows = clock_rows(page, found, began, by.day)
    inventory = device_report(office, by, DeviceReport(since=found.valid_from, app=order.app))
    reached = {(row.agency, row.tier) for row in rows}
    return _clock(found, began, rows, tuple(row for row in inventory if (row.agency, row.tier) in reached))


def began_us(page: Reading, order: Order) -> int:
    """Where the clock begins. An order of before there were instants begins with its day."""
    issued = page.find(OrderInstant, order.id)
    midnight = int(datetime.combine(order.valid_from, time(), SEOUL).timestamp()) * 1_000_000
    return max(midnight, issued.at_us if issued else 0)


def clock_rows(page: Reading, order: Order, began: int, day: date) -> tuple[ClockRow, ...]:
    groups = [row for row in push_on(page, day) if row.regime == order.regime]
    effects = page.every(Effect)
    return tuple(_row(group, effects, began, order.valid_from) for group in groups)


def _row(group: PushRow, effects: Sequence[Effect], began: int, since: date) -> ClockRow:
    mine = [
        one
        for one in effects
        if (one.agency, one.device) == (group.agency, group.device_class.value)
        and one.target in NAMING
        and one.at_us >= began
        # A plan published before the order cannot hold it, whenever it was applied.
        and one.published_us >= began
        and one.day >= since
    ]
    first = min((one for one in mine if one.hold is Hold.EFFECTIVE), key=lambda one: one.at_us, default=None)
    state = next(
        (one.value for one in Hold if any(each.hold is one for each in mine)), "waiting"
    )  # the best comes first
    return ClockRow(
        group.position, group.agency, group.device_class, group.tier, group.devices, state,
        first.at_us if first else None, _minutes(began, first.at_us) if first else None,
        Proof(first.enforcer, first.sequence, first.digest, first.target, first.stamp, first.probes) if first else None,
    )  # fmt: skip


def _minutes(began: int, at_us: int) -> float:
    return round((at_us - began) / _MINUTE_US, 1)


def _clock(order: Order, began: int, rows: tuple[ClockRow, ...], inventory: tuple[Reached, ...]) -> Clock:
    held = [row for row in rows if row.state == "effective"]
    last = max((row.minutes or 0.0 for row in held), default=0.0)
    whole = last if rows and len(held) == len(rows) else None
    sums = [
        sum(getattr(row, name) for row in inventory)
        for name in ("devices", "checked", "found", "removed", "not_reached")
    ]
    devices, ours = sum(row.devices for row in rows), sum(row.devices for row in held)
    if not rows:
        ko, en = "이 명령이 미치는 단말이 현황에 없습니다.", "The inventory holds no device that this order reaches."
    else:
        loaded = sum(row.state == Hold.LOADED for row in rows)
        done_ko = f"{last:,.1f}분 만에 모두 시행" if whole is not None else "아직 모두 시행되지 않음"
        done_en = f"all in force after {last:,.1f} minutes" if whole is not None else "not all in force yet"
        if loaded:
            done_ko += f" (적재되었으나 확인 질문이 없는 단말 구분 {loaded}개)"
            done_en += f" (loaded, not probed: {loaded} classes)"
        ko = (
            f"단말 구분 {len(rows)}개 중 {len(held)}개, 단말 {devices:,}대 중 {ours:,}대에서 시행 확인: {done_ko}. "
            f"단말 현황: 대상 {sums[0]:,}대, 점검 {sums[1]:,}대, 발견 {sums[2]:,}대, 삭제 {sums[3]:,}대, 미확인 {sums[4]:,}대."
        )
        en = (
            f"In force, with proof, in {len(held)} of {len(rows)} classes and on the networks of {ours:,} of {devices:,} devices: "
            f"{done_en}. Inventory: {sums[0]:,} devices, {sums[1]:,} checked, found on {sums[2]:,}, removed from {sums[3]:,}, "
            f"{sums[4]:,} not reached."
        )
    return Clock(
        order.id, str(order.regime), order.subject, began, len(rows), len(held), devices, ours, whole, rows, inventory, ko, en
    )  # fmt: skip
