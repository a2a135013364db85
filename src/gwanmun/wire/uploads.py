"""Files within requests: what a data URL or a base64 field says, and its bytes.

What lives here: RFC 2397 (data URLs) and RFC 4648 §4 (base64), both read strictly. What does not: which fields hold files
(`fields_openai.py`, `fields_anthropic.py`), what the bytes mean (port `documents`).
"""

import re
from binascii import Error, a2b_base64

from gwanmun.errors import BadDocument, BadRequest

MAX_FILES = 64  # in one request; how many are read is the operator's to say
LONGEST_NAME = 255  # characters

_HEAD = 256
_DATA_URL = re.compile(
    r"data:([a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126})?(?:;[a-z0-9!#$&^_.+-]{1,32}=[a-z0-9._-]{1,64}){0,3};base64,",
    re.IGNORECASE,
)
_MEDIA = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}", re.IGNORECASE)
_ALLOWED = "data:…;base64,…"
#: Decoded piece by piece, so that no other thread waits long for this one. A multiple of four.
_PIECE = 1 << 17


def data_url(value: str, pointer: str) -> tuple[str, str]:
    """What it says that it is, and its base64, which may also stand alone. Raises `BadRequest`."""
    head = value[:_HEAD]
    found = _DATA_URL.match(head)
    if found is not None:
        return (found[1] or "").lower(), value[found.end() :]
    if ":" in head:
        raise BadRequest("bad_value", pointer, allowed=_ALLOWED)
    return "", value


def media_type(value: object, pointer: str) -> str:
    """A media type as a field states it, without parameters; "" for none."""
    if value is None:
        return ""
    if type(value) is not str or not _MEDIA.fullmatch(bare := value[:_HEAD].partition(";")[0].strip()):
        raise BadRequest("bad_value", pointer, allowed="type/subtype")
    return bare.lower()


def decode(data: str, pointer: str) -> bytes:
    """The bytes that base64 stands for; line breaks in it are left out. Raises `BadRequest`, `BadDocument` for an empty file."""
    if "\n" in data or "\r" in data:
        data = data.replace("\r", "").replace("\n", "")
    if not data:
        raise BadDocument("no_text", pointer)
    if len(data) % 4:
        raise BadRequest("bad_value", pointer, allowed="base64")
    pieces: list[bytes] = []
    try:
        for at in range(0, len(data), _PIECE):
            piece = a2b_base64(data[at : at + _PIECE], strict_mode=True)
            if len(piece) != _PIECE // 4 * 3 and at + _PIECE < len(data):
                raise BadRequest("bad_value", pointer, allowed="base64")  # padded before its end
            pieces.append(piece)
    except (Error, ValueError):
        raise BadRequest("bad_value", pointer, allowed="base64") from None
    return b"".join(pieces)
