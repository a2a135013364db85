"""What the clock does by itself (시한): scheduled packs come into force, inquiries turn overdue, agencies merge on their
day, and whoever has to see to something is told.

The desk calls this when something is due, and whenever it opens: what fell due while it was away is done then. Each
effect is one transaction with its fact, whole or not at all; a clock set back undoes none of them. What does not live
here: waiting (`entrypoints/desk.py`).
"""

from dataclasses import replace
from datetime import date

from gwanmun.control.act import Touches
from gwanmun.control.inbox import tell
from gwanmun.control.inquiries import mark_overdue
from gwanmun.control.leavers import carry_out_mergers
from gwanmun.control.mandates import guard_text
from gwanmun.control.office import By, Office, declined, note, seoul_day, signed_by
from gwanmun.control.policies import check_activation, in_force, put_in_force
from gwanmun.control.pushing import tier_of
from gwanmun.control.reminders import remind, whom_a_schedule_concerns
from gwanmun.domain.devices import Tier
from gwanmun.domain.orders import Mandate, Scheduled
from gwanmun.errors import BadInput, GwanmunError
from gwanmun.policy.reader import read_pack
from gwanmun.ports.books import PackVersion, Reading, Writing

CLOCK = "clock"  # who acts when nobody does


def next_due_us(office: Office) -> int | None:
    """When the next scheduled effect is due; days change at midnight in any case."""
    with office.books.look() as page:
        return min((one.starts_us for one in page.every(Scheduled)), default=None)


def carry_out_due(office: Office, clock_date: date | None = None, *, reminders: bool = True) -> Touches:
    """Do everything that is due now. Returns what gates must learn of. `reminders` looks through all that people wait for."""
    now_us = office.surroundings.now_us()
    day = clock_date or seoul_day(now_us)
    touched = Touches.NOTHING
    with office.books.look() as page:
        waiting = [one for one in page.every(Scheduled) if one.starts_us <= now_us]
        # Of what falls due at one instant, the most sensitive systems come first (S53).
        due = sorted(waiting, key=lambda one: (one.starts_us, _tier(page, one) is not Tier.HIGH, one.regime))
    for scheduled in due:
        _activate(office, scheduled)
        touched = Touches.SNAPSHOT
    by = signed_by(office, CLOCK)
    with office.books.transact() as page:
        if mark_overdue(page, by, day):
            touched = Touches.SNAPSHOT
        if carry_out_mergers(page, by, day):
            touched = Touches.SNAPSHOT
        _remind(page, by, day)
        if reminders:
            remind(page, by, day)
    return touched


def _tier(page: Reading, scheduled: Scheduled) -> Tier:
    pack = page.find(PackVersion, scheduled.regime, scheduled.version)
    return Tier.STANDARD if pack is None else tier_of(read_pack(pack.text, str(pack.regime)))


def _activate(office: Office, scheduled: Scheduled) -> None:
    """Carry out a schedule as its officer decided it, or drop it and say why: nothing half done, nothing twice."""
    by = signed_by(office, scheduled.officer, scheduled.reason)
    try:
        with office.books.transact() as page:
            if page.find(Scheduled, scheduled.regime) != scheduled:
                return
            page.drop(Scheduled, scheduled.regime)
            put_in_force(page, by, _still_sound(office, page, by, scheduled), "activate_scheduled")
            # At this point the books say both or neither; a crash now leaves the schedule for the next opening.
    except BadInput as error:
        _drop(office, by, scheduled, error)


def _still_sound(office: Office, page: Writing, by: By, scheduled: Scheduled) -> PackVersion:
    """What held when it was scheduled must hold now. Raises `BadInput`."""
    pack = page.find(PackVersion, scheduled.regime, scheduled.version)
    found = in_force(page, scheduled.regime)
    if pack is None or found != scheduled.expected:
        raise declined(
            f"예약한 뒤 시행 중인 판이 바뀌었습니다 ({scheduled.expected} → {found})",
            f"another version came into force since it was scheduled ({scheduled.expected} → {found})",
            "다시 예약하십시오",
            "schedule it anew",
            scheduled.regime,
        )
    guard_text(page, scheduled.regime, pack.text, by)
    check_activation(office, page, pack, by.day)
    return pack


def _drop(office: Office, by: By, scheduled: Scheduled, error: GwanmunError) -> None:
    with office.books.transact() as page:
        page.drop(Scheduled, scheduled.regime)
        note(page, by, "schedule_failed", regime=scheduled.regime, version=scheduled.version,
             code=error.code, why=error.message("ko"))  # fmt: skip
        who = whom_a_schedule_concerns(page, scheduled.regime, scheduled.officer, by.day)
        tell(page, by, "schedule_failed", f"{scheduled.regime} v{scheduled.version}", who)


def _remind(page: Writing, by: By, day: date) -> None:
    """One fact for each precaution whose review day has come."""
    for mandate in page.every(Mandate, reminded_on=None):
        if mandate.review_on is not None and mandate.review_on <= day:
            page.put(replace(mandate, reminded_on=day))
            note(page, by, "review_due", regime=mandate.regime, owner=mandate.owner, review_on=mandate.review_on)
