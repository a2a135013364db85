"""The acts on the ledger of spending, collections and usage, by name. What does not live here: the acts themselves."""

from collections.abc import Mapping

from gwanmun.control import allowances, collections, ledger, reconcile, usage_acts
from gwanmun.control.act import Act, Touches
from gwanmun.control.roles import EVERYBODY, OFFICERS
from gwanmun.domain.offices import Role

_BUDGET = (Role.BUDGET,)
_ASKING = (Role.AI_POLICY, Role.AUTHORITY, Role.ASSEMBLY)
_ANSWERING = (Role.BUDGET, Role.AI_POLICY)
_READING = (Role.BUDGET, Role.AI_POLICY, Role.AUDIT, Role.AUTHORITY, Role.ASSEMBLY)
_AUDITING = (Role.BUDGET, Role.AUDIT)
_CONTROLLING = (*_READING, Role.SECURITY, Role.PRIVACY)

MONEY: Mapping[str, Act] = {
    "ask_allowance": Act(allowances.AskAllowance, allowances.ask_allowance, Touches.NOTHING, EVERYBODY),
    "grant_allowance": Act(allowances.GrantAllowance, allowances.grant_allowance, Touches.SNAPSHOT, _BUDGET),
    "refuse_allowance": Act(allowances.RefuseAllowance, allowances.refuse_allowance, Touches.NOTHING, _BUDGET),
    "offer_allowance": Act(allowances.OfferAllowance, allowances.offer_allowance, Touches.SNAPSHOT, _BUDGET),
    "take_allowance": Act(allowances.TakeAllowance, allowances.take_allowance, Touches.SNAPSHOT, _BUDGET),
    "withdraw_allowance": Act(allowances.WithdrawAllowance, allowances.withdraw_allowance, Touches.SNAPSHOT, _BUDGET),
    "set_rate_limit": Act(allowances.SetRateLimit, allowances.set_rate_limit, Touches.SNAPSHOT, _BUDGET),
    "remove_rate_limit": Act(allowances.RemoveRateLimit, allowances.remove_rate_limit, Touches.SNAPSHOT, _BUDGET),
    "record_allowance_marks": Act(
        allowances.RecordAllowanceMarks, allowances.record_allowance_marks, Touches.NOTHING, _BUDGET
    ),
    "list_allowance_reach": Act(
        allowances.ListAllowanceReach, allowances.list_allowance_reach, Touches.NOTHING, OFFICERS
    ),
    "reconcile_usage": Act(reconcile.ReconcileUsage, reconcile.reconcile_usage, Touches.DELTA, _BUDGET),
    "show_usage_uncertain": Act(
        reconcile.ShowUsageUncertain, reconcile.show_usage_uncertain, Touches.NOTHING, _AUDITING, path="usage/uncertain"
    ),
    "put_subscription": Act(ledger.PutSubscription, ledger.put_subscription, Touches.NOTHING, _BUDGET),
    "end_subscription": Act(ledger.EndSubscription, ledger.end_subscription, Touches.NOTHING, _BUDGET),
    "import_charges": Act(ledger.ImportCharges, ledger.import_charges, Touches.NOTHING, _BUDGET),
    "plan_budget": Act(ledger.PlanBudget, ledger.plan_budget, Touches.NOTHING, _BUDGET),
    "put_staff_count": Act(ledger.PutStaffCount, ledger.put_staff_count, Touches.NOTHING, _ANSWERING),
    "offer_quota": Act(ledger.OfferQuota, ledger.offer_quota, Touches.NOTHING, _BUDGET),
    "take_quota": Act(ledger.TakeQuota, ledger.take_quota, Touches.NOTHING, _BUDGET),
    "withdraw_quota": Act(ledger.WithdrawQuota, ledger.withdraw_quota, Touches.NOTHING, _BUDGET),
    "settle_ledger": Act(ledger.SettleLedger, ledger.settle_ledger, Touches.NOTHING, _READING),
    "spend_by_line": Act(ledger.SpendByLine, ledger.spend_by_line, Touches.NOTHING, _READING),
    "list_ledger": Act(ledger.ListLedger, ledger.list_ledger, Touches.NOTHING, _READING),
    "list_staff": Act(ledger.ListStaff, ledger.list_staff, Touches.NOTHING, _READING),
    "tap_minutes": Act(ledger.TapMinutes, ledger.tap_minutes, Touches.NOTHING, (Role.OFFICIAL,)),
    "list_minutes": Act(ledger.ListMinutes, ledger.list_minutes, Touches.NOTHING, _READING),
    "open_round": Act(collections.OpenRound, collections.open_round, Touches.NOTHING, _ASKING),
    "submit_answers": Act(collections.SubmitAnswers, collections.submit_answers, Touches.NOTHING, _ANSWERING),
    "refuse_round": Act(collections.RefuseRound, collections.refuse_round, Touches.NOTHING, _ANSWERING),
    "validate_submission": Act(
        collections.ValidateSubmission, collections.validate_submission, Touches.NOTHING, _ASKING
    ),
    "sign_submission": Act(collections.SignSubmission, collections.sign_submission, Touches.NOTHING, _ASKING),
    "return_submission": Act(collections.ReturnSubmission, collections.return_submission, Touches.NOTHING, _ASKING),
    "publish_round": Act(collections.PublishRound, collections.publish_round, Touches.NOTHING, _ASKING),
    "show_round": Act(collections.ShowRound, collections.show_round, Touches.NOTHING, _READING),
    **{
        name: Act(order, ask, Touches.NOTHING, roles, path=path)
        for name, order, ask, roles, path in (
            ("show_usage", usage_acts.ShowUsage, usage_acts.show_usage, _READING, "usage"),
            ("show_usage_people", usage_acts.ShowUsagePeople, usage_acts.show_usage_people, _AUDITING, "usage/people"),
            (
                "show_usage_together",
                usage_acts.ShowUsageTogether,
                usage_acts.show_usage_together,
                _READING,
                "usage/together",
            ),
            ("show_usage_users", usage_acts.ShowUsageUsers, usage_acts.show_usage_users, _READING, "usage/users"),
            (
                "show_usage_overview",
                usage_acts.ShowUsageSpan,
                usage_acts.show_usage_overview,
                _READING,
                "usage/overview",
            ),
            ("show_usage_latency", usage_acts.ShowUsageSpan, usage_acts.show_usage_latency, _READING, "usage/latency"),
            ("show_usage_mix", usage_acts.ShowUsageSpan, usage_acts.show_usage_mix, _READING, "usage/mix"),
            (
                "show_usage_disparity",
                usage_acts.ShowUsageSpan,
                usage_acts.show_usage_disparity,
                _READING,
                "usage/disparity",
            ),
            (
                "show_usage_controls",
                usage_acts.ShowUsageRecount,
                usage_acts.show_usage_controls,
                _CONTROLLING,
                "usage/controls",
            ),
            (
                "show_usage_forecast",
                usage_acts.ShowUsageForecast,
                usage_acts.show_usage_forecast,
                _READING,
                "usage/forecast",
            ),
            ("show_usage_seats", usage_acts.ShowUsageSeats, usage_acts.show_usage_seats, _READING, "usage/seats"),
            ("show_usage_benefit", usage_acts.ShowUsageSpan, usage_acts.show_usage_benefit, _READING, "usage/benefit"),
            (
                "show_usage_absence",
                usage_acts.ShowUsageAbsence,
                usage_acts.show_usage_absence,
                _CONTROLLING,
                "usage/absence",
            ),
            (
                "show_usage_recount",
                usage_acts.ShowUsageRecount,
                usage_acts.show_usage_recount,
                _AUDITING,
                "usage/recount",
            ),
            (
                "show_collection_2024",
                usage_acts.ShowCollection2024,
                usage_acts.show_collection_2024,
                EVERYBODY,
                "collections/2024",
            ),
        )
    },
    "list_rounds": Act(collections.ListRounds, collections.list_rounds, Touches.NOTHING, _READING),
}
