"""Which kinds' triggers may share an automaton of `privacy/find.py`: prints groups, and what a text costs with each.

python tools/automata.py          what the groups in force cost, in microseconds of CPU a text (some 5 each when all is well)
python tools/automata.py --seek   other groups: each kind goes where it adds least, or begins a group of its own

RE2 learns an automaton's states as texts bring them and forgets all when they fill its memory: patterns whose states
multiply cost a hundred times as much, on new texts only. Run it when a trigger was changed.
"""

import sys
import time
from pathlib import Path

import corpora

from gwanmun.domain.findings import Kind
from gwanmun.privacy.detectors import ALL
from gwanmun.privacy.detectors.base import automaton
from gwanmun.privacy.find import automaton_of
from gwanmun.privacy.normal import ODD

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
TEXTS = [
    row["text"].encode()
    for name in ("corpus3", "corpus4", "corpus5", "corpus6")
    for row in corpora.read(DATA / name / f"{name}.jsonl")
]


def cost(patterns: list[str]) -> float:
    """Of the second time over all texts."""
    made = automaton(patterns)
    spent = 0.0
    for _ in range(2):
        begun = time.process_time()
        for text in TEXTS:
            made.Match(text)
        spent = time.process_time() - begun
    return 1e6 * spent / len(TEXTS)


def triggers() -> dict[Kind, list[str]]:
    found: dict[Kind, list[str]] = {Kind.MARKING: [ODD]}
    seen = {ODD}
    for detector in ALL:
        for row in detector.trigger:
            found.setdefault(detector.kind, []).extend(part for part in row if part not in seen)
            seen.update(row)
    return {kind: parts for kind, parts in found.items() if parts}


def main() -> int:
    groups: dict[int, list[str]] = {}
    for kind, parts in triggers().items():
        for part in parts:
            groups.setdefault(automaton_of(part, kind), []).append(part)
    for number in sorted(groups):
        print(number, len(groups[number]), f"{cost(groups[number]):.1f}")
    if "--seek" in sys.argv:
        seek()
    return 0


def seek() -> None:
    # What normalisation looks for has an automaton of its own, as names have.
    own = {kind: [part for part in parts if part != ODD] for kind, parts in triggers().items()}
    units = {kind: parts for kind, parts in own.items() if kind is not Kind.NAME}
    made: list[tuple[list[Kind], list[str], float]] = []
    for kind in sorted(units, key=lambda kind: -sum(map(len, units[kind]))):
        alone = cost(units[kind])
        tried = [(cost(parts + units[kind]) - spent, place) for place, (_, parts, spent) in enumerate(made)]
        more, place = min(tried, default=(alone, -1))
        if place < 0 or more > alone:
            made.append(([kind], units[kind], alone))
        else:
            kinds, parts, spent = made[place]
            made[place] = ([*kinds, kind], parts + units[kind], spent + more)
    for kinds, _, spent in made:
        print([kind.value for kind in kinds], f"{spent:.1f}")


if __name__ == "__main__":
    sys.exit(main())
