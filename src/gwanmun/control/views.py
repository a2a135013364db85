"""Saved views (저장한 보기): a page's filter under a name of one's own, to come back to.

A view is an address and nothing of what it shows; who opens it sees what they may see then. What does not live here: the pages.
"""

from dataclasses import dataclass

from gwanmun.control.office import By, Office, note, refused, unknown
from gwanmun.control.offices import person_of
from gwanmun.domain.ids import PersonId
from gwanmun.domain.records import SavedView

MOST_VIEWS = 50
_LONGEST_NAME, _LONGEST_QUERY = 60, 1000


@dataclass(frozen=True, slots=True)
class SaveView:
    """Under a name that is there already it takes that one's place."""

    page: str
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class DropView:
    page: str
    name: str


@dataclass(frozen=True, slots=True)
class ListViews:
    page: str


def save_view(office: Office, by: By, order: SaveView) -> SavedView:
    name = " ".join(order.name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise refused(
            f"보기의 이름은 1–{_LONGEST_NAME}자입니다", f"a view's name has 1 to {_LONGEST_NAME} characters",
            "이름을 적으십시오", "give it a name", "name",
        )  # fmt: skip
    if not order.page.startswith("/") or len(order.page) > 100 or len(order.query) > _LONGEST_QUERY:
        raise refused(
            "이 보기는 저장할 수 없습니다",
            "this view cannot be kept",
            "조건을 줄이십시오",
            "use fewer conditions",
            "query",
        )
    with office.books.transact() as page:
        person = person_of(page, by)
        mine = page.every(SavedView, person=person.id)
        if len(mine) >= MOST_VIEWS and not any((one.page, one.name) == (order.page, name) for one in mine):
            raise refused(
                f"보기는 {MOST_VIEWS}개까지 저장합니다", f"at most {MOST_VIEWS} views are kept",
                "쓰지 않는 것을 지우십시오", "remove one you no longer use",
            )  # fmt: skip
        made = SavedView(person.id, order.page, name, order.query, by.at_us)
        page.put(made)
        note(page, by, "save_view", person.agency, of=order.page)
    return made


def drop_view(office: Office, by: By, order: DropView) -> None:
    with office.books.transact() as page:
        person = person_of(page, by)
        if page.find(SavedView, person.id, order.page, order.name) is None:
            raise unknown("보기", "view", order.name)
        page.drop(SavedView, person.id, order.page, order.name)
        note(page, by, "drop_view", person.agency, of=order.page)


def list_views(office: Office, by: By, order: ListViews) -> tuple[SavedView, ...]:
    """The acting person's own, by name."""
    with office.books.look() as page:
        rows = page.every(SavedView, person=PersonId(by.officer), page=order.page)
    return tuple(sorted(rows, key=lambda one: one.name))
