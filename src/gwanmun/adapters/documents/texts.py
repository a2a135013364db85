"""Plain texts: TXT, CSV, Markdown and their kin, in the encodings of Korean offices.

What lives here: finding the encoding, and one node over the whole text. Tables in CSV stay as they are: the detectors read
them. A text with control characters is no text.
"""

import re

from gwanmun.adapters.documents.layout import Draft, How, Node, Zone
from gwanmun.errors import BadDocument

_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]")
_LEAST = 4
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)


def encoding_of(content: bytes, where: str = "") -> str:
    """The encoding: by its mark, by UTF-8's own grammar, by the zeros of UTF-16, then CP949. Raises `wrong_encoding`."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _held(content, encoding, where)
    if b"\x00" in content[:4096] and len(content) >= _LEAST:
        even, odd = content[0:4096:2].count(0), content[1:4096:2].count(0)
        return _held(content, "utf-16-le" if odd >= even else "utf-16-be", where)
    try:
        content.decode()
    except UnicodeDecodeError:
        return _held(content, "cp949", where)
    return "utf-8"


def _held(content: bytes, encoding: str, where: str) -> str:
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadDocument("wrong_encoding", where) from error
    return encoding


def decoded(content: bytes, where: str = "") -> tuple[str, str]:
    """The text and its encoding. A text that changes into something else halfway is refused."""
    encoding = encoding_of(content, where)
    text = content.decode(encoding)
    if _NO_TEXT.search(text):
        raise BadDocument("wrong_encoding", where)
    return text, encoding


def read_text(draft: Draft, content: bytes, where: str) -> str:
    """Read one text into the draft; returns its encoding."""
    text, encoding = decoded(content, where)
    if len(text) > draft.budget.limits.characters:
        raise BadDocument("too_large", where, limit=draft.budget.limits.characters)
    number = draft.add(Node(where, 0, len(text), text, How.PLAIN, Zone.BODY, "text"))
    draft.body.line()
    draft.show(Zone.BODY, number)
    draft.body.line()
    return encoding


def encoded(text: str, encoding: str) -> bytes:
    """A masked text in the encoding of its original. CP949 has no ⟨⟩: there the tokens stand in 〈〉."""
    if encoding == "cp949":
        return text.replace("⟨", "〈").replace("⟩", "〉").encode(encoding, "replace")
    if encoding == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode(encoding)
