"""Chooses, rule by rule, the confidence from which findings are shown, so that the false-alarm budgets hold.

Greedy: all rules begin shut; the one that catches most for what it costs is opened by one step, until nothing fits.  Then each
rule in turn is shut, wholly or by some steps, and the budget it frees is spent anew; what catches more in all is kept.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

SWEEPS, BACK = 2, (99, 4)  # how often each rule is shut again, and by how many steps
STEPS = 24  # cut-offs tried for a rule: quantiles of its confidences
SHUT = 1.0
LEAST = 0.3  # the cut-off of rules that hardly ever spoke, where they should or should not
# Of all good texts: what a rule that brings nothing here may flag, so that it serves where it does bring something.
_RARELY = 0.003
_WORTH = 2.0  # points that a whole budget must at least bring (all planted kinds together are 100): below it a rule stays shut
_SMALLEST = 0.6  # cost of opening a rule that never cried wolf, in flagged texts: what was not seen may still happen


class Case(msgspec.Struct, frozen=True):
    """A text and what was found in it, as (rule, confidence); `worth` where a finding catches something, else it costs."""

    ident: str
    found: tuple[tuple[str, float], ...]
    pool: str  # "caught", or the name of a budget
    worth: float = 1.0


def choose(cases: Sequence[Case], budgets: Mapping[str, float], sizes: Mapping[str, int]) -> dict[str, float]:
    """Cut-offs by rule: `budgets` are shares of `sizes` texts of each pool that may be flagged."""
    values: dict[str, set[float]] = defaultdict(set)
    for case in cases:
        for rule, confidence in case.found:
            values[rule].add(confidence)
    steps = {rule: _steps(sorted(found, reverse=True)) for rule, found in values.items()}
    by_rule = _by_rule(cases)
    worth = {case.ident: case.worth for case in cases if case.pool == "caught"}
    at, flagged = _opened(dict.fromkeys(steps, -1), steps, by_rule, budgets, sizes)
    best = sum(worth[ident] for ident in flagged["caught"])
    print(f"  {best:.1f} points caught at first", end="")
    for _, rule, back in itertools.product(range(SWEEPS), sorted(steps), BACK):
        if at[rule] < 0:
            continue
        tried, now = _opened(at | {rule: max(-1, at[rule] - back)}, steps, by_rule, budgets, sizes)
        if (value := sum(worth[ident] for ident in now["caught"])) > best + 1e-9:
            at, flagged, best = tried, now, value
    print(f", {best:.1f} in the end")
    for pool, budget in budgets.items():
        print(f"  {pool}: {len(flagged[pool])} of {sizes[pool]} flagged, {budget:.3f} allowed")
    opened = {rule: round(max(0.0, steps[rule][i] - 0.0001), 4) for rule, i in at.items() if i >= 0}
    rarely = _RARELY * sum(sizes.values())
    once = {rule: min(cutoff, _silent_from(by_rule[rule], 1.0)) for rule, cutoff in opened.items()}  # between two steps
    return once | {rule: _silent_from(by_rule[rule], rarely) for rule in at if rule not in opened}


def _opened(
    at: Mapping[str, int], steps: Mapping[str, Sequence[float]], by_rule: Mapping[str, Sequence[tuple[Case, float]]],
    budgets: Mapping[str, float], sizes: Mapping[str, int],
) -> tuple[dict[str, int], dict[str, set[str]]]:  # fmt: skip
    """The steps rules stand at once nothing more fits, from where they stand, and by pool the texts they flag."""
    now, flagged = dict(at), defaultdict[str, set[str]](set)

    def flag(rule: str) -> None:
        for case, confidence in by_rule[rule]:
            if confidence >= steps[rule][now[rule]]:
                flagged[case.pool].add(case.ident)

    for rule in [rule for rule, step in now.items() if step >= 0]:
        flag(rule)
    while (opened := _next(steps, now, by_rule, flagged, budgets, sizes)) is not None:
        now[opened[0]] = opened[1]
        flag(opened[0])
    return now, flagged


def _silent_from(found: Sequence[tuple[Case, float]], rarely: float) -> float:
    """The confidence from which a rule speaks in no more than so many texts that should stay silent."""
    loudest: dict[str, float] = {}
    for case, confidence in found:
        if case.pool != "caught":
            loudest[case.ident] = max(loudest.get(case.ident, 0.0), confidence)
    cries = sorted(loudest.values(), reverse=True)
    over = cries[int(rarely)] if len(cries) > int(rarely) else 0.0
    return SHUT if over >= 0.99 else round(max(LEAST, over + 0.0001), 4)


def _next(
    steps: Mapping[str, Sequence[float]], at: Mapping[str, int], by_rule: Mapping[str, Sequence[tuple[Case, float]]],
    flagged: Mapping[str, set[str]], budgets: Mapping[str, float], sizes: Mapping[str, int],
) -> tuple[str, int] | None:  # fmt: skip
    """The rule to open next, and to which of its steps (one on, or three, to see past a step that gains nothing)."""
    best, most = None, 0.0
    for rule, places in steps.items():
        for to in {min(at[rule] + jump, len(places) - 1) for jump in (1, 3)} - {at[rule]}:
            value = _gain(by_rule[rule], places[to], flagged, budgets, sizes)
            if value is not None and value > most:
                best, most = (rule, to), value
    return best


def _steps(falling: Sequence[float]) -> list[float]:
    if len(falling) <= STEPS:
        return list(falling)
    return sorted({falling[round(i * (len(falling) - 1) / (STEPS - 1))] for i in range(STEPS)}, reverse=True)


def _by_rule(cases: Iterable[Case]) -> dict[str, list[tuple[Case, float]]]:
    out: dict[str, list[tuple[Case, float]]] = defaultdict(list)
    for case in cases:
        for rule, confidence in case.found:
            out[rule].append((case, confidence))
    return out


def _gain(
    found: Sequence[tuple[Case, float]],
    cutoff: float,
    flagged: Mapping[str, set[str]],
    budgets: Mapping[str, float],
    sizes: Mapping[str, int],
) -> float | None:
    """What is newly caught for each share of a budget it eats; None where a budget would burst."""
    caught, new = 0.0, defaultdict(set)
    counted: set[str] = set()
    for case, confidence in found:
        if confidence < cutoff or case.ident in flagged[case.pool] or case.ident in counted:
            continue
        if case.pool == "caught":
            counted.add(case.ident)
            caught += case.worth
        else:
            new[case.pool].add(case.ident)
    cost = 0.0
    for pool, budget in budgets.items():
        allowed = budget * sizes[pool]
        if new[pool] and len(flagged[pool]) + len(new[pool]) > allowed:
            return None
        cost += (len(new[pool]) + _SMALLEST / len(budgets)) / max(1.0, allowed)
    return caught / cost if caught > _WORTH * cost else None
