"""From what the gate knows (agency, device, target, grade, approval …) to the complete mapping that rules look at.
What does not live here: finding any of it out (the stages), judging (`judge.py`).

INVARIANT: every attribute of the language has a value here, so that no rule is ever judged on a missing one.
"""

from datetime import date
from functools import lru_cache

from gwanmun.domain.catalogue import Target
from gwanmun.domain.grades import Grade
from gwanmun.domain.people import Agency, DeviceClass
from gwanmun.policy.language import NOT_LOOKED_AT, Value


@lru_cache(maxsize=1024)
def _joined(countries: tuple[str, ...]) -> str:
    return "+".join(sorted(countries)) or "unknown"


def attributes(
    *,
    day: date,
    agency: Agency,
    device: DeviceClass,
    target: Target,
    grade: Grade,
    personal_info: bool,
    training_complete: bool,
    pledge_signed: bool,
    in_house_available: bool,
    masked: bool = False,
    action: str = "access",
    sensitivity: str = NOT_LOOKED_AT,
    purpose: str = "work",
    necessity: str = "routine",
    exemption: str = "none",
    plugins: bool | None = None,
    mfa: bool | None = None,
    inquiry_status: str = "none",
    approval_state: str = "none",
    approval_mitigations: bool = False,
    discretion_state: str = "none",
    order_state: str = "in_force",
) -> dict[str, Value]:
    """The mapping for one request on one target, as of a day (Asia/Seoul).

    Ownership follows the device's class. A purpose other than `personal` is work: regimes bind work, so that an
    unknown purpose is bound too. Orders lifted one by one are `Judge`'s `lifted`; `order_state` speaks of all at once.
    What nobody looked at (`None`) is said to be unknown: evidence never asserts a check that was not made. `grade` is what would remain after masking (design.md, Grade and masking).
    """
    # `str(…)` of a StrEnum is its value, and a third of the price of `.value` (a Python-level property).
    service = target.service
    record = target.record
    return {
        "jurisdiction": agency.jurisdiction,
        "date": day,
        "action": action,
        "organisation.id": agency.id,
        "organisation.type": str(agency.type),
        "user.training_complete": training_complete,
        "user.pledge_signed": pledge_signed,
        "device.class": str(device),
        "device.ownership": "personal" if device is DeviceClass.PERSONAL else "government",
        "device.sensitivity": sensitivity,
        "data.classification": str(grade),
        "data.personal_info": personal_info,
        "data.masked": masked,
        "purpose.type": "personal" if purpose == "personal" else "work",
        "purpose.necessity": necessity,
        "purpose.exemption": exemption,
        "login.plugins": NOT_LOOKED_AT if plugins is None else plugins,
        "login.mfa": NOT_LOOKED_AT if mfa is None else mfa,
        "inquiry.status": inquiry_status,
        "approval.state": approval_state,
        "approval.mitigations": approval_mitigations,
        "discretion.state": discretion_state,
        "order.state": order_state,
        "in_house_available": in_house_available,
        "service.id": service.id,
        "service.family": target.family,
        "service.form": service.form,
        "service.vendor_country": service.vendor_country,
        "service.deployment": str(service.deployment),
        "service.contract": record.contract,
        "service.stores_outside": record.stores_outside,
        "service.storage_countries": _joined(service.storage_countries),
        "service.accredited_level": record.accredited_level,
        "service.security_reviewed": record.security_reviewed,
        "service.on_catalogue": record.on_catalogue,
    }
