"""Devices as one list with what was last found on them (단말 현황), and tables of one office taken in as CSV.

What lives here: the rows that a list shows, and the acts by which the security officer takes in devices and the AI policy
officer takes in training. What does not: the rules of a row (`devices.py`, `sheets_people.py`).
"""

from dataclasses import dataclass
from datetime import date

from gwanmun.control.office import By, Office, refused
from gwanmun.control.sheets import Imported, ImportTable
from gwanmun.control.sheets_people import import_table
from gwanmun.domain.devices import Device, DeviceApp, DeviceCheck
from gwanmun.domain.ids import AgencyId

DEVICE_TABLES = ("devices", "device_checks", "device_apps")
TRAINING_TABLES = ("courses", "completions", "targets", "training_counts")


@dataclass(frozen=True, slots=True)
class ListDeviceRows:
    agency: AgencyId | None = None
    everything: bool = False  # also the retired


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """`state`: unchecked, clear, found (an AI application is still on it), removed."""

    device: Device
    state: str
    checked_on: date | None
    found: tuple[str, ...]  # still on it
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportDevices:
    """`table`: devices, device_checks or device_apps."""

    table: str
    text: str
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportTraining:
    """`table`: courses, completions, targets or training_counts."""

    table: str
    text: str
    dry_run: bool = False


def list_device_rows(office: Office, by: By, order: ListDeviceRows) -> tuple[DeviceRow, ...]:
    _ = by
    with office.books.look() as page:
        # Checks and findings name no agency: INVARIANT: they are shown through the devices that lie within the reach.
        devices = page.every(Device) if order.agency is None else page.every(Device, agency=order.agency)
        checks: dict[str, date] = {}
        for check in page.every(DeviceCheck):
            checks[check.device] = max(check.checked_on, checks.get(check.device, check.checked_on))
        apps: dict[str, list[DeviceApp]] = {}
        for app in page.every(DeviceApp):
            apps.setdefault(app.device, []).append(app)
    return tuple(
        _row(one, checks.get(one.id), apps.get(one.id, []))
        for one in devices
        if order.everything or one.retired_on is None
    )


def import_devices(office: Office, by: By, order: ImportDevices) -> Imported:
    return _import(office, by, order.table, order.text, DEVICE_TABLES, dry_run=order.dry_run)


def import_training(office: Office, by: By, order: ImportTraining) -> Imported:
    return _import(office, by, order.table, order.text, TRAINING_TABLES, dry_run=order.dry_run)


def _import(office: Office, by: By, table: str, text: str, allowed: tuple[str, ...], *, dry_run: bool) -> Imported:
    if table not in allowed:
        raise refused(
            f"이 직무가 올리는 표가 아닙니다: {table[:40]}", f"that table is not this office's: {table[:40]}",
            ", ".join(allowed), ", ".join(allowed), "table",
        )  # fmt: skip
    return import_table(office, by, ImportTable(table, text, dry_run))


def _row(device: Device, checked: date | None, apps: list[DeviceApp]) -> DeviceRow:
    found = tuple(one.app for one in apps if one.removed_on is None)
    removed = tuple(one.app for one in apps if one.removed_on is not None)
    state = "found" if found else "unchecked" if checked is None else "removed" if removed else "clear"
    return DeviceRow(device, state, checked, found, removed)
