"""What stands around a name: the word before it (a label, a post, an office) and what follows it (a title, a note).

What lives here: reading the neighbourhood of a place in the text. What does not: whether the letters there look like a
name (`name_words.py`). Words come from data/privacy (name_labels.txt, titles.txt, elected_titles.txt).
"""

import re
from enum import IntEnum
from typing import Final

from gwanmun.privacy.detectors.name_words import particle
from gwanmun.privacy.lists import ELECTED_TITLES, KIN, NAME_LABELS, TITLES
from gwanmun.privacy.remembered import remembered


class Beside(IntEnum):
    """How much the neighbourhood says, from nothing to "a person's name stands here"."""

    NOTHING = 0
    DOES = 1  # 조종자 김민수
    OFFICE = 2  # 총무과 김민수; a cell of its own; a list
    POST = 3  # 과장 이영희, 어머니 이영희
    LABEL = 4  # 민원인 김민수; 김민수 주무관


LABELS: Final = frozenset(label.replace("_", "") for label in NAME_LABELS) | frozenset(NAME_LABELS)
WEAK_LABELS: Final = frozenset({"담당", "대표", "작성", "서기", "강사", "간사", "기안", "검토", "결재", "확인", "발표", "진행", "사회", "부모", "학생", "회원", "아동", "연자", "사용자", "참석", "경비", "코치", "선수", "인턴", "통역", "조교", "연구원", "지도자", "당번", "청소년", "외국인", "다문화가정", "이주여성", "수용가", "은사", "멘토", "멘티", "주인공", "근무자", "장학생", "졸업생", "재학생", "신입생", "수험생", "훈련생", "연수생", "실습생", "유학생", "구매자", "판매자", "생산자", "체류자", "수신", "발신", "참조", "협조", "불참", "배석", "단장", "회장", "총무", "조장", "대장", "동료", "친구", "지인", "이웃"})  # fmt: skip
_CLOSERS: Final = frozenset({"귀하", "귀중", "드림", "올림", "배상"})
POSTS: Final = frozenset(title for title in TITLES if len(title) > 1) - _CLOSERS
_ELECTED_WORDS: Final = frozenset(ELECTED_TITLES)
_AFTER: Final = frozenset(title for title in TITLES if len(title) > 1) | {"앞으로", "명의", "명의로", "명의의"}
#: Titles by themselves: what follows them glued is a particle.
TITLED: Final = _AFTER | _ELECTED_WORDS
#: What stands behind a name.
AFTER_NAMES: Final = _AFTER
_ELECTED: Final = _ELECTED_WORDS
_SHORT: Final = frozenset({"씨", "님", "군", "양", "옹"})
_LONGEST: Final = max(map(len, POSTS))
_LONGEST_LABEL: Final = max(map(len, LABELS))
_OFFICE: Final = frozenset("과팀실국청소부처동면읍구시군도원단관교당점")
_OFFICE_WORDS: Final = (
    "센터",
    "본부",
    "학교",
    "병원",
    "은행",
    "위원회",
    "협회",
    "재단",
    "공사",
    "공단",
    "주식회사",
    "회사",
    "법인",
    "소속",
)
#: How words end that say what somebody does (조종자, 초청인, 농가주, 청원경찰): as weak as an office's name.
_DOES: Final = frozenset("자인주사장직생수찰")
#: Words that end like an office and are none.
_NO_OFFICE: Final = frozenset({"정도", "제도", "태도", "속도", "지도", "연도", "년도", "또는", "결과", "효과", "경과", "초과", "부과", "통과", "사실", "현실", "일부", "여부", "전부", "내부", "외부", "접수", "청구", "요구", "연구", "지원", "직원", "회원", "민원", "인원", "신청", "요청", "관련", "장소", "주소", "취소", "최소", "당시", "다시", "즉시", "실시", "일시", "임시", "반드시", "행동", "활동", "이동", "공동", "변동", "대처", "출처", "조치", "단체", "전당", "해당", "담당", "관점", "시점", "장점", "문제점"})  # fmt: skip
_OPEN: Final = " \t\"'“‘([（「『<《〈*"
#: Where a name begins that nothing parts from what stands before it.
_GLUED_OPEN: Final = "@"
_word = re.compile("[가-힣]{1,16}")
_POST_ENDS: Final = frozenset(word[-1] for word in POSTS)
_TITLE_ENDS: Final = frozenset(word[-1] for word in _AFTER | _ELECTED)
_ELECTED_ENDS: Final = frozenset(word[-1] for word in _ELECTED)
_BEFORE_ENDS: Final = (
    frozenset(word[-1] for word in LABELS | POSTS | KIN)
    | _OFFICE
    | _DOES
    | frozenset("은는이가께터부교원행회단사인속명름모자처녀저나내전제조亡故0123456789@")
)


def _ends_with(token: str, words: frozenset[str], longest: int, least: int = 2) -> bool:
    size = len(token)
    for n in range(2 if size > 4 else least, min(size, longest) + 1):  # noqa: SIM110 - a generator here is half the cost of a text
        if token[size - n :] in words:
            return True
    return False


def _token_before(text: str, at: int) -> str:
    start = at
    while start > 0 and at - start < 12 and "가" <= text[start - 1] <= "힣":
        start -= 1
    return text[start:at]


def before(text: str, start: int) -> Beside:
    """What the word before `start` says, a space or an opening mark between them."""
    at = start
    while at > 0 and start - at < 4 and text[at - 1] in _OPEN:
        at -= 1
    if at == start and text[at - 1 : at] != _GLUED_OPEN:
        return Beside.NOTHING
    if not at or text[at - 1] not in _BEFORE_ENDS:
        return Beside.NOTHING
    numbered = at
    while numbered > 0 and at - numbered < 3 and "0" <= text[numbered - 1] <= "9":
        numbered -= 1
    if numbered < at:
        # 당사자1 …, 접촉자 2 …: a short number belongs to the label.
        token = _token_before(text, numbered - (text[numbered - 1 : numbered] == " "))
        return Beside.LABEL if token in LABELS and token not in WEAK_LABELS else Beside.NOTHING
    if text[at - 1] == "@":
        return Beside.NOTHING if at > 1 and text[at - 2].isalnum() else Beside.LABEL  # somebody is called in a thread
    token = _token_before(text, at)
    if token in _NUMBERED_PLACES and "0" <= text[at - len(token) - 1 : at - len(token)] <= "9":
        return Beside.NOTHING  # 3교육장 도하: a place, not its head
    return _said(token) if len(token) > 1 else _one_syllable(text, at, start)


@remembered
def _said(token: str) -> Beside:
    """What a word says of what follows it."""
    bare = token[:-1]
    if token[-1] in "은는이가" and token not in LABELS and (bare in LABELS or bare in KIN):
        # "신청인은 안타까운 …": a sentence goes on, and seldom with a name.
        return Beside.OFFICE
    if token in LABELS or (len(token) > 3 and _ends_with(token, LABELS, _LONGEST_LABEL, 3)):
        return Beside.POST if token in WEAK_LABELS else Beside.LABEL
    if token in KIN or (token[-1] in _POST_ENDS and _ends_with(token, POSTS, _LONGEST)):
        return Beside.POST
    if token in _NO_OFFICE:
        return Beside.NOTHING
    if token in _MYSELF or (len(token) > 2 and token[-1] in _OFFICE) or token.endswith(_OFFICE_WORDS):
        return Beside.OFFICE
    return Beside.DOES if len(token) > 2 and token[-1] in _DOES and token[-2:] not in _NO_DOERS else Beside.NOTHING


#: Words that end as who does something: 전적인, 본인확인, 사용승인.
_NO_DOERS: Final = frozenset({"적인", "확인", "승인", "날인", "할인", "원인", "요인", "체인", "라인", "디자인"})
#: Places with a number that are called as a head is.
_NUMBERED_PLACES: Final = frozenset({"교육장", "훈련장", "시험장", "경기장", "공장", "농장", "작업장", "현장"})
_apart = re.compile(r"(?:^|[^가-힣])((?:[가-힣] {1,4}){1,5}[가-힣])$")
_RELATIONS: Final = frozenset("부모자처녀")
_MYSELF: Final = frozenset({"저", "나", "내", "전", "저는", "나는", "제가", "내가", "저희는"})


def _one_syllable(text: str, at: int, start: int) -> Beside:
    """성 명 …, 신 청 인 … (letters set apart); 부 …, 모 … in a register; 저 …는."""
    apart = _apart.search(text, max(0, at - 24), at)
    if apart and apart[1].replace(" ", "") in LABELS:
        return Beside.LABEL
    if "0" <= text[at - 2 : at - 1] <= "9":
        return Beside.NOTHING  # 각 2부 작성하며
    line = text[max(0, at - 12) : at - 1].rpartition("\n")[2].rstrip(" \t|")
    if text[at - 1] in "亡故":
        return Beside.LABEL
    if text[at - 1] in _RELATIONS and not line[-1:].isalpha():
        return Beside.POST
    if text[at - 1] in "딸처" and text[at:start] == " ":
        return Beside.POST
    return Beside.OFFICE if text[at - 1 : at] in _MYSELF and text[at:start] == " " else Beside.NOTHING


def elected_before(text: str, start: int) -> bool:
    """Whether an elected or appointed head's title stands before the place (군수 김승우)."""
    if start < 3 or text[start - 1] != " " or text[start - 2] not in _ELECTED_ENDS:
        return False
    return _head(_token_before(text, start - 1))


#: Titles that are heads' behind the name of a place (서울시장, 누리군수); the others only by themselves.
_OF_PLACES: Final = frozenset({"시장", "군수", "장관", "차관", "의원", "총리", "구청장", "교육감", "도지사"})
_ELECTED_BEHIND: Final = frozenset(title for title in _ELECTED if title in _OF_PLACES or len(title) > 3)
_LONGEST_ELECTED: Final = max(map(len, _ELECTED_BEHIND))
_NO_HEADS: Final = frozenset(
    {"전통시장", "재래시장", "도매시장", "농산물시장", "수산시장", "풍물시장", "노동시장", "주식시장"}
)


def _head(token: str) -> bool:
    """Whether the word is the title of an elected or appointed head."""
    if token in _ELECTED:
        return True
    size = len(token)
    for n in range(2, min(size, _LONGEST_ELECTED) + 1):
        if token[size - n :] in _ELECTED_BEHIND:
            # A deputy (부시장, 부구청장) is a career official (지방자치법 제123조).
            return token not in _NO_HEADS and token[size - n - 1 : size - n] != "부"
    return False


def _headed(token: str) -> bool:
    """The same, with particles behind it."""
    for cut in range(len(token), max(1, len(token) - 5), -1):
        rest = token[cut:]
        if token[cut - 1] in _ELECTED_ENDS and particle(rest[1:] if rest[:1] == "님" else rest) and _head(token[:cut]):
            return True
    return False


_SAID_ENDS: Final = frozenset(
    {
        "이면",
        "이었",
        "이던",
        "이신",
        "요",
        "이요",
        "예요",
        "이에요",
        "인데요",
        "이신데요",
        "이셔서",
        "이시고",
        "십니다",
        "이십니다",
        "세요",
        "이세요",
        "시죠",
        "이시죠",
    }
)


def _title_in(token: str, words: frozenset[str], longest: int) -> bool:
    """Whether a token is a title, behind an office's name or before particles (총무팀장님께서는)."""
    for cut in range(len(token), max(0, len(token) - 5), -1):
        if token[cut - 1] not in _TITLE_ENDS:
            continue
        rest = token[cut:]
        bare = rest[1:] if rest[:1] in ("님", "들") else rest
        if (particle(bare) or bare in _SAID_ENDS) and _ends_with(token[:cut], words, longest):
            return True
    return False


def glued_title(rest: str) -> bool:
    """Whether what is glued behind a name is a title and perhaps particles (김철수주무관님께)."""
    for cut in range(min(len(rest), _LONGEST), 1, -1):
        if rest[:cut] in _AFTER:
            bare = rest[cut:]
            return particle(bare[1:] if bare[:1] in ("님", "들") else bare)
    return False


def after(text: str, end: int) -> tuple[Beside, bool]:
    """What the word behind `end` says (one space at most), and whether it is an elected head's title."""
    c = text[end : end + 1]
    at = end + 1 if c in (" ", "\u00a0") else end
    m = _word.match(text, at) if at > end or "가" <= c <= "힣" else None
    if m is None:
        return Beside.NOTHING, False
    token = m[0]
    return _titled(token) if at == end and token[0] == "양" else _behind(token)


@remembered
def _behind(token: str) -> tuple[Beside, bool]:
    """What a word behind a name says, a space between them."""
    if token[0] in _SHORT and (particle(token[1:]) or token[1:] in ("들", "네")):
        return Beside.LABEL, False
    return _titled(token)


def _titled(token: str) -> tuple[Beside, bool]:
    if _TITLE_ENDS.isdisjoint(token):
        return Beside.NOTHING, False
    if _headed(token):
        return Beside.NOTHING, True
    return (Beside.LABEL if _title_in(token, _AFTER, _LONGEST) else Beside.NOTHING), False


#: A note behind a name: age, sex, a birth, a phone, (인), (서명), an address of mail, an agency, kin, 외 3명.
_note = re.compile(
    r" ?(?:[(（\[](?:만 ?[0-9]|[0-9]{1,3}세|[0-9]{2}[),]|(?:[가-힣]{1,8}(?: [가-힣]{1,6})?, ?)?[0-9]{2,4}년 ?생|[0-9]{6}|☎|[남여男女](?:[,·/) ]|성)|[0-9]{2,4}[.년-]|\+?[0-9]{2,3}[-)]|인[)）]|印|서명|직인|날인|가명|실명|본명|본인|배우자|부[)）]|모[)）]|처[)）]|자[)）]|녀[)）]|손[)）]|[부모자녀처손][,·/ ]|남편|아내|아들|딸|장[남녀]|[차삼][남녀]|형[)）]|누나|언니|오빠|동생|조카|며느리|사위|[1-6]학년|[0-9]{1,2}반|당시|여,|남,|[一-鿿]{2,4}[)）]|"
    r"[A-Za-z0-9._%+-]{1,40}@|연락처|전화|주민|주소|거주|여권|면허|계좌|생년|휴대|핸드폰|군번|사번|학번|이하 ?[\"'“‘])|<[A-Za-z0-9._%+-]{1,64}@)"
    r"|(?:[ \t,/:|;_*]{1,4}|의 )(?:\(?(?:01[016789]|050[2-8]|070)[-. )]{0,3}[0-9]|(?:(?:1[1-9]|2[0-68])-|[가-힣]{2} ?)[0-9]{2}-[0-9]{6}-|본인(?=[ ,.)은이의]|$)|[0-9]{6} ?[-/,|\t ]|[0-9]{6}-[0-9*]|만 ?[0-9]{1,2}세|[남여](?:[,·/)|\t ]|$)|(?:19[2-9]|20[0-2])[0-9][-./년] ?[0-9]{1,2}[-./월]|주민 ?(?:등록)?번?호?|생년월일|연락처|휴대(?:폰|전화)|핸드폰|전화번호|운전면허|면허번호|여권번호|외국인 ?등록|자격번호|군번|사번|학번|(?:수험|회원|조합원|고객|환자|사원) ?번호|계좌|[MSROD][0-9]{3}[A-Z0-9]|[A-Za-z0-9._%+-]{1,40}@)"
    r"| ?\((?:[가-힣 ]{0,10}(?:과|팀|실|국|구|시|군|동|대학교|병원|회사|협회))\)"
    r"| ?\((?:[1-6]-[0-9]{1,2}|[1-6]학년|기안|검토|협조|전결|대결|결재|확인|작고|사망|불참|참석|위임|대리|기혼|미혼|재혼|담당|팀장|과장|간사|위원장|故)[,)]"
    r"|[·_,/| ]{1,3}[0-9]{6}[·_ ][0-9]|[·_][ ]?01[016789][·_ .-][0-9]| {1,3}[MF]/[0-9]{2}(?![0-9])| 010 ?번호"
    r"| 외 ?[0-9]{1,6} ?(?:명|인)|\n(?:01[016789]-[0-9]{3}|[0-9]{6}-[0-9*])"
)


def noted(text: str, end: int) -> bool:
    """Whether what is noted behind the place is noted of persons."""
    c = text[end : end + 1]
    if c not in _NOTES or (c == " " and "가" <= text[end + 1 : end + 2] <= "힣" and text[end + 1] not in _NOTE_WORDS):
        return False
    return _note.match(text, end) is not None


_NOTES: Final = frozenset(" (（[<\t,/:|;의\n·_")
_NOTE_WORDS: Final = frozenset("만남여주생연휴핸전운면외자군사학계본수회조고환")
_SPEAKS: Final = frozenset(":：] \t▶>")
_speaks = re.compile(r"[ \t]{0,2}(?:[:：]|\] ?\[|\] ?(?:오[전후]|[0-9]{1,2}:)|▶|>>)")


def speaks(text: str, start: int, end: int) -> bool:
    """Whether the place is the speaker's of a line (회의록, chat): "김민수: …", "[김민수] [오후 2:03] …"."""
    c = text[end : end + 1]
    if c not in _SPEAKS or (c == " " and text[end + 1 : end + 2] not in _SPEAKS) or _speaks.match(text, end) is None:
        return False
    line = text[max(text.rfind("\n", 0, start) + 1, start - 40) : start]
    return not line.strip(" \t-*·•○□◦▪#>[(0123456789:.]오전후년월일,)/ㄴ└↳")


#: What ends the name of a place or an office, not of a person, in a cell.
_PLACE_ENDS: Final = frozenset("시군구읍면동과팀청실국부처도")
_CELL_BEFORE: Final = frozenset("\t|\n>\"';")
#: At the beginning of a line: a roster whose cells are parted by a slash, by two spaces, or by a space before a number.
_roster = re.compile(r" / | {2,4}(?=[^ \n])| (?=[0-9]{2}[-:][0-9])")
_CELL_AFTER: Final = frozenset("\t|\n<\"';")


_who = re.compile(
    r" ?(?:사람|분[이은을께]|분 |직원|학생|남자|여자|아이|환자|자가|자는|민원인|하는데|합니다|하고|해요|하는|부르|함|했|밝|진술|저장|적)"
)


def called(text: str, end: int, rest: str) -> bool:
    """김민수라는 사람, 김민수라고 합니다: somebody is called so."""
    return rest in _CALLED and _who.match(text, end + len(rest)) is not None


_CALLED: Final = frozenset({"라는", "이라는", "라고", "이라고", "이란", "란"})


def cell(text: str, start: int, end: int) -> bool:
    """Whether the place fills a cell, a quoted value or a line by itself."""
    c = text[end : end + 1]
    if text[end - 1] in _PLACE_ENDS or (c == " " and "가" <= text[end + 1 : end + 2] <= "힣"):
        return False
    before_ = text[start - 1 : start] or "\n"
    if before_ == "\n" and _roster.match(text, end):
        return True
    after_ = text[end : end + 1] or "\n"
    if before_ == after_ and before_ in "_*":  # Markdown's stress
        start, end = start - 1, end + 1
        before_, after_ = text[start - 1 : start] or "\n", text[end : end + 1] or "\n"
    edge = start - 1
    if before_ == " ":
        before_, edge = text[start - 2 : start - 1] or "\n", start - 2
    if before_ in "|\t;" and text[edge - 1 : edge] not in "|\t; " and _token_before(text, edge).strip() in LABELS:
        return False  # a header's cell
    if after_ in (" ", "\r"):
        after_ = text[end + 1 : end + 2] or "\n"
    return before_ in _CELL_BEFORE and after_ in _CELL_AFTER
