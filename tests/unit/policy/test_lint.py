"""What is doubtful about a pack: each finding with its place and both languages, and none where nothing is wrong."""

import pytest

from gwanmun.control import shipped
from gwanmun.policy import diagram
from gwanmun.policy.lint import Severity, lint
from gwanmun.policy.reader import read_pack
from random_packs import BASE, DEFAULTS

HEAD = (
    "schema_version: 1\nas_of: 2026-01-02\nid: t\ntitle: T\ntitle_ko: 시험\njurisdiction: KR\neffective_from: 2025-02-05\n"
    "sources: [{name: Notice of 2025}]\n"
)
VECTOR = "vectors:\n- {id: V-1, in: {organisation.id: kr-x}, service: chatgpt_catalogued, expect: %s}\n"


def found(
    rules: str, *, scope: str = "{}", more: str = "default: allow\n", expect: str = "", head: str = HEAD, **options
):
    text = f"{head}scope: {scope}\n{more}rules:\n{rules}{VECTOR % expect if expect else ''}"
    pack = read_pack(text, "t.yaml")
    findings = lint(pack, DEFAULTS, BASE, text=text, file="t.yaml", **options)
    return {one.code: one for one in findings if one.code != "no_vectors"}


def rule(
    name: str, when: str, decision: str = "deny", reason: str = "Risk.", reason_ko: str = "위험.", basis: str = "news"
):
    return (
        f'- {{id: {name}, when: {{{when}}}, decision: {decision}, basis: {basis}, obligations: [log], '
        f'reason: "{reason}", reason_ko: "{reason_ko}"}}\n'
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pack", "text"), list(zip(shipped.packs(), shipped.pack_texts(), strict=True)), ids=shipped.regime_ids()
)
def test_no_shipped_pack_has_an_error_or_a_denial_on_country_alone(pack, text) -> None:
    findings = lint(pack, DEFAULTS, BASE, text=text.text, file=f"{pack.id}.yaml")
    assert [one for one in findings if one.severity is Severity.ERROR or one.code == "country_alone"] == []
    derived = {one.rule for one in findings if one.code == "derived_rule"}
    assert derived == {str(one.id) for one in pack.rules if one.basis == "derived"}


def test_a_clean_pack_has_no_finding() -> None:
    assert found(rule("A", "data.classification: C"), expect="allow") == {}


def test_a_rule_that_earlier_ones_cover_together_is_unreachable_and_they_are_named() -> None:
    findings = found(
        rule("A", "data.classification: C")
        + rule("B", "data.classification: {lt: C}", "allow")
        + rule("D", "login.mfa: false")
    )
    one = findings["unreachable_rule"]
    assert (one.rule, one.where, one.severity) == ("D", "t.yaml:14:3", Severity.ERROR)
    assert "A, B" in one.en
    assert "A, B" in one.ko


def test_a_rule_outside_the_scope_is_unreachable_too() -> None:
    findings = found(rule("A", "device.ownership: personal"), scope="{device.class: internet_pc}")
    assert "never hold inside the scope" in findings["unreachable_rule"].en


def test_a_rule_with_the_conditions_of_another_is_a_duplicate() -> None:
    findings = found(
        rule("A", "login.mfa: false, action: install") + rule("B", "action: install, login.mfa: false", "allow")
    )
    assert findings["duplicate_rule"].rule == "B"


def test_where_no_rule_holds_in_scope_there_is_a_gap_and_it_is_named() -> None:
    findings = found(rule("A", "data.classification: [S, C]"), more="", scope="{device.ownership: government}")
    assert "data.classification: O" in findings["gap"].en
    assert "device.ownership: government" in findings["gap"].ko
    assert "gap" not in found(rule("A", ""), more="")


def test_a_stricter_rule_that_an_earlier_looser_one_overlaps_in_part_is_a_conflict() -> None:
    loose = rule("A", "login.mfa: true", "allow")
    assert found(loose + rule("B", "data.classification: C"))["conflict"].rule == "B"
    assert "conflict" not in found(loose + rule("B", ""))  # an exception within a rule is no conflict
    assert "conflict" not in found(rule("A", "login.mfa: true") + rule("B", "data.classification: C", "allow"))


@pytest.mark.parametrize(
    ("rules", "scope"),
    [
        (rule("X", "service.vendor_country: CN"), "{}"),
        (rule("X", "service.vendor_country: CN", "require_approval"), "{organisation.type: military}"),
        (rule("X", ""), "{service.vendor_country: {not: KR}}"),
        (rule("A", "service.vendor_country: {not: CN}", "allow") + rule("X", ""), "{}"),  # the same, said the other way
        (rule("A", "data.classification: C") + rule("X", "service.vendor_country: CN"), "{}"),
    ],
)
def test_a_denial_that_rests_on_country_alone_is_listed(rules, scope) -> None:
    one = found(rules, scope=scope)["country_alone"]
    assert (one.rule, one.severity) == ("X", Severity.WARNING)


@pytest.mark.parametrize(
    "rules",
    [
        rule("X", "service.vendor_country: CN, service.stores_outside: true"),
        rule("X", "service.storage_countries: {not: KR}"),
        rule("X", "service.vendor_country: CN", "allow"),
        rule("X", "service.family: deepseek"),
    ],
)
def test_a_denial_that_names_a_risk_is_not_listed(rules) -> None:
    assert "country_alone" not in found(rules)


@pytest.mark.parametrize(
    ("reason", "reason_ko", "column"),
    [("It is a Chinese service.", "위험.", "reason:"), ("Risk.", "중국 업체의 서비스입니다.", "reason_ko:")],
)
def test_a_reason_that_names_a_nationality_is_an_error_at_its_place(reason, reason_ko, column) -> None:
    line = rule("A", "data.classification: C", reason=reason, reason_ko=reason_ko)
    one = found(line)["nationality_in_reason"]
    assert one.severity is Severity.ERROR
    assert one.where == f"t.yaml:12:{line.index(column) + len(column) + 2}"


def test_sources_without_a_date_and_packs_without_vectors_or_day_are_named() -> None:
    bare = HEAD.replace("as_of: 2026-01-02\n", "").replace("Notice of 2025", "A notice")
    findings = found(rule("A", "data.classification: C", basis="derived"), head=bare)
    assert findings["undated_source"].where == "t.yaml:7:11"
    assert {"no_as_of", "derived_rule", "undated_source"} == set(findings)


def test_a_failing_vector_is_an_error_at_its_place() -> None:
    one = found(rule("A", "data.classification: C"), expect="deny")["failing_vector"]
    assert one.severity is Severity.ERROR
    assert one.where == "t.yaml:14:3"


def test_a_child_looser_than_its_parent_is_an_error_that_says_where() -> None:
    parent_text = f"{HEAD}scope: {{}}\nrules:\n{rule('P', 'data.classification: {gte: S}')}".replace(
        "id: t\n", "id: up\n"
    )
    parent = read_pack(parent_text, "up.yaml")
    findings = found(rule("A", "data.classification: C") + rule("B", "", "allow"), parent=parent)
    assert findings["looser_than_parent"].rule == "B"
    assert "data.classification: S" in findings["looser_than_parent"].en
    assert "looser_than_parent" not in found(rule("A", ""), parent=parent)  # stricter is free
    silent = found(rule("A", "data.classification: C"), more="", parent=parent)
    assert "looser_than_parent" not in silent  # silence leaves the parent's word


def test_a_pack_too_entangled_says_so_instead_of_running_on(monkeypatch) -> None:
    monkeypatch.setattr(diagram, "MAX_NODES", 3)
    assert "too_large" in found(rule("A", "data.classification: C"))


def test_without_its_text_a_finding_still_names_the_line() -> None:
    pack = read_pack(f"{HEAD}scope: {{}}\nrules:\n{rule('A', '', basis='derived')}", "t.yaml")
    places = {one.where for one in lint(pack, DEFAULTS, BASE)}
    assert "t.yaml:11:1" in places
