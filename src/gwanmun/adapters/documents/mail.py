"""E-mail messages (EML): every header, every part, every attachment.

RFC 5322, RFC 2045–2047, RFC 2231. A part that cannot be read refuses the message; a signature is named as unread.
"""

import base64
import re
from email import errors, message_from_bytes
from email.header import decode_header, make_header
from email.message import Message

from gwanmun.adapters.documents.html import read_html
from gwanmun.adapters.documents.layout import Draft, How, Node, Zone
from gwanmun.adapters.documents.packages import Nested
from gwanmun.adapters.documents.sniff import picture
from gwanmun.adapters.documents.texts import codec_of, decoded
from gwanmun.errors import BadDocument

_SHOWN = ("From", "To", "Cc", "Bcc", "Reply-To", "Subject", "Date")
_SECRET = ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted", "application/pgp-encrypted")
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_DEFECTS = (
    errors.StartBoundaryNotFoundDefect,
    errors.CloseBoundaryNotFoundDefect,
    errors.NoBoundaryInMultipartDefect,
    errors.MultipartInvariantViolationDefect,
    errors.FirstHeaderLineIsContinuationDefect,
)
_PLAIN = ("7bit", "8bit", "binary")
#: A file as mails carried it before MIME.
_packed_file = re.compile(r"^begin(?:-base64)? [0-7]{3,4} \S", re.MULTILINE)
_DEEPEST = 20
_LONGEST_HEADER = 64 * 1024


def read_mail(draft: Draft, content: bytes, where: str, nested: Nested) -> None:
    """Read one message into the draft."""
    message = message_from_bytes(content)
    if not any(message.get(name) for name in ("From", "To", "Subject", "Received", "MIME-Version")):
        raise BadDocument("damaged", where)
    try:
        _part(draft, message, where or "message", nested, 0)
    except (ValueError, LookupError) as error:  # the standard library on parameters that are in no charset
        raise BadDocument("damaged", where) from error


def _part(draft: Draft, part: Message, where: str, nested: Nested, depth: int) -> None:
    if depth > _DEEPEST:
        raise BadDocument("too_deep", where, limit=_DEEPEST)
    if any(isinstance(defect, _DEFECTS) for defect in part.defects):
        raise BadDocument("damaged", where)
    kind = part.get_content_type()
    if kind in _SECRET:
        raise BadDocument("encrypted", where)
    draft.budget.member(where)
    first = len(draft.nodes)
    _headers(draft, part, where, top=depth == 0 or part.get("From") is not None)
    for aside in (part.preamble, part.epilogue):
        if isinstance(aside, str) and aside.strip():
            draft.add(Node(where, 0, 0, _unescaped(aside, where), How.FIXED, Zone.REST, "aside"))
    draft.rest(where, first)
    if part.is_multipart() and _encoding(part) not in _PLAIN:
        _packed(draft, part, kind, where, nested, depth)
        return
    if part.is_multipart():
        for number, child in enumerate(part.get_payload(), start=1):
            if isinstance(child, Message):
                _part(draft, child, f"{where}/{number}", nested, depth + 1)
        return
    if kind.startswith("multipart/"):
        raise BadDocument("damaged", where)
    if kind in _SIGNATURES:
        draft.dropped.append(where)
        return
    _leaf(draft, part, kind, where, nested)


def _packed(draft: Draft, part: Message, kind: str, where: str, nested: Nested, depth: int) -> None:
    """A message within the message, in base64: against RFC 2046 §5.2.1, but some programs write it."""
    inner = part.get_payload()
    only = inner[0] if isinstance(inner, list) and len(inner) == 1 else None
    if kind != "message/rfc822" or _encoding(part) != "base64" or not isinstance(only, Message) or only.items():
        raise BadDocument("unread_part", where, what="encoding")
    try:
        content = base64.b64decode("".join(str(only.get_payload()).split()), validate=True)
    except ValueError as error:
        raise BadDocument("damaged", where) from error
    draft.budget.inflate(len(content), where)
    message = message_from_bytes(content)
    if not message.items():
        raise BadDocument("damaged", where)
    _part(draft, message, f"{where}/1", nested, depth + 1)


def _headers(draft: Draft, part: Message, where: str, *, top: bool) -> None:
    for name, raw in part.raw_items():
        text = _header(_unescaped(str(raw), where), where)
        if not text.strip():
            continue
        shown = top and name.title() in _SHOWN
        number = draft.add(Node(where, 0, 0, text, How.FIXED, Zone.REST, name))
        if shown:
            draft.body.line()
            draft.body.say(f"{name}: ")
            draft.show(Zone.BODY, number)
            draft.body.say("\n")
        if draft.nodes[number].label.title() == "Content-Disposition" or name.title() == "Content-Type":
            filename = part.get_filename()
            if filename:
                spelt = _header(str(filename), where)
                draft.add(Node(where, 0, 0, spelt, How.FIXED, Zone.REST, "filename"))


def _header(raw: str, where: str) -> str:
    if len(raw) > _LONGEST_HEADER:
        raise BadDocument("too_large", where, limit=_LONGEST_HEADER)
    try:
        pieces = decode_header(raw.replace("\r", "").replace("\n", ""))
        for _, charset in pieces:
            if charset:
                codec_of(charset, where)
        return str(make_header(pieces))
    except (errors.MessageError, LookupError, ValueError) as error:
        raise BadDocument("damaged", where) from error


def _unescaped(text: str, where: str) -> str:
    """Letters beyond ASCII that stand bare in a header, as old Korean programs write them: UTF-8 or CP949."""
    if text.isascii():
        return text
    try:
        return decoded(text.encode("ascii", "surrogateescape"), where)[0]
    except UnicodeEncodeError as error:
        raise BadDocument("wrong_encoding", where) from error


def _leaf(draft: Draft, part: Message, kind: str, where: str, nested: Nested) -> None:
    charset = part.get_content_charset()
    content = _content(part, where)
    draft.budget.inflate(len(content), where)
    attached = part.get_content_disposition() == "attachment" or part.get_filename() is not None
    if not content.strip():
        return
    if kind == "text/html" and not attached:
        draft.body.line()
        read_html(draft, content, where, charset)
    elif kind == "text/plain" and not attached:
        text = _text(content, charset, where)
        if _packed_file.search(text):
            raise BadDocument("unread_part", where, what="uuencode")
        number = draft.add(Node(where, 0, 0, text.replace("\r\n", "\n"), How.FIXED, Zone.BODY, "text"))
        draft.body.line()
        draft.show(Zone.BODY, number)
        draft.body.line()
    elif picture(content) and part.get_content_disposition() != "attachment":
        draft.pictures.append(where)  # a logo within the text
    else:
        name = _header(str(part.get_filename() or ""), where)
        draft.body.line()
        draft.body.say("## [첨부] ")
        if name:
            draft.show(Zone.BODY, draft.add(Node(where, 0, 0, name, How.FIXED, Zone.BODY, "filename")))
        draft.body.say("\n")
        nested(draft, content, f"{where}!{name}" if name.isascii() and "!" not in name else where)


def _encoding(part: Message) -> str:
    return str(part.get("Content-Transfer-Encoding", "7bit")).strip().lower()


def _content(part: Message, where: str) -> bytes:
    """The bytes of a part, by its transfer encoding; none of it is guessed."""
    encoding = _encoding(part)
    if encoding not in ("base64", "quoted-printable", *_PLAIN):
        raise BadDocument("unread_part", where, what="encoding")
    try:
        if encoding == "base64":
            part.del_param("charset")  # or the library decodes by it, whatever it names
            return base64.b64decode("".join(str(part.get_payload()).split()), validate=True)
        content = part.get_payload(decode=True)
    except ValueError as error:
        raise BadDocument("damaged", where) from error
    if not isinstance(content, bytes):
        raise BadDocument("damaged", where)
    return content


def _text(content: bytes, charset: str | None, where: str) -> str:
    codec = "ascii" if charset is None else codec_of(charset, where)
    if codec in ("ascii", "utf-8", "utf-16"):
        return decoded(content, where)[0]
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise BadDocument("wrong_encoding", where) from error
