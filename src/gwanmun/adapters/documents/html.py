"""HTML: what a page shows, as Markdown; then what it holds besides: attributes, comments, styles.

HTML (WHATWG) §13.2 in the tolerant reading of the standard library. Scripts, and attributes that run something, refuse the page.
"""

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser

from gwanmun.adapters.documents.flow import show_table
from gwanmun.adapters.documents.layout import BACKWARDS, WHOLE, Change, Draft, How, Node, Piece, Zone
from gwanmun.adapters.documents.texts import codec_of, decoded, encoded
from gwanmun.adapters.documents.xml_parts import written
from gwanmun.errors import BadDocument

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "nav",
        "aside",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "pre",
        "blockquote",
        "address",
        "form",
        "fieldset",
        "figure",
        "figcaption",
        "body",
        "html",
        "title",
        "hr",
        "option",
        "textarea",
        "label",
        "legend",
        "summary",
        "details",
        "center",
        "noscript",
        "template",
        "svg",
        "text",
        "desc",
        "foreignobject",
        "xmp",
        "plaintext",
        "listing",
        "dialog",
        "menu",
        "hgroup",
        "optgroup",
        "button",
        "output",
    ]
)
_HEADS = {f"h{n}": "#" * n + " " for n in range(1, 7)}
_VOID = frozenset(
    {"area", "br", "col", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "embed", "base"}
)
_RUNS = frozenset({"script", "object", "embed", "applet", "iframe", "frame", "frameset", "base"})
_RUNNING = ("javascript:", "vbscript:", "data:text/html", "data:application/xhtml")
_FIGURES = re.compile(r"[-+]?[0-9.,]{1,9}(?:px|pt|em|rem|%|cm|mm)?|#[0-9A-Fa-f]{3,8}|[a-z][a-z-]{0,30}")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_charset = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_DEEPEST = 200
_LONGEST_TAIL = 10_000


class _Page(HTMLParser):
    """INVARIANT: what the parser calls stands without gaps: each begins where the one before it ends."""

    def __init__(self, draft: Draft, where: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self._draft = draft
        self._text = text
        self._lines = [0, *(at + 1 for at, c in enumerate(text) if c == "\n")]
        self._open: list[Node] = []  # nodes that end where the next thing begins
        self._where = where
        self._line: list[Piece] = []
        self._head = ""
        self._tables: list[list[dict[int, list[Piece]]]] = []
        self._cells: list[list[Piece] | None] = []
        self._columns: list[int] = []
        self._style = 0
        self._pre = 0
        self._turned: list[str] = []  # open elements whose letters run from right to left, whatever they say

    def _here(self) -> int:
        """Where the parser stands; what is open ends here."""
        line, column = self.getpos()
        at = self._lines[line - 1] + column
        for node in self._open:
            node.end = at
        self._open.clear()
        return at

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = self._here()
        places = _places(self.get_starttag_text() or "", at)
        found = [
            (key.lower(), value or "") for key, value in attrs
        ]  # twice the same: browsers take the first, we read all
        if tag in _RUNS or any(key.startswith("on") for key, _ in found):
            raise BadDocument("script", self._where)
        for number, (key, value) in enumerate(found):
            same = number < len(places) and places[number][0] == key
            self._attribute(tag, key, value, places[number][1:] if same else None)
        if tag not in _VOID and (self._turned or _turns(tag, dict(found))):
            self._turned.append(tag)
        if tag == "style":
            self._style += 1
        elif tag == "pre":
            self._pre += 1
        elif tag == "img":
            self._draft.pictures.append(f"{self._where}#img")
        if tag == "br":
            self._line.append((-1, "\n", 0))
        elif tag == "table":
            self._flush()
            if len(self._tables) >= _DEEPEST:
                raise BadDocument("too_deep", self._where, limit=_DEEPEST)
            self._tables.append([])
            self._cells.append(None)
            self._columns.append(0)
        elif tag == "tr" and self._tables:
            self._cell_ends()
            self._tables[-1].append({})
            self._columns[-1] = 0
        elif tag in ("td", "th") and self._tables:
            self._cell_ends()
            self._cells[-1] = []
        elif tag in _BLOCKS or tag in _HEADS:
            self._flush()
            self._head = _HEADS.get(tag, "- " if tag == "li" else "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and self._turned[-1:] == [tag]:
            self._turned.pop()

    def handle_endtag(self, tag: str) -> None:
        self._here()
        if tag in self._turned:
            while self._turned.pop() != tag:
                pass
        self._ends(tag)

    def _ends(self, tag: str) -> None:
        if tag == "style":
            self._style = max(self._style - 1, 0)
        elif tag == "pre":
            self._pre = max(self._pre - 1, 0)
        if tag == "table" and self._tables:
            self._cell_ends()
            rows = [row for row in self._tables.pop() if row]
            self._cells.pop()
            self._columns.pop()
            if self._tables and self._cells[-1] is not None:
                for row in rows:
                    for column in sorted(row):
                        self._cells[-1] += [*row[column], (-1, " ; ", 0)]
            elif rows:
                show_table(self._draft, rows)
        elif tag in ("td", "th", "tr") and self._tables:
            self._cell_ends()
        elif tag in _BLOCKS or tag in _HEADS:
            self._flush()

    def handle_data(self, data: str) -> None:
        at = self._here()
        if not data.strip():
            if data:
                self._line.append((-1, " ", 0))
            return
        if self._style:
            self._add(data, Zone.TECHNICAL, "style", at)
            return
        text = data if self._pre else _SPACES.sub(" ", data)
        number = self._add(text, Zone.BODY, "", at)
        if self._turned:
            self._draft.note(BACKWARDS)
        self._line.append((number, text[::-1], WHOLE) if self._turned else (number, text, 0))

    def handle_comment(self, data: str) -> None:
        self._add(data, Zone.REST, "comment", self._here(), How.DROP)

    def handle_decl(self, decl: str) -> None:
        at = self._here()
        if "[" in decl or "ENTITY" in decl.upper():
            raise BadDocument("entities", self._where)
        self._add(decl, Zone.TECHNICAL, "doctype", at, How.FIXED)

    def unknown_decl(self, data: str) -> None:
        self._add(data, Zone.REST, "declaration", self._here(), How.DROP)

    def handle_pi(self, data: str) -> None:
        self._add(data, Zone.REST, "instruction", self._here(), How.DROP)

    def finish(self) -> None:
        for node in self._open:
            node.end = len(self._text)
        while self._tables:
            self._ends("table")
        self._flush()

    def _attribute(self, tag: str, key: str, value: str, place: tuple[int, int] | None) -> None:
        if _squeezed(value).startswith(_RUNNING):
            raise BadDocument("script", self._where)
        if value.strip() and not (_FIGURES.fullmatch(value) and key not in ("alt", "title", "value", "content")):
            named = key in ("class", "id", "style", "lang", "xmlns", "face", "charset", "http-equiv", "rel", "type")
            shown = key in ("alt", "title", "value", "placeholder")
            zone = Zone.TECHNICAL if named else Zone.REST
            number = self._draft.add(Node(self._where, 0, 0, value, How.FIXED, zone, f"{tag} {key}"))
            node = self._draft.nodes[number]
            if place is not None:
                node.start, node.end = place
                node.how = How.URI if key in ("href", "src", "action", "cite") else How.ATTRIBUTE
            if shown:
                self._line += [(-1, " ", 0), (number, value, 0), (-1, " ", 0)]

    def _add(self, text: str, zone: Zone, label: str, at: int, how: How = How.TEXT) -> int:
        """A string that begins here and ends where the next thing begins."""
        node = Node(self._where, at, at, text, how, zone, label)
        self._open.append(node)
        return self._draft.add(node)

    def _flush(self) -> None:
        line, self._line = self._line, []
        head, self._head = self._head, ""
        if not any(text.strip() for _, text, _ in line):
            return
        if self._cells and self._cells[-1] is not None:
            if self._cells[-1]:
                self._cells[-1].append((-1, " ", 0))
            self._cells[-1] += line
            return
        self._draft.body.line()
        self._draft.body.say(head)
        self._draft.show_pieces(line)
        self._draft.body.say("\n")

    def _cell_ends(self) -> None:
        self._flush()
        cell = self._cells[-1]
        if cell is not None:
            if not self._tables[-1]:
                self._tables[-1].append({})
            self._tables[-1][-1][self._columns[-1]] = cell
            self._columns[-1] += 1
            self._cells[-1] = None


def _turns(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element turns its letters around (HTML §4.5.25, CSS Writing Modes §2.2)."""
    style = _squeezed(attributes.get("style", ""))
    rtl = attributes.get("dir", "").lower() == "rtl" or "direction:rtl" in style
    return rtl and (tag == "bdo" or "bidi-override" in style or "isolate-override" in style)


def _squeezed(address: str) -> str:
    """Without blanks and controls, which browsers drop from addresses (WHATWG URL §4.4)."""
    return "".join(c for c in address if c > " ").lower()


_value = re.compile(r"""[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?""")
_opened = re.compile(r"<[A-Za-z][^\s/>]*")


def _places(tag: str, at: int) -> list[tuple[str, int, int]]:
    """Attributes of a start tag with where their values stand, quotes left out."""
    head = _opened.match(tag)
    found: list[tuple[str, int, int]] = []
    place = head.end() if head else len(tag)
    while (m := _value.match(tag, place)) is not None and m.end() > place:
        place = m.end()
        group = next((n for n in (2, 3, 4) if m[n] is not None), 0)
        start, end = m.span(group) if group else (place, place)
        found.append((m[1].lower(), at + start, at + end))
    return found


def write_html(content: bytes, nodes: Sequence[Node], rows: Mapping[int, list[Change]], where: str) -> bytes:
    """The page with the changes of these nodes; every other letter of it is as it was."""
    text, encoding = page_text(content, where)
    packed = (node.part == where and " " in node.label and "data:" in _squeezed(node.text) for node in nodes)
    if "data:" in text.lower() or any(packed):  # letters packed into an address are not examined
        raise BadDocument("cannot_write", where, what="data:")
    parts: list[str] = []
    at = 0
    for number in sorted(rows, key=lambda number: nodes[number].start):
        node = nodes[number]
        if node.how is How.FIXED or node.start < at:
            raise BadDocument("cannot_write", node.part, what=node.label)
        quoted = node.how is not How.ATTRIBUTE or text[node.start - 1 : node.start] in ('"', "'")
        by = written(node, rows[number])
        parts += (text[at : node.start], by if quoted else f'"{by}"')
        at = node.end
    parts.append(text[at:])
    return encoded("".join(parts), encoding)


#: What opens, and what must stand behind the last of them: the parser looks for it from each place anew.
_PAIRS = (("<![CDATA[", "]]>"), ("<![", "]>"), ("<!", ">"), ("<?", ">"), ("</", ">"))
_comments = re.compile(r"<!--.*?-->", re.DOTALL)
_OPENS = re.compile(r"<[A-Za-z!/?][^<>]{0,10000}$")


def _closed(text: str, where: str) -> None:
    """Raises for a page that breaks off within a tag or a comment; reading it would take the square of its length."""
    if text.rfind("<!--") > text.rfind("-->"):
        raise BadDocument("damaged", where)
    text = _comments.sub("", text)  # for one browser only: they end in <![endif]-->
    for opens, closes in _PAIRS:
        if text.rfind(opens) > text.rfind(closes):
            raise BadDocument("damaged", where)
    tail = text[text.rfind(">") + 1 :]
    if (len(tail) > _LONGEST_TAIL and "<" in tail) or _OPENS.search(tail[-_LONGEST_TAIL:]):
        raise BadDocument("damaged", where)


def page_text(content: bytes, where: str, charset: str | None = None) -> tuple[str, str]:
    """A page's text and its encoding: by its mark, by what the mail or the page says, else as any text."""
    named = _charset.search(content[:4096])
    wanted = charset or (named[1].decode() if named else "")
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or not wanted:
        return decoded(content, where)
    codec = codec_of(wanted, where)
    if codec in ("ascii", "utf-16"):  # a page that says so in plain letters is neither
        return decoded(content, where)
    try:
        return content.decode(codec), codec
    except UnicodeDecodeError as error:
        raise BadDocument("wrong_encoding", where) from error


def read_html(draft: Draft, content: bytes, where: str, charset: str | None = None) -> None:
    """Read one page into the draft; `charset` is what a mail's header says of it."""
    text, _ = page_text(content, where, charset)
    _closed(text, where)
    first = len(draft.nodes)
    page = _Page(draft, where, text)
    try:
        page.feed(text)
        page.close()
    except (AssertionError, ValueError) as error:  # what the standard library says of marked sections it cannot read
        raise BadDocument("damaged", where) from error
    page.finish()
    draft.rest(where, first)
