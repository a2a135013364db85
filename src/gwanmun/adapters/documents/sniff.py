"""What a file is, by its content (유형 판별). Its name is only held against it: a name that says otherwise is a lie.

What lives here: marks at the beginning of files. What does not: reading them.
"""

from gwanmun.errors import BadDocument

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff", ".webp", ".wdp", ".pcx")
_PICTURE_MARKS = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"II*\x00",
    b"MM\x00*",
    b"\xd7\xcd\xc6\x9a",
    b"\x01\x00\x09\x00",
    b"II\xbc",
    b"\x0a\x05\x01",
)
_PROGRAMS = (b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_OTHERS = (
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"{\\rtf",
    b"%!PS",
    b"OggS",
    b"ID3",
    b"\x00\x00\x00\x18ftyp",
)
#: Endings of what is never a text: a text that is called so lies.
_NO_TEXTS = frozenset(
    {"7z", "rar", "gz", "tgz", "tar", "mp3", "mp4", "avi", "mov", "wav", "ogg", "dwg", "psd", "ai", "svgz"}
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

#: Endings → formats they may hold.
_ENDINGS: dict[str, frozenset[str]] = {
    "hwp": frozenset({"hwp"}),
    "hwpx": frozenset({"hwpx"}),
    "pdf": frozenset({"pdf"}),
    "docx": frozenset({"docx"}),
    "xlsx": frozenset({"xlsx"}),
    "pptx": frozenset({"pptx"}),
    "zip": frozenset({"zip"}),
    "eml": frozenset({"eml"}),
    "html": frozenset({"html"}),
    "htm": frozenset({"html"}),
    **dict.fromkeys(("txt", "csv", "tsv", "md", "markdown", "log", "json", "xml", "yaml", "yml", "text", "sql"), frozenset({"text"})),
}  # fmt: skip


def picture(content: bytes) -> bool:
    head = content[:16]
    if head[:2] == b"BM":  # a text may begin so, too: BMW
        return head[6:10] == bytes(4)
    return head.startswith(_PICTURE_MARKS) or head[:4] == b"RIFF" or content[40:44] == b" EMF"


def ending(name: str) -> str:
    """The lower-case ending of a file's name, without its dot."""
    stem, dot, last = name.rpartition(".")
    return last.lower() if dot and stem and "/" not in last else ""


def family(content: bytes, name: str) -> str:
    """zip, ole, pdf, eml, html or text. Raises `BadDocument` for what no reader here takes."""
    head = content[:1024]
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if content.startswith(OLE):
        return "ole"
    if b"%PDF-" in head:
        return "pdf"
    if picture(content):
        raise BadDocument("image_only")
    program = content.startswith(_PROGRAMS) or content.startswith(b"MZ\x90")
    program = program or (content.startswith(b"MZ") and b"\x00" in content[:64])  # a text may begin so, too: MZ세대
    if program or content.startswith(_OTHERS):
        raise BadDocument("unknown_type")
    named = ending(name)
    if named in ("html", "htm"):
        return "html"
    if named == "eml":
        return "eml"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "text"


def held_to_name(format_: str, name: str) -> None:
    """Raises `lying_type` when the name's ending promises another format than the content has."""
    named = ending(name)
    if named in ("docm", "xlsm", "pptm", "xlsb", "dotm"):
        raise BadDocument("macro")
    if named in ("doc", "xls", "ppt", "rtf", "odt", "ods", "exe", "dll", "js", "vbs", "bat", "ps1", "lnk", "iso"):
        raise BadDocument("unknown_type")
    if format_ == "picture":
        if named and f".{named}" not in PICTURES:
            raise BadDocument("lying_type", named=named[:8], found=format_)
        return
    allowed = _ENDINGS.get(named)
    if allowed is None:
        if named and (format_ != "text" or f".{named}" in PICTURES or named in _NO_TEXTS):
            raise BadDocument("lying_type", named=named[:8], found=format_)
        return
    if format_ not in allowed:
        raise BadDocument("lying_type", named=named, found=format_)
