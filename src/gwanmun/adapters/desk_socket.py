"""How the command line speaks to the desk: a Unix socket (0600), one JSON request per line, one JSON answer per line.

```
→ {"act":"revoke_key","args":{"id":"7c9w2k4p"},"officer":"os:kim","reason":"분실"}
← {"ok":{…}}      or      ← {"error":{"code":"bad_command","ko":…,"en":…,"remedy_ko":…,"remedy_en":…,"where":…}}
```
Only the installation's own user (or root) is answered: the kernel says who is at the other end (SO_PEERCRED).
What does not live here: acts (`control/acts.py`), words (`errors.py`).
"""

import asyncio
import contextlib
import os
import socket
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec

from gwanmun.errors import BadCommand, GwanmunError, Unavailable

#: Imports of people and agencies come as one line.
LONGEST_LINE = 64 * 1024 * 1024
_IDLE_SECONDS = 60.0
_MOST_CALLERS = 32


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked of the desk."""

    act: str
    args: dict[str, Any] = {}
    officer: str = ""
    reason: str = ""


Handle = Callable[[Request], Awaitable[object]]


class DeskSocket:
    """The desk's door. `handle` carries a request out, or raises a `GwanmunError`."""

    def __init__(self, path: Path, handle: Handle) -> None:
        self._path = path
        self._handle = handle
        self._server: asyncio.Server | None = None
        self._callers: set[asyncio.Task[Any]] = set()

    async def open(self) -> None:
        """Listen. The desk's lock is held, so a socket that is there already was left by a desk that died."""
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
        mask = os.umask(0o177)  # INVARIANT: the socket is never open to others, not even for a moment
        try:
            self._server = await asyncio.start_unix_server(self._serve, self._path, limit=LONGEST_LINE)
        except OSError as error:
            raise Unavailable(str(self._path), store="desk socket") from error
        finally:
            os.umask(mask)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            for caller in self._callers:
                caller.cancel()
            await asyncio.gather(*self._callers, return_exceptions=True)
            with contextlib.suppress(FileNotFoundError):
                self._path.unlink()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._callers) >= _MOST_CALLERS or not _own(writer.get_extra_info("socket")):
            writer.close()
            return
        self._callers.add(task)
        try:
            while line := await _next_line(reader):
                writer.write(msgspec.json.encode(await self._answer(line)) + b"\n")
                await writer.drain()
        except ValueError:  # the line is longer than the limit; there is no way to find its end
            writer.write(msgspec.json.encode({"error": said(_too_long())}) + b"\n")
        except (OSError, TimeoutError):
            pass  # the caller left, or said nothing for a minute
        finally:
            self._callers.discard(task)
            writer.close()

    async def _answer(self, line: bytes) -> dict[str, object]:
        try:
            request = msgspec.json.decode(line, type=Request)
        except (msgspec.MsgspecError, RecursionError):
            return {"error": said(_not_a_request())}
        try:
            return {"ok": await self._handle(request)}
        except GwanmunError as error:
            return {"error": said(error)}


async def _next_line(reader: asyncio.StreamReader) -> bytes:
    """Not `wait_for`: until Python 3.12 it loses a cancellation that comes together with the line."""
    async with asyncio.timeout(_IDLE_SECONDS):
        return await reader.readline()


def said(error: GwanmunError) -> dict[str, object]:
    """An error as data, in both languages."""
    return {
        "code": error.code,
        "where": error.where,
        "ko": error.message("ko"),
        "en": error.message("en"),
        "remedy_ko": error.remedy("ko"),
        "remedy_en": error.remedy("en"),
        "exit_code": error.exit_code,
    }


def call_desk(path: Path, request: Request, seconds: float = 120.0) -> dict[str, Any] | None:
    """Ask the desk; `{"ok": …}` or `{"error": …}`. None: no desk listens there. Raises `Unavailable` if it breaks off.

    An act whose answer did not come may have been carried out: it is never asked a second time from here.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(seconds)
        try:
            connection.connect(os.fspath(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        except OSError as error:
            raise Unavailable(str(path), store="desk socket") from error
        try:
            connection.sendall(msgspec.json.encode(request) + b"\n")
            with connection.makefile("rb") as lines:
                line = lines.readline(LONGEST_LINE)
            answer = msgspec.json.decode(line, type=dict[str, Any])
        except (OSError, msgspec.MsgspecError) as error:
            raise Unavailable(str(path), store="desk") from error
    return answer


def _own(connection: socket.socket) -> bool:
    """Whether the other end is this installation's user, or root."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", credentials)
    return user in {0, os.geteuid()}


def _not_a_request() -> BadCommand:
    return BadCommand(
        problem_ko="요청이 올바른 JSON 한 줄이 아닙니다",
        problem_en="the request is not one line of the expected JSON",
        next_ko='{"act": "...", "args": {...}, "officer": "..."}',
        next_en='{"act": "...", "args": {...}, "officer": "..."}',
    )


def _too_long() -> BadCommand:
    return BadCommand(
        problem_ko="요청이 너무 깁니다",
        problem_en="the request is too long",
        next_ko="나누어 보내십시오",
        next_en="send it in parts",
    )
