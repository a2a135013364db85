"""Restoring (복원): tokens out, values in, chunk by chunk, in text and in JSON.

Promises, held by property tests:
1. Any way to cut the answer gives the same result, and nothing is held back but an unfinished token, and a token with
   the letters and digits that follow it until it is clear that they are no address.
2. Only tokens issued in this request, written exactly as issued, become values; look-alikes come back as they were
   written (`privacy/mask.py`). No token is looked for in a value that was put in.
3. A value stands only in plain text: never in a link, a link's target, a tag (`privacy/places.py`), or, percent-encoded
   or not, in an address, whether the address began before it or goes on after it. In JSON each string is a text of its
   own, and a token outside any string stays a token.
4. In JSON the value is escaped as the place asks: once in a string, twice in a string of JSON inside a string.

What does not live here: personal data that an answer brings by itself (`watch.py`).
"""

import json
import re
from typing import Final, NamedTuple

from gwanmun.privacy.mask import CLOSE, OPEN, TokenTable
from gwanmun.privacy.places import Place, goes_on

#: A place is only looked at when a token turns up; until then the text waits, up to this many characters.
_LAZY: Final = 16_384
#: A host name has at most 253 characters (RFC 1035 §2.3.4), so a longer run of letters and digits begins none.
_LONGEST_RUN: Final = 256
_label = re.compile(r"[\w-]*").match


class _Run(NamedTuple):
    """Tokens in one run of letters, digits and tokens: where each stands and its value; no tokens, no run."""

    tokens: list[tuple[int, int, str]]
    end: int
    address: bool  # the run goes on as a host or a mail address


class _Tokens:
    """The tokens of a table, and every beginning of one."""

    __slots__ = ("_starts", "_table", "longest")

    def __init__(self, table: TokenTable) -> None:
        tokens = table.tokens()
        self._table = table
        self.longest = max(map(len, tokens), default=0)
        self._starts = {token[:n] for token in tokens for n in range(1, len(token))}

    def run(self, text: str, start: int, *, last: bool) -> _Run | None:
        """What begins at this bracket. None: not clear before more text has come, and it is not the `last`."""
        found: list[tuple[int, int, str]] = []
        at, limit = start, start + _LONGEST_RUN
        while text.startswith(OPEN, at):
            close = text.find(CLOSE, at, at + self.longest)
            if close < 0 and not last and text[at:] in self._starts:
                return None
            value = self._table.value(text[at : close + 1]) if close >= 0 else None
            if value is None:
                break
            found.append((at, close + 1, value))
            # The last token may stand over the limit: then nothing more is looked at.
            label = _label(text, close + 1, limit)
            at = label.end() if label else close + 1
            if at >= limit:
                return _Run(found, at, address=False)
        if not found:
            return _Run(found, start + 1, address=False)
        address = goes_on(text, at)
        if address is None and not last:
            return None
        return _Run(found, at, address=bool(address))


class _LazyPlace:
    """A `Place` that reads only when asked."""

    __slots__ = ("_place", "_size", "_waiting")

    def __init__(self) -> None:
        self._place = Place()
        self._waiting: list[str] = []
        self._size = 0

    def read(self, text: str) -> None:
        self._waiting.append(text)
        self._size += len(text)
        if self._size > _LAZY:
            self._catch_up()

    @property
    def plain(self) -> bool:
        self._catch_up()
        return self._place.plain

    def _catch_up(self) -> None:
        if self._waiting:
            self._place.read("".join(self._waiting))
            self._waiting.clear()
            self._size = 0


class Restorer:
    """Restores one channel of one answer. `json_depth` 1: the channel is JSON text (a tool's arguments); 0: plain text.

    JSON found inside a string of JSON is followed by itself, so no greater depth need be said.
    """

    __slots__ = ("_engine",)

    def __init__(self, table: TokenTable, json_depth: int = 0) -> None:
        self._engine: _Plain | _Json | None = None
        if len(table):
            self._engine = _Json(_Tokens(table), json_depth) if json_depth else _Plain(_Tokens(table))

    def feed(self, chunk: str) -> str:
        """The part of the answer that is certain now."""
        return chunk if self._engine is None else self._engine.feed(chunk)

    def finish(self) -> str:
        """What was held back, as it stands: the answer has ended."""
        return "" if self._engine is None else self._engine.finish()


def restore(text: str, table: TokenTable, json_depth: int = 0) -> str:
    """A whole answer at once."""
    if OPEN not in text and not json_depth:
        return text
    restorer = Restorer(table, json_depth)
    return restorer.feed(text) + restorer.finish()


class _Plain:
    __slots__ = ("_held", "_place", "_tokens")

    def __init__(self, tokens: _Tokens) -> None:
        self._tokens = tokens
        self._place = _LazyPlace()
        self._held = ""

    def feed(self, chunk: str) -> str:
        return self._read(self._held + chunk, last=False)

    def finish(self) -> str:
        return self._read(self._held, last=True)

    def _read(self, text: str, *, last: bool) -> str:
        self._held = ""
        at = text.find(OPEN)
        if at < 0:
            self._place.read(text)
            return text
        parts: list[str] = []
        done = 0
        while at >= 0:
            run = self._tokens.run(text, at, last=last)
            if run is None:
                self._held = text[at:]
                break
            if run.tokens:
                self._say(parts, text[done:at])
                plain = self._place.plain and not run.address
                for start, end, value in run.tokens:
                    self._say(parts, text[at:start])
                    self._say(parts, value if plain else text[start:end])
                    at = end
                done = at
            at = text.find(OPEN, run.end)
        self._say(parts, text[done : len(text) - len(self._held)])
        return "".join(parts)

    def _say(self, parts: list[str], text: str) -> None:
        """What is written is what a renderer will read: a value may hold a dot as well."""
        if text:
            parts.append(text)
            self._place.read(text)


#: A unit of text inside JSON: how it is written, and the character it means.
_ESCAPES: Final = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_HEX: Final = frozenset("0123456789abcdefABCDEF")
_DEEPEST: Final = 4
_BLANK: Final = frozenset(" \t\r\n")
#: Nothing in such a chunk ends a string, begins an escape or may be part of a token.
_dull = re.compile(rf'[^"\\{OPEN}{CLOSE}]+')


class _Json:
    """JSON text: strings are found, everything else passes."""

    __slots__ = ("_level", "_out")

    def __init__(self, tokens: _Tokens, depth: int) -> None:
        self._out: list[str] = []
        self._level = _Level(tokens, self._out, depth)

    def feed(self, chunk: str) -> str:
        if not (self._level.idle and _dull.fullmatch(chunk) and self._level.pass_by(chunk)):
            for c in chunk:
                self._level.push(c, c)
        return self._taken()

    def finish(self) -> str:
        self._level.flush()
        return self._taken()

    def _taken(self) -> str:
        text = "".join(self._out)
        self._out.clear()
        return text


class _Level:
    """One layer of JSON: which of its units stand inside a string, and what they mean there."""

    __slots__ = ("_depth", "_escape", "_escape_raw", "_in_string", "_inner", "_opening", "_out", "_tokens")

    def __init__(self, tokens: _Tokens, out: list[str], depth: int) -> None:
        self._tokens = tokens
        self._out = out
        self._depth = depth
        self._in_string = False
        self._escape = ""  # the escape so far, decoded from the outer layer: "\", "\u27"
        self._escape_raw = ""
        self._inner: _Level | _Leaf | None = None
        self._opening: list[tuple[str, str]] = []  # units before it is clear whether the string is JSON itself

    @property
    def idle(self) -> bool:
        """Whether dull text changes nothing: inside a plain string, with nothing held."""
        return self._in_string and not self._escape and isinstance(self._inner, _Leaf) and self._inner.idle

    def pass_by(self, text: str) -> bool:
        if not isinstance(self._inner, _Leaf):
            return False
        self._inner.pass_by(text)
        return True

    def push(self, raw: str, c: str) -> None:
        if not self._in_string:
            self._out.append(raw)
            self._in_string = c == '"'
        elif self._escape:
            self._escape += c
            self._escape_raw += raw
            self._escaped()
        elif c == "\\":
            self._escape, self._escape_raw = c, raw
        elif c == '"':
            self._close()
            self._out.append(raw)
        else:
            self._unit(raw, c)

    def flush(self) -> None:
        """Everything held leaves as it stands."""
        self._settle(json_inside=False)
        if self._inner is not None:
            self._inner.flush()
        self._out.append(self._escape_raw)
        self._escape = self._escape_raw = ""

    def _close(self) -> None:
        self.flush()
        self._inner = None
        self._in_string = False

    def _escaped(self) -> None:
        kind = self._escape[1]
        if kind == "u":
            if len(self._escape) < 6 and self._escape[-1] in (_HEX if len(self._escape) > 2 else "u"):
                return
            digits = self._escape[2:]
            good = len(digits) == 4 and all(d in _HEX for d in digits)
            c = chr(int(digits, 16)) if good else "\ufffd"
        else:
            c = _ESCAPES.get(kind, "\ufffd")
        raw, self._escape, self._escape_raw = self._escape_raw, "", ""
        self._unit(raw, c)

    def _unit(self, raw: str, c: str) -> None:
        if self._inner is not None:
            self._inner.push(raw, c)
            return
        self._opening.append((raw, c))
        bare = [u for _, u in self._opening if u not in _BLANK]
        if not bare or (len(bare) == 1 and bare[0] in "{[" and self._depth < _DEEPEST):
            return
        # "{" and a quote, or "[" and what a list begins with: JSON inside the string. "[공지]" and "{이름}" are text.
        self._settle(json_inside=len(bare) == 2 and (bare[1] in '"}' if bare[0] == "{" else bare[1] in '"{[]'))

    def _settle(self, *, json_inside: bool) -> None:
        if self._inner is None and self._opening:
            make = _Level if json_inside else _Leaf
            self._inner = make(self._tokens, self._out, self._depth + json_inside)
            for raw, c in self._opening:
                self._inner.push(raw, c)
        self._opening.clear()


class _Leaf:
    """The text inside one string: tokens are found among its characters, whichever way they are written."""

    __slots__ = ("_depth", "_held", "_held_raw", "_out", "_place", "_tokens")

    def __init__(self, tokens: _Tokens, out: list[str], depth: int) -> None:
        self._tokens = tokens
        self._out = out
        self._depth = depth
        self._place = _LazyPlace()
        self._held = ""
        self._held_raw: list[str] = []  # one for each character held

    @property
    def idle(self) -> bool:
        return not self._held

    def pass_by(self, text: str) -> None:
        self._out.append(text)
        self._place.read(text)

    def push(self, raw: str, c: str) -> None:
        if not self._held and c != OPEN:
            self._out.append(raw)
            self._place.read(c)
            return
        self._held += c
        self._held_raw.append(raw)
        self._let_go(last=False)

    def flush(self) -> None:
        self._let_go(last=True)

    def _let_go(self, *, last: bool) -> None:
        while self._held:
            run = self._tokens.run(self._held, 0, last=last)
            if run is None:
                return
            plain = bool(run.tokens) and self._place.plain and not run.address
            at = 0
            for start, end, value in run.tokens:
                self._pass(at, start)
                if plain:
                    self._out.append(self._escaped(value))
                    self._place.read(value)
                else:
                    self._pass(start, end)
                at = end
            following = self._held.find(OPEN, run.end)
            rest = following if following >= 0 else len(self._held)
            self._pass(at, rest)
            self._held, self._held_raw = self._held[rest:], self._held_raw[rest:]

    def _pass(self, start: int, end: int) -> None:
        self._out.extend(self._held_raw[start:end])
        self._place.read(self._held[start:end])

    def _escaped(self, value: str) -> str:
        for _ in range(self._depth):
            value = json.dumps(value, ensure_ascii=False)[1:-1]
        return value
