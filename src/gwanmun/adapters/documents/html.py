"""HTML: what a page shows, as Markdown; then what it holds besides: attributes, comments, styles.

HTML (WHATWG) §13.2 in the tolerant reading of the standard library. Scripts, and attributes that run something, refuse the page.
"""

import re
from html.parser import HTMLParser

from gwanmun.adapters.documents.flow import show_table
from gwanmun.adapters.documents.layout import Draft, How, Node, Piece, Zone
from gwanmun.adapters.documents.texts import codec_of, decoded
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
    ]
)
_HEADS = {f"h{n}": "#" * n + " " for n in range(1, 7)}
_RUNS = frozenset({"script", "object", "embed", "applet", "iframe", "frame", "frameset", "base"})
_FIGURES = re.compile(r"[-+]?[0-9.,]{1,9}(?:px|pt|em|rem|%|cm|mm)?|#[0-9A-Fa-f]{3,8}|[a-z][a-z-]{0,30}")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_charset = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_DEEPEST = 200
_LONGEST_TAIL = 10_000


class _Page(HTMLParser):
    def __init__(self, draft: Draft, where: str) -> None:
        super().__init__(convert_charrefs=True)
        self._draft = draft
        self._where = where
        self._line: list[Piece] = []
        self._head = ""
        self._tables: list[list[dict[int, list[Piece]]]] = []
        self._cells: list[list[Piece] | None] = []
        self._columns: list[int] = []
        self._style = 0
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = [
            (key.lower(), value or "") for key, value in attrs
        ]  # twice the same: browsers take the first, we read all
        if tag in _RUNS or any(key.startswith("on") for key, _ in found):
            raise BadDocument("script", self._where)
        for key, value in found:
            self._attribute(tag, key, value)
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

    def handle_endtag(self, tag: str) -> None:
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
        if not data.strip():
            if data:
                self._line.append((-1, " ", 0))
            return
        if self._style:
            self._add(data, Zone.TECHNICAL, "style")
            return
        text = data if self._pre else _SPACES.sub(" ", data)
        self._line.append((self._add(text, Zone.BODY, ""), text, 0))

    def handle_comment(self, data: str) -> None:
        self._add(data, Zone.REST, "comment")

    def handle_decl(self, decl: str) -> None:
        if "[" in decl or "ENTITY" in decl.upper():
            raise BadDocument("entities", self._where)
        self._add(decl, Zone.TECHNICAL, "doctype")

    def unknown_decl(self, data: str) -> None:
        self._add(data, Zone.REST, "declaration")

    def handle_pi(self, data: str) -> None:
        self._add(data, Zone.REST, "instruction")

    def finish(self) -> None:
        while self._tables:
            self.handle_endtag("table")
        self._flush()

    def _attribute(self, tag: str, key: str, value: str) -> None:
        if value.strip().lower().startswith(("javascript:", "vbscript:", "data:text/html")):
            raise BadDocument("script", self._where)
        if value.strip() and not (_FIGURES.fullmatch(value) and key not in ("alt", "title", "value", "content")):
            named = key in ("class", "id", "style", "lang", "xmlns", "face", "charset", "http-equiv", "rel", "type")
            shown = key in ("alt", "title", "value", "placeholder")
            number = self._add(value, Zone.TECHNICAL if named else Zone.REST, f"{tag} {key}")
            if shown:
                self._line.append((number, value, 0))
                self._line.append((-1, " ", 0))

    def _add(self, text: str, zone: Zone, label: str) -> int:
        return self._draft.add(Node(self._where, 0, 0, text, How.FIXED, zone, label))

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


#: What opens, and what must stand behind the last of them: the parser looks for it from each place anew.
_PAIRS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<![", "]>"), ("<!", ">"), ("<?", ">"), ("</", ">"))
_OPENS = re.compile(r"<[A-Za-z!/?][^<>]{0,10000}$")


def _closed(text: str, where: str) -> None:
    """Raises for a page that breaks off within a tag or a comment; reading it would take the square of its length."""
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
    page = _Page(draft, where)
    try:
        page.feed(text)
        page.close()
    except (AssertionError, ValueError) as error:  # what the standard library says of marked sections it cannot read
        raise BadDocument("damaged", where) from error
    page.finish()
    draft.rest(where, first)
