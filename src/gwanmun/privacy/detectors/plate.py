"""차량번호 (PLATE): 12가3456, 123가 4567 (three digits since September 2019), 서울 12바 3456, rentals 허·하·호.

The letter comes from a closed list (자동차등록번호판 등의 기준에 관한 고시): no 대, 코, 갸. Until 1996 one digit stood behind
the region (서울 1가 2345); cars of embassies have 외교, 영사, 준외 … and twice three digits. Set apart by a space, the plate
needs its word, brackets, a cell or somebody's name before it when its letter counts something (20조 3000, 12주 1500) or is a particle before a year.
The word may follow (33부 4581 흰 차); parted by other marks (12.가.3456) it counts beside its word only. Traps: 12가지, 3학년 2반, 20조 3000억 원,
tickets and seats (주차권 12가-0031).
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View, alone
from gwanmun.privacy.detectors.beside import name_after, name_before
from gwanmun.privacy.spelt import REGION

_USE: Final = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자배허하호육해공국합"
_SHAPE: Final = rf"[0-9]{{2,3}}[ ]?[{_USE}](?:[ ]{{0,2}}|[·.-])[0-9]{{4}}"
_REGION: Final = f"(?:{REGION})"
#: A cell's two lines.
_BROKEN: Final = rf"[0-9]{{2,3}}(?:\n[ ]?[{_USE}][ ]?|[ ]?[{_USE}]\n[ ]?)[0-9]{{4}}"
#: Parted so that nobody searches for it: beside its word only.
_PARTED: Final = rf"[0-9]{{2,3}}(?:[ ]?[-./·_][ ]?|[ ])[{_USE}](?:[ ]?[-./·_][ ]?|[ ])?[0-9]{{2}}[ ]?[0-9]{{2}}|[0-9]{{2,3}}[{_USE}] [-·/] [0-9]{{4}}|\([0-9]{{2,3}}\) ?[{_USE}] ?\([0-9]{{4}}\)|{_REGION}-[0-9]{{2}}-[{_USE}]-[0-9]{{4}}|{_BROKEN}"
#: Motorcycles: 서울 강남 가 1234.
_CYCLE: Final = rf"{_REGION} ?[가-힣]{{1,3}} ?[{_USE}] ?[0-9]{{4}}"
#: One digit behind the region: plates of 1973 to 1996, on old papers.
_OLD: Final = rf"{_REGION} ?[0-9][ ]?[{_USE}][ ]?[0-9]{{4}}"
_EMBASSY: Final = r"(?:외교|영사|준외|준영|국기|협정) ?[0-9]{3}-[0-9]{3}"
_cycle, _old, _embassy = re.compile(_CYCLE), re.compile(_OLD), re.compile(_EMBASSY)
_shape, _parted = re.compile(_SHAPE), re.compile(_PARTED)
_region = re.compile(rf"{_REGION} ?$")
_WORD: Final = re.compile(
    r"차량|차번|차적|번호판|자동차|승용|승합|화물|차종|주차|이륜|오토바이|트럭|버스|택시|렌터?카|견인|[가-힣]차\b|(?:^|[^0-9가-힣]|[내제그이저앞뒷])차 ?(?:번호|넘버|\(|$)|(?:^|[^0-9가-힣]|[내제그이저앞뒷])차(?:는|가|량은|량이)[ :(]{0,2}$"
    r"|블랙박스|주정차|과속|신호 ?위반|뺑소니|문콕|접촉 ?사고|농기계|트랙터|콤바인|경운기|이앙기|굴[착삭]기|지게차|건설 ?기계|[Cc]ar ?[_ ]?[Nn]|vhcl|VHCL|[Vv]ehicle|[Pp]late"
)
#: What the number is said of may follow it: 33부 4581 흰 차예요, 48주 3838로 번호판을 바꿔.
_car_behind = re.compile(
    r"호?[ ,()]{0,2}(?:(?:내|제|우리|그|저희) ?)?(?:(?:으?로|에서|인|의|라는)[ ])?(?:(?:흰|하얀|검은|검정|은|쥐|회|빨간|빨강|파란|파랑|남|노란|노랑|초록|갈)색? ?)?"
    r"(?:차(?:량|예|에|를|가|는|랑|고|다|야|인|요|주|입|임|[ ,.)\n]|$)|번호판|승용|승합|렌터?카|봉고|트럭|화물차|택시|오토바이)"
)
#: Letters that count something when a number stands before them, and particles.
_COUNTS: Final = frozenset("주조호부도자구수마")
#: 205호 4567, 120도 1500, 150부 2000.
_ROOMS: Final = frozenset("호도부주수가나로")
_GLUES: Final = frozenset("가나고다라로오우")
_AMOUNTS: Final = frozenset("원년명건㎡m억만천백여개회월")
_OPENS: Final = frozenset("([|\t,/<\"'「『\n")
_CLOSES: Final = frozenset(")]|\t,/>\"'」』\n")


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    ticket = -1  # where the ticket before this ends
    for m in _shape.finditer(text):
        start, end = m.span()
        before = text[max(0, start - 4) : start]
        if before[-1:].isdigit() or text[end : end + 1].isdigit() or before[-1:] in ("-", "."):
            continue
        region = _region.search(before)
        if region:
            start -= len(region[0])
        worded = _WORD.search(view.label(m.start())) is not None or _car_behind.match(text, end) is not None
        if text[end : end + 1] in _AMOUNTS or text[end : end + 2] in (" 원", " 억", " 만", " 명", " 건"):
            continue
        if " " in m[0] and not region and not worded and not _stands(text, start, end, m[0]):
            continue
        if "-" in m[0] and (
            _ticket.search(text, max(0, m.start() - _NEAR), m.start())
            or (ticket >= 0 and _next.fullmatch(text, ticket, m.start()))
        ):
            ticket = end
            continue
        if not worded and text[end : end + 1] == "호" and not region:
            continue
        if not worded and _is_case(text, m.start(), end):
            continue
        yield Finding(start, end, Kind.PLATE, 95 if worded else 84, "word" if worded else "shape")

    for m in _parted.finditer(text):
        if (
            alone(text, *m.span())
            and not _shape.fullmatch(m[0])
            and not ("\n" in m[0] and (_counted.match(text, m.end()) or _of_counts(text, m)))
            and (_WORD.search(view.label(m.start())) or _asked.search(text, max(0, m.start() - _TALK), m.start()))
        ):
            yield Finding(*m.span(), Kind.PLATE, 90, "parted")
    for m in _old.finditer(text):
        if not text[m.end() : m.end() + 1].isdigit() and (" " not in m[0][2:] or _WORD.search(view.label(m.start()))):
            yield Finding(*m.span(), Kind.PLATE, 86, "old plate")
    for m in _embassy.finditer(text):
        if alone(text, *m.span()) and _WORD.search(view.label(m.start())):
            yield Finding(*m.span(), Kind.PLATE, 88, "embassy")
    for m in _cycle.finditer(text):
        if _WORD.search(view.before(m.start())) and not text[m.end() : m.end() + 1].isdigit():
            yield Finding(*m.span(), Kind.PLATE, 88, "motorcycle")


#: 12 / 다 3000원: no plate over two lines.
_counted = re.compile("[ ]?[원년명건억만천개]")
#: A row's head and its count under the count of the row before: 승용 12 / 소 3400.
_row_of = re.compile(r"\n ?[가-힣] [0-9]")
_counts = re.compile("대수|요금|현황|통계|집계|합계|보유|수량|단가|비용|건수")


def _of_counts(text: str, m: re.Match[str]) -> bool:
    """Whether a plate over two lines is two rows of a table of counts or amounts."""
    return _row_of.search(m[0]) is not None and _counts.search(text, max(0, m.start() - _TALK), m.start()) is not None


#: A seat, a ticket or a locker: 주차권 12가-0031, 13나-0220.
_ticket = re.compile(
    r"(?:(?:주차|입장|관람|승차|탑승|승선|회수)권|티켓|좌석|객석|관람석|서가|사물함|보관함|번호표|좌석표)(?: ?번호)?[ :：(]{1,3}$"
)
_next = re.compile(r" ?[,·/와과] ?")
_NEAR: Final = 12
#: In a talk: 차 번호 …? 54버 - 0673.
_asked = re.compile("(?:차량?|번호판) ?번호")
_TALK: Final = 64
_court = re.compile(r"(?:대법원|헌재|헌법재판소|법원|고법|지법|행법|사건|판례|판결)[^\n0-9]{0,12}$")
_ruled = re.compile(
    r"[ ]?(?:[,·] ?[0-9]{2,4}[가-힣]{1,2}[0-9]{2,5} ?){0,3}(?:사건|판결|결정|선고|판례|호 ?판결|호 ?결정)"
)


def _is_case(text: str, start: int, end: int) -> bool:
    """Whether a court's case has this number: 대법원 97누1234 판결."""
    return _ruled.match(text, end) is not None or _court.search(text, max(0, start - 24), start) is not None


#: A row of a list: nothing, a mark, a number or a day stands before the plate.
_head = re.compile(
    r"(?:^|\n)[ ]{0,4}[-*·#(]?[ ]?(?:[0-9]{1,2}(?:[.)]|호차?|번|호기)?[ ]|(?:20[0-9]{2}[-./] ?)?[0-9]{1,2}[-./] ?[0-9]{1,2}\.?[ ]?(?:\([월화수목금토일]\))?[ ])?\Z"
)
_driver_behind = re.compile(
    r"[ ,|(]{1,3}(?P<name>[가-힣]{2,4} )?(?:운전|기사|차주|소유|면허|탑승|배차|승용|승합|화물|트럭|버스|택시|견인)"
)
_pool = re.compile("관용차|공용차|배차|운행|차량")
_HEADING: Final = 160


def _driven(text: str, start: int, end: int) -> bool:
    """Whether a driver or a vehicle is named behind it, or somebody in a list of cars."""
    if _driver_behind.match(text, end):
        return True
    return name_after(text, end) and _pool.search(text, max(0, start - _HEADING), start) is not None


def _stands(text: str, start: int, end: int, value: str) -> bool:
    """Whether a plate set apart by a space stands without its word: 44모 1336, never 20조 3000 or 15나 2024."""
    if text[start - 1 : start] in _OPENS and text[end : end + 1] in _CLOSES:
        return True
    if text[start - 2 : start] in ("| ", "\t ") and text[end : end + 1] in ("", "\n", " "):
        return True
    if name_before(text, start):
        return value[-4:-2] not in ("19", "20")
    letter = value.rstrip("0123456789 ")[-1]
    if value[2].isdigit() and letter not in _ROOMS and value[-4:-2] not in ("19", "20"):
        return True  # three digits before the letter count nothing: 158자 1366
    if _head.search(text, max(0, start - _NEAR * 2), start) and _driven(text, start, end):
        return True
    if letter in _COUNTS:
        return False
    return letter not in _GLUES or value[-4:-2] not in ("19", "20")


#: Old plates and those of embassies are looked for only where a vehicle is spoken of.
_SPOKEN_OF: Final = r"이륜|오토바이|차량|번호판"
_CARS: Final = "차|렌터?카|번호판|오토바이|이륜|버스|트럭|[Pp]late|vhcl|VHCL|[Vv]ehicle|[Cc]ar|트랙터|콤바인|농기계"
DETECTOR: Final = Detector(
    Kind.PLATE,
    (
        (_SHAPE,),
        (_CARS, _PARTED),
        (_SPOKEN_OF, rf"[{_USE}] ?[0-9]{{4}}"),
        (_SPOKEN_OF, r"(?:외교|영사|준외|준영|국기|협정) ?[0-9]{3}-"),
    ),
    detect,
)
