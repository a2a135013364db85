"""Tables of the books, on the metadata of `schema.py`: appointments, approvals, training, devices, records."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Table

from gwanmun.adapters.sql.columns import Choice, Texts, choice, day, flag, string, table, whole
from gwanmun.domain.approvals import (
    ApprovalRequest,
    Channel,
    ChannelKind,
    Delivery,
    DeliveryState,
    Notice,
    Reach,
    Stage,
)
from gwanmun.domain.devices import Device, DeviceApp, DeviceCheck, Ownership, Seat, Tier
from gwanmun.domain.grades import Grade
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import DeviceClass
from gwanmun.domain.records import (
    Advisory,
    AdvisoryAction,
    AdvisoryReceipt,
    ContentReading,
    DecisionRecord,
    EthicsAnswer,
    EthicsState,
    FindingState,
    MisuseFinding,
    Principle,
    UseCase,
    UseState,
)
from gwanmun.domain.training import Completion, Course, CourseLevel, Target, TrainingCount

appointments = table(
    "appointments",
    string("id"),
    string("person"),
    string("agency"),
    string("department", null=True),
    *choice("role", Role),
    day("valid_from"),
    day("valid_to", null=True),
    string("acting_for", null=True),
    Index(None, "person"),
    CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name="interval"),
    key=("id",),
)

approval_requests = table(
    "approval_requests",
    string("id"),
    string("person"),
    string("agency"),
    string("department"),
    *choice("reach", Reach),
    string("service"),
    Column("families", Texts(), nullable=False),
    *choice("grade", Grade),
    string("task"),
    string("justification"),
    *flag("mitigations"),
    day("until"),
    Column("second_role", Choice(Role), nullable=True),
    Column("second_because", Texts(), nullable=False),
    whole("requested_us"),
    *choice("stage", Stage),
    string("decided_by", null=True),
    string("decided_for", null=True),
    whole("decided_us", null=True),
    string("decision_reason"),
    string("second_by", null=True),
    whole("second_us", null=True),
    string("second_reason"),
    whole("ended_us", null=True),
    # INVARIANT: nobody decides on their own request, whatever the acts do.
    CheckConstraint("decided_by IS NULL OR decided_by <> person", name="decided_by"),
    CheckConstraint("second_by IS NULL OR (second_by <> person AND second_by <> decided_by)", name="second_by"),
    Index(None, "agency", "stage"),
    key=("id",),
)

notices = table(
    "notices",
    string("id"),
    string("person"),
    whole("at_us"),
    string("kind"),
    string("subject"),
    whole("read_us", null=True),
    Index(None, "person"),
    key=("id",),
)

channels = table(
    "channels",
    string("id"),
    *choice("kind", ChannelKind),
    string("address"),
    string("sender"),
    string("recipients"),
    string("secret"),
    *flag("private"),
    key=("id",),
)

deliveries = table(
    "deliveries",
    string("notice"),
    string("channel"),
    *choice("state", DeliveryState),
    whole("attempts"),
    whole("next_us"),
    string("fault"),
    Index(None, "state"),
    key=("notice", "channel"),
)

courses = table(
    "courses",
    string("id"),
    string("name_ko"),
    string("name_en"),
    *choice("level", CourseLevel),
    whole("minutes"),
    whole("valid_days"),
    *flag("required"),
    string("where"),
    string("counts_towards", null=True),
    string("topic"),
    CheckConstraint("minutes > 0 AND valid_days > 0", name="amounts"),
    key=("id",),
)

completions = table(
    "completions",
    string("person"),
    string("course"),
    day("completed_on"),
    whole("score", null=True),
    string("source"),
    CheckConstraint("score IS NULL OR score BETWEEN 0 AND 100", name="score"),
    key=("person", "course", "completed_on"),
)

targets = table(
    "targets",
    string("agency"),
    whole("year"),
    whole("planned"),
    string("source"),
    CheckConstraint("planned >= 0", name="planned"),
    key=("agency", "year"),
)

training_counts = table(
    "training_counts",
    string("agency"),
    whole("year"),
    string("level"),
    day("as_of"),
    whole("completed"),
    string("source"),
    CheckConstraint("completed >= 0", name="completed"),
    key=("agency", "year", "level", "as_of"),
)

devices = table(
    "devices",
    string("id"),
    string("agency"),
    string("department", null=True),
    string("holder", null=True),
    *choice("device_class", DeviceClass),
    *choice("ownership", Ownership),
    string("zone"),
    *choice("tier", Tier),
    day("retired_on", null=True),
    Index(None, "agency"),
    Index(None, "holder"),
    key=("id",),
)

device_checks = table("device_checks", string("device"), day("checked_on"), key=("device", "checked_on"))

device_apps = table(
    "device_apps",
    string("device"),
    string("app"),
    day("found_on"),
    day("removed_on", null=True),
    CheckConstraint("removed_on IS NULL OR found_on <= removed_on", name="interval"),
    key=("device", "app", "found_on"),
)

seats = table(
    "seats",
    string("person"),
    string("service"),
    day("since"),
    day("until", null=True),
    CheckConstraint("until IS NULL OR since <= until", name="interval"),
    key=("person", "service", "since"),
)

decision_records = table(
    "decision_records",
    string("id"),
    string("agency"),
    string("department"),
    string("title"),
    string("person"),
    string("responsible"),
    string("service"),
    string("model"),
    string("model_version"),
    string("input_digest"),
    string("output_digest"),
    string("human_changes"),
    string("request", null=True),
    whole("recorded_us"),
    Index(None, "agency"),
    key=("id",),
)

use_cases = table(
    "use_cases",
    string("id"),
    string("agency"),
    string("title"),
    string("purpose"),
    string("service"),
    string("benefit"),
    string("risk"),
    string("written_by"),
    whole("written_us"),
    *choice("state", UseState),
    string("decided_by", null=True),
    whole("decided_us", null=True),
    string("decision_reason"),
    whole("listed_us", null=True),
    # INVARIANT: no use is approved with one side missing, or by who wrote it.
    CheckConstraint("state <> 'approved' OR (benefit <> '' AND risk <> '')", name="both_sides"),
    CheckConstraint("decided_by IS NULL OR decided_by <> written_by", name="decided_by"),
    key=("id",),
)

ethics_answers = table(
    "ethics_answers",
    string("use_case"),
    *choice("principle", Principle),
    *choice("state", EthicsState),
    string("note"),
    string("answered_by"),
    whole("answered_us"),
    key=("use_case", "principle"),
)

advisories = table(
    "advisories",
    string("id"),
    string("title"),
    string("text"),
    Column("agencies", Texts(), nullable=False),
    Column("role", Choice(Role), nullable=True),
    day("due"),
    string("issued_by"),
    whole("issued_us"),
    whole("reminded_us", null=True),
    whole("withdrawn_us", null=True),
    key=("id",),
)

advisory_receipts = table(
    "advisory_receipts",
    string("advisory"),
    string("person"),
    string("agency"),
    whole("sent_us"),
    whole("read_us", null=True),
    key=("advisory", "person"),
)

advisory_actions = table(
    "advisory_actions",
    string("id"),
    string("advisory"),
    string("agency"),
    string("what"),
    string("done_by"),
    whole("done_us"),
    Index(None, "advisory"),
    key=("id",),
)

misuse_findings = table(
    "misuse_findings",
    string("id"),
    string("detector"),
    string("person"),
    string("agency"),
    whole("from_us"),
    whole("to_us"),
    whole("count"),
    string("rule"),
    Column("evidence", Texts(), nullable=False),
    whole("found_us"),
    *choice("state", FindingState),
    string("decided_by", null=True),
    whole("decided_us", null=True),
    string("decision_note"),
    key=("id",),
)

content_readings = table(
    "content_readings",
    string("id"),
    string("request"),
    string("asked_by"),
    *choice("asked_role", Role),
    string("reason"),
    whole("asked_us"),
    string("agreed_by", null=True),
    Column("agreed_role", Choice(Role), nullable=True),
    whole("agreed_us", null=True),
    # INVARIANT: two people, two roles.
    CheckConstraint("agreed_by IS NULL OR (agreed_by <> asked_by AND agreed_role <> asked_role)", name="two"),
    key=("id",),
)

#: Kinds of value whose columns are their fields.
FLAT: Mapping[type[Any], Table] = {
    Appointment: appointments,
    ApprovalRequest: approval_requests,
    Notice: notices,
    Channel: channels,
    Delivery: deliveries,
    Course: courses,
    Completion: completions,
    Target: targets,
    TrainingCount: training_counts,
    Device: devices,
    DeviceCheck: device_checks,
    DeviceApp: device_apps,
    Seat: seats,
    DecisionRecord: decision_records,
    UseCase: use_cases,
    EthicsAnswer: ethics_answers,
    Advisory: advisories,
    AdvisoryReceipt: advisory_receipts,
    AdvisoryAction: advisory_actions,
    MisuseFinding: misuse_findings,
    ContentReading: content_readings,
}
