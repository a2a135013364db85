"""Signing in, and the workspace, page by page: with a fake gate behind them."""

from console_kit import OFFICIAL, REFUSED, World
from gwanmun.console.pages.workspace import TASKS
from gwanmun.privacy.find import find

TYPED = {"task": "요약", "model": "gwanmun-sandbox", "text": "민원인 남궁솔"}


def signed_in(world):
    browser = world.browser()
    browser.enter()
    browser.get("/workspace")
    return browser


def test_a_right_answer_is_put_down_before_the_first_page():
    world = World()
    world.answers["note_sign_in"] = {"person": OFFICIAL, "break_glass": False}
    browser = world.browser(demo=False)
    browser.get("/sign-in")
    got = browser.post("/sign-in", {"name": "KIM", "password": "right", "code": "123456", "next": "/workspace"})
    assert (got.status, got.headers["location"]) == (303, "/workspace")
    said = {"how": "password", "name": "kim", "right": True, "step": 7, "peer": "192.0.2.9"}
    assert world.noted == [("note_sign_in", said)]
    assert "httponly" in got.headers["set-cookie"].lower() or browser.cookies["gwanmun"]
    assert browser.get("/workspace").status == 200


def test_a_wrong_answer_says_not_which_part_and_is_put_down():
    world = World()
    browser = world.browser(demo=False)
    browser.get("/sign-in")
    wrong = browser.post("/sign-in", {"name": "kim", "password": "wrong", "code": "123456"})
    nobody = browser.post("/sign-in", {"name": "nobody", "password": "right", "code": "123456"})
    assert (wrong.status, nobody.status) == (401, 401)
    assert "맞지 않는 것이 있습니다" in wrong.text
    assert "맞지 않는 것이 있습니다" in nobody.text
    # Both are put down: a name that nobody has takes the same time, and what was typed for it is not kept.
    assert [(args["name"], args["right"]) for _, args in world.noted] == [("kim", False), ("", False)]


def test_right_answers_open_nothing_while_the_account_is_shut_to_this_address():
    world = World()
    world.answers["note_sign_in"] = {"person": None, "break_glass": False, "locked": True}
    browser = world.browser(demo=False)
    browser.get("/sign-in")
    assert browser.post("/sign-in", {"name": "kim", "password": "right", "code": "123456"}).status == 401
    assert browser.get("/workspace").status == 401


def test_nobody_guesses_at_leisure():
    world = World()
    browser = world.browser(demo=False)
    browser.get("/sign-in")
    answers = [browser.post("/sign-in", {"name": "kim", "password": "x", "code": "1"}).status for _ in range(12)]
    assert answers[:10] == [401] * 10
    assert answers[-1] == 429
    world.seconds += 60
    assert browser.post("/sign-in", {"name": "kim", "password": "right", "code": "123456"}).status == 303


def test_the_account_behind_glass_is_told_loudly():
    world = World()
    world.answers["note_sign_in"] = {"person": OFFICIAL, "break_glass": True}
    browser = world.browser(demo=False)
    browser.get("/sign-in")
    browser.post("/sign-in", {"name": "kim", "password": "right", "code": "123456"})
    assert world.reported[0][0] == "ALARM"
    assert "gm-strip-alarm" in browser.get("/workspace").text


def test_signing_out_ends_the_session_and_is_put_down():
    world = World()
    browser = signed_in(world)
    browser.post("/sign-out")
    assert ("note_sign_out", {"person": OFFICIAL, "why": "asked"}) in world.noted
    assert browser.get("/workspace").status == 401


def test_the_preview_shows_both_sides_with_the_kind_in_words():
    world = World()
    got = signed_in(world).post("/workspace/preview", TYPED, hx_request="true")
    assert "<html" not in got.text
    assert "남궁솔" in got.text
    assert "⟨이름1⟩" in got.text
    assert ">이름<" in got.text
    assert world.workspace.asked[0].text == "민원인 남궁솔"
    assert world.workspace.asked[0].who.peer == "192.0.2.9"


def test_without_script_the_same_forms_give_pages():
    world = World()
    browser = signed_in(world)
    assert "⟨이름1⟩" in browser.post("/workspace/preview", TYPED).text
    page = browser.post("/workspace/send", TYPED)
    assert "<strong>남궁솔</strong>" in page.text
    assert "민원인 남궁솔" in page.text  # what was typed stays
    assert "req-1" in page.text


def test_with_script_the_answer_streams_as_it_grows():
    world = World()
    got = signed_in(world).post("/workspace/send", TYPED, hx_request="true", accept="text/html, text/event-stream")
    assert got.headers["content-type"].startswith("text/event-stream")
    events = got.text.strip().split("\n\n")
    assert len(events) > 1
    assert all(line.startswith("data: ") for line in got.text.splitlines() if line)
    assert "<strong>남궁솔</strong>" in events[-1]
    assert 'aria-busy="false"' in events[-1]


def test_a_refusal_names_rule_source_way_out_and_files_the_request_in_one_click():
    world = World()
    world.workspace.refuse = REFUSED
    browser = signed_in(world)
    got = browser.post("/workspace/send", TYPED)
    for words in ("승인이 필요합니다.", "N2SF-6", "국가 망 보안체계", "2025-01-01", "in-house", "정보보호담당관실"):
        assert words in got.text
    world.answers["request_approval"] = {"request": {"id": "apr-1"}, "state": "filed"}
    fields = {name: got.value(name) for name in ("service", "grade", "task", "device_class", "until", "_once")}
    assert "apr-1" in browser.post("/workspace/approval", fields).text
    act, args, _, errand = world.performed[-1]
    assert (act, args["service"], errand.caller.person) == ("request_approval", "s-1", OFFICIAL)
    assert errand.once  # sent twice, it is filed once
    assert args["justification"]


def test_a_task_or_model_that_is_none_of_ours_is_refused():
    browser = signed_in(World())
    assert browser.post("/workspace/send", {**TYPED, "task": "무엇이든"}).status == 400
    assert browser.post("/workspace/send", {**TYPED, "model": ""}).status == 400
    assert browser.post("/workspace/send", {**TYPED, "text": "  "}).status == 400
    assert browser.post("/workspace/send", {**TYPED, "text": "가" * 200_001}).status == 413


def test_nothing_personal_is_found_in_what_we_say_ourselves():
    assert [task.id for task in TASKS if find(task.instruction) or find(task.id)] == []
