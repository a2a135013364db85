"""Roles by the provider's groups: given at a sign-in, taken at a sign-in, tried before."""

import pytest

from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.oidc import GroupRole, ProviderPerson
from gwanmun.errors import BadCommand, GwanmunError

ISSUER = "https://idp.example"
ROW = {"id": "welfare-heads", "group": "복지과 과장", "role": "approver", "agency": "kr-chungnam"}


def come(desk, *groups, person="p-1", subject="s-1", issuer=ISSUER):
    return desk.do(
        "note_provider_sign_in", person=person, issuer=issuer, subject=subject, groups=list(groups), reason=""
    )


def held(desk, person="p-1"):
    day = desk.by().day
    rows = desk.every(Appointment, person=person)
    return {(row.role, row.department) for row in rows if row.valid_from <= day and (row.valid_to or day) >= day}


def told(desk, act):
    return [fact.opening for fact in desk.facts() if fact.opening["act"] == act]


def test_a_group_gives_its_role_at_the_next_sign_in_and_takes_it_back(desk):
    desk.do("put_group_role", **ROW, department="kr-chungnam/welfare")
    assert held(desk) == set()
    assert come(desk, "복지과 과장", "직원")["person"] == "p-1"
    assert held(desk) == {(Role.APPROVER, "kr-chungnam/welfare")}
    come(desk, "복지과 과장")
    assert len(told(desk, "appoint")) == 1
    come(desk, "직원")
    assert held(desk) == set()
    assert len(told(desk, "end_appointment")) == 1
    come(desk, "복지과 과장")
    assert held(desk) == {(Role.APPROVER, "kr-chungnam/welfare")}


def test_one_that_was_held_for_days_ends_yesterday(desk):
    desk.do("put_group_role", **ROW)
    come(desk, "복지과 과장")
    desk.clock.now += 3 * 86_400_000_000
    come(desk)
    (row,) = desk.every(Appointment, person="p-1")
    assert row.valid_to < desk.by().day
    assert held(desk) == set()


def test_what_officers_gave_by_hand_is_left_alone(desk):
    desk.do("appoint", id="by-hand", person="p-1", agency="kr-chungnam", role="audit")
    desk.do("put_group_role", **ROW)
    come(desk, "복지과 과장")
    come(desk)
    assert held(desk) == {(Role.AUDIT, None)}


def test_a_row_that_is_gone_gives_nothing_at_the_next_sign_in(desk):
    desk.do("put_group_role", **ROW)
    come(desk, "복지과 과장")
    desk.do("remove_group_role", id="welfare-heads")
    come(desk, "복지과 과장")
    assert held(desk) == set()


def test_somebody_who_is_not_on_the_books_is_nobody_and_it_is_recorded(desk):
    assert come(desk, person="p-999")["person"] is None
    assert told(desk, "sign_in_failed")[0]["why"] == "unknown_person"
    assert desk.every(ProviderPerson) == ()


@pytest.mark.parametrize(
    "second",
    [{"subject": "s-2"}, {"issuer": "https://another.example"}, {"person": "p-2"}],
)
def test_an_account_belongs_to_the_person_who_came_with_it_first(desk, second):
    desk.do("put_group_role", **ROW)
    come(desk)
    assert come(desk, "복지과 과장", **second)["person"] is None
    assert told(desk, "sign_in_failed")[0]["why"] == "another_account"
    assert held(desk, second.get("person", "p-1")) == set()


def test_an_account_that_was_made_anew_is_let_in_after_an_officer_released_the_old_one(desk):
    come(desk)
    desk.do("release_provider_person", person="p-1")
    assert come(desk, subject="s-2")["person"] == "p-1"


def test_the_dry_run_says_who_would_get_what_and_writes_nothing(desk):
    desk.do("put_group_role", **ROW)
    come(desk, "복지과 과장")
    come(desk, "직원", person="p-2", subject="s-2")
    before = len(desk.facts())
    found = desk.do(
        "try_group_roles",
        put=[{"id": "staff", "group": "직원", "role": "official", "agency": "kr-seoul"}],
        remove=["welfare-heads"],
    )
    assert [(row["person"], row["what"], row["role"]) for row in found] == [
        ("p-1", "loses", "approver"), ("p-2", "gains", "official"),
    ]  # fmt: skip
    assert len(desk.facts()) == before
    assert [row["what"] for row in desk.do("try_group_roles")] == ["keeps"]


def test_the_dry_run_takes_the_providers_own_list(desk):
    desk.do("put_group_role", **ROW)
    found = desk.do("try_group_roles", people={"p-2": ["복지과 과장"], "p-77": ["복지과 과장"], "p-1": ["직원"]})
    assert [(row["person"], row["what"], row["known"]) for row in found] == [
        ("p-2", "gains", True), ("p-77", "gains", False),
    ]  # fmt: skip


def test_nobody_gives_a_role_to_a_group_of_their_own(desk):
    come(desk, "복지과 과장")
    with pytest.raises(BadCommand, match="own"):
        desk.do("put_group_role", officer="p-1", **ROW)
    assert desk.every(GroupRole) == ()


@pytest.mark.parametrize(
    "wrong",
    [{"agency": "kr-nowhere"}, {"department": "kr-seoul/ai"}, {"group": " "}, {"group": "x" * 256}, {"id": "A b"}],
)
def test_a_row_that_cannot_be_is_refused(desk, wrong):
    with pytest.raises(GwanmunError):
        desk.do("put_group_role", **{**ROW, **wrong})


def test_a_row_and_its_end_need_a_reason(desk):
    with pytest.raises(BadCommand, match="reason"):
        desk.do("put_group_role", reason="", **ROW)
    desk.do("put_group_role", **ROW)
    with pytest.raises(BadCommand, match="reason"):
        desk.do("remove_group_role", reason="", id="welfare-heads")
