"""The inventory of devices (단말 현황): what they are, what was found on them, and the report that an order asks for (S47, S64).

What lives here: acts and the report. What does not: decisions by device (`policy/`), CSV (`tables.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from gwanmun.control.directory import known_agency
from gwanmun.control.office import By, Office, note, refused, sound_asset, sound_id, unknown
from gwanmun.control.offices import line_above
from gwanmun.domain.devices import Device, DeviceApp, DeviceCheck, Ownership, Tier
from gwanmun.domain.ids import AgencyId, PersonId
from gwanmun.domain.people import Department, DeviceClass, Person
from gwanmun.domain.snapshot import HeldDevices
from gwanmun.ports.books import Reading

_OWNED = {DeviceClass.PERSONAL: Ownership.PERSONAL}


@dataclass(frozen=True, slots=True)
class PutDevice:
    device: Device


@dataclass(frozen=True, slots=True)
class RetireDevice:
    id: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CheckDevice:
    """Somebody looked at a device: `found` are the AI applications on it now; what is no longer there counts as removed."""

    id: str
    found: tuple[str, ...] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True)
class RemoveApp:
    """An application was removed from a device (삭제 조치)."""

    device: str
    app: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ListDevices:
    agency: AgencyId | None = None
    everything: bool = False  # also the retired


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """What an order asks for. `app` narrows it to applications whose id begins so; `since` says how old a check may be, and
    which devices were retired before it; left out, every check counts and only what is in use is in scope.
    """

    since: date | None = None
    until: date | None = None
    agency: AgencyId | None = None  # with those below it
    app: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """Devices in scope: checked + not_reached. `found` ⊇ `removed`; `remaining` is what the order still has to reach."""

    agency: AgencyId
    tier: Tier
    devices: int
    checked: int
    not_reached: int
    found: int
    removed: int
    remaining: int
    not_reached_ids: tuple[str, ...]  # the first of them
    remaining_ids: tuple[str, ...]


def put_device(office: Office, by: By, order: PutDevice) -> Device:
    with office.books.transact() as page:
        check_device(page, order.device)
        page.put(order.device)
        note(page, by, "put_device", order.device.agency, device=order.device)
    return order.device


def retire_device(office: Office, by: By, order: RetireDevice) -> Device:
    with office.books.transact() as page:
        device = replace(_found(page, order.id), retired_on=order.on or by.day)
        page.put(device)
        note(page, by, "retire_device", device.agency, device=device.id)
    return device


def check_device_apps(office: Office, by: By, order: CheckDevice) -> tuple[DeviceApp, ...]:
    """Record a look at a device. Returns everything that was ever found on it."""
    day = _not_ahead(by, order.on)
    for app in order.found:
        sound_id(app, "found")
    with office.books.transact() as page:
        device = _found(page, order.id)
        page.put(DeviceCheck(device.id, day))
        standing = {row.app: row for row in page.every(DeviceApp, device=device.id) if row.removed_on is None}
        page.put(*(DeviceApp(device.id, app, day) for app in dict.fromkeys(order.found) if app not in standing))
        gone = [row for app, row in standing.items() if app not in order.found and row.found_on <= day]
        page.put(*(replace(row, removed_on=day) for row in gone))
        note(page, by, "check_device_apps", device.agency, device=device.id, on=day, found=order.found,
             removed=[row.app for row in gone])  # fmt: skip
        return page.every(DeviceApp, device=device.id)


def remove_app(office: Office, by: By, order: RemoveApp) -> DeviceApp:
    day = _not_ahead(by, order.on)
    with office.books.transact() as page:
        device = _found(page, order.device)
        rows = [
            row for row in page.every(DeviceApp, device=device.id) if row.app == order.app and row.removed_on is None
        ]
        if rows and rows[0].found_on > day:
            raise refused(
                f"{rows[0].found_on}에 발견된 앱입니다: 그보다 먼저 삭제될 수 없습니다",
                f"it was found on {rows[0].found_on}, and cannot have been removed before",
                "on을 고치십시오", "correct `on`", "on",
            )  # fmt: skip
        if not rows:
            raise unknown("단말에서 발견된 앱", "application found on that device", order.app)
        removed = replace(rows[0], removed_on=day)
        page.put(removed)
        note(page, by, "remove_app", device.agency, removed=removed)
    return removed


def list_devices(office: Office, by: By, order: ListDevices) -> tuple[Device, ...]:
    _ = by
    with office.books.look() as page:
        rows = page.every(Device) if order.agency is None else page.every(Device, agency=order.agency)
    return tuple(row for row in rows if order.everything or row.retired_on is None)


def held_on(page: Reading, day: date) -> tuple[HeldDevices, ...]:
    """For each person and class of device, whether a device that they hold on this day reaches a sensitive system.

    A gate sees which class a request comes from, not which device: the most sensitive one of that class decides (S47, S53).
    """
    found: dict[tuple[PersonId, DeviceClass], bool] = {}
    for device in page.every(Device):
        if device.holder is not None and (device.retired_on is None or device.retired_on > day):
            key = (device.holder, device.device_class)
            found[key] = found.get(key, False) or device.tier is Tier.HIGH
    return tuple(HeldDevices(*key, sensitive) for key, sensitive in sorted(found.items()))


def device_report(office: Office, by: By, order: DeviceReport) -> tuple[Reached, ...]:
    """Checked, found, removed, not reached: for each agency and tier, the most sensitive first (S53)."""
    until = order.until or by.day
    with office.books.look() as page:
        devices = [row for row in page.every(Device) if _in_scope(page, row, order, until)]
        checked = {
            row.device for row in page.every(DeviceCheck) if (order.since or date.min) <= row.checked_on <= until
        }
        apps: dict[str, list[DeviceApp]] = {}
        for app in page.every(DeviceApp):
            if app.app.startswith(order.app) and app.found_on <= until:
                apps.setdefault(app.device, []).append(app)
    groups: dict[tuple[AgencyId, Tier], list[Device]] = {}
    for device in devices:
        groups.setdefault((device.agency, device.tier), []).append(device)
    rows = [_reached(agency, tier, group, checked, apps, until) for (agency, tier), group in groups.items()]
    return tuple(sorted(rows, key=lambda row: (row.tier is Tier.STANDARD, row.agency)))


# ---------------------------------------------------------------- rules


def check_device(page: Reading, device: Device) -> None:
    """Raises `BadCommand`: unknown agency, department or holder; a class that its owner contradicts."""
    sound_asset(device.id, "device.id")
    known_agency(page, device.agency)
    if device.department is not None:
        department = page.find(Department, device.department)
        if department is None or department.agency != device.agency:
            raise unknown("기관의 부서", "department of that agency", device.department)
    if device.holder is not None and page.find(Person, device.holder) is None:
        raise unknown("이용자", "person", device.holder)
    check_device_values(device)


def check_device_values(device: Device) -> None:
    if device.ownership is not _OWNED.get(device.device_class, Ownership.GOVERNMENT):
        raise refused(
            "단말 구분과 소유가 맞지 않습니다", "class and owner contradict each other",
            "개인 소유 단말은 device_class=personal", "a device of one's own is of class personal", "ownership",
        )  # fmt: skip
    if device.device_class is DeviceClass.UNKNOWN:
        raise refused(
            "단말 구분이 필요합니다",
            "the class of the device is required",
            "device_class",
            "device_class",
            "device_class",
        )
    if len(device.zone) > 64 or not device.zone.isprintable():
        raise refused("망 구역 이름이 올바르지 않습니다", "the zone's name is not acceptable", "zone", "zone", "zone")


def _found(page: Reading, id_: str) -> Device:
    device = page.find(Device, id_)
    if device is None:
        raise unknown("단말", "device", id_)
    return device


def _not_ahead(by: By, day: date | None) -> date:
    if day is not None and day > by.day:
        raise refused("미래의 날짜입니다", "that day is in the future", "on을 고치십시오", "correct `on`", "on")
    return day or by.day


def _in_scope(page: Reading, device: Device, order: DeviceReport, day: date) -> bool:
    # The order binds government devices; a personal one is out of scope, not "clean".
    bound = order.since or day
    if device.ownership is Ownership.PERSONAL or (device.retired_on is not None and device.retired_on < bound):
        return False
    return order.agency is None or order.agency in line_above(page, device.agency, day)


def _reached(
    agency: AgencyId,
    tier: Tier,
    group: Iterable[Device],
    checked: set[str],
    apps: dict[str, list[DeviceApp]],
    day: date,
) -> Reached:
    ids = sorted(device.id for device in group)
    found = [id_ for id_ in ids if id_ in apps]
    remaining = [id_ for id_ in found if any(row.removed_on is None or row.removed_on > day for row in apps[id_])]
    missed = [id_ for id_ in ids if id_ not in checked]
    return Reached(
        agency, tier, len(ids), len(ids) - len(missed), len(missed), len(found), len(found) - len(remaining),
        len(remaining), tuple(missed[:20]), tuple(remaining[:20]),
    )  # fmt: skip
