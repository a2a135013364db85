"""Fuzzes what reads strangers' texts: finding, masking, giving back, grading, the watch over answers. Needs atheris.

python tools/fuzz_privacy.py [SECONDS] [CORPUS_DIR]

atheris (Apache-2.0, coverage-guided) is no dependency of the project: `pip install atheris` beside it. Without it this says
so and exits 3. What must hold for every text: no exception; spans in order, inside the text, none over another; what is
masked and given back is the text again, but for secrets and tokens in links; in pieces it is given back as at once.
"""

import gc
import importlib
import importlib.util
import itertools
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FunctionType

from gwanmun.domain.findings import Finding, Kind
from gwanmun.domain.prompts import Passage, Role
from gwanmun.privacy.find import find, find_all
from gwanmun.privacy.grade import propose
from gwanmun.privacy.kinds import KINDS, Style
from gwanmun.privacy.mask import mask
from gwanmun.privacy.stream import Restorer, restore

ROOT = Path(__file__).resolve().parents[1]
STYLES = {kind: Style.TOKEN for kind in Kind if KINDS[kind].style is Style.TOKEN}
#: A fuzzer knows no Korean: each of these bytes becomes a piece of what offices write.
PIECES = (
    "성명: ", "김영희", "이솔", "남궁민수", "홍 길 동", "민원인 ", " 주무관", "님", "에게", "은", "010-2345-6789", "공일공", "850312-2345678", "850312",
    "-", "주민번호 ", "서울특별시 종로구 세종대로 209", ", 101동 202호", "hong@korea.kr", "골뱅이", "비밀번호: ", "Abc!1234", "AKIA", "계좌 ", "110-234-567890",
    "신한은행", "|", "\t", "\n", ",", "<td>", "</td>", '{"name": "', '"}', "&#48;", "%30", "\\u0030", "\u200b", "\u202e", "１", "①", "\u1100\u1161", "⟨이름1⟩", "⟨",
    "⟩", "!", "비공개(5호)", "대외비", "Kim Min-su", "Nguyễn Thị Hương", "응우옌 티 흐엉", "왕웨이", "12가3456", "M12345678", "10.1.2.3", "2001:db8::1", "37.5665, 126.9780",
    "INSERT INTO t (성명) VALUES ('", "');", "수사 ", "아래 ", "\ud800",
)  # fmt: skip


def text_of(data: bytes) -> str:
    """Pieces for the bytes below their number, single characters for the rest."""
    return "".join(PIECES[b] if b < len(PIECES) else chr(b if b < 0xC0 else 0xAC00 + b * 29) for b in data[:4_000])


def check(data: bytes) -> None:
    """One text through the room."""
    text = text_of(data)
    row = find(text)
    _sound(text, row)
    rows = find_all([text, text[: len(text) // 2]])
    for one, found in zip((text, text[: len(text) // 2]), rows, strict=True):
        _sound(one, found)
    propose([text], [rows[0]])
    done = mask([Passage(text, Role.USER, "/0")], [rows[0]], STYLES)
    whole = restore(done.texts[0], done.table)
    if all(STYLES.get(f.kind) is Style.TOKEN or KINDS[f.kind].style is Style.KEEP for f in rows[0]):
        # In a link or an address a token stays (`stream.py`, promise 3).
        assert whole == text or any(token in whole for token in done.table.tokens()), "not given back as it was"
    restorer = Restorer(done.table)
    out = done.texts[0]
    step = 1 + len(data) % 7
    pieces = [restorer.feed(out[at : at + step]) for at in range(0, len(out), step)]
    assert "".join(pieces) + restorer.finish() == whole, "restored otherwise in pieces"


def _sound(text: str, row: Sequence[Finding]) -> None:
    assert all(0 <= f.start < f.end <= len(text) and 0 < f.certainty <= 100 for f in row), "a span outside the text"
    assert all(a.end <= b.start for a, b in itertools.pairwise(row)), "two spans overlap"


def seeds(folder: Path) -> None:
    """Texts to begin with, as bytes of this alphabet."""
    folder.mkdir(parents=True, exist_ok=True)
    for n, row in enumerate(
        ("\x00\x01", "\x05\x01\x06", "\x0f\x0c", "\x10\x11", "\x14\x15", "\x17\x18", "\x38\x01\x39")
    ):
        (folder / f"seed-{n}").write_bytes(row.encode("latin-1"))
    corpus = ROOT / "tests" / "data" / "dev_corpus" / "dev.jsonl"
    for n, line in enumerate(corpus.read_text("utf-8").splitlines()[:40]):
        (folder / f"text-{n}").write_bytes(json.loads(line)["text"].encode("utf-8")[:400])


def main() -> int:
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: nothing was fuzzed (pip install atheris)", file=sys.stderr)
        return 3
    atheris = importlib.import_module("atheris")
    seconds = sys.argv[1] if len(sys.argv) > 1 else "60"
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path("build/fuzz-privacy")
    seeds(folder)
    options = ["fuzz_privacy", f"-max_total_time={seconds}", "-max_len=160", "-timeout=20", "-rss_limit_mb=2048"]
    atheris.Setup([*options, f"-artifact_prefix={folder}/", str(folder)], check)
    # Coverage of this room alone; its functions are patched where they stand, whoever imported them.
    for made in gc.get_objects():
        if isinstance(made, FunctionType) and (made.__module__ or "").startswith("gwanmun.privacy"):
            atheris.instrument_func(made)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
