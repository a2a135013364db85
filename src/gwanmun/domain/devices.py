"""Devices (단말) of an agency, what was found and removed on them, and seats (좌석) that people hold, as values.

Law: PSPF Direction 001-2025 asks to prevent, remove and report; Korean agencies report the same to 국가정보원.
What does not live here: what a class may do (`policy/`), lists for blocking (`enforce/`).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId, ServiceId
from gwanmun.domain.people import DeviceClass


class Tier(StrEnum):
    """How sensitive the system is that a device reaches (S53)."""

    STANDARD = "standard"
    HIGH = "high"


class Ownership(StrEnum):
    GOVERNMENT = "government"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Device:
    """A device by its asset number (자산번호), never by a name."""

    id: str
    agency: AgencyId
    department: DepartmentId | None
    holder: PersonId | None
    device_class: DeviceClass
    ownership: Ownership
    zone: str
    tier: Tier
    retired_on: date | None = None


@dataclass(frozen=True, slots=True)
class DeviceCheck:
    """On that day somebody looked which AI applications a device holds."""

    device: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class DeviceApp:
    """An AI application found on a device, and the day it was removed."""

    device: str
    app: str
    found_on: date
    removed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """A paid seat of a service that a person holds, until it is given back."""

    person: PersonId
    service: ServiceId
    since: date
    until: date | None = None
