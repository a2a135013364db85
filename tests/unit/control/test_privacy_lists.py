"""House rules on masking, public contacts, suggestions: what the desk takes, what reaches the gate, what it refuses."""

import msgspec
import pytest

from gwanmun.control.publish import Terms, compile_snapshot
from gwanmun.domain.findings import AnswerCare, Kind, Masking, Style, Suggestion
from gwanmun.errors import BadCommand


def snapshot(desk):
    with desk.office.books.look() as page:
        return compile_snapshot(page, Terms(), desk.clock.now_us())


def rules(**more):
    return {"agency": "*", "purposes": ["work"], **more}


def test_an_agencys_choice_of_masking_reaches_the_gate(desk):
    masking = [{"kind": "PHONE", "style": "partial"}, {"kind": "RRN", "style": "refuse"}]
    desk.do("put_rules", rules=rules(masking=masking, examine_answers="hold", may_keep=["NAME"]), reason="방침")
    (found,) = snapshot(desk).rules
    assert found.masking == (Masking(Kind.PHONE, Style.PARTIAL), Masking(Kind.RRN, Style.REFUSE))
    assert (found.examine_answers, found.may_keep) == (AnswerCare.HOLD, (Kind.NAME,))
    assert desk.facts()[-1].opening["rules"]["masking"] == masking


@pytest.mark.parametrize(
    "wrong",
    [
        {"masking": [{"kind": "PASSWORD", "style": "token"}]},
        {"masking": [{"kind": "SECRET", "style": "partial"}]},
        {"masking": [{"kind": "MARKING", "style": "word"}]},
        {"masking": [{"kind": "PHONE", "style": "keep"}]},
        {"masking": [{"kind": "PHONE", "style": "word"}, {"kind": "PHONE", "style": "token"}]},
        {"masking": [{"kind": "TEA", "style": "word"}]},
        {"may_keep": ["PASSWORD"]},
        {"examine_answers": True},
    ],
)
def test_a_choice_that_would_show_a_secret_or_means_nothing_is_refused(desk, wrong):
    with pytest.raises(BadCommand):
        desk.do("put_rules", rules=rules(**wrong), reason="방침")


def test_public_contacts_reach_the_gate_and_can_be_taken_back(desk):
    contacts = [{"agency": "*", "value": "02-2133-*", "note": "시청"}, {"agency": "*", "value": "minwon@seoul.go.kr"}]
    desk.do("put_public_contacts", contacts=contacts)
    assert [one.value for one in snapshot(desk).public_contacts] == ["02-2133-*", "minwon@seoul.go.kr"]
    desk.do("remove_public_contact", agency="*", value="02-2133-*")
    assert [one["value"] for one in desk.do("list_public_contacts")] == ["minwon@seoul.go.kr"]
    with pytest.raises(BadCommand):
        desk.do("remove_public_contact", agency="*", value="02-2133-*")


@pytest.mark.parametrize("value", ["", "02*", "010-*", "홍길동", "12", "a@b", "*@seoul.go.kr", "02-2133-5678 외"])
def test_what_is_no_contact_or_reaches_too_far_is_refused_and_not_repeated(desk, value):
    with pytest.raises(BadCommand) as refused:
        desk.do("put_public_contacts", contacts=[{"agency": "*", "value": value}])
    assert refused.value.where == "contacts[0]"


def test_suggestions_are_counted_by_rule_and_hold_no_text(desk):
    desk.do("put_agency", agency=AGENCY)
    desk.do("suggest", agency="kr-test", items=[{"kind": "NAME", "missed": False, "rule": "title", "times": 2}])
    desk.do(
        "suggest",
        agency="kr-test",
        items=[{"kind": "NAME", "missed": False, "rule": "title"}, {"kind": "PHONE", "missed": True}],
    )
    found = msgspec.convert(desk.do("list_suggestions"), tuple[Suggestion, ...])
    assert [(one.kind, one.missed, one.rule, one.times) for one in found] == [
        (Kind.NAME, False, "title", 3),
        (Kind.PHONE, True, "", 1),
    ]
    desk.do("settle_suggestion", agency="kr-test", kind="NAME", missed=False, rule="title", reason="목록에 반영")
    assert len(desk.do("list_suggestions", agency="kr-test")) == 1


@pytest.mark.parametrize(
    "item",
    [
        {"kind": "NAME", "missed": False, "rule": "홍길동"},
        {"kind": "PHONE", "missed": False, "rule": "010-1234"},
        {"kind": "NAME", "missed": True, "rule": "title"},
        {"kind": "NAME", "missed": True, "times": 0},
    ],
)
def test_a_suggestion_that_could_carry_a_value_is_refused(desk, item):
    desk.do("put_agency", agency=AGENCY)
    with pytest.raises(BadCommand):
        desk.do("suggest", agency="kr-test", items=[item])


AGENCY = {
    "id": "kr-test", "name_ko": "시험기관", "name_en": "Test agency", "type": "public_corporation", "jurisdiction": "KR",
    "parent": None, "valid_from": "2020-01-01", "valid_to": None, "contact_ko": "담당",
}  # fmt: skip
