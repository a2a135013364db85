"""How Alembic runs here: on a connection it is handed, inside that connection's transaction."""

from alembic import context

from gwanmun.adapters.sql.columns import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot ALTER most things
    transactional_ddl=True,  # SQLite can roll DDL back once we say BEGIN ourselves
    compare_type=True,
)
context.run_migrations()
