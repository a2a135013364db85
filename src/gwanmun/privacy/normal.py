"""Light normalisation with an offset map: full width, unusual dashes, zero-width, circled and spelt-out digits.

What lives here: text → a view in which a disguised value looks like itself, and where each of its characters came
from. What does not: any judgement about what is found. `ODD` says (to the one prefilter pass) whether there is
anything to do; ordinary text is its own view and costs nothing.
"""

import re
from collections.abc import Sequence
from typing import Final
from unicodedata import normalize

_DASHES: Final = "‐‑‒–—―−﹘﹣－ー─━∼〜～˗"
_SPACES: Final = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_CIRCLED: Final = {"⓪": "0"} | {
    chr(first + i): str(i + 1) for first in (0x2460, 0x2776, 0x2780, 0x278A) for i in range(9)
}
_SCRIPT: Final = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789", strict=True))
_MATHS: Final = {chr(0x1D7CE + i): str(i % 10) for i in range(50)}
_ABROAD: Final = {chr(first + i): str(i) for first in (0x660, 0x6F0, 0x966) for i in range(10)}
_WIDE: Final = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}

#: One character for one: the view keeps its length, so that no map is needed.
_LIKE: Final = str.maketrans(
    _WIDE | _CIRCLED | _SCRIPT | _MATHS | _ABROAD | dict.fromkeys(_DASHES, "-") | dict.fromkeys(_SPACES, " ")
)
_HANGUL_DIGITS: Final = dict(zip("공영일이삼사오육륙칠팔구", "001234566789", strict=True))

_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufe00-\ufe0f\ufeff"
)
_SPELT: Final = (
    r"[공영일이삼사오육륙칠팔구]{2,4}[-. ]?[공영일이삼사오육륙칠팔구]{3,4}[-. ]?[공영일이삼사오육륙칠팔구]{4}"
)
_OH: Final = r"[0O][1lI][0O16789][-. ]?[0-9OolI]{3,4}[-. ]?[0-9OolI]{4}"

#: RE2: what makes normalisation worth while.
ODD: Final = (
    rf"[！-～{_DASHES}{_SPACES}⓪①-⑨❶-❾➀-➈➊-➒⁰¹²³⁴-⁹₀-₉𝟎-𝟿٠-٩۰-۹०-९{_INVISIBLE}\x{{1100}}-\x{{1112}}]"
    rf"|[공영][일1][공영일육칠팔구]|[0-9](?: [-]? ?[0-9]){{6}}|[0-9][OolI][-. ]?[0-9OolI]|[Oo][1lI][0Oo]"
)

_spelt = re.compile(_SPELT)
_oh = re.compile(_OH)
_spaced = re.compile(r"(?<![0-9])[0-9](?: ?-? ?[0-9](?![0-9])){9,}")
_jamo = re.compile("[ᄀ-ᄒ][ᅡ-ᅵ][ᆨ-ᇂ]?")
_gone = re.compile(rf"[{_INVISIBLE}]+")


def normalise(text: str) -> tuple[str, Sequence[int] | None]:
    """Give the view, and for each of its characters the place in `text` (None: the same places)."""
    view = text.translate(_LIKE)
    view = _spelt.sub(_say, view)
    view = _oh.sub(lambda m: m[0].translate(_OH_DIGITS), view)
    cuts = [(m.start(), m.end(), "") for m in _gone.finditer(view)]
    cuts += [(m.start(), m.end(), normalize("NFC", m[0])) for m in _jamo.finditer(view)]
    view, places = _cut(view, cuts, None)
    # Digits written one by one (8 5 0 3 …): the spaces between them go, dashes stay.
    cuts = [
        (m.start() + i, m.start() + i + 1, "") for m in _spaced.finditer(view) for i, c in enumerate(m[0]) if c == " "
    ]
    return _cut(view, cuts, places)


_OH_DIGITS: Final = str.maketrans("OolI", "0011")


def _say(m: re.Match[str]) -> str:
    return "".join(_HANGUL_DIGITS.get(c, c) for c in m[0])


def _cut(view: str, cuts: list[tuple[int, int, str]], places: Sequence[int] | None) -> tuple[str, Sequence[int] | None]:
    """Replace each cut (start, end, at most one character) and carry the map along."""
    if not cuts:
        return view, places
    cuts.sort()
    parts: list[str] = []
    kept: list[int] = []
    at = 0
    for start, end, instead in cuts:
        parts += (view[at:start], instead)
        kept += range(at, start)
        kept += [start] * len(instead)
        at = end
    parts.append(view[at:])
    kept += range(at, len(view))
    return "".join(parts), kept if places is None else [places[i] for i in kept]
