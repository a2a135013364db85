"""The judge: approvals, silence, unknown devices, lifted orders, bad values, and what every decision carries."""

from datetime import UTC, date, datetime

import pytest

from gwanmun.control import shipped
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.ids import RegimeId
from gwanmun.errors import BadPolicy
from gwanmun.policy import judge as judging
from gwanmun.policy.judge import DEFAULT_REGIME, Judge
from gwanmun.policy.language import ATTRIBUTES, DEVICE_CLASSES, holds
from gwanmun.policy.reader import read_pack
from gwanmun.policy.vectors import case

DEFAULTS = shipped.defaults()
JUDGE = Judge(shipped.packs())
SEOUL = {"organisation.id": "kr-seoul", "organisation.type": "metropolitan_government", "date": date(2026, 3, 2)}


def situation(service: str = "chatgpt_catalogued", **differences):
    named = {key.replace("__", "."): value for key, value in differences.items()}
    return case(DEFAULTS, service, {**SEOUL, **named}.items())


def pack(rules: str, *, more: str = "", pack_id: str = "t"):
    return read_pack(
        f"schema_version: 1\nid: {pack_id}\ntitle: T\ntitle_ko: 시험\njurisdiction: KR\neffective_from: 2025-02-05\n"
        f"sources: [{{name: S}}]\nscope: {{}}\n{more}rules:\n{rules}\n",
        "t.yaml",
    )


def test_a_denial_carries_its_rule_its_source_and_since_when() -> None:
    decision = JUDGE.judge(situation("deepseek_hosted"))
    assert decision.outcome is Outcome.DENY
    (cause,) = decision.causes
    assert (cause.regime, cause.rule) == ("kr-local-government", "LOC-1")
    assert cause.source == "Korea Times, 9 Mar 2025"
    assert cause.effective_from == date(2025, 2, 6)
    assert {hit.regime for hit in decision.hits} > {"kr-local-government"}


def test_an_approval_lifts_only_rules_that_say_so() -> None:
    assert JUDGE.judge(situation(login__mfa=False)).outcome is Outcome.REQUIRE_APPROVAL
    granted = JUDGE.judge(situation(login__mfa=False, approval__state="granted"))
    assert granted.outcome is Outcome.ALLOW_WITH_MASKING
    assert JUDGE.judge(situation(login__mfa=False, approval__state="expired")).outcome is Outcome.REQUIRE_APPROVAL
    assert JUDGE.judge(situation(login__mfa=False, approval__state="rejected")).outcome is Outcome.DENY
    assert JUDGE.judge(situation("deepseek_hosted", approval__state="granted")).outcome is Outcome.DENY
    assert JUDGE.judge(situation(data__classification="C", approval__state="granted")).outcome is Outcome.DENY


@pytest.mark.parametrize("name", ["login.mfa", "login.plugins", "device.sensitivity"])
def test_no_rule_holds_of_what_nobody_looked_at(name) -> None:
    value, other = ("high", "standard") if name == "device.sensitivity" else ("true", "false")
    tests = [value, other, f"{{not: {value}}}", f"[{value}, {other}]"]
    if name == "device.sensitivity":
        tests += ["{gte: standard}", "{lt: high}"]
    rules = "\n".join(
        f"- {{id: A{at}, when: {{{name}: {test}}}, decision: deny, basis: news, obligations: [], reason: r, reason_ko: 사}}"
        for at, test in enumerate(tests)
    )
    free = "- {id: Z, when: {}, decision: allow, basis: news, obligations: [], reason: r, reason_ko: 사}"
    made = pack(f"{rules}\n{free}")
    judge = Judge([made])
    facts = situation()
    assert judge.judge({**facts, name: "unknown"}).outcome is Outcome.ALLOW
    assert judge.judge({**facts, name: value if name == "device.sensitivity" else True}).outcome is Outcome.DENY
    assert not any(holds(one.test, "unknown", ATTRIBUTES[name]) for rule in made.rules for one in rule.when)


def test_masking_asked_for_by_a_lower_regime_stays_when_an_approval_is_required_and_after_it() -> None:
    required = JUDGE.judge(situation(login__mfa=False, data__personal_info=True))
    assert required.outcome is Outcome.REQUIRE_APPROVAL
    assert required.masks
    after = JUDGE.judge(situation(login__mfa=False, data__personal_info=True, approval__state="granted"))
    assert after.outcome is Outcome.ALLOW_WITH_MASKING
    assert after.masks


def test_masking_stays_even_where_the_lower_rule_named_no_obligation() -> None:
    masked = pack(
        "- {id: A, when: {}, decision: allow_with_masking, basis: news, reason: r, reason_ko: r}", pack_id="a"
    )
    asks = pack("- {id: B, when: {}, decision: require_approval, basis: news, reason: r, reason_ko: r}", pack_id="b")
    assert Judge((masked, asks)).judge(situation()).obligations == ("mask_personal_info",)
    assert Judge((masked,)).judge(situation()).obligations == ()  # the outcome itself says it


def test_where_every_regime_is_silent_an_approval_is_required() -> None:
    decision = JUDGE.judge(situation(jurisdiction="CA"))
    assert decision.outcome is Outcome.REQUIRE_APPROVAL
    assert [hit.regime for hit in decision.causes] == [DEFAULT_REGIME]
    assert JUDGE.hits(situation(jurisdiction="CA")) == ()
    assert JUDGE.judge(situation(jurisdiction="CA", approval__state="granted")).outcome is Outcome.REQUIRE_APPROVAL


def test_an_organisation_may_let_an_approval_answer_where_every_regime_is_silent() -> None:
    judge = Judge(shipped.packs(), default_after_approval=Outcome.ALLOW_WITH_MASKING)
    assert judge.judge(situation(jurisdiction="CA")).outcome is Outcome.REQUIRE_APPROVAL
    granted = judge.judge(situation(jurisdiction="CA", approval__state="granted"))
    assert granted.outcome is Outcome.ALLOW_WITH_MASKING
    assert judge.judge(situation(jurisdiction="CA", approval__state="rejected")).outcome is Outcome.DENY


def test_a_regime_ends_on_its_last_day_and_begins_on_its_first() -> None:
    def install(day: date) -> Outcome:
        return JUDGE.judge(
            situation("deepseek_app", date=day, action="install", organisation__type="private_company")
        ).outcome

    assert install(date(2025, 2, 14)) is Outcome.REQUIRE_APPROVAL  # silence
    assert install(date(2025, 2, 15)) is Outcome.DENY
    assert install(date(2025, 4, 27)) is Outcome.DENY
    assert install(date(2025, 4, 28)) is Outcome.REQUIRE_APPROVAL


def test_an_open_ended_regime_holds_on_the_last_day_there_is() -> None:
    assert JUDGE.judge(situation("deepseek_hosted", date=date.max)).outcome is Outcome.DENY


def test_a_device_without_evidence_is_judged_as_the_strictest_class() -> None:
    mofa = {"organisation__id": "kr-mofa", "organisation__type": "central_ministry"}
    assert JUDGE.judge(situation(**mofa)).outcome is Outcome.ALLOW
    assert JUDGE.judge(situation(**mofa, device__class="internal_pc")).outcome is Outcome.DENY
    unknown = JUDGE.judge(situation(**mofa, device__class="unknown"))
    assert unknown.outcome is Outcome.DENY
    assert unknown.causes[0].rule == "MOFA-2"


def test_an_unknown_device_keeps_the_obligations_of_every_class() -> None:
    united: set[str] = set()
    for name in DEVICE_CLASSES:
        ownership = "personal" if name == "personal" else "government"
        differences = {"data__personal_info": True, "device__class": name, "device__ownership": ownership}
        united |= set(JUDGE.judge(situation(**differences)).obligations)
    assert set(JUDGE.judge(situation(data__personal_info=True, device__class="unknown")).obligations) == united


def test_a_lifted_order_ends_where_its_pack_asks_and_nowhere_else() -> None:
    motie = {"organisation__id": "kr-motie", "organisation__type": "central_ministry", "date": date(2025, 6, 1)}
    lifted = Judge(shipped.packs(), lifted=[RegimeId("kr-motie-temporary"), RegimeId("kr-local-government")])
    assert JUDGE.judge(situation("deepseek_hosted", **motie)).outcome is Outcome.DENY
    assert lifted.judge(situation("deepseek_hosted", **motie)).outcome is Outcome.ALLOW
    assert lifted.judge(situation("deepseek_hosted")).outcome is Outcome.DENY  # its pack knows no lifting


def test_a_regimes_own_default_answers_where_none_of_its_rules_holds() -> None:
    rule = "- {id: A, when: {data.classification: C}, decision: deny, basis: news, reason: r, reason_ko: r}"
    decision = Judge((pack(rule, more="default: require_approval\n"),)).judge(situation())
    assert decision.outcome is Outcome.REQUIRE_APPROVAL
    assert decision.causes[0].rule == "t-default"


def test_a_rule_may_say_that_its_regime_is_silent() -> None:
    rules = (
        "- {id: A, when: {service.on_catalogue: true}, decision: not_applicable, basis: news, reason: r, reason_ko: r}\n"
        "- {id: B, when: {}, decision: deny, basis: news, reason: r, reason_ko: r}"
    )
    judge = Judge((pack(rules),))
    assert judge.hits(situation()) == ()
    assert judge.judge(situation("unlisted_tool")).outcome is Outcome.DENY


@pytest.mark.parametrize(
    ("rule", "value", "outcome"),
    [
        ("data.classification: {gte: S}", {"data__classification": "S"}, Outcome.DENY),
        ("data.classification: {gte: S}", {"data__classification": "O"}, Outcome.REQUIRE_APPROVAL),
        ("data.classification: {lt: S}", {"data__classification": "O"}, Outcome.DENY),
        ("date: {gte: 2026-01-01}", {}, Outcome.DENY),
        ("date: {lt: 2026-01-01}", {}, Outcome.REQUIRE_APPROVAL),
        ("service.id: {contains: GPT}", {}, Outcome.DENY),
        ("service.id: {not: {contains: gpt}}", {}, Outcome.REQUIRE_APPROVAL),
        ("service.storage_countries: {not: KR}", {"service__storage_countries": "KR"}, Outcome.REQUIRE_APPROVAL),
        ("service.storage_countries: {not: KR}", {"service__storage_countries": "KR+US"}, Outcome.DENY),
        ("service.storage_countries: {not: KR}", {"service__storage_countries": "unknown"}, Outcome.DENY),
        ("service.storage_countries: {contains: us}", {"service__storage_countries": "KR+US"}, Outcome.DENY),
        ("service.storage_countries: {contains: u}", {"service__storage_countries": "KR+US"}, Outcome.REQUIRE_APPROVAL),
    ],
)
def test_each_operator_decides_as_it_reads(rule: str, value, outcome: Outcome) -> None:
    one = pack(f"- {{id: A, when: {{{rule}}}, decision: deny, basis: news, reason: r, reason_ko: r}}")
    assert Judge((one,)).judge(situation(**value)).outcome is outcome


@pytest.mark.parametrize(
    "wrong",
    [
        {"organisation__type": "unknown_type"},
        {"data__classification": "X"},
        {"data__personal_info": "false"},
        {"date": datetime(2026, 3, 2, tzinfo=UTC)},
        {"date": "2026-03-02"},
        {"device__ownership": "unknown"},
        {"service__family": True},
    ],
)
def test_a_value_outside_its_vocabulary_is_never_judged(wrong) -> None:
    with pytest.raises(BadPolicy):
        JUDGE.judge(situation(**wrong))


def test_a_missing_attribute_is_never_judged() -> None:
    attributes = situation()
    del attributes["data.classification"]
    with pytest.raises(BadPolicy, match=r"data\.classification"):
        JUDGE.judge(attributes)


def test_the_same_pack_twice_is_refused() -> None:
    with pytest.raises(BadPolicy):
        Judge((*shipped.packs(), shipped.packs()[0]))


def test_the_memo_is_bounded_and_changes_no_answer(monkeypatch) -> None:
    monkeypatch.setattr(judging, "MEMO_ENTRIES", 3)
    judge = Judge(shipped.packs())
    for round_ in range(2):
        for number in range(10):
            attributes = situation("deepseek_hosted", organisation__id=f"kr-x{number}")
            assert judge.judge(attributes) == JUDGE.judge(attributes), round_
    assert len(judge._memo) <= 3
