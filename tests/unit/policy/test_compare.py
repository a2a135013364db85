"""Regimes side by side: each one's own answer, or why it is silent."""

import re
from datetime import date

import pytest

from gwanmun.control import shipped
from gwanmun.domain.decisions import Outcome
from gwanmun.errors import BadPolicy
from gwanmun.policy.compare import compare
from gwanmun.policy.language import ATTRIBUTES, AnyOf, AtLeast, Below, Condition, Contains, Equals, Not, Sort
from gwanmun.policy.sentences import NAMES, Ending, all_of, clause, describe, inputs_said
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
        ("service.id", Contains("gpt"), "서비스가 'gpt'를 포함함", "the service is one that contains 'gpt'"),
        ("login.mfa", Equals(value=True), "다중 인증을 함", "the login is multi-factor"),
        ("login.mfa", Not(Equals(value=True)), "다중 인증을 하지 않음", "the login is not multi-factor"),
        ("service.stores_outside", Equals("unknown"), "기관 밖에 저장하는지 알 수 없음", "it is unknown whether the service stores outside the organisation"),
        ("purpose.type", Not(Equals("personal")), "이용 목적이 개인 용도가 아님", "the purpose is not personal use"),
        ("device.class", AnyOf(("personal", "internet_pc")), "단말 구분이 개인 단말 또는 인터넷망 PC", "the device is personal device or internet PC"),
    ],
)  # fmt: skip
def test_every_test_of_the_language_can_be_said(name, test, ko, en) -> None:
    assert clause(Condition(name, test), "ko") == ko
    assert clause(Condition(name, test), "en") == en


def test_every_attribute_has_a_name_in_both_languages() -> None:
    assert set(NAMES) == set(ATTRIBUTES)


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        (Ending.BARE, "운영 주체가 기관 내부가 아니고 보안서약을 하지 않음"),
        (Ending.AND, "운영 주체가 기관 내부가 아니고 보안서약을 하지 않았고"),
        (Ending.IF, "운영 주체가 기관 내부가 아니고 보안서약을 하지 않았으면"),
        (Ending.OF, "운영 주체가 기관 내부가 아니고 보안서약을 하지 않은"),
    ],
)
def test_clauses_end_as_korean_verbs_do(ending, said) -> None:
    conditions = (
        Condition("service.deployment", Not(Equals("in_house"))),
        Condition("user.pledge_signed", Equals(value=False)),
    )
    assert all_of(conditions, "ko", ending) == said
    assert all_of((), "ko", ending) == ""


def test_no_shipped_pack_says_yes_or_no_of_a_thing() -> None:
    for pack in shipped.packs():
        assert not re.search(r"[이가] (예|아니오)(이|\b)", "\n".join(describe(pack, "ko")))
        assert " is yes" not in (english := "\n".join(describe(pack, "en")))
        assert " is no " not in english


def test_every_fact_that_is_so_or_not_has_its_words() -> None:
    for name, attribute in ATTRIBUTES.items():
        if attribute.sort is Sort.FLAG:
            for value, word in ((True, "true"), (False, "false")):
                condition = Condition(name, Equals(value))
                assert not clause(condition, "ko").endswith(("예", "아니오"))
                assert clause(condition, "ko") == inputs_said({name: word}, "ko")
                assert clause(condition, "en") == inputs_said({name: word}, "en")


def test_inputs_of_a_difference_are_said_as_conditions_are() -> None:
    when = {
        "date": [{"lt": "2025-02-05"}, {"gte": "2026-01-01", "lt": "2027-01-01"}, {}],
        "data.classification": {"not": ["O", "S"]},
        "in_house_available": "false",
        "device.ownership": "government",
    }
    assert inputs_said(when, "ko") == (
        "날짜가 2025-02-05 전 또는 2026-01-01 이후, 2027-01-01 전 또는 언제나이고 정보 등급이 공개(O) 또는 민감(S)이 아니고 내부 모델을 쓸 수 없고 단말 소유가 기관"
    )
    assert inputs_said(when, "en") == (
        "the day is before 2025-02-05 or 2026-01-01 or later, before 2027-01-01 or any day and "
        "the data's grade is not O (open) or S (sensitive) and no in-house model is available and the device's owner is government"
    )
