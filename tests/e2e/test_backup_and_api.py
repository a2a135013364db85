"""A whole installation, backed up while it serves and restored elsewhere; and its API over a real socket."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from e2e.site import Site, free_port, site, until
from gwanmun.adapters.backup import read_manifest
from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.adapters.files.openings import OpenedJournal
from gwanmun.domain.offices import Role
from gwanmun.entrypoints.desk import accounts_in
from gwanmun.errors import BadCommand, IntegrityFault

ROLES = [role.value for role in Role if role is not Role.ADMINISTRATOR]
PERSON = ("--person", "admin-1", "--agency", "kr-chungnam", "--department", "kr-chungnam/ai-office")


@pytest.fixture(scope="module")
def living(tmp_path_factory):
    port = free_port()
    with site(tmp_path_factory.mktemp("living"), settings_text=f'[desk]\nlisten = "127.0.0.1:{port}"\n') as one:
        one.api_port = port
        for number in range(5):
            one.ask(f"안녕하세요 {number}")
        # The worker and the rollup begin behind the gate, and make what is theirs then.
        until((one.data / "worker" / "rollup.lock").exists, 30, "the rollup runs")
        yield one


def gwanmun(where: Site | Path, *words: str, code: int = 0) -> dict:
    config = where.config if isinstance(where, Site) else where
    command = [sys.executable, "-m", "gwanmun.entrypoints.cli", *words, "--config", str(config), "--json"]
    done = subprocess.run(command, cwd=config.parent, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == code, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout) if done.stdout else {}


@pytest.fixture(scope="module")
def passphrase(tmp_path_factory):
    file = tmp_path_factory.mktemp("secret") / "passphrase"
    file.write_text("열두 글자보다 긴 암호문입니다\n")
    return file


@pytest.fixture(scope="module")
def copied(living, passphrase, tmp_path_factory):
    """A backup made while prompts go on passing."""
    into = tmp_path_factory.mktemp("copies") / "backup"
    talking = subprocess.Popen(
        [sys.executable, "-c", _TALK, str(living.port), living.key()], stdout=subprocess.PIPE, text=True
    )
    told = gwanmun(
        living, "backup", str(into), "--keys", str(into.with_suffix(".keys")), "--passphrase-file", str(passphrase)
    )
    talking.terminate()
    statuses = talking.communicate(timeout=30)[0].split()
    assert set(statuses) == {"200"}, "a request failed while the backup was made"
    return into, told


_TALK = """
import http.client, json, sys
while True:
    line = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=30)
    body = json.dumps({"model": "gwanmun-sandbox", "messages": [{"role": "user", "content": "hi"}]})
    line.request("POST", "/v1/chat/completions", body, {"content-type": "application/json", "authorization": "Bearer " + sys.argv[2]})
    print(line.getresponse().status, flush=True)
    line.close()
"""


def sealed(into: Path, passphrase: Path) -> tuple[str, ...]:
    return "--keys", str(into.with_suffix(".keys")), "--passphrase-file", str(passphrase)


@contextlib.contextmanager
def served(config: Path):
    """`gwanmun serve` there; gives the gate's port."""
    serving = subprocess.Popen(
        [sys.executable, "-m", "gwanmun.entrypoints.serve", str(config)], cwd=config.parent, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield int(config.read_text().split('listen = "127.0.0.1:')[1].split('"')[0])
    finally:
        os.killpg(serving.pid, signal.SIGTERM)
        serving.wait(30)


def desk_acts(journal: Path, keys: Path, act: str) -> list[dict]:
    decoder = msgspec.json.Decoder(dict)
    found = OpenedJournal(journal, keys).records(0, lambda leaf: leaf.kind == "act", decoder)
    return [opening for _, opening in found if opening is not None and opening["act"] == act]


def new_place(folder: Path, living: Site) -> Path:
    """The same settings on another machine, with other ports."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (
        living.config.read_text()
        .replace(str(living.port), str(free_port()))
        .replace(str(living.api_port), str(free_port()))
    )
    config = folder / "gwanmun.toml"
    config.write_text(text)
    return config


class TestBackup:
    def test_what_was_backed_up_proves_and_gives_the_same_accounts(self, copied, living):
        into, told = copied
        manifest = read_manifest(into)
        assert manifest.digest == told["manifest"]
        assert set(manifest.journals) == {"gate-1", "desk"}
        assert manifest.journals["gate-1"].size + manifest.journals["gate-1"].tail >= 11  # started, adopted, 5 × 2 …
        names = {Path(path).name for path in manifest.files}
        assert not names & {"kek", "pepper", "pseudonym.key", "checkpoint.key", "current", "desk.lock"}
        assert into.stat().st_mode & 0o077 == 0
        assert living.get("/readyz").status == 200

    def test_it_is_restored_with_its_keys_and_goes_on_under_the_same_signature(
        self, copied, living, passphrase, tmp_path
    ):
        into, _ = copied
        config = new_place(tmp_path / "there", living)
        told = gwanmun(
            config, "restore", str(into), *sealed(into, passphrase), "--officer", "keeper", "--reason", "훈련"
        )
        data = config.parent / "data"
        manifest = read_manifest(into)
        for name, said in manifest.journals.items():
            # A stranger's public key, learnt before, verifies on.
            report = verify_journal(data / "journal" / name, config.parent / "keys", vkey=said.vkey)
            assert (report.size, report.root.hex(), report.not_yet_sealed) == (said.size, said.root, said.tail)
        assert accounts_in(data / "journal" / "gate-1") == accounts_in(into / "journal" / "gate-1")
        assert told["journals"]["gate-1"]["records"] > 0
        assert (told["archived"], told["gate"], told["desk"]) == ([], "test/gate-1", "test/desk")
        # It goes on: same keys of people, same books, journals that grow and are sealed by the same key.
        with served(config) as port:
            until(lambda: _answers(port, living.key()) == 200, 60, "the restored gate")
            for name, said in manifest.journals.items():
                grown = lambda name=name, said=said: verify_journal(data / "journal" / name, vkey=said.vkey).size  # noqa: E731
                until(lambda grown=grown, said=said: grown() > said.size + said.tail, 30, f"the restored {name}")
        (fact,) = desk_acts(data / "journal" / "desk", config.parent / "keys", "restore")
        assert fact == fact | {"officer": "keeper", "reason": "훈련", "manifest": manifest.digest, "keys": "sealed"}
        (fact,) = desk_acts(living.data / "journal" / "desk", living.keys_dir, "backup")
        assert (fact["manifest"], fact["keys"]) == (manifest.digest, "sealed apart")

    def test_without_keys_journals_become_an_archive_and_new_ones_begin(self, copied, living, tmp_path):
        into, _ = copied
        config = new_place(tmp_path / "there", living)
        told = gwanmun(config, "restore", str(into), "--without-keys")
        assert (told["archived"], told["gate"], told["desk"]) == (["desk", "gate-1"], "test/gate-2", "test/desk-2")
        data = config.parent / "data"
        manifest = read_manifest(into)
        with served(config) as port:
            # Nobody's old key opens it, as the pepper is gone; a new one does.
            until(lambda: _answers(port, living.key()) == 401, 60, "the restored gate")
            asked = json.dumps({"person": "p-1001"})
            issued = gwanmun(config, "act", "issue_key", asked, "--officer", "o", "--reason", "복구")
            until(lambda: _answers(port, issued["plaintext"]) == 200, 20, "a new key")
            for name in ("gate-2", "desk-2"):
                until(lambda name=name: (data / "journal" / name / "checkpoint").exists(), 30, name)
                assert verify_journal(data / "journal" / name, config.parent / "keys").origin == f"test/{name}"
        for name, said in manifest.journals.items():
            report = verify_journal(data / "archive" / name, vkey=said.vkey)
            assert (report.size, report.root.hex()) == (said.size, said.root)
            assert not [file for file in (data / "archive" / name).rglob("*") if file.stat().st_mode & 0o222]
        assert sorted(path.name for path in (data / "journal").iterdir()) == ["desk-2", "gate-2"]
        again = tmp_path / "again"
        gwanmun(config, "backup", str(again), "--without-keys")
        assert set(read_manifest(again).archive) == {"gate-1", "desk"}

    def test_keys_of_another_installation_are_refused(self, copied, living, passphrase, tmp_path):
        from gwanmun.adapters.sealed_keys import seal_keys

        (tmp_path / "k").mkdir()
        (tmp_path / "w" / "worker").mkdir(parents=True)
        (tmp_path / "w" / "worker" / "checkpoint.key").write_bytes(bytes(32))
        seal_keys(tmp_path / "k", tmp_path / "w", tmp_path / "other.keys", passphrase.read_text().strip())
        config = new_place(tmp_path / "there", living)
        told = gwanmun(
            config,
            "restore",
            str(copied[0]),
            "--keys",
            str(tmp_path / "other.keys"),
            "--passphrase-file",
            str(passphrase),
            code=2,
        )
        assert "signed" in told["error"]["en"]
        assert not (config.parent / "data").exists()

    def test_whether_keys_come_along_is_said(self, copied, living, tmp_path):
        gwanmun(living, "backup", str(tmp_path / "b"), code=2)
        gwanmun(new_place(tmp_path / "there", living), "restore", str(copied[0]), code=2)
        assert not (tmp_path / "b").exists()

    def test_a_place_that_is_not_empty_is_left_alone(self, copied, living):
        def stand():
            # What SQLite keeps beside a file comes and goes with who reads it; worker and rollup make theirs when they begin.
            theirs = {"events", "worker"}
            return sorted(
                one
                for one in living.data.iterdir()
                if one.name not in theirs and not one.name.endswith(("-shm", "-wal"))
            )

        def settled():  # worker and rollup begin behind the gate, and make what is theirs then
            one = stand()
            time.sleep(1)
            return one == stand()

        until(settled, 30, "nothing new is made")
        before = stand()
        told = gwanmun(living, "restore", str(copied[0]), "--without-keys", code=2)
        assert told["error"]["exit_code"] == 2
        assert stand() == before

    @pytest.mark.parametrize(
        "harm", ["alter", "link", *(pytest.param(one, marks=pytest.mark.long) for one in ("remove", "add", "manifest"))]
    )
    def test_a_backup_that_was_changed_is_not_restored(self, copied, living, tmp_path, harm):
        harmed = Path(shutil.copytree(copied[0], tmp_path / "harmed"))
        victim = next((harmed / "journal" / "gate-1").rglob("segments/*.seg"))
        match harm:
            case "alter":
                victim.write_bytes(victim.read_bytes().replace(b"admitted", b"refused!", 1) + b"x")
            case "remove":
                victim.unlink()
            case "add":
                (harmed / "extra").write_text("x")
            case "manifest":
                (harmed / "manifest.json").write_text("{")
            case "link":
                (harmed / "extra").symlink_to("/etc/hostname")
        config = new_place(tmp_path / "there", living)
        told = gwanmun(config, "restore", str(harmed), "--without-keys", code=2 if harm in {"manifest", "link"} else 4)
        assert told["error"]["code"] in {"integrity_fault", "bad_command"}
        assert not (config.parent / "data").exists()

    def test_a_wrong_passphrase_opens_nothing(self, copied, living, tmp_path):
        wrong = tmp_path / "wrong"
        wrong.write_text("다른 암호문이지만 길이는 충분")
        config = new_place(tmp_path / "there", living)
        gwanmun(
            config,
            "restore",
            str(copied[0]),
            "--keys",
            str(copied[0].with_suffix(".keys")),
            "--passphrase-file",
            str(wrong),
            code=2,
        )
        assert not (config.parent / "keys").exists()
        assert not (config.parent / "data").exists()

    @pytest.mark.parametrize("after", [0.35, pytest.param(0.8, marks=pytest.mark.long)])
    def test_a_backup_killed_in_the_middle_leaves_nothing_that_looks_like_one(self, living, tmp_path, after):
        offline = Path(
            shutil.copytree(living.data, tmp_path / "data", ignore=shutil.ignore_patterns("*.sock", "*.partial"))
        )
        config = tmp_path / "gwanmun.toml"
        shutil.copytree(living.keys_dir, tmp_path / "keys")
        config.write_text(living.config.read_text())
        assert offline.exists()
        into = tmp_path / "copy"
        command = [
            sys.executable,
            "-m",
            "gwanmun.entrypoints.cli",
            "backup",
            str(into),
            "--without-keys",
            "--config",
            str(config),
        ]
        running = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(after)
        running.kill()
        running.wait()
        if into.exists():
            assert read_manifest(into).journals  # it was quicker than we were, and then it is whole
        gwanmun(config, "backup", str(tmp_path / "copy-2"), "--without-keys")
        assert read_manifest(tmp_path / "copy-2").journals

    def test_what_is_no_backup_is_refused(self, tmp_path):
        with pytest.raises((BadCommand, IntegrityFault)):
            read_manifest(tmp_path)


def _answers(port: int, key: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    body = json.dumps({"model": "gwanmun-sandbox", "messages": [{"role": "user", "content": "다시"}]})
    try:
        line.request(
            "POST", "/v1/chat/completions", body, {"content-type": "application/json", "authorization": f"Bearer {key}"}
        )
        return line.getresponse().status
    except OSError:
        return 0
    finally:
        line.close()


@pytest.fixture(scope="module")
def admin(living):
    issued = gwanmun(living, "keys", "bootstrap", *PERSON)
    assert issued["plaintext"].startswith("gm_")
    for number, role in enumerate(
        ROLES
    ):  # every act is theirs to try: a refusal for the office would hide what is behind
        living.act("appoint", id=f"admin-1-{number}", person="admin-1", role=role, agency="*")
    return issued["plaintext"]


class TestAPI:
    def call(self, living, method, path, key=None, body=None, **headers):
        line = http.client.HTTPConnection("127.0.0.1", living.api_port, timeout=60)
        found = {"authorization": f"Bearer {key}"} if key else {}
        if body is not None:
            found["content-type"] = "application/json"
        line.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), {**found, **headers})
        got = line.getresponse()
        data = got.read()
        line.close()
        return got.status, json.loads(data) if data else None

    def test_the_first_administrator_works_over_the_network(self, living, admin):
        status, me = self.call(living, "GET", "/me", admin)
        assert status == 200
        assert "administrator" in {one["role"] for one in me["appointments"]}
        why = {"Idempotency-Key": "first", "Gwanmun-Reason": "assigned%20to%20the%20task"}
        status, made = self.call(living, "POST", "/keys", admin, {"person": "p-1001"}, **why)
        assert status == 201
        until(lambda: living.ask("새 키", key=made["plaintext"]).status == 200, 10, "the gate takes the new key")

    def test_there_is_one_first_administrator(self, living, admin):
        assert admin
        told = gwanmun(living, "keys", "bootstrap", "--person", "admin-2", *PERSON[2:], code=1)
        assert "admin-1" in told["error"]["en"]

    def test_the_act_is_not_served_over_the_network(self, living, admin):
        status, document = self.call(living, "GET", "/openapi.json", admin)
        assert status == 200
        assert "bootstrap_officer" not in json.dumps(document)
        assert self.call(living, "POST", "/acts/bootstrap_officer", admin, {})[0] == 404

    @pytest.mark.parametrize(
        "chosen",
        [
            ("--include-path-regex", "departments|rates$|me$|decide$", "--max-examples", "1"),
            pytest.param(("--max-examples", "5"), marks=pytest.mark.long),
        ],
        ids=["some", "all"],
    )
    def test_no_answer_to_generated_requests_is_a_fault_of_ours(self, living, admin, tmp_path, chosen):
        pytest.importorskip("schemathesis", reason="pip install schemathesis")
        command = [
            str(Path(sys.executable).parent / "schemathesis"), "run",
            f"http://127.0.0.1:{living.api_port}/api/v1/openapi.json", "--header", f"Authorization: Bearer {admin}",
            "--checks", "not_a_server_error,content_type_conformance,status_code_conformance,response_schema_conformance",
            "--phases", "examples,fuzzing", "--workers", "1",
            "--seed", "1", "--no-color", "--rate-limit", "500/m", *chosen,
        ]  # fmt: skip
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=400, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
