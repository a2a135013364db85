"""Static files (정적 자원): read from the package, named by the digest of all of them, compressed once, kept a year.

The name changes whenever any file changes, so a browser asks once and never again; relative addresses inside the vendored
style sheets hold, because the tree keeps its shape. What does not live here: which page uses which file (`layout.html`).
"""

import gzip
import mimetypes
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from gwanmun.errors import BadRequest

_ROOT = Path(str(files("gwanmun.console").joinpath("static")))
_TYPES = {".css", ".js", ".svg", ".woff2", ".txt", ".png", ".ico"}
_TEXT = {".css", ".js", ".svg", ".txt"}
_YEAR = "public, max-age=31536000, immutable"


class Assets:
    """Every file below `static/` of a type that pages use; nothing else can be asked for, whatever the address says."""

    def __init__(self) -> None:
        self._files = {
            path.relative_to(_ROOT).as_posix(): path for path in sorted(_ROOT.rglob("*")) if path.suffix in _TYPES
        }
        digest = sha256()
        for name, path in self._files.items():
            digest.update(name.encode() + b"\0" + str(path.stat().st_size).encode())
            if path.suffix in {".css", ".js"}:
                digest.update(path.read_bytes())
        self.mark = digest.hexdigest()[:12]
        self._ready: dict[str, tuple[bytes, bytes | None, str]] = {}

    def url(self, name: str) -> str:
        if name not in self._files:
            raise LookupError(name)  # a template names a file that is not there: a fault of ours
        return f"/static/{self.mark}/{name}"

    async def answer(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._files or request.path_params["mark"] != self.mark:
            raise BadRequest("no_such_page")
        plain, packed, kind = self._load(name)
        headers = {"cache-control": _YEAR, "vary": "accept-encoding"}
        if packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(packed, headers={**headers, "content-encoding": "gzip"}, media_type=kind)
        return Response(plain, headers=headers, media_type=kind)

    def _load(self, name: str) -> tuple[bytes, bytes | None, str]:
        found = self._ready.get(name)
        if found is None:
            path = self._files[name]
            plain = path.read_bytes()
            packed = gzip.compress(plain, 9, mtime=0) if path.suffix in _TEXT else None
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            found = self._ready[name] = (plain, packed, kind)
        return found
