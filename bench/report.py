"""Tables from bench/results/results.json: nothing here measures, nothing is typed in by hand.

report.py          print them
report.py --docs   and put them into docs/performance.md, between its markers
"""

import json
import statistics
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs" / "performance.md"
DESK = "<!-- bench: the desk -->", "<!-- bench: the desk, end -->"
BEGIN, END = "<!-- bench: written by bench/report.py -->", "<!-- bench: end -->"

Found = dict[str, Any]


def middle(values: Iterable[float | None]) -> float | None:
    """The median of what was measured."""
    there = [value for value in values if value is not None]
    return statistics.median(there) if there else None


def good(found: Found, name: str) -> list[Found]:
    return [row for row in found["measured"].get(name, []) if "error" not in row]


def load(found: Found, name: str, at: str, what: str) -> float | None:
    return middle(row["load"].get(at, {}).get(what) for row in good(found, name))


def stream(found: Found, name: str, at: str, what: str) -> float | None:
    return middle(row["stream"].get(at, {}).get(what) for row in good(found, name))


def less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def shown(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


def verdict(value: float | None, target: float, stretch: float | None = None) -> str:
    if value is None:
        return "not measured"
    if stretch is not None and value <= stretch:
        return "**stretch met**"
    return "met" if value <= target else "**missed**"


def costs(found: Found, name: str) -> dict[str, float | None]:
    """CPU ms a request of gate and worker alone, for each body; `…+` with what stands beside them; `stream` beyond a plain one."""
    made: dict[str, float | None] = {}
    for body in ("300B", "8KB", "PII", "300B-new", "8KB-new"):
        rows = [row["load"][f"{body}/16"] for row in good(found, name) if f"{body}/16" in row["load"]]
        made[body] = middle(row["cpu_ms"] - row.get("beside_ms", 0) for row in rows)
        made[body + "+"] = middle(row["cpu_ms"] for row in rows)
    rows = [row["stream"]["16"] for row in good(found, name) if "16" in row["stream"]]
    made["stream"] = less(middle(row["cpu_ms"] - row.get("beside_ms", 0) for row in rows), made["300B"])
    made["stream+"] = less(middle(row["cpu_ms"] for row in rows), made["300B+"])
    return made


def targets(found: Found) -> list[str]:
    """Each target beside what this run measured."""
    nginx = load(found, "nginx", "300B/16", "cpu_ms")
    nginx_stream = less(stream(found, "nginx", "16", "cpu_ms"), nginx)
    nginx_added = less(load(found, "nginx", "300B/1", "p50"), load(found, "direct", "300B/1", "p50"))
    added = less(load(found, "gwanmun", "300B/1", "p50"), load(found, "direct", "300B/1", "p50"))
    disk = found.get("disk_p50_ms")
    allowed = None if disk is None else 1.0 + disk
    rows: list[tuple[str, ...]] = []
    for name, where in (("gwanmun", ""), ("gwanmun-debian", "Debian's own Python: ")):
        if name not in found["measured"]:
            continue
        cost = costs(found, name)

        def both(what: str, cost: dict[str, float | None] = cost) -> str:
            return f"{shown(cost[what], 3)} ms ({shown(cost[what + '+'], 3)} with rollup and desk)"

        streams = "–" if cost["stream"] is None or not nginx_stream else f"{cost['stream'] / nginx_stream:.1f} times"
        times = "–" if cost["300B"] is None or not nginx else f"{cost['300B'] / nginx:.0f} times"
        rows += [
            (where + "CPU a request of gate and worker, 300 B Korean, c=16", "≤ 0.5 ms (stretch 0.2)", both("300B"), verdict(cost["300B"], 0.5, 0.2)),
            (f"… beside nginx in this run ({shown(nginx, 3)} ms; 0.026 ms where the target was set)", "≤ 19 times", times, "–" if times == "–" else verdict(cost["300B"] / nginx, 19)),
            ("… 300 B, a text never sent before", "–", both("300B-new"), "–"),
            ("… 300 B with three personal values", "–", both("PII"), "–"),
            (where + "8 KB document", "≤ 1.5 ms (stretch 0.7)", both("8KB"), verdict(cost["8KB"], 1.5, 0.7)),
            ("… 8 KB, a text never sent before", "–", both("8KB-new"), "–"),
            (where + "a 32-event stream beyond a plain request", "≤ 1.5 ms", both("stream"), verdict(cost["stream"], 1.5)),
            (f"… beside nginx in this run ({shown(nginx_stream, 3)} ms; 0.707 ms where the target was set)", "≤ 2.1 times", streams, "–" if streams == "–" else verdict(cost["stream"] / nginx_stream, 2.1)),
        ]  # fmt: skip
    rows.append(
        (
            "added latency p50, 300 B, c=1",
            f"≤ 1 ms + the disk's fdatasync p50 ({shown(disk, 3)} ms)",
            f"{shown(added, 3)} ms",
            "not measured" if allowed is None else verdict(added, allowed),
        )
    )
    rows.append(
        ("… what nginx adds in this run (0.05 ms where the target was set)", "–", f"{shown(nginx_added, 3)} ms", "–")
    )
    big = found.get("big")
    if big:
        seconds = middle(start["seconds"] for start in big["starts"])
        memory = max(start["gate_rss_mib"] for start in big["starts"])
        rows += [
            (f"start to ready, journal of {big['records']:,} records, one core", "< 2 s", f"{shown(seconds)} s", verdict(seconds, 2)),
            ("resident memory of the gate then", "≤ 120 MiB", f"{shown(memory, 0)} MiB", verdict(memory, 120)),
        ]  # fmt: skip
    long = found.get("long")
    if long:
        first, last = settled(long)
        grown = last["gate_rss_mib"] - first["gate_rss_mib"]
        rows.append((
            f"gate's memory, from {first['requests']:,} to {last['requests']:,} requests",
            "flat (≤ 2 MiB more)",
            f"{first['gate_rss_mib']:.0f} → {last['gate_rss_mib']:.0f} MiB",
            verdict(grown, 2),
        ))  # fmt: skip
    return ["| measure | target | measured | |", "|---|---|--:|---|", *(f"| {' | '.join(row)} |" for row in rows)]


def settled(long: Found) -> tuple[Found, Found]:
    """A sample after the first fifth of the requests, when caches are full, and the last."""
    samples = long["samples"]
    return next((s for s in samples if s["requests"] >= long["requests"] / 5), samples[0]), samples[-1]


def side_by_side(found: Found) -> list[str]:
    """All gateways of this run; medians over rounds, with the range of the first figure."""
    names = [name for name in found["measured"] if good(found, name)]
    lines = [
        "| gateway | CPU ms a request 300 B, c=16 (range) | 8 KB | with personal values | one core's own requests/s | added p50 / p99 ms, c=1 | CPU ms a stream, c=16 | added first event p50 ms, c=1 | memory MiB idle → loaded | start s |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name in names:
        small = [row["load"]["300B/16"]["cpu_ms"] for row in good(found, name)]
        cost = middle(small)

        def added(get: Callable[[str], float | None], name: str = name) -> str:
            return "–" if name == "direct" else shown(less(get(name), get("direct")))

        cells = [
            name,
            "–" if name == "direct" else f"{shown(cost, 3)} ({min(small):.3f}–{max(small):.3f})",
            "–" if name == "direct" else shown(load(found, name, "8KB/16", "cpu_ms"), 3),
            shown(load(found, name, "PII/16", "cpu_ms"), 3),
            f"{1000 / cost:,.0f}" if cost else "–",
            f"{added(lambda n: load(found, n, '300B/1', 'p50'))} / {added(lambda n: load(found, n, '300B/1', 'p99'))}",
            "–" if name == "direct" else shown(stream(found, name, "16", "cpu_ms")),
            added(lambda n: stream(found, n, "1", "ttft_p50")),
            "–" if name == "direct" else f"{shown(middle(row.get('mem_idle') for row in good(found, name)), 0)} → {shown(middle(row.get('mem_after') for row in good(found, name)), 0)}",
            "–" if name == "direct" else shown(middle(row.get("start_s") for row in good(found, name)), 1),
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    errors = {
        name: sum(x["bad"] + x["sock"] for row in good(found, name) for x in row["load"].values())
        + sum(x["bad"] for row in good(found, name) for x in row["stream"].values())
        for name in names
    }
    lines += ["", "Answers other than 200, cut streams and socket errors: " + ", ".join(f"{n} {e}" for n, e in errors.items()) + "."]  # fmt: skip
    ours = load(found, "gwanmun", "300B/16", "cpu_ms")
    for peer in ("litellm", "litellm-pii"):
        theirs = load(found, peer, "300B/16", "cpu_ms")
        if ours and theirs:
            lines.append(f"In this run a request costs {peer} {theirs / ours:.0f} times our CPU.")
    lines += [
        f"{name} failed: {rows[-1]['error'][:160]}" for name, rows in found["measured"].items() if not good(found, name)
    ]
    return lines


def inside(found: Found) -> list[str]:
    """Where the CPU of the long run went, process by process."""
    long = found.get("long")
    if not long:
        return []
    first, last = settled(long)
    lines = [
        f"{long['requests']:,} requests of 300 B at c=16 (wrong or lost: {long['errors']}):",
        "",
        "| process | CPU ms a request | idle, % of a core | MiB (PSS) at first → at last |",
        "|---|--:|--:|--:|",
    ]
    for name, cost in long["cpu_ms_by_process"].items():
        memory = f"{first['memory'].get(name, 0):.0f} → {last['memory'].get(name, 0):.0f}"
        lines.append(f"| {name} | {cost:.3f} | {long['idle_cpu_percent'].get(name, 0):.1f} | {memory} |")
    lines.append(f"| all | {long['cpu_ms']:.3f} | {sum(long['idle_cpu_percent'].values()):.1f} | |")
    return lines


def tables(found: Found) -> str:
    told = found["conditions"]
    loads = [row["loadavg"] for rows in found["measured"].values() for row in rows]
    lines = [
        f"Measured {told['when']}, commit `{told['commit']}`: {told['processor']}, {told['cores']} cores, {told['memory_gib']} GiB, "
        f"Linux {told['kernel']}, {told['file_system']}, CPython {told['python']}; "
        + ", ".join(f"{name} {number}" for name, number in told["versions"].items() if name != "gwanmun")
        + f". {found['rounds']} interleaved round(s), windows of {found['secs']} s (LiteLLM three times as long), "
        f"load average {min(loads):.1f}–{max(loads):.1f} at the start of each measurement. "
        f"The disk's fdatasync p50 in this run: {shown(found.get('disk_p50_ms'), 3)} ms "
        f"({', '.join(shown(row['p50'], 2) for row in found['disk_ms'])} from probe to probe). "
        f"The whole run took {found['took_seconds']} s.",
        *(["", "A quick run: short windows, one round. Good for comparing, not for quoting."] if found["quick"] else []),
        *(["", "Left out: " + "; ".join(found["said"]) + "."] if found["said"] else []),
        "", "### Targets", "", *targets(found),
        "", "### Side by side", "", *side_by_side(found),
    ]  # fmt: skip
    own = inside(found)
    if own:
        lines += ["", "### Process by process", "", *own]
    return "\n".join(lines) + "\n"


def desk_tables(found: Found) -> str:
    """The desk's numbers, each with its target and the load of the machine when it was measured."""
    rows: list[tuple[str, str, str, str, str]] = []

    def row(part: str, name: str, target: str, measured: str, good: bool | None) -> None:
        word = "–" if good is None else "met" if good else "**missed**"
        rows.append((name, target, measured, word, f"{found[part]['load']} · {found[part]['when']}"))

    if one := found.get("judge"):
        row(
            "judge",
            f"a decision over {one['packs']} packs, {one['distinct']:,} different inputs",
            "≤ 5 µs",
            f"{one['different_us']:.1f} µs CPU",
            one["different_us"] <= 5,
        )
        row("judge", "the same input again", "≤ 5 µs", f"{one['same_us']:.1f} µs CPU", one["same_us"] <= 5)
    if one := found.get("prove"):
        row(
            "prove",
            f"`policy prove` over all packs, the slowest of {len(one['claims'])} claims",
            "< 10 s",
            f"{one['worst_seconds']:.2f} s",
            one["worst_seconds"] < 10,
        )
    if one := found.get("replay"):
        asked = f"`policy replay` of {one['requests']:,} requests, {one['distinct']:,} different inputs"
        row(
            "replay",
            f"{asked}: on {one['cores']} cores, each to itself (CPU time)",
            "≥ 50,000 a second",
            f"{one['all_cores_a_second']:,.0f}",
            one["all_cores_a_second"] >= 50_000,
        )
        row("replay", "the same by one process", "–", f"{one['a_second']:,.0f} a CPU second", None)
    if one := found.get("swap"):
        middle_ms = statistics.median(one["take_up_ms"])
        row(
            "swap",
            f"a snapshot of {one['people']:,} people and {one['services']} services taken up beside the loop, under load (median of {one['swaps']})",
            "< 50 ms",
            f"{middle_ms:.0f} ms",
            middle_ms < 50,
        )
        row(
            "swap",
            "the gate's loop held meanwhile, at most (without a swap)",
            "–",
            f"{one['loop_held_ms']:.0f} ms ({one['loop_held_calm_ms']:.0f} ms)",
            None,
        )
        row("swap", f"requests failed of {one['requests']:,}", "0", f"{one['failed']}", one["failed"] == 0)
    if one := found.get("pages"):
        for name, slowest in one["worst_ms"].items():
            row(
                "pages",
                f"`GET /api/v1/people`, {name} of {one['rows']:,}: first, middle, last page, the slowest",
                "< 100 ms",
                f"{slowest:.0f} ms",
                slowest < 100,
            )
    lines = ["| measure | target | measured | | load average · when |", "|---|---|--:|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(cells)} |" for cells in rows)]) + "\n"


def desk_into_docs(found: Found) -> None:
    _between(*DESK, desk_tables(found))


def into_docs(text: str) -> None:
    """Replace what stands between the markers."""
    _between(BEGIN, END, text)


def _between(begin: str, end: str, text: str) -> None:
    page = DOCS.read_text()
    head, _, rest = page.partition(begin)
    _, _, tail = rest.partition(end)
    if not rest or not tail:
        raise SystemExit(f"{DOCS}: the markers are gone")
    DOCS.write_text(f"{head}{begin}\n{text}{end}{tail}")


if __name__ == "__main__":
    made = tables(json.loads((HERE / "results" / "results.json").read_text()))
    print(made)
    if "--docs" in sys.argv[1:]:
        into_docs(made)
