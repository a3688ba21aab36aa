"""The unit's score: what it takes to rank two translations of one source.

The score is 100 * exp(-penalty).  The penalty has two parts.  One grows with the distance from the reference (or, without
one, with marks of damage) and with length: in a short text, words other than the reference's say little (of our pairs of
translations of one source, humans rate 43 % of the shortest fifth alike and 8 % of the longest).  The other is what the
evidence weighs, which grows with length too, but sooner.  Weights are learned from pairs by `scripts/learn_score.py`.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from auditor import corpora
from auditor.lang.scripts import is_unspaced, primary
from auditor.lang.tokens import words
from auditor.model import Evidence, Finding, Segment, Severity, Unit
from auditor.score import backward
from auditor.score.chrf import chrf_pp
from auditor.score.fusion import standing
from auditor.score.surface import Text, features, take_apart

# Chosen between 20 and 120 while looking at wmt23_mqm, so that agreement measured there is no held-out figure.
_HALF = 120.0  # words at which distance counts half
_STEEP = 1.5
_DISTANCE = 0.6  # how much distance can cost: sets the level of the scores, not their order
_BASE = (
    0.002  # what distance costs whatever the length, so that short texts are ranked too; 0.05 costs 0.008 agreement on wmt23_mqm
)
_GRAVITY_HALF = 40.0
_METRIC_HALF, _METRIC_SHARE, _METRIC_BEST = (
    30.0,
    0.3,
    2.5,
)  # with an outside metric: its length, the joint share, its best standing
_CHARACTERS_PER_WORD = 1.7  # Chinese, Japanese, Thai
_CERTAIN = 0.98
_HARM = {Severity.NEUTRAL: 0.0, Severity.MINOR: 0.5, Severity.MAJOR: 1.0, Severity.CRITICAL: 1.6}


class Beliefs(Protocol):
    """What the score asks of the judge's weights."""

    def belief(self, evidence: Evidence) -> float:
        """The probability that a human would mark an error here."""


class Ranking(msgspec.Struct, frozen=True):
    """What was learned: weights of `surface.features`, their means, and what evidence costs."""

    surface: Mapping[str, float] = msgspec.field(default_factory=dict)
    mean: Mapping[str, float] = msgspec.field(default_factory=dict)
    alone: Mapping[str, float] = msgspec.field(default_factory=dict)  # level without a reference, by `kin`
    evidence: Mapping[str, float] = msgspec.field(default_factory=dict)  # cost by rule; "" for rules never seen in learning
    learned_from: Mapping[str, str] = msgspec.field(default_factory=dict)
    version: str = "untrained"


_UNTRAINED = Ranking(
    surface={"char:chrf": 6.0, "char:spaces": 2.0, "word:cased": 2.0},
    mean={"char:chrf": 0.6, "char:spaces": 0.6, "word:cased": 0.55},
    evidence={"": 0.1},
)


@functools.cache
def load() -> Ranking:
    """The shipped weights, or plain ones where none ship."""
    try:
        file = corpora.path("judge/score.json")
    except FileNotFoundError:
        return _UNTRAINED
    return msgspec.json.decode(file.read_bytes(), type=Ranking)


def unit_score(
    unit: Unit, evidence: Sequence[Evidence], findings: Sequence[Finding], weights: Beliefs
) -> tuple[float, dict[str, float]]:
    """The unit's score (0 to 100, higher is better) and the metrics it rests on."""
    ranking = load()
    target, source, references = sides(unit)
    goodness = max(
        (ranked(features(target, unit.target.lang, source, r), ranking) for r in references),
        default=None,
    )
    if goodness is None:
        pair = kin(unit.source.lang if unit.source is not None else "", unit.target.lang)
        goodness = alone(features(target, unit.target.lang, source, None), pair, ranking)
    found = costs(evidence, findings, weights)
    penalty = distance(goodness, length(unit)) + gravity(length(unit)) * sum(price(r, ranking) * n for r, n in found.items())
    penalty += backward.cost(unit)
    metrics: dict[str, float] = {}
    if unit.references:
        metrics["chrf"] = chrf_pp(unit.target.text, [r.text for r in unit.references])
    outside = standing(unit.metrics)
    if outside is not None:
        penalty = joined(penalty, outside, length(unit))
    return 100.0 * math.exp(-min(600.0, penalty)), metrics


def sides(unit: Unit) -> tuple[Text, Text | None, list[Text]]:
    """The unit's texts taken apart; empty references are no references."""
    source = take_apart(unit.source.text, unit.source.lang) if unit.source is not None and unit.source.text else None
    references = [take_apart(r.text, unit.target.lang) for r in unit.references if r.text.strip()]
    return take_apart(unit.target.text, unit.target.lang), source, references


def ranked(found: Mapping[str, float], ranking: Ranking) -> float:
    """How close to the reference, about 0 for an average machine translation, higher is better."""
    return _above(found, ranking)


def kin(source_lang: str, target_lang: str) -> str:
    """How near two languages are, as far as it tells how much two good translations of one text have in common.

    >>> kin("zh", "en"), kin("en", "de")
    ('unspaced-en', 'spaced-other')
    """
    return f"{'unspaced' if is_unspaced(source_lang) else 'spaced'}-{'en' if primary(target_lang) == 'en' else 'other'}"


def alone(found: Mapping[str, float], pair: str, ranking: Ranking) -> float:
    """The same without a reference: what the text and its source show, from the level such texts have."""
    return ranking.alone.get(pair, 0.0) + _above(found, ranking)


def _above(found: Mapping[str, float], ranking: Ranking) -> float:
    """How far above the mean the features stand; what could not be seen is taken as usual."""
    seen = ((name, weight) for name, weight in ranking.surface.items() if name in found)
    return sum(weight * (found[name] - ranking.mean.get(name, 0.0)) for name, weight in seen)


def length(unit: Unit) -> float:
    """Words of what all translations of this source share: the reference, else the source, else the text itself."""
    if unit.references and unit.references[0].text.strip():
        return word_length(unit.references[0].text, unit.target.lang)
    side: Segment = unit.source if unit.source is not None and unit.source.text.strip() else unit.target
    return word_length(side.text, side.lang)


def word_length(text: str, lang: str) -> float:
    """Words, or characters over 1.7 where words are not written apart."""
    found = words(text)
    return sum(len(t.text) for t in found) / _CHARACTERS_PER_WORD if is_unspaced(lang) else float(len(found))


def distance(goodness: float, words_: float) -> float:
    """The penalty of being far from the reference, by length."""
    n = math.pow(words_, _STEEP)
    soft = math.log1p(math.exp(-goodness)) if goodness > -30.0 else -goodness
    return soft * (_BASE + _DISTANCE * n / (n + math.pow(_HALF, _STEEP)))


def gravity(words_: float) -> float:
    """How much evidence weighs by length: humans leave more short texts unmarked (0.016 agreement en-de against none)."""
    return words_ / (words_ + _GRAVITY_HALF)


def joined(penalty: float, outside: float, words_: float) -> float:
    """Our penalty and an outside metric's, as one."""
    theirs = max(0.0, _METRIC_BEST - outside) * words_ / (words_ + _METRIC_HALF)
    return _METRIC_SHARE * (penalty + theirs)


def costs(evidence: Sequence[Evidence], findings: Sequence[Finding], weights: Beliefs) -> dict[str, float]:
    """How much was seen, by rule: each place once a rule, by its harm and by the square of how sure it is.

    The square keeps many small doubts, which any free rendering raises, from outweighing one certain error: with it agreement
    on wmt23_sxs rises from 0.596 (no evidence) to 0.606 zh-en, without it evidence lowers it.
    """
    places: dict[tuple[str, str, int, int], float] = {}
    for e in evidence:
        key = (e.rule, e.span.role.value, e.span.start, e.span.end)
        harm = 1.0 if e.severity is None else max(0.1, _HARM[e.severity])
        places[key] = max(places.get(key, 0.0), harm * min(_CERTAIN, weights.belief(e)) ** 2)
    out: dict[str, float] = {}
    for (rule, *_), sure in sorted(places.items()):
        out[rule] = out.get(rule, 0.0) + sure
    for finding in findings:
        out["shown"] = out.get("shown", 0.0) + _HARM[finding.severity] * finding.confidence
    return out


def price(rule: str, ranking: Ranking) -> float:
    """What one certain piece of evidence of a rule costs."""
    return ranking.evidence.get(rule, ranking.evidence.get("", 0.1))
