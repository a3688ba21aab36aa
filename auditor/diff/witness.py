"""What a text in another language says of the words of two texts in one: which of them it means, and what neither says of it.

A word the reference has and the target lacks is a loss where the source says it and nothing else in the target does; a word only
the target has is an invention where nothing in the source says it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from auditor.diff.words import Word
from auditor.lang import bilingual, lexicon, negation
from auditor.lang.bilingual import Sense, Told

_ASKED = 4  # content words of a run that are asked about
_NONE = -2.0  # there is no witness, or it does not know the languages


class Account(msgspec.Struct, frozen=True):
    """How well the witness supports each word of both texts, and what it says itself that they do not."""

    senses_a: dict[int, Sense]  # by word index
    senses_b: dict[int, Sense]
    said: tuple[Sense, ...]  # the witness's own content words
    told: Told
    told_a: Told
    told_b: Told
    lost_a: frozenset[int]  # which of them the first (the second) text does not say
    lost_b: frozenset[int]
    whole: dict[str, float]


def heard(
    first: Sequence[Word], second: Sequence[Word], texts: tuple[str, str], lang: str, witness: tuple[str, str]
) -> Account | None:
    """The account of a witness, a text and its language, on two texts; None where it cannot be asked."""
    if not witness[0] or not (bilingual.serves(lang) and bilingual.serves(witness[1])):
        return None
    told, told_a, told_b = bilingual.told(*witness), bilingual.told(texts[0], lang), bilingual.told(texts[1], lang)
    said = tuple(s for s in bilingual.senses(*witness) if s.open)
    lost_a = frozenset(i for i, s in enumerate(said) if bilingual.support(s, told_a) == 0.0)
    lost_b = frozenset(i for i, s in enumerate(said) if bilingual.support(s, told_b) == 0.0)
    senses_a, senses_b = _by_word(first, texts[0], lang), _by_word(second, texts[1], lang)
    bare_a = sum(bilingual.support(s, told) == 0.0 for s in senses_a.values())
    bare_b = sum(bilingual.support(s, told) == 0.0 for s in senses_b.values())
    known = sum(s.known for s in said)
    whole = {
        "w_known": known / max(1, len(said)),
        "w_lost_b": float(len(lost_b)),
        "w_lost_more": float(len(lost_b - lost_a)),
        "w_bare_b": float(bare_b),
        "w_bare_more": float(bare_b - bare_a),
        "w_unknown": float(told.unknown),
    } | _denials(texts, lang, witness)
    return Account(senses_a, senses_b, said, told, told_a, told_b, lost_a, lost_b, whole)


def _denials(texts: tuple[str, str], lang: str, witness: tuple[str, str]) -> dict[str, float]:
    """How often the witness denies, beside how often each text does; what only looks like a denial counts in no language."""
    if not (negation.covered(lang) and negation.covered(witness[1])):
        return {"w_deny": _NONE, "w_deny_a": _NONE, "w_deny_b": _NONE}
    there, one, other = (len(negation.negators(text, of)) for text, of in (witness, (texts[0], lang), (texts[1], lang)))
    return {"w_deny": float(there), "w_deny_a": float(one - there), "w_deny_b": float(other - there)}


def _by_word(words: Sequence[Word], text: str, lang: str) -> dict[int, Sense]:
    """The sense of each content word; of a character, that of the word it is part of."""
    found, senses, at = {}, bilingual.senses(text, lang), 0
    for index, word in enumerate(words):
        while at < len(senses) and senses[at].end <= word.start:
            at += 1
        if word.content and at < len(senses) and senses[at].start <= word.start:
            found[index] = senses[at]
    return found


NOTHING = {
    "a_said": _NONE, "b_said": _NONE, "a_lost": _NONE, "a_kept": _NONE, "b_like": _NONE, "b_like_lost": _NONE,
    "b_for_lost": _NONE,
    "w_known": _NONE, "w_lost_b": _NONE, "w_lost_more": _NONE, "w_bare_b": _NONE, "w_bare_more": _NONE, "w_unknown": _NONE,
    "w_deny": _NONE, "w_deny_a": _NONE, "w_deny_b": _NONE,
}  # fmt: skip


def of_words(content_a: Sequence[int], content_b: Sequence[int], heard: Account | None) -> dict[str, float]:
    """What the witness says of one difference."""
    if heard is None:
        return NOTHING
    ours = [heard.senses_a[i] for i in content_a[:_ASKED] if i in heard.senses_a]
    theirs = [heard.senses_b[j] for j in content_b[:_ASKED] if j in heard.senses_b]
    a_said = [bilingual.support(s, heard.told) for s in ours]
    b_said = [bilingual.support(s, heard.told) for s in theirs]
    meant = [(i, s) for i, s in enumerate(heard.said) if any(_same(s, own) for own in ours)]
    return {
        "a_said": max(a_said, default=_NONE),
        "b_said": min(b_said, default=_NONE),
        # Of what the witness says by the words the reference has here: is any of it nowhere in the target, or all of it there?
        "a_lost": max((float(i in heard.lost_b) for i, _ in meant), default=-1.0),
        "a_kept": min((bilingual.support(s, heard.told_b) for _, s in meant), default=-1.0),
        "b_like": _likest(theirs, heard.said),
        "b_like_lost": _likest(theirs, [heard.said[i] for i in sorted(heard.lost_b)]),
        "b_for_lost": float(bool(theirs) and min(b_said) == 0.0 and bool(heard.lost_b - heard.lost_a)),
    } | heard.whole


def _likest(words: Sequence[Sense], others: Sequence[Sense]) -> float:
    """How alike the company of these words is to that of the others, by WordNet's glosses; the least of them counts."""
    found = [
        max((x for o in others for b in o.heads for a in w.heads if (x := lexicon.likeness(a, b)) is not None), default=-1.0)
        for w in words
    ]
    return min(found, default=-1.0)


def _same(one: Sense, other: Sense) -> bool:
    return not one.near.isdisjoint(other.near) or (len(one.beginning) > 3 and one.beginning == other.beginning)
