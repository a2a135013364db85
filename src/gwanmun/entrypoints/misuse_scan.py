"""Asking a gate's journal for what detectors and approvals need: events without any text, and uses by approval.

Reads only, beside a gate at work; what was forgotten is counted and passed over. What does not live here: the detectors
(`control/misuse.py`), the books.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.system import System
from gwanmun.bootstrap import journal_path
from gwanmun.control.approvals import uses_of
from gwanmun.control.misuse import Event, Suspicion, detect
from gwanmun.control.office import DAY_US, SEOUL
from gwanmun.domain.approvals import Use
from gwanmun.domain.ids import RequestId
from gwanmun.errors import BadCommand
from gwanmun.journal.entry import Leaf
from gwanmun.settings import load_settings

_LONGEST = re.compile(r"(\d{1,4})([dh])")


class _Who(msgspec.Struct):
    client: str = ""
    task: str = ""


class _Service(msgspec.Struct):
    id: str = ""
    model: str = ""


class _Money(msgspec.Struct):
    bytes: int = 0


class _Opening(msgspec.Struct):
    """What a scan looks at in the opening of a first fact or a refusal; everything else is passed over."""

    who: _Who = msgspec.field(default_factory=_Who)
    service: _Service = msgspec.field(default_factory=_Service)
    money: _Money = msgspec.field(default_factory=_Money)
    findings: dict[str, int] = {}
    signals: dict[str, int] = {}
    input: dict[str, bool | str | int | float | None] = {}
    approval: str = ""


_OPENINGS = msgspec.json.Decoder(_Opening)


def scan(*, since: str, config: Path) -> tuple[int, tuple[Suspicion, ...], int]:
    """(events looked at, suspicions, openings that are gone)."""
    opened, from_us = _journal(since, config)
    rows = [_event(leaf, opening) for leaf, opening in _first_facts(opened, from_us)]
    return len(rows), detect(rows), opened.forgotten


def uses_under(approval: str, *, since: str, config: Path) -> dict[str, Any]:
    """What was done under an approval, as the journal has it."""
    opened, from_us = _journal(since, config)
    found: dict[str, Any] = msgspec.to_builtins(uses_of(uses_in(opened, approval, from_us), approval))
    return {**found, "forgotten": opened.forgotten}


def uses_in(opened: OpenedJournal, approval: str, from_us: int) -> Iterator[Use]:
    """The uses of an approval in one journal, oldest first."""
    return (
        Use(
            opening.approval, RequestId(leaf.request), leaf.at, leaf.person, opening.service.id, opening.service.model,
            opening.who.task, str(opening.input.get("data.classification", "")),
        )
        for leaf, opening in _first_facts(opened, from_us)
        if leaf.kind == "admitted" and opening.approval == approval
    )  # fmt: skip


def seoul_time(at_us: int) -> str:
    return datetime.fromtimestamp(at_us / 1_000_000, UTC).astimezone(SEOUL).strftime("%Y-%m-%d %H:%M KST")


def since_us(text: str, now_us: int) -> int:
    """30d, 12h or a day in Seoul, as an instant. Raises `BadCommand`."""
    match = _LONGEST.fullmatch(text)
    if match:
        return now_us - int(match[1]) * (DAY_US if match[2] == "d" else DAY_US // 24)
    try:
        return int(datetime.combine(date.fromisoformat(text), datetime.min.time(), SEOUL).timestamp()) * 1_000_000
    except ValueError:
        raise BadCommand(
            "--since", problem_ko="기간(30d, 12h)이나 날짜(YYYY-MM-DD)가 아닙니다",
            problem_en="neither a span (30d, 12h) nor a date (YYYY-MM-DD)", next_ko="예: --since 30d", next_en="such as --since 30d",
        ) from None  # fmt: skip


def _journal(since: str, config: Path) -> tuple[OpenedJournal, int]:
    settings = load_settings(config)
    return OpenedJournal(journal_path(settings), settings.gate.keys_dir), since_us(since, System().now_us())


def _first_facts(opened: OpenedJournal, from_us: int) -> Iterator[tuple[Leaf, _Opening]]:
    for leaf, opening in opened.records(from_us, _is_first, _OPENINGS):
        if opening is not None and leaf.person and leaf.agency:
            yield leaf, opening


def _is_first(leaf: Leaf) -> bool:
    return leaf.kind in {"admitted", "refused"}


def _event(leaf: Leaf, opening: _Opening) -> Event:
    return Event(
        leaf.at, leaf.request, leaf.person, leaf.agency, leaf.department, opening.who.client,
        str(opening.input.get("device.class", "")), opening.who.task, opening.money.bytes, sum(opening.findings.values()),
        opening.signals.get("non_work", 0), opening.signals.get("injection", 0), leaf.kind == "refused",
    )  # fmt: skip
