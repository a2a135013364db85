"""How fast a plan compiles, how many lines of an engine's log are read a second, how soon a change is effective.

    run.py --enforce               about a minute; prints JSON. Real BIND, Unbound and Squid where this is root and they are there
    run.py --enforce --no-engines  under ten seconds
    run.py --enforce --docs        and put the table into docs/performance.md

Compiling and reading are CPU seconds of this process, so that other work on the machine does not count. A change is timed
by the wall, from a bundle in hand to the last right answer, as each class asks it (`Agent.apply`).
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import struct
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from e2e.enforce import real
from e2e.enforce.conftest import TRUSTED, WORK, A, Stand, bundle, local_plan
from e2e.enforce.test_unbound import Resolver
from enforce_plans import NOW, audience, plan
from gwanmun.adapters.enforcement.agent import Agent, _in, lay_out, refused_now
from gwanmun.control.destinations import suffixes
from gwanmun.enforce.attempts import Counting
from gwanmun.enforce.logs import reader_of
from gwanmun.enforce.plan import Action, Destination, Leave, Name, Sort, Verdict, checked, populations
from gwanmun.enforce.targets import TARGETS, compile_plan

NAMES, CLASSES, SERVICES, LINES = 500, 20, 100, 100_000


def big_plan(names: int = NAMES):
    each = names // SERVICES
    destinations = tuple(
        Destination(f"s{at}", Sort.SERVICE, f"서비스{at}", f"Service {at}",
                    tuple(Name(f"h{at}-{one}.example{at}.net", one % 3 != 0) for one in range(each)))
        for at in range(SERVICES)
    )  # fmt: skip
    verdicts = tuple(
        Verdict(
            one.id,
            Action.PASS if at % 10 == 0 else Action.BLOCK,
            "LOC-7" if at % 10 == 0 else "MND-1",
            Action.BLOCK,
            "MND-1",
        )
        for at, one in enumerate(destinations)
    )
    audiences = tuple(audience(f"kr.c{at}", [f"10.{at}.0.0/16"], verdicts) for at in range(CLASSES))
    return checked(replace(plan(), destinations=destinations, audiences=audiences))


def spent(work) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def lines_of(kind: str) -> list[str]:
    hosts = ["chat.deepseek.com", "chatgpt.com", *(f"h{at}.example.net" for at in range(500))]
    found = []
    for at in range(LINES):
        host, client, second = hosts[at % len(hosts)], f"10.77.10.{at % 250}", 1_738_800_000 + at // 500
        found.append(
            {
                "squid": f"{second}.{at % 1000:03d} {client} - TCP_DENIED/200 CONNECT {host}:443 sni={host} bump=bump err=403:ERR_AI_MND-1 policy=r7-ab\n",
                "bind": f"2025-02-06T09:{at // 60_000:02d}:{at // 1000 % 60:02d}.816 client @0x7ff5 {client}#3 ({host}): view v: rpz QNAME NXDOMAIN rewrite {host}/A/IN via chat.deepseek.com.v.gwanmun.rpz\n",
                "unbound": f"[{second}] unbound[9:0] info: rpz: applied [gwanmun/v/r7-ab] *.deepseek.com. rpz-nxdomain {client}@4 chat.deepseek.com. A IN\n",
                "suricata": f'{{"timestamp":"2025-02-06T09:00:{at // 2000 % 60:02d}.1+0900","event_type":"tls","src_ip":"{client}","tls":{{"sni":"{host}"}}}}\n',
                "zeek": f"{second}.1\tC\t{client}\t5\t{host}\n",
            }[kind]
        )
    return ["#fields\tts\tuid\tid.orig_h\tid.orig_p\tserver_name\n", *found] if kind == "zeek" else found


# ---------------------------------------------------------------- real engines

CHANGES, RELOADS, ASKERS, TUNNELS = 5, 20, 4, 200


class Load:
    """Questions one after another from some threads, each waiting for its answer; what gets none is lost."""

    def __init__(self, port: int) -> None:
        self.asked = self.lost = 0
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(port,), daemon=True) for _ in range(ASKERS)]

    def __enter__(self):
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for one in self._threads:
            one.join(5)

    def _ask(self, port: int) -> None:
        names = [
            b"".join(bytes((len(x),)) + x.encode() for x in name.split(".")) + b"\0"
            for name in ("chat.deepseek.com", "chatgpt.com")
        ]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.bind((A, 0))
            line.connect(("127.0.0.1", port))
            line.settimeout(3.0)
            at = 0
            while not self._over.is_set():
                at += 1
                line.send(
                    struct.pack("!6H", at & 0xFFFF, 0x0100, 1, 0, 0, 0) + names[at % 2] + struct.pack("!2H", 1, 1)
                )
                self.asked += 1
                try:
                    while struct.unpack_from("!H", line.recv(4096))[0] != at & 0xFFFF:
                        pass
                except TimeoutError:
                    self.lost += 1


def changes(agent: Agent, audience: str, doors) -> list[float]:
    """Seconds from a bundle in hand to each class having been asked: an exception comes and goes."""
    took = []
    for at in range(CHANGES):
        revision = agent.state.revision + 1
        leave = Leave("ap-1", audience, (), "deepseek", NOW + 3_600_000_000, Action.PASS, "MND-1")
        data = bundle(doors(local_plan(revision=revision, leaves=(leave,) if at % 2 == 0 else ())))
        began = time.monotonic()
        agent.apply(data, urgent=True)
        took.append(time.monotonic() - began)
    return took


def reloads(engine, root: Path, port: int, revision: int, doors) -> dict[str, object]:
    """A new zone loaded again and again while questions come."""
    with Load(port) as load:
        began = time.monotonic()
        for at in range(1, RELOADS + 1):
            made = doors(local_plan(revision=revision + at))
            lay_out(root, made, NOW, (engine.target,))
            artefacts = compile_plan(_in(made, root / "current"), NOW, (engine.target,))[engine.target]
            engine.load()
            engine.standing(artefacts)
        seconds = time.monotonic() - began
    return {"reloads": RELOADS, "questions": load.asked, "lost": load.lost, "seconds_each": round(seconds / RELOADS, 3)}


def ended(stand: Stand) -> dict[str, object]:
    """Tunnels to a service that becomes refused, among as many to one that does not: how long until the last is gone."""
    agent = stand.fresh_agent([stand.engines[1]])
    leave = Leave("ap-1", WORK.id, (), "deepseek", NOW + 3_600_000_000, Action.PASS, "MND-1")
    agent.apply(bundle(stand.doors(local_plan(revision=agent.state.revision + 1, leaves=(leave,)))), urgent=True)
    refused = [stand.tunnel(A, "chat.deepseek.com") for _ in range(TUNNELS)]
    kept = [stand.tunnel(A, "chatgpt.com") for _ in range(TUNNELS)]
    people = populations(local_plan(), NOW)
    began = time.monotonic()
    stand.engines[1].end(lambda one: refused_now(people, one))
    took = time.monotonic() - began
    living = [sum(one.lives() for one in those) for those in (refused, kept)]
    assert living == [0, TUNNELS], living
    return {"open": 2 * TUNNELS, "refused": TUNNELS, "seconds": round(took, 2)}


def told(took: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(took), 2), "worst": round(max(took), 2)}


def on_engines() -> dict[str, object]:
    """What only real engines can tell. Empty parts are named in `not_run`."""
    missing = [one for one in ("named", "rndc", "squid", "unbound") if shutil.which(one) is None]
    if os.geteuid() != 0 or missing:
        return {"not_run": f"needs root, and {', '.join(missing) or 'nothing else'}"}
    rows: dict[str, object] = {"load_average": round(os.getloadavg()[0], 1)}
    where = real.folder()
    stand = Stand(where)
    try:
        stand.first(stand.doors(local_plan(revision=1)))
        for engine in stand.engines:
            agent = stand.fresh_agent([engine])
            rows[f"{engine.target}_effective_seconds"] = told(changes(agent, WORK.id, stand.doors))
        rows["squid_ended"] = ended(stand)
        bind = stand.engines[0]
        rows["bind_reloads"] = reloads(
            bind, stand.root, stand.bind.at[1], stand.fresh_agent([bind]).state.revision, stand.doors
        )
    finally:
        stand.end()
        shutil.rmtree(where, ignore_errors=True)
    where = real.folder()
    resolver = Resolver(where)
    try:
        resolver.start(local_plan())
        agent = Agent(resolver.root, [resolver.engine], TRUSTED, 2, suffixes(), lambda: NOW)
        rows["unbound_effective_seconds"] = told(changes(agent, WORK.id, lambda made: made))
        rows["unbound_reloads"] = reloads(
            resolver.engine, resolver.root, resolver.port, agent.state.revision, lambda made: made
        )
    finally:
        resolver.end()
        shutil.rmtree(where, ignore_errors=True)
    return rows


# ---------------------------------------------------------------- the whole


def figures() -> dict[str, object]:
    big = big_plan()
    rows: dict[str, object] = {"names": NAMES, "classes": CLASSES}
    rows["compile_all_cpu_seconds"] = round(min(spent(lambda: compile_plan(big, NOW)) for _ in range(3)), 3)
    rows["compile_cpu_seconds"] = {
        name: round(spent(lambda name=name: compile_plan(big, NOW, (name,))), 3) for name in TARGETS
    }
    huge = replace(big_plan(200_000), audiences=big.audiences[:1])
    rows["compile_bind_200000_names_one_class_cpu_seconds"] = round(
        spent(lambda: compile_plan(huge, NOW, ("bind",))), 2
    )
    usual = plan()
    people = populations(usual, NOW)
    rates = {}
    for kind in ("squid", "bind", "unbound", "suricata", "zeek"):
        lines = lines_of(kind)
        counting = Counting(usual, people, lambda _host: False)
        rates[kind] = round(
            len(lines) / spent(lambda lines=lines, kind=kind, counting=counting: counting.feed(lines, reader_of(kind)))
        )
        assert counting.tally.malformed == 0, kind
    rows["log_lines_a_second"] = rates
    return rows


PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- bench: enforcement -->", "<!-- bench: enforcement, end -->"


def table(rows: dict[str, object]) -> str:
    """The figures beside what was asked for."""
    rates = rows["log_lines_a_second"]
    engines = rows["engines"]
    lines = [
        "| what | asked | measured |",
        "|---|---|---|",
        f"| {NAMES} names × {CLASSES} classes × all seven targets compile | < 1 s | {rows['compile_all_cpu_seconds']} s CPU |",
        f"| 200,000 names for one class as a zone | | {rows['compile_bind_200000_names_one_class_cpu_seconds']} s CPU |",
        *(f"| lines of {kind} read a second, one core | ≥ 100,000 | {rate:,} |" for kind, rate in rates.items()),
    ]
    for name, asked in (("bind", "< 3 s"), ("unbound", "< 3 s"), ("squid", "< 5 s")):
        took = engines.get(f"{name}_effective_seconds")
        lines += (
            [
                f"| a change is effective in {name}, {CHANGES} changes | {asked} | median {took['median']} s, worst {took['worst']} s |"
            ]
            if took
            else []
        )
    for name in ("bind", "unbound"):
        one = engines.get(f"{name}_reloads")
        if one:
            asked = f"{one['reloads']} reloads of {name} under load lose nothing"
            lines.append(
                f"| {asked} | 0 lost | {one['lost']} of {one['questions']:,} lost, {one['seconds_each']} s each |"
            )
    if one := engines.get("squid_ended"):
        lines.append(
            f"| {one['refused']} of {one['open']} open tunnels are refused: the last is ended | | {one['seconds']} s |"
        )
    if "not_run" in engines:
        lines.append(f"| real engines | | not run here: {engines['not_run']} |")
    else:
        lines.append(f"| load average while the engines were timed | | {engines['load_average']} |")
    return "\n".join(lines) + "\n"


def into_docs(text: str) -> None:
    page = PAGE.read_text()
    if BEGIN not in page:
        page += f"\n## Enforcement\nFrom a signed bundle in hand to the last right answer, asked as each class: `make bench BENCH=--enforce`.\n\n{BEGIN}\n{END}\n"
    head, _, rest = page.partition(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}\n{text}{END}{rest.partition(END)[2]}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--no-engines", action="store_true")
    parser.add_argument("--docs", action="store_true")
    asked = parser.parse_args(arguments)
    rows = figures()
    rows["engines"] = {"not_run": "left out"} if asked.no_engines else on_engines()
    print(json.dumps(rows, indent=2))
    if asked.docs:
        into_docs(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
