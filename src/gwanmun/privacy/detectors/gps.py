"""위치 좌표 (GPS): latitude 33–39 and longitude 124–132 with four or more decimals: within Korea, to ten metres.

Anywhere on earth where a word calls it a place (좌표, 위치, 집결지 -8.65411, 115.21673), or hemispheres stand beside degrees and
minutes. Traps: pairs of rates and measures; points of a drawing or a model (0.12, 0.67).
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View

_LAT: Final = r"3[3-9]\.[0-9]{4,15}"
_LON: Final = r"1(?:2[4-9]|3[0-2])\.[0-9]{4,15}"
_GAP: Final = r"(?:[°NESWˊ'\",/;|&_<>{}()\[\]:=\-\t\n ]|도|위도|경도|북위|동경|[Ll]at(?:itude)?|[Ll](?:on|ng)(?:gitude)?|LAT|LO?NG?|[xyXY])"
_DEGREES: Final = r"3[3-9] ?[°도] ?[0-9]{1,2} ?['′’분] ?[0-9]{1,2}(?:\.[0-9]{1,6})? ?(?:[\"″”초]|'')? ?[NS]?"
_EAST: Final = r"1(?:2[4-9]|3[0-2]) ?[°도] ?[0-9]{1,2} ?['′’분] ?[0-9]{1,2}(?:\.[0-9]{1,6})? ?(?:[\"″”초]|'')? ?[EW]?"
#: Decimal commas, and minutes with a point said.
_COMMAS: Final = r"3[3-9],[0-9]{4,7} ?[/;|] ?1(?:2[4-9]|3[0-2]),[0-9]{4,7}"
_MINUTES: Final = r"3[3-9] ?도 ?[0-9]{1,2} ?분(?: ?점 ?[0-9]{1,2})?[ ,]{1,2}동경 ?1(?:2[4-9]|3[0-2]) ?도 ?[0-9]{1,2} ?분(?: ?점 ?[0-9]{1,2})?"
#: The point said or in brackets, a word between the two.
_SAID: Final = r"(?: ?(?:점|쩜|\[\.\]|\(점\)|·) ?|\.)"
_SPOKEN: Final = rf"3[3-9]{_SAID}[0-9]{{4,7}}(?: ?(?:콤마|쉼표|그리고|하고|[,/;|]) ?| |[, ]{{0,2}}(?:동경|경도)[은는이가: ]{{0,2}})1(?:2[4-9]|3[0-2]){_SAID}[0-9]{{4,7}}"
_SPREAD: Final = r"3 [3-9] ?\. ?[0-9](?: [0-9]){3,6} ?[,/] ?1 [23] [0-9] ?\. ?[0-9](?: [0-9]){3,6}"
_SHAPE: Final = rf"{_COMMAS}|{_MINUTES}|{_SPOKEN}|{_SPREAD}|{_LAT}{_GAP}{{1,16}}{_LON}|{_LON}{_GAP}{{1,16}}{_LAT}|{_DEGREES}[ ,/NE동경북위도]{{0,6}}{_EAST}"
_shape = re.compile(_SHAPE)


#: Each behind its own word, with other words between: 위도 35점 84127 … 경도 128점 60355.
_N_WORD: Final = r"(?:위도|북위|[Ll]at(?:itude)?|LAT)[A-Za-z_]{0,12}"
_E_WORD: Final = r"(?:경도|동경|[Ll](?:ng|on)(?:gitude)?|LNG|LON)[A-Za-z_]{0,12}"
_POINT: Final = r" ?(?:\.|점|쩜|,) ?"
_apart = re.compile(
    rf"{_N_WORD}[^0-9\n]{{0,8}}(?P<a>3[3-9]{_POINT}[0-9]{{3,15}})(?![0-9])(?P<g>[^|]{{1,48}}?){_E_WORD}[^0-9\n]{{0,8}}(?P<b>1(?:2[4-9]|3[0-2]){_POINT}[0-9]{{3,15}})(?![0-9])"
)
#: Figure by figure, the one or the other first.
_N_SPREAD: Final = r"3 [3-9] ?(?:\.|점|쩜) ?[0-9](?: [0-9]){2,8}"
_E_SPREAD: Final = r"1 (?:2 [4-9]|3 [0-2]) ?(?:\.|점|쩜) ?[0-9](?: [0-9]){2,8}"
_spread = re.compile(
    rf"{_E_WORD}[^0-9\n]{{0,8}}(?P<a>{_E_SPREAD})(?! ?[0-9])[^0-9\n]{{1,24}}?{_N_WORD}[^0-9\n]{{0,8}}(?P<b>{_N_SPREAD})(?! ?[0-9])"
    rf"|{_N_WORD}[^0-9\n]{{0,8}}(?P<c>{_N_SPREAD})(?! ?[0-9])[^0-9\n]{{1,24}}?{_E_WORD}[^0-9\n]{{0,8}}(?P<d>{_E_SPREAD})(?! ?[0-9])"
)
#: Each said to be what it is: 위도는 … 경도는 …: two values.
_each = re.compile(
    r"(?P<a>[0-9][0-9.점쩜 ]{3,16}[0-9])[, ]{0,3}(?:이?고,? )?(?:위도|경도|북위|동경)[은는이가] ?(?P<b>[0-9][0-9.점쩜 ]{3,16}[0-9])"
)
_its = re.compile("(?:위도|경도|북위|동경)[은는이가] ?$")
_named = re.compile(r"(?:^|[^A-Za-z])[NE]$")
#: Anywhere: two numbers with four decimals behind the word for a place, one of them ten or more, or both signed.
_PLACE: Final = r"좌표|위치|집결지|집결 ?장소|위경도|(?:발견|사고|조난|침몰|추락|구조|합류) ?(?:지점|장소)|숙소|현위치|GPS|[Cc]oord(?:s|inates?)?|[Ll]ocation|position"
_PAIR: Final = r"-?[0-9]{1,2}\.[0-9]{4,15}[NS]?(?:, ?| ?/ ?| )-?[0-9]{1,3}\.[0-9]{4,15}[EW]?"
_placed = re.compile(
    rf"(?:{_PLACE})(?! ?오차)[^\n0-9.xXyY]{{0,16}}?(?P<v>(?P<a>-?[0-9]{{1,2}}\.[0-9]{{4,15}})[NS]?(?:, ?| ?/ ?| )(?P<b>-?[0-9]{{1,3}}\.[0-9]{{4,15}})[EW]?)(?![0-9.]| ?\(?(?:mm|cm|px|km|픽셀))"
)
#: Degrees and minutes behind their hemisphere's letter, or before it: N34°18.442' E126°44.870'.
_MINUTE: Final = r" ?[°º] ?[0-5]?[0-9](?:\.[0-9]{1,6})? ?['′’](?: ?[0-5]?[0-9](?:\.[0-9]{1,6})? ?(?:[\"″”]|''))?"
_HEMISPHERES: Final = rf"[NS] ?[0-9]{{1,2}}{_MINUTE}[ ,/]{{0,3}}[EW] ?[0-9]{{1,3}}{_MINUTE}"
_BEHIND: Final = rf"[0-9]{{1,2}}{_MINUTE} ?[NS][ ,/]{{0,3}}[0-9]{{1,3}}{_MINUTE} ?[EW](?![A-Za-z])"
#: Said in words: 북위 삼십오도 십이분 사초, 동경 백이십구도 …; 북위 삼십육점사사하나팔.
_S: Final = "(?:하나|둘|셋|넷|[영공일이삼사오육칠팔구십백])"
_DEGREE: Final = rf"{_S}{{1,6}} ?(?:도 ?{_S}{{1,4}} ?분(?: ?{_S}{{1,4}} ?초)?|[점쩜] ?{_S}(?: ?{_S}){{2,7}}(?: ?도)?)"
_IN_WORDS: Final = rf"북위 ?{_DEGREE}[ ,·/]{{0,3}}동경 ?{_DEGREE}"
_otherwise = re.compile(rf"{_HEMISPHERES}|{_IN_WORDS}|(?<![0-9.]){_BEHIND}")
_NORTH, _EAST_MOST, _TEN = 90, 180, 10


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _shape.finditer(text):
        if not (text[m.start() - 1 : m.start()].isdigit() or text[m.end() : m.end() + 1].isdigit()):
            each = _each.fullmatch(m[0]) if _its.search(text, max(0, m.start() - 4), m.start()) else None
            if each is not None:
                yield Finding(m.start() + each.start("a"), m.start() + each.end("a"), Kind.GPS, 93, "each")
                yield Finding(m.start() + each.start("b"), m.start() + each.end("b"), Kind.GPS, 93, "each")
                continue
            last = m.start() + len(m[0].rstrip())
            after = text[last : last + 2]
            end = last + (after[:1] in ("N", "E", "°") and not after[1:].isalnum())
            start = m.start() - (_named.search(text, max(0, m.start() - 2), m.start()) is not None)
            yield Finding(start, end, Kind.GPS, 93, "range")
    for m in _apart.finditer(text):
        yield Finding(*m.span("a"), Kind.GPS, 90, "apart")
        yield Finding(*m.span("b"), Kind.GPS, 90, "apart")
    for m in _spread.finditer(text):
        for name in "ab" if m["a"] else "cd":
            yield Finding(*m.span(name), Kind.GPS, 90, "apart")
    for m in _placed.finditer(text):
        north, east = abs(float(m["a"])), abs(float(m["b"]))
        signed = not {"-", "N", "S", "E", "W"}.isdisjoint(m["v"])
        if north <= _NORTH and (min(north, east) >= _TEN or signed) and _TEN <= max(north, east) <= _EAST_MOST:
            yield Finding(*m.span("v"), Kind.GPS, 88, "place")
    for m in _otherwise.finditer(text):
        yield Finding(*m.span(), Kind.GPS, 92, "hemispheres")


DETECTOR: Final = Detector(
    Kind.GPS,
    (
        (_LAT, _LON),
        (_DEGREES,),
        ("3[3-9],[0-9]{4}", "1[23][0-9],[0-9]{4}"),
        ("3[3-9] ?도", "동경 ?1"),
        (_SPOKEN,),
        (_SPREAD,),
        (_N_WORD, _E_WORD, rf"3[3-9]{_POINT}[0-9]{{3}}"),
        (_PLACE, _PAIR),
        (_N_WORD, _E_WORD, "1 [23] [0-9] ?[.점쩜]"),
        ("[NS] ?[0-9]{1,2} ?[°º]", "[EW] ?[0-9]{1,3} ?[°º]"),
        (r"['′’\"″”] ?[NS][ ,/]{0,3}[0-9]{1,3} ?[°º]",),
        (f"북위 ?{_S}", f"동경 ?{_S}"),
    ),
    detect,
)
