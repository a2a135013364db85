"""A desk asked by the command line (명령줄로 묻는 데스크): the demonstration's books, no gate, one call after another."""

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

from e2e.site import Site
from gwanmun.entrypoints import cli


@dataclass
class DeskLine:
    site: Site
    folder: Path

    def run(self, *words: str, officer: str = "", reason: str = "", json_: bool = True):
        """(exit code, what it printed): parsed when it is JSON."""
        argv = [*words, "--config", str(self.site.config)]
        argv += ["--officer", officer] if officer else []
        argv += ["--reason", reason] if reason else []
        argv += ["--json"] if json_ else []
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = cli.run(argv)
        text = out.getvalue() + ("" if json_ else err.getvalue())
        return code, json.loads(text) if json_ and text.strip() else text

    def done(self, *words: str, **more):
        code, told = self.run(*words, **more)
        assert code == 0, told
        return told

    def refused(self, *words: str, **more):
        code, told = self.run(*words, **more)
        assert code in {1, 2}, told
        return told["error"]

    def act(self, name: str, /, *, officer: str = "", reason: str = "test", **args):
        return self.done("act", name, json.dumps(args, default=str), officer=officer, reason=reason)

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)
