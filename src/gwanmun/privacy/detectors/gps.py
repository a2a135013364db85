"""위치 좌표 (GPS): latitude 33–39 and longitude 124–132 with four or more decimals: within Korea, to ten metres."""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View

_LAT: Final = r"3[3-9]\.[0-9]{4,12}"
_LON: Final = r"1(?:2[4-9]|3[0-2])\.[0-9]{4,12}"
_GAP: Final = r"°?[ ]?[NE]?[ ]?[,/ ;]?[ ]?(?:경도|위도|lon|lng|lat|longitude|latitude)?[\"']?[ ]?[:：=]?[ ]?"
_SHAPE: Final = rf"{_LAT}{_GAP}{_LON}|{_LON}{_GAP}{_LAT}"
_shape = re.compile(_SHAPE)


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _shape.finditer(text):
        if not (text[m.start() - 1 : m.start()].isdigit() or text[m.end() : m.end() + 1].isdigit()):
            yield Finding(m.start(), m.end(), Kind.GPS, 93, "range")


DETECTOR: Final = Detector(Kind.GPS, ((_SHAPE,),), detect)
