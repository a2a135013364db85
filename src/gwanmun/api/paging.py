"""Pages of a list that its act gives whole (쪽): `after` and `limit`, told apart by what the last item of a page was.

The big collections of the books page by key in the store (`control/lists.py`); what an act makes up is short, and is cut
here, so that a caller meets one manner. What does not live here: the order of a list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl, urlencode

import msgspec

from gwanmun.api.routes import Operation, hints_of
from gwanmun.control.lists import MOST, USUAL
from gwanmun.errors import BadRequest


@dataclass(frozen=True, slots=True)
class Paging:
    after: str | None = None
    limit: int = USUAL


def pages_here(one: Operation) -> bool:
    """Whether this act gives a whole list, to be cut into pages."""
    if not one.reads or "after" in hints_of(one.act.order):
        return False
    returned = get_type_hints(one.act.carry_out).get("return")
    return get_origin(returned) in {tuple, list} and bool(get_args(returned))


def split(query: str) -> tuple[str, Paging]:
    """The query without `after` and `limit`, and those two. Raises `BadRequest`."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), errors="strict", max_num_fields=64)
    except ValueError:
        raise BadRequest("bad_value", "query", allowed="name=value&…") from None
    mine = [(name, text) for name, text in pairs if name in {"after", "limit"}]
    if len({name for name, _ in mine}) < len(mine):
        raise BadRequest("duplicate_key", "after, limit")
    found = dict(mine)
    limit = found.get("limit", str(USUAL))
    if not (limit.isascii() and limit.isdecimal() and len(limit) <= 4 and 1 <= int(limit) <= MOST):
        raise BadRequest("bad_value", "limit", allowed=f"1–{MOST}")
    rest = urlencode([pair for pair in pairs if pair not in mine])
    return rest, Paging(found.get("after"), int(limit))


def sheet(items: Sequence[Any], paging: Paging) -> dict[str, Any]:
    """One page. Raises `BadRequest` when the item that the page before ended with is not there any more."""
    start = 0
    if paging.after is not None:
        marks = (at for at, item in enumerate(items, 1) if _mark(item) == paging.after)
        start = next(marks, 0)
        if not start:
            raise BadRequest("bad_value", "after", allowed="next")
    page = items[start : start + paging.limit]
    more = start + len(page) < len(items)
    return {"items": list(page), "next": _mark(page[-1]) if more and page else None}


def _mark(item: object) -> str:
    return sha256(msgspec.json.encode(item, order="deterministic")).hexdigest()[:32]
