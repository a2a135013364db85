"""The acts of a person in the workspace, by name. What does not live here: the acts themselves."""

from collections.abc import Mapping

from gwanmun.control import workspace
from gwanmun.control.act import Act, Touches
from gwanmun.domain.offices import Role

_STAFF = tuple(role for role in Role if role not in {Role.AUTHORITY, Role.ASSEMBLY})
_NOTHING = Touches.NOTHING

WORKSPACE: Mapping[str, Act] = {
    "suggest_places": Act(workspace.SuggestPlaces, workspace.suggest_places, _NOTHING, _STAFF),
    "make_draft": Act(workspace.MakeDraft, workspace.make_draft, _NOTHING, _STAFF, secret=True),
    "show_receipt": Act(workspace.ShowReceipt, workspace.show_receipt, _NOTHING, _STAFF, path="receipts"),
    "list_receipts": Act(workspace.ListReceipts, workspace.list_receipts, _NOTHING, _STAFF, path="my/receipts"),
    "list_my_readings": Act(
        workspace.ListMyReadings, workspace.list_my_readings, _NOTHING, tuple(Role), path="my/readings"
    ),
    "note_forgotten": Act(workspace.NoteForgotten, workspace.note_forgotten, _NOTHING, _STAFF),
}
