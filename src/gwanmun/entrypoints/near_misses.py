"""Near misses (아차 사례): who was just refused something with personal data or a sensitive grade in it is offered the short
lesson for that refusal, in their inbox, once a day (S28). The gate's own answer names the lesson already; this is for those
whose software swallowed it.

What does not live here: what a near miss is and finding it (`adapters/requests_reader.py`), which lesson
(`control/training.py`), carrying notices (`courier.py`).
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping

from gwanmun.control.office import Office, signed_by
from gwanmun.control.timed import CLOCK
from gwanmun.control.training import offer_lesson
from gwanmun.domain.ids import AgencyId, PersonId, Pseudonym
from gwanmun.domain.people import Person
from gwanmun.entrypoints.noticed import Notices
from gwanmun.errors import GwanmunError
from gwanmun.ports.requests import Noticed

Report = Callable[[str, Mapping[str, object]], None]
Named = Callable[[PersonId], Pseudonym]
LOOK_SECONDS = 5.0


def offer(office: Office, misses: Iterable[Noticed], named: Named) -> int:
    """Put the lesson for each near miss into the inbox of the person behind the pseudonym. Returns how many were told."""
    told = 0
    by = signed_by(office, CLOCK)
    with office.books.transact() as page:
        people: dict[AgencyId, dict[Pseudonym, PersonId]] = {}
        for whose, who, code in dict.fromkeys((one.agency, one.person, one.said) for one in misses):
            agency = AgencyId(whose)
            if agency not in people:
                people[agency] = {named(one.id): one.id for one in page.every(Person, agency=agency)}
            person = people[agency].get(Pseudonym(who))
            if person is not None:  # else they have left meanwhile
                told += offer_lesson(page, by, person, code) is not None
    return told


async def watch(office: Office, misses: Notices, named: Named, report: Report) -> None:
    """Look until cancelled. What cannot be read now is read at the next look; it never stops the desk."""
    while True:
        try:
            found = await asyncio.to_thread(misses.look)
            if found and (told := offer(office, found, named)):
                report("lessons_offered", {"count": told})
        except GwanmunError as fault:
            report("near_misses_wait", {"code": fault.code})
        await asyncio.sleep(LOOK_SECONDS)
