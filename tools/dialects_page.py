"""Write the field tables of `docs/dialects.md` from the lists that the gate obeys, or check that they are fresh.

`python tools/dialects_page.py` rewrites the part between the two marks; `--check` only says whether it would change.
"""

import sys
from pathlib import Path
from types import ModuleType

from gwanmun.wire import fields_anthropic, fields_openai
from gwanmun.wire.walk import Group, Level

PAGE = Path(__file__).resolve().parents[1] / "docs" / "dialects.md"
START, END = "<!-- fields: written by tools/dialects_page.py -->\n", "<!-- end of fields -->\n"


def levels(module: ModuleType) -> list[tuple[str, Level]]:
    """Every level of a dialect, by a readable name: `request`, `messages: user`, …"""
    found: list[tuple[str, Level]] = []
    for name, value in vars(module).items():
        if name.startswith("_"):
            continue
        title = name.lower().replace("_", " ")
        if isinstance(value, Level):
            found.append((title, value))
        elif isinstance(value, dict) and all(isinstance(level, Level) for level in value.values()):
            found += [(f"{title}: {tag}", level) for tag, level in value.items()]
    return sorted(found, key=lambda row: (row[0] != "request", row[0]))


def table(module: ModuleType) -> str:
    lines = ["| object | examined | structural | priced | ours | refused |", "|---|---|---|---|---|---|"]
    for title, level in levels(module):
        cells = []
        for group in Group:
            names = [name for name, field in level.fields.items() if field.group is group]
            cells.append(", ".join(f"`{name}`{'*' if name in level.required else ''}" for name in names))
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def fields() -> str:
    parts = []
    for title, module in (
        ("OpenAI: `POST /v1/chat/completions`", fields_openai),
        ("Anthropic: `POST /v1/messages`", fields_anthropic),
    ):
        parts.append(f"### {title}\n\nAs of {module.AS_OF}. `*` must be there.\n\n{table(module)}")
    return "\n".join(parts)


def main() -> int:
    page = PAGE.read_text()
    head, rest = page.split(START)
    fresh = head + START + "\n" + fields() + "\n" + END + rest.split(END)[1]
    if "--check" in sys.argv:
        return int(fresh != page)
    PAGE.write_text(fresh)
    return 0


if __name__ == "__main__":
    sys.exit(main())
