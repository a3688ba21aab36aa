"""Two texts in one language in, typed edits out."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from auditor.diff.align import Alignment, Link, align
from auditor.diff.features import Pair, denying, of_run, whole
from auditor.diff.runs import Run, runs
from auditor.diff.verbs import PAST, PRESENT, Verb, verbs
from auditor.diff.witness import heard
from auditor.diff.words import MOST, Word, words
from auditor.lang.bilingual import beginning
from auditor.lang.grammar import gaps
from auditor.lang.scripts import primary
from auditor.lang.tokens import words as plain_words

KINDS = ("dropped", "added", "changed", "form", "order")


class Edit(msgspec.Struct, frozen=True):
    """One difference: `a[a_start:a_end]` of the trusted text against `b[b_start:b_end]` of the other."""

    kind: str
    a_start: int
    a_end: int
    b_start: int
    b_end: int
    features: Mapping[str, float]
    strength: float = 0.0


class Linked(msgspec.Struct, frozen=True):
    """The words of two texts, and which stand for each other."""

    first: tuple[Word, ...]
    second: tuple[Word, ...]
    links: Alignment


class Comparison(Linked, frozen=True):
    """The same with the differences, and how far the second text is a paraphrase of the first."""

    edits: tuple[Edit, ...]
    whole: Mapping[str, float]


@functools.lru_cache(maxsize=256)
def linked(a: str, b: str, lang: str) -> Linked:
    """The words of two texts of one language, linked: what `compare` starts from, and all that some ask for."""
    first, second = words(a, lang), words(b, lang)
    return Linked(first, second, align(first, second, lang) if a != b else _itself(len(first)))


@functools.lru_cache(maxsize=256)
def compare(a: str, b: str, lang: str, witness: str = "", witness_lang: str = "") -> Comparison:
    """The differences between a trusted text `a` and a text `b` of the same language.

    `witness` is the same in another language (the source, in `witness_lang`): what it says that `a` says too was dropped, what
    nothing in it says was put in.

    >>> [(e.kind, "We won the game."[e.a_start:e.a_end]) for e in compare("We won the game.", "We lost the game.", "en").edits]
    [('changed', 'won')]
    >>> compare("The World Health Organization (WHO) met.", "The WHO met.", "en").edits
    ()
    """
    pieces = linked(a, b, lang)
    first, second, links = pieces.first, pieces.second, pieces.links
    left = [run for run in runs(first, second, links) if not _spelt_out(run, first, second)]
    english = primary(lang) == "en"
    deny = tuple(frozenset(i for i, w in enumerate(side) if denying(w, lang)) for side in (first, second))
    verbs_a, verbs_b = (verbs(first), verbs(second)) if english else ({}, {})
    pair = Pair(
        first, second, links, lang, gaps(b) if english else (), whole(first, second, links, left, (deny[0], deny[1])),
        verbs_a, verbs_b, a, english,
        (_open(first, links.to_b), _groups(verbs_a)), (_open(second, links.to_a), _groups(verbs_b)),
        frozenset(w.base for w in first), frozenset(w.base for w in second), deny[0], deny[1],
        tuple(i for i in range(len(first)) if i not in links.to_b), tuple(j for j in range(len(second)) if j not in links.to_a),
        _beginnings(witness), _tenses(verbs_a), _tenses(verbs_b), heard(first, second, (a, b), lang, (witness, witness_lang)),
    )  # fmt: skip
    found = [_edit(run, pair, a, b) for run in left]
    found += [_edit(run, pair, a, b, "form") for run in _forms(pair)]
    found += [_edit(run, pair, a, b, "order") for run in _orders(pair)]
    return Comparison(first, second, links, tuple(found), pair.whole)


_ACRONYM = 3  # letters at least


def _spelt_out(run: Run, first: Sequence[Word], second: Sequence[Word]) -> bool:
    """Is what one side says in full there the acronym the other side has: World Health Organization and WHO?"""
    for here, there in ((first[run.a_from : run.a_to], second), (second[run.b_from : run.b_to], first)):
        initials = "".join(w.form[0] for w in here if w.content)
        if len(initials) >= _ACRONYM and any(w.form == initials for w in there):
            return True
    return False


def _itself(length: int) -> Alignment:
    links = {i: Link(i, i, "form") for i in range(length)}
    return Alignment(links, links)


def _open(side: Sequence[Word], linked: Mapping[int, Link]) -> int:
    return sum(w.content and i not in linked for i, w in enumerate(side))


def _groups(found: Mapping[int, Verb]) -> int:
    return len({verb.index for verb in found.values()})


def _tenses(found: Mapping[int, Verb]) -> tuple[int, int]:
    """How many verb groups are in the past and in the present."""
    groups = {verb.index: verb.tense for verb in found.values()}
    return sum(tense == PAST for tense in groups.values()), sum(tense == PRESENT for tense in groups.values())


@functools.lru_cache(maxsize=256)
def _beginnings(witness: str) -> frozenset[str]:
    return frozenset(beginning(t.text) for t in plain_words(witness)[:MOST] if len(t.text) > 3)


def _forms(pair: Pair) -> Iterator[Run]:
    """Linked words whose form says something else: another tense, another part of speech."""
    for i, link in sorted(pair.links.to_b.items()):
        a, b = pair.first[i], pair.second[link.b]
        if link.relation == "form" or a.form == b.form or a.char or a.number:
            continue
        if link.relation in ("family", "spelling") or a.tag != b.tag or (not a.content and i in pair.verbs_a):
            yield _linked(i, i + 1, link.b, link.b + 1, pair)


def _orders(pair: Pair) -> Iterator[Run]:
    """Neighbours of the second text that stand the other way round in the first."""
    for j in range(len(pair.second) - 1):
        left, right = pair.links.to_a.get(j), pair.links.to_a.get(j + 1)
        if left and right and 0 < left.a - right.a <= 2:
            yield _linked(right.a, left.a + 1, j, j + 2, pair)


def _linked(a_from: int, a_to: int, b_from: int, b_to: int, pair: Pair) -> Run:
    left, right = pair.links.to_b.get(a_from - 1), pair.links.to_b.get(a_to)
    return Run(a_from, a_to, b_from, b_to, left is not None and left.b == b_from - 1, right is not None and right.b == b_to)


def _edit(run: Run, pair: Pair, a: str, b: str, kind: str = "") -> Edit:
    a_start, a_end = _span(run.a_from, run.a_to, pair.first, a)
    b_start, b_end = _span(run.b_from, run.b_to, pair.second, b)
    kind = kind or (
        "changed" if run.a_from < run.a_to and run.b_from < run.b_to else "dropped" if run.a_from < run.a_to else "added"
    )
    features = of_run(run, pair)
    for k in KINDS:
        features[f"is_{k}"] = float(k == kind)
    return Edit(kind, a_start, a_end, b_start, b_end, features)


def _span(start: int, end: int, found: Sequence[Word], text: str) -> tuple[int, int]:
    if start < end:
        return found[start].start, found[end - 1].end
    place = found[start].start if start < len(found) else found[-1].end if found else len(text)
    return place, place
