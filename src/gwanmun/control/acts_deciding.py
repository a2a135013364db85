"""What is looked at before somebody decides, by name: what waits, requests for approval, policies. What does not live here: deciding."""

from collections.abc import Mapping

from gwanmun.control import approvals_desk, policies_desk, waiting
from gwanmun.control.act import Act, Touches
from gwanmun.domain.offices import Role

_STAFF = tuple(role for role in Role if role not in {Role.AUTHORITY, Role.ASSEMBLY})
_OWNERS = (Role.AI_POLICY, Role.SECURITY, Role.PRIVACY, Role.AUTHORITY)
_READERS = (*_OWNERS, Role.AUDIT, Role.APPROVER, Role.BUDGET, Role.RECORDS)
_NOTHING = Touches.NOTHING

DECIDING: Mapping[str, Act] = {
    "list_waiting": Act(waiting.ListWaiting, waiting.list_waiting, _NOTHING, tuple(Role)),
    "show_approval_request": Act(
        approvals_desk.ShowApprovalRequest, approvals_desk.show_approval_request, _NOTHING, _STAFF
    ),
    "list_approval_uses": Act(approvals_desk.ListApprovalUses, approvals_desk.list_approval_uses, _NOTHING, _STAFF),
    "offer_services": Act(approvals_desk.OfferServices, approvals_desk.offer_services, _NOTHING, _STAFF),
    "list_regimes": Act(policies_desk.ListRegimes, policies_desk.list_regimes, _NOTHING, _READERS),
    "show_regime": Act(policies_desk.ShowRegime, policies_desk.show_regime, _NOTHING, _READERS),
    "diff_pack": Act(policies_desk.DiffPack, policies_desk.diff_pack, _NOTHING, _READERS),
    "replay_pack": Act(policies_desk.ReplayPack, policies_desk.replay_pack, _NOTHING, (*_OWNERS, Role.AUDIT)),
}
