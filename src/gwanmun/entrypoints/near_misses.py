"""Near misses (아차 사례): who was just refused something with personal data or a sensitive grade in it is offered the short
lesson for that refusal, in their inbox, once a day (S28). The gate's own answer names the lesson already; this is for those
whose software swallowed it.

Reads the gates' journals beside gate and worker, far from the path of any prompt; no text is there to be read. What does
not live here: which lesson (`control/training.py`), carrying notices (`courier.py`).
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.adapters.files.reader import published
from gwanmun.adapters.files.succession import gate_journals
from gwanmun.control.office import Office, signed_by
from gwanmun.control.timed import CLOCK
from gwanmun.control.training import offer_lesson
from gwanmun.domain.ids import AgencyId, PersonId, Pseudonym
from gwanmun.domain.people import Person
from gwanmun.errors import GwanmunError
from gwanmun.journal.entry import Leaf

Report = Callable[[str, Mapping[str, object]], None]
Named = Callable[[PersonId], Pseudonym]
LOOK_SECONDS = 5.0
_SENSITIVE = frozenset({"S", "C"})
_MOST = 10_000  # in one look: a flood is no reason to hold up the desk


@dataclass(frozen=True, slots=True)
class NearMiss:
    agency: AgencyId
    person: Pseudonym
    code: str


class _Opening(msgspec.Struct):
    """What makes a refusal a near miss."""

    code: str = ""
    findings: dict[str, int] = {}
    input: dict[str, bool | str | int | float | None] = {}


_OPENINGS = msgspec.json.Decoder(_Opening)


class NearMisses:
    """The near misses of an installation, from its opening on: `look` gives those sealed since the last look."""

    def __init__(self, data_dir: Path, keys_dir: Path) -> None:
        self._data_dir, self._keys_dir = data_dir, keys_dir
        self._next: dict[Path, int] = {path: _sealed(path) for path in gate_journals(data_dir)}

    def look(self) -> tuple[NearMiss, ...]:
        found: dict[NearMiss, None] = {}
        for path in gate_journals(self._data_dir):
            start = self._next.setdefault(path, 0)
            # No further than the seal: each record is read once, however long its segment lives on.
            for leaf, opening in OpenedJournal(path, self._keys_dir).sealed(start, _refused, _OPENINGS):
                self._next[path] = leaf.index + 1
                if opening is not None and _near(opening) and len(found) < _MOST:
                    found[NearMiss(AgencyId(leaf.agency), Pseudonym(leaf.person), opening.code)] = None
        return tuple(found)


def _sealed(path: Path) -> int:
    checkpoint = published(path)
    return checkpoint.size if checkpoint else 0


def offer(office: Office, misses: Iterable[NearMiss], named: Named) -> int:
    """Put the lesson for each near miss into the inbox of the person behind the pseudonym. Returns how many were told."""
    told = 0
    by = signed_by(office, CLOCK)
    with office.books.transact() as page:
        people: dict[AgencyId, dict[Pseudonym, PersonId]] = {}
        for miss in misses:
            if miss.agency not in people:
                people[miss.agency] = {named(one.id): one.id for one in page.every(Person, agency=miss.agency)}
            person = people[miss.agency].get(miss.person)
            if person is not None:  # else they have left meanwhile
                told += offer_lesson(page, by, person, miss.code) is not None
    return told


async def watch(office: Office, misses: NearMisses, named: Named, report: Report) -> None:
    """Look until cancelled. What cannot be read now is read at the next look; it never stops the desk."""
    while True:
        try:
            found = await asyncio.to_thread(misses.look)
            if found and (told := offer(office, found, named)):
                report("lessons_offered", {"count": told})
        except GwanmunError as fault:
            report("near_misses_wait", {"code": fault.code})
        await asyncio.sleep(LOOK_SECONDS)


def _refused(leaf: Leaf) -> bool:
    return leaf.kind == "refused" and bool(leaf.person)


def _near(opening: _Opening) -> bool:
    return any(opening.findings.values()) or opening.input.get("data.classification") in _SENSITIVE
