"""Settings: nothing unknown, nothing guessed, no secret shown."""

import os
import pickle

import pytest

from gwanmun.errors import BadSettings
from gwanmun.settings import Secret, load_settings, settings_file


@pytest.fixture
def load(tmp_path):
    def _load(text, **options):
        file = tmp_path / "gwanmun.toml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_settings(file, **options)

    return _load


def upstream(extra, base='base_url = "https://x.example/v1"'):
    return f'[upstreams.x]\n{base}\ndialect = "openai"\n{extra}\n'


def test_an_empty_file_is_all_defaults(load, tmp_path):
    settings = load("")
    assert (settings.gate.host, settings.gate.port) == ("127.0.0.1", 8080)
    assert settings.gate.data_dir == tmp_path / "gwanmun-data"
    assert settings.gate.keys_dir == tmp_path / "gwanmun-data-keys"
    assert settings.desk.socket == tmp_path / "gwanmun-data/desk.sock"
    assert settings.upstreams == {}


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("[gate]\nlistne = 1", "gate.listne", "did you mean listen?"),
        ("[gtae]\n", "gtae", "did you mean gate?"),
        ("[gate.limits]\nzzz = 1", "gate.limits.zzz", "no such setting"),
        (upstream("api_key = 'sk-secret'"), "upstreams.x.api_key", "did you mean api_key_"),
        ("gate = 1", "gate", "table"),
        ("[gate]\nlisten = 8080", "gate.listen", "text"),
        ("[gate]\nlisten = 'example.com:80'", "gate.listen", "address:port"),
        ("[gate]\nlisten = '127.0.0.1:99999'", "gate.listen", "address:port"),
        ("[gate]\nlisten = '127.0.0.1:８０'", "gate.listen", "address:port"),
        ("[gate]\nlisten = '0.0.0.0:8080'", "gate.listen", "TLS"),
        ("[gate]\ndata_dir = 'd'\nkeys_dir = 'd/keys'", "gate.keys_dir", "outside"),
        ("[gate]\ndata_dir = 'k/d'\nkeys_dir = 'k'", "gate.keys_dir", "outside"),
        ("[gate]\ndata_dir = ''", "gate.data_dir", "not empty"),
        ("[gate.tls]\ncert = 'c.pem'", "gate.tls.cert", "belong together"),
        ("[gate.tls]\nclient_ca = 'c.pem'", "gate.tls.client_ca", "needs cert"),
        ("[gate.limits]\nbody_bytes = 1.5", "gate.limits.body_bytes", "whole number"),
        ("[gate.limits]\nbody_bytes = true", "gate.limits.body_bytes", "whole number"),
        ("[gate.limits]\nconnections = 0", "gate.limits.connections", "from 1 to"),
        ("[gate.limits]\nconnections_per_peer = 0", "gate.limits.connections_per_peer", "from 1 to"),
        ("[gate.limits]\nheader_seconds = nan", "gate.limits.header_seconds", "seconds"),
        ("[gate.limits]\nheader_seconds = inf", "gate.limits.header_seconds", "seconds"),
        ("[gate.limits]\nbytes_in_flight = 1048576", "gate.limits.body_bytes", "exceed"),
        ("[journal]\norigin = 'Gate 1'", "journal.origin", "not allowed"),
        ("[desk]\nsocket = '" + "가" * 40 + "'", "desk.socket", "100 bytes"),
        ("[upstreams.'../x']\n", "upstreams.../x", "service id"),
        ("[upstreams.x]\ndialect = 'openai'", "upstreams.x.base_url", "required"),
        ("[upstreams.x]\nbase_url = 'https://x.example'", "upstreams.x.dialect", "required"),
        (upstream("", "base_url = 'ftp://x'"), "upstreams.x.base_url", "https://host/path"),
        (upstream("", "base_url = 'https://u:p@x.example'"), "upstreams.x.base_url", "https://host/path"),
        (upstream("", "base_url = 'https://x.example/?a=1'"), "upstreams.x.base_url", "https://host/path"),
        (upstream("", "base_url = 'https://x.example:bad'"), "upstreams.x.base_url", "https://host/path"),
        (upstream("", "base_url = 'https://[::1'"), "upstreams.x.base_url", "https://host/path"),
        (upstream("", "base_url = 'http://x.example'"), "upstreams.x.base_url", "loopback"),
        (upstream("allow_private = ['10.0.0.1/8']"), "upstreams.x.allow_private", "CIDR"),
        (upstream("allow_private = '10.0.0.0/8'"), "upstreams.x.allow_private", "list"),
        (upstream("api_key_file = 'k'\napi_key_env = 'K'"), "upstreams.x.api_key_file", "not both"),
        (upstream("api_key_env = 'A B'"), "upstreams.x.api_key_env", "not allowed"),
        ("[sandbox]\nenabled = 1", "sandbox.enabled", "true or false"),
        ("[snapshot]\nmax_age_seconds = 1", "snapshot.max_age_seconds", "from 60"),
        ("a = ]", "line 1, column 5", "TOML"),
        (b"\xff", "gwanmun.toml", "UTF-8"),
        ("a = " + "[" * 3000, "gwanmun.toml", "TOML"),
        (b"#" * 1_100_000, "gwanmun.toml", "too large"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(load, text, where, words):
    with pytest.raises(BadSettings) as caught:
        load(text)
    assert where in caught.value.where
    assert words in caught.value.message("en")
    assert caught.value.message("ko") != caught.value.message("en")
    assert "sk-secret" not in caught.value.message("en") + caught.value.message("ko")


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(BadSettings, match="no such file"):
        load_settings(tmp_path / "none.toml")


def test_a_directory_is_no_settings_file(tmp_path):
    with pytest.raises(BadSettings, match="cannot be read"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "[gate]\nlisten = '0.0.0.0:8443'\n[gate.tls]\ncert = 'c'\nkey = 'k'",
        "[gate]\nlisten = '0.0.0.0:8080'\n[gate.tls]\nterminated_before = true",
        "[gate]\nlisten = '[::1]:8080'",
        "[gate]\nlisten = 'localhost:8080'",
        upstream("", "base_url = 'http://127.0.0.1:9000/v1'"),
        upstream("allow_private = ['10.20.0.0/16']", "base_url = 'http://llm.internal/v1/'"),
    ],
)
def test_what_is_sound_loads(load, text):
    assert load(text)


def test_relative_paths_start_at_the_files_folder(load, tmp_path):
    assert load("[gate]\ndata_dir = '../d'").gate.data_dir == tmp_path.parent / "d"
    assert load("[gate]\ndata_dir = '/srv/d'").gate.keys_dir.as_posix() == "/srv/d-keys"


class TestProviderKeys:
    def test_they_are_read_only_when_asked_for(self, load):
        assert load(upstream("api_key_env = 'NOT_SET'"), environment={}).upstreams["x"].api_key is None

    def test_from_the_environment(self, load):
        text = upstream("api_key_env = 'K'")
        loaded = load(text, upstream_keys=True, environment={"K": "sk-1 \n"})
        assert loaded.upstreams["x"].api_key == Secret("sk-1")
        with pytest.raises(BadSettings, match="empty"):
            load(text, upstream_keys=True, environment={})

    def test_from_a_file_for_its_owner_alone(self, load, tmp_path):
        key = tmp_path / "k"
        key.write_text("sk-1\n")
        key.chmod(0o600)
        text = upstream("api_key_file = 'k'")
        assert load(text, upstream_keys=True, environment={}).upstreams["x"].api_key == Secret("sk-1")
        key.chmod(0o644)
        with pytest.raises(BadSettings, match="chmod 600"):
            load(text, upstream_keys=True, environment={})

    @pytest.mark.parametrize("text", ["a b", "", "가", "a\nb"])
    def test_what_is_no_key_is_refused_and_not_shown(self, load, text):
        with pytest.raises(BadSettings) as caught:
            load(upstream("api_key_env = 'K'"), upstream_keys=True, environment={"K": text})
        assert not text or text not in str(caught.value)

    def test_without_either_there_is_none(self, load):
        assert load(upstream(""), upstream_keys=True, environment={}).upstreams["x"].api_key is None


def test_a_secret_is_never_shown(load):
    settings = load(upstream("api_key_env = 'K'"), upstream_keys=True, environment={"K": "sk-hidden"})
    assert "sk-hidden" not in repr(settings) + str(settings) + f"{settings.upstreams['x'].api_key}"
    assert settings.upstreams["x"].api_key.reveal() == "sk-hidden"
    with pytest.raises(TypeError):
        pickle.dumps(settings.upstreams["x"].api_key)


def test_which_file_is_meant(tmp_path):
    assert settings_file(tmp_path, {"GWANMUN_CONFIG": "/x"}) == tmp_path
    assert os.fspath(settings_file(None, {"GWANMUN_CONFIG": "/x.toml"})) == "/x.toml"
    assert os.fspath(settings_file(None, {})) == "gwanmun.toml"
