"""S51: the order binds work devices; a personal device is out of its scope, which is not the same as allowed."""

from gwanmun.control import shipped
from gwanmun.policy.judge import Judge
from gwanmun.policy.vectors import case

DEFENSE = (("organisation.id", "kr-mnd"), ("organisation.type", "military"))
PERSONAL = (("device.class", "personal"), ("device.ownership", "personal"))


def test_the_defense_pack_is_silent_about_a_personal_device() -> None:
    pack = next(pack for pack in shipped.packs() if pack.id == "kr-mnd-work-devices")
    assert Judge((pack,)).hits(case(shipped.defaults(), "deepseek_app", (*DEFENSE, *PERSONAL))) == ()
    work = (*DEFENSE, ("device.class", "military_work"))
    assert [hit.rule for hit in Judge((pack,)).hits(case(shipped.defaults(), "deepseek_app", work))] == ["MND-1"]
