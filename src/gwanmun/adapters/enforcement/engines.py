"""The engines that an apply agent drives: how each checks, loads and tells what it holds. What lives here: the fixed list
of commands. What does not: the order of steps and rolling back (`agent.py`), text (`enforce/`).

No command is made of anything but these templates and the paths of the agent's own file; `prefix` may name `sudo -n -u` and
the engine's own user, never root: what these commands read, the agent's account wrote (Squid and Unbound print the lines of
whatever is included there, and take from it a program to run). `nft` and `ss` run as the agent itself, with CAP_NET_ADMIN.
Every engine has a way to fail open, and each such way is a line of `check` or `standing` below. The first of them is an
engine whose own configuration does not read our files: what it says of itself is looked at, not what somebody meant.
"""

import contextlib
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from gwanmun.adapters.enforcement import included
from gwanmun.adapters.enforcement.probes import Door, ask_dns, ask_proxy, holds, of_our_zone, without_recursion
from gwanmun.adapters.enforcement.under_way import END_COMMAND, UnderWay, end_filters, under_way
from gwanmun.enforce.artefacts import Artefact
from gwanmun.enforce.nftables import TABLE, TWIN, loadable, twin
from gwanmun.enforce.plan import Action
from gwanmun.enforce.readers import Listing, read_listing, read_squid, read_zone
from gwanmun.enforce.squid import held_name
from gwanmun.errors import EngineFault, GwanmunError, NotIncluded

COMMAND_SECONDS = 60.0
LOADED_SECONDS = 15.0
PROBE_SECONDS = 3.0
ENDED_SECONDS = 5.0
#: How often the kernel is looked at again.
LOOK_SECONDS = 5.0
#: Squid may have several workers, each of which reloads for itself: it is asked this often in a row.
_WORKERS = 4
_UNREADABLE = "gwanmun-is-this-read:"

#: What `squid -k parse` says of lines that it then leaves out, with rc 0: a rule that is not there refuses nobody.
_IGNORED = re.compile(
    r"\b(WARNING|ERROR|FATAL)\b.*(empty ACL|subdomain|Bungled|cannot|Cannot)|acl\w*Parse\w*:|parse\w*: .*(unrecognized|unknown)|"
    r"ACL not found|ACL name .* not defined|Bungled"
)


class Engine(Protocol):
    """One engine of this machine.

    Promises: `check` changes nothing and raises `EngineFault` for what would fail or fail open; `load` returns when the
    engine was told; `standing` returns only when it serves exactly these artefacts; `serves` says whose questions reach it; `probe` asks as `source` would;
    `end` ends what it let in before and refuses now, and raises `EngineFault` while any of that may be left; `fallen` says
    whether it lost what it was told, as only an engine can that does not read its files when it starts.
    """

    target: str

    def check(self, folder: Path, artefacts: Sequence[Artefact]) -> None: ...

    def load(self) -> None: ...

    def standing(self, artefacts: Sequence[Artefact]) -> None: ...

    def serves(self, audience: str) -> bool: ...

    def probe(self, source: str, host: str) -> Action | None: ...

    def end(self, refused: Callable[[UnderWay], bool]) -> None: ...

    def fallen(self) -> bool: ...


def run(prefix: Sequence[str], words: Sequence[str | Path], *, store: str, given: str = "") -> str:
    """Run one of the fixed commands; `given` is its input. Raises `EngineFault` with the line that says why."""
    well, said = _asked(prefix, words, store=store, given=given)
    if not well:
        raise EngineFault(store=store, problem=why(said))
    return said


#: What says why, the surest first. Squid goes on talking after it; where none is there the last line is the best there is.
_REASONS = tuple(re.compile(one) for one in (r"\bFATAL\b", r"\bunrecognized\b|\bunknown\b|\bnot found\b"))


def why(said: str) -> str:
    """The line of a program's output that a person needs, without the time before it."""
    lines = said.splitlines() or ["?"]
    found = (line for reason in _REASONS for line in lines if reason.search(line))
    return re.sub(r"^[\d/]+ [\d:]+\| ", "", next(found, lines[-1]))[:200]


def _asked(prefix: Sequence[str], words: Sequence[str | Path], *, store: str, given: str = "") -> tuple[bool, str]:
    command = [*prefix, *map(str, words)]
    try:
        done = subprocess.run(  # noqa: S603 - fixed templates, no shell
            command, input=given, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False, errors="replace"
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineFault(store=store, problem=f"{command[0]}: {type(error).__name__}") from error
    return done.returncode == 0, (done.stdout + done.stderr).strip()


class Bind:
    """`named` with views. `conf` includes `<root>/current/bind/views.conf`."""

    target = "bind"

    def __init__(self, conf: Path, rndc_key: Path, rndc: Door, door: Door, prefix: Sequence[str] = ()) -> None:
        self.conf = conf
        self._rndc = ("rndc", "-k", rndc_key, "-s", rndc.host, "-p", str(rndc.port))
        self.door = door
        self.prefix = prefix

    def check(self, folder: Path, artefacts: Sequence[Artefact]) -> None:
        for one in artefacts:
            if one.path.endswith(".rpz"):
                read_zone(one.text, one.path)  # cut, empty or foreign lines: a first load of such a zone serves nothing
                origin = re.search(r"^\$ORIGIN (\S+)\.$", one.text, re.MULTILINE)
                run((), ("named-checkzone", "-q", origin[1] if origin else ".", folder / one.path), store=one.path)
        current = _current(folder)
        # `-z` loads every zone: without it a missing zone file is found only by the server, which then serves nothing.
        with included.derived(self.conf, current, folder, included.BIND) as conf:
            run((), ("named-checkconf", "-z", conf), store="named.conf")
            said = run((), ("named-checkconf", "-p", "-x", conf), store="named.conf")  # `-x`: without the keys' secrets
        views = (folder / "bind/views.conf").read_text(encoding="utf-8")
        named = [*re.findall(r'^view "[^"]+"', views, re.MULTILINE), *re.findall(r'file "[^"]+"', views)]
        if not named or any(one not in said for one in named):
            raise NotIncluded(store=str(self.conf), line=f'include "{current}/bind/views.conf";')

    def load(self) -> None:
        run(self.prefix, (*self._rndc, "reload"), store="rndc")

    def standing(self, artefacts: Sequence[Artefact]) -> None:
        """A zone that failed to load is not served at all, and `reload` says nothing of it."""
        for view, zone, serial in _zones(artefacts):
            _until(partial(self._serves, view, zone, serial), f"{zone} {serial}")

    def _serves(self, view: str, zone: str, serial: int) -> bool:
        try:
            said = run(self.prefix, (*self._rndc, "zonestatus", zone, "IN", view), store="rndc")
        except EngineFault:
            return False
        return f"serial: {serial}" in said.splitlines() and "reload in progress" not in said

    def serves(self, audience: str) -> bool:
        return bool(audience)

    def probe(self, source: str, host: str) -> Action | None:
        return ask_dns(self.door, source, host, PROBE_SECONDS, of_our_zone)

    def end(self, refused: Callable[[UnderWay], bool]) -> None:
        """A question is answered, and over."""

    def fallen(self) -> bool:
        return False


class UnboundInstance:
    """One Unbound for one population. `conf` includes `<root>/current/unbound/<population>.conf`, by absolute path."""

    target = "unbound"

    def __init__(self, population: str, conf: Path, door: Door, prefix: Sequence[str] = ()) -> None:
        self.population = population
        self.conf = conf
        self.door = door
        self.prefix = prefix

    def _mine(self, artefacts: Sequence[Artefact]) -> list[Artefact]:
        return [one for one in artefacts if one.path.rsplit("/", 1)[1].rsplit(".", 1)[0] == self.population]

    def check(self, folder: Path, artefacts: Sequence[Artefact]) -> None:
        mine = self._mine(artefacts)
        if not mine:
            raise EngineFault(store="unbound", problem=f"no artefact for {self.population}")
        for one in mine:
            if one.path.endswith(".rpz"):
                read_zone(one.text, one.path)  # Unbound empties a zone that it cannot read, and everything resolves
        current = _current(folder)
        with included.derived(self.conf, current, folder, included.UNBOUND) as conf:
            run((), ("unbound-checkconf", conf), store="unbound.conf")
        # Unbound does not say what it reads. So it is given something in our place that it cannot read, and must say so.
        broken = folder / "unread" / "unbound" / f"{self.population}.conf"
        broken.parent.mkdir(parents=True, exist_ok=True)
        broken.write_text(f"{_UNREADABLE}\n", encoding="ascii")
        with included.derived(self.conf, current, folder / "unread", included.UNBOUND) as conf:
            well, said = _asked((), ("unbound-checkconf", conf), store="unbound.conf")
        if well or str(broken) not in said:
            line = f'include: "{current}/unbound/{self.population}.conf"'
            raise NotIncluded(store=str(self.conf), line=line)

    def load(self) -> None:
        run(self.prefix, ("unbound-control", "-c", self.conf.resolve(), "reload"), store="unbound-control")

    def standing(self, artefacts: Sequence[Artefact]) -> None:
        for one in self._mine(artefacts):
            if one.path.endswith(".rpz"):
                _, name, serial = _zones((one,))[0]
                _until(partial(self._serves, name, serial), f"{one.path} {serial}")

    def _serves(self, zone: str, serial: int) -> bool:
        try:
            said = run(self.prefix, ("unbound-control", "-c", self.conf.resolve(), "list_auth_zones"), store="unbound")
        except EngineFault:
            return False
        return any(
            re.fullmatch(rf"{re.escape(zone)}\.\s.*\bserial {serial}", line.strip()) for line in said.splitlines()
        )

    def serves(self, audience: str) -> bool:
        return audience == self.population

    def probe(self, source: str, host: str) -> Action | None:
        return ask_dns(self.door, source, host, PROBE_SECONDS, without_recursion)

    def end(self, refused: Callable[[UnderWay], bool]) -> None:
        """A question is answered, and over."""

    def fallen(self) -> bool:
        return False


class Squid:
    """Squid with OpenSSL. `conf` includes `<root>/current/squid/ai.conf` before its own `http_access allow` lines."""

    target = "squid"

    def __init__(self, conf: Path, door: Door, prefix: Sequence[str] = ()) -> None:
        self.conf = conf
        self.door = door
        self.prefix = prefix

    def check(self, folder: Path, artefacts: Sequence[Artefact]) -> None:
        read_squid(artefacts)  # a missing or empty list is rc 0 and one line in cache.log, and everything passes
        for one in artefacts:
            if not (folder / one.path).is_file():
                raise EngineFault(store="squid", problem=f"missing {one.path}")
        current = _current(folder)
        with included.derived(self.conf, current, folder, included.SQUID) as conf:
            said = run((), ("squid", "-k", "parse", "-f", conf), store="squid.conf")
        for line in said.splitlines():
            if _IGNORED.search(line):
                raise EngineFault(store="squid", problem=line[:200])
        if f"Processing Configuration File: {folder}/squid/ai.conf " not in said:
            raise NotIncluded(store=str(self.conf), line=f"include {current}/squid/ai.conf")

    def load(self) -> None:
        run(self.prefix, ("squid", "-k", "reconfigure", "-f", self.conf), store="squid")

    def standing(self, artefacts: Sequence[Artefact]) -> None:
        """The signal to reload is taken whenever Squid comes to it, and until then it answers by what it had: also that
        nothing is open, and none of the probes may ask for what has changed. So it is asked which `ai.conf` it goes by.
        """
        name = next((held_name(one.text) for one in artefacts if one.path == "squid/ai.conf"), "")
        _until(lambda: all(holds(self.door, name, PROBE_SECONDS) for _ in range(_WORKERS)), "squid")

    def serves(self, audience: str) -> bool:
        return bool(audience)

    def probe(self, source: str, host: str) -> Action | None:
        return ask_proxy(self.door, source, host, PROBE_SECONDS)

    def end(self, refused: Callable[[UnderWay], bool]) -> None:
        """A tunnel is judged when it is opened and never again: it would live on, to a host just refused."""
        left = [one for one in under_way(self.door, PROBE_SECONDS) if refused(one)]
        deadline, pause = time.monotonic() + ENDED_SECONDS, 0.05
        while left:
            for ends in end_filters(left):
                run((), END_COMMAND, store="ss", given=ends)
            time.sleep(pause)
            pause = min(2 * pause, 1.0)
            # What is opened meanwhile is judged by the new lists: only what was there at first is waited for.
            still = frozenset(under_way(self.door, PROBE_SECONDS))
            left = [one for one in left if one in still]
            if left and time.monotonic() > deadline:
                raise EngineFault(store="squid", problem=f"{len(left)} refused connections stay open")

    def fallen(self) -> bool:
        return False


class Nftables:
    """The kernel's own. `nft -c` checks, one file replaces the table in one transaction. The kernel forgets it at each start,
    and whoever flushes its rules flushes ours, so that it is looked at again and again. `now_us`: from when timeouts count.
    """

    target = "nft"

    def __init__(self, file: Path, prefix: Sequence[str] = (), now_us: Callable[[], int] | None = None) -> None:
        self.file = file
        self.prefix = prefix
        self._now_us = now_us or (lambda: time.time_ns() // 1000)
        self._loaded_us = 0
        self._seen = -LOOK_SECONDS

    @property
    def _held(self) -> Path:
        """What was loaded last, as the kernel listed it then."""
        return self.file.with_name("loaded.json")

    def check(self, folder: Path, artefacts: Sequence[Artefact]) -> None:
        for one in artefacts:
            with _beside(folder / one.path, loadable(one.text, self._now_us())) as file:
                run(self.prefix, ("nft", "-c", "-f", file), store=one.path)

    def load(self) -> None:
        self._held.unlink(missing_ok=True)
        self._loaded_us = self._now_us()
        with _beside(self.file, loadable(self.file.read_text(encoding="utf-8"), self._loaded_us)) as file:
            run(self.prefix, ("nft", "-f", file), store="nft")
        # At this point the new table is in force; a crash before the next line only makes it be loaded once more.
        made = self._listed(TABLE)
        self._held.write_text(json.dumps({"digest": made.digest, "timed": sorted(made.timed)}), encoding="utf-8")

    def standing(self, artefacts: Sequence[Artefact]) -> None:
        """Compared as the kernel lists it with the same text beside it, asleep: versions of nft write rules differently."""
        for one in artefacts:
            with _beside(self.file, twin(loadable(one.text, self._loaded_us))) as file:
                run(self.prefix, ("nft", "-f", file), store="nft")
            try:
                wanted = self._listed(TWIN)
            finally:
                run(self.prefix, ("nft", "delete", "table", "inet", TWIN), store="nft")
            if not self._listed(TABLE).holds(wanted):
                raise EngineFault(store="nft", problem="the kernel holds something else than was loaded")

    def _listed(self, table: str) -> Listing:
        return read_listing(run(self.prefix, ("nft", "-s", "list", "table", "inet", table), store="nft"))

    def serves(self, audience: str) -> bool:
        return bool(audience)

    def probe(self, source: str, host: str) -> Action | None:
        _ = source, host
        return None  # names are not its matter

    def end(self, refused: Callable[[UnderWay], bool]) -> None:
        """It judges every packet that a client sends, also of what was established before."""

    def fallen(self) -> bool:
        if not self.file.is_file() or time.monotonic() - self._seen < LOOK_SECONDS:
            return False
        self._seen = time.monotonic()
        try:
            kept = json.loads(self._held.read_text(encoding="utf-8"))
            return not self._listed(TABLE).holds(Listing(kept["digest"], frozenset(kept["timed"])))
        except (OSError, ValueError, KeyError, TypeError, GwanmunError):
            return True  # gone, or nobody knows what was loaded


# ---------------------------------------------------------------- small parts


def _zones(artefacts: Sequence[Artefact]) -> list[tuple[str, str, int]]:
    """View, zone and serial of each zone."""
    found = []
    for one in artefacts:
        origin = re.search(r"^\$ORIGIN (\S+)\.$", one.text, re.MULTILINE) if one.path.endswith(".rpz") else None
        if origin:
            found.append((one.path.rsplit("/", 1)[1].removesuffix(".rpz"), origin[1], read_zone(one.text).serial))
    return found


def _until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + LOADED_SECONDS
    while not true():
        if time.monotonic() > deadline:
            raise EngineFault(store=what, problem="not served")
        time.sleep(0.05)


def _current(folder: Path) -> Path:
    """Where what is in force lies, beside the folder in which a change is checked."""
    return folder.with_name("current")


@contextlib.contextmanager
def _beside(file: Path, text: str) -> Iterator[Path]:
    """The text as a file for one command."""
    made = file.with_name(f".{file.name}.now")
    made.unlink(missing_ok=True)  # whatever lay there, a link for instance, is not written through
    with made.open("x", encoding="utf-8") as opened:
        opened.write(text)
    try:
        yield made
    finally:
        made.unlink(missing_ok=True)
