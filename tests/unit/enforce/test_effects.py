"""Lines of an agent's records: what is taken, and everything that is not."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gwanmun.enforce.effects import Chain, digest_of, effects_of, last_of, line_of
from gwanmun.errors import BadCommand

KEY = Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([8]) * 32)
PUBLIC = KEY.public_key().public_bytes_raw().hex()
ROW = {
    "at_us": 1_738_800_000_000_000, "target": "bind", "audience": "kr-mnd.military_work", "agency": "kr-mnd",
    "device": "military_work", "stamp": "r7-abababababab", "revision": 7, "day": "2025-02-06", "published_us": 5,
    "made_us": 6, "mode": "block", "probes": 6,
}  # fmt: skip


def lines(count, key=KEY, **more):
    chain, found = Chain(), []
    for _ in range(count):
        found.append(line_of({**ROW, **more}, chain, key))
        chain = Chain(chain.sequence + 1, digest_of(found[-1]))
    return found


def read(texts, chain=Chain()):  # noqa: B008 - a frozen value
    return list(effects_of(texts, "gw-1", PUBLIC, chain))


def test_lines_are_read_in_order_and_only_once():
    made = lines(3)
    first = read(made)
    assert [(one.sequence, one.enforcer, one.agency, one.probes) for one in first] == [
        (n, "gw-1", "kr-mnd", 6) for n in (1, 2, 3)
    ]
    assert read(made, Chain(first[1].sequence, first[1].digest)) == first[2:]
    assert read([*made, "", "\n"]) == first


def test_the_chain_goes_on_from_its_own_file():
    made = lines(4)
    assert last_of([one + "\n" for one in made]) == Chain(4, digest_of(made[-1]))
    assert last_of([]) == Chain()


@pytest.mark.parametrize("spoilt", ["at_us", "stamp", "mode", "probes"])
def test_a_changed_line_is_not_the_agents(spoilt):
    tree = json.loads(lines(1)[0])
    tree["row"][spoilt] = 99 if isinstance(tree["row"][spoilt], int) else "other"
    with pytest.raises(BadCommand, match="not signed"):
        read([json.dumps(tree, sort_keys=True)])


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_line_that_was_filed_before_and_changed_since_is_not_passed_over(at):
    made = lines(3)
    filed = Chain(3, digest_of(made[-1]))
    assert read(made, filed) == []
    tree = json.loads(made[at])
    tree["row"]["probes"] = 99
    with pytest.raises(BadCommand, match="not signed"):
        read([*made[:at], json.dumps(tree, sort_keys=True), *made[at + 1 :]], filed)


def test_an_agent_that_began_again_with_the_same_key_is_told_and_files_nothing():
    filed = Chain(3, digest_of(lines(3)[-1]))
    with pytest.raises(BadCommand, match="another record was filed"):
        read(lines(5, probes=9), filed)


def test_another_agents_line_is_refused_and_so_is_one_that_was_left_out_or_moved():
    with pytest.raises(BadCommand, match="not signed"):
        read(lines(1, OTHER))
    made = lines(3)
    for strange in ([made[0], made[2]], made[1:]):
        with pytest.raises(BadCommand, match="missing"):
            read(strange)
    again = line_of(ROW, Chain(1, "0" * 64), KEY)  # its own signature, another past
    with pytest.raises(BadCommand, match="missing"):
        read([made[0], again])


@pytest.mark.parametrize(
    "line",
    ["x", "[]", "{}", "[" * 4000, '{"before": 1, "row": {}, "signature": ""}', '{"before": "", "row": [], "signature": ""}', "9" * 5000,
     '{"before": "", "row": {"sequence": true}, "signature": ""}', '{"before": "", "row": {"sequence": 1}, "signature": "zz"}'],
)  # fmt: skip
def test_what_is_no_line_is_refused_without_repeating_it(line):
    with pytest.raises(BadCommand) as told:
        read([line])
    assert line not in told.value.message("ko")


@pytest.mark.parametrize("field", ["day", "agency", "target", "published_us"])
def test_a_signed_line_with_a_field_that_cannot_be_is_refused(field):
    with pytest.raises(BadCommand):
        read(lines(1, **{field: "a b\nc" if field != "published_us" else -1}))


def test_who_confirmed_a_large_change_is_a_persons_number_or_the_line_is_none():
    assert [one.confirmed_by for one in read(lines(1, confirmed_by="p-1024"))] == ["p-1024"]
    assert [one.confirmed_by for one in (*read(lines(1)), *read(lines(1, confirmed_by="")))] == [None, None]
    for name in ("홍길동", "900101-1234567"):
        with pytest.raises(BadCommand):
            read(lines(1, confirmed_by=name))
