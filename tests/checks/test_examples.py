"""Every check proves itself: what must be flagged is, with the exact quote, and what is innocent stays silent."""

from __future__ import annotations

import itertools

import pytest

from auditor import checks, glossary
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.model import Evidence, Role, Segment, Skip, Unit

CASES = [
    pytest.param(check, rule, example, id=f"{rule.id}-{number}")
    for check in checks.discover()
    for rule in check.rules
    for number, example in enumerate(rule.examples)
]


def unit_of(example: Example) -> list[Unit]:
    first, _, second = example.langs.partition("-")
    source_lang, target_lang = (first, second) if second else ("und", first)

    def segment(ident: str, text: str | None, lang: str) -> Segment | None:
        return None if text is None else Segment(id=ident, text=text, lang=lang, field=example.field)

    target = segment("t", example.target, target_lang)
    assert target is not None
    earlier = [
        Unit(
            id=f"u{n}",
            document="d",
            target=Segment(id=f"t{n}", text=text, lang=target_lang),
            source=segment(f"s{n}", source, source_lang),
        )
        for n, (text, source) in enumerate(itertools.zip_longest(example.before, example.before_sources))
    ]
    references = (segment("r", example.reference, target_lang),) if example.reference is not None else ()
    return [
        *earlier,
        Unit(
            id="u",
            document="d",
            target=target,
            source=segment("s", example.source, source_lang),
            references=tuple(r for r in references if r),
            back=segment("b", example.back, source_lang),
        ),
    ]


def quote(unit: Unit, evidence: Evidence) -> tuple[Role, str]:
    side = unit.side(evidence.span.role)
    assert side is not None
    assert 0 <= evidence.span.start <= evidence.span.end <= len(side.text)
    return evidence.span.role, side.text[evidence.span.start : evidence.span.end]


@pytest.mark.parametrize(("check", "rule", "example"), CASES)
def test_example(check: Check, rule: Rule, example: Example) -> None:
    units = unit_of(example)
    terms = glossary.Matcher(glossary.parse(example.terms)) if example.terms else None
    seen = list(checks.run(units, Tools(document=tuple(units), glossary=terms), (check,)))
    crashed = [skip for skip in seen if isinstance(skip, Skip) and skip.crashed]
    assert not crashed
    found = {
        quote(units[-1], evidence)
        for ident, evidence in (pair for pair in seen if not isinstance(pair, Skip))
        if ident == "u" and evidence.rule == rule.id and evidence.strength >= 0.5
    }
    if example.flags is None:
        assert not found
    else:
        assert (example.side, example.flags) in found


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in checks.rules().values()])
def test_every_rule_has_both_kinds_of_proof(rule: Rule) -> None:
    assert any(example.flags is not None for example in rule.examples)
    assert any(example.flags is None for example in rule.examples)
    assert rule.summary.endswith(".")
