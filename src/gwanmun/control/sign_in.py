"""Who signs in at the console (화면 로그인): local accounts, and the facts of signing in and out (접속기록).

A local account is for bodies without an identity provider, and for the one that is kept behind glass (비상 계정): its use
is a fact of its own and is told to the security officer at once. What somebody may do after signing in is their
appointments' matter (`access.py`); an account gives none.

Guessing ends without shutting the right person out:
1. Five wrong answers from one address shut the account **to that address** for a quarter of an hour; attempts while it is
   shut neither count nor lengthen it.
2. Fifty wrong answers in a row from addresses where nobody ever signed in shut it to such addresses, and tell the security
   officers; where its person has signed in before, it stays open. The account behind glass is not shut in this way.
3. A name that nobody has costs the same time, the same transaction and a fact of its own.
What a person does with their own account and what officers see of accounts: `accounts.py`.
Law: 개인정보의 안전성 확보조치 기준 제5조 제6항 (limits on failed attempts), 제8조 (who signed in, when, from where).
"""

import re
from base64 import b32encode, b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from urllib.parse import quote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gwanmun.control.inbox import tell
from gwanmun.control.office import DAY_US, SECOND_US, By, Office, declined, need_reason, note, refused, unknown
from gwanmun.control.offices import deciders
from gwanmun.domain.ids import AgencyId, PersonId
from gwanmun.domain.offices import Role
from gwanmun.domain.people import Person
from gwanmun.domain.sign_in import (
    AccountPeer,
    LocalAccount,
    OpenSession,
    SignInTried,
    hash_password,
    password_holds,
    step_of,
)
from gwanmun.ports.books import Reading, Writing

#: So many wrong answers in a row from one address shut the account to it, and for so long.
MOST_FAILED, LOCKED_US = 5, 15 * 60 * SECOND_US
#: So many in a row from addresses that nobody ever signed in from shut it to all of those (NIST SP 800-63B §5.2.2: ≤ 100).
MOST_STRANGE = 50
_FAMILIAR_US = 90 * DAY_US
_MOST_PEERS = 48
_MOST_TRIED = 100
ISSUER = "Gwanmun"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,46}[a-z0-9])?")
_PEER = re.compile(r"[0-9A-Fa-f.:]{1,64}")
_SECRET_BYTES = 20  # RFC 4226 §4: 160 bits are recommended
_SYLLABLES = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class PutAccount:
    """An account for a registered person; made again, it gets a new password and a new second factor."""

    name: str
    person: PersonId
    break_glass: bool = False


@dataclass(frozen=True, slots=True)
class NewAccount:
    """`password` and `secret` exist here and nowhere else: shown once."""

    name: str
    person: PersonId
    password: str
    secret: str  # the otpauth URI that an authenticator reads


@dataclass(frozen=True, slots=True)
class RemoveAccount:
    name: str


@dataclass(frozen=True, slots=True)
class NoteSignIn:
    """What came of an attempt: `how` is password, demo or the name of a provider; `step` the code that was used up."""

    how: str
    person: PersonId | None = None
    name: str = ""
    right: bool = True
    step: int = 0
    peer: str = ""


@dataclass(frozen=True, slots=True)
class NoteSignOut:
    """`why`: asked, idle or longest."""

    person: PersonId
    why: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`person` None: nobody was let in. `locked`: the account is shut for a while to whoever asks from there."""

    person: PersonId | None
    break_glass: bool = False
    locked: bool = False


def put_account(office: Office, by: By, order: PutAccount) -> NewAccount:
    need_reason(by)
    if not _NAME.fullmatch(order.name):
        raise refused(
            "계정 이름은 영문 소문자·숫자·._- 48자 이하입니다",
            "an account's name is lower case, digits, . _ - (at most 48)",
            "이름을 고치십시오",
            "correct the name",
            "name",
        )
    password = _passphrase(office.surroundings.entropy(20))
    secret = office.surroundings.entropy(_SECRET_BYTES)
    with office.books.transact() as page:
        person = page.find(Person, order.person)
        if person is None:
            raise unknown("이용자", "person", order.person)
        _check_free(page, order)
        _check_glass(page, order)
        page.put(
            LocalAccount(
                order.name,
                order.person,
                hash_password(password, office.surroundings.entropy(16)),
                sealed(office, secret, order.name),
                break_glass=order.break_glass,
                changed_us=by.at_us,
            )
        )
        _forget(page, order.name)
        note(page, by, "put_account", person.agency, account=order.name, person=order.person, glass=order.break_glass)
    return NewAccount(order.name, order.person, password, enrolment(secret, order.name, ISSUER))


def _check_free(page: Reading, order: PutAccount) -> None:
    """An account does not change hands: what was noted under its name would be another person's."""
    there = page.find(LocalAccount, order.name)
    if there is not None and there.person != order.person:
        raise refused(
            f"다른 사람이 쓰는 계정 이름입니다: {order.name}",
            f"somebody else has the account {order.name}",
            "다른 이름을 쓰거나 그 계정을 먼저 없애십시오",
            "use another name, or remove that account first",
            "name",
        )


def _check_glass(page: Reading, order: PutAccount) -> None:
    there = [one.name for one in page.every(LocalAccount, break_glass=True) if one.name != order.name]
    if order.break_glass and there:
        raise declined(
            f"비상 계정은 하나만 둡니다: {there[0]}",
            f"there is one account behind glass already: {there[0]}",
            "그 계정을 먼저 없애십시오",
            "remove that one first",
            "break_glass",
        )


def remove_account(office: Office, by: By, order: RemoveAccount) -> None:
    need_reason(by)
    with office.books.transact() as page:
        found = page.find(LocalAccount, order.name)
        if found is None:
            raise unknown("계정", "account", order.name)
        _drop(page, found)
        note(page, by, "remove_account", agency_of(page, found.person), account=order.name, person=found.person)


def end_accounts(page: Writing, person: PersonId) -> tuple[str, ...]:
    """Whoever leaves signs in no more: their accounts and sessions go, in the act that says so."""
    found = page.every(LocalAccount, person=person)
    for account in found:
        _drop(page, account)
    for one in page.every(OpenSession, person=person):
        page.drop(OpenSession, one.id)
    return tuple(account.name for account in found)


def _drop(page: Writing, account: LocalAccount) -> None:
    page.drop(LocalAccount, account.name)
    _forget(page, account.name)


def _forget(page: Writing, name: str) -> None:
    """What hangs on an account's old proofs: its sessions, and what addresses got wrong."""
    for one in page.every(OpenSession, account=name):
        page.drop(OpenSession, one.id)
    for row in page.every(AccountPeer, account=name):
        page.drop(AccountPeer, row.account, row.peer)


def account_of(office: Office, name: str) -> LocalAccount | None:
    """For the console, before it checks what was typed. Nobody by that name: None."""
    if not _NAME.fullmatch(name):
        return None
    with office.books.look() as page:
        return page.find(LocalAccount, name)


#: Checked where there is no account of that name, so that a guess takes as long: of a password that nobody has.
_NOBODY = LocalAccount("", PersonId(""), hash_password("", bytes(16)), "")


def check(office: Office, account: LocalAccount | None, password: str, code: str, now_us: int) -> int | None:
    """The step of the code when both answers are right; takes a while, in any thread. Whether the account is shut to
    whoever asks is judged by `note_sign_in`, where no second attempt can come between.
    """
    known = account or _NOBODY
    right = password_holds(password, known.password)
    secret = opened(office, known.secret, known.name) if account is not None else None
    if not right or secret is None:
        return None
    return step_of(secret, code, now_us, known.step)


def note_sign_in(office: Office, by: By, order: NoteSignIn) -> SignedIn:
    """Put down what came of an attempt. A step is used up in this very transaction: of two at once, one is let in."""
    peer = order.peer if _PEER.fullmatch(order.peer) else "?"
    with office.books.transact() as page:
        account = page.find(LocalAccount, order.name) if order.name else None
        if order.how != "password":
            person = order.person
            if order.right and person is not None:
                _tried(page, by, SignInTried(by.act_id, person, "", by.at_us, order.how, accepted=True, peer=peer))
            note(page, by, "sign_in", agency_of(page, person), person=person, how=order.how, peer=peer)
            return SignedIn(person)
        row = page.find(AccountPeer, order.name, peer) or AccountPeer(order.name, peer, 0, 0, by.at_us)
        locked = shut(account, row, by.at_us)
        right = order.right and not locked and account is not None and order.step > account.step
        if account is None or not right:
            return _failed(page, by, account, row, locked=locked, step=order.step)
        page.put(replace(account, step=order.step, failed=0, locked_until_us=0))
        page.put(replace(row, failed=0, locked_until_us=0, at_us=by.at_us, right_us=by.at_us))
        _keep_few(page, order.name)
        _tried(
            page,
            by,
            SignInTried(by.act_id, account.person, account.name, by.at_us, "password", accepted=True, peer=peer),
        )
        agency = agency_of(page, account.person)
        note(page, by, "sign_in", agency, person=account.person, how=order.how, account=account.name, peer=peer)
        if account.break_glass:
            note(page, by, "break_glass", agency, person=account.person, account=account.name, peer=peer)
            _tell_security(page, by, "break_glass", account, agency)
    return SignedIn(account.person, account.break_glass)


def shut(account: LocalAccount | None, row: AccountPeer, now_us: int) -> bool:
    """Whether an account is shut, for now, to an address."""
    if row.locked_until_us > now_us:
        return True
    familiar = row.right_us > now_us - _FAMILIAR_US and row.right_us > 0
    return account is not None and not familiar and not account.break_glass and account.locked_until_us > now_us


def _failed(
    page: Writing, by: By, account: LocalAccount | None, row: AccountPeer, *, locked: bool, step: int
) -> SignedIn:
    """A wrong answer, or any answer while the account is shut: then it neither counts nor lengthens."""
    name = account.name if account else ""
    agency = agency_of(page, account.person) if account else None
    if not locked:
        failed = row.failed + 1
        locked = failed >= MOST_FAILED
        until = by.at_us + LOCKED_US if locked else row.locked_until_us
        row = replace(row, failed=0 if locked else failed, locked_until_us=until, at_us=by.at_us)
        page.put(row)
        _keep_few(page, name)
        if account is not None:
            account = _strange(page, by, account, row, agency)
    if account is not None:
        page.put(replace(account, step=max(account.step, step)))  # a right code that came while it was shut is used up
        _tried(
            page,
            by,
            SignInTried(
                by.act_id, account.person, name, by.at_us, "password", accepted=False, locked=locked, peer=row.peer
            ),
        )
    note(page, by, "sign_in_failed", agency, account=name, locked=locked, peer=row.peer)
    return SignedIn(None, locked=locked)


def _strange(page: Writing, by: By, account: LocalAccount, row: AccountPeer, agency: AgencyId | None) -> LocalAccount:
    """Count wrong answers from addresses that nobody ever signed in from."""
    if row.right_us > by.at_us - _FAMILIAR_US and row.right_us > 0:
        return account
    failed = account.failed + 1
    if failed < MOST_STRANGE:
        return replace(account, failed=failed)
    _tell_security(page, by, "sign_in_attack", account, agency)
    note(page, by, "sign_in_attack", agency, account=account.name, failed=failed, shut=not account.break_glass)
    return replace(account, failed=0, locked_until_us=by.at_us + LOCKED_US)


def _tell_security(page: Writing, by: By, kind: str, account: LocalAccount, agency: AgencyId | None) -> None:
    if agency is not None:
        officers = deciders(page, Role.SECURITY, agency, None, by.day, frozenset())
        tell(page, by, kind, account.name, (one.person for one in officers))


def _keep_few(page: Writing, name: str) -> None:
    """Of an account's addresses the latest, and before them those that somebody signed in from."""
    rows = page.every(AccountPeer, account=name)
    for row in _oldest(rows, len(rows) - _MOST_PEERS):
        page.drop(AccountPeer, row.account, row.peer)


def _oldest(rows: Iterable[AccountPeer], count: int) -> list[AccountPeer]:
    return sorted(rows, key=lambda row: (row.right_us, row.locked_until_us, row.at_us))[: max(count, 0)]


def _tried(page: Writing, by: By, made: SignInTried) -> None:  # noqa: ARG001 - reads as the acts beside it
    page.put(made)
    rows = sorted(page.every(SignInTried, person=made.person), key=lambda row: row.at_us)
    for row in rows[: max(0, len(rows) - _MOST_TRIED)]:
        page.drop(SignInTried, row.id)


def note_sign_out(office: Office, by: By, order: NoteSignOut) -> None:
    with office.books.transact() as page:
        note(page, by, "sign_out", agency_of(page, order.person), person=order.person, why=order.why)


def agency_of(page: Reading, id_: PersonId | None) -> AgencyId | None:
    person = None if id_ is None else page.find(Person, id_)
    return None if person is None else person.agency


def _passphrase(entropy: bytes) -> str:
    """Sixteen characters in four groups: 79 bits that can be read out over the telephone."""
    number, found = int.from_bytes(entropy, "big"), []
    for _ in range(16):
        number, rest = divmod(number, len(_SYLLABLES))
        found.append(_SYLLABLES[rest])
    return "-".join("".join(found[at : at + 4]) for at in range(0, 16, 4))


def _key(office: Office) -> bytes:
    return blake2b(b"gwanmun sign-in 1", digest_size=32, key=office.pepper).digest()


def sealed(office: Office, secret: bytes, name: str) -> str:
    """A second factor's key, readable in this installation and under this account's name alone."""
    nonce = office.surroundings.entropy(12)
    return b64encode(nonce + AESGCM(_key(office)).encrypt(nonce, secret, name.encode())).decode()


def opened(office: Office, secret: str, name: str) -> bytes | None:
    try:
        data = b64decode(secret, validate=True)
        return AESGCM(_key(office)).decrypt(data[:12], data[12:], name.encode())
    except (InvalidTag, ValueError):
        return None  # the books were taken to another installation: nobody signs in with them there


def enrolment(secret: bytes, name: str, issuer: str) -> str:
    """What an authenticator reads, as a picture or by hand (otpauth URI)."""
    key = b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/{quote(issuer)}:{quote(name)}?secret={key}&issuer={quote(issuer)}"
