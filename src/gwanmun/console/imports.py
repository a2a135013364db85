"""Taking a table in (표 들이기): a file or pasted text, checked row by row, shown before anything is kept, then confirmed.

CSV (UTF-8, CP949) or XLSX; all of it or nothing. What was checked travels in the page's own form, so that nothing waits on
the server and what is confirmed is what was shown. What does not live here: the rules of a row (`control/sheets_people.py`,
`budget/sheet.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from starlette.responses import Response

from gwanmun.console import forms
from gwanmun.console.house import Ask
from gwanmun.console.tables import csv_of
from gwanmun.console.texts import t
from gwanmun.control.sheets import decode
from gwanmun.control.sheets_people import SHEETS
from gwanmun.errors import BadCommand

#: What one form field carries (`house.py` bounds a part at 4 MiB).
_MOST_TEXT = 3_500_000


@dataclass(frozen=True, slots=True)
class Taking:
    """`tables`: (name, label) of what may be taken in here."""

    title: str
    act: str
    tables: Sequence[tuple[str, str]]
    back: str
    back_label: str
    lead: str = t(
        "파일을 고르면 먼저 모든 행을 살펴보고 무엇이 바뀌는지 보여 드립니다. 한 행이라도 틀리면 아무것도 들이지 않습니다."
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What a check found: figures in words, and what is wrong with which row."""

    counts: Sequence[tuple[str, object]]
    errors: Sequence[tuple[int, str, str, str]]  # row, column, what is wrong, what to do
    more: int = 0
    carried: Mapping[str, str] | None = None  # what confirming sends; None: there is nothing to confirm


async def answer(ask: Ask, taking: Taking) -> Response:
    if ask.request.method != "POST":
        if (name := ask.query.get("sample", "")) in dict(taking.tables):
            return _sample(name)
        return page(ask, taking)
    table = ask.form.get("table", taking.tables[0][0])
    if table not in dict(taking.tables):
        return page(ask, taking, errors={"table": ask.say("목록에서 고르십시오")}, status=400)
    try:
        text = ask.form["taken"] if ask.form.get("step") == "take" else await _text(ask)
    except BadCommand as error:
        return page(ask, taking, errors={"file": forms.words(ask, error)}, status=400)
    if not text.strip():
        return page(ask, taking, errors={"file": ask.say("파일을 고르거나 내용을 붙여 넣으십시오")}, status=400)
    if len(text.encode()) > _MOST_TEXT:
        return page(ask, taking, errors={"file": ask.say("한 번에 3.5MB까지입니다. 나누어 올리십시오")}, status=400)
    if ask.form.get("step") == "take":
        _, errors, status = await forms.attempt(ask, taking.act, "", {"table": table, "text": text})
        if errors:
            return page(ask, taking, errors={"file": next(iter(errors.values()))}, status=status)
        return ask.go(forms.done(taking.back, "taken"))
    found = cast("Mapping[str, Any]", await forms.look(ask, taking.act, table=table, text=text, dry_run=True))
    return page(ask, taking, shown=_shown(ask, found, table, text), status=400 if found["errors"] else 200)


def page(
    ask: Ask, taking: Taking, *, shown: Shown | None = None, errors: Mapping[str, str] | None = None, status: int = 200,
    fields: Sequence[forms.Field] = (), columns: Mapping[str, Sequence[str]] | None = None, pastes: bool = True,
) -> Response:  # fmt: skip
    known = {name: tuple(SHEETS[name].heads.values()) for name, _ in taking.tables if name in SHEETS}
    return ask.page(
        "imports.html", status, taking=replace(taking, tables=tuple(taking.tables)), shown=shown, errors=errors or {},
        columns=known if columns is None else columns, fields=fields, chosen=ask.form.get("table", ask.query.get("table", "")),
        pastes=pastes, samples=columns is None,
    )  # fmt: skip


async def upload(ask: Ask) -> tuple[str, bytes]:
    """The file that was sent; empty bytes when there was none."""
    file = ask.files.get("file")
    return ("", b"") if file is None or not file.filename else (file.filename, await file.read())


async def _text(ask: Ask) -> str:
    name, data = await upload(ask)
    if not data:
        return ask.form.get("pasted", "")
    if data[:4] == b"PK\x03\x04" and ask.house.ports.tables is not None:
        return await ask.house.ports.tables.text(name, data)
    return decode(data)


def _shown(ask: Ask, found: Mapping[str, Any], table: str, text: str) -> Shown:
    ko = ask.language == "ko"
    errors = [
        (one["row"], one["column"], one["ko" if ko else "en"], one["next_ko" if ko else "next_en"])
        for one in found["errors"]
    ]
    counts = (
        (t("읽은 행"), found["rows"]), (t("새로 더해짐"), found["added"]), (t("바뀜"), found["changed"]),
        (t("바뀌지 않음"), found["unchanged"]),
    )  # fmt: skip
    return Shown(counts, errors, found["more_errors"], None if errors else {"table": table, "taken": text})


def _sample(name: str) -> Response:
    """A file with the heads alone, to be filled in."""
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(
        csv_of(tuple(SHEETS[name].heads.values()), []), headers=headers, media_type="text/csv; charset=utf-8"
    )
