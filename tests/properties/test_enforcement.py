"""The simulator and every artefact say the same, for any plan, client and host."""

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from enforce_plans import ADDRESSES, CLIENTS, HOSTS, NOW, plans
from gwanmun.enforce.grammar import INSIDE, network
from gwanmun.enforce.plan import Action, checked, effective, populations
from gwanmun.enforce.readers import (
    browser_finds,
    read_apps,
    read_bind,
    read_browser,
    read_nftables,
    read_pac,
    read_squid,
    read_unbound,
)
from gwanmun.enforce.rpz import blocked_addresses
from gwanmun.enforce.targets import compile_plan
from gwanmun.errors import GwanmunError

ASKED = st.one_of(HOSTS, HOSTS.map(lambda host: f"www.{host}"), HOSTS.map(lambda host: f"not{host}"))


def placed(plan):
    try:
        return populations(checked(plan), NOW)
    except GwanmunError:  # two classes claim one address: refused as a whole
        return None


def holder(people, client):
    one = network(client)
    for population in people:
        for net in map(network, population.subnets):
            if net.version == one.version and one.subnet_of(net):
                return population
    return None


@settings(max_examples=120, deadline=None)
@given(plans(), st.lists(ASKED, min_size=1, max_size=6))
def test_every_artefact_gives_the_verdict_of_the_simulator(plan, hosts):
    people = placed(plan)
    if people is None:
        return
    made = compile_plan(plan, NOW)
    squid = read_squid(made["squid"])
    files = {one.path: one.text for target in made.values() for one in target}
    for client in CLIENTS:
        mine = holder(people, client)
        for host in hosts:
            ruling = mine.table.find(host)
            told = effective(ruling, mine.mode)
            blocked = Action.BLOCK if told is Action.BLOCK else Action.PASS
            where = (client, mine.id, host)
            assert read_bind(made["bind"], client, host) == blocked, where
            assert read_unbound(made["unbound"], mine.id, host) == blocked, where
            assert squid.find(client, host) == told, where
            for product in ("chrome", "edge"):
                for form in ("json", "reg"):
                    lists = read_browser(files[f"browsers/{mine.id}.{product}.{form}"])
                    assert browser_finds(lists, host) == blocked, (*where, form)
            assert read_pac(files[f"pac/{mine.id}.pac"], host) == blocked, where


@settings(max_examples=60, deadline=None)
@given(plans())
def test_addresses_and_applications_are_stopped_exactly_where_the_plan_says(plan):
    people = placed(plan)
    if people is None:
        return
    made = compile_plan(plan, NOW)
    files = {one.path: one.text for target in made.values() for one in target}
    for client in CLIENTS:
        mine = holder(people, client)
        one = network(client)
        private = any(one.version == network(net).version and one.subnet_of(network(net)) for net in INSIDE)
        inside = mine.id != "unmapped" or private  # callers from outside are not ours to judge
        for text in ADDRESSES:
            stops = mine.blocks and text in blocked_addresses(plan, mine) and effective_mode(mine) and inside
            told = Action.BLOCK if stops else Action.PASS
            assert read_nftables(files["nft/gwanmun.nft"], client, text) == told, (client, text)
    for audience in plan.audiences:
        lifted = {
            one.destination
            for one in plan.leaves
            if one.audience == audience.id and not one.addresses and one.until_us > NOW
        }
        wanted = {
            ("android", f"com.{one.destination}")
            for one in audience.verdicts
            if one.install is Action.BLOCK and one.destination not in lifted and audience.mode == "block"
        }
        assert set(read_apps(files[f"apps/{audience.id}.csv"])) == wanted


def effective_mode(population):
    return population.mode == "block"


@settings(max_examples=60, deadline=None)
@given(plans(), st.randoms(use_true_random=False))
def test_compiling_is_deterministic_and_free_of_order(plan, chance):
    people = placed(plan)
    if people is None:
        return
    assert compile_plan(plan, NOW) == compile_plan(plan, NOW)
    shuffled = replace(
        plan,
        destinations=mixed(plan.destinations, chance),
        audiences=mixed([replace(one, verdicts=mixed(one.verdicts, chance)) for one in plan.audiences], chance),
        reasons=mixed(plan.reasons, chance),
    )
    assert compile_plan(shuffled, NOW) == compile_plan(plan, NOW)


def mixed(rows, chance: random.Random):
    rows = list(rows)
    chance.shuffle(rows)
    return tuple(rows)


@settings(max_examples=60, deadline=None)
@given(plans())
def test_an_exception_that_is_over_changes_nothing_and_raises_the_serial(plan):
    after = NOW + 10**12
    people = placed(plan)
    if people is None:
        return
    without = replace(plan, leaves=())
    tables = [(one.id, one.table.exact, one.table.under) for one in populations(plan, after)]
    assert tables == [(one.id, one.table.exact, one.table.under) for one in populations(without, after)]
    assert (plan.serial(after) > plan.serial(NOW)) == any(one.until_us > NOW for one in plan.leaves)
