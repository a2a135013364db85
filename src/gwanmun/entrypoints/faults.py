"""How a command tells that it did not work (오류 안내), and with which exit code it ends: one place for every command.

| code | |
|---|---|
| 0 | done; the answer is yes |
| 1 | understood, and the answer is no: a rule or the state of things stands against it, a check failed, there is a finding |
| 2 | the command line, a value or a file is not what it should be |
| 3 | it cannot be done here now: storage, desk, journal, vendor or a part of the installation is missing or fails |
| 4 | evidence does not add up |

The code stands with the error (`errors.py`). A wrong command line is told in Korean and English, whatever the library says.
What does not live here: the words of errors (`errors.py`), what a command prints when it worked. Heavy modules are imported
when something went wrong, so that `--help` stays quick.
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from gwanmun.errors import BadInput, GwanmunError, Refusal

DONE, NO, BAD = 0, Refusal.exit_code, BadInput.exit_code
CANNOT = GwanmunError.exit_code

#: Acts that have a command of their own: what is to be done next is told as one types it. Others are typed `gwanmun act …`.
COMMANDS: Mapping[str, str] = {
    "activate_pack": "policies activate", "cancel_scheduled": "policies cancel", "confirm_pack": "policies confirm",
    "deactivate_pack": "policies deactivate", "delegate_rule": "policies delegate", "end_delegation": "policies undelegate",
    "list_delegations": "policies delegations", "list_packs": "policies list", "put_mandate": "policies mandate",
    "return_pack": "policies return", "write_pack": "import packs",
    "approve_model": "catalogue approve-model", "check_item": "catalogue check", "export_service": "catalogue exit-export",
    "list_services": "catalogue list", "list_vendors": "catalogue vendors", "move_service": "catalogue move",
    "propose_service": "catalogue propose", "put_fact": "catalogue fact", "record_exit": "catalogue exit",
    "reevaluate": "catalogue reevaluate", "show_service": "catalogue show", "import_catalogue": "import catalogue",
    "import_agencies": "import agencies",
    "extend_inquiry": "inquiries extend", "file_reply": "inquiries reply", "judge_reply": "inquiries judge",
    "list_inquiries": "inquiries list", "note_letter": "inquiries letter", "open_inquiry": "inquiries open",
    "refuse_inquiry": "inquiries refuse", "show_vendor": "inquiries show", "withdraw_inquiry": "inquiries withdraw",
    "end_order": "orders end", "issue_order": "orders issue", "list_orders": "orders list", "list_push": "orders push",
    "list_emergencies": "emergency list", "open_emergency": "emergency open", "review_emergency": "emergency review",
    "list_reviews": "reviews due",
    "approve_request": "approvals approve", "end_approval": "approvals end", "list_approvals": "approvals list",
    "reject_request": "approvals reject", "request_approval": "approvals request", "withdraw_request": "approvals withdraw",
    "appoint": "people appoint", "list_appointments": "people offices", "remove_person": "people leave",
    "issue_key": "keys create", "list_keys": "keys list", "revoke_key": "keys revoke", "rotate_key": "keys rotate",
    "device_report": "devices report", "list_devices": "devices list", "sign_pledge": "training pledge",
    "training_report": "training report",
}  # fmt: skip
_ACT = re.compile(r"(?<![\w./-])[a-z]+(?:_[a-z]+)+(?![A-Za-z0-9_/])")


#: Arguments of acts that a command takes under another name: argument → its parameters there, the first that it has.
_TAKEN_AS: Mapping[str, tuple[str, ...]] = {
    "id": ("id_", "inquiry", "key", "person"), "valid_from": ("begins",), "valid_to": ("until", "ends"), "starts_us": ("at",),
    "received_on": ("on",), "completed_on": ("on",), "checked_on": ("on",), "removed_on": ("on",), "ended_on": ("on",), "within_days": ("days",), "justification": ("why",), "families": ("family",),
    "reach": ("department",), "departments": ("department",), "device_class": ("device",), "device_classes": ("device",),
    "purposes": ("purpose",), "attested": ("attest",), "text_version": ("version",), "data_returned": ("returned",),
    "data_deleted": ("deleted",), "item": ("items",), "value": ("items",),
}  # fmt: skip


def tell(
    error: GwanmunError | Mapping[str, Any], *, as_json: bool, lang: str, typed: Mapping[str, str] | None = None
) -> int:
    """Say an error, or the words of one that the desk told; returns the exit code. `typed`: arguments as the command that
    was given takes them (`as_typed`).
    """
    words = dict(error) if isinstance(error, Mapping) else _words(error)
    _in_options(words, typed or {})
    for language in ("ko", "en"):
        name = f"remedy_{language}"
        words[name] = in_commands(str(words.get(name, "")))
    if as_json:
        print(json.dumps({"error": words}, ensure_ascii=False))
    else:
        print(f"{'오류' if lang == 'ko' else 'error'}: {words[lang]}", file=sys.stderr)
        print(f"{'다음' if lang == 'ko' else 'next'}: {words['remedy_' + lang]}", file=sys.stderr)
    code = words.get("exit_code")
    return code if isinstance(code, int) else CANNOT


def command_typed(app: Any, argv: Sequence[str]) -> tuple[Any, int]:
    """The command that this command line names, as the library keeps it, and where its name stands."""
    command, at = import_module("typer.main").get_command(app), -1
    for place, word in enumerate(argv):
        inner = getattr(command, "commands", {}).get(word)
        if inner is not None:
            command, at = inner, place
    return command, at


def as_typed(app: Any, argv: Sequence[str]) -> Mapping[str, str]:
    """The arguments of acts as the command of this command line takes them: `valid_to` → `--until`."""
    command, _ = command_typed(app, argv)
    if command.name == "act":  # there arguments are typed as the act names them
        return {}
    shown = {
        one.name: one.opts[0] if one.param_type_name == "option" else one.name.rstrip("_").upper()
        for one in command.params
    }
    for argument, taken_as in _TAKEN_AS.items():
        found = next((name for name in taken_as if name in shown), None)
        if argument not in shown and found is not None:
            shown[argument] = shown[found]
    return shown


def _in_options(words: dict[str, Any], typed: Mapping[str, str]) -> None:
    """Say arguments as they are typed: in brackets, where they are no word of either language, and in what to do next."""
    where = str(words.get("where", ""))
    act = re.compile(r"\A[a-z]+(?:_[a-z]+)+: ")
    for name in ("ko", "en", "remedy_ko", "remedy_en"):
        text = str(words.get(name, ""))
        for argument, option in typed.items():
            if argument not in text or argument == option:
                continue
            plain = name.startswith("remedy") and argument == where
            pattern = (
                rf"(?<![\w.-]){argument}(?![A-Za-z0-9_.-])" if "_" in argument or plain else rf"(?<=\(){argument}(?=\))"
            )
            text = re.sub(pattern, option, text, flags=re.ASCII)
        words[name] = act.sub("", text) if typed else text


def in_commands(text: str) -> str:
    """Acts in a remedy as commands: whoever reads it here types commands."""
    return _ACT.sub(_command, text)


def _command(match: re.Match[str]) -> str:
    name = match[0]
    if name not in import_module("gwanmun.control.acts").ACTS or match.string[: match.start()].endswith("gwanmun act "):
        return name
    return f"gwanmun {COMMANDS.get(name, f'act {name}')}"


def _words(error: GwanmunError) -> dict[str, Any]:
    found: dict[str, Any] = import_module("gwanmun.adapters.desk_socket").said(error)
    return found


# ---------------------------------------------------------------- a wrong command line

#: What the library says of a value, and what it takes in Korean and in English.
_TAKES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"is not one of (.+?)\.?$"), "다음 가운데 하나: {0}", "one of: {0}"),
    (re.compile(r"less than or equal to (\S+)"), "{0} 이하의 수", "at most {0}"),
    (re.compile(r"greater than or equal to (\S+)"), "{0} 이상의 수", "at least {0}"),
    (re.compile(r"valid integer"), "정수", "a whole number"),
    (re.compile(r"valid (?:number|float|decimal)"), "수", "a number"),
    (re.compile(r"valid boolean"), "true 또는 false", "true or false"),
)  # fmt: skip
#: What the library says, where the kind of its error does not say it: its words, ours in Korean and in English.
_SAYINGS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"No such command '([^']*)'"), "없는 명령입니다: {0}", "there is no such command: {0}"),
    (re.compile(r"unexpected extra argument(?:s|\(s\))? \((.*)\)", re.DOTALL), "남는 인자가 있습니다: {0}", "arguments too many: {0}"),
    (re.compile(r"Option '?(\S+?)'? requires (?:an argument|\d+ arguments)"), "값이 필요한 옵션입니다: {0}", "this option needs a value: {0}"),
    (re.compile(r"Option '?(\S+?)'? does not take a value"), "값을 받지 않는 옵션입니다: {0}", "this option takes no value: {0}"),
    (re.compile(r"Missing command"), "하위 명령이 필요합니다", "a subcommand is needed"),
)  # fmt: skip


def tell_usage(error: Any, *, as_json: bool) -> int:
    """Say what is wrong with the command line, in both languages: its language may not be known yet."""
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error.format_message())
        return BAD
    ko, en, likely = _wrong(error)
    context = getattr(error, "ctx", None)
    path = "gwanmun" if context is None else context.command_path
    next_ko, next_en = f"{path} --help", f"{path} --help"
    if likely:
        next_ko, next_en = f"{', '.join(likely)}? {next_ko}", f"{', '.join(likely)}? {next_en}"
    if as_json:
        words = {
            "code": "bad_usage",
            "where": path,
            "ko": ko,
            "en": en,
            "remedy_ko": next_ko,
            "remedy_en": next_en,
            "exit_code": BAD,
        }
        print(json.dumps({"error": words}, ensure_ascii=False))
    else:
        print(f"오류: {ko}\nerror: {en}\n다음 · next: {next_ko}", file=sys.stderr)
    return BAD


def _wrong(error: Any) -> tuple[str, str, Sequence[str]]:
    """What is wrong in Korean and in English, and what may have been meant."""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        name = _short(error.option_name)
        meant = error.possibilities or get_close_matches(name, _options(error), 2, 0.6)
        return f"없는 옵션입니다: {name}", f"there is no such option: {name}", tuple(sorted(meant))
    if kind == "MissingParameter":
        shown, what = _named(error)
        noun = ("인자", "argument") if what == "argument" else ("옵션", "option")
        return f"빠진 {noun[0]}: {shown}", f"missing {noun[1]}: {shown}", ()
    if kind == "BadParameter":
        shown, _ = _named(error)
        ko, en = _allowed(str(error.message))
        return f"값이 올바르지 않습니다: {shown}{_after(ko)}", f"that value is not allowed: {shown}{_after(en)}", ()
    said = str(error.format_message())
    for pattern, ko, en in _SAYINGS:
        match = pattern.search(said)
        if match:
            given = [_short(one) for one in match.groups()]
            near = get_close_matches(given[0], _commands(error), 2, 0.7) if "command '" in said else ()
            return ko.format(*given), en.format(*given), near
    return "명령줄이 올바르지 않습니다", f"the command line is not valid: {_short(said)}", ()


def _after(words: str) -> str:
    return f" ({words})" if words else ""


def _named(error: Any) -> tuple[str, str]:
    """How a parameter is written, and whether it is an option or an argument."""
    hint = error.param_hint
    if hint is None and error.param is not None:
        hint = error.param.get_error_hint()
    shown = " / ".join(hint) if isinstance(hint, list | tuple) else str(hint or "-")
    what = str(getattr(error, "param_type", None) or getattr(error.param, "param_type_name", "option"))
    shown = _short(shown.replace("'", ""))
    return shown.upper() if what == "argument" else shown, what


def _allowed(said: str) -> tuple[str, str]:
    """What a parameter takes, as far as the library says so."""
    for pattern, ko, en in _TAKES:
        match = pattern.search(said)
        if match:
            given = [_short(one.replace("'", "")) for one in match.groups()]
            return ko.format(*given), en.format(*given)
    return "", ""


def _options(error: Any) -> list[str]:
    context = getattr(error, "ctx", None)
    return [] if context is None else [name for one in context.command.params for name in one.opts]


def _commands(error: Any) -> list[str]:
    context = getattr(error, "ctx", None)
    listed = getattr(getattr(context, "command", None), "commands", None)
    return list(listed or ())


def _short(text: str) -> str:
    """As much of what was typed as fits a line: never all of a text that was pasted."""
    line = "".join(letter if letter.isprintable() else "·" for letter in text)
    return line if len(line) <= 64 else f"{line[:64]}…"
