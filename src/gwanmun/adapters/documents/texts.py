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
BOMS = (
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


#: What a text of UTF-16 without a mark is mostly made of here; of other bytes that decode by chance hardly any.
_korean = re.compile(r"[\t\n\r -~가-힣ㄱ-ㆎ一-鿿぀-ヿ\u2000-\u27ff\u3000-\u303f\uff00-\uffef]")
_PLAUSIBLE = 0.8


def encoding_of(content: bytes, where: str = "") -> str:
    """The encoding: by its mark, by UTF-8's own grammar, by the zeros of UTF-16, then CP949. Raises `wrong_encoding`."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return _held(content, encoding, where)
    if b"\x00" in content[:4096] and len(content) >= _LEAST:
        even, odd = content[0:4096:2].count(0), content[1:4096:2].count(0)
        encoding = _held(content, "utf-16-le" if odd >= even else "utf-16-be", where)
        head = content[:4096].decode(encoding, "ignore")
        if len(_korean.findall(head)) < _PLAUSIBLE * len(head):
            raise BadDocument("wrong_encoding", where)  # zeros alone make no text of it
        return encoding
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
    _show(draft, number, text)
    draft.body.line()
    return encoding


#: Calendars and cards go on in the next line behind a blank (RFC 5545 §3.1, RFC 6350 §3.2).
_folds = re.compile(r"\r?\n[ \t]")
_foldable = re.compile(r"\s*BEGIN:V(?:CALENDAR|CARD)\b", re.IGNORECASE)
#: Letters spelt by their numbers, as JSON's writers do (RFC 8259 §7); those beyond the first plane take two.
_spelt = re.compile(
    r"(?<!\\)(?:\\\\)*(?P<one>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4})"
)


def _show(draft: Draft, number: int, text: str) -> None:
    """A text as its reader sees it: without folds, with letters in place of their numbers."""
    draft.nodes[number].shown = True
    kept = _folds if _foldable.match(text) else _spelt if "\\u" in text else None
    at = 0
    for m in kept.finditer(text) if kept else ():
        start = m.start("one") if kept is _spelt else m.start()
        draft.show_pieces([(number, text[at:start], at)])
        at = m.end()
        if kept is _spelt:
            draft.body.show_as(number, _letter(m["one"]), start, at - start)
    draft.show_pieces([(number, text[at:], at)])


def _letter(spelt: str) -> str:
    """The letter; those that end strings or lines, and halves of others, stay as they are spelt."""
    units = bytes.fromhex(spelt.replace("\\u", ""))
    letter = units.decode("utf-16-be", "replace")
    return letter if letter.isprintable() and letter not in '"\\\ufffd' else spelt


def encoded(text: str, encoding: str) -> bytes:
    """A masked text in the encoding of its original. CP949 has no ⟨⟩: there the tokens stand in 〈〉."""
    if encoding == "cp949":
        return text.replace("⟨", "〈").replace("⟩", "〉").encode(encoding, "replace")
    if encoding == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode(encoding)
