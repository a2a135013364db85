"""What the journals of one installation show of a period (port `seen`): acts, samples of requests, seals.

What lives here: reading. What does not: use and money (`adapters/usage_evidence.py`), what a report makes of it. Openings
of the desk's records are opened to count acts; of a request only its leaf is read, and that its opening is still there.
"""

import heapq
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import msgspec

from gwanmun.adapters.files import reader
from gwanmun.adapters.files.evidence import find_record
from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.files.succession import desk_journals, gate_journals
from gwanmun.domain.facts import FactKind
from gwanmun.errors import Unavailable
from gwanmun.journal.entry import Leaf
from gwanmun.journal.record import OpeningState
from gwanmun.ports.seen import ActsSeen, RequestSeen, Sealed

_REQUESTS = frozenset({FactKind.ADMITTED.value, FactKind.REFUSED.value})


class _Act(msgspec.Struct):
    act: str = ""
    officer: str = ""
    reason: str = ""


_ACTS = msgspec.json.Decoder(_Act, strict=False)
_ANYTHING = msgspec.json.Decoder(msgspec.Raw)


class SiteSeen:
    """Reads only; may run beside a gate, a desk and a sealer at work."""

    def __init__(self, data: Path, keys: Path) -> None:
        self._data, self._keys = data, keys

    def acts(self, from_us: int, to_us: int) -> tuple[ActsSeen, ...]:
        counts: dict[tuple[str, str], tuple[list[int], set[str]]] = {}
        told: set[str] = set()
        for path in desk_journals(self._data):
            for leaf, opening in OpenedJournal(path, self._keys).records(from_us, _is_act, _ACTS):
                if leaf.kind != FactKind.ACT.value or not from_us <= leaf.at < to_us or opening is None:
                    continue
                if leaf.request in told:
                    continue  # a crash between books and journal tells an act twice, under one id
                told.add(leaf.request)
                row, officers = counts.setdefault((opening.act, leaf.agency), ([0, 0], set()))
                row[0] += 1
                row[1] += not opening.reason
                officers.add(opening.officer)
        return tuple(
            ActsSeen(act, agency, row[0], len(officers), row[1])
            for (act, agency), (row, officers) in sorted(counts.items())
        )

    def sample(self, from_us: int, to_us: int, most: int, among: Mapping[str, bool] | None) -> tuple[RequestSeen, ...]:
        chosen = heapq.nsmallest(most, self._requests(from_us, to_us, among), key=lambda one: one[0])
        found = []
        for _, path, origin, leaf in sorted(chosen, key=lambda one: (one[3].at, one[2], one[3].index)):
            record = find_record(path, leaf.index, self._keys)
            readable = record is not None and record.state is OpeningState.PROVED
            found.append(
                RequestSeen(
                    origin,
                    leaf.index,
                    leaf.at,
                    leaf.kind,
                    leaf.agency,
                    leaf.department,
                    leaf.person,
                    leaf.request,
                    readable,
                )
            )
        return tuple(found)

    def _requests(
        self, from_us: int, to_us: int, among: Mapping[str, bool] | None
    ) -> Iterator[tuple[bytes, Path, str, Leaf]]:
        for path in gate_journals(self._data):
            origin = reader.origin_of(path)
            for leaf, _ in OpenedJournal(path, self._keys).records(from_us, lambda _leaf: False, _ANYTHING):
                inside = leaf.kind in _REQUESTS and from_us <= leaf.at < to_us
                if inside and (among is None or leaf.agency in among):
                    yield sha256(f"{origin}#{leaf.index}#{leaf.request}".encode()).digest(), path, origin, leaf

    def seals(self) -> tuple[Sealed, ...]:
        found = []
        for path in (*gate_journals(self._data), *desk_journals(self._data)):
            checkpoint = reader.published(path)
            if checkpoint is None or not checkpoint.size:
                continue
            try:
                note, vkey = (path / "checkpoint").read_text(), (path / "checkpoint.vkey").read_text().strip()
            except OSError as problem:
                raise Unavailable(store="journal") from problem
            found.append(Sealed(checkpoint.origin, checkpoint.size, checkpoint.root.hex(), vkey, note))
        return tuple(found)


def _is_act(leaf: Leaf) -> bool:
    return leaf.kind == FactKind.ACT.value
