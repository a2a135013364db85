"""The promises of port `surroundings`, in its own order, for this machine's own."""

import time
from datetime import UTC, datetime

import pytest

from gwanmun.adapters.system import System
from gwanmun.ports.surroundings import Surroundings


@pytest.fixture
def surroundings() -> Surroundings:
    return System()


class TestTheClock:  # promises 1 and 2
    def test_it_is_the_time_of_day_in_whole_microseconds(self, surroundings):
        before = time.time_ns() // 1000
        now = surroundings.now_us()
        assert isinstance(now, int)
        assert before <= now <= time.time_ns() // 1000
        assert datetime.fromtimestamp(now / 1_000_000, UTC).year >= 2026

    def test_the_other_one_never_goes_back(self, surroundings):
        seen = [surroundings.monotonic() for _ in range(1000)]
        assert seen == sorted(seen)


class TestIds:  # promise 3
    def test_none_comes_twice_whoever_makes_them(self, surroundings):
        other = System()
        made = [one.new_request_id() for _ in range(1500) for one in (surroundings, other)]
        assert len(set(made)) == len(made)

    def test_they_sort_by_the_millisecond_they_were_made_in(self, surroundings):
        made = [surroundings.new_request_id() for _ in range(3000)]
        milliseconds = [one.replace("-", "")[:12] for one in made]
        assert milliseconds == sorted(milliseconds)


class TestEntropy:  # promise 4
    @pytest.mark.parametrize("size", [0, 1, 16, 32, 4096])
    def test_it_gives_exactly_what_was_asked_for(self, surroundings, size):
        assert len(surroundings.entropy(size)) == size

    def test_it_never_gives_the_same_twice(self, surroundings):
        given = {surroundings.entropy(16) for _ in range(1000)}
        assert len(given) == 1000
