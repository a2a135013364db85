"""Sightings counted: attempts (차단된 시도), services nobody listed (발견), and how far the logs reach (기록 범위). What does
not live here: reading lines (`logs.py`), statements built on them.

One visit makes two to four denied CONNECTs and A, AAAA and HTTPS queries: an attempt is one device, one service, five
minutes. Raw counts stand apart. An absence may be stated only where the logs reach: an hour without a line is a gap.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from gwanmun.enforce.logs import LONGEST_LINE, Reader, Sighting
from gwanmun.enforce.plan import Action, Plan, Population, Ruling, Table, population_of
from gwanmun.errors import BadCommand

WINDOW_SECONDS = 300
HOUR_SECONDS = 3600
MOST_HOSTS = 200_000
MOST_ASIDE = 1000
_ELSEWHERE = "?"
#: What may stand for a host in a log: the client wrote it, and people read it on terminals. Addresses are hosts, too.
_HOST = re.compile(r"[a-z0-9_.:\[\]-]{1,253}")


@dataclass(slots=True)
class Tally:
    """What was seen, by audience. Bounded: names and clients that a log makes up cannot grow it without end."""

    lines: int = 0
    sightings: int = 0
    malformed: int = 0
    overflow: int = 0
    aside: list[str] = field(default_factory=list)
    stopped: dict[tuple[str, str, int], str] = field(default_factory=dict)  # (client, service, window) → stamp
    raw: Counter[tuple[str, str, bool]] = field(default_factory=Counter)  # (audience, service, stopped)
    uses: set[tuple[str, str, int]] = field(default_factory=set)
    unknown: dict[str, list[int]] = field(default_factory=dict)  # host → [sightings, first, last]
    askers: dict[str, set[str]] = field(default_factory=dict)  # host → clients, at most 50
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)  # (audience, host that nobody listed) → sightings
    hours: dict[str, set[int]] = field(default_factory=dict)  # audience → hours with a line
    clients: dict[str, str] = field(default_factory=dict)  # client → audience


class Counting:
    """Feeds lines into a tally. `interesting` says which unlisted hosts are worth a person's look."""

    def __init__(self, plan: Plan, people: Sequence[Population], interesting: Callable[[str], bool]) -> None:
        self.tally = Tally()
        self._people = people
        self._interesting = interesting
        rows = ((name, Ruling(one.id, Action.PASS, "")) for one in plan.destinations for name in one.names)
        self._table = Table(rows)
        self._services: dict[str, str] = {}
        self._probes = frozenset(one.probe for one in plan.audiences if one.probe)  # the apply agent's own questions

    def feed(self, lines: Iterable[str], reader: Reader) -> None:
        """Never raises for what a line holds: rotation may cut one in two, and others are somebody's."""
        tally = self.tally
        take = self._take
        for line in lines:
            tally.lines += 1
            try:
                if len(line) > LONGEST_LINE:
                    raise ValueError("too long")  # noqa: TRY301 - as any other line that cannot be read
                seen = reader(line)
                if seen is not None:
                    take(seen)
            except (ValueError, BadCommand, KeyError, IndexError, TypeError, OverflowError):
                tally.malformed += 1
                if len(tally.aside) < MOST_ASIDE:
                    tally.aside.append(line[:LONGEST_LINE].removesuffix("\n") + "\n")

    def _take(self, seen: Sighting) -> None:
        tally = self.tally
        tally.sightings += 1
        client, host = seen.client, seen.host
        if client in self._probes:
            return
        service = self._services.get(host)
        if service is None:
            service = self._service(host)
        audience = tally.clients.get(client) or self._audience(client)
        hour = seen.at // HOUR_SECONDS
        hours = tally.hours.get(audience)
        if hours is None:
            hours = tally.hours[audience] = set()
        hours.add(hour)
        if not service:
            return
        if service == _ELSEWHERE:
            self._unlisted(seen, audience)
            return
        tally.raw[audience, service, seen.stopped] += 1
        key = (client, service, seen.at // WINDOW_SECONDS)
        if seen.stopped:
            tally.stopped.setdefault(key, seen.policy)
        else:
            tally.uses.add(key)

    def _audience(self, client: str) -> str:
        found = population_of(self._people, client)
        name = found.audience.id if found else ""
        if len(self.tally.clients) < MOST_HOSTS:
            self.tally.clients[client] = name
        return name

    def _service(self, host: str) -> str:
        if _HOST.fullmatch(host) is None:
            raise ValueError("host")
        ruling = self._table.find(host)
        found = ruling.destination if ruling else _ELSEWHERE if self._interesting(host) else ""
        if len(self._services) < MOST_HOSTS:
            self._services[host] = found
        return found

    def _unlisted(self, seen: Sighting, audience: str) -> None:
        tally = self.tally
        row = tally.unknown.get(seen.host)
        if row is None:
            if len(tally.unknown) >= MOST_HOSTS:
                tally.overflow += 1
                return
            row = tally.unknown[seen.host] = [0, seen.at, seen.at]
            tally.askers[seen.host] = set()
        row[0] += 1
        tally.asked[audience, seen.host] += 1
        row[1], row[2] = min(row[1], seen.at), max(row[2], seen.at)
        if len(tally.askers[seen.host]) < 50:
            tally.askers[seen.host].add(seen.client)


# ---------------------------------------------------------------- reports


@dataclass(frozen=True, slots=True)
class Attempts:
    """One service in one class."""

    audience: str
    service: str
    attempts: int
    devices: int
    raw: int
    uses: int  # visits that were not stopped
    policies: tuple[str, ...]


def attempts(tally: Tally) -> tuple[Attempts, ...]:
    """The most attempts first."""
    counted: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for (client, service, _), stamp in tally.stopped.items():
        counted.setdefault((tally.clients.get(client, ""), service), []).append((client, stamp))
    used = Counter((tally.clients.get(client, ""), service) for client, service, _ in tally.uses)
    rows = [
        Attempts(
            audience, service, len(counted.get((audience, service), ())),
            len({client for client, _ in counted.get((audience, service), ())}), tally.raw[audience, service, True],
            used[audience, service], tuple(sorted({stamp for _, stamp in counted.get((audience, service), ()) if stamp})),
        )
        for audience, service in sorted({*counted, *used})
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-row.attempts, row.audience, row.service)))


@dataclass(frozen=True, slots=True)
class Found:
    host: str
    sightings: int
    devices: int  # at most 50 are counted
    first: int
    last: int


def discovered(tally: Tally) -> tuple[Found, ...]:
    """Hosts that no service of the catalogue has, by how many devices ask for them."""
    rows = (Found(host, row[0], len(tally.askers[host]), row[1], row[2]) for host, row in tally.unknown.items())
    return tuple(sorted(rows, key=lambda row: (-row.devices, -row.sightings, row.host)))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the logs of one class reach in a period. `gaps` are spans of hours without any line, [from, to)."""

    audience: str
    agency: str
    device: str
    hours: int
    covered: int
    devices: int
    gaps: tuple[tuple[int, int], ...]

    @property
    def complete(self) -> bool:
        return self.hours > 0 and self.covered == self.hours


def coverage(tally: Tally, plan: Plan, since: int, until: int) -> tuple[Coverage, ...]:
    """For each class, every hour of the period [since, until) in seconds of the epoch."""
    first, last = since // HOUR_SECONDS, -(-until // HOUR_SECONDS)
    found = []
    for audience in plan.audiences:
        seen = tally.hours.get(audience.id, set())
        gaps: list[tuple[int, int]] = []
        for hour in range(first, min(last, first + 24 * 3660)):
            if hour in seen:
                continue
            if gaps and gaps[-1][1] == hour * HOUR_SECONDS:
                gaps[-1] = (gaps[-1][0], (hour + 1) * HOUR_SECONDS)
            else:
                gaps.append((hour * HOUR_SECONDS, (hour + 1) * HOUR_SECONDS))
        covered = sum(first <= hour < last for hour in seen)
        devices = sum(name == audience.id for name in tally.clients.values())
        found.append(
            Coverage(audience.id, audience.agency, audience.device, last - first, covered, devices, tuple(gaps))
        )
    return tuple(found)
