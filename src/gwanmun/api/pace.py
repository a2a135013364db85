"""How fast a caller may ask (요청 속도): a bucket of tokens for each, in bounded memory. What does not live here: money."""

from collections.abc import Callable

from gwanmun.errors import TooFast

_MOST = 10_000


class Pace:
    """`per_minute` requests in the long run, `burst` of them at once. `monotonic` gives seconds that never go back."""

    def __init__(self, per_minute: int, burst: int, monotonic: Callable[[], float]) -> None:
        self._rate = per_minute / 60
        self._burst = float(burst)
        self._monotonic = monotonic
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, who: str) -> int:
        """Take one; returns how many whole ones are left. Raises `TooFast`."""
        now = self._monotonic()
        left, at = self._left.pop(who, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._rate)
        if left < 1:
            self._left[who] = (left, now)
            raise TooFast(seconds=max(1, round((1 - left) / self._rate + 0.5)))
        self._left[who] = (left - 1, now)  # put back at the end: whoever was quiet longest is first
        while len(self._left) > _MOST:
            del self._left[next(iter(self._left))]
        return int(left - 1)
