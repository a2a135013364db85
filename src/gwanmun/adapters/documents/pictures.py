"""Blank pictures: what takes a picture's place in a masked copy, of the same kind so that the document stays whole.

What does not live here: telling pictures from other things (`sniff`), and whether a picture may stay (`write`).
"""

import struct
import zlib

from gwanmun.errors import BadDocument

#: The smallest grey JPEG (ITU-T T.81 baseline, 1 × 1), and the smallest GIF.
_JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "01" * 64 + "ffc0000b080001000101011100"
    "ffc40014000100000000000000000000000000000009" + "ffc40014100100000000000000000000000000000000"
    "ffda0008010100003f0054ffd9"
)
_GIF = bytes.fromhex("47494638396101000100800000c0c0c000000021f90400000000002c00000000010001000002024401003b")

#: An enhanced metafile that draws nothing ([MS-EMF] 2.3.4.2, 2.3.4.1).
_EMF = (
    struct.pack(
        "<II8iIIIIHHIIIii", 1, 88, 0, 0, 1, 1, 0, 0, 100, 100, 0x464D4520, 0x10000, 108, 2, 1, 0, 0, 0, 0, 320, 240
    )
    + struct.pack("<ii", 320, 240)
    + struct.pack("<IIIII", 14, 20, 0, 16, 20)
)


def blank(content: bytes) -> bytes:
    """A blank picture of the same format. Vector formats have none: raises `cannot_write`."""
    if content.startswith(b"\x89PNG"):
        return _png(*struct.unpack(">II", content[16:24].ljust(8, b"\x00")))
    if content.startswith(b"\xff\xd8"):
        return _JPEG
    if content.startswith(b"GIF8"):
        return _GIF
    if content.startswith(b"BM"):
        return (
            b"BM"
            + struct.pack("<IHHIIiiHHIIiiII", 58, 0, 0, 54, 40, 1, 1, 1, 24, 0, 4, 2835, 2835, 0, 0)
            + b"\xc0\xc0\xc0\x00"
        )
    if content[40:44] == b" EMF":
        return _EMF
    raise BadDocument("cannot_write", what="picture")


def _png(width: int, height: int) -> bytes:
    """Grey, with the proportions of the original, at most 64 pixels a side: layouts scale it."""
    scale = max(width, height, 1) / 64
    across, down = max(1, min(64, int(width / scale))), max(1, min(64, int(height / scale)))
    return grey_png(across, down, (b"\x00" + b"\xc0" * across) * down)


def grey_png(width: int, height: int, rows: bytes) -> bytes:
    """A PNG of eight bits a dot; each row begins with its filter, 0."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 1)),
        (b"IEND", b""),
    )
    packed = (
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big") for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)
