"""Names that are not written as a Korean name in Hangul: foreign ones in Hangul, romanised and foreign ones, Hanja.

외래어 표기법; 국어의 로마자 표기법 (surname first, 김민수 → Kim Minsu, Kim Min-su, KIM MINSU, Min-su Kim). What lives here:
their shapes. What does not: Korean names in Hangul (`name.py`). A single foreign word is a name only behind a label.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

import re2

from gwanmun.privacy.detectors.base import automaton
from gwanmun.privacy.detectors.name_around import AFTER_NAMES, Beside, after, before, noted, speaks
from gwanmun.privacy.detectors.name_words import ORDINARY, weight
from gwanmun.privacy.lists import (
    COMMON_WORDS,
    COUNTRIES,
    FOREIGN_LATIN,
    FOREIGN_NAMES,
    FOREIGN_SYLLABLES,
    LATIN_HEADINGS,
    LATIN_ORDINARY,
    LOANWORDS,
    ROMAN_ORDINARY,
    ROMAN_SURNAMES,
    ROMAN_SYLLABLES,
    ROMAN_WEAK,
    either,
    in_dictionary,
)
from gwanmun.privacy.remembered import remembered

#: Who is spoken of, before the name: father, mother, child, wife, daughter; a street's or a class's number.
_NOT_FIRST: Final = frozenset("부모자녀처딸조반호동")
_LONG: Final = tuple(sorted((name for name in FOREIGN_NAMES if len(name) > 1), key=lambda name: (-len(name), name)))
#: Words that begin a foreign name in Hangul; those that are Korean surnames or words too do not.
_STRONG: Final = frozenset(name for name in _LONG if name not in ORDINARY) | {
    "쩐",
    "팜",
    "딘",
    "쭝",
    "짱",
}
#: Syllables of foreign names that hardly any Korean word has.
_ODD: Final = FOREIGN_SYLLABLES - {c for word in COMMON_WORDS for c in word}
#: Two such syllables that offices write all day: a word, a word's end, a word's last syllable and its particle.
_USUAL: Final = frozenset(
    [
        "센터",
        "버스",
        "코드",
        "노트",
        "토스",
        "팩스",
        "뉴스",
        "스템",
        "드리",
        "바로",
        "더니",
        "니라",
        "리를",
        "리로",
        "리에",
        "리와",
        "로를",
        "로로",
        "로에",
        "로와",
        "터에",
        "터를",
        "트를",
        "트에",
        "스를",
        "스에",
    ]
)


def _pairs() -> str:
    """Two syllables of foreign names, none of the usual."""
    seconds: dict[str, list[str]] = {}
    for first in sorted(FOREIGN_SYLLABLES):
        seconds.setdefault("".join(sorted(c for c in FOREIGN_SYLLABLES if first + c not in _USUAL)), []).append(first)
    return "|".join(f"[{''.join(first)}][{second}]" for second, first in seconds.items())


#: A syllable that hardly any Korean word has; 팀장, 카드 and 핸드폰 are what offices write all day.
_BY_ITSELF: Final = f"[{''.join(sorted(_ODD - set('팀카폰')))}]|(?:^|[^가-힣])팀[^장원]|카(?:[^드]|$)|(?:^|[^드대])폰"
_HANGUL_HINT: Final = f"{'|'.join(sorted(_STRONG))}|{_pairs()}|{_BY_ITSELF}"
#: However many: a name must not be cut in two where a row of words ends.
_hangul_words = re.compile(r"[가-힣]{1,8}(?:[ ·-][가-힣]{1,8}){0,60}")

_ROMAN_SURNAMES: Final = either(ROMAN_SURNAMES)
_ROMAN_SYLLABLES: Final = either(ROMAN_SYLLABLES)
#: Surnames that are English words, too.
_WEAK_ROMAN: Final = ROMAN_WEAK
_given = rf"(?:{_ROMAN_SYLLABLES})(?:[- ]?(?:{_ROMAN_SYLLABLES}))?"
_BOTH: Final = f"{_ROMAN_SURNAMES}|{_ROMAN_SURNAMES.upper()}"
_ROMAN_HINT: Final = rf"(?:^|[^A-Za-z@._/-])(?:{_BOTH})(?:, ?| )[A-Z]|[A-Za-z] (?:{_BOTH})(?:[^A-Za-z0-9_@/=-]|$)"
_CAPITAL_HINT: Final = r"[A-Z][A-Za-z'’À-ɏḀ-ỿ-]+,? [A-Z]"
_han_hint = re2.compile("[一-鿿] ?[一-鿿]")
_first = re.compile(rf"(?<![A-Za-z@._/-])(?P<s>{_BOTH})(?P<c>, ?| )(?P<g>(?i:{_given}))(?![A-Za-z0-9_@/=-])")
_last = re.compile(rf"(?<![A-Za-z@._/-])(?=[A-Z])(?P<g>(?i:{_given}))(?P<c> )(?P<s>{_BOTH})(?![A-Za-z0-9_@/=-])")

_WORD: Final = r"[A-Z][A-Za-z'’À-ɏḀ-ỿ-]{1,24}"
_called = re.compile(rf"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.? (?P<n>{_WORD}(?: {_WORD}){{0,3}})")
_greeted = re.compile(
    rf"(?<![A-Za-z])(?:Col|Capt|Lt|Maj|Gen|Sgt|Dear|Hi|Hello|Attn:?|Chào (?:anh|chị|em|ông|bà))[.,]? (?P<n>(?!M[rsx]s?\b|Dr\b|Prof|Sir|Madam){_WORD}(?: {_WORD}){{1,3}})(?=[,.!:\n]|$)"
)
_mail = re.compile(
    rf"(?<![A-Za-z])(?P<n>{_WORD}(?: [A-Z]\.)?(?: {_WORD}){{1,3}})\"? ?[<(](?:[가-힣A-Za-z]{{1,12}}, ?)?[A-Za-z0-9._%+-]{{1,64}}@"
)
_signed = re.compile(
    rf"(?:(?:[Rr]egards|[Ss]incerely|[Tt]hanks|[Tt]hank you|[Bb]est|[Yy]ours [a-z]+|[Rr]espectfully),?[ \t]*\n+|[Ss]incerely(?: yours)?, )(?P<n>{_WORD}(?: {_WORD}){{1,3}})[ \t]*(?:\n|$)"
)
_viet = re.compile(
    rf"(?<![A-Za-z])(?P<n>(?:Nguy[eễ]n|NGUYEN|Tr[aầ]n|TRAN|Ph[aạ]m|PHAM|Hu[yỳ]nh|HUYNH|Phan|PHAN|Bùi|Bui|BUI|Đặng|Dang Thi|Đỗ|Hoàng|Hoang|HOANG|Dương|Duong|Võ|Vo Thi|Le Thi|Lê|Ngô|Ngo Thi)(?: {_WORD}){{1,3}})"
)
#: Whom somebody has, or who does something, before the name: my wife Ma. Teresa Yeo, worker Dela Cruz Marvin, MSgt Deon Whitaker; I, Baatar Enkhjin (….
_OWN: Final = "wife|husband|son|daughter|mother|father|spouse|brother|sister|child|colleague|fianc[eé]e?"
_WORKS: Final = "worker|applicant|passenger|employee|tenant|guest|witness|suspect|victim|sponsor|interpreter|author|claimant|beneficiary|guarantor|patient|student|nurse|driver|inspector|seaman|fisherman"
_RANKS: Final = "MSgt|SMSgt|CMSgt|TSgt|SSgt|SrA|SFC|SSG|SGT|CPL|PFC|PVT|CPT|1LT|2LT|LTC|LTJG|MAJ|Maj|Cpl|Pfc|Pvt|Sgt|Capt|Lt|Cmdr|Ens"
_whose = re.compile(
    rf"(?<![A-Za-z])(?:(?i:my|your|his|her|our|their) (?:{_OWN})|(?:{_WORKS})|(?:{_RANKS})\.?),? (?P<n>(?!M[rsx]s?\b|Dr\b|Prof\b){_WORD}\.?(?: (?:{_WORD}|[A-Z]\.)){{1,3}})(?![A-Za-z0-9@_])"
)
_myself = re.compile(rf"(?:^|[\n.,] ?)I, (?P<n>{_WORD}(?: {_WORD}){{1,3}})(?= ?[(,])")
#: As tickets have it: NAMKOONG/HYE MS.
_ticket = re.compile(r"(?<![A-Z/])(?P<n>[A-Z]{2,20}/[A-Z]{2,20}(?: [A-Z]{2,20})?) ?(?:MR|MS|MRS|MSTR|MISS)(?![A-Z])")
#: 영문 LEE KKEUT SOON, 영문명: O Ha Neul.
_in_letters = re.compile(
    rf"(?:영문|로마자)(?: ?(?:이름|성명|표기|명))?(?: ?[:：=] ?| )(?P<n>{_WORD}|O)(?P<m>,?(?: (?:{_WORD}|[A-Z](?![A-Za-z.]))){{1,3}})(?![A-Za-z0-9@_])"
)
#: JANG M. R., Kim, J. H.
_initials = re.compile(rf"(?<![A-Za-z@._/-])(?P<n>(?:{_BOTH}),? [A-Z]\. ?[A-Z]\.)(?![A-Za-z0-9])")
_MARKS_HINT: Final = (
    r"M[rsx]s?\.? [A-Z]|Dr|Prof|Miss|Dear [A-Z]|Hi,? [A-Z]|Hello,? [A-Z]|Attn|Ch[aà]o |Col\.|Capt|Lt\.|Maj|Gen\.|Sgt|[a-z]\"? ?[<(](?:[가-힣A-Za-z]+, ?)?[A-Za-z0-9._%+-]+@|egards|incerely|hank|Best|Yours|espectfully|Ngu|NGU|Tr[aầ]n|TRAN|Ph|PH|Hu[yỳ]|HUY|B[uù]i|BUI|Đ|Dang|Ho[aà]ng|HOANG|D[uư][oơ]ng|Võ|Vo |L[eê] |Ng[oô]|(?i:my|your|his|her|our|their) (?:"
    f"{_OWN}|{_WORKS}) [A-Z]|(?:{_WORKS}),? [A-Z]|(?:{_RANKS})\\.? [A-Z]|I, [A-Z]|[A-Z]/[A-Z]+|영문|로마자|[A-Za-z],? [A-Z]\\. ?[A-Z]\\."
)

_VIET_HINT: Final = " [티띠반번] [가-힣]"
_VIET_GLUED_HINT: Final = "응(?:우옌|웬|우엔)|(?:쩐|레|팜|딘|쯔엉|즈엉|응오|르엉|찐)[티띠반번]"

#: What of this file is worth looking at, in one pass over the text.
_HANGUL, _ROMAN, _CAPITAL, _MARKS, _VIET, _VIET_GLUED = range(6)
_hints: Final = automaton((_HANGUL_HINT, _ROMAN_HINT, _CAPITAL_HINT, _MARKS_HINT, _VIET_HINT, _VIET_GLUED_HINT))

_HAN_SURNAMES: Final = "金李朴崔鄭姜趙尹張林韓吳徐申權黃黄安宋柳全洪高文梁孫裵裴白許劉兪俞南沈盧河郭成車朱禹具閔陳池嚴蔡元千方孔玄咸卞廉呂秋都石薛宣馬吉延魏表明奇王琴玉陸孟諸卓鞠魚殷片龍芮奉慶史夫賈卜太睦邢皮杜甘陰彬承昔"
_hanja = re.compile(
    rf"(?<![一-鿿])(?:(?<![一-鿿] )|(?<=[者人氏員官主長生] ))(?:(?:南宮|諸葛|皇甫|獨孤|鮮于|司空|西門) ?[一-鿿]{{1,2}}|[{_HAN_SURNAMES}](?: [一-鿿]){{2}}(?! [一-鿿])|[{_HAN_SURNAMES}][一-鿿]{{1,2}})(?![一-鿿])"
)


_PARTICLE = re.compile(
    r"(?:에게서|에게|께서는|께서|에서는|에서|에는|에도|으로|까지|부터|처럼|이나|에|로|나|은|는|이|가|을|를|의|와|과|도|씨|님|입니다|이라는|라는)$"
)

_PARTICLE_ENDS: Final = frozenset("서게는은이가을를의와과도씨님다라에로나지터럼")


def foreign(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Places of such names in a text (without lone surrogates), with a certainty and the evidence."""
    hints = _hints(text.encode())
    if not hints:
        return
    if _HANGUL in hints:
        yield from _in_hangul(text)
        for m in _viet_hangul.finditer(text) if _VIET in hints else ():
            end = _viet_end(m)
            if end > m.end() - len(m["m"] or "") or m["f"] not in FOREIGN_NAMES:  # the others are read already
                yield m.start("n"), end, 80, "foreign"
        for m in _viet_glued.finditer(text) if _VIET_GLUED in hints else ():
            name = m["n"]
            if name[0] in "응쩐" or (
                not (in_dictionary(name) or name[:3] in LOANWORDS)
                and ((len(name) > 3 and "티" in name) or _beside_person(text, m.start(), m.end("n")))
            ):
                yield *m.span("n"), 80, "foreign"
    if _ROMAN in hints:
        yield from _romanised(text)
    if _CAPITAL in hints:
        yield from _latin(text)
    if _MARKS in hints:
        for pattern, certainty, why in (
            (_called, 85, "Mr"),
            (_greeted, 84, "Mr"),
            (_mail, 85, "mail"),
            (_signed, 84, "signed"),
            (_viet, 82, "foreign"),
            (_whose, 82, "label"),
            (_myself, 82, "label"),
        ):
            for m in pattern.finditer(text):
                words = m["n"].split(" ")
                if _heading(words) or (why == "label" and not (_somebody(words) and LATIN_ORDINARY.isdisjoint(words))):
                    continue
                yield *m.span("n"), certainty, why
        for m in _ticket.finditer(text) if "/" in text and _travels.search(text) else ():
            if not _heading(m["n"].replace("/", " ").split(" ")):
                yield *m.span("n"), 86, "romanised"
        for m in _initials.finditer(text):
            if not _abbreviated.search(m["n"]):
                yield *m.span("n"), 78, "romanised"
        for m in _in_letters.finditer(text):
            words = (m["n"] + m["m"]).replace(",", "").split(" ")
            if LATIN_ORDINARY.isdisjoint(words) and _somebody(words) and not _heading(words):
                yield m.start("n"), m.end("m"), 84, "label"


#: 응우옌 티 란, 레 반 둑: surname, 티 of women or 반 of men, and one or two syllables more (Vietnam).
_viet_hangul = re.compile(
    r"(?<![가-힣])(?P<n>(?P<f>응우옌|응웬|쩐|짠|레|팜|판|부이|보|도|당|호|황|호앙|후인|휜|딘|쯔엉|트엉|즈엉|부|응오|리|마이|까오|또|루|르엉|찐|타|지앙|도안|루엉|하) (?:티|띠|반|번) [가-힣]{1,3}(?P<m> [가-힣]{1,3})?)(?![가-힣])"
)

#: The same without a space: 응우옌반득, 레티탄. No Korean word begins so.
_viet_glued = re.compile(
    r"(?<![가-힣])(?P<n>(?:응우옌|응웬|응우엔)(?!입니다|이라|에게|께서)[가-힣]{1,4}?|(?:쩐|레|팜|딘|쯔엉|즈엉|응오|르엉|찐)(?:티|띠|반|번)[가-힣]{1,3}?)(?=씨|님|에게|께서|의 |은 |는 |입니다|이라|[^가-힣]|$)"
)


def _viet_end(m: re.Match[str]) -> int:
    """The fourth word is the name's when no Korean one is read there, with a particle or without."""
    last = (m["m"] or "")[1:]
    if not last or last in FOREIGN_NAMES:
        return m.end()
    if last in _KOREAN or last in _PARTICLES_ALONE or in_dictionary(last) or _bare(last) != last:
        return m.start("m")
    return m.end() if len(last) > 1 and m.string[m.end() : m.end() + 2].lstrip(" ")[:1] in _BRACKETS else m.start("m")


_BRACKETS: Final = frozenset("()（）")
_PARTICLES_ALONE: Final = frozenset("씨님군양외등및은는이가을를의와과도")
#: Words that end a foreign name: Korean ones, titles, labels.
_KOREAN: Final = (
    COUNTRIES | {"한국", "대한민국", "북한"} | ORDINARY | LOANWORDS | AFTER_NAMES | {"씨", "님", "군", "양", "외", "등"}
)


def _in_hangul(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Words that foreign names are made of, side by side; or one of them beside a title, a label or a number of theirs."""
    for m in _hangul_words.finditer(text):
        words = m[0].replace("·", " ").replace("-", " ").split(" ")
        sorts = [*map(_sort, words)]
        if max(sorts) < _PART and sum(sorts[-2:]) < 2 * _STRANGER:
            continue
        near = {
            n for at, sort in enumerate(sorts) if sort & _ODDLY for n in range(max(0, at - _MOST_PARTS + 1), at + 1)
        }
        looked = near.union(n for n, sort in enumerate(sorts) if sort & _PARTLY)
        alone = len(words)  # where strangers could begin: they go on to the next mark
        if text[m.end() : m.end() + 2].lstrip(" ")[:1] in _PARTS:
            while alone and alone > len(words) - _MOST_STRANGERS and sorts[alone - 1] & _STRANGER:
                alone -= 1
            looked.update(range(alone, len(words) - 1))
        if not looked:
            continue
        starts = list(accumulate((len(word) + 1 for word in words), initial=m.start()))
        done = 0  # how far is read already
        if text[m.start() - 1 : m.start()].isdigit() or (len(words) > 2 and words[0] in _NOT_FIRST):
            done = 1  # 제30조 …, 모 솜차이 …
        for first in sorted(looked):
            if first < done:
                continue
            count = _run_of(sorts, first)
            if (
                (first in near or count)
                and words[first] not in _KOREAN
                and (before(text, starts[first]) >= Beside.POST or text[starts[first] - 4 : starts[first]] == "(한글 ")
            ):
                loose, size = _loose_run(words[first : first + _MOST_PARTS], text, starts[first])
                if loose > max(count, 1) or (loose and not count):
                    yield starts[first], starts[first + loose - 1] + size, 79, "foreign"
                    done = first + loose
                    continue
            if not count or (count == 1 and words[first] in COUNTRIES):
                stranger = _strangers(text, words, starts, first) if alone <= first < len(words) - 1 else 0
                if stranger:
                    yield starts[first], starts[first + stranger - 1] + len(words[first + stranger - 1]), 76, "foreign"
                    done = first + stranger
                continue
            abroad = 0
            if (
                first + count < len(words)
                and (following := words[first + count])[0] in _KOREAN_ABROAD
                and following[1:] in _AFTER_SURNAME
                and any(word in _STRONG for word in words[first : first + count])
            ):
                count += 1  # 빅토르 최
                abroad = 1
            begun, stop = first, first + count - 1
            while begun < stop and words[begun][-1] in _OFFICES and words[begun] not in FOREIGN_NAMES:
                begun += 1  # 돌봄팀 오아라
            last, count = words[stop], stop + 1 - begun
            bare = last[0] if abroad else last if sorts[stop] & _PART else _without_particle(last)
            start, end = starts[begun], starts[stop] + len(bare)
            taken = [*words[begun:stop], bare]
            if any(word in _STRONG for word in taken) and count > 1:
                yield start, end, 80, "foreign"
            elif (
                any(map(sounds_foreign, taken))
                and bare[-1] not in _OFFICES
                and (count > 1 or (len(bare) > 2 and (bare in FOREIGN_NAMES or (bare == last and not compound(bare)))))
                and _beside_person(text, start, end)
            ):
                yield start, end, 78, "foreign"
            done = stop + 1


#: What a word could be: one that no dictionary has; a part of a foreign name, the same before a particle; one with a
#: syllable that hardly any Korean word has.
_STRANGER, _PART, _PART_BEFORE, _ODDLY = 1, 2, 4, 8
_PARTLY: Final = _PART | _PART_BEFORE


@remembered
def _sort(word: str) -> int:
    """What a word could be, as the sum of its sorts."""
    sorts = _STRANGER if _stranger(word) else 0
    sorts |= _PART if _is_part(word) else _PART_BEFORE if _without_particle(word) else 0
    return sorts | _ODDLY if _odd(word) else sorts


def _odd(word: str) -> bool:
    """Whether a word holds a syllable that hardly any Korean word has, and is none (팀장, 카드)."""
    return not (_ODD.isdisjoint(word) or word in _KOREAN or _bare(word) in _KOREAN or word.endswith(OF_POSTS))


def _stranger(word: str) -> bool:
    """Whether no dictionary has a word, nothing is glued to it, and it is short enough for a name's."""
    return 1 < len(word) < _TOO_LONG and not (word in _KOREAN or in_dictionary(word) or _bare(word) != word)


def _strangers(text: str, words: Sequence[str], starts: Sequence[int], first: int) -> int:
    """How many words that no dictionary has (`_stranger`) stand behind a label: 재해자 쏨차이 분미, …."""
    own = words[first:]
    if words[first] in _KOREAN or before(text, starts[first]) is not Beside.LABEL:
        return 0
    return len(own) if not any(weight(word) >= _KOREAN_NAME or word[:2] in COMMON_WORDS for word in own) else 0


#: How offices, clubs and classes end: 돌봄팀, 푸른나눔회.
_OFFICES: Final = frozenset("팀과회반")
_MOST_STRANGERS: Final = 4
#: Of how many words a foreign name is made.
_MOST_PARTS: Final = 5
_TOO_LONG: Final = 9
_PARTS: Final = frozenset(("", *"\n\t,(（/|:：;"))
#: Surnames of Koreans who live abroad, behind a foreign given name.
_KOREAN_ABROAD: Final = frozenset(
    {"김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "허", "남", "신", "안", "유", "리", "오"}
)
_AFTER_SURNAME: Final = frozenset(
    {"", "이", "가", "은", "는", "을", "를", "의", "과", "와", "도", "에게", "씨", "님", "입니다"}
)


def _run_of(sorts: Sequence[int], first: int) -> int:
    """How many words from this one on are parts of a foreign name; the last may carry a particle."""
    count = 0
    for sort in sorts[first : first + _MOST_PARTS]:
        if sort & _PART:
            count += 1
        else:
            return count + 1 if sort & _PART_BEFORE else count
    return count


def _loose_run(words: Sequence[str], text: str, at: int) -> tuple[int, int]:
    """Behind a label: how many words are a foreign name although no list has them, and the length of the last.

    None of them is a Korean word; of several one sounds foreign, a single one is long.
    """
    taken: list[str] = []
    for word in words:
        if not taken and word[-1] in _OFFICES and word not in FOREIGN_NAMES:
            break  # 사용자 돌봄팀 오아라
        if taken and word[0] in _KOREAN_ABROAD and word[1:] in _AFTER_SURNAME:
            taken.append(word[0])  # 피터 김이
            break
        bare = word if word in FOREIGN_NAMES else _bare(word)
        if bare in _KOREAN or word in _KOREAN or word[0] == "씨" or len(bare) > 6 or bare.endswith(OF_POSTS):
            break
        if (taken and word in _PARTICLES_ALONE) or (bare not in FOREIGN_NAMES and compound(bare)):
            break  # 투야 는 …, 체육센터
        if bare == word and word[-1] in "을를":
            break  # 환자 수를 …
        taken.append(bare)
        at += len(word)
        if bare != word or text[at : at + 1] != " ":
            break
        at += 1
    if taken and len(taken[0]) < 4 and weight(taken[0]) >= _KOREAN_NAME and not any(map(sounds_foreign, taken)):
        return 0, 0  # 강란 씨, 임란 여
    letters = "".join(taken)
    sounds = sum(c in FOREIGN_SYLLABLES for c in letters)
    if not taken or (len(taken) == 1 and not _alone_foreign(letters, sounds)):
        return 0, 0
    if len(taken) > 1 and 3 * sounds < len(letters) and not any(word in _STRONG for word in taken):
        return 0, 0
    return len(taken), len(taken[-1])


def compound(word: str) -> bool:
    """Whether it is two words of the dictionary, one behind the other (개인카드, 외국인등록증), or the second says what it is."""
    return any(
        in_dictionary(word[at:]) and (word[at:] in _KINDS_OF_FIRMS or in_dictionary(word[:at]))
        for at in range(2, len(word) - 1)
    )


_KINDS_OF_FIRMS: Final = frozenset(
    {"법인", "뱅크", "은행", "센터", "병원", "의원", "상사", "산업", "건설", "마트", "카드", "군수", "시장"}
)


def _alone_foreign(word: str, sounds: int) -> bool:
    """최나제즈다, 올루와세운, 남세르게이; no 계절근로자, no 고맙습니다."""
    if word[1:] in FOREIGN_NAMES and len(word) > 2:
        return True
    odd = not _ODD.isdisjoint(word)
    return len(word) > 3 and (odd or 5 * sounds >= 2 * len(word)) and (odd or word[-1] not in _KOREAN_ENDS)


_KOREAN_ENDS: Final = frozenset("다요자과팀장회일음함기지로")
_KOREAN_NAME: Final = -20


def _bare(word: str) -> str:
    """Without a particle, where something is left that could be a name."""
    m = _PARTICLE.search(word) if word[-1] in _PARTICLE_ENDS else None
    return word[: m.start()] if m and m.start() > 1 else word


def sounds_foreign(word: str) -> bool:
    """Whether a word is a foreign name's, or half its syllables are."""
    foreign_ = sum(c in FOREIGN_SYLLABLES for c in word)
    return word in _STRONG or (len(word) > 1 and 2 * foreign_ >= len(word))


def _is_part(word: str) -> bool:
    if word not in FOREIGN_NAMES:
        if not 1 < len(word) <= 7:
            return False
        sounds = 0
        for c in word:
            sounds += c in FOREIGN_SYLLABLES
        if 2 * sounds <= len(word) or word in ORDINARY or word in LOANWORDS or word[-2:] in _LOAN_ENDS:
            return False
        if word[-1] == "다" and word[:-1] in LOANWORDS:
            return False  # … 코스다
        if word[-1] in "을를엔":
            return False  # 쉼터를, 자리엔: a particle
    if len(word) > 2 and word in _STRONG:
        return True  # 엘레나, 안드레이: no particle
    m = _PARTICLE.search(word) if word[-1] in _PARTICLE_ENDS else None
    bare = word[: m.start()] if m else ""
    return not bare or not (bare in LOANWORDS or bare in ORDINARY or compound(bare))  # 로마숫자로


#: How posts end, however long the word before: 생산관리팀장.
OF_POSTS: Final = (
    "팀장",
    "과장",
    "부장",
    "실장",
    "국장",
    "소장",
    "반장",
    "감독관",
    "관리자",
    "담당관",
    "위원회",
    "동포",
)

#: How words borrowed by offices end that are no names.
_LOAN_ENDS: Final = frozenset({"센터", "스템", "서비", "비스", "그램", "이트", "파트", "터넷", "이터", "퓨터", "러닝", "트웨", "웨어", "일러", "콘텐", "텐츠", "홈페", "페이", "이지", "클릭", "메일", "파일", "폴더", "버스", "택시", "트럭", "센티", "미터", "킬로", "그룹", "호텔", "마트", "카드", "포인", "인트", "스포", "포츠", "골프", "테니", "디지", "지털", "모델", "팩스", "프린", "린터", "카메", "메라", "엘리", "이링", "밸리", "타워", "빌딩", "팰리", "캐슬"})  # fmt: skip


def _beside_person(text: str, start: int, end: int) -> bool:
    return after(text, end)[0] >= Beside.LABEL or before(text, start) >= Beside.POST or noted(text, end)


def _without_particle(word: str) -> str:
    if word[-1] not in _PARTICLE_ENDS:
        return ""
    m = _PARTICLE.search(word)
    bare = word[: m.start()] if m else ""
    return bare if bare and word not in LOANWORDS and _is_part(bare) else ""


_capitals = re.compile(
    rf"(?<![A-Za-z0-9@._/-]){_WORD}(?:(?:, {_WORD}(?! ?[A-Z,]))|(?: (?:{_WORD}|[A-Z]\.)){{1,4}})(?![A-Za-z0-9@_])"
)
_ORGANISATIONS: Final = LATIN_ORDINARY
_FAMILIES: Final = frozenset(ROMAN_SURNAMES)
_identity = re.compile(
    r" ?\((?:born|DOB|ARC|passport|Passport|aged?) |[\t |/,;:]{1,4}(?:[A-Z]{1,2}[0-9]{3}|[0-9]{6}|(?:19|20)[0-9]{2}|01[0-9]|\+[0-9])"
)


def _heading(words: Sequence[str]) -> bool:
    """Whether nothing but words of headings and titles stands there: Immigration Officer, PAYROLL EXCEPTION LIST."""
    return all(word in LATIN_HEADINGS or word.capitalize() in LATIN_HEADINGS for word in words)


def _somebody(words: Sequence[str]) -> bool:
    """Whether one of the words is known for a name: a surname of Korea, or one from abroad."""
    return any(word.capitalize() in _FAMILIES or word.capitalize() in FOREIGN_LATIN for word in words)


#: Who has a ticket; what two initials stand for oftener than for a name.
_travels = re.compile(r"(?i:pax|passenger|passport|ticket|flight|itinerary)|여권|항공|탑승|예약|승객")
_abbreviated = re.compile(r"(?:A\. ?[MDI]|P\. ?[MO]|B\. ?C|U\. ?[SNK]|E\. ?U|D\. ?C)\.$")


def _latin(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Two and more capitalised words: one of a foreign name, or a person's number, title or label beside them."""
    for m in _capitals.finditer(text):
        if m[0][:3] in _OF_SHIPS or _ship_before.search(text, max(0, m.start() - 6), m.start()):
            continue  # MV HAN BIT 7
        words = re.split(",? ", m[0])
        while words and words[0] in _ORGANISATIONS:
            words = words[1:]
        if (
            len(words) == 2
            and words[1] == "Park"
            and words[0] in FOREIGN_LATIN
            and before(text, m.end() - len(" ".join(words))) >= Beside.POST
        ):
            yield m.end() - len(" ".join(words)), m.end(), 78, "foreign"  # 딸 Jenny Park, no Victoria Park
            continue
        if len(words) < 2 or any(word in _ORGANISATIONS for word in words) or _heading(words):
            continue
        start = m.end() - len(" ".join(words)) if ", " not in m[0] else m.start()
        known = [word for word in words if word.capitalize() in FOREIGN_LATIN or word in FOREIGN_LATIN]
        if len(words) > 4 or (len(words) == 2 and words[1].isupper() and not words[0].isupper() and not known):
            continue
        if len(known) > 1 or (known and len(words) <= 4 and not before_word(text, start)):
            yield start, m.end(), 78, "foreign"
        elif (
            before(text, start) >= Beside.POST
            or after(text, m.end())[0] >= Beside.LABEL
            or _identity.match(text, m.end())
            or (not _FAMILIES.isdisjoint(words) and speaks(text, start, m.end()))
        ):
            yield start, m.end(), 76, "foreign"


_OF_SHIPS: Final = frozenset({"MV ", "MT ", "SS "})
_ship_before = re.compile(r"(?:M/?V|M/?T|S/?S|선명)[ .:]{1,3}\Z")


def _romanised(text: str) -> Iterator[tuple[int, int, int, str]]:
    begins = [m.start() for m in _capital.finditer(text)]
    for pattern in (_first, _last):
        for at in begins:
            m = pattern.match(text, at)
            if m and _roman(text, m):
                yield m.start(), m.end(), 78, "romanised"
    for at in begins if "-" in text else ():
        m = _hyphened.match(text, at)
        if m and _is_hyphened(m):
            yield m.start(), m.end(), 78, "romanised"


_hyphened = re.compile(
    rf"(?<![A-Za-z@._/-])(?:(?P<s>{_BOTH}),? (?P<g>[A-Z][a-z]{{1,5}}-[a-z]{{1,6}})|(?P<h>[A-Z][a-z]{{1,5}}-[a-z]{{1,6}}) (?P<t>{_BOTH}))(?![A-Za-z0-9_@/=-])"
)
_SYLLABLES: Final = frozenset(ROMAN_SYLLABLES)


def _is_hyphened(m: re.Match[str]) -> bool:
    """Seo Ha-neul, Tae-yang Ryu: a hyphen between two syllables makes a given name of what is no English word."""
    parts = (m["g"] or m["h"]).lower().split("-")
    return not _SYLLABLES.isdisjoint(parts) and not any(part in ROMAN_ORDINARY or part in _ENGLISH for part in parts)


_ENGLISH: Final = frozenset({"on", "in", "up", "off", "out", "one", "two", "to", "by", "so", "no", "go", "at", "do", "my", "new", "age", "line", "site", "time", "term", "way", "day", "air"})  # fmt: skip


#: Where a word begins with a capital that no letter or sign of an address stands before.
_capital = re.compile(r"(?<![A-Za-z@._/-])[A-Z]")


def _roman(text: str, m: re.Match[str]) -> bool:
    family, given = m["s"], m["g"]
    upper = family.isupper()
    if _ship_before.search(text, max(0, m.start() - 6), m.start()) or not (family[0].isupper() and given[0].isupper()):
        return False
    parts = re.split("[- ]", given)
    # Kim Minsu, KIM Min-su, KIM MINSU; never half-words such as KIm or MInsu.
    if not (upper and len(family) > 1) and not family[1:].islower() and len(family) > 1:
        return False
    if any(len(p) > 1 and not (p.isupper() or p[1:].islower()) for p in parts):
        return False
    if all(p.lower() in ROMAN_ORDINARY for p in parts) or "-".join(parts).lower() in ROMAN_ORDINARY:
        return False
    if family.capitalize() in _WEAK_ROMAN and (len(given) < 5 or before_word(text, m.start())):
        return speaks(text, m.start(), m.end())  # Lee Sora: …
    return m["c"] == " " or upper or not before_word(text, m.start())


def before_word(text: str, at: int) -> bool:
    """Whether an English word stands just before the place (a sentence, not a name's beginning)."""
    return at > 1 and text[at - 1] == " " and text[at - 2].isascii() and text[at - 2].isalpha()


def in_hanja(text: str) -> Iterator[tuple[int, int]]:
    """Places that look like a name in Hanja."""
    if not _han_hint.search(text):
        return
    for m in _hanja.finditer(text):
        yield m.start(), m.end()
