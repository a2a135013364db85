"""What acts may ask about use (이용 자료): the rollup, the evidence behind it, and both held to a reach.

What lives here: the port as acts see it, and how a reach narrows it. What does not: questions (`usage.py`), the acts that
ask them (`usage_acts.py`), files (`adapters/usage_evidence.py`).

Promises: each call opens and closes what it reads, may take minutes, and is safe in a thread of its own. What cannot be
read raises `Unavailable`; evidence that does not add up raises `IntegrityFault`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from gwanmun.budget.absence import Watched
from gwanmun.budget.rollup import CUBES, EVENT
from gwanmun.errors import BadCommand, OutsideReach
from gwanmun.ports.usage import Booked, Counted, Only, Total, UsageReading, Watermark


class Use(Protocol):
    def reading(self) -> AbstractContextManager[UsageReading]: ...

    def sealed(self) -> AbstractContextManager[UsageReading]:
        """Single events of the days that were sealed to Parquet: any dimensions together (the cube `EVENT`)."""
        ...

    def reviewed(self) -> Mapping[str, int]:
        """Month → services that newly passed a security review in it."""
        ...

    def watched(self, service: str, from_us: int, to_us: int) -> tuple[tuple[Watched, ...], tuple[str, ...]]:
        """What each gate's journal, proved, holds of a service; and the journals that were read once and are gone."""
        ...

    def signed(self, text: str) -> tuple[str, str]:
        """The text as a signed note, and the line of the key that verifies it."""
        ...

    def recount(self) -> Counted: ...

    def booked(self, request: str) -> Booked | None:
        """How a gate that is at work settled this request; None when none of their journals holds its end."""
        ...

    def uncertain(self, since_us: int) -> tuple[Booked, ...]:
        """What was settled since then by something else than the vendor's report, and not reconciled."""
        ...


class UseWithin:
    """Use as far as somebody's reach goes. What is proved of whole journals belongs to the whole installation."""

    def __init__(self, use: Use, agencies: Collection[str], departments: Collection[str]) -> None:
        self._use = use
        self.agencies, self.departments = frozenset(agencies), frozenset(departments)

    @contextmanager
    def _narrowed(self, opened: AbstractContextManager[UsageReading]) -> Iterator[UsageReading]:
        with opened as store:
            yield _Narrowed(store, self.agencies, self.departments)

    def reading(self) -> AbstractContextManager[UsageReading]:
        return self._narrowed(self._use.reading())

    def sealed(self) -> AbstractContextManager[UsageReading]:
        return self._narrowed(self._use.sealed())

    def reviewed(self) -> Mapping[str, int]:
        return self._use.reviewed()

    def watched(self, service: str, from_us: int, to_us: int) -> tuple[tuple[Watched, ...], tuple[str, ...]]:  # noqa: ARG002 - refused
        raise _whole()

    def signed(self, text: str) -> tuple[str, str]:  # noqa: ARG002 - refused
        raise _whole()

    def recount(self) -> Counted:
        raise _whole()

    def booked(self, request: str) -> Booked | None:
        found = self._use.booked(request)
        return found if found is not None and self._mine(found) else None

    def uncertain(self, since_us: int) -> tuple[Booked, ...]:
        return tuple(one for one in self._use.uncertain(since_us) if self._mine(one))

    def _mine(self, one: Booked) -> bool:
        return one.agency in self.agencies or one.department in self.departments


class _Narrowed:
    """INVARIANT: every sum and count is over the agencies (or, without one, the departments) of the reach alone."""

    def __init__(self, store: UsageReading, agencies: frozenset[str], departments: frozenset[str]) -> None:
        self._store = store
        self._column, mine = ("agency", agencies) if agencies else ("department", departments)
        self._mine = tuple(sorted(mine))

    @property
    def simulated(self) -> bool:
        return self._store.simulated

    def watermarks(self) -> tuple[Watermark, ...]:
        return self._store.watermarks()

    def totals(
        self,
        cube: str,
        by: Sequence[str],
        tier: str,
        first: str,
        last: str,
        only: Only | None = None,
        most: int | None = None,
    ) -> tuple[Total, ...]:
        if cube != EVENT and self._column not in CUBES[cube]:
            raise _whole()
        return self._store.totals(cube, by, tier, first, last, self._within(only), most)

    def people(
        self, by: Sequence[str], first: str, last: str, only: Only | None = None
    ) -> tuple[tuple[tuple[str, ...], int], ...]:
        if self._column == "department" and "service" in by:
            raise _whole()
        return self._store.people(by, first, last, self._within(only))

    def _within(self, only: Only | None) -> Only:
        asked = dict(only or {})
        wanted = asked.get(self._column)
        if wanted is not None:
            names = (wanted,) if isinstance(wanted, str) else tuple(wanted)
            return {**asked, self._column: tuple(name for name in names if name in self._mine)}
        return {**asked, self._column: self._mine}


def _whole() -> OutsideReach:
    return OutsideReach(what_ko="설치 전체의 이용 자료", what_en="use of the whole installation")


def rolled_up(use: Use | None) -> Use:
    """Raises `BadCommand` where no use can be looked at."""
    if use is None:
        raise BadCommand(
            problem_ko="이 데스크에는 이용 집계가 없습니다", problem_en="this desk has no rolled-up use",
            next_ko="gwanmun serve 로 연 데스크에 물으십시오", next_en="ask the desk of a running installation",
        )  # fmt: skip
    return use
