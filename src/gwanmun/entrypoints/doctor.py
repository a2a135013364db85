"""`gwanmun doctor`: check an installation, say what is wrong and what to type next (설치 점검). Changes nothing."""

import asyncio
import json
import os
import stat
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from gwanmun.adapters.files.evidence import verify_journal
from gwanmun.adapters.publication import PublicationFiles
from gwanmun.adapters.system import System
from gwanmun.bootstrap import journal_path
from gwanmun.budget.allowance import Limits
from gwanmun.domain.ids import DepartmentId, PersonId
from gwanmun.errors import GwanmunError
from gwanmun.settings import Settings, load_settings

#: (what was checked, whether it is well, what was found, what to do) in one language. None: lawful, and worth a look.
Row = tuple[str, bool | None, str, str]
MARKS = {True: "✓", None: "!", False: "✗"}
_NAMED = 5


def run(config: Path, *, as_json: bool = False, lang: str = "ko") -> int:
    """0 when nothing is wrong, 1 otherwise."""
    settings = load_settings(config)
    rows = [check(settings, lang == "ko") for check in CHECKS]
    if as_json:
        said = [
            {"what": what, "ok": well is not False, "warning": well is None, "found": found, "next": to_do}
            for what, well, found, to_do in rows
        ]
        print(json.dumps(said, ensure_ascii=False))
    else:
        for what, well, found, to_do in rows:
            print(f"{MARKS[well]} {what}: {found}" + ("" if well else f"\n    → {to_do}"))
    return 1 if any(row[1] is False for row in rows) else 0


def _python(_: Settings, ko: bool) -> Row:
    found = ".".join(map(str, sys.version_info[:3]))
    return "Python", sys.version_info >= (3, 11), found, "Python 3.11+" if not ko else "Python 3.11 이상을 설치하십시오"


def _private(settings: Settings, ko: bool) -> Row:
    wrong = [
        str(path)
        for path in (settings.gate.data_dir, settings.gate.keys_dir)
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    what = "폴더 권한" if ko else "directories are private"
    return what, not wrong, ", ".join(wrong) or "0700", f"chmod 700 {' '.join(wrong)}"


def _disk(settings: Settings, ko: bool) -> Row:
    """What one durable fact waits for: fdatasync of a small write in the data directory."""
    settings.gate.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    times = []
    with tempfile.TemporaryFile(dir=settings.gate.data_dir) as file:
        for _ in range(50):
            file.write(b"x" * 2048)
            file.flush()
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - started)
    middle = sorted(times)[25] * 1000
    what = "디스크 동기화(fdatasync 중앙값)" if ko else "disk sync (fdatasync p50)"
    to_do = "감사기록을 더 빠른 디스크에 두십시오" if ko else "put the journal on a faster disk"
    return what, middle < 20, f"{middle:.2f} ms", to_do


def _gate(settings: Settings, ko: bool) -> Row:
    scheme = "https" if settings.gate.tls.cert else "http"
    url = f"{scheme}://{settings.gate.host}:{settings.gate.port}/readyz"
    to_do = f"gwanmun serve --config {settings.file}"
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url, timeout=3) as answer:
            return ("관문" if ko else "gate"), answer.status == 200, f"{url} → {answer.status}", to_do
    except urllib.error.HTTPError as error:
        with error:
            return ("관문" if ko else "gate"), False, f"{url} → {error.code}", to_do
    except OSError as error:
        return ("관문" if ko else "gate"), False, f"{url}: {error.__class__.__name__}", to_do


def _journal(settings: Settings, ko: bool) -> Row:
    what = "감사기록 검증" if ko else "journal verifies"
    path = journal_path(settings)
    if not (path / "journal.json").exists():
        return what, True, "아직 없음" if ko else "none yet", ""
    try:
        report = verify_journal(path)
    except GwanmunError as error:
        return what, False, error.message("ko" if ko else "en"), error.remedy("ko" if ko else "en")
    found = f"{report.proved:,} + {report.not_yet_sealed:,}"
    if report.sealed or not report.not_yet_sealed:
        return what, True, found, ""
    not_sealed = "봉인 없음: 증명된 것이 없습니다" if ko else "not sealed: nothing is proved"
    return what, None, f"{found} ({not_sealed})", f"gwanmun serve --config {settings.file}"


def _published(settings: Settings, ko: bool) -> Row:
    what = "정책 발행" if ko else "published policy"
    pointer = settings.gate.data_dir / "published" / "current"
    to_do = f"gwanmun serve --config {settings.file}"
    try:
        age = System().now_us() / 1_000_000 - pointer.stat().st_mtime
    except OSError:
        return what, False, "아직 없음" if ko else "none yet", to_do
    return what, age < settings.snapshot.max_age_seconds, f"{age:.0f} s", to_do


def _upstreams(settings: Settings, ko: bool) -> Row:
    what = "연결된 서비스" if ko else "connected services"
    to_do = "[upstreams.<service>] 구역을 적으십시오" if ko else "write an [upstreams.<service>] section"
    return what, bool(settings.upstreams), ", ".join(sorted(settings.upstreams)) or "-", to_do


def _limits(settings: Settings, ko: bool) -> Row:
    """Agencies that may use a service and spend without limit: lawful, and never silent."""
    what = "한도" if ko else "allowances"
    reader = PublicationFiles(settings.gate.data_dir / "published", lambda _: None)
    try:
        asyncio.run(reader.open())
    except GwanmunError:
        return what, True, "아직 없음" if ko else "none yet", ""
    limits = Limits(reader.snapshot.allowances)
    using = sorted({record.agency for record in reader.snapshot.records})
    free = [agency for agency in using if not limits.over(agency, DepartmentId(""), PersonId(""))]
    if not free:
        return what, True, f"{len(reader.snapshot.allowances)}", ""
    named = ", ".join(free[:_NAMED]) + (f" … ({len(free)})" if len(free) > _NAMED else "")
    found = f"한도 없이 쓸 수 있는 기관: {named}" if ko else f"agencies that may spend without limit: {named}"
    return what, None, found, "gwanmun act set_allowance"


CHECKS: tuple[Callable[[Settings, bool], Row], ...] = (
    _python, _private, _disk, _upstreams, _published, _limits, _gate, _journal,
)  # fmt: skip
