"""S46: a pack exported with its provenance and read again gives equal decisions."""

import pytest

from gwanmun.control import shipped
from gwanmun.entrypoints import cli
from gwanmun.policy.difference import difference
from gwanmun.policy.reader import read_pack
from gwanmun.policy.vectors import check_pack, complete

DEFAULTS = shipped.defaults()
BASE = complete({**DEFAULTS.inputs, **DEFAULTS.profiles["deepseek_hosted"]}, ())


@pytest.mark.parametrize("pack", shipped.packs(), ids=lambda pack: pack.id)
def test_no_input_at_all_is_decided_otherwise_after_a_round_trip(pack, tmp_path) -> None:
    file = tmp_path / "travelled.yaml"
    assert cli.run(["policy", "export", str(pack.id), "--out", str(file)]) == 0
    again = read_pack(file.read_text(encoding="utf-8"), "travelled.yaml")
    assert difference([pack], [again], BASE).changed == 0
    assert check_pack(again, DEFAULTS) == ()
    assert (again.sources, again.facts, [rule.basis for rule in again.rules]) == (
        pack.sources, pack.facts, [rule.basis for rule in pack.rules],
    )  # fmt: skip


def test_a_pack_changed_on_its_way_is_noticed(tmp_path, capsys) -> None:
    file = tmp_path / "travelled.yaml"
    cli.run(["policy", "export", "kr-nis-genai-rules", "--out", str(file)])
    file.write_text(file.read_text(encoding="utf-8").replace("decision: deny", "decision: allow", 1), encoding="utf-8")
    assert cli.run(["policy", "test", str(file)]) == 2
    assert "sha256" in capsys.readouterr().err
