"""Make the console's two derived style sheets from the vendored ones: KRDS without what no page uses, and one for fonts.

    .venv/bin/python tools/console_css.py            writes them
    .venv/bin/python tools/console_css.py --check    says whether they are as this would write them

A first visit is to stay below 300 KB compressed. KRDS brings sixty components, of which we use a few: rules are left out
whole, and none is changed; a page that needs another component adds its class to `USED`. The fonts' two sheets are laid
beside each other face by face, so that the ranges that both name are compressed once, and without the old WOFF.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "src/gwanmun/console/static"
VENDOR = STATIC / "vendor"
#: KRDS classes that pages use. Rules without any class (resets, :root) are always kept.
USED = ("krds-btn", "krds-input", "tbl", "sr-only")
_SIGN = "/* Made by tools/console_css.py from vendor/; never edit. {what} */\n"


def main() -> None:
    made = {
        STATIC / "krds.css": _SIGN.format(what="KRDS 1.1.0, 출처 행정안전부; rules of unused components left out.")
        + krds(),
        STATIC / "fonts.css": _SIGN.format(what="Pretendard GOV, SIL OFL 1.1, (c) Kil Hyung-jin.") + fonts(),
    }
    if "--check" in sys.argv:
        stale = [path.name for path, text in made.items() if not path.exists() or path.read_text() != text]
        if stale:
            raise SystemExit(f"not as made: {', '.join(stale)}: run tools/console_css.py")
        return
    for path, text in made.items():
        path.write_text(text)
        print(f"{path.name}: {len(text):,} bytes")


def fonts() -> str:
    sheets = [
        re.findall(r"@font-face \{[^}]*\}", (VENDOR / f"pretendard-gov/PretendardGOV-{weight}.css").read_text())
        for weight in ("Regular", "Bold")
    ]
    faces = [face for pair in zip(*sheets, strict=True) for face in pair]
    text = "\n".join(re.sub(r"\s+", " ", face) for face in faces)
    text = re.sub(r", url\([^)]*\.woff\) format\('woff'\)", "", text)
    return text.replace("url(./", "url(vendor/pretendard-gov/") + "\n"


def krds() -> str:
    text = (VENDOR / "krds/css/component/output.css").read_text()
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r'@charset "[^"]*";|@import "[^"]*";', "", text)
    kept = "".join(_kept(text))
    kept = kept.replace("url(../../img/", "url(vendor/krds/img/")
    return re.sub(r"\s+", " ", kept).replace("} ", "}\n").strip() + "\n"


def _kept(text: str) -> Iterator[str]:
    for head, body in _rules(text):
        if head.startswith(("@media", "@supports")):
            inner = "".join(_kept(body))
            if inner:
                yield f"{head} {{{inner}}}\n"
        elif head.startswith("@"):
            continue  # key frames and fonts of components that are left out
        else:
            selectors = [one.strip() for one in head.split(",")]
            wanted = [one for one in selectors if _used(one)]
            if wanted and body.strip():
                yield f"{', '.join(wanted)} {{{body}}}\n"


def _used(selector: str) -> bool:
    classes = re.findall(r"\.([A-Za-z][\w-]*)", selector)
    return not classes or classes[0] in USED


def _rules(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while (start := text.find("{", at)) >= 0:
        depth, end = 1, start + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        yield text[at:start].strip(), text[start + 1 : end - 1]
        at = end


if __name__ == "__main__":
    main()
