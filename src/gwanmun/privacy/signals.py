"""Signals of misuse in a prompt (오용 신호): how many different ones, never which words. Not a decision, never a refusal.

Two kinds are counted: texts that try to talk a model out of its rules (injection), and texts that read as anything but
official work (non_work). The record keeps the counts; a detector over many records (`control/misuse.py`) and then a
person say what they mean. What does not live here: personal data (`detectors/`), judging.

Only what the person wrote is looked at, its last 4 KiB: what this costs is bounded and small.
"""

from collections.abc import Sequence
from typing import Final

import re2

from gwanmun.domain.prompts import Passage, Role

MOST_CHARACTERS = 4 * 1024

#: Each row is one signal; two rows in one text are two different signals.
_INJECTION = (
    r"(?:이전|위의?|앞의?|앞선|지금까지의?|모든) ?(?:모든 ?)?(?:지시|명령|규칙|지침|프롬프트|설정)(?:사항|들|문)*(?:을|를|은|는)? ?(?:모두|전부|다)? ?(?:무시|잊|삭제|폐기)",
    r"(?:기존|원래|처음) ?(?:지시|명령|규칙|지침|프롬프트|설정)(?:사항|들)*(?:을|를|은|는)? ?(?:모두|전부|다)? ?(?:무시해|무시하(?:라|세|십|자)|잊(?:어|고|으)|폐기해)",
    r"(?:ignore|disregard|forget|override) (?:\w+ ){0,3}(?:previous|prior|above|earlier|preceding|system)(?: \w+){0,2} (?:instruction|prompt|rule|message|direction)s?",
    r"(?:시스템|숨겨진|초기|원래) ?(?:프롬프트|지시문|지침)(?:을|를|의|이|은)? ?(?:\S+ ){0,3}(?:출력|보여|알려|공개|말해|복사|그대로)",
    r"(?:reveal|print|show|output|repeat|leak) (?:\w+ ){0,4}(?:system|hidden|initial) (?:prompt|instruction|message)s?",
    r"(?:보안|안전|윤리|콘텐츠|개인정보) ?(?:필터|정책|장치|규칙|제한|검사)(?:을|를)? ?(?:\S+ ){0,2}(?:(?:우회|해제|무력화|무시)(?:해|하고|하여|하라|하세)|끄고|꺼)",
    r"(?:bypass|disable|turn off|circumvent) (?:\w+ ){0,3}(?:safety|security|content|filter|guardrail|moderation)",
    r"(?:탈옥|제한 ?없는|검열 ?없는|무제한) ?(?:모드|AI|인공지능|모델|상태)",
    r"\b(?:jailbreak|DAN mode|do anything now|developer mode|god mode)\b",
    r"(?:너는|넌|당신은|지금부터) ?(?:이제|더 ?이상)? ?(?:\S+ ){0,3}(?:제한|규칙|제약|검열)(?:이|을|를)? ?(?:없는|받지 않는|따르지 않)",
    r"you are (?:now|no longer) (?:\w+ ){0,4}(?:unrestricted|unfiltered|bound|limited|evil)",
    r"(?:가려진|마스킹(?:된)?|가명|토큰화된) ?(?:\S+ ){0,2}(?:원래|원본|실제) ?(?:값|이름|번호|내용)(?:을|를)? ?(?:\S+ ){0,2}(?:복원|추측|추론|알려|맞)",
    r"(?:base64|rot13|16진수|거꾸로|한 글자씩)(?:로|으로)? ?(?:\S+ ){0,3}(?:인코딩|변환|바꿔|출력|써)\S* ?(?:\S+ ){0,3}(?:필터|검사|탐지|차단)",
    r"<\|?(?:im_start|system|endoftext)\|?>|\[/?INST\]|### ?(?:system|instruction):",
)  # fmt: skip
_NON_WORK = (
    r"(?:주식|코인|비트코인|로또|가상화폐|스포츠토토)(?:을|를|이|가|은|는)? ?(?:\S+ ){0,3}(?:추천|예측|번호|매수|매도|수익|오를|사야|투자)",
    r"(?:여자친구|남자친구|여친|남친|소개팅|썸|데이트|연애|이별)(?:\S+)? ?(?:\S+ ){0,4}(?:편지|문자|카톡|코스|멘트|답장|선물|고민|상담|어떻게)",
    r"(?:여행|휴가|신혼여행|가족여행)(?:\S+)? ?(?:\S+ ){0,4}(?:코스|일정|숙소|맛집|항공권|추천).{0,40}(?:내|우리|가족|개인|친구|주말|아이)",
    r"(?:내|우리|가족|개인|친구|주말|아이).{0,40}(?:여행|휴가|신혼여행)(?:\S+)? ?(?:\S+ ){0,4}(?:코스|일정|숙소|맛집|항공권|추천)",
    r"(?:게임|롤|리그오브레전드|메이플|배그|오버워치)(?:\S+)? ?(?:\S+ ){0,4}(?:공략|아이템|캐릭터|덱|랭크|스킬)",
    r"(?:우리 ?아이|아들|딸|조카|내)(?:\S+)? ?(?:\S+ ){0,3}(?:숙제|독후감|과제|자기소개서|리포트|레포트|논문|이력서)",
    r"(?:다이어트|헬스|피부|성형|탈모)(?:\S+)? ?(?:\S+ ){0,3}(?:식단|루틴|추천|방법|관리법|후기)",
    r"(?:오늘의? ?운세|사주|타로|궁합|별자리 운세)",
    r"(?:연예인|아이돌|드라마|영화|웹툰)(?:\S+)? ?(?:\S+ ){0,3}(?:추천|줄거리|결말|팬픽|덕질|짤)",
    r"(?:이직|퇴사)(?:하려|하고|하는|할|용|준비|하기)(?:\S+)? ?(?:\S+ ){0,3}(?:자기소개서|자소서|면접|이력서|사직서|연봉)",
    r"(?:저녁|점심|야식|술안주) ?(?:메뉴|레시피|요리)(?:\S+)? ?(?:\S+ ){0,2}(?:추천|알려|골라)",
)  # fmt: skip

_OPTIONS = re2.Options()
_OPTIONS.case_sensitive = False
_ROWS = re2.Set.SearchSet(_OPTIONS)  # one set for both kinds: a text is read once
for _row in (*_INJECTION, *_NON_WORK):
    _ROWS.Add(_row)
_ROWS.Compile()


#: Of texts seen before, by the interpreter's keyed hash: no text is kept. Wrong only in a count of the record, if ever.
_known: Final[dict[int, tuple[int, ...]]] = {}
_MOST_TEXTS: Final = 8_192


def _rows(text: str) -> tuple[int, ...]:
    known = _known.get(key := hash(text))
    if known is None:
        if len(_known) >= _MOST_TEXTS:
            _known.clear()
        known = _known[key] = tuple(_ROWS.Match(text.replace("\n", " ")) or ())
    return known


def signals(passages: Sequence[Passage]) -> dict[str, int]:
    """Counts of different signals by kind; empty when there is none, which is nearly always."""
    rows: set[int] = set()
    room = MOST_CHARACTERS
    for passage in reversed(passages):
        if passage.role is Role.USER and room > 0:
            text = passage.text if len(passage.text) <= room else passage.text[-room:]
            room -= len(text)
            rows.update(_rows(text))
    if not rows:
        return {}
    injection = sum(row < len(_INJECTION) for row in rows)
    counts = {"injection": injection, "non_work": len(rows) - injection}
    return {name: count for name, count in counts.items() if count}
