"""The acts on approvals, people, devices, training, records and misuse, by name. What does not live here: the acts themselves."""

from collections.abc import Mapping

from gwanmun.control import (
    advisories,
    approvals,
    device_rows,
    devices,
    findings,
    inbox,
    leavers,
    offices,
    person_card,
    registers,
    sheets,
    sheets_people,
    training,
)
from gwanmun.control.act import Act, Touches
from gwanmun.domain.offices import Role

_EVERYBODY = tuple(Role)
#: Who works here. The supervising authority and the assembly look in from outside: they ask for nothing and decide nothing.
_STAFF = tuple(role for role in Role if role not in {Role.AUTHORITY, Role.ASSEMBLY})
#: Who can be an approver, first or second (`approvals.py` finds whose turn it is).
_DECIDERS = (Role.APPROVER, Role.SECURITY, Role.AI_POLICY)
_OVERSEERS = approvals.OVERSEERS
_PEOPLE = (Role.AI_POLICY, Role.SECURITY)
_LEAVING = (Role.ADMINISTRATOR, Role.SECURITY)
_NOTHING, _SNAPSHOT, _BOTH = Touches.NOTHING, Touches.SNAPSHOT, Touches.BOTH

PEOPLE: Mapping[str, Act] = {
    # approvals
    "request_approval": Act(approvals.RequestApproval, approvals.request_approval, _NOTHING, _STAFF),
    "approve_request": Act(approvals.ApproveRequest, approvals.approve_request, _SNAPSHOT, _DECIDERS),
    "reject_request": Act(approvals.RejectRequest, approvals.reject_request, _SNAPSHOT, _DECIDERS),
    "withdraw_request": Act(approvals.WithdrawRequest, approvals.withdraw_request, _NOTHING, _STAFF),
    "end_approval": Act(approvals.EndApproval, approvals.end_approval, _SNAPSHOT, (Role.APPROVER, Role.SECURITY)),
    "list_approvals": Act(approvals.ListApprovals, approvals.list_approvals, _NOTHING, _STAFF),
    # notices
    "read_inbox": Act(inbox.ReadInbox, inbox.read_inbox, _NOTHING, _EVERYBODY),
    "mark_read": Act(inbox.MarkRead, inbox.mark_read, _NOTHING, _EVERYBODY),
    "put_channel": Act(inbox.PutChannel, inbox.put_channel, _NOTHING),
    "remove_channel": Act(inbox.RemoveChannel, inbox.remove_channel, _NOTHING),
    "list_deliveries": Act(inbox.ListDeliveries, inbox.list_deliveries, _NOTHING),
    # people and offices
    "appoint": Act(offices.Appoint, offices.appoint, _NOTHING),
    "end_appointment": Act(offices.EndAppointment, offices.end_appointment, _NOTHING),
    "list_appointments": Act(offices.ListAppointments, offices.list_appointments, _NOTHING, _STAFF),
    "remove_person": Act(leavers.RemovePerson, leavers.remove_person, _BOTH, _LEAVING),
    "rename_agency": Act(leavers.RenameAgency, leavers.rename_agency, _SNAPSHOT),
    "merge_agencies": Act(leavers.MergeAgencies, leavers.merge_agencies, _SNAPSHOT),
    "import_table": Act(sheets.ImportTable, sheets_people.import_table, _SNAPSHOT),
    "show_mine": Act(person_card.ShowMine, person_card.show_mine, _NOTHING, _EVERYBODY),
    "show_card": Act(
        person_card.ShowCard, person_card.show_card, _NOTHING, (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDIT)
    ),
    "export_table": Act(sheets.ExportTable, sheets_people.export_table, _NOTHING, (Role.AUDIT, *_PEOPLE)),
    # training
    "put_course": Act(training.PutCourse, training.put_course, _SNAPSHOT, (Role.AI_POLICY,)),
    "remove_course": Act(training.RemoveCourse, training.remove_course, _SNAPSHOT, (Role.AI_POLICY,)),
    "record_completion": Act(training.RecordCompletion, training.record_completion, _SNAPSHOT, (Role.AI_POLICY,)),
    "take_lesson": Act(training.TakeLesson, training.take_lesson, _SNAPSHOT, _STAFF),
    "sign_pledge": Act(training.SignPledge, training.sign_pledge, _SNAPSHOT, _STAFF),
    "import_training": Act(device_rows.ImportTraining, device_rows.import_training, _SNAPSHOT, (Role.AI_POLICY,)),
    "put_target": Act(training.PutTarget, training.put_target, _NOTHING, (Role.AI_POLICY,)),
    "put_training_count": Act(training.PutTrainingCount, training.put_training_count, _NOTHING, (Role.AI_POLICY,)),
    "training_report": Act(
        training.TrainingReport, training.training_report, _NOTHING, (*_OVERSEERS, Role.ASSEMBLY, Role.AUTHORITY)
    ),
    # devices
    "put_device": Act(devices.PutDevice, devices.put_device, _SNAPSHOT, (Role.SECURITY,)),
    "import_devices": Act(device_rows.ImportDevices, device_rows.import_devices, _SNAPSHOT, (Role.SECURITY,)),
    "list_device_rows": Act(device_rows.ListDeviceRows, device_rows.list_device_rows, _NOTHING, _OVERSEERS),
    "retire_device": Act(devices.RetireDevice, devices.retire_device, _SNAPSHOT, (Role.SECURITY,)),
    "check_device_apps": Act(devices.CheckDevice, devices.check_device_apps, _NOTHING, (Role.SECURITY,)),
    "remove_app": Act(devices.RemoveApp, devices.remove_app, _NOTHING, (Role.SECURITY,)),
    "list_devices": Act(devices.ListDevices, devices.list_devices, _NOTHING, _OVERSEERS),
    "device_report": Act(devices.DeviceReport, devices.device_report, _NOTHING, (*_OVERSEERS, Role.AUTHORITY)),
    # records
    "record_decision": Act(registers.RecordDecision, registers.record_decision, _NOTHING, _STAFF),
    "list_decisions": Act(registers.ListDecisions, registers.list_decisions, _NOTHING, _OVERSEERS),
    "put_use_case": Act(registers.PutUseCase, registers.put_use_case, _NOTHING, _STAFF),
    "decide_use_case": Act(registers.DecideUseCase, registers.decide_use_case, _NOTHING, registers.DECIDE_USES),
    "retire_use_case": Act(registers.RetireUseCase, registers.retire_use_case, _NOTHING, registers.DECIDE_USES),
    "answer_ethics": Act(registers.AnswerEthics, registers.answer_ethics, _NOTHING, _STAFF),
    "list_publicly": Act(registers.ListPublicly, registers.list_publicly, _NOTHING, registers.DECIDE_USES),
    "list_use_cases": Act(registers.ListUseCases, registers.list_use_cases, _NOTHING, _STAFF),
    # advisories
    "issue_advisory": Act(advisories.IssueAdvisory, advisories.issue_advisory, _NOTHING, advisories.ISSUERS),
    "read_advisory": Act(advisories.ReadAdvisory, advisories.read_advisory, _NOTHING, _EVERYBODY),
    "remind_advisory": Act(advisories.RemindAdvisory, advisories.remind_advisory, _NOTHING, advisories.ISSUERS),
    "record_advisory_action": Act(
        advisories.RecordAdvisoryAction, advisories.record_advisory_action, _NOTHING, _EVERYBODY
    ),
    "withdraw_advisory": Act(advisories.WithdrawAdvisory, advisories.withdraw_advisory, _NOTHING, advisories.ISSUERS),
    "list_advisories": Act(
        advisories.ListAdvisories, advisories.list_advisories, _NOTHING, (*advisories.ISSUERS, Role.AUDIT)
    ),
    # misuse, and reading what a prompt said
    "record_findings": Act(findings.RecordFindings, findings.record_findings, _NOTHING, (Role.SECURITY, Role.AUDIT)),
    "decide_finding": Act(findings.DecideFinding, findings.decide_finding, _NOTHING, findings.REVIEWERS),
    "list_findings": Act(findings.ListFindings, findings.list_findings, _NOTHING, findings.REVIEWERS),
    "ask_content": Act(findings.AskContent, findings.ask_content, _NOTHING, findings.READERS),
    "agree_content": Act(findings.AgreeContent, findings.agree_content, _NOTHING, findings.READERS),
    "read_content": Act(findings.ReadContent, findings.read_content, _NOTHING, findings.READERS),
    "list_readings": Act(findings.ListReadings, findings.list_readings, _NOTHING, findings.READERS),
}
