"""The closed vocabulary of policy packs (정책 묶음): attributes and their types, tests, rules, packs, and what each
test means. What does not live here: reading text (`reader.py`), deciding fast (`judge.py`).

`holds` is the meaning; the judge compiles to the same answers (a property test holds both equal).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from gwanmun.domain.decisions import Outcome
from gwanmun.domain.ids import RegimeId, RuleId
from gwanmun.domain.people import OrganisationType

Value = str | bool | date


class Sort(StrEnum):
    """What kind of value an attribute takes."""

    WORD = "word"  # open: an id or a code
    WORDS = "words"  # several codes, sorted and joined by "+": `CN+US`
    CHOICE = "choice"  # closed
    LEVEL = "level"  # closed and ordered, lowest first: `gte` and `lt` compare by place
    FLAG = "flag"  # true | false, nothing else
    DAY = "day"  # ISO date


@dataclass(frozen=True, slots=True)
class Attribute:
    name: str
    sort: Sort
    choices: tuple[str, ...] = ()


#: The concrete classes that rules may name. `unknown` is a value of the world, never of a rule.
DEVICE_CLASSES = ("internet_pc", "internal_pc", "military_work", "government_mobile", "government_system", "personal")


def _table() -> dict[str, Attribute]:
    rows = (
        Attribute("jurisdiction", Sort.WORD),
        Attribute("date", Sort.DAY),
        Attribute("action", Sort.CHOICE, ("access", "install")),
        Attribute("organisation.id", Sort.WORD),
        Attribute("organisation.type", Sort.CHOICE, tuple(one.value for one in OrganisationType)),
        Attribute("user.training_complete", Sort.FLAG),
        Attribute("user.pledge_signed", Sort.FLAG),
        Attribute("device.class", Sort.CHOICE, DEVICE_CLASSES),
        Attribute("device.ownership", Sort.CHOICE, ("government", "personal")),
        Attribute("device.sensitivity", Sort.LEVEL, ("standard", "high")),
        Attribute("data.classification", Sort.LEVEL, ("O", "S", "C")),
        Attribute("data.personal_info", Sort.FLAG),
        Attribute("data.masked", Sort.FLAG),
        Attribute("purpose.type", Sort.CHOICE, ("work", "personal")),
        Attribute("purpose.necessity", Sort.LEVEL, ("routine", "absolutely_necessary")),
        Attribute("purpose.exemption", Sort.CHOICE, ("none", "national_security", "regulatory")),
        Attribute("login.plugins", Sort.FLAG),
        Attribute("login.mfa", Sort.FLAG),
        Attribute(
            "inquiry.status",
            Sort.CHOICE,
            ("none", "open", "overdue", "refused", "answered_insufficient", "answered_sufficient"),
        ),
        Attribute("approval.state", Sort.CHOICE, ("none", "granted", "rejected", "expired")),
        Attribute("approval.mitigations", Sort.FLAG),
        Attribute("discretion.state", Sort.CHOICE, ("none", "permitted", "prohibited")),
        Attribute("order.state", Sort.CHOICE, ("in_force", "lifted")),
        Attribute("in_house_available", Sort.FLAG),
        Attribute("service.id", Sort.WORD),
        Attribute("service.family", Sort.WORD),
        Attribute("service.form", Sort.CHOICE, ("web_app", "mobile_app", "api", "model")),
        Attribute("service.vendor_country", Sort.WORD),
        Attribute("service.deployment", Sort.CHOICE, ("vendor_hosted", "third_party_hosted", "in_house")),
        Attribute("service.contract", Sort.CHOICE, ("click_through", "negotiated", "in_house")),
        Attribute("service.stores_outside", Sort.CHOICE, ("true", "false", "unknown")),
        Attribute("service.storage_countries", Sort.WORDS),
        Attribute("service.accredited_level", Sort.LEVEL, ("none", "O", "S", "C")),
        Attribute("service.security_reviewed", Sort.FLAG),
        Attribute("service.on_catalogue", Sort.FLAG),
    )
    return {row.name: row for row in rows}


ATTRIBUTES: Mapping[str, Attribute] = _table()

#: What a gate cannot see by itself. Where nobody looked the value is this word, and no test holds of it: neither a rule
#: about a login without MFA nor one about a login with it. Evidence then says that nobody looked.
NOT_LOOKED_AT = "unknown"
MAY_BE_UNSEEN = frozenset({"login.mfa", "login.plugins", "device.sensitivity"})

#: What a rule may ask for beside its decision. Obligations are words for people and stages, united over regimes.
MASK = "mask_personal_info"


@dataclass(frozen=True, slots=True)
class Equals:
    value: Value


@dataclass(frozen=True, slots=True)
class AnyOf:
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`{gte: x}`, on levels and days."""

    value: Value


@dataclass(frozen=True, slots=True)
class Below:
    """`{lt: x}`, on levels and days."""

    value: Value


@dataclass(frozen=True, slots=True)
class Contains:
    """`{contains: x}`: a member of several words, or a part of one open word (case ignored)."""

    text: str


@dataclass(frozen=True, slots=True)
class Not:
    test: "Test"


Test = Equals | AnyOf | AtLeast | Below | Contains | Not


def holds(test: Test, value: Value, attribute: Attribute) -> bool:
    """Whether a test holds for a value of this attribute. The meaning of the language."""
    if value == NOT_LOOKED_AT and attribute.name in MAY_BE_UNSEEN:
        return False
    match test:
        case Equals(wanted):
            return value == wanted
        case AnyOf(several):
            return value in several
        case AtLeast(bound):
            return _order(attribute, value) >= _order(attribute, bound)
        case Below(bound):
            return _order(attribute, value) < _order(attribute, bound)
        case Contains(text):
            if attribute.sort is Sort.WORDS:
                return text.casefold() in str(value).casefold().split("+")
            return text.casefold() in str(value).casefold()
        case Not(inner):
            return not holds(inner, value, attribute)
        case _:  # pragma: no cover
            assert_never(test)


def _order(attribute: Attribute, value: Value) -> int:
    if isinstance(value, date):
        return value.toordinal()
    return attribute.choices.index(str(value))


@dataclass(frozen=True, slots=True)
class Condition:
    attribute: str
    test: Test


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table. All conditions hold together; no condition at all always holds."""

    id: RuleId
    when: tuple[Condition, ...]
    decision: Outcome
    after_approval: Outcome | None  # what a granted approval makes of it; None: no approval lifts it
    basis: str  # news | official | derived
    obligations: tuple[str, ...]
    reason_en: str
    reason_ko: str
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact (사실) that a pack rests on, with its basis."""

    text: str
    basis: str


@dataclass(frozen=True, slots=True)
class Vector:
    """A case with the outcome expected of it: differences from the defaults, and a service profile's name."""

    id: str
    differences: tuple[tuple[str, Value], ...]
    service: str
    expect: Outcome
    must_include: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Pack:
    """One regime. In force from its first day up to but not including its last; `scope` must hold as a whole."""

    id: RegimeId
    title_en: str
    title_ko: str
    jurisdiction: str
    effective_from: date
    effective_to: date | None
    as_of: date | None
    facts: tuple[Statement, ...]
    sources: tuple[Source, ...]
    parameters: tuple[tuple[str, str], ...]
    scope: tuple[Condition, ...]
    rules: tuple[Rule, ...]
    default: Outcome  # when no rule holds; NOT_APPLICABLE keeps the regime silent
    vectors: tuple[Vector, ...]
    confirm_before_enforcing: bool

    @property
    def needs_confirmation(self) -> bool:
        """Whether its policy owner must confirm it first: marked so, or a rule is our own reading (S55)."""
        return self.confirm_before_enforcing or any(rule.basis == "derived" for rule in self.rules)
