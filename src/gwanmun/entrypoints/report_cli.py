"""`gwanmun report …`: their options. What does not live here: what they do (`report_commands.py`, imported only when a
command runs, so that `--help` stays quick).
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gwanmun.entrypoints.options import JSON, Config, Lang, Language


class Paper(StrEnum):
    """What is written. `all` leaves out what cannot be made here, and says so."""

    ALL = "all"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


Out = Annotated[Path, typer.Option("--out", help="보고서를 둘 폴더 · the folder for the report")]
Form = Annotated[Paper, typer.Option("--form", help="형식 · which form")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="기준일 (오늘) · as of this day, 2026-11-22", show_default=False)
]

report_app = typer.Typer(
    help="보고서: 국회 답변, 접속기록 점검, 감사 증거, 투명성, 통제 대응 · reports, signed and reproducible",
    epilog="종료 코드 · exit codes: 0 완료 done, 1 검증 실패·미충족 failed or unsatisfied, 2 잘못된 입력 bad input",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@report_app.command("assembly")
def assembly(
    *,
    out: Out,
    first: Annotated[
        str | None, typer.Option("--from", help="첫 달 · first month, 2026-01", show_default=False)
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="마지막 달 · last month, 2026-12", show_default=False)
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="한 해 · a whole year", show_default=False)] = None,
    collection: Annotated[
        str, typer.Option("--collection", help="공표된 수집의 제출값으로 · from a published round, or kr-2024")
    ] = "",
    form: Form = Paper.ALL,
    as_of: AsOf = None,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """국회 자료요구 답변: 정부별 현황, DeepSeek 미이용 확인, 방법, 서명 · the answer to the National Assembly."""
    from gwanmun.entrypoints import report_commands as commands

    months = ("", "") if collection else commands.months(year, first, last)
    args = {"first": months[0], "last": months[1], "collection": collection}
    raise typer.Exit(
        commands.make("assembly_report", args, commands.Job(out, form.value, as_of, config, lang.value, as_json))
    )


@report_app.command("access-review")
def access_review(
    *,
    out: Out,
    month: Annotated[str, typer.Option("--month", help="점검할 달 · the month, 2026-10")],
    agency: Annotated[str, typer.Option("--agency", help="기관 id · one agency", show_default=False)] = "",
    form: Form = Paper.ALL,
    as_of: AsOf = None,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """월별 접속기록 점검표 (안전성 확보조치 기준 제8조) · the monthly review of access records."""
    from gwanmun.entrypoints import report_commands as commands

    args = {"month": month, "agency": agency or None}
    raise typer.Exit(
        commands.make("access_report", args, commands.Job(out, form.value, as_of, config, lang.value, as_json))
    )


@report_app.command("transparency")
def transparency(
    *,
    out: Out,
    form: Form = Paper.ALL,
    as_of: AsOf = None,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """투명성 보고서: 공개 수치와 이의신청 · the public figures and objections, as a report."""
    from gwanmun.entrypoints import report_commands as commands

    raise typer.Exit(
        commands.make("transparency_report", {}, commands.Job(out, form.value, as_of, config, lang.value, as_json))
    )


@report_app.command("controls")
def controls(
    *,
    out: Annotated[Path | None, typer.Option("--out", help="보고서를 둘 폴더 · a folder", show_default=False)] = None,
    regime: Annotated[
        str, typer.Option("--regime", help="한 기준만 · one regime only: n2sf, safety, …", show_default=False)
    ] = "",
    form: Form = Paper.ALL,
    as_of: AsOf = None,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """통제 대응표: 충족·미충족·측정 안 됨을 이 설치에서 본 대로 (인증이 아님) · controls, as seen here; no certification."""
    from gwanmun.entrypoints import report_commands as commands

    raise typer.Exit(commands.controls(regime, commands.Job(out, form.value, as_of, config, lang.value, as_json)))


@report_app.command("evidence")
def evidence(
    *,
    out: Out,
    first: Annotated[str, typer.Option("--from", help="첫날 · first day, 2026-10-01")],
    last: Annotated[str, typer.Option("--to", help="마지막 날 · last day, 2026-10-31")],
    reason: Annotated[str, typer.Option("--reason", help="사유, 감사기록에 남음 · the reason, kept in the journal")],
    archive: Annotated[bool, typer.Option("--zip", help="ZIP 하나로도 · also as one ZIP")] = False,
    officer: Annotated[str, typer.Option("--officer", help="담당자 id · the acting officer", show_default=False)] = "",
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """감사 증거 묶음: 기간의 감사기록, 봉인, 해시, 검증 프로그램 · an evidence pack that a stranger verifies offline."""
    from gwanmun.entrypoints import report_commands as commands

    job = commands.Job(out, "all", None, config, lang.value, as_json)
    raise typer.Exit(commands.evidence(first, last, reason, officer, job, archive=archive))


@report_app.command("verify")
def verify(
    folder: Annotated[Path, typer.Argument(help="보고서 폴더 · a report's folder")],
    *,
    key: Annotated[
        str | None,
        typer.Option("--key", help="다른 곳에서 받은 키 줄 · the key line, from elsewhere", show_default=False),
    ] = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """보고서나 증거 묶음을 검증: 설정도 데스크도 필요 없음 · verify a report or a pack; needs no installation."""
    from gwanmun.entrypoints import report_commands as commands

    raise typer.Exit(commands.verify(folder, key, as_json=as_json, lang=lang.value))
