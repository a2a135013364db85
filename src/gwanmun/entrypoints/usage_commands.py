"""What `gwanmun usage …` does: reads the rollup (and for proofs the journals), asks `control/usage.py`, prints.

A store of simulated data says 시험용 자료 on everything that is printed from it.
"""

import csv
import json
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from gwanmun.adapters.system import System
from gwanmun.adapters.usage_evidence import SiteUse
from gwanmun.adapters.usage_minutes import look_minutes
from gwanmun.adapters.usage_store import FILE, UsageStore, look_usage
from gwanmun.budget import absence as proof
from gwanmun.budget.figures import Figure, shown
from gwanmun.control import shipped, usage, usage_words
from gwanmun.control.collections import GOVERNMENTS
from gwanmun.control.office import seoul_day
from gwanmun.control.stories import table
from gwanmun.control.usage import Table
from gwanmun.domain.money import MICRO, won
from gwanmun.entrypoints.asking import ask
from gwanmun.entrypoints.rollup import roll_up_all
from gwanmun.errors import BadCommand, Unavailable
from gwanmun.journal.checkpoint import Vkey, parse_vkey
from gwanmun.journal.faults import BadCheckpoint
from gwanmun.journal.statement import read_statement
from gwanmun.policy.explain import particle
from gwanmun.settings import load_settings, settings_file

SIMULATED = {"ko": "시험용 자료 (실제 이용이 아님)", "en": "SIMULATED DATA (시험용 자료), not real use"}


class Form(StrEnum):
    WORDS = "words"
    JSON = "json"
    CSV = "csv"


def form(as_json: bool, as_csv: bool) -> Form:
    return Form.JSON if as_json else Form.CSV if as_csv else Form.WORDS


@dataclass(frozen=True, slots=True)
class Site:
    """Where things are. `data` and `keys` are None when only a file is looked at."""

    file: Path
    data: Path | None
    keys: Path | None
    origin: str
    config: Path | None = None

    @classmethod
    def of(cls, config: Path | None, file: Path | None) -> "Site":
        if file is not None:
            return cls(file, None, None, "")
        settings = load_settings(settings_file(config))
        data = settings.gate.data_dir
        prefix, slash, _ = settings.journal.origin.rpartition("/")
        return cls(data / FILE, data, settings.gate.keys_dir, f"{prefix}{slash}statements", config)

    def look(self) -> UsageStore:
        try:
            return look_usage(self.file)
        except Unavailable as error:
            if self.file.exists():
                raise
            raise BadCommand(
                self.file.name,
                problem_ko="아직 집계된 이용이 없습니다",
                problem_en="no use was rolled up yet",
                next_ko="관문을 열고 요청을 보낸 뒤, 또는 gwanmun usage refresh",
                next_en="send requests through the gate first, or run gwanmun usage refresh",
            ) from error

    def places(self) -> tuple[Path, Path]:
        if self.data is None or self.keys is None:
            raise BadCommand(
                problem_ko="감사기록이 필요한 명령입니다", problem_en="that needs the journals",
                next_ko="--file 없이 --config 로 실행하십시오", next_en="run it with --config and without --file",
            )  # fmt: skip
        return self.data, self.keys


def top_agency(agency: str) -> str:
    """The government above an agency, in the shipped tree; an agency that it does not know stands for itself."""
    return _tops().get(agency, agency)


_TOPS: dict[str, str] = {}


def _tops() -> Mapping[str, str]:
    if not _TOPS:
        parents = {str(one.id): one.parent for one in shipped.agencies().rows}
        for name in parents:
            at, steps = name, 0
            while (parent := parents.get(at)) is not None and steps < 16:
                at, steps = str(parent), steps + 1
            _TOPS[name] = at
    return _TOPS


# ---------------------------------------------------------------- commands


def show(
    site: Site, by: str, only: Mapping[str, str | None], first: str | None, last: str | None, how: Form, lang: str
) -> int:  # fmt: skip
    store = site.look()
    start, end = _span(store, first, last)
    narrowed = {name: value for name, value in only.items() if value is not None}
    put(usage.by(store, by, start, end, top_agency, narrowed), how, lang)
    return 0


def people(site: Site, by: Sequence[str], first: str | None, last: str | None, how: Form, lang: str) -> int:
    store = site.look()
    start, end = _span(store, first, last)
    names = tuple("period" if one == "month" else one for one in dict.fromkeys(by))
    if {"service", "department"} <= set(names):
        raise BadCommand(
            "--by", problem_ko="서비스와 부서를 함께 센 집계가 없습니다",
            problem_en="people are not kept by service and department together",
            next_ko="하나씩 물으십시오", next_en="ask for one of them",
        )  # fmt: skip
    put(usage.users(store, names, start, end), how, lang)
    return 0


def overview(site: Site, only: Collection[str], first: str | None, last: str | None, how: Form, lang: str) -> int:
    """The tables of the overview; those named, or all."""
    store = site.look()
    start, end = _span(store, first, last)
    if how is Form.JSON:
        found = {name: ask(store, start, end, top_agency) for name, ask in usage.TILES.items() if name in only}
        print(json.dumps({name: _plain(one) for name, one in found.items()}, ensure_ascii=False))
        return 0
    for number, name in enumerate(one for one in usage.TILES if one in only):
        if number:
            print()
        one = usage.TILES[name](store, start, end, top_agency)
        if how is Form.CSV and len(only) > 1:
            print(f"# {name}")
        put(one, how, lang)
    return 0


def refresh(site: Site, lang: str) -> int:
    data, keys = site.places()
    done = roll_up_all(data, keys)
    print(f"{done:,}건을 집계했습니다" if lang == "ko" else f"{done:,} records rolled up")
    return 0


def recount_all(site: Site, as_json: bool, lang: str) -> int:
    """Every cell of every cube, counted anew; exit 1 when one differs."""
    data, keys = site.places()
    site.look().close()
    found = SiteUse(data, keys, site.origin).recount()
    records, wrong = found.records, found.cells_that_differ
    if as_json:
        print(json.dumps({"records": records, "cells_that_differ": wrong, "equal": wrong == 0}))
    elif lang == "ko":
        print(
            f"기록 {records:,}건을 다시 세었습니다: "
            + ("집계와 1µ원까지 같습니다" if not wrong else f"다른 칸 {wrong:,}개")
        )
    else:
        print(
            f"{records:,} records counted anew: "
            + ("equal to the micro-won" if not wrong else f"{wrong:,} cells differ")
        )
    return 1 if wrong else 0


def uncertain(days: int, config: Path | None, as_json: bool, lang: str) -> int:
    rows = ask("show_usage_uncertain", {"days": days}, "", "", config)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    for row in rows:
        by = row["by"] or row["ending"]
        print(f"{row['request']}  {row['day']}  {row['agency']}  {row['service']}  {won(row['booked'])}  {by}")
    if not rows:
        print("대사할 것이 없습니다" if lang == "ko" else "nothing waits for a bill")
    return 0


def reconcile(
    request: str, amounts: tuple[str | None, int | None, int | None], officer: str, reason: str, config: Path | None,
    as_json: bool, lang: str,
) -> int:  # fmt: skip
    paid, tokens_in, tokens_out = amounts
    micro_won = None if paid is None else _micro_won(paid)
    args = {"request": request, "micro_won": micro_won, "input_tokens": tokens_in, "output_tokens": tokens_out}
    done = ask("reconcile_usage", args, officer, reason, config)
    if as_json:
        print(json.dumps(done, ensure_ascii=False))
    elif lang == "ko":
        print(f"{request}: {won(done['booked'])}원으로 잡힌 것을 {won(done['spent'])}원으로 정산했습니다")
    else:
        print(f"{request}: booked at {won(done['booked'])} won, now settled at {won(done['spent'])} won")
    return 0


def _micro_won(text: str) -> int:
    """Won with up to six decimals, exactly; never through a float."""
    whole, _, part = text.replace(",", "").partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 13 and len(part) <= 6 and (part + "0").isdigit()):
        raise BadCommand(
            "--won", problem_ko="금액 형식이 올바르지 않습니다", problem_en="that is not an amount",
            next_ko="1234.5 처럼 원으로 적으십시오", next_en="write won, such as 1234.5",
        )  # fmt: skip
    return int(whole) * MICRO + int(part.ljust(6, "0"))


def evenness(site: Site, first: str | None, last: str | None, how: Form, lang: str) -> int:
    store = site.look()
    start, end = _span(store, first, last)
    today = seoul_day(System().now_us())
    governments = [str(one.id) for one in shipped.agencies().on(today) if one.type in GOVERNMENTS]
    found = usage.evenness(store, start, end, governments, _staff(site), top_agency)
    rows = tuple(
        (
            name,
            shown(found.users[name], lang),
            _a_head(found.micro_won_per_user[name], lang),
            _thousandths(found.users_per_1000_staff[name], lang),
        )
        for name in found.names
    )
    if how is Form.JSON:
        print(json.dumps({**asdict(found), "from": start, "to": end}, ensure_ascii=False, default=str))
        return 0
    put(
        Table("disparity", ("government", "users", "won_per_user", "users_per_1000_staff"), rows, found.simulated),
        how, lang,
    )  # fmt: skip
    spread = found.spread
    if how is Form.WORDS:
        gini = "-" if spread.gini is None else f"{spread.gini / 1000:.3f}"
        print(
            f"지니계수 {gini} (값이 있는 {spread.known}/{spread.all}곳), 최고 {spread.highest or '-'}, 최저 {spread.lowest or '-'}, "
            f"이용자 추세 월 {found.users_trend if found.users_trend is not None else '-'}명"
            if lang == "ko"
            else f"Gini {gini} (over {spread.known} of {spread.all} with a figure), highest {spread.highest or '-'}, lowest "
            f"{spread.lowest or '-'}, users' trend {found.users_trend if found.users_trend is not None else '-'} a month"
        )
    return 0


def _a_head(one: Figure, lang: str) -> str:
    return shown(one, lang) if one.amount is None else won(one.amount)


def _thousandths(one: Figure, lang: str) -> str:
    return shown(one, lang) if one.amount is None else f"{one.amount / 1000:,.1f}"


def benefit(site: Site, first: str | None, last: str | None, how: Form, lang: str) -> int:
    store = site.look()
    start, end = _span(store, first, last)
    if site.data is None:
        tapped = look_minutes(site.file, start, end) if store.simulated else {}
    else:
        rows = ask("list_minutes", {"first": start, "last": end}, "", "", site.config)
        tapped = {str(row["task"]): (int(row["answers"]), int(row["median_minutes"])) for row in rows}
    put(usage.benefit(store, start, end, tapped), how, lang)
    return 0


def growth(site: Site, how: Form, lang: str) -> int:
    store = site.look()
    start, end = _span(store, None, None)
    reviewed: dict[str, int] = {}
    if site.data is not None and site.keys is not None:
        reviewed = dict(SiteUse(site.data, site.keys, site.origin).reviewed())
    series = usage.users_by_month(store, start, end)
    found = usage.outgrown(series, reviewed)
    if how is Form.CSV:
        rows = tuple((month, count, reviewed.get(month, 0)) for month, count in series)
        put(Table("controls", ("month", "users", "services_reviewed"), rows, store.simulated), how, lang)
    elif how is Form.JSON:
        print(
            json.dumps(
                {
                    "users_by_month": series,
                    "reviewed_by_month": reviewed,
                    "alert": asdict(found) if found else None,
                    "simulated": store.simulated,
                },
                ensure_ascii=False,
            )
        )
    else:
        _mark(store.simulated, lang)
        for month, count in series:
            print(f"{month}  {count:>8,}  {'검토' if lang == 'ko' else 'reviewed'} {reviewed.get(month, 0)}")
        if found:
            print(("경보: " if lang == "ko" else "ALERT: ") + (found.ko if lang == "ko" else found.en))
        else:
            print("경보 없음" if lang == "ko" else "no alert")
    return 1 if found else 0


def ahead(site: Site, months: int, budget: int | None, last: str | None, how: Form, lang: str) -> int:
    store = site.look()
    end = _span(store, None, last)[1] if last else usage.last_whole(store)
    found = usage.outlook(store, end, months, None if budget is None else budget * MICRO)
    over = found.year is not None and found.year.likely
    if how is Form.JSON:
        print(json.dumps(asdict(found), ensure_ascii=False))
        return 1 if over else 0
    if how is Form.CSV:
        columns = ("month", "micro_won", "micro_won_low", "micro_won_high", "users", "users_low", "users_high")
        cells = tuple(
            (month, cost.middle, cost.low, cost.high, who.middle, who.low, who.high)
            for month, cost, who in zip(found.months, found.spent, found.users, strict=bool(found.spent))
        )
        put(Table("forecast", columns, cells, found.simulated), how, lang)
        return 1 if over else 0
    _mark(found.simulated, lang)
    if not found.spent:
        print(
            "여섯 달이 안 되어 예측하지 않습니다"
            if lang == "ko"
            else "fewer than six months are known: no forecast is made"
        )
        return 0
    heads = ("월", "사용액(원)", "80% 구간", "이용자", "80% 구간") if lang == "ko" else (
        "month", "won", "80% interval", "users", "80% interval",
    )  # fmt: skip
    rows = [heads] + [
        (
            month,
            won(cost.middle),
            f"{won(cost.low)} ~ {won(cost.high)}",
            f"{who.middle:,}",
            f"{who.low:,} ~ {who.high:,}",
        )
        for month, cost, who in zip(found.months, found.spent, found.users, strict=True)
    ]
    print("\n".join(table(rows, right={1, 2, 3, 4})))
    year = found.year
    if year is not None:
        word = {
            True: ("예산 초과 예상", "the budget will be passed"),
            False: ("초과 가능성 있음", "it may be passed") if year.possible else ("예산 안", "within the budget"),
        }[year.likely]
        at = "" if year.month is None else (f", {year.month}월에" if lang == "ko" else f", in month {year.month}")
        print(
            f"{word[0 if lang == 'ko' else 1]}{at}: {won(year.low)} ~ {won(year.expected)} ~ {won(year.high)} / {won(year.budget)}"
        )
    elif budget is not None:
        print(
            "올해 1월부터의 자료가 없어 예산과 견줄 수 없습니다"
            if lang == "ko"
            else "the year was not watched from January on: no comparison with the budget is made"
        )
    return 1 if over else 0


def compare(site: Site, service: str, seat_won: int, first: str | None, last: str | None, how: Form, lang: str) -> int:
    store = site.look()
    start, end = _span(store, first, last)
    found = usage.compare_seats(store, service, start, end, seat_won * MICRO)
    if how is Form.CSV:
        row: dict[str, usage.Cell] = {"service": service} | (asdict(found) if found else {})
        rows = (tuple(row.values()),) if found else ()
        put(Table("seats_or_use", tuple(row), rows, store.simulated), how, lang)
        return 0
    if how is Form.JSON:
        print(
            json.dumps(
                {"service": service, "comparison": asdict(found) if found else None, "simulated": store.simulated}
            )
        )
        return 0
    _mark(store.simulated, lang)
    if found is None:
        print(f"{service}: {'이용이 없습니다' if lang == 'ko' else 'nobody used it'}")
        return 0
    better = ("용량제", "pay per use") if found.cheaper_by_use else ("좌석", "seats")
    if lang == "ko":
        print(
            f"{service} {start}~{end}: 용량제 {won(found.by_use)}원, 좌석 {won(found.by_seats)}원 (가장 많은 달 {found.people:,}명). "
            f"{better[0]}{particle(better[0], '이/가')} 쌉니다. 좌석 한 달 {won(found.break_even_seat_micro)}원이면 같습니다"
        )
    else:
        print(
            f"{service} {start} to {end}: by use {won(found.by_use)} won, by seats {won(found.by_seats)} won (at most "
            f"{found.people:,} people in a month). Cheaper: {better[1]}. Equal at {won(found.break_even_seat_micro)} won a seat-month"
        )
    return 0


def absent(site: Site, service: str, first: str, last: str, out: Path | None, as_json: bool, lang: str) -> int:
    """Prove, weigh, sign or withhold."""
    data, keys = site.places()
    start, end = _day(first, "--from"), _day(last, "--to")
    if end < start:
        raise BadCommand(
            "--to", problem_ko="기간이 거꾸로입니다", problem_en="the period ends before it begins",
            next_ko="--from 과 --to 를 확인하십시오", next_en="check --from and --to",
        )  # fmt: skip
    evidence = SiteUse(data, keys, site.origin)
    begin_us, over_us = proof.start_us(start), proof.start_us(date.fromordinal(end.toordinal() + 1))
    watched, missing = evidence.watched(service, begin_us, over_us)
    now_us = System().now_us()
    found = proof.absence(service, start, end, watched, missing, now_us)
    if not found.holds:
        _withheld(found, as_json, lang)
        return 1
    note, vkey = evidence.signed(proof.statement(found, now_us))
    if out is not None:
        out.write_text(note)
    if as_json:
        print(json.dumps({"withheld": False, "statement": note, "key": vkey}, ensure_ascii=False))
    else:
        sys.stdout.write(note)
        print(
            f"{'검증' if lang == 'ko' else 'verify'}: gwanmun usage verify {out or 'FILE'} --key '{vkey}'",
            file=sys.stderr,
        )
    return 0


def _withheld(found: proof.Absence, as_json: bool, lang: str) -> None:
    if as_json:
        gaps = [asdict(gap) for gap in found.gaps]
        print(
            json.dumps(
                {"withheld": True, "uses": found.uses, "attempts": found.attempts, "gaps": gaps}, ensure_ascii=False
            )
        )
        return
    ko = lang == "ko"
    print("확인서를 내지 않습니다 (보류)" if ko else "The statement is withheld")
    if found.uses:
        print(f"- 이용 {found.uses:,}건이 있습니다" if ko else f"- there are {found.uses:,} uses")
    for gap in found.gaps:
        print(f"- {gap.ko if ko else gap.en}")


def verify(statement: Path, key: str, lang: str) -> int:
    try:
        with statement.open("rb") as opened:
            note = opened.read(1 << 17)
    except OSError as error:
        raise BadCommand(
            statement.name, problem_ko="파일을 읽을 수 없습니다", problem_en="the file cannot be read",
            next_ko="경로를 확인하십시오", next_en="check its path",
        ) from error  # fmt: skip
    text = read_statement(note, _key(key))
    print("서명이 맞습니다" if lang == "ko" else "the signature is right", file=sys.stderr)
    sys.stdout.write(text)
    return 0


def _key(line: str) -> Vkey:
    """The key line as somebody typed it: a slip of theirs says nothing of the evidence."""
    try:
        return parse_vkey(line)
    except BadCheckpoint as error:
        raise BadCommand(
            "--key", problem_ko="공개키 줄이 아닙니다", problem_en="that is no verifier key line",
            next_ko="확인서를 낸 기관의 checkpoint.vkey 한 줄을 그대로, 작은따옴표로 묶어 주십시오",
            next_en="give the line of the issuer's checkpoint.vkey as it stands, in single quotes",
        ) from error  # fmt: skip


# ---------------------------------------------------------------- showing


def put(found: Table, how: Form, lang: str) -> None:
    if how is Form.JSON:
        print(json.dumps(_plain(found), ensure_ascii=False))
    elif how is Form.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        extra = ("data",) if found.simulated else ()
        writer.writerow((*found.columns, *extra))
        for row in found.rows:
            cells = (usage.safe_cell(cell) for cell in row)
            writer.writerow((*cells, *(SIMULATED[lang] for _ in extra)))
    else:
        _mark(found.simulated, lang)
        words = usage_words.title(found.name, lang)
        print(f"{words} [{found.name}]" if words != found.name else f"[{found.name}]")
        figures = {
            at
            for at in range(1, len(found.columns))
            if not any(_names(found.columns[at], row[at]) for row in found.rows)
        }
        print("\n".join(table(usage_words.lines(found, lang), right=figures)))


def _names(column: str, cell: usage.Cell) -> bool:
    """Whether a cell is a name: names stand to the left, figures (and 보도 없음 among them) to the right."""
    return isinstance(cell, str) and column in usage.DIMENSIONS


def _plain(found: Table) -> dict[str, Any]:
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    plain: dict[str, Any] = {"name": found.name, "rows": rows}
    if found.simulated:
        plain["data"] = SIMULATED["ko"]
    return plain


def _mark(simulated: bool, lang: str) -> None:
    if simulated:
        print(f"*** {SIMULATED[lang]} ***")


def _span(store: UsageStore, first: str | None, last: str | None) -> tuple[str, str]:
    for name, month in (("--from", first), ("--to", last)):
        if month is not None:
            _day(f"{month}-01", name)
    return usage.span(store, first, last)


def _day(text: str, where: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or len(text) != 10 or not date(2000, 1, 1) <= found <= date(2199, 1, 1):
        raise BadCommand(
            where, problem_ko="날짜 형식이 올바르지 않습니다", problem_en="that is not a date",
            next_ko="2026-11 또는 2026-11-22 형식으로 적으십시오", next_en="write 2026-11 or 2026-11-22",
        )  # fmt: skip
    return found


def _staff(site: Site) -> dict[str, int]:
    """Staff counts as somebody imported them: the newest of each agency. Without books, none."""
    if site.data is None:
        return {}
    rows = ask("list_staff", {}, "", "", site.config)
    return {str(row["agency"]): int(row["count"]) for row in rows}
