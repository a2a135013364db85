"""From an act to a method and a path (경로), and back: every act of the tables has one, without a line of its own here.

`⟨verb⟩_⟨noun⟩` says it: `list_people` → GET /people, `show_person` → GET /people/{id}, `put_record` → PUT /records,
`remove_zone` → DELETE /zones/{cidr}, `issue_key` → POST /keys, `revoke_key` → POST /keys/{id}/revoke, everything else
POST /⟨nouns⟩/⟨verb⟩. A read may name a path of its own (`Act.path`). Where two would meet, the later one is POST /acts/⟨name⟩. What does not live here: what an act
takes (`arguments.py`), who may (`control/access.py`).
"""

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints
from urllib.parse import unquote_to_bytes

from gwanmun.control.act import Act
from gwanmun.control.acts import ACTS
from gwanmun.errors import BadRequest

PREFIX = "/api/v1"

_READS = ("list", "show", "find", "get")
_CREATES = (
    "issue", "write", "open", "file", "request", "add", "create", "register", "submit", "propose", "record", "start",
)  # fmt: skip
_PLURALS = {
    "person": "people",
    "staff": "staff",
    "rules": "rules",
    "catalogue": "catalogue",
    "training": "training",
    "usage": "usage",
}
#: A first argument of one of these names is whose act it is: it stands in the path.
_SUBJECTS = ("id", "regime", "service", "vendor", "name", "person")
_SEGMENTS = 8


@dataclass(frozen=True, slots=True)
class Operation:
    """One act as a method and a path. `within` are the arguments that stand in the path, in order."""

    name: str
    act: Act
    method: str
    path: str
    within: tuple[str, ...]

    @property
    def reads(self) -> bool:
        return self.method == "GET"

    @property
    def creates(self) -> bool:
        return self.method == "POST" and self.name.split("_", 1)[0] in _CREATES and "{" not in self.path

    @property
    def in_query(self) -> bool:
        """Whether what is not in the path comes in the query; else it comes in a body."""
        return self.method in {"GET", "DELETE"}


def operations(acts: Mapping[str, Act] = ACTS) -> tuple[Operation, ...]:
    """Every act that may be asked for over the network, each with a method and path of its own."""
    taken: set[tuple[str, str]] = set()
    made = []
    for name, act in acts.items():
        if act.local:
            continue
        method, path, within = _place(name, act)
        shape = (method, _shape(path))
        if shape in taken:
            method, path, within = "POST", f"/acts/{name}", ()
            shape = (method, path)
        taken.add(shape)
        made.append(Operation(name, act, method, PREFIX + path, within))
    return tuple(made)


def _place(name: str, act: Act) -> tuple[str, str, tuple[str, ...]]:
    if act.path:
        return "GET", f"/{act.path}", ()
    verb, _, noun = name.partition("_")
    root = "/" + plural(noun or verb).replace("_", "-")
    needed = tuple(one.name for one in fields(act.order) if one.default is one.default_factory is MISSING)
    hints = hints_of(act.order)
    plain = tuple(one for one in needed if scalar(hints[one]))
    if verb in _READS:
        return "GET", root + _slots(plain), plain
    if verb in {"put", "set"}:
        return "PUT", root, ()
    if verb in {"remove", "drop"} and plain == needed and plain:
        return "DELETE", root + _slots(plain), plain
    if verb in _CREATES and noun:
        return "POST", root, ()
    if plain and (plain[0] in _SUBJECTS or plain[0] == noun):
        return "POST", f"{root}/{{{plain[0]}}}/{verb}", plain[:1]
    return "POST", f"{root}/{verb}" if noun else root, ()


def _slots(names: Sequence[str]) -> str:
    return "".join(f"/{{{name}}}" for name in names)


def _shape(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


def plural(noun: str) -> str:
    """`agency` → agencies; a plural stays what it is."""
    head, _, last = noun.rpartition("_")
    before = f"{head}_" if head else ""
    if last in _PLURALS:
        return before + _PLURALS[last]
    if last in _PLURALS.values() or (last.endswith("s") and not last.endswith("ss")):
        return noun
    if last.endswith("y") and last[-2:-1] not in set("aeiou"):
        return f"{before}{last[:-1]}ies"
    return f"{before}{last}{'es' if last.endswith(('s', 'x', 'ch', 'sh')) else 's'}"


# ---------------------------------------------------------------- types of arguments


_HINTS: dict[type[Any], Mapping[str, Any]] = {}


def hints_of(kind: type[Any]) -> Mapping[str, Any]:
    """The types of an order's arguments, looked up once."""
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind)
    return _HINTS[kind]


def bare(hint: Any) -> Any:
    """A type without its name and without "or nothing"."""
    while True:
        if isinstance(hint, NewType):
            hint = hint.__supertype__
            continue
        if get_origin(hint) in {Union, types.UnionType}:
            arms = [arm for arm in get_args(hint) if arm is not types.NoneType]
            if len(arms) == 1:
                hint = arms[0]
                continue
        return hint


def scalar(hint: Any) -> bool:
    """Whether a value of this type fits into one segment of a path."""
    kind = bare(hint)
    return isinstance(kind, type) and not is_dataclass(kind) and issubclass(kind, str | int | date | Enum)


# ---------------------------------------------------------------- from a path to an operation


class Router:
    """Finds the operation of a path. Literal segments come before arguments."""

    def __init__(self, found: Sequence[Operation]) -> None:
        self._rows: dict[int, list[tuple[tuple[str, ...], Operation]]] = {}
        for one in found:
            parts = tuple(one.path.removeprefix(f"{PREFIX}/").split("/"))
            self._rows.setdefault(len(parts), []).append((parts, one))
        for rows in self._rows.values():
            rows.sort(key=lambda row: [part.startswith("{") for part in row[0]])

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """The operation and the texts that its path holds. Raises `BadRequest`: no such path, or another method."""
        parts = path.removeprefix(f"{PREFIX}/").split("/")
        allowed: list[str] = []
        for template, one in self._rows.get(len(parts), ()) if len(parts) <= _SEGMENTS else ():
            if all(want.startswith("{") or want == part for want, part in zip(template, parts, strict=True)):
                if one.method == method:
                    texts = [unquoted(part) for want, part in zip(template, parts, strict=True) if want.startswith("{")]
                    return one, dict(zip(one.within, texts, strict=True))
                allowed.append(one.method)
        if allowed:
            raise BadRequest("bad_method", allowed=", ".join(sorted(set(allowed))))
        raise BadRequest("no_such_route")


def unquoted(text: str) -> str:
    """Percent-decoding that refuses what is not UTF-8 (RFC 3986 §2.1)."""
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise BadRequest("not_utf8") from None
