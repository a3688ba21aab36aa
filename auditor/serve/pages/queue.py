"""All findings in the order of their worth, filtered by whatever a number elsewhere counts; and the corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from starlette.responses import Response

from auditor.serve import exports, figures_of
from auditor.serve.asking import Ask, whole
from auditor.serve.figures_of import ERRORS
from auditor.serve.schema import ARTICLES, FINDINGS

_PAGE = 50
FILTERS = ("rule", "feed", "severity", "lang", "day", "category")
STATUSES = ("open", "confirm", "correct", "dismiss", "aside", "errors", "settled", "all")


def page(ask: Ask) -> Response:
    """The findings."""
    after = whole(ask.query.get("after", ""), most=100_000)
    with ask.base.reading() as connection:
        rows = found(connection, ask.query, _PAGE + 1, after)
        total = counted(connection, ask.query)
        rules = figures_of.rules(connection)
    asked = {name: value for name, value in ask.query.items() if name not in {"after", "done"}}
    return ask.page(
        "findings.html",
        findings=rows[:_PAGE],
        more=after + _PAGE if len(rows) > _PAGE else 0,
        total=total,
        asked=asked,
        rules=rules,
        statuses=STATUSES,
    )


def corrections(ask: Ask) -> Response:
    """Corrected sentences as TMX or CSV."""
    with ask.base.reading() as connection:
        rows = exports.corrections(connection)
    return corrections_file(rows, ask.query.get("format", "tmx"))


def corrections_file(rows: list[exports.Correction], kind: str) -> Response:
    """A file to keep."""
    if kind == "csv":
        data, media = exports.as_csv(rows).encode(), "text/csv; charset=utf-8"
    else:
        data, media, kind = exports.as_tmx(rows), "application/x-tmx+xml", "tmx"
    return Response(data, media_type=media, headers={"content-disposition": f'attachment; filename="corrections.{kind}"'})


def found(connection: sa.Connection, asked: Mapping[str, str], limit: int, offset: int = 0) -> list[Any]:
    """Rows with their article's title, worth most first."""
    query = (
        sa.select(FINDINGS, ARTICLES.c.title)
        .join(ARTICLES, ARTICLES.c.id == FINDINGS.c.article)
        .where(*_wanted(asked))
        .order_by(FINDINGS.c.worth.desc(), FINDINGS.c.id)
        .limit(limit)
        .offset(offset)
    )
    return list(connection.execute(query).all())


def counted(connection: sa.Connection, asked: Mapping[str, str]) -> int:
    """How many there are in all."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(FINDINGS).where(*_wanted(asked))).scalar_one())


def _wanted(asked: Mapping[str, str]) -> list[sa.ColumnElement[bool]]:
    conditions = [FINDINGS.c.latest == 1]
    status = asked.get("status") or "open"
    if status == "settled":
        conditions.append(FINDINGS.c.status.in_(("confirm", "correct", "dismiss", "aside")))
    elif status == "errors":
        conditions.append(FINDINGS.c.status.in_(ERRORS))
    elif status != "all":
        conditions.append(FINDINGS.c.status == status)
    conditions += [FINDINGS.c[name] == asked[name] for name in FILTERS if asked.get(name)]
    if asked.get("kind"):
        conditions.append(FINDINGS.c.rule.startswith(f"{asked['kind']}/", autoescape=True))
    if asked.get("quote"):
        conditions.append(FINDINGS.c.folded == asked["quote"].casefold())
    if asked.get("since"):
        conditions.append(FINDINGS.c.day >= asked["since"])
    if asked.get("until"):
        conditions.append(FINDINGS.c.day <= asked["until"])
    return conditions
