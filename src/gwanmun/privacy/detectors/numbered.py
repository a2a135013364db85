"""The shape of identifiers that only their word tells: word, at most a few characters, value. Not a detector itself."""

import re
from collections.abc import Callable, Iterator

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import Detector, View, alone


def worded(
    kind: Kind, word: str, shape: str, certainty: int = 93, unless: re.Pattern[str] | None = None, trigger: str = ""
) -> Detector:
    """A detector of values of `shape` that `word` introduces, directly or as a column's header. Both are RE2 too.

    A value that `unless` matches is something else. `trigger` stands for `word` where RE2 cannot read it.
    What a word introduces may be a list: "환자번호: 이슬미 662790, 송보옥 956585".
    """
    words, values = re.compile(word), re.compile(shape)

    def detect(view: View) -> Iterator[Finding]:
        text = view.text
        before = -1  # where the value before this one ends, when it was found
        for m in values.finditer(text):
            start, end = m.span()
            if (
                not alone(text, start, end)
                or text[end : end + 1] == "원"
                or (unless is not None and unless.match(m[0]))
            ):
                before = -1
            elif _last(words, view.label(start)):
                yield Finding(start, end, kind, certainty, "word")
                before = end
            elif before >= 0 and _next.fullmatch(text, before, start):
                yield Finding(start, end, kind, certainty - 6, "list")
                before = end
            else:
                before = -1

    made: Callable[[View], Iterator[Finding]] = detect
    return Detector(kind, ((trigger or word, shape),), made)


#: Between two values of a list: a mark, and perhaps whose the next one is.
_next = re.compile(r" ?[,·/;、↔→] ?(?:[가-힣]{2,5}[ :(]{1,2})?")


def _last(words: re.Pattern[str], label: str) -> bool:
    """Whether one of the words is near the end of the label, with no other noun of a number behind it."""
    last = None
    for last in words.finditer(label):  # noqa: B007 - the last match is wanted
        pass
    return last is not None and "번호" not in label[last.end() :].replace("번호", "", 1)
