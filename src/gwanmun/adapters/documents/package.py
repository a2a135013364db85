"""ZIP containers, read with suspicion: HWPX, DOCX, XLSX and PPTX are such packages, and people send ZIPs.

What lives here: opening one within limits, and writing it again with changed members. What does not: what members mean.
Checks, in this order: (1) the directory is whole and not too long, and nothing stands behind it; (2) no member is encrypted, or packed otherwise than
stored or deflated; (3) names are relative, plain and unique, also without regard to case; (4) declared sizes and ratios are
within limits, members do not overlap; (5) what inflates is what was declared, by size and CRC. A declared size that lies ends
the reading at the declared size: no member ever inflates beyond it.
"""

import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Mapping
from io import BytesIO
from itertools import pairwise

from gwanmun.adapters.documents.limits import Budget
from gwanmun.errors import BadDocument

#: Controls, and what turns the direction of text around (U+202A–202E, U+2066–2069): exe.gnp looks like png.exe.
_bad_name = re.compile(
    "[\x00-\x1f\x7f\\\\\u200e\u200f\u202a-\u202e\u2066-\u2069]|^/|^[A-Za-z]:|(?:^|/)\\.\\.?(?:/|$)|//"
)
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_UTF8 = 0x800
_LOCAL = struct.Struct("<4s5H3L2H")
#: The record at the end (APPNOTE 4.3.16); blanks may stand behind it.
_ENDS, _END, _LONGEST_COMMENT = b"PK\x05\x06", struct.Struct("<4s4H2LH"), 65_535
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error, NotImplementedError, RuntimeError,
    IndexError, OverflowError, KeyError,
)  # fmt: skip


class Package:
    """An opened container; `read` inflates a member, each at most once per call."""

    def __init__(self, content: bytes, budget: Budget, where: str = "") -> None:
        self._content = content
        self.budget = budget
        self._where = where
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
            members = self._zip.infolist()
        except _DAMAGED as error:
            raise BadDocument("damaged", where) from error
        self._ends(content)
        self.names: list[str] = []
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._check(members)

    @property
    def comments(self) -> list[str]:
        """What is written beside the members: no program shows it. Copies leave it out."""
        raw = [self._zip.comment, *(info.comment for info in self._members.values())]
        return [_letters(comment) for comment in raw if comment.strip()]

    def read(self, name: str) -> bytes:
        info = self._members[name]
        place = self.place(name)
        if info.file_size > self.budget.limits.member_bytes:
            raise BadDocument("too_large", place, limit=self.budget.limits.member_bytes)
        try:
            with self._zip.open(info) as opened:
                content = opened.read(info.file_size + 1)
        except _DAMAGED as error:
            raise BadDocument("damaged", place) from error
        if len(content) != info.file_size:
            raise BadDocument("damaged", place)
        return content

    def place(self, name: str) -> str:
        return f"{self._where}!/{name}" if self._where else name

    def rewritten(
        self,
        changed: Mapping[str, bytes],
        names: Mapping[str, str] | None = None,
        without: Collection[str] = (),
    ) -> bytes:
        """The container again, with these members in place of its own: same order, dates, packing, and names but for `names`.

        What a ZIP holds besides (comments, extra fields, folders without files) is left out.
        """
        sink = BytesIO()
        with zipfile.ZipFile(sink, "w") as out:
            for name in self.names:
                if name in without:
                    continue
                info = self._members[name]
                fresh = zipfile.ZipInfo((names or {}).get(name, info.filename), info.date_time)
                fresh.compress_type = info.compress_type
                fresh.external_attr = info.external_attr
                out.writestr(fresh, changed[name] if name in changed else self.read(name))
        return sink.getvalue()

    def _ends(self, content: bytes) -> None:
        """Behind the end of the directory stands its comment and nothing else: no archiver shows what does."""
        at = content.rfind(_ENDS, max(0, len(content) - _LONGEST_COMMENT - _END.size))
        end = at + _END.size + int.from_bytes(content[at + _END.size - 2 : at + _END.size], "little")
        if at < 0 or end > len(content) or content[end:].strip(b"\x00 \t\r\n"):
            raise BadDocument("damaged", self._where)

    def _check(self, members: list[zipfile.ZipInfo]) -> None:
        limits = self.budget.limits
        seen: set[str] = set()
        total = 0
        spans: list[tuple[int, int]] = []
        for info in members:
            self.budget.member(self._where)
            if info.filename.endswith("/") and not info.file_size:
                continue
            name = _name(info)
            if info.flag_bits & _ENCRYPTED:
                raise BadDocument("encrypted", self._where)
            folded = unicodedata.normalize("NFC", name).casefold()
            if not name or len(name) > 400 or _bad_name.search(name) or folded in seen:
                raise BadDocument("bad_name", self._where)
            seen.add(folded)
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise BadDocument("unread_part", self.place(name), what="compression")
            total += info.file_size
            if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
                raise BadDocument("ratio", self.place(name))
            self.budget.inflate(info.file_size, self.place(name))
            spans.append((info.header_offset, self._end(info)))
            self.names.append(name)
            self._members[name] = info
        if not self.names:
            raise BadDocument("no_text", self._where)
        if total > limits.ratio_from and total > limits.ratio * max(len(self._content), 1):
            raise BadDocument("ratio", self._where)
        spans.sort()
        for (_, end), (start, _) in pairwise(spans):
            if start < end:
                raise BadDocument("damaged", self._where)

    def _end(self, info: zipfile.ZipInfo) -> int:
        """Where a member ends, by its local header, which must tell the same story as the directory."""
        head = self._content[info.header_offset : info.header_offset + _LOCAL.size]
        if len(head) < _LOCAL.size:
            raise BadDocument("damaged", self._where)
        mark, _, flags, method, _, _, _, packed, size, name, extra = _LOCAL.unpack(head)
        streamed = flags & 0x8
        if mark != b"PK\x03\x04" or method != info.compress_type:
            raise BadDocument("damaged", self._where)
        if not streamed and (packed, size) != (info.compress_size, info.file_size) and 0xFFFFFFFF not in (packed, size):
            raise BadDocument("damaged", self._where)
        end = info.header_offset + _LOCAL.size + name + extra + info.compress_size
        if end > len(self._content):
            raise BadDocument("damaged", self._where)
        return int(end)


def _letters(comment: bytes) -> str:
    try:
        return comment.decode()
    except UnicodeDecodeError:
        return comment.decode("cp949", "replace")


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; Korean archivers write CP949 without saying so."""
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
