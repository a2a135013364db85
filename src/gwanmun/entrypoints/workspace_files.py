"""The shelf (첨부 파일 선반): files that a person uploaded to the workspace, read once in the confined child, held in memory.

A preview asks for the texts as often as the person types; the file itself goes to the gate once, when it is sent, and the
gate reads it again for itself. What a recogniser guessed in a scan goes as the text that the person saw and confirmed: the
gate reads no pictures. What does not live here: reading (port `documents`), what a model is shown (`gateway/unpack.py`).
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from gwanmun.console.work import Attached
from gwanmun.domain.documents import Edit, ReadDocument
from gwanmun.domain.ids import PersonId
from gwanmun.errors import BadDocument
from gwanmun.gateway.desk import FileLimits
from gwanmun.ports.documents import Documents, Tell
from gwanmun.ports.surroundings import Surroundings

_SECONDS = 2 * 3600.0
_MOST_BYTES, _MOST_BYTES_OF_ONE = 512 * 1024 * 1024, 48 * 1024 * 1024
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Held:
    person: PersonId
    told: Attached
    name: str  # as it is sent
    content: bytes
    document: ReadDocument
    since: float

    @property
    def size(self) -> int:
        return len(self.content) + sum(map(len, self.document.texts))

    def part(self, *, whole: bool, messages: bool) -> dict[str, object]:
        """The file in a request. Not `whole`: its number on the shelf stands for its bytes."""
        data = b64encode(self.content if whole else self.told.id.encode()).decode()
        media = "application/octet-stream"
        if messages:
            source = {"type": "base64", "media_type": media, "data": data}
            return {"type": "document", "source": source, "title": self.name}
        return {"type": "file", "file": {"filename": self.name, "file_data": f"data:{media};base64,{data}"}}


class Shelf:
    """Also the port `documents` of previews: it gives what was read, and reads nothing."""

    def __init__(self, surroundings: Surroundings, documents: Documents) -> None:
        self._clock = surroundings
        self._documents = documents
        self._held: dict[str, Held] = {}
        self._pages: dict[PersonId, tuple[int, int]] = {}

    async def put(self, person: PersonId, name: str, content: bytes) -> Attached:
        """Raises `BadDocument` for what is too large, cannot be read whole, or is empty."""
        name = name.replace("\\", "/").rpartition("/")[2].strip()[-_LONGEST_NAME:] or "document"
        if len(content) > FileLimits().file_bytes:
            raise BadDocument("too_large", name, limit=FileLimits().file_bytes)
        first = document = await self._read(person, name, content)
        sent, data = name, content
        if first.recognised:
            # From here on it is the text that the person is shown, and confirms.
            sent, data = f"{name}.txt", first.body.encode()
            document = await self._documents.read(data, sent, person=person)
        told = Attached(
            self._clock.entropy(12).hex(), name, document.format, sum(map(len, document.texts[:1])),
            len(document.pictures), first.recognised, first.notes,
        )  # fmt: skip
        self._keep(Held(person, told, sent, data, document, self._clock.monotonic()))
        return told

    async def _read(self, person: PersonId, name: str, content: bytes) -> ReadDocument:
        def tell(done: int, of: int) -> None:
            self._pages[person] = (done, of)

        try:
            return await self._documents.read(content, name, person=person, scans=True, tell=tell)
        finally:
            self._pages.pop(person, None)

    def reading(self, person: PersonId) -> tuple[int, int] | None:
        """How many pages of how many were read of the file that the person is uploading."""
        return self._pages.get(person)

    def _keep(self, held: Held) -> None:
        now = held.since
        for id_ in [id_ for id_, one in self._held.items() if now - one.since > _SECONDS]:
            del self._held[id_]
        self._let_go(_MOST_BYTES_OF_ONE - held.size, held.person)
        self._let_go(_MOST_BYTES - held.size, None)
        self._held[held.told.id] = held

    def _let_go(self, room: int, person: PersonId | None) -> None:
        """The oldest go until the rest fits."""
        rows = [one for one in self._held.values() if person in {None, one.person}]
        size = sum(one.size for one in rows)
        for one in rows:
            if size <= room:
                return
            size -= one.size
            del self._held[one.told.id]

    def find(self, person: PersonId, id_: str) -> Held | None:
        held = self._held.get(id_)
        return held if held is not None and held.person == person else None

    # ------------------------------------------------------------ port `documents`, for previews

    async def read(
        self,
        content: bytes,
        name: str,
        *,
        person: str = "",  # noqa: ARG002 - it is on the shelf
        scans: bool = False,  # noqa: ARG002
        tell: Tell | None = None,  # noqa: ARG002
    ) -> ReadDocument:
        held = self._held.get(content.decode("ascii", "replace"))
        if held is None:
            raise BadDocument("no_reader", name)
        return held.document

    async def masked(
        self,
        content: bytes,  # noqa: ARG002 - refused
        name: str,  # noqa: ARG002
        edits: Sequence[Edit],  # noqa: ARG002
        pictures: str,  # noqa: ARG002
    ) -> tuple[bytes, str]:
        raise AssertionError("a preview writes no file")

    async def close(self) -> None:
        await self._documents.close()
