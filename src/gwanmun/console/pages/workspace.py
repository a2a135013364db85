"""The workspace (업무 도우미): choose a task, write, see exactly what will leave, send, read the answer.

The preview asks the same stages as the gate (port `workspace`); sending goes through the gate with a grant for this person,
and in no other way. With script the preview follows the typing and the answer streams; without it the same form gives a
page. What does not live here: masking, judging, money; what is sent and restored; what becomes of an answer (`answers.py`),
texts carried to web services by hand (`safe_copy.py`), what is kept (`history.py`).
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from markupsafe import Markup
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from gwanmun.console.house import Ask, House, Item
from gwanmun.console.markdown import html_of
from gwanmun.console.ports import Asked, Balance, Choice, Piece, Preview, Who
from gwanmun.console.snippets import snippets
from gwanmun.console.talks import Talk, Talks
from gwanmun.console.texts import t
from gwanmun.console.work import Attached, Mark, Overruled, Turn
from gwanmun.control.access import Errand
from gwanmun.domain.offices import Role
from gwanmun.errors import BadDocument, BadRequest, GwanmunError, Overloaded

STAFF = tuple(role for role in Role if role not in {Role.AUTHORITY, Role.ASSEMBLY})
ITEMS: Sequence[Item] = (Item("/workspace", t("업무 도우미"), STAFF, order=10, group="work"),)
_LONGEST = 200_000
#: An answer is drawn anew as it grows, at most so often, and never so often that drawing is all that is done.
_DRAW_SECONDS, _SHARE = 0.12, 5.0
_LONGEST_REASON = 500
_MOST_MARKS, _LONGEST_MARK, _MOST_FILES = 200, 200, 8
_TALKS: WeakKeyDictionary[House, Talks] = WeakKeyDictionary()


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
    Task(t("회의록"), t("회의록 정리"),
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
    _TALKS[house] = Talks(house.ports.monotonic, house.ports.entropy)
    return (
        house.route("/workspace", page, roles=STAFF),
        house.route("/workspace/preview", preview, "POST", roles=STAFF),
        house.route("/workspace/file", file, "POST", roles=STAFF),
        house.route("/workspace/reading", reading, "POST", roles=STAFF),
        house.route("/workspace/send", send, "POST", roles=STAFF),
        house.route("/workspace/approval", approval, "POST", roles=STAFF),
        house.route("/workspace/code", code, roles=STAFF),
    )


def who(ask: Ask) -> Who:
    return Who(ask.caller.person, ask.peer)


def secret(ask: Ask) -> str:
    """What ties a conversation to the session that began it."""
    return ask.session.form_token if ask.session else ""


def talks(ask: Ask) -> Talks:
    return _TALKS[ask.house]


#: What a demonstration offers to whoever has no complaint at hand. Nobody of that name, number and mail exists.
_EXAMPLE = """민원인 남궁솔(연락처 010-2345-6789, namgung.sol@gwanmun-demo.kr)입니다.
9월분 지방세가 이중으로 납부되어 환급을 신청하였으나 회신을 받지 못했습니다.
처리 상황과 환급 예정일을 알려 주십시오."""


async def page(ask: Ask) -> Response:
    kept = dict(ask.session.take("/workspace")) if ask.session else {}
    talk = talks(ask).find(secret(ask), ask.query.get("talk", ""))
    if talk is not None:
        kept = {"talk": talk.id, "task": talk.task, "model": talk.model, **kept}
    if ask.house.terms.demo and "example" in ask.query:
        kept = {"text": _EXAMPLE, **kept}
    return await _page(ask, kept, talk=talk)


async def _page(ask: Ask, typed: Mapping[str, str], status: int = 200, **more: object) -> Response:
    """The whole page; what could not be learnt about models or money is said where it would stand."""
    workspace = ask.house.ports.workspace
    fault: GwanmunError | None = None
    choices: tuple[Choice, ...] = ()
    balances: tuple[Balance, ...] = ()
    try:
        choices = await workspace.choices(who(ask))
        balances = await workspace.balances(who(ask))
    except GwanmunError as error:
        fault = error
    task = _BY_ID.get(typed.get("task", ""), TASKS[0])
    values = {
        "tasks": TASKS, "task": task, "choices": choices, "balances": balances, "fault": fault,
        "model": typed.get("model", ""), "text": typed.get("text", ""), "preview": None, "answer": None, "refused": None,
        "receipt": None, "filed": None, "talk": None, "files": (), "kinds": await workspace.kinds(), "wrong": "",
        "history_days": await history_days(ask), "sure": ask.lists.get("sure", ()), "at": 0,
    }  # fmt: skip
    return ask.page("workspace.html", status, **{**values, **more})


async def history_days(ask: Ask) -> int:
    try:
        return await ask.house.ports.workspace.history_days(who(ask))
    except GwanmunError:
        return 0


# ---------------------------------------------------------------- what was typed


def _asked(ask: Ask) -> Asked:
    task = _BY_ID.get(ask.form.get("task", ""))
    if task is None:
        raise BadRequest("bad_value", "task", allowed=", ".join(_BY_ID))
    return asked_of(ask, task.id, task.instruction)


def asked_of(ask: Ask, task: str, instruction: str, *, seat: bool = False) -> Asked:
    """The form as a question: the text, what a person decided of single places, files, what was said before."""
    text = ask.form.get("text", "")
    if len(text) > _LONGEST:
        raise BadRequest("body_too_large", "text", limit=_LONGEST)
    model = ask.form.get("model", "")
    if not model or len(model) > 128 or not model.isprintable():
        raise BadRequest("bad_value", "model", allowed=ask.say("목록에 있는 서비스"))
    keep, hide = marks(ask)
    files = tuple(one for one in ask.lists.get("file", ()) if one != ask.form.get("drop"))
    turns: tuple[Turn, ...] = ()
    talk = talks(ask).find(secret(ask), ask.form.get("talk", ""))
    if talk is not None and ask.form.get("again") == talk.id and talk.turns:
        text, files, turns = talk.turns[-1].text, talk.turns[-1].files, tuple(talk.turns[:-1])
    elif talk is not None and not talk.full:
        turns = tuple(talk.turns)
        # What was attached before goes with its own turn: once is enough.
        files = tuple(one for one in files if not any(one in turn.files for turn in turns))
    if not text.strip() and files:
        text = ask.say("첨부한 문서를 보십시오.")
    return Asked(who(ask), model, task, instruction, text, keep, hide, files[:_MOST_FILES], turns, seat)


def marks(ask: Ask) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """What is kept and what is masked by hand. One more to mask may stand in a field of its own."""
    more = " ".join(ask.form.get("hide_text", "").split())
    hide = list(ask.lists.get("hide", ()))
    if more:
        hide.append(f"{ask.form.get('hide_kind', 'NAME')}:{more}")
    return _read_marks(ask.lists.get("keep", ())), _read_marks(hide)


def _read_marks(written: Sequence[str]) -> tuple[Mark, ...]:
    if len(written) > _MOST_MARKS or any(len(one) > _LONGEST_MARK + 20 for one in written):
        raise BadRequest("too_many", "keep", limit=_MOST_MARKS)
    return tuple(dict.fromkeys(Mark.read(one) for one in written if ":" in one))


async def uploaded(ask: Ask) -> tuple[Attached, ...]:
    """The files that wait to be sent: those from before, and one that came with this form."""
    ids = tuple(one for one in ask.lists.get("file", ()) if one != ask.form.get("drop"))[:_MOST_FILES]
    found = ask.house.ports.workspace.attached(who(ask), ids)
    upload = ask.files.get("upload")
    if upload is None or not upload.filename:
        return found
    if len(found) >= _MOST_FILES:
        raise BadRequest("too_many", "upload", limit=_MOST_FILES)
    content = await upload.read()
    return (*found, await ask.house.ports.workspace.attach(who(ask), upload.filename, content))


def _with_files(asked: Asked, files: Sequence[Attached]) -> Asked:
    ids = tuple(one.id for one in files)
    new = tuple(one for one in ids if not any(one in turn.files for turn in asked.turns))
    return asked if set(asked.files) == set(new) else _replaced(asked, new)


def _replaced(asked: Asked, files: tuple[str, ...]) -> Asked:
    text = asked.text if asked.text.strip() or not files else "첨부한 문서를 보십시오."
    return Asked(
        asked.who,
        asked.model,
        asked.task,
        asked.instruction,
        text,
        asked.keep,
        asked.hide,
        files,
        asked.turns,
        asked.seat,
    )


# ---------------------------------------------------------------- before it leaves


async def preview(ask: Ask) -> Response:
    """What would leave. While typing it is a part of the page; without script, the page with it."""
    found, files, wrong = await previewed(ask, lambda: _asked(ask))
    if ask.part:
        return ask.page("parts/preview.html", preview=found)
    talk = talks(ask).find(secret(ask), ask.form.get("talk", ""))
    return await _page(ask, ask.form, preview=found, files=files, wrong=wrong, talk=talk)


async def previewed(ask: Ask, asked: Callable[[], Asked]) -> tuple[Preview | None, tuple[Attached, ...], str]:
    """A file that cannot be read says so beside the field; what was typed is shown all the same."""
    wrong = ""
    try:
        files = await uploaded(ask)
    except (BadDocument, Overloaded) as error:
        files = ask.house.ports.workspace.attached(who(ask), ask.lists.get("file", ()))
        wrong = f"{error.message(ask.language)} {error.remedy(ask.language)}"
    found = None
    if ask.form.get("text", "").strip() or files:
        found = await ask.house.ports.workspace.preview(_with_files(asked(), files))
    return found, files, wrong


async def file(ask: Ask) -> Response:
    """One more file, read at once: with script, its row; what is wrong with it stands in its place."""
    wrong = ""
    try:
        files = await uploaded(ask)
    except (BadDocument, Overloaded, BadRequest) as error:
        files = ask.house.ports.workspace.attached(who(ask), ask.lists.get("file", ()))
        wrong = f"{error.message(ask.language)} {error.remedy(ask.language)}"
    if ask.part:
        return ask.page("parts/files.html", files=files, wrong=wrong, sure=ask.lists.get("sure", ()))
    return await _page(ask, ask.form, files=files, wrong=wrong)


async def reading(ask: Ask) -> Response:
    """How far a long file was read; asked for, with script, while it is being read."""
    if not ask.part:
        return ask.go("/workspace")
    return ask.page("parts/reading.html", pages=ask.house.ports.workspace.reading(who(ask)))


# ---------------------------------------------------------------- sending


async def send(ask: Ask) -> Response:
    files = await uploaded(ask)
    asked = _with_files(_asked(ask), files) if ask.form.get("again", "") == "" else _asked(ask)
    streams = ask.part and "text/event-stream" in ask.request.headers.get("accept", "")
    if not asked.text.strip():
        raise BadRequest("missing_field", "text")
    if any(one.uncertain and one.id not in ask.lists.get("sure", ()) for one in files):
        wrong = ask.say("그림에서 읽은 글자는 틀릴 수 있습니다. 원본과 대조하고 확인란에 표시한 뒤 보내십시오.")
        if streams:
            return ask.page("parts/unsure.html", wrong=wrong)
        found = await ask.house.ports.workspace.preview(asked)
        return await _page(ask, ask.form, 400, preview=found, files=files, wrong=wrong)
    pieces = ask.house.ports.workspace.send(asked)
    if streams:
        return StreamingResponse(_drawn(ask, pieces, asked), media_type="text/event-stream")
    text: list[str] = []
    last = Piece(end=True)
    async for piece in pieces:
        text.append(piece.text)
        last = piece
    talk = await _ended(ask, asked, "".join(text), last)
    answer = Markup(html_of("".join(text))) if any(text) else None  # noqa: S704 - cleaned by an allow list
    return await _page(
        ask, ask.form, answer=answer, refused=last.refused, receipt=last.receipt, done=True, files=files, talk=talk
    )


async def _ended(ask: Ask, asked: Asked, text: str, last: Piece) -> Talk | None:
    """An answer that came whole becomes a turn; what the person chose becomes a suggestion; and is kept where it may be."""
    if not text or last.refused is not None:
        return None
    await suggest(ask, last.receipt.overruled)
    talk = talks(ask).find(secret(ask), ask.form.get("talk", ""))
    if talk is None or len(talk.turns) < len(asked.turns) or (talk.full and not asked.turns):
        talk = talks(ask).begin(secret(ask), asked.task, asked.model, ask.house.ports.now_us())
    del talk.turns[len(asked.turns) :], talk.receipts[len(asked.turns) :]
    talk.turns.append(Turn(asked.text, text, asked.files))
    talk.receipts.append(last.receipt)
    talk.task, talk.model, talk.keep, talk.hide = asked.task, asked.model, asked.keep, asked.hide
    try:
        await ask.house.ports.workspace.keep_past(who(ask), talk.past)
    except GwanmunError as error:
        ask.house.ports.report("conversation_not_kept", {"code": error.code})
    return talk


async def suggest(ask: Ask, overruled: Sequence[Overruled]) -> None:
    """For whoever keeps the lists: kinds and rules, never what was written. It never stands in the way of an answer."""
    if not overruled:
        return
    items = [
        {"kind": one.kind, "missed": one.missed, "rule": one.rule, "times": min(one.times, 1000)} for one in overruled
    ]
    try:
        await ask.house.ports.perform("suggest_places", {"items": items}, "", Errand(ask.caller))
    except GwanmunError as error:
        ask.house.ports.report("suggestion_not_taken", {"code": error.code})


async def _drawn(ask: Ask, pieces: AsyncIterator[Piece], asked: Asked) -> AsyncIterator[bytes]:
    """The answer so far, drawn again as it grows: events without a name, each the whole content of the answer's place."""
    clock = ask.house.ports.monotonic
    text = ""
    due = 0.0
    yield _event(_answer(ask, "", asked, None, None))
    async for piece in pieces:
        text += piece.text
        if piece.end:
            talk = await _ended(ask, asked, text, piece)
            yield _event(_answer(ask, text, asked, piece, talk))
            return
        began = clock()
        if began >= due:
            yield _event(_answer(ask, text, asked, None, None))
            due = began + max(_DRAW_SECONDS, (clock() - began) * _SHARE)


def _answer(ask: Ask, text: str, asked: Asked, last: Piece | None, talk: Talk | None) -> str:
    return ask.house.text(
        ask,
        "parts/answer.html",
        {
            "answer": Markup(html_of(text)) if text else None,  # noqa: S704 - cleaned by an allow list
            "done": last is not None,
            "refused": last.refused if last else None,
            "receipt": last.receipt if last else None,
            "task": _BY_ID[asked.task],
            "talk": talk,
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


async def code(ask: Ask) -> Response:
    """The same question for a program: curl, Python, JavaScript, without a key."""
    task = _BY_ID.get(ask.query.get("task", ""), TASKS[0])
    choices = await ask.house.ports.workspace.choices(who(ask))
    model = ask.query.get("model") or next((one.model for one in choices), "")
    if model not in {one.model for one in choices}:
        raise BadRequest("bad_value", "model", allowed=ask.say("목록에 있는 서비스"))
    text = ask.say("여기에 내용을 넣으십시오")
    messages = next(one.messages for one in choices if one.model == model)
    return ask.page(
        "code.html",
        model=model,
        task=task,
        choices=choices,
        snippets=snippets(model, task.id, task.instruction, text, messages=messages),
    )
