"""`gwanmun simulate`: a believable stretch of use, through the real estimate, reserve, settle and rollup code.

The model, stated: people of the seventeen governments (shares by rank, largest first), active on working days with a
weekly and yearly rhythm, adopting along a logistic curve; each request draws task, service, device and sizes from
fixed tables with a seeded generator; its worst case is bounded by `budget/estimate.py`, held and settled by
`budget/account.py`, added by `budget/rollup.py`. One answer in twenty is asked how many minutes it saved. The same seed gives the same file. What it makes is marked 시험용 자료
in the file itself, and a gate's figures never go into such a file, nor the other way.
"""

import json
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from gwanmun.adapters.usage_minutes import keep_minutes
from gwanmun.adapters.usage_store import UsageStore, open_usage
from gwanmun.budget.account import Accounts, Full
from gwanmun.budget.estimate import worst_case
from gwanmun.budget.ledger import TAPS
from gwanmun.budget.rollup import Additions, End
from gwanmun.control import shipped, usage
from gwanmun.control.collections import GOVERNMENTS
from gwanmun.control.stories import table
from gwanmun.domain.allowances import Hold, Limit
from gwanmun.domain.money import MICRO, Price, cost, tariff, won
from gwanmun.domain.prompts import Limits
from gwanmun.domain.usage import Sight
from gwanmun.errors import BadCommand
from gwanmun.ports.usage import Watermark

JOURNAL = "simulation"
BATCH = 20_000
_FIRST_DAY = date(2025, 1, 1)
_DAY_US = 86_400_000_000
_BORN_US = 1_735_657_200_000_000  # 2025-01-01 00:00 in Seoul

#: task, weight, bytes in (median), tokens out (median)
_TASKS = (
    ("자료조사", 24, 900, 700), ("보고서 초안", 22, 1_800, 1_200), ("민원 답변", 16, 1_400, 500), ("번역", 10, 2_600, 900),
    ("회의록", 8, 6_000, 900), ("요약", 9, 5_000, 450), ("문서 교정", 6, 1_900, 700), ("데이터 분석", 3, 2_200, 800),
    ("코드", 2, 1_500, 900),
)  # fmt: skip
#: service, family, model, won for a million tokens in and out, weight
_MODELS = (
    ("openai-api", "openai", "gpt-5-mini", 363, 2_900, 60), ("anthropic-api", "anthropic", "claude-sonnet", 4_350, 21_750, 8),
    ("clova-studio", "clova", "hcx", 1_250, 5_000, 12), ("pan-gov-ai", "in-house", "gov-llm", 0, 0, 20),
)  # fmt: skip
_DEVICES = (("internet_pc", 68), ("internal_pc", 25), ("government_mobile", 7))
_DECISIONS = (("allow", 71), ("allow_with_masking", 22), ("route_in_house", 4), ("deny", 3))
_ASKED = 0.05  # of the answers: one tap on how many minutes it saved
_MINUTES = tuple(zip(TAPS, (2, 16, 30, 28, 17, 6, 1), strict=True))
_MONTHLY_WON = 60_000  # what one person may spend in a month


@dataclass(slots=True)
class Made:
    requests: int = 0
    refused: int = 0
    over_allowance: int = 0
    micro_won: int = 0
    minutes: Counter[tuple[str, str, int]] = field(default_factory=Counter)  # month, task, minutes → answers


def simulate(out: Path, people: int, days: int, seed: int, *, as_json: bool = False, lang: str = "ko") -> int:
    if out.exists():
        raise BadCommand(
            out.name, problem_ko="파일이 이미 있어 바꾸지 않았습니다", problem_en="that file is there already and was left alone",
            next_ko="다른 --out 을 쓰거나 파일을 옮기십시오", next_en="use another --out, or move it",
        )  # fmt: skip
    began = time.process_time()
    beside = out.with_name(f".{out.name}.making")  # a run that was stopped leaves nothing that looks whole
    _away(beside)
    store = open_usage(beside, simulated=True)
    try:
        made = fill(store, people, days, seed, _FIRST_DAY, None if as_json else _progress(days, lang))
    except BaseException:
        store.close()
        _away(beside)
        raise
    store.close()
    keep_minutes(beside, made.minutes)
    beside.replace(out)
    seconds = time.process_time() - began
    if as_json:
        print(json.dumps({"data": "시험용 자료", "file": str(out), "requests": made.requests, "refused": made.refused,
                          "over_allowance": made.over_allowance, "micro_won": made.micro_won}, ensure_ascii=False))  # fmt: skip
    elif lang == "ko":
        print(
            f"시험용 자료: 요청 {made.requests:,}건, 거절 {made.refused:,}건, {made.micro_won // MICRO:,}원 ({seconds:.1f} CPU초)"
        )
        print(f"다음: gwanmun usage overview --file {out}")
    else:
        print(
            f"SIMULATED DATA: {made.requests:,} requests, {made.refused:,} refused, {made.micro_won // MICRO:,} won ({seconds:.1f} CPU s)"
        )
        print(f"next: gwanmun usage overview --file {out}")
    return 0


def _progress(days: int, lang: str) -> Callable[[int], None]:
    """Tells each tenth of the way on the error stream: the answer stays alone on the other."""
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        tenth = done * 10 // days
        if tenth > told:
            told = tenth
            print(f"{tenth * 10}% · {done:,}/{days:,}{'일' if lang == 'ko' else ' days'}", file=sys.stderr)

    return tell


def _away(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def fill(
    store: UsageStore, people: int, days: int, seed: int, first_day: date = _FIRST_DAY,
    progress: Callable[[int], None] | None = None,
) -> Made:  # fmt: skip
    """Make the days one after another; a batch is added when it is large enough."""
    # A seeded generator on purpose: the same seed gives the same file. Nothing secret comes from it.
    chance = random.Random(seed)  # noqa: S311
    taps = random.Random(f"{seed} minutes")  # noqa: S311 - its own, so that asking changes no figure of use
    crowd = _crowd(people, chance)
    shift = (first_day - _FIRST_DAY).days
    accounts, made = Accounts(), Made()
    limit = (Limit(2, 1, _MONTHLY_WON * MICRO),)  # person, month
    additions, count, index = Additions(), 0, 0
    for number in range(days):
        day = first_day + timedelta(days=number)
        for person in crowd:
            for _ in range(_requests(person, day, number, days, chance)):
                index += 1
                count += 1
                task = _one(person, day, number + shift, index, chance, accounts, limit, additions, made)
                if task is not None and taps.random() < _ASKED:
                    made.minutes[f"{day:%Y-%m}", task, _tapped(taps)] += 1
        if count >= BATCH or number == days - 1:
            before = store.watermark(JOURNAL)
            at = before.next_index if before else 0
            at_us = _BORN_US + (number + shift) * _DAY_US
            store.add(at, Watermark(JOURNAL, "시험용 자료", at + count, _BORN_US, at_us, 0), additions.cubes, {}, ())
            additions, count = Additions(), 0
        if progress is not None:
            progress(number + 1)
    return made


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    agency: str
    department: str
    joins: float  # when in the span they begin, 0 to 1
    keen: float  # requests on an ordinary working day


def year_2026(lang: str, people: int = 100) -> int:
    """The story of a year: all seventeen governments in 2026, made in memory, told by the questions of `gwanmun usage`."""
    korean = lang == "ko"
    store = open_usage(None, simulated=True)
    try:
        fill(store, people, 365, 2026, date(2026, 1, 1))
        _mark(lang)
        print(f"[{'2026년 열일곱 시·도' if korean else 'the seventeen governments in 2026'}]")
        first, last = "2026-01", "2026-12"
        users = dict(usage.users_by_month(store, first, last))
        heads = (
            ("월", "요청", "거절", "사용액(원)", "이용자")
            if korean
            else ("month", "requests", "refused", "won", "users")
        )
        rows = [heads]
        for month, requests, refused, spent in (_whole(row) for row in usage.by(store, "month", first, last).rows):
            rows.append((month, f"{requests:,}", f"{refused:,}", won(spent), f"{users.get(month, 0):,}"))
        print("\n".join(table(rows, right={1, 2, 3, 4})))
        for dimension, ko, en in (
            ("government", "시·도별", "by government"), ("service", "서비스별", "by service"), ("task", "업무별", "by task"),
            ("device", "단말별", "by device"), ("decision", "판정별", "by decision"),
        ):  # fmt: skip
            _mark(lang)
            print(f"[{ko if korean else en}]")
            found = [_whole(row) for row in usage.by(store, dimension, first, last).rows]
            print("\n".join(table([(name, f"{n:,}", won(spent)) for name, n, _, spent in found], right={1, 2})))
        _mark(lang)
        alert = usage.outgrown(usage.users_by_month(store, first, last), {})
        print((alert.ko if korean else alert.en) if alert else ("경보 없음" if korean else "no alert"))
        year = usage.outlook(store, "2026-09", 3, 6_000_000 * MICRO).year
        if year is not None:
            words = (
                "9월에 본 올해 사용액 (80% 구간, 예산 6,000,000원)"
                if korean
                else "the year as seen in September (80 % interval, budget 6,000,000 won)"
            )
            print(f"{words}: {won(year.low)} ~ {won(year.expected)} ~ {won(year.high)}")
    finally:
        store.close()
    return 0


def _whole(row: tuple[usage.Cell, ...]) -> tuple[str, int, int, int]:
    name, requests, refused, spent = row[0], row[1], row[2], row[4]
    return str(name), int(requests or 0), int(refused or 0), int(spent or 0)


def _mark(lang: str) -> None:
    print(
        f"*** {'시험용 자료 (실제 이용이 아님)' if lang == 'ko' else 'SIMULATED DATA (시험용 자료), not real use'} ***"
    )


def _crowd(people: int, chance: random.Random) -> list[_Person]:
    governments = [str(one.id) for one in shipped.agencies().on(_FIRST_DAY) if one.type in GOVERNMENTS]
    weights = [1 / (place + 2) for place in range(len(governments))]
    found = []
    for number in range(people):
        agency = chance.choices(governments, weights)[0]
        joins = min(0.98, max(0.0, 0.45 + math.log(1 / chance.uniform(0.02, 0.98) - 1) * 0.16))
        found.append(
            _Person(
                f"{number:032x}",
                agency,
                f"{agency}/d{chance.randrange(12):02d}",
                joins,
                chance.lognormvariate(0.3, 0.9),
            )
        )
    return found


def _requests(person: _Person, day: date, number: int, days: int, chance: random.Random) -> int:
    if person.joins > (number + 1) / days:
        return 0
    rhythm = 0.06 if day.weekday() >= 5 else 1.0 + 0.15 * math.sin(day.timetuple().tm_yday / 365 * 2 * math.pi)
    wanted = person.keen * rhythm
    return min(60, int(wanted) + (chance.random() < wanted % 1))


def _one(
    person: _Person, day: date, number: int, index: int, chance: random.Random, accounts: Accounts,
    limits: tuple[Limit, ...], additions: Additions, made: Made,
) -> str | None:  # fmt: skip
    """Make one request. Its task when it was answered, None when it was refused."""
    task, _, bytes_in, tokens_out = chance.choices(_TASKS, [one[1] for one in _TASKS])[0]
    decision = _pick(_DECISIONS, chance)
    service, family, model, price_in, price_out, _ = (
        _MODELS[-1] if decision == "route_in_house" else chance.choices(_MODELS, [one[5] for one in _MODELS])[0]
    )
    size, made_out = int(bytes_in * chance.lognormvariate(0, 0.6)), int(tokens_out * chance.lognormvariate(0, 0.5)) + 1
    hour = int(min(23, max(0, chance.gauss(13.5, 2.6))) * 3_600_000_000)
    at_us = _BORN_US + number * _DAY_US + hour
    price = Price(date(2025, 1, 1), None, "KRW", price_in * MICRO, price_out * MICRO, "시험용 단가")
    rates = tariff(price, None)
    worst = worst_case(rates, size, Limits(4_096, 1, 64), 8_192)
    held = 0 if decision == "deny" else int(worst.micro_won)
    device = _pick(_DEVICES, chance)
    text = day.isoformat()
    sight = Sight(
        text, person.agency, person.department, person.id, service, family, model, decision, task, device, at_us, held
    )
    if decision == "deny":
        made.refused += 1
        additions.refused(sight)
        return None
    request = str(index)
    full = accounts.hold(request, Hold(person.agency, person.department, person.id, text, held), limits)
    if isinstance(full, Full):
        made.refused += 1
        made.over_allowance += 1
        additions.refused(sight)
        return None
    made.requests += 1
    additions.sent(sight)
    spent = int(cost(rates, size // 3 + 20, min(made_out, 4_096)))
    within, beyond = accounts.settle(request, spent) or (0, 0)
    made.micro_won += within + beyond
    ended_us = at_us + int(chance.lognormvariate(7.6, 0.7) * 1000) + made_out * 12_000
    additions.ended(End(sight, ended_us, within + beyond, chance.random() < 0.008, size // 3 + 20, made_out))
    return task


def _tapped(taps: random.Random) -> int:
    return taps.choices([minutes for minutes, _ in _MINUTES], [weight for _, weight in _MINUTES])[0]


def _pick(weighted: tuple[tuple[str, int], ...], chance: random.Random) -> str:
    return chance.choices([name for name, _ in weighted], [weight for _, weight in weighted])[0]
