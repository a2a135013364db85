"""Stage 3: what is in the prompt (검사): findings per passage, counts by kind, the grade of what would remain.

Values stay in the passages; from here on everything speaks of places and kinds. The grade is proposed by machine and
raised, never lowered, by the caller's header and the agency's default.
"""

import asyncio

from gwanmun.domain.findings import Finding
from gwanmun.domain.grades import highest
from gwanmun.domain.prompts import Context
from gwanmun.gateway.chosen import chosen
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.passes import Admitted, Examined
from gwanmun.gateway.unpack import found_in_files
from gwanmun.privacy.fingerprints import Registered
from gwanmun.privacy.grade import Proposal, propose
from gwanmun.privacy.kinds import masked

_NOTHING: dict[str, int] = {}
#: Nobody chose anything.
_ALL_MASKED: tuple[tuple[tuple[Finding, ...], ...], dict[str, object]] = ((), {})
_ALONE: tuple[Context | None, ...] = ()


async def examine(admitted: Admitted, desk: Desk) -> Examined:
    """Raises `Unavailable`, `Overloaded` or `TooLong` when the examiner cannot answer: never "nothing found"."""
    passages = admitted.prompt.passages
    texts = [p.text for p in passages]
    contexts = [p.context for p in passages] if any(p.context for p in passages) else _ALONE
    identified = admitted.identified
    findings = await desk.examiner.examine(texts, contexts, person=identified.pseudonym)
    if admitted.files:
        findings = await asyncio.to_thread(found_in_files, admitted, findings)
    if any(findings) and (contacts := identified.arrival.world.contacts_of(identified.agency.id)):
        findings = contacts.without(texts, findings)
    kept, told = _ALL_MASKED
    if identified.choices:
        findings, kept, told = chosen(passages, findings, identified.choices, identified.rules.may_keep)
    registered = identified.arrival.world.registered
    if sum(map(len, texts)) <= _INLINE_CHARACTERS:
        proposed = _propose(texts, findings, admitted, registered, desk)
    else:
        proposed = await asyncio.to_thread(_propose, texts, findings, admitted, registered, desk)
    grade = highest(proposed.grade, identified.raised_grade, identified.rules.default_grade)
    if not (any(findings) or any(kept)):
        return Examined(admitted, findings, _NOTHING, False, grade, proposed.grounds, kept, told)  # noqa: FBT003
    rows = (*findings, *kept)
    personal = any(masked(f.kind) for row in rows for f in row)
    return Examined(admitted, findings, _count(rows), personal, grade, proposed.grounds, kept, told)


#: Longer texts are judged in a thread, so that they hold up nobody else.
_INLINE_CHARACTERS = 32 * 1024


def _propose(
    texts: list[str], findings: tuple[tuple[Finding, ...], ...], admitted: Admitted, registered: Registered, desk: Desk
) -> Proposal:
    # What is planted in the name of a style is planted, too.
    searched = [*texts, *(one.technical for one in admitted.files)] if admitted.files else texts
    owner = admitted.identified.pseudonym
    return propose(texts, findings, registered=registered.found(searched), look=desk.matters, owner=owner)


def _count(findings: tuple[tuple[Finding, ...], ...]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in findings:
        for f in row:
            counts[f.kind.value] = counts.get(f.kind.value, 0) + 1
    return counts
