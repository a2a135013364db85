"""Tables of the books, on the metadata of `columns.py`: fingerprints and canaries of classified texts."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from gwanmun.adapters.sql.columns import choice, string, table, whole
from gwanmun.domain.fingerprints import Fingerprint, FingerprintKey, Sort

fingerprints = table(
    "fingerprints",
    string("id"),
    string("agency"),
    *choice("sort", Sort),
    string("label"),
    string("hashes"),
    string("officer"),
    whole("at_us"),
    key=("id",),
)

keys = table("fingerprint_keys", string("id"), string("key"), key=("id",))

#: Which value stands in which table, field by field.
FLAT: Mapping[type[Any], Table] = {Fingerprint: fingerprints, FingerprintKey: keys}
