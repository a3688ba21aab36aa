"""Parallel news of our own making, and known ways to take it out of step."""

from __future__ import annotations

import random
from collections.abc import Sequence

from auditor.model import Document, Role, Segment

Pair = tuple[str, str]  # target sentence, source sentence
Beads = set[tuple[tuple[int, ...], tuple[int, ...]]]


def scramble(
    paragraphs: Sequence[Sequence[Pair]],
    rng: random.Random,
    *,
    langs: tuple[str, str] = ("en", "es"),
    merges: float = 0.0,
    splits: float = 0.0,
    omissions: float = 0.0,
    additions: float = 0.0,
    dropped: int = 0,
    moved: int = 0,
    flat: bool = False,
) -> tuple[Document, Document, Beads]:
    """A target and a source out of step, and the beads that put them back; `flat`: the target lost its paragraphs."""
    joints = ["" if lang in {"zh", "ja", "th"} else " " for lang in langs]
    texts: tuple[list[list[str]], list[list[str]]] = ([], [])
    beads: list[list[tuple[int, int]]] = []  # for each paragraph: how many targets and sources each bead has
    for paragraph in paragraphs:
        ours, theirs, counts = _one(paragraph, rng, joints, merges, splits, omissions, additions)
        texts[0].append(ours)
        texts[1].append(theirs)
        beads.append(counts)
    for p in rng.sample(range(len(paragraphs)), min(dropped, len(paragraphs) - 2)):
        texts[0][p] = []
        beads[p] = [(0, 1) for _ in texts[1][p]]
    order = list(range(len(paragraphs)))
    for _ in range(moved):
        p = order.pop(rng.randrange(len(order)))
        far = [k for k in range(len(order) + 1) if abs(k - p) > 1]
        order.insert(rng.choice(far or [0]), p)
    target = _document("t", Role.TARGET, langs[0], [texts[0][p] for p in order], flat=flat)
    source = _document("s", Role.SOURCE, langs[1], texts[1])
    starts = [sum(map(len, texts[1][:p])) for p in range(len(paragraphs))]
    gold: Beads = set()
    i = 0
    for p in order:
        j = starts[p]
        for a, b in beads[p]:
            gold.add((tuple(range(i, i + a)), tuple(range(j, j + b))))
            i, j = i + a, j + b
    return target, source, gold


def _one(paragraph, rng, joints, merges, splits, omissions, additions):
    ours: list[str] = []
    theirs: list[str] = []
    counts: list[tuple[int, int]] = []
    k = 0
    while k < len(paragraph):
        chance = rng.random()
        size = min(len(paragraph) - k, rng.choice((2, 2, 2, 3)))
        some_t, some_s = [t for t, _ in paragraph[k : k + size]], [s for _, s in paragraph[k : k + size]]
        if chance < merges and size > 1:
            ours.append(joints[0].join(some_t))
            theirs += some_s
            counts.append((1, size))
        elif chance < merges + splits and size > 1:
            ours += some_t
            theirs.append(joints[1].join(some_s))
            counts.append((size, 1))
        else:
            size = 1
            there = chance > merges + splits + omissions + additions
            omitted = chance < merges + splits + omissions
            if there or not omitted:
                ours.append(some_t[0])
            if there or omitted:
                theirs.append(some_s[0])
            counts.append((1, 1) if there else (0, 1) if omitted else (1, 0))
        k += size
    return ours, theirs, counts


def _document(name: str, role: Role, lang: str, paragraphs: Sequence[Sequence[str]], *, flat: bool = False) -> Document:
    segments: list[Segment] = []
    for block, sentences in enumerate(paragraphs):
        offset = segments[-1].offset + len(segments[-1].text) + 1 if flat and segments else 0
        for n, text in enumerate(sentences):
            segments.append(Segment(f"{name}{block}.{n}", text, lang, block=0 if flat else block, offset=offset))
            offset += len(text) + 1
    return Document(name, role, lang, tuple(segments))


def f1(found: Beads, gold: Beads) -> float:
    """Over whole beads, those with an empty side included."""
    return 2 * len(found & gold) / max(1, len(found) + len(gold))
