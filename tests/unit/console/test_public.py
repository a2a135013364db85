"""The public page: figures with all that is said of them, the register, a citizen's case and objection."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from console_kit import RolledUp, World
from gwanmun.adapters.sql.books import open_books
from gwanmun.control.act import Aside, plain
from gwanmun.control.acts import perform
from gwanmun.control.counter import order_publicly
from gwanmun.control.demo_offices import seed_offices
from gwanmun.control.demo_public import CASE, CODE, seed_public
from gwanmun.control.demo_tree import demo_books, seed_demo
from gwanmun.control.objections import CITIZEN, MOST_ON_A_CASE
from gwanmun.control.office import Office, signed_by
from gwanmun.control.public_page import PublicFigures, ReadPublicFigures, public_figures
from gwanmun.errors import TooFast, Unidentified

DAY = date(2025, 4, 2)
NOW_US = 1_743_570_000_000_000  # 2025-04-02 14:00 in Seoul
ASKED = {"agency": "kr-chungnam", "number": CASE, "code": CODE.lower()}


class Clock:
    count = 0

    def now_us(self):
        return NOW_US

    def monotonic(self):
        return 1.0

    def new_request_id(self):
        self.count += 1
        return f"00000000-0000-7000-8000-{self.count:012d}"

    def entropy(self, size):
        self.count += 1
        return self.count.to_bytes(size, "big")


@pytest.fixture(scope="module")
def usage(tmp_path_factory):
    return RolledUp.made(tmp_path_factory.mktemp("public"), 30, 60)


@pytest.fixture
def office(usage, tmp_path):
    books = open_books(tmp_path / "books.sqlite")
    made = Office(books, Clock(), b"p" * 32, lambda text, file: None, usage)
    by = signed_by(made, "test", "test")
    seed_demo(made, by, demo_books(DAY, seed=b"x", pepper=b"p" * 32))
    seed_offices(made, by, DAY)
    seed_public(made, by, DAY)
    yield made
    books.close()


@pytest.fixture
def browser(office):
    """A console whose counter is a real office."""
    world = World()

    async def publicly(act, args, asker):
        world.asked.append((act, dict(args), asker))
        found = perform(office, act, order_publicly(act, args, asker), CITIZEN)
        return found.plain() if isinstance(found, Aside) else found

    original = world.ports
    world.ports = lambda: replace(original(), publicly=publicly)
    made = world.browser()
    made.world = world
    return made


def code_of(browser):
    browser.get("/public/case")
    return browser.post("/public/case", ASKED)


# ---------------------------------------------------------------- figures


def test_each_figure_stands_with_definition_day_source_method_and_files(browser):
    text = browser.get("/public").text
    for id_ in ("services", "governments", "months", "tasks", "decisions"):
        section = text[text.index(f'id="{id_}"') :].partition("</section>")[0]
        for words in (
            "무엇인가",
            "언제 것인가",
            "어디에서 왔나",
            "어떻게 셌나",
            "2025-04-02 기준",
            f"/public/figures/{id_}?format=csv",
        ):
            assert words in section, (id_, words)
    assert "시험용 자료" in text
    assert browser.world.performed == []  # in nobody's name


def test_every_number_at_the_top_opens_its_table(browser):
    text = browser.get("/public").text
    glances = re.findall(r'<ul class="gm-glances">(.*?)</ul>', text, re.DOTALL)[0]
    targets = re.findall(r'href="#(\w+)"', glances)
    assert len(targets) >= 4
    assert all(f'id="{one}"' in text for one in targets)


def test_small_counts_and_what_is_not_known_are_words_in_the_page_and_in_files(browser):
    text = browser.get("/public").text
    rows = list(csv.reader(io.StringIO(browser.get("/public/figures/governments?format=csv").body.decode("utf-8-sig"))))
    names = [row[0] for row in rows if row]
    assert names.index("서울특별시") < names.index("부산광역시") < names.index("경기도") < names.index("제주특별자치도")
    held = [row for row in rows if row[1:2] == ["5명 미만 등 비공개"]]
    assert held
    assert all(row[2:4] == ["5명 미만 등 비공개"] * 2 for row in held)
    assert 'class="gm-absent gm-number">5명 미만 등 비공개' in text
    assert [row[0] for row in rows if row and row[0] == "어떻게 셌나"] == ["어떻게 셌나"]
    told = json.loads(browser.get("/public/figures/months?format=json").body)
    assert told["rows"][0][1]["state"] == "not_reported"
    assert (told["rows"][0][1]["ko"], told["rows"][0][1]["en"]) == ("자료 없음", "no data")
    assert "보도 없음" not in text  # the press has nothing to do with what a gate counted
    assert told["definition_en"]
    assert browser.get("/public/figures/tasks?format=xlsx").body[:2] == b"PK"
    assert browser.get("/public/figures/tasks").headers["location"] == "/public#tasks"
    assert browser.get("/public/figures/none").status == 404


def test_a_crowd_reads_the_books_once(browser):
    for _ in range(5):
        browser.get("/public")
    assert [act for act, *_ in browser.world.asked] == ["public_figures"]
    browser.world.seconds += 61
    browser.get("/public")
    assert len(browser.world.asked) == 2


def test_without_any_use_it_says_not_known_and_never_zero(browser, office):
    empty = Office(office.books, office.surroundings, office.pepper, office.check_pack)
    told = public_figures(empty, signed_by(empty, CITIZEN), ReadPublicFigures()).plain()
    world = World(answers={"public_figures": told})
    text = world.browser().get("/public").text
    assert "아직 셀 수 있는 이용이 없습니다" in text
    assert 'id="governments"' not in text


def test_the_register_has_seven_fields_and_files(browser):
    assert "복지 사각지대 안내문 쓰기" in browser.get("/public/register").text
    text = browser.get("/public/register/demo-welfare").text
    for words in (
        "명칭·운영기관",
        "목적",
        "기능·기술",
        "데이터·출처",
        "알고리즘(모델)",
        "결과·윤리",
        "개인정보",
        "보완 중인 윤리원칙",
    ):
        assert words in text
    assert len(json.loads(browser.get("/public/register?format=json").body)) == 3
    assert browser.get("/public/register?format=csv").body.startswith(b"\xef\xbb\xbf")
    assert browser.get("/public/register/none").status == 404


def test_hostile_words_of_a_register_are_text_and_cells_are_quoted(office):
    found = public_figures(office, signed_by(office, CITIZEN), ReadPublicFigures()).work()
    entry = replace(found.register[0], id="x/../y", title="<script>alert(1)</script>", agency_ko="=HYPERLINK(1)")
    told = plain(replace(found, register=(entry,)))
    browser = World(answers={"public_figures": told}).browser()
    page = browser.get("/public/register").text
    assert "<script>alert" not in page
    assert 'href="/public/register/x%2F..%2Fy"' in page
    assert "'=HYPERLINK" in browser.get("/public/register?format=csv").text


def test_it_is_whole_in_english(browser):
    browser.get("/view?lang=en&back=/")
    for path in ("/public", "/public/case", "/public/objection", "/public/register"):
        text = browser.get(path).text.partition("<main")[2].partition("</main>")[0]
        written = re.sub(
            r"민원 답변 초안 쓰기|회의록 정리|복지 사각지대 안내문 쓰기", "", text
        )  # an agency's own words
        assert re.findall("[가-힣]{2,}", written) == [], path


# ---------------------------------------------------------------- a citizen's case


def test_a_citizen_learns_whether_ai_took_part_and_never_who(browser):
    got = code_of(browser)
    assert got.status == 200
    for words in ("AI가 쓰였습니다", "시험용 외부 서비스", "복지", "예"):
        assert words in got.text
    assert "p-1" not in got.text.partition("<main")[2]
    act, args, asker = browser.world.asked[-1]
    assert (act, args["number"], asker) == ("ask_case", CASE, "192.0.2.9")
    assert got.headers["cache-control"] == "no-store"


def test_what_is_missing_is_said_beside_its_field(browser):
    browser.get("/public/case")
    got = browser.post("/public/case", {"agency": "kr-chungnam"})
    assert got.status == 400
    assert 'href="#number"' in got.text
    assert 'id="code-error"' in got.text
    assert [act for act, *_ in browser.world.asked] == ["public_figures"]  # only the list of agencies


def test_wrong_number_and_wrong_code_get_the_same_answer_and_guessing_ends(browser):
    browser.get("/public/case")
    told = [
        browser.post("/public/case", {**ASKED, **wrong}) for wrong in ({"code": "AAAAAAAA"}, {"number": "2026-없음-1"})
    ]
    words = [re.search(r'id="code-error">(.*?)</p>', one.text, re.DOTALL)[1] for one in told]
    assert words[0] == words[1]
    assert {one.status for one in told} == {400}
    for _ in range(MOST_ON_A_CASE):
        last = browser.post("/public/case", {**ASKED, "code": "AAAAAAAA"})
    assert last.status == TooFast.status
    assert browser.post("/public/case", ASKED).status == TooFast.status  # the right code does not help either


def test_an_objection_gets_number_and_day_and_sent_twice_it_is_filed_once(browser):
    code_of(browser)
    fields = {**ASKED, "ground": "no_human", "words": "다시 보아 주십시오"}
    first = browser.post("/public/objection/file", fields)
    number = re.search(r"20250402-[0-9A-Z]{8}", first.text)[0]
    assert "접수했습니다" in first.text
    assert "2025-04-16" in first.text
    again = browser.post("/public/objection/file", fields)
    assert again.status == 200
    assert number in again.text
    followed = browser.post("/public/objection", {"agency": "kr-chungnam", "id": number.lower().upper(), "code": CODE})
    assert "정하는 중" in followed.text
    assert browser.post("/public/objection", {"agency": "kr-chungnam", "id": number, "code": "WRONG234"}).status == 400
    assert "접수된 이의신청이 있습니다" in code_of(browser).text


def test_personal_words_are_refused_beside_the_field_and_kept_in_it(browser):
    code_of(browser)
    words = "제 번호는 010-2345-6789 입니다"
    got = browser.post("/public/objection/file", {**ASKED, "ground": "other", "words": words})
    assert got.status == 400
    assert 'id="words-error"' in got.text
    assert words in got.text
    assert "AI가 쓰였습니다" in got.text


def test_a_decided_objection_shows_the_outcome_and_which_office_never_which_person(browser):
    browser.get("/public/objection")
    got = browser.post("/public/objection", {"agency": "kr-chungnam", "id": "20250221-DEM00001", "code": CODE})
    assert "일부 받아들였습니다" in got.text
    assert "개인정보 보호책임자" in got.text
    assert "p-1103" not in got.text


def test_a_form_from_elsewhere_is_refused(browser):
    assert browser.post("/public/case", ASKED, token="guessed").status == 400
    assert browser.ask("POST", "/public/case", b"", {"origin": "https://elsewhere.example"}).status == 400


def test_a_statement_shows_the_note_and_the_key_as_text(office):
    found = public_figures(office, signed_by(office, CITIZEN), ReadPublicFigures()).plain()
    found["statements"] = [
        {"digest": "ab" * 32, "service": "deepseek", "first": "2025-01-01", "last": "2025-03-31", "note": "관문 <b>\n— k AAAA\n",
         "vkey": "gwanmun+1+AAA", "published_by": "x", "published_us": 1},
    ]  # fmt: skip
    browser = World(answers={"public_figures": found}).browser()
    text = browser.get("/public/statements/" + "ab" * 32).text
    assert "관문 &lt;b&gt;" in text
    assert "gwanmun+1+AAA" in text
    assert browser.get("/public/statements/" + "ab" * 32 + "?format=txt").body == "관문 <b>\n— k AAAA\n".encode()
    assert browser.get("/public/statements/none").status == 404


def test_only_public_acts_pass_and_nobody_says_where_they_come_from_but_the_door():
    with pytest.raises(Unidentified):
        order_publicly("list_objections", {}, "192.0.2.9")
    assert order_publicly("ask_case", {"asker": "somewhere"}, "192.0.2.9") == {"asker": "192.0.2.9"}
    assert order_publicly("public_figures", {"asker": "x"}, "192.0.2.9") == {}


def test_the_agencies_a_citizen_can_ask_are_those_with_people(office):
    found = public_figures(office, signed_by(office, CITIZEN), ReadPublicFigures()).work()
    assert isinstance(found, PublicFigures)
    assert "kr-chungnam" in {one.id for one in found.agencies}
    assert msgspec.json.encode(found.agencies).isascii() is False
