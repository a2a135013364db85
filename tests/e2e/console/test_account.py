"""A local account in Chromium, without a provider: made by an officer, signed in with, its password changed; and a desk
that is killed meanwhile loses nobody's session.
"""

import base64
import os
import re
import signal
import time

import pytest

from gwanmun.domain.sign_in import code_at

pytestmark = [pytest.mark.long, pytest.mark.tools]
NEW = "우리 동네 은행나무 세 그루"


def code(secret, used):
    """The next code that was not used yet: each is taken once."""
    deadline = time.monotonic() + 90
    while (step := int(time.time()) // 30) <= used[0]:
        assert time.monotonic() < deadline
        time.sleep(0.5)
    used[0] = step
    return code_at(secret, step)


def test_an_account_signs_in_changes_its_password_and_survives_a_killed_desk(visitor, demo):
    base = demo.console
    made = demo.act("put_account", name="nam", person="p-1101")
    secret = base64.b32decode(re.search("secret=([A-Z2-7]+)", made["secret"])[1])
    used = [0]
    page = visitor(bypass_csp=False).page

    def sign_in(password):
        page.goto(base + "/sign-in")
        page.get_by_label("계정 이름").fill("nam")
        page.get_by_label("비밀번호", exact=True).fill(password)
        page.get_by_label("인증번호").fill(code(secret, used))
        page.locator("main").get_by_role("button", name="로그인", exact=True).click()

    sign_in(made["password"])
    page.goto(base + "/my/account")
    page.get_by_text("지금 이 세션").wait_for()

    page.get_by_label("지금 비밀번호").fill(made["password"])
    page.get_by_label("인증번호").fill(code(secret, used))
    page.get_by_label("새 비밀번호", exact=True).fill(NEW)
    page.get_by_label("새 비밀번호 다시").fill(NEW)
    page.get_by_role("button", name="비밀번호 바꾸기").click()
    page.get_by_text("비밀번호를 바꾸었습니다").wait_for()

    os.kill(demo.pid("desk"), signal.SIGKILL)
    deadline = time.monotonic() + 90
    while len(demo.serving.events("console_serving")) < 2:
        assert time.monotonic() < deadline, "the console did not open again"
        time.sleep(0.2)
    page.goto(base + "/my/account")
    page.get_by_text("지금 이 세션").wait_for()

    page.get_by_role("button", name="나가기").click()
    sign_in(made["password"])
    page.get_by_text("맞지 않는 것이 있습니다").wait_for()
    sign_in(NEW)
    page.goto(base + "/my/account/second-factor")
    page.get_by_role("heading", name="새 기기 등록").wait_for()
