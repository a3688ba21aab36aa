from __future__ import annotations

import math

import pytest

from auditor import checks, judge
from auditor.score import ranking

OPEN = ("demetr", "wmt23_sxs_mqm_", "bio_mqm_")  # licences that allow shipping what was learned


@pytest.mark.parametrize("sets", [judge.load().learned_from, ranking.load().learned_from], ids=["judge", "score"])
def test_what_ships_was_learned_from_open_sets(sets: dict[str, str]) -> None:
    assert sets
    assert all(name.startswith(OPEN) and len(digest) == 16 for name, digest in sets.items())


def test_weights_are_sound() -> None:
    weights = judge.load()
    assert all(math.isfinite(value) for value in weights.linear.values())
    for own in weights.cutoffs.values():
        assert all(0.0 <= cutoff <= 1.0 for cutoff in own.values())
    assert all(value >= 0.0 for name, value in weights.linear.items() if name.startswith(("sure", "agree")))


def test_every_learned_rule_is_a_rule() -> None:
    known = set(checks.rules())
    assert set(judge.measured()) <= known
    assert judge.preview_rules() <= known
    assert {name.removeprefix("rule:") for name in judge.load().linear if name.startswith("rule:")} <= known


def test_the_score_learned_signs() -> None:
    made = ranking.load()
    assert made.surface["char:chrf" if "char:chrf" in made.surface else "char4:r"] > 0
    assert all(cost > 0 for cost in made.evidence.values())
    assert set(made.surface) == set(made.mean)
