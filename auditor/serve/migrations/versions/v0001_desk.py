"""People, jobs, articles, findings and the log of what was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _short(name: str, size: int = 40, **more: object) -> sa.Column[str]:
    return sa.Column(name, sa.String(size), **({"nullable": False, "server_default": ""} | more))  # type: ignore[arg-type]


def _number(name: str, default: int = 0, **more: object) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default=str(default), **more)  # type: ignore[arg-type]


def upgrade() -> None:
    """Makes all tables."""
    _people()
    _work()


def _people() -> None:
    op.create_table(
        "desk_accounts",
        _key(),
        _short("name", 200, unique=True),
        _text("password"),
        _short("role", 20),
        _text("subject"),
        _number("disabled"),
        _short("made"),
    )
    op.create_table(
        "desk_sessions",
        _short("id", 64, primary_key=True),
        _number("account", index=True),
        _short("csrf", 64),
        _short("made"),
        _short("expires"),
    )
    op.create_table(
        "desk_tokens",
        _key(),
        _short("hash", 64, unique=True),
        _short("label", 200),
        _number("account"),
        _short("role", 20),
        _short("made"),
        _short("expires"),
        _number("revoked"),
    )
    op.create_table(
        "desk_events",
        _key(),
        _short("at", index=True),
        _short("who", 200),
        _short("what", 40),
        _text("about"),
        _text("detail"),
    )
    op.create_table(
        "desk_replays",
        _short("key", 200, primary_key=True),
        _short("asked", 64),
        _number("status"),
        _text("answer"),
        _short("at"),
    )


def _work() -> None:
    op.create_table(
        "desk_jobs",
        _key(),
        _short("kind", 20),
        _text("label"),
        _text("feed"),
        _short("state", 20, index=True),
        _number("done"),
        _number("total"),
        _text("note"),
        _text("error"),
        _number("attempts"),
        _short("worker", 200),
        _short("beat"),
        _short("made"),
        _short("by", 200),
        sa.Column("input", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "desk_articles",
        _key(),
        _number("job", index=True),
        _text("feed"),
        _text("identity"),
        _text("title"),
        _short("lang", 35),
        _short("source_lang", 35),
        _text("link"),
        _short("day", 10, index=True),
        _short("made"),
        _number("units"),
        _number("words"),
        sa.Column("score", sa.Float),
        _number("latest", 1),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("desk_articles_same", "desk_articles", ["feed", "identity"], mysql_length=200)
    op.create_table(
        "desk_findings",
        _key(),
        _number("article", index=True),
        _number("number"),
        _short("rule", 100),
        _short("category", 100),
        _short("severity", 20),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("sure", sa.Float, nullable=False),
        sa.Column("cutoff", sa.Float, nullable=False),
        sa.Column("reach", sa.Float, nullable=False),
        sa.Column("worth", sa.Float, nullable=False),
        _text("quote"),
        _text("folded"),
        _text("suggestion"),
        _text("message"),
        _short("fingerprint", 80, index=True),
        _short("status", 20),
        _text("feed"),
        _short("lang", 35),
        _short("day", 10),
        _number("latest", 1),
    )
    op.create_index("desk_findings_worth", "desk_findings", ["latest", "status", "worth"])
    op.create_index("desk_findings_rule", "desk_findings", ["rule", "feed", "latest", "status", "day"])
    op.create_index("desk_findings_folded", "desk_findings", ["folded", "rule"])
    op.create_table(
        "desk_decided",
        _key(),
        _short("at"),
        _short("who", 200),
        _short("fingerprint", 80, index=True),
        _number("article", index=True),
        _text("before"),
        _text("after"),
        _number("undone"),
    )


def downgrade() -> None:
    """Drops all tables."""
    for name in ("decided", "findings", "articles", "jobs", "replays", "events", "tokens", "sessions", "accounts"):
        op.drop_table(f"desk_{name}")
