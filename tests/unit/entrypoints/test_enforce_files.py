"""Files that a person named wrongly to `gwanmun enforce …`: which one, what is wrong, and never an inner error."""

import pytest

from gwanmun.adapters.enforcement.files import read_network
from gwanmun.entrypoints.enforce_commands import (
    Asked,
    Reading,
    compile_targets,
    make_bundle,
    make_key,
    show_agent_key,
    show_attempts,
)
from gwanmun.errors import BadCommand, BadSettings

ASKED = Asked(None, "kr-mnd", "military_work", (), "2025-02-06", None, None)


@pytest.fixture
def key(tmp_path, capsys):
    made = tmp_path / "ciso.key"
    make_key(made)
    return made


@pytest.fixture
def blank(tmp_path):
    made = tmp_path / "blank"
    made.write_bytes(b"\xff\xfe")
    return made


WRONG = {
    "a key into no folder": lambda p, key, blank: make_key(p / "nowhere/x.key"),
    "a key that is missing": lambda p, key, blank: make_bundle(ASKED, [p / "no.key"], p / "b", lang="ko"),
    "a key that is none": lambda p, key, blank: make_bundle(ASKED, [blank], p / "b", lang="ko"),
    "a bundle into no folder": lambda p, key, blank: make_bundle(ASKED, [key], p / "nowhere/b", lang="ko"),
    "a bundle over a folder": lambda p, key, blank: make_bundle(ASKED, [key], p, lang="ko"),
    "a compilation into a file": lambda p, key, blank: compile_targets(ASKED, "pac", blank, as_json=False, lang="ko"),
    "lines aside into no folder": lambda p, key, blank: show_attempts(
        ASKED, Reading((blank,), "squid", 9, p / "nowhere/aside"), as_json=False, lang="ko"
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_that_cannot_be_read_or_written_is_named(wrong, tmp_path, key, blank):
    with pytest.raises(BadCommand) as told:
        WRONG[wrong](tmp_path, key, blank)
    assert told.value.where
    assert not [one for one in tmp_path.iterdir() if one.name.endswith(".new")], "nothing half made is left"


def test_an_agents_root_that_is_a_file_is_told(tmp_path, blank):
    file = tmp_path / "agent.toml"
    file.write_text(f'root = "{blank}"\n[keys]\n')
    with pytest.raises(BadCommand):
        show_agent_key(file)


@pytest.mark.parametrize("days", ["0", "-3", "401", "99999999999999999999"])
def test_a_bundle_lasts_a_day_at_least_and_not_for_ever(days, tmp_path):
    file = tmp_path / "network.toml"
    file.write_text(f"expires_days = {days}\nclasses = []\n")
    with pytest.raises(BadSettings):
        read_network(file)
