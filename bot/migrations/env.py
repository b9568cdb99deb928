"""Runs migrations on the connection that `upgrade` hands over, inside its transaction."""

from alembic import context

from bot.database import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
