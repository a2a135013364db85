"""Names in other scripts, and Latin ones that are disguised, behind a word for a name (다른 글자로 적은 이름).

An alien registration, an interpreter's slip or a chat writes a name as its owner does: Цой Вениамин, ピョン・ハンギョル, สมชาย ใจดี.
Nothing in those letters tells a name from a word, so the word before it does: a word for a name (성명, 이름, name), or a label
(신청인, 예금주), behind whose colon somebody may be speaking. Latin names behind such a word: in small letters (nguyễn thị hương),
each letter set apart (K i m  M i n s u), digits for letters (K1m M1n5u), which must give a known surname.

Traps: the view has Latin twins for Cyrillic letters (`privacy/normal.py`); languages, headings of forms and greetings stand
behind labels, too. What does not live here: capitalised Latin names, foreign ones in Hangul, Hanja (`name_foreign.py`).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from gwanmun.privacy.detectors.name_around import Beside, before
from gwanmun.privacy.detectors.name_hints import ABROAD, APART_BY, CYRILLIC, KANA, LETTERS_APART
from gwanmun.privacy.lists import FOREIGN_LATIN, ROMAN_ORDINARY, ROMAN_SURNAMES, ROMAN_SYLLABLES, either

_Place = tuple[int, int, int, str]

#: Latin letters that stand for Cyrillic ones in a view, and what they stand for.
_TWINS: Final = "aeiopcyxsdhABEIKMHOPCTXS"
_CYRILLIC_OF: Final = str.maketrans(_TWINS, "аеіорсухѕԁһАВЕІКМНОРСТХЅ")
_C: Final = f"[{CYRILLIC}{_TWINS}]"
_cyrillic = re.compile(
    rf"(?<![A-Za-z{CYRILLIC}])(?=[{_TWINS} '’.-]{{0,40}}[{CYRILLIC}]){_C}(?:{_C}|['’.-](?={_C})){{0,23}}\.?(?: {_C}(?:{_C}|['’.-](?={_C})){{0,23}}\.?){{0,5}}(?![A-Za-z{CYRILLIC}])"
)
_of_cyrillic = re.compile(f"[{CYRILLIC}]")
_K: Final = f"[{KANA}]"
_KANA_WORD: Final = rf"{_K}(?:{_K}|[ー々-](?!{_K}{{0,1}}[ー-]{{2}})){{0,11}}"
_kana = re.compile(
    rf"(?<![{KANA}])(?<![一-鿿](?<!名))(?:(?![氏姓]名)[一-鿿]{{1,3}}[ ·]?)?{_KANA_WORD}(?:[ ·・=]{_KANA_WORD}){{0,3}}(?![{KANA}一-鿿])"
)
#: Scripts without capitals: one to five words of the same.
_abroad = re.compile(
    "|".join(rf"(?<![{one}])[{one}]{{2,30}}(?: [{one}]{{1,30}}){{0,4}}(?! ?[{one}])" for one in ABROAD.values())
)
_LONGEST: Final = 48

#: A word for a name, and how it goes on to the name: 성명(현지어): …, 이름은 러시아어로 …, name is ….
_WORD: Final = r"(?:성 ?명|이 ?름|성함|본명|실명|姓名|氏名|(?<![A-Za-z])[Nn](?i:ame)s?(?: is)?)"
_GOES_ON: Final = r"(?:은|는|이|가|란)?(?: ?[(（\[][^()\n]{1,16}[)）\]])?(?:은|는)?(?: (?:원어|현지|자국|모국|본국|원래|[가-힣]{2,5}어)(?:어|식)?(?: ?(?:표기|이름|명))?(?:로|으로|는|은)?)?"
_OPENS: Final = r"[ \t]?[:：=|>→-]{0,2}[ \t\n\"'“‘「『(]{0,3}"
_word_before = re.compile(rf"(?P<w>{_WORD}){_GOES_ON}{_OPENS}\Z")
_REACH: Final = 60
#: Behind a label and a colon somebody may be speaking, unless a number or a note goes on.
_speaks_before = re.compile(r"[:：\]>][ \t\"']*\Z")
_no_speech = re.compile(r" ?[,(/|\t;] ?[^\n]{0,12}[0-9]")
_asks = re.compile(r" ?[?!؟।。！？…]| ?(?:대사관|영사관|정부|회사|기업|은행|센터|식당|음식점|마트|상사|공사)")

#: Languages, headings of forms, greetings, titles: no names, in whatever letters.
_CYRILLIC_WORDS: Final = frozenset("имя фамилия отчество фио нэр овог русский русская казахский монгол хэл хэлээр язык языке кириллица здравствуйте привет добрый день спасибо пожалуйста да нет я меня мне мой моя зовут хочу как где что это не и в на с по для сайн байна уу баярлалаа узбекский киргизский".translate(_CYRILLIC_OF).split())  # fmt: skip
_kana_words = re.compile("ふりがな|フリガナ|カタカナ|かたかな|ひらがな|ヒラガナ|カナ|こんにち|ありがと|すみません|ください|ました|ません|です|ます|お願い|にほんご|はい|いいえ")  # fmt: skip
_polite = re.compile("(?:さん|さま|サン|ちゃん|くん)$")
_abroad_words = re.compile(
    "ภาษา|ชื่อ|นามสกุล|สวัสดี|ขอบคุณ|ครับ|ค่ะ|ไม่|ພາສາ|ຊື່|ភាសា|ឈ្មោះ|សួស្តី|អរគុណ|ခေါ်|အမည်|ဘာသာ|မင်္ဂလာပါ|ကျေးဇူး|العربية|اللغة|الاسم|^اسم|مرحبا|السلام|شكرا|فارسی|اردو|^نام|भाषा|^नाम|नमस्ते|धन्यवाद|हिन्दी|हिंदी|नेपाली$|বাংলা|নাম|ভাষা|নমস্কার|தமிழ்|பெயர்|සිංහල|ආයුබෝවන්|שלום|עברית"
)

#: In small letters, one of them with a mark of Vietnam's: nguyễn thị hương.
_L: Final = "a-zß-öø-ɏḁ-ỿ"
_small = re.compile(
    rf"(?<![A-Za-zÀ-ỿ@._/-])(?=[a-z ]{{0,24}}[ß-ɏḀ-ỿ])[{_L}]{{1,8}}(?: [{_L}]{{1,8}}){{1,4}}(?![A-Za-zÀ-ỿ0-9@_]| [{_L}])"
)
_SMALL_WORDS: Final = frozenset(["họ", "tên", "và", "là", "tôi", "không", "có", "của", "xin", "chào", "cảm", "ơn", "tiếng", "việt", "nam", "nữ", "cho", "với", "người", "được", "chưa", "muốn", "mình", "les", "des", "une", "est", "être", "où", "très", "je", "suis", "señor", "año", "el", "la", "para", "más", "está", "qué", "por"])  # fmt: skip
#: Each letter by itself: K i m  M i n s u, P-y-o, J-u-n-g-h-w-a-n.
_apart = re.compile(
    rf"(?<![A-Za-z0-9])(?=(?:[A-Za-z]{APART_BY})?{LETTERS_APART})[A-Za-z](?P<s>{APART_BY})[A-Za-z](?:(?P=s)[A-Za-z]){{0,14}}+(?:(?!(?P=s)[A-Za-z])(?: {{2,4}}+|,(?:(?P=s)| )?|(?P=s){{2}}| ?/ ?| )[A-Za-z](?:(?P=s)[A-Za-z]){{1,14}}+){{0,3}}+(?![A-Za-z0-9])(?!(?P=s)[A-Za-z0-9])"
)
_LEAST_LETTERS: Final = 5
#: Digits for letters: K1m M1n5u, D0 Y3-r1n.
_ANY_WORD: Final = r"[A-Za-z0-9@$]{1,12}(?:-[A-Za-z0-9@$]{1,8})?"
_MIXED_WORD: Final = rf"(?=[A-Za-z-]{{0,12}}[0-9@$])(?=[0-9@$-]{{0,12}}[A-Za-z]){_ANY_WORD}"
_coded = re.compile(
    rf"(?<![A-Za-z0-9@._/-])(?:[A-Za-z]{{2,12}}(?:-[A-Za-z]{{1,8}})?,? {_MIXED_WORD}(?:,? {_ANY_WORD}){{0,2}}|{_MIXED_WORD}(?:,? {_ANY_WORD}){{1,2}})(?![A-Za-z0-9@_])"
)
_ONES: Final = tuple(str.maketrans("0345789@$1", f"oeastbgas{one}") for one in "il")
_mixed = re.compile(r"[A-Za-z][0-9@$]|[0-9@$][A-Za-z]")
_bare_number = re.compile("(?:^|[ -])[0-9]+(?:[ -]|$)")
_given = re.compile(rf"(?:{either(ROMAN_SYLLABLES)})(?:[- ]?(?:{either(ROMAN_SYLLABLES)})){{0,2}}", re.IGNORECASE)
_FAMILIES: Final = frozenset(name.lower() for name in ROMAN_SURNAMES)
_KNOWN: Final = frozenset(name.lower() for name in FOREIGN_LATIN)


def in_scripts(text: str, seen: frozenset[str]) -> Iterator[_Place]:
    """Places of such names; `seen`: the text's hints."""
    if "scripts" in seen:
        for m in _cyrillic.finditer(text):
            yield from _in_cyrillic(text, m)
        for m in _kana.finditer(text):
            name = _polite.sub("", m[0])
            if not _kana_words.search(name) and _several.search(name):  # テスト, サーバー: one word may be anything
                yield from _behind(text, m.start(), m.start() + len(name), several=True)
        for m in _abroad.finditer(text):
            if len(m[0]) <= _LONGEST and not _abroad_words.search(m[0]):
                yield from _behind(text, *m.span(), several=" " in m[0])
        for m in _small.finditer(text):
            if _SMALL_WORDS.isdisjoint(m[0].split()) and _word_for_name(text, m.start()):
                yield *m.span(), 80, "foreign"
    if "letters apart" in seen:
        for m in _apart.finditer(text):
            if _spelt(m) and (_word_for_name(text, m.start()) or before(text, m.start()) is Beside.LABEL):
                yield *m.span(), 82, "foreign"
    if "coded" in seen:
        for m in _coded.finditer(text):
            yield from _decoded(text, m)


def _word_for_name(text: str, start: int) -> bool:
    m = _word_before.search(text, max(0, start - _REACH), start)
    return m is not None and _of_things.search(text, max(0, m.start() - 12), m.start("w")) is None


#: Whose name it is that is nobody's: 도시 이름은 Москва, font name: メイリオ.
_of_things = re.compile(
    r"(?:음식|메뉴|요리|카페|가게|식당|상호|회사|기업|업체|법인|단체|기관|도시|나라|국가|지역|마을|학교|병원|영화|노래|책|도서|작품|제품|상품|품목|품종|선박|배|강|산|섬|동물|식물|변수|함수|파일|폴더|모듈|서버|글꼴|언어)(?:의|별)? ?\Z"
    r"|(?:font|module|column|table|file|folder|project|product|company|city|country|class|function|variable|field|host|domain|server|package|brand|song|movie|book|menu|dish|ship|vessel|event|team|group|path|type|tag|key|image|branch|repo)[ _]\Z",
    re.IGNORECASE,
)
_several = re.compile("[ ·・=]")


def _behind(text: str, start: int, end: int, *, several: bool) -> Iterator[_Place]:
    """The place, where a word for a name stands before it, or a label and nobody speaks."""
    if _asks.match(text, end):
        return
    told = _word_for_name(text, start)
    if not told and _label(text, start):
        told = several or not _speaks_before.search(text, max(0, start - 4), start) or bool(_no_speech.match(text, end))
    if told:
        yield start, end, 80, "foreign"


_colon_before = re.compile(r"(?:\([^()\n]{1,16}\))? ?[:：=|>] ?[\"'“‘「『(]{0,2}\Z")


def _label(text: str, start: int) -> bool:
    """Whether a label stands before the place, a colon between them or none."""
    if before(text, start) is Beside.LABEL:
        return True
    m = _colon_before.search(text, max(0, start - 24), start)
    # As if the colon were a space.
    return m is not None and before(text[max(0, m.start() - _REACH) : m.start()] + " ", min(m.start(), _REACH) + 1) is (
        Beside.LABEL
    )


def _in_cyrillic(text: str, m: re.Match[str]) -> Iterator[_Place]:
    """Two to four capitalised words; one or small ones behind a word for a name only."""
    words, start = m[0].split(" "), m.start()
    while words and words[0].isascii() and words[0].islower():  # name is …: i and s are twins
        start += len(words.pop(0)) + 1
    capital = 0
    while capital < min(len(words), _MOST_WORDS) and words[capital][0].isupper():
        capital += 1
    taken = words[:capital] or words
    if not _CYRILLIC_WORDS.isdisjoint([word.translate(_CYRILLIC_OF).lower().strip(".") for word in taken]):
        return
    end = start + len(" ".join(taken).rstrip("."))
    if not _of_cyrillic.search(text, start, end):
        return
    if capital > 1:
        yield from _behind(text, start, end, several=True)
    elif (
        (len(words) == 1 and len(words[0]) > 2 if capital else 1 < len(words) <= _MOST_WORDS)
        and _word_for_name(text, start)
        and not _asks.match(text, end)
    ):
        yield start, end, 78, "foreign"


_MOST_WORDS: Final = 4


def _spelt(m: re.Match[str]) -> bool:
    """Whether the letters spell something: enough of them, and not the alphabet (A B C D)."""
    letters = [c.lower() for c in m[0] if c.isalpha()]
    steps = {ord(b) - ord(a) for a, b in pairwise(letters)}
    return len(letters) >= _LEAST_LETTERS and not steps <= {0, 1}


def _decoded(text: str, m: re.Match[str]) -> Iterator[_Place]:
    """Digits read as letters give a known surname and syllables of Korea, or a known name from abroad."""
    words = list(_word.finditer(m[0]))
    for first in range(min(len(words) - 1, 2)):  # name is …: the word before may be none of it
        for last in range(min(len(words), first + 3) - 1, first, -1):
            start, end = m.start() + words[first].start(), m.start() + words[last].end()
            raw = text[start:end].replace(",", "")
            if not _mixed.search(raw) or _bare_number.search(raw):
                continue
            if any(_named(raw.translate(one).lower().split(" ")) for one in _ONES) and (
                _word_for_name(text, start) or _label(text, start)
            ):
                yield start, end, 80, "foreign"
                return


_word = re.compile("[^ ,]+")


def _named(words: Sequence[str]) -> bool:
    if any(word in ROMAN_ORDINARY for word in words[1:]):
        return False
    if words[0] in _FAMILIES and _given.fullmatch(" ".join(words[1:])):
        return True
    if words[-1] in _FAMILIES and _given.fullmatch(" ".join(words[:-1])):
        return True
    return sum(word in _KNOWN for word in words) > 0 and (words[-1] in _FAMILIES or all(w in _KNOWN for w in words))
