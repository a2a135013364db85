"""The demonstration's desk (시연용): something to do on each of its pages, as values in the books.

A service half way through onboarding, an inquiry whose clock runs, devices with findings, courses, seats, papers, a round.
All of it is made up and marked demo; no person here exists. What does not live here: the tree (`demo_tree.py`), who holds
which office (`demo_offices.py`).
"""

from dataclasses import replace
from datetime import date, timedelta

from gwanmun.budget.collection import SERVICES, SPEND, USERS, Answer, Round, Submission
from gwanmun.budget.collection import Stage as RoundStage
from gwanmun.budget.figures import State
from gwanmun.budget.ledger import VAT, Billing, Charge, Import, Line, Paper, Planned, StaffCount, Subscription
from gwanmun.control.collections import GOVERNMENTS
from gwanmun.control.demo_tree import DEEPSEEK_ELSEWHERE, DEMO, OUTSIDE, PROVINCE
from gwanmun.control.directory import valid_on
from gwanmun.control.office import DAY_US, By, Office, note
from gwanmun.control.reevaluation import unrecorded
from gwanmun.control.vendor_states import vendor_named
from gwanmun.domain.allowances import Allowance, AskedAllowance, Level, Period
from gwanmun.domain.catalogue import Record, Service
from gwanmun.domain.devices import Device, DeviceApp, DeviceCheck, Ownership, Seat, Tier
from gwanmun.domain.ids import DepartmentId, PersonId
from gwanmun.domain.money import MICRO
from gwanmun.domain.people import Agency, DeviceClass
from gwanmun.domain.training import Completion, Course, CourseLevel, Target
from gwanmun.domain.vendors import (
    CHECKLIST,
    Check,
    CheckState,
    Confidence,
    Inquiry,
    Judgement,
    Letter,
    Question,
    Reply,
    SheetFact,
    Stage,
    Standing,
    Step,
)
from gwanmun.ports.books import Reading, Writing

_WELFARE = DepartmentId(f"{PROVINCE}/welfare")
_OFFICER = "demo-officer"


def seed_desk(office: Office, by: By, today: date) -> None:
    """Into books that hold the demonstration's tree and offices, in one act."""
    with office.books.transact() as page:
        _service(page, by)
        _facts(page, today)
        _inquiry(page, today)
        page.put(*_devices(today), *_training(today), *_money(by, today))
        _round(page, by, today)
        note(page, by, "seed_desk", PROVINCE, demo=True)


def _service(page: Writing, by: By) -> None:
    """A service proposed three weeks ago: five items answered, four open."""
    since = by.at_us - 21 * DAY_US
    page.put(
        Standing(PROVINCE, DEEPSEEK_ELSEWHERE, Stage.PROPOSED, 1, _OFFICER, since, "시연: 번역 업무에 검토", _OFFICER),
        Step(PROVINCE, DEEPSEEK_ELSEWHERE, 1, None, Stage.PROPOSED, _OFFICER, since, "시연: 번역 업무에 검토"),
        *(
            Check(
                PROVINCE,
                DEEPSEEK_ELSEWHERE,
                item.id,
                CheckState.DONE,
                f"시연 문서 {number}",
                _OFFICER,
                since + number * DAY_US,
            )
            for number, item in enumerate(CHECKLIST[:5], 1)
        ),
        *(Check(PROVINCE, DEEPSEEK_ELSEWHERE, item.id, CheckState.OPEN, "", _OFFICER, since) for item in CHECKLIST[5:]),
    )
    record = page.find(Record, PROVINCE, DEEPSEEK_ELSEWHERE) or unrecorded(PROVINCE, DEEPSEEK_ELSEWHERE)
    page.put(replace(record, on_catalogue=False, open_items=tuple(item.words for item in CHECKLIST[5:])))


def _facts(page: Writing, today: date) -> None:
    page.put(
        SheetFact(
            OUTSIDE, "trains_on_input", "no", "시연 계약서 제5조", today - timedelta(days=40), Confidence.HIGH, DEMO
        ),
        SheetFact(
            OUTSIDE, "retention", "30 days", "시연 개인정보 처리방침", today - timedelta(days=130), Confidence.LOW, DEMO
        ),
        SheetFact(OUTSIDE, "certification", "CSAP O", "시연 인증서", today - timedelta(days=20), Confidence.HIGH, DEMO),
    )


def _inquiry(page: Writing, today: date) -> None:
    # To the vendor of the service that is half way in: an open inquiry makes every use of a vendor ask for an approval.
    service = page.find(Service, DEEPSEEK_ELSEWHERE)
    vendor = vendor_named(page, service.vendor) if service else None
    if vendor is None:
        return
    asked = Inquiry(
        "demo-2026-1",
        vendor.id,
        "충청남도",
        today - timedelta(days=9),
        today + timedelta(days=5),
        tuple(Question),
        _OFFICER,
    )
    words = "시연용 회신입니다. 입력은 학습에 이용하지 않으며 30일 뒤 파기합니다."
    page.put(
        vendor,
        asked,
        Reply(
            asked.id,
            Question.TRAINING,
            today - timedelta(days=3),
            words,
            Judgement.SUFFICIENT,
            _OFFICER,
            today,
            "계약과 맞음",
        ),
        Reply(asked.id, Question.STORAGE, today - timedelta(days=2), words),
        Letter(
            asked.id,
            1,
            today - timedelta(days=2),
            "correspondence",
            "시연: 나머지 회신을 준비하고 있다는 연락",
            _OFFICER,
        ),
    )


def _devices(today: date) -> tuple[object, ...]:
    def device(number: int, kind: DeviceClass, tier: Tier = Tier.STANDARD) -> Device:
        return Device(f"pc-{number:05d}", PROVINCE, _WELFARE, None, kind, Ownership.GOVERNMENT, "", tier)

    pc, inner = DeviceClass.INTERNET_PC, DeviceClass.INTERNAL_PC
    return (
        device(101, pc), device(102, pc), device(103, inner, Tier.HIGH), device(104, inner), device(105, pc),
        DeviceCheck("pc-00101", today - timedelta(days=4)), DeviceCheck("pc-00102", today - timedelta(days=4)),
        DeviceCheck("pc-00103", today - timedelta(days=12)),
        DeviceApp("pc-00102", "deepseek-app", today - timedelta(days=4)),
        DeviceApp("pc-00103", "deepseek-app", today - timedelta(days=40), today - timedelta(days=12)),
    )  # fmt: skip


def _training(today: date) -> tuple[object, ...]:
    done = today - timedelta(days=60)
    return (
        Course("ai-basic", "생성형 AI 안전하게 쓰기", "Using generative AI safely", CourseLevel.BASIC, 120, 365, True, "인재개발원 (시연)"),  # noqa: FBT003 - a column
        Course("ai-advanced", "업무에 AI 활용하기", "AI at work", CourseLevel.INTERMEDIATE, 240, 730, False, "인재개발원 (시연)"),  # noqa: FBT003
        Course("pii-10", "개인정보를 지우는 10분", "Ten minutes on personal data", CourseLevel.BASIC, 10, 365, False,  # noqa: FBT003
               "온라인 (시연)", "ai-basic"),
        *(Completion(PersonId(f"p-100{number}"), "ai-basic", done, 80 + number, DEMO) for number in (1, 2, 3, 6)),
        Completion(PersonId("p-1002"), "ai-advanced", done, 91, DEMO),
        Target(PROVINCE, today.year, 9, "시연 교육 계획"),
    )  # fmt: skip


def _money(by: By, today: date) -> tuple[object, ...]:
    start = today.replace(month=1, day=1)
    file = "0" * 64
    charge = 330_000 * MICRO
    return (
        Subscription("demo-seats", PROVINCE, OUTSIDE, "팀 요금제", 10, start, None, "KRW", 30_000 * MICRO, Billing.MONTH, VAT.ADDED,
                     Line.LICENCE, "시연 계약서"),
        *(
            Charge(f"demo-{month:02d}", PROVINCE, Paper.INVOICE, date(today.year, month, 25), "Gwanmun demo", f"D-{month:02d}",
                   charge if month != 3 else charge + 11_000 * MICRO, None, OUTSIDE, Line.LICENCE, file, month)
            for month in range(1, today.month)
        ),
        Import(file, PROVINCE, Paper.INVOICE, today.month - 1, charge * (today.month - 1) + 11_000 * MICRO, _OFFICER, by.at_us),
        Planned(PROVINCE, today.year, Line.LICENCE, 15_000_000 * MICRO, "시연 예산서"),
        Planned(PROVINCE, today.year, Line.USAGE, 43_130_000 * MICRO, "시연 예산서"),
        StaffCount(PROVINCE, start, 5_800, "시연 정원표"),
        Seat(PersonId("p-1001"), OUTSIDE, start), Seat(PersonId("p-1002"), OUTSIDE, start),
        AskedAllowance("demo-asked-1", PROVINCE, PersonId("p-1003"), Level.PERSON, "p-1003", Period.DAY, 5_000 * MICRO,
                       by.at_us - DAY_US // 4),
        Allowance(Level.GOVERNMENT, PROVINCE, Period.MONTH, 4_000_000 * MICRO),
    )  # fmt: skip


def _round(page: Writing, by: By, today: date) -> None:
    """A round that runs: two answered, one of them could not count its users."""
    asked = _governments(page, today)
    if PROVINCE not in asked or len(asked) < 3:
        return
    others = [one for one in asked if one != PROVINCE]
    page.put(
        Round("demo-2026", "2026년 생성형 AI 이용 현황", "Use of generative AI in 2026", f"{today.year}-01", f"{today.year}-12",
              today + timedelta(days=20), (SPEND, USERS, SERVICES), asked, "p-1107", by.at_us - 5 * DAY_US, "시연 자료요구"),
        *(Submission("demo-2026", one, RoundStage.REQUESTED, "", late=False) for one in asked),
    )  # fmt: skip
    page.put(
        Submission(
            "demo-2026", others[0], RoundStage.SUBMITTED, "", late=False, submitted_by=_OFFICER, submitted_us=by.at_us
        ),
        Submission(
            "demo-2026", others[1], RoundStage.SUBMITTED, "", late=False, submitted_by=_OFFICER, submitted_us=by.at_us
        ),
        Answer("demo-2026", others[0], SPEND, State.REPORTED, 21_400_000, ""),
        Answer("demo-2026", others[0], USERS, State.REPORTED, 310, ""),
        Answer("demo-2026", others[0], SERVICES, State.REPORTED, 3, ""),
        Answer("demo-2026", others[1], SPEND, State.REPORTED, 8_250_000, ""),
        Answer("demo-2026", others[1], USERS, State.COULD_NOT_COUNT, None, "시연: 공용 계정이라 사람을 셀 수 없음"),
        Answer("demo-2026", others[1], SERVICES, State.REPORTED, 1, ""),
    )


def _governments(page: Reading, day: date) -> tuple[str, ...]:
    rows = {str(one.id) for one in page.every(Agency) if one.type in GOVERNMENTS and valid_on(one, day)}
    return tuple(sorted(rows))
