"""The acts on approvals, people, devices, training, records and misuse, by name. What does not live here: the acts themselves."""

from collections.abc import Mapping

from gwanmun.control.act import Act

PEOPLE: Mapping[str, Act] = {}
