"""One's own account (내 계정): password, second factor, open sessions, who tried to sign in.

Every change asks for the password and a fresh code, and ends the other sessions. Proofs are checked here, in a thread; the
act gets a hash and a sealed key, never what was typed (`control/accounts.py`). A wrong proof counts as a wrong sign-in.
What does not live here: other people's accounts (`accounts.py`).
"""

import asyncio
from collections.abc import Mapping, Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from gwanmun.console.house import Ask, House, Item
from gwanmun.console.ports import Enrolment
from gwanmun.console.tables import Column, TableView, arrange
from gwanmun.console.texts import t
from gwanmun.domain.sign_in import SHORTEST_PASSWORD, LocalAccount, SignInTried, weakness
from gwanmun.errors import BadCommand, BadRequest

ITEMS: Sequence[Item] = ()  # it stands at the top of every page, beside the way out
WEAK: Mapping[str, str] = {
    "too_short": t("12자 이상으로 정하십시오. 낱말 여러 개를 이어 쓰면 외우기 쉽습니다."),
    "too_long": t("256자까지 쓸 수 있습니다."),
    "simple": t("같은 글자나 차례대로 이어지는 글자만으로는 쓸 수 없습니다."),
    "common": t("많은 사람이 쓰는 비밀번호입니다. 다른 것으로 정하십시오."),
    "like_name": t("계정 이름과 비슷합니다. 다른 것으로 정하십시오."),
}
HOW: Mapping[str, str] = {"password": t("비밀번호와 인증번호"), "demo": t("시연"), "oidc": t("통합인증")}


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/my/account", page),
        house.route("/my/account/password", password, "POST"),
        house.route("/my/account/second-factor", second_factor),
        house.route("/my/account/second-factor", keep_second_factor, "POST"),
        house.route("/my/account/sessions", end_sessions, "POST"),
    )


def how_words(ask: Ask, how: str) -> str:
    return ask.say(HOW[how]) if how in HOW else how


def outcome(row: SignInTried) -> str:
    return "good" if row.accepted else "bad" if row.locked else "wait"


def tried_table(ask: Ask, rows: Sequence[SignInTried]) -> TableView[SignInTried]:
    """Attempts to sign in, with what came of them in words and shape."""
    words = {"good": ask.say("들어옴"), "wait": ask.say("틀림"), "bad": ask.say("잠겨서 거절")}
    columns: Sequence[Column[SignInTried]] = (
        Column("at", t("시각"), lambda row: row.at_us, "when"),
        Column(
            "outcome",
            t("결과"),
            outcome,
            "chip",
            chip=outcome,
            words=lambda row: words[outcome(row)],
            options=tuple(words.items()),
        ),
        Column("how", t("방법"), lambda row: row.how, words=lambda row: how_words(ask, row.how)),
        Column("peer", t("접속한 곳"), lambda row: row.peer or None),
    )
    return arrange(ask, columns, rows, id_="tried", sort="-at")


async def page(ask: Ask) -> Response:
    return _page(ask)


def _page(ask: Ask, status: int = 200, **more: object) -> Response:
    person = ask.caller.person
    accounts = ask.house.ports.accounts
    values: dict[str, object] = {
        "account": _mine(ask),
        "sessions": ask.house.sessions.of(person),
        "view": tried_table(ask, accounts.tried(person)),
        "how_words": lambda how: how_words(ask, how),
        "errors": {},
        "done": ask.query.get("done", ""),
        "shortest": SHORTEST_PASSWORD,
    }
    return ask.page("account.html", status, **{**values, **more})


def _mine(ask: Ask) -> LocalAccount | None:
    """The account that this session signed in with; of one who came otherwise, their first."""
    accounts = ask.house.ports.accounts.mine(ask.caller.person)
    here = ask.session.account if ask.session else ""
    return next((one for one in accounts if one.name == here), accounts[0] if accounts else None)


def _account(ask: Ask) -> LocalAccount:
    account = _mine(ask)
    if account is None:
        raise BadRequest("no_such_page")
    return account


async def password(ask: Ask) -> Response:
    account = _account(ask)
    form, errors = ask.form, {}
    chosen = form.get("new", "")
    why = weakness(chosen, account.name)
    if why:
        errors["new"] = ask.say(WEAK[why])
    if chosen != form.get("again", ""):
        errors["again"] = ask.say("두 번 적은 새 비밀번호가 서로 다릅니다.")
    if errors:
        return _page(ask, 400, errors=errors)
    step = await _prove(ask, account)
    if step is None:
        return _page(ask, 400, errors={"old": _not_right(ask)})
    kept = await asyncio.to_thread(ask.house.ports.accounts.hash, chosen)
    said = {"name": account.name, "person": account.person, "hash": kept, "step": step}
    refusal = await _change(ask, "keep_password", said)
    return _page(ask, 400, errors={"old": refusal}) if refusal else ask.go("/my/account?done=password")


async def _prove(ask: Ask, account: LocalAccount) -> int | None:
    """The step of the code, when password and code are right. A wrong one is put down as a wrong sign-in, so that
    whoever sits at an open session guesses no better than at the door.
    """
    ports = ask.house.ports
    step = await asyncio.to_thread(ports.accounts.check, account, ask.form.get("old", ""), ask.form.get("code", ""))
    if step is None:
        said = {"how": "password", "name": account.name, "right": False, "step": 0, "peer": ask.peer}
        await ports.note("note_sign_in", said)
    return step


def _not_right(ask: Ask) -> str:
    return ask.say("지금 비밀번호나 인증번호가 맞지 않습니다. 방금 쓴 번호라면 다음 번호를 기다리십시오.")


async def _change(ask: Ask, act: str, said: Mapping[str, object]) -> str:
    """Carry it out; why it was refused, in words, or nothing."""
    session = ask.session.id if ask.session else ""
    try:
        await ask.house.ports.note(act, {**said, "session": session, "peer": ask.peer})
    except BadCommand as error:
        return error.message(ask.language)
    return ""


async def second_factor(ask: Ask) -> Response:
    account = _account(ask)
    return _factor_page(ask, account, ask.house.ports.accounts.propose(account))


def _factor_page(
    ask: Ask, account: LocalAccount, proposed: Enrolment, errors: Mapping[str, str] | None = None
) -> Response:
    key = proposed.uri.partition("secret=")[2].partition("&")[0]
    groups = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    found = errors or {}
    return ask.page(
        "second_factor.html", 400 if found else 200, account=account, proposed=proposed, key=groups, errors=found
    )


async def keep_second_factor(ask: Ask) -> Response:
    account = _account(ask)
    accounts = ask.house.ports.accounts
    sealed = ask.form.get("sealed", "")
    proposed = accounts.again(account, sealed)
    if proposed is None:
        raise BadRequest("bad_value", "sealed", allowed=ask.say("이 화면을 새로 열어 다시 하십시오"))
    new_step = accounts.confirm(account, sealed, ask.form.get("new_code", ""))
    if new_step is None:
        words = ask.say("새 기기의 번호가 아닙니다. 키를 바르게 옮겼는지, 기기의 시계가 맞는지 보십시오.")
        return _factor_page(ask, account, proposed, {"new_code": words})
    step = await _prove(ask, account)
    if step is None:
        return _factor_page(ask, account, proposed, {"old": _not_right(ask)})
    said = {"name": account.name, "person": account.person, "sealed": sealed, "step": step, "new_step": new_step}
    refusal = await _change(ask, "keep_second_factor", said)
    if refusal:
        return _factor_page(ask, account, proposed, {"old": refusal})
    return ask.go("/my/account?done=second-factor")


async def end_sessions(ask: Ask) -> Response:
    """One of one's own, or all but this one. Another person's name for a session ends nothing."""
    wanted = ask.form.get("session", "")[:128]
    keep = ask.session.id if ask.session else ""
    await ask.house.ports.note("end_own_sessions", {"person": ask.caller.person, "session": wanted, "keep": keep})
    return ask.go("/my/account?done=sessions")
