"""Acts on behalf of an officer who is somewhere else (권한 확인): who they are, what they may do, and where their reach ends.

1. `recognise`: the access key names a person; the person's appointments of today are what they may do.
2. The act's roles are compared with the appointments: these give the reach (agencies, departments, or everywhere).
3. What the order names by type (agency, department, person, key) must lie within the reach.
4. The act then works on books that hold it to the reach: a value written, the value it replaces and the fact noted must
   lie within, in the act's own transaction; what is read for showing is filtered. What concerns no agency at all belongs
   to those whose appointment is for the whole installation (`*`).
5. A refusal is a fact in the journal. An answer under an idempotency key is kept for a day.

An act needs no line here: steps 3 and 4 go by the types and fields of what it reads and writes. What does not live here:
HTTP (`api/`), the roles (`roles.py`). Law: 개인정보의 안전성 확보조치 기준 제5조, 제8조 (who was refused is on record, too).
"""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from hmac import compare_digest
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from gwanmun.control import acts
from gwanmun.control.act import Act, plain
from gwanmun.control.keys import DESK
from gwanmun.control.office import By, Office, digest_of, note, seoul_day, signed_by
from gwanmun.control.past import PastWithin
from gwanmun.control.request_index import within
from gwanmun.control.roles import NAMES_KO, roles_of
from gwanmun.control.use import UseWithin
from gwanmun.domain.allowances import Allowance, Level, RateLimit
from gwanmun.domain.approvals import ApprovalRequest, Notice
from gwanmun.domain.credentials import LONGEST, PREFIX, key_hash
from gwanmun.domain.facts import Fact, Receipt
from gwanmun.domain.ids import AgencyId, ApprovalId, DepartmentId, Digest, KeyId, PersonId
from gwanmun.domain.offices import Appointment, Role
from gwanmun.domain.people import Agency, Department, Key, Person
from gwanmun.errors import AnswerGone, GwanmunError, KeyReused, NotAppointed, OutsideReach, Stale, Unidentified
from gwanmun.ports.books import Books, GivenAnswer, Noted, Reading, Writing

V = TypeVar("V")

EVERYWHERE = AgencyId("*")
NOWHERE = AgencyId("?")  # of something that is named and not there: in nobody's reach but everywhere's
#: How long an idempotency key is remembered.
REMEMBERED_US = 24 * 3600 * 1_000_000
_ETAG_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the key that was shown, its person, and what they are appointed to today."""

    key: KeyId
    person: PersonId
    agency: AgencyId
    appointments: tuple[Appointment, ...]


@dataclass(frozen=True, slots=True)
class Errand:
    """On whose behalf, and under which conditions. `seen` is the ETag of what the caller saw ("*": anything);
    `absent`: only if it does not exist yet. `once` is an idempotency key.
    """

    caller: Caller
    once: str = ""
    seen: str | None = None
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing belongs."""

    agency: AgencyId
    department: DepartmentId | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Where somebody may act. A department's officer reaches what is that department's, not all of its agency."""

    agencies: frozenset[AgencyId]
    departments: Mapping[DepartmentId, AgencyId]

    @property
    def everywhere(self) -> bool:
        return EVERYWHERE in self.agencies

    def holds(self, place: Place) -> bool:
        return self.everywhere or place.agency in self.agencies or place.department in self.departments

    def touches(self, agency: AgencyId) -> bool:
        """Whether anything of that agency may lie within."""
        return self.everywhere or agency in self.agencies or agency in self.departments.values()

    @property
    def all_agencies(self) -> tuple[AgencyId, ...]:
        return tuple(sorted({*self.agencies, *self.departments.values()}))


def recognise(office: Office, token: str | None) -> Caller:
    """The officer behind an access key. Raises `Unidentified`; never says which part of a key was wrong."""
    if not token:
        raise Unidentified("missing", "Authorization")
    public = token[len(PREFIX) :].partition("_")[0]
    if not token.startswith(PREFIX) or len(token) > LONGEST or not token.isascii():
        raise Unidentified("unknown")
    now_us = office.surroundings.now_us()
    with office.books.look() as page:
        key = page.find(Key, public)
        if key is None or not compare_digest(key.hash, key_hash(office.pepper, token)) or DESK not in key.purposes:
            raise Unidentified("unknown")
        if key.revoked_us is not None and key.revoked_us <= now_us:
            raise Unidentified("revoked")
        if key.expires_us <= now_us:
            raise Unidentified("expired")
        person = page.find(Person, key.person)
        if person is None:
            raise Unidentified("unknown")
        appointments = in_force(page, key.person, now_us)
    return Caller(key.id, key.person, person.agency, appointments)


def in_force(page: Reading, person: PersonId, now_us: int) -> tuple[Appointment, ...]:
    """A person's appointments of today in Seoul."""
    day = seoul_day(now_us)
    rows = page.every(Appointment, person=person)
    return tuple(row for row in rows if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to))


def reach_of(caller: Caller, roles: Sequence[Role]) -> Reach:
    """Where the caller may do what these roles may. Raises `NotAppointed`."""
    held = [one for one in caller.appointments if one.role in roles]
    if not held:
        raise NotAppointed(
            roles_ko=", ".join(NAMES_KO[role] for role in roles), roles_en=", ".join(role.value for role in roles)
        )
    return Reach(
        frozenset(one.agency for one in held if one.department is None),
        {one.department: one.agency for one in held if one.department is not None},
    )


def etag_of(value: object) -> str:
    """The version of a value as it stands in the books."""
    return digest_of([value])[:_ETAG_LENGTH]


# ---------------------------------------------------------------- carrying out


def carry_out(
    office: Office,
    errand: Errand,
    name: str,
    args: object,
    reason: str = "",
    secrets: MutableMapping[tuple[str, str], object] | None = None,
) -> object:
    """As `acts.perform`, held to the caller's appointments. `secrets` remembers answers that are kept nowhere else.

    Raises what the act raises, and `NotAppointed`, `OutsideReach` (both noted), `Stale`, `KeyReused`, `AnswerGone`.
    """
    act = acts.named(name)
    caller = errand.caller
    by = signed_by(office, caller.person, reason)
    asked = digest_of([name, args, by.reason])
    remembered = {} if secrets is None else secrets
    if errand.once:
        given = _given(office, errand, asked, by.at_us)
        if given is not None:
            return _again(given, remembered)
    order = acts.decode(name, act.order, args)
    try:
        result = _held(office, errand, act, name, by, order, asked)
    except (NotAppointed, OutsideReach) as refusal:
        _note_refusal(office, by, caller, name, refusal)
        raise
    told = plain(result)
    if errand.once:
        _remember(office, errand, act, asked, by, told, remembered)
    return told


def _held(office: Office, errand: Errand, act: Act, name: str, by: By, order: object, asked: Digest) -> object:
    if act.local:
        raise NotAppointed(
            roles_ko="이 서버의 명령행에서만", roles_en="only from the command line of the machine itself"
        )
    reach = reach_of(errand.caller, roles_of(name, act))
    with office.books.look() as page:
        named = tuple(_named(page, order))
    _check(reach, named)
    mark = GivenAnswer(errand.caller.key, errand.once, asked, by.at_us) if errand.once else None
    held = HeldBooks(office.books, reach, errand, named=bool(named), mark=mark)
    use = (
        office.use
        if reach.everywhere or office.use is None
        else UseWithin(office.use, reach.agencies, reach.departments)
    )
    past = office.past if reach.everywhere or office.past is None else PastWithin(office.past, reach.agencies)
    requests = office.requests
    if requests is not None and not reach.everywhere:
        requests = within(requests, reach.agencies, reach.departments)
    return act.carry_out(replace(office, books=held, use=use, past=past, requests=requests), by, order)


def _check(reach: Reach, places: Sequence[Place]) -> None:
    covered = {place.agency for place in places if place.department is not None}
    for place in places:
        # An order that names a person or department beside their agency is about them, not about the whole agency.
        loose = place.department is None and place.agency in covered and reach.touches(place.agency)
        if not loose and not reach.holds(place):
            raise _outside(place)


def _outside(place: Place) -> OutsideReach:
    if place.agency in {EVERYWHERE, NOWHERE}:
        return OutsideReach(what_ko="설치 전체 또는 다른 기관", what_en="the whole installation, or another agency")
    shown = place.agency[:96]  # as the caller wrote it, or as stands on what the caller named
    return OutsideReach(what_ko=f"기관 {shown}", what_en=f"agency {shown}")


def _note_refusal(office: Office, by: By, caller: Caller, name: str, refusal: GwanmunError) -> None:
    with office.books.transact() as page:
        note(page, by, "refused_act", caller.agency, asked=name, code=refusal.code, key=caller.key)


# ---------------------------------------------------------------- where things belong


def places_of(page: Reading, value: object) -> tuple[Place, ...]:
    """Where a value of the books belongs, by its fields; nothing for what belongs to the whole installation."""
    if isinstance(value, Agency):
        return (Place(value.id),)
    if isinstance(value, Department):
        return (Place(value.agency, value.id),)
    if isinstance(value, Allowance | RateLimit):
        return (_of_allowance(page, value.level, value.subject),)
    agency: AgencyId | None = getattr(value, "agency", None)
    department: DepartmentId | None = getattr(value, "department", None)
    person: PersonId | None = getattr(value, "person", None)
    if agency is None and department is not None:
        return (_of_department(page, department),)
    if person is not None and not isinstance(value, Appointment) and department is None:
        own = _of_person(page, person)
        if agency is None or own.agency == agency:
            return (own,)
    return () if agency is None else (Place(agency, department),)


def _of_person(page: Reading, id_: PersonId) -> Place:
    person = page.find(Person, id_)
    return Place(NOWHERE) if person is None else Place(person.agency, person.department)


def _of_department(page: Reading, id_: DepartmentId) -> Place:
    department = page.find(Department, id_)
    return Place(NOWHERE) if department is None else Place(department.agency, department.id)


def _of_key(page: Reading, id_: KeyId) -> Place:
    key = page.find(Key, id_)
    return Place(NOWHERE) if key is None else _of_person(page, key.person)


def _of_approval(page: Reading, id_: ApprovalId) -> Place:
    asked = page.find(ApprovalRequest, id_)
    return Place(NOWHERE) if asked is None else Place(asked.agency, asked.department)


def _of_allowance(page: Reading, level: Level, subject: str) -> Place:
    if subject == EVERYWHERE or level is Level.GOVERNMENT:
        return Place(AgencyId(subject))
    if level is Level.DEPARTMENT:
        return _of_department(page, DepartmentId(subject))
    if level in {Level.SERVICE, Level.PURPOSE}:
        return Place(AgencyId(subject.partition(":")[0]))
    return _of_person(page, PersonId(subject))


_HINTS: dict[type[Any], Mapping[str, Any]] = {}


def _hints(kind: type[Any]) -> Mapping[str, Any]:
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind)
    return _HINTS[kind]


def _named(page: Reading, value: Any) -> Iterator[Place]:
    """What an order names, by the types of its fields."""
    hints = _hints(type(value))
    for one in fields(value):
        yield from _walk(page, hints[one.name], getattr(value, one.name))


def _walk(page: Reading, hint: Any, value: Any) -> Iterator[Place]:
    if value is None:
        return
    if hint is AgencyId:
        yield Place(value)
    elif hint is DepartmentId:
        yield _of_department(page, value)
    elif hint is PersonId:
        yield _of_person(page, value)
    elif hint is KeyId:
        yield _of_key(page, value)
    elif hint is ApprovalId:
        yield _of_approval(page, value)
    elif is_dataclass(value) and not isinstance(value, type):
        found = places_of(page, value)
        yield from found or _named(page, value)
    elif get_origin(hint) in {Union, UnionType}:
        for arm in get_args(hint):
            if arm in {AgencyId, ApprovalId, DepartmentId, PersonId, KeyId}:
                yield from _walk(page, arm, value)
    elif get_origin(hint) is tuple and isinstance(value, tuple):
        inner = get_args(hint)
        for at, item in enumerate(value):
            yield from _walk(page, inner[0] if inner[-1] is Ellipsis else inner[at], item)


# ---------------------------------------------------------------- books within a reach


class HeldBooks:
    """The books as an act sees them on behalf of a caller: what it shows is filtered, what it writes is checked."""

    def __init__(
        self, books: Books, reach: Reach, errand: Errand, *, named: bool = False, mark: GivenAnswer | None = None
    ) -> None:
        self._books = books
        self._reach = reach
        self._errand = errand
        self._named = named
        self._mark = mark

    def look(self) -> AbstractContextManager[Reading]:
        return self._looking()

    @contextmanager
    def _looking(self) -> Iterator[Reading]:
        with self._books.look() as page:
            yield page if self._reach.everywhere else _Filtered(page, self._reach)

    def transact(self) -> AbstractContextManager[Writing]:
        return self._transacting()

    @contextmanager
    def _transacting(self) -> Iterator[Writing]:
        with self._books.transact() as page:
            held = _Held(page, self._reach, self._errand, named=self._named)
            yield held
            held.finish()
            if self._mark is not None:
                page.put(self._mark)
                self._mark = None
            # At the end of this block act, fact and mark become true together: a retry never carries it out twice.

    def unsent(self, limit: int) -> tuple[Noted, ...]:
        raise PermissionError(limit)

    def sent(self, number: int, receipt: Receipt) -> None:
        raise PermissionError(number, receipt)

    def close(self) -> None:
        raise PermissionError


class _Filtered:
    """Reading that shows what lies within a reach, and what belongs to no agency."""

    def __init__(self, page: Reading, reach: Reach) -> None:
        self._page = page
        self._reach = reach
        self._people: dict[PersonId, Place] | None = None

    def every(self, kind: type[V], /, **equal: object) -> tuple[V, ...]:
        return tuple(value for value in self._page.every(kind, **equal) if self._shown(value))

    def find(self, kind: type[V], /, *key: object) -> V | None:
        value = self._page.find(kind, *key)
        return value if value is None or self._shown(value) else None

    def some(
        self,
        kind: type[V],
        /,
        *,
        after: Sequence[object] = (),
        limit: int,
        among: Mapping[str, Sequence[object]] | None = None,
        **equal: object,
    ) -> tuple[V, ...]:
        """Pages are filled from within the reach; the store leaves out other agencies by itself where it can."""
        allowed = dict(among or {})
        if "agency" in getattr(kind, "__dataclass_fields__", {}):
            allowed.setdefault("agency", (*self._reach.all_agencies, EVERYWHERE))
        found: list[V] = []
        while len(found) < limit:
            page = self._page.some(kind, after=after, limit=limit, among=allowed, **equal)
            found += (value for value in page if self._shown(value))
            if len(page) < limit:
                break
            after = self._page.key(page[-1])
        return tuple(found[:limit])

    def key(self, value: object, /) -> tuple[object, ...]:
        return self._page.key(value)

    def _shown(self, value: object) -> bool:
        if isinstance(value, Agency):
            return True  # the tree of agencies is public
        if isinstance(value, Key):
            return self._reach.holds(self._home(value.person))
        places = places_of(self._page, value)
        return all(self._reach.holds(place) or place.agency == EVERYWHERE for place in places)

    def _home(self, person: PersonId) -> Place:
        if self._people is None:
            self._people = {one.id: Place(one.agency, one.department) for one in self._page.every(Person)}
        return self._people.get(person, Place(NOWHERE))


class _Held:
    """Writing that ends in `OutsideReach` or `Stale`, and so in nothing, when it goes too far."""

    def __init__(self, page: Writing, reach: Reach, errand: Errand, *, named: bool) -> None:
        self._page = page
        self._reach = reach
        self._errand = errand
        self._named = named
        self._wrote = False
        self._before: list[object | None] = []

    def every(self, kind: type[V], /, **equal: object) -> tuple[V, ...]:
        return self._page.every(kind, **equal)

    def find(self, kind: type[V], /, *key: object) -> V | None:
        return self._page.find(kind, *key)

    def some(
        self,
        kind: type[V],
        /,
        *,
        after: Sequence[object] = (),
        limit: int,
        among: Mapping[str, Sequence[object]] | None = None,
        **equal: object,
    ) -> tuple[V, ...]:
        return self._page.some(kind, after=after, limit=limit, among=among, **equal)

    def key(self, value: object, /) -> tuple[object, ...]:
        return self._page.key(value)

    def put(self, *values: object) -> None:
        for value in values:
            if not isinstance(value, Notice):
                self._see(value)
            # Whom to tell is the act's to find, not the caller's: the second officer sits in another department. A notice
            # is a kind and an id; one that stands already is somebody's, and changing it is held to the reach.
            self._see_before(type(value), *self._page.key(value))
            self._check_officer_key(value)
        self._page.put(*values)
        self._wrote = True

    def drop(self, kind: type[object], /, *key: object) -> None:
        self._see_before(kind, *key)
        self._page.drop(kind, *key)
        self._wrote = True

    def note(self, fact: Fact) -> None:
        if fact.agency is not None:
            self._named = True
            if not self._reach.touches(fact.agency):
                raise _outside(Place(fact.agency))
        self._page.note(fact)

    def finish(self) -> None:
        """What no agency stands behind belongs to the whole installation; what the caller saw must have stood."""
        if self._wrote and not self._named and not self._reach.everywhere:
            raise _outside(Place(EVERYWHERE))
        errand = self._errand
        if errand.absent and any(one is not None for one in self._before):
            raise Stale(store="books")
        if errand.seen is not None and self._wrote:
            stood = [one for one in self._before if one is not None]
            if not (stood if errand.seen == "*" else any(etag_of(one) == errand.seen for one in stood)):
                raise Stale(store="books")

    def _see(self, value: object) -> None:
        for place in places_of(self._page, value):
            self._named = True
            if not self._reach.holds(place):
                raise _outside(place)

    def _see_before(self, kind: type[object], *key: object) -> None:
        before = self._page.find(kind, *key)
        self._before.append(before)
        if before is not None:
            self._see(before)  # taking over what stands at another agency is no way in

    def _check_officer_key(self, value: object) -> None:
        """A key to the desk is as strong as its person's appointments: they must lie within the reach, too."""
        if isinstance(value, Key) and DESK in value.purposes and value.revoked_us is None:
            for one in self._page.every(Appointment, person=value.person):
                if not self._reach.holds(Place(one.agency, one.department)):
                    raise _outside(Place(one.agency))


# ---------------------------------------------------------------- answers under an idempotency key


#: An answer with a field of one of these names is kept nowhere, whether its act says so or not.
_SECRETS = frozenset({"plaintext", "secret", "password", "token", "passphrase"})


def _hints_of_answer(act: Act) -> Mapping[str, Any]:
    returned = get_type_hints(act.carry_out).get("return")
    return get_type_hints(returned) if isinstance(returned, type) and is_dataclass(returned) else {}


def forget_answers(books: Books, now_us: int) -> int:
    """Drop what was remembered for longer than a day; returns how many."""
    with books.look() as page:
        old = [one for one in page.every(GivenAnswer) if one.at_us <= now_us - REMEMBERED_US]
    if old:
        with books.transact() as page:
            for one in old:
                page.drop(GivenAnswer, one.caller, one.key)
    return len(old)


def _given(office: Office, errand: Errand, asked: Digest, now_us: int) -> GivenAnswer | None:
    with office.books.look() as page:
        given = page.find(GivenAnswer, errand.caller.key, errand.once)
    if given is None or given.at_us <= now_us - REMEMBERED_US:
        return None
    if given.digest != asked:
        raise KeyReused("Idempotency-Key")
    return given


def _again(given: GivenAnswer, secrets: MutableMapping[tuple[str, str], object]) -> object:
    if given.answer is not None:
        return msgspec.json.decode(given.answer)
    if (given.caller, given.key) in secrets:
        return secrets[given.caller, given.key]
    raise AnswerGone


def _remember(
    office: Office,
    errand: Errand,
    act: Act,
    asked: Digest,
    by: By,
    plain: object,
    secrets: MutableMapping[tuple[str, str], object],
) -> None:
    caller, once = errand.caller.key, errand.once
    if act.secret or _SECRETS & set(_hints_of_answer(act)):
        secrets[caller, once] = plain
        return
    answer = msgspec.json.encode(plain).decode()
    with office.books.transact() as page:
        page.put(GivenAnswer(caller, once, asked, by.at_us, answer))


__all__ = [
    "EVERYWHERE",
    "Caller",
    "Errand",
    "HeldBooks",
    "Place",
    "Reach",
    "carry_out",
    "etag_of",
    "forget_answers",
    "in_force",
    "places_of",
    "reach_of",
    "recognise",
]
