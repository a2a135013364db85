"""Proof of absence (미이용 확인): "no use of this service through the gate in this period", or why it cannot be said.

What lives here: what coverage a statement needs, when it is withheld, its text. What does not: reading and proving
journals, signing. A statement covers what passed the gate and says so: traffic beside the gate is not in it.

# INVARIANT: a gap in coverage, whatever it is, withholds the statement; so does a single use.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

_SEOUL = timezone(timedelta(hours=9))
_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Closed:
    """A time in which a gate was not open: nothing passes a closed gate."""

    from_us: int
    to_us: int
    orderly: bool  # it stopped in order; otherwise it died, and its own journal ended its requests at the next start


@dataclass(frozen=True, slots=True)
class Watched:
    """One gate's journal, as it was proved, and what it holds of the service in the period."""

    origin: str
    size: int
    root: str
    first_us: int  # its first record
    uses: int
    attempts: int  # refused: nothing was sent
    requests: int  # all requests of the period, whatever the service
    unreadable: int  # requests of the period whose service cannot be read any more
    unsealed: int
    closed: tuple[Closed, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Absence:
    """The answer. `gaps` empty and `uses` zero: it may be signed; otherwise it is withheld, and these say why."""

    service: str
    first: date
    last: date
    watched: tuple[Watched, ...]
    gaps: tuple[Gap, ...]

    @property
    def uses(self) -> int:
        return sum(one.uses for one in self.watched)

    @property
    def attempts(self) -> int:
        return sum(one.attempts for one in self.watched)

    @property
    def holds(self) -> bool:
        return not self.gaps and self.uses == 0 and bool(self.watched)


def start_us(day: date) -> int:
    """The first instant of a day in Seoul."""
    return int(datetime(day.year, day.month, day.day, tzinfo=_SEOUL).timestamp()) * _SECOND


def absence(
    service: str, first: date, last: date, watched: tuple[Watched, ...], missing: tuple[str, ...], now_us: int
) -> Absence:
    """Weigh the coverage. `missing` are journals that were read before and are not there any more."""
    began, over = start_us(first), start_us(last + timedelta(days=1))
    gaps: list[Gap] = []
    if now_us < over:
        gaps.append(Gap("기간이 아직 끝나지 않았습니다", "the period is not over yet"))
    if not watched:
        gaps.append(Gap("관문 기록이 없습니다", "there is no gate's journal"))
    elif min(one.first_us for one in watched) > began:
        since = instant(min(one.first_us for one in watched))
        gaps.append(Gap(f"기록이 {since}부터 있습니다", f"records begin at {since}"))
    gaps += [Gap(f"{name} 기록이 사라졌습니다", f"the journal {name} is gone") for name in missing]
    for one in watched:
        if one.unreadable:
            gaps.append(
                Gap(
                    f"{one.origin}: 어느 서비스인지 알 수 없는 요청 {one.unreadable:,}건 (내용 파기)",
                    f"{one.origin}: {one.unreadable:,} requests whose service cannot be read any more (forgotten)",
                )
            )
        if one.unsealed:
            gaps.append(
                Gap(
                    f"{one.origin}: 아직 봉인되지 않은 기록 {one.unsealed:,}건",
                    f"{one.origin}: {one.unsealed:,} records are not sealed yet",
                )
            )
    return Absence(service, first, last, watched, tuple(gaps))


def statement(found: Absence, issued_us: int) -> str:
    """The text to sign: one thing a line, the same for the same evidence and moment. Raises when it is withheld."""
    if not found.holds:
        raise ValueError("a statement that is withheld has no text")
    lines = [
        "gwanmun absence statement v1 / 관문 미이용 확인서",
        f"service {found.service}",
        f"period {found.first.isoformat()} {found.last.isoformat()} Asia/Seoul",
        "uses 0",
        f"refused-attempts {found.attempts}",
        f"requests-watched {sum(one.requests for one in found.watched)}",
    ]
    for one in found.watched:
        lines.append(f"journal {one.origin} size {one.size} root {one.root} since {instant(one.first_us)}")
        lines += [
            f"closed {one.origin} {instant(shut.from_us)} {instant(shut.to_us)} {'in-order' if shut.orderly else 'died'}"
            for shut in one.closed[:_MOST_CLOSED]
        ]
        if len(one.closed) > _MOST_CLOSED:
            lines.append(f"closed {one.origin} and {len(one.closed) - _MOST_CLOSED} times more")
    lines += [
        "coverage every request that passed the gate; traffic beside the gate is not covered / 관문을 지난 모든 요청, 관문 밖 통신은 포함되지 않음",
        f"issued {instant(issued_us)}",
    ]
    return "\n".join(lines) + "\n"


_MOST_CLOSED = 200


def instant(at_us: int) -> str:
    return datetime.fromtimestamp(at_us // _SECOND, UTC).astimezone(_SEOUL).strftime("%Y-%m-%dT%H:%M:%S+09:00")
