"""Values to rows and back: which table holds which kind of value.

A row's columns are the value's fields, so one table of pairs is all there is; the three values that are not flat say
how. What does not live here: SQL (`books.py`), column types (`schema.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Table

from gwanmun.adapters.sql import (
    schema,
    schema_allowances,
    schema_api,
    schema_changes,
    schema_enforcement,
    schema_fingerprints,
    schema_money,
    schema_people,
    schema_privacy,
    schema_redress,
    schema_sessions,
    schema_sign_in,
    schema_views,
)
from gwanmun.domain.allowances import Allowance
from gwanmun.domain.catalogue import Model, Record, Service
from gwanmun.domain.money import Price, Rate
from gwanmun.domain.people import Agency, Department, Key, Person, TrustedProxy, Zone
from gwanmun.domain.snapshot import Approval, InquiryState, Route, Rules, Suspension
from gwanmun.ports.books import GivenAnswer, LiftedOrder, ModelPrice, PackVersion, Publication


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a kind of value stands: its table, and how a value becomes a row and a row a value."""

    table: Table
    columns: tuple[str, ...]
    row: Callable[[Any], dict[str, Any]]
    value: Callable[[Any], Any]

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(self.table.primary_key.columns.keys())


def _flat(kind: type[Any], table: Table) -> Shelf:
    names = tuple(field.name for field in fields(kind))
    return Shelf(table, names, lambda value: {name: getattr(value, name) for name in names}, lambda row: kind(*row))


def _model() -> Shelf:
    names = tuple(field.name for field in fields(Model) if field.name != "prices")
    return Shelf(
        schema.models,
        names,
        lambda value: {name: getattr(value, name) for name in names},
        lambda row: Model(**dict(zip(names, row, strict=True)), prices=()),
    )


def _price() -> Shelf:
    names = tuple(field.name for field in fields(Price))
    return Shelf(
        schema.prices,
        ("model", *names),
        lambda value: {"model": value.model, **{name: getattr(value.price, name) for name in names}},
        lambda row: ModelPrice(row[0], Price(*row[1:])),
    )


SHELVES: Mapping[type[Any], Shelf] = {
    Agency: _flat(Agency, schema.agencies),
    Department: _flat(Department, schema.departments),
    Person: _flat(Person, schema.persons),
    Zone: _flat(Zone, schema.zones),
    TrustedProxy: _flat(TrustedProxy, schema.proxies),
    Service: _flat(Service, schema.services),
    Record: _flat(Record, schema.records),
    Route: _flat(Route, schema.routes),
    Model: _model(),
    ModelPrice: _price(),
    Rate: _flat(Rate, schema.rates),
    Allowance: _flat(Allowance, schema.allowances),
    PackVersion: _flat(PackVersion, schema.packs),
    Approval: _flat(Approval, schema.approvals),
    InquiryState: _flat(InquiryState, schema.inquiries),
    LiftedOrder: _flat(LiftedOrder, schema.lifted_orders),
    Rules: _flat(Rules, schema.rules),
    Key: _flat(Key, schema.keys),
    Suspension: _flat(Suspension, schema.suspensions),
    Publication: _flat(Publication, schema.publications),
    **{kind: _flat(kind, table) for kind, table in schema_changes.FLAT.items()},
    **{kind: _flat(kind, table) for kind, table in schema_money.FLAT.items()},
    **{kind: _flat(kind, table) for kind, table in schema_people.FLAT.items()},
    **{kind: _flat(kind, table) for kind, table in schema_allowances.FLAT.items()},
    **{kind: _flat(kind, table) for kind, table in schema_enforcement.FLAT.items()},
    **{kind: _flat(kind, table) for kind, table in schema_fingerprints.FLAT.items()},
    **{kind: _flat(kind, table) for kind, table in schema_privacy.FLAT.items()},
    **{kind: _flat(kind, table) for kind, table in schema_redress.FLAT.items()},
    **{kind: _flat(kind, table) for kind, table in schema_sessions.FLAT.items()},
    **{kind: _flat(kind, table) for kind, table in schema_sign_in.FLAT.items()},
    **{kind: _flat(kind, table) for kind, table in schema_views.FLAT.items()},
    GivenAnswer: _flat(GivenAnswer, schema_api.answers),
}
