"""Letters in pictures (문자 인식, OCR) by Debian's tesseract, on this machine alone; off unless somebody turns it on.

What lives here: asking the reading child which pictures are all there is, having each read by a confined tesseract, reading the file
again with what was found. What does not: which pictures those are (`layout.Draft.scan`), and who may use a guess without having
looked at it (`gateway/unpack.py`, ADR 0017). What a recogniser says is a guess: the document says which places it is from (`recognised`).

Whose turn it is. One picture at a time in a process, whoever asked; the pictures of several files take turns.
"""

import asyncio
import contextlib
import re
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from gwanmun.adapters.documents.child import ChildDocuments, believed, surroundings
from gwanmun.domain.documents import ReadDocument
from gwanmun.errors import BadDocument, Overloaded
from gwanmun.ports.documents import Tell

PACKAGES = "tesseract-ocr tesseract-ocr-kor"
_LANGUAGES = ("kor", "eng")
#: One block of lines, as a letter or a form is: the automatic layout leaves out half of a page.
_LAYOUT = ("--psm", "6", "--dpi", "300")
_MOST_OUTPUT, _PIECE = 2 << 20, 64 << 10
_VERSION = re.compile(rb"tesseract v?([0-9][0-9.]{0,15})\b")
#: One thread: a page more or less quickly must not cost the machine.
_PROGRAM = (
    "import os, sys; os.nice(15); os.environ['OMP_THREAD_LIMIT'] = '1'; "
    "from gwanmun.adapters.documents.confine import confine_program; "
    "confine_program(sys.argv[1], memory_bytes=1 << 30, cpu_seconds=60); os.execv(sys.argv[1], sys.argv[1:])"
)


def tesseract() -> str:
    """The program, where it is installed; else an empty text."""
    return shutil.which("tesseract") or ""


class RecognisingDocuments(ChildDocuments):
    """Port `documents` for an office that reads scans. Without tesseract it reads what it would read without it."""

    def __init__(self, *, program: str = "", page_seconds: float = 60.0, **how: Any) -> None:
        super().__init__(**how)
        self._program = program or tesseract()
        self._page_seconds = page_seconds
        self._eye = asyncio.Semaphore(1)
        self._version = ""

    async def read(
        self,
        content: bytes,
        name: str,
        *,
        person: str = "",
        scans: bool = False,
        tell: Tell | None = None,
        warm: bool = True,
    ) -> ReadDocument:
        if not (scans and self._program):
            return await super().read(content, name, person=person, tell=tell, warm=warm)
        order: dict[str, Any] = {"content": content, "name": name[-255:], "seen": {}}
        answer = await self._ask(order, person, again=warm, tell=tell)
        try:
            wanted = msgspec.convert(answer.get("wanted", []), list[tuple[str, bytes]])
            if wanted:
                order["seen"] = await self._recognised(wanted, tell)
                answer = await self._ask(order, person, again=warm)
                if answer.get("wanted"):
                    raise BadDocument("image_only")
        except msgspec.MsgspecError as error:
            raise BadDocument("over_limits") from error
        read = believed(answer)
        return replace(read, reader=f"{read.reader} {await self._signed()}") if wanted else read

    async def _signed(self) -> str:
        """What recognised, with its version: a record says which versions looked."""
        if not self._version:
            said = _VERSION.match(await self._ran(("--version",), b"", ""))
            self._version = f"tesseract {said[1].decode() if said else '?'}"
        return self._version

    async def _recognised(self, wanted: Sequence[tuple[str, bytes]], tell: Tell | None) -> dict[str, str]:
        """One after the other: letters in pictures are never urgent."""
        seen: dict[str, str] = {}
        for place, image in wanted:
            try:
                async with asyncio.timeout(self._wait_seconds):
                    await self._eye.acquire()
            except TimeoutError:
                raise Overloaded from None
            try:
                seen[place] = await self._letters(image, place)
            finally:
                self._eye.release()
            if tell:
                tell(len(seen), len(wanted))
        return seen

    async def _letters(self, image: bytes, place: str) -> str:
        out = await self._ran(("stdin", "stdout", "-l", "+".join(_LANGUAGES), *_LAYOUT), image, place)
        return out.decode("utf-8", "replace").replace("\x0c", "").strip()

    async def _ran(self, arguments: Sequence[str], given: bytes, place: str) -> bytes:
        """What the confined program says, at most so much of it."""
        words = (sys.executable, "-c", _PROGRAM, self._program, *arguments)
        child = await asyncio.create_subprocess_exec(
            *words, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=surroundings()
        )
        out = bytearray()
        try:
            async with asyncio.timeout(self._page_seconds):
                if child.stdin is None or child.stdout is None:
                    raise BadDocument("over_limits", place)
                child.stdin.write(given)  # without waiting: it may answer before it has read all
                child.stdin.write_eof()
                while len(out) <= _MOST_OUTPUT and (piece := await child.stdout.read(_PIECE)):
                    out += piece
                if len(out) <= _MOST_OUTPUT:
                    await child.wait()
        except TimeoutError as error:
            raise BadDocument("over_limits", place) from error
        finally:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(5):
                    await child.wait()
        if child.returncode or len(out) > _MOST_OUTPUT:
            raise BadDocument("image_only", place)
        return bytes(out)
