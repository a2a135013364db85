"""Stage 7: write it down before it leaves (기록). LAW 2: no receipt, no sending; refusals are written too.

The opening holds the complete decision input, findings as kind and count, reasons, task, purpose, client, price row,
policy and detector version. Prompt text, values and provider keys are in no fact.
"""

from datetime import date

from gwanmun.domain.facts import Ending, Fact, FactKind, Receipt
from gwanmun.errors import GwanmunError
from gwanmun.errors import Judged as Refused
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.passes import Cleared, Identified, Noted, Progress, Reserved
from gwanmun.privacy.find import DETECTOR_VERSION


async def note(reserved: Reserved, desk: Desk, progress: Progress) -> Noted:
    """The only durable write before the prompt leaves; many requests share one flush. Raises `Unavailable`."""
    cleared = reserved.cleared
    identified = cleared.judged.examined.admitted.identified
    arrival = identified.arrival
    fact = Fact(
        FactKind.ADMITTED,
        arrival.at_us,
        arrival.id,
        identified.agency.id,
        identified.department.id,
        identified.pseudonym,
        arrival.day.isoformat(),
        held=cleared.worst.micro_won,
        opening=_opening(progress, cleared),
    )
    progress.cleared = cleared
    progress.noting = True
    receipt = await desk.journal.append(fact)
    # At this point the judgement and the hold are durable; a crash now leaves `unknown`, settled at the worst case.
    noted = progress.noted = Noted(cleared, receipt)
    return noted


async def note_refusal(progress: Progress, error: GwanmunError, desk: Desk) -> Receipt:
    """A refusal is a fact of its own: who (if known), what was asked for, why not. It waits for the disk as well."""
    return await desk.journal.append(refusal(progress, error))


def refusal(progress: Progress, error: GwanmunError) -> Fact:
    arrival, who = progress.arrival, progress.identified
    opening: dict[str, object] = {"code": error.code, "where": error.where, **_opening(progress, None)}
    if isinstance(error, Refused):
        opening["refused_by"] = [str(h.rule) for h in progress.decision.causes] if progress.decision else []
    return Fact(
        FactKind.REFUSED,
        arrival.at_us,
        arrival.id,
        who.agency.id if who else None,
        who.department.id if who else None,
        who.pseudonym if who else None,
        arrival.day.isoformat(),
        opening=opening,
    )


def end(
    progress: Progress, at_us: int, ending: Ending, spent: int, overbilled: int, opening: dict[str, object]
) -> Fact:
    """The last fact of a request that was admitted."""
    identified, arrival = progress.identified, progress.arrival
    if identified is None:
        raise AssertionError("only an admitted request ends")
    return Fact(
        FactKind.ENDED,
        at_us,
        arrival.id,
        identified.agency.id,
        identified.department.id,
        identified.pseudonym,
        arrival.day.isoformat(),
        spent=spent,
        overbilled=overbilled,
        ending=ending,
        opening=opening,
    )


def _opening(progress: Progress, cleared: Cleared | None) -> dict[str, object]:
    opening: dict[str, object] = {
        "dialect": progress.arrival.dialect.value,
        "snapshot": progress.arrival.world.digest,
        "detector": DETECTOR_VERSION,
    }
    if progress.identified:
        opening["who"] = _who(progress.identified)
    if progress.admitted:
        target = progress.admitted.target
        opening["service"] = {
            "id": target.service.id,
            "model": target.model.name,
            "stream": progress.admitted.prompt.stream,
        }
    if progress.examined:
        opening["findings"] = dict(progress.examined.counts)
    if progress.question:
        opening["input"] = {k: v.isoformat() if isinstance(v, date) else v for k, v in progress.question.items()}
    if progress.decision:
        decision = progress.decision
        opening["decision"] = {
            "outcome": decision.outcome.word,
            "rules": [f"{h.regime}/{h.rule}" for h in decision.causes],
            "hits": [f"{h.regime}/{h.rule}={h.outcome.word}" for h in decision.hits],
            "reason_ko": decision.causes[0].reason_ko,
            "reason_en": decision.causes[0].reason_en,
            "source": decision.causes[0].source,
            "obligations": list(decision.obligations),
        }
    if cleared:
        tariff = cleared.tariff
        opening["money"] = {
            "worst_micro_won": cleared.worst.micro_won,
            "output_tokens": cleared.worst.output_tokens,
            "bytes": len(cleared.body),
            "input_nanowon": tariff.input_nanowon,
            "output_nanowon": tariff.output_nanowon,
            "price": tariff.price.source if tariff.price else "none (in-house)",
            "rate": f"{tariff.rate.day} {tariff.rate.source}" if tariff.rate else "",
        }
    if progress.extra:
        opening.update(progress.extra)
    return opening


def _who(identified: Identified) -> dict[str, object]:
    return {
        "key": identified.key.id,
        "device_evidence": identified.evidence.value,
        "purpose": identified.purpose,
        "task": identified.task,
        "client": identified.client,
        "raised_grade": identified.raised_grade.value,
        "training_until": identified.person.training_until.isoformat() if identified.person.training_until else "",
    }
