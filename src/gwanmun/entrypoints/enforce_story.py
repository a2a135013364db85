"""`gwanmun demo --story enforce-2025`: the block of February 2025 as devices met it (차단 시연), on real engines where they run.

5 Feb 2025: a military work PC is stopped at DeepSeek, with a reason. 6 Feb: a local government's PC, too, and what it had
open there ends; a person's own phone is out of scope; ChatGPT keeps working; the report counts the attempts. Where engines
cannot run it says so, and every answer is what the compiled files say. What does not live here: engines and devices
(`sandbox/stage.py`). Exit 0 only when every step came out right.
"""

import re
import signal
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

from gwanmun.adapters.enforcement.agent import agent_key
from gwanmun.adapters.sql.books import open_books
from gwanmun.control import acts, shipped
from gwanmun.control.block_story import put_in_force
from gwanmun.control.enforcement import Class, Site, grounds_of, make_plan, sentence
from gwanmun.control.office import Office
from gwanmun.control.policies import check_text
from gwanmun.control.publish import Terms, compile_delta, compile_snapshot
from gwanmun.domain.catalogue import Record
from gwanmun.domain.devices import Device, Ownership, Tier
from gwanmun.domain.ids import AgencyId, Digest, RegimeId, ServiceId
from gwanmun.domain.people import DeviceClass
from gwanmun.enforce.attempts import Counting, attempts
from gwanmun.enforce.logs import read_squid
from gwanmun.enforce.plan import Doors, Plan, population_of, populations, simulate
from gwanmun.entrypoints.story import StoryClock
from gwanmun.entrypoints.telling import Telling
from gwanmun.errors import GwanmunError
from gwanmun.sandbox.stage import NETS, PaperStage, RealStage, Seen, Stage, lacking

DEEPSEEK, CHATGPT = "chat.deepseek.com", "chatgpt.com"
MILITARY, LOCAL = AgencyId("kr-mnd"), AgencyId("kr-chungnam")
ORDER = "mnd-2025-1"
FIFTH, SIXTH = date(2025, 2, 5), date(2025, 2, 6)
_BEFORE = ("kr-nis-genai-rules", "kr-mois-advisory", "gwanmun-baseline")
_ATTESTED = ("pledge", "training", "mfa", "no_plugins", "ordinary")
_CLASSES: Mapping[str, tuple[AgencyId, DeviceClass]] = {
    "military": (MILITARY, DeviceClass.MILITARY_WORK), "office": (LOCAL, DeviceClass.INTERNET_PC),
    "phone": (LOCAL, DeviceClass.PERSONAL),
}  # fmt: skip
_DEVICES: Mapping[str, tuple[str, str]] = {
    "military": ("군 업무용 PC (국방부)", "military work PC (defence)"),
    "office": ("인터넷망 PC (충청남도)", "internet PC (local government)"),
    "phone": ("직원 개인 휴대전화", "an employee's own phone"),
}


def enforced(lang: str) -> int:
    """Tell the story. Returns an exit code."""
    for sign in (signal.SIGTERM, signal.SIGHUP):  # whoever ends it early finds no engine and no network left behind
        signal.signal(sign, lambda *_: sys.exit(1))
    story = _Story(lang)
    try:
        return story.run()
    finally:
        story.end()


class _Desk:
    """A desk in memory that exists for this alone: its acts by name, and the plan that follows from its books."""

    def __init__(self) -> None:
        self.clock = StoryClock()
        self.clock.go(FIFTH)
        self.office = Office(open_books(None), self.clock, bytes(32), check_text)
        self._serial = 0

    def do(self, act: str, officer: str, **args: object) -> Any:
        return acts.perform(self.office, act, args, officer, "2025년 2월 사례")

    def set_up(self) -> None:
        own = (Ownership.GOVERNMENT, "", Tier.STANDARD)
        with self.office.books.transact() as page:
            page.put(*shipped.agencies().rows, *shipped.catalogue().services)
            page.put(
                *(
                    Record(one, ServiceId("chatgpt"), True, "negotiated", "O", True, "false")
                    for one in (LOCAL, MILITARY)
                )
            )
            page.put(
                Device("m-1", MILITARY, None, None, DeviceClass.MILITARY_WORK, Ownership.GOVERNMENT, "", Tier.HIGH),
                Device("c-1", LOCAL, None, None, DeviceClass.INTERNET_PC, *own),
            )
        for regime in _BEFORE:
            put_in_force(self.office, RegimeId(regime))

    def plan(self, doors: Doors) -> Plan:
        """What the desk would publish now, for a network of these three classes."""
        self._serial += 1
        now_us = self.clock.now_us()
        with self.office.books.look() as page:
            found = compile_snapshot(page, Terms(), now_us)
            snapshot, delta = replace(found, serial=self._serial, published_us=now_us), compile_delta(page, now_us)
        digest = Digest(sha256(repr((snapshot.packs, self._serial)).encode()).hexdigest())
        day = FIFTH if self._serial == 1 else SIXTH
        classes = tuple(
            Class(*_CLASSES[one], (f"{net}.0/24",), attested=() if one == "phone" else _ATTESTED, probe=f"{net}.1")
            for one, net in NETS.items()
        )
        return make_plan(grounds_of(snapshot, delta, digest, day), Site(classes, doors=doors), now_us)


class _Story(Telling):
    def __init__(self, lang: str) -> None:
        super().__init__(lang)
        self.desk = _Desk()
        self.lacks = lacking()
        self.stage: Stage = PaperStage(self.desk.clock.now_us) if self.lacks else RealStage(self.desk.clock.now_us)
        self.read = 0  # lines of the log that were counted

    @property
    def real(self) -> RealStage | None:
        return self.stage if isinstance(self.stage, RealStage) else None

    def end(self) -> None:
        self.stage.end()
        self.desk.office.books.close()

    def run(self) -> int:
        began = time.monotonic()
        self._where()
        try:
            if self.real:
                self.real.build()
            self.desk.set_up()
            self._fifth()
            self._sixth()
            self._report()
        except GwanmunError as error:
            self.check(error.message("ko"), error.message("en"), right=False)
        except (OSError, LookupError, subprocess.SubprocessError) as error:
            why = f"{type(error).__name__}: {error}"
            self.check(
                f"가상 망이나 엔진을 열지 못함 ({why})", f"networks or engines did not start ({why})", right=False
            )
        return self.ending(time.monotonic() - began)

    def _where(self) -> None:
        if self.real:
            self.say("실제 엔진에서: BIND, Squid, nftables와 실제 적용기를 이 장비의 가상 망에서 엽니다. 장비 밖으로는 나가지 않습니다.",
                     "On real engines: BIND, Squid, nftables and a real apply agent, in networks inside this machine. Nothing leaves it.")  # fmt: skip
            self.say("꾸며 낸 것: 바깥 사이트, 단말 세 대, 날짜, 국방부 공문. 기준과 근거는 배포되는 정책 그대로입니다.",
                     "Pretended: the sites outside, three devices, the dates, the order's paper. Rules and sources are the packs that ship.")  # fmt: skip
            return
        lacks = ", ".join(self.lacks)
        self.say(f"모의 실행입니다. 여기서는 실제 엔진을 돌릴 수 없습니다 (없는 것: {lacks}).",
                 f"SIMULATED: real engines cannot run here (missing: {lacks}).")  # fmt: skip
        self.say("같은 정책을 엔진별 파일로 컴파일하고, 그 파일을 각 엔진이 읽는 방식으로 읽어 답합니다. 접속 기록도 그 형식으로 쓴 것입니다.",
                 "The same policy is compiled into each engine's files, and each answer is those files, read as their engine reads them; the log is written in its format.")  # fmt: skip
        self.say("실제로 보려면: apt-get install bind9 squid-openssl nftables iproute2 를 한 뒤 root로 실행하십시오.",
                 "To see it for real: apt-get install bind9 squid-openssl nftables iproute2, then run it as root.")  # fmt: skip

    # ------------------------------------------------------------ the days

    def _fifth(self) -> None:
        self.step("2025년 2월 5일: 국방부가 군 업무용 단말의 딥시크 접속을 막습니다",
                  "5 February 2025: the defence ministry blocks DeepSeek on military work devices")  # fmt: skip
        put_in_force(self.desk.office, RegimeId("kr-mnd-work-devices"))
        self._order()
        self._apply()
        seen = self._looks()
        self._page(seen["military", DEEPSEEK])
        self.check("군 업무용 PC는 막혔고 사유를 받음", "the military work PC is stopped, with a reason",
                   seen["military", DEEPSEEK].stopped and "MND-1" in seen["military", DEEPSEEK].text)  # fmt: skip
        self.check("지방자치단체 PC와 개인 휴대전화는 아직 그대로", "the local government's PC and the phone go on as before",
                   not seen["office", DEEPSEEK].stopped and not seen["phone", DEEPSEEK].stopped)  # fmt: skip
        self.stay = self.stage.stays("office", DEEPSEEK)
        self.say("  (충청남도 PC가 딥시크 연결 하나를 열어 둔 채 퇴근합니다)",
                 "  (the local government's PC leaves one connection to DeepSeek open)")  # fmt: skip
        self._count(FIFTH)

    def _order(self) -> None:
        """The order, in the books; the clock from it to coverage begins."""
        self.desk.do("put_authority", "admin", authority={"id": "kr-mnd-ciso", "name_ko": "국방부 정보보호 담당", "name_en": "Defence CISO", "officers": ["mnd-1", "mnd-2"]})  # fmt: skip
        self.desk.do("issue_order", "mnd-1", id=ORDER, authority="kr-mnd-ciso", kind="block", subject="DeepSeek",
                     title_ko="군 업무용 단말 접속 차단", title_en="block on military work devices", source="시연을 위해 꾸며 낸 공문",
                     regime="kr-mnd-work-devices", review_on="2025-04-05")  # fmt: skip
        if self.real:
            key = agent_key(self.real.root).public_key().public_bytes_raw().hex()
            self.desk.do("put_enforcer", "mnd-1", name="gw-1", key=key)
        self.desk.clock.later(12)

    def _sixth(self) -> None:
        self.step("2025년 2월 6일: 지방자치단체가 뒤따릅니다", "6 February 2025: local governments follow")
        self.desk.clock.go(SIXTH)
        put_in_force(self.desk.office, RegimeId("kr-local-government"))
        plan = self._apply()
        seen = self._looks()
        self._page(seen["office", DEEPSEEK])
        self.check("지방자치단체 PC도 막혔고 사유를 받음", "the local government's PC is stopped, with a reason",
                   seen["office", DEEPSEEK].stopped and "LOC-1" in seen["office", DEEPSEEK].text)  # fmt: skip
        self.check("어제 열어 둔 연결도 끊김", "what it had open since yesterday has ended", not self.stay())
        self.check("적어 둔 주소로 곧장 가도 막힘 (방화벽)", "going straight to the address is refused, too (firewall)",
                   not self.stage.straight("office", DEEPSEEK))  # fmt: skip
        free = [seen[one, CHATGPT] for one in ("office", "phone")]
        self.check("챗GPT는 지방자치단체 PC와 개인 휴대전화에서 그대로 열림", "ChatGPT keeps working on the local government's PC and the phone",
                   all(one.status == 200 and not one.no_name for one in free))  # fmt: skip
        if self.real:
            self.check("그 연결은 아무도 열어 보지 않음 (사이트 자신의 인증서)", "nobody looked into those connections (the site's own certificate)",
                       {one.issuer for one in free} == {"pretend internet"})  # fmt: skip
        self.check("군 업무용 PC의 챗GPT는 차단이 아니라 승인을 기다림 (MND-4)", "on the military PC ChatGPT waits for an approval (MND-4), it is not banned",
                   "MND-4" in seen["military", CHATGPT].text)  # fmt: skip
        self._out_of_scope(plan, seen["phone", DEEPSEEK])
        self._count(SIXTH)

    def _out_of_scope(self, plan: Plan, seen: Seen) -> None:
        now_us = self.desk.clock.now_us()
        mine = population_of(populations(plan, now_us), NETS["phone"] + ".2")
        if mine is None:
            raise AssertionError("a plan always has a class for every address")
        answer = simulate(plan, mine, DEEPSEEK)
        code = answer.reason.code if answer.reason else ""
        print("  " + sentence(plan, mine.audience, DEEPSEEK, (answer.would, code), self.ko))
        self.check("개인 휴대전화는 적용 대상이 아님 (허용한 것이 아님)", "the phone is out of scope (which is not: allowed)",
                   code == "GWE-0" and not seen.stopped)  # fmt: skip

    def _report(self) -> None:
        self.step(
            "보고: 시도를 셉니다 (단말 × 서비스 × 5분을 한 번으로)",
            "The report counts attempts (a device, a service, five minutes: one)",
        )
        tried, used = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        days: dict[tuple[str, str], list[str]] = {}
        for row in sorted(self.desk.do("list_sightings", "mnd-1"), key=lambda one: str(one["day"])):
            key = row["device"], row["subject"]
            tried[key] += row["attempts"]
            used[key] += row["uses"]
            if row["attempts"]:
                days.setdefault(key, []).append(f"{str(row['day'])[5:]} {row['attempts']} ({row['raw']})")
        self._cells(
            "", *(("딥시크 시도 (원시 기록)", "챗GPT") if self.ko else ("attempts at DeepSeek (raw lines)", "ChatGPT"))
        )
        for one, names in _DEVICES.items():
            device = _CLASSES[one][1].value
            chatgpt = (
                f"시도 {tried[device, 'chatgpt']}, 이용 {used[device, 'chatgpt']}"
                if self.ko
                else f"{tried[device, 'chatgpt']} attempts, {used[device, 'chatgpt']} visits"
            )
            self._cells(names[0 if self.ko else 1], ", ".join(days.get((device, "deepseek"), ())) or "0", chatgpt)
        self.check("군 업무용 PC는 이틀 다, 지방자치단체 PC는 6일에 시도가 세어짐", "attempts are counted of the military PC on both days, of the local government's on the 6th",
                   [len(days.get((device, "deepseek"), ())) for device in ("military_work", "internet_pc")] == [2, 1])  # fmt: skip
        self.check("개인 휴대전화는 방문만 있고 시도는 0회", "the phone has visits and no attempt",
                   tried["personal", "deepseek"] == 0 < used["personal", "deepseek"])  # fmt: skip
        self.check("허용된 곳의 챗GPT 이용은 시도로 세지 않음", "where ChatGPT is allowed its use is no attempt",
                   all(tried[device, "chatgpt"] == 0 < used[device, "chatgpt"] for device in ("internet_pc", "personal")))  # fmt: skip
        self._clock()

    def _clock(self) -> None:
        if self.real is None:
            self.say("  (명령에서 시행까지의 시계는 적용기의 서명된 기록으로 재므로, 모의 실행에는 없습니다)",
                     "  (the clock from order to coverage rests on the apply agent's signed records: there are none here)")  # fmt: skip
            return
        lines = (self.real.root / "effective.jsonl").read_text(encoding="utf-8").splitlines()
        self.desk.do("file_effects", "mnd-1", enforcer="gw-1", lines=lines)
        told = self.desk.do("show_clock", "mnd-1", order=ORDER)
        print(f"  {told['ko'] if self.ko else told['en']}")
        self.check("명령에서 시행까지 12분, 적용기의 서명으로 증명됨", "12 minutes from the order to effect, proved by the agent's signature",
                   told["all_minutes"] == 12.0 and told["rows"][0]["proof"]["probes"] > 0)  # fmt: skip

    # ------------------------------------------------------------ small parts

    def _apply(self) -> Plan:
        plan = self.desk.plan(self.stage.doors())
        began = time.monotonic()
        stamp = self.stage.apply(plan)
        took = time.monotonic() - began
        if self.real:
            self.line("적용 (점검, 교체, 적재, 각 단말로 확인)", "applied (checked, swapped, loaded, asked as each class)",
                      f"{stamp}, {took:.1f}{'초' if self.ko else ' s'}")  # fmt: skip
        else:
            self.line("컴파일", "compiled", f"{stamp}, {took:.1f}{'초' if self.ko else ' s'}")
        return plan

    def _looks(self) -> dict[tuple[str, str], Seen]:
        """What each device gets for both hosts, shown as a table."""
        seen = {(one, host): self.stage.visit(one, host) for one in _DEVICES for host in (DEEPSEEK, CHATGPT)}
        self._cells("", *((DEEPSEEK, CHATGPT)))
        for one, names in _DEVICES.items():
            self._cells(names[0 if self.ko else 1], *(self._told(seen[one, host]) for host in (DEEPSEEK, CHATGPT)))
        return seen

    def _told(self, seen: Seen) -> str:
        if seen.stopped:
            match = re.search(r"<code>([A-Z]+-\d+)</code>", seen.text)
            code = match[1] if match else ""
            reasons = self.stage.plan.reasons if self.stage.plan else ()
            waits = any(one.code == code and one.outcome == "require_approval" for one in reasons)
            said = ("승인 필요" if waits else "차단", "needs approval" if waits else "blocked")[0 if self.ko else 1]
            return f"{said} 403 {code}, {'이름도 없음' if self.ko else 'no such name'}"
        return "열림" if self.ko else "open" if seen.status == 200 else str(seen.status)

    def _cells(self, *cells: str) -> None:
        print("  " + "".join(one + " " * max(1, 40 - _width(one)) for one in cells).rstrip(), flush=True)

    def _page(self, seen: Seen) -> None:
        """What the person at that device reads: the page's words without its markup."""
        body = seen.text.partition("<body>")[2]
        half = body.partition("<hr>")[0 if self.ko else 2].replace("%H", DEEPSEEK).replace("</p>", "\n")
        lines = [" ".join(re.sub(r"<[^>]+>", "", one).split()) for one in half.splitlines()]
        self.block(
            "그 단말에 보이는 안내",
            "what that device is shown",
            "\n".join(one for one in lines if one and "%i" not in one),
        )

    def _count(self, day: date) -> None:
        """Read back what the engines wrote of this day, and file it at the desk."""
        plan = self.stage.plan
        if plan is None:
            raise AssertionError("nothing was applied")
        lines = self.stage.log()
        counting = Counting(plan, populations(plan, self.desk.clock.now_us()), lambda _host: False)
        counting.feed(lines[self.read :], read_squid)
        self.read = len(lines)
        audiences = {one.id: one for one in plan.audiences}
        rows = [
            {"agency": audiences[one.audience].agency, "device": audiences[one.audience].device, "subject": one.service,
             "attempts": one.attempts, "devices": one.devices, "raw": one.raw, "uses": one.uses, "policies": list(one.policies)}
            for one in attempts(counting.tally) if one.audience in audiences
        ]  # fmt: skip
        self.desk.do("file_sightings", "mnd-1", day=day, sort="service", rows=rows)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
