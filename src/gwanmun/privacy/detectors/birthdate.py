"""생년월일 (BIRTHDATE): a date that is called a birth: after 생년월일, before 생, or in such a column.

Without its word: beside a sex (남, 2003.06.19), in brackets directly behind a name, or in a row between a name and what
else is a person's (telephone, address, sex, passport). Such a date must be one at which somebody may be born who deals
with an office: a receipt of this year beside a name is none, unless it is a child's (자녀, 원아). Behind the word and nothing but
dates every date is one (생년월일 1971.11.02 1980.03.04); so are six digits behind a name, line under line. In a list whose lines
are alike, one line tells the others. The answer to who asks for it is one; so is the column that a legend names, and what stands behind names below a line that speaks of birthdays; lunar and 단기 dates.
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import NOT_PERSONAL, Detector, View
from gwanmun.privacy.detectors.beside import name_after, name_before, named, surname_begins
from gwanmun.privacy.detectors.name_words import surname
from gwanmun.privacy.lists import PROVINCES, either, in_dictionary

_M: Final = r"(?:[ ]{0,2}[-./·_~][ ]{0,2}\n?|[ ]|년[.,]? ?|월[.,]? ?)"
_MONTH: Final = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"
_MONTHS: Final = rf"{_MONTH}[a-z]{{0,6}}"
_DATE: Final = (
    rf"[0-9]{{2}}{_MONTH}(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})(?![0-9])|[0-9]{{1,2}}[-./ ](?:[0-9]{{1,2}}|{_MONTHS})[-./, ]{{1,2}}(?:19|20)[0-9]{{2}}(?![0-9]|[-./][0-9])|{_MONTHS} [0-9]{{1,2}},? (?:19|20)[0-9]{{2}}"
    rf"|(?:19|20)?[0-9]{{2}}{_M}[0-9]{{1,2}}{_M}[0-9]{{1,2}}(?:일)?|(?:19|20)[0-9]{{6}}|[0-9]{{6}}"
)
_WORD: Final = r"(?:생년 ?월 ?일|생일|출생 ?(?:연?년? ?월일|일자?|일시|년도)|출생|탄생일|[Bb]irth|[Bb]orn (?:on )?|BIRTH|brth|brdt|BRTH|BRDT|bdt|bday|BDAY|DOB|D\.O\.B|dob|생년|생월일|생몰|앞 ?자리|앞 ?번호)"
_date = re.compile(rf"(?<![0-9])(?:{_DATE})")
#: The shortest of a record's keys, whole only: <bd>, "bd":.
_KEY: Final = r"(?:^|[^A-Za-z])bd[^A-Za-z]"
#: 발생일시 and 학생일동 hold the letters of 생일.
_word = re.compile(_WORD.replace("생일|", r"(?<![발학선])생일|") + r"|(?<![A-Za-z])bd(?:[\"']?[:=]|$)")
_number = re.compile("[0-9]+")
#: Another date's name behind the word: "생년월일 확인, 접수일 2026. 1. 2."
_other = re.compile(
    r"(?:[접수발급신청작성처리만료등록시행통지결정입학졸업퇴직임용사망혼인이혼입사개설](?:일|일자|일시)|기준일|기간)[^가-힣]*$"
)
_after = re.compile(
    r"^\.?,? ?(?:일 ?)?(?:\((?:양력|음력|[양음])\) ?)?(?:(?:에 )?(?:출생|태어[나난났]|자로 ?출생)|[생生](?![가-힣])|생[인이의으임입예)])|^ ?(?:←|<-) ?(?:생년 ?월 ?일|생일)"
)
#: By other calendars (1938년 음력 8월 14일, 단기 4274년 7월 19일); and digit by digit (5 3 . 0 4 . 1 9).
_CALENDAR: Final = r"단기 ?4[23][0-9]{2}년 ?[0-9]{1,2}월 ?[0-9]{1,2}일|(?:19|20)[0-9]{2}년 ?\(?(?:음력|양력|윤)\)? ?(?:윤 ?)?[0-9]{1,2}월 ?[0-9]{1,2}일"
_calendar = re.compile(rf"{_CALENDAR}|[0-9](?: [0-9]){{1,3}} ?[.] ?[01] [0-9] ?[.] ?[0-3] [0-9](?! ?[0-9])")
#: A field for each part.
_PARTED: Final = r"생년 ?[:：=] ?(?P<y>(?:19|20)[0-9]{2})년?\s{1,3}생월 ?[:：=] ?(?P<m>[0-9]{1,2})월?\s{1,3}생일 ?[:：=] ?(?P<d>[0-9]{1,2})"
_parted = re.compile(_PARTED)
#: The line above asks for it, this one is somebody's answer: a name, perhaps, and the date.
_asks = re.compile(r"(?:요|오|죠|까|줘|[?？])[ .!?)\"]{0,3}$")
_answers = re.compile(r"[ ]{0,4}[^\n:\]>0-9]{1,12}[:\]>] ?(?:[네예응][,.]? )?(?:[가-힣A-Za-z ]{2,24}[,/ ]{1,3})?")
#: Says which column holds it: (칸: 번호 이름 생년월일 사는 곳).
_legend = re.compile(
    r"(?:칸|열|항목|순서|컬럼|양식|형식|기재)[^\n:]{0,6}[:：][^\n]{0,40}(?:이름|성명)[^\n0-9]{0,24}생년"
)
#: A date in three groups, or six digits: without its word no other form counts.
_FULL: Final = r"(?:(?:19|20)?[0-9]{2}(?:[-./·][ ]?|년 ?)[0-9]{1,2}(?:[-./·][ ]?|월 ?)[0-9]{1,2}일?|[0-9]{6})"
_full = re.compile(_FULL)
_GAP: Final = r"[ ]?\.?\)?[ \t|,/;]{1,6}"
_SEX: Final = "[남여][자성]?"
#: What else is a person's, in the next cell.
_PERSONAL: Final = rf"\(?01[016789][-.) ]{{0,2}}[0-9]{{3,4}}|[A-Za-z0-9._-]{{2,40}}@|{_SEX}(?:[ \t|,/;)]|\n|$)|[MSRD][0-9]{{3}}[0-9A-Z][0-9]{{4}}|[0-9]{{6}} ?-|(?:{either(PROVINCES)})[가-힣]{{0,5}} [가-힣]"
#: Who answers for a young one, in the next cell.
_GUARDIAN: Final = "보호자"
#: A number that nobody but a person has, in the next cell.
_NUMBERED: Final = "건강 ?보험|여권"
_numbered = re.compile(rf"{_GAP}(?:{_NUMBERED})[ 가-힣:]{{0,8}}[A-Z]?[0-9]")
_next_cell = re.compile(
    rf"{_GAP}(?:{_PERSONAL}|(?:{_GUARDIAN})[ :])|\.?\)?,? ?\n[ ]{{0,8}}(?:{either(PROVINCES)})[가-힣]{{0,5}} [가-힣]"
)
_sex_before = re.compile(rf"(?:^|[^가-힣]){_SEX}[ ]?[,/|·(\t ][ ]?$")
_sex_after = re.compile(rf"\.?[ ]?[,/|·)(\t ][ ]?\(?{_SEX}(?:[ ]?[),/|;\t]|[ ]?\n|[ ]?$)")
_id_before = re.compile(
    r"(?:\(?01[016789][-.) ]?[0-9]{3,4}[-. ]?[0-9]{4}|[MSRD][0-9]{3}[0-9A-Z][0-9]{4}|[A-Za-z0-9-]\.[A-Za-z]{2,4})[ \t|,/;]{1,6}$"
)
_AGE: Final = r"(?:만 ?)?(?P<age>[0-9]{1,3})세"
_age_before = re.compile(rf"{_AGE}[ ]?[,/|·(\t ][ ]?$")
_age_after = re.compile(rf"\.?[ ]?[,/|·)(\t ][ ]?\(?{_AGE}(?![가-힣])")
#: A row pasted cell by cell: a name, the date, a telephone, a line each.
_own_line = re.compile(rf"\.?[ ]?\n[ ]?(?:{_PERSONAL})")
#: In quotes, as a script or a list writes a row: ('김도윤', '1991-04-12', '010…').
_quoted_name = re.compile(r"[\"']([가-힣]{2,5})[\"'], ?[\"']$")
_QUOTED_PHONE: Final = r"[\"'], ?[\"']?01[016789]"
_quoted_phone = re.compile(_QUOTED_PHONE)
#: At the head of a row, with other cells between: 김도윤 2종 / 허가 2019-114 / 1971.12.25 / 010-….
_row_head = re.compile(r"[ ]{0,4}(?:[-*○●·]|[0-9]{1,3}[.)]?)?[ ]{0,2}([가-힣]{2,4})(?=[ ,/|\t])[^\n]{0,60}?[,/|\t] ?")
_phone_cell = re.compile(r"\.?[ ]?[|,/\t][ ]?01[016789][-.) ]{0,2}[0-9]{3,4}")
#: A genealogy: 생 1923. 3. 2. 졸 1988. 4. 2.
_lived, _died = re.compile(r"(?:^|[^가-힣])생[ :]{1,2}$"), re.compile(r"^[. ,]{0,4}[졸몰卒]")
#: Nothing but dates between the word and this one: a row of cells.
_dates_only = re.compile(rf"[ \t|:：\"'(*]{{0,6}}(?:{_FULL}[.)\"']{{0,2}}[ \t]?[,/|·;、]?[ \t]{{0,4}}){{1,40}}")
_sentence = re.compile(r"\. [가-힣]{2,8}[은는이가] ")
_dotted = re.compile(r"[0-9]{2,4}\.[0-9]{1,2}\.[0-9]{1,2}")
#: A list of names with six digits each: 1. 봉태규 711102.
_LISTED: Final = r"(?:^|\n)[ ]{0,4}(?:\(?[0-9]{1,3}[.)]?[ \t]{1,3})?[가-힣]{2,4}[ \t,/]{1,4}"
_listed_before = re.compile(_LISTED + r"\Z")
_listed_line = re.compile(_LISTED + r"(?P<v>[0-9]{6})(?![0-9-])")
#: The first half of a resident number.
_half = re.compile(r" ?[-~·_] ?[0-9]{7}(?![0-9])")
_closed = re.compile(r"\.?\)(?!\s?[제호])")
#: Legend or none: a number, at most three words, the date.
_legend_line = re.compile(
    rf"^[ ]{{0,4}}[0-9]{{1,3}}[.)]? [가-힣A-Za-z]{{1,16}}(?: [가-힣A-Za-z]{{1,16}}){{0,2}} (?P<v>{_FULL})(?= |$)",
    re.MULTILINE,
)
#: A name and a date in brackets, before one such or behind it: 옹진아(700328), 방울(921117).
_bracketed = rf"[가-힣]{{2,5}} ?\({_FULL}\.?\)"
_bracket_before = re.compile(rf"{_bracketed}[,·/ ]{{1,3}}[가-힣]{{2,5}} ?\($")
_bracket_after = re.compile(rf"\.?\)[,·/ ]{{1,3}}{_bracketed}")
#: Behind a name and what somebody is rated: 민가람 (특급, 1979-03-18).
_RATED: Final = r"\((?:특급|고급|중급|초급|기술사|기능장|산업기사|기사)[,/·] ?"
_rated = re.compile(rf"([가-힣]{{2,4}}) ?{_RATED}$")
#: So many years in service, and the grade: 행정6급 66.05.12. 근속 34년.
_served = re.compile(r"\.?[ ]?[,/(]?[ ]?(?:근속|재직) ?(?P<n>[0-9]{1,2})년")
_grade = re.compile(r"([가-힣]{2,4}) (?:[가-힣]{2,8} ?[1-9]급 )?$")
#: In a form, somebody's field: 대리자: 이기호 / 1965.05.02.
_field = re.compile(r"(?:^|\n|[ /(])[가-힣]{2,8} ?[:：] ?[가-힣]{2,4} ?[/,] ?$")
_line_end = re.compile(r"\.?[ ]?(?:\n|$)")
#: What happened on the date.
_EVENT: Final = re.compile(
    r"[ .)]{0,3}(?:준공|설립|개관|개통|구입|도입|설치|취득|발급|등록|입사|임용|전입|채용|계약|시행|제정|개정|접수|출고|검사|교체|개소|창립|까지|부터|현재|기준|자(?![가-힣])|~)"
)
#: A line of a list up to its date: a mark, and nothing but words.
_listing = re.compile(
    r"[ ]{0,4}(?:[-*○●·①-⑳]|[0-9A-Z가-힣]{1,5}(?:[.)]|(?:-[0-9A-Z가-힣]{1,4}){1,3})?)?[ ]{0,2}[가-힣A-Za-z0-9]{1,12}(?:[ ,/|\t]{1,4}[가-힣A-Za-z]{1,12}){0,4}[ ,/|\t]{1,4}"
)
#: Somebody's name in two words at a line's head, odd as it may be: 당 서윤.
_begins_so = re.compile(r"(?:^|\n)[ ]{0,4}([가-힣]{1,3})(?: [가-힣]{1,6})? $")
#: The line above says births; below it begin the lines of those who are meant: a name and a date.
_CALLED: Final = r"생년 ?월 ?일|생일"
_called = re.compile(rf"(?<![발학선])(?:{_CALLED})[^0-9\n]{{0,40}}(?:\n|$)")
_meant = re.compile(
    rf"[ ]{{0,4}}(?:[-*○●·]|[0-9]{{1,3}}[.)]?)?[ ]{{0,2}}[가-힣]{{2,6}}(?: [가-힣]{{1,6}})?[ ,/|\t]{{1,4}}(?P<v>{_FULL})\.?(?=[ ,/\n]|$)[^\n]{{0,80}}(?:\n|$)"
)
_child = re.compile(
    r"(?:자녀|아들|딸|손자|손녀|손주|아동|유아|영아|원아|학생|남매|형제|자매|장남|차남|장녀|차녀)[가-힣 ]{0,3}[ (:,]{1,3}[가-힣]{2,4} ?\($"
)
#: The header of a column of other dates; a line that begins so.
_OTHER_DATE: Final = re.compile(
    r"일자|일시|기한|기간|(?:접수|발급|신청|작성|처리|만료|등록|시행|통지|결정|입학|졸업|퇴직|임용|사망|혼인|전입|전출|개설|방문|검사|진료|입원|퇴원|가입|계약|지급|납부|교부|신고|상담|배송|도착|설립|개업|준공|착공|승인|허가)[날일]?(?![가-힣])"
    r"|(?:입사|위촉|해촉|발령|채용|취득|수료|입대|제대|전역|창립|구입|구매|개통|해지|변경|갱신|등재|승진일|수정일)[날일]?(?![가-힣])"
    r"|(?<![A-Za-z])(?i:hire(?:d|_|date)|join(?:ed|_|date)|reg(?:_|dt|date|ist)|creat(?:ed|_)|updat(?:ed|e_)|enter(?:ed|_)|issue(?:d|_)|expir|appoint|start(?:ed|_)|employ)"
)
#: Between these years somebody is born who deals with an office himself; the two digits alone do not tell 1920 from 2020.
_PAPERS: Final = (2005, 2028)
_OLDEST, _YOUNGEST, _SHORT_FROM, _SHORT = 1925, 2012, 26, 99


#: Said as a number: 천구백팔십이년 삼월 구일.
_UNIT: Final = "[일이삼사오육칠팔구]"
_SAID: Final = rf"(?:천구백|이천)(?:{_UNIT}?십)?{_UNIT}?년 ?(?:십[일이]|{_UNIT}|십|유|시)월 ?(?:[이삼]?십)?{_UNIT}?일"
_said = re.compile(_SAID)
#: Figure by figure (칠팔년 공삼월 이일일), by the old calendar with its own words (단기 … 오월 초사흗날), in Hanja (臘月), in English.
_F: Final = "[공영일이삼사오육칠팔구]"
_MOON_DAY: Final = "(?:(?:초|열|스무)(?:하룻?|이틀|이튿|사[흘흗]|나[흘흗]|닷[새샛]|엿[새샛]|이[레렛]|여드[레렛]|아흐[레렛])|초?열흘|보름|스무|그믐)날?"
_FIGURES: Final = rf"(?:{_F}{{2}}|{_F}{{4}})년 ?(?:공?{_UNIT}|일[공영일이]|십[일이]?|유|시)월 ?(?:[일이삼]{_F}|[공영]?{_UNIT}|[이삼]?십{_UNIT}?)일"
_OLD_STYLE: Final = rf"단기 ?(?:4[23][0-9]{{2}}|사[이삼]{_F}{{2}}|사천[이삼]백(?:{_UNIT}?십)?{_UNIT}?)년 ?(?:음력 ?|윤)?(?:[0-9]{{1,2}}월|공?{_UNIT}월|십[일이]?월|정월|유월|시월|동짓달|섣달) ?(?:{_MOON_DAY}|[0-9]{{1,2}}일|[이삼]?십?{_UNIT}?일)"
_HAN: Final = "[〇零一二三四五六七八九]"
_IN_HAN: Final = (
    rf"{_HAN}{{4}} ?[年년] ?(?:[正臘]|[一二三四五六七八九十]{{1,2}}) ?[月월] ?初?[一二三四五六七八九十]{{1,3}} ?[日일]"
)
_ONES: Final = "(?:one|two|three|four|five|six|seven|eight|nine)"
_TENS: Final = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_TEENS: Final = "(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
_YEAR: Final = rf"(?:nineteen[ -](?:(?:oh|hundred(?: and)?)[ -]{_ONES}|{_TENS}(?:[ -]{_ONES})?|{_TEENS})|two thousand(?:(?: and)? (?:{_ONES}|{_TEENS}|{_TENS}(?:[ -]{_ONES})?))?|twenty[ -](?:oh[ -]{_ONES}|{_TEENS}|twenty(?:[ -]{_ONES})?))"
_ORDINAL: Final = "(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)"
_NAMES: Final = "(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_ENGLISH: Final = rf"(?i:{_YEAR},? (?:the )?(?:{_NAMES} (?:the )?{_ORDINAL}|{_ORDINAL} (?:of )?{_NAMES})|(?:{_NAMES} (?:the )?{_ORDINAL}|{_ORDINAL} (?:of )?{_NAMES}),? {_YEAR})"
_worded = re.compile("년 ?[공영일이삼사오육칠팔구십유시정동섣윤음]|年|(?i:nineteen[ -]|twenty[ -]|two thousand)")
_in_words = re.compile(rf"(?<![가-힣A-Za-z])(?:{_FIGURES}|{_OLD_STYLE}|{_IN_HAN}|{_ENGLISH})(?![A-Za-z])")


#: The year and the day told apart: 태어난 해는 팔십구 년이고 생일은 유월 하고도 스무사흘.
_ANY_YEAR: Final = "(?:(?:19|20)?[0-9]{2}|(?:천구백|이천)?[공영일이삼사오육칠팔구십]{1,4})"
_ANY_DAY: Final = rf"(?:(?:[0-9]{{1,2}}|[일이삼사오육칠팔구십유시]{{1,2}}|정) ?월|동짓달|섣달)(?: ?하고도?)? ?(?:{_MOON_DAY}|(?:[0-9]{{1,2}}|[이삼]?십?[일이삼사오육칠팔구]|[이삼]?십) ?일)"
_BORN_IN: Final = "태어난 ?(?:해|연도|년도)|(?:출생|생) ?[연년]도"
_told = re.compile(
    rf"(?:{_BORN_IN})(?:는|은|가|이|:)? ?(?P<y>{_ANY_YEAR} ?년)[^\n0-9]{{0,16}}?(?:생일|태어난 ?날)(?:은|이|:)? ?(?P<d>{_ANY_DAY})"
)
#: Whose birth it is when nobody's: a cow's, a dog's, a horse's; not that of who keeps it.
_ANIMAL: Final = "암소|수소|송아지|한우|육우|젖소|어미소|비육우|망아지|암말|수말|종마|경주마|마명|강아지|새끼|고양이|반려(?:견|묘|동물)|유기(?:견|묘|동물)|견명|묘명|견종|동물 ?(?:등록|이름)|개체(?: ?식별)?|모돈|자돈|돼지|염소|말티즈|푸들|진돗개"
_KEEPER: Final = (
    "신청|보호자|소유|주인|견주|묘주|마주|축주|농가|농장주|대표|성명|이름|담당|입양자|님|씨|관리인|수의사|접수"
)
_of_animal = re.compile(
    rf"(?:{_ANIMAL})(?:(?!{_KEEPER})[^\n]){{0,24}}(?:출생|생일|생년 ?월 ?일|탄생)[가-힣]{{0,4}}[ :：(]{{0,3}}$|(?:{_ANIMAL}) ?\($"
)
_animal_behind = re.compile(
    rf"[.)]? ?(?:[생인] ?)?(?:된 )?(?:{_ANIMAL})(?! ?(?:를|을)? ?(?:사육|농|업|분양|구조|돌|키|기르|매매|판매|훈련))"
)
#: A person between the animal's word and the date: what somebody does, or a name directly before the birth.
_person = re.compile(
    r"(?:[가-힣](?:업|업인|사육자|인|자|주|장|사|원|민)|신청|본인|고객|회원|구조|임대|사육|농장) ?[가-힣]{0,4}[ :,(]"
)
_last_word = re.compile(r"([가-힣]{2,4})(?: ?[씨님군양])?[ :,(]{1,3}(?:의 )?(?:출생|생일|생년 ?월 ?일|탄생)[^\n]{0,8}$")
_keeper = re.compile(_KEEPER)
_animals_own = re.compile(
    r"(?:이력|귀표|개체|식별|등록) ?(?:식별 ?)?번호|견종|묘종|마명|견명|묘명|(?:암소|수소|송아지|망아지|강아지|새끼|개체)(?:의|가|는)? ?(?:출생|생일|생년|탄생)"
)
#: No animal lives longer than from this year on.
_OLD_ANIMAL: Final = 1998


def _animals(text: str, start: int, end: int, value: str) -> bool:
    """Whether it is the birth of an animal, which is nobody's."""
    year = _number.match(value)
    if year is None:
        return False
    number = int(year[0][:2]) if value.isdigit() and len(value) == _SIX else int(year[0][:4])
    number += 0 if number > _SHORT else 2000 if number < _PAPERS[1] - 2000 else 1900
    if number < _OLD_ANIMAL:
        return False
    line = text[max(0, start - _TALK) : start].rpartition("\n")[2]
    behind = _animal_behind.match(text, end)
    if behind is not None:
        return not (name_before(text, start) or _word.search(line) or _person.search(line) or _keeper.search(line))
    m = _of_animal.search(line)
    if m is None:
        return False
    last = _last_word.search(m[0])
    own = _animals_own.search(m[0]) is not None
    somebody = last is not None and not own and surname(last[1]) > 0 and named(last[1])
    return not (somebody or (_person.search(m[0]) is not None and not own))


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    legend = _by_legend(text) if "생년" in text else frozenset()
    below = _below(text) if "생" in text else frozenset()
    for m in _told.finditer(text) if "태어" in text or "도" in text else ():
        yield Finding(*m.span("y"), Kind.BIRTHDATE, 88, "told apart")
        yield Finding(*m.span("d"), Kind.BIRTHDATE, 88, "told apart")
    for m in _calendar.finditer(text):
        if _after.match(view.after(m.end(), 12)) or _named(view.label(m.start())):
            yield Finding(*m.span(), Kind.BIRTHDATE, 93, "calendar")
    for m in _parted.finditer(text):
        for part in "ymd":
            yield Finding(*m.span(part), Kind.BIRTHDATE, 90, "parts")
    for m in _said.finditer(text) if "년" in text else ():
        if _after.match(view.after(m.end(), 12)) or _named(view.label(m.start())):
            yield Finding(*m.span(), Kind.BIRTHDATE, 92, "said")
    for m in _in_words.finditer(text) if _worded.search(text) else ():
        if _after.match(view.after(m.end(), 12)) or _named(view.label(m.start())):
            yield Finding(*m.span(), Kind.BIRTHDATE, 91, "in words")
    for m in _date.finditer(text):
        start, end = m.span()
        if text[end : end + 1].isdigit():
            continue
        if not _dated(m[0]) or (m[0].isdigit() and _half.match(text, end)):
            continue
        if (". " in m[0] or (_dotted.fullmatch(m[0]) and not _sentence.match(text, end))) and text[
            end : end + 1
        ] == ".":
            end += 1  # 1993. 7. 22. is how offices write a date: its last dot belongs to it
        if _animals(text, start, end, m[0]):
            continue
        if _after.match(view.after(end, 12)):
            yield Finding(start, end, Kind.BIRTHDATE, 92, "born")
        elif text[end : end + 1] != "-" and _named(view.label(start)):
            yield Finding(start, end, Kind.BIRTHDATE, 95, "word")
        elif start in legend or start in below or _is_answer(text, start, m[0]):
            yield Finding(start, end, Kind.BIRTHDATE, 86, "asked for")
        elif _full.fullmatch(m[0]) and (why := _unnamed(view, start, m.end(), m[0])):
            yield Finding(start, end, Kind.BIRTHDATE, 82, why)


def _unnamed(view: View, start: int, end: int, value: str) -> str:
    """Why a date without its word is a birth; empty when it is none."""
    text = view.text
    before = text[max(0, start - 24) : start]
    if _lived.search(before) and _died.search(text[end : end + 6]):
        return "life"
    if value.isdigit() and NOT_PERSONAL.search(view.label(start)):
        return ""
    if _in_row(view, start, value):
        return "row of births"
    if _in_list(text, start, end, value):
        return "list"
    if _OTHER_DATE.search(view.header(start)):
        return ""  # a column of hires or receipts, whatever stands beside
    if _sex_before.search(before) or _sex_after.match(text, end):
        return "sex"
    age = _age_before.search(before) or _age_after.match(text, end)
    if age and _of_age(value, int(age["age"])):
        return "age"
    if before.endswith("(") and _closed.match(text, end):
        if _child.search(before):
            return "child"
        whose = name_before(text, start) or _bracket_beside(text, start, end)
        return "behind a name" if _grown(value) and whose else ""
    if value[:2] == "19" and _line_end.match(text, end) and _field.search(before) and name_before(text, start):
        return "" if _event(text, start, end) else "field"
    if _of_service(text, start, end, value):
        return "service"
    if _alike_beside(text, start, end, value):
        return "alike"
    quoted = _quoted_name.search(before)
    if quoted and _quoted_phone.match(text, end):
        return "row" if _grown(value) and _of_somebody(quoted[1]) else ""
    if _phone_cell.match(text, end) and _adult(value) and not _of_cell_before(before):
        line = text.rfind("\n", max(0, start - _ROW), start)
        head = _row_head.fullmatch(text, line + 1, start)
        if head and _of_somebody(head[1]):
            return "row"
    # What is said of another line's date is not said of this one.
    if not _grown(value) or _OTHER_DATE.search(view.header(start)) or _OTHER_DATE.search(before.rpartition("\n")[2]):
        return ""
    whose = name_before(text, start) or (value[:2] == "19" and surname_begins(text, start))
    id_ = _id_before.search(before)
    if _numbered.match(text, end) and (whose or ((odd := _begins_so.search(before)) and surname(odd[1]) > 0)):
        return "row"
    if whose:
        return "row" if _next_cell.match(text, end) or _listed_beside(text, start, end) else ""
    if id_ is None:
        pasted = before[-1:] == "\n" and name_before(text, start - 1) and _own_line.match(text, end)
        return "row" if pasted else ""
    named = name_after(text, end) or name_before(text, start - len(before) + id_.start())
    return "row" if named or _next_cell.match(text, end) else ""


def _by_legend(text: str) -> frozenset[int]:
    """Where the dates begin whose column a legend names."""
    if _legend.search(text) is None:
        return frozenset()
    return frozenset(
        m.start("v")
        for m in _legend_line.finditer(text)
        if _dated(m["v"]) and (len(m["v"]) > _SIX or _head_named(m[0]))
    )


_line_word = re.compile("[ ]{0,4}[0-9]{1,3}[.)]? ([가-힣]{2,5})")


def _head_named(line: str) -> bool:
    """Whether the first word of a list's line could be a name's."""
    m = _line_word.match(line)
    return m is not None and (named(m[1]) or not in_dictionary(m[1]))


def _of_somebody(word: str) -> bool:
    """Whether it could be a name: by its letters, or by a surname and no dictionary's word."""
    return named(word) or (surname(word) > 0 and not in_dictionary(word))


def _below(text: str) -> frozenset[int]:
    """Where the dates begin that stand behind names below a line that speaks of births and of no other date."""
    starts: set[int] = set()
    read = 0
    for called in _called.finditer(text):
        line = max(0, called.start() - _TALK)
        at = called.end()
        if at < read:
            continue  # a line of the list itself
        if _OTHER_DATE.search(text[line:at].rstrip("\n").rpartition("\n")[2]):
            continue
        first = True
        while row := _meant.match(text, at):
            start, end = row.span("v")
            known = not first or name_before(text, start)
            if not (known and _dated(row["v"]) and _grown(row["v"])) or _event(text, start, end):
                break
            if _OTHER_DATE.search(text, end, row.end()) is None:
                starts.add(start)
            at, first = row.end(), False
        read = at
    return frozenset(starts)


def _is_answer(text: str, start: int, value: str) -> bool:
    """Whether the line above asks for it, and the date's own line is the answer."""
    line = text.rfind("\n", max(0, start - _TALK), start)
    if line < 0 or not _grown(value) or _answers.fullmatch(text, line + 1, start) is None:
        return False
    above = text[text.rfind("\n", max(0, line - _TALK), line) + 1 : line]
    return _word.search(above) is not None and _asks.search(above) is not None


_TALK: Final = 60


def _bracket_beside(text: str, start: int, end: int) -> bool:
    """Whether the brackets before it or behind it hold a date behind a name."""
    before, after = _bracket_before.search(text[max(0, start - 32) : start]), _bracket_after.match(text, end)
    return any(m is not None and name_before(m[0], m[0].index("(") + 1) for m in (before, after))


def _of_service(text: str, start: int, end: int, value: str) -> bool:
    """Whether it is rated or served so long that the date can be no appointment's."""
    before = text[max(0, start - 24) : start]
    rated = _rated.search(before)
    if rated:
        return value[:2] == "19" and _closed.match(text, end) is not None and _of_somebody(rated[1])
    served, grade = _served.match(text, end), _grade.search(before)
    year = _number.match(value)
    if not (served and grade and named(grade[1]) and year):
        return False
    number = int(year[0][:2] if value.isdigit() else year[0])
    return (1900 + number if _SHORT_FROM <= number <= _SHORT else number) + int(served["n"]) < _PAPERS[0]


#: What is built or opened, not born: 강남대교 1979-10-25, 서울역 1974-08-15.
_of_works = re.compile("(?:교|역|관|타워|빌딩|시장|공원|댐|터널|문|선|[0-9]호기)[ (,:]{1,3}$")


def _alike_beside(text: str, start: int, end: int, value: str) -> bool:
    """Whether the line above or below is a line of the same list, with such a date, and one of the two begins with a name."""
    line = text.rfind("\n", max(0, start - _ROW), start)
    if not _adult(value) or _listing.fullmatch(text, line + 1, start) is None or _event(text, start, end):
        return False
    if _of_works.search(text, max(0, start - 12), start):
        return False
    own = name_before(text, start) or surname_begins(text, start)
    below = text.find("\n", end, end + _ROW)
    above = text.rfind("\n", max(0, line - _ROW), line) if line > 0 else -1
    spans = [(above + 1, line)] if line > 0 else []
    if below >= 0:
        stop = text.find("\n", below + 1, below + _ROW)
        spans.append((below + 1, stop if stop > 0 else min(len(text), below + _ROW)))
    form = _digit.sub("0", value)
    for first, last in spans:
        for m in _full.finditer(text, first, last):
            if (
                _digit.sub("0", m[0]) == form
                and _adult(m[0])
                and _listing.fullmatch(text, first, m.start())
                and not _event(text, m.start(), m.end())
                and (own or name_before(text, m.start()))
                and (_next_cell.match(text, end) or not (value.isdigit() or len(value) < _WITH_CENTURY))
            ):
                return True
    return False


_digit = re.compile("[0-9]")
_WITH_CENTURY: Final = 9


def _event(text: str, start: int, end: int) -> bool:
    return (
        _EVENT.match(text, end) is not None
        or _OTHER_DATE.search(text[max(0, start - 24) : start].rpartition("\n")[2]) is not None
    )


def _adult(value: str) -> bool:
    """Whether somebody born then is grown up; of two digits 00 to 07, too."""
    number = int(_number.findall(value)[0][:4]) if not value.isdigit() else int(value[:2])
    return _OLDEST <= number < _PAPERS[0] if number > _SHORT else number >= _SHORT_FROM or number < _YOUNG


_YOUNG: Final = 8


def _in_row(view: View, start: int, value: str) -> bool:
    """Whether the line before is the word and nothing but dates."""
    line = view.before(start, _ROW)
    word = _word.search(line)
    return (
        word is not None
        and _grown(value)
        and _dates_only.fullmatch(line, word.end()) is not None
        and _OTHER_DATE.search(view.header(start)) is None
    )


def _in_list(text: str, start: int, end: int, value: str) -> bool:
    """Whether six digits stand behind a name at a line's head, and in the line before or behind it as well."""
    if len(value) != _SIX or not value.isdigit():
        return False
    line = text.rfind("\n", max(0, start - _ROW), start)
    if line >= 0 and _two_words.search(text, line, start) and _beside_rows(text, line, end):
        return _grown(value)
    if (
        (line < 0 and start > _ROW)
        or not _listed_before.search(text[max(0, line) : start])
        or not name_before(text, start)
        or text[end : end + 1] == "원"
    ):
        return False
    above = text.rfind("\n", max(0, line - _ROW), max(0, line))
    below = text.find("\n", end, end + _ROW)
    neighbours = (
        _listed_line.match(text, max(0, above)) if line > 0 else None,
        _listed_line.match(text, below) if below >= 0 else None,
    )
    return any(neighbour is not None and _dated(neighbour["v"]) for neighbour in neighbours)


def _listed_beside(text: str, start: int, end: int) -> bool:
    """Whether the line before or behind it holds a name and such a date as well: a crew, a class, a family."""
    if text[start : start + 4] > _CLASS_OF:
        return False
    above, below = text.rfind("\n", max(0, start - _ROW), start), text.find("\n", end, end + _ROW)
    spans = [(text.rfind("\n", max(0, above - _ROW), above) + 1, above)] if above > 0 else []
    if below >= 0:
        stop = text.find("\n", below + 1, below + _ROW)
        spans.append((below + 1, stop if stop > 0 else min(len(text), below + _ROW)))
    return any(
        m[0][:2] in ("19", "20") and not m[0].isdigit() and m[0][:4] <= _CLASS_OF and name_before(text, m.start())
        for first, last in spans
        for m in _full.finditer(text, first, last)
    )


#: 03 안드레이 페트로프 851109, between lines of a name, six digits and a telephone.
_two_words = re.compile(r"\n[ ]{0,4}(?:\(?[0-9]{1,3}[.)]?[ \t]{1,3})?[가-힣]{1,8}(?: [가-힣]{1,8}){0,3}[ \t,/]{1,4}\Z")
_called_row = re.compile(
    r"(?:^|\n)[ ]{0,4}(?:\(?[0-9]{1,3}[.)]?[ \t]{1,3})?(?P<name>[가-힣]{2,4})[ \t,/]{1,4}(?P<v>[0-9]{6})[ \t,/|]{1,4}01[016789][-. ]?[0-9]"
)


def _beside_rows(text: str, line: int, end: int) -> bool:
    """Whether the line above or below is somebody's: a name, six digits, a telephone."""
    above, below = text.rfind("\n", max(0, line - _ROW), line), text.find("\n", end, end + _ROW)
    rows = (_called_row.match(text, at) for at in (max(0, above), below) if at >= 0)
    return any(row is not None and _dated(row["v"]) and surname(row["name"]) > 0 for row in rows)


#: A date of later years beside a name may be of a duty or a receipt.
_CLASS_OF: Final = "2006"
_ROW, _SIX = 160, 6


def _of_cell_before(before: str) -> bool:
    """Whether the cell before is the name of another date."""
    return _OTHER_DATE.search(_cell_mark.split(before.rstrip(" /|,\t"))[-1]) is not None


_cell_mark = re.compile(r"[0-9\n/|,\t]")


def _of_age(value: str, age: int) -> bool:
    """Whether somebody born then may be as old, in a paper of our days: 55세, 1971.11.02, never 55세, 2026.10.02."""
    year = _number.match(value)
    if year is None:
        return False
    number = int(year[0][:2] if value.isdigit() else year[0])
    return any(
        _PAPERS[0] <= full + age <= _PAPERS[1]
        for full in ((number,) if number > _SHORT else (1900 + number, 2000 + number))
    )


def _grown(value: str) -> bool:
    year = _number.match(value)
    if year is None:
        return False
    number = int(year[0][:2] if value.isdigit() else year[0])
    return _OLDEST <= number <= _YOUNGEST if number > _SHORT else number >= _SHORT_FROM


def _named(label: str) -> bool:
    return _word.search(label) is not None and _other.search(label) is None


def _dated(value: str) -> bool:
    numbers = _number.findall(value)
    if len(numbers) == 1:
        digits = numbers[0][-4:]
        return 1 <= int(digits[:2]) <= 12 and 1 <= int(digits[2:]) <= 31
    if len(numbers) == 2:
        return 1 <= min(map(int, numbers)) <= 31
    year, month, day = map(int, numbers)
    if len(numbers[2]) == 4:
        return 1 <= min(year, month) <= 12 and 1 <= max(year, month) <= 31
    return 1 <= month <= 12 and 1 <= day <= 31


DETECTOR: Final = Detector(
    Kind.BIRTHDATE,
    (
        (_WORD, "[0-9] ?[0-9]"),
        (_KEY, _FULL),
        (_BORN_IN, "생일|태어난 ?날", "월|동짓달|섣달"),
        (rf"[0-9]{_QUOTED_PHONE}",),
        (_SAID,),
        (
            f"(?:{_WORD})|[생生]|태어",
            rf"{_F}년 ?[공영일이삼사오육칠팔구십유시]{{1,2}}월|단기 ?[4사]|{_HAN} ?[年년] ?[正臘一二三四五六七八九十]|(?i:nineteen[ -]|twenty[ -]|two thousand)",
        ),
        (r"단기 ?4[23]|년 ?\(?(?:음력|양력|윤)", "월"),
        (_RATED, _FULL),
        ("근속|재직|보[험호]|여권", _FULL),
        (r"(?m:^[ ]{0,4}[-*○●·] ?[가-힣A-Za-z][가-힣A-Za-z ]{1,24} (?:19|20)[0-9]{2}[-./])",),
        (r"[0-9]일?\.?,? ?(?:일 ?)?(?:\(.{1,2}\) ?)?(?:에 )?(?:[생生]|출생|태어)",),
        (r"생[ :]{1,2}[0-9]{4}", "[졸몰卒]"),
        (r"(?m:^[ ]{0,4}(?:\(?[0-9]{1,3}[.)]?[ \t]{1,3})?[가-힣]{2,4}[ \t,/]{1,4}[0-9]{6}(?:[^0-9-]|$))",),
        (_FULL, rf"[-./월0-9][ ]?[0-9]{{1,2}}일?(?:{_GAP}(?:{_PERSONAL})|[ ]?\.?\)?,? ?\n)"),
        (rf"{_SEX}[ ]?[,/|·(\t ][ ]?{_FULL}",),
        (rf"[-./월0-9][ ]?[0-9]{{1,2}}일?\.?[ ]?[,/|·)(\t ][ ]?\(?(?:{_SEX}|(?:만 ?)?[0-9]{{1,3}}세)(?:[^가-힣]|$)",),
        (rf"[0-9]세[ ]?[,/|·(\t ][ ]?{_FULL}",),
        (rf"[가-힣] ?\({_FULL}\.?\)",),
        (r"(?:1[016789][-.) ]?[0-9]{3,4}[-. ]?[0-9]{4}|[MSRD][0-9]{3}[0-9A-Z][0-9]{4})[ \t|,/;]{1,6}[0-9]{2}", _FULL),
    ),
    detect,
)
