"""Task labels (업무 분류): what a prompt is for, told from its words, locally and at once. Pure; nothing of it is kept.

Only the label is recorded, never the words. All words are looked for in one pass of one automaton (RE2), so that a label
costs a request some microseconds and never more than linear time. A prompt's purpose stands where people say what they want: at its beginning
and end, so that only those are looked at, however long a pasted document is. Every word below adds its weight to its
task; verbs that say what is to be *done* weigh more than nouns that say what it is about ("민원 통계를 표로" is about
complaints and asks for analysis). Below `LEAST` the label is 기타: a doubtful label is worse than none.
"""

from collections.abc import Mapping
from enum import StrEnum

import re2


class Task(StrEnum):
    RESEARCH = "자료조사"
    DRAFT = "보고서 초안"
    REPLY = "민원 답변"
    TRANSLATION = "번역"
    MINUTES = "회의록"
    SUMMARY = "요약"
    EDITING = "문서 교정"
    ANALYSIS = "데이터 분석"
    CODE = "코드"
    PUBLICITY = "홍보"
    IDEAS = "아이디어"
    OTHER = "기타"


LEAST = 2
_ENDS = 340  # code points of each end of a prompt: 2 KB of Korean in all
_MEMORY = 32 * 1024 * 1024  # of the automaton, which grows as it meets texts

#: Weight, then the words. A word is a regular expression over the prompt without case; matched once each.
_WORDS: Mapping[Task, tuple[tuple[int, str], ...]] = {
    Task.TRANSLATION: (
        (9, r"번역|translat|통역문"),
        (8, r"(?:영어|영문|일본어|일어|중국어|베트남어|러시아어|스페인어|프랑스어|독일어|한국어|국문|우리말|몽골어|태국어)(?:판)?(?:으?로)\s*(?:\S+\s+)?(?:옮|바꿔|바꾸|써|작성|풀|변환|만들|적)"),
    ),
    Task.MINUTES: (
        (8, r"회의록|녹취|속기"),
        (6, r"회의\s*(?:내용|결과|메모|발언)|발언\s*(?:내용|요지)|(?:간담회|협의회|위원회|회의)(?:에서)?\s*(?:나온|오간|논의)|받아\s*적"),
        (3, r"결정\s*사항|조치\s*사항|안건별|참석자별"),
    ),
    Task.REPLY: (
        (5, r"민원인|국민신문고|민원\s*(?:답변|회신|답신)|신고인에게|진정인|답변서|회신문|답변문|답신"),
        (4, r"(?:답변|회신|답장)(?:을|를|할|해|안|드|글|하)"),
        (3, r"민원"),
        (2, r"항의|문의(?:가|에|하)"),
    ),
    Task.CODE: (
        (8, r"파이썬|python|자바스크립트|javascript|\bsql\b|쿼리|vba|매크로|정규식|정규표현식|스크립트|\bhtml\b|\bapi\b|셸|리눅스"),
        (6, r"코드|소스|디버깅|컴파일|예외\s*처리|함수를\s*(?:짜|만들|작성|구현)"),
        (4, r"에러|오류\s*메시지|error|traceback|자동화\s*프로그램"),
    ),
    Task.ANALYSIS: (
        (6, r"피벗|회귀|상관\s*관계|표준\s*편차|평균|증감률|증가율|엑셀|수식|vlookup|그래프|차트|산점도|이상치|추세선"),
        (5, r"데이터|집계|통계를\s*(?:분석|내|표)|분석해|분포|(?:표|자료)에서\s*(?:\S+\s+)?(?:뽑|찾|구)|비율을\s*(?:구|계산)|합계를"),
        (3, r"연도별|월별|분기별|읍면동별|계산해"),
    ),
    Task.EDITING: (
        (8, r"맞춤법|띄어쓰기|오탈자|오타|교정|교열|윤문|퇴고|비문"),
        (7, r"다듬|매끄럽|공공언어|순화|쉬운\s*(?:말|우리말|문장)|문장을\s*(?:고쳐|바꿔)|문체|어색한|존댓말로|공손하게|행정\s*용어를"),
        (4, r"(?:고쳐|손봐|바로잡)"),
    ),
    Task.SUMMARY: (
        (8, r"요약|간추|추려|핵심만|요지"),
        (6, r"(?:\d+|한|두|세|네|다섯|열)\s*(?:줄|문장|쪽|가지|장|페이지|단락)(?:로|으로|만|짜리로)"),
        (4, r"(?:짧게|간단히|간략히|간략하게)\s*(?:\S+\s+)?(?:정리|줄)|줄여|핵심\s*(?:내용|사항|쟁점)|긴\s*글|골자"),
    ),
    Task.PUBLICITY: (
        (8, r"보도자료|홍보|카드뉴스|슬로건|표어|포스터|축사|인사말|기념사|환영사|sns|인스타|블로그|유튜브|현수막|초대장|안내\s*방송"),
        (6, r"안내문|문구|소식지|문자\s*메시지|제목을\s*(?:뽑|지)|헤드라인|팸플릿|리플릿|초청장"),
    ),
    Task.IDEAS: (
        (8, r"아이디어|브레인스토밍|명칭\s*(?:공모|후보)|이름을\s*(?:지어|짓|추천)|이름\s*후보|작명|발상"),
        (6, r"방안을?\s*(?:\S+\s+)?(?:제안|내|생각|떠올)|제안해|개선할\s*(?:점|방법)|새로운\s*(?:방법|방식|시책|사업)|참신|어떻게\s*하면"),
        (4, r"추천해"),
    ),
    Task.DRAFT: (
        (7, r"초안|기안문|계획서|기획서|기획안|제안서|보고서(?:를|의)?\s*(?:\S+\s+)?(?:써|작성|만들|잡|초|뼈대|틀)|시행문|공문(?:을|으로)?\s*(?:\S+\s+)?(?:써|작성|만들)|검토\s*의견서|과업\s*(?:지시|내용)서"),
        (5, r"보고서|계획\(안\)|추진\s*계획|운영\s*계획|공문|업무\s*보고|보고\s*자료|개요를\s*(?:잡|짜)|목차|조례안|요구서|결재\s*문서|협조\s*요청|방침서"),
        (3, r"작성해|써\s*줘|써\s*주|만들어\s*(?:줘|주)"),
    ),
    Task.RESEARCH: (
        (6, r"조사해|찾아\s*(?:봐|줘|주)|알아봐|알아보|(?:해외|국내외|타\s*시도|다른\s*(?:지자체|시도|나라)|외국)\s*(?:의\s*)?(?:\S+\s+)?(?:사례|동향|제도)"),
        (5, r"사례(?:를|가|는|와)|근거\s*(?:법|조항|규정)|법령|(?:몇|어느)\s*조|판례|선행\s*연구|문헌|동향|차이(?:가|를|점)|장단점|개념|뜻이|정의가"),
        (4, r"무엇(?:인|이)|뭐(?:야|예요|지)|알려\s*(?:줘|주)|설명해|어떻게\s*(?:되|달라|다른)|언제부터|왜\s|비교해|궁금|인가요|있나요|어떤\s*(?:것|기준|절차|요건|제도)|절차(?:가|는|를)"),
        (2, r"현황|통계|기준|규정|제도"),
    ),
}  # fmt: skip

_TASKS = tuple(_WORDS)
#: Which task each word speaks for, and how loudly.
_SPEAKS = tuple((_TASKS.index(task), weight) for task, words in _WORDS.items() for weight, _ in words)


def _automaton() -> re2.Set:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    made = re2.Set.SearchSet(options)
    for words in _WORDS.values():
        for _, word in words:
            made.Add(word)
    made.Compile()
    return made


_AUTOMATON = _automaton()


def label(text: str) -> Task:
    """The task of a prompt. Time is bounded by `_ENDS`, whatever the prompt's length."""
    known = _known.get(key := hash(text))
    if known is None:
        if len(_known) >= _MOST_TEXTS:
            _known.clear()
        known = _known[key] = _label(text)
    return known


#: Of texts seen before, by the interpreter's keyed hash: no text is kept.
_known: dict[int, Task] = {}
_MOST_TEXTS = 8_192


def _label(text: str) -> Task:
    ends = text if len(text) <= 2 * _ENDS else f"{text[:_ENDS]}\n{text[-_ENDS:]}"
    weights = [0] * len(_TASKS)
    for number in _AUTOMATON.Match(ends.lower()) or ():  # nothing found, or no memory left: no label
        place, weight = _SPEAKS[number]
        weights[place] += weight
    best = max(weights)
    return _TASKS[weights.index(best)] if best >= LEAST else Task.OTHER


def asks_minutes(request: str) -> bool:
    """Whether the person is asked, with one tap, about how many minutes this answer saved (S12): one answer in twenty.

    Told from the request's random end, so that neither gate nor desk keeps who was asked.
    """
    return int(request[-6:], 16) % 20 == 0
