"""The desk's courier (알림 전달): carries what is due in the outbox of notices, and tries again what failed.

The books say what is due; a crash between carrying and writing it down carries one notice twice, under one id.
What does not live here: the inbox and the waits between attempts (`control/inbox.py`), relays (`adapters/notices.py`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from gwanmun.control.inbox import Parcel, due, settled
from gwanmun.control.office import Office
from gwanmun.domain.approvals import Channel, Delivery, DeliveryState, Message
from gwanmun.errors import GwanmunError, StoreFault

Carry = Callable[[Channel, Message], Awaitable[None]]
Report = Callable[[str, Mapping[str, object]], None]
LOOK_SECONDS = 2.0
_AT_ONCE = 50


async def watch(office: Office, carry: Carry, report: Report) -> None:
    """Carry until cancelled. A store that is busy is tried again; notices never stop the desk."""
    while True:
        try:
            await carry_due(office, carry)
        except StoreFault as fault:
            report("notices_wait", {"code": fault.code})
        await asyncio.sleep(LOOK_SECONDS)


async def carry_due(office: Office, carry: Carry) -> int:
    """Try everything that is due once. Returns how many were taken."""
    with office.books.look() as page:
        parcels = due(page, office.surroundings.now_us(), _AT_ONCE)
    taken = 0
    for parcel in parcels:
        fault = await _try(parcel, carry)
        taken += fault is None
        with office.books.transact() as page:
            standing = page.find(Delivery, parcel.delivery.notice, parcel.delivery.channel)
            if standing is not None and standing.state is DeliveryState.WAITING:
                page.put(settled(standing, office.surroundings.now_us(), fault))
    return taken


async def _try(parcel: Parcel, carry: Carry) -> str | None:
    message = Message(
        parcel.delivery.notice, parcel.person, parcel.kind, parcel.subject, parcel.ko, parcel.en, parcel.at_us
    )
    try:
        await carry(parcel.channel, message)
    except GwanmunError as error:
        return error.code
    return None
