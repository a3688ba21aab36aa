"""Corpus metrics of a document: made of sums over units, equal to sacrebleu's."""

from __future__ import annotations

import sacrebleu

from auditor.model import ReportedUnit, Segment, Unit
from auditor.score import counts_of, document_score


def test_counts_kept_with_units_give_what_sacrebleu_gives():
    pairs = [("The cat sat on the mat.", "A cat sat on the mat!"), ("Yes.", "No, never."), ("", "Nothing"), ("a b c d e", "a b c d e")]
    units = [
        Unit(f"u{n}", "d", Segment(f"t{n}", target, "en"), references=(Segment(f"r{n}", reference, "en"),))
        for n, (target, reference) in enumerate(pairs)
    ]
    kept = document_score([ReportedUnit(unit, 50.0, counts=counts_of(unit)) for unit in units], [])[2]
    anew = document_score([ReportedUnit(unit, 50.0) for unit in units], [])[2]
    targets, references = zip(*pairs, strict=True)
    assert kept == anew
    assert kept["chrf"].value == round(sacrebleu.CHRF(word_order=2).corpus_score(targets, [references]).score, 2)
    assert kept["bleu"].value == round(sacrebleu.BLEU(force=True).corpus_score(targets, [references]).score, 2)
