"""Light normalisation with an offset map: full width, unusual dashes, zero-width, circled and spelt-out digits, and
what Markdown and HTML put between the parts of a number.

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
_BREAKS: Final = "\u0085\u2028\u2029"
_CIRCLED: Final = {"⓪": "0"} | {
    chr(first + i): str(i + 1) for first in (0x2460, 0x2776, 0x2780, 0x278A) for i in range(9)
}
_SCRIPT: Final = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789", strict=True))
_MATHS: Final = {chr(0x1D7CE + i): str(i % 10) for i in range(50)}
_ABROAD: Final = {chr(first + i): str(i) for first in (0x660, 0x6F0, 0x966) for i in range(10)}
_WIDE: Final = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}

#: One character for one: the view keeps its length, so that no map is needed.
_LIKE: Final = str.maketrans(
    _WIDE
    | _CIRCLED
    | _SCRIPT
    | _MATHS
    | _ABROAD
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_BREAKS, "\n")
)
_HANGUL_DIGITS: Final = dict(zip("공영일이삼사오육륙칠팔구", "001234566789", strict=True))

_INVISIBLE: Final = "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u20e3\u3164\ufe00-\ufe0f\ufeff"
_SPELT: Final = (
    r"[공영일이삼사오육륙칠팔구]{2,4}[-. ]?[공영일이삼사오육륙칠팔구]{3,4}[-. ]?[공영일이삼사오육륙칠팔구]{4}"
)
_OH: Final = r"[0O][1lI][0O16789][-. ]?[0-9OolI]{3,4}[-. ]?[0-9OolI]{4}"

#: A tag, in RE2 and in Python; never a whole document of them.
_TAG: Final = r"</?[A-Za-z][^<>]{0,64}>"
_GAP: Final = r"[ \t\r\n]{0,8}"
_NAMED: Final = {
    "nbsp": " ",
    "ndash": "-",
    "mdash": "-",
    "minus": "-",
    "hyphen": "-",
    "dash": "-",
    "commat": "@",
    "period": ".",
}

#: RE2: what makes normalisation worth while.
ODD: Final = (
    rf"[！-～{_DASHES}{_SPACES}{_BREAKS}⓪①-⑨❶-❾➀-➈➊-➒⁰¹²³⁴-⁹₀-₉𝟎-𝟿٠-٩۰-۹०-९{_INVISIBLE}\x{{1100}}-\x{{1112}}]"
    rf"|[공영][일1][공영일육칠팔구]|[0-9](?: [-]? ?[0-9]){{6}}|[0-9][OolI][-. ]?[0-9OolI]|[Oo][1lI][0Oo]"
    rf"|[0-9A-Za-z]\\[-.@_~*()]|[0-9][*`]|&(?:#[0-9x]|{'|'.join(_NAMED)})|[0-9]-?{_GAP}</?[A-Za-z]"
)

_spelt = re.compile(_SPELT)
_oh = re.compile(_OH)
_spaced = re.compile(r"(?<![0-9])[0-9](?: ?-? ?[0-9](?![0-9])){9,}")
_jamo = re.compile("[ᄀ-ᄒ][ᅡ-ᅵ][ᆨ-ᇂ]?")
_markup = re.compile(
    rf"(?P<escape>(?<=[0-9A-Za-z])\\(?=[-.@_~*()]))"
    rf"|(?P<entity>&(?:#(?P<code>[0-9]{{1,7}}|x[0-9A-Fa-f]{{1,6}})|(?P<name>{'|'.join(_NAMED)}));)"
    rf"|(?P<stress>(?<=[0-9])[*`]{{1,3}} ?- ?[*`]{{1,3}}(?=[0-9])|(?<=[0-9][0-9][0-9])[*`](?=[0-9][0-9][0-9]))"
    rf"|(?P<tags>(?<=[0-9])-?(?:{_GAP}{_TAG}){{1,4}}{_GAP}-?{_GAP}(?:{_TAG}{_GAP}){{0,4}}(?=[0-9]))"
)
_block = re.compile("</?(?:t[dhr]|br|p|div|li)[ />]", re.IGNORECASE)
_gone = re.compile(rf"[{_INVISIBLE}]+")


def normalise(text: str) -> tuple[str, Sequence[int] | None]:
    """Give the view, and for each of its characters the place in `text` (None: the same places)."""
    view = text.translate(_LIKE)
    view = _spelt.sub(_say, view)
    view = _oh.sub(lambda m: m[0].translate(_OH_DIGITS), view)
    cuts = [(m.start(), m.end(), "") for m in _gone.finditer(view)]
    cuts += [(m.start(), m.end(), normalize("NFC", m[0])) for m in _jamo.finditer(view)]
    view, places = _cut(view, cuts, None)
    view, places = _cut(view, [(m.start(), m.end(), _shown(m)) for m in _markup.finditer(view)], places)
    # Digits written one by one (8 5 0 3 …): the spaces between them go, dashes stay.
    cuts = [
        (m.start() + i, m.start() + i + 1, "") for m in _spaced.finditer(view) for i, c in enumerate(m[0]) if c == " "
    ]
    return _cut(view, cuts, places)


_OH_DIGITS: Final = str.maketrans("OolI", "0011")


def _say(m: re.Match[str]) -> str:
    return "".join(_HANGUL_DIGITS.get(c, c) for c in m[0])


def _shown(m: re.Match[str]) -> str:
    """What a reader sees of markup: at most one character."""
    if m["code"]:
        code = int("0" + m["code"], 16) if m["code"].startswith("x") else int(m["code"])
        return chr(code).translate(_LIKE) if 0x20 <= code <= 0xFFFF and not 0xD800 <= code < 0xE000 else ""
    if m["name"]:
        # A space that keeps two numbers on one line joins them.
        tied = (
            m["name"] == "nbsp"
            and m.string[m.start() - 1 : m.start()].isdigit()
            and m.string[m.end() : m.end() + 1].isdigit()
        )
        return "-" if tied else _NAMED[m["name"]]
    if m["tags"]:
        if _dashed(m["tags"]):
            return "-"
        return "|" if _block.search(m["tags"]) else ""
    return "-" if m["stress"] else ""


def _dashed(tags: str) -> bool:
    """Whether a dash stands between tags, not in one."""
    return any("-" in between.partition("<")[0] for between in tags.split(">"))


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
