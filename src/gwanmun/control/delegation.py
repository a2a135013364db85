"""Delegation (위임): a parent says which of its rules an agency, with those below it, may loosen and how far; the agency
decides inside (S67). Where two agencies of one line decided, the nearer one's word counts.

A child tightens freely. Loosening beyond what was delegated is refused at activation, for every input, naming the rule,
the bound and the way out. What does not live here: the proof (`policy/delegated.py`), whose regime it is (`mandates.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from gwanmun.control import shipped
from gwanmun.control.directory import known_agency
from gwanmun.control.mandates import guard
from gwanmun.control.office import By, Office, declined, need_reason, note, refused, sound_id, unknown
from gwanmun.control.offices import covered, line_above
from gwanmun.control.restrictions import restricted_pack
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.ids import AgencyId, RegimeId, RuleId
from gwanmun.domain.orders import EVERY_AGENCY, Delegation, Mandate
from gwanmun.domain.snapshot import Pack as PackText
from gwanmun.errors import BadCommand
from gwanmun.policy.delegated import Excess, carved_text, excesses, rule_digest
from gwanmun.policy.diagram import TooLarge
from gwanmun.policy.explain import particle
from gwanmun.policy.language import AnyOf, Equals, Pack, Rule, Value
from gwanmun.policy.reader import read_pack
from gwanmun.policy.vectors import case
from gwanmun.ports.books import PackVersion, Reading

_SHOWN = 3
_BASE = "chatgpt_catalogued"


@dataclass(frozen=True, slots=True)
class DelegateRule:
    """`loosest`: allow, allow_with_masking, require_approval or route_in_house."""

    id: str
    regime: RegimeId
    rule: RuleId
    agency: AgencyId
    loosest: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class EndDelegation:
    id: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ListDelegations:
    regime: RegimeId | None = None


def delegate_rule(office: Office, by: By, order: DelegateRule) -> Delegation:
    need_reason(by)
    sound_id(order.id, "id")
    with office.books.transact() as page:
        guard(page, order.regime, by)
        known_agency(page, order.agency)
        rule = _rule_in_force(page, order.regime, order.rule)
        bound = _outcome(order.loosest)
        if not Outcome.NOT_APPLICABLE < bound < rule.decision:
            raise refused(
                f"규칙 {rule.id}의 판정은 {rule.decision.ko}입니다. 위임은 그보다 느슨한 판정까지만 뜻이 있습니다",
                f"rule {rule.id} decides {rule.decision.word}: only something looser can be delegated",
                "loosest에 더 느슨한 판정을 적으십시오",
                "give a looser decision in loosest",
                "loosest",
            )
        delegation = Delegation(
            order.id, order.regime, order.rule, order.agency, bound.word, rule_digest(rule),
            order.valid_from or by.day, order.valid_to, by.officer, by.reason,
        )  # fmt: skip
        _check_dates(page.every(Delegation, regime=order.regime, rule=order.rule, agency=order.agency), delegation)
        page.put(delegation)
        note(page, by, "delegate_rule", order.agency, delegation=delegation)
    return delegation


def end_delegation(office: Office, by: By, order: EndDelegation) -> Delegation:
    """Take a delegation back: from that day the parent's rule stands again."""
    need_reason(by)
    with office.books.transact() as page:
        before = page.find(Delegation, order.id)
        if before is None:
            raise unknown("위임", "delegation", order.id)
        guard(page, before.regime, by)
        end = max(order.on or by.day, by.day)
        if end <= before.valid_from:
            page.drop(Delegation, before.id)
            ended = replace(before, valid_to=end)
        else:
            ended = replace(before, valid_to=min(end, before.valid_to or end))
            page.put(ended)
        note(page, by, "end_delegation", before.agency, delegation=before.id, on=end)
    return ended


def list_delegations(office: Office, by: By, order: ListDelegations) -> tuple[Delegation, ...]:  # noqa: ARG001
    with office.books.look() as page:
        return page.every(Delegation) if order.regime is None else page.every(Delegation, regime=order.regime)


# ---------------------------------------------------------------- at activation, and when compiling


def check_bounds(page: Reading, pack: PackVersion, day: date) -> None:
    """Raises when an agency's pack loosens the regime above it beyond what was delegated."""
    mandate = page.find(Mandate, pack.regime)
    if mandate is None or mandate.above is None:
        return
    parent = _in_force(page, mandate.above)
    if parent is None:
        return
    child = read_pack(pack.text, f"{pack.regime}@{pack.version}")
    if mandate.agency != EVERY_AGENCY:
        _check_scope(child, mandate.agency, covered(page, mandate.agency, day))
    bounds = bounds_of(page, parent, mandate.agency, day)
    try:
        found = excesses(child, parent, bounds, _base())
    except TooLarge:
        raise declined(
            "규칙이 너무 얽혀 상위 기준보다 느슨하지 않음을 증명할 수 없습니다",
            "its rules are too entangled to prove that it is not looser than the regime above",
            "정책 묶음을 나누십시오",
            "split the pack",
            str(pack.regime),
        ) from None
    if found:
        raise _too_loose(pack, parent, found)


def bounds_of(page: Reading, parent: Pack, agency: AgencyId, day: date) -> dict[RuleId, Outcome]:
    """What stands delegated to an agency, or to the nearest above it, on a day. A rule that reads otherwise now is
    delegated no longer.
    """
    digests = {rule.id: rule_digest(rule) for rule in parent.rules}
    bounds: dict[RuleId, Outcome] = {}
    for at in line_above(page, agency, day):
        for one in page.every(Delegation, regime=parent.id, agency=at):
            if one.valid_on(day) and digests.get(one.rule) == one.rule_digest:
                bounds.setdefault(one.rule, one.bound)
    return bounds


def packs_with_delegations(page: Reading, active: Sequence[PackVersion], day: date) -> tuple[PackText, ...]:
    """The packs in force as gates judge by them: what was delegated and decided is written into the parent's pack, and
    what is restricted into one of its own.
    """
    texts = {pack.regime: PackText(pack.regime, pack.text, pack.confirmed_by) for pack in active}
    if page.every(Delegation):
        # The first rule that fits decides: what the nearer agency said is written before what those above it said.
        below = (one for one in page.every(Mandate) if one.agency != EVERY_AGENCY)
        for mandate in sorted(below, key=lambda one: -len(line_above(page, one.agency, day))):
            if mandate.above in texts and mandate.regime in texts:
                _carve(page, texts, mandate, day)
    return (*(texts[pack.regime] for pack in active), *restricted_pack(page, day))


def _carve(page: Reading, texts: dict[RegimeId, PackText], mandate: Mandate, day: date) -> None:
    above = mandate.above
    if above is None:
        return
    original = _in_force(page, above)
    child = read_pack(texts[mandate.regime].text, str(mandate.regime))
    begun = child.effective_from <= day and (child.effective_to is None or day < child.effective_to)
    bounds = bounds_of(page, original, mandate.agency, day) if original is not None and begun else {}
    if bounds:
        parent = read_pack(texts[above].text, str(above))  # it may carry another agency's decisions already
        texts[above] = replace(
            texts[above], text=carved_text(parent, child, covered(page, mandate.agency, day), bounds)
        )


def _too_loose(pack: PackVersion, parent: Pack, found: tuple[Excess, ...]) -> BadCommand:
    shown_ko = "; ".join(
        f"{parent.id} {one.parent_rule}의 {one.decided.ko}{particle(one.decided.ko, '을/를')} {one.wanted.ko}{particle(one.wanted.ko, '으로/로')} (허용 한계 {one.bound.ko}; {one.when})"
        for one in found[:_SHOWN]
    )
    shown_en = "; ".join(
        f"{one.decided.word} of {parent.id} {one.parent_rule} becomes {one.wanted.word} (bound {one.bound.word}; {one.when})"
        for one in found[:_SHOWN]
    )
    return declined(
        f"위임받은 범위를 넘어 상위 기준보다 느슨합니다: {shown_ko}",
        f"it is looser than the regime above, beyond what was delegated: {shown_en}",
        f"규칙을 한계까지 엄격하게 고치거나, {parent.id}의 책임 부서에 위임(delegate_rule)을 요청하십시오",
        f"make the rule as strict as the bound, or ask the owner of {parent.id} for a delegation (delegate_rule)",
        f"{pack.regime}@{pack.version}",
    )


def _check_scope(child: Pack, agency: AgencyId, allowed: Sequence[AgencyId]) -> None:
    named: set[Value] = set()
    for one in child.scope:
        if one.attribute == "organisation.id" and isinstance(one.test, Equals | AnyOf):
            named |= {one.test.value} if isinstance(one.test, Equals) else set(one.test.values)
    if not named or not named <= set(allowed):
        raise refused(
            f"{agency}의 기준은 그 기관과 소속 기관에만 적용되어야 합니다 (scope의 organisation.id)",
            f"a regime of {agency} applies to that agency and those below it alone (organisation.id in its scope)",
            f"scope: {{organisation.id: {agency}}}",
            f"scope: {{organisation.id: {agency}}}",
            "scope",
        )


def _check_dates(others: Sequence[Delegation], new: Delegation) -> None:
    far = date.max
    if new.valid_to is not None and new.valid_to <= new.valid_from:
        raise refused(
            "끝나는 날이 시작하는 날보다 빠릅니다",
            "it ends before it begins",
            "valid_to를 고치십시오",
            "correct valid_to",
            "valid_to",
        )
    for other in others:
        if other.id != new.id and other.valid_from < (new.valid_to or far) and new.valid_from < (other.valid_to or far):
            raise refused(
                f"같은 규칙의 위임 {other.id}{particle(other.id, '과/와')} 기간이 겹칩니다",
                f"its dates overlap those of the delegation {other.id} of the same rule",
                "앞선 위임을 끝내고(end_delegation) 새로 등록하십시오",
                "end the earlier one first (end_delegation)",
                "valid_from",
            )


def _rule_in_force(page: Reading, regime: RegimeId, rule: RuleId) -> Rule:
    pack = _in_force(page, regime)
    if pack is None:
        raise unknown("시행 중인 정책", "active pack", regime)
    found = next((one for one in pack.rules if one.id == rule), None)
    if found is None:
        raise unknown("규칙", "rule", f"{regime} {rule}")
    return found


def _in_force(page: Reading, regime: RegimeId) -> Pack | None:
    found = page.every(PackVersion, regime=regime, active=True)
    return read_pack(found[0].text, f"{regime}@{found[0].version}") if found else None


def _outcome(word: str) -> Outcome:
    found = next((one for one in Outcome if one.word == word), None)
    if found is None:
        raise refused(
            "판정의 이름이 아닙니다",
            "that is no decision",
            "allow, allow_with_masking, require_approval, route_in_house",
            "allow, allow_with_masking, require_approval, route_in_house",
            "loosest",
        )
    return found


def _base() -> dict[str, Value]:
    return case(shipped.defaults(), _BASE, ())
