"""Port `seen`: what the journals show of a period. Numbers are those of the promises."""

import asyncio

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gwanmun.adapters.files.sealer import Projecting, Sealer
from gwanmun.adapters.files.store import open_journal
from gwanmun.adapters.reports.journals import SiteSeen
from gwanmun.adapters.system import private_directory
from gwanmun.budget.account import Accounts
from gwanmun.domain.facts import Fact, FactKind
from gwanmun.errors import IntegrityFault

NOON = 1_790_000_000_000_000
MINUTE = 60_000_000


def act(name, at, request, **more):
    opening = {"act": name, "officer": more.pop("officer", "p-1"), "reason": more.pop("reason", "사유")}
    return Fact(FactKind.ACT, NOON + at * MINUTE, request=request, opening=opening, **more)


@pytest.fixture
def site(tmp_path):
    data, keys = tmp_path / "data", tmp_path / "keys"
    private_directory(data)
    private_directory(keys)
    asked = [
        Fact(FactKind.ADMITTED, NOON + at * MINUTE, request=f"01930000-0000-7000-8000-{at:012d}", agency="kr-seoul" if at % 2 else "kr-jeju",
             department="d", person=f"{at:032x}", period="2026-09-21", held=1, opening={"who": {"task": "요약"}})
        for at in range(10)
    ]  # fmt: skip
    acts = [act("link_case", 1, "a", agency="kr-seoul"), act("link_case", 1, "a", agency="kr-seoul"),
            act("link_case", 2, "b", agency="kr-seoul", officer="p-2", reason=""), act("appoint", 90, "c")]  # fmt: skip

    async def write(name, facts):
        store = open_journal(data / "journal" / name, keys, name)
        for one in facts:
            await store.append(one)
        await store.close()

    for name, facts in (("gate-1", asked), ("desk", acts)):
        asyncio.run(write(name, facts))
        sealer = Sealer(
            data / "journal" / name,
            tmp_path / f"signed-{name}",
            Ed25519PrivateKey.generate(),
            Projecting(Accounts, Accounts.load),
        )
        sealer.seal()
        sealer.close()
    return SiteSeen(data, keys), data


def test_1_acts_of_the_period_are_counted_once(site):
    seen, _ = site
    told = [
        (one.act, one.agency, one.times, one.officers, one.without_reason)
        for one in seen.acts(NOON, NOON + 60 * MINUTE)
    ]
    assert told == [("link_case", "kr-seoul", 2, 2, 1)]
    assert not seen.acts(NOON + 2 * MINUTE + 1, NOON + 90 * MINUTE)


def test_2_everybody_draws_the_same_sample(site):
    seen, _ = site
    drawn = seen.sample(NOON, NOON + 60 * MINUTE, 4, None)
    assert len(drawn) == 4
    assert drawn == seen.sample(NOON, NOON + 60 * MINUTE, 4, None)
    assert {one.agency for one in seen.sample(NOON, NOON + 60 * MINUTE, 9, {"kr-jeju": True})} == {"kr-jeju"}


def test_3_a_request_is_shown_by_its_leaf(site):
    seen, _ = site
    one = seen.sample(NOON, NOON + MINUTE, 1, None)[0]
    assert (one.origin, one.index, one.agency, one.readable) == ("gate-1", 0, "kr-jeju", True)
    assert "요약" not in repr(one)


def test_4_a_seal_that_is_not_rightly_signed_is_no_seal(site):
    seen, data = site
    assert [(one.origin, one.size) for one in seen.seals()] == [("gate-1", 10), ("desk", 4)]
    note = data / "journal/gate-1/checkpoint"
    note.write_bytes(note.read_bytes().replace(b"\n10\n", b"\n11\n"))
    with pytest.raises(IntegrityFault):
        seen.seals()
