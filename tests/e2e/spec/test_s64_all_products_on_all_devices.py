"""S64: an order over all products of a vendor on all government devices: each product, each class, and the applications."""

from datetime import date

import pytest

from gwanmun.control.enforcement import Class, Site, make_plan, shipped_grounds
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.people import Agency, DeviceClass, OrganisationType
from gwanmun.enforce.plan import Action

ATTESTED = ("pledge", "training", "mfa", "no_plugins", "ordinary", "masking")
NOW = 1_739_145_600_000_000
AGENCY = Agency(
    AgencyId("au-home-affairs"), "호주 내무부", "Department of Home Affairs", OrganisationType.CENTRAL_MINISTRY, "AU", None,
    date(2017, 12, 20), None, "",
)  # fmt: skip
GOVERNMENT = [one for one in DeviceClass if one not in {DeviceClass.PERSONAL, DeviceClass.UNKNOWN}]


def plan_on(day, *devices):
    grounds = shipped_grounds(day)
    grounds = type(grounds)(
        **{**{name: getattr(grounds, name) for name in grounds.__slots__}, "agencies": {AGENCY.id: AGENCY}}
    )
    classes = tuple(Class(AGENCY.id, one, (f"10.{at}.0.0/16",), attested=ATTESTED) for at, one in enumerate(devices))
    return make_plan(grounds, Site(classes), NOW)


@pytest.mark.parametrize("device", GOVERNMENT)
def test_every_product_is_blocked_on_every_government_class(device):
    audience = plan_on(date(2025, 2, 10), device).audiences[0]
    verdicts = {one.destination: one for one in audience.verdicts}
    for product in ("deepseek", "deepseek-app", "deepseek-api"):
        assert verdicts[product].action is Action.BLOCK
        assert verdicts[product].code.startswith("AU-")
    assert verdicts["deepseek-app"].install is Action.BLOCK


def test_a_personal_device_is_not_the_orders():
    audience = plan_on(date(2025, 2, 10), DeviceClass.PERSONAL).audiences[0]
    assert {one.action for one in audience.verdicts} == {Action.PASS}
