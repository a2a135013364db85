"""Policy packs (정책 묶음) as acts: write a version, confirm it, activate it, take it out of force; lift an order.

A pack is activated only when all of its vectors come out as they say (S19), when a pack that must be confirmed names
who confirmed it (S55), and never by the officer who wrote it (S54). What does not live here: the language, the reader
and the judge (`policy/`).
"""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from gwanmun.control import shipped
from gwanmun.control.office import By, Office, PackVerdict, need_reason, note, refused, unknown
from gwanmun.domain.ids import RegimeId
from gwanmun.policy.reader import read_pack
from gwanmun.policy.vectors import check_pack
from gwanmun.ports.books import LiftedOrder, PackVersion, Reading, Writing


@dataclass(frozen=True, slots=True)
class WritePack:
    """A new version of the regime that the text names."""

    text: str


@dataclass(frozen=True, slots=True)
class ConfirmPack:
    regime: RegimeId
    version: int


@dataclass(frozen=True, slots=True)
class ActivatePack:
    regime: RegimeId
    version: int


@dataclass(frozen=True, slots=True)
class DeactivatePack:
    regime: RegimeId


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


@dataclass(frozen=True, slots=True)
class ListPacks:
    regime: RegimeId | None = None


def check_text(text: str, file: str) -> PackVerdict:
    """Read a pack and judge its own vectors. Raises `BadPolicy` with line and column."""
    pack = read_pack(text, file)
    failing = tuple(failure.vector for failure in check_pack(pack, shipped.defaults()))
    derived = any(rule.basis == "derived" for rule in pack.rules)
    return PackVerdict(pack.id, pack.confirm_before_enforcing or derived, failing)


def write_pack(office: Office, by: By, order: WritePack) -> PackState:
    verdict = office.check_pack(order.text, "pack")
    regime = RegimeId(verdict.regime)
    with office.books.transact() as page:
        versions = page.every(PackVersion, regime=regime)
        version = max((v.version for v in versions), default=0) + 1
        written = PackVersion(regime, version, order.text, active=False, written_by=by.officer, written_us=by.at_us)
        page.put(written)
        note(page, by, "write_pack", regime=regime, version=written.version, sha256=_sha(written))
    return _state(written)


def confirm_pack(office: Office, by: By, order: ConfirmPack) -> PackState:
    """Take responsibility for a pack's derived rules, or for its source. Not the officer who wrote it."""
    need_reason(by)
    with office.books.transact() as page:
        pack = _version(page, order.regime, order.version)
        _another(pack, by, "확인", "confirm")
        confirmed = replace(pack, confirmed_by=by.officer)
        page.put(confirmed)
        note(page, by, "confirm_pack", regime=pack.regime, version=pack.version, sha256=_sha(pack))
    return _state(confirmed)


def activate_pack(office: Office, by: By, order: ActivatePack) -> PackState:
    """Put a version in force in place of the one before. Not the officer who wrote it."""
    need_reason(by)
    with office.books.transact() as page:
        pack = _version(page, order.regime, order.version)
        _another(pack, by, "시행", "activate")
        verdict = office.check_pack(pack.text, f"{pack.regime}@{pack.version}")
        if verdict.failing:
            shown = ", ".join(verdict.failing[:10])
            raise refused(
                f"시험 사례 {len(verdict.failing)}개가 맞지 않아 시행할 수 없습니다: {shown}",
                f"{len(verdict.failing)} of its test vectors fail: {shown}",
                "규칙이나 시험 사례를 고쳐 새 판을 등록하십시오",
                "correct the rules or the vectors and write a new version",
            )
        if verdict.must_be_confirmed and pack.confirmed_by is None:
            raise refused(
                "해석(derived) 규칙이나 확인이 필요한 출처가 있어 정책 책임자의 확인이 먼저 필요합니다",
                "it has derived rules or a source to be confirmed: a policy owner must confirm it first",
                f"confirm_pack {pack.regime} {pack.version}",
                f"confirm_pack {pack.regime} {pack.version}",
            )
        before = [old for old in page.every(PackVersion, regime=pack.regime, active=True) if old != pack]
        page.put(*(replace(old, active=False) for old in before))
        active = replace(pack, active=True, activated_by=by.officer, activated_us=by.at_us)
        page.put(active)
        note(page, by, "activate_pack", regime=pack.regime, version=pack.version, sha256=_sha(pack),
             before=[old.version for old in before])  # fmt: skip
    return _state(active)


def deactivate_pack(office: Office, by: By, order: DeactivatePack) -> None:
    need_reason(by)
    with office.books.transact() as page:
        active = page.every(PackVersion, regime=order.regime, active=True)
        if not active:
            raise unknown("시행 중인 정책", "active pack", order.regime)
        page.put(*(replace(pack, active=False) for pack in active))
        note(page, by, "deactivate_pack", regime=order.regime, version=active[0].version)


def list_packs(office: Office, by: By, order: ListPacks) -> tuple[PackState, ...]:  # noqa: ARG001 - an act's shape
    with office.books.look() as page:
        packs = page.every(PackVersion) if order.regime is None else page.every(PackVersion, regime=order.regime)
    return tuple(map(_state, packs))


def lift_order(office: Office, by: By, order: LiftOrder) -> None:
    """An authority lifted its temporary order (해제): the regime's rules on it fall silent."""
    need_reason(by)
    with office.books.transact() as page:
        if not page.every(PackVersion, regime=order.regime):
            raise unknown("정책", "regime", order.regime)
        lifted = LiftedOrder(order.regime, order.on or by.day, by.officer)
        page.put(lifted)
        note(page, by, "lift_order", regime=order.regime, lifted_on=lifted.lifted_on)


def reimpose_order(office: Office, by: By, order: ReimposeOrder) -> None:
    need_reason(by)
    with office.books.transact() as page:
        if page.find(LiftedOrder, order.regime) is None:
            raise unknown("해제된 명령", "lifted order", order.regime)
        page.drop(LiftedOrder, order.regime)
        note(page, by, "reimpose_order", regime=order.regime)


def _version(page: Reading | Writing, regime: RegimeId, version: int) -> PackVersion:
    pack = page.find(PackVersion, regime, version)
    if pack is None:
        raise unknown("정책 판", "version of a pack", f"{regime} {version}")
    return pack


def _another(pack: PackVersion, by: By, ko: str, en: str) -> None:
    if pack.written_by == by.officer:
        raise refused(
            f"작성한 담당자가 스스로 {ko}할 수 없습니다",
            f"the officer who wrote it cannot {en} it",
            "다른 담당자가 실행해야 합니다",
            "another officer must do it",
        )


def _sha(pack: PackVersion) -> str:
    return sha256(pack.text.encode()).hexdigest()


def _state(pack: PackVersion) -> PackState:
    return PackState(
        pack.regime, pack.version, pack.active, pack.written_by, pack.confirmed_by, pack.activated_by, _sha(pack)
    )
