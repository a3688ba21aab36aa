"""What is measured of each difference, as numbers a judge can learn from.

Every feature is about one run (see `runs`) or about the whole pair of texts; all are cheap and have a name.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from auditor.diff.align import Alignment
from auditor.diff.runs import Run
from auditor.diff.words import Word
from auditor.lang import lexicon
from auditor.lang.grammar import CLASSES, Gap
from auditor.lang.lemmas import opposite, relation

_MALE = frozenset(("he", "him", "his", "himself"))
_FEMALE = frozenset(("she", "her", "hers", "herself"))
# Words that deny without a negation: a "not" may stand for one of these.
_DENIALS = frozenset("refuse fail lack deny reject without unable impossible prevent avoid absence miss unlikely fail hard difficult except but "
                     "forbid ban exclude ignore stop neither nor few little only rather than instead free far from".split())
_GROUPS = {"NN": 1, "NNS": 1, "NNP": 2, "VB": 3, "VBZ": 3, "VBD": 3, "VBN": 3, "VBG": 3, "JJ": 4, "JJR": 4, "JJS": 4, "RB": 5, "GEN": 1, "CD": 6}
_NEAR = 12  # words on either side that a moved paraphrase is looked for in


class Pair(msgspec.Struct, frozen=True):
    """Both texts, linked, with what is true of the pair as a whole."""

    first: Sequence[Word]
    second: Sequence[Word]
    links: Alignment
    lang: str
    gaps: Sequence[Gap]  # of the second text, English only
    whole: dict[str, float]


def whole(first: Sequence[Word], second: Sequence[Word], links: Alignment, found: Sequence[Run]) -> dict[str, float]:
    """How far the second text is a paraphrase of the first."""
    content_a = [i for i, w in enumerate(first) if w.content or w.number]
    content_b = [j for j, w in enumerate(second) if w.content or w.number]
    kept_a = sum(i in links.to_b for i in content_a) / max(1, len(content_a))
    kept_b = sum(j in links.to_a for j in content_b) / max(1, len(content_b))
    order = [links.to_b[i].b for i in sorted(links.to_b)]
    breaks = sum(y != x + 1 for x, y in zip(order, order[1:], strict=False))
    exact = sum(link.relation == "form" for link in links.to_b.values())
    return {
        "kept_a": kept_a,
        "kept_b": kept_b,
        "linked_b": len(links.to_a) / max(1, len(second)),
        "exact": exact / max(1, len(links.to_b)),
        "breaks": breaks / max(1, len(order)),
        "longer": (len(second) - len(first)) / max(1, len(first)),
        "words_b": float(len(second)),
        "runs": float(len(found)),
        "free_a": float(sum(i not in links.to_b for i in content_a)),
        "free_b": float(sum(j not in links.to_a for j in content_b)),
        "neg_a": float(sum(w.negates for w in first)),
        "neg_b": float(sum(w.negates for w in second)),
        "male_a": float(sum(w.form in _MALE for w in first)), "female_a": float(sum(w.form in _FEMALE for w in first)),
        "male_b": float(sum(w.form in _MALE for w in second)), "female_b": float(sum(w.form in _FEMALE for w in second)),
    }  # fmt: skip


def of_run(run: Run, pair: Pair) -> dict[str, float]:
    """The features of one run."""
    first, second = pair.first, pair.second
    a, b = range(run.a_from, run.a_to), range(run.b_from, run.b_to)
    content_a, content_b = [i for i in a if first[i].content], [j for j in b if second[j].content]
    found = {
        "a_words": float(len(a)), "b_words": float(len(b)), "a_content": float(len(content_a)), "b_content": float(len(content_b)),
        "left": float(run.left), "right": float(run.right),
        "left_far": _tight(run.a_from - 1, run.b_from - 1, pair, -1), "right_far": _tight(run.a_to, run.b_to, pair, 1),
        "starts": float(run.b_from == 0), "ends": float(run.b_to == len(second)),
        "a_name": float(any(first[i].name for i in a)), "b_name": float(any(second[j].name for j in b)),
        "a_number": float(any(first[i].number for i in a)), "b_number": float(any(second[j].number for j in b)),
        "a_neg": float(sum(first[i].negates for i in a)), "b_neg": float(sum(second[j].negates for j in b)),
        "a_gender": _gender(first[i].form for i in a), "b_gender": _gender(second[j].form for j in b),
        "a_prep": _class(first, a, "IN"), "b_prep": _class(second, b, "IN"),
    }  # fmt: skip
    found |= _heads(content_a, content_b, pair)
    found |= _elsewhere(content_a, content_b, pair)
    found |= _grammar(run, pair)
    return found | pair.whole


def _gender(forms: object) -> float:
    """1 male, -1 female, 0 neither or both."""
    forms = list(forms)  # type: ignore[call-overload]
    return float(any(f in _MALE for f in forms)) - float(any(f in _FEMALE for f in forms))


def _class(words: Sequence[Word], where: range, tag: str) -> float:
    """Does the run begin with a word of this class?"""
    from auditor.lang.pos import closed_tag

    return float(bool(where) and closed_tag(words[where[0]].form) == tag)


def _tight(i: int, j: int, pair: Pair, step: int) -> float:
    """For how many words (at most four) the texts run on in parallel from here."""
    found = 0
    while found < 4:
        link = pair.links.to_b.get(i)
        if link is None or link.b != j:
            at_edge = (i in (-1, len(pair.first))) and (j in (-1, len(pair.second)))
            return float(found + (0.5 if at_edge else 0.0))
        found, i, j = found + 1, i + step, j + step
    return float(found)


def _group(word: Word | None) -> float:
    return float(_GROUPS.get(word.tag, 7)) if word is not None and word.content else 0.0


def _heads(content_a: list[int], content_b: list[int], pair: Pair) -> dict[str, float]:
    """The word that stands for each run (the last open-class one), and how the two are related."""
    a = pair.first[content_a[-1]] if content_a else None
    b = pair.second[content_b[-1]] if content_b else None
    kinds = {relation(pair.first[i].base, pair.second[j].base, pair.lang) for i in content_a[:4] for j in content_b[:4]}
    like = [_like(pair.first[i].base, pair.second[j].base) for i in content_a[:4] for j in content_b[:4]]
    return {
        "a_group": _group(a), "b_group": _group(b), "same_group": float(a is not None and b is not None and _group(a) == _group(b)),
        "rel_opposite": float("opposite" in kinds), "rel_broader": float("broader" in kinds), "rel_narrower": float("narrower" in kinds),
        "rel_sibling": float("sibling" in kinds), "rel_family": float("family" in kinds or "synonym" in kinds or "same" in kinds),
        "rel_unrelated": float(bool(kinds) and kinds <= {"unrelated", "unknown"}),
        "like": max(like, default=-1.0),
        "a_rarity": _rarity(a), "b_rarity": _rarity(b),
        "b_known": float(b is not None and lexicon.known(b.base)),
        "b_vbg": float(b is not None and b.tag == "VBG"), "b_plural": float(b is not None and b.tag == "NNS"),
    }  # fmt: skip


def _like(a: str, b: str) -> float:
    found = lexicon.likeness(a, b)
    return -0.5 if found is None else found


def _rarity(word: Word | None) -> float:
    """0 unknown or none, then 1 (common) to 6 (never tagged)."""
    if word is None:
        return 0.0
    seen = sum(lexicon.parts_of_speech(word.base).values()) if lexicon.known(word.base) else -1
    return 7.0 if seen < 0 else 6.0 - min(5.0, len(str(seen)) + (seen > 0) + (seen > 4))


def _elsewhere(content_a: list[int], content_b: list[int], pair: Pair) -> dict[str, float]:
    """Is what stands here said elsewhere in the other text, by a related word?"""
    free_a = [i for i, w in enumerate(pair.first) if w.content and i not in pair.links.to_b and i not in content_a][:_NEAR]
    free_b = [j for j, w in enumerate(pair.second) if w.content and j not in pair.links.to_a and j not in content_b][:_NEAR]
    a = [pair.first[i].base for i in content_a[:3]]
    b = [pair.second[j].base for j in content_b[:3]]
    return {
        "a_elsewhere": max((_like(x, pair.second[j].base) for x in a for j in free_b), default=-1.0),
        "b_elsewhere": max((_like(y, pair.first[i].base) for y in b for i in free_a), default=-1.0),
        "a_linked": max((_like(x, w.base) for x in a for w in pair.second if w.content), default=-1.0),
        "b_linked": max((_like(y, w.base) for y in b for w in pair.first if w.content), default=-1.0),
        "b_opposes": float(any(opposite(y, w.base, pair.lang) for y in b for w in pair.first if w.content)),
        "a_repeated": float(any(x == w.base for x in a for w in pair.second)),
        "b_repeated": float(any(y == w.base for y in b for w in pair.first)),
        "free_neg_a": float(sum(w.negates or w.base in _DENIALS for i, w in enumerate(pair.first) if i not in pair.links.to_b)),
        "free_neg_b": float(sum(w.negates or w.base in _DENIALS for j, w in enumerate(pair.second) if j not in pair.links.to_a)),
    }


_NO_GRAMMAR = {"odd": 0.0, "odd_in": 0.0, **{f"mend_{name}": 0.0 for name in CLASSES}}


def _grammar(run: Run, pair: Pair) -> dict[str, float]:
    """How odd the second text reads at the place, and what would mend it."""
    if not pair.gaps:
        return _NO_GRAMMAR
    start = pair.second[run.b_from].start if run.b_from < len(pair.second) else pair.gaps[-1].start
    end = pair.second[run.b_to - 1].end if run.b_to > run.b_from else start
    here = [g for g in pair.gaps if start <= g.start <= end + 2]
    if run.b_from == run.b_to:  # a mark may stand between the last linked word and the place
        after = pair.second[run.b_from - 1].end if 0 < run.b_from <= len(pair.second) else 0
        here += [g for g in pair.gaps if after <= g.start < start]
    if not here:
        return _NO_GRAMMAR
    return {
        "odd": max(g.oddness for g in here),
        "odd_in": sum(g.oddness for g in here) / len(here),
        **{f"mend_{name}": max(g.mends[k] for g in here) for k, name in enumerate(CLASSES)},
    }
