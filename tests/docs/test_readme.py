"""What the front pages say is so: their commands exist, their links lead somewhere, both languages have one shape."""

import re
import struct
from pathlib import Path

import pytest
import typer.main

from gwanmun.control.acts import ACTS
from gwanmun.entrypoints.cli import app

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.ko.md")
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")) if path.is_file()
)
PICTURES = sorted((ROOT / "docs/pictures").glob("*.png"))
CLI = typer.main.get_command(app)
TARGETS = set(re.findall(r"(?m)^([a-z-]+):.*##", (ROOT / "Makefile").read_text()))


def text_of(page):
    return (ROOT / page).read_text()


def code_of(page):
    """Everything in the page that is set as code, a line or a span each."""
    text = text_of(page)
    blocks = re.findall(r"```[a-z ]*\n(.*?)```", text, re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()] + spans


def commands_of(page, program):
    return [line.removeprefix(f"{program} ") for line in code_of(page) if line.startswith(f"{program} ")]


def resolve(words):
    """The command that these words call, and the words that are left."""
    command, rest = CLI, words.split()
    while rest and rest[0] in getattr(command, "commands", {}):
        command = command.commands[rest.pop(0)]
    return command, rest


def shape(page):
    """Headings by level, blocks of code, tables, lists and pictures, in their order."""
    found = []
    inside = False
    for line in text_of(page).splitlines():
        if line.startswith("```"):
            inside = not inside
            found.append("code" if inside else "end")
        elif inside:
            continue
        elif heading := re.match(r"#+ ", line):
            found.append(heading[0].strip())
        elif line.startswith("|"):
            found.append("row")
        elif re.match(r"(\d+\.|-) ", line):
            found.append("item")
        elif line.startswith("!["):
            found.append("picture")
    return found


def links_of(page):
    return re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL))


class TestCommands:
    @pytest.mark.parametrize("page", [*READMES, "CHANGELOG.md", "docs/ARCHITECTURE.md", "docs/first-site.md"])
    def test_every_command_named_exists_with_its_options(self, page):
        named = commands_of(page, "gwanmun")
        assert named
        for words in named:
            command, rest = resolve(words)
            assert not hasattr(command, "commands"), f"gwanmun {words}"
            known = {option for parameter in command.params for option in parameter.opts}
            assert {word for word in rest if re.match(r"--[a-z]", word)} <= known, f"gwanmun {words}"

    @pytest.mark.parametrize("page", ["docs/first-site.md", "CHANGELOG.md"])
    def test_every_act_named_exists(self, page):
        acts = [words.split()[1] for words in commands_of(page, "gwanmun") if words.startswith("act ")]
        assert acts
        assert set(acts) - {"--list"} <= set(ACTS)

    @pytest.mark.parametrize("page", READMES)
    def test_every_command_that_people_need_is_named(self, page):
        named = {" ".join(words.split()[:2]) for words in commands_of(page, "gwanmun")}
        assert {"keys create", "keys revoke", "journal verify", "journal show"} < {" ".join(n.split()) for n in named}
        assert {"init", "serve", "demo", "doctor"} <= {words.split()[0] for words in commands_of(page, "gwanmun")}

    @pytest.mark.parametrize("page", READMES)
    def test_every_make_target_named_exists(self, page):
        named = {words.split()[0] for words in commands_of(page, "make")}
        assert {"setup", "demo", "test"} <= named <= TARGETS

    @pytest.mark.parametrize("page", READMES)
    def test_every_story_named_is_told(self, page):
        stories = re.findall(r"--story ([a-z0-9-]+)", text_of(page))
        assert set(stories) == {"block-2025", "enforce-2025", "spending-2024"}
        help_text = next(p.help for p in CLI.commands["demo"].params if "--story" in p.opts)
        assert all(story in help_text for story in stories)


class TestLinks:
    @pytest.mark.parametrize("page", PAGES)
    def test_every_relative_link_leads_to_a_file(self, page):
        for link in links_of(page):
            if re.match(r"[a-z]+:", link):
                continue
            path, _, _ = link.partition("#")
            assert not path or ((ROOT / page).parent / path).exists(), link

    @pytest.mark.parametrize("page", READMES)
    def test_each_leads_to_the_other(self, page):
        assert next(iter(set(READMES) - {page})) in links_of(page)

    @pytest.mark.parametrize("page", PAGES)
    def test_no_page_names_a_place_on_somebodys_machine(self, page):
        assert not re.search(r"(?<![\w.])/(?:home|root|work|Users|tmp)/\w", text_of(page))


class TestPictures:
    def test_the_front_pages_show_the_demonstration(self):
        assert all("docs/pictures/demo.png" in links_of(page) for page in READMES)

    @pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
    def test_a_picture_is_small_sharp_and_shown_somewhere(self, path):
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", data[16:24])
        assert 600 <= width <= 1400
        assert height >= 300
        assert len(data) < 300 * 1024
        assert any(f"pictures/{path.name}" in text_of(page) for page in PAGES)


class TestOneShape:
    def test_both_have_the_same_sections_tables_and_code(self):
        english, korean = map(shape, READMES)
        assert len(english) > 30
        assert english == korean

    def test_both_lead_to_the_same_places(self):
        english, korean = ([link for link in links_of(page) if link not in READMES] for page in READMES)
        assert english == korean

    def test_both_name_the_same_commands_in_the_same_order(self):
        for program in ("gwanmun", "make"):
            assert commands_of(READMES[0], program) == commands_of(READMES[1], program)

    @pytest.mark.parametrize("number", ["391,686,165", "3,687", "26 MB", "44", "81", "72"])
    def test_both_say_the_same_numbers(self, number):
        counts = [len(re.findall(rf"(?<![\d,]){re.escape(number)}(?![\d,])", text_of(page))) for page in READMES]
        assert counts[0] >= 1
        assert counts[0] == counts[1]

    def test_both_say_the_numbers_that_the_data_says(self):
        spending = text_of("src/gwanmun/data/spending/local_government_2024.yaml").replace("_", "").replace(",", "")
        assert "391686165" in spending
        assert re.search(r"\b3687\b", spending)
