"""`gwanmun enforce apply` and `status`: a bundle is put into the engines of this machine, once or as long as they run; what
stands is told. Exit codes: 0 done or well; 1 something is to be looked at; others by the fault.

What does not live here: the options (`enforce_cli.py`), applying (`adapters/enforcement`), bundles (`enforce_commands.py`).
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from gwanmun.adapters.enforcement.agent import Agent, Applied, where_of
from gwanmun.adapters.enforcement.files import read_agent
from gwanmun.adapters.enforcement.keeping import Folder, Standing, State
from gwanmun.adapters.enforcement.watching import Watch, read_bundle
from gwanmun.adapters.system import System
from gwanmun.control.destinations import suffixes
from gwanmun.control.office import SEOUL
from gwanmun.enforce.grammar import person, refused, token
from gwanmun.enforce.plan import UNMAPPED
from gwanmun.errors import GwanmunError

DONE, NOT = 0, 1
_WATCH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Applying:
    """How a bundle is applied. `confirms`: the stamp of the one bundle that `confirmed_by` has looked at."""

    bundle: Path | None
    confirmed_by: str
    confirms: str
    urgent: bool
    watch: bool


def apply_bundle(agent_file: Path, asked: Applying, *, as_json: bool, lang: str) -> int:
    _check_confirmation(asked)
    settings = read_agent(agent_file)
    now_us = System().now_us
    agent = Agent(settings.root, settings.engines(), settings.trusted(), settings.threshold, suffixes(), now_us)
    if asked.watch:
        with agent.folder.held(0, "watch.lock"):
            _watch(agent, asked, now_us, as_json=as_json, lang=lang)
    try:
        if asked.bundle is not None:
            data = read_bundle(asked.bundle)
            done: Applied | None = agent.apply(
                data, confirmed_by=asked.confirmed_by, confirms=asked.confirms, urgent=asked.urgent
            )
        else:
            done = agent.tick(urgent=asked.urgent)
        _show_applied(done, as_json=as_json, ko=lang == "ko")
        while done is not None and done.pending:
            time.sleep(_WATCH_SECONDS)
            done = agent.tick() or done
            if not done.pending:
                _show_applied(done, as_json=as_json, ko=lang == "ko")
    except GwanmunError:
        if not as_json:
            _show_standing(agent, ko=lang == "ko")
        raise
    return DONE


def _check_confirmation(asked: Applying) -> None:
    if bool(asked.confirmed_by) != bool(asked.confirms):
        example = "--confirmed-by p-1024 --confirms r7-0123456789ab"
        raise refused(
            "--confirmed-by", "누가 어느 묶음을 확인했는지 함께 적어야 합니다",
            "who confirms and which bundle belong together", example, example,
        )  # fmt: skip
    if asked.confirmed_by:
        person(asked.confirmed_by, "--confirmed-by")
        token(asked.confirms, "--confirms")


def _watch(agent: Agent, asked: Applying, now_us: Callable[[], int], *, as_json: bool, lang: str) -> NoReturn:
    """Until somebody ends it. A fault is said when it begins; what lasts is in the alarms each hour."""
    watch = Watch(agent, asked.bundle, now_us, confirmed_by=asked.confirmed_by, confirms=asked.confirms)
    urgent, said, shown = asked.urgent, ("", ""), None
    while True:
        try:
            done = watch.look(urgent=urgent)
            said = ("", "")
            if done is not None and done != shown:
                _show_applied(done, as_json=as_json, ko=lang == "ko")
                shown = done
        except GwanmunError as error:
            if (what := (error.code, where_of(error))) != said:
                said = what
                print(f"{error.message(lang)} {error.remedy(lang)}", file=sys.stderr, flush=True)
        urgent = False
        time.sleep(_WATCH_SECONDS)


def show_status(agent_file: Path, *, as_json: bool, lang: str) -> int:
    """What stands in each target, for a person or a monitor. Changes nothing, and waits for nobody."""
    settings = read_agent(agent_file)
    folder, now_us = Folder(settings.root), System().now_us()
    state = folder.read()
    targets = dict.fromkeys(one.target for one in settings.engines())
    wrong = {target: _wrong(folder, state, target, now_us) for target in targets}
    well = not any(wrong.values())
    if as_json:
        rows = [{"target": one, "wrong": wrong[one], **_facts(state.targets.get(one))} for one in targets]
        print(json.dumps({"newest": state.stamp, "well": well, "targets": rows}, ensure_ascii=False, indent=2))
        return DONE if well else NOT
    ko = lang == "ko"
    print(f"{'마지막으로 받은 묶음' if ko else 'newest bundle taken'}: {state.stamp or '-'}")
    for target in targets:
        stands = state.targets.get(target)
        said = ", ".join(_WRONG[one][0 if ko else 1] for one in wrong[target]) or ("정상" if ko else "well")
        print(f"  {target:<8} {stands.stamp if stands else '-':<20} {said}")
        if stands is None:
            continue
        for at_us, words in ((stands.effective_us.get("*"), ("적재", "loaded since")), (stands.until_us, ("묶음 유효 기한", "bundle valid until")),
                             (stands.next_us, ("다음 예외 종료", "next exception ends"))):  # fmt: skip
            if at_us:
                print(f"           {words[0 if ko else 1]} {_local(at_us)}")
        for name, at_us in sorted(stands.effective_us.items()):
            if name != "*":  # a class that was asked; of the others nobody says that they are held
                print(f"           {'시행' if ko else 'effective'} {name} {_local(at_us)}")
        if stands.confirmed_by:
            print(
                f"           {'큰 변경을 확인한 담당자' if ko else 'large change confirmed by'} {stands.confirmed_by}"
            )
    return DONE if well else NOT


#: An exception that ended this long ago and still stands: whoever ends them does not run.
_OVERDUE_US = 120_000_000
_WRONG = {
    "nothing": ("적용된 것이 없음", "nothing stands"),
    "unkept": ("적용된 묶음이나 마지막 정상 파일이 폴더에 없음: 마지막으로 서명된 묶음을 다시 적용하십시오", "its bundle or last good files are kept no more: apply the last signed bundle again"),
    "behind": ("새 묶음을 받지 못함", "behind the newest bundle"),
    "between": ("되돌리는 중", "its last good files are not back yet"),
    "still_open": ("전에 열린 연결이 남음", "something old is still open"),
    "expired": ("묶음의 유효 기간이 지남", "its bundle is over"),
    "overdue": ("끝난 예외가 남음: apply --watch가 돌고 있는지 확인하십시오", "an exception that is over still stands: see that apply --watch runs"),
}  # fmt: skip


def _wrong(folder: Folder, state: State, target: str, now_us: int) -> list[str]:
    stands = state.targets.get(target)
    between = ["between"] if target in state.moving else []
    if stands is None:
        return ["nothing", *between]
    true = {
        "unkept": not folder.keeps(stands),
        "behind": stands.bundle != state.bundle,
        "still_open": stands.ending is not None,
        "expired": stands.until_us <= now_us,
        "overdue": stands.next_us is not None and stands.next_us < now_us - _OVERDUE_US,
    }
    return [*between, *(name for name, is_so in true.items() if is_so)]


def _facts(stands: Standing | None) -> dict[str, object]:
    if stands is None:
        return {}
    kept = ("stamp", "revision", "bundle", "serial", "until_us", "confirmed_by", "effective_us")
    return {**{name: getattr(stands, name) for name in kept}, "next_change_us": stands.next_us}


def _local(at_us: int) -> str:
    return f"{datetime.fromtimestamp(at_us / 1_000_000, UTC).astimezone(SEOUL):%Y-%m-%d %H:%M:%S}"


def _show_standing(agent: Agent, *, ko: bool) -> None:
    for target in agent.targets:
        stands = agent.state.targets.get(target)
        what = stands.stamp if stands else "없음" if ko else "nothing"
        print(f"  {target}: {'지금 적용된 것' if ko else 'stands on'} {what}", file=sys.stderr)


def _show_applied(done: Applied | None, *, as_json: bool, ko: bool) -> None:
    if done is None:
        print(json.dumps({"applied": None}) if as_json else "할 일이 없습니다" if ko else "nothing was due")
        return
    if as_json:
        print(json.dumps(asdict(done), ensure_ascii=False, indent=2))
        return
    print(f"{done.stamp} serial {done.serial}: {', '.join(done.targets) or '-'}")
    if done.confirmed_by:
        print(f"  {'확인한 담당자' if ko else 'confirmed by'}: {done.confirmed_by}")
    for name, stamp in sorted(done.stands.items()):
        if stamp != done.stamp:
            print(f"  {name}: {'아직 이전 것' if ko else 'still on'} {stamp}")
    for name, at_us in sorted(done.effective_us.items()):
        if at_us and not name.endswith(" *"):
            print(f"  {name}: {_local(at_us)}{'부터 시행' if ko else ' effective'}")
    for name in done.unasked:
        hint = (
            ("", "")
            if name.endswith(f" {UNMAPPED}")
            else (" (network.toml의 probe를 적으십시오)", " (give it a `probe` in network.toml)")
        )
        print(
            f"  {name}: 적재됨, 확인 질문 없음: 시행으로 보지 않습니다{hint[0]}"
            if ko
            else f"  {name}: loaded, not probed: not called effective{hint[1]}"
        )
    for name in done.ending:
        print(
            f"  {name}: 새로 여는 것은 막혔으나, 전에 열린 연결을 끊지 못해 아직 시행으로 보지 않습니다 (alarms.jsonl)"
            if ko
            else f"  {name}: nobody new gets in, but what was open before could not be ended: not called effective yet (alarms.jsonl)"
        )
    if done.pending:
        print(f"  {'잠시 뒤 함께 적용' if ko else 'joined with the next'}: {', '.join(done.pending)}")
