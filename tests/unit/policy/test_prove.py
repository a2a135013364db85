"""Claims: the language, its errors, and proofs that agree with brute force."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.control import shipped
from gwanmun.domain.decisions import Outcome
from gwanmun.errors import BadPolicy
from gwanmun.policy import diagram, space
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import Condition, Contains, Equals, Not
from gwanmun.policy.prove import Claim, check_obligations, holds_for, prove, read_claim
from gwanmun.policy.space import Method
from random_packs import BASE, CONDITIONS, every_input, named, packs

GRADE_S = (
    "jurisdiction = KR and organisation.type in {central_ministry, metropolitan_government, military} and "
    "data.classification = S and service.deployment = vendor_hosted and date >= 2025-02-10 → decision >= require_approval"
)


def test_a_claim_holds_for_every_input_of_all_packs() -> None:
    proof = prove(read_claim(GRADE_S), shipped.packs(), BASE)
    assert proof.holds
    assert proof.method is Method.EXACT
    assert proof.checked == proof.inputs > 10**12
    assert not proof.vacuous


def test_days_of_a_claim_are_told_apart_from_their_neighbours() -> None:
    seoul = "jurisdiction = KR and organisation.type = metropolitan_government and device.class = internet_pc and "
    deepseek = (
        "service.family = deepseek and service.deployment = vendor_hosted and order.state = in_force → decision = deny"
    )
    assert prove(read_claim(f"{seoul}date in {{2025-02-06, 9999-12-31}} and {deepseek}"), shipped.packs(), BASE).holds
    assert prove(read_claim(f"{seoul}date = 2025-02-06 and {deepseek}"), shipped.packs(), BASE).holds
    proof = prove(read_claim(f"{seoul}date in {{2025-02-05, 2025-02-06}} and {deepseek}"), shipped.packs(), BASE)
    assert proof.counterexample is not None
    assert dict(proof.counterexample.differences)["date"] == date(2025, 2, 5)


def test_the_smallest_counterexample_is_shown_and_is_one() -> None:
    proof = prove(read_claim("data.classification = S → decision in {route_in_house, deny}"), shipped.packs(), BASE)
    assert not proof.holds
    assert proof.counterexample is not None
    found = dict(proof.counterexample.differences)
    assert found["data.classification"] == "S"
    assert len(found) == 2  # no input departs from the defaults by the grade alone and contradicts the claim
    decision = Judge(shipped.packs()).judge({**BASE, **found})
    assert decision == proof.counterexample.decision
    assert decision.outcome not in {Outcome.ROUTE_IN_HOUSE, Outcome.DENY}


def test_deepseek_itself_is_denied_on_every_government_device_of_the_seventeen() -> None:
    claim = (
        "jurisdiction = KR and date >= 2025-02-06 and organisation.type in {metropolitan_government, provincial_government} and "
        "device.ownership = government and service.family = deepseek and service.deployment = vendor_hosted => decision = deny"
    )
    assert prove(read_claim(claim), shipped.packs(), BASE).holds


def test_a_claim_about_no_input_holds_and_says_so() -> None:
    proof = prove(read_claim("login.mfa = true and login.mfa = false → decision = deny"), shipped.packs(), BASE)
    assert proof.holds
    assert proof.vacuous


def test_every_form_of_the_language_reads() -> None:
    claim = read_claim(
        "data.classification ≥ S and service.id contains GPT and login.mfa != true and date < 2026-01-01 and "
        "device.class not in {personal, internet_pc}→decision not in {allow,allow_with_masking}"
    )
    assert claim.premise[1] == Condition("service.id", Contains("GPT"))
    assert claim.premise[2] == Condition("login.mfa", Not(Equals(value=True)))
    assert claim.decisions == {Outcome.REQUIRE_APPROVAL, Outcome.ROUTE_IN_HOUSE, Outcome.DENY}
    assert read_claim("=> decision < deny").decisions == set(Outcome) - {Outcome.NOT_APPLICABLE, Outcome.DENY}
    assert read_claim("-> decision ≠ deny").premise == ()


@pytest.mark.parametrize(
    ("text", "column", "suggestion"),
    [
        ("data.clasification = S → decision = deny", 1, "data.classification"),
        ("data.classification = X → decision = deny", 23, "O, S, C"),
        ("data.classification = S → decision = denny", 38, "deny"),
        ("data.classification = S → decison = deny", 27, "decision"),
        ("data.classification = S → decision = not_applicable", 38, "allow"),
        ("data.classification = S or login.mfa = true → decision = deny", 25, "and"),
        ("login.mfa >= true → decision = deny", 11, "in {…}"),
        ("login.mfa = no → decision = deny", 13, "false"),
        ("login.mfa contains x → decision = deny", 11, "in {…}"),
        ("login.mfa { true → decision = deny", 11, "not in {…}"),
        ("login.mfa = } → decision = deny", 13, "true, false"),
        ("date < } → decision = deny", 8, "2025-02-05"),
        ("service.id = , → decision = deny", 14, "docs/policy-language.md"),
        ("data.classification = → decision = deny", 23, "O, S, C"),
        ("login.mfa not true → decision = deny", 15, "'in'?"),
        ("→ decision deny", 12, "in {…}"),
        ("data.classification = S", 24, "and"),
        ("→ decision in {deny", 20, "{deny"),
        ("→ decision in {}", 16, "allow"),
        ("→ decision = deny deny", 19, ""),
        ("decision = deny", 1, "→"),
        ("date >= yesterday → decision = deny", 9, "2025-02-05"),
        ("a ! b", 3, "in {…}"),
        ("", 1, "decision"),
        ("x" * 3000, 1, ""),
    ],
)
def test_a_faulty_claim_is_refused_at_its_column_with_a_suggestion(text: str, column: int, suggestion: str) -> None:
    with pytest.raises(BadPolicy) as refused:
        read_claim(text)
    assert refused.value.where == f"claim:1:{column}"
    assert suggestion in refused.value.remedy("ko")


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text(alphabet="→=>{},!≥< andeciso.ty", max_size=60)))
def test_any_text_at_all_is_a_claim_or_a_clear_refusal(text: str) -> None:
    claim, refused = None, None
    try:
        claim = read_claim(text)
    except BadPolicy as error:
        refused = error
    assert claim is None or claim.decisions is not None
    assert refused is None or (refused.where.startswith("claim:1:") and refused.message("ko").isprintable())


CLAIMS = st.builds(
    lambda premise, decisions, obligations: Claim("", premise, frozenset(decisions), obligations),
    CONDITIONS,
    st.sets(st.sampled_from([one for one in Outcome if one is not Outcome.NOT_APPLICABLE]), max_size=5),
    st.lists(st.sampled_from(["log", "mask_personal_info", "notify_security_officer"]), max_size=2, unique=True).map(
        tuple
    ),
)


def brute(claim, judge, several):
    """(holds, fewest differences of a counterexample), by visiting every input there is."""
    least = None
    seen = named(*several) | {one.attribute for one in claim.premise}
    for attributes in every_input(seen):
        if not holds_for(claim, attributes, judge.judge(attributes)):
            steps = sum(attributes[name] != BASE[name] for name in BASE if name != "device.ownership")
            least = steps if least is None else min(least, steps)
    return least is None, least


@settings(max_examples=25, deadline=None)
@given(CLAIMS, packs("a"), packs("b"))
def test_a_proof_agrees_with_brute_force_down_to_the_size_of_the_counterexample(claim, a, b) -> None:
    judge = Judge((a, b))
    proof = prove(claim, (a, b), BASE)
    holds, least = brute(claim, judge, (a, b))
    assert proof.holds == holds
    if proof.counterexample is not None:
        found = {**BASE, **dict(proof.counterexample.differences)}
        assert not holds_for(claim, found, judge.judge(found))
        assert sum(name != "device.ownership" for name, _ in proof.counterexample.differences) == least


@settings(max_examples=15, deadline=None)
@given(CLAIMS, packs("a"))
def test_visiting_agrees_with_the_diagram(claim, a) -> None:
    exact = prove(claim, (a,), BASE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diagram, "MAX_NODES", 0)
        visited = prove(claim, (a,), BASE)
    assert visited.method is Method.ENUMERATED
    assert (visited.holds, visited.matching, visited.inputs) == (exact.holds, exact.matching, exact.inputs)
    if exact.counterexample is not None and visited.counterexample is not None:
        assert len(visited.counterexample.differences) >= 1 or exact.counterexample.differences == ()


def test_claims_on_obligations_are_proved_alone_and_beside_decisions() -> None:
    deepseek = (
        "organisation.id = kr-mnd and device.class = military_work and service.family = deepseek and jurisdiction = KR"
    )
    hosted = f"{deepseek} and service.deployment = vendor_hosted and date >= 2025-02-05"
    told = read_claim(f"{hosted} → decision = deny and obligations contains {{log, notify_security_officer}}")
    assert told.obligations == ("log", "notify_security_officer")
    assert prove(told, shipped.packs(), BASE).holds
    everywhere = prove(read_claim("→ obligations contains log"), shipped.packs(), BASE)
    assert everywhere.holds
    assert everywhere.method is Method.EXACT


def test_personal_information_that_may_leave_is_masked_or_the_smallest_way_round_is_shown() -> None:
    claim = read_claim(
        "jurisdiction = KR and date >= 2025-06-01 and organisation.type = metropolitan_government and "
        "device.ownership = government and data.personal_info = true and data.masked = false and "
        "service.deployment = vendor_hosted and approval.state = none → obligations contains mask_personal_info"
    )
    proof = prove(claim, shipped.packs(), BASE)
    found = proof.counterexample
    assert found is not None
    assert claim.lacking(found.decision) == ("mask_personal_info",)
    assert found.decision.outcome > Outcome.ALLOW_WITH_MASKING  # nothing leaves there at all
    softer = read_claim(claim.text.replace("→", "and data.classification = O and user.pledge_signed = true →"))
    assert prove(softer, shipped.packs(), BASE).matching < proof.matching


def test_an_obligation_that_no_rule_names_is_refused_with_what_was_meant() -> None:
    claim = read_claim("data.classification = C → obligations contains notify_security_oficer")
    with pytest.raises(BadPolicy) as refused:
        check_obligations(claim, shipped.packs())
    assert refused.value.where == "claim:1:48"
    assert "notify_security_officer" in refused.value.remedy("en")
    check_obligations(read_claim("→ obligations contains {log, mask_personal_info}"), shipped.packs())


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("→ obligations = log", 15),
        ("→ obligations contains {log", 28),
        ("→ obligations contains =", 24),
        ("→ decision = deny and", 22),
        ("→ decision = deny and log", 23),
    ],
)
def test_a_faulty_claim_on_obligations_is_refused_at_its_column(text: str, column: int) -> None:
    with pytest.raises(BadPolicy) as refused:
        read_claim(text)
    assert refused.value.where == f"claim:1:{column}"


def test_packs_too_entangled_for_a_diagram_are_sampled_and_the_proof_says_so(monkeypatch) -> None:
    monkeypatch.setattr(diagram, "MAX_NODES", 50)
    monkeypatch.setattr(space, "SAMPLED", 300)
    proof = prove(read_claim("data.classification = C → decision = deny"), shipped.packs(), BASE)
    assert proof.method is Method.SAMPLED
    assert proof.checked == 300 < proof.inputs
    assert not proof.holds
