"""Where a pack that travelled comes from (출처 표시): three lines of comment above it, with the digest of everything below.

What lives here: writing them, and refusing a pack that was changed since. What does not: whether anybody is to be believed
(a digest is no signature: who takes a pack in answers for it), reading the pack (`reader.py`).
"""

import re
from hashlib import sha256

from gwanmun.policy.language import Pack
from gwanmun.policy.strict_yaml import bad

_MARK = "# gwanmun-pack: "
_DIGEST = re.compile(r"# sha256: ([0-9a-f]{64}) ")
_LINES = 3


def stamped(pack: Pack, text: str, version: str) -> str:
    """The pack's text with its provenance above it: comments, so that the file is the same pack wherever it is read."""
    body = body_of(text)
    return (
        f"{_MARK}1 · exported by gwanmun {version}\n"
        f"# pack: {pack.id} · sources: {'; '.join(source.name for source in pack.sources)}\n"
        f"# sha256: {_digest(body)} (of everything below this line)\n{body}"
    )


def body_of(text: str) -> str:
    """The pack without a provenance written before."""
    if not text.startswith(_MARK):
        return text
    lines = text.split("\n", _LINES)
    return lines[_LINES] if len(lines) > _LINES else ""


def check_whole(text: str, file: str) -> None:
    """An exported pack is whole. Raises `BadPolicy` where it was changed since."""
    if not text.startswith(_MARK):
        return
    lines = text.split("\n", _LINES)
    match = _DIGEST.match(lines[2]) if len(lines) > _LINES else None
    if match is None or match[1] != _digest(lines[_LINES]):
        raise bad(
            f"{file}:3:1",
            "내보낸 뒤에 내용이 바뀌었습니다(sha256 불일치)",
            "it was changed after it was exported (its sha256 differs)",
            "첫 세 줄을 지우면 새 정책 묶음으로 읽습니다",
            "without its first three lines it is a pack of your own",
        )


def _digest(body: str) -> str:
    return sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
