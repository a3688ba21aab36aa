"""Chooses, rule by rule, the confidence from which findings are shown, so that the false-alarm budgets hold.

A mixed integer programme (HiGHS, by `scipy.optimize.milp`): for each rule the steps it is opened by, for each text whether
anything shown stands in it; what is caught is worth most where no budget of texts that should stay silent is overspent.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix

STEPS = 24  # cut-offs tried for a rule: quantiles of its confidences
SHUT, LOWEST = 1.0, 0.25  # nobody is shown what is less sure than the lowest
LEAST = 0.3  # the cut-off of rules that hardly ever spoke, where they should or should not
SECONDS, GAP = 60.0, 0.003  # for the solver; it needs about two, and stops this near the best
# Of all good texts: what a rule that brings nothing here may flag, so that it serves where it does bring something.
_RARELY = 0.003
# Cost of opening a rule that never cried wolf, and of each step further, in flagged texts: what was not seen may still happen.
_OPENED, _FURTHER = 0.15, 0.03


class Case(msgspec.Struct, frozen=True):
    """A text and what was found in it, as (rule, confidence); `worth` where a finding catches something, else it costs."""

    found: tuple[tuple[str, float], ...]
    pool: str  # "caught", or the name of a budget
    worth: float = 1.0


class _Program:
    """Rows and columns of the programme: variables 0 to 1, those of steps whole."""

    def __init__(self) -> None:
        self.gain: list[float] = []
        self.whole: list[int] = []
        self.cells: list[tuple[int, int, float]] = []
        self.most: list[float] = []

    def variable(self, gain: float = 0.0, *, whole: bool = False) -> int:
        self.gain.append(gain)
        self.whole.append(int(whole))
        return len(self.gain) - 1

    def at_most(self, terms: Iterable[tuple[int, float]], most: float) -> None:
        self.cells += [(len(self.most), column, value) for column, value in terms]
        self.most.append(most)

    def solved(self) -> np.ndarray:
        rows, columns, values = (np.array(c) for c in zip(*self.cells, strict=True))
        table = coo_matrix((values, (rows, columns)), shape=(len(self.most), len(self.gain))).tocsr()
        found = milp(
            -np.array(self.gain),
            constraints=LinearConstraint(table, -np.inf, self.most),
            integrality=np.array(self.whole),
            bounds=Bounds(0, 1),
            options={"time_limit": SECONDS, "mip_rel_gap": GAP},
        )
        print(f"  {-found.fun:.1f} points caught, at most {-found.mip_dual_bound:.1f} could be")
        return np.asarray(found.x)


def choose(cases: Sequence[Case], budgets: Mapping[str, float], sizes: Mapping[str, int]) -> dict[str, float]:
    """Cut-offs by rule: `budgets` are shares of `sizes` texts of each pool that may be flagged."""
    by_rule = _by_rule(cases)
    steps = {rule: _steps(sorted({c for _, c in found if c >= LOWEST}, reverse=True)) for rule, found in sorted(by_rule.items())}
    program = _Program()
    opened = {rule: [program.variable(whole=True) for _ in places] for rule, places in steps.items()}
    for wide in opened.values():
        for before, after in itertools.pairwise(wide):
            program.at_most([(after, 1.0), (before, -1.0)], 0.0)
    flags: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for (pool, needed), weight in _alike(cases, steps, opened).items():
        shown = program.variable(weight if pool == "caught" else 0.0)
        if pool == "caught":
            program.at_most([(shown, 1.0), *((step, -1.0) for step in needed)], 0.0)
        else:
            flags[pool].append((shown, weight))
            for step in needed:
                program.at_most([(step, 1.0), (shown, -1.0)], 0.0)
    for pool, budget in budgets.items():
        caution = [(step, _FURTHER if i else _OPENED) for wide in opened.values() for i, step in enumerate(wide)]
        program.at_most([*flags[pool], *caution], budget * sizes[pool])
    solved = program.solved()
    at = {rule: sum(solved[step] > 0.5 for step in wide) - 1 for rule, wide in opened.items()}
    for pool, budget in budgets.items():
        flagged = sum(weight for shown, weight in flags[pool] if solved[shown] > 0.5)
        print(f"  {pool}: {flagged:.0f} of {sizes[pool]} flagged, {budget:.3f} allowed")
    rarely = _RARELY * sum(sizes.values())
    return {
        rule: _silent_from(by_rule[rule], rarely)
        if step < 0
        # Between two steps a rule may open further at no cost.
        else min(round(steps[rule][step] - 0.0001, 4), _silent_from(by_rule[rule], 1.0))
        for rule, step in at.items()
    }


def _alike(
    cases: Sequence[Case], steps: Mapping[str, Sequence[float]], opened: Mapping[str, Sequence[int]]
) -> dict[tuple[str, tuple[int, ...]], float]:
    """Texts of one pool that the same steps show, with what they are worth together."""
    found: dict[tuple[str, tuple[int, ...]], float] = defaultdict(float)
    for case in cases:
        needed: dict[str, int] = {}
        for rule, confidence in case.found:
            first = next((i for i, place in enumerate(steps.get(rule, ())) if confidence >= place), None)
            if first is not None:
                needed[rule] = min(first, needed.get(rule, first))
        if needed:
            found[case.pool, tuple(opened[rule][step] for rule, step in sorted(needed.items()))] += case.worth
    return found


def _silent_from(found: Sequence[tuple[Case, float]], rarely: float) -> float:
    """The confidence from which a rule speaks in no more than so many texts that should stay silent."""
    loudest: dict[int, float] = {}
    for case, confidence in found:
        if case.pool != "caught":
            loudest[id(case)] = max(loudest.get(id(case), 0.0), confidence)
    cries = sorted(loudest.values(), reverse=True)
    over = cries[int(rarely)] if len(cries) > int(rarely) else 0.0
    return SHUT if over >= 0.99 else round(max(LEAST, over + 0.0001), 4)


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
