"""What is wrong or doubtful about a pack (점검), though it reads: each finding with its place, in Korean and English.
What does not live here: faults that keep a pack from being read at all (`reader.py`).

| code | severity | |
|---|---|---|
| failing_vector | error | its own vectors do not come out: it cannot be activated (S19) |
| unreachable_rule, duplicate_rule | error | earlier rules take every input of this one |
| nationality_in_reason | error | a reason names a nationality instead of a risk or an order (S65) |
| looser_than_parent | error | where the parent is stricter, this pack would loosen it: the parent's word stands |
| country_alone | warning | a denial that rests on the vendor's country alone (S33): lawful, and shown |
| gap | warning | in scope, and no rule holds: the regime falls silent and the general default answers |
| no_vectors, undated_source, no_as_of | warning | nobody can check it |
| conflict | note | a stricter rule overlaps in part with an earlier, looser one: their order alone decides |
| derived_rule, confirm_first | note | the policy owner confirms it before it is enforced (S55) |
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from gwanmun.domain.decisions import Outcome
from gwanmun.policy.diagram import TooLarge
from gwanmun.policy.explain import particle
from gwanmun.policy.language import Pack, Rule, Value
from gwanmun.policy.reader import Defaults
from gwanmun.policy.space import SILENT, Space, readable
from gwanmun.policy.strict_yaml import Listing, Node, Place, parse
from gwanmun.policy.strict_yaml import Mapping as Table
from gwanmun.policy.vectors import check_pack

_SHOWN = 3  # conditions in one message
_TAKEN = 2000  # boxes merged for one message

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
#: Names of nations that a reason must not give as its ground. A law's or an office's own name is not a ground.
_NATIONS_EN = re.compile(
    r"\b(?:chin(?:a|ese)|prc|russian?s?|north korean?s?|dprk|iran(?:ian)?s?|american?s?|japan(?:ese)?|taiwan(?:ese)?"
    r"|beijing|foreign(?:er)?s?[- ]owned|communist)\b",
    re.IGNORECASE,
)
_NATIONS_KO = re.compile(
    r"중국|중공|러시아|북한|이란|미국산|미국\s?(?:기업|업체)|일본산|일본\s?(?:기업|업체)|대만산|공산"
)

#: What says who asks, where and when; all other attributes say what the risk is.
_NOT_A_RISK = frozenset(
    {
        "jurisdiction", "date", "action", "organisation.id", "organisation.type", "user.training_complete",
        "user.pledge_signed", "device.class", "device.ownership", "device.sensitivity", "purpose.type", "purpose.necessity",
        "purpose.exemption", "approval.state", "approval.mitigations", "discretion.state", "order.state", "in_house_available",
    }
)  # fmt: skip
_COUNTRY = "service.vendor_country"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `where` is file:line:column, or the file where no line is known."""

    code: str
    severity: Severity
    where: str
    rule: str  # empty: the pack as a whole
    ko: str
    en: str


def lint(
    pack: Pack,
    defaults: Defaults,
    base: Mapping[str, Value],
    *,
    text: str = "",
    file: str = "",
    parent: Pack | None = None,
) -> tuple[Finding, ...]:
    """Every finding of one pack, by place. `text` is what it was read from; without it only lines of rules are known."""
    places = _Places(pack, text, file or f"{pack.id}.yaml")
    findings = [*_words(pack, places), *_vectors(pack, defaults, places)]
    try:
        findings += _rules(pack, base, places)
        if parent is not None:
            findings += _looser(pack, parent, base, places)
    except TooLarge:
        findings.append(
            Finding(
                "too_large",
                Severity.WARNING,
                places.pack(),
                "",
                "규칙이 서로 너무 많이 얽혀 도달 여부와 빈틈을 확인하지 못했습니다. 정책 묶음을 나누십시오.",
                "Its rules are too entangled to tell which are reachable; split the pack.",
            )
        )
    return tuple(sorted(findings, key=lambda one: (_natural(one.where), list(Severity).index(one.severity), one.code)))


# ---------------------------------------------------------------- rules against each other


def _rules(pack: Pack, base: Mapping[str, Value], places: "_Places") -> list[Finding]:
    space = Space((pack,), base)
    trees = space.diagrams
    fired = space.fired(pack)
    reached = trees.results(fired)
    scope = trees.map(lambda rule: int(rule >= 0), fired)
    regions = [trees.box(space.masks(rule.when), 1, 0) for rule in pack.rules]
    findings: list[Finding] = []
    for number, rule in enumerate(pack.rules):
        if number not in reached:
            findings.append(_unreachable(pack, number, space, fired, places))
            continue
        findings += _conflicts(pack, number, regions, scope, space, places)
        country = _country_alone(pack, number, space, fired)
        if country:
            findings.append(
                Finding(
                    "country_alone",
                    Severity.WARNING,
                    places.rule(rule),
                    rule.id,
                    f"{rule.decision.ko} 판정이 공급자의 국가만을 근거로 합니다. 위험 요소(저장 위치, 심사, 질의 상태 등)로 바꿀 수 있는지 검토하십시오.",
                    f"This {rule.decision.word} rests on the vendor's country alone. Consider naming the risk "
                    "(storage, review, inquiry) instead.",
                )
            )
    if len(pack.rules) in reached and pack.default is Outcome.NOT_APPLICABLE:
        gap = trees.map(lambda rule: int(rule == len(pack.rules)), fired)
        inputs = trees.count(gap).get(1, 0)
        shown = _conditions(space, gap, _activity_axes(space))
        findings.append(
            Finding(
                "gap",
                Severity.WARNING,
                places.key("rules"),
                "",
                f"적용 범위 안에 어느 규칙에도 해당하지 않는 입력이 있어 기본 판정에 맡겨집니다(구분되는 입력 {inputs:,}개): {shown}",
                f"In scope, and no rule holds, so the general default answers ({inputs:,} distinguishable inputs): {shown}",
            )
        )
    return findings


def _unreachable(pack: Pack, number: int, space: Space, fired: int, places: "_Places") -> Finding:
    trees = space.diagrams
    rule = pack.rules[number]
    own = trees.box(space.masks(rule.when), 1, 0)
    takers = trees.apply(lambda inside, which: which if inside else -1, own, fired)
    earlier = [pack.rules[which].id for which in sorted(trees.results(takers)) if 0 <= which < number]
    twin = next((one for one in pack.rules[:number] if set(one.when) == set(rule.when)), None)
    if twin is not None:
        return Finding(
            "duplicate_rule",
            Severity.ERROR,
            places.rule(rule),
            rule.id,
            f"{twin.id}{particle(twin.id, '과/와')} 조건이 같아 적용되는 일이 없습니다.",
            f"Its conditions are those of {twin.id}: it never applies.",
        )
    if earlier:
        names = ", ".join(earlier)
        ko, en = f"앞 규칙({names})이 모든 경우를 차지하여", f"earlier rules ({names}) take every case"
    else:
        ko, en = "적용 범위와 조건이 함께 성립할 수 없어", "its conditions never hold inside the scope"
    return Finding(
        "unreachable_rule",
        Severity.ERROR,
        places.rule(rule),
        rule.id,
        f"{ko} 적용되는 일이 없습니다.",
        f"It never applies: {en}.",
    )


def _conflicts(
    pack: Pack, number: int, regions: Sequence[int], scope: int, space: Space, places: "_Places"
) -> list[Finding]:
    """Later rules that partly overlap with this one and are stricter: here the order alone lets something pass."""
    trees = space.diagrams
    rule = pack.rules[number]
    findings = []
    for later in range(number + 1, len(pack.rules)):
        other = pack.rules[later]
        if other.decision <= rule.decision or rule.decision > Outcome.ALLOW_WITH_MASKING:
            continue
        joint = trees.apply(lambda one, two: one + 2 * two, regions[number], regions[later])
        inside = trees.apply(lambda one, two: two if one else 0, scope, joint)
        if {1, 2, 3} <= trees.results(inside):
            earlier = f"{rule.id}({rule.decision.ko})"
            findings.append(
                Finding(
                    "conflict",
                    Severity.NOTE,
                    places.rule(other),
                    other.id,
                    f"앞 규칙 {earlier}{particle(earlier, '과/와')} 일부 겹치며 순서만으로 판정이 갈립니다. 어느 쪽이 우선인지 조건으로 밝히십시오.",
                    f"It overlaps in part with the earlier, looser {rule.id} ({rule.decision.word}), and the order alone "
                    "decides. Say in the conditions which one goes first.",
                )
            )
    return findings


def _country_alone(pack: Pack, number: int, space: Space, fired: int) -> bool:
    """Whether a refusal depends on the vendor's country and on no other risk, as written or as it works out."""
    rule = pack.rules[number]
    if rule.decision < Outcome.REQUIRE_APPROVAL:
        return False
    written = {one.attribute for one in (*pack.scope, *rule.when)} - _NOT_A_RISK
    if written == {_COUNTRY}:
        return True
    trees = space.diagrams
    region = trees.map(lambda which: int(which == number), fired)
    works_out = {space.axes[at].name for at in trees.support(region)} - _NOT_A_RISK
    return works_out == {_COUNTRY}


def _looser(pack: Pack, parent: Pack, base: Mapping[str, Value], places: "_Places") -> list[Finding]:
    """Where both answer and the child is less strict. Both stay in force, so that the parent's word stands anyway."""
    space = Space((pack, parent), base)
    trees = space.diagrams
    fired = space.fired(pack)
    own = space.alone(pack, fired)
    above = space.alone(parent)
    looser = trees.apply(lambda child, bound: int(SILENT < child < bound), own, above)
    which = trees.apply(lambda bad, rule: rule if bad else -1, looser, fired)
    findings = []
    for number in sorted(trees.results(which) - {-1}):
        where = _only(space, which, number)
        inputs = trees.count(where)[1]
        shown = _conditions(space, where, frozenset())
        rule = pack.rules[number] if number < len(pack.rules) else None
        name = rule.id if rule else "default"
        findings.append(
            Finding(
                "looser_than_parent",
                Severity.ERROR,
                places.rule(rule) if rule else places.key("default"),
                rule.id if rule else "",
                f"상위 기준 {parent.id}보다 느슨합니다({name}; 구분되는 입력 {inputs:,}개): {shown}",
                f"Looser than its parent {parent.id} ({name}; {inputs:,} distinguishable inputs): {shown}",
            )
        )
    return findings


def _only(space: Space, which: int, number: int) -> int:
    return space.diagrams.map(lambda one: int(one == number), which)


def _conditions(space: Space, region: int, without: frozenset[int]) -> str:
    """A region in words: its largest conditions. What says no more than "active" is left out."""
    trees = space.diagrams
    boxes = sorted(trees.merged(tuple(islice(trees.boxes(region, frozenset({0})), _TAKEN))), key=lambda one: -one.count)
    shown = [readable(space.shape(pair for pair in box.masks if pair[0] not in without)) for box in boxes[:_SHOWN]]
    more = f" (+{len(boxes) - _SHOWN})" if len(boxes) > _SHOWN else ""
    return "; ".join(dict.fromkeys(shown)) + more


def _activity_axes(space: Space) -> frozenset[int]:
    return frozenset(at for at, axis in enumerate(space.axes) if axis.name == "jurisdiction")


# ---------------------------------------------------------------- words, sources, vectors


def _words(pack: Pack, places: "_Places") -> list[Finding]:
    findings = []
    for rule in pack.rules:
        for text, pattern, key in ((rule.reason_en, _NATIONS_EN, "reason"), (rule.reason_ko, _NATIONS_KO, "reason_ko")):
            found = pattern.search(text)
            if found:
                findings.append(
                    Finding(
                        "nationality_in_reason",
                        Severity.ERROR,
                        places.rule(rule, key),
                        rule.id,
                        f"사유가 국적('{found[0]}')을 말합니다. 위험이나 명령을 사유로 쓰십시오.",
                        f"The reason names a nationality ('{found[0]}'). Name the risk or the order instead.",
                    )
                )
        if rule.basis == "derived":
            findings.append(
                Finding(
                    "derived_rule",
                    Severity.NOTE,
                    places.rule(rule, "basis"),
                    rule.id,
                    "우리 쪽 해석입니다. 시행 전에 정책 책임자의 확인이 필요합니다.",
                    "Our own reading: the policy owner confirms it before it is enforced.",
                )
            )
    if pack.confirm_before_enforcing:
        findings.append(
            Finding(
                "confirm_first",
                Severity.NOTE,
                places.key("confirm_before_enforcing"),
                "",
                "출처가 불확실하다고 표시되어 있습니다. 시행 전에 정책 책임자의 확인이 필요합니다.",
                "Marked as doubtful: the policy owner confirms it before it is enforced.",
            )
        )
    for number, source in enumerate(pack.sources):
        if not _YEAR.search(f"{source.name} {source.url}"):
            findings.append(
                Finding(
                    "undated_source",
                    Severity.WARNING,
                    places.source(number),
                    "",
                    "출처에 날짜가 없습니다. 언제의 자료인지 적으십시오.",
                    "The source names no date. Say of when it is.",
                )
            )
    if pack.as_of is None:
        findings.append(
            Finding(
                "no_as_of",
                Severity.WARNING,
                places.pack(),
                "",
                "언제 기준의 내용인지(as_of) 적혀 있지 않습니다.",
                "It does not say as of when it was written (as_of).",
            )
        )
    return findings


def _vectors(pack: Pack, defaults: Defaults, places: "_Places") -> list[Finding]:
    if not pack.vectors:
        return [
            Finding(
                "no_vectors",
                Severity.WARNING,
                places.pack(),
                "",
                "시험 사례가 없습니다. 기대하는 판정을 적어 두십시오.",
                "It has no test vectors. Write down what it is expected to decide.",
            )
        ]
    return [
        Finding(
            "failing_vector",
            Severity.ERROR,
            places.vector(failure.vector),
            "",
            f"시험 사례 {failure.vector}: {failure.expected.ko}{particle(failure.expected.ko, '을/를')} 기대했으나 {failure.got.ko}입니다."
            + (f" 빠진 의무: {', '.join(failure.missing)}." if failure.missing else ""),
            f"Vector {failure.vector}: {failure.expected.word} was expected, {failure.got.word} came out."
            + (f" Missing obligations: {', '.join(failure.missing)}." if failure.missing else ""),
        )
        for failure in check_pack(pack, defaults)
    ]


# ---------------------------------------------------------------- places


class _Places:
    """Where things stand in the text. Without a text, rules still know their line."""

    def __init__(self, pack: Pack, text: str, file: str) -> None:
        self._file = file
        self._pack = pack
        self._table = parse(text, file) if text else None

    def pack(self) -> str:
        return str(self._table.at) if self._table is not None else self._file

    def key(self, name: str) -> str:
        found = self._get(name)
        return str(found.at) if found is not None else self.pack()

    def source(self, number: int) -> str:
        found = self._item("sources", number)
        return str(found.at) if found is not None else self._file

    def vector(self, name: str) -> str:
        numbers = (at for at, vector in enumerate(self._pack.vectors) if vector.id == name)
        found = self._item("vectors", next(numbers, -1))
        return str(found.at) if found is not None else self._file

    def rule(self, rule: Rule, key: str = "") -> str:
        node = self._item("rules", self._pack.rules.index(rule))
        if isinstance(node, Table) and key:
            node = node.get(key) or node
        return str(node.at) if node is not None else str(Place(self._file, rule.line, 1))

    def _get(self, name: str) -> Node | None:
        return self._table.get(name) if isinstance(self._table, Table) else None

    def _item(self, name: str, number: int) -> Node | None:
        listing = self._get(name)
        if isinstance(listing, Listing) and 0 <= number < len(listing.items):
            return listing.items[number]
        return None


def _natural(where: str) -> tuple[str, int, int]:
    file, _, rest = where.partition(".yaml:")
    line, _, column = rest.partition(":")
    return file, int(line) if line.isdigit() else 0, int(column) if column.isdigit() else 0
