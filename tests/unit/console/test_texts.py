"""Every sentence on a screen has its English, and the catalogue holds none that nobody says."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from gwanmun.console.texts import Texts, catalogue, clashes

ROOM = Path(__file__).resolve().parents[3] / "src/gwanmun/console"
HANGUL = re.compile("[가-힣]")
SAYS = {"say", "t", "_"}


def in_templates() -> dict[str, str]:
    found = {}
    for path in sorted((ROOM / "templates").rglob("*.html")):
        tree = Environment(autoescape=True).parse(path.read_text())
        for _, _, text in extract_from_ast(tree, gettext_functions=("_",), babel_style=False):
            found[text[0] if isinstance(text, tuple) else text] = path.name
    return found


def in_code() -> dict[str, str]:
    found = {}
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if name in SAYS and isinstance(first, ast.Constant) and isinstance(first.value, str):
                found[first.value] = path.name
    return found


SAID = {text: where for text, where in {**in_templates(), **in_code()}.items() if text and HANGUL.search(text)}


def test_sentences_are_found():
    assert {"업무 도우미", "로그인", "가려서 보내기"} <= set(SAID)


def test_every_sentence_has_its_english():
    known = catalogue()
    missing = {text: where for text, where in SAID.items() if text not in known}
    assert not missing, "\n".join(f'"{text}" = ""   # {where}' for text, where in missing.items())


def test_no_translation_is_left_of_a_sentence_that_is_gone():
    assert not set(catalogue()) - set(SAID)


def test_one_sentence_has_one_translation():
    assert clashes() == {}


def test_placeholders_are_the_same_in_both_languages():
    names = re.compile(r"\{(\w+)\}")
    different = [ko for ko, en in catalogue().items() if set(names.findall(ko)) != set(names.findall(en))]
    assert different == []


def test_english_is_english():
    assert [en for en in catalogue().values() if HANGUL.search(en) or not en.strip()] == []


def test_no_korean_stands_in_a_template_outside_of_the_catalogue():
    loose = []
    for path in sorted((ROOM / "templates").rglob("*.html")):
        text = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", path.read_text(), flags=re.DOTALL)
        loose += [f"{path.name}: {line.strip()}" for line in text.splitlines() if HANGUL.search(line)]
    assert loose == []


@pytest.mark.parametrize("path", sorted((ROOM / "texts").glob("*.toml")), ids=lambda path: path.name)
def test_each_page_can_be_read(path):
    assert tomllib.loads(path.read_text())


def test_a_sentence_without_english_shows_in_korean():
    assert Texts({"나": "I"}).say("en", "나") == "I"
    assert Texts({}).say("en", "{n}건", n=3) == "3건"
