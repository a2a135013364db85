"""Who may do what at the desk: roles and dated appointments (notes: 10 roles, least privilege)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId


class Role(StrEnum):
    OFFICIAL = "official"  # 주무관
    APPROVER = "approver"  # 부서장
    SECURITY = "security"  # 정보보호담당관
    PRIVACY = "privacy"  # 개인정보 보호책임자
    AI_POLICY = "ai_policy"  # AI 정책
    BUDGET = "budget"  # 예산
    AUDIT = "audit"  # 감사
    RECORDS = "records"  # 기록물
    AUTHORITY = "authority"  # 감독기관: PIPC, NIS, MOIS
    ASSEMBLY = "assembly"  # 국회·의회
    ADMINISTRATOR = "administrator"  # 시스템 관리자


@dataclass(frozen=True, slots=True)
class Appointment:
    """A person holds a role at an agency, or in one of its departments, from a day until another (inclusive).

    `acting_for` is whose place they take (대결). An agency `*` is the whole installation.
    """

    id: str
    person: PersonId
    agency: AgencyId
    department: DepartmentId | None
    role: Role
    valid_from: date
    valid_to: date | None
    acting_for: PersonId | None = None
