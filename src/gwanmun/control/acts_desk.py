"""The acts of the desk's own pages, by name: overview, requests, proofs, saved views. What does not live here: the acts."""

from collections.abc import Mapping

from gwanmun.control import findings, overview, requests, views
from gwanmun.control.act import Act, Touches
from gwanmun.control.roles import EVERYBODY, OFFICERS

_NOTHING = Touches.NOTHING

DESK: Mapping[str, Act] = {
    "show_overview": Act(overview.ShowOverview, overview.show_overview, _NOTHING, OFFICERS, path="overview"),
    "list_requests": Act(requests.ListRequests, requests.list_requests, _NOTHING, requests.READERS),
    "show_request": Act(requests.ShowRequest, requests.show_request, _NOTHING, requests.READERS),
    "verify_journals": Act(requests.VerifyJournals, requests.verify_journals, _NOTHING, requests.PROVERS),
    "show_verification": Act(requests.ShowVerification, requests.show_verification, _NOTHING, requests.PROVERS),
    "show_finding": Act(findings.ShowFinding, findings.show_finding, _NOTHING, findings.REVIEWERS),
    "save_view": Act(views.SaveView, views.save_view, _NOTHING, EVERYBODY),
    "drop_view": Act(views.DropView, views.drop_view, _NOTHING, EVERYBODY),
    "list_views": Act(views.ListViews, views.list_views, _NOTHING, EVERYBODY),
}
