"""Asking the desk from a command (데스크에 묻기): over its socket, or in this process under its lock when none runs.

What does not live here: commands (`cli.py` and its neighbours), acts (`control/`). Heavy modules are imported inside the
functions, so that `--help` stays quick.
"""

import os
import pwd
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gwanmun.errors import Conflict

#: How long a command waits for a desk that is just opening: a busy machine takes a while to load and migrate.
_DESK_OPENS_SECONDS = 60.0
_SAY_SO_SECONDS = 3.0


def ask(name: str, args: dict[str, Any], officer: str, reason: str, config: Path | None) -> Any:
    return ask_all([(name, args)], officer, reason, config)[0]


def ask_all(acts: Sequence[tuple[str, dict[str, Any]]], officer: str, reason: str, config: Path | None) -> list[Any]:
    """Have the desk carry out acts: over its socket, or in this process under its lock when none runs."""
    from gwanmun.adapters.desk_socket import Request, call_desk
    from gwanmun.settings import load_settings, settings_file

    settings = load_settings(settings_file(config))
    done: list[Any] = []
    requests = [Request(name, args, officer or login(), reason) for name, args in acts]
    for at, request in enumerate(requests):
        patience = _Patience()
        while (answer := call_desk(settings.desk.socket, request)) is None:
            try:
                return done + _here(settings, requests[at:])
            except _DeskHeld as held:
                patience.wait(held.conflict)
        if "error" in answer:
            raise Told(answer["error"])
        done.append(answer.get("ok"))
    return done


class _DeskHeld(Exception):
    """Another process holds the desk. Only this may be tried again: nothing was done yet."""

    def __init__(self, conflict: Conflict) -> None:
        self.conflict = conflict
        super().__init__()


class _Patience:
    """Somebody holds the desk and does not answer yet: a desk that opens, or another command. It is given a while."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._said = False

    def wait(self, conflict: Conflict) -> None:
        waited = time.monotonic() - self._began
        if waited > _DESK_OPENS_SECONDS:
            raise conflict
        if waited > _SAY_SO_SECONDS and not self._said:
            self._said = True
            print("데스크가 열리기를 기다립니다 … / waiting for the desk to open …", file=sys.stderr)
        time.sleep(0.1)


def _here(settings: Any, requests: Sequence[Any]) -> list[Any]:
    import asyncio

    from gwanmun.entrypoints.desk import opened

    async def _run() -> list[Any]:
        began = False
        try:
            async with opened(settings, lambda _event, _fields: None) as desk:
                began = True
                return [await desk.perform(request) for request in requests]
        except Conflict as conflict:
            if began or conflict.where != str(settings.gate.data_dir / "desk.lock"):
                raise  # of an act, or of the books: asking again would do what was done before once more
            raise _DeskHeld(conflict) from conflict

    return asyncio.run(_run())


class Told(Exception):
    """An error that the desk worded: its words, as data."""

    def __init__(self, words: dict[str, Any]) -> None:
        self.words = words
        super().__init__(words.get("code", ""))


def login() -> str:
    """Who is at this terminal, as far as the operating system knows."""
    try:
        return f"os:{pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:
        return f"os:{os.getuid()}"
