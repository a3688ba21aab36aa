"""Jobs, articles, findings and decisions."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import HTTPException, Query
from fastapi import Path as InPath
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from auditor.model import Report
from auditor.report import json as report_json
from auditor.serve import articles as kept
from auditor.serve import deciding
from auditor.serve import jobs as queue
from auditor.serve.api.call import After, Calling, Limit, once, paged, row
from auditor.serve.pages import article as article_page
from auditor.serve.pages import inbox
from auditor.serve.pages import queue as finding_page
from auditor.serve.schema import ARTICLES, JOBS

Number = Annotated[int, InPath(ge=1, le=2**31 - 1)]
_Text = Annotated[str, Query(max_length=500)]


class NewJob(BaseModel):
    """What to audit: a text, a file (in base64; a report of `auditor.report/v1` is taken as it is), or the address of a feed."""

    text: str = Field("", max_length=500_000)
    source: str = Field("", max_length=500_000)
    reference: str = Field("", max_length=500_000)
    url: str = Field("", max_length=2000)
    source_url: str = Field("", max_length=2000)
    file: str = Field("", description="A file, in base64.", max_length=30_000_000)
    name: str = Field("", description="The file's name: its ending says what it is.", max_length=200)
    source_file: str = Field("", max_length=30_000_000)
    source_name: str = Field("", max_length=200)
    lang: str = Field("", max_length=35)
    source_lang: str = Field("", max_length=35)
    feed: str = Field("", description="The feed that its findings count for.", max_length=200)


class NewDecision(BaseModel):
    """What is said of a finding."""

    verdict: str = Field(description="confirm, dismiss or correct")
    why: str = Field("", max_length=2000, description="Required of a dismissal.")
    scope: str = Field("once", description="Of a dismissal: once, term or rule.")
    correction: str = Field("", max_length=5000)
    expires: str = Field("", description="The last day a dismissal holds.", max_length=10)


def jobs(call: Calling, limit: Limit = 50, after: After = 0) -> dict[str, Any]:
    """Jobs, the latest first."""
    query = sa.select(*(c for c in JOBS.c if c.name != "input")).order_by(JOBS.c.id.desc()).limit(limit + 1)
    query = query.where(JOBS.c.id < after) if after else query
    with call.base.reading() as connection:
        found = [row(job, "worker") for job in connection.execute(query)]
    return paged(found, limit, lambda job: int(job["id"]))


def job(call: Calling, number: Number) -> dict[str, Any]:
    """One job, and the articles that came of it."""
    with call.base.reading() as connection:
        found = connection.execute(sa.select(*(c for c in JOBS.c if c.name != "input")).where(JOBS.c.id == number)).first()
        made = list(
            connection.execute(sa.select(ARTICLES.c.id).where(ARTICLES.c.job == number).order_by(ARTICLES.c.id)).scalars()
        )
    if found is None:
        raise HTTPException(404, "there is no such job")
    return row(found, "worker") | {"articles": made}


def add(call: Calling, asked: NewJob) -> JSONResponse:
    """Something to audit, in the background."""
    kind = "file" if asked.file else "feed" if asked.url else "text"
    what = inbox.checked(
        queue.Input(
            kind=kind, data=_bytes(asked.file), source_data=_bytes(asked.source_file),
            text=_plain(asked.text), source=_plain(asked.source), reference=_plain(asked.reference), url=_plain(asked.url),
            source_url=_plain(asked.source_url), name=_plain(asked.name), source_name=_plain(asked.source_name),
            lang=_plain(asked.lang), source_lang=_plain(asked.source_lang),
        )
    )  # fmt: skip
    return once(call, asked.model_dump(), lambda c: {"id": inbox.queued(c, what, _plain(asked.feed), call.who.name)})


def again(call: Calling, number: Number) -> JSONResponse:
    """A job that failed, once more."""

    def do(connection: sa.Connection) -> dict[str, int]:
        queue.again(connection, number, call.who.name)
        return {"id": number}

    return once(call, number, do)


def articles(call: Calling, feed: _Text = "", limit: Limit = 50, after: After = 0) -> dict[str, Any]:
    """Articles as they were audited last, the latest first."""
    query = sa.select(*(c for c in ARTICLES.c if c.name != "body")).where(ARTICLES.c.latest == 1)
    query = query.where(ARTICLES.c.feed == _plain(feed)) if feed else query
    query = query.where(ARTICLES.c.id < after) if after else query
    with call.base.reading() as connection:
        found = [row(one) for one in connection.execute(query.order_by(ARTICLES.c.id.desc()).limit(limit + 1))]
    return paged(found, limit, lambda one: int(one["id"]))


def article(call: Calling, number: Number) -> dict[str, Any]:
    """An article as a report (`auditor.report/v1`), and its findings as the desk sees them."""
    with call.base.reading() as connection:
        found = kept.read(connection, number)
    if found is None:
        raise HTTPException(404, "there is no such article")
    about, part, rows = found
    report = Report("desk", "desk", (part.document,), part.units, part.findings, part.skips)
    return {
        "article": row(about, "body"),
        "report": report_json.as_mapping(report),
        "findings": [row(one) for one in kept.in_order_of_worth(rows)],
    }


def audit(call: Calling, number: Number) -> JSONResponse:
    """The same article once more, with what the desk has learned since."""
    return once(call, number, lambda c: {"id": article_page.again(c, number, call.who.name)})


def findings(
    call: Calling, rule: _Text = "", feed: _Text = "", severity: _Text = "", status: _Text = "open", quote: _Text = "",
    since: _Text = "", until: _Text = "", limit: Limit = 50, after: After = 0,
) -> dict[str, Any]:  # fmt: skip
    """Findings, worth most of an editor's minute first; `after` counts how many were read."""
    given = {"rule": rule, "feed": feed, "severity": severity, "status": status, "quote": quote, "since": since, "until": until}
    asked = {name: _plain(value) for name, value in given.items()}
    with call.base.reading() as connection:
        rows = finding_page.found(connection, asked, limit + 1, after)
        total = finding_page.counted(connection, asked)
    return {
        "items": [row(one) for one in rows[:limit]],
        "next": after + limit if len(rows) > limit else None,
        "total": total,
    }


def decide(call: Calling, number: Number, asked: NewDecision) -> JSONResponse:
    """A decision on a finding, with all that follows from it."""
    said = deciding.Asked(**{key: _plain(value) for key, value in asked.model_dump().items()})

    def do(connection: sa.Connection) -> dict[str, Any]:
        found = deciding.decide(call.base, connection, number, said, call.who)
        return {"finding": number, "article": found.article, "fingerprint": found.fingerprint}

    return once(call, asked.model_dump(), do)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise HTTPException(422, "a file is sent in base64") from error


def _plain(text: str) -> str:
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
