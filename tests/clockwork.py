"""A clock that is set by hand, with entropy that is counted: for offices whose answers must be the same every time."""

from dataclasses import dataclass
from datetime import UTC, datetime

NOW_US = int(datetime(2026, 11, 22, 3, 0, tzinfo=UTC).timestamp()) * 1_000_000  # noon in Seoul


@dataclass
class Clockwork:
    now: int = NOW_US
    count: int = 0

    def now_us(self):
        return self.now

    def monotonic(self):
        return self.now / 1e6

    def new_request_id(self):
        self.count += 1
        return f"00000000-0000-7000-8000-{self.count:012d}"

    def entropy(self, size):
        self.count += 1
        return self.count.to_bytes(size, "big")
