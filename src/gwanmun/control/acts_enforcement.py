"""The acts on what devices are told, by name. What does not live here: the acts themselves."""

from collections.abc import Mapping

from gwanmun.control import enforcement_clock as clock
from gwanmun.control import enforcement_desk as shown
from gwanmun.control import enforcement_exceptions as exceptions
from gwanmun.control.act import Act, Touches
from gwanmun.domain.offices import Role

#: Who works here: as for every other request (`acts_people.py`).
_STAFF = tuple(role for role in Role if role not in {Role.AUTHORITY, Role.ASSEMBLY})
_SECURITY = (Role.SECURITY,)
_READERS = (Role.SECURITY, Role.AI_POLICY, Role.PRIVACY, Role.AUDIT, Role.AUTHORITY, Role.ADMINISTRATOR)
_ASKERS = tuple(role for role in _READERS if role is not Role.AUDIT)  # audit looks at what is, not at what would be
_NOTHING = Touches.NOTHING

ENFORCEMENT: Mapping[str, Act] = {
    "request_exception": Act(exceptions.RequestException, exceptions.request_exception, _NOTHING, _STAFF),
    "list_exceptions": Act(shown.ListExceptions, shown.list_exceptions, _NOTHING, _READERS),
    "put_enforcer": Act(clock.PutEnforcer, clock.put_enforcer, _NOTHING, (*_SECURITY, Role.ADMINISTRATOR)),
    "remove_enforcer": Act(clock.RemoveEnforcer, clock.remove_enforcer, _NOTHING, (*_SECURITY, Role.ADMINISTRATOR)),
    "list_enforcers": Act(clock.ListEnforcers, clock.list_enforcers, _NOTHING, _READERS),
    "file_effects": Act(clock.FileEffects, clock.file_effects, _NOTHING, _SECURITY),
    "show_clock": Act(clock.ShowClock, clock.show_clock, _NOTHING, _READERS),
    "list_enforcement": Act(shown.ListEnforcement, shown.list_enforcement, _NOTHING, _READERS),
    "file_sightings": Act(shown.FileSightings, shown.file_sightings, _NOTHING, _SECURITY),
    "list_sightings": Act(shown.ListSightings, shown.list_sightings, _NOTHING, _READERS),
    "simulate_host": Act(shown.SimulateHost, shown.simulate_host, _NOTHING, _ASKERS),
}
