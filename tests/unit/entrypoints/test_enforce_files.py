"""Files that a person named wrongly to `gwanmun enforce …`: which one, what is wrong, and never an inner error."""

import gzip

import pytest

from gwanmun.adapters.enforcement.files import read_agent, read_lines, read_network
from gwanmun.entrypoints.enforce_commands import (
    Asked,
    Reading,
    compile_targets,
    make_bundle,
    make_key,
    show_agent_key,
    show_attempts,
    show_coverage,
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
    "records that are missing": lambda p, key, blank: read_lines([p / "no.jsonl"]),
    "a rotated log that is no gzip": lambda p, key, blank: show_attempts(
        ASKED, Reading((blank.rename(p / "access.log.gz"),), "squid", 9, None), as_json=False, lang="ko"
    ),
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


@pytest.mark.parametrize("user", ["root", "-u", "proxy root", "#0", "Proxy"])
def test_an_engines_commands_are_never_run_as_root(user, tmp_path):
    """They read what the agent's account wrote: as root, Squid prints any file that is included there."""
    file = tmp_path / "agent.toml"
    file.write_text(f'root = "{tmp_path}"\n[keys]\n[squid]\nconf = "/etc/squid/squid.conf"\nrun_as = "{user}"\n')
    with pytest.raises(BadCommand) as told:
        read_agent(file).engines()
    assert "squid.run_as" in told.value.where


def test_an_engines_commands_are_run_as_its_own_user_and_the_firewalls_as_the_agent(tmp_path):
    file = tmp_path / "agent.toml"
    file.write_text(
        f'root = "{tmp_path}"\nnft = true\n[keys]\n[squid]\nconf = "/etc/squid/squid.conf"\nrun_as = "proxy"\n'
    )
    squid, nft = read_agent(file).engines()
    assert (squid.prefix, nft.prefix) == (("sudo", "-n", "-u", "proxy"), ())


@pytest.mark.parametrize("days", ["0", "-3", "401", "99999999999999999999"])
def test_a_bundle_lasts_a_day_at_least_and_not_for_ever(days, tmp_path):
    file = tmp_path / "network.toml"
    file.write_text(f"expires_days = {days}\nclasses = []\n")
    with pytest.raises(BadSettings):
        read_network(file)


LINE = (
    "1738800000.238 10.0.0.2 - TCP_DENIED/403 GET chat.deepseek.com:80 sni=- bump=- err=403:ERR_AI_MND-1 policy=r7-ab\n"
)


def read(path, capsys, kind="squid"):
    code = show_attempts(ASKED, Reading((path,), kind, 9, None), as_json=False, lang="en")
    return code, capsys.readouterr().out


def test_a_log_that_was_rotated_and_packed_is_read_also_where_it_was_cut(tmp_path, capsys):
    packed = tmp_path / "access.log.1.gz"
    packed.write_bytes(gzip.compress(LINE.encode() * 3))
    code, said = read(packed, capsys)
    assert (code, "3 raw" in said) == (0, True)
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(b"".join(LINE.replace(".238", f".{at:03}").encode() for at in range(999)))[:-20])
    assert "deepseek" in read(cut, capsys)[1]


@pytest.mark.parametrize("kind", ["zeek", "bind"])
def test_a_log_in_which_no_line_tells_of_a_name_is_not_taken_for_a_quiet_day(kind, tmp_path, capsys):
    log = tmp_path / "access.log"
    log.write_text(LINE)
    code, said = read(log, capsys, kind)
    assert code == 1
    assert "--format" in said


@pytest.mark.parametrize("span", [("2025-02-07T00:00", "2025-02-06T00:00"), ("0001-01-01T00:00", "9999-12-31T00:00")])
def test_a_period_that_is_none_is_told(span, tmp_path):
    log = tmp_path / "access.log"
    log.write_text(LINE)
    with pytest.raises(BadCommand):
        show_coverage(ASKED, Reading((log,), "squid", 9, None), *span, as_json=False, lang="ko")
