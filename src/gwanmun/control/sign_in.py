"""Who signs in at the console (화면 로그인): local accounts, and the facts of signing in and out (접속기록).

A local account is for bodies without an identity provider, and for the one that is kept behind glass (비상 계정): its use
is a fact of its own and is told to the security officer at once. What somebody may do after signing in is their
appointments' matter (`access.py`); an account gives none. Sessions live in the console.
Law: 개인정보의 안전성 확보조치 기준 제5조 제6항 (limits on failed attempts), 제8조 (who signed in is on record).
"""

import re
from base64 import b32encode, b64decode, b64encode
from dataclasses import dataclass, replace
from hashlib import blake2b
from urllib.parse import quote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gwanmun.control.inbox import tell
from gwanmun.control.office import SECOND_US, By, Office, need_reason, note, refused, unknown
from gwanmun.control.offices import deciders
from gwanmun.domain.ids import AgencyId, PersonId
from gwanmun.domain.offices import Role
from gwanmun.domain.people import Person
from gwanmun.domain.sign_in import LocalAccount, hash_password, password_holds, step_of
from gwanmun.ports.books import Reading, Writing

#: So many wrong answers in a row lock an account for so long.
MOST_FAILED, LOCKED_US = 5, 15 * 60 * SECOND_US
ISSUER = "Gwanmun"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,46}[a-z0-9])?")
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


@dataclass(frozen=True, slots=True)
class NoteSignOut:
    """`why`: asked, idle or longest."""

    person: PersonId
    why: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`locked`: the account is shut for a while after too many wrong answers."""

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
        _check_glass(page, order)
        page.put(
            LocalAccount(
                order.name,
                order.person,
                hash_password(password, office.surroundings.entropy(16)),
                _sealed(office, secret, order.name),
                break_glass=order.break_glass,
                changed_us=by.at_us,
            )
        )
        note(page, by, "put_account", person.agency, account=order.name, person=order.person, glass=order.break_glass)
    return NewAccount(order.name, order.person, password, enrolment(secret, order.name, ISSUER))


def _check_glass(page: Reading, order: PutAccount) -> None:
    there = [one.name for one in page.every(LocalAccount, break_glass=True) if one.name != order.name]
    if order.break_glass and there:
        raise refused(
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
        page.drop(LocalAccount, order.name)
        note(page, by, "remove_account", _agency(page, found.person), account=order.name, person=found.person)


def account_of(office: Office, name: str) -> LocalAccount | None:
    """For the console, before it checks what was typed. Nobody by that name: None."""
    if not _NAME.fullmatch(name):
        return None
    with office.books.look() as page:
        return page.find(LocalAccount, name)


#: Checked where there is no account of that name, so that a guess takes as long: of a password that nobody has.
_NOBODY = LocalAccount("", PersonId(""), hash_password("", bytes(16)), "")


def check(office: Office, account: LocalAccount | None, password: str, code: str, now_us: int) -> int | None:
    """The step of the code when both answers are right and the account is not locked; takes a while, in any thread."""
    known = account or _NOBODY
    right = password_holds(password, known.password)
    secret = _opened(office, known) if account is not None else None
    if not right or secret is None or known.locked_until_us > now_us:
        return None
    return step_of(secret, code, now_us, known.step)


def note_sign_in(office: Office, by: By, order: NoteSignIn) -> SignedIn:
    """Put down what came of an attempt. A step is used up in this very transaction: of two at once, one is refused."""
    with office.books.transact() as page:
        account = page.find(LocalAccount, order.name) if order.name else None
        person = account.person if account else order.person
        agency = _agency(page, person) if person else None
        if not order.right:
            return _failed(page, by, account, agency)
        if account is not None:
            if order.step <= account.step:
                raise refused(
                    "이미 쓴 인증번호입니다",
                    "that code was used already",
                    "다음 번호를 기다리십시오",
                    "wait for the next one",
                )
            account = replace(account, step=order.step, failed=0, locked_until_us=0)
            page.put(account)
        note(page, by, "sign_in", agency, person=person, how=order.how)
        if account is not None and account.break_glass:
            note(page, by, "break_glass", agency, person=person, account=account.name)
            if agency is not None:
                officers = deciders(page, Role.SECURITY, agency, None, by.day, frozenset())
                tell(page, by, "break_glass", account.name, (one.person for one in officers))
    return SignedIn(person, account is not None and account.break_glass)


def _failed(page: Writing, by: By, account: LocalAccount | None, agency: AgencyId | None) -> SignedIn:
    if account is None:
        return SignedIn(None)  # a name that nobody has: counted by its address, not kept
    failed = account.failed + 1
    locked = failed >= MOST_FAILED
    account = replace(
        account,
        failed=0 if locked else failed,
        locked_until_us=by.at_us + LOCKED_US if locked else account.locked_until_us,
    )
    page.put(account)
    note(page, by, "sign_in_failed", agency, account=account.name, locked=locked)
    return SignedIn(None, locked=locked)


def note_sign_out(office: Office, by: By, order: NoteSignOut) -> None:
    with office.books.transact() as page:
        note(page, by, "sign_out", _agency(page, order.person), person=order.person, why=order.why)


def _agency(page: Reading, id_: PersonId) -> AgencyId | None:
    person = page.find(Person, id_)
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


def _sealed(office: Office, secret: bytes, name: str) -> str:
    nonce = office.surroundings.entropy(12)
    return b64encode(nonce + AESGCM(_key(office)).encrypt(nonce, secret, name.encode())).decode()


def _opened(office: Office, account: LocalAccount) -> bytes | None:
    data = b64decode(account.secret)
    try:
        return AESGCM(_key(office)).decrypt(data[:12], data[12:], account.name.encode())
    except (InvalidTag, ValueError):
        return None  # the books were taken to another installation: nobody signs in with them there


def enrolment(secret: bytes, name: str, issuer: str) -> str:
    """What an authenticator reads, as a picture or by hand (otpauth URI)."""
    key = b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/{quote(issuer)}:{quote(name)}?secret={key}&issuer={quote(issuer)}"
