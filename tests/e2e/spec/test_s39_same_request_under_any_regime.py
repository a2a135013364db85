"""S39: the same request evaluated under any regime, side by side, with reasons."""

import json
from datetime import date

import pytest

from gwanmun.control import shipped
from gwanmun.domain.decisions import Outcome
from gwanmun.entrypoints import cli
from gwanmun.policy.compare import compare
from gwanmun.policy.vectors import case


@pytest.mark.parametrize("profile", sorted(shipped.defaults().profiles))
def test_any_service_is_answered_by_every_regime_with_a_decision_and_a_reason(profile, capsys) -> None:
    assert cli.run(["policy", "compare", "--service", profile, "--date", "2026-03-02", "--json"]) == 0
    answers = json.loads(capsys.readouterr().out)["answers"]
    assert [one["regime"] for one in answers] == [str(pack.id) for pack in shipped.packs()]
    for one in answers:
        assert one["reason"]["ko"]
        assert one["reason"]["en"]
        assert one["source"]
        assert (one["rule"] is None) == (one["decision"] == "not_applicable")


def test_deepseek_on_a_ministrys_computer_in_the_countries_of_the_library() -> None:
    request = case(shipped.defaults(), "deepseek_hosted", [("date", date(2025, 3, 1))])
    answers = {str(one.pack.id): one.outcome for one in compare(shipped.packs(), request)}
    assert answers["au-pspf-direction-001-2025"] is Outcome.DENY
    assert answers["it-garante-deepseek"] is Outcome.DENY
    assert answers["tw-moda-deepseek"] is Outcome.DENY
    assert answers["fr-government"] is Outcome.DENY
    assert answers["jp-government-genai"] is Outcome.REQUIRE_APPROVAL
    assert answers["kr-mois-advisory"] is Outcome.ALLOW
    assert answers["kr-mnd-work-devices"] is Outcome.NOT_APPLICABLE
