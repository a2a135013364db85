"""개인통관고유부호 (PCCC): P and 12 digits. Told by its shape; a product's label, before it or behind, and things that are
counted behind it clear it, its word confirms it.

Beside its word it may be in any groups, in two messages, and its letter 피. In lower case it is none when its digits are a time (p202611221530).
"""

import re
from collections.abc import Iterator
from typing import Final

from gwanmun.domain.findings import Finding, Kind
from gwanmun.privacy.detectors.base import NOT_PERSONAL, Detector, View, alone, lettered
from gwanmun.privacy.detectors.beside import of_a_thing, of_nobody, thing_after
from gwanmun.privacy.detectors.pieces import told_in_pieces

_SHAPE: Final = r"[Pp][ -]?[0-9]{12}"
#: Beside its word in groups, or with its letter or noughts said.
_GROUPED: Final = r"[Pp피][ -]?[0-9공영](?:[ .-]{0,3}[0-9공영]){11}"
#: Twelve digits in any groups cost an automaton too much: three are a hint, as many as its first piece may have.
_BEGUN: Final = r"[Pp피][ -]?[0-9공영](?:[ .-]{0,3}[0-9공영]){2}"
#: In two pieces, over two messages or told apart: P770416 / 고객: 284507, 앞은 P770416 뒤는 284507.
_two = re.compile(
    r"(?<![0-9A-Za-z가-힣])(?P<a>[Pp피][ -]?[0-9]{3,9})(?:[ ]?\n(?:[^\n0-9:\]>]{1,16}[:\]>])?|(?:[이가은는고,]{0,3} )?(?:뒤|뒷|나머지|다음)[^\n0-9]{0,8}) ?(?P<b>[0-9]{3,9})(?=[ ]?(?:입니다|이[고에]|예요|요|[,)\n]|$)| [가-힣])"
)
_shape, _grouped = re.compile(_SHAPE), re.compile(_GROUPED)
_WORD: Final = re.compile(r"통관|PCCC|pccc|부호|customs")
_WHOLE, _DIGITS, _TALK = 13, 12, 120
_TIME: Final = re.compile("20[0-3][0-9](?:0[1-9]|1[0-2])[0-3][0-9]")
#: p189035062902.html is a page.
_page = re.compile(r"\.[A-Za-z]")

_pieces = told_in_pieces(Kind.PCCC, "통관|PCCC|pccc|부호", frozenset({12}), "P")


def detect(view: View) -> Iterator[Finding]:
    nobody = of_nobody(view.text)
    for m in _shape.finditer(view.text):
        start, end = m.span()
        if not alone(view.text, start, end):
            continue
        label = view.label(start)
        if _WORD.search(label):
            yield Finding(start, end, Kind.PCCC, 98, "word")
        elif not (
            m[0][0] == "p" and (len(m[0]) > _WHOLE or _TIME.match(m[0], 1) or _page.match(view.text, end))
        ) and not (
            NOT_PERSONAL.search(label)
            or thing_after(view.text, end)
            or lettered(view.text, start, end)
            or (nobody and of_a_thing(view.text, start, end))
        ):
            yield Finding(start, end, Kind.PCCC, 82 if m[0][0] == "P" else 76, "shape")
    for m in _grouped.finditer(view.text) if _WORD.search(view.text) else ():
        if not _shape.fullmatch(m[0]) and alone(view.text, *m.span()) and _WORD.search(view.label(m.start())):
            yield Finding(*m.span(), Kind.PCCC, 94, "groups")
    yield from _pieces.detect(view)
    for m in _two.finditer(view.text) if _WORD.search(view.text) else ():
        whole = sum(map(str.isdigit, m["a"] + m["b"])) == _DIGITS
        if whole and _WORD.search(view.text, max(0, m.start() - _TALK), m.start()):
            yield Finding(*m.span("a"), Kind.PCCC, 90, "two pieces")
            yield Finding(*m.span("b"), Kind.PCCC, 90, "two pieces")


DETECTOR: Final = Detector(Kind.PCCC, ((_SHAPE,), ("통관|PCCC|pccc|부호|customs", _BEGUN), _pieces.trigger[1]), detect)
