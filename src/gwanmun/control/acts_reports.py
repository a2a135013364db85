"""The acts on reports, the public page, objections and controls, by name. What does not live here: the acts themselves."""

from collections.abc import Mapping

from gwanmun.control import control_map, objections, public_page, regions, register, reports
from gwanmun.control.act import Act, Touches
from gwanmun.control.registers import DECIDE_USES
from gwanmun.control.roles import EVERYBODY, OFFICERS
from gwanmun.domain.offices import Role

_NOTHING = Touches.NOTHING
_STAFF = tuple(role for role in Role if role not in {Role.AUTHORITY, Role.ASSEMBLY})
_LOOKING_OVER = (Role.PRIVACY, Role.SECURITY, Role.AUDIT)
_ANSWERING = (Role.AI_POLICY, Role.BUDGET, Role.AUDIT, Role.AUTHORITY, Role.ASSEMBLY)
_COMPARING = (*_ANSWERING, Role.SECURITY, Role.PRIVACY)

REPORTS: Mapping[str, Act] = {
    # for anybody (counter.py), and so for whoever holds any office
    "public_figures": Act(public_page.ReadPublicFigures, public_page.public_figures, _NOTHING, EVERYBODY),
    "read_register": Act(register.ReadRegister, register.read_register, _NOTHING, EVERYBODY),
    "ask_case": Act(objections.AskCase, objections.ask_case, _NOTHING, EVERYBODY),
    "file_objection": Act(objections.FileObjection, objections.file_objection, _NOTHING, EVERYBODY),
    "ask_objection": Act(objections.AskObjection, objections.ask_objection, _NOTHING, EVERYBODY),
    # cases, objections, impact assessments
    "link_case": Act(objections.LinkCase, objections.link_case, _NOTHING, _STAFF, secret=True),
    "list_objections": Act(
        objections.ListObjections, objections.list_objections, _NOTHING, (*objections.REVIEWERS, Role.AUDIT)
    ),
    "assign_objection": Act(objections.AssignObjection, objections.assign_objection, _NOTHING, objections.HANDLERS),
    "extend_objection": Act(objections.ExtendObjection, objections.extend_objection, _NOTHING, objections.HANDLERS),
    "decide_objection": Act(objections.DecideObjection, objections.decide_objection, _NOTHING, objections.REVIEWERS),
    "put_assessment": Act(objections.PutAssessment, objections.put_assessment, _NOTHING, _STAFF),
    "approve_assessment": Act(objections.ApproveAssessment, objections.approve_assessment, _NOTHING, DECIDE_USES),
    "list_assessments": Act(objections.ListAssessments, objections.list_assessments, _NOTHING, OFFICERS),
    # what is public
    "publish_statement": Act(public_page.PublishStatement, public_page.publish_statement, _NOTHING, (Role.AI_POLICY,)),
    "withdraw_statement": Act(
        public_page.WithdrawStatement, public_page.withdraw_statement, _NOTHING, (Role.AI_POLICY,)
    ),
    # regions
    "show_regions": Act(regions.ShowRegions, regions.show_regions, _NOTHING, EVERYBODY, path="regions"),
    "show_regions_use": Act(regions.ShowRegionsUse, regions.show_regions_use, _NOTHING, _COMPARING, path="regions/use"),
    "show_region_use": Act(
        regions.ShowRegionUse, regions.show_region_use, _NOTHING, _COMPARING, path="regions/government"
    ),
    # reports
    "assembly_report": Act(reports.AssemblyReport, reports.assembly_report, _NOTHING, _ANSWERING),
    "access_report": Act(reports.AccessReport, reports.access_report, _NOTHING, _LOOKING_OVER),
    "transparency_report": Act(reports.TransparencyReport, reports.transparency_report, _NOTHING, OFFICERS),
    "controls_report": Act(control_map.ControlsReport, control_map.controls_report, _NOTHING, OFFICERS),
    "print_report": Act(reports.PrintReport, reports.print_report, _NOTHING, OFFICERS),
    "sign_evidence": Act(reports.SignEvidence, reports.sign_evidence, _NOTHING, (Role.ADMINISTRATOR,), local=True),
    "record_access_review": Act(
        reports.RecordAccessReview, reports.record_access_review, _NOTHING, (Role.PRIVACY, Role.SECURITY)
    ),
    "list_access_reviews": Act(reports.ListAccessReviews, reports.list_access_reviews, _NOTHING, OFFICERS),
}
