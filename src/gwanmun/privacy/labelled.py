"""Numbers behind the word that says what they are (표제 뒤 번호), whatever they are written with. A part of `normal`.

여권번호 엠 삼칠일 더블유 공공사이, 차번 백이십팔 루 삼공사오, 군번 구삼 칠육이 공공 사 일 팔, 법인등록번호 l5Olll — 38ll5O7: once its word
is read, a number may be written with any digits, letters that look like them, words, and any marks between, as long as
it has as many digits as such a number has. It is shown as the one number it is, in the form its detector knows.
What does not live here: numbers that tell themselves (`spelt`, `said`), and whether they are anybody's.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import re2

from gwanmun.privacy.said import NATIVE, number
from gwanmun.privacy.spelt import CHINESE, HANGUL, REGION, Cut, apart

_H: Final = "".join(HANGUL)
_C: Final = "".join(CHINESE)
_LETTERS: Final = dict(zip("OoQIlSB", "0001158", strict=True))
_DIGITS: Final = HANGUL | CHINESE | _LETTERS | NATIVE | {digit: digit for digit in "0123456789"}
#: Said as a number: 십삼, 백이십팔, 사천사백칠.
_COUNTED: Final = "[일이삼사오육칠팔구]?[십백천][일이삼사오육칠팔구십백천]{0,7}"
_DIGIT: Final = rf"(?:{'|'.join(NATIVE)}|[{_H}{_C}0-9OoQIlSB])"
_ORNAMENT: Final = "←-⯿〃-〆〈-〿\U0001f300-\U0001faff…※×¤§°"
_BETWEEN: Final = rf"[ ]{{0,3}}(?:(?:그리고 ?(?:다시)?|다시|대시|하이픈|짝대기|작대기|빼기|슬래시|하고|점|쩜|에|의|[-./,·_*|│┃¦~+:=^#'\]\[)({_ORNAMENT}]{{1,2}}),?[ ]{{0,3}})?"
_token = re.compile(rf"(?P<n>{_COUNTED})|(?P<d>{_DIGIT})")
_between = re.compile(_BETWEEN)
#: Letters as they are called; a passport has one at its head, and those since 2021 one behind three digits.
_CALLED: Final = {
    "에이": "A", "비": "B", "씨": "C", "디": "D", "에프": "F", "지": "G", "에이치": "H", "아이": "I", "제이": "J", "케이": "K",
    "엘": "L", "엠": "M", "엔": "N", "오": "O", "피": "P", "큐": "Q", "알": "R", "에스": "S", "티": "T", "유": "U", "브이": "V",
    "더블유": "W", "엑스": "X", "와이": "Y", "제트": "Z",
}  # fmt: skip
_LETTER: Final = "|".join(sorted(_CALLED, key=len, reverse=True))
_GAP: Final = "[ ]{0,2}[-.,·/]?[ ]{0,2}"
_passport = re.compile(
    rf"(?P<h>[MSRODmsrod]|엠|에스|알|오|디){_GAP}(?P<a>{_DIGIT}(?:{_GAP}{_DIGIT}){{2}}){_GAP}"
    rf"(?:(?P<m>[A-Za-z]|{_LETTER})|(?P<d>{_DIGIT})){_GAP}(?P<b>{_DIGIT}(?:{_GAP}{_DIGIT}){{3}})(?![0-9A-Za-z])"
)
_USE: Final = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자배허하호육해공국합"
_NUMBER: Final = rf"(?:{_COUNTED}|{_DIGIT}(?:[ ]?{_DIGIT}){{1,2}})"
_plate = re.compile(
    rf"(?P<r>(?:{REGION})[ ]?)?(?P<a>{_NUMBER})(?P<i>에?[ ]{{0,2}}[-.·/]?[ ]{{0,2}})(?P<m>[{_USE}])(?:에(?= ))?[ ]{{0,2}}[-.·/]?[ ]{{0,2}}(?P<b>{_DIGIT}(?:[ ]?{_DIGIT}){{3}})(?![0-9])"
)
#: In a list of cars the line itself begins with the plate.
_row = re.compile(rf"\n[ ]?(?:[-*①-⑳]|[0-9]{{1,2}}[.)])?[ ]?(?:(?:{REGION})[ ]?)?(?=[{_H}])")


@dataclass(frozen=True, slots=True)
class _Kind:
    """A word for numbers, and how one of so many digits is written; None: no such number."""

    word: str
    written: Callable[[str], str | None]
    most: int


def _grouped(*sizes: int) -> Callable[[str], str | None]:
    def written(digits: str) -> str | None:
        if len(digits) != sum(sizes):
            return None
        at, groups = 0, []
        for size in sizes:
            groups.append(digits[at : at + size])
            at += size
        return "-".join(groups)

    return written


def _resident(digits: str) -> str | None:
    month, day = digits[2:4], digits[4:6]
    return f"{digits[:6]}-{digits[6:]}" if len(digits) == 13 and "01" <= month <= "12" and "01" <= day <= "31" else None


def _telephone(digits: str) -> str | None:
    if digits[:2] == "01" and digits[2:3] in "016789":
        area = 3
    elif digits[:2] == "02":
        area = 2
    elif digits[:2] in ("03", "04", "05", "06", "07"):
        area = 3
    else:
        return None
    first = len(digits) - area - 4
    return f"{digits[:area]}-{digits[area:-4]}-{digits[-4:]}" if first in (3, 4) else None


def _insurance(digits: str) -> str | None:
    return f"{digits[0]}-{digits[1:]}" if len(digits) == 11 and digits[0] != "0" else None


def _licence(digits: str) -> str | None:
    return _grouped(2, 2, 6, 2)(digits) if "11" <= digits[:2] <= "28" else None


def _service(digits: str) -> str | None:
    return f"{digits[:2]}-{digits[2:]}" if 7 <= len(digits) <= 10 else None


def _patient(digits: str) -> str | None:
    return digits if 6 <= len(digits) <= 10 else None


def _born(digits: str) -> str | None:
    if len(digits) != 8 or digits[:2] not in ("19", "20"):
        return None
    month, day = digits[4:6], digits[6:]
    return f"{digits[:4]}-{month}-{day}" if "01" <= month <= "12" and "01" <= day <= "31" else None


_KINDS: Final = (
    _Kind(r"주민(?: ?등록)? ?번호|민증 ?번호|외국인 ?등록(?:증)? ?번호|거소 ?신고 ?번호", _resident, 13),
    _Kind(r"법인 ?(?:등록|등기)? ?번호", _grouped(6, 7), 13),
    _Kind(r"사업자 ?(?:등록)? ?번호|고유 ?번호", _grouped(3, 2, 5), 10),
    _Kind(r"[카법]카? ?드? ?번호|카드", _grouped(4, 4, 4, 4), 16),
    _Kind(r"면허(?:증)?(?: ?번호)?", _licence, 12),
    _Kind(r"(?:건강|의료) ?보험증?(?: ?번호)?|건보(?:증)?(?: ?번호)?|보험증 ?번호|증 ?번호", _insurance, 11),
    _Kind(r"군 ?번", _service, 10),
    _Kind(r"(?:환자|차트|챠트|병록)(?: ?등록)? ?번호", _patient, 10),
    _Kind(r"생년 ?월 ?일", _born, 8),
    _Kind(
        r"전화(?: ?번호)?|연락처|휴대폰|휴대 ?전화|핸드폰|폰 ?번호|HP|회선|[Mm]obile|[Pp]hone|[Tt]el", _telephone, 11
    ),
)
#: A second number of the same kind, behind the first: …, 옛 번호 6170492548.
ANOTHER: Final = re.compile(
    r"(?:옛|예전|이전|종전|지난|새|새로운|바뀐|변경된?|다른|현재|지금)(?: ?(?:것|거|번호|건))?[은는]?[ :(]{0,3}$"
)
_PASSPORT: Final = r"여권(?: ?번호)?|[Pp]assport(?: [Nn]o\.?| number)?"
_PLATE: Final = r"차량(?: ?등록)?(?: ?번호)?|차번|번호판|자동차(?: ?등록)? ?번호|차 ?번호|(?:^|[^가-힣])차(?:량|는|가| )|차적|견인|주차|승용차|렌터?카"
#: Pairs of a device's address, some of them said: 맥은 B4·이씨·99·0F·육일·2E.
_MAC: Final = r"MAC|(?:^|[^가-힣])맥(?: ?(?:주소|어드레스)|[은는이] )|물리적? ?주소"
_HEX: Final = rf"(?:에이|에프|[비씨디{_H}0-9A-Fa-f])"
_mac = re.compile(
    rf"{_HEX}{{2}}(?P<s>[-:·./_]|[ ]){_HEX}{{2}}(?:(?P=s){_HEX}{{2}}){{4}}(?![0-9A-Za-z]|(?P=s)[0-9A-Fa-f])"
)
_hex = re.compile(_HEX)
_words = re2.compile(
    "|".join([f"({kind.word})" for kind in _KINDS] + [f"({word})" for word in (_PASSPORT, _PLATE, _MAC)])
)
#: Anything but plain digits to read behind a word?
_odd = re.compile(
    rf"[0-9] [0-9]|[0-9]-[0-9]-[0-9]-|[0-9](?:_| / |,|[{_ORNAMENT}]{{1,3}})[0-9]|(?:엠|에스|알|디) ?[0-9]|[OoQIlSB][0-9]|[0-9][OoQIlSB]|[{_H}{_C}십백천][ ,.-]{{0,2}}[{_H}{_C}0-9십백천]|[0-9] ?[│┃|에] ?[0-9]|[0-9]-[0-9]{{3,4}}-[0-9]"
)
_REACH, _GAP_SIZE = 72, 28
#: RE2: what makes this worth while, besides what `spelt` and `said` are worth it for.
LABELLED_ODD: Final = (
    rf"[0-9A-Fa-f]{{2}}[-:·./_][비씨디{_H}]{{2}}[-:·./_]|"
    r"[0-9](?:(?:_| / )[0-9]{2,8}){2}(?:_| / )[0-9]|[0-9](?:,[0-9]{3}){3}|"
    r"(?:^|[^A-Za-z0-9])[lIOo][0-9]|[0-9] ?[│┃¦] ?[0-9]|[0-9] [0-9] [0-9] [0-9] ?[·/:_.] ?[0-9]|[0-9] ?[에의] ?[0-9] [0-9] [0-9]"
    rf"|[{_H}]{{2,3}} ?[가-힣] ?[0-9] [0-9] [0-9] [0-9]|(?:^|[^0-9])[0-9] [0-9] ?[{_USE}] ?[0-9]{{4}}"
)
#: The value begins a word, or stands directly behind its label.
_CARS, _DEVICES = len(_KINDS) + 1, len(_KINDS) + 2
_BEGINS: Final = frozenset(" :：=([|\t'\"`은는이가\n,>①②③④⑤⑥⑦⑧⑨")
_COPULA: Final = frozenset("고에며야요라네다구었였지신게거것건래랍란죠잖")
_LEAST_PLAIN: Final = 3


def labelled(view: str) -> list[Cut]:
    """What to put in the place of numbers that their words introduce: pieces that do not overlap, in order."""
    cuts: list[Cut] = []
    cars = False
    for m in _words.finditer(view):
        end = m.end()
        stop = view.find("\n", end + 2, end + _REACH)
        stop = stop if stop >= 0 else min(len(view), end + _REACH)
        which = m.lastindex - 1
        cars = cars or which == _CARS
        if (which < _DEVICES and _odd.search(view, end, stop) is None) or view.startswith("줄", end):
            continue
        for at in _begins(view, end, stop):
            cut = _read(view, at, stop, which)
            if cut is not None:
                cuts.append(cut)
                break
    if cars:
        cuts += [cut for m in _row.finditer(view) if (cut := _car(view, m.end(), m.end() + _REACH)) is not None]
    return apart(sorted(cuts))


def _begins(view: str, end: int, stop: int) -> Iterator[int]:
    for at in range(end, min(stop, end + _GAP_SIZE)):
        if at == end or view[at - 1] in _BEGINS:
            yield at


def _read(view: str, at: int, stop: int, which: int) -> Cut | None:
    if which == len(_KINDS):
        return _travels(view, at, stop)
    if which == _CARS:
        return _car(view, at, stop)
    if which == _DEVICES:
        return _device(view, at, stop)
    kind = _KINDS[which]
    whole = _plain_number.match(view, at, stop)
    if whole is not None and kind.written is _insurance and whole[0].count("-") > 1:
        shown = _insurance(whole[0].replace("-", ""))  # 1044-7290-685: no insurer writes it so
        return (*whole.span(), shown, False) if shown and _ends(view, whole.end()) else None
    if whole is not None and (shown := kind.written(whole[0].replace("-", ""))) is not None:
        each = 2 * whole[0].count("-") > len(shown) and kind.written is not _telephone
        return (*whole.span(), shown, False) if each and _ends(view, whole.end()) else None  # 3-0-5-8-2-7-4-1
    tokens = _tokens(view, at, stop, kind.most)
    for count in range(len(tokens), max(0, len(tokens) - 2), -1):
        end = tokens[count - 1][0]
        digits = "".join(digit for _, digit in tokens[:count])
        shown = kind.written(digits)
        plain = view[at:end]
        if kind.written is _telephone and plain.count(" | ") == _CELLS:
            continue  # a cell each
        if shown is None or not _ends(view, end) or not _disguised(plain, digits):
            continue
        if "," in plain and _amount.match(view, end):
            continue  # 카드 매출액 4,111,111,111,111,111원
        return at, end, shown, False
    return None


_amount = re.compile(" ?(?:원|건|명|개|좌|주|회|톤|㎡|[kKmM㎏][gGmMwW]?)")
_CELLS: Final = 2
_plain_number = re.compile("[0-9]+(?:-[0-9]+)*")


def _tokens(view: str, at: int, stop: int, most: int) -> Sequence[tuple[int, str]]:
    """The digits from `at` on, each with where it ends."""
    found: list[tuple[int, str]] = []
    count = 0
    while count <= most:
        m = _token.match(view, at, stop)
        if m is None:
            break
        digits = number(m["n"]) if m["n"] else _DIGITS[m["d"]]
        if not digits:
            break
        found.append((m.end(), digits))
        count += len(digits)
        between = _between.match(view, m.end(), stop)
        at = between.end() if between else m.end()
    return found


def _ends(view: str, end: int) -> bool:
    """Whether nothing goes on, and the last is no 이 of 이고, 이에요."""
    after = view[end : end + 1]
    if view[end - 1] == "이" and after and after in _COPULA:
        return False
    return not (after.isascii() and after.isalnum())


def _disguised(value: str, digits: str) -> bool:
    """Whether it is written otherwise than in digits and hyphens, and not in letters alone."""
    letters = sum(c.isascii() and c.isalpha() for c in value)
    return _plain_number.fullmatch(value) is None and len(digits) - letters >= _LEAST_PLAIN


def _travels(view: str, at: int, stop: int) -> Cut | None:
    m = _passport.match(view, at, stop)
    if m is None:
        return None
    head = _CALLED.get(m["h"], m["h"].upper())
    middle = _CALLED.get(m["m"], m["m"].upper()) if m["m"] else _plain(m["d"])
    shown = head + _plain(m["a"]) + middle + _plain(m["b"])
    return (at, m.end(), shown, False) if _disguised(m[0], shown) else None


def _device(view: str, at: int, stop: int) -> Cut | None:
    m = _mac.match(view, at, stop)
    if m is None or m[0].isascii() or not any(map(str.isdigit, m[0])):
        return None
    digits = [_CALLED.get(one[0]) or HANGUL.get(one[0], one[0]) for one in _hex.finditer(m[0])]
    if not any(map(str.isalpha, digits)):
        return None  # 맥은 11 22 이이 33: counts
    return at, m.end(), ":".join(map("".join, zip(digits[::2], digits[1::2], strict=True))), False


def _car(view: str, at: int, stop: int) -> Cut | None:
    m = _plate.match(view, at, stop)
    if m is None:
        return None
    counted = any(c in "십백천" for c in m["a"])
    first = number(m["a"]) if counted else _plain(m["a"])
    plain = m[0].removeprefix(m["r"] or "").replace(" ", "")
    if len(first) not in (2, 3) or (
        _plain_plate.fullmatch(plain) and " " not in m["b"] and _singly.fullmatch(m["a"]) is None
    ):
        return None
    return at, m.end(), (m["r"] or "").strip() + first + m["m"] + _plain(m["b"]), False


_plain_plate = re.compile("[0-9]{2,3}.[0-9]{4}")
_singly = re.compile("[0-9](?: [0-9]){1,2}")


def _plain(value: str) -> str:
    return "".join(_DIGITS[m["d"]] for m in _token_of_digit.finditer(value))


_token_of_digit = re.compile(rf"(?P<d>{_DIGIT})")
