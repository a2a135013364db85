"""What officers keep beside the detectors: numbers and addresses that are public (공개 연락처), and people's suggestions.

A suggestion says which rule found too much, or of which kind something was missed, and how often: never the text. It
becomes a change of a list only by an officer's hand. What does not live here: finding (`privacy/`), house rules
(`directory.py`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from gwanmun.control.directory import known_agency
from gwanmun.control.office import By, Office, need_reason, note, refused, unknown
from gwanmun.domain.findings import Kind, PublicContact, Suggestion
from gwanmun.domain.ids import AgencyId
from gwanmun.ports.books import Writing
from gwanmun.privacy.contacts import key_of

_MOST_CONTACTS = 20_000
_MOST_ITEMS = 200
#: A rule's name as findings carry it ("word before", "label:", "bank's own"): letters, no digits, so that no value fits.
_RULE = re.compile(r"[A-Za-z':, ]{0,24}")
_MOST_TIMES = 1_000


@dataclass(frozen=True, slots=True)
class PutPublicContacts:
    """Numbers and addresses of offices. A `value` may end in `*`: 02-2133-*."""

    contacts: tuple[PublicContact, ...]


@dataclass(frozen=True, slots=True)
class RemovePublicContact:
    agency: AgencyId
    value: str


@dataclass(frozen=True, slots=True)
class ListPublicContacts:
    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One choice of a person, without its text."""

    kind: Kind
    missed: bool
    rule: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Suggest:
    agency: AgencyId
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ListSuggestions:
    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class SettleSuggestion:
    """The officer has dealt with it: a list was changed, or nothing was to be."""

    agency: AgencyId
    kind: Kind
    missed: bool
    rule: str = ""


def put_public_contacts(office: Office, by: By, order: PutPublicContacts) -> None:
    """Raises `BadCommand` for what is neither a number nor an address, or reaches too far."""
    rows = tuple(replace(one, value=one.value.strip(), note=one.note.strip()) for one in order.contacts)
    if not 1 <= len(rows) <= _MOST_CONTACTS:
        raise refused(
            "공개 연락처는 한 번에 1–20,000건입니다", "between 1 and 20,000 public contacts at a time",
            "나누어 등록하십시오", "register them in parts", "contacts",
        )  # fmt: skip
    for place, one in enumerate(rows):
        if key_of(one.value) is None or len(one.note) > 80 or not one.note.isprintable():
            raise refused(
                "공개 연락처로 쓸 수 없는 값입니다 (전화번호, 전화번호 앞 여섯 자리 이상과 *, 또는 전자우편 주소)",
                "that is no public contact (a number, at least six of its digits and *, or an e-mail address)",
                "예: 02-120, 02-2133-*, minwon@seoul.go.kr", "such as 02-120, 02-2133-*, minwon@seoul.go.kr", f"contacts[{place}]",
            )  # fmt: skip
    with office.books.transact() as page:
        for agency in {one.agency for one in rows}:
            known_agency(page, agency, star=True)
        for one in rows:
            page.put(one)
        note(page, by, "put_public_contacts", _only(one.agency for one in rows), count=len(rows))


def remove_public_contact(office: Office, by: By, order: RemovePublicContact) -> None:
    with office.books.transact() as page:
        if page.find(PublicContact, order.agency, order.value.strip()) is None:
            raise unknown("공개 연락처", "public contact", order.value)
        page.drop(PublicContact, order.agency, order.value.strip())
        note(page, by, "remove_public_contact", None if order.agency == "*" else order.agency)


def list_public_contacts(office: Office, by: By, order: ListPublicContacts) -> tuple[PublicContact, ...]:  # noqa: ARG001
    with office.books.look() as page:
        return tuple(row for row in page.every(PublicContact) if order.agency in {None, row.agency})


def suggest(office: Office, by: By, order: Suggest) -> None:
    """Count what people decided otherwise. Raises `BadCommand` for a rule's name that could hold a value."""
    if not 1 <= len(order.items) <= _MOST_ITEMS or not all(_sound(item) for item in order.items):
        raise refused(
            "제안이 올바르지 않습니다 (1–200건, 규칙 이름은 영문)", "the suggestions are not acceptable (1 to 200, a rule's name in letters)",
            "탐지 결과의 유형과 규칙 이름만 보내십시오", "send only the kind and the rule's name of a finding", "items",
        )  # fmt: skip
    with office.books.transact() as page:
        known_agency(page, order.agency)
        for item in order.items:
            _counted(page, by, order.agency, item)
        total: dict[str, int] = {}
        for item in order.items:
            total[item.kind.value] = total.get(item.kind.value, 0) + item.times
        note(page, by, "suggest", order.agency, kinds=total)


def list_suggestions(office: Office, by: By, order: ListSuggestions) -> tuple[Suggestion, ...]:  # noqa: ARG001
    """The most frequent first."""
    with office.books.look() as page:
        rows = [row for row in page.every(Suggestion) if order.agency in {None, row.agency}]
    return tuple(sorted(rows, key=lambda row: (-row.times, row.agency, row.kind, row.missed, row.rule)))


def settle_suggestion(office: Office, by: By, order: SettleSuggestion) -> None:
    need_reason(by)
    with office.books.transact() as page:
        key = (order.agency, order.kind, order.missed, order.rule)
        row = page.find(Suggestion, *key)
        if row is None:
            raise unknown("제안", "suggestion", f"{order.kind} {order.rule}")
        page.drop(Suggestion, *key)
        note(
            page,
            by,
            "settle_suggestion",
            order.agency,
            kind=order.kind,
            missed=order.missed,
            rule=order.rule,
            times=row.times,
        )


def _sound(item: Item) -> bool:
    return _RULE.fullmatch(item.rule) is not None and 1 <= item.times <= _MOST_TIMES and not (item.missed and item.rule)


def _counted(page: Writing, by: By, agency: AgencyId, item: Item) -> None:
    row = page.find(Suggestion, agency, item.kind, item.missed, item.rule)
    before, first = (row.times, row.first_us) if row else (0, by.at_us)
    page.put(Suggestion(agency, item.kind, item.missed, item.rule, before + item.times, first, by.at_us))


def _only(agencies: Iterable[AgencyId]) -> AgencyId | None:
    """The agency that an act is about, when it is about one."""
    named = set(agencies)
    one = next(iter(named)) if len(named) == 1 else None
    return None if one == "*" else one
