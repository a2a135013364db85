"""Inquiries: the clock alone makes them overdue, a judgement alone takes that back, and each ground is its own."""

from datetime import date, timedelta
from typing import ClassVar

import msgspec
import pytest

from bureau import DEEPSEEK, DEEPSEEK_VENDOR, Bureau
from gwanmun.domain.snapshot import InquiryState
from gwanmun.domain.vendors import Inquiry, Question, Vendor
from gwanmun.errors import BadCommand, Declined

SENT = date(2025, 1, 31)


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path, SENT)
    made.seed_country(DEEPSEEK)
    made.do("put_vendor", vendor={"id": "deepseek", "name_ko": "딥시크", "name_en": "DeepSeek",
                                  "names": [DEEPSEEK_VENDOR], "country": "CN"})  # fmt: skip
    yield made
    made.close()


def open_one(bureau, **args):
    return bureau.do("open_inquiry", **{"id": "q-1", "vendor": "deepseek", "asker": "kr-pipc", **args})


def status(bureau):
    return next((one.status for one in bureau.snapshot().inquiries if one.vendor == DEEPSEEK_VENDOR), "none")


def answer(bureau, *questions, judgement="sufficient"):
    for one in questions or Question:
        bureau.do("file_reply", inquiry="q-1", question=one, words="회신 내용")
        if judgement:
            bureau.do("judge_reply", inquiry="q-1", question=one, judgement=judgement)


def test_the_standard_questions_are_due_in_fourteen_days(bureau):
    row = open_one(bureau)
    assert (row["sent_on"], row["due_on"]) == ("2025-01-31", "2025-02-14")
    assert row["questions"] == 8
    assert row["grounds"] == ("precaution",)


def test_the_clock_alone_turns_it_overdue_on_the_day_after(bureau):
    open_one(bureau)
    bureau.go(date(2025, 2, 14), 23)
    assert status(bureau) == "open"
    bureau.go(date(2025, 2, 15), 0)
    assert status(bureau) == "overdue"
    assert len(bureau.facts("inquiry_overdue")) == 1


class TestNamesUnderRestriction:
    """While an inquiry restricts a vendor, no change of names takes its services out of it (S58)."""

    NAMED: ClassVar = {
        "id": "deepseek",
        "name_ko": "딥시크",
        "name_en": "DeepSeek",
        "names": [DEEPSEEK_VENDOR],
        "country": "CN",
    }

    @pytest.mark.parametrize("names", [[], ["DeepSeek"], [DEEPSEEK_VENDOR + " Co."]])
    def test_a_name_that_services_carry_is_not_dropped(self, bureau, names):
        open_one(bureau)
        with pytest.raises(Declined, match="restriction of an inquiry"):
            bureau.do("put_vendor", vendor={**self.NAMED, "names": names})
        assert status(bureau) == "open"
        assert bureau.every(Vendor)[0].names == (DEEPSEEK_VENDOR,)

    def test_a_vendor_that_only_the_catalogue_knew_is_not_written_down_without_its_name(self, tmp_path):
        made = Bureau(tmp_path, SENT)
        made.seed_country(DEEPSEEK)
        made.do("open_inquiry", id="q-1", vendor=DEEPSEEK_VENDOR, asker="kr-pipc")
        id_ = made.every(Inquiry)[0].vendor
        with pytest.raises(Declined):
            made.do("put_vendor", vendor={**self.NAMED, "id": id_, "names": []})
        assert status(made) == "open"
        made.close()

    def test_another_vendor_does_not_take_its_name_in_other_letters(self, bureau):
        open_one(bureau)
        with pytest.raises(BadCommand, match="another vendor"):
            bureau.do("put_vendor", vendor={**self.NAMED, "id": "aaa", "name_ko": "다른", "name_en": "Other",
                                            "names": [DEEPSEEK_VENDOR.upper()]})  # fmt: skip

    def test_a_service_is_not_given_to_another_vendor(self, bureau):
        open_one(bureau)
        with pytest.raises(Declined):
            bureau.do("put_fact", service="deepseek", name="vendor", value="Other", source="공지", as_of="2025-01-31",
                      confidence="high")  # fmt: skip
        moved = {**msgspec.to_builtins(DEEPSEEK), "vendor": "Other"}
        with pytest.raises(Declined):
            bureau.do("import_catalogue", services=[moved])
        assert status(bureau) == "open"

    def test_names_may_be_added_and_all_is_free_once_it_is_answered(self, bureau):
        open_one(bureau)
        bureau.do("put_vendor", vendor={**self.NAMED, "names": [DEEPSEEK_VENDOR, "深度求索"]})
        answer(bureau)
        bureau.do("put_vendor", vendor={**self.NAMED, "names": ["深度求索"]})


def test_a_clock_set_back_does_not_reopen_it(bureau):
    open_one(bureau)
    bureau.go(date(2025, 2, 15))
    bureau.go(date(2025, 2, 1))
    assert status(bureau) == "overdue"


def test_it_is_overdue_even_where_no_desk_marked_it(bureau):
    open_one(bureau)
    bureau.clock.now += 20 * 86_400_000_000  # nobody called the clock's acts
    assert bureau.every(Inquiry)[0].overdue_on is None
    assert status(bureau) == "overdue"


def test_answers_in_time_keep_it_open_until_they_are_judged(bureau):
    open_one(bureau)
    answer(bureau, judgement=None)
    bureau.go(date(2025, 3, 1))
    assert status(bureau) == "open"
    for one in Question:
        bureau.do("judge_reply", inquiry="q-1", question=one, judgement="sufficient")
    assert status(bureau) == "answered_sufficient"


def test_late_answers_lift_nothing_before_they_are_judged(bureau):
    open_one(bureau)
    bureau.go(date(2025, 3, 1))
    answer(bureau, judgement=None)
    assert status(bureau) == "overdue"
    answer(bureau)
    assert status(bureau) == "answered_sufficient"


def test_an_insufficient_answer_is_another_ground_and_a_new_answer_does_not_wash_it_off(bureau):
    open_one(bureau)
    answer(bureau, *list(Question)[:-1])
    answer(bureau, Question.DELETION, judgement="insufficient")
    assert status(bureau) == "answered_insufficient"
    answer(bureau, Question.DELETION, judgement=None)
    assert status(bureau) == "answered_insufficient"
    bureau.do("judge_reply", inquiry="q-1", question="deletion", judgement="sufficient")
    assert status(bureau) == "answered_sufficient"


def test_one_late_answer_that_was_bad_is_no_answer_to_the_other_questions(bureau):
    """Non-response and an insufficient answer are separate grounds: the second one never takes the place of the first."""
    open_one(bureau)
    bureau.go(date(2025, 2, 20))
    answer(bureau, Question.TRANSFER, judgement="insufficient")
    (row,) = bureau.do("list_inquiries")
    assert (row["status"], row["grounds"]) == ("overdue", ("non_response", "insufficient_answer"))
    assert bureau.do("show_vendor", vendor="deepseek")["grounds"] == ("non_response", "insufficient_answer")
    answer(bureau, *(one for one in Question if one is not Question.TRANSFER), judgement=None)
    assert status(bureau) == "overdue"  # all are answered, late, and nobody has judged them
    answer(bureau, *(one for one in Question if one is not Question.TRANSFER))
    (row,) = bureau.do("list_inquiries")
    assert (row["status"], row["grounds"]) == ("answered_insufficient", ("insufficient_answer",))
    bureau.do("judge_reply", inquiry="q-1", question="transfer", judgement="sufficient")
    assert bureau.do("list_inquiries")[0]["grounds"] == ()


def test_an_insufficient_answer_in_time_and_silence_on_the_rest_after_it_are_two_grounds(bureau):
    open_one(bureau)
    answer(bureau, Question.STORAGE, judgement="insufficient")
    assert bureau.do("list_inquiries")[0]["grounds"] == ("insufficient_answer",)
    bureau.go(date(2025, 2, 15))
    (row,) = bureau.do("list_inquiries")
    assert (row["status"], row["grounds"]) == ("overdue", ("non_response", "insufficient_answer"))


def test_an_inquiry_is_found_by_its_own_id_and_a_name_that_is_neither_says_where_to_look(bureau):
    open_one(bureau)
    assert bureau.do("show_vendor", vendor="q-1")["vendor"]["id"] == "deepseek"
    with pytest.raises(BadCommand, match="no such vendor and no such inquiry: q-9") as caught:
        bureau.do("show_vendor", vendor="q-9")
    assert "list_inquiries" in caught.value.remedy("en")
    with pytest.raises(BadCommand, match="no such inquiry: q-9"):
        bureau.do("refuse_inquiry", inquiry="q-9")


def test_refused_restricts_until_everything_was_answered_well(bureau):
    open_one(bureau)
    row = bureau.do("refuse_inquiry", inquiry="q-1")
    assert (row["status"], row["grounds"]) == ("refused", ("non_response",))
    answer(bureau, judgement=None)
    assert status(bureau) == "refused"
    answer(bureau)
    assert status(bureau) == "answered_sufficient"


def test_more_time_is_a_persons_word(bureau):
    open_one(bureau)
    bureau.go(date(2025, 2, 20))
    with pytest.raises(BadCommand):
        bureau.do("extend_inquiry", inquiry="q-1", due_on="2025-02-19")
    with pytest.raises(BadCommand):
        bureau.do("extend_inquiry", inquiry="q-1", due_on="2025-03-01", reason="")
    bureau.do("extend_inquiry", inquiry="q-1", due_on="2025-03-01")
    assert status(bureau) == "open"
    bureau.go(date(2025, 3, 2))
    assert status(bureau) == "overdue"


def test_of_several_the_strictest_counts_and_every_name_of_the_vendor_is_told(bureau):
    open_one(bureau)
    answer(bureau)
    open_one(bureau, id="q-2", asker="kr-seoul")
    assert status(bureau) == "open"
    bureau.put(InquiryState(DEEPSEEK_VENDOR, "refused"))
    assert status(bureau) == "refused"
    assert {one.vendor for one in bureau.snapshot().inquiries} == {DEEPSEEK_VENDOR, "deepseek", "DeepSeek", "딥시크"}


def test_a_vendor_that_only_the_catalogue_names_can_be_asked(bureau):
    bureau.put(
        DEEPSEEK.__class__(**{**{f: getattr(DEEPSEEK, f) for f in DEEPSEEK.__slots__}, "id": "o", "vendor": "OpenAI"})
    )
    open_one(bureau, vendor="OpenAI")
    assert any(one.vendor == "OpenAI" for one in bureau.snapshot().inquiries)
    assert bureau.every(Vendor, id="openai")[0].names == ("OpenAI",)
    with pytest.raises(BadCommand):
        open_one(bureau, id="q-9", vendor="nobody")


def test_reminders_fall_due_before_the_day_and_every_week_after(bureau):
    assert open_one(bureau)["remind_on"] == "2025-02-07"
    bureau.go(date(2025, 2, 7))
    bureau.do("note_letter", inquiry="q-1", kind="reminder", words="회신 요청")
    assert bureau.do("list_inquiries")[0]["remind_on"] == "2025-02-11"
    bureau.go(date(2025, 2, 16))
    bureau.do("note_letter", inquiry="q-1", kind="reminder", words="다시 회신 요청")
    assert bureau.do("list_inquiries")[0]["remind_on"] == "2025-02-22"


def test_a_promise_is_not_an_answer(bureau):
    open_one(bureau)
    bureau.do("note_letter", inquiry="q-1", kind="cooperation_promised", words="협조하겠다고 알려 옴")
    bureau.go(date(2025, 2, 15))
    assert status(bureau) == "overdue"


@pytest.mark.parametrize(
    "wrong",
    [{"sent_on": "2025-02-01"}, {"due_on": "2025-01-01"}, {"due_on": "2026-01-01"}, {"vendor": "x" * 5000},
     {"asker": ""}, {"asker": "a\u202eb"}, {"questions": ["purpose", "purpose"]}, {"questions": ["why"]}, {"id": "../x"},
     {"reason": ""}],
)  # fmt: skip
def test_what_cannot_stand_is_refused_and_leaves_nothing(bureau, wrong):
    with pytest.raises(BadCommand):
        open_one(bureau, **wrong)
    assert bureau.every(Inquiry) == ()


@pytest.mark.parametrize(
    ("act", "args"),
    [("file_reply", {"question": "purpose", "words": " "}), ("file_reply", {"question": "purpose", "words": "a" * 5000}),
     ("file_reply", {"question": "purpose", "words": "x", "received_on": "2024-01-01"}),
     ("judge_reply", {"question": "purpose", "judgement": "sufficient"}),
     ("judge_reply", {"question": "purpose", "judgement": "waiting"}), ("note_letter", {"kind": "gift", "words": "x"})],
)  # fmt: skip
def test_answers_letters_and_judgements_are_checked(bureau, act, args):
    open_one(bureau)
    with pytest.raises(BadCommand):
        bureau.do(act, inquiry="q-1", **args)
    with pytest.raises(BadCommand):
        bureau.do(act, inquiry="none", **args)


def test_no_fact_holds_the_vendors_words(bureau):
    open_one(bureau)
    bureau.do("file_reply", inquiry="q-1", question="purpose", words="회신본문표지")
    assert "회신본문표지" not in repr(bureau.facts())


def test_withdrawn_restricts_no_longer(bureau):
    open_one(bureau)
    bureau.go(SENT + timedelta(days=30))
    bureau.do("withdraw_inquiry", inquiry="q-1")
    assert status(bureau) == "none"
