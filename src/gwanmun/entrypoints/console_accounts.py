"""Port `accounts` of the console, over the books of the open desk. What does not live here: the acts (`control/`)."""

from gwanmun.console.ports import Enrolment
from gwanmun.control import sign_in
from gwanmun.control.accounts import tried_of
from gwanmun.control.office import Office
from gwanmun.domain.ids import PersonId
from gwanmun.domain.sign_in import LocalAccount, SignInTried, hash_password, step_of

_SECRET_BYTES = 20  # RFC 4226 §4


class LocalAccounts:
    def __init__(self, office: Office) -> None:
        self._office = office

    def find(self, name: str) -> LocalAccount | None:
        return sign_in.account_of(self._office, name)

    def check(self, account: LocalAccount | None, password: str, code: str) -> int | None:
        return sign_in.check(self._office, account, password, code, self._office.surroundings.now_us())

    def mine(self, person: PersonId) -> tuple[LocalAccount, ...]:
        with self._office.books.look() as page:
            return page.every(LocalAccount, person=person)

    def tried(self, person: PersonId) -> tuple[SignInTried, ...]:
        with self._office.books.look() as page:
            return tried_of(page, person)

    def hash(self, password: str) -> str:
        return hash_password(password, self._office.surroundings.entropy(16))

    def propose(self, account: LocalAccount) -> Enrolment:
        secret = self._office.surroundings.entropy(_SECRET_BYTES)
        return self._enrolment(account, sign_in.sealed(self._office, secret, account.name), secret)

    def confirm(self, account: LocalAccount, sealed: str, code: str) -> int | None:
        secret = self._proposed(account, sealed)
        return None if secret is None else step_of(secret, code, self._office.surroundings.now_us(), 0)

    def again(self, account: LocalAccount, sealed: str) -> Enrolment | None:
        secret = self._proposed(account, sealed)
        return None if secret is None else self._enrolment(account, sealed, secret)

    def _proposed(self, account: LocalAccount, sealed: str) -> bytes | None:
        """INVARIANT: the factor in force is never shown again, though it is sealed in the same way."""
        return (
            None
            if sealed == account.secret or len(sealed) > 256
            else sign_in.opened(self._office, sealed, account.name)
        )

    def _enrolment(self, account: LocalAccount, sealed: str, secret: bytes) -> Enrolment:
        return Enrolment(sealed, sign_in.enrolment(secret, account.name, sign_in.ISSUER))
