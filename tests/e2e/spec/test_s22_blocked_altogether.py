"""S22: a service blocked altogether, through every door: web, application, API, third-party host, another name."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from gwanmun.control.enforcement import Class, Site, make_plan, shipped_grounds
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.people import DeviceClass
from gwanmun.enforce.plan import Action
from gwanmun.enforce.readers import read_apps
from gwanmun.enforce.targets import compile_plan
from gwanmun.entrypoints.cli import app

ATTESTED = ("pledge", "training", "mfa", "no_plugins", "ordinary", "masking")


def asked(host, *more, agency="kr-mnd", device="military_work", day="2025-02-05"):
    command = [
        "enforce",
        "simulate",
        "--agency",
        agency,
        "--device",
        device,
        "--host",
        host,
        "--date",
        day,
        "--json",
        *more,
    ]
    done = CliRunner().invoke(app, command)
    assert done.exit_code in {0, 1}, done.output
    return done.exit_code, json.loads(done.output)


@pytest.mark.parametrize(
    ("door", "host"),
    [
        ("web", "chat.deepseek.com"),
        ("API", "api.deepseek.com"),
        ("a name below", "cdn.eu.deepseek.com"),
        ("a look-alike", "www.deepseek.net"),
    ],
)
def test_each_name_of_the_vendor_is_stopped_by_the_order_and_says_so(door, host):
    code, said = asked(host, "--attest", "all")
    assert (code, said["action"], said["reason"]["code"]) == (1, "block", "MND-1"), door
    assert "군 업무용 단말에서는 딥시크 접속이 차단됩니다" in said["ko"]
    assert "2025-02-05" in said["en"]


def test_a_reseller_that_nobody_listed_is_judged_as_if_it_served_the_same_weights():
    code, said = asked("openrouter.ai", "--attest", "all")
    assert (code, said["reason"]["outcome"]) == (1, "require_approval")


def test_the_application_is_on_the_list_for_device_management():
    grounds = shipped_grounds(date(2025, 2, 15))
    site = Site((Class(AgencyId("kr-mnd"), DeviceClass.GOVERNMENT_MOBILE, ("10.0.0.0/8",), attested=ATTESTED),))
    made = compile_plan(make_plan(grounds, site, 1_739_577_600_000_000), 1_739_577_600_000_000, ("apps",))
    listed = read_apps(next(one.text for one in made["apps"] if "government_mobile" in one.path))
    assert {("android", "com.deepseek.chat"), ("ios", "6737597349")} <= set(listed)


def test_ways_round_are_stopped_where_anything_is():
    grounds = shipped_grounds(date(2025, 2, 6))
    site = Site((Class(AgencyId("kr-mnd"), DeviceClass.MILITARY_WORK, ("10.0.0.0/8",), attested=ATTESTED),))
    plan = make_plan(grounds, site, 1_738_800_000_000_000)
    verdicts = {one.destination: one.action for one in plan.audiences[0].verdicts}
    for way in ("doh-google", "doh-cloudflare", "relay-icloud", "canary-firefox"):
        assert verdicts[way] is Action.BLOCK


def test_nothing_is_stopped_before_the_order_and_an_unnamed_host_never_is():
    assert (
        asked("chat.deepseek.com", "--attest", "all", agency="kr-seoul", device="internet_pc", day="2025-02-05")[0] == 0
    )
    code, said = asked(
        "chat.deepseek.com", "--attest", "all", agency="kr-seoul", device="internet_pc", day="2025-02-06"
    )
    assert (code, said["reason"]["code"]) == (1, "LOC-1")
    assert asked("www.korea.kr")[0] == 0
