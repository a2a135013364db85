"""Tables of the books, on the metadata of `columns.py`: local accounts of the console, roles by the groups of a provider."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Index, Table

from gwanmun.adapters.sql.columns import Texts, choice, flag, string, table, whole
from gwanmun.domain.offices import Role
from gwanmun.domain.oidc import GroupRole, ProviderPerson
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

group_roles = table(
    "group_roles",
    string("id"),
    string("group"),
    *choice("role", Role),
    string("agency"),
    string("department", null=True),
    key=("id",),
)

provider_persons = table(
    "provider_persons",
    string("person"),
    string("issuer"),
    string("subject"),
    Column("groups", Texts(), nullable=False),
    whole("seen_us"),
    Index(None, "subject"),
    key=("person",),
)

#: Which value stands in which table, field by field.
FLAT: Mapping[type[Any], Table] = {
    LocalAccount: local_accounts,
    GroupRole: group_roles,
    ProviderPerson: provider_persons,
}
