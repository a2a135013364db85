"""Counters for /metrics: plain integers in dicts, rendered in the Prometheus text format (version 0.0.4) when asked.

Labels are closed words (decision, code, dialect); never a person, a prompt or a model name that a caller made up.
"""

from collections.abc import Mapping

#: Upper bounds in ms of the histogram of time added by the gate itself.
BOUNDS_MS = (0.5, 1.0, 2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 1000.0)


class Metrics:
    """Counts since start. Cheap enough for every request."""

    __slots__ = ("_added", "_added_sum", "bytes_in", "counts", "inflight")

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str], int] = {}
        self.inflight = 0
        self.bytes_in = 0
        self._added = [0] * (len(BOUNDS_MS) + 1)
        self._added_sum = 0.0

    def count(self, name: str, label: str, amount: int = 1) -> None:
        row = (name, label)
        self.counts[row] = self.counts.get(row, 0) + amount

    def added(self, milliseconds: float) -> None:
        """Time from arrival to sending: what the gate itself adds before the service is asked."""
        self._added_sum += milliseconds
        for i, bound in enumerate(BOUNDS_MS):
            if milliseconds <= bound:
                self._added[i] += 1
                return
        self._added[-1] += 1

    def render(self, gauges: Mapping[str, int]) -> bytes:
        lines: list[str] = []
        for name in sorted({n for n, _ in self.counts}):
            lines.append(f"# TYPE gwanmun_{name}_total counter")
            lines.extend(
                f'gwanmun_{name}_total{{label="{label}"}} {value}'
                for (n, label), value in sorted(self.counts.items())
                if n == name
            )
        lines.append("# TYPE gwanmun_added_milliseconds histogram")
        running = 0
        for bound, value in zip((*map(str, BOUNDS_MS), "+Inf"), self._added, strict=True):
            running += value
            lines.append(f'gwanmun_added_milliseconds_bucket{{le="{bound}"}} {running}')
        lines += [
            f"gwanmun_added_milliseconds_sum {self._added_sum:.3f}",
            f"gwanmun_added_milliseconds_count {running}",
        ]
        for gauge, value in {"inflight": self.inflight, **gauges}.items():
            lines += [f"# TYPE gwanmun_{gauge} gauge", f"gwanmun_{gauge} {value}"]
        return ("\n".join(lines) + "\n").encode()
