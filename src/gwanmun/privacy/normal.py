"""Light normalisation (정규화) with an offset map: a view of the text in which a disguised value looks like itself.

Four steps, each skipped when there is nothing for it:
1. one character for one: full width, unusual dashes and spaces, digits of other scripts, circled and styled letters;
2. units: what is written with several characters and read as one, or as none (percent-encoding, entities, JSON escapes,
   decomposed Hangul, Jamo letters typed one by one (ㄱㅣㅁ), invisible characters, tags), and a table of HTML as lines and cells;
3. numbers: said (zero one, 이백오점), spelt out (공일공, 八五), with letters for digits (O1O), digit by digit (8 5 0 3), 다시 said for a dash; and
   labels spread over a form's cell (주 소);
4. numbers that nothing but the word before them tells, written with anything (`labelled`).

What does not live here: any judgement about what is found. `ODD` says (to the one prefilter pass) whether there is
anything to do; ordinary text is its own view and costs nothing.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final
from unicodedata import decimal, normalize

from gwanmun.privacy.labelled import LABELLED_ODD, labelled
from gwanmun.privacy.said import SAID_ODD, said
from gwanmun.privacy.spelt import SPELT_ODD, Cut, numbers, words

# ---------------------------------------------------------------- 1. one for one
_DASHES: Final = "➖‐‑‒–—―−﹘﹣－ー─━∼〜～˗⁃ㅡ"
_SPACES: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_BREAKS: Final = "\u0085\u2028\u2029\v\f"
_POINTS: Final = (
    dict.fromkeys("・‧∙⋅•･ㆍ᛫", "·")
    | dict.fromkeys("。｡．․", ".")
    | dict.fromkeys("˚º", "°")
    | dict.fromkeys("´ʹ", "'")
    | dict.fromkeys("˝ʺ", '"')
    | {"﹫": "@", "∶": ":", "ː": ":", "⁄": "/", "∕": "/"}
)
#: Where the digits of other scripts begin (Unicode, general category Nd), and those of a display's seven segments.
_ABROAD_FROM: Final = (
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20,
    0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1FBF0,
)  # fmt: skip
_ABROAD: Final = {chr(first + i): str(decimal(chr(first + i))) for first in _ABROAD_FROM for i in range(10)}
#: ①… ⑴… ⒈… ❶… ➀… ➊… ㈠… ㊀…, each from one to nine; ⓪ and ⓿ are zero.
_CIRCLED: Final = {"⓪": "0", "⓿": "0", "🄋": "0", "🄌": "0"} | {
    chr(first + i): str(i + 1)
    for first in (0x2460, 0x2474, 0x2488, 0x24F5, 0x2776, 0x2780, 0x278A, 0x3220, 0x3280)
    for i in range(9)
}
#: Full width, half width, styled and enclosed letters and digits that are one character when unstyled.
_STYLED: Final = {
    chr(code): plain
    for first, last in (
        (0xFF01, 0xFF5E),
        (0x1D400, 0x1D7FF),
        (0x24B6, 0x24E9),
        (0x2070, 0x209C),
        (0x2100, 0x214F),
        (0xFE50, 0xFE6B),
    )
    for code in range(first, last + 1)
    if len(plain := normalize("NFKC", chr(code))) == 1 and plain.isascii()
} | {"²": "2", "³": "3", "¹": "1"}
#: Letters of other scripts that look like Latin ones.
_TWINS: Final = dict(
    zip("аеіорсухѕԁһʏАВЕІКМНОРСТХЅΑΒΕΖΗΙΚΜΝΟΡΤΧο", "aeiopcyxsdhyABEIKMHOPCTXSABEZHIKMNOPTXo", strict=True)
)
_LIKE: Final = str.maketrans(
    _STYLED
    | _CIRCLED
    | _ABROAD
    | _TWINS
    | _POINTS
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_BREAKS, "\n")
)

# ---------------------------------------------------------------- 2. units
#: What is not seen at all, in RE2 and in Python.
_HIDDEN: Final = "\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
_TAGS: Final = "\U000e0000-\U000e007f"
#: What decorates the character before it, and belongs to it.
_MARKS: Final = "\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\U000e0100-\U000e01ef"
_NAMED: Final = {
    "nbsp": " ", "ensp": " ", "emsp": " ", "thinsp": " ", "ndash": "-", "mdash": "-", "minus": "-", "hyphen": "-", "dash": "-",
    "commat": "@", "period": ".", "middot": "·", "colon": ":", "quot": '"', "apos": "'", "lt": "<", "gt": ">", "amp": "&",
    "sol": "/", "lowbar": "_", "lpar": "(", "rpar": ")", "comma": ",", "Tab": "\t", "NewLine": "\n", "shy": "",
}  # fmt: skip
_INLINE: Final = (
    "a|abbr|b|big|cite|code|del|dfn|em|font|i|ins|kbd|label|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr"
)
_BLOCK: Final = "address|article|aside|blockquote|body|br|center|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|head|header|hr|html|legend|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul"
#: Attributes that could hold no value worth finding: those that do stay in the view.
_ATTRIBUTES: Final = r"(?:[ \t\r\n](?![^<>]{0,300}(?:[0-9]{5}|[0-9]-[0-9]{4}|[@가-힣]|://))[^<>]{0,300})?"
_BLANK: Final = r"[ \t\r\n]{0,64}"

#: RE2: what makes normalisation worth while.
ODD: Final = (
    "["
    + "".join(sorted(re.escape(c) for c in {*_STYLED, *_CIRCLED, *_ABROAD, *_TWINS, *_POINTS} if not "\uff01" <= c <= "\uff5e" and not "\U0001d400" <= c <= "\U0001d7ff"))
    + rf"！-～𝐀-𝟿{_DASHES}{_SPACES}{_BREAKS}{_HIDDEN}{_TAGS}{_MARKS}\x{{1100}}-\x{{1112}}]|[ㄱ-ㅎ][ㅏ-ㅣ]"
    rf"|%[2-7EeFf][0-9A-Fa-f]|&(?:#[0-9xX]|(?:{'|'.join(_NAMED)});)|\\(?:u[0-9A-Fa-f]{{4}}|x[0-9A-Fa-f]{{2}}|[-@._~*()\"nrt/])|\r"
    rf"|</?[A-Za-z가-힣_]|<!\[|<!--|\*\*|[0-9]`|[0-9]\*[0-9]|[0-9]--|[0-9]\] ?-? ?\[[0-9]|[0-9]\\[0-9]\\[0-9]\\[0-9]|{SPELT_ODD}|{SAID_ODD}|{LABELLED_ODD}"
)  # fmt: skip

_unit = re.compile(
    rf"(?P<mark>[{_MARKS}]+)"
    rf"|(?P<hidden>[{_HIDDEN}{_TAGS}]+)"
    rf"|(?P<jamo>[ᄀ-ᄒ][ᅡ-ᅵ][ᆨ-ᇂ]?)"
    r"|(?P<letters>[ㄱ-ㅎ][ㅏ-ㅣ](?:[ㄱ-ㅎ](?![ㅏ-ㅣ]))?)"
    r"|%(?P<byte>[2-7][0-9A-Fa-f])"
    r"|(?P<utf>%[Ee][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]%[89ABab][0-9A-Fa-f])"
    rf"|&(?:\#(?P<code>[0-9]{{1,7}}|[xX][0-9A-Fa-f]{{1,6}});?|(?P<name>{'|'.join(_NAMED)});)"
    r"|\\(?:u(?P<u>[0-9A-Fa-f]{4})|x(?P<x>[0-9A-Fa-f]{2})|(?P<escaped>[-@._~*()\"/])|(?P<control>[nrt])(?![a-z]))"
    r"|(?P<stars>(?<!\*)\*{2,3}(?!\*))"
    r"|(?P<stress>(?<=[0-9])[*`] ?- ?[*`](?=[0-9])|(?<=[0-9][0-9][0-9])[*`](?=[0-9][0-9][0-9])|(?<=[0-9])`|`(?=[0-9]))"
    r"|(?P<box>(?<=\[[0-9])\]\[(?=[0-9]\]))|(?P<dashes>(?<=[0-9])(?:-{2,4}|\] ?-? ?\[)(?=[0-9]))"
    rf"|(?P<field></(?:th|dt){_ATTRIBUTES}>{_BLANK}<(?:td|dd){_ATTRIBUTES}>{_BLANK})"
    rf"|(?P<tag>(?:(?<=[^ \t\r\n])[ \t\r\n]{{1,64}})?<(?P<slash>/?)(?P<which>{_INLINE}|{_BLOCK}){_ATTRIBUTES}[ \t]?/?>{_BLANK})"
    r"|(?P<open><(?P<element>[A-Za-z가-힣_][A-Za-z0-9가-힣_.:-]{0,39})>)(?=(?:<!\[CDATA\[)?[^<\n]{1,200}(?:\]\]>)?</(?P=element)>)"
    r"|(?P<close></[A-Za-z가-힣_][A-Za-z0-9가-힣_.:-]{0,39}>)"
    r"|(?P<cdata><!\[CDATA\[|\]\]>|<!--[^<>0-9가-힣]{0,24}-->)",
    re.IGNORECASE,
)
_UNITS: Final = re.compile(rf"[{_MARKS}{_HIDDEN}{_TAGS}%&\\*`<ᄀ-ᄒㅏ-ㅣ]|[0-9]--|\]\]>|[0-9]\] ?-? ?\[")
#: Within the user and password of a URL (RFC 3986 §3.2.1) a space is no space.
_userinfo = re.compile(r"://[^\s/@:]{1,40}:[^\s/@]{0,40}$")
_OF_TABLES: Final = frozenset({"td", "th", "tr", "tbody", "thead", "table", "tfoot"})
_inline = re.compile(rf"(?:{_INLINE})$", re.IGNORECASE)


#: At the head of a number that is whole without it, one of them is a mark of a list: ㈠010-…, ①850312-1….
_ONES: Final = "".join(c for c, digit in _CIRCLED.items() if digit != "0")
_list_mark = re.compile(
    rf"[{_ONES}](?<![0-9{_ONES}].)(?=0[1-9][0-9]?[-. )][0-9]{{3,4}}[-. ][0-9]{{4}}(?![0-9])|01[016789][0-9]{{8}}(?![0-9])|[0-9]{{6}}-[1-8][0-9]{{6}}(?![0-9]))"
)


class Shift:
    """Where the characters of a view stand in the text it was made from: found by bisection, stored by piece."""

    __slots__ = ("_from", "_to", "_until")

    def __init__(self) -> None:
        self._from: list[int] = []  # where a piece begins in the view
        self._to: list[int] = []  # where it begins in the text
        self._until: list[int] = []  # where it ends in the text if it is one unit; else -1

    def add(self, view: int, text: int, until: int = -1) -> None:
        self._from.append(view)
        self._to.append(text)
        self._until.append(until)

    def start(self, at: int) -> int:
        piece = bisect_right(self._from, at) - 1
        if piece < 0:
            return at
        return self._to[piece] if self._until[piece] >= 0 else self._to[piece] + at - self._from[piece]

    def end(self, at: int) -> int:
        """Where what ends before `at` in the view ends in the text."""
        if not at:
            return 0
        piece = bisect_right(self._from, at - 1) - 1
        if piece < 0:
            return at
        return self._until[piece] if self._until[piece] >= 0 else self._to[piece] + at - self._from[piece]


def normalise(text: str) -> tuple[str, tuple[Shift, ...]]:
    """Give the view, and how its places lead back to `text` (empty: the same places). `back` reads them."""
    view = _list_mark.sub(" ", text).translate(_LIKE)
    if "\r" in view:
        view = view.replace("\r\n", " \n").replace("\r", "\n")
    shifts: list[Shift] = []
    if _UNITS.search(view):
        view = _cut(view, _read(view), shifts)
    view = _cut(view, said(view), shifts)
    view, cuts = words(view)
    view = _cut(view, cuts, shifts)
    view = _cut(view, numbers(view), shifts)
    view = _cut(view, labelled(view), shifts)
    return view, tuple(shifts)


def back(shifts: Sequence[Shift], start: int, end: int) -> tuple[int, int]:
    """A span of the view in the text it was made from: up to, not over, what follows the value there."""
    for shift in reversed(shifts):
        start, end = shift.start(start), shift.end(end)
    return start, end


def _read(view: str) -> list[Cut]:
    cuts: list[Cut] = []
    for m in _unit.finditer(view):
        start, end = m.span()
        if m["open"]:
            cuts += ((start, start + 1, "", False), (end - 1, end, ":", False))
        else:
            cuts.append((start, end, _shown(m), m["mark"] is not None))
    return cuts


def _shown(m: re.Match[str]) -> str:
    """What a reader sees of a unit: at most one character."""
    which = m.lastgroup
    if which in ("mark", "hidden", "stars", "cdata", "box"):
        return ""
    if which == "jamo":
        return normalize("NFC", m[0])
    if which == "letters":
        return _syllable(m[0])
    if which == "byte" and m[which] == "20" and _userinfo.search(m.string, max(0, m.start() - 80), m.start()):
        return "_"
    if which in ("byte", "u", "x"):
        return _character(int(m[which], 16))
    if which == "utf":
        return bytes.fromhex(m[0].replace("%", "")).decode("utf-8", "replace")[:1].translate(_LIKE)
    if which == "code":
        return _character(int(m["code"][1:], 16) if m["code"][0] in "xX" else int(m["code"]))
    if which == "name":
        return _entity(m)
    return _marked(m, which)


#: Letters of Hangul as they are typed one by one, in the order of a syllable's beginning, middle and end (Unicode 3.12).
_BEGINS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS: Final = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"


def _syllable(letters: str) -> str:
    """One character; letters that make no syllable (ㅃ at its end) stay without those."""
    begins, vowel, final = _BEGINS.find(letters[0]), _VOWELS.find(letters[1]), _FINALS.find(letters[2:] or " ")
    if begins < 0:
        return letters[0]
    return chr(0xAC00 + (begins * len(_VOWELS) + vowel) * len(_FINALS) + max(0, final))


def _marked(m: re.Match[str], which: str | None) -> str:
    if which == "escaped":
        return m["escaped"]
    if which == "control":
        return "\t" if m["control"] == "t" else "\n"
    if which == "dashes":
        return "-"
    if which == "stress":
        return "-" if "-" in m[0] or "*" in m[0] else ""
    if which == "field":
        return ":"
    return "\n" if which == "close" else _tag(m)


def _tag(m: re.Match[str]) -> str:
    """A cell begins with "|", a row or a block with a line break; what only changes how words look is nothing."""
    if _inline.match(m["which"]):
        # White space around an inline tag is seen; without it the words touch.
        outside = m[0].partition("<")[0] or m[0].rpartition(">")[2]
        return outside[:1].replace("\t", " ").replace("\r", "\n")
    which = m["which"].lower()
    if m["slash"]:
        return "" if which in _OF_TABLES else "\n"
    if which in ("td", "th"):
        return "|"
    if which in _OF_TABLES:
        return "\n" if which == "tr" else ""
    return ":" if which == "dd" else "\n"


def _entity(m: re.Match[str]) -> str:
    shown = _NAMED.get(m["name"], " ")
    # A space that keeps two numbers on one line joins them.
    tied = shown == " " and m.string[m.start() - 1 : m.start()].isdigit() and m.string[m.end() : m.end() + 1].isdigit()
    return "-" if tied else shown


def _character(code: int) -> str:
    if code in (0x09, 0x0A, 0x0D):
        return " " if code == 0x09 else "\n"
    plain = 0x20 <= code < 0xD800 or 0xE000 <= code <= 0xFFFF
    return chr(code).translate(_LIKE) if plain else ""


def _cut(view: str, cuts: Sequence[Cut], shifts: list[Shift]) -> str:
    """Replace each piece to cut, and note the way back."""
    if not cuts:
        return view
    shift = Shift()
    parts: list[str] = []
    at = size = 0
    for start, end, instead, belongs in cuts:
        if start > at:
            keep = start - 1 if belongs else start
            if keep > at:
                shift.add(size, at)
                parts.append(view[at:keep])
                size += keep - at
            if belongs:
                shift.add(size, keep, end)
                parts.append(view[keep:start])
                size += 1
        if instead:
            shift.add(size, start, end)
            parts.append(instead)
            size += len(instead)
        at = end
    if at < len(view):
        shift.add(size, at)
        parts.append(view[at:])
    shifts.append(shift)
    return "".join(parts)
