"""The data that ships with the house: texts by name, read from the package. What lives here: finding and reading the
files under `gwanmun/data`. What does not: what they mean (`policy/reader.py`, `catalogue.py`, `agencies.py`).
"""

from functools import cache
from importlib.resources import files

from gwanmun.control.agencies import Tree, read_agencies
from gwanmun.control.catalogue import Catalogue, read_catalogue
from gwanmun.domain.ids import RegimeId
from gwanmun.domain.snapshot import Pack as PackText
from gwanmun.policy.language import Pack
from gwanmun.policy.reader import Defaults, read_defaults, read_pack

REGIMES = "regimes"
DEFAULTS = "_defaults.yaml"
BASELINE = RegimeId("gwanmun-baseline")


def text(folder: str, name: str) -> str:
    """A shipped file's text, UTF-8."""
    return files("gwanmun").joinpath("data", folder, name).read_text(encoding="utf-8")


def regime_ids() -> tuple[RegimeId, ...]:
    """Every pack that ships, the baseline included, sorted."""
    names = (entry.name for entry in files("gwanmun").joinpath("data", REGIMES).iterdir())
    return tuple(sorted(RegimeId(name[:-5]) for name in names if name.endswith(".yaml") and not name.startswith("_")))


def pack_texts() -> tuple[PackText, ...]:
    """The shipped packs as texts for a snapshot. Nobody has confirmed them: the desk names who does."""
    return tuple(PackText(regime, text(REGIMES, f"{regime}.yaml")) for regime in regime_ids())


@cache
def packs() -> tuple[Pack, ...]:
    """The shipped packs, read."""
    return tuple(read_pack(one.text, f"{one.regime}.yaml") for one in pack_texts())


@cache
def defaults() -> Defaults:
    """What the shipped packs share."""
    return read_defaults(text(REGIMES, DEFAULTS), DEFAULTS)


@cache
def agencies() -> Tree:
    """The shipped tree of Korean agencies."""
    return read_agencies(text("agencies", "kr.yaml"), "kr.yaml")


@cache
def catalogue() -> Catalogue:
    """The shipped service catalogue."""
    return read_catalogue(text("services", "services.yaml"), "services.yaml")
