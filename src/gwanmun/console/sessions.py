"""Sessions (로그인 세션): who signed in, found by a random token that only the browser holds.

They stand in the books under a keyed hash of the token (port `SessionStore`), so that a desk that is started again knows
them; what was typed, and the provider's token, are in memory alone and go with it. A session ends when it was idle for
long, when it is long since it began, when its person signs out or ends it elsewhere, when their account's proofs change,
and when its person is no longer on the books: all of that is asked with every request.
Law: 개인정보의 안전성 확보조치 기준 제6조 제5항 (idle sessions are cut off). Why so: docs/adr/0012-console.md.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from hmac import compare_digest, new

from gwanmun.console.ports import SessionStore
from gwanmun.domain.ids import PersonId
from gwanmun.domain.sign_in import OpenSession

_MOST_HELD = 20_000
_MOST_KEPT = 64 * 1024
_SECOND_US = 1_000_000
#: How often a use is written down. After a restart a session may count as idle by this much too early, never too late.
_SEEN_EVERY_US = 120 * _SECOND_US
_SWEEP_EVERY_US = 60 * _SECOND_US
#: A clock that was put back further than this ends every session: idle time can no longer be told.
_BACK_US = 300 * _SECOND_US


@dataclass(slots=True)
class Session:
    """`form_token` must come back with a form (CSRF). `kept`: what was typed when an earlier session had ended."""

    person: PersonId
    how: str  # password, demo, or the name of a provider
    form_token: str
    id: str = ""
    account: str = ""
    break_glass: bool = False
    demo_as: str = ""  # the tile that was chosen in a demonstration
    kept: dict[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    hint: str = field(default="", repr=False)  # the provider's token, with which its own session is ended

    def holds(self, token: str) -> bool:
        return compare_digest(token.encode(), self.form_token.encode())

    def keep(self, path: str, typed: Mapping[str, str]) -> None:
        """Give what was typed back to the page at `path`, once."""
        if sum(map(len, typed.values())) <= _MOST_KEPT * 4:
            self.kept[path] = dict(typed)

    def take(self, path: str) -> Mapping[str, str]:
        return self.kept.pop(path, {})


class Sessions:
    """`now_us` is the wall clock: only that goes on while no desk runs."""

    def __init__(
        self,
        store: SessionStore,
        now_us: Callable[[], int],
        entropy: Callable[[int], bytes],
        *,
        idle_seconds: float,
        longest_seconds: float,
    ) -> None:
        self._store = store
        self._now_us = now_us
        self._entropy = entropy
        self._idle_us = int(idle_seconds * _SECOND_US)
        self._longest_us = int(longest_seconds * _SECOND_US)
        self._held: dict[str, tuple[Session, int]] = {}  # what is not in the books: `kept`, `hint`, the latest use
        self._swept_us = 0

    def begin(
        self,
        person: PersonId,
        how: str,
        *,
        break_glass: bool = False,
        demo_as: str = "",
        hint: str = "",
        account: str = "",
        peer: str = "",
        client: str = "",
    ) -> tuple[str, Session]:
        """A new token for each sign-in: one that somebody knew before is worth nothing."""
        now = self._now_us()
        if now - self._swept_us >= _SWEEP_EVERY_US:
            self._swept_us = now
            self._store.sweep(now - self._idle_us, now - self._longest_us)
        token = _text(self._entropy(32))
        id_ = self._store.id_of(token)
        self._store.put(OpenSession(id_, person, how, account, now, now, break_glass, demo_as, peer, client))
        made = Session(person, how, _form_token(token), id_, account, break_glass, demo_as, hint=hint)
        self._hold(made, now)
        return token, made

    def find(self, token: str) -> Session | None:
        """The session, when it goes on; looking at it counts as use."""
        if not token or len(token) > 128:
            return None
        id_ = self._store.id_of(token)
        row = self._store.find(id_)
        if row is None:
            self._held.pop(id_, None)
            return None
        now = self._now_us()
        held = self._held.get(id_)
        seen = max(row.seen_us, held[1] if held else 0)
        why = self._over(replace(row, seen_us=seen), now)
        if why:
            self._end(id_, why)
            return None
        if now - row.seen_us >= _SEEN_EVERY_US:
            self._store.seen(id_, now)
        if held is None:
            held = (
                Session(row.person, row.how, _form_token(token), id_, row.account, row.break_glass, row.demo_as),
                now,
            )
        self._hold(held[0], now)
        return held[0]

    def end(self, token: str) -> None:
        """Its person asked for it, or is on the books no more."""
        self._end(self._store.id_of(token), "")

    def of(self, person: PersonId) -> tuple[OpenSession, ...]:
        """A person's sessions that go on, the one used last first."""
        now = self._now_us()
        rows = [self._latest(row) for row in self._store.of(person)]
        return tuple(sorted((row for row in rows if not self._over(row, now)), key=lambda row: -row.seen_us))

    def _latest(self, row: OpenSession) -> OpenSession:
        held = self._held.get(row.id)
        return row if held is None else replace(row, seen_us=max(row.seen_us, held[1]))

    def _over(self, row: OpenSession, now: int) -> str:
        if now - row.began_us > self._longest_us:
            return "longest"
        return "idle" if now - row.seen_us > self._idle_us or row.seen_us - now > _BACK_US else ""

    def _end(self, id_: str, why: str) -> None:
        self._held.pop(id_, None)
        self._store.end(id_, why)

    def _hold(self, session: Session, now: int) -> None:
        """In the order of use, so that of too many the one used longest ago goes; the books know it still."""
        self._held.pop(session.id, None)
        self._held[session.id] = (session, now)
        if len(self._held) > _MOST_HELD:
            del self._held[next(iter(self._held))]


class MemorySessions:
    """Port `SessionStore` in memory, for a console without books behind it (tests)."""

    def __init__(self) -> None:
        self._rows: dict[str, OpenSession] = {}

    def id_of(self, token: str) -> str:
        return sha256(token.encode()).hexdigest()

    def find(self, id_: str) -> OpenSession | None:
        return self._rows.get(id_)

    def put(self, row: OpenSession) -> None:
        self._rows[row.id] = row

    def seen(self, id_: str, at_us: int) -> None:
        if id_ in self._rows:
            self._rows[id_] = replace(self._rows[id_], seen_us=at_us)

    def end(self, id_: str, why: str = "") -> None:  # noqa: ARG002 - no record here
        self._rows.pop(id_, None)

    def of(self, person: PersonId) -> tuple[OpenSession, ...]:
        return tuple(row for row in self._rows.values() if row.person == person)

    def sweep(self, seen_before_us: int, began_before_us: int) -> None:
        for row in tuple(self._rows.values()):
            if row.seen_us < seen_before_us or row.began_us < began_before_us:
                del self._rows[row.id]


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _form_token(token: str) -> str:
    """Made from the session's token, so that a form that was open while the desk was started again still counts."""
    return _text(new(token.encode(), b"form", sha256).digest())
