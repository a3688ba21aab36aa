from __future__ import annotations

import math

import pytest
import sacrebleu
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import score
from auditor.model import Evidence, Finding, ReportedUnit, Role, Segment, Severity, Span, Unit, View
from auditor.score.chrf import chrf_pp

TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


class Plain:
    def belief(self, evidence: Evidence) -> float:
        return evidence.strength


def unit(
    target: str,
    source: str | None = None,
    reference: str | None = None,
    ident: str = "u",
    lang: str = "en",
    metrics: dict[str, float] | None = None,
) -> Unit:
    return Unit(
        id=ident,
        document="d",
        target=Segment(id="t", text=target, lang=lang),
        source=Segment(id="s", text=source, lang="es") if source is not None else None,
        references=(Segment(id="r", text=reference, lang=lang),) if reference is not None else (),
        metrics=metrics or {},
    )


def value(
    target: str,
    source: str | None = "El ministro se despidió de los funcionarios.",
    reference: str | None = "The minister waved goodbye to the officials.",
    evidence: tuple[Evidence, ...] = (),
    **more: object,
) -> float:
    return score.unit_score(unit(target, source, reference, **more), evidence, [], Plain())[0]


def piece(strength: float = 0.5, rule: str = "meaning/substitution") -> Evidence:
    return Evidence(rule=rule, view=View.REFERENCE, span=Span(Role.TARGET, 0, 3), message="", strength=strength)


@given(TEXT, TEXT)
@settings(max_examples=150, deadline=None)
def test_chrf_is_sacrebleus(target: str, reference: str) -> None:
    target, reference = (t.encode("utf-8", "replace").decode() for t in (target, reference))
    expected = sacrebleu.CHRF(word_order=2).sentence_score(target, [reference]).score
    assert chrf_pp(target, [reference]) == pytest.approx(expected, abs=1e-6)


@given(TEXT, st.none() | TEXT, st.none() | TEXT, st.sampled_from(["en", "zh", "de", "und", "ar"]))
@settings(max_examples=150, deadline=None)
def test_any_text_has_a_score(target: str, source: str | None, reference: str | None, lang: str) -> None:
    found = value(target, source, reference, lang=lang)
    assert math.isfinite(found)
    assert 0.0 <= found <= 100.0
    assert found == value(target, source, reference, lang=lang)


@pytest.mark.parametrize(
    "worse",
    [
        "the minister waved goodbye to the officials.",
        "The minister waved goodbye to the officials",
        "The minister waved goodbye to the officials .",
        "The minister waved goodbye to to the officials.",
        "The minister waved to the officials.",
        "The minister waved goodbye from the officials.",
    ],
)
def test_damage_shows(worse: str) -> None:
    good = "The minister waved goodbye to the officials."
    assert value(worse) < value(good)


def test_evidence_lowers_the_score_and_never_ties() -> None:
    target = "The minister waved from the officials."
    none, weak, strong = value(target), value(target, evidence=(piece(0.2),)), value(target, evidence=(piece(0.9),))
    both = value(target, evidence=(piece(0.9), piece(0.9, "names/mistranslated")))
    assert both < strong < weak < none


def test_an_outside_metric_is_joined() -> None:
    low, high = (value("The minister waved.", metrics={"XCOMET-XL": m}) for m in (0.4, 0.95))
    assert low < high
    assert value("The minister waved goodbye to officials.", metrics={"XCOMET-XL": 0.8}) > value(
        "Minister from.", metrics={"XCOMET-XL": 0.8}
    )


def test_a_document_has_a_mean_raw_mqm_and_sacrebleus_metrics() -> None:
    texts = ["The minister waved from the officials.", "He left on Monday.", "The ship sails at noon tomorrow."]
    references = ["The minister waved goodbye to the officials.", "He left on Monday.", "The ship sails at noon tomorrow."]
    units = [
        ReportedUnit(unit=unit(t, None, r, ident=str(i)), score=s)
        for i, (t, r, s) in enumerate(zip(texts, references, (60.0, 100.0, 90.0), strict=True))
    ]
    finding = Finding(
        rule="x/y",
        unit="0",
        span=Span(Role.TARGET, 19, 23),
        quote="from",
        category="",
        severity=Severity.MAJOR,
        confidence=0.9,
        message="",
        suggestion=None,
        evidence=(),
        fingerprint="",
    )
    mean, mqm, metrics = score.document_score(units, [finding])
    assert mean is not None
    assert mqm is not None
    assert mean.low <= mean.value <= mean.high <= 100.0
    assert mqm.value == pytest.approx(100 * (1 - 5 / mqm.words), abs=0.01)
    assert metrics["chrf"].value == pytest.approx(sacrebleu.CHRF(word_order=2).corpus_score(texts, [references]).score, abs=0.01)
    assert "version" in metrics["bleu"].signature


def test_nothing_has_no_score() -> None:
    assert score.document_score([ReportedUnit(unit=unit(""))], []) == (None, None, {})
