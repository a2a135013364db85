"""A strict subset of YAML, as nodes that know their place. What lives here: text → scalars, lists and mappings with
line and column. What does not: what the words mean (`reader.py` types them by the attribute they belong to).

YAML 1.1 reads `no` as false, `NO` (Norway) as false, 2025-02-05 as a date object and `1_0` as ten. Nothing of that
happens here: a scalar is its text and whether it was quoted. Aliases, anchors, tags, merge keys, duplicate keys and
second documents are refused (YAML 1.2.2 §3.2.1.3 wants unique keys), size, depth and number of nodes are bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from gwanmun.errors import BadPolicy

MAX_CHARACTERS = 512 * 1024
MAX_DEPTH = 24
MAX_NODES = 60_000

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text, counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One scalar as it was written. `plain` is False where it was quoted or a block."""

    text: str
    plain: bool
    at: Place

    @property
    def empty(self) -> bool:
        """Whether it says nothing: `null`, `~` or blank, unquoted."""
        return self.plain and self.text in {"", "~", "null"}


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple["Node", ...]
    at: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    entries: tuple[tuple[Scalar, "Node"], ...]
    at: Place

    def get(self, key: str) -> "Node | None":
        """The value under a key, or None when there is none."""
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | Listing | Mapping


def bad(at: Place | str, ko: str, en: str, suggestion: str = "", suggestion_en: str = "") -> BadPolicy:
    """A `BadPolicy` at a place. The words name keys and vocabulary, never a person or a prompt."""
    hint = suggestion or "docs/policy-language.md"
    return BadPolicy(str(at), problem_ko=ko, problem_en=en, suggestion=hint, suggestion_en=suggestion_en)


def parse(text: str, file: str) -> Node:
    """Read one document. Raises `BadPolicy` with file:line:column; never runs long, never recurses deeply."""
    start = Place(file, 1, 1)
    if len(text) > MAX_CHARACTERS:
        raise bad(start, f"{MAX_CHARACTERS}자를 넘습니다", f"it is longer than {MAX_CHARACTERS} characters")
    composer = _Composer(text, file)
    try:
        node = composer.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Place(file, mark.line + 1, mark.column + 1) if mark else start
        problem = (error.problem or "broken syntax").replace("\n", " ")[:120]
        raise bad(at, "YAML 문법이 올바르지 않습니다", f"the YAML is broken: {_ascii(problem)}") from None
    except yaml.YAMLError as error:
        at = _place_of(text, file, getattr(error, "position", 0))
        raise bad(at, "허용되지 않는 문자가 있습니다", "a character that YAML does not allow") from None
    except UnicodeEncodeError as error:  # a lone surrogate, from a text that was never UTF-8
        at = _place_of(text, file, error.start)
        raise bad(at, "짝이 없는 대리 문자가 있습니다", "a lone surrogate") from None
    return node


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode("ascii")


def _place_of(text: str, file: str, position: int) -> Place:
    before = text[: max(position, 0)]
    return Place(file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


class _Composer:
    """Builds nodes from parser events, lazily: a text that nests too deeply is left where it passes the bound."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._nodes = 0
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self._file, mark.line + 1, mark.column + 1) if mark else Place(self._file, 1, 1)

    def document(self) -> Node:
        root: Node | None = None
        for event in self._events:
            match event:
                case yaml.StreamStartEvent() | yaml.DocumentEndEvent() | yaml.StreamEndEvent():
                    pass
                case yaml.DocumentStartEvent():
                    if root is not None:
                        raise bad(self._place(event), "문서가 둘 이상입니다", "a second document stands in the file")
                case _:
                    root = self._node(event, 0)
        if root is None:
            raise bad(Place(self._file, 1, 1), "내용이 없습니다", "the file is empty")
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        at = self._place(event)
        self._nodes += 1
        if depth > MAX_DEPTH:
            raise bad(at, f"중첩이 {MAX_DEPTH}단계를 넘습니다", f"it is nested deeper than {MAX_DEPTH} levels")
        if self._nodes > MAX_NODES:
            raise bad(at, "항목이 너무 많습니다", f"it holds more than {MAX_NODES} items")
        if isinstance(event, yaml.AliasEvent):
            raise bad(
                at,
                "별칭(*)은 쓸 수 없습니다",
                "aliases (*name) are not allowed",
                "값을 그대로 적으십시오",
                "write the value out",
            )
        if getattr(event, "anchor", None) is not None:
            raise bad(
                at,
                "앵커(&)는 쓸 수 없습니다",
                "anchors (&name) are not allowed",
                "앵커를 지우십시오",
                "remove the anchor",
            )
        if getattr(event, "tag", None) is not None:
            raise bad(
                at, "태그(!)는 쓸 수 없습니다", "tags (!name) are not allowed", "태그를 지우십시오", "remove the tag"
            )
        match event:
            case yaml.ScalarEvent():
                return Scalar(event.value, event.style in {None, ""}, at)
            case yaml.SequenceStartEvent():
                return Listing(tuple(self._items(depth)), at)
            case yaml.MappingStartEvent():
                return Mapping(tuple(self._entries(depth)), at)
            case _:  # pragma: no cover - the parser knows no other events here
                raise bad(at, "YAML 문법이 올바르지 않습니다", "the YAML is broken")

    def _items(self, depth: int) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, depth + 1)

    def _entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, Place] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar) or (key.plain and key.text == "<<"):
                raise bad(key.at, "키는 한 낱말이어야 합니다", "a key must be one plain word")
            if key.text in seen:
                raise bad(
                    key.at,
                    f"같은 키가 두 번 있습니다: '{key.text}'({seen[key.text].line}행)",
                    f"the key '{key.text}' stands twice (first in line {seen[key.text].line})",
                    "하나만 남기십시오",
                    "leave only one of them",
                )
            seen[key.text] = key.at
            yield key, self._node(next(self._events), depth + 1)
