"""One file in, its texts out (읽기): find out what it is, hold its name against it, read it whole.

What lives here: the choice of a reader, and archives within archives. What does not: formats; the child process that all of this
runs in (`entrypoints/documents_child.py`).
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from msgspec.structs import replace

from gwanmun.adapters.documents.html import read_html
from gwanmun.adapters.documents.layout import Draft, How, Node, Zone
from gwanmun.adapters.documents.limits import Budget, Limits
from gwanmun.adapters.documents.mail import read_mail
from gwanmun.adapters.documents.package import Package
from gwanmun.adapters.documents.packages import package_format, read_package
from gwanmun.adapters.documents.sniff import ending, family, held_to_name, picture
from gwanmun.adapters.documents.texts import read_text
from gwanmun.domain.documents import ReadDocument
from gwanmun.errors import BadDocument

#: Readers that come with the extra `documents`.
_EXTRA = {"pdf": ("pdf", "read_pdf"), "ole": ("hwp", "read_hwp")}


def read(content: bytes, name: str, limits: Limits | None = None) -> ReadDocument:
    """The texts of a file. Raises `BadDocument` for whatever cannot be read whole."""
    return draft_of(content, name, limits)[1]


def draft_of(
    content: bytes,
    name: str,
    limits: Limits | None = None,
    seen: Mapping[str, str] | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> tuple[Draft, ReadDocument]:
    """As `read`, with the map back into the file. `seen`: what was recognised in pictures; `wanted` of the draft are those
    that must be recognised first. `tell` hears how many pages of how many were read.
    """
    budget = Budget(limits or Limits())
    if len(content) > budget.limits.file_bytes:
        raise BadDocument("too_large", limit=budget.limits.file_bytes)
    if not content.strip(b"\x00 \r\n\t"):
        raise BadDocument("no_text")
    draft = Draft(budget, seen=seen, tell=tell)
    format_ = _read(draft, content, name, "")
    return draft, replace(draft.finish(format_), parts=_parts(draft, format_))


def _parts(draft: Draft, format_: str) -> int:
    """How much was read: pages, members of packages and archives, or the one text."""
    if format_ != "pdf":
        return max(1, draft.budget.members)
    pages = (node.label.removeprefix("page ") for node in draft.nodes if node.zone is Zone.BODY)
    return max((int(page) for page in pages if page.isdecimal()), default=1)


def extra(family_: str) -> Any:
    """A reader that needs a library which a small installation may lack."""
    module, function = _EXTRA[family_]
    try:
        return getattr(import_module(f"gwanmun.adapters.documents.{module}"), function)
    except ImportError as error:
        raise BadDocument("no_reader") from error


def _read(draft: Draft, content: bytes, name: str, where: str) -> str:
    if draft.seen is not None and picture(content):
        held_to_name("picture", name)
        draft.pictures.append(where or "picture")
        draft.scan(where or "picture", lambda: content)
        return "picture"
    kind = family(content, name)
    format_ = kind
    if kind == "zip":
        package = Package(content, draft.budget, where)
        format_ = package_format(package)
        held_to_name(format_, name)
        if format_ == "zip":
            _archive(draft, package, where)
        else:
            read_package(draft, package, format_, _nested)
    elif kind == "ole":
        extra(kind)(draft, content, where)
        format_ = "hwp"
        held_to_name(format_, name)
    elif kind == "pdf":
        held_to_name(kind, name)
        extra(kind)(draft, content, where, _nested)
    elif kind == "eml":
        read_mail(draft, content, where, _nested)
    elif kind == "html":
        held_to_name(kind, name)
        read_html(draft, content, where)
    else:
        held_to_name(kind, name)
        read_text(draft, content, where)
    return format_


def _archive(draft: Draft, package: Package, where: str) -> None:
    draft.budget.enter(where)
    first = len(draft.nodes)
    for comment in package.comments:
        draft.add(Node(where, 0, 0, comment, How.DROP, Zone.REST, "comment"))
    draft.rest(where, first)
    for name in package.names:
        content = package.read(name)
        place = package.place(name)
        draft.body.line()
        draft.body.say("## [파일] ")
        draft.show(Zone.BODY, draft.add(Node(where, 0, 0, name, How.FIXED, Zone.BODY, "name")))
        draft.body.say("\n")
        if content:
            _member(draft, content, name, place)
    draft.budget.leave()


def _nested(draft: Draft, content: bytes, where: str) -> None:
    """A document within a document."""
    draft.budget.enter(where)
    draft.body.line()
    _member(draft, content, where.rpartition("!")[2], where)
    draft.budget.leave()


def _member(draft: Draft, content: bytes, name: str, where: str) -> None:
    before = draft.body.size
    pictures = len(draft.pictures)
    _read(draft, content, name if ending(name) else "", where)
    if draft.body.size == before:
        raise BadDocument("image_only" if len(draft.pictures) > pictures else "no_text", where)
