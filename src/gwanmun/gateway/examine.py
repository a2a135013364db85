"""Stage 3: what is in the prompt (검사): findings per passage, counts by kind, the grade of what would remain.

Values stay in the passages; from here on everything speaks of places and kinds. The grade is proposed by machine and
raised, never lowered, by the caller's header and the agency's default.
"""

from gwanmun.domain.findings import Finding
from gwanmun.domain.grades import highest
from gwanmun.domain.prompts import Context
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.passes import Admitted, Examined
from gwanmun.privacy.grade import propose_grade
from gwanmun.privacy.kinds import masked

_NOTHING: dict[str, int] = {}
_ALONE: tuple[Context | None, ...] = ()


async def examine(admitted: Admitted, desk: Desk) -> Examined:
    """Raises `Unavailable` when the examiner cannot answer: never "nothing found"."""
    passages = admitted.prompt.passages
    texts = [p.text for p in passages]
    contexts = [p.context for p in passages] if any(p.context for p in passages) else _ALONE
    findings = await desk.examiner.examine(texts, contexts)
    counts = _count(findings) if any(findings) else _NOTHING
    identified = admitted.identified
    grade = highest(propose_grade(texts, findings), identified.raised_grade, identified.rules.default_grade)
    personal = bool(counts) and any(masked(f.kind) for row in findings for f in row)
    return Examined(admitted, findings, counts, personal, grade)


def _count(findings: tuple[tuple[Finding, ...], ...]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in findings:
        for f in row:
            counts[f.kind.value] = counts.get(f.kind.value, 0) + 1
    return counts
