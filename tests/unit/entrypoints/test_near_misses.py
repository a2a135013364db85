"""Near misses and marks are told of from what the rollup read, each once, however often one looks."""

import asyncio

from msgspec.structs import replace

from gwanmun.domain.facts import Fact, FactKind
from gwanmun.entrypoints.noticed import Notices
from gwanmun.entrypoints.rollup import roll_up_all
from gwanmun.ports.requests import MARK, NEAR_MISS
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
    roll_up_all(place.root, place.keys)


def test_a_refusal_with_something_personal_or_sensitive_is_found_once(tmp_path):
    place = Place(tmp_path)
    write(
        place,
        refused(1, findings={"RRN": 1}),
        refused(2, input={"data.classification": "S"}, code="no_in_house_route"),
        refused(3, findings={"RRN": 0}, input={"data.classification": "O"}),
    )
    misses = Notices(place.root, NEAR_MISS, NOON)
    assert [(one.agency, one.person, one.said) for one in misses.look()] == [
        ("kr-seoul", "ab" * 16, "denied"),
        ("kr-seoul", "ab" * 16, "no_in_house_route"),
    ]
    assert misses.look() == ()
    write(place, refused(4, findings={"NAME": 2}))
    assert len(misses.look()) == 1


def test_what_happened_before_the_desk_opened_is_not_told_of(tmp_path):
    place = Place(tmp_path)
    write(place, refused(0, findings={"RRN": 1}))
    assert Notices(place.root, NEAR_MISS, NOON + 1).look() == ()


def test_nothing_is_there_before_the_first_rollup(tmp_path):
    place = Place(tmp_path)
    misses = Notices(place.root, NEAR_MISS, NOON)
    assert misses.look() == ()
    write(place, refused(0, findings={"NAME": 2}))
    assert len(misses.look()) == 1


def test_a_store_made_anew_is_read_from_its_beginning(tmp_path):
    place = Place(tmp_path)
    write(place, refused(0, findings={"NAME": 2}), refused(1, findings={"NAME": 2}))
    misses = Notices(place.root, NEAR_MISS, NOON)
    assert len(misses.look()) == 2
    for path in place.root.glob("requests.sqlite*"):
        path.rename(path.with_name("old-" + path.name))
    write(place, refused(2, findings={"NAME": 2}))
    assert len(misses.look()) == 3


def test_marks_of_allowances_are_kept_with_what_they_are_of(tmp_path):
    place = Place(tmp_path)
    sent = replace(refused(0, allowance_marks=["department/month/90", "government/year/70"]), kind=FactKind.ADMITTED)
    write(place, sent)
    marks = Notices(place.root, MARK, NOON)
    assert [(one.said, one.department, one.period) for one in marks.look()] == [
        ("department/month/90", "kr-seoul/ai", "2025-11-22"),
        ("government/year/70", "kr-seoul/ai", "2025-11-22"),
    ]
