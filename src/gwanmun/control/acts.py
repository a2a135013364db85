"""The acts of the desk by name: one table, from the words of a request to one function.

What lives here: the table, decoding a request's arguments into the act's order, naming what was probably meant. What
does not: the acts. A new act is one row here, one function in its room, one test.
"""

import difflib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import msgspec

from gwanmun.control import bootstrap_officer, budgets, directory, forgetting, keys, policies, services
from gwanmun.control.act import Act, Touches, plain
from gwanmun.control.acts_changes import CHANGES
from gwanmun.control.acts_console import CONSOLE
from gwanmun.control.acts_deciding import DECIDING
from gwanmun.control.acts_desk import DESK
from gwanmun.control.acts_enforcement import ENFORCEMENT
from gwanmun.control.acts_fingerprints import FINGERPRINTS
from gwanmun.control.acts_money import MONEY
from gwanmun.control.acts_people import PEOPLE
from gwanmun.control.acts_privacy import PRIVACY
from gwanmun.control.acts_reports import REPORTS
from gwanmun.control.acts_workspace import WORKSPACE
from gwanmun.control.lists import LISTS
from gwanmun.control.office import Office, refused, signed_by
from gwanmun.control.values import Unknown, unknown, worded
from gwanmun.errors import BadCommand

ACTS: Mapping[str, Act] = {
    **LISTS,  # a list of a subject's own, below, takes the place of a plain one
    "import_agencies": Act(directory.ImportAgencies, directory.import_agencies, Touches.SNAPSHOT),
    "put_agency": Act(directory.PutAgency, directory.put_agency, Touches.SNAPSHOT),
    "put_departments": Act(directory.PutDepartments, directory.put_departments, Touches.SNAPSHOT),
    "put_people": Act(directory.PutPeople, directory.put_people, Touches.SNAPSHOT),
    "put_zone": Act(directory.PutZone, directory.put_zone, Touches.SNAPSHOT),
    "remove_zone": Act(directory.RemoveZone, directory.remove_zone, Touches.SNAPSHOT),
    "put_proxy": Act(directory.PutProxy, directory.put_proxy, Touches.SNAPSHOT, secret=True),
    "remove_proxy": Act(directory.RemoveProxy, directory.remove_proxy, Touches.SNAPSHOT),
    "put_rules": Act(directory.PutRules, directory.put_rules, Touches.SNAPSHOT),
    "issue_key": Act(keys.IssueKey, keys.issue_key, Touches.DELTA, secret=True),
    "list_keys": Act(keys.ListKeys, keys.list_keys, Touches.NOTHING),
    "rotate_key": Act(keys.RotateKey, keys.rotate_key, Touches.DELTA, secret=True),
    "revoke_key": Act(keys.RevokeKey, keys.revoke_key, Touches.DELTA),
    "set_allowance": Act(budgets.SetAllowance, budgets.set_allowance, Touches.SNAPSHOT),
    "remove_allowance": Act(budgets.RemoveAllowance, budgets.remove_allowance, Touches.SNAPSHOT),
    "put_price": Act(budgets.PutPrice, budgets.put_price, Touches.SNAPSHOT),
    "put_rate": Act(budgets.PutRate, budgets.put_rate, Touches.SNAPSHOT),
    "import_catalogue": Act(services.ImportCatalogue, services.import_catalogue, Touches.SNAPSHOT),
    "put_record": Act(services.PutRecord, services.put_record, Touches.SNAPSHOT),
    "put_route": Act(services.PutRoute, services.put_route, Touches.SNAPSHOT),
    "remove_route": Act(services.RemoveRoute, services.remove_route, Touches.SNAPSHOT),
    "suspend_service": Act(services.SuspendService, services.suspend_service, Touches.DELTA),
    "resume_service": Act(services.ResumeService, services.resume_service, Touches.DELTA),
    "put_approval": Act(services.PutApproval, services.put_approval, Touches.SNAPSHOT),
    "put_inquiry": Act(services.PutInquiry, services.put_inquiry, Touches.SNAPSHOT),
    "write_pack": Act(policies.WritePack, policies.write_pack, Touches.NOTHING),
    "confirm_pack": Act(policies.ConfirmPack, policies.confirm_pack, Touches.SNAPSHOT),
    "activate_pack": Act(policies.ActivatePack, policies.activate_pack, Touches.SNAPSHOT),
    "deactivate_pack": Act(policies.DeactivatePack, policies.deactivate_pack, Touches.SNAPSHOT),
    "list_packs": Act(policies.ListPacks, policies.list_packs, Touches.NOTHING),
    "lift_order": Act(policies.LiftOrder, policies.lift_order, Touches.SNAPSHOT),
    "reimpose_order": Act(policies.ReimposeOrder, policies.reimpose_order, Touches.SNAPSHOT),
    "note_forgetting": Act(forgetting.NoteForgetting, forgetting.note_forgetting, Touches.NOTHING, local=True),
    "bootstrap_officer": Act(
        bootstrap_officer.BootstrapOfficer, bootstrap_officer.bootstrap_officer, Touches.DELTA, secret=True, local=True
    ),
    **CHANGES,
    **CONSOLE,
    **DESK,
    **PEOPLE,
    **MONEY,
    **FINGERPRINTS,
    **PRIVACY,
    **WORKSPACE,
    **REPORTS,
    **ENFORCEMENT,
    **DECIDING,
}


def named(name: str) -> Act:
    """The act of this name. Raises `BadCommand` naming the nearest one."""
    act = ACTS.get(name)
    if act is None:
        near = difflib.get_close_matches(name, ACTS, n=1)
        raise refused(
            f"없는 행위입니다: {name[:64]}",
            f"there is no such act: {name[:64]}",
            f"혹시 {near[0]} 입니까?" if near else "gwanmun act --list",
            f"did you mean {near[0]}?" if near else "gwanmun act --list",
        )
    return act


def perform(office: Office, name: str, args: object, officer: str, reason: str = "") -> object:
    """Decode, sign, carry out. Returns plain data (dicts, lists, texts, numbers) to be shown once, or an `Aside`.

    Raises `BadCommand`, `BadPolicy` or a `StoreFault`; then nothing was changed.
    """
    act = named(name)
    order = decode(name, act.order, args)
    by = signed_by(office, officer, reason)
    return plain(act.carry_out(office, by, order))


def decode(name: str, kind: type[Any], args: object) -> object:
    """Arguments as the act's order. Raises `BadCommand`; an unknown argument is an error, never ignored."""
    known = [field.name for field in fields(kind)]
    _sound(args, name)
    if (strange := unknown(args, kind)) is not None:
        raise _strange(name, strange)
    try:
        return msgspec.convert(args, kind)
    except msgspec.ValidationError as error:
        said = worded(kind, error.args[0])
        raise refused(f"{name}: {said.ko}", f"{name}: {said.en}", said.remedy_ko, said.remedy_en, said.where) from error
    except (ValueError, RecursionError) as error:
        raise refused(
            f"{name}의 항목이 올바르지 않습니다",
            f"an argument of {name} is not valid",
            f"받는 항목: {', '.join(known)}",
            f"it takes: {', '.join(known)}",
        ) from error


def _strange(name: str, strange: Unknown) -> BadCommand:
    """A name that nothing reads: at the top, or in a row of what was given."""
    near = difflib.get_close_matches(strange.name, strange.known, n=1)
    place = f" ({strange.where})" if strange.where else ""
    return refused(
        f"{name}에 없는 항목입니다: {strange.name[:64]}{place}",
        f"{name} takes no such argument: {strange.name[:64]}{place}",
        f"혹시 {near[0]} 입니까?" if near else f"받는 항목: {', '.join(strange.known)}",
        f"did you mean {near[0]}?" if near else f"it takes: {', '.join(strange.known)}",
    )


#: What a field of an act may hold at most: a policy pack or a table of people is the largest.
_LONGEST_TEXT = 16 * 1024 * 1024
_LARGEST = 2**63
_DEEPEST = 32
_BY_ROW = frozenset({"import_table"})  # it names the row itself


def _sound(args: object, name: str) -> None:
    """Refuse what no store and no record can keep: half characters, NUL, numbers beyond 64 bits, texts without an end."""
    level: list[object] = [args]
    for _ in range(_DEEPEST):
        inner: list[object] = []
        for value in level:
            if isinstance(value, str):
                _sound_text(value, name)
            elif isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
                raise _unkeepable(name, "64비트를 넘는 수가 있습니다", "a number goes beyond 64 bits")
            elif isinstance(value, Mapping):
                inner += [*value.keys(), *value.values()]
            elif isinstance(value, list | tuple):
                inner += value
        level = inner
    if level:
        raise _unkeepable(name, "항목이 너무 깊이 겹쳐 있습니다", "the arguments are nested too deeply")


def _sound_text(value: str, name: str) -> None:
    if len(value) > _LONGEST_TEXT:
        raise _unkeepable(name, "항목이 너무 깁니다 (16 MiB까지)", "an argument is too long (at most 16 MiB)")
    if "\0" in value and name not in _BY_ROW:
        raise _unkeepable(name, "NUL 문자가 있습니다", "an argument holds a NUL character")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _unkeepable(name, "깨진 문자가 있습니다", "an argument holds half a character") from None


def _unkeepable(name: str, ko: str, en: str) -> BadCommand:
    return refused(f"{name}: {ko}", f"{name}: {en}", "항목을 고치십시오", "correct the arguments", name)
