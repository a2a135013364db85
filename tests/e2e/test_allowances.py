"""Allowances as their officer meets them: a mark in an answer, in the metrics, in the journal and in the inbox; the list."""

import json
import subprocess
import sys

import pytest

from e2e.site import Site, site
from gwanmun.control import demo_tree
from gwanmun.domain.allowances import Allowance, Level, Measure, Period, RateLimit, Window

SERVICE = f"{demo_tree.PROVINCE}:{demo_tree.OUTSIDE}"


def soft(office, _books) -> None:
    with office.books.transact() as page:
        page.put(
            Allowance(Level.SERVICE, SERVICE, Period.MONTH, 1, stops=False),
            RateLimit(Level.PURPOSE, f"{demo_tree.PROVINCE}:work", Measure.REQUESTS, Window.DAY, 3),
        )


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with site(tmp_path_factory.mktemp("allowances"), seed=soft) as one:
        yield one


def run(place: Site, *words: str):
    done = subprocess.run(
        [sys.executable, "-m", "gwanmun.entrypoints.cli", *words, "--config", str(place.config), "--json"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_marks_lists_and_rate_limits_on_a_real_site(place) -> None:
    first = place.ask("안녕하세요")
    assert first.headers["gwanmun-allowance"] == "service/month 100%"
    assert 'gwanmun_allowance_mark_total{label="service/month/100"} 1' in place.get("/metrics").body.decode()
    assert [place.ask("안녕하세요").status for _ in range(3)] == [200, 200, 429]
    refused = place.ask("안녕하세요")
    assert refused.json["error"]["gwanmun"]["rate_limit"]["window"] == "day"
    assert int(refused.headers["retry-after"]) >= 1

    found = run(place, "allowances", "marks", "--since", "1d")
    assert [(one["subject"], one["percent"]) for one in found["marks"]] == [(SERVICE, 100)]
    assert (found["told"], found["unheard"]) == (0, 1)  # nobody is appointed yet
    place.act("appoint", id="b", person="p-1002", role="budget", agency=demo_tree.PROVINCE)
    told = [run(place, "allowances", "marks", "--since", "1d") for _ in range(2)]
    assert told[0]["told"] + told[0]["known"] == 1  # the desk's own look may have been first
    assert (told[1]["told"], told[1]["known"]) == (0, 1)
    rows = {(row["level"], row["subject"]): row["keys"] for row in run(place, "allowances", "list")}
    assert rows["service", SERVICE] > 0
    place.act("set_allowance", level="purpose", subject="kr-jeju:work", period="day", limit_won=1)
    rows = {(row["level"], row["subject"]): row["keys"] for row in run(place, "allowances", "list")}
    assert rows["purpose", "kr-jeju:work"] == 0
    assert run(place, "allowances", "pending") == {"asked": [], "offers": []}
    place.check_journal()
