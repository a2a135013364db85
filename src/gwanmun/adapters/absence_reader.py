"""What a gate's journal, proved from its bytes, holds of a service in a period; and which services were reviewed when.

What does not live here: weighing it (`budget/absence.py`). Slower than the rollup on purpose: a statement stands on the
evidence itself, never on a projection of it.
"""

from pathlib import Path

import msgspec

from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.journal_pass import OPENINGS
from gwanmun.budget.absence import Closed, Watched
from gwanmun.domain.facts import FactKind
from gwanmun.domain.vendors import Stage
from gwanmun.journal.entry import Leaf

_ASKED = {FactKind.ADMITTED.value, FactKind.REFUSED.value}


def watch(path: Path, keys_dir: Path, service: str, from_us: int, to_us: int) -> Watched:
    """Prove the journal, then read what it holds of this service (its id, or its family) from `from_us` to before `to_us`.

    Raises `IntegrityFault` when the journal does not prove.
    """
    report = verify_journal(path, keys_dir)
    first_us = last_us = uses = attempts = requests = unreadable = 0
    stopped = False
    closed: list[Closed] = []

    def wanted(leaf: Leaf) -> bool:
        return leaf.kind in _ASKED and from_us <= leaf.at < to_us

    for leaf, opening in OpenedJournal(path, keys_dir).sealed(0, wanted, OPENINGS):
        first_us = first_us or leaf.at
        if leaf.kind == FactKind.STARTED.value and last_us and last_us < to_us and leaf.at >= from_us:
            closed.append(Closed(last_us, leaf.at, stopped))
        last_us, stopped = leaf.at, leaf.kind == FactKind.STOPPED.value
        if not wanted(leaf):
            continue
        requests += 1
        if opening is None:
            unreadable += 1
        elif service in {opening.service.id, opening.input.family}:
            if leaf.kind == FactKind.ADMITTED.value:
                uses += 1
            else:
                attempts += 1
    return Watched(
        report.origin, report.size, report.root.hex(), first_us, uses, attempts, requests, unreadable,
        report.not_yet_sealed, tuple(closed),
    )  # fmt: skip


class _Record(msgspec.Struct):
    service: str = ""
    security_reviewed: bool = False


class _Named(msgspec.Struct):
    act: str = ""


class _Recorded(msgspec.Struct):
    record: _Record
    before: _Record | None = None


class _Moved(msgspec.Struct):
    service: str
    before: str
    after: str


_NAMED = msgspec.json.Decoder(_Named, strict=False)
_RECORDED = msgspec.json.Decoder(_Recorded, strict=False)
_MOVED = msgspec.json.Decoder(_Moved, strict=False)


def reviewed_by_day(desk: Path, keys_dir: Path) -> list[tuple[int, str]]:
    """(when, service) of each approval by onboarding, and of each record that newly said "security reviewed", from the
    desk's journal. (A record said it by an act of its own until onboarding became the only way.)
    """
    found: list[tuple[int, str]] = []
    loose = msgspec.json.Decoder(msgspec.Raw)
    for leaf, opening in OpenedJournal(desk, keys_dir).sealed(0, lambda leaf: leaf.kind == FactKind.ACT.value, loose):
        if opening is None:
            continue
        match _NAMED.decode(opening).act:
            case "put_record":
                put = _RECORDED.decode(opening)
                if put.record.security_reviewed and not (put.before is not None and put.before.security_reviewed):
                    found.append((leaf.at, put.record.service))
            case "move_service":
                moved = _MOVED.decode(opening)
                if (moved.before, moved.after) == (Stage.REVIEWED.value, Stage.APPROVED.value):
                    found.append((leaf.at, moved.service))
            case _:
                pass
    return found
