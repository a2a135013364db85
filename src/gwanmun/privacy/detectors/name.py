"""이름 (NAME): Korean names in Hangul, by what they look like and by what stands around them; foreign ones beside.

A Korean name is a surname (a double one has two syllables) and a given name, with particles glued to it (김승우입니다).
What is found is the name only: no title, no particle. How sure, by the evidence (`why`):

| why | evidence | what the letters must be |
|---|---|---|
| label:, key, column | a label with a colon, a key, a column's header | any surname, any given name, no reviewed word |
| label, title | 민원인 …; … 주무관, …님, …씨 | syllables of names, no ordinary word |
| post | 과장 …, 총무팀장 … | the same |
| note, speaker, cell, office, list | (만 34세), "…: ", a cell, 총무과 …, beside another name | likelier a name than a word |
| particle | …에게, …께서 | the same |
| bare | nothing beside it | a known given name, far likelier than any word |
| again | the given name of a name found, called 민수 씨, 민수가 | |
| apart, parts | marks between the syllables; 성 …, 이름 … | `name_apart.py` |
| foreign, romanised, hanja, Mr, mail, signed | `name_foreign.py` | |

Never: ordinary words (not_names.txt, words_like_names.txt), historical figures and form samples (public_figures.txt),
heads who were elected or appointed, beside their title. A name once found is found again elsewhere by `privacy/carry.py`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, product
from typing import Final, NamedTuple

import re2

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View
from gwanmun.privacy.detectors.name_apart import labelled, parted
from gwanmun.privacy.detectors.name_around import (
    LABELS,
    TITLED,
    WEAK_LABELS,
    Beside,
    after,
    before,
    called,
    cell,
    elected_before,
    glued_title,
    noted,
    speaks,
)
from gwanmun.privacy.detectors.name_beside import beside, resident
from gwanmun.privacy.detectors.name_foreign import OF_POSTS, compound, foreign, in_hanja, sounds_foreign
from gwanmun.privacy.detectors.name_hints import GLUED, MARKS, hints
from gwanmun.privacy.detectors.name_model import MODEL, About, sort_of
from gwanmun.privacy.detectors.name_scripts import in_scripts
from gwanmun.privacy.detectors.name_tables import columns
from gwanmun.privacy.detectors.name_words import (
    NO_NAME,
    ORDINARY,
    PARTICLES,
    SPOKEN,
    agrees,
    convincing,
    listed_word,
    ordinary,
    particle,
    personal,
    surname,
    weight,
)
from gwanmun.privacy.lists import (
    BANKS,
    COMMON_WORDS,
    DOUBLE_SURNAMES,
    FOREIGN_NAMES,
    GIVEN_LONG,
    GIVEN_MORE,
    GIVEN_ORDINARY,
    GIVEN_PAIRS,
    NAME_LABELS,
    NOT_NAMES,
    ODDEST_SURNAMES,
    PROVINCES,
    PUBLIC_FIGURES,
    PUBLIC_SHARED,
    RARE_SURNAMES,
    RAREST_SURNAMES,
    SINGLE_SURNAMES,
    SURNAMES,
    either,
    in_dictionary,
)
from gwanmun.privacy.remembered import MOST_WORDS, remembered

_TOP: Final = frozenset(SURNAMES[:56])
#: Surnames of hardly anybody: never without a strong neighbour.
_HARDLY: Final = RAREST_SURNAMES | ODDEST_SURNAMES
_SPEAKERS: Final = frozenset(
    {"위원장", "위원", "간사", "의장", "서기", "사회자", "사회", "피고인", "원고", "피고", "환자", "상담자", "상담원", "상담사", "내담자", "증인", "의사", "학생", "진행자", "발표", "진행", "민원인", "수신", "발신", "참조"}
)  # fmt: skip
_SURNAME: Final = "".join(
    sorted(SINGLE_SURNAMES | RAREST_SURNAMES | ODDEST_SURNAMES | {name[0] for name in DOUBLE_SURNAMES})
)
_LABEL: Final = either(NAME_LABELS)
_NOTE: Final = r"(?: ?\([^)\n]{1,16}\))?"

#: Every run of Hangul that begins with a surname; names whose syllables are set apart.
_run = re.compile(
    rf"(?<![가-힣])[{_SURNAME}](?:[가-힣]{{1,14}}|(?=[·.][가-힣][·.][가-힣]| {{1,3}}[가-힣](?:[가-힣](?![가-힣]{{5}})| {{1,3}}[가-힣](?![가-힣]{{4}})| ?(?:[/,|)(\n·→:;'\"&-]|[–—×○√✓]|$)|님| [님씨]| {{2}}| 0[0-9]| (?:군번|주민|전화|연락처|휴대|생년))))"
)
_goes_on = re.compile(" {1,3}[가-힣]{2}")
_after_surname = re.compile(r" {1,3}[가-힣](?:[가-힣]| {1,3}[가-힣])")
_next_label = re.compile(
    "(?:님|씨)(?:감사|맞|이|께|은|가|입)|기사님|주무관|이구요|인데요|입니다|이에요|예요|주민|주소|연락|전화|휴대|핸드폰|생년|생일|나이|번호|고(?:객|요|$)|이(?:고|라)|라고"
)
# RE2: these scan the whole text.
_run_on = re.compile(
    "(?:위원(?:장|님)|팀장|과장|관장|부장|실장|국장|계장|주무관|사무관|실무사|할아버지|할머니|어르신|어머니)(?=님|이|가|께|을|를|은|는|과|와|하고|댁|한테|에게|도)|씨(?=맞으|되시|이시|본인)|님(?=맞으|감사|되시|이시)|이구요(?=주소|주민|전화|연락|번호)|(?:입니다|인데요|이에요|예요)(?=주소|주민|전화번|연락처)|기사님(?=이|께|은)"
)
#: Words without a space between them: hardly a word is that long.
_UNSPACED: Final = 12
_unspaced = re2.compile(f"[가-힣]{{{_UNSPACED}}}")
_glued = re.compile(rf"(?:{'|'.join(GLUED)})[은는이]?[{''.join(sorted(SINGLE_SURNAMES))}]")
_colon = re2.compile(
    rf"({_LABEL}){_NOTE} ?(?:은|는|이)?[\"'*]{{0,2}} ?(?:[:：=]|</[a-z0-9]{{1,8}}>[ \n\t]{{0,8}}<[a-z0-9]{{1,8}}[^<>]{{0,60}}>|>) ?[\"'*「『“]{{0,2}} ?"
)
_key = re2.compile(
    r"[\"'](?:[A-Za-z_]{0,24}(?:[nN]ame|Nm|nm|NM|NAME|_nm)|user|sender|author|assignee|reporter|owner|writer|guardian|patient|manager|[가-힣_]{0,10}(?:성명|이름|담당자|신청인|민원인|예금주|보호자|대표자|작성자|수신자|발신자|담당|환자|수급자))[\"'] ?[:=] ?[\"']"
)
#: <nm>김누리솔</nm>, <guardian tel="…">노을빛</guardian>
_element = re2.compile(
    r"<(?:[A-Za-z_]{0,24}(?:[nN]ame|NAME|Nm|NM|_nm)|(?P<s>nm|guardian|patient|applicant|owner|holder|writer|sender|receiver|성명|이름|신청인|보호자|담당자))(?: [^<>\n]{0,80})?>\s{0,8}"
)
#: SET owner_nm = '…', WHERE user_name='…'
_column_set = re2.compile(r"[A-Za-z](?:_?(?:nm|NM|name|NAME)|Nm|Name) ?= ?N?'")
_english = re2.compile(
    r"(?i:(?:^|[^a-z])(?:name|full name|applicant|contact person|contact|patient|guardian|manager|representative|customer|employee|student|owner|signed by|attn|guarantor|beneficiary|holder|sender|recipient|consignee|consignor|tenant|landlord|witness|author|reporter|supervisor|interpreter|translator|contact point|point of contact|prepared by|reported by|approved by|name of [a-z]{2,10}|assignee|assigned to|requester|inspector|passenger|crew)) ?[:=] ?[\"'*]{0,2}"
)
#: Who speaks in a chat that was copied: [김민수 팀장] [오전 9:02] …
_chat = re.compile(r"^\[(?=[가-힣][^\]\n]{1,16}\] \[오[전후] [0-9])", re.MULTILINE)
#: A name that is asked for and given in the next line: "어머니 성함이요?\n내담자: 추말자요".
_asked = re.compile(
    r"(?:성함|이름|존함|함자)(?:[^\n?]{0,12}\?[^\n]{0,12}?|[^\n?]{0,8}[죠요까])(?:\n(?:[^\n:\]]{0,14}[:\]] ?|[-–—>] ?)?| {1,3}[가-힣]{2,6} ?[:>] ?)(?:(?:네|예|아|저|전|저는|제 이름은)[,. ]{1,2})?(?=[가-힣])"
)
#: A line of a form: "인계자 김밝은해  인수자 제환  입회 필수연".
_form = re.compile(r"(?:^|\n| {2})(?P<l>[가-힣]{2,6}) (?P<n>[가-힣]{2,4})(?= {2,}[가-힣]{2,6} [가-힣]| {2,}[0-9])")
#: <field name="수량": the name of a field, an input, a column.
_field = re.compile(r"<[a-z:-]{1,20} name ?=[\"'*]{0,2}$")
_my_name = re.compile(
    r"(?:(?i:my name is|i am called|named) (?=[A-Z])|I am (?=[A-Z][a-z]{2,} [A-Z][a-z]{2,}(?:,| \()))"
)
_hangul = re.compile("[가-힣]+")
_words_of = re.compile("[ ·-]")
_letter = re.compile("[A-Za-z]")
#: What is noted behind a name in Chinese letters, in either script.
_han_number = re.compile(r"[ (,:]{1,3}(?:電話|住所|生年|連絡|전화|연락처|주소|01[016789])")
_alone_between = re.compile(r" ?(?:[/·→|;\n]|$)")
#: The same, and what goes on in a form: a number, the next label.
_parted = re.compile(
    r" ?(?:[,)(\n/·→|;\t0-9]|$)| {2}| (?:주소|주민|전화|연락처|휴대|핸드폰|생년|계좌|차량|외국인|여권|거주|법인(?: ?등록)?(?: ?번호)? ?[:：]?[0-9]|사업자(?: ?등록)?(?: ?번호)? ?[:：]?[0-9]|[남여] ?[,/(0-9]|외 [0-9])"
)
_ends = re.compile(r" ?(?:[,)(\n/·→|;\t]|$)| {2}|01[016789]")
_foreign_hangul = re.compile(r"[가-힣]{1,8}(?:[ ·-][가-힣]{1,8}){0,4}(?=[ \t]*(?:[,\n\t|/()<>;\"'」』”]|$))")
_foreign_latin = re.compile(
    r"[A-Z][A-Za-zÀ-ɏḀ-ỿ'’.-]{0,24}(?:(?<![a-z]\.)(?:,(?= [A-Z][a-z]))? [A-Z][A-Za-zÀ-ɏḀ-ỿ'’.-]{0,24}){1,4}"
)
_apart = re.compile(
    rf"(?P<a>{'|'.join(name[0] + ' {0,3}' + name[1] for name in sorted(DOUBLE_SURNAMES))}|[{_SURNAME}])(?: {{1,3}}|[·.])(?P<b>[가-힣])(?:[·.]| {{0,3}})(?P<c>[가-힣])?(?![가-힣])(?! {{1,3}}(?![님씨귀군양])[가-힣](?![가-힣]))"
)
#: 환자: 방극세 남 61세.
_aged = re.compile(r" [남여] ?[0-9]{1,3}세")
#: Between a label or a post and what parts it from the next item: 대표이사 혁하윤 / 사업자 …, 환자 당두만 등록번호 ….
_marked_off = re.compile(
    r"(?<=[ :：])(?P<n>[가-힣]{3,4})(?= / | ?\| |\(0[0-9]{1,2}-| 01[016789]|님? (?:등록번호|연락처|전화|휴대|생년월일|주민)|,? (?:법인|사업자) ?(?:등록)? ?(?:번호)? ?[:：]?[0-9])"
)
_LEAST_MARKED: Final = -90
_NO_ODD_END: Final = frozenset("은는이가을를의에로와과도만고며서면지해려니기게자인")
#: What is counted with 한.
_COUNTED: Final = frozenset("분명번개달주쪽곳건장")
#: 대령 제갈 민, 남궁 솔 주무관.
_double_apart = re.compile(rf"(?<![가-힣])(?:{'|'.join(sorted(DOUBLE_SURNAMES))}) (?P<g>[가-힣]{{1,2}})(?![가-힣])")
_hero_after = re.compile(
    r"^ ?(?:열사|의사의|장군|대왕|여사의 생애|선생의 (?:백범|목민)|대통령|왕릉|동상|기념관|생가|평전|탄신|탄생|순국|어록|전집|문학)"
)
_LEFT_OUT: Final = frozenset({"○○", "〇〇", "◯◯", "OO", "ㅇㅇ"})
_OFFICE_END: Final = frozenset("과팀청처실국부")
_NO_WORDED_END: Final = frozenset("과팀청처실국부시군구")
_OF_PLACES: Final = frozenset("역시군구읍면실소청국팀처")
_OFFICE_ENDS: Final = frozenset("과팀청처실국부시군구읍면동도소원단")

_Place = tuple[int, int, int, str]
_Reading = tuple[str, str, int, int]


def detect(view: View) -> Iterator[Finding]:
    text = view.text
    found: dict[int, _Place] = {}
    maybe: dict[int, int] = {}
    weighed: dict[int, _Weighed] = {}
    public: list[_Place] = []
    seen = hints(text)
    for place in _places(view, maybe, weighed, seen):
        start, end, _, why = place
        if start in found:
            continue
        if _public(text, start, end, why):
            public.append(place)
        else:
            found[start] = place
    said = about(text, found.values()) if weighed else About(0, 0, 0)
    for place in chain(foreign(text), in_scripts(text, seen)):
        _over(found, place)
    for place in parted(view, seen):
        for at in range(*place[:2]):
            found.pop(at, None)  # 정윤ː택: no 정윤
        found[place[0]] = place
    for place in beside(text, iter([(start, one[1]) for start, one in found.items()]), seen):
        _over(found, place)
    if public:  # somebody here has a figure's name: then it is that person's throughout
        named = {text[start : one[1]] for start, one in found.items()} & PUBLIC_FIGURES
        found.update((place[0], place) for place in public if text[place[0] : place[1]] in named)
    for start in [at for at, place in found.items() if _of_firm(text, at, place[1], place[3])]:
        del found[start]  # ㈜미르테크놀로지
    if weighed:
        _weigh(text, found, weighed, said)
    firm = frozenset(found)
    _neighbours(text, found, maybe)
    _among_names(text, found, maybe)
    _scattered(text, found)
    for start in found.keys() - firm:
        if _score(text, start, found[start][1]) < _NO_ITEM:
            del found[start]
    _given_again(text, found, seen)
    for start, end, certainty, why in found.values():
        yield Finding(start, end, Kind.NAME, certainty, why)


_firm_before = re.compile(r"(?:\((?:주|유|사|재|합)\)|㈜)\Z")
_numbered_firm = re.compile(r"[ (,/]{0,2}[0-9]{6} ?-")
_company_before = re.compile(r"(?:(?:주식|유한|합자|합명)회사|법인) ?\Z")


def _of_firm(text: str, start: int, end: int, why: str) -> bool:
    """Whether a firm's name stands there: behind its form, and no title or telephone makes a person of it."""
    if _firm_before.search(text, max(0, start - 6), start):
        return True
    if why not in _OF_FIRMS or (why == "note" and not _numbered_firm.match(text, end)):
        return False
    return _company_before.search(text, max(0, start - 6), start) is not None


#: What the name of a firm looks like that a person's does, too.
_OF_FIRMS: Final = frozenset({"bare", "office", "cell", "speaker", "note", "wording", "given", "list"})


def _over(found: dict[int, _Place], place: _Place) -> None:
    """A foreign name of several words stands over what its words would be in Korean (제임스 오코너: no 제 씨)."""
    start, end, _, why = place
    inside = [at for at in range(start, end) if at in found]
    if why == "foreign" and all(found[at][1] <= end and found[at][1] - at < end - start for at in inside):
        for at in inside:
            del found[at]
        inside = []
    if start in found and why == found[start][3] == "foreign" and end > found[start][1]:
        del found[start]  # 팜 티 응옥 아인 (외국인등록번호 …): what stands behind it tells where it ends
    if start in found or (inside and why == "foreign"):
        return
    if why not in _LAST_WORDS or not any(
        at in found and found[at][1] > start for at in range(max(0, start - _LONGEST), start)
    ):
        found[start] = place  # behind 응우옌 티, 마이란 is the last word of a name that is found


#: Of a foreign name that is found the last word only: 빈센트 오카포 씨.
_LAST_WORDS: Final = frozenset({"note", "title"})
#: No name is longer.
_LONGEST: Final = 40


#: Names that forms and manuals are printed with: nobody's, whatever number stands beside them.
_SAMPLES: Final = frozenset({"홍길동", "홍길순", "성춘향", "이몽룡"})
#: Said of who lives and works today, never of a figure of history.
_today = re.compile(
    r" ?(?:씨|님(?!의 (?:생애|업적))|대리|주임|과장|팀장|주무관|사무관|실무사|환자|학생|민원인|세대|고객|간호사)(?![가-힣]{3})"
)
_BY_WORD: Final = frozenset({"label:", "label", "title", "key", "column", "post"})


def _public(text: str, start: int, end: int, why: str) -> bool:
    """Whether it is a public name: a historical figure, a form's sample, a head beside the title."""
    name = text[start:end]
    if name in PUBLIC_FIGURES:
        return name in _SAMPLES or not (noted(text, end) or speaks(text, start, end) or _today.match(text, end))
    if name in PUBLIC_SHARED and why not in _BY_WORD:
        return True
    if elected_before(text, start) or _hero_after.match(text[end : end + 10]):
        return True
    return after(text, end)[1]


#: What says of a text that it is about somebody, wherever it stands.
_of_somebody = re2.compile(
    r"01[016789][-. )]?[0-9]{3,4}|[0-9]{6}-[0-9]|성명|이름|성함|생년월일|[0-9]년 ?생[^산]|[가-힣] ?씨[^가-힣]|[가-힣]님|@[a-z0-9]"
)
#: Numbers as accounts and telephones are written.
_numbers = re2.compile(r"[0-9]{2,6}-[0-9]{2,6}-[0-9]{2,8}")
#: How sure a name is that counts as one for others in the same text.
_FIRM: Final = 84


class _Weighed(NamedTuple):
    """What the model says of the letters of a place and of what stands beside them."""

    end: int
    score: float
    sort: str
    ruled: _Place | None


def about(text: str, places: Iterable[_Place]) -> About:
    """What a text says of persons, by the names that rules find in it."""
    sure = [place[2] >= _FIRM for place in places]
    firm = sum(sure)
    return About(firm, len(sure) - firm, 2 if _of_somebody.search(text) else 1 if _numbers.search(text) else 0)


def _of_nobody(others: About) -> bool:
    """Whether nothing else in the text is a person's."""
    return others.said < _OF_SOMEBODY and not others.firm and not others.likely


def _least_of(why: str, others: About) -> float:
    """Below it, what a rule takes for a name by this evidence is none."""
    if why not in _NO_NAME_OF:
        return _NO_NAME
    return _NO_NAME_OF[why] + (_NOBODY if _of_nobody(others) else 0)


def _weigh(text: str, found: dict[int, _Place], weighed: dict[int, _Weighed], said: About) -> None:
    """Find what the model alone takes for a name, and drop what it takes for none, by what the text says of persons."""
    covered = 0
    for start in sorted({*found, *weighed}):
        place, one = found.get(start), weighed.get(start)
        if one is not None and place == one.ruled:
            score, others = one.score, said.but(firm=False, likely=place is not None and place[2] < _FIRM)
            if place is None or place[2] < _FIRM:
                score += MODEL.of_text(one.sort, others)
            if place is not None and score < _least_of(place[3], others):
                del found[start]
                continue
            if place is None and (
                start < covered
                or score <= _LEAST_SAID.get(one.sort, _WORDED) + (_NOBODY if _of_nobody(others) else 0)
                or _public(text, start, one.end, "wording")
            ):
                continue
            place = found.setdefault(start, (start, one.end, 76, "wording"))
        if place is not None:
            covered = max(covered, place[1])


def _score(text: str, start: int, end: int) -> float:
    """What the model says of a name that was found; of one that is no run of Hangul (set apart), that it is one."""
    m = _run.match(text, start)
    said = [
        MODEL.score(text, start, name, rest, likely, word)
        for name, rest, likely, word in (_readings(m[0]) if m and len(m[0]) > 1 else ())
        if start + len(name) == end
    ]
    return max(said, default=0.0)


def _places(view: View, maybe: dict[int, int], weighed: dict[int, _Weighed], seen: frozenset[str]) -> Iterator[_Place]:
    text = view.text
    marked = ":" in text or "=" in text or "：" in text or ">" in text
    for m in _colon.finditer(text) if marked else ():
        label, at = m.group(1), m.end()
        if label in _SPEAKERS:
            # Minutes write "위원장: 성원이 되었으므로 …": what follows is a name only if nothing follows the name.
            end = _korean(text, at)
            if (
                end
                and (_ends.match(text, end) or noted(text, end) or _aged.match(text, end))
                and ordinary(text[at:end]) < 2
            ):
                yield at, end, 90, "label:"
            continue
        if label in WEAK_LABELS:
            # "검토: 후보지 소유자 …": what is checked, not who checked.
            end = _korean(text, at)
            if end and not _worker(text, at, end):
                continue
        yield from _labelled(text, at)
    for m in _key.finditer(text) if marked and ('"' in text or "'" in text) else ():
        end = _korean(text, m.end())
        of_place = end and text[end - 1] in _OF_PLACES and text[m.end() + 1 : end] not in GIVEN_PAIRS
        if end and text[end : end + 1] in "\"'" and ordinary(text[m.end() : end]) < 2 and not of_place:
            yield m.end(), end, 93, "key"
        elif not end:
            yield from _labelled(text, m.end())
    for m in _element.finditer(text) if marked and "<" in text else ():
        end = _korean(text, m.end())
        # The element's end is read as a line's.
        if end and text[end : end + 1] in ("<", "\n", "") and ordinary(text[m.end() : end]) < (3 if m["s"] else 2):
            yield m.end(), end, 90, "key"
    for m in _column_set.finditer(text) if marked and "'" in text else ():
        end = _korean(text, m.end())
        if end and text[end : end + 1] == "'" and ordinary(text[m.end() : end]) < 2:
            yield m.end(), end, 90, "key"
    for m in _chat.finditer(text) if "] [오" in text else ():
        end = _korean(text, m.end())
        if end and text[end : end + 1] in " ]":
            yield m.end(), end, 93, "key"
    for m in _asked.finditer(text) if "asked" in seen else ():
        end = _korean(text, m.end())
        if end - m.end() == 4 and text[end - 1] == "요":  # "추말자요", and no 추 of three more syllables
            end -= 1
        if end and ordinary(text[m.end() : end]) < 2:
            yield m.end(), end, 88, "label"
    for m in _form.finditer(text) if "  " in text else ():
        name = m["n"]
        if (
            m["l"] in LABELS
            and m["l"] not in WEAK_LABELS
            and surname(name)
            and not ordinary(name)
            and not listed_word(name)
            and name not in LABELS
            and (len(name) != 2 or weight(name) >= -20)
        ):
            yield m.start("n"), m.end("n"), 86, "label"
    for m in _my_name.finditer(text) if "name" in text or "I am " in text else ():
        yield from _labelled(text, m.end())
    for m in _english.finditer(text) if marked and _letter.search(text) else ():
        if not _field.search(text, max(0, m.start() - 24), m.end()):
            yield from _labelled(text, m.end())
    for at in columns(view):
        yield from _labelled(text, at)
    for m in _glued.finditer(text) if "glued" in seen else ():
        place = _behind(text, m.end() - 1)
        if place:
            yield place
    words = text.split()
    distinct = set(words)
    unspaced = max(map(len, distinct), default=0) >= _UNSPACED and _unspaced.search(text)
    for m in _run_on.finditer(text) if unspaced else ():
        # Typed or heard without a space: …여보세요손경열씨맞으시죠…, …나왔어요허혜연이구요주소….
        for size in (4, 3):
            at = m.start() - size
            name = text[max(0, at) : m.start()]
            if (
                at >= 0
                and surname(name) == size - 2
                and name[size - 2 :] in GIVEN_PAIRS
                and name[0] not in _HARDLY
                and not ordinary(name)
                and weight(name) >= _LEAST_GLUED
            ):
                yield at, m.start(), 78, "title"
                break
    for m in _marked_off.finditer(text) if "marked off" in seen else ():
        name = m["n"]
        if len(name) == _FOUR:
            if name in GIVEN_LONG and before(text, m.start()) is Beside.LABEL:
                yield m.start(), m.end(), 82, "post"  # 분실자 온새미로 /
            continue
        if (
            (surname(name) or name[0] in ODDEST_SURNAMES)
            and not ordinary(name)
            and not listed_word(name)
            and name[:2] not in COMMON_WORDS
            and name[2] not in _OFFICE_ENDS
        ):
            left = before(text, m.start())
            if (left >= Beside.POST and weight(name) > _LEAST_MARKED) or (
                left is Beside.LABEL and not (in_dictionary(name) or in_dictionary(name[:2]) or name[2] in _NO_ODD_END)
            ):
                yield m.start(), m.end(), 82, "post"
    for m in _double_apart.finditer(text) if "double" in seen else ():
        glued = len(m["g"]) == 2 and m["g"] not in GIVEN_PAIRS and m["g"][1] in _GLUED_PARTICLES
        end = m.end() - glued  # 선우 민은
        name = text[m.start() : end].replace(" ", "")
        beside = max(before(text, m.start()), after(text, end)[0])
        if beside >= Beside.POST and weight(name) > -50 and not listed_word(name) and m["g"] not in ORDINARY:
            yield m.start(), end, 84, "title"
        elif m["g"] in GIVEN_PAIRS and m["g"] not in COMMON_WORDS and not listed_word(m["g"]) and weight(name) >= 0:
            yield m.start(), m.end(), 78, "double"
    alone: set[str] = set()
    for m in _runs(text, words, distinct, alone):
        place = _judge(text, m, maybe, weighed)
        if place is not None:
            yield place
    for start, rest in givens(text, words, alone) if alone else ():
        if _is_called(text, start, rest):
            yield start, start + 2, 76, "given"
            continue
        if text[start : start + 2] in _NO_GIVEN:
            continue
        score = MODEL.given(text, start, rest)
        if score > _LEAST_WEIGHED and (
            start not in weighed or (weighed[start].ruled is None and weighed[start].score < score)
        ):
            weighed[start] = _Weighed(start + 2, score, "g", None)
    if "han" in seen:
        yield from _hanja(text)


def _runs(text: str, words: Sequence[str], distinct: AbstractSet[str], alone: set[str]) -> Iterator[re.Match[str]]:
    """Runs of Hangul that could be names, in order. `words`: the text's, between its spaces; `distinct`: each once;
    `alone`: which of them could be given names by themselves is added to it.

    A word none of whose runs could be one is known by its hash and not looked at again: memory holds none of the texts.
    """
    unknown = {word for word in distinct if hash(word) not in _plain}
    if not unknown:
        return
    named: set[str] = set()
    for at, word in _places_of(text, words, unknown):
        end = at + len(word)
        for m in _run.finditer(text, at, end + _BEYOND):
            if m.start() >= end:
                break
            if m.end() == m.start() + 1 or _ways(m[0]):
                named.add(word)
                yield m
    alone.update(word for word in unknown if hash(word) not in _no_givens and _could_be_given(word))
    for word in unknown - named - alone:
        # Of a syllable by itself at the end, what follows decides.
        if word[-1] not in _SURNAME or _in_hangul.search(word):
            if len(_plain) >= MOST_WORDS:
                _plain.clear()
            _plain.add(hash(word))


def _places_of(text: str, words: Sequence[str], some: AbstractSet[str]) -> Iterable[tuple[int, str]]:
    """Where some of the words stand, in order."""
    if len(some) <= _FEW and sum(map(text.count, some)) <= len(words):
        return sorted((at, word) for word in some for at in _apart_from_others(text, word))
    return _one_by_one(text, words, some)


def _apart_from_others(text: str, word: str) -> Iterator[int]:
    at, size, last = text.find(word), len(word), len(text)
    while at >= 0:
        end = at + size
        if (at == 0 or text[at - 1].isspace()) and (end == last or text[end].isspace()):
            yield at
        at = text.find(word, end)


def _one_by_one(text: str, words: Sequence[str], some: AbstractSet[str]) -> Iterator[tuple[int, str]]:
    at = 0
    for word in words:
        at = text.index(word, at)
        if word in some:
            yield at, word
        at += len(word)


#: Words that hold no given name by itself, by their hashes.
_no_givens: set[int] = set()


def _could_be_given(word: str) -> bool:
    if _given_in(word) is not None:
        return True
    if len(_no_givens) >= MOST_WORDS:
        _no_givens.clear()
    _no_givens.add(hash(word))
    return False


def _given_in(word: str) -> re.Match[str] | None:
    """Where a word holds what could be a given name by itself: [민지], '민서', 재훈이가."""
    for m in _hangul.finditer(word):
        run = m[0]
        given, rest = run[:2], run[2:]
        if given not in GIVEN_PAIRS or given in NOT_NAMES:
            continue
        closed = _closed_end(given)
        special = rest in _CALLS or rest in (_FAMILIAR if closed else _OPEN_CALLS)
        if given in _NO_GIVEN and run not in NOT_NAMES and run not in COMMON_WORDS:
            if special:
                return m
        elif special or agrees("김" + given, rest):
            return m
    return None


def givens(text: str, words: Sequence[str], some: AbstractSet[str]) -> Iterator[tuple[int, str]]:
    """Where given names could stand by themselves, and what is glued to them."""
    for at, word in _places_of(text, words, some):
        m = _given_in(word)
        if m is not None and m[0][:3] not in PUBLIC_FIGURES:  # 황진이
            yield at + m.start(), m[0][2:]


_kin_behind = re.compile(
    r" (?:형|형님|성님|누나|누님|언니|오라버니|오빠|이모|삼촌|고모|할머니|할매|할아버지|어머니|어머님|아버지|아버님|엄마|아빠|아저씨|아줌마|쌤|샘)(?:은|는|이|가|을|를|께서|한테|에게|랑|하고|도|의|요|이랑|님|께)?(?![가-힣])"
)
_house = re.compile(r"네 (?:집|아빠|엄마|아버지|어머니|할머니|할아버지|가족|식구|며느리|아들|딸|강아지)")


def _is_called(text: str, start: int, rest: str) -> bool:
    """Whether two syllables are called as only a person is: 재훈이가, 철민아, 진우쌤, 유나네 엄마, 병수 형님."""
    given, end = text[start : start + 2], start + 2
    run = given + rest
    if text[start - 1 : start].isalnum() and start:
        return False
    if rest in _FAMILIAR and rest[0] == "이" and len(rest) > 1 and _closed_end(given):
        return given + "이" not in ORDINARY and given + "이" not in COMMON_WORDS  # no noun is said so: 이가, 이는
    if not rest and given not in _ANYBODYS and _kin_behind.match(text, end) is not None:
        return True  # 나래 누나, 지호 엄마
    if run in ORDINARY or run in COMMON_WORDS:
        return False
    if rest[:1] in ("쌤", "샘"):
        return True
    if rest in ("맘", "아빠", "엄마"):  # 민서맘: …
        return given not in _ANYBODYS and given not in GIVEN_ORDINARY and _says.match(text, end + len(rest)) is not None
    if given in GIVEN_ORDINARY:
        return False
    if rest in ("아", "야"):
        return text[end + 1 : end + 2] in _PAUSES
    if given in _NO_GIVEN:
        return False
    return _house.match(text, end) is not None or (not rest and _kin_behind.match(text, end) is not None)


_says = re.compile(" ?[:：]")
_PAUSES: Final = frozenset(" ,!?~.") | {""}
#: Whose mother or sister may be anybody's.
_ANYBODYS: Final = frozenset({"우리", "아이", "나라", "현지", "주인", "자기", "소녀", "이모", "동네", "시골", "가정", "사연", "주연", "조연", "정말", "진정", "유일", "고운", "이민", "하나", "세상", "지방", "도시", "이혼", "재혼", "수고", "연상", "연하"})  # fmt: skip
#: Said behind a given name, never behind a thing: 진우쌤, 유나네.
_CALLS: Final = frozenset({"쌤", "샘", "쌤이", "쌤은", "쌤도", "쌤한테", "네", "네는", "네가", "네도", "네랑", "씨", "씨가", "씨는", "씨도", "씨를", "씨께서", "님이", "님은", "님", "한테", "한테는", "한테도", "에게", "에게는", "랑", "이랑", "맘", "아빠", "엄마"})  # fmt: skip
#: After a consonant, and after a vowel: 재훈이가, 철민아; 세라야.
_FAMILIAR: Final = frozenset({"이가", "이는", "이를", "이와", "이도", "이의", "이랑", "이한테", "이에게", "이야", "이네", "이만", "아", "이"})  # fmt: skip
_OPEN_CALLS: Final = frozenset({"야"})


#: Words that are sought one after another; of more, every word is looked at.
_FEW: Final = 16
#: How far behind a word `_run` may look: three spaces, a syllable, three spaces, five syllables.
_BEYOND: Final = 16
_in_hangul = re.compile(r"[가-힣]{2}\Z")
_plain: set[int] = set()


def _behind(text: str, at: int) -> _Place | None:
    """A name glued to its label, as people type on a telephone (이름김민수주민번호…): a known given name only."""
    name = text[at : at + 3]
    if len(name) < 3 or not _given_known(name) or ordinary(name) or weight(name) < _LEAST_GLUED:
        return None
    m = _hangul.match(text, at + 3)
    rest = m[0] if m else ""
    return (at, at + 3, 80, "label") if rest in PARTICLES or _next_label.match(rest) else None


def _worker(text: str, start: int, end: int) -> bool:
    """Whether a likely name stands there, or a less likely one and nothing else."""
    name = text[start:end]
    word = ordinary(name)
    if name[0] not in RAREST_SURNAMES and weight(name) >= 0 and not word:
        return True
    return word < 2 and _ends.match(text, end) is not None


# ------------------------------------------------------------ behind a label with a colon, in a column


def _of_place(text: str, word: re.Match[str]) -> bool:
    """Whether a province or a bank stands behind what is a label of persons, too: 통장: 전북 1021-…, 확인: 강원 화천군 …."""
    return word[0] in PROVINCES or (word[0] in BANKS and _number_next.match(text, word.end()) is not None)


_number_next = re.compile(" ?[0-9]")


def _sentence(text: str, word: re.Match[str]) -> bool:
    """Whether a noun and its particle begin a sentence: 수당이 안 들어왔어요, 보험은 농기계 공제라."""
    run = word[0]
    return (
        len(run) == _USUAL
        and run[2] in _SUBJECTS
        and text[word.end() : word.end() + 1] == " "
        and "가" <= text[word.end() + 1 : word.end() + 2] <= "힣"
        and (run[:2] in COMMON_WORDS or (in_dictionary(run[:2]) and weight(run[:2]) < 0))
        and run[1:] not in GIVEN_PAIRS
        and after(text, word.end())[0] is Beside.NOTHING
    )


_SUBJECTS: Final = frozenset("은는이가을를")


def _labelled(text: str, at: int) -> Iterator[_Place]:
    word = _hangul.match(text, at)
    if word and (word[0] in LABELS or _of_place(text, word) or _sentence(text, word)):
        return  # the next label of an empty form; 통장: 전북 1021-…; 신청인> 수당이 안 …
    end = _korean(text, at)
    m = _foreign_hangul.match(text, at)
    if end and (m is None or m.end() <= end or text[at] in _TOP or not _abroad(m[0])):
        yield at, end, 95, "label:"
        return
    apart = _apart.match(text, at)
    if (
        apart
        and not listed_word(_joined(apart))
        and weight(_joined(apart)) > -40
        and (
            text[apart.start("b") + 1 : apart.start("b") + 2] in " ·."
            or not apart["c"]
            or _joined(apart)[1:] in GIVEN_PAIRS
        )
    ):
        yield at, apart.end("c" if apart["c"] else "b"), 92, "label:"
        return
    if m is None:
        m = _foreign_latin.match(text, at)
    if m and not any(listed_word(word) for word in re.split("[ ·-]", m[0])):
        words = m[0].count(" ") + m[0].count("·") + 1
        known = len(m[0]) > 1 and m[0].split(" ")[0] in FOREIGN_NAMES
        alone = 3 <= len(m[0]) <= 6 and m[0][-1] not in _OFFICE_END and m[0][0] not in SINGLE_SURNAMES
        alone = alone and not m[0].endswith(OF_POSTS) and not compound(m[0])
        alone = alone and (len(m[0]) < _LONG_ALONE or sounds_foreign(m[0]) or not _of_words(m[0]))
        if (
            known
            or alone
            or (words > 1 and (m.re is _foreign_latin or any(map(sounds_foreign, _words_of.split(m[0])))))
        ):
            # A sentence's stop is none of the name's; that of an initial is.
            yield at, m.end() - (m[0][-1] == "." and m[0][-2:-1].islower()), 75, "foreign"
    if "一" <= text[at : at + 1] <= "鿿":
        for start, stop in in_hanja(text[at : at + 6]):
            if start == 0:
                yield at, at + stop, 90, "hanja"


#: As long as that, a word by itself must sound foreign or hold no Korean words.
_LONG_ALONE: Final = 5


def _of_words(word: str) -> bool:
    return " " in word or in_dictionary(word[-3:])


def _abroad(value: str) -> bool:
    """Whether several words look like a foreign name (마리아 산토스), not like a name and its title."""
    words = value.split(" ")
    return len(words) > 1 and not any(map(listed_word, words)) and any(map(sounds_foreign, words))


def _korean(text: str, at: int) -> int:
    """Where the name that begins at `at` ends, beside a strong label: any surname and any given name."""
    m = _hangul.match(text, at, at + 14)
    if m is None:
        return 0
    run = m[0]
    for length in _lengths(run):
        name, rest = run[:length], run[length:]
        if listed_word(name) or (name[-1] in _OFFICE_END and (weight(name) < -20 or name in ORDINARY)):
            continue
        if (
            length == 4
            and name[:2] not in DOUBLE_SURNAMES
            and (rest or weight("김" + name[1:]) == NO_NAME)
            and not _long(name, rest)
        ):
            continue
        if (
            not rest
            or glued_title(rest)
            or (particle(rest) and (agrees(name, rest) or personal(rest)) and weight(name) > -10)
        ):
            return at + length
    return 0


def _long(name: str, rest: str) -> bool:
    """Whether a single surname is followed by three syllables that could all be of a given name."""
    return not rest and all(weight(name[0] + c) > -20 for c in name[1:]) and ordinary(name[:2]) < 2


def _lengths(run: str) -> tuple[int, ...]:
    """In which order to try lengths: a whole run first, then a name of three, two and four syllables."""
    double = run[:2] in DOUBLE_SURNAMES
    if not double and not surname(run):
        return ()
    tried = (4, 3, 2) if double and len(run) >= 4 else (3, 4, 2)
    return tuple(n for n in (*((len(run),) if 2 <= len(run) <= 4 else ()), *tried) if n <= len(run))


# ------------------------------------------------------------ anywhere


def _judge(text: str, m: re.Match[str], maybe: dict[int, int], weighed: dict[int, _Weighed]) -> _Place | None:
    """A run that begins with a surname's syllable: a name, with its evidence, or not yet; `_weigh` has the last word."""
    run = m[0]
    if len(run) == 1:
        return _set_apart(text, m.start(), maybe)
    readings, start = _readings(run), m.start()
    if readings and _of_ship(text, m, readings):
        return None
    whole = len(run) == _FOUR and surname(run) == 1 and weight(run) > NO_NAME and not ordinary(run)
    if whole and _parted.match(text, m.end()) and before(text, start) is Beside.LABEL:
        return start, m.end(), 85, "label"  # 등록자 한빛나라 880219-…: no particle ends an item
    best, most = None, _LEAST_WEIGHED
    for name, rest, likely, word in readings:
        place = _one(text, start, name, rest, likely, word, maybe)
        if place is not None and word == 0 and name[1:] in GIVEN_PAIRS and place[3] not in _NO_NAME_OF:
            return place
        if (
            place is None
            and len(name) == 2
            and (name[1] in _SHORT_ENDS or (likely < _LEAST_PAIR and not (not rest and noted(text, start + 2))))
        ):
            continue  # 돈을, 전에: most readings of a text
        if place is None and MODEL.letters(name, rest, likely, word) < _HOPELESS:
            continue  # 주시고
        score = MODEL.score(text, start, name, rest, likely, word)
        if place is not None and best is not None and score < _NO_NAME < _CLEAR < best.score:
            continue  # 오달님: no 오달 님
        if place is not None and score > _LEAST_RULED:
            weighed[start] = _Weighed(start + len(name), score, sort_of(name, word), place)
            return place
        if place is None and score > (most if word < 2 else max(most, _LEAST_OF_WORD)) and _speakable(name):
            best, most = _Weighed(start + len(name), score, sort_of(name, word), None), score
    if best is not None:
        weighed[start] = best
    return None


#: 제7금성호, 명진5호.
_ordinal = re.compile(r"제 ?[0-9]{1,3}\Z")
#: What is said where ships are named.
_ships = re.compile(r"(?:선박|어선|선명|함정)명?(?: ?[:：|/\t,]|[ ]?\n)|총 ?톤수|톤수")
_NEAR_SHIPS: Final = 240


def _person_near(text: str, start: int, end: int) -> bool:
    return before(text, start) >= Beside.POST or after(text, end)[0] >= Beside.POST or noted(text, end)


_vessel = re.compile(r"[0-9]{1,4}호(?![가-힣])")


def _of_ship(text: str, m: re.Match[str], readings: Sequence[_Reading]) -> bool:
    """Whether a ship's name stands there: numbered before, with 호 behind, or with its number."""
    start, end = m.span()
    if m[0][-1] == "호" and start and text[start - 1].isdigit():
        return _ordinal.search(text, max(0, start - 5), start) is not None
    if (
        m[0][-1] == "호"
        and len(m[0]) == _USUAL
        and _ships.search(text, max(0, start - _NEAR_SHIPS), end + _NEAR_SHIPS)
        and not _person_near(text, start, end)
    ):
        return True  # 입항 선박: 해진호, 금영호
    return _vessel.match(text, end) is not None and all(likely < _SURE or word for _, _, likely, word in readings)


#: A date and how it is said: 1977.3.3.이라.
_said_of_number = re.compile(r"[0-9]\.[0-9]{1,2}\.\Z")
_SAID_SO: Final = frozenset({"이라", "이고", "이며", "이나", "이던", "이면"})
_FOUR: Final = 4


def _speakable(name: str) -> bool:
    """박모 씨 is nobody by name; of 정다은 양은, 양은 is her title; 남궁이나 제갈 are two surnames."""
    if len(name) == 3 and name[2] in _NO_WORDED_END and name[1:] not in GIVEN_PAIRS:
        return False
    if len(name) == 2 and (name[1] == "모" or (name[0] in "양군" and name[1] in _SHORT_ENDS)):
        return False
    return not name.endswith("이나")


#: How sure the wording must be where no rule is: chosen on kinds of documents left out (`tools/name_model.py --folds`).
_WORDED: Final = -0.55
_WORDED_SHORT: Final = 0.05
_WORDED_WORD: Final = 0.7
_WORDED_GIVEN: Final = 0.2
#: The same by the sort of a reading.
_LEAST_SAID: Final = {
    "200": _WORDED_SHORT,
    "210": _WORDED_SHORT,
    "201": _WORDED_WORD,
    "211": _WORDED_WORD,
    "301": _WORDED_WORD,
    "311": _WORDED_WORD,
    "g": _WORDED_GIVEN,
}
_LEAST_PAIR: Final = -15
#: Below, what a rule takes for a name is none.
_NO_NAME: Final = -1.0
#: The same where little evidence is enough for a rule; how much more is asked of it in a text where
#: nothing else is a person's: a row of plants, of bridges, of dishes.
_NO_NAME_OF: Final = {"bare": -2.5, "office": -2.0, "cell": -2.0, "speaker": -2.0}
_NOBODY: Final = 1.1
#: What `About.said` is where telephones, numbers, 성명 or 씨 say that somebody is spoken of.
_OF_SOMEBODY: Final = 2
#: The same of what a list takes for a name.
_NO_ITEM: Final = -1.5
#: Below, nothing else that the text says makes a name of it.
_LEAST_WEIGHED: Final = -2.0
_LEAST_RULED: Final = -2.5
#: Above, the letters and what stands around them make a name without any rule.
_CLEAR: Final = 1.0
#: Letters of which the model says so little, in hundredths, are made a name by nothing around them: with the most that was
#: seen around such letters in any text of tests/data they stay far below `_LEAST_SAID`.
_HOPELESS: Final = -320
#: The same of a reviewed word.
_LEAST_OF_WORD: Final = 1.0


def _readings(run: str) -> Sequence[_Reading]:
    """How a run can be read as a name and what is glued to it: name, rest, its weight, whether it is a word."""
    return [(run[:length], run[length:], likely, word) for length, likely, word in _ways(run)]


@remembered
def _ways(run: str) -> tuple[tuple[int, int, int], ...]:
    """The same with the length of the name in place of the letters; most words of a text have none."""
    size = len(run)
    found: list[_Reading] = []
    if run in LABELS:
        return ()
    if size > 4 and (long := _pure(run)):
        found.append(long)
    if size == 2:
        _read(run, "", found)
    elif size == 4 and run[3] not in PARTICLES and surname(run) == 1 and weight(run) > NO_NAME:
        _read(run, "", found)  # 강누리별: four syllables, none of them a particle
    elif run[2:5] == "주차장":
        pass  # 임시주차장, 노상주차장: no 차장
    else:
        for length in _ORDERS[size == 4] if run[:2] not in DOUBLE_SURNAMES else _DOUBLE_ORDERS[size > 3]:
            rest = run[length:]
            if (
                rest in PARTICLES
                or (len(rest) > 1 and glued_title(rest))
                or (length == _USUAL and _goes_on_behind(run, rest))
            ):
                _read(run[:length], rest, found)
    return tuple((len(name), likely, word) for name, _, likely, word in found)


#: What is said behind a name and is no particle: 김민수네, 김민수보다는, 김민수쌤한테는.
_BEHIND: Final = re.compile(
    "(?:네|쌤|샘|측|쪽|댁|들|부부|일가|가족)(?:은|는|이|가|을|를|의|에|에서|한테|한테는|도|집)?|이?므로|보다[는도]?|만큼은?|말고는?|이?라던|이?라[면도]|[이]?면|이?든지|(?:이|였|이었)음|임을|이?[죠요]|이?지요|이?네요|(?:였|이었)는데|께선|한텐|에겐|맞[죠고]|맞으시죠|등[은이을의]|이?라는분[은이]?|이신분|이시구요|고요|이와는?|로부터는|본인[은이]|엄마|아빠|할매|할배|아재|영감|여사|형제|남매|모녀|부자|일행|건(?:은|으로|의)?|왈|통화|명의[로의]?|앞으로|외|자녀|모친|부친|배우자"
)
_USUAL: Final = 3
#: The least weight of a name before what is said so; of one that begins as a word does.
_SURE: Final = 20
_SUREST: Final = 40
_MOST_BEHIND: Final = 4


def _goes_on_behind(run: str, rest: str) -> bool:
    """Whether three syllables are so surely a name that what is glued to them need not be a particle."""
    name = run[:_USUAL]
    if name[0] not in _TOP or name[1:] not in GIVEN_PAIRS or len(rest) > _MOST_BEHIND:
        return False
    likely = weight(name)
    if likely < _SURE or ordinary(name) or in_dictionary(run) or compound(run):
        return False
    return _BEHIND.fullmatch(rest) is not None and (likely >= _SUREST or not in_dictionary(run[:2]))


def _given_known(name: str) -> bool:
    given = name[1:]
    return len(name) == 2 or given in GIVEN_PAIRS or given in GIVEN_MORE


def _pure(run: str) -> _Reading | None:
    """A surname and a purely Korean given name of three or four syllables (최온새미로), and what is glued to it."""
    for length in (5, 4):
        if run[1:length] in GIVEN_LONG and (run[length:] in PARTICLES or glued_title(run[length:])):
            return run[:length], run[length:], 20, 0
    return None


def _read(name: str, rest: str, found: list[_Reading]) -> None:
    """Keep a reading that the strongest neighbourhood could make a name (see `_fits_word`)."""
    if (
        name in NOT_NAMES
        or name in PROVINCES
        or (len(name) == 3 and name[2] in _GLUED_PARTICLES and (name[:2] in LABELS or name[:2] in TITLED))
    ):
        return  # 성명은, 시장은, 상병이
    if (len(name) == 2 and rest[:2] == "회장") or (
        rest
        and name[-1] + rest in NOT_NAMES
        and not (rest in PARTICLES and name[1:] in GIVEN_PAIRS and not in_dictionary(name[:2]))
    ):
        return  # 상인회장, 공영주차장
    if rest and name[-1] in "하되" and (rest[0] in "였었" or (name[:2] in COMMON_WORDS and not _given_known(name))):
        return  # 방문하였습니다, 정리하고
    if len(name) == _USUAL and name[2] == "랑" and name[:2] in COMMON_WORDS and not _given_known(name):
        return  # 계좌랑
    likely, size = weight(name), len(name)
    if name[0] in ODDEST_SURNAMES and (size == 2 or likely < _LEAST_GLUED or name[:2] in COMMON_WORDS):
        return  # 관련, 보호자, 환경과
    if name in ORDINARY:
        # 구영자, 신진: words that are names too; only what stands on both sides makes them one.
        told = not rest or (size == _USUAL and rest in _INTRODUCES)
        if not listed_word(name) and told and likely >= (0 if size == 2 else _LEAST_WORD) and _given_known(name):
            found.append((name, rest, likely, 2))
        return
    if size == 2:
        enough = likely >= _LEAST_SHORT
    elif size == 4 and surname(name) == 1:
        enough = likely > 0 and not rest
    else:
        enough = likely >= (_LEAST_TOP if name[0] in _TOP else _LEAST)
    if (
        enough
        and rest
        and size == 3
        and name[:2] in COMMON_WORDS
        and name[2] + rest in ORDINARY
        and not _given_known(name)
    ):
        return  # 연장승인: two words
    if enough:
        word = ordinary(name)
        if not word or likely >= (_LEAST_WORD if name[-1] in _PARTICLE_TAILS else _LEAST_ENDED):
            found.append((name, rest, likely, word))


#: How somebody says who he is: 수험생 민들레입니다.
_INTRODUCES: Final = frozenset(
    {"입니다", "이에요", "예요", "이라고", "라고", "이라고합니다", "라고합니다", "인데요", "이올시다"}
)
_GLUED_PARTICLES: Final = frozenset("은는이가을를의")

#: The least weights beside a title or a label: two syllables; three with a frequent surname; others; a common word.
_LEAST_SHORT: Final = -25
_LEAST_TOP: Final = -50
_LEAST: Final = -22
_LEAST_WORD: Final = 5
_LEAST_ENDED: Final = -12
#: What ends a common word as a particle does: 기한을, 정보만.
_PARTICLE_TAILS: Final = frozenset("은는이가을를의에로와과도만나며고서")
_LEAST_KNOWN: Final = 20
_LEAST_GLUED: Final = 9

#: Which lengths to try, in order: a run of exactly four syllables may be a surname and three of a pure Korean name.
_ORDERS: Final = ((3, 2), (3, 4, 2))
_DOUBLE_ORDERS: Final = ((3, 2), (4, 3, 2))


def _one(text: str, start: int, name: str, rest: str, likely: int, word: int, maybe: dict[int, int]) -> _Place | None:
    size = len(name)
    if (
        start
        and text[start - 1] in "0123456789"
        and (size == 2 or name[1:] not in GIVEN_PAIRS or text[start - 2 : start - 1] == "제")
    ):
        return None  # 4반은, 제3호증은, 제7창해호
    if name in _SAID_SO and _said_of_number.search(text, max(0, start - 6), start):
        return None
    if (
        name[-1] in _OFFICE_ENDS
        and name[1:] not in GIVEN_PAIRS
        and size == 3
        and not personal(rest)
        and not (word == 0 and not rest and likely >= _LEAST and _person_beside(text, start, start + 3))
    ):
        return None
    end = start + size
    if word == 2:
        left = before(text, start)
        if rest:
            return (start, end, 80, "label") if left >= Beside.POST else None
        sure = noted(text, end) and (left >= Beside.POST or (size == 3 and likely >= 20 and text[end] in "(,/|\t"))
        titled = left >= Beside.POST and size == 3 and after(text, end) == (Beside.LABEL, False)
        asked = left is Beside.LABEL and size == 3 and likely >= _LEAST_KNOWN and _ends.match(text, end) is not None
        return (start, end, 80, "label") if sure or titled or asked else None
    # What is glued behind the name is read already; only what stands apart, or a glued title, is not.
    if not rest:
        beside, elected = after(text, end)
        if elected:
            return None
    elif rest in PARTICLES:
        if rest[0] in ("군", "양") and name[1:] not in GIVEN_PAIRS:
            return None
        # 가온군 is a county, 김민수군 a boy.
        beside = (
            Beside.LABEL
            if rest[0] in ("씨", "님") or (rest[0] in ("군", "양") and size > 2 and name[1:] in GIVEN_PAIRS)
            else Beside.NOTHING
        )
    else:
        beside = Beside.LABEL
    left = before(text, start) if start else Beside.NOTHING
    if beside >= Beside.LABEL:
        why, certainty = "title", 88
    else:
        beside = left
        why, certainty = ("label", 87) if beside is Beside.LABEL else ("post", 85)
    if beside >= Beside.POST:
        if why == "label" and size == 3 and likely < 0 and name[2] in _VERBS and not _given_known(name):
            return None  # 이름 지키기
        if _fits_word(text, start, name, rest, likely, word, beside, why):
            return start, end, certainty, why
        # Said from both sides, hardly a word is none.
        marked = left >= Beside.POST and not rest and noted(text, end)
        if marked or (left >= Beside.POST and not rest and (size > 2 or likely >= 0) and why == "title"):
            return start, end, certainty, why
        asked = left is Beside.LABEL and not rest and word == 0 and size == 3 and likely > _LEAST_ASKED
        if asked and _parted.match(text, end):
            return start, end, certainty, why
        return None
    if size == 2 and rest and rest not in _SAYS:
        if likely >= -5 and name[0] not in _HARDLY and agrees(name, rest):
            maybe.setdefault(start, end)
        return None  # no weak evidence would do
    weak = _weak_evidence(text, start, end, rest, beside)
    if name[0] in _HARDLY:
        if size == 3 and likely >= 10 and word == 0 and weak in ("note", "speaker"):
            return start, end, 78, weak
        if likely >= 0 and not rest and word == 0:
            maybe.setdefault(start, -end)
        return None
    if size == 2:
        if (
            weak in ("note", "speaker", "cell")
            and likely >= ((-5 if text[end] == " " else -14) if weak == "note" else 0)
            and not rest
            and name[1] != "모"
            and (name[0] not in RARE_SURNAMES or likely >= 9)
        ):
            return start, end, 80, weak
        if rest in _SAYS and weak == "office" and likely >= 9 and name[0] not in RARE_SURNAMES:
            return start, end, 78, weak  # 저 류철인데요
        if likely >= -5 and (not rest or agrees(name, rest)):
            maybe.setdefault(start, end)
        elif likely >= _LEAST_SHORT and not rest:
            maybe.setdefault(start, -end)
        return None
    if size > 3 and surname(name) == 1:
        return (start, end, 78, weak) if weak and likely > 0 and not rest else None
    # Who writes what somebody said minds the form of the particle less: 김연옥라고 함.
    fits = not rest or agrees(name, rest) or (rest == "라고" and weak == "particle" and name[1:] in GIVEN_PAIRS)
    if (
        weak
        and fits
        and (
            likely >= (8 if weak == "role" else -6)
            if word == 0
            else likely >= (30 if weak in ("office", "role") else 20) and name[1:] in GIVEN_PAIRS
        )
        and not (name[0] in RARE_SURNAMES and likely < (0 if weak == "note" and word == 0 else 8))
    ):
        return start, end, 82, weak
    if fits and word == 0 and convincing(name, likely) and _at_word(text, start):
        return start, end, 76, "bare"
    if word == 0 and not rest and _at_word(text, start) and (m := _numbered.match(text, end)) and resident(m["r"]):
        return start, end, 82, "note"
    if likely >= -12 and word < 2 and fits:
        maybe.setdefault(start, end)
    elif likely >= _LEAST_TOP and not rest and word == 0:
        maybe.setdefault(start, -end)
    return None


def _person_beside(text: str, start: int, end: int) -> bool:
    """Whether a label or a person's title says so, or a note of a person: 가구주 강쌍구 (460724-…, 현금심 씨. Behind a
    label alone a town may stand, too: 발주자 누리구.
    """
    labelled = text[end - 1] not in "시군구" and before(text, start) is Beside.LABEL
    return labelled or bool(_born.match(text, end)) or after(text, end) == (Beside.LABEL, False)


_LEAST_ASKED: Final = -70
#: How verbs end that a heading names.
_VERBS: Final = frozenset("기고며게")
#: Who was born, how old, of which sex: said of nothing but a person.
_born = re.compile(r" ?[(,]? ?(?:[0-9]{6}[-)]|만 ?[0-9]|[0-9]{1,3}세|[여남][,)/])")

#: A resident's or a foreigner's number directly behind it: 명하윰 (211104-4173325).
_numbered = re.compile(r" ?[(,/|\t] ?(?P<r>[0-9]{6} ?- ?[1-8][0-9]{6})(?![0-9])")
_SAYS: Final = frozenset(
    {*SPOKEN, "인데", "인데요", "입니다", "이라고", "라고", "이라고합니다", "라고합니다", "이에요", "예요"}
)
#: Said of persons only.
_SAYS_WHO: Final = frozenset({"이올시다", "올시다", "인디", "인디요", "인데예", "인데유", "이라네요", "라네요"})
_VERB_ENDS: Final = frozenset("고며서면지해려니")
#: What a word of two syllables ends in, far oftener than a name: particles.
_SHORT_ENDS: Final = frozenset("을은는도의에로만와과")


def _fits_word(text: str, start: int, name: str, rest: str, likely: int, word: int, beside: Beside, why: str) -> bool:
    """Whether the letters are enough of a name beside a label or a title."""
    if len(name) == 2:
        if rest and why != "title" and not agrees(name, rest):
            return False
        if name[0] in RARE_SURNAMES and beside is Beside.POST:
            return not rest and likely >= 0 and _ends.match(text, start + 2) is not None
        if name[1] in _SHORT_ENDS and (
            name[0] not in _TOP - RARE_SURNAMES
            or not (
                noted(text, start + 2)
                or (beside is Beside.LABEL and not rest and _alone_between.match(text, start + 2))
            )
        ):
            return False  # 반은 이사 가고, 명을 위원으로
        if name[1] in _VERB_ENDS and name[0] in RARE_SURNAMES:
            return False  # 가고 국장
        if name[0] in _HARDLY and beside is Beside.POST:
            return False
        if rest and likely >= 9 and name[0] not in RARE_SURNAMES:
            return name[1] != "모"  # 동거인 정혁과 (its form is checked above)
        alone = not rest or personal(rest) or why == "title"
        return alone and name[1] != "모" and likely >= (_LEAST_SHORT if beside is Beside.LABEL else 0)
    if len(name) > 3 and surname(name) == 1:
        return likely > 0 and (not rest or len(name) > 4)
    if rest and why != "title" and not agrees(name, rest):
        return False
    if word or (name[:2] in COMMON_WORDS and surname(name) == 1):
        # 설명해, 증인의, 임용대(기자): a word and its ending, unless the given name is known.
        if name[2] in "을를의에와과는":
            return False
        if rest[:1] in ("씨", "님") and name[2] not in _OF_PERSONS:
            return likely >= _LEAST_ENDED
        known = name[1:] in GIVEN_PAIRS or name[1:] in GIVEN_MORE
        if not word and likely >= _LEAST_GLUED and name[0] in _TOP:
            return True  # 최다옥 팀장: a word's letters, and a last syllable that makes no word of it
        return likely >= _LEAST_WORD if known and name[2] not in _SHORT_ENDS else known and likely >= _LEAST_KNOWN
    if beside is Beside.LABEL and (
        name[0] in _TOP or (not rest and name[0] not in _HARDLY and not in_dictionary(name))
    ):
        return likely >= _LEAST_TOP
    return likely >= _LEAST


#: What makes a word for persons of another: 이용자님, 신청인 씨.
_OF_PERSONS: Final = frozenset("자인원장생주민들분객가수사")


def _weak_evidence(text: str, start: int, end: int, rest: str, beside: Beside) -> str:
    if noted(text, end):
        return "note"
    if not rest:
        if speaks(text, start, end):
            return "speaker"
        if cell(text, start, end):
            return "cell"
    elif personal(rest) or rest in _SAYS_WHO or called(text, end, rest):
        return "particle"
    return "office" if beside is Beside.OFFICE else "role" if beside is Beside.DOES else ""


def _at_word(text: str, start: int) -> bool:
    """Whether a bare name begins a word: no digit, letter or hyphen glued before it."""
    before_ = text[start - 1 : start]
    return not (before_.isalnum() or before_ in ("-", "_", "/", "~", "@", "."))


def _joined(m: re.Match[str]) -> str:
    return m["a"].replace(" ", "") + m["b"] + (m["c"] or "")


def _set_apart(text: str, start: int, maybe: dict[int, int]) -> _Place | None:
    """홍 길 동, 김 민수: syllables set apart, between a label and a title or all three alone."""
    if text[start - 2 : start] in _LEFT_OUT:
        return None  # ○○시 주민: a place whose name was left out
    apart = _apart.match(text, start)
    if apart is None:
        # 김 민수가: the particle is glued to the given name.
        m = _after_surname.match(text, start + 1)
        given = m[0].lstrip(" ") if m else ""
        if m is None or len(given) != 2 or " " in given:
            return None
        rest_m = _hangul.match(text, m.end())
        rest = rest_m[0] if rest_m else ""
        name, end = text[start] + given, m.end()
        if rest and not (particle(rest) and agrees(name, rest)):
            return None
    else:
        name, end = _joined(apart), apart.end("c" if apart["c"] else "b")
        if len(name) == 2:
            return _two_apart(text, start, end, name, maybe)
    likely = weight(name)
    known_given = name[1:] in GIVEN_PAIRS and not listed_word(name[1:]) and ordinary(name) < 2
    if apart is not None and known_given and likely >= 0 and labelled(text, start):
        return start, end, 84, "label"
    known_word = bool(ordinary(name)) or name[1:] in GIVEN_ORDINARY or listed_word(name[1:])
    if apart is None and (likely < 0 or known_word):
        return None
    if apart is not None and apart["b"] == "지" and text[start] in "온간한된산난":
        return None  # 이사 온 지 두 달
    if apart is not None and text[start] == "한" and apart["b"] in _COUNTED:
        return None  # 위원 한 분이
    if apart is not None and not listed_word(name):
        spread = text[start + 1 : start + 2] in " ·" and text[end - 2] in " ·"
        if (spread and likely > -50) or (likely > -20 and noted(text, end)):
            beside = max(after(text, end)[0], before(text, start))
            if (spread and beside is Beside.LABEL) or (
                likely > -20
                and (beside >= Beside.POST or spread)
                and noted(text, end)
                and not listed_word(name[1:])  # 형님 제 번호 010-…
            ):
                return start, end, 84, "label"
    if known_word or likely < 0:
        return None  # ○○시 주민 …: most of what is set apart, told before its neighbours are read
    beside = max(after(text, end)[0], before(text, start))
    if beside >= Beside.POST:
        return start, end, 82, "title"
    thrice = apart is not None and apart["c"] is not None and " " in text[apart.start("b") : apart.start("c")]
    known = name[1:] in GIVEN_PAIRS
    if thrice and _is_who.match(text, end):
        return start, end, 80, "particle"
    if (
        thrice
        and likely >= 5
        and name[0] in _TOP - RARE_SURNAMES
        and name[1] not in "후중수전"
        and not _goes_on.match(text, end)
    ) or (known and likely >= 15 and name[0] in "김박최윤황송홍백곽엄권류심허배노" and _at_word(text, start)):
        return start, end, 76, "bare"
    return None


def _two_apart(text: str, start: int, end: int, name: str, maybe: dict[int, int]) -> _Place | None:
    """신청인 정 솔 /: a surname and one syllable, behind a label and before what ends an item; or among names of a list."""
    if name in _POINTED or ordinary(name) or listed_word(name) or weight(name) < _LEAST_SHORT:
        return None
    if not in_dictionary(name) or weight(name) >= _LEAST_LISTED:
        maybe.setdefault(start, -end)
    if (labelled(text, start) and _ends.match(text, end)) or (before(text, start) >= Beside.POST and noted(text, end)):
        return start, end, 82, "label"
    return None


#: The least weight of a surname and one syllable that are a word when they are put together.
_LEAST_LISTED: Final = 5
#: This matter, one person, two persons; 전 원, 전 부.
_POINTED: Final = frozenset(a + b for a, b in product("이그저한두전각", "건분점곳것외등중명번원부체쪽날때년월일후시회"))
#: Who says or writes it: 구 봉 춘 입니다.
_is_who = re.compile(
    r" ?(?:입니다|이라고|이올시다|인데요|이고요|이에요|예요|이라 ?합니다|라고 ?합니다|씨|님|귀하)(?![가-힣]{3})"
)

# ------------------------------------------------------------ beside other names


def _neighbours(text: str, found: dict[int, _Place], maybe: dict[int, int]) -> None:
    """A list of names makes names of its likely members: 김철수, 이산, 박민수 외 3명; the same column of a roster."""
    if not maybe or not found:
        return
    spans = sorted(
        [(start, place[1], True) for start, place in found.items()]
        + [
            (start, end, False)
            for start, end in maybe.items()
            if start not in found and (end > 0 or _item(text, start, -end))
        ]
    )
    spans = [(start, abs(end), kept) for start, end, kept in spans]
    breaks = [m.start() for m in _break.finditer(text)]
    lines = {_line_place(text, start, breaks) for start in found}
    sure = [kept for _, _, kept in spans]
    for turn in (range(1, len(spans)), range(len(spans) - 2, -1, -1)):
        for at in turn:
            other = at - 1 if turn.step > 0 else at + 1
            if sure[at] or not sure[other]:
                continue
            first, second = (spans[other], spans[at]) if turn.step > 0 else (spans[at], spans[other])
            near = second[0] - first[1] <= _FAR and _gap.fullmatch(text, first[1], second[0])
            if near or (
                second[0] - first[1] == 1 and text[first[1]] == " " and _row_of_names(text, spans[other], spans[at])
            ):
                sure[at] = not _public(text, spans[at][0], spans[at][1], "list")
    for (start, end, _), kept in zip(spans, sure, strict=True):
        if start in found:
            continue
        number, lead = _line_place(text, start, breaks)
        if kept or (
            lead is not None
            and ({(number - 1, lead), (number + 1, lead)} & lines)
            and not _public(text, start, end, "list")
        ):
            found[start] = (start, end, 80, "list")


def _among_names(text: str, found: dict[int, _Place], maybe: dict[int, int]) -> None:
    """Where a person is named already, a likely name needs no more than to stand by itself: cc. 신동엽, 교대 현빈."""
    if not maybe or all(place[2] < _NAMED for place in found.values()):
        return
    for start, end in maybe.items():
        if (
            end > 0
            and start not in found
            and weight(text[start:end]) >= _least_among(text[start:end], glued="가" <= text[end : end + 1] <= "힣")
            and _at_word(text, start)
            and not ordinary(text[start:end])
            and not _public(text, start, end, "list")
        ):
            found[start] = (start, end, 77, "list")


def _scattered(text: str, found: dict[int, _Place]) -> None:
    """Where two are named, syllables set apart by spaces are another's: 2/3 조 만 석 제초제, 증인 방 훈 서명. At the head of a line
    before a bracket they are somebody's by themselves, and then so are others that stand so.
    """
    several = len(found) >= _OF_SOMEBODY
    if not several and _head_hint.search(text) is None:
        return
    covered = sorted((start, place[1]) for start, place in found.items())
    heads: list[tuple[int, int]] = []
    headed = False
    for m in _syllables_apart.finditer(text):
        start, end = m.span()
        at = bisect_right(covered, (start, len(text)))
        if (at and covered[at - 1][1] > start) or (at < len(covered) and covered[at][0] < end):
            headed = headed or _heads(text, start, end)
            continue
        if _single_before.search(text, max(0, start - 4), start) or _single_behind.match(text, end):
            continue
        name = m["a"] + m["b"] + (m["c"] or "")
        if m["b"] in _COUNTS or name in _POINTED or name in NOT_NAMES:
            continue
        head = _heads(text, start, end)
        if head and not m["c"] and weight(name) >= _LEAST_HEAD and m["b"] not in _DEPENDENT:
            heads.append((start, end))
        if (
            listed_word(name)
            or ordinary(name)
            or m["a"] == "아"
            or (m["a"] in "한두석온간된산난그" and m["b"] in _AFTER_ONE)
        ):
            continue  # 한 달 전, 이사 온 지 두 달
        if (several or (head and m["c"] and weight(name) >= 0)) and _of_syllables(text, end, m):
            found[start] = (start, end, 78, "apart")
            headed = headed or head
    for m in _double_apart.finditer(text) if _DOUBLE_HINT.search(text) else ():
        word = m["g"] not in GIVEN_PAIRS and (m["g"] in COMMON_WORDS or listed_word(m["g"]) or in_dictionary(m["g"]))
        if (
            not word
            and weight(m[0].replace(" ", "")) >= 0
            and (_heads(text, *m.span()) or (several and _parted_off.match(text, m.end())))
        ):
            found[m.start()] = (*m.span(), 78, "apart")
            headed = True
    for start, end in heads if headed else ():
        found.setdefault(start, (start, end, 78, "apart"))


def _heads(text: str, start: int, end: int) -> bool:
    """Whether it is at the head of a line before a bracket."""
    return (not start or text[start - 1] == "\n") and _bracket_behind.match(text, end) is not None


def _of_syllables(text: str, end: int, m: re.Match[str]) -> bool:
    """Whether syllables set apart are a name by their letters and by what follows."""
    name, given = m["a"] + m["b"] + (m["c"] or ""), m["b"] + (m["c"] or "")
    likely = weight(name)
    if m["c"]:
        if name[:2] in COMMON_WORDS and given not in GIVEN_PAIRS:
            return False  # 용 건 사망신고: a label set apart
        return likely > _LEAST_TRIPLE and not (
            (given in COMMON_WORDS and (given not in GIVEN_PAIRS or likely < _LEAST_OF_DICTIONARY))
            or listed_word(given)
            or in_dictionary(name)
            or m["c"] in _COUNTED
        )
    if m["b"] in _DEPENDENT or likely < _LEAST_SHORT:
        return False
    if in_dictionary(name):  # 구 분, 오 찬: how a heading is spread
        return likely >= _LEAST_OF_DICTIONARY and _closed_off.match(text, end) is not None
    return likely >= _LEAST_LOOSE or _parted_off.match(text, end) is not None


_head_hint = re.compile(rf"(?:^|\n)(?:[{_SURNAME}] {{1,2}}[가-힣]|[가-힣]{{2}} [가-힣]{{1,2}}) ?[가-힣 ]{{0,3}}\(")
_bracket_behind = re.compile(r" ?\((?!(?:서명|인|단위|날인|한글|한자|필수|선택|예시|해당)[ )])[가-힣0-9]")
_LEAST_HEAD: Final = -32
_DOUBLE_HINT: Final = re.compile("|".join(sorted(DOUBLE_SURNAMES)))
_syllables_apart = re.compile(
    rf"(?<![가-힣0-9])(?P<a>[{_SURNAME}]) {{1,2}}(?P<b>[가-힣])(?: {{1,2}}(?P<c>[가-힣]))?(?![가-힣])"
)
_single_before = re.compile(r"(?:^|[^가-힣])[가-힣] {1,2}\Z")
_single_behind = re.compile(r" {1,2}[가-힣](?![가-힣])")
_parted_off = re.compile(r" ?(?:$|[\n(\[/|,·;:→}<\"')]|님|씨|[0-9])")
_COUNTS: Final = frozenset("한두세네몇")
_DEPENDENT: Final = frozenset(
    "달수것때데줄바뿐만등및또더안못잘곧꼭좀중후전내외시분번개명건장곳쪽날월년인사자씨군양님은는이가을를의에"
)
_AFTER_ONE: Final = _DEPENDENT | frozenset("달지번명개칸벌판채톤병잔권대척평살회")
_LEAST_TRIPLE: Final = -25
_LEAST_OF_DICTIONARY, _LEAST_LOOSE = 15, 10
_closed_off = re.compile(r" ?(?:[(,/→)}\"']|님|씨(?![가-힣])|[0-9]{2})| {2}|\n(?=[가-힣0-9A-Z]{1,8} [가-힣])")


#: How sure the first name must be.
_NAMED: Final = 85


def _least_among(name: str, *, glued: bool) -> int:
    """The least weight among other names; `glued`: a particle follows (its form is checked already)."""
    if len(name) == 3:
        known = name[1:] in GIVEN_PAIRS
        return (0 if known else _NEVER) if glued else (-12 if known else 4)
    return 20 if len(name) == 2 and not glued and name[0] not in _RARE else _NEVER


_NEVER: Final = 999
_RARE: Final = RARE_SURNAMES | _HARDLY


def _row_of_names(text: str, known: tuple[int, int, bool], would: tuple[int, int, bool]) -> bool:
    """Names with nothing but spaces between them: both of three syllables, and the given name a known one."""
    start, end, _ = would
    return (
        end - start == known[1] - known[0] == 3
        and text[start + 1 : end] in GIVEN_PAIRS
        and not "가" <= text[end : end + 1] <= "힣"
        and not "가" <= text[known[1] : known[1] + 1] <= "힣"
        and ordinary(text[start:end]) < 2
    )


_FAR: Final = 60
_item_ends = re.compile(
    r" ?(?:[0-9]{1,3}(?:\.[0-9])? ?(?:h|H|시간|점|표|%)|[,·、/ㆍ;&+)）\n|→'\"–—×○√✓]|->|외 ?[0-9]|등[ )]|\(|- |0[0-9]{1,2}-|님|$)"
)


def _item(text: str, start: int, end: int) -> bool:
    """Whether an unlikely name is a whole item of a list: nothing but marks around it."""
    return (
        _item_ends.match(text, end) is not None and text[max(0, start - 2) : start].strip(" \n\t")[-1:] in _ITEM_BEGINS
    )


_ITEM_BEGINS: Final = frozenset(",·、/ㆍ;&+(（|:]'\"→—–①②③④⑤⑥⑦⑧⑨⑩") | {""}


#: What may stand between two names of a list: marks, numbers, a syllable (부, 월), a note in brackets, 및.
_gap = re.compile(
    r"(?:님|씨)?(?: ?[,·、/ㆍ;&+][ \n]?| ?(?:→|->|=>|⇒) ?|\.| ?(?:및|와|과|그리고) | ?[(（][^()（）\n]{1,24}[)）] ?[,·、/;] ?"
    r"|\) ?, ?[가-힣]{2,8}\(| ?[0-9]{1,4}(?:\.[0-9]{1,2})? ?(?:h|H|시간|점|표|%|회|일|건|개)?(?: ?\([^()\n]{1,16}\))? ?[,/·] ?(?:[0-9]{1,2}위 )?|[ \t,./:;|·()\[\]<>#*○●▣■└├─—–-]{0,6}[0-9][^가-힣A-Za-z\n]{0,24})"
)
_break = re.compile("\n")
_lead = re.compile(r"[ \t|0-9.)(\-○●▣·*①-⑳]*(?:[가-힣][ \t:.)]{1,3})?")


def _line_place(text: str, start: int, breaks: Sequence[int]) -> tuple[int, str | None]:
    """Which line the place begins, and with what kind of mark before it; None when words stand before it."""
    begin = text.rfind("\n", max(0, start - 24), start) + 1
    if not begin and start > 24:
        return -9, None
    lead = _lead.match(text, begin, start)
    if lead is None or lead.end() != start:
        return -9, None
    return bisect_left(breaks, start), re.sub("[0-9 가-힣]+", "", lead[0])


#: The given name of who belongs to somebody: 딸 시아가, 언니 선화, 우리 유찬이.
_of_kin = re.compile(
    r"(?P<k>우리|딸|막내|첫째|둘째|셋째|아들|언니|누나|오빠|동생|손녀|손자|조카|며느리|사위|짝꿍|친구) (?P<g>[가-힣]{2})(?P<r>[가-힣]{0,4})(?![가-힣])"
)
_NO_GIVEN: Final = GIVEN_ORDINARY | COMMON_WORDS | NOT_NAMES | ORDINARY


def _closed_end(given: str) -> bool:
    return (ord(given[-1]) - 0xAC00) % 28 != 0


_called = re.compile(r"[씨님군양](?P<r>[가-힣]{0,5})(?![가-힣])")


def _given_again(text: str, found: dict[int, _Place], seen: frozenset[str]) -> None:
    """The given name alone: 민수 씨, 지은 양; and, once the whole name was found, 민수가, 민수에게."""
    for m in _called.finditer(text):
        end = m.start() - (text[m.start() - 1 : m.start()] == " ")
        start, given = end - 2, text[max(0, end - 2) : end]
        if given not in GIVEN_PAIRS or start in found or "가" <= text[start - 1 : start] <= "힣":
            continue
        if listed_word(given) or not particle(m["r"]) or (given in GIVEN_ORDINARY and text[end : end + 2] != " 씨"):
            continue
        if (end == m.start()) if m[0][0] == "님" else (end < m.start() or m[0][0] == "씨"):
            found[start] = (start, end, 76, "given")
    for m in _of_kin.finditer(text) if "kin" in seen else ():
        if "가" <= text[m.start() - 1 : m.start()] <= "힣" and text[m.start() - 1] not in "큰은여남친외":
            continue
        start, end, given, rest = m.start("g"), m.end("g"), m["g"], m["r"]
        if given not in GIVEN_PAIRS or start in found or given in _NO_GIVEN:
            continue
        if m["k"] == "우리":  # 우리 유찬이 그 뒤로: said of a child; 우리 정부는 has no such form
            if not rest or not agrees("김" + given, rest) or (rest[0] == "이") != _closed_end(given):
                continue
        elif rest and not agrees("김" + given, rest):
            continue
        found[start] = (start, end, 76, "given")
    givens = {
        text[start:end][surname(text[start:end]) :]
        for start, end, certainty, _ in found.values()
        if certainty >= 76 and 3 <= end - start <= 4
    } | {text[start:end] for start, end, _, why in found.values() if why == "given"}
    known = {
        given
        for given in givens
        if len(given) == 2 and given not in GIVEN_ORDINARY and not listed_word(given) and given not in ORDINARY
    }
    if not known or known.isdisjoint([run[:2] for run in _hangul.findall(text)]):
        return
    # One pass over the words, however many names there are.
    for m in _hangul.finditer(text):
        run = m[0]
        if run[:2] in known and m.start() not in found:
            rest, end = run[2:], m.start() + 2
            if (rest or text[end : end + 1] in (" ", ",", "!", "?", ":")) and agrees("김" + run[:2], rest):
                found[m.start()] = (m.start(), end, 76, "again")


def _hanja(text: str) -> Iterator[_Place]:
    """洪吉童 in brackets behind a name in Hangul of the same length, or beside a label or a title."""
    for start, end in in_hanja(text):
        opened = text[start - 1 : start] in ("(", "（", "[")
        size = end - start
        if opened and "가" <= text[start - 2 : start - 1] <= "힣":
            name = text[max(0, start - 1 - size) : start - 1]
            if surname(name) and ordinary(name) < 2:
                yield start, end, 86, "hanja"
        elif (
            max(after(text, end)[0], before(text, start)) >= Beside.POST
            or _han_number.match(text, end)
            or _is_who.match(text, end)
        ):
            yield start, end, 84, "hanja"


_TRIGGER: Final = (
    (rf"[{_SURNAME}] {{0,3}}[가-힣]",),
    (rf"[{_SURNAME}] ?[{MARKS}./|] ?[가-힣] ?[{MARKS}./|] ?[가-힣]",),
    (rf"(?:{_LABEL})",),
    (r"[A-Z][a-zA-Z]+[ ,-]",),
    (r"(?i:name)",),
    (r"[가-힣]{2} ?[씨님군양]",),
    (r"(?:姓名|氏名|電話|我叫|我是|[申请請]求?人|患者)",),
)

DETECTOR: Final = Detector(Kind.NAME, _TRIGGER, detect)

__all__ = ["DETECTOR", "LABELS"]
