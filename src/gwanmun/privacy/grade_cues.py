"""What a paragraph speaks of (공개 제외 사유의 내용), by the classes of 정보공개법 제9조제1항: words, never a value.

How: all cues are one RE2 automaton; a text in which no subject and no topic occurs ends there. Else each paragraph is
judged for itself, for each class:

1. a subject and a state (미공개, 발표 전, 보안 유지): the class applies;
2. a subject, and neither a published text (보도자료, 공고문) nor a general question (개념, 절차를 알려 주세요);
   a question about one given matter (아래, 우리 부서, 이번) is no general question;
3. a topic and a state; or a topic and an unfinished matter (검토 중), as in 2.

Words come from data/privacy/grade_cues.txt. What does not live here: marks, findings, the grade (`grade.py`).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import re2

from gwanmun.privacy.lists import lines_of

_AUTOMATON_BYTES: Final = 64 << 20
_MOST_COMBINATIONS: Final = 4_096
#: Paragraphs are cut into windows of about this many characters, at a sentence's end where there is one.
WINDOW: Final = 700
_cut = re.compile(r"(?<=[.!?。])\s|\n")
_blank = re.compile(r"\n[ \t\r]*\n")
#: A long text that says at its head that it is published is so in every paragraph.
_published = re.compile(r"\s*(?:\[?보도 ?(?:자료|시점|참고)|.{0,60}?(?:공고|고시) ?제 ?[0-9])", re.DOTALL)
_HEAD: Final = 120


class _Cues:
    """Rows of parts that must all occur; each row says a class (0: about the text) and a role."""

    def __init__(self) -> None:
        parts: dict[str, int] = {}
        self._rows: list[tuple[frozenset[int], int, str]] = []
        for line in lines_of("grade_cues.txt"):
            number, role, *words = line.split()
            for word in words:
                row = frozenset(parts.setdefault(part.replace("_", " ?"), len(parts)) for part in word.split("~"))
                self._rows.append((row, int(number), role))
        options = re2.Options()
        options.max_mem = _AUTOMATON_BYTES
        options.log_errors = False
        self._set = re2.Set.SearchSet(options)
        for part in parts:
            self._set.Add(part)
        self._set.Compile()
        #: What follows from the parts that matched: few combinations are met, over and over.
        self._known: dict[frozenset[int], Mapping[str, frozenset[int]]] = {}
        self._by_part: dict[int, list[int]] = {}
        for place, (row, _, _) in enumerate(self._rows):
            self._by_part.setdefault(max(row), []).append(place)

    def __call__(self, text: str) -> Mapping[str, frozenset[int]]:
        """Role → classes."""
        matched = frozenset(self._set.Match(text.encode("utf-8", "replace")) or ())
        found = self._known.get(matched)
        if found is None:
            if len(self._known) >= _MOST_COMBINATIONS:
                self._known.clear()
            found = self._known[matched] = self._found(matched)
        return found

    def _found(self, matched: frozenset[int]) -> Mapping[str, frozenset[int]]:
        found: dict[str, set[int]] = {}
        for part in matched:
            for place in self._by_part.get(part, ()):
                row, number, role = self._rows[place]
                if row <= matched:
                    found.setdefault(role, set()).add(number)
        return {role: frozenset(numbers) for role, numbers in found.items()}


_cues: Final = _Cues()


_NO_CLASSES: Final[frozenset[int]] = frozenset()


def classes(text: str) -> frozenset[int]:
    """The classes of 정보공개법 제9조제1항 whose matters the text holds, as far as words tell."""
    whole = _cues(text)
    if not (whole.keys() & {"subject", "topic"}):
        return frozenset()
    if len(text) <= WINDOW:
        return _classes(whole)
    published = _published.match(text[:_HEAD]) is not None
    found: frozenset[int] = frozenset()
    for window in windows(text):
        cues = _cues(window)
        if published:
            cues = {**cues, "public": frozenset((0,))}
        found |= _classes(cues)
    return found


def _classes(cues: Mapping[str, frozenset[int]]) -> frozenset[int]:
    subjects, topics = cues.get("subject", _NO_CLASSES), cues.get("topic", _NO_CLASSES)
    if "state" in cues:
        return subjects or topics
    general = "public" in cues or ("asks" in cues and "specific" not in cues)
    if general:
        return frozenset()
    return subjects if subjects or "weak" not in cues else topics


def windows(text: str) -> Iterator[str]:
    """Each paragraph; a long one in pieces of some `WINDOW` characters, cut at a sentence's end where there is one."""
    start = 0
    while start < len(text):
        limit = min(len(text), start + WINDOW)
        blank = _blank.search(text, start, limit)
        if blank:
            stop = blank.end()
        elif limit < len(text):
            ends = [m.end() for m in _cut.finditer(text, start + WINDOW // 2, limit)]
            stop = ends[-1] if ends else limit
        else:
            stop = limit
        yield text[start:stop]
        start = stop
