"""Misuse (오용) seen in a stream of events: four detectors, each a rule over a window. Pure: events in, suspicions out.

What an event holds is what the journal holds: who (a pseudonym), when, from what, how large, which signals and findings
were counted, what was decided. No text. A suspicion is a question to a person, never a verdict and never a sanction.
What does not live here: counting signals in a prompt (`privacy/signals.py`), reading the journal
(`entrypoints/misuse_scan.py`), what officers decide (`findings.py`).

| detector | rule | window |
|---|---|---|
| non_work | at least 3 requests that read as not work, and a quarter of all in the window | 7 days |
| bulk_extraction | at least 240 requests, or 16 MiB sent, or 400 findings of personal data | 1 hour |
| prompt_injection | 2 requests with an injection signal, or one with two different ones | 1 day |
| shared_account | 3 software clients on 2 classes of device, or 8 changes between two sets, or 20 hours of a day in use | 1 hour, 1 hour, 1 day |
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, pairwise

MINUTE_US = 60 * 1_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
_KEPT_EVIDENCE = 20
_MOST_IN_WINDOW = 2_000


@dataclass(frozen=True, slots=True)
class Event:
    """One request, as its first fact tells it."""

    at_us: int
    request: str
    person: str
    agency: str
    department: str = ""
    client: str = ""
    device: str = ""
    task: str = ""
    sent_bytes: int = 0
    findings: int = 0  # of personal data
    non_work: int = 0
    injection: int = 0  # how many different injection signals
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Suspicion:
    """`id` is made of detector, person and the day it began: scanning twice finds it once."""

    id: str
    detector: str
    person: str
    agency: str
    from_us: int
    to_us: int
    count: int
    rule: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of the rules. Tightening one finds more and is wrong more often: measured in the tests."""

    non_work_requests: int = 3
    non_work_share: float = 0.25
    bulk_requests: int = 240
    bulk_bytes: int = 16 * 1024 * 1024
    bulk_findings: int = 400
    injections: int = 2
    injection_kinds: int = 2
    shared_clients: int = 3
    shared_devices: int = 2
    shared_changes: int = 8
    shared_hours: int = 20


Detector = Callable[[Sequence[Event], Limits], Iterator[tuple[Sequence[Event], str]]]


def detect(events: Iterable[Event], limits: Limits | None = None) -> tuple[Suspicion, ...]:
    """Everything suspicious in events of any order and any persons; one suspicion a detector, person and day."""
    limits = limits or Limits()
    by_person: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        by_person[event.agency, event.person].append(event)
    found: dict[str, Suspicion] = {}
    for (agency, person), rows in by_person.items():
        rows.sort(key=lambda event: (event.at_us, event.request))
        for name, detector in DETECTORS.items():
            for group, rule in detector(rows, limits):
                made = _suspicion(name, agency, person, group, rule)
                found.setdefault(made.id, made)
    return tuple(sorted(found.values(), key=lambda one: (one.from_us, one.id)))


def non_work(rows: Sequence[Event], limits: Limits) -> Iterator[tuple[Sequence[Event], str]]:
    """Work is the only purpose that most agencies admit; a single odd question is nobody's business."""
    times = [event.at_us for event in rows]
    for odd in _windows([event for event in rows if event.non_work], 7 * DAY_US):
        whole = bisect_right(times, odd[-1].at_us) - bisect_left(times, odd[-1].at_us - 7 * DAY_US)
        if len(odd) >= limits.non_work_requests and len(odd) >= limits.non_work_share * whole:
            yield (
                odd,
                (
                    f"7d: {len(odd)} of {whole} requests read as not work "
                    f"(≥ {limits.non_work_requests}, ≥ {limits.non_work_share:.0%})"
                ),
            )


def bulk_extraction(rows: Sequence[Event], limits: Limits) -> Iterator[tuple[Sequence[Event], str]]:
    """A database leaves in pieces: many requests, much text or many people's data within an hour."""
    for window in _windows(rows, HOUR_US):
        size, people = sum(event.sent_bytes for event in window), sum(event.findings for event in window)
        if len(window) >= limits.bulk_requests:
            yield window, f"1h: {len(window)} requests (≥ {limits.bulk_requests})"
        elif size >= limits.bulk_bytes:
            yield window, f"1h: {size} bytes (≥ {limits.bulk_bytes})"
        elif people >= limits.bulk_findings:
            told = [event for event in window if event.findings]
            yield told, f"1h: {people} findings of personal data (≥ {limits.bulk_findings})"


def prompt_injection(rows: Sequence[Event], limits: Limits) -> Iterator[tuple[Sequence[Event], str]]:
    """Somebody tries to talk the model, or the gate, out of its rules."""
    for window in _windows([event for event in rows if event.injection], DAY_US):
        most = max(event.injection for event in window)
        if len(window) >= limits.injections:
            yield window, f"1d: {len(window)} requests with injection signals (≥ {limits.injections})"
        elif most >= limits.injection_kinds:
            yield window, f"one request with {most} different injection signals (≥ {limits.injection_kinds})"


def shared_account(rows: Sequence[Event], limits: Limits) -> Iterator[tuple[Sequence[Event], str]]:
    """One person's key in several hands: software and devices that alternate, or no hour of sleep."""
    for window in _windows(rows, HOUR_US):
        clients, devices = {event.client for event in window} - {""}, {event.device for event in window} - {""}
        if len(devices) < limits.shared_devices:
            continue  # a tool that runs beside a person changes the client and not the device
        changes = sum(
            (before.client, before.device) != (after.client, after.device) for before, after in pairwise(window)
        )
        if len(clients) >= limits.shared_clients:
            yield (
                window,
                (
                    f"1h: {len(clients)} clients on {len(devices)} classes of device "
                    f"(≥ {limits.shared_clients}, ≥ {limits.shared_devices})"
                ),
            )
        elif changes >= limits.shared_changes:
            yield window, f"1h: {changes} changes between devices and clients (≥ {limits.shared_changes})"
    for _, group in groupby(rows, key=lambda event: _day(event.at_us)):
        events = list(group)
        hours = {event.at_us // HOUR_US for event in events}
        if len(hours) >= limits.shared_hours:
            yield events, f"1d: in use in {len(hours)} of 24 hours (≥ {limits.shared_hours})"


DETECTORS: Mapping[str, Detector] = {
    "non_work": non_work,
    "bulk_extraction": bulk_extraction,
    "prompt_injection": prompt_injection,
    "shared_account": shared_account,
}


def _windows(rows: Sequence[Event], width_us: int) -> Iterator[list[Event]]:
    """The window as of the end of each minute in which something happened: at most 1,440 a day, however busy it was."""
    window: deque[Event] = deque(maxlen=_MOST_IN_WINDOW)
    last = len(rows) - 1
    for at, event in enumerate(rows):
        window.append(event)
        if at < last and rows[at + 1].at_us // MINUTE_US == event.at_us // MINUTE_US:
            continue
        while event.at_us - window[0].at_us > width_us:
            window.popleft()
        yield list(window)


def _day(at_us: int) -> int:
    """The day in Seoul, as a number."""
    return (at_us + 9 * HOUR_US) // DAY_US


def _suspicion(detector: str, agency: str, person: str, group: Sequence[Event], rule: str) -> Suspicion:
    first, last = group[0].at_us, group[-1].at_us
    day = _day(first)
    id_ = sha256(f"{detector}\0{agency}\0{person}\0{day}".encode()).hexdigest()[:16]
    return Suspicion(
        f"mf-{id_}", detector, person, agency, first, last, len(group), rule,
        tuple(event.request for event in group[:_KEPT_EVIDENCE]),
    )  # fmt: skip


def tally(found: Iterable[Suspicion]) -> dict[str, int]:
    """How many of each kind."""
    counts = Counter(one.detector for one in found)
    return {name: counts[name] for name in DETECTORS}
