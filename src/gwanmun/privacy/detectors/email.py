"""전자우편 주소 (EMAIL), also disguised: hong (at) naver.com, hong[at]korea[.]kr, hong골뱅이naver닷컴.

The search starts at the sign and walks outward over ASCII, so that a glued particle never hides an address and a long
line costs one pass. Domains reserved for examples (RFC 2606) are nobody's where the name is an example's, too.
"""

import re
from collections.abc import Iterator
from typing import Final

import re2

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, Hints, View

_AT: Final = r"[ ]?[(\[{<][ ]?(?:at|AT|At|a|골뱅이|앳|엣|에트|@)[ ]?[)\]}>][ ]?|[ ]?(?:골뱅이|앳|엣|에트)[ ]?|[ ](?:at|AT)[ ]|[ ]@[ ]|[ ]@|@[ ]|@"
_DOT: Final = r"(?:\.|[ ]?[(\[{][ ]?(?:\.|dot|DOT|Dot|d|점|닷|쩜)[ ]?[)\]}][ ]?|[ ](?:dot|DOT|닷|점|쩜)[ ]|닷|쩜|점)"
#: 네이버 닷컴, said; 다음, 지메일 and others as words are names of services in ordinary text.
_COM: Final = r"(?:[ ]?(?:닷|쩜|점)[ ]?(?:컴|넷|케이알|kr|com|net))"
_DOMAIN: Final = rf"(?:[A-Za-z0-9-]{{1,63}}[ ]\.[ ](?:com|net|org|kr|(?:co|go|or|ac)[ ]\.[ ]kr)(?![A-Za-z0-9])|[A-Za-z0-9-]{{1,63}}(?:{_DOT}[A-Za-z0-9-]{{1,63}}){{1,6}}|(?:[A-Za-z0-9-]{{1,63}}|네이버|다음|지메일|한메일|네이트|핫메일){_COM})"
_sign = re.compile(_AT)
#: What every sign holds; begun with plain letters, so that Python skips to them.
_hint = re.compile(r"@|골뱅이|앳|엣|에트|at|AT|At|[(\[{<] ?a ?[)\]}>]")
_BEFORE_SIGN: Final = " ([{<"
_dot = re.compile(_DOT)
_plain = re.compile("[A-Za-z0-9.-]+")
_domain = re.compile(_DOMAIN)
#: What may stand before a part of the local name that ends in a disguised dot.
_dotted = re.compile(
    r"[A-Za-z0-9](?:[ ]?[(\[{][ ]?(?:\.|dot|DOT|점|닷)[ ]?[)\]}][ ]?|[ ](?:dot|DOT|닷|점)[ ]|닷|쩜|점)$"
)
_number = re.compile(r"[0-9][0-9.-]{8,24}(?=[A-Za-z])")
_LOCAL: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-"
_EXAMPLE: Final = re.compile(
    r"(?:^|\.)(?:example(?:\.(?:com|org|net|co\.kr|kr))?|invalid|test|localhost)$", re.IGNORECASE
)
#: Names that forms and manuals give as an example; any other name is somebody, whatever the domain.
_ANYONE: Final = re.compile(
    r"(?:user|name|your\w*|id|abc\w*|test\w*|sample|example|admin|info|someone|email|mail|hong(?:gd|gildong|\.gildong)?|gildong|aaa+|xxx+|foo|bar|john|jane|alice|bob|no-?reply|me|you|username)[0-9]?$",
    re.IGNORECASE,
)
_END: Final = re.compile(r"[A-Za-z]{2,}$|(?:컴|넷|케이알)$")
_TOP: Final = re.compile(
    r"(?:com|net|org|kr|io|me|edu|gov|jp|cn|us|uk|info|biz|co)$|dot|DOT|닷|점|컴|넷", re.IGNORECASE
)
#: "Meet at naver.com" is none: a number in the name, or mail spoken of.
_SURE: Final = re.compile(r"[0-9._-][A-Za-z0-9._-]*$|메일|[Mm]ail|연락")
_SAID: Final = re.compile(r"dot|DOT|닷|점|컴")
_RETINA: Final = re.compile(r"\.(?:png|jpe?g|gif|svg|webp)$", re.IGNORECASE)


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    yield from _in_disguise(text)
    for sign in _signs(text):
        start = _local(text, sign.start())
        domain = _domain.match(text, sign.end())
        if start == sign.start() or domain is None:
            continue
        end = domain.end()
        # "hong@korea.kr.입니다" and "x@y.kr-" keep the address, not the punctuation.
        while end > sign.end() and not text[end - 1].isalnum():
            end -= 1
        name = text[sign.end() : end]
        if not _plain.fullmatch(name):
            name = _dot.sub(".", name)
        if (
            not _END.search(name)
            or (_EXAMPLE.search(name) and _ANYONE.match(text[start : sign.start()]) and not _sends(text, start, name))
            or _RETINA.search(name)
        ):
            continue
        plain = sign[0] == "@"
        if plain and text[end : end + 1] == ":" and text[start : sign.start()] == "git":
            continue
        if not plain and sign[0].strip() in ("at", "AT", "@"):
            said = text[sign.end() : end]
            if not _TOP.search(said) or not (
                _SURE.search(text[max(0, start - 20) : sign.start()]) or _SAID.search(said) or "@" in sign[0]
            ):
                continue
        yield Finding(start, end, Kind.EMAIL, 96 if plain else 88, "sign" if plain else "disguised")
        # 850312-1234567a@b.kr: where the number is a finding of its own, the rest is an address all the same.
        number = _number.match(text, start, sign.start())
        if number:
            yield Finding(number.end(), end, Kind.EMAIL, 80, "behind a number")


#: Who sends a message is an address that works, whatever the domain's last part; that of the examples themselves is none.
_sender = re.compile(
    r"(?:^|\n)[> ]{0,4}(?:보낸 ?(?:이|사람)|발신(?:인|자)?|From|FROM|Sender|Reply-To|Return-Path)[ ]?[:：] ?[\"'<]?$"
)
_own_domain = re.compile(r"[A-Za-z0-9-]+\.[A-Za-z0-9-]+\.(?:example|test|invalid)$", re.IGNORECASE)


def _sends(text: str, start: int, name: str) -> bool:
    return _own_domain.search(name) is not None and _sender.search(text, max(0, start - 24), start) is not None


def _signs(text: str) -> Iterator[re.Match[str]]:
    """Each sign, with the bracket and the space before it: as `_sign.finditer`, tried only where a hint stands."""
    after = 0
    for hint in _hint.finditer(text):
        at = hint.start()
        if at < after:
            continue
        first = at
        while first > after and at - first < 3 and text[first - 1] in _BEFORE_SIGN:
            first -= 1
        for start in range(first, at + 1):
            sign = _sign.match(text, start)
            if sign is not None:
                after = sign.end()
                yield sign
                break


def _local(text: str, at: int) -> int:
    """Where the local part that ends at `at` begins (`at` itself if there is none)."""
    least = max(0, at - 64)
    start = at
    for _ in range(4):
        left = text[least:start]
        bare = left.rstrip(_LOCAL)
        start = least + len(bare)
        more = _dotted.search(bare)
        if more is None or start == at:
            break
        start = least + more.start() + 1
    while start < at and text[start] in ".-%+":
        start += 1
    return start


#: Without a sign that mail knows (hong★naver.com), over two lines, or with the service alone behind the sign (hong 골뱅이 네이버).
_SERVICE: Final = r"네이버|다음|지메일|한메일|네이트|핫메일|[Nn]aver|[Gg]mail|[Dd]aum|[Hh]anmail|[Nn]ate"
_KNOWN: Final = (
    r"(?:naver|gmail|hanmail|daum|nate|kakao|korea|hotmail|outlook)(?:[.,·]|_?dot_?)(?:com|net|co[.,]kr|go[.,]kr|kr)"
)
_SIGNS: Final = "#&*←-⯿\U0001f170-\U0001faff"
_OTHERWISE: Final = rf"[A-Za-z0-9._-]{{2,40}}?(?:(?: ?에)? ?(?:골뱅이|앳|엣)(?:표시?)? ?(?:{_KNOWN}|{_SERVICE})|(?: ?[{_SIGNS}] ?| ?에 골뱅이 ?|[_-]at[_-]| a | ?@ ?\n?|\n@){_KNOWN})"
_site = re.compile(r"[A-Za-z0-9.-]+\.(?:com|net|org|kr)(?![A-Za-z0-9.])")
#: RE2: Python asks at each letter how an address could go on.
_otherwise = re2.compile(_OTHERWISE)
#: Letter by letter: h o n g 2 @ n a v e r . c o m.
_SPREAD: Final = r"(?:[a-z0-9._-] ){2,30}@(?: [a-z0-9-]){2,30} \.(?: [a-z]){2,3}"
_spread = re.compile(rf"{_SPREAD}(?: \.(?: [a-z]){{2}})?(?![a-z0-9]| [a-z0-9](?![a-z0-9]))")


#: Letter by letter as letters are called: 씨 에이치 오 알 에이 팔팔 골뱅이 지메일 점 컴.
_CALLED: Final = "에이치|에이취|에이|비|씨|디|이|에프|지|아이|제이|케이|엘|엠|엔|오|피|큐|알|에스|티|유|브이|더블유|엑스|와이|제트|언더바|언더스코어|밑줄|대시|하이픈|다시|점|쩜|닷|[공영일이삼사오육륙칠팔구]{1,6}|[A-Za-z0-9]{1,20}"
_AT_SERVICE: Final = rf"(?:골뱅이|앳|엣) ?(?:{_SERVICE})"
_SAID_SO: Final = rf"(?:{_CALLED}) {_AT_SERVICE}"
_called = re.compile(
    rf"(?<![가-힣A-Za-z0-9])(?:{_CALLED})(?:,? (?:{_CALLED}|[가-힣]{{1,5}})){{1,24}} {_AT_SERVICE}(?: ?(?:점|쩜|닷|\.) ?(?:컴|넷|케이알|com|net))?"
)
_letter = re.compile(_CALLED)
_LEAST_CALLED: Final = 3
_hints: Final = Hints({"otherwise": _OTHERWISE, "spread": _SPREAD, "called": _SAID_SO})


def _in_disguise(text: str) -> Iterator[Finding]:
    seen = _hints(text)
    for m in _otherwise.finditer(text) if "otherwise" in seen else ():
        before, after = text[m.start() - 1 : m.start()], text[m.end() : m.end() + 1]
        if _site.match(m[0]):
            continue
        if not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum()):
            yield Finding(m.start(), m.end(), Kind.EMAIL, 86, "another sign")
    for m in _called.finditer(text) if "called" in seen else ():
        if sum(_letter.fullmatch(word) is not None for word in m[0].replace(",", "").split(" ")) >= _LEAST_CALLED:
            yield Finding(*m.span(), Kind.EMAIL, 87, "letters as they are called")
    for m in _spread.finditer(text) if "spread" in seen else ():
        yield Finding(*m.span(), Kind.EMAIL, 88, "letter by letter")


DETECTOR: Final = Detector(
    Kind.EMAIL,
    (
        (
            rf"[A-Za-z0-9._%+-](?:{_AT})(?:[A-Za-z0-9-]+|네이버|다음|지메일|한메일|네이트|핫메일)(?:{_DOT}[A-Za-z0-9]|[ ]?(?:닷|쩜|점)|[ ]\.[ ][a-z])",
        ),
        (_OTHERWISE,),
        (_SPREAD,),
        (_SAID_SO,),
    ),
    detect,
)
