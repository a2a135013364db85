"""Masked copies (가린 사본): the same document with edits made in place, or a new one where the format cannot be changed.

| format | copy |
|---|---|
| HWPX, DOCX, XLSX, PPTX | the same package: only the bytes of changed strings differ, and fonts are left out |
| TXT, CSV, MD | the same text in the same encoding |
| HTML | the same page: only changed texts and attributes differ; comments with a value are taken out |
| ZIP | the same archive: its members are copied as above, names of files masked, too. HWP, PDF and mail within it stop the copy |
| EML | none: what is signed and encoded thrice is saved as its parts, which have copies |
| HWP 5 | an HWPX of its masked text and tables (`write_hwpx`) |
| PDF | a new PDF of its masked text (`write_pdf`): never a box drawn over text that still stands |

Every edit is found again in the file by the map that reading made. What does not live here: which edits (`privacy/mask`), and the
check that no found value is left, which reads the copy again (`entrypoints/document_commands.py`).
"""

from collections.abc import Sequence

from gwanmun.adapters.documents.fonts import named_font, without_fonts
from gwanmun.adapters.documents.html import write_html
from gwanmun.adapters.documents.layout import Change, Draft, How, changed, changes
from gwanmun.adapters.documents.limits import Budget
from gwanmun.adapters.documents.package import Package
from gwanmun.adapters.documents.packages import package_format
from gwanmun.adapters.documents.pictures import blank
from gwanmun.adapters.documents.reader import draft_of
from gwanmun.adapters.documents.sniff import ending, family, picture
from gwanmun.adapters.documents.texts import decoded, encoded
from gwanmun.adapters.documents.write_hwpx import write_hwpx
from gwanmun.adapters.documents.write_pdf import write_pdf
from gwanmun.adapters.documents.xml_parts import utf8, write_part
from gwanmun.domain.documents import Edit, ReadDocument
from gwanmun.errors import BadDocument

PACKAGES = frozenset({"hwpx", "docx", "xlsx", "pptx"})


def masked(content: bytes, name: str, edits: Sequence[Edit], pictures: str = "refuse") -> tuple[bytes, str]:
    """The copy and its format. Raises `BadDocument` where an edit cannot be made."""
    draft, document = draft_of(content, name)
    if document.format in PACKAGES:
        return _package(content, "", draft, changes(draft, edits), pictures), document.format
    if document.format in ("text", "html", "zip"):
        return _copy(content, name, "", draft, changes(draft, edits), pictures), document.format
    if document.format == "hwp":
        return write_hwpx(_body(document, edits)), "hwpx"
    if document.format == "pdf":
        return write_pdf(_body(document, edits)), "pdf"
    raise BadDocument("cannot_write", what=document.format)


def _copy(content: bytes, name: str, where: str, draft: Draft, found: dict[int, list[Change]], pictures: str) -> bytes:
    """A file that stands by itself or in an archive, by its kind."""
    kind = family(content, name)
    own = {number: rows for number, rows in found.items() if draft.nodes[number].part == where}
    if kind == "zip":
        package = Package(content, Budget(), where)
        if package_format(package) == "zip":
            return _archive(package, where, draft, found, pictures)
        return _package(content, where, draft, found, pictures)
    if kind == "html":
        return write_html(content, draft.nodes, own, where)
    if kind == "text":
        rows = next(iter(own.values()), [])
        number = next(iter(own), None)
        text, encoding = decoded(content, where)
        return encoded(changed(text, rows), encoding) if number is not None else content
    raise BadDocument("cannot_write", where, what=kind)


def _archive(package: Package, where: str, draft: Draft, found: dict[int, list[Change]], pictures: str) -> bytes:
    """An archive with its members copied, and their names changed."""
    names = {
        node.text: changed(node.text, rows)
        for number, rows in found.items()
        if (node := draft.nodes[number]).part == where and node.label == "name"
    }
    fresh = {
        name: _copy(content, name if ending(name) else "", package.place(name), draft, found, pictures)
        for name in package.names
        if (content := package.read(name))
    }
    renamed = {name: names.get(name, name) for name in package.names}
    if len(set(renamed.values())) < len(renamed):
        raise BadDocument("cannot_write", where, what="names")
    return package.rewritten(fresh, names=renamed)


def _body(document: ReadDocument, edits: Sequence[Edit]) -> str:
    """The text that a reader sees, masked; what stands beside it is not taken along."""
    rows = sorted((edit for edit in edits if edit.text == 0), key=lambda edit: edit.start)
    return changed(document.body, [Change(0, edit.start, edit.end, edit.by) for edit in rows])


def _package(content: bytes, where: str, draft: Draft, found: dict[int, list[Change]], pictures: str) -> bytes:
    """A package with its changed parts; documents within it are packages of their own."""
    package = Package(content, Budget(), where)
    rows: dict[str, dict[int, list[Change]]] = {}
    for number, row in found.items():
        rows.setdefault(draft.nodes[number].part, {})[number] = row
    fresh: dict[str, bytes] = {}
    for name in package.names:
        place = package.place(name)
        if place in rows:
            fresh[name] = _part(package.read(name), place, draft, rows[place])
        elif ending(name) in PACKAGES and (inner := package.read(name)):
            fresh[name] = _package(inner, place, draft, found, pictures)
    fresh |= _pictures(package, pictures)
    fonts = frozenset(filter(named_font, package.names))
    if fonts:
        parts = {
            name: utf8(fresh.get(name) or package.read(name), package.place(name))
            for name in package.names
            if name.endswith((".xml", ".rels", ".hpf"))
        }
        fresh |= without_fonts(parts, fonts)
    return package.rewritten(fresh, without=fonts)


def _part(content: bytes, place: str, draft: Draft, rows: dict[int, list[Change]]) -> bytes:
    first = draft.nodes[next(iter(rows))]
    if first.how is How.PLAIN:
        return changed(first.text, next(iter(rows.values()))).encode()
    return write_part(utf8(content, place), draft.nodes, rows)


def _pictures(package: Package, wanted: str) -> dict[str, bytes]:
    """Previews show the first page as it was: they always become blank. Other pictures only by the caller's word."""
    fresh: dict[str, bytes] = {}
    kept: list[str] = []
    for name in package.names:
        lower = name.lower()
        if lower.endswith((".xml", ".rels", ".hpf", ".rdf", ".txt")) or name == "mimetype":
            continue
        content = package.read(name)
        if not picture(content):
            if "printersettings" in lower:
                fresh[name] = b""
            continue
        if lower.startswith("preview/") or "thumbnail" in lower or wanted == "blank":
            fresh[name] = blank(content)
        elif wanted != "keep":
            kept.append(name)
    if kept:
        raise BadDocument("pictures", package.place(kept[0]), count=len(kept))
    return fresh
