"""IP 주소 (IP), version 4 and 6: with a log it leads to a person. Traps: versions (v8.27.3.181, JDK 17.0.9.1), an image's tag (hub.local/base:11.0.22.7), clauses, 10[.]0[.]0[.]1.

Written so that nothing links to it (121[.]134[.]5[.]77, 121 . 134 . 5 . 77) it counts beside its word, unless it is one
of those that every network has for itself (RFC 1918). Three points in square brackets are how reports of attacks write
addresses, and need no word; then those of the inner network beside them count, too.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from ipaddress import AddressValueError, IPv6Address
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View
from gwanmun.privacy.detectors.beside import name_after, name_before

_V4: Final = r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}"
#: Points set apart or in brackets.
_POINT: Final = r"(?:\.| ?[\[({](?:\.|dot|점)[\])}] ?| \. )"
_APART: Final = rf"[0-9]{{1,3}}{_POINT}[0-9]{{1,3}}{_POINT}[0-9]{{1,3}}{_POINT}[0-9]{{1,3}}"
_OWN_WORD: Final = r"IP|아이피|접속|호스트|[Hh]ost|[Aa]ddr|서버|게이트웨이|방화벽|[Cc]lient|[Ss]rc|[Dd]st|단말|(?:관리|장비|내부|외부|접근|원격|사설|공인|망) ?주소"
_V6: Final = r"[0-9A-Fa-f]{0,4}:(?:[0-9A-Fa-f]{0,4}:){1,6}[0-9A-Fa-f]{0,4}"
_v4, _apart, _own_word = re.compile(_V4), re.compile(_APART), re.compile(_OWN_WORD)
_digits = re.compile("[0-9]+")
_private = re.compile(r"(?:10|127|192\.168|172\.(?:1[6-9]|2[0-9]|3[01]))\.")
_v6 = re.compile(r"[0-9A-Fa-f:]{6,45}")
_VERSION: Final = re.compile(
    r"(?:버전|(?<![A-Za-z])[Vv]er(?:sion)?\.?|릴리스|패치|제|조항|조문|별표|목차|(?<![A-Za-z])[vV]|펌웨어|빌드|build|Chrome/|Safari/|Firefox/|Edge?/|OPR/|WebKit/|rv|판)[\"']?\s?[:：=]?\s?[\"']?[vV]?$"
    r"|(?:JDK|JRE|[Jj]ava|자바|Python|파이썬|Node(?:\.js)?|크롬|Chrome|엣지|Edge|웨일|Whale|[Ff]irefox|파이어폭스|사파리|Safari|Windows|윈도우?즈?|iOS|macOS|Android|안드로이드|커널|[Kk]ernel|한글|한컴|오피스|Office|Acrobat|Reader|뷰어|OpenSS[LH]|드라이버|SDK|DLL|라이브러리|패키지)[은는이가을를의도]? ?$"
)
#: A version is put in, put up, or built; an address is changed or blocked.
_raised = re.compile(r"[ ]?(?:으?로|을|를|의)?[ ]?(?:버전|업데이트|업그레이드|판올림|빌드|패치|릴리스|배포판)")
_put_up = re.compile("[ ]?으?로[ ]?(?:올[리려림]|높[이여])")
#: From one version to the next: 뷰어 10.4.112.7 → 10.4.113.0.
_next = re.compile(r" ?(?:→|->|=>|⇒|~|에서) ?")
#: A piece of a law or a paper: 10.3.2.1목.
_clause = re.compile("[절항조목](?=[과와은는이가을를의도에]?(?![가-힣]))")


_WORD: Final = re.compile(r"IP|ip|아이피|서버|주소|접속|호스트|[Hh]ost|[Aa]ddr|ping|ssh|://|@")


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    speaks = cache(lambda words: words.search(text) is not None)  # of the whole text, each asked once
    version = -1  # where the version before this ends
    for m in _v4.finditer(text):
        start, end = m.span()
        groups = m[0].split(".")
        if any(int(g) > 255 or (len(g) > 1 and g[0] == "0") for g in groups) or groups[0] == "0":
            continue
        if m[0] in ("127.0.0.1", "255.255.255.255", "255.255.255.0") or text[end : end + 1].isdigit():
            continue
        before = text[max(0, start - 12) : start]
        if before[-1:].isascii() and (before[-1:].isalnum() or before[-1:] == "."):
            continue
        if (
            _VERSION.search(before)
            or _raised.match(text, end)
            or (_put_up.match(text, end) and not _of_net.search(view.before(start)))
            or (version >= 0 and _next.fullmatch(text, version, start))
        ):
            version = end
            continue
        if (text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit()) or _clause.match(text, end):
            continue
        released = all(int(g) < _SMALL for g in groups[:3])
        tag = _tag.search(text, max(0, start - 64), start) if released and before[-1:] in (":", "=") else None
        if tag and not _host.search(tag[0]):
            continue
        worded = _WORD.search(view.before(start, 16)) is not None
        if int(groups[0]) < 10 and not worded:
            continue  # 3.54.1.0 is a version more often than an address
        small = not worded and all(int(g) < _SMALL for g in groups[:2])
        if small and _of_matter(text, start, end, speaks):
            continue
        most = _ONE_DIGIT if groups[0] == "10" else _SMALL
        if (
            small
            and all(int(g) < most for g in groups[1:])
            and not speaks(_near_net)
            and (speaks(_release) or not (speaks(_logged) or name_before(text, start) or name_after(text, end)))
        ):
            continue  # 11.0.22.7, 10.4.1.2: of a thousand addresses one has such numbers
        yield Finding(start, end, Kind.IP, 95 if worded else 90, "word" if worded else "v4")
    yield from _set_apart(view)
    yield from _otherwise(view)
    for m in _v6.finditer(text):
        start, end = m.span()
        value = m[0]
        if value.count(":") < 2 or (value.count(":") < 7 and "::" not in value) or len(value) < 6:
            continue
        if (text[start - 1 : start].isascii() and text[start - 1 : start].isalnum()) or not any(
            c.isdigit() for c in value
        ):
            continue
        if not _is_six(value.rstrip(":") if not value.endswith("::") else value):
            continue
        yield Finding(start, end - (value.endswith(":") and not value.endswith("::")), Kind.IP, 90, "v6")


#: The tag of a container's image, or a package's release: image: base:11.0.22.7, hub.local/base:11.0.22.7, numpy==11.0.22.7.
_tag = re.compile(
    r"(?:(?:image|IMAGE)[\"']?[:=] ?[\"']?|FROM |(?:docker|podman|nerdctl|crictl) [a-z]{2,7} (?:-[^ \n]{1,12} )?)[A-Za-z0-9._/-]{1,48}:$|(?<![:/])[A-Za-z0-9.-]{2,48}/[A-Za-z0-9._-]{1,32}:$|[A-Za-z0-9_.-]{1,40}==$"
)
_host = re.compile(
    r"(?i:ip|host|addr|src|dst|source|client|server|remote|peer|from|to|ping|ssh)[A-Za-z_]{0,6}:$|://|(?i:(?:^|[^A-Za-z])(?:ip|host|addr|src|dst|source|client|server|remote|peer)[a-z0-9]{0,6}==$)"
)


def _is_six(value: str) -> bool:
    try:
        IPv6Address(value)
    except AddressValueError:
        return False
    return True


#: The first numbers of versions and sections are seldom larger.
_SMALL: Final = 40
_ONE_DIGIT: Final = 10
_product = re.compile(r"(?:^|[^A-Za-z])[A-Z][A-Za-z+]{2,20} $")
_later = re.compile(r"(?:버전|펌웨어|릴리스|업그레이드|패치)[^\n]{0,30}$")
_heading = re.compile(r" [가-힣(]")
_of_net = re.compile(rf"{_OWN_WORD}|ip|ping|ssh|://")
_near_net = re.compile(
    rf"{_of_net.pattern}|[Ll]ogin|LOGIN|로그|공유기|네트워크|라우터|스위치|포트|[Pp]ort|대역|PC|노드|[Nn]ode|망(?![가-힣])|주소|[Ff]rom|[Uu]ser|uid|[Ss]erver|프린터|차단|공격|접근"
)


#: Who speaks of versions, and what is written where somebody did something.
_release = re.compile(
    "버전|판|배포|올[리려림]|바[꾸꿔꾼뀌]|교체|갱신|업데이트|업그레이드|패치|설치|릴리스|[Rr]elease|[Vv]ersion|[Uu]pdate|편집기|프로그램|뷰어|엔진|펌웨어|소프트웨어|모듈|라이브러리|패키지|드라이버"
)
_logged = re.compile(
    r"[0-9]{2}:[0-9]{2}:[0-9]{2}|GET|POST|HTTP|[Ff]orwarded|[Ff]ailed|[Aa]ccepted|[Pp]assword|root|sshd|[Rr]emote|[Ss]ource|[Dd]estination|20[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}[ ,|\t]{1,2}[0-9]{1,3}\.|작성|열람|출발|목적|발신|수신|송신|침입|탐지|원격|요청|조회|내려받|다운로드|게시|글쓴|민원인|사용자|[가-힣]님|[가-힣] ?씨(?![가-힣])"
)


def _of_matter(text: str, start: int, end: int, speaks: Callable[[re.Pattern[str]], bool]) -> bool:
    """Whether it is a program's version (Oracle 19.21.0.0, 버전 12.2.55.1 → 12.2.58.2) or numbers a section (10.4.2.1 하도급)."""
    ahead = text[max(0, start - 40) : start]
    heading = (not start or text[start - 1] == "\n") and _heading.match(text, end) is not None
    return bool(heading or _product.search(ahead) or _later.search(ahead)) and not speaks(_of_net)


#: As who reports an attack writes it (defanged): nothing else has three points in brackets.
_DEFANGED: Final = r"[0-9]{1,3}[\[({]\.[\])}][0-9]{1,3}[\[({]\.[\])}][0-9]{1,3}[\[({]\.[\])}][0-9]{1,3}"
_defanged = re.compile(rf"(?<![0-9.])(?:{_DEFANGED})(?![0-9]|[\[({{]\.)")


def _reported(text: str) -> Iterator[Finding]:
    rows = [(m, ".".join(_digits.findall(m[0]))) for m in _defanged.finditer(text)]
    rows = [(m, plain) for m, plain in rows if all(int(group) < _BYTE for group in plain.split("."))]
    outside = any(not _private.match(plain) for _, plain in rows)
    for m, plain in rows:
        if outside or (not _default.match(plain) and _named.search(text, max(0, m.start() - _NEAR), m.start())):
            yield Finding(*m.span(), Kind.IP, 88, "defanged")


_named = re.compile(
    rf"(?:{_OWN_WORD}|주소|공유기|와이파이|[Ww]i-?[Ff]i|ssh|sftp|scp|@|관리자?|웹|프린터|장비|내부|[가-힣]망)[^\n]{{0,12}}$"
)
#: Three points, each a word in brackets: 121(점)134(점)5(점)77.
_bracketed = re.compile(r"[0-9]{1,3}(?: ?[\[({](?:dot|점|쩜|닷)[\])}] ?[0-9]{1,3}){3}")
_NEAR: Final = 24
_BYTE: Final = 256


#: Said aloud: 211 점 38 점 144 점 20.
_SAID: Final = r"[0-9]{1,3} ?점 ?[0-9]{1,3} ?점 ?[0-9]{1,3} ?점 ?[0-9]{1,3}"
_said = re.compile(rf"(?<![0-9.])(?:{_SAID})(?![0-9]| ?점)")


def _set_apart(view: View) -> Iterator[Finding]:
    text = view.text
    yield from _reported(text)
    for m in _said.finditer(text) if "점" in text else ():
        if all(int(group) < _BYTE for group in _digits.findall(m[0])):
            if _VERSION.search(text, max(0, m.start() - 12), m.start()) or _later.search(
                text, max(0, m.start() - 40), m.start()
            ):
                continue  # 펌웨어 3점10점7점22 에서 3점11점0점4 로
            yield Finding(*m.span(), Kind.IP, 84, "said")
    for m in _apart.finditer(text) if _set.search(text) else ():
        plain = ".".join(_digits.findall(m[0]))
        if plain == m[0] or _default.match(plain) or any(int(group) > 255 for group in plain.split(".")):
            continue
        around = text[m.start() - 1 : m.start()] + text[m.end() : m.end() + 1]
        if not any(c.isdigit() or c == "." for c in around) and (
            _bracketed.fullmatch(m[0]) or _own_word.search(view.before(m.start(), 24))
        ):
            yield Finding(*m.span(), Kind.IP, 84, "apart")


#: What routers have when they leave the factory says nothing.
_default = re.compile(r"(?:10\.0\.0|192\.168\.[01]|172\.16\.0|127\.0\.0)\.")
_set = re.compile(r"[\[({](?:\.|dot|점)| \. ")
#: With other marks for points, each the same: beside the word alone.
_MARKED: Final = r"[0-9]{1,3}(?:_[0-9]{1,3}_[0-9]{1,3}_|, ?[0-9]{1,3}, ?[0-9]{1,3}, ?)[0-9]{1,3}"
#: Directly behind the word other marks do, too, and words for the point; numbers that no address begins with do not.
_LOOSE: Final = r" ?(?:쩜|닷|-?dot-?|[-/·: ]) ?"
_LOOSELY: Final = rf"(?:1[1-9]|[2-9][0-9]|1[0-9]{{2}}|2[0-9]{{2}})(?:{_LOOSE}[0-9]{{1,3}}){{3}}"
_loosely = re.compile(rf"(?:IP|ip|아이피)(?: ?주소)?[은는:= (]{{0,3}}(?P<v>{_LOOSELY})(?![0-9]|{_LOOSE}[0-9])")
#: Figure by figure, the points too: 2 0 3 . 0 . 1 1 3 . 8 8.
_SPREAD: Final = r"[0-9](?: [0-9]){0,2}(?: ?\. ?[0-9](?: [0-9]){0,2}){3}"
_spread = re.compile(rf"(?:IP|ip|아이피)(?: ?주소)?[은는:= (]{{0,3}}(?P<v>{_SPREAD})(?![0-9]| ?\. ?[0-9])")
_marked = re.compile(rf"(?<![0-9_,])(?:{_MARKED})(?![0-9_,])")
_HEXED: Final = r"0x[0-9A-Fa-f]{2}\.0x[0-9A-Fa-f]{2}\.0x[0-9A-Fa-f]{2}\.0x[0-9A-Fa-f]{2}"
_hexed = re.compile(_HEXED)
#: Version 6, its colons in brackets.
_defanged_six = re.compile(
    r"(?<![0-9A-Za-z])(?=[0-9A-Fa-f:]{1,40}\[:)[0-9A-Fa-f]{1,4}(?:(?:\[::?\]|:){1,2}[0-9A-Fa-f]{1,4}){2,7}(?![0-9A-Za-z])"
)
#: Version 6, its colons said or set apart: 2001 쌍점 db8 쌍점쌍점 9c1, 2001 : db8 : : a4.
_COLON: Final = "(?:쌍점|콜론)"
_SIX_SAID: Final = rf"[0-9A-Fa-f]{{1,4}}(?: ?{_COLON} ?{_COLON}? ?[0-9A-Fa-f]{{1,4}}){{2,7}}"
_SIX_APART: Final = r"[0-9A-Fa-f]{1,4}(?: ?:(?: ?:)? ?[0-9A-Fa-f]{1,4}){2,7}"
_six = re.compile(rf"(?<![0-9A-Za-z:])(?<![0-9A-Za-z:] )(?:{_SIX_SAID}|{_SIX_APART})(?![0-9A-Za-z]| ?:)")
_colon = re.compile(_COLON)
_net_word = re.compile(r"\b(?:IP|ip|addr)\b|아이피|방화벽|접속 ?주소|주소식|[Hh]ost")


def _otherwise(view: View) -> Iterator[Finding]:
    text = view.text
    for m in _defanged_six.finditer(text) if "[:" in text else ():
        if _is_six(m[0].replace("[", "").replace("]", "")):
            yield Finding(*m.span(), Kind.IP, 88, "defanged")
    for m in _six.finditer(text) if "쌍점" in text or "콜론" in text or " : " in text else ():
        plain = _colon.sub(":", m[0]).replace(" ", "")
        if plain != m[0] and "::" in plain and _is_six(plain) and any(c.isalpha() for c in plain):
            yield Finding(*m.span(), Kind.IP, 86, "said")
    for m in _marked.finditer(text):
        if all(int(group) < _BYTE for group in _digits.findall(m[0])) and _net_word.search(view.before(m.start(), 24)):
            yield Finding(*m.span(), Kind.IP, 82, "other marks")
    for shape in (_loosely, _spread):
        for m in shape.finditer(text):
            groups = [int(group) for group in _digits.findall(m["v"].replace(" ", "") if shape is _spread else m["v"])]
            if all(group < _BYTE for group in groups) and not _v4.fullmatch(m["v"]):
                yield Finding(*m.span("v"), Kind.IP, 82, "loosely")
    for m in _hexed.finditer(text) if "0x" in text else ():
        yield Finding(*m.span(), Kind.IP, 88, "hexadecimal")


DETECTOR: Final = Detector(
    Kind.IP,
    (
        (_HEXED,),
        (f"[0-9A-Fa-f] ?{_COLON} ?{_COLON} ?[0-9A-Fa-f]",),
        ("[0-9A-Fa-f] : : [0-9A-Fa-f]",),
        ("IP|ip|addr|아이피|방화벽|접속|주소식|[Hh]ost", "[0-9]_[0-9]+_[0-9]+_[0-9]|[0-9], ?[0-9]+, ?[0-9]+, ?[0-9]"),
        (_V4,),
        (_V6,),
        (_OWN_WORD, _APART),
        (r"[0-9] ?[\[({](?:dot|점|쩜|닷)[\])}] ?[0-9]",),
        (r"[0-9][\[({]\.[\])}][0-9]",),
        (r"[0-9A-Fa-f]\[::?\][0-9A-Fa-f:]",),
        (_SAID,),
        (f"(?:IP|ip|아이피)(?: ?주소)?[은는:= (]{{0,3}}(?:{_LOOSELY}|{_SPREAD})",),
    ),
    detect,
)
