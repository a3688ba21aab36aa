"""Audits a gold set and measures: recall, false alarms, precision by rule, spans, labels and score agreement.

The definitions are those the project is held to: an erroneous text counts as caught when it has a finding its good twin lacks
that touches the changed words (for a deletion, any such finding); only open findings that are not neutral count.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from auditor.errors import InputError
from auditor.evaluate import agreement, gold
from auditor.evaluate.figures import Figure, Figures, f1, ratio, resampled, share
from auditor.evaluate.gold import Asked, Row
from auditor.lang.tokens import tokens
from auditor.model import Audited, Bundle, Failure, Finding, Role, Severity, Status

Audit = Callable[[Iterable[Bundle | Failure]], Iterable[Audited | Failure]]  # the pipeline, handed in


class Seen:
    """What the auditor said of each text, by source and target."""

    def __init__(self, rows: Sequence[Row], sides: frozenset[str], audit: Audit) -> None:
        """Audits every distinct text of the rows, each alone."""
        self.ids: dict[tuple[str, str], str] = {}
        asked = []
        for row in rows:
            for text in (row.good, row.target):
                if text is not None and (row.source, text) not in self.ids:
                    self.ids[row.source, text] = f"u{len(self.ids)}"
                    asked.append(Asked(self.ids[row.source, text], text, row))
        asked.sort(key=lambda a: (a.row.src_lang, a.row.tgt_lang))
        self.findings: dict[str, list[Finding]] = defaultdict(list)
        self.scores: dict[str, float | None] = {}
        began = time.perf_counter()
        for done in audit(gold.bundles(asked, sides)):
            if isinstance(done, Failure):
                raise InputError(done.path, done.why)
            self._take(done)
        self.seconds = time.perf_counter() - began

    def _take(self, done: Audited) -> None:
        for reported in done.units:
            self.scores[reported.unit.id] = reported.score
        for finding in done.findings:
            if finding.status is Status.OPEN and finding.severity is not Severity.NEUTRAL:
                self.findings[finding.unit].append(finding)

    def of(self, source: str, text: str) -> list[Finding]:
        """Findings of one text."""
        return self.findings.get(self.ids[source, text], [])

    def score(self, source: str, text: str) -> float | None:
        """Score of one text."""
        return self.scores.get(self.ids[source, text])


def evaluate(path: Path, audit: Audit, sides: frozenset[str] = frozenset({"source", "reference"}), limit: int = 0) -> Figures:
    """Every figure the set allows: contrast (rows with `good`), spans, labels (scores 0 and 1), score agreement."""
    rows = gold.read(path, limit)
    if any(row.good for row in rows):
        rows = [row for row in rows if _is_contrast(row)]
        seen = Seen(rows, sides, audit)
        figures = list(contrast(rows, seen))
    else:
        seen = Seen(rows, sides, audit)
        labelled = [row for row in rows if row.score in (0.0, 1.0) and row.errors is None]
        figures = [*spans(rows, seen), *(labels(labelled, seen) if len(labelled) == len(rows) else scores(rows, seen))]
    return Figures(
        set=path.name.removesuffix(".gz").removesuffix(".jsonl"),
        hash=gold.digest(path),
        sides=tuple(sorted(sides)),
        rows=len(rows),
        units=len(seen.ids),
        seconds=round(seen.seconds, 2),
        figures=tuple(figures),
    )


def _is_contrast(row: Row) -> bool:
    """Has the row a twin it differs from?  The `base` rows of DEMETR are sanity checks, not errors."""
    return (
        bool(row.good)
        and row.good != row.target
        and row.meta.get("severity") != "base"
        and bool(row.meta.get("pert_check", True))
    )


def contrast(rows: Sequence[Row], seen: Seen) -> Iterator[Figure]:
    """Recall and preference by kind, false alarms on the good twins, precision by rule."""
    caught: dict[str, list[bool]] = defaultdict(list)
    preferred: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        a, b = seen.score(row.source, row.good or ""), seen.score(row.source, row.target)
        for of in (row.kind, f"= {row.meta.get('severity') or 'all'}", "all", f"{row.src_lang}-{row.tgt_lang}"):
            caught[of].append(bool(_new_hits(row, seen)))
            if a is not None and b is not None:
                preferred[of].append(a > b)
    for name, table in (("recall", caught), ("preference", preferred)):
        for of, hits in sorted(table.items()):
            yield share(name, of, sum(hits), len(hits))
    goods = {(row.source, row.good or ""): row for row in rows}
    flagged = [bool(seen.of(*key)) for key in goods]
    yield share("false alarm", "all", sum(flagged), len(flagged))
    yield from _precision_planted(rows, seen, goods)


def _new_hits(row: Row, seen: Seen) -> list[Finding]:
    """Findings the good twin lacks that touch the changed words; any, where words were taken out."""
    known = Counter((f.rule, f.quote) for f in seen.of(row.source, row.good or ""))
    new = []
    for finding in seen.of(row.source, row.target):
        if known[finding.rule, finding.quote] > 0:
            known[finding.rule, finding.quote] -= 1
        else:
            new.append(finding)
    marks = [m for m in row.errors or () if not m.missing and m.start is not None]
    return [f for f in new if touches(f, marks)] if marks else new


def touches(finding: Finding, marks: Sequence[gold.Mark]) -> bool:
    """Does a finding stand on marked words (an empty one on their edge)?"""
    if finding.span.role is not Role.TARGET:
        return False
    start, end = finding.span.start, max(finding.span.end, finding.span.start + 1)
    return any(m.start is not None and start < max(m.end or 0, m.start + 1) and m.start < end for m in marks)


def _precision_planted(rows: Sequence[Row], seen: Seen, goods: dict[tuple[str, str], Row]) -> Iterator[Figure]:
    """Of the findings of a rule: the share that is new on an erroneous text, each good text weighing as one error of its own."""
    right, wrong = Counter[str](), Counter[str]()
    for row in rows:
        right.update({f.rule for f in _new_hits(row, seen)})
    per_good = len(rows) / max(1, len(goods))
    for key in goods:
        wrong.update({f.rule for f in seen.of(*key)})
    for rule in sorted(right | wrong):
        false = round(wrong[rule] * per_good)
        yield share("precision", rule, right[rule], right[rule] + false)


def spans(rows: Sequence[Row], seen: Seen) -> Iterator[Figure]:
    """Characters: precision, recall, F1 beside two floors; error-free segments flagged; precision by rule."""
    looked = [row for row in rows if row.errors is not None]
    if not looked:
        return
    counts: dict[str, list[list[float]]] = {"ours": [], "all": [], "difference": [], "major": []}
    for row in looked:
        marks = [m for m in row.errors or () if m.counts]
        wanted = characters((m.start or 0, m.end or 0) for m in marks)
        major = characters((m.start or 0, m.end or 0) for m in marks if m.severity in ("major", "critical"))
        found = characters((f.span.start, f.span.end) for f in seen.of(row.source, row.target) if f.span.role is Role.TARGET)
        counts["ours"].append([len(found & wanted), len(found), len(wanted)])
        counts["all"].append([len(wanted), len(row.target), len(wanted)])
        counts["major"].append([len(found & major), len(major)])
        if row.references:
            differs = characters(difference(row.target, row.references[0]))
            counts["difference"].append([len(differs & wanted), len(differs), len(wanted)])
    yield resampled("span precision", "all", [c[:2] for c in counts["ours"]], ratio)
    yield resampled("span recall", "all", [[c[0], c[2]] for c in counts["ours"]], ratio)
    yield resampled("span F1", "all", counts["ours"], f1)
    yield resampled("span F1", "everything marked", counts["all"], f1, floor=True)
    yield resampled("span precision", "everything marked", [c[:2] for c in counts["all"]], ratio, floor=True)
    if counts["difference"]:
        yield resampled("span F1", "words not in the reference", counts["difference"], f1, floor=True)
    yield resampled("major recall", "all", counts["major"], ratio)
    clean = [bool(seen.of(row.source, row.target)) for row in looked if not row.errors]
    yield share("error-free flagged", "all", sum(clean), len(clean))
    yield from _precision_marked(looked, seen)


def _precision_marked(rows: Sequence[Row], seen: Seen) -> Iterator[Figure]:
    """Of the target findings of a rule: the share on words the human marked."""
    right, made = Counter[str](), Counter[str]()
    for row in rows:
        marks = [m for m in row.errors or () if m.counts]
        for finding in seen.of(row.source, row.target):
            if finding.span.role is Role.TARGET:
                made[finding.rule] += 1
                right[finding.rule] += touches(finding, marks)
    for rule in sorted(made):
        yield share("precision", rule, right[rule], made[rule])


def characters(places: Iterable[tuple[int, int]]) -> set[int]:
    """Every code point of the places."""
    return {c for start, end in places for c in range(start, end)}


def difference(target: str, reference: str) -> list[tuple[int, int]]:
    """Words of the target that the reference does not have, as a bag: the floor of every span figure."""
    there = Counter(t.text.lower() for t in tokens(reference))
    places = []
    for token in tokens(target):
        if there[token.text.lower()] > 0:
            there[token.text.lower()] -= 1
        else:
            places.append((token.start, token.end))
    return places


def labels(rows: Sequence[Row], seen: Seen) -> Iterator[Figure]:
    """Sets whose score says right (1) or wrong (0)."""
    for of in ("all", "names,terms"):
        groups = None if of == "all" else set(of.split(","))
        flagged = {
            key: any(groups is None or f.rule.split("/")[0] in groups for f in seen.findings.get(ident, ()))
            for key, ident in seen.ids.items()
        }
        wrong = [flagged[row.source, row.target] for row in rows if row.score == 0.0]
        right = [flagged[row.source, row.target] for row in rows if row.score == 1.0]
        yield share("recall", of, sum(wrong), len(wrong))
        yield share("false alarm", of, sum(right), len(right))


def scores(rows: Sequence[Row], seen: Seen) -> Iterator[Figure]:
    """Pairwise agreement within one source; several raters of one output are their mean."""
    human: dict[tuple[str, str, str | None], list[float]] = defaultdict(list)
    for row in rows:
        if row.score is not None and seen.score(row.source, row.target) is not None:
            human[row.source, row.target, row.system].append(row.score)
    groups: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for (source, target, _), given in human.items():
        groups[source].append((sum(given) / len(given), seen.score(source, target) or 0.0))
    if any(len(members) > 1 for members in groups.values()):
        yield agreement.figure(groups)
