"""Somebody at a browser (화면 앞의 사람): by keyboard alone, or by mouse; and what must hold on every page they rest at.

What lives here: entering, reaching, pressing, looking with axe. What does not: which pages there are, what anybody came for.
"""

import re
import time
from pathlib import Path

WAIT = 60_000
AXE = (Path(__file__).parents[2] / "data/axe/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TEXT = "민원인: 남궁솔, 연락처 010-2345-6789. 지방세 환급을 신청하였으나 회신을 받지 못했습니다."
_AT = "(wanted) => document.activeElement.matches(wanted)"
#: A page that answers 4xx is told by the browser as a fault; what it says is tested where it belongs.
_ANSWERED = "Failed to load resource"


SETTLED = """() => Promise.allSettled(document.getAnimations()
    .filter(one => one.effect.getComputedTiming().iterations !== Infinity).map(one => one.finished))"""


class Person:
    """Somebody at a browser of their own; `faults` are the errors of scripts and the content policy, `elsewhere` what was
    asked of anybody but us.
    """

    def __init__(self, browser, base, **context):
        self.base = base
        # Without the policy axe may be brought in; whoever does not look keeps it.
        self.context = browser.new_context(**{"locale": "ko-KR", "bypass_csp": True, **context})
        self.page = self.context.new_page()
        self.page.set_default_timeout(WAIT)
        self.faults, self.elsewhere, self.bytes = [], [], 0
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._asked)
        self.page.on("requestfinished", self._got)

    def _said(self, message):
        if message.type == "error" and _ANSWERED not in message.text:
            self.faults.append(message.text)

    def _asked(self, request):
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def _got(self, request):
        self.bytes += max(0, request.sizes()["responseBodySize"])

    # ------------------------------------------------------------ by mouse

    def click_in(self, tile, path=""):
        """Enter by a tile of the first page, and go to a page."""
        self.page.goto(self.base + "/")
        self.page.locator(f'form:has(input[name=as][value="{tile}"]) button.gm-tile').click()
        self.page.wait_for_load_state()
        if path:
            self.open(path)
        return self.page

    def open(self, path):
        return self.page.goto(self.base + path)

    def wear(self, mode, size="2"):
        """The open page in other colours (light, dark, high-contrast) and letters, by the marks that the server sets."""
        self.page.evaluate(
            "([mode, size]) => Object.assign(document.documentElement.dataset,"
            " {gmMode: mode, krdsMode: mode === 'light' ? 'light' : 'high-contrast', gmSize: size})",
            [mode, size],
        )

    # ------------------------------------------------------------ by keyboard

    def enter(self, tile):
        self.page.goto(self.base + "/")
        self.go(f'form:has(input[name=as][value="{tile}"]) button.gm-tile')

    def at(self, wanted, most=200):
        """Tab until what is wanted has the focus; the focus must be seen."""
        assert self.page.locator(wanted).count(), f"{wanted} is not on {self.page.url}"
        for _ in range(most):
            if self.page.evaluate(_AT, wanted):
                seen = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                field = self.page.evaluate("document.activeElement.matches('input,textarea,select')")
                assert field or seen != "none", f"{wanted} has the focus and does not show it"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{wanted} is not reached by Tab on {self.page.url}")

    def go(self, wanted):
        """Reach a link or a button and press it; to the page that follows."""
        self.at(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def press(self, wanted):
        self.at(wanted)
        self.page.keyboard.press("Enter")

    def write(self, wanted, text):
        self.at(wanted)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def choose(self, wanted, value):
        """By the arrows of a list, as far as the value is away."""
        self.at(wanted)
        steps = self.page.evaluate(
            "([wanted, value]) => { const list = document.querySelector(wanted);"
            " return [...list.options].findIndex((one) => one.value === value) - list.selectedIndex }",
            [wanted, value],
        )
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        assert self.page.input_value(wanted) == value

    # ------------------------------------------------------------ what is seen

    def sees(self, words):
        """The words stand on the page; what stands there instead is told."""
        main = self.page.locator("main")
        deadline = time.monotonic() + WAIT / 1000
        while not re.search(words, main.inner_text()):
            assert time.monotonic() < deadline, main.inner_text()[:600]
            time.sleep(0.1)

    def look(self):
        """No fault of accessibility on this page, once its colours have settled (a button that was just enabled fades in)."""
        self.page.evaluate(SETTLED)
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found = self.page.evaluate("(rules) => axe.run(document, {runOnly: rules})", RULES)["violations"]
        told = [(one["id"], [node["target"] for node in one["nodes"][:3]]) for one in found]
        assert not told, f"{self.page.url}: {told}"

    @property
    def width(self):
        """How wide the page is, scrolled out."""
        return self.page.evaluate("document.documentElement.scrollWidth")
