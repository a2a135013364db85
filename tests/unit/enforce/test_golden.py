"""The small plan as every engine's text, held against files. `python tests/unit/enforce/test_golden.py` rewrites them."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
GOLDEN = ROOT / "golden/enforce"


def made():
    from enforce_plans import LEAVE, NOW, plan
    from gwanmun.enforce.plan import checked
    from gwanmun.enforce.targets import compile_plan

    artefacts = compile_plan(checked(plan(leaves=(LEAVE,))), NOW)
    return {one.path: one.text for target in artefacts.values() for one in target}


def test_every_artefact_is_the_reviewed_one():
    texts = made()
    there = {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*") if path.is_file()}
    assert set(texts) == there
    for path, text in texts.items():
        assert (GOLDEN / path).read_bytes() == text.encode(), path


@pytest.mark.parametrize(
    "path", ["bind/views.conf", "squid/ai.conf", "nft/gwanmun.nft", "unbound/kr-mnd.military_work.rpz"]
)
def test_every_text_is_stamped_with_the_policy(path):
    from enforce_plans import LEAVE, plan
    from gwanmun.enforce.plan import checked

    assert f"policy {checked(plan(leaves=(LEAVE,))).stamp}," in made()[path]


if __name__ == "__main__":
    for path, text in made().items():
        (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / path).write_bytes(text.encode())
