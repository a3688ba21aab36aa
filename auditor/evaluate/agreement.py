"""Agreement of scores with humans: pairwise accuracy within one source, ties calibrated (Deutsch et al. 2023, as in WMT23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from auditor.evaluate.figures import Figure

_RESAMPLES = 200

Group = Sequence[tuple[float, float]]  # (human, ours) of the translations of one source


def accuracy(groups: Mapping[str, Group]) -> tuple[float, float, int]:
    """Accuracy, the tie threshold that gives it, and the number of pairs."""
    gaps, worth, _ = _pairs(groups)
    if not len(gaps):
        return 0.0, 0.0, 0
    return (*_best(gaps, worth, np.ones(len(gaps))), len(gaps))


def figure(groups: Mapping[str, Group]) -> Figure:
    """Accuracy with its interval: sources are resampled, the threshold is found anew each time."""
    gaps, worth, owner = _pairs(groups)
    if not len(gaps):
        return Figure("agreement", "all", 0.0, 0.0, 1.0, 0)
    value, _ = _best(gaps, worth, np.ones(len(gaps)))
    chance = np.random.default_rng(0)
    n = int(owner.max()) + 1
    drawn = sorted(
        _best(gaps, worth, chance.multinomial(n, np.full(n, 1.0 / n))[owner].astype(np.float64))[0] for _ in range(_RESAMPLES)
    )
    return Figure("agreement", "all", value, min(value, drawn[5]), max(value, drawn[-6]), len(gaps))


def _pairs(groups: Mapping[str, Group]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gap of our scores, what the pair is worth (right if tied, right if ordered), and whose it is; by gap."""
    gaps, worth, owner = [], [], []
    for g, members in enumerate(groups.values()):
        for i in range(len(members)):
            for j in range(i):
                human, ours = members[i][0] - members[j][0], members[i][1] - members[j][1]
                gaps.append(abs(ours))
                worth.append((human == 0, human * ours > 0))
                owner.append(g)
    order = np.argsort(np.asarray(gaps), kind="stable") if gaps else np.zeros(0, dtype=int)
    return np.asarray(gaps)[order], np.asarray(worth, dtype=np.float64).reshape(-1, 2)[order], np.asarray(owner, dtype=int)[order]


def _best(gaps: np.ndarray, worth: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """The best threshold: pairs up to it count as ties, those above by their order; equal gaps stay together."""
    tied = np.cumsum(worth[:, 0] * weight)
    ordered = worth[:, 1] * weight
    above = ordered.sum() - np.cumsum(ordered)
    total = tied + above
    last = np.append(gaps[1:] != gaps[:-1], True)
    none = ordered.sum() + (worth[:, 0] * weight * (gaps == 0)).sum()  # a gap of nothing is a tie at any threshold
    k = int(np.argmax(np.where(last, total, -1.0)))
    best, threshold = (float(total[k]), float(gaps[k])) if total[k] > none else (float(none), 0.0)
    return best / max(1e-9, float(weight.sum())), threshold
