"""`gwanmun enforce …`: its options. What does not live here: what it does (`enforce_commands.py`, `enforce_applying.py`,
which are imported only when a command runs, so that `--help` stays quick).
"""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from gwanmun.entrypoints.options import JSON, Lang, Language

Config = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="이 설치가 발행한 정책으로 · by what this site published", show_default=False),
]
NetworkFile = Annotated[
    Path | None, typer.Option("--network", "-n", help="단말 구분과 대역 · network.toml", show_default=False)
]
Day = Annotated[str | None, typer.Option("--date", help="날짜(없으면 오늘) · YYYY-MM-DD", show_default=False)]
Agency = Annotated[str, typer.Option("--agency", help="기관 id · the agency: kr-mnd")]
Device = Annotated[str, typer.Option("--device", help="단말 구분 · the device's class: military_work")]
Attest = Annotated[
    list[str] | None,
    typer.Option("--attest", help="기관이 확인한 사실 · pledge, training, mfa, no_plugins, ordinary, masking, all"),
]
Imported = Annotated[
    Path | None,
    typer.Option("--import", help="검토하지 않은 이름 목록 · a list of names, not reviewed", show_default=False),
]
Logs = Annotated[list[Path], typer.Argument(help="기록 파일 · log files (oldest first)")]
Kind = Annotated[str, typer.Option("--format", help="squid, bind, unbound, zeek, suricata")]
Offset = Annotated[int, typer.Option("--utc-offset", min=-12, max=14, help="시각의 시간대(BIND) · hours from UTC")]

Officer = Annotated[str, typer.Option("--officer", help="담당자 id · the acting officer", show_default=False)]
Push = Annotated[
    Path | None,
    typer.Option("--push", help="적용 순서(act list_push의 JSON) · the order of application", show_default=False),
]

enforce_app = typer.Typer(
    help="차단: 계획, 모의, 컴파일, 적용, 기록 회수 · enforcement: plan, simulate, compile, apply, attempts, discover, coverage",
    epilog="종료 코드 · exit codes: 0 통과·완료 passes or done, 1 차단·실패·공백 blocked, failed or gaps, 2 잘못된 입력 bad input",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def _commands() -> Any:
    return import_module("gwanmun.entrypoints.enforce_commands")


def _applying() -> Any:
    return import_module("gwanmun.entrypoints.enforce_applying")


@enforce_app.command("plan")
def plan(
    *, network: NetworkFile = None, agency: Agency = "", device: Device = "", attest: Attest = None, day: Day = None,
    imported: Imported = None, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """기관 × 단말 × 서비스의 판정 · the verdict for each agency, class and service, with its reason."""
    asked = _commands().Asked(network, agency, device, tuple(attest or ()), day, imported, config)
    raise typer.Exit(_commands().show_plan(asked, as_json=as_json, lang=lang.value))


@enforce_app.command("simulate")
def simulate(
    *, host: Annotated[str, typer.Option("--host", help="호스트 · chat.deepseek.com")],
    address: Annotated[str, typer.Option("--address", help="단말 주소(예외 확인) · the device's address")] = "",
    network: NetworkFile = None, agency: Agency = "", device: Device = "", attest: Attest = None, day: Day = None,
    imported: Imported = None, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """이 단말이 이 이름을 열면? 한 문장 (0 통과, 1 차단) · what would this device get? one sentence."""
    asked = _commands().Asked(network, agency, device, tuple(attest or ()), day, imported, config)
    raise typer.Exit(_commands().simulate_host(asked, host, address, as_json=as_json, lang=lang.value))


@enforce_app.command("compile")
def compile_(
    *, out: Annotated[Path, typer.Option("--out", "-o", help="폴더 · a folder")],
    target: Annotated[str, typer.Option("--target", "-t", help="apps, bind, browsers, nft, pac, squid, unbound, all")] = "all",
    network: NetworkFile = None, agency: Agency = "", device: Device = "", attest: Attest = None, day: Day = None,
    imported: Imported = None, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """엔진별 배포 파일 · artefacts for DNS, proxy, browsers, firewall and MDM."""
    asked = _commands().Asked(network, agency, device, tuple(attest or ()), day, imported, config)
    raise typer.Exit(_commands().compile_targets(asked, target, out, as_json=as_json, lang=lang.value))


@enforce_app.command("keygen")
def keygen(path: Annotated[Path, typer.Argument(help="새 서명 키 파일 · the new key's file")]) -> None:
    """배포 묶음 서명 키 · a signing key; prints the public key for agent.toml."""
    raise typer.Exit(_commands().make_key(path))


@enforce_app.command("bundle")
def bundle(
    *, key: Annotated[list[Path], typer.Option("--key", help="서명 키 파일 · signing keys, one for each officer")],
    out: Annotated[Path, typer.Option("--out", "-o", help="파일 · a file")],
    network: NetworkFile = None, day: Day = None, imported: Imported = None, push: Push = None, config: Config = None,
    lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """서명된 배포 묶음 · a signed, expiring bundle for the apply agents."""
    asked = _commands().Asked(network, "", "", (), day, imported, config, push)
    raise typer.Exit(_commands().make_bundle(asked, key, out, lang=lang.value))


@enforce_app.command("apply")
def apply(
    *, agent: Annotated[Path, typer.Option("--agent", help="이 장비의 엔진 · agent.toml")],
    bundle: Annotated[Path | None, typer.Option("--bundle", help="배포 묶음(없으면 만료 처리만) · else only what time asks")] = None,
    confirmed_by: Annotated[str, typer.Option("--confirmed-by", help="큰 변경을 확인한 담당자 번호 · who confirms a large change: their number")] = "",
    confirms: Annotated[str, typer.Option("--confirms", help="그 담당자가 확인한 묶음의 표시 · the stamp of the one bundle that they looked at: r7-…")] = "",
    urgent: Annotated[bool, typer.Option("--urgent", help="30초 묶음 없이 곧바로 · at once")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="계속 실행 · stay, and do what time asks for")] = False,
    as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """점검 → 교체 → 적재 → 확인, 실패하면 되돌림 · check, swap, load, probe; roll back on any fault."""
    asked = _applying().Applying(bundle, confirmed_by, confirms, urgent, watch)
    raise typer.Exit(_applying().apply_bundle(agent, asked, as_json=as_json, lang=lang.value))


@enforce_app.command("status")
def status(
    agent: Annotated[Path, typer.Option("--agent", help="이 장비의 엔진 · agent.toml")], *, as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """엔진마다 지금 적용된 것 (0 정상, 1 확인 필요) · what stands in each engine."""
    raise typer.Exit(_applying().show_status(agent, as_json=as_json, lang=lang.value))


@enforce_app.command("agent-key")
def agent_key(agent: Annotated[Path, typer.Option("--agent", help="이 장비의 엔진 · agent.toml")]) -> None:
    """이 적용기가 기록에 서명하는 공개 키 · the public key by which this agent's records are proved."""
    raise typer.Exit(_commands().show_agent_key(agent))


@enforce_app.command("file")
def file_(
    records: Annotated[Path, typer.Argument(help="적용기의 effective.jsonl · the agent's records")],
    *, name: Annotated[str, typer.Option("--name", help="등록된 적용기 · the agent, as it is known at the desk")],
    officer: Officer = "", config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """시행 기록을 데스크에 제출 · file what an agent recorded, proved line by line."""
    raise typer.Exit(_commands().file_records(records, name, officer, config, as_json=as_json, lang=lang.value))


@enforce_app.command("clock")
def clock(
    order: Annotated[str, typer.Argument(help="명령 id · the order")],
    *, app: Annotated[str, typer.Option("--app", help="현황에서 셀 앱 id의 앞부분 · applications whose id begins so")] = "",
    officer: Officer = "", config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """명령에서 시행까지 몇 분, 어디까지 (0 모두 시행, 1 남음) · minutes from an order to each class, with proof."""
    raise typer.Exit(_commands().show_clock(order, app, officer, config, as_json=as_json, lang=lang.value))


@enforce_app.command("attempts")
def attempts(
    logs: Logs, *, kind: Kind, offset: Offset = 9,
    network: NetworkFile = None, agency: Agency = "", device: Device = "", attest: Attest = None, day: Day = None,
    aside: Annotated[Path | None, typer.Option("--aside", help="읽지 못한 줄을 둘 파일 · where malformed lines go")] = None,
    config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """차단된 시도 (단말 × 서비스 × 5분) · blocked attempts from the engines' logs."""
    asked = _commands().Asked(network, agency, device, tuple(attest or ()), day, None, config)
    read = _commands().Reading(tuple(logs), kind, offset, aside)
    raise typer.Exit(_commands().show_attempts(asked, read, as_json=as_json, lang=lang.value))


@enforce_app.command("discover")
def discover(
    logs: Logs, *, kind: Kind, offset: Offset = 9,
    network: NetworkFile = None, agency: Agency = "", device: Device = "", day: Day = None,
    top: Annotated[int, typer.Option("--top", min=1, max=10_000, help="몇 개까지 · how many")] = 30,
    config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """목록에 없는 AI 서비스 후보 · likely AI services that the catalogue does not know."""
    asked = _commands().Asked(network, agency, device, (), day, None, config)
    read = _commands().Reading(tuple(logs), kind, offset, None)
    raise typer.Exit(_commands().show_discovered(asked, read, top, as_json=as_json, lang=lang.value))


@enforce_app.command("coverage")
def coverage(
    logs: Logs, *, kind: Kind, since: Annotated[str, typer.Option("--from", help="첫 시각 · 2025-02-06T00:00")],
    until: Annotated[str, typer.Option("--to", help="끝 시각(제외) · 2025-02-07T00:00")], offset: Offset = 9,
    network: NetworkFile = None, agency: Agency = "", device: Device = "", day: Day = None,
    config: Config = None, as_json: JSON = False, lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """기록이 미치는 범위와 공백 (미이용 확인의 전제) · how far the logs reach; an absence rests on it."""
    asked = _commands().Asked(network, agency, device, (), day, None, config)
    read = _commands().Reading(tuple(logs), kind, offset, None)
    raise typer.Exit(_commands().show_coverage(asked, read, since, until, as_json=as_json, lang=lang.value))


@enforce_app.command("report")
def report(
    logs: Logs, *, kind: Kind, day: Annotated[str, typer.Option("--date", help="기록의 날짜 · the day of the logs, YYYY-MM-DD")],
    offset: Offset = 9, network: NetworkFile = None, officer: Officer = "", config: Config = None, as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:  # fmt: skip
    """하루의 시도·발견·기록 범위를 데스크에 제출 · file a day's attempts, discoveries and coverage at the desk."""
    asked = _commands().Asked(network, "", "", (), day, None, config)
    read = _commands().Reading(tuple(logs), kind, offset, None)
    raise typer.Exit(_commands().file_report(asked, read, officer, as_json=as_json, lang=lang.value))
