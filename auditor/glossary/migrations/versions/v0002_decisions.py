"""How far a decision reaches, what it was about and until when it holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TEXT, _SHORT = sa.Text(), sa.String(10)
_ADDED = (("scope", _SHORT), ("feed", _TEXT), ("quote", _TEXT), ("correction", _TEXT), ("expires", _SHORT))


def upgrade() -> None:
    """Adds the columns; earlier decisions are about one finding and hold for good."""
    for name, kind in _ADDED:
        op.add_column("decisions", sa.Column(name, kind, nullable=False, server_default=""))


def downgrade() -> None:
    """Drops them."""
    for name, _ in _ADDED:
        op.drop_column("decisions", name)
