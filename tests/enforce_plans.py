"""Plans for tests: a small one that is read by people, and random ones."""

from hypothesis import strategies as st

from gwanmun.enforce.plan import (
    FORMAT,
    Action,
    App,
    Audience,
    Destination,
    Doors,
    Leave,
    Mode,
    Name,
    Plan,
    Reason,
    Sort,
    Verdict,
)

NOW = 1_738_800_000_000_000  # 6 Feb 2025, 09:00 in Seoul
HOUR = 3_600_000_000
SINCE = "2025-02-05"

MND = Reason(
    "MND-1", "deny", "군 업무용 단말에서는 딥시크 접속이 차단됩니다.", "DeepSeek is blocked on devices used for military work.",
    "국방부 군 업무용 단말 딥시크 제한", "Ministry of National Defense - DeepSeek restriction", "News1, 5-6 Feb 2025", SINCE,
)  # fmt: skip
LOC = Reason(
    "LOC-7", "allow", "승인된 서비스입니다.", "Approved service.", "시·도 기준", "local rules", "Korea Times", SINCE
)
BYPASS = Reason("GWE-1", "deny", "우회 경로입니다.", "A way round.", "관문 차단 계획", "enforcement", "RFC 8484", SINCE)

DEEPSEEK = Destination(
    "deepseek", Sort.SERVICE, "딥시크", "DeepSeek", (Name("deepseek.com", True), Name("api.deepseek.com", False)),
    (App("android", "com.deepseek.chat"), App("ios", "6737597349")),
)  # fmt: skip
CHATGPT = Destination(
    "chatgpt", Sort.SERVICE, "챗GPT", "ChatGPT", (Name("chatgpt.com", True), Name("openai.com", True)),
    (App("android", "com.openai.chatgpt"),),
)  # fmt: skip
RESOLVER = Destination(
    "doh", Sort.RESOLVER, "암호화 DNS", "public DoH", (Name("dns.google", True), Name("use-application-dns.net", True)),
    (), ("8.8.8.8/32", "8.8.4.4/32", "2001:4860:4860::8888/128"),
)  # fmt: skip

BLOCKED = (
    Verdict("chatgpt", Action.PASS, "LOC-7", Action.PASS, "LOC-7"),
    Verdict("deepseek", Action.BLOCK, "MND-1", Action.BLOCK, "MND-1"),
    Verdict("doh", Action.BLOCK, "GWE-1", Action.PASS, "GWE-1"),
)
OPEN = tuple(Verdict(one.destination, Action.PASS, "LOC-7", Action.PASS, "LOC-7") for one in BLOCKED)


def audience(name, subnets, verdicts=BLOCKED, mode=Mode.BLOCK, device="military_work", probe=""):
    return Audience(
        name, "kr-mnd", "국방부", "Ministry of National Defense", device, tuple(subnets), mode, verdicts, probe=probe
    )


WORK = audience("kr-mnd.military_work", ["10.77.10.0/24", "fd77:10::/64"])
EXEMPT = audience("kr-mnd.internet_pc", ["10.77.20.0/24"], OPEN, device="internet_pc")
UNMAPPED = audience("unmapped", ["0.0.0.0/0", "::/0"], device="unknown")
DOORS = Doors(
    request_link="https://gwanmun.example.go.kr/request", block_proxy="10.77.10.1:3128", resolver="10.77.10.1",
    squid_ca="/etc/squid/agency-ca.pem", pac_link="http://10.77.10.1/pac",
)  # fmt: skip


def plan(**given):
    base = {
        "format": FORMAT, "revision": 7, "policy": "ab" * 32, "day": "2025-02-06", "made_us": NOW,
        "expires_us": NOW + 24 * HOUR, "destinations": (CHATGPT, DEEPSEEK, RESOLVER), "reasons": (BYPASS, LOC, MND),
        "audiences": (WORK, EXEMPT, UNMAPPED), "leaves": (), "doors": DOORS,
    }  # fmt: skip
    return Plan(**{**base, **given})


LEAVE = Leave("ap-1", "kr-mnd.military_work", ("10.77.10.7",), "deepseek", NOW + 8 * HOUR, Action.PASS, "MND-1")

# ---------------------------------------------------------------- random ones

LABELS = ("a", "b", "xa", "example")
HOSTS = st.lists(st.sampled_from(LABELS), min_size=1, max_size=4).map(lambda parts: ".".join((*parts, "test")))
NAMES = st.builds(Name, HOSTS, st.booleans())
NETS = ("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "192.0.2.0/24", "fd00::/16")
CLIENTS = ("10.1.2.3", "10.1.9.9", "10.9.9.9", "192.0.2.1", "203.0.113.9", "fd00::1", "10.1.2.7")
ADDRESSES = ("8.8.8.8/32", "9.9.9.0/24", "2001:4860:4860::8888/128")
CODES = ("R-1", "R-2")


@st.composite
def plans(draw):
    reasons = tuple(Reason(code, "deny", "사유", "Reason.", "제목", "T", "S", SINCE) for code in CODES)
    count = draw(st.integers(1, 4))
    destinations = tuple(
        Destination(
            f"s{at}", Sort.SERVICE, f"서비스{at}", f"S{at}", tuple(draw(st.lists(NAMES, min_size=1, max_size=4))),
            (App("android", f"com.s{at}"),), tuple(draw(st.lists(st.sampled_from(ADDRESSES), max_size=1))),
        )
        for at in range(count)
    )  # fmt: skip
    nets = draw(st.lists(st.sampled_from(NETS), unique=True, max_size=4))
    audiences = []
    for at, net in enumerate((*nets, None)):
        verdicts = tuple(
            Verdict(one.id, draw(st.sampled_from(Action)), draw(st.sampled_from(CODES)),
                    draw(st.sampled_from((Action.PASS, Action.BLOCK))), draw(st.sampled_from(CODES)))
            for one in destinations
        )  # fmt: skip
        mode = draw(st.sampled_from((Mode.BLOCK, Mode.BLOCK, Mode.OBSERVE)))
        subnets = [net] if net else ["0.0.0.0/0", "::/0"]
        name = f"kr.c{at}" if net else "unmapped"
        audiences.append(audience(name, subnets, verdicts, mode, "internet_pc" if net else "unknown"))
    leaves = tuple(
        Leave(f"ap-{at}", draw(st.sampled_from(audiences)).id, addresses, f"s{draw(st.integers(0, count - 1))}",
              NOW + draw(st.sampled_from((-HOUR, HOUR))), draw(st.sampled_from((Action.PASS, Action.INSPECT))))
        for at, addresses in enumerate(draw(st.lists(st.sampled_from([(), ("10.1.2.7",), ("10.1.2.3", "10.1.2.7"), ("10.1.2.0/29",)]), max_size=2)))
    )  # fmt: skip
    return plan(destinations=destinations, reasons=reasons, audiences=tuple(audiences), leaves=leaves)
