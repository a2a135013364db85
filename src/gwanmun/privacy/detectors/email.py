"""전자우편 주소 (EMAIL), also disguised: hong (at) naver.com, hong[at]korea[.]kr, hong골뱅이naver.com.

The search starts at the sign and walks outward over ASCII, so that a glued particle never hides an address and a long
line costs one pass. Domains reserved for examples (RFC 2606) are nobody's.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View

_AT: Final = r"@|[ ]?[(\[{<]\s?(?:at|AT|골뱅이|@)\s?[)\]}>][ ]?|[ ]?골뱅이[ ]?|[ ]at[ ]"
_DOT: Final = r"(?:\.|[ ]?[(\[]\s?(?:\.|dot|DOT|점|닷)\s?[)\]][ ]?|[ ](?:dot|닷|점)[ ])"
_DOMAIN: Final = rf"[A-Za-z0-9-]{{1,63}}(?:{_DOT}[A-Za-z0-9-]{{1,63}}){{1,6}}"
_sign = re.compile(_AT)
_domain = re.compile(_DOMAIN)
_LOCAL: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-"
_EXAMPLE: Final = re.compile(
    r"(?:^|\.)(?:example(?:\.(?:com|org|net|co\.kr|kr))?|invalid|test|localhost)$", re.IGNORECASE
)
_END: Final = re.compile(r"[A-Za-z]{2,}$")


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    for sign in _sign.finditer(text):
        left = text[max(0, sign.start() - 64) : sign.start()]
        local = left[len(left.rstrip(_LOCAL)) :].lstrip(".-%+")
        domain = _domain.match(text, sign.end())
        if not local or domain is None:
            continue
        end = domain.end()
        # "hong@korea.kr.입니다" and "x@y.kr-" keep the address, not the punctuation.
        while end > sign.end() and not text[end - 1].isalnum():
            end -= 1
        name = re.sub(_DOT, ".", text[sign.end() : end])
        if not _END.search(name) or _EXAMPLE.search(name):
            continue
        start = sign.start() - len(local)
        if sign[0] == "@":
            if text[end : end + 1] == ":" and local == "git":
                continue
            yield Finding(start, end, Kind.EMAIL, 96, "sign")
        elif sign[0] != " at " or _DOTTED.search(text[sign.end() : end]):
            yield Finding(start, end, Kind.EMAIL, 88, "disguised")


_DOTTED: Final = re.compile(r"\.(?:com|net|org|kr|go\.kr|co\.kr|or\.kr|ac\.kr)$|dot|닷|점")

DETECTOR: Final = Detector(Kind.EMAIL, ((rf"[A-Za-z0-9._%+-](?:{_AT})[A-Za-z0-9-]+{_DOT}[A-Za-z0-9]",),), detect)
