"""Stage 6: hold the worst case on government, department, person, service and purpose at once (예약)."""

from gwanmun.domain.allowances import LEVELS, PERIODS, Hold, Near
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.passes import Cleared, Progress, Reserved


async def reserve(cleared: Cleared, desk: Desk, progress: Progress) -> Reserved:
    """Raises `OverAllowance` or `TooFast` naming the level; then nothing is held anywhere."""
    identified = cleared.judged.examined.admitted.identified
    arrival, worst = identified.arrival, cleared.worst
    service, purpose = cleared.judged.examined.admitted.target.service.id, identified.purpose
    limits, paces = arrival.world.bounds_over(
        identified.agency.id, identified.department.id, identified.person.id, service, purpose
    )
    hold = Hold(
        identified.agency.id,
        identified.department.id,
        identified.pseudonym,
        arrival.day.isoformat(),
        worst.micro_won,
        service,
        purpose,
        worst.input_tokens + worst.output_tokens * worst.choices,
        arrival.at_us,
    )
    # Before the wait: whoever is cut off in it may have been granted the hold, and voiding one twice does nothing.
    progress.held = True
    near = await desk.accounts.hold(arrival.id, hold, limits, paces)
    if near:
        _warn(near, progress, desk)
    return Reserved(cleared)


def _warn(near: tuple[Near, ...], progress: Progress, desk: Desk) -> None:
    """Tell the caller which allowances run out; and those who watch, once, when a mark is first passed."""
    progress.near = ", ".join(f"{_name(one)} {one.percent}%" for one in near)
    crossed = [f"{_name(one)}/{one.percent}" for one in near if one.crossed]
    for mark in crossed:
        desk.metrics.count("allowance_mark", mark)
    if crossed:
        progress.extra["allowance_marks"] = crossed


def _name(one: Near) -> str:
    return f"{LEVELS[one.level]}/{PERIODS[one.period]}"
