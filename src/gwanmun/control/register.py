"""The AI register (인공지능 등록부): what an agency uses AI for, as anybody may read it (S23).

An entry is a use case that was approved, checked for ethics and put on the public list, joined to the catalogue's facts
about its service. The seven fields are those of the registers that local governments keep (경기도 AI 등록제, 2025-07): name
and operator, purpose, function and technique, data and source, algorithm, results and ethics, personal data. Law:
인공지능 및 데이터 기반 행정 활성화법 (public list of AI services). What does not live here: writing use cases
(`registers.py`), figures (`public_page.py`).

# INVARIANT: only what was listed publicly is here; nobody's number, decision or reason is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gwanmun.control.countries import called
from gwanmun.control.directory import valid_on
from gwanmun.control.objections import assessed
from gwanmun.control.office import By, Office, seoul_day
from gwanmun.domain.catalogue import Deployment, Model, Service
from gwanmun.domain.findings import Kind
from gwanmun.domain.ids import AgencyId
from gwanmun.domain.people import Agency
from gwanmun.domain.records import EthicsAnswer, EthicsState, Principle, UseCase, UseState
from gwanmun.domain.redress import Risk
from gwanmun.domain.vendors import SheetFact
from gwanmun.ports.books import Reading


@dataclass(frozen=True, slots=True)
class ReadRegister:
    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entry in both languages. What an agency wrote itself stands as it wrote it, in both."""

    id: str
    name_ko: str
    name_en: str
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as anybody may read it."""

    id: str
    agency: AgencyId
    agency_ko: str
    agency_en: str
    title: str
    listed_on: date
    fields: tuple[Field, ...]
    risk: Risk | None  # of the newest impact assessment that was approved; None: there is none
    ethics_open: tuple[Principle, ...]  # principles that are not met yet


FIELDS: Mapping[str, tuple[str, str]] = {
    "name": ("명칭·운영기관", "Name and operator"),
    "purpose": ("목적", "Purpose"),
    "function": ("기능·기술", "Function and technique"),
    "data": ("데이터·출처", "Data and source"),
    "algorithm": ("알고리즘(모델)", "Algorithm (models)"),
    "results": ("결과·윤리", "Results and ethics"),
    "personal": ("개인정보", "Personal data"),
}

_DEPLOYED = {
    Deployment.VENDOR_HOSTED: ("공급자가 운영하는 외부 서비스", "a service that its vendor runs"),
    Deployment.THIRD_PARTY_HOSTED: ("다른 회사가 운영하는 외부 서비스", "a service that another company runs"),
    Deployment.IN_HOUSE: ("기관 안에서 운영", "run inside the agency"),
}
_STATES = {
    EthicsState.MET: ("충족", "met"),
    EthicsState.NOT_MET: ("보완 중", "not met yet"),
    EthicsState.NOT_APPLICABLE: ("해당 없음", "not applicable"),
}
_RISKS = {Risk.LOW: ("낮음", "low"), Risk.MEDIUM: ("보통", "medium"), Risk.HIGH: ("높음", "high")}


def read_register(office: Office, by: By, order: ReadRegister) -> tuple[Entry, ...]:
    with office.books.look() as page:
        return entries(page, by.day, order.agency)


def entries(page: Reading, day: date, agency: AgencyId | None = None) -> tuple[Entry, ...]:
    """Every listed use, in the order of its agency and id."""
    names = {one.id: one for one in page.every(Agency) if valid_on(one, day)}
    uses = page.every(UseCase, state=UseState.APPROVED)
    return tuple(
        _entry(page, one, names.get(one.agency))
        for one in sorted(uses, key=lambda one: (one.agency, one.id))
        if one.listed_us is not None and (agency is None or one.agency == agency)
    )


def _entry(page: Reading, use: UseCase, agency: Agency | None) -> Entry:
    service = page.find(Service, use.service)
    answers = page.every(EthicsAnswer, use_case=use.id)
    assessment = assessed(page, use.id)
    ko, en = (agency.name_ko, agency.name_en) if agency else (str(use.agency), str(use.agency))
    said: dict[str, tuple[str, str]] = {
        "name": (f"{use.title} ({ko})", f"{use.title} ({en})"),
        "purpose": (use.purpose, use.purpose),
        "function": _function(service, use),
        "data": _data(page, service),
        "algorithm": _models(page, service),
        "results": _results(use, answers, None if assessment is None else assessment.risk),
        "personal": (
            (
                f"개인정보 {len(Kind)}종을 관문이 보내기 전에 찾아 가리고, 가린 값은 기관 밖으로 나가지 않습니다. 감사기록에는 질의 본문이 "
                "없습니다."
            ),
            (
                f"The gate finds and masks {len(Kind)} kinds of personal data before anything is sent; masked values never "
                "leave the agency. The journal holds no text of any prompt."
            ),
        ),
    }
    fields = tuple(Field(id_, *FIELDS[id_], *said[id_]) for id_ in FIELDS)
    open_ = tuple(one.principle for one in answers if one.state is EthicsState.NOT_MET)
    return Entry(
        use.id, use.agency, ko, en, use.title, seoul_day(use.listed_us or 0), fields,
        None if assessment is None else assessment.risk, open_,
    )  # fmt: skip


#: Facts of a service's sheet that citizens ask for, and the words of their values.
_FACTS = {
    "trains_on_input": ("입력을 학습에 이용", "Trains on what is typed in"),
    "retention_days": ("보관 일수", "Days kept"),
}
_SAID = {"no": ("안 함", "no"), "yes": ("함", "yes"), "unknown": ("알 수 없음", "unknown")}


def _function(service: Service | None, use: UseCase) -> tuple[str, str]:
    if service is None:
        return f"생성형 인공지능 ({use.service})", f"generative AI ({use.service})"
    where, country = _DEPLOYED[service.deployment], called(service.vendor_country)
    return (
        f"생성형 인공지능(거대언어모델) {service.name_ko}, 공급자 {service.vendor}({country[0]}). {where[0]}",
        (
            f"Generative AI (a large language model): {service.name_en}, vendor {service.vendor} ({country[1]}); "
            f"{where[1]}"
        ),
    )


def _data(page: Reading, service: Service | None) -> tuple[str, str]:
    if service is None:
        return "자료 없음", "no data"
    stored = [", ".join(called(code)[at] for code in service.storage_countries) for at in (0, 1)]
    facts = [one for one in page.every(SheetFact, service=service.id) if one.name in _FACTS]
    tail_ko, tail_en = (
        "".join(
            f". {_FACTS[one.name][at]}: {_SAID.get(one.value, (one.value,) * 2)[at]} ({one.source}, {one.as_of})"
            for one in facts
        )
        for at in (0, 1)
    )
    return (
        f"직원이 입력한 글. 저장 위치: {stored[0] or '밝혀지지 않음'}. 출처: {service.source} ({service.as_of} 기준){tail_ko}",
        f"What staff type in. Stored in: {stored[1] or 'not disclosed'}. Source: {service.source} (as of {service.as_of}){tail_en}",
    )


def _models(page: Reading, service: Service | None) -> tuple[str, str]:
    if service is None:
        return "자료 없음", "no data"
    models = ", ".join(one.name for one in page.every(Model, service=service.id)[:20]) or service.family
    return f"{service.family} 계열: {models}", f"{service.family} family: {models}"


def _results(use: UseCase, answers: tuple[EthicsAnswer, ...], risk: Risk | None) -> tuple[str, str]:
    met = "; ".join(f"{one.principle.ko} {_STATES[one.state][0]}" for one in answers)
    met_en = "; ".join(f"{one.principle.value.replace('_', ' ')} {_STATES[one.state][1]}" for one in answers)
    weighed = ("영향평가 없음", "no impact assessment") if risk is None else (
        f"영향평가: 남은 위험 {_RISKS[risk][0]}", f"impact assessment: {_RISKS[risk][1]} risk left",
    )  # fmt: skip
    return (
        f"기대 효과: {use.benefit}. 위험: {use.risk}. 윤리원칙: {met}. {weighed[0]}",
        f"Benefit: {use.benefit}. Risk: {use.risk}. Ethics: {met_en}. {weighed[1]}",
    )
