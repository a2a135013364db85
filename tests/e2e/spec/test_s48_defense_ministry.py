"""S48: the defense ministry's restriction, vectors MND-V1 to V9."""

from gwanmun.control import shipped
from gwanmun.policy.vectors import check_pack


def test_every_vector_of_the_packs_comes_out_as_published() -> None:
    packs = {str(pack.id): pack for pack in shipped.packs()}
    for regime, count in (("kr-mnd-work-devices", 9),):
        assert len(packs[regime].vectors) == count
        assert check_pack(packs[regime], shipped.defaults()) == ()
