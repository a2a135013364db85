"""What the books' tables are made of: one MetaData for SQLite (STRICT) and PostgreSQL, portable types, shorthands.

Portable types only: instants are BIGINT µs UTC, money BIGINT micro-won, dates ISO 8601 text, choices TEXT with CHECK,
lists JSON text. What does not live here: the tables (`schema.py` and its neighbours).
"""

# ruff: noqa: ARG002, FBT001 - TypeDecorator's hooks are called with a dialect, and hold whatever the column holds

import json
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
)


class Day(TypeDecorator[date]):
    """A date as ISO 8601 text: sorts rightly, reads the same everywhere."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """True or false as 1 or 0: STRICT tables know no BOOLEAN."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Choice(TypeDecorator[StrEnum]):
    """A member of a closed set, as its value."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind
        self.by_value = {member.value: member for member in kind}

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.by_value[value]


class Texts(TypeDecorator[tuple[Any, ...]]):
    """A list of texts or choices, as a JSON array."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[str] = str) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: tuple[Any, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Any, ...] | None:
        return None if value is None else tuple(map(self.kind, json.loads(value)))


class Rows(TypeDecorator[tuple[Any, ...]]):
    """A list of small values, as a JSON array of objects."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[Any]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: tuple[Any, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Any, ...] | None:
        return None if value is None else tuple(msgspec.json.decode(value, type=list[self.kind]))  # type: ignore[name-defined]


Whole = BigInteger().with_variant(Integer(), "sqlite")  # instants, money, counts

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *parts: Any, key: tuple[str, ...]) -> Table:
    return Table(name, metadata, *parts, PrimaryKeyConstraint(*key), sqlite_strict=True)


def string(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=null)


def day(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Day, nullable=null)


def whole(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Whole, nullable=null)


def flag(name: str) -> tuple[Column[Any], CheckConstraint]:
    return Column(name, Flag, nullable=False), CheckConstraint(f"{name} IN (0, 1)", name=name)


def choice(name: str, kind: type[StrEnum]) -> tuple[Column[Any], CheckConstraint]:
    return Column(name, Choice(kind), nullable=False), one_of(name, *(member.value for member in kind))


def one_of(name: str, *values: str) -> CheckConstraint:
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} IN ({allowed})", name=name)
