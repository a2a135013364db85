"""Catalogue, vendors, inquiries, people, keys, training, devices, money, one's own page: on real books, office by office."""

import html
import re
import shutil
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import pytest

from console_kit import RolledUp
from desk_kit import PEPPER, Clockwork, DeskWorld, seed
from gwanmun.adapters.sql.books import open_books
from gwanmun.budget.ledger import Charge, QuotaOffer
from gwanmun.console.ports import Charges
from gwanmun.control.demo_public import CASE, seed_public
from gwanmun.control.office import Office, signed_by
from gwanmun.control.offices import EVERYWHERE
from gwanmun.domain.allowances import Allowance, AskedAllowance
from gwanmun.domain.money import Rate
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.oidc import GroupRole, ProviderPerson
from gwanmun.domain.people import Key, Person
from gwanmun.domain.redress import Ground, Objection
from gwanmun.domain.snapshot import Suspension
from gwanmun.domain.vendors import Step
from gwanmun.ports.books import ModelPrice

PAGES = {
    "ai-policy": (
        "/catalogue", "/catalogue/deepseek-on-other-cloud", "/catalogue/deepseek-on-other-cloud/check?item=exit_terms",
        "/catalogue/deepseek-on-other-cloud/move?to=reviewed", "/catalogue/sandbox-outside/propose",
        "/catalogue/sandbox-outside/fact?name=retention", "/catalogue/sandbox-outside/suspend",
        "/catalogue/sandbox-outside/exit", "/vendors", "/vendors/gwanmun-demo-cloud", "/vendors/gwanmun-demo-cloud/edit", "/vendors/new",
        "/inquiries", "/inquiries/demo-2026-1", "/people", "/people/p-1001", "/people/import", "/people/p-1001/leave",
        "/keys", "/keys/issue", "/training", "/training/completions", "/training/course?id=ai-basic", "/training/target",
        "/training/import", "/training/complete", "/devices", "/devices/report", "/money", "/money/ledger", "/money/settle",
        "/money/rounds", "/money/rounds/new", "/money/rounds/demo-2026", "/money/rounds/demo-2026/submit", "/my",
        "/my/pledge", "/my/more", "/money/prices", "/accounts/groups", "/accounts/groups/put",
    ),
    "privacy": ("/inquiries/new", "/inquiries/demo-2026-1/reply?question=items", "/inquiries/demo-2026-1/judge?question=storage",
                "/inquiries/demo-2026-1/letter", "/inquiries/demo-2026-1/extend", "/inquiries/demo-2026-1/refused",
                "/inquiries/demo-2026-1/withdraw"),
    "security": ("/devices/new", "/devices/import", "/devices/pc-00102/check", "/devices/pc-00102/remove",
                 "/devices/pc-00102/retire", "/keys?all=1"),
    "budget": ("/money", "/money/allowance", "/money/allowance/remove", "/money/asked/demo-asked-1",
               "/money/asked/demo-asked-1/refuse", "/money/offer", "/money/subscription", "/money/subscription/end",
               "/money/import", "/money/plan", "/money/staff", "/my", "/money/prices", "/money/seats/offer"),
    "official": ("/my", "/my/lesson?course=pii-10"),
    "assembly": ("/money", "/money/rounds/demo-2026", "/money/prices"),
}  # fmt: skip


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    path = tmp_path_factory.mktemp("desk") / "books.sqlite"
    books = open_books(path)
    seed(books)
    books.close()
    return path


@pytest.fixture
def world(seeded, tmp_path):
    shutil.copy(seeded, tmp_path / "books.sqlite")
    books = open_books(tmp_path / "books.sqlite")
    yield DeskWorld(office=Office(books, Clockwork(count=1000), PEPPER, lambda text, file: None))
    books.close()


@pytest.mark.parametrize("tile", sorted(PAGES))
def test_every_page_shows_in_both_languages(world, tile):
    browser = world.enter(tile)
    for path in PAGES[tile]:
        got = browser.get(path)
        assert got.status == 200, (path, got.text[-2000:], world.reported)
        assert len(re.findall(r"<h1[ >]", got.text)) == 1, path
        ids = re.findall(r' id="([^"]+)"', got.text)
        assert len(ids) == len(set(ids)), (path, [one for one in ids if ids.count(one) > 1])
    browser.get("/view?lang=en")
    for path in PAGES[tile][:6]:
        assert browser.get(path).status == 200, path


def sent(browser, path, **fields):
    """Open the form at `path` and send it."""
    assert browser.get(path).status == 200
    return browser.post(path, fields)


def refused(world):
    return [fact.opening["asked"] for fact in world.facts if fact.opening.get("act") == "refused_act"]


# ---------------------------------------------------------------- the catalogue


def test_a_service_goes_from_its_checklist_to_approval_by_two_officers(world):
    at = "/catalogue/deepseek-on-other-cloud"
    policy = world.enter("ai-policy")
    assert "열린 점검 항목 4개" in policy.get(at).text
    for item in ("security_review", "access_records", "incident_contact", "exit_terms"):
        got = sent(policy, f"{at}/check?item={item}", state="done", evidence="문서 7", reason="점검함")
        assert got.status == 303, got.text[-3000:]
    assert (
        sent(policy, f"{at}/move?to=reviewed", steps="1", reason="점검 마침").status == 409
    )  # four answers came since
    assert sent(policy, f"{at}/move?to=reviewed", steps="5", reason="점검 마침").status == 303
    security = world.enter("security")
    assert sent(security, f"{at}/move?to=approved", steps="6", reason="승인").status == 303
    assert "승인" in policy.get(at).text
    assert [one.after.value for one in world.every(Step, service="deepseek-on-other-cloud")] == [
        "proposed",
        "reviewed",
        "approved",
    ]


def test_open_items_keep_a_service_from_approval_and_are_named(world):
    at = "/catalogue/deepseek-on-other-cloud"
    browser = world.enter("ai-policy")
    sent(browser, f"{at}/move?to=reviewed", steps="1", reason="먼저 넘김")
    got = sent(browser, f"{at}/move?to=approved", steps="2", reason="바로 승인")
    assert got.status == 400
    assert "종료·자료 반환 조건" in got.text
    assert 'value="바로 승인"' in got.text  # what was typed stays


def test_a_stale_step_shows_how_it_stands_now_beside_what_was_typed(world):
    at = "/catalogue/deepseek-on-other-cloud/move?to=reviewed"
    browser = world.enter("ai-policy")
    got = sent(browser, at, steps="7", reason="본 것은 옛 상태")
    assert got.status == 409
    assert "그사이 다른 담당자가 바꾸었습니다" in got.text
    assert "본 것은 옛 상태" in got.text
    assert got.value("steps") == "1"
    assert browser.post(at, {"steps": got.value("steps"), "reason": "다시 봄"}).status == 303


def test_a_form_sent_twice_is_carried_out_once(world):
    browser = world.enter("ai-policy")
    path = "/catalogue/deepseek-on-other-cloud/move?to=reviewed"
    fields = {"steps": "1", "reason": "두 번 누름", "_once": browser.get(path).value("_once")}
    assert [browser.post(path, fields).status for _ in range(2)] == [303, 303]
    assert len(world.every(Step, service="deepseek-on-other-cloud")) == 2


def test_another_agencys_service_is_refused_and_recorded(world):
    browser = world.enter("ai-policy")
    got = sent(browser, "/catalogue/sandbox-outside/propose?agency=kr-mofa", reason="남의 기관")
    assert got.status == 403
    assert "propose_service" in refused(world)
    assert browser.get("/catalogue?agency=kr-mofa").status == 403


def test_an_item_that_is_none_and_a_service_that_is_none_are_no_pages(world):
    browser = world.enter("ai-policy")
    assert browser.get("/catalogue/sandbox-outside/check?item=anything").status == 400
    assert browser.get("/catalogue/no-such-service").status == 400


# ---------------------------------------------------------------- inquiries


def test_an_answer_is_filed_and_judged_and_its_clock_shown(world):
    browser = world.enter("privacy")
    assert "5일 남음" in browser.get("/inquiries").text
    at = "/inquiries/demo-2026-1"
    assert sent(browser, f"{at}/reply?question=items", words="계정 정보만 수집합니다.").status == 303
    assert sent(browser, f"{at}/judge?question=items", judgement="insufficient", reason="항목이 빠짐").status == 303
    page = browser.get(at).text
    assert "계정 정보만 수집합니다." in page
    assert "항목이 빠짐" in page
    assert "회신 불충분" in page


def test_a_date_that_is_none_is_said_beside_its_field(world):
    browser = world.enter("privacy")
    got = sent(browser, "/inquiries/demo-2026-1/extend", due_on="내일", reason="사정")
    assert got.status == 400
    assert 'id="due_on-error"' in got.text
    assert 'href="#due_on"' in got.text


# ---------------------------------------------------------------- people and keys


def test_a_key_shows_once_and_is_revoked_at_once(world):
    browser = world.enter("ai-policy")
    got = sent(browser, "/keys/issue", person="p-1001", days="30", attested="mfa", reason="시스템 연계")
    plain = re.search(r"gm_\w{8}_[\w-]{43}", got.text)[0]
    assert got.headers["cache-control"] == "no-store"
    assert plain not in browser.get("/keys").text
    key = plain[3:11]
    assert key in browser.get("/people/p-1001").text
    assert sent(browser, f"/keys/{key}/revoke", reason="분실").status == 303
    assert world.every(Key, person="p-1001")
    assert next(one for one in world.every(Key) if one.id == key).revoked_us == world.office.surroundings.now
    assert plain not in str([fact.opening for fact in world.facts])


def test_facts_attested_against_each_other_are_refused_with_what_was_chosen_kept(world):
    browser = world.enter("ai-policy")
    browser.get("/keys/issue")
    body = urlencode(
        [
            ("_token", browser.token),
            ("person", "p-1001"),
            ("days", "30"),
            ("attested", "mfa"),
            ("attested", "no_mfa"),
            ("reason", "시험"),
        ]
    )
    got = browser.ask("POST", "/keys/issue", body.encode(), {"content-type": "application/x-www-form-urlencoded"})
    assert got.status == 400
    assert got.text.count("checked") == 2


def test_a_table_is_shown_before_it_is_taken_in_and_faults_name_their_rows(world):
    browser = world.enter("ai-policy")
    text = "이용자,기관,부서,교육만료일,서약일\np-5001,kr-chungnam,kr-chungnam/welfare,2027-01-01,\n"
    shown = sent(browser, "/people/import", table="people", step="check", pasted=text)
    assert shown.status == 200
    assert "이대로 들이기" in shown.text
    assert not [one for one in world.every(Person) if one.id == "p-5001"]
    assert browser.post("/people/import", {"table": "people", "step": "take", "taken": text}).status == 303
    assert [one for one in world.every(Person) if one.id == "p-5001"]
    wrong = sent(
        browser, "/people/import", table="people", step="check", pasted=text + "p-5002,kr-chungnam,no-such,,\n"
    )
    assert wrong.status == 400
    assert "3행" in wrong.text
    assert "이대로 들이기" not in wrong.text


def test_who_leaves_loses_everything_at_once(world):
    browser = world.enter("security")
    assert sent(browser, "/people/p-1002/leave", reason="퇴직").status == 303
    assert not [one for one in world.every(Person) if one.id == "p-1002"]
    assert all(one.revoked_us for one in world.every(Key, person="p-1002"))


def test_another_agencys_people_and_keys_are_refused_and_recorded(world):
    browser = world.enter("security")
    assert browser.get("/people/p-3001").status == 403
    assert "show_card" in refused(world)
    foreign = world.every(Key, person="p-3001")[0].id
    assert sent(browser, f"/keys/{foreign}/revoke", reason="남의 키").status == 403
    assert foreign not in browser.get("/keys?all=1").text


# ---------------------------------------------------------------- training, devices, oneself


def test_a_pledge_is_signed_only_when_agreed(world):
    browser = world.enter("official")
    assert sent(browser, "/my/pledge").status == 400
    assert sent(browser, "/my/pledge", agreed="1").status == 303
    assert next(one for one in world.every(Person) if one.id == "p-1001").pledged_on.isoformat() == "2026-11-22"


def test_an_official_sees_themselves_alone_and_asks_for_more(world):
    browser = world.enter("official")
    page = browser.get("/my").text
    assert "29,900원" in page
    assert "p-1003" not in page
    assert browser.get("/people/p-1003").status == 403
    assert (
        sent(browser, "/my/more", level="person", period="month", more_won="20,000", reason="민원 답변이 늘었음").status
        == 303
    )
    assert [one.micro_won for one in world.every(AskedAllowance, person="p-1001")] == [20_000_000_000]


def test_a_check_says_what_was_found_and_what_is_gone(world):
    browser = world.enter("security")
    assert sent(browser, "/devices/pc-00102/check", found="").status == 303
    assert "삭제함" in browser.get("/devices?state=removed").text
    assert browser.get("/devices?state=removed&format=json").headers["content-type"] == "application/json"


def test_devices_come_in_by_the_security_officers_own_table_and_no_other(world):
    browser = world.enter("security")
    text = "자산번호,기관,부서,사용자,구분,소유,망,민감도,폐기일\npc-00900,kr-chungnam,,,internet_pc,government,,standard,\n"
    assert browser.post("/devices/import", {"_token": "", "table": "devices"}).status == 400
    browser.get("/devices/import")
    assert browser.post("/devices/import", {"table": "devices", "step": "take", "taken": text}).status == 303
    foreign = text.replace("pc-00900,kr-chungnam", "pc-00901,kr-mofa")
    assert browser.post("/devices/import", {"table": "devices", "step": "take", "taken": foreign}).status == 403
    assert browser.post("/devices/import", {"table": "people", "step": "take", "taken": text}).status == 400


# ---------------------------------------------------------------- money


def test_a_request_for_more_is_granted_and_the_limit_rises(world):
    browser = world.enter("budget")
    assert "결정을 기다리는 한도 요청 1건" in browser.get("/money").text
    assert sent(browser, "/money/asked/demo-asked-1", more_won="3,000").status == 303
    rows = {(one.subject, one.period): one.limit for one in world.every(Allowance)}
    assert rows["p-1003", "day"] == 3_001_000_000
    assert "결정을 기다리는 한도 요청" not in browser.get("/money").text


def test_an_allowance_of_another_agency_is_refused_and_recorded(world):
    browser = world.enter("budget")
    got = sent(
        browser, "/money/allowance", level="government", subject="kr-mofa", period="month", limit_won="1", stops="stop"
    )
    assert got.status == 403
    assert "set_allowance" in refused(world)


class Papers:
    """A paper that was read: one row, or a fault."""

    def __init__(self, *faults):
        self.faults = faults

    async def charges(self, name, data):
        row = {"row": 2, "day": "2026-10-25", "vendor": "=회사", "document": "D-1", "micro_won": 5_000_000, "vat_micro": None,
               "service": "", "line": "licence"}  # fmt: skip
        return Charges("a" * 64, (row,), self.faults, len(self.faults), 1, 5_000_000)

    async def text(self, name, data):
        return ""


def upload(browser, path, **fields):
    browser.get(path)
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {"_token": browser.token, **fields}.items()
    ]
    parts.append(
        '--x\r\nContent-Disposition: form-data; name="file"; filename="계산서.csv"\r\nContent-Type: text/csv\r\n\r\n일자\r\n--x--\r\n'
    )
    return browser.ask("POST", path, "".join(parts).encode(), {"content-type": "multipart/form-data; boundary=x"})


def test_a_paper_is_shown_then_confirmed_and_what_is_wrong_names_its_row(world):
    world.tables = Papers((2, "금액", "금액이 아닙니다", "no valid amount"))
    browser = world.enter("budget")
    got = upload(browser, "/money/import", paper="card", step="check")
    assert got.status == 400
    assert "금액이 아닙니다" in got.text
    assert "이대로 들이기" not in got.text
    world.tables = Papers()
    browser = world.enter("budget")
    got = upload(browser, "/money/import", paper="card", step="check")
    assert "이대로 들이기" in got.text
    rows = html.unescape(re.search(r'<textarea name="rows"[^>]*>\n(.*?)</textarea>', got.text, re.DOTALL)[1])
    before = len(world.every(Charge))
    bad = browser.post("/money/import", {"step": "take", "paper": "card", "digest": "a" * 64, "rows": rows})
    assert bad.status == 400  # a cell that a spreadsheet would compute
    good = rows.replace("=회사", "회사")
    assert (
        browser.post("/money/import", {"step": "take", "paper": "card", "digest": "a" * 64, "rows": good}).status == 303
    )
    assert len(world.every(Charge)) == before + 1


def test_a_round_is_answered_and_what_could_not_be_counted_is_no_zero(world):
    browser = world.enter("budget")
    got = sent(
        browser, "/money/rounds/demo-2026/submit", **{"krw-amount": "1,000", "users-not": "1", "services-amount": "0"}
    )
    assert got.status == 400  # why it could not be counted is missing
    fields = {"krw-amount": "1,000", "users-not": "1", "users-reason": "공용 계정", "services-amount": "0"}
    assert sent(browser, "/money/rounds/demo-2026/submit", **fields).status == 303
    page = browser.get("/money/rounds/demo-2026?q=공용 계정").text
    assert "집계 불가" in page
    assert "미제출" in world.enter("assembly").get("/money/rounds/demo-2026").text


def test_an_official_reaches_none_of_the_officers_pages(world):
    browser = world.enter("official")
    for path in (
        "/catalogue",
        "/vendors",
        "/inquiries",
        "/people",
        "/keys",
        "/training",
        "/devices",
        "/money",
        "/money/ledger",
        "/money/rounds",
    ):
        assert browser.get(path).status == 403, path


@pytest.fixture
def keeper(world):
    """A budget officer of the whole installation."""
    with world.office.books.transact() as page:
        page.put(Appointment("all", "p-1105", EVERYWHERE, None, Role.BUDGET, date(2026, 1, 1), None))
    return world.enter("budget")


def test_a_price_begins_on_its_day_and_the_one_before_ends(world, keeper):
    browser = keeper
    (before,) = world.every(ModelPrice, model="gwanmun-sandbox")
    typed = {"model": "gwanmun-sandbox", "currency": "USD", "input": "1.25", "output": "10", "valid_from": "2026-11-23",
             "source": "가격표 2026-11-20"}  # fmt: skip
    assert sent(browser, "/money/prices/new", **{**typed, "input": "1.2.5"}).status == 400
    assert 'id="input-error"' in browser.post("/money/prices/new", {**typed, "input": "많이"}).text
    got = browser.post("/money/prices/new", typed)
    assert got.headers["location"] == "/money/prices?did=priced"
    old, new = sorted(world.every(ModelPrice, model="gwanmun-sandbox"), key=lambda one: one.price.valid_from)
    assert (old.price.valid_from, old.price.valid_to) == (before.price.valid_from, date(2026, 11, 23))
    assert (new.price.input_micro, new.price.output_micro, new.price.source) == (
        1_250_000,
        10_000_000,
        "가격표 2026-11-20",
    )
    text = browser.get("/money/prices").text
    assert "시작 전" in text
    assert "1.25" in text
    assert "적용 중" in browser.get("/money/prices?state=now&q=gwanmun-sandbox").text


def test_who_may_not_set_prices_is_told_who_may_before_typing_anything(world):
    browser = world.enter("budget")
    assert "모든 기관을 맡은 예산담당관만 등록합니다" in browser.get("/money/prices").text
    for form in ("new", "rate"):
        got = browser.get(f"/money/prices/{form}")
        assert got.status == 403
        assert "모든 기관을 맡은 예산담당관만 등록합니다" in got.text
        assert "시스템 관리자가 임명합니다" in got.text
        assert '<form class="gm-form"' not in got.text
    sent = {"day": "2026-11-21", "won": "1,450", "source": "서울외국환중개"}
    assert browser.post("/money/prices/rate", sent).status == 403
    assert "put_rate" in refused(world)


def test_a_rate_is_kept_to_a_thousandth_and_never_changed(world, keeper):
    browser = keeper
    typed = {"day": "2026-11-21", "won": "1,450.255", "source": "서울외국환중개"}
    assert sent(browser, "/money/prices/rate", **typed).headers["location"] == "/money/prices?did=rated"
    assert [one.milliwon_per_usd for one in world.every(Rate, day=date(2026, 11, 21))] == [1_450_255]
    assert "1,450.255" in browser.get("/money/prices").text
    browser.get("/money/prices/rate")
    again = browser.post("/money/prices/rate", {**typed, "won": "1,500", "_once": "x"})
    assert again.status == 400
    assert "지난 환율은 바꿀 수 없습니다" in again.text


def test_unused_seats_pass_to_another_agency_by_a_second_signature(world):
    giver = world.enter("budget")
    typed = {"service": "sandbox-web", "seats": "3", "until": "2026-12-31"}
    assert sent(giver, "/money/seats/offer", **typed).headers["location"] == "/money/ledger?did=offered"
    (offer,) = world.every(QuotaOffer)
    assert offer.seats == 3
    text = giver.get("/money/ledger").text
    assert f"/money/seats/{offer.id}/withdraw" in text
    assert f"/money/seats/{offer.id}/take" not in text  # one's own is not taken
    assert sent(giver, f"/money/seats/{offer.id}/take").status == 400
    assert sent(giver, f"/money/seats/{offer.id}/withdraw").status == 303
    assert [one.state.value for one in world.every(QuotaOffer)] == ["withdrawn"]
    assert giver.get("/money/seats/nothing/take").status == 404


def test_a_groups_role_is_tried_before_it_is_given(world):
    with world.office.books.transact() as page:
        page.put(ProviderPerson("p-1001", "https://id", "s-1", ("복지과 과장",), 1))
    browser = world.enter("ai-policy")
    typed = {
        "id": "welfare-heads",
        "group": "복지과 과장",
        "role": "approver",
        "agency": "kr-chungnam",
        "department": "kr-chungnam/welfare",
    }
    got = sent(browser, "/accounts/groups/put", **typed, **{"try": "1"})
    assert got.status == 200
    assert "p-1001" in got.text
    assert "새로 받음" in got.text
    assert world.every(GroupRole) == ()
    assert browser.post("/accounts/groups/put", typed).status == 400  # without a reason nothing is given
    browser.get("/accounts/groups/put")
    got = browser.post("/accounts/groups/put", {**typed, "reason": "과장은 승인한다", "_once": "y"})
    assert got.headers["location"] == "/accounts/groups?did=put"
    assert [(one.id, one.role.value) for one in world.every(GroupRole)] == [("welfare-heads", "approver")]
    assert "복지과 과장" in browser.get("/accounts/groups").text
    assert sent(browser, "/accounts/groups/welfare-heads/remove", reason="직제 개편").status == 303
    assert world.every(GroupRole) == ()


def test_the_reason_of_a_stop_is_what_people_are_shown_and_what_the_journal_holds(world):
    browser = world.enter("security")
    got = sent(browser, "/orders/suspensions/new", service="sandbox-outside", reason_ko="유출이 의심되어 멈춥니다")
    assert got.headers["location"] == "/orders/suspensions?did=suspended"
    (stop,) = world.every(Suspension)
    assert (stop.reason_ko, stop.reason_en) == ("유출이 의심되어 멈춥니다", "유출이 의심되어 멈춥니다")
    told = [fact for fact in world.facts if fact.opening.get("act") == "suspend_service"]
    assert [fact.opening["reason"] for fact in told] == ["유출이 의심되어 멈춥니다"]


RECEIPTS = {
    "rows": [
        {"id": 2, "request": "01930000-0000-7000-8000-000000000002", "journal": "gate-1", "number": 2, "ended": 3, "at_us": 1_795_000_000_000_000,
         "agency": "kr-chungnam", "department": "kr-chungnam/welfare", "person": "p", "service": "sandbox-outside", "model": "m",
         "decision": "allow_with_masking", "grade": "O", "task": "요약", "device": "pc", "kinds": "NAME", "found": 1, "state": 1,
         "spent": 3_000_000, "readable": True},
    ],
    "next": "9.9", "tally": {"count": 51, "whole": True, "spent": 153_000_000}, "words": {}, "read_us": 1_795_000_000_000_000,
    "names": {"sandbox-outside": ["시험용 외부 서비스", "sandbox, outside"]},
}  # fmt: skip
READ = [{"request": "01930000-0000-7000-8000-000000000002", "asked_role": "audit", "agreed_role": "privacy", "reason": "민원 <b>사고</b> 조사",
         "agreed_us": 1_795_000_000_000_000}]  # fmt: skip


def test_people_see_what_they_used_and_who_read_of_them(world):
    world.answers |= {"list_receipts": RECEIPTS, "list_my_readings": READ}
    browser = world.enter("official")
    text = browser.get("/my").text
    assert "이달에 보낸 요청 51건, 쓴 돈 153원" in text
    assert "감사담당관, 개인정보 보호책임자" in text
    assert "민원 &lt;b&gt;사고&lt;/b&gt; 조사" in text
    assert "/workspace/receipt/01930000-0000-7000-8000-000000000002" in text


def test_ones_receipts_are_listed_page_by_page_and_taken_away_on_record(world):
    world.answers |= {"list_receipts": RECEIPTS, "note_export": None}
    browser = world.enter("official")
    text = browser.get("/my/receipts").text
    assert "/workspace/receipt/01930000-0000-7000-8000-000000000002" in text
    assert "시험용 외부 서비스" in text
    assert "page=9.9" in text
    browser.get("/my/receipts?page=9.9")
    assert world.performed[-1][1]["after"] == "9.9"
    assert browser.get("/my/receipts?format=csv").status == 200
    assert world.performed[-1][0] == "note_export"


def test_whoever_holds_no_office_of_staff_has_no_receipts(world):
    assert world.enter("assembly").get("/my/receipts").status == 403


def test_what_another_office_asked_to_read_waits_where_one_decides(world):
    asked = [{"id": "read-1", "request": "r-1", "asked_by": "p-9", "asked_role": "audit", "reason": "표본 점검", "asked_us": 1_795_000_000_000_000,
              "agreed_by": None, "agreed_role": None, "agreed_us": None}]  # fmt: skip
    world.answers |= {"list_requests": RECEIPTS, "list_readings": asked, "list_views": []}
    text = world.enter("privacy").get("/desk/requests").text
    assert "/desk/requests/r-1#content" in text
    assert "표본 점검" in text


def test_a_departments_head_sees_the_overview_without_what_is_kept_by_agency(world, tmp_path):
    world.office = replace(world.office, use=RolledUp.made(tmp_path, 3, 20))
    got = world.enter("approver").get("/desk")
    assert got.status == 200
    assert "많이 쓴 서비스" not in got.text


def test_no_link_is_offered_that_the_reader_may_not_follow(world):
    text = world.enter("assembly").get("/money/prices").text
    assert "시험용 외부 서비스" in text
    assert "/catalogue/sandbox-outside" not in text
    assert "/vendors/new" not in world.enter("budget").get("/vendors").text
    assert "/vendors/new" in world.enter("ai-policy").get("/vendors").text


#: Where things stood by their ids alone: what is there now, and what must not stand as words of the page.
CALLED = (
    ("security", "/devices", "복지정책과", ">kr-chungnam/welfare<"),
    ("security", "/devices/report", "충청남도", ">kr-chungnam<"),
    (
        "security",
        "/orders/suspensions/resume?service=sandbox-outside",
        "시험용 외부 서비스 중단 해제",
        "sandbox-outside 중단",
    ),
    ("security", "/orders", "공공부문 금지", "ban_public_sector"),
    ("security", "/orders/delegations", "17개 시·도 생성형 AI 이용 기준", ">kr-local-government<"),
    ("security", "/orders/emergencies", "시험용 외부 서비스(messages)", ">sandbox-outside-messages<"),
    ("ai-policy", "/vendors/gwanmun-demo-cloud", "다른 회사가 제공하는 딥시크", ">deepseek-on-other-cloud<"),
    ("ai-policy", "/people/p-1001", "충청남도 · 복지정책과", "<td>work<"),
    ("ai-policy", "/keys", "업무, 개인 용무", "work, personal"),
    ("ai-policy", "/policies/kr-local-government", "의무: 기록, 확인되면 재검토", "review_when_verified"),
    ("budget", "/money/ledger", "30,000원", "KRW 30,000.00"),
    ("assembly", "/money/rounds/demo-2026/sign?agency=kr-busan", "부산광역시", "<dd>kr-busan"),
)


UNDER_WAY = {
    "list_regimes": [{"regime": "kr-local-government", "title_ko": "17개 시·도 생성형 AI 이용 기준", "title_en": "Provinces"}],
    "list_delegations": [{"id": "d-1", "regime": "kr-local-government", "rule": "LOC-5", "agency": "kr-chungnam", "loosest": "allow",
                          "valid_from": "2026-11-01", "valid_to": None, "officer": "p-1104", "reason": "시연"}],
    "list_emergencies": [{"state": "ended", "reviewed": False, "emergency": {
        "id": "e-1", "agency": "kr-chungnam", "service": "sandbox-outside-messages", "person": "p-1006", "opened_by": "p-1101",
        "opened_us": 1, "until_us": 2, "reason": "시연", "finding": "", "verdict": None}}],
}  # fmt: skip


@pytest.mark.parametrize(("office", "path", "name", "code"), CALLED)
def test_things_are_called_by_the_names_people_know(world, office, path, name, code):
    world.answers.update(UNDER_WAY)
    text = re.sub(r"<pre.*?</pre>", "", html.unescape(world.enter(office).get(path).text), flags=re.DOTALL)
    assert name in text
    assert code not in text


def test_a_service_that_is_listed_without_a_proposal_is_not_said_to_wait_for_one(world):
    text = world.enter("security").get("/catalogue/sandbox-outside/suspend").text
    assert "<dd>등재</dd>" in text


def test_months_that_are_none_are_told_beside_their_field_and_nothing_is_said_of_them(world):
    text = world.enter("budget").get("/money/settle?first=2026-13&last=x").text
    assert 'aria-describedby="first-error"' in text
    assert "이 기간의 구독과 청구가 없습니다" not in text


def test_who_takes_what_they_cannot_look_into_is_shown_its_number_and_no_empty_lines(world):
    text = world.enter("budget").get("/money/take/offer-7").text
    assert "<dd>offer-7</dd>" in text
    assert "<dd>–</dd>" not in text


def test_fractions_of_a_won_are_summed_before_they_are_rounded(world):
    world.answers["show_usage"] = {
        "last": "2026-11", "rows": [{"agency": "kr-chungnam", "spent_micro_won": 910_000}, {"agency": "kr-chungnam", "spent_micro_won": 910_000}]
    }  # fmt: skip
    text = world.enter("budget").get("/money").text
    assert "2원 / 4,000,000원" in text


def test_a_pledge_that_was_not_agreed_to_says_so_beside_its_box(world):
    got = sent(world.enter("official"), "/my/pledge")
    assert got.status == 400
    assert 'aria-describedby="agreed-error"' in got.text
    assert '<p class="gm-error" id="agreed-error">' in got.text


def test_what_a_reply_said_is_read_beside_the_form_that_judges_it(world):
    text = world.enter("privacy").get("/inquiries/demo-2026-1/judge?question=storage").text
    assert "<dt>회신 내용</dt><dd>시연용 회신입니다." in text


def test_an_objection_goes_to_somebody_else_who_looks_again_and_decides(world):
    seed_public(world.office, signed_by(world.office, "demo-officer", "test"), date(2026, 11, 22))
    filed = Objection("20261120-TEST0001", "kr-chungnam", CASE, Ground.INACCURATE, "", 1, date(2026, 12, 4))
    with world.office.books.transact() as page:
        page.put(filed)
    at = f"/objections/{filed.id}"
    assert sent(world.enter("privacy"), f"{at}/assign", id=filed.id, reviewer="p-1102").status == 303
    reviewer = world.enter("security")
    assert f"{at}/decide" in reviewer.get(at).text
    outcome = {"id": filed.id, "outcome": "rejected", "answer": "기록과 근거를 다시 확인했고 사실과 같습니다."}
    assert sent(reviewer, f"{at}/decide", **outcome).status == 303
    decided = next(one for one in world.every(Objection) if one.id == filed.id)
    assert (decided.reviewer, decided.outcome.value) == ("p-1102", "rejected")


def test_a_fact_that_loosens_waits_on_the_page_until_another_officer_records_it(world):
    at = "/catalogue/deepseek-on-other-cloud"
    with world.office.books.transact() as page:
        page.put(Appointment("all", "p-1104", EVERYWHERE, None, Role.AI_POLICY, date(2026, 1, 1), None))
    browser = world.enter("ai-policy")
    put = {"name": "deployment", "value": "in_house", "source": "현장 확인서 2026-11-20", "as_of": "2026-11-20", "confidence": "high", "reason": "확인"}  # fmt: skip
    asked = sent(browser, f"{at}/fact", **put)
    assert asked.status == 303, asked.text
    page = browser.get(asked.headers["location"]).text
    assert "다른 담당자가 같은 내용을 기록하면 바뀝니다" in page
    assert "다른 담당자의 확인을 기다리는 사실 1건" in page
    assert 'value="in_house"' in browser.get(f"{at}/fact?name=deployment").text
