"""An article as its readers see it, with its findings in place, and what can be done about them."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from starlette.responses import Response

from auditor.errors import ConfigError
from auditor.model import Audited, Role, Status, Unit
from auditor.report.article import Block, Note, blocks
from auditor.report.reading import excerpt, percent, text_of
from auditor.serve import articles, deciding, jobs
from auditor.serve.asking import Ask, go
from auditor.serve.deciding import Asked
from auditor.serve.jobs import Input
from auditor.serve.schema import ARTICLES, DECIDED

_REASONS = ("It is right as it stands", "House style", "A name or quotation", "Too fussy to matter")


class Card(msgspec.Struct, frozen=True):
    """A finding as the page shows it."""

    row: Any
    decision: Any  # what was said of its fingerprint, if anything
    words: tuple[str, str, str]
    lang: str
    evidence: tuple[tuple[str, str], ...]
    confidence: str
    judged: str  # the confidence as shipped, where the desk has changed it
    sides: tuple[tuple[str, str, str], ...]
    side: str


def page(ask: Ask) -> Response:
    """The article."""
    with ask.base.reading() as connection:
        found = articles.read(connection, ask.number)
        if found is None:
            return ask.wrong("there is no such article", 404)
        row, part, rows = found
        said = deciding.said(connection, {one.fingerprint for one in rows})
        last = connection.execute(
            sa.select(DECIDED.c.id)
            .where(DECIDED.c.who == ask.who.name, DECIDED.c.undone == 0)
            .order_by(DECIDED.c.id.desc())
            .limit(1)
        ).scalar()
    cards = [_card(part, one, said.get(one.fingerprint)) for one in rows]
    worth = {one.number: place for place, one in enumerate(articles.in_order_of_worth(rows))}
    return ask.page(
        "article.html",
        article=row,
        part=part,
        blocks=_blocks(part, rows),
        cards=sorted(cards, key=lambda c: worth[c.row.number]),
        states={one.number: one.status for one in rows},
        last=last,
        reasons=_REASONS,
        **_sides(part),
        counts=_counts(rows),
        fixes={
            one.number: said[one.fingerprint].correction for one in rows if one.status == "correct" and one.fingerprint in said
        },
    )


def decide(ask: Ask) -> Response:
    """What an editor says of a finding; back comes its card, or the article where there is no script."""
    form = ask.form
    verdict = form.get("verdict", "")
    reach = {name: form[name] for name in ("why", "scope", "expires") if name in form} if verdict == "dismiss" else {}
    asked = Asked(verdict, correction=form.get("correction", ""), **reach)
    with ask.base.writing() as connection:
        row = deciding.decide(ask.base, connection, ask.number, asked, ask.who)
    return _after(ask, row.article, row.id)


def undo(ask: Ask) -> Response:
    """Takes back the last thing this person said, or the one named."""
    number = ask.form.get("number", "")
    with ask.base.writing() as connection:
        entry = deciding.undo(ask.base, connection, ask.who, int(number) if number.isdecimal() else 0)
    if entry is None:
        return ask.wrong("there is nothing to take back")
    return _after(ask, entry.article, 0)


def audit(ask: Ask) -> Response:
    """The same article once more, with what the desk has learned since."""
    with ask.base.writing() as connection:
        again(connection, ask.number, ask.who.name)
    return go("/?done=queued")


def again(connection: sa.Connection, number: int, by: str) -> int:
    """A job that audits an article anew."""
    row = connection.execute(sa.select(ARTICLES.c.title, ARTICLES.c.feed).where(ARTICLES.c.id == number)).first()
    if row is None:
        raise ConfigError("there is no such article")
    return jobs.add(connection, Input("again", article=number), row.title, row.feed, by)


def _after(ask: Ask, article: int, finding: int) -> Response:
    """The article again: one decision may settle many findings, and every count is to be true."""
    if ask.htmx:
        return page(msgspec.structs.replace(ask, path={"number": str(article)}))
    return go(f"/articles/{article}#c{finding}" if finding else f"/articles/{article}")


def _blocks(part: Audited, rows: list[Any]) -> tuple[Block, ...]:
    """The text in pieces; what is settled is shown as known."""
    notes = []
    for row, finding in zip(rows, part.findings, strict=True):
        status = Status.OPEN if row.status == "open" else Status.SUPPRESSED
        notes.append(Note(row.number, msgspec.structs.replace(finding, status=status)))
    numbers = {r.unit.id: number for number, r in enumerate(part.units, 1)}
    return tuple(blocks(part, notes, numbers, all_units=True))


def _sides(part: Audited) -> dict[str, bool]:
    units = [r.unit for r in part.units]
    return {
        "has_source": any(u.source and u.source.text for u in units),
        "has_reference": any(r.text for u in units for r in u.references),
        "has_back": any(u.back and u.back.text for u in units),
    }


def _counts(rows: list[Any]) -> dict[str, int]:
    counts = dict.fromkeys(("open", "confirm", "correct", "dismiss", "aside"), 0)
    for row in rows:
        counts[row.status] = counts.get(row.status, 0) + 1
    return counts


def _card(part: Audited, row: Any, decision: Any) -> Card:
    finding = part.findings[row.number - 1]
    unit = next((r.unit for r in part.units if r.unit.id == finding.unit), None)
    shown = excerpt(text_of(unit, finding.span.role), finding.span.start, finding.span.end)
    segment = unit.side(finding.span.role) if unit else None
    changed = abs(row.sure - row.confidence) >= 0.005
    return Card(
        row=row,
        decision=decision,
        words=(shown.before, shown.words, shown.after),
        lang=segment.lang if segment else "",
        evidence=tuple((e.view.value, e.detail or e.message) for e in finding.evidence),
        confidence=percent(row.sure),
        judged=percent(row.confidence) if changed else "",
        sides=tuple(_others(unit, finding.span.role)),
        side=finding.span.role.value,
    )


def _others(unit: Unit | None, here: Role) -> list[tuple[str, str, str]]:
    names = {Role.TARGET: "Translation", Role.SOURCE: "Source", Role.BACK: "Back-translation", Role.REFERENCE: "Reference"}
    found = [(name, unit.side(role)) for role, name in names.items() if unit and role is not here]
    return [(name, segment.lang, segment.text[:400]) for name, segment in found if segment and segment.text]
