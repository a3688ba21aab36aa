"""Audited articles in the desk's database: put there by the worker, read by the pages."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from auditor import decided, judge
from auditor.decided import Beliefs
from auditor.glossary.schema import DECISIONS
from auditor.glossary.store import now
from auditor.model import Audited, Finding, Role, Unit
from auditor.report.reading import worst_first
from auditor.serve import deciding
from auditor.serve.base import new_id
from auditor.serve.schema import ARTICLES, FINDINGS

_SEEN = {"headline": 2.0, "title": 2.0, "summary": 1.5, "caption": 1.2}  # how many readers a field has, beside the body


class Known(msgspec.Struct, frozen=True):
    """What the desk knows when an article comes in."""

    beliefs: Beliefs
    dismissals: Sequence[Mapping[str, Any]]


def known(connection: sa.Connection) -> Known:
    """The desk's beliefs and dismissals as they stand."""
    return Known(Beliefs(deciding.tallies(connection), deciding.measured()), deciding.dismissals(connection))


def identity(part: Audited) -> str:
    """What names an article within its feed: the feed's id, or its headline and first words where ids are made up."""
    words = part.document.title or "".join(r.unit.target.text for r in part.units[:2])
    return part.document.id if part.document.link else hashlib.sha256(words[:500].encode("utf-8", "replace")).hexdigest()[:32]


def keep(connection: sa.Connection, job: int, feed: str, part: Audited, desk: Known) -> int:
    """Puts an audited document in, in the place of an earlier audit of the same; its number."""
    name = identity(part)
    same = (ARTICLES.c.feed == feed) & (ARTICLES.c.identity == name)
    old = [row.id for row in connection.execute(sa.select(ARTICLES.c.id).where(same, ARTICLES.c.latest == 1))]
    if old:
        connection.execute(ARTICLES.update().where(ARTICLES.c.id.in_(old)).values(latest=0))
        connection.execute(FINDINGS.update().where(FINDINGS.c.article.in_(old)).values(latest=0))
    document = part.document
    made = connection.execute(
        ARTICLES.insert().values(
            job=job,
            feed=feed,
            identity=name,
            title=(document.title or _opening(part))[:500],
            lang=document.lang,
            source_lang=document.source_lang,
            link=document.link[:2000],
            day=_day(part),
            made=now(),
            units=len(part.units),
            words=document.score.words if document.score else 0,
            latest=1,
            body=msgspec.msgpack.encode(part),
            score=document.score.value if document.score and math.isfinite(document.score.value) else None,
        )
    )
    number = new_id(made)
    rows = _rows(connection, number, feed, part, desk)
    if rows:
        connection.execute(FINDINGS.insert(), rows)
    return number


def _opening(part: Audited) -> str:
    return next((r.unit.target.text[:80] for r in part.units if r.unit.target.text.strip()), "(untitled)")


def _day(part: Audited) -> str:
    """The day it was published, if the feed says so in a way that can be read; else today."""
    said = str(part.units[0].unit.meta.get("date", "")) if part.units else ""
    try:
        return dt.date.fromisoformat(said[:10]).isoformat()
    except ValueError:
        return dt.datetime.now(dt.UTC).date().isoformat()


def _rows(connection: sa.Connection, article: int, feed: str, part: Audited, desk: Known) -> list[dict[str, Any]]:
    units = {r.unit.id: r.unit for r in part.units}
    said = _said(connection, [f.fingerprint for f in part.findings])
    before = _before(connection, part.findings)
    here = Counter((f.rule, f.quote.casefold()) for f in part.findings)
    weights, day = judge.load(), _day(part)
    rows = []
    for place, finding in enumerate(part.findings, 1):
        key = (finding.rule, finding.quote.casefold())
        unit = units.get(finding.unit)
        trust = desk.beliefs.trust(finding.rule, feed)
        cutoff = judge.threshold(finding.rule, weights, unit)
        field = unit.target.field if unit else "body"
        reach = _SEEN.get(field, 1.0) * (1 + math.log2(here[key] + before.get(key, 0)) / 2)
        sure = decided.sure(finding.confidence, trust)
        status = said.get(finding.fingerprint) or _covered(finding, feed, desk)
        if status == "open" and decided.aside(finding.confidence, trust, cutoff):
            status = "aside"
        rows.append(
            {
                "article": article,
                "number": place,
                "rule": finding.rule,
                "category": finding.category,
                "severity": finding.severity.value,
                "confidence": finding.confidence,
                "sure": sure,
                "cutoff": cutoff,
                "reach": reach,
                "worth": deciding.worth(finding.severity.value, sure, reach),
                "quote": finding.quote[:500],
                "folded": finding.quote[:500].casefold(),
                "suggestion": finding.suggestion or "",
                "message": finding.message[:1000],
                "fingerprint": finding.fingerprint,
                "status": status,
                "feed": feed,
                "lang": unit.target.lang if unit else part.document.lang,
                "day": day,
                "latest": 1,
            }
        )
    return [{key: _storable(value) for key, value in row.items()} for row in rows]


def _storable(value: Any) -> Any:
    """Text that every database can hold: no halves of surrogate pairs, no zero characters."""
    return (
        value.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value
    )


def _said(connection: sa.Connection, fingerprints: Sequence[str]) -> dict[str, str]:
    today = dt.datetime.now(dt.UTC).date().isoformat()
    rows = connection.execute(
        sa.select(DECISIONS.c.fingerprint, DECISIONS.c.verdict, DECISIONS.c.expires).where(
            DECISIONS.c.fingerprint.in_(fingerprints)
        )
    )
    return {row.fingerprint: row.verdict for row in rows if not row.expires or row.expires >= today}


def _before(connection: sa.Connection, findings: Sequence[Finding]) -> dict[tuple[str, str], int]:
    """How often the same rule quoted the same words in other articles."""
    words = sorted({_storable(f.quote[:500].casefold()) for f in findings})
    query = (
        sa.select(FINDINGS.c.rule, FINDINGS.c.folded, sa.func.count())
        .where(FINDINGS.c.folded.in_(words), FINDINGS.c.latest == 1)
        .group_by(FINDINGS.c.rule, FINDINGS.c.folded)
    )
    return {(rule, folded): count for rule, folded, count in connection.execute(query)}


def _covered(finding: Finding, feed: str, desk: Known) -> str:
    for decision in desk.dismissals:
        here = (
            decision["feed"] == feed if decision["scope"] == "rule" else decision["quote"].casefold() in finding.quote.casefold()
        )
        if decision["rule"] == finding.rule and here:
            return "dismiss"
    return "open"


def read(connection: sa.Connection, number: int) -> tuple[Any, Audited, list[Any]] | None:
    """An article's row, its document and its findings' rows in the order of the text."""
    row = connection.execute(sa.select(ARTICLES).where(ARTICLES.c.id == number)).first()
    if row is None:
        return None
    findings = connection.execute(sa.select(FINDINGS).where(FINDINGS.c.article == number).order_by(FINDINGS.c.number)).all()
    return row, msgspec.msgpack.decode(row.body, type=Audited), list(findings)


def in_order_of_worth(findings: Sequence[Any]) -> list[Any]:
    """Rows, what is worth most of an editor's minute first; what is settled last."""
    return sorted(findings, key=lambda row: (row.status != "open", -row.worth, row.number))


def corrected(unit: Unit, findings: Sequence[tuple[Finding, str]]) -> str:
    """The target with corrections in place; where two overlap, the worse finding's stands.

    `findings` come with the words that are to stand instead.
    """
    wanted = {id(finding): words for finding, words in findings}
    taken: list[tuple[int, int, str]] = []
    for finding in worst_first([f for f, _ in findings]):
        span = finding.span
        if span.role is Role.TARGET and all(span.end <= start or span.start >= end for start, end, _ in taken):
            taken.append((span.start, span.end, wanted[id(finding)]))
    text = unit.target.text
    for start, end, words in sorted(taken, reverse=True):
        text = text[:start] + words + text[end:]
    return text
