"""How a gate settled its requests (정산 내역), from its journal: one by its number, or all that nobody is certain of.

What lives here: joining a request's beginning, end and reconciliation. What does not: changing a settlement
(`control/reconcile.py`, `gateway/reconcile.py`). Reads only; a number is looked for from the time that is in it on.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.files.reader import origin_of
from gwanmun.domain.facts import FactKind
from gwanmun.journal.entry import Leaf
from gwanmun.ports.usage import Booked

_SENT, _ENDED, _RECONCILED = FactKind.ADMITTED.value, FactKind.ENDED.value, FactKind.RECONCILED.value
_LONG_US = 2 * 86_400_000_000  # a request that a dead gate left may end long after it began
_SLACK_US = 60_000_000  # the clock of an id and that of a record


class _Text(msgspec.Struct):
    id: str = "-"
    model: str = "-"
    task: str = "-"
    outcome: str = "-"


class _Input(msgspec.Struct):
    device: str = msgspec.field(default="-", name="device.class")
    family: str = msgspec.field(default="-", name="service.family")


class _Money(msgspec.Struct):
    input_nanowon: int | None = None
    output_nanowon: int | None = None


class _Usage(msgspec.Struct):
    by: str = ""


class _Opening(msgspec.Struct):
    who: _Text = msgspec.field(default_factory=_Text)
    service: _Text = msgspec.field(default_factory=_Text)
    decision: _Text = msgspec.field(default_factory=_Text)
    input: _Input = msgspec.field(default_factory=_Input)
    money: _Money = msgspec.field(default_factory=_Money)
    usage: _Usage = msgspec.field(default_factory=_Usage)


_OPENINGS = msgspec.json.Decoder(_Opening)
Part = tuple[Leaf, _Opening | None]


def began_us(request: str) -> int:
    """The time in a UUIDv7 (RFC 9562 §5.7); 0 for what is none."""
    plain = request.replace("-", "")
    if len(plain) != 32 or plain[12] != "7" or not plain.isascii() or not plain.isalnum():
        return 0
    try:
        return int(plain[:12], 16) * 1000
    except ValueError:
        return 0


def booking(path: Path, keys_dir: Path, request: str) -> Booked | None:
    """A request, when it was sent and has ended in this journal."""
    sent: Part | None = None
    since = max(0, began_us(request) - _SLACK_US)
    for leaf, opening in OpenedJournal(path, keys_dir).records(since, lambda leaf: leaf.request == request, _OPENINGS):
        if leaf.request != request:
            continue
        if leaf.kind == _SENT:
            sent = leaf, opening
        elif leaf.kind == _ENDED and sent is not None:
            return _booked(origin_of(path), sent, (leaf, opening))
    return None


def uncertain_bookings(path: Path, keys_dir: Path, since_us: int) -> Iterator[Booked]:
    """What ended since then on something else than the vendor's report, oldest first."""
    origin, sent, found = origin_of(path), dict[str, Part](), dict[str, Booked]()
    for leaf, opening in OpenedJournal(path, keys_dir).records(max(0, since_us - _LONG_US), _wanted, _OPENINGS):
        if leaf.kind == _SENT:
            sent[leaf.request] = leaf, opening
        elif leaf.kind == _RECONCILED:
            found.pop(leaf.request, None)
        elif leaf.kind == _ENDED and (beginning := sent.pop(leaf.request, None)) is not None:
            booked = _booked(origin, beginning, (leaf, opening))
            if not booked.certain and booked.booked and leaf.at >= since_us:  # what cost nothing is not in doubt
                found[leaf.request] = booked
    yield from found.values()


def _wanted(leaf: Leaf) -> bool:
    return leaf.kind in {_SENT, _ENDED}


def _booked(origin: str, sent: Part, ended: Part) -> Booked:
    leaf, opening = sent
    told, end = opening or _Opening(), ended[1] or _Opening()
    return Booked(
        leaf.request, origin, leaf.agency, leaf.department, leaf.person, leaf.period, leaf.service, leaf.purpose,
        told.service.model, told.input.family, told.decision.outcome, told.who.task, told.input.device, leaf.held,
        ended[0].spent + ended[0].overbilled, ended[0].ending, end.usage.by, told.money.input_nanowon,
        told.money.output_nanowon, ended[0].at,
    )  # fmt: skip
