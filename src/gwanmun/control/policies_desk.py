"""What a page about policies shows (정책 화면): regimes with their state, one version in words with its vectors and
findings, what changes from one version to another, and what it would have done to the requests of the past.

Reads only. What takes its time is worked out beside the acts (`act.Aside`). What does not live here: writing and
activating (`policies.py`), the language and its questions (`policy/`), the journals (`past.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from gwanmun.control import shipped
from gwanmun.control.act import Aside
from gwanmun.control.delegation import packs_with_delegations
from gwanmun.control.mandates import authority_of
from gwanmun.control.office import DAY_US, By, Office, refused, unknown
from gwanmun.control.orders import lifted_regimes
from gwanmun.control.policies import asked_end
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.ids import AgencyId, RegimeId
from gwanmun.domain.orders import EVERY_AGENCY, AskedEnd, Mandate, PackChange, Scheduled
from gwanmun.policy.difference import Change, Difference, difference
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import Pack, Rule, Value
from gwanmun.policy.lint import lint
from gwanmun.policy.reader import read_pack
from gwanmun.policy.replay import Effect, Replay
from gwanmun.policy.sentences import describe, inputs_said, rule_sentence
from gwanmun.policy.space import Shape
from gwanmun.policy.vectors import case, check_pack
from gwanmun.ports.books import PackVersion, Reading

_BASE = "chatgpt_catalogued"
_MOST_DAYS = 400
_SHOWN_CHANGES = 40


# ---------------------------------------------------------------- the list


@dataclass(frozen=True, slots=True)
class ListRegimes:
    """Every regime of the books, with where it stands today."""


@dataclass(frozen=True, slots=True)
class RegimeRow:
    """`state`: in_force, lifted (its order was lifted), scheduled, draft (a newer version waits) or off.

    `active` 0: no version is in force. `waiting`: the newest version, where it is newer than what is in force.
    """

    regime: RegimeId
    title_ko: str
    title_en: str
    jurisdiction: str
    state: str
    active: int
    newest: int
    waiting: int
    starts_us: int | None
    effective_from: date
    effective_to: date | None
    rules: int
    vectors: int
    owner: str
    agency: AgencyId
    authority: AgencyId | None
    review_on: date | None
    changed_us: int


def list_regimes(office: Office, by: By, order: ListRegimes) -> tuple[RegimeRow, ...]:
    _ = order
    with office.books.look() as page:
        versions: dict[RegimeId, list[PackVersion]] = {}
        for one in page.every(PackVersion):
            versions.setdefault(one.regime, []).append(one)
        lifted = frozenset(lifted_regimes(page, by.day))
        return tuple(
            _row(page, sorted(rows, key=lambda one: one.version), lifted) for _, rows in sorted(versions.items())
        )


def _row(page: Reading, rows: list[PackVersion], lifted: frozenset[RegimeId]) -> RegimeRow:
    newest = rows[-1]
    active = next((one for one in rows if one.active), None)
    shown = _read((active or newest).text, (active or newest).regime)
    scheduled, mandate = page.find(Scheduled, newest.regime), page.find(Mandate, newest.regime)
    authority = authority_of(page, newest.regime)
    waiting = newest.version if newest is not active and newest.activated_us is None else 0
    return RegimeRow(
        newest.regime,
        shown.title_ko,
        shown.title_en,
        shown.jurisdiction,
        _state(active, waiting, scheduled, lifted=newest.regime in lifted),
        active.version if active else 0,
        newest.version,
        waiting,
        scheduled.starts_us if scheduled else None,
        shown.effective_from,
        shown.effective_to,
        len(shown.rules),
        len(shown.vectors),
        mandate.owner if mandate else "",
        mandate.agency if mandate else EVERY_AGENCY,
        authority.id if authority else None,
        mandate.review_on if mandate else None,
        max(max(one.written_us, one.activated_us or 0) for one in rows),
    )


def _state(active: PackVersion | None, waiting: int, scheduled: Scheduled | None, *, lifted: bool) -> str:
    if scheduled is not None:
        return "scheduled"
    if waiting:
        return "draft"
    if active is None:
        return "off"
    return "lifted" if lifted else "in_force"


# ---------------------------------------------------------------- one version


@dataclass(frozen=True, slots=True)
class ShowRegime:
    """`version` left out: the one in force, else the newest."""

    regime: RegimeId
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Tested:
    """One vector and what came out of it."""

    id: str
    service: str
    ko: str
    en: str
    expected: Outcome
    got: Outcome
    missing: tuple[str, ...]
    right: bool
    note: str


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding of lint."""

    severity: str
    where: str
    rule: str
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class SourceShown:
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class VersionShown:
    version: int
    active: bool
    written_by: str
    written_us: int
    confirmed_by: str | None
    activated_by: str | None
    activated_us: int | None


@dataclass(frozen=True, slots=True)
class RegimeSheet:
    """A regime and one of its versions. `must_be_confirmed`, `mine`, `precaution`: what stands between it and being in force."""

    row: RegimeRow
    version: VersionShown
    text: str
    ko: tuple[str, ...]
    en: tuple[str, ...]
    sources: tuple[SourceShown, ...]
    vectors: tuple[Tested, ...]
    failing: int
    remarks: tuple[Remark, ...]
    must_be_confirmed: bool
    precaution: bool
    mine: bool  # written by whoever looks: somebody else confirms and activates it
    versions: tuple[VersionShown, ...]
    history: tuple[PackChange, ...]
    scheduled_version: int
    above: RegimeId | None
    ending: AskedEnd | None  # another officer may take it out of force, too, and then it is


def show_regime(office: Office, by: By, order: ShowRegime) -> Aside[RegimeSheet]:
    with office.books.look() as page:
        rows = sorted(page.every(PackVersion, regime=order.regime), key=lambda one: one.version)
        if not rows:
            raise unknown("정책", "regime", order.regime)
        row = _row(page, rows, frozenset(lifted_regimes(page, by.day)))
        chosen = _chosen(rows, order.version, row)
        history = sorted(page.every(PackChange, regime=order.regime), key=lambda one: (-one.at_us, one.id))
        scheduled, mandate = page.find(Scheduled, order.regime), page.find(Mandate, order.regime)
        ending = asked_end(page, order.regime, row.active, by.at_us)
    text, regime = chosen.text, chosen.regime

    def work() -> RegimeSheet:
        pack, tested, remarks = _looked_at(text, regime)
        return RegimeSheet(
            row,
            _version(chosen),
            text,
            describe(pack, "ko"),
            describe(pack, "en"),
            tuple(SourceShown(one.name, one.url) for one in pack.sources),
            tested,
            sum(not one.right for one in tested),
            remarks,
            must_be_confirmed=pack.needs_confirmation and chosen.confirmed_by is None,
            precaution=_precaution(pack, mandate),
            mine=chosen.written_by == by.officer,
            versions=tuple(_version(one) for one in reversed(rows)),
            history=tuple(history),
            scheduled_version=scheduled.version if scheduled else 0,
            above=mandate.above if mandate else None,
            ending=ending,
        )

    return Aside(work)


def _precaution(pack: Pack, mandate: Mandate | None) -> bool:
    """As `policies.activate_pack` asks: it needs an owner and a review date."""
    of_itself = any(one.attribute == "order.state" for one in pack.scope) or ("preemptive", "true") in pack.parameters
    return of_itself or (mandate is not None and mandate.preemptive)


def _chosen(rows: list[PackVersion], version: int | None, row: RegimeRow) -> PackVersion:
    wanted = version or row.active or row.newest
    found = next((one for one in rows if one.version == wanted), None)
    if found is None:
        raise unknown("정책 판", "version of a pack", f"{row.regime} {wanted}")
    return found


def _version(one: PackVersion) -> VersionShown:
    return VersionShown(
        one.version, one.active, one.written_by, one.written_us, one.confirmed_by, one.activated_by, one.activated_us
    )


@lru_cache(maxsize=128)
def _read(text: str, regime: RegimeId) -> Pack:
    return read_pack(text, str(regime))


@lru_cache(maxsize=64)
def _looked_at(text: str, regime: RegimeId) -> tuple[Pack, tuple[Tested, ...], tuple[Remark, ...]]:
    pack = _read(text, regime)
    failing = {one.vector: one for one in check_pack(pack, shipped.defaults())}
    tested = []
    for one in pack.vectors:
        fault = failing.get(one.id)
        given = {name: _plain(value) for name, value in one.differences}
        tested.append(
            Tested(
                one.id,
                one.service,
                inputs_said(given, "ko"),
                inputs_said(given, "en"),
                one.expect,
                fault.got if fault else one.expect,
                fault.missing if fault else (),
                fault is None,
                one.note,
            )
        )
    found = lint(pack, shipped.defaults(), base(), text=text, file=str(regime))
    remarks = tuple(Remark(one.severity.value, one.where, one.rule, one.ko, one.en) for one in found)
    return pack, tuple(tested), remarks


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else value


def base() -> Mapping[str, Value]:
    """The usual request, from which differences are counted."""
    return _base()


@lru_cache(maxsize=1)
def _base() -> dict[str, Value]:
    return case(shipped.defaults(), _BASE, ())


# ---------------------------------------------------------------- what changes


@dataclass(frozen=True, slots=True)
class DiffPack:
    """From one version to another of the same regime. `before` left out: the one in force; 0: none at all."""

    regime: RegimeId
    after: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that came, went or reads otherwise: both sentences, "" where there is none."""

    rule: str
    sort: str  # added | removed | changed
    before_ko: str
    before_en: str
    after_ko: str
    after_en: str


@dataclass(frozen=True, slots=True)
class InputChange:
    """A set of inputs for which the decision changes, in words."""

    before: Outcome
    after: Outcome
    stricter: bool
    inputs: int
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class PackDiff:
    regime: RegimeId
    before: int
    after: int
    rules: tuple[RuleChange, ...]
    inputs: int
    exact: bool
    changed: int
    stricter: int
    looser: int
    common_ko: str  # what all of `changes` have in common
    common_en: str
    changes: tuple[InputChange, ...]
    unshown: int


def diff_pack(office: Office, by: By, order: DiffPack) -> Aside[PackDiff]:
    """Which rules read otherwise, and which inputs are decided otherwise, for every input."""
    _ = by
    with office.books.look() as page:
        rows = {one.version: one for one in page.every(PackVersion, regime=order.regime)}
    active = next((one.version for one in rows.values() if one.active), 0)
    before = active if order.before is None else order.before
    for version in (order.after, before):
        if version not in rows and version != 0:
            raise unknown("정책 판", "version of a pack", f"{order.regime} {version}")
    old, new = rows[before].text if before else "", rows[order.after].text if order.after else ""

    def work() -> PackDiff:
        return _different(order.regime, before, order.after, (old, new))

    return Aside(work)


def _different(regime: RegimeId, before: int, after: int, texts: tuple[str, str]) -> PackDiff:
    one, two = (_read(text, regime) if text else None for text in texts)
    found = _difference(*texts, regime)
    shown = found.changes[:_SHOWN_CHANGES]
    common = _common([each.when for each in shown])
    return PackDiff(
        regime,
        before,
        after,
        _rule_changes(one, two),
        found.inputs,
        found.checked == found.inputs,
        found.changed,
        found.stricter,
        found.looser,
        inputs_said(common, "ko"),
        inputs_said(common, "en"),
        tuple(_input_change(each, common) for each in shown),
        found.changed - sum(each.inputs for each in shown),
    )


def _common(several: Sequence[Mapping[str, Shape]]) -> Mapping[str, Shape]:
    """What every changed input has in common: said once, not on each line. One alone says all of itself."""
    if len(several) < 2:
        return {}
    first, *rest = several
    return {name: shape for name, shape in first.items() if all(name in one and one[name] == shape for one in rest)}


def _input_change(each: Change, common: Mapping[str, Shape]) -> InputChange:
    own = {name: shape for name, shape in each.when.items() if name not in common}
    stricter = each.after > each.before
    return InputChange(each.before, each.after, stricter, each.inputs, inputs_said(own, "ko"), inputs_said(own, "en"))


@lru_cache(maxsize=32)
def _difference(old: str, new: str, regime: RegimeId) -> Difference:
    first = [_read(old, regime)] if old else []
    second = [_read(new, regime)] if new else []
    return difference(first, second, base())


def _rule_changes(one: Pack | None, two: Pack | None) -> tuple[RuleChange, ...]:
    old = {str(rule.id): rule for rule in one.rules} if one else {}
    new = {str(rule.id): rule for rule in two.rules} if two else {}
    names = [*new, *(name for name in old if name not in new)]
    changes = (_rule_change(name, old.get(name), new.get(name)) for name in names)
    return tuple(each for each in changes if (each.before_ko, each.before_en) != (each.after_ko, each.after_en))


def _rule_change(name: str, old: Rule | None, new: Rule | None) -> RuleChange:
    sort = "added" if old is None else "removed" if new is None else "changed"
    said = [rule_sentence(rule, language) if rule else "" for rule in (old, new) for language in ("ko", "en")]
    return RuleChange(name, sort, *said)


# ---------------------------------------------------------------- what it would have done


@dataclass(frozen=True, slots=True)
class ReplayPack:
    """The requests of the past days, judged as if this version were in force beside the other packs."""

    regime: RegimeId
    version: int
    days: int = 30


@dataclass(frozen=True, slots=True)
class Outturn:
    """Requests with one effect: unchanged, stopped, approval, rerouted, masked, allowed, eased."""

    effect: str
    requests: int
    people: int
    micro_won: int


@dataclass(frozen=True, slots=True)
class Moved:
    before: Outcome
    after: Outcome
    rule: str
    ko: str
    en: str
    requests: int


@dataclass(frozen=True, slots=True)
class Replayed:
    """`forgotten`: records whose content was destroyed in time; `unreadable`: that these packs cannot judge. Neither counts."""

    regime: RegimeId
    version: int
    since_us: int
    days: int
    requests: int
    people: int
    affected_people: int
    stopped: Outturn
    outturns: tuple[Outturn, ...]
    moves: tuple[Moved, ...]
    forgotten: int
    unreadable: int


def replay_pack(office: Office, by: By, order: ReplayPack) -> Aside[Replayed]:
    """Raises `BadCommand` where this desk has no journals to look into."""
    if not 1 <= order.days <= _MOST_DAYS:
        raise refused(
            f"기간은 1–{_MOST_DAYS}일입니다",
            f"a span of 1 to {_MOST_DAYS} days",
            "days를 고치십시오",
            "correct days",
            "days",
        )
    past = office.past
    if past is None:
        raise refused(
            "이 데스크는 감사기록을 볼 수 없습니다", "this desk cannot look into journals",
            "gwanmun serve 로 연 데스크에 물으십시오", "ask the desk of a running installation",
        )  # fmt: skip
    with office.books.look() as page:
        candidate = page.find(PackVersion, order.regime, order.version)
        if candidate is None:
            raise unknown("정책 판", "version of a pack", f"{order.regime} {order.version}")
        others = [one for one in page.every(PackVersion, active=True) if one.regime != order.regime]
        texts = packs_with_delegations(page, [*others, replace(candidate, active=True)], by.day)
        lifted = lifted_regimes(page, by.day)
    since_us = by.at_us - order.days * DAY_US

    def work() -> Replayed:
        judge = Judge(
            [_read(one.text, one.regime) for one in texts],
            lifted=lifted,
            default_after_approval=Outcome.ALLOW_WITH_MASKING,  # as at the gate
        )
        found, forgotten = past.replayed(judge, since_us)
        return _told(order, since_us, found, forgotten)

    return Aside(work)


def _told(order: ReplayPack, since_us: int, found: Replay, forgotten: int) -> Replayed:
    outturns = {
        effect: Outturn(effect.value, one.requests, one.people, one.micro_won) for effect, one in found.effects.items()
    }
    moves = tuple(
        Moved(one.before, one.after, one.rule, one.reason_ko, one.reason_en, one.requests) for one in found.moves[:20]
    )
    return Replayed(
        order.regime,
        order.version,
        since_us,
        order.days,
        found.requests,
        found.people,
        found.affected_people,
        outturns[Effect.STOPPED],
        tuple(outturns[effect] for effect in Effect),
        moves,
        forgotten,
        found.unreadable,
    )
