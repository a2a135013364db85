"""HWP 5 files for the tests, by Hancom's published format: records, controls, streams."""

import struct
import zlib

from compound import compound

PARA, TEXT, SHAPE, CTRL, LIST, TABLE, EQUATION = 66, 67, 68, 71, 72, 77, 88


def record(tag, level, data):
    size = len(data)
    if size >= 0xFFF:
        return struct.pack("<II", tag | level << 10 | 0xFFF << 20, size) + data
    return struct.pack("<I", tag | level << 10 | size << 20) + data


def utf16(text):
    return text.encode("utf-16-le")


def control(code, name):
    """An extended control within a paragraph: eight places, its name in the middle."""
    return struct.pack("<H4s8sH", code, name[::-1], b"\x00" * 8, code)


def paragraph(text, level=0, controls=(), after=b"", last=False):
    """A paragraph: `controls` are (code, name); `after` are the records of its controls."""
    data = b"".join(control(code, name) for code, name in controls) + utf16(text) + utf16("\r")
    count = len(data) // 2 | (0x80000000 if last else 0)
    head = struct.pack("<IIHBBHHHI", count, sum(1 << code for code, _ in controls), 0, 0, 0, 1, 0, 0, 0)
    out = record(PARA, level, head) + record(TEXT, level + 1, data)
    return out + record(SHAPE, level + 1, struct.pack("<II", 0, 0)) + after


def note(name, text, level=1, label_data=b"\x00" * 8):
    """The records of a header, footer, footnote, hidden comment: a list with one paragraph."""
    return (
        record(CTRL, level, name[::-1] + label_data)
        + record(LIST, level + 1, struct.pack("<HIH", 1, 0, 0) + b"\x00" * 26)
        + paragraph(text, level + 1, last=True)
    )


def table(rows, level=1):
    columns = len(rows[0])
    out = record(
        CTRL, level, b"tbl "[::-1] + struct.pack("<IiiIIiHHHHIi", 0x82A2311, 0, 0, 40000, 2000, 0, 0, 0, 0, 0, 0, 0)
    )
    body = struct.pack("<IHHHHHHH", 6, len(rows), columns, 0, 510, 510, 141, 141)
    out += record(
        TABLE, level + 1, body + b"".join(struct.pack("<H", columns) for _ in rows) + struct.pack("<HH", 1, 0)
    )
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHHHIIHHHHH", column, row, 1, 1, 10000, 1000, 141, 141, 141, 141, 1)
            out += record(LIST, level + 1, struct.pack("<HIH", 1, 0, 0) + place) + paragraph(cell, level + 1, last=True)
    return out


def doc_info():
    properties = struct.pack("<HHHHHHHIII", 1, 1, 1, 1, 1, 1, 1, 0, 0, 0)
    counts = [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0]
    out = record(16, 0, properties) + record(17, 0, struct.pack(f"<{len(counts)}I", *counts))
    face = utf16("함초롬바탕")
    for _ in range(7):
        out += record(19, 1, struct.pack("<BH", 0, len(face) // 2) + face)
    out += record(20, 1, b"\x00" * 40)
    shape = struct.pack(
        "<7H7B7B7b7BIIbbIIIIH", *[0] * 7, *[100] * 7, *[0] * 7, *[100] * 7, *[0] * 7, 1000, 0, 0, 0, 0, 0, 0, 0, 0
    )
    out += record(21, 1, shape)
    out += record(25, 1, b"\x00" * 54)
    name = utf16("바탕글")
    style = (
        struct.pack("<H", len(name) // 2)
        + name
        + struct.pack("<H", 6)
        + utf16("Normal")
        + struct.pack("<BBhHHH", 0, 0, 1042, 0, 0, 0)
    )
    return out + record(26, 1, style)


def deflated(data):
    work = zlib.compressobj(wbits=-15)
    return work.compress(data) + work.flush()


def hwp(section, *, flags=1, info=None, more=None, head=None):
    """A file of one section (records); `flags` as in FileHeader."""
    start = head or b"HWP Document File".ljust(32, b"\x00") + struct.pack("<II", 0x05000300, flags)
    streams = {
        "FileHeader": start.ljust(256, b"\x00"),
        "DocInfo": deflated(info or doc_info()),
        "BodyText/Section0": deflated(section),
        **(more or {}),
    }
    return compound(streams)
