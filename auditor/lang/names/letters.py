"""How well the letters of a native spelling explain a Latin one, by the learned table of their script."""

from __future__ import annotations

import functools
import math
import unicodedata

import msgspec

from auditor import corpora

UNKNOWN = -2.5  # gain of a letter that stands for one it was never seen with, in nats
# (native letters, Latin letters) a unit may have.  One character of Han is a whole syllable and more (桜, sakura).
_ALPHABETIC = (*tuple((u, v) for u in (1, 2) for v in (0, 1, 2, 3)), (0, 1))
_SYLLABIC = (*tuple((1, v) for v in range(7)), (0, 1))


def moves(script: str) -> tuple[tuple[int, int], ...]:
    """The sizes of units that the model of a script knows."""
    return _SYLLABIC if script == "Han" else _ALPHABETIC


class Agreement(msgspec.Struct, frozen=True):
    """What the best alignment of two spellings says for their being one name."""

    gain: float  # nats over chance, whole name
    letters: int  # letters of both
    worst: float  # the worst stretch: two names that differ only at the end have a long one
    odd: float  # share of letters in units that speak against


@functools.cache
def table(script: str) -> dict[str, dict[str, float]]:
    """Gain of every unit, native letters first; empty where nothing was learned.

    >>> gain = table("Cyrillic")["ж"]
    >>> gain["zh"] > gain.get("k", UNKNOWN)
    True
    """
    try:
        path = corpora.path(f"names/letters/{script}.tsv")
    except FileNotFoundError:
        return {}
    out: dict[str, dict[str, float]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        native, roman, gain = line.split("\t")
        out.setdefault(unicodedata.normalize("NFD", native) if script == "Hangul" else native, {})[roman] = float(gain)
    return out


@functools.lru_cache(maxsize=8192)
def agreement(script: str, native: str, roman: str) -> Agreement:
    """The best alignment of a native spelling (as `spelling.native` gives it) with a Latin one (`spelling.latin`).

    >>> agreement("Cyrillic", "путин", "poutine").gain > 5 > 0 > agreement("Cyrillic", "путин", "merkel").gain
    True
    """
    units, sizes = table(script), moves(script)
    n, m = len(native), len(roman)
    best = [[-math.inf] * (m + 1) for _ in range(n + 1)]
    back: list[list[tuple[int, int, float] | None]] = [[None] * (m + 1) for _ in range(n + 1)]
    best[0][0] = 0.0
    nothing: dict[str, float] = {}
    for i in range(n + 1):
        row = best[i]
        ahead = [(u, v, units.get(native[i : i + u], nothing)) for u, v in sizes if i + u <= n]
        for j in range(m + 1):
            here = row[j]
            for u, v, gains in ahead:
                if j + v > m:
                    continue
                gain = gains.get(roman[j : j + v])
                if gain is None:
                    if u == 2 or v > 1:
                        continue
                    gain = UNKNOWN
                if here + gain > best[i + u][j + v]:
                    best[i + u][j + v] = here + gain
                    back[i + u][j + v] = (u, v, gain)
    return _summary(back, best[n][m], n, m)


def _summary(back: list[list[tuple[int, int, float] | None]], gain: float, n: int, m: int) -> Agreement:
    run = worst = 0.0
    odd, i, j = 0, n, m
    while (step := back[i][j]) is not None:
        u, v, x = step
        run = min(0.0, run + x)
        worst = min(worst, run)
        odd += u + v if x < 0 else 0
        i, j = i - u, j - v
    return Agreement(gain=gain, letters=n + m, worst=worst, odd=odd / max(1, n + m))


@functools.lru_cache(maxsize=4096)
def locate(script: str, native: str, roman: str) -> tuple[int, int, float]:  # noqa: C901
    """Where in a native text the Latin name is best explained: (start, end, gain); gain 0 where nowhere.

    A local alignment on the native side, whole on the Latin side; one pass over the text.

    >>> text = "总统奥巴马说"
    >>> start, end, gain = locate("Han", text, "obama")
    >>> text[start:end], gain > 5
    ('奥巴马', True)
    """
    units, sizes, m = table(script), moves(script), len(roman)
    chunks = [[(v, roman[j : j + v]) for v in range(7) if j + v <= m] for j in range(m + 1)]
    widest = max(u for u, _ in sizes)
    skip = [UNKNOWN * j for j in range(m + 1)]  # a name may begin here with its first letters unexplained
    rows: list[list[tuple[float, int]]] = [[(skip[j], i) for j in range(m + 1)] for i in range(len(native) + 1)]
    best = (0.0, 0, 0)
    for i in range(len(native) + 1):
        row = rows[i]
        for j in range(m):  # a Latin letter that nothing native stands for
            if row[j][0] + UNKNOWN > row[j + 1][0]:
                row[j + 1] = (row[j][0] + UNKNOWN, row[j][1])
        if row[m][0] > best[0]:
            best = (row[m][0], row[m][1], i)
        if i == len(native):
            break
        after = rows[i + 1]
        for j, (score, start) in enumerate(row):  # a native letter that stands for nothing
            if score + UNKNOWN > after[j][0] and start != i:
                after[j] = (score + UNKNOWN, start)
        for u in range(1, widest + 1):
            gains = units.get(native[i : i + u])
            if gains is None or i + u > len(native):
                continue
            then = rows[i + u]
            for j, (score, start) in enumerate(row):
                for v, chunk in chunks[j]:
                    gain = gains.get(chunk)
                    if gain is not None and score + gain > then[j + v][0]:
                        then[j + v] = (score + gain, start)
    return best[1], best[2], best[0]
