"""Acts by name: decoded strictly, signed by an officer, one fact each."""

import dataclasses

import pytest

from gwanmun.control import acts
from gwanmun.control.acts import ACTS
from gwanmun.domain.facts import FactKind
from gwanmun.errors import BadCommand


@pytest.mark.parametrize("officer", ["", " ", "김주무관", "a" * 65, "x\ny", "-x"])
def test_nobody_acts_without_an_id(desk, officer):
    with pytest.raises(BadCommand):
        desk.do("list_keys", officer=officer)


@pytest.mark.parametrize("reason", ["a\nb", "가" * 501, "\x1b[31m"])
def test_a_reason_is_one_short_line(desk, reason):
    with pytest.raises(BadCommand):
        desk.do("list_keys", reason=reason)


def test_a_misspelt_act_names_the_nearest(desk):
    with pytest.raises(BadCommand) as caught:
        desk.do("revoke_keys")
    assert "revoke_key" in caught.value.remedy("en")


def test_a_misspelt_argument_names_the_nearest(desk):
    with pytest.raises(BadCommand) as caught:
        desk.do("issue_key", person="p-1", purpose=["work"])
    assert "purposes" in caught.value.remedy("ko")


@pytest.mark.parametrize("args", [[], None, "x", 1])
def test_arguments_are_an_object(desk, args):
    with pytest.raises(BadCommand):
        acts.perform(desk.office, "list_keys", args, "officer-1")


def test_a_wrong_value_is_named_by_place_and_never_repeated(desk):
    with pytest.raises(BadCommand) as caught:
        desk.do("set_allowance", level="person", subject="*", period="month", limit_won="비밀값")
    assert "limit_won" in caught.value.message("en")
    assert "비밀값" not in caught.value.message("en") + caught.value.message("ko")


@pytest.mark.parametrize(
    ("name", "args", "where", "ko", "en"),
    [
        ("appoint", {"id": "a", "person": "p", "role": "비밀값", "agency": "kr"}, "role", "official, approver", "it may be: official"),
        ("issue_key", {"person": "p", "device_classes": ["비밀값"]}, "device_classes[]", "internet_pc", "personal"),
        ("issue_key", {"person": "p", "days": "비밀값"}, "days", "정수", "a whole number"),
        ("put_departments", {"departments": [{"id": "비밀값"}]}, "departments[].agency", "적을 값: 글", "what it takes: a text"),
        ("put_departments", {"departments": "비밀값"}, "departments", "목록, 각 항목은 객체(id, ", "a list, each of it an object"),
        ("set_allowance", {"level": "person", "subject": "*", "period": "비밀값", "limit_won": 1}, "period", "year, month, day", "year, month, day"),
    ],
)  # fmt: skip
def test_what_a_field_may_hold_is_said_and_what_it_held_is_not(name, args, where, ko, en):
    with pytest.raises(BadCommand) as caught:
        acts.decode(name, ACTS[name].order, args)
    told = {language: caught.value.message(language) + caught.value.remedy(language) for language in ("ko", "en")}
    assert caught.value.where == where
    assert ko in told["ko"]
    assert en in told["en"]
    assert "비밀값" not in told["ko"] + told["en"]
    assert "Invalid" not in told["ko"] + told["en"]


def test_a_misspelt_name_inside_a_row_is_refused_and_never_passed_over():
    row = {"id": "kr-x/a", "agency": "kr-x", "name_ko": "가", "name_en": "a", "nmae_en": "b"}
    with pytest.raises(BadCommand) as caught:
        acts.decode("put_departments", ACTS["put_departments"].order, {"departments": [row]})
    assert "nmae_en (departments[])" in caught.value.message("en")
    assert "name_en" in caught.value.remedy("en")


def test_what_was_forgotten_is_noted_on_the_machine_that_forgot_it_and_nowhere_else():
    assert ACTS["note_forgetting"].local


def test_every_order_is_a_dataclass_and_every_act_has_words():
    for name, act in ACTS.items():
        assert dataclasses.is_dataclass(act.order), name
        assert act.carry_out.__name__ == name


def test_an_act_leaves_exactly_one_fact_with_its_own_id(desk):
    desk.do("put_zone", cidr="10.0.0.0/8", device_class="internal_pc")
    desk.do("put_zone", cidr="10.0.0.0/9", device_class="internal_pc")
    facts = desk.facts()
    assert [f.kind for f in facts] == [FactKind.ACT, FactKind.ACT]
    assert len({f.request for f in facts}) == 2
    assert all(f.person is None for f in facts)
