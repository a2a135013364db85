"""The child that reads one document (adapters/documents/child.py): one frame in, one frame out over its standard streams.

Out: `R` when it is ready, `P` and two figures for each page where somebody wants to know, `A`, a length and the answer. It imports what it may need, says that it is ready, gives up everything but computing, reads one file and ends. What kills it
kills one request. It is handed no key and no setting.
"""

import sys
from contextlib import suppress
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import BinaryIO

import msgspec
from msgspec.structs import replace

from gwanmun.adapters.documents.confine import confine
from gwanmun.adapters.documents.limits import MEGABYTE
from gwanmun.adapters.documents.reader import draft_of
from gwanmun.adapters.documents.write import masked
from gwanmun.domain.documents import Edit, ReadDocument
from gwanmun.errors import BadDocument

MEMORY_BYTES = 1536 * MEGABYTE
CPU_SECONDS = 30
LARGEST_FRAME = 128 * MEGABYTE

#: What readers import late: afterwards no file can be opened. Missing libraries are missing formats.
_LATE = (
    "gwanmun.adapters.documents.pdf", "gwanmun.adapters.documents.hwp", "encodings.cp949", "encodings.euc_kr",
    "encodings.utf_16", "encodings.utf_16_le", "encodings.utf_16_be", "encodings.utf_32", "encodings.utf_8_sig",
    "encodings.latin_1", "encodings.cp437", "encodings.iso2022_kr", "encodings.johab", "encodings.idna", "encodings.ascii",
    "encodings.cp1252", "encodings.iso8859_1", "encodings.shift_jis", "encodings.gb18030", "encodings.big5", "stringprep",
    "email.parser", "email.base64mime", "email.quoprimime", "email.iterators", "email.generator", "pypdf.generic",
    "pypdf._codecs", "pypdf._codecs._codecs", "pypdf.filters", "pypdf.generic._image_xobject", "html.entities", "unicodedata", "zlib", "encodings.raw_unicode_escape", "encodings.unicode_escape",
)  # fmt: skip


class Order(msgspec.Struct):
    """What is asked. `edits` None: read; else write a copy. `seen`: what a recogniser read in pictures, if there is one."""

    content: bytes
    name: str
    edits: list[Edit] | None = None
    pictures: str = "refuse"
    seen: dict[str, str] | None = None
    tell: bool = False


def run(source: BinaryIO, sink: BinaryIO) -> int:
    """Answer one frame."""

    def tell(done: int, of: int) -> None:
        sink.write(b"P" + done.to_bytes(4, "big") + of.to_bytes(4, "big"))
        sink.flush()

    head = source.read(4)
    if len(head) < 4:
        return 0
    size = int.from_bytes(head, "big")
    if size > LARGEST_FRAME:
        return 2
    frame = source.read(size)
    if len(frame) < size:
        return 0
    order = msgspec.msgpack.decode(frame, type=Order)
    try:
        if order.edits is None:
            draft, document = draft_of(order.content, order.name, seen=order.seen, tell=tell if order.tell else None)
            done: object = {"read": _signed(document), "wanted": draft.wanted}
        else:
            content, format_ = masked(order.content, order.name, order.edits, order.pictures)
            done = {"copy": content, "format": format_}
    except BadDocument as error:
        params = {key: value for key, value in error.params.items() if isinstance(value, str | int)}
        done = {"problem": error.problem, "where": error.where, "params": params}
    except (MemoryError, RecursionError):
        done = {"problem": "over_limits", "where": "", "params": {}}
    answer = msgspec.msgpack.encode(done)
    sink.write(b"A" + len(answer).to_bytes(4, "big") + answer)
    sink.flush()
    return 0


#: Format → the libraries that read it beside the readers of this project.
_LIBRARIES = {"pdf": ("pypdfium2", "pypdf"), "hwp": ("unhwp",)}
_versions: dict[str, str] = {}


def _signed(document: ReadDocument) -> ReadDocument:
    """With what read it: a record says which versions looked."""
    used = ("gwanmun", *_LIBRARIES.get(document.format, ()))
    return replace(document, reader=" ".join(f"{name} {_versions.get(name, '?')}" for name in used))


def _prepare() -> None:
    for library in ("gwanmun", *(name for names in _LIBRARIES.values() for name in names)):
        with suppress(PackageNotFoundError):
            _versions[library] = version(library)
    for module in _LATE:
        try:
            import_module(module)
        except ImportError:
            continue


def main() -> int:
    """Answer one frame, confined."""
    _prepare()
    confine(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS)
    sys.stdout.buffer.write(b"R")
    sys.stdout.buffer.flush()
    return run(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    sys.exit(main())
