"""Which model this really is (S22, S56): by host, by the model's name as written, and by the catalogue; the strictest
wins. What does not live here: what follows from it (rules), the catalogue itself.

The same weights are resold by many hosts and under many spellings, so a list of hosts is not enough. Names are folded
before they are compared: full-width forms, spacing, separators, invisible characters, letters of other scripts that
look alike, accents, and digits written for letters.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from gwanmun.domain.catalogue import Deployment, Service

#: family → pattern on the half-folded name. Strictest first. From `generic_detection` of data/services/services.yaml
#: (a test holds both equal); case was folded away.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("deepseek", r"deepseek"),
    ("qwen", r"\bqw(en|q)"),
    ("kimi", r"kimi|moonshot"),
    ("doubao", r"doubao|seed-\d"),
    ("ernie", r"ernie|wenxin"),
    ("hunyuan", r"hunyuan"),
    ("minimax", r"minimax|abab\d"),
    ("glm", r"\bglm-\d|chatglm"),
)
_COMPILED = tuple((family, re.compile(pattern)) for family, pattern in PATTERNS)

#: DeepSeek by other names, on the folded name: its names in Korean and Chinese.
_OTHER_NAMES = ("딥시크", "딥씨크", "디프시크", "深度求索")
#: … and model names that leave the vendor out, on the half-folded name. `r1-1776` is a retrained DeepSeek-R1.
_SHORT_NAMES = re.compile(
    r"\br1[-_. ]?(distill|0528|1776|zero)\b|\b(ds|dpsk)[-_. ]?(r1|v2|v3|v4|coder|chat|vl)|\br1t2?[-_. ]?chimera\b"
    r"|\bjanus[-_. ]?pro\b"
)

#: The vendor's own domain (data/services/services.yaml: domains.suffix), and look-alikes that its sheet watches.
VENDOR_DOMAINS = ("deepseek.com",)
LOOKALIKES = ("deepseek.ai", "deepseek.cn", "deepseek.net", "chat-deep.ai")

#: Hosts that resell or rent out models (generic_detection.note and the catalogue): never an agency's own house.
RESELLERS = (
    "openrouter.ai",
    "together.ai",
    "together.xyz",
    "groq.com",
    "fireworks.ai",
    "novita.ai",
    "siliconflow.cn",
    "siliconflow.com",
    "nvidia.com",
    "azure.com",
    "amazonaws.com",
    "huggingface.co",
    "hf.co",
    "hf.space",
    "poe.com",
    "friendli.ai",
    "volces.com",
    "ollama.com",
)

#: Letters of other scripts that are drawn like Latin ones (Unicode TR39 confusables, those of the names above).
_LOOKS_LIKE = str.maketrans(
    {
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "ѕ": "s", "к": "k", "ԁ": "d", "і": "i", "ԛ": "q", "ԝ": "w",
        "ɗ": "d", "ꓒ": "p", "ε": "e", "ο": "o", "ρ": "p", "κ": "k", "ĸ": "k", "ı": "i", "ɡ": "g", "ꮷ": "d", "ꜱ": "s",
        "ᴅ": "d", "ᴇ": "e", "ᴘ": "p", "ᴋ": "k", "℮": "e",
    }
)  # fmt: skip
_DIGITS_AS_LETTERS = str.maketrans({"3": "e", "5": "s", "$": "s", "€": "e", "0": "o"})
_CACHED_CHARACTERS = 200
_MAX_LABELS = 40

_VERSION = re.compile(r"(?<![a-z])([vrk]\d+(?:\.\d+)*)|(\d+(?:[.-]\d{1,2}(?![\da-z]))*o?)")


@dataclass(frozen=True, slots=True)
class Identity:
    """Product + model + version + form, so that a model served elsewhere is still the same model."""

    product: str  # the catalogue's service
    family: str
    model: str  # folded name without reseller's prefix and tag
    version: str  # r1, v3.1, 5.4; empty when the name states none
    form: str
    deployment: Deployment
    distilled: bool


#: Families that an approval must name: the service's name alone does not say that they are meant.
NAMED_ONLY = frozenset({"deepseek"})


def recognise(service: Service, model_names: Iterable[str], host: str, family: str | None = None) -> str:
    """The family, by host, every name of the model and the catalogue; the strictest wins.

    `family` is what the catalogue says of the model itself, where it says something; it overrules the service's.
    """
    found = {family_of_name(name) for name in model_names}
    if _host_names_deepseek(_host(host)):
        found.add("deepseek")
    found |= {_catalogued(word) for word in (family, service.family, service.id) if word}
    for strict, _ in PATTERNS:
        if strict in found:
            return strict
    return (family or service.family).casefold()


def deployment(service: Service, model_names: Iterable[str], host: str) -> Deployment:
    """Who really runs it. A claim is believed only as far as the host allows: what is under the vendor's domain is the
    vendor's, and what a reseller serves is not in-house, whatever the catalogue's entry claims.
    """
    name = _host(host)
    if _under(name, VENDOR_DOMAINS) or _under(name, LOOKALIKES) or _is_lookalike(name):
        return Deployment.VENDOR_HOSTED
    if service.deployment is Deployment.IN_HOUSE:
        outside = _under(name, RESELLERS) or any(_half_folded(one).endswith("-cloud") for one in model_names)
        # Ollama runs models whose names end in -cloud outside (data/services/services.yaml: ollama).
        return Deployment.THIRD_PARTY_HOSTED if outside else Deployment.IN_HOUSE
    return service.deployment


def identify_model(service: Service, model: str, host: str, aliases: Iterable[str] = ()) -> Identity:
    """What a model is, from its name, aliases and host (S56)."""
    names = (model, *aliases)
    base = _half_folded(model).rsplit("/", 1)[-1].split(":", 1)[0].strip()
    version = _VERSION.search(base)
    return Identity(
        product=service.id,
        family=recognise(service, names, host),
        model=base,
        version=version.group(0) if version else "",
        form=service.form,
        deployment=deployment(service, names, host),
        distilled="distil" in base,
    )


def family_of_name(name: str) -> str:
    """The family that a model's name betrays, or an empty string."""
    return _cached_family(name) if len(name) <= _CACHED_CHARACTERS else _family(name)


def _family(name: str) -> str:
    if _says_deepseek(name):
        return "deepseek"
    half = _half_folded(name)
    if _SHORT_NAMES.search(half):
        return "deepseek"
    return next((family for family, pattern in _COMPILED if pattern.search(half)), "")


_cached_family = lru_cache(maxsize=4096)(_family)


def _catalogued(word: str) -> str:
    return "deepseek" if _says_deepseek(word) else word.casefold()


def _says_deepseek(name: str) -> bool:
    return _cached_says(name) if len(name) <= _CACHED_CHARACTERS else _says(name)


def _says(name: str) -> bool:
    folded = _folded(name)
    return (
        "deepseek" in folded
        or "deepseek" in _folded(_half_folded(name).translate(_DIGITS_AS_LETTERS))
        or any(other in folded for other in _OTHER_NAMES)
    )


_cached_says = lru_cache(maxsize=4096)(_says)


def _half_folded(name: str) -> str:
    """Compatibility forms, case, look-alikes, accents and invisible characters folded; separators kept."""
    if name.isascii() and name.isprintable():
        return name.casefold()  # nothing below would change it; lists of 200,000 hosts are of such names
    text = unicodedata.normalize("NFKC", name).casefold().translate(_LOOKS_LIKE)
    text = unicodedata.normalize("NFKD", text)
    kept = "".join(one for one in text if unicodedata.category(one) not in {"Mn", "Me", "Cf", "Cc"})
    dashed = "".join("-" if unicodedata.category(one) == "Pd" else one for one in kept)
    return unicodedata.normalize("NFKC", dashed)


def _folded(name: str) -> str:
    """Letters and digits only."""
    half = _half_folded(name)
    return half if half.isalnum() else "".join(one for one in half if one.isalnum())


# ---------------------------------------------------------------- hosts


def _host(host: str) -> str:
    """A host as it is compared: lower case, without user, port, path and trailing dot; punycode decoded."""
    name = unicodedata.normalize("NFKC", host).casefold().strip()
    name = name.split("://", 1)[-1].split("/", 1)[0].rsplit("@", 1)[-1]
    if not name.startswith("["):
        name = name.split(":", 1)[0]
    labels = name.rstrip(".").replace("。", ".").split(".")[-_MAX_LABELS:]
    return ".".join(_readable(label) for label in labels)


def _readable(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode").casefold()
    except (UnicodeError, ValueError):
        return label


def _under(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in domains)


def _host_names_deepseek(host: str) -> bool:
    return _under(host, LOOKALIKES) or any(_says_deepseek(label) for label in host.split("."))


def _is_lookalike(host: str) -> bool:
    """A registered name that says DeepSeek (deepseek.example, dееpseek.com): taken for the vendor's, to be safe.

    A name *under* another organisation's domain is that organisation's: deepseek-r1.region.azure.com, or an agency's
    own deepseek.agency.go.kr.
    """
    labels = host.split(".")
    return len(labels) > 1 and _says_deepseek(labels[-2])
