"""Number formats of sheets (셀 서식): what a number, or a text, looks like under one.

ECMA-376 §18.8.31. Only what gives a person away: digits with signs between them (Excel's own 전화 번호 and 주민 등록 번호), zeros in front,
words around. Dates, fractions, currency and shares are not made here: there the plain number says the same.
"""

import re
from functools import lru_cache

_PIECE = re.compile(r'"([^"]*)"|\\(.)|([_*].)|\[([^\]]*)\]|(.)', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,9})?)")
_HOLDS = {
    "<=": float.__le__, ">=": float.__ge__, "<>": float.__ne__, "<": float.__lt__, ">": float.__gt__, "=": float.__eq__,
}  # fmt: skip
#: Letters that stand for themselves without quotes.
_PLAIN = frozenset("-+()/:$!^&'~{}<>= ")
#: Longer than any that Excel takes.
LONGEST_FORMAT = 1024
_LARGEST = 1e16

#: (its condition, its letters, and whether each stands for itself).
_Section = tuple[re.Match[str] | None, list[tuple[str, bool]]]


def shown_number(value: float, code: str) -> str | None:
    """A whole number as a format shows it; None where the plain number says the same, or the format is of another kind."""
    if not 0 <= value < _LARGEST or value != int(value):
        return None
    section = _chosen(value, _sections(code))
    places = [at for at, (c, itself) in enumerate(section) if not itself and c in "0#?"]
    if not places or any(not itself and c not in "0#?" for c, itself in section):
        return None
    digits = list(str(int(value)))
    shown: list[str] = []
    for at in range(len(section) - 1, -1, -1):
        c, itself = section[at]
        if itself:
            shown.append(c)
        elif digits:
            shown.append(digits.pop())
        elif c == "0":
            shown.append("0")
        if at == places[0]:
            shown += reversed(digits)
            digits = []
    seen = "".join(reversed(shown)).strip()
    return None if seen == str(int(value)) else seen


def around_text(code: str) -> tuple[str, str]:
    """What a format writes before and after a text."""
    for _, section in _sections(code):
        letters = [c for c, _ in section]
        at = next((n for n, (c, itself) in enumerate(section) if c == "@" and not itself), -1)
        if at >= 0 and all(itself for n, (_, itself) in enumerate(section) if n != at):
            return "".join(letters[:at]), "".join(letters[at + 1 :])
    return "", ""


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...]:
    found: list[_Section] = [(None, [])]
    for m in _PIECE.finditer(code):
        quoted, escaped, _, bracket, bare = m.groups()
        if bare == ";":
            found.append((None, []))
        elif bracket is not None:
            condition = _CONDITION.fullmatch(bracket.strip())
            if condition:
                found[-1] = (condition, found[-1][1])
        elif bare is not None:
            found[-1][1].append((bare, bare in _PLAIN))
        else:
            found[-1][1].extend((c, True) for c in quoted or escaped or "")
    return tuple(found)


def _chosen(value: float, sections: tuple[_Section, ...]) -> list[tuple[str, bool]]:
    """The section for a number that is not negative: by its conditions, else the first; the third is for nought."""
    if any(condition for condition, _ in sections):
        for condition, section in sections:
            if condition is None or _HOLDS[condition[1]](float(value), float(condition[2])):
                return section
        return []
    return sections[2][1] if value == 0 and len(sections) > 2 else sections[0][1]
