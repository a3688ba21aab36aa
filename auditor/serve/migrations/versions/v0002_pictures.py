"""Indices that the dashboard and the inbox are answered from, without a look at the rows."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds them."""
    op.create_index("desk_findings_days", "desk_findings", ["latest", "day", "feed", "rule", "status"])
    op.create_index("desk_articles_feeds", "desk_articles", ["latest", "feed", "day", "words"])


def downgrade() -> None:
    """Drops them."""
    op.drop_index("desk_articles_feeds", "desk_articles")
    op.drop_index("desk_findings_days", "desk_findings")
