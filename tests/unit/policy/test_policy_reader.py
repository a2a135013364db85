"""Reading packs: what is accepted, and every refusal with its place and suggestion."""

from datetime import date

import pytest

from gwanmun.control import shipped
from gwanmun.domain.decisions import Outcome
from gwanmun.errors import BadPolicy
from gwanmun.policy.language import AnyOf, AtLeast, Below, Contains, Equals, Not
from gwanmun.policy.printed import print_pack
from gwanmun.policy.provenance import body_of, stamped
from gwanmun.policy.reader import read_defaults, read_pack, read_value
from gwanmun.policy.strict_yaml import MAX_CHARACTERS, parse

HEAD = """\
schema_version: 1
id: test-pack
title: A test
title_ko: 시험
jurisdiction: {jurisdiction}
effective_from: 2025-02-05
sources: [{{name: "A newspaper"}}]
scope: {scope}
rules:
- {{id: T-1, when: {when}, decision: deny, basis: news, reason: No., reason_ko: 안 됩니다.}}
"""


def text(when: str = "{}", scope: str = "{}", jurisdiction: str = "KR", more: str = "") -> str:
    return HEAD.format(when=when, scope=scope, jurisdiction=jurisdiction) + more


def refusal(source: str) -> BadPolicy:
    with pytest.raises(BadPolicy) as caught:
        read_pack(source, "p.yaml")
    return caught.value


def test_norway_is_a_country_and_not_a_falsehood() -> None:
    assert read_pack(text(jurisdiction="NO"), "p.yaml").jurisdiction == "NO"


def test_values_are_typed_by_their_attribute_and_not_by_their_look() -> None:
    when = (
        "{service.stores_outside: false, user.pledge_signed: false, date: {lt: 2025-03-01}, service.vendor_country: NO}"
    )
    rule = read_pack(text(when), "p.yaml").rules[0]
    assert [condition.test for condition in rule.when] == [
        Equals("false"),
        Equals(False),
        Below(date(2025, 3, 1)),
        Equals("NO"),
    ]


def test_every_operator_reads_as_what_it_means() -> None:
    when = (
        "{service.family: [deepseek, qwen], service.deployment: {not: in_house}, data.classification: {gte: S}, "
        "service.id: {contains: seek}, organisation.type: {not: [military, agency]}}"
    )
    tests = [condition.test for condition in read_pack(text(when), "p.yaml").rules[0].when]
    assert tests == [
        AnyOf(("deepseek", "qwen")),
        Not(Equals("in_house")),
        AtLeast("S"),
        Contains("seek"),
        Not(AnyOf(("military", "agency"))),
    ]


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "True", "NO", "'true'", "1"])
def test_a_flag_takes_true_or_false_and_nothing_that_yaml_would_guess(word: str) -> None:
    error = refusal(text(f"{{user.pledge_signed: {word}}}"))
    assert "true" in str(error.params["suggestion"]) or "false" in str(error.params["suggestion"])


@pytest.mark.parametrize(
    ("source", "where", "suggestion"),
    [
        (text("{service.famly: deepseek}"), "p.yaml:10:20", "'service.family'?"),
        (text("{service.deployment: vendor_hostd}"), "p.yaml:10:40", "'vendor_hosted'?"),
        (text("{data.classification: {gt: S}}"), "p.yaml:10:42", "'gte'?"),
        (text().replace("decision: deny", "decision: denny"), "p.yaml:10:33", "'deny'?"),
        (text().replace("basis: news", "basis: newz"), "p.yaml:10:46", "'news'?"),
        (text().replace("reason_ko", "reason_kr"), "p.yaml:10:65", "'reason_ko'?"),
        (text(more="vectrs: []\n"), "p.yaml:11:1", "'vectors'?"),
        (text("{date: 2025-02-30}"), "p.yaml:10:26", "2025-02-05"),
        (text("{device.class: unknown}"), "p.yaml:10:34", "internet_pc"),
        (text(more="title: again\n"), "p.yaml:11:1", "하나만"),
    ],
)
def test_a_misspelt_word_is_refused_at_its_place_with_what_was_meant(source: str, where: str, suggestion: str) -> None:
    error = refusal(source)
    assert error.where == where
    assert suggestion in error.remedy("ko")
    assert where in error.message("ko")
    assert where in error.message("en")


@pytest.mark.parametrize(
    "source",
    [
        text("&a {}"),
        text("!!map {}"),
        text("{service.family: !custom x}"),
        text("{data.classification: []}"),
        text("{data.classification: {gte: S, lt: C}}"),
        text("{data.personal_info: {gte: true}}"),
        text("{service.deployment: {contains: in}}"),
        text("{service.deployment: {not: {not: in_house}}}"),
        text("{service.family: }"),
        text("{service.family: null}"),
        text("{service.family: {a: b}}"),
        text("[service.family]"),
        text("{service.family: 'two words'}"),
        text("{[a, b]: c}"),
        text("{<<: {}}"),
        text(jurisdiction="Korea"),
        text().replace("when: {}, ", ""),
        text().replace('[{name: "A newspaper"}]', "[]"),
        text().replace("schema_version: 1", "schema_version: 2"),
        text().replace("effective_from", "effective_to"),
        text(more="effective_to: 2025-02-05\n"),
        text(more="- {id: T-1, when: {}, decision: allow, basis: news, reason: Yes., reason_ko: 됩니다.}\n"),
        text(
            more="vectors:\n- {id: V, in: {}, service: x, expect: deny}\n- {id: V, in: {}, service: x, expect: deny}\n"
        ),
        text().replace("decision: deny", "decision: deny, after_approval: deny"),
        text().replace("decision: deny", "decision: deny, after_approval: not_applicable"),
        text().replace("No.", '" "'),
        text().replace("No.", '"a\\u202eb"'),
        text().replace("decision: deny", "decision: deny, obligations: [Log It]"),
        text(more="---\na: b\n"),
        text(more="...\n---\n"),
        "",
        "[]",
        "just words",
        "a: [1, 2",
        "\tx: y",
        "a: *b",
        "a: \x00",
        "a: \ud800",
    ],
)
def test_what_is_not_a_pack_is_refused_with_a_place(source: str) -> None:
    error = refusal(source)
    file, line, column = error.where.rsplit(":", 2)
    assert file == "p.yaml"
    assert int(line) >= 1
    assert int(column) >= 1


def test_size_depth_and_number_of_items_are_bounded() -> None:
    assert "longer" in refusal("x" * (MAX_CHARACTERS + 1)).message("en")
    assert "nested deeper" in refusal("[" * 5000).message("en")
    assert "nested deeper" in refusal("a: " + "{a: " * 400).message("en")
    assert "more than" in refusal("[" + "1," * 70_000 + "1]").message("en")


def test_an_error_repeats_little_of_the_text_and_nothing_that_cannot_be_shown() -> None:
    error = refusal(text("{" + "x" * 500 + ": deepseek}"))
    assert "x" * 60 not in error.message("en")
    assert "\x07" not in refusal(text('{"a\\u0007": b}')).message("en")


def test_a_quoted_word_is_the_same_word() -> None:
    assert parse("'no'", "f").plain is False
    assert read_pack(text("{service.family: 'deepseek'}"), "p").rules[0].when[0].test == Equals("deepseek")


def test_a_value_given_as_text_is_typed_by_its_attribute() -> None:
    assert read_value("date", "2025-02-05") == date(2025, 2, 5)
    assert read_value("data.masked", "true") is True
    assert read_value("service.storage_countries", "US+CN") == "CN+US"
    with pytest.raises(BadPolicy):
        read_value("data.maskd", "true")


def test_the_shared_defaults_must_rank_decisions_as_the_house_does() -> None:
    source = shipped.text("regimes", "_defaults.yaml")
    assert read_defaults(source, "d").orders[3].issuer == "PIPC (KR)"
    for wrong in (source.replace("rank: 5", "rank: 4"), source.replace("  deny: {rank", "  forbid: {rank")):
        with pytest.raises(BadPolicy):
            read_defaults(wrong, "d")


def test_a_regime_default_is_read() -> None:
    assert read_pack(text(more="default: require_approval\n"), "p").default is Outcome.REQUIRE_APPROVAL
    assert read_pack(text(), "p").default is Outcome.NOT_APPLICABLE


class TestWordsOfOneLanguage:
    """What to do next is said in the language that was asked for, and in that one alone."""

    @pytest.mark.parametrize(
        "source",
        [
            "a: &x 1\nb: 2\n", "a: *x\n", "id: a\nid: b\n", "id: !x a\n", text("{data.classification: []}"),
            text("{service.family: {gte: a}}"), text("{user.pledge_signed: {contains: a}}"),
        ],
    )  # fmt: skip
    def test_no_korean_stands_in_an_english_remedy(self, source) -> None:
        error = refusal(source)
        assert error.remedy("en").isascii(), error.remedy("en")
        assert " / " not in error.remedy("ko")


class TestProvenance:
    """An exported pack is whole, whoever reads it."""

    def test_what_was_exported_reads_as_it_was(self) -> None:
        pack = read_pack(text(), "p.yaml")
        travelled = stamped(pack, text(), "1.0")
        assert print_pack(read_pack(travelled, "p.yaml")) == print_pack(pack)
        assert stamped(pack, travelled, "1.0") == travelled
        assert body_of(travelled) == text()

    @pytest.mark.parametrize(
        ("old", "new"), [("decision: deny", "decision: allow"), ("# sha256: ", "# sha: "), ("\nid:", "\n\nid:")]
    )
    def test_what_was_changed_on_its_way_is_refused(self, old, new) -> None:
        travelled = stamped(read_pack(text(), "p.yaml"), text(), "1.0")
        error = refusal(travelled.replace(old, new, 1))
        assert "sha256" in error.message("ko")
        assert error.where == "p.yaml:3:1"

    def test_three_lines_alone_are_no_pack(self) -> None:
        assert "sha256" in refusal("# gwanmun-pack: 1\n# x\n# y").message("en")
