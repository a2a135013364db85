"""The house that every page stands in (화면의 뼈대): routes, who asks, forms, what a page is rendered with, errors.

A page is a function `async def view(ask: Ask) -> Response`: parse, one act of `control`, render. It never meets a cookie, a
token, a language or an error page: they are here, once.

1. The host and the origin are ours (`guard.py`). 2. The session is found, its person still on the books, or the person is
asked to sign in, and what they typed is kept. 3. A form's token is that of the session. 4. The roles that the route names
are held today. 5. The view answers; a `GwanmunError` is worded here, whatever else fails is reported by its place alone.
How to add a page: docs/console.md.
"""

import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.resources import files
from io import BytesIO
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from gwanmun.console.assets import Assets
from gwanmun.console.guard import SAFE, Guard
from gwanmun.console.ports import Ports, Terms
from gwanmun.console.sessions import MemorySessions, Session, Sessions
from gwanmun.console.texts import LANGUAGES, Texts
from gwanmun.console.tour import where
from gwanmun.control.access import Caller, Errand
from gwanmun.control.countries import with_code
from gwanmun.control.office import SEOUL
from gwanmun.control.roles import NAMES_KO, role_name
from gwanmun.domain.ids import KeyId
from gwanmun.domain.offices import Role
from gwanmun.errors import BadRequest, GwanmunError, NotAppointed, Unidentified

View = Callable[["Ask"], Awaitable[Response]]

MODES = ("light", "dark", "high-contrast")
SIZES = ("1", "2", "3", "4", "5")
_MOST_FIELDS = 2000
_MOST_QUERY = 16 * 1024
_TYPED = "_typed"
_NOWHERE = frozenset({"no_such_page", "no_such_thing"})
#: Of a form, what is ours and not the person's.
_OURS = frozenset({"_token", "_once", _TYPED, "next"})


@dataclass(frozen=True, slots=True)
class Item:
    """A place in the navigation. `roles` empty: everybody who signed in. `order` sorts; `group` heads it."""

    path: str
    label: str
    roles: tuple[Role, ...] = ()
    order: int = 50
    group: str = "desk"  # work | desk | public


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a person wants pages: kept in a cookie that says nothing about them."""

    language: str = "ko"
    mode: str = "light"
    size: str = "2"

    @classmethod
    def read(cls, cookie: str, accept: str) -> "Preferences":
        parts = [*cookie.split("."), "", "", ""]
        usual = "en" if not cookie and accept.lower().startswith("en") else "ko"
        return cls(
            parts[0] if parts[0] in LANGUAGES else usual,
            parts[1] if parts[1] in MODES else "light",
            parts[2] if parts[2] in SIZES else "2",
        )

    def write(self) -> str:
        return f"{self.language}.{self.mode}.{self.size}"


@dataclass(slots=True)
class Ask:
    """One request, as a view sees it."""

    house: "House"
    request: Request
    preferences: Preferences
    session: Session | None = None
    who: Caller | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of a field that stands more than once
    files: Mapping[str, UploadFile] = field(default_factory=dict)
    form_token: str = ""
    _names: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def query(self) -> Mapping[str, str]:
        return dict(parse_qsl(self.request.url.query, keep_blank_values=True, max_num_fields=_MOST_FIELDS))

    @property
    def language(self) -> str:
        return self.preferences.language

    def country(self, code: str) -> str:
        """미국 (US): officers write the code, and read the name."""
        return with_code(code)[0 if self.language == "ko" else 1]

    def countries(self, codes: Sequence[str]) -> str:
        return ", ".join(map(self.country, codes))

    @property
    def caller(self) -> Caller:
        """Who asks. Only in a view whose route is not open."""
        if self.who is None:
            raise Unidentified("missing")
        return self.who

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(one.role for one in self.who.appointments) if self.who else frozenset()

    @property
    def part(self) -> bool:
        """Whether only a part of a page is wanted (htmx). Every view answers whole pages too."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def peer(self) -> str:
        """The address of the person's browser, as far as the operator trusts the proxy in front."""
        peer = self.request.client.host if self.request.client else ""
        if self.house.terms.forwarded:
            return self.request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or peer
        return peer

    @property
    def how(self) -> str:
        """How whoever asks signed in: password, demo, or the name of a provider."""
        return self.session.how if self.session else ""

    def say(self, ko: str, **values: object) -> str:
        return self.house.texts.say(self.language, ko, **values)

    async def perform(self, act: str, reason: str = "", /, **args: object) -> object:
        """Carry out one act in this person's name, within their appointments. A form carries it out once."""
        once = self.form.get("_once", "") if self.request.method not in SAFE else ""
        return await self.house.ports.perform(
            act, args, reason, Errand(self.caller, once[:64] and f"{act}:{once[:64]}")
        )

    async def publicly(self, act: str, /, **args: object) -> object:
        """Carry out one act that is open to anybody, in nobody's name, whoever is signed in."""
        return await self.house.ports.publicly(act, args, self.peer)

    def name(self, kind: str, id_: str) -> str:
        """What people call an agency, department, service or vendor, in the reader's language; its id where nobody does."""
        if (kind, id_) not in self._names:
            self._names[kind, id_] = self.house.ports.names(kind, id_)
        ko, en = self._names[kind, id_]
        return (ko if self.language == "ko" else en) or ko or id_

    def page(self, template: str, /, status: int = 200, **values: object) -> Response:
        return self.house.render(self, template, status, values)

    def go(self, path: str) -> Response:
        """To another page of ours, after a form (303). htmx follows it by itself."""
        return RedirectResponse(inside(path), 303)


class House:
    """Made once; `routes` of every page go through `route`."""

    def __init__(self, ports: Ports, terms: Terms, texts: Texts | None = None) -> None:
        self.ports = ports
        self.terms = terms
        self.texts = texts or Texts()
        self.assets = Assets()
        self.sessions = Sessions(
            ports.sessions or MemorySessions(),
            ports.now_us,
            ports.entropy,
            idle_seconds=terms.idle_seconds,
            longest_seconds=terms.longest_seconds,
        )
        self.items: tuple[Item, ...] = ()
        self._doors: list[tuple[Route, frozenset[Role]]] = []
        self.guard: Guard | None = None
        self.cookie = "__Host-gwanmun" if terms.secure else "gwanmun"
        self.environment = Environment(
            loader=FileSystemLoader(str(files("gwanmun.console").joinpath("templates"))),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters.update(won=won_words, number=number_words, when=when_words, day=day_words)

    # ------------------------------------------------------------ routes

    def route(
        self,
        path: str,
        view: View,
        *methods: str,
        roles: Sequence[Role] = (),
        open_to_all: bool = False,
    ) -> Route:
        """A page. `roles`: who may see it (nobody named: everybody who signed in); `open_to_all`: without signing in."""
        wanted = tuple(roles)

        async def endpoint(request: Request) -> Response:
            return await self._answer(request, view, wanted, open_to_all=open_to_all)

        endpoint.__name__ = view.__name__
        made = Route(path, endpoint, methods=list(methods or ("GET",)), name=f"{view.__module__}.{view.__name__}")
        if wanted and not open_to_all:
            self._doors.append((made, frozenset(wanted)))
        return made

    def may(self, ask: Ask, path: str) -> bool:
        """Whether a link there leads anywhere for this person: what it would refuse for their office is not offered."""
        place = path.partition("?")[0].partition("#")[0]
        door = next((roles for route, roles in self._doors if route.path_regex.match(place)), None)
        return door is None or not ask.roles.isdisjoint(door)

    async def _answer(self, request: Request, view: View, roles: tuple[Role, ...], *, open_to_all: bool) -> Response:
        ask = self.ask(request)
        try:
            if self.guard is not None:
                self.guard.check(request.method, request.headers)
            self._recognise(ask)
            if request.method not in SAFE:
                await self._read_form(ask)
            if ask.who is None and not open_to_all:
                return self._sign_in_first(ask)
            if request.method not in SAFE:
                self._check_token(ask)
            if roles and not open_to_all:
                _check_roles(ask, roles)
            answer = await view(ask)
        except GwanmunError as error:
            return self.error(ask, await self._guessed(ask, error))
        except Exception as bug:  # noqa: BLE001 - the edge: a bug of ours ends this page, in words, and leaks nothing
            self.ports.report("page_failed", {"path": request.scope["route"].path, **_place(bug)})
            return self.error(ask, GwanmunError())
        return answer

    async def _guessed(self, ask: Ask, error: GwanmunError) -> GwanmunError:
        """A number that leads nowhere for whoever signed in is put on record: it may be another agency's. What an act
        refuses it records itself.
        """
        named = "/".join(str(one) for one in ask.request.path_params.values())
        if ask.who is None or not named or not isinstance(error, BadRequest) or error.problem not in _NOWHERE:
            return error
        try:
            place = ask.request.scope["route"].path
            await self.ports.note("note_guess", {"person": ask.who.person, "place": place, "id": named[:200]})
        except GwanmunError as second:  # what cannot be recorded is told as that
            return second
        return error

    def ask(self, request: Request) -> Ask:
        headers = request.headers
        return Ask(
            self, request, Preferences.read(request.cookies.get("gm-view", ""), headers.get("accept-language", ""))
        )

    def _recognise(self, ask: Ask) -> None:
        token = ask.request.cookies.get(self.cookie, "")
        session = self.sessions.find(token)
        if session is not None:
            ask.who = self.ports.caller(session.person)
            if ask.who is None:  # nobody on the books any more
                self.sessions.end(token)
                return
            ask.who = replace(ask.who, key=KeyId(f"console:{session.person}"))
            ask.session, ask.form_token = session, session.form_token
            return
        ask.form_token = ask.request.cookies.get("gm-form", "") or self.ports.entropy(24).hex()

    async def _read_form(self, ask: Ask) -> None:
        """Fields as texts. Of a file only the handle is kept; the view reads it."""
        try:
            async with ask.request.form(max_files=20, max_fields=_MOST_FIELDS, max_part_size=4 * 1024 * 1024) as form:
                found: dict[str, list[str]] = {}
                for name, value in form.multi_items():
                    if isinstance(value, str):
                        # Browsers send CRLF; what people see is LF.
                        found.setdefault(name, []).append(value.replace("\r\n", "\n"))
                ask.form = {name: values[-1] for name, values in found.items()}
                ask.lists = {name: tuple(values) for name, values in found.items()}
                if any(isinstance(value, UploadFile) for _, value in form.multi_items()):
                    ask.files = {
                        name: await _held(value) for name, value in form.multi_items() if isinstance(value, UploadFile)
                    }
        except (MultiPartException, UnicodeDecodeError, ValueError) as error:
            raise BadRequest(
                "bad_value", "form", allowed="application/x-www-form-urlencoded, multipart/form-data"
            ) from error

    def _check_token(self, ask: Ask) -> None:
        """Our own pages alone know it: in the session, or (before there is one) twice, in a cookie and in the form."""
        given = ask.form.get("_token", "") or ask.request.headers.get("x-gwanmun-token", "")
        if ask.session is not None:
            right = ask.session.holds(given)
        else:
            right = bool(given) and given == ask.request.cookies.get("gm-form", "")
        if not right:
            raise BadRequest("bad_value", "_token", allowed=ask.say("이 화면을 새로 고친 뒤 다시 보내십시오"))

    def _sign_in_first(self, ask: Ask) -> Response:
        """Ask to sign in, and keep what was typed: it travels in the form, because there is no session to keep it."""
        typed = {name: value for name, value in ask.form.items() if name not in _OURS}
        to = ask.path if ask.request.method not in SAFE else _with_query(ask.path, ask.request.url.query)
        if ask.part:
            # The script sends the form once more as a whole page, which then asks to sign in with all of it kept.
            return Response(status_code=401, headers={"gwanmun-sign-in": "1"})
        kept = msgspec.json.encode(typed).decode() if typed else ""
        return self.render(ask, "sign_in.html", 401, {"next": to, "typed": kept, "wrong": "", "name": ""})

    # ------------------------------------------------------------ rendering

    def render(self, ask: Ask, template: str, status: int, values: Mapping[str, object]) -> Response:
        text = self.text(ask, template, values)
        response = Response(text, status, media_type="text/html")
        response.headers["vary"] = "hx-request, cookie, accept-language"
        if ask.session is None and "gm-form" not in ask.request.cookies:
            response.set_cookie("gm-form", ask.form_token, httponly=True, samesite="strict", secure=self.terms.secure)
        return response

    def text(self, ask: Ask, template: str, values: Mapping[str, object]) -> str:
        return self.environment.get_template(template).render({**self._common(ask), **values})

    def module(self, ask: Ask, template: str) -> object:
        """A template's macros, for views that render a small part by itself."""
        return self.environment.get_template(template).make_module(self._common(ask))

    def _common(self, ask: Ask) -> dict[str, object]:
        return {
            "_": ask.say,
            "ask": ask,
            "lang": ask.language,
            "preferences": ask.preferences,
            "asset": self.assets.url,
            "token": ask.form_token,
            "once": self.ports.entropy(16).hex(),
            "terms": self.terms,
            "tour": where(ask.query, ask.path) if self.terms.demo else None,
            "nav": self._nav(ask),
            "place": self.ports.place(ask.who.person) if ask.who else None,
            "roles": [self._role(ask, role) for role in Role if role in ask.roles],
            "now_us": self.ports.now_us(),
            "pick": lambda ko, en: (ko if ask.language == "ko" else en) or ko,
            "may_go": lambda path: self.may(ask, path),
            "with_query": lambda **changed: _changed(ask, changed),
        }

    def _role(self, ask: Ask, role: Role) -> str:
        return role_name(role, ask.language)

    def _nav(self, ask: Ask) -> list[Item]:
        shown = [one for one in self.items if one.group == "public" or ask.who is not None]
        return [one for one in shown if not one.roles or ask.roles.intersection(one.roles)]

    def lost(self, request: Request, error: GwanmunError) -> Response:
        """An error of a request that found no page; whoever signed in keeps their navigation."""
        ask = self.ask(request)
        try:
            if self.guard is not None:
                self.guard.check(request.method, request.headers)
            self._recognise(ask)
        except GwanmunError as first:
            error = first
        return self.error(ask, error)

    def error(self, ask: Ask, error: GwanmunError) -> Response:
        """An error in words, with its code and what to do next; a part of a page gets a part."""
        status = error.http_status if isinstance(error, BadRequest) else error.status
        values = {
            "status": status,
            "code": error.code,
            "message": error.message(ask.language),
            "remedy": error.remedy(ask.language),
        }
        try:
            return self.render(ask, "parts/error.html" if ask.part else "error.html", status, values)
        except Exception as second:  # noqa: BLE001 - the books cannot be read, or a template is at fault: words alone
            self.ports.report("error_page_failed", _place(second))
            words = f"{error.message('ko')} / {error.message('en')}"
            return Response(words, status, media_type="text/plain; charset=utf-8")


async def _held(file: UploadFile) -> UploadFile:
    """A file that outlives the form it came in: the edge has bounded its size."""
    data = await file.read()
    return UploadFile(file=BytesIO(data), size=len(data), filename=file.filename, headers=file.headers)


def _check_roles(ask: Ask, roles: Sequence[Role]) -> None:
    if not ask.roles.intersection(roles):
        raise NotAppointed(
            roles_ko=", ".join(NAMES_KO[role] for role in roles), roles_en=", ".join(role.value for role in roles)
        )


def inside(path: str) -> str:
    """A path of ours, or the front page: never another site's (open redirect)."""
    sound = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if sound and len(path) <= _MOST_QUERY else "/"


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _changed(ask: Ask, changed: Mapping[str, object]) -> str:
    """The page's address with some of its query changed; None takes a part away."""
    query = {**ask.query, **{k: str(v) for k, v in changed.items() if v is not None}}
    for name, value in changed.items():
        if value is None:
            query.pop(name, None)
    return _with_query(quote(ask.path), urlencode(query))


def _place(bug: BaseException) -> dict[str, object]:
    """The kind, and file and line of where it happened: never the message, which may quote what was typed."""
    frames = traceback.extract_tb(bug.__traceback__)
    at = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return {"kind": type(bug).__name__, "at": at}


# ---------------------------------------------------------------- figures and dates in words


def number_words(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def won_words(value: int | None, language: str = "ko") -> Markup | str:
    if value is None:
        return "–"
    return f"{value:,}원" if language == "ko" else f"₩{value:,}"


def when_words(at_us: int | None) -> str:
    """A moment in Seoul."""
    if not at_us:
        return "–"
    return datetime.fromtimestamp(at_us / 1_000_000, SEOUL).strftime("%Y-%m-%d %H:%M")


def day_words(value: object) -> str:
    """A day or a month: 2026-11-22, 2026-11. One form on all pages, as dates are typed and as files hold them."""
    return str(value)[:10] if value else "–"
