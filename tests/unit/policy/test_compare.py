"""Regimes side by side: each one's own answer, or why it is silent."""

from datetime import date

import pytest

from gwanmun.control import shipped
from gwanmun.domain.decisions import Outcome
from gwanmun.errors import BadPolicy
from gwanmun.policy.compare import compare
from gwanmun.policy.sentences import describe
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
