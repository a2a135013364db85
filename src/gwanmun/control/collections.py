"""Collections (자료 수집): the one of 2024 as it was reported, and the rounds of the next times.

What lives here: reading the shipped sheet into a `Collection`, the acts of a round (request, submit, refuse, validate,
sign off, publish), and what a collection says in lines and rows. What does not: the rules and findings on values
(`budget/collection.py`, `budget/figures.py`). Four pairs of eyes: whoever submits does not sign, and two sign.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from gwanmun.budget.collection import (
    SERVICES,
    SPEND,
    USERS,
    Answer,
    Collection,
    Dollars,
    Fault,
    Period,
    Round,
    Stage,
    Submission,
    below,
    collected,
    dollars,
    doubts,
    faults,
)
from gwanmun.budget.figures import Disparity, Figure, Rank, State, Sum, disparity
from gwanmun.budget.ledger import months
from gwanmun.control.directory import known_agency, valid_on
from gwanmun.control.office import By, Office, declined, need_reason, note, refused, sound_id, unknown
from gwanmun.control.stories import WON_PER_USD, SpendingStory, spending_2024
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.people import Agency, OrganisationType
from gwanmun.errors import BadCommand
from gwanmun.ports.books import Reading

_MONTH = re.compile(r"(?:20|21)\d\d-(?:0[1-9]|1[0-2])")
_QUESTION = re.compile(r"[a-z][a-z0-9_]{0,31}")
GOVERNMENTS = (OrganisationType.METROPOLITAN_GOVERNMENT, OrganisationType.PROVINCIAL_GOVERNMENT)


# ---------------------------------------------------------------- 2024


def collection_2024(story: SpendingStory | None = None) -> Collection:
    """The collection of 2024 as it was reported. What nobody reported stays not reported."""
    story = story or spending_2024()
    rows = story.rows
    return Collection(
        "kr-2024",
        story.reported_by,
        tuple(row.id for row in rows),
        {
            SPEND: {row.id: row.spend_won for row in rows},
            USERS: {row.id: row.users for row in rows},
            SERVICES: {row.id: row.services for row in rows},
        },
        # INVARIANT: ranks are those of the sheet itself; what they force is for `ranks` to prove.
        {
            SPEND: {
                row.id: row.rank_by_spend for row in rows if row.rank_by_spend and row.id in story.ranked_as_reported
            }
        },
        {SPEND: story.total_won, USERS: story.total_users},
        tuple(Period(one.first_month, one.last_month, one.source) for one in story.periods),
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """A thing that a collection says about one government: figures in their states, ranks with why, remarks."""

    government: str
    spend: Figure
    users: Figure
    services: Figure
    won_per_user: Figure
    spend_rank: Rank | None
    users_rank: Rank | None
    shared_or_free: bool  # below one seat for one month: shared, free or personal accounts are likely


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that a collection says. Sums name whom they leave out; `rest_*` is what the totals leave unnamed."""

    collection: str
    source: str
    rows: tuple[Finding, ...]
    spend: Sum
    users: Sum
    total_won: int | None
    total_users: int | None
    users_complete: bool
    rest_won: int | None
    rest_users: int | None
    dollars: Dollars | None
    periods: tuple[Period, ...]
    period_conflict: bool
    spread: Disparity


def findings(collection: Collection, seat_month_won: int, told_usd: int | None = None) -> Findings:
    spend, users = collection.of(SPEND), collection.of(USERS)
    each = collection.each(SPEND, USERS)
    low = set(below(each, seat_month_won))
    ranks = collection.ranks(SPEND), collection.ranks(USERS)
    rows = tuple(
        Finding(
            one, spend[one], users[one], collection.of(SERVICES)[one], each[one], ranks[0].get(one), ranks[1].get(one),
            one in low,
        )
        for one in collection.governments
    )  # fmt: skip
    won = collection.totals.get(SPEND)
    users_sum = collection.sum(USERS)
    return Findings(
        collection.id, collection.source, rows, collection.sum(SPEND), users_sum, won, collection.totals.get(USERS),
        not users_sum.could_not_count and (USERS in collection.totals or users_sum.complete),
        collection.remaining(SPEND), collection.remaining(USERS),
        None if won is None else dollars(won, WON_PER_USD * 1000, None, "stated rate of this view", told_usd),
        collection.periods, collection.period_conflict, disparity(each),
    )  # fmt: skip


def findings_2024() -> Findings:
    story = spending_2024()
    return findings(collection_2024(story), story.seat_month_won, story.usd_as_reported)


def rows_of(found: Findings) -> list[dict[str, str | int | None]]:
    """Rows for CSV and JSON: an amount and its state in two columns, so that no state is ever an empty cell or a zero."""
    out: list[dict[str, str | int | None]] = []
    for row in found.rows:
        cells: dict[str, str | int | None] = {"government": row.government}
        for name, one in (
            ("won", row.spend), ("users", row.users), ("services", row.services), ("won_per_user", row.won_per_user),
        ):  # fmt: skip
            cells[name] = one.amount
            cells[f"{name}_state"] = one.state.value
        for name, rank in (("rank_by_won", row.spend_rank), ("rank_by_users", row.users_rank)):
            cells[name] = rank.place if rank else None
            cells[f"{name}_basis"] = rank.basis.value if rank else "not_shown"
        cells["likely_shared_or_free_accounts"] = row.shared_or_free
        out.append(cells)
    return out


# ---------------------------------------------------------------- acts


@dataclass(frozen=True, slots=True)
class OpenRound:
    """`governments` empty: the metropolitan and provincial governments that stand on the day."""

    id: str
    title_ko: str
    title_en: str
    first_month: str
    last_month: str
    due: date
    source: str
    questions: tuple[str, ...] = (SPEND, USERS, SERVICES)
    governments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as a form gives it: a number, or that it could not be counted and why."""

    question: str
    amount: int | None = None
    could_not_count: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SubmitAnswers:
    round: str
    agency: str
    answers: tuple[Given, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class RefuseRound:
    """A government that will not answer: its reason stays visible."""

    round: str
    agency: str


@dataclass(frozen=True, slots=True)
class ValidateSubmission:
    round: str
    agency: str


@dataclass(frozen=True, slots=True)
class SignSubmission:
    round: str
    agency: str


@dataclass(frozen=True, slots=True)
class ReturnSubmission:
    """Back to the government: it answers again."""

    round: str
    agency: str


@dataclass(frozen=True, slots=True)
class PublishRound:
    round: str


@dataclass(frozen=True, slots=True)
class ShowRound:
    round: str


@dataclass(frozen=True, slots=True)
class ListRounds:
    pass


@dataclass(frozen=True, slots=True)
class Taken:
    """A submission as it stands, and what an examiner should ask about."""

    submission: Submission
    doubts: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round with everybody in it, the silent, the late and the refusing included."""

    round: Round
    submissions: tuple[Submission, ...]
    answers: tuple[Answer, ...]
    overdue: tuple[str, ...]
    findings: Findings | None  # only of what was signed off by two


def open_round(office: Office, by: By, order: OpenRound) -> Round:
    sound_id(order.id, "id")
    if (
        not (_MONTH.fullmatch(order.first_month) and _MONTH.fullmatch(order.last_month))
        or order.first_month > order.last_month
    ):
        raise _wrong("기간은 2025-01 ~ 2025-12 형식입니다", "months are written 2025-01", "first_month")
    if order.due < by.day:
        raise _wrong("이미 지난 제출 기한입니다", "that due day has passed", "due")
    if not order.questions or len(set(order.questions)) != len(order.questions) or len(order.questions) > 50:
        raise _wrong("항목이 없거나 겹칩니다", "there are no questions, or one stands twice", "questions")
    if not all(_QUESTION.fullmatch(one) for one in order.questions):
        raise _wrong("항목 이름은 영문 소문자입니다", "a question is lower-case letters", "questions")
    for text in (order.title_ko, order.title_en, order.source):
        if not text.strip() or len(text) > 200 or not text.isprintable():
            raise _wrong("제목과 출처를 한 줄로 적으십시오", "title and source are one line each", "title_ko")
    with office.books.transact() as page:
        if page.find(Round, order.id) is not None:
            raise _wrong("같은 id의 수집이 이미 있습니다", "there is a round with that id", "id")
        asked = order.governments or _standing(page, by.day)
        if not asked or len(set(asked)) != len(asked):
            raise _wrong(
                "대상 기관이 없거나 겹칩니다", "there are no agencies to ask, or one stands twice", "governments"
            )
        for one in asked:
            known_agency(page, one)
        opened = Round(
            order.id, order.title_ko, order.title_en, order.first_month, order.last_month, order.due, order.questions,
            asked, by.officer, by.at_us, order.source,
        )  # fmt: skip
        page.put(opened, *(Submission(order.id, one, Stage.REQUESTED, "", late=False) for one in asked))
        note(page, by, "open_round", round=opened)
    return opened


def submit_answers(office: Office, by: By, order: SubmitAnswers) -> Taken:
    """Answer a round. Refused with every fault at once; what was there stays. Late is late and says so."""
    answers = tuple(_answer(order, one) for one in order.answers)
    with office.books.transact() as page:
        round_, there = _part(page, order.round, order.agency)
        if there.stage not in {Stage.REQUESTED, Stage.SUBMITTED, Stage.REFUSED}:
            raise _wrong("이미 검토된 제출입니다", "that submission was validated already", "agency")
        wrong = faults(round_.questions, answers)
        if wrong:
            raise refused(
                "; ".join(f"{one.question}: {one.ko}" for one in wrong[:10]),
                "; ".join(f"{one.question}: {one.en}" for one in wrong[:10]),
                "고쳐서 다시 제출하십시오. 저장된 것은 없습니다", "correct it and submit again; nothing was kept", "answers",
            )  # fmt: skip
        mine = Submission(
            order.round, order.agency, Stage.SUBMITTED, _line(order.note), late=by.day > round_.due,
            submitted_by=by.officer, submitted_us=by.at_us,
        )  # fmt: skip
        page.put(mine, *answers)
        note(page, by, "submit_answers", AgencyId(order.agency), submission=mine, answers=answers)
    return Taken(mine, _doubts(round_, answers))


def refuse_round(office: Office, by: By, order: RefuseRound) -> Submission:
    need_reason(by)
    with office.books.transact() as page:
        round_, there = _part(page, order.round, order.agency)
        if there.stage is not Stage.REQUESTED:
            raise _wrong("이미 답한 기관입니다", "that agency has answered", "agency")
        gone = replace(
            there, stage=Stage.REFUSED, note=by.reason, late=by.day > round_.due, submitted_by=by.officer,
            submitted_us=by.at_us,
        )  # fmt: skip
        page.put(gone)
        note(page, by, "refuse_round", AgencyId(order.agency), submission=gone)
    return gone


def validate_submission(office: Office, by: By, order: ValidateSubmission) -> Taken:
    """Somebody other than who submitted has looked at it."""
    with office.books.transact() as page:
        round_, there = _part(page, order.round, order.agency)
        if there.stage is not Stage.SUBMITTED:
            raise _wrong("검토할 제출이 없습니다", "there is no submission to validate", "agency")
        _another(by, there.submitted_by)
        checked = replace(there, stage=Stage.VALIDATED, validated_by=by.officer)
        page.put(checked)
        note(page, by, "validate_submission", AgencyId(order.agency), round=order.round)
        return Taken(checked, _doubts(round_, page.every(Answer, round=order.round, agency=order.agency)))


def sign_submission(office: Office, by: By, order: SignSubmission) -> Submission:
    """The first signature, then the second by another person. Only then does a submission count."""
    with office.books.transact() as page:
        _, there = _part(page, order.round, order.agency)
        if there.stage is not Stage.VALIDATED:
            raise _wrong("서명할 단계가 아닙니다", "that submission is not to be signed now", "agency")
        _another(by, there.submitted_by)
        if there.signed_by is None:
            signed = replace(there, signed_by=by.officer)
        else:
            _another(by, there.signed_by)
            signed = replace(there, stage=Stage.SIGNED, countersigned_by=by.officer)
        page.put(signed)
        note(page, by, "sign_submission", AgencyId(order.agency), round=order.round, stage=signed.stage)
    return signed


def return_submission(office: Office, by: By, order: ReturnSubmission) -> Submission:
    need_reason(by)
    with office.books.transact() as page:
        _, there = _part(page, order.round, order.agency)
        if there.stage not in {Stage.SUBMITTED, Stage.VALIDATED}:
            raise _wrong("돌려보낼 제출이 없습니다", "there is no submission to return", "agency")
        back = replace(there, stage=Stage.REQUESTED, note=by.reason, validated_by=None, signed_by=None)
        page.put(back)
        for one in page.every(Answer, round=order.round, agency=order.agency):
            page.drop(Answer, one.round, one.agency, one.question)
        note(page, by, "return_submission", AgencyId(order.agency), round=order.round)
    return back


def publish_round(office: Office, by: By, order: PublishRound) -> RoundView:
    """Publish what was signed off. Whoever did not answer, refused or was late is published as such."""
    with office.books.transact() as page:
        round_ = page.find(Round, order.round)
        if round_ is None:
            raise unknown("수집", "round", order.round)
        if round_.published_us is not None:
            raise _wrong("이미 공표된 수집입니다", "that round is published", "round")
        stages = {one.stage for one in page.every(Submission, round=order.round)}
        if stages & {Stage.SUBMITTED, Stage.VALIDATED}:
            raise declined(
                "서명이 끝나지 않은 제출이 있습니다", "some submissions are not signed off",
                "서명하거나 돌려보낸 뒤 공표하십시오", "sign or return them first", "round",
            )  # fmt: skip
        if Stage.REQUESTED in stages and by.day <= round_.due:
            raise _wrong("제출 기한이 남아 있습니다", "the due day has not passed", "round")
        if Stage.SIGNED not in stages:
            raise _wrong("서명된 제출이 없습니다", "nothing was signed off", "round")
        _another(by, round_.requested_by)
        published = replace(round_, published_by=by.officer, published_us=by.at_us)
        page.put(published)
        note(page, by, "publish_round", round=order.round)
        return _view(page, published, by.day)


def show_round(office: Office, by: By, order: ShowRound) -> RoundView:
    with office.books.look() as page:
        round_ = page.find(Round, order.round)
        if round_ is None:
            raise unknown("수집", "round", order.round)
        return _view(page, round_, by.day)


def list_rounds(office: Office, _by: By, _order: ListRounds) -> tuple[Round, ...]:
    with office.books.look() as page:
        return page.every(Round)


# ---------------------------------------------------------------- parts


def _view(page: Reading, round_: Round, today: date) -> RoundView:
    submissions = page.every(Submission, round=round_.id)
    answers = page.every(Answer, round=round_.id)
    signed = frozenset(one.agency for one in submissions if one.stage is Stage.SIGNED)
    found = findings(collected(round_, answers, signed), spending_2024().seat_month_won) if signed else None
    late = tuple(one.agency for one in submissions if one.stage is Stage.REQUESTED and today > round_.due)
    return RoundView(round_, submissions, answers, late, found)


def _standing(page: Reading, day: date) -> tuple[str, ...]:
    return tuple(sorted({str(one.id) for one in page.every(Agency) if one.type in GOVERNMENTS and valid_on(one, day)}))


def _part(page: Reading, name: str, agency: str) -> tuple[Round, Submission]:
    round_ = page.find(Round, name)
    if round_ is None:
        raise unknown("수집", "round", name)
    if round_.published_us is not None:
        raise _wrong("공표된 수집은 바꿀 수 없습니다", "a published round never changes", "round")
    there = page.find(Submission, name, agency)
    if there is None:
        raise unknown("수집 대상 기관", "agency in that round", agency)
    return round_, there


def _answer(order: SubmitAnswers, given: Given) -> Answer:
    if given.could_not_count:
        state = State.COULD_NOT_COUNT
    else:
        state = State.NOT_REPORTED if given.amount is None else State.REPORTED
    return Answer(order.round, order.agency, given.question[:64], state, given.amount, _line(given.reason))


def _doubts(round_: Round, answers: tuple[Answer, ...]) -> tuple[Fault, ...]:
    figures = {one.question: one.figure for one in answers}
    return doubts(figures, spending_2024().seat_month_won, len(months(round_.first_month, round_.last_month)))


def _another(by: By, earlier: str | None) -> None:
    if by.officer == earlier:
        raise declined(
            "같은 사람이 두 단계를 맡을 수 없습니다", "one person cannot do both steps",
            "다른 담당자가 진행하십시오", "let another officer do this step",
        )  # fmt: skip


def _line(text: str) -> str:
    plain = text.strip()
    if len(plain) > 500 or not plain.isprintable():
        raise _wrong("500자 이하의 한 줄로 적으십시오", "one line of at most 500 characters", "reason")
    return plain


def _wrong(ko: str, en: str, where: str) -> BadCommand:
    return refused(ko, en, "값을 확인하고 다시 실행하십시오", "check it and try again", where)
