"""Asking the desk from a command (데스크에 묻기): over its socket, or in this process under its lock when none runs.

What does not live here: commands (`cli.py` and its neighbours), acts (`control/`). Heavy modules are imported inside the
functions, so that `--help` stays quick.
"""

import os
import pwd
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gwanmun.errors import Conflict

#: How long a command waits for a desk that is just opening.
_DESK_OPENS_SECONDS = 10.0


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
        deadline = time.monotonic() + _DESK_OPENS_SECONDS
        while (answer := call_desk(settings.desk.socket, request)) is None:
            try:
                return done + _here(settings, requests[at:])
            except Conflict:
                # Somebody holds the desk and does not answer yet: it is opening. It is given a moment.
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        if "error" in answer:
            raise Told(answer["error"])
        done.append(answer.get("ok"))
    return done


def _here(settings: Any, requests: Sequence[Any]) -> list[Any]:
    import asyncio

    from gwanmun.entrypoints.desk import opened

    async def _run() -> list[Any]:
        async with opened(settings, lambda _event, _fields: None) as desk:
            return [await desk.perform(request) for request in requests]

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
