"""A new PDF of a text (ISO 32000-1): what a masked PDF becomes. Nothing of the original file is in it.

What lives here: lines on A4 pages in one of the Korean fonts that readers bring along (Adobe-Korea1, not embedded), with a table
from codes to letters so that the text can be copied and searched. What does not: layout of the original.
"""

import zlib
from collections.abc import Iterator

_FONT, _SIZE, _LEADING = "HYGoThic-Medium", 10, 15
_LEFT, _TOP, _BOTTOM, _WIDE = 57, 785, 57, 96  # points; a line's width in halves of a letter
_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def /CMapName /Same def\n"
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
)
#: Letters that Adobe-Korea1 lacks and our tokens use.
_STANDS_FOR = str.maketrans({"⟨": "〈", "⟩": "〉", "\t": " "})


def write_pdf(text: str) -> bytes:
    """The text, page by page."""
    lines = [part for line in text.rstrip("\n").translate(_STANDS_FOR).split("\n") for part in _wrapped(line)]
    most = (_TOP - _BOTTOM) // _LEADING
    pages = [lines[at : at + most] for at in range(0, max(len(lines), 1), most)]
    objects: list[bytes] = [b"", b"", _font(), _descendant(), _descriptor(), _stream(_UNICODE)]
    kids: list[int] = []
    for page in pages:
        objects.append(_stream(_drawn(page)))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> "
            b"/Contents %d 0 R >>" % len(objects)
        )
        kids.append(len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R /Lang (ko) >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    return _file(objects)


def _wrapped(line: str) -> Iterator[str]:
    width, start = 0, 0
    for at, c in enumerate(line):
        width += 1 if c.isascii() else 2
        if width > _WIDE:
            yield line[start:at]
            start, width = at, 1 if c.isascii() else 2
    yield line[start:]


def _drawn(lines: list[str]) -> bytes:
    parts = [b"BT /F %d Tf %d TL %d %d Td" % (_SIZE, _LEADING, _LEFT, _TOP)]
    for line in lines:
        code = "".join(c if ord(c) < 0x10000 and c.isprintable() else "□" for c in line).encode("utf-16-be")
        parts.append(b"<%s> Tj T*" % code.hex().encode())
    return b"\n".join([*parts, b"ET"])


def _font() -> bytes:
    return (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{_FONT}-UniKS-UCS2-H /Encoding /UniKS-UCS2-H "
        "/DescendantFonts [4 0 R] /ToUnicode 6 0 R >>"
    ).encode()


def _descendant() -> bytes:
    return (
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /{_FONT} /CIDSystemInfo << /Registry (Adobe) /Ordering (Korea1) "
        "/Supplement 1 >> /DW 1000 /W [1 95 500] /FontDescriptor 5 0 R >>"
    ).encode()


def _descriptor() -> bytes:
    return (
        f"<< /Type /FontDescriptor /FontName /{_FONT} /Flags 4 /FontBBox [0 -150 1000 880] /ItalicAngle 0 /Ascent 880 "
        "/Descent -150 /CapHeight 750 /StemV 90 >>"
    ).encode()


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places: list[int] = []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
