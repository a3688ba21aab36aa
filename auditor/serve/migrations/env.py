"""Runs migrations on the connection that `base` hands over, beside those of the glossary, with a version table of their own."""

from __future__ import annotations

from alembic import context

from auditor.serve.schema import METADATA, VERSIONS

if hasattr(context, "config"):
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=METADATA,
        version_table=VERSIONS,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()
