"""Between admit and examine: the files of a request become texts (문서 풀기), each read whole in a child process or refused.

What lives here: limits, decoding, what a model is shown of a file, what the record says of it. What does not: formats (port
`documents`), finding. A file's own bytes never leave: a model receives the text that was read, as a text part of ours.

The record holds no name and no text of a file: format, size, keyed digest, how much was read by what, kinds by place.
"""

import asyncio
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from gwanmun.domain.documents import ReadDocument, Upload
from gwanmun.domain.findings import Finding
from gwanmun.errors import BadDocument, BadRequest
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.passes import Admitted, OpenedFile, Progress
from gwanmun.privacy.documents import examined_by, marks_of_name, places_of, telling
from gwanmun.wire.uploads import decode
from gwanmun.wire.walk import spell_out

Rows = tuple[tuple[Finding, ...], ...]

#: Controls, and what turns the direction of text around: exe.fdp looks like pdf.exe.
_BAD_NAME: Final = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_LONGEST_ENDING: Final = 8
#: Media types that say one thing → the formats it may be. What is not here says nothing (application/octet-stream).
_MEDIA: Final[Mapping[str, str]] = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.hancom.hwpx": "hwpx",
    "application/haansofthwpx": "hwpx",
    "application/x-hwpx": "hwpx",
    "application/hwp+zip": "hwpx",
    "application/vnd.hancom.hwp": "hwp",
    "application/haansofthwp": "hwp",
    "application/x-hwp": "hwp",
    "application/zip": "zip",
    "message/rfc822": "eml",
    "text/html": "html",
    "text/plain": "text",
    "text/csv": "text",
    "text/markdown": "text",
    "application/json": "text",
    **dict.fromkeys(("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff"), "picture"),
}
#: The ending by which a file without a name is read.
_ENDINGS: Final = {"text": "txt", "picture": ""}
#: Places within documents that are no words of their authors: parts of packages, pages.
_PUBLIC_PLACE: Final = re.compile(
    r"page \d{1,5}|text|(?:(?:word|xl|ppt|Contents|docProps|customXml|META-INF|_rels|worksheets|slides|notesSlides|charts|"
    r"embeddings|media|BinData|activeX|Scripts|comments|theme)/){0,3}(?:document|header|footer|footnotes|endnotes|comments|"
    r"settings|styles|workbook|sharedStrings|sheet|slide|notesSlide|presentation|section|content|manifest|container|core|app|"
    r"custom|version|vbaProject|chart|masterpage|\[Content_Types\])\d{0,4}\.(?:xml|xml\.rels|hpf|bin|rels)"
)
_SAFE_WORD: Final = re.compile(r"[A-Za-z]{1,16}")
_INLINE_CHARACTERS: Final = 64 * 1024


async def unpack(admitted: Admitted, desk: Desk, progress: Progress) -> Admitted:
    """Read every file of the prompt. Raises `BadDocument` with the file's place in the request, `BadRequest`, `Overloaded`.

    INVARIANT: what is returned holds a text for each file; a file that was not read whole is never passed on.
    """
    prompt = admitted.prompt
    _within(prompt.files, desk)
    for upload in prompt.files:
        if _BAD_NAME.search(_name(upload)):
            raise BadDocument("bad_name", upload.pointer)
    rows: list[dict[str, object]] = []
    progress.extra["files"] = rows  # before anything can fail: a refusal tells what was refused
    passages, opened = list(prompt.passages), []
    left = desk.files.files_bytes
    for number, upload in enumerate(prompt.files, 1):
        row: dict[str, object] = {"place": upload.pointer}
        rows.append(row)
        document, size = await _read(upload, admitted, desk, row, left)
        left -= size
        long = sum(map(len, document.texts)) > _INLINE_CHARACTERS
        texts = await asyncio.to_thread(_texts, document, upload, number) if long else _texts(document, upload, number)
        for at, text in enumerate(texts, upload.at):
            passages[at] = replace(passages[at], text=text)
        opened.append(OpenedFile(upload.at, document.format, document.technical, row))
    # The files themselves are let go here: only their texts stay.
    return replace(admitted, prompt=replace(prompt, passages=tuple(passages), files=()), files=tuple(opened))


def recognised(admitted: Admitted | None) -> int:
    """From how many places what stands in the files was guessed: the answer rests on letters that may be wrong."""
    files = admitted.files if admitted else ()
    return sum(places for file in files if isinstance(places := file.told.get("recognised"), int))


def found_in_files(admitted: Admitted, findings: Rows) -> Rows:
    """The findings, held to what is peculiar to documents; what was found where goes into each file's row of the record."""
    rows = list(findings)
    passages = admitted.prompt.passages
    for file in admitted.files:
        name, body, rest, technical = range(file.at, file.at + 4)
        document = ReadDocument(file.format, passages[body].text, passages[rest].text, passages[technical].text)
        rows[body : technical + 1] = examined_by(document, tuple(rows[body : technical + 1])).findings
        rows[name] = marks_of_name(passages[name].text, rows[name])
        places = places_of(document.body, rows[body])
        for place, at in (("name", name), ("beside", rest), ("technical", technical)):
            for f in rows[at]:
                kinds = places.setdefault(place, {})
                kinds[f.kind.value] = kinds.get(f.kind.value, 0) + 1
        if places:
            file.told["findings"] = places
    return tuple(rows)


def _within(files: tuple[Upload, ...], desk: Desk) -> None:
    limits = desk.files
    if len(files) > limits.files:
        raise BadRequest("too_many", files[limits.files].pointer, limit=limits.files)
    total = 0
    for upload in files:
        size = len(upload.data) if upload.plain else len(upload.data) // 4 * 3
        total += size
        if size > limits.file_bytes + 2:
            raise BadDocument("too_large", upload.pointer, limit=limits.file_bytes)
        if total > limits.files_bytes + 2 * len(files):
            raise BadDocument("too_large", upload.pointer, limit=limits.files_bytes)


async def _read(
    upload: Upload, admitted: Admitted, desk: Desk, row: dict[str, object], left: int
) -> tuple[ReadDocument, int]:
    """One file's texts and size; what is known of it goes into `row`, whatever becomes of it."""
    if len(upload.data) <= _INLINE_CHARACTERS:
        content, digest = _opened(upload, desk.pepper)
    else:
        content, digest = await asyncio.to_thread(_opened, upload, desk.pepper)
    row |= {"bytes": len(content), "digest": digest}
    if len(content) > min(desk.files.file_bytes, left):
        raise BadDocument("too_large", upload.pointer, limit=min(desk.files.file_bytes, left))
    if upload.plain:
        document = ReadDocument("text", upload.data, "", "", parts=1, reader="gwanmun")
    else:
        claimed = _MEDIA.get(upload.media, "")
        document = await _in_child(upload, content, admitted, desk)
        if claimed and document.format != claimed:
            raise BadDocument("lying_type", upload.pointer, named=claimed, found=document.format)
    row |= {
        "format": document.format,
        "parts": document.parts,
        "characters": sum(map(len, document.texts)),
        "pictures": len(document.pictures),
        "dropped": len(document.dropped),
        "reader": document.reader,
    }
    if document.recognised:
        row["recognised"] = len(document.recognised)
    return document, len(content)


async def _in_child(upload: Upload, content: bytes, admitted: Admitted, desk: Desk) -> ReadDocument:
    if desk.documents is None:
        raise BadDocument("no_reader", upload.pointer)
    identified = admitted.identified
    scans = identified.rules.unseen_scans
    try:
        document = await desk.documents.read(content, _name(upload), person=identified.pseudonym, scans=scans)
    except BadDocument as error:
        raise _retold(error, upload) from None
    # INVARIANT: a recogniser's guess leaves only where the agency decided that nobody need look at it first (ADR 0017).
    if document.recognised and not scans:
        raise BadDocument("image_only", upload.pointer)
    return document


def _opened(upload: Upload, pepper: bytes) -> tuple[bytes, str]:
    """The file's bytes, and a digest that only this installation can make: the same file can be recognised, not guessed."""
    content = upload.data.encode("utf-8", "replace") if upload.plain else decode(upload.data, upload.pointer)
    return content, hmac.digest(pepper, b"gwanmun/file/1\0" + hashlib.sha256(content).digest(), "sha256").hex()


def _name(upload: Upload) -> str:
    """The file's name without the path that some clients send; without a name, one that says what the caller says."""
    name = re.split(r"[/\\]", upload.name)[-1].strip()
    if name:
        return name
    claimed = _MEDIA.get(upload.media, "")
    ending = _ENDINGS.get(claimed, claimed)
    return f"document.{ending}" if ending else "document"


def _texts(document: ReadDocument, upload: Upload, number: int) -> tuple[str, ...]:
    """The file's four passages. Nothing hides behind an escape, as in any other text of a request."""
    texts = (upload.name, _shown(document, upload, number), document.rest, telling(document.technical))
    return tuple((spell_out(text, upload.pointer) if "\\" in text else text).replace("\0", " ") for text in texts)


def _shown(document: ReadDocument, upload: Upload, number: int) -> str:
    """What the model receives of a file: where it begins and ends, its name, its text, and what was left out."""
    lines = [f"[첨부 문서 {number}: {_name(upload)}]"]
    if upload.context:
        lines.append(upload.context)
    lines.append(document.body.rstrip("\n"))
    if document.pictures:
        lines.append(f"[그림 {len(document.pictures)}개는 보내지 않음]")
    lines.append(f"[첨부 문서 {number} 끝]")
    return "\n".join(lines)


def _retold(error: BadDocument, upload: Upload) -> BadDocument:
    """A child's refusal in words that can be recorded: names of members and of parts may be somebody's."""
    inner = error.where if _PUBLIC_PLACE.fullmatch(error.where) else ""
    params: dict[str, object] = {}
    for key, value in error.params.items():
        if isinstance(value, int):
            params[key] = value
        elif isinstance(value, str):
            told = value if _SAFE_WORD.fullmatch(value) or _PUBLIC_PLACE.fullmatch(value) else "-"
            params[key] = told[:_LONGEST_ENDING] if key == "named" else told
    return BadDocument(error.problem, f"{upload.pointer}: {inner}" if inner else upload.pointer, **params)
