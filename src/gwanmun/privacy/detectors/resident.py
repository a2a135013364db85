"""The shape that 주민등록번호 and 외국인등록번호 share: YYMMDD-GNNNNNN. Not a detector itself.

The seventh digit G tells citizens (1–4, and 9, 0 for the 1800s) from foreigners (5–8), and the century.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from operator import mul
from typing import Final

from gwanmun.privacy.detectors.base import SEP, View, alone
from gwanmun.privacy.detectors.beside import named

#: RE2 and Python.
SHAPE: Final = rf"[0-9][0-9][01][0-9][0-3][0-9](?:{SEP}|[ ]{{2}}|[ ]?[:,][ ]?|[ ]?\n[ ]?-?[ ]?|[ \t]{{0,4}}[|\t][ \t]{{0,4}})[0-9]{{7}}"
#: "앞자리 850312 뒷자리 1234567", "ssn1=850312&ssn2=1234567", "주민번호1: 850312, 주민번호2: 1234567"
_BACK_HALF: Final = r"[0-9]{6}\D{1,8}(?:뒷|뒤|뒷 ?번호)\s?(?:자리|번호)?\D{0,8}[0-9]{7}"
_NAMED_HALVES: Final = r"(?:주민|jumin|ssn|SSN|rrn|RRN|ihidnum|regno)[^\W0-9]{0,12}(?:1|_1|앞)?\W{1,6}[0-9]{6}\W{1,4}(?:주민|jumin|ssn|SSN|rrn|RRN|ihidnum|regno)[^\W0-9]{0,12}(?:2|_2|뒤)?\W{1,6}[0-9]{7}"
#: The birth with points, or the second half digit by digit, or odd marks: beside the word only (주민번호 90.01.01-2234567).
LOOSE: Final = (
    r"[0-9]{2}[-./년 ]{1,2}[01]?[0-9][-./월 ]{1,2}[0-3]?[0-9](?:[-./일 ]{1,3}|\.? ?- ?)[0-9]{7}|[0-9]{6} ?- ?[0-9](?: [0-9]){6}"
    r"|[0-9]{6} ?(?:[=+→>:*]|[-._]{2,3}|[(\[]-[)\]]) ?[0-9]{7}|[0-9]{6}-[0-9]-[0-9]{6}"
)
LOOSE_WORDS: Final = ("주민", "주번", "민번", "외국인")
_loose = re.compile(rf"(?<![0-9])(?:{LOOSE})(?![0-9]| [0-9])")
_pair = re.compile(r"([0-9]{6})\D(?:.{0,40}\D)?[0-9]{7}$", re.DOTALL)
_shape = re.compile(SHAPE)
_back_half = re.compile(_BACK_HALF)
_named_halves = re.compile(_NAMED_HALVES)
_WEIGHTS: Final = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def candidates(view: View, kinds_of_seventh: str) -> Iterator[tuple[int, int, str]]:
    """Each value with a real date and one of these seventh digits: start, end, its 13 digits."""
    return (row for row in _once(view, "resident", _shaped) if row[2][6] in kinds_of_seventh)


def halves(view: View, kinds_of_seventh: str) -> Iterator[tuple[int, int, str]]:
    """Values written in two named halves."""
    return (row for row in _once(view, "halves", _halved) if row[2][6] in kinds_of_seventh)


def _once(
    view: View, name: str, search: Callable[[str], Iterator[tuple[int, int, str]]]
) -> Sequence[tuple[int, int, str]]:
    """Citizens' and foreigners' numbers are looked for in the same pass."""
    rows = view.kept.get(name)
    if rows is None:
        rows = view.kept[name] = tuple(search(view.text))
    return rows


def _shaped(text: str) -> Iterator[tuple[int, int, str]]:
    for m in _shape.finditer(text):
        value = m[0][:6] + m[0][-7:]
        if _dated(value) and alone(text, m.start(), m.end()):
            yield m.start(), m.end(), value


def _halved(text: str) -> Iterator[tuple[int, int, str]]:
    for pattern in (_back_half, _named_halves) if "뒷" in text or "뒤" in text else (_named_halves,):
        for m in pattern.finditer(text):
            pair = _pair.search(m[0])
            if pair is None:
                continue
            value = pair[1] + m[0][-7:]
            if _dated(value) and not text[m.end() : m.end() + 1].isdigit():
                yield from _parted(text, m.start() + pair.start(), m.end(), value)
    yield from _far(text)
    for m in _turned.finditer(text) if _said_turned.search(text) else ():
        around = text[max(0, m.start() - _BEFORE) : m.end() + _BEFORE]
        if _dated(m["b"] + m["a"]) and _said_turned.search(around) and _resident.search(around):
            yield *m.span(), m["b"] + m["a"]
    for m in _column.finditer(text) if _column_word.search(text) else ():
        value = "".join(_groups.findall(m["v"]))
        near = _column_word.search(text, max(0, m.start() - _BEFORE), m.end() + _BEFORE)
        if (
            len(value) == _WHOLE
            and _dated(value)
            and near
            and (valid_check(value) or newest(value))
            and not _counts.search(text, max(0, m.start() - _BEFORE), m.end() + _SHORT_WAY)
        ):
            yield *m.span("v"), value
    for m in _loose.finditer(text) if any(word in text for word in LOOSE_WORDS) else ():
        groups = _groups.findall(m[0])
        value = "".join(group.zfill(2) for group in groups) if len(groups[0]) == _SHORT else "".join(groups)
        if (
            len(value) == _WHOLE
            and _dated(value)
            and any(word in text[max(0, m.start() - _NEAR) : m.start()] for word in LOOSE_WORDS)
        ):
            yield m.start(), m.end(), value


#: Its second half first, and said so: 1234567/850312 (뒷자리 먼저).
_turned = re.compile(r"(?<![0-9-])(?P<a>[1-8][0-9]{6}) ?[-/,·~_ ] ?(?P<b>[0-9]{6})(?![0-9-])")
_said_turned = re.compile(
    r"(?:뒷 ?(?:자리|번호|부분)|뒤)[가를이]? ?(?:먼저|부터|앞에)|앞뒤[가를]? ?(?:바[꾸꿔꾼뀐뀜]|반대|거꾸로)"
)
#: In columns of a scan, a piece a line: 8802 / 2413 / 2216 / 7; beside its word only.
COLUMN: Final = r"[0-9]{1,8}-?[ ]?\n[ ]?[0-9]{1,8}-?[ ]?\n[ ]?[0-9]{1,8}"
COLUMN_WORDS: Final = "주민 ?(?:등록)? ?번호|신분증|민증|등록증|주민증"
_column = re.compile(r"^[ ]?(?P<v>[0-9]{1,8}(?:-?[ ]?\n[ ]?[0-9]{1,8}){2,5})[ ]?$", re.MULTILINE)
_column_word = re.compile(COLUMN_WORDS)
#: Figures below these words count something.
_counts = re.compile(r"건수|통계|현황|집계|합계|\(건\)|대장 ?수")
_SHORT_WAY: Final = 8


def _parted(text: str, start: int, end: int, value: str) -> Iterator[tuple[int, int, str]]:
    """Two values where a mark, a quote, a line break or a word set apart stands between; one where the sentence goes on."""
    gap = text[start + _HALF : end - _HALF - 1]
    if any(c in _PARTS for c in gap) or _set_apart.match(gap):
        yield start, start + _HALF, value
        yield end - _HALF - 1, end, value
    else:
        yield start, end, value


def _far(text: str) -> Iterator[tuple[int, int, str]]:
    """Halves a sentence or a line apart: the first behind its word, the second said to be the other one."""
    for m in _assigned.finditer(text) if "=" in text else ():
        around = text[max(0, m.start() - _PROGRAM) : m.end() + _PROGRAM]
        if _dated(m["a"] + m["b"]) and _resident.search(around):
            yield *m.span("a"), m["a"] + m["b"]
            yield *m.span("b"), m["a"] + m["b"]
    if not _other_half.search(text):
        return
    text = _said_when.sub(lambda m: "·" * len(m[0]), text)
    for m in _apart.finditer(text):
        if not m["gap"].strip(" -"):
            continue  # no halves: the number itself
        value = m["a"] + m["b"]
        first = _first_half.search(text, max(0, m.start() - _BEFORE), m.start()) or (
            len(m["gap"]) <= _FIELDS
            and any(map(str.isalpha, m["gap"]))
            and _resident.search(text, m.end(), m.end() + _BEFORE)
        )
        said = _other_half.search(m["gap"]) is not None or len(m["gap"]) <= _BESIDE
        if _dated(value) and first and said:
            if m["gap"] in _BRACKETS and text[m.end() : m.end() + 1] in _CLOSED:
                yield m.start("a"), m.end() + 1, value
                continue
            yield *m.span("a"), value
            yield *m.span("b"), value


#: The second half in brackets: 850312(1234567).
_BRACKETS, _CLOSED = frozenset({"(", " (", "["}), frozenset({")", "]"})
_HALF: Final = 6
_PARTS: Final = frozenset(",/;\"'\n?!→{}")
_set_apart = re.compile(r"[ ()]{1,3}(?:이고요?,? )?(?:뒤|뒷자리)(?! ?(?:일곱|번호))")
_apart = re.compile(
    r"(?<![0-9-])(?P<a>[0-9]{6})(?![0-9-])(?P<gap>(?:[^0-9]|(?<=[A-Za-z_가-힣])[0-9](?![0-9])){1,160})(?P<b>[1-8][0-9]{6})(?![0-9-])"
)
_first_half = re.compile(
    r"주민|민번|외국인 ?등록|등록증|민증|앞 ?(?:자리|부분|번호|여섯)|(?:앞|주번)[은이:]?[ ]{0,2}\Z|jumin|[Rr][Rr][Nn]|ssn|SSN"
)
_other_half = re.compile(r"뒷|뒤|나머지|그 ?다음|이어서|back|rear|주민|외국인 ?등록")
_BEFORE, _BESIDE, _FIELDS, _PROGRAM = 48, 12, 32, 160
#: Of a program: a = "850312", b = "1234567", or "850312" + "-" + "1234567", with the word near.
_QUOTE: Final = "[\"'`]"
_PLUS: Final = r"[ ]?[+.&][ ]?\\?\n?[ ]{0,16}"
_NAME: Final = r"(?:(?:const|let|var|final|String|val) )?[A-Za-z_$가-힣][A-Za-z0-9_가-힣]{0,20}"
_assigned = re.compile(
    rf"=[ ]?{_QUOTE}(?P<a>[0-9]{{6}}){_QUOTE}(?:[;,]?[ ]?\n?[ ]{{0,8}}{_NAME}[ ]?=|{_PLUS}(?:{_QUOTE}-?{_QUOTE}{_PLUS})?)[ ]?{_QUOTE}(?P<b>[1-8][0-9]{{6}}){_QUOTE}"
)
_resident = re.compile("주민|민번|민증|외국인 ?등록|jumin|[Rr][Rr][Nn]|ssn|SSN")
#: When a message was sent: [오후 2:12].
_said_when = re.compile(r"\[[^\]\n]{1,20}\]|(?:오전|오후) ?[0-9]{1,2}:[0-9]{2}")

_groups = re.compile("[0-9]+")
_SHORT, _WHOLE = 2, 13
#: How near the word must stand.
_NEAR: Final = 16


#: Between two numbers of a list; a stroke parts cells.
_between = re.compile(" ?(?:(?P<thing>[가-힣]{2,10})(?: [0-9]{1,3} ?[대개점])?(?=[,·;]))?(?:[,·;]|와|과|및|그리고)? ?")


def listed(text: str, cleared: int, start: int, value: str) -> bool:
    """Whether the number before, which a thing's label cleared, and this one are a list: 관리번호 … 와 ….

    Never a birth since 2020: such a number has no check digit.
    """
    between = _between.fullmatch(text, cleared, start) if cleared >= 0 and not newest(value) else None
    return between is not None and not (between["thing"] and named(between["thing"]))


def newest(value: str) -> bool:
    """Whether the birth lies after October 2020: only a number without a check digit exists."""
    return value[6] in "3478" and "2010" <= value[:4] <= "3512"


def valid_check(value: str) -> bool:
    """Whether the check digit of a citizen's or a foreigner's number holds, as numbers issued before 2020-10-05 have it."""
    return ((13 if value[6] in "5678" else 11) - weighted(value) % 11) % 10 == int(value[12])


def filed(text: str, start: int, end: int) -> bool:
    """Whether the words of a file's name stand around it: 사본_13-92-551027-40_면허.jpg."""
    return text[start - 1 : start] == "_" and text[end : end + 1] in ("_", ".")


def weighted(value: str) -> int:
    """The weighted sum of the first 12 digits."""
    total: int = sum(map(mul, _WEIGHTS, map(int, value)))
    return total


def likely_alive(value: str) -> bool:
    """Whether the birth is that of a person who may be alive, as far as the two digits of the year tell."""
    year = int(value[:2])
    return year >= 30 if value[6] in "1256" else year <= 35 if value[6] in "3478" else False


def _dated(value: str) -> bool:
    month, day = int(value[2:4]), int(value[4:6])
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]
