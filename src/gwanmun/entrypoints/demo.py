"""`gwanmun demo`: the main job, shown in the terminal with the official `openai` client over HTTP (시연).

Everything is real but the vendor: the sandbox (every answer of it says 시험용 응답) stands for an outside service and for
an in-house model, on two ports, so that one can see which of them received what. People and numbers are made up.
Exit 0 only when every step came out right.
"""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from gwanmun.adapters.files.evidence import find_records, verify_journal
from gwanmun.adapters.system import System, hold_lock
from gwanmun.bootstrap import pepper
from gwanmun.control import demo_tree
from gwanmun.control.demo_decisions import seed_decisions
from gwanmun.control.demo_desk import seed_desk
from gwanmun.control.demo_offices import seed_offices
from gwanmun.control.demo_public import seed_public
from gwanmun.control.demo_tree import DemoBooks, demo_books, seed_demo
from gwanmun.control.office import signed_by
from gwanmun.control.stories import block_lines, spending_2024, spending_lines
from gwanmun.domain.money import won
from gwanmun.entrypoints.desk import opened
from gwanmun.entrypoints.enforce_story import enforced
from gwanmun.entrypoints.journal_commands import explain, in_words
from gwanmun.entrypoints.simulation import year_2026
from gwanmun.entrypoints.story import lived_through
from gwanmun.entrypoints.telling import Telling
from gwanmun.errors import BadCommand, GwanmunError
from gwanmun.gateway.world import seoul_day
from gwanmun.journal.audit import Report
from gwanmun.settings import Settings, load_settings

FOLDER = Path("demo-data")
CONSOLE_PORT = 8082
MARK = ".gwanmun-demo"

#: A made-up complaint. The numbers are of nobody: the resident number's check digit was computed, the rest invented.
COMPLAINT = """[민원 접수 내용]
민원인: 남궁솔 (주민등록번호 850312-{rrn}), 연락처 010-2345-6789, 이메일 namgung.sol@gwanmun-demo.kr
환급 계좌: 국민은행 123456-04-567890 (예금주 남궁솔)
내용: 2026년 9월분 지방세가 이중으로 납부되어 환급을 신청하였으나 담당자 독고현 주무관(041-635-2222)에게서
회신을 받지 못했습니다. 처리 상황을 알려 주십시오.

위 민원에 대한 답변 초안을 써 주세요."""
SENSITIVE = "[비공개(제5호)] 2027년 조직개편 내부 검토안입니다. 세 줄로 요약해 주세요."


def complaint() -> str:
    """With a resident number whose check digit holds (행정안전부: weights 2–9, 2–5)."""
    head = "850312234567"
    check = (11 - sum(int(d) * w for d, w in zip(head, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True)) % 11) % 10
    return COMPLAINT.format(rrn=head[6:] + str(check))


def run(*, once: bool, story: str | None, lang: str, port: int) -> int:
    """Show the story, or the main job. Returns an exit code."""
    if story is not None:
        return _story(story, lang)
    demo = Demo(lang, once=once, port=port)
    try:
        for sign in (signal.SIGTERM, signal.SIGHUP):  # from the first process on, none is left behind
            signal.signal(sign, lambda *_: sys.exit(1 if demo.failed else 0))
        return demo.run()
    except KeyboardInterrupt:
        return 0 if demo.failed == 0 else 1
    finally:
        demo.stop()


def _story(story: str, lang: str) -> int:
    if story == "block-2025":
        print("\n".join(block_lines(lived_through(), lang)))
    elif story == "year-2026":
        return year_2026(lang)
    elif story == "enforce-2025":
        return enforced(lang)
    elif story == "spending-2024":
        print("\n".join(spending_lines(spending_2024(), lang)))
    else:
        raise BadCommand(
            "--story",
            problem_ko="그런 이야기는 없습니다",
            problem_en="there is no such story",
            next_ko="gwanmun demo --story block-2025, enforce-2025, spending-2024 또는 year-2026",
            next_en="gwanmun demo --story block-2025, enforce-2025, spending-2024 or year-2026",
        )
    return 0


class Demo(Telling):
    """A demonstration: its folder, its processes, and how many steps failed."""

    def __init__(self, lang: str, *, once: bool, port: int) -> None:
        super().__init__(lang)
        self.once = once
        self.port = port
        self.children: list[subprocess.Popen[bytes]] = []
        self.folder = Path(tempfile.mkdtemp(prefix="gwanmun-demo-")) if once else FOLDER.absolute()
        self.console = 0
        self.api = 0  # the desk's port, free like the others: 8081 may be somebody's
        self.sandboxes: dict[str, int] = {}

    # ------------------------------------------------------------ the whole

    def run(self) -> int:
        started = time.monotonic()
        self.prepare()
        self.say(
            "관문을 엽니다: 감사기록, 데스크, 봉인 작업자, 관문 · 시험용 서비스 2개(외부·내부)",
            "Opening the gate: journal, desk, worker, gate; two sandboxes (outside, in-house)",
        )
        self.start()
        for step in (self.masked, self.refused, self.in_house, self.over, self.costs, self.proof):
            step()
        done = self.ending(time.monotonic() - started)
        if done:
            return done
        self.say(
            f"{self.dim}같은 정책으로 DNS·프록시·방화벽까지: gwanmun demo --story enforce-2025{self.plain}",
            f"{self.dim}The same policy at DNS, proxy and firewall: gwanmun demo --story enforce-2025{self.plain}",
        )
        if not self.once:
            self.serve()
        return 0

    def serve(self) -> None:
        self.opened(f"http://127.0.0.1:{self.console}/healthz")
        key = self.books.key("officer").plaintext
        body = json.dumps(
            {
                "model": "gwanmun-sandbox",
                "messages": [{"role": "user", "content": "민원인 남궁솔(010-2345-6789)께 드릴 안내문"}],
            },
            ensure_ascii=False,
        )
        print(f"\n  OPENAI_BASE_URL={self.base}\n  OPENAI_API_KEY={key}\n")
        print(
            f"  curl -s {self.base}/chat/completions -H 'Authorization: Bearer {key}' \\\n    -H 'Content-Type: application/json' -d '{body}'\n"
        )
        self.say(
            f"  {self.bold}화면: http://127.0.0.1:{self.console}/{self.plain}  (아홉 자리 가운데 하나로 들어가 보십시오)",
            f"  {self.bold}The console: http://127.0.0.1:{self.console}/{self.plain}  (enter as one of nine)",
        )
        self.say(
            f"  데스크 API: http://127.0.0.1:{self.api}/api/v1", f"  The desk's API: http://127.0.0.1:{self.api}/api/v1"
        )
        print(f"  gwanmun journal verify {self.folder / 'data' / 'journal'}")
        print(f"  gwanmun journal show {self.shown} --config {self.folder / 'gwanmun.toml'}\n")
        self.say("계속 열어 둡니다. 끝내려면 Ctrl+C.", "Serving on. Ctrl+C to stop.")
        self.children[-1].wait()

    # ------------------------------------------------------------ setting up

    def prepare(self) -> None:
        if self.port and not _free(self.port):
            raise BadCommand(
                f"127.0.0.1:{self.port}",
                problem_ko="이미 쓰이는 포트입니다",
                problem_en="the port is taken",
                next_ko="gwanmun demo --port 0",
                next_en="gwanmun demo --port 0",
            )
        if not self.once:
            if self.folder.exists() and not (self.folder / MARK).exists():
                raise BadCommand(
                    str(self.folder),
                    problem_ko="시연 폴더가 아닌 같은 이름의 폴더가 있습니다",
                    problem_en="a folder of that name exists and is not a demonstration's",
                    next_ko="다른 곳에서 실행하거나 폴더를 옮기십시오.",
                    next_en="Run it elsewhere, or move that folder.",
                )
            self._nobody_else()
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
        (self.folder / MARK).touch()
        self.port = self.port or _some_port()
        self.api = _some_port()
        self.console = CONSOLE_PORT if not self.once and _free(CONSOLE_PORT) else _some_port()
        self.sandboxes = {"outside": _some_port(), "in-house": _some_port()}
        config = self.folder / "gwanmun.toml"
        config.write_text(self.config())
        self.settings: Settings = load_settings(config)
        self.base = f"http://127.0.0.1:{self.port}/v1"
        self.books: DemoBooks = self.seed()

    def _nobody_else(self) -> None:
        """Another demonstration that runs in this folder keeps its data."""
        if not (self.folder / "data").is_dir():
            return
        try:
            os.close(hold_lock(self.folder / "data" / "desk.lock", "desk"))
        except GwanmunError as held:
            raise BadCommand(
                str(self.folder),
                problem_ko="이 폴더에서 시연이 이미 돌고 있습니다",
                problem_en="a demonstration already runs in this folder",
                next_ko="그 시연을 끝내거나 다른 폴더에서 실행하십시오.",
                next_en="End that one, or run this in another folder.",
            ) from held

    def config(self) -> str:
        services = {
            demo_tree.OUTSIDE: ("outside", "openai"),
            demo_tree.OUTSIDE_MESSAGES: ("outside", "anthropic"),
            demo_tree.IN_HOUSE: ("in-house", "openai"),
            demo_tree.IN_HOUSE_MESSAGES: ("in-house", "anthropic"),
            demo_tree.DEEPSEEK_WEIGHTS: ("in-house", "openai"),
        }
        parts = [
            f'[gate]\nlisten = "127.0.0.1:{self.port}"\ndata_dir = "data"\nkeys_dir = "keys"\n',
            f'[desk]\nlisten = "127.0.0.1:{self.api}"\n',
            f'[console]\nlisten = "127.0.0.1:{self.console}"\ndevice_class = "internet_pc"\n',
            '[journal]\norigin = "demo/gate-1"\n[sandbox]\nenabled = true\n',
        ]
        parts += [
            f'[upstreams.{service}]\nbase_url = "http://127.0.0.1:{self.sandboxes[place]}/v1"\ndialect = "{dialect}"\n'
            'allow_private = ["127.0.0.0/8"]\n'
            for service, (place, dialect) in services.items()
        ]
        return "\n".join(parts)

    def seed(self) -> DemoBooks:
        """Put the demo tree into the books, as the desk does it: one act, its fact in the desk's journal."""
        today = seoul_day(System().now_us())

        async def act() -> DemoBooks:
            async with opened(self.settings, lambda _event, _fields: None) as desk:
                books = demo_books(today, seed=b"gwanmun-demo", pepper=pepper(self.settings))
                by = signed_by(desk.office, demo_tree.OFFICER, "demonstration")
                seed_demo(desk.office, by, books)
                seed_offices(desk.office, by, today)
                seed_public(desk.office, by, today)
                seed_decisions(desk.office, by, today)
                seed_desk(desk.office, by, today)
                desk.connect()
                await desk.settle()
                # Published now, with the addresses of the settings: a gate that starts quicker than its desk must not be
                # ready with an empty snapshot, nor with routes that lead nowhere.
                desk.connect()
                await desk.settle()
                return books

        return asyncio.run(act())

    def start(self) -> None:
        python = (sys.executable, "-m")
        log = (self.folder / "processes.log").open("ab")
        for port in self.sandboxes.values():
            self.spawn([*python, "gwanmun.sandbox", "--port", str(port)], log)
        self.spawn([*python, "gwanmun.entrypoints.serve", str(self.folder / "gwanmun.toml")], log)
        self.opened(f"http://127.0.0.1:{self.port}/readyz")

    def opened(self, address: str) -> None:
        """Wait until it answers: no address is shown that is not open."""
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError, urllib.error.URLError):
                if _get(address)[0] == 200:
                    return
            if time.monotonic() > deadline or self.children[-1].poll() is not None:
                raise BadCommand(
                    str(self.folder / "processes.log"),
                    problem_ko="관문이 열리지 않았습니다",
                    problem_en="the gate did not open",
                    next_ko="processes.log 를 보십시오.",
                    next_en="See processes.log.",
                )
            time.sleep(0.05)

    def spawn(self, command: list[str], log: Any) -> None:
        self.children.append(
            subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)  # noqa: S603
        )

    def stop(self) -> None:
        # The gate first, whole, and then the sandboxes: a stream under way ends as the gate ends it, not at a dead vendor.
        for child in reversed(self.children):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(15)
            if child.poll() is None:
                child.kill()
        if self.once:
            shutil.rmtree(self.folder, ignore_errors=True)

    # ------------------------------------------------------------ the steps

    def masked(self) -> None:
        self.step("민원 하나가 관문을 지납니다", "A complaint passes the gate")
        text = complaint()
        self.block("공무원이 쓴 글", "what the official wrote", text)
        with (
            self.client("officer")
            .chat.completions.with_raw_response.create(
                model="gwanmun-sandbox", messages=[{"role": "user", "content": text}], stream=True
            )
            .parse() as answer,
            contextlib.suppress(BrokenPipeError),
        ):
            self.shown = answer.response.headers["gwanmun-request"]
            decision = answer.response.headers["gwanmun-decision"]
            masked = answer.response.headers["gwanmun-masked"]
            parts = [c.choices[0].delta.content or "" for c in answer if c.choices]
        left = self.received("outside")[-1]
        self.block("밖으로 나간 글 (그대로)", "exactly what left", json.loads(left)["messages"][-1]["content"])
        self.block("돌아온 답 (값을 되돌림)", "the answer, with values restored", "".join(parts))
        values = ("850312", "010-2345-6789", "namgung.sol@gwanmun-demo.kr", "123456-04-567890", "남궁솔", "독고현")
        self.check("나간 글에 개인정보가 없음", "nothing personal left", not any(v in left for v in values))
        self.check("답에 원래 이름이 되돌아옴", "the name is back in the answer", "남궁솔" in "".join(parts))
        self.check(
            f"판정 {decision}, 가림 {masked}건",
            f"decision {decision}, {masked} masked",
            decision == "allow_with_masking",
        )
        self.check("여러 조각으로 흘러옴", f"it streamed, in {len(parts)} pieces", len(parts) > 5)

    def refused(self) -> None:
        self.step("딥시크는 이름을 바꿔도 막힙니다", "DeepSeek is refused, also under another name")
        import openai

        before = len(self.received("outside"))
        for model in ("deepseek-chat", "smart-assistant"):
            try:
                self.ask("officer", model, "회의록을 요약해 주세요.")
            except openai.PermissionDeniedError as error:
                told = error.body["gwanmun"] if isinstance(error.body, dict) else {}
                self.say(f"  {model} → 403 {told.get('code')}", f"  {model} → 403 {told.get('code')}")
                self.line("사유", "reason", told.get("message_ko" if self.ko else "message_en"))
                self.line(
                    "규칙·근거·시행일",
                    "rule, source, date",
                    f"{told.get('rule')} · {told.get('source')} · {told.get('effective_from')}",
                )
                self.line("대안", "alternatives", ", ".join(told.get("alternatives", [])))
                self.line("다음", "next", told.get("remedy_ko" if self.ko else "remedy_en"))
                whole = all(told.get(k) for k in ("rule", "source", "effective_from", "alternatives", "remedy_ko"))
                self.check(
                    "규칙·출처·날짜·대안·다음 단계를 모두 말함", "rule, source, date, alternative, next step", whole
                )
            else:
                self.check(f"{model} 거절", f"{model} refused", right=False)
        self.check("밖으로 나간 것 없음", "nothing left", len(self.received("outside")) == before)

    def in_house(self) -> None:
        self.step("민감(S) 등급은 내부 모델이 답합니다", "A grade-S text is answered in-house")
        before = len(self.received("outside"))
        self.block("공무원이 쓴 글", "what the official wrote", SENSITIVE)
        raw = self.client("officer").chat.completions.with_raw_response.create(
            model="gwanmun-sandbox", messages=[{"role": "user", "content": SENSITIVE}]
        )
        self.block("답", "the answer", raw.parse().choices[0].message.content or "")
        headers = raw.headers
        self.check(
            f"등급 {headers['gwanmun-grade']} → {headers['gwanmun-service']}",
            f"grade {headers['gwanmun-grade']} → {headers['gwanmun-service']}",
            headers.get("gwanmun-routed") == "in-house" and headers["gwanmun-grade"] == "S",
        )
        self.check("외부로 나간 요청 0건", "0 requests went outside", len(self.received("outside")) == before)
        self.check(
            "내부 모델이 받음",
            "the in-house model received it",
            any("조직개편" in r for r in self.received("in-house")),
        )

    def over(self) -> None:
        self.step("한도를 넘는 요청은 보내기 전에 멈춥니다", "A request over its allowance stops before it leaves")
        import openai

        before = len(self.received("outside"))
        try:
            self.ask("small_allowance", "gwanmun-sandbox", "긴 보고서를 써 주세요.")
        except openai.RateLimitError as error:
            told = error.body["gwanmun"] if isinstance(error.body, dict) else {}
            self.line("사유", "reason", told.get("message_ko" if self.ko else "message_en"))
            self.line("다음", "next", told.get("remedy_ko" if self.ko else "remedy_en"))
            self.check("429 over_allowance", "429 over_allowance", told.get("code") == "over_allowance")
        else:
            self.check("한도 초과 거절", "refused over the allowance", right=False)
        self.check("밖으로 나간 것 없음", "nothing left", len(self.received("outside")) == before)

    def costs(self) -> None:
        self.step("비용은 세 단계에서 원 단위로", "The cost, in won, on three levels")
        found = _get(f"http://127.0.0.1:{self.port}/gwanmun/usage", self.books.key("officer").plaintext)
        balances = json.loads(found[1])["balances"]
        words = {"government": "기관", "department": "부서", "person": "개인"}
        for row in balances:
            if row["period"] == "month":
                level = words[row["level"]] if self.ko else row["level"]
                limit = "-" if row["limit_micro_won"] is None else won(row["limit_micro_won"])
                self.line(
                    level, level, f"{row['used_won']}원 / {limit}원" if self.ko else f"{row['used_won']} / {limit} won"
                )
        used = {row["level"]: row["used_micro_won"] for row in balances if row["period"] == "month"}
        held = sum(row["held_micro_won"] for row in balances)
        self.check(
            "세 단계가 같은 돈을 셈",
            "three levels count the same money",
            len(set(used.values())) == 1 and min(used.values()) > 0,
        )
        self.check("남은 예약 없음", "no hold is left", held == 0)

    def proof(self) -> None:
        self.step("감사기록을 그 자체만으로 검증합니다", "The journal, verified from its bytes alone")
        journals = self.folder / "data" / "journal"
        for name in ("gate-1", "desk"):
            try:
                report = self.sealed(journals / name)
            except GwanmunError as error:
                self.check(f"{name}: {error.message('ko')}", f"{name}: {error.message('en')}", right=False)
            else:
                print("  " + in_words(Path(name), report, self.lang))
                self.check(f"{name} 봉인 검증", f"{name} verifies", report.proved > 0 and report.not_yet_sealed == 0)
        records = find_records(journals / "gate-1", self.shown, self.settings.gate.keys_dir)
        print("\n".join(f"  {self.dim}{line}{self.plain}" for line in explain(records, self.lang)))
        self.check(
            "첫 요청의 기록은 둘: 보냄, 끝남",
            "two records of the first request: sent, ended",
            [r.leaf.kind for r in records] == ["admitted", "ended"],
        )

    def sealed(self, journal: Path) -> Report:
        """What is proved of a journal that goes on being written. The worker seals every second: look until it has sealed
        all there was at one moment, or give up and let the step show it.
        """
        deadline = time.monotonic() + 10
        while True:
            late = time.monotonic() > deadline
            try:
                report = verify_journal(journal)
            except GwanmunError:
                if late:
                    raise
            else:
                if late or (report.proved and not report.not_yet_sealed):
                    return report
            time.sleep(0.2)

    # ------------------------------------------------------------ small things

    def client(self, name: str) -> Any:
        import openai

        return openai.OpenAI(base_url=self.base, api_key=self.books.key(name).plaintext, max_retries=0, timeout=60)

    def ask(self, name: str, model: str, text: str) -> Any:
        return self.client(name).chat.completions.create(model=model, messages=[{"role": "user", "content": text}])

    def received(self, place: str) -> list[str]:
        found: list[str] = json.loads(_get(f"http://127.0.0.1:{self.sandboxes[place]}/sandbox/received")[1])
        return found


def _get(url: str, key: str | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"} if key else {})  # noqa: S310 - loopback
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        return answer.status, answer.read()


def _free(port: int) -> bool:
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _some_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port
