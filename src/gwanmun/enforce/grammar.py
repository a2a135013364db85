"""Tokens that may stand in another program's configuration: host names, networks, ids, words. What lives here: reading
and refusing. What does not: what is done with them (`plan.py`, the compilers).

INVARIANT: whatever passed here holds no white space, quote, brace, semicolon, backslash, control character or line end,
so that no compiler can be talked into writing a directive. The apply agent asks again before it touches a file.

Names obey RFC 1123 §2.1 and RFC 5891: folded to A-labels. A public suffix (`co.kr`, `com`) is nobody's own and is
never blocked or passed as a whole; under a shared one (`github.io`) strangers live side by side.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from gwanmun.errors import BadCommand

Network = IPv4Network | IPv6Network

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,40}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_RESIDENT = re.compile(r"\d{6}-?\d{7}")
_APP = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,126}")
_PATH = re.compile(r"/[A-Za-z0-9._/-]{1,200}")
_LINK = re.compile(r"https?://[A-Za-z0-9.:-]{1,200}(/[A-Za-z0-9._~/-]{0,200})?")
_ENDPOINT = re.compile(r"[A-Za-z0-9.-]{1,253}:[0-9]{1,5}")
#: 253 (RFC 1035 §2.3.4) less what a response-policy zone adds to each name.
LONGEST_HOST = 200
LONGEST_LINE = 2048
_DOTS = str.maketrans("。．｡", "...")


def refused(where: str, ko: str, en: str, next_ko: str, next_en: str) -> BadCommand:
    """A refusal that names the place and never repeats what stood there."""
    return BadCommand(where, problem_ko=ko, problem_en=en, next_ko=next_ko, next_en=next_en)


def host_name(text: str, where: str = "") -> str:
    """A host name in lower-case A-labels, without a trailing dot. Raises `BadCommand`."""
    if _HOST.fullmatch(text) and len(text) <= LONGEST_HOST and "xn--" not in text:
        return text
    if len(text) <= LONGEST_HOST * 4:
        folded = unicodedata.normalize("NFKC", text).casefold().translate(_DOTS).removesuffix(".")
        ascii_form = ".".join(_a_label(label) for label in folded.split(".", 41))
        if len(ascii_form) <= LONGEST_HOST and _HOST.fullmatch(ascii_form):
            return ascii_form
    raise refused(
        where, "호스트 이름이 아닙니다", "that is not a host name",
        "예: chat.deepseek.com (경로·포트·별표 없이)", "such as chat.deepseek.com, without path, port or star",
    )  # fmt: skip


def _a_label(label: str) -> str:
    """A label as it travels. A punycode label must be the one that its own text folds to (RFC 5891 §4.4, §5.4)."""
    if label.isascii():
        if not label.startswith("xn--"):
            return label
        try:
            shown = label[4:].encode("ascii").decode("punycode")
        except (UnicodeError, ValueError):
            return ""
        folded = unicodedata.normalize("NFKC", shown).casefold()
        sound = folded == shown and not shown.isascii() and _letters(shown)
        return label if sound and shown.encode("punycode") == label[4:].encode("ascii") else ""
    if label[2:4] == "--" or not _letters(label):
        return ""
    return "xn--" + label.encode("punycode").decode("ascii")


def _letters(label: str) -> bool:
    return all(unicodedata.category(one)[0] in "LMN" or one == "-" for one in label)


def mixed_scripts(host: str) -> bool:
    """Whether a label mixes scripts (UTS 39 §5.1): `dееpseek` with Cyrillic letters. Hangul, Han and Kana go together
    with Latin; Cyrillic, Greek and others do not.
    """
    if "xn--" not in host:
        return False
    for label in host.split("."):
        if label.startswith("xn--"):
            try:
                shown = label[4:].encode("ascii").decode("punycode")
            except (UnicodeError, ValueError):
                return True
            scripts = {unicodedata.name(one, "?").split(" ", 1)[0] for one in shown if one.isalpha()}
            scripts -= {"HANGUL", "CJK", "HIRAGANA", "KATAKANA"}
            if len(scripts) > 1 or scripts & {"CYRILLIC", "GREEK", "CHEROKEE", "ARMENIAN", "?"}:
                return True
    return False


@dataclass(frozen=True, slots=True)
class Suffixes:
    """Names under which strangers live. `public`: registries' (co.kr); `shared`: platforms' (github.io)."""

    public: frozenset[str]
    shared: frozenset[str]

    def check(self, host: str, *, under: bool, where: str = "") -> None:
        """Raises `BadCommand` for a public suffix, and for everything under a shared one."""
        if host in self.public or (under and host in self.shared):
            raise refused(
                where, "여러 기관이 함께 쓰는 도메인 꼬리는 통째로 정할 수 없습니다",
                "a public or shared suffix cannot be ruled as a whole",
                "그 아래의 호스트 이름을 쓰십시오", "name the host under it",
            )  # fmt: skip


NO_SUFFIXES = Suffixes(frozenset(), frozenset())


def network(text: str, where: str = "") -> Network:
    """An address or a CIDR network, without host bits. Raises `BadCommand`."""
    try:
        if len(text) <= 49 and "%" not in text:  # a zone id (RFC 4007 §11) may hold anything at all
            return ip_network(text)
    except ValueError:
        pass
    raise refused(
        where, "주소나 CIDR 대역이 아닙니다", "that is not an address or CIDR network",
        "예: 10.77.10.0/24", "such as 10.77.10.0/24",
    )  # fmt: skip


#: Where an agency's own devices and servers are (RFC 1918, RFC 4193).
INSIDE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
#: Wider than these, a blocked network would hit strangers on a shared front (notes: do not block a CDN's addresses).
WIDEST = {4: 24, 6: 48}


def outside_network(text: str, where: str = "") -> Network:
    """A network that may be blocked: public, unicast and narrow. Raises `BadCommand`."""
    found = network(text, where)
    if found.prefixlen < WIDEST[found.version] or not found.is_global or found.is_multicast:
        raise refused(
            where, "막을 수 있는 외부 주소가 아닙니다(너무 넓거나 내부 주소)",
            "that cannot be blocked: too wide, or not a public address",
            "/24(IPv6 /48)보다 좁은 외부 주소를 쓰십시오", "use a public network of /24 (IPv6: /48) or narrower",
        )  # fmt: skip
    return found


def token(text: str, where: str = "") -> str:
    """An id: agency, class, service, rule. Raises `BadCommand`."""
    return _matched(_TOKEN, text, where, "식별자가 아닙니다", "that is not an id", "kr-mnd")


def person(text: str, where: str = "") -> str:
    """An internal number of a person: never a name, and never a resident number (개인정보 보호법 제24조의2). Raises `BadCommand`."""
    found = "" if _RESIDENT.fullmatch(text) else text
    return _matched(_TOKEN, found, where, "담당자 번호가 아닙니다", "that is not a person's number", "p-1024")


def app_id(text: str, where: str = "") -> str:
    """An application's id: package, bundle or store number. Raises `BadCommand`."""
    return _matched(_APP, text, where, "앱 식별자가 아닙니다", "that is not an application's id", "com.deepseek.chat")


def file_path(text: str, where: str = "") -> str:
    """An absolute path without anything special in it. Raises `BadCommand`."""
    if ".." in text or "//" in text:
        text = ""
    return _matched(_PATH, text, where, "절대 경로가 아닙니다", "that is not a plain absolute path", "/etc/gwanmun")


def link(text: str, where: str = "") -> str:
    """An http(s) address without query. Raises `BadCommand`."""
    return _matched(
        _LINK, text, where, "주소(URL)가 아닙니다", "that is not a plain address", "https://desk.example.go.kr/request"
    )


def endpoint(text: str, where: str = "") -> str:
    """`host:port`. Raises `BadCommand`."""
    found = _matched(_ENDPOINT, text, where, "호스트:포트가 아닙니다", "that is not host:port", "10.77.10.1:3128")
    if not 0 < int(found.rsplit(":", 1)[1]) < 65536:
        return _matched(_ENDPOINT, "", where, "포트가 아닙니다", "that is not a port", "10.77.10.1:3128")
    return found


def _matched(pattern: re.Pattern[str], text: str, where: str, ko: str, en: str, example: str) -> str:
    if pattern.fullmatch(text) is None:
        raise refused(where, ko, en, f"예: {example}", f"such as {example}")
    return text


def words(text: str, longest: int = 400) -> str:
    """Words for people on one line: no control, format or line-separating character, no markup, bounded."""
    kept = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text[:longest])
    return " ".join(kept.replace("<", "‹").replace(">", "›").split())


# ---------------------------------------------------------------- lists of others


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of names as somebody else wrote it: what could be read, and which lines could not."""

    names: tuple[str, ...]
    refused: int
    refused_lines: tuple[int, ...]  # the first of them
    comments: int


def read_list(lines: Iterable[str], suffixes: Suffixes = NO_SUFFIXES, limit: int = 200_000) -> Listed:
    """Names from a list: plain, hosts file or `||name^`. Comments never travel on. Raises `BadCommand` past `limit`."""
    names: dict[str, None] = {}
    bad: list[int] = []
    refusals = comments = 0
    for number, name in _entries(lines):
        if name is None:
            comments += 1
            continue
        try:
            host = host_name(name)
            suffixes.check(host, under=True)
        except BadCommand:
            refusals += 1
            if len(bad) < 20:
                bad.append(number)
            continue
        names[host] = None
        if len(names) > limit:
            raise refused(
                f"line {number}", f"이름이 {limit:,}개를 넘습니다", f"more than {limit:,} names",
                "목록을 나누십시오", "split the list",
            )  # fmt: skip
    return Listed(tuple(sorted(names)), refusals, tuple(bad), comments)


_SINKS = frozenset({"0.0.0.0", "127.0.0.1", "::", "::1"})  # noqa: S104 - what hosts files write before a name


def _entries(lines: Iterable[str]) -> Iterator[tuple[int, str | None]]:
    """Line numbers with the name that stands there; None for a line that is only a comment."""
    for number, line in enumerate(lines, 1):
        text = line[:LONGEST_LINE].split("#", 1)[0].strip()
        if not text or text[0] in "!;[":
            yield number, None
            continue
        parts = text.split()
        if len(parts) == 2 and parts[0] in _SINKS:
            text = parts[1]
        yield number, text.removeprefix("||").removesuffix("^").removeprefix("*.")
