"""A gate's journal judged again (`gwanmun policy replay`): its records as replay takes them, on as many cores as there are.

A module of its own, small to import, because a process for each stretch of the journal starts with it. What does not
live here: what is counted (`policy/replay.py`), reading and decrypting (`adapters/files/openings.py`), words and JSON
(`policy_commands.py`).
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import msgspec

from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.domain.decisions import Decision, Outcome
from gwanmun.domain.grades import Grade
from gwanmun.errors import BadPolicy, IntegrityFault
from gwanmun.gateway.floor import as_the_agencys_own, raised
from gwanmun.journal.entry import Leaf
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import Value
from gwanmun.policy.replay import Part, Recorded, Replay, Spent, count, together


class _Decided(msgspec.Struct, gc=False):
    outcome: str = ""


class _Opening(msgspec.Struct, gc=False):
    """What replay needs of an opening; the rest is passed over without being built."""

    input: msgspec.Raw = msgspec.Raw()
    first_input: msgspec.Raw = msgspec.Raw()  # of a request that was moved in-house: what was asked for
    decision: _Decided | None = None


_OPENINGS = msgspec.json.Decoder(_Opening)
_INPUTS = msgspec.json.Decoder(dict[str, object])
_KEPT_INPUTS = 65_536


def recorded(
    journal: OpenedJournal, since_us: int, within: range | None = None, among: frozenset[str] | None = None
) -> Iterator[Recorded | Spent]:
    """Decisions and costs of a gate's journal, as replay takes them. `among`: of these agencies alone.

    Openings are canonical JSON, so that equal inputs are equal bytes: each is decoded once.
    """
    inputs: dict[bytes, tuple[bytes, dict[str, object]]] = {}
    for batch in journal.batches(since_us, _is_decision, _OPENINGS, within):
        for leaf, opening in batch:
            if leaf.kind == "ended":
                yield Spent(leaf.request, leaf.spent)
            elif among is not None and leaf.agency not in among:
                continue
            elif opening is not None and opening.decision is not None and (token := asked(opening)):
                found = inputs.get(token)
                if found is None:
                    if len(inputs) >= _KEPT_INPUTS:
                        inputs.clear()
                    found = inputs[token] = (token, _input(token, leaf))
                # The token that was met first: its hash is known.
                yield Recorded(leaf.request, leaf.person, _then(opening), found[1], found[0], leaf.kind == "admitted")


#: Bundles of 256 records that are worth a process of their own: it takes half a second to start.
_WORTH_A_PROCESS = 200
_MOST_PROCESSES = 8


def replay_journal(path: Path, keys_dir: Path, since_us: int, judge: Judge, processes: int = 0) -> tuple[Replay, int]:
    """Replay all of a journal since a time, on as many cores as there are, and how many records were forgotten."""
    return replay_journals((path,), keys_dir, since_us, judge, processes=processes)


def replay_journals(
    paths: Sequence[Path],
    keys_dir: Path,
    since_us: int,
    judge: Judge,
    *,
    among: frozenset[str] | None = None,
    processes: int = 0,
) -> tuple[Replay, int]:
    """The same of several journals, told together.

    The stretches are counted apart and put together: the same numbers, however many processes there were.
    """
    cores = processes or min(_MOST_PROCESSES, len(os.sched_getaffinity(0)))
    tasks = [
        (path, keys_dir, since_us, within, among, judge)
        for path in paths
        for within in OpenedJournal(path, keys_dir).stretches(since_us, cores, _WORTH_A_PROCESS)
    ]
    if len(tasks) <= len(paths):
        done = [_count_stretch(task) for task in tasks]
    else:
        with ProcessPoolExecutor(min(cores, len(tasks)), mp_context=get_context("spawn")) as pool:
            done = list(pool.map(_count_stretch, tasks))
    return together([part for part, _ in done]), sum(forgotten for _, forgotten in done)


def _count_stretch(task: tuple[Path, Path, int, range, frozenset[str] | None, Judge]) -> tuple[Part, int]:
    path, keys_dir, since_us, within, among, judge = task
    opened = OpenedJournal(path, keys_dir)
    return count(recorded(opened, since_us, within, among), AtTheGate(judge)), opened.forgotten


class AtTheGate:
    """The packs' judge with the gate's floor after it: what a gate would decide."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.attributes = tuple(sorted({*judge.attributes, *_FLOOR}))

    def judge(self, attributes: Mapping[str, Value]) -> Decision:
        needed = {name: attributes[name] for name in self._judge.attributes}
        deployment, level, grade = (str(attributes[name]) for name in _FLOOR)
        if grade not in {one.value for one in Grade}:
            raise BadPolicy(
                "data.classification", about="case", problem_ko="등급이 아닙니다", problem_en="that is no grade"
            )
        decision = as_the_agencys_own(self._judge, needed)
        return raised(decision, in_house=deployment == "in_house", level=level, grade=Grade(grade))


_FLOOR = ("service.deployment", "service.accredited_level", "data.classification")


def asked(opening: _Opening) -> bytes:
    """The decision input of what the person asked for: before the gate moved it elsewhere, where it did."""
    return bytes(opening.first_input) or bytes(opening.input)


def _then(opening: _Opening) -> str:
    """What was decided of it then. A request that was moved was first decided to be moved."""
    if bytes(opening.first_input) or opening.decision is None:
        return Outcome.ROUTE_IN_HOUSE.word
    return opening.decision.outcome


def _input(text: bytes, leaf: Leaf) -> dict[str, object]:
    try:
        return _INPUTS.decode(text)
    except msgspec.MsgspecError as error:
        raise IntegrityFault(f"record {leaf.index}", problem="a decision's input cannot be read") from error


def _is_decision(leaf: Leaf) -> bool:
    return leaf.kind != "ended" and leaf.kind in {"admitted", "refused"}
