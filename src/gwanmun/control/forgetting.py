"""The act before something of the journal is forgotten (파기): who forgets what, and why, is a fact first.

What lives here: the fact. What does not: the erasing itself (`adapters/files`), which is safe to repeat after a crash;
retention periods by law.
"""

import re
from dataclasses import dataclass

from gwanmun.control.directory import known_agency
from gwanmun.control.office import By, Office, need_reason, note, refused
from gwanmun.domain.ids import AgencyId

_ORIGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,127}")


@dataclass(frozen=True, slots=True)
class NoteForgetting:
    """Records of the journal `origin` by their numbers, or all of an agency's openings of a day (YYYY-MM-DD)."""

    origin: str
    records: tuple[int, ...] = ()
    agency: AgencyId | None = None
    day: str = ""


def note_forgetting(office: Office, by: By, order: NoteForgetting) -> None:
    need_reason(by)
    whole_day = order.agency is not None and re.fullmatch(r"\d{4}-\d{2}-\d{2}", order.day) is not None
    if not _ORIGIN.fullmatch(order.origin) or bool(order.records) == whole_day or min(order.records, default=0) < 0:
        raise refused(
            "기록 번호, 또는 기관과 날짜 가운데 하나를 적습니다",
            "name either records, or an agency and a day",
            "gwanmun journal forget --request ID",
            "gwanmun journal forget --request ID",
        )
    with office.books.transact() as page:
        if order.agency is not None:
            known_agency(page, order.agency)
        note(page, by, "note_forgetting", order.agency, origin=order.origin, records=order.records, day=order.day)
