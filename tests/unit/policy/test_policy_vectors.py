"""Every published vector of every shipped pack, single and combined, as its own test."""

import pytest

from gwanmun.control import shipped
from gwanmun.domain.decisions import Outcome
from gwanmun.errors import BadPolicy
from gwanmun.policy.judge import Judge
from gwanmun.policy.reader import read_pack
from gwanmun.policy.vectors import Failure, case, check_combined, check_pack

PACKS = shipped.packs()
DEFAULTS = shipped.defaults()
REGIMES = [pack for pack in PACKS if pack.id != shipped.BASELINE]
SINGLE = [(pack, vector) for pack in PACKS for vector in pack.vectors]


def test_the_library_holds_seventeen_regimes_with_all_their_rules_and_vectors_beside_our_own_baseline() -> None:
    assert len(REGIMES) == 17
    assert sum(len(pack.rules) for pack in REGIMES) == 65
    assert sum(len(pack.vectors) for pack in REGIMES) == 132
    assert len(DEFAULTS.combined) == 14
    assert len(PACKS) == 18
    assert len(DEFAULTS.orders) == 17


@pytest.mark.parametrize(("pack", "vector"), SINGLE, ids=[vector.id for _, vector in SINGLE])
def test_a_published_vector_comes_out_as_published(pack, vector) -> None:
    hits = Judge((pack,)).hits(case(DEFAULTS, vector.service, vector.differences))
    assert max((hit.outcome for hit in hits), default=Outcome.NOT_APPLICABLE) is vector.expect


@pytest.mark.parametrize("vector", DEFAULTS.combined, ids=[vector.id for vector in DEFAULTS.combined])
@pytest.mark.parametrize("packs", [REGIMES, PACKS], ids=["as-published", "with-baseline"])
def test_a_combined_vector_comes_out_as_published(packs, vector) -> None:
    decision = Judge(packs).judge(case(DEFAULTS, vector.service, vector.differences))
    assert decision.outcome is vector.expect
    assert set(vector.must_include) <= set(decision.obligations)


def test_a_pack_that_breaks_its_own_vector_says_which_and_how() -> None:
    text = shipped.text("regimes", "kr-mofa-external-pcs.yaml")
    softened = text.replace(
        "service.deployment: vendor_hosted}, decision: deny", "service.deployment: vendor_hosted}, decision: allow"
    )
    assert softened != text
    assert check_pack(read_pack(text, "mofa"), DEFAULTS) == ()
    assert check_pack(read_pack(softened, "mofa"), DEFAULTS) == (
        Failure("MOFA-V1", Outcome.DENY, Outcome.ALLOW),
        Failure("MOFA-V2", Outcome.DENY, Outcome.ALLOW),
    )


def test_missing_regimes_and_missing_obligations_fail_the_combined_vectors() -> None:
    failures = {failure.vector: failure for failure in check_combined(Judge(()), DEFAULTS)}
    assert failures["CMB-12"].got is Outcome.REQUIRE_APPROVAL
    assert failures["CMB-10"].missing == ("mask_personal_info", "review_extension")
    assert check_combined(Judge(PACKS), DEFAULTS) == ()


def test_an_unknown_profile_or_attribute_in_a_vector_is_an_error() -> None:
    with pytest.raises(BadPolicy):
        case(DEFAULTS, "no_such_profile", ())
    with pytest.raises(BadPolicy):
        case(DEFAULTS, "deepseek_hosted", (("device.klass", "personal"),))


def test_no_reason_names_a_nationality_and_no_rule_asks_for_a_vendors_country() -> None:
    nations = ("중국", "중공", "미국", "china", "chinese", "american")
    for pack in PACKS:
        for rule in pack.rules:
            words = (rule.reason_ko + rule.reason_en).casefold()
            assert not any(nation in words for nation in nations), rule.id
            assert all(condition.attribute != "service.vendor_country" for condition in rule.when), rule.id


def test_packs_with_our_own_reading_or_a_doubtful_source_need_confirmation() -> None:
    by_id = {str(pack.id): pack for pack in PACKS}
    assert by_id["fr-government"].confirm_before_enforcing
    assert by_id["gwanmun-baseline"].needs_confirmation  # derived
    assert not by_id["kr-nis-genai-rules"].needs_confirmation  # the authority's own text throughout
