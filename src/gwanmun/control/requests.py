"""Single requests at the desk (요청 조회): a list that is narrowed and leafed through, one request explained with its proof,
the journals proved whole.

INVARIANT: nothing here shows what a person wrote: there is none in a row, a leaf or an opening. Somebody else's request is
refused, and that is a fact (`access.py`). What does not live here: the rows (`ports/requests.py`), words of a record
(`record_words.py`), reading content (`findings.py`). Law: 개인정보의 안전성 확보조치 기준 제8조 (looking into access records).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gwanmun.control.act import Aside
from gwanmun.control.office import By, Office, note, refused, unknown
from gwanmun.control.record_words import Told, told
from gwanmun.control.request_index import Requests, RequestsWithin
from gwanmun.domain.catalogue import Service
from gwanmun.domain.ids import AgencyId, DepartmentId, RequestId
from gwanmun.domain.offices import Role
from gwanmun.domain.people import Agency, Department
from gwanmun.errors import BadCommand, OutsideReach
from gwanmun.ports.requests import SORTS, Proof, Query, Row, Tally, Verification
from gwanmun.ports.seen import Sealed

READERS = (Role.SECURITY, Role.PRIVACY, Role.AUDIT, Role.AI_POLICY)
PROVERS = (Role.SECURITY, Role.PRIVACY, Role.AUDIT)
MOST_ROWS = 5_000
_CURSOR = re.compile(r"(-?[0-9]{1,19})\.([0-9]{1,19})")
_WHAT = ("", "sent", "refused", "failed")


@dataclass(frozen=True, slots=True)
class ListRequests:
    """Days in Seoul, both included. `after` is what the page before gave as `next`."""

    first: date | None = None
    last: date | None = None
    what: str = ""
    agency: AgencyId | None = None
    department: DepartmentId | None = None
    person: str = ""
    service: str = ""
    decision: str = ""
    grade: str = ""
    kind: str = ""
    task: str = ""
    sort: str = "at"
    down: bool = True
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class RequestList:
    """`names`: id → Korean and English name of agencies, departments and services that stand in the rows. `read_us`: up to
    when the journals were read.
    """

    rows: tuple[Row, ...]
    next: str
    tally: Tally
    words: Mapping[str, tuple[str, ...]]
    read_us: int
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShowRequest:
    request: RequestId
    language: str = "ko"


@dataclass(frozen=True, slots=True)
class RequestShown:
    row: Row
    told: tuple[Told, ...]
    proofs: tuple[Proof, ...]
    names: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class VerifyJournals:
    pass


@dataclass(frozen=True, slots=True)
class ShowVerification:
    pass


@dataclass(frozen=True, slots=True)
class Proving:
    verification: Verification | None
    seals: tuple[Sealed, ...]


def list_requests(office: Office, _by: By, order: ListRequests) -> Aside[RequestList]:
    """Requests as rows: who (by pseudonym), with what, decided how, at what cost."""
    found = _of(office)
    query = _query(order)
    names = _names(office)

    def work() -> RequestList:
        with found.all.reading() as store:
            rows = store.rows(query, found.within)
            if query.after is None and len(rows) < query.limit:  # all there are: nothing to count again
                tally = Tally(len(rows), whole=True, spent=sum(row.spent or 0 for row in rows))
            else:
                tally = store.tally(query, found.within)
            words = store.words()
            read_us = max((mark.last_us for mark in store.watermarks()), default=0)
        last = rows[-1] if len(rows) == query.limit else None
        cursor = "" if last is None else f"{_value(last, query.sort)}.{last.id}"
        if found.within is not None:
            mine = names.keys()
            words = {place: tuple(one for one in some if place not in {"agency", "department"} or one in mine)
                     for place, some in words.items()}  # fmt: skip
        shown = {name for row in rows for name in (row.agency, row.department, row.service)}
        shown |= {*words["agency"], *words["department"], *words["service"]}
        return RequestList(rows, cursor, tally, words, read_us, {one: names[one] for one in shown if one in names})

    return Aside(work)


def show_request(office: Office, _by: By, order: ShowRequest) -> Aside[RequestShown]:
    """One request end to end, in words, with its proof. Raises `OutsideReach` for somebody else's."""
    found = _of(office)
    number = order.request.strip().lower()[:64]
    with found.all.reading() as store:
        row = store.find(number)
    if row is None:
        raise unknown("요청", "request", order.request)
    if not found.holds(row):
        raise OutsideReach(what_ko="다른 기관의 요청", what_en="another agency's request")
    names = _names(office)
    language = "en" if order.language == "en" else "ko"

    def work() -> RequestShown:
        named = {one: names[one] for one in (row.agency, row.department, row.service) if one in names}
        return RequestShown(row, told(found.all.records(row), language), found.all.proofs(row), named)

    return Aside(work)


def verify_journals(office: Office, by: By, _order: VerifyJournals) -> Verification:
    """Begin to prove every journal from its bytes. The answer comes while it is under way; `show_verification` tells."""
    found = _of(office)
    with office.books.transact() as page:
        note(page, by, "verify_journals")
    return found.all.verify(by.officer, by.at_us)


def show_verification(office: Office, _by: By, _order: ShowVerification) -> Aside[Proving]:
    """The last look through all journals: how far it is, or what it came to; and every journal under its newest seal."""
    found, seen = _of(office), office.seen
    return Aside(lambda: Proving(found.all.verification(), () if seen is None else seen.seals()))


# ---------------------------------------------------------------- parts


def _query(order: ListRequests) -> Query:
    if order.first is not None and order.last is not None and order.last < order.first:
        raise _wrong("끝 날짜가 첫 날짜보다 앞섭니다", "the last day lies before the first", "last")
    if order.sort not in SORTS:
        raise _wrong(f"정렬: {', '.join(SORTS)}", f"sort: {', '.join(SORTS)}", "sort")
    if order.what not in _WHAT:
        raise _wrong(f"what: {', '.join(_WHAT[1:])}", f"what: {', '.join(_WHAT[1:])}", "what")
    if not 1 <= order.limit <= MOST_ROWS:
        raise _wrong(f"한 번에 {MOST_ROWS}건까지입니다", f"at most {MOST_ROWS} at once", "limit")
    after = _CURSOR.fullmatch(order.after) if order.after else None
    if order.after and after is None:
        raise _wrong("다음 쪽의 주소가 올바르지 않습니다", "the next page's place is not one of ours", "after")
    return Query(
        order.first.isoformat() if order.first else "", order.last.isoformat() if order.last else "", order.what,
        order.agency or "", order.department or "", order.person, order.service, order.decision, order.grade, order.kind,
        order.task, order.sort, order.down, (_whole(after[1]), _whole(after[2])) if after else None, order.limit,
    )  # fmt: skip


def _whole(text: str) -> int:
    return max(-1, min(int(text), 2**63 - 1))


def _value(row: Row, sort: str) -> int:
    if sort == "spent":
        return -1 if row.spent is None else row.spent
    return row.found if sort == "found" else row.id


def _names(office: Office) -> dict[str, tuple[str, str]]:
    """Names of what lies in the reach, and of the services."""
    with office.books.look() as page:
        rows: list[Agency | Department | Service] = [
            *page.every(Agency), *page.every(Department), *page.every(Service),
        ]  # fmt: skip
        if isinstance(office.requests, RequestsWithin) and office.requests.within is not None:
            mine = {*office.requests.within.agencies, *(str(one.agency) for one in rows if isinstance(one, Department))}
            rows = [one for one in rows if not isinstance(one, Agency) or str(one.id) in mine]
    return {str(one.id): (one.name_ko, one.name_en) for one in rows}


def _of(office: Office) -> RequestsWithin:
    found: Requests | RequestsWithin | None = office.requests
    if found is None:
        raise BadCommand(
            problem_ko="이 데스크에는 요청 목록이 없습니다", problem_en="this desk has no list of requests",
            next_ko="gwanmun serve 로 연 데스크에 물으십시오", next_en="ask the desk of a running installation",
        )  # fmt: skip
    return found if isinstance(found, RequestsWithin) else RequestsWithin(found, None)


def _wrong(ko: str, en: str, where: str) -> BadCommand:
    return refused(ko, en, "값을 확인하십시오", "check it", where)
