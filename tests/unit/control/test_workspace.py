"""What a person does for themselves in the workspace: suggest, draft, look at their own receipt, delete."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest

from bureau import Bureau
from gwanmun.adapters.documents.reports import ReportWriter
from gwanmun.adapters.requests_store import open_requests
from gwanmun.control import acts
from gwanmun.control.act import Aside
from gwanmun.domain.approvals import Notice
from gwanmun.domain.findings import Suggestion
from gwanmun.domain.ids import Pseudonym
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Person
from gwanmun.errors import BadCommand, OutsideReach
from gwanmun.ports.requests import Opened
from gwanmun.ports.usage import Watermark

ANSWER = "# 회신\n\n- 남궁솔 님께 환급합니다.\n"


class Requests:
    def __init__(self):
        self.store = open_requests(None)
        rows = [self._row(0, "own", "of-p1"), self._row(1, "other", "of-p2")]
        self.store.add(0, Watermark("gate-1", "o", 2, 1, 1, 0), rows, [])

    def _row(self, number, request, person):
        return Opened(
            request, number, 1_790_000_000_000_000, "kr-seoul", "kr-seoul/ai", person, "s", "m", "allow", "O", "요약", "pc",
            "NAME", 1, refused=False, readable=True,
        )  # fmt: skip

    @contextmanager
    def reading(self):
        yield self.store

    def records(self, shown):
        return ()

    def proofs(self, shown):
        return ()


@pytest.fixture
def bureau(tmp_path):
    made = Bureau(tmp_path)
    made.seed_house()
    made.office = replace(
        made.office, drafts=ReportWriter(), requests=Requests(), pseudonym=lambda person: Pseudonym(f"of-{person}")
    )
    yield made
    made.close()


def do(bureau, act, **args):
    found = acts.perform(bureau.office, act, args, "p1", "")
    return found.plain() if isinstance(found, Aside) else found


def test_a_suggestion_is_that_of_the_persons_own_agency_and_holds_no_words(bureau):
    do(
        bureau,
        "suggest_places",
        items=[{"kind": "NAME", "missed": True}, {"kind": "PHONE", "missed": False, "rule": "word before"}],
    )
    found = {(one.agency, one.kind.value, one.missed, one.times) for one in bureau.every(Suggestion)}
    assert found == {("kr-seoul", "NAME", True, 1), ("kr-seoul", "PHONE", False, 1)}


@pytest.mark.parametrize("form", ["hwpx", "docx", "md"])
def test_a_draft_carries_label_and_sources_and_the_record_no_word_of_it(bureau, form):
    made = do(bureau, "make_draft", answer=ANSWER, form=form, service="시험용", sources=["지방세기본법"], request="own")
    assert made["name"] == f"draft.{form}"
    (fact,) = bureau.facts("make_draft")
    assert (fact["form"], fact["sources"], fact["request"]) == (form, 1, "own")
    assert "남궁솔" not in repr(fact)


def test_a_draft_in_markdown_says_that_an_ai_took_part(bureau):
    from base64 import b64decode

    text = b64decode(
        do(bureau, "make_draft", answer=ANSWER, form="md", service="시험용", sources=["지방세기본법"])["content"]
    ).decode()
    assert text.startswith("> 이 문서는 생성형 인공지능(시험용)의 도움을 받아")
    assert "## 출처\n\n- 지방세기본법" in text
    assert "남궁솔" in text


@pytest.mark.parametrize(
    "wrong", [{"form": "exe"}, {"sources": ["가" * 301]}, {"sources": ["가"] * 1 + [str(n) for n in range(30)]}]
)
def test_what_is_no_draft_is_refused(bureau, wrong):
    with pytest.raises(BadCommand):
        do(bureau, "make_draft", **{"answer": ANSWER, "form": "md", **wrong})


def test_ones_own_receipt_is_shown_and_nobody_elses(bureau):
    assert do(bureau, "show_receipt", request="own")["row"]["request"] == "own"
    with pytest.raises(OutsideReach):
        do(bureau, "show_receipt", request="other")
    with pytest.raises(BadCommand):
        do(bureau, "show_receipt", request="nothing")


def test_a_deletion_is_on_record(bureau):
    do(bureau, "note_forgotten", conversation="00ff")
    assert bureau.facts("note_forgotten")[0]["conversation"] == "00ff"


@pytest.mark.parametrize("days", [-1, 366])
def test_an_agency_keeps_conversations_for_a_year_at_most(bureau, days):
    with pytest.raises(BadCommand):
        bureau.do("put_rules", rules={"agency": "*", "purposes": ["work"], "history_days": days})


def test_how_long_conversations_are_kept_reaches_the_gate(bureau):
    bureau.do("put_rules", rules={"agency": "*", "purposes": ["work"], "history_days": 30})
    assert [one.history_days for one in bureau.snapshot().rules] == [30]


def test_ones_own_requests_are_listed_and_nobody_elses(bureau):
    found = do(bureau, "list_receipts")
    assert [row["request"] for row in found["rows"]] == ["own"]
    assert found["tally"]["count"] == 1
    assert (found["words"], found["names"].keys() - {"kr-seoul", "kr-seoul/ai", "s"}) == ({}, set())
    assert do(bureau, "list_receipts", first="2027-01-01")["tally"]["count"] == 0


def test_whoever_is_read_is_told_and_sees_by_whom_and_why(bureau):
    bureau.put(
        Person("p-a", "kr-seoul", "kr-seoul/ai", None, None), Person("p-b", "kr-seoul", "kr-seoul/ai", None, None),
        Appointment("a", "p-a", "kr-seoul", None, Role.AUDIT, date(2026, 1, 1), None),
        Appointment("b", "p-b", "kr-seoul", None, Role.PRIVACY, date(2026, 1, 1), None),
    )  # fmt: skip
    asked = bureau.do("ask_content", officer="p-a", reason="민원 사고 조사", request="own")
    assert do(bureau, "list_my_readings") == ()  # one person alone reads nothing
    bureau.do("agree_content", officer="p-b", reason="", id=asked["id"])
    (told,) = do(bureau, "list_my_readings")
    assert (told["request"], told["asked_role"], told["agreed_role"], told["reason"]) == (
        "own", "audit", "privacy", "민원 사고 조사",
    )  # fmt: skip
    assert [(one.person, one.subject) for one in bureau.every(Notice) if one.kind == "content_read"] == [("p1", "own")]
    assert acts.perform(bureau.office, "list_my_readings", {}, "p-a", "") == ()
