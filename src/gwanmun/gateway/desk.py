"""The Desk: the bundle of ports and present values that a stage may use. Nothing else reaches a stage."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from gwanmun.domain.ids import PersonId, Pseudonym
from gwanmun.gateway.metrics import Metrics
from gwanmun.gateway.turned_away import SLOW_SECONDS, TurnedAway
from gwanmun.gateway.world import KeyRing, World
from gwanmun.ports.accounts import Accounts
from gwanmun.ports.documents import Documents
from gwanmun.ports.examiner import Examiner
from gwanmun.ports.journal_store import JournalStore
from gwanmun.ports.surroundings import Surroundings
from gwanmun.ports.upstream import Upstream
from gwanmun.privacy.grade import Matter


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What a request may bring: `text_bytes` of everything but its files, so many files, so many bytes once decoded."""

    text_bytes: int = 8 * 1024 * 1024
    files: int = 8
    file_bytes: int = 12 * 1024 * 1024
    files_bytes: int = 12 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Desk:
    """`world` and `keys` are asked once per request: the references are swapped whole, never changed."""

    surroundings: Surroundings
    journal: JournalStore
    accounts: Accounts
    examiner: Examiner
    upstream: Upstream
    world: Callable[[], World]
    keys: Callable[[], KeyRing]
    fresh_until_us: Callable[[], int]  # until when the policy snapshot is vouched for
    pseudonym: Callable[[PersonId], Pseudonym]
    pepper: bytes
    metrics: Metrics
    report: Callable[[str, Mapping[str, object]], None]  # diagnostics: an event's name and safe fields
    answer_limit_bytes: int = 32 * 1024 * 1024
    turned_away: TurnedAway = field(default_factory=TurnedAway)
    slow_seconds: float = SLOW_SECONDS  # how much later a stranger over the budget is answered
    documents: Documents | None = None  # None: no file is read here, and none is sent
    files: FileLimits = FileLimits()
    matters: Callable[[str, str], Sequence[Matter]] | None = None  # `grade.matters` with a memory, by whose they are
    metrics_from: tuple[IPv4Network | IPv6Network, ...] = ()
