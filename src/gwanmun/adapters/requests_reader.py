"""What the list of requests takes from a pass over a gate's journal: rows of single requests, each added once.

What lives here: what an opening says that a person narrows a list by; taking it away again when the opening is forgotten.
What does not: the pass (`journal_pass.py`), the store, sums (`usage_reader.py`).
"""

from collections.abc import Iterable
from pathlib import Path

from gwanmun.adapters.files.retention import still_open
from gwanmun.adapters.journal_pass import ENDED, NOTHING, RECONCILED, REFUSED, SENT, Opening, start_of
from gwanmun.adapters.requests_store import RequestStore
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.facts import Ending
from gwanmun.domain.grades import Grade
from gwanmun.journal.entry import Leaf
from gwanmun.ports import requests
from gwanmun.ports.requests import MARK, NEAR_MISS, UNSAID, Closed, Noticed, Opened
from gwanmun.ports.usage import Watermark

_STATE = {Ending.OK.value: requests.ENDED, Ending.ERROR.value: requests.FAILED, Ending.UNKNOWN.value: requests.UNKNOWN}
_STOPPING = frozenset({Outcome.DENY.word, Outcome.REQUIRE_APPROVAL.word})
_SENSITIVE = frozenset({Grade.C.value, Grade.S.value})


def opened(leaf: Leaf, opening: Opening | None) -> Opened:
    told = opening or NOTHING
    return Opened(
        leaf.request, leaf.index, leaf.at, leaf.agency or UNSAID, leaf.department or UNSAID, leaf.person or UNSAID,
        told.service.id or leaf.service or UNSAID, told.service.model or UNSAID,
        _decided(leaf, told), told.input.grade or UNSAID, told.who.task or UNSAID,
        told.input.device or UNSAID, ",".join(sorted(told.findings)) or UNSAID, sum(told.findings.values()),
        leaf.kind == REFUSED, opening is not None,
    )  # fmt: skip


def _decided(leaf: Leaf, told: Opening) -> str:
    """The decision; of a refusal that no decision made (an allowance, an unknown key), why it was."""
    stopped = leaf.kind == REFUSED and told.decision.outcome not in _STOPPING
    return (told.code if stopped else "") or told.decision.outcome or told.code or UNSAID


def noticed(leaf: Leaf, opening: Opening) -> list[Noticed]:
    """What somebody is told of: marks of allowances that were passed; a refusal of somebody with personal data or a
    sensitive grade in it.
    """
    if leaf.kind == SENT:
        return [_notice(MARK, leaf, mark) for mark in opening.allowance_marks]
    near = leaf.person and (any(opening.findings.values()) or opening.input.grade in _SENSITIVE)
    return [_notice(NEAR_MISS, leaf, opening.code)] if near else []


def _notice(what: str, leaf: Leaf, said: str) -> Noticed:
    return Noticed(
        leaf.at, what, leaf.agency, leaf.department, leaf.person, leaf.service, leaf.purpose, leaf.period, said
    )


class ListOfJournal:
    """The list's share of a pass over one journal."""

    kinds = frozenset({SENT, REFUSED})

    def __init__(self, path: Path, store: RequestStore) -> None:
        self.mark = start_of(path, store.watermark(path.name))
        self._store = store
        self._begun: list[Opened] = []
        self._ends: list[Closed] = []
        self._noticed: list[Noticed] = []

    def take(self, leaf: Leaf, opening: Opening | None) -> None:
        if leaf.kind in self.kinds:
            self._begun.append(opened(leaf, opening))
            if opening is not None:
                self._noticed += noticed(leaf, opening)
        elif leaf.kind == ENDED:
            state = _STATE.get(leaf.ending, requests.FAILED)
            self._ends.append(Closed(leaf.request, leaf.index, state, leaf.spent + leaf.overbilled))
        elif leaf.kind == RECONCILED:
            self._ends.append(Closed(leaf.request, None, requests.ENDED, leaf.spent))

    def hand_over(self, mark: Watermark) -> None:
        self._store.add(self.mark.next_index, mark, self._begun, self._ends, self._noticed)
        self.mark, self._begun, self._ends, self._noticed = mark, [], [], []


def forget_gone(paths: Iterable[Path], keys_dir: Path, store: RequestStore) -> int:
    """Blank in rows what stands in no opening any more: keys of a day that are gone, single records that were forgotten."""
    done = 0
    for path in paths:
        known = store.days(path.name)
        if not known:
            continue
        there, single = still_open(path, keys_dir)
        done += sum(store.forget(path.name, day, agency) for day, agency in known if (day, agency) not in there)
        if single:
            done += store.forget_records(path.name, single)
    return done
