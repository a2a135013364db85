"""The acts on orders, emergencies, the catalogue and inquiries to vendors, by name. What does not live here: the acts themselves."""

from collections.abc import Mapping

from gwanmun.control import (
    catalogue_rows,
    delegation,
    emergencies,
    exits,
    inquiries,
    mandates,
    onboarding,
    orders,
    policies,
    pushing,
    reevaluation,
    reviews,
    vendors,
)
from gwanmun.control.act import Act, Touches
from gwanmun.domain.offices import Role

_POLICY = (Role.AI_POLICY, Role.SECURITY, Role.PRIVACY)
_OWNERS = (*_POLICY, Role.AUTHORITY)
_READERS = (*_OWNERS, Role.AUDIT, Role.APPROVER, Role.BUDGET, Role.RECORDS)
_CATALOGUE = (Role.AI_POLICY, Role.SECURITY)
_INQUIRY = (Role.PRIVACY, Role.AUTHORITY)

CHANGES: Mapping[str, Act] = {
    "cancel_scheduled": Act(policies.CancelScheduled, policies.cancel_scheduled, Touches.NOTHING, _OWNERS),
    "return_pack": Act(policies.ReturnPack, policies.return_pack, Touches.SNAPSHOT, _OWNERS),
    "put_authority": Act(mandates.PutAuthority, mandates.put_authority, Touches.NOTHING),
    "put_mandate": Act(mandates.PutMandate, mandates.put_mandate, Touches.SNAPSHOT, _OWNERS),
    "review_mandate": Act(mandates.ReviewMandate, mandates.review_mandate, Touches.NOTHING, _OWNERS),
    "delegate_rule": Act(delegation.DelegateRule, delegation.delegate_rule, Touches.SNAPSHOT, _OWNERS),
    "end_delegation": Act(delegation.EndDelegation, delegation.end_delegation, Touches.SNAPSHOT, _OWNERS),
    "list_delegations": Act(delegation.ListDelegations, delegation.list_delegations, Touches.NOTHING, _READERS),
    "issue_order": Act(orders.IssueOrder, orders.issue_order, Touches.SNAPSHOT, (Role.AUTHORITY,)),
    "end_order": Act(orders.EndOrder, orders.end_order, Touches.SNAPSHOT, (Role.AUTHORITY,)),
    "replace_order": Act(orders.ReplaceOrder, orders.replace_order, Touches.SNAPSHOT, (Role.AUTHORITY,)),
    "observe_order": Act(orders.ObserveOrder, orders.observe_order, Touches.NOTHING, _INQUIRY),
    "list_orders": Act(orders.ListOrders, orders.list_orders, Touches.NOTHING, _READERS),
    "list_push": Act(pushing.ListPush, pushing.list_push, Touches.NOTHING, _READERS),
    "open_emergency": Act(
        emergencies.OpenEmergency, emergencies.open_emergency, Touches.SNAPSHOT, (Role.APPROVER, Role.SECURITY)
    ),
    "review_emergency": Act(
        emergencies.ReviewEmergency, emergencies.review_emergency, Touches.SNAPSHOT, (Role.SECURITY, Role.AUDIT)
    ),
    "list_emergencies": Act(emergencies.ListEmergencies, emergencies.list_emergencies, Touches.NOTHING, _READERS),
    "list_reviews": Act(reviews.ListReviews, reviews.list_reviews, Touches.NOTHING, _READERS),
    "review_reassessment": Act(reviews.ReviewReassessment, reviews.review_reassessment, Touches.NOTHING, _POLICY),
    "put_vendor": Act(vendors.PutVendor, vendors.put_vendor, Touches.SNAPSHOT, (*_CATALOGUE, Role.PRIVACY)),
    "list_vendors": Act(vendors.ListVendors, vendors.list_vendors, Touches.NOTHING, _READERS),
    "put_fact": Act(vendors.PutFact, vendors.put_fact, Touches.SNAPSHOT, _POLICY),
    "reevaluate": Act(reevaluation.Reevaluate, reevaluation.reevaluate, Touches.NOTHING, _READERS),
    "propose_service": Act(onboarding.ProposeService, onboarding.propose_service, Touches.SNAPSHOT, _CATALOGUE),
    "check_item": Act(onboarding.CheckItem, onboarding.check_item, Touches.SNAPSHOT, _POLICY),
    "move_service": Act(onboarding.MoveService, onboarding.move_service, Touches.BOTH, _CATALOGUE),
    "approve_model": Act(onboarding.ApproveModel, onboarding.approve_model, Touches.SNAPSHOT, _CATALOGUE),
    "list_catalogue": Act(catalogue_rows.ListCatalogue, catalogue_rows.list_catalogue, Touches.NOTHING, _READERS),
    "list_services": Act(onboarding.ListServices, onboarding.list_services, Touches.NOTHING, _READERS),
    "show_service": Act(onboarding.ShowService, onboarding.show_service, Touches.NOTHING, _READERS),
    "record_exit": Act(exits.RecordExit, exits.record_exit, Touches.NOTHING, _CATALOGUE),
    "export_service": Act(exits.ExportService, exits.export_service, Touches.NOTHING, (*_CATALOGUE, Role.RECORDS)),
    "open_inquiry": Act(inquiries.OpenInquiry, inquiries.open_inquiry, Touches.SNAPSHOT, _INQUIRY),
    "file_reply": Act(inquiries.FileReply, inquiries.file_reply, Touches.SNAPSHOT, _INQUIRY),
    "judge_reply": Act(inquiries.JudgeReply, inquiries.judge_reply, Touches.SNAPSHOT, _INQUIRY),
    "refuse_inquiry": Act(inquiries.RefuseInquiry, inquiries.refuse_inquiry, Touches.SNAPSHOT, _INQUIRY),
    "extend_inquiry": Act(inquiries.ExtendInquiry, inquiries.extend_inquiry, Touches.SNAPSHOT, _INQUIRY),
    "withdraw_inquiry": Act(inquiries.WithdrawInquiry, inquiries.withdraw_inquiry, Touches.SNAPSHOT, _INQUIRY),
    "note_letter": Act(inquiries.NoteLetter, inquiries.note_letter, Touches.NOTHING, _INQUIRY),
    "list_inquiries": Act(inquiries.ListInquiries, inquiries.list_inquiries, Touches.NOTHING, _READERS),
    "show_vendor": Act(inquiries.ShowVendor, inquiries.show_vendor, Touches.NOTHING, _READERS),
}
