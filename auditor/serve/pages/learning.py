"""What the desk has learned, and from which decisions; each can be taken back."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from starlette.responses import Response

from auditor.decided import RARE, UNMEASURED, WEIGHT, Beliefs
from auditor.errors import ConfigError
from auditor.glossary.store import Decision
from auditor.serve import deciding
from auditor.serve.asking import Ask, go, whole
from auditor.serve.schema import DECIDED, FINDINGS

_PAGE = 50


def page(ask: Ask) -> Response:
    """Beliefs, dismissals that reach far, and the log of decisions."""
    after = whole(ask.query.get("after", ""))
    with ask.base.reading() as connection:
        trusts = Beliefs(deciding.tallies(connection), deciding.measured()).decided()
        query = sa.select(DECIDED).order_by(DECIDED.c.id.desc()).limit(_PAGE + 1)
        rows = list(connection.execute(query.where(DECIDED.c.id < after) if after else query))
        hidden = (
            sa.select(FINDINGS.c.rule, FINDINGS.c.feed, sa.func.count())
            .where(FINDINGS.c.latest == 1, FINDINGS.c.status == "aside")
            .group_by(FINDINGS.c.rule, FINDINGS.c.feed)
        )
        aside = {(rule, feed): count for rule, feed, count in connection.execute(hidden)}
        far = deciding.dismissals(connection)
    log = [(row, msgspec.json.decode(row.after, type=Decision)) for row in rows[:_PAGE]]
    return ask.page(
        "learning.html", trusts=sorted(trusts, key=lambda t: (t.mean - t.prior, t.rule, t.feed)), aside=aside, far=far, log=log,
        more=rows[_PAGE - 1].id if len(rows) > _PAGE else 0, weight=WEIGHT, rare=RARE, unmeasured=UNMEASURED,
    )  # fmt: skip


def undo(ask: Ask) -> Response:
    """Takes back any decision, whoever made it."""
    number = whole(ask.form.get("number", ""))
    with ask.base.writing() as connection:
        if not number or deciding.undo(ask.base, connection, ask.who, number) is None:
            raise ConfigError("there is nothing to take back")
    return go("/learning?done=undone")
