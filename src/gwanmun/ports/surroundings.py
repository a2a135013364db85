"""Port `surroundings`: the clock, fresh ids and entropy. The pure rooms never ask for them; they are handed values."""

from typing import Protocol

from gwanmun.domain.ids import RequestId


class Surroundings(Protocol):
    def now_us(self) -> int:
        """Microseconds since the epoch, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...

    def new_request_id(self) -> RequestId:
        """A UUIDv7 (RFC 9562 §5.7)."""
        ...

    def entropy(self, size: int) -> bytes: ...
