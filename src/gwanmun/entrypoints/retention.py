"""`gwanmun journal retain`: what is kept longer than it must be, copied out first, then forgotten day by day (보존기간).

개인정보의 안전성 확보조치 기준 제8조제1항: access records are kept for one year at least; for two where the system handles
50,000 persons or more, or unique identifiers or sensitive data. Two is the rule here, for prompts may hold anything.
What does not live here: finding and copying (`adapters/files/retention.py`).
"""

import json
from datetime import date
from pathlib import Path

from gwanmun.adapters.files.keys import forget_day
from gwanmun.adapters.files.retention import Expired, copy_out, expired
from gwanmun.adapters.system import System
from gwanmun.bootstrap import gate_origin, journal_path
from gwanmun.entrypoints.asking import ask
from gwanmun.entrypoints.usage_days import blank_forgotten
from gwanmun.errors import BadCommand
from gwanmun.gateway.world import seoul_day
from gwanmun.settings import load_settings, settings_file


def cut_day(today: date, years: int) -> date:
    """What was made before this day has been kept for so many years; 29 February counts as the 28th."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def retain(
    *, years: int, export: Path | None, forget: bool, config: Path | None, officer: str, reason: str, as_json: bool, lang: str
) -> int:  # fmt: skip
    settings = load_settings(settings_file(config))
    keys_dir, origin, today = settings.gate.keys_dir, gate_origin(settings), seoul_day(System().now_us())
    due = [one for one in expired(keys_dir, origin, cut_day(today, years)) if one.agency]
    if forget and export is None:
        raise BadCommand(
            "--forget", problem_ko="먼저 내보내야 파기할 수 있습니다", problem_en="what is forgotten is exported first",
            next_ko="--export 파일 을 함께 주십시오", next_en="give --export FILE, too",
        )  # fmt: skip
    copied = copy_out(journal_path(settings), keys_dir, due, export) if export is not None and due else None
    gone = 0
    if forget and copied is not None:
        why = f"{reason or '보존기간 만료'} ({years}y, export sha256 {copied.sha256})"
        for one in due:
            ask("note_forgetting", {"origin": origin, "agency": one.agency, "day": one.day}, officer, why, config)
            # At this point the desk's journal says that it is forgotten; a crash now leaves it to be done again.
            gone += forget_day(keys_dir, origin, one.day, one.agency, today.isoformat())
    if gone:
        blank_forgotten(config, lang)
    _say(due, copied.records if copied else 0, copied.sha256 if copied else "", gone, as_json=as_json, lang=lang)
    return 0


def _say(due: list[Expired], records: int, digest: str, gone: int, *, as_json: bool, lang: str) -> None:
    if as_json:
        rows = [{"day": one.day, "agency": one.agency} for one in due]
        print(json.dumps({"due": rows, "exported": records, "sha256": digest, "keys_forgotten": gone}))
        return
    for one in due:
        print(f"{one.day}  {one.agency}")
    if lang == "ko":
        print(f"보존기간이 지난 기관·날짜 {len(due):,}개, 내보낸 기록 {records:,}건, 파기한 열쇠 {gone:,}개")
    else:
        print(f"{len(due):,} agency days past their time, {records:,} records exported, {gone:,} keys forgotten")
