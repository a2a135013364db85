"""The vocabulary of the dated field lists: one function per way of treating a field.

What lives here: closed grammars, ranges and choices, and the refusals. What does not: which field is treated how
(`fields_openai.py`, `fields_anthropic.py`), and the walk that applies them (`walk.py`).
"""

# ruff: noqa: ARG001 - every rule has the one signature that the walk calls

from collections.abc import Mapping

from gwanmun.domain.prompts import Role
from gwanmun.errors import BadRequest
from gwanmun.wire.json_text import Tree
from gwanmun.wire.walk import Field, Group, Level, Walk

#: More decimals mean nothing to a sampler and could spell a number.
_DECIMALS = 4
#: A prime of six digits.
_LARGEST_SEED = 999_983


def text(role: Role) -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        walk.text(holder, key, pointer, role)

    return Field(Group.EXAMINED, rule)


def label() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        walk.label(holder, key, pointer)

    return Field(Group.EXAMINED, rule)


def texts(most: int) -> Field:
    """One string or a list of strings."""

    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        value = holder[key]
        if type(value) is not list:
            walk.text(holder, key, pointer, Role.STRUCTURE)
            return
        if len(value) > most:
            raise BadRequest("too_many", pointer, limit=most)
        for index in range(len(value)):
            walk.text(value, index, f"{pointer}/{index}", Role.STRUCTURE)

    return Field(Group.EXAMINED, rule)


def data(role: Role, *, array: bool = False) -> Field:
    """Free data: an object, or with `array` a list."""

    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        if type(holder[key]) is not (list if array else dict):
            raise BadRequest("bad_value", pointer, allowed="array" if array else "object")
        walk.deep(holder, key, pointer, role)

    return Field(Group.EXAMINED, rule)


def number(low: float, high: float) -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        value = holder[key]
        if type(value) not in (int, float) or not low <= value <= high:
            raise BadRequest("bad_value", pointer, allowed=f"{low}-{high}")
        if type(value) is float:
            holder[key] = round(value, _DECIMALS)

    return Field(Group.STRUCTURAL, rule)


def seed() -> Field:
    """Any integer. One long enough to be somebody's number is replaced by a short one, the same by the same."""

    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        value = holder[key]
        if type(value) is not int:
            raise BadRequest("bad_value", pointer, allowed="integer")
        holder[key] = value if abs(value) <= _LARGEST_SEED else value % _LARGEST_SEED

    return Field(Group.STRUCTURAL, rule)


def integer(low: int, high: int, group: Group = Group.STRUCTURAL) -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        value = holder[key]
        if type(value) is not int or not low <= value <= high:
            raise BadRequest("bad_value", pointer, allowed=f"{low}-{high}")

    return Field(group, rule)


def flag() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        if type(holder[key]) is not bool:
            raise BadRequest("bad_value", pointer, allowed="true, false")

    return Field(Group.STRUCTURAL, rule)


def one_of(*allowed: str, group: Group = Group.STRUCTURAL) -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        if holder[key] not in allowed:
            raise BadRequest("bad_value", pointer, allowed=", ".join(allowed))

    return Field(group, rule)


def standard_only(*allowed: str, written: str | None = None) -> Field:
    """A choice of price class: anything but the standard class has a price that the catalogue does not hold."""

    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        if holder[key] not in allowed:
            raise BadRequest("cannot_bound", pointer, what=key)
        if written is not None:
            holder[key] = written

    return Field(Group.PRICED, rule)


def nested(level: Level, group: Group = Group.STRUCTURAL) -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        value = holder[key]
        if type(value) is not dict:
            raise BadRequest("bad_value", pointer, allowed="object")
        walk.level(value, level, pointer)

    return Field(group, rule)


def tagged(levels: Mapping[str, Level], group: Group, tag: str = "type") -> Field:
    """An object whose level is named by its `tag`."""

    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        value = holder[key]
        if type(value) is not dict:
            raise BadRequest("bad_value", pointer, allowed="object")
        walk.level(value, pick(levels, value.get(tag), f"{pointer}/{tag}"), pointer)

    return Field(group, rule)


def pick(levels: Mapping[str, Level], tag: object, pointer: str) -> Level:
    level = levels.get(tag) if type(tag) is str else None
    if level is None:
        raise BadRequest("bad_value", pointer, allowed=", ".join(levels))
    return level


def renumbered() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        walk.renumber(holder, key, pointer)

    return Field(Group.OURS, rule)


def aliased() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        walk.alias(holder, key, pointer)

    return Field(Group.OURS, rule)


def dropped() -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        del holder[key]

    return Field(Group.OURS, rule)


def kept() -> Field:
    """Read by the dialect itself (the tag of an object, the model)."""
    return Field(Group.STRUCTURAL, None)


def cannot_examine(what: str = "") -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        raise BadRequest("cannot_examine", pointer, what=what or key)

    return Field(Group.REFUSED, rule)


def cannot_bound(what: str = "") -> Field:
    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        raise BadRequest("cannot_bound", pointer, what=what or key)

    return Field(Group.REFUSED, rule)


def superseded(by: str) -> Field:
    """A retired field: refused with the name of the one to use."""

    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        raise BadRequest("bad_value", pointer, allowed=by)

    return Field(Group.REFUSED, rule)


def opaque(what: str) -> Field:
    """Sealed by the vendor, so it cannot be examined; sent, and examined as it stands, only when admitted."""

    def rule(walk: Walk, holder: Tree, key: str, pointer: str) -> None:
        if not walk.admits(pointer):
            raise BadRequest("cannot_examine", pointer, what=what)
        walk.text(holder, key, pointer, Role.STRUCTURE, maskable=False)

    return Field(Group.REFUSED, rule)
