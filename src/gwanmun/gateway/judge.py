"""Stage 4: may this prompt go there (판정): one of six decisions, with its rules, reasons and obligations.

A decision to route in-house is carried out here: the in-house target is admitted and judged once, as if the caller
had asked for it, in the same dialect; when none may take it, the refusal says why. Nothing is judged by nationality
alone, and an approval lifts only rules that say so (policy/judge.py).
"""

from dataclasses import replace as with_fields
from datetime import timedelta

from msgspec.structs import replace

from gwanmun.domain.catalogue import Dialect, Target
from gwanmun.domain.decisions import Decision, Outcome
from gwanmun.domain.grades import Grade
from gwanmun.domain.people import Attested
from gwanmun.domain.snapshot import Approval
from gwanmun.errors import Forbidden, NeedsApproval, NoInHouseRoute, Refusal, UnknownModel, WrongDialect
from gwanmun.errors import Judged as Refused
from gwanmun.gateway.admit import admit_target
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.floor import as_the_agencys_own, raise_to_floor
from gwanmun.gateway.passes import Examined, Identified, Judged, Progress
from gwanmun.gateway.world import MEMO_ENTRIES, UNLISTED, Considered
from gwanmun.policy.attributes import attributes
from gwanmun.policy.explain import Lacking, Words, explain, particle
from gwanmun.policy.language import NOT_LOOKED_AT, Value
from gwanmun.policy.recognise import NAMED_ONLY

#: How long a request asks for, unless whoever files it says otherwise.
_ASKED_FOR = timedelta(days=7)
_SENSITIVITY = {True: "high", False: "standard", None: NOT_LOOKED_AT}
_PATHS = {Dialect.OPENAI: "/v1/chat/completions", Dialect.ANTHROPIC: "/v1/messages"}


def question(examined: Examined, approval: Approval | None) -> dict[str, Value]:
    """Everything that the policy may know about this prompt, and nothing else: the complete decision input."""
    admitted = examined.admitted
    identified = admitted.identified
    arrival = identified.arrival
    world = arrival.world
    target = admitted.target
    attested = identified.key.attested
    return attributes(
        day=world.snapshot.clock_date or arrival.day,
        agency=identified.agency,
        device=identified.device,
        target=target,
        grade=examined.grade,
        personal_info=examined.personal,
        training_complete=True,  # `admit` refuses otherwise
        pledge_signed=identified.person.pledged_on is not None,
        in_house_available=world.has_in_house(identified.agency.id, target.dialect),
        sensitivity=_SENSITIVITY[_sensitive(identified)],
        plugins=_checked(attested, Attested.PLUGINS, Attested.NO_PLUGINS),
        mfa=_checked(attested, Attested.MFA, Attested.NO_MFA),
        purpose=identified.purpose,
        necessity="absolutely_necessary" if identified.purpose == "absolutely_necessary" else "routine",
        inquiry_status=world.inquiries.get(target.service.vendor, "none"),
        approval_state=_state_of(approval, arrival.at_us),
        approval_mitigations=bool(approval and approval.mitigations),
    )


def _checked(attested: tuple[Attested, ...], yes: Attested, no: Attested) -> bool | None:
    """What the key's issuer found, or that nobody looked."""
    return True if yes in attested else False if no in attested else None


def _sensitive(identified: Identified) -> bool | None:
    """What the key's issuer found of the device, and what the inventory says: the stricter of both, or nobody looked."""
    issued = _checked(identified.key.attested, Attested.SENSITIVE_DEVICE, Attested.STANDARD_DEVICE)
    listed = identified.arrival.world.held_devices.get((identified.person.id, identified.device))
    return listed if issued is None else issued or bool(listed)


def approval_of(examined: Examined) -> Approval | None:
    """The approval that reaches this prompt: its service and family, person or department, task and grade."""
    identified = examined.admitted.identified
    return identified.arrival.world.approval(
        identified.agency.id,
        identified.person.id,
        examined.admitted.target,
        department=identified.department.id,
        task=identified.task,
        grade=examined.grade,
        now_us=identified.arrival.at_us,
    )


def consider(examined: Examined) -> Considered:
    """Ask the policy, or recall what it answered in this world to the same question."""
    return _consider(examined, approval_of(examined))


def _consider(examined: Examined, approval: Approval | None) -> Considered:
    admitted = examined.admitted
    identified = admitted.identified
    arrival = identified.arrival
    world = arrival.world
    target = admitted.target
    # INVARIANT: `question` looks at nothing beyond these, the world, and what the world derives from them.
    key = (
        world.snapshot.clock_date or arrival.day,
        identified.agency.id,
        identified.device,
        identified.person.pledged_on is None,
        identified.purpose,
        identified.key.attested,
        world.held_devices.get((identified.person.id, identified.device)),
        examined.grade,
        examined.personal,
        approval and (_state_of(approval, arrival.at_us), bool(approval.mitigations)),
        id(target),  # the memo's entry holds the target, so no other one can have its identity
    )
    found = world.considered.get(key)
    if found is None:
        if len(world.considered) >= MEMO_ENTRIES:
            world.considered.clear()
        asked = question(examined, approval)
        decision = raise_to_floor(as_the_agencys_own(world.judge, asked), target, examined.grade)
        found = world.considered[key] = Considered(target, asked, decision)
    return found


def decide(examined: Examined) -> Decision:
    """What the policy answers."""
    return consider(examined).decision


def judge(examined: Examined, desk: Desk, progress: Progress) -> Judged:
    """Raises the refusal that the decision asks for; returns only when the prompt may leave."""
    considered = progress.considered = consider(examined)
    decision = considered.decision
    match decision.outcome:
        case Outcome.ALLOW | Outcome.ALLOW_WITH_MASKING:
            _note_approval(examined, progress)
            return Judged(examined, decision)
        case Outcome.ROUTE_IN_HOUSE:
            return _in_house(examined, decision, desk, progress)
        case Outcome.REQUIRE_APPROVAL:
            raise refused(NeedsApproval, examined, decision)
        case Outcome.DENY:
            raise refused(Forbidden, examined, decision)
        case Outcome.NOT_APPLICABLE:  # the judge never ends here; in doubt the gate stays shut
            raise refused(NeedsApproval, examined, decision)


def _in_house(examined: Examined, decision: Decision, desk: Desk, progress: Progress) -> Judged:
    admitted = examined.admitted
    identified = admitted.identified
    for target in identified.arrival.world.in_house(identified.agency.id, admitted.target.dialect):
        if not admitted.prompt.admitted_fields <= frozenset(target.record.admitted_fields):
            continue  # a field that this service's record does not admit is not sent to it
        try:
            again = admit_target(identified, admitted.prompt, target, desk, came_from=admitted.target)
        except Refusal:
            continue
        moved = replace(examined, admitted=again)
        second = decide(moved)
        if second.outcome in {Outcome.ALLOW, Outcome.ALLOW_WITH_MASKING}:
            progress.extra["routed_from"] = str(admitted.target.service.id)
            progress.extra["routed_by"] = [str(h.rule) for h in decision.causes]
            progress.first = progress.considered  # what was asked for: a replay of policies starts from there
            progress.considered, progress.admitted, progress.examined = consider(moved), again, moved
            return Judged(moved, second)
    raise refused(NoInHouseRoute, examined, decision)


def refused(error: type[Refused], examined: Examined, decision: Decision) -> Refused:
    """Word the refusal: rule, reason, source, date, alternative and next step (S22, S65)."""
    lacking = lacks(examined, decision)
    words = words_of(examined, decision, lacking)
    more: dict[str, object] = {}
    if error is NeedsApproval and lacking is not Lacking.LISTING:
        more["filing"] = filing(examined)
        if lacking is Lacking.PLEDGE:
            more |= {"how_ko": "", "how_en": ""}  # the pledge first; an approval could lift this as well
    return error(
        decision,
        reason_ko=words.reason_ko,
        reason_en=words.reason_en,
        next_ko=words.next_ko,
        next_en=words.next_en,
        words=words,
        **more,
    )


def lacks(examined: Examined, decision: Decision) -> Lacking | None:
    """What is in the way where an approval is not the answer. Asked only of what is refused."""
    admitted = examined.admitted
    person = admitted.identified.person
    if decision.outcome is Outcome.DENY:
        lower = examined.grade is not Grade.O and decide(replace(examined, grade=Grade.O)).outcome
        return Lacking.GRADE if lower and lower is not Outcome.DENY else None
    if decision.outcome is not Outcome.REQUIRE_APPROVAL:
        return None
    if admitted.target.service.id == UNLISTED:
        return Lacking.LISTING
    if person.pledged_on is None:
        signed = with_fields(person, pledged_on=admitted.identified.arrival.day)
        moved = replace(examined, admitted=replace(admitted, identified=replace(admitted.identified, person=signed)))
        if decide(moved).outcome < Outcome.REQUIRE_APPROVAL:
            return Lacking.PLEDGE
    return None


def words_of(examined: Examined, decision: Decision, lacking: Lacking | None = None) -> Words:
    admitted = examined.admitted
    identified = admitted.identified
    return explain(
        decision,
        service_ko=admitted.target.service.name_ko,
        service_en=admitted.target.service.name_en,
        contact_ko=identified.agency.contact_ko,
        alternatives=alternatives(examined),
        lacking=lacking,
    )


def alternatives(examined: Examined) -> tuple[str, ...]:
    """Models of the same dialect that would take this very prompt now: at most three, what the person may try next.

    The agency's own models first, as where a prompt is routed in-house, then another family: whoever was refused one
    is seldom helped by its sibling. A family that an approval must name is never recommended, whoever runs it.
    """
    admitted = examined.admitted
    world = admitted.identified.arrival.world
    found: list[tuple[bool, bool, int, str]] = []
    for position, model in enumerate(world.snapshot.models):
        if model.service != admitted.target.service.id:
            target = usable(examined, model.name)
            if target is not None and target.family not in NAMED_ONLY:
                sibling = target.family == admitted.target.family
                found.append((target.family != "in-house", sibling, position, target.model.name))
    return tuple(name for *_, name in sorted(found)[:3])


def usable(examined: Examined, model: str) -> Target | None:
    """The target behind a name when this prompt could go there (masked or routed if need be), else None."""
    admitted = examined.admitted
    identified = admitted.identified
    world = identified.arrival.world
    target = world.target(identified.agency.id, model, admitted.target.dialect)
    if target is None or (target.service.id, target.dialect) not in world.routes:
        return None
    if target.record.open_items:
        return None
    outcome = decide(replace(examined, admitted=replace(admitted, target=target))).outcome
    return target if outcome in {Outcome.ALLOW, Outcome.ALLOW_WITH_MASKING} else None


def routed(judged: Judged) -> None:
    """Raises `WrongDialect` for a model that only the other dialect reaches, `UnknownModel` when there is no route at
    all: approved on paper, but nothing to send to.
    """
    admitted = judged.examined.admitted
    target = admitted.target
    routes = admitted.identified.arrival.world.routes
    if (target.service.id, target.dialect) in routes:
        return
    other = next((one for one in Dialect if (target.service.id, one) in routes), None)
    if other is None:
        raise UnknownModel("model")
    instead = next(iter(alternatives(judged.examined)), "")
    raise WrongDialect(
        "model",
        path=_PATHS[other],
        or_ko=f" 이 경로에서는 {instead}{particle(instead, '을/를')} 이용할 수 있습니다." if instead else "",
        or_en=f" On this path you may use {instead}." if instead else "",
    )


def _note_approval(examined: Examined, progress: Progress) -> None:
    """The record names the approval without which this prompt would have been stopped: a use made under it."""
    approval = approval_of(examined)
    if approval is None or _state_of(approval, examined.admitted.identified.arrival.at_us) != "granted":
        return
    without = _consider(examined, None).decision.outcome
    if without not in {Outcome.ALLOW, Outcome.ALLOW_WITH_MASKING}:
        progress.extra["approval"] = approval.id


def filing(examined: Examined) -> dict[str, object]:
    """The body of the one call that files the request for this very prompt; only the reason is still to be written."""
    admitted = examined.admitted
    target = admitted.target
    body: dict[str, object] = {
        "service": target.service.id,
        "grade": str(examined.grade),
        "task": admitted.identified.task,
        "device_class": str(admitted.identified.device),
        "until": (admitted.identified.arrival.day + _ASKED_FOR).isoformat(),
        "justification": "",
    }
    if target.family != target.service.family or target.family in NAMED_ONLY:
        body["families"] = [target.family]
    return body


def _state_of(approval: Approval | None, now_us: int) -> str:
    if approval is None:
        return "none"
    if approval.until_us <= now_us:
        return "expired"
    return approval.state
