"""A console without a desk (시험용 화면): fakes at its ports, and a browser of a few lines that speaks ASGI."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from gwanmun.adapters.usage_store import look_usage, open_usage
from gwanmun.console.app import build
from gwanmun.console.house import House
from gwanmun.console.ports import Balance, Choice, Piece, Place, Ports, Preview, Receipt, Refused, Span, Terms, Tile
from gwanmun.console.work import Attached, Copied, KindChoice, Restored
from gwanmun.control.access import Caller
from gwanmun.domain.ids import AgencyId, KeyId, PersonId
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.sign_in import LocalAccount
from gwanmun.entrypoints.simulation import fill
from gwanmun.errors import BadDocument

PROVINCE = AgencyId("kr-chungnam")
OFFICIAL, AUDITOR = PersonId("p-1001"), PersonId("p-1106")
REFUSED = Refused(
    "approval_required", "승인이 필요합니다.", "An approval is needed.", "승인을 요청하십시오.", "Ask for one.",
    "N2SF-6", "국가 망 보안체계", "2025-01-01", ("in-house",), "정보보호담당관실", "req-1",
    {"service": "s-1", "grade": "O", "task": "요약", "device_class": "internet_pc", "until": "2026-12-01"},
)  # fmt: skip


def appointed(person: PersonId, *roles: Role) -> Caller:
    rows = tuple(Appointment(f"a-{role}", person, PROVINCE, None, role, date(2026, 1, 1), None) for role in roles)
    return Caller(KeyId("console"), person, PROVINCE, rows)


class FakeWorkspace:
    def __init__(self) -> None:
        self.refuse: Refused | None = None
        self.text = "안녕하세요 **남궁솔** 님"
        self.asked = []
        self.files = {}
        self.overruled = ()
        self.days = 0
        self.kept = {}
        self.pages = {}

    async def choices(self, who):
        return (Choice("gwanmun-sandbox", "시험용", "sandbox", "demo", "US", False),)

    async def balances(self, who):
        return (Balance("person", "month", 100, 29_900),)

    async def preview(self, asked):
        self.asked.append(asked)
        spans = (Span("민원인 ", "민원인 "), Span("남궁솔", "⟨이름1⟩", "NAME", "이름", "name", True))
        return Preview(spans, {"이름": 1}, "O", (), "allow_with_masking", "시험용", "sandbox", "demo", "US", False,
                       False, 10, 20, 3, self.refuse)  # fmt: skip

    async def send(self, asked):
        self.asked.append(asked)
        if self.refuse is not None:
            yield Piece(end=True, refused=self.refuse)
            return
        for at in range(0, len(self.text), 5):
            yield Piece(self.text[at : at + 5])
        yield Piece(
            end=True,
            receipt=Receipt(
                "req-1", "allow_with_masking", "s-1", "O", 1, 42, left="민원인 ⟨이름1⟩", overruled=self.overruled
            ),
        )

    async def kinds(self):
        return (KindChoice("NAME", "이름", "name"),)

    async def attach(self, who, name, content):
        if content == b"bad":
            raise BadDocument("encrypted", name)
        made = Attached(
            f"f{len(self.files) + 1}", name, "txt", len(content), uncertain=("page 1",) if b"scan" in content else ()
        )
        self.files[made.id] = (who.person, made)
        return made

    def attached(self, who, ids):
        return tuple(self.files[id_][1] for id_ in ids if id_ in self.files and self.files[id_][0] == who.person)

    def reading(self, who):
        return self.pages.get(who.person)

    async def seats(self, who):
        return (Choice("web-chat", "웹 대화", "web chat", "demo", "US", False),)

    async def copy(self, asked):
        self.asked.append(asked)
        return self.refuse or Copied("copy-1", "민원인 ⟨이름1⟩", "allow_with_masking", "web-chat", "O", 1)

    def restore(self, who, id_, text):
        return Restored(text.replace("⟨이름1⟩", "남궁솔")) if id_ == "copy-1" else None

    async def history_days(self, who):
        return self.days

    async def keep_past(self, who, past):
        if self.days:
            self.kept[past.id] = (who.person, replace(past, until_day="2026-12-22"))

    async def pasts(self, who):
        return tuple(past for person, past in self.kept.values() if person == who.person)

    async def past(self, who, id_):
        person, past = self.kept.get(id_, (None, None))
        return past if person == who.person else None

    async def forget(self, who, id_):
        return self.kept.pop(id_, None) is not None


class FakeAccounts:
    def __init__(self) -> None:
        self.account = LocalAccount("kim", OFFICIAL, "", "")

    def find(self, name):
        return self.account if name == self.account.name else None

    def check(self, account, password, code):
        return 7 if account is not None and (password, code) == ("right", "123456") else None


@dataclass
class World:
    """What a test turns: who is appointed to what, the clock, what acts answer."""

    people: dict[PersonId, Caller] = field(
        default_factory=lambda: {
            OFFICIAL: appointed(OFFICIAL, Role.OFFICIAL),
            AUDITOR: appointed(AUDITOR, Role.AUDIT),
        }
    )
    answers: dict[str, object] = field(default_factory=dict)
    performed: list = field(default_factory=list)
    noted: list = field(default_factory=list)
    asked: list = field(default_factory=list)  # publicly: act, arguments, where from
    reported: list = field(default_factory=list)
    seconds: float = 1000.0
    made: int = 0
    workspace: FakeWorkspace = field(default_factory=FakeWorkspace)
    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    terms: Terms = field(default_factory=lambda: Terms(demo=True))

    def now_us(self) -> int:
        return 1_790_000_000_000_000 + int((self.seconds - 1000) * 1_000_000)

    def ports(self) -> Ports:
        async def perform(act, args, reason, errand):
            self.performed.append((act, dict(args), reason, errand))
            answer = self.answers.get(act)
            if isinstance(answer, Exception):
                raise answer
            return answer

        async def publicly(act, args, asker):
            self.asked.append((act, dict(args), asker))
            answer = self.answers.get(act)
            if isinstance(answer, list):  # one after the other
                answer = answer.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        async def note(act, args):
            self.noted.append((act, dict(args)))
            answer = self.answers.get(act)
            if act == "note_sign_in" and answer is None:
                answer = {
                    "person": OFFICIAL if args.get("right", True) else None,
                    "break_glass": False,
                    "locked": False,
                }
            if isinstance(answer, Exception):
                raise answer
            return answer

        def entropy(size):
            self.made += 1
            return self.made.to_bytes(size, "big")

        tiles = (
            Tile("official", OFFICIAL, "주무관", "Official", "쓴다", "writes", "/workspace"),
            Tile("audit", AUDITOR, "감사담당관", "Auditor", "본다", "looks", "/"),
            Tile("citizen", PersonId(""), "시민", "Citizen", "본다", "looks", "/"),
        )
        return Ports(
            perform, note, self.people.get, lambda _: Place("충청남도", "Chungnam", "복지과", "Welfare"), self.accounts,
            self.workspace, self.now_us, lambda: self.seconds, entropy,
            lambda event, said: self.reported.append((event, said)), tiles,
            publicly=publicly,
        )  # fmt: skip

    def browser(self, **terms) -> "Browser":
        self.terms = replace(self.terms, **terms)
        house = House(self.ports(), self.terms)
        return Browser(build(house), house)


@dataclass
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def value(self, name: str) -> str:
        found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', self.text)
        assert found, f"no field {name}"
        return found[1]


class Browser:
    """Keeps cookies, follows nothing by itself."""

    def __init__(self, app, house) -> None:
        self.app = app
        self.house = house
        self.cookies: dict[str, str] = {}
        self.token = ""

    def ask(self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] = {}) -> Got:
        return asyncio.run(self._ask(method, target, body, headers))

    async def _ask(self, method, target, body, headers):
        parts = urlsplit(target)
        sent = {"host": "console", "cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), **headers}
        scope = {
            "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": parts.path,
            "raw_path": parts.path.encode(), "query_string": parts.query.encode(), "root_path": "", "asgi": {"version": "3.0"},
            "headers": [(k.encode(), v.encode()) for k, v in sent.items()], "client": ("192.0.2.9", 1), "server": None,
        }  # fmt: skip
        waiting = [{"type": "http.request", "body": body, "more_body": False}]
        messages = []

        async def receive():
            if waiting:
                return waiting.pop()
            return await asyncio.Event().wait()

        async def send(message):
            messages.append(message)

        await self.app(scope, receive, send)
        start = messages[0]
        for name, value in start["headers"]:
            if name == b"set-cookie":
                for key, morsel in SimpleCookie(value.decode()).items():
                    if morsel["max-age"] == "0":
                        self.cookies.pop(key, None)
                    else:
                        self.cookies[key] = morsel.value
        found = {name.decode(): value.decode() for name, value in start["headers"]}
        got = Got(start["status"], found, b"".join(m.get("body", b"") for m in messages[1:]))
        token = re.search(r'name="_token" value="([^"]*)"', got.body.decode(errors="replace"))
        if token:
            self.token = token[1]
        return got

    def get(self, target: str, **headers: str) -> Got:
        return self.ask("GET", target, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def post(self, target: str, fields: Mapping[str, str] | None = None, *, token: str | None = None, **headers) -> Got:
        given = {"_token": self.token if token is None else token, **(fields or {})}
        sent = {"content-type": "application/x-www-form-urlencoded"}
        sent |= {k.replace("_", "-"): v for k, v in headers.items()}
        return self.ask("POST", target, urlencode(given).encode(), sent)

    def enter(self, tile: str = "official") -> Got:
        self.get("/")
        return self.post("/enter", {"as": tile})


class RolledUp:
    """Port `use` over a made-up stretch of use, for pages that show figures: `RolledUp.made(folder, people, days)`."""

    def __init__(self, path):
        self.path = path

    @classmethod
    def made(cls, folder, people, days):
        store = open_usage(folder / "usage.sqlite", simulated=True)
        fill(store, people, days, 7)
        store.close()
        return cls(folder / "usage.sqlite")

    def reading(self):
        return closing(look_usage(self.path))
