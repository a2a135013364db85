"""Inquiries to vendors (질의서): the standard questions, a due date, reminders, answers, a judgement for each (S57–S59).

Open turns overdue by the clock alone: the state is computed for a day, never written down by an officer. A restriction
follows by rule (`kr-inquiry-nonresponse`), and a sufficient answer lifts it. Precaution, non-response and an
insufficient answer are three grounds. Law: 개인정보 보호법 제63조의2 (사전 실태점검).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from gwanmun.control.office import By, Office, need_reason, note, refused, sound_id, unknown
from gwanmun.control.orders import OrderRow, orders_on
from gwanmun.control.vendor_states import names_of, vendor_named, vendor_status
from gwanmun.control.vendors import known_vendor
from gwanmun.control.words import sound_line, sound_paragraph
from gwanmun.domain.catalogue import Service
from gwanmun.domain.snapshot import InquiryState
from gwanmun.domain.vendors import (
    QUESTIONS,
    Inquiry,
    InquiryStatus,
    Judgement,
    Letter,
    Question,
    Reply,
    Vendor,
    grounds_on,
    status_on,
    turns_overdue_on,
)
from gwanmun.errors import BadCommand
from gwanmun.ports.books import Reading, Writing

REPLY_DAYS = 14  # what the commission calls its usual window
_LONGEST_DAYS = 180
#: Reminders fall due so many days before the last day, and every week after it.
REMIND_BEFORE = (7, 3, 1)
LETTERS = ("reminder", "agent_named", "cooperation_promised", "correspondence", "finding")


@dataclass(frozen=True, slots=True)
class OpenInquiry:
    """`asker`: the authority or agency that asks. Without `due_on`, fourteen days; without `questions`, all eight."""

    id: str
    vendor: str
    asker: str
    sent_on: date | None = None
    due_on: date | None = None
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class FileReply:
    inquiry: str
    question: Question
    words: str
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class JudgeReply:
    inquiry: str
    question: Question
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class RefuseInquiry:
    """The vendor said that it will not answer."""

    inquiry: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ExtendInquiry:
    inquiry: str
    due_on: date


@dataclass(frozen=True, slots=True)
class WithdrawInquiry:
    inquiry: str


@dataclass(frozen=True, slots=True)
class NoteLetter:
    """`kind`: reminder, agent_named, cooperation_promised, correspondence or finding."""

    inquiry: str
    kind: str
    words: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ListInquiries:
    pass


@dataclass(frozen=True, slots=True)
class ShowVendor:
    """`vendor`: its id or a name of it, or the id of an inquiry to it."""

    vendor: str


@dataclass(frozen=True, slots=True)
class InquiryRow:
    id: str
    vendor: str
    asker: str
    sent_on: date
    due_on: date
    status: InquiryStatus
    status_ko: str
    grounds: tuple[str, ...]  # precaution, non_response, insufficient_answer: each that stands
    days_left: int  # below zero: days late
    answered: int
    questions: int
    remind_on: date | None  # when the next reminder is due


@dataclass(frozen=True, slots=True)
class QuestionRow:
    question: Question
    ko: str
    en: str
    reply: Reply | None


@dataclass(frozen=True, slots=True)
class InquiryPage:
    row: InquiryRow
    questions: tuple[QuestionRow, ...]
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class VendorPage:
    """Everything about a vendor's inquiries, with what other authorities asked and ordered beside it."""

    vendor: Vendor
    status: InquiryStatus
    status_ko: str
    grounds: tuple[str, ...]
    services: tuple[str, ...]
    inquiries: tuple[InquiryPage, ...]
    others: tuple[OrderRow, ...]


# ---------------------------------------------------------------- acts


def open_inquiry(office: Office, by: By, order: OpenInquiry) -> InquiryRow:
    need_reason(by)
    sound_id(order.id, "id")
    sound_line(order.asker, "asker")
    sent = order.sent_on or by.day
    due = order.due_on or sent + timedelta(days=REPLY_DAYS)
    questions = order.questions or tuple(Question)
    if sent > by.day or not sent <= due <= sent + timedelta(days=_LONGEST_DAYS):
        raise refused(
            f"보낸 날은 오늘까지, 회신 기한은 그 뒤 {_LONGEST_DAYS}일 안이어야 합니다",
            f"it was sent today or earlier, and is due within {_LONGEST_DAYS} days of that",
            "sent_on과 due_on을 고치십시오",
            "correct sent_on and due_on",
            "due_on",
        )
    if len(set(questions)) != len(questions):
        raise refused("같은 질문이 두 번 있습니다", "a question stands twice", "questions", "questions", "questions")
    with office.books.transact() as page:
        if page.find(Inquiry, order.id) is not None:
            raise refused(
                f"이미 있는 질의서입니다: {order.id}",
                f"there is such an inquiry already: {order.id}",
                "다른 id를 쓰십시오",
                "use another id",
                "id",
            )
        vendor = known_vendor(page, order.vendor)
        page.put(vendor)
        inquiry = Inquiry(order.id, vendor.id, order.asker.strip(), sent, due, questions, by.officer)
        page.put(inquiry)
        note(page, by, "open_inquiry", inquiry=inquiry)
        return _row(page, inquiry, by.day)


def file_reply(office: Office, by: By, order: FileReply) -> InquiryRow:
    """File the vendor's answer to one question. A judgement that was made stays until it is made anew."""
    words = sound_paragraph(order.words, "words")
    received = order.received_on or by.day
    with office.books.transact() as page:
        inquiry = _inquiry(page, order.inquiry)
        if order.question not in inquiry.questions:
            raise unknown("이 질의서의 질문", "question of this inquiry", order.question)
        if not inquiry.sent_on <= received <= by.day:
            raise refused(
                "받은 날은 보낸 날과 오늘 사이여야 합니다",
                "it was received between the day it was sent and today",
                "received_on을 고치십시오",
                "correct received_on",
                "received_on",
            )
        before = page.find(Reply, order.inquiry, order.question)
        reply = Reply(order.inquiry, order.question, received, words)
        if before is not None:
            # INVARIANT: a new answer loosens nothing before somebody judged it, and a late one is never made timely.
            judged = before.judgement is Judgement.INSUFFICIENT
            reply = replace(
                before, received_on=max(received, before.received_on), words=words, again=True,
                judgement=Judgement.INSUFFICIENT if judged else Judgement.WAITING,
            )  # fmt: skip
        page.put(reply)
        note(page, by, "file_reply", inquiry=inquiry.id, question=order.question, received_on=received,
             again=reply.again)  # fmt: skip
        return _row(page, inquiry, by.day)


def judge_reply(office: Office, by: By, order: JudgeReply) -> InquiryRow:
    need_reason(by)
    if order.judgement is Judgement.WAITING:
        raise refused(
            "충분 또는 불충분으로 판단하십시오",
            "judge it sufficient or insufficient",
            "judgement: sufficient | insufficient",
            "judgement: sufficient | insufficient",
            "judgement",
        )
    with office.books.transact() as page:
        inquiry = _inquiry(page, order.inquiry)
        reply = page.find(Reply, order.inquiry, order.question)
        if reply is None:
            raise unknown("접수된 회신", "answer on file", f"{order.inquiry} {order.question}")
        page.put(
            replace(
                reply, judgement=order.judgement, judged_by=by.officer, judged_on=by.day, why=by.reason, again=False
            )
        )
        note(page, by, "judge_reply", inquiry=inquiry.id, question=order.question, judgement=order.judgement,
             before=reply.judgement)  # fmt: skip
        return _row(page, inquiry, by.day)


def refuse_inquiry(office: Office, by: By, order: RefuseInquiry) -> InquiryRow:
    need_reason(by)
    with office.books.transact() as page:
        inquiry = _inquiry(page, order.inquiry)
        refused_ = replace(inquiry, refused_on=min(order.on or by.day, by.day))
        page.put(refused_)
        note(page, by, "refuse_inquiry", inquiry=inquiry.id, on=refused_.refused_on)
        return _row(page, refused_, by.day)


def extend_inquiry(office: Office, by: By, order: ExtendInquiry) -> InquiryRow:
    """Give the vendor more time. The officer's word, with a reason: what was overdue is open again."""
    need_reason(by)
    with office.books.transact() as page:
        inquiry = _inquiry(page, order.inquiry)
        latest = inquiry.sent_on + timedelta(days=_LONGEST_DAYS)
        if not max(inquiry.due_on, by.day) < order.due_on <= latest:
            raise refused(
                f"새 기한은 지금 기한과 오늘보다 늦고 {latest}까지여야 합니다",
                f"the new day lies after the present one and today, up to {latest}",
                "due_on을 고치십시오",
                "correct due_on",
                "due_on",
            )
        extended = replace(inquiry, due_on=order.due_on, overdue_on=None)
        page.put(extended)
        note(page, by, "extend_inquiry", inquiry=inquiry.id, due_on=order.due_on, before=inquiry.due_on)
        return _row(page, extended, by.day)


def withdraw_inquiry(office: Office, by: By, order: WithdrawInquiry) -> InquiryRow:
    need_reason(by)
    with office.books.transact() as page:
        inquiry = replace(_inquiry(page, order.inquiry), withdrawn_on=by.day)
        page.put(inquiry)
        note(page, by, "withdraw_inquiry", inquiry=inquiry.id)
        return _row(page, inquiry, by.day)


def note_letter(office: Office, by: By, order: NoteLetter) -> Letter:
    """Write down a reminder that was sent, an agent that was named, a promise: none of them is an answer."""
    words = sound_paragraph(order.words, "words")
    if order.kind not in LETTERS:
        raise refused(
            "서신의 종류가 아닙니다", "that is no kind of letter", ", ".join(LETTERS), ", ".join(LETTERS), "kind"
        )
    with office.books.transact() as page:
        inquiry = _inquiry(page, order.inquiry)
        number = 1 + max((one.number for one in page.every(Letter, inquiry=inquiry.id)), default=0)
        letter = Letter(inquiry.id, number, min(order.on or by.day, by.day), order.kind, words, by.officer)
        page.put(letter)
        note(page, by, "note_letter", inquiry=inquiry.id, number=number, kind=order.kind, on=letter.on)
    return letter


def list_inquiries(office: Office, by: By, order: ListInquiries) -> tuple[InquiryRow, ...]:  # noqa: ARG001
    with office.books.look() as page:
        return inquiry_rows(page, by.day)


def show_vendor(office: Office, by: By, order: ShowVendor) -> VendorPage:
    with office.books.look() as page:
        asked = page.find(Inquiry, order.vendor)
        vendor = vendor_named(page, asked.vendor if asked is not None else order.vendor)
        if vendor is None:
            raise _no_such(order.vendor)
        names = names_of(vendor)
        status = vendor_status(page, vendor, by.day)
        services = [one for one in page.every(Service) if one.vendor in names]
        subjects = {vendor.id, vendor.name_en, *(one.family for one in services)}
        return VendorPage(
            vendor, status, status.ko, _grounds(page, vendor, by.day),
            tuple(one.id for one in services),
            tuple(_page(page, one, by.day) for one in page.every(Inquiry, vendor=vendor.id)),
            orders_on(page, by.day, *subjects),
        )  # fmt: skip


# ---------------------------------------------------------------- rules


def _grounds(page: Reading, vendor: Vendor, day: date) -> tuple[str, ...]:
    """Why a vendor's services are restricted: every ground of every inquiry to it."""
    names = names_of(vendor)
    found = [InquiryStatus(old.status).ground for old in page.every(InquiryState) if old.vendor in names]
    for inquiry in page.every(Inquiry):
        if inquiry.vendor in names:
            found += grounds_on(inquiry, page.every(Reply, inquiry=inquiry.id), day)
    return tuple(one for one in dict.fromkeys(found) if one)


def mark_overdue(page: Writing, by: By, day: date) -> int:
    """Keep that the clock found an inquiry overdue, so that a clock set back never takes it back. Returns how many."""
    marked = 0
    for inquiry in page.every(Inquiry, overdue_on=None):
        status = status_on(inquiry, page.every(Reply, inquiry=inquiry.id), day)
        if status is InquiryStatus.OVERDUE:
            page.put(replace(inquiry, overdue_on=turns_overdue_on(inquiry)))
            note(page, by, "inquiry_overdue", inquiry=inquiry.id, vendor=inquiry.vendor, due_on=inquiry.due_on)
            marked += 1
    return marked


def inquiry_rows(page: Reading, day: date) -> tuple[InquiryRow, ...]:
    return tuple(_row(page, one, day) for one in page.every(Inquiry))


def _row(page: Reading, inquiry: Inquiry, day: date) -> InquiryRow:
    replies = page.every(Reply, inquiry=inquiry.id)
    status = status_on(inquiry, replies, day)
    return InquiryRow(
        inquiry.id, inquiry.vendor, inquiry.asker, inquiry.sent_on, inquiry.due_on, status, status.ko,
        grounds_on(inquiry, replies, day), (inquiry.due_on - day).days, len(replies), len(inquiry.questions), _remind_on(page, inquiry, status, day),
    )  # fmt: skip


def _remind_on(page: Reading, inquiry: Inquiry, status: InquiryStatus, day: date) -> date | None:
    """The earliest day since the last reminder on which one is due: before the last day, then weekly."""
    if status not in {InquiryStatus.OPEN, InquiryStatus.OVERDUE}:
        return None
    sent = [one.on for one in page.every(Letter, inquiry=inquiry.id) if one.kind == "reminder"]
    last = max(sent, default=inquiry.sent_on)
    planned = [inquiry.due_on - timedelta(days=before) for before in REMIND_BEFORE]
    weeks = max((day - inquiry.due_on).days // 7, 0) + 2
    planned += [inquiry.due_on + timedelta(days=1 + 7 * week) for week in range(weeks)]
    return next((one for one in planned if one > last), None)


def _page(page: Reading, inquiry: Inquiry, day: date) -> InquiryPage:
    replies = {one.question: one for one in page.every(Reply, inquiry=inquiry.id)}
    return InquiryPage(
        _row(page, inquiry, day),
        tuple(QuestionRow(one, *QUESTIONS[one], replies.get(one)) for one in inquiry.questions),
        page.every(Letter, inquiry=inquiry.id),
    )


def _inquiry(page: Reading, id_: str) -> Inquiry:
    found = page.find(Inquiry, id_)
    if found is None:
        raise refused(
            f"없는 질의서입니다: {id_[:96]}",
            f"there is no such inquiry: {id_[:96]}",
            "list_inquiries로 번호를 확인하거나 open_inquiry로 먼저 보내십시오",
            "see list_inquiries for the ids, or send it first with open_inquiry",
        )
    return found


def _no_such(name: str) -> BadCommand:
    return refused(
        f"그런 공급자도 질의서도 없습니다: {name[:96]}",
        f"there is no such vendor and no such inquiry: {name[:96]}",
        "list_inquiries로 질의서를, list_vendors로 공급자를 확인하십시오",
        "see list_inquiries for inquiries and list_vendors for vendors",
    )
