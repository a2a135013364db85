"""Which triggers share an automaton of `privacy/find.py` (data/privacy/automata.txt).

python tools/automata.py          what each automaton costs, in microseconds of CPU a text: on texts it meets first, then on others
python tools/automata.py --check  0 when every trigger has its place and nothing else has one
python tools/automata.py --seek   places them anew (some five minutes) and writes the file: each goes where it adds least,
                                  or begins an automaton of its own

RE2 learns an automaton's states as texts bring them and forgets all when they fill its memory: patterns whose states
multiply cost a hundred times as much, on new texts only. Run it when a trigger was changed. The texts are the labelled
corpora, in an order of chance: the first two fifths teach the automata, by the next two they are judged.
"""

import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import corpora

from gwanmun.privacy.detectors import ALL
from gwanmun.privacy.detectors.base import automaton
from gwanmun.privacy.find import alternatives, digest
from gwanmun.privacy.lists import lines_of
from gwanmun.privacy.normal import ODD

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "src" / "gwanmun" / "data" / "privacy" / "automata.txt"
HEAD = """\
# Which triggers of the detectors share an automaton: a line each, by the digests of their patterns. Written by
# tools/automata.py --seek, which says how. Licence: Apache-2.0. Date: 2026-11-24. Source: the patterns of this repository,
# tried on the texts of tests/data.
"""
#: How much of what it costs alone a pattern may add to an automaton.
MOST_ADDED = 1.0


def triggers() -> list[str]:
    """Every pattern once."""
    return [*dict.fromkeys([*alternatives(ODD), *(part for d in ALL for row in d.trigger for part in row)])]


def texts() -> tuple[list[bytes], list[bytes], list[bytes]]:
    """To learn from, to judge by, and others."""
    files = sorted((ROOT / "tests" / "data").glob("corpus*/corpus*.jsonl"))
    found = [row["text"].encode() for file in files for row in corpora.read(file)]
    random.Random(5).shuffle(found)
    fifth = len(found) // 5
    return found[: 2 * fifth], found[2 * fifth : 4 * fifth], found[4 * fifth :]


def cost(patterns: list[str], *rounds: Sequence[bytes]) -> float:
    """Of the last round."""
    made = automaton(patterns)
    spent = 0.0
    for round_ in rounds:
        begun = time.process_time()
        for text in round_:
            made(text)
        spent = 1e6 * (time.process_time() - begun) / len(round_)
    return spent


def placed() -> list[list[str]]:
    """The patterns of each automaton, those without a place last."""
    places = {name: number for number, line in enumerate(lines_of(FILE.name)) for name in line.split()}
    made: dict[int, list[str]] = {}
    for part in triggers():
        made.setdefault(places.get(digest(part), len(places)), []).append(part)
    return [made[number] for number in sorted(made)]


def seek(learn: Sequence[bytes], judge: Sequence[bytes]) -> list[list[str]]:
    alone = {part: cost([part], learn, judge) for part in triggers()}
    made: list[tuple[list[str], float]] = []
    for part in sorted(alone, key=lambda part: (-alone[part] - len(part) / 900, part)):
        tried = [(cost([*parts, part], learn, judge) - spent, place) for place, (parts, spent) in enumerate(made)]
        more, place = min(tried, default=(alone[part], -1))
        if place < 0 or more > MOST_ADDED * alone[part]:
            made.append(([part], alone[part]))
        else:
            parts, spent = made[place]
            made[place] = ([*parts, part], spent + more)
    return [parts for parts, _ in made]


def main() -> int:
    wanted = {digest(part) for part in triggers()}
    has = [name for line in lines_of(FILE.name) for name in line.split()] if FILE.exists() else []
    if "--check" in sys.argv:
        if sorted(has) != sorted(wanted):
            print("triggers were changed: python tools/automata.py --seek", file=sys.stderr)
            return 1
        return 0
    learn, judge, others = texts()
    if "--seek" in sys.argv:
        lines = [" ".join(sorted(map(digest, parts))) for parts in seek(learn, judge)]
        FILE.write_text(HEAD + "".join(f"{line}\n" for line in lines), "utf-8")
    total = [0.0, 0.0]
    for number, parts in enumerate(placed()):
        spent = cost(parts, learn), cost(parts, learn, judge, others)
        total = [a + b for a, b in zip(total, spent, strict=True)]
        print(f"{number:2d} {len(parts):4d} patterns {spent[0]:8.1f} {spent[1]:8.1f}")
    print(f"{'all':>17s} {total[0]:8.1f} {total[1]:8.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
