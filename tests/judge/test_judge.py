from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from auditor import judge
from auditor.checks.base import Rule
from auditor.model import Evidence, Role, Segment, Severity, Span, Unit, View

RULES = {
    name: Rule(id=name, summary="", category="accuracy/mistranslation", severity=Severity.MAJOR, examples=())
    for name in ("names/mistranslated", "meaning/substitution", "numbers/value", "fluency/order")
}
UNTRAINED = judge.Weights()


def unit(target: str, reference: str | None = None, ident: str = "u1") -> Unit:
    references = (Segment(id="r", text=reference, lang="en"),) if reference is not None else ()
    return Unit(id=ident, document="d", target=Segment(id="t", text=target, lang="en"), references=references)


def seen(
    text: str, quote: str, rule: str = "meaning/substitution", view: View = View.REFERENCE, strength: float = 0.6, **more: object
) -> Evidence:
    start = text.index(quote)
    return Evidence(
        rule=rule,
        view=view,
        span=Span(Role.TARGET, start, start + len(quote)),
        message=f"{quote} is wrong",
        strength=strength,
        **more,
    )


def test_evidence_of_two_views_on_one_word_is_one_finding() -> None:
    text = "Police in Niger said so."
    two = [
        seen(text, "Niger", "names/mistranslated", View.BILINGUAL, 0.7, suggestion="Nigeria"),
        seen(text, "in Niger", "meaning/substitution", View.REFERENCE, 0.8),
    ]
    (finding,) = judge.judge(unit(text), two, UNTRAINED, RULES)
    assert (finding.rule, finding.quote, finding.suggestion) == ("names/mistranslated", "Niger", "Nigeria")
    (alone,) = judge.judge(unit(text), two[:1], UNTRAINED, RULES)
    assert finding.confidence > alone.confidence


def test_a_scrambled_sentence_does_not_hide_a_wrong_number() -> None:
    text = "Of 12 people the were killed in March town."
    found = judge.judge(
        unit(text),
        [seen(text, text, "fluency/order", strength=0.5), seen(text, "12", "numbers/value", strength=0.9)],
        UNTRAINED,
        RULES,
    )
    assert sorted(f.quote for f in found) == ["12", text]


def test_order_of_evidence_does_not_show() -> None:
    text = "Police in Niger said 12 men left."
    all_of_it = [
        seen(text, q, r, v, s)
        for q, r, v, s in [
            ("Niger", "names/mistranslated", View.BILINGUAL, 0.7),
            ("Niger", "meaning/substitution", View.REFERENCE, 0.7),
            ("12", "numbers/value", View.BILINGUAL, 0.9),
            ("12 men", "meaning/substitution", View.REFERENCE, 0.9),
            ("left", "meaning/substitution", View.BACK, 0.2),
        ]
    ]
    first = judge.judge(unit(text), all_of_it, UNTRAINED, RULES)
    for seed in range(5):
        random.Random(seed).shuffle(all_of_it)
        assert judge.judge(unit(text), all_of_it, UNTRAINED, RULES) == first


def test_fingerprint_knows_no_positions_and_no_other_unit() -> None:
    text = "Niger and Niger."
    first, second = (
        seen(text, "Niger"),
        Evidence(rule="meaning/substitution", view=View.REFERENCE, span=Span(Role.TARGET, 10, 15), message=""),
    )
    a = judge.fingerprint(unit(text), first, text)
    assert a == judge.fingerprint(unit(text, ident="another"), first, text)
    assert a != judge.fingerprint(unit(text), second, text)


def test_what_was_never_learned_keeps_its_strength() -> None:
    weights = judge.Weights(linear={"bias": -5.0, "rule:numbers/value": 1.0})
    text = "Niger 12"
    by_quote = {
        f.quote: f.confidence
        for f in judge.judge(unit(text), [seen(text, "Niger", strength=0.9), seen(text, "12", "numbers/value")], weights, RULES)
    }
    assert by_quote["Niger"] == 0.9
    assert by_quote["12"] < 0.1


@given(
    st.lists(
        st.tuples(
            st.integers(0, 20), st.integers(0, 20), st.floats(0, 1), st.sampled_from(sorted(RULES)), st.sampled_from(list(View))
        )
    )
)
def test_any_evidence_gives_sound_findings(pieces: list[tuple[int, int, float, str, View]]) -> None:
    text = "abcde fghij klmno pq"
    evidence = [
        Evidence(rule=r, view=v, span=Span(Role.TARGET, min(a, b), max(a, b)), message="m", strength=s)
        for a, b, s, r, v in pieces
    ]
    for weights in (UNTRAINED, judge.Weights(linear={"bias": 0.1, "rule:numbers/value": 2.0, "agree:view": 1.0})):
        findings = judge.judge(unit(text, "abcde fghij"), evidence, weights, RULES)
        assert sum(len(f.evidence) for f in findings) == len(evidence)
        for finding in findings:
            assert 0.0 <= finding.confidence <= 1.0
            assert finding.quote == text[finding.span.start : finding.span.end]
