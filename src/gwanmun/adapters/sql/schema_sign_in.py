"""Tables of the books, on the metadata of `columns.py`: local accounts of the console."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Index, Table

from gwanmun.adapters.sql.columns import flag, string, table, whole
from gwanmun.domain.sign_in import LocalAccount

local_accounts = table(
    "local_accounts",
    string("name"),
    string("person"),
    string("password"),
    string("secret"),
    whole("step"),
    whole("failed"),
    whole("locked_until_us"),
    *flag("break_glass"),
    whole("changed_us"),
    Index(None, "person"),
    key=("name",),
)

#: Which value stands in which table, field by field.
FLAT: Mapping[type[Any], Table] = {LocalAccount: local_accounts}
