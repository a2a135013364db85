"""The acts of signing in at the console and of taking its tables away, by name. What does not live here: the acts themselves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gwanmun.control import accounts, groups, sign_in
from gwanmun.control.act import Act, Touches
from gwanmun.control.office import By, Office, note
from gwanmun.control.offices import person_of
from gwanmun.domain.ids import PersonId
from gwanmun.domain.offices import Role

_NOTHING = Touches.NOTHING
_KEEPERS = (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDIT)
_WARDENS = (Role.ADMINISTRATOR, Role.SECURITY)
_ADMIN = (Role.ADMINISTRATOR,)
_NUMBER = re.compile(r"[A-Za-z0-9._:/-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NoteExport:
    """Somebody took a table with them: which page, which filter (as the address says it), how many rows, which form."""

    table: str
    filter: str
    rows: int
    form: str


def note_export(office: Office, by: By, order: NoteExport) -> None:
    """Downloads are access too (개인정보의 안전성 확보조치 기준 제8조 제2항)."""
    with office.books.transact() as page:
        agency = person_of(page, by).agency
        note(
            page,
            by,
            "export",
            agency,
            table=order.table[:96],
            filter=order.filter[:500],
            rows=order.rows,
            form=order.form,
        )


@dataclass(frozen=True, slots=True)
class NoteGuess:
    """Somebody asked the console for a thing by its number that is not there for them. `place`: the shape of the address."""

    person: PersonId
    place: str
    id: str


def note_guess(office: Office, by: By, order: NoteGuess) -> None:
    """Another agency's looks like none at all to whoever asks; the journal has who asked for what. Only what has the form
    of a number is kept of it, because an address can hold anything.
    """
    with office.books.transact() as page:
        agency = sign_in.agency_of(page, order.person)
        id_ = order.id if _NUMBER.fullmatch(order.id) else ""
        note(page, by, "guessed", agency, person=order.person, place=order.place[:96], id=id_)


CONSOLE: Mapping[str, Act] = {
    "put_account": Act(sign_in.PutAccount, sign_in.put_account, _NOTHING, (Role.ADMINISTRATOR,), secret=True),
    "remove_account": Act(sign_in.RemoveAccount, sign_in.remove_account, _NOTHING, (Role.ADMINISTRATOR, Role.SECURITY)),
    "note_sign_in": Act(sign_in.NoteSignIn, sign_in.note_sign_in, _NOTHING, (Role.ADMINISTRATOR,), local=True),
    "list_accounts": Act(accounts.ListAccounts, accounts.list_accounts, _NOTHING, _KEEPERS),
    "show_account": Act(accounts.ShowAccount, accounts.show_account, _NOTHING, _KEEPERS),
    "unlock_account": Act(accounts.UnlockAccount, accounts.unlock_account, _NOTHING, _WARDENS),
    "end_sessions": Act(accounts.EndSessions, accounts.end_sessions, _NOTHING, _WARDENS),
    "keep_password": Act(accounts.KeepPassword, accounts.keep_password, _NOTHING, _ADMIN, local=True),
    "keep_second_factor": Act(accounts.KeepSecondFactor, accounts.keep_second_factor, _NOTHING, _ADMIN, local=True),
    "end_own_sessions": Act(accounts.EndOwnSessions, accounts.end_own_sessions, _NOTHING, _ADMIN, local=True),
    "note_sign_out": Act(sign_in.NoteSignOut, sign_in.note_sign_out, _NOTHING, (Role.ADMINISTRATOR,), local=True),
    "put_group_role": Act(groups.PutGroupRole, groups.put_group_role, _NOTHING, (Role.ADMINISTRATOR,)),
    "remove_group_role": Act(
        groups.RemoveGroupRole, groups.remove_group_role, _NOTHING, (Role.ADMINISTRATOR, Role.SECURITY)
    ),
    "list_group_roles": Act(groups.ListGroupRoles, groups.list_group_roles, _NOTHING, _KEEPERS),
    "try_group_roles": Act(groups.TryGroupRoles, groups.try_group_roles, _NOTHING, _KEEPERS),
    "release_provider_person": Act(
        groups.ReleaseProviderPerson, groups.release_provider_person, _NOTHING, (Role.ADMINISTRATOR,)
    ),
    "note_provider_sign_in": Act(
        groups.NoteProviderSignIn, groups.note_provider_sign_in, _NOTHING, (Role.ADMINISTRATOR,), local=True
    ),
    "note_provider_failure": Act(
        groups.NoteProviderFailure, groups.note_provider_failure, _NOTHING, (Role.ADMINISTRATOR,), local=True
    ),
    "note_guess": Act(NoteGuess, note_guess, _NOTHING, _ADMIN, local=True),
    "note_export": Act(NoteExport, note_export, _NOTHING, tuple(Role)),
}
