"""Scores of a whole document, each with its interval and its recipe."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterable, Sequence
from typing import Any

from auditor.lang.scripts import is_unspaced, primary
from auditor.lang.tokens import words
from auditor.model import Finding, ReportedUnit, Score, Status, Unit
from auditor.score.chrf import LONGEST, chrf_sums

_Z = 1.96  # two-sided 95 %
_TER_BUDGET = 400  # words of a segment: TER's shifts cost cubic time, 0.1 to 0.4 s on paragraphs (our benchmark study)
_CHRF = 24  # of a unit's counts: those of chrF2++, eight orders of n-grams times three; BLEU's follow
_AT_ONCE = 512  # pairs handed to sacrebleu together
_CHARACTERS_PER_WORD = 1.7  # of Chinese and Japanese text: what MQM counts as words there is a convention, this is ours


class Running:
    """The scores of units that come by, from sums alone: the mean unit score (weighted by words) and raw MQM.

    The variance of a weighted mean needs `sum (w (v - m))^2`, which is made of sums of `w^2 v^2`, `w^2 v` and `w^2`.
    """

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._words = 0
        self._score, self._mqm = _Sums(), _Sums()

    def add(self, units: Iterable[ReportedUnit], findings: Iterable[Finding]) -> None:
        """Some units with the findings in them."""
        penalty: dict[str, float] = {}
        for finding in findings:
            if finding.status is Status.OPEN:
                penalty[finding.unit] = penalty.get(finding.unit, 0.0) + finding.severity.weight
        for reported in units:
            count = word_count(reported.unit.target.text, reported.unit.target.lang)
            if not count:
                continue
            self._words += count
            if reported.score is not None:
                self._score.add(reported.score, count)
            self._mqm.add(100.0 * (1.0 - penalty.get(reported.unit.id, 0.0) / count), count)

    @property
    def words(self) -> int:
        """How many there were."""
        return self._words

    def scores(self) -> tuple[Score | None, Score | None]:
        """Unit score and MQM of all; MQM below zero stays below zero, it is not clipped."""
        if not self._words:
            return None, None
        mean = None
        if self._score.count:
            low, value, high = self._score.interval()
            mean = Score(value=round(value, 2), low=round(max(0.0, low), 2), high=round(min(100.0, high), 2), words=self._words,
                         signature="unit-score|mean:words|ci:95|var:linearised")  # fmt: skip
        low, value, high = self._mqm.interval()
        mqm = Score(value=round(value, 2), low=round(low, 2) if math.isfinite(low) else value,
                    high=round(min(100.0, high), 2), words=self._words,
                    signature="mqm:raw|100*(1-penalty/words)|weights:minor1,major5,critical25|ci:95")  # fmt: skip
        return mean, mqm


class _Sums:
    """What the interval of a weighted mean is made of."""

    def __init__(self) -> None:
        self.count, self._w, self._wv, self._ww, self._wwv, self._wwvv = 0, 0.0, 0.0, 0.0, 0.0, 0.0

    def add(self, value: float, weight: int) -> None:
        self.count += 1
        self._w += weight
        self._wv += weight * value
        square = weight * weight
        self._ww += square
        self._wwv += square * value
        self._wwvv += square * value * value

    def interval(self) -> tuple[float, float, float]:
        """Low, mean and high, by the variance of a ratio (Taylor); one unit alone has no bounds.

        Chosen over a bootstrap because it is exact enough from ten units on, costs nothing and needs no seed.
        """
        mean = self._wv / self._w
        if self.count < 2:
            return -math.inf, mean, math.inf
        spread = max(0.0, self._wwvv - 2 * mean * self._wwv + mean * mean * self._ww) * self.count / (self.count - 1)
        half = _Z * math.sqrt(spread) / self._w
        return mean - half, mean, mean + half


def document_score(
    units: Sequence[ReportedUnit], findings: Iterable[Finding], *, ter: bool = False, metrics: bool = True
) -> tuple[Score | None, Score | None, dict[str, Score]]:
    """The mean unit score (weighted by words), raw MQM, and sacrebleu's corpus metrics where references exist."""
    running = Running()
    running.add(units, findings)
    if not running.words:
        return None, None, {}
    corpus = corpus_metrics(units, running.words, ter=ter) if metrics else {}
    return *running.scores(), corpus


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


def corpus_metrics(units: Iterable[ReportedUnit], count: int, *, ter: bool = False) -> dict[str, Score]:
    """BLEU and chrF2++ of sacrebleu over the units that have a reference; TER on request, for segments short enough.

    `units` are gone through twice, and never held: corpus metrics are made of sums over segments.
    """
    most, longest, lang = 0, 0, ""
    for reported in units:
        lang = lang or reported.unit.target.lang
        if reported.unit.references:
            most = min(most or len(reported.unit.references), len(reported.unit.references))
            longest = max(longest, len(reported.unit.target.text.split()))
    if not most:
        return {}
    names = ["bleu", "chrf", *(["ter"] if ter and longest <= _TER_BUDGET else [])]
    return _sacrebleu(names, units, most, lang, count)


def counts_of(unit: Unit) -> tuple[int, ...]:
    """What corpus chrF2++ and BLEU are summed up from, for a unit with one reference: counted where the unit is scored.

    A run that is audited on many cores would else count all over again, on one.
    """
    if len(unit.references) != 1:
        return ()
    target, reference = unit.target.text, unit.references[0].text
    if max(len(target), len(reference)) > LONGEST:
        return ()
    bleu = _metric("bleu", primary(unit.target.lang))._extract_corpus_statistics([target], [[reference]])  # noqa: SLF001
    return (*map(int, chrf_sums([target], [reference])), *map(int, bleu[0]))


def _sacrebleu(names: Sequence[str], units: Iterable[ReportedUnit], most: int, lang: str, count: int) -> dict[str, Score]:
    metrics = {name: _metric(name, primary(lang)) for name in names}
    sums: dict[str, list[float]] = {}
    paired = (u for u in units if u.unit.references)
    while some := list(itertools.islice(paired, _AT_ONCE)):
        for name, metric in metrics.items():
            total = _summed(name, metric, some, most, lang)
            sums[name] = [a + b for a, b in zip(sums[name], total, strict=True)] if name in sums else total
    out = {}
    for name, metric in metrics.items():
        metric.num_refs = most
        value = round(metric._aggregate_and_compute([sums[name]]).score, 2)  # noqa: SLF001
        out[name] = Score(value=value, low=value, high=value, words=count, signature=str(metric.get_signature()))
    return out


def _summed(name: str, metric: Any, units: Sequence[ReportedUnit], most: int, lang: str) -> list[float]:
    """The first of the two steps of sacrebleu's `corpus_score`, for some segments."""
    if most == 1 and name != "ter":
        place = slice(0, _CHRF) if name == "chrf" else slice(_CHRF, None)
        if all(reported.counts and _tokenizer(reported.unit.target.lang) == _tokenizer(lang) for reported in units):
            return [float(sum(column)) for column in zip(*(reported.counts[place] for reported in units), strict=True)]
    targets = [reported.unit.target.text for reported in units]
    references = [[reported.unit.references[i].text for reported in units] for i in range(most)]
    if name == "chrf" and most == 1:
        return chrf_sums(targets, references[0])
    return [sum(column) for column in zip(*metric._extract_corpus_statistics(targets, references), strict=True)]  # noqa: SLF001


def _tokenizer(lang: str) -> str:
    """How sacrebleu's BLEU cuts the words of a language."""
    return {"zh": "zh", "ja": "char", "ko": "char", "th": "char"}.get(primary(lang), "13a")


@functools.lru_cache(maxsize=64)
def _metric(name: str, lang: str) -> Any:
    import sacrebleu  # noqa: PLC0415 - costs 60 ms to import, and only audits with references need it

    if name == "bleu":
        return sacrebleu.BLEU(tokenize=_tokenizer(lang), force=True)  # or it gives advice on stderr
    return sacrebleu.CHRF(word_order=2) if name == "chrf" else sacrebleu.TER()
