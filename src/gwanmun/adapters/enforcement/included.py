"""An engine's own configuration with what is to be checked in the place of what is in force (점검용 설정). What lives here:
following its `include` lines. What does not: which engine says what of it (`engines.py`).

An agency may include our file from a file of its own that its main file includes: then that one is copied, too, as far as
it leads to ours. Paths that are not absolute are left as they are: engines differ in what they are relative to.
"""

import contextlib
import glob
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gwanmun.errors import EngineFault


@dataclass(frozen=True, slots=True)
class Grammar:
    """How an engine includes files. `line`: its first group is the paths; `write` makes the line for these paths."""

    line: re.Pattern[str]
    write: Callable[[Sequence[str]], str]


BIND = Grammar(re.compile(r'\binclude\s+"([^"\n]+)"\s*;'), lambda paths: " ".join(f'include "{one}";' for one in paths))
SQUID = Grammar(re.compile(r"^[ \t]*include[ \t]+(\S.*)$", re.MULTILINE), lambda paths: f"include {' '.join(paths)}")
UNBOUND = Grammar(
    re.compile(r'^[ \t]*include(?:-toplevel)?:[ \t]*"?([^"\s#]+)"?', re.MULTILINE),
    lambda paths: "\n".join(f'include: "{one}"' for one in paths),
)


@contextlib.contextmanager
def derived(conf: Path, current: Path, folder: Path, grammar: Grammar) -> Iterator[Path]:
    """`conf` reading `folder` in the place of `current`; removed again. Raises `EngineFault` where it cannot be read."""
    made = _Copies(f"{current}/", f"{folder}/", grammar)
    try:
        yield made.keep(conf, made.text_of(conf))
    except OSError as error:
        raise EngineFault(store=conf.name, problem=type(error).__name__) from error
    finally:
        for one in made.files:
            one.unlink(missing_ok=True)


@dataclass(slots=True)
class _Copies:
    current: str
    folder: str
    grammar: Grammar
    files: list[Path] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)  # path → path in its place; files may include each other

    def text_of(self, conf: Path) -> str:
        """What it says, reading `folder`. Raises `OSError`."""
        self.read[str(conf)] = str(conf)
        text = conf.read_text(encoding="utf-8", errors="surrogateescape").replace(self.current, self.folder)
        return self.grammar.line.sub(self._line, text)

    def keep(self, conf: Path, text: str) -> Path:
        """A copy may hold what the original holds, keys for instance: nobody else reads it."""
        beside = Path(f"{self.folder}check-{len(self.files)}-{conf.name}")
        beside.unlink(missing_ok=True)
        beside.touch(0o600)
        self.files.append(beside)
        beside.write_text(text, encoding="utf-8", errors="surrogateescape")
        return beside

    def _line(self, found: re.Match[str]) -> str:
        there = [one for pattern in found[1].split() for one in _matching(pattern.strip('"'))]
        paths = [self._copied(one) for one in there]
        return found[0] if paths == there else self.grammar.write(paths)

    def _copied(self, path: str) -> str:
        """The path of a copy, where the file leads to ours; else its own."""
        if path.startswith(self.folder) or not path.startswith("/"):
            return path
        if path not in self.read:
            try:
                text = self.text_of(Path(path))
                if text != Path(path).read_text(encoding="utf-8", errors="surrogateescape"):
                    self.read[path] = str(self.keep(Path(path), text))
            except OSError:
                pass  # the engine itself says so
        return self.read.get(path, path)


def _matching(pattern: str) -> list[str]:
    return sorted(glob.glob(pattern)) or [pattern]  # noqa: PTH207 - whole paths, as they stand there
