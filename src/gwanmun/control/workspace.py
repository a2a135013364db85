"""What a person does for themselves in the workspace (업무 도우미의 행위): suggest, draft, look at a receipt, delete.

Nothing here records what was written: a suggestion is a kind and a rule, a draft a format and a length, a deletion a
number. Sending is the gate's; previews and what is kept of conversations are the console's own. Law: 인공지능기본법
제31조 (a draft says that an AI took part), 개인정보 보호법 제36조 (a person deletes what is kept of theirs).
"""

from dataclasses import dataclass, replace
from datetime import date

from gwanmun.control.act import Aside
from gwanmun.control.drafts import draft_of, write_draft
from gwanmun.control.office import By, Office, note, refused, seoul_day, unknown
from gwanmun.control.offices import person_of
from gwanmun.control.privacy_lists import Item, Suggest, suggest
from gwanmun.control.request_index import Requests, RequestsWithin
from gwanmun.control.requests import ListRequests, RequestList, RequestShown, ShowRequest, list_requests, show_request
from gwanmun.domain.drafts import DraftFormat, Run
from gwanmun.domain.ids import PersonId, RequestId
from gwanmun.domain.offices import Role
from gwanmun.domain.people import Department
from gwanmun.domain.records import ContentReading
from gwanmun.errors import OutsideReach

_MOST_SOURCES = 30
_LONGEST_SOURCE = 300


@dataclass(frozen=True, slots=True)
class SuggestPlaces:
    """What a person decided otherwise than the rules: for whoever keeps their agency's lists."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class MakeDraft:
    """`answer` is Markdown with its values restored. `form`: hwpx, docx or md."""

    answer: str
    form: str
    title: str = ""
    service: str = ""
    sources: tuple[str, ...] = ()
    request: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    content: bytes
    name: str


@dataclass(frozen=True, slots=True)
class ShowReceipt:
    request: str
    language: str = "ko"


@dataclass(frozen=True, slots=True)
class ListReceipts:
    """One's own requests, the newest first. Days in Seoul, both included; `after` is what the page before gave as `next`."""

    first: date | None = None
    last: date | None = None
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ListMyReadings:
    pass


@dataclass(frozen=True, slots=True)
class ReadOfMine:
    """Two officers agreed to read what one request of mine said: which offices they hold, why, when."""

    request: str
    asked_role: Role
    agreed_role: Role
    reason: str
    agreed_us: int


@dataclass(frozen=True, slots=True)
class NoteForgotten:
    """A person deleted a conversation that was kept of theirs."""

    conversation: str


def suggest_places(office: Office, by: By, order: SuggestPlaces) -> None:
    with office.books.look() as page:
        agency = person_of(page, by).agency
    suggest(office, by, Suggest(agency, order.items))


def make_draft(office: Office, by: By, order: MakeDraft) -> Aside[Made]:
    """The answer as a document with the AI label and its sources. Raises `BadCommand` for what is no draft."""
    if order.form not in {"hwpx", "docx", "md"} or office.drafts is None:
        raise refused(
            "만들 수 없는 형식입니다", "that form cannot be made", "hwpx, docx, md 가운데 고르십시오", "choose hwpx, docx or md", "form"
        )  # fmt: skip
    sources = tuple(dict.fromkeys(" ".join(one.split()) for one in order.sources if one.strip()))
    if len(sources) > _MOST_SOURCES or any(len(one) > _LONGEST_SOURCE for one in sources):
        raise refused(
            f"출처는 {_MOST_SOURCES}줄, 한 줄 {_LONGEST_SOURCE}자까지입니다",
            f"at most {_MOST_SOURCES} sources of {_LONGEST_SOURCE} letters",
            "줄이십시오", "shorten them", "sources",
        )  # fmt: skip
    with office.books.transact() as page:
        person = person_of(page, by)
        department = page.find(Department, person.department)
        note(
            page, by, "make_draft", person.agency, form=order.form, characters=len(order.answer),
            sources=len(sources), request=order.request[:64],
        )  # fmt: skip
    draft = draft_of(
        order.answer, title=order.title[:200], day=seoul_day(by.at_us), department=department.name_ko if department else "",
        service=order.service[:120],
    )  # fmt: skip
    draft = replace(draft, sources=(*draft.sources, *((Run(one),) for one in sources)))
    writer, name = office.drafts, f"draft.{order.form}"
    if order.form == "md":
        text = _markdown(order, draft.title, draft.label, sources)
        return Aside(lambda: Made(text.encode(), name))
    return Aside(lambda: Made(write_draft(draft, DraftFormat(order.form), writer), name))


def show_receipt(office: Office, by: By, order: ShowReceipt) -> Aside[RequestShown]:
    """One's own request with its proof. Raises `OutsideReach` for anybody else's, whoever asks."""
    found = _requests(office)
    if found is None or office.pseudonym is None:
        raise unknown("처리확인서", "receipt", order.request)
    with found.reading() as store:
        row = store.find(order.request.strip().lower()[:64])
    if row is None:
        raise refused(
            "아직 모이지 않은 기록이거나 없는 요청입니다", "the record is not gathered yet, or there is no such request",
            "몇 초 뒤에 다시 여십시오", "open it again in some seconds", "request",
        )  # fmt: skip
    if row.person != office.pseudonym(PersonId(by.officer)):
        raise OutsideReach(what_ko="다른 사람의 요청", what_en="another person's request")
    row_id = RequestId(row.request)
    return show_request(office, by, ShowRequest(row_id, order.language))


def list_receipts(office: Office, by: By, order: ListReceipts) -> Aside[RequestList]:
    """The rows of whoever asks, and of nobody else: what they narrow by is their own pseudonym."""
    found = _requests(office)
    if found is None or office.pseudonym is None:
        raise unknown("처리확인서 목록", "list of receipts", "")
    mine = ListRequests(
        order.first, order.last, person=office.pseudonym(PersonId(by.officer)), after=order.after, limit=order.limit
    )
    asked = list_requests(replace(office, requests=RequestsWithin(found, None)), by, mine)

    def work() -> RequestList:
        whole = asked.work()
        shown = {name for row in whole.rows for name in (row.agency, row.department, row.service)}
        return replace(whole, words={}, names={id_: names for id_, names in whole.names.items() if id_ in shown})

    return Aside(work)


def list_my_readings(office: Office, by: By, order: ListMyReadings) -> tuple[ReadOfMine, ...]:  # noqa: ARG001 - an act's shape
    """What two people agreed to read of mine, the newest first (개인정보 보호법 제35조)."""
    found = _requests(office)
    if found is None or office.pseudonym is None:
        return ()
    me = office.pseudonym(PersonId(by.officer))
    with office.books.look() as page:
        agreed = [one for one in page.every(ContentReading) if one.agreed_role is not None]
    if not agreed:
        return ()
    with found.reading() as store:
        rows = {one.request: store.find(one.request) for one in agreed}
    mine = [one for one in agreed if (row := rows[one.request]) is not None and row.person == me]
    return tuple(
        ReadOfMine(one.request, one.asked_role, one.agreed_role, one.reason, one.agreed_us or 0)
        for one in sorted(mine, key=lambda one: -(one.agreed_us or 0))
        if one.agreed_role is not None
    )


def _requests(office: Office) -> Requests | None:
    return office.requests.all if isinstance(office.requests, RequestsWithin) else office.requests


def note_forgotten(office: Office, by: By, order: NoteForgotten) -> None:
    with office.books.transact() as page:
        note(page, by, "note_forgotten", person_of(page, by).agency, conversation=order.conversation[:64])


def _markdown(order: MakeDraft, title: str, label: str, sources: tuple[str, ...]) -> str:
    parts = [] if order.answer.lstrip().startswith("# ") else [f"# {title}"]
    parts += [f"> {label}", order.answer.strip()]
    if sources:
        parts.append("## 출처\n\n" + "\n".join(f"- {one}" for one in sources))
    return "\n\n".join(parts) + "\n"
