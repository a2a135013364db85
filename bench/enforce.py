"""How fast a plan compiles, and how many lines of an engine's log are read a second, on one core.

    python bench/enforce.py          under ten seconds; prints JSON

Figures are CPU seconds of this process, so that other work on the machine does not count. How long a change takes to be
effective is measured by the agent itself, on real engines (`tests/e2e/enforce`, `effective.jsonl`).
"""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from enforce_plans import NOW, audience, plan
from gwanmun.enforce.attempts import Counting
from gwanmun.enforce.logs import reader_of
from gwanmun.enforce.plan import Action, Destination, Name, Sort, Verdict, checked, populations
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
        Verdict(one.id, Action.PASS if at % 10 == 0 else Action.BLOCK, "LOC-7" if at % 10 == 0 else "MND-1", Action.BLOCK, "MND-1")
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


def main() -> None:
    big = big_plan()
    rows: dict[str, object] = {"names": NAMES, "classes": CLASSES}
    rows["compile_all_cpu_seconds"] = round(min(spent(lambda: compile_plan(big, NOW)) for _ in range(3)), 3)
    rows["compile_cpu_seconds"] = {name: round(spent(lambda name=name: compile_plan(big, NOW, (name,))), 3) for name in TARGETS}
    huge = replace(big_plan(200_000), audiences=big.audiences[:1])
    rows["compile_bind_200000_names_one_class_cpu_seconds"] = round(spent(lambda: compile_plan(huge, NOW, ("bind",))), 2)
    usual = plan()
    people = populations(usual, NOW)
    rates = {}
    for kind in ("squid", "bind", "unbound", "suricata", "zeek"):
        lines = lines_of(kind)
        counting = Counting(usual, people, lambda _host: False)
        rates[kind] = round(len(lines) / spent(lambda lines=lines, kind=kind, counting=counting: counting.feed(lines, reader_of(kind))))
        assert counting.tally.malformed == 0, kind
    rows["log_lines_a_second"] = rates
    print(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
