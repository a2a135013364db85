"""What the workspace shows of what the gate's stages made (업무 도우미의 표시): texts side by side, refusals and answers as values.

What does not live here: running the stages, talking to the gate (`workspace.py`).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from gwanmun.console.ports import Asked, FilePreview, Piece, Preview, Receipt, Refused, Span
from gwanmun.console.work import KindChoice, Mark
from gwanmun.domain.catalogue import Deployment
from gwanmun.domain.findings import Finding, Kind
from gwanmun.domain.money import MICRO
from gwanmun.domain.prompts import Role as PassageRole
from gwanmun.entrypoints.workspace_files import Shelf
from gwanmun.errors import (
    BrokeProtocol,
    GwanmunError,
    OverAllowance,
    Refusal,
)
from gwanmun.gateway.chosen import by_hand
from gwanmun.gateway.passes import Cleared, Examined, Progress
from gwanmun.gateway.replies import details
from gwanmun.privacy.kinds import KINDS, masked
from gwanmun.privacy.mask import CLOSE, OPEN
from gwanmun.privacy.texts import BY_HAND
from gwanmun.wire.sse import SSEReader

# ---------------------------------------------------------------- previews as values


def preview_of(cleared: Cleared, asked: Asked, progress: Progress, shelf: Shelf) -> Preview:
    examined = cleared.judged.examined
    target = examined.admitted.target
    service = target.service
    own = own_passage(examined)
    shown = _sides(examined, own, cleared.texts[own])
    return Preview(
        shown,
        _counts(examined.findings[own]),
        str(examined.grade),
        tuple(f"{ground.grade} {ground.why}" for ground in examined.grounds),
        cleared.judged.decision.outcome.word,
        service.name_ko,
        service.name_en,
        service.vendor,
        service.vendor_country,
        service.deployment is Deployment.IN_HOUSE,
        progress.first is not None,
        cleared.worst.input_tokens,
        cleared.worst.output_tokens,
        -(-cleared.worst.micro_won // MICRO),
        files=_file_previews(examined, cleared.texts, asked, shelf),
        may_keep=_may_keep(examined),
        keep=_still(asked.keep, examined, kept=True),
        hide=_still(asked.hide, examined, kept=False),
        left=cleared.texts[own],
    )


def refused_preview(progress: Progress, asked: Asked, refusal: Refusal, shelf: Shelf) -> Preview:
    """Nothing would leave; what was found is shown all the same, because it may be the reason."""
    examined = progress.examined
    if examined is None:
        return Preview((Span(asked.text, ""),), {}, refused=worded(refusal))
    own = own_passage(examined)
    return Preview(
        _one_side(examined, own),
        _counts(examined.findings[own]),
        str(examined.grade),
        refused=worded(refusal),
        files=_file_previews(examined, None, asked, shelf),
        may_keep=_may_keep(examined),
        keep=_still(asked.keep, examined, kept=True),
        hide=_still(asked.hide, examined, kept=False),
    )


def own_passage(examined: Examined) -> int:
    """Where the person's text stands among the passages: it is the last that they say."""
    passages = examined.admitted.prompt.passages
    return next(at for at in range(len(passages) - 1, -1, -1) if passages[at].role is PassageRole.USER)


def shown_passages(examined: Examined) -> tuple[int, ...]:
    """The passages of the last message, files first: what a person carries over."""
    own = own_passage(examined)
    last = examined.admitted.prompt.passages[own].pointer.split("/")[2]
    files = [file.at + 1 for file in examined.admitted.files]
    passages = examined.admitted.prompt.passages
    return (*(at for at in files if passages[at].pointer.split("/")[2:3] == [last]), own)


def _may_keep(examined: Examined) -> tuple[KindChoice, ...]:
    allowed = examined.admitted.identified.rules.may_keep
    return tuple(KindChoice(kind.value, KINDS[kind].word, KINDS[kind].en) for kind in allowed)


def _still(marks: Sequence[Mark], examined: Examined, *, kept: bool) -> tuple[Mark, ...]:
    """Of what was chosen, what came about."""
    rows = examined.kept if kept else by_hand(examined.findings)
    passages = examined.admitted.prompt.passages
    there = {Mark(f.kind.value, passages[at].text[f.start : f.end]) for at, row in enumerate(rows) for f in row}
    return tuple(dict.fromkeys(one for one in marks if one in there))


def _file_previews(
    examined: Examined, texts: Sequence[str] | None, asked: Asked, shelf: Shelf
) -> tuple[FilePreview, ...]:
    """The files of the last message, each beside what leaves of it."""
    found = []
    for file, id_ in zip(examined.admitted.files[::-1], asked.files[::-1], strict=False):
        held = shelf.find(asked.who.person, id_)
        if held is None:
            continue
        at = file.at + 1
        spans = _one_side(examined, at) if texts is None else _sides(examined, at, texts[at])
        spans, hidden = _shortened(spans)
        found.append(FilePreview(held.told, spans, _counts(examined.findings[at]), hidden))
    return tuple(found[::-1])


_MOST_SHOWN = 20_000


def _shortened(spans: Sequence[Span]) -> tuple[tuple[Span, ...], int]:
    shown: list[Span] = []
    room = _MOST_SHOWN
    for at, one in enumerate(spans):
        if len(one.before) > room:
            if not one.kind:
                shown.append(replace(one, before=one.before[:room], after=one.after[:room]))
                room = 0
            return tuple(shown), sum(len(rest.before) for rest in spans[at:]) - room
        shown.append(one)
        room -= len(one.before)
    return tuple(shown), 0


def _places_of(examined: Examined, at: int) -> list[tuple[Finding, str]]:
    """What was found in a passage, in its order, with what a person chose of it: kept, hand or nothing."""
    rows = [(f, "hand" if f.why == BY_HAND else "") for f in examined.findings[at] if masked(f.kind)]
    kept = [(f, "kept") for f in (examined.kept[at] if examined.kept else ())]
    return sorted([*rows, *kept], key=lambda one: one[0].start)


def _sides(examined: Examined, at: int, after: str) -> tuple[Span, ...]:
    return _spans(
        examined.admitted.prompt.passages[at].text,
        _places_of(examined, at),
        after,
        frozenset(examined.admitted.identified.rules.may_keep),
    )


def _one_side(examined: Examined, at: int) -> tuple[Span, ...]:
    text = examined.admitted.prompt.passages[at].text
    allowed = examined.admitted.identified.rules.may_keep
    spans, done = [], 0
    for one, chosen in _places_of(examined, at):
        if one.end <= done:
            continue
        start = max(one.start, done)
        info = KINDS[one.kind]
        spans.append(Span(text[done:start], ""))
        spans.append(
            Span(
                text[start : one.end],
                "",
                one.kind.value,
                info.word,
                info.en,
                chosen=chosen,
                may_keep=one.kind in allowed,
            )
        )
        done = one.end
    spans.append(Span(text[done:], ""))
    return tuple(span for span in spans if span.before)


def _counts(row: Sequence[Finding]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for one in row:
        counts[KINDS[one.kind].word] = counts.get(KINDS[one.kind].word, 0) + 1
    return counts


def _spans(before: str, row: Sequence[tuple[Finding, str]], after: str, allowed: frozenset[Kind]) -> tuple[Span, ...]:
    """The text and what leaves, side by side: walked together from one finding to the next.

    What stands between two findings leaves as it was but for look-alikes of our tokens; a piece that cannot be matched is
    shown whole on both sides, so that the preview never shows less than leaves.
    """
    spans: list[Span] = []
    at = out = 0
    for one, chosen in row:
        start = max(one.start, at)
        plain = before[at:start]
        if after[out : out + len(plain)] != plain:
            break
        spans.append(Span(plain, plain))
        out += len(plain)
        value = before[start : one.end]
        if chosen == "kept" and after.startswith(value, out):
            end: int | None = out + len(value)
        else:
            end = _end_of_token(after, out, before[one.end : one.end + 24], last=one.end >= len(before))
        if end is None:
            break
        info = KINDS[one.kind]
        spans.append(
            Span(
                value,
                after[out:end],
                one.kind.value,
                info.word,
                info.en,
                back=after[out : out + 1] == OPEN,
                chosen=chosen,
                may_keep=one.kind in allowed,
            )
        )
        at, out = one.end, end
    spans.append(Span(before[at:], after[out:]))
    return tuple(span for span in spans if span.before or span.after)


def _end_of_token(after: str, out: int, gap: str, *, last: bool) -> int | None:
    if after[out : out + 1] == OPEN:
        close = after.find(CLOSE, out)
        return None if close < 0 else close + 1
    if last or not gap:
        return len(after)
    end = after.find(gap, out)
    return None if end < 0 else end


# ---------------------------------------------------------------- refusals and answers


def worded(error: GwanmunError) -> Refused:
    """A refusal as values, from the error itself: as the gate words it for programs."""
    found = details(error)
    return _of_words(
        {
            "code": error.code,
            "message_ko": error.message("ko"),
            "message_en": error.message("en"),
            "remedy_ko": error.remedy("ko"),
            "remedy_en": error.remedy("en"),
            **found,
        },
        balances=isinstance(error, OverAllowance),
    )


def refusal_of(body: bytes) -> Refused:
    try:
        tree = msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.MsgspecError:
        return worded(BrokeProtocol("gate"))
    error = tree.get("error")
    told = (error.get("gwanmun") if isinstance(error, dict) else None) or tree.get("gwanmun")
    if not isinstance(told, dict):
        return worded(BrokeProtocol("gate"))
    return _of_words(told, balances="allowance" in told)


def _of_words(told: Mapping[str, Any], *, balances: bool) -> Refused:
    def text(name: str) -> str:
        value = told.get(name)
        return value if isinstance(value, str) else ""

    filing = told.get("approval_request")
    lesson = told.get("lesson")
    return Refused(
        text("code"),
        text("message_ko"),
        text("message_en"),
        text("remedy_ko"),
        text("remedy_en"),
        text("rule"),
        text("source"),
        text("effective_from"),
        tuple(told.get("alternatives") or ()),
        text("contact_ko"),
        text("request_id"),
        filing.get("body") if isinstance(filing, dict) else None,
        lesson if isinstance(lesson, dict) else None,
        balances,
    )


async def pieces_of(body: AsyncIterator[bytes], headers: Mapping[str, str]) -> AsyncIterator[Piece]:
    """Texts of either dialect as they come, then the end with its receipt."""
    reader, tokens = SSEReader(), 0
    receipt = Receipt(
        headers.get("gwanmun-request", ""),
        headers.get("gwanmun-decision", ""),
        headers.get("gwanmun-service", ""),
        headers.get("gwanmun-grade", ""),
        _whole(headers.get("gwanmun-masked", "")),
        0,
        headers.get("gwanmun-allowance", ""),
    )
    async for chunk in body:
        for event in reader.feed(chunk):
            if not event.data.startswith(b"{"):
                continue
            tree = msgspec.json.decode(event.data)
            if "error" in tree:
                refused = refusal_of(event.data)
                yield Piece(end=True, receipt=receipt, refused=refused)
                return
            text = _text_of(tree)
            if text:
                yield Piece(text)
            tokens = _tokens_of(tree) or tokens
    yield Piece(
        end=True,
        receipt=Receipt(
            receipt.request, receipt.decision, receipt.service, receipt.grade, receipt.masked, tokens, receipt.near
        ),
    )


def _text_of(tree: Mapping[str, Any]) -> str:
    choices = tree.get("choices") or ()
    if choices:
        return choices[0].get("delta", {}).get("content") or ""
    delta = tree.get("delta")
    return delta.get("text", "") if isinstance(delta, dict) else ""


def _tokens_of(tree: Mapping[str, Any]) -> int:
    usage = tree.get("usage")
    if not isinstance(usage, dict):
        return 0
    if isinstance(usage.get("total_tokens"), int):
        return int(usage["total_tokens"])
    return sum(
        value for name, value in usage.items() if name in {"input_tokens", "output_tokens"} and isinstance(value, int)
    )


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
