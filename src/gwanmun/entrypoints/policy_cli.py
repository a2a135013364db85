"""`gwanmun policy …` and `gwanmun can`: their options. What does not live here: what they do (`policy_commands.py`, which
is imported only when a command runs, so that `--help` stays quick).
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from gwanmun.entrypoints.options import JSON, Lang, Language

SiteConfig = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", help="이 설치에서 시행 중인 정책으로 · by the packs in force at this site", show_default=False
    ),
]
Service = Annotated[
    str, typer.Option("--service", help="서비스 표본이나 목록의 id · a service profile or catalogue id")
]
Packs = Annotated[list[str] | None, typer.Argument(help="내장 기준 id나 YAML 파일 · regime ids or YAML files")]

policy_app = typer.Typer(
    help="정책: 설명, 점검, 비교, 증명, 재현 · policy: explain, lint, diff, compare, prove, test, replay, decide",
    epilog="종료 코드 · exit codes: 0 성립·이상 없음 holds or clean, 1 아님 it does not, 2 잘못된 입력 bad input",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@policy_app.command("explain")
def explain(packs: Packs = None, *, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """정책 묶음을 평범한 문장으로 · a pack in plain sentences; without a name, all that ship."""
    from gwanmun.entrypoints.policy_commands import explain_packs

    raise typer.Exit(explain_packs(packs or [], as_json=as_json, lang=lang.value))


@policy_app.command("lint")
def lint(
    packs: Packs = None,
    *,
    parent: Annotated[
        str | None, typer.Option("--parent", help="상위 기준 · the parent that it must not loosen", show_default=False)
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="경고도 실패로 · warnings fail too")] = False,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """점검: 도달 불가, 빈틈, 충돌, 국가만을 근거로 한 차단 … · what is wrong or doubtful, with its place."""
    from gwanmun.entrypoints.policy_commands import lint_packs

    raise typer.Exit(lint_packs(packs or [], parent=parent, strict=strict, as_json=as_json, lang=lang.value))


@policy_app.command("diff")
def diff(
    before: Annotated[str, typer.Argument(help="기준 id나 파일 · a regime id or file")],
    after: Annotated[str, typer.Argument(help="기준 id나 파일 · a regime id or file")],
    *,
    effective: Annotated[
        bool, typer.Option("--effective", help="다른 기준과 함께 · together with all other regimes")
    ] = False,
    service: Service = "chatgpt_catalogued",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """어떤 입력의 판정이 달라지는가 · which inputs are decided otherwise (exit 1 when any is)."""
    from gwanmun.entrypoints.policy_commands import diff_packs

    raise typer.Exit(diff_packs(before, after, effective=effective, service=service, as_json=as_json, lang=lang.value))


@policy_app.command("compare")
def compare(
    *,
    regimes: Annotated[
        str, typer.Option("--regimes", help="쉼표로 나열, 없으면 전부 · comma-separated; all when left out")
    ] = "",
    service: Service = "deepseek_hosted",
    agency: Annotated[str, typer.Option("--agency", help="기관 id · organisation.id")] = "",
    agency_type: Annotated[str, typer.Option("--agency-type", help="기관 유형 · organisation.type")] = "",
    device: Annotated[str, typer.Option("--device", help="단말 구분 · device.class")] = "",
    grade: Annotated[str, typer.Option("--grade", help="정보 등급 · O, S, C")] = "",
    day: Annotated[str, typer.Option("--date", help="날짜 · YYYY-MM-DD")] = "",
    given: Annotated[
        list[str] | None, typer.Option("--in", help="다른 속성 · any attribute: data.personal_info=true")
    ] = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """같은 요청을 여러 기준에서 나란히 · the same request under several regimes, side by side."""
    from gwanmun.entrypoints.policy_commands import compare_packs

    named = {
        "organisation.id": agency,
        "organisation.type": agency_type,
        "device.class": device,
        "device.ownership": {"": "", "personal": "personal"}.get(device, "government"),
        "data.classification": grade,
        "date": day,
        **{name: value for name, _, value in (one.partition("=") for one in given or [])},
    }
    found = {name: value for name, value in named.items() if value}
    raise typer.Exit(compare_packs(regimes, service=service, given=found, as_json=as_json, lang=lang.value))


@policy_app.command("prove")
def prove(
    claim: Annotated[str, typer.Argument(help='"data.classification = S → decision in {route_in_house, deny}"')],
    *,
    packs: Annotated[
        str, typer.Option("--packs", help="쉼표로 나열, 없으면 전부 · comma-separated; all when left out")
    ] = "",
    service: Service = "chatgpt_catalogued",
    config: SiteConfig = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """모든 입력에서 성립하는지, 아니면 가장 작은 반례 · it holds for every input, or the smallest counterexample."""
    from gwanmun.entrypoints.policy_commands import prove_claim

    raise typer.Exit(prove_claim(claim, packs=packs, service=service, config=config, as_json=as_json, lang=lang.value))


@policy_app.command("test")
def vectors(packs: Packs = None, *, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """시험 사례 · run the test vectors; without a name, of all that ship and the combined ones."""
    from gwanmun.entrypoints.policy_commands import run_vectors

    raise typer.Exit(run_vectors(packs or [], as_json=as_json, lang=lang.value))


@policy_app.command("replay")
def replay(
    pack: Annotated[str, typer.Argument(help="기준 id나 파일 · a regime id or file")],
    *,
    since: Annotated[str, typer.Option("--since", help="30d, 12h, 2026-01-01")] = "30d",
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="설정 파일 · settings file", show_default=False)
    ] = None,
    journal: Annotated[
        Path | None, typer.Option("--journal", help="다른 감사기록 폴더 · another journal", show_default=False)
    ] = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """지난 요청들을 이 정책으로 다시 판정 · what a pack would have made of the requests since then."""
    from gwanmun.entrypoints.policy_commands import replay_pack
    from gwanmun.settings import settings_file

    raise typer.Exit(
        replay_pack(pack, since=since, config=settings_file(config), journal=journal, as_json=as_json, lang=lang.value)
    )


@policy_app.command("decide")
def decide(*, config: SiteConfig = None, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """표준 입력의 JSON 줄마다 판정 · a decision for each JSON line of standard input."""
    _ = as_json, lang
    from gwanmun.entrypoints.policy_commands import decide_lines

    raise typer.Exit(decide_lines(sys.stdin.buffer, config=config))


@policy_app.command("export")
def export(
    pack: Annotated[str, typer.Argument(help="기준 id나 파일 · a regime id or file")],
    *,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="파일 · a file", show_default=False)] = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """출처와 함께 내보내기 (들이기: gwanmun import packs FILE) · a pack with its provenance."""
    _ = as_json, lang
    from gwanmun.entrypoints.policy_commands import export_pack

    raise typer.Exit(export_pack(pack, out=out))


def can(
    *,
    agency: Annotated[str, typer.Option("--agency", help="기관 id · the agency: kr-mnd")],
    device: Annotated[str, typer.Option("--device", help="단말 구분 · the device's class: military_work")],
    service: Annotated[str, typer.Option("--service", help="서비스 id · the service: deepseek")],
    day: Annotated[
        str | None, typer.Option("--date", help="날짜(없으면 오늘) · YYYY-MM-DD, else today", show_default=False)
    ] = None,
    grade: Annotated[str, typer.Option("--grade", help="정보 등급 · O, S, C")] = "O",
    config: SiteConfig = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """써도 되는가? 한 문장 (종료 코드 0 예, 1 아니오) · may they? one sentence (exit 0 yes, 1 no)."""
    from gwanmun.entrypoints.policy_commands import answer_can

    raise typer.Exit(
        answer_can(
            agency=agency,
            device=device,
            service=service,
            day=day,
            grade=grade,
            config=config,
            as_json=as_json,
            lang=lang.value,
        )
    )
