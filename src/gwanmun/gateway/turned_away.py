"""Who is turned away without a record of their own (돌려보냄): strangers over their budget, and what the edge refuses.

A record is durable and stays for ever, so nobody without a key may write as many as they like: a stranger that knocks
all day would fill the disk, and a full disk shuts the gate for everybody. Each address has a few records of its own and
then one a second, all strangers together a few more; beyond that they are counted, and the count is a fact: one a second
for strangers, one a minute for what was malformed. Addresses stand in it as keyed pseudonyms, never in clear.

What does not live here: identifying (`identify`), wording (`replies`). A kill -9 loses the count of the last moment,
never a record: whoever got the number of a record has one.
"""

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address

from gwanmun.domain.facts import Fact, FactKind
from gwanmun.domain.ids import PersonId, Pseudonym

#: Records of its own that an address gets at once, and then each second; the same for all strangers together.
OWN_BURST, OWN_A_SECOND = 20.0, 1.0
ALL_BURST, ALL_A_SECOND = 200.0, 5.0
#: Addresses whose budgets are kept, and those that one count names.
ADDRESSES, NAMED = 4096, 8
#: Different problems that one count names: they are words of ours.
PROBLEMS = 64
STRANGERS_US, EDGE_US = 1_000_000, 60_000_000
#: A stranger over the budget is answered this much later, unless the body held meanwhile is large.
SLOW_SECONDS, SLOW_BODY_BYTES = 1.0, 65_536

Name = Callable[[PersonId], Pseudonym]


class _Bucket:
    """Tokens that fill up again with time."""

    __slots__ = ("_at", "_most", "_rate", "_tokens")

    def __init__(self, most: float, rate: float, now: float) -> None:
        self._most, self._rate, self._tokens, self._at = most, rate, most, now

    def take(self, now: float) -> bool:
        level = min(self._most, self._tokens + max(0.0, now - self._at) * self._rate)
        self._at, self._tokens = now, level - 1 if level >= 1 else level
        return level >= 1


class _Count:
    """What was turned away since the last fact said so."""

    def __init__(self, why: str, every_us: int) -> None:
        self.why, self.every_us = why, every_us
        self.clear()

    def clear(self) -> None:
        self.number = self.first_us = self.last_us = self.unnamed = 0
        self.problems: dict[str, int] = {}
        self.addresses: dict[str, int] = {}

    def add(self, problem: str, at_us: int, address: str = "") -> None:
        self.number += 1
        self.first_us, self.last_us = self.first_us or at_us, at_us
        if problem in self.problems or len(self.problems) < PROBLEMS:
            self.problems[problem] = self.problems.get(problem, 0) + 1
        if address in self.addresses or (address and len(self.addresses) < NAMED):
            self.addresses[address] = self.addresses.get(address, 0) + 1
        else:
            self.unnamed += 1

    def fact(self, at_us: int, name: Name) -> Fact:
        opening: dict[str, object] = {
            "why": self.why,
            "count": self.number,
            "first_us": self.first_us,
            "last_us": self.last_us,
            "problems": dict(self.problems),
        }
        if self.addresses:
            opening["peers"] = {peer_name(address, name): n for address, n in self.addresses.items()}
            opening["other_peers"] = self.unnamed
        return Fact(FactKind.TURNED_AWAY, at_us, opening=opening)


class TurnedAway:
    """The budgets of strangers, and the counts that wait to be written."""

    def __init__(self) -> None:
        self._own: OrderedDict[str, _Bucket] = OrderedDict()
        self._all = _Bucket(ALL_BURST, ALL_A_SECOND, 0.0)
        self._strangers = _Count("strangers", STRANGERS_US)
        self._edge = _Count("edge", EDGE_US)

    def has_record(self, peer: str, now: float) -> bool:
        """Whether a stranger's refusal gets a record of its own. `now`: monotonic seconds."""
        address = _network(peer)
        own = self._own.get(address)
        if own is None:
            if len(self._own) >= ADDRESSES:
                # Whoever was quiet longest begins anew: the budget of all still holds.
                self._own.popitem(last=False)
            own = self._own[address] = _Bucket(OWN_BURST, OWN_A_SECOND, now)
        self._own.move_to_end(address)
        return own.take(now) and self._all.take(now)

    def stranger(self, problem: str, peer: str, at_us: int) -> None:
        self._strangers.add(problem, at_us, _network(peer))

    def malformed(self, problem: str, at_us: int) -> None:
        self._edge.add(problem, at_us)

    def write(self, put: Callable[[Fact], None], at_us: int, name: Name, *, last: bool = False) -> None:
        """Hand the counts that are due to the journal (`last`: all of them). Raises what `put` raises, and keeps them."""
        for count in (self._strangers, self._edge):
            if count.number and (last or abs(at_us - count.first_us) >= count.every_us):
                put(count.fact(at_us, name))
                count.clear()


def peer_name(peer: str, name: Name) -> Pseudonym:
    """An address in records: stable within the keys of this installation, not to be guessed back without them."""
    return name(PersonId(f"peer:{_network(peer)}"))


def _network(peer: str) -> str:
    """The address; of IPv6 the /64, which one subscriber has all of (RFC 6177)."""
    try:
        address = ip_address(peer.partition("%")[0])
    except ValueError:
        return peer[:64]
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{address.exploded[:19]}::/64"
