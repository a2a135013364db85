"""The gate's memory does not grow with the number of requests it has served."""

import random
import threading
from collections.abc import Iterator

import pytest

from e2e.site import CHAT, MESSAGES, Site, generous, rss_kib, site

#: Warm-up fills caches, the examiner's tables and the allocator; after that a bounded amount is all that may come.
#: Until the automata that look for personal data have met most digits: they keep what they learn, within bounds.
WARM_UP, SHORT, LONG = 2_000, 1_200, 200_000
GROWTH_KIB, LONG_GROWTH_KIB = 6 * 1024, 12 * 1024
LARGEST_KIB = 120 * 1024


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("memory"), seed=generous) as one:
        yield one


def ask_many(place: Site, number: int, seed: int) -> None:
    """From four callers: both dialects, streamed or not, refusals, broken answers, and callers that come and go."""
    wrong: list[int] = []

    def run(count: int, seed: int) -> None:
        dice, line = random.Random(seed), place.connect()  # noqa: S311 - dice
        for n in range(count):
            if n % 50 == 49:
                line.close()
                line = place.connect()
            trick = dice.choice(("", "", "", "[[sandbox:500]]", "[[sandbox:no-end]]"))
            text = f"민원인 남궁솔(010-{dice.randrange(10**8):08d}) {dice.random()} {trick}"
            model = "deepseek-chat" if dice.random() < 0.1 else ""
            got = place.ask(text, model=model, path=dice.choice((CHAT, MESSAGES)), stream=dice.random() < 0.3,
                            connection=line)  # fmt: skip
            if got.status not in {200, 403, 502}:
                wrong.append(got.status)
        line.close()

    threads = [threading.Thread(target=run, args=(number // 4, seed + n)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def grown(place: Site, number: int, bound_kib: int) -> None:
    ask_many(place, WARM_UP, 1)
    gate = place.pid("gate")
    before = rss_kib(gate)
    ask_many(place, number, 2)
    after = rss_kib(gate)
    print(f"\ngate: {before / 1024:.1f} MiB after {WARM_UP} requests, {after / 1024:.1f} MiB after {number} more")
    assert after - before < bound_kib
    assert after < LARGEST_KIB
    assert place.pid("gate") == gate
    place.check_journal()


def test_memory_is_flat_over_some_thousand_requests(place: Site) -> None:
    grown(place, SHORT, GROWTH_KIB)


@pytest.mark.long
def test_memory_is_flat_over_two_hundred_thousand_requests(place: Site) -> None:
    grown(place, LONG, LONG_GROWTH_KIB)
