"""The apply agent (적용기): puts a plan into the engines of one machine, and keeps the last good state whatever happens.
What does not live here: the engines' commands (`engines.py`), signatures (`bundle.py`), its folder (`keeping.py`), text (`enforce/`).

The order of every change:
1. The bundle is signed by enough officers, in time, sound token by token, and newer than what was taken before.
2. It is compiled here. Nothing became empty, and nothing shrank by more than 30 % unless a named person says so. Then it is
   taken: from here on each target is brought to it, each for itself, the more often tried the more seldom.
3. The engine checks what it would load, from a folder beside.
4. Each file is written beside and renamed over the old one; lists and zones before what names them.
5. The engine loads, and tells that it serves exactly this.
6. The agent asks as each class would, from that class's own address.
7. What was let in before and is refused now is ended. Then it is effective, and the record says since when.
A fault in 1-2 changes nothing. A fault in 3-6 leaves this target, and no other, with its last good files, and raises the
alarm, which says what stands where; it is tried again at each `tick`. What another target has taken is never taken back.
A fault in 7 raises the alarm and is tried again: the new state stands, and is called effective when nothing old is left.

It needs no desk: exceptions end by the dates of the plan that stands in each target, and `tick` compiles that bundle again
when one does. It writes only below its own folder, and nobody else does while it works there.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gwanmun.adapters.enforcement.bundle import Opened, new_key, open_bundle, read_keys
from gwanmun.adapters.enforcement.bundle import digest_of as digest_of_bundle
from gwanmun.adapters.enforcement.engines import Engine
from gwanmun.adapters.enforcement.keeping import (
    Folder,
    Standing,
    State,
    append_line,
    remove_others,
    tail,
    write_all,
)
from gwanmun.adapters.enforcement.under_way import UnderWay
from gwanmun.domain.enforcement import NAMING, hold_of
from gwanmun.enforce.artefacts import Artefact, Part, check_change, part_of
from gwanmun.enforce.effects import LONGEST_LINE, Chain, digest_of, last_of, line_of
from gwanmun.enforce.grammar import Suffixes, person
from gwanmun.enforce.plan import Action, Audience, Mode, Plan, Population, effective, population_of, populations
from gwanmun.enforce.readers import read_zone
from gwanmun.enforce.targets import compile_plan
from gwanmun.errors import BadCommand, EngineFault, GwanmunError, IntegrityFault, UnsafeChange, Untrusted

#: Squid refuses new connections for a moment at each reload: changes within this are made together, the first at once.
SQUID_EVERY_US = 30_000_000
SAME_ALARM_US = 3_600_000_000
#: After a fault the next try waits this long, then twice as long each time: an ended exception at most a minute, a bundle
#: that an engine refuses at most an hour, because each try may load it for a moment.
FIRST_PAUSE_US, LONGEST_PAUSE_US, LONGEST_REFUSED_US = 5_000_000, 60_000_000, 3_600_000_000
PROBES_EACH = 3
PROBES_AT_ONCE = 4
#: How long an engine may take until what it loaded is what it answers.
EFFECTIVE_SECONDS = 10.0
#: How long another process may hold the folder before somebody is told.
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done, and what stands. `stamp` is that of the newest bundle taken; `stands` says where it stands."""

    stamp: str
    serial: int
    targets: tuple[str, ...]
    pending: tuple[str, ...]  # put off, so that changes are joined
    ending: tuple[str, ...]  # in force, but something that was let in before may still be open
    effective_us: Mapping[str, int]
    next_change_us: int | None
    stands: Mapping[str, str]
    confirmed_by: str = ""
    unasked: tuple[str, ...] = ()  # "target class": loaded, not probed, and so not called effective


@dataclass(frozen=True, slots=True)
class _Goal:
    """A bundle in which a target shall stand, and who confirmed it."""

    target: str
    bundle: str
    confirmed_by: str


class Agent:
    """One machine's engines. Raises what is wrong after all else was done and the alarm was written."""

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
        self.patience_seconds = PATIENCE_SECONDS
        self.folder = Folder(root)
        self.folder.make()
        self._alarmed: dict[tuple[str, str], int] = {}
        self._opened: dict[str, Opened] = {}
        self._waits: dict[tuple[str, str], tuple[int, int]] = {}  # target, bundle → not before, the pause after that
        self._unloaded: set[str] = set()  # targets whose last good files could not be loaded
        self.state = State()
        with suppress(IntegrityFault):  # told, with an alarm, by whatever is asked for first
            self.state = self.folder.read()

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.target for one in self.engines))

    # ------------------------------------------------------------ what is asked of it

    def apply(self, data: bytes, *, confirmed_by: str = "", confirms: str = "", urgent: bool = False) -> Applied:
        """Take a new bundle, and bring every target to it; one that was taken before is put into them again.

        `confirmed_by`, a person's number, counts for this bundle; where `confirms` is given, only if that is its stamp.
        """
        with self._working():
            now_us = self._now_us()
            bundle = open_bundle(data, self._trusted, self._threshold, self._suffixes, now_us)
            plan = bundle.plan
            by = person(confirmed_by, "--confirmed-by") if confirmed_by else ""
            by = by if confirms in {"", plan.stamp} else ""
            state = self.state
            if bundle.digest == state.bundle:
                by = by or state.confirmed_by
            self._check_newer(bundle)
            self._check_counts(bundle)
            self._check_sizes(bundle, now_us, by)
            self.folder.keep_bundle(bundle.digest, data)
            state.bundle, state.revision, state.made_us = bundle.digest, plan.revision, plan.made_us
            state.stamp, state.until_us, state.confirmed_by = plan.stamp, plan.expires_us, by
            self._write()
            # At this point the bundle is taken; a crash now only means that the next `tick` brings the targets to it.
            self._opened[bundle.digest] = bundle
            self._waits.clear()
            return self._bring([_Goal(name, bundle.digest, by) for name in self.targets], now_us, urgent=urgent)

    def tick(self, *, urgent: bool = False) -> Applied | None:
        """Do what time asks for: end exceptions, load what was put off or refused. None when nothing was due."""
        with self._working():
            if not self.state.bundle:
                return None
            now_us = self._now_us()
            ended = self._end_again(now_us)
            goals = list(self._due(now_us))
            if goals:
                return self._bring(goals, now_us, urgent=urgent)
            return self._applied(ended, ()) if ended else None

    def holds(self, data: bytes) -> bool:
        """Whether a bundle is the newest that was taken."""
        with suppress(BadCommand):
            return digest_of_bundle(data) == self.state.bundle
        return False

    def alarm(self, code: str, where: str, why: str = "") -> None:
        """`why`: what the engine or the reader said. What lasts is told again after an hour: `tick` comes each second, and a file that only grows is no alarm."""
        now_us = self._now_us()
        before = self._alarmed.get((code, where))
        if before is not None and 0 <= now_us - before < SAME_ALARM_US:
            return
        self._alarmed[code, where] = now_us
        row = {
            "at_us": now_us, "code": code, "where": where, "why": why, "stamp": self.state.stamp, "stands": self._stands(),
        }  # fmt: skip
        append_line(self.root / "alarms.jsonl", json.dumps(row, ensure_ascii=False, sort_keys=True))

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Alone in the folder, from what stands there. Whatever ends the work is in the alarms before anybody hears of it."""
        with self.folder.held(self.patience_seconds):
            try:
                self.folder.make()
                self.state = self.folder.read()
                self._put_back()
                yield
            except GwanmunError as error:
                self.alarm(error.code, where_of(error), why_of(error))
                raise

    def _put_back(self) -> None:
        """What a kill or a power cut left in between, or an engine that was down, gets its last good files first."""
        for target in (one for one in tuple(self.state.moving) if one in self.targets):
            goal, now_us = _Goal(target, "", ""), self._now_us()
            if target not in self._unloaded:
                self.alarm("interrupted", target)
            if self._may_try(goal, now_us):
                try:
                    self._back(target)
                except EngineFault:
                    self._wait(goal, now_us)
                else:
                    self._waits.pop((target, ""), None)

    # ------------------------------------------------------------ what is due

    def _due(self, now_us: int) -> Iterator[_Goal]:
        state = self.state
        for target in self.targets:
            stands = state.targets.get(target)
            behind = stands is None or stands.bundle != state.bundle
            if now_us >= (state.until_us if behind or stands is None else stands.until_us):
                self.alarm("bundle_expired", "bundle")
                behind = False  # what was not put in place in time never is
            goal = _Goal(target, state.bundle, state.confirmed_by)
            if behind and self._may_try(goal, now_us):
                yield goal
            elif stands is not None and self._must_renew(target, stands, now_us):
                goal = _Goal(target, stands.bundle, stands.confirmed_by)
                if self._may_try(goal, now_us):
                    yield goal

    def _must_renew(self, target: str, stands: Standing, now_us: int) -> bool:
        """Whether an exception ended, or the engine lost what it was told."""
        forgot = target not in self.state.moving and any(one.fallen() for one in self.engines if one.target == target)
        if forgot:
            self.alarm("engine_forgot", target)
        return forgot or (stands.next_us is not None and stands.next_us <= now_us)

    def _may_try(self, goal: _Goal, now_us: int) -> bool:
        not_before, pause = self._waits.get((goal.target, goal.bundle), (0, 0))
        return not 0 < not_before - now_us <= pause  # a clock that was set back waits for nothing

    def _wait(self, goal: _Goal, now_us: int) -> None:
        _, before = self._waits.get((goal.target, goal.bundle), (0, 0))
        stands = self.state.targets.get(goal.target)
        longest = LONGEST_PAUSE_US if stands and stands.bundle == goal.bundle else LONGEST_REFUSED_US
        pause = min(2 * before or FIRST_PAUSE_US, longest)
        self._waits[goal.target, goal.bundle] = (now_us + pause, pause)

    # ------------------------------------------------------------ 1-2

    def _check_newer(self, bundle: Opened) -> None:
        """An older bundle may lack a block that was ordered since. Of one publication the one made later is the newer."""
        plan, state = bundle.plan, self.state
        if plan.revision < state.revision:
            raise Untrusted("bundle", problem=f"revision {plan.revision} < {state.revision}")
        if plan.revision == state.revision and plan.made_us <= state.made_us and bundle.digest != state.bundle:
            made, newest = (datetime.fromtimestamp(one / 1_000_000, UTC) for one in (plan.made_us, state.made_us))
            raise Untrusted("bundle", problem=f"revision {plan.revision}, made {made:%FT%TZ} <= {newest:%FT%TZ}")

    def _check_counts(self, bundle: Opened) -> None:
        """What the signers saw compiled is what compiles here: the two programs agree."""
        made = compile_plan(bundle.plan, bundle.plan.made_us)
        counts = {one.path: one.entries for target in made.values() for one in target if one.entries is not None}
        if counts != bundle.counts:
            raise Untrusted("bundle", problem="rule counts differ from what was signed")

    def _check_sizes(self, bundle: Opened, now_us: int, confirmed_by: str) -> None:
        made = compile_plan(bundle.plan, now_us, self.targets)
        for target in self.targets:
            self._check_change(target, bundle, [part_of(one) for one in made[target]], confirmed_by)

    def _check_change(self, target: str, bundle: Opened, parts: Sequence[Part], confirmed_by: str) -> None:
        """Where an exception ends, lists grow: nobody needs to confirm that."""
        stands = self.state.targets.get(target)
        try:
            check_change(stands.parts if stands else (), parts, confirmed_by=confirmed_by)
        except UnsafeChange as error:
            check_change((), parts)  # an empty one is nobody's to confirm
            what = f"{error.params['what']}, --confirms {bundle.plan.stamp}"
            raise UnsafeChange(error.where, what=what) from None

    # ------------------------------------------------------------ 3-6

    def _bring(self, goals: Sequence[_Goal], now_us: int, *, urgent: bool) -> Applied:
        """Each target for itself. Raises the first fault when all were tried."""
        faults: list[GwanmunError] = []
        done, pending = [], []
        for goal in goals:
            if not urgent and self._too_soon(goal.target, now_us):
                pending.append(goal.target)
                continue
            try:
                self._put(goal, now_us)
            except (GwanmunError, OSError) as error:
                fault = _fault(goal.target, error)
                self._wait(goal, now_us)
                self.alarm(fault.code, where_of(fault), why_of(fault))
                faults.append(fault)
            else:
                self._waits.pop((goal.target, goal.bundle), None)
                done.append(goal.target)
        self.folder.sweep(self.state)
        if faults:
            raise faults[0]
        return self._applied(tuple(done), tuple(pending))

    def _too_soon(self, target: str, now_us: int) -> bool:
        stands = self.state.targets.get(target)
        return target == "squid" and stands is not None and 0 <= now_us - stands.loaded_us < SQUID_EVERY_US

    def _put(self, goal: _Goal, now_us: int) -> None:
        target, state = goal.target, self.state
        bundle = self._bundle(goal.bundle)
        before = state.targets.get(target)
        again = before is not None and before.bundle == goal.bundle
        # INVARIANT: in one bundle an exception that was over stays over, also when a clock is set back.
        at_us = max(now_us, before.at_us) if before is not None and again else now_us
        served = self._served_before(target) if before is None else 0
        plan = replace(bundle.plan, floor=max(served, _floor(before, bundle.plan, at_us, again=again)))
        people = populations(plan, at_us)
        made = compile_plan(_in(plan, self.root / "current"), at_us, (target,))[target]
        parts = [part_of(one) for one in made]
        self._check_change(target, bundle, parts, goal.confirmed_by)
        engines = in_order([one for one in self.engines if one.target == target], plan.audiences)
        # 3.
        check, stock = self.root / "check", Path(plan.doors.squid_errors)
        checks = compile_plan(_in(plan, check), at_us, (target,))[target]
        remove_others(check, checks, target)
        write_all(check, checks, stock)
        for engine in engines:
            engine.check(check, checks)
        # 4-6.
        if target not in state.moving:
            state.moving.append(target)
            self._write()
        # At this point the files change; a crash from now on means that the last good ones are put back first.
        try:
            write_all(self.root / "current", made, stock)
            asked = self._loaded(engines, made, people)
        except (GwanmunError, OSError) as error:
            with suppress(EngineFault):  # its alarm is written, and it is tried again
                self._back(target)
            raise _fault(target, error) from error
        state.targets[target] = Standing(
            bundle=goal.bundle, stamp=plan.stamp, revision=plan.revision, serial=plan.serial(at_us), at_us=at_us,
            next_us=plan.next_change_us(at_us), until_us=plan.expires_us, files=self.folder.keep_good(target, made),
            parts=parts, loaded_us=now_us, confirmed_by=goal.confirmed_by, ending=dict(asked),
        )  # fmt: skip
        state.moving.remove(target)
        self._write()
        # At this point the new state stands; a crash before the record only means that it is ended and recorded later.
        remove_others(self.root / "current", made, target)
        # 7.
        try:
            self._end(target, plan, people)
        except EngineFault as error:
            # The old state would be worse: the new one refuses whoever asks from now on.
            self.alarm("still_open", where_of(error), why_of(error))

    def _served_before(self, target: str) -> int:
        """What the serial must reach where nobody knows what stood: the files were compiled by hand, or the state was lost."""
        serials = [0]
        for zone in (self.root / "current" / target).glob("*.rpz"):
            with suppress(GwanmunError, OSError, ValueError):
                serials.append(read_zone(zone.read_text(encoding="utf-8")).serial + 1)
        return max(serials)

    def _loaded(
        self, engines: Sequence[Engine], artefacts: Sequence[Artefact], people: Sequence[Population]
    ) -> Counter[str]:
        asked: Counter[str] = Counter()
        for engine in engines:
            engine.load()
        for engine in engines:
            engine.standing(artefacts)
        for engine in engines:
            asked.update(self._probe(engine, people))
        return asked

    def _back(self, target: str) -> None:
        """Put the last good files back, load them, and see that they stand. Raises `EngineFault` after the alarm; until it
        was done nothing else is put there. What was never applied leaves nothing behind to load.
        """
        stands = self.state.targets.get(target)
        if stands is not None:
            try:
                artefacts = self.folder.good(stands.files)
                write_all(self.root / "current", artefacts)
                remove_others(self.root / "current", artefacts, target)
                engines = [one for one in self.engines if one.target == target]
                for engine in engines:
                    engine.load()
                for engine in engines:
                    engine.standing(artefacts)
            except (EngineFault, OSError) as error:
                self._unloaded.add(target)
                fault = _fault(target, error)
                self.alarm("rollback_failed", target, why_of(fault))
                raise fault from error
            except IntegrityFault:
                stands.effective_us = {}  # nothing good is left to go back to: nobody says that anything stands
                self.alarm("rollback_failed", target)
        self._unloaded.discard(target)
        self.state.moving.remove(target)
        self._write()

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

    # ------------------------------------------------------------ 7

    def _end_again(self, now_us: int) -> tuple[str, ...]:
        """Targets in which nothing old is left, after all."""
        done = []
        for target, stands in sorted(self.state.targets.items()):
            if stands.ending is None or target not in self.targets or target in self.state.moving:
                continue
            plan = self._bundle(stands.bundle).plan
            try:
                self._end(target, plan, populations(plan, max(now_us, stands.at_us)))
            except EngineFault:
                continue  # its alarm stands
            done.append(target)
        return tuple(done)

    def _end(self, target: str, plan: Plan, people: Sequence[Population]) -> None:
        """End what was let in before and is refused now; then, and only then, the target is effective: for each class that
        was asked. What nobody could ask for is loaded, and no more is said of it.
        """
        engines = in_order([one for one in self.engines if one.target == target], plan.audiences)
        for engine in engines:
            engine.end(lambda one: refused_now(people, one))
        stands = self.state.targets[target]
        since, asked = self._now_us(), stands.ending or {}
        served = [one for one in plan.audiences if any(engine.serves(one.id) for engine in engines)]
        self._record(target, stands, plan, served, since)
        # At this point it is recorded; a crash now only means that it is recorded once more.
        stands.ending = None
        stands.effective_us = dict.fromkeys(("*", *(one.id for one in served if asked.get(one.id))), since)
        self._write()

    def _record(self, target: str, stands: Standing, plan: Plan, served: Sequence[Audience], since_us: int) -> None:
        """The proof that the desk is given: a signed line for each class (`enforce/effects.py`)."""
        key = agent_key(self.root)
        file = self.root / "effective.jsonl"
        chain = last_of(tail(file, LONGEST_LINE))
        asked = stands.ending or {}
        for one in sorted(served, key=lambda each: (each.order, each.id)):
            row: dict[str, str | int] = {
                "at_us": since_us, "target": target, "audience": one.id, "agency": one.agency, "device": one.device,
                "stamp": stands.stamp, "revision": stands.revision, "day": plan.day, "published_us": plan.published_us,
                "made_us": plan.made_us, "mode": str(one.mode), "probes": asked.get(one.id, 0), "bundle": stands.bundle,
                "hold": hold_of(one.mode, asked.get(one.id, 0)), "confirmed_by": stands.confirmed_by,
            }  # fmt: skip
            line = line_of(row, chain, key)
            chain = Chain(chain.sequence + 1, digest_of(line))
            append_line(file, line)

    # ------------------------------------------------------------ small parts

    def _bundle(self, digest: str) -> Opened:
        if digest not in self._opened:
            kept = {self.state.bundle, *(one.bundle for one in self.state.targets.values())}
            self._opened = {name: one for name, one in self._opened.items() if name in kept}
            self._opened[digest] = self.folder.bundle(digest, self._suffixes)
        return self._opened[digest]

    def _write(self) -> None:
        self.folder.write(self.state)

    def _stands(self) -> dict[str, str]:
        return {name: one.stamp for name, one in sorted(self.state.targets.items())}

    def _applied(self, done: tuple[str, ...], pending: tuple[str, ...]) -> Applied:
        state = self.state
        ending = tuple(sorted(name for name, one in state.targets.items() if one.ending is not None))
        changes = [one.next_us for one in state.targets.values() if one.next_us is not None]
        return Applied(
            state.stamp, state.serial, done, pending, ending, state.effective(), min(changes, default=None),
            self._stands(), state.confirmed_by, tuple(self._unasked()),
        )  # fmt: skip

    def _unasked(self) -> Iterator[str]:
        """A firewall refuses no name: whether it holds what it was told is looked at in the kernel."""
        for target, stands in sorted((name, one) for name, one in self.state.targets.items() if name in NAMING):
            engines = [one for one in self.engines if one.target == target]
            for one in self._bundle(stands.bundle).plan.audiences if stands.effective_us else ():
                if one.id not in stands.effective_us and any(engine.serves(one.id) for engine in engines):
                    yield f"{target} {one.id}"


def _floor(before: Standing | None, plan: Plan, at_us: int, *, again: bool) -> int:
    """What a zone's serial must reach (RFC 1982): the same where the same is said again, else above what was served."""
    if before is None:
        return 0
    same = again and plan.next_change_us(before.at_us) == plan.next_change_us(at_us)
    return before.serial if same else before.serial + 1


def _fault(target: str, error: Exception) -> GwanmunError:
    return error if isinstance(error, GwanmunError) else EngineFault(store=target, problem=type(error).__name__)


def where_of(error: GwanmunError) -> str:
    """The place that an alarm names."""
    return str(error.params.get("store", "") or error.params.get("what", "") or error.where)


def why_of(error: GwanmunError) -> str:
    """What was said of it, where the fault holds that."""
    return str(error.params.get("problem", "") or error.params.get("problem_en", ""))


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
        if mine is None or mine.audience.id != audience.id:
            continue  # another class's address: its answers say nothing of this one, which is loaded and not probed
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
    every = [one for target in made.values() for one in target]
    write_all(root / "current", every, Path(plan.doors.squid_errors))


def agent_key(root: Path) -> Ed25519PrivateKey:
    """The agent's own key, made when it is first needed: with it the agent signs what it did, and nothing else."""
    file = root / "agent.key"
    with suppress(FileExistsError):
        if not file.exists():
            new_key(file)
    return read_keys([file])[file.stem]


def _in(plan: Plan, folder: Path) -> Plan:
    return replace(plan, doors=replace(plan.doors, folder=str(folder)))
