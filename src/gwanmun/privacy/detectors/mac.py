"""MAC 주소 (MAC): six pairs of hexadecimal digits, parted by one kind of mark.

With O and l for digits it counts by its shape. Digit by digit (9 f 1 a …) it counts where letters and digits take turns, beside a device or its word.
Twelve digits without marks (3C7C3F1A90BE) count behind an IP address or a device. Traps: commits, containers, serial numbers.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View

_SHAPE: Final = r"[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(?:\.[0-9A-Fa-f]{4}){2})"
#: With other marks, each the same; a letter tells it from dates and counts.
_MARKED: Final = r"[0-9A-Fa-f]{2}(?:(?:/[0-9A-Fa-f]{2}){5}|(?:·[0-9A-Fa-f]{2}){5}|(?:[.][0-9A-Fa-f]{2}){5}|(?:_[0-9A-Fa-f]{2}){5}|(?: ?점 ?[0-9A-Fa-f]{2}){5})"
_marked = re.compile(rf"(?<![0-9A-Za-z])(?<![0-9A-Za-z][.])(?:{_MARKED})(?![0-9A-Za-z]|[.][0-9A-Za-z])")
_letter = re.compile("[A-Fa-f]")
#: With letters that look like digits: B4:FB:E4:O7:l9:A2.
_LIKE: Final = "[0-9A-Fa-fOoIl]{2}(?:(?::[0-9A-Fa-fOoIl]{2}){5}|(?:-[0-9A-Fa-fOoIl]{2}){5})"
_like = re.compile(rf"(?<![0-9A-Za-z:-]){_LIKE}(?![0-9A-Za-z]|[-:][0-9A-Za-z])")
_BARE: Final = r"[0-9A-Fa-f]{12}|[0-9A-Fa-f]{2}(?: [0-9A-Fa-f]{2}){5}"
_shape, _bare = re.compile(_SHAPE), re.compile(rf"(?<![0-9A-Za-z])(?:{_BARE})")
_pair = re.compile(r"(?:^|[^0-9A-Za-z])[0-9A-Fa-f]{1,2}[:-]$")
_WORD: Final = re.compile(r"MAC|[Mm]ac(?![a-z])|맥 ?(?:주소|어드레스)|물리적? ?주소|이더넷")


#: With any marks between the pairs, or a space more in the middle, behind the word; letters and digits both.
_M: Final = "(?: ?(?:[-:.,|*/·_]|[~]{1,2}|콜론|점|대시) ?| )"
_LOOSELY: Final = rf"[0-9A-Fa-f]{{2}}(?:{_M}[0-9A-Fa-f]{{2}}){{5}}|[0-9A-Fa-f]{{4}}[-:. ][0-9A-Fa-f]{{4}}[-:. ][0-9A-Fa-f]{{4}}|[0-9A-Fa-f]{{6}}[-:. ][0-9A-Fa-f]{{6}}|[0-9A-Fa-f] [0-9A-Fa-f](?: ?[-:.] ?[0-9A-Fa-f] [0-9A-Fa-f]){{5}}"
_loosely = re.compile(
    rf"(?:MAC|[Mm]ac|맥(?: ?주소|[은는이]? )|물리적? ?주소)[^0-9A-Fa-f\n]{{0,12}}(?P<v>{_LOOSELY})(?![0-9A-Za-z]|[-:.][0-9A-Fa-f])"
)
#: In two halves: 앞 A4·5E·60 뒤 C1·0B·7D.
_HALF: Final = "[0-9A-Fa-f]{2}(?:[-:.·][0-9A-Fa-f]{2}){2}"
_halves = re.compile(
    rf"(?:MAC|[Mm]ac(?![a-z])|맥|물리적? ?주소)[^0-9\n]{{0,24}}?(?<![0-9A-Za-z])(?P<a>{_HALF})(?![0-9A-Za-z]|[-:.·][0-9A-Fa-f])(?=[^0-9\n]{{0,16}}(?:뒤|뒷|나머지|부분|그리고|이어))[^0-9A-Za-z\n]{{1,16}}(?P<b>{_HALF})(?![0-9A-Za-z]|[-:.·][0-9A-Fa-f])"
)
#: What a paper about such addresses speaks of, not one of them.
_words_between = re.compile("위조|방지|예방|형식|표기|예시|규격|구조|차단 ?정책|교육")
_SPREAD: Final = "[0-9A-Fa-f](?: ?[0-9A-Fa-f]){11}"
_spread = re.compile(rf"(?<![0-9A-Za-z])(?<![0-9A-Za-z] ){_SPREAD}(?! ?[0-9A-Za-z](?![0-9A-Za-z]))(?![0-9A-Za-z])")
_DEVICE: Final = (
    r"MAC|[Mm]ac|맥|단말|기기|장비|노트북|컴퓨터|PC|랜 ?카드|LAN|이더넷|물리적? ?주소|무선|공유기|프린터|스위치|서버"
)
_device = re.compile(_DEVICE)
#: Without marks, behind an address or a device on the same line; what else is numbered so.
_IPV4: Final = r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]"
_beside = re.compile(rf"{_IPV4}|MAC|[Mm]ac(?![a-z])|PC(?!방)|단말|프린터|무선|장비")
_twelve = re.compile(r"(?<![0-9A-Za-z_/=.-])(?:[0-9A-F]{12}|[0-9a-f]{12})(?![0-9A-Za-z_=-])")
_paper = re.compile(" ?(?:파일|폴더|문서|이미지|버전)")
_numbered = re.compile(
    r"커밋|[Cc]ommit|해시|[Hh]ash|SHA|MD5|컨테이너|[Cc]ontainer|이미지|도커|[Dd]ocker|세션|[Ss]ession|토큰|[Tt]oken|시리얼|일련|자산|S/N|SN|[Ss]erial|모델|버전|[Vv]er|빌드|[Bb]uild|키|[Kk]ey|식별|번호|코드|쿠폰|ID|[Ii]d"
)


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _shape.finditer(text):
        start, end = m.span()
        before, after = text[start - 1 : start], text[end : end + 2]
        joined = before in (":", "-") and _pair.search(text[max(0, start - 4) : start]) is not None
        if (
            joined
            or (before.isascii() and before.isalnum())
            or (after[:1].isascii() and (after[:1].isalnum() or (after[:1] in ":-" and after[1:].isalnum())))
        ):
            continue
        if "." in m[0] and not any(c.isalpha() for c in m[0]):
            continue
        yield Finding(start, end, Kind.MAC, 93, "shape")
    for m in _like.finditer(text):
        if not _shape.fullmatch(m[0]) and sum(c.isdigit() for c in m[0]) >= _LEAST:
            yield Finding(*m.span(), Kind.MAC, 90, "look-alikes")
    for m in _marked.finditer(text):
        if len(_letter.findall(m[0])) > 1:
            yield Finding(*m.span(), Kind.MAC, 88, "other marks")
    for m in _loosely.finditer(text):
        if _letter.search(m["v"]) and any(c.isdigit() for c in m["v"]):
            yield Finding(*m.span("v"), Kind.MAC, 84, "loosely")
    for m in _halves.finditer(text):
        if _letter.search(m["a"] + m["b"]) and not _words_between.search(m[0][: m.start("a") - m.start()]):
            yield Finding(*m.span("a"), Kind.MAC, 86, "halves")
            yield Finding(*m.span("b"), Kind.MAC, 86, "halves")
    for m in _bare.finditer(text):
        worded = _WORD.search(view.label(m.start())) or (
            " " in m[0] and len(_letter.findall(m[0])) > 1 and _device.search(view.before(m.start(), 24))
        )
        if worded and not text[m.end() : m.end() + 1].isalnum():
            yield Finding(*m.span(), Kind.MAC, 85, "word")
    for m in _twelve.finditer(text):
        before = view.before(m.start(), 48)
        mixed = len(_letter.findall(m[0])) > 1 and sum(map(str.isdigit, m[0])) >= _LEAST
        if mixed and _beside.search(before) and not (_numbered.search(before) or _paper.match(view.text, m.end())):
            yield Finding(*m.span(), Kind.MAC, 83, "beside a device")
    for m in _spread.finditer(text):
        digits = sum(c.isdigit() for c in m[0])
        groups = m[0].split(" ")
        # Eight characters and more one by one are put together before this is read (`spelt`).
        one_by_one = len(groups) >= _LEAST and all(
            len(g) == 1 or (g[1:].isdigit() and len(g) >= _JOINED) for g in groups
        )
        if one_by_one and _LEAST <= digits <= _MOST and _device.search(view.before(m.start(), 24)):
            yield Finding(*m.span(), Kind.MAC, 84, "spread")


#: Twelve digits are something else, and so are twelve letters.
_LEAST, _MOST, _JOINED = 3, 11, 8


DETECTOR: Final = Detector(
    Kind.MAC,
    (
        (_SHAPE,),
        (_LIKE,),
        (r"MAC|[Mm]ac|맥 ?(?:주소|어드레스)|물리적? ?주소|이더넷", _BARE),
        ("[0-9A-Fa-f] [0-9A-Fa-f] [0-9A-Fa-f]",),
        ("MAC|[Mm]ac|맥(?: ?주소|[은는이]? )|물리적? ?주소", _LOOSELY),
        ("[0-9A-Fa-f]{2} ?점 ?[0-9A-Fa-f]{2} ?점 ?[0-9A-Fa-f]{2} ?점",),
        ("[0-9A-Fa-f]{2}[/·_.][0-9A-Fa-f]{2}[/·_.][0-9A-Fa-f]{2}[/·_.][0-9A-Fa-f]{2}[/·_.]",),
        (f"{_IPV4}|MAC|[Mm]ac|PC|단말|프린터|무선|장비", "[0-9A-F]{12}|[0-9a-f]{12}"),
        (_DEVICE, "[0-9A-Fa-f]{2} [0-9A-Fa-f]{2} [0-9A-Fa-f]{2} [0-9A-Fa-f]{2}"),
        ("MAC|[Mm]ac|맥|물리적? ?주소", _HALF, "[뒤뒷]|나머지|부분|그리고|이어"),
    ),
    detect,
)
