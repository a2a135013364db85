"""The apply agent (적용기): puts a plan into the engines of one machine, and keeps the last good state whatever happens.
What does not live here: the engines' commands (`engines.py`), signatures (`bundle.py`), text (`enforce/`).

The order of every change:
1. The bundle is signed by enough officers, in time, sound token by token, and its serial does not go back.
2. It is compiled here. Nothing became empty, and nothing shrank by more than 30 % unless a named person says so.
3. Each engine checks what it would load, from a folder beside.
4. Each file is written beside and renamed over the old one; lists and zones before what names them.
5. The engine loads, and tells that it serves exactly this.
6. The agent asks as each class would, from that class's own address.
7. What was let in before and is refused now is ended. Then it is effective, and the record says since when.
A fault in 1-3 changes nothing. A fault in 4-6 puts the last good files back, loads them, and raises the alarm. A fault in 7
raises the alarm and is tried again at each `tick`: the new state stands, and is called effective when nothing old is left.

It needs no desk: exceptions end by the plan's own dates, and `tick` compiles the kept bundle again when one does. It
writes only below its own folder.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from gwanmun.adapters.enforcement.bundle import Payload, new_key, open_bundle, read_keys
from gwanmun.adapters.enforcement.engines import Engine
from gwanmun.adapters.enforcement.under_way import UnderWay
from gwanmun.enforce.artefacts import Artefact, Part, check_change, part_of
from gwanmun.enforce.effects import LONGEST_LINE, Chain, digest_of, last_of, line_of
from gwanmun.enforce.grammar import Suffixes
from gwanmun.enforce.plan import Action, Audience, Mode, Plan, Population, effective, population_of, populations
from gwanmun.enforce.targets import compile_plan
from gwanmun.errors import EngineFault, GwanmunError, IntegrityFault, Untrusted

#: Squid refuses new connections for a moment at each reload: changes within this are made together, the first at once.
SQUID_EVERY_US = 30_000_000
SAME_ALARM_US = 3_600_000_000
PROBES_EACH = 3
PROBES_AT_ONCE = 4
#: How long an engine may take until what it loaded is what it answers.
EFFECTIVE_SECONDS = 10.0


class State(Struct, forbid_unknown_fields=True):
    """What is in force on this machine."""

    serial: int = 0
    revision: int = 0
    stamp: str = ""
    effective_us: dict[str, int] = {}  # "target audience" → since when this stamp is
    parts: dict[str, list[Part]] = {}
    loaded_us: dict[str, int] = {}
    ending: dict[str, dict[str, int]] = {}  # target → questions answered, while something old may still be open in it


@dataclass(frozen=True, slots=True)
class Applied:
    stamp: str
    serial: int
    targets: tuple[str, ...]
    pending: tuple[str, ...]  # put off, so that changes are joined
    ending: tuple[str, ...]  # in force, but something that was let in before may still be open
    effective_us: Mapping[str, int]
    next_change_us: int | None


class Agent:
    """One machine's engines. Raises what is wrong after the alarm was written; the last good state then stands."""

    def __init__(
        self,
        root: Path,
        engines: Sequence[Engine],
        trusted: Mapping[str, Ed25519PublicKey],
        threshold: int,
        suffixes: Suffixes,
        now_us: Callable[[], int],
    ) -> None:
        self.root = root
        self.engines = engines
        self._trusted = trusted
        self._threshold = threshold
        self._suffixes = suffixes
        self._now_us = now_us
        self.effective_seconds = EFFECTIVE_SECONDS
        self._alarmed: dict[tuple[str, str], int] = {}
        for name in ("check", "current", "good"):
            (root / name).mkdir(parents=True, exist_ok=True)
        self.state = self._read_state()

    # ------------------------------------------------------------ what is asked of it

    def apply(self, data: bytes, *, confirmed_by: str = "", urgent: bool = False) -> Applied:
        """Put a new bundle into force."""
        with _Alarmed(self):
            payload = self._open(data, self._now_us())
            if payload.plan.revision < self.state.revision:
                raise Untrusted("bundle", problem=f"revision {payload.plan.revision} < {self.state.revision}")
            self._check_counts(payload)
            applied = self._put(payload.plan, confirmed_by=confirmed_by, urgent=urgent)
            self._keep("bundle.json", data)
            return applied

    def tick(self, *, urgent: bool = False) -> Applied | None:
        """Do what time asks for: end exceptions, and load what was put off. None when nothing was due."""
        kept = self.root / "bundle.json"
        if not kept.is_file():
            return None
        with _Alarmed(self):
            plan = self._kept(kept)
            now_us = self._now_us()
            ended = self._end_again(plan, now_us) if plan.serial(now_us) == self.state.serial else ()
            behind = [
                one.target
                for one in self.engines
                if self.state.effective_us.get(f"{one.target} *", 0) == 0 and one.target not in self.state.ending
            ]
            if plan.serial(now_us) == self.state.serial and not behind:
                return self._applied(plan, ended, (), now_us) if ended else None
            # The end of an exception makes lists grow; nobody needs to confirm that.
            only = tuple(behind) if plan.serial(now_us) == self.state.serial else ()
            return self._put(plan, confirmed_by="", urgent=urgent, only=only)

    # ------------------------------------------------------------ the steps

    def _open(self, data: bytes, now_us: int) -> Payload:
        return open_bundle(data, self._trusted, self._threshold, self._suffixes, now_us)

    def _kept(self, file: Path) -> Plan:
        """The bundle in force. It stays so after it expired: an old block is better than none, and its exceptions end."""
        data = file.read_bytes()
        try:
            return self._open(data, self._now_us()).plan
        except IntegrityFault:
            raise
        except GwanmunError:
            self._alarm("bundle_expired", "bundle")
            return self._open(data, json.loads((self.root / "validity.json").read_text())["until_us"] - 1).plan

    def _check_counts(self, payload: Payload) -> None:
        """What the signers saw compiled is what compiles here: the two programs agree."""
        made = compile_plan(payload.plan, payload.plan.made_us)
        counts = {one.path: one.entries for target in made.values() for one in target if one.entries is not None}
        if counts != payload.counts:
            raise Untrusted("bundle", problem="rule counts differ from what was signed")

    def _put(self, plan: Plan, *, confirmed_by: str, urgent: bool, only: tuple[str, ...] = ()) -> Applied:
        now_us = self._now_us()
        targets = tuple(dict.fromkeys(one.target for one in self.engines if not only or one.target in only))
        people = populations(plan, now_us)
        checks = compile_plan(_in(plan, self.root / "check"), now_us, targets)
        made = compile_plan(_in(plan, self.root / "current"), now_us, targets)
        # 2.
        after = {name: [part_of(one) for one in made[name]] for name in targets}
        if plan.serial(now_us) < self.state.serial:
            raise Untrusted("bundle", problem=f"serial {plan.serial(now_us)} < {self.state.serial}")
        for name in targets:
            check_change(self.state.parts.get(name, []), after[name], confirmed_by=confirmed_by)
        # 3.
        for name in targets:
            _remove_others(self.root / "check" / name, checks[name], name)
            _write_all(self.root / "check", checks[name], plan)
        for engine in self.engines:
            if engine.target in targets:
                engine.check(self.root / "check", checks[engine.target])
        # 4-6.
        pending = tuple(name for name in targets if not urgent and self._too_soon(name, now_us))
        self._keep("validity.json", json.dumps({"until_us": plan.expires_us}).encode())
        for name in targets:
            self.state.effective_us[f"{name} *"] = 0
            self.state.ending.pop(name, None)
            if name not in pending:
                self._swap(name, made[name], plan, people, now_us)
        self.state.serial = plan.serial(now_us)
        self.state.revision = plan.revision
        self.state.stamp = plan.stamp
        self._write_state()
        return self._applied(plan, tuple(name for name in targets if name not in pending), pending, now_us)

    def _applied(self, plan: Plan, done: tuple[str, ...], pending: tuple[str, ...], now_us: int) -> Applied:
        ending = tuple(sorted(self.state.ending))
        since = dict(self.state.effective_us)
        return Applied(plan.stamp, self.state.serial, done, pending, ending, since, plan.next_change_us(now_us))

    def _too_soon(self, target: str, now_us: int) -> bool:
        return target == "squid" and now_us - self.state.loaded_us.get(target, -SQUID_EVERY_US) < SQUID_EVERY_US

    def _swap(
        self, target: str, artefacts: Sequence[Artefact], plan: Plan, people: Sequence[Population], now_us: int
    ) -> None:
        engines = in_order([one for one in self.engines if one.target == target], plan.audiences)
        asked: Counter[str] = Counter()
        try:
            _write_all(self.root / "current", artefacts, plan)
            for engine in engines:
                engine.load()
            for engine in engines:
                engine.standing(artefacts)
            for engine in engines:
                asked.update(self._probe(engine, people))
        except (GwanmunError, OSError) as error:
            self._back(target, engines)
            if isinstance(error, GwanmunError):
                raise
            raise EngineFault(store=target, problem=type(error).__name__) from error
        # At this point the engine serves the new state; a crash before the record only makes it be applied once more.
        _remove_others(self.root / "current" / target, artefacts, target)
        _copy(self.root / "current" / target, self.root / "good" / target)
        self.state.parts[target] = [part_of(one) for one in artefacts]
        self.state.loaded_us[target] = now_us
        # 7.
        self.state.ending[target] = dict(asked)
        try:
            self._end(target, plan, people)
        except EngineFault as error:
            # The old state would be worse: the new one refuses whoever asks from now on.
            self._alarm("still_open", str(error.params.get("store", target)))
            self._write_state()

    def _end_again(self, plan: Plan, now_us: int) -> tuple[str, ...]:
        """Targets in which nothing old is left, after all."""
        people = populations(plan, now_us)
        done = []
        for target in sorted(self.state.ending):
            try:
                self._end(target, plan, people)
            except EngineFault:
                continue  # its alarm stands
            done.append(target)
        return tuple(done)

    def _end(self, target: str, plan: Plan, people: Sequence[Population]) -> None:
        """End what was let in before and is refused now; then, and only then, the target is effective."""
        engines = in_order([one for one in self.engines if one.target == target], plan.audiences)
        for engine in engines:
            engine.end(lambda one: refused_now(people, one))
        asked = self.state.ending.pop(target)
        since = self._now_us()
        for name in ("*", *(one.id for one in plan.audiences)):
            self.state.effective_us[f"{target} {name}"] = since
        self._write_state()
        served = [one for one in plan.audiences if any(engine.serves(one.id) for engine in engines)]
        self._record(target, plan, served, asked, since)

    def _back(self, target: str, engines: Sequence[Engine]) -> None:
        """Put the last good files back and load them. What was never applied leaves nothing behind to load."""
        good = self.root / "good" / target
        if not good.is_dir():
            return
        _copy(good, self.root / "current" / target)
        for engine in engines:
            try:
                engine.load()
            except EngineFault:
                self._alarm("rollback_failed", target)

    def _probe(self, engine: Engine, people: Sequence[Population]) -> Counter[str]:
        """Ask as each class would. Whatever differs from the plan is a fault, too much as well as too little.

        Returns how many questions of each class were answered as planned.
        """
        mine = [one for one in probes(people) if engine.serves(one[0])]
        with ThreadPoolExecutor(PROBES_AT_ONCE) as pool:
            answered = list(pool.map(lambda one: self._answered(engine, *one[1:]), mine))
        asked: Counter[str] = Counter()
        for (audience, *_), one in zip(mine, answered, strict=True):
            asked[audience] += one
        return asked

    def _answered(self, engine: Engine, source: str, host: str, wanted: Action) -> bool:
        """Whether the engine answers such questions at all. Raises `EngineFault` for another answer than the plan's."""
        # A zone that was told to load is looked at a moment later (BIND: `min-update-interval`, 1 s).
        deadline = time.monotonic() + self.effective_seconds
        said = engine.probe(source, host)
        while said is not None and said is not wanted and time.monotonic() < deadline:
            time.sleep(0.1)
            said = engine.probe(source, host)
        if said is not None and said is not wanted:
            raise EngineFault(store=engine.target, problem=f"probe {host}: {said} instead of {wanted}")
        return said is not None

    # ------------------------------------------------------------ its own folder

    def _read_state(self) -> State:
        try:
            return msgspec.json.decode((self.root / "state.json").read_bytes(), type=State)
        except FileNotFoundError:
            return State()
        except msgspec.DecodeError:
            raise IntegrityFault("state.json", problem="the agent's state cannot be read") from None

    def _write_state(self) -> None:
        self._keep("state.json", msgspec.json.encode(self.state, order="sorted"))

    def _keep(self, name: str, data: bytes) -> None:
        _replace(self.root / name, data)

    def _record(
        self, target: str, plan: Plan, served: Sequence[Audience], asked: Mapping[str, int], since_us: int
    ) -> None:
        """The proof that the desk is given: a signed line for each class (`enforce/effects.py`)."""
        key = agent_key(self.root)
        file = self.root / "effective.jsonl"
        chain = last_of(_tail(file))
        for one in sorted(served, key=lambda each: (each.order, each.id)):
            row: dict[str, str | int] = {
                "at_us": since_us, "target": target, "audience": one.id, "agency": one.agency, "device": one.device,
                "stamp": plan.stamp, "revision": plan.revision, "day": plan.day, "published_us": plan.published_us,
                "made_us": plan.made_us, "mode": str(one.mode), "probes": asked.get(one.id, 0),
            }  # fmt: skip
            line = line_of(row, chain, key)
            chain = Chain(chain.sequence + 1, digest_of(line))
            _append_line(file, line)

    def _alarm(self, code: str, where: str) -> None:
        """What lasts is told again after an hour: `tick` comes each second, and a file that only grows is no alarm."""
        now_us = self._now_us()
        before = self._alarmed.get((code, where))
        if before is not None and 0 <= now_us - before < SAME_ALARM_US:
            return
        self._alarmed[code, where] = now_us
        row = {"at_us": now_us, "code": code, "where": where, "stamp": self.state.stamp}
        _append_line(self.root / "alarms.jsonl", json.dumps(row, ensure_ascii=False, sort_keys=True))


class _Alarmed:
    """Whatever ends a change is in the alarms before anybody hears of it."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, GwanmunError):
            where = str(error.params.get("store", "") or error.params.get("what", "") or error.where)
            self._agent._alarm(error.code, where)  # noqa: SLF001 - a part of the agent


def in_order(engines: Sequence[Engine], audiences: Sequence[Audience]) -> list[Engine]:
    """The engines whose classes come first (S53: the most sensitive) first. One engine for everybody is as its first class."""

    def place(engine: Engine) -> int:
        return min((one.order for one in audiences if engine.serves(one.id)), default=len(audiences))

    return sorted(engines, key=place)


def refused_now(people: Sequence[Population], one: UnderWay) -> bool:
    """Whether a plan refuses what is under way. A tunnel that should be looked into is none, and neither is one without
    a name, where anything is refused: whoever may have it opens it again.
    """
    mine = population_of(people, one.client)
    if mine is None:
        return False
    if one.nameless:
        return one.tunnel and mine.blocks and mine.mode is Mode.BLOCK
    happens = effective(mine.table.find(one.host), mine.mode)
    return happens is Action.BLOCK or (happens is Action.INSPECT and one.tunnel)


def probes(people: Sequence[Population]) -> list[tuple[str, str, str, Action]]:
    """For each class with an address to ask from, its id, that address, and hosts that it is refused, and hosts that pass for it."""
    found = []
    for audience in {one.audience.id: one.audience for one in people}.values():
        mine = population_of(people, audience.probe) if audience.probe else None
        if mine is None:
            continue
        wanted: dict[Action, list[str]] = {Action.BLOCK: [], Action.PASS: []}
        for edge in mine.table.edges():
            happens = Action.BLOCK if effective(edge.at, mine.mode) is Action.BLOCK else Action.PASS
            wanted[happens].append(edge.host)
        passing = [
            host for host in sorted(mine.table.exact) if effective(mine.table.find(host), mine.mode) is Action.PASS
        ]
        wanted[Action.PASS] = wanted[Action.PASS] or passing
        for action, hosts in wanted.items():
            found += [(audience.id, audience.probe, host, action) for host in hosts[:PROBES_EACH]]
    return found


# ---------------------------------------------------------------- files


def lay_out(root: Path, plan: Plan, now_us: int, targets: Iterable[str]) -> None:
    """The files of a plan before anything runs: an engine whose configuration includes them starts only when they are there."""
    made = compile_plan(_in(plan, root / "current"), now_us, targets)
    _write_all(root / "current", [one for target in made.values() for one in target], plan)


def agent_key(root: Path) -> Ed25519PrivateKey:
    """The agent's own key, made when it is first needed: with it the agent signs what it did, and nothing else."""
    file = root / "agent.key"
    if not file.exists():
        new_key(file)
    return read_keys([file])[file.stem]


def _tail(file: Path) -> list[str]:
    """The end of a file of lines; a line that a power cut left unfinished is ended, and counted as none."""
    if not file.exists():
        return []
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - 16 * LONGEST_LINE))
        data = opened.read()
    whole, _, rest = data.rpartition(b"\n")
    if rest:
        os.truncate(file, file.stat().st_size - len(rest))
    return whole.decode(errors="replace").splitlines()[-8:]


def _append_line(file: Path, line: str) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(line + "\n")
        opened.flush()
        os.fsync(opened.fileno())


def _in(plan: Plan, folder: Path) -> Plan:
    return replace(plan, doors=replace(plan.doors, folder=str(folder)))


def _replace(path: Path, data: bytes) -> None:
    """Written beside, synced, renamed: nobody ever reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(path)


def _write_all(folder: Path, artefacts: Iterable[Artefact], plan: Plan) -> None:
    """Lists, zones and pages before the files that name them."""
    naming = (".conf", ".nft")
    for one in sorted(artefacts, key=lambda each: (each.path.endswith(naming), each.path)):
        _replace(folder / one.path, one.text.encode())
    stock = Path(plan.doors.squid_errors)
    pages = folder / "squid" / "errors"
    if pages.is_dir() and stock.is_dir() and not (pages / "ERR_ACCESS_DENIED").exists():
        for page in sorted(stock.iterdir()):
            if page.is_file():
                _replace(pages / page.name, page.read_bytes())


def _remove_others(folder: Path, artefacts: Iterable[Artefact], target: str) -> None:
    """Files of a former plan that nothing names any more. Stock pages stay."""
    keep = {one.path for one in artefacts}
    for path in sorted(folder.rglob("*")):
        name = f"{target}/{path.relative_to(folder).as_posix()}"
        ours = path.suffix in {".rpz", ".conf", ".names", ".src", ".addresses", ".nft"} or path.name.startswith(
            "ERR_AI_"
        )
        if path.is_file() and ours and name not in keep:
            path.unlink()


def _copy(source: Path, to: Path) -> None:
    if not source.is_dir():
        return
    for path in sorted(source.rglob("*")):
        if path.is_file():
            _replace(to / path.relative_to(source), path.read_bytes())
    for path in sorted(to.rglob("*")) if to.is_dir() else ():
        if path.is_file() and not (source / path.relative_to(to)).exists():
            path.unlink()
