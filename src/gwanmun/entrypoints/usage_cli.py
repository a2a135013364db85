"""`gwanmun usage …` and `gwanmun simulate`: their options. What does not live here: what they do (`usage_commands.py`,
imported only when a command runs, so that `--help` stays quick).
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gwanmun.entrypoints.options import CSV, JSON, Config, Lang, Language


class Dimension(StrEnum):
    GOVERNMENT = "government"
    AGENCY = "agency"
    DEPARTMENT = "department"
    PERSON = "person"
    SERVICE = "service"
    FAMILY = "family"
    MODEL = "model"
    TASK = "task"
    DEVICE = "device"
    DECISION = "decision"
    MONTH = "month"
    DAY = "day"


class Grouping(StrEnum):
    MONTH = "month"
    AGENCY = "agency"
    DEPARTMENT = "department"
    SERVICE = "service"


Store = Annotated[
    Path | None,
    typer.Option("--file", help="다른 집계 파일(시험용 자료 등) · another usage.sqlite", show_default=False),
]
First = Annotated[str | None, typer.Option("--from", help="첫 달 · first month, 2026-01", show_default=False)]
Last = Annotated[str | None, typer.Option("--to", help="마지막 달 · last month, 2026-12", show_default=False)]

usage_app = typer.Typer(
    help="이용 현황: 집계, 격차, 예측, 미이용 확인 · use: totals, disparity, forecast, proof of absence",
    epilog="종료 코드 · exit codes: 0 완료 done, 1 경보·불일치·보류 alert, mismatch or withheld, 2 잘못된 입력 bad input, "
    "3 지금 할 수 없음 cannot be done here now, 4 증거 불일치 evidence does not add up",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@usage_app.command("show")
def show(
    by: Annotated[Dimension, typer.Option("--by", help="무엇별로 · by what")] = Dimension.MONTH,
    *,
    agency: Annotated[
        str | None, typer.Option("--agency", help="그 기관만 · of this agency", show_default=False)
    ] = None,
    department: Annotated[
        str | None, typer.Option("--department", help="그 부서만 · of this department", show_default=False)
    ] = None,
    service: Annotated[
        str | None, typer.Option("--service", help="그 서비스만 · of this service", show_default=False)
    ] = None,
    first: First = None,
    last: Last = None,
    config: Config = None,
    file: Store = None,
    as_json: JSON = False,
    as_csv: CSV = False,
    lang: Lang = Language.KO,
) -> None:
    """시·도, 부서, 이용자, 서비스, 모델, 업무, 단말, 판정, 월별 이용 · use by government, department, person, …"""
    from gwanmun.entrypoints import usage_commands as commands

    site = commands.Site.of(config, file)
    only = {"agency": agency, "department": department, "service": service}
    raise typer.Exit(commands.show(site, by.value, only, first, last, commands.form(as_json, as_csv), lang.value))


@usage_app.command("overview")
def overview(
    *,
    first: First = None,
    last: Last = None,
    config: Config = None,
    file: Store = None,
    as_json: JSON = False,
    as_csv: CSV = False,
    lang: Lang = Language.KO,
) -> None:
    """한눈에: 열두 표 · the twelve tables of the overview."""
    from gwanmun.control.usage import TILES
    from gwanmun.entrypoints import usage_commands as commands

    site = commands.Site.of(config, file)
    raise typer.Exit(commands.overview(site, tuple(TILES), first, last, commands.form(as_json, as_csv), lang.value))


@usage_app.command("mix")
def mix(
    *,
    first: First = None,
    last: Last = None,
    config: Config = None,
    file: Store = None,
    as_json: JSON = False,
    as_csv: CSV = False,
    lang: Lang = Language.KO,
) -> None:
    """서비스 구성: 쓰는 기관 수와 요청 비중 · which services are used, by how many agencies, and their part."""
    from gwanmun.entrypoints import usage_commands as commands

    site = commands.Site.of(config, file)
    raise typer.Exit(commands.overview(site, ("service_mix",), first, last, commands.form(as_json, as_csv), lang.value))


@usage_app.command("latency")
def latency(
    *,
    first: First = None,
    last: Last = None,
    config: Config = None,
    file: Store = None,
    as_json: JSON = False,
    as_csv: CSV = False,
    lang: Lang = Language.KO,
) -> None:
    """서비스별 응답 시간: 중간, 95%, 99% · how long answers took, service by service."""
    from gwanmun.entrypoints import usage_commands as commands

    site = commands.Site.of(config, file)
    raise typer.Exit(commands.overview(site, ("latency",), first, last, commands.form(as_json, as_csv), lang.value))


@usage_app.command("users")
def users(
    by: Annotated[
        list[Grouping] | None,
        typer.Option("--by", help="무엇별로(여러 번) · by what, several times", show_default=False),
    ] = None,
    *,
    first: First = None,
    last: Last = None,
    config: Config = None,
    file: Store = None,
    as_json: JSON = False,
    as_csv: CSV = False,
    lang: Lang = Language.KO,
) -> None:
    """이용자 수(기본: 달과 기관별) · distinct people, by month and agency unless said otherwise."""
    from gwanmun.entrypoints import usage_commands as commands

    site = commands.Site.of(config, file)
    names = [one.value for one in by or (Grouping.MONTH, Grouping.AGENCY)]
    raise typer.Exit(commands.people(site, names, first, last, commands.form(as_json, as_csv), lang.value))


@usage_app.command("recount")
def recount(*, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """감사기록에서 다시 세어 집계와 대조 · count the journals anew and compare, to the micro-won."""
    from gwanmun.entrypoints import usage_commands as commands

    raise typer.Exit(commands.recount_all(commands.Site.of(config, None), as_json, lang.value))


@usage_app.command("refresh")
def refresh(*, config: Config = None, lang: Lang = Language.KO) -> None:
    """봉인된 기록까지 지금 집계 · roll up what is sealed, now."""
    from gwanmun.entrypoints import usage_commands as commands

    raise typer.Exit(commands.refresh(commands.Site.of(config, None), lang.value))


@usage_app.command("days")
def days(*, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """끝난 날을 Parquet로 봉인 (gwanmun[analytics]) · seal days that are over to Parquet, and blank what was forgotten."""
    from gwanmun.entrypoints import usage_commands, usage_days

    raise typer.Exit(usage_days.seal(usage_commands.Site.of(config, None), as_json=as_json, lang=lang.value))


@usage_app.command("ask")
def ask(
    by: Annotated[
        list[str], typer.Option("--by", help="무엇별로(여러 번) · by what, several times: government, task, grade …")
    ],
    *,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", help="조건(여러 번) · narrowed to: service=openai-api", show_default=False),
    ] = None,
    first: First = None,
    last: Last = None,
    most: Annotated[int, typer.Option("--most", min=1, max=100_000, help="많아야 · at most so many rows")] = 1000,
    config: Config = None,
    as_json: JSON = False,
    as_csv: CSV = False,
    lang: Lang = Language.KO,
) -> None:
    """봉인된 날의 모든 요청에 묻기: 집계에 없는 조합 · ask every request of the sealed days, by anything together."""
    from gwanmun.entrypoints import usage_commands as commands
    from gwanmun.entrypoints import usage_days

    form = commands.form(as_json, as_csv)
    site = commands.Site.of(config, None)
    raise typer.Exit(usage_days.ask(site, by, where or (), first, last, most, form, lang.value))


@usage_app.command("uncertain")
def uncertain(
    days: Annotated[int, typer.Option("--days", min=1, max=400, help="며칠 전부터 · since how many days")] = 30,
    *,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """최대 비용이나 추정으로 정산되어 청구서와 대사할 요청 · requests settled at the worst case that wait for the bill."""
    from gwanmun.entrypoints import usage_commands as commands

    raise typer.Exit(commands.uncertain(days, config, as_json, lang.value))


@usage_app.command("reconcile")
def reconcile(
    request: Annotated[str, typer.Argument(help="요청 번호 · the request")],
    *,
    won: Annotated[
        str | None,
        typer.Option("--won", help="청구된 금액(원) · what the bill says, in won: 12.345", show_default=False),
    ] = None,
    input_tokens: Annotated[
        int | None, typer.Option("--input-tokens", min=0, help="청구된 입력 토큰 · tokens in", show_default=False)
    ] = None,
    output_tokens: Annotated[
        int | None, typer.Option("--output-tokens", min=0, help="청구된 출력 토큰 · tokens out", show_default=False)
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="사유: 청구서 번호 등 · why: the bill's number")] = "",
    officer: Annotated[
        str, typer.Option("--officer", help="담당자 id · the acting officer's id", show_default=False)
    ] = "",
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """청구서로 정산: 최대 비용으로 잡힌 요청을 실제 값으로 바꾸고 한도를 돌려줌 · settle a request by the vendor's bill."""
    from gwanmun.entrypoints import usage_commands as commands

    amounts = (won, input_tokens, output_tokens)
    raise typer.Exit(commands.reconcile(request, amounts, officer, reason, config, as_json, lang.value))


@usage_app.command("disparity")
def disparity(
    *,
    first: First = None,
    last: Last = None,
    config: Config = None,
    file: Store = None,
    as_json: JSON = False,
    as_csv: CSV = False,
    lang: Lang = Language.KO,
) -> None:
    """시·도 격차: 1인당 사용액, 정원 천 명당 이용자, 지니계수, 추세 · how uneven use is between governments."""
    from gwanmun.entrypoints import usage_commands as commands

    site = commands.Site.of(config, file)
    raise typer.Exit(commands.evenness(site, first, last, commands.form(as_json, as_csv), lang.value))


@usage_app.command("benefit")
def benefit(
    *,
    first: First = None,
    last: Last = None,
    config: Config = None,
    file: Store = None,
    as_json: JSON = False,
    as_csv: CSV = False,
    lang: Lang = Language.KO,
) -> None:
    """업무별 효과(아낀 분)와 비용, 위험을 나란히 · minutes saved beside cost and risk, task by task."""
    from gwanmun.entrypoints import usage_commands as commands

    site = commands.Site.of(config, file)
    raise typer.Exit(commands.benefit(site, first, last, commands.form(as_json, as_csv), lang.value))


@usage_app.command("growth")
def growth(
    *, config: Config = None, file: Store = None, as_json: JSON = False, as_csv: CSV = False, lang: Lang = Language.KO
) -> None:
    """이용 증가와 통제: 이용자가 두 배인데 새로 검토한 서비스가 없으면 경보 · alert when use outgrows controls."""
    from gwanmun.entrypoints import usage_commands as commands

    site = commands.Site.of(config, file)
    raise typer.Exit(commands.growth(site, commands.form(as_json, as_csv), lang.value))


@usage_app.command("forecast")
def forecast(
    ahead: Annotated[int, typer.Option("--months", min=1, max=24, help="앞으로 몇 달 · months ahead")] = 6,
    *,
    budget: Annotated[
        int | None, typer.Option("--budget", min=0, help="올해 예산(원) · this year's budget, won", show_default=False)
    ] = None,
    last: Last = None,
    config: Config = None,
    file: Store = None,
    as_json: JSON = False,
    as_csv: CSV = False,
    lang: Lang = Language.KO,
) -> None:
    """예측과 예산 초과 경보 (80 % 구간) · forecast with an 80 % interval, and whether the budget will be passed."""
    from gwanmun.entrypoints import usage_commands as commands

    site = commands.Site.of(config, file)
    raise typer.Exit(commands.ahead(site, ahead, budget, last, commands.form(as_json, as_csv), lang.value))


@usage_app.command("seats")
def seats(
    service: Annotated[str, typer.Option("--service", help="서비스 id · the service")],
    seat_won: Annotated[int, typer.Option("--seat-won", min=0, help="좌석 한 달 값(원) · won for a seat-month")],
    *,
    first: First = None,
    last: Last = None,
    config: Config = None,
    file: Store = None,
    as_json: JSON = False,
    as_csv: CSV = False,
    lang: Lang = Language.KO,
) -> None:
    """좌석과 용량제 비교: 실제 이용으로 계산 · seats against pay per use, on use that was really seen."""
    from gwanmun.entrypoints import usage_commands as commands

    site = commands.Site.of(config, file)
    form = commands.form(as_json, as_csv)
    raise typer.Exit(commands.compare(site, service, seat_won, first, last, form, lang.value))


@usage_app.command("absence")
def absence(
    service: Annotated[
        str, typer.Option("--service", help="서비스 id나 모델 계열 · a service's id or a family: deepseek")
    ],
    first_day: Annotated[str, typer.Option("--from", help="첫날 · first day, 2026-11-01")],
    last_day: Annotated[str, typer.Option("--to", help="마지막 날 · last day, 2026-11-21")],
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="서명된 확인서를 둘 파일 · where the signed statement goes", show_default=False),
    ] = None,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """미이용 확인서: 관문을 지난 이용이 없었음을 서명 (빈틈이 있으면 보류) · a signed proof of absence, or why not."""
    from gwanmun.entrypoints import usage_commands as commands

    site = commands.Site.of(config, None)
    raise typer.Exit(commands.absent(site, service, first_day, last_day, out, as_json, lang.value))


@usage_app.command("verify")
def verify(
    statement: Annotated[Path, typer.Argument(help="확인서 · the signed statement")],
    key: Annotated[str, typer.Option("--key", help="공개키 줄 · the verifier key line it names")],
    *,
    lang: Lang = Language.KO,
) -> None:
    """확인서의 서명을 검증 · prove a statement's signature."""
    from gwanmun.entrypoints import usage_commands as commands

    raise typer.Exit(commands.verify(statement, key, lang.value))


def simulate(
    people: Annotated[int, typer.Option("--people", min=1, max=1_000_000, help="이용자 수 · people")] = 500,
    days: Annotated[int, typer.Option("--days", min=1, max=3_660, help="일수 · days")] = 365,
    *,
    out: Annotated[Path, typer.Option("--out", help="집계 파일 · the usage file")] = Path("simulated-usage.sqlite"),
    seed: Annotated[int, typer.Option("--seed", help="난수 씨앗 · seed: the same gives the same")] = 2026,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """시험용 자료 한 해 만들기: 실제 산정·예약·정산·집계 코드로 · a believable year, marked as simulated."""
    from gwanmun.entrypoints import simulation

    raise typer.Exit(simulation.simulate(out, people, days, seed, as_json=as_json, lang=lang.value))
