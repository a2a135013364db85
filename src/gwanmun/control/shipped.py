"""The data that ships with the house: texts by name, read from the package. What lives here: finding and reading the
files under `gwanmun/data`. What does not: what they mean (`policy/reader.py`, `catalogue.py`, `agencies.py`).
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from gwanmun.control.agencies import Tree, read_agencies
from gwanmun.control.catalogue import Catalogue, read_catalogue
from gwanmun.domain.ids import AgencyId, RegimeId
from gwanmun.domain.orders import Authority
from gwanmun.domain.snapshot import Pack as PackText
from gwanmun.errors import BadPolicy
from gwanmun.policy.language import Pack
from gwanmun.policy.printed import print_pack
from gwanmun.policy.reader import Defaults, read_defaults, read_pack

REGIMES = "regimes"
DEFAULTS = "_defaults.yaml"
BASELINE = RegimeId("gwanmun-baseline")

_PIPC = Authority(AgencyId("kr-pipc"), "개인정보보호위원회", "the Personal Information Protection Commission")
_NIS = Authority(AgencyId("kr-nis"), "국가정보원", "the National Intelligence Service")
_MOIS = Authority(AgencyId("kr-mois"), "행정안전부", "the Ministry of the Interior and Safety")
#: Packs that carry an authority's word from the moment they are taken in (S60): 개인정보 보호법 제64조, 국가정보원법 제4조,
#: 전자정부법 제56조. Nobody has to say so first.
AUTHORITIES: Mapping[RegimeId, Authority] = {
    RegimeId("kr-pipc-deepseek-download-pause"): _PIPC,
    RegimeId("kr-nis-genai-rules"): _NIS,
    RegimeId("kr-n2sf"): _NIS,
    RegimeId("kr-mois-advisory"): _MOIS,
}


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


def as_it_ships(regime: RegimeId, given: str) -> bool:
    """Whether a text says exactly what the pack of that name says as it ships; comments and layout aside."""
    shipping = next((one for one in packs() if one.id == regime), None)
    if shipping is None:
        return False
    try:
        return print_pack(read_pack(given, str(regime))) == print_pack(shipping)
    except BadPolicy:
        return False


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
