"""The acts on fingerprints and canaries of classified texts, by name. What does not live here: the acts themselves."""

from collections.abc import Mapping

from gwanmun.control.act import Act

FINGERPRINTS: Mapping[str, Act] = {}
