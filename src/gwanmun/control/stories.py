"""Two stories told from data, as tables and as lines of text: the block of early 2025, day by day, and what seventeen
governments spent on generative AI. Nothing is printed here, and nothing is made up: every number is a reported one or
computed from reported ones, and "not reported", "could not count" and zero stay three different things.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gwanmun.budget.figures import COULD_NOT_COUNT, NOT_REPORTED, Figure, State
from gwanmun.control import shipped
from gwanmun.domain.decisions import Outcome
from gwanmun.policy.explain import leading
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import Value
from gwanmun.policy.reader import Defaults, Order
from gwanmun.policy.strict_yaml import Node, Scalar, parse
from gwanmun.policy.typed import as_fields, as_items, as_scalar, as_table, as_text
from gwanmun.policy.vectors import case

# ================================================================ the block of early 2025


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody at a device: whom the rules see."""

    id: str
    name_ko: str
    name_en: str
    service: str  # a service profile
    actions: tuple[str, ...]
    facts: tuple[tuple[str, Value], ...]
    inquiry: bool  # whether the open inquiry binds the use (an agency's own devices)


@dataclass(frozen=True, slots=True)
class Cell:
    """The decision at one place for one action."""

    place: str
    action: str  # access | install
    outcome: Outcome
    regime: str
    rule: str
    reason_ko: str
    reason_en: str
    source: str
    effective_from: date


Said = tuple[str, str]  # Korean, English


@dataclass(frozen=True, slots=True)
class Step:
    day: date
    happened_ko: str
    happened_en: str
    orders: tuple[Order, ...]  # rows of order_log on that day
    cells: tuple[Cell, ...]
    desk: tuple[Said, ...] = ()  # what a desk's books say at the end of the day


@dataclass(frozen=True, slots=True)
class BlockStory:
    places: tuple[Place, ...]
    steps: tuple[Step, ...]


#: The days that the story stops at, each a day of `order_log`.
STEPS: tuple[tuple[date, str, str], ...] = (
    (
        date(2025, 1, 31),
        "개인정보보호위원회가 딥시크 본사에 개인정보 처리 질의서를 보냄",
        "The privacy commission sends its questionnaire to DeepSeek",
    ),
    (
        date(2025, 2, 4),
        "행정안전부가 부처와 17개 시·도에 생성형 AI 보안 유의를 안내함(차단 명령은 아님)",
        "The Interior Ministry asks ministries and the 17 governments to be careful (an advisory, not a ban)",
    ),
    (
        date(2025, 2, 5),
        "국방부·외교부·산업통상자원부가 업무용 단말의 딥시크 접속을 차단함",
        "The ministries of Defense, Foreign Affairs and Trade block DeepSeek on work devices",
    ),
    (
        date(2025, 2, 6),
        "서울·인천·경기·대구·충북·제주·전북·광주·전남이 안전성 확인 때까지 차단함",
        "Nine local governments, Seoul among them, block it until its safety is verified",
    ),
    (
        date(2025, 2, 15),
        "개인정보보호위원회 조치로 앱 신규 다운로드가 잠정 중단됨(기존 이용자는 끊기지 않음)",
        "New downloads of the app are paused (existing users are not cut off)",
    ),
    (
        date(2025, 4, 28),
        "처리방침 개정 뒤 앱 신규 다운로드가 재개됨(기관의 차단 명령은 그대로)",
        "Downloads resume after the policy was revised (the agencies' own orders stand)",
    ),
)

PLACES: tuple[Place, ...] = (
    Place(
        "kr-mnd/military_work",
        "국방부 군 업무용 단말",
        "Defense, military work device",
        "deepseek_hosted",
        ("access",),
        (("organisation.id", "kr-mnd"), ("organisation.type", "military"), ("device.class", "military_work")),
        inquiry=True,
    ),
    Place(
        "kr-motie/internet_pc",
        "산업통상자원부 인터넷망 PC",
        "Trade ministry, internet PC",
        "deepseek_hosted",
        ("access",),
        (("organisation.id", "kr-motie"),),
        inquiry=True,
    ),
    Place(
        "kr-mofa/internet_pc",
        "외교부 인터넷망 PC",
        "Foreign ministry, internet PC",
        "deepseek_hosted",
        ("access",),
        (("organisation.id", "kr-mofa"),),
        inquiry=True,
    ),
    Place(
        "kr-seoul/internet_pc",
        "서울특별시 인터넷망 PC",
        "Seoul, internet PC",
        "deepseek_hosted",
        ("access",),
        (("organisation.id", "kr-seoul"), ("organisation.type", "metropolitan_government")),
        inquiry=True,
    ),
    # As combined vector CMB-8 has it: the orders stop at work devices, and an inquiry binds an agency's own devices.
    Place(
        "personal_phone",
        "개인 휴대전화(군 소속 직원)",
        "personal phone (defense staff)",
        "deepseek_app",
        ("access", "install"),
        (
            ("organisation.id", "kr-mnd"),
            ("organisation.type", "military"),
            ("device.class", "personal"),
            ("device.ownership", "personal"),
        ),
        inquiry=False,
    ),
)

_INQUIRY_SENT = date(2025, 1, 31)


def block_2025(judge: Judge | None = None, defaults: Defaults | None = None) -> BlockStory:
    """Step a clock through the orders of early 2025 and judge the same use each time, by the packs of `judge`.

    Without arguments the shipped packs decide, and the inquiry counts as open from the day it was sent. As a desk lives
    through it, with answers and judgements: `block_story.py`.
    """
    judge = judge or Judge(shipped.packs())
    defaults = defaults or shipped.defaults()
    steps = []
    for day, ko, en in STEPS:
        cells = tuple(
            cell_of(judge, defaults, place, action, day, "open" if place.inquiry and day >= _INQUIRY_SENT else "none")
            for place in PLACES
            for action in place.actions
        )
        steps.append(Step(day, ko, en, tuple(one for one in defaults.orders if one.day == day), cells))
    return BlockStory(PLACES, tuple(steps))


def cell_of(judge: Judge, defaults: Defaults, place: Place, action: str, day: date, inquiry: str) -> Cell:
    """The decision at a place, with the vendor's inquiry in this state."""
    facts = (*place.facts, ("date", day), ("action", action), ("inquiry.status", inquiry))
    decision = judge.judge(case(defaults, place.service, facts))
    hit = leading(decision)
    return Cell(
        place.id,
        action,
        decision.outcome,
        hit.regime,
        hit.rule,
        hit.reason_ko,
        hit.reason_en,
        hit.source,
        hit.effective_from,
    )


_ACTIONS = {"access": ("접속", "access"), "install": ("설치", "install")}
_MARKS = {
    Outcome.NOT_APPLICABLE: "–",
    Outcome.ALLOW: "○",
    Outcome.ALLOW_WITH_MASKING: "◐",
    Outcome.REQUIRE_APPROVAL: "△",
    Outcome.ROUTE_IN_HOUSE: "▷",
    Outcome.DENY: "×",
}


#: Places that no agency's order reaches: what is allowed there was allowed by nobody.
_OUTSIDE_ORDERS = frozenset(place.id for place in PLACES if not place.inquiry)


def _mark(cell: Cell, *, korean: bool) -> str:
    free = cell.place in _OUTSIDE_ORDERS and cell.outcome is Outcome.ALLOW
    outcome = Outcome.NOT_APPLICABLE if free else cell.outcome
    return f"{_MARKS[outcome]} {outcome.ko if korean else outcome.word}"


def block_lines(story: BlockStory, language: str = "ko") -> tuple[str, ...]:
    """The story as lines of terminal text, aligned in cells (a Hangul syllable takes two)."""
    korean = language == "ko"
    names = {place.id: place.name_ko if korean else place.name_en for place in story.places}
    lines = [
        "2025년 딥시크 차단, 날짜별 판정" if korean else "The DeepSeek block of 2025, decision by decision",
        "",
    ]
    for step in story.steps:
        lines.append(f"■ {step.day.isoformat()}  {step.happened_ko if korean else step.happened_en}")
        rows = [
            (
                names[cell.place],
                _ACTIONS[cell.action][0 if korean else 1],
                _mark(cell, korean=korean),
                cell.rule,
                cell.reason_ko if korean else cell.reason_en,
            )
            for cell in step.cells
        ]
        lines += ["  " + line for line in table(rows)]
        lines += [f"  · {said[0 if korean else 1]}" for said in step.desk]
        lines.append("")
    lines.append(
        "개인 휴대전화는 각 기관 명령의 범위 밖입니다(허용 명령이 아니라 해당 없음). 남는 것은 유의 안내와 앱 다운로드 중단뿐입니다."
        if korean
        else "A personal phone is outside the agencies' orders (not covered, which is not the same as allowed): what "
        "remains is the advisory and the pause of downloads."
    )
    lines.append(
        "서울시 등의 차단 시각(16:00 등)은 하루 단위로 판정합니다. 출처: regimes/_defaults.yaml order_log."
        if korean
        else "Hours within a day (Seoul blocked at 16:00) are judged by the day. Source: order_log in regimes/_defaults.yaml."
    )
    return tuple(lines)


# ================================================================ spending of the seventeen governments


@dataclass(frozen=True, slots=True)
class GovernmentRow:
    id: str
    name_ko: str
    name_en: str
    spend_won: Figure
    users: Figure
    services: Figure
    rank_by_spend: int | None  # reported, or forced by reported ranks around it
    won_per_user: int | None  # rounded half up; only where both figures were reported
    suspect: bool  # less per user than one seat costs for one month


@dataclass(frozen=True, slots=True)
class Reading:
    """One of two readings of the period that the figures cover."""

    first_month: str
    last_month: str
    source: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sources that disagree, side by side."""

    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class SpendingStory:
    rows: tuple[GovernmentRow, ...]
    reported_by: str
    total_won: int
    total_users: int
    users_exclude: tuple[str, ...]  # governments that could not count
    named_won: int  # sum of the rows that were reported
    unnamed_won: int  # the rest of the total, spread over rows that were not
    named_users: int
    most_users: str  # the government with the most users reported (S8)
    unnamed_users: int
    usd_as_reported: int
    usd_at_rate: int  # recomputed at one stated rate, rounded down
    won_per_usd: int
    implied_rates: tuple[tuple[str, int], ...]
    periods: tuple[Reading, ...]
    service_mix: tuple[tuple[str, str], ...]  # service → number of governments, or "listed"
    conflicts: tuple[Conflict, ...]
    seat_month_won: int
    ranked_as_reported: frozenset[str] = frozenset()  # whose rank the sheet itself states


#: The rate that the press figures of Jeju and Seoul imply (`implied_krw_per_usd`): the one rate used here.
WON_PER_USD = 1450
#: The cheapest paid ChatGPT seat for one month (services.yaml, chatgpt, plan Plus: 20 USD).
SEAT_MONTH_USD = 20


def spending_2024() -> SpendingStory:
    """What the seventeen reported, with what is missing and what contradicts, from the shipped data."""
    file = "local_government_2024.yaml"
    return read_spending(shipped.text("spending", file), file)


def read_spending(text: str, file: str) -> SpendingStory:
    """Read the collection. Raises `BadPolicy` where the sheet is broken."""
    known = (
        "schema_version", "reported_by", "period", "totals", "usd_reported", "implied_krw_per_usd", "governments",
        "service_coverage", "expected_findings", "benchmarks",
    )  # fmt: skip
    top = as_fields(parse(text, file), known, known[1:8], "the collection", "자료 수집")
    totals = as_fields(
        top["totals"],
        ("krw", "usd_reported", "users", "users_excludes", "governments"),
        ("krw", "usd_reported", "users"),
        "the totals",
        "합계",
    )
    seat = SEAT_MONTH_USD * WON_PER_USD
    nodes = as_items(top["governments"])
    told = tuple(_row(node, seat) for node in nodes)
    rows = _ranked(told)
    total_won, total_users = _whole(totals["krw"]), _whole(totals["users"])
    named_won = sum(row.spend_won.amount or 0 for row in rows)
    named_users = sum(row.users.amount or 0 for row in rows)
    periods = tuple(
        Reading(*(as_text(_entry(node, key)) for key in ("from", "to", "source")))
        for node in (_entry(top["period"], "news"), _entry(top["period"], "korean_press"))
    )
    usd = _whole(totals["usd_reported"])
    implied = tuple(
        (key.text, _whole(value)) for key, value in as_table(top["implied_krw_per_usd"]).entries if key.text != "note"
    )
    return SpendingStory(
        rows=rows,
        reported_by=as_text(top["reported_by"]),
        total_won=total_won,
        total_users=total_users,
        users_exclude=tuple(row.id for row in rows if row.users.state is State.COULD_NOT_COUNT),
        named_won=named_won,
        unnamed_won=total_won - named_won,
        named_users=named_users,
        most_users=max(rows, key=lambda row: row.users.amount or 0).id,
        unnamed_users=total_users - named_users,
        usd_as_reported=usd,
        usd_at_rate=total_won // WON_PER_USD,
        won_per_usd=WON_PER_USD,
        implied_rates=implied,
        periods=periods,
        service_mix=tuple((key.text, as_text(value)) for key, value in as_table(top["service_coverage"]).entries),
        conflicts=_conflicts(periods, total_won, usd, dict(implied)),
        seat_month_won=seat,
        ranked_as_reported=frozenset(row.id for row in told if row.rank_by_spend is not None),
    )


def _entry(node: Node, key: str) -> Node:
    return as_fields(node, tuple(name.text for name, _ in as_table(node).entries), (key,), "the sheet", "자료")[key]


def _whole(node: Node) -> int:
    scalar = as_scalar(node)
    if not (scalar.text.isascii() and scalar.text.isdigit() and len(scalar.text) <= 15):
        as_fields(node, (), (), "a whole number", "정수")  # raises with the place
    return int(scalar.text)


def _figure(node: Node | None) -> Figure:
    """Null or absent: not reported. `unable`: could not count. Otherwise a whole number, zero included."""
    if node is None or (isinstance(node, Scalar) and node.empty):
        return NOT_REPORTED
    if isinstance(node, Scalar) and node.text == "unable":
        return COULD_NOT_COUNT
    return Figure(State.REPORTED, _whole(node))


def _row(node: Node, seat_month_won: int) -> GovernmentRow:
    known = ("id", "name", "name_ko", "krw", "users", "services", "rank_by_spend", "precision")
    row = as_fields(node, known, ("id", "name", "name_ko", "krw", "users"), "a government's row", "시·도 행")
    spend, users = _figure(row["krw"]), _figure(row["users"])
    each = None
    if spend.amount is not None and users.amount:
        each = (2 * spend.amount + users.amount) // (2 * users.amount)
    return GovernmentRow(
        id=as_text(row["id"]),
        name_ko=as_text(row["name_ko"]),
        name_en=as_text(row["name"]),
        spend_won=spend,
        users=users,
        services=_figure(row.get("services")),
        rank_by_spend=_whole(row["rank_by_spend"]) if "rank_by_spend" in row else None,
        won_per_user=each,
        suspect=each is not None and each < seat_month_won,
    )


def _ranked(rows: tuple[GovernmentRow, ...]) -> tuple[GovernmentRow, ...]:
    """Fill in ranks that the reported ones leave no choice about.

    Where the n-th of the amounts reported was itself reported as rank n, nobody unreported stands above it, so that
    all before it are ranked as well. Below that an unreported government may stand in between, and no rank is given.
    """
    amounts = sorted(
        (row for row in rows if row.spend_won.amount is not None), key=lambda row: -(row.spend_won.amount or 0)
    )
    sure = max((at + 1 for at, row in enumerate(amounts) if row.rank_by_spend == at + 1), default=0)
    forced = {row.id: at + 1 for at, row in enumerate(amounts[:sure])}
    return tuple(
        GovernmentRow(
            row.id,
            row.name_ko,
            row.name_en,
            row.spend_won,
            row.users,
            row.services,
            forced.get(row.id, row.rank_by_spend),
            row.won_per_user,
            row.suspect,
        )
        for row in rows
    )


def _conflicts(periods: tuple[Reading, ...], won: int, usd: int, implied: dict[str, int]) -> tuple[Conflict, ...]:
    news, korean = periods
    parts = ", ".join(f"{rate:,}" for rate in sorted({rate for name, rate in implied.items() if name != "total"}))
    return (
        Conflict(
            f"기간: 영문 보도는 {news.first_month}~{news.last_month}, 국내 보도는 {korean.first_month}~{korean.last_month}. 둘 다 남깁니다.",
            f"Period: English reports say {news.first_month} to {news.last_month}, Korean reports "
            f"{korean.first_month} to {korean.last_month}. Both are kept.",
        ),
        Conflict(
            f"달러 환산: 보도된 총액 {usd:,}달러는 1달러 {implied.get('total', 0):,}원꼴이고 시·도별 금액은 {parts}원꼴입니다. "
            f"{won:,}원을 {WON_PER_USD:,}원으로 나누면 {won // WON_PER_USD:,}달러입니다.",
            f"Dollars: the total as reported, {usd:,}, implies {implied.get('total', 0):,} won to the dollar, the parts "
            f"{parts}. {won:,} won at {WON_PER_USD:,} is {won // WON_PER_USD:,} dollars.",
        ),
    )


def spending_lines(story: SpendingStory, language: str = "ko") -> tuple[str, ...]:
    """The story as lines of terminal text, aligned in cells (a Hangul syllable takes two)."""
    korean = language == "ko"
    words = {
        State.NOT_REPORTED: "보도 없음" if korean else "not reported",
        State.COULD_NOT_COUNT: "집계 불가" if korean else "could not count",
    }

    def shown(figure: Figure) -> str:
        return f"{figure.amount:,}" if figure.amount is not None else words[figure.state]

    head = (
        ("순위", "시·도", "집행액(원)", "이용자", "1인당(원)", "비고")
        if korean
        else ("rank", "government", "spent (won)", "users", "won per user", "note")
    )
    note = "1인당 금액이 한 달 이용료보다 적음" if korean else "less per user than one seat for one month"
    rows = [head]
    ordered = sorted(story.rows, key=lambda row: (row.rank_by_spend or 99, -(row.spend_won.amount or 0)))
    rows += [
        (
            str(row.rank_by_spend or "–"),
            row.name_ko if korean else row.name_en,
            shown(row.spend_won),
            shown(row.users),
            f"{row.won_per_user:,}" if row.won_per_user is not None else "–",
            f"⚑ {note}" if row.suspect else "",
        )
        for row in ordered
    ]
    excluded = [row.name_ko if korean else row.name_en for row in story.rows if row.id in story.users_exclude]
    silent_spend = sum(row.spend_won.state is State.NOT_REPORTED for row in story.rows)
    silent_users = sum(row.users.state is State.NOT_REPORTED for row in story.rows)
    mix = ", ".join(f"{name} {count}" for name, count in story.service_mix)
    title = "17개 시·도 생성형 AI 이용료" if korean else "Generative-AI spending of the 17 governments"
    most = next(row for row in story.rows if row.id == story.most_users)
    body = [title, "", *table(rows, right={0, 2, 3, 4}), ""]
    if korean:
        body += [
            f"합계 {story.total_won:,}원 · 이용자 {story.total_users:,}명({', '.join(excluded)} 집계 불가로 제외, 완전한 합계가 아님)",
            f"시·도별로 보도된 금액 {story.named_won:,}원, 나머지 {story.unnamed_won:,}원은 보도되지 않은 {silent_spend}개 시·도의 몫",
            f"시·도별로 보도된 이용자 {story.named_users:,}명, 나머지 {story.unnamed_users:,}명은 보도되지 않은 {silent_users}개 시·도의 몫",
            f"보도된 이용자가 가장 많은 곳은 {most.name_ko} {most.users.amount:,}명(집행액 {most.rank_by_spend}위)",
            "'보도 없음'은 0이 아니고, '집계 불가'도 0이 아닙니다.",
            "",
            *(f"충돌 · {one.ko}" for one in story.conflicts),
            f"살펴볼 곳 · {_suspects(story, korean=True)}",
            f"서비스별 이용 시·도 수 · {mix}",
            f"출처 · {story.reported_by}; {'; '.join(one.source for one in story.periods)}",
        ]
    else:
        body += [
            (
                f"Total {story.total_won:,} won · {story.total_users:,} users"
                f" (not a complete total: {', '.join(excluded)} could not count)"
            ),
            (
                f"Reported by government: {story.named_won:,} won"
                f"; the other {story.unnamed_won:,} won belong to {silent_spend} governments that were not reported"
            ),
            (
                f"Users reported by government: {story.named_users:,}"
                f"; the other {story.unnamed_users:,} belong to {silent_users} governments that were not reported"
            ),
            f"Most users reported: {most.name_en} {most.users.amount:,} (rank {most.rank_by_spend} by spending)",
            '"Not reported" is not zero, and "could not count" is not zero either.',
            "",
            *(f"Conflict · {one.en}" for one in story.conflicts),
            f"To look into · {_suspects(story, korean=False)}",
            f"Governments using each service · {mix}",
            f"Source · {story.reported_by}; {'; '.join(one.source for one in story.periods)}",
        ]
    return tuple(body)


def _suspects(story: SpendingStory, *, korean: bool) -> str:
    named = [
        f"{row.name_ko if korean else row.name_en} {row.won_per_user:,}" + ("원" if korean else " won")
        for row in story.rows
        if row.suspect and row.won_per_user is not None
    ]
    if korean:
        return f"{', '.join(named)}: 챗GPT 한 달 이용료({SEAT_MONTH_USD}달러, {story.seat_month_won:,}원)에 못 미쳐 공용·무료·개인 계정일 수 있음"
    return (
        f"{', '.join(named)} per user: below one ChatGPT seat for one month ({SEAT_MONTH_USD} USD, {story.seat_month_won:,} won), so accounts may be "
        "shared, free or personal"
    )


# ================================================================ terminal text


def width(text: str) -> int:
    """Cells that a text takes in a terminal: two for wide letters (Hangul, Hanja), none for combining marks."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in {"W", "F"} else 1 for one in text
    )


def table(rows: Sequence[Sequence[str]], right: set[int] | frozenset[int] = frozenset()) -> tuple[str, ...]:
    """Rows as aligned lines: columns two cells apart, those in `right` set to the right."""
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        cells = []
        for at, text in enumerate(row):
            gap = " " * (widths[at] - width(text))
            cells.append(gap + text if at in right else text + gap)
        lines.append("  ".join(cells).rstrip())
    return tuple(lines)
