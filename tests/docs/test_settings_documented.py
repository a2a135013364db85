"""docs/settings.md and the example file say what settings.py reads: every key, and no other."""

import re
import tomllib
from pathlib import Path

import pytest

from gwanmun.settings import known_keys, load_settings, plain_settings

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs/settings.md").read_text()
EXAMPLE = ROOT / "src/gwanmun/data/gwanmun.example.toml"


@pytest.mark.parametrize("key", known_keys())
def test_every_setting_is_documented(key):
    assert f"`{key}`" in DOCS


def test_no_setting_is_documented_that_does_not_exist():
    named = re.findall(r"`((?:gate|journal|desk|upstreams|snapshot|sandbox)\.[a-z_.<>]+)`", DOCS)
    assert named
    assert set(named) - {"desk.sock"} <= set(known_keys())


def _uncommented() -> str:
    """The example with every commented key switched on."""
    return re.sub(r"(?m)^# ?(?=\[[a-z]|[a-z_]+ = )", "", EXAMPLE.read_text())


def test_the_example_shows_every_setting():
    text = _uncommented().replace('api_key_env = "OPENAI_API_KEY"', "")  # either this or the file
    found = set()

    def walk(table, path):
        for key, value in table.items():
            if isinstance(value, dict):
                walk(value, (*path, "<service>" if path == ("upstreams",) else key))
            else:
                found.add(".".join((*path, key)))

    walk(tomllib.loads(text), ())
    others = {"upstreams.<service>.api_key_env", "desk.books_password_env", "accounts.password_env"}
    others |= {"console.oidc.client_secret_env"}
    assert found | others == set(known_keys())


def test_the_example_as_written_loads_with_the_defaults(tmp_path):
    (tmp_path / "gwanmun.toml").write_text(EXAMPLE.read_text())
    loaded = load_settings(tmp_path / "gwanmun.toml")
    plain = plain_settings(tmp_path / "gwanmun-data")
    assert (loaded.gate, loaded.desk, loaded.journal, loaded.snapshot, loaded.sandbox) == (
        plain.gate,
        plain.desk,
        plain.journal,
        plain.snapshot,
        plain.sandbox,
    )


def test_the_defaults_the_example_shows_are_the_defaults(tmp_path):
    text = _uncommented().replace('api_key_env = "OPENAI_API_KEY"', "")
    text = re.sub(r"(?m)^(cert|key|client_ca|books_password_file) = .*$", "", text)
    (tmp_path / "gwanmun.toml").write_text(text)
    shown = load_settings(tmp_path / "gwanmun.toml")
    plain = plain_settings(tmp_path / "gwanmun-data")
    assert (shown.gate, shown.journal, shown.desk, shown.snapshot, shown.sandbox) == (
        plain.gate,
        plain.journal,
        plain.desk,
        plain.snapshot,
        plain.sandbox,
    )
