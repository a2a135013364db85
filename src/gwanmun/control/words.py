"""Which words may stand in the books (문구): one line, or a paragraph, printable and short. What does not live here: ids
and reasons (`office.py`).
"""

from gwanmun.control.office import refused
from gwanmun.policy.explain import particle

_LINE, _PARAGRAPH = 500, 4000
#: Characters that turn the direction of text round, or are not seen: what is shown would not be what is kept.
_UNSEEN = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


def sound_line(text: str, where: str) -> str:
    """One line that says something. Raises `BadCommand` naming the field, never its text."""
    return _sound(text, where, _LINE, lines=False)


def sound_paragraph(text: str, where: str) -> str:
    return _sound(text, where, _PARAGRAPH, lines=True)


def _sound(text: str, where: str, longest: int, *, lines: bool) -> str:
    seen = text.replace("\n", " ") if lines else text
    if not text.strip() or len(text) > longest or not seen.isprintable() or _UNSEEN.intersection(text):
        raise refused(
            f"{where} 항목에는 {longest}자 이하의 보이는 글자가 필요합니다",
            f"{where} takes printable words, at most {longest} characters",
            f"{where}{particle(where, '을/를')} 고치십시오",
            f"correct {where}",
            where,
        )
    return text.strip()
