"""A demonstration's officers (시연용 자리): the eight people behind "enter as …", their appointments, and what each sees first.

Pure data and one act that puts it into the books. Nobody here exists. The ninth way in is the citizen's, who signs in
nowhere. What does not live here: the rest of the demonstration's books (`demo_tree.py`), the pages.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from gwanmun.control.demo_tree import PROVINCE
from gwanmun.control.office import By, Office, note
from gwanmun.control.offices import EVERYWHERE
from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Person

_WELFARE, _AI, _AUDIT = (DepartmentId(f"{PROVINCE}/{name}") for name in ("welfare", "ai-policy", "audit"))


@dataclass(frozen=True, slots=True)
class DemoOffice:
    """One of the nine. `agency` None: the whole installation; a department's officer has `department`."""

    id: str
    person: str
    home: DepartmentId
    roles: tuple[Role, ...]
    agency: AgencyId
    department: DepartmentId | None
    name_ko: str
    name_en: str
    does_ko: str
    does_en: str
    path: str


_R = Role
OFFICES = (
    DemoOffice("official", "p-1001", _WELFARE, (_R.OFFICIAL,), PROVINCE, None, "주무관", "Official",
               "민원 답변을 쓰며 무엇이 나가는지 봅니다", "Answers a complaint and sees what leaves", "/workspace"),
    DemoOffice("approver", "p-1101", _WELFARE, (_R.APPROVER, _R.OFFICIAL), PROVINCE, _WELFARE, "부서장", "Department head",
               "승인 요청을 결정합니다", "Decides on approval requests", "/approvals"),
    DemoOffice("security", "p-1102", _AUDIT, (_R.SECURITY,), PROVINCE, None, "정보보호담당관", "Security officer",
               "서비스를 멈추고 막힌 까닭을 확인합니다", "Stops services and looks into refusals", "/desk"),
    DemoOffice("privacy", "p-1103", _AUDIT, (_R.PRIVACY,), EVERYWHERE, None, "개인정보 보호책임자", "Privacy officer",
               "질의서를 보내고 회신을 판단합니다", "Sends inquiries and judges the replies", "/inquiries"),
    DemoOffice("ai-policy", "p-1104", _AI, (_R.AI_POLICY, _R.ADMINISTRATOR), PROVINCE, None, "AI 정책 담당", "AI policy officer",
               "정책과 서비스 목록을 관리합니다", "Keeps the policies and the catalogue", "/policies"),
    DemoOffice("budget", "p-1105", _AI, (_R.BUDGET,), PROVINCE, None, "예산담당관", "Budget officer",
               "한도를 정하고 집행을 맞춥니다", "Sets allowances and settles the spending", "/money"),
    DemoOffice("audit", "p-1106", _AUDIT, (_R.AUDIT,), PROVINCE, None, "감사담당관", "Auditor",
               "감사기록을 검증합니다", "Verifies the journal", "/desk/journal"),
    DemoOffice("assembly", "p-1107", _AUDIT, (_R.ASSEMBLY,), EVERYWHERE, None, "국회·의회", "Assembly",
               "시·도별 이용과 지출을 견줍니다", "Compares use and spending of the regions", "/regions"),
    DemoOffice("citizen", "", _WELFARE, (), PROVINCE, None, "시민", "Citizen",
               "어떤 AI를 어디에 쓰는지 봅니다", "Sees which AI is used for what", "/public"),
)  # fmt: skip


def seed_offices(office: Office, by: By, today: date) -> None:
    """Put the eight and their appointments into books that hold the demonstration's tree."""
    since, until = today - timedelta(days=120), today + timedelta(days=180)
    with office.books.transact() as page:
        for one in OFFICES:
            if not one.person:
                continue
            if page.find(Person, one.person) is None:
                page.put(Person(PersonId(one.person), PROVINCE, one.home, until, since))
            page.put(
                *(
                    Appointment(
                        f"demo-{one.id}-{role.value}",
                        PersonId(one.person),
                        one.agency,
                        one.department,
                        role,
                        since,
                        None,
                    )
                    for role in one.roles
                )
            )
        note(page, by, "seed_offices", people=len(OFFICES) - 1, demo=True)
