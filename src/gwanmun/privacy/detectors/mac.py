"""MAC 주소 (MAC): six pairs of hexadecimal digits, parted by one kind of mark."""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View

_SHAPE: Final = r"[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(?:\.[0-9A-Fa-f]{4}){2})"
_shape = re.compile(_SHAPE)


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _shape.finditer(text):
        start, end = m.span()
        before, after = text[start - 1 : start], text[end : end + 2]
        if (before.isascii() and (before.isalnum() or before in (":", "-"))) or (
            after[:1].isascii() and (after[:1].isalnum() or (after[:1] in ":-" and after[1:].isalnum()))
        ):
            continue
        if "." in m[0] and not any(c.isalpha() for c in m[0]):
            continue
        yield Finding(start, end, Kind.MAC, 93, "shape")


DETECTOR: Final = Detector(Kind.MAC, ((_SHAPE,),), detect)
