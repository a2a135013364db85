"""Tables of the books, on the metadata of `schema.py`: answers given under an idempotency key."""

from sqlalchemy import Index

from gwanmun.adapters.sql.columns import string, table, whole

answers = table(
    "answers",
    string("caller"),
    string("key"),
    string("digest"),
    whole("at_us"),
    string("answer", null=True),
    Index(None, "at_us"),
    key=("caller", "key"),
)
