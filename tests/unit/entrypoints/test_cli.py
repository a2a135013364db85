"""The command line: exit codes, both languages, JSON, and never a traceback."""

import json
import shutil
import subprocess
import sys
from importlib import import_module

import pytest

from gwanmun.entrypoints import cli


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GWANMUN_CONFIG", raising=False)

    def _run(*argv):
        code = cli.run(argv)
        out = capsys.readouterr()
        assert "Traceback" not in out.out + out.err
        return code, out.out, out.err

    return _run


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """An initialised installation with one person, made once and copied."""
    place = tmp_path_factory.mktemp("installed")
    config = ("--config", str(place / "gwanmun.toml"))
    assert cli.run(["init", "--dir", str(place)]) == 0
    agency = {"id": "kr-x", "name_ko": "가", "name_en": "x", "type": "agency", "jurisdiction": "KR", "parent": None,
              "valid_from": "2020-01-01", "valid_to": None, "contact_ko": "담당"}  # fmt: skip
    department = {"id": "kr-x/d", "agency": "kr-x", "name_ko": "가", "name_en": "d"}
    person = {"id": "p-1", "agency": "kr-x", "department": "kr-x/d", "training_until": None, "pledged_on": None}
    for act, args in (
        ("put_agency", {"agency": agency}),
        ("put_departments", {"departments": [department]}),
        ("put_people", {"people": [person]}),
    ):
        assert cli.run(["act", act, json.dumps(args), *config]) == 0
    return place


@pytest.fixture
def house(run, installed, tmp_path):
    shutil.copytree(installed, tmp_path, dirs_exist_ok=True)
    return run


class TestInit:
    def test_it_writes_settings_and_private_directories(self, run, tmp_path):
        code, out, err = run("init", "--dir", "here")
        assert code == 0, err
        assert "gwanmun serve" in out
        assert (tmp_path / "here/gwanmun.toml").stat().st_mode & 0o777 == 0o600
        for name in ("gwanmun-data", "gwanmun-data-keys"):
            assert (tmp_path / "here" / name).stat().st_mode & 0o777 == 0o700

    def test_it_never_overwrites_without_being_told(self, run, tmp_path):
        (tmp_path / "gwanmun.toml").write_text("# mine")
        code, _, err = run("init")
        assert code == 2
        assert "--overwrite" in err
        assert (tmp_path / "gwanmun.toml").read_text() == "# mine"
        assert run("init", "--overwrite", "--json")[0] == 0
        assert "listen" in (tmp_path / "gwanmun.toml").read_text()


class TestKeys:
    def test_a_keys_life(self, house):
        code, out, err = house(
            "keys", "create", "--person", "p-1", "--device", "internet_pc", "--reason", "신규", "--json"
        )
        assert code == 0, err
        issued = json.loads(out)
        code, out, _ = house("keys", "list")
        assert issued["id"] in out
        assert issued["plaintext"] not in out
        code, out, _ = house("keys", "rotate", issued["id"], "--overlap-hours", "1", "--json")
        rotated = json.loads(out)
        assert rotated["replaces"] == issued["id"]
        code, out, _ = house("keys", "revoke", rotated["id"], "--reason", "분실")
        assert code == 0
        assert [k["id"] for k in json.loads(house("keys", "list", "--json")[1])] == [issued["id"]]
        states = {k["id"]: k["state"] for k in json.loads(house("keys", "list", "--all", "--json")[1])}
        assert states == {issued["id"]: "live", rotated["id"]: "revoked"}

    def test_in_words_the_key_alone_stands_on_standard_output(self, house):
        code, out, err = house("keys", "create", "-p", "p-1", "--reason", "new", "--lang", "en")
        assert code == 0
        assert len(out.strip()) == 55
        assert "shown once" in err

    def test_who_acts_is_on_record(self, house, tmp_path):
        house("keys", "create", "-p", "p-1", "--officer", "kim-01", "--reason", "신규 배치")
        import sqlite3

        connection = sqlite3.connect(tmp_path / "gwanmun-data/books.sqlite")
        fact = json.loads(connection.execute("SELECT fact FROM outbox ORDER BY number DESC").fetchone()[0])
        connection.close()
        assert (fact["opening"]["officer"], fact["opening"]["reason"]) == ("kim-01", "신규 배치")


class TestErrors:
    @pytest.mark.parametrize(
        ("argv", "words"),
        [
            (("keys", "create", "-p", "nobody", "--reason", "x"), "nobody"),
            (("keys", "create", "-p", "p-1"), "--reason"),
            (
                ("keys", "create", "-p", "p-1", "--device", "mainframe"),
                "government_mobile, government_system, personal",
            ),
            (("keys", "revoke", "zzzzzzzz", "--reason", "x"), "zzzzzzzz"),
            (("keys", "revoke", "zzzzzzzz"), "--reason"),
            (("keys", "list", "--config", "none.toml"), "gwanmun init"),
            (("act", "revoke_keys"), "revoke_key"),
            (("act", "revoke_key", "[]"), "--list"),
            (("act", "revoke_key", "{"), "--list"),
            (("import", "people"), "catalogue"),
            (("import", "packs", "none.yaml"), "none.yaml"),
            (("keys", "create", "-p", "p-1", "--officer", "김"), "--officer"),
        ],
    )
    def test_what_is_wrong_and_what_to_type_next(self, house, argv, words):
        code, out, err = house(*argv)
        assert (code, out) == (2, "")
        assert "오류: " in err
        assert "다음: " in err
        assert words in err

    def test_in_english_when_asked(self, house):
        _, _, err = house("keys", "create", "-p", "nobody", "--reason", "x", "--lang", "en")
        assert "error: there is no such person: nobody" in err

    def test_as_json_both_languages_are_told(self, house):
        code, out, err = house("keys", "create", "-p", "nobody", "--reason", "x", "--json")
        assert (code, err) == (2, "")
        assert {"ko", "en", "remedy_ko", "remedy_en", "code"} <= json.loads(out)["error"].keys()

    @pytest.mark.parametrize(
        "argv",
        [("nonsense",), ("keys", "creat"), ("keys", "create"), ("--nonsense",), ("keys", "create", "--days", "x")],
    )
    def test_a_wrong_command_line_is_bad_input(self, run, argv):
        code, _, err = run(*argv)
        assert code == 2
        assert "--help" in err

    def test_a_broken_settings_file_names_its_key(self, run, tmp_path):
        (tmp_path / "gwanmun.toml").write_text("[gate]\nlistne = 1")
        code, _, err = run("keys", "list", "--lang", "en")
        assert code == 2
        assert "gate.listne" in err

    def test_a_fault_of_ours_shows_its_kind_and_none_of_its_text(self, run, monkeypatch):
        def broken(*_args):
            raise RuntimeError("주민등록번호 900101-1234567")

        monkeypatch.setattr(cli, "ask", broken)
        code, out, err = run("keys", "list")
        assert code == 3
        assert "RuntimeError" in err
        assert "900101" not in out + err

    def test_a_part_that_is_not_installed_says_so(self, run, monkeypatch):
        def missing(name):
            if name == "gwanmun.entrypoints.demo":
                raise ModuleNotFoundError(name=name)
            return import_module(name)

        monkeypatch.setattr(cli, "import_module", missing)
        code, _, err = run("demo", "--once")
        assert code == 3
        assert "pip install" in err


def test_importing_what_ships(house):
    assert house("import", "agencies")[0] == 0
    assert house("import", "catalogue")[0] == 0
    assert house("import", "packs")[0] == 0
    packs = json.loads(house("act", "list_packs", "--json")[1])
    assert len(packs) >= 17
    assert not any(pack["active"] for pack in packs)


def test_acts_are_listed_with_what_they_take(run):
    code, out, _ = run("act", "--list", "--json")
    assert code == 0
    assert json.loads(out)["revoke_key"] == ["id"]


def test_version(run):
    assert json.loads(run("version", "--json")[1]) == {"version": "0.1.0"}
    assert run("--help")[0] == 0
    assert run()[0] in {0, 2}


def test_a_reader_that_has_read_enough_is_no_error():
    child = f"{sys.executable} -m gwanmun.entrypoints.cli act --list | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", child], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_help_of_usage_names_every_exit_code_it_can_end_with(run):
    told = " ".join(run("usage", "--help")[1].split("exit codes:")[1].split())
    assert [code for code in "01234" if f"{code} " in told] == list("01234")


def test_help_imports_nothing_heavy():
    heavy = "sqlalchemy alembic cryptography re2 openai anthropic rich uvloop asyncio gwanmun.control gwanmun.adapters"
    child = (
        "import sys\nfrom gwanmun.entrypoints import cli\n"
        f"code = cli.run(['--help'])\nfound = [m for m in {heavy.split()!r} if m in sys.modules]\n"
        "print(found, file=sys.stderr)\nsys.exit(code or bool(found))"
    )
    done = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
