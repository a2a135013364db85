"""Engines' logs read back (기록 회수): lines → sightings (who asked for what, when, whether it was stopped). What does not
live here: counting (`attempts.py`), opening files.

Readers take a line and answer a sighting, None for a line that tells of no name, or raise `ValueError` for one that is
malformed: the caller counts it, keeps it aside and goes on. They are on the way of every line of a proxy's day, so that
they split and slice, and parse each second once.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

import orjson

from gwanmun.enforce.squid import HELD

LONGEST_LINE = 16_384
SEOUL = timezone(timedelta(hours=9))


class Sighting(NamedTuple):
    at: int  # seconds since the epoch
    client: str
    host: str  # lower case, without port and final dot
    stopped: bool  # by our rule, or that it would have been (a class that is only observed)
    policy: str  # the stamp that stands in the line; empty where the engine writes none


Reader = Callable[[str], Sighting | None]


def read_squid(line: str) -> Sighting | None:
    """`logformat gwanmun` of `squid.py`: times are of the epoch, hosts without path."""
    parts = line.split(" ")
    if len(parts) < 8 or parts[0][10:11] != ".":
        raise ValueError("squid")
    host = parts[5].rpartition(":")[0].rpartition("@")[2]
    if parts[4] == "CONNECT" and " sni=" in line:
        sni = line.rpartition(" sni=")[2].partition(" ")[0]
        if sni != "-" and sni:
            host = sni
    host = host.removesuffix(".").lower()
    if not host or host == "-" or host.endswith(HELD) or parts[5].startswith("error:"):
        return None
    policy = line.rpartition(" policy=")[2].rstrip("\n") if " policy=" in line else ""
    fault = line.rpartition(" err=")[2].partition(" ")[0]  # 403:ERR_AI_MND-1
    return Sighting(int(parts[0][:10]), parts[1], host, "ERR_AI_" in fault, policy)


class Clock:
    """Local times of a log as seconds since the epoch. Most lines share their second with the one before."""

    __slots__ = ("_last", "_seconds", "_zone")

    def __init__(self, zone: timezone) -> None:
        self._zone = zone
        self._last = ""
        self._seconds = 0

    def read(self, text: str) -> int:
        """`2026-11-22T07:28:38` with anything after it; `Z` after it says UTC."""
        if text == self._last:
            return self._seconds
        second = datetime.fromisoformat(text[:19])
        zone = UTC if text.endswith("Z") else self._zone
        self._seconds = int(second.replace(tzinfo=zone).timestamp())
        self._last = text
        return self._seconds


def bind_reader(zone: timezone = SEOUL) -> Reader:
    """`category rpz` with `print-time iso8601` or `iso8601-utc`. What is counted is the name that matched: a cloak's target."""
    clock = Clock(zone)

    def _read(line: str) -> Sighting | None:
        at = line.find(" rpz ")
        if at < 0:
            return None
        words = line[at + 5 :].split()
        begins = line.find("client ")
        if begins < 0 or len(words) < 6 or words[2] != "rewrite" or words[4] != "via":
            raise ValueError("bind")
        client = line[begins + 7 :].split(" ", 2)
        address = (client[1] if client[0].startswith("@") else client[0]).partition("#")[0]
        asked = words[3].split("/", 1)[0].lower()
        matched = words[5].lower().removesuffix(".")
        host = matched.rsplit(".", 3)[0] if matched.endswith(".gwanmun.rpz") else asked
        stamp = line[:begins].split(" ", 1)[0]
        second = stamp[:19] + ("Z" if stamp.endswith("Z") else "")
        return Sighting(clock.read(second), address, host.removeprefix("*."), words[1] == "NXDOMAIN", "")

    return _read


def read_unbound(line: str) -> Sighting | None:
    """`rpz-log: yes` with `rpz-log-name: gwanmun/⟨class⟩/⟨stamp⟩` and times of the epoch (`log-time-ascii: no`)."""
    at = line.find("rpz: applied [")
    if at < 0:
        return None
    tag, _, rest = line[at + 14 :].partition("] ")
    words = rest.split()
    if len(words) < 4 or "[" not in line[:at]:
        raise ValueError("unbound")
    matched, action, client, asked = words[:4]
    host = asked if matched.startswith("*") or "rpz-ip" in matched else matched
    seconds = int(line[line.find("[") + 1 : line.find("]")])
    stamp = tag.rsplit("/", 1)[-1] if tag.startswith("gwanmun/") else ""
    stopped = action in {"rpz-nxdomain", "rpz-disabled", "nxdomain", "disabled"}
    return Sighting(seconds, client.rpartition("@")[0], host.lower().removesuffix("."), stopped, stamp)


def zeek_reader() -> Reader:
    """Zeek's ssl.log, tab-separated with its own header. The format only: no Zeek was run here."""
    places: dict[str, int] = {}

    def _read(line: str) -> Sighting | None:
        if line.startswith("#"):
            if line.startswith("#fields"):
                places.update({name: at for at, name in enumerate(line.rstrip("\n").split("\t")[1:])})
            return None
        parts = line.rstrip("\n").split("\t")
        if len(parts) != len(places) or not places:
            raise ValueError("zeek")
        host = parts[places["server_name"]].lower()
        if host in {"-", "(empty)"}:
            return None
        return Sighting(int(parts[places["ts"]].partition(".")[0]), parts[places["id.orig_h"]], host, False, "")  # noqa: FBT003

    return _read


def suricata_reader(zone: timezone = UTC) -> Reader:
    """Suricata's eve.json: `tls` and `dns` events. The format only: no Suricata was run here."""
    clock = Clock(zone)

    def _read(line: str) -> Sighting | None:
        if '"tls"' not in line and '"dns"' not in line:
            return None
        event = orjson.loads(line)
        if not isinstance(event, dict):
            raise TypeError("suricata")
        body = event.get("tls") or event.get("dns")
        if not isinstance(body, dict) or body.get("type") == "answer":
            return None
        host = body.get("sni") or body.get("rrname")
        if not isinstance(host, str):
            return None
        stamp = str(event["timestamp"])
        ahead = int(stamp[-4:-2]) * 3600 + int(stamp[-2:]) * 60 if stamp[-5] in "+-" else 0
        at = clock.read(stamp[:19] + "Z") - (-ahead if stamp[-5] == "-" else ahead)
        return Sighting(at, str(event["src_ip"]), host.lower().removesuffix("."), False, "")  # noqa: FBT003

    return _read


def reader_of(kind: str, zone: timezone = SEOUL) -> Reader:
    """Raises `KeyError` for a kind that is not read."""
    makers: dict[str, Callable[[], Reader]] = {
        "squid": lambda: read_squid,
        "bind": lambda: bind_reader(zone),
        "unbound": lambda: read_unbound,
        "zeek": zeek_reader,
        "suricata": suricata_reader,
    }
    return makers[kind]()


KINDS = ("squid", "bind", "unbound", "zeek", "suricata")
