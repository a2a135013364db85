"""위치 좌표 (GPS): latitude 33–39 and longitude 124–132 with four or more decimals: within Korea, to ten metres."""

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
_SHAPE: Final = rf"{_COMMAS}|{_MINUTES}|{_SPOKEN}|{_SPREAD}|{_LAT}{_GAP}{{1,16}}{_LON}|{_LON}{_GAP}{{1,16}}{_LAT}|{_DEGREES}[ ,/NE동경북위]{{0,6}}{_EAST}"
_shape = re.compile(_SHAPE)


#: Each behind its own word, with other words between: 위도 35점 84127 … 경도 128점 60355.
_N_WORD: Final = r"(?:위도|북위|[Ll]at(?:itude)?|LAT)[A-Za-z_]{0,12}"
_E_WORD: Final = r"(?:경도|동경|[Ll](?:ng|on)(?:gitude)?|LNG|LON)[A-Za-z_]{0,12}"
_POINT: Final = r" ?(?:\.|점|쩜|,) ?"
_apart = re.compile(
    rf"{_N_WORD}[^0-9\n]{{0,8}}(?P<a>3[3-9]{_POINT}[0-9]{{3,15}})(?![0-9])(?P<g>[^|]{{1,48}}?){_E_WORD}[^0-9\n]{{0,8}}(?P<b>1(?:2[4-9]|3[0-2]){_POINT}[0-9]{{3,15}})(?![0-9])"
)
_named = re.compile(r"(?:^|[^A-Za-z])[NE]$")


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _shape.finditer(text):
        if not (text[m.start() - 1 : m.start()].isdigit() or text[m.end() : m.end() + 1].isdigit()):
            last = m.start() + len(m[0].rstrip())
            after = text[last : last + 2]
            end = last + (after[:1] in ("N", "E", "°") and not after[1:].isalnum())
            start = m.start() - (_named.search(text, max(0, m.start() - 2), m.start()) is not None)
            yield Finding(start, end, Kind.GPS, 93, "range")
    for m in _apart.finditer(text):
        yield Finding(*m.span("a"), Kind.GPS, 90, "apart")
        yield Finding(*m.span("b"), Kind.GPS, 90, "apart")


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
    ),
    detect,
)
