"""The counter (민원 창구): what anybody may ask without signing in, and nothing else.

What lives here: the short list of such acts, and carrying one out for whoever asks. What does not: the acts themselves
(`public_page.py`, `register.py`, `objections.py`), how often one asker may ask a page (the face's pace). `asker` is what a
face knows of where a question comes from, as a network address; only a keyed name of it is ever kept, for an hour.
"""

from collections.abc import Mapping
from dataclasses import replace

from gwanmun.control import acts
from gwanmun.control.act import plain
from gwanmun.control.objections import CITIZEN, AskCase, AskObjection, FileObjection
from gwanmun.control.office import Office, signed_by
from gwanmun.errors import Unidentified

#: Acts without sign-in. INVARIANT: each answers in words made for citizens, and none shows a row of the books.
PUBLIC = frozenset({"public_figures", "read_register", "show_regions", "ask_case", "file_objection", "ask_objection"})
#: Orders that say where they come from, so that guessing ends.
_COUNTED = (AskCase, AskObjection, FileObjection)


def carry_out_publicly(office: Office, name: str, args: object, asker: str) -> object:
    """Carry out an act for somebody who did not sign in. An `Aside` stays one, as everywhere.

    Raises `Unidentified` for any act that is not public, and what the act raises.
    """
    if name not in PUBLIC:
        raise Unidentified("missing", "Authorization")
    act = acts.named(name)
    order = acts.decode(name, act.order, args)
    if isinstance(order, AskCase | AskObjection | FileObjection):
        order = replace(order, asker=asker[:200])  # never what the caller says of itself
    return plain(act.carry_out(office, signed_by(office, CITIZEN), order))


def order_publicly(name: str, args: Mapping[str, object], asker: str) -> dict[str, object]:
    """The arguments of a public act, for a door that hands acts to a desk's queue as `CITIZEN`. Raises `Unidentified`."""
    if name not in PUBLIC:
        raise Unidentified("missing", "Authorization")
    kept = {key: value for key, value in args.items() if key != "asker"}
    return {**kept, "asker": asker[:200]} if acts.named(name).order in _COUNTED else kept
