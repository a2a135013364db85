"""One frozen `Settings`, read once from `gwanmun.toml`. The only place that reads the environment.

What does not live here: policy, catalogue, people, prices: those are acts of the desk, in the books, with a fact each.
A setting is what the operator of the machine decides: addresses, directories, limits, secrets' whereabouts.

Every key is read through `_Section`, which knows its type and range: an unknown key, a wrong type or a value out of
range is a `BadSettings` with file, key and what was probably meant. Nothing is ignored and nothing is guessed.
`docs/settings.md` documents every key; a test holds it to `known_keys()`.
"""

import difflib
import ipaddress
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from gwanmun.errors import BadSettings

T = TypeVar("T")

DEFAULT_FILE = "gwanmun.toml"
KIB, MIB = 1024, 1024 * 1024
_LARGEST_FILE = 1 * MIB
_SERVICE_ID = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
_ORIGIN = re.compile(r"[a-z0-9](?:[a-z0-9./-]{0,126}[a-z0-9])?")
_ENVIRONMENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")


class Secret:
    """A text that is never shown: not by `repr`, not by `str`, not in a traceback's locals."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself. Call it only where it is handed over."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not copied into files")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the gate takes at once. See docs/settings.md for what each protects."""

    body_bytes: int = 24 * MIB
    text_bytes: int = 8 * MIB
    files: int = 8
    file_bytes: int = 12 * MIB
    files_bytes: int = 12 * MIB
    header_bytes: int = 32 * KIB
    header_seconds: float = 10.0
    body_seconds: float = 30.0
    connections: int = 1024
    connections_per_peer: int = 256
    bytes_in_flight: int = 256 * MIB
    inline_examine_bytes: int = 32 * KIB
    stop_grace_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class TLS:
    """`client_ca` turns on client certificates (device evidence)."""

    cert: Path | None = None
    key: Path | None = None
    client_ca: Path | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """`keys_dir` holds the journal's key and the pepper: never inside `data_dir`, so that no backup holds both."""

    data_dir: Path
    keys_dir: Path
    host: str = "127.0.0.1"
    port: int = 8080
    tls: TLS = TLS()
    limits: Limits = Limits()
    metrics_from: tuple[str, ...] = ("127.0.0.0/8", "::1/128")  # CIDR ranges that may read /metrics
    ocr: bool = False  # letters in scans are recognised for agencies whose house rules let them


@dataclass(frozen=True, slots=True)
class Journal:
    origin: str = "gate-1"
    flush_seconds: float = 0.05


@dataclass(frozen=True, slots=True)
class Accounts:
    """`store` empty: a projection of this gate's journal; else a PostgreSQL URL that several gates share."""

    store: str = ""
    password: Secret | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """`port` None: the API is off. `books` empty: SQLite under `data_dir`; else a PostgreSQL URL without a password."""

    socket: Path
    host: str = "127.0.0.1"
    port: int | None = 8081
    requests_per_minute: int = 600
    books: str = ""
    books_password: Secret | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider (OpenID Connect). `issuer` empty: none. `hosts`: where else than there it may be asked."""

    issuer: str = ""
    client_id: str = ""
    client_secret: Secret | None = None
    name_ko: str = "통합인증"
    name_en: str = "single sign-on"
    scopes: str = "openid"
    person_claim: str = "sub"
    groups_claim: str = "groups"
    acr: str = ""
    hosts: tuple[str, ...] = ()
    allow_private: tuple[str, ...] = ()
    ca_file: Path | None = None
    clock_skew_seconds: int = 60
    end_session: bool = True


@dataclass(frozen=True, slots=True)
class Console:
    """`port` None: no console. `url`: where people reach it, when a proxy with TLS stands in front."""

    host: str = "127.0.0.1"
    port: int | None = 8082
    url: str = ""
    forwarded: bool = False
    device_class: str = "unknown"
    gate_url: str = ""
    gate_ca_file: Path | None = None
    idle_minutes: int = 30
    longest_hours: int = 12
    masthead: bool = False
    oidc: Provider = field(default_factory=Provider)
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Upstream:
    """An outside or in-house service as the operator connects it. `api_key` is None where none is needed."""

    service: str
    base_url: str
    dialect: str  # openai | anthropic
    api_key: Secret | None = None
    ca_file: Path | None = None
    allow_private: tuple[str, ...] = ()
    connect_seconds: float = 5.0
    first_byte_seconds: float = 120.0
    idle_seconds: float = 60.0
    total_seconds: float = 900.0
    max_connections: int = 64


@dataclass(frozen=True, slots=True)
class Snapshots:
    max_age_seconds: int = 86_400
    rate_max_age_days: int = 35
    price_max_age_days: int = 400


@dataclass(frozen=True, slots=True)
class Sandbox:
    enabled: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    gate: Gate
    desk: Desk
    journal: Journal = Journal()
    upstreams: Mapping[str, Upstream] = field(default_factory=dict)
    snapshot: Snapshots = Snapshots()
    sandbox: Sandbox = Sandbox()
    file: Path | None = None
    accounts: Accounts = Accounts()
    console: Console = Console()


def plain_settings(data_dir: Path, keys_dir: Path | None = None) -> Settings:
    """Every setting at its default, over a data directory: for demos and tests."""
    data_dir = data_dir.absolute()
    return Settings(Gate(data_dir, keys_dir or _keys_dir(data_dir)), Desk(data_dir / "desk.sock"))


def settings_file(named: Path | None, environment: Mapping[str, str] | None = None) -> Path:
    """Which file is meant: the one named, else GWANMUN_CONFIG, else ./gwanmun.toml."""
    if named is not None:
        return named
    stated = (os.environ if environment is None else environment).get("GWANMUN_CONFIG", "")  # noqa: TID251 - here
    return Path(stated or DEFAULT_FILE)


def language_of_locale(environment: Mapping[str, str] | None = None) -> str:
    """`en` where the locale of messages is an English one (POSIX: LC_ALL, then LC_MESSAGES, then LANG), else `ko`."""
    known = os.environ if environment is None else environment  # noqa: TID251 - here
    stated = next((known[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if known.get(name)), "")
    return "en" if stated == "en" or stated.startswith(("en_", "en.")) else "ko"


def load_settings(path: Path, *, upstream_keys: bool = False, environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the file. Raises `BadSettings`.

    Provider keys are fetched from their files or the environment only with `upstream_keys`: the gate needs them, the
    desk and the command line never do.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _bad(str(path), "파일이 없습니다", "there is no such file") from None
    except OSError as error:
        raise _bad(
            str(path), f"읽을 수 없습니다 ({error.strerror})", f"it cannot be read ({error.strerror})"
        ) from error
    if len(raw) > _LARGEST_FILE:
        raise _bad(str(path), "파일이 너무 큽니다", "the file is too large")
    try:
        document = tomllib.loads(raw.decode())
    except UnicodeDecodeError as error:
        raise _bad(str(path), "UTF-8이 아닙니다", "it is not UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        # The library's words name line and column; they may quote one character of the file, never a value.
        where = re.search(r"line \d+, column \d+", str(error))
        place = f"{path}: {where[0]}" if where else str(path)
        raise _bad(place, "TOML 문법이 올바르지 않습니다", "it is not valid TOML") from error
    env = os.environ if environment is None else environment  # noqa: TID251 - this is the one place
    return _settings(_Section(str(path), "", document), path.absolute(), env if upstream_keys else None)


def known_keys() -> tuple[str, ...]:
    """Every key there is, dotted; a service's own part is written `upstreams.<service>`."""
    seen: list[str] = []
    upstream = {"base_url": "https://x.example/v1", "dialect": "openai", "api_key_env": "X"}
    document: dict[str, object] = {"upstreams": {"service": upstream}}
    _settings(_Section("", "", document, seen), Path("/x/gwanmun.toml"), None)
    return tuple(dict.fromkeys(key.replace("upstreams.service", "upstreams.<service>") for key in seen))


def _keys_dir(data_dir: Path) -> Path:
    return data_dir.with_name(data_dir.name + "-keys")


# ---------------------------------------------------------------- the file, section by section


def _settings(root: "_Section", file: Path, environment: Mapping[str, str] | None) -> Settings:
    folder = file.parent
    gate = _gate(root.section("gate"), folder)
    journal = _journal(root.section("journal"))
    desk = _desk(root.section("desk"), folder, gate.data_dir, environment)
    console = _console(root.section("console"), folder, environment)
    accounts = _accounts(root.section("accounts"), folder, environment)
    upstreams = _upstreams(root.section("upstreams"), folder, environment)
    snapshot = root.section("snapshot")
    snapshots = Snapshots(
        snapshot.whole("max_age_seconds", 86_400, 60, 7 * 86_400),
        snapshot.whole("rate_max_age_days", 35, 1, 366),
        snapshot.whole("price_max_age_days", 400, 1, 3660),
    )
    snapshot.done()
    sandbox = root.section("sandbox")
    sandboxes = Sandbox(sandbox.flag("enabled", default=False))
    sandbox.done()
    root.done()
    return Settings(gate, desk, journal, upstreams, snapshots, sandboxes, file, accounts, console)


def _gate(section: "_Section", folder: Path) -> Gate:
    host, port = section.parsed("listen", "127.0.0.1:8080", _listen)
    data_dir = section.path("data_dir", folder) or folder / "gwanmun-data"
    keys_dir = section.path("keys_dir", folder) or _keys_dir(data_dir)
    if keys_dir == data_dir or data_dir in keys_dir.parents or keys_dir in data_dir.parents:
        # One backup that holds both would undo the forgetting of openings (crypto-shredding).
        raise section.bad(
            "keys_dir", "data_dir과 서로 밖에 있어야 합니다", "it and data_dir must lie outside each other"
        )
    tls_section = section.section("tls")
    tls = TLS(*(tls_section.path(name, folder) for name in ("cert", "key", "client_ca")))
    plain = tls_section.flag("terminated_before", default=False)
    if (tls.cert is None) != (tls.key is None):
        raise tls_section.bad("cert", "cert와 key는 함께 있어야 합니다", "cert and key belong together")
    if tls.client_ca is not None and tls.cert is None:
        raise tls_section.bad("client_ca", "cert와 key가 필요합니다", "it needs cert and key")
    if tls.cert is None and not plain and not _is_loopback(host):
        # Keys and prompts would cross a network in the clear (안전성 확보조치 기준 제7조: encrypt in transit).
        raise section.bad(
            "listen",
            "루프백이 아닌 주소는 [gate.tls] 인증서가 필요합니다. 앞단 프록시가 TLS를 처리하면 terminated_before = true",
            "an address beyond loopback needs [gate.tls]; if a proxy in front ends TLS, say terminated_before = true",
        )
    tls_section.done()
    limits = _limits(section.section("limits"))
    # Behind a proxy on this machine everybody's address is loopback: then nobody, until somebody is named.
    metrics_from = section.each("metrics_from", _network, () if plain else ("127.0.0.0/8", "::1/128"))
    ocr = section.flag("ocr", default=False)
    section.done()
    return Gate(data_dir, keys_dir, host, port, tls, limits, metrics_from, ocr)


def _limits(section: "_Section") -> Limits:
    usual = Limits()
    limits = Limits(
        body_bytes=section.whole("body_bytes", usual.body_bytes, 1 * KIB, 1024 * MIB),
        text_bytes=section.whole("text_bytes", usual.text_bytes, 1 * KIB, 1024 * MIB),
        files=section.whole("files", usual.files, 0, 64),
        file_bytes=section.whole("file_bytes", usual.file_bytes, 1 * KIB, 64 * MIB),
        files_bytes=section.whole("files_bytes", usual.files_bytes, 1 * KIB, 512 * MIB),
        header_bytes=section.whole("header_bytes", usual.header_bytes, 1 * KIB, 1 * MIB),
        header_seconds=section.seconds("header_seconds", usual.header_seconds, 0.1, 120),
        body_seconds=section.seconds("body_seconds", usual.body_seconds, 0.1, 600),
        connections=section.whole("connections", usual.connections, 1, 65_536),
        connections_per_peer=section.whole("connections_per_peer", usual.connections_per_peer, 1, 65_536),
        bytes_in_flight=section.whole("bytes_in_flight", usual.bytes_in_flight, 1 * MIB, 64 * 1024 * MIB),
        inline_examine_bytes=section.whole("inline_examine_bytes", usual.inline_examine_bytes, 0, 1 * MIB),
        stop_grace_seconds=section.seconds("stop_grace_seconds", usual.stop_grace_seconds, 0, 600),
    )
    if limits.body_bytes > limits.bytes_in_flight:
        raise section.bad("body_bytes", "bytes_in_flight보다 클 수 없습니다", "it cannot exceed bytes_in_flight")
    section.done()
    return limits


def _journal(section: "_Section") -> Journal:
    usual = Journal()
    journal = Journal(
        section.matching("origin", usual.origin, _ORIGIN), section.seconds("flush_seconds", usual.flush_seconds, 0, 1)
    )
    section.done()
    return journal


def _accounts(section: "_Section", folder: Path, environment: Mapping[str, str] | None) -> Accounts:
    store = section.parsed("store", "journal", _shared_accounts)
    password = _secret(section, "password", folder, environment)
    if store == "journal" and password is not None:
        raise section.bad("password_file", "감사기록에는 암호가 없습니다", "the journal knows no password")
    section.done()
    return Accounts("" if store == "journal" else store, password)


def _desk(section: "_Section", folder: Path, data_dir: Path, environment: Mapping[str, str] | None) -> Desk:
    socket = section.path("socket", folder) or data_dir / "desk.sock"
    if len(os.fsencode(socket)) > 100:  # sun_path holds 108 bytes on Linux, 104 elsewhere
        raise section.bad(
            "socket", "유닉스 소켓 경로는 100바이트 이하여야 합니다", "a Unix socket's path holds at most 100 bytes"
        )
    host, port = _desk_door(section)
    books = section.parsed("books", "sqlite", _books)
    password = _secret(section, "books_password", folder, environment)
    if books == "sqlite" and password is not None:
        raise section.bad("books_password_file", "SQLite에는 암호가 없습니다", "SQLite knows no password")
    per_minute = section.whole("requests_per_minute", Desk(socket).requests_per_minute, 1, 60_000)
    section.done()
    return Desk(socket, host, port, per_minute, "" if books == "sqlite" else books, password)


def _desk_door(section: "_Section") -> tuple[str, int | None]:
    """Loopback only: whoever wants the API elsewhere puts a proxy with TLS in front (안전성 확보조치 기준 제7조)."""
    if section.text("listen", "127.0.0.1:8081") == "off":
        return "127.0.0.1", None
    host, port = section.parsed("listen", "127.0.0.1:8081", _listen)
    if not _is_loopback(host):
        raise section.bad(
            "listen",
            "루프백 주소만 됩니다. 다른 곳에서 쓰려면 TLS를 처리하는 프록시를 앞에 두십시오",
            "it must be a loopback address; put a proxy that ends TLS in front to serve others",
        )
    return host, port


#: As `domain.people.DeviceClass`: a floor of its own knows no domain.
_DEVICE_CLASSES = (
    "unknown", "internet_pc", "internal_pc", "military_work", "government_mobile", "government_system", "personal",
)  # fmt: skip


def _console(section: "_Section", folder: Path, environment: Mapping[str, str] | None) -> Console:
    """Loopback only, as the API: sign-in and prompts cross no network in the clear."""
    usual = Console()
    if section.text("listen", "127.0.0.1:8082") == "off":
        host, port = usual.host, None
    else:
        host, port = section.parsed("listen", "127.0.0.1:8082", _listen)
    if not _is_loopback(host):
        raise section.bad(
            "listen",
            "루프백 주소만 됩니다. 다른 곳에서 쓰려면 TLS를 처리하는 프록시를 앞에 두고 url에 그 주소를 적으십시오",
            "it must be a loopback address; put a proxy that ends TLS in front, and its address into url",
        )
    url = section.parsed("url", "none", _console_url)
    gate_url = section.parsed("gate_url", "none", lambda text: "" if text == "none" else _base_url(text))
    console = Console(
        host,
        port,
        url,
        section.flag("forwarded", default=False),
        section.choice("device_class", usual.device_class, _DEVICE_CLASSES),
        gate_url,
        section.path("gate_ca_file", folder),
        section.whole("idle_minutes", usual.idle_minutes, 5, 480),
        section.whole("longest_hours", usual.longest_hours, 1, 24),
        section.flag("masthead", default=False),
        _provider(section.section("oidc"), folder, environment),
        section.flag("ocr", default=False),
    )
    section.done()
    return console


_SCOPES = re.compile(r"openid(?: [A-Za-z0-9_.:/-]{1,128}){0,16}")
_CLIENT = re.compile(r"[A-Za-z0-9._~:/@-]{1,255}")
_WORDS = re.compile(r"[^\x00-\x1f<>]{1,40}")
_CLAIM = re.compile(r"[A-Za-z0-9_.:/-]{1,255}")


def _provider(section: "_Section", folder: Path, environment: Mapping[str, str] | None) -> Provider:
    """Address rules as for services: https, or http to loopback or a listed network."""
    usual = Provider()
    issuer = section.parsed("issuer", "none", lambda text: "" if text == "none" else _issuer(text))
    allow_private = section.each("allow_private", _network)
    if issuer.startswith("http://") and not allow_private:
        raise section.bad(
            "issuer",
            "http:// 는 allow_private에 적은 주소만 됩니다",
            "http:// is for a network named in allow_private",
        )
    provider = Provider(
        issuer,
        section.matching("client_id", usual.client_id, _CLIENT),
        _secret(section, "client_secret", folder, environment),
        section.matching("name_ko", usual.name_ko, _WORDS),
        section.matching("name_en", usual.name_en, _WORDS),
        section.matching("scopes", usual.scopes, _SCOPES),
        section.matching("person_claim", usual.person_claim, _CLAIM),
        section.matching("groups_claim", usual.groups_claim, _CLAIM),
        section.matching("acr", usual.acr, _CLAIM),
        section.each("hosts", _host),
        allow_private,
        section.path("ca_file", folder),
        section.whole("clock_skew_seconds", usual.clock_skew_seconds, 0, 300),
        section.flag("end_session", default=True),
    )
    if issuer and not provider.client_id:
        raise section.bad("client_id", "client_id가 필요합니다", "client_id is required")
    section.done()
    return provider


def _issuer(text: str) -> str:
    """As `_base_url`, kept to the letter: tokens name it, and one more slash is another issuer."""
    _base_url(text)
    return text


def _host(text: str) -> str:
    try:
        parts = urlsplit(f"https://{text}")
        sound = parts.netloc == text and bool(parts.hostname) and (parts.port or 1) > 0 and "@" not in text
    except ValueError:
        sound = False
    if not sound or not text.isascii() or not text.isprintable() or " " in text:
        raise _Wrong(
            "호스트 이름이어야 합니다 (예: login.example.go.kr)", "it must be a host, such as login.example.go.kr"
        )
    return text.lower()


def _console_url(text: str) -> str:
    if text == "none":
        return ""
    address = _base_url(text)
    parts = urlsplit(address)
    if parts.path or (parts.scheme != "https" and not _is_loopback(parts.hostname or "")):
        raise _Wrong("https://호스트 형식이어야 합니다 (경로 없이)", "it must be https://host, without a path")
    return address


def _upstreams(section: "_Section", folder: Path, environment: Mapping[str, str] | None) -> dict[str, Upstream]:
    found: dict[str, Upstream] = {}
    for name in section.names():
        if not _SERVICE_ID.fullmatch(name):
            raise section.bad(
                name[:64], "서비스 id는 소문자·숫자·-._ 입니다", "a service id is lower case, digits, - . _"
            )
        found[name] = _upstream(name, section.section(name), folder, environment)
    return found


def _upstream(name: str, section: "_Section", folder: Path, environment: Mapping[str, str] | None) -> Upstream:
    usual = Upstream(name, "", "")
    base_url = section.parsed("base_url", None, _base_url)
    allow_private = section.each("allow_private", _network)
    if base_url.startswith("http://") and not allow_private and not _is_loopback(urlsplit(base_url).hostname or ""):
        raise section.bad(
            "base_url",
            "http:// 는 루프백이거나 allow_private에 적은 내부망 주소만 됩니다",
            "http:// is for loopback, or for a private network named in allow_private",
        )
    upstream = Upstream(
        service=name,
        base_url=base_url,
        dialect=section.choice("dialect", None, ("openai", "anthropic")),
        api_key=_secret(section, "api_key", folder, environment),
        ca_file=section.path("ca_file", folder),
        allow_private=allow_private,
        connect_seconds=section.seconds("connect_seconds", usual.connect_seconds, 0.1, 60),
        first_byte_seconds=section.seconds("first_byte_seconds", usual.first_byte_seconds, 0.1, 3600),
        idle_seconds=section.seconds("idle_seconds", usual.idle_seconds, 0.1, 3600),
        total_seconds=section.seconds("total_seconds", usual.total_seconds, 1, 7200),
        max_connections=section.whole("max_connections", usual.max_connections, 1, 4096),
    )
    section.done()
    return upstream


def _secret(section: "_Section", name: str, folder: Path, environment: Mapping[str, str] | None) -> Secret | None:
    """A secret from a file (0600) or from the environment, never from the settings file itself."""
    in_file, in_env = f"{name}_file", f"{name}_env"
    file = section.path(in_file, folder)
    variable = section.matching(in_env, "", _ENVIRONMENT_NAME)
    if file is not None and variable:
        raise section.bad(
            in_file, f"둘 중 하나만 쓰십시오: {in_file}, {in_env}", f"use {in_file} or {in_env}, not both"
        )
    if environment is None or (file is None and not variable):
        return None
    if file is None:
        text = environment.get(variable, "").strip()
        if not text:
            raise section.bad(in_env, "환경 변수가 비어 있습니다", "the environment variable is empty")
    else:
        try:
            with file.open("rb") as opened:
                if os.fstat(opened.fileno()).st_mode & 0o077:
                    raise section.bad(
                        in_file, "다른 사용자가 읽을 수 있습니다: chmod 600", "others can read it: chmod 600"
                    )
                text = opened.read(8 * KIB).decode("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise section.bad(in_file, "읽을 수 없습니다", "it cannot be read") from error
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        place = in_env if file is None else in_file
        raise section.bad(place, "키는 공백 없는 한 줄이어야 합니다", "a key is one line without spaces")
    return Secret(text)


# ---------------------------------------------------------------- one section, read key by key


class _Section:
    """A table of the file. Each key is taken once; what is left over at `done` is unknown."""

    def __init__(self, file: str, name: str, table: Mapping[str, object], seen: list[str] | None = None) -> None:
        self._file = file
        self._name = name
        self._table = table
        self._known: list[str] = []
        self._seen = seen

    def bad(self, key: str, ko: str, en: str) -> BadSettings:
        return _bad(f"{self._file}: {self._dotted(key)}", ko, en)

    def names(self) -> tuple[str, ...]:
        return tuple(self._table)

    def section(self, key: str) -> "_Section":
        table = self._take(key, listed=False)
        if table is None:
            table = {}
        if not isinstance(table, dict):
            raise self.bad(key, f"[{self._dotted(key)}] 표여야 합니다", f"it must be a table: [{self._dotted(key)}]")
        return _Section(self._file, self._dotted(key), table, self._seen)

    def done(self) -> None:
        for key in self._table:
            if key not in self._known:
                near = difflib.get_close_matches(key, self._known, n=1)
                ko = f"알 수 없는 설정입니다. 혹시 {near[0]} 입니까?" if near else "알 수 없는 설정입니다"
                en = f"there is no such setting; did you mean {near[0]}?" if near else "there is no such setting"
                raise self.bad(key[:64], ko, en)

    def whole(self, key: str, usual: int, low: int, high: int) -> int:
        value = self._take(key)
        if value is None:
            return usual
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.bad(
                key, f"{low}–{high} 사이의 정수여야 합니다", f"it must be a whole number from {low} to {high}"
            )
        return value

    def seconds(self, key: str, usual: float, low: float, high: float) -> float:
        value = self._take(key)
        if value is None:
            return usual
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:  # NaN fails too
            raise self.bad(key, f"{low}–{high} 사이의 초여야 합니다", f"it must be seconds from {low} to {high}")
        return float(value)

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.bad(key, "true 또는 false여야 합니다", "it must be true or false")
        return value

    def text(self, key: str, usual: str | None) -> str:
        value = self._take(key)
        if value is None:
            if usual is None:
                raise self.bad(key, "필수 설정이 없습니다", "this setting is required")
            return usual
        if not isinstance(value, str) or not value or len(value) > 4096 or "\0" in value:
            raise self.bad(key, "비어 있지 않은 문자열이어야 합니다", "it must be a text that is not empty")
        return value

    def matching(self, key: str, usual: str, pattern: re.Pattern[str]) -> str:
        value = self.text(key, usual)
        if value != usual and not pattern.fullmatch(value):
            raise self.bad(key, "허용되지 않는 문자가 있습니다", "it holds characters that are not allowed")
        return value

    def choice(self, key: str, usual: str | None, allowed: tuple[str, ...]) -> str:
        value = self.text(key, usual)
        if value not in allowed:
            words = " | ".join(allowed)
            raise self.bad(key, f"{words} 중 하나여야 합니다", f"it must be one of {words}")
        return value

    def path(self, key: str, folder: Path) -> Path | None:
        """A path, relative ones from the folder of the file; no `~`, no variables: what stands there is meant."""
        value = self.text(key, "")
        return Path(os.path.normpath(folder / value)) if value else None

    def parsed(self, key: str, usual: str | None, parse: Callable[[str], T]) -> T:
        value = self.text(key, usual)
        try:
            return parse(value)
        except _Wrong as wrong:
            raise self.bad(key, wrong.ko, wrong.en) from None

    def each(self, key: str, parse: Callable[[str], str], usual: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self._take(key)
        if value is None:
            return usual
        if not isinstance(value, list) or len(value) > 1000 or not all(isinstance(item, str) for item in value):
            raise self.bad(key, "문자열 목록이어야 합니다", "it must be a list of texts")
        try:
            return tuple(map(parse, value))
        except _Wrong as wrong:
            raise self.bad(key, wrong.ko, wrong.en) from None

    def _take(self, key: str, *, listed: bool = True) -> object:
        self._known.append(key)
        if self._seen is not None and listed:
            self._seen.append(self._dotted(key))
        return self._table.get(key)

    def _dotted(self, key: str) -> str:
        return f"{self._name}.{key}" if self._name else key


class _Wrong(Exception):
    """A value that does not parse, in both languages."""

    def __init__(self, ko: str, en: str) -> None:
        self.ko, self.en = ko, en
        super().__init__(en)


def _listen(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    try:
        ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
        number = int(port) if port.isdecimal() and port.isascii() and len(port) <= 5 else -1
    except ValueError:
        number = -1
    if not 0 <= number <= 65_535:
        raise _Wrong(
            "주소:포트 형식이어야 합니다 (예: 127.0.0.1:8080)", "it must be address:port (such as 127.0.0.1:8080)"
        )
    return host, number


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _base_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        sound = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and (parts.port or 1) > 0
            and not parts.query
            and not parts.fragment
            and parts.username is None
            and text.isascii()
            and text.isprintable()
            and not set(text) & set(' \\"<>{}')
        )
    except ValueError:
        sound = False
    if not sound:
        raise _Wrong(
            "https://호스트/경로 형식이어야 합니다 (물음표·#·계정 없이)",
            "it must be https://host/path, without ?, # or user",
        )
    return text.rstrip("/")


def _books(text: str) -> str:
    """`sqlite`, or a PostgreSQL URL. A password in it would stand in the settings file: refused."""
    if text == "sqlite":
        return text
    try:
        parts = urlsplit(text)
        sound = parts.scheme == "postgresql" and len(parts.path) > 1 and parts.password is None and not parts.fragment
        sound = sound and (parts.port or 1) > 0 and text.isascii() and text.isprintable() and " " not in text
    except ValueError:
        sound = False
    if not sound:
        raise _Wrong(
            "sqlite 또는 postgresql://이용자@호스트:포트/이름 (암호는 books_password_file에)",
            "it must be sqlite or postgresql://user@host:port/name (the password goes into books_password_file)",
        )
    return text


def _shared_accounts(text: str) -> str:
    """`journal`, or a PostgreSQL URL without a password."""
    if text == "journal":
        return text
    try:
        return _books(text if text != "sqlite" else "")
    except _Wrong:
        raise _Wrong(
            "journal 또는 postgresql://이용자@호스트:포트/이름 (암호는 password_file에)",
            "it must be journal or postgresql://user@host:port/name (the password goes into password_file)",
        ) from None


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        raise _Wrong(
            "CIDR 형식이어야 합니다 (예: 10.20.0.0/16)", "it must be a CIDR range (such as 10.20.0.0/16)"
        ) from None


def _bad(where: str, ko: str, en: str) -> BadSettings:
    return BadSettings(where, problem_ko=ko, problem_en=en)
