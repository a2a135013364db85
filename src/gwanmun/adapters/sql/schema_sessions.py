"""Tables of the books, on the metadata of `columns.py`: open sessions, attempts to sign in, addresses they came from."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Index, Table

from gwanmun.adapters.sql.columns import flag, string, table, whole
from gwanmun.domain.sign_in import AccountPeer, OpenSession, SignInTried

open_sessions = table(
    "open_sessions",
    string("id"),
    string("person"),
    string("how"),
    string("account"),
    whole("began_us"),
    whole("seen_us"),
    *flag("break_glass"),
    string("demo_as"),
    string("peer"),
    string("client"),
    Index(None, "person"),
    Index(None, "account"),
    key=("id",),
)

account_peers = table(
    "account_peers",
    string("account"),
    string("peer"),
    whole("failed"),
    whole("locked_until_us"),
    whole("at_us"),
    whole("right_us"),
    key=("account", "peer"),
)

sign_ins_tried = table(
    "sign_ins_tried",
    string("id"),
    string("person"),
    string("account"),
    whole("at_us"),
    string("how"),
    *flag("accepted"),
    *flag("locked"),
    string("peer"),
    Index(None, "person"),
    key=("id",),
)

#: Which value stands in which table, field by field.
FLAT: Mapping[type[Any], Table] = {
    OpenSession: open_sessions,
    AccountPeer: account_peers,
    SignInTried: sign_ins_tried,
}
