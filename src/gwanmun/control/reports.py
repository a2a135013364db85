"""Reports (보고): the answer to the National Assembly, the monthly review of access records, the transparency report (S20).

What lives here: what each report says, from the books, the rolled-up use and the journals; signing its digest; recording
that somebody looked over a month. What does not: printing (`adapters/reports/`), the public page's figures
(`public_page.py`), the control map (`control_map.py`), the evidence pack's files (`adapters/reports/pack.py`).

Law: 국회법 제128조, 국회에서의 증언·감정 등에 관한 법률 제4조 (자료요구); 개인정보의 안전성 확보조치 기준 제8조 (접속기록의 보관 및 점검).

# INVARIANT: the same evidence and the same order give the same document and so the same digest: no clock, no order of a
# dictionary, no time of making is in it. "Not reported", "could not count" and zero stay three things.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

import msgspec

from gwanmun.budget import absence as proof
from gwanmun.budget.collection import SERVICES, SPEND, USERS, Answer, Collection, Round, Stage, Submission, collected
from gwanmun.budget.figures import NOT_REPORTED, Figure, Sum, reported, shown, total
from gwanmun.budget.rollup import DAY, FAILED, MONTH, REFUSED, REQUESTS, SPENT
from gwanmun.charts.picture import bars, lines, tiles
from gwanmun.charts.values import Caption, Chart, Point, Series
from gwanmun.control import shipped
from gwanmun.control.act import Aside
from gwanmun.control.collections import GOVERNMENTS, collection_2024
from gwanmun.control.directory import known_agency, valid_on
from gwanmun.control.enforcement_desk import NetworkSaid, network_said
from gwanmun.control.office import By, Office, need_reason, note, refused, unknown
from gwanmun.control.offices import person_of
from gwanmun.control.public_page import Known, PublicFigure, figures_of
from gwanmun.control.texts import sound_text
from gwanmun.control.use import Use, UseWithin, rolled_up
from gwanmun.domain.catalogue import Service
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.money import MICRO
from gwanmun.domain.people import Agency
from gwanmun.domain.records import ContentReading, FindingState, MisuseFinding
from gwanmun.domain.redress import AccessReview, Objection, ReviewResult
from gwanmun.domain.reports import Cell, Document, Form, Line, Picture, ReportKind, Section, Table
from gwanmun.errors import BadCommand, OutsideReach
from gwanmun.ports.reports import Printer
from gwanmun.ports.seen import ActsSeen, Seen

_MONTH = re.compile(r"(?:20|21)\d\d-(?:0[1-9]|1[0-2])")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ABSENT = "deepseek"
_SAMPLE = 20
_MOST_DAYS = 40
REVIEW_WITHIN_DAYS = 31  # after the month's end


@dataclass(frozen=True, slots=True)
class AssemblyReport:
    """Months as 2026-01, both included. `collection`: figures from a published round (or `kr-2024`) instead of the gate's;
    its own period is taken then.
    """

    first: str = ""
    last: str = ""
    collection: str = ""
    language: str = "ko"
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class AccessReport:
    month: str
    agency: AgencyId | None = None
    language: str = "ko"
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class TransparencyReport:
    language: str = "ko"
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text that goes with a report, as a file."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """A document, its digest (SHA-256 of its JSON), and a statement of it signed by the desk's key.

    `signed` is empty where the reach of whoever asks is not the whole installation: only it has a key.
    """

    document: Document
    digest: str
    signed: str
    vkey: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintReport:
    """Print a document that another act gave. The form is one of pdf, xlsx, csv, json."""

    document: Document
    form: Form


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """`content` is base64 in JSON."""

    name: str
    media_type: str
    content: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class RecordAccessReview:
    """`digest` is that of the report that was looked at."""

    agency: AgencyId
    month: str
    result: ReviewResult
    sampled: int
    words: str
    digest: str


@dataclass(frozen=True, slots=True)
class ListAccessReviews:
    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class SignEvidence:
    """Sign and note an evidence pack: days of the period, both included, and the SHA-256 of its manifest."""

    first: date
    last: date
    manifest: str


@dataclass(frozen=True, slots=True)
class SignedEvidence:
    signed: str
    vkey: str


# ---------------------------------------------------------------- signing and printing


def digest_of_document(document: Document) -> str:
    """SHA-256 of the document as the printer writes it as JSON."""
    plain = msgspec.json.format(msgspec.json.encode(document, order="deterministic"), indent=1) + b"\n"
    return sha256(plain).hexdigest()


def signed(document: Document, use: Use | None, attachments: Sequence[Attachment] = ()) -> Report:
    digest = digest_of_document(document)
    text = "\n".join(
        [
            "gwanmun report v1 / 관문 보고서 확인",
            f"kind {document.kind.value}",
            f"period {document.first} {document.last} Asia/Seoul",
            f"as-of {document.as_of.isoformat()}",
            f"simulated {'yes' if document.simulated else 'no'}",
            f"sha256 {digest} {document.kind.value}.json",
            *(f"sha256 {sha256(one.text.encode()).hexdigest()} {one.name}" for one in attachments),
        ]
    )
    try:
        note_, vkey = rolled_up(use).signed(text + "\n")
    except (OutsideReach, BadCommand):
        note_, vkey = "", ""
    return Report(document, digest, note_, vkey, tuple(attachments))


def sign_evidence(office: Office, by: By, order: SignEvidence) -> SignedEvidence:
    """Who took which part of the journals out of the house, and why, is a fact itself."""
    need_reason(by)
    if not _DIGEST.fullmatch(order.manifest) or order.last < order.first:
        raise refused("목록의 SHA-256과 기간이 필요합니다", "the manifest's SHA-256 and the period are needed",
                      "gwanmun report evidence 를 쓰십시오", "use gwanmun report evidence", "manifest")  # fmt: skip
    text = "\n".join(
        [
            "gwanmun report v1 / 관문 보고서 확인",
            f"kind {ReportKind.EVIDENCE.value}",
            f"period {order.first.isoformat()} {order.last.isoformat()} Asia/Seoul",
            f"sha256 {order.manifest} MANIFEST.sha256",
        ]
    )
    signed_, vkey = rolled_up(office.use).signed(text + "\n")
    with office.books.transact() as page:
        note(page, by, "sign_evidence", first=order.first, last=order.last, manifest=order.manifest)
    return SignedEvidence(signed_, vkey)


def evidence_document(
    first: date, last: date, language: str, journals: Sequence[tuple[Cell, ...]], acts: Sequence[ActsSeen]
) -> Document:
    """The report in an evidence pack: what it holds, and how it is verified. `journals`: origin, size, root, first, last,
    inside the period.
    """
    _check_language(language)
    ko = language == "ko"
    t = _words(ko=ko)
    how = (
        t("signature.txt: 데스크의 키로 서명. 키 줄은 이 묶음이 아닌 곳(기관 누리집, 공문)에서 받아 견줄 것",
          "signature.txt: signed by the desk's key. Get the key line from elsewhere (the agency's site, a letter) and compare"),
        t("MANIFEST.sha256: 모든 파일의 SHA-256", "MANIFEST.sha256: the SHA-256 of every file"),
        t("journal/⟨이름⟩/checkpoint: 봉인, tile/: 해시, tile/entries/: 기록, records.csv: 같은 기록의 표",
          "journal/⟨name⟩/checkpoint: the seal; tile/: hashes; tile/entries/: records; records.csv: the same as a table"),
        t("검증: python3 verify.py (또는 gwanmun report verify 폴더 --key '키 줄')",
          "Verify: python3 verify.py (or gwanmun report verify FOLDER --key 'LINE')"),
        t("들어 있지 않은 것: 질의 본문, 판정의 내용(열람부), 열쇠, 이름. 이용자는 가명",
          "Not in it: prompts, the openings of decisions, keys, names. People are pseudonyms"),
    )  # fmt: skip
    return Document(
        ReportKind.EVIDENCE, language, t("감사 증거 묶음", "Audit evidence pack"), t("관문 데스크", "Gwanmun desk"), last,
        first.isoformat(), last.isoformat(),
        (t(f"기간 {first} ~ {last}, 감사기록 {len(journals)}개", f"{first} to {last}; {len(journals)} journals"),),
        (
            Section(t("들어 있는 기록", "What is in it"), (), (
                Table("journals", t("감사기록", "Journals"),
                      (t("기록", "Journal"), t("봉인된 기록 수", "Sealed"), t("뿌리 해시", "Root"), t("첫 기록", "From"), t("다음 기록", "To before"), t("기간 안 기록 수", "In the period")),
                      tuple(journals)),
                Table("acts", t("기간 안 데스크 행위", "Acts at the desk"), (t("행위", "Act"), t("기관", "Agency"), t("횟수", "Times"), t("담당자 수", "Officers"), t("사유 없음", "No reason")),
                      tuple((one.act, one.agency or "-", one.times, one.officers, one.without_reason) for one in acts)),
            )),
            Section(t("검증 방법", "How to verify"), tuple(Line(1, one) for one in how)),
        ),
    )  # fmt: skip


def print_report(office: Office, _by: By, order: PrintReport) -> Aside[PrintedReport]:
    """Printing takes its time and touches no books."""
    printer = _printer(office)

    def work() -> PrintedReport:
        made = printer.print(order.document, order.form)
        return PrintedReport(
            f"{order.document.kind.value}.{made.ending}",
            made.media_type,
            made.content,
            sha256(made.content).hexdigest(),
        )

    return Aside(work)


def _printer(office: Office) -> Printer:
    if office.printer is None:
        raise refused(
            "이 데스크에는 인쇄기가 없습니다", "this desk prints nothing",
            "gwanmun serve 로 연 데스크에 물으십시오", "ask the desk of a running installation",
        )  # fmt: skip
    return office.printer


# ---------------------------------------------------------------- the answer to the Assembly


def assembly_report(office: Office, by: By, order: AssemblyReport) -> Aside[Report]:
    """One row for each government; the absence of DeepSeek with its coverage; method, safeguards, what is not known."""
    if not order.collection:
        _check_months(order.first, order.last)
    _check_language(order.language)
    as_of = min(order.as_of or by.day, by.day)
    with office.books.look() as page:
        # One row for each government, whether it is in the books or not: a government is never left out unsaid.
        known = Known.read(page, as_of, tuple(one for one in shipped.agencies().on(as_of) if one.type in GOVERNMENTS))
        names = {str(one.id): one for one in known.agencies}
        services = {str(one.id): one for one in page.every(Service)}
        collection = None
        if order.collection == "kr-2024":
            collection = collection_2024()
        elif order.collection:
            found = page.find(Round, order.collection)
            if found is None or found.published_us is None:
                raise unknown("공표된 수집", "published collection round", order.collection)
            stood = page.every(Submission, round=found.id)
            agreed = frozenset(one.agency for one in stood if one.stage is Stage.SIGNED)
            collection = collected(found, page.every(Answer, round=found.id), agreed)
    if collection is not None:
        order = replace(order, first=collection.periods[0].first, last=collection.periods[0].last)
    use, now_us = office.use, by.at_us
    with office.books.look() as page:
        ids = frozenset(str(one.id) for one in shipped.catalogue().services if one.family == _ABSENT)
        beside = network_said(page, ids, *_days(order.first, order.last))

    def work() -> Report:
        if collection is not None:
            rows, simulated = _of_collection(collection), False
        else:
            rows, simulated = _of_the_gate(use, known, services, order)
        document, attachments = _assembly(
            order, as_of, rows, names, collection, use, beside, now_us, simulated=simulated
        )
        return signed(document, use, attachments)

    return Aside(work)


@dataclass(frozen=True, slots=True)
class _Government:
    id: str
    services: Figure
    which: str  # the services by name, where they are known
    won: Figure
    at_gate: Figure
    users: Figure
    why: str  # why a figure is not there


def _of_collection(collection: Collection) -> tuple[_Government, ...]:
    won, users, services = (collection.of(one) for one in (SPEND, USERS, SERVICES))
    return tuple(
        _Government(one, services[one], "", won[one], NOT_REPORTED, users[one], "") for one in collection.governments
    )


def _of_the_gate(
    use: Use | None, known: Known, services: Mapping[str, Service], order: AssemblyReport
) -> tuple[tuple[_Government, ...], bool]:
    users: dict[str, int] = {}
    spent: dict[str, int] = {}
    used: dict[str, set[str]] = {}
    simulated = counted = False
    with suppress(BadCommand), rolled_up(use).reading() as store:  # nothing was rolled up yet: not reported, not zero
        simulated, counted = store.simulated, True
        for names, count in store.people(("agency",), order.first, order.last):
            users[known.top(names[0])] = users.get(known.top(names[0]), 0) + count
        for one in store.totals("service", ("agency", "service"), MONTH, order.first, order.last):
            top = known.top(one.by[0])
            spent[top] = spent.get(top, 0) + one.measures[SPENT]
            if one.measures[REQUESTS]:
                used.setdefault(top, set()).add(one.by[1])
    tops = {known.top(one) for one in known.peopled} | users.keys() | spent.keys()
    rows = []
    for government in known.governments():
        name = str(government.id)
        here = counted and name in tops
        bills = [rows_ for agency, rows_ in known.charged.items() if known.top(agency) == name]
        won = sum(micro for row in bills for month, micro in row.items() if order.first <= month <= order.last)
        which = sorted(services[id_].name_ko if id_ in services else id_ for id_ in used.get(name, ()))
        rows.append(
            _Government(
                name,
                reported(len(which)) if here else NOT_REPORTED,
                ", ".join(which),
                reported(_whole(won)) if bills else NOT_REPORTED,
                reported(_whole(spent.get(name, 0))) if here else NOT_REPORTED,
                reported(users.get(name, 0)) if here else NOT_REPORTED,
                "" if here else "not_connected",
            )
        )
    return tuple(rows), simulated


def _assembly(
    order: AssemblyReport,
    as_of: date,
    rows: Sequence[_Government],
    names: Mapping[str, Agency],
    collection: Collection | None,
    use: Use | None,
    beside: NetworkSaid,
    now_us: int,
    *,
    simulated: bool,
) -> tuple[Document, list[Attachment]]:
    ko = order.language == "ko"
    t = _words(ko=ko)

    def called(id_: str) -> str:
        one = names.get(id_)
        return id_ if one is None else one.name_ko if ko else one.name_en

    def cell(figure: Figure) -> Cell:
        return figure.amount if figure.amount is not None else shown(figure, order.language)

    table = Table(
        "governments",
        t("정부별 생성형 AI 이용 현황", "Generative AI by government"),
        (
            t("정부", "Government"), t("서비스 수", "Services"), t("서비스", "Which"), t("집행액(원)", "Spent (won)"),
            t("관문 사용액(원)", "At the gate (won)"), t("이용자(명)", "People"), t("비고", "Note"),
        ),
        tuple(
            (
                called(one.id), cell(one.services), one.which or "-", cell(one.won), cell(one.at_gate), cell(one.users),
                t("관문에 연결되지 않음", "not connected to the gate") if one.why else "-",
            )
            for one in rows
        ),
        t("'보도 없음'·'집계 불가'는 0이 아닙니다. 0은 0으로 적습니다.", "'Not reported' and 'could not count' are not zero; zero is shown as 0."),
    )  # fmt: skip
    won, users = total({one.id: one.won for one in rows}), total({one.id: one.users for one in rows})
    totals = Table(
        "totals", t("합계와 빠진 곳", "Totals, and who is not in them"),
        (t("항목", "Figure"), t("합계", "Total"), t("보도 없음", "Not reported"), t("집계 불가", "Could not count")),
        (
            (t("집행액(원)", "Spent (won)"), _sum(won, order.language), _who(won.not_reported, called), _who(won.could_not_count, called)),
            (t("이용자(명)", "People"), _sum(users, order.language), _who(users.not_reported, called), _who(users.could_not_count, called)),
            *_told_totals(collection, t),
        ),
    )  # fmt: skip
    absent, statement, said = _absence(order, use, now_us, t)
    absent = (*absent, *_beside(beside, t))
    picture = _picture(
        tiles(
            Caption("users", t("정부별 이용자", "People by government"), t("정부", "Government"), t("명", "people"), order.language),
            {one.id: Point(called(one.id), one.users.amount, shown(one.users, order.language)) for one in rows},
        ),
        "users",
    )  # fmt: skip
    spending = _picture(
        bars(
            Caption("won", t("정부별 집행액", "Spending by government"), t("정부", "Government"), t("원", "won"), order.language),
            [Point(called(one.id), one.won.amount, shown(one.won, order.language)) for one in _dearest(rows)],
        ),
        "won",
    )  # fmt: skip
    method = _method(collection, t)
    document = Document(
        ReportKind.ASSEMBLY, order.language,
        t("생성형 인공지능 이용 현황 (국회 자료요구 답변)", "Use of generative AI: answer to a request of the National Assembly"),
        t("관문 데스크", "Gwanmun desk"), as_of, order.first, order.last,
        (
            t(f"기간: {order.first} ~ {order.last}, 정부 {len(rows)}곳", f"Period: {order.first} to {order.last}; {len(rows)} governments"),
            t(f"집행액 {_told(won, '원', 'ko')}, 이용자 {_told(users, '명', 'ko')}",
              f"{_told(won, ' won', 'en')} spent, {_told(users, ' people', 'en')}"),
            said,
        ),
        (
            Section(t("정부별 현황", "By government"), (), (table, totals), (picture, spending)),
            Section(t("DeepSeek 미이용 확인", "Absence of DeepSeek"), absent),
            Section(t("목적과 보호조치", "Purpose and safeguards"), _safeguards(t)),
            Section(t("작성 방법", "Method"), method),
        ),
        (t("assembly.json (이 답변의 자료)", "assembly.json (the data of this answer)"),
         t("signature.txt (데스크 키의 서명)", "signature.txt (signed by the desk's key)"),
         *((t("absence.txt (미이용 확인서)", "absence.txt (statement of absence)"),) if statement else ())),
        simulated,
    )  # fmt: skip
    return document, [Attachment("absence.txt", statement)] if statement else []


def _absence(
    order: AssemblyReport, use: Use | None, now_us: int, t: Callable[[str, str], str]
) -> tuple[tuple[Line, ...], str, str]:
    """Lines, the signed statement ("" when it is withheld), and one line for the summary.

    What varies with the moment (a journal's size and root) stands in the statement alone, never in the document.
    """
    first, last = _days(order.first, order.last)
    began, over = proof.start_us(first), proof.start_us(last + timedelta(days=1))
    try:
        watched, missing = rolled_up(use).watched(_ABSENT, began, over)
    except OutsideReach:
        said = t(
            "설치 전체를 볼 수 있는 담당자만 확인할 수 있습니다",
            "only an officer of the whole installation can state it",
        )
        return (Line(1, said),), "", said
    except BadCommand:
        said = t("관문 기록이 없어 확인할 수 없습니다", "there is no gate's journal to state it from")
        return (Line(1, said),), "", said
    found = proof.absence(_ABSENT, first, last, watched, missing, now_us)
    requests = sum(one.requests for one in watched)
    lines_ = [
        Line(1, t(f"기간 안 요청 {requests:,}건을 모두 확인, 차단된 시도 {found.attempts:,}건",
                  f"All {requests:,} requests of the period were read; {found.attempts:,} attempts were stopped")),
        Line(2, t("범위: 관문을 지난 모든 요청. 관문 밖 통신은 포함되지 않음",
                  "Coverage: every request that passed the gate; traffic beside the gate is not in it")),
        *(Line(3, t(f"기록 {one.origin}: {proof.instant(one.first_us)[:10]}부터, 닫힌 때 {len(one.closed)}번",
                    f"journal {one.origin}: since {proof.instant(one.first_us)[:10]}, closed {len(one.closed)} times"))
          for one in watched if one.first_us),
    ]  # fmt: skip
    if found.holds:
        note_, _ = rolled_up(use).signed(proof.statement(found, over))
        said = t("DeepSeek 이용 0건 (서명된 확인서 있음)", "DeepSeek was used 0 times (a signed statement is attached)")
        return (Line(1, said), *lines_), note_, said
    if found.uses:
        said = t(
            f"DeepSeek 이용 {found.uses:,}건이 있어 미이용 확인을 하지 않음",
            f"DeepSeek was used {found.uses:,} times: no absence is stated",
        )
    else:
        said = t("기록의 빈틈이 있어 미이용 확인을 보류함", "coverage has a gap: the statement of absence is withheld")
    gaps = [Line(3, t(one.ko, one.en)) for one in found.gaps]
    return (Line(1, said), *lines_, *gaps), "", said


def _beside(seen: NetworkSaid, t: Callable[[str, str], str]) -> tuple[Line, ...]:
    """What the agencies' own networks say of traffic beside the gate, as far as their logs reach."""
    if not seen.classes:
        return (
            Line(
                2,
                t(
                    "관문 밖: 기관 망의 기록이 제출되지 않음",
                    "Beside the gate: no logs of the agencies' networks were filed",
                ),
            ),
        )
    said = Line(2, t(f"관문 밖: 단말 구분 {seen.classes:,}개의 망 기록에서 차단된 시도 {seen.attempts:,}회, 막지 않은 방문 {seen.uses:,}회, 기록이 없는 시간 {seen.missing_hours:,}시간",
                     f"Beside the gate, by the networks' logs of {seen.classes:,} classes of devices: {seen.attempts:,} attempts stopped, {seen.uses:,} visits not stopped, {seen.missing_hours:,} hours without a line"))  # fmt: skip
    if seen.uses or seen.missing_hours:
        return (
            said,
            Line(
                3,
                t("따라서 관문 밖의 이용이 없었다고는 할 수 없음", "so that no absence beside the gate can be stated"),
            ),
        )
    return (said,)


def _safeguards(t: Callable[[str, str], str]) -> tuple[Line, ...]:
    return (
        Line(1, t("목적: 업무 목적만 허용하며 요청마다 목적을 확인함", "Purpose: work only; each request declares it")),
        Line(1, t("보내기 전 검사: 개인정보를 찾아 가리고, 기밀(C)은 밖으로 보내지 않음",
                  "Before sending: personal data is found and masked; classified data (C) never leaves")),
        Line(1, t("기록: 보내기 전에 위·변조가 드러나는 감사기록에 남기며 질의 본문은 남기지 않음",
                  "Record: each request is in a tamper-evident journal before it leaves; no prompt text is kept there")),
        Line(1, t("자격: 필수 교육과 보안서약을 마친 사람만 이용함", "People: required training and a pledge come first")),
    )  # fmt: skip


def _method(collection: Collection | None, t: Callable[[str, str], str]) -> tuple[Line, ...]:
    figures: tuple[Line, ...]
    if collection is None:
        figures = (
            Line(1, t("이용자: 기간 안에 관문을 거쳐 보낸 사람을 가명으로 한 번만 셈", "People: everybody who sent something through the gate, counted once, by pseudonym")),
            Line(1, t("집행액: 기관이 등록한 청구서, 관문 사용액: 공급자가 보고한 토큰을 그날의 단가와 환율로 계산",
                      "Spent: charges that agencies entered; at the gate: the vendor's tokens at the day's price and rate")),
        )  # fmt: skip
    else:
        figures = (
            Line(1, t(f"자료 수집 {collection.id}의 제출값을 그대로 적음", f"Figures as submitted in the collection {collection.id}")),
            Line(2, collection.source),
            *(Line(2, t(f"기간 해석: {one.first} ~ {one.last} ({one.source})", f"Period as read by {one.source}: {one.first} to {one.last}"))
              for one in collection.periods),
        )  # fmt: skip
    return (
        *figures,
        Line(1, t("같은 요구를 다시 하면 같은 표와 같은 값(SHA-256)이 나옴", "The same request gives the same tables and the same SHA-256")),
        Line(1, t("확인: gwanmun report verify 폴더 --key '키 줄' (인터넷과 이 설치 없이)", "To verify, offline and elsewhere: gwanmun report verify FOLDER --key 'LINE'")),
    )  # fmt: skip


def _told_totals(collection: Collection | None, t: Callable[[str, str], str]) -> tuple[tuple[Cell, ...], ...]:
    if collection is None:
        return ()
    heads = {
        SPEND: t("집행액 합계(제출된 그대로)", "Spent, as reported"),
        USERS: t("이용자 합계(제출된 그대로)", "People, as reported"),
    }
    return tuple((heads[one], collection.totals[one], "-", "-") for one in (SPEND, USERS) if one in collection.totals)


def _sum(found: Sum, language: str) -> Cell:
    """A sum of nobody's figures is not zero."""
    return found.amount if found.counted else shown(NOT_REPORTED, language)


def _told(found: Sum, unit: str, language: str) -> str:
    if not found.counted:
        return shown(NOT_REPORTED, language)
    among = f"{found.counted}곳 합계" if language == "ko" else f"sum of {found.counted}"
    return f"{found.amount:,}{unit} ({among})"


def _dearest(rows: Sequence[_Government]) -> list[_Government]:
    return sorted(rows, key=lambda one: (one.won.amount is None, -(one.won.amount or 0), one.id))


def _who(names: Sequence[str], called: Callable[[str], str]) -> str:
    return ", ".join(called(one) for one in names) or "-"


# ---------------------------------------------------------------- the monthly review


def access_report(office: Office, by: By, order: AccessReport) -> Aside[Report]:
    """What a reviewer looks at: coverage, accesses by day, what stands out, a sample, and which months nobody reviewed."""
    _check_months(order.month, order.month)
    _check_language(order.language)
    as_of = min(order.as_of or by.day, by.day)
    use, seen = office.use, office.seen
    reach = frozenset(use.agencies) if isinstance(use, UseWithin) else None
    with office.books.look() as page:
        if order.agency is not None:
            known_agency(page, order.agency)
            reach = frozenset({str(order.agency)}) if reach is None else reach & {str(order.agency)}
        began, over = _instants(order.month, order.month)
        findings = [
            one
            for one in page.every(MisuseFinding)
            if one.from_us < over and one.to_us >= began and _within(one.agency, reach)
        ]
        readings = [one for one in page.every(ContentReading) if began <= one.asked_us < over]
        reviews = [one for one in page.every(AccessReview) if _within(one.agency, reach)]
        name = (
            ""
            if order.agency is None
            else next(
                (
                    one.name_ko if order.language == "ko" else one.name_en
                    for one in page.every(Agency, id=order.agency)
                    if valid_on(one, as_of)
                ),
                str(order.agency),
            )
        )

    def work() -> Report:
        document = _access(order, as_of, name, reach, use, seen, findings, readings if reach is None else [], reviews)
        return signed(document, use)

    return Aside(work)


def _access(
    order: AccessReport,
    as_of: date,
    name: str,
    reach: frozenset[str] | None,
    use: Use | None,
    seen: Seen | None,
    findings: Sequence[MisuseFinding],
    readings: Sequence[ContentReading],
    reviews: Sequence[AccessReview],
) -> Document:
    ko = order.language == "ko"
    t = _words(ko=ko)
    began, over = _instants(order.month, order.month)
    first, last = _days(order.month, order.month)
    only = None if reach is None else {"agency": tuple(sorted(reach))}
    with rolled_up(use).reading() as store:
        simulated = store.simulated
        by_day = {
            one.by[0]: one.measures
            for one in store.totals("department", ("period",), DAY, first.isoformat(), last.isoformat(), only)
        }
        people = sum(count for _, count in store.people((), order.month, order.month, only))
        marks = store.watermarks()
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    since = min((mark.first_us for mark in marks if mark.first_us), default=over)
    rows = tuple(
        _day_row(day, by_day.get(day.isoformat()), t, watched=proof.start_us(day + timedelta(days=1)) > since)
        for day in days
    )
    chart = _picture(
        lines(
            Caption("days", t("날마다의 접속", "Accesses by day"), t("날", "Day"), t("건", "requests"), order.language),
            tuple(
                Series(title, tuple(_point(f"{day:%m-%d}", row[at]) for day, row in zip(days, rows, strict=True)))
                for title, at in ((t("보낸 요청", "sent"), 1), (t("거절", "refused"), 2))
            ),
        ),
        "days-chart",
    )  # fmt: skip
    acts = () if seen is None else tuple(one for one in seen.acts(began, over) if reach is None or one.agency in reach)
    sample = (
        ()
        if seen is None
        else seen.sample(began, over, _SAMPLE, None if reach is None else dict.fromkeys(sorted(reach), True))
    )
    refusals = sum(one.times for one in acts if one.act == "refused_act")
    exports = [one for one in acts if one.act.startswith(("export_", "print_", "read_content", "agree_content"))]
    weekend = sum(
        int(row[1]) for day, row in zip(days, rows, strict=True) if day.weekday() >= 5 and isinstance(row[1], int)
    )
    unsound = [one for one in findings if one.state is not FindingState.DISMISSED]
    checks: tuple[tuple[Cell, ...], ...] = (
        (t("오용 의심(미결·확정)", "Suspected misuse (open, confirmed)"), len(unsound), _judged(len(unsound), t)),
        (t("질의 내용 열람 요청", "Requests to read content"), len(readings), _judged(len(readings), t)),
        (t("두 사람의 동의 없이 끝난 열람 요청", "of which without a second person"), sum(one.agreed_us is None for one in readings), _judged(sum(one.agreed_us is None for one in readings), t)),
        (t("권한 밖 시도(데스크)", "Attempts beyond an appointment"), refusals, _judged(refusals, t)),
        (t("내려받기·출력", "Downloads and prints"), sum(one.times for one in exports), _judged(sum(one.without_reason for one in exports), t)),
        (t("그중 사유 없음", "of which without a reason"), sum(one.without_reason for one in exports), _judged(sum(one.without_reason for one in exports), t)),
        (t("주말 이용", "Use at weekends"), weekend, _judged(weekend, t)),
        (t("표본 중 내용이 이미 파기된 기록", "Sampled records whose opening is gone"), sum(not one.readable for one in sample), _judged(sum(not one.readable for one in sample), t)),
    )  # fmt: skip
    done = {(one.agency, one.month): one for one in reviews}
    return Document(
        ReportKind.ACCESS, order.language,
        t(f"{order.month} 접속기록 점검표", f"Review of access records, {order.month}"),
        name or t("관문 데스크", "Gwanmun desk"), as_of, order.month, order.month,
        (
            t("근거: 개인정보의 안전성 확보조치 기준 제8조 (접속기록의 보관 및 점검)", "Basis: PIPC safety-measures standard, article 8 (access records)"),
            t(f"접속한 사람 {people:,}명, 보낸 요청 {sum(int(row[1]) for row in rows if isinstance(row[1], int)):,}건",
              f"{people:,} people, {sum(int(row[1]) for row in rows if isinstance(row[1], int)):,} requests sent"),
            t("점검 뒤 결과를 남기십시오", "afterwards, record the result"),
        ),
        (
            Section(t("접속 현황", "Accesses"), (), (Table("days", t("날별 접속", "By day"), (t("날", "Day"), t("보낸 요청", "Sent"), t("거절", "Refused"), t("오류", "Failed")), rows),), (chart,)),
            Section(t("점검 항목", "What to look at"), (), (
                Table("checks", t("점검 항목별 건수", "Counts"), (t("항목", "Item"), t("건수", "Count"), t("판단", "To do")), checks),
                Table("acts", t("데스크 행위", "Acts at the desk"), (t("행위", "Act"), t("기관", "Agency"), t("횟수", "Times"), t("담당자 수", "Officers"), t("사유 없음", "No reason")),
                      tuple((one.act, one.agency or "-", one.times, one.officers, one.without_reason) for one in acts[:200])),
                Table("misuse", t("오용 의심", "Suspected misuse"), (t("번호", "Id"), t("탐지기", "Detector"), t("기관", "Agency"), t("건수", "Count"), t("상태", "State")),
                      tuple((one.id[:16], one.detector, one.agency, one.count, one.state.value) for one in findings[:200])),
            )),
            Section(t("표본", "Sample"), (
                Line(1, t(f"기록 번호의 해시로 뽑은 {len(sample)}건. 누가 뽑아도 같음", f"{len(sample)} records drawn by the hash of their numbers: the same for everybody")),
            ), (
                Table("sample", t("표본 기록", "Sampled records"), (t("기록", "Record"), t("시각", "Time"), t("종류", "Kind"), t("기관", "Agency"), t("부서", "Department"), t("이용자(가명)", "Person (pseudonym)"), t("요청", "Request"), t("내용", "Opening")),
                      tuple((f"{one.origin}#{one.index}", proof.instant(one.at_us), one.kind, one.agency or "-", one.department or "-", one.person[:16] or "-", one.request or "-", t("있음", "there") if one.readable else t("파기", "forgotten")) for one in sample)),
            )),
            Section(t("점검 이력", "Earlier reviews"), (), (
                Table("reviews", t("최근 점검", "Reviews"), (t("기관", "Agency"), t("월", "Month"), t("결과", "Result"), t("표본 수", "Sampled"), t("내용", "Words")),
                      tuple((one.agency, one.month, _RESULTS[one.result][0 if ko else 1], one.sampled, one.words) for _, one in sorted(done.items())[-24:])),
            )),
        ),
        (t("access-review.json (이 점검표의 자료)", "access-review.json (the data of this sheet)"),),
        simulated,
    )  # fmt: skip


_RESULTS = {ReviewResult.SOUND: ("이상 없음", "sound"), ReviewResult.FOUND: ("이상 발견·조치", "found, and acted on")}


def _day_row(
    day: date, measures: Sequence[int] | None, t: Callable[[str, str], str], *, watched: bool
) -> tuple[Cell, ...]:
    """A day before the gate opened is not a day without accesses."""
    if measures is None:
        none: Cell = 0 if watched else t("기록 없음", "no record")
        return (day.isoformat(), none, none, none)
    return (day.isoformat(), measures[REQUESTS], measures[REFUSED], measures[FAILED])


def _judged(count: int, t: Callable[[str, str], str]) -> str:
    return t("확인 필요", "look at them") if count else t("없음", "none")


def record_access_review(office: Office, by: By, order: RecordAccessReview) -> AccessReview:
    """Say that a month was looked over. Finding something says what was done about it; reviewing again says why."""
    _check_months(order.month, order.month)
    sound_text(order.words, "words", least=5, most=2000)
    if not _DIGEST.fullmatch(order.digest) or order.sampled < 0:
        raise refused(
            "점검표의 SHA-256과 표본 수가 필요합니다", "the sheet's SHA-256 and the number sampled are needed",
            "report access-review 가 알려 준 값을 적으십시오", "give what report access-review printed", "digest",
        )  # fmt: skip
    if _instants(order.month, order.month)[1] > by.at_us:
        raise refused("아직 끝나지 않은 달입니다", "that month is not over yet", "month", "month", "month")
    with office.books.transact() as page:
        known_agency(page, order.agency)
        person = person_of(page, by)
        if page.find(AccessReview, order.agency, order.month) is not None:
            need_reason(by)
        made = AccessReview(
            order.agency,
            order.month,
            order.result,
            order.sampled,
            order.words.strip(),
            order.digest,
            person.id,
            by.at_us,
        )
        page.put(made)
        note(page, by, "record_access_review", made.agency, month=made.month, result=made.result, digest=made.digest)
    return made


def list_access_reviews(office: Office, _by: By, order: ListAccessReviews) -> tuple[AccessReview, ...]:
    with office.books.look() as page:
        return page.every(AccessReview) if order.agency is None else page.every(AccessReview, agency=order.agency)


# ---------------------------------------------------------------- transparency


def transparency_report(office: Office, by: By, order: TransparencyReport) -> Aside[Report]:
    """The public figures as a report, with objections counted."""
    _check_language(order.language)
    as_of = min(order.as_of or by.day, by.day)
    with office.books.look() as page:
        known = Known.read(page, as_of)
        objections = page.every(Objection)
    first = f"{as_of.replace(year=as_of.year - 1, day=1):%Y-%m}"
    last = f"{as_of.replace(day=1) - timedelta(days=1):%Y-%m}"
    use = office.use

    def work() -> Report:
        found = figures_of(use, known, as_of, first, last, (), ())
        ko = order.language == "ko"
        t = _words(ko=ko)
        sections = [_section(one, ko=ko) for one in found.figures]
        sections.append(_redress(objections, first, last, t))
        document = Document(
            ReportKind.TRANSPARENCY, order.language, t("생성형 인공지능 이용 투명성 보고서", "Transparency report on generative AI"),
            t("관문 데스크", "Gwanmun desk"), as_of, first, last, found.notes_ko if ko else found.notes_en, tuple(sections), (),
            found.simulated,
        )  # fmt: skip
        return signed(document, use)

    return Aside(work)


def _section(figure: PublicFigure, *, ko: bool) -> Section:
    rows = (*figure.rows, *((figure.total,) if figure.total else ()))
    columns = figure.columns_ko if ko else figure.columns_en
    table = Table(
        figure.id, figure.title_ko if ko else figure.title_en, columns,
        tuple(
            tuple(
                one.amount if one.amount is not None else (one.ko if ko else one.en)
                for one in (*row, *((row[-1],) * (len(columns) - len(row))))
            )
            for row in rows
        ),
    )  # fmt: skip
    said = (
        (figure.definition_ko, figure.source_ko, figure.method_ko)
        if ko
        else (figure.definition_en, figure.source_en, figure.method_en)
    )
    heads = ("뜻", "출처", "방법") if ko else ("Definition", "Source", "Method")
    return Section(
        figure.title_ko if ko else figure.title_en,
        tuple(Line(1, f"{head}: {text}") for head, text in zip(heads, said, strict=True)), (table,),
    )  # fmt: skip


def _redress(objections: Sequence[Objection], first: str, last: str, t: Callable[[str, str], str]) -> Section:
    began, over = _instants(first, last)
    inside = [one for one in objections if began <= one.filed_us < over]
    decided = [one for one in inside if one.outcome is not None]
    late = sum(
        1
        for one in decided
        if one.decided_us is not None and one.decided_us >= proof.start_us(one.due + timedelta(days=1))
    )
    return Section(
        t("이의신청", "Objections"), (),
        (
            Table("objections", t("이의신청 처리", "Objections"), (t("항목", "Figure"), t("건수", "Count")),
                  ((t("접수", "Filed"), len(inside)), (t("처리", "Decided"), len(decided)), (t("기한 넘김", "Decided late"), late))),
        ),
    )  # fmt: skip


# ---------------------------------------------------------------- small things


def _picture(chart: Chart, id_: str) -> Picture:
    return Picture(chart.title, chart.description, chart.svg, Table(id_, chart.title, chart.columns, chart.rows))


def _point(name: str, cell: Cell) -> Point:
    return Point(name, cell, f"{cell:,}") if isinstance(cell, int) else Point(name, None, cell)


def _words(*, ko: bool) -> Callable[[str, str], str]:
    return lambda in_ko, in_en: in_ko if ko else in_en


def _within(agency: str, reach: frozenset[str] | None) -> bool:
    return reach is None or agency in reach


def _whole(micro: int) -> int:
    return (micro + MICRO // 2) // MICRO


def _check_months(first: str, last: str) -> None:
    if (
        not (_MONTH.fullmatch(first) and _MONTH.fullmatch(last) and first <= last)
        or int(last[:4]) - int(first[:4]) > 10
    ):
        raise refused(
            "달은 2026-01 형식이고 앞뒤가 맞아야 합니다",
            "months are written 2026-01, in order",
            "first",
            "first",
            "first",
        )


def _check_language(language: str) -> None:
    if language not in {"ko", "en"}:
        raise refused("언어는 ko 또는 en입니다", "the language is ko or en", "language", "language", "language")


def _days(first: str, last: str) -> tuple[date, date]:
    """The first and the last day of these months."""
    began = date(int(first[:4]), int(first[5:]), 1)
    year, month = int(last[:4]), int(last[5:])
    return began, date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _instants(first: str, last: str) -> tuple[int, int]:
    began, ended = _days(first, last)
    return proof.start_us(began), proof.start_us(ended + timedelta(days=1))
