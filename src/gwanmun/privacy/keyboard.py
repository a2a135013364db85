"""A keyboard of two sets (두벌식, KS X 5002) left switched to the other language (영타): qkrdudgml is 박영희, ㅜㅁㅍㄷㄱ is naver.

How: key for letter, letter for key; a syllable is put together as an input method does it (a final consonant before a
vowel goes over to the next syllable). What does not live here: whether anybody meant it so (`encoded`).
"""

from typing import Final

_KEYS: Final = {
    "r": "ㄱ", "R": "ㄲ", "s": "ㄴ", "e": "ㄷ", "E": "ㄸ", "f": "ㄹ", "a": "ㅁ", "q": "ㅂ", "Q": "ㅃ", "t": "ㅅ", "T": "ㅆ", "d": "ㅇ",
    "w": "ㅈ", "W": "ㅉ", "c": "ㅊ", "z": "ㅋ", "x": "ㅌ", "v": "ㅍ", "g": "ㅎ", "k": "ㅏ", "o": "ㅐ", "i": "ㅑ", "O": "ㅒ", "j": "ㅓ",
    "p": "ㅔ", "u": "ㅕ", "P": "ㅖ", "h": "ㅗ", "y": "ㅛ", "n": "ㅜ", "b": "ㅠ", "m": "ㅡ", "l": "ㅣ",
}  # fmt: skip
_LETTERS: Final = {letter: key for key, letter in _KEYS.items()}
_BEGINS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS: Final = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
#: What two keys make together.
_PAIRS: Final = {
    "ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ", "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ",
    "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ", "ㄹㅂ": "ㄼ", "ㄹㅅ": "ㄽ", "ㄹㅌ": "ㄾ", "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ",
}  # fmt: skip
_APART: Final = {whole: pair for pair, whole in _PAIRS.items()}
_FIRST, _LAST = "가", "힣"


def to_hangul(typed: str) -> tuple[str, list[int]]:
    """What the keys say, and where each of its characters begins (and the last ends); letters that make no syllable stay such."""
    keys = [_KEYS.get(c) or _KEYS.get(c.lower(), c) for c in typed]
    says: list[str] = []
    begins: list[int] = []
    at = 0
    while at < len(keys):
        begins.append(at)
        vowel = _vowel(keys, at + 1)
        if keys[at] not in _BEGINS or not vowel:
            says.append(keys[at])
            at += 1
            continue
        begin = keys[at]
        middle = "".join(keys[at + 1 : at + 1 + vowel])
        at += 1 + vowel
        final = _final(keys, at)
        last = "".join(keys[at : at + final])
        at += final
        says.append(_syllable(begin, _PAIRS.get(middle, middle), _PAIRS.get(last, last)))
    return "".join(says), [*begins, len(keys)]


def _vowel(keys: list[str], at: int) -> int:
    """How many keys from `at` on make a vowel."""
    if at >= len(keys) or keys[at] not in _VOWELS:
        return 0
    return 2 if "".join(keys[at : at + 2]) in _PAIRS else 1


def _final(keys: list[str], at: int) -> int:
    """How many keys from `at` on end the syllable: none that a vowel follows."""
    pair = "".join(keys[at : at + 2])
    if _PAIRS.get(pair, " ") in _FINALS[1:] and not _vowel(keys, at + 2):
        return 2
    return int(at < len(keys) and keys[at] in _FINALS[1:] and not _vowel(keys, at + 1))


def _syllable(begin: str, vowel: str, final: str) -> str:
    place = _BEGINS.index(begin) * len(_VOWELS) + _VOWELS.index(vowel)
    return chr(ord(_FIRST) + place * len(_FINALS) + _FINALS.index(final or " "))


def to_latin(typed: str) -> str:
    """The keys that were pressed."""
    return "".join(_LETTERS.get(letter, letter) for c in typed for letter in _letters(c))


def _letters(c: str) -> str:
    """The letters of a syllable, as they are typed."""
    if not _FIRST <= c <= _LAST:
        return _APART.get(c, c)
    place, final = divmod(ord(c) - ord(_FIRST), len(_FINALS))
    begin, vowel = divmod(place, len(_VOWELS))
    parts = (_BEGINS[begin], _VOWELS[vowel], _FINALS[final].strip())
    return "".join(_APART.get(part, part) for part in parts)
