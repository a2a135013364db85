"""docs/policy-language.md names every attribute and value of the language, and its example is a pack."""

from pathlib import Path

from gwanmun.policy.language import ATTRIBUTES
from gwanmun.policy.reader import read_pack

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "policy-language.md").read_text(encoding="utf-8")


def test_every_attribute_and_value_is_on_the_page() -> None:
    rows = {
        name.strip("` "): row.split("|")[2]
        for row in PAGE.splitlines()
        if row.startswith("| `")
        for name in row.split("|")[1].split(",")
    }
    for attribute in ATTRIBUTES.values():
        assert attribute.name in rows
        assert all(choice in rows[attribute.name] for choice in attribute.choices), attribute.name


def test_the_example_on_the_page_reads_as_a_pack() -> None:
    example = PAGE.split("```yaml\n", 1)[1].split("```", 1)[0]
    assert [str(rule.id) for rule in read_pack(example, "page").rules] == ["EX-1", "EX-2"]
