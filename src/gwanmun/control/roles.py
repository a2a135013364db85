"""Who may do what (직무 권한): the roles of every act, least privilege first.

An act's row may name its roles itself (`Act.roles`); the acts that were there before roles were have theirs here. An act
that neither names belongs to the administrator alone. What does not live here: where an officer's reach ends
(`access.py`). Law: 개인정보의 안전성 확보조치 기준 제5조 (access rights as narrow as the duty).
"""

from collections.abc import Mapping

from gwanmun.control.act import Act
from gwanmun.domain.offices import Role

_R = Role

#: Everybody who holds an office, but the plain official.
OFFICERS = tuple(role for role in Role if role is not Role.OFFICIAL)
EVERYBODY = tuple(Role)

ROLES: Mapping[str, tuple[Role, ...]] = {
    "import_agencies": (_R.ADMINISTRATOR,),
    "put_agency": (_R.ADMINISTRATOR,),
    "put_departments": (_R.ADMINISTRATOR,),
    "put_people": (_R.ADMINISTRATOR,),
    "put_zone": (_R.ADMINISTRATOR, _R.SECURITY),
    "remove_zone": (_R.ADMINISTRATOR, _R.SECURITY),
    "put_proxy": (_R.ADMINISTRATOR,),
    "remove_proxy": (_R.ADMINISTRATOR, _R.SECURITY),
    "put_rules": (_R.AI_POLICY, _R.PRIVACY),
    "issue_key": (_R.ADMINISTRATOR,),
    "list_keys": (_R.ADMINISTRATOR, _R.SECURITY, _R.AUDIT),
    "rotate_key": (_R.ADMINISTRATOR,),
    "revoke_key": (_R.ADMINISTRATOR, _R.SECURITY),
    "set_allowance": (_R.BUDGET,),
    "remove_allowance": (_R.BUDGET,),
    "put_price": (_R.BUDGET,),
    "put_rate": (_R.BUDGET,),
    "import_catalogue": (_R.AI_POLICY,),
    "put_record": (_R.AI_POLICY, _R.SECURITY, _R.PRIVACY),
    "put_route": (_R.ADMINISTRATOR,),
    "remove_route": (_R.ADMINISTRATOR, _R.SECURITY),
    "suspend_service": (_R.SECURITY, _R.AI_POLICY, _R.AUTHORITY),
    "resume_service": (_R.SECURITY, _R.AI_POLICY, _R.AUTHORITY),
    "put_approval": (_R.APPROVER, _R.SECURITY),
    "put_inquiry": (_R.PRIVACY, _R.AI_POLICY, _R.AUTHORITY),
    "write_pack": (_R.AI_POLICY, _R.AUTHORITY),
    "confirm_pack": (_R.AI_POLICY, _R.PRIVACY, _R.SECURITY, _R.AUTHORITY),
    "activate_pack": (_R.AI_POLICY, _R.AUTHORITY),
    "deactivate_pack": (_R.AI_POLICY, _R.AUTHORITY),
    "list_packs": OFFICERS,
    "lift_order": (_R.AUTHORITY,),
    "reimpose_order": (_R.AUTHORITY,),
}

#: 직무 names for words in Korean.
NAMES_KO: Mapping[Role, str] = {
    _R.OFFICIAL: "주무관",
    _R.APPROVER: "부서장",
    _R.SECURITY: "정보보호담당관",
    _R.PRIVACY: "개인정보 보호책임자",
    _R.AI_POLICY: "AI 정책 담당",
    _R.BUDGET: "예산담당관",
    _R.AUDIT: "감사담당관",
    _R.RECORDS: "기록물 담당",
    _R.AUTHORITY: "감독기관",
    _R.ASSEMBLY: "국회·의회",
    _R.ADMINISTRATOR: "시스템 관리자",
}
NAMES_EN: Mapping[Role, str] = {
    _R.OFFICIAL: "official",
    _R.APPROVER: "department head",
    _R.SECURITY: "security officer",
    _R.PRIVACY: "privacy officer",
    _R.AI_POLICY: "AI policy officer",
    _R.BUDGET: "budget officer",
    _R.AUDIT: "auditor",
    _R.RECORDS: "records officer",
    _R.AUTHORITY: "supervising authority",
    _R.ASSEMBLY: "assembly",
    _R.ADMINISTRATOR: "administrator",
}


def role_name(role: Role, language: str) -> str:
    return (NAMES_KO if language == "ko" else NAMES_EN)[role]


#: What only the administrator does: no other office needs it, and giving it away would give everything away. An act that
#: is in no table of roles must stand here, or a test fails: nobody becomes an administrator's act by being forgotten.
ADMINISTRATORS = frozenset(
    {
        "appoint", "end_appointment", "bootstrap_officer", "import_table", "merge_agencies", "note_forgetting",
        "put_authority", "put_channel", "remove_channel", "list_deliveries", "rename_agency",
    }
)  # fmt: skip


def roles_of(name: str, act: Act) -> tuple[Role, ...]:
    """Who may do this act over the network. Nobody named: the administrator alone."""
    return act.roles or ROLES.get(name, (Role.ADMINISTRATOR,))
