"""Whose regime it is (권한): its owner, the agency that it is for, the regime above it, the authority behind it, and when
a precaution is looked at again (S52, S60).

An authority's regime is touched by the authority's own officers and by nobody else, from the moment it is taken in: whose
it is stands with what ships, before anybody gave it a mandate. Agencies take it over as it ships, word for word. What does not live here: orders
(`orders.py`), activating (`policies.py`), bounds (`delegation.py`).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from gwanmun.control import shipped
from gwanmun.control.directory import known_agency
from gwanmun.control.office import By, Office, declined, need_reason, note, refused, sound_id, unknown
from gwanmun.control.offices import appointed_speakers, speaks_for
from gwanmun.control.words import sound_line
from gwanmun.domain.ids import AgencyId, RegimeId
from gwanmun.domain.orders import EVERY_AGENCY, Authority, Mandate
from gwanmun.ports.books import PackVersion, Reading, Writing

_LATEST_REVIEW = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class PutAuthority:
    """A body with orders of its own, and who speaks for it. `id` is an agency's."""

    authority: Authority


@dataclass(frozen=True, slots=True)
class PutMandate:
    regime: RegimeId
    owner: str
    agency: AgencyId = EVERY_AGENCY
    above: RegimeId | None = None
    preemptive: bool = False
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReviewMandate:
    """A precaution was looked at again and stays until its next review. To end it: `deactivate_pack` or `lift_order`."""

    regime: RegimeId
    next_review_on: date


def put_authority(office: Office, by: By, order: PutAuthority) -> Authority:
    """Register an authority (PIPC, NIS, MOIS) with at least two officers: an authority's orders need two people too."""
    need_reason(by)
    authority = order.authority
    sound_id(authority.id, "authority.id")
    sound_line(authority.name_ko, "authority.name_ko")
    sound_line(authority.name_en, "authority.name_en")
    with office.books.transact() as page:
        if len({*authority.officers, *appointed_speakers(page, authority.id, by.day)}) < 2:
            raise refused(
                "감독기관에는 두 명 이상의 담당자가 필요합니다",
                "an authority has at least two officers who speak for it",
                "두 사람을 그 기관의 authority 역할로 임명하거나 authority.officers에 적으십시오",
                "appoint two people there as authority, or name them in authority.officers",
                "authority.officers",
            )
        before = page.find(Authority, authority.id)
        if before is None and by.officer in authority.officers:
            raise declined(
                "감독기관을 등록하는 담당자는 그 기관의 담당자가 될 수 없습니다",
                "whoever registers an authority is not one of those who speak for it",
                "다른 담당자가 등록하거나 authority.officers에서 빼십시오",
                "have another officer register it, or leave yourself out of authority.officers",
            )
        if before is not None:
            # INVARIANT: nobody outside an authority adds themselves to those who speak for it.
            _speaks(page, before, by)
        page.put(authority)
        note(page, by, "put_authority", authority=authority, before=before)
    return authority


def put_mandate(office: Office, by: By, order: PutMandate) -> Mandate:
    """Say whose regime it is. An authority's regime keeps its authority."""
    need_reason(by)
    with office.books.transact() as page:
        mandate = place(page, by, order)
        note(page, by, "put_mandate", mandate=mandate)
    return mandate


def place(page: Writing, by: By, order: PutMandate) -> Mandate:
    """The checks and the row, inside an act's transaction."""
    guard(page, order.regime, by)
    if not page.every(PackVersion, regime=order.regime):
        raise unknown("정책", "regime", order.regime)
    known_agency(page, order.agency, star=True)
    if order.above is not None and not page.every(PackVersion, regime=order.above):
        raise unknown("상위 기준", "regime above it", order.above)
    _check_owner(order.owner)
    if order.preemptive or order.review_on is not None:
        _check_review(order.review_on, by.day, order.regime)
    before = page.find(Mandate, order.regime)
    # INVARIANT: a precaution stays one, with its review day, until it is out of force: a new owner does not end it (S52).
    stays = before is not None and before.preemptive
    review_on = order.review_on or (before.review_on if before is not None and stays else None)
    reminded_on = before.reminded_on if before is not None and before.review_on == review_on else None
    authority = authority_of(page, order.regime)
    mandate = Mandate(
        order.regime, order.agency, order.owner.strip(), by.officer, authority.id if authority else None,
        order.above, order.preemptive or stays, review_on, before.reviewed_on if before else None, reminded_on,
    )  # fmt: skip
    _check_circle(page, mandate)
    page.put(mandate)
    return mandate


def review_mandate(office: Office, by: By, order: ReviewMandate) -> Mandate:
    need_reason(by)
    with office.books.transact() as page:
        guard(page, order.regime, by)
        before = page.find(Mandate, order.regime)
        if before is None or before.review_on is None:
            raise unknown("재검토 대상 기준", "regime under review", order.regime)
        _check_review(order.next_review_on, by.day, order.regime)
        mandate = replace(before, review_on=order.next_review_on, reviewed_on=by.day, reminded_on=None)
        page.put(mandate)
        note(page, by, "review_mandate", regime=order.regime, next_review_on=order.next_review_on,
             due=before.review_on)  # fmt: skip
    return mandate


# ---------------------------------------------------------------- rules


def authority_of(page: Reading, regime: RegimeId) -> Authority | None:
    """Whose word the regime carries: by its mandate, else by what ships. One that nobody registered has no officers."""
    mandate = page.find(Mandate, regime)
    carried = shipped.AUTHORITIES.get(regime)
    named = mandate.authority if mandate is not None and mandate.authority is not None else None
    if named is None:
        return carried and (page.find(Authority, carried.id) or carried)
    found = page.find(Authority, named)
    if found is None:
        raise unknown("감독기관", "authority", named)
    return found


def guard(page: Reading, regime: RegimeId, by: By) -> None:
    """Raises unless this officer may touch the regime: an authority's belongs to the authority (S60)."""
    authority = authority_of(page, regime)
    if authority is not None:
        _speaks(page, authority, by)


def guard_text(page: Reading, regime: RegimeId, text: str, by: By) -> None:
    """As `guard`, for an act that brings this text nearer to being in force: an authority's word as it ships may be taken
    over by any agency, as long as the authority has not spoken here itself.
    """
    authority = authority_of(page, regime)
    if authority is None or speaks_for(page, authority, by.officer, by.day):
        return
    mandate = page.find(Mandate, regime)
    claimed = mandate is not None and mandate.authority is not None
    spoken = claimed or any(
        speaks_for(page, authority, one.written_by, by.day) for one in page.every(PackVersion, regime=regime)
    )
    if spoken or not shipped.as_it_ships(regime, text):
        _speaks(page, authority, by)


def need_review_date(regime: RegimeId, owner: str, review_on: date | None, today: date) -> None:
    """A precaution names who answers for it and when it is looked at again. Raises naming the field (S52)."""
    _check_review(review_on, today, regime)
    _check_owner(owner)


def speaking_for(page: Reading, authority: AgencyId, by: By) -> Authority:
    """The authority, when this officer speaks for it."""
    found = page.find(Authority, authority)
    if found is None:
        raise unknown("감독기관", "authority", authority)
    _speaks(page, found, by)
    return found


def _speaks(page: Reading, authority: Authority, by: By) -> None:
    if not speaks_for(page, authority, by.officer, by.day):
        raise declined(
            f"{authority.name_ko}의 명령·기준은 그 기관의 담당자만 바꾸거나 해제할 수 있습니다",
            f"only officers of {authority.name_en} may change or lift its orders and regimes",
            f"{authority.name_ko}에 요청하십시오. 기관은 내장된 원문을 그대로 시행하거나 더 엄격한 자체 기준을 둘 수 있습니다",
            f"ask {authority.name_en}; an agency may put it in force as it ships, or add a stricter regime of its own",
        )


def _check_owner(owner: str) -> None:
    if not owner.strip() or len(owner) > 100 or not owner.isprintable():
        raise refused(
            "책임 부서(owner)가 필요합니다",
            "an owner is required",
            "owner에 책임 부서를 적으십시오",
            "name the office that answers for it in owner",
            "owner",
        )


def _check_review(review_on: date | None, today: date, regime: RegimeId) -> None:
    if review_on is None:
        raise refused(
            f"선제 조치({regime})에는 재검토일(review_on)이 필요합니다",
            f"a pre-emptive order ({regime}) needs a review date (review_on)",
            "review_on에 1년 안의 날짜를 적으십시오",
            "give review_on, a day within a year",
            "review_on",
        )
    if not today < review_on <= today + _LATEST_REVIEW:
        raise refused(
            f"재검토일(review_on)은 내일부터 1년 안이어야 합니다: {review_on}",
            f"the review date (review_on) must lie between tomorrow and a year from now: {review_on}",
            "review_on을 고치십시오",
            "correct review_on",
            "review_on",
        )


def _check_circle(page: Reading, mandate: Mandate) -> None:
    above = {row.regime: row.above for row in page.every(Mandate)} | {mandate.regime: mandate.above}
    at, seen = mandate.above, {mandate.regime}
    while at is not None:
        if at in seen:
            raise refused(
                "상위 기준이 자기 자신으로 돌아옵니다",
                "the regimes above it lead back to itself",
                "above를 고치십시오",
                "correct above",
                "above",
            )
        seen.add(at)
        at = above.get(at)
