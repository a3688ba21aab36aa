"""Concepts, terms, history, candidates and decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes all tables."""
    op.create_table(
        "concepts",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False, server_default=""),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "terms",
        sa.Column("concept", sa.String(200), sa.ForeignKey("concepts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("lang", sa.String(35), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
    )
    op.create_index("terms_folded", "terms", ["lang", "folded"])
    op.create_table(
        "history",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("concept", sa.String(200), nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
    )
    op.create_table(
        "candidates",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("lang", sa.String(35), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("target_lang", sa.String(35), nullable=False, server_default=""),
        sa.Column("target", sa.Text, nullable=False, server_default=""),
        sa.Column("kind", sa.String(30), nullable=False, server_default=""),
        sa.Column("score", sa.Integer, nullable=False, server_default="0"),
        sa.Column("evidence", sa.Text, nullable=False, server_default="[]"),
        sa.Column("status", sa.String(20), nullable=False, server_default="open"),
        sa.Column("who", sa.String(200), nullable=False, server_default=""),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("candidates_pair", "candidates", ["lang", "text", "target_lang", "target"], unique=True)
    op.create_table(
        "decisions",
        sa.Column("fingerprint", sa.String(80), primary_key=True),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("rule", sa.String(100), nullable=False, server_default=""),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )


def downgrade() -> None:
    """Drops all tables."""
    for name in ("decisions", "candidates", "history", "terms", "concepts"):
        op.drop_table(name)
