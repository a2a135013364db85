"""The walk over a request's tree that turns every free string and key into a passage, and refuses what nobody listed.

What lives here: `Walk`, which collects passages and remembers where each came from; `Level` and `Field`, the rows
of the dated field lists; `TreeDocument`, which puts examined texts back. What does not: which fields a dialect has
(`fields_openai.py`, `fields_anthropic.py`).

Rules of the walk:
1. A key that is not on the list of its level refuses the request, unless the service's entry admits its place.
2. A value is examined (it becomes passages), structural (a closed grammar, range or choice), priced (structural, and it
   bounds the cost), ours (dropped or overwritten) or refused. `null` stands for "not given" and is kept.
3. JSON inside a string is decoded first, so that an escape cannot hide a word; so are numbers with seven digits or
   more in free data, so that an identifier cannot hide as an integer.
4. A decoded value keeps what introduced it: key, neighbours, column (`Context`). So do the parts of one message.
5. Ids that only tie a tool's call to its result are ours: they are numbered afresh, so they carry nothing. So are the
   names of speakers, which are people's names by definition.
6. A file is taken out of the tree; an empty text of ours stands in its place until it was read (`gateway/unpack.py`).

INVARIANT: after the walk every string of the tree is a passage, one of a closed set of words, or gone.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gwanmun.domain.documents import Upload
from gwanmun.domain.prompts import Context, Passage, Role
from gwanmun.errors import BadRequest
from gwanmun.wire import json_text
from gwanmun.wire.json_text import Tree, shown_key
from gwanmun.wire.uploads import LONGEST_NAME, MAX_FILES

MAX_PASSAGES = 50_000
MAX_MESSAGES = 2_048
MAX_ENCODINGS = 4  # JSON in a string in a JSON in a string …
LONG_NUMBER = 7  # characters from which a number may be somebody's identifier
TOLD_NUMBER = 4  # characters from which it may be one in a record, where a key says what it is
_LONGEST_LABEL = 64

_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}")
_LABEL = re.compile(r"[A-Za-z0-9_.:/-]{1,128}")
_INDEX = re.compile(r"/(?:\d+|\*\d+)(?=/|$)")
#: `\uXXXX` (a pair for what lies beyond U+FFFF), `\u{X…}` and `\UXXXXXXXX`, however often their backslash was escaped.
_ESCAPE = re.compile(
    r"(?<!\\)\\++(?:u(?:([dD][89abAB][0-9a-fA-F]{2})\\++u([dD][c-fC-F][0-9a-fA-F]{2})|([0-9a-fA-F]{4})"
    r"|\{([0-9a-fA-F]{1,6})\})|U([0-9a-fA-F]{8}))"
)
_OPENS_JSON = ("{", "[", '"')
_NEVER_A_NUMBER = object()
_WORDS = {True: "true", False: "false", None: "null"}
#: Keys that say nothing of their value; what stands around them does: {"label": "성명", "value": …}, {"성명": {"value": …}}.
_SAYS_NOTHING = frozenset(
    (
        *("value", "values", "val", "v", "text", "content", "data", "default", "answer", "response", "input"),
        *("current", "new", "old", "before", "after", "raw", "item", "items", "rows"),
        *("값", "내용", "답변", "입력값", "데이터", "항목값"),
    )
)
_NAMES_ANOTHER: Sequence[str] = (
    *("label", "name", "key", "field", "title", "column", "question", "header", "id", "k"),
    *("항목", "항목명", "필드", "필드명", "이름", "제목", "구분", "질문"),
)
_NAMES_COLUMNS = ("columns", "header", "headers", "fields", "cols", "컬럼", "열", "필드")


class Group(StrEnum):
    """How a field is treated; the column of the lists in `docs/dialects.md`."""

    EXAMINED = "examined"
    STRUCTURAL = "structural"
    PRICED = "priced"
    OURS = "ours"
    REFUSED = "refused"


#: walk, the object that holds the field, the field's key, its pointer
Rule = Callable[["Walk", Tree, str, str], None]


@dataclass(frozen=True, slots=True)
class Field:
    """One row of a field list. Without a rule the dialect reads the value itself (an object's tag, the model)."""

    group: Group
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class Level:
    """What one kind of object may hold. `required` keys must be there and not null."""

    fields: Mapping[str, Field]
    required: tuple[str, ...] = ()


@dataclass(slots=True)
class _Slot:
    """Where a passage came from. `number` is the value it stood for, when it was one."""

    holder: Any  # dict or list; None for a key
    key: Any
    number: object = _NEVER_A_NUMBER


_KEY = _Slot(None, None)


class Walk:
    """Collects what one request holds. Made afresh for each request."""

    __slots__ = (
        "_admitted",
        "_encodings",
        "_ids",
        "_lead",
        "_names",
        "_record",
        "_sheet",
        "_sheets",
        "choices",
        "embeds",
        "files",
        "overhead",
        "passages",
        "slots",
        "tools",
    )

    def __init__(self, admitted: frozenset[str] = frozenset()) -> None:
        self._admitted = admitted
        self._encodings = 0
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._sheets = 0
        self._sheet = 0  # 0: texts stand alone
        self._record = False  # whether the sheet is a record, or the parts of a message
        self._lead: list[str] = []  # what the record says between the last passage and the next
        self.passages: list[Passage] = []
        self.slots: list[_Slot] = []
        self.embeds: list[tuple[Any, Any, list[Any]]] = []  # innermost first
        self.tools: list[str] = []
        self.files: list[Upload] = []
        self.overhead = 0
        self.choices = 1

    # ---------------------------------------------------------------- objects and lists

    def level(self, holder: Tree, level: Level, pointer: str) -> None:
        """Treat every field of an object by its level's list."""
        fields = level.fields
        for key in list(holder):
            field = fields.get(key)
            if field is None:
                self._unlisted(holder, key, pointer)
            elif field.rule is not None and holder.get(key) is not None:
                field.rule(self, holder, key, f"{pointer}/{key}")
        for key in level.required:
            if holder.get(key) is None:
                raise BadRequest("missing_field", f"{pointer}/{key}")

    def field(self, field: Field, holder: Tree, key: str, pointer: str) -> None:
        """Treat one value by another row's rule."""
        if field.rule is not None:
            field.rule(self, holder, key, pointer)

    def _unlisted(self, holder: Tree, key: str, pointer: str) -> None:
        if not self.admits(f"{pointer}/{key}"):
            raise BadRequest("unknown_field", f"{pointer}/{shown_key(key, list(holder).index(key) + 1)}")
        self.free(holder, key, f"{pointer}/{key}")  # the service's entry names it, so it may be shown

    def admits(self, pointer: str) -> bool:
        """Whether the service's entry admits the field at `pointer` (`/messages/*/reasoning` for any message)."""
        return bool(self._admitted) and _INDEX.sub("/*", pointer) in self._admitted

    def objects(self, holder: Tree, key: str, pointer: str, most: int) -> Iterable[tuple[Tree, str]]:
        """The members of a list of objects, with their pointers."""
        value = holder[key]
        if type(value) is not list:
            raise BadRequest("bad_value", pointer, allowed="array")
        if len(value) > most:
            raise BadRequest("too_many", pointer, limit=most)
        for index, member in enumerate(value):
            where = f"{pointer}/{index}"
            if type(member) is not dict:
                raise BadRequest("bad_value", where, allowed="object")
            yield member, where

    # ---------------------------------------------------------------- passages

    def text(self, holder: Any, key: Any, pointer: str, role: Role, *, maskable: bool = True, label: str = "") -> None:
        """A string that is examined."""
        value = holder[key]
        if type(value) is not str:
            raise BadRequest("bad_value", pointer, allowed="string")
        slot = _Slot(holder, key)
        if "\\" in value and ("\\u" in value or "\\U" in value):
            if not maskable:
                # Such as a pattern: it is examined spelled out and sent as it stands.
                value, slot = spell_out(value, pointer), _KEY
            elif value.lstrip()[:1] in _OPENS_JSON:
                self.json(holder, key, pointer, role, label=label)
                return
            else:
                value = holder[key] = spell_out(value, pointer)
        self._add(value, role, pointer, slot, maskable=maskable, label=label)

    def json(self, holder: Any, key: Any, pointer: str, role: Role, *, label: str = "") -> None:
        """A string that holds JSON: its strings and keys are examined decoded. Not valid JSON: examined as it is."""
        value = holder[key]
        if type(value) is not str:
            raise BadRequest("bad_value", pointer, allowed="string")
        if value.lstrip()[:1] in _OPENS_JSON:
            try:
                inner = json_text.read(value.encode())
            except BadRequest:
                pass  # not JSON that two parsers read alike, yet a model may read it: it is examined as a text
            else:
                if self._encodings >= MAX_ENCODINGS:
                    raise BadRequest("cannot_examine", pointer, what="JSON in JSON in JSON …")
                box = [inner]
                self._encodings += 1
                self.deep(box, 0, pointer, role, label=label)
                self._encodings -= 1
                self.embeds.append((holder, key, box))
                return
        if "\\" in value:
            value = holder[key] = spell_out(value, pointer)
        self._add(value, role, pointer, _Slot(holder, key), label=label)

    def free(self, holder: Any, key: Any, pointer: str, role: Role = Role.STRUCTURE) -> None:
        """A member that somebody else defined: its key and all in it are examined."""
        outer = self._open(record=True)
        self._member(holder, str(key), key, pointer, role, maskable=True, label="")
        self._close(outer)

    def key(self, name: str, pointer: str) -> None:
        """A key that the caller chose: examined, never masked."""
        if "\\" in name:
            name = spell_out(name, pointer)
        self._add(name, Role.STRUCTURE, pointer, _KEY, maskable=False)

    def deep(self, holder: Any, key: Any, pointer: str, role: Role, *, maskable: bool = True, label: str = "") -> None:
        """Free data: every string and key in it, and every number long enough to be an identifier, is examined.

        `label` is what introduces it, when that does not stand in it.
        """
        if self._record:
            self._deep(holder, key, pointer, role, maskable=maskable, label=label)
            return
        outer = self._open(record=True)
        self._deep(holder, key, pointer, role, maskable=maskable, label=label)
        self._close(outer)

    def _deep(self, holder: Any, key: Any, pointer: str, role: Role, *, maskable: bool, label: str) -> None:
        value = holder[key]
        kind = type(value)
        if kind is str:
            self._lead.append('"')
            self.text(holder, key, pointer, role, maskable=maskable, label=label)
            self._lead.append('"')
        elif kind is dict:
            self._lead.append("{")
            told = _told(value) or label
            for position, name in enumerate(value, 1):
                if position > 1:
                    self._lead.append(", ")
                where = f"{pointer}/{shown_key(name, position)}"
                self._member(value, name, name, where, role, maskable=maskable, label=told)
            self._lead.append("}")
        elif kind is list:
            self._lead.append("[")
            self._items(value, pointer, role, maskable=maskable, label=label, names=_header(value))
            self._lead.append("]")
        elif kind is int or kind is float:
            written = str(value)
            if len(written) >= (TOLD_NUMBER if maskable else LONG_NUMBER):
                self._add(written, role, pointer, _Slot(holder, key, value), maskable=maskable, label=label)
            else:
                self._lead.append(written)
        else:
            self._lead.append(_WORDS[value])

    def _member(
        self, holder: Any, name: str, key: Any, pointer: str, role: Role, *, maskable: bool, label: str
    ) -> None:
        """One member of a record. `label` counts where the key itself says nothing."""
        self._lead.append('"')
        self.key(name, pointer)
        self._lead.append('": ')
        value = holder[key]
        if type(value) is list:
            self._lead.append("[")
            inner = label if name in _SAYS_NOTHING and label else name
            names = _header(value) or _columns(holder, name)
            self._items(value, pointer, role, maskable=maskable, label=inner, names=names)
            self._lead.append("]")
        elif type(value) is dict:
            self._deep(holder, key, pointer, role, maskable=maskable, label=name)
        else:
            told = label if name in _SAYS_NOTHING else ""
            self._deep(holder, key, pointer, role, maskable=maskable, label=told)

    def _items(
        self, items: list[Any], pointer: str, role: Role, *, maskable: bool, label: str, names: Sequence[str]
    ) -> None:
        for index, item in enumerate(items):
            if index:
                self._lead.append(", ")
            if names and type(item) is list and len(item) <= len(names):
                self._lead.append("[")
                for column in range(len(item)):
                    if column:
                        self._lead.append(", ")
                    where = f"{pointer}/{index}/{column}"
                    # A header's own names stand under the key, as a value does that was taken for one.
                    own = label if item is names else names[column]
                    self._deep(item, column, where, role, maskable=maskable, label=own)
                self._lead.append("]")
            else:
                self._deep(items, index, f"{pointer}/{index}", role, maskable=maskable, label=label)

    def label(self, holder: Tree, key: str, pointer: str) -> str:
        """A name that the model's answer must repeat (a tool, a schema): examined, of a closed grammar, never masked."""
        value = holder[key]
        if type(value) is not str or not _LABEL.fullmatch(value):
            raise BadRequest("bad_value", pointer, allowed="A-Z a-z 0-9 _ . : / - (1-128)")
        self.key(value, pointer)
        return value

    def _add(self, text: str, role: Role, pointer: str, slot: _Slot, *, maskable: bool = True, label: str = "") -> None:
        if "\0" in text:
            raise BadRequest("bad_value", pointer, allowed="text without U+0000")
        if len(self.passages) >= MAX_PASSAGES:
            raise BadRequest("too_many", limit=MAX_PASSAGES)
        context = None
        if self._record:
            context = Context(self._sheet, "".join(self._lead), label[:_LONGEST_LABEL], not maskable)
            self._lead.clear()
        elif self._sheet and maskable:
            context = Context(self._sheet)
        self.passages.append(Passage(text, role, pointer, maskable, context))
        self.slots.append(slot)

    # ---------------------------------------------------------------- files

    def file(
        self,
        part: Tree,
        pointer: str,
        *,
        name: object,
        media: str,
        data: str,
        plain: bool = False,
        context: object = None,
    ) -> None:
        """Take a file out of `part`, which becomes a text part. Its passages: name, body, rest, technical."""
        if len(self.files) >= MAX_FILES:
            raise BadRequest("too_many", pointer, limit=MAX_FILES)
        for told in (name, context):
            if told is not None and (type(told) is not str or "\0" in told):
                raise BadRequest("bad_value", pointer, allowed="text without U+0000")
        title, beside = name or "", context or ""
        if len(str(title)) > LONGEST_NAME:
            raise BadRequest("bad_value", pointer, allowed=f"string (1-{LONGEST_NAME})")
        self.files.append(Upload(pointer, len(self.passages), str(title), media, data, plain, str(beside)))
        part.clear()
        part["type"] = "text"
        part["text"] = ""
        for slot in (_KEY, _Slot(part, "text"), _KEY, _KEY):
            self.passages.append(Passage("", Role.FILE, pointer))
            self.slots.append(slot)

    # ---------------------------------------------------------------- sheets

    def parts(self, holder: Tree, key: str, pointer: str, most: int) -> Iterable[tuple[Tree, str]]:
        """As `objects`, for the parts of one message: what is split between two of them is found all the same."""
        value = holder[key]
        if type(value) is not list or len(value) < 2:
            yield from self.objects(holder, key, pointer, most)
            return
        outer = self._open(record=False)
        yield from self.objects(holder, key, pointer, most)
        self._close(outer)

    def _open(self, *, record: bool) -> tuple[int, bool, list[str]]:
        outer = (self._sheet, self._record, self._lead)
        self._sheets += 1
        self._sheet, self._record, self._lead = self._sheets, record, []
        return outer

    def _close(self, outer: tuple[int, bool, list[str]]) -> None:
        self._sheet, self._record, self._lead = outer

    # ---------------------------------------------------------------- ours

    def renumber(self, holder: Tree, key: str, pointer: str) -> None:
        """An id that ties a call to its result: numbered afresh, the same id to the same number."""
        value = holder[key]
        if type(value) is not str or not 0 < len(value) <= 256:
            raise BadRequest("bad_value", pointer, allowed="string (1-256)")
        holder[key] = self._ids.setdefault(value, f"call{len(self._ids) + 1:05d}")

    def alias(self, holder: Tree, key: str, pointer: str) -> None:
        """A speaker's name: numbered, the same name to the same number, so that it still tells speakers apart."""
        value = holder[key]
        if type(value) is not str:
            raise BadRequest("bad_value", pointer, allowed="string")
        holder[key] = self._names.setdefault(value, f"user{len(self._names) + 1}")

    def model(self, holder: Tree) -> str:
        """The model's name, of a strict grammar: it is looked up, and replaced before sending."""
        value = holder.get("model")
        if value is None:
            raise BadRequest("missing_field", "/model")
        if type(value) is not str or not _MODEL.fullmatch(value):
            raise BadRequest("bad_value", "/model", allowed="A-Z a-z 0-9 . _ : / @ + - (1-128)")
        return value


class TreeDocument:
    """The examined tree of a request, and the way to put other texts in the passages' places."""

    __slots__ = ("_embeds", "_passages", "_slots", "_tree")

    def __init__(self, tree: Tree, walk: Walk, passages: tuple[Passage, ...]) -> None:
        self._tree = tree
        self._passages = passages
        self._slots = walk.slots
        self._embeds = walk.embeds

    def _fill(self, texts: Sequence[str]) -> Tree:
        """Put the texts in. May be called again with others: every place is written each time.

        INVARIANT: a passage that is not maskable keeps its text; anything else is a fault of the caller.
        """
        for passage, slot, text in zip(self._passages, self._slots, texts, strict=True):
            if not passage.maskable and text != passage.text:
                raise ValueError(f"a passage that is not maskable was changed: {passage.pointer}")
            if slot.holder is not None:
                same = slot.number is not _NEVER_A_NUMBER and text == passage.text
                slot.holder[slot.key] = slot.number if same else text
        for holder, key, box in self._embeds:
            holder[key] = json_text.write(box[0]).decode()
        return self._tree


def _told(record: Tree) -> str:
    """What an object says that its value is: {"label": "성명", "value": …}."""
    if not any(name in _SAYS_NOTHING for name in record):
        return ""
    named = (record[name] for name in _NAMES_ANOTHER if name in record)
    return next((value for value in named if type(value) is str and len(value) <= _LONGEST_LABEL), "")


def _header(rows: list[Any]) -> Sequence[str]:
    """The first row of a table, when it holds nothing but names."""
    if len(rows) < 2 or type(rows[0]) is not list or type(rows[1]) is not list or not rows[1]:
        return ()
    return rows[0] if all(type(name) is str and len(name) <= _LONGEST_LABEL for name in rows[0]) else ()


def _columns(record: Tree, but: str) -> Sequence[str]:
    """The names of columns that stand beside the rows: {"columns": […], "rows": [[…]]}."""
    for name in _NAMES_COLUMNS:
        names = record.get(name)
        if name == but or type(names) is not list:
            continue
        told = [_told({**one, "value": ""}) if type(one) is dict else one for one in names]
        if all(type(one) is str for one in told):
            return told
    return ()


def spell_out(text: str, pointer: str) -> str:
    r"""Replace `\uXXXX` escapes by the characters that they stand for, so that nothing can hide behind them.

    Quotes, backslashes and control characters stay escaped: spelled out they could end a string that the text shows.
    """
    for _ in range(MAX_ENCODINGS):
        spelled = _ESCAPE.sub(_spelled, text)
        if spelled == text:
            return text
        text = spelled
    if _ESCAPE.sub(_spelled, text) != text:
        raise BadRequest("cannot_examine", pointer, what="\\u in \\u in \\u …")
    return text


def _spelled(match: re.Match[str]) -> str:
    high, low, four, braced, eight = match.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
    code = int(four or braced or eight, 16)
    if code < 0x20 or code in (0x22, 0x5C, 0x7F) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return match.group()
    return chr(code)
