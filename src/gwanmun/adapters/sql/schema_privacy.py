"""Tables of the books, on the metadata of `columns.py`: contacts that are public, and what people decided otherwise."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from gwanmun.adapters.sql.columns import choice, flag, string, table, whole
from gwanmun.domain.findings import Kind, PublicContact, Suggestion

public_contacts = table("public_contacts", string("agency"), string("value"), string("note"), key=("agency", "value"))

suggestions = table(
    "suggestions",
    string("agency"),
    *choice("kind", Kind),
    *flag("missed"),
    string("rule"),
    whole("times"),
    whole("first_us"),
    whole("last_us"),
    key=("agency", "kind", "missed", "rule"),
)

#: Which value stands in which table, field by field.
FLAT: Mapping[type[Any], Table] = {PublicContact: public_contacts, Suggestion: suggestions}
