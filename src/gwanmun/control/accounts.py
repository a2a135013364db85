"""Accounts after they were made (계정 관리): what a person does with their own, what officers see and undo, open sessions.

A person's own acts come from the console's own process (`local`), after it has checked their proofs, and carry no secret:
a new password arrives as its hash, a second factor sealed. So neither a record, nor a remembered answer, nor the digest of
what was asked holds anything that could be guessed at. What does not live here: signing in (`sign_in.py`).
Law: 개인정보의 안전성 확보조치 기준 제5조 (accounts are one person's; taken back at once), 제8조 (who changed what).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from gwanmun.control.office import By, Office, need_reason, note, refused, unknown
from gwanmun.control.sign_in import agency_of, opened, shut
from gwanmun.domain.ids import AgencyId, PersonId
from gwanmun.domain.people import Person
from gwanmun.domain.sign_in import AccountPeer, LocalAccount, OpenSession, SignInTried
from gwanmun.errors import BadCommand
from gwanmun.ports.books import Reading, Writing

_MOST_SESSIONS = 20_000


@dataclass(frozen=True, slots=True)
class ListAccounts:
    agency: AgencyId | None = None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as officers see it. `state`: open, partly (shut to some addresses) or shut (to all unknown ones)."""

    name: str
    person: PersonId
    agency: AgencyId | None
    break_glass: bool
    state: str
    changed_us: int
    signed_in_us: int
    sessions: int
    known: bool  # its person is on the books


@dataclass(frozen=True, slots=True)
class ShowAccount:
    """What is known of one person's signing in."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as officers see it: without what would name it."""

    how: str
    began_us: int
    seen_us: int
    peer: str
    client: str


@dataclass(frozen=True, slots=True)
class AccountSheet:
    person: PersonId
    accounts: tuple[AccountRow, ...]
    sessions: tuple[SessionRow, ...]
    tried: tuple[SignInTried, ...]  # the latest hundred, newest first; the journal has every one


@dataclass(frozen=True, slots=True)
class UnlockAccount:
    name: str


@dataclass(frozen=True, slots=True)
class EndSessions:
    """Somebody's sessions end at once: a lost computer, a doubt."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class KeepPassword:
    """A person's new password, hashed; `step`: the code that proved them; `session`: theirs, which goes on."""

    name: str
    person: PersonId
    hash: str
    step: int
    session: str = ""
    peer: str = ""


@dataclass(frozen=True, slots=True)
class KeepSecondFactor:
    """A person's new second factor, sealed; `step` of a code of the old one, `new_step` of one of the new."""

    name: str
    person: PersonId
    sealed: str
    step: int
    new_step: int
    session: str = ""
    peer: str = ""


@dataclass(frozen=True, slots=True)
class EndOwnSessions:
    """`session`: one of this person's sessions; none named: all but `keep`."""

    person: PersonId
    session: str = ""
    keep: str = ""


# ---------------------------------------------------------------- officers


def list_accounts(office: Office, by: By, order: ListAccounts) -> tuple[AccountRow, ...]:
    with office.books.look() as page:
        rows = [_row(page, one, by.at_us) for one in page.every(LocalAccount)]
    return tuple(row for row in rows if order.agency in {None, row.agency})


def _row(page: Reading, one: LocalAccount, now_us: int) -> AccountRow:
    person = page.find(Person, one.person)
    peers = page.every(AccountPeer, account=one.name)
    shut_to_all = shut(one, AccountPeer(one.name, "", 0, 0, 0), now_us)
    state = "shut" if shut_to_all else "partly" if any(row.locked_until_us > now_us for row in peers) else "open"
    return AccountRow(
        one.name,
        one.person,
        person.agency if person else None,
        one.break_glass,
        state,
        one.changed_us,
        max((row.right_us for row in peers), default=0),
        len(page.every(OpenSession, account=one.name)),
        person is not None,
    )


def show_account(office: Office, by: By, order: ShowAccount) -> AccountSheet:
    with office.books.look() as page:
        accounts = tuple(_row(page, one, by.at_us) for one in page.every(LocalAccount, person=order.person))
        sessions = sorted(page.every(OpenSession, person=order.person), key=lambda one: -one.seen_us)
        tried = tried_of(page, order.person)
    rows = (SessionRow(one.how, one.began_us, one.seen_us, one.peer, one.client) for one in sessions)
    return AccountSheet(order.person, accounts, tuple(rows), tried)


def tried_of(page: Reading, person: PersonId) -> tuple[SignInTried, ...]:
    return tuple(sorted(page.every(SignInTried, person=person), key=lambda row: row.at_us, reverse=True))


def unlock_account(office: Office, by: By, order: UnlockAccount) -> None:
    need_reason(by)
    with office.books.transact() as page:
        account = _account(page, order.name)
        page.put(replace(account, failed=0, locked_until_us=0))
        for row in page.every(AccountPeer, account=order.name):
            page.put(replace(row, failed=0, locked_until_us=0))
        note(
            page,
            by,
            "unlock_account",
            agency_of(page, account.person),
            account=order.name,
            person=account.person,
        )


def end_sessions(office: Office, by: By, order: EndSessions) -> int:
    need_reason(by)
    with office.books.transact() as page:
        agency = agency_of(page, order.person)
        if agency is None:
            raise unknown("이용자", "person", order.person)
        ended = _end(page, page.every(OpenSession, person=order.person))
        note(page, by, "end_sessions", agency, person=order.person, sessions=ended)
    return ended


# ---------------------------------------------------------------- one's own


def keep_password(office: Office, by: By, order: KeepPassword) -> int:
    """Returns how many other sessions ended: whoever else knew the old password is out."""
    with office.books.transact() as page:
        account = _own(page, by, order.name, order.person, order.step, order.peer)
        if not order.hash.startswith("scrypt$"):
            raise _not_proven()
        page.put(replace(account, password=order.hash, step=order.step, changed_us=by.at_us))
        ended = _end_others(page, account, order.session)
        note(page, by, "change_password", agency_of(page, order.person), account=order.name, person=order.person,
             sessions=ended, peer=order.peer)  # fmt: skip
    return ended


def keep_second_factor(office: Office, by: By, order: KeepSecondFactor) -> int:
    """The old device proves the person, the new one that it was set up; only then does it take the old one's place."""
    with office.books.transact() as page:
        account = _own(page, by, order.name, order.person, order.step, order.peer)
        if opened(office, order.sealed, order.name) is None:
            raise _not_proven()
        step = max(order.step, order.new_step)  # a code of the new device is not used a second time either
        page.put(replace(account, secret=order.sealed, step=step, changed_us=by.at_us))
        ended = _end_others(page, account, order.session)
        note(page, by, "change_second_factor", agency_of(page, order.person), account=order.name, person=order.person,
             sessions=ended, peer=order.peer)  # fmt: skip
    return ended


def end_own_sessions(office: Office, by: By, order: EndOwnSessions) -> int:
    with office.books.transact() as page:
        mine = page.every(OpenSession, person=order.person)
        wanted = [one for one in mine if (one.id == order.session if order.session else one.id != order.keep)]
        ended = _end(page, wanted)
        note(page, by, "sign_out", agency_of(page, order.person), person=order.person, why="asked", sessions=ended)
    return ended


def _own(page: Reading, by: By, name: str, person: PersonId, step: int, peer: str) -> LocalAccount:
    account = _account(page, name)
    row = page.find(AccountPeer, name, peer)
    closed = row is not None and row.locked_until_us > by.at_us
    if account.person != person or step <= account.step or closed:
        raise _not_proven()
    return account


def _not_proven() -> BadCommand:
    return refused(
        "비밀번호나 인증번호가 맞지 않거나 이미 쓴 번호입니다",
        "the password or the code is not right, or the code was used already",
        "다음 번호를 기다려 다시 하십시오",
        "wait for the next code and try again",
    )


def _account(page: Reading, name: str) -> LocalAccount:
    account = page.find(LocalAccount, name)
    if account is None:
        raise unknown("계정", "account", name)
    return account


def _end_others(page: Writing, account: LocalAccount, session: str) -> int:
    return _end(page, [one for one in page.every(OpenSession, account=account.name) if one.id != session])


def _end(page: Writing, rows: Sequence[OpenSession]) -> int:
    for one in rows:
        page.drop(OpenSession, one.id)
    return len(rows)


# ---------------------------------------------------------------- sessions


class BookedSessions:
    """The console's sessions in the books, so that a desk that is started again knows them. No fact for each request:
    signing in and out are facts, and ends that nobody asked for are noted here.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._key = blake2b(b"gwanmun session 1", digest_size=32, key=office.pepper).digest()

    def id_of(self, token: str) -> str:
        """Under which a token stands: whoever reads the books cannot take a session over."""
        return blake2b(token.encode(), digest_size=32, key=self._key).hexdigest()

    def find(self, id_: str) -> OpenSession | None:
        with self._office.books.look() as page:
            return page.find(OpenSession, id_)

    def put(self, row: OpenSession) -> None:
        with self._office.books.transact() as page:
            page.put(row)

    def seen(self, id_: str, at_us: int) -> None:
        """It was used. One that ended meanwhile is not opened again."""
        with self._office.books.transact() as page:
            row = page.find(OpenSession, id_)
            if row is not None:
                page.put(replace(row, seen_us=max(row.seen_us, at_us)))

    def end(self, id_: str, why: str = "") -> None:
        """`why`: idle or longest, where its person did not ask for it; then it is a fact."""
        with self._office.books.transact() as page:
            row = page.find(OpenSession, id_)
            if row is None:
                return
            page.drop(OpenSession, id_)
            if why:
                by = By("console", self._office.surroundings.now_us(), self._office.surroundings.new_request_id())
                note(page, by, "sign_out", agency_of(page, row.person), person=row.person, why=why)

    def of(self, person: PersonId) -> tuple[OpenSession, ...]:
        with self._office.books.look() as page:
            return page.every(OpenSession, person=person)

    def sweep(self, seen_before_us: int, began_before_us: int) -> None:
        """Those that are over leave the books; of too many, those that were used longest ago."""
        with self._office.books.look() as page:
            rows = page.every(OpenSession)
        over = [row for row in rows if row.seen_us < seen_before_us or row.began_us < began_before_us]
        standing = sorted((row for row in rows if row not in over), key=lambda row: row.seen_us)
        for row in (*over, *standing[: max(0, len(standing) - _MOST_SESSIONS)]):
            self.end(row.id, "longest" if row.began_us < began_before_us else "idle")
