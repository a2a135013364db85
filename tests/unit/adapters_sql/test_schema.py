"""The schema and its migrations say the same, and open the way the rules demand."""

import re

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from gwanmun.adapters.sql.books import open_books
from gwanmun.adapters.sql.columns import metadata
from gwanmun.adapters.sql.migrate import HEAD, bring_up_to_date
from gwanmun.adapters.sql.rows import SHELVES


def _ddl(engine):
    """Every table and index as SQLite keeps it, with constraints in one order."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    return {
        name: sorted(part.strip() for part in re.split(r",\s*\n", re.sub(r"[ \t]+", " ", sql)))
        for name, sql in rows
        if name not in {"alembic_version", "sqlite_sequence"}
    }


def test_the_migrations_lead_to_the_metadata_to_the_letter():
    migrated, created = create_engine("sqlite://"), create_engine("sqlite://")
    bring_up_to_date(migrated)
    metadata.create_all(created)
    ours, theirs = _ddl(migrated), _ddl(created)
    assert ours.keys() == theirs.keys()
    for name in ours:
        assert {re.sub(r"[()\n\s]|STRICT", "", p) for p in ours[name]} == {
            re.sub(r"[()\n\s]|STRICT", "", p) for p in theirs[name]
        }, name


def test_autogenerate_finds_nothing_to_add():
    engine = create_engine("sqlite://")
    bring_up_to_date(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_head_is_the_newest_migration():
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "gwanmun.adapters.sql:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_every_table_is_strict_and_every_value_has_a_shelf():
    assert all(table.kwargs["sqlite_strict"] for table in metadata.tables.values())
    assert {s.table.name for s in SHELVES.values()} | {"outbox"} == set(metadata.tables)


def test_the_file_is_in_wal_with_full_synchronisation(tmp_path):
    books = open_books(tmp_path / "b.sqlite")
    with books._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    books.close()


def test_reopening_does_not_migrate_again(tmp_path, monkeypatch):
    open_books(tmp_path / "b.sqlite").close()
    monkeypatch.setattr("gwanmun.adapters.sql.migrate.upgrade", lambda _: 1 / 0)
    open_books(tmp_path / "b.sqlite").close()
