"""parse∘print is identity: a pack printed for machines reads back as the same pack."""

from dataclasses import replace

import pytest

from gwanmun.control import shipped
from gwanmun.policy.printed import print_pack
from gwanmun.policy.reader import read_pack


def bare(pack):
    return replace(pack, rules=tuple(replace(rule, line=0) for rule in pack.rules))


@pytest.mark.parametrize("pack", shipped.packs(), ids=lambda pack: pack.id)
def test_every_shipped_pack_survives_printing(pack):
    again = read_pack(print_pack(pack), "printed")
    assert bare(again) == bare(pack)
    assert print_pack(again) == print_pack(pack)
