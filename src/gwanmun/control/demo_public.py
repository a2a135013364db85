"""A demonstration's register, cases and charges (시연용 공개 자료): what the public page of the demonstration shows.

Pure data and one act that puts it into the books. Nobody here exists, and no case was ever decided. What does not live
here: the rest of the demonstration's books (`demo_tree.py`), what citizens are told (`objections.py`).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from gwanmun.budget.ledger import Charge, Line, Paper
from gwanmun.control.demo_tree import IN_HOUSE, OUTSIDE, PROVINCE, SANDBOX_MODEL
from gwanmun.control.objections import ANSWER_DAYS, hash_of_code
from gwanmun.control.office import DAY_US, By, Office, note
from gwanmun.domain.ids import DepartmentId, Digest, PersonId, ServiceId
from gwanmun.domain.money import MICRO
from gwanmun.domain.records import DecisionRecord, EthicsAnswer, EthicsState, Principle, UseCase, UseState
from gwanmun.domain.redress import Assessment, Case, Ground, Objection, Outcome, Risk

#: What a visitor may ask with; the page of cases shows both in a demonstration.
CASE, CODE = "2026-민원-0117", "DEMO-2026"
_BY_HAND = "2026-민원-0118"  # decided without AI, under the same code
_WRITER, _DECIDER, _RESPONSIBLE = PersonId("p-1104"), PersonId("p-1103"), PersonId("p-1101")
_WELFARE = DepartmentId(f"{PROVINCE}/welfare")
_NOTHING = Digest("0" * 64)


@dataclass(frozen=True, slots=True)
class _Use:
    id: str
    title: str
    purpose: str
    service: ServiceId
    benefit: str
    risk: str
    left: Risk
    open: tuple[Principle, ...] = ()


_USES = (
    _Use("demo-complaints", "민원 답변 초안 쓰기", "접수된 민원에 보낼 답변의 초안을 쓰고 담당자가 고쳐 보냅니다", OUTSIDE,
         "답변이 평균 이틀 빨라집니다", "사실과 다른 답이 나갈 수 있습니다", Risk.LOW),
    _Use("demo-minutes", "회의록 정리", "회의 메모를 안건·결정·할 일로 정리합니다", IN_HOUSE,
         "정리하는 시간이 줄어듭니다", "말한 사람이 바뀔 수 있습니다", Risk.LOW),
    _Use("demo-welfare", "복지 사각지대 안내문 쓰기", "도움을 받지 못하는 가구에 보낼 안내문을 쉬운 말로 씁니다", IN_HOUSE,
         "어려운 안내문이 쉬워집니다", "빠지는 가구가 생길 수 있습니다", Risk.MEDIUM, (Principle.FAIRNESS,)),
)  # fmt: skip


def seed_public(office: Office, by: By, today: date) -> None:
    """Put the register, three cases and half a year of charges into books that hold the demonstration's offices."""
    before_us = by.at_us - 40 * DAY_US
    with office.books.transact() as page:
        for use in _USES:
            page.put(*_register(use, before_us, today))
        record = DecisionRecord(
            "demo-decision-0117", PROVINCE, _WELFARE, "지방세 환급 신청에 대한 답변", PersonId("p-1001"), _RESPONSIBLE, OUTSIDE,
            SANDBOX_MODEL, "1", _NOTHING, _NOTHING, "환급 날짜와 근거 조문을 고침", None, before_us,
        )  # fmt: skip
        page.put(
            record,
            Case(PROVINCE, CASE, record.id, hash_of_code(office, PROVINCE, CASE, CODE), _RESPONSIBLE, before_us),
            Case(PROVINCE, _BY_HAND, None, hash_of_code(office, PROVINCE, _BY_HAND, CODE), _RESPONSIBLE, before_us),
            _decided(before_us, today),
            *(_charge(today, at) for at in range(1, 7)),
        )
        note(page, by, "seed_public", uses=len(_USES), demo=True)


def _register(use: _Use, at_us: int, today: date) -> tuple[object, ...]:
    return (
        UseCase(
            use.id, PROVINCE, use.title, use.purpose, use.service, use.benefit, use.risk, _WRITER, at_us, UseState.APPROVED,
            _DECIDER, at_us, "시연", at_us,
        ),
        *(
            EthicsAnswer(
                use.id, one, EthicsState.NOT_MET if one in use.open else EthicsState.MET,
                "담당자가 매달 확인하며 보완합니다" if one in use.open else "담당자가 확인했습니다", _WRITER, at_us,
            )
            for one in Principle
        ),
        Assessment(
            use.id, 1, PROVINCE, "민원인과 주민", "잘못된 안내로 권리를 놓칠 수 있음", "개인정보를 가리고 사람이 모두 검토함",
            "보내기 전에 담당자가 읽고 고칩니다", use.left, today + timedelta(days=300), _WRITER, at_us, _DECIDER, at_us,
        ),
    )  # fmt: skip


def _decided(at_us: int, today: date) -> Objection:
    """An objection that ended, so that whoever works on objections sees one."""
    filed = today - timedelta(days=40)
    return Objection(
        f"{filed:%Y%m%d}-DEM00001", PROVINCE, _BY_HAND, Ground.INACCURATE, "", at_us, filed + timedelta(days=ANSWER_DAYS),
        reviewer=_DECIDER, assigned_us=at_us + DAY_US, outcome=Outcome.PARTLY,
        answer="날짜가 잘못 적힌 것을 확인하고 고쳐서 다시 알렸습니다.", decided_us=at_us + 9 * DAY_US,
    )  # fmt: skip


def _charge(today: date, ago: int) -> Charge:
    """A month's subscription, `ago` months back."""
    month = today.year * 12 + today.month - 1 - ago
    day = date(month // 12, month % 12 + 1, 5)
    return Charge(
        f"demo-{day:%Y%m}", PROVINCE, Paper.INVOICE, day, "gwanmun-demo", f"시연-{day:%Y-%m}", (1_100_000 + 90_000 * (6 - ago)) * MICRO,
        None, OUTSIDE, Line.LICENCE, "0" * 64, ago,
    )  # fmt: skip
