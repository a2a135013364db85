"""Agencies, departments, people, devices and keys, as values. Dated where the world dates them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gwanmun.domain.ids import AgencyId, DepartmentId, KeyId, PersonId


class OrganisationType(StrEnum):
    CENTRAL_MINISTRY = "central_ministry"
    AGENCY = "agency"
    METROPOLITAN_GOVERNMENT = "metropolitan_government"  # 특별시·광역시·특별자치시
    PROVINCIAL_GOVERNMENT = "provincial_government"  # 도·특별자치도
    MUNICIPALITY = "municipality"  # 시·군·구
    MILITARY = "military"
    PUBLIC_CORPORATION = "public_corporation"
    PUBLIC_SCHOOL = "public_school"
    CRITICAL_INFRASTRUCTURE = "critical_infrastructure"
    PRIVATE_COMPANY = "private_company"


class DeviceClass(StrEnum):
    INTERNET_PC = "internet_pc"  # 인터넷망 PC
    INTERNAL_PC = "internal_pc"  # 업무망 PC
    MILITARY_WORK = "military_work"  # 군 업무용 단말
    GOVERNMENT_MOBILE = "government_mobile"  # 업무용 모바일
    GOVERNMENT_SYSTEM = "government_system"  # 행정시스템
    PERSONAL = "personal"  # 개인 소유 단말
    UNKNOWN = "unknown"  # no evidence: judged as the strictest of all classes


class Evidence(StrEnum):
    """Where a device class is known from, strongest first. The record says which."""

    CERTIFICATE = "certificate"  # client certificate
    ZONE = "zone"  # network zone (CIDR table)
    PROXY = "proxy"  # signed header of a named proxy
    KEY = "key"  # the key lists exactly one class, or the caller selected one that it lists
    NONE = "none"


class Attested(StrEnum):
    """What an officer has checked about the sign-in and the device behind a key, and puts their name to.

    What nobody attests is unknown to every rule: evidence never asserts a check that was not made.
    """

    MFA = "mfa"  # 다중 인증으로 로그인함
    NO_MFA = "no_mfa"
    PLUGINS = "plugins"  # 확장 프로그램을 씀
    NO_PLUGINS = "no_plugins"
    STANDARD_DEVICE = "standard_device"  # 일반 단말
    SENSITIVE_DEVICE = "sensitive_device"  # 민감 단말


@dataclass(frozen=True, slots=True)
class Agency:
    """A government, ministry, unit or company. `parent` is the agency above it; governments are dated rows."""

    id: AgencyId
    name_ko: str
    name_en: str
    type: OrganisationType
    jurisdiction: str  # ISO 3166-1 alpha-2
    parent: AgencyId | None
    valid_from: date
    valid_to: date | None
    contact_ko: str  # department a person may ask, for reasons: "정보보호담당관실"


@dataclass(frozen=True, slots=True)
class Department:
    id: DepartmentId
    agency: AgencyId
    name_ko: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Person:
    """No name here: the gate never needs one. `training_until` and `pledged_on` are dates of record."""

    id: PersonId
    agency: AgencyId
    department: DepartmentId
    training_until: date | None
    pledged_on: date | None


@dataclass(frozen=True, slots=True)
class Key:
    """An issued key `gm_…`: shown once, kept as a keyed hash. Instants are µs since the epoch, UTC."""

    id: KeyId
    hash: str  # blake2b-256 keyed with the installation's pepper, hex
    person: PersonId
    departments: tuple[DepartmentId, ...]
    device_classes: tuple[DeviceClass, ...]
    purposes: tuple[str, ...]
    created_us: int
    expires_us: int
    revoked_us: int | None
    rotated_from: KeyId | None = None
    attested: tuple[Attested, ...] = ()


@dataclass(frozen=True, slots=True)
class Zone:
    """A network zone: callers from `cidr` use this class of device."""

    cidr: str
    device_class: DeviceClass
    note: str = ""


@dataclass(frozen=True, slots=True)
class TrustedProxy:
    """A proxy that may state a caller's device class with an HMAC-SHA256 signed header."""

    name: str
    cidr: str
    secret: str  # hex; kept in the snapshot file, mode 0600
