"""`gwanmun enforce …`: a plan is made, shown, compiled and signed, and logs are read back, in words or JSON.

Exit codes: 0 it passes, is done or is complete; 1 it is blocked, failed or has gaps; 2 bad input. What does not live here:
the options (`enforce_cli.py`), applying (`enforce_applying.py`), verdicts (`control/enforcement.py`), text for engines (`enforce/`).
"""

import asyncio
import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import chain
from pathlib import Path

from gwanmun.adapters.enforcement.agent import agent_key
from gwanmun.adapters.enforcement.bundle import make_payload, new_key, read_keys, sign
from gwanmun.adapters.enforcement.files import read_agent, read_lines, read_network
from gwanmun.adapters.enforcement.keeping import Folder
from gwanmun.adapters.publication import PublicationFiles
from gwanmun.adapters.system import System
from gwanmun.control.destinations import suffixes
from gwanmun.control.enforcement import (
    FACTS,
    MASKING,
    Class,
    Grounds,
    Site,
    Whereabouts,
    grounds_of,
    make_plan,
    sentence,
    shipped_grounds,
)
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.people import DeviceClass
from gwanmun.enforce.attempts import Counting, attempts, coverage, discovered
from gwanmun.enforce.grammar import read_list
from gwanmun.enforce.logs import KINDS, LONGEST_LINE, Reader, Sighting, reader_of
from gwanmun.enforce.plan import (
    UNMAPPED,
    Action,
    Answer,
    Audience,
    Plan,
    Population,
    population_of,
    populations,
    simulate,
)
from gwanmun.enforce.targets import TARGETS, compile_plan
from gwanmun.entrypoints.asking import ask, ask_all
from gwanmun.errors import BadCommand, GwanmunError
from gwanmun.policy.recognise import family_of_name
from gwanmun.settings import load_settings

DONE, NOT = 0, 1
_SEOUL = timezone(timedelta(hours=9))
_LINES_AT_ONCE = 10_000
_LONGEST_SECONDS = 3660 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Asked:
    """Which plan is meant."""

    network: Path | None
    agency: str
    device: str
    attested: tuple[str, ...]
    day: str | None
    imported: Path | None
    config: Path | None
    push: Path | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Which logs are meant."""

    files: tuple[Path, ...]
    kind: str
    offset: int
    aside: Path | None


# ---------------------------------------------------------------- the plan


def show_plan(asked: Asked, *, as_json: bool, lang: str) -> int:
    plan = _plan(asked)
    if as_json:
        _print(asdict(plan))
        return DONE
    ko = lang == "ko"
    print(f"{'차단 계획' if ko else 'plan'} {plan.stamp} · {plan.day}")
    for audience in plan.audiences:
        _show_audience(plan, audience, ko=ko)
    for note in plan.notes:
        print(f"  ! {note}")
    return DONE


def _show_audience(plan: Plan, audience: Audience, *, ko: bool) -> None:
    name = audience.agency_ko if ko else audience.agency_en
    print(f"\n{audience.id} ({name}) [{audience.mode}] {', '.join(audience.subnets)}")
    by_code: dict[tuple[Action, str], list[str]] = {}
    for verdict in audience.verdicts:
        by_code.setdefault((verdict.action, verdict.code), []).append(verdict.destination)
    reasons = {one.code: one for one in plan.reasons}
    for (action, code), services in sorted(by_code.items(), key=lambda row: (-row[0][0].rank, row[0][1])):
        said = {Action.BLOCK: "차단", Action.INSPECT: "검사", Action.PASS: "통과"}[action] if ko else str(action)
        reason = reasons[code].ko if ko else reasons[code].en
        print(f"  {said:<4} {len(services):>3}  {code}: {reason}")
        print(f"        {', '.join(services[:8])}{' …' if len(services) > 8 else ''}")
    if audience.assumed:
        label = "확인되지 않아 엄격하게 본 사실" if ko else "taken strictly, because nobody attested it"
        print(f"  {label}: {', '.join(audience.assumed)}")


def simulate_host(asked: Asked, host: str, address: str, *, as_json: bool, lang: str) -> int:
    plan = _plan(asked)
    people = populations(plan, plan.made_us)
    population = _population(asked, people, address)
    answer = simulate(plan, population, host)
    code = answer.reason.code if answer.reason else ""
    texts = {
        language: sentence(plan, population.audience, answer.host, (answer.would, code), ko=language == "ko")
        for language in ("ko", "en")
    }
    if as_json:
        _print({**_answer(answer), **texts, "policy": plan.stamp, "assumed": list(population.audience.assumed)})
    else:
        print(texts[lang])
        _show_more(answer, population, ko=lang == "ko")
    return NOT if answer.action is Action.BLOCK else DONE


def _show_more(answer: Answer, population: Population, *, ko: bool) -> None:
    if answer.action is not answer.would:
        print(
            "관찰 중인 구분이라 막지 않고 기록만 합니다."
            if ko
            else "The class is only observed: it is logged, not stopped."
        )
    if answer.leave is not None:
        until = datetime.fromtimestamp(answer.leave.until_us / 1_000_000, UTC).astimezone(_SEOUL)
        print(
            f"예외 {answer.leave.id}: {until:%Y-%m-%d %H:%M}까지"
            if ko
            else f"exception {answer.leave.id} until {until:%Y-%m-%d %H:%M}"
        )
    if population.audience.assumed and answer.would is Action.BLOCK and answer.destination is not None:
        facts = ", ".join(population.audience.assumed)
        print(
            f"확인되지 않아 엄격하게 본 사실: {facts}" if ko else f"taken strictly, because nobody attested it: {facts}"
        )


def _answer(answer: Answer) -> dict[str, object]:
    return {
        "host": answer.host,
        "audience": answer.audience,
        "action": str(answer.action),
        "would": str(answer.would),
        "mode": str(answer.mode),
        "service": answer.destination.id if answer.destination else None,
        "reason": asdict(answer.reason) if answer.reason else None,
        "exception": answer.leave.id if answer.leave else None,
    }


def compile_targets(asked: Asked, target: str, out: Path, *, as_json: bool, lang: str) -> int:
    names = tuple(TARGETS) if target == "all" else tuple(target.split(","))
    if not set(names) <= set(TARGETS):
        raise _bad("--target", "모르는 대상입니다", "that target is not known", ", ".join((*TARGETS, "all")))
    plan = _plan(asked)
    made = compile_plan(plan, plan.made_us, names)
    rows = []
    for name, artefacts in made.items():
        for one in artefacts:
            path = out / one.path
            with _named(out):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(one.text, encoding="utf-8", newline="")
            rows.append({"target": name, "path": one.path, "entries": one.entries, "sha256": one.digest})
    if as_json:
        _print({"policy": plan.stamp, "serial": plan.serial(plan.made_us), "files": rows})
    else:
        for name, artefacts in made.items():
            total = sum(one.entries or 0 for one in artefacts)
            print(
                f"{name:<9} {len(artefacts):>4} {'개 파일' if lang == 'ko' else 'files'}, {total:,} {'항목' if lang == 'ko' else 'entries'}"
            )
        print(f"→ {out} ({plan.stamp})")
    return DONE


# ---------------------------------------------------------------- keys and bundles


def make_key(path: Path) -> int:
    with _named(path):
        try:
            print(new_key(path))
        except FileExistsError:
            raise _bad(
                path.name, "이미 있는 파일입니다", "that file exists", "다른 이름을 쓰십시오 · use another name"
            ) from None
    return DONE


def make_bundle(asked: Asked, keys: list[Path], out: Path, *, lang: str) -> int:
    plan = _plan(asked)
    with _named(out):
        data = sign(make_payload(plan), read_keys(keys))
        beside = out.with_name(f".{out.name}.new")  # an agent that watches `out` never reads half of it
        try:
            beside.write_bytes(data)
            beside.replace(out)
        finally:
            beside.unlink(missing_ok=True)
    print(f"{out}: {plan.stamp}, {'서명' if lang == 'ko' else 'signatures'} {len(keys)}")
    return DONE


# ---------------------------------------------------------------- records, and the clock


def show_agent_key(agent_file: Path) -> int:
    root = read_agent(agent_file).root
    Folder(root).make()
    print(agent_key(root).public_key().public_bytes_raw().hex())
    return DONE


def file_records(records: Path, name: str, officer: str, config: Path | None, *, as_json: bool, lang: str) -> int:
    lines = read_lines([records])
    done: dict[str, int | str] = {"enforcer": name, "new": 0, "sequence": 0}
    for at in range(0, max(1, len(lines)), _LINES_AT_ONCE):
        part = ask("file_effects", {"enforcer": name, "lines": lines[at : at + _LINES_AT_ONCE]}, officer, "", config)
        done = {**part, "new": int(done["new"]) + int(part["new"])}
    if as_json:
        _print(done)
    elif lang == "ko":
        print(f"{name}: 새 기록 {done['new']:,}건, 마지막 {done['sequence']:,}번")
    else:
        print(f"{name}: {done['new']:,} new records, the last is number {done['sequence']:,}")
    return DONE


def show_clock(order: str, app: str, officer: str, config: Path | None, *, as_json: bool, lang: str) -> int:
    told = ask("show_clock", {"order": order, "app": app}, officer, "", config)
    done = DONE if told["all_minutes"] is not None else NOT
    if as_json:
        _print(told)
        return done
    ko = lang == "ko"
    print(told["ko" if ko else "en"])
    states = {"effective": "시행", "loaded": "적재(확인 질문 없음)", "observed": "관찰만", "waiting": "미시행"}
    for row in told["rows"]:
        state = states[row["state"]] if ko else row["state"]
        devices = f"{row['devices']:,}{'대' if ko else ' devices'}"
        took = "" if row["minutes"] is None else f"  {row['minutes']:,.1f}{'분' if ko else ' min'}"
        print(
            f"{row['position']:>3}. {row['agency']:<20} {row['device']:<18} {row['tier']:<9} {devices:>10}  {state}{took}"
        )
        if row["proof"]:
            proof = row["proof"]
            print(f"       {proof['enforcer']} #{proof['sequence']} {proof['target']} {proof['stamp']} {proof['digest'][:16]}… "
                  f"{'확인 질문' if ko else 'questions'} {proof['probes']}")  # fmt: skip
    return done


# ---------------------------------------------------------------- logs


def show_attempts(asked: Asked, read: Reading, *, as_json: bool, lang: str) -> int:
    _, counting = _counted(asked, read)
    tally, rows = counting.tally, attempts(counting.tally)
    if read.aside is not None:
        with _named(read.aside):
            read.aside.write_text("".join(tally.aside), encoding="utf-8")
    if as_json:
        _print({"lines": tally.lines, "malformed": tally.malformed, "attempts": [asdict(row) for row in rows]})
        return DONE
    ko = lang == "ko"
    for row in rows:
        print(
            f"{row.audience:<28} {row.service:<20} 시도 {row.attempts:,}회, 단말 {row.devices:,}대, 원시 {row.raw:,}건, 통과 {row.uses:,}회"
            if ko
            else f"{row.audience:<28} {row.service:<20} {row.attempts:,} attempts, {row.devices:,} devices, {row.raw:,} raw, {row.uses:,} passed"
        )
    _show_lines(tally.lines, tally.malformed, ko=ko)
    if tally.lines and not tally.sightings:
        print("이름이 적힌 줄이 하나도 없습니다. --format과 기록 설정을 확인하십시오." if ko else "No line tells of a name: check --format and what the engine logs.")  # fmt: skip
        return NOT
    return DONE


def show_discovered(asked: Asked, read: Reading, top: int, *, as_json: bool, lang: str) -> int:
    _, counting = _counted(asked, read)
    rows = discovered(counting.tally)
    if as_json:
        _print({"found": len(rows), "hosts": [asdict(row) for row in rows[:top]]})
        return DONE
    for row in rows[:top]:
        print(f"{row.host:<44} {'단말' if lang == 'ko' else 'devices'} {row.devices:,}  {row.sightings:,}")
    _show_lines(counting.tally.lines, counting.tally.malformed, ko=lang == "ko")
    return DONE


def show_coverage(asked: Asked, read: Reading, since: str, until: str, *, as_json: bool, lang: str) -> int:
    zone = timezone(timedelta(hours=read.offset))
    span = _instant(since, zone), _instant(until, zone)
    if not 0 < span[1] - span[0] <= _LONGEST_SECONDS:
        raise _bad("--to", "기간이 비었거나 너무 깁니다(10년까지)", "the period is empty or too long (10 years at most)",
                   "--from 2025-02-06T00:00 --to 2025-02-07T00:00")  # fmt: skip
    plan, counting = _counted(asked, read)
    rows = coverage(counting.tally, plan, *span)
    complete = bool(rows) and all(row.complete for row in rows if row.audience != "unmapped")
    if as_json:
        _print({"complete": complete, "classes": [asdict(row) for row in rows]})
        return DONE if complete else NOT
    ko = lang == "ko"
    for row in rows:
        print(
            f"{row.audience:<28} {row.covered}/{row.hours} {'시간' if ko else 'hours'}, {'단말' if ko else 'devices'} {row.devices:,}"
        )
        for first, last in row.gaps[:5]:
            spans = " – ".join(f"{datetime.fromtimestamp(at, zone):%Y-%m-%d %H:%M}" for at in (first, last))
            print(f"    {'공백' if ko else 'gap'} {spans}")
    if not complete:
        print(
            "공백이 있어 이 기간의 미이용을 확인할 수 없습니다." if ko else "With these gaps no absence can be stated."
        )
    return DONE if complete else NOT


#: Hosts that one report files at most: whoever looks at more is helped by none.
_HOSTS_FILED = 5_000


def file_report(asked: Asked, read: Reading, officer: str, *, as_json: bool, lang: str) -> int:
    """File at the desk what the logs say of one day: attempts, hosts that nobody listed, and how far the logs reach."""
    if asked.day is None:
        raise _bad("--date", "기록의 날짜가 필요합니다", "the day of the logs is needed", "--date 2025-02-06")
    zone = timezone(timedelta(hours=read.offset))
    since = _instant(f"{asked.day}T00:00", zone)
    span = since, since + 24 * 3600
    plan, counting = _counted(asked, read, span)
    tally, classes = counting.tally, {one.id: one for one in plan.audiences}

    def whose(audience: str) -> dict[str, object]:
        return {"agency": classes[audience].agency, "device": classes[audience].device}

    services = [
        {**whose(one.audience), "subject": one.service, "attempts": one.attempts, "devices": one.devices, "raw": one.raw,
         "uses": one.uses, "policies": list(one.policies)}
        for one in attempts(tally) if one.audience in classes
    ]  # fmt: skip
    reached = [
        {**whose(one.audience), "hours": one.hours, "covered": one.covered, "devices": one.devices}
        for one in coverage(tally, plan, *span) if one.audience != UNMAPPED
    ]  # fmt: skip
    found = {one.host for one in discovered(tally)[:_HOSTS_FILED]}
    hosts = [
        {**whose(audience), "subject": host, "raw": raw,
         "devices": sum(tally.clients.get(client) == audience for client in tally.askers[host])}
        for (audience, host), raw in sorted(tally.asked.items()) if host in found and audience in classes
    ]  # fmt: skip
    filed = [
        {"day": asked.day, "sort": "service", "rows": services, "coverage": reached},
        {"day": asked.day, "sort": "host", "rows": hosts},
    ]
    ask_all([("file_sightings", one) for one in filed], officer, "", asked.config)
    if as_json:
        _print(
            {
                "day": asked.day,
                "services": services,
                "hosts": len(hosts),
                "coverage": reached,
                "malformed": tally.malformed,
            }
        )
        return DONE
    tried, gaps = sum(int(str(one["attempts"])) for one in services), sum(int(str(one["hours"])) - int(str(one["covered"])) for one in reached)  # fmt: skip
    if lang == "ko":
        print(
            f"{asked.day}: 시도 {tried:,}회, 목록에 없는 이름 {len(hosts):,}개, 빈 시간 {gaps:,}시간을 데스크에 제출했습니다."
        )
    else:
        print(
            f"{asked.day}: {tried:,} attempts, {len(hosts):,} unlisted hosts and {gaps:,} hours without a line were filed at the desk."
        )
    _show_lines(tally.lines, tally.malformed, ko=lang == "ko")
    return DONE


def _show_lines(lines: int, malformed: int, *, ko: bool) -> None:
    print(f"{lines:,}줄 읽음, {malformed:,}줄 형식 오류" if ko else f"{lines:,} lines read, {malformed:,} malformed")


def _counted(asked: Asked, read: Reading, span: tuple[int, int] | None = None) -> tuple[Plan, Counting]:
    """The logs counted; with a span, [from, to), what other days' lines say is left out."""
    if read.kind not in KINDS:
        raise _bad("--format", "모르는 형식입니다", "that format is not known", ", ".join(KINDS))
    plan = _plan(asked)
    counting = Counting(plan, populations(plan, plan.made_us), looks_like_ai)
    reader = reader_of(read.kind, timezone(timedelta(hours=read.offset)))
    lines = chain.from_iterable(_lines(path) for path in read.files)
    counting.feed(lines, reader if span is None else _within(reader, *span))
    return plan, counting


def _within(reader: Reader, since: int, until: int) -> Reader:
    def _read(line: str) -> Sighting | None:
        seen = reader(line)
        return seen if seen is not None and since <= seen.at < until else None

    return _read


def _lines(path: Path) -> Iterator[str]:
    """Lines of a log that may be rotated away while it is read: what was opened is read to its end. One that was packed
    (`.gz`) is read as far as it goes.
    """
    packed = path.suffix == ".gz"
    try:
        with (gzip.open if packed else open)(path, "rt", encoding="utf-8", errors="replace", newline="\n") as opened:
            while line := opened.readline(LONGEST_LINE + 1):
                yield line
                while len(line) > LONGEST_LINE and line[-1] != "\n":  # the rest of it is no line of its own
                    line = opened.readline(LONGEST_LINE + 1)
    except (EOFError, zlib.error):
        return  # cut: what is missing of it is a gap in the hours
    except OSError:
        raise _bad(
            path.name,
            "파일을 열 수 없습니다",
            "the file cannot be opened",
            "경로와 권한을 확인하십시오 · check its path and mode",
        ) from None


_WORDS = frozenset({"ai", "gpt", "llm", "chatbot", "copilot", "genai", "aigc", "chatgpt", "openai", "llama", "claude"})


def looks_like_ai(host: str) -> bool:
    """Whether a host nobody listed is worth a person's look: by its labels, or by a model's name in it."""
    labels = host.split(".")
    if len(labels) < 2 or len(host) > 253:
        return False
    parts = {part for label in labels[:-1] for part in label.split("-")}
    return (
        labels[-1] == "ai"
        or bool(parts & _WORDS)
        or any("gpt" in label for label in labels)
        or bool(family_of_name(host))
    )


# ---------------------------------------------------------------- small parts


def _plan(asked: Asked) -> Plan:
    now_us = System().now_us()
    day = _day(asked.day) if asked.day else datetime.fromtimestamp(now_us / 1_000_000, UTC).astimezone(_SEOUL).date()
    grounds = _grounds(asked.config, day)
    if asked.imported is None:
        return make_plan(grounds, _site(asked), now_us)
    listed = read_list(read_lines([asked.imported]), suffixes())
    plan = make_plan(grounds, _site(asked), now_us, listed.names)
    if not listed.refused:
        return plan
    where = ", ".join(map(str, listed.refused_lines)) + (" …" if listed.refused > len(listed.refused_lines) else "")
    note = (
        f"들여온 목록: {listed.refused:,}줄은 이름이 아니거나 여럿이 함께 쓰는 도메인 꼬리라 쓰지 않음 ({where}행)"
        f" · of the imported list {listed.refused:,} lines are not used: no names, or public or shared suffixes (lines {where})"
    )
    return replace(plan, notes=(*plan.notes, note))


def _grounds(config: Path | None, day: date) -> Grounds:
    if config is None:
        return shipped_grounds(day)
    settings = load_settings(config)
    files = PublicationFiles(settings.gate.data_dir / "published", _raise)
    asyncio.run(files.open())
    return grounds_of(files.snapshot, files.delta, files.digest, day)


def _raise(error: GwanmunError) -> None:
    raise error


def _site(asked: Asked) -> Site:
    if asked.network is None:
        if not asked.agency or not asked.device:
            raise _bad("--network", "network.toml이나 --agency와 --device가 필요합니다",
                       "network.toml is needed, or --agency and --device", "docs/enforcement.md")  # fmt: skip
        facts = (*FACTS, MASKING) if "all" in asked.attested else asked.attested
        return Site((Class(AgencyId(asked.agency), _device(asked.device), ("10.0.0.0/8",), attested=facts),))
    found = read_network(asked.network)
    classes = tuple(
        Class(
            AgencyId(one.agency),
            one.device,
            tuple(one.subnets),
            one.mode,
            tuple(one.attested),
            tuple(one.inspected),
            one.probe,
        )
        for one in found.file.classes
    )
    places = tuple(Whereabouts(tuple(one.addresses), one.person, one.department) for one in found.file.whereabouts)
    return Site(classes, places, found.doors(), found.file.expires_days, _push(asked.push))


def _push(path: Path | None) -> tuple[tuple[AgencyId, DeviceClass], ...]:
    """The rows of `list_push` as agency and class, the first first."""
    if path is None:
        return ()
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        found = [(AgencyId(str(row["agency"])), DeviceClass(row["device_class"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise _bad("--push", "적용 순서 파일이 아닙니다", "that is no order of application",
                   "gwanmun act list_push --json > push.json") from None  # fmt: skip
    return tuple(dict.fromkeys(found))


def _device(text: str) -> DeviceClass:
    try:
        return DeviceClass(text)
    except ValueError:
        raise _bad("--device", "모르는 단말 구분입니다", "that class is not known", ", ".join(DeviceClass)) from None


def _population(asked: Asked, people: tuple[Population, ...], address: str) -> Population:
    if address:
        found = population_of(people, address)
    else:
        found = next((one for one in people if one.id == f"{asked.agency}.{asked.device}"), None)
    if found is None:
        raise _bad("--device", "그 구분이나 주소는 이 계획에 없습니다", "the plan has no such class or address",
                   ", ".join(one.id for one in people))  # fmt: skip
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _bad("--date", "날짜(YYYY-MM-DD)가 아닙니다", "not a date (YYYY-MM-DD)", "--date 2025-02-06") from None


def _instant(text: str, zone: timezone) -> int:
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())
    except (ValueError, OverflowError):
        raise _bad("--from", "시각이 아닙니다", "that is not a time", "2025-02-06T00:00") from None


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """A file that cannot be read or written is a wrong answer to the question which one, and no inner fault."""
    try:
        yield
    except OSError as error:
        name = Path(str(error.filename or path)).name
        raise _bad(
            name, f"파일을 읽거나 쓸 수 없습니다 ({type(error).__name__})",
            f"the file cannot be read or written ({type(error).__name__})", str(path.name),
        ) from None  # fmt: skip


def _bad(where: str, ko: str, en: str, example: str) -> BadCommand:
    return BadCommand(where, problem_ko=ko, problem_en=en, next_ko=example, next_en=example)


def _print(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
