"""The inbox: give something to audit, watch it being audited, find the articles."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from starlette.responses import Response

from auditor.errors import ConfigError
from auditor.glossary.entries import valid_language
from auditor.serve import auditing, jobs
from auditor.serve.asking import Ask, File, go, whole
from auditor.serve.jobs import Input
from auditor.serve.schema import ARTICLES, FINDINGS, JOBS
from auditor.suppressions import feed_of

_PAGE = 40
_LONGEST = 500_000  # characters of a pasted text
_NOTHING = File("", b"")


def page(ask: Ask) -> Response:
    """What is at work, and the articles with most to decide first."""
    after, feed = whole(ask.query.get("after", "")), ask.query.get("feed", "")
    with ask.base.reading() as connection:
        return ask.page("inbox.html", **_jobs(connection), **listed(connection, feed, after), feed=feed, wrong="", given={})


def progress(ask: Ask) -> Response:
    """The list of jobs alone, for looking again."""
    with ask.base.reading() as connection:
        return ask.page("jobs.html", **_jobs(connection))


def add(ask: Ask) -> Response:
    """Something to audit."""
    try:
        what = read(ask)
    except ConfigError as error:
        with ask.base.reading() as connection:
            things = _jobs(connection) | listed(connection, "", 0)
        return ask.page("inbox.html", 400, **things, feed="", wrong=str(error), given=ask.form)
    with ask.base.writing() as connection:
        queued(connection, what, ask.form.get("feed", ""), ask.who.name)
    return go("/?done=queued")


def again(ask: Ask) -> Response:
    """A job that failed, once more."""
    with ask.base.writing() as connection:
        jobs.again(connection, ask.number, ask.who.name)
    return go("/")


def queued(connection: sa.Connection, what: Input, feed: str, by: str) -> int:
    """The job, with the feed it counts for: the one named, the address, or the file's name."""
    label = auditing.label(what)
    named = " ".join(feed.split())[:200] or feed_of(what.url or what.name) or "desk"
    return jobs.add(connection, what, label, named, by)


def read(ask: Ask) -> Input:
    """What the form gives; ConfigError says what is missing."""
    form = ask.form
    file, source = ask.files.get("file", _NOTHING), ask.files.get("source_file", _NOTHING)
    url, text = form.get("url", "").strip(), form.get("text", "")
    return checked(
        Input(
            kind="file" if file.data else "feed" if url else "text", text=text, source=form.get("source", ""),
            reference=form.get("reference", ""), name=file.name, data=file.data, source_data=source.data, source_name=source.name,
            url=url, source_url=form.get("source_url", "").strip(), lang=form.get("lang", "").strip(),
            source_lang=form.get("source_lang", "").strip(),
        )
    )  # fmt: skip


def checked(what: Input) -> Input:
    """The same, if it can be audited."""
    if what.kind == "text" and not what.text.strip():
        raise ConfigError("give a text, a file or the address of a feed")
    if max(map(len, (what.text, what.source, what.reference))) > _LONGEST:
        raise ConfigError("that text is longer than 500,000 characters: upload it as a file")
    for address in (what.url, what.source_url):
        if address and (not address.startswith(("http://", "https://")) or len(address) > 2000):
            raise ConfigError("an address begins with http:// or https://")
    for tag in (what.lang, what.source_lang):
        if tag and not valid_language(tag):
            raise ConfigError(f"{tag[:20]!r} is no language tag: write it as en or pt-BR")
    return what


def _jobs(connection: sa.Connection) -> dict[str, Any]:
    columns = [c for c in JOBS.c if c.name != "input"]
    rows = connection.execute(sa.select(*columns).order_by(JOBS.c.id.desc()).limit(8)).all()
    waiting = any(row.state in {"queued", "running"} for row in rows)
    return {"jobs": [row for row in rows if row.state != "done" or waiting][:8], "waiting": waiting}


def listed(connection: sa.Connection, feed: str, after: int) -> dict[str, Any]:
    """Articles, the latest first, with how many findings of each severity are open; a page of them."""
    query = sa.select(*(c for c in ARTICLES.c if c.name != "body")).where(ARTICLES.c.latest == 1)
    query = query.where(ARTICLES.c.feed == feed) if feed else query
    query = query.where(ARTICLES.c.id < after) if after else query
    rows = connection.execute(query.order_by(ARTICLES.c.id.desc()).limit(_PAGE + 1)).all()
    shown = rows[:_PAGE]
    counts: dict[int, dict[str, int]] = {row.id: {} for row in shown}
    settled: dict[int, int] = {}
    found = (
        sa.select(FINDINGS.c.article, FINDINGS.c.status, FINDINGS.c.severity, sa.func.count())
        .where(FINDINGS.c.article.in_(counts))
        .group_by(FINDINGS.c.article, FINDINGS.c.status, FINDINGS.c.severity)
    )
    for article, status, severity, count in connection.execute(found):
        if status == "open":
            counts[article][severity] = count
        else:
            settled[article] = settled.get(article, 0) + count
    feeds = connection.execute(
        sa.select(ARTICLES.c.feed).where(ARTICLES.c.latest == 1).distinct().order_by(ARTICLES.c.feed)
    ).scalars()
    return {
        "articles": shown,
        "counts": counts,
        "settled": settled,
        "more": shown[-1].id if len(rows) > _PAGE else 0,
        "feeds": list(feeds),
    }
