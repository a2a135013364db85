"""`gwanmun policy …` and `gwanmun can`: packs read, checked, compared, proved and replayed, in words or JSON.

Exit codes: 0 it holds, is clean or may be used; 1 it does not, differs or may not; 2 bad input. What does not live here:
the options (`policy_cli.py`), the answers themselves (`policy/`, `control/reading.py`).
"""

import asyncio
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

import orjson

from gwanmun import __version__
from gwanmun.adapters.desk_socket import said
from gwanmun.adapters.publication import PublicationFiles
from gwanmun.adapters.system import System
from gwanmun.bootstrap import journal_path
from gwanmun.control import shipped
from gwanmun.control.reading import Reader, decide_line, may
from gwanmun.control.reading import Site as Recorded
from gwanmun.domain.decisions import Outcome
from gwanmun.domain.money import won
from gwanmun.entrypoints.given_files import text_of
from gwanmun.entrypoints.replaying import replay_journal
from gwanmun.entrypoints.state_words import counted
from gwanmun.errors import BadCommand, GwanmunError, NothingHere, Unavailable
from gwanmun.policy.compare import Answer, compare
from gwanmun.policy.difference import Difference, difference
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import Pack, Value
from gwanmun.policy.lint import Finding, Severity, lint
from gwanmun.policy.prove import Claim, Proof, check_obligations, prove, read_claim
from gwanmun.policy.provenance import stamped
from gwanmun.policy.reader import read_pack
from gwanmun.policy.replay import Effect, Replay
from gwanmun.policy.sentences import Ending, all_of, describe
from gwanmun.policy.space import Method, lifted, readable, word_of
from gwanmun.policy.strict_yaml import MAX_CHARACTERS
from gwanmun.policy.vectors import check_combined, check_pack
from gwanmun.settings import Settings, load_settings

DONE, NOT, BAD = 0, 1, 2

BASE = "chatgpt_catalogued"  # the service profile that differences are counted from
_SEOUL = timezone(timedelta(hours=9))


@dataclass(frozen=True, slots=True)
class Named:
    """A pack that the caller named, and the text that it was read from."""

    pack: Pack
    text: str
    file: str


@dataclass(frozen=True, slots=True)
class Site:
    """The packs of a site as its gate decides by them, and what its desk recorded; without a site, the packs that ship."""

    packs: tuple[Pack, ...]
    judge: Judge
    default_after_approval: Outcome | None
    closed: frozenset[str] = frozenset()  # regimes whose order is lifted
    recorded: Recorded | None = None

    def reader(self) -> Reader:
        return Reader(self.packs, shipped.defaults(), self.judge, self.recorded)


# ---------------------------------------------------------------- commands


def explain_packs(names: Sequence[str], *, as_json: bool, lang: str) -> int:
    """Packs in plain sentences; without a name, one line for each that ships."""
    chosen = [_named(name) for name in names] or [_shipped(str(one)) for one in shipped.regime_ids()]
    if as_json:
        _print([_pack_fields(one.pack) for one in chosen])
    elif names:
        print("\n\n".join("\n".join(describe(one.pack, lang)) for one in chosen))
    else:
        for one in chosen:
            title = one.pack.title_ko if lang == "ko" else one.pack.title_en
            print(f"{one.pack.id:<34} {one.pack.jurisdiction}  {one.pack.effective_from}  {title}")
    return DONE


def lint_packs(names: Sequence[str], *, parent: str | None, strict: bool, as_json: bool, lang: str) -> int:
    """Findings by place. Not clean: an error; with `strict` a warning too."""
    above = _named(parent).pack if parent else None
    found: list[tuple[Named, Finding]] = []
    for one in _chosen(names):
        found += (
            (one, finding)
            for finding in lint(one.pack, shipped.defaults(), _base(BASE), text=one.text, file=one.file, parent=above)
        )
    counts = {severity: sum(finding.severity is severity for _, finding in found) for severity in Severity}
    clean = not counts[Severity.ERROR] and not (strict and counts[Severity.WARNING])
    if as_json:
        _print({"clean": clean, "findings": [_finding(one, finding) for one, finding in found]})
    else:
        for _, finding in found:
            rule = f" {finding.rule}" if finding.rule else ""
            print(
                f"{finding.where}: {finding.severity.value} [{finding.code}]{rule} {finding.ko if lang == 'ko' else finding.en}"
            )
        errors, warnings, notes = (counts[one] for one in Severity)
        print(
            f"오류 {errors}, 경고 {warnings}, 참고 {notes}"
            if lang == "ko"
            else f"errors {errors}, warnings {warnings}, notes {notes}"
        )
    return DONE if clean else NOT


def diff_packs(before: str, after: str, *, effective: bool, service: str, as_json: bool, lang: str) -> int:
    """What changes from one pack to the other. Packs of two jurisdictions are compared as if both stood in the second's."""
    one, two = _named(before).pack, _named(after).pack
    transposed = one.jurisdiction != two.jurisdiction
    base = {**_base(service), "jurisdiction": two.jurisdiction}
    first: list[Pack] = [replace(one, jurisdiction=two.jurisdiction)]
    second = [two]
    if effective:
        rest = [pack for pack in shipped.packs() if pack.id not in {one.id, two.id}]
        first, second = [*rest, *first], [*rest, *second]
    found = difference(first, second, base, effective=effective)
    if as_json:
        _print({"before": one.id, "after": two.id, "transposed": transposed, **_difference(found)})
    else:
        print("\n".join(_difference_lines(one, two, found, transposed=transposed, ko=lang == "ko")))
    return NOT if found.changed else DONE


def compare_packs(regimes: str, *, service: str, given: Mapping[str, str], as_json: bool, lang: str) -> int:
    """Regimes side by side on one request."""
    packs = [_named(name.strip()).pack for name in regimes.split(",") if name.strip()] or list(shipped.packs())
    attributes = Reader((), shipped.defaults()).attributes(dict(given), service)
    answers = compare(packs, attributes)
    day = cast("date", attributes["date"]).isoformat()
    if as_json:
        _print({"service": service, "date": day, "answers": [_answer(one) for one in answers]})
    else:
        # What was not said stands as in `_defaults.yaml`, the day too: whoever reads the answers must see of when they are.
        print(f"{service} · {day} {'기준' if lang == 'ko' else '(the day that is judged; --date names another)'}")
        print("\n".join(line for one in answers for line in _answer_lines(one, lang)))
    return DONE


def prove_claim(text: str, *, packs: str, service: str, config: Path | None, as_json: bool, lang: str) -> int:
    """Whether a claim holds, or the smallest counterexample."""
    claim = read_claim(text)
    site = _site(config)
    names = [name.strip() for name in packs.split(",") if name.strip()]
    chosen = tuple(_named(name).pack for name in names) or site.packs
    check_obligations(claim, chosen)
    proof = prove(claim, chosen, _base(service), default_after_approval=site.default_after_approval)
    if as_json:
        _print({"claim": claim.text, "packs": [one.id for one in chosen], "service": service, **_proof(claim, proof)})
    else:
        print("\n".join(_proof_lines(claim, proof, service, len(chosen), lang)))
    return DONE if proof.holds else NOT


def run_vectors(names: Sequence[str], *, as_json: bool, lang: str) -> int:
    """Every vector of packs; without a name, of all that ship, the combined ones too."""
    rows: list[dict[str, object]] = []
    for one in _chosen(names):
        failures = check_pack(one.pack, shipped.defaults())
        rows.append(_tested(str(one.pack.id), len(one.pack.vectors), failures))
    if not names:
        failures = check_combined(Judge(shipped.packs()), shipped.defaults())
        rows.append(_tested("combined", len(shipped.defaults().combined), failures))
    failed = sum(len(row["failing"]) for row in rows if isinstance(row["failing"], list))
    total = sum(row["vectors"] for row in rows if isinstance(row["vectors"], int))
    if as_json:
        _print({"ok": not failed, "packs": rows})
    else:
        for row in rows:
            print(f"{'✓' if not row['failing'] else '✗'} {row['pack']}: {row['vectors']}")
            for failing in row["failing"] if isinstance(row["failing"], list) else []:
                print(
                    f"    {failing['vector']}: {failing['expected']} ≠ {failing['got']} {' '.join(failing['missing'])}"
                )
        print(
            f"시험 사례 {total}개 중 {failed}개가 맞지 않습니다"
            if lang == "ko"
            else f"{failed} of {total} vectors fail"
        )
    return NOT if failed else DONE


def replay_pack(name: str, *, since: str, config: Path, journal: Path | None, as_json: bool, lang: str) -> int:
    """What a pack would have made of the requests that a journal holds, beside the packs in force."""
    settings = load_settings(config)
    path = _journal(journal, settings)
    candidate = _named(name).pack
    site = _published(settings)
    others = [pack for pack in site.packs if pack.id != candidate.id]
    standing = lifted(candidate) if candidate.id in site.closed else candidate
    judge = Judge([*others, *([standing] if standing else [])], default_after_approval=site.default_after_approval)
    from_us = _since(since, System().now_us())
    found, forgotten = replay_journal(path, settings.gate.keys_dir, from_us, judge)
    if as_json:
        _print({"pack": candidate.id, "since": _instant(from_us), "forgotten": forgotten, **_replay(found)})
    else:
        print("\n".join(_replay_lines(candidate, found, forgotten, from_us, lang)))
    return DONE


def decide_lines(lines: Iterable[bytes], *, config: Path | None) -> int:
    """One decision for each line; a bad line is answered with its error and the rest go on."""
    reader = _site(config).reader()
    code = DONE
    write = sys.stdout.buffer.write if hasattr(sys.stdout, "buffer") else None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        answer, good = decide_line(reader, line, number, said)
        text = orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE)
        if write is None:
            sys.stdout.write(text.decode())
        else:
            write(text)
        code = code if good else NOT
    return code


def export_pack(name: str, *, out: Path | None) -> int:
    """A pack with its provenance above it: comments, so that the file is the same pack wherever it is read."""
    one = _named(name)
    text = stamped(one.pack, one.text, __version__)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
    return DONE


def answer_can(
    *,
    agency: str,
    device: str,
    service: str,
    day: str | None,
    grade: str,
    config: Path | None,
    as_json: bool,
    lang: str,
) -> int:
    """May they? One sentence."""
    site = _site(config)
    when = _day(day) if day else datetime.fromtimestamp(System().now_us() / 1_000_000, UTC).astimezone(_SEOUL).date()
    reader = site.reader()
    found = may(reader, site.judge, agency=agency, device=device, service=service, day=when, grade=grade)
    if as_json:
        _print(
            {
                "allowed": found.allowed,
                "decision": found.decision.outcome.word,
                "rules": [str(hit.rule) for hit in found.decision.causes],
                "obligations": list(found.decision.obligations),
                "alternative": found.alternative,
                "halted": found.halted or None,
                "date": found.day.isoformat(),
                "ko": found.ko,
                "en": found.en,
            }
        )
    else:
        print(found.ko if lang == "ko" else found.en)
    return DONE if found.allowed else NOT


# ---------------------------------------------------------------- packs by name


def _named(name: str) -> Named:
    """A regime that ships, or a file. Raises `BadPolicy` or `BadCommand`."""
    if name in shipped.regime_ids():
        return _shipped(name)
    path = Path(name)
    if not (path.suffix in {".yaml", ".yml"} or path.is_file()):
        known = ", ".join(shipped.regime_ids())
        raise BadCommand(
            problem_ko=f"'{name[:64]}'이라는 기준도 파일도 없습니다",
            problem_en=f"there is no regime and no file '{name[:64]}'",
            next_ko=f"내장 기준: {known}",
            next_en=f"regimes that ship: {known}",
        )
    text = text_of(path, 4 * MAX_CHARACTERS)
    return Named(read_pack(text, name), text, name)


def _shipped(name: str) -> Named:
    pack = next(one for one in shipped.packs() if one.id == name)
    return Named(pack, shipped.text(shipped.REGIMES, f"{name}.yaml"), f"{name}.yaml")


def _chosen(names: Sequence[str]) -> list[Named]:
    return [_named(name) for name in names] or [_shipped(str(one)) for one in shipped.regime_ids()]


def _base(service: str) -> dict[str, Value]:
    return Reader((), shipped.defaults()).attributes({}, service)


def _site(config: Path | None) -> Site:
    if config is None:
        return Site(shipped.packs(), Judge(shipped.packs()), None)
    return _published(load_settings(config))


def _published(settings: Settings) -> Site:
    """What the desk published last: packs in force, orders lifted."""
    files = PublicationFiles(settings.gate.data_dir / "published", _raise)
    try:
        asyncio.run(files.open())
    except Unavailable as error:
        raise NothingHere(
            error.where,
            problem_ko="이 설치에는 아직 발행된 정책이 없습니다",
            problem_en="nothing was published here yet",
            next_ko="gwanmun import agencies, gwanmun import packs로 시작하십시오 (docs/first-site.md)",
            next_en="begin with gwanmun import agencies and gwanmun import packs (docs/first-site.md)",
        ) from error
    snapshot = files.snapshot
    read = [read_pack(one.text, str(one.regime)) for one in snapshot.packs]
    closed = frozenset(snapshot.lifted_orders)
    standing = tuple(one for pack in read if (one := lifted(pack) if pack.id in closed else pack) is not None)
    after = Outcome.ALLOW_WITH_MASKING  # as `gateway/world.py` decides
    recorded = Recorded(
        snapshot.agencies, snapshot.services, snapshot.records, snapshot.inquiries, files.delta.suspensions
    )
    return Site(standing, Judge(standing, default_after_approval=after), after, closed, recorded)


def _raise(error: GwanmunError) -> None:
    raise error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadCommand(
            "--date",
            problem_ko="날짜(YYYY-MM-DD)가 아닙니다",
            problem_en="not a date (YYYY-MM-DD)",
            next_ko="예: --date 2025-02-05",
            next_en="such as --date 2025-02-05",
        ) from None


def _journal(named: Path | None, settings: Settings) -> Path:
    """The journal's folder. Raises where there is none: the caller named a wrong one, or no gate was ever opened here."""
    path = named or journal_path(settings)
    if (path / "journal.json").is_file():
        return path
    if named is not None:
        raise BadCommand(
            str(path),
            problem_ko="감사기록 폴더가 아닙니다 (journal.json이 없습니다)",
            problem_en="that is no journal's folder (there is no journal.json)",
            next_ko="예: --journal ⟨data_dir⟩/journal/gate-1",
            next_en="such as --journal ⟨data_dir⟩/journal/gate-1",
        )
    raise NothingHere(
        str(path),
        problem_ko="아직 감사기록이 없습니다: 관문이 한 번도 열리지 않았습니다",
        problem_en="there is no journal yet: the gate was never opened here",
        next_ko="gwanmun serve로 관문을 연 뒤 다시 실행하십시오",
        next_en="open the gate with gwanmun serve, then run it again",
    )


def _since(text: str, now_us: int) -> int:
    match = re.fullmatch(r"(\d{1,4})([dh])", text)
    if match:
        return now_us - int(match[1]) * (86_400 if match[2] == "d" else 3_600) * 1_000_000
    try:
        day = datetime.combine(date.fromisoformat(text), datetime.min.time(), _SEOUL)
    except ValueError:
        raise BadCommand(
            "--since",
            problem_ko="기간(30d, 12h)이나 날짜(YYYY-MM-DD)가 아닙니다",
            problem_en="neither a span (30d, 12h) nor a date (YYYY-MM-DD)",
            next_ko="예: --since 30d",
            next_en="such as --since 30d",
        ) from None
    return int(day.timestamp() * 1_000_000)


def _instant(at_us: int) -> str:
    return datetime.fromtimestamp(at_us / 1_000_000, UTC).astimezone(_SEOUL).isoformat(timespec="seconds")


# ---------------------------------------------------------------- as data


def _print(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _plain(pairs: Iterable[tuple[str, Value]]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in pairs}


def _pack_fields(pack: Pack) -> dict[str, object]:
    return {
        "id": pack.id,
        "title_ko": pack.title_ko,
        "title_en": pack.title_en,
        "jurisdiction": pack.jurisdiction,
        "effective_from": pack.effective_from.isoformat(),
        "effective_to": pack.effective_to.isoformat() if pack.effective_to else None,
        "needs_confirmation": pack.needs_confirmation,
        "sources": [{"name": source.name, "url": source.url} for source in pack.sources],
        "rules": [
            {
                "id": rule.id,
                "decision": rule.decision.word,
                "after_approval": rule.after_approval.word if rule.after_approval is not None else None,
                "basis": rule.basis,
                "obligations": list(rule.obligations),
                "reason": {"ko": rule.reason_ko, "en": rule.reason_en},
            }
            for rule in pack.rules
        ],
        "vectors": len(pack.vectors),
        "sentences": {"ko": list(describe(pack, "ko")), "en": list(describe(pack, "en"))},
    }


def _finding(one: Named, finding: Finding) -> dict[str, object]:
    return {
        "pack": one.pack.id,
        "code": finding.code,
        "severity": finding.severity.value,
        "where": finding.where,
        "rule": finding.rule,
        "ko": finding.ko,
        "en": finding.en,
    }


def _difference(found: Difference) -> dict[str, object]:
    return {
        "method": found.method.value,
        "seed": found.seed if found.method is Method.SAMPLED else None,
        "inputs": found.inputs,
        "checked": found.checked,
        "changed": found.changed,
        "stricter": found.stricter,
        "looser": found.looser,
        "unshown": found.unshown,
        "changes": [
            {
                "before": one.before.word,
                "after": one.after.word,
                "inputs": one.inputs,
                "when": dict(one.when),
                "example": _plain(one.example),
            }
            for one in found.changes
        ],
    }


def _proof(claim: Claim, proof: Proof) -> dict[str, object]:
    found = proof.counterexample
    return {
        "holds": proof.holds,
        "vacuous": proof.vacuous,
        "method": proof.method.value,
        "seed": proof.seed if proof.method is Method.SAMPLED else None,
        "inputs": proof.inputs,
        "checked": proof.checked,
        "matching": proof.matching,
        "counterexample": None
        if found is None
        else {
            "in": _plain(found.differences),
            "decision": found.decision.outcome.word,
            "rules": [str(hit.rule) for hit in found.decision.causes],
            "obligations": list(found.decision.obligations),
            "lacking": list(claim.lacking(found.decision)),
        },
    }


def _answer(one: Answer) -> dict[str, object]:
    hit = one.hit
    return {
        "regime": one.pack.id,
        "jurisdiction": one.pack.jurisdiction,
        "decision": one.outcome.word,
        "rule": hit.rule if hit else None,
        "basis": hit.basis if hit else None,
        "after_approval": one.after_approval.word if one.after_approval is not None else None,
        "obligations": list(hit.obligations) if hit else [],
        "source": one.pack.sources[0].name,
        "effective_from": one.pack.effective_from.isoformat(),
        "in_force": one.in_force,
        "outside": [condition.attribute for condition in one.outside],
        "reason": {"ko": _why(one, "ko"), "en": _why(one, "en")},
    }


def _tested(name: str, vectors: int, failures: Sequence[Any]) -> dict[str, object]:
    failing = [
        {"vector": one.vector, "expected": one.expected.word, "got": one.got.word, "missing": list(one.missing)}
        for one in failures
    ]
    return {"pack": name, "vectors": vectors, "failing": failing}


def _replay(found: Replay) -> dict[str, object]:
    return {
        "requests": found.requests,
        "people": found.people,
        "affected_people": found.affected_people,
        "unreadable": found.unreadable,
        "distinct_inputs": found.distinct,
        "effects": {
            name.value: {"requests": one.requests, "people": one.people, "micro_won": one.micro_won}
            for name, one in found.effects.items()
        },
        "moves": [
            {
                "before": one.before.word,
                "after": one.after.word,
                "rule": one.rule,
                "requests": one.requests,
                "reason": {"ko": one.reason_ko, "en": one.reason_en},
            }
            for one in found.moves
        ],
    }


# ---------------------------------------------------------------- in words


def _method(method: Method, inputs: int, checked: int, seed: int, ko: bool) -> str:
    if method is Method.SAMPLED:
        return (
            f"구분되는 입력 {inputs:,}개 중 {checked:,}개를 추출해 확인했습니다(seed {seed}). 증명이 아닙니다."
            if ko
            else f"{checked:,} of {inputs:,} distinguishable inputs were sampled (seed {seed}): this is no proof."
        )
    return f"구분되는 입력 {inputs:,}개 전부를 확인했습니다." if ko else f"All {inputs:,} distinguishable inputs."


def _difference_lines(one: Pack, two: Pack, found: Difference, *, transposed: bool, ko: bool) -> list[str]:
    lines = [f"{one.id} → {two.id}"]
    if transposed:
        lines.append(
            f"관할이 달라 둘 다 {two.jurisdiction}에 있는 것으로 비교합니다."
            if ko
            else f"Their jurisdictions differ: both are compared as if in {two.jurisdiction}."
        )
    lines.append(_method(found.method, found.inputs, found.checked, found.seed, ko))
    if not found.changed:
        return [*lines, "달라지는 입력이 없습니다." if ko else "No input is decided otherwise."]
    lines.append(
        f"달라지는 입력 {found.changed:,}개: 더 엄격 {found.stricter:,}, 덜 엄격 {found.looser:,}."
        if ko
        else f"{found.changed:,} inputs change: {found.stricter:,} stricter, {found.looser:,} looser."
    )
    for change in found.changes:
        was, now = (change.before.ko, change.after.ko) if ko else (change.before.word, change.after.word)
        lines.append(f"  {was} → {now}  ({change.inputs:,})  {readable(change.when)}")
    if found.unshown:
        lines.append(f"  … {found.unshown:,}개는 줄였습니다." if ko else f"  … {found.unshown:,} inputs are not shown.")
    return lines


def _why(one: Answer, lang: str) -> str:
    ko = lang == "ko"
    if one.hit is not None:
        return one.hit.reason_ko if ko else one.hit.reason_en
    if not one.in_force:
        first, last = one.pack.effective_from, one.pack.effective_to
        span = f"{first} – {last or ''}"
        return f"이 날짜에 시행 중이 아닙니다({span})." if ko else f"Not in force on that day ({span})."
    if one.outside:
        scope = all_of(one.outside, lang, Ending.OF)
        return (
            f"적용 범위 밖입니다: {scope} 경우에만 적용됩니다."
            if ko
            else f"Outside its scope: it applies only where {scope}."
        )
    return "범위 안이나 해당하는 규칙이 없습니다." if ko else "In scope, and no rule holds."


def _answer_lines(one: Answer, lang: str) -> list[str]:
    ko = lang == "ko"
    word = one.outcome.ko if ko else one.outcome.word
    rule = f" [{one.hit.rule}]" if one.hit else ""
    lines = [f"{one.pack.id} ({one.pack.jurisdiction}) · {word}{rule}", f"    {_why(one, lang)}"]
    if one.hit is not None:
        since = one.pack.effective_from
        lines.append(f"    {'출처' if ko else 'source'}: {one.pack.sources[0].name} ({since}{' 시행' if ko else ''})")
    if one.after_approval is not None:
        after = one.after_approval.ko if ko else one.after_approval.word
        lines.append(f"    {'승인을 받으면' if ko else 'with an approval'}: {after}")
    return lines


def _proof_lines(claim: Claim, proof: Proof, service: str, packs: int, lang: str) -> list[str]:
    ko = lang == "ko"
    method = _method(proof.method, proof.inputs, proof.checked, proof.seed, ko)
    found = proof.counterexample
    if found is None:
        lines = [f"✓ {'성립합니다' if ko else 'holds'} ({'정책 묶음' if ko else 'packs'} {packs})", f"  {method}"]
        if proof.vacuous:
            lines.append(
                "  전제에 해당하는 입력이 없어 아무것도 말하지 않는 명제입니다."
                if ko
                else "  No input meets its premise: it says nothing."
            )
        return lines
    cause = found.decision.causes[0]
    differences = ", ".join(f"{name} = {word_of(value)}" for name, value in found.differences)
    outcome, lacking = found.decision.outcome, claim.lacking(found.decision)
    line = {"in": _plain(found.differences), "service": service}
    return [
        f"✗ {'성립하지 않습니다' if ko else 'does not hold'} ({'정책 묶음' if ko else 'packs'} {packs})",
        f"  {'가장 작은 반례' if ko else 'smallest counterexample'}: {differences or ('기본값 그대로' if ko else 'the defaults as they are')}",
        f"  → {outcome.ko if ko else outcome.word} [{cause.rule}] {cause.reason_ko if ko else cause.reason_en}",
        *([f"  {'빠진 조건' if ko else 'obligations lacking'}: {', '.join(lacking)}"] if lacking else []),
        f"  {method}",
        f"  gwanmun policy decide --json <<< '{json.dumps(line, ensure_ascii=False)}'",
    ]


_EFFECTS = {
    Effect.STOPPED: ("차단됨", "stopped"),
    Effect.APPROVAL: ("승인 필요해짐", "held for approval"),
    Effect.REROUTED: ("내부 모델로 전환", "moved in-house"),
    Effect.MASKED: ("가림 추가", "newly masked"),
    Effect.ALLOWED: ("새로 허용됨", "newly allowed"),
    Effect.EASED: ("완화됨(여전히 제한)", "eased, still restricted"),
    Effect.UNCHANGED: ("그대로", "unchanged"),
}


def _replay_lines(pack: Pack, found: Replay, forgotten: int, since_us: int, lang: str) -> list[str]:
    ko = lang == "ko"
    at = 0 if ko else 1
    lines = [
        f"{pack.id}: {_instant(since_us)[:10]}{' 이후' if ko else ' and later'}, "
        + (
            f"요청 {found.requests:,}건, 이용자 {found.people:,}명"
            if ko
            else f"{counted(found.requests, 'request')} of {counted(found.people, 'person', 'people')}"
        )
    ]
    for effect, names in _EFFECTS.items():
        one = found.effects[effect]
        if one.requests or effect is Effect.STOPPED:
            cost = "" if effect is Effect.UNCHANGED else f", {won(one.micro_won)}{'원' if ko else ' won'}"
            count = (
                f"{one.requests:,}건 · {one.people:,}명"
                if ko
                else f"{counted(one.requests, 'request')} · {counted(one.people, 'person', 'people')}"
            )
            lines.append(f"  {names[at]}: {count}{cost}")
    for move in found.moves[:20]:
        was, now = (move.before.ko, move.after.ko) if ko else (move.before.word, move.after.word)
        lines.append(f"    {was} → {now} {move.requests:,} · {move.rule} · {move.reason_ko if ko else move.reason_en}")
    if forgotten or found.unreadable:
        lines.append(
            f"  셀 수 없음: 파기된 기록 {forgotten:,}건, 판정할 수 없는 기록 {found.unreadable:,}건"
            if ko
            else f"  not counted: {forgotten:,} forgotten records, {found.unreadable:,} that cannot be judged"
        )
    return lines
