"""What humans say of each cluster of evidence in the gold sets: the examples `calibrate.py` learns from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from gold_evidence import Text, portion

from auditor.evaluate.gold import Row
from auditor.judge import Weights
from auditor.judge import clusters as grouping
from auditor.model import Role

KEPT = ("bio_mqm_es-en", "bio_mqm_en-fr")
HELD = 2 / 3  # sources whose portion lies above are held out

Texts = Mapping[tuple[str, str], Text]


class Example(msgspec.Struct):
    """A cluster, whether a human marks it, and how much it counts."""

    text: Text
    cluster: grouping.Cluster
    right: float
    weight: float
    set: str
    held: bool


def held(name: str, source: str) -> bool:
    """Is this source kept out of learning?"""
    return name in KEPT or portion(f"held out: {source}") > HELD


def half(text: Text) -> int:
    """Which half of the sources a text belongs to."""
    return int(portion(f"half: {text.unit.source.text if text.unit.source else ''}") < 0.5)


def name_of(cluster: grouping.Cluster, text: Text) -> tuple[str, str]:
    """Rule and quote: what makes a finding on the damaged text the same as one on its twin."""
    segment = text.unit.side(cluster.head.span.role)
    return cluster.head.rule, segment.text[cluster.head.span.start : cluster.head.span.end] if segment else ""


def planted(name: str, rows: Sequence[Row], texts: Texts, goods: Texts, weights: Weights) -> Iterator[Example]:
    """Clusters on damaged texts that the good twin lacks (right if they touch the damage), and all on good twins (wrong)."""
    for row in rows:
        text, good = texts[row.source, row.target], texts[row.source, row.good or ""]
        known = Counter(name_of(c, good) for c in grouping.clusters(good.evidence, weights.belief))
        for cluster in grouping.clusters(text.evidence, weights.belief):
            if known[name_of(cluster, text)] > 0:
                known[name_of(cluster, text)] -= 1
            else:
                yield Example(text, cluster, float(hits(cluster, row, missing=True)), 1.0, name, held(name, row.source))
    for (source, _), text in goods.items():
        for cluster in grouping.clusters(text.evidence, weights.belief):
            yield Example(text, cluster, 0.0, 0.5 * len(rows) / len(goods), name, held(name, source))


def marked(name: str, rows: Sequence[Row], texts: Texts, weights: Weights) -> Iterator[Example]:
    """Clusters on real translations; several raters of one text share its weight."""
    raters = Counter((row.source, row.target) for row in rows if row.errors is not None)
    for row in rows:
        if row.errors is None:
            continue
        text = texts[row.source, row.target]
        for cluster in grouping.clusters(text.evidence, weights.belief):
            yield Example(
                text, cluster, float(hits(cluster, row)), 1.0 / raters[row.source, row.target], name, held(name, row.source)
            )


def hits(cluster: grouping.Cluster, row: Row, *, missing: bool = False) -> bool:
    """Does a cluster stand on a human's mark?  On the other side: is something said to be missing, or its anchor marked?"""
    marks = [m for m in row.errors or () if m.severity not in ("neutral", "null")]
    span = cluster.head.span if cluster.head.span.role is Role.TARGET else cluster.head.anchor
    left_out = any(m.missing or "mission" in (m.category or "") for m in marks)
    if missing and (left_out or not any(m.start is not None for m in marks)):
        return True
    if cluster.head.span.role is not Role.TARGET and left_out:
        return True
    if span is None:
        return False
    places = [(m.start, m.end or m.start) for m in marks if m.start is not None and not m.missing]
    return any(span.start < max(end, start + 1) and start < max(span.end, span.start + 1) for start, end in places)
