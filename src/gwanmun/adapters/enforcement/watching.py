"""Staying beside the engines (`gwanmun enforce apply --watch`): one look a second, and nothing that a look meets ends it.
What lives here: when a bundle's file is read again, and when it is left at what stands. What does not: what is done with it
(`agent.py`).

A file that is missing, cut, over or refused changes nothing: exceptions end on their day all the same, what an engine
refused is tried again, and the file is read again when it changes and once a minute.
"""

from collections.abc import Callable
from pathlib import Path

from gwanmun.adapters.enforcement.agent import Agent, Applied
from gwanmun.adapters.enforcement.bundle import LARGEST
from gwanmun.enforce.grammar import refused
from gwanmun.errors import Busy, GwanmunError

READ_AGAIN_US = 60_000_000


class Watch:
    """`confirmed_by` counts for the bundle whose stamp is `confirms`, and for no later one."""

    def __init__(
        self,
        agent: Agent,
        bundle: Path | None,
        now_us: Callable[[], int],
        *,
        confirmed_by: str = "",
        confirms: str = "",
    ) -> None:
        self._agent = agent
        self._bundle = bundle
        self._now_us = now_us
        self._confirmed_by = confirmed_by if confirms else ""
        self._confirms = confirms
        self._seen: tuple[int, ...] = ()
        self._read_us = 0
        self._taken = False

    def look(self, *, urgent: bool = False) -> Applied | None:
        """Do what is due. Raises the first thing that is wrong, after everything else was done."""
        fault: GwanmunError | None = None
        done: Applied | None = None
        for work in (self._read, lambda: self._agent.tick(urgent=urgent)):
            try:
                done = work() or done
            except Busy as error:  # somebody who applies by hand is waited for; whoever never ends is told
                self._agent.alarm(error.code, str(error.params["who"]))
                fault = fault or error
            except GwanmunError as error:
                fault = fault or error
            except OSError as error:
                fault = fault or _unwritten(error)
        if fault is not None:
            raise fault
        return done

    def _read(self) -> Applied | None:
        """The bundle's file, where it may hold something new."""
        if self._bundle is None:
            return None
        seen, now_us = _signature(self._bundle), self._now_us()
        waits = self._taken or 0 <= now_us - self._read_us < READ_AGAIN_US
        if seen == self._seen and waits:
            return None
        self._read_us = now_us
        try:
            data = read_bundle(self._bundle)
        except GwanmunError:
            self._seen, self._taken = seen, False
            self._agent.alarm("bundle_unreadable", self._bundle.name)
            raise
        if self._agent.holds(data) and not self._confirmed_by:
            self._seen, self._taken = seen, True  # started again: what stands is not loaded once more
            return None
        try:
            done = self._agent.apply(data, confirmed_by=self._confirmed_by, confirms=self._confirms)
        except Busy:
            raise  # nobody has looked at it yet
        except GwanmunError:
            # What was taken, the agent keeps and tries by itself, whatever an engine said of it.
            self._seen, self._taken = seen, self._agent.holds(data)
            raise
        self._seen, self._taken = seen, True
        return done


def read_bundle(path: Path) -> bytes:
    """A bundle's bytes. Raises `BadCommand` where there is none to read."""
    try:
        with path.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise refused(
            path.name, f"배포 묶음 파일을 열 수 없습니다 ({type(error).__name__})",
            f"the bundle's file cannot be opened ({type(error).__name__})",
            "경로와 권한을 확인하거나 다시 만드십시오: gwanmun enforce bundle",
            "check its path and mode, or make it again: gwanmun enforce bundle",
        ) from None  # fmt: skip


def _unwritten(error: OSError) -> GwanmunError:
    return refused(
        "root", f"적용기 폴더에 쓰지 못했습니다 ({type(error).__name__}). 지금 적용된 것은 그대로입니다",
        f"the agent's folder could not be written ({type(error).__name__}); what stands, stands",
        "디스크 공간과 권한을 확인하십시오", "check the disk's space and the folder's mode",
    )  # fmt: skip


def _signature(path: Path) -> tuple[int, ...]:
    """Changes when the file does; empty where there is none."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
