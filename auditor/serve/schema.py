"""The desk's own tables, beside the glossary's; `migrations` makes them, this says what they are."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, String, Table, Text

METADATA = MetaData()
VERSIONS = "desk_version"
HEAD = "0002"  # the revision this version of the program works with

ACCOUNTS = Table(
    "desk_accounts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(200)),  # as people log in, folded
    Column("password", Text),  # argon2; "" where none is set
    Column("role", String(20)),
    Column("subject", Text),  # issuer and subject of an OpenID provider
    Column("disabled", Integer),
    Column("made", String(40)),
)
SESSIONS = Table(
    "desk_sessions",
    METADATA,
    Column("id", String(64), primary_key=True),  # SHA-256 of what the cookie carries
    Column("account", Integer),
    Column("csrf", String(64)),
    Column("made", String(40)),
    Column("expires", String(40)),
)
TOKENS = Table(
    "desk_tokens",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("hash", String(64)),
    Column("label", String(200)),
    Column("account", Integer),
    Column("role", String(20)),
    Column("made", String(40)),
    Column("expires", String(40)),  # "": for good
    Column("revoked", Integer),
)
EVENTS = Table(  # who did what, when; nothing changes or removes a line
    "desk_events",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", String(40)),
    Column("who", String(200)),
    Column("what", String(40)),
    Column("about", Text),
    Column("detail", Text),
)
REPLAYS = Table(  # answers to writes that carried an idempotency key
    "desk_replays",
    METADATA,
    Column("key", String(200), primary_key=True),
    Column("asked", String(64)),  # hash of what was asked
    Column("status", Integer),
    Column("answer", Text),
    Column("at", String(40)),
)
JOBS = Table(
    "desk_jobs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20)),  # text, file, feed, again
    Column("label", Text),
    Column("feed", Text),
    Column("state", String(20)),  # queued, running, done, failed
    Column("done", Integer),  # documents
    Column("total", Integer),
    Column("note", Text),
    Column("error", Text),
    Column("attempts", Integer),
    Column("worker", String(200)),  # host and process
    Column("beat", String(40)),  # when the worker was last heard of
    Column("made", String(40)),
    Column("by", String(200)),
    Column("input", LargeBinary),
)
ARTICLES = Table(
    "desk_articles",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("job", Integer),
    Column("feed", Text),
    Column("identity", Text),  # names the article within its feed: an audit of the same takes its place
    Column("title", Text),
    Column("lang", String(35)),
    Column("source_lang", String(35)),
    Column("link", Text),
    Column("day", String(10)),
    Column("made", String(40)),
    Column("units", Integer),
    Column("words", Integer),
    Column("score", Float),
    Column("latest", Integer),
    Column("body", LargeBinary),  # the audited document, as MessagePack
)
FINDINGS = Table(
    "desk_findings",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("article", Integer),
    Column("number", Integer),  # place among the article's findings, from 1
    Column("rule", String(100)),
    Column("category", String(100)),
    Column("severity", String(20)),
    Column("confidence", Float),  # the judge's
    Column("sure", Float),  # with what was decided here
    Column("cutoff", Float),
    Column("reach", Float),
    Column("worth", Float),  # severity x confidence x reach: the order of work
    Column("quote", Text),
    Column("folded", Text),
    Column("suggestion", Text),
    Column("message", Text),
    Column("fingerprint", String(80)),
    Column("status", String(20)),  # open, confirm, correct, dismiss, aside
    Column("feed", Text),
    Column("lang", String(35)),
    Column("day", String(10)),
    Column("latest", Integer),
)
DECIDED = Table(  # every decision with what stood before it: what undoing needs
    "desk_decided",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", String(40)),
    Column("who", String(200)),
    Column("fingerprint", String(80)),
    Column("article", Integer),
    Column("before", Text),  # JSON; "" where nothing was said
    Column("after", Text),
    Column("undone", Integer),
)
