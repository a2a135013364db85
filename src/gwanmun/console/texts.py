"""The texts of every screen (문구), in Korean and English: `texts/<page>.toml`, Korean = English.

Korean stands where it is used, in templates and views, and is its own key: a page can be read without its catalogue. A
sentence without English shows in Korean, and a test fails (`tests/unit/console/test_texts.py` finds every sentence).
Placeholders are named: `_("요청 {n}건", n=3)`.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

LANGUAGES = ("ko", "en")


def catalogue() -> Mapping[str, str]:
    """Every page's texts together. Raises `ValueError` when two pages say the same sentence in different English."""
    found: dict[str, str] = {}
    for file in sorted(files("gwanmun.console").joinpath("texts").iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".toml"):
            continue
        for ko, en in tomllib.loads(file.read_text()).items():
            if found.setdefault(ko, en) != en:
                raise ValueError(f"{file.name}: two translations of one sentence: {ko}")
    return found


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
