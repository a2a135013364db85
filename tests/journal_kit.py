"""Small journals for tests: a gate's, sealed by a real sealer."""

import asyncio
import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gwanmun.adapters.files.sealer import Projecting, Sealer
from gwanmun.adapters.files.store import open_journal
from gwanmun.domain.facts import Ending, Fact, FactKind

ORIGIN = "gwanmun.test/gate-1"
NOON = 1_763_780_400_000_000  # 2025-11-22 12:00 in Seoul
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def mth(leaves: list[bytes]) -> bytes:
    """The root, by RFC 6962 §2.1 word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


class Counting:
    """A projection that remembers what it was given, as sums."""

    def __init__(self, applied: int = 0, spent: int = 0) -> None:
        self.applied, self.spent = applied, spent

    def apply(self, leaf) -> None:
        self.applied += 1
        self.spent += leaf[7]

    def dump(self) -> dict[str, object]:
        return {"applied": self.applied, "spent": self.spent}

    @classmethod
    def load(cls, dumped) -> "Counting":
        return cls(dumped["applied"], dumped["spent"])


PROJECTING = Projecting(Counting, Counting.load)


def fact(number: int, *, at_us: int = NOON, agency: str = "kr-seoul") -> Fact:
    request = f"01930000-0000-7000-8000-{number // 2:012d}"
    if number % 2:
        return Fact(
            FactKind.ENDED, at_us, request, agency, f"{agency}/ai", "ab" * 16, "2025-11-22", spent=number,
            ending=Ending.OK, opening={"number": number, "usage": [1, 2]},
        )  # fmt: skip
    return Fact(
        FactKind.ADMITTED, at_us, request, agency, f"{agency}/ai", "ab" * 16, "2025-11-22", held=number + 1,
        opening={"number": number, "이유".encode().hex(): "가림"},
    )  # fmt: skip


class Place:
    """One data directory with one journal."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path, self.keys, self.state = root / "journal" / "gate-1", root / "keys", root / "worker" / "signed"

    def open(self, segment_bytes: int = 64 * 1024):
        return open_journal(self.path, self.keys, ORIGIN, segment_bytes=segment_bytes)

    def write(self, numbers, each_group: int = 50, segment_bytes: int = 64 * 1024, **more) -> None:
        """Append facts and close, as one run of a gate."""

        async def run() -> None:
            store = self.open(segment_bytes)
            pending = list(numbers)
            for at in range(0, len(pending), each_group):
                await asyncio.gather(*(store.append(fact(n, **more)) for n in pending[at : at + each_group]))
            await store.close()

        asyncio.run(run())

    def sealer(self) -> Sealer:
        return Sealer(self.path, self.state, KEY, PROJECTING)

    def seal(self) -> int:
        sealer = self.sealer()
        try:
            return sealer.seal()
        finally:
            sealer.close()

    def files(self) -> dict[str, bytes]:
        """Everything that is evidence, by relative path."""
        kept = ("tile/", "opening/", "checkpoint", "journal.json")
        names = ((one, str(one.relative_to(self.path))) for one in sorted(self.path.rglob("*")) if one.is_file())
        return {name: one.read_bytes() for one, name in names if name.startswith(kept) and name != "opening/lock"}
