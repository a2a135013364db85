"""The engines that an apply agent drives: how each checks, loads and tells what it holds. What lives here: the fixed list
of commands. What does not: the order of steps and rolling back (`agent.py`), text (`enforce/`).

No command is made of anything but these templates and the paths of the agent's own file; `prefix` may name `sudo -n`.
Every engine has a way to fail open, and each such way is a line of `check` or `standing` below.
"""

import re
import subprocess
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from gwanmun.adapters.enforcement.probes import Door, answers, ask_dns, ask_proxy
from gwanmun.adapters.enforcement.under_way import UnderWay, end_commands, under_way
from gwanmun.enforce.artefacts import Artefact
from gwanmun.enforce.plan import Action
from gwanmun.enforce.readers import read_squid, read_zone
from gwanmun.errors import EngineFault

COMMAND_SECONDS = 60.0
LOADED_SECONDS = 15.0
PROBE_SECONDS = 3.0
ENDED_SECONDS = 5.0

#: What `squid -k parse` says of lines that it then leaves out, with rc 0: a rule that is not there refuses nobody.
_IGNORED = re.compile(
    r"\b(WARNING|ERROR|FATAL)\b.*(empty ACL|subdomain|Bungled|cannot|Cannot)|acl\w*Parse\w*:|parse\w*: .*(unrecognized|unknown)|"
    r"ACL not found|ACL name .* not defined|Bungled"
)


class Engine(Protocol):
    """One engine of this machine.

    Promises: `check` changes nothing and raises `EngineFault` for what would fail or fail open; `load` returns when the
    engine was told; `standing` returns only when it serves exactly these artefacts; `serves` says whose questions reach it; `probe` asks as `source` would;
    `end` ends what it let in before and refuses now, and raises `EngineFault` while any of that may be left.
    """

    target: str

    def check(self, folder: Path, artefacts: Sequence[Artefact]) -> None: ...

    def load(self) -> None: ...

    def standing(self, artefacts: Sequence[Artefact]) -> None: ...

    def serves(self, audience: str) -> bool: ...

    def probe(self, source: str, host: str) -> Action | None: ...

    def end(self, refused: Callable[[UnderWay], bool]) -> None: ...


def run(prefix: Sequence[str], words: Sequence[str | Path], *, store: str) -> str:
    """Run one of the fixed commands. Raises `EngineFault` with its last line."""
    command = [*prefix, *map(str, words)]
    try:
        done = subprocess.run(  # noqa: S603 - fixed templates, no shell
            command, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False, errors="replace"
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineFault(store=store, problem=type(error).__name__) from error
    said = (done.stdout + done.stderr).strip()
    if done.returncode:
        raise EngineFault(store=store, problem=(said.splitlines() or ["?"])[-1][:200])
    return said


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
        # `-z` loads every zone: without it a missing zone file is found only by the server, which then serves nothing.
        with _derived(self.conf, folder) as conf:
            run((), ("named-checkconf", "-z", conf), store="named.conf")

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
        return ask_dns(self.door, source, host, PROBE_SECONDS)

    def end(self, refused: Callable[[UnderWay], bool]) -> None:
        """A question is answered, and over."""


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
        with _derived(self.conf, folder) as conf:
            run((), ("unbound-checkconf", conf), store="unbound.conf")

    def load(self) -> None:
        run(self.prefix, ("unbound-control", "-c", self.conf.resolve(), "reload"), store="unbound-control")

    def standing(self, artefacts: Sequence[Artefact]) -> None:
        for one in self._mine(artefacts):
            if one.path.endswith(".rpz"):
                zone = read_zone(one.text)
                _until(partial(self._serves, zone.serial), f"{one.path} {zone.serial}")

    def _serves(self, serial: int) -> bool:
        try:
            said = run(self.prefix, ("unbound-control", "-c", self.conf.resolve(), "list_auth_zones"), store="unbound")
        except EngineFault:
            return False
        return any(re.search(rf"\bserial {serial}$", line.strip()) for line in said.splitlines())

    def serves(self, audience: str) -> bool:
        return audience == self.population

    def probe(self, source: str, host: str) -> Action | None:
        return ask_dns(self.door, source, host, PROBE_SECONDS)

    def end(self, refused: Callable[[UnderWay], bool]) -> None:
        """A question is answered, and over."""


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
        with _derived(self.conf, folder) as conf:
            said = run((), ("squid", "-k", "parse", "-f", conf), store="squid.conf")
        for line in said.splitlines():
            if _IGNORED.search(line):
                raise EngineFault(store="squid", problem=line[:200])

    def load(self) -> None:
        run(self.prefix, ("squid", "-k", "reconfigure", "-f", self.conf), store="squid")

    def standing(self, artefacts: Sequence[Artefact]) -> None:
        """Squid tells nobody what it holds: it is asked until it answers again, and the probes say the rest."""
        _ = artefacts
        _until(self._listens, "squid")

    def _listens(self) -> bool:
        return answers(self.door, PROBE_SECONDS)

    def serves(self, audience: str) -> bool:
        return bool(audience)

    def probe(self, source: str, host: str) -> Action | None:
        return ask_proxy(self.door, source, host, PROBE_SECONDS)

    def end(self, refused: Callable[[UnderWay], bool]) -> None:
        """A tunnel is judged when it is opened and never again: it would live on, to a host just refused."""
        left = [one for one in under_way(self.door, PROBE_SECONDS) if refused(one)]
        deadline, pause = time.monotonic() + ENDED_SECONDS, 0.05
        while left:
            for words in end_commands(left):
                run(self.prefix, words, store="ss")
            time.sleep(pause)
            pause = min(2 * pause, 1.0)
            # What is opened meanwhile is judged by the new lists: only what was there at first is waited for.
            still = frozenset(under_way(self.door, PROBE_SECONDS))
            left = [one for one in left if one in still]
            if left and time.monotonic() > deadline:
                raise EngineFault(store="squid", problem=f"{len(left)} refused connections stay open")


class Nftables:
    """The kernel's own. `nft -c` checks, one file replaces the table in one transaction."""

    target = "nft"

    def __init__(self, file: Path, prefix: Sequence[str] = ()) -> None:
        self.file = file
        self.prefix = prefix

    def check(self, folder: Path, artefacts: Sequence[Artefact]) -> None:
        for one in artefacts:
            run(self.prefix, ("nft", "-c", "-f", folder / one.path), store=one.path)

    def load(self) -> None:
        run(self.prefix, ("nft", "-f", self.file), store="nft")

    def standing(self, artefacts: Sequence[Artefact]) -> None:
        said = run(self.prefix, ("nft", "list", "table", "inet", "gwanmun_ai"), store="nft")
        for one in artefacts:
            for chain in re.findall(r"goto (p\d+)", one.text):
                if f"goto {chain}" not in said:
                    raise EngineFault(store="nft", problem=f"chain {chain} is missing")

    def serves(self, audience: str) -> bool:
        return bool(audience)

    def probe(self, source: str, host: str) -> Action | None:
        _ = source, host
        return None  # names are not its matter

    def end(self, refused: Callable[[UnderWay], bool]) -> None:
        """It judges every packet that a client sends, also of what was established before."""


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


class _derived:  # noqa: N801 - a context manager, used as a function
    """The engine's configuration with `current` replaced by the folder that is to be checked."""

    def __init__(self, conf: Path, folder: Path) -> None:
        self.path = folder / f"check-{conf.name}"
        try:
            text = conf.read_text(encoding="utf-8")
        except OSError as error:
            raise EngineFault(store=conf.name, problem=type(error).__name__) from error
        self.path.write_text(text.replace(str(folder.with_name("current")), str(folder)), encoding="utf-8")

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.path.unlink(missing_ok=True)
