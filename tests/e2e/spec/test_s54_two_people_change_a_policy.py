"""S54: ministries approved the step. Nobody writes and activates, confirms, schedules or brings back the same policy."""

import pytest

from bureau import Bureau
from gwanmun.control import shipped
from gwanmun.errors import BadCommand
from gwanmun.ports.books import PackVersion

TEXT = next(one.text for one in shipped.pack_texts() if one.regime == "kr-n2sf")


def test_one_person_alone_changes_nothing_by_any_act(tmp_path):
    bureau = Bureau(tmp_path)
    for text in (TEXT, TEXT + "# again\n"):
        bureau.do("write_pack", officer="writer", text=text)
    with pytest.raises(BadCommand):
        bureau.do("confirm_pack", officer="writer", regime="kr-n2sf", version=1)
    for version in (1, 2):
        bureau.do("confirm_pack", officer="owner", regime="kr-n2sf", version=version)
    for later in (None, bureau.clock.now + 3_600_000_000):
        with pytest.raises(BadCommand):
            bureau.do("activate_pack", officer="writer", regime="kr-n2sf", version=1, starts_us=later)
    assert bureau.every(PackVersion, active=True) == ()
    for version in (1, 2):
        bureau.do("activate_pack", officer="chief", regime="kr-n2sf", version=version)
    with pytest.raises(BadCommand):
        bureau.do("return_pack", officer="writer", regime="kr-n2sf", version=1)
    bureau.do("return_pack", officer="chief", regime="kr-n2sf", version=1)
    (active,) = bureau.every(PackVersion, active=True)
    assert (active.version, active.written_by, active.confirmed_by, active.activated_by) == (
        1,
        "writer",
        "owner",
        "chief",
    )
    assert all(one["reason"] for one in bureau.facts("activate_pack") + bureau.facts("return_pack"))
    bureau.close()
