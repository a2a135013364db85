"""S19: policy packs are versioned data, tested before they count: one that fails a vector of its own cannot be activated."""

import pytest

from bureau import Bureau
from gwanmun.control import shipped
from gwanmun.errors import BadCommand
from gwanmun.ports.books import PackVersion

REGIME = "kr-local-government"
TEXT = next(one.text for one in shipped.pack_texts() if one.regime == REGIME)
VECTOR = next(one for one in shipped.packs() if one.id == REGIME).vectors[0]


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path)
    yield made
    made.close()


def broken() -> str:
    """The pack with one expectation turned round."""
    line = next(one for one in TEXT.splitlines() if f"id: {VECTOR.id}," in one)
    word = VECTOR.expect.word
    other = "allow" if word != "allow" else "deny"
    return TEXT.replace(line, line.replace(f"expect: {word}", f"expect: {other}"))


def test_a_pack_with_a_failing_vector_is_kept_and_never_comes_into_force(bureau):
    assert bureau.do("write_pack", officer="author", text=broken())["version"] == 1
    bureau.do("confirm_pack", officer="owner", regime=REGIME, version=1)
    for starts in (None, bureau.clock.now + 3_600_000_000):
        with pytest.raises(BadCommand, match=VECTOR.id) as caught:
            bureau.do("activate_pack", officer="chief", regime=REGIME, version=1, starts_us=starts)
        assert VECTOR.id in caught.value.message("ko")
    bureau.later(hours=2)
    assert bureau.every(PackVersion, active=True) == ()


def test_the_corrected_version_comes_into_force_beside_the_history(bureau):
    bureau.do("write_pack", officer="author", text=broken())
    bureau.do("write_pack", officer="author", text=TEXT)
    bureau.do("confirm_pack", officer="owner", regime=REGIME, version=2)
    bureau.do("activate_pack", officer="chief", regime=REGIME, version=2)
    assert [(one.version, one.active) for one in bureau.every(PackVersion)] == [(1, False), (2, True)]
