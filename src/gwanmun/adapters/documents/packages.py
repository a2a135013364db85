"""DOCX, PPTX and HWPX: which parts there are, in which order they are shown, and what may not be among them.

ECMA-376 (OOXML) and KS X 6101 (OWPML). Every part is of a known sort or the file is refused: XML and text are read, pictures
and fonts are named as unread, programs are never let through. XLSX has its own file for its grid (`sheets`).
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gwanmun.adapters.documents.flow import Flow, Vocabulary
from gwanmun.adapters.documents.fonts import font, keys, named_font
from gwanmun.adapters.documents.layout import Draft, How, Node, Zone
from gwanmun.adapters.documents.package import Package
from gwanmun.adapters.documents.sheets import read_workbook
from gwanmun.adapters.documents.sniff import PICTURES, picture
from gwanmun.adapters.documents.xml_parts import START, Event, read_part, silent, utf8
from gwanmun.errors import BadDocument

DOCX = Vocabulary(
    deleted=frozenset({"del", "moveFrom"}),
    inserted=frozenset({"ins", "moveTo"}),
    labels={"txbxContent": "글상자", "footnote": "각주", "endnote": "미주", "comment": "메모"},
    notes={"vanish": "숨은 글자가 들어 있음 (hidden text)"},
)
PPTX = Vocabulary(places={"hdr": "머리글", "ftr": "바닥글"})
MASTER = Vocabulary(places={"hdr": "머리글", "ftr": "바닥글"}, asks=True)
HWPX = Vocabulary(
    text=frozenset({"t", "script"}),
    labels={
        "header": "머리글", "footer": "바닥글", "footNote": "각주", "endNote": "미주", "hiddenComment": "숨은 설명",
        "drawText": "글상자", "caption": "캡션",
    },
    notes={"hiddenComment": "숨은 설명이 들어 있음 (hidden comments)"},
)  # fmt: skip

_number = re.compile(r"([0-9]+)\.xml$")
_MACROS = re.compile(
    r"vba(?:Project|Data)|macrosheets/|activeX/|customUI/|\.vbs$|\.js$|\.exe$|attachedToolbars", re.IGNORECASE
)
_HARMLESS = re.compile(r"printerSettings[0-9]*\.bin$", re.IGNORECASE)
_XML = re.compile(r"\.(?:xml|rels|hpf|rdf|vml|svg|opf)$", re.IGNORECASE)
_NESTED = re.compile(r"\.(?:docx|xlsx|pptx|hwpx)$", re.IGNORECASE)
_TECHNICAL = re.compile(
    r"\[Content_Types\]|(?:^|/)(?:theme|tableStyles|styles|stylesWithEffects|fontTable|settings|webSettings|numbering|header"
    r"|version|container|manifest|presProps|viewProps|printerSettings)[^/]*\.(?:xml|rdf)$"
)
_COMMENT = re.compile(r"//[^\n\r]*|/\*.*?\*/", re.DOTALL)
#: What the word processor itself puts into every new document: empty functions.
_NO_SCRIPT = re.compile(
    r"(?:varDocuments=XHwpDocuments;varDocument=Documents\.Active_XHwpDocument;)?(?:functionOnDocument_[A-Za-z]+\(\)\{\})*"
)

#: Reads a document that stands within another: (content, its name, where it stands, whether it is shown).
Nested = Callable[[Draft, bytes, str], None]


@dataclass(frozen=True, slots=True)
class Section:
    """A part that is shown: by which vocabulary, under which label."""

    pattern: re.Pattern[str]
    words: Vocabulary
    label: str = ""


def _rows(*rows: tuple[str, Vocabulary, str]) -> tuple[Section, ...]:
    return tuple(Section(re.compile(pattern), words, label) for pattern, words, label in rows)


_SECTIONS = {
    "docx": _rows(
        (r"word/header[0-9]*\.xml", DOCX, "머리글"),
        (r"word/document[0-9]*\.xml", DOCX, ""),
        (r"word/(?:foot|end)notes[0-9]*\.xml", DOCX, ""),
        (r"word/comments[0-9]*\.xml", DOCX, ""),
        (r"word/footer[0-9]*\.xml", DOCX, "바닥글"),
    ),
    "pptx": _rows(
        (r"ppt/slides/slide[0-9]+\.xml", PPTX, ""),
        (r"ppt/notesSlides/notesSlide[0-9]+\.xml", PPTX, "발표자 노트"),
        (r"ppt/comments/[^/]+\.xml", PPTX, "메모"),
        (r"ppt/(?:slideMasters|slideLayouts|handoutMasters|notesMasters)/[^/]+\.xml", MASTER, "마스터"),
    ),
    "hwpx": _rows((r"Contents/masterpage[0-9]+\.xml", HWPX, "바탕쪽"), (r"Contents/section[0-9]+\.xml", HWPX, "")),
}


#: Without one of these there is no document, whatever stands beside it.
_MAIN = {
    "docx": re.compile(r"word/document[0-9]*\.xml"), "pptx": re.compile(r"ppt/slides/slide[0-9]+\.xml"),
    "hwpx": re.compile(r"Contents/section[0-9]+\.xml"),
}  # fmt: skip


def package_format(package: Package) -> str:
    """What a container is, by what it holds: hwpx, docx, xlsx, pptx, or zip. Raises for macros and encryption."""
    names = set(package.names)
    if "mimetype" in names and package.read("mimetype").strip() == b"application/hwp+zip":
        return "hwpx"
    if "Contents/content.hpf" in names:
        return "hwpx"
    if "[Content_Types].xml" not in names:
        return "zip"
    place = package.place("[Content_Types].xml")
    types = html.unescape(utf8(package.read("[Content_Types].xml"), place).decode())
    if "macroEnabled" in types or "vbaProject" in types:
        raise BadDocument("macro", place)
    for mark, format_ in (("wordprocessingml", "docx"), ("spreadsheetml", "xlsx"), ("presentationml", "pptx")):
        if re.search(rf"{mark}\.(?:document|sheet|presentation|template|slideshow)\.main\+xml", types):
            return format_
    raise BadDocument("unknown_type", place)


def read_package(draft: Draft, package: Package, format_: str, nested: Nested) -> None:
    """Read every part of a package into the draft."""
    if format_ == "hwpx":
        _refuse_locked(package)
    left = list(package.names)
    if format_ == "xlsx":
        shown = read_workbook(draft, package)
        left = [name for name in left if name not in shown]
    styles = _outline(package) if format_ == "hwpx" else {}
    main = _MAIN.get(format_)
    if main is not None and not any(map(main.fullmatch, left)):
        raise BadDocument("damaged", main.pattern.partition("[")[0])
    for section in _SECTIONS.get(format_, ()):
        for name in sorted(filter(section.pattern.fullmatch, left), key=_place_of):
            flow = Flow(draft, section.words, section.label, styles)
            _read(draft, package, name, Zone.REST, flow)
            flow.finish()
            left.remove(name)
    for name in left:
        _read_other(draft, package, name, nested)


def _read(draft: Draft, package: Package, name: str, zone: Zone, sink: Callable[[Event], None]) -> None:
    place = package.place(name)
    first = len(draft.nodes)
    content = utf8(package.read(name), place)
    read_part(draft, place, content, zone, sink)
    draft.rest(place, first)


def _read_other(draft: Draft, package: Package, name: str, nested: Nested) -> None:
    """A part that no layout shows."""
    place = package.place(name)
    if _MACROS.search(name):
        raise BadDocument("macro", place)
    content = package.read(name)
    if not content:
        return
    if name.startswith("Scripts/"):
        _script(draft, place, content)
    elif _XML.search(name):
        _read(draft, package, name, Zone.TECHNICAL if _TECHNICAL.search(name) else Zone.REST, _judge_of(name, place))
        if name.lower().endswith(".svg"):
            draft.pictures.append(place)
    elif picture(content) or name.lower().endswith(PICTURES):
        if not picture(content):
            raise BadDocument("lying_type", place, named=name.rpartition(".")[2][:8], found="text")
        draft.pictures.append(place)
        if draft.seen is not None and not name.startswith("Preview/") and "thumbnail" not in name.lower():
            draft.images[place] = content
    elif named_font(name):
        if not font(content, _keys(package)):
            raise BadDocument("lying_type", place, named=name.rpartition(".")[2][:8], found="text")
        draft.dropped.append(place)
    elif _HARMLESS.search(name):
        draft.dropped.append(place)
    elif _NESTED.search(name):
        nested(draft, content, place)
    elif name == "mimetype" or name.lower().endswith(".txt"):
        _plain(draft, place, content)
    else:
        raise BadDocument("unread_part", place, what=name.rpartition(".")[2][:16] or "?")


def _keys(package: Package) -> list[bytes]:
    table = "word/fontTable.xml"
    return keys(utf8(package.read(table), package.place(table))) if table in package.names else []


def _plain(draft: Draft, place: str, content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise BadDocument("wrong_encoding", place) from error
    if text.strip():
        first = draft.add(Node(place, 0, len(text), text, How.PLAIN, Zone.REST, "text"))
        draft.rest(place, first)


def _script(draft: Draft, place: str, content: bytes) -> None:
    text = content.decode("utf-16-le" if b"\x00" in content[:8] else "utf-8", "replace").replace("\ufeff", "")
    bare = re.sub(r"\s+", "", _COMMENT.sub("", text))
    if not _NO_SCRIPT.fullmatch(bare):
        raise BadDocument("script", place)
    remarks = "".join(_COMMENT.findall(text))
    if re.search(r"[0-9@]", remarks):  # what is written beside an empty function is not examined
        raise BadDocument("script", place)
    draft.dropped.append(place)


def _refuse_locked(package: Package) -> None:
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise BadDocument("encrypted", package.place("META-INF/manifest.xml"))


#: External by nature and harmless to a reader who fetches nothing: links that a person may click.
_LINKS = re.compile(r"/relationships/(?:hyperlink|externalLinkPath)$")
#: The template that a document was made from, on a disk of the office: its path is a string like others.
_TEMPLATE, _OWN_DISK = "/relationships/attachedTemplate", re.compile(r"file:///[A-Za-z]:")
_ELSEWHERE = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:|//|\\)")


def _judge_of(name: str, place: str) -> Callable[[Event], None]:
    """What a part that no layout shows is held to while it is read: by its parsed attributes, however they are spelt."""
    name = name.lower()

    def relations(event: Event) -> None:
        kind, tag, attributes, _ = event
        if kind == START and tag == "Relationship" and _fetched(attributes):
            raise BadDocument("external", place)

    def drawing(event: Event) -> None:
        kind, tag, attributes, _ = event
        runs = name.endswith(".svg") and any(key.lower().startswith("on") for key in attributes)
        if kind == START and (runs or tag.lower() == "script"):
            raise BadDocument("script", place)

    return relations if name.endswith(".rels") else drawing if name.endswith((".svg", ".vml")) else silent


def _fetched(relation: Mapping[str, str]) -> bool:
    """A template, picture, frame or object that the program would fetch from elsewhere when it opens the file."""
    target, kind = relation.get("Target", ""), relation.get("Type", "")
    if relation.get("TargetMode", "Internal") == "Internal" and not _ELSEWHERE.match(target):
        return False
    return not (_LINKS.search(kind) or (kind.endswith(_TEMPLATE) and _OWN_DISK.match(target)))


def _outline(package: Package) -> dict[str, str]:
    """HWPX: style id → Markdown head, for the outline styles (개요 1–6)."""
    if "Contents/header.xml" not in package.names:
        raise BadDocument("damaged", package.place("Contents/header.xml"))
    found: dict[str, str] = {}

    def sink(event: Event) -> None:
        kind, tag, attributes, _ = event
        if kind == START and tag == "style":
            m = re.fullmatch(r"(?:개요|Outline) ([1-6])", attributes.get("name", "") or attributes.get("engName", ""))
            if m:
                found[attributes.get("id", "")] = "#" * int(m[1]) + " "

    scratch = Draft(package.budget)
    name = "Contents/header.xml"
    read_part(scratch, package.place(name), utf8(package.read(name), package.place(name)), Zone.REST, sink)
    return found


def _place_of(name: str) -> tuple[int, str]:
    m = _number.search(name)
    return (int(m[1]) if m else 0, name)
