"""What decisions teach, on a simulated editor whose preferences are known."""

from __future__ import annotations

import random

import pytest

from auditor import decided
from auditor.decided import Beliefs, Tally

CUTOFF = 0.5


def world(seed, rules=12, feeds=3, size=2700):
    """Rules that are mostly right, some that are right in half of all cases, and some that this editor does not want (0 to 4 %)."""
    rng = random.Random(seed)
    measured, cells = {}, {}
    for r in range(rules):
        measured[f"r/{r}"] = rng.choice([0.95, 0.9, 0.85, 0.8, 0.7])
        nowhere = rng.random() < 0.15
        for f in range(feeds):
            kind = rng.random()
            right = (
                rng.uniform(0, 0.04)
                if nowhere or kind < 0.15
                else rng.uniform(0.5, 0.7)
                if kind < 0.25
                else rng.uniform(0.88, 0.98)
            )
            cells[f"r/{r}", f"f{f}"] = (right, rng.lognormvariate(0, 1))
    keys = list(cells)
    found = []
    for rule, feed in rng.choices(keys, [cells[key][1] for key in keys], k=size):
        true = rng.random() < cells[rule, feed][0]
        found.append((rule, feed, true, min(0.99, max(0.5, rng.gauss(0.85 if true else 0.72, 0.12)))))
    return measured, found, cells


def lived(seed, scoped):
    """Share of later false findings gone, and of later true ones, after 200 decisions; with `scoped` the editor says of a rule she
    has dismissed four times in a feed without confirming it once that it is not wanted there."""
    measured, found, cells = world(seed)
    tallies: dict[tuple[str, str], list[int]] = {}
    off: set[tuple[str, str]] = set()
    decisions = 0
    for rule, feed, true, confidence in found[:1500]:
        beliefs = Beliefs([Tally(r, f, *n) for (r, f), n in tallies.items() if r == rule], measured)
        if (rule, feed) in off or decided.aside(confidence, beliefs.trust(rule, feed), CUTOFF):
            continue
        counts = tallies.setdefault((rule, feed), [0, 0])
        counts[0 if true else 1] += 1
        if scoped and not true and counts[0] == 0 and counts[1] >= 4 and cells[rule, feed][0] < 0.05:
            off.add((rule, feed))
        decisions += 1
        if decisions == 200:
            break
    beliefs = Beliefs([Tally(r, f, *n) for (r, f), n in tallies.items()], measured)
    gone = [t for r, f, t, c in found[1500:] if (r, f) in off or decided.aside(c, beliefs.trust(r, f), CUTOFF)]
    true = sum(t for _, _, t, _ in found[1500:])
    return gone.count(False) / (len(found) - 1500 - true), gone.count(True) / true


@pytest.mark.parametrize("scoped", [False, True], ids=["once", "rule-in-feed"])
def test_false_findings_fall_by_half_and_true_ones_stay(scoped):
    lives = [lived(seed, scoped) for seed in range(10)]
    false, true = (sum(column) / len(lives) for column in zip(*lives, strict=True))
    assert false >= 0.5, f"{false:.2f} of the false findings are gone"
    assert true <= 0.02, f"{true:.3f} of the true findings are gone"


def test_nothing_decided_changes_nothing():
    trust = Beliefs([], {"a/b": 0.8}).trust("a/b", "wire")
    assert trust.shift == pytest.approx(0)
    assert decided.sure(0.73, trust) == pytest.approx(0.73)


def test_a_middling_rule_is_never_silenced():
    for n in (10, 100, 1000):
        trust = Beliefs([Tally("a/b", "wire", n, n)], {}).trust("a/b", "wire")
        assert not decided.aside(0.5, trust, 0.99)


def test_confirmations_raise_and_dismissals_lower_and_other_feeds_count_less():
    measured = {"a/b": 0.7}
    plain = Beliefs([], measured).trust("a/b", "wire").high
    up = Beliefs([Tally("a/b", "wire", 5, 0)], measured).trust("a/b", "wire").high
    down = Beliefs([Tally("a/b", "wire", 0, 5)], measured).trust("a/b", "wire").high
    elsewhere = Beliefs([Tally("a/b", "other", 0, 5)], measured).trust("a/b", "wire").high
    assert down < elsewhere < plain < up


def test_a_rule_that_shipped_with_little_trust_is_not_silenced_by_one_dismissal():
    for n in range(decided.FEWEST):
        assert not decided.aside(0.5, Beliefs([Tally("a/b", "wire", 0, n)], {"a/b": 0.0}).trust("a/b", "wire"), 0.99)
