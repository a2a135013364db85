"""A desk in memory that lives through a story: `gwanmun demo --story block-2025`. What does not live here: the story
(`control/block_story.py`).
"""

from datetime import date, datetime, time

from gwanmun.adapters.sql.books import open_books
from gwanmun.control.block_story import told_by_a_desk
from gwanmun.control.office import SEOUL, Office
from gwanmun.control.policies import check_text
from gwanmun.control.stories import BlockStory
from gwanmun.domain.ids import RequestId


class StoryClock:
    """The surroundings of a desk that lives through a story: noon of each day, ids in order, nothing random to keep."""

    def __init__(self) -> None:
        self._now_us = 0
        self._count = 0

    def go(self, day: date) -> None:
        self._now_us = int(datetime.combine(day, time(12), SEOUL).timestamp()) * 1_000_000

    def later(self, minutes: int) -> None:
        self._now_us += minutes * 60_000_000

    def now_us(self) -> int:
        return self._now_us

    def monotonic(self) -> float:
        return self._now_us / 1_000_000

    def new_request_id(self) -> RequestId:
        self._count += 1
        return RequestId(f"00000000-0000-7000-8000-{self._count:012d}")

    def entropy(self, size: int) -> bytes:
        return bytes(size)


def lived_through() -> BlockStory:
    """The block of 2025 in the books of a desk that exists for this alone, in memory."""
    clock = StoryClock()
    books = open_books(None)
    try:
        return told_by_a_desk(Office(books, clock, bytes(32), check_text), clock.go)
    finally:
        books.close()
