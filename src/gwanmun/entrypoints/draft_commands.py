"""What `gwanmun draft FILE.md -o OUT.hwpx` does: an answer becomes a document in report form, with its values put back.

`--original` is the document that was masked before it was asked about: masking it again gives the same tokens, so nothing
had to be kept. The file is written only after it was read again and every word of the draft stood in it. What does not live here:
options (`extract_cli.py`), the form (`control/drafts.py`), the formats (`adapters/documents/`).
"""

import json
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gwanmun.adapters.documents.reports import ReportWriter
from gwanmun.adapters.documents.sniff import ending
from gwanmun.adapters.system import System
from gwanmun.control.drafts import draft_of, left_tokens, write_draft
from gwanmun.control.office import seoul_day
from gwanmun.domain.drafts import Block, Draft, DraftFormat, Line, Words, plain
from gwanmun.entrypoints.document_commands import load, read, write_out
from gwanmun.errors import BadCommand
from gwanmun.privacy.documents import edits_of, examine_document
from gwanmun.privacy.mask import TokenTable
from gwanmun.privacy.stream import restore


@dataclass(frozen=True, slots=True)
class Wish:
    """The options of `gwanmun draft`."""

    file: str
    out: Path
    title: str = ""
    department: str = ""
    day: str = ""
    service: str = ""
    original: str = ""
    as_json: bool = False
    lang: str = "ko"


def draft(wish: Wish) -> int:
    """Write the document; say what still stands for a value that nobody put back."""
    format_ = _format(wish.out)
    markdown = read(load(wish.file), wish.file).body
    if wish.original:
        markdown = restore(markdown, values_of(wish.original))
    made = draft_of(markdown, title=wish.title, day=_day(wish.day), department=wish.department, service=wish.service)
    content = write_draft(made, format_, ReportWriter())
    _reopen(content, f"draft.{format_.value}", made)
    write_out(wish.out, content, Path(wish.file))
    left = left_tokens(made)
    if wish.as_json:
        told = {
            "file": str(wish.out),
            "format": format_.value,
            "bytes": len(content),
            "title": made.title,
            "left": left,
        }
        print(json.dumps(told, ensure_ascii=False))
        return 0
    ko = wish.lang == "ko"
    print(f"{wish.out}: {made.title}", file=sys.stderr)
    if left:
        words = (
            "원래 값으로 바꾸지 못한 표시 (--original 로 원본을 주십시오)" if ko else "not put back (give --original)"
        )
        print(f"{words}: {', '.join(left[:20])}{' …' if len(left) > 20 else ''}", file=sys.stderr)
    return 0


def values_of(original: str) -> TokenTable:
    """The tokens that masking this document gives, and what they stand for."""
    examined = examine_document(read(load(original), original))
    values: dict[str, str] = {}
    for edit in edits_of(examined):
        values.setdefault(edit.by, examined.document.texts[edit.text][edit.start : edit.end])
    return TokenTable({token: value for token, value in values.items() if any(map(str.isdecimal, token))})


def _format(out: Path) -> DraftFormat:
    try:
        return DraftFormat(ending(out.name))
    except ValueError as error:
        raise BadCommand(
            out.name,
            problem_ko="초안은 HWPX나 DOCX로 만듭니다",
            problem_en="a draft becomes HWPX or DOCX",
            next_ko="-o 초안.hwpx 또는 -o 초안.docx",
            next_en="-o draft.hwpx or -o draft.docx",
        ) from error


def _day(text: str) -> date:
    if not text:
        return seoul_day(System().now_us())
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadCommand(
            "--date", problem_ko="날짜가 아닙니다", problem_en="this is no date", next_ko="2026-11-22 처럼 쓰십시오",
            next_en="write it as 2026-11-22",
        ) from error  # fmt: skip


def _reopen(content: bytes, name: str, made: Draft) -> None:
    """Raises when a word of the draft does not stand in what was written, in its order."""
    letters = _letters(read(content, name).body)
    at = 0
    for words in _said(made):
        wanted = _letters(plain(words))
        found = letters.find(wanted, at)
        if found < 0:
            raise BadCommand(
                name,
                problem_ko="만든 문서를 다시 읽었더니 초안과 다릅니다",
                problem_en="the document reads otherwise than the draft",
                next_ko="다른 형식(-o)으로 만들고 이 답변을 관리자에게 알리십시오",
                next_en="choose the other format and tell your administrator",
            )
        at = found + len(wanted)


def _said(made: Draft) -> list[Words]:
    def of(block: Block) -> list[Words]:
        return [block.words] if isinstance(block, Line) else [cell for row in block.rows for cell in row]

    body = [words for block in made.blocks for words in of(block)]
    return [*made.summary, *body, *made.sources, *made.attachments]


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())
