"""The immutable compiled snapshot: everything a gate decides from, published by the desk as one file.

Gates look every 250 ms, decode off the loop, swap one reference and record `Adopted(digest)`. Keys and suspensions
are a separate small delta (`Delta`), in force within a second. All values are plain frozen dataclasses, so that
msgspec decodes them as they stand.
"""

from dataclasses import dataclass
from datetime import date

from gwanmun.domain.allowances import Allowance, RateLimit, Reconciled
from gwanmun.domain.catalogue import Dialect, Model, Record, Service
from gwanmun.domain.findings import AnswerCare, Kind, Masking, PublicContact
from gwanmun.domain.fingerprints import Fingerprint
from gwanmun.domain.grades import Grade
from gwanmun.domain.ids import AgencyId, DepartmentId, Digest, KeyId, PersonId, RegimeId, ServiceId
from gwanmun.domain.money import Rate
from gwanmun.domain.people import Agency, Department, DeviceClass, Key, Person, TrustedProxy, Zone
from gwanmun.domain.training import Course


@dataclass(frozen=True, slots=True)
class Pack:
    """A policy pack (정책 묶음) as text. `confirmed_by` names who confirmed a pack that must be confirmed first."""

    regime: RegimeId
    text: str
    confirmed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """A granted or rejected exception for a person or agency on a service, until `until_us` (µs, UTC)."""

    id: str
    agency: AgencyId
    person: PersonId | None  # None: everybody in the agency
    service: ServiceId
    state: str  # granted | rejected
    mitigations: bool
    until_us: int
    families: tuple[str, ...] = ()  # model families it reaches beyond the service's own (deepseek, …)
    department: DepartmentId | None = None  # everybody who works for it; None: the whole agency
    grade: Grade = Grade.C  # the highest grade of data that it reaches
    task: str = ""  # the task's label; "": every task


@dataclass(frozen=True, slots=True)
class InquiryState:
    """The state of a vendor inquiry: open | overdue | refused | answered_insufficient | answered_sufficient."""

    vendor: str
    status: str


@dataclass(frozen=True, slots=True)
class Route:
    """How an upstream service is reached. Provider keys are not here: the gate reads them from its own settings."""

    service: ServiceId
    dialect: Dialect
    base_url: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What an agency decides for itself inside its regimes."""

    agency: AgencyId  # "*": the default
    restore_tools: tuple[str, ...] = ()  # tools in whose arguments values are restored
    examine_answers: AnswerCare = AnswerCare.OFF
    default_grade: Grade = Grade.O
    purposes: tuple[str, ...] = ("work",)
    masking: tuple[Masking, ...] = ()  # kinds masked otherwise than by default
    may_keep: tuple[Kind, ...] = ()  # kinds of which a person may keep a finding as it stands
    history_days: int = 0  # how long the workspace keeps conversations, encrypted; 0: it keeps none
    unseen_scans: bool = False  # letters recognised in pictures may leave without anybody having looked at them


@dataclass(frozen=True, slots=True)
class HeldDevices:
    """The devices of one class that the inventory says a person holds: whether any of them reaches a sensitive system."""

    person: PersonId
    device_class: DeviceClass
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    format: int
    serial: int  # rises with every publication
    desk_index: int  # the desk journal's fact that published it
    published_us: int
    max_age_seconds: int  # older than this shuts outside services
    agencies: tuple[Agency, ...]
    departments: tuple[Department, ...]
    people: tuple[Person, ...]
    zones: tuple[Zone, ...]
    proxies: tuple[TrustedProxy, ...]
    services: tuple[Service, ...]
    records: tuple[Record, ...]
    routes: tuple[Route, ...]
    models: tuple[Model, ...]
    rates: tuple[Rate, ...]
    rate_max_age_days: int
    allowances: tuple[Allowance, ...]
    packs: tuple[Pack, ...]
    approvals: tuple[Approval, ...]
    inquiries: tuple[InquiryState, ...]
    lifted_orders: tuple[RegimeId, ...]
    rules: tuple[Rules, ...]
    demo: bool = False
    price_max_age_days: int = 400  # an open-ended price row older than this is stale
    clock_date: date | None = None  # a demo may judge as of another day; never set outside a demo
    courses: tuple[Course, ...] = ()  # so that a refusal can lead to the course
    fingerprints: tuple[Fingerprint, ...] = ()  # of classified texts: keyed hashes, no words
    fingerprint_key: str = ""  # hex; kept in the snapshot file, mode 0600
    rate_limits: tuple[RateLimit, ...] = ()
    public_contacts: tuple[PublicContact, ...] = ()  # numbers and addresses that are nobody's
    held_devices: tuple[HeldDevices, ...] = ()  # of people whose devices the inventory knows


@dataclass(frozen=True, slots=True)
class Suspension:
    """A service stopped for an agency ("*": for all) at once, by an order."""

    service: ServiceId
    agency: AgencyId
    since_us: int
    reason_ko: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Delta:
    """Keys, suspensions, and what was settled by the bill: small, replaced whole, in force within a second."""

    serial: int
    published_us: int
    keys: tuple[Key, ...]
    suspensions: tuple[Suspension, ...]
    reconciled: tuple[Reconciled, ...] = ()


@dataclass(frozen=True, slots=True)
class Adopted:
    """What a gate runs on."""

    snapshot: Snapshot
    digest: Digest
    revoked: frozenset[KeyId] = frozenset()
