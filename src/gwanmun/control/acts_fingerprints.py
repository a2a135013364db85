"""The acts on fingerprints and canaries of classified texts, by name. What does not live here: the acts themselves."""

from collections.abc import Mapping

from gwanmun.control import fingerprints
from gwanmun.control.act import Act, Touches
from gwanmun.domain.offices import Role

_SECURITY = (Role.SECURITY,)
_READING = (Role.SECURITY, Role.AUDIT)

FINGERPRINTS: Mapping[str, Act] = {
    "add_fingerprint": Act(fingerprints.AddFingerprint, fingerprints.add_fingerprint, Touches.SNAPSHOT, _SECURITY),
    "add_canary": Act(fingerprints.AddCanary, fingerprints.add_canary, Touches.SNAPSHOT, _SECURITY),
    "list_fingerprints": Act(fingerprints.ListFingerprints, fingerprints.list_fingerprints, Touches.NOTHING, _READING),
    "remove_fingerprint": Act(
        fingerprints.RemoveFingerprint, fingerprints.remove_fingerprint, Touches.SNAPSHOT, _SECURITY
    ),
}
