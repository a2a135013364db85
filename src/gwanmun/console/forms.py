"""Forms as rows (서식): an act's fields in words, read strictly, carried out once, shown again with what is wrong.

One form is one page: its errors stand beside the fields and in a summary, what was typed stays, and it works without
script. When somebody else changed the thing meanwhile, the page shows how it stands now beside what was typed. What does
not live here: which acts there are (`pages/`), their rules (`control/`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

from starlette.responses import Response

from gwanmun.console.house import Ask
from gwanmun.console.texts import t
from gwanmun.control.access import Errand
from gwanmun.control.office import seoul_day
from gwanmun.errors import BadCommand, BadRequest, Conflict

_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_LONGEST_REASON = 500
REASON = "reason"


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: text, area, number, day, choice, many (several of `options`), check, hidden. `options`: (value, words)."""

    name: str
    label: str = ""
    kind: str = "text"
    hint: str = ""
    value: str = ""
    required: bool = True
    options: Sequence[tuple[str, str]] = ()
    longest: int = 500


def reason(label: str = t("사유"), hint: str = t("감사기록에 남습니다. 이름이나 연락처는 적지 마십시오.")) -> Field:
    return Field(REASON, label, "text", hint, longest=_LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class Form:
    """`args` makes the act's arguments of the values read; empty ones are left out before. `seen`: how the thing stands
    now, in pairs of words, shown beside. `danger`: what cannot be taken back, in a sentence.
    """

    title: str
    act: str
    fields: Sequence[Field]
    back: str
    back_label: str
    submit: str = t("저장")
    lead: str = ""
    danger: str = ""
    args: Callable[[Mapping[str, object]], Mapping[str, object]] = dict
    seen: Sequence[tuple[str, object]] = ()
    done: str = "done"
    titles: Mapping[str, object] = field(default_factory=dict)  # what stands in the braces of `title` and `lead`
    tries: str = ""  # a second button that shows what would be and writes nothing: its words (`try` is 1 in the form)
    reason_in: str = REASON  # the field whose words are also the reason in the journal


async def answer(ask: Ask, form: Form, then: Callable[[object], Response] | None = None) -> Response:
    """Show the form, or carry it out and go back to where one came from."""
    if ask.request.method != "POST":
        asked = ask.query
        return page(ask, form, {one.name: asked.get(one.name, one.value) for one in form.fields}, {})
    values, errors = read(ask, form.fields)
    if errors:
        return page(ask, form, ask.form, errors, 400)
    why = str(values.pop(REASON, "") or values.get(form.reason_in, ""))
    try:
        args = dict(form.args(values))
    except BadRequest as error:  # a value that only the form's own reading finds wrong
        return page(ask, form, ask.form, {place(error.where, form.fields): words(ask, error)}, 400)
    found, errors, status = await attempt(ask, form.act, why, args, form.fields)
    if errors:
        return page(ask, form, ask.form, errors, status)
    if then is not None:
        return then(found)
    return ask.go(done(form.back, form.done))


def done(path: str, word: str = "done") -> str:
    """Back, with a word that the page shows as said and done."""
    before, mark, place = path.partition("#")
    return f"{before}{'&' if '?' in before else '?'}did={quote(word)}{mark}{place}"


def page(ask: Ask, form: Form, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> Response:
    return ask.page("form.html", status, form=form, typed=typed, errors=errors, many=ask.lists, stale=status == 409)


async def attempt(
    ask: Ask, act: str, why: str, args: Mapping[str, object], fields: Sequence[Field] = ()
) -> tuple[object, dict[str, str], int]:
    """Carry out an act; what it refuses as written comes back as errors of fields."""
    try:
        return await ask.perform(act, why, **args), {}, 200
    except (BadCommand, BadRequest) as error:
        return None, {place(error.where, fields): words(ask, error)}, 400
    except Conflict as error:
        return None, {place("", fields): words(ask, error)}, 409


async def look(ask: Ask, act: str, /, **args: object) -> object:
    """Read by an act, also while a form is carried out: never remembered as the form's own answer."""
    return await ask.house.ports.perform(act, args, "", Errand(ask.caller))


def words(ask: Ask, error: BadCommand | BadRequest | Conflict) -> str:
    """An error in a sentence or two, without the place: it stands beside the field. Remedies for the command line go."""
    said = error.message(ask.language).removesuffix(f" ({error.where})")
    remedy = error.remedy(ask.language)
    return said if "gwanmun " in remedy or "--" in remedy or remedy == error.where else f"{said}. {remedy}"


def place(where: str, fields: Sequence[Field]) -> str:
    """The field that an error speaks of: the last name of its place that the form has; else the first field."""
    names = [one.name for one in fields if one.kind != "hidden"]
    for part in reversed(re.split(r"[./\[\]]+", where)):
        if part in names:
            return part
    return names[0] if names else "form"


def read(ask: Ask, fields: Sequence[Field]) -> tuple[dict[str, object], dict[str, str]]:
    """The values of a form's fields, empty ones left out; and what is wrong, field by field."""
    values: dict[str, object] = {}
    errors: dict[str, str] = {}
    for one in fields:
        if one.kind == "check":
            values[one.name] = ask.form.get(one.name) == "1"
            continue
        if one.kind == "many":
            allowed = {value for value, _ in one.options}
            several = tuple(part for part in ask.lists.get(one.name, (ask.form.get(one.name, ""),)) if part in allowed)
            if several:
                values[one.name] = several
            elif one.required:
                errors[one.name] = ask.say("{what}: 하나 이상 고르십시오", what=ask.say(one.label))
            continue
        typed = ask.form.get(one.name, "").strip()
        if not typed:
            if one.required:
                errors[one.name] = ask.say("{what}: 비어 있습니다", what=ask.say(one.label))
            continue
        wrong = _wrong(ask, one, typed)
        if wrong:
            errors[one.name] = f"{ask.say(one.label)}: {wrong}"
        else:
            values[one.name] = int(typed.replace(",", "")) if one.kind == "number" else typed
    return values, errors


def _wrong(ask: Ask, one: Field, typed: str) -> str:
    if one.kind == "number" and not _WHOLE.fullmatch(typed.replace(",", "")):
        return ask.say("숫자만 적으십시오")
    if one.kind == "day" and not _day(typed):
        return ask.say("2026-11-22처럼 날짜를 적으십시오")
    if one.kind == "choice" and typed not in {value for value, _ in one.options}:
        return ask.say("목록에서 고르십시오")
    if one.kind in {"text", "area"} and len(typed) > one.longest:
        return ask.say("{n}자까지 적을 수 있습니다", n=one.longest)
    if one.kind == "text" and not typed.isprintable():
        return ask.say("한 줄로 적으십시오")
    return ""


def _day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text)) and len(text) == 10
    except ValueError:
        return False


def today(ask: Ask) -> str:
    """Today in Seoul, as 2026-11-22."""
    return seoul_day(ask.house.ports.now_us()).isoformat()
