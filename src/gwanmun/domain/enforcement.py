"""What machines that enforce tell the desk (시행 기록), as values: who they are, what took effect when, what was attempted.

What does not live here: the plan (`enforce/`), how long an order took (`control/enforcement_clock.py`).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gwanmun.domain.ids import AgencyId


@dataclass(frozen=True, slots=True)
class Enforcer:
    """An apply agent (적용기) that the desk believes: its public key, and the last of its records that was filed."""

    name: str
    key: str  # Ed25519, hex
    officer: str
    sequence: int = 0
    digest: str = ""


#: Engines that refuse names. What only the firewall holds is no coverage of a service.
NAMING = frozenset({"bind", "unbound", "squid"})


class Hold(StrEnum):
    """What a record says of its class."""

    EFFECTIVE = "effective"  # 시행: it is refused, and was asked for as that class
    LOADED = "loaded"  # 적재: it stands in the engine, and nobody could ask as that class (loaded, not probed)
    OBSERVED = "observed"  # 관찰: logged, not stopped


def hold_of(mode: str, probes: int) -> Hold:
    if mode != "block":
        return Hold.OBSERVED
    return Hold.EFFECTIVE if probes else Hold.LOADED


@dataclass(frozen=True, slots=True)
class Effect:
    """On one machine, for one class, a policy stands in an engine from `at_us` on: checked, loaded, and asked for.

    `published_us`: when the desk published what the plan was made from. `probes`: questions asked as that class, all
    answered as planned; 0: nobody could ask, and it is loaded, not effective. `digest`: of the signed line.
    """

    enforcer: str
    sequence: int
    at_us: int
    target: str
    audience: str
    agency: AgencyId
    device: str
    stamp: str
    revision: int
    day: date
    published_us: int
    mode: str
    probes: int
    digest: str
    confirmed_by: str | None = None  # the officer's number who said that so large a change is meant

    @property
    def hold(self) -> Hold:
        return hold_of(self.mode, self.probes)


@dataclass(frozen=True, slots=True)
class OrderInstant:
    """When an order was issued at this desk: where the clock begins."""

    order: str
    at_us: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the engines' logs of one day reach for one class: an hour without a line is a gap."""

    agency: AgencyId
    device: str
    day: date
    hours: int
    covered: int
    devices: int


class SightingSort(StrEnum):
    SERVICE = "service"  # of the catalogue
    HOST = "host"  # that nobody listed


@dataclass(frozen=True, slots=True)
class Sighted:
    """What the engines' logs of one day say about one service, or one unlisted host, in one class."""

    agency: AgencyId
    device: str
    day: date
    sort: SightingSort
    subject: str
    attempts: int  # one device, one service, five minutes
    devices: int
    raw: int
    uses: int  # visits that were not stopped
    policies: tuple[str, ...]
