"""Reports: the form, the making told step by step, files that prove themselves, the review recorded, the map of controls."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from console_kit import AUDITOR, OFFICIAL, World, appointed
from gwanmun.console.ports import Tile
from gwanmun.control.reports import PrintedReport, Report, digest_of_document
from gwanmun.control.roles import OFFICERS
from gwanmun.domain.ids import PersonId
from gwanmun.domain.offices import Role
from gwanmun.domain.reports import Document, Line, Picture, ReportKind, Section, Table
from gwanmun.errors import BadCommand, OutsideReach

PRIVACY = PersonId("p-1103")
NASTY = "=1+1<script>alert(1)</script>"
CONTROLS = Table(
    "controls", "통제 대응표", ("기준", "항목", "내용", "상태", "증거", "근거 구분"),
    (("개인정보 보호법", "제29조", NASTY, "미충족", "가림", "공식"), ("N2SF", "권한", "최소 권한", "충족", "임명", "우리 해석")),
)  # fmt: skip
FIGURES = Table(
    "days", "날별", ("날", "건수"), (("2026-08-01", 1234), ("2026-08-02", "기록 없음"), (NASTY, 0)), "0은 0"
)
DOCUMENT = Document(
    ReportKind.ASSEMBLY, "ko", f"답변 {NASTY}", "관문 데스크", date(2026, 9, 21), "2026-01", "2026-08", ("요약", NASTY),
    (Section("정부별", (Line(1, "하나"), Line(3, NASTY)), (FIGURES,), (Picture("그림", "무엇", "<svg></svg>", FIGURES),)),
     Section("빈", (), (Table("none", "없는 표", ("가",), ()),))),
)  # fmt: skip


def told(document=DOCUMENT, signed="signed\n"):
    return msgspec.to_builtins(Report(document, digest_of_document(document), signed, "gwanmun+1+AAA"))


class Desk(World):
    """Acts that print, and fail to where the test says so."""

    def ports(self):
        ports = super().ports()

        async def perform(act, args, reason, errand):
            answer = await ports.perform(act, args, reason, errand)
            if act == "print_report":
                if args["form"] in self.lacking:
                    raise BadCommand(
                        problem_ko="글꼴이 없습니다", problem_en="no font", next_ko="fonts-nanum", next_en="fonts-nanum"
                    )
                content = json.dumps(args["document"]).encode() if args["form"] == "json" else args["form"].encode()
                return msgspec.to_builtins(PrintedReport(f"assembly.{args['form']}", "application/x", content, ""))
            return answer

        tiles = (*ports.tiles, Tile("privacy", PRIVACY, "개인정보", "Privacy", "본다", "looks", "/"))
        return replace(ports, perform=perform, tiles=tiles)


@pytest.fixture
def world():
    made = Desk()
    made.lacking = set()
    made.people[PRIVACY] = appointed(PRIVACY, Role.PRIVACY)
    made.answers |= {
        "assembly_report": told(), "access_report": told(), "transparency_report": told(), "controls_report": told(),
        "show_regions": {"sources": [{"id": "kr-2024", "title_ko": "2024년 자료", "title_en": "2024"}]},
    }  # fmt: skip
    return made


def officer(world, tile="audit"):
    browser = world.browser()
    browser.enter(tile)
    return browser


def acts(world):
    return [act for act, *_ in world.performed]


def test_each_sees_the_reports_of_their_office(world):
    assert "국회 자료요구 답변" in officer(world).get("/reports").text
    text = officer(world, "privacy").get("/reports").text
    assert "국회 자료요구 답변" not in text
    assert "접속기록 점검표" in text
    assert officer(world, "official").get("/reports").status == 403
    assert officer(world, "privacy").get("/reports/assembly?make=1").status == 404
    assert acts(world) == []


def test_a_form_asks_the_period_and_makes_nothing_yet(world):
    text = officer(world).get("/reports/assembly").text
    assert re.search(r'name="first" type="month" value="2026-01"', text)
    assert re.search(r'name="last" type="month" value="2026-08"', text)  # the last whole month
    assert "2024년 자료" in text
    assert acts(world) == []


def test_without_script_the_page_comes_with_files_their_digests_and_how_to_verify(world):
    text = officer(world).get("/reports/assembly?make=1&first=2026-01&last=2026-08").text
    assert world.performed[0][1] == {"language": "ko", "first": "2026-01", "last": "2026-08"}
    assert acts(world) == ["assembly_report", *["print_report"] * 4]
    for words in ("assembly.pdf", "assembly.xlsx", "assembly.csv", "assembly.json", "signature.txt", "key.txt"):
        assert words in text
    assert "gwanmun report verify 폴더 --key &#39;gwanmun+1+AAA&#39;" in text or "--key 'gwanmun+1+AAA'" in text
    assert "1,234" in text
    assert "기록 없음" in text
    assert "해당하는 것이 없습니다" in text
    assert 'class="gm-number">기록 없음' in text  # stands where its figures stand


def test_with_script_each_step_is_told_and_the_last_event_is_the_report(world):
    browser = officer(world)
    got = browser.get("/reports/assembly?make=1", hx_request="true", accept="text/html, text/event-stream")
    assert got.headers["content-type"].startswith("text/event-stream")
    events = got.text.strip().split("\n\n")
    values = [re.search(r'<progress max="5" value="(\d)"', one) for one in events[:-1]]
    assert [int(one[1]) for one in values] == [0, 1, 2, 3, 4]
    assert "all.zip" in events[-1]
    assert all(line.startswith("data: ") for line in got.text.splitlines() if line)


def test_the_zip_holds_everything_that_verifying_needs_and_taking_it_is_on_record(world):
    browser = officer(world)
    address = re.search(r'href="(/reports/made/\w+/all.zip)"', browser.get("/reports/assembly?make=1").text)[1]
    first, again = browser.get(address), browser.get(address)
    assert first.body == again.body
    names = zipfile.ZipFile(io.BytesIO(first.body)).namelist()
    assert {"assembly.pdf", "assembly.json", "signature.txt", "key.txt"} <= set(names)
    act, args, _, errand = world.performed[-1]
    assert (act, args["table"], errand.caller.person) == ("note_export", "report-assembly", AUDITOR)
    assert digest_of_document(DOCUMENT) in args["filter"]
    assert browser.get(address.replace("all.zip", "assembly.pdf")).body == b"pdf"
    assert browser.get(address.replace("all.zip", "other.pdf")).status == 404


def test_what_was_made_is_its_makers_and_is_gone_after_an_hour(world):
    browser = officer(world)
    address = re.search(r'href="(/reports/made/\w+/all.zip)"', browser.get("/reports/controls?make=1").text)[1]
    assert browser.get(address).status == 200
    browser.post("/sign-out")
    browser.enter("privacy")
    assert browser.get(address).status == 404  # of another, like one that is not there
    browser.post("/sign-out")
    browser.enter("audit")
    assert browser.get(address).status == 200
    world.seconds += 3700
    browser.enter("audit")
    assert browser.get(address).status == 404


def test_a_form_that_cannot_be_printed_is_named_and_the_rest_is_there(world):
    world.lacking = {"pdf"}
    text = officer(world).get("/reports/assembly?make=1").text
    assert "만들지 못했습니다: PDF" in text
    assert "fonts-nanum" in text
    assert "assembly.xlsx" in text


def test_a_refusal_stands_beside_its_field_and_in_the_stream(world):
    world.answers["assembly_report"] = BadCommand(
        "collection", problem_ko="그런 수집이 없습니다", problem_en="none", next_ko="고르십시오", next_en="choose"
    )
    browser = officer(world)
    got = browser.get("/reports/assembly?make=1&collection=kr-2099")
    assert got.status == 400
    assert 'id="collection-error"' in got.text
    part = browser.get("/reports/assembly?make=1", hx_request="true", accept="text/event-stream").text
    assert "그런 수집이 없습니다" in part
    backwards = browser.get("/reports/assembly?make=1&first=2026-05&last=2026-01")
    assert backwards.status == 400
    assert 'id="last-error"' in backwards.text


def test_a_guessed_agency_is_refused_by_the_act(world):
    world.answers["access_report"] = OutsideReach(what_ko="서울", what_en="Seoul")
    got = officer(world).get("/reports/access-review?make=1&month=2026-08&agency=kr-seoul")
    assert got.status == 403
    assert world.performed[0][1]["agency"] == "kr-seoul"


def test_the_result_of_a_review_is_recorded_with_the_digest_of_its_sheet(world):
    browser = officer(world, "privacy")
    page = browser.get("/reports/access-review?make=1&month=2026-08&agency=kr-chungnam")
    fields = {"made": page.value("made"), "_once": page.value("_once"), "result": "sound"}
    wrong = browser.post("/reports/access-review/record", {**fields, "sampled": "스무 건", "words": "적당히 살펴봄"})
    assert wrong.status == 400
    assert 'id="sampled-error"' in wrong.text
    assert "적당히 살펴봄" in wrong.text
    done = browser.post("/reports/access-review/record", {**fields, "sampled": "20", "words": "표본을 모두 확인함"})
    assert "점검 결과를 남겼습니다" in done.text
    act, args, _, errand = world.performed[-1]
    assert (act, args["digest"], args["sampled"]) == ("record_access_review", digest_of_document(DOCUMENT), 20)
    assert errand.once  # sent twice, it is recorded once
    assert browser.post("/reports/access-review/record", {**fields, "made": "guessed"}).status == 404


def test_an_auditor_sees_the_review_and_records_none(world):
    browser = officer(world)
    assert "record-head" not in browser.get("/reports/access-review?make=1&agency=kr-chungnam").text
    assert browser.post("/reports/access-review/record", {"made": "x"}).status == 403


def test_the_map_of_controls_narrows_sorts_and_downloads_with_cells_quoted(world):
    table = replace(FIGURES, id="evidence")
    document = replace(
        DOCUMENT, kind=ReportKind.CONTROLS, sections=(Section("통제", (), (CONTROLS,)), Section("증거", (), (table,)))
    )
    world.answers["controls_report"] = told(document)
    browser = officer(world)
    text = browser.get("/reports/map").text
    assert 'class="gm-chip gm-chip-bad"' in text
    assert '<td class="gm-chip' not in text
    assert (
        "제29조"
        not in browser.get("/reports/map?status=%EC%B6%A9%EC%A1%B1")
        .text.partition("<tbody>")[2]
        .partition("</table>")[0]
    )
    rows = list(csv.reader(io.StringIO(browser.get("/reports/map?format=csv").body.decode("utf-8-sig"))))
    assert rows[1][1] == f"'{NASTY}"
    assert acts(world)[-1] == "note_export"


def test_hostile_words_are_text_everywhere(world):
    browser = officer(world)
    for path in (
        "/reports/assembly?make=1",
        "/reports/transparency?make=1",
        f"/reports/assembly?first={NASTY.replace('+', '%2B')}",
    ):
        text = browser.get(path).text
        assert "<script>alert" not in text, path


def test_an_evidence_pack_is_made_where_the_journals_are_and_the_page_says_how(world):
    text = officer(world).get("/reports/evidence").text
    assert "gwanmun report evidence --from 2026-08-01 --to 2026-08-31" in text
    assert "verify.py" in text
    assert officer(world, "privacy").get("/reports/evidence").status == 403


def test_nobody_without_an_office_makes_a_report():
    assert Role.OFFICIAL not in OFFICERS
    assert OFFICIAL in World().people
