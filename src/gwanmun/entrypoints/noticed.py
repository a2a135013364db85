"""What the rollup noticed while it read the gates' journals (아차 사례, 한도 경보), for those whom the desk tells.

The desk itself reads no journal for it: each record is decrypted once, by the rollup. Told is what happened since the desk
opened. What does not live here: what a near miss or a mark is (`adapters/requests_reader.py`), telling (`near_misses.py`,
`allowance_marks.py`).
"""

from contextlib import closing
from pathlib import Path

from gwanmun.adapters.requests_store import FILE, look_requests
from gwanmun.ports.requests import Noticed


class Notices:
    """What was noticed of one sort from `since_us` on: `look` gives what no look has given."""

    def __init__(self, data_dir: Path, what: str, since_us: int) -> None:
        self._path = data_dir / FILE
        self._what, self._since_us = what, since_us
        self._after = 0
        self._made = 0  # the file, as long as it is the same one

    def look(self) -> tuple[Noticed, ...]:
        """At most ten thousand: a flood is no reason to hold up the desk. Raises `Unavailable`."""
        if not self._path.exists():
            return ()  # nothing was rolled up yet
        made = self._path.stat().st_ino
        with closing(look_requests(self._path)) as store:
            found = store.noticed(self._what, self._since_us, self._after if made == self._made else 0)
        self._made = made
        if found:
            self._after = found[-1][0]
        return tuple(one for _, one in found)
