"""Signing in and out (로그인), the view preferences, and a demonstration's nine ways in.

Local accounts are checked here; a provider (OIDC, `provider_way.py`) ends in the same `enter`: whoever proved who they are gets a session,
and the fact of it is in the journal before the first page is shown. A wrong answer never says which part was wrong.
What does not live here: sessions (`sessions.py`), what is kept about accounts (`control/sign_in.py`).
"""

import asyncio
from collections.abc import Mapping, Sequence

import msgspec
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from gwanmun.console.house import MODES, SIZES, Ask, House, Item, Preferences, inside
from gwanmun.console.provider_way import ProviderWay
from gwanmun.console.texts import LANGUAGES
from gwanmun.console.tour import address_of
from gwanmun.domain.ids import PersonId
from gwanmun.errors import BadRequest, TooFast

ITEMS: Sequence[Item] = ()
#: So many attempts a minute from one address, and then one every six seconds.
_MOST_ATTEMPTS, _EVERY_SECONDS = 10, 6.0
_MOST_ADDRESSES = 10_000
_YEAR_SECONDS = 365 * 86_400
_LONGEST_TYPED = 512 * 1024


def routes(house: House) -> Sequence[BaseRoute]:
    door = Door(house)
    way = ProviderWay(house, door)
    return (
        house.route("/sign-in", door.form, open_to_all=True),
        house.route("/sign-in", door.attempt, "POST", open_to_all=True),
        house.route("/sign-in/provider", way.start, "POST", open_to_all=True),
        house.route("/sign-in/back", way.back, open_to_all=True),
        house.route("/enter", door.enter_demo, "POST", open_to_all=True),
        house.route("/sign-out", door.leave, "POST", open_to_all=True),
        house.route("/resume", door.resume),
        house.route("/view", view, open_to_all=True),
    )


async def view(ask: Ask) -> Response:
    """Language, colours and size of text: one cookie, and back to where one was. Changes nothing else, so a link will do."""
    now, asked = ask.preferences, ask.query
    chosen = Preferences(
        _one_of(asked.get("lang"), LANGUAGES, now.language),
        _one_of(asked.get("mode"), MODES, now.mode),
        _one_of(asked.get("size"), SIZES, now.size),
    )
    response = RedirectResponse(inside(asked.get("back", "/")), 303)
    response.set_cookie(
        "gm-view", chosen.write(), max_age=_YEAR_SECONDS, httponly=True, samesite="lax", secure=ask.house.terms.secure
    )
    return response


def _one_of(value: str | None, allowed: Sequence[str], usual: str) -> str:
    return value if value is not None and value in allowed else usual


class Door:
    """Where people come in. Attempts are counted by address, so that nobody tries names or passwords at leisure."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._tries: dict[str, float] = {}

    async def form(self, ask: Ask) -> Response:
        if ask.who is not None:
            return ask.go(ask.query.get("next", "/"))
        return ask.page("sign_in.html", next=inside(ask.query.get("next", "/")), typed="", wrong="", name="")

    async def attempt(self, ask: Ask) -> Response:
        self.slow_down(ask.peer)
        name = ask.form.get("name", "").strip().lower()
        ports = self._house.ports
        account = ports.accounts.find(name)
        step = await asyncio.to_thread(
            ports.accounts.check, account, ask.form.get("password", ""), ask.form.get("code", "")
        )
        # A name that nobody has is put down, too: it takes the same time, and a search for names is on record.
        said = {
            "how": "password",
            "name": account.name if account else "",
            "right": step is not None,
            "step": step or 0,
        }
        noted = await ports.note("note_sign_in", {**said, "peer": ask.peer})
        person = noted.get("person") if isinstance(noted, dict) else None
        if account is None or not isinstance(noted, dict) or person != account.person:
            return self._wrong(ask, name)
        glass = noted.get("break_glass") is True
        if glass:
            ports.report("ALARM", {"en": "the account behind glass was used", "ko": "비상 계정이 사용되었습니다"})
        return self.enter(ask, account.person, "password", break_glass=glass, account=account.name)

    def _wrong(self, ask: Ask, name: str) -> Response:
        words = ask.say("이름, 비밀번호, 인증번호 가운데 맞지 않는 것이 있습니다. 다섯 번 틀리면 15분 동안 잠깁니다.")
        return ask.page(
            "sign_in.html", 401, next=inside(ask.form.get("next", "/")), typed=ask.form.get("_typed", ""), wrong=words,
            name=name,
        )  # fmt: skip

    def enter(
        self,
        ask: Ask,
        person: PersonId,
        how: str,
        *,
        break_glass: bool = False,
        demo_as: str = "",
        account: str = "",
        came: Mapping[str, str] | None = None,
        hint: str = "",
    ) -> Response:
        """Begin a session. What was typed before is given back to the page that it was meant for. `came`: the fields of
        the form by which somebody set out, where this request is not that form.
        """
        old, form = ask.request.cookies.get(self._house.cookie, ""), ask.form if came is None else came
        if old:
            self._house.sessions.end(old)
        token, session = self._house.sessions.begin(
            person,
            how,
            break_glass=break_glass,
            demo_as=demo_as,
            hint=hint,
            account=account,
            peer=ask.peer,
            client=_client(ask),
        )
        to = inside(form.get("next", "/"))
        typed = _typed(form.get("_typed", ""))
        if typed:
            session.keep(to.partition("?")[0], typed)
            to = "/resume?to=" + to.partition("?")[0]
        response = ask.go(to)
        response.set_cookie(
            self._house.cookie, token, httponly=True, samesite="lax", secure=self._house.terms.secure, path="/"
        )
        response.delete_cookie("gm-form")
        return response

    async def resume(self, ask: Ask) -> Response:
        """What was typed before the session ended, on a page that sends it where it was going. Nothing is sent by itself."""
        to = inside(ask.query.get("to", "/"))
        kept = ask.session.take(to) if ask.session else {}
        if not kept:
            return ask.go("/")
        if to.startswith("/workspace"):
            assert ask.session is not None  # noqa: S101 - it was just taken from there
            ask.session.keep("/workspace", kept)
            return ask.go("/workspace")
        return ask.page("resume.html", to=to, kept=kept)

    async def enter_demo(self, ask: Ask) -> Response:
        if not self._house.terms.demo:
            raise BadRequest("no_such_page")
        tile = next((one for one in self._house.ports.tiles if one.id == ask.form.get("as")), None)
        if tile is None:
            raise BadRequest("bad_value", "as", allowed=", ".join(one.id for one in self._house.ports.tiles))
        to = address_of(ask.form.get("tour", ""), tile.id) or tile.path
        if not tile.person:  # a citizen signs in nowhere
            return ask.go(to)
        # Whoever was on the way somewhere, from the link on a block page for instance, gets there; the front is nowhere.
        going = inside(ask.form.get("next", "/"))
        to = to if going == "/" else going
        await self._house.ports.note("note_sign_in", {"how": "demo", "person": tile.person, "peer": ask.peer})
        answer = self.enter(ask, tile.person, "demo", demo_as=tile.id)
        if not ask.form.get("_typed"):
            answer.headers["location"] = to
        return answer

    async def leave(self, ask: Ask) -> Response:
        onward, provider = "", self._house.ports.provider
        if ask.session is not None:
            await self._house.ports.note("note_sign_out", {"person": ask.session.person, "why": "asked"})
            self._house.sessions.end(ask.request.cookies.get(self._house.cookie, ""))
            if provider is not None and ask.session.hint:
                onward = await provider.end(ask.session.hint)
            ask.session = ask.who = None
        response = ask.page("onward.html", onward=onward, leaving=True) if onward else ask.go("/")
        response.delete_cookie(self._house.cookie, path="/", secure=self._house.terms.secure, httponly=True)
        return response

    def slow_down(self, peer: str) -> None:
        """A bucket for each address: `_tries` holds when it will be empty again."""
        now = self._house.ports.monotonic()
        full = max(self._tries.get(peer, now), now) + _EVERY_SECONDS
        if full - now > _MOST_ATTEMPTS * _EVERY_SECONDS:
            raise TooFast(seconds=int(_EVERY_SECONDS))
        if len(self._tries) >= _MOST_ADDRESSES:
            self._tries = {one: at for one, at in self._tries.items() if at > now}
        self._tries[peer] = full


#: What a browser calls itself, the first that fits: all of them also call themselves Safari and Mozilla.
_BROWSERS = (
    ("Edg/", "Edge"),
    ("Whale/", "Whale"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def _client(ask: Ask) -> str:
    """Browser and system in a word each, so that a person knows their own sessions again; nothing that tells more."""
    said = ask.request.headers.get("user-agent", "")[:512]
    found = (next((name for mark, name in table if mark in said), "") for table in (_BROWSERS, _SYSTEMS))
    return " · ".join(filter(None, found))


def _typed(text: str) -> Mapping[str, str]:
    """What travelled through the sign-in form; our own writing, but it was in somebody's browser meanwhile."""
    if not text or len(text) > _LONGEST_TYPED:
        return {}
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.MsgspecError:
        return {}
