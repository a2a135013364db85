"""Policy packs (정책 묶음) as acts: write a version, confirm it, activate it now or later, return to an earlier one, take
it out of force; lift an order.

A pack is activated only when all of its vectors come out as they say (S19), when a pack that must be confirmed names
who confirmed it (S55), and never by the officer who wrote it (S54); it goes out of force by two people, too; a precaution has an owner and a review date (S52);
what a parent did not delegate is not loosened (S67). What does not live here: the language, the reader and the judge
(`policy/`), whose regime it is (`mandates.py`), the clock that carries out what was scheduled (`timed.py`).
"""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from gwanmun.control import shipped
from gwanmun.control.delegation import check_bounds
from gwanmun.control.mandates import PutMandate, guard, guard_text, need_review_date, place
from gwanmun.control.office import (
    DAY_US,
    SECOND_US,
    By,
    Office,
    PackVerdict,
    declined,
    need_reason,
    note,
    refused,
    unknown,
)
from gwanmun.domain.ids import RegimeId
from gwanmun.domain.orders import EVERY_AGENCY, AskedEnd, Mandate, PackChange, Scheduled
from gwanmun.errors import ChangedMeanwhile
from gwanmun.policy.language import Pack
from gwanmun.policy.provenance import body_of
from gwanmun.policy.reader import read_pack
from gwanmun.policy.vectors import check_pack
from gwanmun.ports.books import LiftedOrder, PackVersion, Reading, Writing

_LONGEST_WAIT_US = 366 * DAY_US
_TYPED_US = 300 * SECOND_US  # a time that was typed minutes ago means now
_ASKED_FOR_US = 14 * DAY_US
_TRUE = ("preemptive", "true")


@dataclass(frozen=True, slots=True)
class WritePack:
    """A new version of the regime that the text names. `after`: the newest version that its author had seen."""

    text: str
    after: int | None = None


@dataclass(frozen=True, slots=True)
class ConfirmPack:
    regime: RegimeId
    version: int


@dataclass(frozen=True, slots=True)
class ActivatePack:
    """`expected`: the version in force as the officer saw it (0: none). `starts_us`: later, by the desk's own clock.

    `owner` and `review_on` are needed where the pack is a precaution; `preemptive` says that it is one.
    """

    regime: RegimeId
    version: int
    expected: int | None = None
    starts_us: int | None = None
    preemptive: bool = False
    owner: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class CancelScheduled:
    regime: RegimeId


@dataclass(frozen=True, slots=True)
class ReturnPack:
    """Back to a version that was in force before, at once."""

    regime: RegimeId
    version: int
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class DeactivatePack:
    regime: RegimeId
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class LiftOrder:
    regime: RegimeId
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ReimposeOrder:
    regime: RegimeId


@dataclass(frozen=True, slots=True)
class PackState:
    """A version without its text."""

    regime: RegimeId
    version: int
    active: bool
    written_by: str
    confirmed_by: str | None
    activated_by: str | None
    sha256: str
    starts_us: int | None = None  # scheduled for


@dataclass(frozen=True, slots=True)
class PackEnd:
    """`state`: `asked` until another officer gives the same order, within two weeks; then `done`."""

    regime: RegimeId
    state: str
    asked_by: str
    version: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ListPacks:
    regime: RegimeId | None = None


def check_text(text: str, file: str) -> PackVerdict:
    """Read a pack and judge its own vectors. Raises `BadPolicy` with line and column."""
    pack = read_pack(text, file)
    failing = tuple(failure.vector for failure in check_pack(pack, shipped.defaults()))
    return PackVerdict(pack.id, pack.needs_confirmation, failing, is_precaution(pack))


def is_precaution(pack: Pack) -> bool:
    """A temporary order (its scope asks whether it is in force), or one that says of itself that it is pre-emptive."""
    return any(one.attribute == "order.state" for one in pack.scope) or _TRUE in pack.parameters


def write_pack(office: Office, by: By, order: WritePack) -> PackState:
    """The same text by the same officer again makes no second version. A pack that travelled is kept as it left: what stood
    above it goes into the fact.
    """
    verdict = office.check_pack(order.text, "pack")
    regime, text = RegimeId(verdict.regime), body_of(order.text)
    with office.books.transact() as page:
        guard_text(page, regime, text, by)
        standing = max(page.every(PackVersion, regime=regime), key=lambda one: one.version, default=None)
        newest = 0 if standing is None else standing.version
        if order.after is not None and order.after != newest:
            raise ChangedMeanwhile(
                regime, what_ko=f"최신 판은 {newest}판입니다", what_en=f"its newest version is {newest}"
            )
        if standing is not None and (standing.text, standing.written_by) == (text, by.officer):
            return _state(standing)
        written = PackVersion(regime, newest + 1, text, active=False, written_by=by.officer, written_us=by.at_us)
        page.put(written)
        _keep(page, by, "write_pack", written)
        note(page, by, "write_pack", regime=regime, version=written.version, sha256=_sha(written),
             provenance=order.text.removesuffix(text))  # fmt: skip
    return _state(written)


def confirm_pack(office: Office, by: By, order: ConfirmPack) -> PackState:
    """Take responsibility for a pack's derived rules, or for its source. Not the officer who wrote it."""
    need_reason(by)
    with office.books.transact() as page:
        pack = _version(page, order.regime, order.version)
        guard_text(page, order.regime, pack.text, by)
        _another(pack, by, "확인", "confirm")
        confirmed = replace(pack, confirmed_by=by.officer)
        page.put(confirmed)
        _keep(page, by, "confirm_pack", pack)
        note(page, by, "confirm_pack", regime=pack.regime, version=pack.version, sha256=_sha(pack))
    return _state(confirmed)


def activate_pack(office: Office, by: By, order: ActivatePack) -> PackState:
    """Put a version in force in place of the one before, now or at `starts_us`. Not the officer who wrote it."""
    need_reason(by)
    with office.books.transact() as page:
        pack = _version(page, order.regime, order.version)
        guard_text(page, order.regime, pack.text, by)
        _another(pack, by, "시행", "activate")
        now_in_force = in_force(page, order.regime)
        _expect(order.regime, order.expected, now_in_force)
        verdict = check_activation(office, page, pack, by.day)
        _check_precaution(page, by, order, verdict)
        if order.starts_us is not None and order.starts_us < by.at_us - _TYPED_US:
            raise refused(
                "지난 시각에는 시행을 예약할 수 없습니다",
                "that time is over: nothing can be scheduled for it",
                "starts_us를 고치십시오. 지금 시행하려면 빼십시오",
                "correct starts_us, or leave it out to put it in force now",
                "starts_us",
            )
        if order.starts_us is None or order.starts_us <= by.at_us:
            active = put_in_force(page, by, pack, "activate_pack")
            return _state(active)
        if order.starts_us > by.at_us + _LONGEST_WAIT_US:
            raise refused(
                "시행 예약은 1년 안이어야 합니다",
                "it can be scheduled at most a year ahead",
                "starts_us를 고치십시오",
                "correct starts_us",
                "starts_us",
            )
        scheduled = Scheduled(
            order.regime, order.version, order.starts_us, now_in_force, by.officer, by.at_us, by.reason
        )
        page.put(scheduled)
        _keep(page, by, "schedule_pack", pack, now_in_force)
        note(page, by, "schedule_pack", regime=pack.regime, version=pack.version, starts_us=order.starts_us,
             sha256=_sha(pack))  # fmt: skip
    return replace(_state(pack), starts_us=order.starts_us)


def cancel_scheduled(office: Office, by: By, order: CancelScheduled) -> None:
    """Take back what waits: a version that is scheduled, or what one officer asked to take out of force."""
    need_reason(by)
    with office.books.transact() as page:
        scheduled = page.find(Scheduled, order.regime)
        asked = page.every(AskedEnd, regime=order.regime)
        waiting = _version(page, order.regime, scheduled.version).text if scheduled else ""
        guard_text(page, order.regime, waiting, by)
        if scheduled is None and not asked:
            raise unknown("시행 예약", "scheduled activation", order.regime)
        for one in asked:
            page.drop(AskedEnd, one.regime, one.act)
        version = asked[0].version if scheduled is None else scheduled.version
        if scheduled is not None:
            page.drop(Scheduled, order.regime)
            _keep(page, by, "cancel_scheduled", _version(page, order.regime, version))
        note(page, by, "cancel_scheduled", regime=order.regime, version=version, asked=[one.act for one in asked])


def return_pack(office: Office, by: By, order: ReturnPack) -> PackState:
    """Back to a version that was in force before, in one step. Its author cannot do it: two people stand behind it."""
    need_reason(by)
    with office.books.transact() as page:
        pack = _version(page, order.regime, order.version)
        guard_text(page, order.regime, pack.text, by)
        _another(pack, by, "되돌리기를 실행", "return to")
        now_in_force = in_force(page, order.regime)
        _expect(order.regime, order.expected, now_in_force)
        if pack.activated_us is None:
            raise declined(
                f"{order.regime} {order.version}판은 시행된 적이 없어 되돌릴 수 없습니다",
                f"version {order.version} of {order.regime} was never in force",
                f"새로 시행하려면: activate_pack {order.regime} {order.version}",
                f"to put it in force for the first time: activate_pack {order.regime} {order.version}",
            )
        if pack.active:
            raise declined(
                f"{order.regime} {order.version}판이 이미 시행 중입니다",
                f"version {order.version} of {order.regime} is in force already",
                "list_packs 로 판을 확인하십시오",
                "see list_packs",
            )
        check_activation(office, page, pack, by.day)
        # A scheduled version was planned on top of what is left now: it waits for a new decision.
        page.drop(Scheduled, order.regime)
        return _state(put_in_force(page, by, pack, "return_pack"))


def deactivate_pack(office: Office, by: By, order: DeactivatePack) -> PackEnd:
    """Take a regime out of force. One officer asks with this act, and another one carries it out with it."""
    need_reason(by)
    with office.books.transact() as page:
        guard(page, order.regime, by)
        active = page.every(PackVersion, regime=order.regime, active=True)
        if not active:
            raise unknown("시행 중인 정책", "active pack", order.regime)
        pack = active[0]
        _expect(order.regime, order.expected, pack.version)
        end = _agreed(page, by, AskedEnd(order.regime, "deactivate_pack", pack.version, None, *_signed(by)))
        if end.state == "asked":
            _keep(page, by, "ask_deactivate", pack, pack.version)
            note(page, by, "ask_deactivate", regime=order.regime, version=pack.version)
        else:
            page.put(*(replace(one, active=False) for one in active))
            _keep(page, by, "deactivate_pack", pack, pack.version)
            note(page, by, "deactivate_pack", regime=order.regime, version=pack.version, asked_by=end.asked_by)
    return end


def list_packs(office: Office, by: By, order: ListPacks) -> tuple[PackState, ...]:  # noqa: ARG001 - an act's shape
    with office.books.look() as page:
        packs = page.every(PackVersion) if order.regime is None else page.every(PackVersion, regime=order.regime)
        waiting = {(one.regime, one.version): one.starts_us for one in page.every(Scheduled)}
    return tuple(replace(_state(pack), starts_us=waiting.get((pack.regime, pack.version))) for pack in packs)


def lift_order(office: Office, by: By, order: LiftOrder) -> PackEnd:
    """A temporary order is lifted (해제): the regime's rules on it fall silent. One officer asks, another one does it."""
    need_reason(by)
    with office.books.transact() as page:
        guard(page, order.regime, by)
        if not page.every(PackVersion, regime=order.regime):
            raise unknown("정책", "regime", order.regime)
        on = order.on or by.day
        version = in_force(page, order.regime)
        end = _agreed(page, by, AskedEnd(order.regime, "lift_order", version, on, *_signed(by)))
        if end.state == "asked":
            note(page, by, "ask_lift", regime=order.regime, on=on)
        else:
            lifted = LiftedOrder(order.regime, on, by.officer)
            page.put(lifted)
            note(page, by, "lift_order", regime=order.regime, lifted_on=lifted.lifted_on, asked_by=end.asked_by)
    return end


def reimpose_order(office: Office, by: By, order: ReimposeOrder) -> None:
    """One officer does: what is stricter again needs no second one."""
    need_reason(by)
    with office.books.transact() as page:
        guard(page, order.regime, by)
        if page.find(LiftedOrder, order.regime) is None:
            raise unknown("해제된 명령", "lifted order", order.regime)
        page.drop(LiftedOrder, order.regime)
        note(page, by, "reimpose_order", regime=order.regime)


# ---------------------------------------------------------------- rules that the clock obeys too


def check_activation(office: Office, page: Reading, pack: PackVersion, day: date) -> PackVerdict:
    """What must hold whenever a version comes into force, by hand or by the clock. Raises `BadCommand`."""
    verdict = office.check_pack(pack.text, f"{pack.regime}@{pack.version}")
    if verdict.failing:
        shown = ", ".join(verdict.failing[:10])
        raise declined(
            f"시험 사례 {len(verdict.failing)}개가 맞지 않아 시행할 수 없습니다: {shown}",
            f"{len(verdict.failing)} of its test vectors fail: {shown}",
            "규칙이나 시험 사례를 고쳐 새 판을 등록하십시오",
            "correct the rules or the vectors and write a new version",
        )
    if verdict.must_be_confirmed and pack.confirmed_by is None:
        raise declined(
            "해석(derived) 규칙이나 확인이 필요한 출처가 있어 정책 책임자의 확인이 먼저 필요합니다",
            "it has derived rules or a source to be confirmed: a policy owner must confirm it first",
            f"confirm_pack {pack.regime} {pack.version}",
            f"confirm_pack {pack.regime} {pack.version}",
        )
    check_bounds(page, pack, day)
    return verdict


def put_in_force(page: Writing, by: By, pack: PackVersion, act: str) -> PackVersion:
    """Swap the active version and note it. All of it or nothing: the transaction is the act's."""
    before = [old for old in page.every(PackVersion, regime=pack.regime, active=True) if old != pack]
    page.put(*(replace(old, active=False) for old in before))
    active = replace(pack, active=True, activated_by=by.officer, activated_us=by.at_us)
    page.put(active)
    _keep(page, by, act, active, before[0].version if before else 0)
    note(page, by, act, regime=pack.regime, version=pack.version, sha256=_sha(pack),
         before=[old.version for old in before])  # fmt: skip
    return active


def in_force(page: Reading, regime: RegimeId) -> int:
    """The version in force; 0 when there is none."""
    return next((pack.version for pack in page.every(PackVersion, regime=regime, active=True)), 0)


def _check_precaution(page: Writing, by: By, order: ActivatePack, verdict: PackVerdict) -> None:
    """A precaution's owner and review date are kept with the activation, in the same transaction."""
    known = page.find(Mandate, order.regime)
    if not (order.preemptive or verdict.preemptive or (known is not None and known.preemptive)):
        return
    owner = order.owner or (known.owner if known else "")
    review_on = order.review_on or (known.review_on if known else None)
    need_review_date(order.regime, owner, review_on, by.day)
    agency, above = (known.agency, known.above) if known else (EVERY_AGENCY, None)
    place(page, by, PutMandate(order.regime, owner, agency, above, preemptive=True, review_on=review_on))


def _signed(by: By) -> tuple[str, int, str]:
    return by.officer, by.at_us, by.reason


def _agreed(page: Writing, by: By, now: AskedEnd) -> PackEnd:
    """INVARIANT: nobody alone takes out of force what two people put in force (S54). The first order is kept as asked,
    the same one by another officer is done; what was asked for another version or day, or too long ago, counts no more.
    """
    asked = page.find(AskedEnd, now.regime, now.act)
    same = asked is not None and (asked.version, asked.on) == (now.version, now.on)
    if asked is None or not same or now.asked_us >= asked.asked_us + _ASKED_FOR_US:
        page.put(now)
        return PackEnd(now.regime, "asked", now.officer, now.version, now.on)
    if asked.officer == by.officer:
        raise declined(
            "이미 요청했습니다. 요청한 담당자가 스스로 실행할 수 없습니다",
            "you asked for it already: it is done by another officer",
            "다른 담당자가 같은 명령을 실행해야 합니다. 거두려면 cancel_scheduled",
            "another officer gives the same order; to take it back: cancel_scheduled",
        )
    page.drop(AskedEnd, asked.regime, asked.act)
    return PackEnd(now.regime, "done", asked.officer, now.version, now.on)


def asked_end(page: Reading, regime: RegimeId, version: int, now_us: int) -> AskedEnd | None:
    """Who asked to take this version out of force, while that still counts."""
    asked = page.find(AskedEnd, regime, "deactivate_pack")
    counts = asked is not None and asked.version == version and now_us < asked.asked_us + _ASKED_FOR_US
    return asked if counts else None


def _expect(regime: RegimeId, expected: int | None, found: int) -> None:
    if expected is not None and expected != found:
        raise ChangedMeanwhile(
            regime,
            what_ko=f"시행 중인 판은 {found}판입니다" if found else "시행 중인 판이 없습니다",
            what_en=f"version {found} is in force" if found else "no version is in force",
        )


def _version(page: Reading | Writing, regime: RegimeId, version: int) -> PackVersion:
    pack = page.find(PackVersion, regime, version)
    if pack is None:
        raise unknown("정책 판", "version of a pack", f"{regime} {version}")
    return pack


def _another(pack: PackVersion, by: By, ko: str, en: str) -> None:
    if pack.written_by == by.officer:
        raise declined(
            f"작성한 담당자가 스스로 {ko}할 수 없습니다",
            f"the officer who wrote it cannot {en} it",
            "다른 담당자가 실행해야 합니다",
            "another officer must do it",
        )


def _keep(page: Writing, by: By, act: str, pack: PackVersion, before: int = 0) -> None:
    """A row of the regime's history, in the act's own transaction."""
    page.put(PackChange(by.act_id, pack.regime, pack.version, act, by.officer, by.at_us, by.reason, before))


def _sha(pack: PackVersion) -> str:
    return sha256(pack.text.encode()).hexdigest()


def _state(pack: PackVersion) -> PackState:
    return PackState(
        pack.regime, pack.version, pack.active, pack.written_by, pack.confirmed_by, pack.activated_by, _sha(pack)
    )
