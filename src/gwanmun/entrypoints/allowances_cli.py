"""`gwanmun allowances …` (한도): the allowances with who can spend under them, rate limits, requests for more, transfers.
What does not live here: the acts (`control/allowances.py`, `control/budgets.py`).
"""

import json
from typing import Annotated, Any

import typer

from gwanmun.entrypoints.options import JSON, Config, Lang, Language

Officer = Annotated[str, typer.Option("--officer", help="담당자 id · the acting officer's id", show_default=False)]

allowances_app = typer.Typer(
    help="한도: 목록, 닿는 키, 추가 요청, 이전 · allowances: list, keys that reach them, requests, transfers",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@allowances_app.command("list")
def list_(*, config: Config = None, officer: Officer = "", as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """한도마다 몇 개의 키가 그 안에서 쓰는지; 닿는 키가 없는 한도를 표시 · each allowance and the keys that spend under it."""
    from gwanmun.domain.money import won
    from gwanmun.entrypoints.asking import ask

    rows = ask("list_allowance_reach", {}, officer, "", config)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    stops = {"ko": ("중단", "경고만"), "en": ("stops", "warns")}[lang.value]
    unit = "원" if lang is Language.KO else " won"
    for row in rows:
        what = f"{row['level']:<11} {row['subject']:<32} {row['period']:<6}"
        amount = f"{won(row['limit_micro_won'])}{unit}"
        print(f"{what} {amount:>18}  {stops[not row['stops']]:<6} {row[lang.value]}")
    if not rows:
        print("정해진 한도가 없습니다: gwanmun act set_allowance" if lang is Language.KO else "no allowance is set")


@allowances_app.command("pending")
def pending(*, config: Config = None, officer: Officer = "", as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """결정을 기다리는 추가 요청과 받을 수 있는 한도 이전 · requests for more that wait, and transfers that can be taken."""
    from gwanmun.entrypoints.asking import ask_all

    acts: list[tuple[str, dict[str, Any]]] = [
        ("list_asked_allowances", {"state": "open", "limit": 1000}),
        ("list_allowance_offers", {"limit": 1000}),
        ("list_allowance_takings", {"limit": 1000}),
    ]
    asked, offers, takings = (page["items"] for page in ask_all(acts, officer, "", config))
    taken = {one["offer"] for one in takings}
    standing = [one for one in offers if one["withdrawn_us"] is None and one["id"] not in taken]
    if as_json:
        print(json.dumps({"asked": asked, "offers": standing}, ensure_ascii=False))
        return
    korean = lang is Language.KO
    for one in asked:
        words = "추가 요청" if korean else "asks for"
        print(f"{one['id']}  {words} {one['level']}/{one['period']} {one['subject']} +{one['micro_won'] // 10**6:,}")
    for one in standing:
        words = "이전 제공" if korean else "offers"
        print(
            f"{one['id']}  {words} {one['agency']} → {one['taker'] or '*'} {one['period']} {one['micro_won'] // 10**6:,}"
        )
    if not asked and not standing:
        print("기다리는 것이 없습니다" if korean else "nothing waits")


@allowances_app.command("marks")
def marks(
    *,
    since: Annotated[str, typer.Option("--since", help="1d, 12h 또는 날짜 · 1d, 12h or a date")] = "1d",
    config: Config = None,
    officer: Officer = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """70·90·100 %에 이른 한도를 감사기록에서 찾아 예산담당관의 알림함에 한 번 알림 · tell budget officers of marks passed, once."""
    from gwanmun.entrypoints.allowance_marks import marks_since
    from gwanmun.entrypoints.asking import ask
    from gwanmun.settings import settings_file

    found = marks_since(since, settings_file(config))
    done = ask("record_allowance_marks", {"marks": found}, officer, "", config)
    if as_json:
        print(json.dumps({**done, "marks": found}, ensure_ascii=False))
        return
    for one in found:
        print(f"{one['level']:<11} {one['subject']:<32} {one['at']:<10} {one['percent']} %")
    korean = lang is Language.KO
    print(f"새로 알림 {done['told']:,}건" if korean else f"{done['told']:,} newly told")
    if done["unheard"]:
        words = "예산담당관이 임명되지 않아 알리지 못한 것" if korean else "nobody is appointed budget officer for"
        print(f"{words}: {done['unheard']:,}")
