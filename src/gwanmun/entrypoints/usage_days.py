"""`gwanmun usage days` and `gwanmun usage ask`: days that are over as Parquet files, and questions to every event in them.

What does not live here: the files (`adapters/usage_parquet.py`), which records make one (`adapters/usage_days.py`), what may
be asked together (`control/usage.py`).
"""

import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from gwanmun.adapters.files.succession import gate_journals
from gwanmun.adapters.system import System
from gwanmun.adapters.usage_days import seal_days
from gwanmun.adapters.usage_parquet import FOLDER, duckdb, look_days
from gwanmun.control import usage
from gwanmun.control.office import seoul_day
from gwanmun.entrypoints.usage_commands import Form, Site, put, top_agency
from gwanmun.errors import BadCommand, StoreFault


def seal(site: Site, *, as_json: bool, lang: str) -> int:
    """Write the days that are over; a run that finds nothing new does nothing."""
    data, keys = site.places()
    duckdb()  # said before anything is read
    today = seoul_day(System().now_us()).isoformat()
    done = seal_days(data / FOLDER, data, gate_journals(data), keys, today)
    if as_json:
        print(json.dumps({"files": done.files, "rows": done.rows, "bytes": done.bytes, "forgotten": done.forgotten}))
    elif lang == "ko":
        print(
            f"{done.files:,}개 파일에 {done.rows:,}행({done.bytes:,}바이트), 파기에 따라 비운 행 {done.forgotten:,}개"
        )
    else:
        print(f"{done.rows:,} rows in {done.files:,} files ({done.bytes:,} bytes), {done.forgotten:,} rows blanked")
    return 0


def blank_forgotten(config: Path | None, lang: str) -> int:
    """Blank in the sealed days what was forgotten just now. What cannot follow at once is said, with the command for it."""
    site = Site.of(config, None)
    data, keys = site.places()
    if not (data / FOLDER).exists():
        return 0
    try:
        return seal_days(
            data / FOLDER, data, gate_journals(data), keys, seoul_day(System().now_us()).isoformat()
        ).forgotten
    except (BadCommand, StoreFault) as fault:
        again = "gwanmun usage days" + (f" --config {shlex.quote(str(config))}" if config else "")
        print(
            f"봉인된 날(Parquet)에는 아직 남아 있습니다 ({fault.message('ko')}). 지금 실행하십시오: {again}"
            if lang == "ko"
            else f"the sealed days (Parquet) still hold it ({fault.message('en')}). Run now: {again}",
            file=sys.stderr,
        )
        return 0


def ask(
    site: Site, by: Sequence[str], where: Sequence[str], first: str | None, last: str | None, most: int, how: Form, lang: str
) -> int:  # fmt: skip
    data, _ = site.places()
    only = _narrowed(where)
    with look_days(data / FOLDER) as store:
        start, end = usage.span(store, first, last)
        put(usage.together(store, by, start, end, top_agency, only, most), how, lang)
    return 0


def _narrowed(where: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """`service=openai-api`; the same name again is one of several."""
    found: dict[str, tuple[str, ...]] = {}
    for one in where:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise BadCommand(
                "--where", problem_ko="이름=값 형식이 아닙니다", problem_en="that is not name=value",
                next_ko="--where service=openai-api", next_en="--where service=openai-api",
            )  # fmt: skip
        found[name] = (*found.get(name, ()), value)
    return found
