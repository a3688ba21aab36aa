"""Runs migrations on the connection that `store` hands over: there is no alembic.ini; a plain import does nothing."""

from __future__ import annotations

from alembic import context

from auditor.glossary.schema import METADATA

if hasattr(context, "config"):
    context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
