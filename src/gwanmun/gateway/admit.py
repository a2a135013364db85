"""Stage 2: may this person use this service at all (이용 자격): training, catalogue, checklist, suspension.

Being listed is not approval: what an agency recorded about a service decides, and a checklist with an open item
refuses by that item's name (S15). Whether *this prompt* may go is judged later, by policy.
"""

from gwanmun.domain.catalogue import Deployment, Target
from gwanmun.domain.prompts import Prompt
from gwanmun.errors import NotAdmitted, TrainingNeeded, Unavailable
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.passes import Admitted, Identified


def admit(identified: Identified, prompt: Prompt, desk: Desk) -> Admitted:
    """Raises `NotAdmitted`; an unlisted model is admitted to judgement as what it is recognised to be."""
    world = identified.arrival.world
    agency = identified.agency.id
    target = world.target(agency, prompt.model, prompt.dialect)
    if target is None:
        target = world.unlisted(agency, prompt.model, prompt.dialect)
    return admit_target(identified, prompt, target, desk)


def admit_target(
    identified: Identified, prompt: Prompt, target: Target, desk: Desk, came_from: Target | None = None
) -> Admitted:
    """Admit to one target: also used again when a prompt is routed in-house."""
    arrival, person = identified.arrival, identified.person
    stopped = desk.keys().suspension(target.service.id, arrival.world.line_of(identified.agency.id))
    if stopped is not None:
        raise NotAdmitted(
            "", what_ko=f"이용이 중지된 서비스: {stopped.reason_ko}", what_en=f"suspended: {stopped.reason_en}"
        )
    if person.training_until is None or person.training_until < arrival.day:
        course = arrival.world.course
        raise TrainingNeeded(course.name_ko, course.name_en, course.where, course.id) if course else TrainingNeeded()
    outside = target.service.deployment is not Deployment.IN_HOUSE
    if outside and arrival.at_us > desk.fresh_until_us():
        # A gate that has not heard from its desk for too long cannot know of a block: outside services shut.
        raise Unavailable(store="policy snapshot")
    if target.record.open_items:
        item = target.record.open_items[0]
        raise NotAdmitted("", what_ko=f"서비스 점검 항목 미완료: {item}", what_en=f"open checklist item: {item}")
    return Admitted(identified, prompt, target, came_from)
