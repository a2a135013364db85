"""The demonstration's books (시연용): a small tree of agencies, people, keys, services, prices and limits, as values.

Pure data, the same for the same day and seed. Everything here is made up or marked demo, except the dated agencies and
the policy packs that ship with the house. No person here exists; ids only. What does not live here: running the
demonstration (`entrypoints/demo.py`), the sandbox that plays the vendor.

One service speaks one dialect, so the sandbox stands there four times: outside and in-house, OpenAI and Anthropic.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from gwanmun.control import shipped
from gwanmun.control.directory import check_tree, valid_on
from gwanmun.control.keys import key_from
from gwanmun.control.office import DAY_US, SEOUL, By, Office, note
from gwanmun.control.services import check_models
from gwanmun.domain.allowances import Allowance, Level, Period
from gwanmun.domain.catalogue import Deployment, Dialect, Model, Record, Service
from gwanmun.domain.findings import Kind
from gwanmun.domain.ids import AgencyId, DepartmentId, KeyId, PersonId, ServiceId
from gwanmun.domain.money import MICRO, Price, Rate
from gwanmun.domain.people import Agency, Department, DeviceClass, Key, Person, TrustedProxy, Zone
from gwanmun.domain.snapshot import Delta, InquiryState, Pack, Route, Rules, Snapshot
from gwanmun.ports.books import ModelPrice, PackVersion

DEMO = "demo"
OFFICER = "demo-officer"
WRITER = "shipped"
PROVINCE = AgencyId("kr-chungnam")
_AGENCIES = (PROVINCE, AgencyId("kr-mnd"), AgencyId("kr-mofa"), AgencyId("kr-motie"))
_SINCE = date(2025, 1, 1)

OUTSIDE, OUTSIDE_MESSAGES = ServiceId("sandbox-outside"), ServiceId("sandbox-outside-messages")
IN_HOUSE, IN_HOUSE_MESSAGES = ServiceId("sandbox-in-house"), ServiceId("sandbox-in-house-messages")
DEEPSEEK, DEEPSEEK_ELSEWHERE = ServiceId("deepseek-api"), ServiceId("deepseek-on-other-cloud")
DEEPSEEK_WEIGHTS = ServiceId("deepseek-weights")
#: Web services that people would reach with their own browser: one with seats, one that is stopped.
WEB, DEEPSEEK_WEB = ServiceId("sandbox-web"), ServiceId("deepseek-web")

#: What the sandbox answers to, whatever callers call it.
SANDBOX_MODEL = "gwanmun-sandbox"


@dataclass(frozen=True, slots=True)
class DemoKey:
    """A key of the demonstration: what it shows, its text, and what is kept of it."""

    name: str
    shows_ko: str
    shows_en: str
    plaintext: str
    key: Key


@dataclass(frozen=True, slots=True)
class DemoBooks:
    """Everything a snapshot holds, plus the keys in the clear. `routes` are what the gate's settings must connect."""

    agencies: tuple[Agency, ...]
    departments: tuple[Department, ...]
    people: tuple[Person, ...]
    zones: tuple[Zone, ...]
    proxies: tuple[TrustedProxy, ...]
    services: tuple[Service, ...]
    records: tuple[Record, ...]
    routes: tuple[Route, ...]
    models: tuple[Model, ...]
    rates: tuple[Rate, ...]
    allowances: tuple[Allowance, ...]
    packs: tuple[Pack, ...]
    inquiries: tuple[InquiryState, ...]
    rules: tuple[Rules, ...]
    keys: tuple[DemoKey, ...]

    def key(self, name: str) -> DemoKey:
        return next(one for one in self.keys if one.name == name)

    def snapshot(self, day: date, published_us: int, *, serial: int = 1, clock_date: date | None = None) -> Snapshot:
        """As the desk would publish it, without a desk: for tests and stories."""
        return Snapshot(
            format=1, serial=serial, desk_index=0, published_us=published_us, max_age_seconds=86_400,
            agencies=tuple(row for row in self.agencies if valid_on(row, clock_date or day)),
            departments=self.departments, people=self.people, zones=self.zones, proxies=self.proxies,
            services=self.services, records=self.records, routes=self.routes, models=self.models, rates=self.rates,
            rate_max_age_days=35, allowances=self.allowances, packs=self.packs, approvals=(), inquiries=self.inquiries,
            lifted_orders=(), rules=self.rules, demo=True, clock_date=clock_date,
        )  # fmt: skip

    def delta(self, published_us: int, *, serial: int = 1) -> Delta:
        return Delta(serial, published_us, tuple(one.key for one in self.keys), ())


def demo_books(today: date, *, seed: bytes, pepper: bytes, sandbox_url: str = "http://127.0.0.1:8089") -> DemoBooks:
    """The books for a day in Seoul. The same seed gives the same keys; the pepper is the installation's."""
    agencies = shipped.agencies().rows
    check_tree(agencies)
    people = _people(today)
    books = DemoBooks(
        agencies=agencies,
        departments=_DEPARTMENTS,
        people=people,
        zones=_ZONES,
        proxies=(),
        services=_SERVICES,
        records=tuple(replace(record, agency=agency) for agency in _AGENCIES for record in _RECORDS),
        routes=_routes(sandbox_url.rstrip("/")),
        models=tuple(
            replace(
                model, prices=tuple(replace(price, valid_from=today.replace(month=1, day=1)) for price in model.prices)
            )
            for model in _MODELS
        ),
        rates=(Rate(today, 1_450_250, DEMO),),
        allowances=_ALLOWANCES,
        packs=tuple(
            replace(text, confirmed_by=OFFICER)
            for text, pack in zip(shipped.pack_texts(), shipped.packs(), strict=True)
            if pack.jurisdiction == "KR"
        ),
        inquiries=(),
        rules=(
            Rules(
                AgencyId("*"),
                restore_tools=("save_draft",),
                purposes=("work", "personal"),
                may_keep=(Kind.NAME, Kind.ADDRESS),
            ),
        ),
        keys=tuple(_key(today, seed, pepper, *row) for row in _KEYS),
    )
    assert {one.key.person for one in books.keys} <= {person.id for person in people}  # noqa: S101 - a table's own sum
    return books


def seed_demo(office: Office, by: By, books: DemoBooks) -> None:
    """Put all of it into empty books, in one act."""
    with office.books.transact() as page:
        page.put(
            *books.agencies, *books.departments, *books.people, *books.zones, *books.services, *books.records,
            *books.routes, *(replace(model, prices=()) for model in books.models), *books.rates, *books.allowances,
            *books.rules, *(one.key for one in books.keys),
            *(ModelPrice(model.name, price) for model in books.models for price in model.prices),
            *(
                PackVersion(pack.regime, 1, pack.text, active=True, written_by=WRITER, written_us=by.at_us,
                            confirmed_by=pack.confirmed_by, activated_by=OFFICER, activated_us=by.at_us)
                for pack in books.packs
            ),
        )  # fmt: skip
        check_models(page)
        note(page, by, "seed_demo", people=len(books.people), keys=[one.key.id for one in books.keys], demo=True)


# ---------------------------------------------------------------- agencies and people

_WELFARE, _AI, _CIVIL, _AUDIT = (
    DepartmentId(f"{PROVINCE}/{name}") for name in ("welfare", "ai-policy", "civil-affairs", "audit")
)
_DEPARTMENTS = (
    Department(_WELFARE, PROVINCE, "복지정책과", "Welfare Policy"),
    Department(_AI, PROVINCE, "인공지능정책과", "AI Policy"),
    Department(_CIVIL, PROVINCE, "민원봉사과", "Civil Affairs"),
    Department(_AUDIT, PROVINCE, "감사위원회", "Audit"),
    Department(DepartmentId("kr-army/logistics"), AgencyId("kr-army"), "군수참모부", "Logistics"),
    Department(DepartmentId("kr-mofa/protocol"), AgencyId("kr-mofa"), "의전과", "Protocol"),
    Department(DepartmentId("kr-motie/trade-policy"), AgencyId("kr-motie"), "통상정책과", "Trade Policy"),
)

#: id, department, training is valid, pledge is signed
_PEOPLE = (
    ("p-1001", _WELFARE, True, True),
    ("p-1002", _AI, True, True),
    ("p-1003", _CIVIL, True, True),
    ("p-1004", _CIVIL, True, False),
    ("p-1005", _AUDIT, False, True),
    ("p-1006", _WELFARE, True, True),
    ("p-1007", _AUDIT, True, True),
    ("p-1008", _AI, True, True),
    ("p-2001", DepartmentId("kr-army/logistics"), True, True),
    ("p-3001", DepartmentId("kr-mofa/protocol"), True, True),
    ("p-4001", DepartmentId("kr-motie/trade-policy"), True, True),
)

_ZONES = (
    Zone("10.77.0.0/16", DeviceClass.INTERNAL_PC, "시연용 업무망"),
    Zone("10.78.0.0/16", DeviceClass.INTERNET_PC, "시연용 인터넷망"),
)

_PC, _INTERNAL, _MILITARY, _PERSONAL = (
    (DeviceClass.INTERNET_PC,), (DeviceClass.INTERNAL_PC,), (DeviceClass.MILITARY_WORK,), (DeviceClass.PERSONAL,),
)  # fmt: skip

#: name, what it shows (ko, en), person, departments, device classes, purposes, day it ends (from today), revoked
_KEYS: tuple[
    tuple[str, str, str, str, tuple[DepartmentId, ...], tuple[DeviceClass, ...], tuple[str, ...], int, bool], ...
] = (
    ("officer", "시·도 인터넷망 PC", "a province's internet PC", "p-1001", (_WELFARE,), _PC, ("work",), 365, False),
    ("several", "부서·단말·목적을 골라 쓰는 키", "a key with several departments, devices and purposes", "p-1002",
     (_AI, _CIVIL), (DeviceClass.INTERNET_PC, DeviceClass.INTERNAL_PC), ("work", "personal"), 365, False),
    ("small_allowance", "하루 한도 1원", "an allowance of one won a day", "p-1003", (_CIVIL,), _PC, ("work",), 365, False),
    ("no_pledge", "보안서약서 없음", "no security pledge", "p-1004", (_CIVIL,), _PC, ("work",), 365, False),
    ("no_training", "교육 이수 만료", "training has lapsed", "p-1005", (_AUDIT,), _PC, ("work",), 365, False),
    ("personal_device", "개인 휴대전화", "a personal telephone", "p-1006", (_WELFARE,), _PERSONAL, ("work",), 365, False),
    ("unknown_device", "단말 구분 없음 (가장 엄격하게)", "no device class: judged as the strictest", "p-1007", (_AUDIT,),
     (), ("work",), 365, False),
    ("expired", "만료된 키", "an expired key", "p-1008", (_AI,), _PC, ("work",), 0, False),
    ("revoked", "폐기된 키", "a revoked key", "p-1008", (_AI,), _PC, ("work",), 365, True),
    ("military", "군 업무용 단말", "a military work device", "p-2001", (DepartmentId("kr-army/logistics"),), _MILITARY,
     ("work",), 365, False),
    ("foreign_affairs", "외교부 업무망 PC", "the foreign ministry's internal PC", "p-3001",
     (DepartmentId("kr-mofa/protocol"),), _INTERNAL, ("work",), 365, False),
    ("trade", "산업통상부 인터넷망 PC", "the trade ministry's internet PC", "p-4001",
     (DepartmentId("kr-motie/trade-policy"),), _PC, ("work",), 365, False),
)  # fmt: skip


def _people(today: date) -> tuple[Person, ...]:
    later, earlier = today + timedelta(days=180), today - timedelta(days=30)
    return tuple(
        Person(
            PersonId(id_),
            AgencyId(department.partition("/")[0]),
            department,
            later if trained else earlier,
            today - timedelta(days=200) if pledged else None,
        )
        for id_, department, trained, pledged in _PEOPLE
    )


def _key(
    today: date,
    seed: bytes,
    pepper: bytes,
    name: str,
    ko: str,
    en: str,
    person: str,
    departments: tuple[DepartmentId, ...],
    devices: tuple[DeviceClass, ...],
    purposes: tuple[str, ...],
    days: int,
    revoked: bool,  # noqa: FBT001 - a column of the table
) -> DemoKey:
    midnight_us = int(datetime.combine(today, time(), SEOUL).timestamp()) * 1_000_000
    wanted = Key(
        KeyId(""), "", PersonId(person), departments, devices, purposes, midnight_us - DAY_US,
        midnight_us + days * DAY_US, midnight_us if revoked else None,
    )  # fmt: skip
    entropy = sha256(seed + b"\0id\0" + name.encode()).digest(), sha256(seed + b"\0secret\0" + name.encode()).digest()
    plaintext, key = key_from(entropy[0][:5], entropy[1], pepper, wanted)
    return DemoKey(name, ko, en, plaintext, key)


# ---------------------------------------------------------------- services


def _service(
    id_: ServiceId,
    ko: str,
    en: str,
    family: str,
    deployment: Deployment,
    vendor: str,
    country: str,
    form: str = "",
) -> Service:
    form = form or ("model" if deployment is Deployment.IN_HOUSE else "api")
    return Service(id_, ko, en, vendor, country, family, form, deployment, (country,), DEMO, "2026-11-22")


_VENDOR, _THIRD, _OWN = Deployment.VENDOR_HOSTED, Deployment.THIRD_PARTY_HOSTED, Deployment.IN_HOUSE
_CHINESE = "Hangzhou DeepSeek Artificial Intelligence"
_SERVICES = (
    _service(OUTSIDE, "시험용 외부 서비스", "sandbox, as an outside service", "sandbox", _VENDOR, "Gwanmun demo", "US"),
    _service(OUTSIDE_MESSAGES, "시험용 외부 서비스(messages)", "sandbox, outside, messages", "sandbox", _VENDOR,
             "Gwanmun demo", "US"),
    _service(IN_HOUSE, "시험용 내부 모델", "sandbox, as an in-house model", "in-house", _OWN, "Gwanmun demo", "KR"),
    _service(IN_HOUSE_MESSAGES, "시험용 내부 모델(messages)", "sandbox, in-house, messages", "in-house", _OWN,
             "Gwanmun demo", "KR"),
    _service(DEEPSEEK, "딥시크 API", "DeepSeek API", "deepseek", _VENDOR, _CHINESE, "CN"),
    _service(DEEPSEEK_ELSEWHERE, "다른 회사가 제공하는 딥시크", "DeepSeek on another company's cloud", "deepseek", _THIRD,
             "Gwanmun demo cloud", "US"),
    _service(DEEPSEEK_WEIGHTS, "내부에서 구동하는 딥시크", "DeepSeek weights in-house", "deepseek", _OWN, _CHINESE, "CN"),
    _service(WEB, "시험용 웹 대화 서비스", "sandbox, as a web service with seats", "sandbox", _VENDOR, "Gwanmun demo", "US",
             "web_app"),
    _service(DEEPSEEK_WEB, "딥시크 웹", "DeepSeek on the web", "deepseek", _VENDOR, _CHINESE, "CN", "web_app"),
)  # fmt: skip


def _record(service: ServiceId, on_list: bool, contract: str, level: str, reviewed: bool, outside: str) -> Record:  # noqa: FBT001 - columns
    return Record(PROVINCE, service, on_list, contract, level, reviewed, outside)


_RECORDS = (
    _record(OUTSIDE, True, "negotiated", "O", True, "true"),  # noqa: FBT003 - columns, here and below
    _record(OUTSIDE_MESSAGES, True, "negotiated", "O", True, "true"),  # noqa: FBT003
    _record(IN_HOUSE, True, "in_house", "S", True, "false"),  # noqa: FBT003
    _record(IN_HOUSE_MESSAGES, True, "in_house", "S", True, "false"),  # noqa: FBT003
    _record(DEEPSEEK, False, "click_through", "none", False, "true"),  # noqa: FBT003
    _record(DEEPSEEK_ELSEWHERE, False, "negotiated", "O", False, "true"),  # noqa: FBT003
    _record(DEEPSEEK_WEIGHTS, True, "in_house", "S", True, "false"),  # noqa: FBT003
    _record(WEB, True, "negotiated", "O", True, "true"),  # noqa: FBT003
    _record(DEEPSEEK_WEB, False, "click_through", "none", False, "true"),  # noqa: FBT003
)


def _won(input_won: int, output_won: int) -> Price:
    """Whole won per million tokens."""
    return Price(_SINCE, None, "KRW", input_won * MICRO, output_won * MICRO, DEMO)


_USD = Price(_SINCE, None, "USD", 2_500_000, 10_000_000, DEMO)


def _model(
    name: str,
    service: ServiceId,
    upstream: str,
    aliases: tuple[str, ...],
    price: Price | None,
    family: str | None = None,
) -> Model:
    return Model(name, service, upstream, aliases, () if price is None else (price,), 4096, family)


_MODELS = (
    _model("gwanmun-sandbox", OUTSIDE, SANDBOX_MODEL, ("sandbox",), _won(2_000, 8_000)),
    _model("gwanmun-sandbox-usd", OUTSIDE, SANDBOX_MODEL, (), _USD),
    _model("gwanmun-sandbox-messages", OUTSIDE_MESSAGES, SANDBOX_MODEL, (), _USD),
    _model("gwanmun-sandbox-in-house", IN_HOUSE, SANDBOX_MODEL, ("in-house",), None),
    _model("gwanmun-sandbox-in-house-messages", IN_HOUSE_MESSAGES, SANDBOX_MODEL, (), None),
    _model("deepseek-chat", DEEPSEEK, "deepseek-chat", ("deepseek-reasoner",), _USD, "deepseek"),
    # The same model under a name that says nothing: its entry and its upstream name still do (S22, S56).
    _model("smart-assistant", DEEPSEEK, "deepseek-chat", (), _USD),
    _model("deepseek/deepseek-r1", DEEPSEEK_ELSEWHERE, "deepseek-r1", (), _USD, "deepseek"),
    _model("deepseek-r1-in-house", DEEPSEEK_WEIGHTS, SANDBOX_MODEL, (), None, "deepseek"),
)


def _routes(url: str) -> tuple[Route, ...]:
    base = f"{url}/v1"
    return (
        Route(OUTSIDE, Dialect.OPENAI, base),
        Route(OUTSIDE_MESSAGES, Dialect.ANTHROPIC, base),
        Route(IN_HOUSE, Dialect.OPENAI, base),
        Route(IN_HOUSE_MESSAGES, Dialect.ANTHROPIC, base),
        Route(DEEPSEEK_WEIGHTS, Dialect.OPENAI, base),
        # Listed so that the refusal shows. No demonstration's settings connect it.
        Route(DEEPSEEK, Dialect.OPENAI, "https://api.deepseek.com"),
    )


# ---------------------------------------------------------------- limits

_ALLOWANCES = (
    Allowance(Level.GOVERNMENT, "*", Period.MONTH, 3_000_000 * MICRO),
    Allowance(Level.GOVERNMENT, PROVINCE, Period.YEAR, 43_130_000 * MICRO),
    Allowance(Level.DEPARTMENT, "*", Period.MONTH, 500_000 * MICRO),
    Allowance(Level.PERSON, "*", Period.MONTH, 30_000 * MICRO),
    Allowance(Level.PERSON, "p-1003", Period.DAY, 1 * MICRO),
)
