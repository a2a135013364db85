"""Networks of one's own (가상 망) on one machine: a gate between some devices and a pretended outside, a Linux network namespace
each, with nothing to the machine's own network. Needs root. What does not live here: engines, sites, rules.
"""

import contextlib
import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_NEW_NETWORK = 0x40000000  # CLONE_NEWNET (setns(2))
_COMMAND_SECONDS = 20.0
_LIBC = ctypes.CDLL(None, use_errno=True)
_MADE = iter(range(10**6))

#: Between gate and outside: TEST-NET-3 (RFC 5737).
OUTSIDE = "203.0.113"
GATE, WORLD = "gate", "world"


def available() -> bool:
    """Whether namespaces can be made here."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    name = f"gw{os.getpid() % 100_000}try"
    made = _ip("netns", "add", name) == 0
    if made:
        _ip("netns", "del", name)
    return made


@contextlib.contextmanager
def _entered(name: str) -> Iterator[None]:
    with Path("/proc/thread-self/ns/net").open() as home, Path(f"/run/netns/{name}").open() as other:
        _set(other.fileno())
        try:
            yield
        finally:
            _set(home.fileno())


def _set(number: int) -> None:
    if _LIBC.setns(number, _NEW_NETWORK) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class Networks:
    """`devices`: name → the first three numbers of its network, in which the gate is .1 and the device .2 and .9.

    `sites`: addresses that lie outside.
    """

    def __init__(self, devices: Mapping[str, str], sites: Iterable[str]) -> None:
        self.devices = dict(devices)
        self._sites = sorted(set(sites))
        mark = f"gw{os.getpid() % 100_000}{next(_MADE)}"  # at most 15 characters for an interface; these are namespaces
        self.names = {one: f"{mark}{one[:3]}" for one in (GATE, WORLD, *devices)}

    def build(self) -> None:
        """Raises `OSError` where namespaces cannot be made."""
        for name in self.names.values():
            self._do("netns", "add", name)
            self._do("-n", name, "link", "set", "lo", "up")
        gate, world = self.names[GATE], self.names[WORLD]
        for at, (one, net) in enumerate({**self.devices, WORLD: OUTSIDE}.items()):
            other = self.names[one]
            self._do("link", "add", f"to{at}", "netns", gate, "type", "veth", "peer", "name", "eth0", "netns", other)
            for name, device, host in ((gate, f"to{at}", 1), (other, "eth0", 2)):
                self._do("-n", name, "addr", "add", f"{net}.{host}/24", "dev", device)
                self._do("-n", name, "link", "set", device, "up")
            self._do("-n", other, "route", "add", "default", "via", f"{net}.1")
        for one, net in self.devices.items():  # a second address, so that a device beside the first can be asked for
            self._do("-n", self.names[one], "addr", "add", f"{net}.9/24", "dev", "eth0")
        for address in self._sites:
            self._do("-n", world, "addr", "add", f"{address}/32", "dev", "lo")
            self._do("-n", gate, "route", "add", address, "via", f"{OUTSIDE}.2")
        self._do("-n", gate, "route", "add", "unreachable", "default")
        with self.inside(GATE):
            Path("/proc/sys/net/ipv4/ip_forward").write_text("1", encoding="ascii")

    def inside(self, one: str) -> contextlib.AbstractContextManager[None]:
        """Put this thread, and what it starts, into the network of the gate, the world or a device."""
        return _entered(self.names[one])

    def end(self) -> None:
        for name in self.names.values():
            _ip("netns", "del", name)

    def _do(self, *words: str) -> None:
        if _ip(*words):
            raise OSError(f"ip {words[0]}")


def _ip(*words: str) -> int:
    command = ("ip", *words)
    try:
        return subprocess.run(command, capture_output=True, timeout=_COMMAND_SECONDS, check=False).returncode  # noqa: S603 - fixed words, no shell
    except (OSError, subprocess.TimeoutExpired):
        return -1
