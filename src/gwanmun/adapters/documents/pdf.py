"""PDF: the text of every page by PDFium, every string of every object by pypdf, attachments by their own readers.

ISO 32000-2. Two libraries, because each sees what the other does not: PDFium knows what a page shows, pypdf what the file holds
(fields, comments, outlines, document information, link targets, attachments). A page that shows pictures and no text
refuses the file: half of a scanned report is not the report.
"""

import logging
import re
from collections import Counter
from io import BytesIO
from typing import Any

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
from pypdf.errors import DeprecationError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
    read_hex_string_from_stream,
    read_string_from_stream,
)

from gwanmun.adapters.documents import box_font
from gwanmun.adapters.documents.layout import Draft, How, Node, Zone
from gwanmun.adapters.documents.packages import Nested
from gwanmun.adapters.documents.pictures import grey_png
from gwanmun.adapters.documents.texts import BOMS
from gwanmun.errors import BadDocument

#: It tells of every oddity, and repeats what stands there: nothing of a document goes into a log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
box_font.use()

_FIGURES = frozenset(
    {"/ID", "/CreationDate", "/ModDate", "/M", "/CheckSum", "/Registry", "/Ordering", "/Panose", "/CharSet", "/Lookup",
     "/DA", "/Lang", "/FontFamily", "/Style", "/Contents_", "/IDS", "/Cert", "/ByteRange", "/JBIG2Globals"}
)  # fmt: skip
_RUNS = frozenset({"/JS", "/JavaScript"})
_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/Movie", "/Sound"})
_UNREAD = frozenset({"/XFA", "/RichMediaContent", "/RichMediaSettings", "/3DD", "/Collection_"})
_BROKEN = (
    PyPdfError, DeprecationError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, AssertionError,
    OverflowError, EOFError, ArithmeticError, NotImplementedError, UnicodeError,
)  # fmt: skip
_DEEPEST = 60
#: Forms within forms of a pattern.
_MOST_FORMS = 4
#: Letters whose font does not say what they are, at most this share of a page.
_UNMAPPED_PERCENT = 3
#: Strokes of a page without text from which it is letters turned into curves.
_DRAWN = 300
#: A page with so few letters, and pictures over so much of it, is a scan with its number on it.
_NUMBERED, _SCANNED = 12, 0.5
#: One under pictures as large as itself is a scan also with a line over it: who printed it, when, whose it is.
_STAMPED, _FULL = 100, 0.9
#: Flags of a comment that no viewer shows (ISO 32000-2 §12.5.3): unknown, hidden, not for screens.
_HIDDEN = 1 | 2 | 32
#: A line that may be a running head, in letters; and how many of them are told.
_HEAD, _MOST_HEADS = 80, 2_000
_SPACES = re.compile(r"\s+")
#: Where a text may stand in a stream, and where programs keep what is their own (§14.5).
_SAYING, _PRIVATE = frozenset({"/V", "/DV", "/RV", "/RC"}), "/PieceInfo"
#: Names of objects that say something: seven figures, or letters beyond ASCII.
_telling = re.compile(r"(?:[0-9][-._ ]?){7}|[^\x00-\x7f]|@")
#: What a page says in place of what it draws (§14.9), where it draws it.
_said = re.compile(rb"/(?:Alt|E|ActualText)\s*(\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>)", re.DOTALL)
_PRINTABLE = re.compile(r"[\w\s.,:;!?()\[\]{}<>@#%&*+=/\\'\"|~^$₩·…–—-]")


def read_pdf(draft: Draft, content: bytes, where: str, nested: Nested) -> None:
    """Read one PDF into the draft."""
    _whole(content, where)
    first = len(draft.nodes)
    pages = _Pages(draft, where)
    pages.read(content)
    try:
        reader = pypdf.PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise BadDocument("encrypted", where)
        objects = _Objects(draft, where)
        objects.read(reader)
    except _BROKEN as error:
        raise BadDocument("damaged", where) from error
    draft.rest(where, first)
    pages.heads()
    for name, attached in objects.attached:
        draft.body.line()
        draft.body.say("## [첨부] ")
        if name:
            draft.show(Zone.BODY, draft.add(Node(where, 0, 0, name, How.FIXED, Zone.BODY, "filename")))
        draft.body.say("\n")
        draft.budget.inflate(len(attached), where)
        nested(draft, attached, f"{where}!{name}" if name.isascii() else where)


def _whole(content: bytes, where: str) -> None:
    """The file ends as it should, and its directory is where its end says. Repairing is for viewers."""
    tail = content[-2048:]
    m = re.search(rb"startxref\s+([0-9]{1,10})\s+%%EOF\s*\Z", tail.rstrip(b"\x00\r\n\t "))
    if m is None:
        raise BadDocument("damaged", where)
    start = content.find(b"%PDF-")
    place = content[int(m[1]) + max(start, 0) :][:32] if start else content[int(m[1]) :][:32]
    if not re.match(rb"\s*(?:xref|[0-9]+\s+[0-9]+\s+obj)", place):
        raise BadDocument("damaged", where)


class _Pages:
    """Page by page, so that memory holds one of them."""

    def __init__(self, draft: Draft, where: str) -> None:
        self._draft = draft
        self._where = where
        self._heads: Counter[str] = Counter()  # first and last lines of pages

    def heads(self) -> None:
        """What stands first or last on pages, beside the text: on several of them it is a running head, on one its last word
        may be a mark (행정안전부 대외비).
        """
        told = (line if times > 1 else line.rpartition(" ")[2] for line, times in self._heads.items())
        text = self._draft.texts[1]
        for line in dict.fromkeys(told):
            text.line()
            text.say(f"[머리글] {line}\n")

    def read(self, content: bytes) -> None:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            problem = "encrypted" if "password" in str(error).lower() else "damaged"
            raise BadDocument(problem, self._where) from error
        try:
            if len(document) > self._draft.budget.limits.pages:
                raise BadDocument("too_many", self._where, limit=self._draft.budget.limits.pages)
            if not len(document):
                raise BadDocument("damaged", self._where)
            # Of a file within a file nobody waits for the pages.
            tell = None if self._where else self._draft.tell
            for number in range(len(document)):
                self._page(document, number)
                if tell:
                    tell(number + 1, len(document))
        except pypdfium2.PdfiumError as error:
            raise BadDocument("damaged", self._where) from error
        finally:
            document.close()

    def _page(self, document: Any, number: int) -> None:
        page = document[number]
        notes = pdfium.FPDFPage_GetAnnotCount(page)
        if notes:
            self._unhide(page, notes)
            pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)  # what comments and fields look like is text, too
            page.close()
            page = document[number]
        letters = page.get_textpage()
        count = letters.count_chars()
        text = letters.get_text_range().replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-")
        text = text.replace("\x02", "-")
        where = f"{self._where}#{number + 1}" if self._where else f"page {number + 1}"
        has_error, raw = pdfium.FPDFText_HasUnicodeMapError, letters.raw
        unmapped = sum([has_error(raw, at) == 1 for at in range(count)]) + text.count("\ufffd")
        if unmapped * 100 > count * _UNMAPPED_PERCENT:
            raise BadDocument("unread_part", where, what="font")
        said = sum(map(str.isalnum, text))
        if not said:
            self._seen(page, where)
        elif said < _STAMPED and _covered(page) >= (_SCANNED if said <= _NUMBERED else _FULL):
            self._draft.scan(where, lambda: _drawn(page))  # with a page number or a stamp printed over it
        elif any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4)):
            self._draft.pictures.append(where)
        letters.close()
        page.close()
        if text.strip():
            node = self._draft.add(Node(self._where, 0, 0, text, How.FIXED, Zone.BODY, where))
            self._draft.body.line()
            self._draft.show(Zone.BODY, node)
            self._draft.body.say("\n\n")
            lines = [line for line in text.split("\n") if line.strip()]
            for line in {_SPACES.sub(" ", line).strip() for line in (lines[0], lines[-1]) if len(line) <= _HEAD}:
                if len(self._heads) < _MOST_HEADS or line in self._heads:
                    self._heads[line] += 1
        if self._draft.body.size > self._draft.budget.limits.characters:
            raise BadDocument("too_large", where, limit=self._draft.budget.limits.characters)

    def _unhide(self, page: Any, notes: int) -> None:
        """Hidden comments and fields are drawn with the others, as hidden sheets are shown."""
        for number in range(notes):
            note = pdfium.FPDFPage_GetAnnot(page, number)
            flags = pdfium.FPDFAnnot_GetFlags(note)
            if flags & _HIDDEN:
                pdfium.FPDFAnnot_SetFlags(note, flags & ~_HIDDEN)
                self._draft.note("숨은 주석이나 양식이 들어 있음 (hidden comments or fields)")
            pdfium.FPDFPage_CloseAnnot(note)

    def _seen(self, page: Any, where: str) -> None:
        """Raises when a page without text shows something."""
        for drawn, one in enumerate(page.get_objects(max_depth=4)):
            if one.type == pdfium.FPDF_PAGEOBJ_IMAGE or drawn > _DRAWN:
                self._draft.scan(where, lambda: _drawn(page))
                return


#: What recognisers want: dots an inch, and letters at most so large that a page stays small.
_DOTS, _MOST_DOTS = 300, 4200


def _drawn(page: Any) -> bytes:
    """A page as a grey PNG."""
    width, height = page.get_size()
    scale = min(_DOTS / 72, _MOST_DOTS / max(width, height, 1))
    bitmap = page.render(scale=scale, grayscale=True)
    raw = bytes(bitmap.buffer)
    rows = (raw[at * bitmap.stride : at * bitmap.stride + bitmap.width] for at in range(bitmap.height))
    return grey_png(bitmap.width, bitmap.height, b"".join(b"\x00" + row for row in rows))


def _covered(page: Any) -> float:
    """The share of the page that its pictures cover: scanners cut pages into strips."""
    width, height = page.get_size()
    found = 0.0
    for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = one.get_bounds()
        wide = max(0.0, min(right, width) - max(left, 0.0))
        found += wide * max(0.0, min(top, height) - max(bottom, 0.0))
    return float(found / max(width * height, 1.0))


_MASKS = frozenset({"/Luminosity", "/Alpha"})
_begins_text = re.compile(rb"(?<![A-Za-z])BT(?![A-Za-z])")


def _has_letters(one: Any, depth: int) -> bool:
    """Whether a pattern or a mask is drawn with letters: they are seen, and PDFium's text of the page leaves them out."""
    one = one.get_object()
    if depth > _MOST_FORMS or not isinstance(one, StreamObject):
        return depth > _MOST_FORMS
    if _begins_text.search(one.get_data()):
        return True
    resources = one.get("/Resources", DictionaryObject()).get_object()
    inner = resources.get("/XObject", DictionaryObject()).get_object().values()
    return any(_has_letters(form, depth + 1) for form in inner if form.get_object().get("/Subtype") == "/Form")


def _numbered(holder: Any, key: Any) -> tuple[int, Any]:
    raw = holder.raw_get(key) if isinstance(holder, DictionaryObject) else list.__getitem__(holder, key)
    return (raw.idnum if isinstance(raw, IndirectObject) else id(raw)), raw.get_object()


def _unpacked(stream: Any) -> str:
    """A stream that is a text (§7.9.3): its mark says which; else UTF-8."""
    content = bytes(stream.get_data())
    return content.decode(next((e for mark, e in BOMS if content.startswith(mark)), "utf-8"), "replace")


class _Objects:
    """Every string that some object holds, but for figures."""

    def __init__(self, draft: Draft, where: str) -> None:
        self._draft = draft
        self._where = where
        self.attached: list[tuple[str, bytes]] = []
        self._taken: set[int] = set()
        self._loose: list[tuple[int, Any]] = []
        self._names: set[str] = set()

    def read(self, reader: Any) -> None:
        numbers = {n for table in reader.xref.values() for n in table} | set(reader.xref_objStm)
        self._walk(reader.trailer, "", 0)
        for number in sorted(numbers):
            if number:
                one = reader.get_object(number)
                self._draft.budget.node(self._where)
                self._walk(one, "", 0)
                if isinstance(one, StreamObject) and one.get("/Type") == "/EmbeddedFile":
                    self._loose.append((number, one))
        for number, one in self._loose:  # that no name leads to
            self._take("", number, one)
        for page in reader.pages:
            drawn = page.get_contents()
            if drawn is not None:
                self._instead(drawn.get_data())

    def _walk(self, one: Any, key: str, depth: int) -> None:
        if depth > _DEEPEST:
            raise BadDocument("too_deep", self._where, limit=_DEEPEST)
        if isinstance(one, IndirectObject):
            return  # it is walked by its own number
        if isinstance(one, TextStringObject | ByteStringObject):
            self._string(one, key)
        elif isinstance(one, NameObject):
            self._name(one)
        elif isinstance(one, DictionaryObject):
            self._dictionary(one, depth)
        elif isinstance(one, ArrayObject):
            for item in one:
                self._walk(item, key, depth + 1)

    def _dictionary(self, one: Any, depth: int) -> None:
        keys = set(one)
        if keys & _RUNS or one.get("/S") in _ACTIONS:
            raise BadDocument("script", self._where)
        if keys & _UNREAD:
            raise BadDocument("unread_part", self._where, what=min(keys & _UNREAD).strip("/"))
        drawn = one if one.get("/PatternType") == 1 else one.get("/G") if one.get("/S") in _MASKS else None
        if drawn is not None and _has_letters(drawn, 0):
            raise BadDocument("unread_part", self._where, what="pattern")
        if "/EF" in keys:
            self._attachment(one)
        if isinstance(one, StreamObject) and one.get("/Type") == "/Metadata":
            self._add(_unpacked(one), "XMP")
        if isinstance(one, StreamObject) and one.get("/Subtype") == "/Form":
            self._instead(one.get_data())
        for key in keys & _SAYING:
            if isinstance(value := one[key], StreamObject):
                self._add(_unpacked(value), key.strip("/"))
        if _PRIVATE in keys:
            self._private(one[_PRIVATE], 0)
        for key in one:
            self._name(key)
            if key not in _FIGURES:
                self._walk(one.raw_get(key), key, depth + 1)

    def _attachment(self, one: Any) -> None:
        """Every file of a specification (§7.11.3): for any system, and those that belong to it."""
        name = str(one.get("/UF") or one.get("/F") or "")
        files = one["/EF"].get_object()
        for key in sorted(files, reverse=True):  # the name in Unicode first
            self._take(name, *_numbered(files, key))
        for row in one.get("/RF", DictionaryObject()).get_object().values():
            related = row.get_object()
            for at in range(1, len(related), 2):
                self._take(str(related[at - 1]), *_numbered(related, at))

    def _take(self, name: str, number: int, file: Any) -> None:
        if isinstance(file, StreamObject) and number not in self._taken:
            self._taken.add(number)
            if content := file.get_data():
                self.attached.append((name, content))

    def _private(self, one: Any, depth: int) -> None:
        """What a program keeps for itself: its texts are read, the rest is named as unread."""
        one = one.get_object()
        if depth > _DEEPEST:
            raise BadDocument("too_deep", self._where, limit=_DEEPEST)
        if isinstance(one, StreamObject):
            text = _unpacked(one)
            if len(_PRINTABLE.findall(text[:4000])) * 10 >= min(len(text), 4000) * 8:
                self._add(text, "PieceInfo")
            elif self._where + "PieceInfo" not in self._draft.dropped:
                self._draft.dropped.append(self._where + "PieceInfo")
        elif isinstance(one, DictionaryObject | ArrayObject):
            for value in one.values() if isinstance(one, DictionaryObject) else one:
                self._private(value, depth + 1)

    def _name(self, name: str) -> None:
        """A name that says something, once: states of buttons, places, layers."""
        if name not in self._names and _telling.search(name):
            self._names.add(name)
            self._draft.add(Node(self._where, 0, 0, name.strip("/"), How.FIXED, Zone.TECHNICAL, "name"))

    def _instead(self, drawing: bytes) -> None:
        for m in _said.finditer(drawing) if b"BDC" in drawing else ():
            raw = BytesIO(m[1])
            said = read_hex_string_from_stream(raw) if m[1].startswith(b"<") else read_string_from_stream(raw)
            self._string(said, "Alt")

    def _string(self, one: Any, key: str) -> None:
        text = one if isinstance(one, str) else bytes(one).decode("latin-1")
        text = text.replace("\x00", "").replace("\r", "\n").strip("\ufeff \n")
        if len(text) < 2 or len(_PRINTABLE.findall(text[:400])) * 10 < min(len(text), 400) * 8:
            return
        self._add(text, key.strip("/"))

    def _add(self, text: str, label: str) -> None:
        if text.strip():
            self._draft.add(Node(self._where, 0, 0, text, How.FIXED, Zone.REST, label))
