"""Write the table of roles and acts into docs/api.md from the tables of acts. `--check` exits 1 when it is stale."""

import sys
from pathlib import Path

from gwanmun.control.acts import ACTS
from gwanmun.control.roles import NAMES_KO, roles_of
from gwanmun.domain.offices import Role

PAGE = Path(__file__).resolve().parent.parent / "docs" / "api.md"
BEGIN, END = "<!-- roles: written by tools/roles_page.py -->", "<!-- roles: end -->"


def table() -> str:
    """A row for each act that the network reaches, a column for each role; acts of one kind of asking stand together."""
    heads = [f"{role.value}<br>{NAMES_KO[role]}" for role in Role]
    lines = [f"| act | {' | '.join(heads)} |", f"|---|{':-:|' * len(heads)}"]
    for name, act in sorted(ACTS.items()):
        if not act.local:
            held = roles_of(name, act)
            lines.append(f"| `{name}` | {' | '.join('●' if role in held else '' for role in Role)} |")
    return "\n".join(lines) + "\n"


def page(text: str) -> str:
    """The page with the table of today in it."""
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{PAGE.name}: the markers are gone")
    return f"{head}{BEGIN}\n{table()}{END}{tail}"


def main(arguments: list[str]) -> int:
    now = PAGE.read_text()
    fresh = page(now)
    if "--check" in arguments:
        return int(fresh != now)
    PAGE.write_text(fresh)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
