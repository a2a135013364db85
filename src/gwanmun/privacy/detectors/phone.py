"""전화번호 (PHONE): a mobile, an internet phone (070), a personal number (050x), or the landline of a person.

010, 011, 016–019; 02, 031–064; +82; Excel drops the leading zero (1012345678). Lines of offices (☎, 과, 대표, 팩스)
and nationwide numbers (15xx, 16xx, 18xx, 110, 112, 120) are public and no finding: a landline counts unless an office
word stands beside it. A mobile number counts though odd marks part it (010★2345★6789), or a file's name holds it
(scan_010_2345_6789.jpg); in cells or lines of their own its groups are found each. Traps: codes of things (품목코드 010-2025-0001),
numbers given as an example, an office named behind its line (…(산불상황실)).
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import NOT_PERSONAL, Detector, View, coded, digits
from gwanmun.privacy.detectors.beside import name_after, name_before, someone_before
from gwanmun.privacy.spelt import HANGUL, LEADS, MESSAGE_END

_S: Final = r"(?:[ ]?[-._~/·)]{1,2}[ ]?\n?[ ]{0,4}|[ ]|[ ]?\n-)?"
#: What parts a mobile number so that nobody searches for it.
_O: Final = r"(?:[ ]?[^0-9A-Za-z가-힣\s][ ]?|\n)"
_MOBILE: Final = rf"(?:[+(]?(?:00)?82[)]?{_S}(?:\(0\))?0?|0)1[016789](?:{_S}[0-9]{{3,4}}{_S}[0-9]{{4}}|{_O}[0-9]{{3,4}}{_O}[0-9]{{4}})"
_LINE: Final = (
    rf"(?:[+]82{_S}(?:\(0\))?0?|0)(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[0-9]?){_S}[0-9]{{3,4}}{_S}[0-9]{{4}}"
)
_BARE: Final = r"10(?:[0-9]{8}| [0-9]{4} [0-9]{4}|-[0-9]{4}-[0-9]{4})"
#: How each begins, with plain digits, so that Python skips to them: 010 …, and 82 with what may stand before it.
_mobile_hint, _line_hint = re.compile("01(?=[016789])|82"), re.compile("0(?=[2-7])|82")
_mobile, _line, _bare = re.compile(_MOBILE), re.compile(_LINE), re.compile(_BARE)
_WORD: Final = re.compile(
    r"연락|전화|휴대|핸드폰|폰|번호는|모바일|HP|H\.P|자택|집|본인|보호자|[Pp]hone|[Mm]obile|TEL|[Tt]el|mbtlnum|telno|hp",
    re.ASCII,
)
_HOME: Final = re.compile(r"자택|집(?![행단계중])|본인|보호자|배우자|신청인|민원인|예금주|휴대|핸드폰")
_OFFICE: Final = re.compile(
    r"☎|☏|대표(?! (?!전화|번호|회선|팩스|안내|문의|상담|민원)[가-힣]{2,4} ?[),/|\t])|당직|팩스|[Ff]ax|FAX|F\.|콜센터|민원실|상황실|안내|문의|시청|구청|군청|도청|주민센터|센터|사무소|사업소|보건소|소방서|경찰서|"
    r"[Dd]esk (?:at|:)|[Hh]otline|[Hh]elp ?line|[Cc]all [Cc]ent|[Oo]ffice(?: at|:| \()|교환|내선|국번|고객센터|본부|부서|(?:[가-힣](?:과|팀|국|실|담당관|청)|[가-힣]{2}(?!관계|단계|한계|세계|통계|시계|설계|기계|체계|생계|합계|누계|가계|집계)[가-힣]계|(?:민원|총무|서무|경리|회계|징수|집행|수사|조사|교통|형사|경무|접수)계)\s?[(:：]?\s?$|[우전]\s?화번호\s*$|전화번호\s+$"
)
#: A line that begins with an office or a place open to all and goes on with where it is: 관리사무소 … 12 / 053-….
_of_place = re.compile(
    r"[^\w]{0,8}(?:[가-힣]{1,12} ?)?(?:사무[소실]|관리[소실]|사업소|안내[소실]|매표소|출장소|지소|센터|도서관|박물관|미술관|체육관|수영장|공원|보건소|주민센터|[시군구도]청|[읍면]사무소|파출소|지구대|우체국)"
    r"(?:[ :：(,]{1,3}(?:[가-힣]{1,6}(?:특별|광역)?[시도] )?(?:[가-힣]{1,8}[시군구] )?(?:[가-힣]{1,8}[읍면동] )?[가-힣0-9]{1,12}[로길동리] ?[0-9]{1,4}(?:-[0-9]{1,4})?(?:번지)?)?[ ,/|)]{1,4}$"
)
#: Directly before the number, whatever else is said before it.
_own_word = re.compile(r"(?:전화|연락처|휴대폰|핸드폰)(?:번호)?(?:는|은)?[ :：(]{0,3}$")
_BANK: Final = re.compile(r"은행|뱅크|계좌|통장(?! ?[가-힣]{2,4} ?\(?$)|농협|신협|우체국|금고")
#: 전화 041-630-2114 전송 041-630-2198: the foot of an official paper (행정업무운영 시행규칙 서식).
_foot = re.compile(r" ?/? ?전송[ (]")
#: 전화 053-230-1234 / 팩스 053-230-1235: a line beside its fax is an office's, but for somebody's at home.
_fax = re.compile(r" ?/? ?(?:팩스|FAX|Fax)[ :：(]{1,2}0")
#: Numbers of papers begin with a year's number or a section's.
_paper = re.compile(r"(?:접수|문서|관리|고유|시행|일련|의안|사건|공고|고시|허가|신고|발급) ?번호\W{0,3}$")
_foot_before = re.compile(r"전송 ?[:：]? ?\Z")
#: 042-481-4119(…상황실): whose line it is, in brackets behind it; … 로 사장님께: who answers.
_office_behind = re.compile(
    r" ?\([^()\n]{1,20}(?:상황실|당직실|민원실|사무실|본부|센터|관리소|사무소|[가-힣]{2}과|[가-힣]{2}팀)\)"
)
_someone_behind = re.compile(r" ?(?:으?로|에|[(,]) ?(?:사장|집?주인|건물주|임대인|어머|아버|본인|남편|아내|아들|딸)")
#: 031-000-0000 형식은 예시.
_example = re.compile(r" ?(?:[은는] |형식|형태|같은|처럼|\()[^\n0-9]{0,8}예시")
#: Networks that few still have: in a list of classes of things they are the head of a code (물품분류 011-330-2412 의자).
_OBSOLETE: Final = frozenset({"011", "016", "017", "018", "019"})
#: Ten digits behind these are a ticket's or a label's.
_ticket = re.compile(
    r"(?:[수화]하?물|물표|화물|항공권|탑승권|승차권|승선권|입장권|주차권|보관증|보관표|번호표|전표|꼬리표|이름표|태그|[Tt]ag|TAG)(?: ?번호)?[표은는이가]?[ :(#]{0,3}$"
)
_class = re.compile(
    "(?:물품|품목|품명|자재|부품|도서|자료|코드) ?(?:분류|번호|코드|기호|목록)|분류 ?(?:번호|코드|기호|체계|안내)|대분류"
)


def _of_class(text: str, start: int, end: int) -> bool:
    near = _class.search(text, max(0, start - _FURTHER), end + _FURTHER)
    return near is not None and not (someone_before(text, start) or name_after(text, end))


#: The groups in cells or lines of their own: | 010 | 2222 | 3344 |.
_in_cells = re.compile(r"(?P<a>01[016789])(?P<j> \| |\n)(?P<b>[0-9]{3,4})(?P=j)(?P<c>[0-9]{4})")
#: Marks that part no number as it is usually written: both are the same, or a pair of brackets.
_odd = re.compile(r"[^0-9\s\-._~/·)(+]|(?<=[0-9])\((?=[0-9]{3,4}\))|(?<=[0-9]{3})\)(?=[0-9]{4}$)")
_PAIRS: Final = frozenset({"()", "[]", "{}", "「」"})
#: Codes of things and papers: 품목코드 010-2025-0001. What people call themselves by (고객번호, 신청번호) may be their telephone.
_CODE: Final = re.compile(
    r"(?:품목|물품|제품|상품|부품|자재|재료|품번|규격|모델|자산|비품|재고|도면|로트|공사|과제|문서|일련|시리얼|바코드|분류|SKU|S/N|P/N)"
    r"\s?(?:번호|코드|기호|no|No|NO)?\s?[\"']?\s?[:：=(]?\s?[\"']?$"
)


#: Given in two halves: 앞이 010-3392이고 뒤가 8105.
_HALVES: Final = r"01[016789][-. ]?[0-9]{3,4}[^0-9\n]{1,12}(?:뒤|뒷|끝|이어|나머지)[^0-9\n]{0,8}[0-9]{4}"
_halves = re.compile(
    r"(?<![0-9-])(?P<a>01[016789][-. ]?[0-9]{3,4})(?!-?[0-9])[^0-9\n]{1,12}(?:뒤|뒷|끝|이어|나머지)[^0-9\n]{0,8}(?P<b>[0-9]{4})(?![0-9-]| ?[년월원])"
)


#: In three pieces of a sentence or a program, or without the network that everybody knows.
_WORDED: Final = r"[^0-9\n]{0,10}(?:그리고|다음|마지막|가운데|중간|시작|뒤|끝|이어|빼)[^0-9\n]{0,14}"
_QUOTED: Final = r"[\"'] ?[+,.&] ?[\"']"
_pieces = re.compile(
    rf"(?<![0-9-])(?P<a>01[016789])(?P<g>{_WORDED}|{_QUOTED})(?P<b>[0-9]{{3,4}})(?P<h>{_WORDED}|{_QUOTED})(?P<c>[0-9]{{4}})(?![0-9-]| ?[년월원])"
)
_half = re.compile("뒤|뒷|끝|이어|나머지")
_REST: Final = r"01[016789][^0-9\n]{0,14}(?:빼|생략|같|아시|아니까|공통)[^0-9\n]{0,12}(?P<c>[0-9]{4}[- ]?[0-9]{4})"
_rest = re.compile(rf"(?<![0-9-])(?:{_REST})(?![0-9-])")
_broken = re.compile(r"(?<![0-9-])01[016789]-[0-9]{1,4}\n[0-9]{1,3}-?[0-9]{4}(?![0-9-])")
_BROKEN: Final = r"01[016789]-[0-9]{1,4}\n[0-9]"
#: Grouped as no number is (010 36 18 52 94, 0103 618 5294), behind the word.
_REGROUPED: Final = r"01[016789](?:[-. ]?[0-9]){7,8}"
_regrouped = re.compile(rf"(?:{_REGROUPED})(?![0-9]|[-.][0-9]|[-. ]?[0-9]{{1,2}}[-. ][0-9])")
_CALLED: Final = "연락처|전화|휴대|핸드폰|폰|번호|모바일|HP|[Pp]hone|[Mm]obile|[Tt]el"
_called = re.compile(rf"(?:{_CALLED})[^0-9\n]{{0,8}}$")


def _called_before(text: str, at: int) -> bool:
    return _called.search(text, max(0, at - 24), at) is not None


#: The last four first: 뒷번호 5294, 가운데 3618, 앞은 010.
_BACKWARD: Final = r"(?:뒤|뒷|끝)[^0-9\n]{0,12}[0-9]{4}[^0-9\n]{1,16}(?:[0-9]{3,4}[^0-9\n]{1,12})?01[016789]"
_backward = re.compile(
    r"(?:뒤|뒷|끝)[^0-9\n]{0,12}(?P<a>[0-9]{4})(?![0-9년월원])[^0-9\n]{1,16}(?:(?P<b>[0-9]{3,4})[^0-9\n]{1,12}(?P<c>01[016789])|(?P<d>01[016789][-. ]?[0-9]{3,4}))(?![0-9-])"
)
#: The rest of it after a remark in brackets or a few words: 010(대문자 아님)3618-5294, 010-3618 까지 쓰고 이어서 5294.
_REMARKED: Final = r"01[016789] ?\([^()0-9\n]{1,20}\) ?[0-9]{3,4}[-. ]?[0-9]{4}"
_remarked = re.compile(rf"(?:{_REMARKED})(?![0-9-])")
#: In a talk, a message a piece: 010-36 / 18-52 / 94.
_turn = re.compile(
    rf"(?P<who>^(?:\[[^\]\n]{{1,20}}\] ?){{0,2}}(?:[^\n:：\[\]\"'|]{{1,20}}[:：>] ?|(?<=\] )))(?:{LEADS})?"
    r"(?P<v>[0-9]{2,5}(?:[- ][0-9]{1,4}){0,2})-?(?: ?(?:으?로|이[구고에야요]|맞|입니|예요|요|네요|임|끝|연락|전화|걸어|문자|번|야|뒤에|다음|하고|그리고)[^\n0-9]{0,14})?[ .,~!?ㅋㅎ]{0,6}$",
    re.MULTILINE,
)
_TURN: Final = r"[:：>\]] ?01[016789](?:[- ]?[0-9]{1,4})?-?" + MESSAGE_END + r"\n"
#: A piece a line, below the words for it: 제 번호 / 공일공 / 2231 하고 / 7704 이에요.
_TAILED: Final = r"-?(?: ?(?:하고|이고|그리고|이요|요|이?[에예]요|입니다|이야|야|번|뒤에|다음에?))?[ .,~!]{0,4}"
_LINES: Final = (
    rf"(?:01[016789]|[공영빵]일[공영빵]){_TAILED}\n[0-9{''.join(HANGUL)}]{{3,4}}{_TAILED}\n[0-9{''.join(HANGUL)}]{{4}}"
)
_lines = re.compile(
    rf"(?:번호|연락처|전화|휴대폰|핸드폰|폰)[^0-9\n]{{0,8}}\n(?P<a>01[016789]|[공영빵]일[공영빵]){_TAILED}\n(?P<b>[0-9{''.join(HANGUL)}]{{3,4}}){_TAILED}\n(?P<c>[0-9{''.join(HANGUL)}]{{4}}){_TAILED}(?=\n|$)"
)
#: Figure by figure or group by group the wrong way round, where the text says so: 거꾸로 7704-2231-010.
_MIRROR: Final = "거꾸로|뒤집|역순|반대로|뒤에서"
_MIRRORED: Final = r"[0-9]{4}[-. ]?[0-9]{3,4}[-. ]?[016789]10"
_mirrored = re.compile(rf"(?<![0-9-])(?:{_MIRRORED})(?![0-9]|-[0-9])")
_mirror = re.compile(_MIRROR)
_FURTHER: Final = 80
_ELEVEN, _NEAR = 11, 12
_YEARS: Final = ("19", "20")


def _in_pieces(text: str) -> Iterator[Finding]:
    for m in _pieces.finditer(text):
        if m["b"][:2] in _YEARS and m["c"][:2] in _YEARS:
            continue
        if len(m["g"]) <= _NEAR and len(m["h"]) <= _NEAR and "시작" not in m["g"]:
            yield Finding(m.start("a"), m.end("c"), Kind.PHONE, 98, "pieces")
        else:
            for name in "abc":
                yield Finding(*m.span(name), Kind.PHONE, 88, "pieces")
    for m in _rest.finditer(text):
        yield Finding(*m.span("c"), Kind.PHONE, 84, "without its network")
    for m in _remarked.finditer(text):
        yield Finding(*m.span(), Kind.PHONE, 92, "remark within")
    for m in _backward.finditer(text) if "뒤" in text or "뒷" in text or "끝" in text else ():
        pieces = [m.span(name) for name in "abcd" if m[name]]
        if not any(map(str.isalpha, text[pieces[0][0] : pieces[-1][1]])) and "\n" not in m[0]:
            pieces = [(pieces[0][0], pieces[-1][1])]
        for piece in pieces:
            yield Finding(*piece, Kind.PHONE, 88, "backward")
    for m in _regrouped.finditer(text):
        year = digits(m[0])[3:5] in _YEARS
        if not year and _mobile.fullmatch(m[0]) is None and _called_before(text, m.start()):
            yield Finding(*m.span(), Kind.PHONE, 86, "grouped otherwise")
    for m in _broken.finditer(text):
        if len(digits(m[0])) == _ELEVEN and _WORD.search(text, max(0, m.start() - 24), m.start()):
            yield Finding(*m.span(), Kind.PHONE, 94, "two lines")


def _anyhow(text: str) -> Iterator[Finding]:
    """Line by line, or the wrong way round."""
    for m in _lines.finditer(text) if "\n" in text else ():
        for name in "abc":
            yield Finding(*m.span(name), Kind.PHONE, 90, "lines")
    for m in _mirrored.finditer(text) if _mirror.search(text) else ():
        near = text[max(0, m.start() - _FURTHER) : m.end() + _FURTHER // 2]
        if _mirror.search(near) and _word_of_phone.search(near):
            yield Finding(*m.span(), Kind.PHONE, 88, "backward")


_word_of_phone = re.compile(_CALLED)


#: In numbered parts of a message: (1/3) 010 (2/3) 2231 (3/3) 7704.
_PART: Final = r"[(\[][1-4] ?/ ?[2-4][)\]]"
_part = re.compile(
    r"[(\[](?P<i>[1-4]) ?/ ?(?P<n>[2-4])[)\]][^0-9\n(\[]{0,16}(?P<v>[0-9]{2,4}(?:[- ]?[0-9]{3,4}){0,2})(?![0-9]|-[0-9]| ?(?:쪽|면|장|건|명|개|원|p))"
)


def _in_parts(text: str) -> Iterator[Finding]:
    pieces: list[re.Match[str]] = []
    for m in _part.finditer(text):
        if m["i"] == "1" or (pieces and (m["n"] != pieces[0]["n"] or int(m["i"]) != len(pieces) + 1)):
            pieces = []
        if m["i"] == "1" or pieces:
            pieces.append(m)
        value = digits("".join(piece["v"] for piece in pieces))
        if pieces and m["i"] == m["n"] and len(value) == _ELEVEN and value[:2] == "01" and value[2] in _NETWORKS:
            for piece in pieces:
                yield Finding(*piece.span("v"), Kind.PHONE, 88, "parts")


def _in_turns(text: str) -> Iterator[Finding]:
    """The pieces that messages, one behind the other, hold of one number."""
    pieces: list[re.Match[str]] = []
    for m in _turn.finditer(text):
        begins = m["v"][:2] == "01" and m["v"][2:3] in _NETWORKS
        if begins or (pieces and (m.start() - pieces[-1].end() > _FURTHER or _who(m) != _who(pieces[-1]))):
            pieces = []
        if begins or pieces:
            pieces.append(m)
        if len(pieces) > 1 and len(digits("".join(piece["v"] for piece in pieces))) == _ELEVEN:
            for piece in pieces:
                yield Finding(*piece.span("v"), Kind.PHONE, 88, "turns")
            pieces = []


def _who(m: re.Match[str]) -> str:
    """Who says it, whenever."""
    return _when.sub("", m["who"])


_when = re.compile("[^가-힣A-Za-z]+|오[전후]|(?:첫|둘|두|셋|세|넷|네|다음|마지막) ?(?:번?째)?(?![가-힣]{2})")
_NETWORKS: Final = frozenset("016789")


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    yield from _in_pieces(text)
    yield from _anyhow(text)
    yield from _in_turns(text) if "\n" in text else ()
    yield from _in_parts(text) if "1/" in text or "1 /" in text else ()
    for m in _each(text, _mobile_hint, _mobile):
        start, end = m.span()
        if not _free(text, start, end, filed=True) or digits(m[0])[-8:] == "00000000":
            continue
        if (
            len(odd := _odd.findall(m[0])) > 1
            and len(set(odd)) > 1
            and "".join(odd) not in _PAIRS
            and "+" not in m[0][0]
        ):
            continue
        label = view.label(start)
        if _CODE.search(label):
            continue
        if "-" not in m[0] and (NOT_PERSONAL.search(label) or _BANK.search(label)):
            continue
        obsolete = m[0][:3] in _OBSOLETE and not _WORD.search(label)
        if obsolete and (_of_class(text, start, end) or (m[0].isdigit() and _ticket.search(label))):
            continue  # ten digits on a ticket begin so, too
        apart = _in_cells.fullmatch(m[0])
        if apart and (apart["j"] != "\n" or text[start - 1 : start] in ("", "\n", '"')):
            for name in "abc":
                yield Finding(start + apart.start(name), start + apart.end(name), Kind.PHONE, 93, "cells")
            continue
        yield Finding(_opened(text, start, m[0]), end, Kind.PHONE, 97 if _WORD.search(label) else 93, "mobile")
    for m in _each(text, _line_hint, _line):
        start, end = m.span()
        if (
            not _free(text, start, end)
            or digits(m[0])[-7:] == "0000000"
            or (_example.match(text, end) and not _HOME.search(view.label(start)))
        ):
            continue
        label = view.label(start)
        personal = digits(m[0])[:3] in ("070", "050")
        if not _own_word.search(label) and (NOT_PERSONAL.search(label) or _BANK.search(label)):
            continue
        if m[0].isdigit() and not _WORD.search(label):
            continue
        if _of_place.match(view.before(start, 64)) and not _HOME.search(label):
            continue
        foot = _foot.match(text, end) or (_fax.match(text, end) and not name_before(text, start))
        foot = foot or _foot_before.search(text, max(0, start - _NEAR), start)
        office = (
            foot or _office_behind.match(text, end) or _OFFICE.search(label) or _OFFICE.search(view.before(start, 20))
        )
        if office and not (_HOME.search(label) or _someone_behind.match(text, end)):
            continue
        certainty = 90 if personal or _WORD.search(label) else 76
        yield Finding(_opened(text, start, m[0]), end, Kind.PHONE, certainty, "line")
    for m in _halves.finditer(text) if _half.search(text) else ():
        yield Finding(*m.span("a"), Kind.PHONE, 88, "halves")
        yield Finding(*m.span("b"), Kind.PHONE, 88, "halves")
    for m in _bare.finditer(text):
        label = view.label(m.start())
        worded = _WORD.search(label) if m[0].isdigit() else _called_before(text, m.start())
        if worded and not (NOT_PERSONAL.search(label) or _paper.search(label)) and _free(text, *m.span()):
            yield Finding(*m.span(), Kind.PHONE, 85, "no zero")


def _each(text: str, hint: re.Pattern[str], shape: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """As `shape.finditer`, tried only where `hint` stands."""
    after = 0
    for h in hint.finditer(text):
        at = first = h.start()
        if at < after:
            continue
        if text[at] == "8":  # 82 may stand behind 00 and an opening
            if text[at - 1 : at].isdigit() and not text.startswith("00", max(0, at - 2)):
                continue  # …5582 – 010-2222-3344: the end of another number
            if text.startswith("00", max(after, at - 2), at):
                first = at - 2
            if first > after and text[first - 1] in "+(":
                first -= 1
        for start in range(first, at + 1):
            m = shape.match(text, start)
            if m is not None:
                after = m.end()
                yield m
                break


def _opened(text: str, start: int, value: str) -> int:
    """(02) 345-6789: the bracket that the value closes belongs to it."""
    return start - 1 if ")" in value and "(" not in value and text[start - 1 : start] == "(" else start


def _free(text: str, start: int, end: int, *, filed: bool = False) -> bool:
    """As `base.alone`, and no decimal point, `+` or letter of an identifier joins it. `filed`: but for a file's name."""
    if filed and text[start - 1 : start] == "_" and not text[start - 2 : start - 1].isdigit():
        start = 0  # scan_010_2222_3344.jpg
    if start and (
        text[start - 1] in "0123456789_" or (text[start - 1] in "-." and text[start - 2 : start - 1].isdigit())
    ):
        return False
    if coded(text, start, end):
        return False
    rest = text[end : end + 2]
    return not (rest[:1].isdigit() or (rest[:1] in ("-", "_") and rest[1:].isdigit()))


DETECTOR: Final = Detector(
    Kind.PHONE,
    (
        (rf"{_MOBILE}|{_LINE}|{_BARE}",),
        (_HALVES,),
        (_REMARKED,),
        (_BACKWARD,),
        (_CALLED, _REGROUPED),
        (r"01[016789][^0-9]", "그리고|다음|마지막|가운데|중간|시작|이어|빼|생략|같|아시|아니까|공통"),
        (r"01[016789][\"']",),
        (_BROKEN,),
        (_TURN,),
        (_PART, "01[016789]"),
        (_LINES,),
        (_MIRROR, _MIRRORED),
    ),
    detect,
)
