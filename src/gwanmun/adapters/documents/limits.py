"""How much a document may be, and the budget that its reading spends.

The figures are far above what offices write and far below what hurts: a 500-page report with pictures stays within.
"""

from dataclasses import dataclass, field

from gwanmun.errors import BadDocument

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    file_bytes: int = 64 * MEGABYTE
    inflated_bytes: int = 160 * MEGABYTE  # of all members of all archives together
    member_bytes: int = 96 * MEGABYTE
    ratio: int = 120  # inflated to packed, looked at beyond `ratio_from` bytes
    ratio_from: int = 4 * MEGABYTE
    members: int = 4_000
    archives: int = 3  # a ZIP in an e-mail in a ZIP
    xml_depth: int = 256
    nodes: int = 600_000  # strings
    elements: int = 1_500_000  # of one XML part
    characters: int = 20_000_000
    pages: int = 5_000
    scans: int = 40  # pictures whose letters are recognised


@dataclass(slots=True)
class Budget:
    """What is left while one file is read; it is shared by everything that the file holds."""

    limits: Limits = field(default_factory=Limits)
    inflated: int = 0
    members: int = 0
    nodes: int = 0
    depth: int = 0

    def inflate(self, size: int, where: str) -> None:
        self.inflated += size
        if self.inflated > self.limits.inflated_bytes:
            raise BadDocument("too_large", where, limit=self.limits.inflated_bytes)

    def member(self, where: str) -> None:
        self.members += 1
        if self.members > self.limits.members:
            raise BadDocument("too_many", where, limit=self.limits.members)

    def node(self, where: str) -> None:
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            raise BadDocument("too_many", where, limit=self.limits.nodes)

    def enter(self, where: str) -> None:
        self.depth += 1
        if self.depth > self.limits.archives:
            raise BadDocument("too_deep", where, limit=self.limits.archives)

    def leave(self) -> None:
        self.depth -= 1
