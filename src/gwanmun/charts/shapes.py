"""SVG as text: escaping, sizes of words, round scales. The smallest parts of a picture.

What lives here: what every picture needs. What does not: which picture (`picture.py`). Colours stand as presentation
attributes, so that a print or a PDF has them, and a page's style sheet, which is stronger, follows its own modes; there
is no `style` attribute (it would not pass a strict Content-Security-Policy).
"""

import unicodedata
from collections.abc import Mapping

#: What XML cannot hold at all, or would make one word look like another.
_ESCAPES: Mapping[int, str] = {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    ord("'"): "&#39;",
}
_TURNING = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
_LONGEST = 200


def said(text: str) -> str:
    """Text as it may stand in SVG: escaped, one line, nothing unseen, not without an end."""
    kept = (
        " " if char in "\t\n\r" else char
        for char in text[:_LONGEST]
        if char in "\t\n\r" or (char.isprintable() and char not in _TURNING)
    )
    return "".join(kept).translate(_ESCAPES)


def tag(name: str, inner: str = "", /, **attributes: object) -> str:
    """An element. `class_` is `class`, `font_size` is `font-size`; values are escaped."""
    words = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{said(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{words}>{inner}</{name}>" if inner else f"<{name}{words}/>"


def write(x: int, y: int, words: str, /, **attributes: object) -> str:
    """Words at a place."""
    return tag("text", said(words), x=x, y=y, **attributes)


def wide(text: str, size: int) -> int:
    """About how wide words are, in px: a syllable of Hangul is a full square, a Latin letter a little over half."""
    halves = sum(18 if unicodedata.east_asian_width(char) in "WF" else 11 for char in text)
    return halves * size // 18


def cut(text: str, size: int, room: int) -> str:
    """Words that fit into `room` px, ended by … where something had to go (the table has all of it)."""
    if wide(text, size) <= room:
        return text
    while text and wide(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


def scale(most: int, steps: int = 4) -> tuple[int, ...]:
    """Round marks from zero to at least `most`: 1, 2 or 5 times a power of ten apart."""
    apart = 1
    while apart * steps < most:
        text = str(apart)
        apart = apart * 5 // 2 if text[0] == "2" else apart * 2
    count = -(-most // apart) if most else 1
    return tuple(apart * at for at in range(count + 1))
