"""Fetch the console's outside assets from the npm registry, unmodified, and write down their digests.

    .venv/bin/python tools/vendor_assets.py

Needs npm. Each package is held to the integrity that npm published for its version; only the files named here are taken,
byte for byte. `SHA256SUMS` beside them is what `tests/unit/console/test_vendored.py` holds the checkout to. What the
packages are and under which terms: THIRD_PARTY.md. Never edit a file below `static/vendor`: our own rules stand in
`static/gwanmun.css`.
"""

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "src/gwanmun/console/static/vendor"

#: package, version, integrity, folder under vendor, prefix inside the package that is left out, what is taken
PACKAGES = (
    (
        "krds-uiux", "1.1.0",
        "sha512-4cjL3cpnlTaDrkivVceDpWhHxUYgV2AhiRRbO74I8ZKlnM17BcutEjPOlMOz9RQGAmdEubTsSYoyKFhvD1/g+A==",
        "krds", "resources/",
        ("README.md", "package.json", "resources/css/token/krds_tokens.css", "resources/css/component/output.css",
         "resources/img/component/icon/*.svg"),
    ),
    (
        "pretendard-gov", "1.3.9",
        "sha512-U9bEVWfBoM5AUAM2yJvmbffrt4oO//onVbKOIzy/pEU0SEP+6O/YmOxGgYaMgDr+zmqhDGhSwQqOnBFSgmp4bQ==",
        "pretendard-gov", "dist/web/static/",
        ("README.md", "package.json", "dist/web/static/PretendardGOV-Regular.css",
         "dist/web/static/PretendardGOV-Bold.css",
         "dist/web/static/woff2-dynamic-subset/PretendardGOV-Regular.subset.*.woff2",
         "dist/web/static/woff2-dynamic-subset/PretendardGOV-Bold.subset.*.woff2"),
    ),
    (
        "htmx.org", "4.0.1",
        "sha512-oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
        "htmx", "dist/",
        ("LICENSE", "package.json", "dist/htmx.min.js", "dist/ext/hx-sse.min.js"),
    ),
)  # fmt: skip


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, version, integrity, into, prefix, wanted in PACKAGES:
            packed = subprocess.run(
                ["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True, capture_output=True, text=True
            )
            tarball = Path(folder) / packed.stdout.split()[-1]
            data = tarball.read_bytes()
            found = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
            if found != integrity:
                raise SystemExit(f"{name} {version}: another integrity than the one written down: {found}")
            take(tarball, VENDOR / into, prefix, wanted)
    files = sorted(path for path in VENDOR.rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(VENDOR)}\n" for path in files]
    (VENDOR / "SHA256SUMS").write_text("".join(lines))
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files):,} bytes")


def take(tarball: Path, into: Path, prefix: str, wanted: tuple[str, ...]) -> None:
    with tarfile.open(tarball) as archive:
        for member in archive.getmembers():
            path = member.name.removeprefix("package/")
            if not member.isfile() or not any(Path(path).match(pattern) for pattern in wanted):
                continue
            if path.count("/") != next(p for p in wanted if Path(path).match(p)).count("/"):
                continue  # `README.md` means the one at the top
            file = into / path.removeprefix(prefix)
            file.parent.mkdir(parents=True, exist_ok=True)
            content = archive.extractfile(member)
            assert content is not None
            file.write_bytes(content.read())


if __name__ == "__main__":
    main()
