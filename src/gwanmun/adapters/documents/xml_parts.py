"""XML parts, read to the last text node: every string with its exact bytes, so that it can be changed in place.

What lives here: `read_part`, which gives the events of a part (tags and numbers of nodes) to a format's layout, and
`write_part`, which puts changed strings back and leaves every other byte as it was. What does not: what tags mean.

A document type or an entity refuses the part (no expansion, nothing outside is ever fetched); depth is limited. Attributes
are strings like others; those that are surely figures of the layout (a size, a colour, an id) are passed over.
"""

import re
from collections.abc import Callable, Sequence
from urllib.parse import quote
from xml.parsers import expat

from gwanmun.adapters.documents.layout import Change, Draft, How, Node, Zone, changed
from gwanmun.adapters.documents.texts import codec_of
from gwanmun.errors import BadDocument

START, END, TEXT = 0, 1, 2
#: START: (0, name, attributes by local name); END: (1, name); TEXT: (2, number of the node).
Start = tuple[int, str, dict[str, str]]
Event = tuple[int, str, dict[str, str], int]

_says = re.compile(
    r"[^\x00-\x7f]|@|(?i:mailto:|tel:|sms:)|[0-9]{12}|[0-9]{6}[- ][0-9]{7}|(?<![0-9])01[016-9][0-9]{7,8}(?![0-9])"
    r"|(?<![0-9A-Za-z])[MSRODmsrod][0-9]{3}[0-9A-Za-z][0-9]{4}(?![0-9A-Za-z])"
    r"|AKIA[0-9A-Z]{12}|gh[a-z]_|github_pat_|sk-[a-z0-9]|xox[a-z]-|AIza|eyJ"
    r"|(?<![0-9A-Za-z])\+?[0-9]{1,6}[- ./)][0-9]{2,6}[- ./][0-9]{2,8}(?![0-9A-Za-z])"
    r"|[A-Za-z]{2,} [A-Za-z0-9]"
)
#: Attributes that hold words of people.
_WORDS = frozenset(
    [
        "descr",
        "title",
        "alt",
        "tooltip",
        "author",
        "initials",
        "lastmodifiedby",
        "prompt",
        "prompttitle",
        "error",
        "errortitle",
        "company",
        "manager",
        "keywords",
        "subject",
        "comment",
        "tag",
        "alias",
        "placeholder",
        "v",
        "href",
        "target",
        "value",
        "content",
        "text",
        "password",
        "userid",
        "displayname",
        "providerid",
        "command",
        "connection",
        "url",
        "displaytext",
        "sourcefile",
        "instr",
        "header",
        "footer",
        "query",
    ]
)
_ADDRESSES = frozenset(["target", "href", "src", "url", "link"])
_ELSEWHERE = re.compile(r"(?i)[a-z][a-z0-9+.-]*:|.*@|#")
_SCHEMAS = re.compile(
    r"^(?:https?://(?:schemas\.(?:openxmlformats|microsoft)\.(?:org|com)|www\.(?:w3\.org|hancom\.co\.kr|idpf\.org)"
    r"|purl\.o(?:rg|clc\.org))[A-Za-z0-9./#_-]*|urn:[a-z0-9:.-]+)$"
)
_FIGURES = re.compile(
    r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?|-?(?!01[016-9][0-9]{7})[0-9]{1,11}(?:\.[0-9]+)?(?:pt|mm|cm|in|px|%)?"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9:]+)?|[0-9A-Fa-f]{6,8}"
    r"|(?!0[0-9]{1,2} [0-9]{3,4} [0-9]{4}$|[0-9]{6} [0-9]{7}$|[0-9]{4}(?: [0-9]{4}){3}$)(?:-?[0-9.]{1,9}[ ,]){1,}-?[0-9.]{1,9}"
)
#: In words of people so many digits are a number of somebody, not a size.
_NUMBER_OF_SOMEBODY = re.compile(r"(?:[0-9][ .,-]?){7,}")
#: Names of fonts, styles and languages: examined, and shown to nobody.
_NAMING = frozenset(
    [
        "face",
        "typeface",
        "fontname",
        "ascii",
        "hansi",
        "eastasia",
        "cs",
        "font",
        "panose",
        "engname",
        "styleid",
        "style",
        "textfontfamily",
        "family",
    ]
)
#: Elements whose `name` is of a font, a style, a colour, a table of styles. Other names are given by people: of bookmarks, columns, fields.
_NAMELESS = frozenset(
    {"style", "font", "fontface", "latin", "ea", "cs", "sym", "altname", "cellstyle", "tablestyle", "tablestyleinfo", "tblstyle",
     "lsdexception", "theme", "clrscheme", "fontscheme", "fmtscheme", "extrafont", "numfmt", "typeface", "compatsetting",
     "meta", "guide", "gd", "config-item", "config-item-set", "dxf", "parapr", "charpr"}
)  # fmt: skip
#: Elements of fields, controls and settings whose `val` is what somebody wrote.
_WRITTEN = frozenset(
    {"docvar", "alias", "tag", "default", "statustext", "helptext", "listentry", "result", "entrymacro", "name", "placeholder"}
)  # fmt: skip
#: Elements of settings that hold words of people all the same.
_SAYING = frozenset(
    {"docVar", "author", "trackChange", "trackChangeAuthor", "person", "documentProtection", "attachedTemplate", "odso"}
)
_PEOPLE = frozenset({"author", "cmAuthor", "person", "trackChangeAuthor"})
_encoding = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_declared = re.compile(r"^(\s*<\?xml[^>]*?encoding\s*=\s*[\"'])[A-Za-z0-9._-]+")
_attribute = re.compile(rb"\s+([^\s=<>\"'/]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_NUMBERED = re.compile(r"(?:[0-9][-._]?){7}")
_NONE: dict[str, str] = {}
_REMEMBERED = 20_000
_MOST_ATTRIBUTES = 2_000  # of one element
#: Elements whose texts continue in the next one of the same name, and what ends such a line.
_RUNS = frozenset({"t", "instrText", "delText", "delInstrText"})
_APART = frozenset({"p", "si", "is", "text", "comment", "br", "tab", "cr", "tc", "fldChar"})
#: Parts of people's own data: there nothing is a size.
_DATA = re.compile(r"(?:^|/)customXml/")
_NO_DATA = re.compile(r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?")
#: Fonts of little pictures: of them only figures in circles say something.
_PICTURED = re.compile(r"(?i)wingdings|webdings|zapfdingbats")
_CIRCLED = {**{0x80 + n: str(n) for n in range(10)}, **{0x8B + n: str(n) for n in range(10)}}
_name = re.compile(rb"<[^\s/>]+")


def utf8(content: bytes, where: str) -> bytes:
    """The part as UTF-8, and saying so. OOXML and OWPML allow UTF-8 and UTF-16."""
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return _said_utf8(content.decode("utf-16"))
        if content[:4] in (b"<\x00?\x00", b"<\x00h\x00"):
            return _said_utf8(content.decode("utf-16-le"))
        content = content.removeprefix(b"\xef\xbb\xbf")
        declared = _encoding.match(content[:400])
        if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
            return _said_utf8(content.decode(codec_of(declared[1].decode(), where)))
        content.decode()
    except (UnicodeDecodeError, LookupError) as error:
        raise BadDocument("wrong_encoding", where) from error
    return content


def _said_utf8(text: str) -> bytes:
    """A copy is written so: its declaration must not say otherwise."""
    return _declared.sub(r"\1UTF-8", text, count=1).encode()


def local(name: str) -> str:
    return name.rpartition(":")[2]


class _Reader:
    def __init__(self, draft: Draft, part: str, content: bytes, zone: Zone, sink: Callable[[Event], None]) -> None:
        self._draft = draft
        self._part = part
        self._content = content
        self._zone = zone
        self._sink = sink
        self._stack: list[str] = []
        self._begun = -1
        self._texts: list[str] = []
        self._elements = 0
        self._run: tuple[str, int] = ("", -1)  # the run that the next one may continue
        self._names: dict[str, str] = {}
        self._data = _DATA.search(part) is not None
        self._judged: dict[tuple[str, str], bool] = {}
        parser = self._parser = expat.ParserCreate(encoding="utf-8")
        parser.ordered_attributes = True
        parser.buffer_text = False
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartCdataSectionHandler = self._cdata
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype

    def run(self) -> None:
        try:
            self._parser.Parse(self._content, True)  # noqa: FBT003 - expat's own signature
        except expat.ExpatError as error:
            raise BadDocument("damaged", self._part) from error

    def _start(self, name: str, attributes: list[str]) -> None:
        if self._begun >= 0:
            self._close()
        names, judged = self._names, self._judged
        tag = names[name] if name in names else self._named(name)
        self._stack.append(tag)
        if tag in _APART:
            self._run = ("", -1)
        if len(self._stack) > self._draft.budget.limits.xml_depth:
            raise BadDocument("too_deep", self._part, limit=self._draft.budget.limits.xml_depth)
        if len(attributes) > 2 * _MOST_ATTRIBUTES:
            raise BadDocument("too_many", self._part, limit=_MOST_ATTRIBUTES)
        self._elements += 1
        if self._elements > self._draft.budget.limits.elements:
            raise BadDocument("too_many", self._part, limit=self._draft.budget.limits.elements)
        found: dict[str, str] = {}
        wanted: dict[str, str] = {}
        for at in range(0, len(attributes), 2):
            key, value = attributes[at], attributes[at + 1]
            bare = names[key] if key in names else self._named(key)
            if bare == key or bare not in found:  # of the same local name the one without a prefix counts
                found[bare] = value
            if len(value) > 1:
                said = bare if bare != "val" else tag if tag.lower() in _WRITTEN else bare
                pair = (said, value)
                worth = judged.get(pair)
                if worth is None:
                    worth = said is not bare or _worth(bare.lower(), value) or (self._data and _data(value))
                    if len(judged) < _REMEMBERED:
                        judged[pair] = worth
                if worth:
                    wanted[key] = value
        at = self._parser.CurrentByteIndex
        if wanted:
            self._attributes(tag, at, wanted)
        self._sink((START, tag, found, at))
        if tag == "sym" and "char" in found:
            self._symbol(name, at, _symbol(found["char"], found.get("font", "")))

    def _symbol(self, name: str, start: int, letter: str) -> None:
        """A letter that a word processor keeps as a number (ECMA-376 §17.3.3.30): a text like those around it."""
        if not letter:
            return
        end = self._content.find(b">", start) + 1
        how = How.ELEMENT if self._content[end - 2 : end - 1] == b"/" else How.FIXED
        beside = f"{name.rpartition(':')[0]}:t".lstrip(":")
        number = self._draft.add(
            Node(self._part, start, end, letter, how, self._zone, beside, follows=self._follows("t"))
        )
        self._run = ("t", number)
        self._sink((TEXT, "t", _NONE, number))

    def _follows(self, kind: str) -> int:
        return self._run[1] if self._run[0] == kind else -1

    def _named(self, name: str) -> str:
        """The local name, remembered; a name that says something itself is a string like others."""
        bare = self._names[name] = local(name)
        if _says.search(bare) or _NUMBERED.search(bare):
            start = self._parser.CurrentByteIndex
            self._draft.add(Node(self._part, start, start, bare, How.FIXED, Zone.TECHNICAL, "name"))
        return bare

    def _end(self, name: str) -> None:
        if self._begun >= 0:
            self._close()
        if self._stack.pop() in _APART:
            self._run = ("", -1)
        self._sink((END, self._names[name], _NONE, self._parser.CurrentByteIndex))

    def _characters(self, text: str) -> None:
        if self._begun < 0:
            self._begun = self._parser.CurrentByteIndex
        self._texts.append(text)

    def _cdata(self) -> None:
        if self._begun < 0:
            self._begun = self._parser.CurrentByteIndex

    def _close(self) -> None:
        """End the text node that stands open. Blank ones between tags of a layout are no text."""
        if self._begun < 0:
            return
        text = "".join(self._texts)
        start, self._begun = self._begun, -1
        self._texts.clear()
        if not text:
            return
        tag = self._stack[-1] if self._stack else ""
        if text.isspace() and tag not in ("t", "delText", "instrText"):
            return
        end = self._parser.CurrentByteIndex
        kind = "rPh" if self._stack[-2:-1] == ["rPh"] else tag  # how letters are read, beside them
        number = self._draft.add(
            Node(self._part, start, end, text, How.TEXT, self._zone, tag, follows=self._follows(kind))
        )
        if tag in _RUNS:
            self._run = (kind, number)
        self._sink((TEXT, tag, {}, number))

    def _comment(self, text: str) -> None:
        self._close()
        self._aside(text, b"<!--", b"-->")

    def _instruction(self, target: str, data: str) -> None:
        self._close()
        if target != "mso-application":
            self._aside(f"{target} {data}", b"<?", b"?>")

    def _aside(self, text: str, opens: bytes, closes: bytes) -> None:
        if text.strip():
            start = self._parser.CurrentByteIndex
            end = self._content.index(closes, start + len(opens)) + len(closes)
            self._draft.add(Node(self._part, start, end, text, How.DROP, Zone.REST, "comment"))

    def _doctype(self, *_: object) -> None:
        raise BadDocument("entities", self._part)

    def _attributes(self, tag: str, start: int, wanted: dict[str, str]) -> None:
        head = _name.match(self._content, start)
        at = head.end() if head else start
        while (m := _attribute.match(self._content, at)) is not None:
            at = m.end()
            key = m[1].decode()
            value = wanted.get(key)
            if value is None:
                continue
            name = local(key).lower()
            technical = self._zone is Zone.TECHNICAL and tag not in _SAYING
            if name in _NAMING or (name == "name" and tag.lower() in _NAMELESS):
                technical = True
            zone = Zone.TECHNICAL if technical else Zone.REST
            how = How.URI if name in _ADDRESSES else How.ATTRIBUTE
            if how is How.URI and not _ELSEWHERE.match(value):
                how = How.FIXED  # the name of a part of this package
            # What a thing is called need not be somebody's name: only people's are said to be names.
            label = tag if name == "name" and tag not in _PEOPLE else f"{tag} {local(key)}"
            self._draft.add(Node(self._part, m.start(2) + 1, m.end(2) - 1, value, how, zone, label))


def _worth(name: str, value: str) -> bool:
    if name in _WORDS and _NUMBER_OF_SOMEBODY.fullmatch(value):
        return True
    if _FIGURES.fullmatch(value) and name != "v":
        return False
    if not (name in _WORDS or _says.search(value)):
        return False
    return any(map(str.isalnum, value)) and not _SCHEMAS.match(value)


def _data(value: str) -> bool:
    return any(map(str.isalnum, value)) and not (_SCHEMAS.match(value) or _NO_DATA.fullmatch(value))


def _symbol(char: str, font: str) -> str:
    """The letter of a symbol; empty where its font draws a picture."""
    code = int(char, 16) if re.fullmatch("[0-9A-Fa-f]{1,6}", char) else 0
    if _PICTURED.search(font):
        return _CIRCLED.get(code & 0xFF, "")
    code -= 0xF000 if 0xF000 <= code < 0xF100 else 0
    return chr(code) if 0x20 < code < 0x110000 and chr(code).isprintable() else ""


def read_part(draft: Draft, part: str, content: bytes, zone: Zone, sink: Callable[[Event], None]) -> None:
    """Read a part (UTF-8, see `utf8`), calling `sink` for each event in order."""
    _Reader(draft, part, content, zone, sink).run()


def silent(_: Event) -> None:
    """A sink for parts that have no layout."""


# ---------------------------------------------------------------- writing

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _escaped(text: str, *, attribute: bool) -> str:
    text = _CONTROLS.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&apos;").replace("\n", "&#10;") if attribute else text


def written(node: Node, rows: Sequence[Change]) -> str:
    """A node's text with its changes, as markup."""
    match node.how:
        case How.DROP:
            return ""
        case How.URI:
            return _escaped(
                changed(node.text, [Change(r.node, r.start, r.end, quote(r.by)) for r in rows]), attribute=True
            )
        case How.ATTRIBUTE:
            return _escaped(changed(node.text, rows), attribute=True)
        case How.FORMULA:
            bare = changed(node.text, rows).replace('"', "")
            return _escaped(f'"{bare[:250]}"', attribute=False)
        case How.ELEMENT:
            text = _escaped(changed(node.text, rows), attribute=False)
            return f'<{node.label} xml:space="preserve">{text}</{node.label}>' if text else ""
        case How.FIXED:
            raise BadDocument("cannot_write", node.part, what=node.label)
        case _:
            return _escaped(changed(node.text, rows), attribute=False)


def write_part(content: bytes, nodes: Sequence[Node], rows: dict[int, list[Change]]) -> bytes:
    """The part with the changes of these nodes; every byte outside them is as it was."""
    splices: list[tuple[int, int, bytes]] = []
    for number, row in rows.items():
        node = nodes[number]
        splices.append((node.start, node.end, written(node, row).encode()))
        if node.how is How.NUMBER and node.tag is not None:
            start, end = node.tag
            tag = re.sub(rb"\s+t=(\"[^\"]*\"|'[^']*')", b"", content[start:end])
            head = _name.match(tag)
            name = head.end() if head else 0
            splices.append((start, end, tag[:name] + b' t="str"' + tag[name:]))
    splices.sort()
    parts: list[bytes] = []
    at = 0
    for start, end, by in splices:
        if start < at:
            continue  # the same stretch, already replaced
        parts += (content[at:start], by)
        at = end
    parts.append(content[at:])
    return b"".join(parts)
