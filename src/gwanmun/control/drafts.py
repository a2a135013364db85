"""Filing an answer (답변을 문서로): an answer's Markdown becomes a draft in Korean report form, and a file of it.

What lives here: which line of Markdown becomes which part of a report. What does not: the formats (port `drafts`), restoring
values (the gate did; `left_tokens` tells what it could not). Markdown is read in one pass, line by line; what is no
known form stays as it is written, and nothing is left out.

| Markdown | report |
|---|---|
| the first heading, unless a title is given | title |
| `>` lines before the first heading, or a section 요약 | summary box ◇ |
| headings, from the shallowest | Ⅰ, then □, then ○ |
| lists | the next mark below their heading, deeper by indentation; counted ones keep their numbers |
| tables | tables |
| a section 붙임 or 첨부, 출처 or 참고자료 | attachments; sources |
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from gwanmun.control.office import refused
from gwanmun.domain.drafts import Block, Draft, DraftFormat, Grid, Line, Rank, Run, Words, plain
from gwanmun.ports.drafts import DraftWriter

MOST_LETTERS = 1_000_000
_MOST_COLUMNS = 40
_MOST_CELLS = 50_000
_MOST_JOINED = 60  # runs of a paragraph: beyond, a new one begins, so that joining stays cheap

_heading = re.compile(r"(#{1,6})[ \t]+(.*)")
_item = re.compile(r"([ \t]*)(?:[-*+•○◦□▪·]|([0-9]{1,3})[.)])[ \t]+(.*)")
_rule = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_columns = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_bar = re.compile(r"(?<!\\)\|")
_fence = re.compile(r"[ \t]*(?:`{3,}|~{3,})[^`]*")
_bold = re.compile(r"\*\*(?=\S)([^*\n]{1,500})\*\*|__(?=\S)([^_\n]{1,500})__")
_em = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,500})\*(?![\w*])|(?<![\w`])`([^`\n]{1,500})`(?![\w`])")
_link = re.compile(r"!?\[([^\]\[\n]{0,300})\]\((?:<([^<>\n]{1,600})>|([^()\s]{1,600}))(?:[ \t]+\"[^\"\n]{0,200}\")?\)")
_escape = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_space = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_marked = re.compile(r"^(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX]{1,4}\.?|[0-9]{1,2}\.|[가-하]\.|[□○◇◦▪ㅇ]|-)[ \t]+")
_end = re.compile(r"끝[ \t]{0,4}\.?[ \t]{0,4}$")
_token = re.compile(r"⟨!*[가-힣A-Za-z]{1,12}[0-9]{1,6}[b-z]?⟩")

_SUMMARY = frozenset({"요약", "개요 요약", "summary", "핵심 요약"})
_ATTACHED = frozenset({"붙임", "첨부", "첨부파일", "attachments"})
_SOURCES = frozenset({"출처", "참고자료", "참고문헌", "근거자료", "sources", "references"})
#: Said in Korean in the document, whatever language the desk speaks: it is read by whoever gets the document.
LABEL = "이 문서는 생성형 인공지능{by}의 도움을 받아 작성한 초안입니다. 담당자가 사실과 표현을 확인하여야 합니다."


def label_of(service: str) -> str:
    """The words that say that an AI took part (인공지능 발전과 신뢰 기반 조성 등에 관한 기본법 제31조 제2항)."""
    return LABEL.format(by=f"({service})" if service else "")


def left_tokens(draft: Draft) -> tuple[str, ...]:
    """Tokens that stand for values which nobody put back, each once, in their order."""
    texts = [draft.title, *map(plain, (*draft.summary, *draft.sources, *draft.attachments))]
    for block in draft.blocks:
        texts += (
            [plain(block.words)] if isinstance(block, Line) else [plain(cell) for row in block.rows for cell in row]
        )
    return tuple(dict.fromkeys(token for text in texts for token in _token.findall(text)))


def tokens_in(text: str) -> tuple[str, ...]:
    """As `left_tokens`, of a text."""
    return tuple(dict.fromkeys(_token.findall(text)))


def draft_of(
    markdown: str, *, title: str = "", day: date | None = None, department: str = "", service: str = ""
) -> Draft:
    """An answer as a draft. Raises `BadCommand` when there is no title, no content, or too much of it."""
    if len(markdown) > MOST_LETTERS:
        raise refused(
            f"초안이 너무 깁니다 (최대 {MOST_LETTERS:,}자)", f"the draft is too long (at most {MOST_LETTERS:,} letters)",
            "나누어 작성하십시오", "split it", "draft",
        )  # fmt: skip
    reading = _Reading()
    for row in _cleaned(markdown).split("\n"):
        reading.line(row)
    reading.ends()
    title = _one_line(title) or plain(reading.title)
    if not title:
        raise refused(
            "제목이 없습니다", "there is no title", "첫 줄을 '# 제목'으로 쓰거나 --title 로 주십시오",
            "begin with '# Title', or give --title", "draft",
        )  # fmt: skip
    if not (reading.blocks or reading.summary):
        raise refused(
            "본문이 없습니다", "there is no content", "답변 전체를 저장하십시오", "save the whole answer", "draft"
        )
    service = _one_line(service)
    return Draft(
        title, label_of(service), day, _one_line(department), tuple(reading.summary), _ranked(reading.blocks),
        tuple(reading.sources), tuple(reading.attachments), service,
    )  # fmt: skip


def write_draft(draft: Draft, format_: DraftFormat, writer: DraftWriter) -> bytes:
    """The draft as a file."""
    return writer.write(draft, format_)


def _cleaned(text: str) -> str:
    return _space.sub("", text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"))


def _one_line(text: str) -> str:
    return " ".join(_cleaned(text).split())


@dataclass(slots=True)
class _Reading:
    """One pass over the lines. Headings keep their own level until all are known."""

    title: Words = ()
    summary: list[Words] = field(default_factory=list)
    blocks: list[tuple[int, Block]] = field(default_factory=list)  # 1–6: a heading; 0: what stands below one
    sources: list[Words] = field(default_factory=list)
    attachments: list[Words] = field(default_factory=list)
    _into: list[Words] | None = None  # a section that is a list of its own
    _rows: list[list[str]] = field(default_factory=list)
    _ruled: bool = False
    _cells: int = 0
    _indents: list[int] = field(default_factory=list)
    _fenced: bool = False
    _open: bool = False  # whether the next plain line goes on with the last

    def line(self, row: str) -> None:
        if _fence.fullmatch(row):
            self._fenced, self._open = not self._fenced, False
            return
        if self._fenced:
            self._say(Rank.PLAIN, row)
            return
        bare = row.strip()
        if bare.startswith("|") or (self._rows and "|" in bare):
            self._row(bare)
            return
        self._table_ends()
        if not bare or _rule.fullmatch(row):
            self._open = False
            return
        if (m := _heading.fullmatch(row)) is not None:
            self._head(len(m[1]), m[2].rstrip(" \t#"))
        elif bare.startswith(">"):
            self._quote(bare.lstrip("> \t"))
        elif (m := _item.fullmatch(row)) is not None:
            self._item(len(m[1].expandtabs(4)), int(m[2] or 0), m[3])
        else:
            self._more(bare)

    def ends(self) -> None:
        self._table_ends()
        self._strip_end()

    def _head(self, level: int, text: str) -> None:
        self._indents.clear()
        self._open = False
        name = _marked.sub("", plain(_words(text))).strip().rstrip(":").lower()
        own = self.summary if name in _SUMMARY else self.attachments if name in _ATTACHED else None
        self._into = own if own is not None else self.sources if name in _SOURCES else None
        if self._into is not None:
            return
        if not self.title and not self.blocks:
            self.title = _words(text)
            return
        self.blocks.append((level, Line(Rank.CHAPTER, _words(_marked.sub("", text)))))

    def _quote(self, text: str) -> None:
        if not text:
            self._open = False
        elif not self.blocks and self._into is None:
            self.summary.append(_words(text))
        else:
            self._say(Rank.NOTE, text)

    def _item(self, indent: int, number: int, text: str) -> None:
        while self._indents and indent < self._indents[-1]:
            self._indents.pop()
        if not self._indents or indent > self._indents[-1] + 1:
            self._indents.append(indent)
        self._say(Rank(min(len(self._indents), 3)), text, number)
        self._open = True

    def _more(self, text: str) -> None:
        """A plain line: its own paragraph, or the going on of what stands before it."""
        last = self.blocks[-1][1] if self.blocks else None
        if self._open and self._into is None and isinstance(last, Line) and len(last.words) < _MOST_JOINED:
            joined = replace(last, words=(*last.words, Run(" "), *_words(text)))
            self.blocks[-1] = (self.blocks[-1][0], joined)
        elif self._open and self._into and len(self._into[-1]) < _MOST_JOINED:
            self._into[-1] = (*self._into[-1], Run(" "), *_words(text))
        else:
            self._indents.clear()
            self._say(Rank.PLAIN, text)
            self._open = True

    def _say(self, rank: Rank, text: str, number: int = 0) -> None:
        words = (Run(text),) if self._fenced else _words(text)
        if self._into is not None:
            if plain(words).strip():
                self._into.append(words)
        elif words:
            self.blocks.append((0, Line(rank, words, number)))

    def _row(self, bare: str) -> None:
        self._open = False
        if _columns.fullmatch(bare) and self._rows:
            self._ruled = True
            return
        cells = _bar.split(bare.removeprefix("|"))
        if bare.endswith("|") and not bare.endswith("\\|") and len(cells) > 1:
            cells.pop()
        self._cells += len(cells)
        if len(cells) > _MOST_COLUMNS or self._cells > _MOST_CELLS:
            raise refused(
                f"표가 너무 큽니다 (열 {_MOST_COLUMNS}, 칸 {_MOST_CELLS:,}까지)",
                f"a table is too large (at most {_MOST_COLUMNS} columns and {_MOST_CELLS:,} cells)",
                "표를 나누십시오", "split the table", "draft",
            )  # fmt: skip
        self._rows.append(cells)

    def _table_ends(self) -> None:
        rows, self._rows = self._rows, []
        ruled, self._ruled = self._ruled, False
        if not rows:
            return
        if not ruled and len(rows) == 1:  # a line with bars, no table
            self._say(Rank.PLAIN, "|".join(rows[0]).strip())
            return
        self._into = None
        wide = max(map(len, rows))
        grid = Grid(tuple(tuple(_words(cell.strip()) for cell in (*row, *[""] * (wide - len(row)))) for row in rows))
        self.blocks.append((0, grid))

    def _strip_end(self) -> None:
        """The writer says 끝. itself."""
        if self.blocks and isinstance(last := self.blocks[-1][1], Line):
            words = _trimmed(last.words)
            if not plain(words).strip():
                self.blocks.pop()
            elif words != last.words:
                self.blocks[-1] = (self.blocks[-1][0], replace(last, words=words))
        if self.attachments:
            self.attachments[-1] = _trimmed(self.attachments[-1])
            if not plain(self.attachments[-1]).strip():
                self.attachments.pop()


def _trimmed(words: Words) -> Words:
    """Without an 끝. that stands by itself at the end of a line."""
    text = plain(words)
    m = _end.search(text)
    if m is None or (m.start() and not text[: m.start()].endswith((".", " ", "부", ")"))):
        return words
    return (*words[:-1], Run(_end.sub("", words[-1].text).rstrip(), words[-1].bold)) if words else words


def _ranked(blocks: Sequence[tuple[int, Block]]) -> tuple[Block, ...]:
    """Headings become Ⅰ, □, ○ by the levels that there are; lists take the marks below the heading they stand under."""
    levels = sorted({level for level, _ in blocks if level})
    found: list[Block] = []
    below = Rank.CHAPTER  # without headings, lists begin at □
    for level, block in blocks:
        if level and isinstance(block, Line):
            below = Rank(min(levels.index(level), int(Rank.POINT)))
            found.append(replace(block, rank=below))
        elif isinstance(block, Line) and block.rank in (Rank.SECTION, Rank.POINT, Rank.DETAIL):
            found.append(replace(block, rank=Rank(min(int(below) + int(block.rank), int(Rank.DETAIL)))))
        else:
            found.append(block)
    return tuple(found)


def _words(text: str) -> Words:
    """Inline forms: bold stays, other emphasis goes, a link keeps its address behind its text."""
    text = _link.sub(_linked, text)
    runs: list[Run] = []
    at = 0
    for m in _bold.finditer(text):
        runs.append(Run(_bare(text[at : m.start()])))
        runs.append(Run(_bare(m[1] or m[2]), bold=True))
        at = m.end()
    runs.append(Run(_bare(text[at:])))
    return tuple(run for run in runs if run.text)


def _linked(m: re.Match[str]) -> str:
    address = m[2] or m[3]
    return f"{m[1]} ({address})" if m[1] and m[1] != address else str(address)


def _bare(text: str) -> str:
    text = _em.sub(lambda m: str(m[1] or m[2]), text)
    return _escape.sub(r"\1", text.replace("<br>", " ").replace("<br/>", " "))
