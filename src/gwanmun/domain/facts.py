"""Facts (사실): what the journal records. A fact is a leaf that stays for ever and an opening that may be forgotten.

The leaf carries only what proofs and accounts need (design.md, Journal 2): time, kind, keyed pseudonyms, money.
Everything else (the complete decision input, findings as kind and count, reasons, task, purpose, client, price row,
policy and detector version) is the opening. Prompt text is in neither.
Structs rather than dataclasses: a request makes two, and a frozen dataclass of this size costs six times as much.
"""

from enum import StrEnum

from msgspec import Struct, field

from gwanmun.domain.ids import AgencyId, DepartmentId, Pseudonym, RequestId


class FactKind(StrEnum):
    STARTED = "started"  # a gate opened its journal
    STOPPED = "stopped"  # and closed it in order
    ADOPTED = "adopted"  # a gate took up a snapshot (digest in the opening)
    ADMITTED = "admitted"  # first fact of a request: judged, reserved, about to be sent
    ENDED = "ended"  # last fact of a request: ok | error | unknown, with the real cost
    REFUSED = "refused"  # a request that ended before anything was sent
    TURNED_AWAY = "turned_away"  # how many were refused without a record of their own (strangers, malformed requests)
    RECONCILED = (
        "reconciled"  # a named officer settled an ended request by the vendor's bill: `spent` instead of `held`
    )
    ACT = "act"  # an act of the desk


class Ending(StrEnum):
    OK = "ok"
    ERROR = "error"
    UNKNOWN = "unknown"  # settled at the worst case until a named officer reconciles it


class Fact(Struct, frozen=True):
    """One fact. Amounts are micro-won. `held` belongs to ADMITTED (and, as what was booked before, to RECONCILED); `spent` and `overbilled` to ENDED."""

    kind: FactKind
    at_us: int  # µs since the epoch, UTC
    request: RequestId | None = None
    agency: AgencyId | None = None
    department: DepartmentId | None = None
    person: Pseudonym | None = None
    period: str = ""  # the day (Asia/Seoul) whose accounts it touches: 2026-11-22
    held: int = 0
    spent: int = 0
    overbilled: int = 0
    ending: Ending | None = None
    opening: dict[str, object] = field(default_factory=dict)
    service: str = ""  # with ADMITTED, as accounts are counted by it
    purpose: str = ""


class Receipt(Struct, frozen=True):
    """The journal's word that a fact is on disk: where it stands. `index` counts leaves from 0."""

    origin: str
    index: int
