"""A gate dies in the middle of an answer; the request is booked at its worst case until a named officer has the bill."""

import json
import os
import signal
import subprocess
import sys
import threading

import pytest

from e2e.site import open_requests, site, until
from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.budget.account import Accounts


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with site(tmp_path_factory.mktemp("reconcile")) as one:
        yield one


def run(place, *words):
    done = subprocess.run(
        [sys.executable, "-m", "gwanmun.entrypoints.cli", *words, "--config", str(place.config), "--json"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    told = json.loads(done.stdout) if done.returncode in {0, 1} and done.stdout.strip() else None
    return done.returncode, told, done.stdout + done.stderr


def restarted(place, old):
    until(lambda: place.pid("gate") != old, 30, "another gate")
    place.wait_ready()


def kinds(place):
    return [(row[0], row[1]) for row in place.rows()]


def rebuilt(place):
    accounts = Accounts()
    for row in place.rows():
        accounts.apply(row)
    return accounts


def test_the_rest_of_a_worst_case_is_given_back_by_the_bill_and_stays_so_after_kill_9(place):
    def ask():
        try:
            place.ask("안녕하세요 [[sandbox:stall]]", stream=True)
        except OSError:
            return

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    until(lambda: len(open_requests(place.rows())) == 1, 20, "the stream")
    old = place.pid("gate")
    os.kill(old, signal.SIGKILL)
    restarted(place, old)
    asking.join(20)
    (waiting,) = run(place, "usage", "uncertain")[1]
    request, worst = waiting["request"], waiting["booked"]
    assert (waiting["ending"], worst > 20_000) == ("unknown", True)

    code, _, words = run(place, "usage", "reconcile", request, "--won", "0.02")
    assert code != 0, "a reason is needed"
    assert words
    code, done, words = run(place, "usage", "reconcile", request, "--won", "0.02", "--reason", "청구서 2026-11-7")
    assert code == 0, words
    assert (done["booked"], done["spent"]) == (worst, 20_000)
    until(lambda: ("reconciled", request) in kinds(place), 20, "the gate's own fact")
    used = {row["at"]: row["used_micro_won"] for row in place.usage() if row["level"] == "government"}
    assert set(used.values()) == {20_000}
    assert run(place, "usage", "uncertain")[1] == []

    old = place.pid("gate")
    os.kill(old, signal.SIGKILL)
    restarted(place, old)
    assert [one for one in kinds(place) if one[0] == "reconciled"] == [("reconciled", request)], "booked once"
    assert {row["used_micro_won"] for row in place.usage() if row["level"] == "government"} == {20_000}
    accounts = rebuilt(place)
    assert {accounts.balance(*key).used for key in accounts._rows} == {20_000}
    place.check_journal()
    verify_journal(place.journal, place.keys_dir)

    assert run(place, "journal", "show", request)[1][-1]["kind"] == "reconciled"
    until(lambda: run(place, "usage", "refresh")[0] in {0, 2} and sealed(place, request), 30, "the rollup")
    code, counted, _ = run(place, "usage", "recount")
    assert (code, counted["equal"]) == (0, True)
    rows = run(place, "usage", "show", "--by", "department")[1]["rows"]
    assert sum(row["spent_micro_won"] for row in rows) == 20_000


def sealed(place, request):
    code, shown, _ = run(place, "usage", "show", "--by", "month")
    return code == 0 and sum(row["spent_micro_won"] for row in shown["rows"]) == 20_000


def test_what_the_vendor_reported_is_not_reconciled(place):
    got = place.ask("안녕하세요")
    request = got.headers["gwanmun-request"]
    until(lambda: ("ended", request) in kinds(place), 20, "its end")
    code, _, words = run(place, "usage", "reconcile", request, "--won", "1", "--reason", "x")
    assert code != 0
    assert "보고" in words or "reported" in words
    assert run(place, "usage", "reconcile", "no-such-request", "--won", "1", "--reason", "x")[0] != 0


def test_a_day_that_is_not_over_is_not_sealed_and_asking_says_what_to_do(place):
    pytest.importorskip("duckdb", reason="pip install 'gwanmun[analytics]'")
    code, done, words = run(place, "usage", "days")
    assert code == 0, words
    assert done["files"] == 0 or done["rows"] > 0, "it ran past midnight"
    code, _, words = run(place, "usage", "ask", "--by", "task")
    assert code == (0 if done["files"] else 2)
    assert done["files"] or "gwanmun usage days" in words
