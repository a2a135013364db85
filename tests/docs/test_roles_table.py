"""The table of roles and acts in docs/api.md is that of the code, and least privilege holds where one can say it shortly."""

import importlib.util
from pathlib import Path

from gwanmun.control.acts import ACTS
from gwanmun.control.roles import ADMINISTRATORS, ROLES, roles_of
from gwanmun.domain.offices import Role

TOOL = Path(__file__).parents[2] / "tools/roles_page.py"
READS = ("list_", "show_")
#: Acts without effect on the books, though their names do not begin so.
REPORTS = {
    "device_report", "export_service", "export_table", "read_inbox", "reevaluate", "settle_ledger", "spend_by_line",
    "training_report", "access_report", "assembly_report", "controls_report", "transparency_report", "print_report",
    "try_group_roles", "diff_pack", "replay_pack",
}  # fmt: skip


def writing(role: Role) -> set[str]:
    return {
        name for name, act in ACTS.items()
        if role in roles_of(name, act) and not name.startswith(READS) and name not in REPORTS
    }  # fmt: skip


def test_the_table_is_fresh():
    spec = importlib.util.spec_from_file_location("roles_page", TOOL)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    text = tool.PAGE.read_text()
    assert tool.page(text) == text, "python tools/roles_page.py"


def test_no_act_became_the_administrators_by_being_forgotten():
    unnamed = {name for name, act in ACTS.items() if not act.roles and name not in ROLES}
    assert unnamed <= ADMINISTRATORS


def test_every_act_has_its_roles_in_one_place():
    assert not {name for name in ROLES if ACTS[name].roles}


def test_the_administrator_decides_nothing_of_policy_money_or_approval():
    decisions = {
        "activate_pack", "write_pack", "confirm_pack", "approve_request", "put_approval", "set_allowance", "put_price",
        "put_record", "issue_order", "lift_order", "judge_reply", "read_content", "suspend_service",
    }  # fmt: skip
    assert not decisions & writing(Role.ADMINISTRATOR)


def test_whoever_audits_changes_only_findings_reviews_and_what_every_person_does_for_themselves():
    assert writing(Role.AUDIT) - writing(Role.OFFICIAL) <= {
        "record_findings", "decide_finding", "review_emergency", "ask_content", "agree_content", "read_content",
        "verify_journals",  # begins a check; changes nothing
    }  # fmt: skip


def test_the_assembly_asks_and_reads():
    assert writing(Role.ASSEMBLY) - writing(Role.OFFICIAL) <= {
        "open_round", "validate_submission", "sign_submission", "return_submission", "publish_round",
    }  # fmt: skip
    assert not {"request_approval", "put_use_case", "record_decision"} & writing(Role.ASSEMBLY)


def test_only_the_administrator_appoints():
    for name in ("appoint", "end_appointment", "put_people", "issue_key"):
        assert roles_of(name, ACTS[name]) == (Role.ADMINISTRATOR,)


def test_an_authoritys_orders_are_the_authoritys_alone():
    for name in ("issue_order", "end_order", "replace_order", "lift_order", "reimpose_order"):
        assert roles_of(name, ACTS[name]) == (Role.AUTHORITY,)
