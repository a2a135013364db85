"""In which order orders reach devices (적용 순서): the most sensitive systems first (S53).

1. Devices of the highest sensitivity tier come before all others: for each device, what its own class says (S47).
2. Among orders: a block before a stop of transfers, a pause, a restriction, and all else; then the older one.
3. A regime without an order of an authority that is a precaution of the house itself comes after the orders.
Whoever applies a plan to devices follows this list; the desk's own clock follows it too, when several decisions fall due at
one instant (`timed.py`). What does not live here: the plan (`enforcement.py`), the inventory (`devices.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from gwanmun.control.directory import valid_on
from gwanmun.control.office import By, Office
from gwanmun.control.policies import is_precaution
from gwanmun.domain.devices import Device, Tier
from gwanmun.domain.ids import AgencyId, RegimeId
from gwanmun.domain.orders import Order, OrderKind, OrderState
from gwanmun.domain.people import Agency, DeviceClass
from gwanmun.policy.language import ATTRIBUTES, Condition, Pack, Value, holds
from gwanmun.policy.reader import read_pack
from gwanmun.ports.books import PackVersion, Reading

_KINDS = (OrderKind.BLOCK, OrderKind.TRANSFER_STOP, OrderKind.PAUSE, OrderKind.RESTRICTION)
_OWN = len(_KINDS) + 1
_SENSITIVE = {
    "device.sensitivity": "high",
    "device.class": DeviceClass.MILITARY_WORK.value,
    "organisation.type": "military",
}


@dataclass(frozen=True, slots=True)
class ListPush:
    """The order of application today; of one agency, or of all."""

    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class PushRow:
    """One step: this regime on these devices. `order`: the authority's order behind it, where there is one."""

    position: int
    tier: Tier
    agency: AgencyId
    device_class: DeviceClass
    devices: int
    regime: RegimeId
    order: str
    kind: str
    since: date


def list_push(office: Office, by: By, order: ListPush) -> tuple[PushRow, ...]:
    with office.books.look() as page:
        return push_on(page, by.day, order.agency)


def push_on(page: Reading, day: date, only: AgencyId | None = None) -> tuple[PushRow, ...]:
    """Every order in force on every group of devices that it applies to, first things first."""
    agencies = {row.id: row for row in page.every(Agency) if valid_on(row, day)}
    standing = [row for row in page.every(Device) if row.retired_on is None and row.agency in agencies]
    groups = _groups(row for row in standing if only is None or row.agency == only)
    found = []
    for pack in _in_force(page, day):
        behind = [
            row
            for row in page.every(Order, regime=pack.id)
            if row.state_on(day) is OrderState.IN_FORCE and row.valid_from <= day
        ]
        if not behind and not is_precaution(pack):
            continue
        strongest = min(behind, key=lambda row: (_rank(row), row.valid_from), default=None)
        for group, count in groups:
            if applies(pack, agencies[group[1]], group):
                found.append((pack, strongest, group, count))
    found.sort(
        key=lambda one: (one[2][0] is not Tier.HIGH, _rank(one[1]), _since(one[0], one[1]), one[0].id, one[2][1:])
    )
    return tuple(
        PushRow(
            position, tier, agency, device, count, pack.id, "" if order is None else order.id,
            "precaution" if order is None else order.kind.value, _since(pack, order),
        )
        for position, (pack, order, (tier, agency, device, _), count) in enumerate(found, 1)
    )  # fmt: skip


def tier_of(pack: Pack) -> Tier:
    """The tier that a pack is about: high, where it names sensitive devices, military ones or the military."""
    conditions = (*pack.scope, *(one for rule in pack.rules for one in rule.when))
    return Tier.HIGH if any(_names(one) for one in conditions) else Tier.STANDARD


_Group = tuple[Tier, AgencyId, DeviceClass, str]


def _groups(devices: Iterable[Device]) -> list[tuple[_Group, int]]:
    keys = sorted((row.tier, row.agency, row.device_class, row.ownership.value) for row in devices)
    return [(key, len(list(group))) for key, group in groupby(keys)]


def applies(pack: Pack, agency: Agency, group: _Group) -> bool:
    """Whether what a pack asks of organisation and device holds; what it asks of a prompt is not known here."""
    tier, _, device, ownership = group
    facts: dict[str, Value] = {
        "jurisdiction": agency.jurisdiction, "organisation.id": str(agency.id), "organisation.type": agency.type.value,
        "device.class": device.value, "device.ownership": ownership, "device.sensitivity": tier.value,
    }  # fmt: skip
    return all(
        holds(one.test, facts[one.attribute], ATTRIBUTES[one.attribute]) for one in pack.scope if one.attribute in facts
    )


def _in_force(page: Reading, day: date) -> list[Pack]:
    packs = (read_pack(one.text, str(one.regime)) for one in page.every(PackVersion, active=True))
    return [
        pack for pack in packs if pack.effective_from <= day and (pack.effective_to is None or day < pack.effective_to)
    ]


def _rank(order: Order | None) -> int:
    if order is None:
        return _OWN
    return _KINDS.index(order.kind) if order.kind in _KINDS else len(_KINDS)


def _since(pack: Pack, order: Order | None) -> date:
    return pack.effective_from if order is None else order.valid_from


def _names(one: Condition) -> bool:
    wanted = _SENSITIVE.get(one.attribute)
    return wanted is not None and holds(one.test, wanted, ATTRIBUTES[one.attribute])
