"""Break one line of the pure rooms at a time, in a copy, and count how many breaks the tests catch.

A test that cannot fail is worth nothing; this shows that ours can. `python tools/bite.py` takes some minutes and writes
`docs/bite.md`; `make test-long` runs it and fails when a break survives.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "bite.md"


@dataclass(frozen=True)
class Break:
    file: str
    old: str
    new: str
    tests: str
    means: str


BREAKS = (
    Break("budget/account.py", "if amount > left:", "if amount > left + 1:", "tests/unit/budget",
          "one micro-won over the limit is admitted"),
    Break("budget/account.py", "within = min(spent, hold.amount)", "within = spent", "tests/unit/budget",
          "overbilling is not told apart"),
    Break("budget/estimate.py", "output * limits.choices", "output", "tests/unit/budget",
          "the worst case forgets `n`"),
    Break("policy/judge.py", "outcome = max(hit.outcome for hit in hits)", "outcome = min(hit.outcome for hit in hits)",
          "tests/unit/policy tests/properties", "the mildest regime wins"),
    Break("policy/judge.py", "last = pack.effective_to - timedelta(days=1)", "last = pack.effective_to",
          "tests/unit/policy", "a regime is in force on the day it ended"),
    Break("policy/recognise.py", "if strict in found:", "if strict in found and strict != 'deepseek':",
          "tests/unit/policy tests/e2e/spec/test_s56_model_identity.py", "DeepSeek is not recognised by name"),
    Break("privacy/mask.py", "if style is Style.REFUSE or not passage.maskable:", "if style is Style.REFUSE:",
          "tests/unit/privacy tests/properties", "a value where nothing may change leaves"),
    Break("privacy/mask.py", "return _lookalike.sub(self._escaped, text)", "return text",
          "tests/unit/privacy tests/properties", "a token written by the caller is restored to a value"),
    Break("privacy/stream.py", "parts.append(value if self._place.plain else text[at : close + 1])",
          "parts.append(value)", "tests/unit/privacy tests/properties", "values are restored inside links"),
    Break("privacy/stream.py", "if close < 0 and self._tokens.begins(text[at:]):", "if False:",
          "tests/unit/privacy tests/properties", "a token cut by the stream is not restored"),
    Break("journal/tree.py", 'return _sha256(b"\\0" + leaf).digest()', 'return _sha256(b"\\1" + leaf).digest()',
          "tests/unit/journal", "leaves can be taken for nodes"),
    Break("journal/checkpoint.py", "    if not signed:\n", "    if False:\n", "tests/unit/journal",
          "a note without our signature is believed"),
    Break("wire/json_text.py", 'if skeleton.count(b":") != _members(tree):', "if False:",
          "tests/unit/wire", "a key may stand twice"),
    Break("wire/openai.py", "Limits(max(asked, default=None)", "Limits(min(asked, default=None)",
          "tests/unit/wire", "the smaller of two output limits is priced"),
)  # fmt: skip


def caught(one: Break, house: Path) -> bool:
    """Whether the tests of this break fail in the copy."""
    path = house / "src" / "gwanmun" / one.file
    text = path.read_text()
    if text.count(one.old) != 1:
        sys.exit(f"{one.file}: the line to break stands {text.count(one.old)} times: {one.old}")
    path.write_text(text.replace(one.old, one.new))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-m", "not long", *one.tests.split()],
            cwd=house, env={"PYTHONPATH": str(house / "src"), "PATH": "/usr/bin:/bin"}, capture_output=True,
            timeout=600, check=False,
        )  # fmt: skip
        return done.returncode == 1
    finally:
        path.write_text(text)


def main() -> int:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        house = Path(folder) / "house"
        shutil.copytree(
            ROOT, house, ignore=shutil.ignore_patterns(".venv", ".git", ".peers", "results", "*-data", ".hypothesis")
        )
        for one in BREAKS:
            rows.append((one, caught(one, house)))
            print(f"[{'caught' if rows[-1][1] else 'SURVIVED'}] {one.file}: {one.means}", flush=True)
    bitten = sum(done for _, done in rows)
    lines = [
        "# Do the tests bite?", "",
        "Written by `tools/bite.py`: each row breaks one line of a pure room, in a copy, and runs that room's tests.", "",
        f"**{bitten} of {len(rows)} breaks caught.**", "", "| file | what the break means | caught |", "|---|---|---|",
        *(f"| `{one.file}` | {one.means} | {'yes' if done else 'NO'} |" for one, done in rows),
    ]  # fmt: skip
    PAGE.write_text("\n".join(lines) + "\n")
    print(f"{bitten} of {len(rows)} breaks caught")
    return int(bitten < len(rows))


if __name__ == "__main__":
    sys.exit(main())
