"""Sessions (로그인 세션): who signed in, kept by the server, found by a random token that only the browser holds.

In memory, bounded, gone when the desk is started again. A session ends when it was idle for long, when it is long since
it began, when its person signs out, and when its person is no longer on the books: that is asked with every request.
Law: 개인정보의 안전성 확보조치 기준 제6조 제5항 (idle sessions are cut off).
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest

from gwanmun.domain.ids import PersonId

_MOST = 20_000
_MOST_KEPT = 64 * 1024


@dataclass(slots=True)
class Session:
    """`token` of a form must come back with it (CSRF). `kept`: what was typed when an earlier session had ended."""

    person: PersonId
    how: str  # password, demo, or the name of a provider
    form_token: str
    began: float
    seen: float
    break_glass: bool = False
    demo_as: str = ""  # the tile that was chosen in a demonstration
    kept: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def holds(self, token: str) -> bool:
        return compare_digest(token.encode(), self.form_token.encode())

    def keep(self, path: str, typed: Mapping[str, str]) -> None:
        """Give what was typed back to the page at `path`, once."""
        if sum(map(len, typed.values())) <= _MOST_KEPT * 4:
            self.kept[path] = dict(typed)

    def take(self, path: str) -> Mapping[str, str]:
        return self.kept.pop(path, {})


class Sessions:
    """`ended` is told of each session that ends otherwise than by signing out: (person, idle or longest)."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        entropy: Callable[[int], bytes],
        *,
        idle_seconds: float,
        longest_seconds: float,
    ) -> None:
        self._monotonic = monotonic
        self._entropy = entropy
        self._idle = idle_seconds
        self._longest = longest_seconds
        self._open: dict[str, Session] = {}

    def begin(self, person: PersonId, how: str, *, break_glass: bool = False, demo_as: str = "") -> tuple[str, Session]:
        """A new token for each sign-in: one that somebody knew before is worth nothing."""
        now = self._monotonic()
        if len(self._open) >= _MOST:
            self._sweep(now)
        while len(self._open) >= _MOST:  # the one that was used longest ago goes
            del self._open[min(self._open, key=lambda one: self._open[one].seen)]
        token = _text(self._entropy(32))
        made = Session(person, how, _text(self._entropy(32)), now, now, break_glass, demo_as)
        self._open[_name(token)] = made
        return token, made

    def find(self, token: str) -> Session | None:
        """The session, when it goes on; looking at it counts as use."""
        if not token or len(token) > 128:
            return None
        name = _name(token)
        found = self._open.get(name)
        if found is None:
            return None
        now = self._monotonic()
        if self._over(found, now):
            del self._open[name]
            return None
        found.seen = now
        return found

    def end(self, token: str) -> Session | None:
        return self._open.pop(_name(token), None)

    def end_all(self, person: PersonId) -> int:
        gone = [name for name, one in self._open.items() if one.person == person]
        for name in gone:
            del self._open[name]
        return len(gone)

    def _over(self, one: Session, now: float) -> bool:
        return now - one.seen > self._idle or now - one.began > self._longest

    def _sweep(self, now: float) -> None:
        for name in [name for name, one in self._open.items() if self._over(one, now)]:
            del self._open[name]

    def __len__(self) -> int:
        return len(self._open)


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _name(token: str) -> str:
    """What is kept is not the token: whoever sees the table cannot take a session over."""
    return sha256(token.encode()).hexdigest()
