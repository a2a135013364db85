"""Who stands directly beside a value (곁말): a person's name, a firm, or a thing. Not a detector itself: it finds nothing.

In rosters, file names and brackets no word says what a number or a date is; whose it is says it: 유고은 21-28010591,
박준(1998. 4. 3.), (주)푸른솔, 110114-… . A word counts as a name by its letters alone (`name_words`): surname, syllables, and that
it is no ordinary word. Looking takes a bounded number of characters on either side.
"""

import re
from typing import Final

from gwanmun.privacy.detectors.name_words import ORDINARY, surname, weight
from gwanmun.privacy.lists import NAME_LABELS

_REACH: Final = 32
_MARKS: Final = r"[ \t|,/:：(\[·_]{0,6}"
_word_before = re.compile(rf"(?:^|[^가-힣A-Za-z])([가-힣]{{2,4}})(?: ?[씨님군양])?{_MARKS}\Z")
_latin_before = re.compile(
    rf"(?:^|[^A-Za-z])[A-Z][A-Za-z]{{1,14}} [A-Z][A-Za-z]{{1,14}}(?:[ -][A-Za-z]{{2,14}})?{_MARKS}\Z"
)
_line_before = re.compile(r"\n[ ]{0,4}(?:[0-9]{1,3}[.)]?[ \t]{1,4})?([가-힣]{2,4})[ \t|]{1,6}\Z")
_word_after = re.compile(r"[ \t|,/)\]·_]{1,6}([가-힣]{2,4})(?:씨|님)?(?![가-힣])")
_latin_after = re.compile(r"[ \t|,/)\]·]{1,6}[A-Z][A-Za-z]{1,14} [A-Z][A-Za-z]{1,14}(?![A-Za-z])")
_LEAST: Final = -10
#: Two syllables are a word oftener than a name (개관, 신설).
_SHORT, _LEAST_OF_TWO = 2, 12
#: What a form calls a person.
_PERSONS: Final = frozenset(label.replace("_", "") for label in NAME_LABELS)

_TRADES: Final = (
    "건설|산업|테크|전자|물산|상사|개발|엔지니어링|기업|공업|유통|식품|종건|토건|개발|전기|통신|정보|시스템|시스템즈|솔루션|소프트|네트웍스|"
    "화학|제약|바이오|에너지|환경|조경|건축|설비|기계|정밀|금속|철강|목재|섬유|어패럴|패션|무역|상회|상운|운수|운송|물류|해운|항공|여행사|관광|"
    "미디어|출판사?|인쇄|기획|디자인|광고|컨설팅|증권|보험|캐피탈|은행|금융|홀딩스|그룹|코리아|랩스?|푸드|팜|농산|수산|축산|조합|법인|협회|재단|의료재단|학원"
)
_firm_before = re.compile(
    rf"(?:\(주\)|㈜|\(유\)|\(합\)|\(사\)|\(재\)|주식 ?회사|유한 ?회사|합자 ?회사|법인명?)[ :]?[가-힣A-Za-z0-9&·.]{{0,16}}[ \t|,/:(]{{0,4}}$"
    rf"|[가-힣A-Za-z0-9]{{1,12}}(?:{_TRADES}|\(주\)|㈜|주식회사)[ \t|,/:(]{{1,4}}$"
)
_firm_after = re.compile(
    r"[ \t,/|)]{1,4}(?:상호|법인명|회사명|업체명)?[ :]{0,2}(?:\(주\)|㈜|주식 ?회사|유한 ?회사|[가-힣A-Za-z0-9]{1,12}(?:\(주\)|㈜|주식회사))"
)


def name_before(text: str, at: int) -> bool:
    """Whether what ends directly before `at` looks like somebody's name."""
    before = text[max(0, at - _REACH) : at]
    m = _word_before.search(before)
    return named(m[1]) if m else _latin_before.search(before) is not None


def surname_begins(text: str, at: int) -> bool:
    """Whether nothing but one word that begins with a surname stands on the line before `at`: an odd name in a row, too."""
    m = _line_before.search(text[max(0, at - _REACH) : at])
    return m is not None and surname(m[1]) > 0


def name_after(text: str, at: int) -> bool:
    """Whether what begins directly behind `at`, in the next cell or behind a mark, looks like somebody's name."""
    m = _word_after.match(text, at)
    return named(m[1]) if m else _latin_after.match(text, at) is not None


def named(word: str) -> bool:
    """Whether letters alone make a name of this word, and it is no ordinary one."""
    return word not in ORDINARY and weight(word) >= (_LEAST if len(word) > _SHORT else _LEAST_OF_TWO)


def someone_before(text: str, at: int) -> bool:
    """Whether a name, or what a form calls a person (임대인, 신청인), stands directly before `at`."""
    m = _word_before.search(text[max(0, at - _REACH) : at])
    return m is not None and (m[1] in _PERSONS or named(m[1]))


def firm_after(text: str, at: int) -> bool:
    """Whether a firm is named directly behind `at`."""
    return _firm_after.match(text, at) is not None


def firm_before(text: str, at: int) -> bool:
    """Whether a firm or an association is named directly before `at`."""
    return _firm_before.search(text[max(0, at - _REACH) : at]) is not None


#: Said behind the number of a thing: P302611450098 펌프 2대, M20457731 입장권, (일련번호).
_thing_after = re.compile(
    r" ?[(\[]? ?(?:일련|시리얼|[Ss]erial|S/N|품번|모델|기종|규격|도면|부품|자재|제품|물품|재고|장비|티켓|입장권|관람권|승차권|탑승권|좌석|[가-힣]{1,8} ?[0-9]{1,4} ?(?:개|대|본|장|매|권|통|점|식|상자|박스|세트|롤|EA|ea|set|SET)(?![가-힣])|(?P<word>[가-힣]{2,8}) [0-9]{1,3} ?(?:[,/]|\n|$))"
)


#: What a text says that is about somebody who travels, orders or applies.
_of_somebody = re.compile(
    r"여권|[Pp]assport|PASSPORT|출국|입국|비자|[Vv]isa|국적|항공|탑승|외국|여행|재외|영사|면세|승선|영문|이름|성명|성함|통관|직구|수입|해외|세관|배송|택배|관세|화주|수취|부호"
    r"|01[016789][-. )]?[0-9]{3,4}|[0-9]{6} ?- ?[1-8]|@[a-z0-9]|(?:^|[^A-Za-z])[A-Z][a-z]+ [A-Z][a-z]|[가-힣] ?씨(?![가-힣])|[가-힣]님"
)
#: What codes are given to: 폐기할 시료, 예비 부속.
_thing_directly = re.compile(
    r"(?:시료|검체|표본|시편|시약|부속|부품|자재|자산|재고|모델|장비|기기|기계|설비|시설물?|품목|물품|제품|상품|교구|교재|비품|소모품|도면|로트|배치|일련|공구|측정기|계측기|센서|계기|용기|상자|꾸러미|견본|묶음"
    r"|(?<!고객)(?<!회원)(?<!인사)(?<!환자)(?<!체류)관리)(?:들)?(?: ?(?:번호|코드|이름표|표식))?[은는이가을를의과와도]? ?[(:]? ?\Z"
)


def of_nobody(text: str) -> bool:
    """Whether nothing in a text is about somebody who travels, orders or applies."""
    return _of_somebody.search(text) is None


def of_a_thing(text: str, start: int, end: int) -> bool:
    """Whether a code stands behind the word for a thing and before no name; in a text of nobody it is a thing's: 시료 M12345678 은 폐기."""
    return _thing_directly.search(text, max(0, start - _THING), start) is not None and not name_after(text, end)


_THING: Final = 16


def thing_after(text: str, end: int) -> bool:
    """Whether the number that ends at `end` is a thing's, by what is said or counted behind it."""
    m = _thing_after.match(text, end)
    return m is not None and not (m["word"] and named(m["word"]))
