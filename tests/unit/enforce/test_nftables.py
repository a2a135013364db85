"""The firewall's table as it is loaded, and as the kernel lists it."""

import pytest

from enforce_plans import HOUR, LEAVE, NOW, plan
from gwanmun.enforce.nftables import compile_nftables, loadable, twin
from gwanmun.enforce.plan import populations
from gwanmun.enforce.readers import read_listing
from gwanmun.errors import BadCommand


def text(now_us=NOW):
    made = plan(leaves=(LEAVE,))
    return compile_nftables(made, populations(made, now_us), now_us)[0].text


def added(loaded):
    return [line for line in loaded.splitlines() if line.startswith("add element")]


def test_an_exception_lasts_from_its_loading_to_its_own_end_whenever_it_was_compiled():
    for late, left in ((0, 28_800), (HOUR, 25_200), (8 * HOUR - 1_000_000, 1)):
        assert added(loadable(text(), NOW + late)) == [
            f"add element inet gwanmun_ai g2_4 {{ 10.77.10.7 timeout {left}s }}"
        ]
    for over in (8 * HOUR, 9 * HOUR):
        assert added(loadable(text(), NOW + over)) == [], "what has ended is not loaded"


def test_the_file_by_itself_opens_nothing():
    """As a machine loads it when it starts, whenever that is."""
    assert "timeout 28800s" not in text()
    assert "set g2_4 { type ipv4_addr; flags interval, timeout; }" in text()
    assert text(NOW + HOUR) == text(), "no instant of its making stands in it"


def test_the_twin_is_another_table_that_does_nothing():
    made = twin(loadable(text(), NOW))
    assert "gwanmun_ai " not in made.replace("gwanmun_ai_twin ", "")
    assert made.count("flags dormant;") == 1
    assert "add element inet gwanmun_ai_twin g2_4 { 10.77.10.7 timeout 28800s }" in made


def listing(elements="10.0.0.1, 10.0.1.0/24", rules="counter drop", flags="", name="gwanmun_ai"):
    """As nft 1.0.6 writes it."""
    held = f"\t\telements = {{ {elements} }}\n" if elements else ""
    return read_listing(
        f"table inet {name} {{\n{flags}\tset g1_4 {{\n\t\ttype ipv4_addr\n\t\tflags interval,timeout\n{held}\t}}\n\n"
        f"\tchain p1 {{\n\t\tmeta l4proto {{ tcp, udp }} th dport 853 {rules}\n\t}}\n}}\n"
    )


def test_a_listing_is_the_same_whatever_the_table_is_called_and_whatever_has_ended_since():
    before = listing("10.0.0.1, 10.0.0.7 timeout 8h,\n\t\t\t     10.0.1.0/24")
    assert listing(
        "10.0.0.1,\n\t\t\t     10.0.1.0/24, 10.0.0.7 timeout 8h expires 3h59m", name="gwanmun_ai_twin"
    ).holds(before)
    assert listing().holds(before), "the exception has ended"
    assert listing("").holds(listing("10.0.0.7 timeout 8h")), "and it was the only one"
    assert not before.holds(listing()), "one that nobody gave"


@pytest.mark.parametrize(
    "other",
    [
        listing(rules="counter accept"), listing(rules="counter drop\n\t\taccept"), listing(""), listing("10.0.0.1"),
        listing("10.0.0.2, 10.0.1.0/24"), listing("10.0.0.1, 10.0.1.0/24, 10.0.0.8 timeout 8h"), listing(flags="\tflags dormant\n\n"),
    ],
    ids=["another rule", "one more", "no element", "one less", "another element", "another exception", "asleep"],
)  # fmt: skip
def test_whatever_else_differs_is_seen(other):
    assert not other.holds(listing("10.0.0.1, 10.0.0.7 timeout 8h, 10.0.1.0/24"))


def test_one_that_is_asleep_says_what_the_other_should_be():
    assert listing().holds(listing(flags="\tflags dormant\n\n", name="gwanmun_ai_twin"))


@pytest.mark.parametrize("bad", ["", "[]", "table inet x {", "Error: No such file or directory", "chain x {\n}"])
def test_what_is_no_listing_is_refused(bad):
    with pytest.raises(BadCommand):
        read_listing(bad)
