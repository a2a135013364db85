"""`gwanmun ledger …` and `gwanmun collect …`: their options, and what they print. What does not live here: the acts
(`control/ledger.py`, `control/collections.py`), reading sheets (`adapters/tables.py`, `budget/sheet.py`).
"""

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from gwanmun.entrypoints.options import CSV, JSON, Config, Lang, Language


class Paper(StrEnum):
    INVOICE = "invoice"
    CARD = "card"


Agency = Annotated[str, typer.Option("--agency", help="기관 · agency")]
Officer = Annotated[str, typer.Option("--officer", help="담당자 id · the acting officer's id", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", help="사유 · the reason, kept in the journal", show_default=False)]

ledger_app = typer.Typer(
    help="활용 대장: 세금계산서·카드 명세 들이기, 정산, 예산 과목 · the ledger: import papers, settle, budget lines",
    no_args_is_help=True,
    rich_markup_mode=None,
)
collect_app = typer.Typer(
    help="자료 수집: 2024년 자료와 앞으로의 수집 · collections: the one of 2024, and rounds",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@ledger_app.command("import")
def import_paper(
    file: Annotated[Path, typer.Argument(help="CSV나 XLSX · a CSV or XLSX file")],
    agency: Agency,
    *,
    paper: Annotated[Paper, typer.Option("--paper", help="invoice 세금계산서 | card 카드 명세")] = Paper.CARD,
    check: Annotated[bool, typer.Option("--check", help="검사만 하고 들이지 않음 · only check")] = False,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """세금계산서·카드 명세를 통째로 들임: 한 행이라도 틀리면 아무것도 들이지 않음 · take in a paper, whole or not at all."""
    import msgspec

    from gwanmun.adapters.tables import open_table
    from gwanmun.budget.sheet import read_charges
    from gwanmun.entrypoints.asking import ask

    ko = lang is Language.KO

    def progress(count: int) -> None:
        if not as_json:
            print(f"{count:,}{'행 읽음' if ko else ' rows read'}", file=sys.stderr)

    opened = open_table(file, progress)
    sheet = read_charges(opened.rows, from_1904=opened.from_1904)
    if sheet.fault_count:
        _faults(sheet, as_json=as_json, ko=ko)
        raise typer.Exit(2)
    order = {"agency": agency, "paper": paper.value, "file": opened.digest, "rows": msgspec.to_builtins(sheet.rows)}
    done: dict[str, Any] = ask("import_charges", order | {"check": check}, officer, reason, config)
    done |= {"rows": len(sheet.rows), "left_out": sheet.left_out}
    if as_json:
        print(json.dumps(done))
    else:
        some, there, money = f"{done['taken']:,}", f"{done['there_already']:,}", _won(done["micro_won"])
        if ko:
            did = "들일 수 있고" if check else "들였고"
            print(f"{done['rows']:,}행 중 {some}행을 {did} {there}행은 이미 있었습니다 ({money}원)")
        else:
            did = "can be taken" if check else "taken"
            print(f"{some} of {done['rows']:,} rows {did}, {there} were there ({money} won)")


def _faults(sheet: Any, *, as_json: bool, ko: bool) -> None:
    if as_json:
        rows = [{"row": one.row, "column": one.column, "ko": one.ko, "en": one.en} for one in sheet.faults]
        print(json.dumps({"taken": 0, "faults": sheet.fault_count, "rows": rows}, ensure_ascii=False))
        return
    for one in sheet.faults[:50]:
        print(f"{one.row}{'행' if ko else ':'} {one.column}: {one.ko if ko else one.en}", file=sys.stderr)
    if sheet.fault_count > 50:
        print(f"… {sheet.fault_count - 50:,}{'건 더' if ko else ' more'}", file=sys.stderr)
    print(
        f"{sheet.fault_count:,}건이 틀려 아무 행도 들이지 않았습니다"
        if ko
        else f"{sheet.fault_count:,} faults: no row was taken in",
        file=sys.stderr,
    )


@ledger_app.command("settle")
def settle(
    agency: Agency,
    first: Annotated[str, typer.Option("--from", help="첫 달 · first month, 2026-01")],
    last: Annotated[str, typer.Option("--to", help="마지막 달 · last month, 2026-12")],
    *,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """정산: 구독으로 다시 셈한 금액과 청구된 금액, 좌석과 실제 이용 · settle charges against seats and use."""
    from gwanmun.entrypoints.asking import ask

    found = ask("settle_ledger", {"agency": agency, "first": first, "last": last}, "", "", config)
    used = _used(config, agency, first, last)
    for row in found["rows"]:
        seen = used.get(row["service"]) if used is not None else None
        if used is not None:
            row["used"] = {"people": seen[0] if seen else 0, "micro_won": seen[1] if seen else 0}
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    ko = lang is Language.KO
    none = "집계 없음" if ko else "not counted"
    heads = ("서비스", "좌석", "다시 셈(원)", "청구(원)", "차이(원)", "관문 이용자", "관문 사용액(원)") if ko else (
        "service", "seats", "recomputed (won)", "reported (won)", "difference", "people at the gate", "used at the gate (won)",
    )  # fmt: skip
    rows = [heads]
    for row in found["rows"]:
        again, told = row["recomputed"], row["reported"]
        people, spent = row["used"]["people"], row["used"]["micro_won"]
        rows.append((
            row["service"], f"{row['seats']:,}", _won(again) if again is not None else ("환율 없음" if ko else "no rate"),
            _won(told), _won(told - again) if again is not None else "-",
            none if people is None else f"{people:,}", none if spent is None else _won(spent),
        ))  # fmt: skip
    _table(rows, {1, 2, 3, 4, 5, 6})
    for charge, why in found["unmatched"]:
        print(
            f"{'짝 없음' if ko else 'unmatched'} ({why}): {charge['day']} {charge['vendor']} {_won(charge['micro_won'])}"
        )
    for rate in found["rates"]:
        print(f"{'환율' if ko else 'rate'} {rate['day']}: {rate['milliwon_per_usd'] / 1000:,.2f} ({rate['source']})")
    for month in found["missing_rates"]:
        print(f"{month}: {'환율이 없어 다시 셈하지 못함' if ko else 'no rate, so not recomputed'}")


def _used(config: Path | None, agency: str, first: str, last: str) -> dict[str, tuple[int, int]] | None:
    """People and micro-won by service of an agency, from the rollup; None when there is none."""
    from gwanmun.adapters.usage_store import FILE, look_usage
    from gwanmun.budget.rollup import SPENT
    from gwanmun.settings import load_settings, settings_file

    path = load_settings(settings_file(config)).gate.data_dir / FILE
    if not path.exists():
        return None
    store = look_usage(path)
    people = {
        names[1]: count for names, count in store.people(("agency", "service"), first, last) if names[0] == agency
    }
    spent = {
        one.by[0]: one.measures[SPENT]
        for one in store.totals("service", ("service",), "m", first, last, {"agency": agency})
    }
    return {name: (people.get(name, 0), spent.get(name, 0)) for name in people.keys() | spent.keys()}


@ledger_app.command("lines")
def lines(
    agency: Agency,
    year: Annotated[int, typer.Option("--year", help="회계연도 · fiscal year")],
    *,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """예산 과목별 집행: 이용권, 용량제, 교육, 보안 · spending split by budget line."""
    from gwanmun.budget.ledger import LINES_KO, Line
    from gwanmun.entrypoints.asking import ask

    found = ask("spend_by_line", {"agency": agency, "year": year}, "", "", config)
    used = _used(config, agency, f"{year}-01", f"{year}-12")
    gate = None if used is None else sum(spent for _, spent in used.values())
    for row in found:
        row["gate"] = gate if row["line"] == Line.USAGE.value else None
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    ko = lang is Language.KO
    none = "예산 없음" if ko else "no budget"
    rows = [
        ("과목", "예산(원)", "집행(원)", "관문 사용액(원)")
        if ko
        else ("line", "planned", "charged", "used at the gate")
    ]
    for row in found:
        name = LINES_KO[Line(row["line"])] if ko else row["line"]
        planned, through = row["planned"], row["gate"]
        rows.append(
            (
                name,
                none if planned is None else _won(planned),
                _won(row["charged"]),
                "-" if through is None else _won(through),
            )
        )
    _table(rows, {1, 2, 3})


@ledger_app.command("list")
def listed(agency: Agency, *, config: Config = None, as_json: JSON = False, lang: Lang = Language.KO) -> None:
    """구독, 들인 파일, 예산, 정원, 나눔 · subscriptions, imports, budgets, staff counts, offers."""
    _ = lang
    from gwanmun.entrypoints.asking import ask

    found = ask("list_ledger", {"agency": agency}, "", "", config)
    print(json.dumps(found, ensure_ascii=False, indent=None if as_json else 2))


# ---------------------------------------------------------------- collections


@collect_app.command("2024")
def of_2024(*, as_json: JSON = False, as_csv: CSV = False, lang: Lang = Language.KO) -> None:
    """2024년 17개 시·도 자료: 보도된 그대로 · the seventeen governments, as reported."""
    import msgspec

    from gwanmun.control.collections import findings_2024, rows_of
    from gwanmun.control.stories import spending_2024, spending_lines

    if as_json:
        found = findings_2024()
        print(json.dumps({**msgspec.to_builtins(found), "rows": rows_of(found)}, ensure_ascii=False))
    elif as_csv:
        _csv(rows_of(findings_2024()))
    else:
        print("\n".join(spending_lines(spending_2024(), lang.value)))


@collect_app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="수집 id · the round")],
    *,
    config: Config = None,
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """수집 한 건: 제출, 지연, 거부, 미제출이 모두 보임 · a round with everybody in it, the silent and the late too."""
    from gwanmun.entrypoints.asking import ask

    found = ask("show_round", {"round": name}, "", "", config)
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    ko = lang is Language.KO
    round_ = found["round"]
    print(
        f"{round_['title_ko' if ko else 'title_en']} · {round_['first_month']}~{round_['last_month']} · {'기한' if ko else 'due'} {round_['due']}"
    )
    answers = {(one["agency"], one["question"]): one for one in found["answers"]}
    rows = [("기관" if ko else "agency", "단계" if ko else "stage", *round_["questions"], "비고" if ko else "note")]
    for one in found["submissions"]:
        agency = one["agency"]
        cells = [_answered(answers.get((agency, question)), one["stage"], ko=ko) for question in round_["questions"]]
        late = (
            ("지연 " if ko else "late ")
            if one["late"]
            else ("기한 지남 " if ko else "overdue ")
            if agency in found["overdue"]
            else ""
        )
        rows.append((agency, _STAGES[one["stage"]][0 if ko else 1], *cells, late + one["note"]))
    _table(rows, set(range(2, 2 + len(round_["questions"]))))


_STAGES = {
    "requested": ("요청함", "requested"),
    "submitted": ("제출", "submitted"),
    "validated": ("검토됨", "validated"),
    "signed": ("서명됨", "signed"),
    "refused": ("거부", "refused"),
}


def _answered(answer: dict[str, Any] | None, stage: str, *, ko: bool) -> str:
    if answer is None:
        return ("제출 거부" if ko else "refused") if stage == "refused" else ("미제출" if ko else "not submitted")
    if answer["state"] == "could_not_count":
        return f"{'집계 불가' if ko else 'could not count'} ({answer['reason']})"
    return f"{answer['amount']:,}"


@collect_app.command("submit")
def submit(
    name: Annotated[str, typer.Argument(help="수집 id · the round")],
    agency: Agency,
    file: Annotated[Path, typer.Argument(help="CSV·XLSX: 항목,값,사유 · question, value, reason")],
    *,
    config: Config = None,
    officer: Officer = "",
    reason: Reason = "",
    as_json: JSON = False,
    lang: Lang = Language.KO,
) -> None:
    """파일로 제출: 값 칸에 숫자나 '집계 불가' · submit by file; the value is a number or could_not_count."""
    from gwanmun.adapters.tables import open_table
    from gwanmun.entrypoints.asking import ask

    given = [_given(row.cells, row.number) for row in open_table(file).rows if any(row.cells) and row.number > 1]
    done = ask("submit_answers", {"round": name, "agency": agency, "answers": given}, officer, reason, config)
    if as_json:
        print(json.dumps(done, ensure_ascii=False))
        return
    ko = lang is Language.KO
    late = done["submission"]["late"]
    print(
        ("기한이 지나 제출했습니다" if late else "제출했습니다") if ko else ("submitted late" if late else "submitted")
    )
    for doubt in done["doubts"]:
        print(f"{'확인' if ko else 'check'}: {doubt['ko' if ko else 'en']}")


def _given(cells: list[str], number: int) -> dict[str, Any]:
    from gwanmun.budget.sheet import read_amount
    from gwanmun.domain.money import MICRO
    from gwanmun.errors import BadCommand

    question, value, reason = (*(cell.strip() for cell in cells), "", "", "")[:3]
    if value.casefold() in {"집계 불가", "집계불가", "could_not_count", "unable"}:
        return {"question": question, "could_not_count": True, "reason": reason}
    amount = read_amount(value)
    if value and (amount is None or amount % MICRO):
        raise BadCommand(
            f"{number}",
            problem_ko="값이 정수도 '집계 불가'도 아닙니다",
            problem_en="the value is neither a whole number nor could_not_count",
            next_ko="항목,값,사유 세 열로 적으십시오",
            next_en="write three columns: question, value, reason",
        )
    return {"question": question, "amount": None if amount is None else amount // MICRO, "reason": reason}


# ---------------------------------------------------------------- printing


def _won(micro: int) -> str:
    from gwanmun.domain.money import MICRO

    sign = "-" if micro < 0 else ""
    whole, part = divmod(abs(micro), MICRO)
    return f"{sign}{whole:,}" + (f".{part:06d}".rstrip("0") if part else "")


def _table(rows: Sequence[Sequence[str]], right: set[int]) -> None:
    from gwanmun.control.stories import table

    print("\n".join(table(rows, right=right)))


def _csv(rows: Sequence[Mapping[str, object]]) -> None:
    writer = csv.DictWriter(sys.stdout, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
