"""Whether letters look like a Korean name (성 + 이름): by statistics of syllables, known given names, and ordinary words.

What lives here: how likely a run of Hangul is a name by itself, and which particles may follow it. What does not: what
stands around it (`name_around.py`), and what is then found (`name.py`). 민법 제781조: surname first, one or two syllables;
given names are of one or two syllables, purely Korean ones of more (at most five beside the surname since 1993).

The scale is ten times the natural logarithm of "so many times likelier a name than a word" (data: given_weights.txt).
"""

from typing import Final

from gwanmun.privacy.lists import (
    BANKS,
    COMMON_WORDS,
    DOUBLE_SURNAMES,
    GIVEN_LONG,
    GIVEN_MORE,
    GIVEN_ORDINARY,
    GIVEN_PAIRS,
    GIVEN_WEIGHTS,
    GIVEN_WORDS,
    LOANWORDS,
    NAME_LABELS,
    NOT_NAMES,
    ODDEST_SURNAMES,
    RARE_SURNAMES,
    RAREST_SURNAMES,
    SINGLE_SURNAMES,
    TITLES,
    WORDS_LIKE_NAMES,
    in_dictionary,
)

#: What nobody's given name would weigh.
NO_NAME: Final = -99
_UNSEEN: Final = (-60, -60)
_KNOWN_PAIR: Final = 12
#: What a given name weighs at least that is listed by hand, and never seen by the count: enough beside a word, never alone.
_LISTED: Final = 9
_FREQUENT: Final = frozenset("김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민")
_ALL_LABELS: Final = frozenset(word for label in NAME_LABELS for word in label.split("_")) | frozenset(TITLES)
#: Every reviewed or counted word: never a name where nothing but letters and a title speak for it.
ORDINARY: Final = NOT_NAMES | _ALL_LABELS | WORDS_LIKE_NAMES | COMMON_WORDS | LOANWORDS | frozenset(BANKS)
#: Last syllables that make another word of a common one (정보+는, 조사+한, 유형+별): no evidence for a name.
_TAILS: Final = frozenset(
    "은는이가을를의에로와과도만나든라며고서께한할함해하된될됨되했형용창률별중안식적상성시자인화력금료비법표장실팀국부처청소관물품율량액수기점길차판회층급호번년월일때것들쪽문글책측간내외말후임지면여야어세권부터"
)
#: The same that hardly any given name ends with, behind a word that is less common (민원명, 서무병, 보관중).
_ENDS_OF_WORDS: Final = frozenset("명병중별률율량품료법처팀층것들쪽글책측간및")
#: Given names end so; nouns before the particle 은 seldom do.
_BEFORE_EUN: Final = frozenset("지하예다서가소나세시주채정영혜재고조유라태미보")
#: Last syllables of a bare word that are far oftener a particle or an ending.
_ENDINGS: Final = frozenset("이가을를의에로와과도는나라서며고해한할함된될게든지요죠네듯때")


_ONE: Final = SINGLE_SURNAMES | RAREST_SURNAMES | ODDEST_SURNAMES


def surname(name: str) -> int:
    """How many syllables the surname of this would-be name has; 0 when it has none."""
    if len(name) > 2 and name[:2] in DOUBLE_SURNAMES:
        return 2
    return 1 if name[:1] in _ONE else 0


def weight(name: str) -> int:
    """How much likelier a name than a word, by the syllables of the given name; `NO_NAME` when out of the question."""
    family = surname(name)
    given = name[family:]
    if not family or not given or (given[-1] in "님씨군" and given not in GIVEN_MORE):
        return NO_NAME
    if len(given) == 2:
        first, last = GIVEN_WEIGHTS.get(given[0], _UNSEEN)[0], GIVEN_WEIGHTS.get(given[1], _UNSEEN)[1]
        found = first + last + (_KNOWN_PAIR if given in GIVEN_PAIRS else 0)
        if given in GIVEN_MORE:
            found = max(found, _LISTED)
    elif len(given) == 1:
        found = max(GIVEN_WEIGHTS.get(given, _UNSEEN)) - 5
    else:
        return 20 if given in GIVEN_LONG else 10 if _of_pure_words(name, given) else NO_NAME
    if family == 2:
        # Names of four syllables are hardly ever words; 사공, 동방 and 서문 begin some.
        found += 25 if len(given) == 2 else 0
    return max(found, NO_NAME)


#: Syllables that are joined to words given as names: 하람솔, 보라미, 솔하나.
_JOINED: Final = frozenset("솔미래리별빛봄결찬온늘슬롬람희새비")
#: Words that make places of what stands before them: 서해바다, 한별나라.
_PLACES: Final = frozenset({"나라", "바다", "마루", "사랑", "아름", "우리"})


def _of_pure_words(name: str, given: str) -> bool:
    """Whether three syllables are such a word and such a syllable, and the whole is no word (우리나라)."""
    joined = (given[:2] in GIVEN_WORDS and given[2] in _JOINED) or (
        given[1:] in GIVEN_WORDS - _PLACES and given[0] in _JOINED
    )
    return joined and not in_dictionary(name)


def listed_word(name: str) -> bool:
    """Whether it is a label, a title or one of the reviewed words: never a name, whatever stands beside it."""
    return name in NOT_NAMES or name in _ALL_LABELS


def ordinary(name: str) -> int:
    """2: an ordinary word; 1: maybe a common word and an ending; 0: no such word."""
    if name in ORDINARY:
        return 2
    if len(name) != 3:
        return 0
    given = name[1:]
    if given not in GIVEN_PAIRS and in_dictionary(name):
        return 1
    if name[:2] in COMMON_WORDS and name[2] in _TAILS:
        return 1
    if name[2] in _ENDS_OF_WORDS and surname(name) == 1 and in_dictionary(name[:2]):
        return 1
    return 1 if given in GIVEN_ORDINARY and name[0] in RARE_SURNAMES else 0


#: The least weight of what stands alone.
_BARE: Final = -10


def convincing(name: str, found: int) -> bool:
    """Whether three syllables (four with a double surname) of this weight, no word, are a name with nothing beside them."""
    if found < _BARE or name[0] in RAREST_SURNAMES:
        return False
    if len(name) == 4:
        return surname(name) == 2 and found >= 25 and not name.endswith("이나")  # 남궁이나 제갈
    if len(name) != 3 or name[2] in _ENDINGS:
        return False
    known = name[1:] in GIVEN_PAIRS
    if name[2] == "은" and name[1] not in _BEFORE_EUN:
        return False
    if name[:2] in COMMON_WORDS and not known:
        return False
    if surname(name) == 2:  # 선우 진: its first two syllables are taken
        return found >= 0 or (known and found >= -10)
    if name[0] in RARE_SURNAMES:
        return known and found >= (15 if name[0] in _FREQUENT else 22)
    return found >= 12 if known else found >= 24


def _closed(syllable: str) -> bool:
    """Whether it ends in a consonant (받침)."""
    return (ord(syllable) - 0xAC00) % 28 != 0


_PERSONAL: Final = ("에게서", "에게", "께서", "께", "한테서", "한테", "헌티", "한티", "더러", "씨", "님", "군", "양")
_ANY: Final = ("의", "도", "만", "에", "까지", "부터", "처럼", "보다", "마저", "조차", "하고", "밖에", "이라서", "본인", "측", "외", "등", "앞", "로부터", "으로부터", "하고는", "하고도", "까지도", "까지는", "부터는", "보고는", "하고만", "까지만", "만이", "뿐", "뿐이", "뿐만", "뿐이다", "뿐이었다", "뿐이었고", "대신", "더라고요", "이더라고요", "더라", "이더라")  # fmt: skip
#: How people say who somebody is, in speech and in dialects; used whatever the last sound is.
SPOKEN: Final = ("래요", "이래요", "래", "이래", "잖아", "이잖아", "잖아요", "이잖아요", "인디", "인디요", "인데예", "인데유", "이올시다", "올시다", "이구요", "구요", "이라네요", "라네요", "라던데", "이라던데", "라던데요", "이라던데요", "이거든요", "거든요", "이여유", "이라예", "라예", "이유", "이어유", "이에유", "예유", "이래유", "래유", "이구유", "구유", "이쥬", "인디유", "임다", "임돠", "임니다", "임미다", "입니더", "입니데이", "이니더", "이라우", "라우", "이랑께", "이랑께요", "이당께", "이구먼", "이구먼유", "구먼유", "이구만", "이구만유", "구만유", "이라카이", "라카이", "이라캅니다", "라캅니다", "이라카는데", "라카는데", "인교", "이오", "이옵니다", "이우다", "이라마씸", "이마씸", "에요", "이에여", "예여", "이예여", "임당", "입니당", "입니다요", "입니다용", "이십니더", "이신디", "이신디요", "이라고예", "라고예", "이라는데예", "이지라", "이제라")  # fmt: skip
_AFTER_CLOSED: Final = ("은", "이", "을", "과", "과는", "과도", "과의", "이랑", "이나", "으로", "이며", "이고", "이라고", "이라는", "이라", "이라며", "아", "이란", "이었다", "이었고", "이에요", "이여", "이든", "인데", "이신", "이지만", "이란다")  # fmt: skip
_AFTER_OPEN: Final = ("는", "가", "를", "와", "와는", "와도", "와의", "랑", "나", "로", "며", "고", "라고", "라는", "라", "라며", "야", "란", "였다", "였고", "예요", "이에요", "여", "든", "인데", "이신", "지만", "이며", "이고", "이라고", "이라는", "이다")  # fmt: skip
_BE: Final = ("입니다", "입니다만", "이다", "인", "임", "이며", "이고", "이고요", "입니까", "이십니다", "이신데", "인데요", "이에요", "이예요", "이라서", "라서", "이셔서", "이라고합니다", "라고합니다", "이라고해요", "라고해요", "이라는데요", "라는데요", "인데여", "이라구요", "라구요", "이시고", "인지", "이요", "이여요", "인가요", "이신가요", "맞습니다", "맞나요", "이셨습니다", "이었습니다", "였습니다", "이니까", "이니까요", "이네요", "이란걸", "이라는걸", "이랍니다", "이랬어요", "이었는데", "이었는데요", "이었어요", "이었던", "이라던", "이라니", "이라니까", "이라니까요", "이라길래", "이라기에", "이냐고", "이더군요", "이었음", "이었는지", "이라면서", "이라면서요", "이란다고", "이라더니", "이라더라", "이라지만", "이신가", "이란분", "이란사람", *SPOKEN)  # fmt: skip
_MORE: Final = ("은", "는", "도", "만", "의", "이", "가", "을", "를", "와", "과", "께서", "께", "에게", "께서는", "에게는", "에게서", "께서도", "한테", "로", "으로", "입니다", "이라고", "라고", "요", "이요", "이에요", "예요", "인데요", "이신데요", "이신지", "이랑", "하고", "께도", "께는", "께만", "에게만", "에게도", "한테만", "한테는", "한테도", "하고만", "하고는", "인데", "이신데", "이며", "이고")  # fmt: skip


def _rests(*, closed: bool) -> dict[str, bool]:
    singles = (*_ANY, *(_AFTER_CLOSED if closed else _AFTER_OPEN), *_BE)
    # 민준이가, 영숙이는: the familiar 이 after a consonant.
    familiar = (
        ("이가", "이는", "이를", "이와", "이도", "이의", "이랑", "이한테", "이에게", "이야", "이네") if closed else ()
    )
    found = dict.fromkeys((*singles, *familiar, "만의", "에게로", "만이", "만은"), False)
    for first in _PERSONAL:
        found[first] = True
        for second in _MORE:
            found[first + second] = True
    found[""] = False
    return found


_RESTS: Final = {True: _rests(closed=True), False: _rests(closed=False)}
#: Everything that may be glued behind a name, in either form.
PARTICLES: Final = frozenset(_RESTS[True]) | frozenset(_RESTS[False])


def agrees(name: str, rest: str) -> bool:
    """Whether what is glued behind the name is a particle in the form that its last sound asks for."""
    return rest in _RESTS[_closed(name[-1])]


def personal(rest: str) -> bool:
    """Whether only a person is spoken of so (에게, 께서, 씨)."""
    return _RESTS[True].get(rest, False)


def particle(rest: str) -> bool:
    """Whether it is any particle, in whichever form."""
    return rest in PARTICLES
