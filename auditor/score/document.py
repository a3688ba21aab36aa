"""Scores of a whole document, each with its interval and its recipe."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import Any

from auditor.lang.scripts import is_unspaced, primary
from auditor.lang.tokens import words
from auditor.model import Finding, ReportedUnit, Score, Status

_Z = 1.96  # two-sided 95 %
_TER_BUDGET = 400  # words of a segment: TER's shifts cost cubic time, 0.1 to 0.4 s on paragraphs (our benchmark study)
_CHARACTERS_PER_WORD = 1.7  # of Chinese and Japanese text: what MQM counts as words there is a convention, this is ours


def document_score(
    units: Sequence[ReportedUnit], findings: Sequence[Finding], *, ter: bool = False, metrics: bool = True
) -> tuple[Score | None, Score | None, dict[str, Score]]:
    """The mean unit score (weighted by words), raw MQM, and sacrebleu's corpus metrics where references exist."""
    counts = [word_count(u.unit.target.text, u.unit.target.lang) for u in units]
    if not sum(counts):
        return None, None, {}
    corpus = corpus_metrics(units, sum(counts), ter=ter) if metrics else {}
    return _mean(units, counts), _mqm(units, findings, counts), corpus


@functools.lru_cache(maxsize=8192)
def word_count(text: str, lang: str) -> int:
    """Words of a text; where none are written apart, characters over 1.7.

    >>> word_count("Yes, 3 of them!", "en"), word_count("他们三个人都来了", "zh")
    (4, 5)
    """
    found = words(text)
    if not is_unspaced(lang):
        return len(found)
    characters = sum(len(t.text) if t.kind != "number" else 2 for t in found)
    return math.ceil(characters / _CHARACTERS_PER_WORD)


def _mean(units: Sequence[ReportedUnit], counts: Sequence[int]) -> Score | None:
    pairs = [(u.score, n) for u, n in zip(units, counts, strict=True) if u.score is not None and n]
    if not pairs:
        return None
    low, value, high = interval([s for s, _ in pairs], [n for _, n in pairs])
    return Score(value=round(value, 2), low=round(max(0.0, low), 2), high=round(min(100.0, high), 2), words=sum(counts),
                 signature="unit-score|mean:words|ci:95|var:linearised")  # fmt: skip


def interval(values: Sequence[float], weights: Sequence[float]) -> tuple[float, float, float]:
    """Low, mean and high of a weighted mean over units, by the variance of a ratio (Taylor); one unit alone has no bounds.

    Chosen over a bootstrap because it is exact enough from ten units on, costs nothing and needs no seed.
    """
    total = sum(weights)
    mean = sum(v * w for v, w in zip(values, weights, strict=True)) / total
    n = len(values)
    if n < 2:
        return -math.inf, mean, math.inf
    spread = sum((w * (v - mean)) ** 2 for v, w in zip(values, weights, strict=True)) * n / (n - 1)
    half = _Z * math.sqrt(spread) / total
    return mean - half, mean, mean + half


def _mqm(units: Sequence[ReportedUnit], findings: Sequence[Finding], counts: Sequence[int]) -> Score:
    """Raw MQM: 100 * (1 - penalty / words), penalties 1, 5, 25; below zero it stays below zero, it is not clipped."""
    penalty: dict[str, float] = {}
    for finding in findings:
        if finding.status is Status.OPEN:
            penalty[finding.unit] = penalty.get(finding.unit, 0.0) + finding.severity.weight
    pairs = [(100.0 * (1.0 - penalty.get(u.unit.id, 0.0) / n), n) for u, n in zip(units, counts, strict=True) if n]
    low, value, high = interval([v for v, _ in pairs], [n for _, n in pairs])
    return Score(value=round(value, 2), low=round(low, 2) if math.isfinite(low) else value,
                 high=round(min(100.0, high), 2), words=sum(counts),
                 signature="mqm:raw|100*(1-penalty/words)|weights:minor1,major5,critical25|ci:95")  # fmt: skip


def corpus_metrics(units: Sequence[ReportedUnit], count: int, *, ter: bool = False) -> dict[str, Score]:
    """BLEU and chrF2++ of sacrebleu over the units that have a reference; TER on request, for segments short enough."""
    pairs = [(u.unit.target.text, [r.text for r in u.unit.references]) for u in units if u.unit.references]
    if not pairs:
        return {}
    lang = units[0].unit.target.lang
    most = min(len(refs) for _, refs in pairs)
    hypotheses, references = [t for t, _ in pairs], [[refs[i] for _, refs in pairs] for i in range(most)]
    out = {name: _sacrebleu(name, hypotheses, references, lang, count) for name in ("bleu", "chrf")}
    short = [i for i, t in enumerate(hypotheses) if len(t.split()) <= _TER_BUDGET]
    if ter and len(short) == len(hypotheses):
        out["ter"] = _sacrebleu("ter", hypotheses, references, lang, count)
    return out


def _sacrebleu(name: str, hypotheses: Sequence[str], references: Sequence[Sequence[str]], lang: str, count: int) -> Score:
    metric = _metric(name, primary(lang))
    result = metric.corpus_score(list(hypotheses), [list(r) for r in references])
    return Score(value=round(result.score, 2), low=round(result.score, 2), high=round(result.score, 2), words=count,
                 signature=str(metric.get_signature()))  # fmt: skip


@functools.lru_cache(maxsize=64)
def _metric(name: str, lang: str) -> Any:
    import sacrebleu  # noqa: PLC0415 - costs 60 ms to import, and only audits with references need it

    if name == "bleu":
        return sacrebleu.BLEU(tokenize={"zh": "zh", "ja": "char", "ko": "char", "th": "char"}.get(lang, "13a"))
    return sacrebleu.CHRF(word_order=2) if name == "chrf" else sacrebleu.TER()
