"""What single patterns of the name detectors cannot do without (실마리), looked for in one pass over the text.

Most texts have none of it, and a pattern of Python costs ten times what its part of an automaton does. A hint matches
wherever its pattern could find something; `tests/unit/privacy/test_privacy_name_hints.py` holds them together.
What does not live here: the patterns themselves (`name.py`, `name_beside.py`).
"""

from typing import Final

from gwanmun.privacy.detectors.base import Hints
from gwanmun.privacy.lists import COUNTRIES, DOUBLE_SURNAMES, ODDEST_SURNAMES, RAREST_SURNAMES, SINGLE_SURNAMES, either

#: Labels to which names are glued, as people type on a telephone.
GLUED: Final = (
    "이름",
    "성명",
    "성함",
    "신고자",
    "신고인",
    "신청자",
    "신청인",
    "민원인",
    "예금주",
    "보호자",
    "대표자",
    "담당자",
    "피해자",
    "환자",
    "피보험자",
    "계약자",
    "수익자",
    "세대주",
    "임차인",
    "임대인",
    "매도인",
    "매수인",
    "채무자",
    "상속인",
    "보증인",
)
#: Countries as a pattern; 이란 is a particle oftener: 정의(이란).
NATIONS: Final = either(tuple(COUNTRIES - {"이란"}))
#: Characters that a name of Korea begins with.
BEGINS: Final = "".join(sorted(SINGLE_SURNAMES | {name[0] for name in DOUBLE_SURNAMES}))
#: The same, and those of the rarest surnames, which only a word for them tells.
FAMILY: Final = "".join(sorted({*BEGINS, *RAREST_SURNAMES, *ODDEST_SURNAMES}))
#: Marks that nobody puts between the syllables of a word.
MARKS: Final = "*_°^~〇○◯#=+!※★☆♥♡◆■▲♣♠●‧•∙･"
#: What may stand between syllables beside a word for a name.
ANYHOW: Final = r"(?:[^0-9A-Za-z가-힣ㄱ-ㅎㅏ-ㅣ_\n]{1,4}|[_Iㅣ|])"
_NO_LETTER: Final = r"[^0-9A-Za-z가-힣ㄱ-ㅎㅏ-ㅣ\n]"
_MARKED: Final = rf"(?:{_NO_LETTER}{{0,3}}[^0-9A-Za-z가-힣ㄱ-ㅎㅏ-ㅣ\s]{_NO_LETTER}{{0,3}}|[Iㅣ])"
#: Each hint and where it can begin to be: RE2, which knows no look-around.
_MOST: Final = {
    "glued": f"(?:{'|'.join(GLUED)})[은는이]?[{''.join(sorted(SINGLE_SURNAMES))}]",
    "marked off": r"[ :：][가-힣]{3,4}(?: / | ?\| |\(0[0-9]{1,2}-| 01[016789]|님? (?:등록번호|연락처|전화|휴대|생년월일|주민)|,? (?:법인|사업자) ?(?:등록)? ?(?:번호)? ?[:：]?[0-9])",
    "double": f"(?:{'|'.join(sorted(DOUBLE_SURNAMES))}) [가-힣]",
    "han": "[一-鿿] ?[一-鿿]",
    "asked": r"(?:성함|이름|존함|함자)[^\n?]{0,12}(?:\?|[죠요까]\n)",
    "born": r"[가-힣][ ,(/]{1,3}(?:19[2-9]|20[0-2])[0-9](?:[-./년] ?[0-9]{1,2}[-./월] ?[0-9]{1,2}[.일]? ?)?년? ?(?:생|출생)|\([본실]명",
    "dialled": r"[가-힣](?: ?[(/,:] ?| )01[016789][-. )]?[0-9]{3}",
    "renamed": "[가-힣] ?에서 [가-힣]{2,4} ?(?:으로|로)",
    "stranger called": "[가-힣] [가-힣]{2,6} ?[님씨]",
    "speakers": r"(?:^|\n)[가-힣]{2,4} ?[:：]",
    "glossed": r"[가-힣] ?[(（][一-鿿]{1,2}[)）] ?[가-힣]",
    "foreigner": rf"외국인|등록증|어[,)]|여권|국적|비자|체류|[0-9]-[5-8][0-9]{{6}}|[,(（/|\t:·] ?(?:{NATIONS})",
    "marks": rf"[{BEGINS}](?: ?[{MARKS}·./:|,-] ?| ?\n {{0,4}}|[0-9])[가-힣](?: ?[{MARKS}·./:|,-] ?| ?\n {{0,4}}|[0-9])[가-힣]",
    "mark": rf"[{BEGINS}](?:[_:°^~][가-힣]|[가-힣][_:°^~])[가-힣]",
    "parts": rf"성(?:씨)?[은는이]?[\"']?(?: ?[:：=|,] ?| )[\"']?[{FAMILY}]",
    "called": rf"[{FAMILY}] ?씨 성",
    "latin parts": "성 ?[:：/|]? ?[A-Z]|(?i:surname|family name|last name)",
    "row": " [가-힣] ?[,·/、] ?[가-힣] ",
    "numbered": r"[0-9] ?- ?[1-8][0-9]{6}|[PM][0-9]{12}|-[0-9]{6}-[0-9]{2}",
    "sealed": r"\(인\)|㊞|\(서명\)",
    "aged": r"[0-9]세?\) ?[씨양군옹할어]",
    "greeted": "님",
    "addressed": "[가-힣] (?:씨|님|귀하|고객님|여사|행정관|주무관|사무관|서기관|교사|경[감위사장]|순경|소방|어머님|아버님|할머님|할아버님|보호자님|학부모님|어르신)",
    "says": "[사하니맡지내][는은] [가-힣]{3} ?(?:입니다|이라|이고|인데|이에|예요)",
    "child of": "[-–—:] ?(?:엄마|아빠|어머니|아버지|할머니|할아버지|외할머니|이모|고모|삼촌|보호자) ?(?:[가-힣]{2,4} ?[(0]|[(0])",
    "in log": "[a-z_]=[가-힣]{3}(?:[ ,;&|]|$|\\n)",
    "kin": "(?:우리|딸|막내|[첫둘셋]째|아들|언니|누나|오빠|동생|손[녀자]|조카|며느리|사위|짝꿍|친구) [가-힣]{2}",
}
_ANYHOW: Final = {
    "anyhow": rf"[{FAMILY}](?:{_MARKED}[가-힣]{ANYHOW}|{ANYHOW}[가-힣]{_MARKED})[가-힣]",
}
#: Kana, Cyrillic letters, and other scripts without capitals, as classes.
KANA: Final = "ぁ-ゖァ-ヺーｦ-ﾟ"
CYRILLIC: Final = "\u0400-\u04ff"
ABROAD: Final = {
    "thai": "\u0e01-\u0e3a\u0e40-\u0e4e",
    "lao": "\u0e81-\u0ecd\u0edc-\u0edf",
    "khmer": "\u1780-\u17d3",
    "myanmar": "\u1000-\u103f\u1050-\u108f",
    "nagari": "\u0900-\u0963\u0970-\u097f",
    "bengali": "\u0980-\u09e3",
    "tamil": "\u0b80-\u0bd7",
    "sinhala": "\u0d80-\u0ddf",
    "arabic": "\u0621-\u065f\u066e-\u06d3\u06d5-\u06dc",
    "hebrew": "\u05d0-\u05ea",
    "georgian": "\u10d0-\u10fa",
    "armenian": "\u0531-\u0587",
    "ethiopic": "\u1200-\u135a",
}
#: What keeps Latin letters apart.
APART_BY: Final = "[ .·_*~-]"
#: Four of them.
LETTERS_APART: Final = (
    rf"[A-Za-z]{APART_BY}[A-Za-z](?:{APART_BY}{{1,2}}|,{APART_BY}?| {{2,4}}| ?/ ?)[A-Za-z]{APART_BY}[A-Za-z]"
)
_SCRIPTS: Final = {
    "scripts": f"[{KANA}{CYRILLIC}{''.join(ABROAD.values())}ß-ɏḀ-ỿ]",
    "letters apart": LETTERS_APART,
    "parts explained": r"성(?:씨)?[은는이]?(?: ?[:：=|,] ?| )[\"']?[가-힣]{1,4}[\"']?[가-힣]{0,4} ?(?:의|할 때의?|쓸 때의?) ?[\"']?[가-힣]",
    "syllables": r"이름[은의이]? ?(?:첫|앞)[째 번]{0,5}(?:자|글자)",
    "coded": r"(?:[A-Za-z]-?[0-9@$]|[0-9@$]-?[A-Za-z])[A-Za-z0-9@$-]*,? [A-Za-z0-9@$]|[A-Za-z],? [A-Za-z0-9@$-]*(?:[A-Za-z]-?[0-9@$]|[0-9@$]-?[A-Za-z])",
}
HINTS: Final = _MOST | _ANYHOW | _SCRIPTS
#: Which of `HINTS` stand in a text (without lone surrogates).
hints: Final = Hints(_MOST, _ANYHOW, _SCRIPTS)
