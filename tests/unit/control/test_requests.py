"""Requests at the desk: a reach shows its own rows alone, a guessed number is refused and on record, proofs are begun once."""

from contextlib import contextmanager
from dataclasses import replace

import pytest

from clockwork import NOW_US
from gwanmun.adapters.requests_store import open_requests
from gwanmun.control.access import Caller, Errand, carry_out
from gwanmun.control.act import Aside
from gwanmun.domain.ids import AgencyId, KeyId, PersonId
from gwanmun.domain.offices import Appointment, Role
from gwanmun.errors import BadCommand, NotAppointed, OutsideReach
from gwanmun.journal.entry import Leaf
from gwanmun.journal.record import OpeningState, Record
from gwanmun.ports.requests import ENDED, Closed, Opened, Proof, Verification
from gwanmun.ports.usage import Watermark

from .conftest import DAY

SEOUL, CHUNGNAM = AgencyId("kr-seoul"), AgencyId("kr-chungnam")


def row(number, agency, at_us=NOW_US, **changed):
    values = {
        "service": "s-1", "model": "m", "decision": "allow", "grade": "O", "task": "요약", "device": "internet_pc",
        "kinds": "NAME", "found": 1, "refused": False, "readable": True, **changed,
    }  # fmt: skip
    return Opened(f"r-{number}", number, at_us + number, agency, f"{agency}/welfare", "0" * 32, **values)


class Requests:
    """Three requests of two agencies."""

    def __init__(self):
        self.store = open_requests(None)
        rows = [row(0, "kr-seoul"), row(1, "kr-chungnam"), row(2, "kr-seoul", refused=True, decision="deny")]
        self.store.add(0, Watermark("gate-1", "o", 3, 1, NOW_US, 0), rows, [Closed("r-0", 3, ENDED, 4_000_000)])
        self.begun = []

    @contextmanager
    def reading(self):
        yield self.store

    def records(self, shown):
        leaf = Leaf(at=shown.at_us, commit="0" * 64, index=shown.number, key="0" * 16, kind="admitted", v=1,
                    request=shown.request, agency=shown.agency)  # fmt: skip
        return (Record(shown.number, leaf, sealed=True, opening={"findings": {"NAME": 1}}, state=OpeningState.PROVED),)

    def proofs(self, shown):
        return (Proof("o", shown.number, "{}", 3, "00", ("11",), "note", "vkey"),)

    def verify(self, by, now_us):
        self.begun.append(by)
        return Verification(now_us, None, by, 0, 3, ())

    def verification(self):
        return Verification(1, 2, "a", 3, 3, ())


@pytest.fixture
def office(desk):
    return replace(desk.office, requests=Requests())


def errand(agency, role, department=None):
    held = (Appointment("a", PersonId("p-9"), agency, department, role, DAY, None),)
    return Errand(Caller(KeyId("console"), PersonId("p-9"), SEOUL if agency == "*" else agency, held))


def ask(office, act, agency=SEOUL, role=Role.AUDIT, department=None, **args):
    found = carry_out(office, errand(agency, role, department), act, args, "시험")
    return found.plain() if isinstance(found, Aside) else found


def numbers(found):
    return [one["request"] for one in found["rows"]]


def test_whoever_sees_the_whole_installation_sees_every_row(office):
    assert numbers(ask(office, "list_requests", AgencyId("*"))) == ["r-2", "r-1", "r-0"]


@pytest.mark.parametrize("reach", [{"agency": SEOUL}, {"agency": SEOUL, "department": "kr-seoul/welfare"}])
def test_a_reach_shows_and_counts_its_own_alone(office, reach):
    found = ask(office, "list_requests", **reach)
    assert numbers(found) == ["r-2", "r-0"]
    assert found["tally"] == {"count": 2, "whole": True, "spent": 4_000_000}


def test_words_to_narrow_by_name_nothing_beyond_the_reach(office):
    words = ask(office, "list_requests")["words"]
    assert "kr-chungnam" not in words["agency"]
    assert "kr-chungnam/welfare" not in words["department"]


def test_another_agency_asked_for_by_name_is_refused_and_on_record(office, desk):
    with pytest.raises(OutsideReach):
        carry_out(office, errand(SEOUL, Role.AUDIT), "list_requests", {"agency": "kr-chungnam"})
    assert desk.facts()[-1].opening["act"] == "refused_act"


def test_a_guessed_number_of_another_agency_is_refused_and_on_record(office, desk):
    assert ask(office, "show_request", request="r-0")["row"]["agency"] == "kr-seoul"
    with pytest.raises(OutsideReach):
        ask(office, "show_request", request="r-1")
    fact = desk.facts()[-1]
    assert (fact.opening["act"], fact.opening["asked"]) == ("refused_act", "show_request")


def test_a_number_that_nobody_has_is_said_so(office):
    with pytest.raises(BadCommand, match="r-99"):
        ask(office, "show_request", request="r-99")


def test_one_request_is_told_in_the_language_asked_for_with_its_proof(office):
    ko, en = (ask(office, "show_request", request="r-0", language=one) for one in ("ko", "en"))
    assert ko["told"][0]["said"] == [["탐지", "이름 1"]] or ko["told"][0]["said"] == (("탐지", "이름 1"),)
    assert en["told"][0]["kind_words"] == "sent"
    assert ko["proofs"][0]["path"] in (["11"], ("11",))


def test_pages_follow_one_another_to_the_end(office):
    seen, after = [], ""
    for _ in range(5):
        found = ask(office, "list_requests", AgencyId("*"), limit=1, after=after)
        seen += numbers(found)
        after = found["next"]
        if not after:
            break
    assert seen == ["r-2", "r-1", "r-0"]


@pytest.mark.parametrize(
    "wrong",
    [{"sort": "person"}, {"what": "all"}, {"limit": 0}, {"limit": 9_999}, {"after": "1"}, {"after": "1.x"},
     {"first": "2026-11-22", "last": "2026-11-21"}, {"first": "yesterday"}],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_in_words(office, wrong):
    with pytest.raises(BadCommand):
        ask(office, "list_requests", **wrong)


def test_a_place_beyond_every_number_is_the_end(office):
    assert numbers(ask(office, "list_requests", after="0." + "9" * 19, down=False)) == []


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.APPROVER, Role.BUDGET, Role.ASSEMBLY])
def test_single_requests_are_for_those_whose_duty_it_is(office, role):
    for act, args in (("list_requests", {}), ("show_request", {"request": "r-0"}), ("verify_journals", {})):
        with pytest.raises(NotAppointed):
            ask(office, act, role=role, **args)


def test_beginning_to_prove_the_journals_is_a_fact(office, desk):
    assert ask(office, "verify_journals")["ended_us"] is None
    assert office.requests.begun == ["p-9"]
    assert desk.facts()[-1].opening["act"] == "verify_journals"
    assert ask(office, "show_verification")["verification"]["ended_us"] == 2


def test_a_desk_without_rows_says_so(desk):
    with pytest.raises(BadCommand):
        ask(desk.office, "list_requests")


# ---------------------------------------------------------------- saved views


def test_a_view_is_ones_own_and_takes_the_place_of_its_namesake(desk):
    desk.do("save_view", officer="p-1", page="/desk/requests", name="막힌  것", query="what=refused")
    desk.do("save_view", officer="p-1", page="/desk/requests", name="막힌 것", query="what=failed")
    desk.do("save_view", officer="p-2", page="/desk/requests", name="남의 것", query="")
    mine = desk.do("list_views", officer="p-1", page="/desk/requests")
    assert [(one["name"], one["query"]) for one in mine] == [("막힌 것", "what=failed")]
    desk.do("drop_view", officer="p-1", page="/desk/requests", name="막힌 것")
    assert desk.do("list_views", officer="p-1", page="/desk/requests") == ()


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "가" * 61}, {"page": "//elsewhere" * 20}, {"page": "x"}, {"query": "q" * 1001}]
)
def test_a_view_without_a_name_or_too_long_is_not_kept(desk, wrong):
    with pytest.raises(BadCommand):
        desk.do("save_view", officer="p-1", **{"page": "/desk/requests", "name": "이름", "query": "", **wrong})
    assert desk.do("list_views", officer="p-1", page="/desk/requests") == ()


def test_nobody_drops_anothers_view(desk):
    desk.do("save_view", officer="p-1", page="/desk/requests", name="내 것", query="")
    with pytest.raises(BadCommand):
        desk.do("drop_view", officer="p-2", page="/desk/requests", name="내 것")
