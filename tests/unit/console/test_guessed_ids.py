"""Every address with a number in it, asked for with another agency's: refused or as if it were not there, and on record."""

import shutil
from datetime import date

import pytest

from console_kit import World
from desk_kit import PEPPER, Clockwork, DeskWorld, seed
from gwanmun.adapters.sql.books import open_books
from gwanmun.budget.ledger import OfferState, QuotaOffer
from gwanmun.console.app import modules
from gwanmun.console.house import House
from gwanmun.control.acts import perform
from gwanmun.control.office import Office
from gwanmun.domain.allowances import AllowanceOffer, AskedAllowance, Level, Period
from gwanmun.domain.approvals import ApprovalRequest, Reach
from gwanmun.domain.devices import Device, Ownership, Tier
from gwanmun.domain.grades import Grade
from gwanmun.domain.ids import AgencyId, DepartmentId, PersonId, ServiceId
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.oidc import GroupRole
from gwanmun.domain.orders import Emergency
from gwanmun.domain.people import DeviceClass, Key
from gwanmun.domain.records import MisuseFinding
from gwanmun.domain.redress import Ground, Objection
from gwanmun.domain.snapshot import Approval

THEIRS, PERSON, SERVICE, DAY = AgencyId("kr-mofa"), PersonId("p-3001"), ServiceId("sandbox-outside"), date(2026, 12, 1)
SECRET = "남의 기관의 말"
#: Shape of the address → by whom, the other agency's number in it (and what else the page asks for), what is sent.
GUESSES = {
    "/accounts/of/{person}": ("ai-policy", "p-3001"),
    "/accounts/groups/{id}/remove": ("ai-policy", "theirs"),
    "/approvals/{id:path}": ("approver", "theirs"),
    "/approvals/{id:path}/decide": ("approver", "theirs", {"verdict": "approve"}),
    "/approvals/{id:path}/end": ("approver", "theirs", {"reason": "x"}),
    "/approvals/{id:path}/withdraw": ("official", "theirs", {}),
    "/desk/misuse/{id}": ("audit", "theirs"),
    "/devices/{device}/check": ("security", "theirs", {}),
    "/devices/{device}/remove": ("security", "theirs", {"app": "deepseek"}),
    "/devices/{device}/retire": ("security", "theirs", {}),
    "/keys/{key}/revoke": ("security", "KEY", {"reason": "x"}),
    "/keys/{key}/rotate": ("ai-policy", "KEY", {"overlap_hours": "1", "days": "30"}),
    "/money/asked/{id}": ("budget", "theirs"),
    "/money/asked/{id}/refuse": ("budget", "theirs"),
    "/money/seats/{id}/withdraw": ("budget", "theirs", {}),
    "/money/withdraw/{id}": ("budget", "theirs", {}),
    "/money/rounds/{round}/submit": (
        "budget",
        "demo-2026",
        {f"{one}-amount": "1" for one in ("krw", "users", "services")},
        "agency=kr-seoul",
    ),
    "/money/rounds/{round}/refuse": ("budget", "demo-2026", {"reason": "x"}, "agency=kr-seoul"),
    "/objections/{id}": ("audit", "theirs"),
    "/objections/{id}/assign": ("security", "theirs", {"reviewer": "p-1102"}),
    "/objections/{id}/extend": ("security", "theirs", {"days": "3", "reason": "x"}),
    "/objections/{id}/decide": ("security", "theirs", {"outcome": "upheld", "answer": "x"}),
    "/orders/emergencies/{id:path}/review": ("security", "theirs", {"verdict": "justified", "finding": "x"}),
    "/people/{person}": ("security", "p-3001"),
    "/people/{person}/leave": ("security", "p-3001", {"reason": "x"}),
    "/workspace/history/{id}": ("official", "theirs"),
    "/workspace/history/{id}/open": ("official", "theirs", {}),
    "/workspace/history/{id}/delete": ("official", "theirs", {}),
    "/reports/made/{id}/{name}": ("audit", "theirs/all.zip"),
}
#: Whose things are nobody's in particular, or are held to the caller by a test of their own.
OTHERWISE = {
    "/catalogue/{service}": "services are everybody's; their steps name an agency: test_another_agencys_service_is_refused_and_recorded",
    "/desk/requests/{number}": "test_another_agencys_request_is_refused_in_words; the act records it (carry_out)",
    "/enforcement/clock/{id:path}": "orders are published to all",
    "/inquiries/{inquiry}": "inquiries to vendors are read by all",
    "/money/rounds/{round}": "a round asks all governments",
    "/money/seats/{id}/take": "offered to other agencies: that is what it is for",
    "/money/take/{id}": "offered to other agencies: that is what it is for",
    "/orders/{id:path}/end": "an authority's own orders: tests/unit/control/test_orders.py",
    "/orders/delegations/{id:path}/end": "tests/unit/control/test_delegation.py",
    "/policies/{regime}": "regimes are everybody's",
    "/public/": "open to anybody",
    "/regions/{government}": "open to anybody; figures of the gate: test_a_guessed_government_is_refused_by_the_act_and_so_by_the_page",
    "/reports/{kind}": "a kind of report, not a thing",
    "/vendors/{vendor}": "vendors are everybody's",
    "/workspace/receipt/{request}": "one's own: test_somebody_elses_receipt_is_refused",
}


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    path = tmp_path_factory.mktemp("guessed") / "books.sqlite"
    books = open_books(path)
    seed(books)
    department = DepartmentId("kr-mofa/protocol")
    with books.transact() as page:
        page.put(
            GroupRole("theirs", SECRET, Role.APPROVER, THEIRS, None),
            ApprovalRequest("theirs", PERSON, THEIRS, department, Reach.PERSON, SERVICE, (), Grade.O, "", SECRET, False, DAY, None, (), 1),
            Approval("theirs", THEIRS, PERSON, SERVICE, "granted", False, 4_000_000_000_000_000),
            MisuseFinding("theirs", "prompt_injection", "0" * 32, THEIRS, 1, 2, 2, "2", (), 3),
            Device("theirs", THEIRS, None, None, DeviceClass.INTERNET_PC, Ownership.GOVERNMENT, SECRET, Tier.STANDARD),
            AskedAllowance("theirs", THEIRS, PERSON, Level.PERSON, "p-3001", Period.DAY, 1, 1),
            Appointment("here", "p-1102", AgencyId("kr-chungnam"), None, Role.PRIVACY, date(2026, 1, 1), None),  # of one agency
            AllowanceOffer("theirs", THEIRS, Period.YEAR, 1, DAY, "p-3001", 1),
            QuotaOffer("theirs", THEIRS, SERVICE, 1, 0, DAY, OfferState.OFFERED, "p-3001", 1),
            Objection("theirs", THEIRS, SECRET, Ground.INACCURATE, SECRET, 1, DAY),
            Emergency("theirs", THEIRS, SERVICE, PERSON, "p-3001", 1, 2, SECRET),
        )  # fmt: skip
    books.close()
    return path


@pytest.fixture
def world(seeded, tmp_path):
    shutil.copy(seeded, tmp_path / "books.sqlite")
    books = open_books(tmp_path / "books.sqlite")
    yield DeskWorld(office=Office(books, Clockwork(count=1000), PEPPER, lambda text, file: None))
    books.close()


def test_every_address_with_a_number_is_guessed_here_or_said_to_be_no_secret():
    world = World()
    house = House(world.ports(), world.terms)
    shapes = {route.path for module in modules() for route in module.routes(house) if "{" in route.path}
    steps = {shape for shape in shapes if shape.startswith(tuple(OTHERWISE))}
    assert shapes - set(GUESSES) - steps == set()
    assert set(GUESSES) <= shapes
    assert [one for one in OTHERWISE if not any(shape.startswith(one) for shape in shapes)] == []


@pytest.mark.parametrize("shape", sorted(GUESSES))
def test_another_agencys_number_opens_nothing_and_is_on_record(world, shape):
    tile, number, fields, query = (*GUESSES[shape], *(None, "")[len(GUESSES[shape]) - 2 :])
    if number == "KEY":
        number = world.every(Key, person="p-3001")[0].id
    before = {
        kind: world.every(kind) for kind in (Key, Device, QuotaOffer, Objection, Emergency, Approval, ApprovalRequest)
    }
    head, _, rest = shape.partition("{")
    path = head + number + ("" if shape.startswith("/reports/made") else rest.partition("}")[2])
    browser = world.enter(tile)
    browser.get("/my")  # a page with a form's token
    got = browser.get(f"{path}?{query}") if fields is None else browser.post(f"{path}?{query}", fields)
    assert got.status in {403, 404}, (got.status, got.text[-1500:])
    assert SECRET not in got.text
    asked = [fact.opening["asked"] for fact in world.facts if fact.opening.get("act") == "refused_act"]
    assert asked or any(act == "note_guess" and args["place"] == shape for act, args in world.noted), "not on record"
    assert before == {kind: world.every(kind) for kind in before}


def test_a_guess_is_recorded_without_what_an_address_may_hold(world):
    for number in ("20260921-AAAA1111", "홍길동 010-2345-6789"):
        perform(world.office, "note_guess", {"person": "p-1102", "place": "/objections/{id}", "id": number}, "console")
    told = [fact.opening for fact in world.facts if fact.opening.get("act") == "guessed"]
    assert [(one["person"], one["id"]) for one in told] == [("p-1102", "20260921-AAAA1111"), ("p-1102", "")]
    assert "010-2345" not in str(told)
