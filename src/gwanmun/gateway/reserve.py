"""Stage 6: hold the worst case on person, department and government at once (예약)."""

from gwanmun.domain.allowances import Hold
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.passes import Cleared, Progress, Reserved


async def reserve(cleared: Cleared, desk: Desk, progress: Progress) -> Reserved:
    """Raises `OverAllowance` naming the level; then nothing is held anywhere."""
    identified = cleared.judged.examined.admitted.identified
    arrival = identified.arrival
    limits = arrival.world.limits_over(identified.agency.id, identified.department.id, identified.person.id)
    hold = Hold(
        identified.agency.id,
        identified.department.id,
        identified.pseudonym,
        arrival.day.isoformat(),
        cleared.worst.micro_won,
    )
    await desk.accounts.hold(arrival.id, hold, limits)
    progress.held = True
    return Reserved(cleared)
