"""The acts on orders, emergencies, the catalogue and inquiries to vendors, by name. What does not live here: the acts themselves."""

from collections.abc import Mapping

from gwanmun.control.act import Act

CHANGES: Mapping[str, Act] = {}
