"""The workspace beyond one question: files, single places, conversations, documents, receipts, safe copies, what is kept."""

import re
from dataclasses import replace

import pytest

from console_kit import OFFICIAL, REFUSED, World, appointed
from gwanmun.console.snippets import snippets
from gwanmun.console.work import Overruled, Past, Turn
from gwanmun.domain.ids import PersonId
from gwanmun.domain.offices import Role
from gwanmun.errors import OutsideReach

TYPED = {"task": "요약", "model": "gwanmun-sandbox", "text": "민원인 남궁솔"}
COPY = {"model": "web-chat", "text": "민원인 남궁솔"}
OTHER = PersonId("p-2002")


def signed_in(world, path="/workspace"):
    browser = world.browser()
    browser.enter()
    browser.get(path)
    return browser


def upload(browser, content=b"text", name="공문.txt", **fields):
    """A form with a file, as a browser without script sends it."""
    given = {"_token": browser.token, **TYPED, **fields}
    parts = [f'--x\r\ncontent-disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in given.items()]
    head = f'--x\r\ncontent-disposition: form-data; name="upload"; filename="{name}"\r\n\r\n'.encode()
    body = b"".join(parts) + head + content + b"\r\n--x--\r\n"
    return browser.ask("POST", "/workspace/preview", body, {"content-type": "multipart/form-data; boundary=x"})


def talk_of(page):
    return page.value("talk")


def test_what_a_person_keeps_and_masks_goes_with_the_question():
    world = World()
    browser = signed_in(world)
    browser.post("/workspace/preview", {**TYPED, "keep": "NAME:남궁솔", "hide_text": " 큰  바위 ", "hide_kind": "NAME"})
    asked = world.workspace.asked[-1]
    assert [one.written for one in asked.keep] == ["NAME:남궁솔"]
    assert [one.written for one in asked.hide] == ["NAME:큰 바위"]


def test_too_many_or_too_long_choices_are_refused():
    browser = signed_in(World())
    assert browser.post("/workspace/preview", {**TYPED, "keep": "NAME:" + "가" * 300}).status == 400


def test_what_was_chosen_becomes_a_suggestion_without_its_words():
    world = World()
    world.workspace.overruled = (Overruled("NAME", missed=True, rule="", times=2),)
    signed_in(world).post("/workspace/send", {**TYPED, "hide": "NAME:큰바위"})
    _, args, _, errand = next(one for one in world.performed if one[0] == "suggest_places")
    assert args == {"items": [{"kind": "NAME", "missed": True, "rule": "", "times": 2}]}
    assert errand.caller.person == OFFICIAL
    assert "큰바위" not in repr(world.performed)


def test_a_file_is_read_at_once_and_sent_by_its_number():
    world = World()
    browser = signed_in(world)
    page = upload(browser)
    assert "공문.txt" in page.text
    number = page.value("file")
    assert world.workspace.asked[-1].files == (number,)
    browser.post("/workspace/send", {**TYPED, "file": number})
    assert world.workspace.asked[-1].files == (number,)


def test_a_file_that_cannot_be_read_says_why_and_keeps_what_was_typed():
    world = World()
    page = upload(signed_in(world), b"bad", "잠긴.hwp")
    assert page.status == 200
    assert 'id="upload-error"' in page.text
    assert "민원인 남궁솔" in page.text


def test_letters_from_pictures_are_not_sent_before_somebody_looked():
    world = World()
    browser = signed_in(world)
    number = upload(browser, b"scan", "스캔.pdf").value("file")
    sent = len(world.workspace.asked)
    page = browser.post("/workspace/send", {**TYPED, "file": number})
    assert page.status == 400
    assert "원본과 대조" in page.text
    assert len(world.workspace.asked) == sent + 1  # a preview, no more
    assert "요청 번호" in browser.post("/workspace/send", {**TYPED, "file": number, "sure": number}).text


def test_a_file_of_somebody_else_is_none():
    world = World()
    number = upload(signed_in(world)).value("file")
    world.workspace.files[number] = (OTHER, world.workspace.files[number][1])
    assert "공문.txt" not in signed_in(world).post("/workspace/preview", {**TYPED, "file": number}).text


def test_the_next_question_goes_on_and_asking_again_replaces_the_answer():
    world = World()
    browser = signed_in(world)
    talk = talk_of(browser.post("/workspace/send", TYPED))
    browser.post("/workspace/send", {**TYPED, "text": "한 줄 더", "talk": talk})
    assert world.workspace.asked[-1].turns == (Turn("민원인 남궁솔", world.workspace.text),)
    page = browser.post("/workspace/send", {**TYPED, "text": "", "talk": talk, "again": talk})
    asked = world.workspace.asked[-1]
    assert (asked.text, len(asked.turns)) == ("한 줄 더", 1)
    assert talk_of(page) == talk


def test_a_conversation_belongs_to_the_session_that_began_it():
    world = World()
    talk = talk_of(signed_in(world).post("/workspace/send", TYPED))
    signed_in(world).post("/workspace/send", {**TYPED, "talk": talk})
    assert world.workspace.asked[-1].turns == ()


def test_an_answer_becomes_a_document_of_what_was_answered():
    world = World()
    world.answers["make_draft"] = {"content": b"PK", "name": "draft.hwpx"}
    browser = signed_in(world)
    talk = talk_of(browser.post("/workspace/send", TYPED))
    fields = {"talk": talk, "at": "0", "form": "hwpx", "sources": "지방세법\n\n예규", "answer": "위조한 답변"}
    got = browser.post("/workspace/export", fields)
    assert (got.status, got.body) == (200, b"PK")
    assert "attachment" in got.headers["content-disposition"]
    args = world.performed[-1][1]
    assert args["answer"] == world.workspace.text
    assert args["sources"] == ["지방세법", "예규"]
    assert args["title"]
    assert not world.performed[-1][3].once  # nothing of it is remembered for a second click


@pytest.mark.parametrize("wrong", [{"talk": "0" * 24}, {"at": "7"}, {"at": "-1"}, {"form": "exe"}])
def test_a_document_of_no_answer_of_this_session_is_refused(wrong):
    world = World()
    browser = signed_in(world)
    talk = talk_of(browser.post("/workspace/send", TYPED))
    assert browser.post("/workspace/export", {"talk": talk, "at": "0", "form": "md", **wrong}).status == 400
    assert "make_draft" not in [one[0] for one in world.performed]


def test_somebody_elses_receipt_is_refused():
    world = World()
    world.answers["show_receipt"] = OutsideReach(what_ko="다른 사람의 요청", what_en="another person's request")
    assert signed_in(world).get("/workspace/receipt/01a202e5-c7c5-76f4-9d46-0830051e993a").status == 403


def test_a_safe_copy_goes_out_masked_and_comes_back_restored():
    world = World()
    browser = signed_in(world, "/safe-copy")
    page = browser.post("/safe-copy/make", COPY)
    assert "⟨이름1⟩" in page.text
    asked = world.workspace.asked[-1]
    assert (asked.model, asked.seat) == ("web-chat", True)
    fields = {"copy": page.value("copy"), "talk": page.value("talk"), "answer": "⟨이름1⟩ 님께 **드립니다**"}
    back = browser.post("/safe-copy/restore", fields)
    assert "남궁솔 님께 <strong>드립니다</strong>" in back.text
    assert "⟨이름1⟩" in back.text  # the copy and what was pasted still stand


def test_a_service_that_is_refused_gets_no_copy_and_says_why():
    world = World()
    world.workspace.refuse = REFUSED
    page = signed_in(world, "/safe-copy").post("/safe-copy/make", COPY)
    assert "N2SF-6" in page.text
    assert 'id="carry"' not in page.text


def test_a_copy_that_is_not_known_says_what_to_do():
    world = World()
    page = signed_in(world, "/safe-copy").post("/safe-copy/restore", {"copy": "nothing", "answer": "⟨이름1⟩"})
    assert page.status == 200
    assert "되돌릴 대조표가 없습니다" in page.text


def test_nothing_is_kept_unless_the_agency_decides_so():
    world = World()
    browser = signed_in(world)
    browser.post("/workspace/send", TYPED)
    assert world.workspace.kept == {}
    assert "보관하지 않" in browser.get("/workspace/history").text


def test_what_is_kept_is_opened_gone_on_with_and_deleted_by_its_person_alone():
    world = World()
    world.workspace.days = 30
    browser = signed_in(world)
    browser.post("/workspace/send", TYPED)
    (number,) = world.workspace.kept
    page = browser.get(f"/workspace/history/{number}")
    assert "민원인 남궁솔" in page.text
    assert "2026-12-22" in page.text
    to = browser.post(f"/workspace/history/{number}/open").headers["location"]
    assert "민원인 남궁솔" in browser.get(to).text
    world.workspace.kept["other"] = (OTHER, Past("other", "요약", "m", 1))
    assert browser.get("/workspace/history/other").status == 404
    assert browser.post("/workspace/history/other/delete").status == 404
    assert browser.post(f"/workspace/history/{number}/delete").status == 303
    assert list(world.workspace.kept) == ["other"]
    assert ("note_forgotten", {"conversation": number}) in [(act, args) for act, args, *_ in world.performed]


def test_whoever_only_looks_has_no_workspace():
    world = World()
    world.people[OFFICIAL] = appointed(OFFICIAL, Role.ASSEMBLY)
    browser = signed_in(world, "/")
    for path in ("/workspace", "/safe-copy", "/workspace/history"):
        assert browser.get(path).status == 403


def test_code_holds_no_key_and_ends_no_string():
    for messages in (False, True):
        for name, text in snippets("m'\"\n", "요약", "it's", "`$(x)`", messages=messages):
            assert "GWANMUN_KEY" in text
            assert not re.search(r"gm_[a-z0-9]{8}", text)
            if name == "curl":
                assert "it'\\''s" in text
    page = signed_in(World()).get("/workspace/code?model=gwanmun-sandbox&task=%EC%9A%94%EC%95%BD")
    assert page.status == 200
    assert "curl" in page.text
    assert signed_in(World()).get("/workspace/code?model=nothing").status == 400


def test_code_is_found_from_the_workspace_for_every_model():
    browser = signed_in(World())
    work, page = browser.get("/workspace").text, browser.get("/workspace/code").text
    models, offered = (_options(one) for one in (work, page))
    assert 'href="/workspace/code"' in work
    assert models
    assert models == offered
    assert "GWANMUN_KEY" in page


def _options(page):
    return set(re.findall(r'<option value="([^"]+)"', page.partition('id="model"')[2].partition("</select>")[0]))


def test_a_stopped_answer_is_no_turn():
    world = World()
    world.workspace.refuse = replace(REFUSED)
    page = signed_in(world).post("/workspace/send", TYPED)
    assert 'name="talk"' not in page.text


def test_a_newcomer_without_a_complaint_at_hand_is_given_one_in_a_demonstration_alone():
    browser = World().browser()
    browser.enter()
    assert "/workspace?example=1" in browser.get("/workspace").text
    text = browser.get("/workspace?example=1").text
    assert "010-2345-6789" in text
    assert 'href="/workspace?example=1"' not in text
    earnest = World()
    browser = earnest.browser(demo=False)
    earnest.answers["note_sign_in"] = {"person": OFFICIAL, "break_glass": False}
    browser.get("/sign-in")
    browser.post("/sign-in", {"name": "kim", "password": "right", "code": "123456"})
    assert "010-2345-6789" not in browser.get("/workspace?example=1").text
