"""From values to places (직접 지정의 자리): what a person keeps or masks, as the gate is told it, and what that says of the rules.

A person chooses a value; the gate is told places of this very request (`gateway/chosen.py`), so that no value stands in a
header or a record. What does not live here: carrying a choice out, whether it is admitted.
"""

import re
from collections import Counter

from gwanmun.console.ports import Asked
from gwanmun.console.work import Mark, Overruled
from gwanmun.domain.findings import Finding, Kind
from gwanmun.domain.prompts import Role
from gwanmun.errors import BadRequest
from gwanmun.gateway.chosen import MOST_CHOICES, write_choices
from gwanmun.gateway.passes import Examined
from gwanmun.privacy.kinds import KINDS, Nature
from gwanmun.privacy.texts import BY_HAND, Choice

_SPOKEN = frozenset({Role.USER, Role.FILE, Role.ASSISTANT, Role.TOOL})
#: What an act accepts as a rule's name (`control/privacy_lists.py`): letters, so that no value fits.
_RULE = re.compile(r"[A-Za-z':, ]{0,24}")
_LONGEST_VALUE = 200


def places(examined: Examined, asked: Asked) -> str:
    """The header: every place of each value. A value that stands nowhere is no choice; neither is one that may not be kept."""
    allowed = examined.admitted.identified.rules.may_keep
    keep = {(one.kind, one.value) for one in asked.keep if one.kind in allowed}
    found: dict[int, tuple[Choice, ...]] = {}
    for at, passage in enumerate(examined.admitted.prompt.passages):
        if passage.role not in _SPOKEN or not passage.maskable:
            continue
        hand = [choice for mark in asked.hide for choice in _hidden(passage.text, mark, examined.findings[at])]
        kept = [
            Choice(f.start, f.end, mask=False, kind=f.kind)
            for f in examined.findings[at]
            if (f.kind.value, passage.text[f.start : f.end]) in keep
            and not any(one.start < f.end and f.start < one.end for one in hand)
        ]
        if hand or kept:
            found[at] = (*hand, *kept)
    if sum(map(len, found.values())) > MOST_CHOICES:
        raise BadRequest("too_many", "keep", limit=MOST_CHOICES)
    return write_choices(found)


def _hidden(text: str, mark: Mark, row: tuple[Finding, ...]) -> list[Choice]:
    """Every place of a value masked by hand, but where it is masked already as a part of more."""
    if mark.kind not in Kind.__members__ or KINDS[Kind(mark.kind)].nature is not Nature.PERSONAL:
        raise BadRequest("bad_value", "hide", allowed=", ".join(k for k in Kind if KINDS[k].nature is Nature.PERSONAL))
    value = mark.value.strip()
    if not value or len(value) > _LONGEST_VALUE:
        return []
    return [
        Choice(m.start(), m.end(), mask=True, kind=Kind(mark.kind))
        for m in re.finditer(re.escape(value), text)
        if not any(f.start < m.end() and m.start() < f.end for f in row)
    ]


def overruled(examined: Examined) -> tuple[Overruled, ...]:
    """What the choices tell whoever keeps the lists."""
    counts: Counter[tuple[str, bool, str]] = Counter()
    for row in examined.findings:
        counts.update((f.kind.value, True, "") for f in row if f.why == BY_HAND)
    for row in examined.kept:
        counts.update((f.kind.value, False, f.why if _RULE.fullmatch(f.why) else "") for f in row)
    return tuple(Overruled(kind, missed, rule, times) for (kind, missed, rule), times in counts.items())
