"""Bring the books' schema up to date (Alembic). Forward only: expand, fill, then contract in a later version.

Alembic costs a fifth of a second to import, so it is imported only when there is something to migrate.
"""

from importlib import import_module

from sqlalchemy import Connection, Engine, inspect, text

from gwanmun.errors import Conflict

#: The newest migration. A test holds this to the files in `migrations/versions`.
HEAD = "0023"


def bring_up_to_date(engine: Engine) -> None:
    """Migrate to HEAD. Books written by a newer version raise `Conflict` and stay as they are."""
    with engine.connect() as connection:
        version = _version(connection)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise Conflict(store=f"books: schema {version}, this version knows {HEAD}")
    with engine.begin() as connection:
        upgrade(connection)


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, inside the transaction of `connection`."""
    config_module = import_module("alembic.config")
    command = import_module("alembic.command")
    config = config_module.Config()
    config.set_main_option("script_location", "gwanmun.adapters.sql:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
