"""The texts of every screen (문구), in Korean and English: `texts/<page>.toml`, Korean = English.

Korean stands where it is used, in templates and views, and is its own key: a page can be read without its catalogue. A
sentence without English shows in Korean, and a test fails (`tests/unit/console/test_texts.py` finds every sentence).
Placeholders are named: `_("요청 {n}건", n=3)`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

LANGUAGES = ("ko", "en")


def catalogue() -> Mapping[str, str]:
    """Every page's texts together. Of two translations of one sentence the first stands: no page is lost for a word."""
    found: dict[str, str] = {}
    for _, ko, en in _lines():
        found.setdefault(ko, en)
    return found


def clashes() -> Mapping[str, Mapping[str, str]]:
    """Sentences that two pages say in different English: file by file. A test holds this empty."""
    found: dict[str, dict[str, str]] = {}
    for file, ko, en in _lines():
        found.setdefault(ko, {})[file] = en
    return {ko: said for ko, said in found.items() if len(set(said.values())) > 1}


def _lines() -> Iterator[tuple[str, str, str]]:
    for file in sorted(files("gwanmun.console").joinpath("texts").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            for ko, en in tomllib.loads(file.read_text()).items():
                yield file.name, ko, en


class Texts:
    """`say("ko", …)` is the sentence itself; `say("en", …)` what the catalogue says of it."""

    def __init__(self, english: Mapping[str, str] | None = None) -> None:
        self._english = catalogue() if english is None else english

    def say(self, language: str, ko: str, **values: object) -> str:
        text = ko if language == "ko" else self._english.get(ko, ko)
        return text.format_map(values) if values else text


def t(ko: str) -> str:
    """Marks a sentence that is written here and shown elsewhere (`_(label)`), so that the test finds it."""
    return ko
