"""Near misses are read from what is sealed, each record once, however often one looks."""

import asyncio

from gwanmun.domain.facts import Fact, FactKind
from gwanmun.entrypoints.near_misses import NearMisses
from journal_kit import NOON, Place


def refused(number: int, **opening) -> Fact:
    return Fact(
        FactKind.REFUSED, NOON, f"01930000-0000-7000-8000-{number:012d}", "kr-seoul", "kr-seoul/ai", "ab" * 16,
        "2025-11-22", opening={"code": "denied", **opening},
    )  # fmt: skip


def write(place: Place, *facts: Fact) -> None:
    async def run() -> None:
        store = place.open()
        for one in facts:
            await store.append(one)
        await store.close()

    asyncio.run(run())
    place.seal()


def test_a_refusal_with_something_personal_or_sensitive_is_found_once(tmp_path):
    place = Place(tmp_path)
    write(place, refused(0, findings={"RRN": 1}))
    misses = NearMisses(place.root, place.keys)
    assert misses.look() == ()  # from the opening on
    write(
        place,
        refused(1, findings={"RRN": 1}),
        refused(2, input={"data.classification": "S"}, code="no_in_house_route"),
        refused(3, findings={"RRN": 0}, input={"data.classification": "O"}),
    )
    assert {miss.code for miss in misses.look()} == {"denied", "no_in_house_route"}
    assert misses.look() == ()


def test_a_journal_that_begins_later_is_read_from_its_beginning(tmp_path):
    place = Place(tmp_path)
    misses = NearMisses(place.root, place.keys)
    write(place, refused(0, findings={"NAME": 2}))
    assert [(miss.agency, miss.person) for miss in misses.look()] == [("kr-seoul", "ab" * 16)]
