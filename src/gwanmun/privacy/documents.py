"""What is in a document (문서 검사): the findings of its texts, the edits of a masked copy, and whether the copy is clean.

What lives here: what is peculiar to documents. (1) Names of fonts and styles are examined for numbers and addresses only: Korean
words there name no one. (2) A mark anywhere in a running head or foot (머리글, 바닥글, 바탕쪽) is a mark of the whole document.
What does not: reading and writing files (`adapters/documents`), what is personal in a text (`find`).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gwanmun.domain.documents import Edit, ReadDocument
from gwanmun.domain.findings import Finding, Kind
from gwanmun.domain.prompts import Passage, Role
from gwanmun.privacy.find import find, find_all, resolve
from gwanmun.privacy.kinds import DEFAULT_STYLES, Style
from gwanmun.privacy.mask import mask

Rows = tuple[tuple[Finding, ...], ...]

_NO_NAMES: Final = frozenset({Kind.NAME, Kind.ADDRESS, Kind.PLATE, Kind.BIRTHDATE, Kind.MARKING, Kind.PASSWORD})
#: Lines of technical texts worth searching: the others name fonts and styles.
_telling = re.compile(r"@|(?:[0-9][^0-9\n]?){6}")
_running = re.compile(r"\[(?:머리글|바닥글|바탕쪽|마스터)\] (?P<head>[^\n]{1,2000})")
_row_of_head = re.compile(r"(?:\| )?\[(머리글|바닥글|바탕쪽|마스터)\] ")
_word = re.compile(r"[^\s|]+")
#: What every mark has one of: heads of long documents are many, and mostly say something else.
_markish = re.compile(
    r"[비밀密秘祕]|주의|금지|내부|열람|극비|기밀|[CS] ?등급|(?i:confiden|secret|restrict|only|fouo|distrib|release|sensitiv)"
)
#: Marks are of so many words: Ⅲ급 비밀, 대 외 비.
_MARK_WORDS: Final = 3
_ON_EVERY_PAGE: Final = "running head"
#: Shorter values may stand in a text by chance: there only finding them again counts.
_LONG: Final = 6


@dataclass(frozen=True, slots=True)
class ExaminedDocument:
    """A document and what was found in each of its texts."""

    document: ReadDocument
    findings: Rows

    def values(self, styles: Mapping[Kind, Style] = DEFAULT_STYLES) -> dict[str, Kind]:
        """What masking with these styles must remove."""
        return {
            text[f.start : f.end]: f.kind
            for text, row in zip(self.document.texts, self.findings, strict=True)
            for f in row
            if styles.get(f.kind, DEFAULT_STYLES[f.kind]) is not Style.KEEP
        }


def examine_document(document: ReadDocument, search: Callable[[Sequence[str]], Rows] = find_all) -> ExaminedDocument:
    """`search` finds in texts. Technical names are searched alone: what a theme or a style is called names nobody elsewhere."""
    return examined_by(document, (*search(document.texts[:2]), *search(document.texts[2:])))


def examined_by(document: ReadDocument, found: Rows) -> ExaminedDocument:
    """What was found in the texts, held to the rules above."""
    rows = list(found)
    for number, text in enumerate(document.texts[:2]):
        if more := _running_marks(text):
            rows[number] = tuple(resolve((*rows[number], *more)))
    rows[2] = tuple(f for f in rows[2] if f.kind not in _NO_NAMES)
    return ExaminedDocument(document, tuple(rows))


def _running_marks(text: str) -> list[Finding]:
    """Marks among the words of running heads and feet: there they are of the document, whatever stands around them."""
    found: list[Finding] = []
    for line in _running.finditer(text):
        if not _markish.search(line["head"]):
            continue
        words = list(_word.finditer(text, line.start("head"), line.end("head")))
        for first, last in ((n, n + many) for many in range(_MARK_WORDS) for n in range(len(words) - many)):
            start, said = words[first].start(), text[words[first].start() : words[last].end()]
            if _markish.search(said):
                found += [
                    Finding(start + f.start, start + f.end, f.kind, f.certainty, _ON_EVERY_PAGE)
                    for f in find(said)
                    if f.kind is Kind.MARKING
                ]
    return found


_word_of_name = re.compile(r"[^_()\[\]{}.\-]+")


def marks_of_name(name: str, row: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings of a file's name, with marks that stand in it as words of their own: 대외비_예산.hwpx."""
    more = [
        Finding(word.start() + f.start, word.start() + f.end, f.kind, f.certainty, "file name")
        for word in _word_of_name.finditer(name)
        for f in find(word[0])
        if f.kind is Kind.MARKING
    ]
    return tuple(resolve((*row, *more))) if more else tuple(row)


def telling(technical: str) -> str:
    """The lines of a technical text in which a number or an address can stand."""
    return "\n".join(line for line in technical.split("\n") if _telling.search(line))


#: What readers write before a paragraph that does not stand in the body → its place in a record.
PLACES: Final = {
    "머리글": "header", "바닥글": "footer", "바탕쪽": "master", "마스터": "master", "각주": "footnote", "미주": "endnote",
    "메모": "memo", "숨은 설명": "hidden comment", "글상자": "text box", "삭제된 내용": "deleted", "발표자 노트": "notes",
}  # fmt: skip
_place = re.compile(rf"\[({'|'.join(PLACES)})\] ")


def places_of(body: str, row: Sequence[Finding]) -> dict[str, dict[str, int]]:
    """How many of each kind stand where in a body: in the text, in a table, in a running head, a note, a comment."""
    counts: dict[str, dict[str, int]] = {}
    for f in row:
        line = body.rfind("\n", 0, f.start) + 1
        before = body[line : f.start]
        running = _row_of_head.match(before)
        labels = [running[1]] if running else _place.findall(before.rpartition(" | ")[2])
        place = PLACES[labels[-1]] if labels else "table" if before.startswith("|") else "body"
        kinds = counts.setdefault(place, {})
        kinds[f.kind.value] = kinds.get(f.kind.value, 0) + 1
    return counts


def edits_of(examined: ExaminedDocument, styles: Mapping[Kind, Style] = DEFAULT_STYLES) -> list[Edit]:
    """What masking with these styles changes; the same value gets the same token in all texts."""
    places = [
        (number, f, text[f.start : f.end])
        for number, (text, row) in enumerate(zip(examined.document.texts, examined.findings, strict=True))
        for f in row
    ]
    passages = [Passage(value, Role.USER, "") for _, _, value in places]
    rows = [(Finding(0, len(value), f.kind, f.certainty, f.why),) for _, f, value in places]
    tokens = mask(passages, rows, styles).texts
    return [
        Edit(number, f.start, f.end, token)
        for (number, f, value), token in zip(places, tokens, strict=True)
        if token != value
    ]


def left_over(before: ExaminedDocument, after: ExaminedDocument, styles: Mapping[Kind, Style] = DEFAULT_STYLES) -> bool:
    """Whether a value that was to be masked still stands in the copy: as letters, or because it is found there again."""
    letters = _letters("\n".join(after.document.texts))
    again = after.values(styles)
    return any(
        value in again or (len(bare := _letters(value)) >= _LONG and bare in letters) for value in before.values(styles)
    )


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
