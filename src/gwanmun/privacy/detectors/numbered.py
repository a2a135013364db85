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
    """
    words, values = re.compile(word), re.compile(shape)

    def detect(view: View) -> Iterator[Finding]:
        text = view.text
        for m in values.finditer(text):
            if (
                alone(text, *m.span())
                and text[m.end() : m.end() + 1] != "원"
                and (unless is None or not unless.match(m[0]))
                and _last(words, view.label(m.start()))
            ):
                yield Finding(*m.span(), kind, certainty, "word")

    made: Callable[[View], Iterator[Finding]] = detect
    return Detector(kind, ((trigger or word, shape),), made)


def _last(words: re.Pattern[str], label: str) -> bool:
    """Whether one of the words is near the end of the label, with no other noun of a number behind it."""
    last = None
    for last in words.finditer(label):  # noqa: B007 - the last match is wanted
        pass
    return last is not None and "번호" not in label[last.end() :].replace("번호", "", 1)
