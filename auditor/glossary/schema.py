"""The tables of a glossary database; `migrations` makes them, this says what they are."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

METADATA = MetaData()
HEAD = "0002"  # the revision this version of the program works with

CONCEPTS = Table(
    "concepts",
    METADATA,
    Column("id", String(200), primary_key=True),
    Column("version", Integer, nullable=False),  # raised with every change: what optimistic locking compares
    Column("subject", Text, nullable=False, default=""),
    Column("body", Text, nullable=False),  # the concept as JSON, terms included: the truth; the terms table is for searching
)
TERMS = Table(
    "terms",
    METADATA,
    Column("concept", String(200), ForeignKey("concepts.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("lang", String(35), nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("status", String(20), nullable=False),
)
Index("terms_folded", TERMS.c.lang, TERMS.c.folded)
HISTORY = Table(
    "history",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("concept", String(200), nullable=False, index=True),
    Column("version", Integer, nullable=False),  # the version the change made
    Column("at", String(40), nullable=False),  # ISO 8601, UTC
    Column("who", String(200), nullable=False),
    Column("why", Text, nullable=False, default=""),
    Column("what", String(20), nullable=False),  # added, changed, removed, undone
    Column("before", Text),  # the concept as JSON; null where there was none
    Column("after", Text),
)
CANDIDATES = Table(
    "candidates",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("lang", String(35), nullable=False),
    Column("text", Text, nullable=False),
    Column("target_lang", String(35), nullable=False, default=""),
    Column("target", Text, nullable=False, default=""),
    Column("kind", String(30), nullable=False, default=""),
    Column("score", Integer, nullable=False, default=0),  # thousandths
    Column("evidence", Text, nullable=False, default="[]"),  # JSON: concordance lines
    Column("status", String(20), nullable=False, default="open"),  # open, accepted, rejected
    Column("who", String(200), nullable=False, default=""),
    Column("why", Text, nullable=False, default=""),
)
Index("candidates_pair", CANDIDATES.c.lang, CANDIDATES.c.text, CANDIDATES.c.target_lang, CANDIDATES.c.target, unique=True)
DECISIONS = Table(
    "decisions",
    METADATA,
    Column("fingerprint", String(80), primary_key=True),
    Column("verdict", String(20), nullable=False),  # dismiss, confirm
    Column("rule", String(100), nullable=False, default=""),
    Column("why", Text, nullable=False),
    Column("who", String(200), nullable=False),
    Column("at", String(40), nullable=False),
    Column("scope", String(10), nullable=False, default=""),  # once (or empty), term, rule: how far a dismissal reaches
    Column("feed", Text, nullable=False, default=""),
    Column("quote", Text, nullable=False, default=""),
    Column("correction", Text, nullable=False, default=""),
    Column("expires", String(10), nullable=False, default=""),  # ISO 8601: the last day a dismissal holds
)
