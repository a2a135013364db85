"""A real gate whose accounts are on PostgreSQL: it holds and settles there, shuts when the database is gone, comes back."""

import contextlib
import json
import os
import signal
import socket
import threading

import pytest

from e2e.site import CHAT, Site, generous, open_requests, site, until
from postgres import Server, server

ROWS = (
    "SELECT coalesce(sum(held), 0), coalesce(sum(used), 0) FROM account_rows WHERE level = 'g' AND length(period) = 4"
)


@pytest.fixture(scope="module")
def running():
    with server() as one:
        yield one


def stored(running: Server, database: str) -> tuple[int, int]:
    import psycopg

    where = f"host={running.socket} port={running.port} user=gwanmun dbname={database}"
    with psycopg.connect(where, autocommit=True) as line:
        held, used = line.execute(ROWS).fetchone()
    return int(held), int(used)


def leave_open(place: Site) -> None:
    with contextlib.suppress(OSError):
        place.ask("안녕하세요 [[sandbox:stall]]", stream=True)


def hang_up(place: Site, body: dict) -> None:
    """Send, wait until it is admitted, and leave before the upstream says a word."""
    before = len(open_requests(place.rows()))
    with socket.create_connection(("127.0.0.1", place.port), 20) as line:
        data = json.dumps(body).encode()
        head = f"POST {CHAT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {place.key()}\r\n"
        line.sendall(head.encode() + b"Content-Length: %d\r\n\r\n" % len(data) + data)
        until(lambda: len(open_requests(place.rows())) > before, 20, "its first fact")


def spent(place: Site) -> int:
    return sum(row[7] + row[8] for row in place.rows())


def test_a_gate_holds_settles_shuts_and_recovers_on_postgresql(running, tmp_path) -> None:
    url = running.create()
    database = running.name_of(url)
    with site(tmp_path / "site", settings_text=f'[accounts]\nstore = "{url}"\n', seed=generous) as place:
        assert place.ask("안녕하세요").status == 200
        until(lambda: stored(running, database) == (0, spent(place)) and spent(place), 10, "the settlement")

        victims = [place.pid("gate")]
        for _ in range(3):
            threading.Thread(target=leave_open, args=(place,), daemon=True).start()
        until(lambda: len(open_requests(place.rows())) == 3, 20, "open requests")
        os.kill(victims[0], signal.SIGKILL)
        until(lambda: place.ready() and place.pid("gate") != victims[0], 30, "the gate again")
        until(lambda: stored(running, database) == (0, spent(place)), 10, "what was left to be ended once")

        before = len(place.rows())
        hang_up(
            place,
            {"model": "gwanmun-sandbox", "messages": [{"role": "user", "content": "안녕 [[sandbox:slow-start]]"}]},
        )
        until(lambda: len(place.rows()) == before + 2, 20, "its two facts")
        until(
            lambda: stored(running, database) == (0, spent(place)),
            20,
            "what was cut off before an answer, settled once",
        )

        running.control("stop", "-m", "immediate")
        refused = place.ask("안녕하세요")
        assert (refused.status, refused.headers["retry-after"]) == (503, "5")
        assert refused.json["error"]["code"] == "store_unavailable"
        running.control("start")
        until(lambda: place.ask("안녕하세요").status == 200, 20, "the gate to be open again", step=0.3)
        until(lambda: stored(running, database) == (0, spent(place)), 10, "everything told")
        place.check_journal(live=False)


@pytest.mark.long
def test_a_gate_killed_again_and_again_leaves_no_hold_and_no_won_behind(running, tmp_path) -> None:
    """F2 on PostgreSQL: kill -9 with calls under way, two hundred of them in all."""
    url = running.create()
    database = running.name_of(url)
    with site(tmp_path / "site", settings_text=f'[accounts]\nstore = "{url}"\n', seed=generous) as place:
        for turn in range(25):
            before, victim = len(place.rows()), place.pid("gate")
            threads = [threading.Thread(target=leave_open, args=(place,), daemon=True) for _ in range(6)]
            threads += [threading.Thread(target=ask_twice, args=(place,), daemon=True) for _ in range(2)]
            for thread in threads:
                thread.start()
            until(lambda least=before + 4 + turn % 5: len(place.rows()) >= least, 60, "calls under way")
            os.kill(victim, signal.SIGKILL)
            until(lambda victim=victim: place.ready() and place.pid("gate") != victim, 60, "the gate again")
            for thread in threads:
                thread.join(60)
                assert not thread.is_alive()
            until(lambda: not open_requests(place.rows()), 60, "every end")
            until(lambda: stored(running, database) == (0, spent(place)), 60, f"the money of turn {turn}")
        place.check_journal()


def ask_twice(place: Site) -> None:
    with contextlib.suppress(OSError):
        for _ in range(2):
            place.ask("안녕하세요")
