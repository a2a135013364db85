"""Fonts that a package brings along (글꼴): whether one is a font, and a package's parts without them.

OpenType (ISO/IEC 14496-22), Embedded OpenType (W3C), and the fonts that word processors hide (ECMA-376 part 4 §2.8.1: the first 32
bytes against a key in the table of fonts). What does not live here: reading what stands in one. Nobody does: copies leave them out.
"""

import posixpath
import re
import struct
from collections.abc import Collection, Iterable, Mapping

_NAMED = re.compile(r"\.(?:odttf|ttf|otf|fntdata|ttc)$", re.IGNORECASE)
_KEY = re.compile(rb"\{([0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12})\}")
_KINDS = (b"\x00\x01\x00\x00", b"OTTO", b"true")
_HIDDEN = 32
_MOST_TABLES = 100
_tag = re.compile(rb"[A-Za-z][\x20-\x7e]{3}")

_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*/relationships/font[\"'][^<>]*/>")
_EMBEDS = re.compile(rb"<(?:\w+:)?(?:embed)?(?:regular|bold|italic|boldItalic)\s[^<>]*:id=[^<>]*/>", re.IGNORECASE)
_EMBEDDED = re.compile(rb"(\sisEmbedded=)([\"'])1\2")
_ITEM = re.compile(rb"\sbinaryItemIDRef=(\"[^\"]*\"|'[^']*')")
_FONT_TAG = re.compile(rb"<(?:\w+:)?font\s[^<>]*>")


def named_font(name: str) -> bool:
    return _NAMED.search(name) is not None


def keys(table: bytes) -> list[bytes]:
    """The keys that a table of fonts (fontTable.xml) names."""
    return [bytes.fromhex(m.replace(b"-", b"").decode())[::-1] for m in _KEY.findall(table)]


def font(content: bytes, hidden_by: Iterable[bytes] = ()) -> bool:
    """Whether these bytes are a font: its tables stand where its directory says."""
    if content[34:36] == b"LP":  # Embedded OpenType; what it holds may be packed
        return content[:4] == struct.pack("<I", len(content)) and content[8:10] in (
            b"\x00\x00",
            b"\x01\x00",
            b"\x02\x00",
        )
    if content[:4] == b"ttcf":
        return len(content) >= 16 and _directory(content, struct.unpack(">I", content[12:16])[0])
    return _directory(content, 0) or any(_directory(_bare(content, key), 0) for key in hidden_by)


def _bare(content: bytes, key: bytes) -> bytes:
    head = bytes(a ^ b for a, b in zip(content[:_HIDDEN], key + key, strict=False))
    return head + content[_HIDDEN:]


def _directory(content: bytes, at: int) -> bool:
    count = int.from_bytes(content[at + 4 : at + 6], "big")
    rows = content[at + 12 : at + 12 + 16 * count]
    if not content.startswith(_KINDS, at) or not 0 < count <= _MOST_TABLES or len(rows) < 16 * count:
        return False
    return all(
        _tag.fullmatch(tag) and start + size <= len(content)
        for tag, _, start, size in struct.iter_unpack(">4sIII", rows)
    )


def without_fonts(parts: Mapping[str, bytes], fonts: Collection[str]) -> dict[str, bytes]:
    """The parts (UTF-8) that speak of these fonts, changed: else a program misses what is left out."""
    changed: dict[str, bytes] = {}
    for name, content in parts.items():
        if name.endswith(".rels") and _RELATION.search(content):
            folder, last = posixpath.split(name)
            speaks = posixpath.join(posixpath.dirname(folder), last.removesuffix(".rels"))
            changed[name] = _RELATION.sub(b"", content)
            changed[speaks] = _EMBEDS.sub(b"", parts.get(speaks, b""))
        elif name == "Contents/header.xml":
            changed[name] = _FONT_TAG.sub(lambda m: _ITEM.sub(b"", _EMBEDDED.sub(rb"\1\g<2>0\2", m[0])), content)
        elif name in ("Contents/content.hpf", "[Content_Types].xml"):
            names = b"|".join(re.escape(font.encode()) for font in fonts)
            told = rb"<(?:\w+:)?(?:item|Override)\s[^<>]*(?:href|PartName)=[\"']/?(?:" + names + rb")[\"'][^<>]*/>"
            changed[name] = re.sub(told, b"", content)
    return {name: content for name, content in changed.items() if name in parts and content != parts[name]}
