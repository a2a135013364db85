"""Looking into the books: for every collection a list, page by page, and one thing with its version.

A row of `COLLECTIONS` makes two acts, `list_⟨plural⟩` and `show_⟨singular⟩`: who may look, by which fields a list is
narrowed, and what is never shown (secrets). What does not live here: whose rows a caller may see (`access.py`).
"""

import base64
import binascii
import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, make_dataclass
from datetime import date
from typing import Any, get_type_hints

import msgspec

from gwanmun.control.act import Act, Touches
from gwanmun.control.office import By, Office, digest_of
from gwanmun.control.roles import EVERYBODY, OFFICERS
from gwanmun.domain.allowances import Allowance, AllowanceOffer, AllowanceTaking, AskedAllowance, RateLimit
from gwanmun.domain.catalogue import Model, Record, Service
from gwanmun.domain.devices import Seat
from gwanmun.domain.money import Rate
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Agency, Department, Person, TrustedProxy, Zone
from gwanmun.domain.snapshot import Approval, InquiryState, Route, Rules, Suspension
from gwanmun.domain.training import Completion, Course
from gwanmun.errors import BadRequest
from gwanmun.ports.books import LiftedOrder, ModelPrice, PackVersion

USUAL, MOST = 100, 1000
_LONGEST_CURSOR = 1024
_ETAG_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Collection:
    """A kind of value that may be looked at. `key` are the fields it is found by, in order."""

    kind: type[Any]
    singular: str
    plural: str
    key: tuple[str, ...]
    narrowed: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    roles: tuple[Role, ...] = OFFICERS


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list. `next` is what `after` takes to go on; None at the end."""

    items: list[dict[str, Any]]
    next: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing, and the version it stands at."""

    item: dict[str, Any]
    etag: str


COLLECTIONS: tuple[Collection, ...] = (
    Collection(Agency, "agency", "agencies", ("id", "valid_from"), ("id", "type", "parent"), roles=EVERYBODY),
    Collection(Department, "department", "departments", ("id",), ("agency",)),
    Collection(Person, "person", "people", ("id",), ("agency", "department")),
    Collection(Appointment, "appointment", "appointments", ("id",), ("person", "agency", "role")),
    Collection(Course, "course", "courses", ("id",), ("level",), roles=EVERYBODY),
    Collection(Completion, "completion", "completions", ("person", "course", "completed_on"), ("person", "course")),
    Collection(Seat, "seat", "seats", ("person", "service", "since"), ("person", "service")),
    Collection(Zone, "zone", "zones", ("cidr",), roles=(Role.ADMINISTRATOR, Role.SECURITY, Role.AUDIT)),
    Collection(
        TrustedProxy, "proxy", "proxies", ("name",), hidden=("secret",),
        roles=(Role.ADMINISTRATOR, Role.SECURITY, Role.AUDIT),
    ),
    Collection(Service, "service", "services", ("id",), ("vendor", "family", "deployment"), roles=EVERYBODY),
    Collection(Record, "record", "records", ("agency", "service"), ("agency", "service")),
    Collection(Model, "model", "models", ("name",), ("service",), hidden=("prices",), roles=EVERYBODY),
    Collection(ModelPrice, "price", "prices", ("model", "valid_from"), ("model",)),
    Collection(Rate, "rate", "rates", ("day",)),
    Collection(Route, "route", "routes", ("service", "dialect"), ("service",)),
    Collection(Allowance, "allowance", "allowances", ("level", "subject", "period"), ("level", "subject", "period")),
    Collection(RateLimit, "rate_limit", "rate_limits", ("level", "subject", "measure", "per"), ("level", "subject")),
    Collection(AskedAllowance, "asked_allowance", "asked_allowances", ("id",), ("agency", "person", "state"), roles=EVERYBODY),
    Collection(AllowanceOffer, "allowance_offer", "allowance_offers", ("id",), ("agency",)),
    Collection(AllowanceTaking, "allowance_taking", "allowance_takings", ("offer",), ("agency",)),
    Collection(PackVersion, "pack", "packs", ("regime", "version"), ("regime", "active")),
    Collection(Approval, "approval", "approvals", ("id",), ("agency", "service", "person", "state")),
    Collection(InquiryState, "inquiry", "inquiries", ("vendor",), ("status",)),
    Collection(LiftedOrder, "lifted_order", "lifted_orders", ("regime",)),
    Collection(Rules, "rules", "rules", ("agency",)),
    Collection(Suspension, "suspension", "suspensions", ("service", "agency"), ("service", "agency")),
)  # fmt: skip


def cursor(key: Iterable[object]) -> str:
    """Where a page ends, as a text that means nothing to a reader."""
    return base64.urlsafe_b64encode(msgspec.json.encode(list(key))).decode().rstrip("=")


def read_cursor(text: str, types: tuple[Any, ...]) -> tuple[object, ...]:
    """The other way. Raises `BadRequest`."""
    parts: list[Any] = []
    with contextlib.suppress(ValueError, binascii.Error, msgspec.MsgspecError, RecursionError):
        if len(text) <= _LONGEST_CURSOR:
            parts = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=list[Any])
    try:
        return tuple(msgspec.convert(part, kind) for part, kind in zip(parts, types, strict=True))
    except (ValueError, msgspec.MsgspecError):
        raise BadRequest("bad_value", "after", allowed="next") from None


def _types(one: Collection) -> dict[str, Any]:
    if one.kind is ModelPrice:
        return {"model": str, "valid_from": date}
    return get_type_hints(one.kind)


def _plain(one: Collection, value: Any) -> dict[str, Any]:
    if isinstance(value, ModelPrice):
        return {"model": value.model, **msgspec.to_builtins(value.price)}
    return {
        name.name: msgspec.to_builtins(getattr(value, name.name))
        for name in fields(one.kind)
        if name.name not in one.hidden
    }


def _lister(one: Collection) -> Act:
    hints = _types(one)
    narrowed = [(name, hints[name] | None, field(default=None)) for name in one.narrowed]
    order = make_dataclass(
        f"List{_camel(one.plural)}",
        [*narrowed, ("after", str | None, field(default=None)), ("limit", int, field(default=USUAL))],
        frozen=True,
        slots=True,
    )
    key_types = tuple(hints[name] for name in one.key)

    def look(office: Office, by: By, order: Any) -> Page:  # noqa: ARG001 - looking leaves no fact
        if not 1 <= order.limit <= MOST:
            raise BadRequest("bad_value", "limit", allowed=f"1–{MOST}")
        equal = {name: found for name in one.narrowed if (found := getattr(order, name)) is not None}
        after = read_cursor(order.after, key_types) if order.after is not None else ()
        with office.books.look() as page:
            found = page.some(one.kind, after=after, limit=order.limit + 1, **equal)
            rows = found[: order.limit]
            more = cursor(page.key(rows[-1])) if len(found) > len(rows) else None
        items = [_plain(one, value) for value in rows]
        if one.kind is PackVersion:  # a page of packs is a list of versions; the text comes with one of them
            for item in items:
                del item["text"]
        return Page(items, more)

    look.__name__, look.__doc__ = f"list_{one.plural}", f"A page of the {one.plural.replace('_', ' ')}."
    return Act(order, look, Touches.NOTHING, one.roles)


def _shower(one: Collection) -> Act:
    hints = _types(one)
    order = make_dataclass(
        f"Show{_camel(one.singular)}",
        [(name, hints[name]) for name in one.key],
        frozen=True,
        slots=True,
    )

    def look(office: Office, by: By, order: Any) -> Shown:  # noqa: ARG001 - looking leaves no fact
        key = tuple(getattr(order, name) for name in one.key)
        with office.books.look() as page:
            found = page.find(one.kind, *key)
        if found is None:
            raise BadRequest("no_such_thing", one.singular)
        return Shown(_plain(one, found), digest_of([found])[:_ETAG_LENGTH])

    look.__name__, look.__doc__ = f"show_{one.singular}", f"One {one.singular.replace('_', ' ')}, and its version."
    return Act(order, look, Touches.NOTHING, one.roles)


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _acts() -> dict[str, Act]:
    made: dict[str, Act] = {}
    for one in COLLECTIONS:
        made[f"list_{one.plural}"] = _lister(one)
        made[f"show_{one.singular}"] = _shower(one)
    return made


LISTS: Mapping[str, Act] = _acts()

__all__ = ["COLLECTIONS", "LISTS", "MOST", "USUAL", "Collection", "Page", "Shown", "cursor", "read_cursor"]
