"""Numbers said aloud (말로 부른 수), in words of more than one letter. A part of `normal`, before `spelt`.

공하나공 둘둘칠셋 …, zero1zero 사사이공, zero one zero, 엠 칠이공… (M720…), 일구이점 일육팔점 사십삼점 이백일, 삼십칠점 사팔이공육, 칠구년 시월 초이틀,
보국문로 십칠, 비동 이백삼호; in other tongues (không một hai, 링 이 얼, ゼロ・いち, Ⅴ·Ⅷ·Ⅱ: `digits_said.txt`); plus eight-two ten eighty-eight …,
010-열둘-서른넷 …, 육십사, 이십팔, 공칠 …. What is said with one letter for each digit (공일공) is read by `spelt`.
What does not live here: whether a number is anybody's.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import re2

from gwanmun.privacy.lists import lines_of
from gwanmun.privacy.spelt import CHINESE, HANGUL, Cut, apart

_H: Final = "".join(HANGUL)
_HAN: Final = "".join(CHINESE)
#: Words that count, from one to nine.
NATIVE: Final = {
    "하나": "1", "둘": "2", "셋": "3", "넷": "4", "다섯": "5", "여섯": "6", "일곱": "7", "여덟": "8", "아홉": "9",
}  # fmt: skip
_ENGLISH: Final = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9",
}  # fmt: skip
#: Letters that passports and customs codes begin with, as they are called.
_LETTER: Final = {"엠": "M", "에스": "S", "알": "R", "피": "P", "디": "D", "em": "M", "ess": "S", "ar": "R"}
_PLACES: Final = {"십": 10, "백": 100, "천": 1000}
_N: Final = "일이삼사오육륙칠팔구십백천"
#: Months and days of the moon's calendar, by their own names.
_MONTHS: Final = {"정월": 1, "유월": 6, "시월": 10, "동짓달": 11, "섣달": 12}
_DAYS: Final = dict(
    zip(["하루", "이틀", "사흘", "나흘", "닷새", "엿새", "이레", "여드레", "아흐레", "열흘"], range(1, 11), strict=True)
)

_native_word = "|".join(NATIVE)
_english_word = "|".join(_ENGLISH)
_T: Final = rf"(?:{_native_word}|[{_H}0-9])"
_native_run = re.compile(rf"{_T}(?:(?:[ ]?[-.~/,][ ]?|[ ]{{1,3}}|[ ]?에(?:요,)?[ ]?)?{_T}){{6,24}}")
#: Groups parted by wider gaps than their figures: 영 하나 영   여섯 여섯 셋 넷   아홉 영 둘 일곱.
_wide_groups = re.compile(rf"{_T}(?: {_T}){{1,5}}(?: {{2,3}}{_T}(?: {_T}){{1,6}}){{1,3}}")
_figure_or_gap = re.compile(rf"(?P<w>{_T})|(?P<j>[ ]{{1,3}})")
_native = re.compile(_native_word)
_word_for_digit = re.compile(rf"{_native_word}|[{_H}]")
_LEAST_WORDS: Final = 4
_english_run = re.compile(
    rf"(?<![A-Za-z])(?:(?P<l>em|ess|ar|[MSRPD])[ -])?(?:{_english_word})(?:[ ]?[-,./][ ]?(?:{_english_word})|[ ](?:{_english_word})){{5,20}}(?![A-Za-z])",
    re.IGNORECASE,
)
_english_token = re.compile(rf"(?P<w>{_english_word})|(?P<j>[ ]?[-,./][ ]?|[ ])", re.IGNORECASE)
#: Some digits as words, some as figures, with any marks: zero-1-zero/3/3/0/8/five/1/7/2.
_half_english_run = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_english_word}|[0-9])(?:[ ]?[-,./_][ ]?(?:{_english_word}|[0-9])(?![0-9])|[ ](?:{_english_word}|[0-9])(?![0-9])){{6,20}}(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_english_words = re.compile(_english_word, re.IGNORECASE)
#: English figures in Hangul: 제로 원 제로에 포 에잇 투 세븐에 ….
_KONGLISH: Final = {
    "제로": "0", "지로": "0", "원": "1", "투": "2", "쓰리": "3", "스리": "3", "포": "4", "파이브": "5", "식스": "6", "세븐": "7",
    "에잇": "8", "에이트": "8", "나인": "9",
}  # fmt: skip
_konglish_word = "|".join(_KONGLISH)
_KONGLISH_JOINT: Final = "(?:에|이고|다시)?[ ]?[-,./][ ]?|(?:에|이고|다시)?[ ]"
_konglish_run = re.compile(
    rf"(?<![가-힣])(?:{_konglish_word})(?:(?:{_KONGLISH_JOINT})(?:{_konglish_word})){{4,20}}(?=[^가-힣]|[이은는를로에]|$)"
)
_konglish_token = re.compile(rf"(?P<w>{_konglish_word})|(?P<j>{_KONGLISH_JOINT})")
#: Korean in Latin letters: gong-il-gong sam-sam-i-chil.
_ROMAN: Final = {
    "gong": "0", "kong": "0", "yeong": "0", "young": "0", "il": "1", "i": "2", "ee": "2", "sam": "3", "sa": "4", "o": "5", "oh": "5",
    "yuk": "6", "yug": "6", "ryuk": "6", "chil": "7", "pal": "8", "gu": "9", "ku": "9", "goo": "9",
}  # fmt: skip
_roman_word = "|".join(sorted(_ROMAN, key=len, reverse=True))
_roman_run = re.compile(
    rf"(?<![A-Za-z])(?:{_roman_word})(?:[ ]?[-,./][ ]?(?:{_roman_word})|[ ](?:{_roman_word})){{6,20}}(?![A-Za-z])",
    re.IGNORECASE,
)
_roman_token = re.compile(rf"(?P<w>{_roman_word})|(?P<j>[ ]?[-,./][ ]?|[ ])", re.IGNORECASE)
_lettered = re.compile(rf"(?<![가-힣])(?P<l>엠|에스|알|피|디)[ ,]?(?=[{_H}0-9](?:[ -]?[{_H}0-9]){{7}})")
_POINT: Final = r"[ ]?(?:점|쩜|닷|[(\[{][ ]?(?:점|\.)[ ]?[)\]}])[ ]?"
_address_of_net = re.compile(
    rf"(?<![가-힣0-9])(?P<a>[{_H}{_N}]{{1,6}}){_POINT}(?P<b>[{_H}{_N}]{{1,6}}){_POINT}(?P<c>[{_H}{_N}]{{1,6}}){_POINT}(?P<d>[{_H}{_N}]{{1,6}}?)(?=[^{_H}{_N}]|이[고다에라래며]|$)"
)
_degrees = re.compile(
    rf"(?<![가-힣])(?P<a>[{_H}{_N}]{{2,6}})[ ]?점[ ]?(?P<b>[{_H}](?:[ ]?[{_H}]){{3,7}}?)(?=[^{_H} ]| [^{_H}]|$)"
)
_day = re.compile(
    rf"(?<![가-힣0-9])(?P<y>[0-9]{{2,4}}|[{_H}{_N}]{{2,8}})[ ]?년[ ]?(?P<m>[0-9]{{1,2}}[ ]?월|[{_N}]{{1,2}}[ ]?월|{'|'.join(_MONTHS)})[ ]?"
    rf"(?:(?P<d>[{_N}]{{1,3}}|[0-9]{{1,2}})[ ]?일|(?P<o>초|열|스무)?(?P<n>{'|'.join(_DAYS)})|(?P<h>스무날|보름|그믐))"
)
#: In Chinese figures, some of them, with the tens that no letter for a letter shows: 九一年 十二月 二十三日, 一九四六년 삼월 구일.
_HAN_DIGITS: Final = str.maketrans(
    {**dict(zip(CHINESE, ("영일이삼사오육칠팔구"[int(n)] for n in CHINESE.values()), strict=True)), "十": "십"}
)
_HAN_OR: Final = rf"{_HAN}{_H}"
_han = re.compile(rf"[{_HAN}十]")
_han_day = re.compile(
    rf"(?<![{_HAN_OR}])(?P<y>[{_HAN_OR}]{{2}}|[{_HAN_OR}]{{4}})[ ]?[년年][ ]?(?P<m>[{_HAN_OR}十십]{{1,2}}|[유시])[ ]?[월月][ ]?(?P<d>[{_HAN_OR}十십]{{1,3}})[ ]?[일日]"
)
#: In Roman numerals: MCMLXXVII년 XI월 IV일.
_roman_day = re.compile(
    r"(?<![A-Za-z])(?P<y>M[MDCLXVI]{1,14})[ ]?년[ ]?(?P<m>[IVX]{1,4})[ ]?월[ ]?(?P<d>[IVX]{1,6})[ ]?일"
)
#: A coordinate in letters with a point: 삼오.일칠구.
_coordinate = re.compile(rf"(?<![가-힣0-9])(?P<a>[{_H}]{{2,3}})[ ]?\.[ ]?(?P<b>[{_H}]{{3,8}})(?![{_H}])")
#: A street or a village, its number, and what lies within the house: 불정로 구십, 봉강리 육백십사 다시 이번지, 백오동 천이백일호.
_DASH: Final = "다시|대시|의|에"
_house = re.compile(
    rf"(?<=[로길리동가])(?:[ /-]| / )(?:산[ ]?)?(?P<a>[{_N}]{{2,8}}|[{_N}](?=[ ]?번지))(?:[ ]?(?:{_DASH})[ ]?(?P<b>[{_N}]{{1,4}}))?(?=[ ]?번지|번길|길|[ ,-]|$|[가-힣]?[^가-힣])"
)
#: Without any space: 교대리오백십이다시삼번지; a county glued to its village gets one: 홍천군교대리….
_glued_lot = re.compile(
    rf"(?<=[가-힣][리동로길])(?:산)?(?P<a>[{_N}]{{2,8}})(?:(?:{_DASH})(?P<b>[{_N}]{{1,5}}))?(?=번지)"
)
_glued_area = re.compile("(?<![가-힣])[가-힣]{1,3}[시군](?P<v>[가-힣])[가-힣]{0,3}[리동로길]산?$")
_lane = re.compile(rf"(?<=길)[ ](?P<a>[{_N}]{{1,5}})(?=[ ,-]|번지|$)")
_flat = re.compile(
    rf"(?<=[ ,-])(?:(?P<l>[에비씨])(?=동))?(?P<a>[{_H}{_N}]{{0,6}})(?:동(?=[ ,-]{{0,2}}[{_H}{_N}0-9])|층|호(?![선기차봉수관텔주]))"
)

#: A mobile number whose groups are said as numbers: 공일공 삼천육백십팔 오천이백구십사.
_BREAK: Final = "(?:[ ,에-]{1,3}|[의은는][ ,]{0,2}|[ ,]{0,2}(?:다시|그리고|다음에?)[ ,]{0,2})"
_counted = re.compile(
    rf"(?P<h>[공영][일십][공영]|010)(?P<i>{_BREAK})(?P<a>[{_N}]{{3,8}})(?P<j>{_BREAK})(?P<b>[{_N}]{{3,8}})(?![{_H}])"
)

#: A mobile number, each figure written in any way: zero1zero 사사이공 0622, 공일공 다음에 38four7-two2九1.
_ZERO, _ONE = "(?:zero|oh|[0공영빵〇○ㅇ])", "(?:one|하나|[1일一])"
_HEAD: Final = f"{_ZERO}[ -]?{_ONE}[ -]?{_ZERO}"
_FIGURES: Final = {**NATIVE, **_ENGLISH, **HANGUL, **CHINESE, "ㅇ": "0", **{digit: digit for digit in "0123456789"}}
_FIGURE: Final = rf"(?:{_native_word}|{_english_word}|[{_H}{_HAN}0-9ㅇ])"
#: What is said between the groups: 공일공이고, 다음은 이삼사오 그리고 육칠팔구.
_BETWEEN: Final = "(?:그 ?)?다음(?:에|은|이)?|그담에?|그리고|다시|이고|이요|요|뒤에|뒤는|끝[은이에]|마지막은?|이어서"
_PART: Final = rf"(?:[ ]?[-.,/·_~][ ]?|(?:[ ,]{{0,2}}(?:{_BETWEEN}|에)[ ,]{{0,2}}){{1,2}}|[ ])?"
_any_mobile = re.compile(
    rf"(?<![0-9A-Za-z가-힣]){_HEAD}(?:{_PART}{_FIGURE}){{8}}(?![0-9A-Za-z]|[-. ]?[{_H}]{{2}})", re.IGNORECASE
)
_figure = re.compile(_FIGURE, re.IGNORECASE)
_between = re.compile(_BETWEEN)

# ---------------------------------------------------------------- other tongues
#: Letters of Cyrillic that `normal` shows as the Latin ones they look like.
_TWINS: Final = dict(zip("аеорсухАЕОРСХ", "aeopcyxAEOPCX", strict=True))
_JOIN: Final = "[ ]{0,2}[-–,./·・、_|:][ ]{0,2}|[ ]{1,3}"
_least_join = {
    "glued": rf"(?:{_JOIN}|の)?",
    "latin": rf"(?:{_JOIN})",
    "hangul": rf"(?:{_JOIN}|에 )",
    "other": f"(?:{_JOIN})",
    "roman": "(?:[ ]{0,2}[-,./·][ ]{0,2}|[ ]{1,2})",
}
#: Not the beginning or the end of a word.
_EDGE: Final = {
    "glued": ("", ""),
    "latin": ("(?<![A-Za-zÀ-ỹ])", "(?![A-Za-zÀ-ỹ0-9])"),
    "hangul": ("(?<![가-힣])", "(?![가-힣]{2})(?=[^가-힣]|[이은는를로에요]|$)"),
    "other": (r"(?<!\w)", r"(?!\w)"),
    "roman": ("(?<![A-Za-z0-9])", "(?![A-Za-z0-9])"),
}


@dataclass(frozen=True, slots=True)
class _Tongue:
    """How a run of its figures is written, and what each is."""

    script: str
    digits: dict[str, str]
    run: re.Pattern[str]
    token: re.Pattern[str]
    word: str


def _folded(word: str) -> str:
    """As a pattern that ignores case reads it: ſ is s, and i has no dot, or one too many."""
    return word.translate(_DOTS).casefold()


_DOTS: Final = str.maketrans("ıİ", "ii")


def _tongue(line: str) -> _Tongue:
    script, *figures = line.split()
    digits: dict[str, str] = {}
    for digit, forms in enumerate(figures):
        for form in forms.split("/"):
            digits[_folded(form) if script != "roman" else form] = str(digit)
    for form in tuple(digits):
        digits[form.translate(_SHOWN)] = digits[form]
    ordered = sorted(digits, key=len, reverse=True)
    word = "|".join(map(re.escape, ordered))
    join, (before, after) = _least_join[script], _EDGE[script]
    flags = re.NOFLAG if script == "roman" else re.IGNORECASE
    return _Tongue(
        script,
        digits,
        re.compile(f"{before}(?:{word})(?:{join}(?:{word})){{5,24}}{after}", flags),
        re.compile(f"(?P<w>{word})|(?P<j>{join})" if script != "glued" else f"(?P<w>{word})|(?P<j>{_JOIN}|の)", flags),
        word,
    )


_SHOWN: Final = str.maketrans(_TWINS)
_TONGUES: Final = tuple(map(_tongue, lines_of("digits_said.txt")))
#: Where a run begins: two words, or more of those that are short; a pattern for each script, as their letters differ.
_OF: Final = {script: "|".join(tongue.word for tongue in _TONGUES if tongue.script == script) for script in _EDGE}
_J: Final = "[-–,./·・、_|: ]+"
_TONGUES_ODD: Final = (
    rf"(?:{_OF['glued']})(?:{_J}|の)?(?:{_OF['glued']})(?:{_J}|の)?(?:{_OF['glued']})(?:{_J}|の)?(?:{_OF['glued']})",
    rf"(?i:(?:^|[^A-Za-zÀ-ỹ])(?:{_OF['latin']}){_J}(?:{_OF['latin']}){_J})",
    rf"(?:^|[^가-힣])(?:{_OF['hangul']})에?{_J}(?:{_OF['hangul']})에?{_J}(?:{_OF['hangul']})에?{_J}",
    rf"(?i:(?:{_OF['other']}){_J}(?:{_OF['other']}){_J})",
    r"(?:^|[^A-Za-z0-9])(?:[IVXON0○〇]{1,5}[-,./· ]+){4}[IVXON0○〇]{1,5}[-,./· ]",
)
_tongues = tuple(map(re2.compile, _TONGUES_ODD))
#: Least words of a run that no Korean counts with: 이, 우 and 고 are of any sentence.
_LEAST_FOREIGN: Final = 4


def _abroad(view: str) -> Iterator[Cut]:
    """Figures said in other tongues; of two sorts of gaps the rarer parts the groups."""
    scripts = {script for script, hint in zip(_EDGE, _tongues, strict=True) if hint.search(view) is not None}
    for tongue in _TONGUES:
        if tongue.script not in scripts:
            continue
        for run in tongue.run.finditer(view):
            tokens = list(tongue.token.finditer(view, *run.span()))
            words = [_folded(m["w"]) if tongue.script != "roman" else m["w"] for m in tokens if m["w"]]
            if len(set(words)) < _LEAST_SAID or (
                tongue.script == "hangul" and sum(w not in HANGUL for w in words) < _LEAST_FOREIGN
            ):
                continue
            groups = _groups([m["j"] for m in tokens if m["j"]])
            digits = [tongue.digits[word] for word in words]
            again = re.compile(rf" ?[(\[]{''.join(digits)}[)\]]").match(view, run.end())
            for m in tokens:
                start, end = m.span()
                if end == run.end() and again:
                    end = again.end()  # VII I IX … (719…): told twice, one value
                yield start, end, digits.pop(0) if m["w"] else "-" if m["j"] in groups else "", False


def _groups(joints: list[str]) -> set[str]:
    """The gaps that part groups: the rarer of two sorts."""
    counts = Counter(joints)
    if len(counts) != _TWO_SORTS:
        return set()
    (_, often), (rare, seldom) = counts.most_common()
    return {rare} if seldom < often else set()


_TWO_SORTS: Final = 2

# ---------------------------------------------------------------- numbers of two figures
_TEENS: Final = dict(
    zip(
        ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
        range(10, 20),
        strict=True,
    )
)
_TENS: Final = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
_en_unit = "|".join(list(_ENGLISH)[2:])
_EN: Final = rf"(?:(?:double|triple)[ -](?:{_english_word}|[0-9])|(?:{'|'.join(_TENS)})(?:[ -](?:{_en_unit}))?|{'|'.join(_TEENS)}|{_english_word}|[0-9]{{1,8}})"
_EN_JOIN: Final = r"(?:[ ]?[-,./][ ]?|[ ])"
_english_number = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?P<p>plus|\+)[ ]?)?{_EN}(?:{_EN_JOIN}(?:\((?:0|zero|oh)\)[ ]?)?{_EN}){{2,18}}(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_en_token = re.compile(
    rf"(?P<o>\((?:0|zero|oh)\))|(?P<d>double|triple)[ -](?P<x>{_english_word}|[0-9])|(?P<t>{'|'.join(_TENS)})(?:[ -](?P<u>{_en_unit}))?|(?P<s>{'|'.join(_TEENS)})|(?P<w>{_english_word})|(?P<f>[0-9]+)",
    re.IGNORECASE,
)
_LEAST_SAID: Final = 3
_number_of = re.compile(
    "(?P<m>01[016789])(?P<a>[0-9]{3,4})(?P<b>[0-9]{4})|(?P<r>[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(?P<s>[1-8][0-9]{6})|(?P<n>(?:02|0[3-6][1-5]|070))(?P<c>[0-9]{3,4})(?P<e>[0-9]{4})"
)


def _english_numbers(view: str) -> Iterator[Cut]:
    """A number such as plus eight two, ten, 5519, 0274; zero ten, twenty-two forty-one …: whole, where it is a telephone, a resident or a card."""
    for m in _english_number.finditer(view):
        digits, said = "", 0
        for token in _en_token.finditer(view, *m.span()):
            if token["f"]:
                digits += token["f"]
                continue
            said += 1
            if token["d"]:
                x = _folded(token["x"])
                digits += _ENGLISH.get(x, x) * (2 if _folded(token["d"]) == "double" else 3)
            elif token["t"]:
                digits += str(_TENS[_folded(token["t"])] + int(_ENGLISH[_folded(token["u"])] if token["u"] else 0))
            elif token["s"]:
                digits += str(_TEENS[_folded(token["s"])])
            elif token["w"]:
                digits += _ENGLISH[_folded(token["w"])]
        if said < _LEAST_SAID:
            continue
        if m["p"] or (digits.startswith("82") and len(digits) >= _ABROAD_LENGTH):
            digits = f"0{digits[2:].removeprefix('0')}" if digits.startswith("82") else ""
        shown = _whole_number(digits)
        if shown:
            yield *m.span(), shown, False


_ABROAD_LENGTH: Final = 11


def _whole_number(digits: str) -> str:
    """A mobile or house telephone, a resident's number, a card: with its dashes; else nothing."""
    if len(digits) in _CARDS and _luhn(digits):
        return digits
    m = _number_of.fullmatch(digits)
    return "-".join(filter(None, m.groups())) if m else ""


_CARDS: Final = (15, 16)


def _luhn(digits: str) -> bool:
    return sum(sum(divmod(int(d) * (1 + at % 2), 10)) for at, d in enumerate(reversed(digits))) % 10 == 0


_NATIVE_TENS: Final = dict(
    zip(["열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔"], range(10, 100, 10), strict=True)
)
_native_two = rf"(?:(?:{'|'.join(_NATIVE_TENS)})(?:{_native_word})?|스무|[공영](?:{_native_word}|[{_H}]))"
_SINO_TWO: Final = "(?:[이삼사오육칠팔구]?십[일이삼사오육칠팔구]?|[공영빵][공영일이삼사오육륙칠팔구])"
_TWO_JOIN: Final = r"(?:[ ]?[-,./·][ ]?|[ ]|에[ ,]{0,2})"
#: 010-열둘-서른넷-쉰여섯-일흔여덟, 공일공 삼십육 이십칠 …; an account or a card two by two: 육십사, 이십팔, 공칠, ….
_two_by_two = re.compile(
    rf"(?P<h>(?<![0-9])010|(?<![가-힣])[공영]일[공영])(?P<i>{_TWO_JOIN})(?P<v>{_native_two}(?:{_TWO_JOIN}{_native_two}){{3}}|{_SINO_TWO}(?:{_TWO_JOIN}{_SINO_TWO}){{3}})(?![{_N}가-힣]{{2}})"
    rf"|(?<![가-힣])(?P<w>{_SINO_TWO}(?:{_TWO_JOIN}{_SINO_TWO}){{4,7}})(?![{_N}]|[가-힣]{{2}}|[대살개명년월원점세위등])"
)
_one_of_two = re.compile(
    rf"(?P<t>{'|'.join(_NATIVE_TENS)}|스무)(?P<u>{_native_word})?|[공영빵](?P<o>{_native_word}|[{_H}])|(?P<s>{_SINO_TWO})"
)
#: A patient's number said as one: 환자번호 이천칠백사십만 팔천육백십구.
_myriads = re.compile(
    rf"(?:환자|차트|챠트|병록|등록) ?(?:등록)? ?번호(?:[은는이가]|:|：)? ?(?P<v>(?P<a>[{_N}]{{1,8}})만 ?(?P<b>[{_N}]{{1,8}}))(?![{_N}])"
)


def _pairs(view: str) -> Iterator[Cut]:
    for m in _two_by_two.finditer(view):
        name = "v" if m["v"] else "w"
        digits = "".join(map(_two, _one_of_two.finditer(view, *m.span(name))))
        if m["h"]:
            yield *m.span(), f"010-{digits[:4]}-{digits[4:]}", False
        elif len({*_one_of_two.findall(m["w"])}) >= _LEAST_FOREIGN and not _counts(digits):
            yield *m.span(), digits, False
    for m in _myriads.finditer(view):
        first, last = number(m["a"]), number(m["b"])
        if first and last and len(first) <= _GROUP >= len(last):
            yield *m.span("v"), first + last.zfill(_GROUP), False


def _counts(digits: str) -> bool:
    """Whether somebody only counts: 십일, 십이, 십삼, …."""
    numbers = [int(digits[at : at + 2]) for at in range(0, len(digits), 2)]
    return {b - a for a, b in pairwise(numbers)} == {1}


def _two(m: re.Match[str]) -> str:
    if m["t"]:
        return str(_NATIVE_TENS.get(m["t"], 20) + int(NATIVE.get(m["u"] or "", "0")))
    if m["o"]:
        return "0" + (NATIVE | HANGUL)[m["o"]]
    return number(m["s"]).zfill(2)


_TWO_WORDS: Final = "|".join((*_TENS, *_TEENS, "double", "triple"))
_ENGLISH_ODD: Final = (
    rf"(?i:(?:\+ ?|plus )(?:{_english_word}|{_TWO_WORDS}))|(?i:(?:{_TWO_WORDS})[ ,./-]+(?:{_TWO_WORDS}|{_english_word}|[0-9]+)[ ,./-])"
    rf"|(?i:(?:{_english_word}|[0-9])[ ,./-]+(?:{_TWO_WORDS})[ ,./-])|(?i:(?:{_english_word})[ ,./-]+(?:{_english_word})[ ,./-]+(?:{_english_word}|[0-9]))"
)
_PAIRS_ODD: Final = (
    rf"[0공영][1일][0공영]{_TWO_JOIN}(?:{_native_two}|{_SINO_TWO}){_TWO_JOIN}(?:열|스물|서른|마흔|쉰|예순|일흔|여든|아흔|[이삼사오육칠팔구]?십|[공영])"
    rf"|{_SINO_TWO}{_TWO_JOIN}{_SINO_TWO}{_TWO_JOIN}{_SINO_TWO}{_TWO_JOIN}{_SINO_TWO}{_TWO_JOIN}|번호(?:[은는이가]|:|：)? ?[{_N}]{{1,8}}만"
)
_of_english = re2.compile(_ENGLISH_ODD)
_of_pairs = re2.compile(_PAIRS_ODD)

_OTHERS: Final = (
    rf"(?:{_native_word})[ ]?{_T}[ ]?{_T}|{_T}[ ]?(?:{_native_word})[ ]?{_T}"
    rf"|(?i:(?:{_english_word})[ ,./-]+(?:{_english_word})[ ,./-]+(?:{_english_word}))"
    rf"|(?:{_konglish_word})(?:{_KONGLISH_JOINT})(?:{_konglish_word})(?:{_KONGLISH_JOINT})(?:{_konglish_word})"
    rf"|(?i:(?:{_english_word})[ ,./_-]+[0-9][ ,./_-]+(?:{_english_word}|[0-9])[ ,./_-]|[0-9][ ,./_-]+(?:{_english_word})[ ,./_-]+[0-9][ ,./_-])"
    rf"|(?i:(?:{_roman_word})[ -](?:{_roman_word})[ -](?:{_roman_word})[ -](?:{_roman_word})[ -](?:{_roman_word})[ -])"
    rf"|[{_HAN}] ?[년年] ?[{_HAN}{_H}十십유시]|[{_H}] ?[년年] ?[{_HAN}十]|[{_H}십] ?[월月] ?[{_HAN}十]|M[MDCLXVI]+ ?년|[{_H}][{_H}]\.[{_H}][{_H}]"
    rf"|(?:엠|에스|알|피|디)[ ,]?[{_H}][ ]?[{_H}0-9]"
    rf"|(?:[공영][일십][공영]|010){_BREAK}[{_N}][십백천]"
    rf"|(?i:{_HEAD})(?:{_PART}[0-9]){{0,7}}{_PART}(?i:{_english_word}|[{_H}{_HAN}])|(?i:(?:zero|oh)[ -]?(?:one|1)[ -]?(?:zero|oh))|[ㅇ공영](?:1|one)[ㅇ공영]|ㅇ일ㅇ"
    rf"|[{_H}{_N}] ?(?:점|쩜|닷) ?[{_H}{_N}]|[{_H}{_N}][(\[{{]점"
    rf"|[{_H}{_N}] ?년 ?[{_N}유시정동섣]|월 ?(?:초|열|스무|보름|그믐)|섣달|동짓달"
    rf"|[로길리동가](?:[ -]| / )(?:산 ?)?(?:[{_N}][{_N}]|[{_N}]번지)|[로길리동]산?[{_N}]{{2,8}}(?:(?:{_DASH})[{_N}]{{1,5}})?번지"
)
#: RE2: what makes this worth while.
SAID_ODD: Final = "|".join((_OTHERS, _ENGLISH_ODD, _PAIRS_ODD, *_TONGUES_ODD))
_hint = re2.compile(_OTHERS)


def said(view: str) -> list[Cut]:
    """What to put in the place of words: pieces that do not overlap, in order."""
    cuts = list(_abroad(view))
    if _of_english.search(view) is not None:
        cuts += _english_numbers(view)
    if _of_pairs.search(view) is not None:
        cuts += _pairs(view)
    if _hint.search(view) is not None:
        cuts += (*_natives(view), *_english(view), *_others(view), *_houses(view))
    return apart(sorted(cuts, key=_longest_first))


def _longest_first(cut: Cut) -> tuple[int, int]:
    return cut[0], -cut[1]


def number(words: str) -> str:
    """이백오 is 205, 일구이 192, 칠구 79, 육백십사 614; empty when it is no number."""
    if not any(c in _PLACES for c in words):
        return "".join(HANGUL.get(c, "") for c in words)
    total, digit, last = 0, 0, 10_000
    for c in words:
        place = _PLACES.get(c)
        if place is None:
            if digit or c not in HANGUL:
                return ""
            digit = int(HANGUL[c])
            continue
        if place >= last:
            return ""
        total, digit, last = total + (digit or 1) * place, 0, place
    return str(total + digit)


def _natives(view: str) -> Iterator[Cut]:
    for run in _native_run.finditer(view):
        if len(_word_for_digit.findall(run[0])) < _LEAST_WORDS:
            continue  # 하나 274-910042-…: a bank
        wide = _wide_groups.fullmatch(run[0].removesuffix(" 이"))
        if wide is not None:
            for m in _figure_or_gap.finditer(view, run.start(), run.start() + wide.end()):
                shown = (NATIVE | HANGUL).get(m["w"], m["w"]) if m["w"] else "-" if len(m["j"]) > 1 else ""
                yield *m.span(), shown, False
            continue
        for m in _native.finditer(view, *run.span()):
            yield *m.span(), NATIVE[m[0]], False


def _english(view: str) -> Iterator[Cut]:
    for run in _english_run.finditer(view):
        if run["l"]:
            letter = run["l"]
            yield run.start("l"), run.end("l") + 1, _LETTER.get(_folded(letter), letter.upper()), False
        for m in _english_token.finditer(view, run.end("l") + 1 if run["l"] else run.start(), run.end()):
            joint = "-" if (m["j"] or "").strip() and m["j"] != "-" else ""
            yield *m.span(), _ENGLISH[_folded(m["w"])] if m["w"] else joint, False

    for run in _half_english_run.finditer(view):
        words = len(_english_words.findall(run[0]))
        if words >= _LEAST_ENGLISH and any(map(str.isdigit, run[0])):
            for m in _english_token.finditer(view, *run.span()):
                yield *m.span(), _ENGLISH[_folded(m["w"])] if m["w"] else "", False
    for run in _konglish_run.finditer(view):
        for m in _konglish_token.finditer(view, *run.span()):
            yield *m.span(), _KONGLISH[m["w"]] if m["w"] else "-" if m["j"].strip() else "", False
    for run in _roman_run.finditer(view):
        groups = " " in run[0] and "-" in run[0]
        for m in _roman_token.finditer(view, *run.span()):
            joint = "-" if groups and m["j"] and "-" not in m["j"] else ""
            yield *m.span(), _ROMAN[_folded(m["w"])] if m["w"] else joint, False


_LEAST_ENGLISH: Final = 3


def _kind(c: str) -> str:
    """Figures, Latin letters, Chinese or Hangul."""
    if c.isascii():
        return "0" if c.isdigit() else "a"
    return "c" if c in CHINESE else "h"


def _roman(letters: str) -> int:
    values = [_ROMAN_VALUES[c] for c in letters]
    return sum(-a if a < b else a for a, b in zip(values, (*values[1:], 0), strict=True))


_ROMAN_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def _others(view: str) -> Iterator[Cut]:
    for m in _lettered.finditer(view):
        yield *m.span(), _LETTER[m["l"]], False
    for m in _any_mobile.finditer(view):
        figures = _between.sub(" ", m[0])
        if figures != m[0] or len({_kind(c) for c in m[0] if c.isalnum()}) > 1:
            yield *m.span(), "".join(_FIGURES[_folded(figure)] for figure in _figure.findall(figures)), False
    for m in _counted.finditer(view):
        first, last = number(m["a"]), number(m["b"])
        if first and last and len(first) <= _GROUP >= len(last):
            yield *m.span("h"), "010", False
            yield *m.span("i"), "-", False
            yield *m.span("a"), first.zfill(_GROUP), False
            yield *m.span("j"), "-", False
            yield *m.span("b"), last.zfill(_GROUP), False
    for m in _address_of_net.finditer(view):
        groups = [number(m[name]) for name in "abcd"]
        if all(groups):
            yield *m.span(), ".".join(groups), False
    for m in _degrees.finditer(view):
        whole = number(m["a"])
        if whole:
            yield *m.span(), f"{whole}.{number(m['b'].replace(' ', ''))}", False
    for m in _coordinate.finditer(view):
        degree = int(number(m["a"]))
        if degree in _LATITUDES or degree in _LONGITUDES:
            yield *m.span(), f"{degree}.{number(m['b'])}", False
    for m in _han_day.finditer(view):
        if _han.search(m[0]) is None:
            continue
        year, month, day = (number(m[name].translate(_HAN_DIGITS)) for name in "ymd")
        month = {"유": "6", "시": "10"}.get(m["m"], month)
        if month and day:
            yield *m.span(), f"{year}년 {month}월 {day}일", False
    for m in _roman_day.finditer(view):
        yield *m.span(), f"{_roman(m['y'])}년 {_roman(m['m'])}월 {_roman(m['d'])}일", False
    for m in _day.finditer(view):
        year, month, day = _parts(m)
        if year and month and day:
            yield *m.span(), f"{year}년 {month}월 {day}일", False


#: Of Korea.
_LATITUDES: Final = range(33, 40)
_LONGITUDES: Final = range(124, 133)


def _parts(m: re.Match[str]) -> tuple[str, str, str]:
    year = m["y"] if m["y"].isdigit() else number(m["y"])
    named = _MONTHS.get(m["m"])
    month = str(named) if named else m["m"][:-1].strip() if m["m"][0].isdigit() else number(m["m"][:-1].strip())
    if m["d"]:
        return year, month, m["d"] if m["d"].isdigit() else number(m["d"])
    if m["h"]:
        return year, month, {"스무날": "20", "보름": "15", "그믐": "30"}[m["h"]]
    return year, month, str({"열": 10, "스무": 20}.get(m["o"] or "", 0) + _DAYS[m["n"]])


def _houses(view: str) -> Iterator[Cut]:
    for m in _glued_lot.finditer(view) if "번지" in view else ():
        first, second = number(m["a"]), number(m["b"]) if m["b"] else ""
        if first and (second or not m["b"]):
            area = _glued_area.search(view, max(0, m.start("a") - _AREA), m.start("a"))
            if area:
                yield *area.span("v"), f" {area['v']}", False
            yield m.start("a"), m.end(), f"{first}-{second}" if second else first, False
    for m in _house.finditer(view):
        first, second = number(m["a"]), number(m["b"]) if m["b"] else ""
        whole = any(c in _PLACES for c in m["a"]) or view.startswith(_ENDS_HOUSE, m.end())
        if not first or not whole:
            continue  # 종로 일이 많다
        yield m.start("a"), m.end(), f"{first}-{second}" if second else first, False
        at = m.end()
        lane = _lane.match(view, at + 1) if view.startswith("길", at) else None
        if lane and number(lane["a"]):
            yield *lane.span("a"), number(lane["a"]), False
            at = lane.end()
        for flat in _flat.finditer(view, at, at + _WITHIN):
            within = (flat["l"] or "") if not flat["a"] else number(flat["a"])
            if within and flat["a"]:
                yield *flat.span("a"), within, False


_GROUP: Final = 4
#: How far before a lot's number its county begins.
_AREA: Final = 12
_ENDS_HOUSE: Final = ("번", " 번지", "길", ",", "-")
#: How far behind the house's number its flat is named.
_WITHIN: Final = 24
