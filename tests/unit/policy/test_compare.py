"""Regimes side by side: each one's own answer, or why it is silent."""

from datetime import date

import pytest

from gwanmun.control import shipped
from gwanmun.domain.decisions import Outcome
from gwanmun.errors import BadPolicy
from gwanmun.policy.compare import compare
from gwanmun.policy.language import ATTRIBUTES, AnyOf, AtLeast, Below, Condition, Contains, Equals, Not
from gwanmun.policy.sentences import NAMES, clause, describe
from gwanmun.policy.vectors import case

PACKS = {pack.id: pack for pack in shipped.packs()}
DEFAULTS = shipped.defaults()


def test_each_regime_answers_as_if_the_request_were_made_there() -> None:
    answers = {one.pack.id: one for one in compare(shipped.packs(), case(DEFAULTS, "deepseek_hosted", ()))}
    assert list(answers) == [pack.id for pack in shipped.packs()]
    assert answers["au-pspf-direction-001-2025"].outcome is Outcome.DENY
    assert answers["jp-government-genai"].outcome is Outcome.REQUIRE_APPROVAL
    assert answers["jp-government-genai"].after_approval is Outcome.ALLOW
    assert answers["kr-mois-advisory"].outcome is Outcome.ALLOW


def test_a_silent_regime_says_why() -> None:
    (scope,) = compare([PACKS["kr-mnd-work-devices"]], case(DEFAULTS, "deepseek_hosted", ()))
    assert [one.attribute for one in scope.outside] == ["organisation.id"]
    early = case(DEFAULTS, "deepseek_hosted", [("date", date(2020, 1, 1))])
    (one,) = compare([PACKS["kr-n2sf"]], early)
    assert not one.in_force
    assert one.outside == ()
    (gap,) = compare([PACKS["corp-kakao"]], case(DEFAULTS, "chatgpt_catalogued", [("organisation.id", "kakao")]))
    assert (gap.hit, gap.outside, gap.in_force) == (None, (), True)


def test_a_value_outside_its_vocabulary_is_never_compared() -> None:
    with pytest.raises(BadPolicy):
        compare(shipped.packs(), {**case(DEFAULTS, "deepseek_hosted", ()), "data.classification": "X"})


@pytest.mark.parametrize("pack", shipped.packs(), ids=lambda pack: pack.id)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_pack_can_be_told_in_sentences_that_name_each_rule_source_and_reason(pack, language) -> None:
    text = "\n".join(describe(pack, language))
    for rule in pack.rules:
        assert f"[{rule.id}]" in text
        assert (rule.reason_ko if language == "ko" else rule.reason_en) in text
    assert all(source.name in text for source in pack.sources)
    assert str(pack.effective_from) in text


@pytest.mark.parametrize(
    ("name", "test", "ko", "en"),
    [
        ("data.classification", AtLeast("S"), "정보 등급이 민감(S) 이상", "the data's grade is S (sensitive) or higher"),
        ("data.classification", Below("C"), "정보 등급이 기밀(C) 미만", "the data's grade is below C (classified)"),
        ("date", AtLeast(date(2025, 2, 5)), "날짜가 2025-02-05 이후", "the day is 2025-02-05 or later"),
        ("date", Below(date(2025, 2, 5)), "날짜가 2025-02-05 전", "the day is before 2025-02-05"),
        ("service.id", Contains("gpt"), "서비스가 'gpt' 포함", "the service is one that contains 'gpt'"),
        ("login.mfa", Equals(value=True), "다중 인증이 예", "multi-factor login is yes"),
        ("purpose.type", Not(Equals("personal")), "이용 목적이 개인 용도 아님", "the purpose is not personal use"),
        ("device.class", AnyOf(("personal", "internet_pc")), "단말 구분이 개인 단말 또는 인터넷망 PC", "the device is personal device or internet PC"),
    ],
)  # fmt: skip
def test_every_test_of_the_language_can_be_said(name, test, ko, en) -> None:
    assert clause(Condition(name, test), "ko") == ko
    assert clause(Condition(name, test), "en") == en


def test_every_attribute_has_a_name_in_both_languages() -> None:
    assert set(NAMES) == set(ATTRIBUTES)
