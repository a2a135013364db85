"""What the console stands on (바깥과의 약속): carrying out acts, who somebody is, signing in, the workspace's two questions.

What stands behind each is named in `entrypoints/console.py`. The console itself knows no books, no gate and no disk.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from gwanmun.console.work import Attached, Copied, KindChoice, Mark, Overruled, Past, Restored, Turn
from gwanmun.control.access import Caller, Errand
from gwanmun.domain.ids import PersonId
from gwanmun.domain.oidc import Flow, Identity
from gwanmun.domain.sign_in import LocalAccount, OpenSession, SignInTried
from gwanmun.errors import Unidentified

#: (act, arguments, reason, errand) → the act's plain answer, held to the appointments of whoever asks.
Perform = Callable[[str, Mapping[str, object], str, Errand], Awaitable[object]]
#: ("agency" | "department" | "service" | "vendor", id) → its names in Korean and English, empty where nobody has it.
Names = Callable[[str, str], tuple[str, str]]
#: (act, arguments, where from) → a public act's plain answer, for anybody: `control/counter.py` says which there are.
Publicly = Callable[[str, Mapping[str, object], str], Awaitable[object]]
#: (act, arguments) → carried out by the console itself: signing in and out.
Note = Callable[[str, Mapping[str, object]], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Place:
    """A person's agency and department in words, for the top of every page."""

    agency_ko: str
    agency_en: str
    department_ko: str
    department_en: str


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A second factor that is not in force yet: `sealed` travels through the form, `uri` is what the device reads."""

    sealed: str
    uri: str


class Accounts(Protocol):
    """Local accounts. `check` and `hash` take a while and are called in a thread."""

    def find(self, name: str) -> LocalAccount | None: ...

    def check(self, account: LocalAccount | None, password: str, code: str) -> int | None: ...

    def mine(self, person: PersonId) -> tuple[LocalAccount, ...]: ...

    def tried(self, person: PersonId) -> tuple[SignInTried, ...]:
        """The latest attempts to sign in as this person, newest first."""
        ...

    def hash(self, password: str) -> str: ...

    def propose(self, account: LocalAccount) -> Enrolment: ...

    def confirm(self, account: LocalAccount, sealed: str, code: str) -> int | None:
        """The step of a code of the proposed second factor; None when it is not its code."""
        ...

    def again(self, account: LocalAccount, sealed: str) -> Enrolment | None:
        """What was proposed, once more; None when that was not here, or not for this account."""
        ...


class SessionStore(Protocol):
    """Where sessions stand (`sessions.py` says when they end). `id_of` is a keyed hash of the browser's token."""

    def id_of(self, token: str) -> str: ...

    def find(self, id_: str) -> OpenSession | None: ...

    def put(self, row: OpenSession) -> None: ...

    def seen(self, id_: str, at_us: int) -> None: ...

    def end(self, id_: str, why: str = "") -> None:
        """`why`: idle or longest; then it is put on record here. "": whoever ended it did so."""
        ...

    def of(self, person: PersonId) -> tuple[OpenSession, ...]: ...

    def sweep(self, seen_before_us: int, began_before_us: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks the workspace: the person, the address that their browser comes from, how they signed in."""

    person: PersonId
    peer: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A model that may be chosen, in words: whose service, where it runs."""

    model: str
    name_ko: str
    name_en: str
    vendor: str
    country: str
    in_house: bool
    allowed: bool = True  # now, for open data without personal information; others are met with their reason
    messages: bool = False  # only the dialect of /v1/messages reaches it


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person wants to send. `task` is a label of ours, never their words."""

    who: Who
    model: str
    task: str
    instruction: str
    text: str
    keep: tuple[Mark, ...] = ()
    hide: tuple[Mark, ...] = ()
    files: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    seat: bool = False  # `model` is a web service that the text is carried to by hand


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: plain (`kind` empty), or found; `before` is what was typed, `after` what leaves: the same where
    the decision masks nothing.
    """

    before: str
    after: str
    kind: str = ""
    word_ko: str = ""
    word_en: str = ""
    back: bool = False  # whether the answer brings it back
    chosen: str = ""  # kept | hand: a person decided so; otherwise the rules did
    may_keep: bool = False  # the agency lets its people keep this kind


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of an allowance; `left_won` None: no limit."""

    level: str
    period: str
    used_won: int
    left_won: int | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A lawful no, in both languages, with the way out. `filing` is the ready body of an approval request."""

    code: str
    message_ko: str
    message_en: str
    remedy_ko: str
    remedy_en: str
    rule: str = ""
    source: str = ""
    effective_from: str = ""
    alternatives: tuple[str, ...] = ()
    contact_ko: str = ""
    request: str = ""
    filing: Mapping[str, object] | None = None
    lesson: Mapping[str, object] | None = None
    balances: bool = False  # an allowance is in the way: more can be asked for


@dataclass(frozen=True, slots=True)
class FilePreview:
    """A file beside what leaves of it. `hidden` characters of a long one are not shown here, and leave all the same."""

    file: Attached
    spans: tuple[Span, ...]
    counts: Mapping[str, int]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave, where to, and at what cost at most. With `refused` nothing would leave."""

    spans: tuple[Span, ...]
    counts: Mapping[str, int]  # words of kinds in Korean → how many
    grade: str = ""
    grounds: tuple[str, ...] = ()
    decision: str = ""
    service_ko: str = ""
    service_en: str = ""
    vendor: str = ""
    country: str = ""
    in_house: bool = False
    routed: bool = False
    input_tokens: int = 0
    output_tokens: int = 0
    worst_won: int = 0
    refused: Refused | None = None
    files: tuple[FilePreview, ...] = ()
    may_keep: tuple[KindChoice, ...] = ()
    keep: tuple[Mark, ...] = ()  # of what was asked to be kept, what stands in the text and may be
    hide: tuple[Mark, ...] = ()
    left: str = ""  # the text as it would leave

    @property
    def masks(self) -> bool:
        return any(one.kind and one.before != one.after for one in self.spans)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is said under an answer, from the gate's own headers and last event."""

    request: str = ""
    decision: str = ""
    service: str = ""
    grade: str = ""
    masked: int = 0
    tokens: int = 0
    near: str = ""
    left: str = ""  # the person's text as it left
    overruled: tuple[Overruled, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer; the last one is `end`. Values that were masked stand restored in `text`."""

    text: str = ""
    end: bool = False
    receipt: Receipt = field(default_factory=Receipt)
    refused: Refused | None = None


class Workspace(Protocol):
    async def choices(self, who: Who) -> tuple[Choice, ...]: ...

    async def preview(self, asked: Asked) -> Preview: ...

    def send(self, asked: Asked) -> AsyncIterator[Piece]: ...

    async def balances(self, who: Who) -> tuple[Balance, ...]: ...

    async def kinds(self) -> tuple[KindChoice, ...]:
        """What may be masked by hand."""
        ...

    async def attach(self, who: Who, name: str, content: bytes) -> Attached:
        """Read a file and hold it for this person. Raises `BadDocument`, `Overloaded`, `BadRequest`."""
        ...

    def attached(self, who: Who, ids: tuple[str, ...]) -> tuple[Attached, ...]:
        """Of these, what is still held for this person."""
        ...

    def reading(self, who: Who) -> tuple[int, int] | None:
        """How many pages of how many were read of the file that this person is attaching."""
        ...

    async def seats(self, who: Who) -> tuple[Choice, ...]:
        """Web services that the agency's people use by seat; `model` is the service."""
        ...

    async def copy(self, asked: Asked) -> Copied | Refused:
        """Mask a text for a web service, judged and recorded as a use of it."""
        ...

    def restore(self, who: Who, id_: str, text: str) -> Restored | None:
        """Put the values of a copy back; None when nothing is known under this number (any more)."""
        ...

    async def history_days(self, who: Who) -> int:
        """How long conversations are kept, as the agency decided; 0: not at all."""
        ...

    async def keep_past(self, who: Who, past: Past) -> None: ...

    async def pasts(self, who: Who) -> tuple[Past, ...]:
        """What is kept, the newest first, without what was said."""
        ...

    async def past(self, who: Who, id_: str) -> Past | None: ...

    async def forget(self, who: Who, id_: str) -> bool: ...


class Provider(Protocol):
    """An identity provider. Raises `UpstreamFault` when it cannot be asked, `NotProven` when its answer proves nothing."""

    @property
    def names(self) -> tuple[str, str]:
        """In Korean and in English, for the button."""
        ...

    async def begin(self, flow: Flow) -> str: ...

    async def finish(self, flow: Flow, given: Mapping[str, str]) -> Identity: ...

    async def end(self, hint: str) -> str:
        """Where its own session ends; empty: it goes on."""
        ...


@dataclass(frozen=True, slots=True)
class Charges:
    """An invoice or card statement as read: rows as `import_charges` takes them; faults are (row, column, ko, en)."""

    digest: str
    rows: tuple[Mapping[str, object], ...]
    faults: tuple[tuple[int, str, str, str], ...]
    fault_count: int
    left_out: int  # totals and blank rows
    micro_won: int


class Tables(Protocol):
    """Files of tables that officials send: CSV and XLSX, read with limits. Both raise `BadCommand`."""

    async def text(self, name: str, data: bytes) -> str:
        """The first sheet as CSV text."""
        ...

    async def charges(self, name: str, data: bytes) -> Charges: ...


@dataclass(frozen=True, slots=True)
class Tile:
    """A way into a demonstration: "enter as …"."""

    id: str
    person: PersonId
    name_ko: str
    name_en: str
    does_ko: str
    does_en: str
    path: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What the operator decides about the console."""

    hosts: frozenset[str] = frozenset()  # "host:port" as browsers say it; others are refused
    secure: bool = False
    demo: bool = False
    masthead: bool = False
    forwarded: bool = False
    idle_seconds: float = 1800.0
    longest_seconds: float = 12 * 3600.0


async def _closed(act: str, args: Mapping[str, object], asker: str) -> object:  # noqa: ARG001 - a counter that is shut
    raise Unidentified("missing")


def _nameless(kind: str, id_: str) -> tuple[str, str]:  # noqa: ARG001 - a world in which nothing has a name
    return "", ""


@dataclass(frozen=True, slots=True)
class Ports:
    perform: Perform
    note: Note
    caller: Callable[[PersonId], Caller | None]
    place: Callable[[PersonId], Place]
    accounts: Accounts
    workspace: Workspace
    now_us: Callable[[], int]
    monotonic: Callable[[], float]
    entropy: Callable[[int], bytes]
    report: Callable[[str, Mapping[str, object]], None]
    tiles: tuple[Tile, ...] = ()
    tables: Tables | None = None
    publicly: Publicly = _closed
    names: Names = _nameless
    sessions: SessionStore | None = None  # none: in memory, gone when this process ends
    provider: Provider | None = None
