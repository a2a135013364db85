"""The link on the block page (차단 안내의 예외 승인 요청): from a host that was refused to a request for its service.

The page's link names host, reason and policy; the person adds why and until when. The request itself, and everybody who
decides on it, are those of every other exception (`approvals.py`). What does not live here: how an approval reaches the
network (`enforcement.py`).
"""

from dataclasses import dataclass
from datetime import date

from gwanmun.control.approvals import RequestApproval, ShownRequest, families_to_name, request_approval
from gwanmun.control.destinations import sheet
from gwanmun.control.office import By, Office, refused
from gwanmun.domain.approvals import Reach
from gwanmun.domain.ids import ServiceId
from gwanmun.domain.people import DeviceClass
from gwanmun.enforce.grammar import host_name
from gwanmun.enforce.plan import Action, Destination, Ruling, Table


@dataclass(frozen=True, slots=True)
class RequestException:
    """`host`, `code` and `policy` are what the page's link holds."""

    host: str
    justification: str
    until: date
    code: str = ""
    policy: str = ""
    id: str = ""
    reach: Reach = Reach.PERSON
    device_class: DeviceClass = DeviceClass.INTERNET_PC
    mitigations: bool = False


def request_exception(office: Office, by: By, order: RequestException) -> ShownRequest:
    """File a request for the service that a refused host belongs to. Raises `BadCommand` where none can be asked for."""
    service = service_of(order.host)
    with office.books.look() as page:
        families = families_to_name(page, service)  # whoever asks for that very host means its models
    return request_approval(
        office, by,
        RequestApproval(
            service, order.justification, order.until, order.id, order.reach, families=families, mitigations=order.mitigations,
            device_class=order.device_class, task=f"차단 안내 {order.code}"[:64].strip() if order.code else "",
        ),
    )  # fmt: skip


def service_of(host: str) -> ServiceId:
    """The service of the catalogue that a host belongs to. A way round the block is nobody's to ask for."""
    found = destination_of(host_name(host, "host"))
    if found is None:
        raise refused(
            "서비스 목록에 없는 이름입니다", "no service of the catalogue has that name",
            "정보보호담당관에게 서비스 등록을 요청하십시오", "ask the security officer to list the service", "host",
        )  # fmt: skip
    if found in {one.id for one in sheet().ways}:
        raise refused(
            "차단을 우회하는 경로는 예외로 신청할 수 없습니다", "no exception is given for a way round the block",
            "필요한 서비스의 이름으로 신청하십시오", "ask for the service that you need", "host",
        )  # fmt: skip
    return ServiceId(found)


def destination_of(host: str) -> str | None:
    """The id of the destination of the shipped sheets that a host belongs to."""
    ruling = _table(sheet().services, sheet().ways).find(host)
    return ruling.destination if ruling else None


def _table(*several: tuple[Destination, ...]) -> Table:
    rows = ((name, Ruling(one.id, Action.PASS, "")) for group in several for one in group for name in one.names)
    return Table(rows)
