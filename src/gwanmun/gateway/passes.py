"""The passes (통과증): the type of a request at each stage, so that a wrong order does not type-check.

arrival → Identified → Admitted (its files read) → Examined → Judged → Cleared → Reserved → Noted. Each holds the one before it.
LAW 1: `send` takes only a `Noted`, a `Noted` holds only a `Cleared`, and only `gateway/clear.py` makes one of those.
Frozen structs rather than dataclasses: every request makes each once, and a frozen dataclass costs six times as much.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from msgspec import Struct

from gwanmun.budget.estimate import WorstCase
from gwanmun.domain.catalogue import Dialect, Target
from gwanmun.domain.decisions import Decision
from gwanmun.domain.facts import Receipt
from gwanmun.domain.findings import Finding, Style
from gwanmun.domain.grades import Grade
from gwanmun.domain.ids import Pseudonym, RequestId
from gwanmun.domain.money import Tariff
from gwanmun.domain.people import Agency, Department, DeviceClass, Evidence, Key, Person
from gwanmun.domain.prompts import Prompt, Usage
from gwanmun.domain.snapshot import Rules
from gwanmun.gateway.world import Considered, World
from gwanmun.ports.exchange import Exchange
from gwanmun.privacy.grade import Ground
from gwanmun.privacy.mask import TokenTable


class Arrival(Struct, frozen=True):
    """A request as it came, with the world that will judge it: one request never sees two snapshots."""

    id: RequestId
    at_us: int
    day: date  # Asia/Seoul: decides regimes, prices and accounts
    exchange: Exchange
    dialect: Dialect
    world: World


class Identified(Struct, frozen=True):
    """A person we know, in a department, for a purpose, on a class of device (with the evidence for it)."""

    arrival: Arrival
    key: Key
    person: Person
    pseudonym: Pseudonym
    agency: Agency
    department: Department
    device: DeviceClass
    evidence: Evidence
    purpose: str
    raised_grade: Grade
    task: str
    client: str  # the caller's software, as it names itself: "OpenAI/Python"
    rules: Rules
    choices: str = ""  # what the person decided of single places, as the console says it for them (`chosen.py`)


class OpenedFile(Struct, frozen=True):
    """A file that was read. Its texts are the prompt's passages `at` to `at + 3`: name, body, rest, technical.

    `technical` is whole here; of the passage only the lines that can tell something are examined for personal data.
    """

    at: int
    format: str
    technical: str
    told: dict[str, object]  # what the record says of it


class Admitted(Struct, frozen=True):
    identified: Identified
    prompt: Prompt
    target: Target
    rerouted_from: Target | None = None
    files: tuple[OpenedFile, ...] = ()


class Examined(Struct, frozen=True):
    """`findings` per passage: what is to be masked. `personal` counts what masking would remove, and what a person kept;
    `grade` is what would remain after it.
    """

    admitted: Admitted
    findings: tuple[tuple[Finding, ...], ...]
    counts: Mapping[str, int]
    personal: bool
    grade: Grade
    grounds: tuple[Ground, ...] = ()  # why the machine proposed that grade
    kept: tuple[tuple[Finding, ...], ...] = ()  # per passage: found, and left as it stands by the person's choice
    chosen: Mapping[str, object] = {}  # the person's choices by kind, for the record; empty: none


class Judged(Struct, frozen=True):
    """The decision lets the prompt go, to `examined.admitted.target`."""

    examined: Examined
    decision: Decision


class Cleared(Struct, frozen=True):
    """What may leave: texts after masking, and the table that restores them. Made in `clear.py` only."""

    judged: Judged
    texts: tuple[str, ...]
    table: TokenTable
    body: bytes
    worst: WorstCase
    tariff: Tariff
    masked: Mapping[Style, int] = {}  # how many findings were masked in which way


class Reserved(Struct, frozen=True):
    cleared: Cleared


class Noted(Struct, frozen=True):
    """The first fact is durable: judgement and reservation are in it. No receipt, no sending."""

    cleared: Cleared
    receipt: Receipt


@dataclass(slots=True)
class Progress:
    """How far a request came, for the one door by which refusals leave: enough to note, to settle and to answer it."""

    arrival: Arrival
    identified: Identified | None = None
    admitted: Admitted | None = None
    examined: Examined | None = None
    considered: Considered | None = None  # the complete decision input, and the decision
    first: Considered | None = None  # of the target asked for, when the request went in-house instead
    cleared: Cleared | None = None
    held: bool = False  # an account holds the worst case
    noting: bool = False  # the first fact is on its way to the disk: it may be durable
    noted: Noted | None = None  # the first fact is durable
    sent: bool = False  # bytes may have left
    near: str = ""  # the allowances that run out, for the answer's header
    ended: bool = False  # the last fact is written
    received_bytes: int = 0  # of the answer's texts as UTF-8, so far: no fewer than its tokens
    usage: Usage | None = None
    usage_final: bool = False  # the vendor said so at the end of its answer: an interim count is only a lower bound
    heard_at: float = 0.0  # when it was sent, then when a text last came: monotonic seconds
    silent_seconds: float = 0.0  # of longer silences that ended with a text
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def decision(self) -> Decision | None:
        return self.considered.decision if self.considered else None

    @property
    def streams(self) -> bool:
        return self.admitted is not None and self.admitted.prompt.stream

    @property
    def wants_usage(self) -> bool:
        return self.admitted is not None and self.admitted.prompt.wants_usage

    @property
    def asked_model(self) -> str:
        """The model's name as the caller wrote it: the answer says the same."""
        return self.admitted.prompt.model if self.admitted else ""
