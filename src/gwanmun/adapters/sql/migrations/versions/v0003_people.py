"""Appointments, approvals, training, devices, records; and how far an approval reaches.

Frozen: a migration that was released is never edited.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _reach_of_approvals()
    op.create_table(
        "advisories",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agencies", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_us", WHOLE, nullable=False),
        sa.Column("reminded_us", WHOLE, nullable=True),
        sa.Column("withdrawn_us", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisories")),
        sqlite_strict=True,
    )
    op.create_table(
        "advisory_actions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("advisory", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.Column("done_us", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisory_actions")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_advisory_actions_advisory"), "advisory_actions", ["advisory"], unique=False)
    op.create_table(
        "advisory_receipts",
        sa.Column("advisory", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("sent_us", WHOLE, nullable=False),
        sa.Column("read_us", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("advisory", "person", name=op.f("pk_advisory_receipts")),
        sqlite_strict=True,
    )
    op.create_table(
        "appointments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("acting_for", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "role IN ('official', 'approver', 'security', 'privacy', 'ai_policy', 'budget', 'audit', 'records', 'authority', 'assembly', 'administrator')",
            name=op.f("ck_appointments_role"),
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name=op.f("ck_appointments_interval")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_appointments_person"), "appointments", ["person"], unique=False)
    op.create_table(
        "approval_requests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("families", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("justification", sa.Text(), nullable=False),
        sa.Column("mitigations", sa.Integer(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("second_role", sa.Text(), nullable=True),
        sa.Column("second_because", sa.Text(), nullable=False),
        sa.Column("requested_us", WHOLE, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_for", sa.Text(), nullable=True),
        sa.Column("decided_us", WHOLE, nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("second_by", sa.Text(), nullable=True),
        sa.Column("second_us", WHOLE, nullable=True),
        sa.Column("second_reason", sa.Text(), nullable=False),
        sa.Column("ended_us", WHOLE, nullable=True),
        sa.CheckConstraint("grade IN ('O', 'S', 'C')", name=op.f("ck_approval_requests_grade")),
        sa.CheckConstraint("reach IN ('person', 'department')", name=op.f("ck_approval_requests_reach")),
        sa.CheckConstraint(
            "stage IN ('requested', 'endorsed', 'granted', 'rejected', 'withdrawn', 'ended')",
            name=op.f("ck_approval_requests_stage"),
        ),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> person", name=op.f("ck_approval_requests_decided_by")),
        sa.CheckConstraint("mitigations IN (0, 1)", name=op.f("ck_approval_requests_mitigations")),
        sa.CheckConstraint(
            "second_by IS NULL OR (second_by <> person AND second_by <> decided_by)",
            name=op.f("ck_approval_requests_second_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_requests")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_approval_requests_agency_stage"), "approval_requests", ["agency", "stage"], unique=False)
    op.create_table(
        "channels",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("private", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('smtp', 'webhook')", name=op.f("ck_channels_kind")),
        sa.CheckConstraint("private IN (0, 1)", name=op.f("ck_channels_private")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sqlite_strict=True,
    )
    op.create_table(
        "completions",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("completed_on", sa.Text(), nullable=False),
        sa.Column("score", WHOLE, nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("score IS NULL OR score BETWEEN 0 AND 100", name=op.f("ck_completions_score")),
        sa.PrimaryKeyConstraint("person", "course", "completed_on", name=op.f("pk_completions")),
        sqlite_strict=True,
    )
    op.create_table(
        "content_readings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_role", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_us", WHOLE, nullable=False),
        sa.Column("agreed_by", sa.Text(), nullable=True),
        sa.Column("agreed_role", sa.Text(), nullable=True),
        sa.Column("agreed_us", WHOLE, nullable=True),
        sa.CheckConstraint(
            "asked_role IN ('official', 'approver', 'security', 'privacy', 'ai_policy', 'budget', 'audit', 'records', 'authority', 'assembly', 'administrator')",
            name=op.f("ck_content_readings_asked_role"),
        ),
        sa.CheckConstraint(
            "agreed_by IS NULL OR (agreed_by <> asked_by AND agreed_role <> asked_role)",
            name=op.f("ck_content_readings_two"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_readings")),
        sqlite_strict=True,
    )
    op.create_table(
        "courses",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name_ko", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("minutes", WHOLE, nullable=False),
        sa.Column("valid_days", WHOLE, nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("where", sa.Text(), nullable=False),
        sa.Column("counts_towards", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.CheckConstraint("level IN ('basic', 'intermediate', 'advanced')", name=op.f("ck_courses_level")),
        sa.CheckConstraint("minutes > 0 AND valid_days > 0", name=op.f("ck_courses_amounts")),
        sa.CheckConstraint("required IN (0, 1)", name=op.f("ck_courses_required")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses")),
        sqlite_strict=True,
    )
    op.create_table(
        "decision_records",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("input_digest", sa.Text(), nullable=False),
        sa.Column("output_digest", sa.Text(), nullable=False),
        sa.Column("human_changes", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=True),
        sa.Column("recorded_us", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_records")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_decision_records_agency"), "decision_records", ["agency"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", WHOLE, nullable=False),
        sa.Column("next_us", WHOLE, nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name=op.f("ck_deliveries_state")),
        sa.PrimaryKeyConstraint("notice", "channel", name=op.f("pk_deliveries")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_deliveries_state"), "deliveries", ["state"], unique=False)
    op.create_table(
        "device_apps",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("found_on", sa.Text(), nullable=False),
        sa.Column("removed_on", sa.Text(), nullable=True),
        sa.CheckConstraint("removed_on IS NULL OR found_on <= removed_on", name=op.f("ck_device_apps_interval")),
        sa.PrimaryKeyConstraint("device", "app", "found_on", name=op.f("pk_device_apps")),
        sqlite_strict=True,
    )
    op.create_table(
        "device_checks",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("device", "checked_on", name=op.f("pk_device_checks")),
        sqlite_strict=True,
    )
    op.create_table(
        "devices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("device_class", sa.Text(), nullable=False),
        sa.Column("ownership", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("retired_on", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "device_class IN ('internet_pc', 'internal_pc', 'military_work', 'government_mobile', 'government_system', 'personal', 'unknown')",
            name=op.f("ck_devices_device_class"),
        ),
        sa.CheckConstraint("ownership IN ('government', 'personal')", name=op.f("ck_devices_ownership")),
        sa.CheckConstraint("tier IN ('standard', 'high')", name=op.f("ck_devices_tier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_devices_agency"), "devices", ["agency"], unique=False)
    op.create_index(op.f("ix_devices_holder"), "devices", ["holder"], unique=False)
    op.create_table(
        "ethics_answers",
        sa.Column("use_case", sa.Text(), nullable=False),
        sa.Column("principle", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("answered_us", WHOLE, nullable=False),
        sa.CheckConstraint(
            "principle IN ('public_good', 'transparency', 'safety', 'fairness', 'accountability', 'privacy')",
            name=op.f("ck_ethics_answers_principle"),
        ),
        sa.CheckConstraint("state IN ('met', 'not_met', 'not_applicable')", name=op.f("ck_ethics_answers_state")),
        sa.PrimaryKeyConstraint("use_case", "principle", name=op.f("pk_ethics_answers")),
        sqlite_strict=True,
    )
    op.create_table(
        "misuse_findings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("detector", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("from_us", WHOLE, nullable=False),
        sa.Column("to_us", WHOLE, nullable=False),
        sa.Column("count", WHOLE, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("found_us", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_us", WHOLE, nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'confirmed', 'dismissed')", name=op.f("ck_misuse_findings_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misuse_findings")),
        sqlite_strict=True,
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at_us", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("read_us", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_notices_person"), "notices", ["person"], unique=False)
    op.create_table(
        "seats",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.CheckConstraint("until IS NULL OR since <= until", name=op.f("ck_seats_interval")),
        sa.PrimaryKeyConstraint("person", "service", "since", name=op.f("pk_seats")),
        sqlite_strict=True,
    )
    op.create_table(
        "targets",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("year", WHOLE, nullable=False),
        sa.Column("planned", WHOLE, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("planned >= 0", name=op.f("ck_targets_planned")),
        sa.PrimaryKeyConstraint("agency", "year", name=op.f("pk_targets")),
        sqlite_strict=True,
    )
    op.create_table(
        "training_counts",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("year", WHOLE, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("completed", WHOLE, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("completed >= 0", name=op.f("ck_training_counts_completed")),
        sa.PrimaryKeyConstraint("agency", "year", "level", "as_of", name=op.f("pk_training_counts")),
        sqlite_strict=True,
    )
    op.create_table(
        "use_cases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("benefit", sa.Text(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_us", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_us", WHOLE, nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("listed_us", WHOLE, nullable=True),
        sa.CheckConstraint(
            "state <> 'approved' OR (benefit <> '' AND risk <> '')", name=op.f("ck_use_cases_both_sides")
        ),
        sa.CheckConstraint("state IN ('draft', 'approved', 'rejected', 'retired')", name=op.f("ck_use_cases_state")),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> written_by", name=op.f("ck_use_cases_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_use_cases")),
        sqlite_strict=True,
    )


def _reach_of_approvals() -> None:
    """Approvals learn department, grade and task. SQLite cannot add constraints: the table is written anew."""
    op.execute(
        "CREATE TABLE approvals_before AS SELECT * FROM approvals"
    )  # by copy: PostgreSQL's names of keys are free then
    op.drop_table("approvals")
    op.create_table(
        "approvals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("mitigations", sa.Integer(), nullable=False),
        sa.Column("until_us", WHOLE, nullable=False),
        sa.Column("families", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('granted', 'rejected')", name=op.f("ck_approvals_state")),
        sa.CheckConstraint("mitigations IN (0, 1)", name=op.f("ck_approvals_mitigations")),
        sa.CheckConstraint("grade IN ('O', 'S', 'C')", name=op.f("ck_approvals_grade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sqlite_strict=True,
    )
    op.execute(
        "INSERT INTO approvals SELECT id, agency, person, service, state, mitigations, until_us, families, NULL, 'C', ''"
        " FROM approvals_before"
    )
    op.drop_table("approvals_before")


def downgrade() -> None:
    raise NotImplementedError("forward only: restore a backup instead")
