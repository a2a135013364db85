"""`gwanmun journal verify` on journals from which something was taken away: what proves nothing never passes."""

import json
import shutil

import pytest

from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.adapters.files.reader import segment_files
from gwanmun.entrypoints import doctor
from gwanmun.entrypoints.journal_commands import verify
from gwanmun.journal.faults import BadCheckpoint
from gwanmun.journal.segment import read_head, settle
from gwanmun.settings import load_settings
from journal_kit import Place

SEAL = ("checkpoint", "checkpoint.vkey")
#: What an insider may take away so that no checkpoint is left, from the least to nearly everything.
TAKEN = {
    "the checkpoint": ("checkpoint",),
    "the checkpoint and its key": SEAL,
    "all that was sealed": (*SEAL, "tile", "opening", "accounts"),
    "all but the card": (*SEAL, "tile", "opening", "accounts", "segments", "lock"),
}


@pytest.fixture
def place(tmp_path) -> Place:
    place = Place(tmp_path)
    place.write(range(40))
    place.seal()
    place.write(range(40, 44))
    return place


@pytest.fixture
def kept(place, tmp_path):
    """What an auditor took along: the public key, and the checkpoint of that day."""
    key, note = tmp_path / "kept.vkey", tmp_path / "kept.note"
    shutil.copy(place.path / "checkpoint.vkey", key)
    shutil.copy(place.path / "checkpoint", note)
    return key, note


def take(place: Place, what: str) -> None:
    for name in TAKEN[what]:
        path = place.path / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def test_a_sealed_journal_passes_with_and_without_the_kept_key(place, kept, capsys) -> None:
    key, note = kept
    assert verify(place.path) == 0
    assert verify(place.path, public_key=key, earlier=note) == 0
    assert capsys.readouterr().out.count("✓") == 2


@pytest.mark.parametrize("what", TAKEN)
def test_with_a_kept_key_or_checkpoint_a_missing_seal_is_a_fault(place, kept, what, capsys) -> None:
    key, note = kept
    take(place, what)
    for more in ({"public_key": key}, {"earlier": note}, {"public_key": key, "earlier": note}):
        assert verify(place.path, **more) == 1
        said = capsys.readouterr().out
        assert "✗" in said
        assert "✓" not in said
    with pytest.raises(BadCheckpoint):
        verify_journal(place.path, vkey=key.read_text().strip())
    with pytest.raises(BadCheckpoint):
        verify_journal(place.path, earlier=note.read_bytes())


@pytest.mark.parametrize("what", TAKEN)
@pytest.mark.parametrize(
    ("lang", "words"), [("ko", "봉인 없음: 증명된 것이 없습니다"), ("en", "Not sealed: nothing is")]
)
def test_without_a_seal_nothing_is_called_proved(place, what, lang, words, capsys) -> None:
    take(place, what)
    assert verify(place.path, lang=lang) == 1
    said = capsys.readouterr().out
    assert words in said
    assert "✓" not in said
    assert verify(place.path, as_json=True) == 1
    row = json.loads(capsys.readouterr().out)
    assert (row["ok"], row["code"], row["proved"]) == (False, "not_sealed", 0)


def test_a_journal_cut_to_its_first_records_is_no_proof_of_anything(tmp_path, capsys) -> None:
    place = Place(tmp_path)
    place.write(range(8), each_group=4)
    ((_, file),) = segment_files(place.path)
    whole = file.read_bytes()
    head = read_head(whole)
    fourth = settle(whole, head.end, 0, head.first, set()).records[3]
    file.write_bytes(whole[: fourth.opening_at + fourth.opening_size + 5])  # its CRC and its newline
    assert verify(place.path) == 1
    assert "봉인 전 4건" in capsys.readouterr().out


def test_an_empty_tree_that_was_signed_proves_nothing_either(tmp_path, capsys) -> None:
    place = Place(tmp_path)
    place.write(range(0))
    place.seal()
    assert verify(place.path) == 1
    assert "✓" not in capsys.readouterr().out


def test_one_journal_without_a_seal_spoils_the_verdict_over_a_directory(place, tmp_path, capsys) -> None:
    other = Place(tmp_path / "journal" / "other")
    other.write(range(4))
    assert verify(tmp_path) == 1
    said = capsys.readouterr().out
    assert said.count("✓") == 1
    assert said.count("✗") == 1


@pytest.mark.parametrize(("seal", "verdict"), [(True, True), (False, None)])
def test_the_doctor_does_not_call_an_unsealed_journal_well(tmp_path, seal, verdict) -> None:
    (tmp_path / "gwanmun.toml").write_text('[gate]\ndata_dir = "."\n[journal]\norigin = "gwanmun.test/gate-1"\n')
    place = Place(tmp_path)
    place.write(range(4))
    if seal:
        place.seal()
    _, found, words, _ = doctor._journal(load_settings(tmp_path / "gwanmun.toml"), ko=True)
    assert found is verdict
    assert ("봉인 없음" in words) is not seal
