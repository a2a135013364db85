"""What `gwanmun extract`, `scan FILE` and `mask FILE -o OUT` do with documents: read in a child, examine here, copy in a child.

Nothing is sent, kept or logged. A copy is written only after it was read again and none of the values that were found stands in
it. What does not live here: options (`extract_cli.py`, `scan_cli.py`), formats (`adapters/documents/`).
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from gwanmun.adapters.documents.child import ChildDocuments
from gwanmun.adapters.documents.limits import Limits
from gwanmun.adapters.documents.ocr import PACKAGES, RecognisingDocuments, tesseract
from gwanmun.adapters.documents.sniff import PICTURES, ending
from gwanmun.domain.documents import ReadDocument
from gwanmun.domain.findings import Finding, Kind
from gwanmun.errors import BadCommand, BadDocument
from gwanmun.policy.explain import particle
from gwanmun.ports.documents import Tell
from gwanmun.privacy.documents import edits_of, examine_document, left_over, marks_of_name
from gwanmun.privacy.find import find, kinds_of
from gwanmun.privacy.grade import propose_grade
from gwanmun.privacy.kinds import KINDS, Style

_ROUNDS = 3


def load(file: str) -> bytes:
    """The file's bytes, at most as many as a document may have; holes of sparse files count."""
    limit = Limits().file_bytes
    try:
        with Path(file).open("rb") as opened:
            if os.fstat(opened.fileno()).st_size > limit:
                raise BadDocument("too_large", file, limit=limit)
            content = opened.read(limit + 1)
    except OSError as error:
        raise BadCommand(
            file,
            problem_ko="파일을 읽을 수 없습니다",
            problem_en="the file cannot be read",
            next_ko="경로와 권한을 확인하십시오",
            next_en="check its path and permissions",
        ) from error
    if len(content) > limit:
        raise BadDocument("too_large", file, limit=limit)
    return content


def read(content: bytes, file: str, *, ocr: bool = False) -> ReadDocument:
    """Read a file in a child of its own. `ocr`: recognise letters where there are only pictures."""
    return asyncio.run(_read(content, file, ocr=ocr))


def searched(
    content: bytes, file: str, *, ocr: bool = False, everything: bool = True
) -> tuple[str, tuple[Finding, ...]]:
    """All that is examined of a file as one text (`extract --all`), or only what it shows; and what was found in it."""
    examined = examine_document(read(content, file, ocr=ocr))
    text, found = "", []
    for part, row in list(zip(examined.document.texts, examined.findings, strict=True))[: None if everything else 1]:
        found += [replace(f, start=f.start + len(text), end=f.end + len(text)) for f in row]
        text += f"{part}\n"
    return text, tuple(found)


def extract(file: str, *, everything: bool, as_json: bool, lang: str, ocr: bool = False) -> int:
    """Print what a file says."""
    document = read(load(file), file, ocr=ocr)
    if as_json:
        print(json.dumps(_told(file, document), ensure_ascii=False))
        return 0
    sys.stdout.write(document.body)
    if everything:
        sys.stdout.write(f"\n{document.rest}\n{document.technical}")
    ko = lang == "ko"
    for note in document.notes:
        print(f"{'알림' if ko else 'note'}: {note}", file=sys.stderr)
    if document.pictures:
        words = "검사하지 않은 그림 (내보내지 않음)" if ko else "pictures not examined (never sent)"
        print(f"{words}: {len(document.pictures)}", file=sys.stderr)
    return 0


def mask_file(file: str, out: Path, *, styles: Mapping[Kind, Style], pictures: str, lang: str) -> int:
    """Write a masked copy of a file, and say what was masked."""
    content = load(file)
    copy, format_, counts = asyncio.run(_masked(content, file, styles, pictures))
    wanted = ending(file) if format_ in ("text", "html") else format_
    if ending(out.name) != wanted:
        raise BadCommand(
            out.name,
            problem_ko=f"가린 사본의 형식은 {wanted}입니다",
            problem_en=f"the masked copy is of the format {wanted}",
            next_ko=f"이름이 .{wanted}{particle(wanted, '으로/로')} 끝나야 합니다",
            next_en=f"let its name end in .{wanted}",
        )
    write_out(out, copy, Path(file))
    ko = lang == "ko"
    words = ", ".join(f"{KINDS[kind].word if ko else KINDS[kind].en} {n}" for kind, n in counts.items())
    print(f"{out}: {words or ('가릴 것 없음' if ko else 'nothing to mask')}", file=sys.stderr)
    return 0


async def _read(content: bytes, file: str, *, ocr: bool) -> ReadDocument:
    if ocr and not tesseract():
        raise BadCommand(
            "--ocr",
            problem_ko="글자 인식 프로그램(tesseract)이 없습니다",
            problem_en="tesseract is not installed",
            next_ko=f"apt-get install {PACKAGES}",
            next_en=f"apt-get install {PACKAGES}",
        )
    documents = (RecognisingDocuments if ocr else ChildDocuments)(children=1)
    tell = _pages() if sys.stderr.isatty() else None
    try:
        return await documents.read(content, Path(file).name, scans=ocr, tell=tell, warm=False)
    finally:
        await documents.close()
        if tell:
            sys.stderr.write(_CLEARED)


#: To the left, and nothing there any more.
_CLEARED = "\r\033[K"
_EVERY_SECONDS = 0.1


def _pages() -> Tell:
    """On a terminal: how far a long document is."""
    due = 0.0

    def tell(done: int, of: int) -> None:
        nonlocal due
        now = time.monotonic()
        if now >= due or done == of:
            due = now + _EVERY_SECONDS
            sys.stderr.write(f"{_CLEARED}{done}/{of} ")
            sys.stderr.flush()

    return tell


async def _masked(
    content: bytes, file: str, styles: Mapping[Kind, Style], pictures: str
) -> tuple[bytes, str, dict[Kind, int]]:
    documents = ChildDocuments(children=1)
    tell = _pages() if sys.stderr.isatty() else None
    name = Path(file).name
    try:
        first = examined = examine_document(await documents.read(content, name, tell=tell))
        for _ in range(_ROUNDS):
            copy, format_ = await documents.masked(content, name, edits_of(examined, styles), pictures)
            again = name if format_ == "text" else f"copy.{format_}"
            examined = examine_document(await documents.read(copy, again, tell=tell))
            if not left_over(first, examined, styles):
                counts = kinds_of(f for row in first.findings for f in row if KINDS[f.kind].style is not Style.KEEP)
                return copy, format_, counts
            content, name = copy, again
    finally:
        await documents.close()
        if tell:
            sys.stderr.write(_CLEARED)
    raise BadDocument("still_there")


def _told(file: str, document: ReadDocument) -> dict[str, object]:
    examined = examine_document(document)
    name = Path(file).name
    rows = (marks_of_name(name, find(name)), *examined.findings)
    return {
        "file": file,
        "format": document.format,
        "text": document.body,
        "rest": document.rest,
        "technical": document.technical,
        "notes": document.notes,
        "pictures": document.pictures,
        "recognised": document.recognised,
        "dropped": document.dropped,
        "kinds": {kind.value: n for kind, n in kinds_of(f for row in examined.findings for f in row).items()},
        "grade": propose_grade((name, *document.texts), rows).value,
    }


def write_out(out: Path, content: bytes, original: Path) -> None:
    """Whole or not at all, and never over the original."""
    try:
        if out.exists() and out.samefile(original):
            raise BadCommand(
                str(out),
                problem_ko="원본을 덮어쓸 수 없습니다",
                problem_en="the original is not overwritten",
                next_ko="다른 이름을 쓰십시오",
                next_en="use another name",
            )
        beside = out.with_name(f".{out.name}.new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            opened.write(content)
        beside.replace(out)
    except OSError as error:
        raise BadCommand(
            str(out),
            problem_ko="파일을 쓸 수 없습니다",
            problem_en="the file cannot be written",
            next_ko="경로와 권한을 확인하십시오",
            next_en="check its path and permissions",
        ) from error


#: Texts that say something else than their bytes at first sight: UTF-16 and its zeros, letters kept backwards or by their numbers.
_ODD_TEXTS: Sequence[bytes] = (b"\x00", "\u202e".encode(), b"\\u")
_FOLDED: Sequence[bytes] = (b"BEGIN:VCALENDAR", b"BEGIN:VCARD")


def is_odd_text(content: bytes) -> bool:
    """Whether a plain text must be read as a document is, to be seen as a person sees it."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf\r\n\t ").upper()
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff")) or head.startswith(tuple(_FOLDED))
    return marked or any(odd in content for odd in _ODD_TEXTS)


def is_document(content: bytes, file: str) -> bool:
    """Whether a file is something else than plain text."""
    marks: Sequence[bytes] = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF-")
    return content.startswith(tuple(marks)) or f".{ending(file)}" in PICTURES or ending(file) in (
        "hwp", "hwpx", "pdf", "docx", "xlsx", "pptx", "zip", "eml", "html", "htm", "doc", "xls", "ppt",
    )  # fmt: skip
