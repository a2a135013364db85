"""Korean words fit what stands before them: no text leaves a reader to choose between 을 and 를."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for folder in ("src/gwanmun", "docs")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".html", ".yaml", ".toml", ".js", ".md", ".txt"} and "__pycache__" not in path.parts
] + [ROOT / "README.md", ROOT / "README.ko.md"]
#: 을(를), 이(가), 은(는), 와(과), (으)로, (이)라 …
EITHER = re.compile(
    r"(?:을\(를\)|를\(을\)|이\(가\)|가\(이\)|은\(는\)|는\(은\)|와\(과\)|과\(와\)|\((?:으|이)\)(?:로|라|나|며|여))"
)
#: A value with a particle fixed behind it, though values end as they like: `f"{name}을"`. Not behind a unit or a word.
FIXED = re.compile(r"\{[a-z_][^{}\"]*\}'?(?:을|를|이|가|은|는|와|과|으로)(?=[ ,.]|\")")
#: Where what is filled in always ends the same way.
KNOWN = {"src/gwanmun/policy/prove.py"}  # the braces of the claim's own language


def test_no_text_leaves_the_choice_to_its_reader():
    assert len(SOURCES) > 500
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in SOURCES
        for match in EITHER.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_no_particle_is_fixed_behind_a_value():
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in SOURCES
        if path.suffix in {".py", ".toml", ".html"} and str(path.relative_to(ROOT)) not in KNOWN
        for match in FIXED.finditer(path.read_text("utf-8"))
    ]
    assert found == []
