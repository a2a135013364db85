"""HWP 5 (한글 문서 파일 형식 5.0): records of a compound file, read whole; then a second reader must have read the same.

Hancom's published format: FileHeader, DocInfo, BodyText/Section*, BinData, Scripts, PrvText. Two readers: this one, which reads
every record, and the library unhwp; a word that only one of them finds in the text refuses the file. Encrypted files,
distribution copies and kept earlier versions are refused.
"""

import re
import struct
import zlib
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO

import olefile
import unhwp

from gwanmun.adapters.documents.flow import RUNNING, show_table
from gwanmun.adapters.documents.layout import Draft, How, Node, Piece, Zone
from gwanmun.adapters.documents.limits import Budget
from gwanmun.adapters.documents.sniff import picture
from gwanmun.errors import BadDocument

_SIGNATURE = b"HWP Document File"
_PARA_TEXT, _CTRL_HEADER, _LIST_HEADER, _PARA_HEADER = 67, 71, 72, 66
_COMPRESSED, _PASSWORD, _DISTRIBUTION, _SCRIPT, _DRM, _HISTORY = 1, 2, 4, 8, 16, 64
_CERTIFIED = 256
_KNOWN = re.compile(
    r"FileHeader|DocInfo|\x05HwpSummaryInformation|PrvText|PrvImage|DocOptions/.*|BodyText/Section[0-9]+|BinData/.*|Scripts/.*"
)
#: Runs of letters in records that are not paragraphs: commands of fields, equations, names.
_LETTERS = re.compile("[\x20-\x7e가-힣ㄱ-ㆎ一-龥·-〿！-～]{2,}")
_LABELS = {
    b"head": "머리글", b"foot": "바닥글", b"fn  ": "각주", b"en  ": "미주", b"tcmt": "숨은 설명", b"gso ": "글상자",
}  # fmt: skip
_BROKEN = (OSError, ValueError, struct.error, IndexError, KeyError, TypeError, AttributeError, EOFError, OverflowError)
#: How the second reader writes equations.
_LATEX = re.compile(r"\\[A-Za-z]+")


@dataclass(slots=True)
class _Record:
    tag: int
    level: int
    data: bytes
    children: "list[_Record]" = field(default_factory=list)


def read_hwp(draft: Draft, content: bytes, where: str) -> None:
    """Read one HWP 5 file into the draft."""
    streams = _streams(content, draft.budget, where)
    head = streams.pop("FileHeader", b"")
    if not head.startswith(_SIGNATURE) or len(head) < 40:
        raise BadDocument("unknown_type" if not head else "damaged", where)
    flags = int.from_bytes(head[36:40], "little")
    if flags & (_PASSWORD | _DRM | _CERTIFIED):
        raise BadDocument("encrypted", where)
    if flags & _DISTRIBUTION or any(name.startswith("ViewText") for name in streams):
        raise BadDocument("distribution", where)
    if flags & _HISTORY or any(name.startswith("DocHistory") for name in streams):
        raise BadDocument("unread_part", where, what="DocHistory")
    first = len(draft.nodes)
    packed = bool(flags & _COMPRESSED)
    sections = sorted((n for n in streams if n.startswith("BodyText/")), key=lambda n: int(re.sub(r"\D", "", n) or 0))
    if not sections:
        raise BadDocument("damaged", where)
    body = _Body(draft, where)
    for name in sections:
        body.show(_tree(_inflated(streams.pop(name), packed, draft.budget, where), where))
    for name, stream in streams.items():
        _beside(draft, name, stream, packed, where)
    draft.rest(where, first)
    everything = "\0".join(node.text for node in draft.nodes[first:])
    _agree(content, body.letters(), everything, where)


def _streams(content: bytes, budget: Budget, where: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    try:
        with olefile.OleFileIO(BytesIO(content), raise_defects=olefile.DEFECT_INCORRECT) as opened:
            for path in opened.listdir(streams=True, storages=False):
                name = "/".join(path)
                budget.member(where)
                if name in ("EncryptedPackage", "EncryptionInfo"):
                    raise BadDocument("encrypted", where)
                if name.startswith(("_VBA_PROJECT", "Macros", "VBA")):
                    raise BadDocument("macro", where)
                size = opened.get_size(path)
                budget.inflate(size, where)
                stream = opened.openstream(path).read()
                if len(stream) != size:
                    raise BadDocument("damaged", where)
                found[name] = stream
    except _BROKEN as error:
        raise BadDocument("damaged", where) from error
    if "FileHeader" not in found:
        raise BadDocument("unknown_type", where)
    for name in found:
        if not (_KNOWN.fullmatch(name) or name.startswith(("ViewText", "DocHistory"))):
            raise BadDocument("unread_part", where, what=name[:32])
    return found


def _inflated(stream: bytes, packed: bool, budget: Budget, where: str) -> bytes:  # noqa: FBT001 - a property of the file
    if not packed:
        return stream
    work = zlib.decompressobj(-15)
    limit = min(budget.limits.member_bytes, max(budget.limits.ratio * len(stream), budget.limits.ratio_from))
    try:
        content = work.decompress(stream, limit)
    except zlib.error as error:
        raise BadDocument("damaged", where) from error
    if work.unconsumed_tail:
        raise BadDocument("ratio", where)
    if not work.eof:
        raise BadDocument("damaged", where)
    budget.inflate(len(content), where)
    return content


def _records(content: bytes, where: str) -> list[_Record]:
    found: list[_Record] = []
    at = 0
    while at < len(content):
        if at + 4 > len(content):
            raise BadDocument("damaged", where)
        head = int.from_bytes(content[at : at + 4], "little")
        at += 4
        size = head >> 20
        if size == 0xFFF:
            size = int.from_bytes(content[at : at + 4], "little")
            at += 4
        if at + size > len(content):
            raise BadDocument("damaged", where)
        found.append(_Record(head & 0x3FF, head >> 10 & 0x3FF, content[at : at + size]))
        at += size
    return found


def _tree(content: bytes, where: str) -> list[_Record]:
    """Records by their level: a record's children are those that follow with a higher level."""
    roots: list[_Record] = []
    open_: list[_Record] = []
    for record in _records(content, where):
        while open_ and open_[-1].level >= record.level:
            open_.pop()
        (open_[-1].children if open_ else roots).append(record)
        open_.append(record)
    return roots


class _Body:
    """Paragraphs and tables of the sections."""

    def __init__(self, draft: Draft, where: str) -> None:
        self._draft = draft
        self._where = where
        self._texts: list[str] = []

    def show(self, records: list[_Record]) -> None:
        for record in records:
            if record.tag == _PARA_HEADER:
                self._write(self._paragraph(record, ""))
            else:
                self._aside(record)

    def letters(self) -> Counter[str]:
        return _letters("".join(self._texts))

    def _write(self, pieces: list[Piece]) -> None:
        if any(text.strip() for _, text, _ in pieces):
            self._draft.body.line()
            self._draft.show_pieces(pieces)
            self._draft.body.say("\n")

    def _paragraph(self, record: _Record, label: str) -> list[Piece]:
        """The paragraph's own text; what hangs on it (notes, tables, boxes) is written before it."""
        pieces: list[Piece] = [(-1, f"[{label}] ", 0)] if label else []
        for child in record.children:
            if child.tag == _PARA_TEXT:
                text = _text(child.data, self._where)
                if text.strip():
                    self._texts.append(text)
                    number = self._add(text, Zone.BODY, label)
                    pieces.append((number, text, 0))
            elif child.tag == _CTRL_HEADER:
                self._control(child, label if label in RUNNING else "")
            else:
                self._aside(child)
        return pieces if len(pieces) > bool(label) else []

    def _control(self, record: _Record, around: str = "") -> None:
        """`around`: the running head or foot that it stands in."""
        kind = record.data[3::-1] if len(record.data) >= 4 else b""
        if kind == b"tbl ":
            self._table(record, around)
            return
        self._letters(record.data[4:], kind.decode("latin-1").strip() or "control")
        if kind == b"tcmt":
            self._draft.note("숨은 설명이 들어 있음 (hidden comments)")
        label = _LABELS.get(kind, "메모" if kind == b"%%me" else "")
        self._below(record, around or label)

    def _below(self, record: _Record, label: str) -> None:
        for child in record.children:
            if child.tag == _PARA_HEADER:
                self._write(self._paragraph(child, label))
            elif child.tag == _CTRL_HEADER:
                self._control(child, label if label in RUNNING else "")
            else:
                self._letters(child.data, "") if child.tag != _LIST_HEADER else None
                self._below(child, label)

    def _table(self, record: _Record, around: str) -> None:
        rows: dict[int, dict[int, list[Piece]]] = {}
        cell: list[Piece] | None = None
        for child in _flat(record):
            if child.tag == _LIST_HEADER:
                if len(child.data) >= 16:
                    column, row = struct.unpack_from("<HH", child.data, 8)
                    cell = rows.setdefault(min(row, 65535), {}).setdefault(min(column, 512), [])
                else:
                    cell = None
            elif child.tag == _PARA_HEADER:
                pieces = self._paragraph(child, "")
                if cell is None:
                    self._write(pieces)
                elif pieces:
                    cell += [(-1, " ", 0), *pieces] if cell else pieces
            elif child.tag == _CTRL_HEADER:
                self._control(child, around)
            else:
                self._letters(child.data, "table")
        for line in rows.values() if around else ():
            line[min(line)].insert(0, (-1, f"[{around}] ", 0))
        if rows:
            show_table(self._draft, [rows[number] for number in sorted(rows)])

    def _aside(self, record: _Record) -> None:
        if record.tag == _PARA_TEXT:
            self._write(
                [(self._add(_text(record.data, self._where), Zone.BODY, ""), _text(record.data, self._where), 0)]
            )
        elif record.tag >= 76 and record.tag not in (76, 77):
            self._letters(record.data, f"record {record.tag}")
        for child in record.children:
            if child.tag == _CTRL_HEADER:
                self._control(child)
            elif child.tag == _PARA_HEADER:
                self._write(self._paragraph(child, ""))
            else:
                self._aside(child)

    def _letters(self, data: bytes, label: str) -> None:
        for text in _runs(data):
            self._add(text, Zone.REST, label)

    def _add(self, text: str, zone: Zone, label: str) -> int:
        return self._draft.add(Node(self._where, 0, 0, text, How.FIXED, zone, label))


def _flat(record: _Record) -> list[_Record]:
    """What stands in a table: its lists, and the paragraphs on their level or below them."""
    found: list[_Record] = []
    for child in record.children:
        found.append(child)
        if child.tag == _LIST_HEADER:
            found += child.children
    return found


def _text(data: bytes, where: str) -> str:
    """Letters of a paragraph; controls take one or eight places (한글 문서 파일 형식 5.0, 표 6)."""
    if len(data) % 2:
        raise BadDocument("damaged", where)
    units = struct.unpack(f"<{len(data) // 2}H", data)
    parts: list[int] = []
    at = 0
    while at < len(units):
        unit = units[at]
        if unit >= 32:
            parts.append(unit)
        elif unit == 9:
            parts.append(9)
        elif unit in (10, 13):
            parts.append(10)
        elif unit == 24:
            parts.append(0x2D)
        elif unit in (30, 31):
            parts.append(0x20)
        at += 8 if 1 <= unit <= 9 or 11 <= unit <= 12 or 14 <= unit <= 23 else 1
    return struct.pack(f"<{len(parts)}H", *parts).decode("utf-16-le", "replace").rstrip("\n")


def _runs(data: bytes) -> list[str]:
    """Whatever reads as UTF-16 words in a record, at even and odd places."""
    if len(data) < 4:
        return []
    found = []
    for shift in (0, 1):
        view = data[shift:]
        text = view[: len(view) // 2 * 2].decode("utf-16-le", "replace")
        # Figures read as letters, too: a run counts when it has hangul in a row, or plain letters and digits.
        found += [
            run
            for run in _LETTERS.findall(text)
            if re.search(r"[가-힣]{2}|[\x21-\x7e]{3}", run) and (shift == 0 or re.search(r"[\x21-\x7e]{5}", run))
        ]
    return found


def _beside(draft: Draft, name: str, stream: bytes, packed: bool, where: str) -> None:  # noqa: FBT001 - as above
    """Streams beside the text."""
    if name == "PrvImage":
        draft.pictures.append(f"{where}{name}")
    elif name.startswith("BinData/"):
        content = _bin(stream, draft.budget, where)
        if not picture(content):
            raise BadDocument("unread_part", where, what=name[:32])
        draft.pictures.append(f"{where}{name}")
    elif name.startswith("Scripts/"):
        if name == "Scripts/DefaultJScript" or len(stream) > 64:
            text = _inflated(stream, packed, draft.budget, where).decode("utf-16-le", "replace")
            bare = re.sub(r"//[^\n\r]*|[\x00-\x20]+", "", text)
            if re.search(r"[A-Za-z]\(.*\)\{[^}]", bare):
                raise BadDocument("script", where)
    elif name == "PrvText":
        text = stream.decode("utf-16-le", "replace").replace("\r\n", "\n")
        if text.strip():
            draft.add(Node(where, 0, 0, text, How.FIXED, Zone.REST, name))
    elif name == "DocInfo":
        for record in _records(_inflated(stream, packed, draft.budget, where), where):
            for run in _runs(record.data):
                draft.add(Node(where, 0, 0, run, How.FIXED, Zone.TECHNICAL, name))
    else:
        for run in _runs(stream):
            draft.add(Node(where, 0, 0, run, How.FIXED, Zone.REST, name.strip("\x05")))


def _bin(stream: bytes, budget: Budget, where: str) -> bytes:
    """An embedded file; most are deflated, some are not, whatever the header says."""
    if picture(stream):
        return stream
    try:
        return _inflated(stream, True, budget, where)  # noqa: FBT003 - as above
    except BadDocument as error:
        if error.problem == "damaged":
            return stream
        raise


def _agree(content: bytes, ours: Counter[str], everything: str, where: str) -> None:
    """Raises `disagreement` unless the second reader finds every letter of our text, and none that we did not read.

    Letters are counted, not placed: readers differ in where they put notes and in what they put between.
    """
    try:
        theirs = _letters(_LATEX.sub(" ", unhwp.parse_bytes(content).text))
    except (unhwp.UnhwpError, OSError, ValueError) as error:
        raise BadDocument("disagreement", where) from error
    if not (ours <= theirs <= _letters(everything)):
        raise BadDocument("disagreement", where)


def _letters(text: str) -> Counter[str]:
    return Counter(filter(str.isalnum, text))
