"""S55: unnamed sources. A pack marked doubtful (France) cannot be activated before an owner confirmed its source."""

import pytest

from bureau import Bureau
from gwanmun.control import shipped
from gwanmun.errors import BadCommand

TEXT = next(one.text for one in shipped.pack_texts() if one.regime == "fr-government")


def test_france_waits_for_its_owner(tmp_path):
    bureau = Bureau(tmp_path)
    bureau.do("write_pack", officer="writer", text=TEXT)
    with pytest.raises(BadCommand, match="confirm"):
        bureau.do("activate_pack", officer="chief", regime="fr-government", version=1)
    bureau.do("confirm_pack", officer="owner", reason="보도 두 건 확인", regime="fr-government", version=1)
    assert bureau.do("activate_pack", officer="chief", regime="fr-government", version=1)["confirmed_by"] == "owner"
    assert bureau.facts("confirm_pack")[0]["reason"] == "보도 두 건 확인"
    bureau.close()
