"""Runs migrations on the connection that `store/migrate.py` hands over. Has no settings of its own."""

from __future__ import annotations

from alembic import context

from server.store import tables
from server.store.mapping import METADATA

__all__ = ["tables"]

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
