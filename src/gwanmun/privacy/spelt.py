"""Numbers written otherwise than in digits that stand together, and labels spread out. A part of `normal`.

공일공-이삼사오-육칠팔구, 八五〇三一二, O1O-234S, 8 5 0 3 1 2, 010 다시 1234 다시 5678, 주 소 :. Everything but spaces and
said dashes is replaced one character for one, so that most of it needs no map.
"""

import re
from collections.abc import Iterable
from typing import Final

HANGUL: Final = dict(zip("공영빵일이삼사오육륙칠팔구", "0001234566789", strict=True))
CHINESE: Final = dict(
    zip("〇零○一二三四五六七八九壹壱貳弐參参叁肆伍陸柒捌玖", "0001234567891122333456789", strict=True)
)
_WORDS: Final = str.maketrans(HANGUL | CHINESE)
_H: Final = "".join(HANGUL)
_C: Final = "".join(CHINESE)
_ORNAMENT: Final = "←-⯿〃-〆〈-〿\U0001f300-\U0001faff…※×¤§"
_JOINT: Final = rf"[ ]?[-._·~/!*+^{_ORNAMENT}][ ]?|[ ]"
#: Said for a dash.
_SAID: Final = r"다시|대시|하이픈|짝대기|작대기|빼기|슬래시|dash|hyphen"
#: What else is put between the groups of a number: a linking word, a mark in brackets, ornaments, dots, closed quotes or
#: brackets and opened ones.
_LINK: Final = r"하고|그리고|이어서|다음(?:은|에)?(?: 쉬고)?|쉬고|점|쩜|바|국번|어디 보자|음|어|에|의|then|dot"
_PUT_BETWEEN: Final = (
    rf"(?: ?(?:{_LINK}),? ?| ?[(\[{{<](?:{_SAID}|점|-|\.)[)\]}}>] ?| ?[{_ORNAMENT}]{{1,3}} ?|[)\]}}>] ?[(\[{{<]| ?[.,…]{{2,4}} ?| [.,]"
    r"|<?--?>|[xX]|[\"'“”‘’] ?[-+,.&]? ?[\"'“”‘’])"
)

_spelt = re.compile(
    rf"(?<![십백천])[{_H}0-9](?:(?:{_JOINT}|[ ]?(?:{_SAID}|에|그리고)[ ]?|에요,?[ ])?[{_H}0-9]){{6,24}}"
)
#: A mobile number, a card, a firm's number, group by group; other lists may be of names (이영구, 오일육).
_FILLER: Final = r"(?:, ?(?:(?:어|음|에|그)[.… ]{1,4})?|… ?)"
_listed = re.compile(
    rf"[공영빵]일[공영빵일육칠팔구]{_FILLER}[{_H}]{{3,4}}{_FILLER}[{_H}]{{4}}|[{_H}]{{4}}(?:{_FILLER}[{_H}]{{4}}){{3}}|[{_H}]{{3}}{_FILLER}[{_H}]{{2}}{_FILLER}[{_H}]{{5}}|[{_H}]{{6}}{_FILLER}[{_H}]{{7}}"
)
_filler = re.compile(_FILLER)
_chinese = re.compile(rf"[{_C}0-9](?:(?:{_JOINT}|[ ]?(?:{_SAID})[ ]?)?[{_C}0-9]){{6,24}}")
#: A dash read from a scan as the Chinese one, between groups of figures: 850312 一 1234567.
_stroked = re.compile(r"(?<=[0-9OolI]{2} )一(?= [0-9OolI][0-9OolI])")
_lettered = re.compile(rf"(?<![A-Za-z0-9])[0-9OoQIl](?:(?:{_JOINT})?[0-9OoQIlSBZ]){{7,20}}(?![A-Za-z0-9])")
_said = re.compile(
    rf"(?<=[0-9])[ ]?(?:{_SAID})[ ]?(?=[0-9])"
    r"|(?<![0-9])(?:0[0-9]{1,2}|[0-9]{6})(?P<a>[ ]?[에의][ ]?)[0-9]{3,4}(?:(?P<b>[ ]?[에의][ ]?)[0-9]{4}|[0-9]{4})(?![0-9])"
)
_single = re.compile(
    rf"(?<![0-9])[0-9](?:(?: ?[-·_] ?| {{1,3}}|\.{{1,2}} ?|, ?|[/\\]|\*|[!+~^] ?| ?[{_ORNAMENT}] ?|\) ?[-~]? ?\(|(?P<m>[._·,/*])-(?P=m)| ?\| ?(?:- ?\| ?)?)[0-9](?![0-9])){{7,24}}"
)
#: The parts of an address by strokes, or letter by letter: 대구/수성구/달구벌대로/2450, 전 라 북 도 ….
#: The 17 metropolitan and provincial governments, as plates and addresses begin.
REGION: Final = "서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주"
_PROVINCE: Final = REGION + "|충청북|충청남|전라북|전라남|경상북|경상남"
_marked_address = re.compile(
    rf"(?:{_PROVINCE})[가-힣]{{0,5}}(?P<s>[-/]| / )[가-힣]{{1,6}}(?:[시군구](?:(?P=s)[가-힣]{{1,6}}[구읍면동])?)?(?P=s)[가-힣0-9]{{1,10}}[로길동리](?:(?P=s)[0-9]{{1,4}}(?:동|호|번지|층)?){{1,4}}"
)
_stroke = re.compile("[-/]| / ")
_SPREAD_PROVINCE: Final = "|".join(" ".join(word) for word in _PROVINCE.split("|"))
_spread_address = re.compile(rf"(?:{_SPREAD_PROVINCE})(?: [가-힣]){{4,20}}(?: [0-9]){{1,4}}(?! ?[0-9])")
#: With wider gaps between its words, or another mark between its letters: 전,라,북,도,전,주,시, ….
_spaced_address = re.compile(
    r"(?<![가-힣])(?P<p>[서부대인광울세경강충전제])(?P<s>[ ,.·/-])(?P<q>[가-힣])(?:(?:(?P=s)| {2,3})[가-힣]){4,24}(?:,?(?:(?P=s)| {1,3})[0-9]){1,6}"
    r"(?:,?(?:(?P=s)| {1,3}){1,2}(?:[0-9]|동|호|층|번|길|-)(?![가-힣])){0,10}"
)
_letters_gap = re.compile("[ ,.·/-]+")
#: A street's or a house's number with letters that look like digits: 경인로 l0O7번길 l2.
_like_house = re.compile(
    r"(?<=[로길동리가,] )(?P<v>[0-9OoIl]{1,5})(?=번길|길|번지|동(?![가-힣])|호(?![가-힣])|층|[ ,)\n-]|$)"
)
#: Six or seven digits one by one, behind a word that says what they are.
_few = re.compile(
    r"(?:군번|(?:환자|등록|차트|챠트|병록|회원) ?번호|환자 ?ID)[^\n0-9]{0,4}(?P<v>[0-9](?: [0-9]){5,6})(?![0-9]| [0-9])"
)
#: One letter or mark between all digits, and it is no counter: 1가2가3가, 0°1°0°.
_noisy = re.compile(
    r"(?<![0-9])[0-9](?P<n> ?[가나다라마바아자차카타파하거너더도로는을의에°※★☆♥○●◎\U0001f300-\U0001faff] ?)[0-9](?:(?P=n)[0-9](?![0-9])){5,24}"
)
#: The same consonant in each gap of a mobile or a resident number: 01ㅋ0ㅋ22ㅋ…, 850312ㅎㅎ1234ㅎ567.
_consonants = re.compile(
    r"(?<![0-9])[0-9]{1,8}(?P<n>[ㄱ-ㅎ])(?P=n){0,2}[0-9]{1,8}(?:(?P=n){1,3}[0-9]{1,8}){1,11}(?![0-9])"
)
_WHOLE: Final = re.compile("01[016789][0-9]{7,8}|[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[1-8][0-9]{6}")
_consonant = re.compile("[ㄱ-ㅎ]+")
#: Points between the letters of the names of an area: 서.울.시 은.평.구 … .
_pointed_area = re.compile(
    rf"(?<![가-힣.])(?:{'|'.join(dict.fromkeys('[.]'.join(word[:2]) for word in _PROVINCE.split('|')))})(?:\.[가-힣]){{0,5}}(?: [가-힣](?:\.[가-힣]){{1,4}}){{0,3}}(?= [가-힣])"
)
#: Half a resident number, digit by digit, said to be the first or the second.
_halves = re.compile(
    r"[앞뒤뒷](?:자리|번호|부분)?[^\n0-9]{0,6}(?P<v>[0-9](?P<s>[ .,·/-]|\. |, )[0-9](?:(?P=s)[0-9]){4,5})(?!(?P=s)?[0-9])"
)
#: One below the other; the halves of a resident number in spread cells, a line each.
_upright = re.compile(
    r"(?<![0-9\n] )(?<![0-9])[0-9](?: ?\n ?(?:- ?\n ?)?[0-9](?![0-9])){9,15}(?![ ]?\n ?[0-9](?![0-9]))|(?<![0-9])(?:[0-9] ){5}[0-9] ?(?=\n(?:[0-9] ){6}[0-9](?![0-9 ]))|(?<=\n)(?:[0-9] ){6}[0-9](?![0-9])(?! [0-9])"
)
_breaks = re.compile(r"[ ]?\n[ ]?(?:- ?\n ?)?|[ ]")
#: A form's cells for the groups of a number, with cells for the dashes between; tabs between the groups of a mobile number; a
#: firm's number behind its word. Figures in cells are no number otherwise.
_CELL: Final = r"[ \t]?\|[ \t]?"
_DASH: Final = rf"(?:{_CELL}-{_CELL}|[ ]?\t-\t[ ]?|,-,)"
_dashed = re.compile(rf"(?<![0-9])[0-9]{{2,6}}(?:{_DASH}[0-9]{{2,7}}){{1,3}}(?![0-9])")
_dash = re.compile(_DASH)
_GROUPED: Final = re.compile(r"[0-9]{6}-[0-9]{7}|0[0-9]{1,2}-[0-9]{3,4}-[0-9]{4}|[0-9]{3}-[0-9]{2}-[0-9]{5}")
_boxed = re.compile(
    rf"사업자 ?(?:등록)? ?번호{_CELL}[0-9]{{3}}(?P<a>{_CELL})[0-9]{{2}}(?P<b>{_CELL})[0-9]{{5}}(?![0-9])"
    r"|(?<![0-9])01[016-9](?P<c>\t)[0-9]{3,4}(?P<d>\t)[0-9]{4}(?![0-9])"
)
#: A mobile number, a card, a firm's number, a resident's or a corporation's, an account: groups that nothing else has.
_J: Final = rf"(?:{_PUT_BETWEEN}|-)"
_linked = re.compile(
    rf"[0-9](?:(?<=0)1[016789]{_J}[0-9]{{3,4}}{_J}[0-9]{{4}}|[0-9]{{3}}{_J}[0-9]{{4}}{_J}[0-9]{{4}}{_J}[0-9]{{4}}|[0-9]{{2}}{_J}[0-9]{{2}}{_J}[0-9]{{5}}"
    rf"|[0-9]{{5}}{_J}[0-9]{{7}}|[0-9]{{2,5}}(?P<j>{_PUT_BETWEEN})[0-9]{{2,6}}(?P=j)[0-9]{{5,8}}|[0-9]{{2}}(?P<k>{_PUT_BETWEEN})[0-9]{{4}}(?P=k)[0-9]{{4}}(?P=k)[0-9]{{2}})(?![0-9-])"
)
_put_between = re.compile(_PUT_BETWEEN)
#: Group below group, or with one mark of any kind between, behind the word that says what they are.
_WORDED: Final = r"(?:카드|사업자|법인|계좌|은행)[^\n0-9]{0,16}\n?"
_lined = re.compile(
    rf"{_WORDED}(?P<v>[0-9]{{2,6}}(?P<s> ?\n|[ ]?[,;:|*#^=+&→][ ]?| {{2,3}})[0-9]{{2,8}}(?:(?P=s)[0-9]{{2,8}}){{0,3}})(?![0-9]|(?P=s)[0-9])"
)
_LINED: Final = re.compile(
    "[0-9]{4}(?:-[0-9]{4}){3}|[0-9]{3}-[0-9]{2}-[0-9]{5}|[0-9]{6}-[0-9]{7}|[0-9]{3,6}-[0-9]{2,4}-[0-9]{5,7}"
)
_SPREAD: Final = (
    "주민등록번호",
    "주민번호",
    "외국인등록번호",
    "사업자등록번호",
    "사업자번호",
    "법인등록번호",
    "운전면허번호",
    "면허번호",
    "여권번호",
    "전화번호",
    "휴대전화",
    "휴대폰",
    "연락처",
    "생년월일",
    "계좌번호",
    "예금주",
    "환자번호",
    "등록번호",
    "군번",
    "주소",
    "성명",
    "이름",
    "성함",
    "비밀번호",
    "차량번호",
    "이메일",
    "전자우편",
    "민원인",
    "신청인",
    "대표자",
    "담당자",
    "보호자",
    "세대주",
    "배우자",
    "청구인",
    "대리인",
    "은행명",
    "건강보험증번호",
    "환자등록번호",
    "건강보험증",
    "증번호",
    "생일",
    "수진자",
    "차트번호",
    "입금계좌",
    "계좌",
    "소재지",
    "거주지",
)
_spread = re.compile("(?<![가-힣])(?:" + "|".join(" {1,10}".join(w) for w in _SPREAD) + ")(?![가-힣])")

#: RE2: what makes this worth while.
SPELT_ODD: Final = (
    rf"[0-9] ?[가-힣°※★☆♥○●◎\x{{1f300}}-\x{{1faff}}] ?[0-9] ?[가-힣°※★☆♥○●◎\x{{1f300}}-\x{{1faff}}] ?[0-9] ?[가-힣°※★☆♥○●◎\x{{1f300}}-\x{{1faff}}] ?[0-9]"
    rf"|[공영빵○Ooㅇ][1일一Il][공영빵○Oo0ㅇ] ?[-.]|[0-9][{_C}{_H}][0-9{_H}{_C}][-{_H}{_C}]"
    rf"|[공영빵일이삼사오육륙칠팔구](?:[-. !*+^{_ORNAMENT}]?[공영빵일이삼사오육륙칠팔구0-9]){{3}}|[{_C}](?:[-. ]?[{_C}0-9]){{3}}"
    rf"|[0-9OoQIl][OoQIlSBZ][-. ]?[0-9OoQIl]|[0-9][ ]?(?:{_SAID})[ ]?[0-9]|[0-9]{{2}} ?[에의] ?[0-9]{{3}}"
    r"|[0-9](?: ?[-_] ?| |\. ?|, ?|·|/)[0-9](?: ?[-_] ?| {1,3}|\. ?|, ?|·|/)[0-9](?: ?[-_] ?| {1,3}|\. ?|, ?|·|/)[0-9](?: ?[-_] ?| {1,3}|\. ?|, ?|·|/)[0-9]"
    r"|[:：>\]] ?[공영빵ㅇ]일[공영빵ㅇ] ?\n"
    r"|[0-9] ?\n ?[0-9] ?\n ?[0-9] ?\n ?[0-9] ?\n|[0-9] ?\| ?[0-9] ?\| ?[0-9] ?\| ?[0-9] ?\| ?[0-9]|[0-9]-[OoQIl][0-9]{2}"
    r"|[0-9] ?[|\t,] ?[-–—] ?[|\t,] ?[0-9]|01[016-9]\t[0-9]{3}|사업자 ?(?:등록)? ?번호 ?\| ?[0-9]{3} ?\|"
    rf"|[A-Za-z] [0-9] [0-9] [0-9]|[0-9] (?:[-_·./] )?[가-힣] (?:[-_·./] )?[0-9] [0-9]|[{_H}][ -]?[가-힣][ -]?[{_H}][{_H}][{_H}][{_H}]"
    rf"|(?:{'|'.join(dict.fromkeys(' '.join(word[:2]) for word in _PROVINCE.split('|')))}) {{1,3}}[가-힣] {{1,3}}[가-힣]"
    rf"|(?:{'|'.join(dict.fromkeys('[,.·/-]'.join(word[:2]) for word in _PROVINCE.split('|')))})[,.·/-][가-힣][,.·/-]|[로길] [0-9]{{1,3}}[lOI]"
    r"|[0-9OoIl] ?[가-힣] ?(?:[OIlo][0-9OIlo]|[0-9][OIlo])|[0-9][OIlo] ?[가-힣] ?[0-9]"
    r"|[가-힣](?:[-/]| / )[가-힣]{1,6}[시군구](?:[-/]| / )[가-힣0-9]|[로길동리] / [0-9]|[0-9][ㄱ-ㅎ]{1,3}[0-9]+[ㄱ-ㅎ]{1,3}[0-9]"
    r"|[0-9](?:[!+~^] ?|\) ?\()[0-9](?:[!+~^] ?|\) ?\()[0-9](?:[!+~^] ?|\) ?\()[0-9]|[0-9][._][0-9][._][0-9][._][0-9]"
    rf"|[0-9OolI] 一 [0-9OolI]|[0-9]{{3}}(?:{_PUT_BETWEEN})[0-9]{{2}}|{_WORDED}[0-9]{{2,6}}(?: ?\n|[ ]?[,;:|*#^=+&][ ]?| {{2,3}})[0-9]{{2}}"
    "|(?:" + "|".join(" {1,10}".join(w) for w in _SPREAD) + ")"
)
#: A resident number or a mobile number, whatever share of its digits is letters.
_SHAPED: Final = re.compile(r"[0-9OolI]{6}-[0-9OolI]{7}|[0O][1lI][0O16789][-. ]?[0-9OolI]{3,4}[-. ]?[0-9OolI]{4}")
#: Three or four groups joined by hyphens: no word is written so.
_GROUPS: Final = re.compile("[0-9OolI]{2,6}(?:-[0-9OolI]{2,8}){2,3}")
#: Letters and digits one by one: M 1 2 3 A 4 5 6 7, 1 2 가 3 4 5 6.
_apart = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Za-z](?: [0-9A-Z]){8}|[Pp](?: [0-9]){12}|[0-9] [0-9] (?:[0-9] )?(?:[-_·./] )?[가-힣](?: [-_·./])?(?: [0-9]){4})(?![0-9A-Za-z]| [0-9](?![0-9]))"
)
#: A plate with letters that look like digits: 6l 우 O753.
_like_plate = re.compile(r"(?<![0-9A-Za-z])(?P<a>[0-9OoIl]{2,3}) ?[가-힣] ?(?P<b>[0-9OoIl]{4})(?![0-9A-Za-z])")
#: A plate said aloud, behind its word.
_plate = re.compile(
    rf"(?:차번|차량|번호판?|차 ?번호|차[는가])[^\n0-9]{{0,10}}?(?<![가-힣])(?P<a>[{_H}]{{2,3}})(?P<m>[ -]?[가-힣][ -]?)(?P<b>[{_H}]{{4}})(?![{_H}]|[가-힣]{{2}}[^가-힣 ])"
)
#: A day written in words: 일구사육년 삼월 구일.
_day = re.compile(rf"(?P<y>[{_H}]{{4}}) ?[년年] ?(?P<m>[{_H}십유시]{{1,2}}) ?[월月] ?(?P<d>[{_H}십]{{1,3}}) ?[일日]")
#: The day that a resident number begins with, said alone: 육일공구일공.
_birth = re.compile(f"(?<![가-힣십백천])[{_H}]{{6}}(?![{_H}])")
#: How a message ends whose last word is a number.
MESSAGE_END: Final = r"(?: ?(?:이?요|예요|이에요|입니다|이?야|하고|이고|뒤에|다음에?))?[ .,~!?ㅋㅎ]{0,6}"
#: What may lead them in.
LEADS: Final = "(?:그 ?다음|그담|다음|그리고|마지막|끝자리|끝|뒷자리|뒤|가운데|중간)(?:에|엔|은|는|이)?,? ?"
#: In a talk, a message that is nothing but figures.
_turn = re.compile(
    rf"^(?P<who>(?:\[?[0-9]{{1,2}}:[0-9]{{2}}\]? ?)?[^\n:：]{{1,24}}[:：\]>] ?(?:{LEADS})?)(?P<v>[{_H}0-9ㅇ]{{3,8}}?)(?={MESSAGE_END}$)",
    re.MULTILINE,
)
#: Digits of several kinds in the groups of a number: ○1○-칠四2육-5八0三, OI0 - 7S5B - 21O4.
_ANY: Final = f"[{_H}{_C}0-9OoQlIㅣㅇSB]"
_ANY_J: Final = "(?: ?[-.~] ?)"
_mixed = re.compile(
    rf"(?<![0-9A-Za-z가-힣])(?:[0영공빵○〇零Ooㅇ][1일一Iㅣl][0영공빵○〇零Ooㅇ]{_ANY_J}{_ANY}{{3,4}}{_ANY_J}{_ANY}{{4}}|{_ANY}{{6}}{_ANY_J}{_ANY}{{7}}"
    rf"|{_ANY}{{3}}{_ANY_J}{_ANY}{{2}}{_ANY_J}{_ANY}{{5}}|{_ANY}{{4}}(?:{_ANY_J}{_ANY}{{4}}){{3}})(?![0-9A-Za-z])"
)
#: A day with letters that look like digits: l971. O6. l3, O9 AUG l988.
_LIKE_DAY: Final = "[0-9OolI]{1,2}"
_LIKE_YEAR: Final = "(?:[1lI]9|2[0Oo])[0-9OolI]{2}"
_MONTH: Final = "(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}"
_like_day = re.compile(
    rf"(?<![0-9A-Za-z])(?:{_LIKE_YEAR}(?: ?[-./년] ?| ){_LIKE_DAY}(?: ?[-./월] ?| ){_LIKE_DAY}|{_LIKE_DAY}[-./ ](?:(?i:{_MONTH})|{_LIKE_DAY})[-./, ]{{1,2}}{_LIKE_YEAR})(?![0-9A-Za-z])"
)
_month = re.compile(_MONTH, re.IGNORECASE)
#: Cells drawn with lines.
_bar = re.compile("(?<=[0-9])( ?)[│┃¦](?= ?[0-9](?![0-9]{2}))")
_MOBILE: Final = re.compile(
    r"01[016789](?: ?[-. ] ?)?[0-9]{3,4}(?: ?[-. ] ?)?[0-9]{4}|0(?P<m>[-.·_~/!*+^])1(?:(?P=m)[0-9]){9}"
)
_COPULA: Final = frozenset("고에며야요라네다구었였지신게거것건래랍란죠잖")
_LETTERS: Final = str.maketrans("OoQㅇIlㅣSBZ", "0000111582")

#: A piece to cut: start, end, what is read instead (found as a whole or not at all), whether it belongs to what stands before it.
Cut = tuple[int, int, str, bool]


def words(view: str) -> tuple[str, list[Cut]]:
    """The view with one-for-one replacements made, and what is left to cut from it before `numbers` are looked for."""
    cuts: list[Cut] = []
    for m in _listed.finditer(view):
        cuts += [(*mark.span(), "-", False) for mark in _filler.finditer(view, *m.span())]
    view = _listed.sub(lambda m: m[0].translate(_WORDS), view)
    for m in _spelt.finditer(view):
        cuts += _heard(m)
    view = _spelt.sub(_spell, view)
    view = _stroked.sub("-", view)
    view = _chinese.sub(_spell, view)
    view = _lettered.sub(_letters, view)
    view = _birth.sub(lambda m: _translated_birth(m[0]), view)
    view = _turns(view)
    view = _mixed.sub(_unmixed, view)
    view = _like_day.sub(_like_dated, view)
    view = _like_house.sub(_like_numbered, view)
    view = _like_plate.sub(_like_plated, view)
    view = _bar.sub(r"\1|", view)
    view = _plate.sub(_plated, view)
    view = _day.sub(_dated, view)
    for m in _said.finditer(view):
        if m["a"]:
            cuts += [(*m.span(name), "-", False) for name in ("a", "b") if m[name]]
        else:
            cuts.append((*m.span(), "-", False))
    return view, apart(sorted(cuts))


def numbers(view: str) -> list[Cut]:
    """What to cut from numbers that stand in pieces."""
    cuts: list[Cut] = []
    for m in _single.finditer(view):
        cuts += _closed(m)
    for m in _marked_address.finditer(view):
        cuts += [(*mark.span(), " ", False) for mark in _stroke.finditer(view, *m.span())]
    for m in _spaced_address.finditer(view):
        if m["p"] + m["q"] in _PROVINCES and (m["s"] != " " or "  " in m[0]):
            for gap in _letters_gap.finditer(view, *m.span()):
                cuts.append((*gap.span(), "" if gap[0] == m["s"] else ", " if "," in gap[0] else " ", False))
    for m in _spread_address.finditer(view):
        cuts += [(at, at + 1, "", False) for at in range(*m.span()) if view[at] == " "]
    for m in _few.finditer(view):
        cuts += [(*mark.span(), "", False) for mark in _gap.finditer(view, *m.span("v"))]
    for m in _noisy.finditer(view):
        size = len(m["n"])
        cuts += [(at, at + size, "", False) for at in range(m.start() + 1, m.end() - 1, size + 1)]
    for m in _consonants.finditer(view):
        if _WHOLE.fullmatch(_consonant.sub("", m[0])):
            cuts += [(*mark.span(), "", False) for mark in _consonant.finditer(view, *m.span())]
    for m in _pointed_area.finditer(view):
        cuts += [(at, at + 1, "", False) for at in range(*m.span()) if view[at] == "."]
    for m in _halves.finditer(view):
        cuts += [(at, at + 1, "", False) for at in range(*m.span("v")) if not view[at].isdigit()]
    for m in _upright.finditer(view):
        cuts += [(*mark.span(), "", False) for mark in _breaks.finditer(view, *m.span())]
    for m in _boxed.finditer(view):
        cuts += [(*m.span(name), "-", False) for name in "abcd" if m[name]]
    for m in _linked.finditer(view):
        if not ("0" <= view[m.start() - 1 : m.start()] <= "9"):
            cuts += [(*joint.span(), "-", False) for joint in _put_between.finditer(view, *m.span())]
    for m in _lined.finditer(view):
        lead = view[m.start() : m.start("v")]
        row = "\n" in lead and lead.count("|") > _TWO  # a cell each, below their header
        if not row and _LINED.fullmatch(m["v"].replace(m["s"], "-")):
            at, size = m.start("v"), len(m["s"])
            gaps = [at + i for i in range(len(m["v"])) if m["v"].startswith(m["s"], i)]
            cuts += [(gap, gap + size, "-", False) for gap in gaps]
    for m in _dashed.finditer(view):
        if _GROUPED.fullmatch(_dash.sub("-", m[0])):
            cuts += [(*dash.span(), "-", False) for dash in _dash.finditer(view, *m.span())]
    for m in _apart.finditer(view):
        if sum(c.isdigit() for c in m[0]) >= 6:
            cuts += [(m.start() + i, m.start() + i + 1, "", False) for i, c in enumerate(m[0]) if c == " "]
    for m in _spread.finditer(view):
        cuts += [(m.start() + i, m.start() + i + 1, "", False) for i, c in enumerate(m[0]) if c == " "]
    return apart(sorted(cuts))


_HD: Final = f"[{_H}0-9]"
_gap = re.compile(rf"(?<={_HD}) (?={_HD})")
_heard_dash = re.compile(rf"(?<={_HD})[ ]?(?:{_SAID}|에요,?|에|그리고)[ ]?(?={_HD})")
#: A number with dashes said has as many digits, one with hyphens so many, or it may be two numbers.
_MOST_SAID, _MOST_HYPHENED, _LEAST_SPELT = 16, 10, 4


def _heard(m: re.Match[str]) -> list[Cut]:
    """What is said for dashes in a number spelt out; where they part its groups, spaces part nothing."""
    digits = m[0].translate(_WORDS)
    if sum(a != b for a, b in zip(m[0], digits, strict=True)) < _LEAST_SPELT:
        return []
    cuts: list[Cut] = [(*dash.span(), "-", False) for dash in _heard_dash.finditer(m.string, *m.span())]
    count = sum("0" <= c <= "9" for c in digits)
    if count <= (_MOST_SAID if cuts else _MOST_HYPHENED) and (cuts or "-" in digits):
        start, end = m.span()
        # 생년월일 일구칠칠-…, … 팔육구공 이 번호: the first and the last may belong to a word.
        start += 2 * (m[0][1] == " " and "가" <= m.string[start - 1 : start] <= "힣")
        mobile = re.sub("[^0-9]", "", digits)[:2] == "01"
        end -= 2 * (m[0].endswith(" 이") and count not in ((11,) if mobile else (10, 13)))
        cuts += [(*gap.span(), "", False) for gap in _gap.finditer(m.string, start, end)]
    return cuts


def apart(cuts: Iterable[Cut]) -> list[Cut]:
    """Of cuts that overlap, those that begin first; in order."""
    kept: list[Cut] = []
    for cut in cuts:
        if not kept or cut[0] >= kept[-1][1]:
            kept.append(cut)
    return kept


def _spell(m: re.Match[str]) -> str:
    """At least four words for digits, or it is something else, but for a mobile number whose network alone is spelt; a
    particle glued to the end is none of them.
    """
    value = m[0]
    after = m.string[m.end() : m.end() + 1]
    kept = len(value) - (value[-1] == "이" and after in _COPULA and after != "")
    spelt = sum(c in HANGUL or c in CHINESE for c in value[:kept])
    digits = value[:kept].translate(_WORDS)
    if spelt < 4 and not (spelt and _MOBILE.fullmatch(digits)):
        return value
    return digits + value[kept:]


def _plated(m: re.Match[str]) -> str:
    return m[0][: m.start("a") - m.start()] + m["a"].translate(_WORDS) + m["m"] + m["b"].translate(_WORDS)


def _translated_birth(value: str) -> str:
    digits = value.translate(_WORDS)
    return digits if "01" <= digits[2:4] <= "12" and "01" <= digits[4:] <= "31" else value


def _turns(view: str) -> str:
    """Figures that are said in a talk piece by piece, one message or more each."""
    said = [m["v"] for m in _turn.finditer(view)]
    network = any(value.translate(_TYPED)[:3] == "010" for value in said)
    if len([value for value in said if network or not _plain(value)]) < _TWO:
        return view
    typed = _TYPED if network else _WORDS  # ㅇㅇ is yes, but for a telephone's zeros
    return _turn.sub(lambda m: m["who"] + (m["v"] if _plain(m["v"]) else m["v"].translate(typed)), view)


_TYPED: Final = _WORDS | {ord("ㅇ"): "0"}


def _plain(value: str) -> bool:
    """Figures, or nothing but a typed yes."""
    return not any(c in HANGUL for c in value)


def _unmixed(m: re.Match[str]) -> str:
    """Digits of two kinds at least; letters that look like them are the fewer."""
    value = m[0]
    letters = sum(c in "OoQlIㅣㅇSB" for c in value)
    digits = value.translate(_WORDS)
    counted = sum("0" <= c <= "9" for c in digits)
    if counted < letters or (not letters and digits == value):
        return value
    return digits.translate(_LETTERS)


_PROVINCES: Final = frozenset(word[:2] for word in _PROVINCE.split("|"))


def _like_numbered(m: re.Match[str]) -> str:
    return m[0].translate(_LETTERS) if any(map(str.isdigit, m[0])) else m[0]


def _like_plated(m: re.Match[str]) -> str:
    """Figures in both groups, and more of them than letters."""
    figures = [sum("0" <= c <= "9" for c in group) for group in (m["a"], m["b"])]
    letters = len(m["a"]) + _FOUR - sum(figures)
    return m[0].translate(_LETTERS) if all(figures) and 0 < letters < sum(figures) else m[0]


_FOUR: Final = 4


def _like_dated(m: re.Match[str]) -> str:
    """One for one, but for the name of a month."""
    month = _month.search(m[0])
    if month is None:
        return m[0].translate(_LETTERS)
    return m[0][: month.start()].translate(_LETTERS) + month[0] + m[0][month.end() :].translate(_LETTERS)


def _dated(m: re.Match[str]) -> str:
    """One for one: 십 before a digit is 1, behind one 0; alone or between two it stays (no date is read then)."""
    found = list(m[0].translate(_WORDS))
    found[-1] = m[0][-1]  # 일, the word for day, is no 1
    for name in ("m", "d"):
        at, value = m.start(name) - m.start(), m[name]
        ten = value.find("십")
        if len(value) == 2 and ten >= 0:
            found[at + ten] = "1" if ten == 0 else "0"
        if value in ("유", "시"):  # 유월, 시월
            found[at] = "6" if value == "유" else found[at]
    return "".join(found).translate(_HAN_DAY)


_HAN_DAY: Final = str.maketrans("年月日", "년월일")


def _letters(m: re.Match[str]) -> str:
    """Letters for digits: among more digits than letters, and never the letter that a passport begins with."""
    value = m[0]
    count = sum("0" <= c <= "9" for c in value)
    letters = sum(c.isalpha() for c in value)
    shaped = count >= 3 and _SHAPED.fullmatch(value) is not None
    grouped = letters <= count and _GROUPS.fullmatch(value) is not None
    if (
        not letters
        or (count < 2 * letters - 1 and not shaped and not grouped)
        or (value[0] == "O" and value[1:].isdigit() and len(value) == 9)
    ):
        return value
    return value.translate(_LETTERS)


_TWO, _FEW = 2, 3


def _closed(m: re.Match[str]) -> list[Cut]:
    """Digits one by one: the marks between them go; where spaces do it, a dash stays."""
    value = m[0]
    numbers = [i for i, c in enumerate(value) if c.isdigit()]
    if len(numbers) > 11 and [value[i] for i in numbers[:2]] == ["0", "1"]:
        value = value[: numbers[10] + 1]  # a mobile number is over; what follows counts the next line
    marks = [c for c in value if not c.isdigit() and c != " "]
    if not marks or (len(marks) <= 4 and set(marks) in ({"-"}, {"·"}, {"|"}, {"/"}, {"_"})):
        drop = " "
    elif marks.count("|") >= 7 and set(marks) <= {"|", "-"}:
        drop = " |"
    elif len(set(marks)) == 1 and len(marks) >= value.count("".join(marks[:1])) >= 7:
        drop = " " + marks[0]
    elif {"(", ")"} <= set(marks) <= {"(", ")", "-", "~"}:
        drop = " ()"
    elif len(set(marks)) == _TWO and min(map(marks.count, set(marks))) <= _FEW < max(map(marks.count, set(marks))):
        drop = " " + max(set(marks), key=marks.count)  # 2.1.4_8.2_…: the rarer part the groups
    else:
        return []
    return [(m.start() + i, m.start() + i + 1, "", False) for i, c in enumerate(value) if c in drop]
