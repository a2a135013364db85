"""Plain texts: TXT, CSV, Markdown and their kin, in the encodings of Korean offices.

What lives here: finding the encoding, and one node over the whole text. Tables in CSV stay as they are: the detectors read
them. A text with control characters is no text.
"""

import re

from gwanmun.adapters.documents.layout import Draft, How, Node, Zone
from gwanmun.errors import BadDocument

_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]")
_LEAST = 4
#: Digits of plain letters, which read two by two look like rare Chinese ones.
_DIGITS = range(0x30, 0x3A)
_PAIRED = re.compile(
    "["
    + "".join(f"{chr(high << 8 | 0x30)}-{chr(high << 8 | 0x39)}{chr(high << 8 | 0x2D)}" for high in _DIGITS)
    + "\u2d30-\u2d39]{5}"
)
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)


#: Names that mails and pages use → codecs. Others are refused: Python would take `punycode`, `zip` or `idna` for encodings, too.
_CHARSETS = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("us-ascii", "ascii"), "ascii"),
    **dict.fromkeys(
        ("euc-kr", "euckr", "cp949", "ms949", "uhc", "x-windows-949", "windows-949", "ks-c-5601-1987", "ks-c-5601",
         "ksc5601", "ks-c-5601-1989", "korean"), "cp949"),
    **dict.fromkeys(("utf-16", "utf16", "utf-16le", "utf-16be", "utf-16-le", "utf-16-be"), "utf-16"),
    **dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252"), "cp1252"),
    "iso-8859-15": "iso8859-15", "iso-2022-kr": "iso2022_kr", "johab": "johab", "shift-jis": "cp932", "windows-31j": "cp932",
    "euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5",
}  # fmt: skip


def codec_of(charset: str, where: str = "") -> str:
    """The codec of a charset that a header or a page names. Raises `wrong_encoding` for one that is no charset."""
    codec = _CHARSETS.get(charset.strip().lower().replace("_", "-"))
    if codec is None:
        raise BadDocument("wrong_encoding", where)
    return codec


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
    if _NO_TEXT.search(text) or (encoding.startswith("utf-16") and _PAIRED.search(text)):
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
