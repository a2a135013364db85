"""The workspace (업무 도우미): choose a task, write, see exactly what will leave, send, read the answer.

The preview asks the same stages as the gate (port `workspace`); sending goes through the gate with a grant for this person,
and in no other way. With script the preview follows the typing and the answer streams; without it the same form gives a
page. What does not live here: masking, judging, money; what is sent and restored.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from gwanmun.console.house import Ask, House, Item
from gwanmun.console.markdown import html_of
from gwanmun.console.ports import Asked, Balance, Choice, Piece, Who
from gwanmun.console.texts import t
from gwanmun.domain.offices import Role
from gwanmun.errors import BadRequest, GwanmunError

STAFF = tuple(role for role in Role if role not in {Role.AUTHORITY, Role.ASSEMBLY})
ITEMS: Sequence[Item] = (Item("/workspace", t("업무 도우미"), STAFF, order=10, group="work"),)
_LONGEST = 200_000
#: An answer is drawn anew as it grows, at most so often, and never so often that drawing is all that is done.
_DRAW_SECONDS, _SHARE = 0.12, 5.0
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Task:
    """What a person wants done. `id` is the label that the record carries; `instruction` is said before their text."""

    id: str
    label: str
    instruction: str
    hint: str


TASKS: Sequence[Task] = (
    Task("민원 답변", t("민원 답변"),
         "다음 민원에 보낼 답변 초안을 공손한 말로 써 주세요. 모르는 사실은 지어내지 말고 확인이 필요하다고 적어 주세요.",
         t("접수된 민원을 그대로 붙여 넣으십시오. 이름·연락처는 가려져 나갑니다.")),
    Task("요약", t("요약"),
         "다음 글을 핵심만 남겨 다섯 줄 이내로 요약해 주세요.",
         t("요약할 글을 붙여 넣으십시오.")),
    Task("보고서 초안", t("보고서 초안"),
         "다음 내용으로 공공기관 보고서 초안을 개요(□ ○ -) 형식으로 써 주세요. 없는 수치는 만들지 마세요.",
         t("보고할 내용, 배경, 수치를 적으십시오.")),
    Task("번역", t("번역"),
         "다음 글이 한국어이면 영어로, 다른 언어이면 한국어로 번역해 주세요.",
         t("번역할 글을 붙여 넣으십시오.")),
    Task("회의록", t("회의록 정리"),
         "다음 회의 메모를 안건, 논의, 결정, 할 일(담당·기한) 순서의 회의록으로 정리해 주세요.",
         t("회의 메모를 붙여 넣으십시오.")),
    Task("글다듬기", t("글 다듬기"),
         "다음 글의 뜻은 그대로 두고 공문에 맞게 쉽고 바르게 다듬어 주세요.",
         t("다듬을 글을 붙여 넣으십시오.")),
    Task("자유 질문", t("자유 질문"),
         "",
         t("묻고 싶은 것을 적으십시오.")),
)  # fmt: skip
_BY_ID = {task.id: task for task in TASKS}


def routes(house: House) -> Sequence[BaseRoute]:
    return (
        house.route("/workspace", page, roles=STAFF),
        house.route("/workspace/preview", preview, "POST", roles=STAFF),
        house.route("/workspace/send", send, "POST", roles=STAFF),
        house.route("/workspace/approval", approval, "POST", roles=STAFF),
    )


async def page(ask: Ask) -> Response:
    kept = ask.session.take("/workspace") if ask.session else {}
    return await _page(ask, kept)


async def _page(ask: Ask, typed: Mapping[str, str], status: int = 200, **more: object) -> Response:
    """The whole page; what could not be learnt about models or money is said where it would stand."""
    who = Who(ask.caller.person, ask.peer, ask.how)
    workspace = ask.house.ports.workspace
    fault: GwanmunError | None = None
    choices: tuple[Choice, ...] = ()
    balances: tuple[Balance, ...] = ()
    try:
        choices = await workspace.choices(who)
        balances = await workspace.balances(who)
    except GwanmunError as error:
        fault = error
    task = _BY_ID.get(typed.get("task", ""), TASKS[0])
    values = {
        "tasks": TASKS, "task": task, "choices": choices, "balances": balances, "fault": fault,
        "model": typed.get("model", ""), "text": typed.get("text", ""), "preview": None, "answer": None, "refused": None,
        "receipt": None, "filed": None,
    }  # fmt: skip
    return ask.page("workspace.html", status, **{**values, **more})


def _asked(ask: Ask) -> Asked:
    text = ask.form.get("text", "")
    if len(text) > _LONGEST:
        raise BadRequest("body_too_large", "text", limit=_LONGEST)
    task = _BY_ID.get(ask.form.get("task", ""))
    if task is None:
        raise BadRequest("bad_value", "task", allowed=", ".join(_BY_ID))
    model = ask.form.get("model", "")
    if not model or len(model) > 128 or not model.isprintable():
        raise BadRequest("bad_value", "model", allowed=ask.say("목록에 있는 서비스"))
    return Asked(Who(ask.caller.person, ask.peer, ask.how), model, task.id, task.instruction, text)


async def preview(ask: Ask) -> Response:
    """What would leave. While typing it is a part of the page; without script, the page with it."""
    found = None
    if ask.form.get("text", "").strip():
        found = await ask.house.ports.workspace.preview(_asked(ask))
    if ask.part:
        return ask.page("parts/preview.html", preview=found)
    return await _page(ask, ask.form, preview=found)


async def send(ask: Ask) -> Response:
    asked = _asked(ask)
    if not asked.text.strip():
        raise BadRequest("missing_field", "text")
    pieces = ask.house.ports.workspace.send(asked)
    if ask.part and "text/event-stream" in ask.request.headers.get("accept", ""):
        return StreamingResponse(_drawn(ask, pieces, asked), media_type="text/event-stream")
    text: list[str] = []
    last = Piece(end=True)
    async for piece in pieces:
        text.append(piece.text)
        last = piece
    answer = Markup(html_of("".join(text))) if text else None  # noqa: S704 - cleaned by an allow list
    return await _page(
        ask, ask.form, answer=answer if any(text) else None, refused=last.refused, receipt=last.receipt, done=True
    )


async def _drawn(ask: Ask, pieces: AsyncIterator[Piece], asked: Asked) -> AsyncIterator[bytes]:
    """The answer so far, drawn again as it grows: events without a name, each the whole content of the answer's place."""
    clock = ask.house.ports.monotonic
    text = ""
    due = 0.0
    yield _event(_answer(ask, "", asked, None))
    async for piece in pieces:
        text += piece.text
        if piece.end:
            yield _event(_answer(ask, text, asked, piece))
            return
        began = clock()
        if began >= due:
            yield _event(_answer(ask, text, asked, None))
            due = began + max(_DRAW_SECONDS, (clock() - began) * _SHARE)


def _answer(ask: Ask, text: str, asked: Asked, last: Piece | None) -> str:
    return ask.house.text(
        ask,
        "parts/answer.html",
        {
            "answer": Markup(html_of(text)) if text else None,  # noqa: S704 - cleaned by an allow list
            "done": last is not None,
            "refused": last.refused if last else None,
            "receipt": last.receipt if last else None,
            "task": _BY_ID[asked.task],
        },
    )


def _event(html: str) -> bytes:
    return b"".join(b"data: " + line.encode() + b"\n" for line in html.splitlines()) + b"\n"


async def approval(ask: Ask) -> Response:
    """File the approval request that a refusal came with: one click, with a reason that may be written over."""
    form = ask.form
    reason = " ".join(form.get("justification", "").split())[:_LONGEST_REASON]
    args: dict[str, object] = {
        name: form[name] for name in ("service", "until", "grade", "task", "device_class") if form.get(name)
    }
    families = tuple(one for one in ask.lists.get("families", ()) if one)
    if families:
        args["families"] = families
    args["justification"] = reason or ask.say("{task} 업무에 필요합니다.", task=form.get("task", ""))
    filed = await ask.perform("request_approval", reason, **args)
    if ask.part:
        return ask.page("parts/filed.html", filed=filed)
    return await _page(ask, {}, filed=filed)
