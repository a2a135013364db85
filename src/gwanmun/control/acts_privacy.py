"""The acts on public contacts and on people's suggestions, by name. What does not live here: the acts themselves."""

from collections.abc import Mapping

from gwanmun.control import privacy_lists as lists
from gwanmun.control.act import Act, Touches
from gwanmun.domain.offices import Role

_KEEPERS = (Role.PRIVACY, Role.AI_POLICY)
_READING = (Role.PRIVACY, Role.AI_POLICY, Role.SECURITY, Role.AUDIT)

PRIVACY: Mapping[str, Act] = {
    "put_public_contacts": Act(lists.PutPublicContacts, lists.put_public_contacts, Touches.SNAPSHOT, _KEEPERS),
    "remove_public_contact": Act(lists.RemovePublicContact, lists.remove_public_contact, Touches.SNAPSHOT, _KEEPERS),
    "list_public_contacts": Act(lists.ListPublicContacts, lists.list_public_contacts, Touches.NOTHING, _READING),
    "suggest": Act(lists.Suggest, lists.suggest, Touches.NOTHING, _KEEPERS),
    "list_suggestions": Act(lists.ListSuggestions, lists.list_suggestions, Touches.NOTHING, _READING),
    "settle_suggestion": Act(lists.SettleSuggestion, lists.settle_suggestion, Touches.NOTHING, _KEEPERS),
}
