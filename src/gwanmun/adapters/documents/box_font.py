"""A font in which every letter is the same box: what stands for fonts that a PDF names and does not bring along.

PDFium leaves out of a page's text what has no width on it. Without a font a single letter has none, so that text of a font that is
not embedded and not installed would be missing; and in the reading child no font can be opened at all. Now each letter has a
width, on every machine the same. What does not live here: widths between letters, which the PDF itself says.
"""

import ctypes
import struct
from typing import Any

import pypdfium2.raw as pdfium

_EM = 1000
_BOX = (50, 0, 950, 700)  # left, bottom, right, top


def _font() -> bytes:
    """TrueType (ISO/IEC 14496-22): glyph 0 and glyph 1 are the box, and every code point is glyph 1 (cmap format 13)."""
    left, bottom, right, top = _BOX
    outline = struct.pack(">hhhhhHH", 1, left, bottom, right, top, 3, 0)
    outline += bytes((1, 1, 1, 1))  # four points on the curve, each with both coordinates in full
    outline += struct.pack(">4h", left, 0, right - left, 0) + struct.pack(">4h", bottom, top - bottom, 0, bottom - top)
    every = struct.pack(">HHIIIIII", 13, 0, 28, 0, 1, 0x20, 0x10FFFF, 1)
    tables = {
        b"cmap": struct.pack(">HHHHIHHI", 0, 2, 3, 1, 20, 3, 10, 20) + every,
        b"glyf": outline + outline,
        b"head": struct.pack(">IIIIHHqqhhhhHHhhh", 1 << 16, 0, 0, 0x5F0F3CF5, 3, _EM, 0, 0, *_BOX, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 1 << 16, 880, -120, 0, _EM, 50, 50, 950, 1, 0, 0, 0, 0, 0, 0, 0, 2),
        b"hmtx": struct.pack(">HhHh", _EM, left, _EM, left),
        b"loca": struct.pack(">III", 0, len(outline), 2 * len(outline)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 1 << 16, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    head, body, place = (
        struct.pack(">IHHHH", 1 << 16, len(tables), 64, 2, len(tables) * 16 - 64),
        b"",
        12 + 16 * len(tables),
    )
    for name, table in tables.items():
        head += struct.pack(">4sIII", name, 0, place + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return head + body


FONT = _font()
_NAME = b"Box\0"


def _callback(kind: Any, function: Any) -> Any:
    return dict(pdfium.FPDF_SYSFONTINFO._fields_)[kind](function)


def _give(source: bytes, buffer: Any, size: int) -> int:
    if buffer and size >= len(source):
        ctypes.memmove(buffer, source, len(source))
    return len(source)


def _data(_this: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
    return 0 if table else _give(FONT, buffer, size)


#: Kept for as long as the library: it calls back.
_INFO = pdfium.FPDF_SYSFONTINFO(
    version=1,
    MapFont=_callback("MapFont", lambda *_: 1),
    GetFont=_callback("GetFont", lambda *_: 1),
    GetFontData=_callback("GetFontData", _data),
    GetFaceName=_callback("GetFaceName", lambda _this, _font, buffer, size: _give(_NAME, buffer, size)),
    GetFontCharset=_callback("GetFontCharset", lambda *_: 1),
    DeleteFont=_callback("DeleteFont", lambda *_: None),
)


def use() -> None:
    """From here on PDFium opens no font of the machine."""
    pdfium.FPDF_SetSystemFontInfo(ctypes.byref(_INFO))
