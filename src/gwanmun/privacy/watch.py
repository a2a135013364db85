"""Personal data that an answer brings by itself (답변 검사): counted, replaced or held back, while the answer streams.

Feed it the answer before restoring: a token is no finding, so whatever is found did not come from the masked prompt. Text
is judged in strides whose ends depend on the text alone, so that any way to cut it gives the same counts and the same
output; each stride is seen with what stands around it. What is replaced or held back waits, at most `WINDOW` characters;
what is only counted passes at once. A finding longer than the window (a private key) is dealt with as far as it is seen.

In JSON (arguments of a tool) what is put in place of a finding leaves the JSON whole: a word inside a string, the word in
quotes for a number, and asterisks for whatever lies across. What does not live here: restoring (`stream.py`).
"""

import re
from typing import Final

from gwanmun.domain.findings import AnswerCare, Finding, Kind
from gwanmun.errors import AnswerHeld
from gwanmun.privacy.find import find
from gwanmun.privacy.kinds import KINDS, ORDER, masked
from gwanmun.privacy.mask import CLOSE, OPEN
from gwanmun.privacy.partial import HIDDEN

_STRIDE: Final = 128
_AHEAD: Final = 64
_BEHIND: Final = 96
#: The most characters that wait.
WINDOW: Final = _STRIDE + _AHEAD


def held(kinds: dict[Kind, int]) -> AnswerHeld:
    """The refusal that names these kinds."""
    order = sorted(kinds, key=ORDER.__getitem__)
    return AnswerHeld(tuple(KINDS[kind].word for kind in order), tuple(KINDS[kind].en for kind in order))


class AnswerWatch:
    """Watches one channel of an answer. `json_text`: the channel is JSON text.

    With `AnswerCare.HOLD`, `feed` and `finish` raise `AnswerHeld` at the first finding and give nothing afterwards.
    """

    __slots__ = ("_at", "_care", "_held", "_json", "_text", "counts")

    def __init__(self, care: AnswerCare = AnswerCare.FLAG, *, json_text: bool = False) -> None:
        self.counts: dict[Kind, int] = {}
        self._care = care
        self._json = _Strings() if json_text else None
        self._text = ""  # what stands behind the stride (context), then what is not judged yet
        self._at = 0  # where the unjudged part begins
        self._held = False

    def feed(self, chunk: str) -> str:
        """What may pass now."""
        if self._held:
            return ""
        self._text += chunk
        parts: list[str] = []
        while len(self._text) - self._at >= WINDOW:
            parts.append(self._judge(self._at + _STRIDE, self._at + WINDOW))
        return chunk if self._care is AnswerCare.FLAG else "".join(parts)

    def finish(self) -> str:
        """What was still waiting."""
        if self._held:
            return ""
        rest = self._judge(len(self._text), len(self._text))
        return "" if self._care is AnswerCare.FLAG else rest

    def _judge(self, end: int, seen: int) -> str:
        window = self._text[:seen]
        parts: list[str] = []
        at = self._at
        for f in find(window):
            # What began in an earlier stride and was not known there ends here all the same.
            if f.end <= at or f.start >= end or not masked(f.kind):
                continue
            self.counts[f.kind] = self.counts.get(f.kind, 0) + 1
            start = max(f.start, at)
            parts += (self._passed(window[at:start]), self._instead(f, window[start : f.end]))
            at = f.end
        if self.counts and self._care is AnswerCare.HOLD:
            self._held = True
            self._text = ""
            raise held(self.counts)
        stop = max(end, at)
        parts.append(self._passed(window[at:stop]))
        keep = max(0, stop - _BEHIND)
        self._text, self._at = self._text[keep:], stop - keep
        return "".join(parts)

    def _passed(self, text: str) -> str:
        if self._json is not None:
            self._json.read(text)
        return text

    def _instead(self, f: Finding, value: str) -> str:
        word = f"{OPEN}{KINDS[f.kind].word}{CLOSE}"
        return word if self._json is None else self._json.replaced(value, word)


_escaped = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_number = re.compile(r"-?[0-9][0-9.eE+-]*")


class _Strings:
    """Where the strings of a JSON text begin and end."""

    __slots__ = ("_escape", "_inside")

    def __init__(self) -> None:
        self._inside = False
        self._escape = False

    def read(self, text: str) -> None:
        for c in text:
            if self._escape:
                self._escape = False
            elif c == "\\" and self._inside:
                self._escape = True
            elif c == '"':
                self._inside = not self._inside

    def replaced(self, value: str, word: str) -> str:
        """What stands in place of `value`, so that the text is JSON as before; reads it, too."""
        inside, escape = self._inside, self._escape
        self.read(value)
        if inside and not escape and not self._escape and '"' not in _escaped.sub("", value):
            return word
        if not inside and _number.fullmatch(value):
            return f'"{word}"'
        return _hidden(value, inside=inside, escape=escape)


def _hidden(value: str, *, inside: bool, escape: bool) -> str:
    """Every letter and digit hidden, every mark of JSON left where it stands."""
    parts: list[str] = []
    at = 0
    while at < len(value):
        c = value[at]
        if escape or (c == "\\" and inside):
            unit = _escaped.match(value, at) if not escape else None
            # An escape that lies across an end stays as it is; a whole one is one character.
            parts.append(HIDDEN if unit and unit[0][1] not in 'nrt"\\/' else (unit[0] if unit else c))
            at, escape = (unit.end() if unit else at + 1), False
            continue
        if c == '"':
            inside = not inside
        if inside:
            parts.append(HIDDEN if c.isalnum() else c)
        else:
            parts.append("1" if c.isdigit() else c)  # a number, and never one that begins with a zero
        at += 1
    return "".join(parts)
