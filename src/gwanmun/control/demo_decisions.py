"""The demonstration's decisions (시연용): requests that wait, a draft by a second officer, an order under way, what its
enforcement shows.

Everything here is made up and marked demo; no person here exists. What was asked and written goes through the acts, so
that it is as it would be in earnest. What does not live here: the tree and the offices (`demo_tree.py`, `demo_offices.py`).
"""

from dataclasses import replace
from datetime import date, timedelta

from gwanmun.control import shipped
from gwanmun.control.approvals import ApproveRequest, RequestApproval, approve_request, request_approval
from gwanmun.control.delegation import DelegateRule, delegate_rule
from gwanmun.control.demo_tree import DEEPSEEK_ELSEWHERE, OUTSIDE_MESSAGES, PROVINCE
from gwanmun.control.emergencies import OpenEmergency, open_emergency
from gwanmun.control.office import DAY_US, By, Office, note, signed_by
from gwanmun.control.offices import EVERYWHERE
from gwanmun.control.policies import WritePack, write_pack
from gwanmun.domain.approvals import Reach
from gwanmun.domain.enforcement import Effect, Enforcer, OrderInstant, Sighted, SightingSort
from gwanmun.domain.ids import AgencyId, ApprovalId, DepartmentId, PersonId, RegimeId, RuleId
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.orders import Authority, Order, OrderKind
from gwanmun.domain.people import Department, DeviceClass, Person
from gwanmun.domain.snapshot import Suspension

MINISTRY = AgencyId("kr-mois")
LOCAL = RegimeId("kr-local-government")
SECOND_OFFICER, SPEAKER, OTHER_SPEAKER = PersonId("p-1108"), PersonId("p-1109"), PersonId("p-1110")
_HOUR_US = DAY_US // 24
_MASKED = "decision: allow_with_masking, basis: official, obligations: [log, mask_personal_info, verify_output], reason: Personal information is masked before sending., reason_ko: 개인정보를 가린 뒤 전송합니다."
_STOPPED = "decision: deny, basis: official, obligations: [log], reason: Personal information goes to no outside service., reason_ko: 개인정보가 든 글은 외부 서비스에 보내지 않습니다."
_VECTOR = "data.personal_info: true}, service: chatgpt_catalogued, expect: allow_with_masking"


def seed_decisions(office: Office, by: By, today: date) -> None:
    """Into books that hold the demonstration's tree and offices."""
    _people(office, by, today)
    _requests(office, today)
    _policy(office)
    with office.books.transact() as page:
        page.put(*_order(by, today), *_enforcement(by, today))
        page.put(
            Suspension(
                DEEPSEEK_ELSEWHERE,
                AgencyId("kr-motie"),
                by.at_us - DAY_US,
                "시연: 안전성 확인 중",
                "Demo: its safety is looked into",
            )
        )
        note(page, by, "seed_decisions", PROVINCE, demo=True)


def _people(office: Office, by: By, today: date) -> None:
    """A second policy officer, so that two people stand behind a policy; two who speak for a ministry."""
    since, until = today - timedelta(days=120), today + timedelta(days=180)
    desk = DepartmentId(f"{MINISTRY}/ai")

    def held(id_: str, person: PersonId, agency: AgencyId, role: Role) -> Appointment:
        return Appointment(f"demo-{id_}", person, agency, None, role, since, None)

    with office.books.transact() as page:
        page.put(
            Department(desk, MINISTRY, "공공인공지능과", "Public AI"),
            Person(SECOND_OFFICER, PROVINCE, DepartmentId(f"{PROVINCE}/ai-policy"), until, since),
            Person(SPEAKER, MINISTRY, desk, until, since),
            Person(OTHER_SPEAKER, MINISTRY, desk, until, since),
            held("second-policy", SECOND_OFFICER, EVERYWHERE, Role.AI_POLICY),
            held("policy-everywhere", PersonId("p-1104"), EVERYWHERE, Role.AI_POLICY),
            held("speaker-1", SPEAKER, MINISTRY, Role.AUTHORITY),
            held("speaker-2", OTHER_SPEAKER, MINISTRY, Role.AUTHORITY),
            Authority(MINISTRY, "행정안전부", "Ministry of the Interior and Safety", (SPEAKER, OTHER_SPEAKER)),
        )
        note(page, by, "seed_deciders", PROVINCE, people=3, demo=True)


def _requests(office: Office, today: date) -> None:
    """One waits for the department's head, one for the second officer, one runs, and an emergency waits for its review."""
    first = RequestApproval(
        DEEPSEEK_ELSEWHERE,
        "유학생 상담 자료를 중국어로 옮기는데, 승인된 서비스 두 곳의 번역을 대조한 결과 전문 용어가 맞지 않았습니다.",
        today + timedelta(days=14), "demo-apr-1", Reach.PERSON, task="번역", families=("deepseek",),
    )  # fmt: skip
    second = replace(
        first, id="demo-apr-2", reach=Reach.DEPARTMENT, task="요약",
        justification="공개된 해외 복지 통계 200건을 이달 안에 요약해야 하고, 내부 모델은 긴 표를 읽지 못합니다.",
    )  # fmt: skip
    third = replace(
        first, id="demo-apr-3", task="보고서 초안", until=today + timedelta(days=5),
        justification="공개 통계만으로 시·도 비교 보고서의 초안을 만듭니다. 개인정보와 비공개 자료는 쓰지 않습니다.",
    )  # fmt: skip

    request_approval(office, signed_by(office, "p-1001"), first)
    for one in (second, third):
        request_approval(office, signed_by(office, "p-1006"), one)
        filed = approve_request(
            office, signed_by(office, "p-1101", "시연: 공개 자료만 씀"), ApproveRequest(ApprovalId(one.id))
        )
    if filed.waits_for:
        approve_request(
            office,
            signed_by(office, filed.waits_for[0], "시연: 보안성 검토 마침"),
            ApproveRequest(ApprovalId(third.id)),
        )
    open_emergency(
        office, signed_by(office, "p-1101", "시연: 호우 특보 안내문을 밤사이 네 개 언어로 내야 함"),
        OpenEmergency(PROVINCE, OUTSIDE_MESSAGES, PersonId("p-1006"), 12),
    )  # fmt: skip


def _policy(office: Office) -> None:
    """A draft that would stop what is masked today: its effect shows on yesterday's requests."""
    text = shipped.text(shipped.REGIMES, f"{LOCAL}.yaml")
    draft = text.replace(_MASKED, _STOPPED).replace(_VECTOR, _VECTOR.replace("allow_with_masking", "deny"))
    write_pack(
        office, signed_by(office, SECOND_OFFICER, "시연: 개인정보는 가려도 외부로 보내지 않는 안"), WritePack(draft)
    )
    delegate_rule(
        office, signed_by(office, "p-1104", "시연: 목록에 없는 서비스는 도가 정함"),
        DelegateRule("demo-delegation-1", LOCAL, RuleId("LOC-5"), PROVINCE, "allow_with_masking"),
    )  # fmt: skip


def _order(by: By, today: date) -> tuple[object, ...]:
    day = today - timedelta(days=2)
    return (
        Order("mois-2026-7", MINISTRY, OrderKind.ADVISORY, "deepseek", "딥시크 이용 유의 (시연)", "Take care with DeepSeek (demo)",
              RegimeId("kr-mois-advisory"), day, today + timedelta(days=60), "시연 공문 2026-7", SPEAKER),
        OrderInstant("mois-2026-7", by.at_us - 2 * DAY_US),
    )  # fmt: skip


def _enforcement(by: By, today: date) -> tuple[object, ...]:
    day, began = today - timedelta(days=2), by.at_us - 2 * DAY_US
    pc, inner, mobile = (
        DeviceClass.INTERNET_PC.value,
        DeviceClass.INTERNAL_PC.value,
        DeviceClass.GOVERNMENT_MOBILE.value,
    )

    def effect(number: int, minutes: int, device: str, target: str, mode: str, probes: int) -> Effect:
        return Effect(
            "demo-dns-1", number, began + minutes * 60_000_000, target, f"{PROVINCE}.{device}", PROVINCE, device,
            f"r1-{number:04x}", 1, today, began + 60_000_000, mode, probes, f"{number:064x}",
        )  # fmt: skip

    def seen(subject: str, sort: SightingSort, counts: tuple[int, int, int, int], device: str = pc) -> Sighted:
        return Sighted(PROVINCE, device, day, sort, subject, *counts, ("r1-0001",))

    service, host = SightingSort.SERVICE, SightingSort.HOST
    return (
        Enforcer("demo-dns-1", "0" * 64, "demo-officer", 3, f"{3:064x}"),
        effect(1, 11, pc, "bind", "block", 24), effect(2, 34, inner, "squid", "block", 24), effect(3, 50, mobile, "bind", "observe", 0),
        seen("deepseek-app", service, (41, 12, 260, 0)), seen("deepseek-app", service, (6, 3, 31, 0), inner),
        seen("chatgpt", service, (18, 9, 77, 5)),
        seen("chat.new-ai.example", host, (9, 4, 40, 9)), seen("api.another-model.example", host, (2, 1, 12, 2)),
    )  # fmt: skip
