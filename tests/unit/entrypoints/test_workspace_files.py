"""How far a file was read, for whoever waits for it."""

import asyncio

from gwanmun.adapters.system import System
from gwanmun.domain.documents import ReadDocument
from gwanmun.domain.ids import PersonId
from gwanmun.entrypoints.workspace_files import Shelf

ME, OTHER = PersonId("p-1"), PersonId("p-2")


def test_how_far_a_file_was_read_is_told_to_its_person_while_it_is_read():
    heard = []

    class Slow:
        async def read(self, content, name, *, person="", scans=False, tell=None):
            tell(3, 500)
            heard.append((shelf.reading(ME), shelf.reading(OTHER), scans))
            return ReadDocument("text", "글", "", "", parts=1, reader="t")

    shelf = Shelf(System(), Slow())
    asyncio.run(shelf.put(ME, "a.pdf", b"data"))
    assert heard == [((3, 500), None, True)]
    assert shelf.reading(ME) is None
