"""PDF: the text of every page by PDFium, every string of every object by pypdf, attachments by their own readers.

ISO 32000-2. Two libraries, because each sees what the other does not: PDFium knows what a page shows, pypdf what the file holds
(fields, comments, outlines, document information, link targets, attachments). A page that shows pictures and no text
refuses the file: half of a scanned report is not the report.
"""

import logging
import re
from io import BytesIO
from typing import Any

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    StreamObject,
    TextStringObject,
)

from gwanmun.adapters.documents import box_font
from gwanmun.adapters.documents.layout import Draft, How, Node, Zone
from gwanmun.adapters.documents.packages import Nested
from gwanmun.adapters.documents.pictures import grey_png
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
    PyPdfError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, AssertionError,
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
_PRINTABLE = re.compile(r"[\w\s.,:;!?()\[\]{}<>@#%&*+=/\\'\"|~^$₩·…–—-]")


def read_pdf(draft: Draft, content: bytes, where: str, nested: Nested) -> None:
    """Read one PDF into the draft."""
    _whole(content, where)
    first = len(draft.nodes)
    _Pages(draft, where).read(content)
    try:
        reader = pypdf.PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise BadDocument("encrypted", where)
        objects = _Objects(draft, where)
        objects.read(reader)
    except _BROKEN as error:
        raise BadDocument("damaged", where) from error
    draft.rest(where, first)
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
        if pdfium.FPDFPage_GetAnnotCount(page):
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
        if self._draft.body.size > self._draft.budget.limits.characters:
            raise BadDocument("too_large", where, limit=self._draft.budget.limits.characters)

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


class _Objects:
    """Every string that some object holds, but for figures."""

    def __init__(self, draft: Draft, where: str) -> None:
        self._draft = draft
        self._where = where
        self.attached: list[tuple[str, bytes]] = []
        self._taken: set[int] = set()

    def read(self, reader: Any) -> None:
        numbers = {n for table in reader.xref.values() for n in table} | set(reader.xref_objStm)
        self._walk(reader.trailer, "", 0)
        for number in sorted(numbers):
            if number:
                one = reader.get_object(number)
                self._draft.budget.node(self._where)
                self._walk(one, "", 0)

    def _walk(self, one: Any, key: str, depth: int) -> None:
        if depth > _DEEPEST:
            raise BadDocument("too_deep", self._where, limit=_DEEPEST)
        if isinstance(one, IndirectObject):
            return  # it is walked by its own number
        if isinstance(one, TextStringObject | ByteStringObject):
            self._string(one, key)
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
            self._add(one.get_data().decode("utf-8", "replace"), "XMP")
        for key in one:
            if key not in _FIGURES:
                self._walk(one.raw_get(key), key, depth + 1)

    def _attachment(self, one: Any) -> None:
        name = str(one.get("/UF") or one.get("/F") or "")
        files = one["/EF"].get_object()
        for key in ("/UF", "/F"):
            if key in files:
                raw = files.raw_get(key)
                number = raw.idnum if isinstance(raw, IndirectObject) else id(raw)
                if number not in self._taken:
                    self._taken.add(number)
                    self.attached.append((name, files[key].get_object().get_data()))
                break

    def _string(self, one: Any, key: str) -> None:
        text = one if isinstance(one, str) else bytes(one).decode("latin-1")
        text = text.replace("\x00", "").replace("\r", "\n").strip("\ufeff \n")
        if len(text) < 2 or len(_PRINTABLE.findall(text[:400])) * 10 < min(len(text), 400) * 8:
            return
        self._add(text, key.strip("/"))

    def _add(self, text: str, label: str) -> None:
        if text.strip():
            self._draft.add(Node(self._where, 0, 0, text, How.FIXED, Zone.REST, label))
