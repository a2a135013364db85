"""S22: what the engines wrote of a day, filed at the desk by one command: attempts, hosts nobody listed, how far the logs reach."""

import json
from datetime import date, datetime, timedelta, timezone

from e2e.desk_line import DeskLine

DAY = date(2026, 9, 7)
SEOUL = timezone(timedelta(hours=9))
NETWORK = """
[[classes]]
agency = "kr-chungnam"
device = "internet_pc"
subnets = ["10.77.10.0/24"]
[[classes]]
agency = "kr-chungnam"
device = "personal"
subnets = ["10.77.20.0/24"]
"""


def line(hour, client, host, code="", day=DAY):
    """As Squid writes it (`logformat gwanmun`)."""
    at = int(datetime(day.year, day.month, day.day, hour, 30, tzinfo=SEOUL).timestamp())
    end, fault = ("TCP_DENIED/200", f"403:ERR_AI_{code}") if code else ("TCP_TUNNEL/200", "-")
    return f"{at}.001 {client} - {end} CONNECT {host}:443 sni={host} bump=- err={fault} policy=r7-ab\n"


def test_a_day_is_filed_and_told_with_the_absence(desk_line: DeskLine) -> None:
    log = [line(hour, "10.77.10.2", "www.korea.kr") for hour in range(22)]
    log += [line(9, "10.77.10.2", "chat.deepseek.com", "LOC-1")] * 3
    log += [line(9, "10.77.20.2", "chat.deepseek.com"), line(9, "10.77.10.3", "new-gpt.example.net")]
    log += [line(9, "10.77.10.2", "chat.deepseek.com", "LOC-1", DAY - timedelta(days=1)), "half a li\n"]
    logs, network = desk_line.file("access.log", "".join(log)), desk_line.file("network.toml", NETWORK)
    told = desk_line.done("enforce", "report", logs, "--format", "squid", "--date", str(DAY), "--network", network)
    assert (told["hosts"], told["malformed"]) == (1, 1)
    assert told["coverage"] == [
        {"agency": "kr-chungnam", "device": "internet_pc", "hours": 24, "covered": 22, "devices": 2},
        {"agency": "kr-chungnam", "device": "personal", "hours": 24, "covered": 1, "devices": 1},
    ]
    seen = desk_line.act("list_sightings", since=DAY, until=DAY)
    mine = {(one["device"], one["subject"]): one for one in seen}
    assert (mine["internet_pc", "deepseek"]["attempts"], mine["internet_pc", "deepseek"]["raw"]) == (1, 3)
    assert mine["personal", "deepseek"]["uses"] == 1
    (host,) = desk_line.act("list_sightings", sort="host", since=DAY, until=DAY)
    assert (host["subject"], host["device"], host["devices"]) == ("new-gpt.example.net", "internet_pc", 1)

    out = desk_line.folder / "assembly"
    asked = ("report", "assembly", "--out", str(out), "--from", "2026-09", "--to", "2026-09", "--form", "json")
    assert desk_line.run(*asked)[0] == 0
    text = json.dumps(json.loads((out / "assembly.json").read_text()), ensure_ascii=False)
    gaps = 30 * 24 - 22
    assert f"단말 구분 1개의 망 기록에서 차단된 시도 1회, 막지 않은 방문 0회, 기록이 없는 시간 {gaps}시간" in text
    assert "따라서 관문 밖의 이용이 없었다고는 할 수 없음" in text


def test_a_day_without_a_line_is_filed_as_a_gap_and_a_day_that_is_none_is_refused(desk_line: DeskLine) -> None:
    logs = desk_line.file("empty.log", "")
    network = desk_line.file("network.toml", NETWORK)
    code, told = desk_line.run("enforce", "report", logs, "--format", "squid", "--date", "soon", "--network", network)
    assert code == 2
    assert "traceback" not in str(told).lower()
    told = desk_line.done("enforce", "report", logs, "--format", "squid", "--date", "2026-09-08", "--network", network)
    assert {one["covered"] for one in told["coverage"]} == {0}


def test_a_line_without_end_is_one_malformed_line_and_nothing_inside_it_is_read(desk_line: DeskLine) -> None:
    """Whoever can make a line long could otherwise place a line of his own choice where it is cut."""
    real = line(9, "10.77.10.2", "chat.deepseek.com", "LOC-1")
    made_up = real.replace("10.77.10.2", "10.77.10.9")
    long = "x" * 16_385 + made_up * 1000
    logs = desk_line.file("long.log", long.replace("\n", "") + "\n" + real + "y" * 16_385 + made_up[:-1])
    network, aside = desk_line.file("network.toml", NETWORK), desk_line.folder / "aside.txt"
    asked = ("enforce", "attempts", logs, "--format", "squid", "--network", network, "--aside", str(aside))
    told = desk_line.done(*asked)
    assert (told["lines"], told["malformed"]) == (3, 2)
    assert [(row["service"], row["devices"], row["raw"]) for row in told["attempts"]] == [("deepseek", 1, 1)]
    assert [len(one) for one in aside.read_text().splitlines()] == [16_384, 16_384]
