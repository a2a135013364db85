"""Names told by what stands beside them alone, whatever their letters: a foreigner's number behind them, other names that
are set apart as they are, a name in Hangul before its Latin letters, a Chinese word for "name" before Chinese letters.

What does not live here: names told by their letters (`name.py`, `name_foreign.py`).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from gwanmun.privacy.detectors.name_apart import labelled
from gwanmun.privacy.detectors.name_around import TITLED, Beside, before
from gwanmun.privacy.detectors.name_foreign import compound, sounds_foreign
from gwanmun.privacy.detectors.name_hints import NATIONS
from gwanmun.privacy.detectors.name_words import NO_NAME, ORDINARY, listed_word, surname, weight
from gwanmun.privacy.detectors.resident import valid_check
from gwanmun.privacy.lists import (
    COMMON_WORDS,
    COUNTRIES,
    DOUBLE_SURNAMES,
    FOREIGN_NAMES,
    GIVEN_MORE,
    GIVEN_PAIRS,
    KIN,
    LATIN_ORDINARY,
    LOANWORDS,
    NAME_LABELS,
    PROVINCES,
    PUBLIC_FIGURES,
    ROMAN_SURNAMES,
    SINGLE_SURNAMES,
    in_dictionary,
)

_Place = tuple[int, int, int, str]

#: What only a foreigner has behind the name: a registration number, a passport's, a nationality (출입국관리법 제31조).
_foreigner = re.compile(
    rf"(?P<s> ?[,(（/|\t:·] ?| {{1,4}}(?=[0-9외등]))(?:등록 ?(?:번호|증) ?[:：]? ?[0-9]{{6}}-[5-8]|외국인 ?(?:등록)? ?(?:번호|증) ?[:：]? ?[0-9]{{6}}|[0-9]{{6}}-[5-8][0-9]{{6}}(?![0-9])|여권(?: ?번호)? ?[:：]? ?[A-Z]{{1,2}}[0-9]{{3}}|국적 ?[:：]? ?(?!및|[,/|)\t])[가-힣]{{2}}|(?:{NATIONS})(?: ?국적| ?동포|인)?(?=[)）,/]|$)|(?:[A-Z]-[0-9]{{1,2}}(?:-[0-9]{{1,2}})?|[EFDH][0-9]) ?(?:비자|체류)|(?:베트남|중국|태국|몽골|러시아|네팔|캄보디아|크메르|우즈베크|카자흐|미얀마|인도네시아|벵골|우르두|타갈로그|아랍|따갈로그|싱할라)어[,)])"
)
_before = re.compile(
    r"(?:^|[\n\t:：/|,(·]|[-*○●▪] |[0-9가-하][.)]|[0-9](?:반|학년|호|번|층|조) |및|[0-9]  ) ?(?P<n>[가-힣]{1,9}(?:[ ·-][가-힣]{1,9}){0,5}|[A-Z][A-Za-z'’À-ÿĀ-ſḀ-ỿ-]{0,24}(?:,? [A-Z][A-Za-z'’À-ÿĀ-ſḀ-ỿ-]{1,24}){1,4})$"
)
_LABELS: Final = frozenset(NAME_LABELS)

#: How a form's headings end: "외국인등록번호: …", "구분 / 국적 …".
_HEADS: Final = (
    "번호",
    "등록",
    "구분",
    "현황",
    "여부",
    "사항",
    "내역",
    "일자",
    "기간",
    "자격",
    "목록",
    "명단",
    "비고",
    "동포",
    "국적",
    "센터",
    "대사관",
    "기업",
    "시장",
    "수출",
    "수입",
    "지사",
    "법인",
    "지역",
    "국가",
    "품목",
    "산업",
    "요리",
    "음식",
    "언어",
    "문화",
)

#: 임 용 호, 조 수 임, 장 경 민: two and more in a row.
_ONE: Final = rf"[{''.join(sorted(SINGLE_SURNAMES))}] {{1,2}}[가-힣] {{1,2}}[가-힣]"
_apart_row = re.compile(rf"(?<![가-힣] )(?<![가-힣]){_ONE}(?: ?[,·/、] ?{_ONE}(?![가-힣]))+")
_apart_one = re.compile(_ONE)

#: 오예정\tO YEJEONG, 오혜나 / O Hyena, 남궁민 (NAMGUNG MIN).
_latin_behind = re.compile(
    r"(?: ?[/(|,\t=] ?| )(?P<n>[A-Z][A-Za-z]{0,12},? [A-Z][A-Za-z]{1,12}(?:[- ][A-Za-z]{2,7})?)(?![A-Za-z0-9@])"
)

#: 손녀 명하윰 (211104-4173325): whatever its letters, who has a resident's number directly behind the name.
_numbered = re.compile(
    r"(?<![가-힣])(?P<n>[가-힣]{2,3})(?: ?[(,/|:\t] ?| )(?:(?P<r>[0-9]{6} ?- ?[1-8][0-9]{6})(?![0-9])|[PM][0-9]{12}(?![0-9])|(?:[12]종 ?(?:보통|대형) ?)?[0-9]{2}-[0-9]{2}-[0-9]{6}-[0-9]{2})"
)
#: 미오월 (인): who put a seal there; 곽산(77) 씨: who is so old.
_sealed = re.compile(r"(?<![가-힣])(?P<n>[가-힣]{2,4}) {0,2}(?:\(인\)|㊞|\(서명\))")
_aged = re.compile(
    r"(?<![가-힣])(?P<n>[가-힣]{2,4}) ?\([0-9]{1,3}세?\) ?(?:씨|양(?![가-힣])|군(?![가-힣])|옹|할머니|할아버지|어르신)"
)
#: 부 우린 모 드미트리 소콜로프: the parents in a register (가족관계의 등록 등에 관한 법률 제44조).
_parents = re.compile(
    r"(?<![가-힣])부[ :(]{1,2}(?P<a>[가-힣]{2,4}(?: [가-힣]{2,6}){0,2}?)[ ,/)]{1,3}모[ :(]{1,2}(?P<b>[가-힣]{1,6}(?: [가-힣]{1,6}){0,3}?)(?=[,)/\n]|$| {2})"
)
#: Who says what he does, and then who he is: … 에 사는 방하얀 이고, 판소리 하는 소리결 입니다.
_says = re.compile(
    r"[가-힣 ](?:사는|하는|다니는|근무하는|일하는|지내는) (?P<n>[가-힣]{3}) ?(?:입니다|이라고|이라 ?합니다|이고(?=,)|인데요|이에요|예요)(?![가-힣])"
)
#: A list of children and whom to call: 도담 – 엄마 현수련.
_child_of = re.compile(
    r"(?:^|\n)[ ]{0,4}(?:[-*·0-9.)]{1,4} ?)?(?P<n>[가-힣]{2,3}) ?[-–—:] ?(?:엄마|아빠|어머니|아버지|할머니|할아버지|외할머니|이모|고모|삼촌|보호자) ?(?=[가-힣]{2,4} ?[(0]|[(0])"
)
#: A field of a log: op=구슬기 cert=….
_in_log = re.compile(
    r"(?<![A-Za-z0-9])(?:op|oper|operator|user|usr|uname|who|by|owner|author|actor|emp|staff|writer|worker|member|cust|applicant|patient|driver|manager|requester|approver|assignee)=(?P<n>[가-힣]{3})(?=[ ,;&|]{1,2}[a-z_]{2,12}=|[;&]?$|\n)",
    re.MULTILINE,
)
#: 소나무 (1969. 4. 4.생), 허공 (본명): a word that is somebody's name says so behind it.
_born = re.compile(
    r"(?<![가-힣])(?P<n>[가-힣]{2,4})(?: ?[(,/] ?| )(?:(?P<y>(?:19[2-9]|20[0-2])[0-9])(?:(?P<d>[-./년] ?[0-9]{1,2}[-./월] ?[0-9]{1,2}[.일]? ?)|년? ?)(?:생(?![가-힣산])|출생)|[본실]명[)(])"
)
#: Of later years animals, trees and goods have a day of birth, too; without a day whole groups have (신혼부부 1990년생).
_LAST_OF_PERSONS: Final = 2008
#: 구(具)본순: the surname's Chinese letter behind it.
_glossed = re.compile(
    rf"(?<![가-힣])(?P<n>(?:{'|'.join(sorted(DOUBLE_SURNAMES))}|[{''.join(sorted(SINGLE_SURNAMES))}]) ?[(（](?![父母子女夫妻兄弟])[一-鿿]{{1,2}}[)）] ?[가-힣]{{1,2}})(?![가-힣]{{3}})"
)
_han_letter = re.compile(r" ?[(（][一-鿿]{1,2}[)）] ?")
#: A message that begins with whom it is for: 승란님 자동차세 ….
_greeted = re.compile(r"(?:^|\n)(?P<n>[가-힣]{2,4})님(?=[ ,!]|의 )")
#: Each of them with its hint.
_MARKED: Final = (("numbered", _numbered), ("sealed", _sealed), ("aged", _aged), ("greeted", _greeted))
#: 함초롬 씨가, 기다림 님: a word of a name or of the dictionary, whom only its address makes a person.
_addressed_so = re.compile(
    r"(?<![가-힣])(?:(?P<n>[가-힣]{2,3}) 씨(?=(?:가|는|의|를|에게|께|도|와|랑|한테|라고|입니다|이며|인데)?(?![가-힣]))|(?P<m>[가-힣]{3}) (?:님(?=(?:이|은|의|을|께|도|과)?(?![가-힣]))|(?:귀하|고객님|여사님?|행정관|주무관|사무관|서기관|교사|경감|경위|경사|경장|순경|소방[교사장위]|(?:어머|아버|할머|할아버|보호자|학부모)님|어르신)(?=(?:님|이|가|은|는|의|을|를|께|에게|도|와|과)?(?![가-힣]))))"
)
#: 여권사본 보관, 790130-…; no name begins a line so.
_word_before = re.compile("[가-힣] \\Z")
#: What ends a word that says which or where: 총무과 교사, 유능한 교사, 지역의 경찰.
_MODIFIES: Final = frozenset(
    "은는한운던할인된린난진을를의로과팀실국청소부처동면읍구시군도원단관교당점계대반급차식형적별"
)
#: What ends a word for whoever is met (이용자 님, 조합원 님).
_ANYONE: Final = frozenset("자원인민생사장수들분주가객관님모부")
#: 총무과 부원 <buwon77@korea.kr>: who an address belongs to, in the head of a letter.
_addressed = re.compile(
    r"(?:^|\n)[ >|]{0,4}(?:From|To|Cc|CC|Bcc|보낸 ?(?:사람|이)|받는 ?(?:사람|이)|참조|수신|발신|숨은 ?참조)[ \t]{0,4}[:：](?P<r>[^\n]{1,400})"
)
_address = re.compile(
    r"(?:^|[,;]) ?\"?(?:[가-힣A-Za-z0-9·]{1,14} ){0,3}(?P<n>[가-힣]{2,4})(?: ?(?:주무관|사무관|팀장|과장|계장|실장|국장|대리|선생|교수|변호사|기자|님))?\"? ?[<(\[]"
    r"[A-Za-z0-9._%+-]{1,64}@"
)
_OF_OFFICES: Final = (
    "과",
    "팀",
    "실",
    "국",
    "청",
    "처",
    "센터",
    "담당",
    "담당자",
    "관리자",
    "운영자",
    "대표",
    "계정",
    "민원실",
    "사무국",
    "사무실",
    "본부",
    "알림",
    "메일",
)
#: From: Hwangbo Sun-young, Consul.
_latin_head = re.compile(
    r"[ \t]{0,4}(?P<n>[A-Z][a-z]{1,10} [A-Z][a-z]{1,10}(?:-[a-z]{1,8})?)(?=,|[ \t]{0,2}(?:$|[<(;]))"
)

_PAIR: Final = 2
#: ② 김산 010-9178-9002, 활동가 황금비 (010-…): a telephone somebody carries, directly behind.
_dialled = re.compile(
    r"(?<![가-힣])(?P<n>[가-힣]{2,3})(?: ?[(/,:] ?| )01[016789][-. )]?[0-9]{3,4}[-. ]?[0-9]{4}(?![0-9])"
)
_listed_before = re.compile(r"(?:^|[\n/·•▪○●■□①-⑳|>←→:：]|[0-9][.)]) {0,2}\Z")
_carries = re.compile(r"(?:동행|활동가|간사|[가-힣]기술인|[가-힣]{1,3}(?:[자원사가]|(?<!확)인)) \Z")


def _somebody(text: str, m: re.Match[str]) -> bool:
    """Whether the word before a mobile telephone's number is a person's name."""
    name, start = m["n"], m.start()
    if not surname(name) or name in _LABELS or name in TITLED or name in KIN or listed_word(name) or name in PROVINCES:
        return False
    likely, word = weight(name), in_dictionary(name) or name in ORDINARY
    if name in COUNTRIES or name[-1] in _OF_CALLS:
        return False
    left, carries = before(text, start), _carries.search(text, max(0, start - 8), start) is not None
    told = left in _WHO_CARRIES or carries
    if name in COMMON_WORDS and not (carries or left is Beside.DOES):
        return False  # 본인확인 필요, 010-…
    listed = _listed_before.search(text, max(0, start - 3), start) is not None
    if len(name) == _PAIR:
        told = carries or left is Beside.DOES or (told and not word)  # 상담원 연결 010-…
        return likely >= _HARDLY_NAME and (told or (listed and not word))
    if name[2] in _OF_SHOPS and in_dictionary(name[:2]):
        return False
    if not word:
        said = name[2] in _SAID_OF_WORDS and (name[:2] in COMMON_WORDS or in_dictionary(name[:2]))
        return not said and (likely > _HARDLY_NAME or ((told or listed) and likely > NO_NAME))
    return (told or listed) and (name[1:] in GIVEN_PAIRS or name[1:] in GIVEN_MORE or (told and likely > _HARDLY_NAME))


_WHO_CARRIES: Final = frozenset({Beside.DOES, Beside.POST, Beside.LABEL})
#: What is glued to words, and how verbs end: 환불은 010-…, 전화해 010-….
_SAID_OF_WORDS: Final = frozenset("은는이가을를의로에와과도해함고며만")
#: What ends words for telephones, times and offices: 휴대폰, 야간조, 당직실.
_OF_CALLS: Final = frozenset("폰화처호간조실과팀국소청면읍동반장시부터용가심")
#: 민박집, 고소차.
_OF_SHOPS: Final = frozenset("집차점방터봉소기판품상사원")
_HARDLY_NAME: Final = -26
#: 이름이 배언년에서 배연년으로: what it was and what it is.
_renamed = re.compile(
    r"(?<![가-힣])(?P<a>(?P<s>[가-힣])[가-힣]{1,3}?) ?에서 (?P<b>(?P=s)[가-힣]{1,3}?) ?(?:으?로)(?![가-힣]{2})"
)
_RENAMED_THINGS: Final = frozenset("역동반지점시군구읍면리로길관교팀과실국청원소단회사")
_name_told = re.compile(r"(?:이름|성명|성함)(?:이|을|를|은)? ?[\"'‘“]?\Z")
#: 쿠마리 디파님, 나카무라 유이 님: words that no dictionary has.
_stranger_called = re.compile(
    r"(?<![가-힣])(?P<n>[가-힣]{2,6} [가-힣]{2,6}?) ?[님씨](?=[ ,.!?\n)]|$|께|[이은의을과도가는를와](?![가-힣]))"
)
#: 마이클 in a list with others: a word that is nothing but a name from abroad.
_item_word = re.compile(
    r"(?:(?:^|[\n,·/|(→:'\"○&>①-⑩]|[-–—] )[ \t]?|[0-9가-힣] )(?P<n>[가-힣]{3,5})(?= ?[,·/|)\n→'\"○×&(:]| [–—-] | ?[씨님](?![가-힣])|[은는이가을를](?![가-힣])|$)"
)
_ALONE: Final = frozenset(
    n
    for n in FOREIGN_NAMES
    if len(n) > _PAIR and not (n in ORDINARY or n in LOANWORDS or n in COUNTRIES or in_dictionary(n))
)
#: Who speaks in a chat: a line each.
_speaker_line = re.compile(r"(?:^|\n)(?P<n>[가-힣]{2,4}) ?[:：]")


def _speakers(text: str, known: Sequence[tuple[int, int]]) -> Iterator[_Place]:
    """Where a name that is found speaks, what else speaks in lines of their own is a name, too: 옹달샘: … ."""
    lines = list(_speaker_line.finditer(text))
    names = {text[start:end] for start, end in known}
    speak = Counter(m["n"] for m in lines)
    if names.isdisjoint(speak):
        return
    for m in lines:
        name = m["n"]
        if name in names or not surname(name) or len(name) == _PAIR:
            continue
        if speak[name] == 1 and (in_dictionary(name) or weight(name) < 0):
            continue  # a glossary, 공지방
        if not (name in _LABELS or name in TITLED or name in KIN or listed_word(name) or name[-1] in _OF_LINES):
            yield *m.span("n"), 78, "speaker"


#: What ends the heading of a line, and words for who speaks: 민원인, 참석자, 주민센터.
_OF_LINES: Final = frozenset("자인원장생주수관사가호소과팀실국청부터용식비일시위황항점안간액률표록서법역료")
_BETWEEN_SIBLINGS: Final = frozenset("·,/ㆍ‧")
_sibling = re.compile(r"[·,/ㆍ‧] ?(?P<n>[가-힣]{3})(?![가-힣])")
#: 사토 하루카(佐藤春香): whatever the letters, behind a name.
_han_behind = re.compile(r" ?[(（\[](?P<n>[一-鿿]{2,5})[)）\]]")
_chinese = re.compile(
    r"(?:我叫|我是|名字是|姓名|氏名|申[请請]人|[请請]求人|患者) ?[:：是]? ?(?P<n>[一-鿿]{2,4})(?![一-鿿])"
)


def beside(text: str, names: Iterator[tuple[int, int]], seen: frozenset[str]) -> Iterator[_Place]:
    """Places of such names. `names`: those in Hangul that were found already; `seen`: the text's hints."""
    if "foreigner" in seen:
        yield from _foreigners(text)
    for row in _apart_row.finditer(text) if "row" in seen else ():
        parts = list(_apart_one.finditer(text, row.start(), row.end()))
        if all(weight(m[0].replace(" ", "")) > NO_NAME for m in parts):
            for m in parts:
                yield m.start(), m.end(), 82, "list"
    found = list(names)
    for start, end in found:
        script = _han_behind.match(text, end)
        if script:
            yield script.start("n"), script.end("n"), 86, "hanja"
        other = _sibling.match(text, end) if text[end : end + 1] in _BETWEEN_SIBLINGS else None
        if (
            other
            and end - start == len(other["n"])
            and other["n"][0] == text[start]
            and (other["n"][1:] in GIVEN_PAIRS or other["n"][1:] in GIVEN_MORE)
        ):
            yield other.start("n"), other.end("n"), 82, "list"  # 자녀 노하루·노하리
        latin = _latin_behind.match(text, end)
        if latin and _family(latin["n"]):
            yield latin.start("n"), latin.end("n"), 82, "beside"
    for hint, pattern in _MARKED:
        for m in pattern.finditer(text) if hint in seen else ():
            code = hint == "numbered" and m["r"] and not resident(m["r"]) and before(text, m.start("n")) < Beside.POST
            if code and (in_dictionary(m["n"]) or _sorted_thing(m["n"])):
                continue  # 볼트류 860312-1…: a code of that shape
            thing = hint == "numbered" and len(m["n"]) == 2 and in_dictionary(m["n"])
            thing = thing and _word_before.search(text, max(0, m.start() - 2), m.start()) is not None
            if surname(m["n"]) and not _word(m["n"]) and not (thing and before(text, m.start("n")) < Beside.POST):
                yield m.start("n"), m.end("n"), 84, "note"
    for m in _born.finditer(text) if "born" in seen else ():
        name = m["n"]
        told = name[:-1] if name[-1] in _PARTICLES_OF_WORDS else name  # 전자는, 한국인
        thing = not surname(name) or any(
            w in _LABELS or w in TITLED or listed_word(w) or w in COUNTRIES for w in (name, told)
        )
        late = m["y"] is not None and (int(m["y"]) > _LAST_OF_PERSONS or not m["d"])
        word = in_dictionary(name) or in_dictionary(name[:2]) or in_dictionary(name[-2:]) or compound(name)
        if not thing and not (late and word) and name not in PUBLIC_FIGURES:
            yield *m.span("n"), 84, "note"
    for m in _dialled.finditer(text) if "dialled" in seen else ():
        if _somebody(text, m):
            yield *m.span("n"), 82, "note"
    for m in _renamed.finditer(text) if "renamed" in seen else ():
        both = m["a"], m["b"]
        told = _name_told.search(text, max(0, m.start() - 12), m.start()) is not None
        if both[0][-1] in _RENAMED_THINGS or both[1][-1] in _RENAMED_THINGS:
            continue  # 강남역에서 강변역으로
        if all(weight(n) > (NO_NAME if told else 0) and not _word(n) and (told or not in_dictionary(n)) for n in both):
            yield *m.span("a"), 82, "label"
            yield *m.span("b"), 82, "label"
    for m in _stranger_called.finditer(text) if "stranger called" in seen else ():
        if _foreign_words(m["n"].split(" ")):
            yield *m.span("n"), 80, "foreign"
    yield from _speakers(text, found) if "speakers" in seen else ()
    for m in _item_word.finditer(text) if found else ():
        start = m.start("n")
        worded = "가" <= text[max(0, start - 2)] <= "힣" and before(text, start) < Beside.POST
        if m["n"] in _ALONE and not worded:
            yield start, m.end("n"), 74, "list"  # less than the whole of 마리아 산토스
    for m in _glossed.finditer(text) if "glossed" in seen else ():
        name = _han_letter.sub("", m["n"])
        if (
            weight(name) > NO_NAME
            and not _word(name)
            and (labelled(text, m.start()) or before(text, m.start()) >= Beside.POST)
        ):
            yield *m.span("n"), 84, "hanja"
    for m in _addressed_so.finditer(text) if "addressed" in seen else ():
        name = m["n"] or m["m"]
        if m["m"]:
            anyone = name[-1] in _ANYONE or name[:2] in COMMON_WORDS
            if text[m.end("m") + 1] != "님":
                anyone = anyone or name[-1] in _MODIFIES or in_dictionary(name) or in_dictionary(name[:2])
        else:  # 배추 씨, 도라지 씨: seeds
            anyone = in_dictionary(name) and (len(name) == 2 or before(text, m.start()) < Beside.POST)
        if not surname(name) or anyone or name in PUBLIC_FIGURES:
            continue
        if name not in _LABELS and name not in TITLED and not listed_word(name):
            yield m.start(), m.start() + len(name), 82, "title"
    for m in _says.finditer(text) if "says" in seen else ():
        name = m["n"]
        if (
            surname(name)
            and not _word(name)
            and not in_dictionary(name)
            and (weight(name) > 0 or not in_dictionary(name[:2]))
        ):
            yield *m.span("n"), 80, "label"
    for m in _child_of.finditer(text) if "child of" in seen else ():
        name = m["n"]
        known = name in GIVEN_PAIRS or (surname(name) and weight(name) >= 0)
        if known and not _word(name) and not in_dictionary(name) and name[-1] != "시":
            yield *m.span("n"), 80, "list"
    for m in _in_log.finditer(text) if "in log" in seen else ():
        if surname(m["n"]) and not _word(m["n"]) and not in_dictionary(m["n"]) and weight(m["n"]) >= 0:
            yield *m.span("n"), 80, "key"
    for m in _parents.finditer(text) if "모" in text and "부" in text else ():
        for at in ("a", "b"):
            if not any(map(_word, m[at].split(" "))) and (surname(m[at]) or " " in m[at]):
                yield m.start(at), m.end(at), 84, "foreign" if " " in m[at] else "label"
    if "@" in text or "From" in text or "To:" in text:
        yield from _in_heads(text)
    for m in _chinese.finditer(text) if "han" in seen else ():
        yield m.start("n"), m.end("n"), 82, "label"


def _sorted_thing(word: str) -> bool:
    """Whether a word of three syllables is a shorter word and a syllable that sorts things: 볼트류, 부속품."""
    return word[-1] in _SORTS and in_dictionary(word[:-1])


_SORTS: Final = frozenset("류품물재용식형호")


def resident(number: str) -> bool:
    """Whether a number in a resident's or a foreigner's shape can be one: by its date, and its check or a birth of today."""
    value = "".join(filter(str.isdigit, number))
    month, day = int(value[2:4]), int(value[4:6])
    if not (1 <= month <= _MONTHS and 1 <= day <= _DAYS):
        return False
    new = value[6] in "3478" and int(value[:2]) >= _UNCHECKED
    return new or valid_check(value)


_MONTHS, _DAYS, _UNCHECKED = 12, 31, 20


def _leads(word: str) -> bool:
    """Whether a word before a foreign name is none of its parts: a label, a title, what a dictionary has."""
    return word in _LABELS or word in TITLED or in_dictionary(word)


def _word(name: str) -> bool:
    """Whether it is a word, a title or a label, with its particle or without."""
    if len(name) > 2 and name[-1] in _PARTICLES and _word(name[:-1]):
        return True
    if len(name) > 2 and name[-1] in "이가" and name[1:] not in GIVEN_PAIRS and _word(name[:-1]):
        return True  # 부호가 P874410026391
    return name in ORDINARY or name in _LABELS or name in TITLED or name in COMMON_WORDS or listed_word(name)


_PARTICLES: Final = frozenset("은는을를의로에와과도")
_PARTICLES_OF_WORDS: Final = _PARTICLES | frozenset("이가인생")


def _in_heads(text: str) -> Iterator[_Place]:
    for head in _addressed.finditer(text):
        rest, at = head["r"], head.start("r")
        for m in _address.finditer(rest):
            name = m["n"]
            if surname(name) and name not in _LABELS and not name.endswith(_OF_OFFICES):
                yield at + m.start("n"), at + m.end("n"), 84, "mail"
        latin = _latin_head.match(rest)
        if latin and _family(latin["n"]):
            yield at + latin.start("n"), at + latin.end("n"), 82, "mail"


def _foreign_words(words: list[str]) -> bool:
    """Whether words are a foreign name's by their letters: no word of the dictionary, no Korean name, one that sounds foreign."""
    return any(map(sounds_foreign, words)) and not any(
        (w not in FOREIGN_NAMES and (in_dictionary(w) or (surname(w) and len(w) == 3 and weight(w) > _KOREAN_SURELY)))
        or _leads(w)
        or w in ORDINARY
        or listed_word(w)
        or compound(w)
        or any(w[-size:] in TITLED for size in (2, 3, 4))  # 조순옥선생님
        for w in words
    )


_KOREAN_SURELY: Final = 0


def _family(words: str) -> bool:
    """Whether one of the words is how a Korean surname is written in Latin letters, and none is an ordinary one."""
    parts = words.replace(",", "").split(" ")
    return not LATIN_ORDINARY.intersection(parts) and any(one.capitalize() in _ROMAN for one in (parts[0], parts[-1]))


_ROMAN: Final = frozenset(one.capitalize() for one in ROMAN_SURNAMES) | {"O", "Yi", "I"}


_called_so = re.compile(" ?[님씨](?= |$)")
#: What ends a word for who does something; how words end for papers and for clauses.
_WHO: Final = frozenset("자원인생과팀")
_OF_PAPERS: Final = ("번호", "번호는", "등록증", "등록증은", "사본", "값", "더니", "라고", "했지")
_KOREAN: Final = -20


def _foreigners(text: str) -> Iterator[_Place]:
    for m in _foreigner.finditer(text):
        found = _before.search(text[max(0, m.start() - 44) : m.start()])
        if found is None:
            continue
        name = found["n"]
        if called := _called_so.search(name):
            name = name[: called.start()]  # 나카무라 유이 님 배우자 재발급 문의, 외국인등록번호 …
            if len(name) > 1 and " " in name and _foreign_words(name.split(" ")):
                yield m.start() - len(found["n"]), m.start() - len(found["n"]) + len(name), 80, "foreign"
            continue
        words = re.split("[ ·-]", name)
        if "가" <= name[0] <= "힣":
            begins = next((at for at, w in enumerate(words) if w in FOREIGN_NAMES and w not in ORDINARY), 0)
            while begins > 0 and not _leads(words[begins - 1]):
                begins -= 1
            while len(words) > 1 and (begins > 0 or (words[0] not in FOREIGN_NAMES and _leads(words[0]))):
                name = name[len(words.pop(0)) + 1 :]  # 보건증 만료 종업원 압둘 카림
                begins -= 1
            bad = any(
                w in ORDINARY
                or w in COUNTRIES
                or w in _LABELS
                or w in LOANWORDS
                or listed_word(w)
                or w.endswith(_HEADS)
                for w in words
            )
            if len(words) == 1 and (m["s"].isspace() or compound(name) or (name != found["n"] and in_dictionary(name))):
                continue  # 재입국자라 등록번호 …, 외국인등록증(…), 교육 과정, 국적 취득
            if "주식회사" in words:
                continue  # the number of a corporation begins as a foreigner's may
            if len(words) > 1 and words[-2][-1] in _WHO and surname(words[-1]) and weight(words[-1]) > _KOREAN:
                name, words, bad = words[-1], words[-1:], False  # 승선자 유승택(여권 …
            if len(words) > 1 and not FOREIGN_NAMES.intersection(words):
                bad = bad or any(w.endswith(_OF_PAPERS) or in_dictionary(w) for w in words)
            if len(words) > 1 and bad:
                bad = not any(w in FOREIGN_NAMES and w not in ORDINARY for w in words)
            if bad or len(name) < 2 or (len(words) == 1 and name in COMMON_WORDS):
                continue
        elif LATIN_ORDINARY.intersection(words):
            continue
        yield m.start() - len(name), m.start(), 80, "foreign"
