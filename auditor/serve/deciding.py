"""Decisions on findings: what an editor says, what it settles, and how to take it back.

The word itself is kept in the glossary's table of decisions, the only one there is; here stand its consequences: the state of
findings, the log that undoing needs, and what the desk learns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from auditor import decided, judge
from auditor.decided import Beliefs, Tally, Trust
from auditor.errors import ConfigError
from auditor.glossary.schema import DECISIONS
from auditor.glossary.store import Decision, now
from auditor.serve.base import Base, noted
from auditor.serve.people import Who
from auditor.serve.schema import DECIDED, FINDINGS

VERDICTS = ("confirm", "dismiss", "correct")
SCOPES = ("once", "term", "rule")
_WEIGHTS = {"critical": 25, "major": 5, "minor": 1, "neutral": 0.2}


class Asked(msgspec.Struct, frozen=True):
    """What an editor says of a finding."""

    verdict: str
    why: str = ""
    scope: str = "once"
    correction: str = ""
    expires: str = ""


def decide(base: Base, connection: sa.Connection, finding: int, asked: Asked, who: Who) -> Any:
    """Keeps a decision with all that follows from it; the finding's row.  ConfigError says what is missing."""
    row = connection.execute(sa.select(FINDINGS).where(FINDINGS.c.id == finding)).first()
    if row is None:
        raise ConfigError("there is no such finding")
    _whole(asked, row)
    before = _said(connection, row.fingerprint)
    after = Decision(
        fingerprint=row.fingerprint, verdict=asked.verdict, why=asked.why.strip(), who=who.name, at=now(), rule=row.rule,
        scope=asked.scope if asked.verdict == "dismiss" else "", feed=row.feed, quote=row.quote,
        correction=asked.correction if asked.verdict == "correct" else "",
        expires=asked.expires if asked.verdict == "dismiss" else "",
    )  # fmt: skip
    base.store.within(connection).decide(after)
    _log(connection, who, row, before, after)
    settle(connection, row.rule)
    noted(connection, who.name, asked.verdict, f"{row.rule} “{row.quote}”", asked.why.strip())
    return row


def undo(base: Base, connection: sa.Connection, who: Who, number: int = 0) -> Any:
    """Takes back a decision (the person's last one, if none is named); its log entry, or None where there is nothing."""
    query = sa.select(DECIDED).where(DECIDED.c.undone == 0).order_by(DECIDED.c.id.desc()).limit(1)
    query = query.where(DECIDED.c.id == number) if number else query.where(DECIDED.c.who == who.name)
    entry = connection.execute(query).first()
    if entry is None:
        return None
    latest = connection.execute(
        sa.select(sa.func.max(DECIDED.c.id)).where(DECIDED.c.fingerprint == entry.fingerprint, DECIDED.c.undone == 0)
    ).scalar()
    if latest != entry.id:
        raise ConfigError("something else was said of this finding since: take that back first")
    before = msgspec.json.decode(entry.before, type=Decision) if entry.before else None
    after = msgspec.json.decode(entry.after, type=Decision)
    store = base.store.within(connection)
    store.decide(before) if before else store.retract(entry.fingerprint)
    connection.execute(DECIDED.update().where(DECIDED.c.id == entry.id).values(undone=1))
    settle(connection, after.rule)
    noted(connection, who.name, "took back", f"{after.rule} “{after.quote}”", after.verdict)
    return entry


def _whole(asked: Asked, row: Any) -> None:
    if asked.verdict not in VERDICTS:
        raise ConfigError(f"a decision is one of {', '.join(VERDICTS)}")
    if asked.verdict == "dismiss":
        if asked.scope not in SCOPES:
            raise ConfigError(f"a dismissal holds {', '.join(SCOPES)}")
        if not asked.why.strip():
            raise ConfigError("say why it is no error: a dismissal needs a reason")
        if asked.scope == "term" and not row.quote.strip():
            raise ConfigError("no words are marked here: dismiss it once, or the rule in this feed")
        if asked.expires:
            try:
                dt.date.fromisoformat(asked.expires)
            except ValueError as error:
                raise ConfigError("write the last day as 2027-01-31") from error
    if asked.verdict == "correct" and asked.correction == row.quote:
        raise ConfigError("the correction is what stands there already")
    if len(asked.correction) > 5000 or len(asked.why) > 2000:
        raise ConfigError("that is too long")


def _said(connection: sa.Connection, fingerprint: str) -> Decision | None:
    row = connection.execute(sa.select(DECISIONS).where(DECISIONS.c.fingerprint == fingerprint)).mappings().first()
    return Decision(**row) if row else None


def said(connection: sa.Connection, fingerprints: Iterable[str]) -> dict[str, Decision]:
    """What was said of findings, by fingerprint."""
    rows = connection.execute(sa.select(DECISIONS).where(DECISIONS.c.fingerprint.in_(sorted(fingerprints)))).mappings()
    return {row["fingerprint"]: Decision(**row) for row in rows}


def _log(connection: sa.Connection, who: Who, row: Any, before: Decision | None, after: Decision) -> None:
    connection.execute(
        DECIDED.insert().values(
            at=now(), who=who.name, fingerprint=row.fingerprint, article=row.article, undone=0,
            before=msgspec.json.encode(before).decode() if before else "", after=msgspec.json.encode(after).decode(),
        )
    )  # fmt: skip


def tallies(connection: sa.Connection, rule: str = "") -> list[Tally]:
    """How often each rule was found right and wrong, by feed."""
    wrong = sa.func.sum(sa.case((DECISIONS.c.verdict == "dismiss", 1), else_=0))
    query = sa.select(DECISIONS.c.rule, DECISIONS.c.feed, sa.func.count().label("all"), wrong.label("wrong"))
    query = query.where(DECISIONS.c.rule == rule) if rule else query.where(DECISIONS.c.rule != "")
    rows = connection.execute(query.group_by(DECISIONS.c.rule, DECISIONS.c.feed)).all()
    return [Tally(row.rule, row.feed, int(row.all - row.wrong), int(row.wrong)) for row in rows]


def measured() -> dict[str, float]:
    """The shipped precision of each rule that was measured."""
    return {rule: facts.precision for rule, facts in judge.measured().items() if facts.precision is not None}


def dismissals(connection: sa.Connection, rule: str = "") -> list[Mapping[str, Any]]:
    """Dismissals that reach beyond one finding and hold today."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    query = sa.select(DECISIONS).where(
        DECISIONS.c.verdict == "dismiss",
        DECISIONS.c.scope.in_(("term", "rule")),
        (DECISIONS.c.expires == "") | (DECISIONS.c.expires >= today),
    )
    query = query.where(DECISIONS.c.rule == rule) if rule else query
    return [dict(row) for row in connection.execute(query.order_by(DECISIONS.c.at)).mappings()]


def settle(connection: sa.Connection, rule: str) -> None:
    """Brings every finding of a rule to the state that all decisions together give it."""
    said = sa.select(DECISIONS.c.fingerprint).where(DECISIONS.c.rule == rule)
    of_rule = FINDINGS.c.rule == rule
    free = of_rule & FINDINGS.c.fingerprint.not_in(said)
    connection.execute(FINDINGS.update().where(free, FINDINGS.c.status != "open").values(status="open"))
    today = dt.datetime.now(dt.UTC).date().isoformat()
    for decision in connection.execute(sa.select(DECISIONS).where(DECISIONS.c.rule == rule)).mappings().all():
        over = decision["expires"] and decision["expires"] < today
        status = "open" if over else decision["verdict"]
        mine = of_rule & (FINDINGS.c.fingerprint == decision["fingerprint"]) & (FINDINGS.c.status != status)
        connection.execute(FINDINGS.update().where(mine).values(status=status))
    for far in dismissals(connection, rule):
        if far["scope"] == "rule":
            covered = FINDINGS.c.feed == far["feed"]
        else:
            covered = FINDINGS.c.folded.contains(far["quote"].casefold(), autoescape=True)
        connection.execute(FINDINGS.update().where(free, covered, FINDINGS.c.status == "open").values(status="dismiss"))
    beliefs = Beliefs(tallies(connection, rule), measured())
    for (feed,) in connection.execute(sa.select(FINDINGS.c.feed).where(of_rule).distinct()).all():
        _believed(connection, free & (FINDINGS.c.feed == feed), beliefs.trust(rule, feed))


def _believed(connection: sa.Connection, which: sa.ColumnElement[bool], trust: Trust) -> None:
    """Confidence and worth of a rule's findings in one feed; those that step aside."""
    clamped = sa.case((FINDINGS.c.confidence > 0.999, 0.999), (FINDINGS.c.confidence < 0.001, 0.001), else_=FINDINGS.c.confidence)
    factor = 2.718281828459045**-trust.shift
    believed = clamped / (clamped + (1 - clamped) * factor)
    weight = sa.case(_WEIGHTS, value=FINDINGS.c.severity, else_=1)
    latest = which & (FINDINGS.c.latest == 1)
    off = sa.func.abs(FINDINGS.c.sure - believed) > 1e-6
    connection.execute(FINDINGS.update().where(latest, off).values(sure=believed, worth=weight * believed * FINDINGS.c.reach))
    if trust.doubted:
        least = sa.case((FINDINGS.c.cutoff > trust.high, FINDINGS.c.cutoff), else_=trust.high)
        gone = which & (FINDINGS.c.status == "open") & (FINDINGS.c.sure < least)
        connection.execute(FINDINGS.update().where(gone).values(status="aside"))


def worth(severity: str, confidence: float, reach: float) -> float:
    """What a finding is worth of an editor's minute."""
    return _WEIGHTS.get(severity, 1) * confidence * reach


def snapshot(connection: sa.Connection) -> decided.Snapshot:
    """What `auditor check --desk` uses."""
    rows = connection.execute(sa.select(DECISIONS).where(DECISIONS.c.verdict == "dismiss").order_by(DECISIONS.c.fingerprint))
    said: Iterable[Mapping[str, str]] = [{k: str(v) for k, v in row.items()} for row in rows.mappings()]
    return decided.snapshot(tallies(connection), said, dt.datetime.now(dt.UTC).date(), now())
