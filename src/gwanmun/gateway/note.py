"""Stage 7: write it down before it leaves (기록). LAW 2: no receipt, no sending; refusals are written too.

The opening holds the complete decision input, findings as kind and count, reasons, task, purpose, client, price row,
policy and detector version. Prompt text, values and provider keys are in no fact.
"""

from datetime import date
from functools import lru_cache

from gwanmun.budget.labels import label
from gwanmun.domain.facts import Ending, Fact, FactKind, Receipt
from gwanmun.domain.prompts import Role
from gwanmun.errors import BadRequest, GwanmunError, Unidentified
from gwanmun.errors import Judged as Refused
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.passes import Cleared, Noted, Progress, Reserved
from gwanmun.gateway.turned_away import peer_name
from gwanmun.gateway.world import MEMO_ENTRIES, UNLISTED, Considered, Forms
from gwanmun.journal.canonical import Written
from gwanmun.privacy.find import DETECTOR_VERSION
from gwanmun.privacy.signals import signals

#: Parts of a message that a label looks at: the first of them say what is wanted.
_PARTS = 8


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
        service=cleared.judged.examined.admitted.target.service.id,
        purpose=identified.purpose,
    )
    progress.cleared = cleared
    progress.noting = True
    receipt = await desk.journal.append(fact)
    # At this point the judgement and the hold are durable; a crash now leaves `unknown`, settled at the worst case.
    noted = progress.noted = Noted(cleared, receipt)
    return noted


async def note_refusal(progress: Progress, error: GwanmunError, desk: Desk) -> Receipt | None:
    """A refusal is a fact of its own: who (if known), what was asked for, why not. It waits for the disk as well.

    None: a stranger over the budget of such facts, who is counted instead (turned_away.py). Raises `Unavailable`.
    """
    if isinstance(error, Unidentified):
        peer = progress.arrival.exchange.request.peer
        if not desk.turned_away.has_record(peer, desk.surroundings.monotonic()):
            desk.journal.check()  # a count that could not be written either is no record
            desk.turned_away.stranger(error.problem, peer, progress.arrival.at_us)
            return None
        progress.extra["peer"] = peer_name(peer, desk.pseudonym)
    return await desk.journal.append(refusal(progress, error))


def refusal(progress: Progress, error: GwanmunError) -> Fact:
    arrival, who = progress.arrival, progress.identified
    opening: dict[str, object] = {"code": error.code, "where": error.where, **_opening(progress, None)}
    if isinstance(error, BadRequest | Unidentified):
        opening["problem"] = error.problem
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
        opening["who"] = _who(progress)
    if progress.admitted:
        target = progress.admitted.target
        opening["service"] = {
            "id": target.service.id,
            # The name of a model that nobody listed is the caller's own words: its family says what it is.
            "model": target.model.name if target.service.id != UNLISTED else "",
            "stream": progress.admitted.prompt.stream,
        }
    if progress.examined:
        opening["findings"] = dict(progress.examined.counts)
        if progress.examined.chosen:
            opening["chosen"] = dict(progress.examined.chosen)
        if progress.examined.grounds:
            opening["grounds"] = [f"{g.grade} {g.why} {g.detail}" for g in progress.examined.grounds]
        if found := signals(progress.examined.admitted.prompt.passages):
            opening["signals"] = found
    if progress.considered:
        forms = forms_of(progress.considered)
        opening["input"], opening["decision"] = forms.input, forms.decision
    if progress.first:
        opening["first_input"] = forms_of(progress.first).input
    if cleared:
        if cleared.masked:
            opening["masked"] = {style.value: n for style, n in cleared.masked.items()}
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


def forms_of(considered: Considered) -> Forms:
    """How this decision is written, here and in an answer's headers: made once, for it is the same each time."""
    if considered.forms is None:
        question, decision = considered.question, considered.decision
        considered.forms = Forms(
            Written({k: v.isoformat() if isinstance(v, date) else v for k, v in question.items()}),
            Written({
                "outcome": decision.outcome.word,
                "rules": [f"{h.regime}/{h.rule}" for h in decision.causes],
                "hits": [f"{h.regime}/{h.rule}={h.outcome.word}" for h in decision.hits],
                "reason_ko": decision.causes[0].reason_ko,
                "reason_en": decision.causes[0].reason_en,
                "source": decision.causes[0].source,
                "obligations": list(decision.obligations),
            }),
            (
                (b"gwanmun-decision", decision.outcome.word.encode()),
                (b"gwanmun-service", considered.target.service.id.encode()),
                (b"gwanmun-grade", str(question["data.classification"]).encode()),
            ),
        )  # fmt: skip
    return considered.forms


def _who(progress: Progress) -> Written:
    identified = progress.identified
    if identified is None:
        raise AssertionError("nobody is known")
    until = identified.person.training_until
    task, source = identified.task, "caller"
    if not task:
        task, source = _label(progress), "label"
    return _who_written(
        identified.key.id,
        str(identified.evidence),
        identified.purpose,
        task,
        source if task else "",
        identified.client,
        str(identified.raised_grade),
        until.isoformat() if until else "",
    )


def _label(progress: Progress) -> str:
    """What the last message of the person is for (S43): a word of ours. It is recorded and decides nothing."""
    if progress.admitted is None:
        return ""
    passages = progress.admitted.prompt.passages
    parts: list[str] = []
    message = ""
    for at in range(len(passages) - 1, -1, -1):
        one = passages[at]
        if one.role is Role.USER and not message:
            message = _message(one.pointer)
        if message:
            if not one.pointer.startswith(message):
                break
            if one.role is Role.USER:
                parts.append(one.text)
    return label(parts[0] if len(parts) == 1 else "\n".join(reversed(parts[-_PARTS:]))).value if parts else ""


def _message(pointer: str) -> str:
    """`/messages/3/content/0/text` → `/messages/3/`; a pointer of another shape stands for itself."""
    return "/".join(pointer.split("/", 3)[:3]) + "/"


@lru_cache(maxsize=MEMO_ENTRIES)
def _who_written(
    key: str, evidence: str, purpose: str, task: str, source: str, client: str, raised: str, until: str
) -> Written:
    return Written({
        "key": key,
        "device_evidence": evidence,
        "purpose": purpose,
        "task": task,
        "task_source": source,
        "client": client,
        "raised_grade": raised,
        "training_until": until,
    })  # fmt: skip
