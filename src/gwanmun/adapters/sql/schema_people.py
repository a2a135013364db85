"""Tables of the books, on the metadata of `schema.py`: appointments, approvals, training, devices, records."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CheckConstraint, Index, Table

from gwanmun.adapters.sql.columns import choice, day, string, table
from gwanmun.domain.offices import Appointment, Role

appointments = table(
    "appointments",
    string("id"),
    string("person"),
    string("agency"),
    string("department", null=True),
    *choice("role", Role),
    day("valid_from"),
    day("valid_to", null=True),
    string("acting_for", null=True),
    Index(None, "person"),
    CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name="interval"),
    key=("id",),
)

#: Kinds of value whose columns are their fields.
FLAT: Mapping[type[Any], Table] = {Appointment: appointments}
