"""Port `surroundings`: the clock, fresh ids and entropy. The pure rooms never ask for them; they are handed values.

Promises (contract tests: `tests/contracts/test_surroundings.py`):
1. `now_us` is the time of day as a whole number of µs; it may be set back by an operator.
2. `monotonic` never goes back.
3. No request id comes twice; ids made one after another sort by the millisecond in which they were made.
4. `entropy` gives exactly as many bytes as asked for, never the same ones twice, fit for keys.
"""

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
