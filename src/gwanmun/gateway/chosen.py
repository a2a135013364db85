"""What a person decided of single places (직접 지정): a miss masked by hand, a find kept where their agency admits it.

The console says it in one header, which holds only under its grant (`identify.py`): `at.start.end.KIND` masks by hand, and
`at.start.end.-` keeps what was found there; `at` numbers the prompt's passages, places are code points. No value is in it.

INVARIANT: a choice never shows what the agency does not let its people keep (`Rules.may_keep`; never a secret, never a
mark), and one that cannot be carried out as it was shown refuses the request. What is kept stays counted as personal data.
"""

import re
from collections.abc import Mapping

from gwanmun.domain.findings import Finding, Kind
from gwanmun.domain.prompts import Passage
from gwanmun.errors import BadRequest
from gwanmun.gateway.identify import CHOICES
from gwanmun.privacy.kinds import KINDS, Nature
from gwanmun.privacy.texts import BY_HAND, Choice, choose

MOST_CHOICES = 400
_ONE = re.compile(r"([0-9]{1,5})\.([0-9]{1,8})\.([0-9]{1,8})\.([A-Z_]{2,12}|-)")
_ALLOWED = "at.start.end.KIND"
Rows = tuple[tuple[Finding, ...], ...]


def write_choices(choices: Mapping[int, tuple[Choice, ...]]) -> str:
    """The header, of choices by passage."""
    return ",".join(
        f"{at}.{one.start}.{one.end}.{one.kind.value if one.mask else '-'}"
        for at, row in sorted(choices.items())
        for one in row
    )


def read_choices(header: str) -> dict[int, tuple[Choice, ...]]:
    """Raises `BadRequest` for what is no such header."""
    found: dict[int, tuple[Choice, ...]] = {}
    parts = header.split(",") if header else []
    if len(parts) > MOST_CHOICES:
        raise BadRequest("too_many", CHOICES, limit=MOST_CHOICES)
    for part in parts:
        m = _ONE.fullmatch(part)
        if m is None or (m[4] != "-" and not _personal(m[4])):
            raise BadRequest("bad_value", CHOICES, allowed=_ALLOWED)
        mask = m[4] != "-"
        one = Choice(int(m[2]), int(m[3]), mask, Kind(m[4]) if mask else Kind.NAME)
        found[int(m[1])] = (*found.get(int(m[1]), ()), one)
    return found


def chosen(
    passages: tuple[Passage, ...], findings: Rows, header: str, may_keep: tuple[Kind, ...]
) -> tuple[Rows, Rows, dict[str, object]]:
    """What is to be masked now, what is kept, and both by kind for the record."""
    rows = list(findings)
    kept: list[tuple[Finding, ...]] = [()] * len(rows)
    told: dict[str, dict[str, int]] = {}
    for at, choices in read_choices(header).items():
        if at >= len(rows):
            raise BadRequest("bad_value", CHOICES, allowed=_ALLOWED)
        text, before = passages[at].text, rows[at]
        try:
            rows[at], said = choose(text, before, choices, may_keep=may_keep)
        except ValueError:
            raise BadRequest("bad_value", CHOICES, allowed=_ALLOWED) from None
        asked = [one for one in choices if not one.mask]
        kept[at] = tuple(f for f in before if f not in rows[at] and any(_within(f, one) for one in asked))
        if not all(any(_within(f, one) for f in kept[at]) for one in asked):
            # What the person was shown as kept would leave masked, or the other way round: better not at all.
            raise BadRequest("cannot_keep", CHOICES)
        for one in said:
            by_kind = told.setdefault("masked by hand" if one.mask else "kept", {})
            by_kind[one.kind.value] = by_kind.get(one.kind.value, 0) + 1
    return tuple(rows), tuple(kept), {**told}


def by_hand(findings: Rows) -> Rows:
    """Of the findings, those that a person marked: they are masked wherever the prompt goes."""
    return tuple(tuple(f for f in row if f.why == BY_HAND) for row in findings)


def _within(f: Finding, choice: Choice) -> bool:
    return choice.start <= f.start and f.end <= choice.end


def _personal(word: str) -> bool:
    return word in Kind.__members__ and KINDS[Kind(word)].nature is Nature.PERSONAL
