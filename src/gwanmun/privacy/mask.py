"""Masking (가림) and the table that undoes it: values out, tokens in.

A token is ⟨word number⟩ without the space: ⟨이름1⟩, ⟨주민번호2⟩. The brackets are U+27E8 and U+27E9, which Korean text does
not use, so that a particle can be glued to it (⟨이름1⟩은). Numbers follow the order of the messages, and the same value
(digits only for numbers) has the same number within a request: when a chat sends its history again, the same tokens
come out again. Written otherwise it has a letter behind its number (850312-2345678 is ⟨주민번호1⟩, 8503122345678 then
⟨주민번호1b⟩): a model sees that they are one, and each comes back as it was written. Secrets become a word (⟨비밀번호⟩) and are never given back; neither is what a policy masks by a word, in
part (850312-1******) or one way (a token that the table does not know).

Look-alikes in the input: a person may write ⟨이름1⟩ themselves, or a document may, in the hope that the gate puts
somebody's name there. They are escaped by one more "!": ⟨이름1⟩ leaves as ⟨!이름1⟩, ⟨!이름1⟩ as ⟨!!이름1⟩, and the answer's
⟨!이름1⟩ comes back as ⟨이름1⟩. No issued token holds "!", so nothing the input says is ever a token.

The table lives in memory for one request. It has no repr of values and cannot be pickled.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NoReturn

from gwanmun.domain.findings import Finding, Kind
from gwanmun.domain.prompts import Passage
from gwanmun.errors import BadRequest, KindRefused
from gwanmun.privacy.kinds import DEFAULT_STYLES, KINDS, ORDER, Nature, Style
from gwanmun.privacy.partial import partial

OPEN: Final = "⟨"
CLOSE: Final = "⟩"
_WORDS: Final = "|".join(sorted({info.word for info in KINDS.values()}, key=lambda word: (-len(word), word)))
_lookalike: Final = re.compile(rf"⟨(!*(?:{_WORDS})[0-9]+[b-z]?⟩)")
#: What stands behind the number of a value that is written in several ways.
_FORMS: Final = ("", *"bcdefghijklmnopqrstuvwxyz")
_BY_DIGITS: Final = frozenset(
    {Kind.RRN, Kind.FRN, Kind.PHONE, Kind.CARD, Kind.BRN, Kind.CRN, Kind.ACCOUNT, Kind.HEALTH_INS, Kind.MILITARY_NO}
)


class TokenTable:
    """Tokens issued in one request, and what they stand for. Only `privacy/stream.py` reads the values."""

    __slots__ = ("_values", "issued")

    def __init__(self, values: Mapping[str, str] | None = None, issued: Mapping[Kind, int] | None = None) -> None:
        self._values = dict(values or {})
        self.issued: Mapping[Kind, int] = dict(issued or {})  # kind → how many tokens, for the record

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<TokenTable of {len(self._values)}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a token table never leaves the process")

    def tokens(self) -> tuple[str, ...]:
        """The tokens, in the order they were issued."""
        return tuple(self._values)

    def value(self, token: str) -> str | None:
        """What stands in place of a token that was issued in this request, else None."""
        return self._values.get(token)


NO_TOKENS: Final = TokenTable()


@dataclass(frozen=True, slots=True)
class Masked:
    """`texts`, in the order of the passages; an unchanged text is the same object as came in. `counts`: for the record."""

    texts: tuple[str, ...]
    table: TokenTable
    counts: Mapping[Style, int] = field(default_factory=dict)


def mask(
    passages: Sequence[Passage],
    findings: Sequence[Sequence[Finding]],
    styles: Mapping[Kind, Style] = DEFAULT_STYLES,
) -> Masked:
    """Mask each passage by the style of each kind found in it (a kind that `styles` does not name: its default).

    Raises `KindRefused` for a finding of style REFUSE, `BadRequest("cannot_mask", pointer)` for a finding or a look-alike
    in a passage that must not change.
    """
    refuse(passages, findings, styles)
    work = _Work(styles)
    texts = tuple(work.passage(p, row) for p, row in zip(passages, findings, strict=True))
    return Masked(texts, work.table(), work.styles)


def refuse(
    passages: Sequence[Passage], findings: Sequence[Sequence[Finding]], styles: Mapping[Kind, Style] = DEFAULT_STYLES
) -> None:
    """Raise `KindRefused` with the kinds that `styles` refuses and where the first of them stands; never the value."""
    if Style.REFUSE not in styles.values():
        return
    refused = {
        f.kind: p.pointer
        for p, row in zip(reversed(passages), reversed(findings), strict=True)
        for f in row
        if styles.get(f.kind) is Style.REFUSE
    }
    if refused:
        kinds = sorted(refused, key=ORDER.__getitem__)
        raise KindRefused(
            refused[kinds[0]], tuple(KINDS[kind].word for kind in kinds), tuple(KINDS[kind].en for kind in kinds)
        )


def escape_only(passages: Sequence[Passage]) -> Masked:
    """Escape look-alikes and mask nothing: for prompts that leave as they are."""
    return mask(passages, [()] * len(passages))


class _Work:
    __slots__ = ("_counts", "_given", "_numbers", "_styles", "_values", "styles")

    def __init__(self, styles: Mapping[Kind, Style]) -> None:
        self._styles = styles
        self._values: dict[str, str] = {}
        self._given: dict[tuple[Kind, str], str] = {}
        self._numbers: dict[tuple[Kind, str], tuple[int, int]] = {}
        self._counts: dict[Kind, int] = {}
        self.styles: dict[Style, int] = {}

    def table(self) -> TokenTable:
        return TokenTable(self._values, self._counts) if self._values else NO_TOKENS

    def passage(self, passage: Passage, row: Sequence[Finding]) -> str:
        text = passage.text
        if not row:
            return self._escape(passage, text) if OPEN in text else text
        parts: list[str] = []
        at = 0
        for f in row:
            style = self._styles.get(f.kind) or DEFAULT_STYLES[f.kind]
            if style is Style.KEEP:
                continue
            if not passage.maskable:
                raise BadRequest("cannot_mask", passage.pointer)
            self.styles[style] = self.styles.get(style, 0) + 1
            parts.append(self._escape(passage, text[at : f.start]))
            parts.append(self._instead(f.kind, style, text[f.start : f.end]))
            at = f.end
        if not parts:
            return self._escape(passage, text) if OPEN in text else text
        parts.append(self._escape(passage, text[at:]))
        return "".join(parts)

    def _instead(self, kind: Kind, style: Style, value: str) -> str:
        word = KINDS[kind].word
        if style in (Style.TOKEN, Style.ONE_WAY):
            return self._token(kind, word, value, back=style is Style.TOKEN)
        if style is Style.PARTIAL and KINDS[kind].nature is not Nature.SECRET:
            return partial(kind, value)
        return f"{OPEN}{word}{CLOSE}"

    def _token(self, kind: Kind, word: str, value: str, *, back: bool) -> str:
        token = self._given.get((kind, value))
        if token is None:
            key = (kind, _same(kind, value))
            number, forms = self._numbers.get(key, (0, 0))
            if not number or forms >= len(_FORMS):
                self._counts[kind] = number = self._counts.get(kind, 0) + 1
                forms = 0
            self._numbers[key] = (number, forms + 1)
            token = self._given[kind, value] = f"{OPEN}{word}{number}{_FORMS[forms]}{CLOSE}"
            if back:
                self._values[token] = value
        return token

    def _escape(self, passage: Passage, text: str) -> str:
        if OPEN not in text or not _lookalike.search(text):
            return text
        if not passage.maskable:
            raise BadRequest("cannot_mask", passage.pointer)
        return _lookalike.sub(self._escaped, text)

    def _escaped(self, m: re.Match[str]) -> str:
        token = f"{OPEN}!{m[1]}"
        self._values[token] = m[0]
        return token


def _same(kind: Kind, value: str) -> str:
    """Values that are the same thing, written in different ways, give the same key."""
    if kind in _BY_DIGITS:
        numbers = "".join(str(int(c)) for c in value if c.isdecimal())
        if len(numbers) >= 5:
            return numbers
    return "".join(c for c in value.casefold() if not c.isspace())
