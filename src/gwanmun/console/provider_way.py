"""The way to an identity provider and back (통합인증 로그인): begun by a form of ours, finished once, by the same browser.

What was begun is kept here for ten minutes, found by a cookie of its own; state, nonce and verifier never leave but in the
places the protocol has for them. The provider's page is opened by a page of ours and not by a redirect of the form: the
content policy lets forms go nowhere else. Each answer is used up by looking at it, so a second one finds nothing.
What does not live here: asking the provider (`adapters/oidc.py`), the session (`Door.enter`).
"""

from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest
from typing import Protocol

from starlette.responses import Response

from gwanmun.console.house import Ask, House, inside
from gwanmun.console.texts import t
from gwanmun.domain.ids import PersonId
from gwanmun.domain.oidc import FLOW_SECONDS, Flow, NotProven, text_of
from gwanmun.errors import BadRequest, UpstreamFault

_COOKIE, _PATH = "gm-way", "/sign-in"
_MOST_WAYS = 5_000
_LONGEST_TYPED = 512 * 1024
_MOST_TYPED = 32 * 1024 * 1024  # of all ways together

_AGAIN = t("처음부터 다시 로그인하십시오. 되풀이되면 시스템 관리자에게 아래 표시를 알려 주십시오.")
_WORDS: Mapping[str, str] = {
    "state": t("로그인을 시작한 화면에서 돌아온 것이 아니거나, 시작한 지 10분이 지났습니다. 다시 로그인하십시오."),
    "declined": t("통합인증에서 로그인을 취소했습니다."),
    "expired": t("통합인증의 확인서가 이미 끝났습니다. 두 시스템의 시각이 맞는지 시스템 관리자에게 물어 보십시오."),
    "not_yet": t("통합인증의 시각이 이 시스템보다 빠릅니다. 시스템 관리자에게 알려 주십시오."),
    "acr": t("기관이 정한 인증 방법(다중 인증)으로 로그인해야 합니다."),
    "person": t(
        "통합인증은 되었으나 이 시스템에 등록된 이용자가 아니거나, 다른 계정으로 이미 등록되어 있습니다. 시스템 관리자에게 등록을 요청하십시오."
    ),
    "unreachable": t("통합인증에 연결할 수 없습니다. 잠시 뒤 다시 하거나 계정 이름으로 로그인하십시오."),
}


class Doorway(Protocol):
    """`Door` of `pages/sign_in.py`."""

    def slow_down(self, peer: str) -> None: ...

    def enter(
        self, ask: Ask, person: PersonId, how: str, *, came: Mapping[str, str] | None = None, hint: str = ""
    ) -> Response: ...


class ProviderWay:
    """Ways begun, in memory and bounded: when there are too many, the oldest is forgotten."""

    def __init__(self, house: House, door: Doorway) -> None:
        self._house = house
        self._door = door
        self._ways: dict[str, Flow] = {}

    async def start(self, ask: Ask) -> Response:
        provider = self._house.ports.provider
        if provider is None:
            raise BadRequest("no_such_page")
        self._door.slow_down(ask.peer)
        entropy = self._house.ports.entropy
        flow = Flow(
            text_of(entropy(32)), text_of(entropy(32)), text_of(entropy(48)), self._house.ports.monotonic(),
            inside(ask.form.get("next", "/")), ask.form.get("_typed", "")[:_LONGEST_TYPED],
        )  # fmt: skip
        try:
            onward = await provider.begin(flow)
        except UpstreamFault as fault:
            self._house.ports.report("provider_unreachable", {"code": fault.code})
            return self._refuse(ask, "unreachable", flow.next, flow.typed, 503)
        cookie = text_of(entropy(32))
        self._keep(cookie, flow)
        response = ask.page("onward.html", onward=onward, leaving=False)
        # Lax: the provider's answer comes from another site, as a page that is opened.
        response.set_cookie(
            _COOKIE, cookie, max_age=FLOW_SECONDS, path=_PATH, httponly=True, samesite="lax",
            secure=self._house.terms.secure,
        )  # fmt: skip
        return response

    async def back(self, ask: Ask) -> Response:
        ports, provider, given = self._house.ports, self._house.ports.provider, ask.query
        if provider is None:
            raise BadRequest("no_such_page")
        flow = self._take(ask.request.cookies.get(_COOKIE, ""))
        if flow is None:
            return self._refuse(ask, "state")
        try:
            if not compare_digest(given.get("state", "").encode(), flow.state.encode()):
                raise NotProven("state")  # noqa: TRY301 - worded below, with all the others
            found = await provider.finish(flow, given)
        except NotProven as wrong:
            await ports.note("note_provider_failure", {"why": wrong.why})
            ports.report("provider_not_proven", {"why": wrong.why})
            return self._refuse(ask, wrong.why, flow.next, flow.typed)
        except UpstreamFault as fault:
            ports.report("provider_unreachable", {"code": fault.code})
            return self._refuse(ask, "unreachable", flow.next, flow.typed, 503)
        noted = await ports.note(
            "note_provider_sign_in",
            {"person": found.person, "issuer": found.issuer, "subject": found.subject, "groups": list(found.groups)},
        )
        if not isinstance(noted, dict) or noted.get("person") != found.person:
            return self._refuse(ask, "person", flow.next, flow.typed, 403)
        came = {"next": flow.next, "_typed": flow.typed}
        return self._done(self._door.enter(ask, found.person, "oidc", came=came, hint=found.hint))

    def _refuse(self, ask: Ask, why: str, to: str = "/", typed: str = "", status: int = 401) -> Response:
        words = ask.say(_WORDS[why]) if why in _WORDS else f"{ask.say(_AGAIN)} ({why})"
        return self._done(ask.page("sign_in.html", status, next=to, typed=typed, wrong=words, name=""))

    def _done(self, response: Response) -> Response:
        response.delete_cookie(_COOKIE, path=_PATH, httponly=True, secure=self._house.terms.secure)
        return response

    # ------------------------------------------------------------ ways begun

    def _keep(self, cookie: str, flow: Flow) -> None:
        over = flow.began - FLOW_SECONDS
        self._ways = {name: one for name, one in self._ways.items() if one.began > over}
        typed = sum(len(one.typed) for one in self._ways.values()) + len(flow.typed)
        while self._ways and (len(self._ways) >= _MOST_WAYS or typed > _MOST_TYPED):
            typed -= len(self._ways.pop(next(iter(self._ways))).typed)
        self._ways[_name(cookie)] = flow

    def _take(self, cookie: str) -> Flow | None:
        flow = self._ways.pop(_name(cookie), None) if cookie else None
        late = flow is not None and self._house.ports.monotonic() - flow.began > FLOW_SECONDS
        return None if late else flow


def _name(cookie: str) -> str:
    return sha256(cookie.encode()).hexdigest()
