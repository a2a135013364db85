"""The acts on the ledger of spending, collections and usage, by name. What does not live here: the acts themselves."""

from collections.abc import Mapping

from gwanmun.control.act import Act

MONEY: Mapping[str, Act] = {}
