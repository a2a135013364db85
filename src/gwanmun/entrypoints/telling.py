"""How a demonstration speaks (시연의 말): in one of two languages, step by step, with a mark for what came out right. What does
not live here: what is shown.
"""

import sys


class Telling:
    """Prints as it goes; `failed` counts what did not come out right."""

    def __init__(self, lang: str) -> None:
        self.ko = lang == "ko"
        self.lang = lang
        self.failed = 0
        self.bold, self.dim, self.green, self.red, self.plain = (
            ("\033[1m", "\033[2m", "\033[32m", "\033[31m", "\033[0m") if sys.stdout.isatty() else ("",) * 5
        )

    def say(self, ko: str, en: str) -> None:
        print(ko if self.ko else en, flush=True)

    def step(self, ko: str, en: str) -> None:
        print(f"\n{self.bold}■ {ko if self.ko else en}{self.plain}", flush=True)

    def line(self, ko: str, en: str, value: object) -> None:
        print(f"    {ko if self.ko else en}: {value}", flush=True)

    def block(self, ko: str, en: str, text: str) -> None:
        print(f"  {self.dim}{ko if self.ko else en}{self.plain}")
        print("\n".join(f"  │ {line}" for line in text.splitlines()), flush=True)

    def check(self, ko: str, en: str, right: bool) -> None:
        if not right:
            self.failed += 1
        mark = f"{self.green}✓{self.plain}" if right else f"{self.red}✗{self.plain}"
        print(f"  {mark} {ko if self.ko else en}", flush=True)

    def ending(self, seconds: float) -> int:
        """The last line. Returns the exit code: 0 only when everything came out right."""
        if self.failed:
            self.say(
                f"{self.red}{self.failed}개 단계가 어긋났습니다.{self.plain}", f"{self.failed} steps came out wrong."
            )
            return 1
        self.say(
            f"{self.green}모든 단계가 맞았습니다{self.plain} ({seconds:.1f}초).",
            f"{self.green}Every step came out right{self.plain} ({seconds:.1f} s).",
        )
        return 0
