"""What `gwanmun report …` does: asks the desk for a document, prints it with the writers, puts the files into a folder.

What does not live here: what a report says (`control/reports.py`), how it is written (`adapters/reports/`).
"""

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from gwanmun.adapters.reports import pack
from gwanmun.adapters.reports.journals import SiteSeen
from gwanmun.adapters.reports.printer import ReportPrinter
from gwanmun.adapters.reports.sheets import as_csv, as_json, packed
from gwanmun.budget.absence import start_us
from gwanmun.control.control_map import Status
from gwanmun.control.reports import Report, evidence_document
from gwanmun.domain.reports import Cell, Document, Form
from gwanmun.entrypoints.asking import ask
from gwanmun.errors import BadCommand
from gwanmun.settings import load_settings, settings_file

_YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class Job:
    """Where to, in which forms, as of when, in which language."""

    out: Path | None
    form: str
    as_of: str | None
    config: Path | None
    lang: str
    as_json: bool


def months(year: int | None, first: str | None, last: str | None) -> tuple[str, str]:
    if year is not None and year in _YEARS and first is None and last is None:
        return f"{year}-01", f"{year}-12"
    if year is None and first is not None and last is not None:
        return first, last
    raise BadCommand(
        problem_ko="기간이 필요합니다", problem_en="a period is needed",
        next_ko="--year 2026 또는 --from 2026-01 --to 2026-06", next_en="--year 2026, or --from 2026-01 --to 2026-06",
    )  # fmt: skip


def make(act: str, args: dict[str, Any], job: Job) -> int:
    """One report into its folder."""
    report = _asked(act, args, job)
    if job.out is None:
        raise BadCommand(
            problem_ko="폴더가 필요합니다", problem_en="a folder is needed", next_ko="--out", next_en="--out"
        )
    left_out = _write(report, job.out, job.form)
    _tell(report, job, left_out)
    return 0


def controls(regime: str, job: Job) -> int:
    """The list on the screen; files too where a folder is given. Exit 1 when a control is not satisfied."""
    report = _asked("controls_report", {"regime": regime}, job)
    left_out = _write(report, job.out, job.form) if job.out is not None else ()
    table = report.document.tables[0]
    words = Status.UNSATISFIED.ko if job.lang == "ko" else Status.UNSATISFIED.en
    if job.as_json:
        rows = [
            dict(zip(("regime", "item", "what", "status", "evidence", "basis"), row, strict=True)) for row in table.rows
        ]
        print(
            json.dumps(
                {"controls": rows, "digest": report.digest, "summary": report.document.summary}, ensure_ascii=False
            )
        )
    else:
        for row in table.rows:
            print(f"{row[3]:<8} {row[0]} {row[1]}: {row[2]} [{row[4]}; {row[5]}]")
        print("\n".join(report.document.summary))
        if job.out is not None:
            _tell(report, job, left_out)
    return 1 if any(row[3] == words for row in table.rows) else 0


def _asked(act: str, args: dict[str, Any], job: Job) -> Report:
    day = None if job.as_of is None else _day(job.as_of, "--as-of").isoformat()
    told = ask(act, {**args, "language": job.lang, "as_of": day}, "", "", job.config)
    return msgspec.convert(told, Report)


def _write(report: Report, out: Path, form: str) -> tuple[str, ...]:
    """The files of a report. The data that the signature names are always there; says which forms were left out."""
    document, printer, left_out = report.document, ReportPrinter(), []
    _folder(out)
    stem = document.kind.value
    (out / f"{stem}.json").write_bytes(as_json(document))
    for each in (Form.PDF, Form.XLSX) if form == "all" else [one for one in (Form.PDF, Form.XLSX) if one.value == form]:
        try:
            made = printer.print(document, each)
        except BadCommand as why:
            if form != "all":
                raise
            left_out.append(f"{each.value}: {why.message(document.language)} {why.remedy(document.language)}")
            continue
        (out / f"{stem}.{made.ending}").write_bytes(made.content)
    if form in {"all", "csv"}:
        for table in document.tables:
            (out / f"{stem}-{table.id}.csv").write_bytes(as_csv(table))
    for one in report.attachments:
        (out / one.name).write_text(one.text)
    if report.signed:
        (out / pack.SIGNATURE).write_text(report.signed)
        (out / pack.KEY).write_text(report.vkey + "\n")
    return tuple(left_out)


def _tell(report: Report, job: Job, left_out: tuple[str, ...]) -> None:
    names = sorted(path.name for path in job.out.iterdir()) if job.out is not None else []
    if job.as_json:
        told = {
            "digest": report.digest,
            "key": report.vkey,
            "files": names,
            "left_out": left_out,
            "simulated": report.document.simulated,
        }
        print(json.dumps(told, ensure_ascii=False))
        return
    ko = job.lang == "ko"
    for line in report.document.summary:
        print(f"◇ {line}")
    print(f"{'자료 값' if ko else 'digest'} (SHA-256): {report.digest}")
    if report.vkey:
        print(f"{'검증' if ko else 'verify'}: gwanmun report verify {job.out} --key '{report.vkey}'")
    print(f"{'파일' if ko else 'files'}: {', '.join(names)}")
    for line in left_out:
        print(f"{'만들지 못함' if ko else 'left out'}: {line}")


# ---------------------------------------------------------------- evidence


def evidence(first: str, last: str, reason: str, officer: str, job: Job, *, archive: bool) -> int:
    """Write the journals' part, the report about it, the manifest; have it signed and noted; zip it on demand."""
    start, end = _day(first, "--from"), _day(last, "--to")
    if end < start or job.out is None:
        raise BadCommand(
            "--to", problem_ko="기간이 거꾸로입니다", problem_en="the period ends before it begins",
            next_ko="--from 과 --to 를 확인하십시오", next_en="check --from and --to",
        )  # fmt: skip
    out = job.out
    if out.exists() and any(out.iterdir()):
        raise BadCommand(
            out.name, problem_ko="빈 폴더가 아닙니다", problem_en="the folder is not empty",
            next_ko="새 폴더를 적으십시오", next_en="name a new folder",
        )  # fmt: skip
    settings = load_settings(settings_file(job.config))
    began, over = start_us(start), start_us(end + timedelta(days=1))
    _folder(out)
    try:
        parts = pack.write_journals(settings.gate.data_dir, out, began, over)
        acts = SiteSeen(settings.gate.data_dir, settings.gate.keys_dir).acts(began, over)
        journals: list[tuple[Cell, ...]] = [
            (one.origin, one.size, one.root, one.first, one.last, one.inside) for one in parts
        ]
        document = evidence_document(start, end, job.lang, journals, acts)
        left_out = _write(Report(document, "", "", ""), out, "all")
        (out / "verify.py").write_bytes(pack.verifier())
        manifest = pack.write_manifest(out)
        told = ask("sign_evidence", {"first": first, "last": last, "manifest": manifest}, officer, reason, job.config)
    except BaseException:
        shutil.rmtree(out, ignore_errors=True)  # half a pack is no evidence
        raise
    (out / pack.SIGNATURE).write_text(told["signed"])
    (out / pack.KEY).write_text(told["vkey"] + "\n")
    bundle = _zip(out) if archive else None
    _tell_pack(document, parts, told["vkey"], manifest, job, left_out, bundle)
    return 0


def _zip(out: Path) -> Path:
    bundle = out.with_name(out.name + ".zip")
    files = [(path.relative_to(out).as_posix(), path.read_bytes()) for path in sorted(out.rglob("*")) if path.is_file()]
    bundle.write_bytes(packed(files))
    return bundle


def _tell_pack(
    document: Document,
    parts: tuple[pack.Part, ...],
    vkey: str,
    manifest: str,
    job: Job,
    left_out: tuple[str, ...],
    bundle: Path | None,
) -> None:
    ko = job.lang == "ko"
    if job.as_json:
        told = {
            "manifest": manifest, "key": vkey, "left_out": left_out, "zip": None if bundle is None else bundle.name,
            "journals": [msgspec.to_builtins(one) for one in parts],
        }  # fmt: skip
        print(json.dumps(told, ensure_ascii=False))
        return
    print("\n".join(document.summary))
    for one in parts:
        print(f"{one.origin}: {one.inside:,} / {one.size:,}")
    print(f"{'목록 값' if ko else 'manifest'} (SHA-256): {manifest}")
    print(f"{'검증' if ko else 'verify'}: gwanmun report verify {job.out} --key '{vkey}'")
    if bundle is not None:
        print(f"ZIP: {bundle} {sha256(bundle.read_bytes()).hexdigest()}")
    for line in left_out:
        print(f"{'만들지 못함' if ko else 'left out'}: {line}")


def verify(folder: Path, key: str | None, *, as_json: bool, lang: str) -> int:
    if not folder.is_dir():
        raise BadCommand(
            folder.name, problem_ko="그런 폴더가 없습니다", problem_en="there is no such folder",
            next_ko="보고서 폴더를 적으십시오", next_en="name a report's folder",
        )  # fmt: skip
    found = pack.verify_folder(folder, key)
    if as_json:
        print(json.dumps(msgspec.to_builtins(found)))
        return 0
    ko = lang == "ko"
    print(
        f"{'서명이 맞고 파일' if ko else 'rightly signed; files that are as signed:'} {found.files:,}{'개가 그대로입니다' if ko else ''}"
    )
    for one in found.journals:
        print(
            f"{one.origin}: 봉인된 {one.size:,}건 중 {one.inside:,}건이 들어 있고 모두 증명됨"
            if ko
            else f"{one.origin}: {one.inside:,} of {one.size:,} sealed records are here, and prove"
        )
    if not found.trusted:
        print(
            "주의: 폴더 안의 키로 확인했습니다. 기관이 따로 알린 키 줄과 견주십시오 (--key)"
            if ko
            else "Note: proved by the key in the folder. Compare it with the line that the agency gave elsewhere (--key)"
        )
    return 0


def _folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise BadCommand(
            out.name, problem_ko="폴더를 만들 수 없습니다", problem_en="the folder cannot be made",
            next_ko="쓸 수 있는 곳을 --out 으로 적으십시오", next_en="give a place that can be written with --out",
        ) from problem  # fmt: skip


def _day(text: str, where: str) -> date:
    with suppress(ValueError):
        return date.fromisoformat(text)
    raise BadCommand(
        where, problem_ko="날짜는 2026-11-22 형식입니다", problem_en="a day is written 2026-11-22",
        next_ko=f"{where} 2026-11-22", next_en=f"{where} 2026-11-22",
    )  # fmt: skip
