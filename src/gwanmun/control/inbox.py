"""Telling people (알림): the inbox in the books, and the outbox from which relays and webhooks are served.

INVARIANT: a notice is a kind and an id. Nothing personal, no justification and no prompt ever leaves in one: whoever is
told looks it up at the desk. What does not live here: carrying it (`adapters/notices.py`), when it is carried
(`entrypoints/courier.py`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from gwanmun.control.office import SECOND_US, By, Office, note, refused, sound_id, unknown
from gwanmun.control.offices import person_of
from gwanmun.domain.approvals import Channel, ChannelKind, Delivery, DeliveryState, Notice
from gwanmun.domain.ids import PersonId
from gwanmun.ports.books import Reading, Writing

#: kind → words, Korean and English. `{subject}` is an id.
WORDS = {
    "approval_requested": ("승인 요청 {subject}의 결재를 기다립니다", "approval request {subject} waits for your decision"),
    "approval_second": ("승인 요청 {subject}의 2차 결재를 기다립니다", "approval request {subject} waits for the second decision"),
    "approval_endorsed": ("승인 요청이 1차 승인되었습니다: {subject}", "approval request {subject} was agreed to by the first approver"),
    "approval_granted": ("승인 요청이 승인되었습니다: {subject}", "approval request {subject} was granted"),
    "approval_rejected": ("승인 요청이 반려되었습니다: {subject}", "approval request {subject} was rejected"),
    "approval_ended": ("승인이 종료되었습니다: {subject}", "approval {subject} was ended"),
    "approval_withdrawn": ("승인 요청이 철회되었습니다: {subject}", "approval request {subject} was withdrawn"),
    "advisory": ("보안 유의 안내를 읽어 주십시오: {subject}", "please read advisory {subject}"),
    "advisory_reminder": ("보안 유의 안내를 아직 읽지 않으셨습니다: {subject}", "you have not read advisory {subject} yet"),
    "lesson": ("2분 교육을 들어 주십시오: {subject}", "please take the two-minute lesson {subject}"),
    "misuse_finding": ("오용 의심 사례를 검토해 주십시오: {subject}", "please review the suspected misuse {subject}"),
    "allowance_asked": ("한도 추가 요청 {subject}의 결정을 기다립니다", "a request for more allowance, {subject}, waits for your decision"),
    "allowance_granted": ("한도 추가 요청이 승인되었습니다: {subject}", "your request for more allowance, {subject}, was granted"),
    "allowance_refused": ("한도 추가 요청이 반려되었습니다: {subject}", "your request for more allowance, {subject}, was refused"),
    "allowance_offered": ("다른 기관이 한도 이전을 제공했습니다: {subject}", "another agency offers you a part of its allowance: {subject}"),
    "allowance_mark": ("한도의 정해진 비율에 이르렀습니다: {subject}", "an allowance has reached a mark: {subject}"),
    "due_precaution": ("선제 조치 {subject}의 재검토일입니다", "the precaution {subject} is to be reviewed"),
    "due_order": ("명령이 곧 끝납니다: {subject}", "the order {subject} ends soon"),
    "due_emergency": ("긴급 이용 {subject}의 사후 검토를 기다립니다", "the emergency use {subject} waits for its review"),
    "due_inquiry": ("질의서 {subject}의 회신 기한이 지났습니다", "the inquiry {subject} was not answered in time"),
    "due_reminder": ("질의서 {subject}의 회신을 독촉할 날입니다", "remind the vendor of the inquiry {subject}"),
    "due_reassessment": ("지난 승인을 다시 검토해 주십시오: {subject}", "please look again at a past approval: {subject}"),
    "due_model": ("새 모델이 승인을 기다립니다: {subject}", "the new model {subject} waits for approval"),
    "due_asked_fact": ("사실 하나가 다른 담당자의 확정을 기다립니다: {subject}", "a fact waits for another officer to confirm it: {subject}"),
    "due_fact": ("오래된 사실을 확인해 주십시오: {subject}", "please check a fact that has grown old: {subject}"),
    "schedule_failed": ("예약한 정책이 시행되지 않았습니다: {subject}. 까닭을 확인하고 다시 예약하십시오", "the scheduled policy {subject} did not come into force; see why and schedule it anew"),
    "approval_waits": ("승인 요청이 이틀 넘게 결재를 기다립니다: {subject}", "approval request {subject} has waited for more than two days"),
    "approval_lapsed": ("승인 요청이 결재 없이 기한이 지났습니다: {subject}", "approval request {subject} lapsed undecided"),
    "approval_ending": ("승인이 곧 끝납니다: {subject}", "approval {subject} ends soon"),
    "objection_filed": ("이의신청이 접수되었습니다: {subject}. 검토자를 정해 주십시오", "objection {subject} was filed; please name its reviewer"),
    "objection_assigned": ("이의신청 {subject}의 검토자로 지정되었습니다", "you were named reviewer of objection {subject}"),
    "objection_decided": ("이의신청이 결정되었습니다: {subject}", "objection {subject} was decided"),
    "due_objection": ("이의신청 {subject}의 처리 기한이 다가옵니다", "objection {subject} is to be answered soon"),
    "due_assessment": ("영향평가를 다시 볼 날입니다: {subject}", "the impact assessment {subject} is to be looked at again"),
    "break_glass": ("비상 계정이 사용되었습니다: {subject}. 사용한 까닭을 확인해 주십시오", "the account behind glass, {subject}, was used; please find out why"),
    "sign_in_attack": ("계정 {subject}에 낯선 곳에서 로그인 시도가 이어집니다. 확인해 주십시오", "somebody keeps trying to sign in as {subject} from unknown places; please look into it"),
    "content_reading": ("질의 내용 열람 요청 {subject}의 동의를 기다립니다", "a request to read content, {subject}, waits for your agreement"),
    "content_read": ("내 요청 {subject}의 내용을 두 담당자가 열람하기로 했습니다. 사유는 ‘내 정보’에 있습니다", "two officers agreed to read what your request {subject} said; the reason stands on your own page"),
}  # fmt: skip

#: Waits after each failed attempt; after the last the channel is given up, and the inbox has it all the same.
RETRY_SECONDS = (30, 120, 600, 3600, 6 * 3600, 24 * 3600)
_MOST_CHANNELS = 8
_MAILBOX = re.compile(r"[A-Za-z0-9._+{}-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}")
_HOST_PORT = re.compile(r"[A-Za-z0-9.-]{1,253}:\d{1,5}")


@dataclass(frozen=True, slots=True)
class ReadInbox:
    """The acting person's own notices; `everything` also those that were read."""

    everything: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in words."""

    id: str
    at_us: int
    kind: str
    subject: str
    ko: str
    en: str
    read_us: int | None


@dataclass(frozen=True, slots=True)
class MarkRead:
    """Mark notices of one's own as read; none named means all."""

    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    count: int


@dataclass(frozen=True, slots=True)
class PutChannel:
    """SMTP: `address` host:port of the agency's relay, `sender` a mailbox, `recipients` such as
    `{person}@korea.example`. Webhook: `address` an https URL. `private`: the address lies inside the house.
    """

    id: str
    kind: ChannelKind
    address: str
    sender: str = ""
    recipients: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class ChannelMade:
    """`secret` signs what a webhook is sent (HMAC-SHA256); it is shown once."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class RemoveChannel:
    id: str


@dataclass(frozen=True, slots=True)
class ListDeliveries:
    state: DeliveryState | None = None


def tell(page: Writing, by: By, kind: str, subject: str, people: Iterable[PersonId]) -> None:
    """Put a notice into each inbox, and one delivery on each channel, in the caller's transaction."""
    channels = page.every(Channel)
    for count, person in enumerate(dict.fromkeys(people)):
        made = Notice(f"{by.act_id}-{kind}-{count}", person, by.at_us, kind, subject)
        page.put(made)
        page.put(*(Delivery(made.id, channel.id, DeliveryState.WAITING, 0, by.at_us) for channel in channels))


def deliver_to(page: Writing, by: By, id_: str, kind: str, subject: str, person: PersonId) -> bool:
    """One notice under an id of the caller's own. False, and nothing is done, when it was told already."""
    if page.find(Notice, id_) is not None:
        return False
    page.put(Notice(id_, person, by.at_us, kind, subject))
    page.put(*(Delivery(id_, channel.id, DeliveryState.WAITING, 0, by.at_us) for channel in page.every(Channel)))
    return True


def read_inbox(office: Office, by: By, order: ReadInbox) -> tuple[Told, ...]:
    with office.books.look() as page:
        person = person_of(page, by)
        rows = page.every(Notice, person=person.id)
    shown = (row for row in rows if order.everything or row.read_us is None)
    return tuple(_worded(row) for row in sorted(shown, key=lambda row: -row.at_us))


def mark_read(office: Office, by: By, order: MarkRead) -> Marked:
    with office.books.transact() as page:
        person = person_of(page, by)
        rows = [row for row in page.every(Notice, person=person.id) if row.read_us is None]
        if order.ids:
            mine = {row.id for row in rows}
            for id_ in order.ids:
                if id_ not in mine and (found := page.find(Notice, id_)) is not None and found.person != person.id:
                    raise unknown("알림", "notice", id_)
            rows = [row for row in rows if row.id in order.ids]
        page.put(*(replace(row, read_us=by.at_us) for row in rows))
        note(page, by, "mark_read", person.agency, count=len(rows))
    return Marked(len(rows))


def put_channel(office: Office, by: By, order: PutChannel) -> ChannelMade:
    """Name a way by which notices also leave the inbox."""
    sound_id(order.id, "id")
    _check_channel(order)
    secret = office.surroundings.entropy(32).hex() if order.kind is ChannelKind.WEBHOOK else ""
    made = Channel(order.id, order.kind, order.address, order.sender, order.recipients, secret, order.private)
    with office.books.transact() as page:
        if len({row.id for row in page.every(Channel)} | {order.id}) > _MOST_CHANNELS:
            raise refused(
                f"알림 경로는 {_MOST_CHANNELS}개까지입니다",
                f"at most {_MOST_CHANNELS} channels",
                "하나를 지우십시오",
                "remove one",
            )
        page.put(made)
        note(page, by, "put_channel", id=made.id, kind=made.kind, address=made.address)  # never the secret
    return ChannelMade(made.id, secret)


def remove_channel(office: Office, by: By, order: RemoveChannel) -> None:
    """What still waits on it is dropped with it; the inboxes keep everything."""
    with office.books.transact() as page:
        if page.find(Channel, order.id) is None:
            raise unknown("알림 경로", "channel", order.id)
        for row in page.every(Delivery, channel=order.id, state=DeliveryState.WAITING):
            page.drop(Delivery, row.notice, row.channel)
        page.drop(Channel, order.id)
        note(page, by, "remove_channel", id=order.id)


def list_deliveries(office: Office, by: By, order: ListDeliveries) -> tuple[Delivery, ...]:
    _ = by
    with office.books.look() as page:
        return page.every(Delivery) if order.state is None else page.every(Delivery, state=order.state)


# ---------------------------------------------------------------- the outbox


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery that is due: everything that an adapter needs, and nothing else."""

    delivery: Delivery
    channel: Channel
    person: PersonId
    kind: str
    subject: str
    at_us: int
    ko: str
    en: str


def due(page: Reading, now_us: int, limit: int = 100) -> tuple[Parcel, ...]:
    """What is to be carried now."""
    found: list[Parcel] = []
    for row in page.every(Delivery, state=DeliveryState.WAITING):
        if row.next_us <= now_us and len(found) < limit:
            told, channel = page.find(Notice, row.notice), page.find(Channel, row.channel)
            if told is not None and channel is not None:
                words = _worded(told)
                found.append(Parcel(row, channel, told.person, told.kind, told.subject, told.at_us, words.ko, words.en))
    return tuple(found)


def settled(row: Delivery, now_us: int, fault: str | None) -> Delivery:
    """The delivery after an attempt: sent, to be tried again, or given up."""
    if fault is None:
        return replace(row, state=DeliveryState.SENT, attempts=row.attempts + 1, fault="")
    attempts = row.attempts + 1
    if attempts > len(RETRY_SECONDS):
        return replace(row, state=DeliveryState.FAILED, attempts=attempts, fault=fault[:64])
    return replace(row, attempts=attempts, next_us=now_us + RETRY_SECONDS[attempts - 1] * SECOND_US, fault=fault[:64])


def _worded(row: Notice) -> Told:
    ko, en = WORDS[row.kind]
    return Told(
        row.id, row.at_us, row.kind, row.subject, ko.format(subject=row.subject), en.format(subject=row.subject),
        row.read_us,
    )  # fmt: skip


def _check_channel(order: PutChannel) -> None:
    if order.kind is ChannelKind.SMTP:
        sound = (
            bool(_HOST_PORT.fullmatch(order.address))
            and 0 < int(order.address.rpartition(":")[2]) < 65536
            and bool(_MAILBOX.fullmatch(order.sender)) and "{" not in order.sender
            and bool(_MAILBOX.fullmatch(order.recipients)) and order.recipients.count("{person}") == 1
            and order.recipients.replace("{person}", "").isprintable() and "{" not in order.recipients.replace("{person}", "")
        )  # fmt: skip
        if not sound:
            raise refused(
                "메일 중계 설정이 올바르지 않습니다", "the relay's settings are not acceptable",
                "address=호스트:포트, sender=메일주소, recipients={person}@도메인",
                "address=host:port, sender=a mailbox, recipients={person}@domain", "channel",
            )  # fmt: skip
        return
    try:
        parts = urlsplit(order.address)
        sound = parts.scheme == "https" or (parts.scheme == "http" and order.private)
        sound = sound and bool(parts.hostname) and parts.username is None and not parts.fragment and not parts.query
        sound = sound and order.address.isascii() and order.address.isprintable() and len(order.address) <= 500
    except ValueError:
        sound = False
    if not sound:
        raise refused(
            "웹훅 주소가 올바르지 않습니다 (https, 내부망만 http 가능)",
            "the webhook's address is not acceptable (https; http only inside the house)",
            "https://호스트/경로", "https://host/path", "address",
        )  # fmt: skip
