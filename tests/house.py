"""A gate without sockets: the real pipeline over ports in memory. A scenario says what comes in and what must go out."""

import asyncio
import json
from dataclasses import dataclass, field, replace
from datetime import date
from ipaddress import ip_network

from gwanmun.adapters.accounts import JournalledAccounts
from gwanmun.budget.account import Accounts
from gwanmun.control.shipped import pack_texts
from gwanmun.domain.allowances import Allowance, Level, Period
from gwanmun.domain.catalogue import Deployment, Dialect, Model, Record, Service
from gwanmun.domain.credentials import key_hash
from gwanmun.domain.facts import Fact, Receipt
from gwanmun.domain.ids import AgencyId, DepartmentId, Digest, KeyId, PersonId, Pseudonym, RequestId, ServiceId
from gwanmun.domain.money import Price, Rate
from gwanmun.domain.people import Agency, Department, DeviceClass, Key, OrganisationType, Person
from gwanmun.domain.snapshot import Delta, Pack, Route, Rules, Snapshot
from gwanmun.errors import GwanmunError, Unavailable
from gwanmun.gateway.app import Gate
from gwanmun.gateway.desk import Desk
from gwanmun.gateway.metrics import Metrics
from gwanmun.gateway.world import KeyRing, World
from gwanmun.ports.exchange import CallerGone, Request
from gwanmun.privacy.find import find_all

PEPPER = b"p" * 32
NOW_US = 1_795_305_600_000_000  # 2026-11-22T00:00:00Z, 09:00 in Seoul
TODAY = date(2026, 11, 22)
KEY = "gm_testkey1_" + "s" * 43
PACKS = (
    "kr-local-government",
    "kr-mois-advisory",
    "kr-nis-genai-rules",
    "kr-n2sf",
    "kr-mnd-work-devices",
    "gwanmun-baseline",
)

OUT, HOME, CHINA = ServiceId("outside"), ServiceId("in-house"), ServiceId("deepseek-api")


def service(id_, family, deployment, country="KR"):
    return Service(
        id_, f"{id_} 서비스", str(id_), "vendor", country, family, "api", deployment, ("KR",), "test", "2026-11"
    )


def model(name, service_, *, aliases=(), upstream=None, price=True, most=1000, family=None):
    prices = (Price(date(2026, 1, 1), None, "KRW", 1_000_000, 2_000_000, "test"),) if price else ()
    return Model(name, service_, upstream or name, tuple(aliases), prices, most, family)


def snapshot(**changes):
    seoul = AgencyId("kr-seoul")
    base = Snapshot(
        format=1,
        serial=1,
        desk_index=0,
        published_us=NOW_US,
        max_age_seconds=3600,
        agencies=(
            Agency(
                seoul,
                "서울특별시",
                "Seoul",
                OrganisationType.METROPOLITAN_GOVERNMENT,
                "KR",
                None,
                date(1946, 9, 28),
                None,
                "정보보호담당관",
            ),
            Agency(
                AgencyId("kr-mnd"),
                "국방부",
                "Defense",
                OrganisationType.CENTRAL_MINISTRY,
                "KR",
                None,
                date(1948, 1, 1),
                None,
                "정보화기획관",
            ),
        ),
        departments=(
            Department(DepartmentId("kr-seoul/ai"), seoul, "인공지능과", "AI"),
            Department(DepartmentId("kr-seoul/tax"), seoul, "세무과", "Tax"),
            Department(DepartmentId("kr-mnd/it"), AgencyId("kr-mnd"), "정보화과", "IT"),
        ),
        people=(
            Person(PersonId("p1"), seoul, DepartmentId("kr-seoul/ai"), date(2027, 1, 1), date(2026, 1, 1)),
            Person(PersonId("p2"), AgencyId("kr-mnd"), DepartmentId("kr-mnd/it"), date(2027, 1, 1), date(2026, 1, 1)),
        ),
        zones=(),
        proxies=(),
        services=(
            service(OUT, "openai", Deployment.VENDOR_HOSTED, "US"),
            service(HOME, "in-house", Deployment.IN_HOUSE),
            service(CHINA, "deepseek", Deployment.VENDOR_HOSTED, "CN"),
            service(ServiceId("cloud"), "various", Deployment.THIRD_PARTY_HOSTED, "US"),
        ),
        records=tuple(
            Record(
                agency,
                sid,
                True,
                "in_house" if sid == HOME else "negotiated",
                "S" if sid == HOME else "O",
                True,
                "false" if sid == HOME else "true",
            )
            for agency in (seoul, AgencyId("kr-mnd"))
            for sid in (OUT, HOME, ServiceId("cloud"))
        ),
        routes=tuple(
            Route(sid, dialect, f"https://{host}/v1")
            for sid, host in (
                (OUT, "api.example.com"),
                (HOME, "llm.internal"),
                (CHINA, "api.deepseek.com"),
                (ServiceId("cloud"), "cloud.example.net"),
            )
            for dialect in Dialect
        ),
        models=(
            model("gpt-x", OUT, aliases=("gpt",)),
            model("home", HOME, price=False),
            model("deepseek-chat", CHINA),
            model("ds-r1", ServiceId("cloud"), upstream="deepseek-r1-0528"),
            model("unpriced", OUT, price=False),
        ),
        rates=(Rate(TODAY, 1_450_000, "test"),),
        rate_max_age_days=35,
        allowances=(Allowance(Level.GOVERNMENT, "*", Period.YEAR, 10**12),),
        packs=tuple(Pack(p.regime, p.text, "test") for p in pack_texts() if p.regime in PACKS),
        approvals=(),
        inquiries=(),
        lifted_orders=(),
        rules=(Rules(AgencyId("*"), restore_tools=("send_letter",)),),
    )
    return replace(base, **changes)


def key(plain=KEY, **changes):
    base = Key(
        KeyId("testkey1"),
        key_hash(PEPPER, plain),
        PersonId("p1"),
        (DepartmentId("kr-seoul/ai"),),
        (DeviceClass.INTERNET_PC,),
        ("work",),
        NOW_US - 1,
        NOW_US + 10**12,
        None,
    )
    return replace(base, **changes)


class Clock:
    def __init__(self):
        self.us = NOW_US
        self.n = 0

    def now_us(self):
        return self.us

    def monotonic(self):
        return self.us / 1e6

    def new_request_id(self):
        self.n += 1
        return RequestId(f"00000000-0000-7000-8000-{self.n:012d}")

    def entropy(self, size):
        return b"\0" * size


class Journal:
    """Facts in a list; `shut` makes it refuse."""

    origin = "test/gate-1"

    def __init__(self):
        self.facts: list[Fact] = []
        self.shut = False

    async def append(self, fact):
        self.append_later(fact)
        await asyncio.sleep(0)
        return Receipt(self.origin, len(self.facts) - 1)

    def append_later(self, fact):
        if self.shut:
            raise Unavailable(store="journal")
        self.facts.append(fact)

    async def flush(self):
        pass

    def check(self):
        if self.shut:
            raise Unavailable(store="journal")

    async def close(self):
        pass


class Answer:
    """A vendor's scripted answer: chunks, or faults among them; a callable chunk is called."""

    def __init__(self, status=200, content_type="application/json", chunks=(b"",), retry_after=None):
        self.status, self.content_type, self.retry_after = status, content_type, retry_after
        self._chunks = list(chunks)
        self.closed = False

    async def read(self, limit):
        return b"".join([c async for c in self.chunks()])

    async def chunks(self):
        for chunk in self._chunks:
            await asyncio.sleep(0)
            if isinstance(chunk, Exception):
                raise chunk
            yield chunk() if callable(chunk) else chunk

    async def pour(self, take):
        async for chunk in self.chunks():
            more = take(chunk)
            if more is False:
                return
            if more is not True:
                await more

    async def aclose(self):
        self.closed = True


class Vendor:
    """Port `upstream`: records what left; answers by script (a function of the parsed body)."""

    def __init__(self, script=None):
        self.sent: list[tuple[str, str, dict]] = []
        self.script = script or echo
        self.answers = []

    async def send(self, service, path, body, *, stream):
        tree = json.loads(body)
        self.sent.append((service, path, tree))
        answer = self.script(tree)
        if asyncio.iscoroutine(answer):
            answer = await answer
        if isinstance(answer, Exception):
            raise answer
        self.answers.append(answer)
        return answer

    async def close(self):
        pass


def completion(text, usage=(10, 5), model="vendor-model"):
    return json.dumps({
        "id": "x", "object": "chat.completion", "created": 1, "model": model,
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        **({"usage": {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}} if usage else {}),
    }).encode()  # fmt: skip


def last_user(tree):
    content = tree["messages"][-1]["content"]
    return content if isinstance(content, str) else "".join(p["text"] for p in content)


def echo(tree):
    """Say back what came, whole or streamed three characters at a time."""
    if tree.get("stream"):
        return Answer(content_type="text/event-stream", chunks=stream(last_user(tree)))
    return Answer(chunks=[completion(last_user(tree))])


def stream(text, usage=(10, 5), size=3, done=True):
    def event(choices, **more):
        tree = {
            "id": "x",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "vendor-model",
            "choices": choices,
            **more,
        }
        return b"data: " + json.dumps(tree, ensure_ascii=False).encode() + b"\n\n"

    out = [event([{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}])]
    out += [
        event([{"index": 0, "delta": {"content": text[i : i + size]}, "finish_reason": None}])
        for i in range(0, len(text), size)
    ]
    out.append(event([{"index": 0, "delta": {}, "finish_reason": "stop"}]))
    if usage:
        out.append(
            event([], usage={"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)})
        )
    if done:
        out.append(b"data: [DONE]\n\n")
    return out


class Examiner:
    def __init__(self):
        self.fault = None

    async def examine(self, texts, contexts=(), *, person=""):
        if self.fault:
            raise self.fault
        return find_all(texts, contexts=contexts)


class Caller:
    """Port `exchange`: what the caller gets."""

    def __init__(self, request):
        self.request = request
        self.gone = False
        self.status = None
        self.headers = {}
        self.body = b""
        self.finished = False
        self._callbacks = []
        self.leave_after = None  # bytes

    def on_gone(self, callback):
        self._callbacks.append(callback)
        if self.gone:
            callback()

    def leave(self):
        self.gone = True
        for callback in self._callbacks:
            callback()

    def respond(self, status, headers, body):
        assert self.status is None, "answered twice"
        self.status, self.headers, self.body, self.finished = status, dict(headers), bytes(body), True

    def start(self, status, headers):
        assert self.status is None, "answered twice"
        self.status, self.headers = status, dict(headers)

    async def write(self, chunk):
        waiting = self.put(chunk)
        await (waiting or asyncio.sleep(0))

    def put(self, chunk):
        assert not self.finished
        if self.gone:
            raise CallerGone
        self.body += chunk
        if self.leave_after is not None and len(self.body) >= self.leave_after:
            self.leave()
            raise CallerGone

    def finish(self):
        assert not self.finished
        self.finished = True

    # ------------------------------------------------------------ reading it

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        error = self.json["error"]
        return error.get("gwanmun") or self.json["gwanmun"]

    def events(self):
        blocks = [b for b in self.body.decode().split("\n\n") if b]
        return [b.removeprefix("data: ") for b in blocks]

    def streamed_text(self):
        return "".join(
            c["delta"].get("content") or ""
            for e in self.events()
            if e != "[DONE]"
            for c in json.loads(e).get("choices", [])
        )


@dataclass
class House:
    """A gate and everything around it."""

    snapshot: Snapshot = field(default_factory=snapshot)
    keys: tuple = field(default_factory=lambda: (key(),))
    suspensions: tuple = ()
    script: object = None

    def __post_init__(self):
        self.clock, self.journal, self.vendor, self.examiner = Clock(), Journal(), Vendor(self.script), Examiner()
        self.accounts = Accounts()
        self.metrics = Metrics()
        self.reports = []
        self.fresh_until_us = NOW_US + 10**9
        self.world = World(self.snapshot, Digest("d" * 64))
        self.ring = KeyRing(Delta(1, NOW_US, self.keys, self.suspensions))
        self.desk = Desk(
            self.clock, self.journal, JournalledAccounts(self.accounts), self.examiner, self.vendor,
            lambda: self.world, lambda: self.ring, lambda: self.fresh_until_us,
            lambda person: Pseudonym(f"pseudonym-of-{person}"), PEPPER, self.metrics,
            lambda event, fields: self.reports.append((event, dict(fields))),
            metrics_from=(ip_network("127.0.0.0/8"),),
        )  # fmt: skip
        self.gate = Gate(self.desk)

    def caller(
        self,
        body=None,
        *,
        path="/v1/chat/completions",
        method="POST",
        headers=None,
        key=KEY,
        peer="127.0.0.1",
        raw=None,
    ):
        found = {
            "content-type": "application/json",
            **({"authorization": f"Bearer {key}"} if key else {}),
            **(headers or {}),
        }
        data = raw if raw is not None else json.dumps(body or {}, ensure_ascii=False).encode()
        return Caller(Request(method, path, "", found, data, peer))

    async def ask(
        self, text="안녕하세요", *, caller=None, model="gpt-x", stream=False, headers=None, key=KEY, **fields
    ):
        body = {
            "model": model,
            "messages": [{"role": "user", "content": text}],
            **({"stream": True} if stream else {}),
            **fields,
        }
        caller = caller or self.caller(body, headers=headers, key=key)
        await self.gate.handle(caller)
        return caller

    def kinds(self):
        return [f.kind.value for f in self.journal.facts]

    def check(self):
        """What must hold after every scenario: no hold is left, and each admitted request ended exactly once."""
        assert self.accounts.holds == {}
        admitted = [f.request for f in self.journal.facts if f.kind.value == "admitted"]
        ended = [f.request for f in self.journal.facts if f.kind.value == "ended"]
        assert sorted(admitted) == sorted(ended)
        assert len(set(ended)) == len(ended)
        # The journal's leaves alone give the same accounts.
        replayed = Accounts()
        for f in self.journal.facts:
            replayed.apply(
                (
                    f.kind.value,
                    f.request or "",
                    f.agency or "",
                    f.department or "",
                    f.person or "",
                    f.period,
                    f.held,
                    f.spent,
                    f.overbilled,
                    f.ending.value if f.ending else "",
                    f.service,
                    f.purpose,
                )
            )
        assert {**replayed.dump(), "applied": 0} == {**self.accounts.dump(), "applied": 0}


__all__ = ["GwanmunError", "House"]
