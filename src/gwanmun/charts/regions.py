"""Where the governments of the tile map (격자 지도) stand: a column, a row and a short name each.

What lives here: the places, by agency id, roughly as on the map. What does not: which governments there are on a day
(the dated tree of agencies says so; one that has no place here is drawn below the map, never left out).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    column: int
    row: int
    ko: str
    en: str


KOREA: Mapping[str, Spot] = {
    "kr-incheon": Spot(0, 1, "인천", "Incheon"),
    "kr-seoul": Spot(1, 0, "서울", "Seoul"),
    "kr-gyeonggi": Spot(1, 1, "경기", "Gyeonggi"),
    "kr-gangwon": Spot(2, 0, "강원", "Gangwon"),
    "kr-chungbuk": Spot(2, 1, "충북", "Chungbuk"),
    "kr-gyeongbuk": Spot(3, 1, "경북", "Gyeongbuk"),
    "kr-chungnam": Spot(0, 2, "충남", "Chungnam"),
    "kr-sejong": Spot(1, 2, "세종", "Sejong"),
    "kr-daejeon": Spot(2, 2, "대전", "Daejeon"),
    "kr-daegu": Spot(3, 2, "대구", "Daegu"),
    "kr-jeonbuk": Spot(1, 3, "전북", "Jeonbuk"),
    "kr-gyeongnam": Spot(2, 3, "경남", "Gyeongnam"),
    "kr-ulsan": Spot(3, 3, "울산", "Ulsan"),
    "kr-gwangju": Spot(0, 4, "광주", "Gwangju"),
    "kr-jeonnam": Spot(1, 4, "전남", "Jeonnam"),
    "kr-busan": Spot(3, 4, "부산", "Busan"),
    "kr-jeju": Spot(0, 5, "제주", "Jeju"),
}
