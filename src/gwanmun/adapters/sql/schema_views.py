"""Tables of the books, on the metadata of `columns.py`: views of the console's pages that somebody saved."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from gwanmun.adapters.sql.columns import string, table, whole
from gwanmun.domain.records import SavedView

saved_views = table(
    "saved_views",
    string("person"),
    string("page"),
    string("name"),
    string("query"),
    whole("saved_us"),
    key=("person", "page", "name"),
)

#: Which value stands in which table, field by field.
FLAT: Mapping[type[Any], Table] = {SavedView: saved_views}
