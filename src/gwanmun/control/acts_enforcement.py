"""The acts on what devices are told, by name. What does not live here: the acts themselves."""

from collections.abc import Mapping

from gwanmun.control import enforcement_exceptions as exceptions
from gwanmun.control.act import Act, Touches
from gwanmun.domain.offices import Role

#: Who works here: as for every other request (`acts_people.py`).
_STAFF = tuple(role for role in Role if role not in {Role.AUTHORITY, Role.ASSEMBLY})

ENFORCEMENT: Mapping[str, Act] = {
    "request_exception": Act(exceptions.RequestException, exceptions.request_exception, Touches.NOTHING, _STAFF),
}
